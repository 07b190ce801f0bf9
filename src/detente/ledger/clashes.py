"""Which reports of one holder cannot both be right, and what sets them apart.

The definitions, and the table that is computed here, are in `docs/explanation/contradictions.md`, section 3.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.ledger.lasting import Lasting
from detente.ledger.reports import Mask, Mode, Reports, Says, details_of, occasions_of
from detente.ledger.rows import Numbers
from detente.ledger.sharing import Anchored, Occasions

_BATCH = 2_000_000
"""Pairs that are resolved in one go, so that memory stays bounded."""


class Resolution(enum.IntEnum):
    """What resolves an apparent contradiction; GENUINE where nothing does. In the order in which they are reported."""

    GENUINE = 0
    INTERPRETATION = 1
    SCOPE = 2
    HOLDER = 3
    MODALITY = 4
    DATE = 5

    @property
    def word(self) -> str:
        """As it is printed."""
        return self.name.lower()


class Relation(enum.IntEnum):
    """What two clashing reports are to one another."""

    CONTRADICTION = 0
    DISPUTE = 1
    SHIFT = 2

    @property
    def word(self) -> str:
        """As it is printed."""
        return self.name.lower()


VALUE, PRESENCE, DENIAL = "value_conflict", "demand_present_or_absent", "claim_and_denial"
DATES, REFERENCE, DISPUTED = "date_conflict", "ambiguous_reference", "demand_and_refusal"

_NONE = -1


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of reports that clash, by their places, the earlier first; `detail` names what differs, "" for content.

    `stood`: the earlier, its holder's own, still stood when the later came.
    """

    one: Numbers
    other: Numbers
    relation: Numbers
    resolution: Numbers
    stood: Mask
    detail: str = ""

    def __len__(self) -> int:
        return len(self.one)


class Clashes:
    """The reports of each holder on each matter, compared with one another."""

    def __init__(self, reports: Reports, lasting: Lasting) -> None:
        self.reports, self.lasting = reports, lasting
        self.occasion = Occasions(reports)
        self.authority, self.given = reports.codes("authority"), reports.given
        self.addressee = reports.codes("addressee")
        self._no_addressee, self._no_given = reports.blank("addressee"), reports.given == 0
        self._voice = _dense(np.stack([reports.codes(n) for n in ("source", "authority", "speaker", "reporters")]))
        self._first_own = self._first_days()
        says = np.array([list(Says).index(content.says) for content in reports.contents] or [0])
        self.says = says[reports.content] if len(reports) else np.zeros(0, np.int64)

    def pairs(self) -> Iterator[Pairs]:
        """All clashes of content, then of details, in batches."""
        batch: list[tuple[Numbers, Numbers]] = []
        size = 0
        for places in self._groups():
            found = self._by_content(places)
            batch.append(found)
            size += len(found[0])
            if size > _BATCH:
                yield self._resolved(batch)
                batch, size = [], 0
        if size:
            yield self._resolved(batch)
        for detail, found in self._by_details().items():
            yield self._resolved([found], detail)

    def _groups(self) -> Iterator[Numbers]:
        """The places of one holder's reports on one matter, where some of what they say clashes."""
        reports = self.reports
        order = np.lexsort((reports.row, reports.matter, reports.party))
        party, matter = reports.party[order], reports.matter[order]
        fresh = np.ones(len(order), bool)
        fresh[1:] = (party[1:] != party[:-1]) | (matter[1:] != matter[:-1])
        bounds = [*np.flatnonzero(fresh).tolist(), len(order)]
        content = reports.content[order]
        for begin, end in itertools.pairwise(bounds):
            if end - begin > 1:
                kinds = np.unique(content[begin:end])
                if reports.clashing[np.ix_(kinds, kinds)].any():
                    yield order[begin:end]

    def _by_content(self, places: Numbers) -> tuple[Numbers, Numbers]:
        content = self.reports.content[places]
        table = self.reports.clashing[:, content]
        ones, others = [], []
        for number, row in enumerate(places.tolist()):
            mine = places[number + 1 :][table[content[number], number + 1 :]]
            if len(mine):
                ones.append(np.full(len(mine), row, np.int64))
                others.append(mine)
        if not ones:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        return np.concatenate(ones), np.concatenate(others)

    def _by_details(self) -> dict[str, tuple[Numbers, Numbers]]:
        """By name of a detail: pairs of one holder, on one position or of one occasion, that give it values which
        cannot both be right.
        """
        reports, case = self.reports, self.reports.case
        groups: dict[tuple[int, int, str, str], dict[str, list[int]]] = {}
        for place in np.flatnonzero(~reports.blank("details")).tolist():
            row, party = int(reports.row[place]), int(reports.party[place])
            occasions = occasions_of(case, row)
            for name, value in details_of(case, row).items():
                keys = [(party, int(reports.matter[place]), "", name)]
                keys += [(party, _NONE, occasions[0], name)] if len(occasions) == 1 else []
                for key in keys:
                    groups.setdefault(key, {}).setdefault(value, []).append(place)
        found: dict[str, set[tuple[int, int]]] = {}
        for (_, _, occasion, name), by_value in groups.items():
            pairs = _incompatible(by_value)
            several = {pair for pair in pairs if occasion or self._one_position(*pair)}
            found.setdefault(name, set()).update((min(pair), max(pair)) for pair in several)
        return {name: _columns(sorted(pairs)) for name, pairs in sorted(found.items()) if pairs}

    def _one_position(self, a: int, b: int) -> bool:
        """Whether two reports on one matter are about one position: their options meet, or one names none."""
        mine, other = (self.reports.contents[self.reports.content[place]].options for place in (a, b))
        return not mine or not other or bool(mine & other)

    # ------------------------------------------------------------------------------------------------- what resolves

    def _resolved(self, batch: list[tuple[Numbers, Numbers]], detail: str = "") -> Pairs:
        one = np.concatenate([pair[0] for pair in batch])
        other = np.concatenate([pair[1] for pair in batch])
        one, other = self._in_order(one, other)
        relation, resolution, stood = self._resolve(one, other, content=not detail)
        kept = resolution != _NONE
        return Pairs(one[kept], other[kept], relation[kept], resolution[kept], stood[kept], detail)

    def _in_order(self, one: Numbers, other: Numbers) -> tuple[Numbers, Numbers]:
        reports = self.reports
        row = reports.row
        late = (reports.last[one], reports.first[one], row[one])
        than = (reports.last[other], reports.first[other], row[other])
        swap = (late[0] > than[0]) | ((late[0] == than[0]) & (late[1] > than[1]))
        one, other = np.where(swap, other, one), np.where(swap, one, other)
        swap = self._replaces(other, one) & ~self._replaces(one, other)
        return np.where(swap, other, one), np.where(swap, one, other)

    def _replaces(self, earlier: Numbers, later: Numbers) -> Mask:
        """Whether the later, a counted act, names the earlier under `supersedes`."""
        replaced, by = self.reports.replacing
        if not len(by):
            return np.zeros(len(earlier), bool)
        rows = len(self.reports.case.statements)
        row = self.reports.row
        return np.isin(row[earlier] * rows + row[later], replaced * rows + by)

    def _resolve(self, e: Numbers, l: Numbers, *, content: bool) -> tuple[Numbers, Numbers, Mask]:  # noqa: E741
        """The table of section 3 for pairs in order of time: relation and resolution, _NONE where there is no clash;
        and whether the earlier still stood.
        """
        r = self.reports
        dated = (r.first[e] > 0) & (r.first[l] > 0)
        apart = dated & (r.last[e] < r.first[l])
        shared = self.occasion.shared(e, l)
        together = (dated & ~apart) | (shared == Occasions.SAME) | (shared == Occasions.PERHAPS)
        inferred = (r.mode[e] == Mode.INFERRED).astype(int) + (r.mode[l] == Mode.INFERRED)
        own = (r.mode[e] == Mode.OWN) & (r.mode[l] == Mode.OWN)
        self._end(e, l, apart)
        stands = self._stands(e, l, apart & ~together & (inferred < 2))
        one_time = together | stands
        found = np.select(
            [
                ~dated & ~together,
                (inferred == 2) & one_time,
                inferred == 2,
                (inferred == 1) & (one_time | self._first_word(e, l)),
                inferred == 1,
                (together & self._other_scope(e, l, shared)) | (stands & self._other_condition(e, l, own)),
                one_time & (self.authority[e] != self.authority[l]),
                one_time & ((shared == Occasions.PERHAPS) | self._same_words(e, l)),
                together,
                stands & own,
                stands & (self._absent(e) | self._absent(l)) & content,
                stands,
                own & r.counted[e],
                own,
            ],
            [
                Resolution.DATE,
                np.where(r.judge[e] != r.judge[l], Resolution.HOLDER, Resolution.MODALITY),
                Resolution.DATE,
                Resolution.MODALITY,
                Resolution.DATE,
                Resolution.SCOPE,
                Resolution.HOLDER,
                Resolution.INTERPRETATION,
                Resolution.GENUINE,
                Resolution.DATE,
                Resolution.GENUINE,
                Resolution.DATE,
                _NONE,
                Resolution.DATE,
            ],
            Resolution.DATE,
        )
        if content:
            found = self._of_denials(e, l, shared, apart, stands, found)
            found = np.where(self._one_voice(e, l), _NONE, found)
        replaced = self._replaces(e, l)
        found = np.where(replaced, Resolution.DATE, found)
        shift = own & ((apart & ~together) | replaced) & (found == Resolution.DATE)
        relation = np.where(shift, Relation.SHIFT, Relation.CONTRADICTION)
        return relation.astype(np.int64), found.astype(np.int64), stands

    def _absent(self, places: Numbers) -> Mask:
        return np.asarray(self.says[places] == list(Says).index(Says.ABSENT))

    def _end(self, e: Numbers, l: Numbers, apart: Mask) -> None:  # noqa: E741
        """On topics and conditions, a later own act of the same authority ends what it clashes with."""
        r = self.reports
        ends = apart & r.counted[e] & r.counted[l] & (self.authority[e] == self.authority[l])
        ends &= self.lasting.line[e] < 0
        self.lasting.falls(e[ends], l[ends])

    def _stands(self, e: Numbers, l: Numbers, asked: Mask) -> Mask:  # noqa: E741
        """Whether the earlier report, its holder's own, still stood when the later one came (on the day before, where
        that one could supersede it).
        """
        r = self.reports
        asked = asked & r.counted[e]
        found = np.zeros(len(e), bool)
        found[asked] = self.lasting.stands(e[asked], (r.last[l] - r.counted[l])[asked])
        return found

    def _first_word(self, e: Numbers, l: Numbers) -> Mask:  # noqa: E741
        """Whether the later report is the first of the holder's own on the matter: what was inferred before it, the
        holder had said nothing of.
        """
        r = self.reports
        return np.asarray((r.mode[e] == Mode.INFERRED) & r.counted[l] & (self._first_own[l] >= r.first[l]))

    def _first_days(self) -> Numbers:
        """For each report: the first day of the holder's own counted reports on its matter."""
        r = self.reports
        key = r.party * max(1, len(r.matters)) + r.matter
        codes, place = np.unique(key, return_inverse=True)
        first = np.full(len(codes), np.iinfo(np.int64).max)
        np.minimum.at(first, place.reshape(-1)[r.counted], r.first[r.counted])
        return np.asarray(first[place.reshape(-1)])

    def _other_scope(self, e: Numbers, l: Numbers, shared: Numbers) -> Mask:  # noqa: E741
        """Whether they apply under other conditions, are addressed to others, or are about other occasions."""
        named = ~self._no_addressee[e] & ~self._no_addressee[l]
        return np.asarray(
            (self.given[e] != self.given[l])
            | (named & (self.addressee[e] != self.addressee[l]))
            | (shared == Occasions.OTHER)
        )

    def _other_condition(self, e: Numbers, l: Numbers, own: Mask) -> Mask:  # noqa: E741
        """Whether a report made later applies under another condition than what still stands, so that it leaves that
        alone. The holder's own word without a condition, or the first with one, takes the place of what stood.
        """
        blank = self._no_given
        both = ~blank[e] & ~blank[l]
        return np.asarray((self.given[e] != self.given[l]) & (both | ~own))

    def _same_words(self, e: Numbers, l: Numbers) -> Mask:  # noqa: E741
        """Whether both rest on the same words: anchors in one source that overlap."""
        return self._anchors.overlap(e, l)

    @property
    def _anchors(self) -> Anchored:
        if not hasattr(self, "_anchored"):
            self._anchored = Anchored(self.reports)
        return self._anchored

    def _of_denials(
        self,
        e: Numbers,
        l: Numbers,  # noqa: E741
        shared: Numbers,
        apart: Mask,
        stands: Mask,
        found: Numbers,
    ) -> Numbers:
        """A denial speaks of what was claimed before: what the holder itself said and still stood by is no earlier line
        that it gives up; what is claimed only after it, of no occasion that both name, it cannot deny. Nor does it, if
        they are of two occasions.
        """
        r, denies = self.reports, list(Says).index(Says.DENIES)
        denial = (self.says[e] == denies) | (self.says[l] == denies)
        outside = denial & ((r.mode[e] != Mode.OWN) | (r.mode[l] != Mode.OWN))
        inferred = (r.mode[e] == Mode.INFERRED) | (r.mode[l] == Mode.INFERRED)
        met = np.where(inferred, Resolution.MODALITY, Resolution.GENUINE)
        before = (self.says[e] == denies) & apart & (shared == Occasions.UNKNOWN)
        met = np.where(before, Resolution.DATE, np.where(shared == Occasions.OTHER, _NONE, met))
        answers = (self.says[l] == denies) & stands & (found == Resolution.DATE)
        return np.where(outside, met, np.where(answers, Resolution.GENUINE, found))

    def _one_voice(self, e: Numbers, l: Numbers) -> Mask:  # noqa: E741
        """What one voice wants on one date in one source are alternatives, not a contradiction."""
        r, wants = self.reports, list(Says).index(Says.WANTS)
        both = (self.says[e] == wants) & (self.says[l] == wants)
        same = (self._voice[e] == self._voice[l]) & (r.first[e] == r.first[l]) & (r.last[e] == r.last[l])
        return np.asarray(both & same)


def _incompatible(by_value: dict[str, list[int]]) -> Iterator[tuple[int, int]]:
    """Pairs of places whose values of a detail cannot both be right."""
    from detente.case.details import compatible

    for value, other in itertools.combinations(by_value, 2):
        if not compatible(value, other):
            yield from itertools.product(by_value[value], by_value[other])


def _columns(pairs: list[tuple[int, int]]) -> tuple[Numbers, Numbers]:
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _dense(keys: Numbers) -> Numbers:
    return np.asarray(np.unique(keys, axis=1, return_inverse=True)[1].reshape(-1))

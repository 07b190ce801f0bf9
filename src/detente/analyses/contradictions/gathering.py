"""From pairs of reports to sides: statements that say the same of one matter stand on one side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.case.details import compatible
from detente.ledger.clashes import Pairs, Relation, Resolution
from detente.ledger.reports import Content, Reports, Says, details_of
from detente.ledger.rows import Numbers

PAIRS = 1000
"""Pairs of statements that a finding lists; the total counts all."""

_SAYS = list(Says)


@dataclass(frozen=True)
class Said:
    """What one side says, its content or the values it gives a detail (one, or several that may all be right), and the
    rows that say so.
    """

    content: Content
    values: tuple[str, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Group:
    """Pairs of rows alike in whom and what they are about, and in what sets them apart.

    `sides` are two or more: everything that clashes there, once for each thing said. Those of a shift are two, in order
    of time. `matter` is "" for details of one occasion on several matters. `example` is the latest pair of reports, the
    earlier of the two first; `stood`: that one still stood when the later came.
    """

    parties: frozenset[int]
    matter: str
    detail: str
    sides: tuple[Said, ...]
    relation: Relation
    resolution: Resolution
    pairs: tuple[tuple[int, int], ...]
    pairs_total: int
    example: tuple[int, int]
    stood: bool = False


def groups(reports: Reports, pairs: Pairs) -> Iterator[Group]:
    """The pairs gathered. A pair of a bloc's statements is one, not one of each member."""
    if not len(pairs):
        return
    keys = _Keys(reports, pairs)
    one, other = _in_order(pairs, keys.of)
    party, kept = _merged(reports, one, other, pairs)
    one, other = one[kept], other[kept]
    relation, resolution = pairs.relation[kept], pairs.resolution[kept]
    matter = np.where(reports.matter[one] == reports.matter[other], reports.matter[one], -1)
    shift = relation == Relation.SHIFT
    left, right = keys.of[one], keys.of[other]
    kind = _kinds(reports, one, other)
    columns = (right * shift, left * shift, kind, resolution, relation, matter, party.number)
    order = np.lexsort((reports.row[other], reports.row[one], *columns))
    fresh = np.zeros(len(order), bool)
    fresh[:1] = True
    for column in columns:
        fresh[1:] |= np.diff(column[order]) != 0
    bounds = [*np.flatnonzero(fresh).tolist(), len(order)]
    for n, begin in enumerate(bounds[:-1]):
        at = order[begin : bounds[n + 1]]
        first = int(at[0])
        rows = (reports.row[one[at]], reports.row[other[at]])
        example = min(at[:PAIRS].tolist(), key=lambda n: _when(reports, int(one[n]), int(other[n])))
        latest = int(kept[example])
        yield Group(
            party.sets[int(party.number[first])],
            reports.matters[int(matter[first])] if matter[first] >= 0 else "",
            pairs.detail,
            keys.sides(np.concatenate([one[at], other[at]]), in_time=bool(shift[first])),
            Relation(int(relation[first])),
            Resolution(int(resolution[first])),
            tuple(zip(rows[0][:PAIRS].tolist(), rows[1][:PAIRS].tolist(), strict=True)),
            len(at),
            (int(pairs.one[latest]), int(pairs.other[latest])),
            bool(pairs.stood[latest]),
        )


def _kinds(reports: Reports, one: Numbers, other: Numbers) -> Numbers:
    """Denials, absences and the rest apart."""
    says = np.array([_SAYS.index(content.says) for content in reports.contents] or [0])[reports.content]
    denied = (says[one] == _SAYS.index(Says.DENIES)) | (says[other] == _SAYS.index(Says.DENIES))
    absent = (says[one] == _SAYS.index(Says.ABSENT)) | (says[other] == _SAYS.index(Says.ABSENT))
    return np.where(denied, 2, np.where(absent, 1, 0))


def _when(reports: Reports, one: int, other: int) -> tuple[object, ...]:
    """An order of pairs: the latest first, then by name, however rows are ordered."""
    ids = reports.case.statements["id"]
    return (
        -int(reports.last[other]),
        -int(reports.last[one]),
        ids[int(reports.row[one])],
        ids[int(reports.row[other])],
    )


def rank(content: Content) -> tuple[object, ...]:
    """An order of contents that does not depend on how rows are ordered."""
    return (_SAYS.index(content.says), sorted(content.options), content.exclusive, content.free, content.joint)


class _Keys:
    """By number, in an order of its own, what each report says; of a detail, the value that it gives."""

    def __init__(self, reports: Reports, pairs: Pairs) -> None:
        self._reports = reports
        self._values: list[str] = []
        self.of = self._of_values(pairs) if pairs.detail else self._of_contents()

    def _of_contents(self) -> Numbers:
        """Who demands, offers or is said to want the same options is on one side."""
        reports = self._reports
        seen: dict[tuple[Says, frozenset[str]], int] = {}
        key = np.zeros(len(reports.contents) or 1, np.int64)
        for number in sorted(range(len(reports.contents)), key=lambda n: rank(reports.contents[n])):
            said = reports.contents[number]
            key[number] = seen.setdefault((said.says, said.options), len(seen))
        return key[reports.content] if len(reports) else np.zeros(0, np.int64)

    def _of_values(self, pairs: Pairs) -> Numbers:
        reports, values = self._reports, dict[int, str]()
        for place in np.unique(np.concatenate([pairs.one, pairs.other])).tolist():
            values[place] = details_of(reports.case, int(reports.row[place]))[pairs.detail]
        self._values = sorted(set(values.values()))
        number = {value: n for n, value in enumerate(self._values)}
        key = np.zeros(len(reports), np.int64)
        for place, value in values.items():
            key[place] = number[value]
        return key

    def sides(self, places: Numbers, *, in_time: bool) -> tuple[Said, ...]:
        """What these reports say, each thing once with its rows; of details, values that may all be right together."""
        reports = self._reports
        said: dict[int, list[int]] = {}
        for place in places.tolist():
            said.setdefault(int(self.of[place]), []).append(place)
        order = list(said) if in_time else sorted(said)
        found = []
        for several in self._together(order) if self._values and not in_time else [[key] for key in order]:
            mine = [place for key in several for place in said[key]]
            rows = tuple(sorted({int(reports.row[place]) for place in mine}))
            values = tuple(self._values[key] for key in several) if self._values else ()
            found.append(Said(reports.contents[int(reports.content[mine[0]])], values, rows))
        return tuple(found)

    def _together(self, keys: list[int]) -> list[list[int]]:
        """Values gathered so that those of one side may all be right."""
        found: list[list[int]] = []
        for key in keys:
            fit = (side for side in found if all(compatible(self._values[key], self._values[n]) for n in side))
            side = next(fit, None)
            if side is None:
                found.append([key])
            else:
                side.append(key)
        return found


def _in_order(pairs: Pairs, key: Numbers) -> tuple[Numbers, Numbers]:
    """The reports of each pair: of a shift in order of time, else in that of what they say."""
    swap = (pairs.relation != Relation.SHIFT) & (key[pairs.one] > key[pairs.other])
    return np.where(swap, pairs.other, pairs.one), np.where(swap, pairs.one, pairs.other)


@dataclass(frozen=True)
class _Parties:
    number: Numbers
    sets: list[frozenset[int]]


def _merged(reports: Reports, one: Numbers, other: Numbers, pairs: Pairs) -> tuple[_Parties, Numbers]:
    """Each pair of rows once, with all the parties whose it is."""
    rows = len(reports.case.statements) + 1
    same = (reports.row[one] * rows + reports.row[other]) * 18 + pairs.relation * 6 + pairs.resolution
    order = np.argsort(same, kind="stable")
    fresh = np.ones(len(order), bool)
    fresh[1:] = np.diff(same[order]) != 0
    begins = np.flatnonzero(fresh)
    ends = np.append(begins[1:], len(order))
    kept = order[begins]
    number = reports.party[one[kept]].copy()
    sets = [frozenset({n}) for n in range(len(reports.case.parties))]
    known: dict[frozenset[int], int] = {found: n for n, found in enumerate(sets)}
    crossing = reports.party[one[kept]] != reports.party[other[kept]]
    for n in np.flatnonzero((ends - begins > 1) | crossing).tolist():
        at = order[begins[n] : ends[n]]
        several = frozenset((*reports.party[one[at]].tolist(), *reports.party[other[at]].tolist()))
        if several not in known:
            known[several] = len(sets)
            sets.append(several)
        number[n] = known[several]
    return _Parties(number, sets), kept

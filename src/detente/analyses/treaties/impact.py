"""What would each state have to stop, withdraw or do, if a treaty were in force from a day on?

The holdings of the inventory against the treaty's scopes, clause by clause and reading by reading, amounts as safe
intervals (`docs/explanation/treaties.md`, section 6). It says what the inventory knows, and what it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from detente.analyses.treaties.beyond import Beyond, beyond
from detente.analyses.treaties.duties import Duty, duties, last_day
from detente.analyses.treaties.findings import Known, Readings, by_reading
from detente.analyses.treaties.measuring import NOT_KNOWN, UNKNOWN_PART, Measure, Measured, Struck, stricter
from detente.analyses.treaties.totals import Facts, Kind, Total, Totals, sums, totals
from detente.case.model import Case
from detente.case.treaties.model import VAGUE, Treaty
from detente.space.outcome import About
from detente.space.treaties.compiled import Compiled
from detente.space.treaties.compiling import compile_treaties
from detente.space.treaties.presence import Thing, things
from detente.space.treaties.striking import orders, without_stocks
from detente.space.treaties.universe import REST, bits
from detente.space.treaties.wording import condition, question

WITHDRAW, STOP, REDUCE = "withdraw", "stop", "reduce"
_DOINGS = frozenset(("exercise", "commit"))
"""Actions that are no presence somewhere: they are stopped, not withdrawn."""
_DOING_FILES = ("exercises.csv", "agreements.csv")


@dataclass(frozen=True)
class Row:
    """What has to go of one holding under one clause. None of `low`, `high`: not known; of `by`: at once.

    `readings` are the answers that it rests on, none where it stands under all. `by` is the last day that it may be
    there. `only_if`: a condition that nobody knows to hold. `unless`: exceptions that would take it out, none of which
    is taken to hold; `open`: one of them may already, as it is not for somebody to do something first. `certainty` and
    `lacking` are those of `Struck`.
    """

    clause: str
    holding: str
    title: str
    senders: tuple[str, ...]
    bound: tuple[str, ...]
    sender: str
    host: str
    action: str
    asset: str
    unit: str
    must: str
    low: int | None
    high: int | None
    share: str
    by: date | None
    confirmed: bool
    status: str
    certain: bool
    readings: Readings
    only_if: str
    unless: tuple[str, ...]
    open: bool
    certainty: str
    lacking: str
    why: str

    def to_json(self) -> dict[str, object]:
        """The row as JSON."""
        return {
            "sender": self.sender,
            "senders": list(self.senders),
            "bound": list(self.bound),
            "host": self.host,
            "action": self.action,
            "asset": self.asset,
            "unit": self.unit,
            "holding": self.holding,
            "title": self.title,
            "must": self.must,
            "low": self.low,
            "high": self.high,
            "share": self.share,
            "by": self.by.isoformat() if self.by else None,
            "clause": self.clause,
            "readings": [dict(one) for one in self.readings],
            "confirmed": self.confirmed,
            "status": self.status,
            "certain": self.certain,
            "only_if": self.only_if or None,
            "unless": list(self.unless),
            "open": self.open,
            "certainty": self.certainty,
            "lacking": self.lacking or None,
            "why": self.why,
        }


@dataclass(frozen=True)
class Effect:
    """What one clause takes away under some readings, over all holdings. `sharp`: see `Impact`."""

    clause: str
    title: str
    readings: Readings
    sharp: bool
    holdings: int
    senders: tuple[str, ...]
    hosts: tuple[str, ...]
    totals: tuple[Total, ...]

    def to_json(self) -> dict[str, object]:
        """The effect as JSON."""
        return {
            "clause": self.clause,
            "readings": [dict(one) for one in self.readings],
            "sharp": self.sharp,
            "holdings": self.holdings,
            "senders": list(self.senders),
            "hosts": list(self.hosts),
            "totals": [one.to_json() for one in self.totals],
        }


@dataclass(frozen=True)
class Impact:
    """The answer for one treaty on one day. `entry`: from when it is in force, assumed where no day of its own says so.

    `chosen` are readings that were asked for; without, every reading is looked at. `sharp` are the totals of clauses
    that are definite or geometric and apply whatever the circumstances, without holdings of which it cannot be told
    whether anything has to go. `closed` are the states and places to which
    such a clause, that makes somebody withdraw from elsewhere, lets nobody come under any reading, and where nothing
    has to go. `holdings` is how many the inventory has on that day.
    """

    about: About
    treaty: str
    title: str
    entry: date
    assumed: bool
    rows: tuple[Row, ...]
    duties: tuple[Duty, ...]
    totals: Totals
    sharp: Totals
    effects: tuple[Effect, ...]
    beyond: tuple[Beyond, ...]
    chosen: Readings
    closed: tuple[str, ...]
    holdings: int
    method: str = "each holding of that day against each clause under each reading; baselines and caps by intervals"

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `detente treaty impact`."""
        return {
            **self.about.to_json(),
            "treaty": self.treaty,
            "title": self.title,
            "entry": {"date": self.entry.isoformat(), "assumed": self.assumed},
            "reading": [dict(one) for one in self.chosen],
            "method": self.method,
            "holdings": self.holdings,
            "rows": [row.to_json() for row in self.rows],
            "duties": [duty.to_json() for duty in self.duties],
            "totals": self.totals.to_json(),
            "totals_of_sharp_clauses": self.sharp.to_json(),
            "by_clause": [effect.to_json() for effect in self.effects],
            "closed": list(self.closed),
            "beyond": [one.to_json() for one in self.beyond],
        }


def impact(case: Case, treaty: str, on: date | None = None, reading: Mapping[str, str] | None = None) -> Impact:
    """What states would have to stop, withdraw or do under a treaty, given the case's inventory on a day.

    A treaty without a day of its own is assumed to enter into force on that day (default: the case's day, else the
    treaty's date). `reading` fixes the answer to some questions, by the name of a clause or term.

    Raises UnknownNameError for a treaty, question or reading that there is not, and for what the inventory names and
    the vocabulary does not.
    """
    found = case.treaties.treaty.get(treaty)
    day = on or case.day or (found.date if found is not None else date.min)
    compiled = compile_treaties(without_stocks(case), [treaty], day)
    chosen = _chosen(compiled, reading or {})
    return _Work(case, case.treaties.treaty[treaty], compiled, day, chosen).impact()


def _chosen(compiled: Compiled, reading: Mapping[str, str]) -> dict[int, int]:
    found = {}
    for name, answer in reading.items():
        place = question(compiled, name)
        found[place] = compiled.questions[place].number(answer)
    return found


class _Work:
    """One question about one treaty, on its way to the answer."""

    def __init__(self, case: Case, treaty: Treaty, compiled: Compiled, day: date, chosen: Mapping[int, int]) -> None:
        self._case, self._treaty, self._compiled, self._day, self._chosen = case, treaty, compiled, day, chosen
        self._things = things(case.treaties.inventory, case.treaties.vocabulary, case.sources)
        self._measure = Measure(compiled, self._things, day)
        self._sizes = [len(one.answers) for one in compiled.questions]

    def impact(self) -> Impact:
        """The whole answer."""
        ordered = list(orders(self._compiled, self._things, self._day))
        measured = [self._measure.measured(order) for order in ordered]
        struck = [one for one in measured if one.struck]
        measured = [one for one in measured if self._agrees(one.order.answers)]
        rows = tuple(self._rows(struck))
        facts = {number: self._fact(number) for one in struck for number in self._numbers(one)}
        fewest = list(_fewest(struck, self._sizes))
        sharp = [tellable for one in fewest if self._sharp(one) and (tellable := _tellable(one)).struck]
        summed = totals(fewest, facts, self._sizes, self._chosen)
        compiled, case = self._compiled, self._case
        return Impact(
            About(case.slug, case.title, case.digest, self._day, case.known_by),
            self._treaty.id,
            self._treaty.title,
            compiled.entered[self._treaty.id],
            self._treaty.id in compiled.assumed,
            rows,
            tuple(duties(compiled, self._day, self._agrees)),
            summed,
            totals(sharp, facts, self._sizes, self._chosen),
            tuple(self._effects(fewest, facts)),
            tuple(beyond(compiled, self._measure, self._things, measured)),
            self._named(self._chosen.items()),
            tuple(self._closed(measured, rows)),
            len(self._measure.now),
        )

    def _sharp(self, measured: Measured) -> bool:
        """Whether a clause says definitely what has to go, whatever the circumstances."""
        provision = self._treaty.provision[measured.order.clause.partition("#")[2]]
        return provision.precision not in VAGUE and measured.order.when is None

    def _agrees(self, answers: Sequence[tuple[int, int]]) -> bool:
        return all(self._chosen.get(question, answer) == answer for question, answer in answers)

    def _named(self, answers: object) -> Readings:
        return tuple(self._compiled.readings(answers))  # type: ignore[arg-type]  # pairs

    def _closed(self, measured: Sequence[Measured], rows: Sequence[Row]) -> Iterator[str]:
        cells = self._compiled.universe.territories
        leaving = {row.clause for row in rows if row.must in (WITHDRAW, REDUCE)}
        kept: dict[str, int] = {}
        for one in measured:
            if one.order.clause in leaving and self._sharp(one):
                kept[one.order.clause] = kept.get(one.order.clause, cells.full) & one.order.places
        mask = 0
        for places in kept.values():
            mask |= places
        struck = {row.host for row in rows if row.clause in kept}
        for name in cells.roots:
            leaf = cells.mask.get(name + REST, cells.mask[name])
            if mask & leaf and not any(cells.mask[host] & cells.mask[name] for host in struck):
                yield name

    @staticmethod
    def _numbers(measured: Measured) -> Iterator[int]:
        for pool, _ in measured.pools:
            for stake in pool.stakes:
                yield stake.holding

    def _fact(self, number: int) -> Facts:
        thing, there = self._things[number], self._measure.now[number]
        kind = Kind(thing.unit, thing.status, there.confirmed)
        return Facts(kind, thing.host, there.low is None or there.high is None)

    # ----------------------------------------------------------------------------------------------------------- rows

    def _rows(self, measured: Sequence[Measured]) -> Iterator[Row]:
        clauses: dict[str, list[Measured]] = {}
        for one in measured:
            clauses.setdefault(one.order.clause, []).append(one)
        known: Known = {}
        for clause, versions in clauses.items():
            yield from self._clause_rows(clause, versions, known)

    def _clause_rows(self, clause: str, versions: Sequence[Measured], known: Known) -> Iterator[Row]:
        by_thing: dict[int, list[tuple[Measured, Struck]]] = {}
        for one in versions:
            for struck in one.struck:
                by_thing.setdefault(struck.thing, []).append((one, struck))
        for number in sorted(by_thing):
            found: dict[tuple[tuple[int, int], ...], tuple[Measured, Struck]] = {}
            for one, struck in by_thing[number]:
                answers = one.order.answers
                found[answers] = (one, stricter(found[answers][1], struck) if answers in found else struck)
            kinds = {answers: struck.effect for answers, (_, struck) in found.items()}
            for pairs, some in by_reading(kinds, self._sizes, known):
                if self._agrees(pairs):
                    yield self._row(clause, [found[answers] for answers in some], self._named(pairs))

    def _row(self, clause: str, found: Sequence[tuple[Measured, Struck]], readings: Readings) -> Row:
        measured, struck = found[0]
        thing, there = self._things[struck.thing], self._measure.now[struck.thing]
        order = measured.order
        limits = list(dict.fromkeys(one.limit for _, one in found))
        return Row(
            clause,
            thing.id,
            thing.title,
            thing.senders,
            tuple(one for one in thing.senders if one in struck.bearers),
            thing.sender,
            thing.host,
            thing.action,
            thing.asset,
            struck.unit,
            self._must(thing, struck),
            struck.low,
            struck.high,
            struck.share,
            last_day(struck.since, self._day),
            there.confirmed,
            thing.status,
            there.certain,
            readings,
            condition(order.when, self._compiled) if order.when is not None else "",
            tuple(self._unless(found)),
            any(one.open for _, one in found),
            struck.certainty,
            struck.lacking,
            "; ".join([*limits, *self._doubts(thing, struck)]),
        )

    def _unless(self, found: Sequence[tuple[Measured, Struck]]) -> Iterator[str]:
        for one in dict.fromkeys(each for _, struck in found for each in struck.unless):
            some = "" if all(one in struck.unless for _, struck in found) else " (under some readings)"
            yield condition(one, self._compiled) + some

    def _must(self, thing: Thing, struck: Struck) -> str:
        doing = thing.action in _DOINGS or any(row.file.endswith(_DOING_FILES) for row in thing.rows)
        if doing:
            return STOP
        if struck.stays:
            return REDUCE
        cells = self._compiled.universe
        host = 1 << cells.place("territory", thing.host)
        bearers = cells.bearers.mask
        home = all(cells.territory_of[place] & host for one in struck.bearers for place in bits(bearers[one]))
        return STOP if home else WITHDRAW

    def _doubts(self, thing: Thing, struck: Struck) -> Iterator[str]:
        free = [one for one in thing.senders if one not in struck.bearers]
        if struck.share == UNKNOWN_PART and free:
            yield f"{', '.join(free)} not bound"
        if thing.others:
            yield "not all senders are named"
        there = self._measure.now[struck.thing]
        if not there.certain:
            yield "it may not be there on that day"
        if there.low is None and there.high is None:
            yield "no size on record"

    # -------------------------------------------------------------------------------------------------------- effects

    def _effects(self, measured: Sequence[Measured], facts: Mapping[int, Facts]) -> Iterator[Effect]:
        for one in measured:
            if self._agrees(one.order.answers):
                yield self._effect(one, facts)

    def _effect(self, measured: Measured, facts: Mapping[int, Facts]) -> Effect:
        order = measured.order
        numbers = dict.fromkeys(struck.thing for struck in measured.struck)
        bearers = {who for struck in measured.struck for who in struck.bearers}
        known = self._compiled.universe.bearers.leaves
        return Effect(
            order.clause,
            self._treaty.provision[order.clause.partition("#")[2]].title,
            self._named(order.answers),
            self._sharp(measured),
            len(numbers),
            tuple(sorted(bearers, key=known.index)),
            tuple(dict.fromkeys(self._things[number].host for number in numbers)),
            sums(measured, facts),
        )


def _tellable(measured: Measured) -> Measured:
    """The same without holdings of which it cannot be told whether anything has to go."""
    struck = tuple(one for one in measured.struck if one.certainty != NOT_KNOWN)
    left = {one.thing for one in struck}
    pools = tuple((pool, mine & left) for pool, mine in measured.pools if mine & left)
    return replace(measured, struck=struck, pools=pools)


def _fewest(measured: Sequence[Measured], sizes: Sequence[int]) -> Iterator[Measured]:
    """The same under the fewest answers that make a difference to what has to go, clause by clause."""
    clauses: dict[str, dict[tuple[tuple[int, int], ...], Measured]] = {}
    for one in measured:
        clauses.setdefault(one.order.clause, {})[one.order.answers] = one
    for versions in clauses.values():
        kinds = {answers: tuple(struck.effect for struck in one.struck) for answers, one in versions.items()}
        for pairs, some in by_reading(kinds, sizes, {}):
            first = versions[some[0]]
            yield replace(first, order=replace(first.order, answers=pairs))

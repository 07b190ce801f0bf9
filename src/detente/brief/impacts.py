"""What a treaty would require, in words: who withdraws what from where, by which clause, under which reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from detente.analyses.treaties.beyond import Beyond
from detente.analyses.treaties.duties import Duty
from detente.analyses.treaties.impact import REDUCE, STOP, WITHDRAW, Impact, Row
from detente.analyses.treaties.measuring import IN_PART, MAY, NOT_KNOWN
from detente.analyses.treaties.totals import Total
from detente.brief.impactreadings import Read, short_cited
from detente.brief.pictures.mapdata import sized
from detente.brief.setwords import Called, row
from detente.brief.words import count, day, number
from detente.case.model import Case
from detente.geo.gazetteer import states

BY = ("sender", "host", "clause")
EVERY = "every reading"
MOST = 12
"""So many holdings are named where something is not known of them."""
FEW = 3
"""So many actors or places are named in a sentence; of more only how many."""
ACTIVE = "active"
_DOES = {WITHDRAW: "withdraw", STOP: "stop", REDUCE: "withdraw"}


@dataclass(frozen=True)
class Line:
    """One line of a table: what has to go of a holding, with the clauses and readings that say so alike.

    `under` are the clauses, each with its readings; `given` the readings alone.
    """

    sender: str
    who: str
    host: str
    what: str
    goes: str
    under: str
    given: str
    doubts: str
    clauses: tuple[str, ...]
    holding: str


@dataclass(frozen=True)
class Sums:
    """What has to go in all of one sender's, or from one host: with the other ends, and the amounts in words."""

    name: str
    others: str
    confirmed: str
    unconfirmed: str
    planned: str


class Told:
    """An impact told: names by the case's own words, clauses as people cite them."""

    def __init__(self, case: Case, impact: Impact) -> None:
        self.case, self.impact = case, impact
        self._treaty = case.treaties.treaty[impact.treaty]
        self._called = Called(case, self._treaty)
        self._read = Read(case, self._treaty)

    # ------------------------------------------------------------------------------------------------------ sentences

    def answer(self) -> str:
        """The answer as one sentence of confirmed holdings: who withdraws how much from where."""
        rows = [one for one in self.sharp if one.status == ACTIVE and one.confirmed]
        going = [one for one in rows if one.must in (WITHDRAW, REDUCE)]
        depends = bool(going) and all(map(self.depends, going))
        this = "draft" if self.impact.assumed else "treaty"
        whether = ", depending on its readings," if depends else ""
        when = f"On {day(self.impact.about.day)} this {this} would{whether} have"
        who = sorted({one for each in going or rows for one in _away(each)}, key=self._called.actor)
        actors = row(map(self._called.actor, who)) if len(who) <= FEW else count(len(who), "state")
        if not going:
            stops = f"; {actors} would have something to stop" if rows else ""
            return f"{when} nobody withdraw anything that the inventory confirms{stops}."
        hosts = sorted({each.host for each in going}, key=self.place)
        noun = "state" if all(one in states() for one in hosts) else "place"
        places = row(map(self.place, hosts)) if len(hosts) <= FEW else count(len(hosts), noun)
        units = {one.unit for one in going}
        return f"{when} {actors} withdraw from {places}: {self._in_short(units, going)}."

    def _in_short(self, units: set[str], going: Sequence[Row]) -> str:
        """What has to go in all, by unit; what has no number only said to be there."""
        some = [
            one
            for one in self.impact.sharp.all
            if one.kind.unit in units and one.kind.status == ACTIVE and one.kind.confirmed
        ]
        said = [self._sum(replace(one, high=one.sized), going) for one in some if one.sized or one.low]
        unsized = [one.kind.unit or "units" for one in some if one.high is None]
        more = ["more of unknown number" if said else f"{row(unsized)}, number unknown"] if unsized else []
        return row([*said, *more])

    @property
    def title(self) -> str:
        """The treaty's title, or its id."""
        return self._treaty.title or self._treaty.id

    def _amounts(self, totals: Iterable[Total], rows: Sequence[Row], *, confirmed: bool = True) -> str:
        """Totals of what is there, confirmed or not, by unit."""
        some = [one for one in totals if one.kind.status == ACTIVE and one.kind.confirmed == confirmed]
        return row(self._sum(one, rows) for one in some)

    @staticmethod
    def _sum(one: Total, rows: Sequence[Row]) -> str:
        """An amount of one unit; where only parts of holdings go, so it says."""
        unit = one.kind.unit or "units"
        mine = [each for each in rows if each.unit == one.kind.unit and each.confirmed == one.kind.confirmed]
        parts = bool(mine) and all(each.certainty == IN_PART for each in mine)
        if not one.sized and not one.low:
            return f"{unit} (number unknown)"
        most = max(one.low, one.sized)  # what has no number counts with its least only
        said = f"{sized(one.low, most)} {_counted(unit, most)}"
        if parts and not one.low:
            said = f"parts of {number(one.sized)} {_counted(unit, one.sized)}"
        return f"{said} and more (number unknown)" if one.high is None else said

    def depends(self, one: Row) -> bool:
        """Whether a row rests on readings beyond those that were asked for."""
        chosen = {each["clause"] for each in self.impact.chosen}
        return any(each["clause"] not in chosen for each in one.readings)

    def entry(self) -> str:
        """From when it is taken to be in force."""
        entry = self.impact.entry
        if self.impact.assumed:
            return f"Entry into force is assumed on {day(entry)}."
        return f"In force from {day(entry)}."

    def chosen(self) -> str:
        """The readings that were asked for."""
        return self._read.fixed(self.impact.chosen)

    def duty(self, one: Duty) -> str:
        """A duty as a line."""
        provision = self._treaty.provision[one.clause.partition("#")[2]]
        what = provision.title or one.status or one.action
        by = f", by {day(one.by)}" if one.by else ""
        when = f", if {one.when}" if one.when else ""
        given = self._read.given([one.readings], one.clause)
        return f"{self.cite(one.clause)}: {what}{by}{when}{f' ({given})' if given else ''}: {self._who(one.short)}"

    def _who(self, names: Sequence[str], most: int = 6) -> str:
        if names == ("*",):
            return "everybody"
        if len(names) <= most:
            return row(map(self._called.actor, names))
        return f"{row(map(self._called.actor, names[: most - 2]))} and {number(len(names) - most + 2)} more"

    def vague(self) -> str:
        """What clauses that are not definite could take besides, in a sentence; "" where there are none."""
        most: dict[str, int] = {}
        for one in self.impact.effects:
            if not one.sharp:
                most[one.clause] = max(most.get(one.clause, 0), one.holdings)
        if not most:
            return ""
        many: dict[int, list[str]] = {}
        for clause, holdings in most.items():
            many.setdefault(holdings, []).append(self.cite(clause))
        said = "; ".join(
            f"{row(clauses)} up to {count(holdings, 'holding')}{' each' if len(clauses) > 1 else ''}"
            for holdings, clauses in sorted(many.items(), reverse=True)
        )
        return f"Not counted here: what vague clauses, or those that wait for circumstances, could take: {said}."

    # ---------------------------------------------------------------------------------------------------------- rows

    @cached_property
    def _definite(self) -> tuple[Row, ...]:
        clauses = {one.clause for one in self.impact.effects if one.sharp}
        return tuple(one for one in self.impact.rows if one.clause in clauses and not one.only_if)

    @cached_property
    def sharp(self) -> tuple[Row, ...]:
        """The rows of clauses that say definitely what goes or may go, where that can be told."""
        return tuple(one for one in self._definite if one.certainty != NOT_KNOWN)

    @cached_property
    def untold(self) -> tuple[Row, ...]:
        """The rows of those clauses of which it cannot be told whether anything goes."""
        return tuple(one for one in self._definite if one.certainty == NOT_KNOWN)

    def sums(self, by: str) -> list[Sums]:
        """What has to go by sender or host, in the order of their names; planned or claimed and unconfirmed apart."""
        totals = self.impact.sharp.by_host if by == "host" else self.impact.sharp.by_sender
        named = self.place if by == "host" else self._called.actor
        return [self._summed(by, name, some) for name, some in sorted(totals, key=lambda one: named(one[0]))]

    def _summed(self, by: str, name: str, some: Sequence[Total]) -> Sums:
        mine = [one for one in self.sharp if (one.host == name if by == "host" else name in one.bound)]
        there = [one for one in mine if one.status == ACTIVE]
        if by == "host":
            others = sorted({self._called.actor(who) for one in mine for who in one.bound if who != name})
        else:
            others = sorted({self.place(one.host) for one in mine if one.host != name})
        others += ["at home"] if any(one.host in one.bound and name == one.host for one in mine) else []
        planned = [one for one in some if one.kind.status != ACTIVE]
        return Sums(
            self.place(name) if by == "host" else self._called.actor(name),
            row(others),
            self._amounts(some, there),
            self._amounts(some, there, confirmed=False),
            row(f"{self._sum(one, [])} ({one.kind.status})" for one in planned),
        )

    def groups(self, by: str, status: str = ACTIVE, *, confirmed: bool | None = None) -> list[tuple[str, list[Line]]]:
        """The lines of what is definite by sender, host or clause: name, lines. A shared holding comes once.

        Senders and hosts come in the order of their names.
        """
        found: dict[str, list[Row]] = {}
        for one in self.sharp:
            if (one.status == ACTIVE) == (status == ACTIVE) and confirmed in (None, one.confirmed):
                key = {"sender": one.sender, "host": one.host, "clause": one.clause}[by]
                found.setdefault(key, []).append(one)
        named = [(self._heading(by, key, rows[0]), list(self._lines(rows))) for key, rows in found.items()]
        return named if by == "clause" else sorted(named, key=lambda one: one[0])

    def _heading(self, by: str, key: str, first: Row) -> str:
        if by == "host":
            return self.place(key)
        if by == "clause":
            title = self._treaty.provision[key.partition("#")[2]].title
            return f"{self.cite(key)}{': ' + title if title else ''}"
        return self.senders(first.sender)

    def open(self) -> list[tuple[str, list[Line]]]:
        """The lines of which it cannot be told whether anything goes, by what would have to be on record."""
        found: dict[str, list[Row]] = {}
        for one in self.untold:
            if one.status == ACTIVE:
                found.setdefault(one.lacking, []).append(one)
        return [
            (_lacking(what), sorted(self._lines(rows), key=lambda line: (line.who, line.host)))
            for what, rows in found.items()
        ]

    def senders(self, written: str) -> str:
        """Senders by name: `GBR+FRA+..`."""
        others = " and others" if written.endswith("..") else ""
        return row(map(self._called.actor, written.removesuffix("+..").split("+"))) + others

    def unknown(self) -> list[str]:
        """What the inventory does not know, a sentence each."""
        return [self._unknown(one) for one in self.impact.beyond]

    def _unknown(self, one: Beyond) -> str:
        where = f"{', '.join(map(self.cite, one.clauses))}: " if one.clauses else ""
        names = list(one.holdings[:MOST])
        if len(one.holdings) > MOST:
            names.append(f"and {number(len(one.holdings) - MOST)} more")
        of = f" ({', '.join(names)})" if names else ""
        return f"{where}{one.says}{of}"

    # ---------------------------------------------------------------------------------------------------------- lines

    def _lines(self, rows: Iterable[Row]) -> Iterator[Line]:
        alike: dict[tuple[object, ...], list[Row]] = {}
        for one in rows:
            size = (one.low, one.high) if one.certainty != NOT_KNOWN else ()
            key = (one.holding, one.sender, one.host, one.asset, one.status, one.must, size, one.by, one.certainty)
            alike.setdefault(key, []).append(one)
        for some in alike.values():
            yield self._line(some)

    def _line(self, some: Sequence[Row]) -> Line:
        one = some[0]
        clauses: dict[str, list[Row]] = {}
        for each in some:
            clauses.setdefault(each.clause, []).append(each)
        given = {name: self._read.given([each.readings for each in mine], name) for name, mine in clauses.items()}
        alike: dict[str, list[str]] = {}
        for name, text in given.items():
            alike.setdefault(text, []).append(self.cite(name))
        return Line(
            one.sender,
            self.senders(one.sender),
            self.place(one.host),
            one.title or f"{self._called.asset(one.asset)} ({one.holding})",
            self._goes(one),
            "; ".join(f"{', '.join(names)}{f', {text}' if text else ''}" for text, names in alike.items()),
            "; ".join(text or EVERY for text in alike),
            self._doubts(one),
            tuple(clauses),
            one.holding,
        )

    def _goes(self, one: Row) -> str:
        by = f", by {day(one.by)}" if one.by else ""
        if one.certainty == NOT_KNOWN:
            return "cannot be told"
        unit = _counted(one.unit, one.high or 0)
        if not one.low and one.high is None:
            perhaps = "perhaps " if one.certainty == MAY else ""
            part = "a part of " if one.certainty == IN_PART else ""
            return f"{perhaps}{_DOES[one.must]} {part}{one.unit or 'it'}, number unknown{by}"
        size = f"part of {number(one.high)}" if one.certainty == IN_PART else sized(one.low, one.high)
        return f"{_DOES[one.must]} {size} {unit}".rstrip() + by

    @staticmethod
    def _doubts(one: Row) -> str:
        found = []
        if not one.certain:
            found.append("it may not be there")
        if one.status != ACTIVE:
            found.append(one.status)
            found += [] if one.confirmed else ["not confirmed"]
        return ", ".join(found)

    def place(self, name: str) -> str:
        """A territory by name."""
        return self._called.territory(name)

    def cite(self, name: str) -> str:
        """A clause of the treaty as people cite it, shortly: `Art 4 (1)`."""
        return short_cited(name.partition("#")[2])


def _away(one: Row) -> Sequence[str]:
    """Those whom a row binds, without who is at home there with others."""
    return tuple(who for who in one.bound if who != one.host) or one.bound


def _lacking(what: str) -> str:
    """What nobody has on record, as a sentence: the day in words."""
    said, _, when = what.rpartition(" ")
    return f"Cannot be told: nobody has coded {said} {day(date.fromisoformat(when))}"


def _counted(unit: str, most: int) -> str:
    """A unit as it is said of at most so many: `site`, `sites`."""
    return unit[:-1] if most == 1 and unit.endswith("s") and not unit.endswith("ss") else unit

"""What a treaty would require, in words: who withdraws what from where, by which clause, under which reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from detente.analyses.treaties.beyond import Beyond
from detente.analyses.treaties.duties import Duty
from detente.analyses.treaties.impact import REDUCE, STOP, WITHDRAW, Effect, Impact, Row
from detente.analyses.treaties.measuring import UNKNOWN_PART
from detente.analyses.treaties.totals import Total
from detente.brief.norms import clause as cited
from detente.brief.pictures.mapdata import sized
from detente.brief.setwords import Called, row
from detente.brief.words import count, day, number
from detente.case.model import Case

BY = ("sender", "host", "clause")
EVERY = "every reading"
MOST = 12
"""So many holdings are named where something is not known of them."""
FEW = 3
"""So many actors or places are named in a sentence; of more only how many."""
_DOES = {WITHDRAW: "withdraw", STOP: "stop", REDUCE: "reduce"}


@dataclass(frozen=True)
class Line:
    """One line of a table: what has to go of a holding, with the clauses and readings that say so alike."""

    sender: str
    host: str
    what: str
    goes: str
    by: str
    readings: str
    doubts: str
    clauses: tuple[str, ...]
    holding: str


class Told:
    """An impact told: names by the case's own words, clauses as people cite them."""

    def __init__(self, case: Case, impact: Impact) -> None:
        self.case, self.impact = case, impact
        self._treaty = case.treaties.treaty[impact.treaty]
        self._called = Called(case, self._treaty)

    @cached_property
    def _asked(self) -> Mapping[str, tuple[str, ...]]:
        """The readings of each question, in their order."""
        found = {
            self._treaty.name(one.anchor): tuple(reading.id for reading in one.readings)
            for one in self._treaty.provisions
        }
        terms = self.case.treaties.vocabulary.terms
        found |= {term.id: tuple(one.id for one in term.readings) for term in terms}
        found |= {self._treaty.name(term.id): tuple(one.id for one in term.readings) for term in self._treaty.terms}
        return found

    # ------------------------------------------------------------------------------------------------------ sentences

    def answer(self) -> str:
        """The answer as a sentence: who, what, from where, and whether the readings change it."""
        impact = self.impact
        when = f"On {day(impact.about.day)}, {self._name} would have"
        rows = [one for one in self.sharp if one.status == "active"]
        going = [one for one in rows if one.must in (WITHDRAW, REDUCE)]
        who = list(dict.fromkeys(one for each in going or rows for one in each.bound))
        actors = self._actors(who) if len(who) <= FEW else count(len(who), "state")
        if not going:
            stops = f"; {actors} would have something to stop" if rows else ""
            return f"{when} nobody withdraw anything that the inventory lists{stops}."
        hosts = list(dict.fromkeys(each.host for each in going))
        places = row(map(self.place, hosts)) if len(hosts) <= FEW else f"{number(len(hosts))} places"
        sums = self.sums(impact.sharp.all)
        differ = "; the readings differ" if any(map(self.depends, going)) else ""
        return f"{when} {actors} withdraw from {places}, or reduce there, {sums}{differ}."

    @property
    def _name(self) -> str:
        return f"“{self._treaty.title}”" if self._treaty.title else self._treaty.id

    def sums(self, totals: Iterable[Total]) -> str:
        """Totals of what is there, by unit, those without a known size counted; unconfirmed ones said to be that."""
        units: dict[tuple[str, bool], list[Total]] = {}
        for one in totals:
            if one.kind.status == "active":
                units.setdefault((one.kind.unit, one.kind.confirmed), []).append(one)
        return row(self._sum(some[0]) for some in units.values()) or "no amounts"

    @staticmethod
    def _sum(one: Total) -> str:
        unit = one.kind.unit or "units"
        sure = "" if one.kind.confirmed else " (unconfirmed)"
        known = f"{sized(one.low, one.sized)} {_counted(unit, one.sized)}" if one.sized or one.low else ""
        open_size = f"{unit} of unknown size in {count(one.unsized, 'holding')}" if one.high is None else ""
        return " and ".join(part for part in (known, open_size) if part) + sure

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

    def duty(self, one: Duty) -> str:
        """A duty as a line."""
        provision = self._treaty.provision[one.clause.partition("#")[2]]
        what = provision.title or one.status or one.action
        by = f", by {day(one.by)}" if one.by else ""
        when = f", if {one.when}" if one.when else ""
        under = f" (if read {self.readings([one.readings], one.clause)})" if one.readings else ""
        return f"{self.cite(one.clause)}: {what}{by}{when}{under}: {self._who(one.short)}"

    def _who(self, names: Sequence[str]) -> str:
        return "everybody" if names == ("*",) else self.short(names)

    def short(self, names: Sequence[str], most: int = 6) -> str:
        """Actors by name; of many only how many."""
        if len(names) <= most:
            return self._actors(names)
        return f"{self._actors(names[: most - 2])} and {number(len(names) - most + 2)} more"

    def _actors(self, names: Sequence[str]) -> str:
        return row(self._called.actor(name) for name in names)

    def effect(self, one: Effect) -> str:
        """What a clause takes away under some readings."""
        under = self.readings([one.readings], one.clause)
        return f"{self.cite(one.clause)} ({under}): {count(one.holdings, 'holding')}, {self.sums(one.totals)}"

    # ---------------------------------------------------------------------------------------------------------- lines

    @cached_property
    def _sharp_clauses(self) -> frozenset[str]:
        return frozenset(one.clause for one in self.impact.effects if one.sharp)

    @cached_property
    def sharp(self) -> tuple[Row, ...]:
        """The rows of clauses that say definitely what has to go."""
        return tuple(one for one in self.impact.rows if one.clause in self._sharp_clauses and not one.only_if)

    @cached_property
    def vague(self) -> tuple[Effect, ...]:
        """What the other clauses would take away, if read so."""
        return tuple(one for one in self.impact.effects if not one.sharp)

    def groups(self, by: str, status: str = "active") -> list[tuple[str, str, list[Line]]]:
        """The lines of what is definite by sender, host or clause: id, name, lines. A shared holding comes once."""
        found: dict[str, list[Row]] = {}
        for one in self.sharp:
            if (one.status == "active") == (status == "active"):
                key = {"sender": one.sender, "host": one.host, "clause": one.clause}[by]
                found.setdefault(key, []).append(one)
        return [(key, self._heading(by, key, rows[0]), list(self._lines(rows))) for key, rows in found.items()]

    def _heading(self, by: str, key: str, first: Row) -> str:
        if by == "host":
            return self.place(key)
        if by == "clause":
            title = self._treaty.provision[key.partition("#")[2]].title
            return f"{self.cite(key)}{': ' + title if title else ''}"
        return self.senders(first.sender)

    def senders(self, written: str) -> str:
        """Senders by name: `GBR+FRA+..`."""
        others = " and others" if written.endswith("..") else ""
        return self._actors(written.removesuffix("+..").split("+")) + others

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

    def _lines(self, rows: Iterable[Row]) -> Iterator[Line]:
        alike: dict[tuple[object, ...], list[Row]] = {}
        for one in rows:
            key = (one.holding, one.sender, one.host, one.asset, one.status, one.must, one.low, one.high, one.by)
            alike.setdefault(key, []).append(one)
        for some in alike.values():
            one = some[0]
            clauses: dict[str, list[Row]] = {}
            for each in some:
                clauses.setdefault(each.clause, []).append(each)
            readings = {name: self.readings([each.readings for each in mine], name) for name, mine in clauses.items()}
            under = list(dict.fromkeys(readings.values()))
            told = (
                under[0]
                if len(under) == 1
                else "; ".join(f"{self.cite(name)}: {text}" for name, text in readings.items())
            )
            yield Line(
                one.sender,
                self.place(one.host),
                one.title or f"{self._called.asset(one.asset)} ({one.holding})",
                self._goes(one),
                ", ".join(map(self.cite, clauses)),
                told,
                self._doubts(one),
                tuple(clauses),
                one.holding,
            )

    def _goes(self, one: Row) -> str:
        if not one.low and one.high is None:
            amount = f"{one.unit or 'size'}, size not known"
        else:
            amount = f"{sized(one.low, one.high)} {_counted(one.unit, one.high or 0)}".rstrip()
        by = f", by {day(one.by)}" if one.by else ""
        return f"{_DOES[one.must]} {amount}{by}"

    @staticmethod
    def _doubts(one: Row) -> str:
        found = []
        if one.share == UNKNOWN_PART:
            found.append("share not known")
        if not one.certain:
            found.append("it may not be there")
        if not one.confirmed:
            found.append("unconfirmed")
        if one.status != "active":
            found.append(one.status)
        return ", ".join(found)

    def place(self, name: str) -> str:
        """A territory by name."""
        return self._called.territory(name)

    def cite(self, name: str) -> str:
        """A clause of the treaty as people cite it, shortly: `Art 4 (1)`."""
        return short_cited(name.partition("#")[2])

    def readings(self, some: Sequence[Sequence[Mapping[str, object]]], own: str = "") -> str:
        """Sets of readings in words, as few as say the same: `Art 4 (1): host or unit`; of `own` without its name."""
        if any(not one for one in some):
            return EVERY
        sets = [{str(each["clause"]): str(each["reading"]) for each in one} for one in some]
        questions = list(dict.fromkeys(name for one in sets for name in one))
        answers = {name: list(dict.fromkeys(one.get(name, "") for one in sets)) for name in questions}
        full = {tuple(combination) for combination in product(*answers.values())}
        if len(full) == len(sets) and "" not in {each for some in answers.values() for each in some}:
            return "; ".join(self._question(name, chosen, own) for name, chosen in answers.items())
        if len(sets) > 2:
            return f"depends on {row(map(self._label, questions))}"
        return "; or ".join(
            ", ".join(self._question(name, [chosen], own) for name, chosen in one.items()) for one in sets
        )

    def _label(self, name: str) -> str:
        anchor = name.partition("#")[2]
        return self.cite(name) if anchor in self._treaty.provision else self._called.term(anchor or name) or name

    def _question(self, name: str, chosen: Sequence[str], own: str) -> str:
        every = self._asked.get(name, ())
        text = row(chosen, "or")
        if len(chosen) > 2 and len(chosen) == len(every) - 1:
            text = f"any but {next(one for one in every if one not in chosen)}"
        return text if name == own else f"{self._label(name)}: {text}"


def _counted(unit: str, most: int) -> str:
    """A unit as it is said of at most so many: `site`, `sites`."""
    return unit[:-1] if most == 1 and unit.endswith("s") and not unit.endswith("ss") else unit


_SHORT = ((r"^Articles?\b", "Art"), (r", (?:paragraph|subparagraph|point|item) (\w+)", r" (\1)"))


def short_cited(anchor: str) -> str:
    """An anchor as people cite it in a table.

    >>> short_cited("art_4__para_1__point_b"), short_cited("preamble")
    ('Art 4 (1) (b)', 'Preamble')
    """
    text = cited(anchor)
    for pattern, instead in _SHORT:
        text = re.sub(pattern, instead, text)
    return text

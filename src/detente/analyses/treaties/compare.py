"""What does one draft order that another does not? By effect, cell by cell, whatever the words.

Definition: docs/explanation/treaties.md, section 5. Both are in force from the same day. A row that holds under every
coherent set of readings names none; others name the fewest readings under which they hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, product
from typing import Any

from detente.analyses.treaties.effects import (
    EFFECTS,
    STATUS,
    Boxes,
    Effect,
    as_much,
    effect_of,
    pieces,
    possible,
    simple,
)
from detente.analyses.treaties.overlaying import Cover, Pairs, left
from detente.case.model import Case
from detente.case.treaties.model import SIDES
from detente.engines.norms.booleans import conjunction, negation
from detente.engines.norms.model import TRUE, Boolean, Norm
from detente.engines.scopes import Boxes as BoxTable
from detente.engines.scopes import intersection, meeting
from detente.errors import DetenteError
from detente.space.treaties import timing
from detente.space.treaties.compiling import Compiled, compile_treaties
from detente.space.treaties.naming import actors_in_short
from detente.space.treaties.universe import BEARER
from detente.space.treaties.variables import same_in_substance, worded

SHARERS = 3
"""So many clauses on different conditions at most are looked at together for ordering what another orders always."""

METHOD = "difference of scopes for each effect, parted by the clauses that order as much and by readings"


@dataclass(frozen=True)
class Row:
    """A part of a scope of which a clause orders something: one draft alone (one clause), or both (one of each).

    `number` is what is ordered (of both: what both order, the weaker number), `numbers` each clause's own, in the
    order of `clauses`; None for what has no number. `per`: for each of which. `status`: the condition, of statuses.
    `who`: all that are bound in the region, groups by their names on the first day. `when`: on which condition; "" for
    always. `readings`: () where it holds under all.
    """

    effect: str
    clauses: tuple[str, ...]
    number: int | None
    numbers: tuple[int | None, ...]
    per: tuple[str, ...]
    status: str
    who: tuple[str, ...]
    when: str
    region: tuple[Mapping[str, Any], ...]
    readings: tuple[Mapping[str, Any], ...]

    def to_json(self) -> dict[str, object]:
        """The documented JSON of a row."""
        return {
            "effect": self.effect,
            "clauses": list(self.clauses),
            "number": self.number,
            "numbers": list(self.numbers),
            "per": list(self.per),
            "status": self.status,
            "who": list(self.who),
            "when": self.when,
            "readings": list(self.readings),
            "region": list(self.region),
        }


@dataclass(frozen=True)
class Differences:
    """Two drafts compared by effect. `clauses`: titles of all; `aside`: those that order nothing of cells or statuses.

    `given`: the readings that were fixed. `notes`: what could not be said exactly of a clause, as `gaps` has it.
    """

    case: str
    digest: str
    a: str
    b: str
    titles: tuple[str, str]
    clauses: Mapping[str, str]
    day: date
    given: tuple[Mapping[str, Any], ...]
    only_a: tuple[Row, ...]
    only_b: tuple[Row, ...]
    both: tuple[Row, ...]
    aside: tuple[str, ...]
    notes: tuple[Mapping[str, Any], ...]

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `detente treaty compare`."""
        return {
            "case": self.case,
            "digest": self.digest,
            "method": METHOD,
            "a": {"id": self.a, "title": self.titles[0]},
            "b": {"id": self.b, "title": self.titles[1]},
            "day": self.day.isoformat(),
            "given": list(self.given),
            "only_a": [row.to_json() for row in self.only_a],
            "only_b": [row.to_json() for row in self.only_b],
            "both": [row.to_json() for row in self.both],
            "titles": dict(self.clauses),
            "aside": list(self.aside),
            "notes": list(self.notes),
        }


def compare(case: Case, a: str, b: str, on: date | None = None, choice: Mapping[str, str] | None = None) -> Differences:
    """What does treaty `a` order that `b` does not, and the other way round, and what do both?

    Both are taken to be in force from `on` (default: the later of the days from which each would be). `choice` fixes
    readings. Raises UnknownNameError for a treaty or reading that there is not, DetenteError for a treaty and itself.
    """
    if a == b:
        raise DetenteError(f"{a} differs from itself in nothing. Name two treaties.")
    found = [case.treaties.treaty[one] for one in (a, b) if one in case.treaties.treaty]
    day = on or max((timing.enters(one, None)[0] for one in found), default=date.min)
    compiled = compile_treaties(case, (a, b), choice=choice, from_day=day)
    work = _Comparison(compiled, a)
    mine, theirs = (treaty.title for treaty in found)
    return Differences(
        case.slug,
        case.digest,
        a,
        b,
        (mine, theirs),
        {clause.name: clause.provision.title for clause in compiled.provisions},
        day,
        tuple(compiled.readings(compiled.given.items())),
        work.only(0),
        work.only(1),
        work.both(),
        tuple(work.aside()),
        tuple(_noted(compiled)),
    )


def _noted(compiled: Compiled) -> Iterator[Mapping[str, Any]]:
    for note in compiled.notes:
        readings = compiled.readings(note.answers)
        yield {"kind": note.kind, "clause": note.clause, "detail": note.detail, "readings": readings}


@dataclass(frozen=True)
class _Band:
    """Cells of which a clause orders one thing on one condition, and the sets of answers under which it does."""

    clause: int
    effect: Effect
    condition: Boolean
    boxes: Boxes
    answers: tuple[Pairs, ...]
    norm: Norm


class _Comparison:
    """The norms of two treaties side by side."""

    def __init__(self, compiled: Compiled, a: str) -> None:
        self._compiled = compiled
        self._day = compiled.entered[a]
        self._full = compiled.universe.full
        self._bands = self._gathered()
        first = [compiled.provisions[band.clause].treaty.id == a for band in self._bands]
        self._sides = tuple([n for n, mine in enumerate(first) if mine is want] for want in (True, False))
        self._stronger = self._compared()

    def _gathered(self) -> list[_Band]:
        found: dict[tuple[int, Effect, Boolean, Boxes], tuple[Norm, dict[Pairs, None]]] = {}
        for given in self._compiled.system.norms:
            norm = same_in_substance(given, self._compiled.variables)
            norm = norm if norm.scope else replace(norm, scope=(self._full,))  # statuses: about no cell in particular
            for boxes, condition in pieces(norm):
                key = (norm.clause, effect_of(norm), condition, boxes)
                found.setdefault(key, (norm, {}))[1][norm.answers] = None
        return [_Band(*key, tuple(answers), norm) for key, (norm, answers) in found.items()]

    def _compared(self) -> dict[int, list[tuple[int, Boxes, Boolean]]]:
        """For each band those of the other treaty that order as much of some of its cells: which, and if what holds."""
        tables = [
            BoxTable.of([self._bands[n].boxes for n in side], self._compiled.system.sizes) for side in self._sides
        ]
        lefts, rights = meeting(*tables)
        pairs = sorted(set(zip(tables[0].owners[lefts].tolist(), tables[1].owners[rights].tolist(), strict=True)))
        found: dict[int, list[tuple[int, Boxes, Boolean]]] = {n: [] for n in range(len(self._bands))}
        for one, other in pairs:
            mine, theirs = self._sides[0][one], self._sides[1][other]
            for strong, weak in ((mine, theirs), (theirs, mine)):
                shared = as_much(self._bands[strong].norm, self._bands[weak].norm, self._full)
                own = self._bands[strong]
                for boxes, condition in shared:
                    if simple(own.effect) and condition != own.condition:
                        continue  # another band of the same norm
                    inside = intersection(boxes, self._bands[weak].boxes)
                    if inside:
                        found[weak].append((strong, inside, condition))
        return found

    def only(self, side: int) -> tuple[Row, ...]:
        """What the one treaty orders and, in some situation, the other does not."""
        covers: dict[tuple[int, Effect, Boolean], list[Cover]] = {}
        for place in self._sides[side]:
            band = self._bands[place]
            less = tuple(self._covering(band.condition, self._stronger[place]))
            own = covers.setdefault((band.clause, band.effect, band.condition), [])
            own.append(Cover(band.boxes, band.answers, less))
        rows: list[Row] = []
        for (clause, effect, condition), parts in covers.items():
            rows.extend(self._rows((clause,), effect, (effect.number,), condition, parts))
        return _sorted(rows)

    def _covering(self, condition: Boolean, others: Sequence[tuple[int, Boxes, Boolean]]) -> Iterator[Cover]:
        """Where other bands order as much whenever this condition holds: one of them, or a few that share it out."""
        by: dict[Boolean, list[tuple[int, Boxes]]] = {}
        for strong, boxes, held in others:
            by.setdefault(held, []).append((strong, boxes))
        enough: list[frozenset[Boolean]] = []
        for size in range(1, min(len(by), SHARERS) + 1):
            for some in combinations(by, size):
                if any(known <= set(some) for known in enough):
                    continue
                if not possible(conjunction((condition, *map(negation, some)))):
                    enough.append(frozenset(some))
                    for bands in product(*(by[held] for held in some)):
                        yield from self._joint(bands)

    def _joint(self, bands: Sequence[tuple[int, Boxes]]) -> Iterator[Cover]:
        """The cells that all of these hold, under the answers under which all are there."""
        boxes: Boxes = bands[0][1]
        answers: Sequence[Pairs] = self._bands[bands[0][0]].answers
        for strong, more in bands[1:]:
            boxes = intersection(boxes, more)
            together = (_together(x, y) for x in answers for y in self._bands[strong].answers)
            answers = tuple(dict.fromkeys(one for one in together if one is not None))
        if boxes and answers:
            yield Cover(boxes, tuple(answers))

    def both(self) -> tuple[Row, ...]:
        """What both treaties order, by the clauses that do."""
        covers: dict[tuple[tuple[int, int], Effect, tuple[int | None, ...], Boolean], list[Cover]] = {}
        for weak, others in self._stronger.items():
            mine = self._bands[weak]
            for strong, boxes, held in others:
                other = self._bands[strong]
                answers = [_together(x, y) for x in mine.answers for y in other.answers]
                kept = tuple(dict.fromkeys(one for one in answers if one is not None))
                condition = conjunction((mine.condition, held))
                if kept and possible(condition):
                    pair = (mine, other) if weak in self._sides[0] else (other, mine)
                    numbers = tuple(one.effect.number for one in pair)
                    key = ((pair[0].clause, pair[1].clause), mine.effect, numbers, condition)
                    covers.setdefault(key, []).append(Cover(boxes, kept))
        rows: list[Row] = []
        for (clauses, effect, numbers, condition), parts in covers.items():
            rows.extend(self._rows(clauses, effect, numbers, condition, parts))
        return _sorted(rows)

    def aside(self) -> Iterator[str]:
        """Clauses that order nothing that could be compared, under any reading."""
        busy = {norm.clause for norm in self._compiled.system.norms}
        return (name for number, name in enumerate(self._compiled.clauses) if number not in busy)

    def _who(self, boxes: Boxes) -> tuple[str, ...]:
        compiled, mask = self._compiled, 0
        for box in boxes:
            mask |= box[BEARER]
        return actors_in_short(mask, self._day, compiled.case, compiled.universe, compiled.sets)

    def _rows(
        self,
        clauses: tuple[int, ...],
        effect: Effect,
        numbers: tuple[int | None, ...],
        condition: Boolean,
        covers: Sequence[Cover],
    ) -> Iterator[Row]:
        compiled = self._compiled
        flags = effect.holds if effect.kind == STATUS or effect.holds != TRUE else None
        for answers, boxes in left(covers, compiled.questions).items():
            yield Row(
                effect.kind,
                tuple(compiled.clauses[one] for one in clauses),
                effect.number,
                tuple(0 if one is None and effect.number is not None else one for one in numbers),
                tuple(side for side, apart in zip(SIDES, effect.per, strict=False) if apart),
                "" if flags is None else worded(flags, compiled.variables),
                () if flags is not None else self._who(boxes),
                worded(condition, compiled.variables),
                () if flags is not None else tuple(compiled.words(boxes)),
                tuple(compiled.readings(answers)),
            )


def _together(one: Pairs, other: Pairs) -> Pairs | None:
    """Both sets of answers, or None where they contradict each other."""
    known = dict(one)
    if any(known.get(question, answer) != answer for question, answer in other if question in known):
        return None
    return tuple(sorted({*one, *other}))


def _sorted(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows under all readings first, then by effect; in the order of the clauses."""
    return tuple(sorted(rows, key=lambda row: (bool(row.readings), EFFECTS.index(row.effect))))

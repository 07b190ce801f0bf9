"""What does one draft order that another does not? By effect, cell by cell, whatever the words.

Definition: docs/explanation/treaties.md, section 5. Both are in force from the same day. A row that holds under every
coherent set of readings names none; others name the fewest readings under which they hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from detente.analyses.treaties.compared import Matter, matters
from detente.analyses.treaties.comparison import Comparison, together
from detente.analyses.treaties.effects import (
    EFFECTS,
    STATUS,
    Boxes,
    Effect,
)
from detente.analyses.treaties.overlaying import Cover, left
from detente.analyses.treaties.reach import Reach, reach, rivals
from detente.case.model import Case
from detente.case.treaties.model import SIDES
from detente.engines.norms.booleans import conjunction
from detente.engines.norms.model import TRUE, Boolean
from detente.errors import DetenteError
from detente.space.treaties import timing
from detente.space.treaties.compiling import Compiled, compile_treaties
from detente.space.treaties.naming import actors_in_short
from detente.space.treaties.universe import BEARER
from detente.space.treaties.variables import worded

METHOD = "difference of scopes for each effect, parted by the clauses that order as much and by readings"


@dataclass(frozen=True)
class Row:
    """A part of a scope of which a clause orders something: one draft alone (one clause), or both (one of each).

    `number` is what is ordered (of both: what both order, the weaker number), `numbers` each clause's own, in the
    order of `clauses`; None for what has no number. `per`: for each of which. `status`: the condition, of statuses.
    `who`: all that are bound in the region, groups by their names on the first day. `when`: on which condition; "" for
    always. `readings`: () where it holds under all. `vague`: one of its clauses is, or a reading of one that is.
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
    vague: bool = False

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
            "vague": self.vague,
            "region": list(self.region),
        }


@dataclass(frozen=True)
class Differences:
    """Two drafts compared by effect. `clauses`: titles of all; `aside`: those that order nothing of cells or statuses.

    `given`: the readings that were fixed. `notes`: what could not be said exactly of a clause, as `gaps` has it.
    `matters`: what is definite, by what it is about; `vague`: the clauses that are not, and order something if read so.
    `sites`: a range that gets from a site to what the one speaks of, and not to what the other does (`reach.rivals`).
    """

    case: str
    digest: str
    a: str
    b: str
    titles: tuple[str, str]
    clauses: Mapping[str, str]
    day: date
    given: tuple[Mapping[str, Any], ...]
    aside: tuple[str, ...]
    notes: tuple[Mapping[str, Any], ...]
    matters: tuple[Matter, ...]
    vague: tuple[str, ...]
    sites: tuple[tuple[float, Reach, Reach], ...]
    rows: Rows = field(repr=False, compare=False)

    def __getstate__(self) -> dict[str, object]:
        """What goes to another process: all but `rows`, and what comes from them only if it was asked for before."""
        return {name: value for name, value in self.__dict__.items() if name != "rows"}

    @cached_property
    def only_a(self) -> tuple[Row, ...]:
        """What the first orders and, in some situation, the second does not; worked out when it is asked for."""
        return self.rows.only(0)

    @cached_property
    def only_b(self) -> tuple[Row, ...]:
        """The other way round."""
        return self.rows.only(1)

    @cached_property
    def both(self) -> tuple[Row, ...]:
        """What both order, by the clauses that do."""
        return self.rows.both()

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
            "matters": [matter.to_json() for matter in self.matters],
            "vague": list(self.vague),
            "sites": [
                {"range_km": limit, "reached": _line(near), "not_reached": _line(far)}
                for limit, near, far in self.sites
            ],
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
    work = Rows(compiled, a)
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
        tuple(work.aside()),
        tuple(_noted(compiled)),
        matters(work),
        tuple(name for number, name in enumerate(compiled.clauses) if number in work.vague and number in work.busy),
        rivals(*(reach(case, treaty, day) for treaty in found)),
        work,
    )


def _line(one: Reach) -> dict[str, object]:
    return {"site": one.site, "bearer": one.bearer, "clause": one.clause, "nearest": one.nearest, "km": one.km}


def _noted(compiled: Compiled) -> Iterator[Mapping[str, Any]]:
    for note in compiled.notes:
        readings = compiled.readings(note.answers)
        yield {"kind": note.kind, "clause": note.clause, "detail": note.detail, "readings": readings}


class Rows(Comparison):
    """What two treaties order, in rows."""

    def only(self, side: int) -> tuple[Row, ...]:
        """What the one treaty orders and, in some situation, the other does not."""
        covers: dict[tuple[int, Effect, Boolean], list[Cover]] = {}
        for place in self.sides[side]:
            band = self.bands[place]
            less = tuple(self.covering(band.condition, self.stronger[place]))
            own = covers.setdefault((band.clause, band.effect, band.condition), [])
            own.append(Cover(band.boxes, band.answers, less))
        rows: list[Row] = []
        for (clause, effect, condition), parts in covers.items():
            rows.extend(self._rows((clause,), effect, (effect.number,), condition, parts))
        return _sorted(rows)

    def both(self) -> tuple[Row, ...]:
        """What both treaties order, by the clauses that do."""
        covers: dict[tuple[tuple[int, int], Effect, tuple[int | None, ...], Boolean], list[Cover]] = {}
        for weak, others in self.stronger.items():
            mine = self.bands[weak]
            for strong, boxes, held in others:
                other = self.bands[strong]
                answers = [together(x, y) for x in mine.answers for y in other.answers]
                kept = tuple(dict.fromkeys(one for one in answers if one is not None))
                condition = conjunction((mine.condition, held))
                if kept and self.can(condition):
                    pair = (mine, other) if weak in self.sides[0] else (other, mine)
                    numbers = tuple(one.effect.number for one in pair)
                    key = ((pair[0].clause, pair[1].clause), mine.effect, numbers, condition)
                    covers.setdefault(key, []).append(Cover(boxes, kept))
        rows: list[Row] = []
        for (clauses, effect, numbers, condition), parts in covers.items():
            rows.extend(self._rows(clauses, effect, numbers, condition, parts))
        return _sorted(rows)

    def aside(self) -> Iterator[str]:
        """Clauses that order nothing that could be compared, under any reading."""
        return (name for number, name in enumerate(self.compiled.clauses) if number not in self.busy)

    def _who(self, boxes: Boxes) -> tuple[str, ...]:
        compiled, mask = self.compiled, 0
        for box in boxes:
            mask |= box[BEARER]
        return actors_in_short(mask, self.day, compiled.case, compiled.universe, compiled.sets)

    def _rows(
        self,
        clauses: tuple[int, ...],
        effect: Effect,
        numbers: tuple[int | None, ...],
        condition: Boolean,
        covers: Sequence[Cover],
    ) -> Iterator[Row]:
        compiled = self.compiled
        flags = effect.holds if effect.kind == STATUS or effect.holds != TRUE else None
        for answers, boxes in left(covers, compiled.questions, self.known).items():
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
                self.loose(clauses, answers),
            )


def _sorted(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows under all readings first, then by effect; in the order of the clauses."""
    return tuple(sorted(rows, key=lambda row: (bool(row.readings), EFFECTS.index(row.effect))))

"""Positions that bind at a table: parties' refusals merged by bloc, issue and firmness, as formulas of what they
refuse.

The rules are in `docs/explanation/what-counts.md`, sections 2 to 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from detente.case.conditions import issues_of
from detente.case.dates import Interval
from detente.case.model import Case, Firmness
from detente.engines.formulas import FALSE, Formulas
from detente.ledger.standing import Refusal, Stance, effective
from detente.space.compiling import Frame
from detente.space.consent import Seating

Needs = tuple[tuple[frozenset[str], ...], ...]
"""needs[variable][value]: the parties whose consent the option needs."""


@dataclass(frozen=True)
class Position:
    """One position at a table: `refuses` is the formula of the packages that break it.

    `options` are the refused options of the issue where it is about one; `touches` the variables of the formula
    as a mask, and a bit of its own where it refuses whatever is chosen.
    """

    id: str
    unit: str
    subject: str
    firmness: Firmness
    refuses: int
    issues: tuple[str, ...]
    options: tuple[str, ...]
    parties: tuple[str, ...]
    refs: tuple[str, ...]
    affirmed: Interval
    disputed: bool
    whole: bool = False
    touches: int = 0


@dataclass(frozen=True)
class _Bound:
    """A refusal that binds, as a formula, and the refusals that it may form a position with."""

    refusal: Refusal
    formula: int
    group: tuple[str, ...]


class Binder:
    """Binds refusals to a table.

    For one seating, status quo and reading of what is disputed. Refusals that it has seen are not bound again.
    """

    def __init__(
        self, case: Case, seating: Seating, frame: Frame, needs: Needs, status_quo: Mapping[str, str], *, strict: bool
    ) -> None:
        self.case, self.seating, self.frame, self.needs = case, seating, frame, needs
        self.status_quo, self.strict = status_quo, strict
        self._bound: dict[int, _Bound | None] = {}
        self._merged: dict[tuple[int, ...], tuple[Position, ...]] = {}
        self._of_stance: dict[int, tuple[_Bound, ...]] = {}
        self._formed: dict[tuple[int, ...], tuple[Position, ...]] = {}
        self._of_unit: dict[tuple[object, ...], tuple[Position, ...]] = {}
        self._stances: list[Stance] = []
        self._place = {issue.id: number for number, issue in enumerate(case.issues)}
        self._members: dict[str, list[str]] = {unit: [] for unit in seating.units}
        for party in seating.parties:
            self._members.setdefault(case.unit[party], []).append(party)

    def positions(self, stances: Mapping[str, Stance]) -> tuple[tuple[Position, ...], ...]:
        """Every position that binds at this table, at any level and in either reading, unit by unit.

        The positions of a unit whose stances are the same objects are the same object.
        """
        return tuple(self._unit(unit, stances) for unit in self.seating.units)

    def _unit(self, unit: str, stances: Mapping[str, Stance]) -> tuple[Position, ...]:
        members = [mine for party in self._members[unit] if (mine := stances.get(party)) is not None]
        key = (unit, *map(id, members))
        if key not in self._of_unit:
            self._of_unit[key] = self._together([one for mine in members for one in self._binding(mine)])
        return self._of_unit[key]

    def _binding(self, stance: Stance) -> tuple[_Bound, ...]:
        """What binds here of a stance."""
        if id(stance) not in self._of_stance:
            self._stances.append(stance)  # kept, so that an id stays its own
            for refusal in stance.refusals:
                if id(refusal) not in self._bound:
                    self._bound[id(refusal)] = self._bind(refusal)
            found = (self._bound[id(refusal)] for refusal in stance.refusals)
            self._of_stance[id(stance)] = tuple(one for one in found if one is not None)
        return self._of_stance[id(stance)]

    def _together(self, bound: list[_Bound]) -> tuple[Position, ...]:
        """The positions of one unit that these refusals form: the same object for the same refusals."""
        key = tuple(map(id, bound))
        if key not in self._formed:
            groups: dict[tuple[str, ...], list[_Bound]] = {}
            for one in bound:
                groups.setdefault(one.group, []).append(one)
            found = [position for group in groups.values() for position in self._merge(group)]
            self._formed[key] = _numbered(sorted(found, key=self._order))
        return self._formed[key]

    def _merge(self, group: list[_Bound]) -> tuple[Position, ...]:
        key = tuple(map(id, group))
        if key not in self._merged:
            self._merged[key] = tuple(_merge(group, self.frame))
        return self._merged[key]

    def _bind(self, refusal: Refusal) -> _Bound | None:
        if not self._binds(refusal):
            return None
        formula = self.frame.compile(effective(refusal, strict=self.strict), self.status_quo)
        return _Bound(refusal, formula, self._group(refusal)) if formula != FALSE else None

    def _binds(self, refusal: Refusal) -> bool:
        variable = self.frame.variable
        plain = refusal.option and refusal.when is None
        touched = [issue for issue in ((refusal.issue,) if plain else issues_of(refusal.refused)) if issue in variable]
        if not touched:
            return False
        if refusal.firmness is Firmness.NEVER:
            return True
        if plain:
            place = variable[refusal.issue]
            return refusal.party in self.needs[place][self.frame.value[place][refusal.option]]
        return any(refusal.party in wanted for issue in touched for wanted in self.needs[variable[issue]])

    def _group(self, refusal: Refusal) -> tuple[str, ...]:
        """What may form one position: refusals of options of one issue under one condition, or of one condition."""
        unit = self.case.unit[refusal.party]
        if refusal.whole:
            return (unit, refusal.subject)
        if not refusal.option:
            return (unit, "", str(self.frame.compile(refusal.refused, self.status_quo)))
        if refusal.when is None:
            return (unit, refusal.issue)
        return (unit, refusal.issue, str(self.frame.compile(refusal.when, self.status_quo)))

    def _order(self, one: Position) -> tuple[object, ...]:
        first = min((self._place[issue] for issue in one.issues), default=-1)
        named = one.subject not in self._place  # after something else than an issue: of equal ones it comes second
        return (len(one.issues) > 1, first, named, -one.firmness, one.subject, one.refs)


def _merge(group: list[_Bound], frame: Frame) -> Iterator[Position]:
    """One position for each firmness; of refusals of one matter the hardest that applies counts, package by package."""
    formulas, unit = frame.formulas, group[0].group[0]
    harder: dict[str, int] = {}
    for firmness in sorted({one.refusal.firmness for one in group}, reverse=True):
        mine = [one for one in group if one.refusal.firmness is firmness]
        kept: list[tuple[_Bound, int]] = []
        for one in mine:
            part = formulas.all([one.formula, formulas.negate(harder.get(one.refusal.option, FALSE))])
            if part != FALSE:
                kept.append((one, part))
        if kept:
            yield _position(unit, firmness, formulas.any(part for _, part in kept), [one for one, _ in kept], frame)
        for one in mine:
            harder[one.refusal.option] = formulas.any([one.formula, harder.get(one.refusal.option, FALSE)])


def _position(unit: str, firmness: Firmness, formula: int, group: list[_Bound], frame: Frame) -> Position:
    hardest = [one.refusal for one in group if one.refusal.firmness is firmness] or [one.refusal for one in group]
    first = min(hardest, key=lambda refusal: refusal.affirmed.last)
    about = [one.refusal for one in group]
    issues = tuple(frame.agenda[variable] for variable in sorted(frame.formulas.support(formula)))
    refused = {refusal.option for refusal in about}
    options: tuple[str, ...] = ()
    if first.issue in frame.variable:
        options = tuple(name for name in frame.names[frame.variable[first.issue]] if name in refused)
    return Position(
        f"{unit}.{first.subject or 'always'}.{firmness.word}",
        unit,
        first.subject or "always",
        firmness,
        formula,
        issues,
        options,
        tuple(dict.fromkeys(refusal.party for refusal in about)),
        tuple(dict.fromkeys(ref for refusal in about for ref in refusal.refs)),
        max((refusal.affirmed for refusal in about), key=lambda interval: interval.last),
        any(refusal.doubts for refusal in about),
        any(refusal.whole for refusal in about),
        sum(1 << variable for variable in frame.formulas.support(formula)) or -1,
    )


def _numbered(positions: list[Position]) -> tuple[Position, ...]:
    """Tell positions of the same name apart by a number."""
    seen: dict[str, int] = {}
    named = []
    for position in positions:
        seen[position.id] = seen.get(position.id, 0) + 1
        number = seen[position.id]
        named.append(position if number == 1 else replace(position, id=f"{position.id}~{number}"))
    return tuple(named)


def merged(positions: Iterable[Position], formulas: Formulas) -> tuple[Position, ...]:
    """Positions without those that another one of the same unit implies at the same or a harder firmness.

    Of equal ones the evidence is joined.
    """
    given = tuple(positions)
    kept: list[Position] = []
    for position in sorted(given, key=lambda one: -one.firmness):
        beside = _beside(position, kept)
        implied_by = next((other for other in beside if _implies(formulas, position, other)), None)
        if implied_by is None:
            outdone = [
                other for other in beside if other.firmness is position.firmness and _implies(formulas, other, position)
            ]
            kept = [other for other in kept if other not in outdone] if outdone else kept
            kept.append(position)
        elif _implies(formulas, implied_by, position):
            refs = tuple(dict.fromkeys((*implied_by.refs, *position.refs)))
            kept[kept.index(implied_by)] = replace(implied_by, refs=refs)
    order = {position.id: number for number, position in enumerate(given)}
    return tuple(sorted(kept, key=lambda one: order[one.id]))


def folded(positions: Iterable[Position], formulas: Formulas) -> dict[str, Firmness]:
    """Ids of positions that softer ones of the same unit imply, and the hardest of these: beside it they are not
    listed.
    """
    given = tuple(positions)
    found: dict[str, Firmness] = {}
    for one in given:
        softer = (other for other in _beside(one, given) if other.firmness < one.firmness)
        hardest = max((other.firmness for other in softer if _implies(formulas, one, other)), default=None)
        if hardest is not None:
            found[one.id] = hardest
    return found


@dataclass(frozen=True, eq=False)
class Merged:
    """The positions of one unit that count in a reading, without those that others imply at the same or a harder
    firmness. `hidden` are ids of those that softer ones imply, with the hardest of these.
    """

    positions: tuple[Position, ...]
    hidden: Mapping[str, Firmness]
    _listed: dict[Firmness, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, positions: Iterable[Position], formulas: Formulas) -> Merged:
        """Of all the positions of the unit that count in the reading."""
        kept = merged(positions, formulas)
        return cls(kept, folded(kept, formulas))

    def listed(self, hardness: Firmness) -> tuple[int, ...]:
        """What those of at least this firmness refuse that are listed."""
        if hardness not in self._listed:
            binding = (one for one in self.positions if one.firmness >= hardness)
            self._listed[hardness] = tuple(one.refuses for one in binding if self.hidden.get(one.id, -1) < hardness)
        return self._listed[hardness]


def _beside(position: Position, others: Iterable[Position]) -> list[Position]:
    """The others of the same unit that share an issue with it, and so could imply it or be implied."""
    unit, touches = position.unit, position.touches
    return [other for other in others if other.touches & touches and other.unit == unit and other is not position]


def _implies(formulas: Formulas, one: Position, other: Position) -> bool:
    """Whether whatever breaks the one breaks the other."""
    return formulas.implies(one.refuses, other.refuses)

"""Positions that bind at a table: parties' refusals merged by bloc, issue and firmness, as formulas of what they refuse.

The rules are in `docs/explanation/what-counts.md`, sections 2 to 4.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from detente.case.conditions import issues_of
from detente.case.dates import Interval
from detente.case.model import Case, Firmness
from detente.engines.formulas import FALSE, TRUE, Formulas
from detente.ledger.standing import Refusal, Standing, effective
from detente.space.compiling import Frame
from detente.space.consent import Seating

Needs = tuple[tuple[frozenset[str], ...], ...]
"""needs[variable][value]: the parties whose consent the option needs."""


@dataclass(frozen=True)
class Position:
    """One position at a table: `refuses` is the formula of the packages that break it.

    `options` are the refused options of `issue` where it is about one; `opinion` marks one that is shown and does not bind.
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


@dataclass(frozen=True)
class _Bound:
    """A refusal that binds, as a formula."""

    refusal: Refusal
    formula: int
    order: int


def binding_positions(
    case: Case, standing: Standing, seating: Seating, frame: Frame, needs: Needs, *, strict: bool
) -> tuple[Position, ...]:
    """Every position that binds at this table, at any level and in either reading, in the order of units, issues and firmness."""
    bound = [
        _Bound(refusal, frame.compile(effective(refusal, strict=strict), standing.status_quo), order)
        for order, refusal in enumerate(standing.refusals)
        if _binds(refusal, seating, frame, needs)
    ]
    bound = [one for one in bound if one.formula != FALSE]
    groups: dict[tuple[str, ...], list[_Bound]] = {}
    for one in bound:
        groups.setdefault(_group(case, one, frame, standing), []).append(one)
    positions = [position for key, group in groups.items() for position in _merge(case, key, group, frame)]
    return _numbered(_ordered(case, positions, seating))


def _binds(refusal: Refusal, seating: Seating, frame: Frame, needs: Needs) -> bool:
    if refusal.party not in seating.parties:
        return False
    touched = [issue for issue in _mentioned(refusal) if issue in frame.variable]
    if not touched:
        return False
    if refusal.firmness is Firmness.NEVER:
        return True
    if refusal.option and refusal.when is None:
        variable = frame.variable.get(refusal.issue)
        return variable is not None and refusal.party in needs[variable][frame.value[variable][refusal.option]]
    return any(refusal.party in wanted for issue in touched for wanted in needs[frame.variable[issue]])


def _mentioned(refusal: Refusal) -> tuple[str, ...]:
    if refusal.option and refusal.when is None:
        return (refusal.issue,)
    return issues_of(refusal.refused)


def _group(case: Case, one: _Bound, frame: Frame, standing: Standing) -> tuple[str, ...]:
    """Refusals that may form one position: of a unit, about options of one issue under one condition, or one condition."""
    refusal = one.refusal
    unit = case.unit[refusal.party]
    if refusal.option:
        when = "" if refusal.when is None else str(frame.compile(refusal.when, standing.status_quo))
        return (unit, "option", refusal.issue, when, refusal.subject if when else refusal.issue)
    return (unit, "whole" if refusal.whole else "condition", str(one.formula), "", refusal.subject if refusal.whole else "")


def _merge(case: Case, key: tuple[str, ...], group: list[_Bound], frame: Frame) -> list[Position]:
    """One position for each firmness; of an option's refusals the hardest that applies counts, package by package."""
    formulas = frame.formulas
    if key[1] != "option":
        hardest = max(one.refusal.firmness for one in group)
        return [_position(key[0], hardest, group[0].formula, group, frame)]
    found: list[Position] = []
    harder: dict[str, int] = {}
    for firmness in sorted(Firmness, reverse=True):
        mine = [one for one in group if one.refusal.firmness is firmness]
        parts = [formulas.all([one.formula, formulas.negate(harder.get(one.refusal.option, FALSE))]) for one in mine]
        kept = [(one, part) for one, part in zip(mine, parts, strict=True) if part != FALSE]
        if kept:
            found.append(
                _position(key[0], firmness, formulas.any([part for _, part in kept]), [one for one, _ in kept], frame)
            )
        for one in mine:
            harder[one.refusal.option] = formulas.any([one.formula, harder.get(one.refusal.option, FALSE)])
    return found


def _position(unit: str, firmness: Firmness, formula: int, group: list[_Bound], frame: Frame) -> Position:
    first = min(group, key=lambda one: (one.refusal.affirmed.last, one.order)).refusal
    about = [one.refusal for one in group]
    issues = tuple(frame.agenda[variable] for variable in sorted(frame.formulas.support(formula)))
    options = tuple(dict.fromkeys(refusal.option for refusal in about if refusal.option))
    if first.issue in frame.variable:
        options = tuple(name for name in frame.names[frame.variable[first.issue]] if name in options)
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
    )


def _ordered(case: Case, positions: Iterable[Position], seating: Seating) -> list[Position]:
    place = {issue.id: number for number, issue in enumerate(case.issues)}
    return sorted(
        positions,
        key=lambda one: (
            seating.units.index(one.unit),
            len(one.issues) > 1,
            min((place[issue] for issue in one.issues), default=-1),
            -one.firmness,
            one.subject,
            one.refs,
        ),
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
    """Positions without those that another one of the same unit implies at the same or a harder firmness; of equal ones the evidence is joined."""
    kept: list[Position] = []
    for position in sorted(positions, key=lambda one: -one.firmness):
        implied_by = next(
            (n for n, other in enumerate(kept) if other.unit == position.unit and _implies(formulas, position, other)), None
        )
        if implied_by is None:
            outdone = [
                other
                for other in kept
                if other.unit == position.unit
                and other.firmness is position.firmness
                and _implies(formulas, other, position)
            ]
            kept = [other for other in kept if other not in outdone]
            kept.append(position)
        elif _implies(formulas, kept[implied_by], position):
            other = kept[implied_by]
            kept[implied_by] = replace(other, refs=tuple(dict.fromkeys((*other.refs, *position.refs))))
    order = {position.id: number for number, position in enumerate(positions)}
    return tuple(sorted(kept, key=lambda one: order[one.id]))


def folded(positions: Iterable[Position], formulas: Formulas) -> frozenset[str]:
    """Ids of positions that a softer one of the same unit implies: they are not listed beside it."""
    listed = tuple(positions)
    return frozenset(
        one.id
        for one in listed
        if any(
            other.unit == one.unit and other.firmness < one.firmness and _implies(formulas, one, other) for other in listed
        )
    )


def _implies(formulas: Formulas, one: Position, other: Position) -> bool:
    """Whether whatever breaks the one breaks the other."""
    if not formulas.support(other.refuses) & formulas.support(one.refuses):
        return other.refuses == TRUE or one.refuses == FALSE
    return formulas.implies(one.refuses, other.refuses)

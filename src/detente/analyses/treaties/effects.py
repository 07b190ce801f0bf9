"""What a norm brings about, and where another norm brings about at least as much.

A limit or duty is a number for each group of cells that it sums over. Another limit is as strict in a group if its
number is no higher and it sums over all cells of that group; another duty if its number is no lower and it sums over
cells of that group only. What is forbidden is limited to every number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detente.engines.norms.booleans import assignments, conjunction, disjunction, negation, truth, variables
from detente.engines.norms.model import FALSE, TRUE, Boolean, Norm, Sense
from detente.engines.scopes import Box, difference, intersection

FORBIDDEN, LIMITED, OBLIGED, PERMITTED, STATUS = "forbidden", "limited", "obliged", "permitted", "status"
EFFECTS = (FORBIDDEN, LIMITED, OBLIGED, PERMITTED, STATUS)

Boxes = tuple[Box, ...]
Piece = tuple[Boxes, Boolean]
MOST_VARIABLES = 14
"""Conditions over more variables are taken to be possible."""


@dataclass(frozen=True)
class Effect:
    """What is ordered of a group of cells: its kind, number and what is summed over; or of statuses."""

    kind: str
    number: int | None = None
    per: tuple[bool, ...] = ()
    holds: Boolean = TRUE


def effect_of(norm: Norm) -> Effect:
    """The effect of a norm."""
    if norm.sense is Sense.HOLDS or norm.holds is not None:
        return Effect(PERMITTED if norm.sense is Sense.MAY else STATUS, holds=norm.holds or TRUE)
    if norm.sense is Sense.MAY:
        return Effect(PERMITTED)
    if norm.sense is Sense.AT_LEAST:
        return Effect(OBLIGED, norm.bound, norm.per)
    return Effect(LIMITED, norm.bound, norm.per) if norm.bound else Effect(FORBIDDEN)


def simple(effect: Effect) -> bool:
    """Whether it is about each cell by itself, and about no statuses."""
    return effect.kind in (FORBIDDEN, PERMITTED) and effect.holds == TRUE


def pieces(norm: Norm) -> list[Piece]:
    """The cells of a norm, parted by the condition under which it orders anything of them."""
    found: list[Piece] = [(norm.scope, norm.when)]
    for boxes, lifted in norm.exempt:
        parted: list[Piece] = []
        for inside, held in found:
            parted.append((difference(inside, boxes), held))
            parted.append((intersection(inside, boxes), conjunction((held, negation(lifted)))))
        found = [(inside, held) for inside, held in parted if inside]
    return [(inside, held) for inside, held in found if held != FALSE]


def as_much(strong: Norm, weak: Norm, full: Box) -> list[Piece]:
    """The cells of a norm of which another orders at least as much, and on which condition that one does."""
    one, other = effect_of(strong), effect_of(weak)
    if other.kind in (STATUS, PERMITTED) or one.kind in (STATUS, PERMITTED):
        return _flagged(strong, weak)
    if one.kind == FORBIDDEN and other.kind in (FORBIDDEN, LIMITED):
        found = ((intersection(weak.scope, boxes), held) for boxes, held in pieces(strong))
        return [(boxes, held) for boxes, held in found if boxes]
    if one.kind != other.kind:
        return []
    boxes = _limit(strong, weak, full) if one.kind == LIMITED else _duty(strong, weak, full)
    lifted = disjunction(held for _, held in strong.exempt)
    held = conjunction((strong.when, negation(lifted)))
    return [(boxes, held)] if boxes and held != FALSE else []


def _flagged(strong: Norm, weak: Norm) -> list[Piece]:
    if strong.sense is not weak.sense or (strong.holds is None) != (weak.holds is None):
        return []
    if weak.holds is None or strong.holds is None:
        found = ((intersection(weak.scope, boxes), held) for boxes, held in pieces(strong))
        return [(boxes, held) for boxes, held in found if boxes]
    apart = conjunction((strong.holds, negation(weak.holds)))
    if strong.sense is Sense.MAY:
        apart = disjunction((apart, conjunction((weak.holds, negation(strong.holds)))))
    return [] if possible(apart) else [(weak.scope, strong.when)]


def _limit(strong: Norm, weak: Norm, full: Box) -> Boxes:
    if strong.bound > weak.bound or not _coarser(strong, weak):
        return ()
    outside = difference(weak.scope, strong.scope)
    return difference(weak.scope, groups(outside, weak.per, full))


def _duty(strong: Norm, weak: Norm, full: Box) -> Boxes:
    if strong.bound < weak.bound or not _coarser(weak, strong):
        return ()
    outside = difference(strong.scope, weak.scope)
    inside = difference(strong.scope, groups(outside, strong.per, full))
    return intersection(weak.scope, groups(inside, weak.per, full)) if inside else ()


def _coarser(one: Norm, other: Norm) -> bool:
    """Whether every sum of the other's is over cells that the one sums together, if it sums over them at all."""
    return all(finer or not coarse for coarse, finer in zip(one.per, other.per, strict=True))


def groups(boxes: Iterable[Box], per: tuple[bool, ...], full: Box) -> Boxes:
    """All cells that are summed together with some of these."""
    wide = (tuple(m if own else whole for m, own, whole in zip(box, per, full, strict=True)) for box in boxes)
    return tuple(dict.fromkeys(wide))


def possible(condition: Boolean) -> bool:
    """Whether some values of its variables make it hold."""
    if condition in (TRUE, FALSE):
        return condition == TRUE
    used = variables(condition)
    return len(used) > MOST_VARIABLES or any(truth(condition, values) for values in assignments(used))

"""Formulas over variables with finitely many values, shared and simplified as they are built.

A variable's value is an index; a literal says "the value of this variable is one of these", as a bit mask.
Equal formulas get equal numbers, so a residual (a formula with some variables fixed) can serve as a state.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from detente.errors import TooLargeError

FALSE, TRUE = 0, 1
LITERAL, ALL, ANY, COUNT, IFF = "literal", "all", "any", "count", "iff"
Node = tuple[str, int, tuple[int, ...]]
"""(LITERAL, variable, (mask,)), (ALL or ANY, 0, parts), (COUNT, least, parts), (IFF, 0, (a, b))."""


class Formulas:
    """An arena of formulas over variables of given sizes. Formula numbers are meaningful in their arena only."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self._full = tuple((1 << size) - 1 for size in sizes)
        self._nodes: list[Node] = [(ANY, 0, ()), (ALL, 0, ())]
        self._known: dict[Node, int] = {}
        self._negated: dict[int, int] = {FALSE: TRUE, TRUE: FALSE}
        self._assigned: dict[tuple[int, int, int], int] = {}
        self._implied: dict[tuple[int, int], bool] = {}
        self.kept: dict[object, Any] = {}
        """What others made of formulas of this arena, and would make again."""
        self._support: dict[int, frozenset[int]] = {FALSE: frozenset(), TRUE: frozenset()}

    def node(self, formula: int) -> Node:
        """What the formula is made of."""
        return self._nodes[formula]

    def _intern(self, node: Node) -> int:
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = len(self._nodes)
            self._nodes.append(node)
        return known

    @property
    def made(self) -> int:
        """How many different formulas were made so far: a measure of work."""
        return len(self._nodes)

    def literal(self, variable: int, mask: int) -> int:
        """The variable takes one of the values in the mask."""
        mask &= self._full[variable]
        if mask == 0:
            return FALSE
        return TRUE if mask == self._full[variable] else self._intern((LITERAL, variable, (mask,)))

    def all(self, parts: Iterable[int]) -> int:
        """Every part holds."""
        return self._join(parts, ALL)

    def any(self, parts: Iterable[int]) -> int:
        """At least one part holds."""
        return self._join(parts, ANY)

    def _join(self, parts: Iterable[int], kind: str) -> int:
        """Flatten, merge the literals of one variable, and stop at the part that decides."""
        decides, neutral = (FALSE, TRUE) if kind == ALL else (TRUE, FALSE)
        masks: dict[int, int] = {}
        others: set[int] = set()
        pending = list(parts)
        while pending:
            part = pending.pop()
            if part == decides:
                return decides
            if part == neutral:
                continue
            name, number, inner = self._nodes[part]
            if name == LITERAL:
                before = masks.get(number)
                mask = inner[0]
                masks[number] = mask if before is None else (before & mask if kind == ALL else before | mask)
            elif name == kind:
                pending.extend(inner)
            else:
                others.add(part)
        for variable, mask in masks.items():
            literal = self.literal(variable, mask)
            if literal == decides:
                return decides
            if literal != neutral:
                others.add(literal)
        if not others:
            return neutral
        if len(others) == 1:
            return others.pop()
        return self._intern((kind, 0, tuple(sorted(others))))

    def at_least(self, least: int, parts: Iterable[int]) -> int:
        """At least so many of the parts hold (a part listed twice counts twice)."""
        open_parts: list[int] = []
        for part in parts:
            if part == TRUE:
                least -= 1
            elif part != FALSE:
                open_parts.append(part)
        if least <= 0:
            return TRUE
        if least > len(open_parts):
            return FALSE
        if least == 1:
            return self.any(open_parts)
        if least == len(open_parts):
            return self.all(open_parts)
        return self._intern((COUNT, least, tuple(sorted(open_parts))))

    def iff(self, left: int, right: int) -> int:
        """Both hold or neither."""
        for one, other in ((left, right), (right, left)):
            if one == TRUE:
                return other
            if one == FALSE:
                return self.negate(other)
        if left == right:
            return TRUE
        kind, variable, (mask, *_) = self._nodes[left]
        name, number, (other, *_) = self._nodes[right]
        if kind == name == LITERAL and variable == number:
            return self.literal(variable, ~(mask ^ other))
        if self._negated.get(left) == right:
            return FALSE
        return self._intern((IFF, 0, (min(left, right), max(left, right))))

    def negate(self, formula: int) -> int:
        """The formula does not hold."""
        known = self._negated.get(formula)
        if known is not None:
            return known
        kind, number, parts = self._nodes[formula]
        if kind == LITERAL:
            result = self.literal(number, self._full[number] & ~parts[0])
        elif kind == IFF:
            result = self.iff(self.negate(parts[0]), parts[1])
        else:
            negated = [self.negate(part) for part in parts]
            if kind == COUNT:
                result = self.at_least(len(parts) - number + 1, negated)
            else:
                result = self.any(negated) if kind == ALL else self.all(negated)
        self._negated[formula] = result
        if self.support(result) == self.support(formula):  # a formula may mention what it does not depend on
            self._negated.setdefault(result, formula)
        return result

    def assign(self, formula: int, variable: int, value: int) -> int:
        """What remains of the formula when the variable takes this value."""
        if variable not in self.support(formula):
            return formula
        key = (formula, variable, value)
        known = self._assigned.get(key)
        if known is not None:
            return known
        kind, number, parts = self._nodes[formula]
        if kind == LITERAL:
            result = TRUE if parts[0] >> value & 1 else FALSE
        else:
            rest = [self.assign(part, variable, value) for part in parts]
            if kind == ALL:
                result = self.all(rest)
            elif kind == ANY:
                result = self.any(rest)
            elif kind == COUNT:
                result = self.at_least(number, rest)
            else:
                result = self.iff(rest[0], rest[1])
        self._assigned[key] = result
        return result

    def support(self, formula: int) -> frozenset[int]:
        """The variables that the formula mentions."""
        known = self._support.get(formula)
        if known is None:
            kind, number, parts = self._nodes[formula]
            known = frozenset([number]) if kind == LITERAL else frozenset().union(*map(self.support, parts))
            self._support[formula] = known
        return known

    def masks(self, formula: int, variable: int) -> set[int]:
        """Every mask that a literal on this variable has inside the formula."""
        found: set[int] = set()
        seen: set[int] = set()
        pending = [formula]
        while pending:
            current = pending.pop()
            if current in seen or variable not in self.support(current):
                continue
            seen.add(current)
            kind, _, parts = self._nodes[current]
            if kind == LITERAL:
                found.add(parts[0])
            else:
                pending.extend(parts)
        return found

    def classes(self, formulas: Iterable[int], variable: int) -> list[int]:
        """Masks of the values that no formula tells apart, in the order of their first value."""
        masks = sorted(set().union(*(self.masks(formula, variable) for formula in formulas)))
        found = [self._full[variable]]
        for mask in masks:
            found = [piece for group in found for piece in (group & mask, group & ~mask) if piece]
        return sorted(found, key=lambda group: group & -group)

    def satisfiable(self, formula: int, limit: int = 200_000) -> bool:
        """Whether any assignment meets the formula, by fixing one variable after another."""
        pending, seen = [formula], {formula}
        while pending:
            current = pending.pop()
            if current == TRUE:
                return True
            if current == FALSE:
                continue
            variable = min(self.support(current))
            for group in self.classes([current], variable):
                rest = self.assign(current, variable, (group & -group).bit_length() - 1)
                if rest not in seen:
                    seen.add(rest)
                    pending.append(rest)
            if len(seen) > limit:
                raise TooLargeError(
                    f"A condition over {len(self.support(formula))} issues has more than {limit:,} "
                    "distinct partial cases; split it into smaller conditions."
                )
        return False

    def implies(self, left: int, right: int) -> bool:
        """Whether every assignment that meets the left meets the right."""
        if left == right or left == FALSE or right == TRUE:
            return True
        key = (left, right)
        if key not in self._implied:
            self._implied[key] = not self.satisfiable(self.all([left, self.negate(right)]))
        return self._implied[key]

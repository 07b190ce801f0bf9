"""What no package may be, as linear rows over 0-1 choices: one column for each option of each issue.

Forbidden combinations are gathered before they become rows: with all options but those of one issue fixed, "these and
one of those" is one row, and a much tighter one than a row for each combination. Formulas become rows with a column
for each part that is not itself a set of options (Plaisted and Greenbaum 1986: in one direction only, which is enough
for what must hold).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from detente.engines.bargaining.model import Domain, Linkage, Rules
from detente.engines.formulas import ALL, ANY, COUNT, FALSE, LITERAL, TRUE

Row = tuple[dict[int, int], int]
"""Columns and their factors, and what the sum must be at least."""


@dataclass
class Rows:
    """The rows of a domain's linkages and rules; `offset[issue] + option` is the column of a choice.

    `width` counts the columns, of choices first and then of parts of formulas.
    """

    domain: Domain
    rows: list[Row] = field(default_factory=list)
    offset: list[int] = field(default_factory=lambda: [0])
    width: int = 0
    impossible: bool = False
    _parts: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for size in self.domain.sizes:
            self.offset.append(self.offset[-1] + size)
        self.width = self.offset[-1]
        for one in self.domain.linkages:
            self.rows += self._linkage(one)
        if self.domain.rules is not None:
            for formula in self.domain.rules.hold:
                self._holds(self.domain.rules, formula)

    def _linkage(self, linkage: Linkage) -> list[Row]:
        """No more than all but one of: each fixed option, and the forbidden ones beside them together."""
        found: tuple[int, dict[tuple[int, ...], list[int]]] | None = None
        for free in range(len(linkage.issues)):
            beside: dict[tuple[int, ...], list[int]] = {}
            for some in sorted(linkage.forbidden):
                beside.setdefault((*some[:free], *some[free + 1 :]), []).append(some[free])
            if found is None or len(beside) < len(found[1]):
                found = free, beside
        if found is None:  # no issue at all: nothing forbidden, or everything
            self.impossible |= bool(linkage.forbidden)
            return []
        free, beside = found
        issues = [issue for at, issue in enumerate(linkage.issues) if at != free]
        made = []
        for fixed, options in beside.items():
            columns = [self.offset[issue] + option for issue, option in zip(issues, fixed, strict=True)]
            columns += [self.offset[linkage.issues[free]] + option for option in options]
            made.append((dict.fromkeys(columns, -1), -len(issues)))
        return made

    def _holds(self, rules: Rules, formula: int) -> None:
        kind, number, parts = rules.formulas.node(formula)
        if formula == FALSE:
            self.impossible = True
        elif kind == ALL:
            for part in parts:
                self._holds(rules, part)
        elif formula != TRUE:
            row, least = self._needs(rules, kind, number, parts)
            self.rows.append((row, least))

    def _needs(self, rules: Rules, kind: str, number: int, parts: Sequence[int]) -> Row:
        """A row that is met where the formula (not a conjunction) is."""
        if kind == LITERAL:
            return self._literal(number, parts[0]), 1
        if kind in {ANY, COUNT}:
            row: dict[int, int] = {}
            for part in parts:
                for column, factor in self._term(rules, part).items():
                    row[column] = row.get(column, 0) + factor
            return row, number if kind == COUNT else 1
        left, right = parts
        formulas = rules.formulas
        both = formulas.all([left, right])
        neither = formulas.all([formulas.negate(left), formulas.negate(right)])
        either = formulas.any([both, neither])
        again = formulas.node(either)
        if again[0] == ALL or either in (TRUE, FALSE):
            return self._term(rules, either), 1
        return self._needs(rules, *again)

    def _literal(self, issue: int, mask: int) -> dict[int, int]:
        return {self.offset[issue] + o: 1 for o in range(self.domain.sizes[issue]) if mask >> o & 1}

    def _term(self, rules: Rules, formula: int) -> dict[int, int]:
        """A sum of columns that may be 1 only where the formula holds."""
        if formula == FALSE:
            return {}
        kind, number, parts = rules.formulas.node(formula)
        if kind == LITERAL:
            return self._literal(number, parts[0])
        if formula not in self._parts:
            column = self._parts[formula] = self.width
            self.width += 1
            if kind == ALL:
                for part in parts:
                    self.rows.append(({**self._term(rules, part), column: -1}, 0))
            else:
                row, least = self._needs(rules, kind, number, parts)
                self.rows.append(({**row, column: -least}, 0))
        return {self._parts[formula]: 1}

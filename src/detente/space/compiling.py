"""Conditions as formulas: issues of the agenda become variables, all others are read at their status quo."""

from __future__ import annotations

from collections.abc import Mapping

from detente.case.conditions import And, Bound, Condition, Count, If, Iff, Is, Named, Not, Or, Truth
from detente.case.model import Case
from detente.engines.formulas import FALSE, TRUE, Formulas


class Frame:
    """The variables of an agenda: variable k is the k-th issue, its values are the options as listed.

    One frame serves every date with the same agenda, so that equal conditions stay equal formulas.
    """

    def __init__(self, case: Case, agenda: tuple[str, ...]) -> None:
        self.case = case
        self.agenda = agenda
        self.variable = {issue: number for number, issue in enumerate(agenda)}
        self.names = tuple(case.issue[issue].names for issue in agenda)
        self.value = tuple({name: number for number, name in enumerate(names)} for names in self.names)
        self.formulas = Formulas([len(names) for names in self.names])

    def compile(self, condition: Condition, status_quo: Mapping[str, str]) -> int:
        """The formula of a condition, with issues off the agenda at their status quo."""
        formulas = self.formulas
        match condition:
            case Truth(value):
                return TRUE if value else FALSE
            case Is(issue, options):
                return self._atom(issue, options, status_quo)
            case Bound(issue, option, least):
                names = self.case.issue[issue].names
                place = names.index(option)
                return self._atom(issue, names[place:] if least else names[: place + 1], status_quo)
            case Not(part):
                return formulas.negate(self.compile(part, status_quo))
            case And(parts):
                return formulas.all([self.compile(part, status_quo) for part in parts])
            case Or(parts):
                return formulas.any([self.compile(part, status_quo) for part in parts])
            case If(when, then):
                return formulas.any([formulas.negate(self.compile(when, status_quo)), self.compile(then, status_quo)])
            case Iff(left, right):
                return formulas.iff(self.compile(left, status_quo), self.compile(right, status_quo))
            case Count(low, high, parts):
                compiled = [self.compile(part, status_quo) for part in parts]
                enough = formulas.at_least(low, compiled)
                if high is None:
                    return enough
                return formulas.all([enough, formulas.negate(formulas.at_least(high + 1, compiled))])
            case Named(name):
                raise ValueError(f"the name {name} must be resolved before it can be compiled")

    def _atom(self, issue: str, options: tuple[str, ...], status_quo: Mapping[str, str]) -> int:
        variable = self.variable.get(issue)
        if variable is None:
            return TRUE if status_quo[issue] in options else FALSE
        return self.formulas.literal(variable, self.mask(issue, options))

    def mask(self, issue: str, options: tuple[str, ...]) -> int:
        """The options of an agenda issue as a mask."""
        values = self.value[self.variable[issue]]
        mask = 0
        for option in options:
            mask |= 1 << values[option]
        return mask

    def package(self, path: tuple[tuple[int, int], ...]) -> dict[str, str]:
        """Variables and values as issues and options, in the order of the case."""
        return {self.agenda[variable]: self.names[variable][value] for variable, value in sorted(path)}

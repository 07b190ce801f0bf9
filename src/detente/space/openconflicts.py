"""Conflicts whose states are too many to be enumerated: asked about single states, from where parties can move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from detente.case.conditions import Condition
from detente.case.evaluating import holds
from detente.case.model import Issue, Option
from detente.space.conflicts import Choice, Named

Values = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class OpenNamed(Named):
    """A conflict of any size. A state is the tuple of the values, as numbers, of the options that are not fixed."""

    model: Any

    @property
    def counted(self) -> bool:
        """Its states are not enumerated."""
        return False

    def settled(self, state: Any) -> dict[str, str]:
        """The value of each option."""
        found = {choice.id: choice.given or "" for choice in self.choices}
        for place, value in zip(self.free, state, strict=True):
            found[self.choices[place].id] = self.choices[place].values[value]
        return found

    def state(self, values: Mapping[str, str]) -> Any:
        """The state in which every option has its value; None where that is infeasible or not as given."""
        if any(values[choice.id] != choice.given for choice in self.choices if choice.given is not None):
            return None
        found = tuple(self.choices[place].values.index(values[self.choices[place].id]) for place in self.free)
        return found if self.model.feasible(found) else None


@dataclass(frozen=True)
class Judging:
    """Feasibility and payoffs of single states: infeasible conditions, and for each party what weighs how much."""

    choices: tuple[Choice, ...]
    infeasible: tuple[Condition, ...]
    weighed: tuple[Sequence[tuple[int, Condition]], ...]

    @cached_property
    def _issues(self) -> dict[str, Issue]:
        return {
            one.id: Issue(one.id, one.title, "conduct", tuple(Option(value, "") for value in one.values), ())
            for one in self.choices
        }

    def _package(self, values: Values) -> dict[str, str]:
        rest = iter(values)
        return {one.id: one.given if one.given is not None else one.values[next(rest)] for one in self.choices}

    def feasible(self, values: Values) -> bool:
        """Whether a state is ruled out by nothing."""
        package = self._package(values)
        return not any(holds(condition, package, self._issues) for condition in self.infeasible)

    def payoff(self, party: int, values: Values) -> int:
        """What a state is worth: the weights of the conditions that hold, exactly."""
        package = self._package(values)
        return sum(weight for weight, condition in self.weighed[party] if holds(condition, package, self._issues))

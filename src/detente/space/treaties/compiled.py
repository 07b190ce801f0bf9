"""Treaties as norms over cells, with the names of everything: what the questions about treaties are asked of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from detente.case.model import Case
from detente.engines.norms.model import System
from detente.engines.scopes import Box, tidy
from detente.space.treaties.baselines import Group
from detente.space.treaties.questions import Question
from detente.space.treaties.sets import Sets
from detente.space.treaties.universe import Universe
from detente.space.treaties.variables import Variable
from detente.space.treaties.versions import Clause, Version, Versions

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Note:
    """What could not be said exactly of a clause, under these answers. `boxes`: the cells that it is about."""

    kind: str
    clause: str
    detail: str
    answers: Pairs = ()
    boxes: tuple[Box, ...] = ()
    holdings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compiled:
    """Some treaties of a case, compiled.

    `clauses` are the full names of all `provisions`, by number. `versions` has for each clause every version of it with
    the answers that it presupposes; norm n of `system` belongs to `versions[clause][version_of[n]]`, and is about
    `groups[n]` of a baseline. `entered` says from when each treaty is in force, `assumed` of which that is assumed.
    `given` are the answers that were fixed: those questions have one answer left.
    """

    case: Case
    system: System
    universe: Universe
    clauses: tuple[str, ...]
    provisions: tuple[Clause, ...]
    questions: tuple[Question, ...]
    variables: tuple[Variable, ...]
    notes: tuple[Note, ...]
    entered: Mapping[str, date]
    assumed: frozenset[str]
    versions: tuple[tuple[tuple[Pairs, Version], ...], ...]
    version_of: tuple[int, ...]
    groups: tuple[Group | None, ...]
    given: Mapping[int, int]
    sets: Sets
    reading: Versions

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The numbers of clauses by their full names."""
        return {name: number for number, name in enumerate(self.clauses)}

    def version(self, norm: int) -> Version:
        """The version of its clause that a norm comes from."""
        return self.versions[self.system.norms[norm].clause][self.version_of[norm]][1]

    def mask(self, dimension: str | int, name: str) -> int:
        """The leaves of a name; raises UnknownNameError."""
        return self.universe.mask(dimension, name)

    def place(self, dimension: str | int, name: str) -> int:
        """The number of a leaf; a class with parts stands for its rest. Raises UnknownNameError."""
        return self.universe.place(dimension, name)

    def day(self, day: date) -> int:
        """The place of the elementary interval in which a day lies."""
        return self.universe.day(day)

    def words(self, boxes: Iterable[Box]) -> list[dict[str, Any]]:
        """Cells in words, in as few boxes as joining finds: classes where whole, stretches of days."""
        return self.universe.words(tidy(boxes))

    def readings(self, answers: Iterable[tuple[int, int]]) -> list[dict[str, Any]]:
        """Answers in words, as JSON has them."""
        found: list[dict[str, Any]] = []
        for question, answer in answers:
            one = self.questions[question]
            reading = one.answers[answer]
            found.append({"clause": one.name, "reading": reading.id, "holder": list(reading.holder)})
        return found

"""Norms as arrays have them: orders on amounts over boxes of cells, and on yes-or-no variables.

`docs/explanation/treaties.md` defines them. A cell is (bearer, action, asset, territory, time); amounts are whole
numbers from 0. Names stay with whoever compiles; here everything is a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from detente.engines.scopes import Box

SIDES = 5
"""Dimensions of a cell: bearer, action, asset, territory, time."""

TIME = 4
"""The place of time among them."""

Boolean = tuple[Any, ...]
"""`("true",)`, `("false",)`, `("var", n)`, `("not", b)`, `("and", (b, …))` or `("or", (b, …))`."""

TRUE: Boolean = ("true",)
FALSE: Boolean = ("false",)


class Sense(Enum):
    """What a norm orders."""

    AT_MOST = "at most"
    AT_LEAST = "at least"
    MAY = "may"
    HOLDS = "holds"


@dataclass(frozen=True)
class Norm:
    """One order of one clause, under some answers. Several norms of one clause are ordered together.

    `answers` are the (question, answer) pairs that it presupposes, sorted; () where it stands under all. `scope` are
    boxes that do not overlap; () for `HOLDS`. `bound` is the number of `AT_MOST` and `AT_LEAST`, a sum of its own for
    each value of the dimensions that `per` marks. It orders this only if `when` holds. Each entry of `exempt` takes
    its boxes out of the scope where its condition holds (exceptions in circumstances, consents). `holds` is what a
    status provision orders (`HOLDS`) or permits (`MAY`), on `days`, a mask of elements of time.

    Variables may have another value on each element of time. An order that sums over several counts the cells of those
    on which `when` holds.
    """

    clause: int
    answers: tuple[tuple[int, int], ...]
    sense: Sense
    scope: tuple[Box, ...]
    bound: int = 0
    per: tuple[bool, ...] = (True,) * SIDES
    when: Boolean = TRUE
    exempt: tuple[tuple[tuple[Box, ...], Boolean], ...] = ()
    holds: Boolean | None = None
    days: int = -1


@dataclass(frozen=True)
class System:
    """Norms that are looked at as one.

    `sizes` says how many elements each dimension has, `questions` how many answers each question has. Variables of the
    conditions are `choices`, which the parties decide (statuses, consents), or `facts`, which nobody decides
    (circumstances).

    An element of time stands for a run of days on which nothing changes; `spans` says how many each, 0 without end. It
    is needed only where a sum runs over days and meets a cap a day; () counts each as one day.
    """

    sizes: tuple[int, ...]
    norms: tuple[Norm, ...]
    clauses: int
    questions: tuple[int, ...] = ()
    choices: frozenset[int] = frozenset()
    facts: frozenset[int] = frozenset()
    spans: tuple[int, ...] = ()

"""The answers that tests of the catalogue ask for, by table, level and reading."""

from functools import cache

import detente
from detente.analyses.impasse import LevelImpasse
from detente.analyses.room import LevelRow, TableRoom
from detente.case.model import Case

LEVELS, READINGS = ("limits", "refusals", "demands"), ("menu", "package")


@cache
def case(slug: str, on: str, known_by: str | None = None) -> Case:
    """A published case as it stood."""
    return detente.load(slug).on(on, known_by=known_by)


@cache
def _room(slug: str, on: str, known_by: str | None) -> detente.Room:
    return detente.room(case(slug, on, known_by))


@cache
def _impasse(slug: str, on: str, known_by: str | None) -> detente.Impasse:
    return detente.impasse(case(slug, on, known_by))


def room(slug: str, table: str, on: str, known_by: str | None = None) -> TableRoom:
    """The room at one table."""
    return next(one for one in _room(slug, on, known_by).tables if one.table == table)


def rows(slug: str, table: str, on: str, known_by: str | None = None, reading: str = "menu") -> list[LevelRow]:
    """The three levels of one table in one reading, limits first."""
    found = {row.level: row for row in room(slug, table, on, known_by).levels if row.reading == reading}
    return [found[level] for level in LEVELS]


def possible(
    slug: str, table: str, on: str, known_by: str | None = None, reading: str = "menu"
) -> tuple[int | None, ...]:
    """How many packages are possible at limits, refusals, demands."""
    return tuple(row.possible for row in rows(slug, table, on, known_by, reading))


def impasse(
    slug: str, table: str, on: str, known_by: str | None = None, level: str = "refusals", reading: str = "menu"
) -> LevelImpasse:
    """Why there is no room at one table, level and reading."""
    wanted = (table, level, reading)
    return next(o for o in _impasse(slug, on, known_by).levels if (o.table, o.level, o.reading) == wanted)


def conflicts(
    slug: str, table: str, on: str, known_by: str | None = None, level: str = "refusals", reading: str = "menu"
) -> set[frozenset[str]]:
    """The minimal conflicts, as sets of position ids."""
    found = impasse(slug, table, on, known_by, level, reading)
    assert found.complete
    assert all(component.listed for component in found.components)
    return {frozenset(conflict) for component in found.components for conflict in component.conflicts}


def units(conflict: frozenset[str]) -> set[str]:
    """Who stands in a conflict."""
    return {position.split(".")[0] for position in conflict}

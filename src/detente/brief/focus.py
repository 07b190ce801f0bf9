"""Where a brief looks first: the case's first table, at the softest level that leaves no room."""

from __future__ import annotations

from dataclasses import dataclass

from detente.analyses.impasse import LevelImpasse
from detente.analyses.room import TableRoom
from detente.brief.dossier import Dossier
from detente.space.problems import LEVELS

READING = "package"
NAMES = tuple(level for level, _ in LEVELS)
AT = {"limits": "red lines alone", "refusals": "red lines and refusals", "demands": "red lines, refusals and demands"}


@dataclass(frozen=True)
class Focus:
    """A table and the impasse that the brief explains. Not `blocked`: there is none; `first`: the first table."""

    table: TableRoom
    row: LevelImpasse
    blocked: bool
    first: TableRoom

    @property
    def level(self) -> str:
        """The level explained."""
        return self.row.level


def hardest_room(table: TableRoom) -> int:
    """How far room reaches: -1 none at any level, 0 limits, 1 refusals, 2 demands as well."""
    reach = -1
    for number, level in enumerate(NAMES):
        if not table.row(level, READING).room:
            return reach
        reach = number
    return reach


def focus_of(dossier: Dossier) -> Focus | None:
    """The first table without room at some level, at the softest such level; else the first. None without tables."""
    for table in dossier.room.tables:
        reach = hardest_room(table)
        if reach < len(NAMES) - 1:
            return Focus(
                table, dossier.impasse.row(table.table, NAMES[reach + 1], READING), True, dossier.room.tables[0]
            )
    if not dossier.room.tables:
        return None
    first = dossier.room.tables[0]
    return Focus(first, dossier.impasse.row(first.table, NAMES[-1], READING), False, first)

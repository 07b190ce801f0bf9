"""Would it pass at home? Two-level games (Putnam 1988): each party's bodies and rules, package by package and over all.

Definitions: `docs/explanation/ratification.md`. Rules are law, votes are judgements; members are taken to be
independent of one another. “Passes” means: as coded.
"""

from detente.analyses.ratification.asking import Wanted, ratification
from detente.analyses.ratification.results import (
    Assessed,
    AtHome,
    Power,
    Ratification,
    TableWins,
    WayOut,
    Win,
)

__all__ = ["Assessed", "AtHome", "Power", "Ratification", "TableWins", "Wanted", "WayOut", "Win", "ratification"]

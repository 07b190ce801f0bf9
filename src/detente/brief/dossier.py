"""Everything a brief shows: the answers, computed elsewhere. The brief renders them and computes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from detente.analyses.contradictions import Contradictions
from detente.analyses.holdingcase import CaseHolding
from detente.analyses.impasse import Impasse
from detente.analyses.positions import Positions
from detente.analyses.ratification import Ratification
from detente.analyses.room import Room
from detente.analyses.window import Window
from detente.brief.bargained import Bargained
from detente.brief.drafts import Drafts
from detente.case.checking import CheckResult
from detente.case.model import Case
from detente.runs.sensitivity import Sensitivity


@dataclass(frozen=True)
class Dossier:
    """One case on one day: what the brief says it from.

    `command` is what a reader types to get the same page; `version` the program's. `drafts` is None where the case has
    no treaties, `bargained` where nobody is judged at any of the tables, `ratification` where nobody has procedures,
    `holding` where nobody who is judged moves, or for the reason in `unheld`.
    """

    case: Case
    room: Room
    impasse: Impasse
    window: Window
    positions: Positions
    sensitivity: Sensitivity
    contradictions: Contradictions
    check: CheckResult
    command: str
    version: str
    drafts: Drafts | None = None
    bargained: Bargained | None = None
    ratification: Ratification | None = None
    holding: CaseHolding | None = None
    unheld: str = ""

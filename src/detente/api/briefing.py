"""The whole answer as one page: every analysis once, then the brief."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from detente import __version__
from detente.analyses.contradictions import contradictions
from detente.analyses.impasse import impasse
from detente.analyses.positions import positions
from detente.analyses.room import room
from detente.api.briefholding import held
from detente.api.briefparts import CODINGS, Parts
from detente.brief.dossier import Dossier
from detente.brief.page import render
from detente.case.checking import check
from detente.case.model import Case
from detente.runs.sensitivity import sensitivity
from detente.space.patience import Progress, Stop, patient, quiet

Elsewhere = Callable[[str], tuple[bool, Any]]
"""Whether a part of that name was worked out elsewhere, and what it is."""


def here(_: str) -> tuple[bool, None]:
    """Nothing was worked out elsewhere."""
    return False, None


def dossier(
    case: Case,
    tables: tuple[str, ...] = (),
    *,
    command: str = "",
    progress: Progress = quiet,
    stop: Stop = patient,
    elsewhere: Elsewhere = here,
) -> Dossier:
    """Every answer that a brief shows, for a case on its day (default: its last) and all tables, or those named.

    Once `stop` says so, nothing more is searched for; what was not finished is said in the answers. `elsewhere` is
    asked last for parts that somebody else may have worked out.
    """
    view = case if case.day is not None else case.on()
    parts = Parts(view, tables, progress, stop)
    frames = parts.frames

    def apart(name: str) -> Any:
        known, found = elsewhere(name)
        return found if known else parts.part(name)

    rooms, blocked = room(view, tables, frames), impasse(view, tables, frames, stop, with_drafts=False)
    codings = sensitivity(
        view, tables, frames, progress, stop, lambda piece: elsewhere(f"{CODINGS}{piece}")[1] if piece else None
    )
    solved = apart("solutions")
    holding, unheld = held(view, solved, stop)
    shifted, stated, clashing, checked = apart("window"), positions(view), contradictions(view), check(view, None)
    on_treaties = apart("treaties")  # last of what is worked out elsewhere: it takes longest
    return Dossier(
        view,
        rooms,
        blocked,
        shifted,
        stated,
        codings,
        clashing,
        checked,
        command or f"detente brief {view.slug} --on {view.day}",
        __version__,
        on_treaties,
        solved,
        apart("ratification"),
        holding,
        unheld,
    )


def brief(
    case: Case,
    tables: tuple[str, ...] = (),
    *,
    command: str = "",
    progress: Progress = quiet,
    stop: Stop = patient,
    elsewhere: Elsewhere = here,
) -> str:
    """The whole answer as one self-contained HTML page; the parameters are those of `dossier`."""
    return render(dossier(case, tables, command=command, progress=progress, stop=stop, elsewhere=elsewhere))

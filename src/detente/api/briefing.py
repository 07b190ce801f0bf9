"""The whole answer as one page: every analysis once, then the brief."""

from __future__ import annotations

from collections.abc import Callable

from detente import __version__
from detente.analyses.contradictions import contradictions
from detente.analyses.impasse import impasse
from detente.analyses.positions import positions
from detente.analyses.room import room
from detente.analyses.window import window
from detente.api.treaties.drafting import drafts
from detente.brief.dossier import Dossier
from detente.brief.drafts import Drafts
from detente.brief.page import render
from detente.case.checking import check
from detente.case.model import Case
from detente.runs.sensitivity import sensitivity
from detente.space.patience import Progress, Stop, patient, quiet
from detente.space.spaces import Frames


def dossier(
    case: Case,
    tables: tuple[str, ...] = (),
    *,
    command: str = "",
    progress: Progress = quiet,
    stop: Stop = patient,
    on_treaties: Callable[[], Drafts | None] | None = None,
) -> Dossier:
    """Every answer that a brief shows, for a case on its day (default: its last) and all tables, or those named.

    Once `stop` says so, nothing more is searched for; what was not finished is said in the answers. `on_treaties` gives
    the answers on treaties, asked for last, where somebody else works them out (default: they are worked out here).
    """
    view = case if case.day is not None else case.on()
    frames = Frames()
    return Dossier(
        view,
        room(view, tables, frames),
        impasse(view, tables, frames, stop, with_drafts=False),
        window(view, tables, frames, progress=progress, stop=stop),
        positions(view),
        sensitivity(view, tables, frames, progress, stop),
        contradictions(view),
        check(view, None),
        command or f"detente brief {view.slug} --on {view.day}",
        __version__,
        on_treaties() if on_treaties is not None else drafts(view, progress=progress, stop=stop),
    )


def brief(
    case: Case,
    tables: tuple[str, ...] = (),
    *,
    command: str = "",
    progress: Progress = quiet,
    stop: Stop = patient,
    on_treaties: Callable[[], Drafts | None] | None = None,
) -> str:
    """The whole answer as one self-contained HTML page; the parameters are those of `dossier`."""
    return render(dossier(case, tables, command=command, progress=progress, stop=stop, on_treaties=on_treaties))

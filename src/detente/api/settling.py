"""Room with what treaties say of themselves: each draft on the table with its contradictions."""

from __future__ import annotations

from dataclasses import replace

from detente.analyses.room import Room
from detente.analyses.room import room as room_of
from detente.case.model import Case
from detente.space.draftplaces import Contradicted
from detente.space.drafts import Draft
from detente.space.patience import Progress, Stop, patient, quiet
from detente.space.spaces import Frames


def room(
    case: Case,
    tables: tuple[str, ...] = (),
    frames: Frames | None = None,
    *,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Room:
    """Do stated positions leave room, at each table (default: all), at each level, in both readings, and what stands
    against each proposal and each draft of a treaty?

    `case` is as `case.on(date)` gives it; without a date its last day is taken. Once `stop` says so, contradictions of
    drafts with themselves are no longer looked for, and the answer says that they may not be all. Raises
    UnknownNameError for a table that is not in the case.
    """
    view = case if case.day is not None else case.on()
    found = room_of(view, tables, frames)
    drafts = {placed.draft.treaty: placed.draft for table in found.tables for placed in table.drafts}
    if not drafts:
        return found
    known = {name: _contradicted(view, draft, progress, stop) for name, draft in drafts.items()}
    seated = tuple(
        replace(table, drafts=tuple(replace(one, contradicted=known[one.draft.treaty]) for one in table.drafts))
        for table in found.tables
    )
    return replace(found, tables=seated)


def _contradicted(case: Case, draft: Draft, progress: Progress, stop: Stop) -> Contradicted:
    from detente.analyses.treaties.check import check

    found = check(case, (draft.treaty,), progress=progress, stop=stop)
    of: dict[str, set[tuple[str, str]]] = {}
    for one in (*draft.options, *draft.off_agenda):
        for clause in one.clauses:
            of.setdefault(clause, set()).add((one.issue, one.option))
    between = tuple(one.clauses for one in found.contradictions if _between(one.clauses, of))
    return Contradicted(
        len(found.contradictions),
        sum(one.textual for one in found.contradictions),
        sum(one.weak for one in found.contradictions),
        between,
        found.complete,
    )


def _between(clauses: tuple[str, ...], of: dict[str, set[tuple[str, str]]]) -> bool:
    """Whether two of the clauses realise two different options."""
    realising = [of[clause] for clause in clauses if clause in of]
    return len(realising) > 1 and len(set.union(*realising)) > 1

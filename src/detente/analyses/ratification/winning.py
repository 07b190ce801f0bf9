"""Win-sets: of all feasible packages of a table, how many pass at home, and how many nobody certainly stops."""

from __future__ import annotations

from collections.abc import Iterable

from detente.analyses.ratification.results import LevelWin, TableWins, Win
from detente.case.ratification.model import Procedure
from detente.engines.diagrams import TooWide
from detente.space.problems import LEVELS, READINGS
from detente.space.ratifying import Fates, Ratifying


def win_sets(ratifying: Ratifying, procedures: Iterable[Procedure]) -> TableWins:
    """The win-sets of a table: of these procedures, and of the parties and blocs at it whose they are."""
    seating = ratifying.space.seating
    asked = tuple(procedures)
    mine = [one for one in asked if one.of in ratifying.unit]
    owners = list(dict.fromkeys(one.of for one in mine))
    of = {owner: [one for one in mine if one.of == owner] for owner in owners}
    together = {owner: _fates(ratifying, some) for owner, some in of.items()}
    on_file = {one.of for one in ratifying.home.procedures}
    named = ratifying.space.case.name_of
    feasible = _count(ratifying, "")
    return TableWins(
        seating.table,
        seating.title,
        seating.parties,
        seating.agenda,
        feasible,
        tuple(_win(ratifying, one.id, one.of, one.title, _fates(ratifying, [one]), feasible) for one in mine),
        tuple(_win(ratifying, owner, owner, named(owner), together[owner], feasible) for owner in owners),
        tuple(party for party in seating.parties if not {party, ratifying.space.case.unit[party]} & on_file),
        tuple(dict.fromkeys(one.of for one in asked if one.of not in ratifying.unit)),
        _names(ratifying, mine),
        _all_pass(ratifying, list(together.values())),
        _none_stops(ratifying, list(together.values()), "", "package"),
        tuple(
            LevelWin(
                level,
                reading,
                _count(ratifying, level, reading),
                _none_stops(ratifying, list(together.values()), level, reading),
            )
            for level, _ in LEVELS
            for reading in READINGS
        ),
    )


def _names(ratifying: Ratifying, procedures: Iterable[Procedure]) -> tuple[str, ...]:
    """By whose preferences members of the bodies that decide these procedures vote."""
    bodies = {step.body for one in procedures for step in one.steps}
    wanted = {m.prefers for name, body in ratifying.home.body.items() if name in bodies for m in body.members}
    try:
        return tuple(name for name in ratifying.names if name in wanted)
    except TooWide:
        return ()


def _fates(ratifying: Ratifying, procedures: list[Procedure]) -> Fates | None:
    """None where too much hangs together to be told apart."""
    try:
        return ratifying.together(procedures)
    except TooWide:
        return None


def _count(ratifying: Ratifying, level: str, reading: str = "package") -> int | None:
    problem = ratifying.space.problem(level or "limits", reading)
    return problem.possible() if level else problem.feasible()


def _win(ratifying: Ratifying, name: str, of: str, title: str, fates: Fates | None, feasible: int | None) -> Win:
    if fates is None:
        return Win(name, of, title, None, None, None, None, None)
    passes, lacks = ratifying.count(fates.passes), ratifying.count(fates.lacks)
    barred, not_needed = ratifying.count(fates.barred), ratifying.count(fates.not_needed)
    known = [one for one in (passes, lacks, barred, not_needed) if one is not None]
    rest = feasible - sum(known) if feasible is not None and len(known) == 4 else None
    return Win(name, of, title, passes, lacks, barred, rest, not_needed)


def _all_pass(ratifying: Ratifying, fates: list[Fates | None]) -> int | None:
    known = [one for one in fates if one is not None]
    if len(known) < len(fates):
        return None
    return ratifying.count(
        ratifying.all([ratifying.any([one.passes, one.not_needed]) for one in known] or [_everything(ratifying)])
    )


def _none_stops(ratifying: Ratifying, fates: list[Fates | None], level: str, reading: str) -> int | None:
    known = [one for one in fates if one is not None]
    if len(known) < len(fates):
        return None
    stops = [ratifying.negate(ratifying.any([one.barred, one.lacks])) for one in known]
    return ratifying.count(ratifying.all(stops or [_everything(ratifying)]), level, reading)


def _everything(ratifying: Ratifying) -> tuple[int, ...]:
    return ratifying.always(1)

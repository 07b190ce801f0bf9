"""What becomes of packages of a table at the homes of those who sit at it: verdicts, not the votes behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from detente.case.model import Case, Table
from detente.space.ballots import open_home
from detente.space.outcomes import STOPPED, Asking
from detente.space.spaces import Frames, Space, open_space

Verdicts = Mapping[str, str]
"""Party or bloc → what becomes of a package at its home, of those that have procedures on file."""


def wide_space(case: Case, frames: Frames | None = None) -> Space:
    """A space of everybody and everything: what parties' homes are asked about is not the agenda of one table."""
    return open_space(case, Table("", "", tuple(case.party), ("all",)), frames=frames)


def sitting(case: Case, seated: Iterable[str]) -> tuple[str, ...]:
    """Those whose home is asked about: parties at a table, and blocs with procedures and a member there."""
    parties = dict.fromkeys(seated)
    of = {one.of for one in case.ratification.procedures}
    return (*parties, *(bloc.id for bloc in case.blocs if bloc.id in of and set(bloc.members) & set(parties)))


def verdicts(space: Space) -> Callable[[Mapping[str, str]], Verdicts] | None:
    """Asks a package of this table, all else at the status quo; None: nobody at it has procedures on file."""
    case = space.case
    if not case.ratification.procedures:
        return None
    home = open_home(wide_space(case, space.frames))
    with_rules = {one.of for one in home.procedures}
    parties = [party for party in sitting(case, space.seating.parties) if party in with_rules]
    if not parties:
        return None
    asking = Asking(home, home.procedures)
    return lambda package: {party: asking.party_verdict(party, home.full(package)) for party in parties}


def stopped_by(found: Verdicts) -> tuple[str, ...]:
    """At whose home a package is barred or lacks votes."""
    return tuple(party for party, verdict in found.items() if verdict in STOPPED)

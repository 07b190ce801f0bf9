"""Whose home certainly stops a package: asked of any package of a table, all other issues at the status quo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from detente.case.model import Case, Table
from detente.space.ballots import open_home
from detente.space.outcomes import STOPPED, Asking
from detente.space.spaces import Frames, Space, open_space

Stops = Callable[[Mapping[str, str]], tuple[str, ...]]


def wide_space(case: Case, frames: Frames | None = None) -> Space:
    """A space of everybody and everything: what parties' homes are asked about is not the agenda of one table."""
    return open_space(case, Table("", "", tuple(case.party), ("all",)), frames=frames)


def sitting(case: Case, seated: Iterable[str]) -> tuple[str, ...]:
    """Those whose home is asked about: parties at a table, and blocs with procedures and a member there."""
    parties = dict.fromkeys(seated)
    of = {one.of for one in case.ratification.procedures}
    return (*parties, *(bloc.id for bloc in case.blocs if bloc.id in of and set(bloc.members) & set(parties)))


def stops(space: Space) -> Stops | None:
    """Says of a package of this table at whose home it is barred or lacks votes; None: nothing is on file."""
    if not space.case.ratification.procedures:
        return None
    home = open_home(wide_space(space.case, space.frames))
    asking, parties = Asking(home, home.procedures), sitting(space.case, space.seating.parties)
    return lambda package: tuple(
        party for party in parties if asking.party_verdict(party, home.full(package)) in STOPPED
    )

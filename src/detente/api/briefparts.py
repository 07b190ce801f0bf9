"""The parts of a brief that need no other: another process can work them out, and loads no more than they take."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from detente.analyses import trade
from detente.analyses.passing import passing
from detente.analyses.ratification import Ratification, Wanted, ratification
from detente.analyses.solutions import of_case, seen_by
from detente.analyses.window import window
from detente.api.treaties.drafting import drafts
from detente.brief.bargained import Bargained, bargained, newest
from detente.brief.shown import shown_of
from detente.case.model import Case
from detente.errors import UnknownNameError
from detente.runs.sensitivity import Codings
from detente.space.homes import Verdicts, stopped_by, verdicts
from detente.space.judging import judge
from detente.space.patience import Progress, Stop, patient, quiet
from detente.space.spaces import Frames, Space, open_space, tables_of

LISTED = 3
"""So many packages are kept behind a point."""

PARTS = ("solutions", "ratification", "window", "treaties")
CODINGS = "codings "
"""The other codings come in pieces, each a part: this and its number."""


class Parts:
    """The parts of a brief that need no other, by their names; what they share is kept."""

    def __init__(
        self, view: Case, tables: tuple[str, ...] = (), progress: Progress = quiet, stop: Stop = patient
    ) -> None:
        self.view, self.tables, self.progress, self.stop = view, tables, progress, stop
        self.frames = Frames()

    @cached_property
    def codings(self) -> Codings:
        """The other codings, in pieces."""
        return Codings(self.view, self.tables, self.frames)

    def part(self, name: str) -> object | None:
        """One of `PARTS`, or a piece of the other codings."""
        if name.startswith(CODINGS):
            return self.codings.piece(int(name.removeprefix(CODINGS)), self.progress, self.stop)
        if name == "treaties":
            return drafts(self.view, progress=self.progress, stop=self.stop)
        if name == "window":
            return window(self.view, self.tables, self.frames, progress=self.progress, stop=self.stop)
        if name == "solutions":
            return _solutions(self.view, self.tables, self.frames, self.stop)
        if name == "ratification":
            return _ratification(self.view, self.tables, self.frames)
        raise UnknownNameError("part of a brief", name, PARTS)


def _solutions(view: Case, tables: tuple[str, ...], frames: Frames, stop: Stop) -> Bargained | None:
    """At the first of the tables with two who are judged; None where nobody is at any."""
    if not view.preferences:
        return None
    spaces = [open_space(view, table, frames=frames) for table in tables_of(view, tables)]
    judged = [(len(judge(space).units), space) for space in spaces]
    for fewest in (2, 1):
        for units, space in judged:
            if units >= fewest:
                return _bargained(space, stop)
    return None


def _bargained(space: Space, stop: Stop) -> Bargained | None:
    """The solutions at one table, and what could be traded from the newest proposal."""
    from detente.engines.bargaining.counting import count_zone

    solved = of_case(space, most=LISTED, count=False, listed=False, stop=stop)
    if solved.agreement_zone is None:
        solved = replace(solved, agreement_zone=count_zone(solved.bargain.domain, stop=stop))
    found = bargained(solved)
    if found is None:
        return None
    if found.pair is not None:
        found = replace(found, stair=seen_by(solved, *found.pair, stop))
    start = newest(found.judged)
    settled = start.packages[0] if start.packages else {}
    traded = trade.of_case(space, settled=settled, asked=trade.Asked(most=LISTED, around=False), stop=stop)
    homes = _homes(space, found)
    stopped = stopped_by(homes.get("nash", {}))
    return replace(
        found,
        trade=replace(traded, case=None),
        start=start,
        homes=homes,
        passing=passing(space, most=LISTED, stop=stop) if stopped else None,
    )


def _homes(space: Space, found: Bargained) -> dict[str, Verdicts]:
    """What becomes at home of the first package of each solution."""
    ask, solved = verdicts(space), found.solutions
    best = {**solved.solutions, "closest": solved.closest}
    first = {name: one.points[0].packages for name, one in best.items() if one is not None and one.points}
    return {} if ask is None else {name: ask(packages[0]) for name, packages in first.items() if packages}


def _ratification(view: Case, tables: tuple[str, ...], frames: Frames) -> Ratification | None:
    """Every proposal on the table, and the win-sets of the first of the tables; of the one that is shown step by step
    also what would buy missing votes. None where nobody has procedures.
    """
    if not view.ratification.procedures or not view.tables:
        return None
    first = (tables_of(view, tables)[0].id,)
    found = ratification(view, first, frames=frames)
    shown = shown_of([one for one in found.assessed if one.kind == "proposal"])
    if shown is None or not shown.stopped_by:
        return found
    (bought,) = ratification(view, first, Wanted(proposals=(shown.id,)), frames).assessed
    return replace(found, assessed=tuple(bought if one is shown else one for one in found.assessed))

"""A case's conduct as a conflict: who could change what by itself, and what that would be worth to it.

States are packages of a table with the conduct that it does not negotiate (`docs/explanation/stability.md`, section 1).
Preferences are those of `judging`, over the agenda and that conduct, at central numbers: their order alone counts,
exactly. Of several who act as one what they prefer is known where they agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from detente.case.conditions import Not, issues_of
from detente.case.evaluating import holds
from detente.case.filtering import in_force
from detente.case.model import Case, Issue, Linkage, Table
from detente.errors import DetenteError, NotJudgedError, TooLargeError, UnknownNameError
from detente.space.casepayoffs import agreed, payoffs, relation, weighed
from detente.space.conflictgrid import Grid, size
from detente.space.conflicts import Choice, Named, changes_of
from detente.space.judging import judged_space, prefers
from detente.space.spaces import Space, open_space
from detente.space.worth import Worth

if TYPE_CHECKING:
    pass

MOST_CODES = 1 << 22
"""Combinations of options above which not all packages of a table are looked at."""

Package = Mapping[str, str]


class NobodyMovesError(DetenteError):
    """Nobody in the case controls anything, so that nobody could break a package by what it does."""


class InfeasibleError(DetenteError):
    """A package was asked about that the linkages rule out."""


@dataclass(frozen=True)
class Mover:
    """Who changes conduct issues by itself: a party, a bloc, or several parties that act as one (`A+B`).

    `parties` are its members, `issues` what it controls. `judged`: whether what it prefers is known, of several that
    act as one where they agree.
    """

    id: str
    name: str
    parties: tuple[str, ...]
    issues: tuple[str, ...]
    judged: bool


@dataclass(frozen=True, eq=False)
class CaseConflict:
    """A table of a case, and who could break what it settles.

    `space` deals with the table's agenda and all conduct that somebody controls; `table` is the table's own. `worths`
    are, for each mover, the preferences that must agree: one, of several that act as one each member's, none where it
    is not judged. `given` are issues fixed for this question: in `space` the status quo has them.
    """

    space: Space
    table: Space
    movers: tuple[Mover, ...]
    worths: Mapping[str, tuple[Worth, ...]]
    unmodelled: tuple[str, ...]
    given: Mapping[str, str]
    notes: tuple[str, ...]

    @property
    def case(self) -> Case:
        """The case, as it stood on the day."""
        return self.space.case

    @property
    def status_quo(self) -> Package:
        """What holds where nothing is agreed, with what is given."""
        return self.space.standing.status_quo

    @cached_property
    def linkages(self) -> tuple[Linkage, ...]:
        """Those in force that no conduct can break; the states are what meets them."""
        return tuple(one for one in self._in_force if not one.breakable)

    @cached_property
    def breakable(self) -> tuple[Linkage, ...]:
        """Those in force that what is agreed must meet, and conduct can break."""
        return tuple(one for one in self._in_force if one.breakable)

    @property
    def _in_force(self) -> Iterable[Linkage]:
        day = self.space.standing.day
        return (one for one in self.case.linkages if in_force(one.since, one.until, day))

    def broken(self, package: Package) -> tuple[str, ...]:
        """The linkages that a package breaks."""
        return tuple(one.id for one in self.linkages if not holds(one.require, package, self.case.issue))

    def require(self, package: Package) -> None:
        """Raises InfeasibleError where a linkage rules a package out."""
        broken = self.broken(package)
        if broken:
            law = next(one for one in self.linkages if one.id == broken[0])
            raise InfeasibleError(
                f"{_spoken(self, package)} is no package: the linkage {law.id} rules it out ({law.require}). Ask about "
                "one that it allows."
            )

    def signed(self, package: Package, said: Iterable[str] = ()) -> tuple[Package, tuple[str, ...]]:
        """A package once it is signed: conduct on no agenda, where nothing is said of it, as the case has it then.

        Where linkages rule that out it is left as it is, and these linkages are named.
        """
        silent = [
            issue
            for issue in self.case.issues
            if issue.once_agreed is not None and issue.id not in {*self.table.frame.variable, *said, *self.given}
        ]
        found = {**package, **{issue.id: str(issue.once_agreed) for issue in silent}}
        broken = self.broken(found)
        return (package, () if self.broken(package) else broken) if broken else (found, ())

    def fits(self, package: Package) -> bool:
        """Whether a package has what is given."""
        return all(package[issue] == option for issue, option in self.given.items())

    @cached_property
    def settled(self) -> tuple[str, ...]:
        """The issues that are the same throughout a slice: terms, and conduct that nobody changes here."""
        moved = {issue for mover in self.movers for issue in mover.issues}
        return tuple(issue.id for issue in self.case.issues if issue.id not in moved)

    def slice(self, package: Package) -> Named:
        """The conflict around a package: all terms and fixed context as in it, conduct free.

        Raises InfeasibleError for a package that linkages rule out, TooLargeError for too much conduct.
        """
        self.require(package)
        fixed = {issue: package[issue] for issue in self.settled}
        return self._named(self._choices(fixed), f"{self.case.title}: {_spoken(self, package)}")

    @cached_property
    def codes(self) -> int:
        """How many combinations of options there are at the table and in what is done."""
        return math.prod(len(choice.values) for choice in self.choices if choice.given is None)

    def whole(self) -> Named:
        """All feasible packages as one conflict; terms are options of nobody.

        Raises TooLargeError above 2^22 combinations, NotJudgedError where a mover's preference is not known throughout:
        it is not judged, or several act as one and do not agree.
        """
        if self.codes > MOST_CODES:
            raise TooLargeError(
                f"The table has {size(self.codes)} combinations of options, too many to look at each (at most "
                f"{MOST_CODES:,}). Fix some issues with --given ISSUE=OPTION, or ask about packages with --state."
            )
        self._require_known(lambda mover: not mover.judged)
        found = self._named(self.choices, self.case.title)
        self._require_known(lambda mover: found.unsure_of(mover.id))
        return found

    def _require_known(self, unsure: Callable[[Mover], bool]) -> None:
        some = [mover.name for mover in self.movers if unsure(mover)]
        if some:
            raise NotJudgedError(f"What {', '.join(some)} would prefer is not known of every two packages.")

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Every issue of the case, in its order; what the table does not deal with and nobody does is fixed."""
        agenda = self.space.frame.variable
        quo = self.status_quo
        return self._choices({issue.id: quo[issue.id] for issue in self.case.issues if issue.id not in agenda})

    def _choices(self, fixed: Package) -> tuple[Choice, ...]:
        """Every issue of the case, in its order; `fixed` ones and those that are given are not changed."""
        by = {issue: mover.id for mover in self.movers for issue in mover.issues}
        found = []
        for issue in self.case.issues:
            changes = changes_of(issue.moves, issue.names) if isinstance(issue.moves, str) else issue.moves
            found.append(
                Choice(
                    issue.id,
                    issue.names,
                    by.get(issue.id),
                    changes if issue.id in by else None,
                    issue.title,
                    self.given.get(issue.id, fixed.get(issue.id)),
                )
            )
        return tuple(found)

    def _named(self, choices: Sequence[Choice], title: str) -> Named:
        from detente.engines.stability.model import Conflict

        grid = Grid(choices, MOST_CODES)
        infeasible = tuple(Not(one.require) for one in self.linkages)
        grid.forbid(infeasible)
        if not grid.states:
            raise InfeasibleError("With what is given no package meets the linkages.")
        names = [mover.id for mover in self.movers]
        worth, unknown, unjudged = [], {}, set()
        for mover in self.movers:
            payoff, pairs = agreed([payoffs(grid, weighed(one)) for one in self.worths[mover.id]], grid.states)
            worth.append(payoff)
            if pairs is None:
                unjudged.add(mover.id)
            elif pairs:
                unknown[mover.id] = pairs
        moves = tuple(relation(choice) for choice in grid.free)
        model = Conflict(
            tuple(len(choice.values) for choice in grid.free),
            tuple(None if choice.by is None else names.index(choice.by) for choice in grid.free),
            tuple(worth),
            moves if any(one is not None for one in moves) else (),
            grid.feasible,
        )
        return Named(
            title,
            tuple(names),
            model,
            tuple(choices),
            unmodelled=self.unmodelled,
            infeasible=infeasible,
            unknown=unknown,
            unjudged=frozenset(unjudged),
        )


def case_conflict(case: Case, table: str | None = None, given: Mapping[str, str] | None = None) -> CaseConflict:
    """Who could break what a table of a case settles, and what they prefer.

    `case` is as `case.on(date)` gives it; `table` None: the first at which two are judged. Raises NobodyMovesError
    where nobody controls any conduct, NotJudgedError where nobody who does is judged, UnknownNameError for a table,
    issue or option that is not there.
    """
    view = case if case.day is not None else case.on()
    given = dict(given or {})
    for name, option in given.items():
        if name not in view.issue:
            raise UnknownNameError("issue", name, view.issue)
        view.issue[name].option(option)
    seated = judged_space(view, table)
    free = _controlled(view, seated, given)
    by: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for issue in free:
        by.setdefault(_who(view, issue.controlled_by), []).append(issue.id)
    moving = dict.fromkeys(party for _, parties in by for party in parties)
    agenda = (*seated.seating.agenda, *(one.id for one in free if one.id not in seated.frame.variable))
    parties = tuple(dict.fromkeys((*seated.seating.parties, *moving)))
    stands = replace(seated.standing, status_quo={**seated.standing.status_quo, **given})
    space = open_space(view, Table(seated.seating.table, seated.seating.title, parties, agenda), stands=stands)
    worths = {who: _worths(space, who, members) for who, members in by}
    movers = tuple(
        Mover(who, _name(view, who, members), members, tuple(issues), bool(worths[who]))
        for (who, members), issues in by.items()
    )
    if not any(worths.values()):
        raise NotJudgedError(
            f"Of {', '.join(mover.id for mover in movers)}, who could break a package by conduct, nobody is judged on "
            "this day: add what they prefer to preferences.yaml. `detente preferences derive` writes a first guess "
            "from the ledger."
        )
    left = tuple(party for party in seated.seating.parties if party not in moving)
    return CaseConflict(space, seated, movers, worths, left, given, tuple(_notes(space, movers, worths)))


def _controlled(case: Case, seated: Space, given: Package) -> list[Issue]:
    """The conduct issues that somebody controls and that are not given."""
    day = seated.standing.day
    there = [
        one
        for one in case.issues
        if one.kind == "conduct" and one.controlled_by and in_force(one.since, one.until, day)
    ]
    free = [one for one in there if one.id not in given]
    if not there:
        raise NobodyMovesError(
            f"{case.slug} has no conduct that a party controls on this day, so nobody in it could break a package by "
            "what it does. Give what parties do an issue of its own in case.yaml, with `kind: conduct` and "
            "`controlled_by: [PARTY]`; docs/reference/case-format.md has the format."
        )
    if not free:
        raise NobodyMovesError("Everything that anybody controls is given: leave some of it free.")
    return free


def _who(case: Case, names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Who controls an issue: a party, a bloc where it is exactly its members, else its parties as one."""
    members = case.members(names)
    if len(members) == 1:
        return members[0], members
    bloc = next((one for one in case.blocs if set(one.members) == set(members)), None)
    if bloc is not None:
        return bloc.id, bloc.members
    order = {party: place for place, party in enumerate(case.party)}
    ordered = tuple(sorted(members, key=order.__getitem__))
    return "+".join(ordered), ordered


def _worths(space: Space, who: str, members: tuple[str, ...]) -> tuple[Worth, ...]:
    """The preferences that must agree for what a mover prefers to be known; none where it is not judged."""
    own = prefers(space, who) if who in space.case.bloc or who in space.case.party else None
    if own is not None:
        return (own,)
    found = {}
    for party in members:
        unit = next((one for one in (party, space.case.unit[party]) if prefers(space, one) is not None), None)
        if unit is None:
            return ()
        found[unit] = prefers(space, unit)
    return tuple(one for one in found.values() if one is not None)


def _name(case: Case, who: str, members: tuple[str, ...]) -> str:
    if who in case.bloc or who in case.party:
        return case.name_of(who)
    names = [case.name_of(party) for party in members]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _notes(space: Space, movers: Iterable[Mover], worths: Mapping[str, tuple[Worth, ...]]) -> Iterable[str]:
    """What an answer must say of how the conflict was read."""
    case = space.case
    for mover in movers:
        found = worths[mover.id]
        if len(mover.parties) > 1 and mover.id not in case.bloc:
            yield f"{mover.name} control {', '.join(mover.issues)} and are taken to move as one."
        if not found:
            yield (
                f"What {mover.name} would prefer is not judged: nothing is guessed, and verdicts that turn on it are "
                "given for each reading of the unknown."
            )
        if len(found) > 1:
            yield f"What {mover.name} prefer is known only where {' and '.join(one.of for one in found)} agree."
    each = {one.of: one for mover in movers for one in worths[mover.id]}
    for one in each.values():
        if one.preference.derived:
            yield f"What {one.of} prefers is a first guess from the ledger, not a judgement."
        passed = _unweighed(one, [issue for other in movers for issue in other.issues])
        if passed:
            yield f"{one.of} weighs nothing that is done on {', '.join(passed)}: it is taken to be all one to it."


def _unweighed(worth: Worth, issues: Iterable[str]) -> list[str]:
    """The issues on which nothing turns in a preference."""
    said = {issue for issue, weight in worth.weights.items() if weight}
    for bonus in worth.preference.bonuses:
        said.update(issues_of(bonus.condition))
    return [issue for issue in issues if issue not in said]


def _spoken(conflict: CaseConflict, package: Package) -> str:
    """A package by what it settles otherwise than the status quo."""
    quo = conflict.table.standing.status_quo
    changed = [f"{issue}={option}" for issue, option in package.items() if option != quo[issue]]
    return ", ".join(changed) or "the status quo"

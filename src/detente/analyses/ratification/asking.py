"""Proposals, the status quo and packages asked about, one by one, and the win-sets of every table."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from detente.analyses.ratification.buying import ways_out
from detente.analyses.ratification.results import Assessed, AtHome, Kind, Power, Ratification
from detente.analyses.ratification.winning import win_sets
from detente.case.evaluating import holds
from detente.case.filtering import in_force, lapsed
from detente.case.model import Case, Proposal, Table
from detente.case.ratification.model import Procedure
from detente.engines.voting.pivots import vetoes
from detente.engines.voting.power import power
from detente.errors import DetenteError, TooLargeError, UnknownNameError
from detente.ledger.terms import issues_of_terms
from detente.space.ballots import Home, assembly_of, countable, open_home, rule_of
from detente.space.homes import sitting, wide_space
from detente.space.outcome import About
from detente.space.outcomes import STOPPED, VERDICTS, Asking
from detente.space.proposed import members, named, proposed
from detente.space.ratifying import Ratifying
from detente.space.spaces import Frames, Space, open_space, tables_of

MOST_PACKAGES = 20_000
Package = Mapping[str, str]


@dataclass(frozen=True)
class Wanted:
    """What is asked. `packages`: by any name, issue → option; what they do not name stands at the status quo.

    `proposals`: only these (None: all on the table on the day, and the status quo, unless packages are named).
    `parties`, `bodies`: only procedures of these, through these. `given`: whether to take circumstances to hold.
    `seed`: of draws. What would buy missing votes is looked for where packages or proposals are named.
    """

    packages: Mapping[str, Package] = field(default_factory=dict)
    proposals: tuple[str, ...] | None = None
    parties: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    given: Mapping[str, bool] = field(default_factory=dict)
    seed: int = 0

    @property
    def named(self) -> bool:
        """Whether packages or proposals are named."""
        return bool(self.packages) or self.proposals is not None


@dataclass(frozen=True)
class _Asked:
    """Something to assess: the packages that it comes to, and its terms as they are shown.

    `stands` packages meet its terms as they are; where linkages allow none of these, those to assess change the fewest
    issues `beyond` them.
    """

    id: str
    title: str
    kind: str
    date: str
    terms: tuple[tuple[str, tuple[str, ...]], ...]
    packages: tuple[dict[str, str], ...]
    stands: int = 1
    beyond: int = 0


def ratification(
    case: Case, tables: tuple[str, ...] = (), wanted: Wanted | None = None, frames: Frames | None = None
) -> Ratification:
    """Would it pass at home: proposals, packages, and all packages of each table (default: every table)?

    `case` is as `case.on(date)` gives it; without a date its last day is taken. Raises UnknownNameError for names that
    are not in the case, DetenteError where it has no procedures.
    """
    view = case if case.day is not None else case.on()
    asked = wanted or Wanted()
    if not case.ratification.procedures:
        raise DetenteError(
            f"{case.slug} has no procedures on file in ratification.yaml on this day: nothing is known of what parties "
            "must go through at home. docs/reference/judgement-format.md has the format."
        )
    frames = frames if frames is not None else Frames()
    seats = tables_of(view, tables)
    wide = wide_space(view, frames)
    home = open_home(wide, asked.given)
    procedures = _chosen(home, asked.parties, asked.bodies)
    asking, buying = Asking(home, procedures, asked.seed), Ratifying(home) if asked.named else None
    homes = _sitting(view, seats, asked, procedures)
    spaces = [open_space(view, table, frames=frames) for table in seats]
    return Ratification(
        About.of(view),
        tuple(home.holding),
        tuple(asked.given.items()),
        tuple(_assess(asking, buying, one, homes) for one in _all(wide, asked)),
        tuple(win_sets(Ratifying(open_home(space, asked.given)), procedures) for space in spaces),
        tuple(_power(home, procedures)),
        asked.seed,
    )


def _chosen(home: Home, parties: tuple[str, ...], bodies: tuple[str, ...]) -> tuple[Procedure, ...]:
    """The procedures in force that were asked about."""
    case, written = home.space.case, home.space.case.ratification
    for party in parties:
        if party not in case.party and party not in case.bloc:
            raise UnknownNameError("party or bloc", party, [*case.party, *case.bloc])
    known = {body.id for body in written.bodies}
    for body in bodies:
        if body not in known:
            raise UnknownNameError("body in force on this day", body, sorted(known), sorted(known))
    return tuple(
        one
        for one in home.procedures
        if (not parties or one.of in parties) and (not bodies or any(step.body in bodies for step in one.steps))
    )


def _sitting(case: Case, tables: Sequence[Table], asked: Wanted, procedures: Iterable[Procedure]) -> tuple[str, ...]:
    """Those whose home is asked about: of the tables, or whoever was named; of bodies named, those who need them."""
    found = asked.parties or sitting(case, (party for table in tables for party in case.members(table.parties)))
    through = {one.of for one in procedures}
    return tuple(party for party in found if not asked.bodies or party in through)


# -------------------------------------------------------------------------------------------------- what is assessed


def _all(space: Space, wanted: Wanted) -> Iterator[_Asked]:
    if not wanted.named:
        yield _status_quo(space)
    if not wanted.packages or wanted.proposals is not None:
        yield from _proposals(space, wanted.proposals)
    yield from _packages(space, wanted.packages)


def _status_quo(space: Space) -> _Asked:
    return _Asked("status_quo", "The status quo", "status_quo", "", (), (dict(space.standing.status_quo),))


def _proposals(space: Space, wanted: Iterable[str] | None) -> Iterator[_Asked]:
    case, day = space.case, space.standing.day
    there = {one.id: one for one in case.proposals if not lapsed(one, day)}
    names = list(there) if wanted is None else list(wanted)
    for name in names:
        if name not in there:
            raise UnknownNameError("proposal on the table on this day", name, there)
        yield _of_proposal(space, there[name])


def _of_proposal(space: Space, proposal: Proposal) -> _Asked:
    formulas = space.frame.formulas
    linkages = [linkage for _, linkage in space.linkages]
    found = proposed(space, proposal, linkages)
    feasible = formulas.all([found.formula, *linkages])
    stands = _listed(space, proposal, found.strict)
    packages = stands if found.formula == found.strict else _listed(space, proposal, feasible)
    options: dict[str, dict[str, None]] = {}
    for package in packages or stands:
        for issue in issues_of_terms(proposal.terms):
            options.setdefault(issue, {})[package[issue]] = None
    order = {issue: space.case.issue[issue].names for issue in options}
    return _Asked(
        proposal.id,
        proposal.title,
        "proposal",
        str(proposal.date),
        tuple((issue, tuple(sorted(some, key=order[issue].index))) for issue, some in options.items()),
        packages,
        len(stands),
        found.beyond,
    )


def _listed(space: Space, proposal: Proposal, formula: int) -> tuple[dict[str, str], ...]:
    """The packages of a formula, on all issues of the case."""
    some = tuple(itertools.islice(members(space, formula), MOST_PACKAGES + 1))
    if len(some) > MOST_PACKAGES:
        raise TooLargeError(
            f"{proposal.id} can be met by more than {MOST_PACKAGES:,} packages; name one with --package instead."
        )
    quo = space.standing.status_quo
    return tuple({**quo, **named(space, one)} for one in some)


def _packages(space: Space, packages: Mapping[str, Package]) -> Iterator[_Asked]:
    for name, package in packages.items():
        for issue, option in package.items():
            if issue not in space.case.issue:
                raise UnknownNameError("issue", issue, space.case.issue)
            space.case.issue[issue].option(option)
        terms = tuple((issue, (option,)) for issue, option in package.items())
        yield _Asked(name, name, "package", "", terms, ({**space.standing.status_quo, **package},))


# ---------------------------------------------------------------------------------------------------- the assessment


def _assess(asking: Asking, buying: Ratifying | None, asked: _Asked, homes: Sequence[str]) -> Assessed:
    case, day = asking.home.space.case, asking.home.space.standing.day
    linkages = [one.require for one in case.linkages if in_force(one.since, one.until, day)]
    feasible = tuple(one for one in asked.packages if all(holds(must, one, case.issue) for must in linkages))
    found = feasible or asked.packages
    parties = tuple(_at_home(asking, buying, party, found, homes) for party in homes)
    return Assessed(
        asked.id,
        asked.title,
        asked.kind,
        asked.date,
        asked.terms,
        asked.stands,
        len(feasible),
        parties,
        asked.beyond,
    )


def _at_home(
    asking: Asking,
    buying: Ratifying | None,
    party: str,
    packages: Sequence[Package],
    homes: Sequence[str],
) -> AtHome:
    by_verdict: dict[str, list[Package]] = {}
    for package in packages:
        by_verdict.setdefault(asking.party_verdict(party, package), []).append(package)
    kinds = []
    for verdict in sorted(by_verdict, key=VERDICTS.index):
        first = by_verdict[verdict][0]
        outcome = asking.party(party, first)
        kind = Kind(verdict, len(by_verdict[verdict]), tuple(first.items()), outcome, None, 0, ways_complete=True)
        if buying is not None and verdict in STOPPED:
            ways = ways_out(asking, buying, party, first, [one for one in homes if one != party])
            kind = replace(kind, ways_out=ways.shown, ways_in_all=ways.in_all, ways_complete=ways.complete)
        kinds.append(kind)
    return AtHome(party, tuple(kinds))


def _power(home: Home, procedures: Sequence[Procedure]) -> Iterator[Power]:
    seen = set()
    for step in (step for one in procedures for step in one.steps):
        body, rule = home.body.get(step.body), rule_of(step.rule)
        if body is None or (step.body, rule) in seen or len(body.members) < 2:
            continue
        seen.add((step.body, rule))
        assembly = assembly_of(body)
        if not countable(step, assembly):
            continue
        names = tuple(member.id for member in body.members)
        found = power(assembly, rule)
        shapley: tuple[Fraction, ...] | None = found.shapley_shubik if found else None
        yield Power(
            body.id,
            body.title,
            step.rule.text,
            names,
            assembly.seats,
            shapley,
            found.banzhaf if found else None,
            tuple(names[one] for one in vetoes(assembly, rule)),
        )

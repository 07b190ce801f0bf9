"""The packages of a case that one asks of whether they would hold: the status quo, proposals, standards, any other."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from detente.case.filtering import lapsed
from detente.case.model import Proposal
from detente.engines.formulas import FALSE
from detente.errors import UnknownNameError
from detente.ledger.terms import issues_of_terms
from detente.space.caseconflicts import CaseConflict, InfeasibleError, Package
from detente.space.conflicts import StatedTwiceError
from detente.space.judging import hard_of, judge
from detente.space.patience import Stop, patient
from detente.space.proposed import Proposed, broken, here, members, named, proposed
from detente.space.tying import rectangles

if TYPE_CHECKING:
    from detente.engines.bargaining.model import Domain
    from detente.engines.bargaining.results import Best

STATUS_QUO = "status_quo"
MOST_EACH = 64
"""Packages of one proposal, or of one standard, that are looked at each."""
_COUNTED = 1_000
_FEW = 20_000
"""The frontier of so many packages is no matter."""
STANDARDS = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "Egalitarian",
    "utilitarian": "Utilitarian",
}


@dataclass(frozen=True)
class Asked:
    """A package that is asked about: `kind` is `status quo`, `proposal`, `standard` or `asked`.

    `total`: how many packages there are of its name, looked at or not; None: more than were counted.
    """

    name: str
    kind: str
    title: str
    package: Package
    total: int | None = 1


@dataclass(eq=False)
class Packages:
    """Finds the packages that are asked about, and keeps what must be said of those that are left out.

    `chosen` is what the standards of fairness choose, where that is known already; None: it is worked out.
    """

    conflict: CaseConflict
    stop: Stop = patient
    chosen: Sequence[Asked] | None = None

    def __post_init__(self) -> None:
        self._said: list[str] = []
        self._many: list[str] = []
        self._beyond: list[str] = []
        self._dearer: list[str] = []
        self._out: list[str] = []
        self._unsigned: dict[str, dict[str, None]] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What an answer must say of how packages were found, and of those that are left out."""
        found = [*self._said]
        if self._out:
            given = ", ".join(f"{issue}={option}" for issue, option in self.conflict.given.items())
            found.append(f"Left out, for they settle otherwise what is given ({given}): {', '.join(self._out)}.")
        if self._beyond:
            found.append(
                "Linkages leave no package that meets these proposals and changes nothing beyond their terms; as few "
                f"issues more as can be are changed, which are named here: {'; '.join(self._beyond)}."
            )
        if self._dearer:
            found.append(
                "Of these proposals only those packages are looked at that change the fewest issues beyond the terms. "
                "They can be met in other ways too, for which linkages ask that more issues change: "
                f"{', '.join(self._dearer)}. --state ISSUE=OPTION,… asks about any other package."
            )
        if self._unsigned:
            told = "; ".join(f"{', '.join(some)} ({broken_by})" for broken_by, some in self._unsigned.items())
            found.append(
                "What once_agreed says is done once a package is signed would break a linkage under these, so that "
                f"this conduct is left as at the status quo: {told}."
            )
        if self._many:
            found.append(
                f"These can be met by many packages, of which the first {MOST_EACH} are looked at: "
                f"{', '.join(self._many)}. --state ISSUE=OPTION,… asks about any other."
            )
        return tuple(found)

    def usual(self) -> tuple[Asked, ...]:
        """The status quo, every proposal on the table on the day, and what the standards of fairness choose."""
        found = [*self._status_quo(), *(one for each in self.proposals.values() for one in self._proposal(each))]
        there = self._fitting([*found, *self._standards()])
        elsewhere = [one for one in self._on_the_day if one not in self.proposals]
        if elsewhere:
            self._said.append(f"Of nothing that is settled or done here speak the proposals {', '.join(elsewhere)}.")
        return tuple(there)

    def of(self, texts: Iterable[str]) -> tuple[Asked, ...]:
        """Packages by name (`status_quo`, a proposal, a standard), by `issue=option,…`, or by decimal code.

        Of a proposal or standard of several packages each has its number with it: `name#2`.
        What `issue=option` leaves out is at the status quo. Raises UnknownNameError for a name that there is not,
        InfeasibleError for a proposal without a feasible package.
        """
        return tuple(one for text in texts for one in self._named(text.strip()))

    def _named(self, text: str) -> Iterable[Asked]:
        if text.replace(" ", "_") == STATUS_QUO:
            return self._status_quo()
        if text in self.proposals:
            return self._proposal(self.proposals[text], required=True)
        if text in STANDARDS:
            return [one for one in self._standards() if one.name.partition("#")[0] == text]
        group, sign, _ = text.rpartition("#")
        if sign and group in (*self.proposals, *STANDARDS):
            some = [one for one in self._named(group) if one.name == text]
            if some:
                return some
        if "=" in text:
            return [Asked(text, "asked", text, self._pairs(text))]
        if text.isdecimal() and len(text) < 400:
            return [Asked(text, "asked", f"package {text}", self._code(int(text)))]
        raise UnknownNameError("package", text, [STATUS_QUO, *self.proposals, *STANDARDS])

    def _pairs(self, text: str) -> Package:
        issues, found = self.conflict.case.issue, {}
        for part in text.split(","):
            name, _, option = (one.strip() for one in part.partition("="))
            if name not in issues:
                raise UnknownNameError("issue", name, issues)
            if name in found:
                raise StatedTwiceError(f"{text} says twice what {name} is. Say it once.")
            found[name] = issues[name].option(option).id
        return {**self.conflict.status_quo, **found}

    def _code(self, code: int) -> Package:
        found, rest = {}, code
        for issue in self.conflict.case.issues:
            rest, digit = divmod(rest, len(issue.names))
            found[issue.id] = issue.names[digit]
        if rest:
            raise UnknownNameError("package", str(code), ())
        return found

    # ------------------------------------------------------------------------------------------- where they come from

    def _status_quo(self) -> list[Asked]:
        quo = self.conflict.status_quo
        if self.conflict.fits(self.conflict.table.standing.status_quo):
            return self._feasible([Asked(STATUS_QUO, "status quo", "The status quo", quo)])
        given = ", ".join(f"{issue}={option}" for issue, option in self.conflict.given.items())
        return self._feasible([Asked(STATUS_QUO, "status quo", f"The status quo, but with {given}", quo)])

    @cached_property
    def _on_the_day(self) -> Mapping[str, Proposal]:
        space = self.conflict.space
        return {one.id: one for one in space.case.proposals if not lapsed(one, space.standing.day)}

    @cached_property
    def proposals(self) -> Mapping[str, Proposal]:
        """The proposals on the table on the day that speak of anything that is settled or done here."""
        here = self.conflict.space.frame.variable
        return {name: one for name, one in self._on_the_day.items() if set(issues_of_terms(one.terms)) & set(here)}

    def _proposal(self, proposal: Proposal, required: bool = False) -> Iterator[Asked]:
        """The packages that a proposal comes to, with nothing changed beyond its terms that need not be."""
        space = self.conflict.space
        formulas, hard = space.frame.formulas, hard_of(space)
        terms = formulas.all([here(space, proposal).formula, *hard])
        if not formulas.satisfiable(terms):
            why = ", ".join(broken(space, proposed(space, proposal, hard).formula))
            text = f"No package meets the proposal {proposal.id}{f': it breaks {why}' if why else ''}."
            if required:
                raise InfeasibleError(text)
            self._said.append(text)
            return
        terms = formulas.all([terms, *self._given])
        if not formulas.satisfiable(terms):
            self._out.append(proposal.id)
            return
        found = proposed(space, proposal, [*hard, *self._given])
        met = formulas.all([terms, found.formula])
        some = list(itertools.islice(members(space, met), _COUNTED + 1))
        if found.in_part:
            self._said.append(f"Of {proposal.id} only the part about what is settled or done here can be looked at.")
        if found.beyond:
            self._beyond.append(f"{proposal.id} ({self._changed(found, met)})")
        if len(some) <= _COUNTED and formulas.satisfiable(formulas.all([terms, self._unlike(found, met)])):
            self._dearer.append(proposal.id)
        if len(some) > MOST_EACH:
            total = f"{len(some):,}" if len(some) <= _COUNTED else f"more than {_COUNTED:,}"
            self._many.append(f"{proposal.id} ({total} packages)")
        quo = self.conflict.status_quo
        said = issues_of_terms(proposal.terms)
        packages = [{**quo, **named(space, one)} for one in some[:MOST_EACH]]
        count = len(some) if len(some) <= _COUNTED else None
        for one in _numbered(proposal.id, "proposal", proposal.title, packages):
            yield replace(self._signed(one, said), total=count)

    def _changed(self, found: Proposed, met: int) -> str:
        """The issues that linkages have changed beyond the terms in any package of `met`, and how many in each."""
        formulas, agenda = self.conflict.space.frame.formulas, self.conflict.table.frame.variable
        issues = [
            issue if issue in agenda else f"{issue}, which is conduct beside the agenda"
            for issue, kept in zip(self.conflict.space.frame.variable, found.kept, strict=True)
            if formulas.satisfiable(formulas.all([met, formulas.negate(kept)]))
        ]
        return "; ".join(issues) if len(issues) == found.beyond else f"{found.beyond} of: {'; '.join(issues)}"

    def _unlike(self, found: Proposed, met: int) -> int:
        """The formula of packages in which what the terms settle is not settled as in any package of `met`."""
        formulas = self.conflict.space.frame.formulas
        settled = [(place, formulas.negate(one)) for place, one in enumerate(found.settled) if one != FALSE]
        boxes = rectangles(formulas, met, range(len(found.settled)))
        alike = [
            formulas.all(formulas.any([formulas.literal(place, box.masks[place]), free]) for place, free in settled)
            for box in boxes
        ]
        return formulas.negate(formulas.any(alike))

    @property
    def _given(self) -> list[int]:
        """Formulas of what is given."""
        frame = self.conflict.space.frame
        return [
            frame.formulas.literal(frame.variable[issue], frame.mask(issue, (option,)))
            for issue, option in self.conflict.given.items()
            if issue in frame.variable
        ]

    def _standards(self) -> Iterator[Asked]:
        """What the standards of fairness choose at the table, where two are judged at it."""
        if self.chosen is not None:
            there = self.conflict.table.standing.status_quo
            yield from (self._signed(replace(one, package={**there, **one.package})) for one in self.chosen)
            return
        judging = judge(self.conflict.table)
        if len(judging.worths) < 2:
            return
        bargain, quo = judging.bargain, self.conflict.table.standing.status_quo
        for name, best in _solved(bargain.domain, self.stop).items():
            packages = [{**quo, **bargain.package(one)} for point in best.points for one in point.packages]
            if not packages:
                self._said.append(f"{STANDARDS[name]}: {'no package that all accept' if best.exact else 'not found'}.")
            if len(packages) > MOST_EACH:
                self._said.append(f"{STANDARDS[name]} chooses more packages than the {MOST_EACH} that are looked at.")
            elif packages and not best.all_ties:
                self._said.append(f"{STANDARDS[name]} may choose more packages than those that are looked at.")
            for one in _numbered(name, "standard", STANDARDS[name], packages[:MOST_EACH]):
                yield self._signed(one)

    def _signed(self, one: Asked, said: Iterable[str] = ()) -> Asked:
        """The same as it would be once signed; where linkages rule that out, that is noted."""
        package, broken_by = self.conflict.signed(one.package, said)
        if broken_by:
            self._unsigned.setdefault(", ".join(broken_by), {})[one.name] = None
        return replace(one, package=package)

    def _feasible(self, some: Sequence[Asked]) -> list[Asked]:
        """Those that break no linkage; the status quo may."""
        found = []
        for one in some:
            broken_by = self.conflict.broken(one.package)
            if broken_by:
                self._said.append(f"{one.title} is not feasible: it breaks {', '.join(broken_by)}.")
            else:
                found.append(one)
        return found

    def _fitting(self, some: Iterable[Asked]) -> list[Asked]:
        """Those that have what is given."""
        every = list(some)
        kept = [one for one in every if self.conflict.fits(one.package)]
        self._out += [one.name for one in every if one not in kept]
        return kept


def _solved(domain: Domain, stop: Stop) -> dict[str, Best]:
    """The standards of a domain; where a frontier may be long, without it."""
    from detente.engines.bargaining.choosing import solve
    from detente.engines.bargaining.results import Limits, TooManyError
    from detente.engines.bargaining.singles import by_singles

    limits = Limits(packages=MOST_EACH + 1, count=False, stop=stop)
    if len(domain.tables) > 2 and domain.packages > _FEW:
        with suppress(TooManyError):
            return by_singles(domain, "rational", limits).best
    return solve(domain, "rational", limits).best


def _numbered(name: str, kind: str, title: str, packages: Sequence[Package]) -> Iterator[Asked]:
    for number, package in enumerate(packages, start=1):
        if len(packages) == 1:
            yield Asked(name, kind, title, package)
        else:
            yield Asked(f"{name}#{number}", kind, f"{title} ({number} of {len(packages)})", package)

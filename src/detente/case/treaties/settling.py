"""Which options of issues a treaty's provisions realise, the proposal that a draft is by itself, and where both differ.

Definition: docs/explanation/treaties.md, “A draft in the settlement space”.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from detente.case.dates import Interval
from detente.case.model import Case, Issue, Proposal, Terms
from detente.errors import Finding

if TYPE_CHECKING:
    from detente.case.names import Problems
    from detente.case.treaties.model import Treaty


@dataclass(frozen=True)
class Realised:
    """An option of an issue and the clauses of one treaty (`treaty#anchor`) that would bring it about."""

    issue: str
    option: str
    clauses: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """The documented JSON."""
        return {"issue": self.issue, "option": self.option, "clauses": list(self.clauses)}


def realised(issues: Iterable[Issue]) -> dict[str, tuple[Realised, ...]]:
    """By treaty: the options that its provisions realise, in the order of the case."""
    found: dict[str, list[Realised]] = {}
    for issue in issues:
        for option in issue.options:
            of: dict[str, list[str]] = {}
            for clause in dict.fromkeys(option.realised_by):
                of.setdefault(clause.partition("#")[0], []).append(clause)
            for treaty, clauses in of.items():
                found.setdefault(treaty, []).append(Realised(issue.id, option.id, tuple(clauses)))
    return {treaty: tuple(options) for treaty, options in found.items()}


def by_issue(options: Iterable[Realised]) -> dict[str, tuple[Realised, ...]]:
    """The realised options, issue by issue."""
    found: dict[str, tuple[Realised, ...]] = {}
    for one in options:
        found[one.issue] = (*found.get(one.issue, ()), one)
    return found


def contained(terms: Terms) -> dict[str, tuple[str, ...]]:
    """Issue by issue all options that a proposal contains, those of its branches included."""
    found: dict[str, tuple[str, ...]] = dict(terms.items)
    for branch in terms.branches:
        for issue, options in contained(branch).items():
            found[issue] = tuple(dict.fromkeys((*found.get(issue, ()), *options)))
    return found


def drafts_alone(issues: Iterable[Issue], treaties: Iterable[Treaty]) -> tuple[Proposal, ...]:
    """The treaties that are proposals by themselves: of drafts that somebody put forward and that name no proposal.

    One single item an issue of which provisions realise an option; it lapses on the eve of its entry into force.
    """
    known = realised(issues)
    return tuple(
        _proposal(treaty, known[treaty.id])
        for treaty in treaties
        if treaty.by and not treaty.proposal and treaty.id in known and not _born_in_force(treaty)
    )


def _born_in_force(treaty: Treaty) -> bool:
    return bool(treaty.entry and treaty.entry.date and treaty.entry.date <= treaty.date)


def _proposal(treaty: Treaty, options: Sequence[Realised]) -> Proposal:
    items = tuple((issue, tuple(one.option for one in group)) for issue, group in by_issue(options).items())
    entered = treaty.entry.date if treaty.entry else None
    until = Interval.parse((entered - timedelta(days=1)).isoformat()) if entered else None
    day = Interval.parse(treaty.date.isoformat())
    terms = Terms(treaty.id, items)
    return Proposal(treaty.id, treaty.title, day, treaty.by, terms, until=until, source=treaty.source, note=treaty.note)


def report_taken(proposals: Iterable[Proposal], taken: Mapping[str, str], problems: Problems) -> None:
    """Complain of every draft that is a proposal by itself and whose id is that of another matter: id → what it is."""
    for proposal in proposals:
        if proposal.id in taken:
            message = f"{proposal.id} is a proposal by itself, and its id is taken"
            expected = f"“proposal: {proposal.id}” if it is that one, else another name for the file"
            file, got = f"treaties/{proposal.id}.yaml", f"{proposal.id}, {taken[proposal.id]}"
            problems.add(file, 0, message, expected=expected, got=got)


# ---------------------------------------------------------------------------------------------------- a second look


def proposal_of(case: Case, treaty: Treaty) -> Proposal | None:
    """The proposal that a treaty belongs to: the one that it names, or itself; None where there is none."""
    if treaty.proposal:
        return next((one for one in case.proposals if one.id == treaty.proposal), None)
    return next((one for one in case.proposals if one.id == treaty.id and is_draft(one)), None)


def is_draft(proposal: Proposal) -> bool:
    """Whether the proposal is a treaty by itself: it then stands in no line of proposals.yaml."""
    return not proposal.line


def look_at_drafts(case: Case) -> Iterator[Finding]:
    """Where what a draft's provisions realise is not what its proposal contains, and where it realises two things."""
    known = realised(case.issues)
    drafts: dict[str, list[Treaty]] = {}
    for treaty in case.treaties.treaties:
        options = known.get(treaty.id, ())
        proposal = proposal_of(case, treaty) if options else None
        if proposal is not None:
            drafts.setdefault(proposal.id, []).append(treaty)
            yield from _foreign(case, options, proposal)
            yield from _rival(case, treaty, options, proposal)
    for proposal in case.proposals:
        if proposal.id in drafts:
            yield from _missing(case, proposal, drafts[proposal.id], known)


def _foreign(case: Case, options: Sequence[Realised], proposal: Proposal) -> Iterator[Finding]:
    """Options that provisions realise and the proposal does not contain."""
    said = contained(proposal.terms)
    for one in options:
        if one.option not in said.get(one.issue, ()):
            clauses = ", ".join(one.clauses)
            message = f"{one.issue} = {one.option} is realised by {clauses}, and {proposal.id} does not contain it"
            got = f"{one.issue} = {' or '.join(said[one.issue])}" if one.issue in said else f"nothing on {one.issue}"
            line = case.lines.get(f"issue:{one.issue}", 0)
            expected = f"the same option in {proposal.id}, or no realised_by"
            yield Finding("case.yaml", line, "warning", message, expected, got)


def _rival(case: Case, treaty: Treaty, options: Sequence[Realised], proposal: Proposal) -> Iterator[Finding]:
    """Different clauses that realise different options of one issue, which the proposal does not leave open."""
    said = contained(proposal.terms) if treaty.proposal else {}
    for issue, group in by_issue(options).items():
        together = set.intersection(*(set(one.clauses) for one in group))
        if len(group) > 1 and not together and not {one.option for one in group} <= set(said.get(issue, ())):
            got = "; ".join(f"{one.option} by {', '.join(one.clauses)}" for one in group)
            message = f"clauses of {treaty.id} realise different options of {issue}, which are counted as alternatives"
            line = case.lines.get(f"issue:{issue}", 0)
            yield Finding("case.yaml", line, "warning", message, "one option of each issue", got)


def _missing(
    case: Case, proposal: Proposal, drafts: Sequence[Treaty], known: Mapping[str, tuple[Realised, ...]]
) -> Iterator[Finding]:
    """Issues that the proposal settles and no provision of its drafts does; other options of one are `_foreign`."""
    done = {one.issue for treaty in drafts for one in known[treaty.id]}
    said = contained(proposal.terms)
    bare = [issue for issue in said if issue not in done]
    if bare:
        which = ", ".join(f"{issue} = {' or '.join(said[issue])}" for issue in bare)
        names = " and ".join(treaty.id for treaty in drafts)
        message = f"{proposal.id} contains what no provision of {names} realises: {which}"
        line = case.lines.get(f"proposal:{proposal.id}", 0)
        yield Finding("proposals.yaml", line, "note", message, "a provision under realised_by, if there is one")

"""Which package is meant: the status quo or a proposal, with some issues settled otherwise."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

from detente.case.model import Proposal
from detente.errors import DetenteError, UnknownNameError
from detente.space.bargaining import Matter
from detente.space.proposed import at_status_quo, broken, here, members, named, proposed
from detente.space.regarding import STATUS_QUO
from detente.space.spaces import Space

_LOOKED_AT = 10_000


def start_of(space: Space, start: str, settled: Mapping[str, str]) -> dict[str, str]:
    """The package of the agenda that a proposal comes to, or the status quo, with `settled` options in their place.

    Raises UnknownNameError for what is not in the case, DetenteError where a proposal leaves more than one package:
    `settled` then has to choose.
    """
    frame = space.frame
    for issue, option in settled.items():
        if issue not in frame.variable:
            raise UnknownNameError(f"issue of the agenda of {space.seating.table}", issue, frame.agenda)
        if option not in frame.value[frame.variable[issue]]:
            raise UnknownNameError(f"option of {issue}", option, frame.names[frame.variable[issue]])
    if start == STATUS_QUO:
        return {**named(space, at_status_quo(space)), **settled}
    proposals = {proposal.id: proposal for proposal in space.case.proposals}
    if start not in proposals:
        raise UnknownNameError("proposal", start, (STATUS_QUO, *proposals))
    return _of_proposal(space, proposals[start], settled)


def _of_proposal(space: Space, proposal: Proposal, settled: Mapping[str, str]) -> dict[str, str]:
    formulas = space.frame.formulas
    laws = [linkage for _, linkage in space.linkages]
    formula = proposed(space, proposal, laws).formula
    some = itertools.islice(members(space, formulas.all([formula, *laws])), _LOOKED_AT)
    packages = {tuple(({**named(space, one), **settled}).items()) for one in some}
    if len(packages) == 1:
        return dict(packages.pop())
    if not packages:
        some = itertools.islice(members(space, formula), 2)
        whole = [{**named(space, one), **settled} for one in some]
        if len(whole) == 1:
            return whole[0]
        by = f" (they break {', '.join(found)})" if (found := broken(space, formula)) else ""
        raise DetenteError(f"No package that meets {proposal.id} is feasible{by}; say which one is meant by --package.")
    open_issues = _differing(dict(one) for one in packages)
    choices = "; ".join(f"{issue}: {' or '.join(options)}" for issue, options in open_issues.items())
    raise DetenteError(
        f"{proposal.id} leaves {len(packages):,} packages; choose by --package, for example "
        f"{next(iter(open_issues))}={next(iter(open_issues.values()))[0]} ({choices})."
    )


def _differing(packages: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """The issues on which packages differ, with the options that they take."""
    found: dict[str, dict[str, None]] = {}
    for package in packages:
        for issue, option in package.items():
            found.setdefault(issue, {})[option] = None
    return {issue: sorted(options) for issue, options in found.items() if len(options) > 1}


def left_out(space: Space, start: str) -> tuple[str, ...]:
    """Issues of a proposal that the table does not deal with, where only the rest of it can be started from."""
    proposal = next((one for one in space.case.proposals if one.id == start), None)
    asked = None if proposal is None else here(space, proposal)
    return asked.elsewhere if asked is not None and asked.in_part else ()


def whole_package(matters: Iterable[Matter], settled: Mapping[str, str]) -> dict[str, str]:
    """A package of a domain in files, which has no status quo: every issue must be named.

    Raises UnknownNameError for names that are not in it, DetenteError where issues lack.
    """
    known = {matter.name: matter.options for matter in matters}
    for issue, option in settled.items():
        if issue not in known:
            raise UnknownNameError("issue", issue, known)
        if option not in known[issue]:
            raise UnknownNameError(f"option of {issue}", option, known[issue])
    lacking = [issue for issue in known if issue not in settled]
    if lacking:
        shown = "; ".join(f"{issue}: {', '.join(known[issue][:6])}" for issue in lacking[:6])
        raise DetenteError(f"A domain in files has no status quo: --package has to name every issue. Lacking: {shown}.")
    return {issue: settled[issue] for issue in known}

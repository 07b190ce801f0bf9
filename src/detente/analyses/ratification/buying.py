"""What would buy a party's missing votes: the smallest changes of a package with which nothing at home certainly stops
it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from detente.analyses.ratification.results import WayOut
from detente.engines.diagrams import TooWide
from detente.engines.formulas import FALSE, TRUE, Formulas
from detente.space.outcomes import NOT_NEEDED, OPEN, PASSES, STOPPED, Asking
from detente.space.ratifying import Ratifying

MOST_ISSUES = 3
MOST_SHOWN = 40
MOST_TRIED = 20_000
_RANK = {PASSES: 2, NOT_NEEDED: 2, OPEN: 1}


def ways_out(
    asking: Asking, ratifying: Ratifying, party: str, package: Mapping[str, str], others: Sequence[str]
) -> tuple[tuple[WayOut, ...], int] | None:
    """All minimal sets of up to three issues, with the options, that would do, and how many there are.

    Those that leave nobody else's verdict worse first, then the fewest issues. None where too many were in question.
    """
    space, formulas = ratifying.space, ratifying.formulas
    try:
        fates = ratifying.together(asking.of(party))
    except TooWide:
        return None
    free = ratifying.negate(ratifying.any([fates.barred, fates.lacks]))
    frame = space.frame
    hopeful = formulas.all([*(one for _, one in space.linkages), formulas.any(free)])
    at = [frame.value[variable][package[issue]] for variable, issue in enumerate(frame.agenda)]
    found: list[WayOut] = []
    sets: list[frozenset[str]] = []
    tried = 0
    before = {other: asking.party_verdict(other, package) for other in others}
    for size in range(1, MOST_ISSUES + 1):
        fresh: list[frozenset[str]] = []
        for chosen in _changes(formulas, hopeful, at, size):
            tried += 1
            if tried > MOST_TRIED:
                return None
            issues = frozenset(frame.agenda[variable] for variable, _ in chosen)
            if any(one <= issues for one in sets):
                continue
            changes = tuple((frame.agenda[variable], frame.names[variable][value]) for variable, value in chosen)
            changed = {**package, **dict(changes)}
            if asking.party_verdict(party, changed) in STOPPED:
                continue
            fresh.append(issues)
            found.append(WayOut(changes, _worse(asking, before, changed)))
        sets += [one for one, _ in groupby(fresh)]
    found.sort(key=lambda way: (len(way.worsens) > 0, len(way.changes), len(way.worsens)))
    return tuple(found[:MOST_SHOWN]), len(found)


def _worse(asking: Asking, before: Mapping[str, str], changed: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        other
        for other, verdict in before.items()
        if _RANK.get(asking.party_verdict(other, changed), 0) < _RANK.get(verdict, 0)
    )


def _changes(formulas: Formulas, formula: int, at: Sequence[int], size: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Every choice of exactly so many variables and other values that meets the formula, all else as it is; a variable
    that no longer matters is left alone.
    """

    def rest(formula: int, variable: int, left: int) -> Iterator[tuple[tuple[int, int], ...]]:
        if formula == FALSE or left > len(formulas.support(formula)):
            return
        if not left:
            for place in range(variable, len(at)):
                formula = formulas.assign(formula, place, at[place])
            if formula == TRUE:
                yield ()
            return
        while variable < len(at) and variable not in formulas.support(formula):
            variable += 1
        if variable == len(at):
            return
        yield from rest(formulas.assign(formula, variable, at[variable]), variable + 1, left)
        for value in range(formulas.sizes[variable]):
            if value != at[variable]:
                for more in rest(formulas.assign(formula, variable, value), variable + 1, left - 1):
                    yield ((variable, value), *more)

    yield from rest(formula, 0, size)

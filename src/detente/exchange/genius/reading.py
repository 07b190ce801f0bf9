"""A GENIUS domain and the profiles of its parties, as one bargaining domain in exact integers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from detente.engines.bargaining.model import Bonus, scaled
from detente.errors import FormatError
from detente.exchange.genius.domains import STEPS, Issue, read_issues, root_of
from detente.exchange.genius.elements import Complaints
from detente.exchange.genius.profiles import Profile, read_profile
from detente.exchange.outside import refuse
from detente.space.bargaining import Bargain, Matter


def read_genius(domain: Path, profiles: Sequence[Path]) -> Bargain:
    """The domain of these files; each profile is a party, named after its file.

    Nothing is rounded: weights and evaluations are decimals and go to integers on a common denominator, party by party.
    Raises FormatError with everything that is wrong in any of the files.
    """
    if len(profiles) < 2:
        raise refuse(domain, "there are too few profiles", "at least two, one for each party", str(len(profiles)))
    complaints = Complaints()
    issues = read_issues(domain, root_of(domain), complaints)
    complaints.end()
    found = []
    for path in profiles:
        try:
            found.append(read_profile(path, issues, complaints))
        except FormatError as error:
            complaints.found.extend(error.findings)
    complaints.end()
    return _bargain(domain.stem, issues, found)


def _bargain(name: str, issues: tuple[Issue, ...], profiles: Sequence[Profile]) -> Bargain:
    tables, bonuses = [], []
    for party, profile in enumerate(profiles):
        table = [list(options) for options in profile.table]
        for one in profile.rectangles:
            worth = one.worth
            if not one.inside:  # outside it: everywhere, and taken back inside
                table[0] = [value + worth for value in table[0]]
                worth = -worth
            if not one.issues:
                table[0] = [value + worth for value in table[0]]
            elif len(one.issues) == 1:
                at, allowed = one.issues[0], one.allowed[0]
                table[at] = [value + (worth if o in allowed else 0) for o, value in enumerate(table[at])]
            elif all(one.allowed):
                bonuses.append((Bonus(party, one.issues, one.allowed, 0), worth))
        tables.append(table)
    ceilings = [profile.ceiling for profile in profiles]
    domain = scaled(
        tables,
        [profile.reservation for profile in profiles],
        bonuses=bonuses,
        ceilings=ceilings if any(ceiling is not None for ceiling in ceilings) else (),
    )
    gridded = tuple(issue.name for issue in issues if issue.kind == "real")
    return Bargain(
        name,
        tuple(Matter(issue.name, issue.options) for issue in issues),
        _names(profiles),
        domain,
        gridded,
        tuple(_notes(profiles, gridded)),
    )


def _names(profiles: Sequence[Profile]) -> tuple[str, ...]:
    names: list[str] = []
    for profile in profiles:
        again = sum(one == profile.name or one.startswith(f"{profile.name} (") for one in names)
        names.append(f"{profile.name} ({again + 1})" if again else profile.name)
    return tuple(names)


def _notes(profiles: Sequence[Profile], gridded: Sequence[str]) -> list[str]:
    notes = []
    discounted = [profile.name for profile in profiles if profile.discount not in {Fraction(0), Fraction(1)}]
    if discounted:
        notes.append(f"Discount factors bear on time, not on packages, and are left out: {', '.join(discounted)}.")
    if gridded:
        notes.append(f"Real issues stand on a grid of {STEPS} values: {', '.join(gridded)}.")
    return notes

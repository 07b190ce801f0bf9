"""A GENIUS domain and the profiles of its parties, as one bargaining domain in exact integers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from detente.errors import FormatError
from detente.exchange.bargains.stated import STEPS, Complaints, Stated, compose
from detente.exchange.genius.domains import Issue, read_issues, root_of
from detente.exchange.genius.elements import miscounted
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
    root = root_of(domain)
    issues = read_issues(domain, root, complaints)
    complaints.end()
    found = []
    for path in profiles:
        try:
            found.append(read_profile(path, issues, complaints))
        except FormatError as error:
            complaints.found.extend(error.findings)
    complaints.end()
    return _bargain(domain.stem, issues, found, [*miscounted("The domain", root)])


def _bargain(name: str, issues: tuple[Issue, ...], profiles: Sequence[Profile], notes: Sequence[str]) -> Bargain:
    gridded = tuple(issue.name for issue in issues if issue.kind == "real")
    matters = [Matter(issue.name, issue.options) for issue in issues]
    return compose(name, matters, [_stated(one) for one in profiles], (), gridded, [*notes, *_notes(profiles, gridded)])


def _stated(profile: Profile) -> Stated:
    """A party's sums: rectangles over one issue go into its table, those outside of which something holds to both."""
    found = Stated(profile.name, [list(options) for options in profile.table], profile.reservation)
    table = found.table
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
            found.bonuses.append((one.issues, one.allowed, worth))
    most = sum(map(max, table)) + sum(worth for _, _, worth in found.bonuses if worth > 0)
    found.ceiling = Fraction(1) if profile.rectangles and most > 1 else None
    return found


def _notes(profiles: Sequence[Profile], gridded: Sequence[str]) -> list[str]:
    notes = []
    discounted = [profile.name for profile in profiles if profile.discount not in {Fraction(0), Fraction(1)}]
    if discounted:
        notes.append(f"Discount factors bear on time, not on packages, and are left out: {', '.join(discounted)}.")
    if gridded:
        notes.append(f"Real issues stand on a grid of {STEPS} values: {', '.join(gridded)}.")
    return [*notes, *(note for profile in profiles for note in profile.notes)]

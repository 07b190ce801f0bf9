"""A GENIUS domain and the profiles of its parties, as one bargaining domain in exact integers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from detente.case.names import shorten
from detente.errors import FormatError
from detente.exchange.bargains.stated import STEPS, Complaints, Stated, compose
from detente.exchange.genius.domains import Issue, read_issues, root_of
from detente.exchange.genius.elements import miscounted
from detente.exchange.genius.profiles import Profile, read_profile
from detente.exchange.outside import refuse
from detente.space.bargaining import Bargain, Matter

LACKING = "no file is the domain alone, and the profiles are not of the same issues and options"


def read_genius(domain: Path | None, profiles: Sequence[Path], notes: Sequence[str] = ()) -> Bargain:
    """The domain of these files; each profile is a party, named after its file.

    Without the domain's own file the issues are those of the profiles, which have to agree on them. Nothing is rounded:
    weights and evaluations are decimals and go to integers on a common denominator, party by party. Raises FormatError
    with everything that is wrong in any of the files.
    """
    if len(profiles) < 2:
        got = f"{len(profiles)} and {'the' if domain else 'no'} domain"
        raise refuse(domain or profiles[0], "there are too few profiles", "at least two, one for each party", got)
    complaints = Complaints()
    said = list(notes)
    if domain is None:
        issues = _agreed(profiles, complaints)
        name = profiles[0].resolve().parent.name or "domain"
        said.append(
            f"No file is the domain alone: its issues and options are those of the profiles. Each of the "
            f"{len(profiles)} files is a party."
        )
    else:
        root = root_of(domain)
        issues, name = read_issues(domain, root, complaints), domain.stem
        said += miscounted("The domain", root)
    complaints.end()
    found = []
    for path in profiles:
        try:
            found.append(read_profile(path, issues, complaints))
        except FormatError as error:
            complaints.found.extend(error.findings)
    complaints.end()
    return _bargain(name, issues, found, said)


def _agreed(profiles: Sequence[Path], complaints: Complaints) -> tuple[Issue, ...]:
    """The issues of the first profile, which all others have to have."""
    first, *others = (read_issues(path, root_of(path), complaints) for path in profiles)
    complaints.end()
    for path, issues in zip(profiles[1:], others, strict=True):
        if difference := _difference(first, issues):
            expected = f"the domain's file too, or profiles that agree with {profiles[0].name}"
            complaints.say(str(path), 0, LACKING, expected, difference)
    return first


def _difference(first: Sequence[Issue], other: Sequence[Issue]) -> str:
    """In what two profiles' issues differ, other than in their order; nothing where they do not."""
    mine, theirs = ({one.index: one for one in issues} for issues in (first, other))
    if mine.keys() != theirs.keys() or any(one.name != theirs[at].name for at, one in mine.items()):
        return f"{_listed(one.name for one in other)} here, {_listed(one.name for one in first)} there"
    for at, one in mine.items():
        if one.kind != theirs[at].kind or set(one.options) != set(theirs[at].options):
            return f"{one.name}: {_listed(theirs[at].options)} here, {_listed(one.options)} there"
    return ""


def _listed(names: Iterable[str]) -> str:
    return shorten(", ".join(names))


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

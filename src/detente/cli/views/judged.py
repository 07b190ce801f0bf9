"""Packages, gains and who is judged in words, as solutions and trade of a case and of files say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.case.model import Case
from detente.cli.words import capital, count, listing, names, shorten, title
from detente.cli.words import option as titled

_LONG = 60


def party(case: Case | None, name: str) -> str:
    """A party or bloc by name; of files by the name of its profile."""
    return name if case is None else capital(names(case, [name]))


def points(value: float) -> str:
    """A worth: one digit after the point, where that is not nothing."""
    return f"{value:.4g}"


def signed(value: float) -> str:
    """A gain or a loss."""
    return f"{value:+.4g}".replace("-", "−")


def between(span: Sequence[float]) -> str:
    """A figure, or the least and the most of it."""
    low, high = span
    return points(low) if low == high else f"{points(low)} to {points(high)}"


def settled(case: Case | None, issue: str, name: str) -> str:
    """One issue settled, by titles; where these are long, shortened."""
    if case is None:
        return f"{issue}: {name}"
    return f"{title(case, issue)}: {shorten(titled(case, issue, name), _LONG)}"


def changed(case: Case | None, issue: str, before: str, after: str) -> str:
    """One issue settled otherwise."""
    if case is None:
        return f"{issue}: {before} → {after}"
    old, new = (shorten(titled(case, issue, name), _LONG) for name in (before, after))
    return f"{title(case, issue)}: “{old}” → “{new}”"


def differences(one: Mapping[str, str], other: Mapping[str, str]) -> list[tuple[str, str]]:
    """What of one package is otherwise in another: issues and options."""
    return [(issue, name) for issue, name in one.items() if other.get(issue) != name]


def silent(
    case: Case, parties: Sequence[str], issues: Mapping[str, Sequence[str]], unbounded: Sequence[str]
) -> list[str]:
    """Who and what is not judged, in sentences."""
    found = []
    if parties:
        does = "takes" if len(parties) == 1 else "take"
        found.append(f"Not judged: {names(case, parties)}, who {does} no part here. What they would say is not known.")
    for unit, some in issues.items():
        listed = listing(title(case, issue) for issue in some)
        found.append(
            f"{party(case, unit)}: no weight for {listed}; {'it counts' if len(some) == 1 else 'they count'} 0."
        )
    return found + [
        f"{party(case, unit)}: what no agreement is worth is not judged. Its consent is assumed, and its gain is "
        "reckoned from its worst feasible package."
        for unit in unbounded
    ]


def derived(case: Case, units: Sequence[str]) -> str:
    """That preferences are a first guess."""
    return (
        f"A first guess from the ledger, no judgement: the preferences of {names(case, units)} "
        f"({count(len(units), 'entry', 'entries')} marked derived)."
    )

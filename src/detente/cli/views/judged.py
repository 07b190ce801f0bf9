"""Packages, gains and who is judged in words, as solutions and trade of a case and of files say them.

Parties of a case go by their ids, which a legend explains once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from detente.brief.words import called
from detente.case.model import Case
from detente.cli.words import count, listing, names, shorten, title
from detente.cli.words import option as titled

_LONG = 60


def legend(case: Case, units: Sequence[str]) -> str:
    """Ids with the names that they stand for; only the names where these are the ids, but for capitals."""
    named = {unit: called(case.name_of(unit)) for unit in units}
    if all(unit.casefold() == name.casefold() for unit, name in named.items()):
        return names(case, units)
    return listing(
        unit if unit.casefold() == name.casefold() else f"{unit} ({shorten(name, _LONG)})"
        for unit, name in named.items()
    )


def points(value: float, case: Case | None = None) -> str:
    """A worth: of a case to one digit after the point (exact in JSON), of files to four digits, or all of its whole.

    What would round to nothing and is not nothing keeps its first digit.
    """
    if case is None:
        return _plain(value).replace("-", "−")
    shown = f"{value:.1f}"
    if float(shown) == 0:
        shown = f"{value:.1g}" if value else "0"
    return shown.replace("-", "−")


def _plain(value: float) -> str:
    """Without an exponent, where it can be read so."""
    if abs(value) >= 999.95:
        return f"{value:,.1f}".removesuffix(".0")
    shown = f"{value:.4g}"
    return f"{Decimal(shown):f}" if "e" in shown and abs(value) > 1e-12 else shown


def signed(value: float, case: Case | None = None) -> str:
    """A gain or a loss."""
    return ("+" if value >= 0 else "") + points(value, case)


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


def silent(
    case: Case, parties: Sequence[str], issues: Mapping[str, Sequence[str]], unbounded: Sequence[str]
) -> list[str]:
    """Who and what is not judged, in sentences."""
    found = []
    if parties:
        does = "takes" if len(parties) == 1 else "take"
        found.append(f"Not judged: {names(case, parties)}, who {does} no part here. What they would say is not known.")
    for unit, some in issues.items():
        listed = "; ".join(title(case, issue) for issue in some)
        does = "counts" if len(some) == 1 else "count"
        found.append(f"{unit} has no weight for {count(len(some), 'issue')}, which {does} 0 for it: {listed}.")
    return found + [
        f"{unit}: what no agreement is worth is not judged. Its consent is assumed, and its gain is reckoned from its "
        "worst feasible package."
        for unit in unbounded
    ]


def derived(case: Case, units: Sequence[str]) -> str:
    """That preferences are a first guess."""
    return (
        f"A first guess from the ledger, no judgement: the preferences of {names(case, units)} "
        f"({count(len(units), 'entry', 'entries')} marked derived)."
    )

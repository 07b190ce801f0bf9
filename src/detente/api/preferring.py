"""Preferences: who values what, first guesses from the ledger, and help with weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from pydantic_core import PydanticCustomError

from detente.analyses.deriving import Derived
from detente.analyses.deriving import derive as _derive
from detente.analyses.preferences import Preferences, preferences
from detente.analyses.salience import Salience, salience
from detente.case.folder import read_file
from detente.case.judgements.model import Comparison, Quantity, Weights
from detente.case.judgements.numbers import POINTS, decimal
from detente.case.judgements.writing import entry_of, text_of
from detente.case.model import Case
from detente.case.names import shorten
from detente.case.reading import read_case
from detente.case.writing import append_entry, write_atomic
from detente.errors import Finding, FormatError, WriteError
from detente.exchange.comparisons import read_comparisons

__all__ = ["Derived", "Preferences", "Salience", "derive", "preferences", "weigh"]

FILE = "preferences.yaml"


def derive(case: Case, party: str = "", *, write: bool = False) -> Derived:
    """What would the ledger make of preferences: a first guess, every number with its reason, marked as derived.

    For everybody who counts at tables, or for one party or bloc. With `write` the guesses are put at the end of the
    case's preferences.yaml, whose other bytes stay; who has preferences there already keeps them: then WriteError is
    raised if it is the party asked for, and without one only the others are written. Raises UnknownNameError for a
    party that is not in the case.
    """
    found = _derive(case, party)
    return _written(case, found, party) if write else found


def _written(case: Case, found: Derived, party: str) -> Derived:
    held = {one.of for one in read_case(Path(case.folder)).preferences}  # of every day, as the file is now
    fresh = [one for one in found.preferences if one.of not in held]
    if not fresh:
        if not found.preferences:
            raise WriteError(f"nothing on record says what {party or 'anybody'} prefers")
        who = party or "everybody of whom anything is on record"
        raise WriteError(f"{FILE} has preferences of {who} already, and a guess does not replace them")
    path = Path(case.folder) / FILE
    text = ""
    if path.exists():
        data, problem = read_file(path)
        if data is None:
            raise WriteError(f"{path} cannot be read: {problem}")
        text = data.decode()
    if text.strip() in {"", "preferences: []"}:
        text = text_of(fresh)
    else:
        for preference in fresh:
            text = append_entry(text, ["preferences"], entry_of(preference))
    write_atomic(path, text.encode())
    return replace(found, written=tuple(one.of for one in fresh))


def weigh(
    *,
    swing: Mapping[str, str | float] | None = None,
    ranking: Iterable[Iterable[str]] | None = None,
    pairs: str | Path | Iterable[tuple[str, str, Fraction | int]] | None = None,
) -> Salience:
    """How much does each issue matter, by swing weights, a ranking (ties together) or comparisons two by two?

    `pairs` is a CSV file (issue, over, times) or (issue, over, times) one by one. Exactly one of the three is given.
    Raises FormatError with everything that is wrong with it, ValueError unless one is given.
    """
    if sum(one is not None for one in (swing, ranking, pairs)) != 1:
        raise ValueError("give one of swing, ranking and pairs")
    if swing is not None:
        return salience(Weights("swing", _swing(swing)))
    if ranking is not None:
        return salience(Weights("ranking", ranking=_ranking(ranking)))
    if isinstance(pairs, str | Path):
        return salience(Weights("pairwise", comparisons=read_comparisons(Path(pairs))))
    return salience(Weights("pairwise", comparisons=_compared(pairs or ())))


def _swing(numbers: Mapping[str, str | float]) -> tuple[tuple[str, Quantity], ...]:
    findings: list[Finding] = []
    found: dict[str, Quantity] = {}
    for issue, written in numbers.items():
        try:
            found[issue] = Quantity("exact", decimal(str(written), POINTS))
        except PydanticCustomError as error:
            expected = str((error.context or {}).get("expected"))
            message = f"the swing weight of {shorten(issue)} cannot be read"
            findings.append(_fault(message, expected, shorten(str(written))))
    if not findings and (not found or max(number.central for number in found.values()) != 100):
        got = ", ".join(f"{shorten(issue)}={numbers[issue]}" for issue in list(found)[:5]) or "nothing"
        findings.append(_fault("by swing weighting the issue that matters most has 100", "100 for one of them", got))
    if findings:
        raise FormatError(findings)
    return tuple(found.items())


def _ranking(ranking: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    groups = tuple(tuple(group) for group in ranking)
    names = [name for group in groups for name in group]
    twice = [name for place, name in enumerate(names) if name in names[:place]]
    if twice:
        raise FormatError(
            [_fault(f"{shorten(name)} has two places in the ranking", "each once", name) for name in twice]
        )
    if not names or not all(groups) or not all(names):
        raise FormatError([_fault("nothing is ranked", "issues, the most important first", "nothing")])
    return groups


def _compared(pairs: Iterable[tuple[str, str, Fraction | int]]) -> tuple[Comparison, ...]:
    from detente.case.judgements.comparing import faults

    found = tuple(Comparison(issue, over, Fraction(times)) for issue, over, times in pairs)
    findings = [_fault(one.message, one.expected, one.got) for one in faults(found, range(1, len(found) + 1))]
    findings += [
        _fault(f"{one.issue} over {one.over} cannot be read", "a number from 1/9 to 9", str(one.times))
        for one in found
        if not Fraction(1, 9) <= one.times <= 9
    ]
    if findings or not found:
        raise FormatError(findings or [_fault("nothing is compared", "pairs of issues", "nothing")])
    return found


def _fault(message: str, expected: str, got: str) -> Finding:
    return Finding("weights", 0, "error", message, expected, got)

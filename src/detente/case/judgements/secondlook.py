"""What in preferences that can be read deserves a second look, without reckoning what packages are worth."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case.judgements.model import Preference, Quantity
from detente.case.judgements.numbers import shown
from detente.errors import Finding

FILE = "preferences.yaml"


def second_look(preferences: tuple[Preference, ...]) -> Iterator[Finding]:
    """Values that do not run from 0 to 100, numbers without a reason, and first guesses that nobody judged yet."""
    for preference in preferences:
        yield from _scales(preference)
        yield from _reasons(preference)
        if preference.derived:
            message = f"the preferences of {preference.of} are a first guess from the ledger"
            yield Finding(FILE, preference.line, "note", message, "a judgement, and derived: false")


def _scales(preference: Preference) -> Iterator[Finding]:
    weights = dict(preference.weights.numbers)
    for values in preference.values:
        numbers = [number.central for _, number in values.numbers]
        weight = weights.get(values.issue)
        whole = not numbers or (min(numbers) == 0 and max(numbers) == 100)
        if not whole and len(numbers) > 1 and (weight is None or matters(weight)):
            message = f"what {values.issue} is worth to {preference.of} does not run from 0 to 100"
            got = f"from {shown(min(numbers))} to {shown(max(numbers))}"
            expected = "0 for the worst option and 100 for the best, so that weights mean what they say"
            yield Finding(FILE, preference.line, "warning", message, expected, got)


def matters(number: Quantity) -> bool:
    """Whether a weight can be anything but 0."""
    return bool(number.central or number.high or number.sd)


def _reasons(preference: Preference) -> Iterator[Finding]:
    if preference.because:
        return
    bare = [name for name, reason in _judged(preference) if not reason]
    if bare:
        names = ", ".join(bare[:3]) + (f" and {len(bare) - 3} more" if len(bare) > 3 else "")
        message = f"nothing says why {preference.of} is judged as it is"
        yield Finding(FILE, preference.line, "warning", message, "“because” at each number, or at the entry", names)


def _judged(preference: Preference) -> Iterator[tuple[str, str]]:
    """Everything that was judged, each with its reason; a ranking is one judgement. Ends of a scale need none."""
    weights = preference.weights
    yield from ((f"the weight of {issue}", number.because) for issue, number in weights.numbers)
    yield from ((f"{one.issue} over {one.over}", one.because) for one in weights.comparisons)
    if weights.ranking:
        yield "the ranking of issues", ""
    for values in preference.values:
        for option, number in values.numbers:
            if number.form != "exact" or number.central not in {0, 100}:
                yield f"{values.issue} = {option}", number.because
        if values.ranking:
            yield f"the ranking of {values.issue}", values.because
    yield from ((f"the bonus if {bonus.text}", bonus.worth.because) for bonus in preference.bonuses)
    held = preference.reservation
    if held is not None:
        yield "the reservation value", held.because or (held.worth.because if held.worth else "")

"""What in preferences deserves a second look once packages have a worth: reservation values, and issues left out.

Bounds are those of the formula in `docs/explanation/preferences.md`, section 1, with central numbers and without
regard to linkages: what lies outside them lies outside what any package is worth.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from detente.case.filtering import latest, status_quo
from detente.case.judgements.model import Preference
from detente.case.judgements.numbers import shown
from detente.case.model import Case, Issue
from detente.errors import Finding
from detente.space.consent import seat
from detente.space.elicited import Resolved, resolved

FILE = "preferences.yaml"
ZERO = Fraction(0)


def look_at_judgements(case: Case) -> Iterator[Finding]:
    """Reservation values that accept everything, nothing, or are on another scale; issues of agendas not judged."""
    for preference in case.preferences:
        numbers = resolved(preference)
        yield from _reserved(preference, bounds(preference, numbers))
        yield from _left_out(case, preference, numbers)


def bounds(preference: Preference, numbers: Resolved) -> tuple[Fraction, Fraction]:
    """No package is worth less than the first or more than the second, all judged issues being on the agenda."""
    total = sum((weight.central for weight in numbers.weights.values()), ZERO)
    low = high = ZERO
    for issue, weight in numbers.weights.items():
        worths = [number.central for number in numbers.values[issue].values()]
        if total and worths:
            low += weight.central * min(worths) / total
            high += weight.central * max(worths) / total
    bonuses = [bonus.worth.central for bonus in preference.bonuses]
    return low + sum(min(one, ZERO) for one in bonuses), high + sum(max(one, ZERO) for one in bonuses)


def _reserved(preference: Preference, worth: tuple[Fraction, Fraction]) -> Iterator[Finding]:
    held = preference.reservation
    if held is None or held.package is not None or held.worth is None:
        return
    value, (low, high) = held.worth.central, worth
    packages, who = f"packages are worth {shown_short(low)} to {shown_short(high)}", preference.of
    message = ""
    if 0 < value <= 1 and high - low > 10:
        message = f"the reservation value of {who} seems to be on another scale than its utilities: {packages}"
    elif value < low:
        message = f"the reservation value of {who} is below its worst package, so it accepts everything: {packages}"
    elif value > high:
        message = f"the reservation value of {who} is above its best package, so it accepts nothing: {packages}"
    if message:
        yield Finding(FILE, preference.line, "warning", message, "a number between them", shown(value))


def shown_short(number: Fraction) -> str:
    """A number with two decimals at most.

    >>> shown_short(Fraction(200, 3)), shown_short(Fraction(40))
    ('66.67', '40')
    """
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def _left_out(case: Case, preference: Preference, numbers: Resolved) -> Iterator[Finding]:
    day = case.day or latest(case)
    held = {issue.id: status_quo(issue, day) for issue in case.issues}
    mine = set(case.members((preference.of,)))
    missing: dict[str, None] = {}
    for table in case.tables:
        if mine & set(case.members(table.parties)):
            agenda = seat(case, table, held, None).agenda
            missing |= dict.fromkeys(issue for issue in agenda if issue not in numbers.weights)
    left = [issue for issue in missing if _meet(case.issue[issue], preference)]
    if left:
        names = ", ".join(left[:6]) + (f" and {len(left) - 6} more" if len(left) > 6 else "")
        message = f"{preference.of} is not judged on {names}, which a table that it sits at may settle"
        yield Finding(FILE, preference.line, "note", message, "a weight; until then it counts 0 for it")


def _meet(issue: Issue, preference: Preference) -> bool:
    """Whether there is a day on which the preference holds and the issue is to be settled."""
    begun = [one.since.last for one in (issue, preference) if one.since is not None]
    ended = [one.until.last for one in (issue, preference) if one.until is not None]
    return not begun or not ended or max(begun) <= min(ended)

"""A first guess at what packages are worth to a party, from how firmly it spoke; conventions, and no measurement.

The rule is in `docs/explanation/preferences.md`, section 3: what is refused is worth 0, 20 or 50, what nothing refuses
80, what is supported 100, stretched so that the worst is 0 and the best 100; an issue weighs as its hardest firmness.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from detente.case.conditions import issues_of
from detente.case.dates import Interval
from detente.case.filtering import in_force
from detente.case.judgements.model import Preference, Quantity, Values, Weights
from detente.case.model import Case, Firmness
from detente.ledger.standing import Refusal, Standing, Support
from detente.ledger.supersession import ALWAYS

WORTH = {Firmness.NEVER: 0, Firmness.FIRM: 20, Firmness.PREFERENCE: 50}
"""What an option is worth that is refused at this firmness, before stretching."""

OPEN, SUPPORTED = 80, 100
WEIGHT = {Firmness.NEVER: 100, Firmness.FIRM: 50, Firmness.PREFERENCE: 20}
"""What an issue weighs on which this is the hardest firmness shown."""

BECAUSE = "first guess from the ledger: conventions of firmness, no measurement"


@dataclass(frozen=True)
class Guess:
    """A first guess for a party or bloc, marked as derived; `left_out`: issues of which its positions say nothing
    that orders the options, because they hold under conditions only or refuse all alike.
    """

    preference: Preference
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class _Mark:
    worth: int
    because: str


def guess(case: Case, unit: str, standing: Standing) -> Guess | None:
    """What would a party's, or a bloc's, positions on that day make of its preferences? None where it has none.

    Only what it said without a condition counts; disputed consents do not.
    """
    members = case.members((unit,))
    stances = [standing.stances[party] for party in members if party in standing.stances]
    refusals = [one for stance in stances for one in stance.refusals]
    supports = [one for stance in stances for one in stance.supports if one.when is None and not one.disputed]
    live = [issue for issue in case.issues if in_force(issue.since, issue.until, standing.day)]
    weights: list[tuple[str, Quantity]] = []
    values: list[Values] = []
    for issue in live:
        refused = _hardest(one for one in refusals if one.issue == issue.id and _plain(one))
        asked = _by_option(one for one in supports if one.issue == issue.id)
        marks = {option: _mark(unit, option, refused, asked) for option in issue.names}
        low, high = (end(mark.worth for mark in marks.values()) for end in (min, max))
        if (refused or asked) and low < high:
            weights.append((issue.id, _weight(unit, refused, asked)))
            numbers = [(option, _stretched(mark, low, high)) for option, mark in marks.items()]
            values.append(Values(issue.id, tuple(numbers)))
    weighed = {issue for issue, _ in weights}
    spoken = _spoken(refusals, [one for stance in stances for one in stance.supports])
    left_out = tuple(issue.id for issue in live if issue.id in spoken and issue.id not in weighed)
    if not weights:
        return None
    since = Interval(standing.day, standing.day, standing.day.isoformat())
    made = Weights("given", tuple(weights))
    return Guess(Preference(unit, made, tuple(values), since=since, derived=True, because=BECAUSE), left_out)


def _stretched(mark: _Mark, low: int, high: int) -> Quantity:
    worth = Fraction(100 * (mark.worth - low), high - low)
    before = "" if worth == mark.worth else f"; {mark.worth} before stretching"
    return Quantity("exact", worth, because=mark.because + before)


def _plain(refusal: Refusal) -> bool:
    return bool(refusal.option) and refusal.when is None and ALWAYS not in refusal.exceptions


def _spoken(refusals: Iterable[Refusal], supports: Iterable[Support]) -> set[str]:
    return {issue for one in refusals for issue in issues_of(one.refused)} | {one.issue for one in supports}


def _hardest(refusals: Iterable[Refusal]) -> dict[str, list[Refusal]]:
    """Option by option, its refusals of the hardest firmness."""
    found: dict[str, list[Refusal]] = {}
    for one in refusals:
        known = found.get(one.option)
        if known is None or one.firmness > known[0].firmness:
            found[one.option] = [one]
        elif one.firmness is known[0].firmness:
            known.append(one)
    return found


def _by_option(supports: Iterable[Support]) -> dict[str, list[Support]]:
    found: dict[str, list[Support]] = {}
    for one in supports:
        found.setdefault(one.option, []).append(one)
    return found


def _mark(unit: str, option: str, refused: Mapping[str, list[Refusal]], asked: Mapping[str, list[Support]]) -> _Mark:
    if option in refused:
        return _Mark(WORTH[refused[option][0].firmness], f"refused, {_position(unit, refused[option])}")
    if option in asked:
        return _Mark(SUPPORTED, f"asked for, offered or accepted ({_refs(one.ref for one in asked[option])})")
    return _Mark(OPEN, "nothing on record refuses it")


def _weight(unit: str, refused: Mapping[str, list[Refusal]], asked: Mapping[str, list[Support]]) -> Quantity:
    every = [one for group in refused.values() for one in group]
    if not every:
        refs = _refs(one.ref for group in asked.values() for one in group)
        return Quantity(
            "exact", Fraction(WEIGHT[Firmness.PREFERENCE]), because=f"nothing refused, something wanted ({refs})"
        )
    hardest = max(one.firmness for one in every)
    group = [one for one in every if one.firmness is hardest]
    return Quantity("exact", Fraction(WEIGHT[hardest]), because=f"hardest firmness: {_position(unit, group)}")


def _position(unit: str, group: list[Refusal]) -> str:
    """The position that refusals of one firmness make up, with its statements."""
    first = group[0]
    return f"{unit}.{first.issue}.{first.firmness.word} ({_refs(ref for one in group for ref in one.refs)})"


def _refs(refs: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(refs))

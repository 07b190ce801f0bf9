"""A preference as an entry of preferences.yaml, which reads back to an equal one."""

from __future__ import annotations

from collections.abc import Sequence

from detente.case.judgements.model import Preference, Quantity, Reservation, Values, Weights
from detente.case.judgements.numbers import shown
from detente.case.yamltext import Value, block

HEAD = "preferences:\n"


def text_of(preferences: Sequence[Preference]) -> str:
    """A whole file with these entries."""
    if not preferences:
        return "preferences: []\n"
    return HEAD + "".join(f"  {line}\n" for line in block([entry_of(one) for one in preferences]))


def entry_of(preference: Preference) -> dict[str, Value]:
    """The entry, its keys in the order of the format."""
    found: dict[str, Value] = {"of": preference.of}
    if preference.because:
        found["because"] = preference.because
    found |= {
        key: str(day) for key, day in (("from", preference.since), ("until", preference.until)) if day is not None
    }
    if preference.derived:
        found["derived"] = "true"
    key, salience = _salience(preference.weights)
    found[key] = salience
    found["values"] = {values.issue: _values(values) for values in preference.values}
    if preference.bonuses:
        found["bonuses"] = [{"if": one.text, "worth": quantity_value(one.worth)} for one in preference.bonuses]
    if preference.reservation is not None:
        found["reservation"] = _reservation(preference.reservation)
    return found


def quantity_value(number: Quantity) -> Value:
    """A judged number in its shortest form."""
    reason: dict[str, Value] = {"because": number.because} if number.because else {}
    if number.form == "exact":
        return {"value": shown(number.central), **reason} if reason else shown(number.central)
    if number.form == "normal":
        return {"mean": shown(number.central), "sd": shown(number.sd or number.central * 0), **reason}
    assert number.low is not None
    assert number.high is not None
    if number.form == "between":
        return {"between": [shown(number.low), shown(number.high)], **reason}
    return {"low": shown(number.low), "likely": shown(number.central), "high": shown(number.high), **reason}


def _salience(weights: Weights) -> tuple[str, Value]:
    if weights.method == "pairwise":
        return "pairwise", [
            {"issue": one.issue, "over": one.over, "times": shown(one.times)}
            | ({"because": one.because} if one.because else {})
            for one in weights.comparisons
        ]
    if weights.method == "ranking":
        return "ranking", _ranking(weights.ranking)
    key = "swing" if weights.method == "swing" else "weights"
    return key, {issue: quantity_value(number) for issue, number in weights.numbers}


def _ranking(ranking: Sequence[Sequence[str]]) -> Value:
    return [tied[0] if len(tied) == 1 else list(tied) for tied in ranking]


def _values(values: Values) -> Value:
    if values.numbers:
        return {option: quantity_value(number) for option, number in values.numbers}
    if values.because:
        return {"ranking": _ranking(values.ranking), "because": values.because}
    return _ranking(values.ranking)


def _reservation(held: Reservation) -> Value:
    if held.package is None:
        assert held.worth is not None
        return quantity_value(held.worth)
    found: dict[str, Value] = {"package": dict(held.package) or "status_quo"}
    if held.worth is not None:
        found["plus"] = quantity_value(held.worth)
    return found | ({"because": held.because} if held.because else {})

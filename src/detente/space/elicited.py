"""From what an analyst wrote down of weights and values to numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from detente.case.judgements.model import Preference, Quantity, Values


@dataclass(frozen=True)
class Resolved:
    """Numbers of a preference: the weight of each issue, and what each option of these issues is worth."""

    weights: Mapping[str, Quantity]
    values: Mapping[str, Mapping[str, Quantity]]


def resolved(preference: Preference) -> Resolved:
    """The weights and values of a preference; rankings of options are evenly spaced from 100 to 0, ties alike."""
    weights = dict(preference.weights.numbers)
    return Resolved(weights, {one.issue: _values(one) for one in preference.values if one.issue in weights})


def _values(values: Values) -> dict[str, Quantity]:
    steps = max(len(values.ranking) - 1, 1)
    ranked = {
        option: Quantity("exact", Fraction(100 * (steps - place), steps))
        for place, tied in enumerate(values.ranking)
        for option in tied
    }
    return dict(values.numbers) or ranked

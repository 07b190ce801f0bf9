"""From what an analyst wrote down of weights and values to numbers: one for each issue and each option.

The rules are in `docs/explanation/preferences.md`, section 3; the mathematics is `engines.eliciting`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from detente.case.judgements.model import Comparison, Preference, Quantity, Values, Weights
from detente.engines.eliciting import evenly_spaced, pairwise, rank_order_centroid


@dataclass(frozen=True)
class Departing:
    """The comparison that is farthest from the weights: `times` as judged, `implied` as the weights have it."""

    issue: str
    over: str
    times: Fraction
    implied: float


@dataclass(frozen=True)
class Consistency:
    """Whether pairwise comparisons agree with one another; the fields are those of `engines.eliciting.Weighed`."""

    complete: bool
    ratio: float | None
    index: float | None
    intransitive: tuple[tuple[str, str, str], ...]
    departing: Departing | None

    def to_json(self) -> dict[str, object]:
        """The measures as JSON."""
        worst = self.departing
        return {
            "complete": self.complete,
            "ratio": self.ratio,
            "index": self.index,
            "intransitive": [list(triple) for triple in self.intransitive],
            "look_at": None
            if worst is None
            else {"issue": worst.issue, "over": worst.over, "times": float(worst.times), "implied": worst.implied},
        }


@dataclass(frozen=True)
class Resolved:
    """Numbers of a preference: the weight of each issue, and what each option of these issues is worth.

    `consistency` is None unless the weights come from pairwise comparisons.
    """

    weights: Mapping[str, Quantity]
    values: Mapping[str, Mapping[str, Quantity]]
    consistency: Consistency | None = None


def resolved(preference: Preference) -> Resolved:
    """The weights and values of a preference as numbers; those that were written as numbers stay as they are."""
    weights, consistency = weighed(preference.weights)
    values = {one.issue: valued(one) for one in preference.values if one.issue in weights}
    return Resolved(weights, values, consistency)


def weighed(weights: Weights) -> tuple[dict[str, Quantity], Consistency | None]:
    """The weight of each issue, and how far the comparisons agree where they were compared."""
    if weights.method == "pairwise":
        return compared(weights.comparisons)
    if weights.method == "ranking":
        shares = rank_order_centroid([len(tied) for tied in weights.ranking])
        return {
            issue: Quantity("exact", share)
            for tied, share in zip(weights.ranking, shares, strict=True)
            for issue in tied
        }, None
    return dict(weights.numbers), None


def compared(comparisons: Sequence[Comparison]) -> tuple[dict[str, Quantity], Consistency]:
    """Weights and consistency of pairwise comparisons that connect all issues that they name."""
    weights, consistency = _compared(tuple(comparisons))
    return dict(weights), consistency


@lru_cache(maxsize=256)  # a preference is resolved for every package that is judged
def _compared(comparisons: tuple[Comparison, ...]) -> tuple[tuple[tuple[str, Quantity], ...], Consistency]:
    issues = list(dict.fromkeys(name for one in comparisons for name in (one.issue, one.over)))
    place = {issue: at for at, issue in enumerate(issues)}
    found = pairwise(len(issues), [(place[one.issue], place[one.over], one.times) for one in comparisons])
    worst = found.departure
    consistency = Consistency(
        complete=found.complete,
        ratio=found.ratio,
        index=found.index,
        intransitive=tuple((issues[a], issues[b], issues[c]) for a, b, c in found.intransitive),
        departing=Departing(issues[worst.first], issues[worst.second], worst.times, worst.implied) if worst else None,
    )
    return tuple((issue, Quantity("exact", found.weights[at])) for issue, at in place.items()), consistency


def valued(values: Values) -> dict[str, Quantity]:
    """What each option is worth; of a ranking, evenly spaced from 100 to 0, ties alike."""
    if values.numbers:
        return dict(values.numbers)
    steps = zip(values.ranking, evenly_spaced(len(values.ranking)), strict=True)
    return {option: Quantity("exact", worth, because=values.because) for tied, worth in steps for option in tied}

"""How much issues matter, from what somebody can say of them, outside any case."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from detente.case.judgements.model import Weights
from detente.space.elicited import Consistency, weighed


@dataclass(frozen=True)
class Salience:
    """The weight of each issue and its share of all weights; `consistency` where issues were compared two by two."""

    method: str
    weights: tuple[tuple[str, Fraction], ...]
    consistency: Consistency | None

    @property
    def shares(self) -> dict[str, Fraction]:
        """Each issue's part of the whole."""
        total = sum((weight for _, weight in self.weights), Fraction(0))
        return {issue: weight / total if total else Fraction(0) for issue, weight in self.weights}

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `detente preferences weigh`."""
        shares = self.shares
        return {
            "method": self.method,
            "weights": [
                {"issue": issue, "weight": float(weight), "share": float(shares[issue])}
                for issue, weight in self.weights
            ],
            "consistency": self.consistency.to_json() if self.consistency else None,
        }


def salience(weights: Weights) -> Salience:
    """What follows from swing weights, a ranking or comparisons, the largest weight first."""
    numbers, consistency = weighed(weights)
    found = sorted(((issue, number.central) for issue, number in numbers.items()), key=lambda one: -one[1])
    return Salience(weights.method, tuple(found), consistency)

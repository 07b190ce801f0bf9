"""Preferences as an analyst wrote them down: numbers, rankings and comparisons, each with its reason.

Nothing is computed here: what weights follow from a comparison, and what a package is worth, is `space.judging`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from detente.case.conditions import Condition
from detente.case.dates import Interval


@dataclass(frozen=True)
class Quantity:
    """One judged number, exact to the last decimal written.

    exact: `central` alone. between: anything from `low` to `high`, nothing more is known (`central` is the middle).
    triangular: a distribution from `low` to `high` with its mode at `central`. normal: mean `central`, standard
    deviation `sd`; `low` and `high` are None, because it has no ends.
    """

    form: Literal["exact", "between", "triangular", "normal"]
    central: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    sd: Fraction | None = None
    because: str = ""


@dataclass(frozen=True)
class Comparison:
    """`issue` is `times` as important as `over`: the whole range of the one against the whole range of the other."""

    issue: str
    over: str
    times: Fraction
    because: str = ""


@dataclass(frozen=True)
class Weights:
    """The salience of issues: how much it matters to go from the worst to the best option of each.

    given and swing: `numbers` (of swing the largest is 100). pairwise: `comparisons`. ranking: `ranking`, the most
    important first, ties together. Only the ratios count.
    """

    method: Literal["given", "swing", "pairwise", "ranking"]
    numbers: tuple[tuple[str, Quantity], ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    ranking: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Values:
    """What the options of one issue are worth: a number each (0 the worst, 100 the best), or a ranking, best first."""

    issue: str
    numbers: tuple[tuple[str, Quantity], ...] = ()
    ranking: tuple[tuple[str, ...], ...] = ()
    because: str = ""


@dataclass(frozen=True)
class Bonus:
    """So many points more (or less) if a package meets a condition."""

    condition: Condition
    worth: Quantity
    text: str = ""


@dataclass(frozen=True)
class Reservation:
    """What no agreement is worth: `worth` points, or what `package` is worth (what it does not name is at the status
    quo; () is the status quo itself), `worth` being added to that.
    """

    worth: Quantity | None = None
    package: tuple[tuple[str, str], ...] | None = None
    because: str = ""


@dataclass(frozen=True)
class Preference:
    """What packages are worth to a party or a bloc, in points of a scale that runs from 0 to 100.

    U(x) = Σ w_i v_i(x_i) / Σ w_i + Σ bonuses. An issue without a weight is not judged. `reservation` None: not judged.
    `derived`: a first guess made from the ledger, not a judgement.
    """

    of: str
    weights: Weights
    values: tuple[Values, ...]
    bonuses: tuple[Bonus, ...] = ()
    reservation: Reservation | None = None
    since: Interval | None = None
    until: Interval | None = None
    derived: bool = False
    because: str = ""
    line: int = 0

"""Is there a package that meets every linkage and rule and every reservation value (≥)? A "no" is shown twice.

First route (`fits`): a package is looked for where one is easily found (`reaching`); else a tree of weighted sums,
checked in exact integers, shows that there is none, or meets one (`certifying`). Second route (`proven_empty`): small
domains are looked through, larger ones go to a solver of mixed-integer programs. They share no code that leaves
anything out. A "yes" needs no second route: the package is there to be looked at.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from detente.engines.bargaining.certifying import Shown, certified, rows_of
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.programming import silent
from detente.engines.bargaining.reaching import reached
from detente.engines.bargaining.results import TooManyError

Stop = Callable[[], bool]
_FEW = 3_000
_SOME = 4
_WIDE = 1_000
_AGAIN = 50
_LOOSE = 1e-7
SECONDS = 20.0

FOUND = "a package, verified in integers"
SUMS = "weighted sums of the conditions, exact in integers: {} of them"
LOOKED = "every package looked at"
DENIED = "mixed-integer programming"


class RoutesDisagreeError(Exception):
    """One route found a package where the other showed that there is none: a fault here, and no answer."""


@dataclass(frozen=True)
class Feasible:
    """A package that everybody accepts, or None: there is none; and how that was shown."""

    package: tuple[int, ...] | None
    how: tuple[str, ...]


def feasible(domain: Domain, stop: Stop = lambda: False) -> Feasible:
    """Is there a package with every gain at least 0? "No" only if two independent routes say so.

    Raises TooManyError where a route does not end in time, RoutesDisagreeError where they differ.
    """
    shown = _first(domain, stop)
    if shown.package is not None:
        return Feasible(shown.package, (FOUND,))
    if not proven_empty(domain, stop):
        raise RoutesDisagreeError("One route shows that there is no package, the other finds one.")
    return Feasible(None, (SUMS.format(shown.sums), LOOKED if domain.packages <= _FEW else DENIED))


def fits(domain: Domain, stop: Stop = lambda: False) -> tuple[int, ...] | None:
    """A package that everybody accepts, or None, by the first route alone: for searches that ask often.

    Raises TooManyError where it does not end.
    """
    return _first(domain, stop).package


def proven_empty(domain: Domain, stop: Stop = lambda: False) -> bool:
    """Whether no package is acceptable, by the second route alone.

    Raises TooManyError where the solver does not end in time, or names only packages that do not bear a second look.
    """
    if any(c is not None and c < r for c, r in zip(domain.ceilings, domain.reservations, strict=False)):
        return True
    if stop():
        raise TooManyError
    return (_looked(domain) if domain.packages <= _FEW else _asked(domain)) is None


def _first(domain: Domain, stop: Stop) -> Shown:
    """A narrow beam, a few weighted sums, a wide beam, all weighted sums that it takes."""
    if any(c is not None and c < r for c, r in zip(domain.ceilings, domain.reservations, strict=False)):
        return Shown(None, 0, 0)
    package = reached(domain)
    if package is not None:
        return Shown(package, 0, 0)
    with suppress(TooManyError):
        return certified(domain, stop, _SOME)
    package = reached(domain, _WIDE)
    return certified(domain, stop) if package is None else Shown(package, 0, 0)


def accepted(domain: Domain, package: Sequence[int]) -> bool:
    """Whether a package breaks nothing and everybody accepts it."""
    return domain.feasible(package) and all(gain >= 0 for gain in domain.gains(package))


def _looked(domain: Domain) -> tuple[int, ...] | None:
    from detente.engines.bargaining.brute import first_acceptable

    return first_acceptable(domain)


def _asked(domain: Domain) -> tuple[int, ...] | None:
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    tied, rows, width = rows_of(domain)
    if tied.impossible:
        return None
    offset = tied.offset
    at: list[int] = []
    columns: list[int] = []
    factors: list[float] = []
    low: list[float] = []
    for number, (row, least) in enumerate(rows):
        size = max(1, *map(abs, row.values())) if row else 1
        at += [number] * len(row)
        columns += row
        factors += [factor / size for factor in row.values()]
        low.append(least / size - _LOOSE)
    for issue, size in enumerate(domain.sizes):
        at += [len(low)] * size
        columns += range(offset[issue], offset[issue + 1])
        factors += [1.0] * size
        low.append(1.0)
    high = np.full(len(low), np.inf)
    high[len(rows) :] = 1.0
    parts = [LinearConstraint(csr_array((factors, (at, columns)), shape=(len(low), width)), low, high)]
    for _ in range(_AGAIN):
        with silent():
            answer = milp(
                np.zeros(width),
                integrality=np.ones(width),
                bounds=Bounds(0, 1),
                constraints=parts,
                options={"time_limit": SECONDS},
            )
        if answer.status == 2:
            return None
        if answer.x is None:
            raise TooManyError
        package = tuple(int(np.argmax(answer.x[one:two])) for one, two in itertools.pairwise(offset))
        if accepted(domain, package):
            return package
        not_this = np.zeros((1, width))
        not_this[0, [start + option for start, option in zip(offset[:-1], package, strict=True)]] = 1.0
        parts.append(LinearConstraint(not_this, -np.inf, len(package) - 1.0))  # short by less than a float tells
    raise TooManyError

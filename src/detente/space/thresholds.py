"""Counting packages by formulas that may hang on “worth at least so much to somebody”.

Preferences are sums over issues: packages are counted by their sum, component by component, and the counts of
independent components are put together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.engines.diagrams import TooWide
from detente.engines.formulas import FALSE, TRUE
from detente.engines.masks import bits
from detente.engines.sums import Counts, by_sum, together
from detente.space.ballots import Home
from detente.space.positions import Position
from detente.space.problems import Component, Problem, split
from detente.space.worth import Worth

MAX_SUM = 100_000
ZERO = Fraction(0)


def hangs(part: Sequence[int], bit: int) -> bool:
    """Whether a formula is another one where somebody (by the bit) would rather have the package."""
    return any(part[place] != part[place | 1 << bit] for place in range(len(part)))


def counted(home: Home, names: Sequence[str], part: Sequence[int], level: str, reading: str) -> int | None:
    """How many feasible packages meet a formula that may hang on what parties prefer; with `level`, of those not ruled
    out by positions.

    None where a component is too wide, or where it hangs on the preferences of two parties: sums of both at once are
    not counted. Raises TooWide where there are too many sums.
    """
    hanging = [bit for bit in range(len(names)) if hangs(part, bit)]
    if not hanging:
        return _plain(home, part[0], level, reading)
    if len(hanging) > 1:
        return None
    bit = hanging[0]
    worth = home.worth[names[bit]]
    rather, not_rather = part[1 << bit], part[0]
    willing = _reaching(home, rather, worth, level, reading)
    others, rest = _plain(home, not_rather, level, reading), _reaching(home, not_rather, worth, level, reading)
    if willing is None or others is None or rest is None:
        return None
    return willing + others - rest


def _plain(home: Home, formula: int, level: str, reading: str) -> int | None:
    if formula == FALSE:
        return 0
    problem = _problem(home, formula, (), level, reading)
    return problem.possible() if level else problem.feasible()


@dataclass(frozen=True)
class _Bonus:
    """A bonus in the place of a position: the component that it ties together says where it holds."""

    refuses: int


def _problem(home: Home, formula: int, bonuses: tuple[_Bonus, ...], level: str, reading: str) -> Problem:
    space = home.space
    positions: tuple[Position | _Bonus, ...] = (*(space.problem(level, reading).positions if level else ()), *bonuses)
    linkages = [*(one for _, one in space.linkages), formula]
    refused = [one.refuses for one in positions]
    components, impossible = split(space.frame, linkages, refused, space.diagrams)
    return Problem(level, reading, space.frame, positions, frozenset(), components, impossible)  # type: ignore[arg-type]


def _reaching(home: Home, formula: int, worth: Worth, level: str, reading: str) -> int | None:
    """How many of them are worth at least as much as no agreement."""
    if formula == FALSE:
        return 0
    points = _points(home, worth)
    if points.least <= 0:
        return _plain(home, formula, level, reading)
    problem = _problem(home, formula, tuple(_Bonus(one) for one, _ in points.bonuses), level, reading)
    if problem.impossible:
        return 0
    first = len(problem.positions) - len(points.bonuses)
    prices = [0] * first + [price for _, price in points.bonuses]
    dropped = ((1 << len(points.bonuses)) - 1) << first
    total, room = None, 1
    for component in problem.components:
        mine = _sums(component, points, prices, dropped)
        if mine is None:
            return None
        room *= component.packages
        total = mine if total is None else together(total, mine, room)
    return int(total[-1]) if total is not None else 0


def _sums(component: Component, points: _Points, prices: Sequence[int], dropped: int) -> Counts | None:
    diagram = component.diagram
    if diagram is None:
        return None

    def price(emission: int) -> int:
        return sum(prices[bit] for bit in bits(emission))

    values = {
        variable: [points.values[variable][value] + price(own & dropped) for value, own in enumerate(owns)]
        for variable, owns in component.own.items()
    }
    allowed = component.allowed(dropped)
    return by_sum(diagram, allowed, ~dropped & component.bits, values, price, points.least)


@dataclass(frozen=True)
class _Points:
    """A preference in whole numbers, none of them negative: packages that come to `least` are worth enough."""

    values: Mapping[int, tuple[int, ...]]
    bonuses: tuple[tuple[int, int], ...]
    least: int


def _points(home: Home, worth: Worth) -> _Points:
    """Raises TooWide where the sums would be too many to keep apart."""
    frame, formulas = home.space.frame, home.space.frame.formulas
    assert worth.reservation is not None
    least = worth.reservation
    rows: dict[int, tuple[Fraction, ...]] = {}
    for variable, (issue, names) in enumerate(zip(frame.agenda, frame.names, strict=True)):
        row = [worth.shares.get(issue, {}).get(name, ZERO) for name in names]
        least -= min(row)
        rows[variable] = tuple(one - min(row) for one in row)
    bonuses: list[tuple[int, Fraction]] = []
    for bonus, given in zip(worth.preference.bonuses, worth.bonuses, strict=True):
        formula = frame.compile(bonus.condition, home.status_quo)
        if given < 0:  # less where it holds is so much less for all, and more where it does not
            least, given, formula = least - given, -given, formulas.negate(formula)
        if formula == TRUE:
            least -= given
        elif formula != FALSE and given:
            bonuses.append((formula, given))
    numbers = [one for row in rows.values() for one in row] + [one for _, one in bonuses]
    scale = math.lcm(*(one.denominator for one in numbers))
    whole = [int(one * scale) for one in numbers]
    unit = math.gcd(*whole) or 1
    asked = math.ceil(least * scale / unit)
    if asked > MAX_SUM:
        raise TooWide
    return _Points(
        {variable: tuple(int(one * scale) // unit for one in row) for variable, row in rows.items()},
        tuple((formula, int(one * scale) // unit) for formula, one in bonuses),
        asked,
    )

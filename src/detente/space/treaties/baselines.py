"""What was there on a baseline's day, as upper bounds that can be proved: more than this it cannot have been.

A group is a host (a state with its parts), a sender and host, or a sender, host and asset; what is counted in other
units is a group of its own. Where the inventory has nothing, nothing was there; where it has no size, or one in another
unit than the asset's, the bound is not known, and nothing is provably forbidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from detente.case.treaties.model import Baseline
from detente.engines.scopes import Box, difference, intersection
from detente.space.treaties.presence import ACTIVE, Thing
from detente.space.treaties.sets import Sets
from detente.space.treaties.universe import ACTION, ASSET, BEARER, REST, TERRITORY, Universe, bits


@dataclass(frozen=True)
class Group:
    """Cells whose amounts together may not exceed `most`; None: not known. `holdings`: those that were there."""

    scope: tuple[Box, ...]
    most: int | None
    holdings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Stock:
    """A holding that may have been there: its cells' masks, its size at most, and in what that is counted."""

    id: str
    bearers: int
    actions: int
    assets: int
    places: int
    most: int | None
    unit: str = ""


class Baselines:
    """The inventory as stocks on a day. `units` says in what asset classes are counted."""

    def __init__(self, universe: Universe, sets: Sets, things: Iterable[Thing], units: Mapping[str, str]) -> None:
        self._universe, self._sets, self._things = universe, sets, tuple(things)
        self._unit = [units.get(leaf.removesuffix(REST), "") for leaf in universe.assets.leaves]
        self._alike: dict[str, int] = {}
        for place, unit in enumerate(self._unit):
            self._alike[unit] = self._alike.get(unit, 0) | 1 << place

    def groups(self, scope: tuple[Box, ...], baseline: Baseline) -> tuple[list[Group], tuple[Box, ...]]:
        """The groups in which something may have been, and the cells in which nothing was."""
        if not self._things:
            return [Group(scope, None)], ()
        stocks = list(self._stocks(baseline))
        groups = []
        for cut in dict.fromkeys(self._cuts(stocks, baseline.per)):
            boxes = intersection(scope, (cut,))
            there = [stock for stock in stocks if _meets(stock, (cut,)) and _meets(stock, boxes)]
            if there:
                unit = self._unit[cut[ASSET].bit_length() - 1]
                most = _sum(stock.most if stock.unit == unit else None for stock in there)
                groups.append(Group(boxes, most, tuple(dict.fromkeys(stock.id for stock in there))))
        rest = difference(scope, [box for group in groups for box in group.scope])
        return groups, rest

    def _stocks(self, baseline: Baseline) -> Iterator[_Stock]:
        universe = self._universe
        for thing in self._things:
            there = thing.on(baseline.date, dated=True)
            if thing.status != ACTIVE or there is None or there.high == 0:
                continue
            bearers = universe.full[BEARER] if thing.others else 0
            for sender in thing.senders:
                bearers |= universe.bearers.mask.get(sender, 0) | self._sets.members(sender, baseline.date)
            named = zip(universe.trees[1:], (thing.action, thing.asset, thing.host), strict=True)
            actions, assets, places = (tree.mask.get(name, 0) for tree, name in named)
            yield _Stock(thing.id, bearers, actions, assets, places, there.high, thing.unit)

    def _cuts(self, stocks: Iterable[_Stock], per: str) -> Iterator[Box]:
        """The groups in which stocks lie, as boxes over all that the provision may order; they do not overlap."""
        full = self._universe.full
        for stock in stocks:
            own = list(bits(stock.assets))
            alike = [self._alike[unit] for unit in dict.fromkeys(self._unit[place] for place in own)]
            assets = [1 << place for place in own] if per == "unit" else alike
            bearers = [full[BEARER]] if per == "host" else [1 << who for who in bits(stock.bearers)]
            hosts = {self._universe.territories.root_of[place] for place in bits(stock.places)}
            for host in sorted(hosts):
                for who in bearers:
                    yield from ((who, full[ACTION], things, host, full[4]) for things in assets)


def _meets(stock: _Stock, boxes: Iterable[Box]) -> bool:
    bearers, actions, assets, places = stock.bearers, stock.actions, stock.assets, stock.places
    for box in boxes:
        if box[BEARER] & bearers and box[ASSET] & assets and box[TERRITORY] & places and box[ACTION] & actions:
            return True
    return False


def _sum(amounts: Iterable[int | None]) -> int | None:
    total = 0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total

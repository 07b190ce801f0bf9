"""What was there on a baseline's day, as upper bounds that can be proved: more than this it cannot have been.

A group is a host (a state with its parts), a sender and host, or a sender, host and asset. Where the inventory has
nothing, nothing was there; where it has no size, the bound is not known, and nothing is provably forbidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detente.case.treaties.model import Baseline
from detente.engines.scopes import Box, difference, intersection
from detente.space.treaties.presence import ACTIVE, Thing
from detente.space.treaties.sets import Sets
from detente.space.treaties.universe import ACTION, ASSET, BEARER, TERRITORY, Universe, bits


@dataclass(frozen=True)
class Group:
    """Cells whose amounts together may not exceed `most`; None: not known. `holdings`: those that were there."""

    scope: tuple[Box, ...]
    most: int | None
    holdings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Stock:
    """A holding that may have been there: its cells' masks, and its size at most."""

    id: str
    bearers: int
    actions: int
    assets: int
    places: int
    most: int | None


class Baselines:
    """The inventory as stocks on a day."""

    def __init__(self, universe: Universe, sets: Sets, things: Iterable[Thing]) -> None:
        self._universe, self._sets, self._things = universe, sets, tuple(things)

    def groups(self, scope: tuple[Box, ...], baseline: Baseline) -> tuple[list[Group], tuple[Box, ...]]:
        """The groups in which something may have been, and the cells in which nothing was."""
        if not self._things:
            return [Group(scope, None)], ()
        stocks = list(self._stocks(baseline))
        found = []
        for cut in dict.fromkeys(_cuts(stocks, baseline.per, self._universe)):
            boxes = intersection(scope, (cut,))
            if boxes:
                there = [stock for stock in stocks if _meets(stock, boxes)]
                found.append((boxes, there))
        groups = [
            Group(boxes, _sum(stock.most for stock in there), tuple(dict.fromkeys(stock.id for stock in there)))
            for boxes, there in found
            if there
        ]
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
            yield _Stock(thing.id, bearers, actions, assets, places, there.high)


def _cuts(stocks: Iterable[_Stock], per: str, universe: Universe) -> Iterator[Box]:
    """The groups in which stocks lie, as boxes over all that the provision may order; they do not overlap."""
    full = universe.full
    for stock in stocks:
        hosts = {universe.territories.root_of[place] for place in bits(stock.places)}
        for host in sorted(hosts):
            if per == "host":
                yield (full[BEARER], full[ACTION], full[ASSET], host, full[4])
                continue
            for who in bits(stock.bearers):
                assets = [full[ASSET]] if per == "sender_and_host" else [1 << place for place in bits(stock.assets)]
                for things in assets:
                    yield (1 << who, full[ACTION], things, host, full[4])


def _meets(stock: _Stock, boxes: Iterable[Box]) -> bool:
    return any(
        box[BEARER] & stock.bearers
        and box[ACTION] & stock.actions
        and box[ASSET] & stock.assets
        and box[TERRITORY] & stock.places
        for box in boxes
    )


def _sum(amounts: Iterable[int | None]) -> int | None:
    total = 0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total

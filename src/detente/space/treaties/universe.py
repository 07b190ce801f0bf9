"""All cells that treaties of a case can speak of: who, what, with what, where, when; by name and by number.

Actors, actions, assets and territories are trees. Their leaves are the elements of a dimension; what is of a class but
of none of its named parts is a leaf of its own, `forces (rest)`. Days are parted where anything can change.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from detente.case.model import Case
from detente.case.treaties.expressions import Name, walk
from detente.case.treaties.model import SIDES, Entity, Expression, Treaty
from detente.engines.scopes import Box
from detente.errors import DetenteError, UnknownNameError
from detente.geo import gazetteer

BEARER, ACTION, ASSET, TERRITORY, TIME = range(5)
REST = " (rest)"
UNNAMED = "any"
"""The one element of a dimension in which nobody names anything."""


@dataclass(frozen=True, eq=False)
class Tree:
    """The classes of one dimension. `mask` holds the leaves of every class and leaf, as a bit mask."""

    leaves: tuple[str, ...]
    mask: Mapping[str, int]
    parent: Mapping[str, str]
    children: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, names: Mapping[str, str]) -> Tree:
        """The tree of these names, each with the class that it is under ("": none), in their order."""
        parent = {name: under for name, under in names.items() if under}
        parent |= dict.fromkeys((under for under in parent.values() if under not in names), "")
        known = list(dict.fromkeys([*names, *parent]))
        children: dict[str, list[str]] = {name: [] for name in known}
        for name, under in parent.items():
            if under:
                children[under].append(name)
        leaves: list[str] = []
        mask: dict[str, int] = {}

        def enter(name: str, above: tuple[str, ...]) -> int:
            if name in above:
                raise DetenteError(f"{' is under '.join([*above, name])}: a circle. Take one of these `under` away.")
            found = 0
            for part in children[name]:
                found |= enter(part, (*above, name))
            leaf = name + REST if children[name] else name
            mask[leaf] = 1 << len(leaves)
            leaves.append(leaf)
            mask[name] = found | mask[leaf]
            return mask[name]

        for name in known:
            if not parent.get(name):
                enter(name, ())
        for name in known:
            if name not in mask:
                enter(name, ())
        return cls(tuple(leaves), mask, parent, {name: tuple(parts) for name, parts in children.items()})

    @cached_property
    def full(self) -> int:
        """All leaves."""
        return (1 << len(self.leaves)) - 1

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The classes that are under none."""
        return tuple(name for name in self.children if not self.parent.get(name))

    @cached_property
    def root_of(self) -> tuple[int, ...]:
        """For each leaf, the mask of the highest class that it is in."""
        found = [0] * len(self.leaves)
        for root in self.roots:
            for place in bits(self.mask[root]):
                found[place] = self.mask[root]
        return tuple(found)

    def upwards(self, leaf: str) -> list[str]:
        """A leaf's own class and those above it, nearest first."""
        name = leaf.removesuffix(REST)
        found = [name]
        while name := self.parent.get(name, ""):
            found.append(name)
        return found

    def words(self, mask: int) -> list[str]:
        """The largest classes that make up a set of leaves; `["*"]` where it is everything.

        Where everything is one single thing that has a name, its name says more.
        """
        if mask == self.full and len(self.leaves) == 1 and self.leaves != (UNNAMED,):
            return list(self.leaves)
        if mask == self.full:
            return ["*"]
        found: list[str] = []

        def enter(name: str) -> None:
            whole = self.mask[name]
            if not mask & whole:
                return
            if mask & whole == whole:
                found.append(name)
                return
            for part in self.children[name]:
                enter(part)
            if mask & self.mask[name + REST]:
                found.append(name + REST)

        for root in self.roots:
            enter(root)
        return found


def bits(mask: int) -> Iterable[int]:
    """The places of the bits that are set, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


@dataclass(frozen=True, eq=False)
class Universe:
    """The dimensions. `breaks` are the days on which something can change: time 0 is all before the first of them."""

    bearers: Tree
    actions: Tree
    assets: Tree
    territories: Tree
    breaks: tuple[date, ...]
    territory_of: tuple[int, ...]
    """For each bearer the mask of its territories."""
    reach: tuple[float | None, ...]
    """For each asset how far it goes, in km; None: not known."""

    @cached_property
    def trees(self) -> tuple[Tree, ...]:
        """The four dimensions that have names."""
        return self.bearers, self.actions, self.assets, self.territories

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many elements each dimension has."""
        return (*(len(tree.leaves) for tree in self.trees), len(self.breaks) + 1)

    @cached_property
    def full(self) -> Box:
        """Every cell."""
        return tuple((1 << size) - 1 for size in self.sizes)

    def day(self, day: date) -> int:
        """The place of the elementary interval in which a day lies."""
        return bisect_right(self.breaks, day)

    def days(self, time: int) -> tuple[date | None, date | None]:
        """The first and last day of an elementary interval; None: without beginning, without end."""
        first = self.breaks[time - 1] if time else None
        last = date.fromordinal(self.breaks[time].toordinal() - 1) if time < len(self.breaks) else None
        return first, last

    @cached_property
    def spans(self) -> tuple[int, ...]:
        """How many days each elementary interval has; 0: without beginning or end."""
        inside = (last.toordinal() - first.toordinal() for first, last in pairwise(self.breaks))
        return (0, *inside, 0) if self.breaks else (0,)

    def span(self, first: date, last: date | None) -> int:
        """The mask of the days from the first to the last, both included; None: without end. Both must be breaks."""
        high = self.sizes[TIME] if last is None else self.day(last) + 1
        low = self.day(first)
        return ((1 << high) - 1) & ~((1 << low) - 1) if high > low else 0

    def tree(self, dimension: str | int) -> Tree:
        """The names of a dimension: bearer, action, asset, territory, or its number."""
        place = SIDES.index(dimension) if isinstance(dimension, str) else dimension
        return self.trees[place]

    def mask(self, dimension: str | int, name: str) -> int:
        """The leaves of a name. Raises UnknownNameError with the nearest one that there is."""
        tree = self.tree(dimension)
        if name not in tree.mask:
            kind = dimension if isinstance(dimension, str) else SIDES[dimension]
            raise UnknownNameError({"bearer": "actor"}.get(kind, kind), name, tree.mask)
        return tree.mask[name]

    def place(self, dimension: str | int, name: str) -> int:
        """The number of a leaf. The name of a class with parts stands for its rest."""
        tree = self.tree(dimension)
        mask = self.mask(dimension, name)
        return (tree.mask[name + REST] if mask & (mask - 1) else mask).bit_length() - 1

    def words(self, boxes: Iterable[Box]) -> list[dict[str, Any]]:
        """Boxes in words, as JSON has them; each box is one stretch of days."""
        found: list[dict[str, Any]] = []
        for box in boxes:
            names: dict[str, Any] = {
                side: tree.words(mask) for side, tree, mask in zip(SIDES[:4], self.trees, box[:4], strict=True)
            }
            for first, last in self.stretches(box[TIME]):
                found.append(names | {"from": first and first.isoformat(), "until": last and last.isoformat()})
        return found

    def stretches(self, mask: int) -> list[tuple[date | None, date | None]]:
        """A set of elementary intervals as stretches of days without a gap, in order."""
        found: list[tuple[date | None, date | None]] = []
        before = -2
        for place in bits(mask):
            first, last = self.days(place)
            if place == before + 1:
                first = found.pop()[0]
            found.append((first, last))
            before = place
        return found


def universe(case: Case, treaties: Sequence[Treaty], breaks: Iterable[date]) -> Universe:
    """Everything that these treaties, the vocabulary, the inventory and the gazetteer have names for."""
    words, holdings = case.treaties.vocabulary, case.treaties.inventory.holdings
    actors = _actors(case)
    territories = _territories(case, treaties, actors)
    actions = {one.id: one.under for one in words.actions} or _used(treaties, "action", (h.action for h in holdings))
    assets = {one.id: one.under for one in words.assets} or _used(treaties, "asset", (h.asset for h in holdings))
    bearers, places, things = Tree.of(actors), Tree.of(territories), Tree.of(assets)
    return Universe(
        bearers,
        Tree.of(actions),
        things,
        places,
        tuple(sorted(set(breaks))),
        _homes(bearers, places, words.territories),
        _reaches(things, words.assets),
    )


def _actors(case: Case) -> dict[str, str]:
    sets = {*case.treaties.inventory.groups, *case.bloc}
    found = dict.fromkeys(gazetteer.states(), "")
    found |= {party: "" for party in case.party if party not in sets}
    return found | {one.id: one.under for one in case.treaties.vocabulary.actors if one.id not in sets}


def _territories(case: Case, treaties: Sequence[Treaty], actors: Iterable[str]) -> dict[str, str]:
    given = case.treaties.vocabulary.territories
    elsewhere = {one.of for one in given if one.of}
    found = {name: "" for name in actors if name in gazetteer.states() or name not in elsewhere}
    named = {name for tree in _trees(treaties) for name in _names(tree)} | {one.under for one in given}
    named |= {one.host for one in case.treaties.inventory.holdings}
    terms = (*case.treaties.vocabulary.terms, *(term for treaty in treaties for term in treaty.terms))
    named |= {name for term in terms for reading in term.readings for name in _names(reading.means.tree)}
    found |= {code: area.of for code, area in gazetteer.areas().items() if code in named}
    return found | {one.id: one.under for one in given}


def _used(treaties: Sequence[Treaty], field: str, more: Iterable[str]) -> dict[str, str]:
    """Where the vocabulary lists no actions (assets): each name that is used is one."""
    found = dict.fromkeys(name for tree in _trees(treaties, field) for name in _names(tree))
    found |= dict.fromkeys(filter(None, more))
    return dict.fromkeys(found, "") or {UNNAMED: ""}


def _names(tree: object) -> list[str]:
    return [node.id for node in walk(tree) if isinstance(node, Name)]  # type: ignore[arg-type]  # a parsed expression


def _trees(treaties: Sequence[Treaty], field: str = "") -> list[object]:
    """The syntax trees of all expressions in all contents, or of those in one field."""
    found: list[object] = []
    for treaty in treaties:
        for provision in treaty.provisions:
            for content in (provision.content, *(reading.content for reading in provision.readings)):
                for holder in (content, *content.exceptions, content.trigger):
                    values = [getattr(holder, field, None)] if field else list(vars(holder).values()) if holder else []
                    found.extend(value.tree for value in values if isinstance(value, Expression))
    return found


def _homes(bearers: Tree, places: Tree, given: Iterable[Entity]) -> tuple[int, ...]:
    """For each bearer its own place, and those that are said to be its."""
    found = []
    of: dict[str, int] = {}
    for one in given:
        if one.of:
            of[one.of] = of.get(one.of, 0) | places.mask[one.id]
    for leaf in bearers.leaves:
        name = leaf.removesuffix(REST)
        found.append(places.mask.get(name, 0) | of.get(name, 0))
    return tuple(found)


def _reaches(things: Tree, given: Iterable[Entity]) -> tuple[float | None, ...]:
    """For each asset its reach, or that of the nearest class above it that has one."""
    known = {one.id: one.reach_km for one in given if one.reach_km is not None}
    return tuple(next((known[name] for name in things.upwards(leaf) if name in known), None) for leaf in things.leaves)

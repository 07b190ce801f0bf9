"""For whom and where, in few words: regions of one day by groups of states, regions of the world and single places.

A set is called by a group or region only where all of it is meant; exceptions are named. A bearer's own territory is
“at home”. Bearers of whom almost the same places are meant are told together, and then only what is common to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from detente.brief.setwords import Called, plain_id, region, row
from detente.brief.words import count, day, spelled
from detente.case.model import Case
from detente.case.treaties.model import Treaty
from detente.geo.gazetteer import everything, regions, states
from detente.space.treaties.universe import REST

FEW = 6
"""As many names are listed; of more, how many."""

LACKING = 3
"""A group is named with so many exceptions at most, and at most one for four members."""

SETS = 3
"""So many groups or regions are named of what many states lie in."""

ALIKE = 0.15
"""Bearers are told together where the places differ by at most this share, or by two."""

Region = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class _Named:
    """A set of states with its name. `later`: those of a group that joined after a day that a treaty names."""

    name: str
    states: frozenset[str]
    later: bool = False
    of: str = ""
    group: bool = True


class Grounds:
    """Names of actors and places of a case on one day. `dated`: groups, days on which a treaty means their
    members, and what it calls them ("": no name of its own).

    `say` gives “Russia: in Kaliningrad; the members of NATO but the United States: at home and in 52 states”.
    """

    def __init__(self, case: Case, treaty: Treaty, on: date, dated: Iterable[tuple[str, date, str]] = ()) -> None:
        self._case, self._on, self._dated = case, on, tuple(dated)
        self._called = Called(case, treaty)
        self._under = {one.id: one.under for one in case.treaties.vocabulary.territories if one.under}

    def say(self, boxes: Region, beyond: Region = (), *, short: bool = False) -> str:
        """For whom and where, of all boxes together; without what is in `beyond`, and "" where nothing is left.

        `short`: of many states only how many.
        """
        places, known = self._places(boxes), self._places(beyond)
        if "*" in places:
            left = places["*"] - known.get("*", set())
            return f"anyone {self.where(left)}" if left else ""
        places = {who: left for who, names in places.items() if (left := names - known.get(who, set()))}
        return "; ".join(self._line(some, places, short=short) for some in self._clusters(places))

    def sites(self, boxes: Region) -> set[tuple[str, str]]:
        """Points of the vocabulary within states that are meant, each with whom it is meant of."""
        inside = [one.id for one in self._case.treaties.vocabulary.territories if one.at and one.under in states()]
        return {
            (who, name)
            for who, names in self._places(boxes).items()
            for name in inside
            if name in names or self._under[name] in names
        }

    def told_apart(self, pairs: set[tuple[str, str]], boxes: Region) -> set[tuple[str, str]]:
        """Of some places those in a state of which the boxes have other places for the same actor."""
        known = {(who, self._root(name)) for who, names in self._places(boxes).items() for name in names}
        return {(who, name) for who, name in pairs if (who, self._under[name]) in known}

    def together(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
        """Who, in words, with the same places."""
        places: dict[str, list[str]] = {}
        for who, name in sorted(pairs):
            places.setdefault(who, []).append(name)
        found: dict[tuple[str, ...], list[str]] = {}
        for who, names in places.items():
            found.setdefault(tuple(names), []).append(who)
        return [(self.who(some), list(names)) for names, some in found.items()]

    def named(self, places: Iterable[str]) -> list[str]:
        """Places by name."""
        return [self._called.territory(name) for name in places]

    def _places(self, boxes: Region) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for box in boxes:
            names = [leaf for name in box["territory"] for leaf in (self._everywhere if name == "*" else (name,))]
            for who in box["bearer"]:
                found.setdefault(who, set()).update(names)
        return found

    @cached_property
    def _everywhere(self) -> tuple[str, ...]:
        return (*states(), *(one.id for one in self._case.treaties.vocabulary.territories if not one.under))

    # ------------------------------------------------------------------------------------------------------ clusters

    def _clusters(self, places: Mapping[str, set[str]]) -> list[list[str]]:
        """Bearers of whom nearly the same places are meant; those of fewest first."""
        found: list[list[str]] = []
        for who in places:
            near = next((some for some in found if self._near(who, some[0], places)), None)
            if near is None:
                found.append([who])
            else:
                near.append(who)
        return sorted(found, key=len)

    def _near(self, one: str, other: str, places: Mapping[str, set[str]]) -> bool:
        homes = [self._home(who, places[who]) for who in (one, other)]
        if homes[0] != homes[1] and (
            len(places) <= FEW or not all(isinstance(home, bool) or not home for home in homes)
        ):
            return False
        mine, theirs = ({n for n in places[who] if self._root(n) not in (one, other)} for who in (one, other))
        return len(mine ^ theirs) <= (0 if len(places) <= FEW else max(2, ALIKE * len(mine | theirs)))

    def _home(self, who: str, names: set[str]) -> object:
        """Whether all of a bearer's own territory is meant, or none; of a part, which."""
        own = frozenset(name for name in names if self._root(name) == who)
        return who in own or own

    def _root(self, name: str) -> str:
        found = name.removesuffix(REST)
        while found in self._under:
            found = self._under[found]
        return found

    def _line(self, some: Sequence[str], places: Mapping[str, set[str]], *, short: bool) -> str:
        home = self._home(some[0], places[some[0]])
        around = {who: {name for name in places[who] if self._root(name) != who} for who in some}
        every = set().union(*around.values())
        common = {n for n in every if all(n in own or self._root(n) == who for who, own in around.items())}
        same = all(own <= common for own in around.values())
        inside = set(home) if isinstance(home, frozenset) else set()
        if home is True and not set(self._everywhere) - common - set(some):
            where = "anywhere"
        else:
            own = "at home" if all(self._home(who, places[who]) is True for who in some) else ""
            where = " and ".join(filter(None, (own, self.where(common | inside, short=short))))
        same = same and all(self._home(who, places[who]) == home for who in some)
        outside = ", each outside its own territory" if not home and len(some) > 1 and set(some) & common else ""
        extra = "" if same else ", and in more that is not the same for each"
        return f"{self.who(some)} {where or 'in places that are not the same for each'}{outside}{extra}"

    # --------------------------------------------------------------------------------------------------------- names

    def who(self, names: Sequence[str]) -> str:
        """Actors, by groups where whole groups are meant."""
        left, said = list(names), []
        for one in self._groups:
            lacking = sorted(one.states - set(left))
            if len(one.states) > 2 and len(lacking) <= min(LACKING, len(one.states) // 4):
                but = f" but {row(self._called.actor(name) for name in lacking)}" if lacking else ""
                said.append(f"{one.name}{but}")
                left = [name for name in left if name not in one.states]
        inside = next((one.name for one in self._groups if set(left) <= one.states), "")
        if len(left) > FEW and inside:
            return row([f"{spelled(len(left))} of {inside}", *said])
        return row([*self._listed(left, self._called.actor, "other actor" if said else "actor"), *said])

    def where(self, names: Iterable[str], *, short: bool = False) -> str:
        """Places with their preposition; "" where there are none. `short`: of many states only how many."""
        given = set(names)
        whole = {name for name in given if name in states()}
        parts = {name for name in given - whole if self._root(name) in states() and self._root(name) not in whole}
        rest = [name for name in given - whole if self._is_place(name)]
        if len(given) >= len(self._everywhere) and not set(self._everywhere) - given:
            return "anywhere"
        said = [
            *([self._states(whole, short=short)] if whole else []),
            *self._parts(parts),
            *(self._place(name) for name in sorted(rest)),
        ]
        return f"in {row(said)}" if said else ""

    def _is_place(self, name: str) -> bool:
        """Whether this is a place in no state; what an organisation would have for a territory of its own is none."""
        known = {one.id for one in self._case.treaties.vocabulary.territories}
        return self._root(name) not in states() and name.removesuffix(REST) in (*known, *everything())

    def _states(self, whole: set[str], *, short: bool) -> str:
        if len(whole) <= FEW:
            return row(sorted(map(self._called.territory, whole)))
        lacking = set(states()) - whole
        if len(lacking) <= FEW:
            return f"every state{f' but {row(sorted(map(self._called.territory, lacking)))}' if lacking else ''}"
        if short:
            return count(len(whole), "more state")
        left = set(whole)
        said: list[str] = []
        groups = {one.of for one in self._sets if one.of and not one.later and one.states <= whole}
        for one in self._sets:
            inside = one.states <= whole and not (one.later and one.of in groups)
            if inside and (one.later or len(one.states & left) > 2) and len(said) < SETS:
                said.append(f"all {one.name.removeprefix('the ')}" if one.group else f"all of {one.name}")
                left -= one.states
        if said and not left:
            return row(said)
        return f"{count(len(whole), 'state')}{f', among them {row(said)}' if said else ''}"

    def _parts(self, parts: set[str]) -> list[str]:
        """Places within states: by name; of the rest of a state, what it is without."""
        found: list[str] = []
        for name in sorted(parts, key=lambda name: (name.endswith(REST), name)):
            if name.endswith(REST):
                base = name.removesuffix(REST)
                inside = [one for one, under in self._under.items() if under == base]
                lacking = [self._called.territory(one) for one in inside if one not in parts]
                but = f" but {row(self._listed(lacking, str, 'place'))}" if lacking else ""
                named = {self._called.territory(one) for one in inside if one in parts}
                found = [one for one in found if one not in named]
                found.append(f"all of {self._called.territory(base)}{but}")
            else:
                found.append(self._called.territory(name))
        return found

    def _place(self, name: str) -> str:
        base = name.removesuffix(REST)
        return self._called.territory(base) if base == name else f"elsewhere in {self._called.territory(base)}"

    def _listed(self, names: Sequence[str], title: Callable[[str], str], noun: str) -> list[str]:
        return [title(name) for name in names] if len(names) <= FEW else [count(len(names), noun)]

    # ---------------------------------------------------------------------------------------------------------- sets

    def _members(self, group: str, on: date) -> frozenset[str]:
        return frozenset(m.state for m in self._case.treaties.inventory.memberships if m.group == group and m.holds(on))

    @cached_property
    def _groups(self) -> tuple[_Named, ...]:
        """Groups as they are on the day, the largest first, then as they were on other days."""
        now = [
            _Named(self._called.members(group), self._members(group, self._on), of=group)
            for group in self._case.treaties.inventory.groups
            if "_" not in group or self._called.actor(group) != plain_id(group)
        ]
        then = [
            _Named(name or f"{self._called.members(group)} on {day(on)}", self._members(group, on))
            for group, on, name in self._dated
        ]
        known = dict.fromkeys(one.states for one in now)
        found = [*now, *(one for one in then if one.states not in known)]
        return tuple(sorted((one for one in found if one.states), key=lambda one: -len(one.states)))

    @cached_property
    def _sets(self) -> tuple[_Named, ...]:
        later = [
            _Named(
                f"the members of {self._called.actor(group)} that joined after {day(on)}",
                self._members(group, self._on) - self._members(group, on),
                later=True,
                of=group,
            )
            for group, on, _ in self._dated
        ]
        world = [
            _Named(region(name).removesuffix(" (UN)"), frozenset(members), group=False)
            for name, members in regions().items()
        ]
        wide = [*self._groups, *(one for one in world if one.name)]
        ordered = sorted(wide, key=lambda one: -len(one.states))
        return tuple(one for one in (*later, *ordered) if one.states)

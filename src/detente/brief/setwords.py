"""Sets of actors, places and things in plain words: “the members of NATO on 27 May 1997”, “in Europe outside their own
territory”.

Names come from the case's parties, the vocabulary's titles and the gazetteer, in this order; an id that none of them
knows is said as it is written. A term that nothing defines, or that has rival meanings, stands in quotation marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from detente.brief.words import called, day
from detente.case.model import Case
from detente.case.treaties.expressions import (
    AllOf,
    Also,
    AnyOf,
    Condition,
    Counterparty,
    Everything,
    Flag,
    MembersOf,
    Minus,
    Name,
    Node,
    Not,
    Others,
    Outside,
    Own,
    Reaching,
    Set,
    Signatories,
    TerritoryOf,
    ThirdStates,
    Union,
    Within,
)
from detente.case.treaties.model import Entity, Expression, Group, Term, Treaty
from detente.geo.gazetteer import everything, region_names

_ACTORS = (MembersOf, Signatories, Others, Counterparty, ThirdStates)
"""Sets that are of actors, wherever they stand: as a place they are their territory."""


def row(parts: Iterable[str], word: str = "and") -> str:
    """Parts in a row; with a comma before the last where they have such words themselves, semicolons where commas.

    >>> row(["a", "b", "c"]), row(["a and b", "c"]), row([])
    ('a, b and c', 'a and b, and c', '')
    >>> row(["Article 1, point a", "Article 2", "Article 3"])
    'Article 1, point a; Article 2; and Article 3'
    """
    found = list(dict.fromkeys(parts))
    if len(found) < 2:
        return "".join(found)
    if len(found) > 2 and any(", " in part for part in found):
        return f"{'; '.join(found[:-1])}; {word} {found[-1]}"
    comma = "," if any(f" {joint} " in part for part in found for joint in ("and", "or", "other than")) else ""
    return f"{', '.join(found[:-1])}{comma} {word} {found[-1]}"


@dataclass(frozen=True)
class Called:
    """What everything in a treaty is called. `whose` says of its bearer: “its” or “their”."""

    case: Case
    treaty: Treaty
    whose: str = "their"
    owed: Expression | None = None
    _memo: dict[str, Mapping[str, Entity]] = field(default_factory=dict, repr=False, compare=False)

    # ------------------------------------------------------------------------------------------------------- names

    @cached_property
    def _parties(self) -> Mapping[str, str]:
        return {party.id: party.name for party in self.case.parties} | {one.id: one.name for one in self.case.blocs}

    @cached_property
    def _groups(self) -> frozenset[str]:
        return frozenset(self.case.treaties.inventory.groups)

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """Terms by id, the treaty's own first."""
        return {term.id: term for term in (*self.case.treaties.vocabulary.terms, *self.treaty.terms)}

    def _entities(self, kind: str) -> Mapping[str, Entity]:
        if kind not in self._memo:
            found = getattr(self.case.treaties.vocabulary, kind)
            self._memo[kind] = {one.id: one for one in found}
        return self._memo[kind]

    def actor(self, name: str) -> str:
        """An actor inside a sentence: “Russia”, “the United States”. A title that only repeats the id is none."""
        entity = self._entities("actors").get(name)
        if self._parties.get(name, name) != name:
            return called(self._parties[name])
        if entity is not None and entity.title not in ("", name):
            return entity.title
        state = everything().get(name)
        if state is None and (group := self._titled.get(name)) and group.title != name:
            return group.title
        if state is None:
            return region(name) or plain_id(name)
        return f"the {state.name}" if name in _STATES_WITH_ARTICLE else called(state.name)

    @cached_property
    def _titled(self) -> Mapping[str, Group]:
        return {one.id: one for one in self.case.treaties.vocabulary.groups}

    def members(self, group: str) -> str:
        """The members of a group: “the members of NATO”, or as the vocabulary calls them."""
        named = self._titled.get(group)
        return named.members if named and named.members else f"the members of {self.actor(group)}"

    def action(self, name: str) -> str:
        """An action as an infinitive: “keep”."""
        entity = self._entities("actions").get(name)
        return entity.title if entity and entity.title not in ("", name) else plain_id(name)

    def leaves(self, node: Set) -> bool:
        """Whether who does this must not do something else there: one withdraws from where one keeps."""
        entity = self._entities("actions").get(node.id) if isinstance(node, Name) else None
        return bool(entity and entity.contrary)

    def asset(self, name: str) -> str:
        """A class of assets."""
        entity = self._entities("assets").get(name)
        return entity.title if entity and entity.title not in ("", name) else plain_id(name)

    def unit(self, node: Node | None) -> str:
        """The unit in which an asset is counted, its own or of a class that it belongs to; "" where none is said."""
        assets = self._entities("assets")
        found = assets.get(node.id) if isinstance(node, Name) else None
        for _ in range(len(assets) + 1):
            if found is None or found.unit:
                break
            found = assets.get(found.under)
        return found.unit if found else ""

    def territory(self, name: str) -> str:
        """A territory by its title."""
        entity = self._entities("territories").get(name)
        return entity.title if entity and entity.title not in ("", name) else self.actor(name)

    def term(self, name: str) -> str | None:
        """A term by its title, in quotation marks where its meaning is disputed or nowhere said; None: no term."""
        found = self.terms.get(name)
        if found is None:
            return None
        title = found.title if found.title not in ("", name) else plain_id(name)
        return title if len(found.readings) == 1 else f"‘{title}’"

    def flag(self, name: str) -> str:
        """A status or circumstance as a clause: “a Party is under threat”."""
        vocabulary = self.case.treaties.vocabulary
        found = {one.id: one for one in (*vocabulary.statuses, *vocabulary.circumstances)}.get(name)
        return found.title if found and found.title not in ("", name) else plain_id(name)

    # -------------------------------------------------------------------------------------------------------- sets

    def actors(self, node: Set) -> str:
        """Actors as a noun phrase."""
        match node:
            case Name(name):
                return self._named(name, self.actor(name))
            case MembersOf(group, on):
                return self.members(group) + (f" on {day(on)}" if on else "")
            case Signatories():
                return "the Parties"
            case Others():
                return "the other Parties"
            case Counterparty():
                return self.actors(_tree(self.owed)) if self.owed else "those to whom this is owed"
            case ThirdStates():
                return "states that are not Parties"
            case Everything():
                return "anyone"
            case Union(parts):
                return row(self.actors(part) for part in parts)
            case Minus(whole, less) if whole == less:
                return "nobody"
            case Minus(whole, less):
                return f"{self.actors(whole)} other than {self.actors(less)}"
            case Also(one, other):
                return _both(self.actors(one), self.actors(other))
            case _:
                return f"those {self.place(node)}"

    def _named(self, name: str, otherwise: str) -> str:
        term = self.term(name)
        if term is not None:
            return term
        return self.members(name) if name in self._groups else otherwise

    def things(self, node: Set, word: str = "or") -> str:
        """Classes of assets as a noun phrase."""
        return self._classes(node, word, self.asset)

    def acts(self, node: Set, word: str = "or") -> str:
        """Actions as infinitives."""
        return self._classes(node, word, self.action)

    def _classes(self, node: Set, word: str, title: object) -> str:
        assert callable(title)
        match node:
            case Name(name):
                return self.term(name) or str(title(name))
            case Union(parts):
                return row((self._classes(part, word, title) for part in parts), word)
            case Minus(whole, less):
                return f"{self._classes(whole, word, title)} other than {self._classes(less, word, title)}"
            case Also(one, other):
                both = self._classes(one, word, title), self._classes(other, word, title)
                return f"{both[0]} that are also {both[1]}"
            case _:
                return "anything"

    def place(self, node: Set, word: str = "or") -> str:
        """A territory with its preposition: “in Europe outside their own territory”."""
        match node:
            case Everything():
                return "anywhere"
            case Outside(of):
                return f"outside {self.ground(of)}"
            case Within(km, of):
                return f"within {number(km)} km of {self.ground(of)}"
            case Reaching(target, km):
                far = f" at a range of {number(km)} km" if km is not None else ""
                return f"in places from which {self.ground(target)} can be reached{far}"
            case Minus() | Also(_, Outside()):
                whole, less = _stripped(node)
                return f"{self.place(whole, word)} outside {row(map(self.ground, less))}"
            case Also(one, other) if isinstance(other, Within | Reaching):
                return f"{self.place(one, word)}, {self.place(other)}"
            case Also(one, other):
                return f"{self.place(one, word)}, as far as it is part of {self.ground(other)}"
            case Union(parts) if any(_has_preposition(part) for part in parts):
                return row((self.place(part, word) for part in parts), word)
            case _:
                return f"in {self.ground(node, word)}"

    def ground(self, node: Set, word: str = "or") -> str:
        """A territory as a noun phrase: “the territory of the other Parties”."""
        match node:
            case Name(name):
                return self._ground(name)
            case Own():
                return f"{self.whose} own territory"
            case TerritoryOf(Everything()):
                return "the territory of any state"
            case TerritoryOf(of):
                return f"the territory of {self.actors(of)}"
            case Union(parts):
                return row((self.ground(part, word) for part in parts), word)
            case Everything():
                return "all territory"
            case Minus(whole, less) if whole == less:
                return "no territory"
            case Minus(whole, less):
                return f"{self.ground(whole, word)} without {self.ground(less)}"
            case Also(one, other):
                return f"what {self.ground(one, word)} and {self.ground(other)} have in common"
            case Outside() | Within() | Reaching():
                return f"places {self.place(node).removeprefix('in places ')}"
            case _:
                return f"the territory of {self.actors(node)}"

    def _ground(self, name: str) -> str:
        term = self.terms.get(name)
        if term is not None and term.readings:
            of_actors = all(self.of_actors(_tree(reading.means)) for reading in term.readings)
            return f"the territory of {self.term(name)}" if of_actors else str(self.term(name))
        if term is not None:
            return str(self.term(name))
        if name in self._groups and name not in self._entities("territories"):
            return f"the territory of {self.members(name)}"
        return self.territory(name)

    def of_actors(self, node: Node) -> bool:
        """Whether what stands first in it is a set of actors."""
        while isinstance(node, Union | Minus | Also):
            node = node.parts[0] if isinstance(node, Union) else node.whole if isinstance(node, Minus) else node.one
        return isinstance(node, _ACTORS) or (isinstance(node, Name) and node.id in self._groups)

    # -------------------------------------------------------------------------------------------------- conditions

    def condition(self, node: Condition, inside: bool = False) -> str:
        """A condition as a clause."""
        match node:
            case Flag(name):
                return self.flag(name)
            case Not(of):
                return f"it is not so that {self.condition(of, inside=True)}"
            case AllOf(parts) | AnyOf(parts):
                word = "and" if isinstance(node, AllOf) else "or"
                found = f" {word} ".join(self.condition(part, inside=True) for part in parts)
                return f"({found})" if inside else found

    def one(self, expression: Expression | None) -> bool:
        """Whether these bearers are one state."""
        tree = _tree(expression) if expression else None
        return isinstance(tree, Name) and (tree.id in everything() or self._is_state(tree.id))

    def _is_state(self, name: str) -> bool:
        return any(party.id == name and party.kind == "state" for party in self.case.parties)


def _both(one: str, other: str) -> str:
    """What is of both sets of actors.

    >>> _both("the members of NATO", "the Parties"), _both("Russia and Poland", "Poland")
    ('those members of NATO that are Parties', 'those of Russia and Poland that are among Poland')
    """
    plain = one.startswith("the ") and " and " not in one
    left = f"those {one.removeprefix('the ')}" if plain else f"those of {one}"
    several = other.startswith("the ") and " and " not in other
    return f"{left} that are {other.removeprefix('the ') if several else f'among {other}'}"


def _stripped(node: Set) -> tuple[Set, tuple[Set, ...]]:
    """What is left out of a territory again and again, and what it is left out of."""
    less: list[Set] = []
    while True:
        match node:
            case Minus(whole, part) | Also(whole, Outside(part)):
                less.append(part)
                node = whole
            case _:
                return node, tuple(reversed(less))


def _has_preposition(node: Set) -> bool:
    return isinstance(node, Outside | Within | Reaching | Everything | Minus | Also)


def _tree(expression: Expression | None) -> Set:
    assert expression is not None
    return expression.tree  # type: ignore[return-value]  # the model keeps trees as objects


_WITH_ARTICLE = ("Americas", "Caribbean", "South Caucasus")


_STATES_WITH_ARTICLE = ("BHS", "COD", "COM", "MDV", "NLD", "PHL", "VAT")


def region(name: str) -> str:
    """A region of the gazetteer; "" for any other name.

    >>> region("un_eastern_europe"), region("un_south_caucasus"), region("POL")
    ('Eastern Europe (UN)', 'the South Caucasus', '')
    """
    found = region_names().get(name, "")
    counted = " (UN)" if found and name != "un_south_caucasus" else ""
    return f"{'the ' if found in _WITH_ARTICLE else ''}{found}{counted}"


def plain_id(name: str) -> str:
    """An id that has no title, as words.

    >>> plain_id("keep_forces"), plain_id("RUS")
    ('keep forces', 'RUS')
    """
    return name.replace("_", " ")


def number(value: float) -> str:
    """A number with thousands separators, without needless decimals.

    >>> number(5500.0), number(2.5)
    ('5,500', '2.5')
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"

"""Whether what an expression names exists and is of the kind that is meant, and whether it can mean anything at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from detente.case.names import Problems, article, shorten
from detente.case.treaties import expressions as ex
from detente.case.treaties.model import Expression
from detente.case.treaties.words import ACTION, ACTOR, ANY, ASSET, KINDS, PEOPLED, TERRITORY, Words, trees

_KIND = {ACTOR: "actor", TERRITORY: "territory", ACTION: "action", ASSET: "asset class", ANY: "name"}
_RELATIVE = (ex.Others, ex.Own, ex.Counterparty)


NO_SIGNATORIES = "“signatories” in the treaty, or names"
ONCE = frozenset({NO_SIGNATORIES})
"""Reasons of which one complaint in a treaty is enough."""


@dataclass(frozen=True)
class Place:
    """Where an expression stands: what it says of which side, and which words mean something there.

    `barred` gives, for a kind of node, why it means nothing here.
    """

    file: str
    line: int
    kind: str
    where: str
    barred: Mapping[type, str]


def kinds_in_words(kinds: Collection[str], join: str = "and") -> str:
    """Kinds of names, each with its article."""
    return f" {join} ".join(article(word) for kind, word in _KIND.items() if kind in kinds)


class Usage:
    """Checks the expressions of the vocabulary, or of one treaty."""

    def __init__(self, words: Words, problems: Problems) -> None:
        self.words, self.problems = words, problems
        self._given: set[str] = set()

    # --------------------------------------------------------------------------------------------------------- sets

    def set(self, expression: Expression | None, place: Place) -> None:
        """Complain of all in a set that does not exist, is of another kind, or means nothing here."""
        if expression is not None and isinstance(expression.tree, ex.Set):
            self._node(expression.tree, place.kind, place)
            self._barred(expression.tree, place)

    def _node(self, node: ex.Set, kind: str, place: Place) -> None:
        match node:
            case ex.Name(name):
                self._name(name, kind, place)
            case ex.MembersOf(group, _):
                self._fits(node, PEOPLED, kind, place)
                self._group(group, place)
            case ex.TerritoryOf(of):
                self._fits(node, {TERRITORY}, kind, place)
                self._node(of, ACTOR, place)
            case ex.Within(_, of):
                self._fits(node, {TERRITORY}, kind, place)
                self._node(of, TERRITORY, place)
            case ex.Reaching(target, _):
                self._fits(node, {TERRITORY}, kind, place)
                self._node(target, TERRITORY, place)
            case ex.Own():
                self._fits(node, {TERRITORY}, kind, place)
            case ex.Signatories() | ex.Others() | ex.Counterparty() | ex.ThirdStates():
                self._fits(node, PEOPLED, kind, place)
            case _:
                for part in ex.parts_of(node):
                    self._node(part, kind, place)  # type: ignore[arg-type]  # the parts of a set are sets

    def _fits(self, node: ex.Set, kinds: Collection[str], kind: str, place: Place) -> None:
        if kind != ANY and kind not in kinds:
            message = f"{place.where}: “{node}” is no {_KIND[kind]}"
            expected = f"{article(_KIND[kind])}"
            self.problems.add(place.file, place.line, message, expected=expected, got=str(node))

    def _group(self, name: str, place: Place) -> None:
        words = self.words
        if words.open or name in words.groups or name in words.blocs:
            return
        where = f"{place.where}: "
        self.problems.unknown(place.file, place.line, "group", name, words.groups | words.blocs, where=where)

    def _name(self, name: str, kind: str, place: Place) -> None:
        words = self.words
        if name in words.usable[kind]:
            if name in words.terms:
                self._term(name, kind, place)
            return
        if words.open or (kind == ACTION and not words.actions) or (kind == ASSET and not words.assets):
            return
        others = words.kinds(name)
        if others:
            message = f"{place.where}: {name} is {kinds_in_words(others)}"
            self.problems.add(place.file, place.line, message, expected=article(_KIND[kind]), got=name)
            return
        self.unknown(name, kind, place)

    def unknown(self, name: str, kind: str, place: Place) -> None:
        """A name of that kind that exists nowhere, with the nearest that does, by id or by plain name."""
        known = self.words.usable[kind]
        by_title = self.words.titles.get(name.lower().replace("_", " ")) if kind in {*PEOPLED, ANY} else None
        if by_title is None:
            self.problems.unknown(place.file, place.line, _KIND[kind], name, known, where=f"{place.where}: ")
            return
        message = f"{place.where}: no {_KIND[kind]} is called {shorten(name)}"
        expected = f"one of {len(known)} that there are"
        self.problems.add(place.file, place.line, message, expected=expected, got=shorten(name), near=by_title)

    # -------------------------------------------------------------------------------------------------------- terms

    def _term(self, name: str, kind: str, place: Place) -> None:
        found = self.kinds_of_term(name)
        if found and kind not in {*found, ANY}:
            message = f"{place.where}: the term {name} means {kinds_in_words(found, 'or')}"
            self.problems.add(place.file, place.line, message, expected=article(_KIND[kind]), got=name)

    def kinds_of_term(self, name: str) -> frozenset[str]:
        """Of which kinds what a term means can be, under every reading; none where its readings do not agree."""
        return self._kinds_of_term(name, ())

    def _kinds_of_term(self, name: str, inside: tuple[str, ...]) -> frozenset[str]:
        term = self.words.terms.get(name)
        if term is None or not term.readings or name in inside:
            return KINDS
        found = KINDS
        for tree in trees(term):
            found &= self._kinds(tree, (*inside, name))
        return found

    def _kinds(self, node: ex.Set, inside: tuple[str, ...]) -> frozenset[str]:
        match node:
            case ex.Name(name):
                if name in self.words.terms:
                    return self._kinds_of_term(name, inside)
                return self.words.kinds(name) or KINDS
            case ex.MembersOf() | ex.Signatories() | ex.Others() | ex.Counterparty() | ex.ThirdStates():
                return PEOPLED
            case ex.TerritoryOf() | ex.Within() | ex.Reaching() | ex.Own():
                return frozenset({TERRITORY})
            case ex.Everything():
                return KINDS
            case _:
                found = KINDS
                for part in ex.parts_of(node):
                    found &= self._kinds(part, inside)  # type: ignore[arg-type]
                return found

    def meaning(self, term: str, meaning: Expression, place: Place) -> None:
        """Complain of all in a meaning of a term that does not exist, and of one that mixes kinds."""
        tree = meaning.tree
        assert isinstance(tree, ex.Set)
        kinds = self._kinds(tree, (term,))
        if not kinds:
            message = f"{place.where}: what it means is of several kinds"
            expected = "actors, territories, actions or assets, not some of each"
            self.problems.add(place.file, place.line, message, expected=expected, got=meaning.text)
            return
        several = len(kinds) > 1 and kinds != PEOPLED
        self.set(meaning, replace(place, kind=ANY if several else TERRITORY if TERRITORY in kinds else min(kinds)))

    # ---------------------------------------------------------------------------------------- words that mean nothing

    def _barred(self, tree: ex.Set, place: Place) -> None:
        found = self.relative(tree)
        for kind, why in place.barred.items():
            node = found.get(kind)
            if node is not None and not (why in ONCE and why in self._given):
                self._given.add(why)
                message = f"{place.where}: “{node}” means nobody here"
                self.problems.add(place.file, place.line, message, expected=why, got=str(tree))

    def relative(self, tree: ex.Set, inside: tuple[str, ...] = ()) -> dict[type, ex.Node]:
        """The nodes of a set, terms followed, that mean something only in a treaty, to a bearer, to a counterparty."""
        found: dict[type, ex.Node] = {}
        for node in ex.walk(tree):
            if isinstance(node, (*_RELATIVE, ex.Signatories, ex.ThirdStates)):
                found.setdefault(type(node), node)
            elif isinstance(node, ex.Name) and node.id not in inside:
                for inner in trees(self.words.terms.get(node.id)):
                    for kind, one in self.relative(inner, (*inside, node.id)).items():
                        found.setdefault(kind, one)
        return found

    # --------------------------------------------------------------------------------------------------- conditions

    def condition(self, expression: Expression | None, place: Place, statuses_only: bool = False) -> None:
        """Complain of every name in a condition that is no status, or no circumstance either."""
        if expression is None or self.words.open:
            return
        words = self.words
        known = words.statuses if statuses_only else words.statuses | words.circumstances
        tree = expression.tree
        for name in ex.names_in(tree) if isinstance(tree, ex.Condition) else ():
            if name in known:
                continue
            if statuses_only and name in words.circumstances:
                message = f"{place.where}: nobody decides the circumstance {name}"
                expected = "a status, which the parties decide"
                self.problems.add(place.file, place.line, message, expected=expected, got=name)
            else:
                kind = "status" if statuses_only else "status or circumstance"
                self.problems.unknown(place.file, place.line, kind, name, known, where=f"{place.where}: ")

"""What an expression means once readings are chosen: terms, parties and the counterparty put in their places.

What is left depends on the day, the bearer and the asset's reach alone, whichever treaty it stood in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from detente.case.treaties import expressions as ex
from detente.case.treaties.model import Expression, Term, TermReading, Treaty
from detente.errors import DetenteError


@dataclass(frozen=True)
class Bearer:
    """The bearer itself."""


@dataclass(frozen=True)
class States:
    """All states."""


@dataclass(frozen=True)
class Undefined:
    """A term that nothing defines: it may hold anything, and certainly holds nothing."""

    term: str


Meaning = object
"""A node of `expressions`, or one of these, closed: no term, party or counterparty is left in it."""

TermChoice = Callable[[str, Term], TermReading]
"""Which reading of a term of this full name is meant."""


class Meanings:
    """Closes the expressions of one treaty; `choose` says how a disputed term is read."""

    def __init__(self, treaty: Treaty, terms: Mapping[str, tuple[str, Term]], choose: TermChoice) -> None:
        self._treaty, self._terms, self._choose = treaty, terms, choose

    def close(self, expression: Expression, counterparty: Expression | None = None) -> Meaning:
        """The meaning of an expression in a provision that is owed to `counterparty`."""
        return self._close(expression.tree, counterparty, ())

    def _close(self, node: object, owed: Expression | None, inside: tuple[str, ...]) -> Meaning:
        def close(part: object) -> object:
            return self._close(part, owed, inside)

        match node:
            case ex.Name(name) if name in self._terms:
                return self._term(name, owed, inside)
            case ex.Signatories():
                return self._signatories(inside)
            case ex.Others():
                return ex.Minus(self._signatories(inside), Bearer())  # type: ignore[arg-type]  # closed nodes
            case ex.ThirdStates():
                return ex.Minus(States(), self._signatories(inside))  # type: ignore[arg-type]
            case ex.Counterparty():
                return self._owed(owed, inside)
            case ex.TerritoryOf(of) | ex.Outside(of):
                return type(node)(close(of))  # type: ignore[arg-type]
            case ex.Within(km, of):
                return ex.Within(km, close(of))  # type: ignore[arg-type]
            case ex.Reaching(target, reach):
                return ex.Reaching(close(target), reach)  # type: ignore[arg-type]
            case ex.Union(parts):
                return ex.Union(tuple(map(close, parts)))  # type: ignore[arg-type]
            case ex.Minus(one, other) | ex.Also(one, other):
                return type(node)(close(one), close(other))  # type: ignore[arg-type]
        return node

    def _term(self, name: str, owed: Expression | None, inside: tuple[str, ...]) -> Meaning:
        full, term = self._terms[name]
        if full in inside:
            raise DetenteError(f"The term {name} is defined by itself ({' → '.join([*inside, full])}).")
        if not term.readings:
            return Undefined(full)
        return self._close(self._choose(full, term).means.tree, owed, (*inside, full))

    def _signatories(self, inside: tuple[str, ...]) -> Meaning:
        here = "the signatories"
        if here in inside:
            raise DetenteError(f"The signatories of {self._treaty.id} are defined by themselves.")
        given = self._treaty.signatories
        return ex.Union(()) if given is None else self._close(given.tree, None, (*inside, here))

    def _owed(self, owed: Expression | None, inside: tuple[str, ...]) -> Meaning:
        here = "the counterparty"
        if here in inside:
            raise DetenteError(f"A counterparty in {self._treaty.id} is defined by itself.")
        return ex.Union(()) if owed is None else self._close(owed.tree, None, (*inside, here))

"""Yes-or-no variables: statuses and consents, which parties decide, and circumstances, which nobody decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from detente.case.treaties import expressions as ex
from detente.case.treaties.model import Vocabulary
from detente.engines.norms.model import FALSE, TRUE, Boolean, Norm

STATUS, CONSENT, CIRCUMSTANCE, ACT = "status", "consent", "circumstance", "act"


@dataclass(frozen=True)
class Giving:
    """Whose consent counts for these bearers at these times: `need` of `givers`. All are masks."""

    bearers: int
    times: int
    givers: int
    need: int


@dataclass(frozen=True)
class Variable:
    """A variable. `kind`: status, consent, act (a trigger or a breach, which parties bring about) or circumstance.

    `defined` is false for words that nothing defines. `giving` says whose consent counts. `clause` is the number of the
    clause that a consent or act belongs to, -1 for others.
    """

    name: str
    title: str
    kind: str
    defined: bool = True
    clause: int = -1
    giving: tuple[Giving, ...] = ()


class Variables:
    """Variables as they are met, numbered in that order."""

    def __init__(self, words: Vocabulary) -> None:
        self.found: list[Variable] = []
        self._places: dict[str, int] = {}
        self._known = {one.id: Variable(one.id, one.title, STATUS) for one in words.statuses}
        self._known |= {one.id: Variable(one.id, one.title, CIRCUMSTANCE) for one in words.circumstances}

    def of(self, variable: Variable) -> Boolean:
        """That variable holds."""
        if variable.name not in self._places:
            self._places[variable.name] = len(self.found)
            self.found.append(variable)
        return ("var", self._places[variable.name])

    def said(self, words: str, treaty: str) -> Boolean:
        """Words that nothing defines: a circumstance of their own, the same wherever a treaty says them."""
        return self.of(Variable(f"{treaty}: {words}", words, CIRCUMSTANCE, defined=False)) if words else TRUE

    def condition(self, tree: object, treaty: str) -> Boolean:
        """A condition over statuses and circumstances."""
        match tree:
            case ex.Flag(name):
                known = self._known.get(name)
                return self.of(known) if known else self.said(name, treaty)
            case ex.Not(of):
                return negation(self.condition(of, treaty))
            case ex.AllOf(parts):
                return both(self.condition(part, treaty) for part in parts)
            case ex.AnyOf(parts):
                return either(self.condition(part, treaty) for part in parts)
        raise TypeError(f"{type(tree).__name__} is no condition")


def negation(of: Boolean) -> Boolean:
    """It does not hold."""
    if of == TRUE:
        return FALSE
    if of == FALSE:
        return TRUE
    return of[1] if of[0] == "not" else ("not", of)


def both(parts: Iterable[Boolean]) -> Boolean:
    """All of them hold."""
    found = tuple(dict.fromkeys(part for part in parts if part != TRUE))
    if FALSE in found:
        return FALSE
    return TRUE if not found else found[0] if len(found) == 1 else ("and", found)


def either(parts: Iterable[Boolean]) -> Boolean:
    """At least one of them holds."""
    found = tuple(dict.fromkeys(part for part in parts if part != FALSE))
    if TRUE in found:
        return TRUE
    return FALSE if not found else found[0] if len(found) == 1 else ("or", found)


def uses(of: Boolean) -> frozenset[int]:
    """The variables in a condition."""
    if of[0] == "var":
        return frozenset((of[1],))
    parts = of[1] if of[0] in ("and", "or") else of[1:] if of[0] == "not" else ()
    return frozenset().union(*map(uses, parts))


def same_in_substance(norm: Norm, variables: Sequence[Variable]) -> Norm:
    """A norm with one variable for all that come to the same: consents of the same givers, words said alike."""
    same: dict[object, int] = {}
    places = {place: same.setdefault(_substance(one), place) for place, one in enumerate(variables)}
    return replace(
        norm,
        when=renamed(norm.when, places),
        exempt=tuple((boxes, renamed(held, places)) for boxes, held in norm.exempt),
        holds=None if norm.holds is None else renamed(norm.holds, places),
    )


def _substance(one: Variable) -> object:
    if one.kind == CONSENT:
        return CONSENT, frozenset((part.givers, part.need) for part in one.giving)
    return (one.kind, one.title) if not one.defined else one.name


def renamed(of: Boolean, places: Mapping[int, int]) -> Boolean:
    """The condition with other numbers for its variables."""
    if of[0] == "var":
        return ("var", places[of[1]])
    if of[0] == "not":
        return ("not", renamed(of[1], places))
    return (of[0], tuple(renamed(part, places) for part in of[1])) if of[0] in ("and", "or") else of


def worded(of: Boolean, variables: Sequence[Variable]) -> str:
    """A condition in words; "" for one that always holds.

    >>> worded(("not", ("var", 0)), [Variable("t", "there is a threat", CIRCUMSTANCE)])
    'not: there is a threat'
    """
    if of == TRUE:
        return ""
    if of == FALSE:
        return "never"
    if of[0] == "var":
        return variables[of[1]].title or variables[of[1]].name
    if of[0] == "not":
        inner = worded(of[1], variables)
        return f"not: {inner}" if of[1][0] == "var" else f"not ({inner})"
    parts = (f"({worded(part, variables)})" if part[0] in ("and", "or") else worded(part, variables) for part in of[1])
    return f" {of[0]} ".join(parts)

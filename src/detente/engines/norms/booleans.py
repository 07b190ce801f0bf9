"""Conditions over yes-or-no variables: simplified, evaluated, and by the sign in which each variable occurs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from detente.engines.norms.model import FALSE, TRUE, Boolean


def negation(one: Boolean) -> Boolean:
    """Not this.

    >>> negation(("not", ("var", 3)))
    ('var', 3)
    """
    if one[0] == "not":
        inner: Boolean = one[1]
        return inner
    if one == TRUE:
        return FALSE
    return TRUE if one == FALSE else ("not", one)


def conjunction(parts: Iterable[Boolean]) -> Boolean:
    """All of these, flat and sorted, so that equal sets of parts are equal."""
    return _joined("and", TRUE, FALSE, parts)


def disjunction(parts: Iterable[Boolean]) -> Boolean:
    """Any of these, flat and sorted."""
    return _joined("or", FALSE, TRUE, parts)


def _joined(word: str, neutral: Boolean, final: Boolean, parts: Iterable[Boolean]) -> Boolean:
    flat: set[Boolean] = set()
    for part in parts:
        flat.update(part[1] if part[0] == word else (part,))
    flat.discard(neutral)
    if final in flat or any(negation(part) in flat for part in flat):
        return final
    if len(flat) == 1:
        return flat.pop()
    return (word, tuple(sorted(flat, key=repr))) if flat else neutral


def simplify(one: Boolean, known: Mapping[int, bool]) -> Boolean:
    """The condition where some variables are known.

    >>> simplify(("and", (("var", 0), ("not", ("var", 1)))), {1: False})
    ('var', 0)
    """
    match one[0]:
        case "var":
            return one if one[1] not in known else TRUE if known[one[1]] else FALSE
        case "not":
            return negation(simplify(one[1], known))
        case "and":
            return conjunction(simplify(part, known) for part in one[1])
        case "or":
            return disjunction(simplify(part, known) for part in one[1])
        case _:
            return one


def renumbered(one: Boolean, number: Callable[[int], int]) -> Boolean:
    """The condition with other numbers for its variables."""
    if one[0] == "var":
        return ("var", number(one[1]))
    if one[0] == "not":
        return ("not", renumbered(one[1], number))
    return (one[0], tuple(renumbered(part, number) for part in one[1])) if one[0] in ("and", "or") else one


def truth(one: Boolean, values: Mapping[int, bool]) -> bool:
    """Whether it holds where all its variables are known."""
    return simplify(one, values) == TRUE


def signed(one: Boolean, sign: bool = True) -> Iterator[tuple[int, bool]]:
    """The variables that occur, each with the value that makes the condition (or its reverse) more likely to hold."""
    if one[0] == "var":
        yield one[1], sign
    elif one[0] == "not":
        yield from signed(one[1], not sign)
    elif one[0] in ("and", "or"):
        for part in one[1]:
            yield from signed(part, sign)


def variables(*conditions: Boolean) -> frozenset[int]:
    """All variables that occur in these."""
    return frozenset(variable for one in conditions for variable, _ in signed(one))


def assignments(names: Iterable[int]) -> Iterator[dict[int, bool]]:
    """Every assignment of these variables, all false first."""
    ordered = sorted(names)
    for number in range(1 << len(ordered)):
        yield {name: bool(number >> place & 1) for place, name in enumerate(ordered)}

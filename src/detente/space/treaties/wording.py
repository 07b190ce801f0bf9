"""Conditions of compiled treaties in words, and disputed clauses and terms by the names that people give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.engines.norms.model import Boolean
from detente.errors import UnknownNameError
from detente.space.treaties.questions import DISPUTED

if TYPE_CHECKING:
    from detente.space.treaties.compiled import Compiled


def condition(what: Boolean, compiled: Compiled) -> str:
    """A condition as a text: titles of its variables, `not`, `and`, `or`."""
    return _said(what, compiled, inside=False)


def _said(what: Boolean, compiled: Compiled, *, inside: bool) -> str:
    kind = what[0]
    if kind == "true":
        return "always"
    if kind == "false":
        return "never"
    if kind == "var":
        one = compiled.variables[what[1]]
        return one.title or one.name
    if kind == "not":
        return f"not {_said(what[1], compiled, inside=True)}"
    text = f" {kind} ".join(_said(part, compiled, inside=True) for part in what[1])
    return f"({text})" if inside else text


def question(compiled: Compiled, name: str) -> int:
    """The number of a disputed clause or term, by its full name, or by its anchor or id where only one has it.

    Raises UnknownNameError with the nearest one that there is.
    """
    names = [one.name for one in compiled.questions]
    if name in names:
        return names.index(name)
    alike = [place for place, full in enumerate(names) if full.partition("#")[2] == name]
    if len(alike) == 1:
        return alike[0]
    raise UnknownNameError(DISPUTED, name, names, (one.said for one in compiled.questions))

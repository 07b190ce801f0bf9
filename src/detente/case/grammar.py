"""Reading the condition language: `river is open and not patrols in {day, night}`.

The grammar is in `grammar.lark`. Nothing here recurses over what was written, so no nesting, however deep, ends in
anything but an answer or a ConditionError.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from detente.case.conditions import (
    MAX_DEPTH,
    And,
    Bound,
    Condition,
    Count,
    If,
    Iff,
    Is,
    Named,
    Not,
    Or,
    Truth,
    format_condition,
)
from detente.case.resolving import MAX_SIZE, resolve
from detente.errors import ConditionError

if TYPE_CHECKING:
    from lark import Lark, Token, UnexpectedInput

__all__ = ["MAX_LENGTH", "MAX_SIZE", "RESERVED", "format_condition", "parse", "resolve"]

RESERVED = frozenset(
    {"not", "and", "or", "if", "then", "iff", "is", "in", "at", "least", "most", "exactly", "of", "true", "false"}
)
"""The words of the language; no id is one of them."""

MAX_LENGTH = 1_000_000
"""Characters that one condition may have."""


def parse(text: str) -> Condition:
    """What does this text say? A bare id is `Named`; `resolve` replaces it.

    Raises ConditionError with the column and what was expected there, also where the nesting is deeper than MAX_DEPTH.
    """
    if len(text) > MAX_LENGTH:
        shown = text[:60] + "…"
        raise ConditionError(f"a condition has at most {MAX_LENGTH} characters, not {len(text)}", text=shown, column=1)
    from lark.exceptions import UnexpectedInput

    try:
        built: Any = _parser().parse(text)
    except UnexpectedInput as error:
        _explain(error, text)
    except _Refused as refused:
        raise ConditionError(refused.message, text=_shown(text), column=refused.column) from None
    condition: Condition = built.condition
    return condition


# ---------------------------------------------------------------------------------------------------------- building


class _Refused(Exception):
    def __init__(self, message: str, column: int) -> None:
        self.message, self.column = message, column
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class _Built:
    condition: Condition
    depth: int


def _node(condition: Condition, parts: list[_Built], token: Token) -> _Built:
    depth = 1 + max(part.depth for part in parts)
    if depth > MAX_DEPTH:
        raise _Refused(f"conditions are nested at most {MAX_DEPTH} deep; this one goes deeper", _column(token))
    return _Built(condition, depth)


def _column(token: Token) -> int:
    return (token.start_pos or 0) + 1


def _inner(items: list[Any]) -> list[_Built]:
    return [item for item in items if isinstance(item, _Built)]


def _conditions(parts: list[_Built]) -> tuple[Condition, ...]:
    return tuple(part.condition for part in parts)


class _Builder:
    """What each form of the grammar becomes, from the inside out; lark calls a method when it has read the form."""

    def true(self, _items: list[Any]) -> _Built:
        return _Built(Truth(True), 1)

    def false(self, _items: list[Any]) -> _Built:
        return _Built(Truth(False), 1)

    def named(self, items: list[Token]) -> _Built:
        return _Built(Named(str(items[0])), 1)

    def takes(self, items: list[Token]) -> _Built:
        return _Built(Is(str(items[0]), (str(items[2]),)), 1)

    def takes_one(self, items: list[Token]) -> _Built:
        seen: dict[str, None] = {}
        for token in items[2:]:
            if str(token) in seen:
                raise _Refused(f"“{token}” is listed twice", _column(token))
            seen[str(token)] = None
        return _Built(Is(str(items[0]), tuple(seen)), 1)

    def from_here_up(self, items: list[Token]) -> _Built:
        return _Built(Bound(str(items[0]), str(items[3]), least=True), 1)

    def up_to_here(self, items: list[Token]) -> _Built:
        return _Built(Bound(str(items[0]), str(items[3]), least=False), 1)

    def negated(self, items: list[Any]) -> _Built:
        return _node(Not(items[1].condition), [items[1]], items[0])

    def all_of(self, items: list[Any]) -> _Built:
        parts = _inner(items)
        return _node(And(_conditions(parts)), parts, items[1])

    def any_of(self, items: list[Any]) -> _Built:
        parts = _inner(items)
        return _node(Or(_conditions(parts)), parts, items[1])

    def if_then(self, items: list[Any]) -> _Built:
        when, then = _inner(items)
        return _node(If(when.condition, then.condition), [when, then], items[0])

    def both_or_neither(self, items: list[Any]) -> _Built:
        left, right = _inner(items)
        return _node(Iff(left.condition, right.condition), [left, right], items[1])

    def at_least(self, items: list[Any]) -> _Built:
        number, parts = _number(items[2]), _inner(items)
        return _node(Count(number, None, _conditions(parts)), parts, items[0])

    def at_most(self, items: list[Any]) -> _Built:
        number, parts = _number(items[2]), _inner(items)
        return _node(Count(0, number, _conditions(parts)), parts, items[0])

    def exactly(self, items: list[Any]) -> _Built:
        number, parts = _number(items[1]), _inner(items)
        return _node(Count(number, number, _conditions(parts)), parts, items[0])

    def group(self, items: list[Any]) -> _Built:
        return _node(items[1].condition, [items[1]], items[0])


def _number(token: Token) -> int:
    if not (token.isdecimal() and len(token) <= 9):
        raise _Refused(f"expected a number, as in “at least 2 of (…)”, not “{token}”", _column(token))
    return int(token)


@cache
def _parser() -> Lark:
    from lark import Lark

    grammar = (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="basic", transformer=_Builder())


# ------------------------------------------------------------------------------------------------------ explanations

_CONNECT = frozenset({"AND", "OR", "IFF", "THEN", "RPAR", "COMMA", "$END"})


def _shown(text: str) -> str:
    return text if len(text) <= 200 else text[:200] + "…"


def _explain(error: UnexpectedInput, text: str) -> NoReturn:
    """Say in words what was expected, for lark's sets of terminals."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    if isinstance(error, UnexpectedToken):
        token = error.token
        ended = token.type == "$END"
        at = len(text.rstrip()) if ended else token.start_pos or 0
        wanted = _wanted(set(error.accepts), text, at)
        capital = _hint(text[:at].rsplit(maxsplit=1)[-1]) if text[:at].split() else ""
        message = wanted if ended else f"{wanted}, not “{token}”{_hint(str(token)) or capital}"
    elif isinstance(error, UnexpectedCharacters):
        place: Any = error.pos_in_stream  # lark declares it as None
        at = int(place)
        message = f"“{text[at]}” is not part of the language{_symbol(text[at])}"
    else:  # lark has no other kind for this parser
        at, message = 0, "this is not a condition"
    raise ConditionError(message, text=_shown(text), column=at + 1) from None


def _wanted(accepts: set[str], text: str, at: int) -> str:
    before = text[:at].replace("{", " { ").replace("(", " ( ").replace(",", " , ").split()
    last = before[-1] if before else ""
    after = f" after “{last}”" if last else ""
    if accepts == {"ID"}:
        counts = last == "exactly" or (last in {"least", "most"} and _counts(before))
        return f"expected {'a number' if counts else 'an option'}{after}"
    if "NOT" in accepts:
        return f"expected a condition{after}"
    if "IS" in accepts:
        return f"expected “is”, “in”, “at least” or “at most”{after}"
    if accepts & _CONNECT and accepts & {"AND", "OR", "IFF"}:
        closing = " or “)”" if "RPAR" in accepts else ""
        return f"expected “and”, “or”, “iff”{' or “then”' if 'THEN' in accepts else closing}{after}"
    words = {"LBRACE": "“{”", "RBRACE": "“}”", "COMMA": "“,”", "LPAR": "“(”", "RPAR": "“)”"}
    listed = [words.get(name, f"“{name.lower()}”") for name in sorted(accepts)]
    return f"expected {' or '.join(listed) or 'nothing more'}{after}"


def _counts(before: list[str]) -> bool:
    """Whether an `at least` begins a count rather than following an issue."""
    return len(before) < 3 or before[-3] in RESERVED | {"(", ","}


def _hint(token: str) -> str:
    if token != token.lower() and token.lower() in RESERVED:
        return f"; the words of the language are in small letters: “{token.lower()}”"
    return "; put parentheses around “if … then …”" if token == "if" else ""


def _symbol(character: str) -> str:
    words = {
        "=": "is",
        "!": "not",
        "&": "and",
        "|": "or",
        "≥": "at least",
        "≤": "at most",
        ">": "at least",
        "<": "at most",
    }
    return f"; write “{words[character]}”" if character in words else ""

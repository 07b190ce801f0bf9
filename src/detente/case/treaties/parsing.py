"""From text to the nodes of `expressions`: a parser by recursive descent that says where it stopped and why.

set   := list (("but" "not" | "also" "in") list)*
list  := item (("," | "or" | "and" | ", or" | ", and") item)*
item  := ("territory of" | "outside" | "within N km of") item | "from which" set "can be reached" ["at N km"]
       | "members of" NAME ["on" DAY] | NAME ["on" DAY] | a word of its own | "(" set ")"

condition := all ("or" all)*;  all := one ("and" one)*;  one := "not" one | NAME | "(" condition ")"
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import NoReturn, TypeVar

from detente.case.treaties.expressions import (
    MAX_DEPTH,
    MAX_LENGTH,
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
from detente.errors import ConditionError

_PLAIN: dict[str, Set] = {
    "parties": Signatories(),
    "signatories": Signatories(),
    "others": Others(),
    "counterparty": Counterparty(),
    "any": Everything(),
    "anyone": Everything(),
    "anywhere": Everything(),
    "anything": Everything(),
}

RESERVED = frozenset(_PLAIN) | {
    *("members", "of", "on", "own", "territory", "third", "states", "outside", "within", "km", "from", "which"),
    *("can", "be", "reached", "at", "but", "not", "also", "in", "and", "or"),
}
"""The words of the languages; no name is one of them."""

_TOKEN = re.compile(r"\s*(?:([0-9]+\.[0-9]+(?![\w.-])|[A-Za-z0-9][A-Za-z0-9_-]*)|([(),])|(\S))")
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_N = TypeVar("_N", Set, Condition)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    column: int


def _tokens(text: str) -> list[_Token]:
    if len(text) > MAX_LENGTH:
        raise ConditionError(
            f"an expression has at most {MAX_LENGTH} characters, not {len(text)}", text=_shown(text), column=1
        )
    found = []
    body = text.rstrip()
    at = 0
    while at < len(body):
        match = _TOKEN.match(body, at)
        assert match is not None  # the last alternative takes whatever there is
        kind = match.lastindex or 1
        if kind == 3:
            message = f"“{match.group(3)}” is not part of the language"
            raise ConditionError(message, text=_shown(text), column=match.start(3) + 1)
        found.append(_Token(match.group(kind), match.start(kind) + 1))
        at = match.end()
    return found


def _shown(text: str) -> str:
    return text if len(text) <= 200 else text[:200] + "…"


class _Parser:
    """What both languages need: looking ahead, expecting words, and refusing in plain words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.at = 0
        self.level = 0

    def peek(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place].text if place < len(self.tokens) else ""

    def takes(self, *words: str) -> bool:
        """Whether these words come next; if so they are taken."""
        if any(self.peek(place) != word for place, word in enumerate(words)):
            return False
        self.at += len(words)
        return True

    def expect(self, *words: str) -> None:
        for word in words:
            if not self.takes(word):
                self.refuse(f"expected “{word}”")

    def refuse(self, wanted: str) -> NoReturn:
        came, before = self.peek(), self.tokens[self.at - 1].text if self.at else ""
        after = f" after “{before}”" if before else ""
        column = self.tokens[self.at].column if came else len(self.text.rstrip()) + 1
        hint = f"; the words of the language are in small letters: “{came.lower()}”" if _capital(came) else ""
        if not hint and _capital(before):
            hint = f"; the words of the language are in small letters: “{before.lower()}”"
        message = f"{wanted}{after}" + (f", not “{came}”{hint}" if came else "")
        raise ConditionError(message, text=_shown(self.text), column=column)

    def deeper(self) -> None:
        self.level += 1
        if self.level > MAX_DEPTH:
            column = self.tokens[min(self.at, len(self.tokens) - 1)].column
            message = f"expressions are nested at most {MAX_DEPTH} deep; this one goes deeper"
            raise ConditionError(message, text=_shown(self.text), column=column)

    def name(self, wanted: str) -> str:
        word = self.peek()
        if not word or word in RESERVED or not word[0].isalnum() or "." in word:
            self.refuse(f"expected {wanted}")
        self.at += 1
        return word

    def end(self, node: _N, wanted: str) -> _N:
        if self.at < len(self.tokens):
            self.refuse(wanted)
        return node


def _capital(word: str) -> bool:
    return word != word.lower() and word.lower() in RESERVED


class _SetParser(_Parser):
    """Reads a set of actors, places or classes."""

    def parse(self) -> Set:
        """The whole text."""
        return self.end(self.chain(), "expected “,”, “or”, “and”, “but not” or “also in”")

    def chain(self) -> Set:
        before = self.level
        self.deeper()
        found: Set = self.list()
        while True:
            if self.peek() == "but":
                self.expect("but", "not")
                self.deeper()
                found = Minus(found, self.list())
            elif self.peek() == "also":
                self.expect("also", "in")
                self.deeper()
                found = Also(found, self.list())
            else:
                self.level = before
                return found

    def list(self) -> Set:
        parts = [self.item()]
        while self.joined():
            parts.append(self.item())
        return Union(tuple(parts)) if len(parts) > 1 else parts[0]

    def joined(self) -> bool:
        comma = self.takes(",")
        word = self.takes("or") or self.takes("and")
        return comma or word

    def item(self) -> Set:
        self.deeper()
        found = self.place() or self.atom()
        self.level -= 1
        return found

    def place(self) -> Set | None:
        """The forms that begin with a word of place."""
        if self.takes("territory"):
            self.expect("of")
            return TerritoryOf(self.item())
        if self.takes("own"):
            self.expect("territory")
            return Own()
        if self.takes("outside"):
            return Outside(self.item())
        if self.takes("within"):
            km = self.km()
            self.expect("of")
            return Within(km, self.item())
        if self.takes("from"):
            self.expect("which")
            target = self.chain()
            self.expect("can", "be", "reached")
            return Reaching(target, self.km() if self.takes("at") else None)
        return None

    def atom(self) -> Set:
        if self.takes("("):
            found = self.chain()
            self.expect(")")
            return found
        if self.takes("members"):
            self.expect("of")
            return MembersOf(self.name("a group"), self.on())
        if self.takes("third"):
            self.expect("states")
            return ThirdStates()
        word = self.peek()
        if word in _PLAIN:
            self.at += 1
            return _PLAIN[word]
        name = self.name("a name or a set")
        day = self.on()
        return Name(name) if day is None else MembersOf(name, day)

    def on(self) -> date | None:
        if not self.takes("on"):
            return None
        word = self.peek()
        if not _DAY.fullmatch(word):
            self.refuse("expected a day such as 1997-05-27")
        try:
            day = date.fromisoformat(word)
        except ValueError:
            self.refuse("expected a day that exists")
        self.at += 1
        return day

    def km(self) -> float:
        word = self.peek()
        if not _NUMBER.fullmatch(word):
            self.refuse("expected a number of km")
        self.at += 1
        self.expect("km")
        return float(word)


class _ConditionParser(_Parser):
    """Reads a condition over statuses and circumstances."""

    def parse(self) -> Condition:
        """The whole text."""
        return self.end(self.any(), "expected “and” or “or”")

    def any(self) -> Condition:
        self.deeper()
        parts = [self.all()]
        while self.takes("or"):
            parts.append(self.all())
        self.level -= 1
        return AnyOf(tuple(parts)) if len(parts) > 1 else parts[0]

    def all(self) -> Condition:
        parts = [self.one()]
        while self.takes("and"):
            parts.append(self.one())
        return AllOf(tuple(parts)) if len(parts) > 1 else parts[0]

    def one(self) -> Condition:
        self.deeper()
        if self.takes("not"):
            found: Condition = Not(self.one())
        elif self.takes("("):
            found = self.any()
            self.expect(")")
        else:
            found = Flag(self.name("a status or circumstance"))
        self.level -= 1
        return found


def set_of(text: str) -> Set:
    """The set that a text says. Raises ConditionError."""
    return _SetParser(text).parse()


def condition_of(text: str) -> Condition:
    """The condition that a text says. Raises ConditionError."""
    return _ConditionParser(text).parse()

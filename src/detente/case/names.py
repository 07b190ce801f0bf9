"""Names: what an id may look like, and collecting all that is wrong with a case, each with the nearest valid name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from detente.case.grammar import RESERVED
from detente.errors import MOST_NAMED, Finding, nearest

ID_PATTERN = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
_ID = re.compile(ID_PATTERN)

ID_RULE = "an id: a letter A–Z or digit, then letters, digits, “_” or “-”, at most 64"

MAX_FINDINGS = 1000
"""Findings of one kind in one file after which the rest are only counted."""

_BUDGET = 100_000
"""Comparisons of names that one reading spends on suggestions; a suggestion is a help, not an answer."""


def id_problem(name: str) -> str:
    """Why `name` cannot be an id, "" if it can.

    >>> id_problem("north-1"), id_problem("is")
    ('', 'a word of the condition language')
    """
    if name in RESERVED:
        return "a word of the condition language"
    return "" if _ID.fullmatch(name) else "not an id"


def shorten(text: str, size: int = 60) -> str:
    """A text as a message shows it: in one line, and not longer than that."""
    line = " ".join(text.split()) if text.strip() else repr(text)
    return line if len(line) <= size else line[: size - 1] + "…"


def every(checks: Iterable[bool]) -> bool:
    """Whether all checks hold; unlike `all`, it makes every one of them, so that each can complain."""
    return False not in list(checks)


class Problems:
    """Collects findings of one reading, and finds the nearest names within a budget."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._left = _BUDGET
        self._near: dict[tuple[str, int], tuple[Collection[str], str]] = {}

    def add(self, file: str, line: int, message: str, *, expected: str = "", got: str = "", near: str = "") -> None:
        """One more error."""
        self.findings.append(Finding(file, line, "error", message, expected, got, near))

    def extend(self, findings: Iterable[Finding]) -> None:
        """More errors."""
        self.findings.extend(findings)

    def nearest(self, name: str, known: Collection[str]) -> str:
        """The closest of `known`, or "" where nothing is close or too much was compared already."""
        key = (name, id(known))
        if key not in self._near:
            self._left -= len(known)
            # the collection is kept beside the answer, so that no other one can come to have its identity
            self._near[key] = (known, nearest(name[:80], known) if self._left > 0 else "")
        return self._near[key][1]

    def unknown(self, file: str, line: int, kind: str, name: str, known: Collection[str], *, where: str = "") -> None:
        """A name that is not in `known`; `where` begins the message."""
        found = self.nearest(name, known)
        if known and len(known) <= MOST_NAMED:
            expected = f"one of {', '.join(known)}" if len(known) > 1 else next(iter(known))
        elif known:
            expected = f"one of {len(known)} that there are"
        else:
            expected = f"{article(kind)}; there is none"
        message = f"{where}no {kind} is called {shorten(name)}"
        self.add(file, line, message, expected=expected, got=shorten(name), near=found)


def article(noun: str) -> str:
    """The noun behind `a` or `an`."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"

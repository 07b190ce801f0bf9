"""One exception tree for the whole project.

DetenteError
├── CaseError            what a case says cannot be read; carries every Finding at once
├── ConditionError       the text of a condition or a set cannot be read (position inside the text)
├── UnknownNameError     a name given in a call is not in the case; names the nearest one
├── FormatError          a file of another form cannot be read; carries every Finding at once
├── TooLargeError        the answer would not fit; says the size, the limit and what to do
├── NotJudgedError       nobody at a table is judged, so nothing can be said of what is efficient or fair
├── WriteError           an edit could not be placed in a file
└── StoreError           the store cannot be opened, is busy, or has not what was asked for
    └── EditError        the store refuses a change; carries every reason at once
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class DetenteError(Exception):
    """Anything that Détente refuses, with a message a person can act on."""


_MOST_SHOWN = 400


def _short(text: str) -> str:
    """A text that a person would still read to its end."""
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}… ({len(text):,} characters)"


@dataclass(frozen=True, order=True)
class Finding:
    """One thing wrong, or worth knowing, in one place of a case.

    `severity` is "error" (the case cannot be used), "warning" (it can, but look) or "note".
    `line` counts from 1; 0 means the whole file.
    """

    file: str
    line: int
    severity: str
    message: str
    expected: str = ""
    got: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        parts = [f"{where}: {_short(self.message)}"]
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.got:
            parts.append(f"got {_short(self.got)}")
        if self.nearest:
            parts.append(f"did you mean {self.nearest}?")
        return "; ".join(parts)


class CaseError(DetenteError):
    """A case cannot be used. `findings` holds every reason, not only the first."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class FormatError(DetenteError):
    """A file of another form, or another tool's, cannot be read. `findings` holds every reason."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class ConditionError(DetenteError):
    """The text of a condition or a set cannot be read; `column` counts characters from 1."""

    def __init__(self, message: str, *, text: str, column: int) -> None:
        self.message, self.text, self.column = message, text, column
        super().__init__(f"{message} (column {column} of “{text}”)")


MOST_LISTED = 40
"""So many names at most are listed in a message."""
MOST_NAMED = 8
"""So many are listed unasked."""


class UnknownNameError(DetenteError):
    """A name that is not in the case, with the nearest one that is, or what there is: `listed`, or all of a few.

    `listed` None: there are others, too many to be listed.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str], listed: Iterable[str] | None = ()) -> None:
        self.kind, self.name, names = kind, name, list(known)
        self.nearest = nearest(name, names)
        shown = list(listed or ()) or (names if len(names) <= MOST_NAMED else [])
        hint = f" Did you mean {self.nearest}?" if self.nearest else ""
        if shown and not hint:
            more = f" and {len(shown) - MOST_LISTED} more" if len(shown) > MOST_LISTED else ""
            hint = f" There {'is' if len(shown) == 1 else 'are'} {', '.join(shown[:MOST_LISTED])}{more}."
        elif not names and listed is not None:
            hint = " There is none."
        super().__init__(f"No {kind} is called {name if name.strip() else f'“{name}”'}.{hint}")


class TooLargeError(DetenteError):
    """The answer would not fit; the message gives the size, the limit and what to do."""


class NotJudgedError(DetenteError):
    """A question about preferences was asked where nobody is judged."""


class WriteError(DetenteError):
    """An edit could not be placed in a file."""


class StoreError(DetenteError):
    """The store cannot be opened or written, or has not what was asked for."""


class EditError(StoreError):
    """The store refuses a change, and nothing of it was made. `reasons` holds every reason, not only the first."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(self.reasons))


def nearest(name: str, known: Iterable[str]) -> str:
    """The closest of `known` to `name`, or "" where nothing is close."""
    names = list(known)
    for candidates, key in ((names, name), ({n.lower(): n for n in names}, name.lower())):
        found = difflib.get_close_matches(key, list(candidates), n=1, cutoff=0.6)
        if found:
            return found[0] if isinstance(candidates, list) else candidates[found[0]]
    return ""

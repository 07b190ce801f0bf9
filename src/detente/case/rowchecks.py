"""Asking things of a ledger's columns, once a distinct value, and complaining of the rows that fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.case.folder import LEDGER_FILE
from detente.case.known import Known
from detente.case.ledgerfile import Rows
from detente.case.names import MAX_FINDINGS, shorten
from detente.case.statements import Codes

Mask = NDArray[np.bool_]


class RowChecks:
    """The rows of a ledger, what they may refer to, and where complaints go."""

    def __init__(self, rows: Rows, known: Known) -> None:
        self.rows, self.known = rows, known

    def column(self, name: str) -> Codes:
        """A column of the ledger."""
        return self.rows.columns[name]

    def among(self, name: str, words: Iterable[str]) -> Mask:
        """The rows whose value is one of these words."""
        return self.such(name, set(words).__contains__)

    def such(self, name: str, test: Callable[[str], object]) -> Mask:
        """The rows whose value passes a test, which is asked once a distinct value."""
        column = self.column(name)
        passes = np.fromiter(map(test, column.words), bool, len(column.words))
        return np.asarray(passes[column.codes])

    def blank(self, name: str) -> Mask:
        """The rows whose value is blank."""
        return self.among(name, ("",))

    def say(
        self, mask: Mask, message: str, expected: str, got: Callable[[int], str] | str = "", near: Any = None
    ) -> None:
        """Complain of every row of the mask, up to a number."""
        bad = np.flatnonzero(mask)
        for row in map(int, bad[:MAX_FINDINGS]):
            found = got if isinstance(got, str) else got(row)
            close = near(row) if near else ""
            text = self.named(row, message)
            self.add(int(self.rows.lines[row]), text, expected, shorten(found) if found else "", close)
        self.rest(len(bad), message)

    def add(self, line: int, message: str, expected: str, got: str, near: str) -> None:
        """Complain of one line."""
        self.known.problems.add(LEDGER_FILE, line, message, expected=expected, got=got, near=near)

    def got(self, name: str) -> Callable[[int], str]:
        """What a row has in a column."""
        column = self.column(name)
        return lambda row: column[row] or "nothing"

    def named(self, row: int, message: str) -> str:
        """A message that begins with the row's id."""
        name = self.column("id")[row]
        return f"{shorten(name)}: {message}" if name else message

    def rest(self, count: int, message: str) -> None:
        """Say how many more there are than were shown."""
        if count > MAX_FINDINGS:
            self.add(0, f"{count - MAX_FINDINGS} more rows: {message}", "", "", "")

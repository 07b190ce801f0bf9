"""The ledger's rows as columns: a million coded statements fit where a million objects would not.

Every column is small codes with a vocabulary of its distinct values (`Codes`). Dates and conditions are parsed once per
distinct text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.case.conditions import Condition
from detente.case.dates import Interval

HEADER = (
    "id",
    "date",
    "date_basis",
    "occasion",
    "known",
    "until",
    "holder",
    "speaker",
    "authority",
    "on_behalf_of",
    "addressee",
    "issue",
    "option",
    "range",
    "condition",
    "given",
    "details",
    "act",
    "stance",
    "firmness",
    "supersedes",
    "paraphrase",
    "source",
    "begin",
    "end",
    "span_sha256",
    "locator",
    "reporters",
    "quotation",
    "confidence",
    "credibility",
    "confirmed",
    "judgement",
    "status",
    "coder",
    "note",
)
"""Every column of `statements.csv`, in the order in which it is written."""

COUNTED_ACTS = ("demand", "offer", "accept", "reject", "leave_open", "withdraw")
SHOWN_ACTS = ("threat", "denial", "no_demand", "report", "assessment", "prediction")


@dataclass(frozen=True, eq=False)
class Codes:
    """A text column with few distinct values: `words[codes[i]]` is row i's value."""

    codes: NDArray[np.int32]
    words: tuple[str, ...]

    @classmethod
    def of(cls, values: Sequence[str]) -> Codes:
        """Encode a column."""
        seen: dict[str, int] = {}
        codes = np.fromiter((seen.setdefault(value, len(seen)) for value in values), np.int32, len(values))
        return cls(codes, tuple(seen))

    def __getitem__(self, row: int) -> str:
        return self.words[int(self.codes[row])]

    def __len__(self) -> int:
        return len(self.codes)

    def where(self, word: str) -> NDArray[np.bool_]:
        """The rows that hold this value."""
        if word not in self.words:
            return np.zeros(len(self.codes), bool)
        return np.asarray(self.codes == self.words.index(word))

    def take(self, rows: NDArray[np.int64]) -> Codes:
        """The same column with these rows only."""
        return Codes(self.codes[rows], self.words)


@dataclass(frozen=True, eq=False)
class Statements:
    """The ledger's rows, column by column.

    `columns` has every name of HEADER; `lines` the line in the file of each row; `intervals` the parsed form of every
    distinct date text, and `conditions` of every distinct condition text (names resolved), so that nothing is parsed
    twice.
    """

    columns: Mapping[str, Codes]
    lines: NDArray[np.int64]
    intervals: Mapping[str, Interval]
    conditions: Mapping[str, Condition]

    @classmethod
    def empty(cls) -> Statements:
        """A ledger without rows."""
        return cls({name: Codes.of(()) for name in HEADER}, np.zeros(0, np.int64), {}, {})

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, name: str) -> Codes:
        return self.columns[name]

    def text(self, name: str, row: int) -> str:
        """What row holds in that column, "" where blank."""
        return self.columns[name][row]

    def interval(self, name: str, row: int) -> Interval | None:
        """A date column's value, None where blank."""
        return self.intervals.get(self.columns[name][row])

    def condition(self, name: str, row: int) -> Condition | None:
        """A condition column's value, None where blank."""
        return self.conditions.get(self.columns[name][row])

    def row(self, row: int) -> dict[str, str]:
        """One row as the file has it."""
        return {name: column[row] for name, column in self.columns.items()}

    def take(self, rows: NDArray[np.int64]) -> Statements:
        """The same ledger with these rows only, in this order."""
        columns = {name: column.take(rows) for name, column in self.columns.items()}
        return Statements(columns, self.lines[rows], self.intervals, self.conditions)

    def without(self, rows: Iterable[int]) -> Statements:
        """The same ledger without these rows."""
        keep = np.ones(len(self), bool)
        keep[list(rows)] = False
        return self.take(np.flatnonzero(keep))

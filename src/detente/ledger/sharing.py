"""What two reports share: the occasion that they are about, and the words that they rest on."""

from __future__ import annotations

import numpy as np

from detente.case.details import parse_occasion
from detente.ledger.reports import Mask, Reports
from detente.ledger.rows import Numbers


class Occasions:
    """Whether reports are about the same occasion, as far as they name one."""

    UNKNOWN, SAME, PERHAPS, OTHER = range(4)

    def __init__(self, reports: Reports) -> None:
        column = reports.case.statements["occasion"]
        used, codes = np.unique(column.codes[reports.row], return_inverse=True)
        names = [frozenset(parse_occasion(column.words[code])) for code in used.tolist()]
        self._code = codes.reshape(-1)
        self._table = np.array([[self._between(a, b) for b in names] for a in names] or [[0]], np.int64)

    def _between(self, one: frozenset[str], other: frozenset[str]) -> int:
        if not one or not other:
            return self.UNKNOWN
        if one.isdisjoint(other):
            return self.OTHER
        return self.SAME if len(one) == len(other) == 1 else self.PERHAPS

    def shared(self, one: Numbers, other: Numbers) -> Numbers:
        """UNKNOWN where one names none, SAME, PERHAPS where a source leaves open which, OTHER."""
        return np.asarray(self._table[self._code[one], self._code[other]])


class Anchored:
    """Where reports rest on words of a source."""

    def __init__(self, reports: Reports) -> None:
        self.source = reports.codes("source")
        spans = []
        for name in ("begin", "end"):
            column = reports.case.statements[name]
            numbers = np.array([int(word) if word else -1 for word in column.words] or [-1], np.int64)
            spans.append(numbers[column.codes[reports.row]])
        self.begin, self.end = spans

    def overlap(self, one: Numbers, other: Numbers) -> Mask:
        """Whether two reports rest on overlapping words of one source."""
        placed = (self.begin[one] >= 0) & (self.begin[other] >= 0) & (self.source[one] == self.source[other])
        return np.asarray(placed & (self.begin[one] < self.end[other]) & (self.begin[other] < self.end[one]))

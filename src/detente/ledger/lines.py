"""The counted rows on options of issues as sorted arrays: what `engines.succession` settles, for everybody at once.

A *line* is a row of one party (a bloc's row is one of each member); a *matter* is a party on an issue. Rows are read
by `acts.Row`, once a distinct text; here they only become numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.case.conditions import Condition
from detente.case.filtering import effective_days
from detente.case.model import Case, Firmness
from detente.engines.succession import Spoken
from detente.ledger.acts import Row
from detente.ledger.breaths import Reader
from detente.ledger.rows import Numbers, Roll

Codes = NDArray[np.int32]

JOINT = -1
"""In place of an issue: the row is about a condition over several issues, or none."""
_CELLS = 4_000_000
"""Options times lines that are settled in one go, so that memory stays bounded."""
_CLEARS = ("offer", "accept")


@dataclass(frozen=True, eq=False)
class _Read:
    """What rows are about: for each row the number of its matter, and what these are."""

    number: Codes
    issue: Codes
    options: tuple[tuple[int, ...], ...]


class Lines:
    """Sorted by party, issue, authority, first and last day, source and condition; all arrays a line but where said.

    `size` is how many options its issue has; `matter` counts the matters in order, of which `party` and `issue` are
    known by number; `given` numbers the condition in `conditions` (0: none); `hard` is the firmness as a number.
    """

    def __init__(self, roll: Roll, reader: Reader) -> None:
        self.roll, self.reader, self.case = roll, reader, roll.case
        read = _read(self.case, roll.counted)
        about = np.full(len(self.case.statements), JOINT, np.int32)
        about[roll.counted] = read.issue[read.number]
        number = np.zeros(len(self.case.statements), np.int32)
        number[roll.counted] = read.number
        self.joint = frozenset(roll.counted[about[roll.counted] == JOINT].tolist())
        kept = about[roll.row] != JOINT
        row, party = roll.row[kept], roll.party[kept]
        self.conditions, given = self._givens(row)
        first, last = (days[row].astype(np.int32) for days in effective_days(self.case))
        statements, issues = self.case.statements, max(1, len(self.case.issues))
        matter = party * issues + about[row]
        voice, source = statements["authority"].codes[row], statements["source"].codes[row]
        owner = matter * max(1, len(statements["authority"].words)) + voice
        rest = source.astype(np.int64) * len(self.conditions) + given
        order = np.lexsort((rest, (first.astype(np.int64) << 32) + last, owner))
        self.row, matter, number = row[order], matter[order], number[row[order]]
        begins = np.flatnonzero(np.diff(matter, prepend=-1))
        self.matter = np.repeat(np.arange(len(begins), dtype=np.int32), np.diff(np.append(begins, len(matter))))
        self.starts = begins
        self.party, self.issue = matter[begins] // issues, matter[begins] % issues
        self.voice, self.first, self.last = voice[order], first[order], last[order]
        self.source, self.given = source[order], given[order]
        self.number, self.read = number, read
        sizes = np.array([len(issue.options) for issue in self.case.issues] or [0], np.int32)
        self.size = sizes[self.issue]

    def _givens(self, row: Numbers) -> tuple[list[Condition | None], Codes]:
        """Every condition under which something is said, once, and the number of each row's."""
        column, found = self.case.statements["given"], dict[Condition, int]()
        of_word = np.zeros(len(column.words) or 1, np.int32)
        for code in np.unique(column.codes[row]).tolist():
            condition = self.case.statements.conditions.get(column.words[code])
            if condition is not None:
                one = self.reader.condition("", condition)
                of_word[code] = found.setdefault(one, len(found) + 1)
        return [None, *found], of_word[column.codes[row]]

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def cells(self) -> Numbers:
        """Where the options of each matter begin in a list of all options of all matters; the end at the end."""
        return np.concatenate([[0], np.cumsum(self.size, dtype=np.int64)])

    @cached_property
    def act(self) -> dict[str, NDArray[np.bool_]]:
        """By what an act does: of which lines it is the act."""
        column = self.case.statements["act"]
        kinds = {"demands": ("demand",), "clears": _CLEARS, "rejects": ("reject",), "withdraws": ("withdraw",)}
        codes = column.codes[self.row]
        return {
            kind: np.isin(codes, [n for n, word in enumerate(column.words) if word in words])
            for kind, words in kinds.items()
        }

    @cached_property
    def hard(self) -> NDArray[np.int8]:
        """The firmness, firm where none is coded."""
        column = self.case.statements["firmness"]
        numbers = [int(Firmness[word.upper()]) if word else int(Firmness.FIRM) for word in column.words]
        return np.asarray(np.array(numbers or [0], np.int8)[column.codes[self.row]])

    @cached_property
    def only(self) -> NDArray[np.bool_]:
        """Whether it accepts only if its condition holds."""
        blank = self.case.statements["firmness"].where("")[self.row]
        return np.asarray(self.act["clears"] & (self.given > 0) & ~blank)

    @cached_property
    def _tables(self) -> dict[int, tuple[NDArray[np.bool_], Codes]]:
        """By number of options: [option, kind of row] whether it names the option; and where each kind is."""
        found = {}
        place = np.zeros(len(self.read.options), np.int32)
        size_of = {n: len(issue.options) for n, issue in enumerate(self.case.issues)}
        by_size: dict[int, list[int]] = {}
        for number, issue in enumerate(self.read.issue.tolist()):
            if issue != JOINT:
                members = by_size.setdefault(size_of[issue], [])
                place[number] = len(members)
                members.append(number)
        for size, members in by_size.items():
            table = np.zeros((size, len(members)), bool)
            for column, number in enumerate(members):
                table[list(self.read.options[number]), column] = True
            found[size] = (table, place)
        return found

    def blocks(self, alive: NDArray[np.bool_]) -> Iterator[tuple[Numbers, Spoken]]:
        """These lines, whole matters together, in blocks of issues with the same number of options."""
        lines = np.flatnonzero(alive)
        sizes = self.size[self.matter[lines]]
        for size in np.unique(sizes).tolist():
            mine = lines[sizes == size] if len(self._tables) > 1 else lines
            begin = 0
            while begin < len(mine):
                end = min(len(mine), begin + max(1, _CELLS // size))
                if end < len(mine):
                    end = int(np.searchsorted(self.matter[mine], self.matter[mine[end - 1]], "right"))
                yield mine[begin:end], self._spoken(mine[begin:end], size)
                begin = end

    def _spoken(self, at: Numbers, size: int) -> Spoken:
        table, place = self._tables[size]
        act = self.act
        return Spoken(
            matter=self.matter[at],
            voice=self.voice[at],
            first=self.first[at],
            last=self.last[at],
            breath=self.source[at],
            given=self.given[at],
            demands=act["demands"][at],
            clears=act["clears"][at],
            rejects=act["rejects"][at],
            withdraws=act["withdraws"][at],
            only=self.only[at],
            named=table[:, place[self.number[at]]],
        )


def _read(case: Case, rows: Numbers) -> _Read:
    """What the rows are about, each distinct text read once."""
    column = case.statements
    withdraws = column["act"].where("withdraw")[rows]
    key = withdraws.astype(np.int64)
    for name in ("issue", "option", "range", "condition"):
        words = column[name].words
        if len(words) > 1:
            key = _dense(key * len(words) + column[name].codes[rows])
    number = _dense(key)
    example = np.zeros(int(number.max(initial=-1)) + 1, np.int64)
    example[number] = rows
    place = {issue.id: n for n, issue in enumerate(case.issues)}
    issues, options = [], []
    for one in example.tolist():
        row = Row.read(case, one)
        assert row is not None, "what counts has a date"
        known = row.issue in place
        names = case.issues[place[row.issue]].names if known else ()
        issues.append(place[row.issue] if known else JOINT)
        options.append(tuple(names.index(option) for option in row.options if known))
    return _Read(number.astype(np.int32), np.array(issues, np.int32), tuple(options))


def _dense(keys: Numbers) -> Numbers:
    """The same partition by numbers from 0 on."""
    top = int(keys.max(initial=0)) + 1
    if top > 8 * len(keys) + 1_000_000:
        return np.unique(keys, return_inverse=True)[1]
    seen = np.zeros(top, np.int64)
    seen[keys] = 1
    return (np.cumsum(seen) - 1)[keys]

"""A sheet of utilities: one CSV with a column for each party, a row for each option, for a spreadsheet.

```
issue,option,North,South
,reservation,0.5,1/3
Price,,0.6,0.4
Price,low,0,1
Price,high,1,0
```

A row without an option holds the issue's weights (1 where there is none), the row without an issue the reservation
values. U(x) = Σ weight · number, as they stand; decimals and fractions are exact.

Where semicolons part the columns, as spreadsheets of many countries write them, decimals may have a comma.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from detente.case.names import shorten
from detente.exchange.bargains.fitting import note_losses, structure_losses
from detente.exchange.bargains.numbers import plain, ratio
from detente.exchange.bargains.stated import MOST_OPTIONS, Complaints, Stated, compose
from detente.exchange.coding import Loss
from detente.exchange.outside import refuse
from detente.space.bargaining import Bargain, Matter

HEAD = ("issue", "option")
RESERVATION = "reservation"
MOST_FIELD = 10_000
MOST_SHEET = 2_000_000
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")


@dataclass
class _Rows:
    """The sheet, row by row."""

    file: str
    parties: tuple[str, ...]
    complaints: Complaints
    parted: str = ","
    reservation: list[Fraction | None] | None = None
    weights: dict[str, list[Fraction]] = field(default_factory=dict)
    worth: dict[str, dict[str, list[Fraction]]] = field(default_factory=dict)
    commas: list[tuple[int, str]] = field(default_factory=list)
    """Numbers with a decimal comma, with their lines; `points`: those with a decimal point."""
    points: list[tuple[int, str]] = field(default_factory=list)

    def take(self, line: int, record: Sequence[str]) -> None:
        """One more row."""
        if len(record) != len(HEAD) + len(self.parties):
            expected = str(len(HEAD) + len(self.parties))
            self.complaints.say(self.file, line, "the row has too many or too few fields", expected, str(len(record)))
            return
        issue, option, *cells = (cell.strip() for cell in record)
        if not issue:
            self._reserve(line, option, cells)
        elif not option:
            if issue in self.weights:
                self.complaints.say(self.file, line, f"the weights of {shorten(issue)} are there twice", "once")
            self.weights[issue] = [self._number(line, cell) for cell in cells]
        else:
            options = self.worth.setdefault(issue, {})
            if option in options:
                message = f"the option {shorten(option)} of {shorten(issue)} is there twice"
                self.complaints.say(self.file, line, message, "once")
            options[option] = [self._number(line, cell) for cell in cells]

    def _reserve(self, line: int, option: str, cells: Sequence[str]) -> None:
        if option.lower() != RESERVATION:
            message = "a row without an issue holds the reservation values"
            self.complaints.say(self.file, line, message, RESERVATION, shorten(option))
        elif self.reservation is not None:
            self.complaints.say(self.file, line, "the reservation values are there twice", "once")
        else:
            self.reservation = [self._number(line, cell) if cell else None for cell in cells]

    def _number(self, line: int, cell: str) -> Fraction:
        value = ratio(cell if self.parted == "," else cell.replace(",", "."))
        if value is None:
            self.complaints.say(self.file, line, "this is no number", "a number such as 0.25 or 1/3", shorten(cell))
        for sign, found in ((",", self.commas), (".", self.points)):
            if sign in cell:
                found.append((line, cell))
        return value or Fraction(0)

    def decimals(self) -> str:
        """What has to be said of decimal commas. Complains where they might be another sign."""
        if self.parted == "," or not self.commas:
            return ""
        line, cell = self.commas[0]
        if self.points:
            got = f"{shorten(cell)} and {shorten(self.points[0][1])}"
            self.complaints.say(self.file, line, "some numbers have commas and others points", "one of them", got)
        elif all(_THOUSANDS.fullmatch(one) for _, one in self.commas):
            message = f"{shorten(cell)} may be a number of thousands, or one with decimals"
            self.complaints.say(self.file, line, message, "decimals with a point, thousands without a sign", cell)
        return f"Columns are parted by semicolons and decimals have commas: {cell} is {cell.replace(',', '.')}."


def is_sheet(text: str) -> bool:
    """Whether a text begins like a sheet of utilities."""
    return bool(_parted(text))


def _parted(text: str) -> str:
    """What parts the columns of a sheet: a comma or a semicolon; nothing where it is no sheet."""
    first = next((line for line in text[:MOST_FIELD].lstrip("\ufeff").splitlines() if line.strip()), "")
    return next(
        (sign for sign in ",;" if tuple(c.strip().strip('"').lower() for c in first.split(sign)[:2]) == HEAD), ""
    )


def read(path: Path, text: str) -> Bargain:
    """The domain of a sheet. Raises FormatError with everything that is wrong in it."""
    if len(text) > MOST_SHEET:
        raise refuse(path, "the file is too large", f"a sheet of at most {MOST_SHEET:,} characters", f"{len(text):,}")
    complaints = Complaints()
    rows: _Rows | None = None
    parted = _parted(text) or ","
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=parted)
    try:
        for record in reader:
            if not any(cell.strip() for cell in record):
                continue
            if rows is None:
                rows = _header(str(path), record, complaints)
                rows.parted = parted
            else:
                rows.take(reader.line_num, record)
    except csv.Error as error:
        complaints.say(str(path), reader.line_num, "the file is no CSV", "CSV", str(error))
    if rows is None:
        complaints.say(str(path), 0, "the file is empty", "issue,option,PARTY,PARTY")
    else:
        _whole(rows)
    notes = [] if rows is None else [rows.decimals()]
    complaints.end()
    assert rows is not None  # or it was complained of
    matters = [Matter(issue, tuple(options)) for issue, options in rows.worth.items()]
    parties = [_party(rows, matters, number) for number in range(len(rows.parties))]
    return compose(path.stem, matters, parties, notes=filter(None, notes))


def _header(file: str, record: Sequence[str], complaints: Complaints) -> _Rows:
    head = [cell.strip() for cell in record]
    parties = tuple(head[2:])
    if tuple(cell.lower() for cell in head[:2]) != HEAD or len(parties) < 2 or not all(parties):
        complaints.say(file, 1, "the header is another", "issue,option and a name for each of two or more parties")
    if len(set(parties)) < len(parties):
        complaints.say(file, 1, "two parties have the same name", "a name for each")
    return _Rows(file, parties, complaints)


def _whole(rows: _Rows) -> None:
    if not rows.worth:
        rows.complaints.say(rows.file, 0, "there are no options", "a row for each option of each issue")
    for issue in rows.weights:
        if issue not in rows.worth:
            rows.complaints.say(rows.file, 0, f"{shorten(issue)} has weights and no options", "its options")
    for issue, options in rows.worth.items():
        if len(options) > MOST_OPTIONS:
            message = f"{shorten(issue)} has too many options"
            rows.complaints.say(rows.file, 0, message, f"at most {MOST_OPTIONS:,}", f"{len(options):,}")


def _party(rows: _Rows, matters: Sequence[Matter], number: int) -> Stated:
    ones = [Fraction(1)] * len(rows.parties)
    table = [
        [
            rows.weights.get(matter.name, ones)[number] * rows.worth[matter.name][option][number]
            for option in matter.options
        ]
        for matter in matters
    ]
    return Stated(rows.parties[number], table, None if rows.reservation is None else rows.reservation[number])


def write(bargain: Bargain) -> tuple[dict[str, bytes], tuple[Loss, ...]]:
    """The sheet, exactly. Cells that a spreadsheet takes for formulas are written as they are."""
    domain = bargain.domain
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*HEAD, *bargain.parties])
    every = zip(bargain.parties, domain.reservations, domain.scales, strict=True)
    said = ("" if party in bargain.unreserved else plain(Fraction(r, scale)) for party, r, scale in every)
    writer.writerow(["", RESERVATION, *said])
    for at, matter in enumerate(bargain.matters):
        for o, option in enumerate(matter.options):
            worth = (
                plain(Fraction(table[at][o], scale)) for table, scale in zip(domain.tables, domain.scales, strict=True)
            )
            writer.writerow([matter.name, option, *worth])
    losses = (*structure_losses(bargain, "A sheet"), *note_losses(bargain))
    return {"": text.getvalue().encode()}, losses

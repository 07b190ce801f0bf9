"""What sensitivity says another coding would change, another coding changes, and nothing else."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np

import detente
from detente.case.model import Case, Firmness
from detente.case.statements import Codes, Statements
from detente.runs.sensitivity import PIECES, Change, Codings, Headline, sensitivity


def headlines(case: Case) -> dict[tuple[str, str, str], Headline]:
    found = detente.impasse(case)
    return {(one.table, one.level, one.reading): Headline(one.possible, one.gap) for one in found.levels}


def rows_of(case: Case, name: str, column: str = "id") -> list[int]:
    return [row for row in range(len(case.statements)) if case.statements.text(column, row) == name]


def recoded(case: Case, kind: str, what: str, stale: tuple[str, ...]) -> Case:
    """The case as a coder would have edited it."""
    statements = case.statements
    if kind in ("firmer", "softer"):
        (row,) = rows_of(case, what)
        hard = Firmness[statements.text("firmness", row).upper()] + (1 if kind == "firmer" else -1)
        words = [statements.text("firmness", n) for n in range(len(statements))]
        words[row] = Firmness(hard).word
        columns = {**statements.columns, "firmness": Codes.of(words)}
        edited = Statements(columns, statements.lines, statements.intervals, statements.conditions)
    else:
        names = stale if kind == "without_stale" else (what,)
        column = "source" if kind == "without_source" else "id"
        edited = statements.without(row for name in names for row in rows_of(case, name, column))
    return dataclasses.replace(case, statements=edited)


def test_every_reported_change_is_what_the_edited_case_answers() -> None:
    case = detente.load("camp-david").on("1978-09-16")
    found = sensitivity(case)
    base = headlines(case)
    assert base == dict(found.base)
    assert found.recodings
    for one in found.recodings:
        after = headlines(recoded(case, one.kind, one.what, found.stale))
        expected = {
            Change(*key, before, after[key])
            for key, before in base.items()
            if before.room != after[key].room or before.gap != after[key].gap
        }
        assert set(one.changes) == expected, (one.kind, one.what)


def test_what_is_not_reported_changes_nothing() -> None:
    case = detente.load("cuban-missile-crisis").on("1962-10-27")
    found = sensitivity(case)
    reported = {(one.kind, one.what) for one in found.recodings}
    base = {key: (one.room, one.gap) for key, one in headlines(case).items()}
    quiet = [row for row in range(len(case.statements)) if case.statements.text("act", row) == "demand"]
    for row in quiet:
        name = case.statements.text("id", row)
        if ("without_statement", name) not in reported:
            after = headlines(recoded(case, "without_statement", name, ()))
            assert {key: (one.room, one.gap) for key, one in after.items()} == base, name


def test_stale_statements_are_older_than_two_years() -> None:
    case = detente.load("camp-david").on("1978-09-17")
    found = sensitivity(case)
    limit = date(1976, 9, 17)
    for name in found.stale:
        (row,) = rows_of(case, name)
        interval = case.statements.interval("date", row)
        assert interval is not None
        assert interval.last < limit
    assert found.tried["without_statement"] > 10


def test_a_case_without_dates_or_statements_has_an_answer() -> None:
    case = detente.load("camp-david")
    bare = dataclasses.replace(case, statements=case.statements.take(np.zeros(0, np.int64)), proposals=())
    found = sensitivity(bare.on())
    assert found.recodings == ()
    assert found.to_json()["recodings"] == []


def test_pieces_from_elsewhere_are_the_same_answer() -> None:
    case = detente.load("camp-david").on("1978-09-16")
    whole, elsewhere = sensitivity(case), Codings(case)
    assert sum(whole.tried.values()) == len(elsewhere.variants) > PIECES
    for given in ([], [3], range(1, PIECES, 2), range(PIECES)):
        pieces = {number: elsewhere.piece(number) for number in given}
        found = sensitivity(case, given=pieces.get)
        assert found == whole
        assert list(found.tried) == list(whole.tried)


def test_what_was_stopped_is_counted() -> None:
    case = detente.load("camp-david").on("1978-09-16")
    whole = sensitivity(case)
    asked = iter(range(10**6))
    found = sensitivity(case, stop=lambda: next(asked) >= 5)
    assert sum(found.tried.values()) == 5
    assert found.not_tried == sum(whole.tried.values()) - 5

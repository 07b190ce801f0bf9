"""What speaks for a position and what against it: each clause, and that nothing is on both sides."""

import pytest
from hypothesis import given, settings

import detente
from detente.ledger.bearing import Held, bears
from detente.ledger.reports import Content, Says
from tests.strategies import Sample, cases

POSITION = Held(frozenset("ab"), frozenset("a"), frozenset("cd"))
NOTHING = Held(frozenset(), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("says", "options", "answer"),
    [
        (Says.WANTS, "a", 1),
        (Says.WANTS, "bc", 1),
        (Says.WANTS, "c", -1),
        (Says.WANTS, "cd", -1),
        (Says.WANTS, "e", 0),
        (Says.AGAINST, "c", 1),
        (Says.AGAINST, "ce", 0),
        (Says.AGAINST, "ac", -1),
        (Says.DENIES, "b", -1),
        (Says.DENIES, "c", 0),
        (Says.DENIES, "", -1),
        (Says.ABSENT, "a", -1),
        (Says.ABSENT, "b", 0),
        (Says.ABSENT, "", -1),
        (Says.THREATENS, "a", 0),
        (Says.TELLS, "a", 0),
    ],
)
def test_each_clause(says, options, answer):
    assert bears(Content(says, frozenset(options)), POSITION) == answer


@pytest.mark.parametrize("says", list(Says))
def test_nothing_bears_on_what_is_not_known(says):
    assert bears(Content(says, frozenset("a")), NOTHING) == 0
    assert bears(Content(says, frozenset()), NOTHING) == 0


@settings(max_examples=40)
@given(cases(small=True))
def test_every_statement_is_on_one_side_at_most(sample: Sample):
    with sample.written() as folder:
        case = detente.load(folder).on(sample.on, sample.known_by)
    rows = case.statements
    holder = {rows.text("id", row): rows.text("holder", row) for row in range(len(rows))}
    for issue in case.issue:
        for cell in detente.positions(case, issue=issue).known:
            assert cell.speaks_for is not None
            assert cell.speaks_against is not None
            sides = [cell.refs, cell.speaks_for, cell.speaks_against]
            listed = [ref for side in sides for ref in side]
            assert len(listed) == len(set(listed))
            for ref in (*cell.speaks_for, *cell.speaks_against):
                assert cell.party in case.members((holder[ref],))


def test_whole_answers_do_not_ask():
    cells = detente.positions(detente.load("cuban-missile-crisis")).known
    assert {(cell.speaks_for, cell.speaks_against) for cell in cells} == {(None, None)}

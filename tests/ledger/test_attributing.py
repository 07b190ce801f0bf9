"""Whose words a row is: an expert's verdict on a party is never printed as what the party says."""

import pytest

from detente.case.model import Case
from detente.case.reading import read_case
from detente.cli.views.positions import statement
from detente.ledger.attributing import spoken_of
from detente.ledger.records import records

CASE = """
title: Words
issues:
  - {id: river, options: [open, closed], status_quo: open}
topics:
  - {id: candour, options: [meant]}
"""
PARTIES = """
parties:
  - id: NORTH
    name: North
    speakers: [{name: Anna Nord, role: minister}]
  - {id: SOUTH, name: South}
blocs:
  - {id: LEAGUE, name: The League, members: [NORTH]}
"""
ROWS = """id,holder,speaker,issue,option,act,firmness,quotation,paraphrase
own,NORTH,Anna Nord,candour,meant,assessment,,direct,North means it
blank,NORTH,,candour,meant,report,,indirect,North is said to mean it
expert,NORTH,Jo Weit,candour,meant,assessment,,direct,North does not mean it
guess,NORTH,Jo Weit,river,closed,demand,firm,inferred,North wants it closed
other,SOUTH,minister Anna Nord,candour,meant,prediction,,direct,South will not mean it
bloc,LEAGUE,Anna Nord,candour,meant,assessment,,direct,The League means it
demand,NORTH,a delegate,river,closed,demand,firm,indirect,The river is to be closed
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("words")
    for name, text in (("case.yaml", CASE), ("parties.yaml", PARTIES), ("statements.csv", ROWS)):
        (folder / name).write_text(text)
    return read_case(folder).on("2020-01-01")


def test_who_does_not_speak_for_the_holder_speaks_of_it(case):
    rows = [case.statements.row(row) for row in range(len(case.statements))]
    found = {row["id"] for row in rows if spoken_of(case, row["holder"], row["speaker"], row["act"], row["quotation"])}
    assert found == {"expert", "guess", "other"}


def test_several_holders(case):
    assert not spoken_of(case, "NORTH+SOUTH", "Anna Nord", "assessment")
    assert spoken_of(case, "NORTH+SOUTH", "Jo Weit", "assessment")


@pytest.mark.parametrize(
    ("ref", "begins"),
    [
        ("own", "undated North (Anna Nord) says: North means it"),
        ("expert", "undated Jo Weit on North: North does not mean it"),
        ("guess", "undated Jo Weit on North: North wants it closed"),
        ("demand", "undated North (a delegate) is reported to have said: The river"),
    ],
)
def test_as_printed(case, ref, begins):
    assert case.day is not None
    assert statement(case, records(case, case.day)[ref]).startswith(begins)

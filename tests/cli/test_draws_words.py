"""What draws are told as: of how many draws, and what a span of several packages means."""

import re

import pytest

from tests.cli.shells import answered, document

PREFERENCES = """\
preferences:
  - {of: A, weights: {x: 1}, values: {x: {no: 0, some: 60, yes: 100}}, reservation: {between: [20, 80]}}
  - {of: B, weights: {x: 1}, values: {x: {no: 100, some: 60, yes: 0}}, reservation: {between: [20, 70]}}
"""


@pytest.fixture
def dispute(tmp_path):
    (tmp_path / "case.yaml").write_text(
        "title: T\nquestion: Q?\nrequired: [A, B]\nissues: [{id: x, options: [no, some, yes], status_quo: no}]\n",
        encoding="utf-8",
    )
    (tmp_path / "preferences.yaml").write_text(PREFERENCES, encoding="utf-8")
    return tmp_path


def test_shares_are_of_the_draws_with_an_agreement_and_the_others_are_told(dispute):
    text = " ".join(answered("solutions", dispute, "--draws", "100", "--seed", "1").split())
    found = document("solutions", dispute, "--draws", "100", "--seed", "1")["draws"]
    assert 0 < found["nash"]["found"] < 100
    made = found["nash"]["found"]
    assert f"Nash, of {made} of the 100 draws (in the other {100 - made} there is no agreement):" in text
    assert "always the same package" in text
    assert "one issue settled in one and the same way in at least 95%" in text
    assert "Each draws the two numbers that are not exact from what is written of them" in text


def test_a_span_is_told_where_a_proposal_leaves_several_packages():
    text = " ".join(answered("solutions", "camp-david", "--draws", "20", "--seed", "1").split())
    assert "“a to b” is: with every one of them, to with at least one of them" in text
    assert re.search(r"\(2 packages\): EGYPT \d+%; ISRAEL \d+%( to \d+%)?; all with the same package \d", text)
    assert "1 draws" not in text


def test_numbers_that_are_all_exact_are_said_to_be(dispute):
    path = dispute / "preferences.yaml"
    path.write_text(re.sub(r"\{between: \[20, \d+\]\}", "20", PREFERENCES), encoding="utf-8")
    text = " ".join(answered("solutions", dispute, "--draws", "5").split())
    assert "All numbers are exact, so that every draw finds the same." in text

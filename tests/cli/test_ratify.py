"""`detente ratify` in the shell: words, documented JSON, and bad input."""

import re

import pytest

from tests.cli.shells import answered, document, process, refused
from tests.cli.test_answers import documented, paths

CASE = "european-security"
ONE = ("ratify", CASE, "--table", "all", "--package", "guarantees=us_europe,territory=line", "--party", "USA")
STOPPED = ("ratify", CASE, "--table", "all", "--proposal", "RU-MEMO")


def test_every_key_is_documented_and_every_documented_key_is_there():
    given = ("ratify", CASE, "--table", "all", "--given", "martial_law=no", "--party", "UKR")
    found = {path for words in (ONE, STOPPED, given) for path in paths(document(*words))}
    said = {re.sub(r"\.(ISSUE)$", r".\1", path) for path in documented("ratify")}
    assert found == said


def test_a_package_is_shown_step_by_step():
    text = answered(*ONE)
    assert "two thirds of those voting" in text
    assert "63.3 to 66.7 are needed" in " ".join(text.split())
    assert "Pivotal:" in text
    assert max(map(len, text.splitlines())) <= 100


def test_what_is_stopped_says_by_what_and_what_would_do():
    text = answered(*STOPPED, "--party", "UKR")
    assert "votes are lacking" in text
    assert "Missing at the best" in text
    assert "What would do" in text
    assert max(map(len, text.splitlines())) <= 100


def test_why_a_procedure_is_coded_so_is_said_also_where_it_is_not_needed():
    text = " ".join(answered("ratify", CASE, "--table", "all", "--package", "membership=not_sought").split())
    _, _, said = text.partition("Constitutional amendment on the course to NATO (constitutional law): needs no")
    assert "without an amendment is contested; here it does." in said
    assert "a majority of the constitutional 450 for any law (not confirmed)." in text
    assert ".." not in text


def test_without_names_everything_is_one_line():
    text = answered("ratify", CASE, "--table", "all", "--on", "2025-12-20")
    assert "The status quo" in text
    assert "feasible packages" in text
    assert "martial law" in text.lower()


def test_power_is_shown_of_a_body_that_is_named():
    text = answered("ratify", CASE, "--body", "us_senate_119", "--table", "all")
    assert "Shapley–Shubik" in text
    assert "Power in United States Senate" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--proposal", "NIX"), "No proposal on the table on this day is called NIX"),
        (("--package", "forces"), "expected ISSUE=OPTION"),
        (("--package", "forces=as_is,forces=no_more"), "named twice"),
        (("--package", "force=as_is"), "Did you mean forces?"),
        (("--package", "forces=as"), "No option of forces"),
        (("--given", "martial_law=maybe"), "martial_law=yes or martial_law=no"),
        (("--given", "martial_law=no", "--given", "martial_law=yes"), "martial_law is given twice, no and yes"),
        (("--given", "peace=no"), "No circumstance is called peace"),
        (("--party", "XXX"), "No party or bloc"),
        (("--body", "senate"), "No body in force on this day is called senate"),
        (("--table", "round"), "No table is called round"),
    ],
)
def test_bad_input_is_one_line(words, said):
    assert said in refused("ratify", CASE, *words)


def test_a_case_without_procedures_says_so():
    assert "no procedures on file" in refused("ratify", "montreux")


def test_a_process_of_its_own():
    done = process("ratify", CASE, "--party", "RUS", "--table", "all", text=True, encoding="utf-8")
    assert done.returncode == 0
    assert "Russia" in done.stdout


def small(tmp_path, members, rule, given=""):
    """A case with one house at home with A, and one package `deal`."""
    (tmp_path / "case.yaml").write_text(
        "title: T\nquestion: Q?\nrequired: [A, B]\n"
        "issues: [{id: x, options: [no_deal, deal], status_quo: no_deal}]\n" + given,
        encoding="utf-8",
    )
    (tmp_path / "ratification.yaml").write_text(
        f"bodies: [{{id: house, members: [{members}]}}]\n"
        f"procedures: [{{id: pr, of: A, steps: [{{body: house, rule: {rule}}}]}}]\n",
        encoding="utf-8",
    )
    return " ".join(answered("ratify", str(tmp_path), "--package", "x=deal").split())


FOR = "{id: pro, seats: 1, votes: [{yes: 1}]}"
AWAY = "{id: abstainers, seats: 9, votes: [{yes: 0, abstain: 1}]}"
AGAINST = "{id: opponents, seats: 4, votes: [{yes: 0}]}"
EMPTY = "{id: empty, seats: 3, vacant: true}"
PARTS = "{id: parts, title: Left and Right, seats: 2, votes: [{yes: 0}]}"


@pytest.mark.parametrize(
    ("members", "rule", "said"),
    [
        (
            (FOR, AWAY, AGAINST),
            "two thirds of those voting",
            "three votes. Would have to turn, for instance: 3 of opponents; votes of abstainers could take the place",
        ),
        ((AWAY, AGAINST), "consensus", "four votes. Would have to turn, or at least abstain: 4 of opponents."),
        ((FOR, AWAY, AGAINST), "at least 6", "five votes. Would have to turn: any five votes of abstainers and opp"),
        ((FOR, AWAY, AGAINST), "unanimity", "13 votes. Would have to turn: 9 of abstainers and 4 of opponents."),
        ((FOR, AGAINST), "at least 9", "9 are needed. No votes would do."),
        ((FOR, AGAINST, EMPTY), "at least 4", "Of 8 seats 1 for, 7 against; 4 are needed. Missing at the best: three"),
        ((FOR, AGAINST, EMPTY), "at least 4", "Would have to turn: 3 of opponents."),
        ((FOR, AGAINST, EMPTY), "unanimity", "8 are needed. No votes would do."),
        (
            (FOR, AGAINST, PARTS),
            "at least 4",
            "Would have to turn: any three votes of these: opponents; Left and Right.",
        ),
        (
            ("{id: mixed, seats: 10, votes: [{yes: 0.1, abstain: 0.5}]}",),
            "more than 3/4 of those voting",
            "three votes. Would have to turn: 3 of mixed, of those against.",
        ),
    ],
)
def test_the_fewest_votes_that_would_do_are_named(tmp_path, members, rule, said):
    assert said in small(tmp_path, ", ".join(members), rule)


def test_levels_that_leave_the_same_are_told_once(tmp_path):
    """No positions: three lines alike said nothing. What is known of nobody is said beside the figures."""
    text = small(tmp_path, FOR, "unanimity")
    assert "Stated positions rule out none of the feasible packages." in text
    assert "that stated positions leave" not in text
    assert "Nothing is on file of what B must go through at home: these figures say nothing of it." in text
    assert "(nothing in it is dated)" in text
    told = " ".join(answered("ratify", "camp-david", "--table", "principals").split())
    assert (
        "Of the eight packages that stated positions leave if no refusal is ignored either, and if every demand is met "
        "too, not certainly stopped by Israel: 8." in told
    )
    none = " ".join(answered("ratify", CASE, "--table", "three").split())
    assert "Stated positions leave no package if no refusal is ignored either." in none


def test_solutions_say_of_whose_home_nothing_is_on_file():
    text = " ".join(answered("solutions", "camp-david").split())
    assert (
        "nobody certainly stops any of their packages; nothing is on file of what Egypt must go through there." in text
    )
    assert "At home nothing on file certainly stops it." in text


def test_vacant_seats_have_no_votes(tmp_path):
    small(tmp_path, ", ".join((FOR, EMPTY)), "unanimity")
    text = (tmp_path / "ratification.yaml").read_text(encoding="utf-8")
    (tmp_path / "ratification.yaml").write_text(text.replace("vacant: true", "votes: [{yes: 1}], vacant: true"))
    assert "nobody sits on vacant seats" in refused("ratify", str(tmp_path))

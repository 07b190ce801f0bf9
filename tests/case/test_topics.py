"""Topics, details and occasions: read, checked, shown, and never counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.case.checking import check
from detente.case.details import compatible, parse_details, parse_occasion
from detente.case.filtering import Calendar
from detente.case.schema import schemas
from tests.case.folders import CASE, SOURCES, edited, fault, read
from tests.strategies import Sample, cases

TOPICS = """\
topics:
  - id: sincerity
    title: Is it meant?
    options: [meant, {id: for_show, title: For show}]
  - id: talks
    title: Talks
"""
WITH_TOPICS = edited(CASE, "conditions:\n", TOPICS + "conditions:\n")
HEAD = "id,date,holder,issue,option,act,firmness,details,occasion,paraphrase,source\n"


def rows(*lines: str) -> dict[str, str]:
    return {"case": WITH_TOPICS, "statements": HEAD + "".join(f"{line}\n" for line in lines)}


def test_topics_are_read(tmp_path: Path) -> None:
    lines = (
        "s1,2020-05-12,NORTH,sincerity,meant|for_show,assessment,,,,said so,gazette",
        "s2,,SOUTH,talks,,reject,firm,,,no,gazette",
    )
    case = read(tmp_path, **rows(*lines, "s3,,SOUTH,talks,any-id,denial,,,,said so,gazette"))
    assert case.topic["sincerity"].title_of("for_show") == "For show"
    assert case.topic["sincerity"].exclusive
    assert not case.topic["talks"].exclusive
    assert case.title_of("talks") == "Talks"
    assert list(Calendar.of(case).counted) == [False, False, False]


@pytest.mark.parametrize(
    ("row", "message", "nearest"),
    [
        ("s1,,NORTH,sincerity,ment,report,,,,x,gazette", "no option of sincerity is called ment", "meant"),
        ("s1,,NORTH,sincerty,meant,report,,,,x,gazette", "no issue or topic is called sincerty", "sincerity"),
        ("s1,,NORTH,talks,not an id,report,,,,x,gazette", "the option not an id cannot be one", ""),
        ("s1,,NORTH,sincerity,,demand,firm,,,x,gazette", "an option is missing", ""),
        ("s1,,NORTH,talks,wanted,report,,baseline,,x,gazette", "details cannot be read", ""),
        ("s1,,NORTH,talks,wanted,report,,a=1; a=2,,x,gazette", "details cannot be read", ""),
        ("s1,,NORTH,talks,wanted,report,,,a||b,x,gazette", "occasion cannot be read", ""),
    ],
)
def test_what_a_row_says_of_a_topic_is_checked(tmp_path: Path, row: str, message: str, nearest: str) -> None:
    found = fault(tmp_path, **rows(row))
    assert (found.file, found.line) == ("statements.csv", 2)
    assert message in found.message
    assert found.nearest == nearest


def test_a_topic_has_no_place_in_a_condition_and_no_second_name(tmp_path: Path) -> None:
    found = fault(tmp_path / "a", case=edited(WITH_TOPICS, "river is open and", "sincerity is meant and"))
    assert "sincerity is a topic" in found.message
    found = fault(tmp_path / "b", case=edited(WITH_TOPICS, "id: talks", "id: river"))
    assert "the topic id river is taken" in found.message
    found = fault(tmp_path / "c", case=edited(WITH_TOPICS, "[meant,", "[meant, meant,"))
    assert "the option meant of sincerity is named twice" in found.message


def test_a_copy_names_its_original(tmp_path: Path) -> None:
    letter = "citation: A letter\n"
    case = read(tmp_path / "a", sources=edited(SOURCES, letter, letter + "    copy_of: gazette\n"))
    assert case.source["letter"].copy_of == "gazette"
    found = fault(tmp_path / "b", sources=edited(SOURCES, letter, letter + "    copy_of: gazete\n"))
    assert found.nearest == "gazette"
    found = fault(tmp_path / "c", sources=edited(SOURCES, letter, letter + "    copy_of: letter\n"))
    assert found.message == "it is a copy of a copy"


def test_check_notes_what_nobody_mentions(tmp_path: Path) -> None:
    case = read(tmp_path, **rows("s1,2020-05-12,NORTH,sincerity,meant,assessment,,,,said so,gazette"))
    notes = {finding.message: finding.line for finding in check(case).of("note")}
    assert notes["no statement is about the topic talks"] == 19
    assert notes["no statement mentions sincerity = for_show"] == 16


def test_positions_show_topics_apart(tmp_path: Path) -> None:
    line = "s1,2020-05-12,NORTH,sincerity,meant,demand,firm,,,said so,gazette"
    case = read(tmp_path, **rows(line, "s2,2020-05-12,NORTH,river,open,demand,firm,,,said so,gazette"))
    found: Any = detente.positions(case).to_json()
    assert found["topics"] == [
        {"topic": "sincerity", "party": "NORTH", "act": "demand", "option": "meant", "statements": ["s1"]}
    ]
    assert [cell["issue"] for cell in found["positions"]] == ["river"]
    assert detente.positions(case, issue="sincerity").to_json()["positions"] == []
    assert detente.positions(case, party="SOUTH").to_json()["topics"] == []


def test_schemas_know_topics() -> None:
    found = schemas()["case.yaml"]
    assert "topics" in found["properties"]
    assert "status_quo" not in found["$defs"]["TopicEntry"]["properties"]


@settings(max_examples=25)
@given(cases(), st.data())
def test_rows_on_topics_change_no_answer(sample: Sample, data: st.DataObject) -> None:
    act = data.draw(st.sampled_from(["demand", "reject", "accept", "withdraw", "report"]))
    talk = {"issue": "talks", "option": "wanted", "act": act}
    said = [row | talk | {"id": f"t{n}"} for n, row in enumerate(sample.rows)]
    dropped = ("range", "condition", "given", "firmness", "supersedes")
    extra = [{key: value for key, value in row.items() if key not in dropped} for row in said]
    if act in ("demand", "reject"):
        extra = [row | {"firmness": "never"} for row in extra]
    case = sample.case | {"topics": [{"id": "talks"}]}
    more = Sample(case, sample.parties, [*extra, *sample.rows], sample.proposals, sample.sources, sample.on)
    with sample.written() as one, more.written() as other:
        before, after = (detente.load(folder).on(sample.on) for folder in (one, other))
        assert detente.positions(before).to_json()["positions"] == detente.positions(after).to_json()["positions"]
        assert detente.room(before).to_json()["tables"] == detente.room(after).to_json()["tables"]


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("1997", "1998", False),
        ("800,000", "800000", True),
        ("0.8 million", "800 000", True),
        ("about 800k", "800,000 troops", True),
        ("800,000 troops", "800,000 tanks", False),
        ("27 May 1997", "1997-05-27", True),
        ("May 27, 1997", "May 1997", True),
        ("27 May 1997", "1997", True),
        ("27 May 1997", "28 May 1997", False),
        ("1997|1998", "1998", True),
        ("  Istanbul ", "istanbul", True),
        ("Istanbul", "Ankara", False),
        ("30 %", "30%", True),
        ("-3", "3", False),
        ("2,5", "2.5", False),
        ("50%", "50 percent", True),
        ("50 per cent", "50 percent", True),
        ("50 percent", "60%", False),
        ("The Brigade", "brigade", True),
        ("more than 800000", "900000", True),
        ("more than 800000", "800000", False),
        ("at least 800000", "800,000", True),
        ("up to 800k", "900000", False),
        ("less than 5", "more than 4", True),
        ("less than 5", "at least 5", False),
        ("at most 5", "at least 5", True),
        ("over 5", "above 900", True),
        ("about 800000", "900000", True),
        ("about 800000 troops", "900000 tanks", False),
    ],
)
def test_values_are_compared_by_what_they_say(one: str, other: str, both: bool) -> None:
    assert compatible(one, other) is both
    assert compatible(other, one) is both


@given(st.text(max_size=30), st.text(max_size=30))
def test_comparing_is_symmetric_and_a_value_fits_itself(one: str, other: str) -> None:
    assert compatible(one, one)
    assert compatible(one, other) == compatible(other, one)


@given(st.integers(0, 10**9), st.sampled_from(["{}", "{:,}", "{} men"]))
def test_spelling_changes_no_number(number: int, form: str) -> None:
    assert compatible(form.format(number), str(number))
    assert not compatible(form.format(number), str(number + 1))


def test_details_and_occasions_are_parsed() -> None:
    assert parse_details(" a = 1 ;b=x|y") == {"a": "1", "b": "x|y"}
    assert parse_details("") == {}
    assert parse_occasion("one  talk | other") == ("one talk", "other")
    for wrong in ("a", "a=", "=1", "a=1;", "a=1|"):
        with pytest.raises(ValueError, match=r"."):
            parse_details(wrong)

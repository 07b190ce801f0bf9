"""Every kind of bad input: what is said, where, what was expected, what came, and the nearest valid name."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from detente.case.conditions import And, Is
from detente.case.dates import Interval
from detente.case.model import Firmness
from detente.case.reading import read_case
from detente.errors import CaseError
from tests.case.folders import (
    CASE,
    FILES,
    PARTIES,
    PROPOSALS,
    SOURCES,
    STATEMENTS,
    edited,
    fault,
    faults,
    read,
    write,
)


def test_a_sound_case_reads(tmp_path: Path) -> None:
    case = read(tmp_path / "sound")
    assert (case.slug, case.title, case.required) == ("sound", "A small dispute", ("NORTH", "SOUTH"))
    assert case.issue["river"].names == ("closed", "shared", "open")
    assert case.issue["patrols"].title == "patrols"
    assert case.conditions[0].means == And((Is("river", ("open",)), Is("patrols", ("none",))))
    assert [(table.id, table.parties) for table in case.tables] == [("all", ("NORTH", "SOUTH"))]
    assert case.source["gazette"].date == Interval.parse("2020-05-12")
    assert case.statements.text("holder", 1) == "SOUTH"
    assert list(case.statements.lines) == [2, 3]
    assert case.statements.interval("date", 1) == Interval.parse("2020-05")
    plan, menu = case.proposals
    assert plan.terms.items == (("river", ("shared",)), ("patrols", ("none", "day")))
    assert plan.responses[0].given == case.conditions[0].means
    assert (menu.terms.choose, menu.terms.branches[1].indivisible) == (1, Firmness.NEVER)
    assert case.unit["TOWN"] == "LEAGUE"


def test_lines_lead_to_the_entries(tmp_path: Path) -> None:
    case = read(tmp_path)
    wanted = {"issue:river": 5, "linkage:guns": 19, "proposal:menu": 12, "party:TOWN": 5, "source:letter": 5}
    assert {key: case.lines[key] for key in wanted} == wanted


def case_with(old: str, new: str) -> dict[str, str]:
    return {"case": edited(CASE, old, new)}


def linkage(text: str) -> dict[str, str]:
    return {"case": CASE + f"  - id: more\n    require: {text}\n"}


def statement(row: str) -> dict[str, str]:
    return {"statements": STATEMENTS + row + "\n"}


def proposal(old: str, new: str) -> dict[str, str]:
    return {"proposals": edited(PROPOSALS, old, new)}


ONE_FAULT: dict[str, tuple[dict[str, Any], tuple[str, int, str, str, str, str]]] = {
    # what is changed: file, line, words of the message, of expected, of got, the nearest name
    "unknown key": (
        case_with("ordered: true", "orderd: true"),
        ("case.yaml", 7, "the key “orderd” is unknown in issues.1 (river)", "ordered", "orderd", "ordered"),
    ),
    "unknown key at the top": (
        {"case": CASE + "linkagess: []\n"},
        ("case.yaml", 21, "linkagess", "linkages", "linkagess", "linkages"),
    ),
    "duplicate key": ({"case": CASE + "title: B\n"}, ("case.yaml", 21, "given twice", "line 1", "", "")),
    "missing key": (
        {"sources": edited(SOURCES, "    citation: A letter\n", "")},
        ("sources.yaml", 5, "“citation” is missing in sources.2 (letter)", "citation", "", ""),
    ),
    "missing title": (case_with("title: A small dispute\n", ""), ("case.yaml", 1, "title", "title", "", "")),
    "missing options": (
        case_with("    options: [closed, shared, open]\n", ""),
        ("case.yaml", 5, "“options” is missing", "options", "", ""),
    ),
    "no options": (
        case_with("[closed, shared, open]", "[]"),
        ("case.yaml", 8, "options", "at least one", "an empty list", ""),
    ),
    "no issues": (
        {"case": "title: A\nrequired: [NORTH]\nissues: []\n"},
        ("case.yaml", 3, "there is no issue", "at least one issue", "an empty list", ""),
    ),
    "issues are text": (
        {"case": "title: A\nissues: none\n"},
        ("case.yaml", 2, "issues", "a list", "none", ""),
    ),
    "no tables": ({"case": CASE + "tables: []\n"}, ("case.yaml", 21, "no table", "a table", "an empty list", "")),
    "option twice": (
        case_with("[closed, shared, open]", "[closed, shared, open, shared]"),
        ("case.yaml", 8, "the option shared of river is named twice", "another id", "line 8", ""),
    ),
    "status quo": (
        case_with("status_quo: closed", "status_quo: closd"),
        ("case.yaml", 9, "closd", "closed, shared, open", "closd", "closed"),
    ),
    "status quo out of order": (
        case_with(
            "status_quo: closed",
            "status_quo: [{option: closed}, {option: open, from: 2021}, {option: shared, from: 2020}]",
        ),
        ("case.yaml", 9, "goes back in time", "after 2021", "2020", ""),
    ),
    "status quo that begins": (
        case_with("status_quo: closed", "status_quo: [{option: closed, from: 2021}]"),
        ("case.yaml", 9, "from the beginning", "no “from”", "2021", ""),
    ),
    "date that does not exist": (
        case_with("ordered: true", "ordered: true\n    from: 2021-02-29"),
        ("case.yaml", 8, "from", "2022-03-29", "2021-02-29 does not exist", ""),
    ),
    "ends before it begins": (
        case_with("ordered: true", "ordered: true\n    from: 2021\n    until: 2020"),
        ("case.yaml", 9, "ends before it begins", "2021", "2020", ""),
    ),
    "boolean in other words": (
        case_with("ordered: true", "ordered: yes"),
        ("case.yaml", 7, "ordered", "true or false", "yes", ""),
    ),
    "word of few": (
        {"parties": edited(PARTIES, "name: South", "kind: sate")},
        ("parties.yaml", 4, "kind", "state, organisation", "sate", "state"),
    ),
    "text instead of a list": (
        case_with("ordered: true", "ordered: true\n    needs: NORTH"),
        ("case.yaml", 8, "needs", "a list", "NORTH", ""),
    ),
    "list instead of a text": (
        {"parties": edited(PARTIES, "name: South", "name: [South]")},
        ("parties.yaml", 4, "name", "a text", "a list of 1", ""),
    ),
    "nothing written": (
        {"parties": edited(PARTIES, "name: South", "name:")},
        ("parties.yaml", 4, "name", "a value", "nothing", ""),
    ),
    "controlled terms": (
        case_with("    kind: conduct\n", ""),
        ("case.yaml", 11, "only conduct", "kind: conduct", "terms", ""),
    ),
    "condition: syntax": (
        linkage("patrols is"),
        ("case.yaml", 22, "expected an option after “is” (column 11)", "a condition", "patrols is", ""),
    ),
    "condition: issue": (
        linkage("rivr is open"),
        ("case.yaml", 22, "no issue is called rivr", "river, patrols", "rivr", "river"),
    ),
    "condition: option": (
        linkage("patrols in {day, nigt}"),
        ("case.yaml", 22, "nigt", "none, day, night", "nigt", "night"),
    ),
    "condition: not ordered": (
        linkage("patrols at least day"),
        ("case.yaml", 22, "“at least” is for ordered issues", "ordered: true", "patrols at least day", ""),
    ),
    "condition: unknown name": (linkage("saef"), ("case.yaml", 22, "no condition is called saef", "", "saef", "safe")),
    "condition: an issue as a name": (
        linkage("patrols"),
        ("case.yaml", 22, "is an issue", "patrols is", "patrols", ""),
    ),
    "condition: too deep": (
        linkage("not " * 1000 + "river is open"),
        ("case.yaml", 22, "nested at most 200 deep", "a condition", "not not", ""),
    ),
    "duplicate linkage": (
        {"case": CASE + "  - id: guns\n    require: river is open\n"},
        ("case.yaml", 21, "the linkage id guns is taken", "another id", "case.yaml:19", ""),
    ),
    "shared namespace": (
        {
            "case": CASE + "  - id: more\n    require: river is open\n",
            "proposals": edited(PROPOSALS, "- id: menu", "- id: river"),
        },
        ("proposals.yaml", 12, "the proposal id river is taken", "another id", "the issue of case.yaml:5", ""),
    ),
    "branch id taken": (
        proposal("branch-2", "plan"),
        ("proposals.yaml", 19, "the branch id plan is taken", "another id", "the proposal", ""),
    ),
    "party and bloc": (
        {"parties": edited(PARTIES, "- id: LEAGUE", "- id: NORTH")},
        ("parties.yaml", 8, "the bloc id NORTH is taken", "another id", "the party of", ""),
    ),
    "reserved word": (
        {"sources": edited(SOURCES, "id: letter", "id: most")},
        ("sources.yaml", 5, "id", "an id", "a word of the condition language", ""),
    ),
    "no id": (
        {"sources": edited(SOURCES, "id: letter", "id: a letter")},
        ("sources.yaml", 5, "id", "letters, digits", "a letter", ""),
    ),
    "long id": (
        {"sources": edited(SOURCES, "id: letter", "id: " + "x" * 65)},
        ("sources.yaml", 5, "id", "at most 64", "xxxx", ""),
    ),
    "two blocs": (
        {"parties": PARTIES + "  - id: UNION\n    members: [TOWN]\n"},
        ("parties.yaml", 11, "TOWN is in two blocs", "one bloc", "LEAGUE and UNION", ""),
    ),
    "bloc member": (
        {"parties": edited(PARTIES, "[TOWN, VILLAGE]", "[TOWN, VILAGE]")},
        ("parties.yaml", 9, "no party is called VILAGE", "NORTH, SOUTH, TOWN, VILLAGE", "VILAGE", "VILLAGE"),
    ),
    "table party": (
        {"case": CASE + "tables:\n  - id: two\n    parties: [NORTH, SOTH]\n"},
        ("case.yaml", 23, "SOTH", "NORTH, SOUTH, TOWN, VILLAGE, LEAGUE", "SOTH", "SOUTH"),
    ),
    "table agenda": (
        {"case": CASE + "tables:\n  - id: two\n    parties: [NORTH]\n    agenda: [rivr]\n"},
        ("case.yaml", 24, "rivr", "river, patrols", "rivr", "river"),
    ),
    "table of nobody": (
        {"case": CASE + "tables:\n  - id: two\n    parties: []\n"},
        ("case.yaml", 23, "parties", "at least one", "an empty list", ""),
    ),
    "required": (
        case_with("required: [NORTH, SOUTH]", "required: [NORD]"),
        ("case.yaml", 3, "NORD", "NORTH, SOUTH, TOWN, VILLAGE, LEAGUE", "NORD", "NORTH"),
    ),
    "window issue": (
        {"case": CASE + "window: {issues: [rivers]}\n"},
        ("case.yaml", 21, "rivers", "river, patrols", "rivers", "river"),
    ),
    "needs of an option": (
        case_with("[closed, shared, open]", "[closed, shared, {id: open, needs: [TOWNS]}]"),
        ("case.yaml", 8, "TOWNS", "NORTH, SOUTH, TOWN, VILLAGE, LEAGUE", "TOWNS", "TOWN"),
    ),
    "empty file": ({"sources": "# nothing\n"}, ("sources.yaml", 0, "the file is empty", "sources", "nothing", "")),
    "case.yaml is a list": ({"case": "- a\n"}, ("case.yaml", 1, "not a mapping", "title, question", "a list", "")),
    "case.yaml is missing": ({"case": None}, ("case.yaml", 0, "missing", "case.yaml", "", "")),
    "YAML syntax": ({"case": CASE + "a: [1, 2\n"}, ("case.yaml", 22, "not YAML", "YAML 1.2", "", "")),
    "YAML tab": ({"case": CASE + "window:\n\tissues: [river]\n"}, ("case.yaml", 22, "a tab", "", "", "")),
    "YAML anchor": ({"case": CASE + "window: &w {issues: [river]}\n"}, ("case.yaml", 21, "anchors", "", "&w", "")),
    "YAML tag": ({"case": CASE + "window: !!map {}\n"}, ("case.yaml", 21, "tags", "", "map", "")),
    "YAML: two documents": ({"case": CASE + "---\na: b\n"}, ("case.yaml", 21, "one YAML document", "", "", "")),
    "YAML: nested deep": (
        {"case": CASE + "window: " + "[" * 10000},
        ("case.yaml", 21, "nested too deep", "60", "", ""),
    ),
    "YAML: a control character": ({"case": CASE + "# \x01\n"}, ("case.yaml", 21, "U+0001", "", "", "")),
    "not UTF-8": (
        {"case": CASE.encode() + b"# caf\xe9\n"},
        ("case.yaml", 21, "not UTF-8", "UTF-8", "0xe9 at offset 471", ""),
    ),
    "UTF-16": ({"parties": PARTIES.encode("utf-16")}, ("parties.yaml", 1, "not UTF-8", "UTF-8", "UTF-16", "")),
    "digest": (
        {"sources": edited(SOURCES, "date: 2020-05-12", "sha256: abc")},
        ("sources.yaml", 4, "sha256", "64 hexadecimal", "abc", ""),
    ),
    "anchored without a digest": (
        {"statements": "id,holder,act,issue,paraphrase,source,begin,end\na,NORTH,leave_open,river,x,letter,1,2\n"},
        ("sources.yaml", 5, "anchor into letter", "sha256", "none", ""),
    ),
    "terms: issue": (
        proposal("{river: open}", "{rver: open}"),
        ("proposals.yaml", 18, "rver", "river, patrols", "rver", "river"),
    ),
    "terms: option": (
        proposal("{river: open}", "{river: opn}"),
        ("proposals.yaml", 18, "opn", "closed, shared, open", "opn", "open"),
    ),
    "terms: none": (
        proposal("terms: {river: open}", "title: x"),
        ("proposals.yaml", 17, "says nothing", "terms", "neither", ""),
    ),
    "terms: empty list": (
        proposal("{river: open}", "{river: []}"),
        ("proposals.yaml", 18, "river", "at least one", "", ""),
    ),
    "choose too many": (
        proposal("choose: 1", "choose: 3"),
        ("proposals.yaml", 15, "cannot be chosen", "1 to 2", "3", ""),
    ),
    "choose none": (proposal("choose: 1", "choose: 0"), ("proposals.yaml", 15, "cannot be chosen", "1 to 2", "0", "")),
    "choose a word": (
        proposal("choose: 1", "choose: one"),
        ("proposals.yaml", 15, "choose", "whole number", "one", ""),
    ),
    "choose is missing": (proposal("    choose: 1\n", ""), ("proposals.yaml", 15, "how many", "choose", "none", "")),
    "choose from nothing": (
        proposal("{river: open}", "{river: open}\n        choose: 1"),
        ("proposals.yaml", 19, "nothing to choose from", "of", "1", ""),
    ),
    "proposed by nobody known": (
        proposal("by: [NORTH]", "by: [NORTG]"),
        ("proposals.yaml", 4, "NORTG", "NORTH, SOUTH, TOWN, VILLAGE, LEAGUE", "", "NORTH"),
    ),
    "source of a proposal": (
        proposal("source: gazette", "source: gazete"),
        ("proposals.yaml", 5, "gazete", "", "", "gazette"),
    ),
    "conditional without a condition": (
        proposal("        given: safe\n", ""),
        ("proposals.yaml", 10, "names its condition", "given", "none", ""),
    ),
    "condition of a rejection": (
        proposal("stance: conditional", "stance: reject"),
        ("proposals.yaml", 11, "only a conditional", "conditional", "reject", ""),
    ),
    "firmness of an acceptance": (
        proposal("given: safe", "given: safe\n        firmness: never"),
        ("proposals.yaml", 12, "only a rejection", "reject", "conditional", ""),
    ),
    "stance": (
        proposal("stance: conditional", "stance: conditionall"),
        ("proposals.yaml", 10, "stance", "accept", "", "conditional"),
    ),
    "response to what is not proposed": (
        {
            "proposals": edited(
                edited(PROPOSALS, "{river: shared, patrols: [none, day]}", "{river: shared}"),
                "given: safe",
                "given: safe\n        on: [patrols]",
            )
        },
        ("proposals.yaml", 12, "no item of the proposal is called patrols", "river", "patrols", ""),
    ),
    "response anchor": (
        proposal("given: safe", "given: safe\n        source: letter\n        begin: 5\n        end: 4"),
        ("proposals.yaml", 14, "ends before it begins", "more than 5", "4", ""),
    ),
    "CSV: too few fields": (statement("s3,a"), ("statements.csv", 4, "too few fields", "9", "2", "")),
    "CSV: too many fields": (statement("s3,,,,,,,,,,"), ("statements.csv", 4, "too many fields", "9", "11", "")),
    "CSV: unknown column": (
        {"statements": STATEMENTS.replace("firmness", "firmnes")},
        ("statements.csv", 1, "“firmnes” is unknown", "", "firmnes", "firmness"),
    ),
    "CSV: column twice": (
        {"statements": STATEMENTS.replace("source\n", "date\n", 1)},
        ("statements.csv", 1, "date is given twice", "", "", ""),
    ),
    "CSV: column missing": (
        {"statements": "id,holder,act\na,NORTH,leave_open\n"},
        ("statements.csv", 1, "the column paraphrase is missing", "paraphrase", "", ""),
    ),
    "CSV: empty": ({"statements": ""}, ("statements.csv", 0, "empty", "a header row", "nothing", "")),
    "CSV: stray quote": (
        statement('s3,2020,NORTH,river,open,offer,,say "no" now,gazette'),
        ("statements.csv", 4, "a stray quote near column 37", "doubled", "no", ""),
    ),
    "CSV: text behind a quote": (
        statement('s3,2020,NORTH,river,open,offer,,"x"y,gazette'),
        ("statements.csv", 4, "a stray quote near column 36", "doubled", '"x"y', ""),
    ),
    "CSV: quote never closed": (
        statement('s3,2020,NORTH,river,open,offer,,"x,gazette\ns4,2020,NORTH,river,open,offer,,x,gazette'),
        ("statements.csv", 4, "never closed", "closing quote", "end of the file", ""),
    ),
    "CSV: field too large": (
        statement("s3,2020,NORTH,river,open,offer,," + "x" * 200_000 + ",gazette"),
        ("statements.csv", 4, "too large", "131,072", "more", ""),
    ),
    "CSV: not UTF-8": (
        {"statements": STATEMENTS.encode() + b"s3,caf\xe9\n"},
        ("statements.csv", 4, "not UTF-8", "UTF-8", f"0xe9 at offset {len(STATEMENTS) + 6}", ""),
    ),
    "CSV: UTF-16": ({"statements": STATEMENTS.encode("utf-16")}, ("statements.csv", 1, "not UTF-8", "", "UTF-16", "")),
    "CSV: NUL": (statement("s3,\0"), ("statements.csv", 4, "not a text", "", "NUL", "")),
    "CSV: old Mac line ends": (
        {"statements": STATEMENTS.replace("\n", "\r")},
        ("statements.csv", 1, "carriage return", "LF or CRLF", "CR", ""),
    ),
    "line behind a field of two lines": (
        statement('s3,2020,NORTH,river,open,offer,,"two\nlines",gazette\ns4,2020,NORD,river,open,offer,,x,gazette'),
        (
            "statements.csv",
            6,
            "s4: no party or bloc is called NORD",
            "NORTH, SOUTH, TOWN, VILLAGE, LEAGUE",
            "NORD",
            "NORTH",
        ),
    ),
    "row: act": (
        statement("s3,,NORTH,river,open,ofer,,x,"),
        ("statements.csv", 4, "s3: act", "offer", "ofer", "offer"),
    ),
    "row: holder": (
        statement("s3,,NORTHH,river,open,offer,,x,"),
        ("statements.csv", 4, "NORTHH", "NORTH, SOUTH, TOWN, VILLAGE, LEAGUE", "", "NORTH"),
    ),
    "row: no holder": (
        statement("s3,,,river,open,offer,,x,"),
        ("statements.csv", 4, "holder is blank", "holder", "", ""),
    ),
    "row: issue": (
        statement("s3,,NORTH,rivr,open,offer,,x,"),
        ("statements.csv", 4, "rivr", "river, patrols", "rivr", "river"),
    ),
    "row: option": (
        statement("s3,,NORTH,river,open|shard,offer,,x,"),
        ("statements.csv", 4, "shard", "closed", "shard", "shared"),
    ),
    "row: option twice": (
        statement("s3,,NORTH,river,open|open,offer,,x,"),
        ("statements.csv", 4, "twice", "once", "open", ""),
    ),
    "row: source": (
        statement("s3,,NORTH,river,open,offer,,x,gazzette"),
        ("statements.csv", 4, "gazzette", "gazette, letter", "", "gazette"),
    ),
    "row: date": (
        statement("s3,2020-02-30,NORTH,river,open,offer,,x,"),
        ("statements.csv", 4, "date is not a date", "2022-03-29", "2020-02-30 does not exist", ""),
    ),
    "row: id twice": (
        statement("s1,,NORTH,river,open,offer,,x,"),
        ("statements.csv", 4, "id is taken", "another", "line 2", ""),
    ),
    "row: reserved id": (
        statement("is,,NORTH,river,open,offer,,x,"),
        ("statements.csv", 4, "the id cannot be one", "an id", "is", ""),
    ),
    "row: about nothing": (
        statement("s3,,NORTH,,,offer,,x,"),
        ("statements.csv", 4, "not said what", "an issue", "neither", ""),
    ),
    "row: option missing": (
        statement("s3,,NORTH,river,,offer,,x,"),
        ("statements.csv", 4, "option is missing", "option", "none", ""),
    ),
    "row: option without an issue": (
        statement("s3,,NORTH,,open,offer,,x,"),
        ("statements.csv", 4, "an option needs its issue", "an issue", "none", ""),
    ),
    "row: demand without a firmness": (
        statement("s3,,NORTH,river,open,demand,,x,"),
        ("statements.csv", 4, "has a firmness", "preference", "none", ""),
    ),
    "row: firmness of an offer": (
        statement("s3,,NORTH,river,open,offer,firm,x,"),
        ("statements.csv", 4, "only with a condition", "given", "firm", ""),
    ),
    "row: firmness of a withdrawal": (
        statement("s3,,NORTH,river,open,withdraw,firm,x,"),
        ("statements.csv", 4, "no firmness", "no firmness", "withdraw", ""),
    ),
}


@pytest.mark.parametrize("name", ONE_FAULT)
def test_one_fault_is_named_precisely(name: str, tmp_path: Path) -> None:
    changed, wanted = ONE_FAULT[name]
    found = fault(tmp_path / "x", **changed)
    file, line, message, expected, got, near = wanted
    assert (found.file, found.line, found.nearest) == (file, line, near), found
    assert message in found.message, found
    assert expected in found.expected, found
    assert got in found.got, found


ROW = "id,holder,act,paraphrase,{}\nx,NORTH,{},said,{}\ny,SOUTH,leave_open,said,{}\n"

ROW_FAULTS = {
    # act, columns and values: words of the message
    ("offer", "issue=river", "condition=river is open"): "a row is about an issue or a condition",
    ("demand", "issue=patrols", "option=day", "range=at_least", "firmness=firm"): "a range needs an ordered issue",
    ("reject", "issue=river", "option=open", "range=at_least", "firmness=firm"): "only a demand, offer or acceptance",
    ("offer", "issue=river", "option=open|shared", "range=at_most"): "a range starts from one option",
    ("offer", "condition=river is open", "range=exactly"): "a range needs an issue",
    ("withdraw", "issue=river", "given=safe"): "this act has no condition",
    ("accept", "issue=river", "option=open", "stance=against"): "the stance contradicts the act accept",
    ("reject", "issue=river", "option=open", "stance=for", "firmness=firm"): "the stance contradicts the act reject",
    ("leave_open", "issue=river", "stance=for"): "the stance contradicts the act leave_open",
    ("offer", "issue=river", "option=open", "stance=yes"): "stance is not known",
    ("offer", "issue=river", "option=open", "quotation=verbatim"): "quotation is not known",
    ("offer", "issue=river", "option=open", "credibility=7"): "credibility is not known",
    ("offer", "issue=river", "option=open", "confirmed=true"): "confirmed is not known",
    ("offer", "issue=river", "option=open", "status=acepted"): "status is not known",
    ("offer", "issue=river", "option=open", "confidence=sure"): "confidence is not known",
    ("offer", "issue=river", "option=open", "date_basis=guess"): "date_basis is not known",
    ("offer", "issue=river", "option=open", "given=river iz open"): "expected “is”, “in”",
    ("offer", "issue=river", "option=open", "given=saef"): "no condition is called saef",
    ("offer", "issue=river", "option=open", "until=2019", "date=2020"): "it lapses before it begins",
    ("offer", "issue=river", "option=open", "known=20-20"): "known is not a date",
    ("offer", "issue=river", "option=open", "supersedes=x"): "cannot supersede itself",
    ("offer", "issue=river", "option=open", "supersedes=z"): "no statement is called so",
    ("offer", "issue=river", "option=open", "supersedes=y"): "a statement of another holder",
    ("offer", "issue=river", "option=open", "source=letter", "begin=3"): "an anchor has a begin and an end",
    ("offer", "issue=river", "option=open", "begin=3", "end=5"): "an anchor needs its source",
    ("offer", "issue=river", "option=open", "span_sha256=0123456789abcdef"): "a digest of a span needs the span",
}


@pytest.mark.parametrize("row", ROW_FAULTS, ids=" ".join)
def test_rules_of_rows(row: tuple[str, ...], tmp_path: Path) -> None:
    act, *pairs = row
    names, values = zip(*(pair.split("=", 1) for pair in pairs), strict=True)
    blank = [{"issue": "river"}.get(name, "") for name in names]
    extra = "" if "issue" in names else "issue"
    header = ",".join([*names, *([extra] if extra else [])])
    rest = ",".join([*values, *([""] if extra else [])])
    other = ",".join([*blank, *(["river"] if extra else [])])
    found = fault(tmp_path, statements=ROW.format(header, act, rest, other))
    assert ROW_FAULTS[row] in found.message
    assert (found.file, found.line) == ("statements.csv", 2)


def test_offsets_are_numbers_in_order_with_a_digest(tmp_path: Path) -> None:
    sources = edited(SOURCES, "citation: A letter", "citation: A letter\n    sha256: " + "0" * 64)
    header = "id,holder,act,issue,paraphrase,source,begin,end,span_sha256\n"
    row = "{},NORTH,leave_open,river,x,letter,{},{},{}\n"
    rows = row.format("a", 5, 3, "") + row.format("b", "x", 3, "") + row.format("c", 1, 3, "abc")
    found = faults(tmp_path, sources=sources, statements=header + rows)
    assert [(f.line, f.message, f.got) for f in found] == [
        (2, "a: the anchor ends before it begins", "5 and 3"),
        (3, "b: begin is not a number", "x"),
        (4, "c: span_sha256 is not a digest", "abc"),
    ]


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        case=edited(
            edited(CASE, "controlled_by: [NORTH]", "controlled_by: [NRTH]\n    nots: x"),
            "river is open and",
            "rivr is open and",
        ),
        parties=edited(PARTIES, "name: South", "nam: South"),
        sources=edited(SOURCES, "citation: A letter", "citaton: A letter"),
        statements=STATEMENTS + "s3,2020-13,X,river,opn,demand,,,q\ns4,2020\n",
        proposals=edited(PROPOSALS, "by: [NORTH]", "by: [NRTH]"),
    )
    places = {(finding.file, finding.line) for finding in found}
    assert places >= {
        ("case.yaml", 12), ("case.yaml", 13), ("case.yaml", 18), ("parties.yaml", 4), ("sources.yaml", 5),
        ("sources.yaml", 6), ("proposals.yaml", 4), ("statements.csv", 4), ("statements.csv", 5),
    }  # fmt: skip
    assert len(found) == 14
    files = [finding.file for finding in found]
    assert files == sorted(files, key=list(dict.fromkeys(files)).index)


def test_a_file_that_cannot_be_read_brings_no_false_unknown_names(tmp_path: Path) -> None:
    for stem in ("case", "parties", "sources"):
        found = faults(tmp_path / stem, **{stem: "a: [\n"})
        assert [finding.file for finding in found] == [f"{stem}.yaml"], found


def test_circles_of_conditions(tmp_path: Path) -> None:
    text = edited(CASE, "linkages:", "  - id: c1\n    means: not c2\n  - id: c2\n    means: not c1\nlinkages:")
    found = faults(tmp_path, case=text)
    assert [(finding.line, "stands for itself" in finding.message) for finding in found] == [(19, True), (21, True)]


def test_a_case_without_parties_file_names_them_as_required(tmp_path: Path) -> None:
    statements = edited(STATEMENTS, "SOUTH", "NORTH")
    case = read(tmp_path / "a", parties=None, statements=statements)
    assert [party.id for party in case.parties] == ["NORTH", "SOUTH"]
    nobody = edited(CASE, "required: [NORTH, SOUTH]\n", "")
    found = faults(tmp_path / "b", case=nobody, parties=None, statements=None, proposals=None)
    assert "nothing says who the parties are" in found[0].message
    assert found[0].expected == "parties.yaml, or “required” in case.yaml"


def test_required_defaults_to_every_party(tmp_path: Path) -> None:
    case = read(tmp_path, case=edited(CASE, "required: [NORTH, SOUTH]\n", ""))
    assert case.required == ("NORTH", "SOUTH", "TOWN", "VILLAGE")
    assert case.tables[0].parties == case.required


def test_text_stays_text(tmp_path: Path) -> None:
    case = read(
        tmp_path,
        case=edited(CASE, "[closed, shared, open]", "[closed, shared, open, 600000, 1997, NO, 0x1F, 1_000]"),
        parties=edited(PARTIES, "name: South", "name: NO"),
    )
    assert case.issue["river"].names[3:] == ("600000", "1997", "NO", "0x1F", "1_000")
    assert case.party["SOUTH"].name == "NO"
    assert str(case.source["gazette"].date) == "2020-05-12"


def test_byte_order_marks_and_line_ends_are_accepted(tmp_path: Path) -> None:
    plain = read(tmp_path / "plain")
    marked = {Path(name).stem: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in FILES.items()}
    case = read(tmp_path / "marked", **marked)
    assert (case.title, case.issues, case.proposals) == (plain.title, plain.issues, plain.proposals)
    assert case.statements.row(0) == plain.statements.row(0)
    assert case.lines == plain.lines


def test_blank_lines_and_rows_of_a_ledger(tmp_path: Path) -> None:
    header, first, second = STATEMENTS.splitlines()
    case = read(tmp_path, statements=f"{header}\n\n{first}\n\n\n{second}")
    assert list(case.statements.lines) == [3, 6]
    assert len(read(tmp_path / "none", statements=header + "\n").statements) == 0


def test_what_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name, words in {"file": "this is a file", "nowhere": "there is nothing", "loop": "nothing here"}.items():
        with pytest.raises(CaseError, match=words):
            read_case(tmp_path / name)
    with pytest.raises(CaseError):
        read_case(Path("a\0b"))
    with pytest.raises(CaseError):
        read_case(Path("x" * 5000))


@pytest.mark.parametrize("name", ["case.yaml", "statements.csv", "README.md"])
def test_files_that_cannot_be_opened(name: str, tmp_path: Path) -> None:
    for kind in ("folder", "loop", "pipe"):
        folder = write(tmp_path / kind)
        (folder / name).unlink(missing_ok=True)
        if kind == "folder":
            (folder / name).mkdir()
        elif kind == "loop":
            (folder / name).symlink_to(folder / name)
        else:
            os.mkfifo(folder / name)
        with pytest.raises(CaseError, match="cannot be read") as caught:
            read_case(folder)
        assert caught.value.findings[0].file == name


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_files(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "case.yaml").chmod(0)
    with pytest.raises(CaseError, match="Permission denied"):
        read_case(folder)


def test_misnamed_files_are_not_passed_over(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "proposals.yaml").rename(folder / "Proposals.yml")
    with pytest.raises(CaseError) as caught:
        read_case(folder)
    (found,) = caught.value.findings
    assert (found.file, found.got, found.nearest) == ("Proposals.yml", "Proposals.yml", "proposals.yaml")


def test_a_huge_yaml_file_is_refused_by_its_size(tmp_path: Path) -> None:
    found = fault(tmp_path, case="# " + "x" * 20_000_001)
    assert "too large" in found.message
    assert re.search(r"20,000,00\d bytes", found.got)


def test_the_digest_is_that_of_sha256sum(tmp_path: Path) -> None:
    import hashlib

    folder = write(tmp_path)
    (folder / "README.md").write_text("About")
    (folder / "other.txt").write_text("is no part of the case")
    names = sorted([*FILES, "README.md"])
    lines = "".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    case = read_case(folder)
    assert case.digest == hashlib.sha256(lines.encode()).hexdigest()
    assert case.about == "About"


def test_ten_thousand_options_and_many_unknown_names_are_quick(tmp_path: Path) -> None:
    options = ", ".join(f"o{number}" for number in range(10_000))
    header = "id,holder,issue,option,act,paraphrase\n"
    good = "".join(f"s{number},NORTH,big,o{number},offer,x\n" for number in range(10_000))
    text = CASE.replace("conditions:", f"  - id: big\n    options: [{options}]\n    status_quo: o1\nconditions:")
    assert len(read(tmp_path / "good", case=text, statements=header + good).statements) == 10_000
    bad = "".join(f"s{number},NORTH,big,x{number},offer,x\n" for number in range(10_000))
    found = faults(tmp_path / "bad", case=text, statements=header + bad)
    assert len(found) == 1001
    assert found[0].message == "9000 more rows: an option is wrong"

"""Checking logs: the published use case of compliance checkers restated, and what a log may and may not hold.

The use case is that of Robaldo, Batsakis, Calegari and others, *Compliance checking on first-order knowledge with
conflicting and compensatory norms* (Artificial Intelligence and Law, 2023): a licence to evaluate a product, no
publication of results without approval, removal as compensation, no comments unless results may be published, a
commission that obliges to publish. Expected verdicts are what its rules say, restated below.
"""

from __future__ import annotations

import csv
from datetime import date
from itertools import product
from pathlib import Path

import pytest

import detente
from detente.errors import FormatError, UnknownNameError

CASE = """\
title: A licence to evaluate
question: Is the licence kept?
required: [LICENSOR, LICENSEE]
issues:
  - id: licence
    title: The licence
    kind: terms
    options: [{id: none, title: No licence}, {id: granted, title: A licence}]
    status_quo: none
"""
PARTIES = """\
parties:
  - {id: LICENSOR, name: The Licensor}
  - {id: LICENSEE, name: The Licensee}
"""
VOCABULARY = """\
actions:
  - {id: evaluate, title: evaluate}
  - {id: publish, title: publish}
  - {id: commission, title: be commissioned to evaluate}
  - {id: remove, title: remove}
assets:
  - {id: product, title: the product}
  - {id: results, title: results of the evaluation}
  - {id: comments, title: comments on the evaluation}
circumstances:
  - {id: licensed, title: a licence was granted}
  - {id: commissioned, title: the evaluation was commissioned}
  - {id: results_permitted, title: the results may be published}
"""
TREATY = """\
title: A licence to evaluate
date: 2020-01-01
signatories: LICENSOR, LICENSEE
entry_into_force: {date: 2020-01-01}
provisions:
  - {id: art_1, kind: prohibition, bearer: LICENSEE, action: evaluate, asset: product, exceptions: [{when: licensed}]}
  - id: art_2
    kind: prohibition
    bearer: LICENSEE
    action: publish
    asset: results
    exceptions: [{consent_of: LICENSOR}, {when: commissioned}]
  - id: art_2__removal
    kind: obligation
    bearer: LICENSEE
    action: remove
    asset: results
    within: P7D
    repairs: [art_2]
  - id: art_3
    kind: prohibition
    bearer: LICENSEE
    action: publish
    asset: comments
    exceptions: [{when: results_permitted}]
  - id: art_4
    kind: obligation
    bearer: LICENSEE
    action: publish
    asset: results
    within: P30D
    trigger: {action: commission}
"""


@pytest.fixture(scope="module")
def licence(tmp_path_factory):
    folder = tmp_path_factory.mktemp("licence")
    (folder / "treaties").mkdir()
    for name, text in (
        ("case.yaml", CASE),
        ("parties.yaml", PARTIES),
        ("treaties/vocabulary.yaml", VOCABULARY),
        ("treaties/licence.yaml", TREATY),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return detente.load(folder)


def write(path: Path, rows, header="date,actor,action,asset,consent") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(header + "\n")
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path


def published_verdicts(licensed, evaluated, published, approved, commissioned, removed, commented):
    """What the rules of the use case say: the acts and duties that are violated."""
    found = set()
    if evaluated and not licensed:  # Article 1: what is not permitted by the licence is prohibited
        found.add("art_1")
    permitted = evaluated and approved  # 2b: an approved publication is permitted
    prohibited = published and evaluated and not approved and not commissioned  # 2a, with the exceptions 2b and 4a
    if prohibited and not removed:  # 2c: the duty to remove compensates; done, neither is a violation
        found |= {"art_2", "art_2__removal"}
    if commented and evaluated and not permitted:  # Article 3, unless results may be published
        found.add("art_3")
    if commissioned and evaluated and not published:  # Article 4
        found.add("art_4")
    return found


@pytest.mark.parametrize("approved", [False, True])
@pytest.mark.parametrize("commissioned", [False, True])
def test_the_published_use_case(licence, tmp_path, approved, commissioned):
    for published, removed, commented in product((False, True), repeat=3):
        licensed = published != removed  # bears on Article 1 alone
        rows = [("2020-02-01", "LICENSEE", "evaluate", "product", "")]
        if commissioned:
            rows.append(("2020-02-01", "LICENSEE", "commission", "product", ""))
        if published:
            rows.append(("2020-02-10", "LICENSEE", "publish", "results", "LICENSOR" if approved else ""))
        if commented:
            rows.append(("2020-02-12", "LICENSEE", "publish", "comments", ""))
        if removed:
            rows.append(("2020-02-14", "LICENSEE", "remove", "results", ""))
        flags = {"licensed": licensed, "commissioned": commissioned, "results_permitted": approved}
        given = [f"{name}={'yes' if holds else 'no'}" for name, holds in flags.items()]
        log = write(tmp_path / "log.csv", rows)
        found = detente.treaty_comply(licence, "licence", log, given=given, until=date(2020, 12, 31))
        broken = {one.clause.partition("#")[2] for one in found.violations if one.repaired is None}
        expected = published_verdicts(licensed, True, published, approved, commissioned, removed, commented)
        assert broken == expected, (flags, published, removed, commented)
        repaired = [one for one in found.violations if one.repaired]
        assert len(repaired) == (published and removed and not approved and not commissioned)
        assert all(one.verdict == "violation" for one in found.violations)


def test_removal_that_comes_too_late_repairs_nothing(licence, tmp_path):
    rows = [("2020-02-10", "LICENSEE", "publish", "results", ""), ("2020-03-10", "LICENSEE", "remove", "results", "")]
    found = detente.treaty_comply(licence, "licence", write(tmp_path / "log.csv", rows), given=["commissioned=no"])
    assert [(one.clause, one.repaired, str(one.since), str(one.until)) for one in found.violations] == [
        ("licence#art_2", None, "2020-02-10", "2020-02-10"),
        ("licence#art_2__removal", None, "2020-02-18", "2020-03-10"),
    ]
    assert found.violations[1].of == "licence#art_2"


def test_a_duty_whose_time_is_not_over_is_pending(licence, tmp_path):
    log = write(tmp_path / "log.csv", [("2020-02-10", "LICENSEE", "publish", "results", "")])
    found = detente.treaty_comply(licence, "licence", log, given=["commissioned=no"])
    assert (found.total, found.pending) == (1, {"licence#art_2__removal": 1})
    later = detente.treaty_comply(licence, "licence", log, given=["commissioned=no"], until=date(2020, 2, 18))
    assert (later.total, later.pending) == (2, {})


def test_consent_for_some_days_leaves_the_others(licence, tmp_path):
    rows = [("2020-02-01/2020-02-10", "LICENSEE", "publish", "results", "LICENSOR@2020-02-03/2020-02-06")]
    found = detente.treaty_comply(licence, "licence", write(tmp_path / "log.csv", rows), given=["commissioned=no"])
    (one,) = (one for one in found.violations if one.kind == "forbidden")
    assert (str(one.since), str(one.until), one.days) == ("2020-02-01", "2020-02-10", 6)
    assert [[str(day) for day in span] for span in one.spans] == [
        ["2020-02-01", "2020-02-02"],
        ["2020-02-07", "2020-02-10"],
    ]


def test_a_limit_holds_some_and_counts_all_and_a_sink_gets_all(licence, tmp_path):
    log = write(tmp_path / "log.csv", [("2020-02-01", "LICENSEE", "publish", "comments", "")] * 30)
    given = ["results_permitted=no"]
    rows: list[tuple[object, ...]] = []
    found = detente.treaty_comply(licence, "licence", log, given=given, limit=7)
    assert (len(found.violations), found.total, found.to_json()["shown"]) == (7, 30, 7)
    again = detente.treaty_comply(
        licence, "licence", log, given=given, limit=7, sink=lambda batch: rows.extend(batch.cells())
    )
    assert again == found
    assert [row[0] for row in rows] == list(range(2, 32))
    assert rows[0][1:6] == ("2020-02-01", "licence#art_3", "violation", "", "forbidden")


def test_everything_that_is_wrong_is_said_at_once_by_line(licence, tmp_path):
    header = "date,actor,action,asset,territory,amount,consent"
    rows = [
        ("2020-02-30", "LICENSEE", "publish", "results", "", "", ""),
        ("2020-02-01", "LICENSE", "publsh", "result", "POLL", "1.5", "LICENSER|RUS@x"),
        ("2020-02-01", "", "publish", "results", "", "", ""),
        ("2020-02-05/2020-02-01", "LICENSEE", "publish", "results", "", "x", ""),
        ("2020-02-30", "LICENSEE", "publish", "results", "", "", ""),
    ]
    with pytest.raises(FormatError) as refused:
        detente.treaty_comply(licence, "licence", write(tmp_path / "log.csv", rows, header))
    said = [(one.line, one.message.split(" (")[0], one.nearest) for one in refused.value.findings]
    assert said == [
        (2, "the date 2020-02-30 cannot be", ""),
        (3, "no actor is called LICENSE", "LICENSEE"),
        (3, "no action is called publsh", "publish"),
        (3, "no asset is called result", "results"),
        (3, "no territory is called POLL", "POL"),
        (3, "no actor is called LICENSER", "LICENSOR"),
        (3, "the amount 1.5 cannot be", ""),
        (4, "the actor is blank", ""),
        (5, "the date 2020-02-05/2020-02-01 cannot be", ""),
        (5, "the amount x cannot be", ""),
    ]
    assert "also in line 6" in refused.value.findings[0].message


def test_lines_are_those_of_the_file_though_some_are_blank_or_go_on(licence, tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes(
        b"\xef\xbb\xbfdate,actor,action,asset,consent\r\n\r\n"
        b'"2020-02-01\r\n",LICENSEE,publish,comments,\r\n'
        b"2020-02-01,LICENSEE,publish,comments,\r\n"
    )
    found = detente.treaty_comply(licence, "licence", path, given=["results_permitted=no"])
    assert [one.event for one in found.violations] == [3, 5]
    path.write_bytes(path.read_bytes() + b"2020-02-01,LICENSEE,publish\r\n2020-02-01,\xff,publish,comments,\r\n")
    with pytest.raises(FormatError) as refused:
        detente.treaty_comply(licence, "licence", path)
    assert [one.line for one in refused.value.findings] == [6, 7]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "the column date is missing"),
        ("date,actor,action,who\n", "the column who is not one of a log"),
        ("date,actor,action,date\n", "the column date is there twice"),
        (
            "date,actor,action,id\n2020-01-01,LICENSEE,publish,a\n2020-01-01,LICENSEE,publish,a\n",
            "2 rows have the id a",
        ),
    ],
)
def test_a_log_of_another_form_is_refused(licence, tmp_path, text, part):
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormatError) as refused:
        detente.treaty_comply(licence, "licence", path)
    assert part in str(refused.value)


def test_what_is_wrong_names_the_file_the_limit_the_byte_and_the_id(licence, tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes(
        b"date,actor,action,amount,id\n"
        b"2020-01-01,LICENSEE,publish,1234567890123,a\n"
        b"2020-01-01,LICENSEE,publish,1,a\n"
        b"2020-01-01,LICENSEE,publish,1,\xe9\n"
    )
    with pytest.raises(FormatError) as refused:
        detente.treaty_comply(licence, "licence", path)
    said = str(refused.value)
    assert f"{path}:2: the amount 1234567890123 cannot be; expected a whole number of at most 12 digits" in said
    assert f"{path}:2: 2 rows have the id a (also in line 3)" in said
    assert "; got a" in said
    assert "got ''" not in said
    assert f"{path}:4: the row is not in UTF-8" in said


def test_a_day_before_the_end_of_the_log_is_refused(licence, tmp_path):
    log = write(tmp_path / "log.csv", [("2020-02-10", "LICENSEE", "publish", "results", "")])
    with pytest.raises(FormatError, match="the log goes on after 2020-02-09"):
        detente.treaty_comply(licence, "licence", log, until=date(2020, 2, 9))
    assert detente.treaty_comply(licence, "licence", log, until=date(2020, 2, 10)).events == 1


def test_no_more_than_some_dozens_are_shown_and_the_rest_counted(licence, tmp_path):
    rows = [("2020-02-01", f"N{number}", "publish", "results", "") for number in range(100)]
    with pytest.raises(FormatError) as refused:
        detente.treaty_comply(licence, "licence", write(tmp_path / "log.csv", rows))
    assert len(refused.value.findings) == 41
    assert refused.value.findings[-1].message == "60 more things are wrong with the log"


def test_an_empty_log_has_no_violation(licence, tmp_path):
    found = detente.treaty_comply(licence, "licence", write(tmp_path / "log.csv", []))
    assert (found.events, found.total, found.first) == (0, 0, None)
    assert found.to_json()["violations"] == []


@pytest.mark.parametrize("given", ["war", "licensed=maybe", "licensed@never", "licensed=no@2020-01-01"])
def test_what_is_given_must_be_one_of_the_vocabulary(licence, tmp_path, given):
    log = write(tmp_path / "log.csv", [])
    with pytest.raises((FormatError, UnknownNameError)):
        detente.treaty_comply(licence, "licence", log, given=[given])


def test_a_treaty_that_there_is_not_is_named_with_the_nearest(licence, tmp_path):
    with pytest.raises(UnknownNameError, match="licence"):
        detente.treaty_comply(licence, "licens", write(tmp_path / "log.csv", []))


def test_order_in_the_file_does_not_matter(licence, tmp_path):
    rows = [(f"2020-02-{day:02}", "LICENSEE", "publish", "comments", "") for day in (9, 3, 7, 1)]
    found = detente.treaty_comply(licence, "licence", write(tmp_path / "log.csv", rows), given=["results_permitted=no"])
    assert [one.event for one in found.violations] == [5, 3, 4, 2]


KEEPING = """\
actions: [{id: keep}, {id: pull, contrary: keep}, {id: strike}]
assets: [{id: arms}]
territories: [{id: north}, {id: n1, under: north}]
statuses: [{id: s1}]
"""


@pytest.fixture
def keeping(tmp_path):
    """A case with one treaty of these provisions, in force from 2022."""

    def made(*provisions):
        folder = tmp_path / "case"
        (folder / "treaties").mkdir(parents=True)
        lines = "".join(f"  - {{id: art_{number}, {one}}}\n" for number, one in enumerate(provisions, 1))
        parties = "parties:\n  - {id: AA, name: Aria}\n  - {id: BB, name: Boria}\n"
        for name, text in (
            ("case.yaml", CASE.replace("[LICENSOR, LICENSEE]", "[AA, BB]")),
            ("parties.yaml", parties),
            ("treaties/vocabulary.yaml", KEEPING),
            ("treaties/tt.yaml", f"title: X\ndate: 2022-01-01\nsignatories: AA, BB\nprovisions:\n{lines}"),
        ):
            (folder / name).write_text(text, encoding="utf-8")
        return detente.load(folder)

    return made


BAN = "kind: prohibition, bearer: AA, action: keep, territory: north"
FULL = "date,actor,action,asset,territory,amount,consent"


def days(found):
    return [(one.event, one.kind, str(one.since), str(one.until), one.over) for one in found.violations]


@pytest.mark.parametrize("cap", [0, 5])
def test_a_stock_from_before_entry_into_force_is_above_the_cap_from_the_first_day(keeping, tmp_path, cap):
    case = keeping(f"{BAN}, cap: {cap}")
    log = write(tmp_path / "log.csv", [("2021-12-01/2022-02-01", "AA", "keep", "arms", "north", 9, "")], FULL)
    found = detente.treaty_comply(case, "tt", log)
    assert days(found) == [(None, "above the cap", "2022-01-01", "2022-02-01", 9 - cap)]
    assert (found.violations[0].actor, found.violations[0].days) == ("AA", 32)
    assert "was there before" in found.violations[0].why


def test_what_stands_under_a_prohibition_does_so_until_it_is_taken_away(keeping, tmp_path):
    case = keeping(BAN, BAN.replace("keep", "strike"))
    rows = [
        ("2021-12-01", "AA", "keep", "arms", "n1", 9, ""),
        ("2021-12-01", "AA", "strike", "arms", "n1", 9, ""),
        ("2022-01-20", "AA", "pull", "arms", "n1", 9, ""),
        ("2022-02-01", "BB", "keep", "arms", "n1", 1, ""),
    ]
    found = detente.treaty_comply(case, "tt", write(tmp_path / "log.csv", rows, FULL))
    assert days(found) == [(None, "forbidden", "2022-01-01", "2022-01-19", None)]
    rows[2] = ("2022-01-01", *rows[2][1:])
    assert not detente.treaty_comply(case, "tt", write(tmp_path / "log.csv", rows, FULL)).total


def test_a_floor_that_was_never_met_is_one_if_the_log_is_all_there_is_and_is_said_otherwise(keeping, tmp_path):
    case = keeping("kind: obligation, bearer: AA, action: keep, territory: north, floor: 3")
    rows = [("2021-12-01", "AA", "keep", "arms", "n1", 1, ""), ("2022-03-01", "AA", "keep", "arms", "n1", 2, "")]
    log = write(tmp_path / "log.csv", rows, FULL)
    found = detente.treaty_comply(case, "tt", log, stocks="none")
    assert (None, "below the floor", "2022-01-01", "2022-02-28", 2) in days(found)
    partial = detente.treaty_comply(case, "tt", log)
    assert not partial.total
    assert "was not met from 2022-01-01" in partial.unchecked[-1].why


def test_where_nobody_says_the_place_the_verdict_is_as_open_as_that(keeping, tmp_path):
    bare = "kind: prohibition, bearer: AA, action: keep"
    case = keeping(
        f"{bare}, exceptions: [{{territory: north}}]",
        f"{bare}, exceptions: [{{when: s1, territory: north}}]",
        bare,
        f"{bare}, territory: north, cap: 0",
    )
    log = write(tmp_path / "log.csv", [("2022-01-02", "AA", "keep", "", "", 1, "")], FULL)
    found = detente.treaty_comply(case, "tt", log)
    assert [(one.clause, one.verdict) for one in found.violations] == [
        ("tt#art_2", "depends"),
        ("tt#art_3", "violation"),
    ]
    assert [dict(said) for said in found.violations[0].under[0]["circumstances"]] == [{"name": "s1", "holds": False}]
    assert found.unclear == {"tt#art_1": 1, "tt#art_2": 1, "tt#art_4": 1}


def test_what_stands_there_before_can_be_repaired(keeping, tmp_path):
    case = keeping(
        f"{BAN}, cap: 5",
        "kind: obligation, bearer: AA, action: strike, territory: north, within: P30D, repairs: [art_1]",
    )
    rows = [("2021-12-01", "AA", "keep", "arms", "n1", 9, ""), ("2022-01-20", "AA", "strike", "arms", "n1", 1, "")]
    for day, repaired in (("2022-01-20", date(2022, 1, 20)), ("2022-03-20", None)):
        rows[1] = (day, *rows[1][1:])
        found = detente.treaty_comply(case, "tt", write(tmp_path / "log.csv", rows, FULL))
        first = next(one for one in found.violations if one.clause == "tt#art_1")
        assert (first.event, first.kind, first.since, first.repaired) == (
            None,
            "above the cap",
            date(2022, 1, 1),
            repaired,
        )
        assert len(found.violations) == (1 if repaired else 2)


def test_what_the_inventory_has_on_the_day_before_the_log_stands_there(keeping, tmp_path):
    case = keeping(f"{BAN}, cap: 5", "kind: obligation, bearer: AA, action: keep, territory: north, floor: 30")
    folder = Path(case.folder) / "inventory"
    folder.mkdir()
    (folder / "deployments.csv").write_text(
        "id,senders,host,action,asset,title,low,high,unit,from,to,status,confirmed,source,note\n"
        "post,AA,n1,keep,arms,,8,12,,2020-01-01,,active,no,,\n",
        encoding="utf-8",
    )
    log = write(tmp_path / "log.csv", [("2022-02-01", "BB", "strike", "arms", "n1", 1, "")], FULL)
    found = detente.treaty_comply(detente.load(folder.parent), "tt", log)
    assert days(found) == [
        (None, "above the cap", "2022-02-01", "None", 3),
        (None, "below the floor", "2022-02-01", "None", 18),
    ]


@pytest.mark.parametrize("duty", ["repairs: [art_1]", "trigger: {action: strike}"])
def test_a_duty_to_undo_is_owed_once_something_has_happened(keeping, tmp_path, duty):
    case = keeping(BAN, f"kind: obligation, bearer: AA, action: pull, territory: north, within: P30D, {duty}")
    broken = "keep" if "repairs" in duty else "strike"
    rows = [("2022-01-10", "AA", "keep", "arms", "n1", 1, ""), ("2022-01-10", "AA", "strike", "arms", "n1", 1, "")]
    done = ("2022-02-01", "AA", "pull", "arms", "n1", 1, "")
    for after, late in (((), 1), ((done,), 0), ((("2022-02-10", *done[1:]),), 1)):
        log = write(tmp_path / "log.csv", [*rows, *after], FULL)
        found = detente.treaty_comply(case, "tt", log, until=date(2022, 12, 31))
        owed = [one for one in found.violations if one.clause == "tt#art_2"]
        assert [(one.kind, str(one.since)) for one in owed] == [("not done in time", "2022-02-10")] * late
        first = next(one for one in found.violations if one.clause == "tt#art_1")
        assert first.repaired == (date(2022, 2, 1) if broken == "keep" and not late else None)
        assert "tt#art_2" not in {one.clause for one in found.unchecked}

"""Pages of cases that nobody would want: each renders, says so, and is as well made as any other."""

import csv
import io
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings

from detente.api.briefing import dossier
from detente.brief.page import render
from detente.brief.sentences import five
from detente.case.checking import CheckResult
from detente.case.reading import read_case
from tests.brief.samples import HERE, Page, of_files, of_folder, river
from tests.strategies import cases
from tests.test_golden import GOLDEN, NAMES

PARTIES = "parties: [{id: N, name: North}, {id: S, name: South}]\n"
CASE = """\
title: T
question: Q?
required: [N, S]
issues:
  - {id: a, title: Matter A, options: [{id: x, title: X}, {id: y, title: Y}, {id: z, title: Z}], status_quo: x}
tables: [{id: two, title: The two, parties: [N, S], agenda: all}]
"""


def rows(*lines):
    """A ledger: date, holder, issue, option, act, firmness."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["id", "date", "holder", "issue", "option", "act", "firmness", "paraphrase"])
    writer.writerows([f"q{place}", *line, "Said so."] for place, line in enumerate(lines))
    return table.getvalue()


def read(tmp_path, day=None, **files):
    named = {"case.yaml": CASE, "parties.yaml": PARTIES} | {
        f"{name}.{'csv' if name == 'statements' else 'yaml'}": text for name, text in files.items()
    }
    html = render(of_files(tmp_path / "case", named, day))
    page = Page.of(html)
    assert not page.wrong
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in page.of_kind("a")} <= set(ids)
    return "\n".join(page.lines)


def test_a_case_without_statements(tmp_path):
    text = read(tmp_path, "2020-01-01")
    assert "3 of 3 feasible packages are not ruled out by anything coded" in text
    assert "North and South have not spoken on any of the issues watched" in text
    assert "No proposal is on the table" in text
    assert "The case holds no statement" in text


def test_no_room_at_any_level(tmp_path):
    refusals = [
        ("2020-01-01", holder, "a", option, "reject", "never")
        for holder, options in (("N", "xy"), ("S", "z"))
        for option in options
    ]
    text = read(tmp_path, statements=rows(*refusals))
    assert "every one of 3 feasible packages crosses somebody’s red line" in text
    assert (
        "One set of two positions cannot hold together: North’s red line against ‘X’ or ‘Y’ and South’s red line "
        "against ‘Z’ (both on ‘Matter A’)" in text
    )
    assert (
        "Were North to drop its red line against ‘X’ or ‘Y’ (Matter A), 2 packages would no longer be excluded" in text
    )


def test_one_position_that_excludes_everything(tmp_path):
    text = read(
        tmp_path,
        statements=rows(
            *[("2020-01-01", "N", "a", option, "reject", "never") for option in "xyz"],
            ("2020-01-01", "S", "a", "x", "offer", ""),
        ),
    )
    assert "One position excludes every package by itself: North’s red line against ‘X’, ‘Y’ or ‘Z’ (Matter A)." in text
    assert "No package at this table can meet this" in text


def test_linkages_that_exclude_each_other(tmp_path):
    case = CASE + "linkages: [{id: yes, require: a is x}, {id: no, require: not a is x, why: So it is.}]\n"
    text = read(tmp_path, "2020-01-01", case=case)
    assert "no package fits together at all" in text
    assert "Linkages are nobody’s to concede" in text
    assert "“Matter A” is not ‘X’" in text


def test_no_tables_no_parties_of_note_one_option(tmp_path):
    case = "title: T\nquestion: Q?\nissues:\n  - {id: a, options: [x], status_quo: x}\n"
    assert "T" in read(tmp_path, "2020-01-01", case=case)


def test_thirty_parties_and_their_colours(tmp_path):
    names = [f"P{place}" for place in range(30)]
    case = (
        f"title: Many\nquestion: Q?\nissues:\n  - {{id: a, options: [x, y, z], status_quo: x}}\ntables: "
        f"[{{id: t, title: All, parties: [{', '.join(names)}], agenda: all}}]\n"
    )
    parties = "parties: [" + ", ".join(f"{{id: {name}, name: Party {name}}}" for name in names) + "]\n"
    said = rows(*[("2020-01-01", name, "a", "xyz"[place % 3], "demand", "never") for place, name in enumerate(names)])
    text = read(tmp_path, case=case, parties=parties, statements=said)
    assert "Party P29" in text
    assert "40 of 300 sets are drawn; 260 are not." in text


@pytest.mark.parametrize(
    "title",
    [
        "מעבר חופשי בנהר",
        "川の自由な航行と岸辺の巡回",
        "A " + "very " * 120 + "long title",
        "<script>alert('&')</script>",
    ],
)
def test_titles_of_any_kind(tmp_path, title):
    quoted = title.replace("'", "''")
    case = CASE.replace("Matter A", f"'{quoted}'").replace("title: T\n", f"title: '{quoted}'\n")
    text = read(
        tmp_path,
        case=case,
        statements=rows(
            ("2020-01-01", "N", "a", "x", "reject", "never"), ("2020-01-02", "S", "a", "y", "demand", "firm")
        ),
    )
    assert title.strip().replace("alert('&", "alert('&")[:20] in text


def test_right_to_left_titles_are_kept_apart(tmp_path):
    html = render(
        of_files(
            tmp_path / "case", {"case.yaml": CASE.replace("Matter A", "מעבר"), "parties.yaml": PARTIES}, "2020-01-01"
        )
    )
    assert "<bdi>מעבר</bdi>" in html


def test_counts_that_are_not_known():
    dossier_of = river()
    room = dossier_of.room
    tables = tuple(
        replace(
            table,
            levels=tuple(
                replace(row, possible=None, feasible=None, confirmed=None, possible_if_disputed_fall=None)
                for row in table.levels
            ),
            best=None,
            proposals=tuple(
                replace(
                    placed,
                    completions=None,
                    possible=tuple((level, reading, None) for level, reading, _ in placed.possible),
                )
                for placed in table.proposals
            ),
        )
        for table in room.tables
    )
    levels = tuple(
        replace(
            row,
            complete=False,
            possible=None,
            gap=None,
            fewest=(),
            components=(),
            lightest=(),
            non_dominated=(),
            non_dominated_complete=False,
            ranked=(),
            concessions_total=None,
        )
        for row in dossier_of.impasse.levels
    )
    unknown = replace(dossier_of, room=replace(room, tables=tables), impasse=replace(dossier_of.impasse, levels=levels))
    page = Page.of(render(unknown))
    assert not page.wrong
    assert "not counted" in "\n".join(page.lines)
    assert not [line for line in page.lines if "None of" not in line and "‘None’" not in line and " None " in line]


@pytest.mark.parametrize("name", NAMES)
def test_every_mini_case_renders(name):
    page = Page.of(render(of_folder(GOLDEN / name)))
    assert not page.wrong


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_any_case_renders(sample):
    checked = patch("detente.api.briefing.check", lambda *_: CheckResult(()))  # has tests of its own
    with sample.written() as folder, checked:
        found = dossier(read_case(folder).on(sample.on, sample.known_by))
    page = Page.of(render(found))
    assert not page.wrong
    assert len(five(found, None, None)) == 1  # type: ignore[arg-type]  # without a focus nothing is asked


def test_the_sample_folder_is_there():
    assert (HERE / "river" / "case.yaml").is_file()

"""Impact in small cases worked out by hand: one rule each."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import detente
from detente.analyses.treaties.impact import Impact, Row, impact
from detente.case.dates import Interval
from detente.case.model import Source
from detente.errors import UnknownNameError

ON = date(2021, 12, 17)
COLUMNS = (
    "title",
    "id",
    "senders",
    "host",
    "action",
    "asset",
    "low",
    "high",
    "unit",
    "from",
    "to",
    "status",
    "confirmed",
)
VOCABULARY = {
    "actions": [
        "deploy",
        "exercise",
        {"id": "withdraw", "contrary": "deploy"},
        {"id": "talk", "title": "talk"},
    ],
    "assets": [
        {"id": "forces", "unit": "troops"},
        {"id": "ground", "under": "forces"},
        {"id": "missile", "unit": "missiles"},
    ],
    "territories": [{"id": "crimea", "title": "Crimea", "under": "UKR"}],
    "statuses": [{"id": "member", "title": "it is a member"}],
    "circumstances": [{"id": "threat", "title": "there is a threat"}],
    "terms": [
        {
            "id": "the_east",
            "readings": [
                {"id": "narrow", "means": "POL", "holder": ["USA"]},
                {"id": "wide", "means": "POL, DEU", "holder": ["RUS"]},
            ],
        }
    ],
}
MEMBERS = (
    ("USA", "NATO", "1949-08-24"),
    ("DEU", "NATO", "1955-05-06"),
    ("POL", "NATO", "1999-03-12"),
    ("FIN", "NATO", "2023-04-04"),
)
BAN: dict[str, Any] = {
    "kind": "prohibition",
    "bearer": "RUS, USA, GBR",
    "action": "deploy",
    "asset": "forces",
    "territory": "anywhere but not own territory",
}


def unit(name: str, senders: str, host: str, low: str = "", high: str | None = None, **more: str) -> dict[str, str]:
    """A row of deployments: sizes, and what else is said."""
    row = {"id": name, "senders": senders, "host": host, "asset": "ground", "from": "2000", "low": low}
    return row | {"high": low if high is None else high} | more


def case_of(
    tmp_path: Path, provisions: Sequence[Mapping[str, Any]], *rows: Mapping[str, str], **treaty: Any
) -> detente.Case:
    """A case with one treaty `draft` and these deployments."""
    (tmp_path / "treaties").mkdir()
    (tmp_path / "inventory").mkdir()
    issue = {"id": "peace", "options": ["yes", "no"], "status_quo": "no"}
    draft = {"title": "A draft", "date": "2021-12-17", "signatories": "RUS, USA, GBR, DEU, POL", **treaty}
    draft["provisions"] = [{"id": f"art_{place}", **one} for place, one in enumerate(provisions, 1)]
    files = {"case": {"title": "A dispute", "issues": [issue]}, "parties": {"parties": [{"id": "RUS"}, {"id": "USA"}]}}
    for name, content in (files | {"treaties/vocabulary": VOCABULARY, "treaties/draft": draft}).items():
        (tmp_path / f"{name}.yaml").write_text(json.dumps(content) + "\n", encoding="utf-8")
    members = [dict(zip(("state", "group", "from"), row, strict=True)) for row in MEMBERS]
    for name, columns, lines in (("memberships", ("state", "group", "from"), members), ("deployments", COLUMNS, rows)):
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
        (tmp_path / f"inventory/{name}.csv").write_text(text.getvalue(), encoding="utf-8")
    return detente.load(tmp_path)


def asked(
    tmp_path: Path, provisions: Sequence[Mapping[str, Any]] | Mapping[str, Any], *rows: Mapping[str, str]
) -> Impact:
    """The impact of a draft on these holdings."""
    several = [provisions] if isinstance(provisions, Mapping) else provisions
    return impact(case_of(tmp_path, several, *rows), "draft", ON)


def only(found: Impact) -> Row:
    (row,) = found.rows
    return row


def bounds(found: Impact) -> dict[str, tuple[int | None, int | None]]:
    return {row.holding: (row.low, row.high) for row in found.rows}


def answers(row: Row) -> dict[object, object]:
    return {one["clause"]: one["reading"] for one in row.readings}


def test_what_is_forbidden_goes_whole(tmp_path: Path) -> None:
    found = asked(tmp_path, BAN, unit("A", "USA", "POL", "100", "200"), unit("B", "USA", "USA", "5"))
    row = only(found)
    assert row.to_json() == {
        "sender": "USA", "senders": ["USA"], "bound": ["USA"], "host": "POL", "action": "deploy", "asset": "ground",
        "unit": "troops", "holding": "A", "title": "", "must": "withdraw", "low": 100, "high": 200, "share": "whole",
        "by": None, "clause": "draft#art_1", "readings": [], "confirmed": True, "status": "active", "certain": True,
        "only_if": None, "unless": [], "open": False, "certainty": "certain", "lacking": None, "why": "forbidden",
    }  # fmt: skip
    assert (found.entry, found.assumed, found.holdings) == (ON, True, 2)


def test_what_is_at_home_or_only_done_is_stopped(tmp_path: Path) -> None:
    ban = BAN | {"action": "deploy, exercise", "territory": "anywhere"}
    found = asked(tmp_path, ban, unit("A", "USA", "USA", "5"), unit("B", "USA", "POL", "7", action="exercise"))
    assert [row.must for row in found.rows] == ["stop", "stop"]


def test_a_baseline_per_sender_and_host_in_intervals(tmp_path: Path) -> None:
    ban = BAN | {"baseline": {"date": "1997-05-27"}}
    found = asked(
        tmp_path,
        ban,
        unit("A", "USA", "DEU", "50", "100", **{"from": "1990", "to": "1999-12-31"}),
        unit("A", "USA", "DEU", "300", "400", **{"from": "2000-01-01"}),
        unit("B", "GBR", "DEU", "70"),
    )
    assert bounds(found) == {"A": (200, 350), "B": (70, 70)}
    reduced, gone = found.rows
    assert (reduced.must, reduced.share, gone.must, gone.share) == ("reduce", "part", "withdraw", "whole")
    assert "when it was 50–100 troops" in reduced.why


def test_a_baseline_per_host_is_shared_by_senders(tmp_path: Path) -> None:
    ban = BAN | {"baseline": {"date": "1997-05-27", "per": "host"}}
    found = asked(
        tmp_path,
        ban,
        unit("A", "USA", "DEU", "100", **{"from": "1990"}),
        unit("B", "GBR", "DEU", "30"),
    )
    assert bounds(found) == {"A": (0, 30), "B": (0, 30)}
    assert {row.share for row in found.rows} == {"part, share not known"}
    (total,) = found.totals.all
    assert (total.low, total.high, total.holdings) == (30, 30, 2)


def test_a_host_is_one_with_its_parts(tmp_path: Path) -> None:
    ban = BAN | {"baseline": {"date": "1997-05-27"}}
    moved = asked(
        tmp_path,
        ban,
        unit("A", "RUS", "UKR", "100", **{"from": "1990", "to": "1998"}),
        unit("B", "RUS", "crimea", "120"),
    )
    assert bounds(moved) == {"B": (20, 20)}


def test_a_baseline_per_unit_knows_units(tmp_path: Path) -> None:
    ban = BAN | {"baseline": {"date": "1997-05-27", "per": "unit"}}
    found = asked(
        tmp_path,
        ban,
        unit("OLD", "USA", "DEU", "100", **{"from": "1990"}),
        unit("GONE", "USA", "DEU", "500", **{"from": "1990", "to": "1999"}),
        unit("NEW", "USA", "DEU", "30"),
    )
    assert bounds(found) == {"NEW": (30, 30)}


def test_not_known_then_and_not_known_now(tmp_path: Path) -> None:
    ban = BAN | {"baseline": {"date": "1997-05-27"}}
    found = asked(
        tmp_path,
        ban,
        unit("A", "USA", "DEU", "", **{"from": "1990", "to": "1999"}),
        unit("A", "USA", "DEU", "300", **{"from": "2000-01-01"}),
        unit("B", "USA", "POL"),
    )
    assert bounds(found) == {"A": (None, 300), "B": (None, None)}
    kinds = {one.kind: one.holdings for one in found.beyond if one.holdings}
    assert kinds["size"] == ("B",)
    assert kinds["baseline"] == ("A",)
    (total,) = found.totals.all
    assert (total.low, total.high, total.sized, total.unsized) == (0, None, 300, 1)


def test_without_a_first_day_it_may_have_been_there_then(tmp_path: Path) -> None:
    ban = BAN | {"baseline": {"date": "1997-05-27"}}
    found = asked(tmp_path, ban, unit("A", "USA", "DEU", "100", **{"from": ""}))
    assert bounds(found) == {"A": (0, 100)}
    assert any(one.says.startswith("whether it was there on 1997") for one in found.beyond)


def test_what_was_counted_otherwise_then_is_not_known_now(tmp_path: Path) -> None:
    ban = BAN | {"baseline": {"date": "1997-05-27"}}
    found = asked(
        tmp_path,
        ban,
        unit("A", "USA", "DEU", "3", unit="battalions", **{"from": "1990", "to": "1999"}),
        unit("B", "USA", "DEU", "900"),
    )
    assert bounds(found) == {"B": (None, 900)}


def test_a_baseline_of_the_same_day_takes_nothing_away(tmp_path: Path) -> None:
    ban = BAN | {"baseline": {"date": "2021-12-17"}}
    found = asked(
        tmp_path,
        ban,
        unit("A", "USA", "DEU", "100", "200"),
        unit("B", "USA", "DEU", "50", status="planned"),
    )
    assert bounds(found) == {"B": (50, 50)}


@pytest.mark.parametrize(
    ("senders", "low", "share", "bound"),
    [
        ("USA+GBR", 100, "whole", ("USA", "GBR")),
        ("USA+POL", 0, "part, share not known", ("USA",)),
        ("USA+GBR+..", 0, "part, share not known", ("USA", "GBR")),
    ],
)
def test_shared_holdings(tmp_path: Path, senders: str, low: int, share: str, bound: tuple[str, ...]) -> None:
    found = asked(tmp_path, BAN, unit("A", senders, "DEU", "100"))
    row = only(found)
    assert (row.sender, row.low, row.high, row.share, row.bound) == (senders, low, 100, share, bound)
    by_sender = {name: [(one.low, one.high) for one in totals] for name, totals in found.totals.by_sender}
    assert by_sender == {name: [(0, 100)] for name in bound}
    assert [(one.low, one.high) for one in found.totals.all] == [(low, 100)]


def test_rows_name_the_readings_that_they_rest_on(tmp_path: Path) -> None:
    readings = [{"id": "law"}, {"id": "words", "holder": ["USA"], "binds": False}]
    provisions = [BAN | {"territory": "the_east"}, BAN | {"territory": "DEU", "readings": readings}]
    found = asked(tmp_path, provisions, unit("A", "USA", "POL", "10"), unit("B", "USA", "DEU", "20"))
    assert [(row.clause, row.holding, answers(row)) for row in found.rows] == [
        ("draft#art_1", "A", {}),
        ("draft#art_1", "B", {"the_east": "wide"}),
        ("draft#art_2", "B", {"draft#art_2": "law"}),
    ]
    assert found.rows[1].readings[0]["holder"] == ["RUS"]
    (total,) = found.totals.all
    assert (total.low, total.high, total.holdings, total.always) == (10, 30, 2, 1)


def test_a_chosen_reading_leaves_the_others_out(tmp_path: Path) -> None:
    case = case_of(
        tmp_path, [BAN | {"territory": "the_east"}], unit("A", "USA", "POL", "1"), unit("B", "USA", "DEU", "2")
    )
    assert bounds(impact(case, "draft", ON, {"the_east": "narrow"})) == {"A": (1, 1)}
    wide = impact(case, "draft", ON, {"the_east": "wide"})
    assert bounds(wide) == {"A": (1, 1), "B": (2, 2)}
    assert [(one.low, one.high, one.always) for one in wide.totals.all] == [(3, 3, 2)]


def test_a_vague_clause_binds_in_its_wide_reading_only(tmp_path: Path) -> None:
    found = asked(tmp_path, BAN | {"precision": "self_judging", "counterparty": "POL"}, unit("A", "USA", "DEU", "9"))
    assert answers(only(found)) == {"draft#art_1": "wide"}
    assert found.rows[0].readings[0]["holder"] == ["POL"]
    assert found.sharp.all == ()


def test_planned_claimed_and_unconfirmed_stand_apart(tmp_path: Path) -> None:
    found = asked(
        tmp_path,
        BAN,
        unit("A", "USA", "POL", "1"),
        unit("B", "USA", "POL", "20", status="planned"),
        unit("C", "USA", "POL", "300", status="claimed"),
        unit("D", "USA", "POL", "4000", confirmed="no"),
    )
    kinds = {(one.kind.status, one.kind.confirmed): (one.low, one.high) for one in found.totals.all}
    assert kinds == {
        ("active", True): (1, 1),
        ("planned", True): (20, 20),
        ("claimed", True): (300, 300),
        ("active", False): (4000, 4000),
    }


def test_what_only_consent_excepts_has_to_go(tmp_path: Path) -> None:
    exceptions = [{"consent_of": "parties", "when": "threat"}]
    found = asked(tmp_path, BAN | {"exceptions": exceptions}, unit("A", "USA", "POL", "5"))
    row = only(found)
    assert (row.low, row.high, row.open) == (5, 5, False)
    assert "there is a threat" in row.unless[0]
    assert "consent" in row.unless[0]


def test_what_a_circumstance_excepts_is_open(tmp_path: Path) -> None:
    row = only(asked(tmp_path, BAN | {"exceptions": [{"when": "threat"}]}, unit("A", "USA", "POL", "5")))
    assert (row.low, row.unless, row.open) == (5, ("there is a threat",), True)


def test_what_is_always_excepted_stays(tmp_path: Path) -> None:
    ban = BAN | {"exceptions": [{"territory": "POL"}]}
    found = asked(tmp_path, ban, unit("A", "USA", "POL", "5"), unit("B", "USA", "DEU", "6"))
    assert bounds(found) == {"B": (6, 6)}


def test_only_in_circumstances_counts_nothing_for_sure(tmp_path: Path) -> None:
    found = asked(tmp_path, BAN | {"when": "threat"}, unit("A", "USA", "POL", "5"))
    assert only(found).only_if == "there is a threat"
    assert [(one.low, one.high) for one in found.totals.all] == [(0, 5)]
    assert found.sharp.all == ()


def test_members_are_those_of_that_day(tmp_path: Path) -> None:
    ban = BAN | {"bearer": "members of NATO"}
    rows = (unit("P", "POL", "USA", "5", **{"from": "1990"}), unit("F", "FIN", "USA", "6", **{"from": "1990"}))
    case = case_of(tmp_path, [ban], *rows)
    assert bounds(impact(case, "draft", date(1998, 1, 1))) == {}
    assert bounds(impact(case, "draft", ON)) == {"P": (5, 5)}
    assert bounds(impact(case, "draft", date(2023, 4, 4))) == {"P": (5, 5), "F": (6, 6)}


def test_a_duty_to_withdraw_by_a_deadline(tmp_path: Path) -> None:
    duty = BAN | {"kind": "obligation", "action": "withdraw", "within": "P30D"}
    found = asked(
        tmp_path,
        duty,
        unit("A", "USA", "POL", "5"),
        unit("B", "USA", "POL", "6", to="2021-12-31"),
    )
    row = only(found)
    assert (row.holding, row.must, row.by) == ("A", "withdraw", date(2022, 1, 16))
    assert found.duties == ()


def test_what_begins_later_says_until_when(tmp_path: Path) -> None:
    row = only(asked(tmp_path, BAN | {"from": "2022-03-01"}, unit("A", "USA", "POL", "5")))
    assert row.by == date(2022, 2, 28)


@pytest.mark.parametrize(
    ("per", "expected"), [(["bearer"], (20, 20)), (["territory"], (30, 30)), (["bearer", "territory"], (0, 0))]
)
def test_caps(tmp_path: Path, per: list[str], expected: tuple[int, int]) -> None:
    cap = BAN | {"cap": 30, **({"per": per} if per != ["bearer"] else {})}
    found = asked(
        tmp_path, cap, unit("A", "USA", "POL", "30"), unit("B", "USA", "DEU", "20"), unit("C", "GBR", "POL", "30")
    )
    assert [(one.low, one.high) for one in found.totals.all] == ([expected] if any(expected) else [])
    assert {row.must for row in found.rows} <= {"reduce"}


def test_sizes_over_time_are_one_holding(tmp_path: Path) -> None:
    case = case_of(
        tmp_path,
        [BAN],
        unit("A", "USA", "POL", "10", **{"from": "2017", "to": "2021-06"}),
        unit("A", "USA", "POL", "40", **{"from": "2021-07-01"}),
    )
    assert bounds(impact(case, "draft", date(2020, 1, 1))) == {"A": (10, 10)}
    assert bounds(impact(case, "draft", ON)) == {"A": (40, 40)}
    row = only(impact(case, "draft", date(2017, 5, 1)))
    assert (row.low, row.high, row.certain) == (0, 10, False)
    assert bounds(impact(case, "draft", date(2016, 12, 31))) == {}


def test_a_holding_under_several_clauses_counts_once(tmp_path: Path) -> None:
    found = asked(tmp_path, [BAN, BAN | {"cap": 3}, BAN | {"territory": "POL"}], unit("A", "USA", "POL", "10"))
    assert [(row.clause, row.high) for row in found.rows] == [
        ("draft#art_1", 10),
        ("draft#art_2", 7),
        ("draft#art_3", 10),
    ]
    assert [(one.low, one.high) for one in found.totals.all] == [(10, 10)]


def test_duties_say_who_what_and_by_when(tmp_path: Path) -> None:
    provisions = [
        {"kind": "obligation", "bearer": "RUS, USA", "action": "talk", "within": "P10D", "title": "Talks"},
        {"kind": "prohibition", "bearer": "members of NATO", "status": "member"},
    ]
    talks, status = asked(tmp_path, provisions).duties
    assert (talks.must, talks.who, talks.floor, talks.by) == ("do", ("RUS", "USA"), 1, date(2021, 12, 27))
    assert (status.must, status.status, status.short) == ("prevent", "member", ("NATO",))


def test_what_a_clause_covers_only_in_part_is_said(tmp_path: Path) -> None:
    found = asked(tmp_path, BAN | {"asset": "ground"}, unit("A", "USA", "POL", "10", asset="forces"))
    assert found.rows == ()
    assert ("partly", ("A",)) in [(one.kind, one.holdings) for one in found.beyond]


def test_clauses_of_which_nothing_is_listed_are_said(tmp_path: Path) -> None:
    found = asked(tmp_path, BAN | {"asset": "missile"}, unit("A", "USA", "POL", "10"))
    assert [(one.kind, one.clauses) for one in found.beyond] == [("nothing listed", ("draft#art_1",))]


def test_names_that_there_are_not(tmp_path: Path) -> None:
    case = case_of(tmp_path, [BAN | {"territory": "the_east"}], unit("A", "USA", "POL", "1"))
    with pytest.raises(UnknownNameError, match="Did you mean draft"):
        detente.treaty_impact(case, "drafd")
    with pytest.raises(UnknownNameError, match="Did you mean the_east"):
        detente.treaty_impact(case, "draft", reading={"the_eats": "wide"})
    with pytest.raises(UnknownNameError, match="Did you mean wide"):
        detente.treaty_impact(case, "draft", reading={"the_east": "wild"})


BASELINE = BAN | {"baseline": {"date": "1997-05-27", "per": "host"}}


@pytest.mark.parametrize(
    ("provision", "rows", "certainty"),
    [
        (BAN, [unit("A", "USA", "POL", "100")], "certain"),
        (BAN, [unit("A", "USA", "POL", "")], "certain"),
        (BAN, [unit("A", "USA+..", "POL", "100")], "part"),
        (BAN, [unit("A", "USA+FIN", "POL", "100")], "part"),
        (BAN, [unit("A", "USA", "POL", "100", **{"from": "2021"})], "may"),
        (BAN | {"when": "threat"}, [unit("A", "USA", "POL", "100")], "may"),
        (BASELINE, [unit("A", "USA", "POL", "100")], "certain"),
        (
            BASELINE,
            [
                unit("A", "USA", "POL", "100", "200"),
                unit("B", "USA", "POL", "120", "130", **{"from": "1990", "to": "1999"}),
            ],
            "may",
        ),
        (
            BASELINE,
            [unit("A", "USA", "POL", "100"), unit("A", "USA", "POL", "", **{"from": "1990", "to": "1999"})],
            "not known",
        ),
        (
            BASELINE,
            [unit("A", "USA", "POL", ""), unit("A", "USA", "POL", "7", **{"from": "1990", "to": "1999"})],
            "not known",
        ),
    ],
)  # fmt: skip
def test_what_goes_what_may_and_what_cannot_be_told(
    tmp_path: Path, provision: Mapping[str, Any], rows: list[dict[str, str]], certainty: str
) -> None:
    row = only(asked(tmp_path, provision, *rows))
    assert row.certainty == certainty
    assert bool(row.lacking) == (certainty == "not known")


def test_what_cannot_be_told_is_in_no_sum_that_people_see(tmp_path: Path) -> None:
    then = {"from": "1990", "to": "1999"}
    rows = [unit("A", "USA", "POL", "100"), unit("A", "USA", "POL", "", **then), unit("B", "USA", "DEU", "7")]
    found = asked(tmp_path, BASELINE, *rows)
    assert {row.holding: row.lacking for row in found.rows} == {"A": "how much was there on 1997-05-27", "B": ""}
    assert [(one.low, one.high, one.holdings) for one in found.totals.all] == [(7, 107, 2)]
    assert [(one.low, one.high, one.holdings) for one in found.sharp.all] == [(7, 7, 1)]


def test_one_row_over_both_days_is_one_size(tmp_path: Path) -> None:
    old = {"from": "1990"}
    assert not asked(tmp_path, BASELINE, unit("A", "USA", "POL", "10", "20", **old)).rows


def test_with_something_new_beside_it_what_is_unchanged_may_go_instead(tmp_path: Path) -> None:
    rows = [unit("A", "USA", "POL", "10", "20", **{"from": "1990"}), unit("B", "USA", "POL", "5")]
    assert set(bounds(asked(tmp_path, BASELINE, *rows))) == {"A", "B"}


def test_what_is_planned_without_a_day_counts_from_its_source_on(tmp_path: Path) -> None:
    case = case_of(tmp_path, [BAN], unit("A", "USA", "POL", "100", status="planned", **{"from": ""}))
    holdings = case.treaties.inventory.holdings
    sourced = replace(holdings[0], source="pledge")
    inventory = replace(case.treaties.inventory, holdings=(sourced,))
    said = Source("pledge", "A pledge", date=Interval.parse("2022-03"))
    case = replace(case, treaties=replace(case.treaties, inventory=inventory), sources=(said,))
    assert not impact(case, "draft", date(2022, 2, 28)).rows
    row = only(impact(case, "draft", date(2022, 3, 1)))
    assert (row.certain, row.certainty) == (False, "may")

"""What treaty and inventory files say, as nouns."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from detente.case.reading import read_case
from detente.case.schema import schemas
from detente.case.treaties.expressions import MembersOf, Name, Others
from detente.case.treaties.fields import duration_of
from detente.case.treaties.model import Baseline, Duration, Expression
from tests.case import folders
from tests.case.folders import CASE, PARTIES, PROPOSALS, SOURCES, edited
from tests.case.treaties.folders import FILES, read, write
from tests.treaties_made import EVERYTHING, PLAIN, TreatySample, treaty_cases

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "treaty-format.md"


def test_a_sound_case_reads(tmp_path: Path) -> None:
    case = read(tmp_path)
    found = case.treaties
    assert [one.id for one in found.vocabulary.actions] == ["activity", "deploy", "withdraw", "base"]
    assert found.vocabulary.actions[2].contrary == "deploy"
    assert [one.under for one in found.vocabulary.assets] == ["", "forces", ""]
    assert found.vocabulary.assets[2].reach_km == 5500
    kaliningrad, black_sea, enclave = found.vocabulary.territories
    assert (kaliningrad.at, kaliningrad.under, kaliningrad.line) == ((54.71, 20.51), "RUS", 14)
    assert (black_sea.title, enclave.of, enclave.claimed_by) == ("black_sea", "TOWN", ("NORTH",))
    older, east, vicinity = found.vocabulary.terms
    assert [reading.id for reading in older.readings] == ["means"]
    assert older.readings[0].means.tree == MembersOf("NATO", date(1997, 5, 27))
    assert [(reading.id, reading.holder, reading.weight) for reading in east.readings] == [
        ("narrow", ("SOUTH",), 0.4),
        ("wide", (), None),
    ]
    assert vicinity.readings == ()
    assert [one.id for one in found.vocabulary.statuses] == ["joined"]


def test_a_treaty_reads(tmp_path: Path) -> None:
    treaty = read(tmp_path).treaties.treaty["draft"]
    assert (treaty.date, treaty.by, treaty.proposal, treaty.source) == (
        date(2021, 12, 17), ("NORTH",), "plan", ("gazette",),
    )  # fmt: skip
    assert treaty.entry is not None
    assert (treaty.entry.rule, treaty.entry.count, treaty.entry.anchor) == ("more than half", None, "art_9")
    assert treaty.withdrawal is not None
    assert treaty.withdrawal.notice == Duration(days=30, text="P30D")
    assert treaty.name("art_1") == "draft#art_1"
    first, second, third = treaty.provisions
    content = first.content
    assert content.counterparty == Expression("others", Others())
    assert (content.begins, content.ends) == (date(2022, 1, 1), date(2027, 1, 1))
    assert content.baseline == Baseline(date(1997, 5, 27), "host")
    consent, under = content.exceptions
    assert (consent.consent_rule, under.under, under.consent_rule) == ("at least 2", "art_2", "all")
    assert (second.content.exceptions, second.readings, second.precision) == ((), (), "definite")
    assert (third.content.floor, third.content.cap, third.content.overrides) == (2, 5, ("art_2",))
    assert (third.content.repairs, third.line, third.confirmed) == (("art_1",), 35, True)


def test_a_reading_is_the_content_with_its_changes(tmp_path: Path) -> None:
    provision = read(tmp_path).treaties.treaty["draft"].provision["art_1"]
    mild, none = provision.readings
    assert (mild.changed, none.changed) == (("cap",), ("binds",))
    assert (mild.content.cap, mild.content.binds, mild.content.territory) == (100, True, provision.content.territory)
    assert (none.content.cap, none.content.binds, none.holder) == (None, False, ("LEAGUE",))


def test_another_length_is_another_end(tmp_path: Path) -> None:
    draft = edited(FILES["draft"][1], "cap: 100}", "for: P1Y}")
    provision = read(tmp_path, draft=draft).treaties.treaty["draft"].provision["art_1"]
    mild = provision.readings[0].content
    assert (mild.ends, mild.lasts) == (None, Duration(years=1, text="P1Y"))


def test_main_is_who_put_it_forward(tmp_path: Path) -> None:
    draft = edited(FILES["draft"][1], "main: NORTH\n", "")
    assert read(tmp_path, draft=draft).treaties.treaty["draft"].main == Expression("NORTH", Name("NORTH"))


def test_the_inventory_reads(tmp_path: Path) -> None:
    inventory = read(tmp_path).treaties.inventory
    assert inventory.groups == ("NATO", "CSTO")
    usa, _, russia = inventory.memberships
    assert usa.holds(date(1949, 4, 4))
    assert not usa.holds(date(1949, 4, 3))
    assert not russia.holds(date(1992, 5, 30))  # it began some day in May, and certainly on its last
    assert russia.holds(date(1992, 5, 31))
    assert russia.holds(date(2030, 12, 31))
    assert not russia.confirmed
    first, second, navy = inventory.holdings
    assert (first.senders, first.others, first.action, first.low, first.high) == (
        ("USA", "GBR"), True, "deploy", 1000, 1200,
    )  # fmt: skip
    assert (second.id, second.high, second.status, second.confirmed) == ("efp", None, "planned", False)
    assert (navy.senders, navy.others, navy.since, navy.source, navy.line) == (
        ("NORTH",), False, None, "gazette letter", 4,
    )  # fmt: skip


def test_a_case_without_treaties_has_none(tmp_path: Path) -> None:
    found = folders.read(tmp_path).treaties
    assert (found.treaties, found.inventory.holdings, found.vocabulary.actions) == ((), (), ())


def test_a_date_leaves_treaties_alone(tmp_path: Path) -> None:
    case = read(tmp_path)
    assert case.on("2020-05-20").treaties is case.treaties


def test_the_digest_covers_the_subfolders(tmp_path: Path) -> None:
    folder = write(tmp_path)
    names = sorted([*folders.FILES, *(name for name, _ in FILES.values())])
    printed = "".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    assert read_case(folder).digest == hashlib.sha256(printed.encode()).hexdigest()


def test_files_that_are_not_of_the_format_are_left_alone(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "treaties/README.md").write_text("what they are")
    (folder / "treaties/.draft.yaml.swp").write_bytes(b"\xff")
    (folder / "inventory/notes.txt").write_text("where the figures are from")
    assert len(read_case(folder).treaties.treaties) == 1


def test_options_may_be_realised_by_provisions(tmp_path: Path) -> None:
    options = "[{id: closed, realised_by: [draft#art_1, draft#art_3]}, {id: shared, realised_by: draft#art_2}, open]"
    issue = read(tmp_path, case=edited(CASE, "[closed, shared, open]", options)).issue["river"]
    assert [option.realised_by for option in issue.options] == [("draft#art_1", "draft#art_3"), ("draft#art_2",), ()]


def test_schemas_know_treaties() -> None:
    found = schemas()
    assert {"treaties/vocabulary.yaml", "treaties/ID.yaml", "inventory/memberships.csv", "inventory/bases.csv"} <= set(
        found
    )
    provision = found["treaties/ID.yaml"]["$defs"]["ProvisionEntry"]
    assert {"from", "until", "for"} <= set(provision["properties"])
    assert set(provision["required"]) == {"kind", "id"}
    assert "begins" not in str(found)


@pytest.mark.parametrize(
    ("text", "duration"),
    [("P30D", (0, 0, 30)), ("P2W", (0, 0, 14)), ("P1Y6M", (1, 6, 0)), ("P", None), ("30D", None), ("P1.5Y", None)],
)
def test_durations(text: str, duration: tuple[int, int, int] | None) -> None:
    found = duration_of(text)
    assert (found and (found.years, found.months, found.days)) == duration


def test_the_page_of_the_format_reads_as_it_stands(tmp_path: Path) -> None:
    vocabulary, draft = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    case = write(
        tmp_path,
        vocabulary=vocabulary,
        draft=draft,
        memberships="state,group,from\nUSA,NATO,1949-04-04\n",
        deployments=None,
        parties=PARTIES + "",
        sources=SOURCES + "  - {id: mfa_nato, citation: The draft}\n",
        proposals=PROPOSALS,
        case=CASE,
    )
    text = (case / "parties.yaml").read_text().replace("  - id: TOWN\n", "  - id: TOWN\n  - id: RUS\n")
    (case / "parties.yaml").write_text(text)
    text = (case / "proposals.yaml").read_text().replace("- id: plan", "- id: RU-2021")
    (case / "proposals.yaml").write_text(text)
    treaty = read_case(case).treaties.treaty["draft"]
    assert treaty.provisions[0].anchor == "art_4__para_1"
    assert [reading.id for reading in treaty.provisions[0].readings] == ["per_host", "not_binding"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(treaty_cases(EVERYTHING) | treaty_cases() | treaty_cases(PLAIN))
def test_made_cases_read(sample: TreatySample) -> None:
    case = sample.case()
    assert set(case.treaties.treaty) == set(sample.treaties)
    for name, text in sample.treaties.items():
        assert [one.anchor for one in case.treaties.treaty[name].provisions] == [
            one["id"] for one in text["provisions"]
        ]
        last = text["provisions"][-1]["id"]
        assert last not in sample.without(name, last).case().treaties.treaty[name].provision

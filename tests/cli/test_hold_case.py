"""`detente hold CASE` in the shell: words, documented JSON, tables, and bad input."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from detente.analyses.holdingcase import Placed
from detente.cli.views.holdingnames import numbered
from tests.cli.shells import answered, document, refused
from tests.cli.test_answers import documented
from tests.judged_made import RIVER, write

CUBA = ("hold", "cuban-missile-crisis", "--on", "1962-10-27")
DATA = {
    "stable": ".CONCEPT.PARTY",
    "possible": ".CONCEPT.PARTY",
    "equilibria": ".CONCEPT",
    "package": ".ISSUE",
    "readings": ".READING",
    "concepts": ".PARTY",
}
CONDUCT = """
  - {id: raids, title: Raids, kind: conduct, controlled_by: [SOUTH], options: [none, some], status_quo: some}
  - {id: levies, title: Levies, kind: conduct, controlled_by: [NORTH], options: [none, some], status_quo: some}
"""


def keys(value: Any, inside: str = "") -> set[str]:
    """Every key of the answer, as the reference writes it."""
    found = set()
    if isinstance(value, list):
        return {key for one in value for key in keys(one, f"{inside}[]")}
    for key, one in value.items() if isinstance(value, dict) else ():
        here = f"{inside}.{key}".lstrip(".")
        if inside.endswith("draws.equilibrium"):
            here = f"{inside}.CONCEPT"
        elif inside.endswith("draws.stable"):
            here = f"{inside}.CONCEPT.PARTY"
            one = next(iter(one.values()))
        elif key in DATA and isinstance(one, dict) and not inside.endswith("draws"):
            found.add(f"{here}{DATA[key]}")
            continue
        found.add(here)
        found |= keys(one, here)
    return found


def written(folder: Path, **changed: str) -> Path:
    """The case of the river, with raids by the south and levies by the north."""
    made = {"case": RIVER["case.yaml"].replace("linkages:", f"{CONDUCT}linkages:"), **changed}
    return write(folder, **made)


@pytest.fixture
def river(tmp_path: Path) -> Path:
    return written(tmp_path / "river")


def test_every_key_is_documented_and_every_documented_key_is_there(river: Path) -> None:
    more = ("--mixed", "USA=nash", "--mixed", "USSR=seq", "--from", "status_quo", "--coalitions")
    wanted = ("--wanted", "second-letter")
    told = [document(*CUBA, "--draws", "20", "--verify", *more, *wanted)]
    unsure = RIVER["preferences.yaml"].partition("  - of: SOUTH")[0]
    told += [json.loads(answered("hold", written(river.parent / "other", preferences=unsure), "--json"))]
    found = {key for one in told for key in keys(one)}
    elsewhere = ("packages[].why[]", "evolution[].", "coalitions[].", "inverse[].")  # as of a file
    found = {key for key in found if not key.startswith(elsewhere) or key.endswith("].package")}
    plain = {key for key in found if "draws." not in key or not key.endswith((".CONCEPT", ".PARTY", "um", "le"))}
    assert plain == documented("hold CASE")


def test_the_crisis_as_the_case_has_it() -> None:
    told = document(*CUBA)
    assert told["parties"] == ["USSR", "USA"]
    assert (told["feasible"], told["combinations"], len(told["states"])) == (648, 864, 648)
    assert told["states"] == sorted(told["states"])
    assert {len(bits) for of in told["stable"].values() for bits in of.values()} == {648}
    by = {one["name"]: one for one in told["packages"]}
    assert by["status_quo"]["equilibrium"] == ["gmr", "smr"]
    assert by["first-letter"]["stable"]["seq"] == {"USSR": "stable", "USA": "stable"}
    assert by["second-letter"]["stable"]["nash"]["USA"] == "not stable"
    for one in told["packages"]:
        place = told["states"].index(one["state"])
        for concept, of in one["stable"].items():
            assert {party: told["stable"][concept][party][place] == "1" for party in of} == {
                party: word == "stable" for party, word in of.items()
            }


def test_certificates_of_all_slices_replay() -> None:
    for words in (CUBA, ("hold", "camp-david"), ("hold", "european-security", "--state", "UA-MEMO")):
        found = document(*words, "--verify")["verified"]
        assert found["replayed"] > 0
        assert (found["wrong"], found["untried"], found["unmade"]) == ([], 0, 0)


def test_words() -> None:
    text = answered(*CUBA)
    said = " ".join(text.split())
    assert "Who can move by itself: the Soviet Union, on ‘Soviet missiles in Cuba’" in said
    assert "The United States: not stable (Nash); it could move to ‘No quarantine’" in said
    assert "no one can answer, and gain by it, in a way that deters it" in said
    assert "What is agreed must meet " in said
    assert (
        "but what is done afterwards may break them: packages in which one of them is broken are counted, too." in said
    )
    assert "given the analyst's preferences" in said
    assert max(map(len, text.splitlines())) <= 100


def test_headlines_count_first_and_fold_what_has_one_name() -> None:
    said = " ".join(answered("hold", "camp-david").split())
    assert (
        "under every concept asked for (14 of 17 packages looked at, some of which have several names): the "
        "status quo; begin-plan (both); egyptian-plan-july (all 3); egyptian-framework;"
    ) in said
    assert "Stable for everybody under no concept asked for: american-draft; Egalitarian; Utilitarian." in said
    assert "Why, at the status quo; begin-plan (both); egyptian-plan-july (all 3); egyptian-framework;" in said
    assert "begin-plan (both) all egyptian-plan-july (all 3) all egyptian-framework all american-draft —" in said
    told = answered("hold", "european-security", "--state", "RU-2024", "--state", "RU-MEMO#2", "--concepts", "seq")
    said = " ".join(told.split())
    assert "Stable for everybody under no concept asked for (all 33 packages looked at):" in said
    assert "RU-2024 (all 32); RU-MEMO#2." in said
    assert "RU-2024 with — SEQ SEQ SEQ — posture=peacetime RU-2024 with SEQ SEQ — SEQ — posture=massed" in said
    assert "RU-MEMO#2 " in said
    told = answered("hold", "european-security", "--state", "RU-2024#1", "--state", "RU-2024#2", "--concepts", "seq")
    said = " ".join(told.split())
    assert "Stable for everybody under no concept asked for: RU-2024 (both looked at)." in said
    assert "RU-2024#1 — SEQ SEQ SEQ — RU-2024#2 SEQ SEQ — SEQ —" in said


MANY = """title: Test
question: Would it?
required: [AA, BB]
issues:
  - {id: a, kind: terms, options: [x, y, z], status_quo: x}
  - {id: b, kind: terms, options: [x, y, z], status_quo: x}
  - {id: c, kind: conduct, controlled_by: [AA], options: [x, y], status_quo: x}
tables:
  - {id: talks, parties: [AA, BB], agenda: [a, b, c]}
"""
MANY_WANTS = """preferences:
  - of: AA
    because: made up
    weights: {a: 1, b: 1, c: 2}
    values: {a: {x: 0, y: 50, z: 100}, b: {x: 0, y: 50, z: 100}, c: {x: 0, y: 100}}
    bonuses: [{if: a is x and b is x, worth: -90}, {if: a is y and b is z and c is x, worth: 90}]
  - of: BB
    because: made up
    weights: {a: 1, b: 1, c: 1}
    values: {a: {x: 0, y: 0, z: 0}, b: {x: 0, y: 0, z: 0}, c: {x: 0, y: 0}}
"""
MANY_TERMS = """proposals:
  - {id: wide, title: Wide, date: 2020-01-01, by: [AA], terms: {a: [x, y, z], b: [x, y, z], c: [x, y]}}
  - {id: flat, title: Flat, date: 2020-01-01, by: [AA], terms: {a: [x], b: [x]}}
"""


def test_many_packages_of_one_name_are_counted_with_an_example_and_it_is_said_what_that_is(tmp_path: Path) -> None:
    for name, text in (("case", MANY), ("preferences", MANY_WANTS), ("proposals", MANY_TERMS)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    told = json.loads(answered("hold", tmp_path, "--json"))
    wide = {one["name"]: one for one in told["packages"] if one["name"].startswith("wide#")}
    held = [name for name, one in wide.items() if one["stable"]["nash"]["AA"] == "stable"]
    fall = [name for name in wide if name not in held]
    said = " ".join(answered("hold", tmp_path).split())
    for some in (held, fall):
        example = some[0]
        assert f" wide ({len(some)} of 18, such as #{example.partition('#')[2]})" in said
        settled = ", ".join(f"{issue}={wide[example]['package'][issue]}" for issue in "abc")
        assert f"- {example}: {settled}" in said
        assert answered("hold", tmp_path, "--state", example).count(example) > 0
    assert f"({len(held)} of 18 packages looked at, some of which have several names): the status quo" in said or (
        f"({len(held)} of 18 packages looked at, some of which have several names): wide" in said
    )


def test_numbers_of_standards_ascend() -> None:
    some = [
        cast(Placed, SimpleNamespace(kind="standard", name=f"nash#{one}", title=f"Nash ({one} of 7)"))
        for one in (7, 5, 6)
    ]
    assert list(numbered(some)) == ["Nash (5, 6 and 7 of 7)"]


FIXED = """title: Test
question: Would it?
required: [AA, BB]
issues:
  - {id: plant, kind: conduct, controlled_by: [AA], moves: back, options: [kept, gone], status_quo: kept}
"""
ONE_WANTS = """preferences:
  - {of: AA, because: x, weights: {plant: 1}, values: {plant: {kept: 0, gone: 100}}}
  - {of: BB, because: x, weights: {plant: 1}, values: {plant: {kept: 100, gone: 0}}}
"""


def test_where_nothing_may_be_changed_linkages_are_not_blamed(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(FIXED, encoding="utf-8")
    (tmp_path / "preferences.yaml").write_text(ONE_WANTS, encoding="utf-8")
    said = " ".join(answered("hold", tmp_path).split())
    assert "nobody has a move (the case permits no change of what is done there): the status quo;" in said
    assert "AA: stable; it has no move: the case permits no change of its conduct from there." in said
    assert "inkage" not in said


def test_what_cannot_be_done_once_signed_is_noted_with_the_linkage(river: Path, tmp_path: Path) -> None:
    case = (river / "case.yaml").read_text(encoding="utf-8")
    raids = "controlled_by: [SOUTH], options: [none, some], status_quo: some}"
    peace = raids.replace("options", "once_agreed: none, options")
    law = "linkages: [{id: guarded, require: if river is both then raids is some}, "
    case = case.replace(raids, peace).replace("agenda: [all]", "agenda: [river, tolls]")
    told = json.loads(answered("hold", written(tmp_path / "free", case=case), "--json"))
    assert not any("once_agreed" in note for note in told["notes"])
    ruled = written(tmp_path / "ruled", case=case.replace("linkages: [", law))
    told = json.loads(answered("hold", ruled, "--json"))
    (note,) = (note for note in told["notes"] if "once_agreed" in note)
    assert note.startswith("What once_agreed says is done once a package is signed would break a linkage under these")
    by = {one["name"]: one["package"] for one in told["packages"]}
    assert "share" in note
    assert note.endswith(" (guarded).")
    for name, package in by.items():
        if name != "status_quo":
            assert (package["raids"] == "some") == (package["river"] == "both") == (name in note)
    assert "would break a linkage under these" in " ".join(answered("hold", ruled).split())


def test_where_one_alone_moves_that_is_said() -> None:
    said = " ".join(answered("hold", "camp-david").split())
    assert "Israel alone moves here: nobody else can answer by conduct that is modelled" in said
    assert "Not modelled, for they control nothing: Egypt." in said


def test_what_comes_of_a_package_and_whether_it_holds_against_several_together() -> None:
    told = document(*CUBA, "--state", "first-letter", "--from", "status_quo", "--coalitions")
    (grows,), (held,) = told["evolution"], told["coalitions"]
    assert (grows["package"], grows["from"]) == ("status_quo", document(*CUBA)["packages"][0]["state"])
    assert held["package"] == "first-letter"
    text = answered(*CUBA, "--state", "first-letter", "--from", "status_quo", "--coalitions")
    assert "What can come of the status quo?" in text
    assert "Would first-letter hold against several together?" in text
    assert "At first-letter" not in text
    assert max(map(len, text.splitlines())) <= 100


def test_each_step_of_a_path_is_the_movers_own_change_against_the_state_before() -> None:
    said = " ".join(answered(*CUBA, "--state", "first-letter", "--from", "first-letter").split())
    assert "the Soviet Union to ‘The missiles stay’ on ‘Soviet missiles in Cuba’, then the United States to" in said
    assert "then the United States to ‘Air strike…’ on ‘American air strike on the missile sites’)" in said
    assert "then the Soviet Union to ‘Dismantled and shipped home’ on ‘Soviet missiles in Cuba’)" in said
    assert "then the United States to ‘The missiles stay’" not in said


def test_packages_that_differ_are_not_called_alike() -> None:
    ask = ("hold", "european-security", "--state", "RU-MEMO#3", "--coalitions", "--wanted", "nash")
    said = " ".join(answered(*ask).split())
    assert "from RU-MEMO#3 to ‘No build-up and no fighting’ and ‘Nothing’ by the United States (GMR and SMR)" in said
    assert "at least as good as ‘Nothing’ by the United States;" in said
    assert "What would make the Nash package an equilibrium: - Nash: three comparisons" in said
    two = "fighting’ and ‘Nothing’ by the United States; or ‘Massed near the border or the line, not fighting’; today"
    assert two in said


def test_in_a_case_parties_have_names_and_states_are_packages_throughout() -> None:
    text = answered(*CUBA, "--state", "first-letter", "--wanted", "first-letter", "--from", "first-letter")
    assert not [one for one in ("USSR", "this state", "other states") if one in text]
    assert "a package that is better today" in " ".join(text.split())
    assert "concept   Soviet Union   United States     everybody" in text


def test_more_packages_than_can_be_looked_at() -> None:
    told = document("hold", "european-security")
    assert told["feasible"] is None
    assert len(told["states"]) == len({one["state"] for one in told["packages"]}) == len(told["stable"]["nash"]["RUS"])
    assert any("too many to look at each" in note for note in told["notes"])
    quo = told["packages"][0]["package"]
    free = ("posture", "guarantees")
    narrow = [word for one in quo if one not in free for word in ("--given", f"{one}={quo[one]}")]
    assert document("hold", "european-security", *narrow)["feasible"] > 1


def test_a_package_is_asked_about_by_its_options_its_name_or_its_code(river: Path) -> None:
    names = ["raids=none", "share", "status_quo", "nash"]
    told = [json.loads(answered("hold", river, "--state", name, "--json")) for name in names]
    assert [one["packages"][0]["kind"] for one in told] == ["asked", "proposal", "status quo", "standard"]
    assert [one["packages"][0]["package"]["raids"] for one in told] == ["none", "some", "some", "none"]
    for one in told:
        code = one["packages"][0]["state"]
        again = json.loads(answered("hold", river, "--state", str(code), "--json"))
        assert again["packages"][0]["package"] == one["packages"][0]["package"]
        assert again["packages"][0]["stable"] == one["packages"][0]["stable"]


def test_conduct_off_the_agenda_weighs_as_it_is_judged(tmp_path: Path) -> None:
    """The table does not deal with raids; the south gains by them, and so stops at no package."""
    weights = RIVER["preferences.yaml"].replace("weights: {river: 60, tolls: 30}", "weights: {river: 60, raids: 30}")
    weights = weights.replace("      tolls: [high, low, none]", "      raids: [some, none]")
    case = RIVER["case.yaml"].replace("linkages:", f"{CONDUCT}linkages:")
    case = case.replace("parties: [NORTH, SOUTH, TOWNS], agenda: [all]", "parties: [NORTH, SOUTH], agenda: [river]")
    river = written(tmp_path / "river", case=case, preferences=weights)
    ask = ("hold", river, "--table", "talks", "--concepts", "nash", "--json")
    told = json.loads(answered(*ask, "--state", "raids=none", "--state", "raids=some"))
    assert [one["stable"]["nash"]["SOUTH"] for one in told["packages"]] == ["not stable", "stable"]
    assert json.loads(answered("solutions", river, "--table", "talks", "--json"))["packages"] == 3


def test_what_is_not_judged_is_not_guessed(river: Path) -> None:
    only = RIVER["preferences.yaml"].partition("  - of: SOUTH")[0]
    text = " ".join(answered("hold", written(river.parent / "other", preferences=only)).split())
    assert "What SOUTH would prefer is not known of every two packages." in text or "not known" in text
    assert "South: depends; it is not known whether it would prefer a move to ‘" in text
    assert "published reading" in text


def test_tables_and_files(tmp_path: Path) -> None:
    sheet, out = tmp_path / "packages.csv", tmp_path / "answer.json"
    assert "equilibria: 0 Nash" in answered(*CUBA, "--csv", sheet, "--out", out)
    rows = list(csv.DictReader(sheet.read_text(encoding="utf-8").splitlines()))
    told = json.loads(out.read_text(encoding="utf-8"))
    assert [(row["package"], int(row["state"])) for row in rows] == [
        (one["name"], one["state"]) for one in told["packages"]
    ]
    assert (rows[0]["nash USSR"], rows[0]["gmr USSR"], rows[0]["equilibrium smr"]) == ("0", "1", "1")
    assert told["states"] == document(*CUBA)["states"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("montreux",), "controlled_by"),
        (("cuban-missile-crisis", "--state", "nonsense"), "No package is called nonsense"),
        (("cuban-missile-crisis", "--state", "pledge=some"), "assurance"),
        (
            ("cuban-missile-crisis", "--state", "escalation=escalate,missiles_cuba=withdrawn"),
            "withdrawing_is_not_escalating",
        ),
        (("cuban-missile-crisis", "--given", "pledg=none"), "Did you mean pledge?"),
        (("cuban-missile-crisis", "--table", "nine"), "No table is called nine"),
        (("cuban-missile-crisis", "--state", "99999999"), "99999999"),
        (("cuban-missile-crisis", "--on", "1962-10-01"), "nobody is judged"),
        (("cuban-missile-crisis", "--noise", "1", "--draws", "5"), "--noise is for rankings of a conflict in a file"),
        (("cuban-missile-crisis", "--seed", "1"), "this is for draws"),
        (("cuban-missile-crisis", "--state", "pledge=none,pledge=none"), "says twice what pledge is"),
        (("nosuchthing",), "There are camp-david, cuban-missile-crisis, european-security, montreux, battle-of-the"),
        (("camp-davd",), "Did you mean camp-david?"),
    ],
)
def test_bad_input(words: tuple[str, ...], said: str) -> None:
    assert said in " ".join(refused("hold", *words).split())

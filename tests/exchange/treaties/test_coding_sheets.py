"""Sheets like ATOP's and PA-X's: what norms show is computed, the rest carried, and what is unknown stays blank."""

import csv
import shutil
from dataclasses import replace

import pytest

import detente
from detente.case.treaties.expressions import parse_set
from detente.case.treaties.model import Content, Expression, Provision
from detente.errors import CaseError, FormatError, UnknownNameError, WriteError
from detente.exchange.treaties import codesheet
from detente.exchange.treaties.bundle import Outgoing
from detente.exchange.treaties.codes import codes_of
from detente.exchange.treaties.codesheet import ATOP, PAX
from tests.markdown import ROOT

ACCORD = ROOT / "tests" / "brief" / "accord"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(ACCORD, tmp_path / "accord")


@pytest.fixture(scope="module")
def case():
    return detente.load("european-security")


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return {row["treaty"]: row for row in csv.DictReader(file)}


def sheet(scheme, case, treaties, path):
    return codesheet.write(scheme, Outgoing(case, treaties), codes_of(scheme.name), path), rows(path)


def test_atop_codes_what_norms_show_and_leaves_the_rest_blank(case, tmp_path):
    found = rows(detente.treaty_export(case, tmp_path / "a.csv", format="atop").path)
    assert found["washington-1949"] | {"members": ""} == {
        "treaty": "washington-1949", "date": "1949-04-04", "atopid": "", "title": "North Atlantic Treaty",
        "begyr": "1949", "begmo": "8", "begday": "24", "members": "", "defense": "1", "offense": "",
        "neutral": "", "nonagg": "", "consul": "", "bilat": "",
    }  # fmt: skip
    assert (found["us-2021"]["bilat"], found["us-2021"]["begyr"]) == ("1", "")
    assert found["nato-2021"]["consul"] == "1"
    assert "0" not in {row[name] for row in found.values() for name in codes_of("atop")}


def test_pax_tells_vague_words_from_binding_ones(case, tmp_path):
    treaty = case.treaties.treaty["us-28"]
    weak = replace(treaty, id="weak", provisions=tuple(replace(p, precision="best_effort") for p in treaty.provisions))
    _, found = sheet(PAX, case, (treaty, weak), tmp_path / "p.csv")
    assert (found["us-28"]["Ele"], found["weak"]["Ele"]) == ("2", "1")
    assert found["us-28"]["Dat"] == "2025-11-20"
    assert "3" not in {row[name] for row in found.values() for name in codes_of("pax")}


def test_a_class_counts_for_what_is_below_it(case, tmp_path):
    treaty = case.treaties.treaty["us-2021"]
    low = Provision("x", Content("prohibition", action=said("deploy"), asset=said("ground"), cap=3))
    high = Provision("y", Content("prohibition", action=said("military_activity"), asset=said("ground"), cap=3))
    for provision, code in ((low, "2"), (high, "")):
        _, found = sheet(PAX, case, (replace(treaty, provisions=(provision,)),), tmp_path / f"{provision.anchor}.csv")
        assert found["us-2021"]["SsrArm"] == code


@pytest.mark.parametrize("form", ["atop", "pax"])
def test_a_sheet_of_ours_comes_in_again_with_every_treaty(case, tmp_path, form):
    """All treaties of the flagship, beside themselves: title, date, signatories and every cell that goes out again."""
    folder = shutil.copytree(case.folder, tmp_path / "copy")
    path = detente.treaty_export(case, tmp_path / "a.csv", format=form).path
    first = rows(path)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(first["us-28"]))
        writer.writeheader()
        writer.writerows(row | {"treaty": f"again-{name}"} for name, row in first.items())
    names = detente.treaty_import(folder, path, format=form).treaties
    assert set(names) == {f"again-{name}" for name in case.treaties.treaty}
    again = detente.load(str(folder))
    for name, was in case.treaties.treaty.items():
        treaty = again.treaties.treaty[f"again-{name}"]
        assert (treaty.title, treaty.date) == (was.title, was.date)
        assert (treaty.signatories and treaty.signatories.text) == (was.signatories and was.signatories.text)
        if form == "atop":
            assert (treaty.entry and treaty.entry.date) == (was.entry and was.entry.date)
    back = rows(detente.treaty_export(again, tmp_path / "b.csv", names, format=form).path)
    assert {name.removeprefix("again-"): row | {"treaty": ""} for name, row in back.items()} == {
        name: row | {"treaty": ""} for name, row in first.items()
    }


def said(text):
    return Expression(text, parse_set(text))


ROW = "atopid,begyr,begmo,begday,defense,offense,neutral,nonagg,consul,milaid\n1005,1815,1,3,1,0,-9,,1,2\n"


def test_an_atop_row_comes_in_as_provisions_and_goes_out_the_same(folder, tmp_path):
    path = tmp_path / "atop.csv"
    path.write_text(ROW)
    result = detente.treaty_import(folder, path, format="atop")
    assert result.treaties == ("atop-1005",)
    assert {loss.what for loss in result.losses} >= {"the order of defense", "the order of consul"}
    treaty = detente.load(str(folder)).treaties.treaty["atop-1005"]
    assert {one.anchor: one.content.kind for one in treaty.provisions} == {
        "defense": "declaration",
        "consul": "declaration",
    }
    back = rows(detente.treaty_export(detente.load(str(folder)), tmp_path / "b.csv", ["atop-1005"], format="atop").path)
    row = next(csv.DictReader(ROW.splitlines()))
    assert {name: back["atop-1005"][name] for name in row} == {n: "" if v == "-9" else v for n, v in row.items()}


def test_an_action_that_the_case_has_makes_an_obligation(folder, tmp_path):
    vocabulary = folder / "treaties" / "vocabulary.yaml"
    text = vocabulary.read_text(encoding="utf-8")
    vocabulary.write_text(
        text.replace("actions:\n", "actions:\n  - {id: consult}\n  - {id: assist}\n"), encoding="utf-8"
    )
    path = tmp_path / "atop.csv"
    path.write_text(ROW)
    detente.treaty_import(folder, path, format="atop", id="vienna")
    treaty = detente.load(str(folder)).treaties.treaty["vienna"]
    found = {one.anchor: (one.content.kind, one.content.action) for one in treaty.provisions}
    assert found == {"defense": ("obligation", said("assist")), "consul": ("obligation", said("consult"))}


def test_a_mapping_of_one_s_own(case, tmp_path):
    mapping = tmp_path / "mine.yaml"
    mapping.write_text("nuclear:\n  - {kind: [prohibition], asset: nuclear}\n")
    found = rows(detente.treaty_export(case, tmp_path / "a.csv", format="atop", mapping=mapping).path)
    assert {name for name, row in found.items() if row["nuclear"] == "1"} >= {"us-2021", "us-28"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nuclear: [{kind: [duty]}]", "expected kinds"),
        ("nuclear: [{kinds: [prohibition]}]", "did you mean kind"),
        ("nuclear: prohibition", "expected {kind"),
        ("", "there are no variables"),
        ("a: [", "YAML"),
    ],
)
def test_a_mapping_that_is_wrong_is_refused(case, tmp_path, text, words):
    mapping = tmp_path / "mine.yaml"
    mapping.write_text(text)
    with pytest.raises(FormatError, match=words):
        detente.treaty_export(case, tmp_path / "a.csv", format="pax", mapping=mapping)


def test_norms_go_before_a_zero_that_came_along_and_it_is_said(case, tmp_path):
    treaty = replace(case.treaties.treaty["washington-1949"], note="Public text.\natop: {defense: 0, offense: 0}")
    losses, found = sheet(ATOP, case, (treaty,), tmp_path / "a.csv")
    assert (found[treaty.id]["defense"], found[treaty.id]["offense"]) == ("1", "0")
    assert f"defense of {treaty.id}" in {loss.what for loss in losses}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,begyr\n1,1815\n", "no sheet of atop"),
        ("atopid,begyr\n1,\n", "no date"),
        ("treaty,atopid,date\nx,1,2021\nx2,1,someday\n", "no date"),
        ("atopid,begyr\n1,1815\n1,1815\n", "two rows"),
        ("atopid,begyr\n", "no row"),
        ("atopid,begyr\n1,1815,2\n", "too many fields"),
        ('atopid,begyr\n"1,1815\n', "no CSV"),
    ],
)
def test_a_sheet_that_is_wrong_is_refused(folder, tmp_path, text, words):
    path = tmp_path / "atop.csv"
    path.write_text(text)
    with pytest.raises(FormatError, match=words):
        detente.treaty_import(folder, path, format="atop")


# ------------------------------------------------------------------------------------------------- into a case


def test_norms_come_into_a_case_only_if_it_can_be_read_with_them(folder, tmp_path):
    sheet_file = detente.treaty_export(detente.load(str(ACCORD)), tmp_path / "n.csv", format="norms").path
    before = (folder / "treaties" / "RU-NATO-2021.yaml").read_bytes()
    with pytest.raises(WriteError, match="--replace"):
        detente.treaty_import(folder, sheet_file, format="norms")
    sheet_file.write_text(sheet_file.read_text(encoding="utf-8").replace("older_members", "elder"), encoding="utf-8")
    with pytest.raises(CaseError, match="elder"):
        detente.treaty_import(folder, sheet_file, format="norms", replace=True)
    assert (folder / "treaties" / "RU-NATO-2021.yaml").read_bytes() == before


def test_a_second_name_puts_it_beside(folder, tmp_path):
    sheet_file = detente.treaty_export(detente.load(str(ACCORD)), tmp_path / "n.csv", format="norms").path
    result = detente.treaty_import(folder, sheet_file, format="norms", id="again")
    assert [path.name for path in result.files] == ["again.yaml"]
    found = detente.load(str(folder)).treaties.treaty
    assert len(found["again"].provisions) == len(found["RU-NATO-2021"].provisions) == result.provisions


def test_nothing_is_written_into_the_catalogue(tmp_path):
    sheet_file = detente.treaty_export(detente.load(str(ACCORD)), tmp_path / "n.csv", format="norms").path
    with pytest.raises(WriteError, match="catalogue"):
        detente.treaty_import("camp-david", sheet_file, format="norms")


def test_one_treaty_where_a_format_holds_one(case, tmp_path):
    with pytest.raises(WriteError, match="holds one treaty"):
        detente.treaty_export(case, tmp_path / "a.xml", format="akn")
    with pytest.raises(UnknownNameError, match="nato-2021"):
        detente.treaty_export(case, tmp_path / "a.xml", ["nato-2022"], format="akn")
    with pytest.raises(UnknownNameError, match="legalruleml"):
        detente.treaty_export(case, tmp_path / "a.xml", ["nato-2021"], format="legalrulml")
    with pytest.raises(WriteError, match="has no treaty"):
        detente.treaty_export(detente.load("camp-david"), tmp_path / "a.csv", format="norms")
    with pytest.raises(WriteError, match="written and not read"):
        detente.treaty_import("camp-david", tmp_path / "a.xml", format="legalruleml")

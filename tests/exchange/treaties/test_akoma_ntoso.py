"""Akoma Ntoso: ours are laid out as the standard prescribes, others' come in with anchors and without their words."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

import detente
from detente.errors import FormatError
from detente.exchange.treaties import akomantoso, akomareading
from detente.exchange.treaties.akomantoso import AKN
from detente.exchange.treaties.bundle import Outgoing
from tests.markdown import ROOT
from tests.treaties_made import EVERYTHING, treaty_cases

ACCORD = ROOT / "tests" / "brief" / "accord"
META = ["identification", "lifecycle", "references", "proprietary"]
CORE = ["FRBRthis", "FRBRuri", "FRBRalias", "FRBRdate", "FRBRauthor", "FRBRcountry", "FRBRnumber", "FRBRlanguage"]
INSIDE = ["num", "heading", "intro", "content"]


def local(element):
    return etree.QName(element).localname


def documents(case, folder):
    for treaty in case.treaties.treaties:
        path = Path(folder) / "one.xml"
        akomantoso.write(Outgoing(case, (treaty,)), path)
        yield treaty, etree.parse(str(path)).getroot()


def ordered(names, order):
    """Whether known names stand in the order that the schema has for them."""
    places = [order.index(name) for name in names if name in order]
    return places == sorted(places)


def check(treaty, root):
    """What the schema asks for, as far as our documents use it."""
    assert etree.QName(root) == etree.QName(AKN, "akomaNtoso")
    (act,) = root
    assert ordered([local(one) for one in act], ["meta", "preface", "preamble", "body"])
    meta, body = act[0], act[-1]
    assert [local(one) for one in meta] == META
    assert [local(one) for one in meta[0]] == ["FRBRWork", "FRBRExpression", "FRBRManifestation"]
    assert all(ordered([local(part) for part in form], CORE) for form in meta[0])
    eids = [one.get("eId") for one in root.iter() if one.get("eId")]
    assert len(eids) == len(set(eids))
    anchors = {one.anchor for one in treaty.provisions}
    assert anchors <= set(eids)
    for one in body.iter():
        if one.get("eId"):
            names = [local(part) for part in one]
            assert names[: sum(name in INSIDE for name in names)] == [name for name in names if name in INSIDE]
            assert ordered([name for name in names if name in INSIDE], INSIDE)
            assert "content" not in names or names[-1] == "content"
            above = one.getparent().get("eId")
            assert above is None or one.get("eId").startswith(f"{above}__")
    for one in treaty.provisions:
        (element,) = [found for found in root.iter() if found.get("eId") == one.anchor]
        assert element.get("class") == one.content.kind


@given(sample=treaty_cases(EVERYTHING))
@settings(max_examples=15)
def test_our_documents_are_laid_out_as_the_standard_prescribes(sample, tmp_path_factory):
    for treaty, root in documents(sample.case(), tmp_path_factory.mktemp("akn")):
        check(treaty, root)


@pytest.mark.parametrize("case", ["european-security", str(ACCORD)])
def test_real_treaties_are_laid_out_as_the_standard_prescribes(case, tmp_path):
    for treaty, root in documents(detente.load(case), tmp_path):
        check(treaty, root)


def test_the_hierarchy_follows_the_anchors(tmp_path):
    (found,) = documents(detente.load(str(ACCORD)), tmp_path)
    _, root = found
    (article,) = [one for one in root.iter(f"{{{AKN}}}article") if one.get("eId") == "art_7"]
    assert [(local(one), one.get("eId")) for one in article if one.get("eId")] == [
        ("paragraph", "art_7__para_1"),
        ("paragraph", "art_7__para_2"),
    ]
    assert article[1].findtext(f"{{{AKN}}}num") == "1"
    assert {one.get("showAs") for one in root.iter(f"{{{AKN}}}TLCOrganization")} >= {"Russia", "NATO"}


def test_content_is_a_paraphrase_or_the_sentence_that_the_coding_makes(tmp_path):
    case = detente.load(str(ACCORD))
    result = detente.treaty_export(case, tmp_path / "a.xml", format="akn")
    text = etree.parse(str(result.path))
    words = {one.getparent().getparent().get("eId"): one.text for one in text.iter(f"{{{AKN}}}p") if one.text}
    assert words["art_1"] == "Security is equal and indivisible"
    assert words["art_6"] == "The members of NATO must not let it come about that Ukraine is a member of NATO."


# ----------------------------------------------------------------------------------------------------------- others

FOREIGN = """<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act name="act">
<meta><identification source="#a"><FRBRWork><FRBRthis value="/akn/xx/act/1936/montreux"/>
<FRBRalias value="A convention" name="title"/><FRBRdate date="1936-07-20" name="Generation"/>
<FRBRnumber value="montreux"/></FRBRWork></identification></meta>
<preamble><recitals eId="recs"><recital eId="recs__rec_1"><p>Desiring peace.</p></recital></recitals></preamble>
<body><part eId="part_1"><num>I</num><heading>Passage</heading>
<article eId="part_1__art_1"><num>1</num><heading>Freedom</heading><paragraph eId="part_1__art_1__para_1">
<intro><p>Ships shall:</p></intro><point eId="part_1__art_1__para_1__point_a"><content><p>pass</p></content></point>
</paragraph></article></part>
<article><num>2</num><content><p>No name.</p></content></article></body></act></akomaNtoso>"""


def foreign(tmp_path, text=FOREIGN):
    path = tmp_path / "convention.xml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_foreign_document_gives_anchors_and_headings_and_keeps_its_words(tmp_path):
    found = akomareading.read(foreign(tmp_path))
    (plain,) = found.treaties.values()
    assert list(found.treaties) == ["montreux"]
    assert (plain["title"], plain["date"]) == ("A convention", "1936-07-20")
    assert plain["provisions"] == [
        {"id": "recs__rec_1", "kind": "principle"},
        {"id": "part_1__art_1__para_1", "kind": "declaration"},
        {"id": "part_1__art_1__para_1__point_a", "kind": "declaration"},
    ]
    told = {loss.what: loss.count for loss in found.losses}
    assert told["words of provisions"] == 3
    assert told["headings and numbers of groups of provisions"] == 2
    assert told["provisions"] == 1
    assert told["what provisions order"] == 3


def test_its_words_come_along_if_asked_for(tmp_path):
    (plain,) = akomareading.read(foreign(tmp_path), texts=True).treaties.values()
    says = [one.get("says") for one in plain["provisions"] if isinstance(one, dict)]
    assert says == ["Desiring peace.", "Ships shall:", "pass"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("akomaNtoso", "html", "no Akoma Ntoso document"),
        ("1936-07-20", "", "no date"),
        ("<body>", "<front>", "no XML"),
        ("__point_a", "", "two provisions have the same eId"),
        ("<akomaNtoso", "<!DOCTYPE a [<!ENTITY b 'c'>]><akomaNtoso", "document type"),
        (" eId=", " name=", "no provision has an eId"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, old, new, words):
    with pytest.raises(FormatError, match=words):
        akomareading.read(foreign(tmp_path, FOREIGN.replace(old, new)))


def test_a_date_that_is_only_a_year_becomes_its_first_day_and_is_said(tmp_path):
    found = akomareading.read(foreign(tmp_path, FOREIGN.replace("1936-07-20", "1936")))
    assert found.treaties["montreux"]["date"] == "1936-01-01"
    assert "the day of the date" in {loss.what for loss in found.losses}

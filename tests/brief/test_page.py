"""The page: what it says (a golden text), and that it is well made for every reader."""

import itertools
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from detente.brief.names import Names
from detente.brief.page import render
from detente.brief.sections import proposals
from tests.brief.samples import HERE, Page, of_folder, river
from tests.judged_made import write

GOLDEN = HERE / "river.txt"
CATALOG = Path("src/detente/catalog")
CASES = {"river": HERE / "river", "cuba": CATALOG / "cuban-missile-crisis", "camp-david": CATALOG / "camp-david"}


@pytest.fixture(scope="module", params=CASES)
def page(request):
    return Page.of(render(of_folder(CASES[request.param])))


def test_the_page_says_what_it_said():
    """Renew with DETENTE_RENEW=1 when a change of words is meant, and read the difference."""
    digest = river().case.digest
    text = "\n".join(Page.of(render(river())).lines).replace(digest, "DIGEST") + "\n"
    text = re.sub(r"Détente \d+\.\d+\S*", "Détente VERSION", text)
    if os.environ.get("DETENTE_RENEW"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_elements_nest(page):
    assert not page.wrong


def test_ids_are_unique_and_links_lead_somewhere(page):
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [attributes["href"] for attributes in page.of_kind("a")]
    assert links
    assert all(link.startswith("#") for link in links)
    assert {link[1:] for link in links} <= set(ids)
    named = [
        attributes[name]
        for _, attributes in page.elements
        for name in ("aria-labelledby", "data-card")
        if name in attributes
    ]
    assert set(named) <= set(ids)


def test_nothing_is_fetched(page):
    for tag, attributes in page.elements:
        assert "src" not in attributes, tag
        assert tag not in ("link", "iframe", "object", "embed", "base", "img", "form")
        for name, value in attributes.items():
            assert not (name in ("href", "action", "style", "xlink:href") and "//" in value)


def test_styles_hold_what_they_need():
    html = render(river())
    assert set(re.findall(r"url\(([a-z#]+)", html)) <= {"data", "#hatch"}
    assert "@import" not in html


def test_headings_go_down_one_step_at_a_time(page):
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert all(words.strip() for _, words in page.headings)


def test_landmarks_language_and_skip_link(page):
    assert page.of_kind("html") == [{"lang": "en"}]
    for landmark in ("header", "nav", "main", "footer"):
        assert len(page.of_kind(landmark)) == 1
    assert page.of_kind("a")[0]["href"] == "#answer"


def test_pictures_and_tables_speak(page):
    for place, (tag, _) in enumerate(page.elements):
        if tag == "svg":
            assert page.elements[place + 1][0] == "title"
    assert all(attributes.get("scope") in ("col", "row", "rowgroup") for attributes in page.of_kind("th"))


def test_what_scrolls_can_be_reached_by_keyboard(page):
    boxes = [attributes for attributes in page.of_kind("div") if "scroll" in attributes.get("class", "").split()]
    assert boxes
    assert all(box["tabindex"] == "0" and box["aria-label"] for box in boxes)


def test_every_statement_is_there():
    ids = {attributes["id"] for attributes in Page.of(render(river())).of_kind("li") if "id" in attributes}
    assert {f"s-{ref}" for ref in ("n1", "t1", "x1", "plan")} <= ids


def test_what_comes_from_the_case_is_escaped():
    html = render(river())
    assert "river &lt;open&gt;" in html
    assert "<open>" not in html


def test_unconfirmed_and_inferred_are_marked():
    text = "\n".join(Page.of(render(river())).lines)
    assert "Unconfirmed. Hill and Dale are reported to have said: The villages are to be paid." in text
    assert "South is inferred to want" in text
    assert "through a clerk, who has it from an editor" in text


def test_a_proposal_that_is_met_in_part_only_says_so(tmp_path):
    write(tmp_path / "river")
    made = of_folder(tmp_path / "river", "2021-01-01")
    two = tuple(one for one in made.room.tables if one.table == "bilateral")
    page = Page.of(str(proposals.render(replace(made, room=replace(made.room, tables=two)), Names(made))))
    text = " ".join(" ".join(page.lines).split())
    assert "1 of 1 in part" in text
    assert "* In part: it asks for changes on issues that this table does not deal with" in text
    assert "What follows is of its part about this agenda." in text

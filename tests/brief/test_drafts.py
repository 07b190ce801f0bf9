"""The brief's section on treaties: what it says of each, that its links lead somewhere, and regions in words."""

import pickle
import re
import threading
from dataclasses import replace
from typing import Any

import pytest

import detente
from detente.api.briefing import dossier
from detente.api.briefparts import CODINGS, PARTS
from detente.api.treaties.drafting import drafts
from detente.brief.markup import plain
from detente.brief.page import render
from detente.brief.regions import Regions
from detente.case.treaties.model import Membership
from detente.cli import apart
from detente.runs.sensitivity import PIECES, Codings
from tests.analyses.treaties.test_impact import BAN, case_of, unit
from tests.markdown import ROOT

ACCORD = ROOT / "tests" / "brief" / "accord"


@pytest.fixture(scope="module")
def case():
    return detente.load(str(ACCORD)).on("2021-12-17")


@pytest.fixture(scope="module")
def page(case):
    return render(dossier(case))


def section(page):
    return page.partition('<section id="drafts"')[2].partition("</section>")[0]


def test_the_section_is_in_the_contents(page):
    assert '<a href="#drafts">The drafts</a>' in page
    assert "The drafts" in plain(section(page))


def test_a_case_without_treaties_has_no_such_section():
    page = render(dossier(detente.load("camp-david").on("1978-09-17")))
    assert "#drafts" not in page
    assert 'id="drafts"' not in page


def test_every_clause_is_read_aloud(page):
    said = plain(section(page))
    assert "The members of NATO must not let it come about that Ukraine is a member of NATO." in said
    assert "On the reading ‘not binding’ (held by nobody on record): it binds nobody to anything." in said
    assert len(re.findall(r'id="t-RU-NATO-2021_23_', page)) == 9


def test_every_link_leads_somewhere(page):
    found = set(re.findall(r'href="#([^"]+)"', section(page)))
    assert found
    assert found <= set(re.findall(r'id="([^"]+)"', page))


def test_contradictions_and_gaps_are_those_that_were_found(case, page):
    found = drafts(case)
    assert found is not None
    said = plain(section(page))
    for gap in found.check.gaps:
        assert gap.detail.removesuffix(".") in said
    textual = sum(one.textual for one in found.check.contradictions)
    assert said.startswith('aria-labelledby="drafts-title">The drafts') or "coded." in said
    assert ("No contradictions are in the text itself" in said) == (textual == 0)


def test_a_textual_contradiction_is_open_on_the_page_and_comes_first(tmp_path):
    folder = tmp_path / "torn"
    files = {
        "case.yaml": "title: Torn\nrequired: [A]\nissues: [{id: i, options: [n, y], status_quo: n}]\n",
        "parties.yaml": "parties: [{id: A, name: Alpha}]\n",
        "treaties/vocabulary.yaml": "actions: [{id: keep, title: keep}, {id: sell}]\n"
        "assets: [{id: ships, title: ships}, {id: guns}]\nterritories: [{id: sea, title: the sea}]\n",
        "treaties/pact.yaml": "title: A pact\ndate: 2000-01-01\nsignatories: A\nprovisions:\n"
        "  - {id: art_1, title: Ships, kind: obligation, bearer: A, action: keep, asset: ships, territory: sea}\n"
        "  - {id: art_2, kind: prohibition, bearer: A, action: keep, asset: ships, territory: sea}\n"
        "  - {id: art_3, kind: prohibition, bearer: A, action: keep, asset: ships, territory: sea,"
        " precision: best_effort}\n",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = section(render(dossier(detente.load(str(folder)).on("2001-01-01"))))
    said = plain(found)
    assert "One contradiction is in the text itself (‘A pact’); one more needs a reading" in said
    assert "Article 1 (Ships) and Article 2: what is owed is forbidden, for Alpha: keep ships in the sea." in said
    first, second = (
        said.index("It stands under every reading."),
        said.index("It needs these readings: Article 3 as ‘wide’"),
    )
    assert first < second
    assert "<details" not in found[: found.index("It stands under every reading.")]


def test_what_would_go_is_told_of_both_days(tmp_path):
    provisions = [BAN | {"territory": "POL, EST, LVA"}]
    rows = [
        unit("A", "USA", "POL", "10"),
        unit("B", "GBR", "EST", "20", **{"from": "2025"}),
        unit("C", "USA", "LVA", "7"),
    ]
    case = case_of(tmp_path, provisions, *rows).on("2026-01-15")
    found = drafts(case)
    assert found is not None
    assert [(one.treaty, one.about.day.year) for one in found.required("draft")] == [("draft", 2026), ("draft", 2021)]
    page = section(render(dossier(case)))
    now, then = (page.index(f"On {day} this draft would") for day in ("15 January 2026", "17 December 2021"))
    assert page.rindex("<details", 0, now) == page.rindex("<details open", 0, now), "the case's day is open"
    assert page.rindex("<details", 0, then) != page.rindex("<details open", 0, then)
    assert now < then
    assert 'id="map-draft-2026-01-15-frame"' in page


def test_a_draft_by_which_nothing_goes_has_one_day(tmp_path):
    case = case_of(tmp_path, [BAN | {"territory": "FRA"}], unit("A", "USA", "POL", "10")).on("2026-01-15")
    found = drafts(case)
    assert found is not None
    assert [one.about.day.year for one in found.required("draft")] == [2026]
    page = plain(section(render(dossier(case))))
    assert page.count("this draft would have nobody withdraw") == 1


# ------------------------------------------------------------------------------------------------------------- regions


def box(bearer, territory, action=("deploy",), asset=("forces",), start="2021-12-17"):
    sides = {"bearer": bearer, "action": action, "asset": asset, "territory": territory}
    return {side: list(names) for side, names in sides.items()} | {"from": start, "until": None}


@pytest.fixture(scope="module")
def regions(case):
    league = [f"{letter}{letter}{letter}" for letter in "ABCDEFGHIJKLM"]
    inventory = replace(case.treaties.inventory, memberships=tuple(Membership(one, "LEAGUE") for one in league))
    changed = replace(case, treaties=replace(case.treaties, inventory=inventory))
    return Regions(changed, case.treaties.treaties[0]), league


@pytest.mark.parametrize(
    ("boxes", "words"),
    [
        ([box(["RUS"], ["kaliningrad"])], "Russia: keep armed forces in Kaliningrad"),
        ([box(["*"], ["*"], ["*"], ["*"])], "anyone: any act anywhere"),
        ([box(["RUS"], ["POL", "EST"], ["exercise"])], "Russia: hold exercises with armed forces in Poland or Estonia"),
        ([box(["RUS"], ["RUS (rest)"])], "Russia: keep armed forces in other Russia"),
        (
            [box(["RUS"], ["POL"]), box(["USA"], ["RUS"])],
            "Russia: keep armed forces in Poland; the United States: keep armed forces in Russia",
        ),
        ([box(["RUS"], ["POL"]), box(["USA"], ["POL"])], "Russia and the United States: keep armed forces in Poland"),
        (
            [box(["RUS"], ["POL"]), box(["USA"], ["RUS"]), box(["FRA"], ["EST"])],
            "Russia, the United States and France between them: keep armed forces in Poland, Russia or Estonia",
        ),
    ],
)
def test_regions_in_words(regions, boxes, words):
    assert regions[0].say(boxes) == words


def test_many_names_are_said_by_what_they_are_together(regions):
    said, league = regions
    assert said.say([box([*league, "RUS"], ["POL"])]).startswith("the members of LEAGUE and Russia: ")
    assert said.say([box(league[1:], ["POL"])]).startswith("the members of LEAGUE but AAA: ")
    assert said.say([box(["RUS"], league)]).endswith("in the territory of the members of LEAGUE")
    many = [f"X{number}" for number in range(8)]
    assert said.say([box(many, ["POL"])]).startswith("X0, X1, X2 and five more actors: ")


def test_most_of_the_world_is_all_states_but_the_others(regions):
    from detente.geo.gazetteer import states

    rest = [code for code in states() if code not in ("RUS", "USA")]
    assert regions[0].say([box(["RUS"], rest)]).endswith("in all states but Russia and the United States")
    assert regions[0].say([box(["RUS"], [*rest, "black_sea"])]).endswith("and the United States, and one other place")


# --------------------------------------------------------------------------------------------------------- apart


def begun(there, name):
    """Wait until the other process has begun a part."""
    for _ in range(600):
        if there._line.poll(0.1):
            kind, found, answer = there._line.recv()
            there._begun.add(found)
            if kind == apart.DONE:
                there._found[found] = answer
        if name in there._begun:
            return


def test_another_process_gives_the_same_answers(case, monkeypatch):
    monkeypatch.setattr(apart, "WORTH", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with apart.Apart(case.folder, lambda: False) as there:
        assert there._process is not None
        there.begin(case)
        begun(there, "treaties")
        assert there.part("treaties") == (True, drafts(case))
        assert there.part("treaties")[0], "an answer is kept"
        assert there.part("solutions") == (True, None)
        begun(there, f"{CODINGS}{PIECES - 1}")
        assert there.part(f"{CODINGS}{PIECES - 1}") == (True, Codings(case).piece(PIECES - 1))
        assert there.part("weather") == (False, None)
    assert not there._process.is_alive()


class Remembering:
    """Stands for a case: says in which thread it was packed."""

    def __init__(self):
        self.packed = []

    def __reduce__(self):
        self.packed.append(threading.current_thread())
        return int, (1,)


def test_a_case_is_packed_before_this_side_goes_on(monkeypatch):
    """What a case works out it remembers in itself: packed while that goes on, it changes under the packing."""
    monkeypatch.setattr(apart, "_worth", lambda _: apart.WORTH)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    one: Any = Remembering()
    with apart.Apart("any", lambda: False) as there:
        there.begin(one)
        assert one.packed == [threading.main_thread()]


def test_every_part_that_can_be_asked_for_is_worked_out_there():
    pieces = [f"{CODINGS}{piece}" for piece in range(1, PIECES)]
    assert sorted(apart.PARTS) == sorted([*PARTS, *pieces])


def test_what_is_not_begun_there_is_left_to_this_side(case, monkeypatch):
    monkeypatch.setattr(apart, "WORTH", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with apart.Apart(case.folder, lambda: False) as there:
        there.begin(case)
        assert there.part("treaties") == (False, None)
        begun(there, "ratification")
        assert there.part("ratification") == (True, None)
        assert "treaties" not in there._begun


def test_what_two_drafts_of_one_day_order_travels_too(tmp_path):
    case_of(tmp_path, [BAN | {"territory": "POL"}], unit("A", "USA", "POL", "10"))
    draft = (tmp_path / "treaties" / "draft.yaml").read_text(encoding="utf-8")
    (tmp_path / "treaties" / "rival.yaml").write_text(draft.replace("POL", "DEU"), encoding="utf-8")
    case = detente.load(tmp_path).on("2021-12-31")
    found = drafts(case)
    assert found is not None
    assert len(found.differences) == 1
    sent = pickle.loads(pickle.dumps(found))
    assert sent == found
    there, here = (section(render(replace(dossier(case), drafts=one))) for one in (sent, found))
    assert there == here
    assert "Where both have a clause: one matter" in plain(here)


def test_what_fails_there_is_worked_out_here(case, monkeypatch):
    monkeypatch.setattr(apart, "WORTH", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with apart.Apart(case.folder, lambda: False) as there:
        there.begin(replace(case, treaties=None))
        begun(there, "treaties")
        assert there.part("treaties") == (False, None)
    found = dossier(case, elsewhere=lambda _: (False, None))
    assert found.drafts == drafts(case)


def test_whoever_stops_does_not_wait_for_it(case, monkeypatch):
    monkeypatch.setattr(apart, "WORTH", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with apart.Apart(case.folder, lambda: True) as there:
        there._begun.add("treaties")
        assert there.part("treaties") == (False, None)


@pytest.mark.parametrize("name", ["", "no-such-case", "\0"])
def test_no_process_is_begun_for_what_is_no_case(name, monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with apart.Apart(name, lambda: False) as there:
        assert there._process is None


def test_a_small_case_needs_no_other_process(case):
    with apart.Apart(case.folder, lambda: False) as there:
        there.begin(case)
        assert there._process is None
        assert there.part("treaties") == (False, None)

"""Drafts of treaties in `room` and `impasse`, as people and machines read them; and those of the flagship."""

from __future__ import annotations

from pathlib import Path

import detente
from detente.analyses.impasse import impasse
from detente.analyses.room import room
from detente.api.briefing import dossier
from detente.brief.page import render
from tests.cli.shells import document, run
from tests.drafts_made import of, treaty

ROWS = ("SOUTH reject never river=r2", "SOUTH reject firm river is r2 and patrols is p1", "SOUTH reject firm tolls=t1")
DONE = {("river", "r2"): ["draft#art_1"], ("patrols", "p1"): ["draft#art_2"], ("tolls", "t1"): ["draft#art_2"]}


def written(folder: Path) -> Path:
    """A case with one draft: a limit crossed by one clause, a refusal by another."""
    return of(*ROWS, done=DONE, treaties={"draft": treaty(title="The river draft")}).write(folder)


def said(*arguments: object) -> str:
    """What a command prints, in one line."""
    return " ".join(run(*arguments).stdout.split())


def test_room_says_which_clause_crosses_what(tmp_path: Path) -> None:
    text = said("room", written(tmp_path))
    assert "One draft of a treaty on the table: - The river draft (draft, 1 February 2020): its provisions" in text
    assert "realise three options; 1 feasible package completes it." in text
    assert "Article 1 of the draft crosses one red line: - SOUTH, on river: rules out “r2” [SOUTH.river.never]" in text
    assert "Article 2 of the draft ignores one refusal: - SOUTH, on tolls: refuses “t1” [SOUTH.tolls.firm]" in text
    assert "Its clauses do not contradict one another." in text


def test_impasse_says_what_would_have_to_go_for_it(tmp_path: Path) -> None:
    text = said("impasse", written(tmp_path), "--level", "refusals")
    assert "The river draft (draft, 1 February 2020): at least" in text
    assert "Article 1 (“r2”): excluded by SOUTH.river.never" in text
    assert "Article 2 (“t1”): excluded by SOUTH.tolls.firm" in text


def test_both_say_it_to_machines(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (draft,) = document("room", folder)["tables"][0]["drafts"]
    assert draft["against"][0] == {
        "position": "SOUTH.river.never", "unit": "SOUTH", "firmness": "never", "level": "limits", "certain": True,
        "options": [{"issue": "river", "option": "r2"}], "clauses": ["draft#art_1"],
    }  # fmt: skip
    assert (draft["contradictions"], draft["contradictions_complete"]) == (0, True)
    level = document("impasse", folder)["levels"][0]
    assert level["drafts"][0]["fewest"] == ["SOUTH.river.never"]
    assert level["drafts"][0]["conflicts"][0]["clauses"] == ["draft#art_1"]


# --------------------------------------------------------------------------------------------------------- the flagship


def test_the_drafts_of_2021_cross_limits_and_by_which_articles() -> None:
    case = detente.load("european-security").on("2022-01-31")
    nato, bilateral = room(case, ("all",)).tables[0].drafts
    limits = {a.position.id: a.clauses for a in nato.against if a.to_json()["level"] == "limits" and a.certain}
    assert limits["USA.enlargement.never"] == ("nato-2021#art_6__para_1",)
    assert limits["USA.membership.never"] == ("nato-2021#art_6__para_1",)
    forces = next(a for a in nato.against if a.position.id == "NATO.forces.firm")
    assert (forces.certain, forces.clauses) == (True, ("nato-2021#art_4__para_1",))
    assert "NATO.forces.firm" not in {a.position.id for a in bilateral.against if a.certain}
    level = impasse(case, ("all",)).row("all", "limits", "package")
    assert [(one.draft.treaty, one.possible) for one in level.drafts] == [("nato-2021", 0), ("us-2021", 0)]


def test_the_menu_of_2025_is_one_piece_of_its_text() -> None:
    case = detente.load("european-security").on("2025-06-10")
    (memo,) = [one for one in room(case, ("all",)).tables[0].drafts if one.draft.treaty == "ru-memo-2025"]
    (menu,) = [piece for piece in memo.draft.pieces if piece.options[0].issue == "ceasefire"]
    assert {one.option for one in menu.options} == {"on_leaving", "on_conditions"}
    assert len(menu.clauses) > 10


def test_the_brief_says_it(tmp_path: Path) -> None:
    case = detente.load(written(tmp_path)).on("2021-01-01")
    page = render(dossier(case, elsewhere=lambda name: (name == "treaties", None)))
    assert "Clause by clause, in The river draft:" in page
    assert "Article 1 stands against" in page

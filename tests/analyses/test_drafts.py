"""Drafts of treaties in the settlement space: every package is asked, and every rule has a case worked out by hand."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from detente import api
from detente.analyses.impasse import impasse
from detente.analyses.room import room
from detente.case.checking import check
from detente.case.model import Case
from detente.engines.formulas import TRUE
from detente.errors import CaseError
from detente.space.draftplaces import PlacedDraft
from detente.space.drafts import drafts
from detente.space.problems import LEVELS, READINGS, Problem
from detente.space.spaces import Space, open_space
from tests import oracle
from tests.drafts_made import Drafted, Literal, draft_cases, literal, of, treaty

SLOW = [HealthCheck.too_slow, HealthCheck.large_base_example]
QUICK = settings(max_examples=40, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=SLOW)
Package = Mapping[str, str]

# ---------------------------------------------------------------------------------------------- every package is asked


def breaks(space: Space, formula: int, x: Package) -> bool:
    """Whether a package breaks what a formula refuses."""
    frame = space.frame
    for issue, variable in frame.variable.items():
        formula = frame.formulas.assign(formula, variable, frame.value[variable][x[issue]])
    return formula == TRUE


@QUICK
@given(draft_cases())
def test_certain_is_what_every_completion_breaks(drafted: Drafted) -> None:
    case = drafted.case().on(drafted.sample.on)
    for one in room(case).tables:
        table = next(table for table in case.tables if table.id == one.table)
        space = open_space(case, table)
        here = oracle.at(case, table, "package", drafted.sample.on)
        for placed in one.drafts:
            _is_literal(space, placed, literal(case, placed.draft.treaty, here.agenda), here.feasible)


def _is_literal(space: Space, placed: PlacedDraft, draft: Literal, feasible: list[dict[str, str]]) -> None:
    completions = [x for x in feasible if all(draft.has(x, piece) for piece in draft.pieces)]
    assert placed.complete
    assert placed.completions == len(completions)
    positions = space.problem("demands", "package").positions
    broken = {p.id: [breaks(space, p.refuses, x) for x in completions] for p in positions}
    assert {a.position.id for a in placed.against} == {name for name, found in broken.items() if any(found)}
    assert {a.position.id for a in placed.against if a.certain} == {
        name for name, found in broken.items() if found and all(found)
    }
    for against in placed.against:
        if against.certain:
            options = {(one.issue, one.option) for one in against.options}
            sets = [set(s) for n in range(len(draft.pieces) + 1) for s in itertools.combinations(draft.pieces, n)]
            fit = [chosen for chosen in sets if draft.options_of(*chosen) == options]
            refuses = next(p.refuses for p in positions if p.id == against.position.id)
            assert any(_forces(space, refuses, draft, chosen, feasible) for chosen in fit)
        assert set(against.clauses) == {clause for one in against.options for clause in one.clauses}
        assert all(clause.partition("#")[0] == placed.draft.treaty for clause in against.clauses)


def _forces(space: Space, refuses: int, draft: Literal, chosen: set[str], feasible: list[dict[str, str]]) -> bool:
    """Whether these pieces force it, and none of them can be left out."""

    def forced(pieces: set[str]) -> bool:
        return all(breaks(space, refuses, x) for x in feasible if all(draft.has(x, piece) for piece in pieces))

    return forced(chosen) and not any(forced(chosen - {piece}) for piece in chosen)


@QUICK
@given(draft_cases())
def test_conflicts_of_a_draft_are_all_the_smallest_ones(drafted: Drafted) -> None:
    case = drafted.case().on(drafted.sample.on)
    result = impasse(case)
    for table in case.tables:
        space = open_space(case, table)
        feasible = oracle.at(case, table, "package", drafted.sample.on).feasible
        for (level, _), reading in itertools.product(LEVELS, READINGS):
            row, problem = result.row(table.id, level, reading), space.problem(level, reading)
            for one in row.drafts:
                draft = literal(case, one.draft.treaty, list(space.frame.agenda))
                _are_smallest(space, problem, draft, feasible, one.to_json())


def _are_smallest(
    space: Space, problem: Problem, draft: Literal, feasible: list[dict[str, str]], answer: dict[str, Any]
) -> None:
    ways = []
    gaps = []
    possible = 0
    for x in feasible:
        broken = {p.id for p in problem.positions if breaks(space, p.refuses, x)}
        missed = {f"piece {piece}" for piece in draft.pieces if not draft.has(x, piece)}
        ways.append(frozenset(broken - problem.hidden | missed))
        if not missed:
            gaps.append(len(broken - problem.hidden))
            possible += not broken
    found = oracle.hitting(oracle.minimal(ways)) if ways else set()
    expected: Counter[tuple[frozenset[tuple[str, str]], frozenset[str]]] = Counter()
    for conflict in found:
        pieces = {name.removeprefix("piece ") for name in conflict if name.startswith("piece ")}
        if pieces:
            expected[draft.options_of(*pieces), frozenset(n for n in conflict if not n.startswith("piece "))] += 1
    got = [
        (frozenset((o["issue"], o["option"]) for o in one["options"]), frozenset(one["positions"]))
        for one in answer["conflicts"]
    ]
    assert answer["complete"]
    if feasible:
        assert Counter(got) == expected
    assert answer["gap"] == min(gaps, default=None)
    assert answer["possible"] == possible
    assert len(answer["fewest"]) == (answer["gap"] or 0)


# --------------------------------------------------------------------------------------------------------- rule by rule


def placed(drafted: Drafted, name: str = "draft", on: str = "2021-01-01") -> PlacedDraft:
    """A draft at the first table."""
    return next(one for one in room(drafted.case().on(on)).tables[0].drafts if one.draft.treaty == name)


def stands(one: PlacedDraft) -> dict[str, tuple[bool, tuple[str, ...]]]:
    """Position → certain, clauses."""
    return {against.position.id: (against.certain, against.clauses) for against in one.against}


def messages(drafted: Drafted) -> list[tuple[str, str]]:
    """The findings of check on drafts: severity and message."""
    about = ("realised by", "realise different", "realises")
    return [(f.severity, f.message) for f in check(drafted.case()).findings if any(a in f.message for a in about)]


def test_one_clause_crosses_a_limit() -> None:
    one = placed(of("SOUTH reject never river=r2", done={("river", "r2"): ["draft#art_1"]}))
    assert stands(one) == {"SOUTH.river.never": (True, ("draft#art_1",))}
    assert one.completions == 9


def test_limits_come_first_then_refusals_then_demands() -> None:
    rows = ("SOUTH demand preference river=r0", "SOUTH reject firm patrols=p1", "SOUTH reject never tolls=t2")
    done = {("river", "r1"): ["draft#art_1"], ("patrols", "p1"): ["draft#art_2"], ("tolls", "t2"): ["draft#art_3"]}
    assert list(stands(placed(of(*rows, done=done)))) == [
        "SOUTH.tolls.never",
        "SOUTH.patrols.firm",
        "SOUTH.river.preference",
    ]


def test_two_clauses_cross_a_limit_together() -> None:
    row = "SOUTH reject never river is r2 and patrols is p1"
    done = {("river", "r2"): ["draft#art_1"], ("patrols", "p1"): ["draft#art_2"], ("tolls", "t1"): ["draft#art_3"]}
    assert stands(placed(of(row, done=done))) == {
        "SOUTH.river+patrols.never": (True, ("draft#art_1", "draft#art_2")),
    }
    half = of(row, done={("river", "r2"): ["draft#art_1"]})
    assert stands(placed(half)) == {"SOUTH.river+patrols.never": (False, ("draft#art_1",))}
    level = impasse(half.case()).row("all", "limits", "package").drafts[0]
    assert (level.gap, level.possible, level.conflicts) == (0, 6, ())


def test_a_menu_breaks_what_all_its_branches_break() -> None:
    menu = {
        "id": "plan", "date": "2020-01-01", "by": ["NORTH"], "choose": "1",
        "of": [{"id": "plan-1", "terms": {"river": "r1"}}, {"id": "plan-2", "terms": {"river": "r2"}}],
    }  # fmt: skip
    done = {("river", "r1"): ["text#art_1"], ("river", "r2"): ["text#art_2"]}
    texts = {"text": treaty(proposal="plan")}
    rows = ("NORTH reject never river=r2", "SOUTH demand firm river=r0")
    drafted = of(*rows, done=done, proposals=(menu,), treaties=texts)
    assert stands(placed(drafted, "text")) == {
        "NORTH.river.never": (False, ("text#art_1", "text#art_2")),
        "SOUTH.river.firm": (True, ("text#art_1", "text#art_2")),
    }
    assert messages(drafted) == []


def test_a_branch_that_nothing_realises_leaves_the_menu_open() -> None:
    menu = {
        "id": "plan", "date": "2020-01-01", "by": ["NORTH"], "choose": "1",
        "of": [{"id": "plan-1", "terms": {"river": "r1"}}, {"id": "plan-2", "terms": {"tolls": "t1"}}],
    }  # fmt: skip
    done = {("river", "r1"): ["text#art_1"]}
    drafted = of("SOUTH reject firm river=r1", done=done, proposals=(menu,), treaties={"text": treaty(proposal="plan")})
    assert stands(placed(drafted, "text")) == {"SOUTH.river.firm": (False, ("text#art_1",))}


def test_a_clause_crosses_through_a_linkage() -> None:
    drafted = of(
        "SOUTH reject never patrols=p1",
        done={("river", "r2"): ["draft#art_1"]},
        linkages={"guns": "if river is r2 then patrols is p1"},
    )
    assert stands(placed(drafted)) == {"SOUTH.patrols.never": (True, ("draft#art_1",))}
    one = impasse(drafted.case()).row("all", "limits", "menu").drafts[0]
    (conflict,) = one.conflicts
    assert (conflict.clauses, conflict.positions, conflict.through) == (
        ("draft#art_1",), ("SOUTH.patrols.never",), ("guns",),
    )  # fmt: skip
    assert (one.gap, one.fewest, one.possible) == (1, ("SOUTH.patrols.never",), 0)


def test_clauses_that_linkages_alone_exclude() -> None:
    drafted = of(
        done={("river", "r2"): ["draft#art_1"], ("patrols", "p1"): ["draft#art_2"]},
        linkages={"guns": "not (river is r2 and patrols is p1)"},
    )
    one = placed(drafted)
    assert (one.completions, one.against) == (0, ())
    level = impasse(drafted.case()).row("all", "limits", "package").drafts[0]
    assert (level.gap, level.possible) == (None, 0)
    assert [(c.clauses, c.positions, c.through) for c in level.conflicts] == [
        (("draft#art_1", "draft#art_2"), (), ("guns",))
    ]


def test_a_position_that_every_package_breaks_is_no_clause_s() -> None:
    drafted = of("SOUTH reject firm river in {r0, r1, r2}", done={("patrols", "p1"): ["draft#art_1"]})
    assert all(not clauses for certain, clauses in stands(placed(drafted)).values() if certain)
    assert len(stands(placed(drafted))) == 1


def test_two_options_of_one_issue_are_alternatives_and_a_finding() -> None:
    done = {("river", "r1"): ["draft#art_1"], ("river", "r2"): ["draft#art_2"]}
    drafted = of("SOUTH demand firm river=r0", done=done)
    assert placed(drafted).completions == 18
    assert stands(placed(drafted))["SOUTH.river.firm"] == (True, ("draft#art_1", "draft#art_2"))
    assert messages(drafted) == [
        ("warning", "clauses of draft realise different options of river, which are counted as alternatives")
    ]
    same = of(done={("river", "r1"): ["draft#art_1"], ("river", "r2"): ["draft#art_1", "draft#art_2"]})
    assert messages(same) == []


# ------------------------------------------------------------------------------------------------ a proposal by itself


def test_a_draft_without_a_proposal_is_one_like_any() -> None:
    done = {("river", "r2"): ["draft#art_1"], ("patrols", "p1"): ["draft#art_2"]}
    alone = of("SOUTH reject firm river=r1", done=done).case()
    plan = {
        "id": "draft",
        "title": "A draft",
        "date": "2020-02-01",
        "by": ["NORTH"],
        "terms": {"river": ["r2"], "patrols": ["p1"]},
    }
    said = of("SOUTH reject firm river=r1", done={}, proposals=(plan,), treaties={}).case()
    assert [one.id for one in alone.proposals] == ["draft"]
    for ask in (api.window, api.positions):
        one, other = ask(alone).to_json(), ask(said).to_json()
        assert {key: value for key, value in one.items() if key != "digest"} == {
            key: value for key, value in other.items() if key != "digest"
        }
    assert [p.to_json() for p in room(alone).tables[0].proposals] == [
        p.to_json() for p in room(said).tables[0].proposals
    ]
    assert not room(said).tables[0].drafts


@pytest.mark.parametrize("more", [{"by": None}, {"entry_into_force": {"date": "2020-02-01"}}])
def test_what_nobody_put_forward_or_is_in_force_is_no_proposal(more: dict[str, Any]) -> None:
    drafted = of(done={("river", "r2"): ["draft#art_1"]}, treaties={"draft": treaty(**more)})
    assert not drafted.case().proposals
    assert not room(drafted.case().on("2021-01-01")).tables[0].drafts


def test_a_draft_lapses_when_it_enters_into_force() -> None:
    later = {"draft": treaty(entry_into_force={"date": "2020-06-01"})}
    case = of("SOUTH reject never river=r2", done={("river", "r2"): ["draft#art_1"]}, treaties=later).case()
    counts = [
        len(room(case.on(day)).tables[0].drafts) for day in ("2020-01-31", "2020-02-01", "2020-05-31", "2020-06-01")
    ]
    assert counts == [0, 1, 1, 0]


def test_the_text_of_a_proposal_is_on_the_table_as_long_as_it_is() -> None:
    plan = {"id": "plan", "date": "2020-02-01", "known": "2020-03-01", "until": "2020-04-30", "by": ["NORTH"],
            "terms": {"river": "r2"}}  # fmt: skip
    case = of(
        done={("river", "r2"): ["text#art_1"]}, proposals=(plan,), treaties={"text": treaty(proposal="plan")}
    ).case()
    assert [len(room(case.on(day)).tables[0].drafts) for day in ("2020-04-30", "2020-05-01")] == [1, 0]
    assert [len(room(case.on("2020-04-01", known)).tables[0].drafts) for known in ("2020-02-29", "2020-03-01")] == [
        0,
        1,
    ]


@pytest.mark.parametrize("taken", ["proposal", "issue", "branch"])
def test_a_draft_whose_id_is_taken_is_an_error(taken: str, tmp_path: Path) -> None:
    branches = [{"id": "river-plan", "terms": {"river": "r1"}}]
    plan = {"id": "plan", "date": "2020", "by": ["SOUTH"], "choose": "1", "of": branches}
    name = {"proposal": "plan", "issue": "tolls", "branch": "river-plan"}[taken]
    done = {("river", "r2"): [f"{name}#art_1"]}
    with pytest.raises(CaseError) as error:
        of(done=done, proposals=(plan,), treaties={name: treaty()}).case()
    (finding,) = error.value.findings
    assert finding.file == f"treaties/{name}.yaml"
    assert finding.got.startswith(f"{name}, the {taken} of ")


# --------------------------------------------------------------------------------------------- text and proposal differ

PLAN = {"id": "plan", "date": "2020-02-01", "by": ["NORTH"], "terms": {"river": ["r1"], "tolls": ["t1"]}}


def test_what_the_proposal_does_not_contain_counts_and_is_said() -> None:
    done = {("river", "r2"): ["text#art_1"], ("patrols", "p1"): ["text#art_2"]}
    rows = ("SOUTH reject never river=r2", "SOUTH reject never patrols=p1")
    drafted = of(*rows, done=done, proposals=(PLAN,), treaties={"text": treaty(proposal="plan")})
    assert messages(drafted) == [
        ("warning", "river = r2 is realised by text#art_1, and plan does not contain it"),
        ("warning", "patrols = p1 is realised by text#art_2, and plan does not contain it"),
        ("note", "plan contains what no provision of text realises: tolls = t1"),
    ]
    assert stands(placed(drafted, "text")) == {
        "SOUTH.river.never": (True, ("text#art_1",)),
        "SOUTH.patrols.never": (True, ("text#art_2",)),
    }


def test_two_texts_of_one_proposal_are_looked_at_together() -> None:
    done = {("river", "r1"): ["text#art_1"], ("tolls", "t1"): ["other#art_1"]}
    texts = {"text": treaty(proposal="plan"), "other": treaty(proposal="plan")}
    drafted = of("SOUTH reject never tolls=t1", done=done, proposals=(PLAN,), treaties=texts)
    assert messages(drafted) == []
    assert stands(placed(drafted, "text")) == {"SOUTH.tolls.never": (False, ())}
    assert stands(placed(drafted, "other")) == {"SOUTH.tolls.never": (True, ("other#art_1",))}


def test_only_one_of_the_alternatives_is_realised() -> None:
    plan = PLAN | {"terms": {"river": ["r1", "r2"]}}
    rows = ("SOUTH reject never river=r2",)
    drafted = of(
        *rows, done={("river", "r2"): ["text#art_1"]}, proposals=(plan,), treaties={"text": treaty(proposal="plan")}
    )
    assert messages(drafted) == []
    assert stands(placed(drafted, "text")) == {"SOUTH.river.never": (True, ("text#art_1",))}


def test_what_is_off_the_agenda_does_not_count() -> None:
    done = {("river", "r2"): ["draft#art_1"], ("tolls", "t1"): ["draft#art_2"]}
    tables = [{"id": "all", "parties": ["NORTH", "SOUTH"], "agenda": ["tolls", "patrols"]}]
    one = placed(of("SOUTH reject never river=r2", "SOUTH reject firm tolls=t1", done=done, tables=tables))
    assert [done.option for done in one.draft.off_agenda] == ["r2"]
    assert stands(one) == {"SOUTH.tolls.firm": (True, ("draft#art_2",))}


# --------------------------------------------------------------------------------------- clauses beside the conflicts


def test_conflicts_name_the_clauses_of_what_they_refuse() -> None:
    done = {
        ("river", "r1"): ["draft#art_1"],
        ("river", "r2"): ["old#art_2", "draft#art_3"],
        ("tolls", "t1"): ["old#art_1"],
    }
    texts = {"draft": treaty(), "old": treaty(date="1990-01-01", by=None), "new": treaty(date="2030-01-01")}
    rows = ("NORTH demand firm river=r0", "SOUTH demand never river=r1")
    case = of(*rows, done=done | {("river", "r0"): ["new#art_1"]}, treaties=texts).case().on("2021-01-01")
    levels = {one.level: one for one in impasse(case).levels if one.reading == "menu"}
    assert levels["limits"].realised_by == ()
    assert [(one.option, one.clauses) for one in levels["refusals"].realised_by] == [
        ("r1", ("draft#art_1",)),
        ("r2", ("old#art_2", "draft#art_3")),
    ]


def test_contradictions_of_the_draft_stand_beside_it() -> None:
    must = {"bearer": "NORTH", "action": "build", "asset": "works"}
    provisions = [
        {"id": "art_1", "kind": "obligation", **must},
        {"id": "art_2", "kind": "prohibition", **must},
        {"id": "art_3", "kind": "permission", **must},
    ]
    done = {("river", "r2"): ["draft#art_1"], ("patrols", "p1"): ["draft#art_2"]}
    words = {"actions": [{"id": "build"}], "assets": [{"id": "works"}]}
    drafted = of(done=done, treaties={"draft": treaty(provisions=provisions), "vocabulary": words})
    found = api.room(drafted.case()).tables[0].drafts[0].contradicted
    assert found is not None
    assert (found.total, found.textual, found.weak, found.complete) == (2, 2, 1, True)
    assert found.between == (("draft#art_1", "draft#art_2"),)
    assert room(drafted.case()).tables[0].drafts[0].contradicted is None


def test_a_case_without_treaties_has_no_drafts(tmp_path: Path) -> None:
    case: Case = of("SOUTH reject never river=r2", done={}, treaties={}).case()
    drafted = Drafted(of(done={}).sample, {})
    assert drafts(open_space(case, case.tables[0])) == ()
    assert room(drafted.case()).tables[0].drafts == ()

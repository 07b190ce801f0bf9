"""Would it hold, on the page: headline, table, certificates and pictures; what is not known is not no."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analyses.holding import CONCEPTS, hold
from detente.analyses.holdingcase import Placed
from detente.brief.markup import plain
from detente.brief.page import render
from detente.brief.sections.stability import in_short
from detente.brief.standing import _IMPLIED, _IMPLYING, IDLE, ITSELF, _covering, alike, of_all, of_mover, reasons, rows
from detente.engines.stability.model import Conflict
from tests.brief.samples import of_files, river
from tests.brief.test_judged import links, page_of
from tests.brief.test_moves import conflicts, options

CASE = """\
title: T
question: Q?
required: [P0, P1]
issues:
  - {{id: a, title: Matter A, options: [{{id: x, title: X}}, {{id: y, title: Y}}], status_quo: x}}
  - {{id: arms, title: Arms, kind: conduct, controlled_by: [P0], options: [{{id: down, title: Laid down}},
      {{id: up, title: Taken up}}], status_quo: {arms}}}
{guns}
linkages: [{linkage}]
tables: [{{id: all, title: Everybody, parties: [P0, P1, P2], agenda: [a]}}]
"""
GUNS = """\
  - {id: guns, title: Guns, kind: conduct, controlled_by: [P1], options: [{id: silent, title: Silent},
      {id: fire, title: Fire}], status_quo: silent}"""
PARTIES = "parties: [{id: P0, name: Party 0}, {id: P1, name: Party 1}, {id: P2, name: Party 2}]\n"
PROPOSALS = """\
proposals:
  - {id: plan, title: The plan, by: [P0], date: 2019-01-01, terms: {a: y}}
  - {id: war, title: The war, by: [P0], date: 2019-01-01, terms: {arms: up, guns: fire}}
"""
OPEN = "proposals: [{id: open, title: The open one, by: [P0], date: 2019-01-01, terms: {arms: [down, up]}}]\n"
WANTS = {
    # each gains by its own weapon, and loses more by the other's
    "P0": "weights: {a: 20, arms: 30, guns: 50}, values: {a: {x: 0, y: 100}, arms: {down: 0, up: 100}, "
    "guns: {silent: 100, fire: 0}}",
    "P1": "weights: {a: 20, arms: 50, guns: 30}, values: {a: {x: 0, y: 100}, arms: {down: 100, up: 0}, "
    "guns: {silent: 0, fire: 100}}",
    "P2": "weights: {a: 100}, values: {a: {x: 0, y: 100}}",
}


def written(tmp_path, judged=("P0", "P1"), guns=GUNS, linkage="", proposals=PROPOSALS, wants=WANTS, arms="down"):
    files = {
        "case.yaml": CASE.format(guns=guns, linkage=linkage, arms=arms),
        "parties.yaml": PARTIES,
        "proposals.yaml": proposals,
    }
    if judged:
        some = (f"  - {{of: {party}, {wants[party]}, reservation: 0}}\n" for party in judged)
        files["preferences.yaml"] = "preferences:\n" + "".join(some)
    return of_files(tmp_path / "case", files, "2020-01-01")


def section_of(dossier):
    """The lines of the section, and all of the page's."""
    page = page_of(dossier)
    assert "#stability" in links(page)
    text = "\n".join(page.lines)
    return text.split("Would it hold\n")[-1].partition("What would change the answer\n")[0]


def test_who_is_asked_and_what_is_answered(tmp_path):
    dossier = written(tmp_path)
    text = section_of(dossier)
    assert text.count("Given the judged preferences, of ") == 1
    assert "two proposals" in text
    # a dilemma: each gains by its own weapon less than the other's costs it, and would answer with its own
    assert "The status quo holds only by what others could answer, under GMR, SMR, SEQ and SSEQ." in text
    assert "Moves are changes of conduct, each by who controls it: Party 0 (Arms) and Party 1 (Guns)." in text
    assert "Not modelled, and so neither content nor discontent here: Party 2, who controls no conduct." in text
    cell = "The warProposal [Party 0: stable by itself: there is nothing to gain by a move] all"
    assert cell in text.replace("\n", " ")
    assert "all but Nash" in text
    for concept in ("Nash", "GMR", "SMR", "SEQ", "SSEQ"):
        assert f"{concept}: " in text
    assert "Stable means: under that concept" in text
    assert "It is no forecast." in text


def test_the_certificate_names_issue_and_option_and_who_answers(tmp_path):
    text = section_of(written(tmp_path))
    assert "Party 0: not stable under Nash: it could move to ‘Taken up’ on ‘Arms’ and gain. Stable under GMR" in text
    assert "it would gain by ‘Taken up’, but Party 1 could answer with ‘Fire’ on ‘Guns’, which leaves it no" in text


def test_verdicts_on_the_page_are_those_of_the_analysis(tmp_path):
    dossier = written(tmp_path)
    for row in rows(dossier.holding):
        for one in row.packages:
            full = hold(one.holding.conflict)
            for concept in CONCEPTS:
                for party in full.conflict.parties:
                    assert (concept in of_mover(one, party).stable) == full.holds(concept, party, one.state)
            assert of_all(one).stable == full.equilibrium(one.state)


def test_unknown_is_not_no(tmp_path):
    text = section_of(written(tmp_path, judged=("P0", "P2")))
    assert "What Party 1 prefers is not judged: what turns on it depends, which is neither yes nor no." in text
    assert "[Party 1: not known: it depends on preferences that are not judged] depends" in text.replace("\n", " ")
    assert "Party 1: whether it is stable depends on preferences that are not judged." in text
    assert "it depends on preferences that are not judged" in text
    assert "whether better for it is not known" in text


def test_one_who_moves_alone_cannot_be_answered(tmp_path):
    proposals = PROPOSALS.replace(", guns: fire", "")
    wants = {party: said.replace(", guns: 50", "").replace(", guns: 30", "") for party, said in WANTS.items()}
    wants = {party: said.partition(", guns: {")[0] + "}" * ("guns" in said) for party, said in wants.items()}
    text = section_of(written(tmp_path, guns="", proposals=proposals, wants=wants))
    assert "Nobody else’s conduct is part of the case, so nobody can answer a move of Party 0, and all concepts" in text
    assert "Everybody" not in text
    assert "no one can answer, as nobody else’s conduct is part of the case" in text
    assert "What the concepts ask" not in text
    assert "Party 0 would gain by leaving 3 of 4 packages, and nobody can answer." in text
    assert "stays" in text
    assert "leaves" in text


def test_where_a_side_has_no_move(tmp_path):
    linkage = "{id: fixed, require: if a is y then arms is down, why: so}"
    text = section_of(written(tmp_path, linkage=linkage))
    assert "no move" in text
    assert "it has no move: linkages rule out any other conduct" in text
    assert "A side has no move where, under such terms, linkages rule out any other conduct of it." in text
    assert "That it might do what the case calls impossible is not looked at." in text


def test_where_nothing_may_be_changed_linkages_are_not_blamed(tmp_path):
    """What was taken up cannot be laid down, nor guns silenced: at the end nobody has a move, by no linkage."""
    case, guns = CASE.replace("controlled_by: [P0],", "controlled_by: [P0], moves: forward,"), GUNS
    guns = guns.replace("controlled_by: [P1],", "controlled_by: [P1], moves: forward,")
    files = {
        "case.yaml": case.format(guns=guns, linkage="", arms="up").replace("status_quo: silent", "status_quo: fire"),
        "parties.yaml": PARTIES,
        "preferences.yaml": "preferences:\n"
        + "".join(f"  - {{of: {party}, {WANTS[party]}, reservation: 0}}\n" for party in ("P0", "P1")),
    }
    dossier = of_files(tmp_path / "case", files, "2020-01-01")
    text = section_of(dossier)
    assert "At the status quo nobody has a move: the case permits no change of what is done there." in text
    assert "it has no move: the case permits no change of its conduct from there" in text
    assert "under such terms, the case permits no change of what it does." in text
    assert "linkages" not in text
    assert dossier.holding is not None
    assert "nobody a move" in in_short(dossier.holding)


def test_the_first_sentence_says_whether_it_would_hold(tmp_path):
    dossier = written(tmp_path)
    said = plain(in_short(dossier.holding))
    assert said.startswith("Given the judged preferences, of two proposals and one choice by standards of fairness, ")
    assert said in "\n".join(page_of(dossier).lines).replace("\n", " ")
    quo = tuple(one for one in dossier.holding.packages if one.kind == "status quo")
    assert in_short(replace(dossier.holding, packages=quo)) == ""


def test_completions_of_a_proposal_are_one_row_and_counted(tmp_path):
    proposals = OPEN
    dossier = written(tmp_path, proposals=proposals)
    (row,) = [row for row in rows(dossier.holding) if row.kind == "proposal"]
    assert len(row.packages) == row.total == 2
    assert not row.partly
    text = section_of(dossier)
    assert "The open oneProposal" in text.replace("\n", " ")
    first = replace(dossier.holding, packages=tuple(replace(one, total=9) for one in dossier.holding.packages))
    text = section_of(replace(dossier, holding=first))
    assert "Proposal, two of nine completions" in text.replace("\n", " ")
    assert "completions are looked at; of the rest nothing is known." in text
    uncounted = replace(dossier.holding, packages=tuple(replace(one, total=None) for one in dossier.holding.packages))
    assert "two of many completions" in section_of(replace(dossier, holding=uncounted))


def test_a_row_that_stands_differently_says_so(tmp_path):
    linkage = "{id: fixed, require: if arms is up then guns is fire, why: so}"
    proposals = OPEN.replace("arms: [down, up]", "guns: [silent, fire]")
    text = section_of(written(tmp_path, linkage=linkage, proposals=proposals)).replace("\n", " ")
    assert "is not the same in all packages of its row" in text
    assert "one would hold in some of the packages that it allows, but not in all" in text
    assert "would gain by leaving 1 of 2 completions of ‘The open one’; no answer deters it." in text
    assert "Proposal, two completionsturns on ‘Guns’" in text
    assert "The open one, where ‘Guns’ is ‘Silent’" in text


@pytest.mark.parametrize("judged", [(), ("P2",)])
def test_nobody_who_moves_is_judged(tmp_path, judged):
    dossier = written(tmp_path, judged=judged)
    assert dossier.holding is None
    assert dossier.unheld == ""
    assert "stability" not in {one.get("id") for one in page_of(dossier).of_kind("section")}


def test_nobody_moves_in_the_river():
    assert river().holding is None


def test_what_could_not_be_answered_is_said(tmp_path):
    dossier = replace(written(tmp_path), holding=None, unheld="It was too large.")
    assert "Not answered: It was too large." in section_of(dossier)


def test_two_pages_are_one(tmp_path):
    dossier = written(tmp_path)
    assert render(dossier) == render(dossier)


# ---------------------------------------------------------------------------------------------------------- standings


@given(st.sets(st.sampled_from(CONCEPTS)), st.booleans())
@settings(max_examples=30)
def test_each_verdict_follows_from_one_certificate(some, stable):
    follows = _IMPLIED if stable else _IMPLYING
    concepts = tuple(one for one in CONCEPTS if one in some)
    groups = list(_covering(concepts, follows))
    assert sorted(one for group in groups for one in group) == sorted(concepts)
    for first, *rest in groups:
        assert set(rest) <= set(follows[first])


@given(conflicts())
@settings(max_examples=25)
def test_the_certificate_of_a_group_says_what_all_its_verdicts_say(one):
    named, state = one
    holding = hold(named)
    placed = placed_at(holding, state)
    for party in named.parties:
        standing = of_mover(placed, party)
        for concept, weaker in _IMPLIED.items():
            assert concept not in standing.stable or set(weaker) <= set(standing.stable)
        for reason in reasons(placed, party, standing):
            assert reason.told is not None
            assert reason.told.stable == reason.stable
            assert all(holding.holds(concept, party, state) == reason.stable for concept in reason.concepts)


@given(conflicts(), st.integers(1, 5), st.integers(-9, 9))
@settings(max_examples=25)
def test_what_is_alike_has_the_same_verdicts(one, scale, shift):
    named, state = one
    model = named.model
    same = Conflict(model.sizes, model.controllers, tuple(p * scale + shift for p in model.payoffs), (), model.feasible)
    other = replace(named, model=same, title="other")
    assert alike(other) == alike(named)
    for concept in CONCEPTS:
        for party in named.parties:
            assert hold(named).holds(concept, party, state) == hold(other).holds(concept, party, state)
    turned = Conflict(model.sizes, model.controllers, tuple(-p for p in model.payoffs), (), model.feasible)
    flat = all(len(set(payoff.tolist())) == 1 for payoff in model.payoffs)
    assert (alike(replace(named, model=turned)) == alike(named)) == flat


def test_permitted_changes_make_a_difference():
    free = options([2], [0], [[0, 1]])
    (choice,) = free.choices
    bound = replace(free, choices=(replace(choice, changes=(("v1", "v0"),)),))
    assert alike(free) != alike(bound)


def placed_at(holding, state):
    """A package of a conflict that belongs to no case."""
    return Placed("here", "asked", "Here", {}, state, holding)


def test_kinds_of_standing():
    placed = placed_at(hold(options([2, 2], [0, 1], [[3, 1, 2, 0], [3, 2, 1, 0]])), 0)
    assert of_all(placed).kind == of_mover(placed, "A").kind == ITSELF


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_section_on_a_telephone(page, tmp_path, scheme):
    """Nothing runs off, texts stay in their boxes, and lines are told from the paper."""
    file = tmp_path / "brief.html"
    file.write_text(render(written(tmp_path)), encoding="utf-8")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    outside = page.evaluate(OUTSIDE)
    assert outside == []
    assert (
        page.evaluate(
            "Math.min(...[...document.querySelectorAll('svg.moves text')].map((one) => "
            "one.getBoundingClientRect().height))"
        )
        > 10
    )


OUTSIDE = """() => [...document.querySelectorAll("svg.moves g")].flatMap((one) => {
  const box = one.querySelector(":scope > rect.box");
  if (!box) return [];
  const around = box.getBoundingClientRect();
  return [...one.querySelectorAll(":scope > text")].filter((text) => {
    const at = text.getBoundingClientRect();
    return at.right > around.right + .5 || at.left < around.left || at.bottom > around.bottom + .5;
  }).map((text) => text.textContent);
})"""


def test_whether_who_deters_would_gain_by_it_is_said(tmp_path):
    told = section_of(written(tmp_path))
    assert "hoever would answer would gain by it, move by move (SEQ)." in told
    # the guns cost their owner as much as they cost the other: it would not gain by firing
    wants = {**WANTS, "P1": WANTS["P1"].replace("{silent: 0, fire: 100}", "{silent: 100, fire: 0}")}
    told = section_of(written(tmp_path, wants=wants))
    assert "would whoever answers gain by it (SEQ): what deters is an answer that its author would not gain by" in told


def test_all_packages_that_a_standard_chooses_are_one_row(tmp_path):
    # nobody cares how a is settled, so that each choice by a standard is two packages; with its weapon P0 wins a little
    wants = {party: said.replace("a: {x: 0, y: 100}", "a: {x: 50, y: 50}") for party, said in WANTS.items()}
    dossier = written(tmp_path, wants=wants)
    chosen = [row for row in rows(dossier.holding) if row.kind == "standard"]
    assert chosen
    solved = dossier.bargained.solutions.solutions.values()
    best = {one["a"] for each in solved for point in each.points for one in point.packages}
    assert {one.package["a"] for row in chosen for one in row.packages} == best == {"x", "y"}
    assert all(len(row.packages) == row.total == 2 and "(" not in row.title for row in chosen)
    text = section_of(dossier).replace("\n", " ")
    assert "Standard of fairness, two packages that it chooses" in text
    more = tuple(replace(one, total=None if one.kind == "standard" else 1) for one in dossier.holding.packages)
    text = section_of(replace(dossier, holding=replace(dossier.holding, packages=more))).replace("\n", " ")
    assert "two of the packages that it chooses; there may be more" in text
    assert "perhaps not all packages are looked at; of others nothing is known." in text


def test_having_no_move_is_nothing_that_a_verdict_turns_on(tmp_path):
    """What is taken up cannot be laid down; its owner would rather lay it down, and has no move once it is up."""
    case = CASE.replace("controlled_by: [P0],", "controlled_by: [P0], moves: forward,")
    wants = {**WANTS, "P0": WANTS["P0"].replace("{down: 0, up: 100}", "{down: 100, up: 0}")}
    wants["P1"] = WANTS["P1"].replace("{silent: 0, fire: 100}", "{silent: 100, fire: 0}")
    files = {
        "case.yaml": case.format(guns=GUNS, linkage="", arms="down"),
        "parties.yaml": PARTIES,
        "proposals.yaml": OPEN,
        "preferences.yaml": "preferences:\n"
        + "".join(f"  - {{of: {party}, {wants[party]}, reservation: 0}}\n" for party in ("P0", "P1")),
    }
    dossier = of_files(tmp_path / "case", files, "2020-01-01")
    assert dossier.holding is not None
    (row,) = [row for row in rows(dossier.holding) if row.kind == "proposal"]
    assert {one.kind for one in row.standings("P0")} == {ITSELF, IDLE}
    assert row.stands("P0") == ITSELF
    text = section_of(dossier).replace("\n", " ")
    assert "turns on" not in text


def test_what_more_than_two_issues_decide_is_told_by_examples(tmp_path):
    """P0 gains by its weapon where a majority of three matters is settled its way: no two of them tell that."""
    row = three_matters(tmp_path)
    text = section_of(row)
    assert "turns on more than two issues together" in text
    headings = [line for line in text.split("\n") if " of 16 completions of The open one" in line]
    assert len(set(headings)) == len(headings) > 1
    assert all("where ‘" in line for line in headings)


def three_matters(tmp_path):
    matters = "\n".join(
        f"  - {{id: {one}, title: Matter {one}, options: [{{id: x, title: X}}, {{id: y, title: Y}}], status_quo: x}}"
        for one in "bc"
    )
    few = " or ".join(f"({one} is x and {other} is x)" for one, other in ("ab", "ac", "bc"))
    case = CASE.replace("agenda: [a]", "agenda: [a, b, c]").format(
        guns=matters + "\n" + GUNS,
        arms="down",
        linkage=f"{{id: majority, require: if arms is up then ({few}), why: so}}",
    )
    files = {
        "case.yaml": case,
        "parties.yaml": PARTIES,
        "proposals.yaml": OPEN.replace("arms: [down, up]", "a: [x, y], b: [x, y], c: [x, y], guns: [silent, fire]"),
        "preferences.yaml": "preferences:\n"
        + "".join(f"  - {{of: {party}, {WANTS[party]}, reservation: 0}}\n" for party in ("P0", "P1")),
    }
    return of_files(tmp_path / "case", files, "2020-01-01")

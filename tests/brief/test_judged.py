"""What is judged, on the page: the section on solutions and its pictures; it is not there where nobody is judged."""

import itertools
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.analyses import solutions as analysis
from detente.api.bargaining import solutions
from detente.brief.markup import plain
from detente.brief.pictures import gains, tradeoff
from detente.brief.sections.together import together
from detente.engines.bargaining.stairs import steps as stair
from tests.brief.samples import Page, of_files, river

ISSUES = """\
title: T
question: Q?
required: [{parties}]
issues:
  - {{id: a, title: Matter A, options: [{{id: x, title: X}}, {{id: y, title: Y}}, {{id: z, title: Z}}], status_quo: x}}
  - {{id: b, title: Matter B, options: [{{id: x, title: Low}}, {{id: y, title: High}}], status_quo: x}}
tables: [{{id: all, title: Everybody, parties: [{parties}], agenda: all}}]
"""
PROPOSALS = "proposals: [{id: plan, title: The plan, by: [P0], date: 2019-01-01, terms: {a: y, b: y}}]\n"


def preference(party, *, mind=0, floor=10, more=""):
    """One party that wants `a` up or down, and `b` the more the higher its number is."""
    up = mind % 2
    values = "{x: 0, y: 70, z: 100}" if up else "{x: 100, y: 60, z: 0}"
    return (
        f"  - {{of: {party}, weights: {{a: {60 - 3 * mind}, b: {40 + 3 * mind}}}, "
        f"values: {{a: {values}, b: {{x: 0, y: 100}}}}, reservation: {floor}{more}}}\n"
    )


def written(tmp_path, many, judged, *, floor=10, more="", proposals=PROPOSALS):
    parties = [f"P{number}" for number in range(many)]
    files = {
        "case.yaml": ISSUES.format(parties=", ".join(parties)),
        "parties.yaml": f"parties: [{', '.join(f'{{id: {one}, name: Party {one[1]}}}' for one in parties)}]\n",
        "proposals.yaml": proposals,
    }
    if judged:
        some = (preference(one, mind=place, floor=floor, more=more) for place, one in enumerate(parties[:judged]))
        files["preferences.yaml"] = "preferences:\n" + "".join(some)
    return of_files(tmp_path / "case", files, "2020-01-01")


def page_of(dossier):
    from detente.brief.page import render

    page = Page.of(render(dossier))
    assert not page.wrong
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in page.of_kind("a")} <= set(ids)
    return page


def links(page):
    return {link["href"] for link in page.of_kind("a")}


@pytest.mark.parametrize("many", [1, 2, 3, 5, 9])
def test_as_many_sides_as_there_are(tmp_path, many):
    dossier = written(tmp_path, many, many)
    page = page_of(dossier)
    text = "\n".join(page.lines)
    assert "#solutions" in links(page)
    assert "The plan" in text
    for place in range(many):
        assert f"Party {place}: " in text or many == 1
    drawn = [attributes for attributes in page.of_kind("svg") if attributes.get("class") == "tradeoff"]
    assert len(drawn) == (many > 1)
    zone = dossier.room.tables[0].judged.feasible.packages
    assert zone == solutions(dossier.case).agreement_zone
    assert f"At the table ‘Everybody’ {zone} of 6 feasible packages" in text


def test_nobody_is_judged(tmp_path):
    for dossier in (written(tmp_path, 2, 0), river()):
        page = page_of(dossier)
        assert dossier.bargained is None
        assert "#solutions" not in links(page)
        assert "What is efficient" not in "\n".join(page.lines)


def test_who_is_not_judged_is_named_and_takes_no_part(tmp_path):
    text = "\n".join(page_of(written(tmp_path, 3, 2)).lines)
    assert (
        "each of the two sides that are judged (Party 0 and Party 1). Party 2 is not judged and takes no part." in text
    )


def test_a_first_guess_is_marked(tmp_path):
    text = "\n".join(page_of(written(tmp_path, 2, 2, more=", derived: true")).lines)
    assert "What is said of Party 0 is a first guess from the record, not a judgement." in text


def test_where_nothing_is_acceptable_the_closest_is_shown(tmp_path):
    dossier = written(tmp_path, 2, 2, floor=95)
    assert dossier.bargained.solutions.empty
    text = "\n".join(page_of(dossier).lines)
    assert "none of 6 feasible packages is worth at least as much as no agreement" in text
    assert "No package gives both Party 0 and Party 1 what no agreement is worth to them." in text
    assert "Closest" in text
    assert "the closest leaves somebody" in text


def test_solutions_and_their_worth_stand_in_the_table(tmp_path):
    dossier = written(tmp_path, 2, 2)
    lines = page_of(dossier).lines
    named = dossier.bargained.solutions.solutions["nash"].points[0]
    rows = [line for line in lines if line.startswith("Matter ")]
    assert rows
    worth = [f"{value:.0f}" for value in named.utilities]
    assert any(f"Party 0 {worth[0]}, Party 1 {worth[1]}." in line for line in lines)
    assert any(f"{worth[1]} {named.utilities[1] - 10:.0f} more than no agreement" in line for line in lines)


def test_proposals_have_a_worth_and_a_verdict(tmp_path):
    dossier = written(tmp_path, 2, 2)
    (plan,) = dossier.bargained.judged.proposals
    text = "\n".join(page_of(dossier).lines)
    assert plan.acceptable == "yes"
    assert "One of one proposal is worth as much as no agreement to both sides." in text
    assert "[at least no agreement]" in text


def test_swaps_and_concessions_are_said_in_words(tmp_path):
    dossier = written(tmp_path, 2, 2)
    found = dossier.bargained.trade
    text = "\n".join(page_of(dossier).lines)
    assert "What could be traded" in text
    assert "From ‘The plan’, the newest proposal that can be had, " in text
    for one in found.concessions:
        name = f"Party {one.party[1]}"
        line = next(line for line in text.splitlines() if line.startswith(f"{name}: ") and "Nash" not in line)
        assert ("nothing that would help" in line) == (not one.best)
        assert not one.best or " less for " in line


def test_free_improvements_are_named(tmp_path):
    proposals = PROPOSALS.replace("b: y", "b: x")
    dossier = written(tmp_path, 2, 2, proposals=proposals)
    text = "\n".join(page_of(dossier).lines)
    assert dossier.bargained.trade.free.count == 1
    assert "one change of a single issue and" in text
    assert "Matter B to ‘High’: " in text


def test_who_cannot_be_satisfied_together_is_said(tmp_path):
    text = "\n".join(page_of(written(tmp_path, 2, 2, floor=95)).lines)
    assert "with nobody below what no agreement is worth to it, no package would be left." in text
    assert "One minimal set of sides that no feasible package satisfies together:" in text
    both = "what no agreement is worth to Party 0 and what no agreement is worth to Party 1"
    assert f"Party 0 and Party 1: {both}." in text
    assert "At the fewest, one thing would have to be given up: what no agreement is worth to" in text


def answered(level, possible):
    return SimpleNamespace(level=level, judged=SimpleNamespace(possible=possible, **EMPTY))


EMPTY = {"reservations": ("r",), "quotas": (), "conflicts": (), "conflicts_complete": False, "way_out": None}


def asked_together(found, possible):
    """What is said where so much is known at each level, and positions alone leave so many packages."""
    rows = {level: answered(level, known) for level, known in zip(LEVELS, found, strict=True)}
    left = {level: SimpleNamespace(possible=many) for level, many in zip(LEVELS, possible, strict=True)}
    table = SimpleNamespace(table="all", row=lambda level, _: left[level])
    impasse = SimpleNamespace(row=lambda _, level, __: rows[level])
    dossier = SimpleNamespace(impasse=impasse, room=SimpleNamespace(tables=(table,)))
    said: list = together(dossier, "all", None)  # type: ignore[arg-type, assignment]  # stands in for a dossier
    return plain("".join(map(str, said)))


LEVELS = ("limits", "refusals", "demands")
ANY = "nobody below what no agreement is worth to it"


@pytest.mark.parametrize(
    ("found", "possible", "said"),
    [
        ((None, None, None), (9, 9, 9), f"Were every red line kept to, with {ANY}, it is not known whether"),
        (
            (True, None, None),
            (9, 9, 9),
            "some package would be left; were every red line, refusal and demand, it is not",
        ),
        ((True, False, None), (9, 9, 9), "some package would be left; were every red line and refusal, none."),
        (
            (True, None, None),
            (9, 9, 0),
            "left; were every red line, refusal and demand, none: positions alone exclude them all.",
        ),
        (
            (None, None, None),
            (9, 0, 0),
            "it is not known whether any package would be left; were every red line and refu",
        ),
        (
            (None, False, None),
            (9, 9, None),
            "it is not known whether any package would be left; were every red line and",
        ),
        ((False, None, None), (9, 9, 9), f"Were every red line kept to, with {ANY}, no package would be left."),
        (
            (True, True, True),
            (9, 9, 9),
            f"every red line, refusal and demand kept to, with {ANY}, some package would be",
        ),
    ],
)
def test_what_is_known_at_one_level_is_said_of_the_others(found, possible, said):
    assert said in asked_together(found, possible)


@pytest.mark.parametrize("many", [2, 3])
def test_the_shaded_part_is_not_enough_for_more_than_two(tmp_path, many):
    text = "\n".join(page_of(written(tmp_path, many, many)).lines)
    assert ("but not all that lies there: the others must accept too." in text) == (many > 2)
    assert ("What both would accept lies in the shaded part." in text) == (many == 2)


def test_where_all_can_be_satisfied_that_is_said(tmp_path):
    text = "\n".join(page_of(written(tmp_path, 2, 2)).lines)
    assert "with nobody below what no agreement is worth to it, some package would be left." in text


# ---------------------------------------------------------------------------------------------------------- pictures

WORTH = st.integers(-5, 105).map(float)
SPAN = st.tuples(WORTH, WORTH).map(lambda pair: (min(pair), max(pair)))
NAME = st.sampled_from(["Nash", "Kalai–Smorodinsky", "A plan of many words that never end", "as it stands", "Memo"])
MARK = st.builds(tradeoff.Mark, NAME, st.sampled_from(tradeoff.KINDS), SPAN, SPAN)


@st.composite
def trade_offs(draw):
    steps = stair(draw(st.lists(st.tuples(WORTH, WORTH), max_size=6)))
    one, other = (
        tradeoff.Side(name, hue, draw(st.none() | WORTH)) for name, hue in (("North", "p0"), ("The Other Side", "p1"))
    )
    marks = tuple(draw(st.lists(MARK, max_size=6)))
    return tradeoff.TradeOff("Says.", one, other, steps, marks, draw(st.sampled_from([True, False, None])))


@settings(max_examples=60, deadline=None)
@given(trade_offs())
def test_every_mark_has_a_name_in_the_drawing_and_in_words(data):
    drawing = str(tradeoff.picture(data))
    assert not Page.of(drawing).wrong
    labels = tradeoff.labels_of(data, tradeoff.scale_of(data))
    lines = sum(side.reservation is not None for side in (data.across, data.upwards))
    assert len(labels) == len(data.marks) + lines
    said = " ".join(tradeoff.described(data))
    assert all(mark.label in said for mark in data.marks)
    assert "says" not in plain(drawing).lower() or "Says." in plain(drawing)
    for label in labels:
        left, top, right, bottom = label.box
        assert left > -40
        assert right < tradeoff.WIDE + 40
        assert top > -20
        assert bottom < tradeoff.TALL + 20


def overlap(one, other):
    return min(one[2], other[2]) - max(one[0], other[0]) > 1 and min(one[3], other[3]) - max(one[1], other[1]) > 1


@pytest.mark.parametrize("crowded", [3, 8])
def test_names_do_not_cover_one_another(crowded):
    marks = [
        tradeoff.Mark(f"Memorandum number {n}", "proposal", (12 + n, 12 + n), (80 - n, 80 - n)) for n in range(crowded)
    ]
    marks += [
        tradeoff.Mark(name, "solution", (50 + n, 50 + n), (70, 70)) for n, name in enumerate(("Nash", "Egalitarian"))
    ]
    sides = tradeoff.Side("North", "p0", 30.0), tradeoff.Side("South", "p1", 55.0)
    data = tradeoff.TradeOff("Says.", *sides, ((30.0, 95.0), (70.0, 60.0)), tuple(marks), True)
    boxes = [label.box for label in tradeoff.labels_of(data, tradeoff.scale_of(data))]
    assert not [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair)]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.builds(gains.Spot, NAME, WORTH, st.just("solution")), max_size=6), st.sampled_from([-15.0, 15.0]))
def test_names_on_a_line_are_in_lanes(spots, step):
    found = gains.placed(spots, -10, 110, 0, step)
    assert not [pair for pair in itertools.combinations([one.box for one in found], 2) if overlap(*pair)]
    assert {name for one in found for name in one.spot.label.split(", ")} == {spot.label for spot in spots}
    assert all(one.box[0] >= 0 and one.box[2] <= gains.WIDE + 0.1 for one in found)


def test_a_stair_is_what_nothing_betters():
    points = [(1.0, 3.0), (2.0, 2.0), (1.0, 2.0), (3.0, 0.0)]
    assert stair(points) == ((1.0, 3.0), (2.0, 2.0), (3.0, 0.0))
    assert stair([]) == ()


def test_what_the_brief_keeps_has_no_frontier(tmp_path):
    found = written(tmp_path, 3, 3).bargained
    assert found.solutions.frontier is None
    assert found.size
    assert found == replace(found)


@pytest.mark.parametrize("floor", [0, 10, 40, 95])
def test_a_frontier_that_is_not_listed_changes_no_solution(tmp_path, monkeypatch, floor):
    (tmp_path / "other").mkdir()
    listed = written(tmp_path, 4, 4, floor=floor).bargained
    monkeypatch.setattr(analysis, "_FEW", 0)
    dossier = written(tmp_path / "other", 4, 4, floor=floor)
    found = dossier.bargained
    assert listed.size is not None
    assert (found.size is None) == (not found.solutions.empty)
    assert found.stair == listed.stair
    assert bool(found.stair) == (not found.solutions.empty)
    assert found.solutions.ideals == listed.solutions.ideals
    for name, one in listed.solutions.solutions.items():
        assert found.solutions.solutions[name].value == one.value
        assert found.solutions.solutions[name].points == one.points
        assert found.judged.regret[name] == listed.judged.regret[name]
    assert ("Changes to the frontier" in "\n".join(page_of(dossier).lines)) == bool(found.solutions.empty)


def test_the_zone_is_counted_where_no_frontier_is_listed(tmp_path, monkeypatch):
    monkeypatch.setattr(analysis, "_FEW", 0)
    dossier = written(tmp_path, 4, 4)
    zone = solutions(dossier.case).agreement_zone
    assert zone
    assert dossier.bargained.solutions.agreement_zone == zone
    assert f"{zone} of 6 feasible packages" in "\n".join(page_of(dossier).lines)

"""The picture of the moves around a state: what is drawn of a conflict, how, and in words."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.brief.markup import Html, plain
from detente.brief.movewords import Speech, brief, certificate, drawn, once
from detente.brief.pictures.boxes import Box, Text, wrapped
from detente.brief.pictures.moves import MOST, Moves, _boxes, around, described, picture
from detente.brief.pictures.placing import wide
from detente.brief.stuck import BOTH, FREE, RULED, SPENT, UNLISTED, stuck, together
from detente.engines.stability.certifying import Certificate, Deterred, certify
from detente.engines.stability.model import CONCEPTS, Conflict, graph
from detente.space.conflicts import Choice, Named
from tests.brief.samples import Page


def options(sizes, by, payoffs, feasible=None, **more):
    """A conflict in option form: options o0, o1 … of parties A, B …, with values v0, v1 …"""
    names = "ABCD"[: len(payoffs)]
    choices = tuple(
        Choice(f"o{place}", tuple(f"v{value}" for value in range(size)), names[party])
        for place, (size, party) in enumerate(zip(sizes, by, strict=True))
    )
    model = Conflict(tuple(sizes), tuple(by), tuple(np.asarray(one) for one in payoffs), (), feasible)
    return Named("T", tuple(names), model, choices, **more)


CHICKEN = options([2, 2], [0, 1], [[2, 3, 1, 0], [2, 1, 3, 0]])
"""Each swerves (v0) or not: both swerve, A does not, B does not, neither does."""


def told(named, state):
    return [certify(named.model, concept, party, state) for party in named.model.modelled for concept in CONCEPTS]


@st.composite
def conflicts(draw):
    sizes = draw(st.lists(st.integers(2, 3), min_size=1, max_size=4))
    parties = draw(st.integers(1, min(3, len(sizes))))
    by = [place if place < parties else draw(st.integers(0, parties - 1)) for place in range(len(sizes))]
    codes = int(np.prod(sizes))
    feasible = np.array(draw(st.lists(st.booleans(), min_size=codes, max_size=codes)))
    feasible[draw(st.integers(0, codes - 1))] = True
    states = int(feasible.sum())
    payoffs = [draw(st.lists(st.integers(0, 4), min_size=states, max_size=states)) for _ in range(parties)]
    named = options(sizes, by, payoffs, feasible)
    return named, draw(st.integers(0, states - 1))


def reach(named, state):
    """By whom each state is reached in one move, and what two moves of different parties reach: from the definition."""

    def free(party):
        return [one.id for one in named.choices if one.by == named.parties[party]]

    def moves(party, start):
        here = named.settled(start)
        return {
            end
            for end in range(named.states)
            if end != start and all(here[o] == v or o in free(party) for o, v in named.settled(end).items())
        }

    parties = range(len(named.parties))
    one = {(p, state, end) for p in parties for end in moves(p, state)}
    two = {(q, end, far) for p, _, end in one for q in parties if q != p for far in moves(q, end)}
    return one, two


@settings(max_examples=25)
@given(conflicts())
def test_what_is_drawn_are_moves_of_the_conflict(one):
    named, state = one
    moves = around(named, state, told(named, state))
    first, second = reach(named, state)
    assert len(moves.shown) == len(set(moves.shown)) <= MOST
    assert moves.state == state
    for step in moves.steps:
        assert (step.party, step.start, step.end) in first | second or step.part
        assert {step.start, step.end} <= set(moves.shown)
        worth = [named.model.worth(step.party, end) for end in (step.start, step.end)]
        assert step.better == (worth[1] > worth[0])
    near = {end for _, _, end in first | second} - {state}
    assert moves.left_out == len(near - set(moves.shown))
    if len(near) < MOST:
        drawn_ = {(step.party, step.start, step.end) for step in moves.steps}
        assert {move for move in first | second if move[2] != state} <= drawn_
    assert set(moves.columns[1] if len(moves.columns) > 1 else ()) <= near | {state}


@settings(max_examples=15)
@given(conflicts())
def test_boxes_stand_apart_and_the_drawing_is_well_formed(one):
    named, state = one
    moves = around(named, state, told(named, state))
    words = drawn(Speech(named), state, "As it is <now>")
    boxes = list(_boxes(moves, words).values())
    for place, box in enumerate(boxes):
        for other in boxes[place + 1 :]:
            assert box.right < other.x or other.right < box.x or box.bottom < other.top or other.bottom < box.top
    page = Page.of(str(picture(moves, words, "Says <so>.")))
    assert not page.wrong
    (svg,) = page.of_kind("svg")
    high = float(svg["viewbox"].split()[3])
    assert max(box.bottom for box in boxes) < high
    assert max(box.right for box in boxes) <= float(svg["width"])
    said = described(moves, words)
    firsts = [step for step in moves.steps if step.start == state]
    assert sum(" could move to " in sentence for sentence in said) == len(firsts)
    assert bool(firsts) or said[0] == "Nobody can move from here."


def test_verdicts_are_drawn_heavily_and_deterrents_say_whom():
    moves = around(CHICKEN, 0, told(CHICKEN, 0))
    heavy = {(step.party, step.start, step.end) for step in moves.steps if step.part}
    assert heavy == {(0, 0, 1), (1, 1, 3), (1, 0, 2), (0, 2, 3)}
    assert set(moves.deters[3]) == {0, 1}
    svg = str(picture(moves, drawn(Speech(CHICKEN), 0, "Both swerve"), "Says."))
    assert svg.count('stroke-width="2.6"') == len(heavy) + 1  # and in the key
    assert plain(svg).count("deters") >= 2
    assert described(moves, drawn(Speech(CHICKEN), 0, "Both swerve"))[0] == (
        "A could move to ‘o0: v1’, better for it; then B to ‘o1: v1’ (not better, which deters A)."
    )


def test_who_moved_last_matters_in_a_graph():
    """A, B, A: the state comes back, and a line turns."""
    model = graph([{0: [1], 2: [3]}, {1: [2]}], [[0, 2, 3, 0], [0, 0, 1, 0]])
    named = Named("G", ("A", "B"), model, (), ("s", "t", "u", "v"))
    moves = around(named, 0, [Certificate("gmr", 0, 0, (Deterred(1, ((1, 2), (0, 3))),))])
    assert moves.columns == ((0,), (1,), (2, 3))
    assert [(step.party, step.start, step.end, step.part) for step in moves.steps] == [
        (0, 0, 1, True),
        (1, 1, 2, True),
        (0, 2, 3, True),
    ]
    svg = picture(moves, drawn(Speech(named), 0, "s"), "Says.")
    straight = picture(around(named, 0), drawn(Speech(named), 0, "s"), "Says.")
    assert wide_of(svg) > wide_of(straight)
    assert "two or more" in svg
    assert "two or more" not in straight


def wide_of(svg):
    (one,) = Page.of(str(svg)).of_kind("svg")
    return float(one["width"])


def test_many_states_verdicts_first_and_the_rest_counted():
    sizes = [6, 6]
    rng = np.random.default_rng(0)
    named = options(sizes, [0, 1], [rng.permutation(36), rng.permutation(36)])
    for state in range(36):
        verdicts = told(named, state)
        moves = around(named, state, verdicts)
        assert len(moves.shown) == MOST
        assert moves.left_out == 36 - MOST
        assert {one.improvement for one in verdicts if one.improvement is not None} <= set(moves.shown)
        assert any(
            "24 more states within two moves" in one for one in described(moves, drawn(Speech(named), state, "x"))
        )


def test_far_too_many_are_not_counted():
    named = options([60, 60], [0, 1], [np.arange(3600), np.arange(3600)])
    moves = around(named, 0)
    assert moves.left_out is None
    assert described(moves, drawn(Speech(named), 0, "x"))[-1] == "Many more states within two moves are not drawn."


def test_what_is_not_known_is_dotted_and_said():
    named = options([2, 2], [0, 1], [[2, 3, 1, 0], [2, 1, 3, 0]], unjudged=frozenset({"A"}))
    moves = around(named, 0)
    assert {step.better for step in moves.steps if step.party == 0} == {None}
    words = drawn(Speech(named), 0, "x")
    assert 'stroke-dasharray="1.5 3"' in picture(moves, words, "Says.")
    assert "whether better for it is not known" in described(moves, words)[0]
    assert "not known whether better" in picture(moves, words, "Says.")


def test_nobody_moves():
    named = options([2], [0], [[0]], np.array([True, False]))
    moves = around(named, 0)
    assert moves == Moves(((0,),), (), {}, 0)
    assert described(moves, drawn(Speech(named), 0, "x")) == ["Nobody can move from here."]
    assert not Page.of(str(picture(moves, drawn(Speech(named), 0, "x"), "Says."))).wrong


# -------------------------------------------------------------------------------------------------------------- words


@given(st.text(max_size=60), st.floats(30, 200), st.integers(1, 4))
@settings(max_examples=25)
def test_lines_fit_and_only_ends_are_cut(text, across, most):
    lines = wrapped(text, across, most)
    assert 1 <= len(lines) <= most
    for line in lines:
        assert wide(line, 11.0) <= across or len(line) <= 2
    if not any(line.endswith("…") for line in lines):
        assert " ".join(lines).split() == text.split()


def test_a_tag_takes_room_in_the_first_line():
    box = Box(0, 98, [Text("Dismantled and shipped home", "USSR", "p0")])
    assert [row[1] for row in box.rows] == ["", "Dismantled and", "shipped home"]
    assert box.high == 3 * 13 + 10


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Escalation: the quarantine forced, or a move elsewhere", "Escalation…"),
        ("Massed near the border, not fighting", "Massed near the border…"),
        ("Short, and sweet", "Short, and sweet"),
        ("A title that goes on and on without a pause", "A title that goes on and on without a pause"),
    ],
)
def test_long_titles_in_boxes(title, short):
    assert brief(title) == short


def titled(named):
    return Speech(named, issue=lambda one: f"issue {one}", option=lambda one, value: f"{one} is {value}")


def test_certificates_as_sentences():
    said = titled(CHICKEN)
    by = {(one.concept, one.party): certificate(said, one) for one in told(CHICKEN, 0)}
    assert by["nash", 0] == "it could move to ‘o0 is v1’ on ‘issue o0’ and gain"
    assert by["seq", 0] == (
        "it could move to ‘o0 is v1’ on ‘issue o0’ and gain; no one can answer, and gain by it, in a way that deters "
        "it: nobody else would gain by a move from there"
    )
    assert by["gmr", 0] == (
        "it would gain by ‘o0 is v1’ on ‘issue o0’, but B could answer with ‘o1 is v1’ on ‘issue o1’, which leaves it "
        "no better off than now"
    )
    assert by["smr", 0] == (
        "it could move to ‘o0 is v1’ on ‘issue o0’ and gain; no one can answer in a way that deters it: were the "
        "answer ‘o1 is v1’, it would go on to ‘o0 is v0’ on ‘issue o0’"
    ) or by["smr", 0].endswith("and with no way out")
    away = {(one.concept, one.party): certificate(said, one) for one in told(CHICKEN, 1)}
    assert set(away.values()) == {"by no move of its own would it gain"}


def test_what_cannot_be_answered_because_nobody_else_moves():
    named = options([2], [0], [[0, 1]])
    assert certificate(titled(named), certify(named.model, "gmr", 0, 0)) == (
        "it could move to ‘o0 is v1’ on ‘issue o0’ and gain; no one can answer, as nobody else’s conduct is part of "
        "the case"
    )
    stuck = options([2], [0], [[0]], np.array([True, False]))
    assert certificate(titled(stuck), certify(stuck.model, "gmr", 0, 0)) == (
        "it has no move: linkages rule out any other conduct"
    )


def test_of_several_as_one_it_is_said_in_the_plural():
    both = Speech(CHICKEN, lambda name: "Russia and China" if name == "A" else name)
    texts = [certificate(both, one) for one in told(CHICKEN, 0) if one.party == 0]
    assert "they could move to " in texts[0]
    assert any("in a way that deters them" in text for text in texts)
    assert any(text.startswith("they would gain by ") and "leaves them no better off" in text for text in texts)
    stays = [certificate(both, one) for one in told(CHICKEN, 2) if one.party == 0]
    assert "by no move of their own would they gain" in stays
    assert not any({"it", "its"} & set(text.split()) for text in stays)
    named = options([2, 2], [0, 1], [[2, 3, 1, 0], [2, 1, 3, 0]])
    words = drawn(Speech(named, lambda _: "Russia and China"), 0, "x")
    assert "better for them" in described(around(named, 0), words)[0]


def test_gains_with_the_same_answer_are_told_together():
    named = options([3, 2], [0, 1], [[1, 2, 3, 0, 0, 0], [0, 0, 0, 1, 1, 1]])
    text = certificate(titled(named), certify(named.model, "gmr", 0, 0))
    assert text == (
        "it would gain by ‘o0 is v2’ on ‘issue o0’ or by ‘o0 is v1’ on ‘issue o0’, but B could answer with ‘o1 is v1’ "
        "on ‘issue o1’, which leaves it no better off than now"
    )
    assert once(titled(named), Html(f"{text}; {text}")).count("on ‘issue o1’") == 1


@settings(max_examples=25)
@given(conflicts())
def test_every_certificate_can_be_said(one):
    named, state = one
    for verdict in told(named, state):
        text = certificate(titled(named), verdict)
        assert text.startswith(("it could move to ", "it would gain by ", "by no move", "it has no move"))
        assert verdict.stable != text.startswith("it could move to ")


def test_options_of_one_name_are_told_apart_by_who_chooses_them():
    named = options([2, 2, 2], [0, 1, 1], [[0] * 8] * 2)
    names = {"o0": ("Nothing", "Arms"), "o1": ("Nothing", "Guns"), "o2": ("No ships", "Ships")}
    said = Speech(named, issue=str.upper, option=lambda one, value: names[one][int(value[1])])
    assert said.at(0, 7) == "‘Arms’, ‘Guns’ and ‘Ships’"
    assert said.at(7, 0) == "‘Nothing’ by A, ‘Nothing’ by B and ‘No ships’"
    assert once(said, said.move(7, 0)) == said.move(7, 0)
    again = Html(f"{said.move(7, 0)}, then {said.move(6, 1)}; {said.move(7, 0)}")
    assert once(said, again).endswith("; ‘Nothing’ by A, ‘Nothing’ by B and ‘No ships’")
    names["o2"] = ("Nothing", "Ships")
    assert said.at(7, 0) == "‘Nothing’ by A, ‘Nothing’ on ‘O1’ and ‘Nothing’ on ‘O2’"


def test_why_one_has_no_move():
    taken = Choice("o0", ("v0", "v1"), "A", (("v0", "v1"),))
    free = Choice("o1", ("v0", "v1"), "A")
    other = Choice("o2", ("v0", "v1"), "B")
    way = np.array([[False, True], [False, False]])

    def named(choices, feasible, moves=None):
        payoffs = tuple(np.zeros(int(feasible.sum()), int) for _ in range(2))
        by = tuple("AB".index(one.by) for one in choices)
        moves = moves or (None,) * len(choices)
        return Named("T", ("A", "B"), Conflict((2,) * len(choices), by, payoffs, moves, feasible), choices)

    every = np.ones(4, bool)
    spent = named((taken, other), every, (way, None))
    assert [stuck(spent, "A", state) for state in range(4)] == [FREE, SPENT, FREE, SPENT]
    assert [stuck(spent, "B", state) for state in range(4)] == [FREE] * 4
    ruled = named((taken, other), np.array([True, False, True, True]), (way, None))
    assert [ruled.settled(state) for state in range(3)] == [
        {"o0": "v0", "o2": "v0"}, {"o0": "v0", "o2": "v1"}, {"o0": "v1", "o2": "v1"}
    ]  # fmt: skip
    assert [stuck(ruled, "A", state) for state in range(3)] == [RULED, FREE, SPENT]
    assert [stuck(ruled, "B", state) for state in range(3)] == [FREE, FREE, RULED]
    both = named((taken, free), np.array([True, True, False, False]), (way, None))
    assert [stuck(both, "A", state) for state in range(2)] == [FREE, BOTH]
    said = certificate(Speech(both, issue=str, option=lambda _, value: value), certify(both.model, "nash", 0, 1))
    assert said == (
        "it has no move: the case permits no change of some of its conduct from there, and linkages rule out any other"
    )
    labelled = Speech(spent, party=lambda _: "Russia and China", label=str)
    assert certificate(labelled, certify(spent.model, "nash", 0, 1)) == (
        "they have no move: no change of their options is permitted from there"
    )
    assert (together([SPENT, SPENT]), together([SPENT, RULED]), together([RULED, FREE])) == (SPENT, BOTH, FREE)
    alone = Named("T", ("A",), graph([{0: [1]}], [[0, 0]]), labels=("x", "y"))
    assert (stuck(alone, "A", 0), stuck(alone, "A", 1)) == (FREE, UNLISTED)
    assert certificate(Speech(alone), certify(alone.model, "nash", 0, 1)) == "it has no move: none is listed"

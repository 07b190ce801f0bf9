"""Positions, conditions and the five sentences in English."""

from dataclasses import replace

import pytest

from detente.analyses.impasse import Weight
from detente.brief.focus import focus_of
from detente.brief.markup import Html, anchor, el, plain, text
from detente.brief.names import Names
from detente.brief.phrases import about, by_id, stance, whose
from detente.brief.sentences import five, opens, weight
from detente.brief.wording import on_condition, written
from detente.brief.words import called, on, possessive, verb
from tests.brief.samples import river


@pytest.fixture(scope="module")
def names():
    return Names(river())


@pytest.fixture(scope="module")
def says():
    return [plain(one.says) for one in five(river(), focus_of(river()), Names(river()))]


def test_the_five_sentences_lead_to_their_sections():
    found = five(river(), focus_of(river()), Names(river()))
    assert [one.section for one in found] == ["room", "blocks", "ways", "window", "unknown"]


def test_room_is_said_with_its_base(says):
    assert says[0].startswith(
        "As of 5 February 2021, at the table ‘All at one table’, 6 of 16 feasible packages cross nobody’s red line"
    )
    assert "but every one of them ignores somebody’s refusal" in says[0]


def test_a_side_is_never_said_to_accept_what_it_has_not(says):
    assert not any("accepts" in sentence for sentence in says)


@pytest.mark.parametrize(
    ("position", "said"),
    [
        ("NORTH.river.never", "North’s red line against ‘Closed to shipping’ (Use of the river)"),
        ("NORTH.patrols.firm", "North’s refusal of ‘By day only’ (Patrols on the bank)"),
        ("SOUTH.patrols.firm", "South’s refusal of anything but ‘Day and night’ (Patrols on the bank)"),
        ("NORTH.fund.preference", "North’s demand for something other than ‘Paid by both’ (A fund for the villages)"),
    ],
)
def test_positions_as_phrases(names, position, said):
    assert plain(whose(names.positions[position], names)) == said


def test_conditional_positions_spell_out_their_condition(names):
    found = [
        plain(stance(one, names)) for one in names.positions.values() if "river" in one.subject and one.unit == "SOUTH"
    ]
    assert "firm condition that ‘Shared, under joint rules’ (Use of the river) come only if ‘The bank is calm’" in found


def test_positions_that_are_no_longer_there_are_said_from_their_id(names):
    assert (
        plain(by_id("NORTH.river+fund.firm~2", names))
        == "North’s refusal on ‘Use of the river’ and ‘A fund for the villages’"
    )
    assert plain(about("SOUTH.plan.never", names)) == "rejection of ‘The plan’"
    assert plain(about("NORTH.plan.whole.firm", names)) == "insistence on ‘The plan’ as a whole"


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("river is open", "“Use of the river” is ‘Open to all’"),
        ("not river in {open, shared}", "“Use of the river” is not ‘Open to all’ or ‘Shared, under joint rules’"),
        ("river at least shared", "“Use of the river” is ‘Shared, under joint rules’ or further"),
        ("calm and not calm", "‘The bank is calm’ and not ‘The bank is calm’"),
        ("patrols is none", "‘The bank is calm’"),
        ("not not river is open", "“Use of the river” is ‘Open to all’"),
        ("not (river is open and not calm)", "“Use of the river” is ‘Open to all’ only if ‘The bank is calm’"),
        (
            "if river is open then calm or fund is joint",
            (
                "if “Use of the river” is ‘Open to all’, then (‘The bank is calm’ or “A fund for the villages” is "
                "‘Paid by both’)"
            ),
        ),
        (
            "at most 1 of (calm, fund is joint)",
            "(at most one of these: ‘The bank is calm’ and “A fund for the villages” is ‘Paid by both’)",
        ),
        ("river is", "river is"),
        ("unheard_of", "unheard_of"),
    ],
)
def test_conditions_in_english(names, condition, said):
    assert plain(written(condition, names)) == said


def test_lines_about_options_under_conditions(names):
    assert (
        plain(on_condition("shared only if calm", "river", names))
        == "would take ‘Shared, under joint rules’ only if ‘The bank is calm’"
    )
    assert plain(on_condition("not open or shared if calm", "river", names)).startswith(
        "refuses ‘Open to all’ or ‘Shared"
    )


def test_small_words():
    assert opens(1) == "1 package would no longer be excluded"
    assert opens(None).startswith("some packages, not counted")
    assert weight(Weight(2, 1, 0)) == "two red lines and one refusal"
    assert called("Hill (the upper village)") == "Hill"
    assert possessive("Hill and Dale") == "Hill and Dale’s"
    assert verb("is inferred to want", "Hill and Dale") == "are inferred to want"
    assert on("2022") == "in 2022"


def test_markup_escapes_what_is_not_markup():
    assert el("p", "<b>", Html("<i></i>"), title='"') == '<p title="&quot;">&lt;b&gt;<i></i></p>'
    assert text(None) == ""
    assert anchor("s", "a b#1") != anchor("s", "a-b#1")


def test_a_shortest_conflict_is_named_by_its_words(says):
    assert "set" in says[1]
    assert "RUS." not in says[1]


def test_what_was_not_tried_is_said():
    untried = replace(river(), sensitivity=replace(river().sensitivity, tried={}, recodings=()))
    last = five(untried, focus_of(untried), Names(untried))[-1]
    assert "there is no coding to change" in plain(last.says)

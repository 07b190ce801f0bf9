"""Would it pass at home, on the page: the matrix, the ladder, win-sets; and that it is not there without procedures."""

import re
from fractions import Fraction
from math import ceil, floor

import pytest

from detente.brief import likely
from detente.brief.pictures import rungs
from detente.brief.shown import shown_of
from detente.brief.words import spelled
from detente.engines.voting.chances import EXACT, SAMPLED, Probability
from detente.space.outcomes import Votes
from tests.brief.samples import Page, of_files, river
from tests.brief.test_judged import ISSUES, links, page_of, preference

PROPOSALS = """\
proposals:
  - {id: low, title: The low plan, by: [P0], date: 2019-01-01, terms: {a: y}}
  - {id: high, title: The high plan, by: [P0], date: 2019-02-01, terms: {a: y, b: y}}
"""
HOME = """\
circumstances:
  - {id: war, title: State of war, from: 2018-01-01}
bodies:
  - id: house
    title: The House
    members:
      - {id: left, title: The Left, seats: 40, votes: [{if: b is y, yes: 0.5}, {yes: 0.9}]}
      - {id: right, title: The Right, seats: 50, votes: [{if: b is y, yes: 0.1}, {yes: 1}]}
      - {id: mute, title: The Silent, seats: 10}
  - {id: chair, title: The Chair, members: [{id: one, title: The chair, votes: [{chance: 0.6}]}]}
procedures:
  - {id: act, of: P0, title: Act of the House, steps: [{body: house, rule: majority of all members}]}
  - {id: seal, of: P1, title: The seal, steps: [{body: chair, rule: consensus}]}
"""
BARRED = """\
  - {id: poll, of: P2, title: A poll, needed_if: b is y, barred_by: [war], steps: [{body: chair, rule: consensus}]}
"""


def written(tmp_path, many=3, home=HOME + BARRED, proposals=PROPOSALS, more=None):
    parties = [f"P{number}" for number in range(many)]
    files = {
        "case.yaml": ISSUES.format(parties=", ".join(parties)),
        "parties.yaml": f"parties: [{', '.join(f'{{id: {one}, name: Party {one[1]}}}' for one in parties)}]\n",
    }
    files |= {"proposals.yaml": proposals} if proposals else {}
    files |= {"ratification.yaml": home} if home else {}
    return of_files(tmp_path / "case", files | (more or {}), "2020-01-01")


def test_nobody_has_procedures(tmp_path):
    for dossier in (written(tmp_path, home=""), river()):
        page = page_of(dossier)
        assert dossier.ratification is None
        assert "#ratification" not in links(page)
        assert "Would it pass" not in "\n".join(page.lines)


def test_the_matrix_says_who_passes_what(tmp_path):
    page = page_of(written(tmp_path))
    assert "#ratification" in links(page)
    text = "\n".join(page.lines)
    assert (
        "Of two proposals none would certainly pass at every home that is on file, and one would certainly be" in text
    )
    assert "In force on this day: State of war." in text
    assert "‘The low plan’: passes: Party 0; cannot be told: Party 1; not needed: Party 2." in text
    assert (
        "‘The high plan’: votes are lacking: Party 0; cannot be told: Party 1; barred, whatever the votes: Party 2."
        in text
    )
    assert "[Party 1: cannot be told]" in text
    assert "likely" in text


def test_the_ladder_has_votes_quota_bars_and_what_would_buy(tmp_path):
    text = "\n".join(page_of(written(tmp_path)).lines)
    assert "‘The high plan’ is barred with Party 2 and lacks votes with Party 0." in text
    assert "The House, majority of all members" in text
    assert "Of 100 seats 25 for, 65 against, 10 not known; 51 needed. Votes are lacking." in text
    assert "Missing at the best, with the 10 not known for it: 16 votes" in text
    assert "Shown is the newest proposal that can be had and that somebody must vote on." in text
    assert "barred, whatever the votes, by State of war." in text
    assert "Likely (60 %)." in text
    assert "What would buy the missing votes" in text
    assert "Matter B: ‘Low’" in text


def test_win_sets_have_their_base(tmp_path):
    dossier = written(tmp_path)
    text = "\n".join(page_of(dossier).lines)
    (table,) = dossier.ratification.tables
    assert f"{table.none_stops} of 6 feasible packages are stopped for certain at nobody’s home" in text
    for one in table.wins:
        assert f"{one.passes} {one.votes_lacking} {one.procedure_barred}" in text.replace("\n", " ")


def test_nothing_on_file_is_said_and_is_no_yes(tmp_path):
    text = "\n".join(page_of(written(tmp_path, many=4)).lines)
    assert "Nothing is on file of what Party 3 must go through, which is not to say that it would pass." in text


@pytest.mark.parametrize("many", [1, 2, 9])
def test_as_many_parties_as_there_are(tmp_path, many):
    home = HOME if many > 1 else HOME.replace("  - {id: seal, of: P1", "  - {id: seal, of: P0")
    page = page_of(written(tmp_path, many, home))
    assert "Act of the House" in "\n".join(page.lines)


def test_without_proposals_the_win_sets_are_left(tmp_path):
    dossier = written(tmp_path, proposals="")
    text = "\n".join(page_of(dossier).lines)
    assert "Of all packages, how many would pass at whose home" in text
    assert shown_of([]) is None


# ------------------------------------------------------------------------------------------------------ words and bars


def test_words_for_probabilities_are_those_that_are_printed():
    ends = (0, 4, 5, 19, 20, 44, 45, 54, 55, 79, 80, 95, 96, 100)
    words = [likely.word(Fraction(one, 100)) for one in ends]
    twice = ["remote", "very unlikely", "unlikely", "roughly even", "likely", "very likely", "almost certain"]
    assert words == [word for word in twice for _ in range(2)]
    assert all(word in likely.PRINTED.lower() for word in twice)


def test_a_range_is_never_one_number():
    half = Fraction(1, 2)
    assert likely.said(Probability(half, half, EXACT)) == "roughly even (50 %)"
    assert likely.said(Probability(Fraction(0), half, EXACT)).startswith("between 0 % and 50 %")
    assert likely.said(Probability(Fraction(0), Fraction(1), EXACT)).startswith("anything from 0 to 100 %")
    sampled = Probability(half, half, SAMPLED, (Fraction(49, 100), Fraction(51, 100)))
    assert likely.said(sampled) == "roughly even (50 %, estimated: 49.0 to 51.0 %)"
    assert likely.brief_word(Probability(Fraction(0), half, EXACT)) == ""
    assert likely.said(None) == likely.brief_word(None) == ""


@pytest.mark.parametrize("there", [0, 60, 100])
@pytest.mark.parametrize("needs", [(51, 51), (40, 51), (0, 0), (100, 100), (101, 101)])
def test_a_bar_stays_in_its_picture(needs, there):
    ends, none = (Fraction(30), Fraction(45)), (Fraction(0),) * 2
    votes = Votes(
        100,
        (Fraction(there),) * 2,
        ends,
        ends,
        none,
        10,
        (1, 1),
        None,
        (),
        (),
        None,
        (),
        needs,
        none,
        none,
        above=False,
    )
    drawing = str(rungs.picture(votes, "p0", "Says.", f"{needs[0]} needed"))
    page = Page.of(drawing)
    assert not page.wrong
    for one in page.of_kind("rect"):
        assert float(one["x"]) >= 0
        assert float(one["x"]) + float(one["width"]) <= rungs.WIDE
    assert f"{needs[0]} needed" in drawing
    assert "Says." in drawing


POLL = """\
bodies:
  - id: people
    title: The people
    present: {between: [350, 800]}
    members: [{id: all, title: All voters, seats: 1000, votes: [{yes: {between: [0, 0.6005]}}]}]
  - id: council
    title: The council
    members: [{id: one, title: One, votes: [{yes: 1}]}, {id: two, title: Two, votes: [{yes: 0}]}]
  - id: senate
    title: The senate
    present: {between: [95, 100]}
    members:
      - {id: ours, title: Ours, seats: 40, votes: [{yes: 1}]}
      - {id: theirs, title: Theirs, seats: 60, votes: [{yes: 0}]}
procedures:
  - id: poll
    of: P0
    title: A poll
    steps: [{body: people, rule: {share: majority of those voting, turnout: 50 %}}]
  - {id: round, of: P1, title: A round, steps: [{body: council, rule: consensus}]}
  - {id: advice, of: P2, title: Advice, steps: [{body: senate, rule: two thirds of those present}]}
"""


def test_votes_and_what_is_needed_are_for_one_turnout_and_in_words(tmp_path):
    page = page_of(written(tmp_path, home=POLL))
    text = "\n".join(page.lines)
    assert "The people, majority of those voting, with a turnout of at least 50 %" in text
    assert (
        "If 800 of 1,000 voters take part (as few as 350 may), 0 to 480.4 for, 319.6 to 800 against; more than" in text
    )
    assert "176" not in text
    assert "319.6 to 800 against; more than 400 needed." in text
    assert "A fraction of a seat counts as such." in text
    assert "Where not all take part, all figures are for as many as may" in text
    (bar, line) = [
        next(one for one in page.of_kind(kind) if one.get("class", "").startswith(start))
        for kind, start in (("rect", "own"), ("line", "quota"))
    ]
    ends = float(bar["x"]), float(bar["x"]) + float(bar["width"])
    assert ends[0] == 1.0
    assert ends[1] == pytest.approx(1 + 0.4804 * (rungs.WIDE - 2), abs=0.2)
    assert float(line["x1"]) == pytest.approx(1 + 0.401 * (rungs.WIDE - 2), abs=0.2)


def test_consensus_is_said_as_what_it_is(tmp_path):
    text = "\n".join(page_of(written(tmp_path, home=POLL)).lines)
    assert "Of 2 seats 1 for, 1 against; nobody may be against. Votes are lacking." in text


def test_as_many_must_turn_as_are_missing_where_some_stay_away(tmp_path):
    text = "\n".join(page_of(written(tmp_path, home=POLL)).lines)
    assert (
        "Of 100 seats, if all take part (as few as 95 may), 40 for, 60 against; 67 needed. Votes are lacking." in text
    )
    assert "Missing at the best, with attendance as it helps most: 26 votes. Would have to turn: 26 of Theirs." in text


@pytest.mark.parametrize("rule", ["at least 51", "majority of all members"])
def test_figures_of_missing_votes_can_be_followed(tmp_path, rule):
    """What is missing are the fewest whole votes with which what is for it, and what is not known, is enough."""
    whole, told = HOME.replace("majority of all members", rule), 0
    for one in range(1, 9):
        (tmp_path / str(one)).mkdir()
        home = whole.replace("yes: 0.5}", f"yes: 0.{one}3}}")
        text = "\n".join(page_of(written(tmp_path / str(one), home=home)).lines)
        found = re.search(
            r"([\d.]+) for, .* (\d+) not known; (more than )?([\d.]+) needed. .* for it: (\w+) votes?. Would", text
        )
        if found is None:
            assert "Votes are lacking. Missing" not in text
            continue
        words = {spelled(number): number for number in range(100)}
        lacking = Fraction(found[4]) - Fraction(found[1]) - Fraction(found[2])
        assert words[found[5]] == (floor(lacking) + 1 if found[3] else ceil(lacking))
        told += 1
    assert told


MINDED = """\
bodies:
  - id: house
    title: The House
    members: [{id: left, title: The Left, seats: 51, prefers: P1}, {id: right, title: The Right, seats: 49}]
  - {id: other, title: The Other House, members: [{id: sole, title: Sole, votes: [{yes: 1}]}]}
procedures:
  - {id: act, of: P0, title: Act of the House, steps: [{body: house, rule: majority of all members}]}
  - {id: act2, of: P1, title: Act of the Other House, steps: [{body: other, rule: consensus}]}
"""


def test_whose_members_vote_by_preferences_is_said(tmp_path):
    files = {"preferences.yaml": "preferences:\n" + preference("P0", mind=0) + preference("P1", mind=1)}
    text = "\n".join(page_of(written(tmp_path, 2, MINDED, more=files)).lines)
    assert "Some members of The House vote by what is judged of Party 1." in text

"""Would it pass at home, on the page: the matrix, the ladder, win-sets; and that it is not there without procedures."""

from fractions import Fraction

import pytest

from detente.brief import likely
from detente.brief.pictures import rungs
from detente.brief.sections.ratification import shown_of
from detente.engines.voting.chances import EXACT, SAMPLED, Probability
from detente.space.outcomes import Votes
from tests.brief.samples import Page, of_files, river
from tests.brief.test_judged import ISSUES, links, page_of

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


def written(tmp_path, many=3, home=HOME + BARRED, proposals=PROPOSALS):
    parties = [f"P{number}" for number in range(many)]
    files = {
        "case.yaml": ISSUES.format(parties=", ".join(parties)),
        "parties.yaml": f"parties: [{', '.join(f'{{id: {one}, name: Party {one[1]}}}' for one in parties)}]\n",
    }
    files |= {"proposals.yaml": proposals} if proposals else {}
    files |= {"ratification.yaml": home} if home else {}
    return of_files(tmp_path / "case", files, "2020-01-01")


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
    assert "Of 100 seats 25 for, 65 against, 10 not known. Votes are lacking." in text
    assert "Missing at the best: 16 votes" in text
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


@pytest.mark.parametrize("needs", [(51, 51), (40, 51), (0, 0), (100, 100), (101, 101)])
def test_a_bar_stays_in_its_picture(needs):
    ends = (Fraction(30), Fraction(45))
    votes = Votes(100, (Fraction(100),) * 2, ends, ends, (Fraction(0),) * 2, 10, needs, None, (), False, (), ())
    drawing = str(rungs.picture(votes, "p0", "Says."))
    page = Page.of(drawing)
    assert not page.wrong
    for one in page.of_kind("rect"):
        assert float(one["x"]) >= 0
        assert float(one["x"]) + float(one["width"]) <= rungs.WIDE
    assert f"{needs[0]}" in drawing
    assert "Says." in drawing

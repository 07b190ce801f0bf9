"""How sure verdicts are: shares of draws with their intervals, the single preferences they hang on, and the words."""

import itertools

import numpy as np
import pytest

from detente.analyses.robustness import MOST_LISTED, MOST_VERDICTS, robustness
from detente.cli.paper import Paper
from detente.cli.views import holdingrobust
from detente.engines.stability.deciding import stable
from detente.engines.stability.model import CONCEPTS, Conflict, graph
from detente.errors import NotJudgedError, TooLargeError, UnknownNameError
from detente.space.conflicts import Choice, Named
from detente.space.shares import Share

ROW, COLUMN = Choice("row", by="Row"), Choice("column", by="Column")


def dilemma(**more):
    # codes: 0 nobody defects, 1 Row does, 2 Column does, 3 both do
    model = Conflict((2, 2), (0, 1), (np.array([3, 4, 1, 2]), np.array([3, 1, 4, 2])))
    return Named("Dilemma", ("Row", "Column"), model, (ROW, COLUMN), **more)


def asked_once():
    """A stop that says enough the first time it is asked."""
    return True


def words(result):
    paper = Paper()
    holdingrobust.show(paper, result, lambda state: f"s{state}")
    return " ".join(paper.text().split())


def survivals(result):
    return [one for state in result.tally.tested for one in result.of(int(state))]


def listed(found):
    return [(one["party"], one["better"], one["worse"], one["adjacent"]) for one in found["turns"]]


def test_every_equilibrium_of_today_has_a_share_under_its_concepts():
    named = dilemma()
    result = robustness(named, CONCEPTS, draws=200)
    today = stable(named.model)
    told = {(one.state, one.concept) for one in survivals(result)}
    assert told == {(state, one) for one in CONCEPTS for state in today.equilibria(one).tolist()}
    assert all(one.today and one.together.draws == 200 for one in survivals(result))
    assert all(one.together.hits <= min(share.hits for share in one.parties) for one in survivals(result))


def test_no_noise_leaves_every_share_at_one():
    result = robustness(dilemma(), CONCEPTS, draws=10, noise=0)
    assert {one.together.share for one in survivals(result)} == {1.0}
    assert all(result.would_be(concept) == ((), 0) for concept in CONCEPTS)


def test_as_json():
    found = robustness(dilemma(), ("nash", "seq"), draws=300, seed=3).to_json()
    assert (found["asked"], found["made"], found["seed"], found["noise"], found["not_looked_at"]) == (300, 300, 3, 1, 0)
    held = list(found["held"])
    assert [(one["state"], one["concept"], one["today"]) for one in held] == [
        (0, "seq", True),
        (3, "nash", True),
        (3, "seq", True),
    ]
    for one in held:
        low, high = one["interval"]
        assert 0 <= low < one["share"] < high <= 1
        assert set(one["parties"]) == {"Row", "Column"}
    breaking = {(one["state"], one["concept"]): one for one in found["breaking"]}
    assert listed(breaking[3, "nash"]) == [("Row", 2, 3, True), ("Column", 1, 3, True)]
    assert breaking[3, "nash"]["turns"][0]["for"] == ["Row"]
    assert all(one["untried"] == 0 for one in found["breaking"])
    first = found["would_be"]["nash"]["first"]
    assert 0 not in {one["state"] for one in first[:2]}
    assert found["would_be"]["nash"]["ever"] == len(first) == 3
    making = {(one["state"], one["concept"]): one for one in found["making"]}
    assert listed(making[1, "nash"]) == [("Column", 1, 3, True)]
    assert (0, "nash") not in making  # not stable for both


def test_states_that_are_asked_about_are_told_of_whatever_they_are():
    result = robustness(dilemma(), ("nash", "gmr"), [0], draws=100)
    assert [(one.state, one.concept, one.today) for one in survivals(result)] == [(0, "nash", False), (0, "gmr", True)]
    assert [(one.state, one.concept) for one in result.breaking] == [(0, "gmr")]
    assert [(one.state, one.concept, one.turns.found) for one in result.making] == [(0, "nash", ())]
    said = words(result)
    assert "s0, Nash: no equilibrium today, but one in" in said
    assert "Nash: no single preference, turned, would do." in said


def test_the_same_seed_gives_the_same_answer_and_the_first_draws_are_the_same():
    one, again, other = (list(robustness(dilemma(), CONCEPTS, draws=100, seed=s).to_json()["held"]) for s in (1, 1, 2))
    assert one == again != other
    few = robustness(dilemma(), ("nash",), draws=32, seed=1)
    stopped = robustness(dilemma(), ("nash",), draws=5000, seed=1, stop=asked_once)
    assert stopped.made == 32
    assert stopped.of(3) == few.of(3)


def test_what_time_did_not_allow_is_said():
    result = robustness(dilemma(), CONCEPTS, draws=5000, stop=asked_once)
    assert (result.breaking, result.making) == ((), ())
    assert result.left >= len(list(survivals(result)))
    said = words(result)
    assert "Time was up before 4,968 more of 5,000 draws (--seconds)." in said
    assert f"Single preferences were not looked for in {result.left} more verdicts" in said


def test_too_many_equilibria_are_not_all_looked_at_and_that_is_said():
    named = Named("Still", ("A",), graph([{}], [[0] * 300]), labels=tuple(range(300)))
    result = robustness(named, ("nash",), draws=5)
    assert (len(result.breaking), result.left) == (MOST_VERDICTS, 300 - MOST_VERDICTS)
    said = words(result)
    assert "288 more states are not shown" in said
    assert "100 more verdicts" in said


def test_very_many_equilibria_are_not_all_listed_and_that_is_said():
    states = MOST_LISTED + 7
    named = Named("Still", ("A",), graph([{}], [[0] * states]), labels=tuple(range(states)))
    result = robustness(named, ("nash",), draws=2, stop=asked_once)
    found = result.to_json()
    assert (len(list(found["held"])), found["not_listed"]) == (MOST_LISTED, 7)
    assert f"--json has {MOST_LISTED:,}." in words(result)


def test_draws_and_turns_take_turns(monkeypatch):
    # a clock that goes on by a second whenever it is looked at
    monkeypatch.setattr("detente.analyses.robustness.monotonic", itertools.count().__next__)
    told = []
    robustness(dilemma(), CONCEPTS, draws=5000, progress=lambda *one: told.append(one[0]))
    first = told.index("single preferences")
    last = len(told) - told[::-1].index("single preferences")
    assert "perturbed rankings" in told[first : first + 4]
    assert told[first:last].count("perturbed rankings") >= 5


def test_progress_is_told():
    told = []
    robustness(dilemma(), ("nash",), draws=600, progress=lambda *one: told.append(one))
    draws = [one[1:] for one in told if one[0] == "perturbed rankings"]
    assert draws[0] == (32, 600)
    assert draws[-1] == (600, 600)
    assert any(one[0] == "single preferences" for one in told)


@pytest.mark.parametrize(
    ("named", "error", "words"),
    [
        (dilemma(unknown={"Row": ((0, 1),)}), NotJudgedError, "What Row would prefer is not known"),
        (dilemma(unjudged=frozenset({"Column"})), NotJudgedError, "What Column would prefer is not known"),
        (
            Named("Wide", ("A",), graph([{}], [[0] * ((1 << 20) + 1)]), labels=tuple(range((1 << 20) + 1))),
            TooLargeError,
            "1,048,577 states: rankings are perturbed for at most 1,048,576 states; fix options",
        ),
    ],
)
def test_what_cannot_be_perturbed_is_refused(named, error, words):
    with pytest.raises(error, match=words):
        robustness(named, ("nash",))


def test_bad_calls():
    with pytest.raises(UnknownNameError, match="maximin"):
        robustness(dilemma(), ("maximin",))
    with pytest.raises(ValueError, match="at least one"):
        robustness(dilemma(), ("nash",), draws=0)
    with pytest.raises(ValueError, match="0 or more"):
        robustness(dilemma(), ("nash",), noise=-1)


@pytest.mark.parametrize(
    ("hits", "draws", "low", "high"),
    [
        # Wilson's score by hand with z = 1.959964
        (0, 10, 0.0, 0.27753),
        (5, 10, 0.23659, 0.76341),
        (870, 1000, 0.84773, 0.88944),
        (1000, 1000, 0.99617, 1.0),
    ],
)
def test_intervals(hits, draws, low, high):
    assert Share(hits, draws).interval == pytest.approx((low, high), abs=1e-5)


def test_in_words():
    result = robustness(dilemma(), ("nash",), [3])
    share = result.of(3)[0].together
    said = words(result)
    assert f"s3, Nash: holds in {100 * share.hits / 1000:.0f} % of 1,000 perturbed rankings (95 %: " in said
    assert "it would no longer hold if Row preferred s2 to s3, which are next to one another in its ranking" in said
    assert "States that tie today tie in every draw." in said
    everything = words(robustness(dilemma(), CONCEPTS))
    assert "In how many of 1,000 perturbed rankings a state is an equilibrium" in everything
    assert "No equilibrium today, but one in some of the perturbed rankings:" in everything


def test_what_is_not_all_and_not_nothing_is_not_called_so():
    assert [holdingrobust.percent(one) for one in (0, 0.001, 0.5, 0.999, 1)] == [
        "0 %",
        "under 1 %",
        "50 %",
        "over 99 %",
        "100 %",
    ]
    assert holdingrobust.share(Share(1000, 1000)) == "all of 1,000 perturbed rankings (95 %: 99–100 %)"


def test_no_equilibrium_at_all_is_said():
    # matching pennies
    model = Conflict((2, 2), (0, 1), (np.array([1, 0, 0, 1]), np.array([0, 1, 1, 0])))
    named = Named("Pennies", ("Row", "Column"), model, (ROW, COLUMN))
    result = robustness(named, ("nash",), draws=50)
    assert list(survivals(result)) == []
    assert "No state is an equilibrium today" in words(result)


def test_fixed_options_and_parties_that_no_longer_move():
    model = Conflict((2,), (1,), (None, np.array([1, 2])))
    named = Named("Given", ("Row", "Column"), model, (Choice("row", by="Row", given="Y"), COLUMN))
    result = robustness(named, ("nash",), draws=50)
    assert result.parties == ("Column",)
    assert [one["state"] for one in result.to_json()["held"]] == [3]
    assert "least" not in words(result).split("Nash:")[0]

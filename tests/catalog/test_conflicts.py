"""Published conflicts: each has the equilibria that were published, every certificate replays, and files carry it."""

import json
from itertools import product
from pathlib import Path

import pytest

import detente
from detente.analyses.holding import UnsureHolding
from detente.case.locate import CATALOG, slugs
from detente.engines.stability.coalitions import Coalitions
from detente.engines.stability.deciding import stable
from detente.errors import UnknownNameError, WriteError
from detente.exchange.gmcr.door import conflicts, find_conflict, read_conflict, write_conflict
from tests.cli.shells import answered
from tests.exchange.gmcr.samples import payoffs, published

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
FILES = sorted((CATALOG / "conflicts").glob("*.json"))
README = (CATALOG / "conflicts" / "README.md").read_text(encoding="utf-8")
LARGE = "gatt-negotiation"
OPEN = "lake-gisborne"
DECIDED = [name for name in conflicts() if name != OPEN]

# As printed: keys are those of the files, which keep the numbers of the literature (README.md says where).
EQUILIBRIA = {
    "prisoners-dilemma": {"nash": [0], "gmr": [0, 3], "smr": [0, 3], "seq": [0, 3]},
    "chicken": {"nash": [1, 2], "gmr": [1, 2, 3], "smr": [1, 2, 3], "seq": [1, 2]},
    "stag-hunt": {"nash": [0, 3]},
    "battle-of-the-sexes": {"nash": [0, 3]},
    "cuba-1962": {"seq": [4, 6]},
    "elmira": {"nash": [5, 8, 9], "gmr": [1, 4, 5, 8, 9], "smr": [1, 4, 5, 8, 9], "seq": [5, 8, 9]},
    "syria-iraq-1975": {"nash": [6], "gmr": [0, 6], "smr": [6], "seq": [6]},
    "garrison-diversion": {"nash": [36, 41, 74, 148, 153, 276, 281], "seq": [36, 41, 74, 148, 153, 276, 281]},
}
SHARED = {
    "prisoners-dilemma": "prisoners_dilemma",
    "chicken": "chicken",
    "syria-iraq-1975": "syria_iraq_1975",
    "gatt-negotiation": "gatt_trade_20options",
}


def equilibria(named, concept):
    return [named.key(state) for state in stable(named.model, (concept,)).equilibria(concept).tolist()]


def bits(named):
    found = stable(named.model, CONCEPTS)
    return {(one, party): found.text(one, i) for one in CONCEPTS for i, party in enumerate(named.parties)}


def changed(name, tmp_path, **preferences):
    """A conflict of the catalogue with other preferences, or with other moves of an option."""
    data = json.loads(find_conflict(name).read_text(encoding="utf-8"))
    data["preferences"] |= preferences
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return read_conflict(path)


def test_the_catalogue_has_what_the_readme_lists():
    assert len(FILES) >= 10
    assert [path.stem for path in FILES] == list(conflicts())
    for name in conflicts():
        assert f"## `{name}`" in README
        assert README.count(f"| `{name}` |") == 1
    assert not set(conflicts()) & set(slugs()), "a name is of a case or of a conflict"


@pytest.mark.parametrize("name", conflicts())
def test_each_says_what_it_was_about_and_where_it_was_published(name):
    named = read_conflict(name)
    assert named.title != name
    assert len(named.source) > 40
    assert 2 <= named.description.count(". ") + 1 <= 4
    assert named.aliases
    assert len(named.title) <= 60


@pytest.mark.parametrize("name", EQUILIBRIA)
def test_published_equilibria(name):
    named = read_conflict(name)
    for concept, told in EQUILIBRIA[name].items():
        assert equilibria(named, concept) == told, concept


@pytest.mark.parametrize(("name", "other"), SHARED.items())
def test_the_shared_verdicts_agree(name, other):
    case, named = published(other), read_conflict(name)
    assert named.states == case["n_feasible"]
    for concept, told in case["expected"]["definition_literal"].items():
        found = [state + 1 for state in stable(named.model, (concept.lower(),)).equilibria(concept.lower()).tolist()]
        assert found == told["equilibria"] if "stable_for" in told else len(found) == told["equilibria_count"]
        if "stable_for" not in told:
            assert found[:20] == told["equilibria"]["first_20"]


def test_cuba_was_published_with_every_move_reversible(tmp_path):
    """GMCR+'s own example takes an air strike as irreversible; then an air strike and a withdrawal hold as well."""
    data = json.loads(find_conflict("cuba-1962").read_text(encoding="utf-8"))
    assert data["options"][0]["id"] == "air_strike"
    data["options"][0]["moves"] = "forward"
    path = tmp_path / "cuba.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    named = read_conflict(path)
    assert equilibria(named, "nash") == [5]
    assert equilibria(named, "seq") == [4, 5, 6]


def test_cuba_irreversible_is_the_shared_case():
    case, named = published("cuban_missile_crisis"), read_conflict("cuba-1962")
    codes = [one["decimal"] for one in case["states"]]
    assert list(named.keys()) == codes
    for party, maker in enumerate(case["decision_makers"]):
        told = [codes[one - 1] for one in maker["ranking_best_first_ties_nested"]]
        payoff = payoffs(named, party)
        assert [named.key(state) for state in (-payoff).argsort().tolist()] == told


# ------------------------------------------------------------------------------------------------------------ Elmira


def test_elmira_coalesces_the_shared_case():
    """Four of twelve states, in which the plant is abandoned, are one; verdicts and rankings are the same."""
    case, named = published("elmira_12state"), read_conflict("elmira")
    ours = {1: 1, 2: 2, 3: 3, 4: 4, 5: 9, 6: 9, 7: 5, 8: 6, 9: 7, 10: 8, 11: 9, 12: 9}
    for concept, verdicts in case["expected"]["definition_literal"].items():
        assert equilibria(named, concept.lower()) == sorted({ours[one] for one in verdicts["equilibria"]})
    for party, maker in enumerate(case["decision_makers"]):
        payoff = dict(enumerate(maker["payoff_by_ordered_state"], 1))
        mine = {named.key(state): int(payoffs(named, party)[state]) for state in range(9)}
        for a, b in product(ours, ours):
            assert (payoff[a] > payoff[b]) == (mine[ours[a]] > mine[ours[b]])
        for state, targets in maker["reachable_one_move"].items():
            found = {named.key(int(t)) for t in named.model.reached(party, ours[int(state)] - 1)}
            assert {ours[t] for t in targets} - {ours[int(state)]} <= found


def test_elmira_was_settled_by_the_ministry_and_the_firm_together():
    """From 5 the two reach 8, which both prefer; alone neither moves. 8 and 9 no coalition leaves."""
    named = read_conflict("elmira")
    together: Coalitions[int] = Coalitions(named.model)
    assert together.improvements((0, 1), 4) == (7,)
    assert not together.holds("cnash", (0, 1), 4)
    for state in (7, 8):
        assert all(together.holds("cnash", members, state) for members in together.every())
    (jump,) = together.jumps([4, 7, 8])
    assert (jump.members, jump.start, jump.end) == ((0, 1), 4, 7)
    assert len(jump.steps) == 2


@pytest.mark.parametrize("tail", [[2, 3, 7, 6], [3, 7, 2, 6]])
def test_elmira_does_not_rest_on_what_the_firm_likes_least(tail, tmp_path):
    """Two orders of Uniroyal's four worst states are reported."""
    named = changed("elmira", tmp_path, Uniroyal=[1, 4, 8, 5, 9, *tail])
    assert {one: equilibria(named, one) for one in EQUILIBRIA["elmira"]} == EQUILIBRIA["elmira"]


# ---------------------------------------------------------------------------------------------------------- Garrison


def test_garrison_where_a_tool_allowed_one_step_the_definition_allows_sequences():
    """The program of GMCR+ answers by single moves; legal sequences of several opponents deter more."""
    named = read_conflict("garrison-diversion")
    by_tool = [2, 3, 8, 11, 13, 14, 15, 17, 18, 19, 21, 22]
    by_definition = [2, 3, 4, 6, 8, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22]
    assert [state + 1 for state in stable(named.model, ("gmr",)).equilibria("gmr").tolist()] == by_definition
    assert [state + 1 for state in stable(named.model, ("smr",)).equilibria("smr").tolist()] == by_definition
    single = [state for state in range(named.states) if all(deterred(named, p, state) for p in range(4))]
    assert [state + 1 for state in single] == by_tool


def deterred(named, party, state):
    """General metarationality where others answer by one move of one of them."""
    payoff, reached = payoffs(named, party), named.model.reached
    others = [one for one in range(len(named.parties)) if one != party]
    return all(
        any(payoff[t] <= payoff[state] for one in others for t in reached(one, int(better)))
        for better in reached(party, state)
        if payoff[better] > payoff[state]
    )


# ----------------------------------------------------------------------------------------------------- Lake Gisborne


@pytest.mark.parametrize(
    ("ranking", "held"),
    [([2, 6, 3, 7, 0, 4, 1, 5], [3]), ([1, 5, 0, 4, 3, 7, 2, 6], [5])],
    ids=["the economy first", "the environment first"],
)
def test_gisborne_turns_on_what_the_province_wants(ranking, held, tmp_path):
    """Published: s4 for a province that puts the economy first, s6 for one that puts the environment first."""
    named = changed(OPEN, tmp_path, Provincial=ranking)
    assert not named.unknown
    for concept in ("nash", "gmr", "smr", "seq"):
        assert set(held) <= set(equilibria(named, concept))
    assert equilibria(named, "nash") == held


def test_gisborne_knows_of_the_province_only_that_it_dislikes_appeals():
    named = read_conflict(OPEN)
    pairs = {frozenset(pair) for pair in named.unknown["Provincial"]}
    assert len(pairs) == 8 * 7 // 2 - 4
    assert not pairs & {frozenset(pair) for pair in ((2, 6), (3, 7), (0, 4), (1, 5))}


def test_gisborne_either_equilibrium_is_possible_and_none_is_certain():
    result = detente.hold(OPEN, verify=True)
    assert isinstance(result, UnsureHolding)
    for concept in ("nash", "gmr", "smr", "seq"):
        assert result.equilibria(concept) == []
    perhaps = [all(one != "0" for one in column) for column in zip(*(signs(result, "nash")), strict=True)]
    assert [state for state, one in enumerate(perhaps) if one] == [3, 5]
    assert result.verified is not None
    assert result.verified.wrong == ()
    assert result.verified.replayed + result.verified.depends == 8 * 3 * 5
    assert result.verified.depends


def signs(result, concept):
    return [result.signs(concept, party) for party in result.conflict.parties]


# ---------------------------------------------------------------------------------------------- certificates, files


@pytest.mark.parametrize("name", [name for name in DECIDED if name != LARGE])
def test_every_certificate_replays(name):
    result = detente.hold(name, verify=True)
    assert result.verified is not None
    cells = len(result.states) * len(result.conflict.parties) * len(CONCEPTS)
    assert (result.verified.replayed, result.verified.untried, result.verified.unmade) == (cells, 0, 0)
    assert result.verified.wrong == ()


def test_every_verdict_of_the_large_one_is_verified():
    """Each would need a certificate with up to 10^5 answers: all states share one instead."""
    result = detente.hold(LARGE, verify=True)
    assert result.verified is not None
    assert (result.verified.replayed, result.verified.whole) == (0, 138_240 * 6 * 5)
    assert (result.verified.untried, result.verified.unmade, result.verified.wrong) == (0, 0, ())


def test_certificates_of_single_states_of_the_large_one_replay():
    """Of equilibria: why GMR and others fail can be too long there."""
    result = detente.hold(LARGE, states=[105, 107, 441], verify=True)
    assert [result.equilibrium(state) for state in result.states] == [
        ("gmr", "smr", "seq", "sseq"),
        ("gmr", "smr", "seq", "sseq"),
        CONCEPTS,
    ]
    assert result.verified is not None
    assert (result.verified.replayed, result.verified.untried, result.verified.unmade) == (3 * 6 * 5, 0, 0)
    assert result.verified.wrong == ()
    nothing = detente.hold(LARGE, ("nash",), states=[0], verify=True)
    assert nothing.equilibria("nash") == []
    assert nothing.verified is not None
    assert (nothing.verified.replayed, nothing.verified.wrong) == (6, ())


@pytest.mark.parametrize("name", conflicts())
def test_files_carry_it(name, tmp_path):
    named = read_conflict(name)
    path = tmp_path / "again.json"
    assert write_conflict(named, path) == ()
    again = read_conflict(path)
    assert (again.title, again.description, again.source) == (named.title, named.description, named.source)
    assert again.aliases == named.aliases
    assert {party: set(map(frozenset, pairs)) for party, pairs in again.unknown.items()} == {
        party: set(map(frozenset, pairs)) for party, pairs in named.unknown.items()
    }
    assert list(again.keys()) == list(named.keys())
    if not named.unknown:
        assert bits(again) == bits(named)


@pytest.mark.parametrize("name", conflicts())
def test_gmcr_carries_it_or_says_why_not(name, tmp_path):
    named, path = read_conflict(name), tmp_path / "again.gmcr"
    if named.explicit or named.unknown:
        with pytest.raises(WriteError, match="GMCR\\+ has no form"):
            write_conflict(named, path)
        return
    lost = write_conflict(named, path)
    assert "what it was about and where it was published" in {one.what for one in lost}
    again = read_conflict(path)
    assert list(again.keys()) == list(named.keys())
    assert bits(again) == bits(named)


# -------------------------------------------------------------------------------------------------------- by its name


def test_the_list_names_every_conflict():
    done = answered("hold", "--list")
    for name in conflicts():
        assert f"{name} " in done
        assert read_conflict(name).title in done


def test_what_it_was_about_and_its_source_are_in_the_answer():
    text = answered("hold", "elmira", "--concepts", "nash")
    named = read_conflict("elmira")
    words = " ".join(text.split())
    assert " ".join(named.description.split()) in words
    assert f"Source: {named.source}." in words
    found = json.loads(answered("hold", "elmira", "--json"))
    assert (found["source"], found["equilibria"]["nash"]) == (named.source, [5, 8, 9])


def test_a_name_is_resolved_and_a_wrong_one_is_told_what_there_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_conflict("elmira") == CATALOG / "conflicts" / "elmira.json"
    with pytest.raises(UnknownNameError, match="Did you mean elmira"):
        find_conflict("elmria")
    with pytest.raises(UnknownNameError, match="battle-of-the-sexes, chicken"):
        find_conflict("zzz")
    Path("elmira").write_text("{}", encoding="utf-8")
    assert find_conflict("elmira") != Path("elmira")
    assert find_conflict("./elmira") == Path("elmira")
    assert find_conflict("missing.gmcr") == Path("missing.gmcr")

"""`detente hold` in the shell: verdicts, documented JSON, words, and bad input."""

import csv
import json
from typing import Any

import pytest

import detente
from detente import api
from tests.cli.shells import answered, refused, run
from tests.cli.test_answers import HEAD, documented
from tests.exchange.gmcr.samples import CHICKEN, PUBLISHED, ROUND, STRIKE, as_gmcr, as_graph, published, written

LONGEST = 100
UNSURE: dict = {  # of the port nothing is known but that it would rather have today than the deal, and that than 1
    "title": "A strike at the harbour",
    "options": [{"id": "strike", "by": "union"}, {"id": "offer", "values": ["low", "high"], "by": "port"}],
    "names": {"today": "strike=N,offer=low", "deal": "strike=N,offer=high"},
    "preferences": {
        "union": {"statements": ["offer is high", "if offer is low then strike", "not strike"]},
        "port": {"better": [["today", "deal"], ["deal", 1]], "unknown": "rest"},
    },
}


@pytest.fixture
def files(tmp_path):
    written(tmp_path / "chicken.gmcr", CHICKEN)
    written(tmp_path / "strike.json", STRIKE)
    written(tmp_path / "round.json", ROUND)
    return tmp_path


def told(*words):
    return json.loads(answered("hold", *words, "--json"))


def test_chicken_has_its_textbook_equilibria(files):
    found = told(files / "chicken.gmcr")
    assert found["states"] == [0, 1, 2, 3]
    assert found["equilibria"] == {"nash": [1, 2], "gmr": [1, 2, 3], "smr": [1, 2, 3], "seq": [1, 2], "sseq": [1, 2]}
    assert found["stable"]["nash"] == {"A": "0110", "B": "0110"}
    assert found["parties"] == ["A", "B"]


def test_an_explicit_graph_keeps_its_own_names(files):
    found = told(files / "round.json", "--concepts", "gmr,nash")
    assert found["states"] == ["peace", "threat", "war"]
    assert found["concepts"] == ["gmr", "nash"]
    assert found["equilibria"] == {"gmr": ["peace", "threat", "war"], "nash": ["threat", "war"]}


@pytest.mark.parametrize("name", [name for name in PUBLISHED if not name.startswith("gatt")])
def test_published_cases_from_outside(name, tmp_path):
    case = published(name)
    data = as_gmcr(case, ranked=True) or as_graph(case)
    found = told(written(tmp_path / "case.gmcr", data))
    for concept, expected in case["expected"]["definition_literal"].items():
        assert found["stable"][concept.lower()] == expected["stable_for"]
        order = {state: place for place, state in enumerate(found["states"], 1)}
        assert [order[state] for state in found["equilibria"][concept.lower()]] == expected["equilibria"]


DATA = {
    "stable": ".CONCEPT.PARTY",
    "equilibria": ".CONCEPT",
    "names": ".NAME",
    "possible": ".CONCEPT.PARTY",
    "possible_equilibria": ".CONCEPT",
    "readings": ".READING.CONCEPT.PARTY",
    "concepts": ".CONCEPT",
    "unmade": ".PART",
    "unknown": ".PARTY",
    "undecided": ".CONCEPT",
    "reached": ".KIND",
    "would_be": ".CONCEPT",
    "parties": ".PARTY",
}
OF_OBJECTS = {"reached", "would_be", "parties", "concepts"}
"""Of these the objects inside have keys that are documented."""


def name_of(key, value):
    """A key whose object has data for its keys, as the reference writes them."""
    if key == "readings" and isinstance(value["a"], bool):
        return "readings.READING"
    if key == "concepts" and all(isinstance(one, str) for one in value.values()):
        return "concepts.PARTY"
    return key + DATA[key]


def keys(document):
    """Every key of the answer, as the reference writes it."""
    for key, value in document.items():
        if key in DATA and isinstance(value, dict):
            name = name_of(key, value)
            yield from (name,) if value else ()
            for inner in value.values() if key in OF_OBJECTS else ():
                yield from (f"{name}.{one}" for one in (keys(inner) if isinstance(inner, dict) else ()))
            continue
        yield key
        yield from inside(key, value)


def inside(key, value):
    """The keys of what a key leads to."""
    if isinstance(value, dict):
        yield from (f"{key}.{inner}" for inner in keys(value))
    if isinstance(value, list):
        for one in value:
            if isinstance(one, dict):
                yield from (f"{key}[].{inner}" for inner in keys(one))
            elif isinstance(one, list):
                yield from inside(f"{key}[]", one)


def test_every_key_is_documented_and_every_documented_key_is_there(files):
    escape = {  # from the answer 2 the first gets away to 3
        "states": [0, 1, 2, 3],
        "moves": {"A": {"0": [1], "2": [3]}, "B": {"1": [2]}},
        "preferences": {"A": [3, 1, 0, 2], "B": [[0, 1, 2, 3]]},
    }
    asked: list[tuple] = [(files / name,) for name in ("strike.json", "round.json", "chicken.gmcr")]
    asked += [(files / "strike.json", "--state", "3", "--verify"), (files / "round.json", "--state", "peace")]
    asked += [(written(files / "escape.json", escape), "--state", "0")]
    own = [word for one in ("union=nash", "port=seq") for word in ("--mixed", one)]
    asked += [(written(files / "unsure.json", UNSURE), *own, *state) for state in ((), ("--state", "1"))]
    asked += [(files / "strike.json", "--from", "today", "--coalitions", "--draws", "50")]
    asked += [("elmira", "--coalitions", "--draws", "10", "--state", "1", "--wanted", "1")]
    asked += [(written(files / "three.json", many(3, 40)), "--state", "0")]
    found = {key for words in asked for key in keys(told(*words))}
    assert found == documented("hold") - HEAD - {"why[].unmade", "inverse.concepts.CONCEPT.parties.PARTY.unmade.PART"}


@pytest.mark.parametrize("name", ["strike.json", "round.json", "chicken.gmcr"])
def test_certificates_replay(files, name):
    found = told(files / name, "--verify")
    cells = len(found["states"]) * len(found["parties"]) * len(found["concepts"])
    assert found["verified"] == {"replayed": cells, "whole": 0, "untried": 0, "unmade": 0, "depends": 0, "wrong": []}
    assert f"{cells} certificates replayed, every one shows what it says" in answered("hold", files / name, "--verify")


@pytest.mark.parametrize("name", [name for name in PUBLISHED if not name.startswith("gatt")])
def test_certificates_of_published_cases_replay(name, tmp_path):
    case = published(name)
    path = written(tmp_path / "case.gmcr", as_gmcr(case, ranked=True) or as_graph(case))
    found = told(path, "--verify")["verified"]
    assert found["replayed"] > 0
    assert (found["untried"], found["unmade"], found["wrong"]) == (0, 0, [])


def test_all_verdicts_of_the_large_one_are_verified_by_certificates_of_the_whole():
    result = run("hold", "gatt-negotiation", "--verify")
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert (
        "All 4,147,200 verdicts verified by certificates that all states share, one for each concept and party" in said
    )


def test_a_verdict_whose_own_certificate_is_too_long_is_verified_with_all_others():
    said = " ".join(answered("hold", "gatt-negotiation", "--verify", "--state", "0", "--concepts", "gmr").split())
    assert "4 certificates replayed, every one shows what it says; 2 more verdicts verified by certificates" in said
    assert "one for each concept and party. For whom" in said


@pytest.mark.parametrize("name", ["strike.json", "round.json", "chicken.gmcr"])
def test_certificates_of_the_whole_serve_every_form(files, name, monkeypatch):
    monkeypatch.setattr("detente.analyses.holding.verifying.MOST_SINGLY", 0)
    found = told(files / name, "--verify")
    cells = len(found["states"]) * len(found["parties"]) * len(found["concepts"])
    assert found["verified"] == {"replayed": 0, "whole": cells, "untried": 0, "unmade": 0, "depends": 0, "wrong": []}
    late = told(files / name, "--verify", "--seconds", "0")["verified"]
    assert late["whole"] + late["untried"] == cells
    assert late["untried"] > 0


def test_a_certificate_of_the_whole_that_shows_something_else_is_told(files, monkeypatch):
    monkeypatch.setattr("detente.analyses.holding.verifying.MOST_SINGLY", 0)
    monkeypatch.setattr("detente.engines.stability.certifyingwhole.Certifying.following", lambda *_: None)
    result = run("hold", files / "chicken.gmcr", "--verify")
    assert result.exit_code == 1
    said = " ".join(result.stdout.split())
    assert "40 verdicts checked by certificates that all states share; of all these certificates, 8 do not show" in said
    assert "gmr of A: it does not say of each state what comes next" in said


def test_a_certificate_that_does_not_replay_is_a_fault_that_is_told(files, monkeypatch):
    monkeypatch.setattr("detente.engines.stability.replaying.replay", lambda *_: "it is made up")
    result = run("hold", files / "chicken.gmcr", "--verify")
    assert result.exit_code == 1
    assert "40 do not show what they say" in result.stdout


def test_time_that_is_up_is_told(files):
    found = told(files / "chicken.gmcr", "--verify", "--seconds", "0")
    assert found["verified"]["replayed"] + found["verified"]["untried"] == 40
    assert found["verified"]["untried"] > 0


def test_in_python_every_answer_is_plain_json(files):
    for name, states in (("chicken.gmcr", None), ("strike.json", ["0"]), ("round.json", None)):
        result = detente.hold(files / name, states=states)
        more: list[Any] = [
            api.coalitions(result),
            api.robustness(result, 20),
            api.evolution(result, result.conflict.key(0)),
        ]
        more.append(api.inverse(result, result.conflict.key(0)))
        for one in (result, *more):
            document = one.to_json()
            assert json.loads(json.dumps(document)) == document
        assert result.to_json()["states"] == list(result.keys())
    assert json.dumps(api.hold_case("camp-david").to_json())


def test_of_very_many_equilibria_it_is_said_first_how_many(tmp_path):
    data = {"options": [{"id": f"o{one}", "by": "A"} for one in range(4)], "preferences": {"A": [list(range(16))]}}
    text = " ".join(answered("hold", written(tmp_path / "same.json", data)).split())
    assert "Nash, GMR, SMR, SEQ and SSEQ equilibria: 16 of 16 states: 0 (NNNN), 1 (YNNN)," in text
    assert "11 (YYNY) and 4 more." in text


def test_why_is_said_by_move_and_counter_move(files):
    text = " ".join(answered("hold", files / "chicken.gmcr", "--state", "3", "--state", "0").split())
    assert "A: not stable (Nash, SEQ, SSEQ); it could move to 2 (NY) and gain; no one can answer, and gain" in text
    assert "nobody else would gain by a move from there" in text
    assert "A: stable (GMR, SMR); it would gain by a move to 2 (NY), but B could answer with a move to 0 (NN)" in text
    assert "B: not stable; it could move to 2 (NY) and gain; no one can answer in a way that deters it" in text
    assert "what others can bring about from there is 3 (YY), which leaves it better off than now" in text
    assert max(map(len, answered("hold", files / "strike.json", "--state", "offer=low").splitlines())) <= LONGEST


def test_why_as_data_is_what_was_asked(files):
    found = told(files / "round.json", "--state", "peace", "--concepts", "nash,gmr")
    assert [(one["party"], one["concept"], one["stable"]) for one in found["why"]] == [
        ("north", "nash", False),
        ("north", "gmr", True),
        ("south", "nash", True),
        ("south", "gmr", True),
    ]
    assert found["why"][0]["improvement"] == "threat"
    assert found["why"][1]["deterred"] == [{"improvement": "threat", "steps": [{"party": "south", "to": "war"}]}]


def test_an_answer_about_named_states_alone(files):
    found = told(files / "strike.json", "--state", "today", "--state", "offer=high")
    assert found["states"] == [0, 4, 10]
    assert found["names"] == {"today": 0}
    assert all(len(bits) == 3 for one in found["stable"].values() for bits in one.values())
    every = told(files / "strike.json")
    place = [every["states"].index(state) for state in found["states"]]
    for concept, verdicts in every["stable"].items():
        for party, bits in verdicts.items():
            assert found["stable"][concept][party] == "".join(bits[one] for one in place)


def test_options_can_be_fixed(files):
    found = told(files / "strike.json", "--given", "season=busy")
    every = told(files / "strike.json")
    assert found["states"] == [state for state in every["states"] if state >= 6]
    assert [one["given"] for one in found["options"]] == [None, None, "busy"]
    for concept, verdicts in found["stable"].items():  # nobody changes the season, so nothing else changes
        assert {party: bits[5:] for party, bits in every["stable"][concept].items()} == verdicts
    alone = told(files / "strike.json", "--given", "strike=no")
    assert (alone["parties"], alone["unmodelled"]) == (["port"], ["union"])


def test_the_table_and_the_answer_in_files(files):
    answered("hold", files / "strike.json", "--csv", files / "table.csv", "--out", files / "answer.json")
    every = told(files / "strike.json")
    assert json.loads((files / "answer.json").read_text()) == every
    rows = list(csv.DictReader((files / "table.csv").read_text().splitlines()))
    assert [int(row["state"]) for row in rows] == every["states"]
    assert rows[0]["Strike"] == "N"
    for concept in every["concepts"]:
        for party in every["parties"]:
            assert "".join(row[f"{concept} {party}"] for row in rows) == every["stable"][concept][party]
        equal = [int(row["state"]) for row in rows if row[f"equilibrium {concept}"] == "1"]
        assert equal == every["equilibria"][concept]
    said = told(files / "strike.json", "--out", files / "answer.json")
    assert said == {
        "path": str(files / "answer.json"),
        "feasible": 10,
        "equilibria": {concept: len(found) for concept, found in every["equilibria"].items()},
    }


@pytest.mark.parametrize("name", ["strike.json", "round.json", "chicken.gmcr"])
def test_words_say_who_would_hold_and_fit_the_page(files, name):
    text = answered("hold", files / name)
    assert text.startswith("Would it hold? ")
    assert "equilibria: " in text
    assert "everybody" in text
    assert max(map(len, text.splitlines())) <= LONGEST


def test_what_is_left_out_is_counted(tmp_path):
    options = [{"id": f"o{i}", "by": "A" if i < 3 else "B"} for i in range(6)]
    judged = {"A": {"statements": ["o0"]}, "B": {"statements": ["o5"]}}
    path = written(tmp_path / "many.json", {"options": options, "preferences": judged})
    text = " ".join(answered("hold", path).split())
    assert "24 more states are not shown" in text
    assert "and 4 more" in text  # of 16 equilibria


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--concepts", "nash,sek"), "'sek'"),
        (("--concepts", ""), "nash, gmr, smr, seq, sseq"),
        (("--given", "season"), "option=value"),
        (("--given", "seasn=busy"), "Did you mean season?"),
        (("--given", "season=bsy"), "Did you mean busy?"),
        (("--given", "season=busy", "--given", "season=slack"), "given twice"),
        (("--state", "tody"), "Did you mean today?"),
        (("--state", "5"), "No feasible state is called 5"),
        (("--state", "strike=Y,offer=hihg"), "Did you mean high?"),
        (("--csv", "/nowhere/at/all.csv"), "there is no folder"),
    ],
)
def test_what_cannot_be_asked(files, words, said):
    assert said in refused("hold", files / "strike.json", *words)


def test_files_that_are_none(tmp_path):
    assert "cannot be read" in refused("hold", tmp_path / "none.gmcr")
    assert "bad.json:2: the file is no JSON" in refused("hold", written(tmp_path / "bad.json", '{"a": 1,\n b}'))
    assert "no conflict that can be read" in refused("hold", written(tmp_path / "other.json", {"a": 1}))


def test_a_space_too_large_says_how_large_and_what_to_do(tmp_path):
    options = [{"id": f"o{i}", "by": "A" if i % 2 else "B"} for i in range(40)]
    judged = {"A": {"statements": ["o0"]}, "B": {"statements": ["o5"]}}
    path = written(tmp_path / "large.json", {"options": options, "preferences": judged})
    said = refused("hold", path)
    assert "1,099,511,627,776 combinations of 40 options" in said
    assert "67,108,864" in said
    assert "--given option=value" in said
    assert "--state" in said
    fixed = [word for i in range(34) for word in ("--given", f"o{i}=N")]
    assert run("hold", path, *fixed, "--json").exit_code == 0


def wide(count):
    """More options than can be enumerated: the first six are moved, the others are context."""
    options = [{"id": f"o{i}", "by": "ABC"[i % 3] if i < 6 else None} for i in range(count)]
    judged = {
        "A": {"statements": ["o1", "not o0", "o2 iff o4"]},
        "B": {"statements": ["o0", "not o1"]},
        "C": {"worth": {"o2": {"N": 0, "Y": 0.1}}},
    }
    return {"options": options, "infeasible": ["o3 and o4"], "preferences": judged, "names": {"none": "N" * count}}


def test_single_states_of_what_is_too_large_are_answered(tmp_path):
    large, small = written(tmp_path / "large.json", wide(40)), written(tmp_path / "small.json", wide(6))
    signs = ["YYNNNN", "NNNNNN", "NYYNNN", "YYYNYN"]
    asked = [word for one in signs for word in ("--state", one + "N" * 34)]
    found = told(large, *asked, "--verify")
    every = told(small, *(word for one in signs for word in ("--state", one)))
    assert found["states"] == every["states"]
    assert found["stable"] == every["stable"]
    assert found["equilibria"] == every["equilibria"]
    assert found["feasible"] is None
    assert found["names"] == {"none": 0}
    assert found["verified"] == {"replayed": 60, "whole": 0, "untried": 0, "unmade": 0, "depends": 0, "wrong": []}
    text = " ".join(answered("hold", large, "--state", "none").split())
    assert "1,099,511,627,776 combinations of 40 options, too many to enumerate" in text
    assert "name" in refused("hold", large, "--state", "o1=Y")
    assert "Or ask about single states with --state" in refused("hold", large)


def test_a_ranking_of_too_many_states_says_what_to_do(tmp_path):
    data = wide(40)
    data["preferences"]["C"] = ["o2=Y", "o2=N"]
    path = written(tmp_path / "large.json", data)
    for words in ((), ("--state", "none")):
        said = refused("hold", path, *words)
        assert "--given option=value" in said
        assert "1,099,511,627,776" in said
    assert "C's preference is over all states" in refused("hold", path, "--state", "none")


def test_too_many_moves_of_one_party_are_refused(tmp_path):
    data = wide(60)
    for option in data["options"]:
        option["by"] = "A"
    data["preferences"] = {"A": data["preferences"]["A"]}
    said = refused("hold", written(tmp_path / "large.json", data), "--state", "none")
    assert "A can choose among more than" in said


def many(parties, options):
    """A conflict of so many options that the parties control in turn, each of which they would take."""
    names = "ABCDEFGH"[:parties]
    listed = [{"id": f"o{i}", "by": names[i % parties]} for i in range(options)]
    worth = {f"o{i}": {"N": 0, "Y": 1 + i % 3} for i in range(options)}
    return {"options": listed, "preferences": {name: {"worth": worth} for name in names}}


def test_what_cannot_be_decided_is_said_and_the_rest_is_answered(tmp_path):
    """Every party would move; whether the seven others deter it takes too long to follow, but Nash does not."""
    path = written(tmp_path / "eight.json", many(8, 40))
    found = told(path, "--state", "0")
    assert found["concepts"] == ["nash"]
    assert found["stable"] == {"nash": dict.fromkeys("ABCDEFGH", "0")}
    assert list(found["undecided"]) == ["gmr", "smr", "seq", "sseq"]
    assert all("A would be deterred from moving at 0 takes too many" in why for why in found["undecided"].values())


def test_who_has_too_many_moves_is_answered_under_nash(tmp_path):
    path = written(tmp_path / "three.json", many(3, 34))
    found = told(path, "--state", "0", "--state", str(2**34 - 1), "--verify")
    assert found["concepts"] == ["nash"]
    assert found["stable"] == {"nash": dict.fromkeys("ABC", "01")}
    assert set(found["undecided"]) == {"gmr", "smr", "seq", "sseq"}
    assert found["verified"]["replayed"] == 6
    text = " ".join(answered("hold", path, "--state", "0").split())
    assert "Not decided: GMR, SMR, SEQ and SSEQ, because A can choose among more than 1,024 combinations" in text
    for words in (("--concepts", "gmr"), ("--concepts", "seq,sseq")):
        said = refused("hold", path, "--state", "0", *words)
        assert "--given option=value" in said
        assert "--concepts nash" in said
    mixed = [word for one in "ABC" for word in ("--mixed", f"{one}={'gmr' if one == 'B' else 'nash'}")]
    assert "GMR cannot be decided" in refused("hold", path, "--state", "0", *mixed)

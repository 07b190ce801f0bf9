"""`detente hold` in the shell: verdicts, documented JSON, words, and bad input."""

import csv
import json

import pytest

from tests.cli.shells import answered, refused, run
from tests.cli.test_answers import HEAD, documented
from tests.exchange.gmcr.samples import CHICKEN, PUBLISHED, ROUND, STRIKE, as_gmcr, as_graph, published, written

LONGEST = 100


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


DATA = {"stable": ".CONCEPT.PARTY", "equilibria": ".CONCEPT", "names": ".NAME"}


def keys(document):
    """Every key of the answer, as the reference writes it."""
    for key, value in document.items():
        if key in DATA:
            yield key + DATA[key]
            continue
        yield key
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield from (f"{key}[].{inner}" for one in value for inner in one)


def test_every_key_is_documented_and_every_documented_key_is_there(files):
    found = {key for name in ("strike.json", "round.json", "chicken.gmcr") for key in keys(told(files / name))}
    assert found == documented("hold") - HEAD


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
        (("--csv", "/nowhere/at/all.csv"), "could not be written"),
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
    fixed = [word for i in range(34) for word in ("--given", f"o{i}=N")]
    assert run("hold", path, *fixed, "--json").exit_code == 0

"""`detente hold` asked for more: what comes of a state, coalitions, what would make it hold, how sure it is."""

import json

import pytest

from detente.cli import cli
from tests.cli.shells import answered, refused
from tests.cli.test_hold import UNSURE, told, wide
from tests.exchange.gmcr.samples import ROUND, STRIKE, written

PLAIN = {
    **UNSURE,
    "preferences": {**UNSURE["preferences"], "port": [0, 2, 3, 1]},
}


@pytest.fixture
def plain(tmp_path):
    return written(tmp_path / "plain.json", PLAIN)


def test_a_graph_has_no_options_to_fix(tmp_path):
    said = refused("hold", written(tmp_path / "round.json", ROUND), "--given", "season=busy")
    assert "this is an explicit graph, of states and moves, without options" in said


def test_a_file_that_is_called_as_a_published_conflict_is_reached_by_its_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "chicken", STRIKE)
    assert told("./chicken")["title"] == STRIKE["title"]
    assert told("chicken")["title"] == "Chicken"


def test_what_is_read_is_not_written_over(tmp_path, plain):
    before = plain.read_bytes()
    for option in ("--out", "--csv"):
        said = refused("hold", plain, option, plain)
        assert f"{plain} is read here, and would be lost; {option} names another file to write" in said
    both = tmp_path / "both.json"
    assert "--out and --csv name one file" in refused("hold", plain, "--out", both, "--csv", both)
    assert plain.read_bytes() == before
    assert not both.exists()
    assert "there is no folder" in refused("hold", plain, "--out", tmp_path / "none" / "x.json")


@pytest.mark.parametrize("option", ["--from", "--wanted"])
def test_one_state_is_asked_about_at_a_time(plain, option):
    assert "it was given 2 times" in refused("hold", plain, option, "1", option, "2")


def flat(*words):
    return " ".join(answered("hold", *words).split())


def test_what_can_come_of_today(plain):
    found = told(plain, "--from", "today")["evolution"]
    assert found["from"] == 0
    assert found["reached"] == {"improvements": {"states": 4, "moves": 3}, "any": {"states": 4, "moves": 2}}
    steps = {one["state"]: one["improvements"]["steps"] for one in found["equilibria"]}
    assert steps[3] == [{"party": "union", "to": 1}, {"party": "port", "to": 3}]
    text = flat(plain, "--from", "today")
    assert "What can come of today (0 NN)?" in text
    assert "3 (YY) (GMR, SMR, SEQ, SSEQ): by improvements in two (union to 1 (YN), then port to 3 (YY))." in text
    assert "by any moves in one (port to deal (2 NY))." in text


def test_equilibria_are_those_of_all_states_whatever_is_asked(plain):
    every = told(plain, "--from", "today")["evolution"]
    assert told(plain, "--from", "today", "--state", "3")["evolution"] == every


def test_the_status_quo_may_be_called_today(plain):
    assert told(plain, "--from", "status quo")["evolution"]["from"] == 0


def test_what_several_could_do_together(plain):
    found = told(plain, "--coalitions")["coalitions"]
    assert found["stable"] == [
        {"members": ["union", "port"], "cnash": "1010", "cgmr": "1010", "csmr": "1010"}
        | {"cseq": "1010", "cseq_coalitions": "1010"}
    ]
    assert found["equilibria"]["cgmr"] == [2]
    assert [one["state"] for one in found["leaving"]] == [3]
    text = flat(plain, "--coalitions")
    assert "GMR, SMR, SEQ and SEQ by coalitions: deal (2 NY)." in text
    assert "Union and port would leave 3 (YY): union to deal (2 NY); both gain; nothing deters it." in text
    assert "could not be given" in flat(plain, "--coalitions", "--seconds", "0")


def test_states_of_what_is_too_large_to_enumerate(tmp_path):
    path, none = written(tmp_path / "wide.json", wide(60)), "N" * 60
    words = ("--state", none, "--state", "YY" + none[2:], "--from", "none", "--coalitions", "--wanted", "none")
    found = told(path, *words)
    assert found["evolution"]["from"] == 0
    assert found["evolution"]["reached"]["any"] == {"states": None, "moves": None}
    assert {len(one["cgmr"]) for one in found["coalitions"]["stable"]} == {2}
    assert found["coalitions"]["jumps"] is None
    assert found["inverse"]["state"] == 0
    assert "only equilibria that were asked about were looked for" in flat(path, *words)


def test_one_party_alone_forms_no_coalition(plain):
    assert "There are no two parties that could act together." in flat(plain, "--coalitions", "--given", "strike=N")


def test_what_would_make_a_state_hold(plain):
    found = told(plain, "--wanted", "today", "--concepts", "nash")["inverse"]
    assert found["concepts"]["nash"]["change"]["ways"] == [[{"party": "union", "state": 1, "better": False}]]
    assert "Union would have to hold today (0 NN) at least as good as 1 (YN)" in flat(plain, "--wanted", "today")


def test_how_sure_it_is(plain):
    found = told(plain, "--draws", "64", "--seed", "3", "--noise", "0.5")["robustness"]
    assert (found["made"], found["seed"], found["noise"]) == (64, 3, 0.5)
    assert found == told(plain, "--draws", "64", "--seed", "3", "--noise", "0.5")["robustness"]
    assert "How sure, if rankings are not quite as written?" in flat(plain, "--draws", "64")


def test_all_at_once_in_a_file_and_on_the_terminal(plain, tmp_path):
    words = ("--from", "today", "--coalitions", "--wanted", "3", "--draws", "32")
    every = told(plain, *words)
    answered("hold", plain, *words, "--out", tmp_path / "answer.json")
    assert json.loads((tmp_path / "answer.json").read_text()) == every
    assert {"evolution", "coalitions", "inverse", "robustness"} < set(every)


@pytest.mark.parametrize("columns", [60, 80])
def test_words_fit_the_page(tmp_path, columns):
    from click.testing import CliRunner

    words = ["--from", "today", "--coalitions", "--wanted", "0", "--draws", "32", "--state", "0", "--state", "4"]
    for name, data in (("strike", STRIKE), ("plain", PLAIN), ("open", UNSURE)):
        path = written(tmp_path / f"{name}.json", data)
        asked = words if name != "open" else ["--from", "today", "--state", "0", "--state", "3"]
        if name == "plain":
            asked = asked[:-2]
        result = CliRunner().invoke(cli, ["hold", str(path), *asked], env={"COLUMNS": str(columns), "NO_COLOR": "1"})
        assert result.exit_code == 0, result.output
        assert max(map(len, result.stdout.splitlines())) <= columns


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "tody"), "Did you mean today?"),
        (("--from", "strike=N"), "strike=N fits 2 states: 0, 2. Name one of them."),
        (("--wanted", "9"), "There are today, deal, 0, 1, 2, 3."),
        (("--draws", "0"), "1<=x"),
        (("--noise", "-1", "--draws", "10"), "expected a number of places, 0 or more, got '-1'"),
        (("--noise", "nan", "--draws", "10"), "got 'nan'"),
        (("--noise", "inf", "--draws", "10"), "got 'inf'"),
        (("--noise", "wide", "--draws", "10"), "got 'wide'"),
        (("--noise", "1"), "--noise: this is for draws; say how many with --draws N"),
        (("--seed", "4", "--noise", "1"), "--seed and --noise: this is for draws"),
        (("--seconds", "5"), "--seconds limits --verify, --coalitions and --draws"),
        (("--on", "2020", "--table", "all"), "--on, --table: this is for a case"),
        (("--state", "strike=Y,strike=N"), "says twice what strike is"),
        (("--from", "strike=Y,0=Y"), "says twice what strike is"),
        (("--given", "strike=Y", "--given", "0=N"), "strike is to be fixed twice"),
    ],
)
def test_what_cannot_be_asked(plain, words, said):
    assert said in refused("hold", plain, *words)


def test_unknown_preference_is_named_where_it_has_to_be_known(tmp_path):
    path = written(tmp_path / "open.json", UNSURE)
    said = refused("hold", path, "--coalitions")
    assert "It is unknown what port prefers between NN and YY, and 2 more such pairs" in said
    found = told(path, "--from", "today")["evolution"]
    assert [one["state"] for one in found["equilibria"]] == [2]
    assert found["equilibria"][0]["any"]["moves"] == 1
    assert found["equilibria"][0]["improvements"] is None

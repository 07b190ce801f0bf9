"""What is wrong with a file of a conflict is said, with its line; a verdict is never made of it."""

import copy
import json
import random
import re

import pytest

from detente.errors import DetenteError, FormatError, TooLargeError, UnknownNameError
from detente.exchange.gmcr.door import open_conflict, read_conflict
from detente.space.conflicts import Named
from tests.exchange.gmcr.samples import CHICKEN, ROUND, STRIKE, payoffs, written

PLACES = {"CHICKEN": (CHICKEN, "case.gmcr"), "STRIKE": (STRIKE, "case.json"), "ROUND": (ROUND, "case.json")}


def changed(data, path, value):
    """A copy of the data with something else at a path; `...`: nothing at all."""
    found = copy.deepcopy(data)
    at = found
    for one in path[:-1]:
        at = at[one]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return found


def said(path, data, **options):
    """What reading the file complains of."""
    with pytest.raises(FormatError) as caught:
        read_conflict(written(path, data), **options)
    return str(caught.value)


A, B = ("decisionMakers", 0), ("decisionMakers", 1)
PAIRS = ("preferences", "port")


@pytest.mark.parametrize(
    ("of", "path", "value", "complaint"),
    [
        ("CHICKEN", (*A, "preferenceRanking"), [3, 4, 2], r"the ranking forgets state 1, code 0 \(NN\)"),
        ("CHICKEN", (*A, "preferenceRanking"), [3, 4, 2, 1, 3], r"state 3, code 2 \(NY\) stands in the ranking twice"),
        ("CHICKEN", (*A, "preferenceRanking"), [3, 4, 2, [1, 5]], "no feasible state; expected a number from 1 to 4"),
        ("CHICKEN", (*A, "preferenceRanking"), [3, 4, 2, 0], "no feasible state"),
        ("CHICKEN", (*A, "preferenceRanking"), [3, 4, 2, "1"], "no state"),
        ("CHICKEN", (*A, "preferenceRanking"), [3, 4, 2, True], "no state"),
        ("CHICKEN", (*A, "preferenceRanking"), [3, 4, 2, [1, [3]]], "no state"),
        ("CHICKEN", (*A, "preferenceRanking"), 7, "a list of states, best first"),
        ("CHICKEN", (*A, "preferenceRanking"), ..., "“A” has no ranking"),
        ("CHICKEN", ("useManualPreferenceRanking",), "yes", "true or false"),
        ("CHICKEN", (*B, "options"), [], r"option 1 \(“Swerve”\) is controlled by nobody"),
        ("CHICKEN", (*B, "options"), [1, 0], "option 0 .“Swerve”. is controlled by “A” and “B”"),
        ("CHICKEN", (*B, "options"), [1, 1], "option 1 is listed twice"),
        ("CHICKEN", (*B, "options"), [1, 2], "there is no such option; expected an option's number, 0 to 1; got 2"),
        ("CHICKEN", (*B, "options"), [-1], "there is no such option"),
        ("CHICKEN", (*B, "options"), [1.0], "there is no such option"),
        ("CHICKEN", (*B, "name"), "A", "two decision makers are called “A”"),
        ("CHICKEN", (*B, "name"), ..., "a decision maker has no name"),
        ("CHICKEN", ("options", 1, "permittedDirection"), "forth", 'both, fwd or back; got "forth"'),
        (
            "CHICKEN",
            ("options", 1, "permittedDirection"),
            ...,
            r"not said how option 1 \(“Swerve”\) may be changed; expected permittedDirection",
        ),
        ("CHICKEN", ("infeasibles",), [[[2, "Y"]]], "names an option that is not there"),
        ("CHICKEN", ("infeasibles",), [[[0, "y"]]], "a condition is not as it must be"),
        ("CHICKEN", ("infeasibles",), [[[0, "Y"], [0, "N"]]], "names option 0 twice"),
        ("CHICKEN", ("infeasibles",), ["YNN"], '2 signs Y, N or -, one for each option; got "YNN"'),
        ("CHICKEN", ("infeasibles",), [[]], "this is no condition"),
        ("CHICKEN", ("infeasibles",), ["--"], "no combination of options is feasible"),
        ("CHICKEN", ("infeasibles",), {}, "“infeasibles” is not as it must be"),
        ("CHICKEN", ("infeasibles",), ..., "the key “infeasibles” is missing"),
        ("STRIKE", ("options", 0, "by"), "onion", "did you mean"),
        ("STRIKE", ("options", 0, "by"), ..., "not said who controls “strike”"),
        ("STRIKE", ("options", 0, "by"), 5, "the name of one party, or null for nobody; got 5"),
        ("STRIKE", ("options", 1, "id"), "strike", "two options are called “strike”"),
        ("STRIKE", ("options", 1, "id"), "an offer", "an id: a letter"),
        ("STRIKE", ("options", 1, "id"), "not", "an id"),
        ("STRIKE", ("options", 1, "values"), ["low", "low"], "a value stands there twice"),
        ("STRIKE", ("options", 1, "values"), [], "a list of names"),
        ("STRIKE", ("options", 1, "moves"), "forwards", "both, forward, back, none, or a list of pairs"),
        ("STRIKE", ("options", 1, "moves"), [["low", "top"]], "no change of a value"),
        ("STRIKE", ("options", 1, "vales"), ["a"], "“vales” is unknown.*did you mean values"),
        ("STRIKE", ("infeasable",), [], "did you mean infeasible"),
        ("STRIKE", ("infeasible",), ["stroke"], "No option is called stroke. Did you mean strike"),
        ("STRIKE", ("infeasible",), ["offer"], "is not an option of yes and no"),
        ("STRIKE", ("infeasible",), ["offer is top"], "No value of offer is called top"),
        ("STRIKE", ("infeasible",), ["strike and"], "a condition cannot be read"),
        ("STRIKE", ("infeasible",), [{"offer": "top"}], "No value of offer is called top"),
        ("STRIKE", ("infeasible",), [7], "this is no condition"),
        ("STRIKE", ("infeasible",), ["true"], "no combination of options is feasible"),
        ("STRIKE", ("names", "today"), "strike=N", "5 feasible states|6 feasible states"),
        ("STRIKE", ("names", "today"), "strike=N,offer=lo,season=slack", "stands for no feasible state"),
        ("STRIKE", ("parties",), ["union"], "“port” is no party"),
        ("STRIKE", ("parties",), ["union", "port", "union"], "“union” stands there twice"),
        ("STRIKE", ("parties",), ["union", "port", "press"], "“press” has no preference"),
        ("STRIKE", ("preferences", "union"), ..., "“union” has no preference"),
        ("STRIKE", ("preferences", "union", "statements"), ["strike", "offr at least low"], "Did you mean offer"),
        ("STRIKE", ("preferences", "union", "weights"), [1], "a list of 3 numbers"),
        ("STRIKE", ("preferences", "union", "weights"), [1, 2, "3"], "this is no number"),
        ("STRIKE", (*PAIRS, "worth", "offer"), {"low": 1}, "a number for each of low, middle, high"),
        ("STRIKE", (*PAIRS, "worth", "ofer"), {"low": 1}, "did you mean offer"),
        ("STRIKE", PAIRS, {"worth": {}, "ranking": []}, "“ranking” cannot stand beside “worth”"),
        ("STRIKE", PAIRS, {"ranking": [], "utilities": []}, "a preference has one form"),
        ("STRIKE", PAIRS, {}, "a preference has one form"),
        ("STRIKE", PAIRS, [0, 1, 2], r"the ranking forgets states 3 \(Y, middle, slack\), .* and 2 more"),
        ("STRIKE", PAIRS, [5], "no feasible state"),
        ("STRIKE", PAIRS, [10**30], "no feasible state"),
        ("STRIKE", PAIRS, {"utilities": [1, 2]}, "10 numbers; got 2"),
        ("STRIKE", PAIRS, {"utilities": {"offer=low": 1}}, "utilities forget"),
        ("STRIKE", PAIRS, {"utilities": {"offer=low": 1, "strike=N": 2}}, "has a utility twice"),
        ("STRIKE", PAIRS, {"better": [[0, 1], [1, 2], [2, 0]]}, r"goes in a circle: 0 .* over 1 .* over 2 .* over 0 "),
        ("STRIKE", PAIRS, {"better": [[0, 1]], "equal": [[0, 1]]}, "goes in a circle"),
        ("STRIKE", PAIRS, {"better": [[0, 1]]}, "do not say what is preferred between"),
        ("STRIKE", PAIRS, {"better": [[0, 0]]}, "compared with itself"),
        ("STRIKE", PAIRS, {"better": [[0, "season=slack"]]}, "this means 5 states"),
        ("ROUND", ("states",), ["peace", "peace", "threat", "war"], "“peace” stands there twice"),
        ("ROUND", ("states",), ["peace", "war"], "no such state"),
        ("ROUND", ("states",), [1, "1"], "“1” stands there twice"),
        ("ROUND", ("states",), [], "a list of names"),
        (
            "ROUND",
            ("states",),
            ["peace", None, "threat", "war"],
            "a whole number, or a name without spaces around it; got null",
        ),
        ("ROUND", ("moves",), {}, "nobody has moves"),
        ("ROUND", ("moves", "north", "peace"), ["peace"], "a state is no move from itself"),
        ("ROUND", ("moves", "north", "peace"), ["treat"], "no such state"),
        ("ROUND", ("moves", "north", "peece"), [], "there is no state “peece”"),
        ("ROUND", ("moves", "nort"), {}, "“nort” moves, and has no preference.*did you mean north"),
        ("ROUND", ("preferences", "north"), ["threat", "peace"], "the ranking forgets state “war”"),
        ("ROUND", ("preferences", "north"), ["threat", ["peace", "threat"], "war"], "stands in the ranking twice"),
        ("ROUND", ("preferences", "north"), {"better": [["war", "peace"], ["peace", "war"]]}, "in a circle"),
        ("ROUND", ("preferences", "north"), {"better": [["war", "peace"]]}, "do not say what is preferred"),
        (
            "ROUND",
            ("preferences", "north"),
            {"statements": []},
            "“statements” is of options, and an explicit graph has none",
        ),
        ("ROUND", ("preferences", "south"), ..., "“south” moves, and has no preference"),
        ("ROUND", ("parties",), ["north"], "the parties are not those who move or prefer"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, of, path, value, complaint):
    data, name = PLACES[of]
    text = said(tmp_path / name, changed(data, path, value))
    assert re.search(complaint, text), text
    assert all(line.startswith(f"{tmp_path / name}:") for line in text.splitlines()), text


def test_lines_are_those_of_the_file(tmp_path):
    data = changed(changed(CHICKEN, (*B, "options"), [1, 7]), ("options", 0, "permittedDirection"), "up")
    path = tmp_path / "case.gmcr"
    lines = json.dumps(data, indent=1).splitlines()
    found = {int(line.removeprefix(f"{path}:").split(":")[0]) for line in said(path, data).splitlines()}
    assert found == {lines.index('   "permittedDirection": "up"') + 1}
    data = changed(CHICKEN, (*B, "options"), [1, 7])
    found = {int(line.removeprefix(f"{path}:").split(":")[0]) for line in said(path, data).splitlines()}
    assert found == {json.dumps(data, indent=1).splitlines().index("    7") + 1}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"states": [1],\n "states": [1, 2]}', "case.json:2: the key “states” stands there twice"),
        ('{"states": [\n{"a": 1}, {"a": 2, "b": 1,\n "b": 3}]}', "case.json:3: the key “b” stands there twice"),
        ('{"states": [1,\n 2', "case.json:2: the file is no JSON"),
        ('{"states": NaN}', "case.json:1: this is no number; expected a finite number; got NaN"),
        ('{"states": 1e999999999}', "too long or too large"),
        ("[" * 100_000, "nested too deep"),
        ("", "case.json:1: the file is empty"),
        ("[]", "no conflict that can be read"),
        ('"states"', "no conflict that can be read"),
        ("null", "no conflict that can be read"),
    ],
)
def test_broken_json(tmp_path, text, complaint):
    assert complaint in said(tmp_path / "case.json", text)


def test_numbers_of_absurd_length(tmp_path):
    data = changed(STRIKE, (*PAIRS, "worth", "strike"), {"N": 1, "Y": 12345})
    text = json.dumps(data).replace("12345", "9" * 5000)
    assert "case.json:1: the number is too long or too large; expected at most 200" in said(
        tmp_path / "case.json", text
    )
    text = json.dumps(data).replace("12345", "9" * 100)
    assert "cannot be added exactly" in said(tmp_path / "case.json", text)


def test_many_errors_are_counted(tmp_path):
    data = changed(ROUND, ("preferences", "north"), [f"s{i}" for i in range(500)])
    text = said(tmp_path / "case.json", data)
    assert len(text.splitlines()) < 110
    assert "more errors" in text


def test_too_large_a_space_is_refused_with_size_limit_and_remedy(tmp_path):
    options = [{"id": f"o{i}", "by": "A" if i % 2 else "B"} for i in range(12)]
    judged = {"A": {"statements": ["o0"]}, "B": {"statements": ["o5"]}}
    path = written(tmp_path / "case.json", {"options": options, "preferences": judged})
    with pytest.raises(TooLargeError, match=r"4,096 combinations of 12 options .*at most 1,000.*--given option=value"):
        read_conflict(path, most=1000)
    assert read_conflict(path, {f"o{i}": "Y" for i in range(3)}, most=1000).states == 512
    wide = [{"id": f"o{i}", "by": "A"} for i in range(20_000)]
    path = written(tmp_path / "wide.json", {"options": wide, "preferences": {"A": {"statements": ["o0"]}}})
    with pytest.raises(TooLargeError, match=r"about 10\^6020 combinations"):
        read_conflict(path)


def test_fixing_what_is_not_there(tmp_path):
    path = written(tmp_path / "case.json", STRIKE)
    with pytest.raises(UnknownNameError, match="Did you mean season"):
        read_conflict(path, {"seson": "busy"})
    with pytest.raises(UnknownNameError, match="Did you mean busy"):
        read_conflict(path, {"season": "busi"})
    with pytest.raises(UnknownNameError, match="No option"):
        read_conflict(written(tmp_path / "graph.json", ROUND), {"season": "busy"})
    path = written(path, changed(STRIKE, ("infeasible",), ["strike and season is busy"]))
    with pytest.raises(FormatError, match="no combination of options is feasible with what is given"):
        read_conflict(path, {"strike": "Y", "season": "busy"})
    with pytest.raises(FormatError, match=r"every option that a party controls is fixed \(strike, offer\)"):
        read_conflict(path, {"strike": "N", "offer": "high"})
    with pytest.raises(FormatError, match="every option that a party controls is fixed"):
        open_conflict(path, {"strike": "N", "offer": "high"})


JUNK: tuple = (
    None,
    True,
    0,
    -1,
    3,
    2.5,
    "",
    "x",
    "strike",
    "offer is low",
    "NNN",
    [],
    [0],
    [[0, "Y"]],
    {},
    {"a": 1},
    "war",
)


def nodes(data, path=()):
    """Every path into the data."""
    if path:
        yield path
    if isinstance(data, dict | list):
        for key in data if isinstance(data, dict) else range(len(data)):
            yield from nodes(data[key], (*path, key))


def tried(path):
    """The conflict, or what is said against it; anything else fails the test."""
    try:
        return read_conflict(path)
    except DetenteError as error:
        return error


@pytest.mark.parametrize("of", PLACES)
def test_whatever_is_changed_there_is_a_conflict_or_a_complaint(tmp_path, of):
    data, name = PLACES[of]
    rng = random.Random(6)
    for path in list(nodes(data)):
        for value in (..., *rng.sample(JUNK, 6)):
            found = tried(written(tmp_path / name, changed(data, path, value)))
            if isinstance(found, Named):
                assert all(len(payoffs(found, i)) == found.states for i in range(len(found.parties)))
            else:
                assert str(found)


@pytest.mark.parametrize("of", PLACES)
def test_whatever_text_is_cut_there_is_a_conflict_or_a_complaint(tmp_path, of):
    data, name = PLACES[of]
    text = json.dumps(data, indent=1)
    rng = random.Random(7)
    for _ in range(150):
        begin = rng.randrange(len(text))
        cut = text[:begin] + rng.choice(("", "[", "}", ",", '"', "\n", "0")) + text[begin + rng.randrange(9) :]
        assert isinstance(found := tried(written(tmp_path / name, cut)), Named) or str(found)

"""What is said against a file shows what came as it was written, once for one cause, with what was expected."""

import json
import re

import pytest

from detente.errors import FormatError
from detente.exchange.gmcr.door import open_conflict, read_conflict
from tests.exchange.gmcr.samples import CHICKEN, ROUND, STRIKE, payoffs, written
from tests.exchange.gmcr.test_bad_input import changed, said

TWO: dict = {
    "options": [{"id": "a", "by": "A"}, {"id": "b", "by": "B"}],
    "preferences": {"A": [0, 1, 2, 3], "B": [3, 2, 1, 0]},
}
A = ("preferences", "A")


def lines(path, data):
    """What is said, a line for each complaint, without the file's name."""
    return [line.removeprefix(f"{path}:") for line in said(path, data).splitlines()]


@pytest.mark.parametrize("read", [read_conflict, open_conflict])
def test_a_conflict_in_which_nobody_controls_anything_is_refused(tmp_path, read):
    nobody = changed(changed(TWO, ("options", 0, "by"), None), ("options", 1, "by"), None)
    path = written(tmp_path / "case.json", nobody)
    with pytest.raises(FormatError, match=r"case.json:2: no option is controlled by a party.*a party under “by”"):
        read(path)
    path = written(tmp_path / "two.json", TWO)
    with pytest.raises(FormatError, match=r"fixed \(a, b\), so nobody could move; expected one of them left open"):
        read(path, {"a": "Y", "b": "N"})


def test_one_who_could_move_is_enough(tmp_path):
    named = read_conflict(written(tmp_path / "two.json", TWO), {"a": "Y"})
    assert (named.parties, named.unmodelled) == (("B",), ("A",))


def test_65_statements_are_refused_with_line_limit_count_and_remedy(tmp_path):
    data = changed(TWO, A, {"statements": ["a"] * 64})
    assert payoffs(read_conflict(written(tmp_path / "case.json", data)), 0).tolist()[0] == 0
    data["preferences"]["A"]["statements"].append("nothing of the sort")
    text = json.dumps(data, indent=1).splitlines()
    (found,) = lines(tmp_path / "case.json", data)
    at = text.index('    "nothing of the sort"') + 1
    assert found.startswith(
        f"{at}: “A” has 65 prioritised statements; expected at most 64; to say more, rank the states"
    )
    weighed = {"statements": ["a"] * 65, "weights": [1] * 65}
    assert read_conflict(written(tmp_path / "case.json", changed(TWO, A, weighed))).states == 4


def test_65_statements_of_gmcr(tmp_path):
    data = changed(CHICKEN, ("useManualPreferenceRanking",), value=False)
    data["decisionMakers"][0]["preferences"] = [[[0, "Y"]]] * 65
    (found,) = lines(tmp_path / "case.gmcr", data)
    assert re.match(r"\d+: “A” has 65 prioritised statements; expected at most 64; .*preferenceRanking", found)
    ranked = {**data, "useManualPreferenceRanking": True}  # then statements are not read
    assert read_conflict(written(tmp_path / "case.gmcr", ranked)).states == 4


@pytest.mark.parametrize("text", [r"\ud800", r"x\udc00", r"\ud83d \ude00"])
def test_half_a_character(tmp_path, text):
    data = json.dumps({**TWO, "title": "XX"}, indent=1).replace("XX", text)
    (found,) = lines(tmp_path / "case.json", data)
    assert found.startswith("26: a text has half a character in it; expected whole characters")
    whole = data.replace(text, r"\ud83d\ude00")
    assert read_conflict(written(tmp_path / "case.json", whole)).title == "\U0001f600"


@pytest.mark.parametrize("name", ["0", "3", "003", "NY", "--", "a=Y", "a = N, b=Y", "", " x"])
def test_a_name_is_no_other_way_to_write_a_state(tmp_path, name):
    data = {**TWO, "names": {"today": 0, name: 1}}
    (found,) = lines(tmp_path / "case.json", data)
    assert re.match(rf"28: .*(“{name}” is another way to write|is empty, or has spaces)", found)


@pytest.mark.parametrize("name", ["1962", "N", "NYN", "x=y", "a", "a=Y of course", "-"])
def test_other_names_are_names(tmp_path, name):
    data = {**TWO, "names": {name: 1}}
    if name == "a=Y of course":
        assert "another way" in said(tmp_path / "case.json", data)
    else:
        assert read_conflict(written(tmp_path / "case.json", data)).find(name) == [1]


def test_a_name_in_a_graph_is_no_state(tmp_path):
    (found,) = lines(tmp_path / "case.json", {**ROUND, "names": {"war": "peace"}})
    assert "the name “war” is another way to write a state" in found


def test_rows_of_one_sign(tmp_path):
    data = {"options": [{"id": "o", "by": "A"}], "preferences": {"A": {"statements": ["Y", "-"]}}}
    assert payoffs(read_conflict(written(tmp_path / "case.json", data)), 0).tolist() == [1, 3]
    data["infeasible"] = ["N"]
    assert read_conflict(written(tmp_path / "case.json", data)).states == 1


@pytest.mark.parametrize(
    ("number", "complaint"),
    [
        ("NaN", "17: this is no number; expected a finite number; got NaN"),
        ("-Infinity", "17: this is no number; expected a finite number; got -Infinity"),
        ("1e400", "17: the number is too long or too large; expected at most 200 characters"),
        ("1e-999999999", "17: the number is too long or too large"),
        ("9" * 201, "17: the number is too long or too large"),
        ("-" + "9" * 5000, "17: the number is too long or too large"),
        ("0." + "1" * 5000, "17: the number is too long or too large"),
    ],
)
def test_numbers_that_no_file_may_have(tmp_path, number, complaint):
    text = json.dumps(changed(TWO, (*A, 3), 12345), indent=1).replace("12345", number)
    (found,) = lines(tmp_path / "case.json", text)
    assert found.startswith(complaint)


def test_many_such_numbers_are_counted(tmp_path):
    found = said(tmp_path / "case.json", "[" + ", ".join(["NaN"] * 250) + "]").splitlines()
    assert (len(found), "and 150 more errors" in found[-1]) == (101, True)


@pytest.mark.parametrize(
    ("of", "path", "value", "complaints"),
    [
        (TWO, (*A, 3), 3.0, ["17: this is no state: a code is written without a point.*; got 3.0"]),
        (TWO, A, [False, True, 2, 3], ["14: this is no state.*; got false", "15: this is no state.*; got true"]),
        (TWO, (*A, 3), "", ['17: this is no state.*; got ""']),
        (TWO, A, "0123", ['13: .*; expected a list of states, best first; or an object with .*; got "0123"']),
        (TWO, A, None, ["13: .*; got null"]),
        (TWO, A, {}, ["13: .* with ranking, with utilities, with worth, with statements, .*; got an empty object"]),
        (TWO, (*A, 0), [], ["14: this tie is empty"]),
        (TWO, (*A, 3), 4, ["17: this is no feasible state; expected a decimal code .0 to 3."]),
        (TWO, (*A, 3), "a=Q,b=Y", ["17: this is no feasible state: No value of a is called Q"]),
        (TWO, (*A, 3), "a=Y,a=Y", ["17: this is no state: an option stands there twice"]),
        (TWO, (*A, 3), [[3]], ["18: this is no state: a list stands where one state has to"]),
        (TWO, A, {"weights": [1]}, ["14: there are weights, and no statements"]),
        (TWO, A, {"better": [[0, 1]], "unknown": "all"}, ['20: beside pairs, .*; expected "rest"; got "all"']),
        (TWO, A, {"utilities": [1, 2, 3, "4"]}, ['18: this is no number; .*; got "4"']),
        (TWO, ("infeasible",), ["YN-"], ["27: this row has not one sign .*; expected 2 signs .*: a, b"]),
        (TWO, ("infeasible",), ["a and b"], ["17: .*an infeasible condition rules it out", "20: .*rules it out"]),
        (TWO, ("options", 0, "by"), ..., ["3: it is not said who controls “a”; expected [^;]*$"]),
        (TWO, ("options", 0, "id"), ..., ["3: an option has no id"]),
        (TWO, ("parties",), ["A"], ["9: “B” is no party"]),
        (TWO, ("parties",), [], ["26: nobody is a party; .*; got .."]),
        (TWO, ("states",), [1], ["26: “states” is of an explicit graph"]),
        (
            STRIKE,
            ("infeasible",),
            ["NNN"],
            [r"29: a row of signs is for options with two values each, and “offer” has 3"],
        ),
        (ROUND, ("moves",), ..., ["1: the key “moves” is missing"]),
        (ROUND, ("states",), ..., ["1: the key “states” is missing"]),
        (ROUND, ("states", 0), 1.50, ["3: this is no state; .*; got 1.5"]),
        (ROUND, ("preferences", "north"), {"statements": []}, ["24: “statements” is of options"]),
        (CHICKEN, ("decisionMakers", 0, "preferenceRanking"), [0, 1, 2, 3], ["21: this is no feasible state.*; got 0"]),
        (CHICKEN, ("decisionMakers", 1, "options"), [1.0], ["30: there is no such option.*; got 1.0"]),
        (CHICKEN, ("useManualPreferenceRanking",), "false", ['41: .*; expected true or false; got "false"']),
        (CHICKEN, ("infeasibles",), [[[0, "Y"]], [[0, "N"]]], ["12: no combination of options is feasible"]),
    ],
)
def test_one_complaint_for_each_cause(tmp_path, of, path, value, complaints):
    found = lines(tmp_path / ("case.gmcr" if of is CHICKEN else "case.json"), changed(of, path, value))
    assert len(found) == len(complaints), found
    for line, complaint in zip(found, complaints, strict=True):
        assert re.match(complaint, line), line


def test_a_key_that_stands_twice_is_said_once(tmp_path):
    text = json.dumps(TWO, indent=1)
    more = text.replace('"preferences"', '"preferences": {"A": [3, 2, 1, 0]},\n"preferences"')
    assert lines(tmp_path / "case.json", more) == [
        "13: the key “preferences” stands there twice; expected each key once"
    ]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"by"', "by", '5: the file is no JSON: a key in double quotes has to stand here .*; got by: "A"'),
        ('"A"\n', '"A",\n', "6: the file is no JSON: a key in double quotes"),
        ('"a"', '"a', "4: the file is no JSON: a text goes over the end of the line"),
        ("{", "# a remark\n{", "1: the file is no JSON: no value can be read here.*; got # a remark"),
        ("\n}", "", "25: the file is no JSON: a comma, or the end of the list or object, is missing .*; got the end"),
    ],
)
def test_what_is_no_json_is_said_in_plain_words(tmp_path, old, new, complaint):
    text = json.dumps(TWO, indent=1)
    at = text.rindex(old) if old == "\n}" else text.index(old)
    (found,) = lines(tmp_path / "case.json", text[:at] + new + text[at + len(old) :])
    assert re.match(complaint, found), found


def test_an_answer_is_no_conflict(tmp_path):
    text = said(tmp_path / "case.json", {"options": [], "states": [], "concepts": [], "unmodelled": []})
    assert "is an answer of detente hold, and no conflict" in text


@pytest.mark.parametrize("together", [5, True, "A", {}, None, [0, 1], [[0]]])
def test_coalitions_that_are_none_are_passed_over(tmp_path, together):
    assert read_conflict(written(tmp_path / "case.gmcr", {**CHICKEN, "coalitions": together})).notes == ()

"""preferences.yaml: what is written comes out exactly, and every fault is found, all at once, where it is."""

import hashlib
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from detente.case.judgements.model import Comparison, Quantity
from detente.case.reading import read_case
from detente.case.schema import schemas
from detente.errors import CaseError
from tests.case.folders import edited
from tests.case.judgements.made import PREFERENCES, RATIFICATION, faults, read, write


def exact(number, because=""):
    return Quantity("exact", Fraction(number), because=because)


def test_everything_is_read(tmp_path: Path) -> None:
    north, league = read(tmp_path).preferences
    assert (north.of, str(north.since), str(north.until), north.because, north.line) == (
        "NORTH",
        "2020-02-01",
        "2021-12-31",
        "the general reason",
        2,
    )
    assert north.weights.method == "given"
    assert dict(north.weights.numbers) == {
        "river": exact(30),
        "patrols": Quantity("between", Fraction(15), Fraction(10), Fraction(20), because="so"),
    }
    river, patrols = north.values
    assert dict(river.numbers) == {"closed": exact(0), "shared": exact(40), "open": exact(100)}
    assert patrols.ranking == (("none",), ("day", "night"))
    assert [bonus.worth for bonus in north.bonuses] == [
        exact(5, "why"),
        Quantity("triangular", Fraction(0), Fraction(-3), Fraction(3)),
    ]
    assert [bonus.text for bonus in north.bonuses] == ["safe", "river is open and patrols is day"]
    assert str(north.bonuses[0].condition) == "river is open and patrols is none"
    assert north.reservation is not None
    assert (north.reservation.package, north.reservation.worth) == ((("river", "shared"),), exact(-5))
    assert league.weights.comparisons == (Comparison("river", "patrols", Fraction(1, 3), "they live on it"),)
    assert league.values[1].because == "a poll"
    assert league.reservation is not None
    assert league.reservation.worth == Quantity("normal", Fraction(40), sd=Fraction(5))


def one(tmp_path: Path, salience: str) -> list[str]:
    """What reading complains of if NORTH's weights are written so, each without its file."""
    text = edited(PREFERENCES, "weights: {river: 30, patrols: {between: [10, 20], because: so}}", salience)
    return [str(finding).removeprefix("preferences.yaml:") for finding in faults(tmp_path, text)]


@pytest.mark.parametrize(
    ("number", "read_as"),
    [
        ("0.1", Fraction(1, 10)),
        ("'0.30'", Fraction(3, 10)),
        (".5", Fraction(1, 2)),
        ("7.", Fraction(7)),
        ("+3", Fraction(3)),
        ("0.000000000001", Fraction(1, 10**12)),
        ("1000000000", Fraction(10**9)),
        ("{value: 2.5}", Fraction(5, 2)),
    ],
)
def test_decimals_are_exact(number: str, read_as: Fraction, tmp_path: Path) -> None:
    text = edited(PREFERENCES, "river: 30,", f"river: {number},")
    assert dict(read(tmp_path, text).preferences[0].weights.numbers)["river"].central == read_as


@pytest.mark.parametrize(
    "number",
    [
        "nan",
        ".nan",
        "inf",
        ".inf",
        "-.inf",
        "1e3",
        "1e999",
        "1e-999",
        "0x1F",
        "1_000",
        "true",
        "no",
        "1/3",
        "'٣'",
        "30 %",
        "1,5",
    ],
)
def test_what_is_no_number(number: str, tmp_path: Path) -> None:
    (found,) = faults(tmp_path, edited(PREFERENCES, "river: 30,", f"river: {number!s},".replace("1,5", "'1,5'")))
    assert (found.file, found.line) == ("preferences.yaml", 6)
    assert found.expected.startswith("a number")


@pytest.mark.parametrize(
    ("number", "expected", "got"),
    [
        ("-1", "0 or more", "-1"),
        ("1000000000.1", "at most 1,000,000,000", "1000000000.1"),
        ("9" * 5000, "a number, 0 or more", "999"),
        ("0.0000000000001", "12 digits behind the point", "0.0000000000001"),
        ("[1, 2]", "{between: [30, 50]}", "a list"),
        ("{}", "{value: 40}", "a mapping with nothing"),
        ("{between: [20, 10]}", "the smaller number first", "[20, 10]"),
        ("{between: [20]}", "two numbers", "a list"),
        ("{between: 20}", "two numbers", "20"),
        ("{betwen: [10, 20]}", "{between: [30, 50]}", "may be between"),
        ("{low: 1, likely: 5, high: 4}", "low ≤ likely ≤ high", "1, 5, 4"),
        ("{low: 1, high: 4}", "{low: 30, likely: 40, high: 55}", "low, high"),
        ("{mean: 4, sd: -1}", "0 or more", "-1"),
        ("{mean: -4, sd: 1}", "0 or more", "-4"),
        ("{value: 4, mean: 4}", "{value: 40}", "value, mean"),
        ("{value: 4, because: [x]}", "“because” with a text", "a list"),
    ],
)
def test_numbers_of_the_wrong_form(number: str, expected: str, got: str, tmp_path: Path) -> None:
    (found,) = faults(tmp_path, edited(PREFERENCES, "river: 30,", f"river: {number},"))
    assert found.line == 6
    assert expected in found.expected
    assert got in found.got


@pytest.mark.parametrize(
    ("salience", "message"),
    [
        (
            "swing: {river: 100, patrols: 5}\n    weights: {river: 1, patrols: 1}",
            "is said twice; expected one of weights",
        ),
        ("derived: true", "is said nowhere; expected one of weights, swing, pairwise, ranking"),
        ("swing: {river: 60, patrols: 5}", "the issue that matters most has 100"),
        ("swing: {river: 100, patrols: 101}", "a number from 0 to 100; got 101"),
        ("weights: {river: 0, patrols: 0}", "no issue matters; expected a number above 0"),
        ("weights: {river: 3}", "patrols has values and no weight"),
        (
            "weights: {river: 3, patrols: 3, rivr: 3}",
            "no issue is called rivr; expected one of river, patrols; got rivr; did you mean river?",
        ),
        ("ranking: [river, [patrols, river]]", "river has two places in the ranking"),
        (
            "ranking: [river, patrol]",
            "no issue is called patrol; expected one of river, patrols; got patrol; did you mean patrols?",
        ),
        ("pairwise: [{issue: river, over: patrols, times: 10}]", "expected a number from 1/9 to 9; got 10"),
        ("pairwise: [{issue: river, over: patrols, times: 1/10}]", "expected a number from 1/9 to 9; got 1/10"),
        ("pairwise: [{issue: river, over: patrols, times: 1/0}]", "expected a number from 1/9 to 9; got 1/0"),
        ("pairwise: [{issue: river, over: patrols, times: nan}]", "expected a number from 1/9 to 9; got nan"),
        ("pairwise: [{issue: river, over: patrols}]", "the key “times” is missing"),
        (
            "pairwise: [{issue: river, over: river, times: 2}, {issue: river, over: patrols, times: 2}]",
            "river is compared with itself",
        ),
        (
            "pairwise: [{issue: river, over: patrols, times: 2}, {issue: patrols, over: river, times: 2}]",
            "compared twice; expected each pair once; got river is 0.5 times patrols here, 2 times in line 6",
        ),
        (
            "pairwise: [{issue: river, over: patrols, times: 2}, {issue: patrols, over: river, times: 1/2}]",
            "compared twice; expected each pair once; got the same in line 6",
        ),
    ],
)
def test_faults_of_salience(salience: str, message: str, tmp_path: Path) -> None:
    found = one(tmp_path, salience)
    assert any(message in line for line in found), found
    assert len([line for line in found if "has values and no weight" not in line or "no weight" in message]) == 1, found


@pytest.mark.parametrize("salience", ["pairwise: [{issue: river, over: river, times: 2}]", "ranking: [river, river]"])
def test_an_issue_in_the_place_of_another_brings_no_second_error(salience: str, tmp_path: Path) -> None:
    assert len(one(tmp_path, salience)) == 1


def test_comparisons_must_connect(tmp_path: Path) -> None:
    case = (write(tmp_path) / "case.yaml").read_text()
    more = "".join(f"  - {{id: {name}, options: [a, b], status_quo: a}}\n" for name in ("tolls", "fish"))
    (tmp_path / "case.yaml").write_text(case.replace("conditions:\n", more + "conditions:\n"))
    text = edited(
        PREFERENCES, "times: 1/3, because: they live on it}", "times: 3}\n      - {issue: tolls, over: fish, times: 2}"
    )
    text = edited(text, "values: {river: [open", "values: {tolls: [a, b], fish: [a, b], river: [open")
    (tmp_path / "preferences.yaml").write_text(text)
    with pytest.raises(CaseError) as caught:
        read_case(tmp_path)
    (found,) = caught.value.findings
    assert found.message == "the comparisons do not connect all issues"
    assert found.got == "fish, tolls; patrols, river"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        (
            "of: NORTH",
            "of: NORT",
            2,
            "is called NORT; expected one of NORTH, SOUTH, TOWN, VILLAGE, LEAGUE; got NORT; did you mean NORTH?",
        ),
        ("of: NORTH\n    because: the general reason", "because: x", 2, "the key “of” is missing"),
        ("because: the general", "becaus: the general", 3, "did you mean because?"),
        ("until: 2021-12-31", "until: 2019", 5, "it ends before it begins"),
        ("until: 2021-12-31", "until: soon", 5, "expected a date"),
        ("until: 2021-12-31", "derived: perhaps", 5, "expected true or false"),
        ("shared: 40, ", "", 8, "the values leave out shared; expected every option of river; got 2 of 3"),
        ("shared: 40", "shard: 40", 8, "no option of river is called shard"),
        ("shared: 40", "shared: forty", 8, "expected a number; got forty"),
        (
            "{closed: 0, shared: 40, open: 100}",
            "40",
            8,
            "expected a number for each option, {a: 0, b: 100}, or a ranking, [b, a]; got 40",
        ),
        ("{closed: 0, shared: 40, open: 100}", "{}", 8, "expected a number for each option"),
        (
            "[none, [day, night]]",
            "[none, day]",
            9,
            "the ranking leaves out night; expected every option of patrols; got 2 of 3",
        ),
        ("[none, [day, night]]", "[none, day, [day, night]]", 9, "day has two places in the ranking"),
        ("[none, [day, night]]", "[none, day, nigth]", 9, "no option of patrols is called nigth"),
        ("[none, [day, night]]", "[]", 9, "expected at least one entry"),
        (
            "{ranking: [none, day, night], because: a poll}",
            "{ranking: [none, day], because: a poll}",
            18,
            "leaves out night",
        ),
        (
            "{ranking: [none, day, night], because: a poll}",
            "{ranking: [none, day, night], becaus: x}",
            18,
            "may be because",
        ),
        (
            "\n      patrols: [none, [day, night]]",
            "",
            7,
            "patrols has a weight, and nothing says what its options are worth",
        ),
        ("if: safe", "if: saf", 11, "no condition is called saf"),
        ("if: safe", "if: river is", 11, "the condition cannot be read: expected an option after “is”"),
        ("if: safe", "if: rivr is open", 11, "no issue is called rivr"),
        ("worth: 5", "worth: a lot", 11, "expected a number; got a lot"),
        ("{package: {river: shared}, plus: -5}", "{package: {river: shard}}", 13, "no option of river is called shard"),
        ("{package: {river: shared}, plus: -5}", "{package: {rivr: shared}}", 13, "no issue is called rivr"),
        ("{package: {river: shared}, plus: -5}", "{package: {}}", 13, "expected {package: status_quo}"),
        ("{package: {river: shared}, plus: -5}", "{package: plan}", 13, "expected {package: status_quo}"),
        ("{package: {river: shared}, plus: -5}", "{package: status_quo, plus: x}", 13, "expected a number; got x"),
        ("{package: {river: shared}, plus: -5}", "{package: status_quo, pluss: 3}", 13, "may be plus"),
        ("{package: {river: shared}, plus: -5}", "[3]", 13, "expected a number, {value: 40}"),
        ("of: LEAGUE", "of: NORTH\n    from: 2020-02-01", 14, "two entries for NORTH begin on the same day"),
        ("of: LEAGUE", "of: NORTH\n    from: 2020-02-01/2020-02-01", 14, "two entries for NORTH begin on the same day"),
    ],
)
def test_faults(old: str, new: str, line: int, message: str, tmp_path: Path) -> None:
    found = faults(tmp_path, edited(PREFERENCES, old, new))
    assert len(found) == 1, "\n".join(map(str, found))
    assert (found[0].file, found[0].line) == ("preferences.yaml", line)
    assert message in str(found[0])


def test_all_faults_at_once(tmp_path: Path) -> None:
    text = PREFERENCES
    for old, new in (
        ("of: NORTH", "of: NORT"),
        ("river: 30", "river: -3"),
        ("shared: 40", "shared: x"),
        ("if: safe", "if: saf"),
        ("times: 1/3", "times: 30"),
        ("sd: 5", "sd: -5"),
    ):
        text = edited(text, old, new)
    rules = edited(edited(RATIFICATION, "rule: consensus", "rule: whatever"), "seats: 53", "seats: x")
    found = faults(tmp_path, text, rules)
    assert [(one.file, one.line) for one in found] == [
        *(("preferences.yaml", line) for line in (2, 6, 8, 11, 17, 19)),
        *(("ratification.yaml", line) for line in (13, 29)),
    ]


def test_options_of_what_does_not_matter_may_be_left_out(tmp_path: Path) -> None:
    text = edited(PREFERENCES, "river: 30, ", "river: 0, ")
    text = edited(text, "      river: {closed: 0, shared: 40, open: 100}\n", "")
    north = read(tmp_path, text).preferences[0]
    values = {one.issue: dict(one.numbers) for one in north.values}
    assert values["river"] == {"closed": exact(0), "shared": exact(0), "open": exact(0)}


def test_an_empty_list_and_no_file_are_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "a", "preferences: []\n").preferences == ()
    case = read(tmp_path / "b", None, None)
    assert case.preferences == ()
    assert (case.ratification.bodies, case.ratification.procedures) == ((), ())


def test_of_entries_in_force_the_one_that_began_last_counts(tmp_path: Path) -> None:
    entry = (
        "  - of: NORTH\n    weights: {{river: {0}}}\n    values: {{river: [open, shared, closed]}}\n    because: x\n{1}"
    )
    terms = ["", "    from: 2020-03\n    until: 2020-06-30\n", "    from: 2020-02\n"]
    text = "preferences:\n" + "".join(entry.format(place + 1, term) for place, term in enumerate(terms))
    case = read(tmp_path, text)
    assert len(case.preferences) == 3

    def weight(day: str) -> int:
        (found,) = case.on(day).preferences
        return int(found.weights.numbers[0][1].central)

    days = ["2020-01-31", "2020-02-28", "2020-02-29", "2020-03-30", "2020-03-31", "2020-06-30", "2020-07-01"]
    assert [weight(day) for day in days] == [1, 1, 3, 3, 2, 2, 3]


def test_what_has_ended_is_not_judged(tmp_path: Path) -> None:
    case = read(tmp_path)
    assert [one.of for one in case.on("2020-01-31").preferences] == ["LEAGUE"]
    assert [one.of for one in case.on("2021-12-31").preferences] == ["NORTH", "LEAGUE"]
    assert [one.of for one in case.on("2022-01-01").preferences] == ["LEAGUE"]
    assert case.on().day == date(2020, 7, 31)  # judgements do not move the date that is answered for


def test_judgements_are_part_of_the_digest(tmp_path: Path) -> None:
    folder = write(tmp_path)
    names = sorted(path.name for path in folder.iterdir())
    assert {"preferences.yaml", "ratification.yaml"} < set(names)
    lines = "".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    assert read_case(folder).digest == hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize("name", ["preferences.yml", "Preferences.yaml", "ratification.yml"])
def test_misnamed_files(name: str, tmp_path: Path) -> None:
    (write(tmp_path, None, None) / name).write_text(PREFERENCES)
    with pytest.raises(CaseError, match="not one that is read"):
        read_case(tmp_path)


def test_schemas_say_what_is_read() -> None:
    entry = schemas()["preferences.yaml"]["$defs"]["PreferenceEntry"]
    assert entry["additionalProperties"] is False
    assert {"of", "from", "weights", "swing", "pairwise", "ranking", "values", "bonuses", "reservation"} < set(
        entry["properties"]
    )
    (forms,) = (value["anyOf"] for value in entry["properties"]["weights"]["patternProperties"].values())
    assert forms[0] == {"type": "number", "minimum": 0}
    assert {tuple(form.get("required", ())) for form in forms[1:]} == {
        ("value",),
        ("between",),
        ("low", "likely", "high"),
        ("mean", "sd"),
    }
    body = schemas()["ratification.yaml"]["$defs"]["BodyEntry"]
    assert {"id", "members", "present", "source", "because", "confirmed", "from"} < set(body["properties"])


def test_entries_are_equal_whatever_line_they_stand_in(tmp_path: Path) -> None:
    plain, moved = read(tmp_path / "a"), read(tmp_path / "b", "# a comment\n\n" + PREFERENCES)
    assert [replace(one, line=0) for one in plain.preferences] == [replace(one, line=0) for one in moved.preferences]
    assert plain.preferences[0].line + 2 == moved.preferences[0].line

"""Whatever a case's files hold, every command gives a clear error or a correct answer: no traceback, hang or guess."""

import json

import pytest

from tests.cli.shells import ANALYSES, QUESTIONS, answered, document, edited, refused, run

NIGHT = "options: [none, day, night]"
HEADER = "id,date,holder,"


@pytest.fixture
def case(tmp_path):
    """The starter case, to be spoilt."""
    assert run("new", tmp_path / "river", "--title", "The river dispute").exit_code == 0
    return tmp_path / "river"


def spoil_linkage(case):
    return edited(
        case, "case.yaml", ("linkages:", "linkages:\n  - {id: both, require: river is open and river is closed}\n#")
    )


def spoil_alias(case):
    return edited(
        case,
        "case.yaml",
        ("required: [NORTH, SOUTH]", "required: &both [NORTH, SOUTH]"),
        ("parties: [NORTH, SOUTH]", "parties: *both"),
    )


def spoil_bytes(data):
    def spoil(case):
        (case / "case.yaml").write_bytes(data((case / "case.yaml").read_bytes()))

    return spoil


UNUSABLE = {
    "an option named twice": (
        lambda case: edited(case, "case.yaml", (NIGHT, "options: [none, day, day]")),
        ["case.yaml:", "day"],
    ),
    "a date that does not exist": (
        lambda case: edited(case, "statements.csv", ("s1,2020-05-12", "s1,2020-02-30")),
        ["statements.csv:2: ", "2020-02-30"],
    ),
    "a condition nested 1,000 deep": (
        lambda case: edited(
            case,
            "case.yaml",
            ("means: river", f"means: {'(' * 1000}river"),
            ("none\n    title", f"none{')' * 1000}\n    title"),
        ),
        ["case.yaml:", "200"],
    ),
    "a condition of 1,000 nots": (
        lambda case: edited(case, "case.yaml", ("means: river", f"means: {'not ' * 1000}river")),
        ["case.yaml:", "200"],
    ),
    "a stray quote in the CSV": (
        lambda case: edited(case, "statements.csv", ("The river may be", 'The "river may be')),
        ["statements.csv:2: "],
    ),
    "a quote that never ends": (
        lambda case: edited(case, "statements.csv", (",The river may be", ',"The river may be')),
        ["statements.csv:", "quote"],
    ),
    "a YAML alias": (spoil_alias, ["case.yaml:", "alias"]),
    "a byte that is not UTF-8": (
        spoil_bytes(lambda data: data.replace(b"river", b"r\xedver", 1)),
        ["case.yaml:", "not UTF-8", "0xed"],
    ),
    "UTF-16": (spoil_bytes(lambda data: data.decode().encode("utf-16")), ["case.yaml:1: ", "UTF-16"]),
    "a zero byte": (spoil_bytes(lambda data: data.replace(b"river", b"ri\0er", 1)), ["case.yaml:"]),
    "an unknown key": (
        lambda case: edited(case, "case.yaml", ("question:", "qestion:")),
        ["case.yaml:", "did you mean question?"],
    ),
    "an unknown party": (
        lambda case: edited(case, "statements.csv", (",NORTH,", ",NORHT,")),
        ["statements.csv:2: ", "did you mean NORTH?"],
    ),
    "an unknown option": (
        lambda case: edited(case, "statements.csv", (",river,closed,", ",river,clsoed,")),
        ["statements.csv:3: ", "closed"],
    ),
    "an empty file": (spoil_bytes(lambda _: b""), ["case.yaml"]),
    "not YAML": (spoil_bytes(lambda _: b"title: [\n"), ["case.yaml:"]),
    "a list": (spoil_bytes(lambda _: b"- a\n- b\n"), ["case.yaml:"]),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_unusable_cases_are_refused_with_file_and_line(what, case):
    spoil, words = UNUSABLE[what]
    spoil(case)
    for command in QUESTIONS:
        said = refused(command, case)
        for word in words:
            assert word in said
        lines = said.splitlines()
        assert all(line.startswith("detente: ") for line in lines)
        assert lines[-1].startswith("detente: the case cannot be used")


@pytest.mark.parametrize("what", UNUSABLE)
def test_the_json_of_a_check_has_the_findings_too(what, case):
    UNUSABLE[what][0](case)
    result = run("check", case, "--json")
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert found["usable"] is False
    assert all(finding["severity"] == "error" for finding in found["findings"])
    assert len(result.stderr.splitlines()) == len(found["findings"]) + 1


@pytest.mark.parametrize("command", ANALYSES)
def test_json_of_an_unusable_case_is_empty(command, case):
    edited(case, "case.yaml", ("question:", "qestion:"))
    result = run(command, case, "--json")
    assert (result.exit_code, result.stdout) == (2, "")


def test_all_errors_at_once(case):
    edited(case, "case.yaml", ("question:", "qestion:"))
    edited(case, "statements.csv", ("s1,2020-05-12", "s1,2020-02-30"), (",SOUTH,", ",SUOTH,"))
    said = refused("room", case)
    assert "case.yaml:" in said
    assert "statements.csv:2:" in said
    assert "statements.csv:3:" in said


def test_a_linkage_that_no_package_meets(case):
    spoil_linkage(case)
    result = run("check", case)
    assert result.exit_code == 1
    assert "no package meets the linkage both" in result.stdout
    assert "no package meets the linkages" in answered("room", case, "--table", "three")
    said = " ".join(answered("impasse", case, "--table", "three").split())
    assert "no package meets the linkages, whatever the positions" in said
    assert "These are linkages, which nobody can concede: both" in said
    levels = document("impasse", case, "--table", "three")["levels"]
    assert {(one["possible"], one["gap"]) for one in levels} == {(0, None)}
    assert answered("window", case)
    assert answered("sensitivity", case)


def test_a_party_that_controls_nothing_and_says_nothing(case):
    edited(case, "parties.yaml", ("  - id: TOWNS", "  - {id: QUIET, name: The quiet ones}\n  - id: TOWNS"))
    result = run("check", case)
    assert result.exit_code == 1
    assert "QUIET says nothing and controls nothing" in result.stdout
    for command in ANALYSES:
        assert answered(command, case)
    assert "Nothing known of The quiet ones" in answered("positions", case, "--party", "QUIET", "--issue", "river")


def test_an_issue_with_one_option(case):
    edited(case, "case.yaml", ("conditions:", "  - {id: lone, options: [only], status_quo: only}\n\nconditions:"))
    result = run("check", case)
    assert result.exit_code == 1
    assert "lone has one option, so there is nothing to settle" in result.stdout
    before = document("room", case, "--table", "three")["tables"][0]["levels"][0]["packages"]
    assert before == 27
    for command in ANALYSES:
        assert answered(command, case)


def test_ten_thousand_options(case):
    many = ", ".join(f"o{number}" for number in range(9_997))
    edited(case, "case.yaml", (NIGHT, f"options: [none, day, night, {many}]"))
    room = document("room", case, "--table", "three")["tables"][0]["levels"][0]
    assert room["packages"] == 3 * 10_000 * 3
    assert answered("impasse", case, "--table", "three")
    assert run("check", case).exit_code == 0


def test_a_byte_order_mark_is_no_matter(case):
    plain = document("room", case)
    for name in ("statements.csv", "case.yaml"):
        (case / name).write_bytes(b"\xef\xbb\xbf" + (case / name).read_bytes())
    marked = document("room", case, "--table", "two", "--table", "three")
    assert marked["tables"] == plain["tables"]


def test_a_case_with_nothing_said(tmp_path):
    folder = tmp_path / "bare"
    folder.mkdir()
    text = "title: Bare\nquestion: Well?\nrequired: [A, B]\nissues:\n  - {id: x, options: [a, b], status_quo: a}\n"
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    for command in ANALYSES:
        assert answered(command, folder)
    assert "(nothing in it is dated)" in answered("room", folder)
    assert run("brief", folder, "--out", tmp_path / "page.html").exit_code == 0


@pytest.mark.parametrize("command", [*QUESTIONS, "brief"])
def test_a_folder_that_is_a_file_or_empty_or_not_there(command, tmp_path):
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    assert "this is a file" in refused(command, file)
    (tmp_path / "empty").mkdir()
    assert "case.yaml: the file is missing" in refused(command, tmp_path / "empty")
    assert "neither a folder nor in the catalogue, which has camp-david" in refused(command, tmp_path / "nothing")
    assert "neither a folder nor in the catalogue" in refused(command, "")
    assert "neither a folder nor in the catalogue" in refused(command, "x" * 5000)
    assert "Did you mean camp-david?" in refused(command, "camp-davd")


def test_missing_permissions(case, monkeypatch):
    def denied(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.read_bytes", denied)
    assert "case.yaml: the file cannot be read; expected a readable file; got Permission denied" in refused(
        "room", case
    )


@pytest.mark.parametrize("command", ANALYSES)
def test_unknown_tables_get_the_nearest_name(command):
    assert "No table is called thre. Did you mean three?" in refused(command, "cuban-missile-crisis", "--table", "thre")


def test_unknown_parties_and_issues_get_the_nearest_name():
    assert "No party is called USR. Did you mean USSR?" in refused(
        "positions", "cuban-missile-crisis", "--party", "USR"
    )
    assert "Did you mean turkey?" in refused("positions", "cuban-missile-crisis", "--issue", "turky")


@pytest.mark.parametrize("command", [*QUESTIONS, "brief"])
@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2022-02-30", "2022-02-30 does not exist in the calendar"),
        ("yesterday", "'yesterday' is not a date; write 2022, 2022-03, 2022-03-29 or 2022-03-29/2022-04-02"),
        ("2022-13", "2022-13 does not exist in the calendar"),
        ("0000", "0000 does not exist in the calendar"),
        ("2022-04-02/2022-03-29", "ends before it begins"),
        ("", "is not a date"),
    ],
)
def test_bad_dates_are_usage_errors(command, date, said):
    for option in ("--on", "--known-by"):
        result = run(command, "camp-david", option, date)
        assert result.exit_code == 2
        assert said in " ".join(result.stderr.split())


@pytest.mark.parametrize("date", ["0001", "9999"])
@pytest.mark.parametrize("command", ANALYSES)
def test_the_ends_of_the_calendar(command, date):
    assert answered(command, "cuban-missile-crisis", "--on", date)


def test_bad_usage():
    assert "No such command" in refused("rom")
    assert "Did you mean" in refused("rom")
    assert "Missing argument" in refused("room")
    assert "No such option" in refused("room", "camp-david", "--tabel", "x")
    assert "is not one of" in refused("impasse", "camp-david", "--level", "limit")
    assert "--seconds" in refused("impasse", "camp-david", "--seconds", "-1")
    assert "--documents" in refused("check", "camp-david", "--documents", "/nowhere")


def test_a_case_cannot_speak_to_the_terminal(case):
    edited(case, "statements.csv", ("The river may be shared", "The river \x1b[31mmay\x07 be shared"))
    for words in (("positions", case, "--issue", "river"), ("check", case)):
        result = run(*words)
        assert "\x1b" not in result.output
        assert "\x07" not in result.output

"""What `check` points at, what it verifies, and that it stays silent about a case that is in order."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given

from detente.case.checking import check
from detente.case.conditions import Bound, Condition, Is, Named, walk
from detente.case.evaluating import holds
from detente.case.locate import CATALOG, find_case, slugs
from detente.case.model import Issue, Option
from detente.case.reading import read_case
from detente.case.schema import schemas
from detente.case.scopes import met_and_unmet
from detente.case.statements import HEADER
from detente.case.template import new_case
from detente.errors import Finding, UnknownNameError, WriteError
from tests.case.folders import CASE, PARTIES, PROPOSALS, SOURCES, STATEMENTS, edited, read
from tests.case.test_grammar import conditions


def looks(folder: Path, **changed: str | None) -> list[Finding]:
    return list(check(read(folder, **changed)).findings)


def one(found: list[Finding], words: str) -> Finding:
    fitting = [finding for finding in found if words in finding.message]
    assert len(fitting) == 1, "\n".join(map(str, found))
    return fitting[0]


def test_an_issue_with_one_option(tmp_path: Path) -> None:
    text = edited(CASE, "conditions:", "  - id: only\n    options: [this]\n    status_quo: this\nconditions:")
    found = one(looks(tmp_path, case=text), "only has one option")
    assert (found.file, found.line, found.severity, found.got) == ("case.yaml", 15, "warning", "this")


def test_parties_that_say_and_control_nothing(tmp_path: Path) -> None:
    found = looks(
        tmp_path, statements=STATEMENTS + "s3,2020,LEAGUE,,,leave_open,,x,\n".replace(",,leave", "river,,leave")
    )
    assert not [finding for finding in found if "says nothing" in finding.message]
    silent = [finding for finding in looks(tmp_path) if "says nothing and controls nothing" in finding.message]
    assert [(finding.file, finding.line) for finding in silent] == [("parties.yaml", 5), ("parties.yaml", 6)]


def test_a_table_where_somebody_has_not_spoken(tmp_path: Path) -> None:
    text = CASE + "tables:\n  - id: wide\n    parties: [NORTH, LEAGUE]\n"
    found = [finding for finding in looks(tmp_path, case=text) if "sits at the table wide" in finding.message]
    assert [finding.message.split()[0] for finding in found] == ["TOWN", "VILLAGE"]
    assert {finding.line for finding in found} == {22}


def test_linkages_judged_alone(tmp_path: Path) -> None:
    more = (
        "  - id: never\n    require: river is open and not river at least shared\n"
        "  - id: always\n    require: patrols is none or patrols at least_not\n"
    ).replace("patrols is none or patrols at least_not", "patrols in {none, day, night}")
    found = looks(tmp_path, case=CASE + more)
    never = one(found, "no package meets the linkage never")
    assert (never.severity, never.line) == ("warning", 21)
    assert one(found, "every package meets the linkage always").severity == "note"


def test_wide_linkages_are_not_judged(tmp_path: Path) -> None:
    issues = "".join(f"  - id: w{n}\n    options: [a, b, c, d]\n    status_quo: a\n" for n in range(11))
    wide = " and ".join(f"w{n} is b" for n in range(11)) + " and not w0 is b"
    text = edited(CASE, "conditions:", issues + "conditions:") + f"  - id: wide\n    require: {wide}\n"
    assert one(looks(tmp_path, case=text), "linkage wide").severity == "note"


@given(conditions)
def test_judging_alone_agrees_with_trying_all(condition: Condition) -> None:
    parts = list(walk(condition))
    if any(isinstance(part, Named) for part in parts):
        return
    options: dict[str, dict[str, None]] = {}
    for part in parts:
        if isinstance(part, Is):
            options.setdefault(part.issue, {}).update(dict.fromkeys(part.options))
        elif isinstance(part, Bound):
            options.setdefault(part.issue, {})[part.option] = None
    issues = {
        name: Issue(name, name, "terms", tuple(Option(o, o) for o in (*found, "else0")), ())
        for name, found in options.items()
    }
    packages: list[dict[str, str]] = [{}]
    for issue in issues.values():
        packages = [{**package, issue.id: option} for package in packages for option in issue.names]
        if len(packages) > 3000:
            return
    truths = {holds(condition, package, issues) for package in packages}
    assert met_and_unmet(condition, list(issues.values())) == (True in truths, False in truths)


def test_statements_to_look_at(tmp_path: Path) -> None:
    header = "id,date,known,holder,issue,option,act,firmness,paraphrase,source,quotation,confirmed,supersedes\n"
    rows = (
        "a,,,NORTH,river,open,offer,,x,letter,,,\n"
        "b,2020-06,,NORTH,river,open,offer,,x,gazette,,,\n"
        "c,2020-01,2019,NORTH,river,open,offer,,x,gazette,,no,\n"
        "d,2020-01,,NORTH,river,closed,reject,never,x,gazette,indirect,,\n"
        "e,2020-01,,NORTH,river,closed,reject,never,x,gazette,direct,,\n"
        "f,2020-01,,NORTH,river,open,offer,,x,,,,\n"
        "g,2019-01,,NORTH,river,open,offer,,x,gazette,,,a d\n"
    )
    found = looks(tmp_path, statements=header + rows)
    wanted = {
        2: "a: it has no date and its source has none, so it is never counted",
        3: "b: it is dated after its source",
        4: "c: it became known before it was said",
        5: "d: it is coded never, not by the holder’s own words, and no reason is given",
        7: "f: it names no source",
        8: "g: it supersedes a later statement",
    }
    assert {
        finding.line: finding.message for finding in found if finding.file == "statements.csv" and finding.line
    } == wanted
    assert one(found, "1 statements are unconfirmed").severity == "note"


def test_sources_and_options_and_responses_to_look_at(tmp_path: Path) -> None:
    sources = edited(SOURCES, "citation: The Gazette, p. 3", "citation: The Gazette, p. 3\n    confirmed: false")
    proposals = edited(PROPOSALS, "        date: 2020-06-02\n", "")
    case = edited(CASE, "[closed, shared, open]", "[closed, shared, open, ruined]")
    found = looks(tmp_path, sources=sources, proposals=proposals, case=case)
    assert one(found, "the source letter is never used").line == 6
    assert "3 entries rest on it" in one(found, "gazette was not checked").message
    assert one(found, "river = ruined").severity == "note"
    assert one(found, "the response of SOUTH to plan has no date").line == 8


DOCUMENT = "Straße: “Nobody will sign,” said 北 the minister.\r\n"


def without(old: str, new: str = "") -> dict[str, str]:
    return {stem: text.replace(old, new) for stem, text in anchored().items()}


def anchored(digest: str = "", begin: int = 8, end: int = 27, sha: str = "") -> dict[str, str]:
    span = hashlib.sha256(DOCUMENT[8:27].encode()).hexdigest()[:16]
    sha = sha or hashlib.sha256(DOCUMENT.encode()).hexdigest()
    row = f"a,2020,NORTH,leave_open,river,x,letter,{begin},{end},{digest or span.upper()}\n"
    return {
        "sources": edited(
            SOURCES, "citation: A letter", f"citation: A letter\n    file: letter.txt\n    sha256: {sha}"
        ),
        "statements": "id,date,holder,act,issue,paraphrase,source,begin,end,span_sha256\n" + row,
    }


def test_anchors_are_verified_against_the_documents(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "letter.txt").write_bytes(DOCUMENT.encode())
    result = check(read(tmp_path / "a", **anchored()), documents)
    assert (result.anchors_total, result.anchors_verified) == (1, 1)
    assert (result.documents_total, result.documents_verified) == (1, 1)
    assert not result.of("error")
    untold = check(read(tmp_path / "a", **anchored()))
    assert (untold.anchors_total, untold.anchors_verified, untold.documents_verified) == (1, 0, 0)


@pytest.mark.parametrize(
    ("changed", "severity", "file", "words"),
    [
        (anchored(digest="0" * 16), "error", "statements.csv", "the words at the anchor are not those coded"),
        (anchored(begin=9), "error", "statements.csv", "the words at the anchor are not those coded"),
        (anchored(end=9000), "error", "statements.csv", "beyond the end"),
        (anchored(sha="0" * 64), "error", "sources.yaml", "has changed"),
        (without("letter.txt", "gone.txt"), "warning", "sources.yaml", "not at hand"),
        (without("letter.txt", "../x"), "error", "sources.yaml", "leaves the folder"),
        (without("letter.txt", "folder"), "error", "sources.yaml", "cannot be read"),
        (without("    file: letter.txt\n"), "warning", "sources.yaml", "names no file"),
    ],
)
def test_anchors_that_do_not_hold(
    changed: dict[str, str], severity: str, file: str, words: str, tmp_path: Path
) -> None:
    documents = tmp_path / "documents"
    (documents / "folder").mkdir(parents=True)
    (documents / "letter.txt").write_bytes(DOCUMENT.encode())
    result = check(read(tmp_path / "a", **changed), documents)
    found = one(list(result.findings), words)
    assert (found.severity, found.file) == (severity, file)
    assert result.anchors_verified == 0


def test_a_document_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_bytes(b"\xff" * 40)
    case = read(tmp_path / "a", **anchored(sha=hashlib.sha256(b"\xff" * 40).hexdigest()))
    assert one(list(check(case, tmp_path).findings), "is not UTF-8").severity == "error"


# ------------------------------------------------------------------------------------- the catalogue, schemas, starting


def test_finding_a_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "european-security" in slugs()
    assert find_case("european-security") == CATALOG / "european-security"
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    assert find_case("mine") == Path("mine")
    with pytest.raises(UnknownNameError, match="Did you mean european-security"):
        find_case("european-securty")
    for name in ("", "nothing/here", "a\0b", "x" * 5000):
        with pytest.raises(UnknownNameError):
            find_case(name)


def test_new_case_is_in_order_and_refuses_to_overwrite(tmp_path: Path) -> None:
    files = new_case(tmp_path / "new" / "case", 'A “small” one: "x" #1')
    assert sorted(path.name for path in files) == sorted(path.name for path in (tmp_path / "new" / "case").iterdir())
    case = read_case(tmp_path / "new" / "case")
    assert case.title == 'A “small” one: "x" #1'
    assert check(case).findings == ()
    assert (len(case.issues), len(case.parties), len(case.linkages), len(case.proposals)) == (3, 3, 1, 1)
    assert case.proposals[0].responses
    assert any(case.statements.text("given", row) for row in range(len(case.statements)))
    with pytest.raises(WriteError, match="is not empty"):
        new_case(tmp_path / "new", "x")
    with pytest.raises(WriteError, match="is no folder"):
        new_case(files[0], "x")
    with pytest.raises(WriteError, match="cannot be made"):
        new_case(files[0] / "below", "x")


def test_schemas_know_every_key_and_column() -> None:
    found = schemas()
    assert set(found) == {
        *("case.yaml", "parties.yaml", "sources.yaml", "proposals.yaml", "statements.csv"),
        *("preferences.yaml", "ratification.yaml"),
        *("treaties/ID.yaml", "treaties/vocabulary.yaml", "inventory/memberships.csv"),
        *(f"inventory/{name}.csv" for name in ("deployments", "bases", "exercises", "agreements")),
    }
    issue = found["case.yaml"]["$defs"]["IssueEntry"]
    assert issue["additionalProperties"] is False
    assert {"from", "until", "status_quo"} <= set(issue["properties"])
    assert issue["properties"]["kind"]["enum"] == ["terms", "conduct"]
    assert {"type": ["string", "integer"]}.items() <= issue["properties"]["status_quo"]["anyOf"][0].items()
    assert [field["name"] for field in found["statements.csv"]["fields"]] == list(HEADER)
    assert "null" not in str(found)


def test_sound_files_and_their_parties(tmp_path: Path) -> None:
    assert {party.id for party in read(tmp_path, parties=PARTIES).parties} == {"NORTH", "SOUTH", "TOWN", "VILLAGE"}

"""`detente anchors` from outside: documents edited, anchors found again, written, or asked about."""

import hashlib
import json
import shutil

import pytest

from tests.cli.shells import answered, document, edited, refused, run
from tests.cli.test_answers import documented, paths

TEXT = (
    "The mayor met the press. The river may be shared but not open to all, he said. Talks go on. He left. Talks go on"
)
WORDS = {"s1": "The river may be shared but not open to all", "s2": "Talks go on. He", "s3": "The mayor met"}


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def case(tmp_path):
    """The starter case with three statements anchored in a document, and a response."""
    folder = tmp_path / "river"
    assert run("new", folder).exit_code == 0
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    (tmp_path / "old/gazette.txt").write_bytes(TEXT.encode())
    edited(folder, "sources.yaml", ("outlet: The Gazette", f"file: gazette.txt\n    sha256: {digest(TEXT)}"))
    lines = (folder / "statements.csv").read_text(encoding="utf-8").splitlines()
    lines[0] += ",begin,end,span_sha256"
    for number, line in enumerate(lines[1:], 1):
        words = WORDS.get(line.split(",")[0])
        begin = TEXT.index(words) if words else 0
        lines[number] += f",{begin},{begin + len(words)},{digest(words)[:20]}" if words else ",,,"
    (folder / "statements.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    proposals = (folder / "proposals.yaml").read_text(encoding="utf-8")
    assert "responses:" in proposals
    return folder


def again(case, text, *options):
    (case.parent / "new/gazette.txt").write_bytes(text.encode())
    return run("anchors", case, "--edited", case.parent / "new", "--documents", case.parent / "old", *options)


def test_every_key_is_documented_and_every_documented_key_is_there(case):
    text = TEXT.replace("river", "brook").replace("Talks go on. He left. ", "")
    found = set(paths(json.loads(again(case, text, "--json").stdout)))
    (case.parent / "new/gazette.txt").write_bytes(b"\xff")
    found |= set(paths(json.loads(again_as_it_is(case).stdout)))
    assert found == documented("anchors") - {"on", "known_by"}


def again_as_it_is(case):
    return run("anchors", case, "--edited", case.parent / "new", "--json")


def test_certain_ones_are_written_and_then_the_case_checks(case):
    text = "Corrected. " + TEXT.replace("river may be shared", "river might be shared")
    assert again(case, text).exit_code == 0
    assert "Nothing was written" in again(case, text).stdout
    result = json.loads(again(case, text, "--apply", "--json").stdout)
    assert result["counts"] == {"exact": 0, "moved": 2, "found": 1, "ask": 0, "lost": 0}
    assert sorted(path[-14:] for path in result["written"]) == ["r/sources.yaml", "statements.csv"]
    checked = json.loads(run("check", case, "--documents", case.parent / "new", "--json").stdout)
    assert checked["anchors"] == {"total": 3, "verified": 3}
    assert json.loads(again(case, text, "--json").stdout)["unchanged"] == ["gazette-12"]


def test_what_is_not_certain_is_asked_and_stays(case):
    text = TEXT.replace("The river may be shared but not open to all, he said. ", "")
    before = (case / "statements.csv").read_bytes()
    result = again(case, text, "--apply")
    assert result.exit_code == 1
    assert "s1 (statements.csv:2): nothing" in result.stdout
    after = (case / "statements.csv").read_bytes()
    assert before.splitlines()[1] == after.splitlines()[1]
    assert f"sha256: {digest(text)}" in (case / "sources.yaml").read_text(encoding="utf-8")


def test_without_the_old_document_the_very_words_are_found(case):
    (case.parent / "old/gazette.txt").write_bytes(b"something else")
    result = json.loads(again(case, "More. " + TEXT.replace("river", "brook"), "--json").stdout)
    assert {one["what"]: one["kind"] for one in result["anchors"]} == {"s1": "lost", "s2": "moved", "s3": "moved"}
    assert "not at hand" in result["findings"][0]["message"]


def test_old_documents_are_found_in_a_store(case):
    store = case / ".detente/objects" / digest(TEXT)[:2]
    store.mkdir(parents=True)
    shutil.move(case.parent / "old/gazette.txt", store / digest(TEXT)[2:])
    (case.parent / "new/gazette.txt").write_bytes(("More. " + TEXT).encode())
    result = json.loads(answered("anchors", case, "--edited", case.parent / "new", "--json"))
    assert result["counts"]["moved"] == 3


def test_a_case_of_the_catalogue_is_not_written_to(tmp_path):
    assert "catalogue" in refused("anchors", "camp-david", "--edited", tmp_path, "--apply")
    assert document("anchors", "camp-david", "--edited", tmp_path)["anchors"] == []

"""`detente code`, `sync`, `search` and `store`, as somebody types them."""

import hashlib
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.errors import EditError
from detente.ledger.documents.model import Cut
from detente.ledger.store.place import place_of
from detente.ledger.store.quoting import anchor, quotation
from detente.ledger.store.store import open_store
from tests.case import folders
from tests.cli.shells import process, refused, run
from tests.ledger.store.test_documents import WHEN, made

TEXT = "War headlines here. NORTH: “the river shall be ours”. SOUTH: the river shall be open. The river shall be ours."
SET: tuple[str, ...] = ("--set", "holder=NORTH", "--set", "act=demand", "--set", "issue=river", "--set", "option=open")
SET = (*SET, "--set", "firmness=firm", "--set", "paraphrase=It wants the river open.")


@pytest.fixture
def case(tmp_path):
    """A case whose gazette is in the store, its first sentence cut."""
    document = made(TEXT, cuts=(Cut(0, 19, "headlines"),), title="The Gazette")
    entry = f"date: 2020-05-12\n    sha256: {document.digest}"
    folder = folders.write(tmp_path / "river", sources=folders.SOURCES.replace("date: 2020-05-12", entry))
    with open_store(place_of(folder)) as store:
        store.sink("anna", WHEN).add([(document, b"")])
    return folder


def told(*words, status=0):
    """Run a command that has an answer, and return its JSON."""
    result = run(*words, "--json", "--coder", "anna")
    assert result.exit_code == status, result.output
    return json.loads(result.stdout)


class TestCode:
    def test_from_add_to_undo(self, case):
        assert [row["id"] for row in told("code", "list", case)["statements"]] == ["s1", "s2"]
        added = told("code", "add", case, *SET)
        assert added["batch"]["who"] == "anna"
        assert added["changes"][0]["statement"] == "s3"
        assert added["changes"][0]["after"]["coder"] == "anna"
        assert not added["in_step"]
        edited = told("code", "edit", case, "s3", "--set", "option=shared", "--on-version", 1, "--why", "misread")
        assert edited["changes"][0]["before"] == {"option": "open"}
        assert edited["batch"]["note"] == "misread"
        assert "option open → shared" in refused("code", "edit", case, "s3", "--set", "note=x", "--on-version", 1)
        assert told("code", "status", case, "rejected", "s3", "s2")["batch"]["count"] == 2
        assert told("code", "delete", case, "s3")["changes"][0]["after"] is None
        history = told("code", "history", case, "s3")["batches"]
        assert [one["kind"] for one in history] == ["delete", "status", "edit", "add"]
        undone = told("code", "undo", case, history[0]["number"])
        assert undone["batch"]["undoes"] == history[0]["number"]
        assert told("code", "show", case, "s3")["fields"]["status"] == "rejected"
        assert told("code", "verify", case)["whole"]
        assert told("code", "history", case, "--last", 1)["batches"][0]["kind"] == "undo"

    def test_an_id_is_never_given_out_twice(self, case):
        told("code", "add", case, *SET)
        told("code", "delete", case, "s3")
        assert told("code", "add", case, *SET)["changes"][0]["statement"] == "s4"

    def test_refusals_come_all_at_once_a_line_each(self, case):
        lines = refused("code", "add", case, "--set", "holder=NROTH", "--set", "act=demnad").splitlines()
        assert len(lines) >= 3
        assert all(line.startswith("detente: s3: ") for line in lines)
        assert "NAME=VALUE" in refused("code", "add", case, "--set", "holder")
        assert "twice" in refused("code", "add", case, "--set", "holder=a", "--set", "holder=b")
        assert "did you mean s1" in refused("code", "show", case, "s11")
        assert "no column colour" in refused("code", "list", case, "--where", "colour=red")
        assert "no batch 99" in refused("code", "history", case, "--batch", 99)

    def test_where(self, case):
        assert [row["id"] for row in told("code", "list", case, "--where", "holder=SOUTH")["statements"]] == ["s2"]

    def test_who(self, case):
        result = run("code", "edit", case, "s1", "--set", "note=x", "--json")
        assert json.loads(result.stdout)["batch"]["who"]
        done = process("code", "edit", case, "s1", "--set", "note=y", "--json", env=environment(DETENTE_CODER="bob"))
        assert json.loads(done.stdout)["batch"]["who"] == "bob"

    def test_rename_shows_first(self, case):
        shown = told("code", "merge", case, "actor", "NORTH", "SOUTH")
        assert shown["counts"] == {"holder": 1}
        assert shown["touched"][0]["words"] == "The river may be shared."
        assert told("code", "show", case, "s1")["fields"]["holder"] == "NORTH"
        done = told("code", "merge", case, "actor", "NORTH", "SOUTH", "--yes")
        assert told("code", "show", case, "s1")["fields"]["holder"] == "SOUTH"
        told("code", "undo", case, done["batch"]["number"])
        assert told("code", "show", case, "s1")["fields"]["holder"] == "NORTH"
        assert "merge" in refused("code", "rename", case, "actor", "NORTH", "SOUTH", "--yes")

    @pytest.mark.parametrize("words", [("actor", "NROTH", "TOWN"), ("issue", "rivr", "rhine")])
    @pytest.mark.parametrize("yes", [(), ("--yes",)])
    def test_a_typo_in_the_old_name_is_an_error(self, case, words, yes):
        near = {"NROTH": "NORTH", "rivr": "river"}[words[1]]
        said = refused("code", "rename", case, *words, *yes)
        assert f"No {words[0]} is called {words[1]}. Did you mean {near}?" in said

    def test_a_typo_in_an_option_or_its_issue(self, case):
        assert "Did you mean closed?" in refused("code", "rename", case, "option", "close", "x", "--issue", "river")
        assert "Did you mean river?" in refused("code", "rename", case, "option", "closed", "x", "--issue", "rivr")

    def test_a_name_of_the_case_that_no_statement_has_is_no_error(self, case):
        assert not told("code", "rename", case, "actor", "TOWN", "NORTH", "--yes")["changes"]
        assert not told("code", "rename", case, "actor", "NORTH", "TOWN", "--column", "speaker")["touched"]

    def test_the_first_sync_says_what_it_took(self, case):
        assert "would take 2 new (s1, s2)" in run("sync", case, "--dry-run").stdout
        first = told("sync", case)
        assert (first["to_store"]["added"], first["batch"]) == (["s1", "s2"], 1)
        assert told("sync", case)["to_store"]["added"] == []

    def test_several_who_add_at_once_all_get_an_id(self, case):
        words = [sys.executable, "-m", "detente", "code", "add", str(case), *SET, "--json"]
        several = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
        given = []
        for one in several:
            out, error = one.communicate(timeout=120)
            assert one.returncode == 0, error
            given.append(json.loads(out)["changes"][0]["statement"])
        assert sorted(given) == ["s3", "s4", "s5", "s6"]
        assert told("code", "verify", case)["whole"]

    def test_verify_says_what_is_wrong(self, case):
        told("code", "list", case)
        with open_store(place_of(case)) as store, store.writing() as connection:
            connection.exec_driver_sql("UPDATE statements SET holder = 'TOWN' WHERE id = 's1'")
        found = told("code", "verify", case, status=1)
        assert found["findings"] == ["s1 does not stand as the trail says: holder"]
        assert "not whole" in run("code", "verify", case).stdout

    def test_texts_for_people(self, case):
        for words in (
            ("code", "list", case),
            ("code", "add", case, *SET),
            ("code", "show", case, "s3"),
            ("code", "history", case),
            ("code", "history", case, "--batch", 1),
            ("code", "rename", case, "actor", "NORTH", "TOWN"),
            ("code", "verify", case),
            ("store", case),
            ("search", case, "river"),
            ("sync", case, "--dry-run"),
            ("sync", case),
        ):
            result = run(*words)
            assert result.exit_code == 0, result.output
            assert result.stdout.strip()
            assert max(map(len, result.stdout.splitlines())) <= 100

    def test_the_catalogue_is_left_alone(self, tmp_path):
        assert "catalogue" in refused("code", "list", "camp-david")
        place = tmp_path / "own.sqlite"
        rows = told("code", "list", "camp-david", "--store", place)["statements"]
        assert rows
        told("code", "edit", "camp-david", rows[0]["id"], "--set", "note=mine", "--store", place)
        assert "not written to" in refused("sync", "camp-david", "--store", place)


def environment(**variables):
    from tests.cli.shells import environment as made_environment

    return made_environment(**variables)


class TestQuotes:
    def test_words_become_an_anchor(self, case):
        words = ("--quote", "the river shall be ours", "--source", "gazette")
        row = told("code", "add", case, *SET, *words)["changes"][0]["after"]
        assert TEXT[int(row["begin"]) : int(row["end"])] == "the river shall be ours"
        assert row["span_sha256"] == hashlib.sha256(b"the river shall be ours").hexdigest()
        assert row["source"] == "gazette"
        assert told("code", "show", case, "s3")["quotation"] == "the river shall be ours"
        preview = told("code", "rename", case, "actor", "NORTH", "TOWN")
        assert "the river shall be ours" in [one["words"] for one in preview["touched"]]

    def test_two_holders_may_share_one_span(self, case):
        words = ("--quote", "the river shall be ours", "--source", "gazette")
        told("code", "add", case, *SET, *words)
        told("code", "add", case, *SET, "--set", "id=s9", *words)
        assert told("code", "show", case, "s9")["quotation"]

    def test_several_are_asked_about(self, case):
        words = ("--quote", "river shall be", "--source", "gazette")
        said = refused("code", "add", case, *SET, *words)
        assert "3 times" in said
        assert "SOUTH: the [river shall be] open" in said
        row = told("code", "add", case, *SET, *words, "--occurrence", 2)["changes"][0]["after"]
        assert TEXT[int(row["begin"]) - 11 : int(row["begin"])] == "SOUTH: the "
        assert "no occurrence 4" in refused("code", "add", case, *SET, *words, "--occurrence", 4)

    def test_what_was_cut_yields_no_statement(self, case):
        words = ("--quote", "War headlines", "--source", "gazette")
        assert "headlines" in refused("code", "add", case, *SET, *words)
        assert told("code", "add", case, *SET, *words, "--into-cut")["changes"][0]["after"]["begin"] == "0"

    def test_words_that_are_not_there(self, case):
        said = refused("code", "edit", case, "s1", "--quote", "South the river shall be open", "--source", "gazette")
        assert "did you mean “SOUTH: the river shall be open”?" in said
        assert "does not have these words" in refused(
            "code", "edit", case, "s1", "--quote", "no", "--source", "gazette"
        )
        assert "did you mean gazette" in refused("code", "edit", case, "s1", "--quote", "a", "--source", "gazete")
        assert "sha256" in refused("code", "edit", case, "s1", "--quote", "a", "--source", "letter")
        assert "--source" in refused("code", "edit", case, "s1", "--quote", "a")


class TestSearchAndSync:
    def test_search(self, case):
        found = told("search", case, "river", "shall", "-open")
        assert (found["documents"], found["statements"]) == (0, 0)
        (one,) = told("search", case, '"shall be open"', "--in", "documents")["found"]
        begin, end = one["matches"][0]
        assert TEXT[begin:end] == "shall be open"
        assert one["snippet"] == TEXT[one["begin"] : one["end"]]
        assert told("search", case, "headlines")["documents"] == 0
        assert told("search", case, "shall", "-headlines")["documents"] == 1
        assert "--limi" in refused("search", case, "river", "--limi=3")
        assert "not closed" in refused("search", case, '"shall be')

    def test_conflicts_end_in_status_1(self, case):
        told("sync", case)
        told("code", "edit", case, "s1", "--set", "paraphrase=Mine.")
        path = case / "statements.csv"
        path.write_text(path.read_text().replace("The river may be shared.", "Yours."))
        found = told("sync", case, status=1)
        (conflict,) = found["conflicts"]
        assert conflict["fields"] == ["paraphrase"]
        sides = [conflict[side]["paraphrase"] for side in ("base", "file", "store")]
        assert sides == ["The river may be shared.", "Yours.", "Mine."]
        text = run("sync", case).stdout
        assert all(words in text for words in (*sides, "--take file"))
        assert "give both" in refused("sync", case, "--only", "s1")
        assert told("sync", case, "--take", "file", "--only", "s1")["to_store"]["changed"] == ["s1"]
        assert told("store", case)["file_changed"] is False

    def test_a_folder_that_is_no_case_gets_no_store(self, tmp_path):
        refused("code", "list", tmp_path)
        assert not list(tmp_path.iterdir())


@given(
    text=st.text(st.sampled_from("ab .é"), max_size=30), quote=st.text(st.sampled_from("ab .é"), min_size=1, max_size=4)
)
def test_an_anchor_has_exactly_the_words(text, quote):
    places = [n for n in range(len(text)) if text.startswith(quote, n)]
    cuts = (Cut(0, 5, "menu"),) if len(text) > 5 else ()
    document = made(text, cuts=cuts)
    own = [n for n in places if not cuts or n >= 5]
    for number, place in enumerate(own, 1):
        found = anchor(document, quote, number)
        assert (found.begin, found.end) == (place, place + len(quote))
        assert quotation(document, str(found.begin), str(found.end), found.digest[:16]) == quote
    if len(own) != 1:
        with pytest.raises(EditError):
            anchor(document, quote)

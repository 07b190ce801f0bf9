"""Every format: what is lossless comes back the same, what is not is told; and the same coding makes the same bytes."""

import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from detente.exchange.formats import FORMATS, guessed, named
from detente.ledger.codings import read_codings
from tests.exchange.samples import codings, plain

FEW = settings(max_examples=8)


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory(prefix="formats-") as name:
        yield Path(name)


def written(one, coding, folder, texts=False):
    path = folder / f"coding{one.suffixes[0]}"
    return path, one.writer(coding, path, texts)


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.name)
def test_the_list_says_what_the_modules_do(one):
    assert one.title
    assert one.keeps
    assert one.suffixes
    assert one.reads or one.writes
    assert callable(one.reader) if one.reads else True
    assert callable(one.writer) if one.writes else True
    assert guessed(Path(f"a{one.suffixes[0]}")).name in (one.name, "jsonl")


@pytest.mark.parametrize("one", [named("jsonl"), named("webannotation")], ids=lambda one: one.name)
@given(coding=codings())
@FEW
def test_what_is_lossless_comes_back_the_same(one, coding, folder):
    path, losses = written(one, coding, folder)
    back = one.reader(path)
    assert back.losses == ()
    assert plain(back.coding) == plain(replace(coding, documents={}))
    assert {loss.what for loss in losses} <= {"texts of documents", "targets of statements"}


@pytest.mark.parametrize("one", [one for one in FORMATS if one.writes], ids=lambda one: one.name)
@given(coding=codings(), texts=st.booleans())
@settings(max_examples=3)
def test_the_same_coding_makes_the_same_bytes(one, coding, texts, folder):
    if one.name in ("csv", "jsonl", "codings", "webannotation", "qdc", "qdpx", "sqlite"):
        path, losses = written(one, coding, folder, texts)
        first = path.read_bytes()
        path.unlink()
        assert written(one, coding, folder, texts)[1] == losses
        assert path.read_bytes() == first
        assert all(loss.count > 0 and loss.what and loss.why for loss in losses)


@given(coding=codings())
@FEW
def test_no_words_of_documents_are_written_unless_asked_for(coding, folder):
    for one in (one for one in FORMATS if one.writes and one.name in OURS):
        path, losses = written(one, coding, folder)
        found = b"".join(_insides(path))
        assert not any(words in found for words in (b"she said.", b"No tolls. No tolls."))
        if coding.documents and one.name not in ("codings", "qdc"):
            assert "texts of documents" in {loss.what for loss in losses}


OURS = ("csv", "jsonl", "codings", "webannotation", "qdc", "qdpx", "sqlite")


def _insides(path):
    if path.suffix != ".qdpx":
        yield path.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield archive.read(name)


# ------------------------------------------------------------------------------------------------------------ rows


@given(coding=codings())
@FEW
def test_csv_keeps_every_cell(coding, folder):
    path, losses = written(named("csv"), coding, folder)
    back = named("csv").reader(path)
    assert plain(back.coding)["rows"] == plain(coding)["rows"]
    assert back.losses == ()
    dropped = {loss.what: loss.count for loss in losses}
    assert dropped["names and particulars of parties"] == len(coding.parties)
    assert dropped.get("texts of documents", 0) == len(coding.documents)


@given(coding=codings())
@FEW
def test_codings_keep_what_they_say_and_tell_the_rest(coding, folder):
    path, losses = written(named("codings"), coding, folder)
    anchored = [row for row in coding.rows if row.get("begin")]
    found = read_codings(path)
    assert found.sound
    assert [(row.id, str(row.begin), str(row.end)) for row in found.rows] == [
        (row["id"], row["begin"], row["end"]) for row in anchored
    ]
    told = {loss.what: loss.count for loss in losses}
    assert told.get("statements", 0) == len(coding.rows) - len(anchored)
    chains = [[part.strip() for part in row.get("reporters", "").split(">") if part.strip()] for row in anchored]
    assert [row.values["reported_by"] for row in found.rows] == [" > ".join(chain[::-1]) or None for chain in chains]
    kept = {"id", "begin", "end", "paraphrase", "speaker", "note", "date"}
    columns = Counter(column for row in anchored for column in row)
    assert all(
        told[f"the column {column}"] == columns[column] for column in ("coder", "judgement", "known") if columns[column]
    )
    back = named("codings").reader(path).coding
    for mine, theirs, chain in zip(anchored, back.rows, chains, strict=True):
        assert theirs["status"] == "proposed"
        assert theirs.get("reporters", "") == ">".join(chain)
        for column in kept - {"speaker", "date"}:
            assert " ".join(theirs.get(column, "").split()) == " ".join(mine.get(column, "").split())


# ------------------------------------------------------------------------------------------------------- REFI-QDA

GUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
ORDER = {  # the order of elements in the schema of REFI-QDA 1.5
    "Project": [
        "Users",
        "CodeBook",
        "Variables",
        "Cases",
        "Sources",
        "Notes",
        "Links",
        "Sets",
        "Graphs",
        "Description",
    ],
    "CodeBook": ["Codes", "Sets"],
    "Code": ["Description", "NoteRef", "Code"],
    "TextSource": ["Description", "PlainTextContent", "PlainTextSelection", "Coding", "NoteRef", "VariableValue"],
    "Note": ["Description", "PlainTextContent", "PlainTextSelection", "Coding", "NoteRef", "VariableValue"],
    "PlainTextSelection": ["Description", "Coding", "NoteRef"],
    "Coding": ["CodeRef", "NoteRef"],
    "Set": ["Description", "MemberCode", "MemberSource", "MemberNote"],
}
NEEDED = {
    "Code": {"guid", "name", "isCodable"},
    "User": {"guid", "name"},
    "TextSource": {"guid", "name", "plainTextPath"},
    "PlainTextSelection": {"guid", "startPosition", "endPosition"},
    "Coding": {"guid"},
    "CodeRef": {"targetGUID"},
    "NoteRef": {"targetGUID"},
}


def structure(root):
    """Check a document against the structure of the schema; return its elements by guid."""
    guids = {}
    for element in root.iter():
        tag = etree.QName(element).localname
        below = [etree.QName(child).localname for child in element]
        if tag in ORDER:
            places = [ORDER[tag].index(name) for name in below]
            assert places == sorted(places), (tag, below)
        assert set(element.attrib) >= NEEDED.get(tag, set()), tag
        if "guid" in element.attrib and tag != "MemberCode":
            assert element.get("guid") not in guids
            guids[element.get("guid")] = tag
    for element in root.iter():
        if element.get("targetGUID"):
            assert element.get("targetGUID") in guids
        if element.get("creatingUser"):
            assert guids[element.get("creatingUser")] == "User"
    return guids


@given(coding=codings())
@FEW
def test_a_codebook_has_the_structure_of_the_schema_and_comes_back(coding, folder):
    path, losses = written(named("qdc"), coding, folder)
    root = etree.parse(str(path)).getroot()
    assert root.tag == "{urn:QDA-XML:codebook:1.0}CodeBook"
    structure(root)
    back = named("qdc").reader(path).coding
    assert [(one.id, one.name) for one in back.parties] == [(one.id, one.name) for one in coding.parties]
    assert back.blocs == coding.blocs
    assert [(i.id, i.title, i.names) for i in back.issues] == [(i.id, i.title, i.names) for i in coding.issues]
    assert {loss.what: loss.count for loss in losses}["statements"] == len(coding.rows)


@given(coding=codings(), texts=st.booleans())
@FEW
def test_a_project_has_the_structure_of_the_schema_and_comes_back(coding, texts, folder):
    path, losses = written(named("qdpx"), coding, folder, texts)
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        texts_inside = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith("sources/")}
    assert root.tag == "{urn:QDA-XML:project:1.0}Project"
    structure(root)
    space = {"q": "urn:QDA-XML:project:1.0"}
    for source in root.iterfind(".//q:TextSource", space):
        text = texts_inside[f"sources/{source.get('plainTextPath').removeprefix('internal://')}"]
        for selection in source.iterfind("q:PlainTextSelection", space):
            row = next(row for row in coding.rows if row["id"] == selection.get("name"))
            begin, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
            assert text[begin:end] == coding.text_of(row)
    placed = len(root.findall(".//q:PlainTextSelection", space))
    told = {loss.what: loss.count for loss in losses}
    assert placed + told.get("selections of statements", 0) == len(coding.rows)
    back = named("qdpx").reader(path).coding
    assert plain(back)["rows"] == plain(coding)["rows"]
    assert back.sources == coding.sources
    assert {key: one.text for key, one in back.documents.items()} == (
        {key: one.text for key, one in coding.documents.items()} if texts else {}
    )


# ------------------------------------------------------------------------------------------------- web annotation


@given(coding=codings(), texts=st.booleans())
@FEW
def test_annotations_follow_the_model(coding, texts, folder):
    path, _ = written(named("webannotation"), coding, folder, texts)
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (document["type"], document["total"]) == ("AnnotationCollection", len(coding.rows))
    page = document["first"]
    assert (page["type"], page["partOf"], page["startIndex"]) == ("AnnotationPage", document["id"], 0)
    assert len({one["id"] for one in page["items"]}) == len(coding.rows)
    for one, row in zip(page["items"], coding.rows, strict=True):
        assert one["type"] == "Annotation"
        assert set(one["motivation"]) <= {"classifying", "describing"}
        assert all(body["purpose"] in ("describing", "tagging") for body in one["body"])
        target = one["target"]
        if isinstance(target, str):
            assert target.partition(":")[0] in ("urn", "http", "https")
            continue
        selectors = target["selector"] if isinstance(target["selector"], list) else [target["selector"]]
        assert (selectors[0]["start"], selectors[0]["end"]) == (int(row["begin"]), int(row["end"]))
        assert [one["exact"] for one in selectors[1:]] == ([coding.text_of(row)] if texts else [])


# ---------------------------------------------------------------------------------------------------------- SQLite


@given(coding=codings(), texts=st.booleans())
@FEW
def test_the_database_is_whole_and_opens_as_it_is(coding, texts, folder):
    path, _ = written(named("sqlite"), coding, folder, texts)
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA journal_mode").fetchone()[0] in ("delete", "memory", "off")
        assert database.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM statements").fetchone() == (len(coding.rows),)
        for view in ("statements_in_words", "who_said_how_much", "statements_by_source"):
            database.execute(f"SELECT * FROM {view}").fetchall()
        found = database.execute("SELECT count(*) FROM statements_fts WHERE statements_fts MATCH 'SAÏD'").fetchone()
        assert found == (sum("said" in row["paraphrase"] for row in coding.rows),)
        rows = database.execute(
            'SELECT id, begin, "end" FROM statements WHERE begin IS NOT NULL ORDER BY rowid'
        ).fetchall()
        assert rows == [(r["id"], int(r["begin"]), int(r["end"])) for r in coding.rows if r.get("begin")]
        kept = database.execute("SELECT source, text FROM documents").fetchall()
        assert dict(kept) == {key: one.text if texts else None for key, one in coding.documents.items()}
        tables = {
            name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        }
        columns = {name: {row[1] for row in database.execute(f"PRAGMA table_info({name})")} for name in tables}
    described = json.loads((folder / "coding-metadata.json").read_text(encoding="utf-8"))["databases"]["coding"][
        "tables"
    ]
    assert set(described) <= tables
    assert all(set(words.get("columns", {})) <= columns[name] for name, words in described.items())
    assert columns["statements"] == set(described["statements"]["columns"])
    assert not [one for one in folder.iterdir() if one.name.endswith(("-wal", "-shm", "-journal"))]


def test_a_read_only_folder_is_enough(folder):
    coding = codings_of_catalogue()
    path, _ = written(named("sqlite"), coding, folder)
    other = folder / "read-only"
    other.mkdir()
    shutil.copy(path, other)
    (other / path.name).chmod(0o444)
    other.chmod(0o555)
    with closing(sqlite3.connect(f"file:{other / path.name}?mode=ro", uri=True)) as database:
        assert database.execute("SELECT count(*) FROM statements_in_words").fetchone() == (len(coding.rows),)
    other.chmod(0o755)


def codings_of_catalogue():
    from detente import api
    from detente.exchange.coding import from_case

    return from_case(api.load("camp-david"))

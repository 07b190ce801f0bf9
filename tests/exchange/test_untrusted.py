"""Files that mean harm, or are broken: refused with a plain word, never read halfway, never a word to the network."""

import json
import zipfile

import pytest

from detente.errors import FormatError
from detente.exchange.formats import FORMATS, guessed, named
from detente.exchange.naming import Ids, id_of

DEEP = "[" * 200_000 + "]" * 200_000
HEAD = '{"detente": "coding", "version": 1, "title": "x"}\n'
BOMB = "<!DOCTYPE a [<!ENTITY b 'ha'>" + "".join(f"<!ENTITY c{n} '&b;&b;&b;'>" for n in range(9)) + "]>"
OUTSIDE = "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/never.dtd'>"
CODES = (
    '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="g" name="&b;" isCodable="true"/></Codes></CodeBook>'
)

BROKEN = {
    ("csv", "empty"): "",
    ("csv", "other columns"): "name,age\na,1\n",
    ("csv", "a quote that never ends"): 'id,note\ns1,"a\n',
    ("csv", "too few fields"): "id,holder,act\ns1,a\n",
    ("csv", "a column twice"): "id,id\ns1,s2\n",
    ("jsonl", "empty"): "",
    ("jsonl", "no coding"): '{"a": 1}\n',
    ("jsonl", "another version"): '{"detente": "coding", "version": 99}\n',
    ("jsonl", "deep"): HEAD + DEEP,
    ("jsonl", "not a number"): HEAD + '{"statement": NaN}',
    ("jsonl", "a key twice"): HEAD + '{"statement": {"id": "a", "id": "b"}}',
    ("jsonl", "a number for a text"): HEAD + '{"statement": {"id": 1}}',
    ("jsonl", "an unknown column"): HEAD + '{"statement": {"id": "s1", "hodler": "N"}}',
    ("jsonl", "a list for a title"): '{"detente": "coding", "version": 1, "title": ["x"]}\n',
    ("jsonl", "an issue without options"): HEAD + '{"issue": {"id": "river"}}',
    ("jsonl", "a date that is none"): HEAD + '{"source": {"id": "a", "citation": "b", "date": "2020-13"}}',
    ("jsonl", "a condition that is none"): HEAD + '{"condition": {"id": "a", "means": "river is"}}',
    ("jsonl", "twice the same id"): HEAD + '{"party": {"id": "N", "name": "N"}}\n' * 2,
    ("jsonl", "a document that is none"): HEAD + '{"document": {"source": "a"}}',
    ("codings", "no span"): '{"id": "s1", "doc": "a.txt"}',
    ("webannotation", "no JSON"): "<rdf/>",
    ("webannotation", "deep"): DEEP,
    ("webannotation", "something else"): '{"type": "Person"}',
    ("webannotation", "a page elsewhere"): '{"type": "AnnotationCollection", "first": "http://example.org/page1"}',
    ("webannotation", "no target"): '[{"type": "Annotation"}]',
    ("qdc", "no XML"): "name: river",
    ("qdc", "an entity bomb"): BOMB + CODES,
    ("qdc", "a DTD elsewhere"): OUTSIDE + CODES.replace("&b;", "b"),
    ("qdc", "a file of the system"): "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>" + CODES,
    ("qdc", "something else"): "<html/>",
    ("qdc", "no codes"): "<CodeBook/>",
    ("qdpx", "no zip"): "PK not really",
}


@pytest.mark.parametrize(("name", "what"), BROKEN, ids=lambda part: part)
def test_what_is_broken_is_refused_in_plain_words(name, what, tmp_path):
    path = tmp_path / f"file{named(name).suffixes[0]}"
    path.write_text(BROKEN[name, what], encoding="utf-8")
    with pytest.raises(FormatError) as caught:
        named(name).reader(path)
    assert caught.value.findings
    assert all(finding.severity == "error" and finding.message for finding in caught.value.findings)
    assert "root:" not in str(caught.value)


@pytest.mark.parametrize("one", [one for one in FORMATS if one.reads], ids=lambda one: one.name)
@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"\x00" * 100, "é".encode("latin-1") * 50], ids=range(4))
def test_bytes_that_are_no_text_are_refused(one, data, tmp_path):
    path = tmp_path / f"file{one.suffixes[0]}"
    path.write_bytes(data)
    if one.name == "codings" and not data:
        assert not one.reader(path).coding.rows  # a coder who found nothing
        return
    with pytest.raises(Exception) as caught:  # noqa: PT011
        one.reader(path)
    assert type(caught.value).__module__.startswith("detente."), caught.value


@pytest.mark.parametrize("one", [one for one in FORMATS if one.reads], ids=lambda one: one.name)
def test_a_file_that_is_not_there_and_a_folder_are_refused(one, tmp_path):
    for path in (tmp_path / f"nothing{one.suffixes[0]}", tmp_path):
        with pytest.raises(Exception) as caught:  # noqa: PT011
            one.reader(path)
        # an OSError the shell says in one line
        assert type(caught.value).__module__.startswith("detente.") or isinstance(caught.value, OSError), caught.value


# ------------------------------------------------------------------------------------------------------------- zips


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


PROJECT = '<Project xmlns="urn:QDA-XML:project:1.0" name="p">{}</Project>'
SOURCE = """<CodeBook><Codes><Code guid="C1" name="Tolls on the bridge" isCodable="true"><Code guid="C2" name="for them"
isCodable="true"/></Code></Codes></CodeBook><Sources><TextSource guid="S1" name="A paper" plainTextPath="internal://S1.txt">
<PlainTextSelection guid="P1" startPosition="4" endPosition="9" name="a"><Coding guid="K1"><CodeRef targetGUID="{C2}"/>
</Coding></PlainTextSelection><PlainTextSelection guid="P2" startPosition="4" endPosition="900"/></TextSource>
<PDFSource guid="S2" name="b"/></Sources>"""


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({"other.txt": "x"}, "project.qde"),
        ({"project.qde": "x", "../up.txt": "x"}, "leaves the folder"),
        ({"project.qde": "x", "/up.txt": "x"}, "leaves the folder"),
        ({"project.qde": "x", "a\\..\\..\\up.txt": "x"}, "leaves the folder"),
        ({"project.qde": BOMB + PROJECT.format("&c8;")}, "XML|document type|entit"),
        ({"project.qde": "<html/>"}, "no REFI-QDA project"),
        ({"project.qde": "x" * 200_000_000}, "too large"),
    ],
    ids=range(7),
)
def test_a_zip_that_means_harm_is_refused(files, word, tmp_path):
    import re

    path = zipped(tmp_path / "p.qdpx", files)
    with pytest.raises(FormatError) as caught:
        named("qdpx").reader(path)
    assert re.search(word, str(caught.value))


def test_another_tool_s_project_comes_in_as_far_as_it_goes(tmp_path):
    path = zipped(tmp_path / "p.qdpx", {"project.qde": PROJECT.format(SOURCE), "sources/S1.txt": "The tolls."})
    reading = named("qdpx").reader(path)
    (row,) = reading.coding.rows
    assert (row["issue"], row["option"]) == ("Tolls_on_the_bridge", "for_them")
    assert (row["begin"], row["end"], row["status"], row["holder"]) == ("4", "9", "proposed", "not_coded")
    assert reading.coding.topics[0].title == "Tolls on the bridge"
    told = {loss.what: loss.count for loss in reading.losses}
    assert told["selections"] == 1
    assert told["PDFSource with its selections"] == 1


def test_another_tool_s_annotations_come_in_as_far_as_they_go(tmp_path):
    selector = {"type": "TextPositionSelector", "start": 3, "end": 9, "refinedBy": {"type": "CssSelector"}}
    one = {"type": "Annotation", "id": "http://example.org/a1", "creator": {"name": "Ada"}, "http://x": 1}
    one |= {"body": ["They want tolls", {"value": "tolls", "purpose": "tagging"}, {"type": "Image"}]}
    one |= {"target": [{"source": "http://example.org/paper", "selector": selector}, "http://example.org/b"]}
    path = tmp_path / "a.jsonld"
    path.write_text(json.dumps([one, {"type": "Annotation", "target": "http://example.org/c"}]), encoding="utf-8")
    reading = named("webannotation").reader(path)
    first, second = reading.coding.rows
    assert (first["paraphrase"], first["issue"], first["coder"]) == ("They want tolls", "tolls", "Ada")
    assert (first["begin"], first["end"]) == ("3", "9")
    assert second["paraphrase"] == "not coded"
    told = {loss.what for loss in reading.losses}
    assert told == {"holder", "bodies", "further targets", "selectors of type CssSelector", "“http://x” of annotations"}


# ------------------------------------------------------------------------------------------------------------ names


def test_names_become_ids_that_are_unique():
    ids = Ids()
    found = [ids[name] for name in ("A b", "A-b", "A_b", "a b", "is", "", "x" * 100, "x" * 99, "A b")]
    assert found[0] == found[-1]
    assert len(set(found)) == 8
    assert all(id_of(name) == name for name in found)


def test_a_name_that_says_nothing_is_asked_about(tmp_path):
    with pytest.raises(FormatError):
        guessed(tmp_path / "file.xyz")
    (tmp_path / "a.jsonl").write_text('{"id": "s1"}\n', encoding="utf-8")
    assert guessed(tmp_path / "a.jsonl").name == "codings"
    assert guessed(tmp_path / "b.jsonl").name == "jsonl"

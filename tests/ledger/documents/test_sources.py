"""Documents as entries of sources.yaml, and their texts found again by digest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case.names import id_problem
from detente.case.reading import read_case
from detente.case.template import new_case
from detente.case.yamlfile import read_yaml, to_data
from detente.errors import WriteError
from detente.ledger.documents.model import Document
from detente.ledger.documents.objects import sha256
from detente.ledger.documents.sources import add_sources, citation, entry_of, id_of

STATED = {"title": "The bridge: closed?", "outlet": "The Gazette", "date": "2022-03-29", "author": "Jane Roe"}


def document(text="words", **known):
    return Document("o" + text, sha256(text.encode()), text, "text", f"in/{text[:20]}.txt", **known)


@pytest.fixture
def case(tmp_path):
    new_case(tmp_path / "river", "The river")
    return tmp_path / "river"


def entries(folder):
    root = read_yaml((folder / "sources.yaml").read_text(encoding="utf-8"))
    assert root is not None
    return to_data(root)["sources"]


def test_entries_are_added_and_nothing_else_changes_by_a_byte(case):
    before = (case / "sources.yaml").read_bytes()
    one, two = document("one", **STATED, language="en"), document("two")
    added = add_sources(case, {one.digest, two.digest}, [one, two])
    after = (case / "sources.yaml").read_bytes()
    assert after.startswith(before.rstrip(b"\n"))
    assert [name for name, _ in added.entries] == ["the-gazette-2022-03-29", f"document-{two.digest[:8]}"]
    read = {source.id: source for source in read_case(case).sources}
    entry = read["the-gazette-2022-03-29"]
    assert (entry.title, entry.author, entry.outlet, str(entry.date), entry.language) == (
        *(STATED[key] for key in ("title", "author", "outlet", "date")),
        "en",
    )
    assert (entry.sha256, entry.file) == (one.digest, f"{one.digest}.txt")
    assert entry.citation == "Jane Roe, “The bridge: closed?”, The Gazette, 2022-03-29"
    assert read[f"document-{two.digest[:8]}"].citation == "in/two.txt"


def test_what_has_an_entry_gets_none_and_running_twice_adds_nothing(case):
    one, two = document("one", **STATED), document("two", **STATED)
    assert len(add_sources(case, {one.digest}, [one, two]).entries) == 1
    before = (case / "sources.yaml").read_bytes()
    assert add_sources(case, {one.digest}, [one, two]).entries == ()
    assert (case / "sources.yaml").read_bytes() == before
    assert [name for name, _ in add_sources(case, {two.digest}, [one, two]).entries] == [
        "the-gazette-2022-03-29-the-bridge-closed"
    ]


def test_a_copy_names_what_it_is_a_copy_of_and_never_a_copy(case):
    wire = document("wire", **STATED)
    copy = document("copy", title="A copy", copy_of=wire.digest, copy_how="near")
    again = document("again", title="Again", copy_of=copy.digest, copy_how="within")
    every = [again, copy, wire]
    add_sources(case, {one.digest for one in every}, every)
    assert {entry["title"]: entry.get("copy_of") for entry in entries(case)[-3:]} == {
        STATED["title"]: None,
        "A copy": "the-gazette-2022-03-29",
        "Again": "the-gazette-2022-03-29",
    }
    assert len(read_case(case).sources) > 3


@pytest.mark.parametrize(
    "text",
    ["", "sources: []\n", "# none yet\nsources: []  # none\n", "sources: [{id: a, citation: x}]\n",
     "sources:\n- id: a\n  citation: x\n# the end\n", "sources:\r\n    - {id: a, citation: x}\r\n"],
)  # fmt: skip
def test_every_way_to_write_a_list(case, text):
    (case / "sources.yaml").write_bytes(text.encode())
    add_sources(case, {document("b").digest}, [document("b", title="T: x, [y]")])
    found = entries(case)
    assert [entry["id"] for entry in found][:-1] == (["a"] if "id: a" in text else [])
    assert found[-1]["title"] == "T: x, [y]"
    written = (case / "sources.yaml").read_bytes()
    assert not any(line.endswith(b" ") for line in written.splitlines())
    assert b"\n" not in written.replace(b"\r\n", b"") or "\r\n" not in text
    for comment in (b"# the end", b"# none yet"):
        assert (comment in written) == (comment in text.encode())


def test_no_file_is_made_and_a_broken_one_is_left_alone(case):
    (case / "sources.yaml").unlink()
    add_sources(case, {document("b").digest}, [document("b")])
    assert len(entries(case)) == 1
    (case / "sources.yaml").write_text("sources: {a: b}\n", encoding="utf-8")
    with pytest.raises(WriteError, match="expected a list"):
        add_sources(case, {document("c").digest}, [document("c")])
    assert (case / "sources.yaml").read_text(encoding="utf-8") == "sources: {a: b}\n"


def test_a_thousand_entries_take_seconds(case):
    many = [document(f"text {n}", **STATED) for n in range(300)]
    assert len(add_sources(case, {one.digest for one in many}, many).entries) == 300
    assert len(read_case(case).sources) >= 300


@given(
    st.text(max_size=40),
    st.text(max_size=80),
    st.sampled_from(["", "2022", "2022-03-29/2022-04-02"]),
    st.integers(0, 3),
)
def test_every_id_is_one_and_new(outlet, title, date, already):
    given_document = document(outlet=outlet, title=title, date=date)
    taken: set[str] = set()
    for _ in range(already + 1):
        found = id_of(given_document, taken)
        assert not id_problem(found)
        assert found not in taken
        taken.add(found)


@given(st.builds(
    document,
    text=st.text("ab", min_size=1),
    title=st.text(st.characters(exclude_categories=["Cs"])),
    author=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
))  # fmt: skip
def test_every_document_makes_an_entry_that_reads_back(tmp_path_factory, made):
    folder = tmp_path_factory.mktemp("c")
    add_sources(folder, {made.digest}, [made])
    assert entries(folder) == [entry_of(made, set())]
    assert citation(made)

"""DNA databases: read whatever their version, nothing is lost on the way there and back, nothing in them is run."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente import api
from detente.case.dates import Interval
from detente.case.model import Bloc, Issue, Option, Party, Source
from detente.errors import DetenteError, FormatError, UnknownNameError
from detente.exchange.coding import Coding, from_case
from detente.exchange.dna.codings import read, write
from detente.exchange.dna.file import DnaFile
from detente.exchange.dna.offsets import Offsets
from detente.exchange.dna.schema import SHAPES
from detente.ledger.documents.model import Document
from tests.exchange import dnamade
from tests.exchange.samples import codings, plain

VERSIONS = ("3", "3 alpha", "2")


@pytest.fixture(params=VERSIONS)
def made(request, tmp_path):
    return dnamade.make(tmp_path / "made.dna", request.param)


# ------------------------------------------------------------------------------------------------ networks of it


def test_networks_do_not_depend_on_the_version(made):
    found = api.network(made, kind="two-mode", value="subtract")
    assert found.rows == ("Mill", "Town")
    assert found.columns == ("There should be a bridge.", "There should be a ferry.")
    assert found.matrix() == [[-1, 1], [3, -1]]
    assert found.left_out == (("of another statement type", 1), ("without organization", 1))
    assert (str(found.first), str(found.last)) == ("2020-01-01", "2021-01-01")
    assert dict(found.row_nodes[0].attributes)["color"] == "#D55E00"
    assert dict(found.row_nodes[0].attributes)["Type"] == "private"
    assert api.network(made, value="conflict").matrix() == [[0, 4], [4, 0]]


def test_documents_are_filters_and_nodes(made):
    assert api.network(made, value="ignore", include=(("section", "News"),)).statements == 5
    assert api.network(made, kind="two-mode", rows="document.author").rows == ("Ann", "Bob")
    assert api.network(made, value="congruence", qualifier="weight").ties.sum() > 0
    month = api.network(made, kind="two-mode", value="ignore", duplicates="month").ties.sum()
    as_dna = api.network(made, kind="two-mode", value="ignore", duplicates="month", compatible="dna").ties.sum()
    assert (month, as_dna) == (5, 4)  # DNA takes January 2020 and January 2021 for one month


def test_which_type_is_meant(tmp_path):
    path = dnamade.make(tmp_path / "a.dna")
    with pytest.raises(UnknownNameError, match="Did you mean DNA Statement"):
        api.discourse(path, statement_type="DNA Statment")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE STATEMENTTYPES SET Label = 'Claim' WHERE ID = 1")
        db.executemany("INSERT INTO VARIABLES VALUES (?, ?, 'short text', 2)", [(8, "who"), (9, "what")])
    with pytest.raises(DetenteError, match="choose one with --statement-type: “Claim”, “Annotation”"):
        api.discourse(path)
    assert len(api.discourse(path, statement_type="Claim")) == len(api.discourse(path, statement_type="1")) == 7


def test_the_type_that_has_the_named_variables(tmp_path):
    path = dnamade.make(tmp_path / "a.dna")
    with closing(sqlite3.connect(path)) as db, db:
        db.executemany(
            "INSERT INTO VARIABLES VALUES (?, ?, ?, 2)",
            [(8, "who", "short text"), (9, "what", "short text"), (10, "sure", "boolean")],
        )
        db.executemany("INSERT INTO ENTITIES VALUES (?, ?, ?, 0, 0, 0, NULL)", [(90, 8, "Inn"), (91, 9, "weir")])
        db.executemany("INSERT INTO DATASHORTTEXT VALUES (NULL, 8, ?, ?)", [(8, 90), (9, 91)])
        db.execute("INSERT INTO DATABOOLEAN VALUES (NULL, 8, 10, 1)")
    found = api.network(path, kind="two-mode", value="subtract", rows="who", columns="what", qualifier="sure")
    assert (found.rows, found.columns, found.matrix()) == (("Inn",), ("weir",), [[1]])
    assert found.origin.endswith("Annotation")
    assert api.network(path).rows == ("Mill", "Town")
    of_documents = api.network(
        path, kind="two-mode", rows="who", columns="document.author", exclude=(("what", "weir"),)
    )
    assert of_documents.left_out == (("of another statement type", 7), ("what is weir", 1))
    with pytest.raises(
        DetenteError, match=r"who is of “Annotation”; concept is of “DNA Statement”\. .*--statement-type"
    ):
        api.network(path, rows="who", columns="concept")
    with pytest.raises(UnknownNameError, match=r"No variable is called whoo\. Did you mean who"):
        api.network(path, rows="whoo", columns="what")


# ------------------------------------------------------------------------------------------------ untrusted files


def test_what_is_no_database(tmp_path):
    wrong = {
        "empty.dna": b"",
        "old.dna": b"<?xml version='1.0'?><discourse/>",
        "encrypted.dna": bytes(range(256)) * 40,
        "cut.dna": dnamade.make(tmp_path / "whole.dna").read_bytes()[:5000],
        "torn.dna": b"SQLite format 3\0" + bytes(4000),
    }
    for name, data in wrong.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(FormatError):
            api.discourse(tmp_path / name)
        with pytest.raises(FormatError):
            DnaFile.read(tmp_path / name)


def test_other_databases_and_versions_are_refused_by_name(tmp_path):
    other = tmp_path / "other.dna"
    with closing(sqlite3.connect(other)) as db, db:
        db.execute("CREATE TABLE STATEMENTS(ID)")
    with pytest.raises(FormatError, match="not one of DNA: it lacks DOCUMENTS"):
        api.discourse(other)
    newer = dnamade.make(tmp_path / "newer.dna")
    with closing(sqlite3.connect(newer)) as db, db:
        db.execute("ALTER TABLE DATASHORTTEXT ADD COLUMN RoleVariableLinkId INTEGER")
        db.execute("UPDATE SETTINGS SET Value = '3.1'")
    with pytest.raises(
        FormatError, match=r"newer version of DNA than is known here \(it says that it is version 3.1\)"
    ):
        api.discourse(newer)


def test_a_view_is_no_table(tmp_path):
    path = dnamade.make(tmp_path / "a.dna")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("ALTER TABLE DOCUMENTS RENAME TO D2")
        db.execute("CREATE VIEW DOCUMENTS AS SELECT * FROM D2")
    with pytest.raises(FormatError, match="lacks DOCUMENTS"):
        api.discourse(path)


def test_reading_changes_nothing_and_leaves_nothing(tmp_path):
    path = dnamade.make(tmp_path / "a.dna")
    path.chmod(0o444)
    before = path.read_bytes()
    api.network(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.dna"]


def test_changes_that_are_not_in_the_file_yet(tmp_path):
    path = dnamade.make(tmp_path / "a.dna")
    (tmp_path / "a.dna-wal").write_bytes(b"something")
    with pytest.raises(FormatError, match="open it in DNA and close it there"):
        api.discourse(path)


def test_what_refers_to_nothing(tmp_path):
    path = dnamade.make(tmp_path / "a.dna")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM DOCUMENTS WHERE ID = 3")
    with pytest.raises(FormatError, match="documents that are not there: 3"):
        api.discourse(path)
    with closing(sqlite3.connect(dnamade.make(tmp_path / "b.dna"))) as db, db:
        db.execute("DELETE FROM ENTITIES WHERE Value = 'Mill'")
    with pytest.raises(FormatError, match="entity"):
        api.discourse(tmp_path / "b.dna")


# ------------------------------------------------------------------------------------------------ there and back


def test_all_tables_of_any_version_there_and_back(made, tmp_path):
    whole = DnaFile.read(made)
    whole.write(tmp_path / "again.dna")
    assert DnaFile.read(tmp_path / "again.dna") == whole


short = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
number = st.integers(0, 2**40)


@st.composite
def databases(draw):
    """Rows that DNA's own rules allow, table by table."""
    found: dict[str, list[tuple[object, ...]]] = {name: [] for name in SHAPES}
    found["SETTINGS"] = [("version", "3.0.7"), *((f"p{n}", draw(short)) for n in range(draw(st.integers(0, 2))))]
    found["STATEMENTTYPES"] = [(1, draw(short), 1, 2, 3)]
    kinds = draw(st.lists(st.sampled_from(["boolean", "integer", "long text", "short text"]), max_size=4))
    found["VARIABLES"] = [(n, f"v{n}", kind, 1) for n, kind in enumerate(kinds, 1)]
    texts = draw(st.lists(short, max_size=3))
    found["DOCUMENTS"] = [
        (n, draw(short), text, None, draw(short), "", draw(short), draw(short), "", draw(st.integers(-(2**40), 2**40)))
        for n, text in enumerate(texts, 1)
    ]
    for n, _ in enumerate(texts, 1):
        start = draw(number)
        found["STATEMENTS"].append((n, 1, n, start, start + 1 + draw(number), None))
        for variable, kind in enumerate(kinds, 1):
            key = (len(kinds) * n + variable, n, variable)
            if kind == "short text":
                entity = key[0]
                found["ENTITIES"].append((entity, variable, f"{draw(short)}{entity}", 0, None, 255, None))
                found["DATASHORTTEXT"].append((*key, entity))
            elif kind == "long text":
                found["DATALONGTEXT"].append((*key, draw(st.none() | short)))
            else:
                table = "DATABOOLEAN" if kind == "boolean" else "DATAINTEGER"
                found[table].append((*key, draw(st.integers(-(2**31), 2**31))))
    return {name: sorted(rows) if name == "SETTINGS" else rows for name, rows in found.items()}


@given(databases())
@settings(max_examples=25)
def test_a_new_database_there_and_back(tmp_path_factory, tables):
    path = tmp_path_factory.mktemp("dna") / "new.dna"
    made = DnaFile.new(tables)
    made.write(path)
    assert DnaFile.read(path) == made


@given(st.text(max_size=30), st.data())
def test_offsets_there_and_back(text, data):
    offsets = Offsets(text)
    assert offsets.units == len(text.encode("utf-16-le", "surrogatepass")) // 2
    for point in range(len(text) + 1):
        unit = len(text[:point].encode("utf-16-le", "surrogatepass")) // 2
        assert offsets.to_units(point) == unit
        assert offsets.to_points(unit) == point
        assert not offsets.inside(unit)
    torn = [u for u in range(offsets.units) if offsets.inside(u)]
    assert len(torn) == sum(character > "\uffff" for character in text)
    assert all(offsets.to_units(offsets.to_points(u)) == u - 1 for u in torn)


def test_a_case_there_and_back(tmp_path):
    case = api.load("camp-david")
    coding = from_case(case)
    losses = write(coding, tmp_path / "case.dna")
    found = read(tmp_path / "case.dna")
    assert found.losses == ()
    assert [dict(row) for row in found.coding.rows] == [dict(row) for row in coding.rows]
    for name in ("title", "question", "parties", "blocs", "issues", "topics", "conditions", "sources"):
        assert getattr(found.coding, name) == getattr(coding, name), name
    open_ones = sum(row["act"] == "leave_open" and row["quotation"] != "inferred" for row in coding.rows)
    assert open_ones
    assert {loss.what: loss.count for loss in losses}["what is left open, among DNA's statements"] == open_ones
    assert {loss.what for loss in losses} == {"texts of documents", "what is left open, among DNA's statements"}


@given(codings(), st.booleans())
@settings(max_examples=15)
def test_random_codings_there_and_back(tmp_path_factory, coding, texts):
    path = tmp_path_factory.mktemp("dna") / "a.dna"
    write(coding, path, texts)
    found = read(path)
    assert found.losses == ()
    assert plain(replace(found.coding, documents={})) == plain(replace(coding, documents={}))
    kept = {name: document.text for name, document in coding.documents.items() if texts}
    assert {name: document.text for name, document in found.coding.documents.items()} == kept


def test_dna_sees_the_same_network(tmp_path):
    case = api.load("camp-david")
    write(from_case(case), tmp_path / "case.dna")
    ours = api.network(case, value="subtract", exclude=(("act", "leave_open"),))
    in_dna = api.network(tmp_path / "case.dna", value="subtract")
    both = (api.network(one, kind="two-mode").ties.sum() for one in (case, tmp_path / "case.dna"))
    without = api.network(case, kind="two-mode", exclude=(("act", "leave_open"),)).ties.sum()
    assert next(both) > next(both) == without
    names = [node.shown for node in ours.row_nodes]
    order = [names.index(name) for name in in_dna.rows]
    assert (ours.dense()[order][:, order] == in_dna.dense()).all()


def test_its_own_rules_hold(tmp_path):
    write(from_case(api.load("cuban-missile-crisis")), tmp_path / "case.dna")
    with closing(sqlite3.connect(tmp_path / "case.dna")) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        blank = (
            "SELECT COUNT(*) FROM VARIABLES v WHERE DataType = 'short text' AND NOT EXISTS "
            "(SELECT 1 FROM ENTITIES e WHERE e.VariableId = v.ID AND e.Value = '')"
        )
        assert db.execute(blank).fetchone() == (0,)


TEXT = "Wir sagen 😀 ja zur Brücke."
CODING = Coding(
    "A small one",
    [
        {
            "id": "s1", "holder": "T", "issue": "bridge", "option": "built", "act": "demand", "firmness": "firm",
            "paraphrase": "p" * 300, "source": "d", "begin": "10", "end": "14", "coder": "Kim",
        },
        {
            "id": "s2", "holder": "L", "issue": "bridge", "option": "built|ferry", "act": "reject",
            "firmness": "never", "paraphrase": "no", "source": "d",
        },
        {"id": "s3", "holder": "T", "act": "threat", "paraphrase": "or else"},
    ],
    (Party("T", "Town", aliases=("the town",), note="n"), Party("M", "Mill")),
    (Bloc("L", "League", ("M",)),),
    (Issue("bridge", "Bridge", "terms", (Option("built", "Built"), Option("ferry", "Ferry")), ()),),
    sources=(Source("d", "Gazette, p. 3", date=Interval.parse("2020-02")),),
    documents={"d": Document("o", "x", TEXT, "text", "d")},
    attributes={"T": {"size": "small"}},
)  # fmt: skip


def test_words_and_offsets_beyond_the_basic_plane(tmp_path):
    losses = {loss.what: loss.count for loss in write(CODING, tmp_path / "a.dna", texts=True)}
    with closing(sqlite3.connect(tmp_path / "a.dna")) as db:
        (text, start, stop) = db.execute(
            "SELECT Text, Start, Stop FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = s.DocumentId WHERE s.ID = 1"
        ).fetchone()
    assert text.encode("utf-16-le")[2 * start : 2 * stop].decode("utf-16-le") == TEXT[10:14] == "😀 ja"
    found = read(tmp_path / "a.dna").coding
    assert [dict(row) for row in found.rows] == CODING.rows
    assert (found.attributes, found.documents["d"].text) == (CODING.attributes, TEXT)
    assert losses["the place of statements without an anchor"] == 1


def test_words_only_on_demand(tmp_path):
    losses = write(CODING, tmp_path / "a.dna")
    assert ("texts of documents", "not asked for; the paraphrases stand in their place") in {
        (x.what, x.why) for x in losses
    }
    assert "Brücke".encode() not in (tmp_path / "a.dna").read_bytes()
    found = read(tmp_path / "a.dna").coding
    assert [dict(row) for row in found.rows] == CODING.rows
    assert found.documents == {}


# ------------------------------------------------------------------------------------------------ from DNA


def test_a_coding_from_any_version(made):
    found = read(made)
    rows = {row["id"]: row for row in found.coding.rows}
    assert list(rows) == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert rows["s2"]["act"] == "reject"
    assert rows["s1"]["speaker"] == "Mayor"
    assert rows["s1"]["details"] == "weight=2"
    assert [found.coding.text_of(rows[name]) for name in ("s1", "s2")] == [
        "The town wants the bridge.",
        "The mill does not want the bridge.",
    ]
    assert {party.name for party in found.coding.parties} == {"Town", "Mill"}
    assert [str(source.date) for source in found.coding.sources] == ["2020-01-01", "2020-02-08", "2021-01-01"]
    lost = {loss.what: loss.count for loss in found.losses}
    assert lost == {
        "statements of other types": 1,
        "statements without organisation and person": 1,
        "the variable remark": 1,
        "acts and firmness": 6,
    }


def test_anchors_that_do_not_fit(tmp_path):
    path = dnamade.make(tmp_path / "a.dna")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE STATEMENTS SET Stop = 4000 WHERE ID = 1")
        db.execute("UPDATE STATEMENTS SET Start = 28 WHERE ID = 2")
    found = read(path)
    rows = {row["id"]: row for row in found.coding.rows}
    assert "begin" not in rows["s1"]
    assert (found.coding.text_of(rows["s2"]) or "").startswith("😀")
    assert {"anchors", "halves of a character at the ends of anchors"} <= {loss.what for loss in found.losses}


def test_a_setting_that_only_looks_like_ours(tmp_path):
    for value in ("{", "[]", '{"codebook": 1}'):
        path = dnamade.make(Path(tmp_path) / f"{len(value)}.dna")
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("INSERT INTO SETTINGS VALUES ('detente', ?)", (value,))
        with pytest.raises(FormatError, match="not what Détente writes"):
            read(path)

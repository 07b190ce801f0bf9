"""Search: accents folded, the same finds on both engines and by the definition, places in the text as it was."""

import dataclasses
import hashlib

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from detente.errors import StoreError
from detente.ledger.documents.model import Cut
from detente.ledger.store import indexes
from detente.ledger.store.folding import fold, tokens_of, words_of
from detente.ledger.store.queries import All, Phrase, holds, parse
from detente.ledger.store.queries import Any as AnyOf
from detente.ledger.store.store import open_store
from tests.ledger.store.ledgers import ROW
from tests.ledger.store.test_documents import WHEN, made


@pytest.fixture
def store(place):
    with open_store(place) as opened:
        yield opened


def keep(store, *texts, **more):
    documents = [one if not isinstance(one, str) else made(one, **more) for one in texts]
    store.sink("anna", WHEN).add([(one, b"") for one in documents])


def found(store, query, limit=50):
    finds = store.search(query, limit, ["documents"])
    assert finds.documents >= len(finds.found)
    return {one.document.text for one in finds.found}


class TestFolding:
    @pytest.mark.parametrize(
        ("written", "folded"),
        [
            ("São Tomé", "sao tome"),
            ("Ёлка", "елка"),
            ("Łódź", "lodz"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("Øresund", "oresund"),
            ("Ærø", "aero"),
            ("İzmir ılık", "izmir ilik"),
            ("e\u0301", "e"),
            ("ﬁne", "fine"),
            ("Đorđe", "dorde"),
            ("Ελλάδα", "ελλαδα"),
            ("co\u00adopera\u00adtion", "cooperation"),
            ("don’t", "don t"),
            ("snake_case", "snake case"),
            ("U.S.A.", "u s a"),
            ("½", "1 2"),
            ("平和条約", "平 和 条 約"),
            ("हिन्दी", "हिन्दी"),
            ("…—!", ""),
            ("Foo™", "foo"),
            ("x" * 100, "x" * 64),
        ],
    )
    def test_words(self, written, folded):
        assert words_of(written) == folded

    @given(st.text(max_size=40))
    @example("½ ﷺ ǅ")
    def test_promises(self, text):
        words = words_of(text)
        assert words == " ".join(word for token in tokens_of(text) for word in token.words)
        assert words == words_of(words) or not words.isascii() or len(max(words.split(), key=len)) == 64
        assert all(text[token.begin : token.end] for token in tokens_of(text))
        assert fold(fold(text)) == fold(text)


class TestQueries:
    def test_what_is_read(self):
        assert parse("nato") == Phrase(("nato",))
        assert parse("a -b (c OR d*)") == All(
            (Phrase(("a",)), AnyOf((Phrase(("c",)), Phrase(("d",), prefix=True)))), (Phrase(("b",)),)
        )
        assert parse('"Open Door"') == parse("open-door") == Phrase(("open", "door"))
        assert parse("AND") == Phrase(("and",))

    @pytest.mark.parametrize(
        "query",
        ["", "  ", "-a", "a OR", "OR a", "(a", "a)", '"a', "()", "—", "a -(", "(" * 30 + "a" + ")" * 30, "x" * 1001],
    )
    def test_faults_are_plain(self, query):
        with pytest.raises(StoreError, match="query"):
            parse(query)


class TestSearch:
    def test_accents_and_case(self, store):
        keep(store, "The Élysée said no.", "Elysee", "other")
        assert found(store, "élysée") == found(store, "ELYSEE") == {"The Élysée said no.", "Elysee"}

    def test_operators(self, store):
        keep(store, "open door policy", "door open", "open", "opening")
        assert found(store, "open door") == {"open door policy", "door open"}
        assert found(store, '"open door"') == {"open door policy"}
        assert found(store, "open -door") == {"open"}
        assert found(store, "door OR opening") == {"open door policy", "door open", "opening"}
        assert found(store, "open*") == {"open door policy", "door open", "open", "opening"}
        assert found(store, '"door pol*"') == set()
        assert found(store, '"door pol"*') == {"open door policy"}
        assert found(store, '-"open door" open') == {"door open", "open"}

    def test_what_was_cut_is_not_found(self, store):
        text = "Headlines: war here. The treaty was signed."
        keep(store, made(text, cuts=(Cut(0, 21, "headlines"),)))
        assert found(store, "war") == set()
        (one,) = store.search("treaty").found
        assert [text[begin:end] for begin, end in one.matches] == ["treaty"]

    def test_titles_count_and_do_not_run_into_the_text(self, store):
        keep(store, made("door closed", title="The open"))
        assert found(store, "open closed") == {"door closed"}
        assert found(store, '"open door"') == set()
        (one,) = store.search("open").found
        assert one.matches == ()

    def test_places_are_of_the_text_as_it_was(self, store):
        text = "🙂 Vor der Straße " + "viel " * 60 + "— und die STRASSE."
        keep(store, text)
        (one,) = store.search("strasse").found
        assert [text[begin:end] for begin, end in one.matches] == ["Straße", "STRASSE"]
        assert one.snippet == text[one.begin : one.end]
        assert "Straße" in one.snippet

    def test_best_first_and_counted(self, store):
        keep(store, *(f"treaty and {'other words ' * n}" for n in range(1, 8)), "treaty treaty treaty")
        finds = store.search("treaty", 3)
        assert finds.documents == 8
        assert len(finds.found) == 3
        assert finds.found[0].document.text == "treaty treaty treaty"

    def test_statements_as_they_stand(self, desk):
        desk.add("s8", paraphrase="Le Café stays open.")
        assert [one.row.id for one in desk.store.search("cafe").found] == ["s8"]
        desk.edit("s8", paraphrase="The harbour stays open.")
        assert desk.store.search("cafe").statements == 0
        edit = desk.delete("s8")
        assert desk.store.search("harbour").statements == 0
        desk.undo(edit.number)
        assert [one.row.id for one in desk.store.search("harb*").found] == ["s8"]
        assert [one.row.id for one in desk.store.search("patrols", 9, ["statements"]).found] == ["s2"]
        assert ROW["paraphrase"] == "Open."

    def test_an_index_by_older_rules_is_made_anew(self, place):
        with open_store(place) as store:
            keep(store, "treaty")
            with store.writing() as connection:
                connection.exec_driver_sql("UPDATE search_rules SET folding = 0")
                connection.exec_driver_sql(
                    "DELETE FROM documents_words"
                    if store.dialect == "postgresql"
                    else "INSERT INTO documents_words (documents_words) VALUES ('delete-all')"
                )
        with open_store(place) as store:
            assert found(store, "treaty") == {"treaty"}

    def test_what_no_vector_holds_is_looked_through(self, store, monkeypatch):
        monkeypatch.setattr(indexes, "_LARGEST", 40)
        keep(store, "one two three four five six", "one")
        assert found(store, "one -six") == {"one"}
        assert found(store, '"two three"') == {"one two three four five six"}


WORD = st.sampled_from(["an", "on", "ant", "één", "Ön"])
TEXT = st.lists(WORD, max_size=5).map(" ".join)
QUERY = st.recursive(
    st.one_of(
        WORD,
        st.tuples(WORD, WORD).map('"{0[0]} {0[1]}"'.format),
        WORD.map("{}*".format),
        st.tuples(WORD, WORD).map('"{0[0]} {0[1]}"*'.format),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("{0[0]} {0[1]}".format),
        st.tuples(inner, inner).map("({0[0]} OR {0[1]})".format),
        st.tuples(inner, inner).map("({0[0]} -{0[1]})".format),
        st.tuples(inner, inner).map("({0[0]} -({0[1]}))".format),
    ),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples // 6)
@given(texts=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6, unique=True), queries=st.lists(QUERY, max_size=8))
def test_finds_are_those_of_the_definition(store, texts, queries):
    with store.writing() as connection:
        for table in ("cuts", "documents_words", "documents"):
            empty = f"DELETE FROM {table}"
            if table == "documents_words" and store.dialect == "sqlite":
                empty = "INSERT INTO documents_words (documents_words) VALUES ('delete-all')"
            connection.exec_driver_sql(empty)
    documents = []
    for title, text in texts:
        one = made(text, title=title)
        documents.append(dataclasses.replace(one, original=hashlib.sha256(f"{title}|{text}".encode()).hexdigest()))
    keep(store, *documents)
    for query in queries:
        meant = parse(query)
        expected = {one.original for one in documents if holds(meant, (words_of(one.title), words_of(one.text)))}
        assert {one.document.original for one in store.search(query, 99).found} == expected, query

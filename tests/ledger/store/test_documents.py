"""Documents in the store: each once, given back as it was, on both engines."""

import dataclasses
import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.errors import StoreError
from detente.ledger.documents.model import Cut, Document
from detente.ledger.documents.objects import MissingObjectError
from detente.ledger.documents.sink import Link
from detente.ledger.store.place import place_of
from detente.ledger.store.store import open_store

WHEN = "2026-02-03T04:05:06Z"


def made(text="The river shall be shared.", original=b"", **more):
    data = original or text.encode()
    digests = {"original": hashlib.sha256(data).hexdigest(), "digest": hashlib.sha256(text.encode()).hexdigest()}
    return Document(**{"text": text, "kind": "text", "name": "a.txt", **digests, **more})


@pytest.fixture
def store(place):
    with open_store(place) as opened:
        yield opened


@pytest.fixture
def sink(store):
    return store.sink("anna", WHEN)


def key(document):
    return document.original, document.digest


class TestDocuments:
    def test_the_same_is_added_once(self, store, sink):
        one = made()
        assert sink.add([(one, b"prints"), (one, b"prints")]) == 1
        assert sink.add([(one, b"prints")]) == 0
        assert list(store.documents()) == [one]

    def test_the_same_bytes_in_another_charset_are_another(self, store, sink):
        both = [made("café", b"caf\xe9", charset="latin-1"), made("cafй", b"caf\xe9", charset="cp1251")]
        assert sink.add([(one, b"") for one in both]) == 2
        assert sink.known([both[0].original, "0" * 64]) == {both[0].original: {"latin-1", "cp1251"}}

    def test_found_by_text_or_original(self, store, sink):
        one = made("from a page", b"<p>from a page</p>")
        sink.add([(one, b"")])
        assert store.document(one.digest) == store.document(one.original) == sink.document(key(one)) == one
        assert store.document("0" * 64) is None
        with pytest.raises(KeyError):
            sink.document(("0" * 64, one.digest))

    def test_who_and_when(self, store, sink):
        sink.add([(made(), b"")])
        (listed,) = store.list_documents()
        assert (listed.added_by, listed.added_at, listed.size) == ("anna", WHEN, len(made().text))
        assert listed.document == dataclasses.replace(made(), text="")

    def test_links(self, store, sink):
        one, two = made("one"), made("two")
        sink.add([(one, b"1"), (two, b"2")])
        assert [(mark.key, mark.fingerprints, mark.looked) for mark in sink.marks()] == [
            (key(one), b"1", False),
            (key(two), b"2", False),
        ]
        sink.link([Link(key(two), one.digest, "near", 0.9)])
        assert [mark.looked for mark in sink.marks()] == [False, True]
        assert sink.document(key(two)) == dataclasses.replace(two, copy_of=one.digest, copy_how="near", similarity=0.9)

    def test_originals_are_kept_beside(self, sink):
        digest = sink.objects.put(b"\0bytes")
        assert sink.objects.put(b"\0bytes") == digest
        assert sink.objects.get(digest) == b"\0bytes"
        assert sink.objects.has(digest)
        assert not sink.objects.has("0" * 64)
        with pytest.raises(MissingObjectError):
            sink.objects.get("0" * 64)

    def test_nothing_is_kept_of_a_batch_with_a_fault(self, store, sink):
        with pytest.raises(StoreError, match="NUL"):
            sink.add([(made("fine"), b""), (made("not\0fine"), b"")])
        with pytest.raises(StoreError, match="surrogate"):
            sink.add([(made("fine"), b""), (dataclasses.replace(made("x"), title="\ud800"), b"")])
        assert not list(store.documents())

    def test_many_come_in_order(self, store, sink):
        many = [made(f"number {n}", cuts=(Cut(0, 3, "menu"), Cut(4, 5, "footer"))[: n % 3]) for n in range(603)]
        sink.add([(one, b"") for one in many])
        assert list(store.documents()) == many


class TestOneFileOneCase:
    def test_a_store_moves_with_its_folder(self, tmp_path):
        (tmp_path / "river").mkdir()
        with open_store(place_of(tmp_path / "river")) as store:
            store.sink("anna", WHEN).add([(made(), b"")])
        (tmp_path / "river").rename(tmp_path / "stream")
        with open_store(place_of(tmp_path / "stream")) as store:
            assert list(store.documents()) == [made()]

    def test_several_cases_share_one_store(self, address, tmp_path):
        where = address or str(tmp_path / "shared.sqlite")
        for name in ("river", "lake"):
            (tmp_path / name).mkdir(exist_ok=True)
            with open_store(place_of(tmp_path / name, where)) as store:
                store.sink("anna", WHEN).add([(made(name), b""), (made("both"), b"")])
        with open_store(place_of(tmp_path / "river", where)) as store:
            assert [one.text for one in store.documents()] == ["river", "both"]


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples // 6)
@given(text=TEXT, title=TEXT, notes=st.lists(TEXT, max_size=3), similarity=st.floats(0, 1))
def test_what_comes_back_is_what_was_added(store, text, title, notes, similarity):
    cuts = (Cut(0, len(text), "all"),) if text else ()
    one = made(text, (text + title).encode(), title=title, notes=tuple(notes), similarity=similarity, cuts=cuts)
    one = dataclasses.replace(one, original=hashlib.sha256(repr(one).encode()).hexdigest())
    sink = store.sink("anna", WHEN)
    sink.add([(one, b"")])
    assert sink.document(key(one)) == one

"""Documents are taken into a store on both engines alike: once, with their bytes, and copies linked."""

from detente.ledger.documents.ingest import Options, ingest
from detente.ledger.store.store import open_store
from tests.ledger.documents import makers


def test_the_same_on_both_engines(place, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    wire = makers.prose(11, 8)
    (folder / "a.txt").write_text(f"28 March 2022\n{wire}", encoding="utf-8")
    (folder / "b.txt").write_text(f"30 March 2022\n{wire}", encoding="utf-8")
    (folder / "c.html").write_text(makers.page(4), encoding="utf-8")
    (folder / "box").write_bytes(makers.mailbox(3))
    with open_store(place) as store:
        sink = store.sink("tester", "2022-03-29T10:00:00Z")
        for expected in (6, 0):
            report = ingest([folder], sink, Options(workers=1), lambda *_: None, lambda: False)
            assert len(report.of("added")) == expected
            assert len(report.outcomes) == 6
        held = {document.name: document for document in store.documents()}
        assert held["in/b.txt"].copy_of == held["in/a.txt"].digest
        assert [one.copy_of for name, one in held.items() if name != "in/b.txt"] == [""] * 5
        for document in held.values():
            assert sink.objects.get(document.digest) == document.text.encode()
            assert sink.objects.has(document.original)

"""Files that are made to break their reader: one line about each, and the rest goes on."""

import io
import os
import time
import zipfile
from pathlib import Path

import pytest

from detente.ledger.documents.ingest import Options, ingest
from detente.ledger.documents.objects import ObjectFolder
from detente.ledger.documents.pool import Readers
from detente.ledger.documents.reading import read
from detente.ledger.documents.refusing import UnreadableError
from detente.ledger.documents.sink import MemorySink
from detente.ledger.documents.walking import NoSuchPathError, walk
from tests.ledger.documents import makers
from tests.ledger.documents.makers import W


def refusal(data):
    with pytest.raises(UnreadableError) as caught:
        read(data, "file")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return file.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_inflated():
    bomb = zipped([("word/document.xml", b" " * 250_000_000)])
    assert len(bomb) < 1_000_000
    started = time.monotonic()
    assert "would inflate to 250 MB" in refusal(bomb)
    assert time.monotonic() - started < 1


def test_a_part_that_inflates_too_well_is_refused():
    assert "inflates 1,025 times" in refusal(
        zipped([("word/document.xml", b"<a/>"), ("word/media/x.xml", b" " * 5_000_000)])
    )


def test_a_part_that_lies_about_its_size_is_refused():
    """The declared size binds: what lies behind it is not read, and the checksum then does not fit."""
    data = bytearray(zipped([("word/document.xml", b"<w>" + b"a" * 5_000_000 + b"</w>")]))
    small = (100).to_bytes(4, "little")
    data[22:26] = small
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = small
    assert "broken" in refusal(bytes(data))


def test_an_archive_of_very_many_parts_is_refused():
    assert "parts, which no document does" in refusal(
        zipped([("word/document.xml", "x"), *((f"{n}", "") for n in range(10_001))])
    )


def test_entities_are_not_expanded():
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    declared = f'<!DOCTYPE x [<!ENTITY a0 "ha">{levels}]>'
    bomb = f'{declared}<w:document xmlns:w="{W}"><w:body><w:p>&a11;</w:p></w:body></w:document>'
    assert "entities" in refusal(zipped([("word/document.xml", bomb)]))
    outside = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document xmlns:w="{W}">&e;</w:document>'
    assert "entities" in refusal(zipped([("word/document.xml", outside)]))
    assert "broken" in refusal(zipped([("word/document.xml", bomb.encode("utf-16"))]))
    page = f"<?xml version='1.0'?><!DOCTYPE html [{levels}]><html><body><p>Words &a11; and more.</p></body></html>"
    assert len(read(page.encode(), "page")[0].document.text) < 2_000


def test_word_documents_that_are_broken_or_nested_without_end():
    whole = makers.docx("<w:p><w:r><w:t>Words</w:t></w:r></w:p>")
    assert "broken" in refusal(whole[:-40])
    assert "no word/document.xml" in refusal(zipped([("word/other.xml", "<a/>")]))
    assert "document.xml is broken" in refusal(makers.docx("<w:p>" * 100_000))
    assert "no text" in refusal(makers.docx("<w:p/>"))


@pytest.fixture
def sink(tmp_path):
    return MemorySink(ObjectFolder(tmp_path / "objects"))


def take(sink, *paths, **options):
    report = ingest(paths, sink, Options(workers=1, **options), lambda *_: None, lambda: False)
    return {outcome.name: (outcome.status, outcome.why) for outcome in report.outcomes}


def test_each_bad_file_costs_one_line_and_the_good_ones_are_in(sink, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    good = {"a.txt": makers.prose(1).encode(), "z.html": makers.page(2).encode()}
    bad = {
        "broken.pdf": b"%PDF-1.7 nothing",
        "empty.txt": b"",
        "empty.html": b"<html></html>",
        "bomb.docx": zipped([("word/document.xml", b" " * 250_000_000)]),
        "nul.txt": b"some words \0 and more",
        "picture.txt": b"\x89PNG\r\n",
        "large.txt": b"words " * 200_000,
    }
    for name, data in (good | bad).items():
        (folder / name).write_bytes(data)
    (folder / os.fsdecode(b"caf\xe9.txt")).write_bytes(makers.prose(3).encode())
    (folder / "nowhere").symlink_to(folder / "gone")
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to(folder)
    (folder / "sub").mkdir()
    (folder / "sub" / "back").symlink_to(folder)
    found = take(sink, folder, max_bytes=1_000_000)
    statuses = {name.removeprefix("in/"): status for name, (status, _) in found.items()}
    failed = {*bad, "nowhere", "pipe"}
    assert statuses == {
        **dict.fromkeys([*good, "caf\ufffd.txt"], "added"),
        **dict.fromkeys(failed, "failed"),
        **dict.fromkeys(["loop", "sub/back"], "left out"),
    }
    assert all(
        why and "\n" not in why and "Traceback" not in why for status, why in found.values() if status == "failed"
    )
    assert "it has 1 MB, more than 1; split it, or allow more with --max-mb" in found["in/large.txt"][1]
    assert len(list(sink.documents())) == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="NOT TESTED HERE: the superuser can read everything")
def test_a_file_that_may_not_be_read(sink, tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("words", encoding="utf-8")
    path.chmod(0)
    assert take(sink, path)["secret.txt"][0] == "failed"


def test_a_file_of_200_mb_is_not_even_read(sink, tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    started = time.monotonic()
    assert take(sink, path) == {
        "large.txt": ("failed", "it has 200 MB, more than 50; split it, or allow more with --max-mb")
    }
    assert time.monotonic() - started < 2


def test_a_file_that_changes_while_it_is_read(sink, tmp_path, monkeypatch):
    path = tmp_path / "growing.txt"
    path.write_text("some words", encoding="utf-8")
    real = os.fstat

    def grow(handle):
        status = real(handle)
        if Path(f"/proc/self/fd/{handle}").readlink() == path:
            with path.open("a", encoding="utf-8") as file:
                file.write("more ")
        return status

    monkeypatch.setattr(os, "fstat", grow)
    assert take(sink, path)["growing.txt"] == ("failed", "it changed while it was read; run it again")


def test_paths_that_do_not_exist_are_all_named(tmp_path):
    with pytest.raises(NoSuchPathError) as caught:
        list(walk([tmp_path / "a", tmp_path, tmp_path / "b"]))
    assert str(caught.value).endswith(f": {tmp_path / 'a'}, {tmp_path / 'b'}")


# ------------------------------------------------------------------------------------------------------- the processes


@pytest.fixture(scope="module")
def slow():
    """A page that takes its reader far longer than a second."""
    return "".join(f"<div class='related'><p>Word {n} of it.</p></div>" for n in range(300_000)).encode()


def finished(readers, data, name="x", **options):
    given = {"charset": "", "kind": "", "most": 10**9} | options
    return readers.submit(data, name, **given)


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_read(slow):
    with Readers(1, 0.5) as readers:
        late = finished(readers, slow)
        after = finished(readers, b"Some words that are read at once.")
        with pytest.raises(UnreadableError, match=r"took more than 0.5 s; give it more time with --seconds"):
            late.result(60)
        assert after.result(60)[0].document.text == "Some words that are read at once."


def test_a_document_that_needs_too_much_memory_is_given_up():
    with Readers(1, 60, memory=700_000_000) as readers:
        hungry = finished(readers, b"a\n" * 8_000_000)
        with pytest.raises(UnreadableError, match=r"more than 0.7 GB of memory|reader failed on it"):
            hungry.result(120)
        assert finished(readers, b"Small words.").result(60)


def test_a_reader_that_is_killed_costs_one_document(slow):
    with Readers(1, 60) as readers:
        finished(readers, b"Words to begin with.").result(60)
        (process,) = readers._all
        late = finished(readers, slow)
        time.sleep(0.2)
        process._process.kill()
        with pytest.raises(UnreadableError, match=r"its reader failed on it \(signal 9\)"):
            late.result(60)
        assert finished(readers, b"More words.").result(60)


def test_no_process_is_left_behind(slow):
    with Readers(2, 60) as readers:
        for _ in range(4):
            finished(readers, slow)
        time.sleep(0.5)
        processes = [process._process for process in readers._all]
    assert processes
    assert all(process.poll() is not None for process in processes)


def test_a_fault_of_the_program_itself_is_one_line_too():
    with Readers(1, 60) as readers, pytest.raises(UnreadableError, match=r"reader failed on it \(TypeError"):
        finished(readers, b"words", charset=7).result(60)


def test_originals_are_whole_or_not_there(tmp_path):
    objects = ObjectFolder(tmp_path / "o")
    digest = objects.put(b"words")
    assert objects.has(digest)
    assert objects.get(digest) == b"words"
    assert objects.put(b"words") == digest
    path = objects.path(digest)
    assert path == tmp_path / "o" / digest[:2] / digest[2:]
    path.write_bytes(b"wo")
    with pytest.raises(Exception, match="was changed"):
        objects.get(digest)
    objects.put(b"words")
    assert objects.get(digest) == b"words"
    assert [one.name for one in Path(tmp_path / "o").rglob("*.tmp")] == []
    with pytest.raises(Exception, match="no SHA-256"):
        objects.get("../../etc/passwd")

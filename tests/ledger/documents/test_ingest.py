"""Taking in: each document once, whatever happens on the way."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.ledger.documents.ingest import Options, ingest
from detente.ledger.documents.mail import split_mailbox
from detente.ledger.documents.objects import ObjectFolder, sha256
from detente.ledger.documents.sink import MemorySink
from detente.ledger.documents.walking import walk
from detente.ledger.store.place import place_of
from detente.ledger.store.store import open_store
from tests.ledger.documents import makers, seeds

BY = ("tester", "2022-03-29T10:00:00Z")


@pytest.fixture
def store(tmp_path):
    folder = tmp_path / "case"
    folder.mkdir()
    with open_store(place_of(folder)) as opened:
        yield opened


def take(sink, *paths, stop=lambda: False, **options):
    return ingest([Path(path) for path in paths], sink, Options(**{"workers": 1, **options}), lambda *_: None, stop)


def statuses(report):
    return sorted((outcome.name, outcome.status) for outcome in report.outcomes)


def filled(folder, count=6):
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.html").write_text(makers.page(number), encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / "sub" / "box").write_bytes(makers.mailbox(3))
    (folder / "sub" / ".hidden").write_text("not looked at", encoding="utf-8")
    (folder / "sub" / "again.txt").write_bytes((folder / "0.html").read_bytes())
    return folder


def test_everything_is_taken_in_once_with_its_original_and_its_text(tmp_path, store):
    folder = filled(tmp_path / "in")
    sink = store.sink(*BY)
    first, second = take(sink, folder), take(sink, folder, tmp_path / "in" / "0.html")
    assert len(first.of("added")) == 9
    assert [outcome.name for outcome in first.of("there")] == ["in/sub/again.txt"]
    assert {outcome.status for outcome in second.outcomes} == {"there"}
    held = list(store.documents())
    assert len(held) == 9
    for document in held:
        assert sink.objects.get(document.digest) == document.text.encode()
        assert sha256(sink.objects.get(document.original)) == document.original
    assert {document.name for document in held} >= {"in/3.html", "in/sub/box#2"}
    assert [document.name for document in held] == sorted(document.name for document in held)


def test_a_text_file_is_its_own_text(tmp_path, store):
    for name, data in {"a": "Räte\r\n\r\n  «two» \u2028 x\n".encode(), "b": b"\xef\xbb\xbfwith a mark \n"}.items():
        (tmp_path / name).write_bytes(data)
    take(store.sink(*BY), tmp_path / "a", tmp_path / "b")
    a, b = store.documents()
    assert a.text.encode() == (tmp_path / "a").read_bytes()
    assert a.digest == a.original
    assert b.text == "with a mark \n"


def test_another_charset_is_another_document(tmp_path, store):
    words = "Мост закрыт до весны, сказал мэр. " * 4
    (tmp_path / "a.txt").write_bytes(words.encode("koi8-r"))
    sink = store.sink(*BY)
    take(sink, tmp_path / "a.txt", charset="cp1251")
    take(sink, tmp_path / "a.txt", charset="cp1251")
    take(sink, tmp_path / "a.txt", charset="KOI8-R")
    take(sink, tmp_path / "a.txt")
    assert [(one.charset, one.text == words) for one in store.documents()] == [("cp1251", False), ("koi8-r", True)]


def test_attachments_come_with_their_mail_and_only_once(tmp_path, store):
    plan = makers.pdf([["The plan for the river and its bridge, in one line."]])
    (tmp_path / "1.eml").write_bytes(makers.mail(1, attached={"plan.pdf": plan}))
    (tmp_path / "2.eml").write_bytes(makers.mail(2, attached={"copy.pdf": plan}))
    sink = store.sink(*BY)
    report = take(sink, tmp_path / "1.eml", tmp_path / "2.eml")
    assert statuses(report) == [
        ("1.eml", "added"),
        ("1.eml/plan.pdf", "added"),
        ("2.eml", "added"),
        ("2.eml/copy.pdf", "there"),
    ]
    assert len(list(store.documents())) == 3


@pytest.mark.parametrize("workers", [1, 2])
def test_each_file_that_fails_says_so_even_if_another_has_the_same_bytes(tmp_path, store, workers):
    folder = tmp_path / "in"
    folder.mkdir()
    broken = makers.pdf([["A page."]])[:60]
    for number in range(30):  # more than are read ahead
        (folder / f"{number:02d}.pdf").write_bytes(broken)
    for name in ("empty 1", "empty 2"):
        (folder / name).write_bytes(b"")
    for name in ("good 1.txt", "good 2.txt"):
        (folder / name).write_text("The bridge stays open.", encoding="utf-8")
    report = take(store.sink(*BY), folder, workers=workers)
    failed = report.of("failed")
    assert len(failed) == 32
    assert len({outcome.why for outcome in failed}) == 2
    assert all(outcome.why for outcome in failed)
    assert statuses(report)[-2:] == [("in/good 1.txt", "added"), ("in/good 2.txt", "there")]
    assert len(list(store.documents())) == 1


def test_a_mail_folder(tmp_path, store):
    box = tmp_path / "Mail"
    for folder in ("cur", "new", "tmp", ".Sent/cur", ".Sent/new", ".Sent/tmp"):
        (box / folder).mkdir(parents=True)
    for number, folder in enumerate(("cur", "new", "tmp", ".Sent/cur")):
        (box / folder / f"{number}:2,S").write_bytes(makers.mail(number))
    take(store.sink(*BY), box)
    assert sorted(one.name for one in store.documents()) == ["Mail/.Sent/cur/3:2,S", "Mail/cur/0:2,S", "Mail/new/1:2,S"]


def test_a_message_of_a_mailbox_says_from_where_it_did(tmp_path, store):
    (tmp_path / "box").write_bytes(makers.mailbox(2))
    take(store.sink(*BY), tmp_path / "box")
    assert all("\nFrom here on nothing is agreed." in one.text for one in store.documents())


@given(
    st.lists(
        st.lists(st.sampled_from([b"a line", b"From me", b"", b">From x 2020", b"Subject: x"]), max_size=6), max_size=6
    )
)
def test_a_mailbox_is_split_as_it_was_joined(messages):
    """Lines that begin with `From` and name a year are quoted by who writes a mailbox; all others may stay."""
    bodies = [b"Subject: y\n\n" + b"".join(line + b"\n" for line in lines) for lines in messages]
    box = b"".join(b"From a@b.example Tue Mar 29 20:30:00 2022\n" + body + b"\n" for body in bodies)
    assert list(split_mailbox(box.splitlines(keepends=True), 10**6)) == bodies


def test_a_message_that_is_too_large_is_left_out_and_the_next_is_read(tmp_path, store):
    large = makers.mail(5, body="words and words\n" * 20_000)
    box = makers.mailbox(1) + b"From a@b.example Tue Mar 29 20:30:00 2022\n" + large + b"\n" + makers.mailbox(1)
    (tmp_path / "box").write_bytes(box)
    report = take(store.sink(*BY), tmp_path / "box", max_bytes=100_000)
    assert statuses(report) == [("box#1", "added"), ("box#2", "failed"), ("box#3", "there")]


def test_files_come_in_the_order_of_their_names_whichever_is_read_first(tmp_path, store):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(21):
        size = 400 if number % 7 == 0 else 1
        (folder / f"{number:02d}.html").write_text(makers.page(number, count=size), encoding="utf-8")
    take(store.sink(*BY), folder, workers=2)
    assert [one.name for one in store.documents()] == [f"in/{number:02d}.html" for number in range(21)]


def test_stopped_and_run_again(tmp_path, store):
    folder = filled(tmp_path / "in")
    sink = store.sink(*BY)
    asked = iter([False] * 4)
    report = take(sink, folder, stop=lambda: next(asked, True))
    assert not report.complete
    assert 0 < len(list(store.documents())) < 9
    assert take(sink, folder).complete
    assert len(list(store.documents())) == 9


def test_a_folder_is_entered_once_however_links_lead_to_it(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "c").symlink_to(tmp_path / "a" / "b")
    (tmp_path / "a" / "b" / "x.txt").write_text("x", encoding="utf-8")
    found = [(item.name, item.harmless) for item in walk([tmp_path / "a"])]
    assert found == [("a/b/up", True), ("a/b/x.txt", False), ("a/c", True)]


PROGRAM = """
import sys
from pathlib import Path
from detente.ledger.documents.ingest import Options, ingest
from detente.ledger.store.place import place_of
from detente.ledger.store.store import open_store
with open_store(place_of(Path(sys.argv[1]))) as store:
    print("open", flush=True)
    ingest([Path(sys.argv[2])], store.sink("t", "2022-03-29T10:00:00Z"), Options(), lambda *_: None, lambda: False)
"""


def test_killed_at_any_moment_and_run_again_nothing_is_lost_and_nothing_twice(tmp_path):
    """SIGKILL at random moments of taking in thirty documents, until a run ends: each is in once, with its bytes."""
    case, folder = tmp_path / "case", tmp_path / "in"
    case.mkdir()
    folder.mkdir()
    for number in range(30):
        (folder / f"{number}.html").write_text(makers.page(number), encoding="utf-8")
    rng = random.Random(7)
    had, held = 0, []
    for attempt in range(30):
        command = [sys.executable, "-c", PROGRAM, str(case), str(folder)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            if attempt < 3:
                time.sleep(rng.uniform(0.0, 0.9))
                process.send_signal(signal.SIGKILL)
            status = process.wait()
        with open_store(place_of(case)) as store:
            held = list(store.documents())
        assert len(held) >= had
        assert len({one.original for one in held}) == len(held)
        had = len(held)
        if status == 0:
            break
    assert had == 30
    objects = ObjectFolder(case / ".detente" / "objects")
    for document in held:
        assert objects.get(document.digest) == document.text.encode()
        assert objects.has(document.original)
    with open_store(place_of(case)) as store:
        assert all(mark.looked for mark in store.sink(*BY).marks())


@pytest.mark.soak
def test_a_mailbox_of_thousands_takes_little_memory(tmp_path):
    """Five thousand mails in one file, in a process of its own: all in, under 500 MB with its readers."""
    (tmp_path / "case").mkdir()
    (tmp_path / "box").write_bytes(makers.mailbox(5000))
    measure = "\nimport resource, json\nprint(json.dumps([resource.getrusage(w).ru_maxrss for w in (0, -1)]))"
    command = [sys.executable, "-c", PROGRAM + measure, str(tmp_path / "case"), str(tmp_path / "box")]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    own, largest = json.loads(done.stdout.splitlines()[-1])
    assert (own + largest * (os.cpu_count() or 1)) / 1024 < 500
    with open_store(place_of(tmp_path / "case")) as store:
        assert len(store.list_documents()) == 5000


@seeds.needed
def test_the_five_articles(store):
    take(store.sink(*BY), seeds.FOLDER, workers=2)
    held = {one.name.rpartition("/")[2][:3]: one for one in store.documents()}
    assert [one.digest == one.original for one in held.values()] == [True] * 5
    assert [one.language for one in held.values()] == ["en"] * 5
    assert {name: (one.date, one.author) for name, one in held.items()} == {
        "000": ("", ""),
        "001": ("", ""),
        "002": ("", "Mark Episkopos"),
        "003": ("2025-02-27", "Mykola Kniazhytskyi"),
        "004": ("", ""),
    }
    assert held["002"].url.startswith("https://nationalinterest.org/")
    assert held["000"].title == ""
    assert len(held["003"].own_text) < len(held["003"].text) / 2
    assert all(one.copy_of == "" for one in held.values())


def test_a_memory_sink_is_a_sink_too(tmp_path):
    sink = MemorySink(ObjectFolder(tmp_path / "o"))
    folder = filled(tmp_path / "in", 2)
    take(sink, folder)
    take(sink, folder)
    assert len(list(sink.documents())) == 5

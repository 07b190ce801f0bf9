"""Taking documents in: paths to documents in a store, each once, whatever happens on the way.

A document is in when the transaction that adds it has ended. Its bytes and its text are kept before, so what was killed
is simply run again: what is in is known by its SHA-256, and the rest is read once more.
"""

from __future__ import annotations

import itertools
import os
import stat
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from detente.case.folder import why
from detente.ledger.documents.charsets import canonical
from detente.ledger.documents.kinds import HEAD, is_mailbox
from detente.ledger.documents.mail import split_mailbox
from detente.ledger.documents.objects import sha256
from detente.ledger.documents.pool import Readers
from detente.ledger.documents.reading import Reading
from detente.ledger.documents.refusing import UnreadableError
from detente.ledger.documents.searching import find_copies
from detente.ledger.documents.sink import Sink
from detente.ledger.documents.walking import Item, walk

Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]

ADDED, THERE, FAILED, LEFT_OUT = "added", "there", "failed", "left out"

_BATCH, _BATCH_BYTES, _WRITERS = 32, 16_000_000, 8
_WINDOW, _WINDOW_BYTES = 24, 64_000_000
_MOST_WORKERS = 4


@dataclass(frozen=True)
class Options:
    """How to take in: the charset of texts and pages ("": as they say), the largest file, seconds a document."""

    charset: str = ""
    max_bytes: int = 50_000_000
    seconds: float = 60.0
    workers: int = 0


@dataclass(frozen=True)
class Outcome:
    """What became of one document: added, there already, failed (and `why`), or left out without loss."""

    name: str
    status: str
    why: str = ""
    original: str = ""
    digest: str = ""
    notes: tuple[str, ...] = ()


@dataclass
class Report:
    """What became of everything; `complete` is False where it was stopped."""

    outcomes: list[Outcome] = field(default_factory=list)
    copies: int = 0
    complete: bool = True

    def of(self, status: str) -> list[Outcome]:
        """The outcomes of one status."""
        return [outcome for outcome in self.outcomes if outcome.status == status]


@dataclass
class _Waiting:
    """A document between being read from disk and being added."""

    name: str
    data: bytes
    original: str
    future: Future[list[Reading]]


@dataclass(frozen=True)
class _Again:
    """A document with the bytes of an earlier one of this run, which may yet fail."""

    name: str
    original: str


def ingest(paths: Sequence[Path], sink: Sink, options: Options, progress: Progress, stop: Stop) -> Report:
    """Take in every document under these paths, then look for copies.

    Raises NoSuchPathError for paths that do not exist and UnknownCharsetError; what is wrong with a file is an outcome.
    """
    canonical(options.charset)
    items = list(walk(paths))
    report = Report()
    count = options.workers or min(os.cpu_count() or 1, _MOST_WORKERS, max(1, len(items)))
    with Readers(count, options.seconds) as readers:
        run = _Run(sink, options, readers, report)
        for number, item in enumerate(items):
            progress("taking in documents", number, len(items))
            for content in _contents(item, options.max_bytes):
                if stop():
                    report.complete = False
                    break
                run.take(content)
            if not report.complete:
                break
        run.finish()
    report.copies = find_copies(sink, progress, stop)
    report.complete = report.complete and not stop()
    return report


class _Run:
    """One run: what is being read, in the order in which it came, and what is read and not yet added."""

    def __init__(self, sink: Sink, options: Options, readers: Readers, report: Report) -> None:
        self.sink, self.options, self.readers, self.report = sink, options, readers, report
        self._charset = canonical(options.charset)
        self._seen: set[bytes] = set()
        self._added: set[tuple[str, str]] = set()
        self._failed: dict[str, str] = {}
        self._window: deque[_Waiting | _Again | Outcome] = deque()
        self._in_window = 0
        self._batch: list[tuple[Reading, bytes]] = []
        self._in_batch = 0
        self._writers = ThreadPoolExecutor(_WRITERS, thread_name_prefix="writer")

    def take(self, content: _Content) -> None:
        """Begin with one more document, unless it is known; end with the oldest ones if there are many."""
        if content.problem:
            self._window.append(Outcome(content.name, LEFT_OUT if content.harmless else FAILED, content.problem))
        else:
            self._take(content)
        while len(self._window) > _WINDOW or self._in_window > _WINDOW_BYTES:
            self._settle()

    def _take(self, content: _Content) -> None:
        original = sha256(content.data)
        if bytes.fromhex(original) in self._seen:
            self._window.append(_Again(content.name, original))
            return
        if self._known(original):
            self._window.append(Outcome(content.name, THERE, original=original))
            return
        self._seen.add(bytes.fromhex(original))
        future = self.readers.submit(
            content.data, content.name, charset=self._charset, kind=content.kind, most=self.options.max_bytes
        )
        self._window.append(_Waiting(content.name, content.data, original, future))
        self._in_window += len(content.data)

    def _known(self, original: str) -> bool:
        charsets = self.sink.known([original]).get(original)
        return charsets is not None and (not self._charset or bool(charsets & {"", self._charset}))

    def finish(self) -> None:
        """End with everything."""
        while self._window:
            self._settle()
        self._commit()
        self._writers.shutdown()

    def _settle(self) -> None:
        waiting = self._window.popleft()
        if isinstance(waiting, Outcome):
            self.report.outcomes.append(waiting)
            return
        if isinstance(waiting, _Again):  # the earlier one is settled by now: they are settled as they came
            failed = self._failed.get(waiting.original, "")
            outcome = Outcome(waiting.name, FAILED if failed else THERE, failed, waiting.original)
            self.report.outcomes.append(outcome)
            return
        self._in_window -= len(waiting.data)
        try:
            readings = waiting.future.result()
        except UnreadableError as error:
            self._failed[waiting.original] = str(error)
            self.report.outcomes.append(Outcome(waiting.name, FAILED, str(error), waiting.original))
            return
        for reading in readings:
            data = waiting.data if reading.original is None else reading.original
            self._batch.append((reading, data))
            self._in_batch += len(data) + len(reading.document.text)
        if len(self._batch) >= _BATCH or self._in_batch >= _BATCH_BYTES:
            self._commit()

    def _commit(self) -> None:
        """Keep the bytes and the texts, then add: nothing is added whose bytes are not there."""
        if not self._batch:
            return
        texts = (reading.document.text.encode() for reading, _ in self._batch)
        contents = {sha256(data): data for data in itertools.chain((data for _, data in self._batch), texts)}
        for _ in self._writers.map(self.sink.objects.put, contents.values()):  # a disk syncs several at once
            pass
        known = self.sink.known([reading.document.original for reading, _ in self._batch])
        self.sink.add([(reading.document, reading.prints) for reading, _ in self._batch])
        for reading, _ in self._batch:
            document = reading.document
            key = document.original, document.digest
            there = key in self._added or document.charset in known.get(document.original, ())
            self._added.add(key)
            self.report.outcomes.append(Outcome(document.name, THERE if there else ADDED, "", *key, document.notes))
        self._batch, self._in_batch = [], 0


# ------------------------------------------------------------------------------------------------------------ contents


@dataclass(frozen=True)
class _Content:
    """The bytes of one document, or why there are none."""

    name: str
    data: bytes = b""
    kind: str = ""
    problem: str = ""
    harmless: bool = False


def _contents(item: Item, most: int) -> Iterator[_Content]:
    """The documents of one file: itself, or the messages of a mailbox, which may be of any size."""
    if item.problem:
        yield _Content(item.name, problem=item.problem, harmless=item.harmless)
        return
    try:
        handle = os.open(item.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                yield _Content(item.name, problem="it is no file but a device or a pipe")
                return
            head = file.read(HEAD)
            if is_mailbox(head) and not item.mail:
                file.seek(0)
                yield from _messages(item.name, file, most)
                if _changed(before, os.fstat(file.fileno())):
                    yield _Content(item.name, problem="the mailbox changed while it was read; run it again")
                return
            if before.st_size > most:
                size = f"it has {before.st_size / 1e6:,.0f} MB, more than {most / 1e6:,.0f}"
                yield _Content(item.name, problem=f"{size}; split it, or allow more with --max-mb")
                return
            data = head + file.read(most + 1 - len(head))
            if len(data) > most or _changed(before, os.fstat(file.fileno())):
                yield _Content(item.name, problem="it changed while it was read; run it again")
                return
    except OSError as error:
        yield _Content(item.name, problem=f"it cannot be read: {why(error)}")
        return
    yield _Content(item.name, data, "mail" if item.mail and data.strip() else "")


def _messages(name: str, file: Iterator[bytes], most: int) -> Iterator[_Content]:
    for number, message in enumerate(split_mailbox(file, most), 1):
        one = f"{name}#{number}"
        if message is None:
            yield _Content(one, problem=f"the message has more than {most / 1e6:,.0f} MB; allow more with --max-mb")
        else:
            yield _Content(one, message, "boxed")


def _changed(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns)

"""The process in which documents are read: whatever a file does to its reader, it does it here.

It takes jobs on its standard input and answers on its standard output, a line of JSON and the bytes it announces. It
ends when its input ends, when a job takes too long, or at its first fault.
"""

from __future__ import annotations

import base64
import contextlib
import json
import signal
import sys
from dataclasses import asdict
from types import TracebackType
from typing import Any, BinaryIO

from detente.ledger.documents.model import Cut, Document
from detente.ledger.documents.reading import Reading, read
from detente.ledger.documents.refusing import UnreadableError

MEMORY = 2_000_000_000
"""Bytes of address space that one worker may have."""


def main(memory: int = MEMORY) -> None:
    """Read documents until there are no more, with so many bytes of address space."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever a library prints must not get among the answers
    _limit(memory)
    sys.excepthook = lambda kind, error, _trace: _fault(sink, kind, error, _trace)
    _send(sink, {"ready": True})
    while head := source.readline():
        job = json.loads(head)
        data = source.read(job["size"])
        with _alarm(job["seconds"]):
            answer = _answer(data, job)
        _send(sink, answer)


def _answer(data: bytes, job: dict[str, Any]) -> dict[str, Any]:
    try:
        readings = read(data, job["name"], job["charset"], kind=job["kind"], most=job["most"])
    except UnreadableError as error:
        return {"why": error.why, "advice": error.advice}
    return {"readings": [_packed(reading) for reading in readings]}


def _packed(reading: Reading) -> dict[str, Any]:
    original = None if reading.original is None else base64.b64encode(reading.original).decode()
    return {
        "document": asdict(reading.document),
        "prints": base64.b64encode(reading.prints).decode(),
        "original": original,
    }


def unpacked(given: dict[str, Any]) -> Reading:
    """A reading from an answer."""
    values = dict(given["document"])
    values["cuts"] = tuple(Cut(**cut) for cut in values["cuts"])
    values["notes"] = tuple(values["notes"])
    original = None if given["original"] is None else base64.b64decode(given["original"])
    return Reading(Document(**values), base64.b64decode(given["prints"]), original)


def _send(sink: BinaryIO, answer: dict[str, Any]) -> None:
    data = json.dumps(answer).encode()
    sink.write(b"%d\n" % len(data) + data)
    sink.flush()


def _fault(sink: BinaryIO, kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    """The last answer: what went wrong."""
    memory = issubclass(kind, MemoryError)
    _send(sink, {"fault": "memory" if memory else f"{kind.__name__}: {str(error)[:200]}"})


def _limit(memory: int) -> None:
    """No more memory than that, no core file, no Ctrl-C of its own; as far as the system lets us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us ends us
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextlib.contextmanager
def _alarm(seconds: float) -> Any:
    """Die after so many seconds, even inside a library, even if whoever asked is gone."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds + 2)
    yield
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()

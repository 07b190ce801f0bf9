"""Several processes that read documents, each document with a deadline and a limit of memory."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any

from detente.errors import DetenteError
from detente.ledger.documents.reading import Reading
from detente.ledger.documents.refusing import UnreadableError
from detente.ledger.documents.worker import MEMORY, unpacked

_START = 120.0
"""Seconds that a process may take to be ready."""

_RUN = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from detente.ledger.documents.worker import main; "
    "main(int(sys.argv[2]))"
)


class ReaderError(DetenteError):
    """No process that reads documents could be started."""


class Readers:
    """So many processes; use it in `with`. A process that a document broke is replaced."""

    def __init__(self, count: int, seconds: float, memory: int = MEMORY) -> None:
        self._seconds, self._memory = seconds, memory
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reader")
        self._idle: SimpleQueue[_Process | None] = SimpleQueue()
        self._all: set[_Process] = set()
        for _ in range(count):
            self._idle.put(None)

    def submit(self, data: bytes, name: str, *, charset: str, kind: str, most: int) -> Future[list[Reading]]:
        """Read a document; the result raises UnreadableError where it cannot be read."""
        job = {
            "name": name,
            "charset": charset,
            "kind": kind,
            "most": most,
            "size": len(data),
            "seconds": self._seconds,
        }
        return self._threads.submit(self._read, data, job)

    def _read(self, data: bytes, job: dict[str, Any]) -> list[Reading]:
        process = self._idle.get()
        try:
            if process is None:
                process = _Process(self._memory)
                self._all.add(process)
                process.ask(b"", None, _START)
            return _result(process.ask(data, job, self._seconds), self._seconds, self._memory)
        finally:
            if process is not None and not process.alive:
                process.end()
                self._all.discard(process)
                process = None
            self._idle.put(process)

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in list(self._all):
            process.end()
        self._threads.shutdown(wait=True)


def _result(answer: dict[str, Any], seconds: float, memory: int) -> list[Reading]:
    if "readings" in answer:
        return [unpacked(one) for one in answer["readings"]]
    if "why" in answer:
        raise UnreadableError(answer["why"], answer["advice"])
    fault = answer.get("fault", "")
    if fault == "time":
        raise UnreadableError(f"reading it took more than {seconds:g} s", "give it more time with --seconds")
    if fault == "memory":
        raise UnreadableError(f"reading it takes more than {memory / 1e9:g} GB of memory", "split it")
    raise UnreadableError(f"its reader failed on it ({fault})", "save it in another format")


class _Process:
    """One process, and the conversation with it."""

    def __init__(self, memory: int) -> None:
        path = json.dumps([os.path.abspath(entry) for entry in sys.path])  # noqa: PTH100 - "" is the current folder
        environment = {**os.environ, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _RUN, path, str(memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        except OSError as error:
            raise ReaderError(f"no process to read documents could be started: {error.strerror or error}") from None
        self.alive = True

    def ask(self, data: bytes, job: dict[str, Any] | None, seconds: float) -> dict[str, Any]:
        """Give it a job, and wait for the answer; without a job, for it to be ready."""
        late = threading.Event()
        timer = threading.Timer(seconds, self._kill, [late])
        timer.daemon = True
        timer.start()
        try:
            return self._conversation(data, job) or {"fault": self._why(late)}
        finally:
            timer.cancel()

    def _conversation(self, data: bytes, job: dict[str, Any] | None) -> dict[str, Any] | None:
        source, sink = self._pipes()
        with contextlib.suppress(BrokenPipeError):  # it died of an earlier part of the same job: its answer says why
            if job is not None:
                sink.write(json.dumps(job).encode() + b"\n")
                sink.write(data)
                sink.flush()
        head = source.readline()
        body = source.read(int(head)) if head.endswith(b"\n") else b""
        answer: dict[str, Any] | None = json.loads(body) if head and len(body) == int(head) else None
        if answer is None or "fault" in answer:
            self.alive = False
        return answer

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        return self._process.stdout, self._process.stdin

    def _kill(self, late: threading.Event) -> None:
        late.set()
        self._process.kill()

    def _why(self, late: threading.Event) -> str:
        if late.is_set():
            return "time"
        status = self._process.wait()
        return f"signal {-status}" if status < 0 else f"status {status}"

    def end(self) -> None:
        """End it, whatever it is doing."""
        self.alive = False
        self._process.kill()
        self._process.wait()
        for pipe in self._pipes():
            with contextlib.suppress(OSError):
                pipe.close()

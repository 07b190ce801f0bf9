"""Parts of a brief worked out in a process of their own, while this one works out the rest.

It is begun before the case is read, so that it has loaded what it needs when the case arrives. Where it cannot be had,
or fails, everything is worked out here.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from detente.case.model import Case

WORTH = 20_000
"""From so many bytes of treaties and judgements on another process is worth its start."""

PARTS = ("solutions", "ratification", "treaties", "window", *(f"codings {piece}" for piece in range(11, 0, -1)))
"""What is worked out there, in this order; of the other codings this side takes the first pieces, while it can."""

BEGUN, DONE = "begun", "done"
_TICK = 0.05


class Apart:
    """Begins at once; `begin` gives it the case, `part` asks for an answer. On leaving, the process is ended."""

    def __init__(self, name: str, stop: Callable[[], bool]) -> None:
        self._name, self._stop = name, stop
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None
        self._handing: threading.Thread | None = None
        self._begun: set[str] = set()
        self._found: dict[str, Any] = {}

    def __enter__(self) -> Apart:
        if (os.cpu_count() or 1) > 1 and _worth(self._name) >= WORTH:
            from multiprocessing import get_context

            context = get_context("spawn")
            self._line, theirs = context.Pipe()
            self._process = context.Process(target=_work, args=(theirs,), daemon=True)
            with _undisturbed():
                self._process.start()
            theirs.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.join()
        if self._line is not None:
            self._line.close()

    def begin(self, view: Case, tables: tuple[str, ...] = ()) -> None:
        """Hand over the case, on its day, and the tables asked for; it does not wait until they are taken.

        What is handed over is as it is now: what this side works out meanwhile, the case remembers.
        """
        if self._line is not None:
            from multiprocessing.reduction import ForkingPickler

            packed = bytes(ForkingPickler.dumps((view, tables, PARTS)))
            self._handing = threading.Thread(target=_hand, args=(self._line, packed), daemon=True)
            self._handing.start()

    def part(self, name: str) -> tuple[bool, Any]:
        """Whether that part is known from there, and what it is. What has not been begun there is left to this side."""
        while name in PARTS and name not in self._found and self._line is not None:
            try:
                if not self._line.poll() and name not in self._begun:
                    self._keep(name)
                    break
                while not self._line.poll(_TICK):
                    if self._stop():
                        return False, None
                kind, found, answer = self._line.recv()
            except (EOFError, OSError):
                break
            if kind == BEGUN:
                self._begun.add(found)
            else:
                self._found[found] = answer
        return name in self._found, self._found.get(name)

    def _keep(self, name: str) -> None:
        """Say that this side works a part out."""
        if self._line is not None and self._handing is not None:
            self._handing.join()
            self._line.send(name)


def _hand(line: Connection, packed: bytes) -> None:
    try:
        line.send_bytes(packed)
    except OSError:
        return  # it is over already: that it has no answers is seen when they are asked for


def _worth(name: str) -> int:
    """How many bytes of treaties and judgements the folder holds; 0 where there is no such case."""
    from detente.case.locate import find_case
    from detente.errors import DetenteError

    try:
        folder = find_case(name)
        return sum(file.stat().st_size for file in (*folder.glob("treaties/*.yaml"), *_judged(folder)))
    except (DetenteError, OSError):
        return 0


def _judged(folder: Path) -> Iterator[Path]:
    return (file for file in (folder / "preferences.yaml", folder / "ratification.yaml") if file.is_file())


@contextmanager
def _undisturbed() -> Iterator[None]:
    """What starts here never hears Ctrl-C: it is this process that stops, and ends the other."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(line: Connection) -> None:
    """What the other process does. It is silent: whatever fails there is done again, and said, here."""
    import gc

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    gc.set_threshold(200_000, 50, 100)
    from detente.api.briefparts import Parts

    view, tables, names = line.recv()
    answers: SimpleQueue[tuple[str, str, Any] | None] = SimpleQueue()
    sending = threading.Thread(target=_send, args=(line, answers))  # nobody may listen for seconds
    sending.start()
    kept: set[str] = set()
    parts = Parts(view, tables)
    try:
        for name in names:
            while line.poll():
                kept.add(line.recv())
            if name not in kept:
                answers.put((BEGUN, name, None))
                answers.put((DONE, name, parts.part(name)))
    finally:
        answers.put(None)
        sending.join()


def _send(line: Connection, answers: SimpleQueue[tuple[str, str, Any] | None]) -> None:
    while (answer := answers.get()) is not None:
        line.send(answer)

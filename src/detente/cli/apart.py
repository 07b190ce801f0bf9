"""The answers on treaties in a process of their own, while this one works out the rest of a brief.

They take about as long as all the rest and need nothing of it. The other process reads the case again; where it cannot
be had, or the case has changed since, the answers are worked out here.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from detente.brief.drafts import Drafts
    from detente.case.model import Case

WORTH = 40
"""From so many provisions on another process is worth its start."""

_TICK = 0.05


class Apart:
    """Begins at once; `drafts` waits for the answers. On leaving, the other process is ended."""

    def __init__(self, view: Case, stop: Callable[[], bool]) -> None:
        self._view, self._stop = view, stop
        self._process: SpawnProcess | None = None
        self._answers: Connection | None = None

    def __enter__(self) -> Apart:
        provisions = sum(len(one.provisions) for one in self._view.treaties.treaties)
        if provisions >= WORTH and (os.cpu_count() or 1) > 1 and self._view.folder and self._view.day is not None:
            from multiprocessing import get_context

            context = get_context("spawn")
            self._answers, theirs = context.Pipe(duplex=False)
            view = self._view
            about = (view.folder, view.day, view.known_by, view.digest, theirs)
            self._process = context.Process(target=_work, args=about, daemon=True)
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
        if self._answers is not None:
            self._answers.close()

    def drafts(self) -> Drafts | None:
        """The answers on treaties, from there or, where there are none, from here."""
        from detente.api.treaties.drafting import drafts

        found = self._received()
        return found if found is not None else drafts(self._view, stop=self._stop)

    def _received(self) -> Drafts | None:
        if self._answers is None:
            return None
        try:
            while not self._answers.poll(_TICK):
                if self._stop():
                    return None
            found: Drafts | None = self._answers.recv()
        except (EOFError, OSError):
            return None
        return found


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


def _work(folder: str, day: date, known_by: date | None, digest: str, answers: Connection) -> None:
    """What the other process does. It is silent: whatever fails there is done again, and said, here."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    from detente.api.loading import load
    from detente.api.treaties.drafting import drafts

    case = load(folder)
    answers.send(drafts(case.on(day, known_by)) if case.digest == digest else None)

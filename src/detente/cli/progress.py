"""A line on stderr for what takes longer than a second: what is done, how far it is, how long it may still take."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from types import TracebackType

PATIENCE = 1.0
TICK = 0.25


class Working:
    """Shows that something goes on, where a person can see it; `progress` is the callback of the core.

        with Working("impasse") as working:
            api.window(case, progress=working.progress)

    The line is drawn by a thread of its own, so that a long silent step shows its seconds too. It is wiped at the end.
    """

    def __init__(self, what: str) -> None:
        self._what, self._done, self._total = what, 0, 0
        self._began = self._step = time.monotonic()
        self._over = threading.Event()
        self._width = 0
        self._thread: threading.Thread | None = None

    def progress(self, what: str, done: int, total: int) -> None:
        """Take note of how far it is."""
        if what != self._what:
            self._what, self._step = what, time.monotonic()
        self._done, self._total = done, total

    def __enter__(self) -> Working:
        if sys.stderr is not None and sys.stderr.isatty():
            self._thread = threading.Thread(target=self._draw_until_over, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _draw_until_over(self) -> None:
        wait = PATIENCE
        try:
            while not self._over.wait(wait):
                wait = TICK
                self._draw(self.line(time.monotonic()))
            if self._width:
                self._draw("")
        except (OSError, ValueError):
            return  # nobody to tell any more

    def line(self, now: float) -> str:
        """What the line says at this moment."""
        parts = [f"{self._what}: {now - self._began:.0f} s"]
        if self._total:
            parts = [f"{self._what}: {self._done:,} of {self._total:,}"]
            taken = now - self._step
            if 0 < self._done < self._total and taken > PATIENCE:
                parts.append(f"about {max(1, round(taken / self._done * (self._total - self._done)))} s left")
        return ", ".join([*parts, "Ctrl-C stops"])

    def _draw(self, line: str) -> None:
        line = line[: max(10, shutil.get_terminal_size().columns - 1)]
        sys.stderr.write(f"\r{line.ljust(self._width)}" + ("\r" if not line else ""))
        sys.stderr.flush()
        self._width = max(self._width, len(line))

"""What parties, moves and states are called where a conflict is told of: in a file's words, or in a case's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from detente.brief.words import called


class Talk(NamedTuple):
    """`who` is what a party is called in a sentence, `column` above a column; `noun` is what a state is called.

    `move` says of two states what who moves changes from the first to the second; None: where it arrives is enough.
    """

    who: Callable[[str], str] = called
    move: Callable[[Any, Any], str] | None = None
    noun: str = "state"
    column: Callable[[str], str] = str

    def steps(self, parties: Sequence[str], start: Any, steps: Sequence[tuple[int, Any]], label: Label) -> str:
        """A sequence of moves from a state: who moves, and to what, each against where the one before led."""
        return ", then ".join(self._each(parties, start, steps, label))

    def _each(
        self, parties: Sequence[str], start: Any, steps: Sequence[tuple[int, Any]], label: Label
    ) -> Iterator[str]:
        at = start
        for mover, to in steps:
            yield f"{self.who(parties[mover])} to {label(to) if self.move is None else self.move(at, to)}"
            at = to


Label = Callable[[Any], str]
FILE = Talk()

"""In how many draws something is so: the share, and how exactly it is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Share:
    """In how many draws something is so: the share, and its 95 % interval."""

    hits: int
    draws: int

    @property
    def share(self) -> float | None:
        """None: nothing was drawn."""
        return self.hits / self.draws if self.draws else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's."""
        from detente.engines.voting.drawing import wilson

        if not self.draws:
            return None
        low, high = wilson(self.hits, self.draws)
        return float(low), float(high)

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        interval = self.interval
        return {"share": self.share, "interval": None if interval is None else list(interval)}

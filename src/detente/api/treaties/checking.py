"""Where treaties contradict themselves, and what they leave open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from detente.analyses.treaties.check import Check, Contradiction, check
from detente.analyses.treaties.gaps import Gap
from detente.case.model import Case
from detente.space.patience import Progress, Stop, patient, quiet

__all__ = ["Check", "Contradiction", "Gap", "treaty_check"]


def treaty_check(
    case: Case,
    treaties: str | Iterable[str] = (),
    *,
    together: Iterable[Sequence[str]] = (),
    on: date | None = None,
    readings: Mapping[str, str] | None = None,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Check:
    """Which clauses cannot be kept together, under which readings, where, and what do the treaties leave open?

    Looks at these treaties, by default at all, each by itself; those of one entry of `together` are read as one. `on`
    is the day of entry into force of a treaty that says none; `readings` fixes answers: `{"eastern_europe": "un"}`.
    Where `stop()` ends the search, the answer's `complete` is False. Raises UnknownNameError for a treaty or reading
    that there is not, DetenteError where the case has no treaties.
    """
    names = (treaties,) if isinstance(treaties, str) else tuple(treaties)
    return check(case, names, tuple(tuple(one) for one in together), on, readings, progress=progress, stop=stop)

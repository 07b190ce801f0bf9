"""Would it pass at home?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from detente.analyses.ratification import Ratification, Wanted
from detente.analyses.ratification import ratification as ratification_of
from detente.case.model import Case

__all__ = ["Ratification", "ratification"]


def ratification(
    case: Case,
    tables: tuple[str, ...] = (),
    *,
    packages: Mapping[str, Mapping[str, str]] | None = None,
    proposals: Iterable[str] | None = None,
    parties: Iterable[str] = (),
    bodies: Iterable[str] = (),
    given: Mapping[str, bool] | None = None,
    seed: int = 0,
) -> Ratification:
    """Would it pass at home: the status quo and every proposal on the table, and all packages of each table?

    `packages` are asked about instead, by any name (say of solutions), as issue → option; what they do not name stands
    at the status quo. `proposals`: only these. `parties`, `bodies`: only procedures of these, through these. `given`:
    circumstances to be taken to hold (True) or not (False). `seed`: of draws, where a probability needs them.

    `case` is as `case.on(date)` gives it; without a date its last day is taken. Raises UnknownNameError for a name that
    is not in the case, DetenteError where no procedures are on file, TooLargeError for a proposal that too many
    packages meet.
    """
    wanted = Wanted(
        dict(packages or {}),
        None if proposals is None else tuple(proposals),
        tuple(parties),
        tuple(bodies),
        dict(given or {}),
        seed,
    )
    return ratification_of(case, tables, wanted)

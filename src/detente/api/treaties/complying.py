"""Whether a treaty is kept: a log of events against its clauses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from detente.analyses.treaties.comply import LIMIT, Asked, Compliance, comply
from detente.analyses.treaties.violations import COLUMNS, Batch, Sink, Violation
from detente.case.dates import Interval
from detente.case.model import Case
from detente.engines.norms.compliance_pieces import FOREVER
from detente.errors import Finding, FormatError
from detente.space.patience import Progress, Stop, patient, quiet
from detente.space.treaties.duties import Given

__all__ = ["COLUMNS", "LIMIT", "Batch", "Compliance", "Sink", "Violation", "found_log", "treaty_comply"]


def treaty_comply(  # noqa: PLR0913 - one argument an option, all but the first three by name
    case: Case,
    treaty: str,
    events: str | Path,
    *,
    on: date | None = None,
    readings: Mapping[str, str] | None = None,
    given: Iterable[str] = (),
    stocks: str = "inventory",
    until: date | None = None,
    limit: int = LIMIT,
    sink: Sink | None = None,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Compliance:
    """Which events of a log violate which clauses of a treaty, and under which readings?

    `events` is a file, else looked for in the case's own folder. `on` is the day of entry into force of a treaty that
    has none. `given` are statuses and circumstances: `war`, `war=no`, or `war@1941-12-07/1945-09-02`, only then.
    `until` is the day up to which the log is complete (default: its last day, and not before it): duties whose deadline
    is later are pending. The answer holds at most `limit` violations and counts all; `sink` gets all of them, in parts.

    Raises FormatError with all that is wrong with the log; UnknownNameError for a treaty, reading, status or
    circumstance that there is not; TooLargeError where a clause depends on too much that is not said.
    """
    flags = tuple(_given(one) for one in given)
    asked = Asked(on, dict(readings or {}), flags, stocks, until, limit, called=str(events))
    return comply(case, treaty, found_log(case, events), asked, sink, progress, stop)


def found_log(case: Case, events: str | Path) -> Path:
    """The log where it was said to be, or, if there is none, where it would be in the case's folder."""
    path = Path(events)
    own = Path(case.folder) / path
    return own if not path.exists() and case.folder and own.is_file() else path


def _given(text: str) -> Given:
    """`NAME`, `NAME=yes`, `NAME=no`, `NAME@DAYS`."""
    name, at, days = text.partition("@")
    name, equals, holds = name.partition("=")
    if holds not in {"", "yes", "no"} or (equals and not holds) or (at and equals):
        raise FormatError([_wrong(text)])
    if not at:
        return Given(name.strip(), holds != "no")
    try:
        when = Interval.parse(days)
    except ValueError as error:
        raise FormatError([_wrong(text, str(error))]) from None
    return Given(name.strip(), True, when.first.toordinal(), min(when.last.toordinal(), FOREVER))


def _wrong(text: str, why: str = "") -> Finding:
    expected = "NAME, NAME=no or NAME@2022-02-28/2022-12-31"
    return Finding("--given", 0, "error", why or "this is no status or circumstance", expected, text)

"""The same network again and again as time goes by: calendar periods, numbers of statements, or kernels."""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from detente.analyses.networks.asking import Asked
from detente.analyses.networks.making import Network, made
from detente.analyses.networks.selecting import Selection, select
from detente.engines.moments import KERNELS, UNITS, first_day, period, runs, weights
from detente.engines.networks import Floats, Ints
from detente.errors import DetenteError, TooLargeError, UnknownNameError
from detente.ledger.discourse import Discourse
from detente.space.patience import Progress, Stop, patient, quiet

MOST_WINDOWS = 20_000
_DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.436875, "years": 365.2425}


@dataclass(frozen=True)
class Span:
    """How long a window is and how far the next one is from it: `size` and `step` in units (days, weeks, months, years
    or events, that is statements). With a kernel, a window is a day in the middle around which statements count less
    the farther they are; `size` is then the width of the kernel.
    """

    unit: str
    size: int
    step: int = 1
    kernel: str = ""


@dataclass(frozen=True, eq=False)
class Slice:
    """One window: its first and last day (with a kernel: those of all statements), its middle, its network."""

    first: date
    last: date
    middle: date
    network: Network

    def about(self) -> dict[str, object]:
        """What tells this window from the others."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "middle": self.middle.isoformat(),
            "statements": self.network.statements,
        }


@dataclass(frozen=True, eq=False)
class Windows:
    """All windows in order. `complete` is false where the search was stopped."""

    asked: Asked
    span: Span
    slices: tuple[Slice, ...]
    complete: bool


@dataclass(frozen=True, eq=False)
class Frame:
    """The statements of a window, and how much each counts (None: all the same)."""

    first: date
    last: date
    middle: date
    rows: Ints
    weights: Floats | None = None


def windows(
    discourse: Discourse,
    asked: Asked,
    span: Span,
    *,
    seed: int = 0,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Windows:
    """The network in each window. Statements that repeat an earlier one are dropped before, over the whole time.

    Raises as `network`, and TooLargeError beyond MOST_WINDOWS.
    """
    selection = select(discourse, asked)
    found, complete = [], True
    all_frames = frames(selection, span, seed)
    for number, frame in enumerate(all_frames):
        if stop():
            complete = False
            break
        found.append(Slice(frame.first, frame.last, frame.middle, drawn(selection, frame)))
        progress("windows", number + 1, len(all_frames))
    return Windows(selection.asked, span, tuple(found), complete)


def drawn(selection: Selection, frame: Frame) -> Network:
    """The network of one window."""
    return made(selection.part(frame.rows), frame.weights)


def frames(selection: Selection, span: Span, seed: int = 0) -> tuple[Frame, ...]:
    """The windows that a span gives. Raises UnknownNameError, DetenteError and TooLargeError."""
    if span.unit not in (*UNITS, "events"):
        raise UnknownNameError("window", span.unit, (*UNITS, "events"))
    if span.kernel and span.kernel not in KERNELS:
        raise UnknownNameError("kernel", span.kernel, KERNELS)
    if span.size < 1 or span.step < 1:
        raise DetenteError("a window has a size and a step of 1 or more")
    if span.kernel and span.unit == "events":
        raise DetenteError("a kernel weighs by distance in time; use --window days, weeks, months or years")
    if span.kernel and selection.asked.normalise not in ("none", "average", "cosine"):
        raise DetenteError(
            f"with a kernel statements count by degrees, which {selection.asked.normalise} does not know; "
            "use --normalise none, average or cosine"
        )
    if not len(selection):
        return ()
    found = []
    for frame in _frames(selection, span, seed):
        found.append(frame)
        if len(found) > MOST_WINDOWS:
            raise TooLargeError(f"there are more than {MOST_WINDOWS:,} windows; use a larger --step or unit")
    return tuple(found)


def _frames(selection: Selection, span: Span, seed: int) -> Iterator[Frame]:
    if span.kernel:
        return _weighted(selection, span)
    if span.unit == "events":
        return _centred_events(selection, span, seed) if selection.asked.dna else _events(selection, span)
    return _centred(selection, span) if selection.asked.dna else _calendar(selection, span)


def _calendar(selection: Selection, span: Span) -> Iterator[Frame]:
    """Whole calendar periods, from that of the first statement to that of the last."""
    first, last = (int(period(np.array([day]), span.unit)[0]) for day in _ends(selection))
    for number in range(first, max(first, last - span.size + 1) + 1, span.step):
        begin = first_day(number, span.unit)
        end = first_day(number + span.size, span.unit) - 1
        yield _between(selection, begin, end)


def _between(selection: Selection, begin: int, end: int, middle: int | None = None) -> Frame:
    low, high = np.searchsorted(selection.days, begin, "left"), np.searchsorted(selection.days, end, "right")
    centre = date.fromordinal((begin + end) // 2 if middle is None else middle)
    return Frame(date.fromordinal(begin), date.fromordinal(end), centre, np.arange(low, high))


def _events(selection: Selection, span: Span) -> Iterator[Frame]:
    if span.size > len(selection):
        raise DetenteError(f"a window of {span.size:,} statements does not fit into {len(selection):,}")
    for begin, end in runs(selection.days, span.size, span.step):
        rows = np.arange(begin, end)
        days = selection.days[rows]
        yield Frame(*_dates(days[0], days[-1], days[len(days) // 2]), rows)


def _weighted(selection: Selection, span: Span) -> Iterator[Frame]:
    """A middle every step, from the first statement to the last; everything counts by its distance from it."""
    begin, end = _ends(selection)
    size = span.size + span.size % 2 if selection.asked.dna else span.size
    for number in range(end - begin + 1):
        middle = added(date.fromordinal(begin), span.unit, number * span.step)
        if middle.toordinal() > end:
            return
        if selection.asked.dna:
            found = _as_dna(selection.days, middle, span.unit, size, span.kernel)
        else:
            distances = (selection.days - middle.toordinal()).astype(np.float64)
            found = weights(distances * 2.0 / (size * _DAYS[span.unit]), span.kernel)
        counts = np.flatnonzero(found > 0)
        rows = np.arange(len(selection)) if span.kernel == "gaussian" else counts
        shown = (date.fromordinal(begin), date.fromordinal(end), middle)
        yield Frame(*shown, rows, np.sqrt(found[rows]))


def _dates(first: np.int64, last: np.int64, middle: np.int64) -> tuple[date, date, date]:
    return date.fromordinal(int(first)), date.fromordinal(int(last)), date.fromordinal(int(middle))


def added(day: date, unit: str, number: int) -> date:
    """A day so many units later; the last of its month where that month is shorter."""
    if unit in ("days", "weeks"):
        return day + timedelta(days=number * (7 if unit == "weeks" else 1))
    months = day.month - 1 + number * (12 if unit == "years" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _ends(selection: Selection) -> tuple[int, int]:
    """The first and the last day that windows are laid over."""
    asked = selection.asked
    begin, end = int(selection.days.min()), int(selection.days.max())
    return (
        max(begin, asked.first.toordinal()) if asked.first else begin,
        min(end, asked.last.toordinal()) if asked.last else end,
    )


# ------------------------------------------------------------------------------------------------ as DNA does


def _centred(selection: Selection, span: Span) -> Iterator[Frame]:
    """Windows around every moment that lie within the time range as a whole."""
    begin, end = _ends(selection)
    around = math.floor((span.size - 1) / 2 + 0.5)
    middle = date.fromordinal(begin)
    while middle.toordinal() <= end:
        first = added(middle, span.unit, -around).toordinal()
        last = added(middle, span.unit, around).toordinal()
        if first >= begin and last <= end:
            yield _between(selection, first, last, middle.toordinal())
        middle = added(middle, span.unit, span.step)


def _centred_events(selection: Selection, span: Span, seed: int) -> Iterator[Frame]:
    """Half the size before and after each statement; among those of one moment at the ends, some by lot."""
    rng, days, half = np.random.default_rng(seed), selection.days, span.size // 2
    for middle in range(half, len(days) - half, span.step):
        opening, closing = days[middle - half], days[middle + half]
        numbers = np.arange(len(days))
        before = numbers[(days > opening) & (numbers < middle)]
        after = numbers[(days < closing) & (numbers > middle)]
        early = rng.permutation(numbers[days == opening])[: half - len(before)]
        late = rng.permutation(numbers[days == closing])[: half - len(after)]
        rows = np.concatenate((early, before, [middle], after, late)).astype(np.int64)
        yield Frame(*_dates(opening, closing, days[middle]), rows)


def _as_dna(days: Ints, middle: date, unit: str, size: int, kernel: str) -> Floats:
    """DNA counts whole units from a statement to the middle, and its triangle has one side only."""
    distances = np.array([_units(date.fromordinal(int(day)), middle, unit) for day in np.unique(days)], np.float64)
    distances = 2.0 * distances / size
    if kernel == "triangular":
        found = np.where(np.abs(distances) <= 1.0, np.abs(1.0 - distances), 0.0)
    else:
        found = weights(distances, kernel)
    return found[np.unique(days, return_inverse=True)[1]]


def _units(day: date, middle: date, unit: str) -> int:
    """Whole units from a day to the middle, towards zero."""
    if unit in ("days", "weeks"):
        return int((middle - day).days / (7 if unit == "weeks" else 1))
    early, late, sign = (day, middle, 1) if day <= middle else (middle, day, -1)
    months = (late.year - early.year) * 12 + late.month - early.month - (late.day < early.day)
    return sign * (months // 12 if unit == "years" else months)

"""Shifts: how a party's position on an issue changes from one of its statements to the next.

The definitions are in `docs/explanation/shifts.md`. Nothing here names a shift's effect on anybody else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from detente.case.model import Firmness
from detente.ledger.holds import Hold, Pair

HARDENING, SOFTENING, LATERAL = "hardening", "softening", "lateral"
FIRMER, SOFTER, MIXED = "firmer", "softer", "mixed firmness"
REINSTATED, GOALPOSTS = "reinstated", "moved_the_goalposts"
FIRST, RESTATEMENT, LAPSE, RENEWAL = "first_statement", "restatement", "lapse", "renewal"


def direction(before: Collection[str], after: Collection[str]) -> str:
    """How a position moved, by the options refused before and after: the fewer are not refused, the harder it is.

    >>> direction(["a"], ["a", "b"]), direction(["a"], []), direction(["a"], ["b"]), direction(["a"], ["a"])
    ('hardening', 'softening', 'lateral', '')
    """
    old, new = frozenset(before), frozenset(after)
    if old == new:
        return ""
    if old < new:
        return HARDENING
    return SOFTENING if new < old else LATERAL


def firmness_moved(before: Hold, after: Hold) -> dict[str, tuple[Firmness, Firmness]]:
    """Options refused before and after, at another firmness."""
    both = [option for option in before.refused if option in after.refused]
    return {o: (before.refused[o], after.refused[o]) for o in both if before.refused[o] != after.refused[o]}


def firmness_direction(changes: dict[str, tuple[Firmness, Firmness]]) -> str:
    """firmer, softer, mixed, or "" where nothing changed."""
    ways = {FIRMER if new > old else SOFTER for old, new in changes.values()}
    return MIXED if len(ways) > 1 else next(iter(ways), "")


@dataclass(frozen=True)
class Step:
    """One day on which a party spoke on an issue, or something that it had said lapsed, and what came of it.

    `why_not` says why it is no shift: first_statement, restatement, lapse, renewal; "" where it is one.
    `move_if_disputed_fall` is the move if no disputed refusal stands.
    """

    party: str
    issue: str
    day: date
    refs: tuple[str, ...]
    before: Hold
    after: Hold
    move: str = ""
    move_if_disputed_fall: str = ""
    firmness: dict[str, tuple[Firmness, Firmness]] | None = None
    reinstated: tuple[str, ...] = ()
    why_not: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What kinds of shift it is."""
        firmness = firmness_direction(self.firmness or {})
        again = REINSTATED if self.reinstated else ""
        return tuple(kind for kind in (self.move, firmness, again) if kind)


def steps(pair: Pair, last: int) -> Iterator[Step]:
    """Every day up to `last` on which something happened to a party's position on an issue, in order."""
    past = _Past()
    for day in sorted({*pair.spoken, *pair.ends}):
        if day > last or day < pair.first:
            continue
        before, after, spoke = pair.at(day - 1), pair.at(day), day in pair.spoken
        step = _step(pair, day, before, after, past)
        past.add(before, after, spoke)
        if spoke or before != after:
            yield step


class _Past:
    """What a party's earlier days on an issue tell about a later one."""

    def __init__(self) -> None:
        self.said: Hold | None = None
        self.silent = False
        self.given_up: set[str] = set()
        self.taken_back: set[str] = set()
        self.allowed: dict[str, set[str]] = {}

    def add(self, before: Hold, after: Hold, spoke: bool) -> None:
        """Another day. What lapses was not given up."""
        self.silent = not spoke
        if not spoke:
            return
        self.said = after
        self.given_up |= before.demanded - after.demanded
        self.taken_back |= before.rejected - after.closed
        for option in before.closed - after.closed:
            self.allowed.setdefault(option, set()).update(before.demanded)

    def renewed(self, after: Hold) -> bool:
        """Whether the party only says again what had lapsed without a word from it."""
        said = self.said
        return self.silent and said is not None and (said.refused, said.undisputed) == (after.refused, after.undisputed)

    def reinstated(self, asked: frozenset[str], against: frozenset[str], before: Hold, after: Hold) -> set[str]:
        """Options demanded, or rejected, again.

        A demand for o was given up if it fell, or if the party came to allow what that demand refused.
        """
        found = {option for option in asked & self.given_up if option not in before.demanded}
        for option in after.closed - before.closed:
            found |= asked & self.allowed.get(option, set())
        return found | ((against & self.taken_back) - before.closed)


def _step(pair: Pair, day: int, before: Hold, after: Hold, past: _Past) -> Step:
    when, spoke = date.fromordinal(day), day in pair.spoken
    refs = pair.spoken[day] if spoke else pair.ends.get(day, ())
    lenient = direction(before.undisputed, after.undisputed)

    def no(why: str) -> Step:
        return Step(pair.party, pair.issue, when, refs, before, after, move_if_disputed_fall=lenient, why_not=why)

    if not spoke:
        return no(LAPSE)
    if day == pair.first:
        return no(FIRST)
    changed, move = firmness_moved(before, after), direction(before.closed, after.closed)
    if not (move or changed):
        return no(RESTATEMENT)
    if past.renewed(after):
        return no(RENEWAL)
    found = past.reinstated(*_asked_on(pair, day), before, after)
    again = tuple(name for name in pair.history.case.issue[pair.issue].names if name in found)
    return Step(pair.party, pair.issue, when, refs, before, after, move, lenient, changed, again)


def _asked_on(pair: Pair, day: int) -> tuple[frozenset[str], frozenset[str]]:
    """The options that rows of that day demand, and those that they reject."""
    reader, calendar = pair.history.ledger.reader, pair.history.roll.calendar
    rows = [reader.row(row) for row in pair.rows.tolist() if calendar.enters[row] == day]
    read = [row for row in rows if row is not None and row.given is None]
    demanded = frozenset(option for row in read if row.act == "demand" for option in row.options)
    rejected = frozenset(option for row in read if row.act == "reject" for option in row.options)
    return demanded, rejected

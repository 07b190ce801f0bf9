"""Is a treaty kept? A log of events against its clauses: violations, each with the readings under which it is one.

`docs/explanation/treaties.md`, section 7, is the definition; `engines.norms.compliance` and its neighbours do the work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from detente.analyses.treaties.violations import Batch, Sink, Tally, Violation, Words
from detente.case.model import Case
from detente.engines.norms.compliance_found import NONE, Found
from detente.errors import Finding, FormatError
from detente.space.patience import Progress, Stop, patient, quiet
from detente.space.treaties.compiling import compile_treaties
from detente.space.treaties.duties import Given, Plan, Unchecked, plan
from detente.space.treaties.eventlog import CHUNK, EventLog, open_log
from detente.space.treaties.opening import opening

METHOD = (
    "events grouped by distinct cells, looked up once in the norms' boxes; stocks by running sums; every reading that "
    "matters told apart"
)
LIMIT = 10_000
"""Violations that an answer holds unless another number is asked for; more are counted."""


@dataclass(frozen=True)
class Compliance:
    """Whether a treaty is kept, as far as a log shows it.

    `violations` holds the first ones, `total` counts all; `complete` is false if the search was stopped. `horizon` is
    the day up to which the log is taken as complete. `pending` are duties not done whose time is not over; `unclear`
    events of which geometry, a term, or what is not said leaves open whether a clause covers them; `vague` and `blank`
    events coded less sharply than the vocabulary could. `unstocked` are holdings of the inventory of which no size, or
    no share, is known.
    """

    case: str
    digest: str
    treaty: str
    title: str
    entered: date
    assumed: bool
    complete: bool
    events: int
    first: date | None
    horizon: date | None
    total: int
    violations: tuple[Violation, ...]
    clauses: Mapping[tuple[str, str], int]
    kinds: Mapping[str, int]
    repaired: int
    pending: Mapping[str, int]
    consents: int
    unused: tuple[str | int, ...]
    unused_total: int
    unchecked: tuple[Unchecked, ...]
    unclear: Mapping[str, int]
    vague: Mapping[str, int]
    blank: Mapping[str, int]
    stocks: str
    unstocked: tuple[str, ...]
    before: int = 0

    def to_json(self) -> dict[str, object]:
        """As documented for `detente treaty comply`."""
        names = dict.fromkeys(clause for clause, _ in self.clauses)
        return {
            "case": self.case,
            "digest": self.digest,
            "treaty": self.treaty,
            "method": METHOD,
            "entered": self.entered.isoformat(),
            "assumed": self.assumed,
            "complete": self.complete,
            "events": self.events,
            "first": self.first.isoformat() if self.first else None,
            "horizon": self.horizon.isoformat() if self.horizon else None,
            "stocks": self.stocks,
            "total": self.total,
            "shown": len(self.violations),
            "violations": [one.to_json() for one in self.violations],
            "counts": {
                "violation": sum(n for (_, verdict), n in self.clauses.items() if verdict == "violation"),
                "depends": sum(n for (_, verdict), n in self.clauses.items() if verdict == "depends"),
                "repaired": self.repaired,
                "before_entry": self.before,
                "clauses": [
                    {
                        "clause": name,
                        "violation": self.clauses.get((name, "violation"), 0),
                        "depends": self.clauses.get((name, "depends"), 0),
                    }
                    for name in names
                ],
                "kinds": [{"kind": kind, "number": number} for kind, number in self.kinds.items()],
            },
            "pending": _counted(self.pending, "clause", "duties"),
            "consents": {"events": self.consents, "unused": self.unused_total, "unused_events": list(self.unused)},
            "unchecked": [{"clause": one.clause, "why": one.why} for one in self.unchecked],
            "unclear": _counted(self.unclear, "clause", "events"),
            "vague": _counted(self.vague, "column", "events"),
            "blank": _counted(self.blank, "column", "events"),
            "unstocked": list(self.unstocked),
        }


def _counted(counts: Mapping[str, int], name: str, number: str) -> list[dict[str, object]]:
    return [{name: key, number: count} for key, count in counts.items()]


@dataclass(frozen=True)
class Asked:
    """What is asked beside the log.

    `on`: the day of entry into force of a treaty without one. `choice`: readings that are fixed. `given`: statuses and
    circumstances. `stocks`: `inventory`, what is there before the log begins, or `none`. `until`: the day up to which
    the log is complete (default: its last). `limit`: how many violations the answer holds.
    `called`: the log, in complaints.
    """

    on: date | None = None
    choice: Mapping[str, str] = field(default_factory=dict)
    given: tuple[Given, ...] = ()
    stocks: str = "inventory"
    until: date | None = None
    limit: int = LIMIT
    chunk: int = CHUNK
    called: str = ""


def comply(
    case: Case,
    treaty: str,
    events: str | Path,
    asked: Asked | None = None,
    sink: Sink | None = None,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Compliance:
    """Which events of a log violate which clauses of a treaty, and under which readings?

    Violations by events come in order of time; duties not done and what can be repaired follow. `sink` gets all.
    Raises FormatError with all that is wrong with the log, UnknownNameError for a treaty, reading or circumstance that
    there is not, TooLargeError where a clause depends on too much that is not said.
    """
    asked = asked or Asked()
    compiled = compile_treaties(case, [treaty], asked.on, asked.choice)
    made = plan(compiled, asked.given)
    with open_log(events, compiled.universe, asked.called) as log:
        _reaches(asked.until, log)
        run = _Run(made, log, asked, sink)
        run.go(treaty, progress, stop)
        return run.answer(treaty)


def _reaches(until: date | None, log: EventLog) -> None:
    """Refuse a day up to which the log is complete that is before its last: what is later would count all the same."""
    if until is not None and log.events and until.toordinal() < log.last:
        last = date.fromordinal(log.last)
        message = f"the log goes on after {until}, up to which it is said to be complete"
        raise FormatError([Finding(log.name, 0, "error", message, f"{last} or later", until.isoformat())])


class _Run:
    """One log against one treaty."""

    def __init__(self, made: Plan, log: EventLog, asked: Asked, sink: Sink | None) -> None:
        self.made, self.log, self.asked = made, log, asked
        self.case = made.compiled.case
        self.checked = made.log(log.consents)
        self.words, self.tally = Words(made, self.checked), Tally()
        self.sink = sink
        self.rows: list[Violation] = []
        self.checked.standing.whole = asked.stocks == "none"
        self.horizon = max(log.last, asked.until.toordinal()) if asked.until else log.last
        self.unstocked: tuple[str, ...] = ()
        self.complete, self.before = True, 0

    def go(self, treaty: str, progress: Progress, stop: Stop) -> None:
        """Check the whole log."""
        log = self.log
        if not log.events:
            return
        if self.asked.stocks == "inventory":
            start = opening(self.case, self.made.compiled, date.fromordinal(max(1, log.first - 1)))
            self.checked.start(start.cells, start.low, start.more)
            self.unstocked = start.unknown
        entry = self.made.compiled.entered[treaty].toordinal()
        for part in log.parts(self.asked.chunk):
            if stop():
                self.complete = False
                break
            self._take(self.checked.feed(part))
            self.before += int((part.last < entry).sum())
            progress("events", self.checked.counts.events, log.events)
        self._take(self.checked.finish(self.horizon if self.complete else 0))

    def _take(self, found: Found) -> None:
        """Count violations, keep the first ones, and hand all on."""
        if not len(found):
            return
        self.words.count(found, self.tally)
        room = max(0, self.asked.limit - len(self.rows))
        some = found if self.sink is not None else found.take(slice(0, room))
        batch = Batch(some, self._labels(some), self.words)
        self.rows.extend(batch.row(place) for place in range(min(len(some), room)))
        if self.sink is not None:
            self.sink(batch)

    def _silent(self) -> Iterator[Unchecked]:
        """Floors on what neither the log nor the inventory knows."""
        for clause, (number, day) in sorted(self.checked.counts.silent.items()):
            sums = "one of the sums" if number == 1 else f"{number:,} of the sums"
            yield Unchecked(
                self.made.compiled.clauses[clause],
                f"the inventory has nothing of {sums} that it asks for, and the log too little; if nothing else was "
                f"there (--stocks none), it was not met from {date.fromordinal(day)}",
            )

    def _labels(self, found: Found) -> list[str | int | None]:
        import numpy as np

        there = found.event != NONE
        labels: list[str | int | None] = [None] * len(found)
        for place, label in zip(np.flatnonzero(there).tolist(), self.log.labels(found.event[there]), strict=True):
            labels[place] = label
        return labels

    def answer(self, treaty: str) -> Compliance:
        """What was found."""
        import numpy as np

        compiled, log, counts, tally = self.made.compiled, self.log, self.checked.counts, self.tally
        clauses, there = compiled.clauses, bool(log.events)
        return Compliance(
            case=self.case.slug,
            digest=self.case.digest,
            treaty=treaty,
            title=self.case.treaties.treaty[treaty].title,
            entered=compiled.entered[treaty],
            assumed=treaty in compiled.assumed,
            complete=self.complete,
            events=counts.events,
            first=date.fromordinal(log.first) if there else None,
            horizon=date.fromordinal(self.horizon) if there else None,
            total=tally.total(),
            violations=tuple(self.rows),
            clauses={key: tally.clauses[key] for key in sorted(tally.clauses, key=lambda key: clauses.index(key[0]))},
            kinds=tally.kinds,
            repaired=tally.repaired,
            pending={clauses[clause]: count for clause, count in sorted(counts.pending.items()) if count},
            consents=counts.consents,
            unused=tuple(log.labels(np.array(counts.unused, np.int64))),
            unused_total=counts.unused_total,
            unchecked=(*self.made.unchecked, *self._silent()),
            unclear={clauses[clause]: count for clause, count in sorted(counts.partly.items())},
            vague=log.vague,
            blank=log.blank,
            stocks=self.asked.stocks,
            unstocked=self.unstocked,
            before=self.before,
        )

"""Violations in words: clauses, readings, circumstances, days; one by one, or very many as rows of a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from detente.engines.norms.compliance_found import (
    FORBIDDEN,
    NONE,
    OVER,
    OVER_AFTER,
    STAY,
    UNDER,
    UNDER_AFTER,
    UNDONE,
    Found,
)
from detente.engines.norms.compliance_log import Log
from detente.engines.norms.compliance_pieces import FOREVER
from detente.engines.norms.compliance_terms import Term, covers, smallest
from detente.space.treaties.duties import Plan

if TYPE_CHECKING:
    from numpy.typing import NDArray

KINDS = {
    FORBIDDEN: "forbidden",
    OVER: "above the cap",
    UNDER: "below the floor",
    STAY: "stay too long",
    UNDONE: "not done in time",
    OVER_AFTER: "above the cap",
    UNDER_AFTER: "below the floor",
}


@dataclass(frozen=True)
class Violation:
    """One event (its id, or its line in the file; None: no event brought it about) against one clause.

    `since` to `until` are the days that are violations, `days` how many of them there are (None: without end), `spans`
    the stretches where there are gaps between them. `over`
    is by how much a stock is beyond its bound. `under` are the smallest sets of readings and circumstances that make
    it a violation; empty if it is one always.
    """

    event: str | int | None
    clause: str
    verdict: str
    kind: str
    actor: str
    since: date
    until: date | None
    days: int | None
    spans: tuple[tuple[date, date], ...]
    over: int | None
    repaired: date | None
    of: str
    under: tuple[Mapping[str, Any], ...]
    why: str

    def to_json(self) -> dict[str, object]:
        """As documented for `detente treaty comply`."""
        readings: dict[tuple[str, str], object] = {}
        circumstances: dict[tuple[str, bool], object] = {}
        for one in self.under:
            readings |= {(reading["clause"], reading["reading"]): reading for reading in one["readings"]}
            circumstances |= {(said["name"], said["holds"]): said for said in one["circumstances"]}
        return {
            "event": self.event,
            "date": self.since.isoformat(),
            "clause": self.clause,
            "verdict": self.verdict,
            "readings": list(readings.values()),
            "circumstances": list(circumstances.values()),
            "under": list(self.under),
            "kind": self.kind,
            "actor": self.actor or None,
            "from": self.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "days": self.days,
            "spans": [[first.isoformat(), last.isoformat()] for first, last in self.spans],
            "over": self.over,
            "repaired": self.repaired.isoformat() if self.repaired else None,
            "of": self.of or None,
            "why": self.why,
        }


@dataclass(frozen=True)
class Batch:
    """Some violations as columns, with what their events are called; `row` makes one of them a Violation."""

    found: Found
    labels: Sequence[str | int | None]
    _words: Words

    def __len__(self) -> int:
        return len(self.labels)

    def row(self, place: int) -> Violation:
        """One violation."""
        return self._words.violation(self.found, place, self.labels[place])

    def rows(self) -> Iterator[Violation]:
        """All of them."""
        return map(self.row, range(len(self.labels)))

    def cells(self) -> Iterator[tuple[object, ...]]:
        """All as rows of a table, in the columns of `COLUMNS`, made column by column: for very many."""
        return self._words.table(self.found, self.labels)


COLUMNS = ("event", "date", "clause", "verdict", "readings", "kind", "actor", "from", "until", "over", "repaired")
"""The columns of violations as a table."""

Sink = Callable[[Batch], None]
"""Gets all violations, part after part, as they are found."""


@dataclass
class Tally:
    """How many violations there are, by clause and verdict."""

    clauses: dict[tuple[str, str], int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    repaired: int = 0

    def total(self, verdict: str = "") -> int:
        """How many in all, or of one verdict."""
        return sum(count for (_, found), count in self.clauses.items() if verdict in ("", found))


class Words:
    """Violations in words: clauses, readings, days. What is the same for many is worked out once."""

    def __init__(self, made: Plan, log: Log) -> None:
        self._plan, self._compiled, self._log = made, made.compiled, log
        self._verdicts: dict[tuple[int, int, int, int], tuple[str, tuple[Mapping[str, Any], ...]]] = {}
        self._leaves = self._compiled.universe.bearers.leaves
        self._days: dict[int, str] = {}

    def verdict(
        self, clause: int, pattern: int, source: int, sources: int
    ) -> tuple[str, tuple[Mapping[str, Any], ...]]:
        """`violation` or `depends`, and what it depends on."""
        key = (clause, pattern, source, sources)
        if key not in self._verdicts:
            terms = self._broken(clause, pattern)
            if source != NONE:
                terms = _together(terms, self._broken(source, sources))
            sizes = self._plan.rules.sizes
            if covers(terms, sizes):
                self._verdicts[key] = ("violation", ())
            else:
                self._verdicts[key] = ("depends", tuple(self._named(term) for term in smallest(terms, sizes)))
        return self._verdicts[key]

    def _broken(self, clause: int, pattern: int) -> list[Term]:
        terms, pattern = self._plan.rules.terms[clause], self._log.pattern(clause, pattern)
        return [term for place, term in enumerate(terms) if pattern >> place & 1]

    def _named(self, term: Term) -> dict[str, Any]:
        base = len(self._compiled.system.questions)
        said = sorted(pair for pair in term if pair[0] >= base)
        return {
            "readings": self._compiled.readings(sorted(pair for pair in term if pair[0] < base)),
            "circumstances": [
                {"name": self._compiled.variables[name - base].name, "holds": bool(holds)} for name, holds in said
            ],
        }

    def violation(self, found: Found, place: int, label: str | int | None) -> Violation:
        """One row in words."""
        row = {name: int(getattr(found, name)[place]) for name in found.__dataclass_fields__}
        verdict, under = self.verdict(row["clause"], row["pattern"], row["source"], row["source_pattern"])
        open_ = row["last"] >= FOREVER
        return Violation(
            label,
            self._compiled.clauses[row["clause"]],
            verdict,
            KINDS[row["kind"]],
            self._actor(row["actor"]),
            date.fromordinal(row["first"]),
            None if open_ else date.fromordinal(row["last"]),
            None if open_ else row["days"],
            self._spans(row),
            row["over"] if row["over"] != NONE else None,
            date.fromordinal(row["repaired"]) if row["repaired"] != NONE else None,
            self._compiled.clauses[row["source"]] if row["source"] != NONE else "",
            under,
            self._why(row),
        )

    def _spans(self, row: Mapping[str, int]) -> tuple[tuple[date, date], ...]:
        if row["last"] >= FOREVER or row["last"] - row["first"] + 1 == row["days"]:
            return ()
        known = self._log.spans.get((row["event"], row["clause"]), ())
        return tuple((date.fromordinal(first), date.fromordinal(last)) for first, last in known)

    def _actor(self, number: int) -> str:
        return self._leaves[number] if 0 <= number < len(self._leaves) else ""

    def _why(self, row: Mapping[str, int]) -> str:
        kind = row["kind"]
        if row["event"] == NONE and kind in (FORBIDDEN, OVER, UNDER):
            return self._stood(row)
        if kind == FORBIDDEN:
            return "it lies in what the clause forbids, and no exception holds"
        if row["over"] != NONE:
            beyond = "above what is allowed" if kind in (OVER, OVER_AFTER) else "below the floor"
            when = "once it is over, the stock is" if kind in (OVER_AFTER, UNDER_AFTER) else "the stock is then"
            return f"{when} {row['over']:,} {beyond}"
        if kind == STAY:
            return "the stay is longer than the clause allows"
        late = f"done on {date.fromordinal(row['last'])}, too late" if row["last"] < FOREVER else "not done in time"
        return late + (self._where(row) if row["event"] == NONE else "")

    def _stood(self, row: Mapping[str, int]) -> str:
        if row["kind"] == FORBIDDEN:
            return f"it was there before, and stands in what the clause forbids{self._where(row)}"
        if row["kind"] == OVER:
            return f"what was there before is {row['over']:,} above what is allowed{self._where(row)}"
        return f"what is there is {row['over']:,} below the floor from the first day{self._where(row)}"

    def _where(self, row: Mapping[str, int]) -> str:
        return f" in {self._compiled.universe.territories.leaves[row['place']]}" if row["place"] != NONE else ""

    def count(self, found: Found, tally: Tally) -> None:
        """Add to the counts by clause, verdict and kind."""
        import numpy as np

        columns = np.stack([found.clause, found.pattern, found.source, found.source_pattern], axis=1)
        order = np.lexsort(columns.T[::-1])
        begin = np.flatnonzero(np.r_[True, np.any(np.diff(columns[order], axis=0) != 0, axis=1)])
        many = np.diff(np.r_[begin, len(order)])
        for key, count in zip(columns[order[begin]].tolist(), many.tolist(), strict=True):
            name = (self._compiled.clauses[key[0]], self.verdict(*key)[0])
            tally.clauses[name] = tally.clauses.get(name, 0) + count
        for kind, count in enumerate(np.bincount(found.kind, minlength=len(KINDS)).tolist()):
            if count:
                tally.kinds[KINDS[kind]] = tally.kinds.get(KINDS[kind], 0) + count
        tally.repaired += int((found.repaired != NONE).sum())

    def table(self, found: Found, labels: Sequence[str | int | None]) -> Iterator[tuple[object, ...]]:
        """Rows for a table."""
        keys = zip(
            *(self._list(found, name) for name in ("clause", "pattern", "source", "source_pattern")), strict=True
        )
        said = {key: self._said(key) for key in set(keys)}
        keys = zip(
            *(self._list(found, name) for name in ("clause", "pattern", "source", "source_pattern")), strict=True
        )
        names = self._compiled.clauses
        actor = dict(enumerate(self._leaves))
        for label, key, kind, who, first, last, over, repaired in zip(
            labels,
            keys,
            self._list(found, "kind"),
            self._list(found, "actor"),
            self._dates(found.first),
            self._dates(found.last),
            self._list(found, "over"),
            self._dates(found.repaired),
            strict=True,
        ):
            verdict, readings = said[key]
            excess = over if over != NONE else ""
            clause = names[key[0]]
            yield (
                label,
                first,
                clause,
                verdict,
                readings,
                KINDS[kind],
                actor.get(who, ""),
                first,
                last,
                excess,
                repaired,
            )

    def _list(self, found: Found, name: str) -> list[int]:
        values: list[int] = getattr(found, name).tolist()
        return values

    def _said(self, key: tuple[int, int, int, int]) -> tuple[str, str]:
        verdict, under = self.verdict(*key)
        return verdict, " | ".join(" + ".join(_short(one)) for one in under)

    def _dates(self, days: NDArray[Any]) -> list[str]:
        known = self._days
        for day in set(days.tolist()) - known.keys():
            known[day] = "" if day == NONE or day >= FOREVER else date.fromordinal(day).isoformat()
        return [known[day] for day in days.tolist()]


def _short(under: Mapping[str, Any]) -> Iterable[str]:
    for one in under["readings"]:
        yield f"{one['clause']}={one['reading']}"
    for one in under["circumstances"]:
        yield one["name"] if one["holds"] else f"not {one['name']}"


def _together(one: Sequence[Term], other: Sequence[Term]) -> list[Term]:
    """Terms that make both disjunctions true."""
    found = []
    for a in one:
        for b in other:
            both = a | b
            if len({question for question, _ in both}) == len(both):
                found.append(both)
    return found

"""What the inventory has on a day: its rows gathered into holdings, each known between two bounds, or not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from detente.case.dates import Interval
from detente.case.model import Source
from detente.case.treaties.model import Entity, Holding, Inventory, Vocabulary

ACTIVE = "active"


@dataclass(frozen=True)
class Presence:
    """A holding on one day. `low` and `high` are those that were written; None: not known.

    `certain`: it is there on that day whatever its dates mean; else it may or may not be.
    """

    low: int | None
    high: int | None
    certain: bool
    confirmed: bool


@dataclass(frozen=True)
class Thing:
    """A holding with all the sizes that it had over time. `unit`: that of its rows, else of its asset."""

    id: str
    senders: tuple[str, ...]
    others: bool
    host: str
    action: str
    asset: str
    unit: str
    status: str
    rows: tuple[Holding, ...]

    @property
    def title(self) -> str:
        """How the last of its rows calls it."""
        return next((row.title for row in reversed(self.rows) if row.title), "")

    @property
    def sender(self) -> str:
        """Its senders as the inventory writes them: `GBR+FRA+..`."""
        return "+".join([*self.senders, *([".."] if self.others else [])])

    def on(self, day: date, *, dated: bool = False) -> Presence | None:
        """What is there on that day; None where certainly nothing is.

        A row without a first day was there all the time; with `dated`, or if it is not active, it only may have been
        (what is planned not before it is on record: see `things`).
        Where several rows may hold, the size is one of theirs.
        """
        there = [row for row in self.rows if _may(row, day)]
        if not there:
            return None
        lows, highs = [row.low for row in there], [row.high for row in there]
        return Presence(
            None if None in lows else min(low for low in lows if low is not None),
            None if None in highs else max(high for high in highs if high is not None),
            any(_does(row, day, dated=dated) for row in there),
            all(row.confirmed for row in there),
        )

    def still(self, day: date) -> bool:
        """Whether it may be there on that day or later."""
        return any(row.until is None or day <= row.until.last for row in self.rows)

    def unchanged(self, one: date, other: date) -> bool:
        """Whether it is certainly there on both days by the same row: its size, known or not, is one size."""
        mine = [row for row in self.rows if _may(row, one)]
        if len(mine) != 1 or mine != [row for row in self.rows if _may(row, other)]:
            return False
        return all(_does(mine[0], day, dated=True) for day in (one, other))

    @property
    def undated(self) -> bool:
        """Whether it is not known since when it is there."""
        return any(row.since is None for row in self.rows)


def _may(row: Holding, day: date) -> bool:
    return _first(row.since) <= day and (row.until is None or day <= row.until.last)


def _does(row: Holding, day: date, *, dated: bool) -> bool:
    begun = row.status == ACTIVE and not dated if row.since is None else row.since.last <= day
    return begun and (row.until is None or day <= row.until.first)


def _first(since: Interval | None) -> date:
    return since.first if since is not None else date.min


def things(inventory: Inventory, vocabulary: Vocabulary, sources: Iterable[Source] = ()) -> tuple[Thing, ...]:
    """The holdings of an inventory in order; rows of one id that say who, where and what alike are one holding.

    What is planned or claimed without a first day may be there from the first day of its earliest source on.
    """
    units = units_of(vocabulary.assets)
    dates = {one.id: one.date for one in sources}
    found: dict[tuple[object, ...], list[Holding]] = {}
    for row in (_on_record(one, dates) for one in inventory.holdings):
        unit = row.unit or units.get(row.asset, "")
        key = (row.id, row.senders, row.others, row.host, row.action, row.asset, unit, row.status)
        found.setdefault(key, []).append(row)
    return tuple(
        Thing(row.id, row.senders, row.others, row.host, row.action, row.asset, row.unit or units.get(row.asset, ""),
              row.status, tuple(rows))
        for rows in found.values()
        for row in rows[:1]
    )  # fmt: skip


def _on_record(row: Holding, dates: Mapping[str, Interval | None]) -> Holding:
    if row.status == ACTIVE or row.since is not None:
        return row
    days = [dated.first for name in row.source.split() if (dated := dates.get(name)) is not None]
    return replace(row, since=Interval(min(days), date.max)) if days else row


def units_of(assets: Iterable[Entity]) -> Mapping[str, str]:
    """In what each asset class is counted: its own unit, else that of the class that it belongs to."""
    entities = {one.id: one for one in assets}
    found: dict[str, str] = {}
    for name in entities:
        at, seen = entities.get(name), {name}
        while at is not None and not at.unit and at.under not in seen:
            seen.add(at.under)
            at = entities.get(at.under)
        found[name] = at.unit if at is not None else ""
    return found

"""A whole log against norms: fed in order of time, in as many parts as one likes, and finished once.

Parts change nothing: stocks, intervals that are not over, stays and duties are carried from one to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from detente.engines.norms.compliance import (
    Clock,
    Granted,
    Matcher,
    Rules,
    distinct,
    joined,
    parted,
    patterns,
    spread,
)
from detente.engines.norms.compliance_duties import beyond
from detente.engines.norms.compliance_events import MOST_SPANS, MOST_UNUSED, Counts, Events, Hits, Part, Use, chosen
from detente.engines.norms.compliance_found import FORBIDDEN, NONE, STAY, Crowded, Found, found, gathered, merged
from detente.engines.norms.compliance_owed import Owed
from detente.engines.norms.compliance_pieces import FOREVER, Grants, Pieces, Sets, cut
from detente.engines.norms.compliance_standing import Standing
from detente.engines.norms.compliance_stocks import Bound, Changes, Stocks, Waiting, ordered
from detente.engines.norms.compliance_terms import WORD

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Log:
    """Checks a log. `parts[norm]` says what each norm is for; `turned[action]` of which other action it takes away."""

    def __init__(
        self,
        rules: Rules,
        parts: Mapping[int, Part],
        sizes: Sequence[int],
        clock: Clock,
        grants: Grants,
        granted: Callable[[Sets], Granted],
        turned: Ints | None = None,
    ) -> None:
        self._sizes, self._clock, self._grants, self._granted = tuple(sizes), clock, grants, granted
        self._part = [parts[rule.norm] for rule in rules.rules]
        seen = [number for number, part in enumerate(self._part) if part.use is not Use.STOCK]
        held = [number for number, part in enumerate(self._part) if part.use is Use.STOCK]
        self._rules = [rules.rules[number] for number in seen]
        self._parts = [self._part[number] for number in seen]
        self._clause = np.array([rule.clause for rule in self._rules], np.int64)
        self._term = np.array([rule.term for rule in self._rules], np.int64)
        self._uses = {use: np.array([part.use is use for part in self._parts], bool) for use in Use}
        self._matcher = Matcher(self._rules, sizes, clock)
        stock = [rules.rules[number] for number in held]
        self._bounds = [self._part[number].bound or Bound(0, (True,) * 4) for number in held]
        self.stocks = Stocks(stock, self._bounds, sizes, clock)
        self.standing = Standing(self.stocks, stock, self._bounds, sizes, clock)
        self._stocked = bool(stock)
        self._all = Matcher([*self._rules, *stock], sizes, clock)
        self._perhaps = Matcher([*self._rules, *stock], sizes, clock, perhaps=True)
        self._all_clauses = np.array([rule.clause % rules.clauses for rule in [*self._rules, *stock]], np.int64)
        uses = [part.use for part in [*self._parts, *(self._part[number] for number in held)]]
        self._judged = np.array([use in (Use.FORBID, Use.STAY, Use.STOCK) for use in uses], bool)
        self._sets, self._waiting, self._turned = Sets(), Waiting(), turned
        self._owed = Owed(self._rules, self._parts, self._sizes, clock)
        self._held: list[tuple[Found, Ints, Ints]] = []
        self._comings: list[Events] = []
        self._clauses = rules.clauses
        self._crowded = frozenset(clause for clause, terms in rules.terms.items() if len(terms) > WORD)
        most = max((len(terms) for terms in rules.terms.values()), default=0)
        self._parts_of = Crowded(rules.clauses, -(-most // WORD), WORD)
        self.counts = Counts()
        self.spans: dict[tuple[int, int], list[tuple[int, int]]] = {}

    # ---------------------------------------------------------------------------------------------------------- feeding

    def start(self, cells: Ints, amounts: Ints, more: Ints) -> None:
        """What is there before the first event: at least these amounts, and up to so much more, which floors count."""
        self.standing.start(self.stocks.start(cells, amounts, more), amounts)

    def feed(self, events: Events) -> Found:
        """The violations among these events, which follow on those before; what can be repaired comes at the end."""
        self.counts.events += len(events.number)
        pieces = cut(events.first, events.last, events.text, self._clock, self._grants, self._sets)
        granted = self._granted(self._sets)
        self._unused(events, pieces, granted)
        adding = events.amount[pieces.event] > 0
        some = pieces if adding.all() else chosen(pieces, adding)
        hits = self._hits(events, some, granted, self._matcher)
        rows = [self._forbidden(events, some, hits), self._stays(events, some, hits)]
        for use in (Use.ACT, Use.TRIGGER):
            self._owed.note(use, events, some, hits)
        self._unclear(events, some, hits, granted)
        if self._uses[Use.STAY].any():
            self._comings.append(events.take(events.stays & (events.amount != 0)))
        if self._stocked:
            rows.append(self._stock(events, pieces, granted))
        return self._hold(_in_order(self._whole(gathered(rows)), events), events)

    def _hits(self, events: Events, pieces: Pieces, granted: Granted, matcher: Matcher) -> Hits:
        group, of = self._grouped(events, pieces)
        line, rule = matcher.hits(group[:4], group[4], group[5], granted)
        counts = np.bincount(line, minlength=len(group[0]))
        piece, row = spread(counts, np.cumsum(counts) - counts, of)
        return Hits(piece, rule[row])

    def _grouped(self, events: Events, pieces: Pieces) -> tuple[list[Ints], Ints]:
        columns = [*(column[pieces.event] for column in events.cells), pieces.time, pieces.consent]
        sizes = [*(size + 1 for size in self._sizes[:4]), len(self._clock.starts), len(self._sets.members)]
        key, space = joined(columns, sizes)
        unique, place = distinct(key, space)
        return parted(unique, sizes), place

    def _forbidden(self, events: Events, pieces: Pieces, hits: Hits) -> Found:
        mine = self._uses[Use.FORBID][hits.rule]
        piece, rule = hits.piece[mine], hits.rule[mine]
        piece, clause, pattern = patterns(piece, self._clause[rule], self._term[rule])
        event = pieces.event[piece]
        first, last = pieces.first[piece], pieces.last[piece]
        rows = found(
            len(piece),
            event=events.number[event],
            clause=clause,
            kind=FORBIDDEN,
            pattern=pattern,
            first=first,
            last=last,
            days=last - first + 1,
            actor=events.cells[0][event],
        )
        again = np.r_[False, np.diff(pieces.event) == 0] if len(pieces.event) else np.zeros(0, bool)
        if not again.any():
            return rows
        several = np.zeros(len(events.number), bool)
        several[pieces.event[again]] = True
        mine = several[event]
        joined_rows = self._merged(rows.take(mine))
        by_number = np.argsort(events.number, kind="stable")
        at = by_number[np.searchsorted(events.number[by_number], joined_rows.event)]
        order = np.argsort(np.r_[event[~mine], at], kind="stable")
        return gathered([rows.take(~mine), joined_rows]).take(order)

    def _merged(self, rows: Found) -> Found:
        """One row an event and clause; of days with gaps the stretches are kept, up to `MOST_SPANS`."""
        joined_rows = merged(rows)
        gaps = np.flatnonzero(joined_rows.last - joined_rows.first + 1 > joined_rows.days)
        gaps = gaps[: MOST_SPANS - len(self.spans)]
        if len(gaps):
            clauses = int(rows.clause.max()) + 1
            wanted = joined_rows.event[gaps] * clauses + joined_rows.clause[gaps]
            mine = np.flatnonzero(np.isin(rows.event * clauses + rows.clause, wanted))
            for place in mine[np.lexsort((rows.first[mine], rows.clause[mine], rows.event[mine]))].tolist():
                spans = self.spans.setdefault((int(rows.event[place]), int(rows.clause[place])), [])
                first, last = int(rows.first[place]), int(rows.last[place])
                if spans and first <= spans[-1][1] + 1:
                    spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
                else:
                    spans.append((first, last))
        return joined_rows

    def _stays(self, events: Events, pieces: Pieces, hits: Hits) -> Found:
        if not self._uses[Use.STAY].any():
            return found(0)
        mine = self._uses[Use.STAY][hits.rule] & ~events.stays[pieces.event[hits.piece]]
        return self._too_long(events, pieces, Hits(hits.piece[mine], hits.rule[mine]))

    def _too_long(self, events: Events, pieces: Pieces, hits: Hits) -> Found:
        """Stretches of days in scope that are longer than a rule allows."""
        rows = []
        for number in np.unique(hits.rule).tolist():
            piece = hits.piece[hits.rule == number]
            event, first, last = pieces.event[piece], pieces.first[piece], pieces.last[piece]
            new = np.flatnonzero(np.r_[True, (np.diff(event) != 0) | (first[1:] != last[:-1] + 1)])
            event, begin, end = event[new], first[new], np.maximum.reduceat(last, new)
            span = self._parts[number].stay
            assert span is not None
            start = beyond(begin, end, span)
            bad = np.flatnonzero(start < FOREVER)
            rows.append(
                found(
                    len(bad),
                    event=events.number[event[bad]],
                    clause=self._rules[number].clause,
                    kind=STAY,
                    pattern=int(np.int64(1) << np.int64(self._rules[number].term)),
                    first=start[bad],
                    last=end[bad],
                    days=end[bad] - start[bad] + 1,
                    actor=events.cells[0][event[bad]],
                )
            )
        return self._merged(gathered(rows))

    def _unclear(self, events: Events, pieces: Pieces, hits: Hits, granted: Granted) -> None:
        """Count the events, clause by clause, of which nobody can say whether a clause covers them."""
        found = [np.zeros((0, 2), np.int64)]
        if self._uses[Use.PARTLY].any():
            mine = self._uses[Use.PARTLY][hits.rule]
            found.append(
                np.stack([self._clause[hits.rule[mine]] % self._clauses, pieces.event[hits.piece[mine]]], axis=1)
            )
        unsaid = (events.cells[2] == self._sizes[2]) | (events.cells[3] == self._sizes[3])
        if unsaid.any():
            some = chosen(pieces, unsaid[pieces.event])
            perhaps, surely = (self._hits(events, some, granted, one) for one in (self._perhaps, self._all))
            rules = max(1, len(self._all_clauses))
            key = np.setdiff1d(perhaps.piece * rules + perhaps.rule, surely.piece * rules + surely.rule)
            piece, rule = np.divmod(key, rules)
            mine = self._judged[rule]
            found.append(np.stack([self._all_clauses[rule[mine]], some.event[piece[mine]]], axis=1))
        pairs = np.unique(np.concatenate(found), axis=0)
        clauses, counts = np.unique(pairs[:, 0], return_counts=True)
        for clause, count in zip(clauses.tolist(), counts.tolist(), strict=True):
            self.counts.partly[clause] = self.counts.partly.get(clause, 0) + count

    def _hold(self, rows: Found, events: Events) -> Found:
        """Keep back those that may yet be repaired."""
        if not self._owed.repaired or not len(rows):
            return rows
        kept = np.isin(rows.clause, list(self._owed.repaired)) & (rows.event >= 0)
        mine = rows.take(kept)
        known = np.isin(mine.event, events.number)
        order = np.argsort(events.number)
        at = order[np.minimum(np.searchsorted(events.number[order], mine.event), len(order) - 1)]
        asset = np.where(known, events.cells[2][at], NONE)
        place = np.where(known, events.cells[3][at], NONE)
        self._held.append((mine, asset, place))
        return rows.take(~kept)

    def _unused(self, events: Events, pieces: Pieces, granted: Granted) -> None:
        """Count events with consents that make no difference to any norm."""
        with_text = np.flatnonzero(events.text > 0)
        if not len(with_text):
            return
        self.counts.consents += len(with_text)
        mine = np.flatnonzero(events.text[pieces.event] > 0)
        some = chosen(pieces, mine)
        group, of = self._grouped(events, some)
        with_them = self._all.hits(group[:4], group[4], group[5], granted)
        without = self._all.hits(group[:4], group[4], np.zeros_like(group[5]), granted)
        rules = max(1, len(self._part))
        differs = np.setxor1d(with_them[0] * rules + with_them[1], without[0] * rules + without[1]) // rules
        used = np.zeros(len(group[0]), bool)
        used[differs] = True
        idle = np.setdiff1d(with_text, some.event[used[of]])
        self.counts.unused_total += len(idle)
        room = MOST_UNUSED - len(self.counts.unused)
        self.counts.unused.extend(events.number[idle[:room]].tolist())

    # ----------------------------------------------------------------------------------------------------------- stocks

    def _stock(self, events: Events, pieces: Pieces, granted: Granted) -> Found:
        coming = self._changes(events, pieces)
        if self._turned is not None:
            other = self._turned[np.minimum(events.cells[1], len(self._turned) - 1)]
            back = np.flatnonzero((other >= 0) & (events.cells[1] < len(self._turned)))
            if len(back):
                coming = _both(self._taken(events, pieces, back, other[back]), coming)
        leaving = Changes(
            coming.last + 1, coming.cell, -coming.amount, coming.event, coming.last, np.ones(len(coming.day), bool)
        ).take(coming.last < FOREVER)
        today = int(events.first.max()) if len(events.first) else -FOREVER
        changes = ordered(self._waiting.until(today, _both(coming, leaving)))
        rows = merged(self.stocks.feed(changes, granted))
        self.standing.feed(changes, granted, today)
        return rows

    def _changes(self, events: Events, pieces: Pieces) -> Changes:
        """What events add: for all their time under the consents of each stretch."""
        new = np.r_[True, (np.diff(pieces.event) != 0) | (np.diff(pieces.consent) != 0)]
        begin = np.flatnonzero(new) if len(pieces.event) else np.zeros(0, np.int64)
        event = pieces.event[begin]
        last = np.maximum.reduceat(pieces.last, begin) if len(begin) else begin
        stays = events.stays[event]
        cell = self._places([column[event] for column in events.cells], pieces.consent[begin])
        return Changes(
            pieces.first[begin],
            cell,
            events.amount[event],
            events.number[event],
            np.where(stays, FOREVER, last),
            np.zeros(len(begin), bool),
        )

    def _taken(self, events: Events, pieces: Pieces, back: Ints, other: Ints) -> Changes:
        consent = np.zeros(len(events.number), np.int64)
        consent[pieces.event[::-1]] = pieces.consent[::-1]
        columns = [column[back] for column in events.cells]
        columns[1] = other
        cell = self._places(columns, consent[back])
        day, number = events.first[back], events.number[back]
        return Changes(day, cell, -events.amount[back], number, np.full(len(back), FOREVER), np.zeros(len(back), bool))

    def _places(self, columns: list[Ints], consent: Ints) -> Ints:
        sizes = [*(size + 1 for size in self._sizes[:4]), len(self._sets.members)]
        key, space = joined([*columns, consent], sizes)
        unique, place = distinct(key, space)
        return self.stocks.place(np.stack(parted(unique, sizes), axis=1))[place]

    # -------------------------------------------------------------------------------------------------------- finishing

    def finish(self, horizon: int) -> Found:
        """What only the end shows, the log being complete up to that day: stays, duties, and what was repaired."""
        granted = self._granted(self._sets)
        rows = [self._left(horizon, granted), self._long_stays(horizon), self._stood(horizon, granted)]
        rows = [self._hold_all(self._whole(one)) for one in rows]
        undone, held = self._owed.judge(horizon, *self._all_held())
        for clause, count in self._owed.pending.items():
            of = clause % self._clauses
            self.counts.pending[of] = max(count, self.counts.pending.get(of, 0))
        return gathered([*rows, held, self._whole(undone)])

    def _whole(self, rows: Found) -> Found:
        """Clauses whose terms fill several words, as one."""
        if not self._crowded:
            return rows
        days = self._days_with_gaps(rows)
        whole = self._parts_of.joined(rows, self._crowded)
        if not days:
            return whole
        keys = zip(whole.event.tolist(), whole.clause.tolist(), whole.days.tolist(), strict=True)
        counted = [len(days.get((event, clause), ())) or known for event, clause, known in keys]
        return whole.changed(days=np.array(counted, np.int64))

    def _days_with_gaps(self, rows: Found) -> dict[tuple[int, int], set[int]]:
        """The days of crowded clauses' violations of which a part has gaps; their stretches are put together."""
        gaps = {(event, clause % self._clauses) for event, clause in self.spans}
        gaps = {key for key in gaps if key[1] in self._crowded}
        days: dict[tuple[int, int], set[int]] = {}
        here = np.isin(rows.event, [event for event, _ in gaps]) & (rows.last < FOREVER)
        for place in np.flatnonzero(here).tolist():
            event, clause = int(rows.event[place]), int(rows.clause[place])
            if (event, clause % self._clauses) in gaps:
                spans = self.spans.get((event, clause), [(int(rows.first[place]), int(rows.last[place]))])
                mine = days.setdefault((event, clause % self._clauses), set())
                mine.update(day for first, last in spans for day in range(first, last + 1))
        self.spans = {key: spans for key, spans in self.spans.items() if (key[0], key[1] % self._clauses) not in days}
        for key, some in days.items():
            begins = sorted(day for day in some if day - 1 not in some)
            ends = sorted(day for day in some if day + 1 not in some)
            self.spans[key] = list(zip(begins, ends, strict=True))
        return days

    def pattern(self, clause: int, pattern: int) -> int:
        """The terms under which a clause is broken, a bit each, whatever their number."""
        return self._parts_of.sets[pattern] if clause in self._crowded else pattern

    def _hold_all(self, rows: Found) -> Found:
        kept = np.isin(rows.clause, list(self._owed.repaired))
        nothing = np.full(int(kept.sum()), NONE, np.int64)
        self._held.append((rows.take(kept), nothing, rows.place[kept]))
        return rows.take(~kept)

    def _all_held(self) -> tuple[Found, Ints, Ints]:
        asset = np.concatenate([one for _, one, _ in self._held])
        place = np.concatenate([one for _, _, one in self._held])
        return gathered([rows for rows, _, _ in self._held]), asset, place

    def _left(self, horizon: int, granted: Granted) -> Found:
        if not self._stocked:
            return found(0)
        empty = np.zeros(0, np.int64)
        due = self._waiting.until(horizon, Changes(empty, empty, empty, empty, empty, np.zeros(0, bool)))
        rows = merged(self.stocks.feed(ordered(due), granted))
        self.standing.feed(due, granted, horizon)
        return rows

    def _stood(self, horizon: int, granted: Granted) -> Found:
        """What stood beyond a bound though no event brought it there."""
        if not self._stocked:
            return found(0)
        empty = np.zeros(0, np.int64)
        none = Changes(empty, empty, empty, empty, empty, np.zeros(0, bool))
        rows = self.standing.finish(granted, horizon, self._waiting.until(horizon + 1, none))
        for clause, (count, day) in self.standing.silent.items():
            known = self.counts.silent.get(clause % self._clauses, (0, day))
            self.counts.silent[clause % self._clauses] = (max(count, known[0]), min(day, known[1]))
        return rows

    def _long_stays(self, horizon: int) -> Found:
        """Stays of what came on one day and left on another: as long as there is any of it."""
        if not self._comings:
            return found(0)
        parts = self._comings
        cells = [np.concatenate([one.cells[side] for one in parts]) for side in range(4)]
        number, day, amount, text = (
            np.concatenate([getattr(one, name) for one in parts]) for name in ("number", "first", "amount", "text")
        )
        if self._turned is not None and len(number):
            other = np.where(
                cells[1] < len(self._turned), self._turned[np.minimum(cells[1], len(self._turned) - 1)], -1
            )
            amount, cells[1] = np.where(other >= 0, -amount, amount), np.where(other >= 0, other, cells[1])
        key, _ = joined(cells, [size + 1 for size in self._sizes[:4]])
        order = np.lexsort((number, day, key))
        key, day, number, text, amount = key[order], day[order], number[order], text[order], amount[order]
        if not len(key):
            return found(0)
        total = np.cumsum(amount)
        new = np.flatnonzero(np.r_[True, np.diff(key) != 0])
        running = total - np.repeat(np.r_[0, total[new[1:] - 1]], np.diff(np.r_[new, len(key)]))
        before = np.r_[0, running[:-1]]
        before[new] = 0
        begin = np.flatnonzero((before <= 0) & (running > 0))
        ends = np.flatnonzero((before > 0) & (running <= 0))
        at = np.searchsorted(ends, begin)
        closed = (at < len(ends)) & (np.r_[key[ends], NONE][at] == key[begin])
        last = np.where(closed, np.r_[day[ends], 0][at] - 1, horizon)
        stays = Events(
            number[begin],
            day[begin],
            np.maximum(last, day[begin]),
            (cells[0][order][begin], cells[1][order][begin], cells[2][order][begin], cells[3][order][begin]),
            np.ones(len(begin), np.int64),
            text[begin],
            np.zeros(len(begin), bool),
        )
        pieces = cut(stays.first, stays.last, stays.text, self._clock, self._grants, self._sets)
        hits = self._hits(stays, pieces, self._granted(self._sets), self._matcher)
        return self._stays(stays, pieces, hits)


def _in_order(rows: Found, events: Events) -> Found:
    """The rows in the order of their events; those of events before come first."""
    if not len(rows):
        return rows
    by_number = np.argsort(events.number, kind="stable")
    numbers = events.number[by_number]
    at = np.minimum(np.searchsorted(numbers, rows.event), len(numbers) - 1)
    place = np.where(numbers[at] == rows.event, by_number[at], NONE)
    return rows if np.all(np.diff(place) >= 0) else rows.take(np.argsort(place, kind="stable"))


def _both(one: Changes, other: Changes) -> Changes:
    names = Changes.__dataclass_fields__
    return Changes(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in names))

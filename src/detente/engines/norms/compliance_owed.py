"""What is owed: duties noted as a log goes by, and judged at its end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.engines.masks import bits
from detente.engines.norms.compliance import Clock, Rule
from detente.engines.norms.compliance_duties import Acts, Windows, done
from detente.engines.norms.compliance_events import Duty, Events, Hits, Part, Use
from detente.engines.norms.compliance_found import KEYS, NONE, UNDONE, Found, found, gathered, merged
from detente.engines.norms.compliance_pieces import FOREVER, Pieces
from detente.engines.norms.compliance_terms import truth

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Owed:
    """The duties of some rules: what was done, and what brought each about.

    `repaired` are the clauses that a duty repairs; `pending` counts, by clause, duties that are still in time.
    """

    def __init__(self, rules: Sequence[Rule], parts: Sequence[Part], sizes: Sequence[int], clock: Clock) -> None:
        self._rules, self._parts, self._sizes, self._clock = rules, parts, sizes, clock
        self._uses = {use: np.array([part.use is use for part in parts], bool) for use in (Use.ACT, Use.TRIGGER)}
        self._acts: dict[Use, list[NDArray[np.int64]]] = {use: [] for use in self._uses}
        self.repaired = frozenset(clause for part in parts if part.duty is not None for clause in part.duty.repairs)
        self.pending: dict[int, int] = {}

    def judge(self, horizon: int, held: Found, asset: Ints, place: Ints) -> tuple[Found, Found]:
        """What was not done in time, and the violations that are `held`, with the days on which they were repaired.

        `asset` and `place` say with what and where each of these was.
        """
        repaired = np.full(len(held), FOREVER, np.int64)
        undone: list[Found] = []
        for number in np.flatnonzero(self._uses[Use.ACT]).tolist():
            duty = self._parts[number].duty
            assert duty is not None
            acts = self._acts_of(Use.ACT, number)
            if not duty.repairs:
                self._judge(number, duty, self._brought_about(number, duty), acts, horizon, undone, None)
                continue
            mine = np.flatnonzero(np.isin(held.clause, list(duty.repairs)))
            windows = Windows(
                held.first[mine],
                self._due(duty, held.first[mine]),
                held.actor[mine],
                self._within(number, 2, asset[mine]),
                self._within(number, 3, place[mine]),
                held.event[mine],
            )
            day = self._judge(number, duty, windows, acts, horizon, undone, held.take(mine))
            repaired[mine] = np.where((day == NONE) | (day > windows.due), NONE, _later(repaired[mine], day))
        mended = np.where(repaired == FOREVER, NONE, repaired)
        return merged(gathered(undone), KEYS), held.changed(repaired=mended)

    def note(self, use: Use, events: Events, pieces: Pieces, hits: Hits) -> None:
        """Keep what duties are done or brought about by: an act counts on its last day, a trigger on its first."""
        if not self._uses[use].any():
            return
        at = pieces.last == events.last[pieces.event] if use is Use.ACT else pieces.first == events.first[pieces.event]
        mine = self._uses[use][hits.rule] & at[hits.piece]
        piece, rule = hits.piece[mine], hits.rule[mine]
        event = pieces.event[piece]
        day = events.last[event] if use is Use.ACT else events.first[event]
        cells = [events.cells[side][event] for side in (0, 2, 3)]
        self._acts[use].append(np.stack([rule, day, *cells, events.amount[event], events.number[event]]))

    def _acts_of(self, use: Use, number: int) -> Acts:
        rows = self._rows(use, number)
        part = self._parts[number].duty
        amount = np.ones_like(rows[5]) if part is not None and part.events else rows[5]
        return Acts(rows[1], rows[2], rows[3], rows[4], amount)

    def _rows(self, use: Use, number: int) -> NDArray[np.int64]:
        every = self._acts[use]
        rows = np.concatenate(every, axis=1) if every else np.zeros((7, 0), np.int64)
        return rows[:, rows[0] == number]

    def _due(self, duty: Duty, start: Ints) -> Ints:
        return duty.within.after(start) if duty.within is not None else np.full(len(start), duty.ends, np.int64)

    def _within(self, number: int, side: int, index: Ints) -> Ints:
        """An index where the rule's scope knows it, NONE where the duty may be done with anything."""
        mask = 0
        for box in self._rules[number].scope:
            mask |= box[side]
        size = self._sizes[side]
        known = np.zeros(size + 2, bool)
        known[list(bits(mask))] = True
        return np.where(known[index], index, NONE)

    def _brought_about(self, number: int, duty: Duty) -> Windows:
        if duty.begins is not None:
            return self._from_the_start(number, duty)
        rule = self._rules[number]
        twins = [
            other
            for other in np.flatnonzero(self._uses[Use.TRIGGER]).tolist()
            if (self._rules[other].clause, self._rules[other].term) == (rule.clause, rule.term)
        ]
        rows = (
            np.concatenate([self._rows(Use.TRIGGER, other) for other in twins], axis=1) if twins else np.zeros((7, 0))
        )
        rows = rows.astype(np.int64)
        return Windows(
            rows[1],
            self._due(duty, rows[1]),
            rows[2],
            self._within(number, 2, rows[3]),
            self._within(number, 3, rows[4]),
            rows[6],
        )

    def _from_the_start(self, number: int, duty: Duty) -> Windows:
        """Who owes it on the day on which it begins, and where."""
        assert duty.begins is not None
        start = np.array([duty.begins], np.int64)
        place = self._clock.of(start)
        time = int(self._clock.times[place][0])

        def value(name: int) -> Bools:
            return self._clock.flags[name][place] if name in self._clock.flags else np.zeros(1, bool)

        due = truth(self._rules[number].when, 1, value).all()
        owed: dict[tuple[int, int], None] = {}
        for box in self._rules[number].scope:
            if due and time < self._sizes[4] and box[4] >> time & 1:
                for who in bits(box[0]) if duty.per[0] else (NONE,):
                    owed |= dict.fromkeys((who, where) for where in (bits(box[3]) if duty.per[1] else (NONE,)))
        rows = np.array(list(owed), np.int64).reshape(-1, 2)
        many = len(rows)
        nothing = np.full(many, NONE, np.int64)
        return Windows(
            np.repeat(start, many), np.repeat(self._due(duty, start), many), rows[:, 0], nothing, rows[:, 1], nothing
        )

    def _judge(
        self,
        number: int,
        duty: Duty,
        windows: Windows,
        acts: Acts,
        horizon: int,
        undone: list[Found],
        source: Found | None,
    ) -> Ints:
        """The days on which duties were done; what was not in time is added to `undone`."""
        rule = self._rules[number]
        day = done(windows, acts, duty.need, (self._sizes[2], self._sizes[3]))
        bad = np.flatnonzero((windows.due < horizon) & ((day == NONE) | (day > windows.due)))
        open_ = (windows.due >= horizon) & (day == NONE)
        self.pending[rule.clause] = max(self.pending.get(rule.clause, 0), int(open_.sum()))
        late = np.where(day[bad] == NONE, FOREVER, day[bad])
        first = windows.due[bad] + 1
        undone.append(
            found(
                len(bad),
                event=windows.event[bad],
                clause=rule.clause,
                kind=UNDONE,
                pattern=int(np.int64(1) << np.int64(rule.term)),
                first=first,
                last=late,
                days=np.where(late < FOREVER, late - first + 1, 0),
                actor=windows.actor[bad],
                place=windows.place[bad],
                source=source.clause[bad] if source is not None else NONE,
                source_pattern=source.pattern[bad] if source is not None else NONE,
            )
        )
        return day


def _later(one: Ints, other: Ints) -> Ints:
    """The later of two days, where there is a first already; NONE stays."""
    return np.where(one == FOREVER, other, np.where(one == NONE, NONE, np.maximum(one, other)))

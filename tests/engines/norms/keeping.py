"""Compliance, literally: under each answer to everything, event by event, day by day, sums made anew each time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from detente.engines.norms.compliance_events import Duty, Part, Use
from detente.engines.norms.compliance_pieces import FOREVER
from detente.engines.norms.model import Norm, System

Cell = tuple[int, int, int, int]


@dataclass(frozen=True)
class Event:
    number: int
    first: int
    last: int
    cell: Cell
    amount: int
    stays: bool
    consents: tuple[tuple[int, int, int], ...] = ()

    def who(self, day):
        return frozenset(actor for actor, first, last in self.consents if first <= day <= last)


@dataclass(frozen=True)
class World:
    """`enough[variable]` is a list of (bearers, times, givers, need); `given[variable]` the days on which it holds."""

    system: System
    parts: dict[int, Part]
    breaks: tuple[int, ...]
    given: dict[int, frozenset[int]]
    unknown: tuple[int, ...]
    enough: dict[int, list[tuple[int, int, int, int]]]
    turned: tuple[int, ...] | None = None

    def time(self, day):
        return sum(one <= day for one in self.breaks)

    def assignments(self):
        base = len(self.system.questions)
        ranges = [range(size) for size in self.system.questions] + [range(2)] * len(self.unknown)
        names = [*range(base), *(base + one for one in self.unknown)]
        for values in product(*ranges):
            yield dict(zip(names, values, strict=True))


def holds(world, boolean, answers, event_cell, day, consents):
    kind = boolean[0]
    if kind == "true":
        return True
    if kind == "false":
        return False
    if kind == "not":
        return not holds(world, boolean[1], answers, event_cell, day, consents)
    if kind in ("and", "or"):
        parts = [holds(world, one, answers, event_cell, day, consents) for one in boolean[1]]
        return all(parts) if kind == "and" else any(parts)
    name = boolean[1]
    if name in world.given:
        return day in world.given[name]
    if name in world.enough:
        for bearers, times, givers, need in world.enough[name]:
            some = sum(givers >> actor & 1 for actor in consents)
            if bearers >> event_cell[0] & 1 and times >> world.time(day) & 1 and some >= need:
                return True
        return False
    return bool(answers[len(world.system.questions) + name])


def inside(world, boxes, cell, day, perhaps=False):
    """Whether boxes surely (perhaps) hold a cell, of which asset and territory may be unsaid: one box at a time."""
    sizes = world.system.sizes
    for box in boxes:
        sides = [
            mask >> place & 1 if place < size else perhaps or mask == (1 << size) - 1
            for mask, place, size in zip(box[:4], cell, sizes[:4], strict=True)
        ]
        if all(sides) and box[4] >> world.time(day) & 1:
            return True
    return False


def applies(world, norm: Norm, answers, cell, day, consents, perhaps=False):
    if any(answers[question] != answer for question, answer in norm.answers):
        return False
    if not inside(world, norm.scope, cell, day, perhaps) or not holds(world, norm.when, answers, cell, day, consents):
        return False
    return not any(
        inside(world, boxes, cell, day, not perhaps) and holds(world, condition, answers, cell, day, consents)
        for boxes, condition in norm.exempt
    )


@dataclass
class Wrong:
    days: set[int] = field(default_factory=set)
    open: bool = False
    over: int = -1


def violations(world, events, horizon, opening=(), whole=True):
    """For each assignment: violations by (event, clause, kind name), those undone by more; days, excess, repairs."""
    return [(answers, *one_reading(world, answers, events, horizon, opening, whole)) for answers in world.assignments()]


def one_reading(world, answers, events, horizon, opening, whole):  # noqa: C901 - one use after the other
    found: dict[Any, Wrong] = defaultdict(Wrong)
    place: dict[Any, Event] = {}
    for number, part in world.parts.items():
        norm = world.system.norms[number]
        if any(answers[question] != answer for question, answer in norm.answers):
            continue
        if part.use is Use.FORBID:
            for event in events:
                for day in range(event.first, event.last + 1):
                    if event.amount > 0 and applies(world, norm, answers, event.cell, day, event.who(day)):
                        found[event.number, norm.clause, "forbidden"].days.add(day)
                        place[event.number, norm.clause, "forbidden"] = event
        elif part.use is Use.STOCK:
            if not part.bound.alone:
                stock(world, norm, part.bound, answers, events, horizon, opening, found, place)
            standing(world, norm, part.bound, answers, events, horizon, opening, whole, found)
        elif part.use is Use.STAY:
            stay(world, norm, part.stay.days, answers, events, horizon, found, place)
    repaired: dict[Any, list[int | None]] = {}
    for number, part in world.parts.items():
        if part.use is Use.ACT:
            norm = world.system.norms[number]
            if not any(answers[question] != answer for question, answer in norm.answers):
                duty(world, number, part.duty, answers, events, horizon, found, place, repaired)
    return dict(found), repaired


def stock(world, norm, bound, answers, events, horizon, opening, found, place):  # noqa: C901 - one definition
    before = () if bound.once else opening
    changes: list[Any] = [(-1, 1, 0, cell, amount, frozenset(), None, FOREVER, False) for cell, amount in before]
    for event in events:
        who, last = event.who(event.first), FOREVER if event.stays else event.last
        moves = [(event.cell, event.amount)]
        if world.turned is not None and event.cell[1] < len(world.turned) and world.turned[event.cell[1]] >= 0:
            other = (event.cell[0], world.turned[event.cell[1]], *event.cell[2:])
            changes.append((event.first, 1, event.number, other, -event.amount, who, event, FOREVER, False))
        for cell, amount in moves:
            changes.append((event.first, 1, event.number, cell, amount, who, event, last, False))
            if not event.stays:
                changes.append((event.last + 1, 0, event.number, cell, -amount, who, event, last, True))
    changes.sort(key=lambda one: one[:3])
    there = []
    for day, _, number, cell, amount, who, event, last, leaving in changes:
        if day > horizon:
            continue
        within = event is None or applies(world, norm, answers, cell, day, who)
        if not bound.once or (not leaving and within):
            there.append((cell, amount, who))
        if event is None or not within:
            continue
        key = tuple(one for one, kept in zip(cell, bound.per, strict=True) if kept)
        total = 0
        for other, more, whose in there:
            mine = tuple(one for one, kept in zip(other, bound.per, strict=True) if kept)
            counted = bound.once or applies(world, norm, answers, other, day, whose)
            if mine == key and counted:
                total += (more > 0) - (more < 0) if bound.events else more
        excess = bound.bound - total if bound.least else total - bound.bound
        if excess > 0 and (amount < 0 if bound.least else amount > 0) and not (bound.once and leaving):
            kind = ("below the floor" if bound.least else "above the cap") + (", after" if leaving else "")
            wrong = found[number, norm.clause, kind]
            wrong.over = max(wrong.over, excess)
            wrong.days.add(day)
            if leaving or last == FOREVER:
                wrong.open = True
            else:
                wrong.days |= set(range(day, last + 1))
            place[number, norm.clause, kind] = event


def standing(world, norm, bound, answers, events, horizon, opening, whole, found):  # noqa: C901 - one definition
    """Day by day: sums beyond their bound without what came (left) that day, and not so the evening before."""
    if bound.once:
        return
    moves: list[Any] = [(-1, cell, amount, frozenset()) for cell, amount in opening]
    for event in events:
        who = event.who(event.first)
        if world.turned is not None and event.cell[1] < len(world.turned) and world.turned[event.cell[1]] >= 0:
            other = (event.cell[0], world.turned[event.cell[1]], *event.cell[2:])
            moves.append((event.first, other, -event.amount, who))
        if event.stays or not bound.alone:
            moves.append((event.first, event.cell, event.amount, who))
        if not event.stays and not bound.alone:
            moves.append((event.last + 1, event.cell, -event.amount, who))
    every = list(product(*(range(size) for size in world.system.sizes[:4])))

    def beyond(day, counted):
        sums: dict[Any, int] = defaultdict(int)
        if bound.least:
            known = every if whole else [cell for cell, _ in opening]
            for cell in known:
                if applies(world, norm, answers, cell, day, frozenset()):
                    sums[keyed(cell, bound.per)] += 0
        for when, cell, amount, who in moves:
            late = when == day and not counted and (amount < 0 if bound.least else amount > 0)
            if when <= day and not late and applies(world, norm, answers, cell, day, who):
                key = keyed(cell, bound.per)
                if key in sums or not bound.least:
                    sums[key] += (amount > 0) - (amount < 0) if bound.events else amount
        return {
            key: over
            for key, total in sums.items()
            for over in [bound.bound - total if bound.least else total - bound.bound]
            if over > 0
        }

    stand(norm, world.system.sizes, bound, beyond, range(min(event.first for event in events), horizon + 1), found)


def stand(norm, sizes, bound, beyond, days, found):
    open_: dict[Any, int] = {}
    evening: Any = {}
    kind = "forbidden" if bound.alone else "below the floor" if bound.least else "above the cap"
    for day in days:
        early, night = beyond(day, False), beyond(day, True)
        open_ |= {key: over for key, over in early.items() if key not in evening}
        for key in list(open_):
            if key not in night:
                del open_[key]
                continue
            said = [one if one is not None and one < sizes[side] else None for side, one in enumerate(key)]
            wrong = found[None, norm.clause, kind, said[0], said[3]]
            wrong.days.add(day)
            wrong.open |= day == days[-1]
            wrong.over = -1 if bound.alone else max(wrong.over, open_[key])
        evening = night


def keyed(cell, per):
    return tuple(one if kept else None for one, kept in zip(cell, per, strict=True))


def stay(world, norm, length, answers, events, horizon, found, place):
    stays = [(event, event.first, event.last) for event in events if not event.stays and event.amount > 0]
    by_cell = defaultdict(list)
    for event in sorted(events, key=lambda one: (one.first, one.number)):
        if event.stays:
            cell, amount = event.cell, event.amount
            if world.turned is not None and cell[1] < len(world.turned) and world.turned[cell[1]] >= 0:
                cell, amount = (cell[0], world.turned[cell[1]], *cell[2:]), -amount
            by_cell[cell].append((event, amount))
    for cell, moves in by_cell.items():
        total, began = 0, moves[0][0]
        for event, amount in moves:
            before, total = total, total + amount
            if before <= 0 < total:
                began = event
            elif total <= 0 < before:
                stays.append((moved(began, cell), began.first, max(event.first - 1, began.first)))
        if total > 0:
            stays.append((moved(began, cell), began.first, max(horizon, began.first)))
    for event, first, last in stays:
        run = 0
        for day in range(first, last + 1):
            run = run + 1 if applies(world, norm, answers, event.cell, day, event.who(day)) else 0
            if run > length:
                found[event.number, norm.clause, "stay too long"].days.add(day)
                place[event.number, norm.clause, "stay too long"] = event


def moved(event, cell):
    return Event(event.number, event.first, event.last, cell, event.amount, event.stays, event.consents)


def duty(world, number, duty: Duty, answers, events, horizon, found, place, repaired):  # noqa: C901 - one definition
    norm = world.system.norms[number]
    done_by = [
        (event.last, event.cell, 1 if duty.events else event.amount)
        for event in events
        if event.amount > 0 and applies(world, norm, answers, event.cell, event.last, event.who(event.last))
    ]
    scope = [0] * 4
    for box in norm.scope:
        scope = [one | two for one, two in zip(scope, box, strict=False)]
    owed: list[Any] = []
    if duty.begins is not None:
        if holds(world, norm.when, answers, (0, 0, 0, 0), duty.begins, frozenset()):
            who = range(world.system.sizes[0]) if duty.per[0] else [None]
            where = range(world.system.sizes[3]) if duty.per[1] else [None]
            for actor, spot in product(who, where):
                if any(
                    box[4] >> world.time(duty.begins) & 1
                    and (actor is None or box[0] >> actor & 1)
                    and (spot is None or box[3] >> spot & 1)
                    for box in norm.scope
                ):
                    owed.append((duty.begins, actor, None, spot, None, None))
    elif duty.repairs:
        for key, wrong in list(found.items()):
            if key[1] in duty.repairs and len(key) == 3 and wrong.days:
                event = place[key]
                owed.append((min(wrong.days), event.cell[0], event.cell[2], event.cell[3], key[0], key))
    else:
        for other, part in world.parts.items():
            trigger = world.system.norms[other]
            if part.use is Use.TRIGGER and (trigger.clause, trigger.answers) == (norm.clause, norm.answers):
                owed += [
                    (event.first, event.cell[0], *event.cell[2:], event.number, None)
                    for event in events
                    if event.amount > 0
                    and applies(world, trigger, answers, event.cell, event.first, event.who(event.first))
                ]
    sizes = world.system.sizes
    for start, actor, asset, spot, number_, source in owed:
        asset = asset if asset is not None and asset < sizes[2] and scope[2] >> asset & 1 else None
        if duty.begins is None:
            spot = spot if spot is not None and spot < sizes[3] and scope[3] >> spot & 1 else None
        due = start + duty.within.days if duty.within else duty.ends
        total = 0
        day_done: Any = None
        for day, cell, amount in sorted(done_by, key=lambda one: one[0]):
            fits = (
                (actor is None or cell[0] == actor)
                and (asset is None or cell[2] in (asset, sizes[2]))
                and (spot is None or cell[3] in (spot, sizes[3]))
            )
            if fits and day >= start:
                total += amount
                if total >= duty.need and day_done is None:
                    day_done = day
        if source is not None:
            repaired.setdefault(source, []).append(day_done if day_done is not None and day_done <= due else None)
        if due < horizon and (day_done is None or day_done > due):
            key = (number_, norm.clause, "not done in time", actor, spot, source[1] if source else None)
            wrong = found[key]
            wrong.days |= set(range(due + 1, day_done + 1)) if day_done else {due + 1}
            wrong.open |= day_done is None

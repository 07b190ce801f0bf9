"""What of an inventory lies in what treaties forbid or limit: clause by clause, reading by reading.

Holdings are looked up in the scopes of the compiled norms. The scope of a baseline is whole here: whoever measures
needs the amounts of both days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from detente.case.model import Case
from detente.case.treaties.model import SIDES, Content
from detente.engines.norms.model import Boolean, Norm, Sense
from detente.engines.scopes import Box
from detente.space.treaties.presence import Thing
from detente.space.treaties.timing import after, next_day, runs
from detente.space.treaties.universe import ACTION, TERRITORY, TIME, Universe
from detente.space.treaties.variables import ACT, CONSENT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.space.treaties.compiled import Compiled
    from detente.space.treaties.versions import Version

Answers = tuple[tuple[int, int], ...]
UNKNOWN_BASELINE = "baseline unknown"
UNCOUNTED = "planned"
"""Only what is active was there on a baseline's day."""


@dataclass(frozen=True)
class Hit:
    """A holding in a scope: which of its senders are bound, and from which day on.

    `unless` are the conditions of exceptions that would take it out. `open`: one of them may hold already, as nobody
    decides it or it is not known; the others need an act or a consent that nobody has given yet.
    """

    thing: int
    bearers: frozenset[str]
    since: date
    unless: tuple[Boolean, ...] = ()
    open: bool = False


@dataclass(frozen=True)
class Order:
    """What one clause forbids or limits under some answers, and the holdings in its scope.

    `bound` and `per` are those of a cap, 0 where it forbids. `when`: it orders this only if that holds (None: always).
    `touched` are holdings that may lie in it in part: recorded as a class of which it covers only some parts, or in a
    place that it cuts through. `places` are the territories of its scope, as a mask.
    """

    clause: str
    answers: Answers
    content: Content
    bound: int
    per: tuple[bool, ...]
    when: Boolean | None
    hits: tuple[Hit, ...]
    touched: tuple[int, ...]
    places: int


def possible(condition: Boolean, kinds: Sequence[str]) -> bool | None:
    """Whether a condition holds on the day of entry into force; None: not known.

    Nobody has yet consented to anything or brought anything about; statuses and circumstances are not known.

        >>> possible(("and", (("var", 0), ("var", 1))), ["circumstance", "consent"])
        False
    """
    kind, parts = condition[0], condition[1:]
    if kind in ("true", "false"):
        return bool(kind == "true")
    if kind == "var":
        return False if kinds[parts[0]] in (CONSENT, ACT) else None
    if kind == "not":
        inner = possible(parts[0], kinds)
        return None if inner is None else not inner
    values = {possible(part, kinds) for part in parts[0]}
    if kind == "and":
        return False if False in values else None if None in values else True
    return True if True in values else None if None in values else False


def without_stocks(case: Case) -> Case:
    """The case with nothing that was there on any day, so that the scopes of baselines stay whole; no name is lost."""
    inventory = case.treaties.inventory
    names = {(one.host, one.action, one.asset): replace(one, status=UNCOUNTED) for one in inventory.holdings}
    return replace(case, treaties=replace(case.treaties, inventory=replace(inventory, holdings=tuple(names.values()))))


def orders(compiled: Compiled, things: Sequence[Thing], day: date) -> Iterator[Order]:
    """Every clause that forbids or limits something, under each of its sets of answers, with what lies in its scope.

    From the day on; what will be forbidden later counts from then. Clauses that bind nothing of the inventory come too,
    without hits. A baseline's scope is whole, whatever was there.
    """
    cells = Cells(compiled, things)
    kinds = [one.kind for one in compiled.variables]
    for clause, place, norms in limits(compiled):
        answers, version = compiled.versions[clause][place]
        when = possible(version.when, kinds)
        if when is False:
            continue
        unknown = [
            box
            for note in compiled.notes
            if note.kind == UNKNOWN_BASELINE and note.clause == compiled.clauses[clause] and note.answers == answers
            for box in note.boxes
        ]
        scope = [*(box for norm in norms for box in norm.scope), *unknown]
        yield Order(
            compiled.clauses[clause],
            answers,
            version.content,
            0 if version.content.baseline else norms[0].bound if norms else 0,
            norms[0].per if norms else (True,) * len(SIDES),
            None if when else version.when,
            *cells.struck(scope, version, kinds, _start(version, compiled.provisions[clause].entry, day)),
        )


def _start(version: Version, entry: date, day: date) -> date:
    """The first day, from the one asked about, on which a version forbids: a duty's contrary only after its deadline.

    Who belongs to what is read on that day; what changes later is not known on the day asked about.
    """
    begins, _ = runs(version.content, entry)
    if version.kind == "obligation" and version.content.within is not None:
        begins = next_day(after(begins, version.content.within))
    return max(day, begins)


def limits(compiled: Compiled) -> Iterator[tuple[int, int, list[Norm]]]:
    """The norms that set an upper limit, version by version: clause, version, norms."""
    found: dict[tuple[int, int], list[Norm]] = {}
    for norm, place in zip(compiled.system.norms, compiled.version_of, strict=True):
        if norm.sense is Sense.AT_MOST:
            found.setdefault((norm.clause, place), []).append(norm)
    for clause, versions in enumerate(compiled.versions):
        for place, (_, version) in enumerate(versions):
            if (clause, place) in found or (version.orders and version.content.baseline and version.scope):
                yield clause, place, found.get((clause, place), [])


class Cells:
    """Where holdings lie in a universe, sender by sender, as arrays."""

    def __init__(self, compiled: Compiled, things: Sequence[Thing]) -> None:
        import numpy as np

        universe = self._universe = compiled.universe
        pairs = [(number, who) for number, thing in enumerate(things) for who in thing.senders]
        self._owner = np.array([number for number, _ in pairs], np.int64)
        self._sender = [sender for _, sender in pairs]
        named = [self._sender] + [
            [getattr(things[number], field) for number, _ in pairs] for field in ("action", "asset", "host")
        ]
        self._sides = [_Side(universe, side, names) for side, names in enumerate(named)]

    def struck(
        self, scope: Sequence[Box], version: Version, kinds: Sequence[str], start: date
    ) -> tuple[tuple[Hit, ...], tuple[int, ...], int]:
        """The holdings in a scope on a day that no exception takes out, those that it only touches, and its places."""
        import numpy as np

        time = self._universe.day(start)
        now = [box for box in scope if box[TIME] >> time & 1]
        inside = np.zeros(len(self._owner), bool)
        for box in now:
            inside[self._within(box)] = True
        touched = self._touched([*now, *_partly(version, scope, time)])
        out: dict[int, list[tuple[Boolean, bool | None]]] = {}
        for boxes, condition in version.exempt:
            value = possible(condition, kinds)
            lifted = {pair for box in boxes if box[TIME] >> time & 1 for pair in self._within(box).tolist()}
            for pair in lifted:
                out.setdefault(pair, []).append((condition, value))
        found: dict[int, Hit] = {}
        for pair in np.flatnonzero(inside).tolist():
            conditions = out.get(pair, [])
            if not any(value for _, value in conditions):
                self._add(found, pair, start, conditions)
        places = 0
        for box in now:
            places |= box[TERRITORY]
        return tuple(found[number] for number in sorted(found)), tuple(sorted(touched - set(found))), places

    def _within(self, box: Box) -> NDArray[np.intp]:
        """The pairs whose leaves are in a box."""
        pairs = self._sides[0].inside(box[0])
        for side, mask in zip(self._sides[1:], box[1:TIME], strict=True):
            pairs = pairs[side.whether(mask)[pairs]]
        return pairs

    def _touched(self, boxes: Iterable[Box]) -> set[int]:
        """The holdings whose classes meet boxes."""
        found: set[int] = set()
        for box in boxes:
            some = self._sides[0].touching(box[0])
            for side, mask in zip(self._sides[1:], box[1:TIME], strict=True):
                some = some[side.meets(mask)[some]]
            found.update(self._owner[some].tolist())
        return found

    def _add(
        self, found: dict[int, Hit], pair: int, start: date, conditions: Sequence[tuple[Boolean, bool | None]]
    ) -> None:
        number = int(self._owner[pair])
        one = found.get(number, Hit(number, frozenset(), start))
        found[number] = Hit(
            number,
            one.bearers | {self._sender[pair]},
            start,
            tuple(dict.fromkeys((*one.unless, *(condition for condition, _ in conditions)))),
            one.open or any(value is None for _, value in conditions),
        )


def _partly(version: Version, scope: Iterable[Box], time: int) -> Iterator[Box]:
    """What may belong to a version at a time, with the actions that it forbids: of a duty those it is contrary to."""
    actions = 0
    for box in scope:
        actions |= box[ACTION]
    for box in version.partly:
        if box[TIME] >> time & 1:
            yield (box[0], actions or box[ACTION], *box[2:])


class _Side:
    """One dimension: which name each pair has, and which leaves each name."""

    def __init__(self, universe: Universe, side: int, names: Sequence[str]) -> None:
        import numpy as np

        known = list(dict.fromkeys(names))
        number = {name: place for place, name in enumerate(known)}
        self._name = np.array([number[name] for name in names], np.int64)
        self._place = [1 << universe.place(side, name) for name in known]
        self._mask = [universe.mask(side, name) for name in known]
        self.classes = self._place != self._mask
        self._known: dict[tuple[int, bool, bool], NDArray[np.intp] | NDArray[np.bool_]] = {}

    def _pairs(self, mask: int, masks: Sequence[int]) -> NDArray[np.bool_]:
        import numpy as np

        flags = np.array([bool(mask & one) for one in masks], bool)
        return flags[self._name] if len(flags) else np.zeros(0, bool)

    def whether(self, mask: int) -> NDArray[np.bool_]:
        """For each pair whether its leaf is among these."""
        key = (mask, False, False)
        if key not in self._known:
            self._known[key] = self._pairs(mask, self._place)
        return self._known[key]  # type: ignore[return-value]  # one table for both kinds of arrays

    def meets(self, mask: int) -> NDArray[np.bool_]:
        """For each pair whether any leaf of its class is among these."""
        key = (mask, True, False)
        if key not in self._known:
            self._known[key] = self._pairs(mask, self._mask) if self.classes else self.whether(mask)
        return self._known[key]  # type: ignore[return-value]

    def inside(self, mask: int) -> NDArray[np.intp]:
        """The pairs whose leaf is among these."""
        import numpy as np

        key = (mask, False, True)
        if key not in self._known:
            self._known[key] = np.flatnonzero(self.whether(mask))
        return self._known[key]  # type: ignore[return-value]

    def touching(self, mask: int) -> NDArray[np.intp]:
        """The pairs of whose class any leaf is among these."""
        import numpy as np

        key = (mask, True, True)
        if key not in self._known:
            self._known[key] = np.flatnonzero(self.meets(mask))
        return self._known[key]  # type: ignore[return-value]

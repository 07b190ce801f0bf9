"""What of an inventory lies in what treaties forbid or limit: clause by clause, reading by reading.

Holdings are looked up in the scopes of the compiled norms. The scope of a baseline is whole here: whoever measures
needs the amounts of both days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from detente.case.treaties.model import SIDES, Content
from detente.engines.norms.model import Boolean, Norm, Sense
from detente.engines.scopes import Box
from detente.space.treaties.presence import Thing
from detente.space.treaties.universe import TERRITORY, TIME, Universe, bits
from detente.space.treaties.variables import ACT, CONSENT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from detente.space.treaties.compiled import Compiled
    from detente.space.treaties.versions import Version

Answers = tuple[tuple[int, int], ...]
UNKNOWN_BASELINE = "baseline unknown"


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


def orders(compiled: Compiled, things: Sequence[Thing], day: date) -> Iterator[Order]:
    """Every clause that forbids or limits something, under each of its sets of answers, with what lies in its scope.

    From the day on; what will be forbidden later counts from then. Clauses that bind nothing of the inventory come too,
    without hits. A baseline's scope is whole, whatever was there.
    """
    cells = Cells(compiled, things, day)
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
            *cells.struck(scope, version, kinds),
            cells.places(scope),
        )


def senders(compiled: Compiled, thing: Thing, day: date) -> tuple[str, ...]:
    """Who has a holding, actor by actor: of a group its members on that day."""
    known = compiled.universe.bearers
    found: dict[str, None] = {}
    for name in thing.senders:
        members = 0 if name in known.mask else compiled.sets.members(name, day)
        found |= dict.fromkeys(known.leaves[place] for place in bits(members)) if members else {name: None}
    return tuple(found)


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

    def __init__(self, compiled: Compiled, things: Sequence[Thing], day: date) -> None:
        import numpy as np

        universe = compiled.universe
        self._universe, self._day = universe, day
        self._now = universe.day(day)
        pairs = [(number, who) for number, thing in enumerate(things) for who in senders(compiled, thing, day)]
        self._owner = np.array([number for number, _ in pairs], np.int64)
        self._sender = [sender for _, sender in pairs]
        named = [self._sender] + [
            [getattr(things[number], field) for number, _ in pairs] for field in ("action", "asset", "host")
        ]
        self._sides = [_Side(universe, side, names) for side, names in enumerate(named)]

    @cached_property
    def _starts(self) -> list[date]:
        breaks = self._universe.breaks
        return [self._day if time <= self._now else breaks[time - 1] for time in range(len(breaks) + 1)]

    def places(self, scope: Iterable[Box]) -> int:
        """The territories of a scope from the day on."""
        found = 0
        for box in scope:
            if box[TIME] >> self._now:
                found |= box[TERRITORY]
        return found

    def struck(
        self, scope: Sequence[Box], version: Version, kinds: Sequence[str]
    ) -> tuple[tuple[Hit, ...], tuple[int, ...]]:
        """The holdings in a scope that no exception takes out, and those that it only touches."""
        import numpy as np

        touched: set[int] = set()
        never = len(self._starts)
        since = np.full(len(self._owner), never, np.int64)
        for box in scope:
            self._enter(box, since, touched)
        actions = 0
        for box in scope:
            actions |= box[1]
        for box in version.partly:
            self._touch((box[0], actions or box[1], *box[2:]), touched)
        out: dict[int, list[tuple[Boolean, bool | None]]] = {}
        for boxes, condition in version.exempt:
            value = possible(condition, kinds)
            for pair in self._exempt(boxes, since, never):
                out.setdefault(int(pair), []).append((condition, value))
        found: dict[int, Hit] = {}
        for pair in np.flatnonzero(since < never).tolist():
            conditions = out.get(pair, [])
            if not any(value for _, value in conditions):
                self._add(found, pair, int(since[pair]), conditions)
        hits = tuple(found[number] for number in sorted(found))
        return hits, tuple(sorted(touched - set(found)))

    def _enter(self, box: Box, since: NDArray[np.int64], touched: set[int]) -> None:
        import numpy as np

        later = box[TIME] >> self._now
        if not later:
            return
        time = self._now + (later & -later).bit_length() - 1
        pairs = self._sides[0].inside(box[0])
        for side, mask in zip(self._sides[1:], box[1:TIME], strict=True):
            pairs = pairs[side.whether(mask)[pairs]]
        since[pairs] = np.minimum(since[pairs], time)
        if any(side.classes for side in self._sides):
            self._touch(box, touched)

    def _touch(self, box: Box, touched: set[int]) -> None:
        if box[TIME] >> self._now:
            some = self._sides[0].touching(box[0])
            for side, mask in zip(self._sides[1:], box[1:TIME], strict=True):
                some = some[side.meets(mask)[some]]
            touched.update(self._owner[some].tolist())

    def _exempt(self, boxes: Iterable[Box], since: NDArray[np.int64], never: int) -> set[int]:
        import numpy as np

        found: set[int] = set()
        for box in boxes:
            pairs = self._sides[0].inside(box[0])
            for side, mask in zip(self._sides[1:], box[1:TIME], strict=True):
                pairs = pairs[side.whether(mask)[pairs]]
            pairs = pairs[since[pairs] < never]
            times = np.array([bool(box[TIME] >> time & 1) for time in range(never)])
            found.update(pairs[times[since[pairs]]].tolist())
        return found

    def _add(
        self, found: dict[int, Hit], pair: int, time: int, conditions: Sequence[tuple[Boolean, bool | None]]
    ) -> None:
        number = int(self._owner[pair])
        since = self._starts[time]
        unless = tuple(condition for condition, _ in conditions)
        opened = any(value is None for _, value in conditions)
        one = found.get(number, Hit(number, frozenset(), since))
        found[number] = Hit(
            number,
            one.bearers | {self._sender[pair]},
            min(since, one.since),
            tuple(dict.fromkeys((*one.unless, *unless))),
            one.open or opened,
        )


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

"""What compiled treaties ask of a log: each norm's part in it, stays and triggers beside, days as classes of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from detente.case.treaties.model import Content, Duration
from detente.engines.norms.compliance import Clock, Giving, Granted, Rules, spell_out
from detente.engines.norms.compliance_duties import Span
from detente.engines.norms.compliance_events import Duty, Part, Use
from detente.engines.norms.compliance_log import Log
from detente.engines.norms.compliance_pieces import FOREVER, Grants, Sets
from detente.engines.norms.compliance_stocks import Bound
from detente.engines.norms.compliance_terms import reduced, variables
from detente.engines.norms.model import Boolean, Norm, Sense
from detente.engines.scopes import Box, covers
from detente.errors import UnknownNameError
from detente.space.treaties import timing
from detente.space.treaties.compiled import Compiled
from detente.space.treaties.eventlog import EVERYBODY
from detente.space.treaties.universe import ACTION, TIME
from detente.space.treaties.variables import ACT, CIRCUMSTANCE, CONSENT, STATUS, both, negation
from detente.space.treaties.versions import Version

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Given:
    """A status or circumstance that is said to hold, or not to: from `first` to `last`, and otherwise not."""

    name: str
    holds: bool = True
    first: int = -FOREVER
    last: int = FOREVER


@dataclass(frozen=True)
class Unchecked:
    """What a log cannot show of a clause, and why."""

    clause: str
    why: str


@dataclass(frozen=True)
class Plan:
    """Treaties made ready for a log. `rules` are versions of `norms`, whose uses are `parts`; `open` are variables."""

    compiled: Compiled
    norms: tuple[Norm, ...]
    parts: Mapping[int, Part]
    rules: Rules
    clock: Clock
    unchecked: tuple[Unchecked, ...]

    def log(self, grants: Grants) -> Log:
        """A log that nothing has been fed to."""
        granted = partial(_granted, self.compiled)
        return Log(
            self.rules, self.parts, self.compiled.universe.sizes, self.clock, grants, granted, _turned(self.compiled)
        )


def plan(compiled: Compiled, given: Sequence[Given] = ()) -> Plan:
    """What to ask of a log. Statuses and circumstances that are not given are left open.

    Raises UnknownNameError for one that there is not, TooLargeError where a clause depends on too many.
    """
    places = _places(compiled, given)
    norms: list[Norm] = []
    parts: dict[int, Part] = {}
    unchecked: dict[Unchecked, None] = {}
    for norm, part, why in _uses(compiled):
        if part is None:
            unchecked[Unchecked(compiled.clauses[norm.clause], why)] = None
        else:
            parts[len(norms)] = part
            norms.append(norm)
    for note in compiled.notes:
        if note.kind == "baseline unknown":
            unchecked[Unchecked(note.clause, "the inventory does not know the size of its baseline")] = None
    clock = _clock(compiled, given, places)
    consents = frozenset(place for place, one in enumerate(compiled.variables) if one.kind == CONSENT)
    system = replace(compiled.system, norms=tuple(norms))
    rules = spell_out(system, range(len(norms)), {}, frozenset(clock.flags), consents)
    return Plan(compiled, tuple(norms), parts, rules, clock, tuple(unchecked))


def _places(compiled: Compiled, given: Iterable[Given]) -> dict[str, int]:
    """The variables that can be given, by name."""
    places = {one.name: place for place, one in enumerate(compiled.variables) if one.kind in (STATUS, CIRCUMSTANCE)}
    words = compiled.case.treaties.vocabulary
    known = [*places, *(one.id for one in (*words.statuses, *words.circumstances))]
    for one in given:
        if one.name not in known:
            raise UnknownNameError("status or circumstance", one.name, known)
    return places


# ------------------------------------------------------------------------------------------------- what a norm is for


def _uses(compiled: Compiled) -> Iterator[tuple[Norm, Part | None, str]]:
    """Every norm, and what it is for; or why a log says nothing of it."""
    entered = compiled.entered
    for place, norm in enumerate(compiled.system.norms):
        version, clause = compiled.version(place), compiled.provisions[norm.clause]
        if norm.sense is not Sense.MAY:
            yield from _use(compiled, norm, version, entered[clause.treaty.id], compiled.groups[place] is not None)
    for number, versions in enumerate(compiled.versions):
        for answers, version in versions:
            yield from _beside(compiled, number, answers, version)


def _use(
    compiled: Compiled, norm: Norm, version: Version, entry: date, grouped: bool
) -> Iterator[tuple[Norm, Part | None, str]]:
    content = version.content
    if norm.sense is Sense.HOLDS:
        yield norm, None, "a status is no act"
    elif norm.sense is Sense.AT_LEAST:
        yield from _owed(compiled, norm, version, entry)
    elif _acts(compiled, norm.when):
        if version.kind == "obligation" and content.cap is None and _brought_about(content):
            yield from _undone(compiled, norm, version, entry)
        else:
            yield norm, None, "it forbids only once something has happened"
    elif content.cap is not None or grouped:
        bound = Bound(norm.bound, norm.per[:TIME], False, content.counts == "events", not norm.per[TIME])
        yield norm, Part(Use.STOCK, bound=bound), ""
    else:
        yield norm, Part(Use.FORBID), ""
        stands = _lasting(compiled, norm.scope)
        if stands:
            yield replace(norm, scope=stands), Part(Use.STOCK, bound=Bound(0, (True,) * 4, alone=True)), ""


def _undone(compiled: Compiled, norm: Norm, version: Version, entry: date) -> Iterator[tuple[Norm, Part | None, str]]:
    """A duty to undo, once something has happened: it compiles to a ban on what is undone; a log shows the undoing.

    Where the duty has other acts as well, its floor speaks for all of them.
    """
    same = (one for one in compiled.system.norms if (one.clause, one.answers) == (norm.clause, norm.answers))
    if not any(one.sense is Sense.AT_LEAST for one in same):
        per = (True, False, False, version.content.territory is not None, False)
        yield from _owed(compiled, replace(norm, sense=Sense.AT_LEAST, bound=1, per=per), version, entry)


def _lasting(compiled: Compiled, scope: Sequence[Box]) -> tuple[Box, ...]:
    """The cells of actions that have a contrary: what they bring about stands until that ends it."""
    tree = compiled.universe.actions
    lasts = 0
    for one in compiled.case.treaties.vocabulary.actions:
        lasts |= tree.mask.get(one.contrary, 0) if one.contrary else 0
    return tuple((box[0], box[1] & lasts, *box[2:]) for box in scope if box[1] & lasts)


def _owed(compiled: Compiled, norm: Norm, version: Version, entry: date) -> Iterator[tuple[Norm, Part | None, str]]:
    """A floor, or a duty that is done once or by a day."""
    content = version.content
    timed = content.within is not None or content.trigger is not None or bool(content.repairs) or content.once
    if not timed and content.floor is not None:
        yield norm, Part(Use.STOCK, bound=Bound(norm.bound, norm.per[:TIME], True, content.counts == "events")), ""
        return
    first, last = timing.runs(content, entry)
    if not timed or (content.once and content.within is None and last is None and not _brought_about(content)):
        yield (
            norm,
            None,
            "it is owed all the time, and a log does not show what was not done"
            if not timed
            else ("it has no deadline"),
        )
        return
    duty = Duty(
        norm.bound,
        content.counts == "events" or content.floor is None,
        _span(content.within),
        None if _brought_about(content) else first.toordinal(),
        FOREVER if last is None else last.toordinal(),
        frozenset(_number(compiled, norm.clause, anchor) for anchor in content.repairs),
        (norm.per[0], norm.per[3]),
    )
    when, lost = _freed(norm)
    if lost:
        yield norm, None, "some of its exceptions hold for part of it only, and are left out"
    scope = version.scope if _brought_about(content) or content.within is not None else norm.scope
    done = replace(norm, scope=scope, when=_known(compiled, when), exempt=())
    yield done, Part(Use.ACT, duty=duty), ""
    if version.trigger is not None:
        yield replace(done, scope=version.trigger), Part(Use.TRIGGER), ""


def _brought_about(content: Content) -> bool:
    return content.trigger is not None or bool(content.repairs)


def _freed(norm: Norm) -> tuple[Boolean, bool]:
    """The condition of a duty that exceptions lift as a whole; whether some lift only a part, which is left out."""
    whole = [condition for boxes, condition in norm.exempt if covers(boxes, norm.scope)]
    return both((norm.when, *(negation(one) for one in whole))), len(whole) < len(norm.exempt)


def _beside(
    compiled: Compiled, clause: int, answers: tuple[tuple[int, int], ...], version: Version
) -> Iterator[tuple[Norm, Part | None, str]]:
    """Stays, which no norm over amounts says, and cells that a clause may or may not cover."""
    if not version.orders:
        return
    if version.content.stay is not None and version.scope:
        norm = Norm(clause, answers, Sense.AT_MOST, version.scope, when=version.when, exempt=version.exempt)
        yield norm, Part(Use.STAY, stay=_span(version.content.stay)), ""
    if version.partly and version.kind != "permission" and version.holds is None:
        when = _known(compiled, version.when)
        yield Norm(clause, answers, Sense.AT_MOST, version.partly, when=when), Part(Use.PARTLY), ""


def _acts(compiled: Compiled, when: Boolean) -> bool:
    return any(compiled.variables[name].kind == ACT for name in variables(when))


def _known(compiled: Compiled, when: Boolean) -> Boolean:
    """A condition without what the log itself shows."""
    return reduced(when, {name: True for name in variables(when) if compiled.variables[name].kind == ACT})


def _span(duration: Duration | None) -> Span | None:
    return None if duration is None else Span(12 * duration.years + duration.months, duration.days)


def _number(compiled: Compiled, clause: int, anchor: str) -> int:
    name = anchor if "#" in anchor else compiled.provisions[clause].treaty.name(anchor)
    return compiled.number[name]


# --------------------------------------------------------------------------------------------------- days and consents


def _clock(compiled: Compiled, given: Sequence[Given], places: Mapping[str, int]) -> Clock:
    import numpy as np

    starts = {-FOREVER, *(day.toordinal() for day in compiled.universe.breaks)}
    for one in given:
        starts |= {one.first} | ({one.last + 1} if one.last < FOREVER else set())
    days = sorted(starts)
    breaks = np.array([day.toordinal() for day in compiled.universe.breaks], np.int64)
    first = np.array(days, np.int64)
    flags: dict[int, NDArray[np.bool_]] = {}
    for one in given:
        if one.name in places:
            here = (one.first <= first) & (first <= one.last) & one.holds
            flags[places[one.name]] = flags.get(places[one.name], np.zeros(len(days), bool)) | here
    return Clock(first, np.searchsorted(breaks, first, side="right"), flags)


def _granted(compiled: Compiled, sets: Sets) -> Granted:
    """Which sets of consenting actors are enough for each consent."""
    import numpy as np

    universe = compiled.universe
    members = np.zeros((len(sets.members), universe.sizes[0]), bool)
    for place, actors in enumerate(sets.members):
        members[place, [actor for actor in actors if actor != EVERYBODY]] = True
        members[place] |= EVERYBODY in actors
    return {
        place: [
            Giving(
                _flags(one.bearers, universe.sizes[0]),
                _flags(one.times, universe.sizes[4]),
                (members & _flags(one.givers, universe.sizes[0])[:-1]).sum(axis=1) >= one.need,
            )
            for one in variable.giving
        ]
        for place, variable in enumerate(compiled.variables)
        if variable.kind == CONSENT
    }


def _flags(mask: int, size: int) -> NDArray[np.bool_]:
    import numpy as np

    found = [bool(mask >> place & 1) for place in range(size)]
    return np.array([*found, False], bool)


def _turned(compiled: Compiled) -> NDArray[np.int64] | None:
    """Of which action each action is the contrary: to do it takes away what that one added."""
    import numpy as np

    tree = compiled.universe.actions
    given = {one.id: one.contrary for one in compiled.case.treaties.vocabulary.actions if one.contrary}
    found = [
        next((compiled.place(ACTION, given[name]) for name in tree.upwards(leaf) if given.get(name) in tree.mask), -1)
        for leaf in tree.leaves
    ]
    return np.array(found, np.int64) if any(place >= 0 for place in found) else None

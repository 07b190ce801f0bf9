"""What has to be done, or seen to, of which an inventory says nothing: obligations, and statuses ordered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from detente.analyses.treaties.findings import Readings, by_reading
from detente.case.treaties.model import Expression
from detente.engines.norms.model import Boolean, Norm, Sense
from detente.space.treaties.compiled import Compiled
from detente.space.treaties.naming import actors_in_short
from detente.space.treaties.striking import possible
from detente.space.treaties.timing import after, runs
from detente.space.treaties.universe import BEARER, TIME, bits
from detente.space.treaties.versions import Version
from detente.space.treaties.wording import condition

DO, ENSURE, PREVENT = "do", "ensure", "prevent"


@dataclass(frozen=True)
class Duty:
    """Something to do (`must`: do), or a status to bring about (ensure) or to keep out (prevent), and by whom.

    `short` are those in few names, groups first. `start` is its first day, `by` its deadline (None: none). `when`: only
    if that holds.
    """

    clause: str
    title: str
    says: str
    must: str
    who: tuple[str, ...]
    short: tuple[str, ...]
    action: str
    asset: str
    territory: str
    status: str
    floor: int | None
    start: date
    by: date | None
    when: str
    precision: str
    confirmed: bool
    readings: Readings = ()

    def to_json(self) -> dict[str, object]:
        """The duty as JSON."""
        return {
            "clause": self.clause,
            "title": self.title,
            "must": self.must,
            "who": list(self.who),
            "who_in_short": list(self.short),
            "action": self.action,
            "asset": self.asset,
            "territory": self.territory,
            "status": self.status,
            "floor": self.floor,
            "from": self.start.isoformat(),
            "by": self.by.isoformat() if self.by else None,
            "when": self.when or None,
            "precision": self.precision,
            "confirmed": self.confirmed,
            "readings": [dict(one) for one in self.readings],
        }


def duties(compiled: Compiled, day: date, agrees: Callable[[Sequence[tuple[int, int]]], bool]) -> Iterator[Duty]:
    """All duties that stand on that day or begin later, clause by clause, under the readings that `agrees` takes."""
    owed: dict[tuple[int, int], list[Norm]] = {}
    for norm, place in zip(compiled.system.norms, compiled.version_of, strict=True):
        if norm.sense in (Sense.AT_LEAST, Sense.HOLDS):
            owed.setdefault((norm.clause, place), []).append(norm)
    sizes = [len(one.answers) for one in compiled.questions]
    for clause, versions in enumerate(compiled.versions):
        found = {}
        for place, (answers, version) in enumerate(versions):
            norms = owed.get((clause, place), [])
            duty = _duty(compiled, clause, version, norms, day) if norms else None
            if duty is not None:
                found[answers] = duty
        for pairs, some in by_reading(found, sizes, {}):
            if agrees(pairs):
                yield replace(found[some[0]], readings=tuple(compiled.readings(pairs)))


def _duty(compiled: Compiled, clause: int, version: Version, norms: Sequence[Norm], day: date) -> Duty | None:
    content = version.content
    kinds = [one.kind for one in compiled.variables]
    when = possible(version.when, kinds)
    waits = content.trigger is not None or bool(content.repairs)
    begins, _ = runs(content, compiled.provisions[clause].entry)
    start = max(day, begins)
    who, cells = _who(compiled, version, norms, start), compiled.universe
    if (when is False and not waits) or not who or _over(compiled, version, norms, day):
        return None
    provision = compiled.provisions[clause].provision
    must = DO if version.holds is None else PREVENT if content.kind == "prohibition" else ENSURE
    return Duty(
        compiled.clauses[clause],
        provision.title,
        provision.says,
        must,
        tuple(cells.bearers.words(who)),
        ("*",) if who == cells.bearers.full else actors_in_short(who, start, compiled.case, cells, compiled.sets),
        _text(content.action),
        _text(content.asset),
        _text(content.territory),
        _text(content.status),
        next((norm.bound for norm in norms if norm.sense is Sense.AT_LEAST), None),
        start,
        None if waits or content.within is None else after(begins, content.within),
        _when(version.when, compiled),
        provision.precision,
        provision.confirmed,
    )


def _who(compiled: Compiled, version: Version, norms: Sequence[Norm], start: date) -> int:
    """Who is bound when it begins, as a mask; of amounts those of whom the scope says so."""
    if version.holds is not None:
        if version.content.bearer is None:
            return compiled.universe.bearers.full
        return version.bearers[0] if version.bearers else 0
    mask = 0
    for norm in norms:
        for box in norm.scope:
            if box[TIME] >> compiled.universe.day(start) & 1:
                mask |= box[BEARER]
    return mask


def _over(compiled: Compiled, version: Version, norms: Sequence[Norm], day: date) -> bool:
    """Whether all of it lies before the day."""
    if version.holds is not None:
        return False
    now = compiled.universe.day(day)
    return not any(place >= now for norm in norms for box in norm.scope for place in bits(box[TIME]))


def _when(what: Boolean, compiled: Compiled) -> str:
    return "" if what == ("true",) else condition(what, compiled)


def _text(expression: Expression | None) -> str:
    return expression.text if expression is not None else ""


def last_day(start: date, day: date) -> date | None:
    """The last day before something is forbidden; None: it is from the day on."""
    return start - timedelta(days=1) if start > day else None

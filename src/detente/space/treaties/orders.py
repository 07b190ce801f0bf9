"""From a version of a clause to what it orders: norms over cells, as the table in the definition says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente.case.treaties.model import SIDES, Content
from detente.engines.norms.model import Norm, Sense
from detente.engines.scopes import Box, difference, disjoint, intersection
from detente.space.treaties.baselines import Baselines, Group
from detente.space.treaties.contraries import Contraries
from detente.space.treaties.universe import ACTION, TIME, Universe, bits
from detente.space.treaties.versions import Version

Boxes = tuple[Box, ...]
_EACH = (True,) * len(SIDES)


@dataclass(frozen=True)
class Orders:
    """What a version orders. `unknown`: groups of its baseline of which the inventory does not know the size."""

    norms: tuple[Norm, ...] = ()
    groups: tuple[Group | None, ...] = ()
    """For each norm the group of a baseline that it is about."""
    unknown: tuple[Group, ...] = ()


class Ordering:
    """Makes norms of versions in one universe."""

    def __init__(self, universe: Universe, baselines: Baselines, contraries: Contraries) -> None:
        self._universe, self._baselines, self._contraries = universe, baselines, contraries

    def orders(self, clause: int, version: Version, due: int) -> Orders:
        """What a version of a clause orders; `due` is the mask of days from a duty's deadline on."""
        content = version.content
        if not version.orders:
            return Orders()
        if version.holds is not None:
            return self._status(clause, version)
        if not version.scope:
            return Orders()
        if content.baseline is not None:
            return self._baseline(clause, version, self._forbidden(version, due)[0])
        return Orders(*_unzip(self._amounts(clause, version, due)))

    def _status(self, clause: int, version: Version) -> Orders:
        if not version.days:
            return Orders()
        sense = Sense.MAY if version.kind == "permission" else Sense.HOLDS
        return Orders(
            (Norm(clause, (), sense, (), when=version.when, holds=version.holds, days=version.days),), (None,)
        )

    def _norm(self, clause: int, version: Version, sense: Sense, scope: Boxes, **more: object) -> Norm:
        lifted = version.exempt
        if version.kind == "obligation" and sense is Sense.AT_MOST:
            lifted = tuple(((*boxes, *self._contraries.forward(boxes)), held) for boxes, held in lifted)
        exempt = ((intersection(scope, boxes), held) for boxes, held in lifted)
        kept = tuple((boxes, held) for boxes, held in exempt if boxes)
        return Norm(clause, (), sense, scope, when=version.when, exempt=kept, **more)  # type: ignore[arg-type]

    def _amounts(self, clause: int, version: Version, due: int) -> Iterator[Norm]:
        content = version.content
        if content.kind == "permission":
            yield self._norm(clause, version, Sense.MAY, version.scope)
        if content.cap is not None:
            per = _per(content, ("bearer",))
            yield self._norm(clause, version, Sense.AT_MOST, version.scope, bound=content.cap, per=per)
        forbidden, owed = self._forbidden(version, due)
        if forbidden and content.cap is None and content.floor is None and content.stay is None:
            yield self._norm(clause, version, Sense.AT_MOST, forbidden)
        if content.floor is not None or (owed and content.cap is None and content.stay is None):
            scope = owed if content.floor is None else version.scope
            yield from self._floor(clause, version, scope, due)

    def _floor(self, clause: int, version: Version, scope: Boxes, due: int) -> Iterator[Norm]:
        content = version.content
        per = _per(content, ("bearer", "territory") if content.territory is not None else ("bearer",))
        if content.within is not None and not content.trigger and not content.repairs:
            full = self._universe.full
            scope = intersection(scope, ((*full[:TIME], full[TIME] & ~due),)) if full[TIME] & ~due else ()
            per = (*per[:TIME], False)
        elif content.within is not None:
            per = (*per[:TIME], False)
        if scope:
            bound = 1 if content.floor is None else content.floor
            yield self._norm(clause, version, Sense.AT_LEAST, scope, bound=bound, per=per)

    def _forbidden(self, version: Version, due: int) -> tuple[Boxes, Boxes]:
        """The cells that may not be, and the cells of which something is owed."""
        if version.kind == "prohibition":
            return version.scope, ()
        if version.kind != "obligation":
            return (version.scope, ()) if version.content.baseline else ((), ())
        numbered = version.content.floor is not None or version.content.cap is not None
        forbidden: list[Box] = []
        owed: list[Box] = []
        for box in version.scope:
            rest, banned = 0, 0
            for place in bits(box[ACTION]):
                contrary = 0 if numbered else self._contraries.of.get(place, 0)
                banned |= contrary
                rest |= 0 if contrary else 1 << place
            times = box[TIME] & (due if version.content.within is not None else -1)
            if banned and times:
                forbidden.append((box[0], banned, *box[2:TIME], times))
            if rest:
                owed.append((box[0], rest, *box[2:]))
        forbidden = list(disjoint(difference(forbidden, version.lifted)))
        if version.content.baseline is not None and owed:
            return (*forbidden, *owed), ()
        return tuple(forbidden), tuple(owed)

    def _baseline(self, clause: int, version: Version, scope: Boxes) -> Orders:
        assert version.content.baseline is not None
        groups, rest = self._baselines.groups(scope, version.content.baseline)
        norms: list[Norm] = []
        about: list[Group | None] = []
        if rest:
            norms.append(self._norm(clause, version, Sense.AT_MOST, rest))
            about.append(None)
        together = (*(False,) * TIME, True)
        for group in groups:
            if group.most is not None:
                more = {"bound": group.most, "per": together}
                norms.append(self._norm(clause, version, Sense.AT_MOST, group.scope, **more))
                about.append(group)
        return Orders(tuple(norms), tuple(about), tuple(group for group in groups if group.most is None))


def _per(content: Content, default: tuple[str, ...]) -> tuple[bool, ...]:
    chosen = default if content.per is None else content.per
    return (*(side in chosen for side in SIDES[:TIME]), not content.once)


def _unzip(norms: Iterator[Norm]) -> tuple[tuple[Norm, ...], tuple[None, ...]]:
    found = tuple(norms)
    return found, (None,) * len(found)

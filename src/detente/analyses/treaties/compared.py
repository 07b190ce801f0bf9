"""Two treaties matter by matter: of each action and asset, what only the one orders, only the other, and what both do.

A digest of the rows of `compare` for reading: vague clauses are left out on both sides, conditions and numbers are
folded (a part counts where a clause orders more of it than the other treaty in some situation), and of all days the
first on which a clause orders anything is looked at. `sure` is what stands under every coherent set of readings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from detente.analyses.treaties.comparison import Comparison, together
from detente.analyses.treaties.effects import STATUS, Boxes
from detente.analyses.treaties.overlaying import Cover, Pairs, left
from detente.engines.norms.booleans import conjunction
from detente.engines.norms.model import TRUE
from detente.engines.scopes import Box, cells, difference, intersection, tidy
from detente.space.treaties.presence import ACTIVE, Thing, things
from detente.space.treaties.universe import ACTION, ASSET, TIME, bits

FEW_ACTIONS = 3
"""Clauses on so many actions at most are one matter where they share one, and the assets."""


@dataclass(frozen=True)
class Part:
    """What a clause orders and the other treaty does not (one clause), or two clauses of both do (two).

    `sure` under every coherent set of readings, `perhaps` what more under some, `questions` those it hangs on. Cells of
    one `day`. `holdings`: how many holdings of the inventory lie in it, sure or not. Statuses have no cells.
    """

    clauses: tuple[str, ...]
    day: date
    sure: tuple[Mapping[str, Any], ...]
    perhaps: tuple[Mapping[str, Any], ...]
    questions: tuple[str, ...]
    holdings: int
    cells: int
    about_status: bool = False

    @property
    def certain(self) -> bool:
        """Whether something of it stands under every coherent set of readings."""
        return bool(self.sure) or (self.about_status and not self.questions)

    def to_json(self) -> dict[str, object]:
        """The documented JSON of a part."""
        return {
            "clauses": list(self.clauses),
            "day": self.day.isoformat(),
            "sure": list(self.sure),
            "perhaps": list(self.perhaps),
            "questions": list(self.questions),
            "holdings": self.holdings,
        }


@dataclass(frozen=True)
class Matter:
    """An action and what it is done with (of statuses: neither), and the definite clauses of both treaties about it.

    `vague`: clauses of both that are on the same, and vague.
    """

    action: tuple[str, ...]
    asset: tuple[str, ...]
    a: tuple[str, ...]
    b: tuple[str, ...]
    only_a: tuple[Part, ...]
    only_b: tuple[Part, ...]
    both: tuple[Part, ...]
    vague: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The documented JSON of a matter."""
        return {
            "action": list(self.action),
            "asset": list(self.asset),
            "a": list(self.a),
            "b": list(self.b),
            "only_a": [part.to_json() for part in self.only_a],
            "only_b": [part.to_json() for part in self.only_b],
            "both": [part.to_json() for part in self.both],
            "vague": list(self.vague),
        }


Topic = tuple[int, int]
"""The masks of actions and of assets; (0, 0) of statuses."""


def matters(work: Comparison) -> tuple[Matter, ...]:
    """All matters that definite clauses are about, those of the first treaty first, in the order of the clauses."""
    return tuple(_Digest(work).matters())


class _Digest:
    def __init__(self, work: Comparison) -> None:
        self._work, self._compiled = work, work.compiled
        self._places: dict[int, list[int]] = {}
        for place, band in enumerate(work.bands):
            if band.clause not in work.vague:
                self._places.setdefault(band.clause, []).append(place)
        self._first = {clause: self._begins(places) for clause, places in self._places.items()}
        case = work.compiled.case
        listed = things(case.treaties.inventory, case.treaties.vocabulary)
        self._holdings = [(one, self._box(one)) for one in listed if one.status == ACTIVE]

    def matters(self) -> Iterator[Matter]:
        mine = {self._work.bands[place].clause for place in self._work.sides[0]}
        pairs = self._both()
        loose = {clause: self._about(places) for clause, places in self._loose().items()}
        for topic, clauses in self._topics().items():
            sides = [clause for clause in clauses if clause in mine], [one for one in clauses if one not in mine]
            only_a, only_b = (tuple(part for clause in side for part in self._only(clause)) for side in sides)
            names_a, names_b = (tuple(self._compiled.clauses[one] for one in side) for side in sides)
            both = tuple(
                part
                for (one, other), covers in pairs.items()
                if one in clauses or other in clauses
                for part in self._part((one, other), covers)
            )
            trees = self._compiled.universe.trees
            yield Matter(
                tuple(trees[ACTION].words(topic[0])) if topic[0] else (),
                tuple(trees[ASSET].words(topic[1])) if topic[1] else (),
                names_a,
                names_b,
                only_a,
                only_b,
                both,
                tuple(self._compiled.clauses[one] for one, about in loose.items() if about == topic),
            )

    def _begins(self, places: Iterable[int]) -> int:
        """The elementary interval that holds the first day on which these bands order anything."""
        found = reduce(or_, (box[TIME] for place in places for box in self._work.bands[place].boxes))
        after = found >> self._compiled.universe.day(self._work.day) << self._compiled.universe.day(self._work.day)
        return next(iter(bits(after or found)))

    def _topics(self) -> dict[Topic, list[int]]:
        """The clauses of each topic; those of few actions that share one, with the same assets, are one topic."""
        found: dict[Topic, list[int]] = {}
        for clause in sorted(self._places, key=self._order):
            topic = self._topic(clause)
            for other in [one for one in found if self._alike(one, topic)]:
                topic = topic[0] | other[0], topic[1]
                found.setdefault(topic, []).extend(found.pop(other) if other != topic else [])
            found.setdefault(topic, []).append(clause)
        return found

    def _alike(self, one: Topic, other: Topic) -> bool:
        """Whether both are one matter: the same, or of few single actions, some in common, with the same assets."""
        tree = self._compiled.universe.trees[ACTION]
        single = all(
            len(names := tree.words(mask)) <= FEW_ACTIONS and all(tree.mask.get(n, 0).bit_count() == 1 for n in names)
            for mask in (one[0], other[0])
        )
        return one == other or (single and one[1] == other[1] and bool(one[0] & other[0]))

    def _order(self, clause: int) -> tuple[bool, int]:
        return self._places[clause][0] not in set(self._work.sides[0]), clause

    def _loose(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for place, band in enumerate(self._work.bands):
            if band.clause in self._work.vague:
                found.setdefault(band.clause, []).append(place)
        return found

    def _topic(self, clause: int) -> Topic:
        return self._about(self._places[clause])

    def _about(self, places: Iterable[int]) -> Topic:
        bands = [self._work.bands[place] for place in places]
        written = bands[0].answers[0]  # a rival reading may be about another action; the matter is that of the first
        bands = [band for band in bands if written in band.answers]
        if any(band.effect.kind == STATUS or band.effect.holds != TRUE for band in bands):
            return 0, 0
        boxes = [box for band in bands for box in band.boxes]
        return reduce(or_, (box[ACTION] for box in boxes)), reduce(or_, (box[ASSET] for box in boxes))

    # --------------------------------------------------------------------------------------------------------- parts

    def _only(self, clause: int) -> Iterator[Part]:
        covers = []
        for place in self._places[clause]:
            band = self._work.bands[place]
            others = [one for one in self._work.stronger[place] if self._work.bands[one[0]].clause in self._places]
            own = self._cut(band.boxes, self._first[clause])
            if own:
                covers.append(Cover(own, band.answers, tuple(self._work.covering(band.condition, others))))
        return self._part((clause,), covers)

    def _both(self) -> dict[tuple[int, int], list[Cover]]:
        found: dict[tuple[int, int], list[Cover]] = {}
        for weak, others in self._work.stronger.items():
            mine = self._work.bands[weak]
            for strong, boxes, held in others:
                other = self._work.bands[strong]
                if mine.clause not in self._places or other.clause not in self._places:
                    continue
                inside = self._cut(boxes, max(self._first[mine.clause], self._first[other.clause]))
                answers = [together(x, y) for x in mine.answers for y in other.answers]
                kept = tuple(dict.fromkeys(one for one in answers if one is not None))
                if inside and kept and self._work.can(conjunction((mine.condition, held))):
                    pair = (mine.clause, other.clause) if weak in self._work.sides[0] else (other.clause, mine.clause)
                    found.setdefault(pair, []).append(Cover(inside, kept))
        return dict(sorted(found.items()))

    def _cut(self, boxes: Boxes, time: int) -> Boxes:
        return tuple((*box[:TIME], 1 << time) for box in boxes if box[TIME] >> time & 1)

    def _part(self, clauses: tuple[int, ...], covers: Sequence[Cover]) -> Iterator[Part]:
        found = left(covers, self._compiled.questions, self._work.known) if covers else {}
        if not found:
            return
        sure = found.pop((), ())
        perhaps = tidy(box for boxes in found.values() for box in difference(boxes, sure))
        status = self._topic(clauses[0]) == (0, 0)
        first = max(self._first[clause] for clause in clauses)
        day = max(self._compiled.universe.days(first)[0] or self._work.day, self._work.day)
        yield Part(
            tuple(self._compiled.clauses[one] for one in clauses),
            day,
            () if status else tuple(_undated(self._compiled.words(sure))),
            () if status else tuple(_undated(self._compiled.words(perhaps))),
            self._hinges(found),
            0 if status else sum(one.on(day) is not None and self._inside(box, sure, perhaps)
                                 for one, box in self._holdings),
            0 if status else cells((*sure, *perhaps)),
            status,
        )  # fmt: skip

    def _hinges(self, found: Mapping[Pairs, Boxes]) -> tuple[str, ...]:
        asked = sorted({question for answers in found for question, _ in answers})
        return tuple(self._compiled.questions[question].name for question in asked)

    # ------------------------------------------------------------------------------------------------------ holdings

    def _box(self, one: Thing) -> Box:
        """Where a holding lies; what the universe has no name for is nowhere."""
        universe = self._compiled.universe
        names = (one.senders, (one.action,), (one.asset,), (one.host,))
        masks = [
            reduce(or_, (tree.mask.get(name, 0) for name in some), 0)
            for tree, some in zip(universe.trees, names, strict=True)
        ]
        return (*masks, universe.full[TIME])

    def _inside(self, box: Box, *regions: Boxes) -> bool:
        return any(intersection((box,), boxes) for boxes in regions)


def _undated(boxes: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Boxes of one day do without days."""
    return ({name: value for name, value in box.items() if name not in ("from", "until")} for box in boxes)

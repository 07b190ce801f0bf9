"""Which preferences would make a wanted state an equilibrium, and the smallest change of today's that would.

Method: the inverse question of the graph model for conflict resolution (Kinsara, Kilgour and Hipel 2015), by counting
the sets of better states instead of enumerating rankings; docs/explanation/stability.md, section 7.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import factorial, prod
from typing import TYPE_CHECKING, Any

from detente.errors import TooLargeError, UnknownNameError
from detente.space.conflicts import Named

if TYPE_CHECKING:
    from detente.engines.stability.inverting import Conditions
    from detente.engines.stability.invertingcounts import Sizes

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
"""In the order of the definitions."""
JOINT = ("seq", "sseq")
"""The concepts under which what one party prefers matters for whether another is deterred."""
METHOD = (
    "sets of better states counted exactly, rankings from how many there are of each size; smallest changes proved "
    "(inverse question: Kinsara, Kilgour and Hipel 2015)"
)
_NAMES = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sseq": "SSEQ"}
MOST_LISTED = 10
"""Smallest changes that are listed; how many there are is said."""
MOST_RANKED = 1_024
"""States above which rankings are not counted, only their share without ties."""
MOST_DIGITS = 60
"""Digits above which a number is written as a text of its first ones."""


@dataclass(frozen=True)
class Rankings:
    """How many rankings of all states make the wanted one stable, of how many."""

    held: int
    of: int

    @property
    def share(self) -> Fraction:
        """Exactly."""
        return Fraction(self.held, self.of)

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {"held": _digits(self.held), "of": _digits(self.of), "share": float(self.share)}


@dataclass(frozen=True)
class Counted:
    """What of a party's preference makes the wanted state stable for it.

    `sizes[k]` counts valid sets of k better states among the `relevant` that matter. `share` is that of all rankings
    without ties; `strict` and `weak` count those without and with ties, None where states are too many or not
    enumerated.
    """

    relevant: int
    sizes: tuple[int, ...]
    share: Fraction
    strict: Rankings | None
    weak: Rankings | None

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "relevant": self.relevant,
            "sets": _digits(sum(self.sizes)),
            "share": float(self.share),
            "exact_share": str(self.share) if self.share.denominator < 10**MOST_DIGITS else None,
            "strict": None if self.strict is None else self.strict.to_json(),
            "weak": None if self.weak is None else self.weak.to_json(),
        }


@dataclass(frozen=True)
class Asked:
    """One thing that a party would have to hold: the wanted state at least as good as `state`, or better (`better`)."""

    party: str
    state: Any
    better: bool = False


@dataclass(frozen=True)
class Rise:
    """How far the wanted state would have to rise in a party's ranking, everything else in its order.

    `to` are the states of its new place that matter, with which it would be tied; (): it need not rise. `places` are
    the places it rises, and `passed` the states that are then no longer better; None where states are not enumerated.
    """

    to: tuple[Any, ...]
    places: int | None
    passed: int | None


@dataclass(frozen=True)
class PartyInverse:
    """One party under one concept. `unmade` says why something is missing, by what it is: `count`, `change`."""

    party: str
    stable: bool | None
    counted: Counted | None
    rise: Rise | None
    fewest: int | None
    unmade: Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """The smallest change for an equilibrium: the fewest comparisons with the wanted state that would have to turn.

    The fewest are `least`, or between `least` and `most` where they are not the same. `ways` lists changes, each with
    all that it asks; `number` says how many there are in all, None: not known, at least those listed.
    """

    least: int
    most: int
    ways: tuple[tuple[Asked, ...], ...]
    number: int | None

    @property
    def exact(self) -> bool:
        """Whether the fewest are known."""
        return self.least == self.most


@dataclass(frozen=True)
class Wanted:
    """The answer under one concept; `share` is that of all profiles of rankings without ties, `weak` with ties."""

    concept: str
    parties: tuple[PartyInverse, ...]
    share: Fraction | None
    weak: Fraction | None
    change: Change | None
    unmade: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether it is an equilibrium today; None: not assessable."""
        known = [one.stable for one in self.parties]
        return False if False in known else None if None in known else True


@dataclass(frozen=True, eq=False)
class Inverse:
    """Which preferences make a state an equilibrium, concept by concept."""

    conflict: Named
    state: Any
    concepts: tuple[Wanted, ...]

    @cached_property
    def summary(self) -> str:
        """One sentence for a brief: what the smallest change would be."""
        name = str(self.conflict.key(self.state))
        held = [_NAMES[one.concept] for one in self.concepts if one.holds]
        if len(held) == len(self.concepts):
            return f"State {name} is an equilibrium today under {', '.join(held)}."
        known = [(one.change.least, one) for one in self.concepts if not one.holds and one.change and one.change.exact]
        if not known:
            return f"What would make state {name} an equilibrium could not be told exactly."
        fewest, one = min(known, key=lambda pair: pair[0])
        turn = "one comparison" if fewest == 1 else f"{fewest} comparisons"
        who = sorted({asked.party for way in one.change.ways[:1] for asked in way}) if one.change else []
        return (
            f"For state {name} to be an equilibrium ({_NAMES[one.concept]}), {turn} with it would have to turn, "
            f"for instance for {' and '.join(who)}."
        )

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        key = self.conflict.key
        return {
            "state": key(self.state),
            "method": METHOD,
            "summary": self.summary,
            "concepts": {one.concept: _wanted_json(one, key) for one in self.concepts},
        }


def _wanted_json(one: Wanted, key: Any) -> dict[str, Any]:
    change = one.change
    return {
        "holds": one.holds,
        "share": None if one.share is None else float(one.share),
        "weak_share": None if one.weak is None else float(one.weak),
        "parties": {
            party.party: {
                "stable": party.stable,
                "counted": None if party.counted is None else party.counted.to_json(),
                "fewest": party.fewest,
                "rise": None
                if party.rise is None
                else {
                    "to": [key(state) for state in party.rise.to],
                    "places": party.rise.places,
                    "passed": party.rise.passed,
                },
                "unmade": dict(party.unmade),
            }
            for party in one.parties
        },
        "change": None
        if change is None
        else {
            "least": change.least,
            "most": change.most,
            "number": None if change.number is None else _digits(change.number),
            "ways": [
                [{"party": asked.party, "state": key(asked.state), "better": asked.better} for asked in way]
                for way in change.ways
            ],
        },
        "unmade": one.unmade,
    }


def _digits(number: int) -> int | str:
    """A number as JSON can hold it: beyond MOST_DIGITS a text of its first digits."""
    if number < 10**15:
        return number
    if number < 10**MOST_DIGITS:
        return str(number)
    power = int(number.bit_length() * 0.30102999566398120) - 20
    first = number // 10**power
    return f"about {str(first)[0]}.{str(first)[1:6]}e{power + len(str(first)) - 1}"


def inverse(named: Named, state: Any, concepts: Iterable[str] = CONCEPTS) -> Inverse:
    """Which preferences make a state an equilibrium, and the smallest change of today's that does?

    For Nash, GMR and SMR each party's preferences are counted by themselves; for SEQ and SSEQ given what the others
    prefer today. What is too large, or rests on a preference that is unknown, is said where it is missing. Raises
    UnknownNameError for an unknown concept.
    """
    chosen = tuple(dict.fromkeys(concepts))
    for concept in chosen:
        if concept not in CONCEPTS:
            raise UnknownNameError("concept", concept, CONCEPTS, CONCEPTS)
    return Inverse(named, state, tuple(_wanted(named, state, concept) for concept in chosen))


def _wanted(named: Named, state: Any, concept: str) -> Wanted:
    found = [_party(named, state, concept, number) for number in named.model.modelled]
    parties = tuple(one for one, _ in found)
    counted = [one.counted for one in parties]
    share = weak = None
    if concept not in JOINT and None not in counted:
        share = prod((one.share for one in counted if one), start=Fraction(1))
        if all(one and one.weak for one in counted):
            weak = prod((one.weak.share for one in counted if one and one.weak), start=Fraction(1))
    unknown = [name for name in named.parties if named.unsure_of(name)]
    if unknown:
        return Wanted(concept, parties, share, weak, None, f"not assessable: unknown what {unknown[0]} prefers")
    try:
        change = _jointly(named, state, concept) if concept in JOINT else _apart(parties, [ways for _, ways in found])
    except TooLargeError as error:
        return Wanted(concept, parties, share, weak, None, str(error))
    unmade = "" if change else next(text for one in parties for text in one.unmade.values())
    return Wanted(concept, parties, share, weak, change, unmade)


def _party(named: Named, state: Any, concept: str, number: int) -> tuple[PartyInverse, Any]:
    """One party's answer, and the parts of its smallest change."""
    from detente.engines.stability.inverting import better_than, conditions
    from detente.engines.stability.invertingchanges import parts

    name = named.parties[number]
    others = [other for other in named.parties if other != name and named.unsure_of(other)]
    if concept in JOINT and others:
        reason = f"not assessable: unknown what {others[0]} prefers"
        return PartyInverse(name, None, None, None, None, {"count": reason, "change": reason}), None
    try:
        found = conditions(named.model, concept, number, state)
    except TooLargeError as error:
        return PartyInverse(name, None, None, None, None, {"count": str(error), "change": str(error)}), None
    unmade: dict[str, str] = {}
    counted = None
    try:
        counted = _counted(named, found)
    except TooLargeError as error:
        unmade["count"] = str(error)
    if named.unsure_of(name):
        unmade["change"] = f"not assessable: unknown what {name} prefers"
        return PartyInverse(name, None, counted, None, None, unmade), None
    better = better_than(named.model, number, state, found.named)
    rise = _rise(named, found, number)
    told = None
    try:
        told = parts(found, better)
    except TooLargeError as error:
        unmade["change"] = str(error)
    fewest = None if told is None else sum(part.fewest for part in told)
    return PartyInverse(name, found.valid(better), counted, rise, fewest, unmade), told


def _counted(named: Named, found: Conditions[Any]) -> Counted:
    from detente.engines.stability.invertingcounts import orders, sizes, strict, strict_share, weak

    told: Sizes = sizes(found.each)
    plain = ties = None
    if named.counted and named.states <= MOST_RANKED:
        counts = told.among(named.states - 1)
        plain = Rankings(strict(counts), factorial(named.states))
        ties = Rankings(weak(counts), orders(named.states)[-1])
    return Counted(told.of, told.counts, strict_share(told), plain, ties)


def _rise(named: Named, found: Conditions[Any], number: int) -> Rise:
    from detente.engines.stability.invertingchanges import risen

    world = named.model
    level = world.worth(number, found.state)
    worth = {state: world.worth(number, state) for state in found.named}
    to = risen(found, worth, level)
    if to == level:
        return Rise((), 0, 0)
    reached = tuple(state for state in found.named if worth[state] == to)
    if not named.counted:
        return Rise(reached, None, None)
    import numpy as np

    payoff = np.asarray(world.payoffs[number])
    passed = payoff[(payoff > level) & (payoff <= to)]
    return Rise(reached, len(np.unique(passed)), len(passed))


def _apart(parties: tuple[PartyInverse, ...], told: list[Any]) -> Change | None:
    """The smallest change where each party's is its own affair; None: one party's is not known."""
    if any(one is None for one in told):
        return None
    choices = [(party.party, part) for party, ways in zip(parties, told, strict=True) for part in ways]
    fewest = sum(part.fewest for _, part in choices)
    number = prod(part.ways for _, part in choices) if all(part.ways is not None for _, part in choices) else None
    ways = []
    for picked in product(*(part.listed for _, part in choices)):
        asked = [Asked(name, s) for (name, _), held in zip(choices, picked, strict=True) for s in sorted(held)]
        ways.append(tuple(asked))
        if len(ways) == MOST_LISTED:
            break
    return Change(fewest, fewest, tuple(ways), number)


def _jointly(named: Named, state: Any, concept: str) -> Change:
    from detente.engines.stability.invertingtogether import together

    found = together(named.model, concept, state)
    ways = tuple(
        tuple(Asked(named.parties[one.party], one.state, one.below) for one in way) for way in found.ways[:MOST_LISTED]
    )
    return Change(found.least, found.most, ways, len(found.ways) if found.every else None)

"""A baseline forbids nothing that may have been there: whoever keeps what there was, wherever it was, keeps it."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.case.model import Case
from detente.engines.norms.model import Norm, Sense
from detente.engines.scopes import meet
from detente.space.treaties.compiling import Compiled, compile_treaties
from detente.space.treaties.presence import ACTIVE, things
from detente.space.treaties.universe import bits
from tests.space.treaties.making import made, treaty
from tests.treaties_made import Shape, treaty_cases

SHAPE = Shape(
    baselines=True, inventory=6, provisions=6, numbers=False, kinds=("prohibition",), statuses=False, conditions=False,
    readings=False, consents=False, overrides=False, exceptions=False,
)  # fmt: skip


def world(case: Case, compiled: Compiled, day, chance: random.Random) -> Counter[tuple[int, ...]]:
    """What may have been there on a day: each holding somewhere in its class, of one of its senders, at any size."""
    found: Counter[tuple[int, ...]] = Counter()
    universe = compiled.universe
    for thing in things(case.treaties.inventory, case.treaties.vocabulary):
        there = thing.on(day, dated=True)
        if thing.status != ACTIVE or there is None:
            continue
        most = 50 if there.high is None else there.high
        senders = [*thing.senders, *(["POL"] if thing.others else [])]
        named = (chance.choice(senders), thing.action, thing.asset, thing.host)
        cell = tuple(
            1 << chance.choice(list(bits(tree.mask[name]))) for tree, name in zip(universe.trees, named, strict=True)
        )
        found[cell] += chance.choice((0, most, most))
    return found


def worst(norm: Norm, amounts: Counter[tuple[int, ...]]) -> int:
    """The greatest of the sums that a norm limits, each day by itself."""
    sums: Counter[tuple[object, ...]] = Counter()
    for cell, amount in amounts.items():
        for box in norm.scope:
            common = meet((*cell, box[4]), box)
            for time in bits(common[4]) if common else ():
                sums[(time, *(place if apart else 0 for place, apart in zip(cell, norm.per, strict=False)))] += amount
    return max(sums.values(), default=0)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(treaty_cases(SHAPE), st.integers(0, 10**6))
def test_who_keeps_what_was_there_keeps_a_baseline(sample, seed):
    case = sample.case()
    compiled = compile_treaties(case, sample.treaties)
    chance = random.Random(seed)
    for place, norm in enumerate(compiled.system.norms):
        baseline = compiled.version(place).content.baseline
        if baseline is not None:
            assert norm.sense is Sense.AT_MOST
            for _ in range(20):
                assert worst(norm, world(case, compiled, baseline.date, chance)) <= norm.bound


def test_the_bound_is_no_wider_than_what_was_there():
    """All that was there in a state and its parts together, and nothing elsewhere."""
    ban = {"id": "art_1", "kind": "prohibition", "bearer": "RUS, DEU", "action": "deploy", "territory": "UKR, POL"}
    rows = [
        ("x", "RUS", "crimea", "ground", "10", "20", "1992", ""),
        ("y", "RUS", "UKR", "ground", "1", "2", "1992", ""),
    ]
    for per in ("sender_and_host", "host", "unit"):
        one = ban | {"baseline": {"date": "1997-05-27", "per": per}}
        compiled = compile_treaties(made({"a": treaty(one)}, deployments=rows), ["a"])
        nothing, some = compiled.system.norms
        assert (nothing.bound, some.bound) == (0, 22)
        assert "POL" in [name for box in compiled.words(nothing.scope) for name in box["territory"]]
        assert {name for box in compiled.words(some.scope) for name in box["territory"]} == {"UKR"}

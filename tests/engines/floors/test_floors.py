"""Each route gives what looking at every package gives, and what is explained is what the definitions say."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.engines.floors import explaining
from detente.engines.floors.explaining import conflicts, fewest, most
from detente.engines.floors.model import Demands, Floor
from detente.engines.floors.oracle import PARTING, PROGRAMMING, DisagreementError, Oracle
from detente.engines.floors.parting import Parting
from detente.engines.floors.programming import Program
from detente.engines.floors.seeking import Seeker
from detente.engines.floors.sweeping import Passes
from detente.engines.formulas import Formulas
from detente.engines.masks import bits
from tests.engines.antichains import hitting_sets
from tests.engines.floors.made import made, minimal

seeds = st.integers(0, 100_000)
few = settings(max_examples=25, deadline=None)
fewer = settings(max_examples=12, deadline=None)


@few
@given(seeds)
def test_every_route_finds_a_package_where_there_is_one(seed: int) -> None:
    world = made(seed)
    demands = world.demands
    learner, relaxer, passes = Seeker(demands), Seeker(demands, plain=0), Passes(demands)
    for kept in range(1 << demands.count):
        for seeker in (learner, relaxer):
            found = seeker.find(kept)
            assert (found is not None) == world.fits(kept)
            if found is None:
                assert not seeker.core & ~kept
                assert not world.fits(seeker.core)
            else:
                assert found in world.packages
                assert not demands.broken(found) & kept
        assert passes.exists(kept) == world.fits(kept)
        assert passes.count(kept) == sum(not mask & kept for mask in world.broken)


@fewer
@given(seeds, st.integers(0, 255))
def test_the_program_and_the_tree_agree(seed: int, kept: int) -> None:
    world = made(seed)
    kept &= (1 << world.demands.count) - 1
    program, tree = Program(world.demands), Parting(world.demands)
    for broken in range(4):
        fits = any((mask & kept).bit_count() <= broken for mask in world.broken)
        assert (program.find(kept, broken) is not None) == fits
        found = tree.find(kept, broken)
        assert (found is not None) == fits
        if found is not None:
            assert found in world.packages
            assert (world.demands.broken(found) & kept).bit_count() <= broken
        elif not broken:
            assert not tree.core & ~kept
            assert not world.fits(tree.core)
    excluded = tree.excluded(kept)
    assert excluded is None or not (excluded & ~kept or world.fits(excluded))


@few
@given(seeds)
def test_conflicts_of_groups_are_exactly_the_minimal_ones(seed: int) -> None:
    world = made(seed)
    count = world.demands.count
    single = [1 << bit for bit in range(count)]
    pairs = [3 << bit & (1 << count) - 1 for bit in range(0, count, 2)]
    for groups in (single, pairs):
        sets = range(1 << len(groups))
        blocked = [one for one in sets if not world.fits(sum(groups[place] for place in bits(one)))]
        assert sorted(conflicts(Oracle(world.demands), groups)) == minimal(blocked)


@few
@given(seeds)
def test_the_fewest_demands_and_one_set_known_to_be_minimal(seed: int) -> None:
    world = made(seed)
    oracle = Oracle(world.demands)
    found = fewest(oracle, oracle.everything)
    if not world.packages:
        assert found is None
        return
    assert found is not None
    assert found.given_up.bit_count() == min(mask.bit_count() for mask in world.broken)
    assert world.demands.broken(found.package) == found.given_up
    lower = hitting_sets(list(found.conflicts)) if found.conflicts else [0]
    assert min(map(int.bit_count, lower)) == found.given_up.bit_count()
    if not world.fits(oracle.everything):
        small, sure = oracle.small(oracle.everything)
        assert sure
        assert not world.fits(small)
        assert all(world.fits(small & ~(1 << bit)) for bit in bits(small))
        assert len(oracle.shown(small)) == (2 if small & world.demands.numeric else 1)


@fewer
@given(seeds)
def test_the_fewest_demands_are_the_same_where_conflicts_are_many(seed: int) -> None:
    world = made(seed)
    oracle = Oracle(world.demands)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Oracle, "narrow", False)
        patch.setattr(explaining, "FEW_HITS", 0)
        found = fewest(oracle, oracle.everything)
    if not world.packages:
        assert found is None
        return
    assert found is not None
    assert world.demands.broken(found.package) == found.given_up
    assert found.given_up.bit_count() == min(mask.bit_count() for mask in world.broken)
    if found.given_up:
        assert found.conflicts is None
        assert found.shown_by == (PARTING, PROGRAMMING)


@fewer
@given(seeds)
def test_formulas_of_every_shape_are_rows(seed: int) -> None:
    rng = random.Random(seed)
    formulas = Formulas([3, 2, 3, 2])

    def shape(depth: int) -> int:
        variable = rng.randrange(4)
        if not depth:
            return formulas.literal(variable, rng.randint(1, (1 << formulas.sizes[variable]) - 1))
        parts = [shape(depth - 1) for _ in range(3)]
        kind = rng.choice(("all", "any", "count", "iff", "not"))
        if kind == "count":
            return formulas.at_least(2, parts)
        if kind == "iff":
            return formulas.iff(*parts[:2])
        return formulas.negate(parts[0]) if kind == "not" else getattr(formulas, kind)(parts)

    floor = Floor(
        tuple(tuple(rng.randint(-2, 5) for _ in range(size)) for size in formulas.sizes), 4, ((shape(2), -3),)
    )
    demands = Demands(formulas, (shape(2),), (shape(2), shape(2)), (floor,))
    packages = [one for one in itertools.product(*map(range, formulas.sizes)) if demands.feasible(one)]
    program, tree = Program(demands), Parting(demands)
    for kept in range(8):
        fits = any(not demands.broken(one) & kept for one in packages)
        assert (tree.find(kept) is not None) == fits
        assert (program.find(kept) is not None) == fits


@few
@given(seeds)
def test_the_most_that_a_floor_could_ask(seed: int) -> None:
    world = made(seed)
    demands = world.demands
    oracle = Oracle(demands)
    for bit, floor in demands.floors_in(demands.numeric):
        others = oracle.everything & ~(1 << bit)
        values = [
            floor.of(demands.formulas, package)
            for package, mask in zip(world.packages, world.broken, strict=True)
            if not mask & others
        ]
        found = most(oracle, oracle.everything, bit)
        assert (found is None) == (not values)
        if found is not None:
            assert found.worth == max(values) == floor.of(demands.formulas, found.package)


@few
@given(seeds, st.integers(0, 6))
def test_raising_a_floor_loses_no_conflict_and_one_that_all_reach_adds_none(seed: int, more: int) -> None:
    demands = made(seed).demands
    bit = len(demands.refused)
    single = [1 << one for one in range(demands.count)]
    raised = demands.raised(bit, demands.floors[0].least + more)
    before = list(conflicts(Oracle(demands), single))
    after = list(conflicts(Oracle(raised), single))
    assert all(any(not new & ~old for new in after) for old in before)
    idle = list(conflicts(Oracle(demands.raised(bit, -1_000)), single))
    assert not any(one >> bit & 1 for one in idle)


def test_exactly_the_floor_is_enough() -> None:
    formulas = Formulas([2, 2])
    for least, fits in ((7, True), (8, False)):
        demands = Demands(formulas, (), (formulas.literal(1, 2),), (Floor(((0, 4), (3, 9)), least),))
        assert demands.broken((1, 0)) == (0 if fits else 2)
        assert Oracle(demands).feasible(3) is fits
        assert Passes(demands).exists(3) is fits
        assert (Program(demands).find(3) is not None) is fits


def test_numbers_too_long_for_a_float_are_told_apart() -> None:
    formulas = Formulas([2] * 6)
    big = 10**15
    worths = tuple((0, big + (1 << one)) for one in range(6))
    for least, fits in ((6 * big + 63, True), (6 * big + 64, False)):
        oracle = Oracle(Demands(formulas, (), (), (Floor(worths, least),)))
        assert oracle.feasible(1) is fits
        assert fits or len(oracle.shown(1)) == 2


def test_a_second_route_that_finds_a_package_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    demands = Demands(Formulas([2]), (), (), (Floor(((0, 1),), 2),))
    oracle = Oracle(demands)
    assert not oracle.feasible(1)
    monkeypatch.setattr(Passes, "exists", lambda *_: True)
    with pytest.raises(DisagreementError):
        oracle.shown(1)


EXAMPLE = Path(__file__).parents[4] / "shared" / "data" / "negotiation" / "minimal_conflicts_example.json"


@pytest.mark.skipif(not EXAMPLE.is_file(), reason="the example of minimal conflicts is not here")
def test_a_set_of_red_lines_is_explained_completely() -> None:
    for one in json.loads(EXAMPLE.read_text()):
        demands, lines = from_clauses(one["hard_cnf"], one["soft_lits"])
        oracle = Oracle(demands)
        found = sorted(conflicts(oracle, [1 << bit for bit in range(demands.count)]))
        assert sorted([lines[bit] for bit in bits(mask)] for mask in found) == sorted(map(sorted, one["mus"]))
        given_up = sorted(sorted(lines[bit] for bit in bits(mask)) for mask in hitting_sets(found))
        assert given_up == sorted(map(sorted, one["mcs"]))
        lightest = fewest(Oracle(demands), oracle.everything)
        assert lightest is not None
        assert lightest.given_up.bit_count() == min(map(len, one["mcs"]))


def from_clauses(clauses: list[list[int]], soft: list[int]) -> tuple[Demands, list[int]]:
    """Clauses over one-hot blocks and selectors as demands: a selector refuses what a clause with it forbids."""
    blocks = [one for one in clauses if len(one) > 1 and all(literal > 0 for literal in one)]
    blocks = [one for one in blocks if not set(one) & set(soft)]
    place = {literal: (at, value) for at, one in enumerate(blocks) for value, literal in enumerate(one)}
    formulas = Formulas([len(one) for one in blocks])
    inside = {frozenset(pair) for one in blocks for pair in itertools.combinations(one, 2)}

    def literal(one: int) -> int:
        at, value = place[abs(one)]
        formula = formulas.literal(at, 1 << value)
        return formula if one > 0 else formulas.negate(formula)

    hard: list[int] = []
    refused: dict[int, list[int]] = {selector: [] for selector in soft}
    for clause in clauses:
        selectors = [-one for one in clause if -one in refused]
        rest = formulas.any(literal(one) for one in clause if -one not in refused)
        if selectors:
            refused[selectors[0]].append(formulas.negate(rest))
        elif clause not in blocks and frozenset(map(abs, clause)) not in inside:
            hard.append(rest)
    return Demands(formulas, tuple(hard), tuple(formulas.any(parts) for parts in refused.values())), list(refused)

"""Every route to the least number that answers reach says the same: sweeps of all and of some cosets, the search."""

import random

import numpy as np
import pytest

from detente.engines.stability import deciding, reducing, sweeping
from detente.engines.stability.deciding import stable
from detente.engines.stability.grid import lay
from detente.engines.stability.model import CONCEPTS, Conflict
from detente.engines.stability.sweeping import Sweeps
from tests.engines.stability import literal


def verdicts(conflict):
    found = stable(conflict)
    return {(concept, party): found.text(concept, party) for concept, party in found.bits}


def conflicts(seed, count, most=40):
    rng = random.Random(seed)
    return [literal.conflict_made(rng, most) for _ in range(count)]


@pytest.mark.parametrize("patience", [0, 1.5])
def test_the_search_says_what_sweeps_say(monkeypatch, patience):
    some = conflicts(1, 120)
    expected = [verdicts(conflict) for conflict in some]
    monkeypatch.setattr(deciding, "Sweeps", lambda grid, worth: Sweeps(grid, worth, patience))
    assert [verdicts(conflict) for conflict in some] == expected


@pytest.mark.parametrize(("few", "at_once"), [(0, 1), (1 << 20, 64)])
def test_few_or_many_cosets_at_once_say_the_same(monkeypatch, few, at_once):
    some = conflicts(5, 60)
    expected = [verdicts(conflict) for conflict in some]
    monkeypatch.setattr(sweeping, "_FEW", few)
    monkeypatch.setattr(sweeping, "_AT_ONCE", at_once)
    assert [verdicts(conflict) for conflict in some] == expected


def test_holes_are_searched_where_sweeps_take_long(monkeypatch):
    some = [conflict for conflict in conflicts(2, 200) if conflict.feasible is not None]
    expected = [verdicts(conflict) for conflict in some]
    monkeypatch.setattr(reducing, "_PATIENCE", 0)
    assert [verdicts(conflict) for conflict in some] == expected


def test_long_axes_take_wide_numbers(monkeypatch):
    """A party of more than 2^15 strategies."""
    rng = np.random.default_rng(3)
    payoffs = rng.integers(0, 50, 1 << 17), rng.integers(0, 4, 1 << 17)
    conflict = Conflict((1 << 16, 2), (0, 1), payoffs)
    grid = lay(conflict)
    sweeps = Sweeps(grid, {0: grid.place(payoffs[0]), 1: grid.place(payoffs[1])})
    value = grid.place(payoffs[1])
    found = sweeps.improved(value, [0]).reshape(2, 1 << 16)
    assert np.array_equal(found, sweeps.searched(value, [0], free=False).reshape(2, 1 << 16))
    for row in range(2):
        paid, numbers = payoffs[0].reshape(2, -1)[row], payoffs[1].reshape(2, -1)[row]
        least = [min(numbers[paid > level], default=9) for level in range(50)]
        assert np.array_equal(found[row], np.minimum(numbers, np.array(least)[paid]))


def winding(steps):
    """Two parties answer the first by taking turns up a staircase: as many moves as it has steps."""
    size = steps + 1
    first, second = np.meshgrid(np.arange(size), np.arange(size), indexing="ij")
    stair = ((first == second) | (first == second + 1)).reshape(-1)
    feasible = np.concatenate([stair, stair])
    height = np.concatenate([(first + second).reshape(-1)[stair]] * 2)
    lower = np.repeat([0, 1], np.count_nonzero(stair))
    worth = np.where(lower == 1, np.where(height == height.max(), -1, 1), 0)
    return Conflict((size, size, 2), (1, 2, 0), (worth, height, height), (), feasible)


@pytest.mark.parametrize("steps", [3, 90])
def test_a_sanction_many_moves_away_is_found(steps):
    found = stable(winding(steps))
    for concept in CONCEPTS[1:]:
        held = found.holds(concept, 0)
        assert held[:-1].all(), concept
        assert not held[-1], "who has been punished has nothing to fear from going back"
    assert not found.holds("nash", 0)[: found.states // 2 - 1].any()
    if steps < 10:
        world = literal.of(winding(steps))
        assert all(found.text(concept, party) == world.verdicts(concept, party) for concept, party in found.bits)

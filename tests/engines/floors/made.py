"""Small demands made at random, and what follows from them by looking at every package."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass

from detente.engines.floors.model import Demands, Floor
from detente.engines.formulas import Formulas


@dataclass(frozen=True)
class World:
    demands: Demands
    packages: tuple[tuple[int, ...], ...]
    broken: tuple[int, ...]

    def fits(self, kept: int) -> bool:
        return any(not mask & kept for mask in self.broken)


def made(seed: int) -> World:
    """Three to five issues, linkages, refusals of one to three issues, floors with bonuses good and bad."""
    rng = random.Random(seed)
    sizes = [rng.randint(2, 3) for _ in range(rng.randint(3, 5))]
    formulas = Formulas(sizes)

    def several(width: int) -> int:
        chosen = rng.sample(range(len(sizes)), width)
        return formulas.all(formulas.literal(v, rng.randint(1, (1 << sizes[v]) - 1)) for v in chosen)

    hard = tuple(formulas.negate(several(2)) for _ in range(2))
    refused = tuple(several(rng.choice((1, 1, 2, 2, 3))) for _ in range(rng.randint(2, 5)))
    floors = tuple(
        Floor(
            tuple(tuple(rng.randint(-3, 9) for _ in range(size)) for size in sizes),
            rng.randint(5, 26),
            tuple((several(2), rng.randint(-4, 6)) for _ in range(rng.randint(0, 2))),
        )
        for _ in range(rng.randint(1, 3))
    )
    demands = Demands(formulas, hard, refused, floors)
    packages = tuple(one for one in itertools.product(*map(range, sizes)) if demands.feasible(one))
    return World(demands, packages, tuple(map(demands.broken, packages)))


def minimal(masks: list[int]) -> list[int]:
    return sorted(one for one in set(masks) if not any(other != one and not other & ~one for other in masks))

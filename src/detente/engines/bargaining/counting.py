"""How many packages everybody accepts: exactly, or not at all.

Two parties and no ties between issues: the issues are parted in two halves, every half multiplied out, and the pairs of
halves that meet both reservation values counted by a wavelet matrix (Claude, Navarro and Ordóñez 2015): one sorted
coordinate, one counted by bits. With more parties, or with what ties issues, halves of another kind (`meeting`).
Otherwise one pass that merges what is alike and lets go of parts whose every completion is accepted, or none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from detente.engines.bargaining.drawing import shape_of
from detente.engines.bargaining.meeting import PAIRS, count_by_halves
from detente.engines.bargaining.model import Domain
from detente.engines.bargaining.results import TooManyError
from detente.engines.bargaining.sweeping import Stop, Sweep, best_possible
from detente.engines.bargaining.wide import Array, Wide, ranked, words

_HALF = 3_000_000
_CELLS = 1_500_000
"""Machine words that the rows of one pass take at most: some 200 MB while they grow, and a second or two. A pass that
needs more would rarely end; what was not counted is None.
"""


def count_zone(domain: Domain, *, limit: int = 500_000, pairs: int = PAIRS, stop: Stop = lambda: False) -> int | None:
    """How many packages meet the linkages and every reservation value (≥); None where that was not to be counted.

    So many rows of a pass at most are carried (`limit`), and so many `pairs` of halves compared.
    """
    if any(most < r for most, r in zip(best_possible(domain), domain.reservations, strict=True)):
        return 0
    if any(ceiling is not None for ceiling in domain.ceilings):
        return None
    if not domain.tied and not domain.bonuses and not domain.copies:
        if _everything(domain):
            return domain.packages
        if len(domain.tables) == 2 and domain.packages > limit // 10:
            halves = _halves(domain.sizes)
            if halves is not None:
                return _pairs(domain, *halves)
        found = _halved(_binding(domain), pairs, stop)
        return _decided(domain, limit, stop) if found is None else found
    bound = _binding(domain)
    found = _halved(bound, pairs, stop)
    if found is not None:
        return found
    try:
        ends = Sweep(bound, limit=limit).run(bound.reservations, dominance=False, stop=stop)
    except TooManyError:
        return None
    return int(sum(int(count) for count in ends.counts))


def _binding(domain: Domain) -> Domain:
    """The same zone, without the numbers of parties that accept whatever they are offered: more is then alike."""
    least = [sum(min(options) for options in table) for table in domain.tables]
    for bonus in domain.bonuses:
        least[bonus.party] += min(bonus.worth, 0)
    bound = [low < r for low, r in zip(least, domain.reservations, strict=True)]
    nothing = tuple((0,) * size for size in domain.sizes)
    return replace(
        domain,
        tables=tuple(table if binds else nothing for table, binds in zip(domain.tables, bound, strict=True)),
        reservations=tuple(r if binds else 0 for r, binds in zip(domain.reservations, bound, strict=True)),
        bonuses=tuple(bonus for bonus in domain.bonuses if bound[bonus.party]),
    )


def _halved(domain: Domain, pairs: int, stop: Stop) -> int | None:
    """By two halves of whatever shape; None where that would be too much, or was stopped."""
    shape = shape_of(domain)
    with suppress(TooManyError):
        return None if shape is None else count_by_halves(domain, shape, stop, pairs)
    return None


def _everything(domain: Domain) -> bool:
    worst = (sum(min(options) for options in table) for table in domain.tables)
    return all(least >= r for least, r in zip(worst, domain.reservations, strict=True))


def _decided(domain: Domain, limit: int, stop: Stop) -> int | None:
    """One pass, with the number of packages behind each row; rows whose fate is sealed are counted and let go."""
    from detente.engines.bargaining.dominance import distinct

    spread = [
        min(
            (max(table[issue]) - min(table[issue])) / scale
            for table, scale in zip(domain.tables, domain.scales, strict=True)
        )
        for issue in range(len(domain.sizes))
    ]
    order = sorted(range(len(domain.sizes)), key=lambda issue: -spread[issue])
    most = best_possible(domain)
    start = [[m - r for m, r in zip(most, domain.reservations, strict=True)]]
    width = words(4 * max(1, *(abs(number) for number in (*most, *domain.reservations, *start[0]))) * 2)
    limit = min(
        limit, _CELLS // (len(domain.tables) * (1 if width == 1 else 2 * width))
    )  # long numbers are sorted, too
    rows, counts, total = Wide.of(start, width), np.array([1], dtype=object), 0
    for at, issue in enumerate(order):
        falls = [[table[issue][o] - max(table[issue]) for table in domain.tables] for o in range(domain.sizes[issue])]
        if stop() or len(rows) * len(falls) > 8 * limit:
            return None
        counts = np.repeat(counts, len(falls))
        rows = rows.plus_each(Wide.of(falls, width))
        rest = order[at + 1 :]
        worst = [[sum(min(table[one]) - max(table[one]) for one in rest) for table in domain.tables]]
        alive = rows.whole()
        rows, counts = rows.take(alive), counts[alive]
        sure = rows.plus(Wide.of(worst, width)).whole()
        total += int(sum(counts[sure])) * math.prod(domain.sizes[one] for one in rest)
        rows, counts = rows.take(~sure), counts[~sure]
        firsts, likes = distinct(rows.keys())
        if len(firsts) > limit:
            return None
        merged = np.zeros(len(firsts), dtype=object)
        np.add.at(merged, likes, counts)
        rows, counts = rows.take(firsts), merged
    return total


def _halves(sizes: Sequence[int]) -> tuple[list[int], list[int]] | None:
    """Two sets of issues whose products are nearly equal; None where one is too wide to multiply out."""
    one: list[int] = []
    other: list[int] = []
    for issue in sorted(range(len(sizes)), key=lambda issue: -sizes[issue]):
        mine = math.prod(sizes[i] for i in one)
        (one if mine <= math.prod(sizes[i] for i in other) else other).append(issue)
    fits = max(math.prod(sizes[i] for i in one), math.prod(sizes[i] for i in other)) <= _HALF
    return (one, other) if fits else None


def _pairs(domain: Domain, one: Sequence[int], other: Sequence[int]) -> int | None:
    """Pairs of halves; numbers too long for a word lose their last bits, unless an answer could hang on them."""
    largest = max(abs(worth) for table in domain.tables for options in table for worth in options)
    bits = (largest * len(domain.sizes) + max(map(abs, domain.reservations))).bit_length()
    shift = max(0, bits - 60)
    shifted = [[[worth >> shift for worth in options] for options in table] for table in domain.tables]
    least = [-(-r >> shift) for r in domain.reservations]  # rounded up: what is lost makes sums smaller only
    left = [_sums(table, one, -r) for table, r in zip(shifted, least, strict=True)]
    right = [_sums(table, other, 0) for table in shifted]
    found = _count(left, right, len(domain.sizes) + 1 if shift else 0)
    if found is None:  # a sum within the last bits: rank both sides in full
        sides = [
            _ranked(-_sums(table, one, -r), _sums(table, other, 0))
            for table, r in zip(domain.tables, domain.reservations, strict=True)
        ]
        found = _count([-asked for asked, _ in sides], [given for _, given in sides], 0)
    return found


def _ranked(asked: Array, given: Array) -> tuple[Array, Array]:
    """Both in one order, as ranks."""
    ranks = ranked(np.concatenate((asked, given)))
    return ranks[: len(asked)], ranks[len(asked) :]


def _sums(table: Sequence[Sequence[int]], issues: Sequence[int], start: int) -> Array:
    fits = sum(max(map(abs, table[issue])) for issue in issues) + abs(start) < 1 << 61
    kind = np.int64 if fits else object
    sums = np.array([start], dtype=kind)
    for issue in issues:
        sums = (sums[:, None] + np.array(table[issue], dtype=kind)[None, :]).ravel()
    return sums


def _count(left: Sequence[Array], right: Sequence[Array], band: int) -> int | None:
    """Pairs with left + right ≥ 0 in both coordinates; None if a sum of either coordinate lies in [-band, 0)."""
    order = np.argsort(-right[0])
    first, second = right[0][order], right[1][order]
    by_first, by_second = -first, np.sort(second)
    asking = np.argsort(left[0])
    need_first, need_second = -left[0][asking], -left[1][asking]
    prefix = np.searchsorted(by_first, -need_first, side="right")
    below = np.searchsorted(by_second, need_second, side="left")  # how many seconds are too small
    if band and (
        (np.searchsorted(by_first, band - need_first, side="right") != prefix).any()
        or (np.searchsorted(by_second, need_second - band, side="left") != below).any()
    ):
        return None
    ranks = np.empty(len(second), dtype=np.int32)
    ranks[np.argsort(second, kind="stable")] = np.arange(len(second), dtype=np.int32)
    some = prefix > 0
    return int(prefix.sum()) - _smaller(ranks, prefix[some].astype(np.int32), below[some].astype(np.int32))


def _smaller(ranks: Array, prefix: Array, bound: Array) -> int:
    """Σ over questions: how many of the first `prefix` ranks are below `bound`."""
    bits = len(ranks).bit_length()
    low = np.zeros(len(prefix), dtype=np.int32)
    high = prefix.copy()
    total = 0
    for bit in range(bits - 1, -1, -1):
        ones = (ranks >> bit) & 1 == 1
        zeros = np.zeros(len(ranks) + 1, dtype=np.int32)
        np.cumsum(~ones, out=zeros[1:])
        split = zeros[-1]
        low_zero, high_zero = zeros[low], zeros[high]
        up = (bound >> bit) & 1 == 1
        total += int((high_zero - low_zero)[up].sum(dtype=np.int64))
        low = np.where(up, split + low - low_zero, low_zero)
        high = np.where(up, split + high - high_zero, high_zero)
        ranks = np.concatenate((ranks[~ones], ranks[ones]))
    return total

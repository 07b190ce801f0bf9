"""How far two coders agree: on arrays of codes and of spans, by the published coefficients.

Every coefficient is None where its definition gives no number (no unit, no variation): never 0 or 1 by accident.

References: Krippendorff (2011), Computing Krippendorff's alpha-reliability; Cohen (1960), A coefficient of agreement
for nominal scales; Krippendorff (1995), On the reliability of unitizing continuous data; Krippendorff (2004), Measuring
the reliability of qualitative text analysis data.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from detente.errors import TooLargeError

Codes = NDArray[np.int64]
Spans = NDArray[np.int64]

MISSING = -1
"""The code of a value that a coder did not give."""

_MOST_CELLS = 25_000_000
_DIGITS = 52  # that a double holds exactly


def both(first: Codes, second: Codes) -> tuple[Codes, Codes]:
    """The values of the units that both coders gave one to."""
    keep = (first != MISSING) & (second != MISSING)
    return first[keep], second[keep]


def alpha(first: Codes, second: Codes, ordinal: bool = False) -> float | None:
    """Krippendorff's alpha of two coders, nominal, or ordinal in the order of the codes.

    None where no unit has two values, or all values are the same: chance and agreement cannot be told apart.
    """
    a, b = both(first, second)
    if not len(a) or len(np.unique(np.concatenate([a, b]))) < 2:
        return None
    import krippendorff

    level: Literal["ordinal", "nominal"] = "ordinal" if ordinal else "nominal"
    return float(krippendorff.alpha(np.stack([a, b]).astype(float), level_of_measurement=level))


def share_equal(first: Codes, second: Codes) -> float | None:
    """The share of units on which both gave the same value; None where there is no unit."""
    a, b = both(first, second)
    return float(np.mean(a == b)) if len(a) else None


def kappa(first: Codes, second: Codes) -> float | None:
    """Cohen's kappa; None where there is no unit, or where chance alone makes them agree always."""
    a, b = both(first, second)
    if not len(a):
        return None
    size = int(max(a.max(), b.max())) + 1
    chance = int(np.bincount(a, minlength=size) @ np.bincount(b, minlength=size))
    total = len(a) ** 2
    if chance == total:
        return None
    return float((np.count_nonzero(a == b) * len(a) - chance) / (total - chance))


def overlaps(first: Spans, second: Spans) -> NDArray[np.float64]:
    """Jaccard overlap of every span of one coder with every span of the other: common length by joint length.

    Raises TooLargeError for tens of millions of pairs.
    """
    if len(first) * len(second) > _MOST_CELLS:
        raise TooLargeError(f"{len(first):,} and {len(second):,} statements on one document are too many to compare")
    begins = np.maximum(first[:, None, 0], second[None, :, 0])
    ends = np.minimum(first[:, None, 1], second[None, :, 1])
    common = np.clip(ends - begins, 0, None)
    lengths = (first[:, 1] - first[:, 0])[:, None] + (second[:, 1] - second[:, 0])[None, :]
    return np.asarray(common / (lengths - common))


def match(
    overlap: NDArray[np.float64], threshold: float, ties: NDArray[np.int64], most_ties: int
) -> list[tuple[int, int]]:
    """Pairs of rows and columns, each in one pair at most, whose overlap is at least the threshold.

    As many pairs as can be; among these, the largest sum of overlaps; among these, the largest sum of `ties` (whole
    numbers from 0 to `most_ties`). Found exactly by linear assignment in every group of rows and columns that
    overlaps tie together; sums of overlap are compared to six digits, fewer in groups of hundreds.
    """
    fits = overlap >= threshold
    fits &= overlap > 0
    found: list[tuple[int, int]] = []
    for rows, columns in _groups(fits):
        part = np.ix_(rows, columns)
        found += [
            (int(rows[i]), int(columns[j])) for i, j in _assigned(overlap[part], fits[part], ties[part], most_ties)
        ]
    return sorted(found)


def _groups(fits: NDArray[np.bool_]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """The connected groups of rows and columns."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    rows, columns = np.nonzero(fits)
    height, size = fits.shape[0], sum(fits.shape)
    graph = coo_array((np.ones(len(rows), np.int8), (rows, columns + height)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1]
    used = np.unique(labels[rows])
    where = {int(label): np.flatnonzero(labels == label) for label in used}
    return [(nodes[nodes < height], nodes[nodes >= height] - height) for nodes in where.values()]


def _assigned(
    overlap: NDArray[np.float64], fits: NDArray[np.bool_], ties: NDArray[np.int64], most_ties: int
) -> list[tuple[int, int]]:
    from scipy.optimize import linear_sum_assignment

    pairs = min(fits.shape)
    tie_bits = (most_ties * pairs).bit_length()
    pair_bits = pairs.bit_length()
    overlap_bits = max(1, min(20, _DIGITS - tie_bits - 2 * pair_bits - 1))
    steps = np.rint(overlap * (1 << overlap_bits))
    score = (1 << (tie_bits + overlap_bits + pair_bits + 1)) + steps * (1 << tie_bits) + ties
    rows, columns = linear_sum_assignment(np.where(fits, score, 0.0), maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if fits[i, j]]


def covered(spans: Spans) -> Spans:
    """The stretches that the spans cover together, in order, none touching the next."""
    found: list[list[int]] = []
    for begin, end in sorted(map(tuple, spans.tolist())):
        if found and begin <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([begin, end])
    return np.array(found, np.int64).reshape(-1, 2)


def length(spans: Spans) -> int:
    """How long stretches are together."""
    return int((spans[:, 1] - spans[:, 0]).sum())


def common(first: Spans, second: Spans) -> int:
    """How long two lists of disjoint stretches, each in order, coincide."""
    total, i, j = 0, 0, 0
    while i < len(first) and j < len(second):
        total += max(0, int(min(first[i, 1], second[j, 1]) - max(first[i, 0], second[j, 0])))
        if first[i, 1] <= second[j, 1]:
            i += 1
        else:
            j += 1
    return total


def _sections(units: Spans, borders: list[int]) -> NDArray[np.int64]:
    """Units and the gaps between them as rows (begin, length, is a unit); no section crosses a border."""
    cuts = sorted({*borders, *units.ravel().tolist()})
    inside = {(begin, end) for begin, end in map(tuple, units.tolist())}
    rows = [(begin, end - begin, int((begin, end) in inside)) for begin, end in pairwise(cuts)]
    return np.array(rows, np.int64).reshape(-1, 3)


def unitizing_alpha(first: Spans, second: Spans, borders: list[int]) -> float | None:
    """Krippendorff's alpha for unitizing (αU, 1995) of two coders and one category of units.

    `first`, `second`: each coder's units, disjoint and in order. `borders`: where the continuum begins and ends, and,
    if it is made of several texts, where these meet; no unit crosses one. None where nobody marked a unit.
    """
    size = borders[-1] - borders[0]
    a, b = _sections(first, borders).astype(float), _sections(second, borders).astype(float)
    expected = _expected([a, b], size)
    return None if not expected else 1 - 2 * _observed(a, b) / (2 * size**2) / expected


def _observed(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """The sum of squared differences between all sections of two coders."""
    begin_a, size_a, unit_a = (column[:, None] for column in a.T)
    begin_b, size_b, unit_b = (column[None, :] for column in b.T)
    apart = begin_a - begin_b
    overlap = (unit_a == 1) & (unit_b == 1) & (-size_a < apart) & (apart < size_b)
    in_gap = (unit_a == 1) & (unit_b == 0) & (apart >= 0) & (apart <= size_b - size_a)
    gap_holds = (unit_a == 0) & (unit_b == 1) & (apart <= 0) & (apart >= size_b - size_a)
    squared = np.where(overlap, apart**2 + (apart + size_a - size_b) ** 2, 0.0)
    squared += np.where(in_gap, size_a**2, 0.0) + np.where(gap_holds, size_b**2, 0.0)
    return float(squared.sum())


def _expected(coders: list[NDArray[np.float64]], size: int) -> float:
    """What the difference would be, were the sections of all coders placed by chance."""
    sections = np.concatenate(coders)
    units = sections[sections[:, 2] == 1, 1]
    gaps = sections[sections[:, 2] == 0, 1]
    if not len(units):
        return 0.0
    beside = (len(units) - 1) / 3 * (2 * units**3 - 3 * units**2 + units)
    room = np.clip(gaps[None, :] - units[:, None] + 1, 0, None).sum(axis=1)
    total = len(coders) * size
    weight = total * (total - 1) - float((units * (units - 1)).sum())
    return float(2 / size * (beside + units**2 * room).sum() / weight) if weight else 0.0

"""Distributions of uncertain numbers: how much of one lies below a value, and draws from many at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from detente.engines.voting.model import ONE, ZERO, Assembly, Ballot, Number, Rule

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CHUNK = 20_000
_EPSILON = 1e-9
_Z = 1.959963984540054


def cumulative(number: Number, value: Fraction, top: Fraction = ONE) -> Fraction:
    """How much of a distribution, cut to 0 to `top`, lies at or below a value."""
    below, least, most = (_distribution(number, one) for one in (value, ZERO, top))
    if most <= least:
        return ONE if value >= number.central else ZERO
    return min(max((below - least) / (most - least), ZERO), ONE)


def _distribution(number: Number, value: Fraction) -> Fraction:
    if number.form == "normal":
        assert number.sd
        return Fraction(0.5 * math.erfc(-float((value - number.central) / number.sd) / math.sqrt(2)))
    low, high, mode = number.low, number.high, number.central
    assert low is not None
    assert high is not None
    if value <= low:
        return ZERO
    if value >= high:
        return ONE
    if number.form == "between":
        return (value - low) / (high - low)
    if value <= mode:
        return (value - low) ** 2 / ((high - low) * (mode - low))
    return ONE - (high - value) ** 2 / ((high - low) * (high - mode))


def some(number: Number, draws: int, rng: np.random.Generator, top: Fraction = ONE) -> Floats:
    """So many draws from a distribution, cut to 0 to `top`."""
    import numpy as np

    certain = number.certain(top)
    if certain is not None:
        return np.full(draws, float(certain))
    if number.form == "normal":
        from scipy.special import ndtr, ndtri

        assert number.sd
        mean, sd = float(number.central), float(number.sd)
        low, high = ndtr(-mean / sd), ndtr((float(top) - mean) / sd)
        return np.asarray(np.clip(mean + sd * ndtri(low + rng.random(draws) * (high - low)), 0, float(top)), float)
    assert number.low is not None
    assert number.high is not None
    low, high = float(number.low), float(number.high)
    share = rng.random(draws)
    if number.form == "between":
        found = np.clip(low, 0, float(top)) + share * (min(high, float(top)) - max(low, 0.0))
        return np.asarray(found, float)
    mode = float(number.central)
    bend = (mode - low) / (high - low)
    rising = low + np.sqrt(share * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - share) * (high - low) * (high - mode))
    return np.asarray(np.clip(np.where(share < bend, rising, falling), 0, float(top)), float)


def drawn(assembly: Assembly, ballots: Sequence[Ballot], rules: Sequence[Rule], draws: int, seed: int) -> int:
    """In how many of so many draws all rules are met. Every ballot must be known. The same seed, the same draws."""
    import numpy as np

    rng = np.random.default_rng(seed)
    yes, no, abstain, people = (np.zeros(draws) for _ in range(4))
    for place, (seats, ballot) in enumerate(zip(assembly.seats, ballots, strict=True)):
        if ballot.chance is not None:
            mine = rng.binomial(seats, some(ballot.chance, draws, rng)) / max(seats, 1)
            away = np.zeros(draws)
        else:
            mine = some(ballot.yes, draws, rng) if ballot.yes else np.zeros(draws)
            away = np.minimum(some(ballot.abstain, draws, rng), 1 - mine) if ballot.abstain else np.zeros(draws)
        yes += seats * mine
        abstain += seats * away
        no += seats * (1 - mine - away)
        if assembly.population:
            people += float(assembly.population[place]) * mine
    attendance = np.ones(draws)
    if assembly.present is not None:
        attendance = some(assembly.present, draws, rng, Fraction(assembly.size)) / assembly.size
    held = np.ones(draws, bool)
    for rule in rules:
        held &= _met(rule, assembly, yes * attendance, no * attendance, abstain * attendance, people * attendance)
    return int(held.sum())


def _met(rule: Rule, assembly: Assembly, yes: Floats, no: Floats, abstain: Floats, people: Floats) -> NDArray[np.bool_]:
    """The rules of `tallies.met`, in floating point: what differs by a billionth counts as equal."""

    def reaches(value: Floats, asked: Floats | float, *, strict: bool) -> NDArray[np.bool_]:
        return value > asked + _EPSILON if strict else value >= asked - _EPSILON

    present = yes + no + abstain
    turnout = reaches(present, float((rule.turnout or ZERO) * assembly.size), strict=False)
    if rule.kind == "votes":
        return turnout & reaches(yes, float(rule.threshold), strict=False)
    if rule.kind == "consensus":
        return turnout & (no <= _EPSILON)
    base: Floats | float = float(assembly.size)
    if rule.kind == "share" and rule.base != "members":
        base = yes + no if rule.base == "voting" else present
    found = turnout & (yes > _EPSILON) & reaches(yes, float(rule.threshold) * base, strict=rule.strict)
    if rule.kind == "double" and rule.population is not None:
        enough = reaches(people, float(rule.population * assembly.people), strict=rule.population_strict)
        if rule.blocking is not None:
            enough |= assembly.size - yes < rule.blocking - _EPSILON
        found &= enough
    return found


def wilson(hits: int, draws: int) -> tuple[Fraction, Fraction]:
    """The 95 % interval of a share of draws by Wilson's score."""
    share, square = hits / draws, _Z * _Z
    middle = (share + square / (2 * draws)) / (1 + square / draws)
    half = _Z * math.sqrt(share * (1 - share) / draws + square / (4 * draws * draws)) / (1 + square / draws)
    return Fraction(max(0.0, middle - half)), Fraction(min(1.0, middle + half))

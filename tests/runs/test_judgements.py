"""Draws: the numbers come from their distributions, every draw is solved as it stands, and a seed says it all."""

import itertools
import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

import detente
from detente.case.judgements.model import Quantity
from detente.engines.bargaining.choosing import solve
from detente.engines.bargaining.results import Limits
from detente.runs.judgements import judgements
from detente.space.draws import Draws, _sampled, quantities
from detente.space.judging import judge, judged_space
from tests import judged_made as literal
from tests.judged_made import judged, write

LIGHT = settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])


def judgings(case):
    found = [judge(space) for space in literal.spaces(case)]
    return [one for one in found if one.units]


@LIGHT
@given(judged(exact=True))
def test_exact_numbers_are_the_same_in_every_draw(case):
    for judging in judgings(case):
        draws = Draws(judging, 2, seed=1)
        assert draws.varied == 0
        own = judging.bargain.domain
        for domain in draws.domains():
            for x in itertools.product(*map(range, own.sizes)):
                assert domain.feasible(x) == own.feasible(x)
                for party, (scale, plain) in enumerate(zip(domain.scales, own.scales, strict=True)):
                    assert Fraction(domain.utility(party, x), scale) == Fraction(own.utility(party, x), plain)
                    r = Fraction(domain.reservations[party], scale)
                    assert r == Fraction(own.reservations[party], plain)


@LIGHT
@given(judged())
def test_a_draw_lies_where_the_intervals_allow(case):
    for judging in judgings(case):
        draws = Draws(judging, 3, seed=2)
        sizes = judging.bargain.domain.sizes
        domains = list(draws.domains())
        for x in itertools.islice(itertools.product(*map(range, sizes)), 0, None, 3):
            for party, worth in enumerate(judging.worths):
                drawn = draws.worth(party, x)
                assert list(drawn) == [domain.utility(party, x) for domain in domains]
                bounds = worth.bounds(judging.bargain.package(x))
                normal = any(one.form == "normal" and one.sd for one in quantities(worth))
                if bounds is None or normal or unweighed(worth):
                    continue
                for domain in domains:
                    gain = Fraction(domain.gains(x)[party], domain.scales[party])
                    assert bounds[0] - Fraction(1, 50) <= gain <= bounds[1] + Fraction(1, 50)


def unweighed(worth):
    """Whether all weights may be drawn as nothing."""
    some = [worth.numbers.weights[issue] for issue in worth.weights]
    return not any((one.central if one.low is None else one.low) > 0 for one in some)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(judged())
def test_every_draw_is_solved_as_it_stands(case):
    found = judgings(case)
    assume(found)
    judging = found[0]
    count = 6
    result = judgements(judging.space, count, seed=3, most=1000)
    solved = [solve(domain, limits=Limits(packages=1000)) for domain in Draws(judging, count, seed=3).domains()]
    assert result.made == count
    assert result.zone.hits == sum(not one.empty for one in solved)
    for standard in result.standards:
        best = [one.best[standard.name] for one in solved if not one.empty]
        assert standard.found == len(best)
        hits = Counter({tuple(package.values()): share.hits for package, share in standard.packages})
        assert sum(hits.values()) == len(best)
        possible = [
            {tuple(judging.bargain.package(x).values()) for point in one.points for x in point.packages} for one in best
        ]
        for package, times in hits.items():
            assert times <= sum(package in some for some in possible)
        for issue, shares in standard.options.items():
            assert sum(share.hits for share in shares.values()) == len(best), issue
    for one in result.named:
        assert all(every.hits <= some.hits for every, some in zip(one.every, one.some, strict=True))


@pytest.mark.parametrize(
    ("quantity", "quantiles"),
    [
        (Quantity("between", Fraction(40), Fraction(30), Fraction(50)), {0.05: 31, 0.5: 40, 0.95: 49}),
        (Quantity("triangular", Fraction(0), Fraction(0), Fraction(10)), {0.19: 1, 0.75: 5, 0.96: 8}),
        (Quantity("normal", Fraction(40), sd=Fraction(5)), {0.1587: 35, 0.5: 40, 0.9772: 50}),
    ],
)
def test_numbers_come_from_their_distributions(quantity, quantiles):
    drawn = _sampled(quantity, 40_000, 10_000, np.random.default_rng(0)).astype(float) / 10_000
    for share, value in quantiles.items():
        assert np.quantile(drawn, share) == pytest.approx(value, abs=0.25)


def test_a_weight_is_cut_off_at_nothing():
    wide = Quantity("normal", Fraction(1), sd=Fraction(5))
    drawn = _sampled(wide, 20_000, 10_000, np.random.default_rng(0), positive=True).astype(float) / 10_000
    assert drawn.min() >= 0
    assert np.mean(drawn == 0) < 0.001  # cut off, not heaped up there
    density, above = math.exp(-0.02) / math.sqrt(2 * math.pi), 0.5 + 0.5 * math.erf(0.2 / math.sqrt(2))
    assert drawn.mean() == pytest.approx(1 + 5 * density / above, abs=0.1)  # of a normal distribution truncated at 0


def test_the_seed_says_it_all_and_the_work_can_be_stopped(tmp_path):
    space = judged_space(detente.load(write(tmp_path / "river")))
    one, same, other = (judgements(space, 150, seed=seed).to_json() for seed in (5, 5, 6))
    assert one == same
    assert one != other
    assert one["varied"] == 1
    stopped = judgements(space, 500, seed=5, stop=lambda: True)
    assert stopped.made < 500
    assert stopped.draws == 500
    low, high = one["agreement_zone"]["interval"]
    assert low < one["agreement_zone"]["share"] <= high

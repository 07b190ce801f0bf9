"""Trade against its definitions: every package that differs on one, two or three issues is asked, in fractions."""

import itertools
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from detente.analyses.trade import of_domain, trade
from detente.engines.bargaining.model import Bonus, Linkage, scaled
from detente.errors import DetenteError, UnknownNameError
from detente.space.bargaining import Bargain, Matter
from detente.space.grounds import Standpoint
from detente.space.judging import judge
from detente.space.proposed import at_status_quo, named
from detente.space.surroundings import Asked
from tests import judged_made as literal
from tests.judged_made import judged

LIGHT = settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])


class World:
    """A table with everything listed."""

    def __init__(self, judging):
        space = judging.space
        self.space, self.judging = space, judging
        self.packages = [{i: x[i] for i in space.frame.agenda} for x in literal.feasible(space)]
        units, _ = literal.units(space)
        self.preferences = [preference for preference, _ in units.values()]
        self.worths = {self.key(x): self.worth(x) for x in self.packages}
        rows = list(zip(*self.worths.values(), strict=True))
        self.ranges = [max(row) - min(row) for row in rows]
        self.reservations = [
            min(row) if (r := literal.reservation(space, p)) is None else r
            for p, row in zip(self.preferences, rows, strict=True)
        ]

    def worth(self, x):
        full = {**self.space.standing.status_quo, **x}
        return tuple(literal.utility(self.space, p, full) for p in self.preferences)

    def key(self, x):
        return tuple(x.values())

    def around(self, x, size):
        """Feasible packages that differ on exactly so many issues: (package, gains)."""
        before = self.worth(x)
        for y in self.packages:
            if sum(x[i] != y[i] for i in x) == size:
                yield y, [a - b for a, b in zip(self.worth(y), before, strict=True)]

    def scaled(self, gains):
        return [g / r if r else Fraction(0) for g, r in zip(gains, self.ranges, strict=True)]


def better(gains):
    return min(gains) >= 0 and max(gains) > 0


def parts(x, y):
    """The packages with a part of the changes from x to y, not none and not all."""
    different = [i for i in x if x[i] != y[i]]
    for size in range(1, len(different)):
        for some in itertools.combinations(different, size):
            yield {i: y[i] if i in some else x[i] for i in x}


@st.composite
def worlds(draw, exact=True):
    """A table with at least one judged unit and a feasible package, and a package to begin at."""
    case = draw(judged(exact=exact))
    judgings = [judge(space) for space in literal.spaces(case)]
    fit = [one for one in judgings if one.units and literal.feasible(one.space)]
    assume(fit)
    world = World(fit[0])
    start = draw(st.sampled_from([*world.packages, named(world.space, at_status_quo(world.space))]))
    return world, start


@LIGHT
@given(worlds(), st.sampled_from([2, 3]))
def test_every_improvement_is_counted_and_the_best_come_first(made, size):
    world, x = made
    found = trade(Standpoint.of_case(world.judging), x, Asked(size, 1000))
    improving = {world.key(y) for n in (1, 2, 3) for y, gains in world.around(x, n) if better(gains)}
    for kind, sizes in ((found.free, [1]), (found.swaps, range(2, size + 1))):
        expected = {}
        for n in sizes:
            for y, gains in world.around(x, n):
                if better(gains) and not any(world.key(z) in improving for z in parts(x, y)):
                    expected[world.key(y)] = gains
        assert kind.count == len(expected)
        assert kind.strict == sum(min(gains) > 0 for gains in expected.values())
        listed = [{**x, **{issue: after for issue, _, after in one.issues}} for one in kind.best]
        assert {world.key(y) for y in listed} == set(expected)
        used = [p for p, r in enumerate(world.ranges) if r]
        order = []
        for y, one in zip(listed, kind.best, strict=True):
            gains = expected[world.key(y)]
            assert one.gains == pytest.approx([float(g) for g in gains])
            assert one.strict == (min(gains) > 0)
            assert list(one.accepts) == [w >= r for w, r in zip(world.worth(y), world.reservations, strict=True)]
            shares = world.scaled(gains)
            order.append((min((shares[p] for p in used), default=0), sum(shares)))
        assert [tuple(round(float(n), 9) for n in one) for one in order] == sorted(
            (tuple(round(float(n), 9) for n in one) for one in order), reverse=True
        )
    assert found.feasible == (world.key(x) in world.worths)


@FEW
@given(worlds())
def test_what_is_worth_trading_from_here_and_from_anywhere(made):
    world, x = made
    found = trade(Standpoint.of_case(world.judging), x, Asked(2, 1000))
    units = world.judging.units
    pairs = list(itertools.combinations(world.space.frame.agenda, 2))
    assert len(found.pairs) == len(pairs) * len(units) * (len(units) - 1) // 2

    def most(begin, issues, p, q):
        same = [y for y in world.packages if all(y[i] == begin[i] for i in y if i not in issues)]
        shares = [world.scaled([a - b for a, b in zip(world.worth(y), world.worth(begin), strict=True)]) for y in same]
        return max((min(one[p], one[q]) for one in shares), default=Fraction(0))

    for one in found.pairs:
        p, q = (units.index(name) for name in one.parties)
        assert one.here == pytest.approx(float(max(0, most(x, one.issues, p, q))), abs=1e-9)
        assert one.anywhere == pytest.approx(float(max(most(y, one.issues, p, q) for y in world.packages)), abs=1e-9)
    assert [one.here for one in found.pairs] == sorted((one.here for one in found.pairs), reverse=True)


@LIGHT
@given(worlds())
def test_single_concessions_and_the_most_promising(made):
    world, x = made
    found = trade(Standpoint.of_case(world.judging), x)
    for party, one in enumerate(found.concessions):
        r, before = world.reservations[party], world.worth(x)[party]
        expected = {}
        for y, gains in world.around(x, 1):
            others = [g for at, g in enumerate(gains) if at != party]
            holds = before < r or world.worth(y)[party] >= r
            if gains[party] < 0 and others and better(others) and holds:
                accepts = [w >= r for w, r in zip(world.worth(y), world.reservations, strict=True)]
                shares = world.scaled(gains)
                rate = sum(s for at, s in enumerate(shares) if at != party) / -shares[party]
                expected[world.key(y)] = (all(accepts), sum(accepts), rate)
        assert one.count == len(expected)
        best = {y for y, rank in expected.items() if rank == max(expected.values())}
        assert {world.key({**x, **{i: after for i, _, after in c.issues}}) for c in one.best} == best


@LIGHT
@given(worlds())
def test_the_nearest_points_of_the_frontier(made):
    world, x = made
    found = trade(Standpoint.of_case(world.judging), x)
    fits = [y for y, w in world.worths.items() if all(a >= r for a, r in zip(w, world.reservations, strict=True))]

    def dominated(y):
        mine = world.worths[y]
        return any(better([a - b for a, b in zip(world.worths[z], mine, strict=True)]) for z in fits)

    front = [y for y in fits if not dominated(y)]
    before = world.worth(x)
    assert found.efficient == (world.key(x) in front)
    if not front:
        assert found.distance is None
        assert not found.better
        return

    def apart(y):
        return max(
            (abs(a - b) / r for a, b, r in zip(world.worths[y], before, world.ranges, strict=True) if r),
            default=Fraction(0),
        )

    assert found.distance == pytest.approx(float(min(map(apart, front))))
    nearest = {world.worths[y] for y in front if apart(y) == min(map(apart, front))}
    assert {one.utilities for one in found.nearest} == {tuple(map(float, w)) for w in nearest}
    above = [y for y in front if all(a >= b for a, b in zip(world.worths[y], before, strict=True))]
    closest = {world.worths[y] for y in above if apart(y) == min(map(apart, above))}
    assert {one.utilities for one in found.better} == {tuple(map(float, w)) for w in closest}
    changes = [sum(a != b for a, b in zip(y, world.key(x), strict=True)) for y in front]
    assert found.changes == min(changes)


@st.composite
def domains(draw):
    """A small domain as files give it: linkages as tuples, bonuses as rectangles."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=3))
    number = st.integers(-4, 4).map(Fraction)
    tables = [[[draw(number) for _ in range(size)] for size in sizes] for _ in range(2)]
    packages = list(itertools.product(*map(range, sizes)))
    banned = frozenset(draw(st.lists(st.sampled_from(packages), max_size=3)))
    issues = tuple(range(len(sizes)))
    allowed = tuple(frozenset(draw(st.lists(st.integers(0, size - 1), min_size=1))) for size in sizes)
    domain = scaled(
        tables, [draw(number), draw(number)], [Linkage(issues, banned)], [(Bonus(0, issues, allowed, 0), draw(number))]
    )
    matters = tuple(Matter(f"i{at}", tuple(f"o{o}" for o in range(size))) for at, size in enumerate(sizes))
    return Bargain("made", matters, ("one", "two"), domain), draw(st.sampled_from(packages))


@LIGHT
@given(domains())
def test_of_a_domain_in_files_the_same(made):
    bargain, x = made
    domain = bargain.domain
    found = of_domain(bargain, bargain.package(x), Asked(2, 100))
    improving = set()
    for y in itertools.product(*map(range, domain.sizes)):
        gains = [a - b for a, b in zip(domain.gains(y), domain.gains(x), strict=True)]
        if domain.feasible(y) and better(gains):
            improving.add(y)
    free = {y for y in improving if sum(a != b for a, b in zip(x, y, strict=True)) == 1}
    swaps = set()
    for y in improving:
        different = [at for at, (a, b) in enumerate(zip(x, y, strict=True)) if a != b]
        single = [tuple(y[i] if i == at else x[i] for i in range(len(x))) for at in different]
        if len(different) == 2 and not set(single) & free:
            swaps.add(y)
    assert (found.free.count, found.swaps.count) == (len(free), len(swaps))


def test_a_domain_in_files_needs_a_whole_package():
    matters = (Matter("price", ("low", "high")), Matter("term", ("short", "long")))
    domain = scaled([[[Fraction(0), Fraction(1)]] * 2] * 2, [Fraction(0)] * 2)
    bargain = Bargain("made", matters, ("one", "two"), domain)
    with pytest.raises(DetenteError, match="term: short, long"):
        of_domain(bargain, {"price": "low"})
    with pytest.raises(UnknownNameError, match="colour"):
        of_domain(bargain, {"colour": "red"})
    with pytest.raises(UnknownNameError, match="free"):
        of_domain(bargain, {"price": "free", "term": "long"})

"""The definitions read literally over every package, in fractions; and small random domains to try methods on."""

import itertools
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

from hypothesis import strategies as st

from detente.engines.bargaining.model import Bonus, Domain, Linkage, Rules
from detente.engines.formulas import Formulas


def packages(domain):
    return [one for one in itertools.product(*map(range, domain.sizes)) if domain.feasible(one)]


def shares(domain, package):
    return tuple(Fraction(gain, scale) for gain, scale in zip(domain.gains(package), domain.scales, strict=True))


def dominates(one, other):
    return all(a >= b for a, b in zip(one, other, strict=True)) and one != other


def frontier(points):
    return {one for one in points if not any(dominates(other, one) for other in points)}


@dataclass
class Literal:
    """Every answer, by enumeration."""

    domain: Domain
    ideal: str = "rational"

    def __post_init__(self):
        self.all = packages(self.domain)
        self.rational = [one for one in self.all if min(self.domain.gains(one)) >= 0]
        self.gains = {one: self.domain.gains(one) for one in self.all}
        self.frontier = frontier({self.gains[one] for one in self.rational})
        over = self.rational if self.ideal == "rational" else self.all
        parties = range(len(self.domain.tables))
        self.ideals = [max((self.gains[one][p] for one in over), default=None) for p in parties]

    def value(self, name, package):
        found = shares(self.domain, package)
        if name == "nash":
            return prod(found, start=Fraction(1))
        if name == "egalitarian":
            return min(found)
        if name == "utilitarian":
            return sum(Fraction(self.domain.utility(p, package), scale) for p, scale in enumerate(self.domain.scales))
        gains = self.gains[package]
        return min(
            (Fraction(g, i) for g, i in zip(gains, self.ideals, strict=True) if i and i > 0), default=Fraction(0)
        )

    def best(self, name):
        """(value, all vectors of gains that have it)."""
        values = {one: self.value(name, one) for one in self.rational}
        most = max(values.values())
        return most, {self.gains[one] for one, value in values.items() if value == most}

    def closest(self):
        values = {one: min(shares(self.domain, one)) for one in self.all}
        most = max(values.values())
        return most, {self.gains[one] for one, value in values.items() if value == most}


@st.composite
def rules(draw, sizes):
    """Up to two formulas of any shape over the issues."""
    formulas = Formulas(sizes)

    def formula(depth):
        kind = draw(st.sampled_from(["literal", "all", "any", "count", "iff", "not"] if depth else ["literal"]))
        if kind == "literal":
            issue = draw(st.integers(0, len(sizes) - 1))
            return formulas.literal(issue, draw(st.integers(0, 2 ** sizes[issue] - 1)))
        if kind == "not":
            return formulas.negate(formula(depth - 1))
        if kind == "iff":
            return formulas.iff(formula(depth - 1), formula(depth - 1))
        parts = [formula(depth - 1) for _ in range(draw(st.integers(1, 4)))]
        if kind == "count":
            return formulas.at_least(draw(st.integers(1, len(parts))), parts)
        return formulas.all(parts) if kind == "all" else formulas.any(parts)

    return Rules(formulas, tuple(formula(2) for _ in range(draw(st.integers(1, 2)))))


@st.composite
def domains(draw, linked=False, bonuses=False, parties=4, big=False, ruled=False):
    """Small domains, often with ties; `big` in numbers that need many machine words; `ruled` by formulas too."""
    count = draw(st.integers(1, parties)) if not big else draw(st.integers(1, 3))
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    unit = draw(st.sampled_from([1, 3, 10**9 + 7, 2**61 + 11, 2**90 + 7, 3**200])) if big else 1
    noise = st.integers(0, 2) if big else st.just(0)
    worth = st.integers(-3, 9)
    tables = tuple(
        tuple(tuple(draw(worth) * unit + draw(noise) for _ in range(size)) for size in sizes) for _ in range(count)
    )
    reservations = tuple(draw(st.integers(-6, 18)) * unit + draw(noise) for _ in range(count))
    scales = tuple(draw(st.sampled_from([1, 1, 2, 7])) * unit for _ in range(count))
    issues = range(len(sizes))
    links = []
    if linked and len(sizes) > 1:
        for _ in range(draw(st.integers(0, 3))):
            scope = tuple(draw(st.permutations(issues))[: draw(st.integers(1, min(3, len(sizes))))])
            every = list(itertools.product(*(range(sizes[i]) for i in scope)))
            links.append(Linkage(scope, frozenset(draw(st.sets(st.sampled_from(every), max_size=len(every))))))
    rectangles = []
    if bonuses:
        for _ in range(draw(st.integers(0, 4))):
            scope = tuple(draw(st.permutations(issues))[: draw(st.integers(1, min(3, len(sizes))))])
            sides = tuple(frozenset(draw(st.sets(st.integers(0, sizes[i] - 1), min_size=1))) for i in scope)
            rectangles.append(Bonus(draw(st.integers(0, count - 1)), scope, sides, draw(st.integers(-9, 9)) * unit))
    formulas = draw(rules(sizes)) if ruled and draw(st.booleans()) else None
    return Domain(tables, reservations, scales, tuple(links), tuple(rectangles), rules=formulas)


@st.composite
def met(draw, kinds):
    """Domains in which some package is worth exactly the reservation values, to all or to some: gains of 0 abound.

    Numbers are moved far from 0 for some parties, as sums of floats then err by more than a small gain.
    """
    domain = draw(kinds)
    package = tuple(draw(st.integers(0, size - 1)) for size in domain.sizes)
    far = [draw(st.sampled_from([0, 0, 1, 10**6, -(10**6)])) for _ in domain.tables]
    factor = [draw(st.sampled_from([1, 1, 7, 1009])) for _ in domain.tables]
    tables = tuple(
        tuple(tuple(w * f + (move if not at else 0) for w in options) for at, options in enumerate(table))
        for table, f, move in zip(domain.tables, factor, far, strict=True)
    )
    bonuses = tuple(replace(one, worth=one.worth * factor[one.party]) for one in domain.bonuses)
    moved = replace(domain, tables=tables, bonuses=bonuses)
    exactly = [draw(st.booleans()) or party == 0 for party in range(len(tables))]
    low = [
        min(moved.utility(party, one) for one in itertools.product(*map(range, domain.sizes)))
        for party in range(len(tables))
    ]
    reservations = tuple(moved.utility(p, package) if e else low[p] for p, e in enumerate(exactly))
    return replace(moved, reservations=reservations)

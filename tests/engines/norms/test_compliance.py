"""Compliance on arrays, against the literal definition on random systems and logs."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.engines.norms import compliance, compliance_log
from detente.engines.norms.compliance import Clock, Giving, spell_out
from detente.engines.norms.compliance_duties import Span
from detente.engines.norms.compliance_events import Duty, Events, Part, Use, parts_of
from detente.engines.norms.compliance_found import (
    FORBIDDEN,
    NONE,
    OVER,
    OVER_AFTER,
    STAY,
    UNDER,
    UNDER_AFTER,
    UNDONE,
    gathered,
)
from detente.engines.norms.compliance_log import Log
from detente.engines.norms.compliance_pieces import FOREVER, Grants
from detente.engines.norms.compliance_stocks import Bound
from detente.engines.norms.compliance_terms import covers, smallest
from detente.engines.norms.model import TRUE, Norm, Sense, System
from detente.engines.scopes import disjoint
from tests.engines.norms import keeping

SIZES = (3, 3, 2, 2, 3)
BREAKS = (6, 12)
HORIZON = 24
FIELDS = ("event", "clause", "kind", "first", "last", "days", "over", "actor", "place", "repaired", "source")
KINDS = {
    FORBIDDEN: "forbidden",
    OVER: "above the cap",
    UNDER: "below the floor",
    STAY: "stay too long",
    UNDONE: "not done in time",
    OVER_AFTER: "above the cap, after",
    UNDER_AFTER: "below the floor, after",
}
QUESTIONS = (2, 3)
GIVEN, UNKNOWN, CONSENT = 0, 1, 2


def masks(size):
    return st.one_of(st.just((1 << size) - 1), st.integers(1, (1 << size) - 1))


boxes = st.tuples(*map(masks, SIZES))
scopes = st.lists(boxes, min_size=1, max_size=2).map(disjoint)
atoms = st.sampled_from([("var", GIVEN), ("var", UNKNOWN), ("var", CONSENT), ("true",)])
conditions = st.one_of(
    atoms,
    atoms.map(lambda one: ("not", one)),
    st.tuples(st.sampled_from(["and", "or"]), st.tuples(atoms, atoms.map(lambda one: ("not", one)))),
)
plain_conditions = st.sampled_from([TRUE, TRUE, ("var", GIVEN), ("var", UNKNOWN), ("not", ("var", GIVEN))])
answers = st.sampled_from([(), (), ((0, 0),), ((0, 1),), ((1, 2),), ((0, 1), (1, 0))])
exempts = st.one_of(st.just(()), st.lists(st.tuples(scopes, conditions), max_size=2).map(tuple))


@st.composite
def norms(draw, clauses=2):
    return Norm(
        draw(st.integers(0, clauses - 1)),
        draw(answers),
        Sense.AT_MOST,
        draw(scopes),
        when=draw(plain_conditions),
        exempt=draw(exempts),
    )


@st.composite
def events(draw, dated=True, most=6):
    found = []
    for number in range(draw(st.integers(2, most))):
        first = draw(st.integers(1, 18))
        stays = draw(st.booleans())
        last = first if stays else draw(st.integers(first, 20))
        cell = tuple(draw(st.integers(0, size - (side < 2))) for side, size in enumerate(SIZES[:4]))
        consents = []
        for actor in draw(st.lists(st.integers(0, 2), max_size=2, unique=True)):
            if dated and draw(st.booleans()):
                begin = draw(st.integers(1, 18))
                consents.append((actor, begin, draw(st.integers(begin, 22))))
            else:
                consents.append((actor, -FOREVER, FOREVER))
        found.append(
            keeping.Event(
                number, first, last, cell, draw(st.sampled_from([2, 1, 3, 2, -1, -3, 0])), stays, tuple(consents)
            )
        )
    return sorted(found, key=lambda one: (one.first, one.number))


@st.composite
def worlds(draw, parted):
    """A world of norms, each with a part that `parted` draws for it."""
    chosen = draw(st.lists(parted, min_size=1, max_size=3))
    every = [norm for group in chosen for norm, _ in group]
    parts = dict(enumerate(part for group in chosen for _, part in group))
    days = frozenset(draw(st.sets(st.integers(1, 30), max_size=3)))
    giving = [(draw(masks(3)), draw(masks(3)), draw(masks(3)), draw(st.integers(1, 2)))]
    turned = draw(st.sampled_from([None, None, (-1, 0, -1)]))
    system = System(SIZES, tuple(every), 4, QUESTIONS, frozenset((CONSENT,)), frozenset((GIVEN, UNKNOWN)))
    return keeping.World(system, parts, BREAKS, {GIVEN: days}, (UNKNOWN,), {CONSENT: giving}, turned)


def checked(world, log, opening=(), size=100, word=62, whole=True):
    """The answers of the engine, fed in parts of this size, with so many terms to a word."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (compliance, compliance_log):
            patch.setattr(module, "WORD", word)
        return fed(world, log, opening, size, whole)


def fed(world, log, opening, size, whole):
    rules = spell_out(world.system, range(len(world.system.norms)), {}, frozenset((GIVEN,)), frozenset((CONSENT,)))
    days = sorted({-FOREVER, *BREAKS, *range(1, 31)})
    starts = np.array(days, np.int64)
    times = np.array([world.time(day) for day in days], np.int64)
    clock = Clock(starts, times, {GIVEN: np.array([day in world.given[GIVEN] for day in days])})
    grants = Grants.of([[], *(event.consents for event in log)])

    def granted(sets):
        found = []
        for bearers, moments, givers, need in world.enough[CONSENT]:
            enough = np.array([sum(givers >> one & 1 for one in some) >= need for some in sets.members])
            found.append(Giving(bits(bearers, 3), bits(moments, 3), enough))
        return {CONSENT: found}

    turned = None if world.turned is None else np.array(world.turned, np.int64)
    made = Log(rules, world.parts, SIZES, clock, grants, granted, turned)
    made.standing.whole = whole
    if opening:
        cells = np.array([(*cell, 0) for cell, _ in opening], np.int64)
        amounts = np.array([amount for _, amount in opening], np.int64)
        made.start(cells, amounts, np.zeros_like(amounts))
    column = [np.array(values, np.int64) for values in zip(*(event.cell for event in log), strict=True)]
    given_events = Events(
        np.array([event.number for event in log], np.int64),
        np.array([event.first for event in log], np.int64),
        np.array([event.last for event in log], np.int64),
        (column[0], column[1], column[2], column[3]),
        np.array([event.amount for event in log], np.int64),
        np.arange(1, len(log) + 1),
        np.array([event.stays for event in log], bool),
    )
    rows = gathered([*(made.feed(part) for part in parts_of(given_events, size)), made.finish(HORIZON)])
    return made, rules, rows


def bits(mask, size):
    return np.array([*(bool(mask >> place & 1) for place in range(size)), False])


def unclear(world, log, clause):
    """How many events with something unsaid may or may not be covered by a clause: somewhere, but not everywhere."""
    number = 0
    for event in log:
        number += event.amount > 0 and any(
            keeping.applies(world, world.system.norms[place], answers_, event.cell, day, event.who(day), True)
            and not keeping.applies(world, world.system.norms[place], answers_, event.cell, day, event.who(day))
            for place in world.parts
            if world.system.norms[place].clause == clause
            for answers_ in world.assignments()
            for day in range(event.first, event.last + 1)
        )
    return number


def compared(world, log, opening=(), days=True, word=62, whole=True):
    """Compare what the engine finds with the definition; parts of the log change nothing."""
    made, rules, rows = checked(world, log, opening, word=word, whole=whole)
    literal = keeping.violations(world, log, HORIZON, opening, whole)
    keys = {}
    for place in range(len(rows)):
        key: Any = (int(rows.event[place]), int(rows.clause[place]), KINDS[int(rows.kind[place])])
        if key[2] == "not done in time":
            of = (rows.actor[place], rows.place[place], rows.source[place])
            key = (key[0] if key[0] != NONE else None, *key[1:], *(int(one) if one != NONE else None for one in of))
        elif rows.event[place] == NONE:
            key = (
                None,
                *key[1:],
                *(int(one[place]) if one[place] != NONE else None for one in (rows.actor, rows.place)),
            )
        under = pattern(made, rules, int(rows.clause[place]), int(rows.pattern[place]))
        if rows.source[place] != NONE:
            also = pattern(made, rules, int(rows.source[place]), int(rows.source_pattern[place]))
            under = [one | other for one in under for other in also]
        assert key not in keys, "one row for each"
        keys[key] = (place, under)
    everything = {key for _, found, _ in literal for key, wrong in found.items() if wrong.days}
    assert set(keys) == everything, (set(keys) - everything, everything - set(keys))
    for key, (place, under) in keys.items():
        for answers_, found, _ in literal:
            said = any(all(answers_[q] == a for q, a in term) for term in under)
            assert said == (key in found and bool(found[key].days)), (key, answers_)
        every = [found[key] for _, found, _ in literal if key in found and found[key].days]
        if days:
            assert rows.first[place] == min(min(one.days) for one in every)
            if any(one.open for one in every):
                assert rows.last[place] >= FOREVER
            else:
                union = set().union(*(one.days for one in every))
                assert (rows.last[place], rows.days[place]) == (max(union), len(union))
                spans = made.spans.get((key[0], key[1]))
                if spans is not None and len(key) == 3:
                    assert {day for first, last in spans for day in range(first, last + 1)} == union
        if every[0].over >= 0:
            assert rows.over[place] == max(one.over for one in every)
    again = checked(world, log, opening, size=1 + len(log) % 2, word=word, whole=whole)
    assert sorted(lines(again[0], again[2])) == sorted(lines(made, rows))
    return rows, literal


def pattern(made, rules, clause, number):
    bits_ = made.pattern(clause, number)
    return [term for place, term in enumerate(rules.terms[clause]) if bits_ >> place & 1]


def lines(made, rows):
    """The rows with their patterns in full."""
    whole = [made.pattern(*pair) for pair in zip(rows.clause.tolist(), rows.pattern.tolist(), strict=True)]
    return list(zip(whole, *(getattr(rows, name).tolist() for name in FIELDS), strict=True))


forbidden = norms().map(lambda norm: [(norm, Part(Use.FORBID))])


@given(worlds(forbidden), events())
def test_prohibitions_with_conditions_consents_and_readings(world, log):
    compared(world, log)


@given(worlds(forbidden), events(most=3))
def test_what_is_not_said_makes_it_unclear(world, log):
    made, _, _ = checked(world, log)
    for clause in range(2):
        assert made.counts.partly.get(clause, 0) == unclear(world, log, clause)


@given(worlds(forbidden), events(most=3))
def test_a_violation_is_one_whatever_is_not_said(world, log):
    """Each event with something unsaid, said in every way: a violation of all of these, or not surely one."""
    sizes = world.system.sizes
    for answers_, found, _ in keeping.violations(world, log, HORIZON):
        for event in log:
            ways = product(
                *(range(sizes[side]) if event.cell[side] == sizes[side] else (event.cell[side],) for side in range(4))
            )
            for cell in ways:
                for clause in range(2):
                    days = found.get((event.number, clause, "forbidden"), keeping.Wrong()).days
                    for day in days:
                        norms_ = [norm for norm in world.system.norms if norm.clause == clause]
                        assert any(keeping.applies(world, norm, answers_, cell, day, event.who(day)) for norm in norms_)


@given(worlds(forbidden), events(dated=False))
def test_clauses_with_more_terms_than_a_word_has_bits(world, log):
    compared(world, log, word=1)


@st.composite
def stocks(draw):
    least = draw(st.booleans())
    per = draw(st.tuples(*[st.booleans()] * 4))
    if draw(st.integers(0, 3)) == 0:
        return [(draw(norms()), Part(Use.STOCK, bound=Bound(0, (True,) * 4, alone=True)))]
    bound = Bound(draw(st.integers(0, 3)), per, least, draw(st.booleans()), not least and draw(st.booleans()))
    return [(draw(norms()), Part(Use.STOCK, bound=bound))]


cells = st.tuples(*(st.integers(0, size - 1) for size in SIZES[:4]))


@given(worlds(stocks()), events(dated=False), st.lists(st.tuples(cells, st.integers(0, 2)), max_size=2), st.booleans())
def test_stocks_against_caps_and_floors(world, log, opening, whole):
    compared(world, log, opening, whole=whole)


@st.composite
def stays(draw):
    return [(draw(norms()), Part(Use.STAY, stay=Span(0, draw(st.integers(1, 6)))))]


@given(worlds(stays()), events())
def test_stays(world, log):
    compared(world, log)


@st.composite
def triggered(draw):
    """A duty that an act brings about, or that is there from a day, in a clause of its own."""
    said, when = draw(answers), draw(st.sampled_from([TRUE, ("var", UNKNOWN)]))
    norm = Norm(2, said, Sense.AT_LEAST, draw(scopes), when=when)
    within = draw(st.sampled_from([None, Span(0, 2), Span(0, 5)]))
    need, counted = draw(st.integers(1, 3)), draw(st.booleans())
    if draw(st.booleans()):
        per = draw(st.tuples(st.booleans(), st.booleans()))
        begins = draw(st.integers(1, 12))
        return [(norm, Part(Use.ACT, duty=Duty(need, counted, within, begins, begins + 8, frozenset(), per)))]
    duty = Duty(need, counted, within, None, draw(st.sampled_from([10, FOREVER])))
    trigger = Norm(2, said, Sense.AT_MOST, draw(scopes), when=when)
    return [(norm, Part(Use.ACT, duty=duty)), (trigger, Part(Use.TRIGGER))]


@given(triggered(), events(dated=False), st.sets(st.integers(1, 30), max_size=3))
def test_duties(group, log, days):
    system = System(SIZES, tuple(norm for norm, _ in group), 4, QUESTIONS)
    parts = dict(enumerate(part for _, part in group))
    world = keeping.World(system, parts, BREAKS, {GIVEN: frozenset(days)}, (UNKNOWN,), {CONSENT: [(7, 7, 7, 1)]})
    compared(world, log, days=group[0][0].answers == ())


@st.composite
def repairs(draw):
    """A clause, and another that repairs it."""
    source = Norm(
        0,
        (),
        Sense.AT_MOST,
        draw(scopes),
        exempt=draw(st.sampled_from([(), ((((7, 7, 3, 3, 7),), ("var", CONSENT)),)])),
    )
    norm = Norm(1, draw(st.sampled_from([(), ((0, 1),)])), Sense.AT_LEAST, draw(scopes))
    within = draw(st.sampled_from([None, Span(0, 2), Span(0, 6)]))
    duty = Duty(1, True, within, repairs=frozenset((0,)))
    return [(source, Part(Use.FORBID)), (norm, Part(Use.ACT, duty=duty))]


@given(repairs(), events())
def test_repairs(group, log):
    system = System(SIZES, tuple(norm for norm, _ in group), 2, QUESTIONS)
    parts = dict(enumerate(part for _, part in group))
    world = keeping.World(system, parts, BREAKS, {GIVEN: frozenset()}, (), {CONSENT: [(7, 7, 7, 1)]})
    rows, literal = compared(world, log)
    for place in np.flatnonzero(rows.clause == 0).tolist():
        key = (int(rows.event[place]), 0, "forbidden")
        done = [day for _, _, repaired in literal for day in repaired.get(key, [])]
        expected = NONE if None in done or not done else max(done)
        assert rows.repaired[place] == expected


terms = st.lists(
    st.dictionaries(st.integers(0, 2), st.integers(0, 1), max_size=3).map(lambda one: frozenset(one.items())),
    max_size=4,
)


@given(terms)
def test_the_smallest_sets_of_answers_are_the_prime_implicants(given_terms):
    sizes = {0: 2, 1: 2, 2: 2}
    worlds_ = [dict(enumerate((a, b, c))) for a in (0, 1) for b in (0, 1) for c in (0, 1)]

    def true(world):
        return any(all(world[q] == a for q, a in term) for term in given_terms)

    assert covers(given_terms, sizes) == all(map(true, worlds_))
    found = smallest(given_terms, sizes)
    for world in worlds_:
        assert true(world) == any(all(world[q] == a for q, a in term) for term in found)
    for term in found:
        for pair in term:
            smaller = term - {pair}
            assert not all(true(world) for world in worlds_ if all(world[q] == a for q, a in smaller))


def test_too_many_open_circumstances_say_what_to_do():
    from detente.errors import TooLargeError

    condition = ("or", tuple(("var", name) for name in range(9)))
    system = System(SIZES, (Norm(0, (), Sense.AT_MOST, ((1, 1, 1, 1, 1),), when=condition),), 1)
    with pytest.raises(TooLargeError, match="--given"):
        spell_out(system, [0], {}, frozenset(), frozenset())

"""Which parties cannot be satisfied together, against the definitions: every package is asked what it breaks."""

import dataclasses
import itertools
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.analyses.impasse import impasse
from detente.analyses.room import room
from detente.case.judgements.model import Quantity, Reservation
from detente.engines.floors.oracle import DisagreementError
from detente.engines.floors.sweeping import Passes
from detente.engines.formulas import TRUE
from detente.engines.masks import bits
from detente.space import judged as judged_module
from detente.space.judged import Judgements
from detente.space.problems import LEVELS, READINGS
from detente.space.ratifying import quotas
from detente.space.spaces import open_space
from tests import judged_made as literal
from tests.engines.antichains import hitting_sets, minimal
from tests.judged_made import judged, write
from tests.ratified_made import ratified

LIGHT = settings(max_examples=12)
SOME = [("limits", "menu"), ("refusals", "package"), ("demands", "package")]


def meets(space, formula, x):
    for variable, issue in enumerate(space.frame.agenda):
        formula = space.frame.formulas.assign(formula, variable, space.frame.value[variable][x[issue]])
    return formula == TRUE


class Asked:
    """What each feasible package breaks of what is held at a table, at one level in one reading."""

    def __init__(self, space, problem):
        self.space = space
        found, _ = literal.units(space)
        self.held = [(one.id, one.unit) for one in problem.positions if one.id not in problem.hidden]
        positions = [one.refuses for one in problem.positions if one.id not in problem.hidden]
        stopped = [one for one in quotas(space) if one.stopped]
        self.held += [(f"{one.of}.ratification.{one.id}", one.unit) for one in stopped]
        bounded = [
            (unit, preference, members)
            for unit, (preference, members) in found.items()
            if preference.reservation is not None
        ]
        self.held += [(f"{unit}.reservation", space.case.unit[members[0]]) for unit, _, members in bounded]
        self.worth = {
            unit: (preference, literal.reservation(space, preference), f"{unit}.reservation")
            for unit, preference, _ in bounded
        }
        self.packages = literal.feasible(space)
        self.broken = []
        for x in self.packages:
            broken = [meets(space, one, x) for one in (*positions, *(one.stopped for one in stopped))]
            broken += [literal.utility(space, p, x) < r for p, r, _ in self.worth.values()]
            self.broken.append(sum(bad << bit for bit, bad in enumerate(broken)))

    def conflicts(self, groups):
        """The minimal sets of groups that no package keeps, by asking for each set."""
        blocked = []
        for size in range(len(groups) + 1):
            for chosen in itertools.combinations(range(len(groups)), size):
                kept = 0
                for one in chosen:
                    kept |= groups[one]
                if all(mask & kept for mask in self.broken):
                    blocked.append(sum(1 << one for one in chosen))
        return minimal(blocked)

    def names(self, mask):
        return frozenset(self.held[bit][0] for bit in bits(mask))


def check(space, problem):
    read = Judgements.of(space)
    if read is None:
        assert not literal.units(space)[0]
        return
    answer, asked = read.answer(problem, quick=False), Asked(space, problem)
    assert list(answer.constraints) == [name for name, _ in asked.held]
    assert answer.possible is any(not mask for mask in asked.broken)
    assert answer.complete or any(len(one.refined) == 20 for one in answer.conflicts)
    headroom(space, answer, asked)
    if answer.possible or not asked.packages:
        assert not answer.conflicts
        assert answer.way_out is None
        return
    units = list(dict.fromkeys(unit for _, unit in asked.held))
    masks = [sum(1 << bit for bit, (_, of) in enumerate(asked.held) if of == unit) for unit in units]
    wanted = {frozenset(units[place] for place in bits(mask)) for mask in asked.conflicts(masks)}
    assert {frozenset(one.parties) for one in answer.conflicts} == wanted
    for one in answer.conflicts:
        among = sum(masks[units.index(unit)] for unit in one.parties)
        sets = {asked.names(mask) for mask in hitting_sets(minimal(mask & among for mask in asked.broken))}
        refined = set(map(frozenset, one.refined))
        assert refined == sets if one.complete else refined < sets
        for names, how in zip(one.refined, one.refined_by, strict=True):
            numeric = any(answer.constraints[name].kind == "reservation" for name in names)
            assert len(set(how)) == (2 if numeric else 1)
    way = answer.way_out
    assert way is not None
    assert len(way.gives_up) == min(mask.bit_count() for mask in asked.broken)
    crossed = asked.broken[asked.packages.index({**space.standing.status_quo, **way.package})]
    assert asked.names(crossed) == set(way.gives_up)


def headroom(space, answer, asked):
    for one in answer.headroom:
        preference, r, name = asked.worth[one.unit]
        bit = [held for held, _ in asked.held].index(name)
        worths = [
            literal.utility(space, preference, x)
            for x, mask in zip(asked.packages, asked.broken, strict=True)
            if not mask & ~(1 << bit)
        ]
        assert one.known
        assert one.reservation == r
        assert one.most == max(worths, default=None)
        if one.package is not None:
            full = {**space.standing.status_quo, **one.package}
            assert literal.utility(space, preference, full) == one.most


@LIGHT
@given(judged())
def test_conflicts_ways_out_and_headroom_are_those_of_the_definitions(case):
    for space in literal.spaces(case):
        for level, reading in SOME:
            check(space, space.problem(level, reading))


@settings(max_examples=6)
@given(ratified())
def test_procedures_that_certainly_fail_are_quotas(case):
    for space in literal.spaces(case):
        check(space, space.problem("refusals", "package"))


@LIGHT
@given(judged(), st.booleans())
def test_how_many_are_judged_acceptable(case, many):
    """By sums, and where these would be too many by the agreement zone of what is left."""
    with pytest.MonkeyPatch.context() as patch:
        if many:
            patch.setattr(judged_module, "MOST_COUNTED", 0)
        check_counts(case)


def check_counts(case):
    for table in room(case).tables:
        space = open_space(case, next(one for one in case.tables if one.id == table.table))
        found, unjudged = literal.units(space)
        if not found:
            assert table.judged is None
            continue
        assert table.judged is not None
        assert table.judged.units == tuple(found)
        assert list(table.judged.not_judged) == unjudged
        bounds = [(p, literal.reservation(space, p)) for p, _ in found.values()]
        fine = [
            x for x in literal.feasible(space) if all(r is None or literal.utility(space, p, x) >= r for p, r in bounds)
        ]
        assert table.judged.feasible.packages == len(fine)
        for level, reading in itertools.product(dict(LEVELS), READINGS):
            positions = space.positions(level, reading)
            left = [x for x in fine if not any(meets(space, one.refuses, x) for one in positions)]
            counted = table.judged.possible[level, reading]
            assert counted.packages == len(left)
            assert counted.any is bool(left)


def reserved(case, **values):
    """The same case with other reservation values."""
    made = tuple(
        dataclasses.replace(one, reservation=values[one.of]) if one.of in values else one for one in case.preferences
    )
    return dataclasses.replace(case, preferences=made)


def points(value):
    return Reservation(Quantity("exact", Fraction(value)))


@pytest.fixture
def river(tmp_path):
    return detente.load(write(tmp_path / "river")).on("2021-01-01")


def at(case, table="talks", level="demands", **asked):
    return impasse(case, (table,), **asked).row(table, level, "package").judged


def test_a_reservation_value_on_another_scale_excludes_everything_by_itself(river):
    found = at(reserved(river, NORTH=points(4500)))
    assert [one.parties for one in found.conflicts] == [("NORTH",)]
    assert found.conflicts[0].refined == (("NORTH.reservation",),)
    assert set(found.way_out.gives_up) == {"NORTH.reservation"}
    north = next(one for one in found.headroom if one.unit == "NORTH")
    assert north.most is not None
    assert north.most < 4500


def test_exactly_what_no_agreement_is_worth_is_enough_and_a_hair_more_is_not(river):
    found = at(river, headroom=True)
    north = next(one for one in found.headroom if one.unit == "NORTH")
    assert at(reserved(river, NORTH=Reservation(Quantity("exact", north.most)))).possible
    hair = Reservation(Quantity("exact", north.most + Fraction(1, 10**12)))
    blocked = at(reserved(river, NORTH=hair))
    assert blocked.possible is False
    assert all(len(one.shown_by) == 2 for one in blocked.conflicts)


def test_a_package_worth_exactly_no_agreement_keeps_it_in_the_lightest_way_out(river):
    found = at(reserved(river, SOUTH=None), headroom=True)
    north = next(one for one in found.headroom if one.unit == "NORTH")
    both = reserved(reserved(river, NORTH=Reservation(Quantity("exact", north.most))), SOUTH=points(4500))
    assert at(both).way_out.gives_up == ("SOUTH.reservation",)


def test_a_reservation_value_that_everything_reaches_changes_nothing(river):
    unbounded, low = reserved(river, NORTH=None), reserved(river, NORTH=points(-1))
    assert at(unbounded).unbounded == ("NORTH",)
    for level, _ in LEVELS:
        one, other = at(unbounded, level=level), at(low, level=level)
        assert one.possible is other.possible
        assert [c.to_json() for c in one.conflicts] == [c.to_json() for c in other.conflicts]


def test_raising_a_reservation_value_loses_no_conflict(river):
    before: set[frozenset[str]] = set()
    for value in range(0, 101, 10):
        found = at(reserved(river, NORTH=points(value), SOUTH=points(60)), level="limits")
        after = {frozenset(one.parties) for one in found.conflicts}
        assert all(any(new <= old for new in after) for old in before)
        before = after
    assert before


def test_where_nobody_is_judged_there_is_nothing(river):
    silent = dataclasses.replace(river, preferences=())
    assert at(silent) is None
    assert impasse(silent).levels[0].to_json()["judged"] is None
    assert room(silent).tables[0].judged is None
    assert at(river, "alone") is None
    assert at(river, with_judged=False) is None


def test_who_is_not_judged_is_named(river):
    assert at(river).not_judged == ("TOWNS",)
    counted = room(river, ("talks",)).tables[0].judged
    assert counted is not None
    assert counted.not_judged == ("TOWNS",)


def test_where_no_package_meets_the_linkages_nothing_else_is_said(tmp_path):
    text = literal.RIVER["case.yaml"].replace(
        "linkages: [",
        "linkages: [{id: a, title: A, require: river is south}, {id: b, title: B, require: river is north}, ",
    )
    found = at(detente.load(write(tmp_path / "none", case=text)).on("2021-01-01"))
    assert found.possible is False
    assert not found.conflicts
    assert found.way_out is None
    assert all(one.most is None for one in found.headroom)


def test_work_that_is_stopped_is_not_called_complete(river):
    found = at(reserved(river, NORTH=points(80), SOUTH=points(80)), level="limits")
    assert found.complete
    assert found.conflicts
    stopped = impasse(reserved(river, NORTH=points(80), SOUTH=points(80)), ("talks",), stop=lambda: True)
    left = stopped.row("talks", "limits", "package").judged
    assert left is not None
    assert left.possible is None
    assert not left.complete
    assert not left.conflicts


def test_a_disagreement_of_the_routes_is_no_answer(river, monkeypatch):
    monkeypatch.setattr(Passes, "exists", lambda *_: True)
    with pytest.raises(DisagreementError):
        at(reserved(river, NORTH=points(90), SOUTH=points(90)))

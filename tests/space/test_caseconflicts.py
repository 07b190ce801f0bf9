"""A case as a conflict against its definition: every package, every move, every preference asked in plain Python."""

from __future__ import annotations

import dataclasses
import random
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest

from detente.analyses.holding import CONCEPTS, hold
from detente.case.judgements.model import Preference, Quantity, Values, Weights
from detente.case.model import Bloc, Case
from detente.errors import NotJudgedError, TooLargeError, UnknownNameError
from detente.space import caseconflicts
from detente.space.caseconflicts import InfeasibleError, NobodyMovesError, case_conflict
from detente.space.casedraws import Drawing
from tests.held_made import agenda, case_made, code, moved, packages, world, worth

SEEDS = range(40)


def exact(preference: Preference) -> Preference:
    """The same preference with every number at its centre."""

    def fixed(some: tuple[tuple[str, Quantity], ...]) -> tuple[tuple[str, Quantity], ...]:
        return tuple((name, Quantity("exact", one.central)) for name, one in some)

    return dataclasses.replace(
        preference,
        weights=Weights("given", fixed(preference.weights.numbers)),
        values=tuple(Values(one.issue, fixed(one.numbers)) for one in preference.values),
        bonuses=tuple(
            dataclasses.replace(one, worth=Quantity("exact", one.worth.central)) for one in preference.bonuses
        ),
    )


def conflict_of(case: Case) -> caseconflicts.CaseConflict | None:
    """None where, by chance, nobody who moves is judged by what is weighed here."""
    try:
        found = case_conflict(case)
    except NotJudgedError:
        return None
    return found if all(mover.judged for mover in found.movers) else None


def test_all_packages_against_the_definition() -> None:
    cells = 0
    for seed in SEEDS:
        case = case_made(random.Random(seed))
        there, conflict = packages(case), conflict_of(case)
        if not there or conflict is None:
            continue
        named = conflict.whole()
        assert [named.settled(state) for state in range(named.states)] == there
        assert list(named.keys()) == [code(case, one) for one in there]
        assert [mover.parties for mover in conflict.movers] == list(moved(case))
        literal, found = world(case, there), hold(named)
        for number, party in enumerate(named.parties):
            for concept in CONCEPTS:
                assert found.bits(concept, party) == literal.verdicts(concept, number), (seed, party, concept)
                cells += named.states
    assert cells > 5_000


def test_slices_agree_with_the_whole() -> None:
    for seed in SEEDS[:25]:
        case = case_made(random.Random(seed))
        there, conflict = packages(case), conflict_of(case)
        if not there or conflict is None:
            continue
        whole = hold(conflict.whole())
        for place in {0, len(there) // 2, len(there) - 1}:
            found = hold(conflict.slice(there[place]))
            for state in range(found.conflict.states):
                package = found.conflict.settled(state)
                at = there.index(package)
                assert found.conflict.key(state) == code(case, package)
                assert [found.under(p, state) for p in found.conflict.parties] == [
                    whole.under(p, at) for p in whole.conflict.parties
                ]


def test_a_slice_has_the_terms_of_its_package_and_all_conduct() -> None:
    for seed in SEEDS[:25]:
        case = case_made(random.Random(seed))
        there, conflict = packages(case), conflict_of(case)
        if not there or conflict is None:
            continue
        done = {issue for issues in moved(case).values() for issue in issues}
        package = there[seed % len(there)]
        alike = [one for one in there if all(one[name] == package[name] for name in one if name not in done)]
        named = conflict.slice(package)
        assert [named.settled(state) for state in range(named.states)] == alike
        assert named.given == {name: option for name, option in package.items() if name not in done}


def test_what_several_prefer_who_act_as_one_is_known_where_they_agree() -> None:
    unsure = 0
    for seed in range(60):
        case = case_made(random.Random(seed), sure=False)
        there = packages(case)
        if not there or not moved(case):
            continue
        try:
            conflict = case_conflict(case)
        except NotJudgedError:
            continue
        named = conflict.slice(there[0])
        found = [named.settled(state) for state in range(named.states)]
        for number, mover in enumerate(conflict.movers):
            members = [[worth(case, one, x) for x in found] for one in preferences_of(case, mover.parties)]
            payoffs = named.model.payoffs[number]
            assert payoffs is not None
            for a, b in combinations(range(len(found)), 2):
                signs = {sign(one[a] - one[b]) for one in members}
                known = len(signs) == 1
                assert named.unknown_between(number, a, b) == (not known), (seed, mover)
                unsure += not known
                if known:
                    assert signs == {sign(int(payoffs[a]) - int(payoffs[b]))}
    assert unsure > 500


def preferences_of(case: Case, parties: tuple[str, ...]) -> list[Preference]:
    """Those that must agree; none where anybody of them is not judged by anything that is weighed here."""
    entries = {
        one.of: one
        for one in case.preferences
        if any(weight.central > 0 and issue in agenda(case) for issue, weight in one.weights.numbers)
    }
    blocs = [bloc for bloc in case.blocs if set(bloc.members) == set(parties)]
    if len(parties) > 1 and blocs and blocs[0].id in entries:
        return [entries[blocs[0].id]]
    units = [next((n for n in (party, case.unit[party]) if n in entries), None) for party in parties]
    return [] if None in units else [entries[unit] for unit in dict.fromkeys(units) if unit is not None]


def sign(number: Fraction | int) -> int:
    return (number > 0) - (number < 0)


def test_draws_keep_to_what_numbers_may_be_and_are_the_centre_where_nothing_varies() -> None:
    for seed in SEEDS[:12]:
        case = case_made(random.Random(seed))
        there = packages(case)
        if not there or conflict_of(case) is None:
            continue
        certain = dataclasses.replace(case, preferences=tuple(exact(one) for one in case.preferences))
        conflict = case_conflict(certain)
        named = conflict.slice(there[0])
        drawing = Drawing(conflict, 3, 1)
        assert drawing.varied == 0
        for drawn in drawing.payoffs(named):
            for one, mine in zip(named.model.payoffs, drawn, strict=True):
                assert one is not None
                assert list(np.unique(one, return_inverse=True)[1]) == list(np.unique(mine, return_inverse=True)[1])
        found = hold(named)
        for state in range(named.states):
            told = drawing.shares(named, state, CONCEPTS)
            assert {c: share.share for c, share in told.equilibrium.items()} == {
                c: float(c in found.equilibrium(state)) for c in CONCEPTS
            }


def test_a_share_of_draws_is_what_the_distribution_says(river_case: Case) -> None:
    """The north gains by guards in a quarter of all draws: their value is even in [-75, 25], that of none is 0."""
    conflict = case_conflict(river_case)
    named = conflict.slice(conflict.status_quo)
    state = named.state(conflict.status_quo)
    assert state is not None
    told = Drawing(conflict, 4_000, 7).shares(named, state, ("nash",))
    low, high = told.stable["nash"]["NORTH"].interval or (1.0, 0.0)
    assert low <= 0.75 <= high
    assert Drawing(conflict, 50, 7).shares(named, state, ("nash",)).to_json() == (
        Drawing(conflict, 50, 7).shares(named, state, ("nash",)).to_json()
    )


@pytest.fixture
def river_case() -> Case:
    """The north alone moves, and what it would gain is not sure."""
    case = case_made(random.Random(3))
    guards = dataclasses.replace(case.issues[0], id="guards", controlled_by=("NORTH",), moves="both", kind="conduct")
    parties = (dataclasses.replace(case.parties[0], id="NORTH", name="The north"),)
    value = Quantity("between", Fraction(-25), Fraction(-75), Fraction(25))
    start, *rest = guards.names
    judged = Preference(
        "NORTH",
        Weights("given", (("guards", Quantity("exact", Fraction(1))),)),
        (
            Values(
                "guards",
                (
                    (start, Quantity("exact", Fraction(0))),
                    (rest[0], value),
                    *((name, Quantity("exact", Fraction(-99))) for name in rest[1:]),
                ),
            ),
        ),
    )
    return dataclasses.replace(
        case,
        issues=(dataclasses.replace(guards, status_quo=(dataclasses.replace(guards.status_quo[0], option=start),)),),
        linkages=(),
        parties=parties,
        blocs=(),
        required=("NORTH",),
        tables=(dataclasses.replace(case.tables[0], parties=("NORTH",), agenda=("all",)),),
        preferences=(judged,),
    )


def test_numbers_too_long_for_machine_words_keep_their_order(river_case: Case) -> None:
    huge = [Fraction(10**40 + step, 3**30) for step in (2, 0, 1)]
    names = river_case.issues[0].names
    values = tuple((name, Quantity("exact", one)) for name, one in zip(names, huge, strict=False))
    preference = dataclasses.replace(river_case.preferences[0], values=(Values("guards", values),))
    case = dataclasses.replace(river_case, preferences=(preference,))
    payoff = case_conflict(case).whole().model.payoffs[0]
    assert payoff is not None
    order = sorted(range(len(names)), key=lambda place: huge[place])
    assert all(payoff[a] < payoff[b] for a, b in pairwise(order))


def test_members_of_a_bloc_move_as_the_bloc(river_case: Case) -> None:
    north, south = (dataclasses.replace(river_case.parties[0], id=name) for name in ("NORTH", "SOUTH"))
    guards = dataclasses.replace(river_case.issues[0], controlled_by=("SOUTH", "NORTH"))
    judged = dataclasses.replace(river_case.preferences[0], of="BOTH")
    case = dataclasses.replace(
        river_case,
        issues=(guards,),
        parties=(north, south),
        blocs=(Bloc("BOTH", "Both", ("NORTH", "SOUTH")),),
        preferences=(judged,),
    )
    (mover,) = case_conflict(case).movers
    assert (mover.id, mover.parties, mover.judged) == ("BOTH", ("NORTH", "SOUTH"), True)
    assert case_conflict(case).whole().unsure is False
    apart = dataclasses.replace(case, blocs=(), preferences=(dataclasses.replace(judged, of="NORTH"),))
    with pytest.raises(NotJudgedError, match=r"NORTH\+SOUTH"):
        case_conflict(apart)


def test_nobody_moves(river_case: Case) -> None:
    still = dataclasses.replace(river_case, issues=(dataclasses.replace(river_case.issues[0], controlled_by=()),))
    with pytest.raises(NobodyMovesError, match="controlled_by"):
        case_conflict(still)
    with pytest.raises(NobodyMovesError, match="given"):
        case_conflict(river_case, given={"guards": river_case.issues[0].names[0]})


def test_names_that_are_not_there(river_case: Case) -> None:
    with pytest.raises(UnknownNameError, match="guards"):
        case_conflict(river_case, given={"gards": "o0"})
    with pytest.raises(UnknownNameError, match="o1"):
        case_conflict(river_case, given={"guards": "o9"})
    with pytest.raises(UnknownNameError, match="table"):
        case_conflict(river_case, "nowhere")


def test_too_many_packages_are_said_and_slices_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(
        one
        for one in map(case_made, map(random.Random, SEEDS))
        if packages(one) and conflict_of(one) and len(agenda(one)) > sum(map(len, moved(one).values()))
    )
    conflict = case_conflict(case)
    monkeypatch.setattr(caseconflicts, "MOST_CODES", conflict.codes - 1)
    with pytest.raises(TooLargeError, match=f"{conflict.codes:,} combinations .* --given"):
        conflict.whole()
    assert conflict.slice(packages(case)[0]).states


def test_a_package_that_a_linkage_rules_out_is_refused() -> None:
    for seed in SEEDS:
        case = case_made(random.Random(seed))
        conflict = conflict_of(case)
        if conflict is None or conflict.broken(conflict.status_quo) == ():
            continue
        with pytest.raises(InfeasibleError, match="linkage l"):
            conflict.slice(conflict.status_quo)
        return
    raise AssertionError


def test_a_linkage_that_conduct_can_break_holds_no_move_up() -> None:
    compared = 0
    for seed in SEEDS:
        case = case_made(random.Random(seed))
        loose = dataclasses.replace(
            case, linkages=tuple(dataclasses.replace(one, breakable=True) for one in case.linkages)
        )
        conflict, without = conflict_of(loose), conflict_of(dataclasses.replace(case, linkages=()))
        if conflict is None or without is None or not case.linkages:
            continue
        assert list(conflict.whole().keys()) == list(without.whole().keys())
        compared += 1
    assert compared


def test_conduct_on_no_agenda_is_as_the_case_has_it_once_a_package_is_signed() -> None:
    changed = kept = 0
    for seed in SEEDS:
        case = case_made(random.Random(seed))
        issues = tuple(
            dataclasses.replace(one, once_agreed=one.names[-1] if one.kind == "conduct" else None)
            for one in case.issues
        )
        conflict = conflict_of(dataclasses.replace(case, issues=issues))
        if conflict is None:
            continue
        on_the_table = set(case.tables[0].agenda or ())
        assert case.beside == {one.id for one in case.issues if one.controlled_by and one.id not in on_the_table}
        for package in packages(case)[:5]:
            signed, broken_by = conflict.signed(package)
            differ = {name for name in package if package[name] != signed[name]}
            assert not differ & on_the_table
            assert not conflict.broken(signed)
            if broken_by:
                agreed = {one.id: one.names[-1] for one in issues if one.id in case.beside}
                assert set(broken_by) == set(conflict.broken({**package, **agreed}))
                assert signed == package
            kept += bool(broken_by)
            assert all(signed[one.id] == one.names[-1] for one in issues if one.id in differ)
            changed += bool(differ)
            named = {name: package[name] for name in differ}
            assert conflict.signed(package, named)[0] == package
    assert changed
    assert kept

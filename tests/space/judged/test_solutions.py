"""What an answer about a case says beyond one about a domain, against its definitions, package by package."""

import dataclasses
import math
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings

import detente
from detente.analyses.solutions import of_case
from detente.case.filtering import lapsed
from detente.errors import NotJudgedError, UnknownNameError
from detente.ledger.terms import issues_of_terms
from detente.space.judging import judge, judged_space, prefers
from tests import judged_made as literal
from tests.judged_made import RIVER, judged, write
from tests.oracle import items_met, meets

LIGHT = settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


def tables(case):
    """Judged tables with their feasible packages, and what these are worth: (judging, packages, worths)."""
    for space in literal.spaces(case):
        judging = judge(space)
        if judging.units:
            packages = literal.feasible(space)
            units, _ = literal.units(space)
            mine = [preference for preference, _ in units.values()]
            yield judging, packages, [tuple(literal.utility(space, p, x) for p in mine) for x in packages], mine


def reservations(space, mine, worths):
    rows = list(zip(*worths, strict=True)) or [(Fraction(0),)] * len(mine)
    return [min(row) if (r := literal.reservation(space, p)) is None else r for p, row in zip(mine, rows, strict=True)]


@LIGHT
@given(judged())
def test_regret_ideals_ranges_and_how_much_there_is_to_gain(case):
    for judging, packages, worths, mine in tables(case):
        found = of_case(judging.space, most=1000)
        assert found.judged is not None
        assert found.judged.feasible == len(packages)
        if not packages:
            assert found.empty
            continue
        floor = reservations(judging.space, mine, worths)
        fits = [w for w in worths if all(a >= r for a, r in zip(w, floor, strict=True))]
        assert found.agreement_zone == len(fits)
        rows = list(zip(*worths, strict=True))
        assert found.judged.ranges == tuple((float(min(row)), float(max(row))) for row in rows)
        spans = [max(row) - min(row) for row in rows]
        far = [[1 - (a - min(row)) / span for a, row, span in zip(w, rows, spans, strict=True) if span] for w in worths]
        if any(spans):
            least = min(math.sqrt(sum(float(one) ** 2 for one in row) / len(row)) for row in far)
            assert found.judged.opposition == pytest.approx(least)
        else:
            assert found.judged.opposition is None
        if not fits:
            continue
        best = [max(column) for column in zip(*fits, strict=True)]
        for name in SOLUTIONS:
            points = found.solutions[name].points
            for point, regret in zip(points, found.judged.regret[name], strict=True):
                expected = [float(top) - u for top, u in zip(best, point.utilities, strict=True)]
                assert regret == pytest.approx(expected)
        gaining = [p for p, (top, r) in enumerate(zip(best, floor, strict=True)) if top > r]
        if len(gaining) < 2:
            assert found.judged.integrative is None
        else:
            value = max(min((w[p] - floor[p]) / (best[p] - floor[p]) for p in gaining) for w in fits)
            n = len(gaining)
            assert found.judged.integrative == pytest.approx(float((value - Fraction(1, n)) / (1 - Fraction(1, n))))


def comes_to(space, proposal, packages):
    """The feasible packages that meet its terms and change the fewest issues beyond them, how many, and whether these
    are only its terms on the agenda, because no package meets the others."""
    quo, agenda = space.standing.status_quo, space.frame.agenda
    asked = proposal.terms
    elsewhere = set(issues_of_terms(asked)) - set(agenda)
    in_part = bool(elsewhere) and not any(meets(asked, x) for x in literal.packages(space))
    if in_part:
        asked = about(asked, agenda)
    there = [x for x in packages if meets(asked, x)]

    def beyond(x):
        terms = items_met(asked, x)
        return sum(x[i] != quo[i] and (i, x[i]) not in terms for i in agenda)

    least = min(map(beyond, there), default=0)
    return [x for x in there if beyond(x) == least], least, in_part


def about(terms, agenda):
    """What is said of other issues is taken as met."""
    mine = tuple((issue, options) for issue, options in terms.items if issue in agenda)
    return dataclasses.replace(terms, items=mine, branches=tuple(about(one, agenda) for one in terms.branches))


@LIGHT
@given(judged())
def test_proposals_are_the_packages_that_they_come_to(case):
    for judging, packages, worths, mine in tables(case):
        space = judging.space
        found = of_case(space, most=1000)
        assert found.judged is not None
        floor = reservations(space, mine, worths)
        fits = [w for w in worths if all(a >= r for a, r in zip(w, floor, strict=True))]
        front = {w for w in fits if not any(a != w and all(x >= y for x, y in zip(a, w, strict=True)) for a in fits)}
        named = {one.id: one for one in space.case.proposals}
        asked = {one.id for one in space.case.proposals if not lapsed(one, space.standing.day)}
        assert {one.id for one in found.judged.proposals} | set(found.judged.elsewhere) == asked
        for one in found.judged.proposals:
            mine_, beyond, in_part = comes_to(space, named[one.id], packages)
            assert one.feasible == len(mine_)
            assert one.in_part == in_part
            keys = {tuple(x[i] for i in space.frame.agenda) for x in mine_}
            listed = {tuple(x.values()) for x in one.packages}
            assert listed <= keys
            assert len(listed) == min(20, len(keys))
            if not mine_:
                assert one.acceptable == "no"
                continue
            assert one.beyond == beyond
            rows = [[literal.utility(space, p, x) for x in mine_] for p in mine]
            assert one.utilities == tuple((float(min(row)), float(max(row))) for row in rows)
            for unit, verdict in zip(judging.units, one.verdicts, strict=True):
                said = {judging.verdict(unit, x) for x in mine_}
                assert verdict == (said.pop() if len(said) == 1 else "depends")
            each = [{judging.verdict(unit, x) for unit in judging.units} for x in mine_]
            everybody = {"no" if "no" in row else "yes" if row == {"yes"} else "depends" for row in each}
            assert one.acceptable == (everybody.pop() if len(everybody) == 1 else "depends")
            assert one.efficient == any(w in front for w in zip(*rows, strict=True))


def test_a_proposal_on_issues_that_the_table_does_not_deal_with_is_read_in_part(tmp_path):
    case = detente.load(write(tmp_path / "river")).on("2021-01-01")
    found = detente.solutions(case, table="bilateral")
    assert found.judged is not None
    either = next(one for one in found.judged.proposals if one.id == "either")
    assert (either.in_part, either.off_agenda, either.broken) == (True, ("tolls",), ())
    assert [one["river"] for one in either.packages] == ["both"]  # the south's needs an end to tolls
    (table,) = detente.room(case, ("bilateral",)).tables
    placed = {one.id: one for one in table.proposals}
    assert (placed["either"].in_part, placed["either"].completions) == (True, 1)
    assert not placed["share"].in_part
    started = detente.trade(case, start="either", table="bilateral")
    assert started.package == {"river": "both"}
    assert any("tolls" in note for note in started.notes)


def test_own_preferences_that_weigh_nothing_here_are_not_replaced_by_the_blocs(tmp_path):
    parties = """
parties: [{id: NORTH, name: the North}, {id: SOUTH, name: the South}, {id: TOWNS, name: the towns}]
blocs: [{id: BANKS, members: [SOUTH, TOWNS]}]
"""
    towns = "  - {of: TOWNS, because: an example, weights: {tolls: 1}, values: {tolls: [none, low, high]}}\n"
    text = RIVER["preferences.yaml"].replace("of: NORTH", "of: BANKS") + towns
    case = detente.load(write(tmp_path / "river", parties=parties, preferences=text))
    found = {one.seating.table: judge(one) for one in literal.spaces(case)}
    assert found["alone"].units == ("TOWNS",)
    assert (found["bilateral"].units, found["bilateral"].unjudged_parties) == ((), ("NORTH", "TOWNS"))


def test_no_agreement_may_name_an_issue_that_the_table_does_not_deal_with(tmp_path):
    text = RIVER["preferences.yaml"].replace("package: status_quo", "package: {river: both, tolls: low}")
    case = detente.load(write(tmp_path / "river", preferences=text))
    assert text != RIVER["preferences.yaml"]
    case = dataclasses.replace(
        case, tables=tuple(dataclasses.replace(one, agenda=("river",), parties=("SOUTH",)) for one in case.tables[:1])
    )
    judging = judge(literal.spaces(case)[0])
    assert judging.utility("SOUTH", {"river": "both"}) == 50
    # both have the river and tolls are low: that bonus counts
    assert [worth == 53 for worth in judging.reservations] == [True]
    assert judging.verdict("SOUTH", {"river": "both"}) == "no"


def test_within_a_level_and_the_table_that_is_asked(tmp_path):
    case = detente.load(write(tmp_path / "river"))
    assert judged_space(case).seating.table == "talks"
    found = detente.solutions(case)
    assert found.judged is not None
    assert found.judged.table == "talks"
    assert found.judged.feasible == 3 * 3 * 2 - 2 * 2
    assert detente.solutions(case, table="bilateral").bargain.parties == ("NORTH",)
    with pytest.raises(NotJudgedError, match="derive"):
        detente.solutions(case, table="alone")
    with pytest.raises(UnknownNameError, match="level"):
        detente.solutions(case, within="everything")
    with pytest.raises(UnknownNameError, match="table"):
        detente.solutions(case, table="nowhere")


def test_a_party_that_is_not_at_the_table_can_be_asked(tmp_path):
    space = judged_space(detente.load(write(tmp_path / "river")), "alone")
    north = prefers(space, "NORTH")
    assert north is not None
    assert north.utility({"river": "north", "tolls": "none", "guards": "there"}) == 100
    assert prefers(space, "TOWNS") is None


def test_a_condition_over_many_issues_stays_a_rule_and_is_exact(tmp_path):
    count = 9
    issues = [f"  - {{id: i{at}, options: [a, b, c], status_quo: a}}" for at in range(count)]
    every = ", ".join(f"i{at} is c" for at in range(count))
    text = "\n".join(
        [
            "title: Wide",
            "issues:",
            *issues,
            f"linkages: [{{id: few, require: 'at most 3 of ({every})'}}]",
            "tables: [{id: main, parties: [NORTH, SOUTH], agenda: [all]}]",
        ]
    )
    entries = []
    for party, order in (("NORTH", "[c, b, a]"), ("SOUTH", "[a, c, b]")):
        weights = ", ".join(f"i{at}: {at % 3 + 1 if party == 'NORTH' else 3}" for at in range(count))
        values = ", ".join(f"i{at}: {order}" for at in range(count))
        entries.append(
            f"  - {{of: {party}, because: made, weights: {{{weights}}}, values: {{{values}}}, reservation: 20}}"
        )
    preferences = "\n".join(["preferences:", *entries]) + "\n"
    proposals = "proposals: []\n"
    folder = write(tmp_path / "wide", case=text, preferences=preferences, proposals=proposals)
    space = judged_space(detente.load(folder))
    judging = judge(space)
    assert judging.bargain.domain.rules is not None
    assert judging.reckoning.count == sum(math.comb(count, k) * 2 ** (count - k) for k in range(4))
    found = of_case(space)
    assert found.exact
    worths = [[judging.utility(unit, x) for unit in judging.units] for x in literal.feasible(space)]
    fits = [w for w in worths if min(w) >= 20]
    assert found.agreement_zone == len(fits)
    assert found.solutions["nash"].value == pytest.approx(float(max((a - 20) * (b - 20) for a, b in fits)))
    assert found.solutions["utilitarian"].value == pytest.approx(float(max(map(sum, fits))))

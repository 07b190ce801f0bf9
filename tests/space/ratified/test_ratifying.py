"""Verdicts over all packages and package by package, against the definitions read literally."""

import dataclasses
import itertools
import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.case.grammar import parse
from detente.case.judgements.model import Quantity
from detente.case.ratification.model import Body, Member, Procedure, Ratification, Rule, Step, Vote
from detente.engines.diagrams import TooWide
from detente.engines.formulas import TRUE
from detente.space.ballots import open_home
from detente.space.outcomes import Asking
from detente.space.problems import LEVELS
from detente.space.ratifying import MAX_MADE, quotas, ratifying
from tests import ratified_made as literal
from tests.judged_made import feasible, packages, spaces
from tests.ratified_made import ratified

LIGHT = settings(max_examples=15)
VERDICTS = ("not_needed", "procedure_barred", "votes_lacking", "passes")


def meets(space, formula, x):
    """Whether a package meets a formula, issue by issue."""
    for variable, issue in enumerate(space.frame.agenda):
        formula = space.frame.formulas.assign(formula, variable, space.frame.value[variable][x[issue]])
    return formula == TRUE


def fates_of(found):
    return dict(zip(VERDICTS, (found.not_needed, found.barred, found.lacks, found.passes), strict=True))


@LIGHT
@given(ratified())
def test_counts_are_those_of_asking_every_package(case):
    for space in spaces(case):
        compiled, allowed = ratifying(space), feasible(space)
        for procedure in case.ratification.procedures:
            said = Counter(literal.verdict(space, procedure, x) for x in allowed)
            counted = {name: compiled.count(part) for name, part in fates_of(compiled.fates(procedure)).items()}
            assert counted == {name: said[name] for name in VERDICTS}
        for party in {one.of for one in case.ratification.procedures}:
            mine = [one for one in case.ratification.procedures if one.of == party]
            said = Counter(literal.party_verdict(space, party, x) for x in allowed)
            counted = {name: compiled.count(part) for name, part in fates_of(compiled.together(mine)).items()}
            assert counted == {name: said[name] for name in VERDICTS}
            assert sum(one or 0 for one in counted.values()) <= len(allowed)


@LIGHT
@given(ratified())
def test_one_package_at_a_time_says_the_same(case):
    for space in spaces(case):
        asking = Asking(open_home(space), case.ratification.procedures)
        for x in itertools.islice(packages(space), 60):
            for procedure in case.ratification.procedures:
                assert asking.verdict(procedure, x) == literal.verdict(space, procedure, x)
                assert asking.procedure(procedure, x).verdict == asking.verdict(procedure, x)
            for party in case.party:
                assert asking.party_verdict(party, x) == literal.party_verdict(space, party, x)


@LIGHT
@given(ratified())
def test_a_circumstance_may_be_taken_to_hold_or_not(case):
    for space in spaces(case):
        free = ratifying(space, {"law": False})
        for procedure in case.ratification.procedures:
            said = Counter(literal.verdict(space, procedure, x, holding=()) for x in feasible(space))
            assert free.count(free.fates(procedure).barred) == said["procedure_barred"]


@LIGHT
@given(ratified(), st.sampled_from([level for level, _ in LEVELS]))
def test_counts_among_what_positions_leave(case, level):
    for space in spaces(case):
        compiled = ratifying(space)
        against = [one.refuses for one in space.positions(level, "package")]
        left = [x for x in feasible(space) if not any(meets(space, one, x) for one in against)]
        for procedure in case.ratification.procedures:
            part = compiled.fates(procedure).lacks
            said = sum(literal.verdict(space, procedure, x) == "votes_lacking" for x in left)
            assert compiled.count(part, level) == said


@LIGHT
@given(ratified())
def test_a_quota_stops_what_is_stopped_whatever_is_preferred(case):
    for space in spaces(case):
        procedures = {one.id: one for one in case.ratification.procedures}
        for quota in quotas(space):
            for x in itertools.islice(packages(space), 40):
                stopped = literal.verdict(space, procedures[quota.id], x) in ("votes_lacking", "procedure_barred")
                assert meets(space, quota.stopped, x) <= stopped
                if not quota.depends:
                    assert meets(space, quota.stopped, x) == stopped
                assert meets(space, quota.barred, x) == (
                    literal.verdict(space, procedures[quota.id], x) == "procedure_barred"
                )


@LIGHT
@given(ratified())
def test_outcomes_are_of_one_piece(case):
    """What is told beside a verdict fits it."""
    space = spaces(case)[0] if spaces(case) else None
    if space is None:
        return
    asking = Asking(open_home(space), case.ratification.procedures)
    for x in itertools.islice(packages(space), 12):
        for party in {one.of for one in case.ratification.procedures}:
            found = asking.party(party, x)
            chance = found.probability
            assert (chance is None) == (found.verdict == "not_needed")
            if chance is None:
                continue
            if found.verdict == "passes":
                assert chance.low == chance.high == 1
            elif found.verdict in ("votes_lacking", "procedure_barred"):
                assert chance.low == chance.high == 0
            elif found.verdict == "cannot_be_told":
                assert 0 <= chance.low <= chance.high <= 1
            for procedure in found.procedures:
                assert bool(procedure.bars) == (procedure.verdict == "procedure_barred")
                for step in procedure.steps:
                    if step.votes:
                        votes = step.votes
                        assert (votes.missing is not None) == (step.verdict == "votes_lacking")
                        assert votes.yes[0] + votes.no[0] + votes.unknown <= votes.seats
                        assert votes.yes[0] <= votes.yes[1]
                        assert votes.no[0] <= votes.no[1]
                        assert sum(one.seats for one in votes.members) == votes.seats


def test_conditions_all_over_the_issues_are_given_up_soon_and_once():
    """Of a body of many members whose votes hang on everything nothing is told, and asking again costs nothing."""
    case = detente.load("european-security").on("2025-12-20")
    dealt = [issue for issue in case.issues if issue.id not in case.beside]
    chance = random.Random(3)

    def both():
        issue, other = chance.sample(dealt, 2)
        return f"({issue.id} is {chance.choice(issue.names)} and {other.id} is {chance.choice(other.names)})"

    yes = Quantity("exact", Fraction(1))
    members = tuple(
        Member(f"m{at}", f"M{at}", 1, Fraction(1), (Vote(parse(f"{both()} or {both()} or {both()}"), yes),), "")
        for at in range(9)
    )
    rule = Rule("share", Fraction(1, 2), strict=True, base="voting", text="majority of those voting")
    procedure = Procedure("law", "RUS", "Law", "law", steps=(Step("house", rule),))
    made = Ratification((), (Body("house", "House", members, None),), (procedure,))
    asked = ratifying(spaces(dataclasses.replace(case, ratification=made))[0])
    before = asked.formulas.made
    with pytest.raises(TooWide):
        asked.fates(procedure)
    after = asked.formulas.made
    assert after - before < 10 * MAX_MADE
    with pytest.raises(TooWide):
        asked.fates(procedure)
    assert asked.formulas.made - after < 100

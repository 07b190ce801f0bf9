"""Ratification for random cases, and what it means, read literally: every package is asked, every vote is cast."""

from __future__ import annotations

import dataclasses
import itertools
from fractions import Fraction

from hypothesis import strategies as st

from detente.case.filtering import in_force
from detente.case.grammar import parse
from detente.case.judgements.model import Quantity
from detente.case.ratification.model import Body, Circumstance, Member, Procedure, Ratification, Rule, Step, Vote
from detente.case.reading import read_case
from tests.judged_made import entries, reservation, utility
from tests.oracle import holds
from tests.strategies import cases, conditions

HALF = Fraction(1, 2)
RULES = (
    Rule("share", HALF, strict=True, base="voting", text="majority of those voting"),
    Rule("share", Fraction(2, 3), base="voting", text="two thirds of those voting"),
    Rule("share", HALF, strict=True, base="present", text="majority of those present"),
    Rule("share", HALF, strict=True, base="members", text="majority of all members"),
    Rule("share", Fraction(1), base="members", text="unanimity"),
    Rule("votes", Fraction(3), text="at least 3"),
    Rule("consensus", text="consensus"),
    Rule("double", HALF, population=Fraction(3, 5), blocking=2, text="members: 50 %, population: 60 %, blocking: 2"),
    Rule(
        "share", HALF, strict=True, base="voting", turnout=HALF, text="share: majority of those voting, turnout: 50 %"
    ),
)
SHARES = [Fraction(0), Fraction(1, 3), HALF, Fraction(1)]


@st.composite
def shares(draw):
    low, high = sorted(draw(st.tuples(st.sampled_from(SHARES), st.sampled_from(SHARES))))
    if draw(st.booleans()):
        return Quantity("exact", low)
    return Quantity("between", (low + high) / 2, low, high)


@st.composite
def votes(draw, texts):
    condition = parse(draw(texts)) if draw(st.integers(0, 3)) else None
    kind = draw(st.sampled_from(["yes", "yes", "both", "chance", "unknown"]))
    if kind == "chance":
        return Vote(condition, chance=draw(shares()))
    return Vote(
        condition, draw(shares()) if kind in ("yes", "both") else None, draw(shares()) if kind == "both" else None
    )


@st.composite
def bodies(draw, name, texts, preferring):
    members = tuple(
        Member(
            f"m{place}",
            f"Member {place}",
            draw(st.integers(1, 3)),
            Fraction(draw(st.integers(1, 5))),
            tuple(draw(st.lists(votes(texts), max_size=2))),
            draw(st.sampled_from(["", "", *preferring])),
        )
        for place in range(draw(st.integers(1, 3)))
    )
    size = sum(one.seats for one in members)
    low, high = sorted(draw(st.tuples(st.integers(1, size), st.integers(1, size))))
    present = Quantity("between", Fraction(low + high, 2), Fraction(low), Fraction(high))
    return Body(name, name.upper(), members, draw(st.sampled_from([None, None, present])))


@st.composite
def ratified(draw, small=True):
    """A viewed case with bodies, procedures and circumstances, and the preferences of one party."""
    sample = draw(cases(small=small))
    with sample.written() as folder:
        case = read_case(folder)
    texts = conditions(sample.case["issues"])
    one = draw(st.sampled_from([*case.party]))
    preferences = (draw(entries(case, sample, one, exact=True)),)

    def some(rarely=1):
        return parse(draw(texts)) if draw(st.integers(0, rarely)) == 0 else None

    law = Circumstance("law", "Martial law", ends_if=some())
    made = tuple(draw(bodies(f"b{place}", texts, [one])) for place in range(draw(st.integers(1, 2))))
    names = [*case.party, *case.bloc]
    procedures = tuple(
        Procedure(
            f"p{place}",
            draw(st.sampled_from(names)),
            f"Procedure {place}",
            "treaty",
            tuple(
                Step(draw(st.sampled_from(made)).id, draw(st.sampled_from(RULES)), "", some(2))
                for _ in range(draw(st.integers(1, 2)))
            ),
            some(),
            draw(st.sampled_from([(), ("law",)])),
            some(2),
        )
        for place in range(draw(st.integers(1, 3)))
    )
    held = Ratification((law,), made, procedures)
    view = dataclasses.replace(case, preferences=preferences, ratification=held).on(sample.on, sample.known_by)
    return dataclasses.replace(view, preferences=preferences)


# ------------------------------------------------------------------------------------------------ the definitions


def ends(quantity):
    return (quantity.central,) * 2 if quantity.form == "exact" else (quantity.low, quantity.high)


def cast(space, member, x):
    """Every pair of shares (yes, abstention) at the ends of what may be."""
    for vote in member.votes:
        if holds(vote.condition, x, space.case):
            if vote.chance is not None:
                low, high = ends(vote.chance)
                return [*([(0, 0)] if low < 1 else []), *([(1, 0)] if high > 0 else [])]
            if vote.yes is None and vote.abstain is None:
                return [(0, 0), (1, 0), (0, 1)]
            away = ends(vote.abstain) if vote.abstain else (0,)
            return [(yes, min(some, 1 - yes)) for yes in ends(vote.yes) for some in away]
    for entry in space.case.preferences:
        weighs = any(w.central > 0 for i, w in entry.weights.numbers if i in space.frame.agenda)
        if entry.of == member.prefers and weighs:
            least = reservation(space, entry)
            if least is not None:
                return [(1 if utility(space, entry, x) >= least else 0, 0)]
    return [(0, 0), (1, 0), (0, 1)]


def decided(rule, members, present, chosen):
    """Whether a vote meets its rule, section 2 and the format."""
    seats = sum(m.seats for m in members)
    share = Fraction(present, seats)
    yes = share * sum(m.seats * y for m, (y, _) in zip(members, chosen, strict=True))
    away = share * sum(m.seats * a for m, (_, a) in zip(members, chosen, strict=True))
    no = present - yes - away
    if rule.turnout is not None and present < rule.turnout * seats:
        return False
    if rule.kind == "consensus":
        return no == 0
    if rule.kind == "votes":
        return yes >= rule.threshold
    of = {"voting": yes + no, "present": Fraction(present), "members": Fraction(seats)}[rule.base]
    if yes == 0 or not (yes > rule.threshold * of if rule.strict else yes >= rule.threshold * of):
        return False
    if rule.kind == "double" and not seats - yes < rule.blocking:
        people = share * sum(m.population * y for m, (y, _) in zip(members, chosen, strict=True))
        return people >= rule.population * sum(m.population for m in members)
    return True


def step_verdict(space, step, x):
    if not holds(step.needed_if, x, space.case):
        return "not_needed"
    body = next(one for one in space.case.ratification.bodies if one.id == step.body)
    seats = sum(m.seats for m in body.members)
    present = ends(body.present) if body.present else (seats,)
    every = itertools.product(*(cast(space, m, x) for m in body.members))
    found = {decided(step.rule, body.members, there, chosen) for chosen in every for there in present}
    return "cannot_be_told" if len(found) > 1 else "passes" if True in found else "votes_lacking"


def verdict(space, procedure, x, holding=("law",)):
    """Section 3."""
    quo = space.standing.status_quo
    needed = any(x[i] != quo[i] for i in quo)
    if procedure.needed_if is not None:
        needed = holds(procedure.needed_if, x, space.case)
    if not needed:
        return "not_needed"
    for one in space.case.ratification.circumstances:
        held = one.id in holding and one.id in procedure.barred_by
        ended = one.ends_if is not None and holds(one.ends_if, x, space.case)
        if held and in_force(one.since, one.until, space.standing.day) and not ended:
            return "procedure_barred"
    if procedure.barred_if is not None and holds(procedure.barred_if, x, space.case):
        return "procedure_barred"
    steps = {step_verdict(space, step, x) for step in procedure.steps}
    return next((one for one in ("votes_lacking", "cannot_be_told") if one in steps), "passes")


def party_verdict(space, party, x, holding=("law",)):
    found = {verdict(space, one, x, holding) for one in space.case.ratification.procedures if one.of == party}
    if not found:
        return "nothing_on_file"
    order = ("procedure_barred", "votes_lacking", "cannot_be_told", "passes", "not_needed")
    return next(one for one in order if one in found)

"""Preferences for random cases, and what they mean, read literally: every package is asked, in fractions."""

from __future__ import annotations

import dataclasses
import itertools
from fractions import Fraction

from hypothesis import strategies as st

from detente.case.grammar import parse
from detente.case.judgements.model import Bonus, Preference, Quantity, Reservation, Values, Weights
from detente.case.reading import read_case
from detente.space.spaces import open_space
from tests.oracle import holds
from tests.strategies import cases, conditions

ZERO = Fraction(0)


RIVER = {
    "case.yaml": """
title: Who has the river
issues:
  - id: river
    title: Who has the river
    options: [{id: north, title: The north}, {id: both, title: Both}, {id: south, title: The south}]
    status_quo: north
  - id: tolls
    title: Tolls on ships
    options: [{id: none, title: No tolls}, {id: low, title: Low tolls}, {id: high, title: High tolls}]
    status_quo: high
  - {id: guards, title: Guards on the banks, options: [{id: away, title: No guards}, {id: there}], status_quo: away}
linkages: [{id: free, title: A river that is the south's is free, require: if river is south then tolls is none}]
tables:
  - {id: bilateral, title: North and towns, parties: [NORTH, TOWNS], agenda: [river]}
  - {id: alone, title: The towns alone, parties: [TOWNS], agenda: [all]}
  - {id: talks, title: The talks, parties: [NORTH, SOUTH, TOWNS], agenda: [all]}
""",
    "parties.yaml": """
parties: [{id: NORTH, name: the North}, {id: SOUTH, name: the South}, {id: TOWNS, name: the towns}]
""",
    "proposals.yaml": """
proposals:
  - {id: share, title: Sharing, date: 2020-01-01, by: [NORTH], terms: {river: [both]}}
  - {id: either, title: Either way, date: 2020-02-01, by: [SOUTH], terms: {river: [both, south], tolls: [none, low]}}
  - {id: split, title: Against the law, date: 2020-02-02, by: [SOUTH], terms: {river: [south]}}
""",
    "preferences.yaml": """
preferences:
  - of: NORTH
    because: an example
    weights: {river: 60, tolls: {between: [20, 40]}, guards: 10}
    values:
      river: [north, both, south]
      tolls: [none, low, high]
      guards: [there, away]
    reservation: 45
  - of: SOUTH
    because: an example
    weights: {river: 60, tolls: 30}
    values:
      river: [south, both, north]
      tolls: [high, low, none]
    bonuses: [{if: river is both and tolls is low, worth: 3}]
    reservation: {package: status_quo}
""",
}


def write(folder, **changed):
    """A made case of three parties of which two are judged; `changed` are texts of files by their names' beginnings."""
    folder.mkdir()
    for name, text in RIVER.items():
        (folder / name).write_text(changed.get(name.partition(".")[0], text), encoding="utf-8")
    return folder


@st.composite
def quantities(draw, low=0, high=12, exact=False):
    """A number with few distinct values, so that ties are common; now and then an interval or a distribution."""
    number = Fraction(draw(st.integers(low * 2, high * 2)), 2)
    form = "exact" if exact else draw(st.sampled_from(["exact"] * 5 + ["between", "triangular", "normal"]))
    spread = Fraction(draw(st.integers(0, 4)))
    if form == "between":
        return Quantity("between", number + spread / 2, number, number + spread)
    if form == "triangular":
        return Quantity("triangular", number + spread / 2, number, number + 2 * spread)
    return Quantity("normal", number, sd=spread / 4) if form == "normal" else Quantity("exact", number)


@st.composite
def entries(draw, case, sample, of, exact=False):
    """A preference of a party or bloc for some of the case's issues."""
    chosen = [i for i in case.issues if draw(st.integers(0, 4))]
    number = quantities(exact=exact)
    weights = Weights("given", tuple((i.id, draw(quantities(0, 5, exact))) for i in chosen))
    values = tuple(
        Values(i.id, tuple((name, draw(number)) for name in i.names))
        if draw(st.booleans())
        else Values(i.id, ranking=tuple((name,) for name in draw(st.permutations(i.names))))
        for i in chosen
    )
    texts = draw(st.lists(conditions(sample.case["issues"]), max_size=2))
    bonuses = tuple(Bonus(parse(text), draw(quantities(-6, 6, exact)), text) for text in texts)
    kind = draw(st.sampled_from(["number", "number", "number", "package", "none"]))
    reservation = None
    if kind == "number":
        reservation = Reservation(draw(quantities(0, 60 if any(v.ranking for v in values) else 10, exact)))
    if kind == "package":
        package = tuple((i.id, draw(st.sampled_from(i.names))) for i in case.issues if draw(st.booleans()))
        plus = draw(quantities(-3, 3, exact)) if draw(st.booleans()) else None
        reservation = Reservation(plus, package)
    return Preference(of, weights, values, bonuses, reservation)


@st.composite
def judged(draw, small=True, exact=False):
    """A viewed case with preferences of some parties and blocs."""
    sample = draw(cases(small=small))
    with sample.written() as folder:
        case = read_case(folder)
    names = [*case.party, *case.bloc]
    of = [name for name in names if draw(st.integers(0, 3))]
    made = tuple(draw(entries(case, sample, name, exact)) for name in of)
    view = dataclasses.replace(case, preferences=made).on(sample.on, sample.known_by)
    return dataclasses.replace(view, preferences=made)


# ------------------------------------------------------------------------------------------------ the definitions


def spaces(case):
    """Every table."""
    return [open_space(case, table) for table in case.tables]


def packages(space):
    """Every package of the agenda, all other issues at the status quo."""
    quo, agenda = space.standing.status_quo, space.frame.agenda
    for options in itertools.product(*(space.case.issue[issue].names for issue in agenda)):
        yield {**quo, **dict(zip(agenda, options, strict=True))}


def feasible(space):
    """Those that meet every linkage in force."""
    ids = {name for name, _ in space.linkages}
    laws = [one.require for one in space.case.linkages if one.id in ids]
    return [x for x in packages(space) if all(holds(law, x, space.case) for law in laws)]


def numbers(preference):
    """Weights and values, rankings spaced evenly."""
    weights = dict(preference.weights.numbers)
    values = {}
    for one in preference.values:
        steps = max(len(one.ranking) - 1, 1)
        ranked = {o: Fraction(100 * (steps - at), steps) for at, tied in enumerate(one.ranking) for o in tied}
        values[one.issue] = dict(one.numbers) or {o: Quantity("exact", v) for o, v in ranked.items()}
    return weights, values


def utility(space, preference, x, pick=lambda q: q.central):
    """U(x), section 1. `pick` chooses a number of each quantity."""
    weights, values = numbers(preference)
    mine = {i: max(pick(w), ZERO) for i, w in weights.items() if i in space.frame.agenda}
    total = sum(mine.values())
    mean = sum((w * pick(values[i][x[i]]) for i, w in mine.items()), ZERO) / total if total else ZERO
    return mean + sum((pick(b.worth) for b in preference.bonuses if holds(b.condition, x, space.case)), ZERO)


def reservation(space, preference, pick=lambda q: q.central):
    """r, or None."""
    held = preference.reservation
    if held is None:
        return None
    added = pick(held.worth) if held.worth else ZERO
    if held.package is None:
        return added
    return utility(space, preference, {**space.standing.status_quo, **dict(held.package)}, pick) + added


def units(space):
    """Judged unit → its parties at the table; and the parties that are not judged."""
    case = space.case
    found: dict[str, tuple[Preference, list[str]]] = {}
    unjudged = []
    entries = {one.of: one for one in case.preferences}
    for party in space.seating.parties:
        names = [party, *(bloc.id for bloc in case.blocs if party in bloc.members)]
        unit = next((name for name in names if name in entries), None)
        if unit is None or not _weighs(space, entries[unit]):
            unjudged.append(party)
        else:
            found.setdefault(unit, (entries[unit], []))[1].append(party)
    return found, unjudged


def _weighs(space, preference):
    return any(w.central > 0 for i, w in preference.weights.numbers if i in space.frame.agenda)

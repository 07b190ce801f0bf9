"""What one draft orders and another does not: the published sense of it, and every cell by brute force."""

from __future__ import annotations

import itertools
import random
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.analyses.treaties.compare import Differences, Row, compare
from detente.analyses.treaties.effects import as_much, groups
from detente.case.treaties.model import SIDES
from detente.engines.norms.booleans import assignments, truth
from detente.engines.norms.model import Norm, Sense
from detente.engines.scopes import meet
from detente.errors import DetenteError, UnknownNameError
from detente.space.treaties.compiling import Compiled, compile_treaties
from detente.space.treaties.variables import same_in_substance
from tests.space.treaties.making import made, treaty
from tests.treaties_made import Shape, treaty_cases


def ban(name="art_1", **content):
    return {"id": name, "kind": "prohibition", "bearer": "RUS", "action": "deploy", **content}


def compared(a, b, **more) -> Differences:
    return compare(made({"a": treaty(*a), "b": treaty(*b)}), "a", "b", **more)


def said(rows: tuple[Row, ...], side: str = "territory") -> list[tuple[str, tuple[str, ...], list[str]]]:
    return [
        (row.effect, tuple(one["reading"] for one in row.readings), [name for box in row.region for name in box[side]])
        for row in rows
    ]


def test_what_one_forbids_and_the_other_does_not():
    found = compared([ban(territory="POL, UKR")], [ban(territory="UKR, DEU")])
    assert said(found.only_a) == [("forbidden", (), ["POL"])]
    assert said(found.only_b) == [("forbidden", (), ["DEU"])]
    assert said(found.both) == [("forbidden", (), ["UKR"])]
    assert found.both[0].clauses == ("a#art_1", "b#art_1")


def test_a_row_names_readings_only_where_it_depends_on_them():
    disputed = ban(territory="POL, UKR", readings=[{"id": "as_is"}, {"id": "less", "territory": "UKR"}])
    found = compared([disputed], [ban(territory="UKR", precision="best_effort")])
    assert sorted(said(found.only_a)) == [("forbidden", ("as_is",), ["POL"]), ("forbidden", ("narrow",), ["UKR"])]
    assert said(found.both) == [("forbidden", ("wide",), ["UKR"])]
    fixed = compared([disputed], [ban(territory="UKR", precision="best_effort")], choice={"b#art_1": "wide"})
    assert said(fixed.only_a) == [("forbidden", ("as_is",), ["POL"])]
    assert said(fixed.both) == [("forbidden", (), ["UKR"])]
    assert fixed.given[0]["reading"] == "wide"


def test_the_stricter_number_orders_more():
    found = compared([ban(cap=600, territory="UKR")], [ban(cap=800, territory="UKR")])
    assert [(row.effect, row.number) for row in found.only_a] == [("limited", 600)]
    assert not found.only_b
    assert [(row.number, row.numbers) for row in found.both] == [(800, (600, 800))]


def test_what_is_forbidden_is_limited_to_every_number():
    found = compared([ban(territory="UKR")], [ban(cap=5, territory="UKR", per=["territory", "bearer"])])
    assert [row.effect for row in found.only_a] == ["forbidden"]
    assert not found.only_b
    assert [(row.effect, row.number, row.numbers) for row in found.both] == [("limited", 5, (0, 5))]


def test_floors_and_statuses():
    duty = {"id": "art_1", "kind": "obligation", "bearer": "RUS", "action": "talk", "territory": "UKR"}
    status = {"id": "art_2", "kind": "obligation", "bearer": "RUS", "status": "not member"}
    found = compared([{**duty, "floor": 3}, status], [duty, {**status, "kind": "prohibition", "status": "member"}])
    assert [(row.effect, row.number) for row in found.only_a] == [("obliged", 3)]
    assert not found.only_b
    assert [(row.effect, row.number, row.status) for row in found.both] == [
        ("obliged", 1, ""),
        ("status", None, "not: it is a member"),
    ]


def test_conditions_count_by_what_they_mean():
    threat = {"exceptions": [{"when": "threat"}]}
    found = compared([ban(territory="UKR")], [ban(territory="UKR", **threat)])
    assert [(row.effect, row.when) for row in found.only_a] == [("forbidden", "")]
    assert not found.only_b
    assert [row.when for row in found.both] == ["not: there is a threat"]


def test_clauses_that_share_the_situations_out_order_as_much_together():
    a = [ban(territory="POL, UKR")]
    b = [ban(territory="UKR, DEU", when="threat"), ban("art_2", territory="UKR", when="not threat")]
    found = compared(a, b)
    assert said(found.only_a) == [("forbidden", (), ["POL"])]
    assert said(found.only_b) == [("forbidden", (), ["DEU"])]
    assert [row.when for row in found.both] == ["there is a threat", "not: there is a threat"]


def test_consent_of_the_same_is_the_same():
    veto = {"exceptions": [{"consent_of": "parties"}]}
    found = compared([ban(territory="UKR", **veto)], [ban(territory="UKR", **veto)])
    assert not found.only_a
    assert not found.only_b
    other = compared([ban(territory="UKR", **veto)], [ban(territory="UKR", exceptions=[{"consent_of": "USA"}])])
    assert len(other.only_a) == len(other.only_b) == 1


def test_both_are_in_force_from_the_same_day():
    a, b = treaty(ban()), treaty(ban(), date="2022-05-05")
    found = compare(made({"a": a, "b": b}), "a", "b")
    assert found.day == date(2022, 5, 5)
    assert not found.only_a
    assert compare(made({"a": a, "b": b}), "a", "b", date(2025, 1, 1)).both[0].region[0]["from"] == "2025-01-01"


def test_what_orders_nothing_is_left_aside():
    found = compared([{"id": "art_1", "kind": "principle", "bearer": "parties", "says": "peace"}], [ban()])
    assert found.aside == ("a#art_1",)


def test_what_there_is_not():
    case = made({"a": treaty(ban()), "b": treaty(ban())})
    with pytest.raises(UnknownNameError, match="No treaty is called c"):
        compare(case, "a", "c")
    with pytest.raises(DetenteError, match="itself"):
        compare(case, "a", "a")


# ------------------------------------------------------------------------------------------------------- brute force

PLAIN = Shape(treaties=2, provisions=3, conditions=False, consents=False, statuses=False, numbers=False)


def active(compiled: Compiled, answers: dict[int, int], name: str, box) -> set[tuple[str, str]]:
    """Which clauses of a treaty order what of a cell."""
    found = set()
    for norm in compiled.system.norms:
        clause = compiled.clauses[norm.clause]
        stands = clause.startswith(f"{name}#") and all(answers[q] == a for q, a in norm.answers)
        if stands and norm.sense is not Sense.AT_LEAST and any(meet(box, one) for one in norm.scope):
            found.add((clause, "permitted" if norm.sense is Sense.MAY else "forbidden"))
    return found


def masks(compiled: Compiled, region) -> tuple[int, ...]:
    found = []
    for side, tree in zip(SIDES[:4], compiled.universe.trees, strict=True):
        mask = 0
        for name in region[side]:
            mask |= tree.full if name == "*" else tree.mask[name]
        found.append(mask)
    first = 0 if region["from"] is None else compiled.day(date.fromisoformat(region["from"]))
    last = (
        compiled.universe.sizes[4] - 1 if region["until"] is None else compiled.day(date.fromisoformat(region["until"]))
    )
    return (*found, (1 << last + 1) - (1 << first))


def rows_on(compiled: Compiled, rows: tuple[Row, ...], box) -> dict[tuple[tuple[str, ...], str], list[Row]]:
    found: dict[tuple[tuple[str, ...], str], list[Row]] = {}
    for row in rows:
        if row.effect != "obliged" and any(meet(masks(compiled, region), box) for region in row.region):
            found.setdefault((row.clauses, row.effect), []).append(row)
    return found


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(treaty_cases(PLAIN), st.integers(0, 10**6))
def test_every_cell_is_where_it_belongs(sample, seed):
    if len(sample.treaties) < 2:
        return
    case = sample.case()
    a, b = sample.treaties
    found = compare(case, a, b)
    compiled = compile_treaties(case, (a, b), from_day=found.day)
    ways = [range(len(one.answers)) for one in compiled.questions]
    if len(list(itertools.product(*ways))) > 64:
        return
    answers = [dict(enumerate(way)) for way in itertools.product(*ways)]
    chance = random.Random(seed)
    known = set(compiled.universe.bearers.leaves[:198])
    pools = [
        [n for n, leaf in enumerate(tree.leaves) if leaf not in known or leaf == "POL"]
        for tree in compiled.universe.trees
    ]
    for _ in range(20):
        box = (*(1 << chance.choice(pool) for pool in pools), 1 << chance.randrange(compiled.universe.sizes[4]))
        orders = [(active(compiled, way, a, box), active(compiled, way, b, box)) for way in answers]
        check(compiled, rows_on(compiled, found.only_a, box), answers, [alone(x, y) for x, y in orders])
        check(compiled, rows_on(compiled, found.only_b, box), answers, [alone(y, x) for x, y in orders])
        check(compiled, rows_on(compiled, found.both, box), answers, [shared(x, y) for x, y in orders])


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(treaty_cases(PLAIN), st.integers(0, 10**6))
def test_matters_part_definite_clauses_as_brute_force_does(sample, seed):
    if len(sample.treaties) < 2:
        return
    case = sample.case()
    a, b = sample.treaties
    found = compare(case, a, b)
    compiled = compile_treaties(case, (a, b), from_day=found.day)
    answers = [dict(enumerate(way)) for way in itertools.product(*(range(len(q.answers)) for q in compiled.questions))]
    if len(answers) > 64:
        return
    chance = random.Random(seed)
    sides = [(a, b, [part for one in found.matters for part in one.only_a])]
    sides.append((b, a, [part for one in found.matters for part in one.only_b]))
    assert {name for one in found.matters for name in (*one.a, *one.b)}.isdisjoint(found.vague)
    for mine, theirs, parts in sides:
        for part in parts:
            if part.about_status or any(norm.sense is Sense.AT_LEAST for norm in compiled.system.norms):
                continue
            own = (*part.sure, *part.perhaps)
            day = {"from": part.day.isoformat(), "until": part.day.isoformat()}
            box = masks(compiled, {**chance.choice(own), **day})
            cell = tuple(1 << chance.choice([n for n in range(m.bit_length()) if m >> n & 1]) for m in box)
            definite = [
                [
                    {one for one in active(compiled, way, name, cell) if one[0] not in found.vague}
                    for name in (mine, theirs)
                ]
                for way in answers
            ]
            stands = [part.clauses[0] in {key[0] for key, _ in alone(x, y)} for x, y in definite]
            sure = any(meet(masks(compiled, {**one, **day}), cell) for one in part.sure)
            assert any(stands)
            assert all(stands) == sure


def alone(own, other) -> set:
    return {((clause,), effect) for clause, effect in own if effect not in {theirs for _, theirs in other}}


def shared(own, other) -> set:
    return {((x, y), effect) for x, effect in own for y, theirs in other if effect == theirs}


def check(compiled: Compiled, rows, answers, expected) -> None:
    """Rows without readings stand always, others under what they name, and nothing that ever stands is missing."""
    keys = set(rows) | {key for found in expected for key in found}
    numbers = {one.name: place for place, one in enumerate(compiled.questions)}
    for key in keys:
        stands = [key in found for found in expected]
        assert any(stands) == (key in rows)
        (row,) = rows[key]
        assert all(stands) == (not row.readings)
        named = {
            numbers[one["clause"]]: compiled.questions[numbers[one["clause"]]].number(one["reading"])
            for one in row.readings
        }
        for way, holds in zip(answers, stands, strict=True):
            if all(way[question] == answer for question, answer in named.items()):
                assert holds
        if named:  # no fewer answers would do
            for fewer in itertools.combinations(range(len(compiled.questions)), len(named) - 1):
                for some in {tuple((q, way[q]) for q in fewer) for way in answers}:
                    under = [
                        holds for way, holds in zip(answers, stands, strict=True) if all(way[q] == x for q, x in some)
                    ]
                    assert not all(under)


CONDITIONAL = Shape(
    treaties=2, provisions=2, consents=False, statuses=False, numbers=False, vague=False, terms=False, overrides=False
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(treaty_cases(CONDITIONAL), st.integers(0, 10**6))
def test_a_clause_is_alone_where_it_is_in_some_situation(sample, seed):
    if len(sample.treaties) < 2:
        return
    case = sample.case()
    a, b = sample.treaties
    found = compare(case, a, b)
    compiled = compile_treaties(case, (a, b), from_day=found.day)
    norms = [same_in_substance(norm, compiled.variables) for norm in compiled.system.norms]
    ways = [dict(enumerate(way)) for way in itertools.product(*(range(len(q.answers)) for q in compiled.questions))]
    situations = list(assignments(range(len(compiled.variables))))
    if len(ways) * len(situations) > 64:
        return
    chance = random.Random(seed)
    corners = [norm.scope[chance.randrange(len(norm.scope))] for norm in norms if norm.scope]
    for corner in corners:
        box = tuple(1 << chance.choice([n for n in range(mask.bit_length()) if mask >> n & 1]) for mask in corner)
        expected = set()
        for way, values in itertools.product(ways, situations):
            orders: dict[str, set[tuple[str, str]]] = {a: set(), b: set()}
            for norm in norms:
                if norm.sense is not Sense.AT_LEAST and ordered(norm, box, way, values):
                    name = compiled.clauses[norm.clause]
                    effect = "permitted" if norm.sense is Sense.MAY else "forbidden"
                    orders[name.partition("#")[0]].add((name, effect))
            expected |= alone(orders[a], orders[b])
        assert set(rows_on(compiled, found.only_a, box)) == expected


def ordered(norm: Norm, box, way, values) -> bool:
    """Whether a norm orders something of a cell under these answers in this situation."""
    stands = all(way[q] == answer for q, answer in norm.answers) and truth(norm.when, values)
    lifted = any(truth(held, values) and any(meet(box, one) for one in boxes) for boxes, held in norm.exempt)
    return stands and not lifted and any(meet(box, one) for one in norm.scope)


# ------------------------------------------------------------------------------------------- numbers, over few cells

SIZES = (2, 1, 1, 2, 2)
FULL = tuple((1 << size) - 1 for size in SIZES)
CELLS = [tuple(1 << place for place in places) for places in itertools.product(*map(range, SIZES))]
some_boxes = st.lists(st.tuples(*(st.integers(1, whole) for whole in FULL)), min_size=1, max_size=2)
some_per = st.tuples(st.booleans(), st.just(False), st.just(False), st.booleans(), st.booleans())


@st.composite
def numbered(draw, sense):
    from detente.engines.scopes import disjoint

    scope = disjoint(draw(some_boxes))
    return Norm(0, (), sense, scope, bound=draw(st.integers(1, 3)), per=draw(some_per))


def sums(norm: Norm) -> list[frozenset[tuple[int, ...]]]:
    """The cells that a norm sums together, sum by sum."""
    own = [cell for cell in CELLS if any(meet(cell, box) for box in norm.scope)]
    keys = {cell: tuple(x for x, apart in zip(cell, norm.per, strict=True) if apart) for cell in own}
    return [frozenset(cell for cell in own if keys[cell] == key) for key in set(keys.values())]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from((Sense.AT_MOST, Sense.AT_LEAST)), st.data())
def test_where_a_number_is_as_strict_is_where_one_of_its_sums_says_so(sense, data):
    strong, weak = data.draw(numbered(sense)), data.draw(numbered(sense))
    covered = {
        cell for boxes, _ in as_much(strong, weak, FULL) for cell in CELLS if any(meet(cell, box) for box in boxes)
    }
    expected: set[tuple[int, ...]] = set()
    for own in sums(weak):
        if sense is Sense.AT_MOST:
            stricter = strong.bound <= weak.bound and any(own <= theirs for theirs in sums(strong))
        else:
            stricter = strong.bound >= weak.bound and any(theirs <= own for theirs in sums(strong))
        expected |= own if stricter else set()
    if all(fine or not coarse for coarse, fine in zip(*by_grain(strong, weak), strict=True)):
        assert covered == expected
    assert covered <= expected


def by_grain(strong: Norm, weak: Norm):
    return (strong.per, weak.per) if strong.sense is Sense.AT_MOST else (weak.per, strong.per)


def test_groups_are_all_cells_summed_with_some():
    assert groups([(1, 1, 1, 1, 1)], (True, False, False, True, False), FULL) == ((1, 1, 1, 1, 3),)

"""Every form of a preference says what its definition says, state by state, at any length."""

import itertools
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.conditions import And, Count, If, Iff, Is, Not, Or, Truth
from detente.exchange.gmcr.door import read_conflict
from detente.space.conflictgrid import Grid
from detente.space.conflicts import Choice
from tests.exchange.gmcr.samples import as_gmcr, payoffs, published, written

CHOICES = (
    Choice("a", by="A"),
    Choice("b", ("low", "mid", "high"), "B"),
    Choice("c", ("only",), "B"),
    Choice("d", by="A"),
)


def holds(condition, state):
    """What a condition says of one state, literally."""
    match condition:
        case Truth(value):
            return value
        case Is(issue, options):
            return state[issue] in options
        case Not(part):
            return not holds(part, state)
        case And(parts):
            return all(holds(part, state) for part in parts)
        case Or(parts):
            return any(holds(part, state) for part in parts)
        case If(when, then):
            return holds(then, state) if holds(when, state) else True
        case Iff(left, right):
            return holds(left, state) == holds(right, state)
        case Count(low, high, parts):
            return low <= sum(holds(part, state) for part in parts) <= (len(parts) if high is None else high)


def packages(choices):
    """Every combination in ascending code: the first choice is the least significant."""
    lists = [choice.values for choice in reversed(choices)]
    return [dict(zip((c.id for c in choices), reversed(values), strict=True)) for values in itertools.product(*lists)]


ATOMS = st.sampled_from([Is(c.id, tuple(some)) for c in CHOICES for some in itertools.combinations(c.values, 1)])
CONDITIONS = st.recursive(
    ATOMS | st.builds(Truth, st.booleans()),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(If, inner, inner),
        st.builds(Iff, inner, inner),
        st.lists(inner, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: Or(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Count(1, 2, tuple(parts))),
    ),
    max_leaves=6,
)


def ordered_alike(payoffs, keys):
    """Whether payoffs order states exactly as keys do."""
    order = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    ranks = np.array([order[key] for key in keys])
    return ((payoffs[:, None] > payoffs) == (ranks[:, None] > ranks)).all()


@settings(deadline=None, max_examples=60)
@given(st.lists(CONDITIONS, max_size=4), CONDITIONS, st.sampled_from([None, "low", "high"]))
def test_statements_are_lexicographic_over_feasible_states(statements, infeasible, fixed):
    choices = [Choice(c.id, c.values, c.by, given=fixed) if c.id == "b" and fixed is not None else c for c in CHOICES]
    grid = Grid(choices)
    grid.forbid([infeasible])
    states = [s for s in packages(CHOICES) if not holds(infeasible, s) and fixed in (None, s["b"])]
    assert grid.states == len(states)
    payoffs = grid.lexicographic(statements)
    assert ordered_alike(payoffs, [tuple(holds(one, s) for one in statements) for s in states])
    for one in statements:
        assert grid.where(one).tolist() == [i for i, s in enumerate(states) if holds(one, s)]


@pytest.mark.parametrize("count", [1, 7, 8, 31, 32, 33, 62, 63, 64])
def test_up_to_64_statements(tmp_path, count):
    """The last of many statements still decides where all before it tie, and never against one of them."""
    rng = random.Random(count)
    options = [{"name": f"o{i}", "permittedDirection": "both"} for i in range(6)]
    pool: list[list[list]] = [[[i, sign]] for i in range(6) for sign in "YN"]
    pool += [[[i, a], [j, b]] for i, j in itertools.combinations(range(6), 2) for a in "YN" for b in "YN"]
    statements = [rng.choice(pool[12:]) for _ in range(count - 1)] + [[[0, "Y"]]]
    makers = [{"name": "A", "options": [0, 1, 2, 3, 4, 5], "preferences": statements}]
    data = {"options": options, "infeasibles": [], "decisionMakers": makers, "useManualPreferenceRanking": False}
    named = read_conflict(written(tmp_path / "case.gmcr", data))
    keys = [tuple(all((code >> i & 1) == (sign == "Y") for i, sign in one) for one in statements) for code in range(64)]
    assert ordered_alike(named.model.payoffs[0], keys)


def test_many_equal_statements_and_one_that_differs(tmp_path):
    makers = [{"name": "A", "options": [0, 1], "preferences": [[[0, "Y"]]] * 63 + [[[1, "Y"]]]}]
    options = [{"name": name, "permittedDirection": "both"} for name in "ab"]
    data = {"options": options, "infeasibles": [], "decisionMakers": makers, "useManualPreferenceVectors": False}
    worth = payoffs(read_conflict(written(tmp_path / "case.gmcr", data)), 0).tolist()
    assert worth[0] < worth[2] < worth[1] < worth[3]


@pytest.mark.parametrize("count", [65, 66, 100, 200])
def test_more_than_64_statements_of_arrays(count):
    """What cases are made of has no such limit as files have."""
    choices = [Choice("a", by="A"), Choice("b", by="A")]
    statements = [Is("a", ("Y",))] * (count - 1) + [Is("b", ("Y",))]
    assert ordered_alike(Grid(choices).lexicographic(statements), [(0, 0), (1, 0), (0, 1), (1, 1)])


def two(tmp_path, judged, **more):
    options = [{"id": "a", "by": "A"}, {"id": "b", "values": ["x", "y", "z"], "by": "A"}]
    data = {"options": options, "preferences": {"A": judged}} | more
    return read_conflict(written(tmp_path / "case.json", data))


@pytest.mark.parametrize(
    ("judged", "order"),
    [
        ([0, 1, [2, 3], "5", {"a": "N", "b": "z"}], [5, 4, 3, 3, 1, 2]),
        ({"ranking": [["b=x", "a=N,b=y"], "a=Y,b=y", "b=z"]}, [3, 3, 3, 2, 1, 1]),
        ({"utilities": [0.3, 1, 2, -1, 0.30, 5]}, [2, 3, 4, 1, 2, 5]),
        ({"utilities": {"b=x": 1, "b=y": 3, "b=z": -1e-9}}, [2, 2, 3, 3, 1, 1]),
        ({"worth": {"a": {"N": 0.1, "Y": 0.3}, "b": {"x": 0, "y": 0.2, "z": 1}}}, [1, 2, 2, 3, 4, 5]),
        ({"statements": ["a", "b is y"], "weights": [1, 1]}, [1, 2, 2, 3, 1, 2]),
        ({"statements": ["a iff b is x", "not a"]}, [3, 3, 4, 1, 4, 1]),
        ({"better": [[0, 1], [1, 2], [2, 3], [3, 4]], "equal": [[4, 5]]}, [5, 4, 3, 2, 1, 1]),
        ({"equal": [[0, 1], [1, 2], [2, 3], [3, 4], [5, 4]]}, [1, 1, 1, 1, 1, 1]),
    ],
)
def test_forms_of_our_own(tmp_path, judged, order):
    payoffs = two(tmp_path, judged).model.payoffs[0]
    if isinstance(judged, dict) and "statements" in judged and "weights" not in judged:
        states = packages([Choice("a"), Choice("b", ("x", "y", "z"))])
        order = [((s["a"] == "Y") == (s["b"] == "x"), s["a"] == "N") for s in states]
    assert ordered_alike(payoffs, order)


def test_pairs_leave_the_rest_unknown_only_where_that_is_said(tmp_path):
    named = two(tmp_path, {"better": [[0, 1], [1, 2], [0, 3]], "equal": [[3, 4]], "unknown": "rest"})
    pairs = set(named.unknown["A"])
    known = {(0, 1), (1, 2), (0, 2), (0, 3), (0, 4), (3, 4)}
    assert pairs == set(itertools.combinations(range(6), 2)) - known
    payoffs = named.model.payoffs[0]
    assert payoffs[0] > payoffs[1] > payoffs[2]
    assert payoffs[3] == payoffs[4] < payoffs[0]
    single = two(tmp_path, {"ranking": [0, 1, 2, 3, 4, 5], "unknown": [[2, 4]]})
    assert single.unknown == {"A": ((2, 4),)}


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_pairs_of_an_order_give_it_back(tmp_path_factory, data):
    size = 6
    levels = [data.draw(st.integers(0, 3)) for _ in range(size)]
    ranked = sorted(set(levels), reverse=True)
    first = {level: levels.index(level) for level in ranked}
    better = [[first[a], first[b]] for a, b in itertools.pairwise(ranked)]
    equal = [[first[level], state] for state, level in enumerate(levels) if state != first[level]]
    path = tmp_path_factory.mktemp("pairs")
    assert ordered_alike(two(path, {"better": better, "equal": equal}).model.payoffs[0], levels)
    if len(ranked) > 1:
        with pytest.raises(Exception, match="in a circle"):
            two(path, {"better": [*better, [first[ranked[-1]], first[ranked[0]]]], "equal": equal})


def test_exact_sums_do_not_round(tmp_path):
    tiny = Fraction(1, 10**15)
    judged = {"worth": {"a": {"N": 0, "Y": 1.000000000000001}, "b": {"x": 1, "y": 0, "z": 0}}}
    payoffs = two(tmp_path, judged).model.payoffs[0]
    assert payoffs[3] - payoffs[0] == tiny * 10**15  # a without x is the smallest bit better than x without a


def test_restricting_keeps_what_a_ranking_says(tmp_path):
    data = as_gmcr(published("elmira_12state"), ranked=True)
    path = written(tmp_path / "case.gmcr", data)
    whole = read_conflict(path)
    for name, value in (("Modify", "Y"), ("Insist", "N"), ("Accept", "Y")):
        part = read_conflict(path, {name: value})
        place = [state for state in range(whole.states) if whole.settled(state)[name] == value]
        assert list(part.keys()) == [whole.key(state) for state in place]
        assert [part.short(i) for i in range(part.states)] == [whole.short(state) for state in place]
        for party in part.parties:
            here = payoffs(part, part.parties.index(party))
            assert here.tolist() == payoffs(whole, whole.parties.index(party))[place].tolist()
        codes = {code: i for i, code in enumerate(part.keys())}
        assert all(part.find(str(code)) == [i] for code, i in codes.items())

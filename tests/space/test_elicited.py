"""From what was written to numbers: every way to say weights and values, and caches that nobody can spoil."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from detente.case.judgements.model import Comparison, Preference, Quantity, Values, Weights
from detente.space.elicited import resolved

NUMBERS = (("a", Quantity("exact", Fraction(30))), ("b", Quantity("between", Fraction(15), Fraction(10), Fraction(20))))
VALUES = (
    Values("a", (("x", Quantity("exact", Fraction(0))), ("y", Quantity("normal", Fraction(100), sd=Fraction(5))))),
    Values("b", (), (("p",), ("q", "r"), ("s",)), "a poll"),
)


def numbers(weights: Weights) -> dict[str, Fraction]:
    return {issue: number.central for issue, number in resolved(Preference("P", weights, VALUES)).weights.items()}


def test_numbers_stay_as_they_are() -> None:
    found = resolved(Preference("P", Weights("given", NUMBERS), VALUES))
    assert found.weights == dict(NUMBERS)
    assert found.values["a"] == dict(VALUES[0].numbers)
    assert {option: (int(number.central), number.because) for option, number in found.values["b"].items()} == {
        "p": (100, "a poll"),
        "q": (50, "a poll"),
        "r": (50, "a poll"),
        "s": (0, "a poll"),
    }
    assert found.consistency is None
    assert resolved(Preference("P", Weights("swing", NUMBERS), VALUES)).weights == dict(NUMBERS)


def test_rankings_and_comparisons() -> None:
    assert numbers(Weights("ranking", ranking=(("a",), ("b",)))) == {"a": 75, "b": 25}
    assert numbers(Weights("ranking", ranking=(("b", "a"),))) == {"a": 50, "b": 50}
    assert numbers(Weights("pairwise", comparisons=(Comparison("b", "a", Fraction(4)),))) == {"a": 25, "b": 100}


def test_values_of_an_issue_without_a_weight_are_left_out() -> None:
    assert set(resolved(Preference("P", Weights("given", NUMBERS[:1]), VALUES)).values) == {"a"}


@given(st.integers(2, 5), st.data())
def test_comparisons_give_the_same_weights_in_any_order(count: int, data: st.DataObject) -> None:
    names = "abcde"[:count]
    times = st.integers(1, 9).map(Fraction)
    made = [Comparison(one, two, data.draw(times)) for i, one in enumerate(names) for two in names[i + 1 :]]
    mixed = data.draw(st.permutations(made))
    one, two = (resolved(Preference("P", Weights("pairwise", comparisons=tuple(order)), ())) for order in (made, mixed))
    assert dict(one.weights) == dict(two.weights)
    assert one.consistency is not None
    assert two.consistency is not None
    assert {frozenset(t) for t in one.consistency.intransitive} == {frozenset(t) for t in two.consistency.intransitive}


def test_nobody_can_spoil_what_is_kept() -> None:
    preference = Preference("P", Weights("pairwise", comparisons=(Comparison("a", "b", Fraction(2)),)), VALUES)
    first = resolved(preference)
    dict.clear(first.weights)  # type: ignore[arg-type]
    assert resolved(preference).weights

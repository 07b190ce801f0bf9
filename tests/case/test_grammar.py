"""The condition language: what it reads, what it refuses and in which words, and that what is written reads back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.conditions import MAX_DEPTH, And, Bound, Condition, Count, If, Iff, Is, Named, Not, Or, Truth, walk
from detente.case.grammar import RESERVED, format_condition, parse, resolve
from detente.errors import ConditionError, UnknownNameError

A, B, C = Is("a", ("x",)), Is("b", ("y",)), Named("c")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("a is x", A),
        ("a in {x, y}", Is("a", ("x", "y"))),
        ("a in {x}", A),
        ("a at least x", Bound("a", "x", least=True)),
        ("a at most x", Bound("a", "x", least=False)),
        ("c", C),
        ("true or false", Or((Truth(True), Truth(False)))),
        ("not a is x and b is y", And((Not(A), B))),
        ("not (a is x and b is y)", Not(And((A, B)))),
        ("a is x or b is y and c", Or((A, And((B, C))))),
        ("(a is x or b is y) and c", And((Or((A, B)), C))),
        ("a is x and b is y and c", And((A, B, C))),
        ("a is x and (b is y and c)", And((A, And((B, C))))),
        ("if a is x then b is y or c", If(A, Or((B, C)))),
        ("if a is x then b is y iff c", Iff(If(A, B), C)),
        ("if a is x then if b is y then c", If(A, If(B, C))),
        ("a is x iff b is y iff c", Iff(Iff(A, B), C)),
        ("a is x or b is y iff c", Iff(Or((A, B)), C)),
        ("at least 2 of (a is x, b is y, c)", Count(2, None, (A, B, C))),
        ("at most 1 of (a is x, not c)", Count(0, 1, (A, Not(C)))),
        ("exactly 1 of (a is x or c, if b is y then c)", Count(1, 1, (Or((A, C)), If(B, C)))),
        ("android is island", Is("android", ("island",))),
        ("if-1 is not_x", Is("if-1", ("not_x",))),
        ("IS is OR", Is("IS", ("OR",))),
        ("1997 is 2", Is("1997", ("2",))),
        ("\n  a\tis\r\n x ", A),
    ],
)
def test_reads(text: str, condition: Condition) -> None:
    assert parse(text) == condition
    assert parse(str(condition)) == condition


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("", "expected a condition", 1),
        ("a is", "expected an option after “is”", 5),
        ("a is ", "expected an option after “is”", 5),
        ("a in x", "expected “{” after “in”, not “x”", 6),
        ("a in {", "expected an option after “{”", 7),
        ("a in {}", "expected an option after “{”, not “}”", 7),
        ("a in {x", "expected “,” or “}” after “x”", 8),
        ("a in {x, x}", "“x” is listed twice", 10),
        ("a at x", "expected “least” or “most” after “at”, not “x”", 6),
        ("a at least", "expected an option after “least”", 11),
        ("a b", "expected “is”, “in”, “at least” or “at most” after “a”, not “b”", 3),
        ("a is x and", "expected a condition after “and”", 11),
        ("(a is x", "expected “and”, “or”, “iff” or “)” after “x”", 8),
        ("a is x)", "expected “and”, “or”, “iff” after “x”, not “)”", 7),
        ("if a is x", "expected “and”, “or”, “iff” or “then” after “x”", 10),
        ("at least two of (c)", "expected a number, as in “at least 2 of (…)”, not “two”", 10),
        ("exactly", "expected a number after “exactly”", 8),
        ("c or at least", "expected a number after “least”", 14),
        ("at least 2 (c)", "expected “of” after “2”, not “(”", 12),
        ("a = x", "“=” is not part of the language; write “is”", 3),
        ("a is x & c", "“&” is not part of the language; write “and”", 8),
        ("a is “x”", "““” is not part of the language", 6),
        ("NOT a is x", "small letters: “not”", 5),
        ("a is x AND c", "small letters: “and”", 8),
        ("not if c then c", "put parentheses around “if … then …”", 5),
        ("is is x", "expected a condition, not “is”", 1),
    ],
)
def test_refuses_in_words_with_the_column(text: str, message: str, column: int) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert message in caught.value.message
    assert caught.value.column == column


DEEP = {
    "(": lambda n: "(" * n + "c" + ")" * n,
    "not": lambda n: "not " * n + "c",
    "if": lambda n: "if c then " * n + "c",
    "and": lambda n: "c and (" * n + "c" + ")" * n,
    "count": lambda n: "at least 1 of (" * n + "c" + ")" * n,
    "iff": lambda n: "c iff " * n + "c",
}


@pytest.mark.parametrize("form", DEEP)
def test_deep_nesting_is_refused_quickly(form: str) -> None:
    half = MAX_DEPTH // 2 - 1
    assert parse(DEEP[form](half)) is not None
    for depth in (MAX_DEPTH + 1, 1000, 60_000):
        begun = time.perf_counter()
        with pytest.raises(ConditionError, match="nested at most 200 deep"):
            parse(DEEP[form](depth))
        assert time.perf_counter() - begun < 10
    with pytest.raises(ConditionError):
        parse("(" * 100_000)


def test_the_limit_is_exact_and_the_deepest_can_be_compared_and_shown() -> None:
    deepest = parse("not " * (MAX_DEPTH - 1) + "c")
    assert parse(str(deepest)) == deepest
    assert hash(deepest)
    assert len(list(walk(deepest))) == MAX_DEPTH
    with pytest.raises(ConditionError):
        parse("not " * MAX_DEPTH + "c")


def test_length_is_bounded_and_long_lists_are_no_nesting() -> None:
    assert len(parse(" or ".join(["c"] * 20_000)).parts) == 20_000  # type: ignore[union-attr]
    with pytest.raises(ConditionError, match="at most 1000000 characters"):
        parse("c" * 1_000_001)


names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,5}", fullmatch=True).filter(lambda name: name not in RESERVED)
atoms = st.one_of(
    st.builds(Truth, st.booleans()),
    st.builds(Is, names, st.lists(names, min_size=1, max_size=3, unique=True).map(tuple)),
    st.builds(Bound, names, names, st.booleans()),
    st.builds(Named, names),
)


def several(inner: st.SearchStrategy[Condition], least: int) -> st.SearchStrategy[tuple[Condition, ...]]:
    return st.lists(inner, min_size=least, max_size=4).map(tuple)


def counts(parts: tuple[Condition, ...]) -> st.SearchStrategy[Condition]:
    number = st.integers(0, len(parts) + 1)
    return st.one_of(
        number.map(lambda low: Count(low, None, parts)),
        number.map(lambda high: Count(0, high, parts)),
        number.map(lambda exact: Count(exact, exact, parts)),
    )


conditions: st.SearchStrategy[Condition] = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, several(inner, 2)),
        st.builds(Or, several(inner, 2)),
        st.builds(If, inner, inner),
        st.builds(Iff, inner, inner),
        several(inner, 1).flatmap(counts),
    ),
    max_leaves=25,
)


@given(conditions)
def test_what_is_written_reads_back(condition: Condition) -> None:
    assert parse(format_condition(condition)) == condition
    assert str(condition) == format_condition(condition)


@given(st.text(alphabet="ab() {},isnotadrf\n2“=", max_size=40))
@settings(max_examples=300)
def test_any_text_is_a_condition_or_a_condition_error(text: str) -> None:
    condition, error = parsed(text)
    assert condition is None or parse(str(condition)) == condition
    assert error is None or (1 <= error.column <= len(text) + 1 and error.message)


def parsed(text: str) -> tuple[Condition | None, ConditionError | None]:
    try:
        return parse(text), None
    except ConditionError as error:
        return None, error


def test_forms_that_no_text_has_are_written_as_their_equals() -> None:
    assert str(And(())) == "true"
    assert str(Or(())) == "false"
    assert str(And((A,))) == "a is x"
    assert str(Not(Or((A,)))) == "not a is x"
    assert str(Count(1, 2, (A, B))) == "at least 1 of (a is x, b is y) and at most 2 of (a is x, b is y)"


def test_resolve_replaces_names_inside_everything() -> None:
    named: dict[str, Condition] = {"c": Or((A, Named("d"))), "d": B}
    text = "if c then not c iff at least 1 of (c, a is x) and (d or c)"
    resolved = resolve(parse(text), named)
    assert not any(isinstance(node, Named) for node in walk(resolved))
    assert resolve(Named("c"), named) == Or((A, B))


def test_resolve_refuses_unknown_and_circular_names() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean safe"):
        resolve(Named("saef"), {"safe": A})
    with pytest.raises(ConditionError, match="c → d → c"):
        resolve(Named("c"), {"c": Not(Named("d")), "d": And((A, Named("c")))})


def test_resolve_is_bounded_in_size_and_depth() -> None:
    doubling: dict[str, Condition] = {"n0": A}
    for number in range(1, 60):
        doubling[f"n{number}"] = And((Named(f"n{number - 1}"), Named(f"n{number - 1}")))
    with pytest.raises(ConditionError, match="100000 parts"):
        resolve(Named("n59"), doubling)
    chain: dict[str, Condition] = {"n0": A}
    chain |= {f"n{n}": Not(Named(f"n{n - 1}")) for n in range(1, 1000)}
    with pytest.raises(ConditionError, match="nested at most 200"):
        resolve(Named("n999"), chain)
    deep = parse("not " * 150 + "c")
    with pytest.raises(ConditionError, match="nested at most 200"):
        resolve(deep, {"c": deep, "d": A})
    with pytest.raises(ConditionError, match="nested at most 200"):
        resolve(deep, {"c": parse("not " * 150 + "a is x")})

"""The languages of sets and of conditions: what they read, what they refuse and how, and that they round-trip."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.treaties.expressions import (
    MAX_DEPTH,
    AllOf,
    Also,
    AnyOf,
    Condition,
    Counterparty,
    Everything,
    Flag,
    MembersOf,
    Minus,
    Name,
    Node,
    Not,
    Others,
    Outside,
    Own,
    Reaching,
    Set,
    Signatories,
    TerritoryOf,
    ThirdStates,
    Union,
    Within,
    names_in,
    parse_condition,
    parse_set,
    walk,
    write,
)
from detente.case.treaties.parsing import RESERVED
from detente.errors import ConditionError
from tests.treaties_made import any_conditions, any_sets

A, B, C = Name("A"), Name("B"), Name("C")
DAY = date(1997, 5, 27)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("A", A),
        ("  A\t\n", A),
        ("NATO on 1997-05-27", MembersOf("NATO", DAY)),
        ("members of NATO", MembersOf("NATO")),
        ("members of NATO on 1997-05-27", MembersOf("NATO", DAY)),
        ("parties", Signatories()),
        ("signatories", Signatories()),
        ("others", Others()),
        ("counterparty", Counterparty()),
        ("third states", ThirdStates()),
        ("anyone", Everything()),
        ("anywhere", Everything()),
        ("anything", Everything()),
        ("any", Everything()),
        ("own territory", Own()),
        ("territory of A", TerritoryOf(A)),
        ("territory of A, B", Union((TerritoryOf(A), B))),
        ("territory of (A, B)", TerritoryOf(Union((A, B)))),
        ("outside territory of A", Outside(TerritoryOf(A))),
        ("outside own territory", Outside(Own())),
        ("within 500 km of A", Within(500, A)),
        ("within 0.5 km of A or B", Union((Within(0.5, A), B))),
        ("within 5 km of within 7 km of A", Within(5, Within(7, A))),
        ("from which A can be reached", Reaching(A)),
        ("from which A, B but not C can be reached at 5500 km", Reaching(Minus(Union((A, B)), C), 5500)),
        ("A, B", Union((A, B))),
        ("A and B", Union((A, B))),
        ("A, B, and C", Union((A, B, C))),
        ("A or B, or C", Union((A, B, C))),
        ("(A, B), C", Union((Union((A, B)), C))),
        ("A, B but not C", Minus(Union((A, B)), C)),
        ("A but not B, C", Minus(A, Union((B, C)))),
        ("A but not B also in C", Also(Minus(A, B), C)),
        ("A but not (B also in C)", Minus(A, Also(B, C))),
        ("A-1_x", Name("A-1_x")),
        ("1997", Name("1997")),
        ("Others", Name("Others")),
    ],
)
def test_reads_sets(text: str, node: Set) -> None:
    assert parse_set(text) == node
    assert parse_set(str(node)) == node


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("a", Flag("a")),
        ("not a", Not(Flag("a"))),
        ("not a and b", AllOf((Not(Flag("a")), Flag("b")))),
        ("a or b and c", AnyOf((Flag("a"), AllOf((Flag("b"), Flag("c")))))),
        ("(a or b) and c", AllOf((AnyOf((Flag("a"), Flag("b"))), Flag("c")))),
        ("a and b and c", AllOf((Flag("a"), Flag("b"), Flag("c")))),
        ("a and (b and c)", AllOf((Flag("a"), AllOf((Flag("b"), Flag("c")))))),
        ("not (a or not b)", Not(AnyOf((Flag("a"), Not(Flag("b")))))),
    ],
)
def test_reads_conditions(text: str, node: Condition) -> None:
    assert parse_condition(text) == node
    assert parse_condition(str(node)) == node


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("", "expected a name or a set", 1),
        ("  ", "expected a name or a set", 1),
        ("A,", "expected a name or a set after “,”", 3),
        ("A but B", "expected “not” after “but”, not “B”", 7),
        ("A also B", "expected “in” after “also”, not “B”", 8),
        ("A B", "expected “,”, “or”, “and”, “but not” or “also in” after “A”, not “B”", 3),
        ("A AND B", "small letters: “and”", 3),
        ("(A, B", "expected “)” after “B”", 6),
        ("A)", "not “)”", 2),
        ("members NATO", "expected “of” after “members”, not “NATO”", 9),
        ("members of", "expected a group after “of”", 11),
        ("members of own", "expected a group after “of”, not “own”", 12),
        ("NATO on 1997", "expected a day such as 1997-05-27 after “on”, not “1997”", 9),
        ("NATO on 1997-02-30", "expected a day that exists after “on”", 9),
        ("own land", "expected “territory” after “own”, not “land”", 5),
        ("third", "expected “states” after “third”", 6),
        ("within km of A", "expected a number of km after “within”, not “km”", 8),
        ("within 5 miles of A", "expected “km” after “5”, not “miles”", 10),
        ("from which A can reach", "expected “be” after “can”, not “reach”", 18),
        ("from A", "expected “which” after “from”, not “A”", 6),
        ("A = B", "“=” is not part of the language", 3),
        ("A; B", "“;” is not part of the language", 2),
        ("5.5", "expected a name or a set, not “5.5”", 1),
        ("(" * 100, f"nested at most {MAX_DEPTH} deep", 31),
    ],
)
def test_refuses_sets(text: str, message: str, column: int) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_set(text)
    assert message in caught.value.message
    assert caught.value.column == column


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("", "expected a status or circumstance", 1),
        ("a or", "expected a status or circumstance after “or”", 5),
        ("a b", "expected “and” or “or” after “a”, not “b”", 3),
        ("not", "expected a status or circumstance after “not”", 4),
        ("a, b", "expected “and” or “or” after “a”, not “,”", 2),
        ("Not a", "small letters: “not”", 5),
        ("not " * 100 + "a", f"nested at most {MAX_DEPTH} deep", 237),
    ],
)
def test_refuses_conditions(text: str, message: str, column: int) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition(text)
    assert message in caught.value.message
    assert caught.value.column == column


def test_too_long_is_refused_at_once() -> None:
    with pytest.raises(ConditionError, match="at most 100000 characters"):
        parse_set("A, " * 40_000 + "A")
    assert len(names_in(parse_set(", ".join(f"A{n}" for n in range(10_000))))) == 10_000


def test_a_long_chain_is_too_deep() -> None:
    with pytest.raises(ConditionError, match="nested"):
        parse_set("A" + " but not B" * 1000)


def test_names_in_reading_order() -> None:
    node = parse_set(
        "RUS, members of NATO on 1997-05-27 but not within 5 km of (POL, RUS) also in from which UKR can be reached"
    )
    assert names_in(node) == ("RUS", "NATO", "POL", "UKR")
    assert names_in(parse_condition("b and not (a or b)")) == ("b", "a")
    assert [type(one).__name__ for one in walk(parse_set("A but not outside B"))] == [
        "Minus",
        "Name",
        "Outside",
        "Name",
    ]


@given(any_sets())
def test_sets_round_trip(node: Set) -> None:
    assert parse_set(write(node)) == node


@given(any_conditions())
def test_conditions_round_trip(node: Condition) -> None:
    assert parse_condition(write(node)) == node


_PIECES = st.sampled_from(
    [*sorted(RESERVED), "A", "NATO", "1997-05-27", "5", "0.5", "(", ")", ",", "=", "ä", "\n", "\x00"]
)


@settings(max_examples=300)
@given(st.lists(_PIECES, max_size=12).map(" ".join) | st.text(max_size=30))
def test_anything_is_read_or_refused_in_its_place(text: str) -> None:
    """No text ends in anything but a node that reads back, or an error at a column of the text or one behind it."""
    for parse in (parse_set, parse_condition):
        node, column = _outcome(parse, text)
        assert 1 <= column <= len(text) + 1
        assert node is None or parse(str(node)) == node


def _outcome(parse: Callable[[str], Node], text: str) -> tuple[Node | None, int]:
    try:
        return parse(text), 1
    except ConditionError as error:
        return None, error.column

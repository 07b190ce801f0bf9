"""Networks are what their definitions say, for every value, every way to count duplicates and every normalisation."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from detente.analyses.networks.asking import DUPLICATES, Asked
from detente.analyses.networks.making import network
from detente.engines.networks import VALUES
from detente.errors import DetenteError
from tests.networks import literal
from tests.networks.literal import Said

LEVELS = {"boolean": ["0", "1"], "integer": ["-2", "0", "1", "3"], "short text": ["no", "so so", "yes"]}
FIRST = 737425  # 2020-01-01


@st.composite
def spoken(draw, kinds=tuple(LEVELS)):
    """(kind of qualifier, statements), some of them alike."""
    kind = draw(st.sampled_from(kinds))
    levels = LEVELS[kind][: draw(st.integers(1, len(LEVELS[kind])))]
    days = st.sampled_from([FIRST, FIRST + 1, FIRST + 6, FIRST + 30, FIRST + 366, FIRST + 371])
    said = st.builds(
        Said, st.sampled_from("ABCD"), st.sampled_from("xyz"), st.sampled_from(levels), days, st.sampled_from("123")
    )
    return kind, draw(st.lists(said, max_size=14))


def cells(found):
    return {
        (row, column): found.dense()[i, j]
        for i, row in enumerate(found.rows)
        for j, column in enumerate(found.columns)
        if found.two_mode or i != j
    }


def close(left, right):
    assert left.keys() == right.keys()
    for key, value in left.items():
        assert math.isclose(value, right[key], rel_tol=1e-9, abs_tol=1e-9), (key, value, right[key])


@given(spoken(), st.sampled_from(VALUES), st.sampled_from(DUPLICATES), st.sampled_from(["none", "average", "cosine"]))
def test_one_mode(made, value, duplicates, normalise):
    kind, statements = made
    found = network(
        literal.discourse(statements, kind), Asked("one-mode", value, duplicates=duplicates, normalise=normalise)
    )
    rows, ties = literal.one_mode(statements, value, kind, duplicates, normalise)
    assert list(found.rows) == rows
    close(cells(found), ties)
    assert not found.dense().diagonal().any()
    assert (abs(found.dense() - found.dense().T) < 1e-9).all()


@given(
    spoken(("boolean", "short text")),
    st.sampled_from(VALUES),
    st.sampled_from(DUPLICATES),
    st.sampled_from(["jaccard", "ruzicka"]),
)
def test_true_coefficients_of_sets(made, value, duplicates, normalise):
    kind, statements = made
    assume(value in ("ignore", "congruence") or len({said.level for said in statements}) == 2)
    found = network(
        literal.discourse(statements, kind), Asked("one-mode", value, duplicates=duplicates, normalise=normalise)
    )
    kept = literal.without_duplicates(statements, duplicates, value, kind)
    assume(value in ("ignore", "congruence") or len({said.level for said in kept}) == 2)
    close(cells(found), literal.one_mode(statements, value, kind, duplicates, normalise)[1])


@given(
    spoken(),
    st.sampled_from(["ignore", "subtract", "combine"]),
    st.sampled_from(DUPLICATES),
    st.sampled_from(["none", "activity", "prominence"]),
)
def test_two_mode(made, value, duplicates, normalise):
    kind, statements = made
    assume(not (value == "combine" and normalise != "none"))
    assume(not (value == "subtract" and kind == "short text"))
    found = network(
        literal.discourse(statements, kind), Asked("two-mode", value, duplicates=duplicates, normalise=normalise)
    )
    rows, columns, ties = literal.two_mode(statements, value, kind, duplicates, normalise)
    assert (list(found.rows), list(found.columns)) == (rows, columns)
    close(cells(found), ties)


@given(
    spoken(),
    st.sampled_from(VALUES),
    st.sampled_from(DUPLICATES),
    st.sampled_from(["none", "average", "jaccard", "cosine"]),
    st.booleans(),
)
def test_compatible_with_dna(made, value, duplicates, normalise, named):
    kind, statements = made
    qualifier = "says" if named else ""  # rDNA asks with the usual one by itself
    asked = Asked("one-mode", value, "", "", qualifier, duplicates, normalise, compatible="dna")
    rows, ties = literal.dna_one_mode(statements, value, kind, duplicates, normalise)
    found = network(literal.discourse(statements, kind), asked)
    assert list(found.rows) == rows
    close(cells(found), ties)


def test_dna_keeps_the_levels_of_its_qualifier_where_it_ignores_them():
    said = [("A", "x", "yes"), ("A", "x", ""), ("B", "x", "yes"), ("B", "x", "no")]
    made = literal.discourse([Said(*one, FIRST, "1") for one in said], "short text")

    def tie(**more):
        asked = Asked("one-mode", "ignore", normalise="jaccard", **more)
        return network(made, asked).dense()[0, 1]

    assert tie(compatible="dna") == tie(compatible="dna", qualifier="says") == 4 / 3  # blank and no are one-sided
    assert tie(qualifier="says") == tie() == 1.0


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("compatible", ["", "dna"])
def test_a_long_text_is_no_qualifier(value, compatible):
    made = literal.discourse([Said("A", "x", "a whole sentence", FIRST, "1")], "long text")
    with pytest.raises(DetenteError, match="says is a long text"):
        network(made, Asked("one-mode", value, qualifier="says", compatible=compatible))


def test_dna_never_finds_large_integers_equal():
    statements = [Said("A", "x", "500", FIRST, "1"), Said("A", "x", "500", FIRST, "1"), Said("B", "x", "0", FIRST, "1")]
    made = literal.discourse(statements, "integer")
    by_dna = network(made, Asked("two-mode", "subtract", duplicates="document", compatible="dna"))
    assert by_dna.matrix() == [[1000], [0]]
    assert network(made, Asked("two-mode", "subtract", duplicates="document")).matrix() == [[500], [0]]


# ------------------------------------------------------------------------------------------------ what must hold


@given(spoken(), st.sampled_from(["none", "average", "cosine"]))
def test_congruence_and_conflict_are_all_there_is(made, normalise):
    kind, statements = made
    found = literal.discourse(statements, kind)
    both = {value: network(found, Asked("one-mode", value, normalise=normalise)).ties.toarray() for value in VALUES}
    if normalise != "cosine":
        assert abs(both["congruence"] + both["conflict"] - both["ignore"]).max(initial=0) < 1e-9
    assert abs(both["congruence"] - both["conflict"] - both["subtract"]).max(initial=0) < 1e-9


@given(spoken(), st.sampled_from(["ignore", "congruence"]), st.sampled_from(["cosine", "jaccard"]))
def test_coefficients_are_from_0_to_1_and_1_for_doubles(made, value, normalise):
    kind, statements = made
    doubles = [said._replace(row="A2") for said in statements if said.row == "A"]
    found = network(literal.discourse([*statements, *doubles], kind), Asked("one-mode", value, normalise=normalise))
    assert found.ties.nnz == 0 or (found.ties.data.min() >= 0 and found.ties.data.max() <= 1 + 1e-9)
    if doubles:
        assert math.isclose(cells(found)["A", "A2"], 1.0)


@given(spoken(), st.sampled_from(VALUES), st.randoms())
def test_the_order_of_statements_does_not_matter(made, value, random):
    kind, statements = made
    turned = statements.copy()
    random.shuffle(turned)
    left, right = (network(literal.discourse(one, kind), Asked("one-mode", value)) for one in (statements, turned))
    close(cells(left), cells(right))


@given(spoken())
def test_whole_numbers_are_written_as_such(made):
    kind, statements = made
    found = network(literal.discourse(statements, kind), Asked("one-mode", "ignore"))
    assert all(type(cell) is int for row in found.matrix() for cell in row)


@given(spoken(), st.sampled_from(["one-mode", "two-mode"]), st.integers(1, 12))
def test_the_strongest_ties(made, kind, most):
    found = network(literal.discourse(made[1], made[0]), Asked(kind, "ignore"))
    edges = list(found.edges())
    assert found.tie_count == len(edges)
    assert list(found.strongest(most)) == sorted(edges, key=lambda tie: (-abs(tie[2]), tie[:2]))[:most]


def test_nothing_said_is_an_empty_network():
    found = network(literal.discourse([]), Asked())
    assert (found.rows, found.columns, found.matrix(), found.statements, found.first) == ((), (), [], 0, None)


# ------------------------------------------------------------------------------------------------ what counts

A_FEW = [
    Said("A", "x", "1", FIRST, "1"),
    Said("A", "", "1", FIRST, "1"),
    Said("B", "x", "0", FIRST + 40, "2"),
    Said("B", "y", "1", FIRST + 40, "2"),
    Said("C", "y", "1", FIRST + 80, "3"),
]


def asked(**choices):
    return network(literal.discourse(A_FEW), Asked(value="congruence", **choices))


def test_what_is_left_out_is_said():
    from datetime import date

    found = asked(first=date.fromordinal(FIRST + 1), exclude=(("concept", "x"),))
    assert found.left_out == (("before 2020-01-02", 2), ("concept is x", 1))
    assert found.rows == ("B", "C")
    assert asked().left_out == (("without concept", 1),)
    assert asked(include=(("document.section", "2"), ("document.section", "3"))).rows == ("B", "C")
    assert asked(last=date.fromordinal(FIRST + 40)).rows == ("A", "B")


def test_isolates_are_those_whom_documents_and_dates_leave_in():
    assert asked(exclude=(("concept", "x"),)).rows == ("B", "C")
    assert asked(exclude=(("concept", "x"),), isolates=True).rows == ("A", "B", "C")
    assert asked(include=(("section", "2"),), isolates=True).rows == ("B",)


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        ({"kind": "two-mode"}, "one-mode"),
        ({"value": "combine"}, "two-mode"),
        ({"normalise": "activity"}, "average"),
        ({"kind": "two-mode", "value": "ignore", "normalise": "cosine"}, "activity"),
        ({"kind": "two-mode", "value": "combine", "normalise": "activity"}, "cannot be normalised"),
        ({"rows": "concept"}, "three variables"),
        ({"rows": "says", "qualifier": "actor"}, "texts"),
        ({"exclude": (("concept", "X"),)}, "Did you mean x"),
        ({"rows": "acto"}, "Did you mean actor"),
        ({"duplicates": "doc"}, "No way to count duplicates is called doc"),
    ],
)
def test_questions_without_an_answer(choices, says):
    with pytest.raises(DetenteError, match=says):
        network(literal.discourse(A_FEW), Asked(**{"value": "congruence", **choices}))


def test_a_scale_has_no_opposites():
    statements = [said._replace(level=level) for said, level in zip(A_FEW, "01234", strict=True)]
    with pytest.raises(DetenteError, match="nothing has one opposite"):
        network(literal.discourse(statements, "integer"), Asked(value="conflict", normalise="jaccard"))


def test_dna_answers_another_question_and_that_is_said():
    found = network(literal.discourse(A_FEW), Asked("two-mode", "congruence", normalise="cosine", compatible="dna"))
    assert found.matrix() == [[1, 0], [1, 1], [0, 1]]
    assert [note.split(";")[0] for note in found.notes] == [
        "DNA knows no congruence for two-mode networks and counts as in ignore",
        "DNA knows no cosine for two-mode networks and does not normalise",
    ]

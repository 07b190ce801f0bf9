"""Windows hold what their definitions say, and are networks like any other."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from detente.analyses.networks.asking import Asked
from detente.analyses.networks.making import network
from detente.analyses.networks.windows import Span, added, windows
from detente.engines.moments import KERNELS, UNITS, first_day, number_in_year, period, weights
from detente.errors import DetenteError, TooLargeError
from tests.networks import literal
from tests.networks.literal import Said

FIRST = date(2019, 12, 20).toordinal()
spoken = st.lists(
    st.builds(
        Said,
        st.sampled_from("ABC"),
        st.sampled_from("xy"),
        st.sampled_from("01"),
        st.integers(FIRST, FIRST + 90),
        st.just("1"),
    ),
    min_size=1,
    max_size=12,
)
days = st.integers(1, date.max.toordinal())


def of(statements, span, **choices):
    return windows(literal.discourse(statements), Asked(value="congruence", **choices), span).slices


@given(days, st.sampled_from(UNITS))
def test_periods_are_calendar_periods(day, unit):
    assume(day < date.max.toordinal() - 400)
    number = int(period(np.array([day]), unit)[0])
    begin, end = first_day(number, unit), first_day(number + 1, unit) - 1
    assert begin <= day <= end
    here = date.fromordinal(begin)
    assert {
        "days": begin == end,
        "weeks": here.isoweekday() == 1 and end - begin == 6,
        "months": here.day == 1 and date.fromordinal(end + 1).day == 1 and end - begin < 31,
        "years": (here.month, here.day) == (1, 1) and end - begin in (364, 365),
    }[unit]


@given(days)
def test_weeks_and_months_of_the_year(day):
    here = date.fromordinal(day)
    assert number_in_year(np.array([day]), "months")[0] == here.month - 1
    assert number_in_year(np.array([day]), "weeks")[0] == here.isocalendar().week - 1


@given(spoken, st.sampled_from(UNITS), st.integers(1, 3), st.integers(1, 3))
def test_calendar_windows(statements, unit, size, step):
    found = of(statements, Span(unit, size, step))
    for one in found:
        inside = [said for said in statements if one.first.toordinal() <= said.day <= one.last.toordinal()]
        alone = network(literal.discourse(inside), Asked(value="congruence"))
        assert one.network.rows == alone.rows
        assert (one.network.dense() == alone.dense()).all()
    units = {int(period(np.array([said.day]), unit)[0]) for said in statements}
    numbers = range(min(units), max(min(units), max(units) - size + 1) + 1, step)
    assert [one.first.toordinal() for one in found] == [first_day(number, unit) for number in numbers]
    assert all(one.last.toordinal() + 1 == first_day(n + size, unit) for one, n in zip(found, numbers, strict=True))
    if step == size == 1:
        assert sum(one.network.statements for one in found) == len(statements)


@given(spoken, st.integers(1, 12))
def test_windows_of_statements_never_tear_a_day_apart(statements, size):
    assume(size <= len(statements))
    found = of(statements, Span("events", size))
    for one in found:
        inside = [said for said in statements if one.first.toordinal() <= said.day <= one.last.toordinal()]
        assert one.network.statements == len(inside) >= size
    assert found[0].first.toordinal() == min(said.day for said in statements)
    assert found[-1].last.toordinal() == max(said.day for said in statements)


@given(spoken, st.sampled_from(KERNELS), st.integers(1, 30))
def test_kernels(statements, kernel, size):
    """Every pair of statements counts the geometric mean of its two weights."""
    for one in of(statements, Span("days", size, 7, kernel), isolates=True)[:3]:
        middle = one.middle.toordinal()
        far = np.array([(said.day - middle) * 2.0 / size for said in statements])
        weight = np.sqrt(weights(far, kernel))
        for i, row in enumerate(one.network.rows):
            for j, other in enumerate(one.network.rows):
                tie = sum(
                    weight[a] * weight[b]
                    for a, left in enumerate(statements)
                    for b, right in enumerate(statements)
                    if (left.row, right.row) == (row, other) and left[1:3] == right[1:3]
                )
                assert i == j or abs(one.network.dense()[i, j] - tie) < 1e-9


@pytest.mark.parametrize("kernel", KERNELS)
def test_kernels_are_symmetric_densities(kernel):
    at = np.linspace(-8, 8, 160_001)
    values = weights(at, kernel)
    assert np.allclose(values, values[::-1])
    assert abs(values.sum() * (at[1] - at[0]) - 1) < 1e-3


def test_dna_s_triangle_has_one_side():
    statements = [Said("A", "x", "1", FIRST, "1"), Said("B", "x", "1", FIRST + 4, "1")]
    (_, _, one, *_) = of(statements, Span("days", 8, 1, "triangular"), compatible="dna")
    assert one.network.dense()[0, 1] == pytest.approx(np.sqrt((1 - 2 * 2 / 8) * (1 + 2 * 2 / 8)))


def test_dna_s_windows_are_centred_and_whole():
    statements = [Said("A", "x", "1", FIRST + n, "1") for n in range(10)]
    found = of(statements, Span("days", 3), compatible="dna")
    assert [(one.middle.toordinal() - FIRST, one.network.statements) for one in found] == [(n, 3) for n in range(1, 9)]
    events = of(statements, Span("events", 4), compatible="dna")
    assert [one.network.statements for one in events] == [5] * 6


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(-30, 30))
def test_months_later(day, number):
    later = added(day, "months", number)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == number
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_duplicates_are_dropped_before():
    statements = [Said("A", "x", "1", FIRST, "1"), Said("A", "x", "1", FIRST + 40, "1")]
    found = of(statements, Span("months", 1), duplicates="range")
    assert [one.network.statements for one in found] == [1]


@pytest.mark.parametrize(
    ("span", "choices", "says"),
    [
        (Span("days", 0), {}, "1 or more"),
        (Span("hours", 1), {}, "No window is called hours"),
        (Span("days", 1, kernel="round"), {}, "No kernel is called round"),
        (Span("events", 2, kernel="gaussian"), {}, "distance in time"),
        (Span("days", 2, kernel="gaussian"), {"normalise": "jaccard"}, "does not know"),
        (Span("events", 3), {}, "does not fit into 2"),
    ],
)
def test_windows_that_cannot_be(span, choices, says):
    statements = [Said("A", "x", "1", FIRST, "1"), Said("A", "x", "0", FIRST + 40, "1")]
    with pytest.raises(DetenteError, match=says):
        of(statements, span, **choices)


def test_too_many_windows():
    statements = [Said("A", "x", "1", 1, "1"), Said("A", "x", "0", FIRST, "1")]
    with pytest.raises(TooLargeError, match="larger --step"):
        of(statements, Span("days", 1))


def test_it_can_be_stopped():
    statements = [Said("A", "x", "1", FIRST + n, "1") for n in range(10)]
    asked, seen = Asked(value="ignore"), iter([False, False, True])
    found = windows(literal.discourse(statements), asked, Span("days", 1), stop=lambda: next(seen))
    assert (len(found.slices), found.complete) == (2, False)

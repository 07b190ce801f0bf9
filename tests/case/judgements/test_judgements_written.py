"""Entries that are written read back equal, in a new file or behind what is there, which stays as it is."""

import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.conditions import Is
from detente.case.dates import Interval
from detente.case.judgements.model import (
    Bonus,
    Comparison,
    Preference,
    Quantity,
    Reservation,
    Values,
    Weights,
)
from detente.case.judgements.numbers import decimal, shown
from detente.case.judgements.writing import entry_of, text_of
from detente.case.writing import append_entry
from tests.case.judgements.made import PREFERENCES, read

OPTIONS = {"river": ("closed", "shared", "open"), "patrols": ("none", "day", "night")}
reasons = st.sampled_from(["", "so", "a: b", "# no", "it's “so”", "two\nlines", "{x}", "ends:", "-", "null", "é\u2028"])
decimals = st.tuples(st.integers(-(10**6), 10**6), st.integers(0, 6)).map(lambda pair: Fraction(pair[0], 10 ** pair[1]))


@st.composite
def quantities(draw: st.DrawFn, least: int = -(10**6), most: int = 10**6) -> Quantity:
    def number() -> Fraction:
        return min(max(draw(decimals), Fraction(least)), Fraction(most))

    form = draw(st.sampled_from(["exact", "between", "triangular", "normal"]))
    because = draw(reasons)
    low, mid, high = sorted([number(), number(), number()])
    if form == "exact":
        return Quantity("exact", mid, because=because)
    if form == "between":
        return Quantity("between", (low + high) / 2, low, high, because=because)
    if form == "triangular":
        return Quantity("triangular", mid, low, high, because=because)
    return Quantity("normal", mid, sd=abs(draw(decimals)), because=because)


def ranked(draw: st.DrawFn, names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    order = draw(st.permutations(names))
    ends = [*(place for place in range(1, len(order)) if draw(st.booleans())), len(order)]
    begins = [0, *ends[:-1]]
    return tuple(tuple(order[begin:end]) for begin, end in zip(begins, ends, strict=True))


@st.composite
def preferences(draw: st.DrawFn) -> Preference:
    how = draw(st.sampled_from(["given", "swing", "pairwise", "ranking"]))
    heavy = draw(quantities(1, 100))
    weights = {
        "given": Weights("given", (("river", heavy), ("patrols", draw(quantities(1, 100))))),
        "swing": Weights("swing", (("river", Quantity("exact", Fraction(100))), ("patrols", draw(quantities(1, 100))))),
        "pairwise": Weights(
            "pairwise",
            comparisons=(
                Comparison(
                    "river", "patrols", Fraction(draw(st.integers(1, 9)), draw(st.integers(1, 9))), draw(reasons)
                ),
            ),
        ),
        "ranking": Weights("ranking", ranking=ranked(draw, ("river", "patrols"))),
    }[how]
    values = tuple(
        Values(issue, tuple((option, draw(quantities())) for option in names))
        if draw(st.booleans())
        else Values(issue, (), ranked(draw, names), draw(reasons))
        for issue, names in OPTIONS.items()
    )
    bonuses = (Bonus(Is("river", ("open",)), draw(quantities()), "river is open"),) if draw(st.booleans()) else ()
    package = draw(st.sampled_from([(), (("river", "open"),)]))
    held = draw(
        st.sampled_from(
            [
                None,
                Reservation(heavy, None, heavy.because),
                Reservation(None, package, "so"),
                Reservation(heavy, package),
            ]
        )
    )
    since = draw(st.sampled_from([None, Interval.parse("2020-03"), Interval.parse("2020-01-01/2020-02-01")]))
    return Preference("NORTH", weights, values, bonuses, held, since, None, draw(st.booleans()), draw(reasons))


@settings(max_examples=25, deadline=None)
@given(preferences())
def test_what_is_written_reads_back(preference: Preference) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (found,) = read(Path(folder), text_of([preference]), None).preferences
        assert replace(found, line=0) == preference
        other = replace(preference, of="SOUTH")
        longer = append_entry(PREFERENCES, ["preferences"], entry_of(other))
        assert longer.startswith(PREFERENCES.rstrip("\n"))
        assert replace(read(Path(folder), longer, None).preferences[-1], line=0) == other


@given(decimals)
def test_a_number_is_shown_as_it_is_read(number: Fraction) -> None:
    assert decimal(shown(number)) == number


def test_nothing_is_an_empty_list(tmp_path: Path) -> None:
    assert read(tmp_path, text_of([]), None).preferences == ()

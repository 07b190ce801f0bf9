"""Every format out and in again: the same integers where the format is exact, the same answers everywhere."""

import json
import tempfile
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.engines.bargaining.model import Linkage
from detente.errors import WriteError
from detente.exchange.bargains.door import WRITERS, read_domain, write_domain
from detente.exchange.bargains.stated import Stated, compose
from detente.exchange.formats import DOMAINS
from detente.space.bargaining import Matter

SHARED = Path(__file__).parents[4] / "shared" / "data" / "negotiation"
FOLDERS = sorted(path.parent for path in SHARED.glob("*/expected.json"))
SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")
names = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cn", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=8
)
decimals = st.integers(0, 999).map(lambda n: Fraction(n, 1000))


@st.composite
def bargains(draw, rich=False, signed=False):
    """A domain of two or three parties; a rich one has linkages, bonuses and a ceiling."""
    numbers = st.integers(-999 if signed else 0, 999).map(lambda n: Fraction(n, 4000))
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    titles = draw(st.lists(names, min_size=len(sizes), max_size=len(sizes), unique=True))
    matters = [
        Matter(t, tuple(draw(st.lists(names, min_size=n, max_size=n, unique=True))))
        for t, n in zip(titles, sizes, strict=True)
    ]
    parties = [
        Stated(f"p{number}", [[draw(numbers) for _ in range(size)] for size in sizes], draw(decimals))
        for number in range(draw(st.integers(2, 3)))
    ]
    links = []
    if rich and len(sizes) > 1:
        every = list(product(range(sizes[0]), range(sizes[1])))
        links = [Linkage((0, 1), frozenset(draw(st.lists(st.sampled_from(every), min_size=1, unique=True))))]
        allowed = tuple(frozenset(draw(st.sets(st.integers(0, n - 1), min_size=1))) for n in sizes[:2])
        parties[0].bonuses.append(((0, 1), allowed, draw(decimals) / 3))
        parties[1].ceiling = Fraction(1, 3)
    return compose("made", matters, parties, links)


def again(bargain, form):
    with tempfile.TemporaryDirectory() as folder:
        files, losses = write_domain(bargain, Path(folder) / "out", form)
        return read_domain(files), losses


def worths(bargain):
    """Every package with each party's utility and reservation value: the definition, read literally."""
    domain = bargain.domain
    return {
        package: [Fraction(domain.utility(p, package), s) for p, s in enumerate(domain.scales)]
        for package in product(*map(range, domain.sizes))
    }, [Fraction(r, s) for r, s in zip(domain.reservations, domain.scales, strict=True)]


@given(bargain=bargains())
@settings(max_examples=12, deadline=None)
@pytest.mark.parametrize("form", [one.name for one in DOMAINS])
def test_sums_come_back_the_same(form, bargain):
    back, losses = again(bargain, form)
    assert [(one.name, one.options) for one in back.matters] == [(one.name, one.options) for one in bargain.matters]
    assert back.parties == bargain.parties
    if form in ("genius", "negmas", "sheet", "tables"):
        assert worths(back) == worths(bargain)
        assert losses == ()
        return
    (mine, r), (theirs, s) = worths(bargain), worths(back)
    near = Fraction(1, 10**20)
    assert all(abs(a - b) < near for x in mine for a, b in zip(mine[x], theirs[x], strict=True))
    assert all(abs(a - b) < near for a, b in zip(r, s, strict=True))
    if not any("without an end" in loss.what for loss in losses):
        assert worths(back) == worths(bargain)


@given(bargain=bargains(rich=True, signed=True))
@settings(max_examples=20, deadline=None)
def test_tables_are_lossless(bargain):
    back, losses = again(bargain, "tables")
    assert (back.domain, back.matters, back.parties, back.notes) == (
        bargain.domain,
        bargain.matters,
        bargain.parties,
        bargain.notes,
    )
    assert losses == ()


@given(bargain=bargains(rich=True))
@settings(max_examples=10, deadline=None)
def test_rectangles_come_back_and_what_genius_cannot_hold_is_said(bargain):
    back, losses = again(bargain, "genius")
    said = {loss.what for loss in losses}
    if bargain.domain.linkages:
        assert {"linkages", "ceilings of utility other than 1"} <= said
        mine, theirs = worths(bargain)[0], worths(back)[0]
        assert all(mine[package][0] == theirs[package][0] for package in mine)  # party 0 has the bonus and no ceiling
    for form in ("geniusweb", "negmas", "sheet"):
        said = {loss.what for loss in WRITERS[form](bargain)[1]}
        assert not bargain.domain.linkages or {"linkages", "bonuses on combinations", "ceilings of utility"} <= said


def test_the_list_of_formats_is_that_of_the_door():
    assert [one.name for one in DOMAINS] == list(WRITERS)
    assert all(one.reads and one.writes for one in DOMAINS)


def two(*, table=((0, 1), (1, 2)), r=(Fraction(1, 2), Fraction(0))):
    matters = [Matter(f"m{number}", ("a", "b")) for number in range(len(table))]
    rows = [[Fraction(one) for one in options] for options in table]
    return compose("made", matters, [Stated("A", rows, r[0]), Stated("B", rows, r[1])])


def test_scales_above_one_are_divided_by_ten_and_worth_below_nothing_is_raised_aloud():
    back, losses = again(two(table=((0, 40), (-10, 60)), r=(Fraction(20), Fraction(50))), "genius")
    assert {"the scale of A", "the zero of B"} <= {loss.what for loss in losses}
    found, reservations = worths(back)
    assert found[0, 0][0] == 0
    assert found[1, 1][0] == Fraction(11, 10)
    assert reservations == [Fraction(3, 10), Fraction(6, 10)]


def test_a_reservation_value_becomes_a_bid_where_a_package_is_worth_exactly_that(tmp_path):
    bargain = two(table=((0, Fraction(1, 4)), (Fraction(1, 4), Fraction(3, 4))), r=(Fraction(1, 2), Fraction(2, 5)))
    files, losses = write_domain(bargain, tmp_path / "out", "geniusweb")
    first, second = (json.loads(path.read_text())["LinearAdditiveUtilitySpace"] for path in files[1:])
    assert first["reservationBid"] == {"issuevalues": {"m0": "b", "m1": "a"}}
    assert second["reserved_value"] == 0.4
    assert [loss.what for loss in losses if "bid" in loss.what] == ["the reservation bid of B"]
    bid, number = worths(read_domain(files))[1]
    assert abs(bid - Fraction(1, 2)) < Fraction(1, 10**38)  # the worth of the bid, by numbers of forty digits
    assert number == Fraction(2, 5)


@pytest.mark.parametrize("form", ["genius", "geniusweb", "negmas"])
@given(rows=st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=3), min_size=2, max_size=3), data=st.data())
@settings(max_examples=15, deadline=None)
def test_packages_at_the_reservation_value_stay_acceptable_however_numbers_are_rounded(form, rows, data):
    total = sum(map(max, rows)) or 1
    table = [[Fraction(one, total) for one in row] for row in rows]
    place = [data.draw(st.integers(0, len(row) - 1)) for row in rows]
    at = sum((row[o] for row, o in zip(table, place, strict=True)), Fraction(0))
    matters = [Matter(f"m{n}", tuple(f"o{o}" for o in range(len(row)))) for n, row in enumerate(rows)]
    bargain = compose("made", matters, [Stated("A", table, at), Stated("B", table, Fraction(0))])
    back, losses = again(bargain, form)
    (mine, r), (theirs, s) = worths(bargain), worths(back)
    assert [x for x in mine if mine[x][0] >= r[0]] == [x for x in theirs if theirs[x][0] >= s[0]]
    if any("without an end" in loss.what for loss in losses):
        assert any("40 digits" in note for note in back.notes)
    assert not [note for note in back.notes if "below all of its utilities" in note]


@pytest.mark.parametrize("form", list(WRITERS))
def test_a_party_without_a_reservation_value_gets_none_where_the_format_can_leave_it_out(form):
    back, losses = again(two(r=(None, Fraction(1))), form)
    kept = form in ("negmas", "sheet", "tables")
    assert back.unreserved == (("A",) if kept else ())
    lost = [loss.what for loss in losses if "lack" in loss.what]
    assert lost == ([] if kept else ["the lack of a reservation value of A"])


def test_a_case_made_of_a_domain_says_no_reservation_value_where_there_is_none(tmp_path):
    detente.import_domain(two(r=(None, Fraction(1))), tmp_path / "case")
    judged = detente.solutions(tmp_path / "case").judged
    assert judged is not None
    assert judged.unbounded == ("A",)


def test_nothing_is_written_over(tmp_path):
    for form in WRITERS:
        (tmp_path / form).mkdir()
        with pytest.raises(WriteError, match="there already"):
            write_domain(two(), tmp_path / form, form)


@pytest.mark.skipif(not FOLDERS, reason="NOT TESTED HERE: the published domains are not at hand")
@pytest.mark.parametrize("form", list(WRITERS))
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_published_domains_have_the_same_answers_in_every_format(folder, form, tmp_path):
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["independent"]
    bargain = read_domain([folder / "case.json"])
    files, _ = write_domain(bargain, tmp_path / "out", form)
    found = detente.solutions(read_domain(files)).to_json()
    assert found["agreement_zone"] == expected["zopa_count_weak"]
    assert found["frontier"]["size"] == expected["pareto_size_ir"]
    matters = [matter.options for matter in bargain.matters]
    for name, key in zip(
        SOLUTIONS, ("nash", "ks_maxmin_ideal_over_IR", "egalitarian_maxmin_gain", "utilitarian"), strict=True
    ):
        if key not in expected:
            assert found[name]["value"] is None
            continue
        assert found[name]["value"] == pytest.approx(expected[key]["value"], abs=1e-9)
        packages = [tuple(package.values()) for point in found[name]["points"] for package in point["packages"]]
        wanted = [
            tuple(o[at] for o, at in zip(matters, one["outcome"], strict=True)) for one in expected[key]["points"]
        ]
        assert sorted(packages) == sorted(wanted)


@pytest.mark.skipif(not FOLDERS, reason="NOT TESTED HERE: the published domains are not at hand")
def test_certified_linkages_come_in_as_tables(tmp_path):
    for example in json.loads((SHARED / "linkage_examples.json").read_text(encoding="utf-8")):
        path = tmp_path / f"{example['id']}.json"
        path.write_text(json.dumps(example), encoding="utf-8")
        found = detente.solutions(path, count=False)
        assert found.solutions["egalitarian"].value == example["expected"]["maxmin"]
        assert found.solutions["utilitarian"].value == example["expected"]["max_sum"]

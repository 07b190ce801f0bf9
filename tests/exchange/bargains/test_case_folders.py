"""A domain as a case folder: readable, worth the same to everybody times one factor, and what it made up is said."""

import tempfile
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings

import detente
from detente import api
from detente.engines.bargaining.model import Linkage
from detente.errors import FormatError, UnknownNameError, WriteError
from detente.exchange.bargains.stated import Stated, compose
from detente.space.bargaining import Matter
from detente.space.judging import judge, judged_space
from tests.exchange.bargains.test_round_trips import FOLDERS, bargains

NAMES = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


def worths(bargain):
    """Every feasible package with each party's utility; and the reservation values: the definition, read literally."""
    domain = bargain.domain
    feasible = [package for package in product(*map(range, domain.sizes)) if domain.feasible(package)]
    return {
        package: [Fraction(domain.utility(p, package), s) for p, s in enumerate(domain.scales)] for package in feasible
    }, [Fraction(r, s) for r, s in zip(domain.reservations, domain.scales, strict=True)]


def as_case(bargain, folder):
    """The case of a domain, what it lost, and the domain that is judged at its table."""
    losses = {loss.what: loss.why for loss in api.import_domain(bargain, folder).losses}
    case = detente.load(str(folder))
    return case, losses, judge(judged_space(case.on())).bargain


def factor(losses):
    said = losses.get("the scale of utilities", "times 1,")
    return Fraction(said.partition("times ")[2].removesuffix(", so that points are exact").replace(",", ""))


@given(bargain=bargains(rich=True, signed=True))
@settings(max_examples=12, deadline=None)
def test_every_package_is_worth_the_same_times_one_factor(bargain):
    with tempfile.TemporaryDirectory() as name:
        _, losses, judged = as_case(bargain, Path(name) / "case")
    times = factor(losses)
    mine, r = worths(bargain)
    theirs, s = worths(judged)
    assert mine.keys() == theirs.keys()  # linkages forbid the same
    capped = {bargain.parties.index(what.removeprefix("the ceiling of ")) for what in losses if "ceiling" in what}
    for package, values in mine.items():
        for party, value in enumerate(values):
            if party not in capped:
                assert theirs[package][party] == value * times
    assert "numbers" not in losses
    assert s == [one * times for one in r]


@given(bargain=bargains())
@settings(max_examples=8, deadline=None)
def test_solutions_are_the_same_packages(bargain):
    with tempfile.TemporaryDirectory() as name:
        case, losses, _ = as_case(bargain, Path(name) / "case")
        theirs = detente.solutions(case)
    mine, times = detente.solutions(bargain), factor(losses)
    ids = {issue.id: {option.id: place for place, option in enumerate(issue.options)} for issue in case.issues}
    order = [
        (matter.name, {option: place for place, option in enumerate(matter.options)}) for matter in bargain.matters
    ]
    assert (theirs.agreement_zone, len(theirs.frontier or ())) == (mine.agreement_zone, len(mine.frontier or ()))
    for standard in NAMES:
        found = {
            tuple(ids[issue][option] for issue, option in package.items())
            for point in theirs.solutions[standard].points
            for package in point.packages
        }
        wanted = {
            tuple(places[package[name]] for name, places in order)
            for point in mine.solutions[standard].points
            for package in point.packages
        }
        assert found == wanted, standard
    if mine.solutions["egalitarian"].value is not None:
        assert theirs.solutions["egalitarian"].value == pytest.approx(
            mine.solutions["egalitarian"].value * float(times)
        )


@pytest.mark.skipif(not FOLDERS, reason="the published domains are not here")
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_published_domains_have_the_same_answers_as_cases(folder, tmp_path):
    files = sorted(folder.glob("*.xml"))
    result = api.import_domain(files, tmp_path / "case")
    assert result.format.name == "genius"
    mine, theirs = detente.solutions(files[0], files[1:]), detente.solutions(tmp_path / "case")
    assert theirs.agreement_zone == mine.agreement_zone
    assert len(theirs.frontier or ()) == len(mine.frontier or ())
    times = float(factor({loss.what: loss.why for loss in result.losses}))
    for standard, parties in (("egalitarian", 1), ("utilitarian", 1), ("nash", len(mine.bargain.parties))):
        wanted = mine.solutions[standard].value
        assert theirs.solutions[standard].value == (
            None if wanted is None else pytest.approx(wanted * times**parties, rel=1e-9)
        )


def two(table, names=("low", "high"), r=(0, 0), **more):
    matters = [Matter(title, names) for title in ("the price", "is")[: len(table)]]
    rows = [[Fraction(one) for one in row] for row in table]
    return compose("A deal", matters, [Stated(n, rows, Fraction(one)) for n, one in zip("AB", r, strict=True)], **more)


def test_a_plain_domain_reads_like_a_case_written_by_hand(tmp_path):
    table = ((0, "0.6"), ("0.4", "0.1"))
    case, losses, _ = as_case(two(table, r=("0.3", "0.2")), tmp_path / "case")
    assert [issue.id for issue in case.issues] == ["the_price", "is_"]
    assert [issue.title for issue in case.issues] == ["the price", "is"]
    (first, _) = case.preferences
    assert [number.central for _, number in first.weights.numbers] == [60, 40]
    assert [number.central for _, number in first.values[0].numbers] == [0, 100]
    assert first.reservation.worth.central == 30
    assert {"the status quo", "the scale of utilities", "names that are no ids"} == losses.keys()
    assert not any(finding.severity == "error" for finding in detente.check(case).findings)


def test_thirds_are_exact_by_a_factor_and_what_is_too_long_is_rounded_aloud(tmp_path):
    _, losses, judged = as_case(two((("1/3", "1/7"), (0, "1/11"))), tmp_path / "thirds")
    assert "numbers" not in losses
    assert worths(judged)[0][0, 1][0] == (Fraction(1, 3) + Fraction(1, 11)) * factor(losses)
    long = [f"1/{10**9 + number}" for number in (7, 9, 21, 33)]
    _, losses, judged = as_case(two((long[:2], long[2:])), tmp_path / "long")
    assert losses["numbers"].startswith("rounded to 12 digits")


def test_linkages_bonuses_and_ceilings(tmp_path):
    bargain = two(((0, 1), (1, 0)), linkages=[Linkage((0, 1), frozenset({(0, 0), (0, 1)}))])
    case, _, _ = as_case(bargain, tmp_path / "case")
    (linkage,) = case.linkages
    assert str(linkage.require) == "not the_price is low"
    party = Stated(
        "A", [[Fraction(1), Fraction(2)]], Fraction(0), [((0,), (frozenset({1}),), Fraction(3))], Fraction(4)
    )
    capped = compose("c", [Matter("x", ("a", "b"))], [party, Stated("B", [[Fraction(1), Fraction(1)]], Fraction(0))])
    case, losses, judged = as_case(capped, tmp_path / "capped")
    assert "the ceiling of A" in losses
    assert worths(judged)[0][1,][0] == 5 * factor(losses)


def test_what_cannot_be_is_refused_and_leaves_nothing(tmp_path):
    sheet = tmp_path / "s.csv"
    sheet.write_text("issue,option,N,S\n,reservation,0,0\nP,a,1,0\nP,b,0,1\n", encoding="utf-8")
    with pytest.raises(FormatError, match="another format; expected genius; got sheet"):
        api.import_domain([sheet], tmp_path / "no", "genius")
    with pytest.raises(UnknownNameError):
        api.import_domain([sheet], tmp_path / "no", "csv")
    with pytest.raises(WriteError, match="there already"):
        api.import_domain([sheet], tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["s.csv"]

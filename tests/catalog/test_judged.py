"""What is judged in the catalogue: do the numbers agree with what was said and answered?

Preferences are judgements. What can be tested is that they put no proposal where the record does not have it: whoever
made it is better off with it than without agreement, and whoever rejected it is not, both with central values.
"""

import itertools
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache

import pytest

import detente
from detente.case.dates import Interval
from detente.case.locate import find_case
from detente.case.model import Case, Proposal
from detente.space.judging import Judging, judge
from detente.space.spaces import open_space, tables_of
from tests.catalog.answers import case

EUROPE, CUBA, CAMP_DAVID = "european-security", "cuban-missile-crisis", "camp-david"
END = "2026-02-28"
RECORDS = [
    # case, table, day of the preferences, first and last day of the proposals that they are asked about
    (EUROPE, "all", "2022-02-20", "2021-12-17", "2022-02-23"),
    (EUROPE, "all", END, "2024-06-14", "2026-02-28"),
    (CUBA, "two", "1962-10-28", "1962-10-22", "1963-01-07"),
    (CAMP_DAVID, "summit", "1978-09-17", "1977-12-28", "1978-09-28"),
]
WAR = date(2022, 2, 24)
PEACE = {"posture": "peacetime", "ceasefire": "at_signing"}
"""What a proposal made in the war is read as, unless it says otherwise: several are silent on the fighting."""
SAID_OTHERWISE = {(CUBA, "second-letter", "USA")}
"""Refused in public on the day on which half of it was granted quietly."""


@cache
def judging(slug: str, table: str, on: str) -> Judging:
    view = case(slug, on)
    (found,) = tables_of(view, [table])
    return judge(open_space(view, found))


def packages(proposal: Proposal, beside: dict[str, str]) -> Iterator[dict[str, str]]:
    """What meets a proposal and changes nothing beside it but what is said; linkages are not asked."""
    terms = proposal.terms
    assert terms.choose in (0, 1)
    for branch in terms.branches or (None,):
        items = {**dict(terms.items), **(dict(branch.items) if branch else {})}
        for chosen in itertools.product(*items.values()):
            yield {**beside, **dict(zip(items, chosen, strict=True))}


def best(judged: Judging, unit: str, proposal: Proposal) -> Fraction:
    """The most that a unit gains by what meets a proposal."""
    reservation = judged.worth[unit].reservation
    assert reservation is not None
    beside = PEACE if proposal.date.first >= WAR else {}
    return max(judged.utility(unit, package) for package in packages(proposal, beside)) - reservation


def unit_of(view: Case, party: str) -> str:
    return view.unit.get(party, party)


def within(when: Interval, first: str, last: str) -> bool:
    return first <= when.first.isoformat() and when.last.isoformat() <= last


def asked() -> Iterator[tuple[str, str, str, Proposal]]:
    for slug, table, on, first, last in RECORDS:
        for proposal in detente.load(slug).proposals:
            if within(proposal.date, first, last):
                yield slug, table, on, proposal


ASKED = list(asked())


def test_the_record_is_asked_about_at_all():
    made = [(slug, p.id, by) for slug, table, on, p in ASKED for by in p.by if by in judging(slug, table, on).units]
    answers = [(slug, p.id, r.by) for slug, _, _, p in ASKED for r in p.responses if r.stance == "reject"]
    assert len(made) >= 20
    assert len(answers) >= 12


@pytest.mark.parametrize(("slug", "table", "on", "proposal"), ASKED, ids=lambda value: getattr(value, "id", str(value)))
def test_who_proposes_is_better_off_and_who_rejects_is_not(slug, table, on, proposal):
    judged, view = judging(slug, table, on), case(slug, on)
    for party in proposal.by:
        unit = unit_of(view, party)
        if unit in judged.units:
            assert best(judged, unit, proposal) >= 0, f"{unit} would not sign its own proposal"
    for response in proposal.responses:
        unit = unit_of(view, response.by)
        if response.stance == "reject" and unit in judged.units:
            surprising = best(judged, unit, proposal) >= 0
            assert surprising == ((slug, proposal.id, unit) in SAID_OTHERWISE)


@pytest.mark.parametrize("slug", [EUROPE, CUBA, CAMP_DAVID])
def test_every_number_has_its_reason_and_no_scale_is_off(slug):
    notes = [finding for finding in detente.check(detente.load(slug)).findings if "preferences.yaml" in str(finding)]
    assert all("is not judged on" in str(finding) for finding in notes)
    for preference in detente.load(slug).preferences:
        assert preference.because
        reservation = preference.reservation
        assert reservation is not None
        assert reservation.because or (reservation.worth is not None and reservation.worth.because)


@pytest.mark.parametrize("slug", [EUROPE, CUBA, CAMP_DAVID])
def test_statements_named_in_reasons_exist(slug):

    text = (find_case(slug) / "preferences.yaml").read_text("utf-8")
    text += (find_case(slug) / "ratification.yaml").read_text("utf-8") if slug != CUBA else ""
    pattern = {EUROPE: r"\bf-[a-z0-9]+-[a-zA-Z0-9_-]+|\ba00\d-\d\d\b", CUBA: r"\bc\d\d\b", CAMP_DAVID: r"\bd\d\d\b"}
    statements = detente.load(slug).statements
    known = {statements.row(row)["id"] for row in range(len(statements))}
    found = set(re.findall(pattern[slug], text))
    assert len(found) > 5
    assert found <= known


# ---- what follows from the numbers, where it does not hang on one of them


def chosen(slug: str, on: str, table: str) -> list[dict[str, str]]:
    found = detente.solutions(case(slug, on), table=table)
    assert found.exact
    return [package for one in found.solutions.values() for point in one.points for package in point.packages]


def test_cuba_every_solution_is_what_came_about():
    came_about = {
        "missiles_cuba": "withdrawn",
        "escalation": "none",
        "air_strike": "none",
        "quarantine": "lifted",
        "pledge": "assurance",
        "verification": "outside",
        "turkey": "quiet",
        "bombers": "included",
    }
    assert chosen(CUBA, "1962-10-27", "two") == [came_about] * 4


def test_camp_david_every_solution_returns_sinai_for_peace_with_a_regime_for_forces():
    for package in chosen(CAMP_DAVID, "1978-09-17", "principals"):
        assert (package["sinai"], package["peace"], package["sinai_forces"]) == ("full", "full", "demilitarised")
        assert package["sinai_settlements"] in {"vote", "removed"}


def test_january_2022_has_a_judged_zone_that_hangs_on_the_numbers():
    found = detente.solutions(case(EUROPE, "2022-01-31"), table="all")
    assert found.agreement_zone
    assert found.agreement_zone < 698_480
    assert set(judging(EUROPE, "all", "2022-01-31").unjudged_parties) == {"NATO", "EU"}

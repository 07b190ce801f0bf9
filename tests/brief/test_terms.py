"""What terms hold, in sentences: numbers of Parties where these differ, else of members; parts; nothing."""

from datetime import date

import pytest

from detente.analyses.treaties.reach import Reach
from detente.analyses.treaties.terms import Held, TermHeld
from detente.api.loading import load
from detente.brief.terms import holding, reached, readings, split

DAY = date(2026, 1, 15)


@pytest.fixture(scope="module")
def case():
    return load("european-security")


def term(*held, kind="territories", of=33):
    return TermHeld("eastern_europe", "Eastern Europe", "nato-2021", DAY, kind, of, (), held)


def held(name="a", members=(), parties=(), part=(), *, given=(), partly=(), relative=False):
    return Held(name, name, (), None, given, members, partly, parties, part, relative)


def said(case, found):
    return holding(case, case.treaties.treaty["nato-2021"], found).removeprefix("On 15 January 2026 ")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            term(held(members=("POL",), parties=("POL",)), held("b")),
            "none or one of the 33 Parties, depending on the reading.",
        ),
        (term(held(members=("POL",), parties=("POL",))), "holds the own soil of one of the 33 Parties."),
        (term(held(members=("RUS", "UKR", "BLR"), parties=("RUS",))), "holds three states."),
        (term(held(members=("POL",), parties=("POL",)), kind="actors"), "stands for one of the 33 Parties."),
        (
            term(held(members=("RUS", "BLR"), parties=("RUS",)), held("b", ("RUS",), ("RUS",))),
            "holds one or two states, depending on the reading.",
        ),
        (term(held(members=("strip_pol",), part=("POL",))), "holds parts of the soil of one of the 33 Parties."),
        (term(held(members=("crimea",)), held("b")), "holds none or one place, depending on the reading."),
        (term(held(members=("ground",)), kind="assets"), "holds one class."),
    ],
)
def test_a_term_in_a_sentence(case, found, words):
    assert said(case, found).endswith(words)


def test_nothing_is_said_where_all_depends_on_who_acts(case):
    assert said(case, term(held(relative=True))) == ""


def test_lists_name_everybody_few_and_count_many(case):
    nato = case.treaties.treaty["nato-2021"]
    many = tuple(case.treaties.inventory.memberships[n].state for n in range(14))
    found = term(held("a", ("POL", "BLR"), ("POL",), given=("europe=un",)), held("b", many), held("c", partly=("UKR",)))
    one, two, three = readings(case, nato, found)
    assert one == (
        "‘a’, with ‘Europe’ read as ‘Europe as the United Nations count regions’: "
        "the own soil of Poland (1 of the 33 Parties); Belarus."
    )
    assert two == "‘b’: 14 places."
    assert three == "‘c’: perhaps Ukraine."


def test_one_range_two_verdicts(case):
    near = Reach("nato-2021#art_5__para_1", "moscow", "RUS", "LVA", 587.8, (5500.0,), ())
    far = Reach("us-2021#art_6__para_1__point_b", "moscow", "RUS", "USA", 5832.5, (), (5500.0,))
    assert split(case, case.treaties.treaty["us-2021"], 5500.0, near, far) == (
        "From Moscow a range of 5,500 km gets to Latvia (588 km), of which Article 5, paragraph 1 of nato-2021 speaks, "
        "but not to the United States (5,833 km), of which Article 6, paragraph 1, point b of us-2021 speaks."
    )


def test_sites_that_are_several_parties_have_a_line_each(case):
    treaty = case.treaties.treaty["us-2021"]
    sites = [
        Reach("x", "moscow", "RUS", "USA", 5832.5, (), (2500.0, 5500.0)),
        Reach("x", "black_sea", "RUS", "USA", 7233.1, (), (2500.0,)),
        Reach("x", "black_sea", "USA", "RUS", 293.0, (2500.0,), ()),
    ]
    assert reached(case, treaty, sites) == (
        "Moscow: 5,833 km from the United States, beyond 2,500 and 5,500 km.",
        "The Black Sea, as to Russia: 7,233 km from the United States, beyond 2,500 km.",
        "The Black Sea, as to the United States: 293 km from Russia, within 2,500 km.",
    )

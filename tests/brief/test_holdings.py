"""What a draft's words hold, in the brief: a line where Parties differ, everything below it, and links that lead on."""

from datetime import date

import pytest

import detente
from detente.analyses.treaties.terms import terms
from detente.brief.markup import anchor, plain, text
from detente.brief.sections.holdings import holdings


@pytest.fixture(scope="module")
def case():
    return detente.load("european-security")


def shown(case, name):
    treaty = case.treaties.treaty[name]
    return text(holdings(terms(case, treaty, date(2026, 1, 15)), treaty, case))


def test_eastern_europe_stands_open_and_its_readings_are_below(case):
    html = shown(case, "nato-2021")
    opened, _, below = html.partition("<details")
    said = " ".join(plain(opened).split())
    assert "‘Eastern Europe’ holds the own soil of none, six or 16 of the 33 Parties, depending on the reading." in said
    assert "On it rests Article 7, paragraph 1." in said
    assert f'href="#{anchor("t", "nato-2021#art_7__para_1")}"' in opened
    assert "stands for 16" not in said
    assert "stands for 16 of the 33 Parties" in plain(below)
    assert "Slovenia and Sweden (16 of the 33 Parties)" in plain(below)


def test_where_no_reading_changes_who_is_held_no_line_stands_open(case):
    assert shown(case, "us-2021").startswith("<details")


def test_a_draft_without_terms_says_nothing(case):
    assert shown(case, "ua-20") == ""

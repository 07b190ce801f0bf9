"""Dates are what a document states, at the precision that it states, or blank."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case.dates import Interval
from detente.ledger.documents.dating import Found, of_lines, of_markup, of_url
from tests.ledger.documents import makers

DAY = Found("2022-03-29", "stated")
STATED = """en 29 March 2022
en March 29, 2022
en Published: March 29, 2022 10:30 GMT
en Tuesday, 29 March 2022
en 29 March, 2022 Tuesday
en By Jane Roe | 29 Mar 2022 | World
en Posted on 2022-03-29T10:30:00+03:00
en 2022/03/29
en 03/29/2022
ru Вторник, 29 марта 2022 года, 14:05
uk 29 березня 2022 р., 14:00
de 29.03.2022, 10:30 Uhr
de Veröffentlicht am 29. März 2022
fr le 29 mars 2022 à 10h30
es 29 de marzo de 2022
pl 29 marca 2022
hu 2022. március 29.
zh 2022年3月29日
zh 发布时间：2022年3月29日 10:30"""
BLANK = """en The Istanbul draft of 15 April 2022
en We will meet in May 2022
en Signed on 17 December 2021 in Moscow
en 29 March
en 31 February 2022
en 03/04/2022
en 15:34
en we
en 1997
en In March 2022 — as the talks went on"""


def split(lines):
    return [line.split(" ", 1) for line in lines.splitlines()]


@pytest.mark.parametrize(("language", "line"), split(STATED))
def test_a_line_that_is_nothing_but_a_date_states_it(language, line):
    assert of_lines(["A title", line, makers.prose(1)], language) == DAY


@pytest.mark.parametrize(("language", "line"), split(BLANK))
def test_a_date_in_passing_half_a_date_and_two_dates_in_one_are_none(language, line):
    assert not of_lines([line], language).date


@pytest.mark.parametrize(
    "line",
    ["KYIV, 29 March 2022 (Agency) — The minister", "WASHINGTON, D.C., March 29, 2022 -- The minister",
     "MOSCOW, 29 March 2022 /AGENCY/ - The ministry", "Kyiv, 29 March 2022 (Agency) – The council"],
)  # fmt: skip
def test_datelines(line):
    assert of_lines(["A title of a wire story", line + " said that it stays."], "en") == Found("2022-03-29", "dateline")


def test_the_precision_is_what_is_written():
    assert of_lines(["March 2022"], "en").date == "2022-03"
    assert of_markup("2022") == "2022"
    assert of_markup("2022-03") == "2022-03"
    assert of_markup("2022-03-29T23:59:00-05:00") == "2022-03-29"
    assert of_markup("20220329") == ""
    assert of_url("https://x.example/2022/03/a-title.html").date == "2022-03"
    assert of_url("https://x.example/2022/03/29/a").basis == "derived"
    assert of_url("https://x.example/item-20220").date == ""


def test_published_comes_before_updated():
    assert of_lines(["Updated: 1 April 2022", "Published: 29 March 2022"], "en") == DAY
    assert "updated" in of_lines(["Updated: 29 March 2022"], "en").note


def test_a_chronology_has_no_date():
    found = of_lines(["27 March 2022", "Talks.", "28 March 2022", "More.", "29 March 2022"], "en")
    assert found.date == ""
    assert found.note.startswith("3 dates")


@given(st.dates(date(1801, 1, 1), date(2099, 12, 31)), st.integers(0, 4))
def test_every_day_in_every_form_comes_back(day, form):
    name = calendar.month_name[day.month]
    written = (
        day.isoformat(),
        f"{day.day} {name} {day.year}",
        f"{name} {day.day}, {day.year}",
        f"{day.day:02d}.{day.month:02d}.{day.year}",
        f"{day.year}年{day.month}月{day.day}日",
    )[form]
    assert of_lines([written], "en") == Found(day.isoformat(), "stated")
    assert of_markup(written) == day.isoformat()


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.sampled_from(["en", "de", "fr"]))
def test_numbers_between_slashes_are_read_only_where_they_are_one_day(day, language):
    written = f"{day.day:02d}/{day.month:02d}/{day.year}"
    found = of_lines([written], language).date
    swapped = language == "en" and day.day <= 12 and day.day != day.month
    assert found == ("" if swapped else day.isoformat())
    assert timedelta(0) <= day - day


@given(st.lists(st.text(max_size=60), max_size=12), st.sampled_from(["", "en", "ru", "zh", "xx", "tlh"]))
def test_whatever_it_reads_the_case_can_read(lines, language):
    found = of_lines(lines, language)
    assert not found.date or Interval.parse(found.date).text == found.date
    assert bool(found.date) == bool(found.basis)

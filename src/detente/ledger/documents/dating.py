"""The date of a document, from what it states of itself, at the precision that it states.

Only whole forms are read: a day needs its month and year. Names of months are those of the Unicode locale data that
dateparser carries; its guessing parser is not used, because it reads words such as "we" as days of the week.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from detente.case.dates import Interval

STATED, DERIVED, DATELINE = "stated", "derived", "dateline"

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_KNOWN = re.compile(
    "ar|az|be|bg|bs|ca|cs|da|de|el|en|es|et|fa|fi|fr|he|hr|hu|hy|id|it|ja|ka|kk|ko|lt|lv|mk|nb|nl|pl|pt|ro|ru|sk|sl|sq|"
    "sr|sv|tr|uk|uz|vi|zh"
)
_MOST_DATES = 2
"""Dates by themselves at the head of a text beyond which it is a chronology."""

_MOST_LINES, _MOST_CHARACTERS, _LONGEST = 30, 3_000, 120
_SAID = re.compile(
    r"(?<!\w)(?:(?:first |last )?(?:published|posted|updated|modified|edited|issued|date|dated|created|release[ds]?)|"
    r"on|at|as of|опубликовано|обновлено|дата|опубліковано|оновлено|veröffentlicht|aktualisiert|stand|am|vom|den|um|"
    r"uhr|publié|mis à jour|modifié|le|du|à|publicado|actualizado|el|pubblicato|aggiornato|il|opublikowano|data|"
    r"发布时间|发布|时间|[ap]\.?m\.?|gmt|utc|e[ds]?t|c[es]s?t|msk|мск|г|года|року|р|h|t?\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?"
    r"(?:z|\s?[+-]\d{2}:?\d{2})?)(?!\w)",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    "updated|modified|edited|обновлено|оновлено|aktualisiert|mis à jour|modifié|aggiornato", re.IGNORECASE
)
_PLAIN = re.compile(r"[\s,.;:：()\[\]|·•/—–-]+")
_ISO = re.compile(r"\s*((?:1[89]|20)\d\d)(?:-(\d\d)-(\d\d)(?!\d)|-(\d\d)\s*$|\s*$)")
_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])(?:[/-]?(0[1-9]|[12]\d|3[01]))?(?=[/.\-_]|$)")
_PLACE = re.compile(r"([^\W\d_]{2,})[\w.'’ -]{0,30}(?:, [^\W\d_][\w.]{1,20}){0,2},?\s*\(?")
_AGENCY = re.compile(r"\)?(\s*[(/][^()/]{2,40}[)/])?\s*(?:—|–|--?)\s")


@dataclass(frozen=True)
class Found:
    """A date in the case's format, and what it rests on: stated, derived or dateline."""

    date: str = ""
    basis: str = ""
    note: str = ""


NOWHERE = Found()


def valid(text: str) -> str:
    """A date in the case's format if it is in the calendar and between 1800 and 2100, else ""."""
    try:
        return text if 1800 <= Interval.parse(text).first.year <= 2100 else ""
    except ValueError:
        return ""


def of_markup(value: str, languages: Iterable[str] = ("en",)) -> str:
    """The date that an attribute or a field of data gives: ISO 8601 as far as it goes, else a whole form."""
    iso = _ISO.match(value)
    if iso:
        return valid("-".join(part for part in iso.groups() if part))
    found = list(_whole(value, tuple(languages)))
    return found[0][2] if found else ""


def of_url(url: str) -> Found:
    """The date in the path of an address: /2022/03/29/."""
    found = _IN_URL.search(url)
    day = valid("-".join(part for part in found.groups() if part)) if found else ""
    return Found(day, DERIVED, "dated from its address") if day else NOWHERE


def of_lines(lines: Iterable[str], language: str = "") -> Found:
    """The date in the lines at the head of a text: one that is a line of its own, else that of a dateline.

    A line counts if nothing is left of it without its date but days of the week, times and words such as "published";
    the parts of a line between bars or dots are looked at each by itself.
    """
    languages = tuple(dict.fromkeys((language, "en") if _KNOWN.fullmatch(language) else ("en",)))
    stated: list[str] = []
    updated: list[str] = []
    dateline = ""
    for line in _head(lines):
        day = _own_line(line, languages) if len(line) <= _LONGEST else ""
        if day:
            (updated if _UPDATED.search(line) else stated).append(day)
        dateline = dateline or _dateline(line, languages)
    if len(set(stated)) > _MOST_DATES:
        return Found(
            note=f"{len(set(stated))} dates stand by themselves at its head: none of them was taken for its own"
        )
    if stated:
        return Found(stated[0], STATED)
    if updated:
        return Found(updated[0], STATED, "dated from when it was last updated")
    return Found(dateline, DATELINE) if dateline else NOWHERE


def _head(lines: Iterable[str]) -> Iterable[str]:
    seen = 0
    for line in itertools.islice(lines, _MOST_LINES):
        yield line
        seen += len(line)
        if seen > _MOST_CHARACTERS:
            return


def _own_line(line: str, languages: tuple[str, ...]) -> str:
    for part in re.split(r"\s[|·•]\s|\t", line):
        for begin, end, day in _whole(part, languages):
            rest = _weekdays(languages).sub(" ", f"{part[:begin]} {part[end:]}")
            if not _PLAIN.sub("", _SAID.sub(" ", rest)):
                return day
    return ""


def _dateline(line: str, languages: tuple[str, ...]) -> str:
    """The date between a place and a dash: “KYIV, 29 March 2022 (Agency) —”."""
    for begin, end, day in _whole(line[:120], languages):
        place, agency = _PLACE.fullmatch(line[:begin]), _AGENCY.match(line[end:])
        if place and agency and (place[1].isupper() or agency[1]):
            return day
    return ""


# ---------------------------------------------------------------------------------------------------------- whole forms


def _whole(text: str, languages: tuple[str, ...]) -> Iterable[tuple[int, int, str]]:
    """Every date in a text that has its year: begin, end, in the case's format."""
    taken: list[tuple[int, int]] = []
    for pattern, order in _patterns(languages):
        for found in pattern.finditer(text):
            if any(begin < found.end() and found.start() < end for begin, end in taken):
                continue
            day = _assembled(found.groups(), order, languages)
            if day:
                taken.append(found.span())
                yield (*found.span(), day)


def _assembled(groups: tuple[str, ...], order: str, languages: tuple[str, ...]) -> str:
    parts = dict(zip(order, groups, strict=False))
    if order == "??Y":  # 03/04/2022: which is the month?
        first, second = int(groups[0]), int(groups[1])
        if first <= 12 and second <= 12 and first != second and languages[0] == "en":
            return ""
        american = languages[0] == "en" and second > 12
        parts = {"Y": groups[2], "M": groups[0 if american else 1], "D": groups[1 if american else 0]}
    month = parts["M"]
    number = int(month) if month.isdigit() else _names(languages)[_folded(month)]
    day = f"-{int(parts['D']):02d}" if parts.get("D") else ""
    return valid(f"{parts['Y']}-{number:02d}{day}")


@cache
def _patterns(languages: tuple[str, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    names = "|".join(re.escape(name) for name in sorted(_names(languages), key=len, reverse=True))
    month = rf"(?<!\w)({names})\.?"
    year, day = r"((?:1[89]|20)\d\d)(?!\d)", r"(?<!\d)(\d{1,2})"
    forms = (
        (rf"(?<!\d){year}-(\d\d)-(\d\d)(?![\d-])", "YMD"),
        (rf"(?<!\d){year}\s*[年년]\s*(\d{{1,2}})\s*[月월]\s*(\d{{1,2}})\s*[日일]", "YMD"),
        (rf"{day}(?:st|nd|rd|th|er|\.|º|-го)?\s+(?:of\s+|de\s+|d’|d')?{month},?\s+(?:de\s+|del\s+)?{year}", "DMY"),
        (rf"{month}\s+{day}(?:st|nd|rd|th)?\s*,?\s+{year}", "MDY"),
        (rf"(?<!\d){year}\.?\s+{month}\s+{day}\.?(?!\d)", "YMD"),
        (rf"(?<!\d){year}[/.](\d{{1,2}})[/.](\d{{1,2}})(?!\d)", "YMD"),
        (rf"{day}\.\s?(\d{{1,2}})\.\s?{year}", "DMY"),
        (rf"{day}/(\d{{1,2}})/{year}", "??Y"),
        (rf"{month},?\s+{year}", "MY"),
    )
    return tuple((re.compile(form, re.IGNORECASE), order) for form, order in forms)


def _folded(name: str) -> str:
    return name.lower().rstrip(".")


@cache
def _names(languages: tuple[str, ...]) -> dict[str, int]:
    """Names of months, in lower case and without a full stop, and their numbers."""
    found: dict[str, int] = {}
    for language in languages:
        data = _locale(language)
        for number, month in enumerate(_MONTHS, 1):
            for name in data.get(month, ()):
                if len(name) > 2 and not name.isdigit():
                    found.setdefault(_folded(name), number)
    return found


@cache
def _weekdays(languages: tuple[str, ...]) -> re.Pattern[str]:
    names = {
        name for language in languages for day in _DAYS for name in _locale(language).get(day, ()) if len(name) > 1
    }
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})\.?(?!\w)", re.IGNORECASE
    )


@cache
def _locale(language: str) -> dict[str, list[str]]:
    data: dict[str, list[str]] = import_module(f"dateparser.data.date_translation_data.{language}").info
    return data

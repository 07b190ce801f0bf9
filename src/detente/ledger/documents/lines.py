"""What of a text that was copied from a web page is not its own words: headlines in the margin, menus, disclaimers.

A rule here may miss something; it must not take a sentence of the body. So a list in the margin is only known by signs
that bodies do not have (times of day running backwards, a marker before it), only at an end of the text, only beside a
body of prose, and never where it has sentences itself.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from detente.ledger.documents.model import Cut
from detente.ledger.documents.phrases import DISMISSED, INLINE, MARKER, MENU_WORDS

_SENTENCE_END = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*$")
_TIME = re.compile(r"(?:[01]?[0-9]|2[0-3])[:.][0-5][0-9](?:\s*[ap]\.?m\.?)?", re.IGNORECASE)
_TIMED = re.compile(rf"({_TIME.pattern})(?:\s+(\S.*))?", re.IGNORECASE)
_BULLET = re.compile(r"^[•·*\-–—▪►»]\s*")
_DATE_LINE = re.compile(r"(?=.*\d)[\w\s,./-]{4,40}")
_LETTER = re.compile(r"[^\W\d_]")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

LEAST_TIMES = 5
"""Times of day that make a list of headlines."""

LEAST_PROSE = 3
"""Sentences of a body that must stand outside of what is cut."""

LONG = 300
_GAP = 4


@dataclass(frozen=True)
class Line:
    """One line that is not blank: its place in the text, and what it says without white space around it."""

    begin: int
    end: int
    words: str

    @property
    def prose(self) -> bool:
        """Whether it reads as a sentence of a body: long, or ended like one and of eight words or more."""
        size = len(self.words.split()) + len(_IDEOGRAPH.findall(self.words)) // 2
        return len(self.words) >= LONG or (size >= 8 and _SENTENCE_END.search(self.words) is not None)

    @property
    def bare(self) -> str:
        """The words without a bullet before them."""
        return _BULLET.sub("", self.words)


def lines_of(text: str, cuts: Sequence[Cut] = ()) -> list[Line]:
    """The lines of a text that are not blank and do not begin inside a cut."""
    found, at, number = [], 0, 0
    for part in text.splitlines(keepends=True):
        words = part.strip()
        begin = at + (len(part) - len(part.lstrip()))
        at += len(part)
        while number < len(cuts) and cuts[number].end <= begin:
            number += 1
        if words and not (number < len(cuts) and cuts[number].begin <= begin):
            found.append(Line(begin, begin + len(words), words))
    return found


def boilerplate(text: str, cuts: Sequence[Cut] = ()) -> tuple[Cut, ...]:
    """The cuts of a text: those given, and what the rules of this module find beside them; sorted and apart."""
    lines = lines_of(text, cuts)
    reasons: list[str] = [""] * len(lines)
    for index, line in enumerate(lines):
        reasons[index] = _alone(line)
    for begin, end, reason in (*_headlines(lines), *_tail(lines, reasons), *_menus(lines)):
        for index in range(begin, end):
            reasons[index] = reasons[index] or reason
    mine = (Cut(line.begin, line.end, reason) for line, reason in zip(lines, reasons, strict=True) if reason)
    return joined(text, [*cuts, *mine])


def joined(text: str, cuts: Iterable[Cut]) -> tuple[Cut, ...]:
    """These cuts in order and apart; those of one reason with nothing but white space between them are one."""
    found: list[Cut] = []
    for cut in sorted(cuts, key=lambda one: (one.begin, one.end)):
        begin = max(cut.begin, found[-1].end) if found else cut.begin
        if begin >= cut.end:
            continue
        if found and found[-1].reason == cut.reason and not text[found[-1].end : begin].strip():
            found[-1] = Cut(found[-1].begin, cut.end, cut.reason)
        else:
            found.append(Cut(begin, cut.end, cut.reason))
    return tuple(found)


# --------------------------------------------------------------------------------------------------------- single lines


def _alone(line: Line) -> str:
    """Why this line is none of the body's whatever stands around it, "" if nothing says so."""
    if len(line.words) > LONG:
        return ""
    for reason, pattern in DISMISSED:
        if pattern.match(line.bare):
            return reason
    if INLINE.match(line.bare) and not _SENTENCE_END.search(line.words):
        return "other headlines"
    return ""


# ------------------------------------------------------------------------------------------------ headlines with times


def _headlines(lines: list[Line]) -> list[tuple[int, int, str]]:
    """Lists of headlines with times of day, at the end or the beginning of a text."""
    timed = [index for index, line in enumerate(lines) if _TIMED.fullmatch(line.bare) and len(line.words) < LONG]
    found = []
    for run in _runs(timed):
        if len(run) < LEAST_TIMES:
            continue
        begin, end = _widened(lines, run)
        if _is_margin(lines, begin, end, run):
            found.append((begin, end, "other headlines"))
    return found


def _runs(indices: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for index in indices:
        if runs and index - runs[-1][-1] <= _GAP:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


def _widened(lines: list[Line], run: list[int]) -> tuple[int, int]:
    """The list with the dates and markers before it, and the last headline and what little follows to the end."""
    begin, end = run[0], run[-1] + 1
    while begin and _heads_a_list(lines[begin - 1]):
        begin -= 1
    head = not any(line.prose for line in lines[:begin])
    usual = Counter(later - earlier for earlier, later in itertools.pairwise(run)).most_common(1)[0][0]
    last = run[-1] + (usual if head else _GAP + 1)  # before a body, its title follows the last headline
    while end < min(last, len(lines)) and not lines[end].prose:
        end += 1
    return begin, end


def _heads_a_list(line: Line) -> bool:
    bare = line.bare
    dated = _DATE_LINE.fullmatch(bare) is not None and not line.prose and len(bare.split()) <= 4
    labelled = bare != line.words and len(bare.split()) <= 2
    return dated or labelled or MARKER.fullmatch(bare) is not None


def _is_margin(lines: list[Line], begin: int, end: int, run: list[int]) -> bool:
    """At an end of a text that has a body, hardly a sentence in it, and latest first or under a marker."""
    before = sum(line.prose for line in lines[:begin])
    after = sum(line.prose for line in lines[end:])
    if min(before, after) or max(before, after) < LEAST_PROSE:
        return False
    times = set(run)
    titles = [line for index, line in enumerate(lines[begin:end], begin) if index not in times]
    titles += [line for line in (lines[index] for index in run) if _title_of(line)]
    sentences = sum(line.prose for line in titles)
    if sentences * 10 > len(titles) or any(len(line.words) >= LONG for line in titles):
        return False
    marked = any(MARKER.fullmatch(line.bare) for line in lines[begin:end])
    return marked or _backwards([lines[index] for index in run])


def _title_of(line: Line) -> str:
    found = _TIMED.fullmatch(line.bare)
    return (found[2] or "") if found else ""


def _backwards(timed: list[Line]) -> bool:
    """Whether the times run from late to early, as news do, and not from early to late, as events do."""
    clock = [_minutes(line) for line in timed]
    down = sum(later < earlier for earlier, later in itertools.pairwise(clock))
    return down * 5 >= (len(clock) - 1) * 4


def _minutes(line: Line) -> int:
    """Minutes since midnight of a line that begins with a time of day."""
    clock = _TIME.match(line.bare)
    assert clock is not None
    hours, minutes = (int(number) for number in re.findall(r"[0-9]+", clock[0])[:2])
    if clock[0][-1].isdigit():
        return hours * 60 + minutes
    return (hours % 12 + (12 if "p" in clock[0].lower() else 0)) * 60 + minutes


# ----------------------------------------------------------------------------------------------------- tails and menus


def _tail(lines: list[Line], reasons: list[str]) -> list[tuple[int, int, str]]:
    """From the first marker behind the last sentence to the end of the text, if titles are all that follows."""
    last = max((index for index, line in enumerate(lines) if line.prose and not reasons[index]), default=-1)
    if sum(line.prose for line in lines[: last + 1]) < LEAST_PROSE:
        return []
    for index in range(last + 1, len(lines)):
        if MARKER.fullmatch(lines[index].bare):
            rest = lines[index:]
            if all(reasons[index + number] or len(line.words.split()) <= 30 for number, line in enumerate(rest)):
                return [(index, len(lines), "other headlines")]
    return []


def _menus(lines: list[Line]) -> list[tuple[int, int, str]]:
    """Runs of short lines at an end of the text, three of them words that menus have."""
    prose = [index for index, line in enumerate(lines) if line.prose]
    if len(prose) < LEAST_PROSE:
        return []
    found = []
    for first, stop in ((0, prose[0]), (prose[-1] + 1, len(lines))):
        index = first
        while index < stop:
            end = index
            while end < stop and _is_short(lines[end]):
                end += 1
            known = sum(lines[number].bare.lower().strip(":›»> ") in MENU_WORDS for number in range(index, end))
            if known >= 3 and known * 3 >= end - index:
                found.append((index, end, "menu"))
            index = max(end, index + 1)
    return found


def _is_short(line: Line) -> bool:
    return len(line.words) <= 30 and len(line.words.split()) <= 3 and _LETTER.search(line.words) is not None

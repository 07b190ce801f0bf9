"""Numbers, dates and lists in English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from detente.brief.markup import Content, Html, el, joined, text
from detente.case.dates import Interval

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SPELLED = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_TOO_WIDE = "not counted"


def number(value: int | None) -> str:
    """An exact number with thousands separators.

    >>> number(47674800), number(None)
    ('47,674,800', 'not counted')
    """
    return _TOO_WIDE if value is None else f"{value:,}"


def of(value: int | None, base: int | None) -> str:
    """A number with its base.

    >>> of(312, 46080), of(None, 5), of(3, None)
    ('312 of 46,080', 'an uncounted number of 5', '3')
    """
    if base is None:
        return number(value) if value is not None else "an uncounted number"
    return f"{number(value)} of {number(base)}" if value is not None else f"an uncounted number of {number(base)}"


def spelled(value: int) -> str:
    """A small number as a word.

    >>> spelled(2), spelled(12), spelled(1234)
    ('two', 'twelve', '1,234')
    """
    return _SPELLED[value] if 0 <= value < len(_SPELLED) else number(value)


def count(value: int, one: str, many: str = "") -> str:
    """A counted noun.

    >>> count(1, "position"), count(2, "way out", "ways out"), count(0, "limit")
    ('one position', 'two ways out', 'no limits')
    """
    return f"{spelled(value)} {one if value == 1 else many or one + 's'}"


def listed(parts: Sequence[Content], word: str = "and", *, commas: bool = False) -> Html:
    """A list as it is said; with semicolons where its parts have commas, unless `commas` is wanted.

    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"], "or")
    ('a', 'a and b', 'a, b or c')
    >>> listed(["a, or not", "b", "c"])
    'a, or not; b; and c'
    """
    if len(parts) < 2:
        return text(list(parts))
    if not commas and len(parts) > 2 and any("," in text(part) for part in parts):
        return Html(joined(parts[:-1], "; ") + f"; {word} " + text(parts[-1]))
    return Html(joined(parts[:-1], ", ") + f" {word} " + text(parts[-1]))


def capital(markup: str) -> Html:
    """With a capital letter in front.

    >>> capital("no package")
    'No package'
    """
    return Html(markup[:1].upper() + markup[1:])


def day(when: date) -> str:
    """A date in words.

    >>> day(date(2022, 3, 29))
    '29 March 2022'
    """
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def interval(when: Interval) -> str:
    """A date in words, at the precision that is known.

    >>> [interval(Interval.parse(text)) for text in ("2022", "2022-03", "2022-03-29", "2021-12-17/2022-01-26")]
    ['2022', 'March 2022', '29 March 2022', 'between 17 December 2021 and 26 January 2022']
    """
    match when.precision:
        case "year":
            return str(when.first.year)
        case "month":
            return f"{MONTHS[when.first.month - 1]} {when.first.year}"
        case "range":
            return f"between {day(when.first)} and {day(when.last)}"
        case _:
            return day(when.last)


def dated(written: str) -> str:
    """A written date in words; what is no date stays as it is.

    >>> dated("2022-03"), dated("")
    ('March 2022', 'undated')
    """
    if not written:
        return "undated"
    try:
        return interval(Interval.parse(written))
    except ValueError:
        return written


def on(phrase: str) -> str:
    """A date in words with its preposition.

    >>> on("29 March 2022"), on("March 2022"), on("between 1 May 2022 and 3 May 2022")
    ('on 29 March 2022', 'in March 2022', 'between 1 May 2022 and 3 May 2022')
    """
    if phrase.startswith("between"):
        return phrase
    return f"on {phrase}" if phrase[:1].isdigit() and " " in phrase else f"in {phrase}"


def possessive(name: str) -> str:
    """Whose.

    >>> possessive("Russia"), possessive("the United States")
    ('Russia’s', 'the United States’')
    """
    return f"{name}’" if name.endswith("s") else f"{name}’s"


_ONE_STATE = re.compile(
    "(Bosnia and Herzegovina|Trinidad and Tobago|Antigua and Barbuda|Kitts and Nevis|Tomé and Príncipe"
    "|Vincent and the Grenadines)"
)


def plural(name: str) -> bool:
    """Whether a name is of several.

    >>> plural("France and Germany"), plural("United States"), plural("Bosnia and Herzegovina")
    (True, False, False)
    """
    return " and " in _ONE_STATE.sub("", name)


class Pronouns(NamedTuple):
    """What stands for a name that was said before."""

    it: str
    them: str
    its: str


def pronouns(name: str) -> Pronouns:
    """What stands for a name in a sentence.

    >>> pronouns("Russia").it, pronouns("France and Germany").them
    ('it', 'them')
    """
    return Pronouns("they", "them", "their") if plural(name) else Pronouns("it", "it", "its")


def verb(said: str, name: str) -> str:
    """A verb that agrees with its subject.

    >>> (
    ...     verb("says", "France and Germany"),
    ...     verb("is reported to have said", "France and Germany"),
    ...     verb("says", "Russia"),
    ... )
    ('say', 'are reported to have said', 'says')
    """
    if not plural(name):
        return said
    first, _, rest = said.partition(" ")
    return f"{_OF_SEVERAL.get(first, first)} {rest}".strip()


_OF_SEVERAL = {
    "is": "are", "has": "have", "says": "say", "proposes": "propose", "puts": "put", "prefers": "prefer",
    "controls": "control", "moves": "move",
}  # fmt: skip
_WITH_ARTICLE = ("States", "Kingdom", "Union", "Nations", "Netherlands", "Emirates", "Philippines", "Organization")
_WITH_ARTICLE_TOO = ("Organisation", "Republic", "Islands", "Government", "Authority", "Council", "Front", "Army")


def called(name: str) -> str:
    """A name as it stands inside a sentence: with its article, without what a bracket explains.

    >>> called("United States"), called("NATO (the organisation)"), called("Russia")
    ('the United States', 'NATO', 'Russia')
    """
    short = name.split(" (", maxsplit=1)[0].strip() or name
    if plural(short):
        return short
    last = short.rsplit(" ", maxsplit=1)[-1]
    needs = " " in short and last in (*_WITH_ARTICLE, *_WITH_ARTICLE_TOO) and not short.lower().startswith("the ")
    return f"the {short}" if needs else short


def own(words: str) -> Html:
    """A case's own words, kept from turning a line around where they run from right to left."""
    curled = re.sub(r"(?<=\w)'(?=\w)", "’", words)
    if not curled.isascii() and any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in curled):
        return el("bdi", curled)
    return text(curled)


def quoted(words: str) -> Html:
    """A case's own words in quotation marks."""
    return Html(f"‘{own(words)}’")

"""How names and positions are said in a terminal. Numbers and dates are said as the brief says them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from detente.brief.words import called, count, day, interval, number, spelled
from detente.case.model import Case, Firmness

if TYPE_CHECKING:
    from detente.ledger.records import Record
    from detente.space.outcome import About
    from detente.space.positions import Position

__all__ = ["as_of", "capital", "count", "day", "few", "interval", "listing", "names", "number", "shorten", "spelled"]

KIND = {Firmness.NEVER: "red line", Firmness.FIRM: "refusal", Firmness.PREFERENCE: "demand"}
VERB = {
    Firmness.NEVER: ("rules out", "rule out"),
    Firmness.FIRM: ("refuses", "refuse"),
    Firmness.PREFERENCE: ("wants something other than", "want something other than"),
}
LEVEL = {"limits": "no red line crossed", "refusals": "nor a refusal ignored", "demands": "and every demand met"}
READING = "package"
"""The reading that is shown first: everything that was coded counts, indivisibility too."""


def other(reading: str) -> str:
    """The other reading of indivisible proposals."""
    return "menu" if reading == "package" else "package"


def listing(items: Iterable[str], word: str = "and") -> str:
    """Items in a row, as a sentence has them.

    >>> listing(["a", "b", "c"]), listing(["a", "b"], "or"), listing([])
    ('a, b and c', 'a or b', '')
    """
    found = list(items)
    return f"{', '.join(found[:-1])} {word} {found[-1]}" if len(found) > 1 else "".join(found)


def names(case: Case, units: Iterable[str], word: str = "and") -> str:
    """Parties and blocs by name, as a sentence has them."""
    return listing((called(case.name_of(unit)) for unit in units), word)


def capital(text: str) -> str:
    """With a capital letter at the beginning."""
    return text[:1].upper() + text[1:]


def option(case: Case, issue: str, name: str) -> str:
    """An option by its title."""
    return case.issue[issue].option(name).title or name


def options(case: Case, issue: str, chosen: Iterable[str], word: str = "or") -> str:
    """Options by their titles, in quotation marks."""
    return listing((f"“{option(case, issue, name)}”" for name in chosen), word)


def title(case: Case, issue: str) -> str:
    """An issue by its title."""
    return case.issue[issue].title or issue


def table_title(case: Case, table: str) -> str:
    """A table by its title."""
    return next((one.title for one in case.tables if one.id == table and one.title), table)


def as_of(about: About, preposition: str = "as of") -> str:
    """The case, as of when the answer is, and by when things were known."""
    if about.day == date.min:
        return f"{about.title} (nothing in it is dated)"
    known = f", as far as was known by {day(about.known_by)}" if about.known_by else ""
    return f"{about.title}, {preposition} {day(about.day)}{known}"


def few(refs: Sequence[str], most: int = 4, between: str = ", ") -> str:
    """Some references, and how many more there are.

    >>> few(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    more = f"{between if between.isspace() else ' '}and {len(refs) - most} more" if len(refs) > most else ""
    return between.join(refs[:most]) + more


def shorten(text: str, size: int) -> str:
    """A text cut at a word, if it is longer than that.

    >>> shorten("The quick brown fox", 12)
    'The quick…'
    """
    if len(text) <= size:
        return text
    return text[: size - 1].rsplit(" ", 1)[0].rstrip(",;:–- ") + "…"


def said(case: Case, position: Position, records: Mapping[str, Record]) -> str:
    """What a position says: of one issue its options, of a condition the paraphrase of its latest statement."""
    who = capital(called(case.name_of(position.unit)))
    many = " and " in who
    does = VERB[position.firmness][many]
    if position.whole:
        return f"{who}: {'hold' if many else 'holds'} to {_proposal(case, position.subject)} as all or nothing"
    if len(position.issues) == 1 and position.options:
        (issue,) = position.issues
        return f"{who}, on {title(case, issue)}: {does} {options(case, issue, position.options)}"
    known = [records[ref] for ref in position.refs if ref in records and records[ref].paraphrase]
    on = listing(title(case, issue) for issue in position.issues) or "every package"
    if not known:
        return f"{who}, on {on}: {does} a combination"
    latest = max(known, key=lambda record: record.date)
    return f"{who}, on {on}: {latest.paraphrase}"


def _proposal(case: Case, subject: str) -> str:
    name = subject.removesuffix(".whole")
    return next((f"“{one.title}”" for one in case.proposals if one.id == name and one.title), name)


def position_line(case: Case, position: Position, records: Mapping[str, Record]) -> str:
    """A position with its kind, the date when it was last affirmed, and its evidence."""
    disputed = ", disputed" if position.disputed else ""
    unconfirmed = [ref for ref in position.refs if ref in records and not records[ref].confirmed]
    doubt = ", unconfirmed" if unconfirmed and len(unconfirmed) == len(position.refs) else ""
    evidence = f"; {few(position.refs)}" if position.refs else ""
    return (
        f"{said(case, position, records).rstrip('.')} ({KIND[position.firmness]}{disputed}, last affirmed "
        f"{interval(position.affirmed)}{evidence}{doubt}) [{position.id}]"
    )

"""Coded statements as columns of integers with vocabularies: what networks are made of.

Every statement says something about one concept. From a case here, from a DNA database in `exchange.dna`. How the acts
of a case become statements for or against something is said in `docs/explanation/networks.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.case.conditions import issues_of
from detente.case.filtering import NEVER_ENTERS, Calendar
from detente.case.model import Case
from detente.case.statements import SHOWN_ACTS, Codes
from detente.errors import UnknownNameError

Ints = NDArray[np.int64]

DAY = 86_400
_EPOCH = 719163  # the day number of 1970-01-01

STANCE = {"demand": 1, "offer": 1, "accept": 1, "leave_open": 0, "reject": -1}
"""What each act says of its option: for, open or against."""

DNA_NAMES = {"organization": "holder", "person": "speaker", "concept": "option", "agreement": "stance"}
"""The names of DNA's usual variables, understood for a case too."""

_TEXTS = (
    *("speaker", "authority", "on_behalf_of", "addressee", "act", "firmness", "source", "reporters", "quotation"),
    *("confidence", "credibility", "confirmed", "coder", "occasion", "locator"),
)


@dataclass(frozen=True, eq=False)
class Variable:
    """One thing that is coded of every statement. A blank word is nothing coded.

    `kind` is "short text", "long text", "boolean" or "integer" (words are then numbers; `scale` are the ends of their
    scale, by default the lowest and the highest). `level` is "statement" or "document". `attributes` are particulars of
    words.
    """

    name: str
    kind: str
    column: Codes
    level: str = "statement"
    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    scale: tuple[int, int] | None = None

    @property
    def ordered(self) -> bool:
        """Whether its words are numbers."""
        return self.kind in ("boolean", "integer")

    @cached_property
    def numbers(self) -> Ints:
        """The words as numbers; 0 for a blank one."""
        return np.array([int(word or 0) for word in self.column.words] or [0], np.int64)


@dataclass(frozen=True, eq=False)
class Discourse:
    """Statements, column by column, all of one length.

    `numbers` tells statements apart: a statement on two concepts has two rows of one number. `ids` name them,
    `documents` say where they were found, `moments` when that was written (seconds since 1970, UTC), `places` where
    in the document. `left_out` counts what was coded and makes no part of the discourse, by reason. `usual` names the
    variables that are rows, columns and qualifier unless others are asked for; `aliases` are other names.
    """

    title: str
    origin: str
    variables: Mapping[str, Variable]
    numbers: Ints
    ids: Codes
    documents: Codes
    moments: Ints
    places: Ints
    left_out: tuple[tuple[str, int], ...] = ()
    usual: tuple[str, str, str] = ("", "", "")
    aliases: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, name: str) -> Variable:
        """The variable of that name. `document.NAME` is one of the document where both have one.

        Raises UnknownNameError.
        """
        known = self.aliases.get(name, name) if name not in self.variables else name
        if known not in self.variables and f"document.{known}" in self.variables:
            known = f"document.{known}"
        if known not in self.variables:
            raise UnknownNameError("variable", name, self.variables)
        return self.variables[known]

    @cached_property
    def days(self) -> Ints:
        """The day number of each statement, as in `date.toordinal`."""
        return self.moments // DAY + _EPOCH

    @property
    def statements(self) -> int:
        """How many statements there are, each counted once."""
        return len(np.unique(self.numbers))

    def take(self, rows: Ints) -> Discourse:
        """The same discourse with these rows only, in this order."""
        variables = {name: replace(one, column=one.column.take(rows)) for name, one in self.variables.items()}
        return replace(
            self,
            variables=variables,
            numbers=self.numbers[rows],
            ids=self.ids.take(rows),
            documents=self.documents.take(rows),
            moments=self.moments[rows],
            places=self.places[rows],
        )

    def in_order(self) -> Discourse:
        """By time, then document, place and number."""
        return self.take(np.lexsort((self.numbers, self.places, self.documents.codes, self.moments)))


def from_case(case: Case, *, members: bool = False) -> Discourse:
    """What the parties of a case have said on the options of its issues and topics.

    `members`: what a bloc says is said by each of its members (variable `party`); otherwise it is said by the bloc.
    """
    rows, left_out = _counted(case)
    about = _matters(case, rows)
    spread, issues, options = np.repeat(rows, about.number_of), about.issues, about.options
    if silent := int((about.number_of == 0).sum()):
        left_out = (*left_out, ("on no option", silent))
    holders = case.statements["holder"].take(spread)
    parties = _units(case, holders)
    if members:
        spread, parties, keep = _each_member(case, spread, holders)
        issues, options = issues.take(keep), options.take(keep)
    variables = _variables(case, spread, parties, (issues, options), about)
    begins = np.array([int(word or 0) for word in case.statements["begin"].words] or [0], np.int64)
    return Discourse(
        case.title,
        "case",
        {one.name: one for one in variables},
        spread,
        case.statements["id"].take(spread),
        case.statements["source"].take(spread),
        (Calendar.of(case).enters[spread] - _EPOCH) * DAY,
        begins[case.statements["begin"].codes[spread]],
        left_out,
        ("holder", "option", "stance"),
        DNA_NAMES,
    )


def _variables(
    case: Case, spread: Ints, parties: Codes, concepts: tuple[Codes, Codes], about: _Matters
) -> Iterator[Variable]:
    rows = case.statements
    people: dict[str, dict[str, str]] = {party.id: _party(case, party.id) for party in case.parties}
    people |= {bloc.id: {"name": bloc.name, "kind": "bloc"} for bloc in case.blocs}
    stance = np.array([STANCE.get(word, 0) for word in rows["act"].words] or [0])[rows["act"].codes[spread]]
    yield Variable("holder", "short text", rows["holder"].take(spread), attributes=people)
    yield Variable("party", "short text", parties, attributes=people)
    yield Variable("issue", "short text", concepts[0], attributes=about.of_issues)
    yield Variable("option", "short text", concepts[1], attributes=about.of_options)
    yield Variable("stance", "integer", Codes((stance + 1).astype(np.int32), ("-1", "0", "1")), scale=(-1, 1))
    for name in _TEXTS:
        yield Variable(name, "short text", rows[name].take(spread))
    yield from _of_documents(case, rows["source"].take(spread))


def _counted(case: Case) -> tuple[Ints, tuple[tuple[str, int], ...]]:
    """The rows that say something of an option or condition, and how many do not, by the first reason that holds."""
    rows, calendar = case.statements, Calendar.of(case)
    acts = rows["act"]
    shown = np.isin(acts.codes, [n for n, word in enumerate(acts.words) if word in SHOWN_ACTS])
    status = rows["status"]
    reasons = {
        "proposed or rejected by the coders": status.where("proposed") | status.where("rejected"),
        "inferred by others": rows["quotation"].where("inferred"),
        "threats, denials, reports and other acts that are only shown": shown,
        "withdrawals": acts.where("withdraw"),
        "undated": calendar.enters == NEVER_ENTERS,
    }
    left, counts = np.ones(len(rows), bool), []
    for reason, mask in reasons.items():
        if number := int((left & mask).sum()):
            counts.append((reason, number))
        left &= ~mask
    return np.flatnonzero(left), tuple(counts)


@dataclass(frozen=True, eq=False)
class _Matters:
    """What rows are about: issue and option of each, `number_of` of them for each row, and particulars of both."""

    issues: Codes
    options: Codes
    number_of: Ints
    of_issues: Mapping[str, Mapping[str, str]]
    of_options: Mapping[str, Mapping[str, str]]


def _matters(case: Case, rows: Ints) -> _Matters:
    """Read once for each way in which issue, option, range and condition are filled in."""
    key = np.zeros(len(rows), np.int64)
    for column in (case.statements[name] for name in ("issue", "option", "range", "condition")):
        key = key * max(1, len(column.words)) + column.codes[rows]
    kinds, first, kind_of = np.unique(key, return_index=True, return_inverse=True)
    of_issues: dict[str, dict[str, str]] = {}
    of_options: dict[str, dict[str, str]] = {}
    table: list[tuple[str, str]] = []
    begins, counts = np.zeros(len(kinds), np.int64), np.zeros(len(kinds), np.int64)
    for place, row in enumerate(rows[first].tolist()):
        begins[place] = len(table)
        for issue, name, title in _about(case, row):
            over = case.title_of(issue) or issue
            of_issues.setdefault(issue, {"title": over})
            of_options.setdefault(name, {"issue": issue, "title": f"{over}: {title}"})
            table.append((issue, name))
        counts[place] = len(table) - begins[place]
    number_of = counts[kind_of] if len(rows) else np.zeros(0, np.int64)
    offsets = np.arange(int(number_of.sum())) - np.repeat(np.cumsum(number_of) - number_of, number_of)
    places = (np.repeat(begins[kind_of], number_of) if len(rows) else offsets) + offsets
    issues, options = (Codes.of([pair[side] for pair in table]) for side in (0, 1))
    return _Matters(issues.take(places), options.take(places), number_of, of_issues, of_options)


def _about(case: Case, row: int) -> Iterator[tuple[str, str, str]]:
    """Issue, concept and title for each option that a row names; all of the issue's where it names none."""
    text = case.statements.text
    condition = case.statements.condition("condition", row)
    if condition is not None:
        written = text("condition", row).strip()
        titles = {named.id: named.title for named in case.conditions}
        yield "+".join(issues_of(condition)), written, titles.get(written) or written
        return
    name = text("issue", row)
    matter = case.issue.get(name) or case.topic.get(name)
    if matter is None:
        return
    named = [option.strip() for option in text("option", row).split("|") if option.strip()]
    for option in _widened(matter.names, named, text("range", row)):
        yield name, f"{name} = {option}", matter.title_of(option) or option


def _widened(names: tuple[str, ...], named: list[str], span: str) -> tuple[str, ...]:
    if not named:
        return names
    if span not in ("at_least", "at_most"):
        return tuple(dict.fromkeys(named))
    places = [names.index(option) for option in named]
    return names[min(places) :] if span == "at_least" else names[: max(places) + 1]


def _party(case: Case, name: str) -> dict[str, str]:
    party = case.party[name]
    unit = case.unit[name]
    return {"name": party.name, "kind": party.kind, "bloc": "" if unit == name else unit}


def _units(case: Case, holders: Codes) -> Codes:
    """The bloc that each holder counts in, or itself."""
    units = [case.unit.get(word, word) for word in holders.words]
    words = {word: place for place, word in enumerate(dict.fromkeys(units))}
    places = np.array([words[unit] for unit in units] or [0], np.int32)
    return Codes(places[holders.codes], tuple(words))


def _each_member(case: Case, spread: Ints, holders: Codes) -> tuple[Ints, Codes, Ints]:
    """One row for every member of a bloc that holds it; the parties, and which row each came from."""
    members = [case.members((word,)) for word in holders.words]
    words = {word: place for place, word in enumerate(dict.fromkeys(one for some in members for one in some))}
    sizes = np.array([len(some) for some in members] or [0], np.int64)[holders.codes]
    begins = np.cumsum([0, *(len(some) for some in members)])[:-1]
    flat = np.array([words[one] for some in members for one in some] or [0], np.int32)
    keep = np.repeat(np.arange(len(spread)), sizes)
    offsets = np.arange(len(keep)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return spread[keep], Codes(flat[begins[holders.codes[keep]] + offsets], tuple(words)), keep


def _of_documents(case: Case, sources: Codes) -> Iterator[Variable]:
    """What is known of the documents."""
    for name in ("author", "outlet", "language", "title"):
        texts = [getattr(case.source[word], name) if word in case.source else "" for word in sources.words]
        column = Codes.of(texts)
        places = column.codes if len(column) else np.zeros(1, np.int32)
        yield Variable(f"document.{name}", "short text", Codes(places[sources.codes], column.words), "document")

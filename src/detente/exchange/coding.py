"""A coding: statements with their codebook, their sources and, where at hand, the documents. What formats exchange.

`from_case` makes one of a case. What a case holds beside its coding (proposals, linkages, tables) is no part of it, and
is listed as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from detente.case.model import Bloc, Case, Issue, NamedCondition, Party, Source, Topic
from detente.case.statements import HEADER, Statements
from detente.ledger.documents.model import Document

Row = Mapping[str, str]
"""One statement: columns of `statements.csv` that are not blank."""

NOBODY = "not_coded"
"""The holder that stands in where a file says of nobody that it is theirs."""


@dataclass(frozen=True, order=True)
class Loss:
    """Something that did not come through: dropped by a writer, or not understood by a reader.

    `what` names it ("the column judgement"), `count` says how often, `why` the reason, `where` the first place.
    """

    what: str
    count: int
    why: str
    where: str = ""

    def __str__(self) -> str:
        place = f" (first: {self.where})" if self.where else ""
        return f"{self.what}: {self.count:,}{place}; {self.why}"


@dataclass(frozen=True, eq=False)
class Coding:
    """Statements, and what their names mean.

    `rows` hold ids of `parties` and `blocs` (holder), of `issues` and `topics`, their options, of `conditions` and of
    `sources`. `documents` has the text of sources, by source id, where it is at hand; anchors count Unicode code points
    in it. `attributes` holds further particulars of parties, by party id. `outside` lists what the case had beside its
    coding. `made`: the ids were made of another tool's names, and mean nothing by themselves.
    """

    title: str
    rows: Sequence[Row]
    parties: tuple[Party, ...] = ()
    blocs: tuple[Bloc, ...] = ()
    issues: tuple[Issue, ...] = ()
    topics: tuple[Topic, ...] = ()
    conditions: tuple[NamedCondition, ...] = ()
    sources: tuple[Source, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=dict)
    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    question: str = ""
    outside: tuple[Loss, ...] = ()
    made: bool = False

    @property
    def source_digests(self) -> dict[str, str]:
        """The digests of documents that are known, by source id."""
        return {source.id: source.sha256 for source in self.sources if source.sha256}

    def text_of(self, row: Row) -> str | None:
        """The words that a row is anchored at; None where it has no anchor or the document is not at hand."""
        document = self.documents.get(row.get("source", ""))
        if document is None or not row.get("begin"):
            return None
        return document.text[int(row["begin"]) : int(row["end"])]


@dataclass(frozen=True, eq=False)
class Reading:
    """What a reader made of a file: the coding, and what it did not understand."""

    coding: Coding
    losses: tuple[Loss, ...] = ()


class LedgerRows(Sequence[Row]):
    """A case's statements as rows, made one by one, so that a million of them need no second place."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements
        self._columns = [(name, statements.columns[name]) for name in HEADER if any(statements.columns[name].words)]

    def __len__(self) -> int:
        return len(self._statements)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...

    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return [self[row] for row in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return {name: column[place] for name, column in self._columns if column[place]}

    def __iter__(self) -> Iterator[Row]:
        return (self[place] for place in range(len(self)))


def from_case(case: Case, documents: Mapping[str, Document] | None = None) -> Coding:
    """The coding of a case. `documents`: texts that are at hand, by source id."""
    return Coding(
        case.title,
        LedgerRows(case.statements),
        case.parties,
        case.blocs,
        case.issues,
        case.topics,
        case.conditions,
        case.sources,
        dict(documents or {}),
        question=case.question,
        outside=tuple(_outside(case)),
    )


def _outside(case: Case) -> Iterator[Loss]:
    for what, items in (
        ("proposals", case.proposals),
        ("linkages", case.linkages),
        ("tables", case.tables),
        ("events", case.events),
    ):
        if items:
            yield Loss(what, len(items), "not part of a coding")

"""Coding with a trail: a desk at which statements of a case are added, changed, taken back, renamed and searched."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from detente.api.taking import By
from detente.case.folder import LEDGER_FILE
from detente.case.locate import find_case
from detente.case.reading import Rules, read_rules
from detente.case.statements import HEADER
from detente.errors import EditError, UnknownNameError, nearest
from detente.space.patience import Progress, quiet

if TYPE_CHECKING:
    from detente.ledger.documents.model import Document
    from detente.ledger.store.editing import Edit
    from detente.ledger.store.quoting import Anchored
    from detente.ledger.store.renaming import Renaming, Touched
    from detente.ledger.store.rows import Row
    from detente.ledger.store.searching import Finds
    from detente.ledger.store.store import Facts, Store
    from detente.ledger.store.syncing import Step, Synced
    from detente.ledger.store.trail import Batch, Change, Heading
    from detente.ledger.store.verifying import Verified

STATUSES = ("proposed", "accepted", "rejected")


@dataclass(frozen=True)
class Done:
    """What a change did: the batch that records it (None: nothing had to be changed), and each statement's change."""

    batch: Batch | None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Quote:
    """Words of a source's document to anchor a statement at; `occurrence` from 1, 0: there is only one."""

    words: str
    source: str
    occurrence: int = 0
    into_cut: bool = False


@dataclass(frozen=True)
class Shown:
    """A statement as it stands, and its words where the document is at hand ("": it is not, or has changed)."""

    row: Row
    quotation: str


def desk(case: str | Path, by: By, *, store: str = "", progress: Progress = quiet, take_over: bool = True) -> Desk:
    """Open a case's store to one coder; use what comes in `with`, or close it.

    A store that has no statements yet takes those of `statements.csv` first; with `take_over=False` they are left to
    `sync`, which tells what it took. Raises UnknownNameError where there is
    no such case, CaseError where its files have faults, StoreError where its store cannot be used.
    """
    from detente.ledger.store.place import place_of
    from detente.ledger.store.store import open_store

    folder = find_case(str(case))
    if not (folder / "case.yaml").exists():
        read_rules(folder)  # says what is wrong, before a store is made in a folder that is no case
    opened = open_store(place_of(folder, store, os.environ))
    try:
        found = Desk(folder, by, opened, progress)
        if take_over:
            found.take_over()
        return found
    except BaseException:
        opened.close()
        raise


class Desk:
    """One case's store, open to one coder."""

    def __init__(self, folder: Path, by: By, store: Store, progress: Progress = quiet) -> None:
        self.folder, self.by, self.store, self.progress = folder, by, store, progress

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()

    @cached_property
    def rules(self) -> Rules:
        """What the case lets its statements say."""
        return read_rules(self.folder)

    def _heading(self, kind: str, note: str = "") -> Heading:
        from detente.ledger.store.trail import Heading

        return Heading(kind, self.by.who, self.by.when, note)

    # --------------------------------------------------------------------------------------------------------- changes

    def add(self, fields: Mapping[str, str], quote: Quote | None = None, note: str = "") -> Done:
        """Add a statement; without an id it gets the next free one (s1, s2, …), without a coder, who does it."""
        from detente.ledger.store.editing import Edit

        values = {"coder": self.by.who, **self._anchored(quote), **fields}
        name = values.get("id") or self._likely_id()
        own = not values.get("id")  # others may be adding: the store gives out the next free one
        return self._change([Edit(name, {**values, "id": name}, new=True, first_free=own)], "add", note)

    def edit(
        self,
        name: str,
        fields: Mapping[str, str],
        version: int | None = None,
        quote: Quote | None = None,
        note: str = "",
    ) -> Done:
        """Set fields of a statement. `version`: the one that the change was made on; None: whatever stands."""
        from detente.ledger.store.editing import Edit

        return self._change([Edit(name, {**self._anchored(quote), **fields}, version)], "edit", note)

    def set_status(self, names: Sequence[str], status: str, note: str = "") -> Done:
        """Propose, accept or reject statements."""
        from detente.ledger.store.editing import Edit

        return self._change([Edit(name, {"status": status}) for name in names], "status", note)

    def delete(self, names: Sequence[str], version: int | None = None, note: str = "") -> Done:
        """Delete statements; the trail keeps what they were."""
        from detente.ledger.store.editing import Edit

        return self._change([Edit(name, None, version) for name in names], "delete", note)

    def undo(self, number: int, note: str = "") -> Done:
        """Take a batch back; to undo that again is to redo it."""
        batch = self.store.undo(self.rules, number, self._heading("undo", note))
        return Done(batch, tuple(self.store.changes(batch.number)))

    def preview(self, renaming: Renaming) -> list[tuple[Touched, str]]:
        """What a renaming would touch, each with the words at its anchor, else its paraphrase.

        Raises UnknownNameError, as `rename` does, where neither the ledger nor the case has what is to be renamed.
        """
        found = self.store.preview(renaming)
        if not found:
            self._is_called_so(renaming)
        return [(one, self._words(one.row) or one.row.values["paraphrase"]) for one in found]

    def rename(self, renaming: Renaming, note: str = "") -> Done:
        """Rename or merge throughout the ledger."""
        kind = "merge" if renaming.merge else "rename"
        told = note or f"{renaming.kind} {renaming.old} → {renaming.new}"
        batch = self.store.rename(self.rules, renaming, self._heading(kind, told))
        if batch is None:
            self._is_called_so(renaming)
        return Done(batch, tuple(self.store.changes(batch.number)) if batch else ())

    def _is_called_so(self, renaming: Renaming) -> None:
        """Of a renaming that touches nothing: raise UnknownNameError if its old name is none of the case's at all."""
        known, matters = self.rules.known, self.rules.known.matters or {}
        issue = renaming.old if renaming.kind == "issue" else renaming.issue
        if renaming.kind == "actor":
            names = {*self.store.names("actor"), *(known.actors or ())}
        else:
            names = {*self.store.names("issue"), *matters}
        if renaming.kind != "option":
            if renaming.old not in names:
                raise UnknownNameError(renaming.kind, renaming.old, sorted(names))
            return
        if issue not in names:
            raise UnknownNameError("issue", issue, sorted(names))
        options = matters[issue].options if issue in matters else {}
        names = {*self.store.names("option", issue), *(options or ())}
        if renaming.old not in names:
            raise UnknownNameError(f"option of {issue}", renaming.old, sorted(names))

    def _change(self, edits: Iterable[Edit], kind: str, note: str) -> Done:
        batch = self.store.change(self.rules, edits, self._heading(kind, note))
        return Done(batch, tuple(self.store.changes(batch.number)) if batch else ())

    def _likely_id(self) -> str:
        """The id behind the last one, as long as nobody else adds."""
        taken = [int(name[1:]) for name in self.store.ids() if re.fullmatch(r"s[0-9]{1,9}", name)]
        return f"s{max(taken, default=0) + 1}"

    # --------------------------------------------------------------------------------------------------------- anchors

    def _anchored(self, quote: Quote | None) -> dict[str, str]:
        if quote is None:
            return {}
        from detente.ledger.store.quoting import anchor

        found: Anchored = anchor(self.document_of(quote.source), quote.words, quote.occurrence, quote.into_cut)
        place = {"begin": str(found.begin), "end": str(found.end), "span_sha256": found.digest}
        return {"source": quote.source, **place}

    def document_of(self, source: str) -> Document:
        """The document that a source's anchors count in. Raises EditError where it is not at hand."""
        known = self.rules.sources.get(source)
        if known is None:
            near = nearest(source, self.rules.sources)
            raise EditError([f"no source is called {source}" + (f"; did you mean {near}?" if near else "")])
        if not known.sha256:
            raise EditError([f"sources.yaml does not say which document {source} is; expected sha256 of its text"])
        document = self.store.document(known.sha256)
        if document is None:
            raise EditError([f"the store has no document of {source}; take it in: detente ingest {self.folder} FILE"])
        if document.digest != known.sha256:
            raise EditError(
                [f"the sha256 of {source} is that of the original; anchors count in its text: {document.digest}"]
            )
        return document

    def _words(self, row: Row) -> str:
        from detente.ledger.store.quoting import quotation

        values = row.values
        source = self.rules.sources.get(values["source"])
        if source is None or not source.sha256 or not values["begin"]:
            return ""
        if source.id not in self._documents:
            self._documents[source.id] = self.store.document(source.sha256)
        return quotation(self._documents[source.id], values["begin"], values["end"], values["span_sha256"])

    @cached_property
    def _documents(self) -> dict[str, Document | None]:
        return {}

    # --------------------------------------------------------------------------------------------------------- reading

    def show(self, name: str) -> Shown:
        """A statement as it stands. Raises EditError where there is none."""
        row = self.store.rows([name]).get(name)
        if row is None:
            near = nearest(name, self.store.ids())
            raise EditError([f"no statement is called {name}" + (f"; did you mean {near}?" if near else "")])
        return Shown(row, self._words(row))

    def rows(self, wanted: Mapping[str, str], limit: int = 0) -> tuple[int, list[Row]]:
        """How many statements have these values, and the first of them in their order; `limit` 0: all."""
        unknown = [name for name in wanted if name not in HEADER]
        if unknown:
            near = {name: nearest(name, HEADER) for name in unknown}
            raise EditError(
                f"there is no column {name}" + (f"; did you mean {near[name]}?" if near[name] else "")
                for name in unknown
            )
        return self.store.some_rows(limit, **wanted)

    def history(
        self, names: Collection[str] = (), batch: int | None = None, last: int | None = None
    ) -> list[tuple[Batch, list[Change]]]:
        """What was done, the newest first: to these statements, in one batch, or all of it."""
        if batch is not None:
            found = [one for one, _ in self.store.history() if one.number == batch]
            if not found:
                raise EditError([f"there is no batch {batch}"])
            return [(found[0], self.store.changes(batch))]
        return self.store.history(names or None, last)

    def verify(self, expected: str = "") -> Verified:
        """Is the trail whole, and do the statements stand as it says?"""
        return self.store.verify(expected)

    def search(self, query: str, limit: int = 20, where: Collection[str] = ()) -> Finds:
        """What meets a query, in documents and paraphrases."""
        return self.store.search(query, limit, where)

    def facts(self) -> Facts:
        """Where the store is, and how much is in it."""
        return self.store.facts()

    # ------------------------------------------------------------------------------------------------- the case's file

    def sync(self, take: str = "", ids: Collection[str] = (), dry: bool = False) -> Synced:
        """Bring `statements.csv` and the store in step."""
        from detente.ledger.store.syncing import Sync

        only = frozenset(ids) if ids else None
        return Sync(self.store, self.folder, self._sync_heading, take, only, dry, self.progress).run()

    @property
    def _sync_heading(self) -> Heading:
        return self._heading("sync", f"with {self.folder}")

    def step(self) -> Step:
        """Whether the file, or the store, has changed since they were in step."""
        from detente.ledger.store.syncing import step

        return step(self.store, self.folder)

    def take_over(self) -> None:
        """Let a store that never had a statement take those of the file."""
        from detente.ledger.store.syncing import Sync

        if not self.store.facts().batches and (self.folder / LEDGER_FILE).exists():
            Sync(self.store, self.folder, self._sync_heading, progress=self.progress, only_first=True).run()

"""What can be wrong with one treaty: names that lead nowhere, clauses in circles, contents that cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from detente.case.known import Known
from detente.case.shape import Document
from detente.case.treaties import expressions as ex
from detente.case.treaties.circles import circles
from detente.case.treaties.contentcheck import ContentCheck
from detente.case.treaties.entries import ContentEntry, ExceptionEntry, ProvisionEntry, TreatyFile, content_fields
from detente.case.treaties.model import Treaty
from detente.case.treaties.usage import NO_SIGNATORIES, Place, Usage
from detente.case.treaties.vocabularycheck import check_readings, check_terms, distinct
from detente.case.treaties.words import ACTOR, Names, Words, raw_ids, raw_names

NOBODY = "words that stand for somebody in a whole treaty, not to a bearer or for a counterparty"
_NO_BEARER: Mapping[type, str] = {ex.Others: NOBODY, ex.Counterparty: NOBODY}

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class _Edge:
    weaker: str
    how: str  # overrides, under, repairs


class TreatyCheck:
    """Complains of all that is wrong with a treaty. `words` are the vocabulary's."""

    def __init__(
        self, document: Document[TreatyFile], treaty: Treaty, words: Words, known: Known, proposals: Names | None
    ) -> None:
        self.document, self.known, self.proposals = document, known, proposals
        self.shared = words.terms
        self.words = words = words.within(raw_names(document, "terms") | {term.id: term for term in treaty.terms})
        self.problems = known.problems
        self.usage = Usage(words, known.problems)
        self.anchors: Names = dict.fromkeys(name for name, _ in raw_ids(document, "provisions"))

    def say(self, path: Path, message: str, expected: str, got: str) -> None:
        """One complaint about what the path leads to."""
        self.problems.add(self.document.file, self.document.line(*path), message, expected=expected, got=got)

    def check(self) -> None:
        """All of it."""
        self._treaty()
        taken = {name: f"the anchor in line {line}" for name, line in raw_ids(self.document, "provisions")}
        taken |= dict.fromkeys(self.shared, "a term of the vocabulary")
        check_terms(self.document, self.words, self.known, taken)
        distinct(self.document.file, raw_ids(self.document, "provisions"), "anchor", self.known)
        for place, entry in self.document.entries("provisions"):
            self._provision(place, entry)
        if len(self.anchors) == len(raw_ids(self.document, "provisions")):
            self._circles()

    # --------------------------------------------------------------------------------------------------- the treaty

    def _treaty(self) -> None:
        entry = self.document.model
        for position, name in enumerate(entry.by or ()):
            self.known.actor(self.document.file, self.document.line("by", position), name)
        for position, name in enumerate(entry.source):
            self.known.source(self.document.file, self.document.line("source", position), name)
        if entry.proposal and self.proposals is not None and entry.proposal not in self.proposals:
            line = self.document.line("proposal")
            self.problems.unknown(self.document.file, line, "proposal", entry.proposal, self.proposals)
        signing: Mapping[type, str] = {**_NO_BEARER, ex.Signatories: "names", ex.ThirdStates: "names"}
        self.usage.set(entry.signatories, self.place(("signatories",), "signatories", signing))
        without = {**_NO_BEARER, **self.unsigned()}
        self.usage.set(entry.main, self.place(("main",), "main", without))
        entering, leaving = entry.entry_into_force, entry.withdrawal
        if entering:
            for key in ("among", "requires"):
                path = ("entry_into_force", key)
                self.usage.set(getattr(entering, key), self.place(path, f"entry into force, {key}", without))
        if leaving:
            self.usage.set(leaving.by, self.place(("withdrawal", "by"), "withdrawal, by", without))

    def place(self, path: Path, where: str, barred: Mapping[type, str]) -> Place:
        """Where a set of actors stands."""
        return Place(self.document.file, self.document.line(*path), ACTOR, where, barred)

    def unsigned(self) -> dict[type, str]:
        """Words that need signatories, where the treaty names none."""
        if self.document.model.signatories is not None or "signatories" in self.document.root.entries:
            return {}
        return dict.fromkeys((ex.Signatories, ex.ThirdStates, ex.Others), NO_SIGNATORIES)

    # --------------------------------------------------------------------------------------------------- provisions

    def _provision(self, place: int, entry: ProvisionEntry) -> None:
        path: Path = ("provisions", place)
        for position, name in enumerate(entry.source):
            self.known.source(self.document.file, self.document.line(*path, "source", position), name)
        check_readings(self.document, path, entry.id, entry.readings or (), self.words, self.known)
        unsigned = self.unsigned()
        base = content_fields(entry)
        ContentCheck(self.document, self.usage, self.anchors, unsigned).check(path, entry.id, base, base)
        for position, reading in enumerate(entry.readings or ()):
            said = content_fields(reading)
            merged = {**base, **said}
            if "lasts" in said and "ends" not in said:
                merged.pop("ends", None)
            if "ends" in said and "lasts" not in said:
                merged.pop("lasts", None)
            where = f"{entry.id}, reading {reading.id}"
            checker = ContentCheck(self.document, self.usage, self.anchors, unsigned)
            checker.check((*path, "readings", position), where, said, merged)

    # ------------------------------------------------------------------------------------------------------ circles

    def _circles(self) -> None:
        edges = list(self._edges())
        for ways in (("overrides", "under"), ("repairs",)):
            graph: dict[str, list[str]] = {}
            for stronger, edge, _ in edges:
                if edge.how in ways:
                    graph.setdefault(stronger, []).append(edge.weaker)
            for circle in circles(graph):
                self._circle(circle, edges, ways)

    def _circle(self, circle: tuple[str, ...], edges: list[tuple[str, _Edge, Path]], ways: tuple[str, ...]) -> None:
        after = dict(zip(circle, (*circle[1:], circle[0]), strict=True))
        steps = {
            stronger: (edge, path)
            for stronger, edge, path in reversed(edges)
            if edge.how in ways and after.get(stronger) == edge.weaker
        }
        used = {edge.how for edge, _ in steps.values()}
        chain = ", ".join(_said(stronger, steps[stronger][0]) for stronger in circle)
        lone = len(circle) == 1
        if used == {"under"}:
            message = "a circular exception: " + (
                "it is excepted under itself" if lone else "each is excepted under the next"
            )
        elif used == {"repairs"}:
            message = "a repair of itself" if lone else "clauses that repair one another"
        else:
            message = "a clause that overrides itself" if lone else "clauses that override one another"
        path = steps[circle[0]][1]
        self.say(path, message, "one of them to be the stronger" if "repairs" not in used else "no circle", chain)

    def _edges(self) -> Iterator[tuple[str, _Edge, Path]]:
        """Which clause yields to which, in any of their readings: readings of different clauses go together freely."""
        for place, entry in self.document.entries("provisions"):
            path: Path = ("provisions", place)
            readings = [((*path, "readings", n), reading) for n, reading in enumerate(entry.readings or ())]
            for key in ("overrides", "repairs", "exceptions"):
                said = [(where, one) for where, one in readings if key in one.model_fields_set]
                for where, content in [*said, *([(path, entry)] if not readings or len(said) < len(readings) else [])]:
                    yield from self._edges_of(entry.id, key, where, content)

    def _edges_of(self, anchor: str, key: str, path: Path, content: ContentEntry) -> Iterator[tuple[str, _Edge, Path]]:
        for position, one in enumerate(getattr(content, key)):
            where = (*path, key, position)
            if isinstance(one, ExceptionEntry):
                if one.under in self.anchors:
                    yield one.under, _Edge(anchor, "under"), (*where, "under")
            elif one in self.anchors:
                yield anchor, _Edge(one, key), where


def _said(stronger: str, edge: _Edge) -> str:
    if edge.how == "under":
        return f"{edge.weaker} except under {stronger}"
    return f"{stronger} {edge.how} {edge.weaker}"

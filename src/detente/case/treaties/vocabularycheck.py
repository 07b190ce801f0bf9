"""What can be wrong with the words: vocabulary.yaml, and the terms of a treaty."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from detente.case.known import Known
from detente.case.shape import Document
from detente.case.treaties import expressions as ex
from detente.case.treaties.circles import circles
from detente.case.treaties.entries import TermEntry, VocabularyFile
from detente.case.treaties.parsing import RESERVED
from detente.case.treaties.usage import Place, Usage, kinds_in_words
from detente.case.treaties.words import ACTOR, Words, raw_ids
from detente.geo import gazetteer

_SECTIONS = {"actors": "actor", "actions": "action", "assets": "asset class", "territories": "territory"}


class VocabularyCheck:
    """Complains of all that is wrong with the vocabulary."""

    def __init__(self, document: Document[VocabularyFile], words: Words, known: Known) -> None:
        self.document, self.words, self.known = document, words, known
        self.problems = known.problems

    def say(self, path: tuple[str | int, ...], message: str, expected: str, got: str) -> None:
        """One complaint about what the path leads to."""
        self.problems.add(self.document.file, self.document.line(*path), message, expected=expected, got=got)

    def check(self) -> None:
        """All of it."""
        for section, kind in _SECTIONS.items():
            self._distinct((section,), kind)
            self._tree(section, kind)
        self._distinct(("groups",), "group")
        self._distinct(("statuses", "circumstances"), "status or circumstance")
        self._collisions()
        for place, entry in self.document.entries("actions"):
            self._contrary(place, entry)
        self._contraries()
        for place, entry in self.document.entries("territories"):
            self._owners(place, entry)
        self._groups()
        check_terms(self.document, self.words, self.known)

    def _groups(self) -> None:
        """A title for a group that there is not would be seen by nobody."""
        known = self.words.groups | self.words.blocs
        for place, entry in self.document.entries("groups"):
            if entry.id not in known and not self.words.open:
                line = self.document.line("groups", place, "id")
                self.problems.unknown(self.document.file, line, "group", entry.id, known)

    # ---------------------------------------------------------------------------------------------------------- ids

    def _distinct(self, sections: tuple[str, ...], kind: str) -> None:
        ids = [found for section in sections for found in raw_ids(self.document, section)]
        distinct(self.document.file, ids, kind, self.known)

    def _collisions(self) -> None:
        states, areas, regions = gazetteer.states(), gazetteer.areas(), gazetteer.regions()
        parties = self.known.actors or {}
        rivals: dict[str, Mapping[str, Collection[str]]] = {
            "actors": {"a state of the gazetteer": states, "a party or bloc of the case": parties},
            "territories": {"a state of the gazetteer": states, "an area of the gazetteer": areas},
        }
        for section, others in rivals.items():
            for name, line in raw_ids(self.document, section):
                for what, names in {**others, "a region of the gazetteer": regions}.items():
                    if name in names:
                        collision(self.document.file, line, name, what, self.known)

    # --------------------------------------------------------------------------------------------------- references

    def _tree(self, section: str, kind: str) -> None:
        known = {
            "actors": self.words.actors,
            "actions": self.words.actions,
            "assets": self.words.assets,
            "territories": self.words.places,
        }[section]
        edges: dict[str, tuple[str, ...]] = {}
        for place, entry in self.document.entries(section):
            if not entry.under:
                continue
            edges[entry.id] = (entry.under,)
            if entry.under not in known and not self.words.open:
                line = self.document.line(section, place, "under")
                where = f"{entry.id}, under: "
                self.problems.unknown(self.document.file, line, kind, entry.under, known, where=where)
        places = {entry.id: place for place, entry in self.document.entries(section)}
        for circle in circles(edges):
            chain = " → ".join((*circle, circle[0]))
            path = (section, places[circle[0]], "under")
            self.say(path, f"the {kind} {circle[0]} is under itself", "classes without a circle", chain)

    def _contrary(self, place: int, entry: Any) -> None:
        path = ("actions", place, "contrary")
        if entry.contrary == entry.id:
            self.say(path, f"{entry.id} is its own contrary", "another action", entry.contrary)
        elif entry.contrary and entry.contrary not in self.words.actions:
            line, where = self.document.line(*path), f"{entry.id}, contrary: "
            known = self.words.actions
            self.problems.unknown(self.document.file, line, "action", entry.contrary, known, where=where)

    def _contraries(self) -> None:
        """Of two contraries one is the duty; were each, an obligation of either would order nothing to be done."""
        entries = list(self.document.entries("actions"))
        edges = {entry.id: (entry.contrary,) for _, entry in entries if entry.contrary not in {"", entry.id}}
        places = {entry.id: place for place, entry in entries}
        for circle in circles(edges):
            chain = ", ".join(f"{name} of {edges[name][0]}" for name in circle)
            path = ("actions", places[circle[0]], "contrary")
            expected = "“contrary” on the one that ends the other"
            self.say(path, "actions that are each the contrary of the other", expected, chain)

    def _owners(self, place: int, entry: Any) -> None:
        owners = [("of", entry.of)] if entry.of else []
        for key, name in owners + [("claimed_by", name) for name in entry.claimed_by]:
            if name not in self.words.holders and not self.words.open:
                line, where = self.document.line("territories", place, key), f"{entry.id}, {key}: "
                known = self.words.holders
                self.problems.unknown(self.document.file, line, "actor", name, known, where=where)


# ------------------------------------------------------------------------------------------------------------- terms


def check_terms(document: Document[Any], words: Words, known: Known, others: Mapping[str, str] | None = None) -> None:
    """Complain of all that is wrong with the terms of the vocabulary, or of a treaty.

    `words` holds these terms already; `others` are names beside the usual ones that a term may not take, each with
    what it is.
    """
    ids = raw_ids(document, "terms")
    distinct(document.file, ids, "term", known)
    for name, line in ids:
        kinds = words.kinds(name)
        if others and name in others:
            collision(document.file, line, name, others[name], known)
        elif kinds:
            collision(document.file, line, name, kinds_in_words(kinds), known)
    usage = Usage(words, known.problems)
    edges: dict[str, list[str]] = {}
    for place, entry in document.entries("terms"):
        _term(document, place, entry, usage, known)
        inner = [ex.names_in(one.tree) for one in _meanings(entry) if isinstance(one.tree, ex.Set)]
        edges[entry.id] = [name for names in inner for name in names if name in words.terms]
    places = {entry.id: place for place, entry in document.entries("terms")}
    for circle in circles(edges):
        line = document.line("terms", places[circle[0]])
        message = f"the term {circle[0]} is defined by itself"
        chain = " → ".join((*circle, circle[0]))
        known.problems.add(document.file, line, message, expected="terms without a circle", got=chain)


def _meanings(entry: TermEntry) -> list[Any]:
    return [one for one in (entry.means, *(reading.means for reading in entry.readings or ())) if one is not None]


def _term(document: Document[Any], place: int, entry: TermEntry, usage: Usage, known: Known) -> None:
    path: tuple[str | int, ...] = ("terms", place)
    if entry.means is not None and entry.readings:
        line = document.line(*path, "readings")
        message = f"the term {entry.id} has one meaning and rival ones"
        known.problems.add(document.file, line, message, expected="“means” or “readings”", got="both")
    if entry.means is not None:
        line = document.line(*path, "means")
        usage.meaning(entry.id, entry.means, Place(document.file, line, ACTOR, f"the term {entry.id}", {}))
    for position, reading in enumerate(entry.readings or ()):
        line = document.line(*path, "readings", position, "means")
        where = f"the term {entry.id}, reading {reading.id}"
        usage.meaning(entry.id, reading.means, Place(document.file, line, ACTOR, where, {}))
    check_readings(document, path, entry.id, entry.readings or (), usage.words, known)


def check_readings(
    document: Document[Any],
    path: tuple[str | int, ...],
    whose: str,
    readings: Sequence[Any],
    words: Words,
    known: Known,
) -> None:
    """Complain of readings that share an id, are without a rival, or rest on nobody."""
    problems = known.problems
    seen: dict[str, int] = {}
    for position, reading in enumerate(readings):
        where = (*path, "readings", position)
        line = document.line(*where, "id")
        if reading.id in seen:
            got = f"{reading.id}, as in line {seen[reading.id]}"
            message = f"two readings of {whose} are called {reading.id}"
            problems.add(document.file, line, message, expected="another id", got=got)
        seen.setdefault(reading.id, line)
        for name in reading.holder:
            if name not in words.holders and not words.open:
                at, said = document.line(*where, "holder"), f"{whose}, reading {reading.id}, holder: "
                problems.unknown(document.file, at, "actor", name, words.holders, where=said)
        for name in reading.source:
            known.source(document.file, document.line(*where, "source"), name)
    if len(readings) == 1:
        line = document.line(*path, "readings")
        message = f"the one reading of {whose} has no rival"
        expected = "two readings or more; one that changes nothing is the text as written"
        problems.add(document.file, line, message, expected=expected, got=readings[0].id)


# --------------------------------------------------------------------------------------------------------------- ids


def distinct(file: str, ids: Iterable[tuple[str, int]], kind: str, known: Known) -> None:
    """Complain of ids that are given twice, and of those that are words of the language of sets."""
    seen: dict[str, int] = {}
    for name, line in ids:
        if name in seen:
            got = f"{name}, as in line {seen[name]}"
            known.problems.add(file, line, f"the {kind} id {name} is taken", expected="another id", got=got)
        seen.setdefault(name, line)
        if name in RESERVED:
            message = f"“{name}” is a word of the language of sets"
            known.problems.add(file, line, message, expected="another id", got=name)


def collision(file: str, line: int, name: str, what: str, known: Known) -> None:
    """Complain of a name that is already something else."""
    known.problems.add(file, line, f"the name {name} is taken", expected="another id", got=f"{name}, {what}")

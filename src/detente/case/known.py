"""What a case's texts may refer to, and the check of every reference, conditions included.

The names come from the files as written, so that an entry that is wrong elsewhere is still known by its name and
brings no second error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from detente.case.conditions import Bound, Condition, Is, Named, Truth, walk
from detente.case.grammar import parse, resolve
from detente.case.names import Problems, every, shorten
from detente.case.shape import Document, raw_list, raw_text
from detente.case.yamlfile import Node, Scalar
from detente.errors import ConditionError, UnknownNameError

Documents = dict[str, Document[Any]]


@dataclass(frozen=True)
class KnownIssue:
    """What conditions and statements may say of an issue."""

    options: dict[str, None] | None  # None: it is wrong itself, so nothing is checked against it
    ordered: bool


@dataclass
class Known:
    """Every name of a case. None: the file that would say so could not be read, so nothing is checked against it."""

    problems: Problems
    issues: dict[str, KnownIssue] | None = None
    topics: dict[str, KnownIssue] = field(default_factory=dict)
    actors: dict[str, None] | None = None
    parties: dict[str, None] | None = None
    sources: dict[str, None] | None = None
    anchors: dict[str, dict[str, None] | None] = field(default_factory=dict)  # of treaties, by their ids
    conditions: dict[str, Condition] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    _parsed: dict[str, Condition | str] = field(default_factory=dict)

    # ------------------------------------------------------------------------------------------------ references

    def actor(self, file: str, line: int, name: str) -> bool:
        """Whether `name` is a party or bloc; complains if not."""
        return self._known(file, line, "party or bloc", name, self.actors)

    def party(self, file: str, line: int, name: str) -> bool:
        """Whether `name` is a party; complains if not."""
        return self._known(file, line, "party", name, self.parties)

    def source(self, file: str, line: int, name: str) -> bool:
        """Whether `name` is a source; complains if not."""
        return self._known(file, line, "source", name, self.sources)

    def issue(self, file: str, line: int, name: str) -> bool:
        """Whether `name` is an issue; complains if not."""
        if self.issues is not None and name in self.topics and name not in self.issues:
            expected = "an issue, for a topic is settled by no package"
            self.problems.add(file, line, f"{shorten(name)} is a topic", expected=expected, got=shorten(name))
            return False
        return self._known(file, line, "issue", name, self.issues)

    @property
    def matters(self) -> dict[str, KnownIssue] | None:
        """Issues and topics: what statements are about."""
        return None if self.issues is None else {**self.topics, **self.issues}

    def option(self, file: str, line: int, issue: str, name: str) -> bool:
        """Whether `name` is an option of that issue; complains if not, unless the issue is unknown itself."""
        known = (self.issues or {}).get(issue)
        return known is None or self._known(file, line, f"option of {issue}", name, known.options)

    def _known(self, file: str, line: int, kind: str, name: str, known: Collection[str] | None) -> bool:
        if known is None or name in known:
            return True
        self.problems.unknown(file, line, kind, name, known)
        return False

    # ------------------------------------------------------------------------------------------------ conditions

    def condition(self, file: str, line: int, text: str) -> Condition | None:
        """The condition that a text says, its names replaced; None, and complaints, where it cannot be read."""
        condition = self.parsed(file, line, text)
        if condition is None or not self.atoms(file, line, condition):
            return None
        return self.resolved(file, line, condition)

    def parsed(self, file: str, line: int, text: str) -> Condition | None:
        """The condition as written, names and all."""
        if text not in self._parsed:
            try:
                self._parsed[text] = parse(text)
            except ConditionError as error:
                self._parsed[text] = f"{error.message} (column {error.column})"
        found = self._parsed[text]
        if isinstance(found, str):
            self.problems.add(
                file, line, "the condition cannot be read: " + found, expected="a condition", got=shorten(text, 100)
            )
            return None
        return found

    def atoms(self, file: str, line: int, condition: Condition) -> bool:
        """Whether everything that the condition mentions is in the case; complains of all that is not."""
        atoms = dict.fromkeys(node for node in walk(condition) if isinstance(node, Is | Bound | Named))
        return every(self._atom(file, line, atom) for atom in atoms)

    def _atom(self, file: str, line: int, atom: Is | Bound | Named) -> bool:
        if isinstance(atom, Named):
            return self._named(file, line, atom.name)
        if not self.issue(file, line, atom.issue):
            return False
        if isinstance(atom, Is):
            return every(self.option(file, line, atom.issue, option) for option in atom.options)
        if self.issues is not None and not self.issues[atom.issue].ordered:
            word = "at least" if atom.least else "at most"
            self.problems.add(
                file,
                line,
                f"“{word}” is for ordered issues",
                expected=f"“ordered: true” on {atom.issue}, or “is”, “in”",
                got=str(atom),
            )
            return False
        return self.option(file, line, atom.issue, atom.option)

    def _named(self, file: str, line: int, name: str) -> bool:
        if name in self.conditions:
            return True
        if name in self.unread or self.issues is None:
            return False
        if name in self.issues:
            self.problems.add(
                file, line, f"“{name}” is an issue", expected=f"“{name} is …” with one of its options", got=name
            )
        else:
            self.problems.unknown(file, line, "condition", name, self.conditions)
        return False

    def resolved(self, file: str, line: int, condition: Condition) -> Condition | None:
        """The condition with its names replaced; None, and a complaint, where they go in a circle or too deep."""
        try:
            return resolve(condition, self.conditions)
        except ConditionError as error:
            self.problems.add(file, line, error.message, expected="a condition", got=shorten(str(condition), 100))
        except UnknownNameError:
            return None  # it refers to one that is wrong itself, and said so
        return None

    def each(self, check: Any, file: str, names: Iterable[tuple[int, str]]) -> bool:
        """Whether a check holds of all these names; complains of every one that fails."""
        return every(check(file, line, name) for line, name in names)


ANYTHING = Truth(True)
"""Stands in for a condition that could not be read, in a case that is refused anyhow."""


def gather(documents: Documents, problems: Problems) -> Known:
    """The names that a case's files define, whatever else is wrong with them."""
    known = Known(problems)
    case = documents.get("case.yaml")
    if case is not None:
        known.issues = _issues(case.raw("issues"))
        known.topics = _issues(case.raw("topics")) or {}
        known.unread = {raw_text(node, "id") for node in case.raw("conditions")}
    if "sources.yaml" in documents:
        known.sources = _ids(documents["sources.yaml"].raw("sources"))
    if "parties.yaml" in documents:
        known.parties = _ids(documents["parties.yaml"].raw("parties"))
        known.actors = known.parties | _ids(documents["parties.yaml"].raw("blocs"))
    return known


def _ids(nodes: list[Node]) -> dict[str, None]:
    return {raw_text(node, "id"): None for node in nodes if raw_text(node, "id")}


def _issues(nodes: list[Node]) -> dict[str, KnownIssue] | None:
    """The issues as written; None where there is none, which is complained of elsewhere."""
    found: dict[str, KnownIssue] = {}
    for node in nodes:
        name = raw_text(node, "id")
        if name in found:
            found[name] = KnownIssue(None, ordered=True)
        elif name:
            found[name] = _issue(node)
    return found or None


def _issue(node: Node) -> KnownIssue:
    written = raw_list(node, "options")
    options = [option.text if isinstance(option, Scalar) else raw_text(option, "id") for option in written]
    return KnownIssue(dict.fromkeys(options) or None, raw_text(node, "ordered") not in {"", "false"})

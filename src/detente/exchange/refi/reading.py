"""From a tree of codes back to parties, issues and topics: ours as they were, others' as topics with options."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from detente.case.model import Bloc, Issue, Option, Party, Topic
from detente.case.names import id_problem
from detente.exchange.coding import Coding, Loss
from detente.exchange.naming import Ids
from detente.exchange.refi.codes import MARK
from detente.exchange.refi.xml import children, text_of

DEEPEST = 60
"""Levels of codes below which a codebook is not read."""


@dataclass
class Book:
    """What a codebook's codes mean: `means` by guid, as in `codes.Code`."""

    means: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    parties: list[Party] = field(default_factory=list)
    blocs: list[Bloc] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    count: Counter[tuple[str, str]] = field(default_factory=Counter)
    _ids: Ids = field(default_factory=Ids)
    _options_of: dict[str, Ids] = field(default_factory=dict)

    def add(self, elements: Iterable[Any], above: tuple[str, ...] = (), depth: int = 0) -> None:
        """Codes, and all below them."""
        for element in elements:
            if depth > DEEPEST:
                self.count["codes", f"more than {DEEPEST} levels deep"] += 1
                continue
            means, note = _marked(text_of(element, "Description"))
            name = element.get("name") or "x"
            below = list(children(element, "Code"))
            if element.get("color"):
                self.count["colours of codes", "the ledger has none"] += 1
            if list(children(element, "NoteRef")):
                self.count["notes on codes", "not read"] += 1
            if means is None:
                means = self._foreign(name, note, above, below)
            else:
                self._own(means, name, note, below)
            key = (element.get("guid") or "").lower().strip("{}")
            self.means[key], self.names[key] = means, name
            self.add(below, means if means[0] in ("topic", "issue", "group", "option") else above, depth + 1)

    def _own(self, means: tuple[str, ...], name: str, note: str, below: list[Any]) -> None:
        """A code that Détente wrote."""
        match means:
            case ("party", party):
                lines = [line for line in note.split("\n") if line]
                self.parties.append(Party(party, name, note="; ".join(lines)))
                if lines:
                    self.count["aliases of parties", "kept in the note"] += 1
            case ("bloc", bloc):
                self.blocs.append(Bloc(bloc, name, tuple(note.split())))
            case ("issue", issue):
                self.issues.append(Issue(issue, name, "terms", self._options(below), (), note=note))
            case ("topic", topic):
                options = self._options(below)
                self.topics.append(Topic(topic, name, options, bool(options), note))
            case _:
                return

    def _options(self, below: list[Any]) -> tuple[Option, ...]:
        found = []
        for element in below:
            means, _ = _marked(text_of(element, "Description"))
            if means is not None and means[0] == "option":
                found.append(Option(means[-1], element.get("name") or means[-1]))
        return tuple(found)

    def _foreign(self, name: str, note: str, above: tuple[str, ...], below: list[Any]) -> tuple[str, ...]:
        """Another tool's code: a topic; one below a topic is an option of it, however deep."""
        if above and above[0] in ("topic", "option", "issue"):
            owner = above[1]
            topic = next((topic for topic in self.topics if topic.id == owner), None)
            if topic is None:
                return ("topic", owner)
            option = self._options_of.setdefault(owner, Ids())[name]
            if option not in topic.names:
                grown = Topic(topic.id, topic.title, (*topic.options, Option(option, name)), False, topic.note)
                self.topics[self.topics.index(topic)] = grown
            if above[0] == "option":
                self.count["levels of codes", "the ledger has two: a topic and its options"] += 1
            return ("option", owner, option)
        topic_id = self._ids[name]
        self.topics.append(Topic(topic_id, name, (), False, " ".join(note.split())))
        del below
        return ("topic", topic_id)

    def coding(self, title: str) -> Coding:
        """The codebook as a coding without statements."""
        return Coding(title, [], tuple(self.parties), tuple(self.blocs), tuple(self.issues), tuple(self.topics))

    def losses(self) -> tuple[Loss, ...]:
        """What did not come through."""
        return tuple(Loss(what, count, why) for (what, why), count in self.count.items())


def _marked(description: str) -> tuple[tuple[str, ...] | None, str]:
    """What the last line says the code stands for, None if it is not one of ours; and the lines before it."""
    note, _, last = description.rpartition("\n")
    if not last.startswith(MARK):
        return None, description
    means = tuple(last.removeprefix(MARK).split(" "))
    sizes = {"party": 2, "bloc": 2, "issue": 2, "topic": 2, "option": 3, "act": 2, "firmness": 2, "group": 1}
    if sizes.get(means[0]) != len(means) or any(id_problem(part) for part in means[1:]):
        return None, description
    return means, note

"""The codebook of a coding as a tree of codes, with ids that stay the same from one export to the next.

The codes at the top group the others and cannot be applied themselves: parties (with blocs, which are sets in a .qdc),
issues, topics, acts and firmness. The id of a code, and what kind of thing it stands for, are in the last line of its
description: `detente: issue river`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from detente.case.statements import COUNTED_ACTS, SHOWN_ACTS
from detente.exchange.coding import Coding
from detente.exchange.webannotation import SPACE

MARK = "detente: "
FIRMNESS = ("preference", "firm", "never")


def guid(*parts: str) -> str:
    """The GUID of something: made of what it names, so the same each time."""
    return str(uuid.uuid5(SPACE, "\0".join(("refi", *parts))))


@dataclass(frozen=True)
class Code:
    """A code, and the codes below it. `means` says what it stands for: ("option", "river", "open")."""

    guid: str
    name: str
    codable: bool
    description: str
    means: tuple[str, ...]
    below: tuple[Code, ...] = ()

    def all(self) -> Iterator[Code]:
        """The code and all below it."""
        yield self
        for code in self.below:
            yield from code.all()


def tree(coding: Coding) -> tuple[Code, ...]:
    """The codes of a coding."""
    parties = [
        _code(party.name, "party", party.id, note=_lines(*party.aliases, party.note)) for party in coding.parties
    ]
    parties += [_code(bloc.name, "bloc", bloc.id, note=" ".join(bloc.members)) for bloc in coding.blocs]
    issues = [
        _code(issue.title, "issue", issue.id, note=issue.note, below=_options(issue.id, issue.options))
        for issue in coding.issues
    ]
    topics = [
        _code(topic.title, "topic", topic.id, note=topic.note, below=_options(topic.id, topic.options))
        for topic in coding.topics
    ]
    groups = {
        "Parties": parties,
        "Issues": issues,
        "Topics": topics,
        "Acts": [_code(act.replace("_", " "), "act", act) for act in (*COUNTED_ACTS, *SHOWN_ACTS)],
        "Firmness": [_code(word, "firmness", word) for word in FIRMNESS],
    }
    return tuple(_group(name, tuple(found)) for name, found in groups.items() if found)


def _options(owner: str, options: tuple[object, ...]) -> tuple[Code, ...]:
    return tuple(_code(getattr(option, "title", ""), "option", owner, getattr(option, "id", "")) for option in options)


def _group(name: str, below: tuple[Code, ...]) -> Code:
    return Code(guid("group", name), name, False, f"{MARK}group", ("group",), below)


def _code(name: str, *means: str, note: str = "", below: tuple[Code, ...] = ()) -> Code:
    mark = MARK + " ".join(means)
    return Code(guid(*means), name or means[-1], True, f"{note}\n{mark}" if note else mark, means, below)


def _lines(*texts: str) -> str:
    return "\n".join(" ".join(text.split()) for text in texts if text.strip())

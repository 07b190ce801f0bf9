"""What was said on topics: matters that no package settles, so that nothing said on them is a position."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from detente.case.model import Case
from detente.ledger.records import Record


@dataclass(frozen=True)
class Said:
    """What one holder is on record with on a topic: one act on one option, with all the statements behind it."""

    topic: str
    party: str
    act: str
    option: str
    refs: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """The line as JSON."""
        return {
            "topic": self.topic,
            "party": self.party,
            "act": self.act,
            "option": self.option or None,
            "statements": list(self.refs),
        }


def said_on_topics(case: Case, lines: Iterable[Record], parties: Collection[str] = ()) -> tuple[Said, ...]:
    """Every act on a topic of these parties (all where none is named), by topic, holder, act and option."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for line in lines:
        asked = not parties or not set(parties).isdisjoint(case.members((line.holder,)))
        if asked and line.issue in case.topic and line.state != "not accepted":
            found.setdefault((line.issue, line.holder, line.act, line.option), []).append(line.ref)
    place = {topic.id: number for number, topic in enumerate(case.topics)}
    ordered = sorted(found.items(), key=lambda item: place[item[0][0]])
    return tuple(Said(*key, tuple(refs)) for key, refs in ordered)

"""What is found: two or more sides that cannot all be right, what sets them apart, and what would settle it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.ledger.citing import Lines, independent_sources
from detente.ledger.clashes import Relation, Resolution
from detente.space.outcome import About


@dataclass(frozen=True)
class Side:
    """What one side says, and every statement that says so.

    `says`: wants, against, absent, denies, tells, dated, detail, means, or stands (of a dispute, with what is demanded
    and refused). `value` is the detail, the date or the alternative, where the side is about one.
    """

    says: str
    text: str
    refs: tuple[str, ...]
    holders: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    value: str = ""

    def to_json(self, lines: Lines) -> dict[str, object]:
        """The side as JSON, with its statements."""
        return {
            "says": self.says,
            "text": self.text,
            "holders": list(self.holders),
            "options": list(self.options),
            "refuses": list(self.refuses),
            "value": self.value or None,
            "independent_sources": independent_sources(lines[ref] for ref in self.refs),
            "statements": [lines[ref].to_json() for ref in self.refs],
        }


@dataclass(frozen=True)
class Finding:
    """Reports that cannot all be right, or seem so.

    `issue` is the issue or topic, "" where it is about an occasion alone; `about` the condition over several issues,
    the occasion, or the detail that it is about. `resolved_by` is what sets the sides apart; genuine: nothing does.
    `pairs` are pairs of statements that clash, the first of them `PAIRS` at most; `pairs_total` counts all.
    """

    kind: str
    relation: Relation
    issue: str
    about: str
    holders: tuple[str, ...]
    sides: tuple[Side, ...]
    resolved_by: Resolution
    why: str
    would_resolve: str
    pairs: tuple[tuple[str, str], ...]
    pairs_total: int
    id: str = ""

    def to_json(self, lines: Lines) -> dict[str, object]:
        """The finding as JSON, with all its statements."""
        return {
            "id": self.id,
            "kind": self.kind,
            "relation": self.relation.word,
            "resolved_by": self.resolved_by.word,
            "issue": self.issue or None,
            "about": self.about or None,
            "holders": list(self.holders),
            "why": self.why,
            "would_resolve": self.would_resolve,
            "sides": [side.to_json(lines) for side in self.sides],
            "pairs": [list(pair) for pair in self.pairs],
            "pairs_total": self.pairs_total,
        }


@dataclass(frozen=True)
class Contradictions:
    """What reports contradict, the genuine first; beside them, apart, disputes between parties and shifts over time."""

    about: About
    contradictions: tuple[Finding, ...]
    disputes: tuple[Finding, ...]
    shifts: tuple[Finding, ...]
    lines: Lines

    @property
    def genuine(self) -> tuple[Finding, ...]:
        """Those that nothing resolves."""
        return tuple(one for one in self.contradictions if one.resolved_by is Resolution.GENUINE)

    def counts(self) -> Mapping[str, int]:
        """Contradictions by what resolves them."""
        found = {resolution.word: 0 for resolution in Resolution}
        for one in self.contradictions:
            found[one.resolved_by.word] += 1
        return found

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `detente contradictions`."""
        return {
            **self.about.to_json(),
            "counts": dict(self.counts()),
            "contradictions": [one.to_json(self.lines) for one in self.contradictions],
            "disputes": [one.to_json(self.lines) for one in self.disputes],
            "shifts": [one.to_json(self.lines) for one in self.shifts],
        }

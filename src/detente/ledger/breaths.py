"""The rows of a ledger as acts, breath by breath, each read once however many days and codings are asked about."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace

from detente.case.conditions import Condition
from detente.case.evaluating import effect
from detente.case.model import Case, Firmness
from detente.ledger.acts import Act, Row, Voice, acts_of

Breath = tuple[Act, ...]
"""What one party says on one date in one source."""


class Reader:
    """The rows of a case as acts, each read once.

    What one holder says on one date in one source (a breath) is read together. Equal acts are the same object.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self._rows: dict[int, Row | None] = {}
        self._breaths: dict[tuple[object, ...], Breath] = {}
        self._acts: dict[Act, Act] = {}
        self._conditions: dict[tuple[str, Hashable], Condition] = {}
        self._effects: dict[Condition, Hashable] = {}

    def breaths(
        self, party: str, rows: Iterable[int], firmness: Mapping[int, Firmness] | None = None
    ) -> tuple[Breath, ...]:
        """What one party does by these rows, its own and its bloc's; the same breath is the same object each time.

        `firmness` overrides what is coded.
        """
        other = firmness or {}
        voices: dict[Voice, list[tuple[int, Firmness | None]]] = {}
        for number in rows:
            row = self.row(number)
            if row is not None:
                voices.setdefault(row.group, []).append((number, other.get(number)))
        return tuple(self._breath(party, members) for members in voices.values())

    def row(self, number: int) -> Row | None:
        """One row, its condition the first that was read of those that hold of the same packages."""
        if number not in self._rows:
            row = Row.read(self.case, number)
            if row is not None and row.given is not None:
                row = replace(row, given=self.condition("", row.given))
            self._rows[number] = row
        return self._rows[number]

    def condition(self, whose: str, condition: Condition) -> Condition:
        """Conditions that hold of the same packages are one: the first of them that was read."""
        if condition not in self._effects:
            self._effects[condition] = effect(condition, self.case.issue)
        return self._conditions.setdefault((whose, self._effects[condition]), condition)

    def _breath(self, party: str, members: list[tuple[int, Firmness | None]]) -> Breath:
        key = (party, *members)
        if key not in self._breaths:
            self._breaths[key] = tuple(self._acts.setdefault(act, act) for act in self._read(party, members))
        return self._breaths[key]

    def _read(self, party: str, members: Iterable[tuple[int, Firmness | None]]) -> Iterator[Act]:
        rows = []
        for number, firmness in members:
            row = self.row(number)
            assert row is not None
            rows.append(replace(row, holder=party, firmness=firmness or row.firmness))
        for act in acts_of(self.case, rows):
            if isinstance(act.matter, tuple):
                yield act
            else:
                yield replace(act, matter=self.condition(party, act.matter), said=act.matter)

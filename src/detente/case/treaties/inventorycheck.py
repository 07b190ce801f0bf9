"""Whether what the inventory names exists: groups, states, senders, hosts, actions, assets and sources."""

from __future__ import annotations

from collections.abc import Collection

from detente.case.known import Known
from detente.case.names import MAX_FINDINGS, id_problem
from detente.case.treaties.files import HOLDINGS, MEMBERSHIPS
from detente.case.treaties.model import Holding, Inventory, Membership
from detente.case.treaties.parsing import RESERVED
from detente.case.treaties.words import Words
from detente.geo import gazetteer


def check_inventory(inventory: Inventory, words: Words, known: Known) -> None:
    """Complain of every name in the inventory that exists nowhere."""
    checker = _Check(words, known)
    for membership in inventory.memberships:
        checker.membership(membership)
    for holding in inventory.holdings:
        checker.holding(holding)
    if checker.said > MAX_FINDINGS:
        message = f"{checker.said - MAX_FINDINGS} more names in the inventory are unknown"
        known.problems.add("inventory", 0, message, expected="names that there are")


class _Check:
    def __init__(self, words: Words, known: Known) -> None:
        self.words, self.known, self.problems = words, known, known.problems
        self.said = 0
        self.once: set[tuple[str, str]] = set()
        self.taken: dict[str, Collection[str]] = {
            "a state of the gazetteer": gazetteer.states(),
            "an area of the gazetteer": gazetteer.areas(),
            "a region of the gazetteer": gazetteer.regions(),
            "a territory": words.territories,
        }

    def membership(self, row: Membership) -> None:
        self.name(MEMBERSHIPS, row.line, "actor", row.state, self.words.actors, "state")
        if ("group", row.group) not in self.once:
            self.once.add(("group", row.group))
            self._group(row)
        self.sources(MEMBERSHIPS, row.line, row.source)

    def _group(self, row: Membership) -> None:
        problem = id_problem(row.group) or ("a word of the language of sets" if row.group in RESERVED else "")
        if problem:
            message = f"the group’s name {row.group} cannot be used"
            self.problems.add(MEMBERSHIPS, row.line, message, expected="an id", got=f"{row.group}, {problem}")
        for what, names in self.taken.items():
            if row.group in names:
                message = f"the name {row.group} is taken"
                self.problems.add(
                    MEMBERSHIPS, row.line, message, expected="another name for the group", got=f"{row.group}, {what}"
                )

    def holding(self, row: Holding) -> None:
        for sender in row.senders:
            self.name(row.file, row.line, "actor", sender, self.words.actors, "senders")
        self.name(row.file, row.line, "territory", row.host, self.words.places, "host")
        if self.words.assets:
            self.name(row.file, row.line, "asset class", row.asset, self.words.assets, "asset")
        if self.words.actions and self._first(row):
            self.name(row.file, row.line, "action", row.action, self.words.actions, "action")
        self.sources(row.file, row.line, row.source)

    def _first(self, row: Holding) -> bool:
        """Of the action that a file means where a row names none, one complaint is enough."""
        key = (row.file, row.action)
        if row.action != HOLDINGS.get(row.file):
            return True
        first = key not in self.once
        self.once.add(key)
        return first

    def name(self, file: str, line: int, kind: str, name: str, known: Collection[str], column: str) -> None:
        if name in known or self.words.open:
            return
        self.said += 1
        if self.said > MAX_FINDINGS:
            return
        if name in self.words.groups or name in self.words.blocs:
            message = f"{column}: {name} is several, and one is meant"
            self.problems.add(file, line, message, expected=f"a single {kind}", got=name)
            return
        self.problems.unknown(file, line, kind, name, known, where=f"{column}: ")

    def sources(self, file: str, line: int, text: str) -> None:
        for name in text.split():
            self.known.source(file, line, name)

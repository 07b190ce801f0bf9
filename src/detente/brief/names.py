"""What everything is called, and which colour each side has."""

from __future__ import annotations

from functools import cached_property

from detente.brief.dossier import Dossier
from detente.brief.markup import Html, anchor, el, joined
from detente.brief.words import called, listed, own, quoted
from detente.case.model import Proposal
from detente.ledger.records import Record
from detente.space.positions import Position

HUES = 8
"""Colours of the Okabe–Ito set; further sides are drawn in ink and told apart by their names."""


class Names:
    """The case's own words for its parties, issues, options and evidence."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.case = dossier.case
        self.records = dossier.positions.records

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Every party or bloc that counts as one, in the case's order."""
        return tuple(dict.fromkeys(self.case.unit[party.id] for party in self.case.parties))

    @cached_property
    def _hues(self) -> dict[str, int]:
        return {unit: min(HUES, number) for number, unit in enumerate(self.units)}

    def hue(self, name: str) -> str:
        """The class that carries a side's colour; members of a bloc share it."""
        return f"p{self._hues.get(self.case.unit.get(name, name), HUES)}"

    def unit(self, name: str) -> str:
        """A party or bloc inside a sentence."""
        return called(self.case.name_of(name))

    def side(self, name: str) -> Html:
        """A party or bloc with its mark of colour."""
        return el(
            "span",
            el("i", class_="mark", aria_hidden="true"),
            own(self.case.name_of(name)),
            class_=f"side {self.hue(name)}",
        )

    def holder(self, names: str) -> str:
        """Whoever a statement is of: one party, a bloc or several."""
        return str(listed([self.unit(one) for one in names.split("+") if one])) or "somebody not named"

    def issue(self, name: str) -> str:
        """The title of an issue or topic."""
        return self.case.title_of(name)

    def option(self, issue: str, name: str) -> str:
        """The title of an option."""
        found = self.case.issue.get(issue) or self.case.topic.get(issue)
        return found.title_of(name) if found else name

    def options(self, issue: str, names: tuple[str, ...], word: str = "or") -> Html:
        """Options in quotation marks; of many, the first two and how many more."""
        titles = [quoted(self.option(issue, name)) for name in names]
        if len(titles) > 4:
            return Html(f"{titles[0]}, {titles[1]} {word} {len(titles) - 2} others")
        return listed(titles, word, commas=True)

    @cached_property
    def titled(self) -> dict[str, str]:
        """The titles of the case's named conditions, by what they mean."""
        return {str(condition.means): condition.title for condition in self.case.conditions if condition.title}

    @cached_property
    def proposals(self) -> dict[str, Proposal]:
        """Proposals by id."""
        return {proposal.id: proposal for proposal in self.case.proposals}

    @cached_property
    def positions(self) -> dict[str, Position]:
        """Positions by id, as they bind today at the first table that knows them."""
        found: dict[str, Position] = {}
        for table in self.dossier.room.tables:
            for position in table.positions:
                found.setdefault(position.id, position)
        return found

    @cached_property
    def _demands(self) -> dict[tuple[str, str], frozenset[str]]:
        found: dict[tuple[str, str], frozenset[str]] = {}
        for cell in self.dossier.positions.cells:
            unit = self.case.unit.get(cell.party, cell.party)
            found[unit, cell.issue] = found.get((unit, cell.issue), frozenset()) | set(cell.demands)
        return found

    def demands(self, unit: str, issue: str) -> frozenset[str]:
        """The options that a side has asked for on an issue."""
        return self._demands.get((unit, issue), frozenset())

    def record(self, ref: str) -> Record | None:
        """The line of evidence behind a reference."""
        return self.records.get(ref)

    def evidence(self, refs: tuple[str, ...]) -> Html:
        """Links to lines of evidence."""
        return joined([self.link(ref) for ref in refs], ", ")

    def link(self, ref: str) -> Html:
        """A link to one line of evidence; plain where there is none."""
        if ref not in self.records:
            return el("span", ref, class_="ref")
        return el("a", ref, href="#" + anchor("s", ref), class_="ref")

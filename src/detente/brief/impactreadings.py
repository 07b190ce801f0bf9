"""Under which readings something comes out, in words: by the titles of the readings, and who holds them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import product

from detente.brief.citing import clause as cited
from detente.brief.setwords import Called, row
from detente.case.model import Case
from detente.case.treaties.model import Reading, TermReading, Treaty

FEW = 3
"""So many holders of a reading are named; of more, the first two and how many others."""

Sets = Sequence[Sequence[Mapping[str, object]]]
"""Sets of answers; any one of them is enough."""

_SHORT = ((r"^Articles?\b", "Art"), (r", (?:paragraph|subparagraph|point|item) (\w+)", r" (\1)"))


class Read:
    """The readings of one treaty and of the terms that it uses."""

    def __init__(self, case: Case, treaty: Treaty) -> None:
        self._case, self._treaty, self._called = case, treaty, Called(case, treaty)

    def given(self, some: Sets, own: str = "") -> str:
        """As a condition: “if ‘per host’ (Russia)”, “unless ‘Europe’ is ‘wide’”; "" if it holds under every reading.

        The clause `own` is not named again.
        """
        if any(not one for one in some):
            return ""
        ways = self._ways(some)
        if ways is None:
            names = row(map(self._label, dict.fromkeys(str(each["clause"]) for one in some for each in one)))
            return f"depending on {names}" if len(some) > 2 else "if " + " or if ".join(self._all(one) for one in some)
        if len(ways) == 1:
            ((name, chosen),) = ways.items()
            lacking = self._lacking(name, chosen)
            if lacking:
                return f"unless {self._said(name, [lacking], own)}"
        parts = [self._said(name, chosen, own) for name, chosen in ways.items()]
        return "if " + (", and " if any(" or " in part for part in parts) else " and ").join(parts)

    def fixed(self, chosen: Sequence[Mapping[str, object]]) -> str:
        """Readings that were asked for: “‘Europe’ is ‘wide’”."""
        return self._all(chosen)

    def _all(self, one: Sequence[Mapping[str, object]]) -> str:
        return " and ".join(self._said(str(each["clause"]), [str(each["reading"])], "") for each in one)

    def _ways(self, some: Sets) -> Mapping[str, list[str]] | None:
        """The answers to each question, where any combination of them is among the sets; None where not."""
        sets = [{str(each["clause"]): str(each["reading"]) for each in one} for one in some]
        questions = list(dict.fromkeys(name for one in sets for name in one))
        answers = {name: list(dict.fromkeys(one.get(name, "") for one in sets)) for name in questions}
        full = {tuple(combination) for combination in product(*answers.values())}
        if len(full) != len(sets) or "" in {each for some in answers.values() for each in some}:
            return None
        return answers

    def _lacking(self, name: str, chosen: Sequence[str]) -> str:
        """The one answer that is not chosen, where all but it are."""
        left = [one for one in self._readings.get(name, ()) if one not in chosen]
        return left[0] if len(left) == 1 and len(chosen) > 1 else ""

    def _said(self, name: str, chosen: Sequence[str], own: str) -> str:
        lacking = self._lacking(name, chosen)
        text = f"anything but {self.title(name, lacking)}" if lacking else self._titles(name, chosen)
        return text if name == own else f"{self._label(name)} is {text}"

    def _titles(self, name: str, chosen: Sequence[str]) -> str:
        return " or ".join(self.title(name, one) for one in chosen)

    def title(self, name: str, answer: str) -> str:
        """A reading by its title, with those who hold it."""
        title, holders = self._readings.get(name, {}).get(answer, ("", ()))
        who = [self._called.actor(one) for one in holders]
        if len(who) > FEW:
            who = [*who[: FEW - 1], f"{len(who) - FEW + 1} more"]
        return f"‘{title or answer.replace('_', ' ')}’{f' ({row(who)})' if who else ''}"

    def _label(self, name: str) -> str:
        anchor = name.partition("#")[2]
        return short_cited(anchor) if anchor in self._treaty.provision else self._called.term(anchor or name) or name

    @cached_property
    def _readings(self) -> Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]]:
        """The title and the holders of each reading of each question, in their order."""
        treaty, terms = self._treaty, self._case.treaties.vocabulary.terms
        asked: list[tuple[str, tuple[Reading | TermReading, ...]]] = [
            *((treaty.name(one.anchor), one.readings) for one in treaty.provisions),
            *((one.id, one.readings) for one in terms),
            *((treaty.name(one.id), one.readings) for one in treaty.terms),
        ]
        return {name: {one.id: (one.title, tuple(one.holder)) for one in some} for name, some in asked}


def short_cited(anchor: str) -> str:
    """An anchor as people cite it in a table.

    >>> short_cited("art_4__para_1__point_b"), short_cited("preamble")
    ('Art 4 (1) (b)', 'Preamble')
    """
    text = cited(anchor)
    for pattern, instead in _SHORT:
        text = re.sub(pattern, instead, text)
    return text

"""What a brief shows of treaties, computed elsewhere, and regions of scopes in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.analyses.treaties.check import Check
from detente.analyses.treaties.compare import Differences
from detente.analyses.treaties.impact import Impact
from detente.brief.setwords import Called, row
from detente.brief.words import spelled
from detente.case.model import Case
from detente.case.treaties.model import Treaty
from detente.space.treaties.universe import REST

FEW = 5
"""As many names are listed; of more, three and how many others."""


@dataclass(frozen=True)
class Drafts:
    """The answers on the treaties of a case: contradictions and gaps, what each would require, how two differ.

    `impacts` are of drafts (what is in force requires nothing new), `differences` of drafts of one day.
    """

    check: Check
    impacts: tuple[Impact, ...] = ()
    differences: tuple[Differences, ...] = ()

    def impact(self, treaty: str) -> Impact | None:
        """What one draft would require; None where that was not asked."""
        return next((one for one in self.impacts if one.treaty == treaty), None)


class Regions:
    """Regions of scopes in words: boxes as the answers have them, names as the case has them."""

    def __init__(self, case: Case, treaty: Treaty) -> None:
        self._called = Called(case, treaty)

    def say(self, boxes: Sequence[Mapping[str, Any]]) -> str:
        """Who, what, with what and where, of all boxes together: “Russia: keep armed forces in Poland”."""
        names = {side: _all(boxes, side) for side in ("bearer", "action", "asset", "territory")}
        who = self._few(names["bearer"], self._called.actor, "actors") or "anyone"
        does = self._few(names["action"], self._called.action, "acts", "or") or "any act"
        what = self._few(names["asset"], self._called.asset, "classes", "or")
        where = self._few(names["territory"], self._called.territory, "territories", "or")
        return f"{who}: {does}{f' {what}' if what else ''} {f'in {where}' if where else 'anywhere'}"

    def _few(self, names: Iterable[str], title: Any, noun: str, word: str = "and") -> str:
        found = list(names)
        if "*" in found or not found:
            return ""
        said = [_rest(name, title) for name in found]
        if len(said) <= FEW:
            return row(said, word)
        return f"{', '.join(said[: FEW - 2])} and {spelled(len(said) - FEW + 2)} more {noun}"


def _all(boxes: Sequence[Mapping[str, Any]], side: str) -> list[str]:
    return list(dict.fromkeys(name for box in boxes for name in box[side]))


def _rest(name: str, title: Any) -> str:
    if name.endswith(REST):
        return f"other {title(name.removesuffix(REST))}"
    return str(title(name))

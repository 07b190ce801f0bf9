"""Regions of scopes in words: who, what, with what and where, as page and shell say it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from detente.brief.norms import act_with
from detente.brief.setwords import Called, row
from detente.brief.words import spelled
from detente.case.model import Case
from detente.case.treaties.model import Treaty
from detente.geo.gazetteer import states
from detente.space.treaties.universe import REST

FEW = 5
"""As many names are listed; of more, three and how many others."""


class Regions:
    """Regions of scopes in words: boxes as the answers have them, names as the case has them.

    Many names are said by what they are together: the members of a group, or all states but some.
    """

    def __init__(self, case: Case, treaty: Treaty) -> None:
        self._called, self._inventory = Called(case, treaty), case.treaties.inventory

    def say(self, boxes: Sequence[Mapping[str, Any]]) -> str:
        """Who, what, with what and where, of all boxes together: “Russia: keep armed forces in Poland”.

        Where actors are bound in more than two different ways, all are said together, “between them”.
        """
        parts: dict[tuple[tuple[str, ...], ...], list[Mapping[str, Any]]] = {}
        for box in boxes:
            parts.setdefault(tuple(tuple(box[side]) for side in ("action", "asset", "territory")), []).append(box)
        if len(parts) > 2:
            return self._part(boxes, " between them")
        return "; ".join(self._part(some, "") for some in parts.values())

    def _part(self, boxes: Sequence[Mapping[str, Any]], between: str) -> str:
        names = {side: _all(boxes, side) for side in ("bearer", "action", "asset", "territory")}
        days = [date.fromisoformat(box["from"]) for box in boxes if box["from"]]
        groups = self._groups(max(days)) if days else {}
        who = self._few(_grouped(names["bearer"], groups), self._called.actor, "actors") or "anyone"
        does = self._few(names["action"], self._called.action, "acts", "or") or "any act"
        what = self._few(names["asset"], self._called.asset, "classes", "or")
        where = self._where(names["territory"], groups)
        return f"{who}{between}: {act_with(does, what)} {f'in {where}' if where else 'anywhere'}"

    def _groups(self, on: date) -> dict[str, frozenset[str]]:
        """The members of each group on a day, those of the largest first."""
        found: dict[str, set[str]] = {}
        for one in self._inventory.memberships:
            if one.holds(on):
                found.setdefault(one.group, set()).add(one.state)
        return {group: frozenset(found[group]) for group in sorted(found, key=lambda group: -len(found[group]))}

    def _where(self, names: list[str], groups: Mapping[str, frozenset[str]]) -> str:
        others = [code for code in states() if code not in names]
        if len(names) > FEW and len(others) < len(names) / 3:
            rest = [name for name in names if name not in states()]
            but = self._few(_grouped(others, groups), self._called.territory, "states") if others else ""
            more = f", and {spelled(len(rest))} other {'place' if len(rest) == 1 else 'places'}" if rest else ""
            return f"all states{f' but {but}' if but else ''}{more}"
        said = self._few(_grouped(names, groups), self._called.territory, "territories", "or")
        return f"the territory of {said}" if said.startswith(f"the {_MEMBERS}") else said

    def _few(self, names: Iterable[str], title: Callable[[str], str], noun: str, word: str = "and") -> str:
        found = list(names)
        if "*" in found or not found:
            return ""
        said = [self._said(name, title) for name in found]
        if len(said) <= FEW:
            return row(said, word)
        return f"{', '.join(said[: FEW - 2])} and {spelled(len(said) - FEW + 2)} more {noun}"

    def _said(self, name: str, title: Callable[[str], str]) -> str:
        if name.startswith(_MEMBERS):
            group, _, lacking = name.removeprefix(_MEMBERS).partition(_BUT)
            but = row(title(one) for one in lacking.split("+")) if lacking else ""
            return f"the {_MEMBERS}{self._called.actor(group)}{f' but {but}' if but else ''}"
        return f"other {title(name.removesuffix(REST))}" if name.endswith(REST) else title(name)


_MEMBERS, _BUT = "members of ", " but "
_LACKING = 2


def _grouped(names: Sequence[str], groups: Mapping[str, frozenset[str]]) -> list[str]:
    """Names; those that together are the members of a group, or all but two of many, as the group."""
    left, found = list(names), []
    for group, members in groups.items():
        lacking = sorted(members - set(left))
        if len(members) > FEW and (not lacking or (len(lacking) <= _LACKING and len(members) > 2 * FEW)):
            left = [name for name in left if name not in members]
            found.append(_MEMBERS + group + (_BUT + "+".join(lacking) if lacking else ""))
    return [*found, *left]


def _all(boxes: Sequence[Mapping[str, Any]], side: str) -> list[str]:
    return list(dict.fromkeys(name for box in boxes for name in box[side]))

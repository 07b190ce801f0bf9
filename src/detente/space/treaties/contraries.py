"""Contrary actions: an obligation to withdraw over a scope is a prohibition to keep over the same scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.case.treaties.model import Content, Entity
from detente.engines.scopes import Box, disjoint, intersection
from detente.space.treaties.universe import ACTION, Tree, bits

Boxes = tuple[Box, ...]


class Contraries:
    """What each leaf of the actions is the contrary of, as masks of leaves; a part of a class has what its class has.

    `of[leaf]` is lacking where the action is no contrary.
    """

    def __init__(self, tree: Tree, actions: Sequence[Entity]) -> None:
        self.of: dict[int, int] = {}
        given: Mapping[str, str] = {one.id: one.contrary for one in actions if one.contrary}
        for place, leaf in enumerate(tree.leaves):
            name = next((given[name] for name in tree.upwards(leaf) if name in given), None)
            if name is not None and name in tree.mask:
                self.of[place] = tree.mask[name]

    def forbids(self, content: Content) -> bool:
        """Whether a provision forbids what its own action is the contrary of."""
        return content.kind == "obligation" and content.floor is None and content.cap is None and content.status is None

    def forward(self, boxes: Sequence[Box], times: int = -1) -> Boxes:
        """The cells of the actions that those of some boxes are the contrary of, on these days; boxes may overlap."""
        found: list[Box] = []
        for box in boxes:
            actions = 0
            for place in bits(box[ACTION]):
                actions |= self.of.get(place, 0)
            if actions and box[4] & times:
                found.append((box[0], actions, *box[2:4], box[4] & times))
        return tuple(found)

    def back(self, boxes: Sequence[Box], actions: int) -> Boxes:
        """The cells of some of these contrary actions of which all that they are the contrary of is in the boxes."""
        found: list[Box] = []
        for place in bits(actions):
            left: Boxes | None = None
            for other in bits(self.of.get(place, 0)):
                mine = tuple((box[0], 1 << place, *box[2:]) for box in boxes if box[ACTION] >> other & 1)
                left = mine if left is None else intersection(left, mine)
            found.extend(left or ())
        return disjoint(found)

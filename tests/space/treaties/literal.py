"""The definition of scopes, read literally, one cell at a time; knows nothing of masks.

Everything is a pair: what certainly holds, and what may (where a term has no meaning, nothing is certain).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from detente.case.model import Case
from detente.case.treaties import expressions as ex
from detente.case.treaties.model import VAGUE, Content, Expression, Provision, Treaty
from detente.space.treaties.timing import after, runs

Pair = tuple[bool, bool]
SURE: Pair = (True, True)
NO: Pair = (False, False)
REST = " (rest)"


@dataclass(frozen=True)
class Cell:
    """One bearer, action, asset, territory and day; classes stand as `CLASS (rest)`."""

    bearer: str
    action: str
    asset: str
    territory: str
    day: date


def either(one: Pair, other: Pair) -> Pair:
    return one[0] or other[0], one[1] or other[1]


def both(one: Pair, other: Pair) -> Pair:
    return one[0] and other[0], one[1] and other[1]


def without(one: Pair, other: Pair) -> Pair:
    return one[0] and not other[1], one[1] and not other[0]


class Literal:
    """A case's treaties, one set of readings (by the names of questions) and one situation (by names of variables)."""

    def __init__(self, case: Case, entry: date, readings: Mapping[str, str], situation: Mapping[str, bool]) -> None:
        self.case, self.entry, self.readings, self.situation = case, entry, readings, situation
        words = case.treaties.vocabulary
        self.under = {
            "action": {one.id: one.under for one in words.actions},
            "asset": {one.id: one.under for one in words.assets},
            "territory": {one.id: one.under for one in words.territories},
            "bearer": {one.id: one.under for one in words.actors},
        }

    def content(self, treaty: Treaty, provision: Provision) -> Content:
        name = treaty.name(provision.anchor)
        if provision.readings:
            chosen = self.readings.get(name, provision.readings[0].id)
            return next(one.content for one in provision.readings if one.id == chosen)
        if provision.precision in VAGUE and self.readings[name] == "narrow":
            return replace(provision.content, binds=False)
        return provision.content

    # ------------------------------------------------------------------------------------------------------------ sets

    def classes(self, side: str, leaf: str) -> list[str]:
        found = [leaf.removesuffix(REST)]
        while self.under[side].get(found[-1]):
            found.append(self.under[side][found[-1]])
        return found

    def home(self, actor: str, territory: str) -> bool:
        return actor in self.classes("territory", territory)

    def member(self, actor: str, group: str, day: date) -> bool:
        return any(
            one.holds(day)
            for one in self.case.treaties.inventory.memberships
            if one.state == actor and one.group == group
        )

    def actors(self) -> list[str]:
        return [party.id for party in self.case.parties]

    def holds(self, node: object, side: str, cell: Cell, treaty: Treaty) -> Pair:
        def on(part: object) -> Pair:
            return self.holds(part, side, cell, treaty)

        match node:
            case ex.Union(parts):
                found = NO
                for part in parts:
                    found = either(found, on(part))
                return found
            case ex.Minus(one, other):
                return without(on(one), on(other))
            case ex.Also(one, other):
                return both(on(one), on(other))
            case ex.Outside(of):
                return without(SURE, on(of))
            case ex.Everything():
                return SURE
            case ex.Own():
                return self.sure(self.home(cell.bearer, cell.territory))
            case ex.Name(name):
                return self.named(name, side, cell, treaty)
            case ex.MembersOf() | ex.Signatories() | ex.Others() | ex.TerritoryOf():
                return self.of_actors(node, side, cell, treaty)
        raise NotImplementedError(node)

    @staticmethod
    def sure(holds: bool) -> Pair:
        return holds, holds

    def named(self, name: str, side: str, cell: Cell, treaty: Treaty) -> Pair:
        terms = {one.id: one for one in self.case.treaties.vocabulary.terms}
        if name in terms:
            term = terms[name]
            if not term.readings:
                return False, True
            chosen = self.readings.get(name, term.readings[0].id)
            means = next(one.means for one in term.readings if one.id == chosen)
            return self.holds(means.tree, side, cell, treaty)
        if name in self.under[side] or side in ("action", "asset"):
            return self.sure(name in self.classes(side, getattr(cell, side)))
        groups = self.case.treaties.inventory.groups
        if name in groups:
            return self.of_actors(ex.MembersOf(name), side, cell, treaty)
        return self.sure(name in self.classes(side, getattr(cell, side)))

    def of_actors(self, node: object, side: str, cell: Cell, treaty: Treaty) -> Pair:
        if side == "territory":
            inner = node.of if isinstance(node, ex.TerritoryOf) else node
            found = NO
            for actor in self.actors():
                if self.home(actor, cell.territory):
                    found = either(found, self.who(inner, actor, cell, treaty))
            return found
        return self.who(node, cell.bearer, cell, treaty)

    def who(self, node: object, actor: str, cell: Cell, treaty: Treaty) -> Pair:
        match node:
            case ex.MembersOf(group, day):
                return self.sure(self.member(actor, group, day or cell.day))
            case ex.Signatories():
                assert treaty.signatories is not None
                return self.holds(treaty.signatories.tree, "bearer", replace(cell, bearer=actor), treaty)
            case ex.Others():
                return both(self.who(ex.Signatories(), actor, cell, treaty), self.sure(actor != cell.bearer))
        return self.holds(node, "bearer", replace(cell, bearer=actor), treaty)

    # ------------------------------------------------------------------------------------------------------ provisions

    def inside(self, holder: object, bearer: Expression | None, cell: Cell, treaty: Treaty) -> Pair:
        found = NO if bearer is None else self.holds(bearer.tree, "bearer", cell, treaty)
        for side in ("action", "asset", "territory"):
            given = getattr(holder, side)
            if given is not None:
                found = both(found, self.holds(given.tree, side, cell, treaty))
        return found

    def flag(self, tree: object, treaty: Treaty) -> bool:
        match tree:
            case ex.Flag(name):
                return self.situation[name]
            case ex.Not(of):
                return not self.flag(of, treaty)
            case ex.AllOf(parts):
                return all(self.flag(part, treaty) for part in parts)
            case ex.AnyOf(parts):
                return any(self.flag(part, treaty) for part in parts)
        raise NotImplementedError(tree)

    def applies(self, treaty: Treaty, provision: Provision, cell: Cell) -> Pair:
        """Whether a provision orders anything of a cell of its own action, in this situation, under these readings."""
        content = self.content(treaty, provision)
        found = self.meant(treaty, provision, cell)
        found = without(found, self.taken(treaty, provision, cell))
        if self.forbids(content, cell) and (others := self.opposite(cell)):
            out = SURE
            for other in others:
                out = both(out, self.taken(treaty, provision, other))
            found = without(found, out)
        return found

    def reaches(self, treaty: Treaty, provision: Provision, cell: Cell) -> Pair:
        """The same, or whether it forbids the cell as what its own action is the contrary of."""
        found = self.applies(treaty, provision, cell)
        if self.forbids(self.content(treaty, provision), cell):
            forbidden = NO
            for action in self.leaves("action"):
                one = replace(cell, action=action)
                if cell in self.opposite(one):
                    forbidden = either(forbidden, self.applies(treaty, provision, one))
            found = either(found, without(forbidden, self.taken(treaty, provision, cell)))
        return found

    def leaves(self, side: str) -> list[str]:
        """The names of one dimension under which nothing is, and the rest of each that has something under it."""
        under = self.under[side]
        return [f"{name}{REST}" if name in under.values() else name for name in under]

    def opposite(self, cell: Cell) -> list[Cell]:
        """The cells of what the action of this one is the contrary of."""
        given = {one.id: one.contrary for one in self.case.treaties.vocabulary.actions if one.contrary}
        of = next((given[name] for name in self.classes("action", cell.action) if name in given), None)
        return [replace(cell, action=one) for one in self.leaves("action") if of in self.classes("action", one)]

    def forbids(self, content: Content, cell: Cell) -> bool:
        """Whether a provision forbids on this day what its own action is the contrary of."""
        if content.kind != "obligation" or content.floor is not None or content.cap is not None:
            return False
        return content.within is None or cell.day > after(runs(content, self.entry)[0], content.within)

    def meant(self, treaty: Treaty, provision: Provision, cell: Cell) -> Pair:
        """Whether a cell is in what a provision is about, exceptions and overrides apart."""
        content = self.content(treaty, provision)
        first, last = runs(content, self.entry)
        if not content.binds or cell.day < first or (last is not None and cell.day > last):
            return NO
        if content.when is not None and not self.flag(content.when.tree, treaty):
            return NO
        if content.said and not self.situation[f"{treaty.id}: {content.said}"]:
            return NO
        return self.inside(content, content.bearer, cell, treaty)

    def taken(self, treaty: Treaty, provision: Provision, cell: Cell) -> Pair:
        """Whether an exception or a stronger provision takes this cell out."""
        content = self.content(treaty, provision)
        found = NO
        for number, exception in enumerate(content.exceptions, 1):
            held = exception.when is None or self.flag(exception.when.tree, treaty)
            held = held and (not exception.said or self.situation[f"{treaty.id}: {exception.said}"])
            if exception.consent_of is not None:
                start = f"{treaty.name(provision.anchor)}: consent {exception.id or number} "
                held = held and any(value for name, value in self.situation.items() if name.startswith(start))
            if held:
                out = SURE
                if any((exception.bearer, exception.action, exception.asset, exception.territory)):
                    out = self.inside(exception, exception.bearer or content.bearer, cell, treaty)
                if exception.under:
                    out = both(out, self.reaches(treaty, treaty.provision[exception.under], cell))
                found = either(found, out)
        for other in treaty.provisions:
            if provision.anchor in self.content(treaty, other).overrides:
                found = either(found, self.reaches(treaty, other, cell))
        return found

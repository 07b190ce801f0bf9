"""Differences of two treaties in words, matter by matter: what each clause says, and for whom and where they part.

Who and where are said of one day, by groups where a whole group is meant. Bearers of whom nearly the same places are
said are told together, and the sentence says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from detente.analyses.treaties.compare import Differences
from detente.analyses.treaties.compared import Matter, Part
from detente.brief import norms
from detente.brief.citing import clause as cited
from detente.brief.places import Grounds
from detente.brief.setwords import Called, row
from detente.brief.terms import split
from detente.brief.words import capital, count, spelled
from detente.case.model import Case
from detente.case.treaties.expressions import MembersOf, walk
from detente.case.treaties.model import Treaty

MOST = 2
"""So many of the weightiest differences are named for each side."""


@dataclass(frozen=True)
class Line:
    """A sentence, and the clauses behind it."""

    text: str
    clauses: tuple[str, ...] = ()


class Compared:
    """What is said of two treaties side by side."""

    def __init__(self, case: Case, found: Differences) -> None:
        self._case, self._found = case, found
        self.ids = found.a, found.b

    # ------------------------------------------------------------------------------------------------------- answer

    def answer(self) -> str:
        """How many definite clauses order something only in the one, only in the other, in both."""
        sides = [self._counted(number) for number in (0, 1)]
        (alone_a, all_a), (alone_b, all_b) = sides
        first = capital(f"{_of(all_a, alone_a, *self.ids)}; {_of(all_b, alone_b, *reversed(self.ids))}.")
        both = {name for matter in self._found.matters for part in matter.both if part.certain for name in part.clauses}
        shared = [sum(clause.startswith(f"{name}#") for clause in both) for name in self.ids]
        second = (
            f"{capital(count(shared[0], 'clause'))} of {self.ids[0]} and {spelled(shared[1])} of {self.ids[1]} order in"
            " part the same, however they are read."
        )
        return f"{first} {second if any(shared) else 'Surely the same is ordered by none.'}"

    def _counted(self, side: int) -> tuple[int, int]:
        every = {clause for matter in self._found.matters for clause in (matter.a, matter.b)[side]}
        alone = {part.clauses[0] for matter in self._found.matters for part in _only(matter, side) if part.certain}
        return len(alone), len(every)

    def weightiest(self) -> str:
        """The differences that touch most of what the inventory lists, then those of most cells, for each side."""
        said = []
        for side, name in enumerate(self.ids):
            best: dict[str, Part] = {}
            for matter in self._found.matters:
                parts = [part for part in _only(matter, side) if part.certain]
                top = max(parts, key=_weight, default=None)
                if top is not None:
                    best[top.clauses[0]] = top
            top_ones = sorted(best.values(), key=_weight, reverse=True)[:MOST]
            if top_ones:
                said.append(f"only {name} orders {' and '.join(self._heavy(part) for part in top_ones)}")
        text = "; ".join(said)
        return f"The weightiest differences: {text}." if text else ""

    def _heavy(self, part: Part) -> str:
        anchor = part.clauses[0].partition("#")[2]
        title = self._found.clauses.get(part.clauses[0], "")
        touched = count(part.holdings, "holding of the inventory", "holdings of the inventory") if part.holdings else ""
        where = "; ".join(filter(None, (cited(anchor), touched)))
        return f"“{title}” ({where})" if title and title != anchor else where.replace("; ", " (") + ")" * bool(touched)

    # ------------------------------------------------------------------------------------------------------ matters

    def shared(self) -> list[Matter]:
        """Matters on which both treaties have definite clauses."""
        return [matter for matter in self._found.matters if matter.a and matter.b]

    def alone(self, side: int) -> list[Matter]:
        """Matters on which one treaty alone has, the weightiest first."""
        mine = [one for one in self._found.matters if (one.a, one.b)[side] and not (one.a, one.b)[1 - side]]
        return sorted(mine, key=lambda one: max(map(_weight, _only(one, side)), default=(0, 0, 0)), reverse=True)

    def title(self, matter: Matter) -> str:
        """What a matter is about: “Keep nuclear weapons”."""
        if not matter.action:
            return "What must or must not come about"
        said = self._called(0)
        does = (
            "do anything" if matter.action == ("*",) else row((said.action(_base(one)) for one in matter.action), "or")
        )
        if matter.asset == ("*",):
            return capital(does.removesuffix(" to"))
        if matter.action == ("*",):
            does += " with"
        return capital(norms.act_with(does, row((self._asset(said, one) for one in matter.asset), "or")))

    def _asset(self, said: Called, name: str) -> str:
        base = _base(name)
        return said.asset(base) if base == name else f"other {said.asset(base)}"

    def alike(self, matter: Matter) -> bool:
        """Whether both treaties say the same of it, so that they part only if the same words are read differently."""
        sides = [{line.text for line in self.clauses(matter, side)} for side in (0, 1)]
        return sides[0] == sides[1] and not any(part.certain for part in (*matter.only_a, *matter.only_b))

    def clauses(self, matter: Matter, side: int) -> list[Line]:
        """What each clause of one treaty orders of it, in plain words; clauses that say the same in one line."""
        found: dict[str, list[str]] = {}
        for name in (matter.a, matter.b)[side]:
            found.setdefault(self.sentence(name), []).append(name)
        return [Line(text, tuple(names)) for text, names in found.items()]

    def sentence(self, name: str) -> str:
        """A clause in plain words; the parties by name."""
        owner, _, anchor = name.partition("#")
        treaty = self._case.treaties.treaty[owner]
        text = norms.sentence(self._case, treaty, treaty.provision[anchor])
        text = re.sub(r" Owed to [^.]*\.", "", text)
        if text.startswith("The Parties ") and treaty.signatories is not None:
            who = capital(Called(self._case, treaty).actors(norms.tree(treaty.signatories)))
            text = f"{who} {text.removeprefix('The Parties ')}"
        return text

    def parts(self, matter: Matter) -> list[Line]:
        """Who orders what of it alone, and what both do: for whom and where."""
        sides = [side for side in (0, 1) if (matter.a, matter.b)[side]]
        found = [line for side in sides for line in self._places(matter, side)]
        found += [line for side in sides for line in self._sided(matter, side)]
        inside = [one for one in matter.both if one.clauses[0] in matter.a and one.clauses[1] in matter.b]
        for joint in self._joined(inside):
            found += [Line(f"Both: {text}.", joint.clauses) for text in self._part(joint)]
        for side in sides:
            found += self._elsewhere(matter, side)
        return [*found, *(self._none(matter, side) for side in (0, 1) if side not in sides)]

    def _none(self, matter: Matter, side: int) -> Line:
        """That one treaty has no definite clause on a matter, and which vague ones."""
        names = tuple(name for name in matter.vague if name.startswith(f"{self.ids[side]}#"))
        vague = f"; vague, and left aside, {'are' if len(names) > 1 else 'is'} {self._cited(names)}" if names else ""
        return Line(f"{self.ids[side]} has no definite clause on it{vague}.", names)

    def _cited(self, names: Iterable[str]) -> str:
        return row(cited(name.partition("#")[2]) for name in names)

    def _sided(self, matter: Matter, side: int) -> list[Line]:
        name, other = self.ids[side], self.ids[1 - side]
        found: list[Line] = []
        for part in self._joined(_only(matter, side)):
            shared = [one for one in matter.both if one.clauses[side] in part.clauses]
            if not shared:
                how = "" if part.certain else f", {self._depending(part.questions)}"
                found.append(Line(f"Only {name}: all of it{how}.", part.clauses))
            elif (matter.a, matter.b)[1 - side] or not self._whole(matter, shared):
                found += [Line(f"Only {name}: {text}.", part.clauses) for text in self._part(part)]
            else:
                joint = self._joined(shared)[0]
                more = [one for one in part.questions if one not in joint.questions]
                less = f" This too varies, {self._depending(more)}." if more else ""
                text = "; ".join(self._part(joint))
                found.append(
                    Line(f"Only {name}: all of it, but what {other} orders as well: {text}.{less}", joint.clauses)
                )
        return found

    def _whole(self, matter: Matter, parts: Sequence[Part]) -> bool:
        """Whether these are about all that a matter is about, and not about some of its acts or assets only."""
        boxes = [box for part in parts for box in (*part.sure, *part.perhaps)]
        return all((tuple(box["action"]), tuple(box["asset"])) == (matter.action, matter.asset) for box in boxes)

    def _joined(self, parts: Sequence[Part]) -> list[Part]:
        """Parts as one: of clauses that order in the same way, on the same day."""
        found: dict[tuple[object, ...], list[Part]] = {}
        for part in parts:
            found.setdefault((part.day, *map(self._sense, part.clauses), part.about_status), []).append(part)
        return [
            Part(
                tuple(dict.fromkeys(name for part in some for name in part.clauses)),
                some[0].day,
                tuple(box for part in some for box in part.sure),
                tuple(box for part in some for box in part.perhaps),
                tuple(dict.fromkeys(name for part in some for name in part.questions)),
                max(part.holdings for part in some),
                max(part.cells for part in some),
                some[0].about_status,
            )
            for some in found.values()
        ]

    def _sense(self, name: str) -> str:
        """Whether a clause permits, sets a number, or else."""
        owner, _, anchor = name.partition("#")
        content = self._case.treaties.treaty[owner].provision[anchor].content
        if content.kind == "permission":
            return "may"
        return f"of at most {content.cap:,}" if content.cap is not None else ""

    def _elsewhere(self, matter: Matter, side: int) -> list[Line]:
        """Clauses of the other treaty on other matters that order some of it as well."""
        own, others = (matter.a, matter.b)[side], (matter.a, matter.b)[1 - side]
        parts = [one for one in matter.both if one.clauses[side] in own and one.clauses[1 - side] not in others]
        if not parts or (not others and self._whole(matter, parts)):
            return []
        names = tuple(dict.fromkeys(one.clauses[1 - side] for one in parts))
        return [
            Line(
                f"{self.ids[1 - side]} orders some of what {self.ids[side]} does here in clauses on other matters.",
                names,
            )
        ]

    def _places(self, matter: Matter, side: int) -> list[Line]:
        """Single places that fall under one of two clauses on a matter and, however it is read, not under the other."""
        if not (matter.a and matter.b):
            return []
        ground = self._ground(self._found.day)
        boxes = [box for part in (*matter.both, *_only(matter, 1 - side)) for box in _all(part)]
        shared = ground.sites(boxes)
        certain = ground.sites([box for part in _only(matter, side) for box in part.sure]) - shared
        possible = ground.sites([box for part in _only(matter, side) for box in part.perhaps]) - shared - certain
        sure, perhaps = (ground.told_apart(some, boxes) for some in (certain, possible))
        if not sure | perhaps:
            return []
        clauses = tuple(part.clauses[0] for part in _only(matter, side))
        verb = self._verb(clauses[0])
        said, more = (
            row(f"{verb[1]} {who} in {row(ground.named(places))}" for who, places in ground.together(some))
            for some in (sure, perhaps)
        )
        more = f"{' and, ' if said else ''}depending on how it is read, {more}" if more else ""
        text = f"{self.ids[side]} {verb[0]} it {said}{more}; no definite clause of {self.ids[1 - side]} does"
        return [Line(f"One act, two verdicts: {text}, however it is read.", clauses)]

    def sites(self) -> list[str]:
        """Where a range gets from a site to what the one draft speaks of, and not to what the other does."""
        return [split(self._case, self._called(0).treaty, *found) for found in self._found.sites]

    def _verb(self, name: str) -> tuple[str, str]:
        """What a clause does with an act, and whose."""
        owner, _, anchor = name.partition("#")
        content = self._case.treaties.treaty[owner].provision[anchor].content
        if content.kind == "permission":
            return "permits", "to"
        if content.cap is not None:
            return "limits", "for"
        action = norms.tree(content.action) if content.action else None
        if content.kind == "obligation" and not (action and self._called(0).leaves(action)):
            return "asks", "of"
        return "forbids", "to"

    def _ground(self, on: date) -> Grounds:
        return Grounds(self._case, self._called(0).treaty, on, self._dates)

    def _part(self, part: Part) -> list[str]:
        if part.about_status:
            return ["in any case" if part.certain else self._depending(part.questions)]
        ground = self._ground(part.day)
        numbers = list(dict.fromkeys(filter(None, (self._sense(name).removeprefix("may") for name in part.clauses))))
        head = f"the limit {row(numbers)}: " if numbers and len(part.clauses) == 1 else ""
        found = [f"{head}{ground.say(part.sure)}"] if part.sure else []
        more = ground.say(part.perhaps, beyond=part.sure, short=bool(part.sure)) if part.perhaps else ""
        if more:
            found.append(f"{self._depending(part.questions)}, {'also ' if part.sure else ''}{more}")
        return found

    def _depending(self, questions: Sequence[str]) -> str:
        return f"depending on how {self._hinges(questions)} {'is' if len(questions) == 1 else 'are'} read"

    def _hinges(self, questions: Iterable[str]) -> str:
        """Disputed clauses and terms by name."""
        said = []
        for name in questions:
            owner, _, anchor = name.rpartition("#")
            treaty = self._case.treaties.treaty.get(owner)
            if treaty is not None and anchor in treaty.provision:
                said.append(f"{cited(anchor)} of {owner}")
            else:
                said.append(Called(self._case, treaty or self._called(0).treaty).term(anchor) or anchor)
        return row(said)

    # ----------------------------------------------------------------------------------------------------- the vague

    def vague(self) -> list[str]:
        """The clauses that are left aside, by treaty: “Article 1, paragraph 3 of nato-2021”."""
        found = []
        for name in self.ids:
            mine = [one.partition("#")[2] for one in self._found.vague if one.startswith(f"{name}#")]
            if mine:
                found.append(f"{row(map(cited, mine))} of {name}")
        return found

    def loose(self) -> list[Line]:
        """Each vague clause with how vague it is, and what it says."""
        found = []
        for name in self._found.vague:
            owner, _, anchor = name.partition("#")
            provision = self._case.treaties.treaty[owner].provision[anchor]
            found.append(Line(f"{norms.PRECISION[provision.precision]}: {self.sentence(name)}", (name,)))
        return found

    # ------------------------------------------------------------------------------------------------------- helpers

    def _called(self, side: int) -> Called:
        return Called(self._case, self._treaty(side))

    def _treaty(self, side: int) -> Treaty:
        return self._case.treaties.treaty[self.ids[side]]

    @cached_property
    def _dates(self) -> tuple[tuple[str, date, str], ...]:
        """Groups and the days of which the two treaties, or terms that they use, name their members."""
        return dated_groups(self._case, [self._treaty(0), self._treaty(1)])


def dated_groups(case: Case, treaties: Sequence[Treaty]) -> tuple[tuple[str, date, str], ...]:
    """Each group with a day on which its members are meant in these treaties or in the vocabulary's terms, and a name.

    The name is the title of a term that means just these members; "" where there is none.
    """
    terms = (*case.treaties.vocabulary.terms, *(term for treaty in treaties for term in treaty.terms))
    titles = {
        (node.group, node.day): term.title
        for term in terms
        for reading in term.readings
        if isinstance(node := reading.means.tree, MembersOf) and len(term.readings) == 1 and term.title != term.id
    }
    trees = [reading.means.tree for term in terms for reading in term.readings]
    for treaty in treaties:
        for provision in treaty.provisions:
            for content in (provision.content, *(one.content for one in provision.readings)):
                trees += [one.tree for one in (content.bearer, content.territory) if one is not None]
    found = {
        (node.group, node.day): titles.get((node.group, node.day), "")
        for tree in trees
        for node in walk(tree)  # type: ignore[arg-type]  # a parsed expression
        if isinstance(node, MembersOf)
    }
    return tuple((group, on, name) for (group, on), name in found.items() if on is not None)


def _only(matter: Matter, side: int) -> tuple[Part, ...]:
    return (matter.only_a, matter.only_b)[side]


def _weight(part: Part) -> tuple[int, int, int]:
    things = any(box["asset"] != ["*"] for box in _all(part))
    return part.holdings, int(things), part.cells


def _base(name: str) -> str:
    return name.removesuffix(" (rest)")


def _of(every: int, alone: int, mine: str, other: str) -> str:
    if not every:
        return f"{mine} has no definite clause that orders anything"
    many = f"{spelled(alone) if alone else 'none'} {'orders' if alone in (0, 1) else 'order'}"
    return f"of the {count(every, 'definite clause')} of {mine}, {many} something that {other} does not"


def _all(part: Part) -> tuple[Mapping[str, Any], ...]:
    return (*part.sure, *part.perhaps)

"""Tables: a whole domain in one JSON file, with what no other format holds: linkages, bonuses and ceilings.

`issues` have names and options, `parties` names, `reservation_value` and `contributions`: what each option of each
issue adds to the party's utility. Numbers are exact as they are written; fractions stand in quotes ("1/3"). Without
names, `utilities` alone do: a table for each party.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from detente.case.names import shorten
from detente.engines.bargaining.model import Linkage
from detente.exchange.bargains.fitting import note_losses, rule_losses
from detente.exchange.bargains.numbers import plain
from detente.exchange.bargains.shape import Place, check_names, options_of, unread
from detente.exchange.bargains.stated import Complaints, Stated, compose
from detente.exchange.bargains.trees import Number, Tree, laid_out
from detente.exchange.coding import Loss
from detente.space.bargaining import Bargain, Matter

MOST_COMBINATIONS = 1_000_000
"""Combinations of the issues of one constraint."""
MOST_WRITTEN = 2_000_000
KINDS = ("forbid", "imp", "sum")
_TOP = ("name", "id", "issues", "parties", "constraints", "utilities")
_PARTY = ("name", "reservation_value", "contributions", "bonuses", "ceiling", "discount_factor")
_BONUS = ("issues", "allowed", "worth")
_CONSTRAINT = ("type", "issues", "a", "b")


def is_tables(data: Any) -> bool:
    """Whether a tree is a domain in tables."""
    return isinstance(data, dict) and ("utilities" in data or ("parties" in data and "issues" in data))


def read(tree: Tree) -> Bargain:
    """The domain. Raises FormatError with everything that is wrong in it."""
    complaints = Complaints()
    top = Place(tree, tree.data, complaints)
    matters = _matters(top)
    complaints.end()
    holders = top.at("parties").items() if top.has("parties") else top.at("utilities").items()
    if len(holders) < 2:
        top.wrong("there are too few parties", "at least two", str(len(holders)))
    parties = [_party(place, number, matters) for number, place in enumerate(holders)]
    for name, times in Counter(party.name for party in parties).items():
        if times > 1:
            top.at("parties").wrong(f"{times} parties have the name {shorten(name)}", "a name for each")
    constraints = top.at("constraints").items() if top.has("constraints") else []
    linkages = [one for place in constraints for one in _linkage(place, matters)]
    complaints.end()
    notes = []
    if any(
        place.at("discount_factor").data not in (None, "1", "1.0") for place in holders if isinstance(place.data, dict)
    ):
        notes.append("Discount factors bear on time, not on packages, and are left out.")
    notes += [*unread(top, _TOP), *(note for place in holders for note in unread(place, _PARTY))]
    notes += [note for place in constraints for note in unread(place, _CONSTRAINT)]
    notes += [
        note
        for place in holders
        if isinstance(place.data, dict) and place.has("bonuses")
        for bonus in place.at("bonuses").items()
        for note in unread(bonus, _BONUS)
    ]
    name = top.at("name").name(top.at("id").name(tree.stem))
    return compose(name, matters, parties, linkages, notes=notes)


def _matters(top: Place) -> list[Matter]:
    if top.has("issues"):
        places = top.at("issues").items()
        found = [Matter(one.at("name").text(), options_of(one.at("options").items(), one)) for one in places]
        check_names(found, top)
        return found
    first = top.at("utilities", 0).items()
    if not first or not all(one.items() for one in first):
        top.at("utilities", 0).wrong("there are no issues, or one without options", "a list of numbers for each issue")
    return [Matter(str(i + 1), tuple(map(str, range(len(one.items()))))) for i, one in enumerate(first)]


def _party(place: Place, number: int, matters: Sequence[Matter]) -> Stated:
    bare = isinstance(place.data, list)
    name = str(number + 1) if bare else place.at("name").text()
    place = place if bare else place.named(name)
    holder = place if bare else place.at("contributions")
    rows = holder.items()
    if len(rows) != len(matters):
        holder.wrong("this is not one list for each issue", str(len(matters)), str(len(rows)))
    table = []
    for given, matter in zip(rows, matters, strict=False):
        row = given.named(matter.name)
        cells = row.items()
        if len(cells) != len(matter.options):
            row.wrong(
                f"this is not one number for each option of {matter.name}", str(len(matter.options)), str(len(cells))
            )
        named = zip(cells, matter.options, strict=False)
        table.append([cell.named(option).number() for cell, option in named] or [Fraction(0)])
    if bare:
        return Stated(name, table, Fraction(0))
    found = Stated(name, table)
    if place.has("reservation_value"):
        found.reservation = place.at("reservation_value").number()
    if place.has("ceiling"):
        found.ceiling = place.at("ceiling").number()
    for bonus in place.at("bonuses").items() if place.has("bonuses") else []:
        issues = _issues(bonus, matters)
        allowed = tuple(
            frozenset(one.whole(0, len(matters[issue].options) - 1) for one in bonus.at("allowed", at).items())
            for at, issue in enumerate(issues)
        )
        found.bonuses.append((issues, allowed, bonus.at("worth").number()))
    return found


def _issues(place: Place, matters: Sequence[Matter]) -> tuple[int, ...]:
    """Issues by their places, from 0, each once."""
    before = len(place.complaints.found)
    issues = tuple(one.whole(0, len(matters) - 1) for one in place.at("issues").items())
    if len(place.complaints.found) > before:
        return ()
    if len(set(issues)) < len(issues) or not issues:
        place.at("issues").wrong("these are no distinct issues", "the places of issues, from 0")
        return ()
    return issues


def _linkage(place: Place, matters: Sequence[Matter]) -> Iterator[Linkage]:
    """A constraint as the combinations that it forbids."""
    kind = place.at("type").text()
    before = len(place.complaints.found)
    issues = _issues(place, matters)
    sizes = [len(matters[issue].options) for issue in issues]
    if kind not in KINDS:
        place.at("type").wrong("a constraint of an unknown kind", " | ".join(KINDS), kind)
    elif math.prod(sizes) > MOST_COMBINATIONS:
        place.wrong(
            "the constraint ties too much", f"at most {MOST_COMBINATIONS:,} combinations", f"{math.prod(sizes):,}"
        )
    elif kind == "imp" and len(issues) != 2:
        place.at("issues").wrong("an implication is between two issues", "2", str(len(issues)))
    elif len(place.complaints.found) == before:
        forbidden = _forbidden(place, kind, sizes)
        if forbidden:
            yield Linkage(issues, frozenset(forbidden))


def _forbidden(place: Place, kind: str, sizes: Sequence[int]) -> set[tuple[int, ...]]:
    if kind == "forbid":
        found: set[tuple[int, ...]] = set()
        for row in place.at("a").items():
            cells = row.items()
            if len(cells) != len(sizes):
                row.wrong("this is not one option for each issue", str(len(sizes)), str(len(cells)))
                continue
            found.add(tuple(cell.whole(0, size - 1) for cell, size in zip(cells, sizes, strict=True)))
        return found
    if kind == "sum":
        most = place.at("a").number()
        return {some for some in product(*map(range, sizes)) if sum(some) > most}
    first = {one.whole(0, sizes[0] - 1) for one in place.at("a").items()}
    second = {one.whole(0, sizes[1] - 1) for one in place.at("b").items()}
    return {(a, b) for a in first for b in range(sizes[1]) if b not in second}


def write(bargain: Bargain) -> tuple[dict[str, bytes], tuple[Loss, ...]]:
    """The whole domain, exactly."""
    domain = bargain.domain
    losses = [*rule_losses(bargain), *note_losses(bargain)]
    found: dict[str, Any] = {
        "name": bargain.name,
        "issues": [{"name": matter.name, "options": list(matter.options)} for matter in bargain.matters],
        "parties": [_written(bargain, number) for number in range(len(bargain.parties))],
    }
    if sum(len(one.forbidden) * len(one.issues) for one in domain.linkages) > MOST_WRITTEN:
        why = f"they forbid more combinations than the {MOST_WRITTEN:,} that are written"
        losses.append(Loss("linkages", len(domain.linkages), why))
    elif domain.linkages:
        found["constraints"] = [
            {
                "type": "forbid",
                "issues": [Number(issue) for issue in one.issues],
                "a": [[Number(option) for option in some] for some in sorted(one.forbidden)],
            }
            for one in domain.linkages
        ]
    return {"": f"{laid_out(found)}\n".encode()}, tuple(losses)


def _written(bargain: Bargain, party: int) -> dict[str, Any]:
    domain, scale = bargain.domain, bargain.domain.scales[party]
    name, r = bargain.parties[party], _number(Fraction(domain.reservations[party], scale))
    found: dict[str, Any] = {
        "name": name,
        **({} if name in bargain.unreserved else {"reservation_value": r}),
        "contributions": [[_number(Fraction(worth, scale)) for worth in row] for row in domain.tables[party]],
    }
    ceiling = domain.ceilings[party] if domain.ceilings else None
    if ceiling is not None:
        found["ceiling"] = _number(Fraction(ceiling, scale))
    bonuses = [
        {
            "issues": [Number(issue) for issue in one.issues],
            "allowed": [[Number(option) for option in sorted(options)] for options in one.allowed],
            "worth": _number(Fraction(one.worth, scale)),
        }
        for one in domain.bonuses
        if one.party == party
    ]
    return {**found, "bonuses": bonuses} if bonuses else found


def _number(value: Fraction) -> str:
    """As a number if it has an end in decimals, else as a fraction in quotes."""
    text = plain(value)
    return text if "/" in text else Number(text)

"""GENIUS files of a domain: an additive one exactly, one with bonuses as rectangles over integer issues.

Additive: evaluations are whole numbers and the weight is the largest worth of the issue, so that weight · evaluation ÷
largest evaluation is the worth again. Rectangles: `maxutility` is the common denominator and utilities whole numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from detente.exchange.bargains.fitting import (
    UNIT,
    Fitted,
    Rounding,
    fitted,
    note_losses,
    scale_losses,
    structure_losses,
    unreserved_losses,
)
from detente.exchange.bargains.numbers import PLACES
from detente.exchange.coding import Loss
from detente.exchange.refi.xml import clean, unclean
from detente.space.bargaining import Bargain, Matter

_UNSAFE = re.compile(r"[^\w .,()+'&-]")


def write(bargain: Bargain) -> tuple[dict[str, bytes], tuple[Loss, ...]]:
    """The files: `domain.xml` and one profile for each party, called as the party is."""
    domain = bargain.domain
    boxes = bool(domain.bonuses) or any(ceiling is not None for ceiling in domain.ceilings)
    unit = Fraction(1) if boxes else UNIT
    parties = [fitted(bargain, party, unit, not boxes) for party in range(len(bargain.parties))]
    rounding = Rounding()
    names, losses = _names(bargain)
    files = {"domain.xml": _domain(bargain, boxes)}
    for name, party in zip(names, parties, strict=True):
        make = _rectangles if boxes else _additive
        files[f"{name}.xml"] = make(bargain, party, rounding)
    losses += [*structure_losses(bargain, "GENIUS", bonuses=False), *note_losses(bargain), *scale_losses(parties)]
    losses += unreserved_losses(bargain, "GENIUS")
    losses += [*(_boxed(bargain, parties) if boxes else ()), *rounding.losses(), *_characters(bargain)]
    return files, tuple(losses)


def _names(bargain: Bargain) -> tuple[list[str], list[Loss]]:
    """A file's name for each party, and the parties whose names a file cannot have."""
    names: list[str] = []
    losses = []
    for party in bargain.parties:
        name = _UNSAFE.sub("_", party).strip(" .")[:100] or "party"
        taken = {one.lower() for one in names} | {"domain"}
        again, candidate = 1, name
        while candidate.lower() in taken:
            again += 1
            candidate = f"{name} ({again})"
        names.append(candidate)
        if candidate != party:
            losses.append(Loss(f"the name {party}", 1, f"a profile is named by its file, here “{candidate}”"))
    return names, losses


def _characters(bargain: Bargain) -> Iterator[Loss]:
    texts = [text for matter in bargain.matters for text in (matter.name, *matter.options)]
    if found := unclean(*texts):
        yield Loss("characters that XML cannot hold", found, "replaced")


def _boxed(bargain: Bargain, parties: Sequence[Fitted]) -> Iterator[Loss]:
    renamed = [matter for matter in bargain.matters if _first(matter) is None]
    if renamed:
        why = "rectangles are over integer issues: options are numbers from 0, in their order"
        yield Loss("the names of options", sum(len(matter.options) for matter in renamed), why)
    lost = [one for one in parties if one.ceiling is not None and one.ceiling != 1]
    if lost:
        yield Loss("ceilings of utility other than 1", len(lost), "GENIUS counts utilities above 1 as 1")


def _first(matter: Matter) -> int | None:
    """The first option's number where the options are whole numbers in a row."""
    if not all(re.fullmatch(r"0|-?[1-9]\d{0,8}", option) for option in matter.options):
        return None
    first = int(matter.options[0])
    return first if [*map(int, matter.options)] == [*range(first, first + len(matter.options))] else None


def _element(parent: Any, tag: str, **attributes: object) -> Any:
    from lxml import etree

    values = {name: clean(str(value)) for name, value in attributes.items()}
    return etree.Element(tag, values) if parent is None else etree.SubElement(parent, tag, values)


def _bytes(root: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _issue(parent: Any, number: int, matter: Matter, boxes: bool) -> Any:
    kind = "integer" if boxes else "discrete"
    issue = _element(parent, "issue", index=number, name=matter.name, type=kind, etype=kind, vtype=kind)
    if boxes:
        first = _first(matter) or 0
        issue.set("lowerbound", str(first))
        issue.set("upperbound", str(first + len(matter.options) - 1))
    return issue


def _domain(bargain: Bargain, boxes: bool) -> bytes:
    root = _element(None, "negotiation_template")
    space = _element(root, "utility_space", number_of_issues=len(bargain.matters))
    top = _element(space, "objective", index=0, name=bargain.name, type="objective", etype="objective", description="")
    for number, matter in enumerate(bargain.matters, 1):
        issue = _issue(top, number, matter, boxes)
        for at, option in enumerate(() if boxes else matter.options, 1):
            _element(issue, "item", index=at, value=option, description="", cost="0.0")
    return _bytes(root)


def _space(bargain: Bargain, kind: str) -> tuple[Any, Any]:
    root = _element(None, "utility_space", type=kind, number_of_issues=len(bargain.matters))
    top = _element(root, "objective", index=0, name=bargain.name, type="objective", etype="objective", description="")
    return root, top


def _end(root: Any, party: Fitted, rounding: Rounding) -> bytes:
    _element(root, "discount_factor", value="1.0")
    _element(root, "reservation", value=rounding.down(party.reservation))
    return _bytes(root)


def _additive(bargain: Bargain, party: Fitted, rounding: Rounding) -> bytes:
    root, top = _space(bargain, "any")
    for number, (matter, options) in enumerate(zip(bargain.matters, party.table, strict=True), 1):
        issue = _issue(top, number, matter, False)
        for at, (option, evaluation) in enumerate(zip(matter.options, _evaluations(options, rounding), strict=True), 1):
            _element(issue, "item", index=at, value=option, evaluation=evaluation, description="", cost="0.0")
    for number, options in enumerate(party.table, 1):
        _element(top, "weight", index=number, value=rounding.up(max(options)))
    return _end(root, party, rounding)


def _evaluations(options: Sequence[Fraction], rounding: Rounding) -> list[str]:
    """Whole numbers in the proportion of the worths; shares of the largest where those would be too long."""
    common = math.lcm(*(one.denominator for one in options))
    whole = [int(one * common) for one in options]
    divisor = math.gcd(*whole) or 1
    most = max(whole)
    if len(str(most // divisor)) <= PLACES:
        return [str(one // divisor) for one in whole]
    return [rounding.up(Fraction(one, most)) for one in whole]


def _rectangles(bargain: Bargain, party: Fitted, rounding: Rounding) -> bytes:
    root, top = _space(bargain, "nonlinear")
    for number, matter in enumerate(bargain.matters, 1):
        _issue(top, number, matter, True)
    sides = [((at,), (frozenset({o}),), worth) for at, row in enumerate(party.table) for o, worth in enumerate(row)]
    found = [*(one for one in sides if one[2]), *party.bonuses]
    common = math.lcm(*(worth.denominator for _, _, worth in found))
    utility = _element(top, "utility", maxutility=common)
    function = _element(utility, "ufun", type="PlainUfun", weight=1, aggregation="sum")
    for issues, allowed, worth in found:
        for ranges in product(*map(_runs, allowed)):
            box = _element(function, "hyperRectangle", utility=int(worth * common))
            for issue, (low, high) in zip(issues, ranges, strict=True):
                first = _first(bargain.matters[issue]) or 0
                _element(box, "INCLUDES", index=issue + 1, min=first + low, max=first + high)
    return _end(root, party, rounding)


def _runs(options: frozenset[int]) -> list[tuple[int, int]]:
    """Options in a row, as first and last."""
    found: list[tuple[int, int]] = []
    for option in sorted(options):
        if found and found[-1][1] == option - 1:
            found[-1] = (found[-1][0], option)
        else:
            found.append((option, option))
    return found

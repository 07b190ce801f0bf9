"""Whom and what the words of a treaty hold on a day: each reading of each term, and the Parties among them.

A term is taken as actors where a clause binds it, owes it something or asks its consent, and as territory otherwise
(or as assets or actions). Of a territory, a Party is held if all its own soil is, with its named parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from detente.case.model import Case
from detente.case.treaties.model import Content, Exemption, Expression, Provision, Term, TermReading, Treaty, Trigger
from detente.space.treaties.sets import REACH, WHO
from detente.space.treaties.universe import ACTION, ASSET, BEARER, TERRITORY, bits
from detente.space.treaties.words import Words

KIND = {BEARER: "actors", ACTION: "actions", ASSET: "assets", TERRITORY: "territories"}
_SIDE = {"bearer": BEARER, "counterparty": BEARER, "consent_of": BEARER, "action": ACTION, "asset": ASSET}
_FIRST = (BEARER, ASSET, ACTION, TERRITORY)


@dataclass(frozen=True)
class Held:
    """What a term holds under one reading; `given`: readings of other terms that this rests on, `term=reading`.

    `members`: what certainly belongs to it, classes where whole; `partly`: what only may. `parties`: the Parties among
    them, of a territory those all of whose own soil it holds, and in `parties_partly` those a part of whose it holds.
    `relative`: it depends on who acts or with what, and is given for nobody.
    """

    reading: str
    title: str
    holder: tuple[str, ...]
    weight: float | None
    given: tuple[str, ...]
    members: tuple[str, ...]
    partly: tuple[str, ...]
    parties: tuple[str, ...]
    parties_partly: tuple[str, ...]
    relative: bool

    def to_json(self) -> dict[str, object]:
        """As documented for `detente treaty show`."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        lists = {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}
        return lists | {"count": len(self.members), "parties_count": len(self.parties)}


@dataclass(frozen=True)
class TermHeld:
    """A term of a treaty on a day. `of`: how many Parties there are. `clauses`: those that rest on it, in full."""

    term: str
    title: str
    treaty: str
    on: date
    kind: str
    of: int
    clauses: tuple[str, ...]
    readings: tuple[Held, ...]


def terms(case: Case, treaty: Treaty, on: date | None = None) -> tuple[TermHeld, ...]:
    """What the terms that a treaty rests on hold on a day (its own date unless said), each under each reading."""
    words = Words(case, treaty, on or treaty.date)
    used = [(one, list(_uses(one))) for one in treaty.provisions]
    signing = [] if treaty.signatories is None else [(BEARER, treaty.signatories)]
    everywhere = [use for _, uses in used for use in uses] + signing
    resting = set(words.mentioned([expression for _, expression in everywhere]))
    signed = words.parties()
    found = []
    for name, term in words.terms.items():
        if name not in resting:
            continue
        side = _side(words, name, everywhere)
        clauses = tuple(treaty.name(one.anchor) for one, uses in used if name in words.mentioned([e for _, e in uses]))
        readings = tuple(
            _held(words, side, term, reading, choice, signed)
            for reading in term.readings
            for choice in words.choices([reading.means], {name: reading.id})
        )
        title = term.title or name
        found.append(TermHeld(name, title, treaty.id, words.on, KIND[side], signed.bit_count(), clauses, readings))
    return tuple(found)


def parties(case: Case, treaty: Treaty, on: date | None = None) -> int:
    """How many Parties a treaty has on a day: its signatories, read on it."""
    return Words(case, treaty, on or treaty.date).parties().bit_count()


def _uses(provision: Provision) -> Iterator[tuple[int, Expression]]:
    """Every set of a provision under any reading, with the dimension in which it stands."""
    for content in (provision.content, *(one.content for one in provision.readings)):
        holders: tuple[Content | Trigger | Exemption | None, ...] = (content, content.trigger, *content.exceptions)
        for holder in holders:
            for one in fields(holder) if holder is not None else ():
                value = getattr(holder, one.name)
                if isinstance(value, Expression) and one.name not in ("when", "status"):
                    yield _SIDE.get(one.name, TERRITORY), value


def _side(words: Words, name: str, uses: list[tuple[int, Expression]]) -> int:
    """The dimension of a term: where a clause names it itself, else where what rests on it stands."""
    direct = {side for side, expression in uses if name in _named(words, expression)}
    through = {side for side, expression in uses if name in words.mentioned([expression])}
    return next((side for side in _FIRST if side in (direct or through)), TERRITORY)


def _named(words: Words, expression: Expression) -> tuple[str, ...]:
    from detente.case.treaties.expressions import Node, names_in

    tree = expression.tree
    return tuple(name for name in names_in(tree) if name in words.terms) if isinstance(tree, Node) else ()


def _held(words: Words, side: int, term: Term, reading: TermReading, choice: dict[str, str], parties: int) -> Held:
    plan = words.plan(reading.means, side, choice)
    relative = bool(plan.needs & (WHO | REACH))
    low, high = (0, 0) if relative else plan.at(words.day)
    whole, part = _among(words, side, low, high, parties)
    names = words.universe.bearers.leaves
    return Held(
        reading.id,
        reading.title or reading.id,
        reading.holder,
        reading.weight,
        tuple(f"{other}={choice[other]}" for other in choice if other != term.id),
        _called(words, side, low),
        _called(words, side, high & ~low),
        tuple(names[place] for place in bits(whole)),
        tuple(names[place] for place in bits(part)),
        relative,
    )


def _among(words: Words, side: int, low: int, high: int, parties: int) -> tuple[int, int]:
    """The Parties that a set holds, and those that it holds, or may hold, in part."""
    if side == BEARER:
        return low & parties, (high & ~low) & parties
    if side != TERRITORY:
        return 0, 0
    whole = part = 0
    for place in bits(parties):
        home = words.universe.territory_of[place]
        if home and not home & ~low:
            whole |= 1 << place
        elif home & high:
            part |= 1 << place
    return whole, part


def _called(words: Words, side: int, mask: int) -> tuple[str, ...]:
    tree = words.universe.trees[side]
    return tree.roots if mask == tree.full else tuple(tree.words(mask)) if mask else ()

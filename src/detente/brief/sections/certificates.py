"""What verdicts on packages rest on: in a sentence a mover, and as a picture of the moves around a package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from detente.analyses.holdingcase import CaseHolding, Placed
from detente.brief.markup import Content, Html, el, folded, plain
from detente.brief.movewords import Speech, certificate, drawn
from detente.brief.names import Names
from detente.brief.pictures.moves import around, described, picture
from detente.brief.standing import CALLED, DEPENDS, DETERRED, FALLS, Reason, Row, of_mover, reasons, rows
from detente.brief.words import capital, count, listed, own, quoted, spelled

MOST_PICTURES = 6
MOST_NAMED = 4
"""Packages of which the same holds that are named."""


def certificates(found: CaseHolding, names: Names) -> Iterator[Content]:
    """Packages of which the same is to be said together; the first of them with its picture in view."""
    yield el("h3", "Who would move, and what deters it")
    groups: dict[tuple[str, ...], list[Placed]] = {}
    told: dict[tuple[str, ...], tuple[Html, list[Reason]]] = {}
    for one in found.packages:
        why, because = _why(one, found, names)
        key = (why, *_conduct(one))
        groups.setdefault(key, []).append(one)
        told.setdefault(key, (why, because))
    of = {one.name: row for row in rows(found) for one in row.packages}
    for place, (key, group) in enumerate(groups.items()):
        why, because = told[key]
        yield el(
            "section",
            el("h4", _called(group, of)),
            why,
            _picture(group[0], because, found, names, opened=place == 0) if place < MOST_PICTURES else None,
            class_="matter",
        )
    left = len(groups) - MOST_PICTURES
    if left > 0:
        yield el("p", f"The moves around {count(left, 'more package')} are not drawn: detente hold.", class_="meta")


def _conduct(one: Placed) -> tuple[str, ...]:
    """What everybody does in a package."""
    named = one.holding.conflict
    settled = named.settled(one.state)
    return tuple(settled[choice.id] for choice in named.choices if choice.given is None)


def _called(group: Sequence[Placed], of: Mapping[str, Row]) -> Html:
    """The packages of a group by their names; of a proposal of which only some are in it that is said."""
    inside = {one.name for one in group}
    by = {id(row): row for row in (of[one.name] for one in group)}
    titles = []
    for row in by.values():
        part = "" if inside >= {one.name for one in row.packages} else " (some completions)"
        titles.append(Html(f"{own(row.title or row.name)}{part}"))
    more = len(titles) - MOST_NAMED
    return listed([*titles[:MOST_NAMED], f"{spelled(more)} more"] if more > 0 else titles)


def speech(one: Placed, found: CaseHolding, names: Names) -> Speech:
    """How the conflict of a package is spoken of."""
    named = one.holding.conflict
    return Speech(named, lambda mover: inside(mover, found, names), str, names.hue, names.issue, names.option)


def inside(mover: str, found: CaseHolding, names: Names) -> str:
    """A mover inside a sentence: a party or bloc, or several that act as one; as plain text."""
    parties = next((one.parties for one in found.movers if one.id == mover), (mover,))
    if mover in names.units or len(parties) == 1:
        return names.unit(mover)
    return plain(listed([names.unit(party) for party in parties]))


def first_break(found: CaseHolding, one: Placed, names: Names) -> Html:
    """By whose move a package that does not hold is broken, as the inside of a sentence."""
    said = speech(one, found, names)
    for mover in one.holding.conflict.parties:
        if of_mover(one, mover).kind == FALLS:
            for reason in reasons(one, mover):
                if reason.told is not None:
                    who = own(said.party(mover))
                    return Html(certificate(said, reason.told).replace("it could", f"{who} could", 1))
    return Html("those who would gain by a move are not all deterred under any one concept")


def _why(one: Placed, found: CaseHolding, names: Names) -> tuple[Html, list[Reason]]:
    """A sentence or more for each mover; and the certificates behind them."""
    said, all_of = speech(one, found, names), []
    items = []
    for mover in one.holding.conflict.parties:
        because = list(reasons(one, mover))
        all_of += because
        parts = [_sentence(said, reason, len(one.holding.concepts)) for reason in because]
        open_ = of_mover(one, mover).open
        if open_:
            where = "" if len(open_) == len(one.holding.concepts) else f" under {under(open_)}"
            parts.append(Html(f"whether it is stable{where} depends on preferences that are not judged"))
        who = names.side(mover) if mover in names.units else own(capital(said.party(mover)))
        told = Html(". ".join(capital(part) if place else part for place, part in enumerate(parts)))
        items.append(el("li", who, ": ", told, "."))
    return el("ul", items), all_of


def _sentence(said: Speech, reason: Reason, concepts: int) -> Html:
    where = "" if len(reason.concepts) == concepts else f" under {under(reason.concepts)}"
    verdict = f"{'stable' if reason.stable else 'not stable'}{where}"
    if reason.told is None:
        return Html(f"{verdict}; why is too long to follow here")
    return Html(f"{verdict}: {certificate(said, reason.told)}")


def under(concepts: Sequence[str]) -> str:
    """Concepts inside a sentence."""
    return str(listed([CALLED[one] for one in concepts]))


def _picture(one: Placed, because: Sequence[Reason], found: CaseHolding, names: Names, *, opened: bool) -> Content:
    told = [reason.told for reason in because if reason.told is not None]
    moves = around(one.holding.conflict, one.state, told)
    if not moves.steps:
        return None
    words = drawn(speech(one, found, names), one.state, plain(own(one.title or one.name)))
    says = _says(one, found, names)
    shown = picture(moves, words, plain(says))
    text = folded("The same in words", el("ul", [el("li", said) for said in described(moves, words)]))
    if opened:
        return [el("figure", el("figcaption", says), shown, text)]
    return folded("The moves around it", el("figure", el("figcaption", says), shown, text))


def _says(one: Placed, found: CaseHolding, names: Names) -> Html:
    """What the picture shows, as a sentence."""
    said = speech(one, found, names)
    by: dict[str, list[Content]] = {}
    for mover in one.holding.conflict.parties:
        by.setdefault(of_mover(one, mover).kind, []).append(own(said.party(mover)))
    title = quoted(one.title or one.name)
    parts = []
    if by.get(FALLS):
        parts.append(f"{listed(by[FALLS])} would gain by moving, and no answer deters it")
    if by.get(DETERRED):
        parts.append(f"{listed(by[DETERRED])} would gain by moving, and an answer deters it")
    if by.get(DEPENDS):
        parts.append(f"whether {listed(by[DEPENDS])} would move depends")
    return Html(f"From {title} {'; '.join(parts)}." if parts else f"From {title} nobody would gain by moving.")

"""What verdicts on packages rest on: in a sentence a mover, and as a picture of the moves around a package."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from detente.analyses.holdingcase import CaseHolding, Placed
from detente.brief.markup import Content, Html, el, folded, plain
from detente.brief.movewords import Speech, certificate, drawn, once
from detente.brief.names import Names
from detente.brief.pictures.moves import around, described, picture
from detente.brief.standing import CALLED, DEPENDS, DETERRED, FALLS, Reason, Row, Standing, alike, reasons
from detente.brief.turning import example, turning
from detente.brief.words import capital, count, listed, number, own, quoted, spelled

MOST_PICTURES = 6
MOST_NAMED = 4
"""Packages of which the same holds that are named."""


def certificates(found: CaseHolding, some: Sequence[Row], names: Names) -> Iterator[Content]:
    """Packages of which the same is to be said together; the first of them with its picture in view."""
    yield el("h3", "Who would move, and what deters it")
    of = {id(one): row for row in some for one in row.packages}
    groups = _groups(found, some, names)
    pictures = left = 0
    for told, group in groups:
        shown = _picture(group[0], told, found, names, opened=not pictures) if pictures < MOST_PICTURES else None
        pictures += shown is not None
        left += shown is None and pictures >= MOST_PICTURES
        yield el("section", el("h4", _called(group, of, names)), told.why, shown, class_="matter")
    if left:
        yield el("p", f"The moves around {count(left, 'more package')} are not drawn.", class_="meta")


@dataclass(frozen=True)
class _Told:
    """What is said of a package, the certificates behind it, and how it stands."""

    why: Html
    because: tuple[Reason, ...]
    stand: Mapping[str, Standing]


def _groups(found: CaseHolding, some: Sequence[Row], names: Names) -> list[tuple[_Told, list[Placed]]]:
    """The packages of which the same is said and in which everybody does the same; each conflict is told once."""
    known: dict[tuple[Hashable, ...], _Told] = {}
    groups: dict[tuple[str, ...], tuple[_Told, list[Placed]]] = {}
    for row in some:
        for one, stand in zip(row.packages, row.stand, strict=True):
            conduct = _conduct(one)
            key = (alike(one.holding.conflict), *conduct)
            if key not in known:
                known[key] = _why(one, stand, found, names)
            groups.setdefault((known[key].why, *conduct), (known[key], []))[1].append(one)
    return list(groups.values())


def _conduct(one: Placed) -> tuple[str, ...]:
    """What everybody does in a package."""
    named = one.holding.conflict
    settled = named.settled(one.state)
    return tuple(settled[choice.id] for choice in named.choices if choice.given is None)


def _called(group: Sequence[Placed], of: Mapping[int, Row], names: Names) -> Html:
    """The packages of a group by their names; of some proposals only some completions are in it, and which."""
    here = {id(one) for one in group}
    by: dict[str, list[Html]] = {"": []}
    alone: list[Html] = []
    for row in {id(row): row for row in (of[id(one)] for one in group)}.values():
        among = [id(one) in here for one in row.packages]
        where = _where(row, among, names)
        if where is None:
            alone.append(_unlike(row, among, names))
        elif row.kind == "standard" and not where:  # its name may be a list itself
            alone.append(_inside(row))
        else:
            by.setdefault(where, []).append(_inside(row))
    whole = by.pop("")
    said = [_few(whole)] if whole else []
    said += [Html(f"{_few(titles)}, where {where}") for where, titles in by.items()]
    more = len(alone) - MOST_NAMED
    said += [*alone[:MOST_NAMED], *([Html(f"packages of {spelled(more)} more")] if more > 0 else [])]
    return capital("; ".join(said))


def _inside(row: Row) -> Html:
    """The name of a row inside a heading; that of a standard is no sentence's first word there."""
    title = own(row.title or row.name)
    lower = row.kind == "standard" and not title.startswith(("Nash", "Kalai"))
    return Html(title[:1].lower() + title[1:]) if lower else title


def _where(row: Row, among: Sequence[bool], names: Names) -> Html | None:
    """Which packages of a row are meant: "" if all are, else what alone is settled in them; None: no one or two
    issues tell it.
    """
    if all(among):
        return Html("")
    found = turning([one.package for one in row.packages], among)
    where = found.where(True) if found else None
    return None if where is None else _settled(where, names)


def _unlike(row: Row, among: Sequence[bool], names: Names) -> Html:
    """How many packages of a row are meant, and what is settled in some of them and in none of its others."""
    noun = "packages" if row.kind == "standard" else "completions"
    looked = " that are looked at" if row.partly else ""
    base = f"{number(len(among))} {noun} of {_inside(row)}{looked}"
    found = example([one.package for one in row.packages], among)
    if found is None:
        return Html(f"{number(sum(among))} of {base}")
    where = _settled({issue: (option,) for issue, option in found.settled.items()}, names)
    such = "" if found.covers == sum(among) else "for instance "
    return Html(f"{number(sum(among))} of {base}, {such}where {where}")


def _settled(where: Mapping[str, Sequence[str]], names: Names) -> Html:
    told: list[Content] = [
        Html(f"{quoted(names.issue(issue))} is {listed([quoted(names.option(issue, one)) for one in options], 'or')}")
        for issue, options in where.items()
    ]
    return listed(told)


def _few(titles: Sequence[Html]) -> Html:
    more = len(titles) - MOST_NAMED
    return listed([*titles[:MOST_NAMED], f"{spelled(more)} more"] if more > 0 else titles, commas=True)


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


def first_break(found: CaseHolding, row: Row, names: Names) -> Html:
    """By whose move a package that does not hold is broken, as the inside of a sentence."""
    one = row.packages[0]
    said = speech(one, found, names)
    for mover in one.holding.conflict.parties:
        standing = row.stand[0][mover]
        if standing.kind == FALLS:
            for reason in reasons(one, mover, standing):
                if reason.told is not None:
                    return certificate(said, reason.told, own(said.party(mover)))
    return Html("those who would gain by a move are not all deterred under any one concept")


def _why(one: Placed, stand: Mapping[str, Standing], found: CaseHolding, names: Names) -> _Told:
    """A sentence or more for each mover; and the certificates behind them."""
    said = speech(one, found, names)
    items, every = [], []
    for mover in one.holding.conflict.parties:
        standing = stand[mover]
        because = list(reasons(one, mover, standing))
        every += because
        parts = [_sentence(said, reason, len(standing.concepts)) for reason in because]
        if standing.open:
            where = "" if len(standing.open) == len(standing.concepts) else f" under {under(standing.open)}"
            parts.append(Html(f"whether it is stable{where} depends on preferences that are not judged"))
        who = names.side(mover) if mover in names.units else own(capital(said.party(mover)))
        told = Html(". ".join(capital(part) if place else part for place, part in enumerate(parts)))
        items.append(el("li", who, ": ", once(said, told), ".", class_=names.hue(mover)))
    return _Told(el("ul", items, class_="lines"), tuple(every), stand)


def _sentence(said: Speech, reason: Reason, concepts: int) -> Html:
    where = "" if len(reason.concepts) == concepts else f" under {under(reason.concepts)}"
    verdict = f"{'stable' if reason.stable else 'not stable'}{where}"
    if reason.told is None:
        return Html(f"{verdict}; why is too long to follow here")
    return Html(f"{verdict}: {certificate(said, reason.told)}")


def under(concepts: Sequence[str]) -> str:
    """Concepts inside a sentence."""
    return str(listed([CALLED[one] for one in concepts]))


def _picture(one: Placed, told: _Told, found: CaseHolding, names: Names, *, opened: bool) -> Content:
    certified = [reason.told for reason in told.because if reason.told is not None]
    moves = around(one.holding.conflict, one.state, certified)
    if not moves.steps:
        return None
    words = drawn(speech(one, found, names), one.state, plain(own(one.title or one.name)))
    says = _says(one, told.stand, found, names)
    shown = picture(moves, words, plain(says))
    text = folded("The same in words", el("ul", [el("li", said) for said in described(moves, words)]))
    if opened:
        return [el("figure", el("figcaption", says), shown, text)]
    return folded("The moves around it", el("figure", el("figcaption", says), shown, text))


def _says(one: Placed, stand: Mapping[str, Standing], found: CaseHolding, names: Names) -> Html:
    """What the picture shows, as a sentence."""
    said = speech(one, found, names)
    by: dict[str, list[Content]] = {}
    for mover in one.holding.conflict.parties:
        by.setdefault(stand[mover].kind, []).append(own(said.party(mover)))
    title = quoted(one.title or one.name)
    parts = []
    if by.get(FALLS):
        then = "nobody can answer" if len(one.holding.conflict.parties) == 1 else "no answer deters it"
        parts.append(f"{listed(by[FALLS])} would gain by moving, and {then}")
    if by.get(DETERRED):
        parts.append(f"{listed(by[DETERRED])} would gain by moving, and an answer deters it")
    if by.get(DEPENDS):
        parts.append(f"whether {listed(by[DEPENDS])} would move depends")
    return Html(f"From {title} {'; '.join(parts)}." if parts else f"From {title} nobody would gain by moving.")

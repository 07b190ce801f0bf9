"""The pictures of what is judged: the trade-off of the two most opposed, and who gains what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.brief.bargained import Bargained, points
from detente.brief.columns import Column
from detente.brief.markup import Content, el, folded, scrolling
from detente.brief.names import Names
from detente.brief.pictures import gains, tradeoff
from detente.brief.sections import figure
from detente.brief.sections.standards import NOW
from detente.brief.words import count, plural
from detente.space.regarding import Looked

MOST_RINGS = 8


def trade_off_of(
    found: Bargained, columns: Sequence[Column], names: Names, stopped: frozenset[str] = frozenset()
) -> Content:
    """The trade-off picture, and the same in words. `stopped`: proposals that somebody's home certainly stops."""
    data = trade_off(found, columns, names, stopped)
    if data is None:
        return None
    many = len(found.units) > 2
    note = (
        "Diamonds are solutions, rings proposals (with their range, where one leaves things open), the square is now."
    )
    if data.stair:
        whose = "another" if many else "the other"
        note += f" What is on the stair, the frontier, can give the one no more without loss to {whose}."
    if data.zone and data.across.reservation is not None and data.upwards.reservation is not None:
        note += (
            " What all who are judged would accept lies in the shaded part, but not all that lies there: the others "
            "must accept too."
            if many
            else " What both would accept lies in the shaded part."
        )
    if any(mark.stopped for mark in data.marks):
        note += " What is struck through is stopped for certain at somebody’s home."
    sentences = tradeoff.described(data)
    return [
        figure(data.says, scrolling(data.says, tradeoff.picture(data), class_="narrow")),
        el("p", note, class_="meta"),
        folded(
            f"The picture in words: {count(len(sentences), 'line')}", el("ul", [el("li", one) for one in sentences])
        ),
    ]


def trade_off(
    found: Bargained, columns: Sequence[Column], names: Names, stopped: frozenset[str] = frozenset()
) -> tradeoff.TradeOff | None:
    """The two judged sides that are most opposed; None where fewer than two are judged."""
    if found.pair is None:
        return None
    one, other = found.pair
    marks = [
        tradeoff.Mark(
            str(column.head),
            "solution",
            (column.point.utilities[one],) * 2,
            (column.point.utilities[other],) * 2,
            bool(column.stopped),
        )
        for column in columns
    ]
    placed = [looked for looked in found.judged.proposals if looked.utilities]
    marks += [
        tradeoff.Mark(
            ", ".join(looked.title for looked in alike), "proposal", *ends, {it.id for it in alike} <= stopped
        )
        for ends, alike in _rings(placed[-MOST_RINGS:], one, other).items()
    ]
    now = found.judged.status_quo
    if now.utilities:
        marks.append(tradeoff.Mark(NOW, "now", now.utilities[one], now.utilities[other]))
    sides = [
        tradeoff.Side(
            str(names.case.name_of(found.units[place])),
            names.hue(found.units[place]),
            None if found.units[place] in found.judged.unbounded else found.reservations[place],
        )
        for place in (one, other)
    ]
    zone = None if found.solutions.empty is None else not found.solutions.empty
    return tradeoff.TradeOff(_finding(found, names), sides[0], sides[1], found.stair, tuple(marks), zone)


def _rings(
    placed: Sequence[Looked], one: int, other: int
) -> dict[tuple[tuple[float, float], tuple[float, float]], list[Looked]]:
    """Proposals by what they are worth; those worth the same to both have one ring."""
    alike: dict[tuple[tuple[float, float], tuple[float, float]], list[Looked]] = {}
    for looked in placed:
        alike.setdefault((looked.utilities[one], looked.utilities[other]), []).append(looked)
    return alike


def _finding(found: Bargained, names: Names) -> str:
    """What the picture shows, as a sentence."""
    one, other = found.pair or (0, 0)
    a, b = names.unit(found.units[one]), names.unit(found.units[other])
    solved, two = found.solutions, len(found.units) == 2
    who = f"{a} and {b}" if two else f"{a} and {b}, the two judged most opposed,"
    if solved.empty:
        return (
            f"No package gives both {a} and {b}{'' if two else ' and all others'} what no agreement is worth to them."
        )
    ideals = [solved.ideals[place] for place in (one, other)]
    if solved.empty is None or None in ideals or {found.units[one], found.units[other]} & set(found.judged.unbounded):
        return f"What packages are worth to {a} and to {b}{'' if two else ', the two judged most opposed'}"
    mine, theirs = (points((ideals[at] or 0) - found.reservations[place]) for at, place in enumerate((one, other)))
    still = "the other is still" if two else "all who are judged are still"
    return (
        f"Between {who} there is something to gain: {a} at most {mine} points over no agreement, "
        f"{b} at most {theirs}, if {still} to accept."
    )


def gains_of(found: Bargained, columns: Sequence[Column], names: Names) -> Content:
    """Who gains what, and the same in words."""
    lines = list(_lines(found, columns, names))
    if not lines or not columns:
        return None
    says = _who_gains(found, columns, names)
    return [
        figure(says, el("div", gains.picture(lines, says), class_="narrow")),
        el("p", "What is struck through is stopped for certain at somebody’s home.", class_="meta")
        if any(column.stopped for column in columns)
        else None,
        folded("The picture in words", el("ul", [el("li", gains.described(line)) for line in lines])),
    ]


def _lines(found: Bargained, columns: Sequence[Column], names: Names) -> Iterator[gains.Line]:
    now = found.judged.status_quo.utilities
    for place, unit in enumerate(found.units):
        base = None if unit in found.judged.unbounded else found.reservations[place]
        best = found.solutions.ideals[place]
        spots = [
            gains.Spot(column.inside, column.point.utilities[place], "stopped" if column.stopped else "solution")
            for column in columns
        ]
        if base is not None:
            spots.append(gains.Spot("no agreement", base, "none"))
        if now:
            spots.append(gains.Spot(NOW, now[place][0], "now"))
        if best is not None:
            spots.append(gains.Spot("best", best, "best"))
        yield gains.Line(str(names.case.name_of(unit)), names.hue(unit), base, best, tuple(spots))


def _who_gains(found: Bargained, columns: Sequence[Column], names: Names) -> str:
    """Who has the largest and the smallest share of what it could gain, at the first solution."""
    ideals, first = found.solutions.ideals, columns[0]
    shares = [
        (round(100 * (first.point.utilities[place] - base) / (best - base)), place)
        for place, (best, base) in enumerate(zip(ideals, found.reservations, strict=True))
        if best is not None and best > base
    ]
    if len(shares) < 2 or found.solutions.empty:
        return "What each side has from it, between no agreement and its best"
    low, high = min(shares), max(shares)
    if low[0] == high[0]:
        return f"At the {first.inside} point every side has {low[0]} of 100 parts of what it could gain."
    least, most = names.unit(found.units[low[1]]), names.unit(found.units[high[1]])
    return (
        f"Of what each could gain if all accept, {most} {_has(most)} the most at the {first.inside} point "
        f"({high[0]} of 100 parts), {least} the least ({low[0]})."
    )


def _has(name: str) -> str:
    return "have" if plural(name) else "has"

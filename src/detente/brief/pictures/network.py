"""A network as a drawing: who stands near whom. Form says what a tie is, colour says who; every label is at its node.

The layout is computed from a seed, so the same network gives the same drawing. What is too much to draw is left out
weakest first, and the caption says so. The text equivalent lists the ties, strongest first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

import numpy as np
from numpy.typing import NDArray

from detente.analyses.networks.making import Network
from detente.brief.markup import Html, el
from detente.brief.pictures.glyphs import PRINTED
from detente.brief.words import count, number

MOST_NODES = 60
MOST_TIES = 240
TOLD = 12
WIDE, _HIGH, EDGE, TOP = 960, 680, 250, 84
_LINE = 17
_HEAD = 84  # letters in a line of the headline
_INK = "#16191d"


@dataclass(frozen=True)
class Drawn:
    """What of a network is drawn: nodes by their places, ties with their weights, and the whole's numbers."""

    nodes: tuple[int, ...]
    ties: tuple[tuple[int, int, float], ...]
    all_ties: int


def chosen(network: Network) -> Drawn:
    """The nodes with most statements and the strongest ties between them; nodes without a tie stay."""
    nodes = network.nodes
    ranked = sorted(range(len(nodes)), key=lambda place: (-nodes[place].statements, place))[:MOST_NODES]
    inside = set(ranked)
    among = _among(network, inside)
    strongest = sorted(among, key=lambda tie: (-abs(tie[2]), tie[:2]))[:MOST_TIES]
    return Drawn(tuple(sorted(ranked)), tuple(sorted(strongest)), network.tie_count)


def _among(network: Network, inside: set[int]) -> Iterator[tuple[int, int, float]]:
    """The ties between these nodes."""
    shift = len(network.row_nodes) if network.two_mode else 0
    for row in sorted(place for place in inside if not shift or place < shift):
        begin, end = network.ties.indptr[row], network.ties.indptr[row + 1]
        for column, weight in zip(network.ties.indices[begin:end].tolist(), network.ties.data[begin:end], strict=True):
            if column + shift in inside and (network.two_mode or row < column):
                yield row, column + shift, float(weight)


def picture(network: Network, groups: Sequence[Sequence[str]] = (), *, seed: int = 0) -> Html:
    """The drawing as SVG. `groups`: communities or camps, told apart by the form of their nodes."""
    drawn = chosen(network)
    places = _layout(network, drawn, seed)
    form = {name: place for place, members in enumerate(groups) for name in members}
    lines = [_tie(places, tie, _strongest(drawn)) for tie in drawn.ties]
    labels = _outward(drawn, places, len(network.row_nodes)) if network.two_mode else _labels(network, drawn, places)
    height = high(drawn, len(network.row_nodes)) if network.two_mode else _HIGH
    marks = [_mark(network, place, places[place], form) for place in drawn.nodes]
    words = [_label(_cut(network, place, places[place][0]), *labels[place]) for place in drawn.nodes]
    return el(
        "svg",
        el("title", headline(network)),
        el("desc", " ".join(described(network))),
        el("rect", x=0, y=0, width=WIDE, height=height, fill="#ffffff"),
        el("g", lines, stroke="#5b6470", stroke_linecap="round"),
        el("g", marks),
        el("g", words, font_size=14, stroke="#ffffff", stroke_width=3, paint_order="stroke"),
        [
            el("text", line, x=24, y=34 + 22 * place, font_size=18, font_weight=600)
            for place, line in enumerate(wrap(headline(network), _HEAD, max_lines=2, placeholder=" …"))
        ],
        el("text", _under(network), x=24, y=height - 34, font_size=13),
        el("text", _partly(drawn, network), x=24, y=height - 16, font_size=13),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDE} {height:g}",
        width=WIDE,
        height=height,
        role="img",
        fill=_INK,
        font_family="Source Sans 3, Source Sans Pro, Helvetica, Arial, sans-serif",
    )


def headline(network: Network) -> str:
    """What the picture shows, as a sentence."""
    if not network.tie_count:
        return f"No two of {count(len(network.nodes), 'node')} are tied."
    ((left, right, weight),) = network.strongest(1)
    one, other = network.nodes[left].shown, network.nodes[right].shown
    if network.two_mode:
        verb = "is most often for" if weight > 0 else "is most often against"
        return f"{one} {verb if network.asked.value == 'subtract' else 'speaks most often of'} “{other}”."
    verbs = {"conflict": "disagree most often", "ignore": "speak of the same things most often"}
    verb = verbs.get(network.asked.value, "agree most often" if weight > 0 else "disagree most often")
    return f"{one} and {other} {verb}."


def _under(network: Network) -> str:
    """What a line is, and how much of the network is drawn."""
    sides = ("for", "against") if network.two_mode else ("agreement", "disagreement")
    kinds = f"solid lines {sides[0]}, broken ones {sides[1]}" if (network.ties.data < 0).any() else "lines"
    return f"{described(network)[0]} {kinds.capitalize()}: the thicker, the stronger."


def _partly(drawn: Drawn, network: Network) -> str:
    if len(network.nodes) == len(drawn.nodes) and drawn.all_ties == len(drawn.ties):
        return ""
    return (
        f"Drawn are the {number(len(drawn.nodes))} nodes with most statements and their {number(len(drawn.ties))} "
        "strongest ties."
    )


def described(network: Network) -> tuple[str, ...]:
    """The text equivalent: how much there is, what is drawn of it, and the strongest ties."""
    drawn = chosen(network)
    nodes = len(network.nodes)
    told = network.strongest(TOLD)
    sentences = [f"{count(nodes, 'node').capitalize()}, {count(drawn.all_ties, 'tie')}."]
    if partly := _partly(drawn, network):
        sentences.append(partly)
    names = network.nodes
    listed = [f"{names[left].shown} – {names[right].shown}: {weight:.4g}" for left, right, weight in told]
    if listed:
        more = f", of {number(drawn.all_ties)}" if drawn.all_ties > len(listed) else ""
        sentences.append(f"Strongest ties{more}: {'; '.join(listed)}.")
    return tuple(sentences)


def _layout(network: Network, drawn: Drawn, seed: int) -> dict[int, tuple[float, float]]:
    """Where each node stands: of two modes in two columns, of one near those it is tied to."""
    if network.two_mode:
        return _two_columns(drawn, len(network.row_nodes))
    if len(drawn.nodes) < 2:
        return dict.fromkeys(drawn.nodes, (WIDE / 2, _HIGH / 2))
    spots = _near(drawn, seed)
    low, high = spots.min(axis=0), spots.max(axis=0)
    scaled = (spots - low) / np.where(high > low, high - low, 1.0)
    return {
        place: (round(EDGE + x * (WIDE - 2 * EDGE), 1), round(TOP + y * (_HIGH - TOP - 76), 1))
        for place, (x, y) in zip(drawn.nodes, scaled.tolist(), strict=True)
    }


def _near(drawn: Drawn, seed: int) -> NDArray[np.float64]:
    """Kamada and Kawai's layout (1989): strong ties short, no tie and disagreement far."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(drawn.nodes)
    strongest = _strongest(drawn)
    apart = {left: dict.fromkeys(drawn.nodes, 4.0) for left in drawn.nodes}
    for left, right, weight in drawn.ties:
        graph.add_edge(left, right)
        apart[left][right] = apart[right][left] = 3.0 - 2.0 * weight / strongest if weight > 0 else 4.5
    rng = np.random.default_rng(seed)
    start = {place: rng.random(2) for place in drawn.nodes}
    spots = nx.kamada_kawai_layout(graph, dist=apart, pos=start)
    return np.array([spots[place] for place in drawn.nodes])


def _two_columns(drawn: Drawn, rows: int) -> dict[int, tuple[float, float]]:
    """Rows left, columns right; each in the order of where its ties go, so that few lines cross."""
    sides = [[p for p in drawn.nodes if p < rows], [p for p in drawn.nodes if p >= rows]]
    spots: dict[int, tuple[float, float]] = {}
    ends: dict[int, list[tuple[int, float]]] = {}
    for left, right, weight in drawn.ties:
        ends.setdefault(left, []).append((right, abs(weight)))
        ends.setdefault(right, []).append((left, abs(weight)))
    for turn in range(8):
        side = sides[turn % 2]
        if turn:
            side.sort(key=lambda place: (_middle(ends.get(place, []), spots), place))
        height = high(drawn, rows) - TOP - 76
        gap = height / max(1, len(side) - 1) if len(side) > 1 else 0.0
        begin = TOP if len(side) > 1 else TOP + height / 2
        x = 0.3 * WIDE if turn % 2 == 0 else 0.46 * WIDE
        spots |= {place: (round(x, 1), round(begin + gap * number_of, 1)) for number_of, place in enumerate(side)}
    return spots


def _middle(ends: Sequence[tuple[int, float]], spots: Mapping[int, tuple[float, float]]) -> float:
    known = [(spots[other][1], weight) for other, weight in ends if other in spots]
    total = sum(weight for _, weight in known)
    return sum(y * weight for y, weight in known) / total if total else math.inf


def high(drawn: Drawn, rows: int) -> float:
    """How high a drawing of two modes is: a line for each label."""
    left = sum(place < rows for place in drawn.nodes)
    return max(_HIGH / 2, TOP + 76 + (_LINE + 3) * max(left, len(drawn.nodes) - left))


def _strongest(drawn: Drawn) -> float:
    return max((abs(weight) for _, _, weight in drawn.ties), default=1.0)


def _tie(places: Mapping[int, tuple[float, float]], tie: tuple[int, int, float], strongest: float) -> Html:
    left, right, weight = tie
    share = abs(weight) / strongest
    return el(
        "line",
        x1=places[left][0],
        y1=places[left][1],
        x2=places[right][0],
        y2=places[right][1],
        stroke_width=round(0.9 + 4.1 * share, 2),
        stroke_opacity=round(0.4 + 0.4 * share, 2),
        stroke_dasharray="6 5" if weight < 0 else None,
    )


def _mark(network: Network, place: int, spot: tuple[float, float], form: Mapping[str, int]) -> Html:
    x, y = spot
    rows = len(network.row_nodes)
    column = network.two_mode and place >= rows
    colour = PRINTED[f"p{place % 8}"] if not column and rows <= len(PRINTED) else _INK
    kind = form.get(network.nodes[place].name, 0)
    if column:
        return el("rect", x=x - 5, y=y - 5, width=10, height=10, fill="#ffffff", stroke=_INK, stroke_width=1.5)
    if kind % 4 == 1:
        return el("rect", x=x - 6, y=y - 6, width=12, height=12, fill=colour)
    if kind % 4 == 2:
        return el("path", d=f"M{x} {y - 8}l8 8l-8 8l-8 -8z", fill=colour)
    if kind % 4 == 3:
        return el("path", d=f"M{x} {y - 8}l8 14h-16z", fill=colour)
    return el("circle", cx=x, cy=y, r=7, fill=colour)


def _labels(
    network: Network, drawn: Drawn, places: Mapping[int, tuple[float, float]]
) -> dict[int, tuple[float, float, str]]:
    """Where each label stands: outward of its node, else inward, else as little higher or lower as there is room."""
    found: dict[int, tuple[float, float, str]] = {}
    taken = [(x - 8, x + 8, y + 5) for x, y in places.values()]
    for place in sorted(drawn.nodes, key=lambda one: (places[one][1], places[one][0])):
        x, y = places[place]
        length = _LETTER * len(_cut(network, place, x)[0])
        stands = list(_stands(x, y, length))
        side, begin, line = next((one for one in stands if _free(one, length, taken)), stands[0])
        taken.append((begin, begin + length, line))
        found[place] = (begin if side == "start" else begin + length, round(line, 1), side)
    return found


def _free(stand: tuple[str, float, float], length: float, taken: Iterable[tuple[float, float, float]]) -> bool:
    _, begin, line = stand
    return not any(abs(line - at) < _LINE and begin < right and left < begin + length for left, right, at in taken)


def _stands(x: float, y: float, length: float) -> Iterator[tuple[str, float, float]]:
    """Side, left end and line of every place where a label could stand, the nearest to its node first."""
    right, left = ("start", x + 11.0), ("end", x - 11.0 - length)
    sides = (right, left) if x >= WIDE / 2 else (left, right)
    for step in range(2 * _HIGH // _LINE):
        line = y + 5 + (-1) ** step * (step + 1) // 2 * _LINE / 2
        for side, begin in sides:
            if TOP - _LINE <= line <= _HIGH - 60 and 4 <= begin <= WIDE - 4 - length:
                yield side, begin, line


def _outward(drawn: Drawn, places: Mapping[int, tuple[float, float]], rows: int) -> dict[int, tuple[float, float, str]]:
    """Labels of two columns: left of the left one, right of the right one."""
    return {
        place: (
            places[place][0] + (13 if place >= rows else -13),
            places[place][1] + 5,
            "start" if place >= rows else "end",
        )
        for place in drawn.nodes
    }


_SHOWN = (44, 34, 66)
"""Longest label of one mode, of a left and of a right column."""

_LETTER = 7.2
"""How wide a letter is about."""


def _cut(network: Network, place: int, x: float) -> tuple[str, str]:
    """The label of a node that stands there, as there is room for it, and the whole."""
    name = network.nodes[place].shown
    room = ((WIDE - x if x >= WIDE / 2 else x) - 16) / _LETTER
    most = min(_SHOWN[0], int(room)) if not network.two_mode else _SHOWN[1 + (place >= len(network.row_nodes))]
    return (name, name) if len(name) <= most else (f"{name[: most - 1]}…", name)


def _label(cut: tuple[str, str], x: float, y: float, side: str) -> Html:
    shown, name = cut
    whole = el("title", name) if shown != name else None
    return el("text", whole, shown, x=x, y=y, text_anchor=side)

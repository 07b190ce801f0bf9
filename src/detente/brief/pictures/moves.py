"""The moves around a state: where each party could go from there, where others could go on to, and what deters.

The state stands at the left in the middle, what one move reaches beside it, and what answers reach beside that. Colour
says who moves and stands with a name in every box; form says what the move is worth to whoever makes it: a solid line
is better for it, a broken one not better, a dotted one not known. Thick lines are the moves that verdicts rest on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.brief.markup import Html, el
from detente.brief.pictures.boxes import Box, Text, boxed, stacked
from detente.brief.pictures.glyphs import PRINTED
from detente.brief.pictures.placing import wide
from detente.brief.words import count, listed, pronouns

if TYPE_CHECKING:
    from detente.engines.stability.certifying import Certificate
    from detente.space.conflicts import Named

MOST = 12
"""States that are drawn."""
LOOKED = 2_000
"""States of one or two moves that are looked at, to say how many are left out."""
COLUMN, GAP, TURN = 98.0, 40.0, 22.0
"""A column of boxes, what is between two, and what a line needs to turn at the right."""
TOP = 18.0
WIDE = 3 * COLUMN + 2 * GAP + 2
FONT = 11.0
_BETWEEN = 9.0
_KEY = 15.0
INK, SOFT, RULE, PAPER = "#16191d", "#555c64", "#b9bfc6", "#ffffff"

State = Any


@dataclass(frozen=True)
class Step:
    """A move of a party. `better`: for the party itself; None: not known. `part`: whether a verdict rests on it."""

    party: int
    start: State
    end: State
    better: bool | None
    part: bool = False


@dataclass(frozen=True)
class Moves:
    """What is drawn of the moves around a state: states by how far away they are, moves between them.

    `deters`: of a state, whom it deters by being no better for it. `left_out`: states within two moves that are not
    drawn; None: too many to be counted.
    """

    columns: tuple[tuple[State, ...], ...]
    steps: tuple[Step, ...]
    deters: Mapping[State, tuple[int, ...]]
    left_out: int | None

    @property
    def state(self) -> State:
        """The state in question."""
        return self.columns[0][0]

    @property
    def shown(self) -> tuple[State, ...]:
        """All states that are drawn."""
        return tuple(state for column in self.columns for state in column)


@dataclass(frozen=True)
class Words:
    """What is written: a party's name, its tag and its colour's class, the lines in a state's box, and what a move
    changes, in a sentence.
    """

    party: Callable[[int], str]
    tag: Callable[[int], str]
    hue: Callable[[int], str]
    lines: Callable[[State], Sequence[Text]]
    move: Callable[[State, State], str]


# ------------------------------------------------------------------------------------------------------ what is drawn


def around(named: Named, state: State, told: Iterable[Certificate[State]] = (), most: int = MOST) -> Moves:
    """The moves around a state of a conflict in any form, with those that its verdicts (`told`) rest on.

    Where there are more than `most` states within two moves, those of the verdicts are drawn first, then moves that
    are better for whoever makes them.
    """
    near = _Near(named, state)
    paths, deters = _paths(state, told)
    ranked = dict.fromkeys([state, *(end for _, _, end in paths), *near.ranked()])
    shown = set(list(ranked)[:most])
    steps = {(p, a, b): Step(p, a, b, near.better(p, a, b)) for p, a, b in near.steps if {a, b} <= shown and b != state}
    for party, start, end in paths:
        if {start, end} <= shown:
            steps[party, start, end] = Step(party, start, end, near.better(party, start, end), part=True)
    left = None if near.cut else sum(one not in shown for one in (*near.one, *near.two))
    return Moves(
        _columns(near, [one for one in ranked if one in shown]),
        tuple(steps.values()),
        {end: who for end, who in deters.items() if end in shown},
        left,
    )


def _paths(
    state: State, told: Iterable[Certificate[State]]
) -> tuple[list[tuple[int, State, State]], dict[State, tuple[int, ...]]]:
    """The moves that verdicts rest on, improvements that nothing deters first; and whom which state deters."""
    free: dict[tuple[int, State, State], None] = {}
    held: dict[tuple[int, State, State], None] = {}
    deters: dict[State, tuple[int, ...]] = {}
    for one in told:
        if one.improvement is not None:
            free[one.party, state, one.improvement] = None
        for deterred in one.deterred:
            held[one.party, state, deterred.improvement] = None
            at = deterred.improvement
            for mover, to in deterred.steps:
                held[mover, at, to] = None
                at = to
            deters[at] = tuple(dict.fromkeys((*deters.get(at, ()), one.party)))
    return list({**free, **held}), deters


class _Near:
    """What one and two moves reach from a state, nobody moving twice running."""

    def __init__(self, named: Named, state: State) -> None:
        from detente.engines.stability.worlds import targets

        self._named, self._state = named, state
        self.one: dict[State, set[int]] = {}
        self.two: dict[State, None] = {}
        self.steps: list[tuple[int, State, State]] = []
        self.cut = False
        for party in named.model.modelled:
            for end in targets(named.model, party, state):
                self.one.setdefault(end, set()).add(party)
                self.steps.append((party, state, end))
        for start, by in self.one.items():
            for party in named.model.modelled:
                if by == {party} or self.cut:
                    continue
                for end in targets(named.model, party, start):
                    self.steps.append((party, start, end))
                    if end != state and end not in self.one:
                        self.two[end] = None
                self.cut = len(self.steps) > LOOKED

    def better(self, party: int, start: State, end: State) -> bool | None:
        """Whether the end is worth more to the party than the start."""
        if self._named.unknown_between(party, end, start):
            return None
        return bool(self._named.model.worth(party, end) > self._named.model.worth(party, start))

    def ranked(self) -> list[State]:
        """States in the order in which they are drawn: near ones first, of these the better ones for who moves."""
        first = [end for _, start, end in self._best() if start == self._state]
        return [*first, *(end for _, _, end in self._best())]

    def _best(self) -> list[tuple[int, State, State]]:
        return sorted(self.steps, key=lambda one: self.better(*one) is not True)


def _columns(near: _Near, shown: Sequence[State]) -> tuple[tuple[State, ...], ...]:
    """States by how far away they are; answers in the order of what they answer, so that few lines cross."""
    state = shown[0]
    first = sorted((one for one in shown if one in near.one), key=lambda one: (min(near.one[one]), shown.index(one)))
    place = {one: number for number, one in enumerate(first)}
    from_: dict[State, list[int]] = {}
    for _, start, end in near.steps:
        if start in place:
            from_.setdefault(end, []).append(place[start])
    rest = [one for one in shown if one != state and one not in place]
    rest.sort(key=lambda one: (sum(from_.get(one, [99])) / len(from_.get(one, [99])), shown.index(one)))
    return tuple(column for column in ((state,), tuple(first), tuple(rest)) if column)


# ----------------------------------------------------------------------------------------------------------- in words


def described(moves: Moves, words: Words) -> list[str]:
    """The picture in sentences, a sentence a first move."""
    found = [_first(step, moves, words) for step in moves.steps if step.start == moves.state]
    return [*(found or ["Nobody can move from here."]), *_left(moves)]


def _first(step: Step, moves: Moves, words: Words) -> str:
    """A first move, and what others could do then, by who they are."""
    who = words.party(step.party)
    worth = _WORTH[step.better].format(pronouns(who).them)
    said = f"{_capital(who)} could move to {words.move(step.start, step.end)}, {worth}"
    after: dict[int, list[str]] = {}
    for one in moves.steps:
        if one.start == step.end and one.party != step.party:
            whom = one.part and step.party in moves.deters.get(one.end, ())
            deters = f", which deters {who}" if whom else ""
            worth = {True: "better", False: "not better", None: "not known"}[one.better]
            after.setdefault(one.party, []).append(f"{words.move(one.start, one.end)} ({worth}{deters})")
    then = [f"{words.party(party)} to {listed(ends, 'or', commas=True)}" for party, ends in after.items()]
    said += f"; then {'; or '.join(then)}" if then else ""
    return f"{said}."


_WORTH = {True: "better for {}", False: "not better for {}", None: "whether better for {} is not known"}


def _left(moves: Moves) -> list[str]:
    if moves.left_out is None:
        return ["Many more states within two moves are not drawn."]
    if not moves.left_out:
        return []
    verb = "is" if moves.left_out == 1 else "are"
    return [f"{_capital(count(moves.left_out, 'more state'))} within two moves {verb} not drawn."]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# ------------------------------------------------------------------------------------------------------------ drawing


def picture(moves: Moves, words: Words, says: str) -> Html:
    """The drawing as SVG; `says` is its title, a sentence."""
    boxes = _boxes(moves, words)
    heads = zip(_heads(moves), (column[0] for column in moves.columns), strict=True)
    high = max(box.bottom for box in boxes.values()) + 6
    key, under = _key(moves, words, high + 12)
    ends = list(_ends(moves.steps, boxes))
    across = WIDE + TURN * any(turns for _, (_, _, turns) in ends)
    return el(
        "svg",
        el("title", says),
        el("desc", " ".join(described(moves, words))),
        el("rect", x=0, y=0, width=across, height=round(under, 1), fill=PAPER, class_="ground"),
        [el("g", _text(said, 0, 0), transform=f"translate({boxes[s].x:.1f} {FONT})") for said, s in heads],
        [_arrow(step, at, words.hue(step.party)) for step, at in ends],
        [boxed(box, first=s == moves.state, whole=_whole(moves, s, words)) for s, box in boxes.items()],
        key,
        viewBox=f"0 0 {across:.0f} {round(under)}",
        width=f"{across:.0f}",
        height=round(under),
        class_="moves",
        role="img",
    )


def _heads(moves: Moves) -> list[str]:
    """How far away the states of each column are."""
    far = any(one.start in moves.columns[2] for one in moves.steps) if len(moves.columns) > 2 else False
    return ["now", "one move on", "two or more" if far else "two moves on"][: len(moves.columns)]


def _whole(moves: Moves, state: State, words: Words) -> str:
    """A state in full, for who points at its box."""
    return _capital(words.move(moves.state, state))


def _boxes(moves: Moves, words: Words) -> dict[State, Box]:
    """The boxes by their states; every column stands in the middle of the drawing."""
    columns = [
        [_box(state, 1 + number * (COLUMN + GAP), moves, words) for state in column]
        for number, column in enumerate(moves.columns)
    ]
    high = max(stacked(boxes, TOP, _BETWEEN) for boxes in columns)
    for boxes in columns:
        stacked(boxes, TOP + (high - stacked(boxes, TOP, _BETWEEN)) / 2, _BETWEEN)
    every = [box for boxes in columns for box in boxes]
    return dict(zip(moves.shown, every, strict=True))


def _box(state: State, x: float, moves: Moves, words: Words) -> Box:
    deterred = moves.deters.get(state, ())
    notes = [Text(f"deters {words.tag(one)}", note=True) for one in deterred]
    return Box(x, COLUMN, (*words.lines(state), *notes))


Ends = tuple[tuple[float, float], tuple[float, float], bool]
"""From where to where, and whether the line leaves at the right and returns from there."""


def _ends(steps: Sequence[Step], boxes: Mapping[State, Box]) -> Iterator[tuple[Step, Ends]]:
    """Where lines begin and end: spread over the sides of the boxes, in the order of what they tie."""
    out: dict[State, list[Step]] = {}
    into: dict[State, list[Step]] = {}
    for step in steps:
        out.setdefault(step.start, []).append(step)
        into.setdefault(step.end, []).append(step)
    for leaving in out.values():
        leaving.sort(key=lambda one: boxes[one.end].middle)
    for coming in into.values():
        coming.sort(key=lambda one: boxes[one.start].middle)
    for step in sorted(steps, key=lambda one: one.part):
        start, end = boxes[step.start], boxes[step.end]
        turns = end.x <= start.x
        y0 = start.spread(out[step.start].index(step), len(out[step.start]))
        y1 = end.spread(into[step.end].index(step), len(into[step.end]))
        yield step, ((start.right, y0), (end.right if turns else end.x, y1), turns)


def _arrow(step: Step, ends: Ends, hue: str) -> Html:
    (x0, y0), (x1, y1), turns = ends
    colour = PRINTED.get(hue, SOFT)
    head = 7.0 if step.part else 5.5
    if turns:
        bulge = max(x0, x1) + TURN * 1.2
        line = f"M{x0:.1f} {y0:.1f}C{bulge:.1f} {y0:.1f} {bulge:.1f} {y1:.1f} {x1 + head:.1f} {y1:.1f}"
        point = f"M{x1:.1f} {y1:.1f}l{head} {-head * 0.5}v{head}z"
    else:
        middle = (x0 + x1 - head) / 2
        line = f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1 - head:.1f} {y1:.1f}"
        point = f"M{x1:.1f} {y1:.1f}l{-head} {-head * 0.5}v{head}z"
    return el(
        "g",
        el("path", d=line, fill="none", stroke=colour, **_stroke(step), class_=f"line {hue}"),
        el("path", d=point, fill=colour, class_=f"head {hue}"),
    )


def _stroke(step: Step) -> dict[str, str | float | None]:
    dash = {True: None, False: "5 3.5", None: "1.5 3"}[step.better]
    return {"stroke_width": 2.6 if step.part else 1.1, "stroke_dasharray": dash}


def _key(moves: Moves, words: Words, top: float) -> tuple[list[Html], float]:
    """What lines mean, as far as there are such lines; who moves; and what is left out. With where it ends."""
    kinds = {
        "better for who moves": any(step.better for step in moves.steps),
        "not better for it": any(step.better is False for step in moves.steps),
        "not known whether better": any(step.better is None for step in moves.steps),
    }
    found: list[Html] = []
    x, y = 1.0, top
    samples = zip(kinds, (None, "5 3.5", "1.5 3"), (1.2, 1.2, 1.2), strict=True)
    entries = [(said, _sample(dash, thick)) for said, dash, thick in samples if kinds[said]]
    if any(step.part for step in moves.steps):
        entries.append(("a verdict rests on it", _sample(None, 2.6)))
    for party in dict.fromkeys(step.party for step in moves.steps):
        tag, name = words.tag(party), words.party(party)
        entries.append((name if tag == name else f"{tag}: {name}", _mark(words.hue(party))))
    for said, sample in entries:
        across = 24 + wide(said, FONT)
        if x + across > WIDE and x > 1:
            x, y = 1.0, y + _KEY
        found.append(el("g", sample, _text(said, 20, 4), transform=f"translate({x:.1f} {y:.1f})"))
        x += across + 8
    bottom = y + 10
    for note in _left(moves):
        found.append(el("g", _text(note, 0, 4), transform=f"translate(1 {y + _KEY:.1f})"))
        bottom += _KEY
    return found, bottom


def _sample(dash: str | None, thick: float) -> Html:
    return el("line", x1=0, y1=0, x2=15, y2=0, stroke=INK, stroke_width=thick, stroke_dasharray=dash, class_="sample")


def _mark(hue: str) -> Html:
    return el("rect", x=5, y=-4.5, width=9, height=9, fill=PRINTED.get(hue, SOFT), class_=f"head {hue}")


def _text(said: str, x: float, y: float) -> Html:
    return el("text", said, x=x, y=y, font_size=FONT, fill=SOFT, class_="soft")

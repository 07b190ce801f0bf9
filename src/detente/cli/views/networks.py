"""Networks for people: a sentence, a small table, and what was left out; and as JSON, piece by piece."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from detente.analyses.networks.grouping import Communities, Polarisation, SpectralBackbone
from detente.analyses.networks.making import Network, Node
from detente.analyses.networks.windows import Slice, Windows
from detente.brief.words import plural
from detente.cli.output import is_unicode
from detente.cli.paper import Paper
from detente.cli.words import count, day, listing, number, shorten

MOST_COLUMNS = 12
MOST_ROWS = 40
MOST_TIES = 20
MOST_LINES = 60
CAVEAT = (
    "A tie says that two have said the same or the opposite, not that they know of one another. "
    "Who is coded more often has more ties; --normalise makes them comparable."
)


@dataclass(frozen=True, eq=False)
class Answer:
    """A network, and what else was asked for."""

    network: Network
    windows: Windows | None = None
    communities: Communities | None = None
    backbone: SpectralBackbone | None = None
    polarisation: Polarisation | None = None
    seed: int = 0

    @property
    def groups(self) -> Sequence[Sequence[str]]:
        """What tells nodes apart in the picture."""
        if self.communities is not None:
            return self.communities.members
        points = self.polarisation.points if self.polarisation is not None else ()
        return points[0].camps if len(points) == 1 else ()


# ------------------------------------------------------------------------------------------------ JSON


def json_pieces(answer: Answer) -> Iterator[str]:
    """One JSON document; matrices row by row, so that large ones need no second place."""
    found = answer.network
    document: dict[str, object] = {"rows": list(found.rows), "columns": list(found.columns)}
    more: dict[str, object] = {
        **found.about(),
        "row_attributes": [_particulars(node) for node in found.row_nodes],
        "column_attributes": [_particulars(node) for node in found.column_nodes],
    }
    for name, part in (
        ("communities", answer.communities),
        ("backbone", answer.backbone),
        ("polarisation", answer.polarisation),
    ):
        if part is not None:
            more[name] = part.to_json()
    yield "{\n"
    yield "".join(f"  {_text(key)}: {_text(value)},\n" for key, value in document.items())
    yield from _matrix(found, "  ")
    if answer.windows is not None:
        yield ',\n  "windows": ['
        for place, one in enumerate(answer.windows.slices):
            own = {**one.about(), "rows": list(one.network.rows), "columns": list(one.network.columns)}
            yield (
                ("," if place else "")
                + "\n    {"
                + "".join(f"{_text(key)}: {_text(value)}, " for key, value in own.items())
            )
            yield from _matrix(one.network, "    ")
            yield "}"
        yield f'\n  ],\n  "complete": {_text(answer.windows.complete)}'
    yield "".join(f",\n  {_text(key)}: {_text(value)}" for key, value in more.items())
    yield "\n}\n"


def _matrix(network: Network, margin: str) -> Iterator[str]:
    rows, columns = network.ties.shape
    yield f'{margin if margin == "  " else ""}"matrix": ['
    batch: list[str] = []
    ties = network.ties
    for row in range(rows):
        cells = np.zeros(columns)
        begin, end = ties.indptr[row], ties.indptr[row + 1]
        cells[ties.indices[begin:end]] = ties.data[begin:end]
        values = np.rint(cells).astype(np.int64).tolist() if network.whole else cells.tolist()
        batch.append(("," if row else "") + f"\n{margin}  " + json.dumps(values, allow_nan=False))
        if len(batch) >= 256:
            yield "".join(batch)
            batch = []
    yield "".join(batch) + (f"\n{margin}]" if rows else "]")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=not is_unicode(sys.stdout), allow_nan=False)


def _particulars(node: Node) -> Mapping[str, object]:
    return {"label": node.name, "statements": node.statements, "attributes": dict(node.attributes)}


# ------------------------------------------------------------------------------------------------ paper


def show(answer: Answer) -> str:
    """The whole answer."""
    paper, found = Paper(), answer.network
    paper.heading(sentence(found))
    for note in found.notes:
        paper.say(f"Note: {note}.")
    if found.left_out:
        parts = [f"{number(many)} {reason}" for reason, many in found.left_out]
        paper.say(f"Left out: {listing(parts)}.")
    shown = {node.name: node.shown for node in found.nodes}
    if answer.windows is not None:
        _windows(paper, answer.windows)
    elif found.ties.nnz:
        _ties(paper, found)
    if answer.communities is not None:
        _communities(paper, answer.communities, shown)
    if answer.backbone is not None:
        _backbone(paper, answer.backbone)
    if answer.polarisation is not None:
        _polarisation(paper, answer.polarisation, shown)
    paper.caveat(CAVEAT)
    return paper.text()


def sentence(found: Network) -> str:
    """What was counted, of how many statements, between which dates."""
    asked = found.asked
    over = f"{number(len(found.rows))} {_many(asked.rows, len(found.rows))}"
    if found.two_mode:
        over += f" and {number(len(found.columns))} {_many(asked.columns, len(found.columns))}"
        what = {
            "ignore": "who speaks of what",
            "subtract": "who is for what, and who against",
            "combine": "who says what",
        }
    else:
        over += f" over what they say of each {asked.columns}"
        what = {
            "ignore": "who speaks of the same things",
            "congruence": "who agrees with whom",
            "conflict": "who disagrees with whom",
            "subtract": "who agrees more than they disagree",
        }
    when = "with no statement"
    if found.first is not None and found.last is not None:
        span = (
            f"of {day(found.first)}" if found.first == found.last else f"from {day(found.first)} to {day(found.last)}"
        )
        when = f"{count(found.statements, 'statement')} {span}"
    each = "" if asked.duplicates == "include" else f", each counted once {_ONCE[asked.duplicates]}"
    norm = "" if asked.normalise == "none" else f"; ties normalised ({asked.normalise})"
    as_dna = ", as DNA counts" if asked.dna else ""
    return f"{found.title}: {what[asked.value]}. {over}, {when}{each}{norm}{as_dna}."


_ONCE = {
    "document": "in a document",
    "week": "in a calendar week",
    "month": "in a calendar month",
    "year": "in a calendar year",
    "range": "in the whole time",
}


def _many(name: str, many: int) -> str:
    word = name.rsplit(".", 1)[-1]
    if many == 1 or plural(word):
        return word
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _ties(paper: Paper, found: Network) -> None:
    rows, columns = found.ties.shape
    if rows <= MOST_ROWS and columns <= MOST_COLUMNS:
        _whole(paper, found)
        return
    nodes = found.nodes
    paper.table(
        [("", "left"), ("", "left"), ("tie", "right")],
        [
            (nodes[left].shown, nodes[right].shown, _amount(weight))
            for left, right, weight in found.strongest(MOST_TIES)
        ],
    )
    if found.tie_count > MOST_TIES:
        paper.say(
            f"The {MOST_TIES} strongest of {number(found.tie_count)} ties. --json has all cells, "
            "--format edges --out FILE all ties."
        )


def _whole(paper: Paper, found: Network) -> None:
    cells = found.dense()
    heads = [_letter(place) if found.two_mode else str(place + 1) for place in range(cells.shape[1])]
    lines = []
    for place, node in enumerate(found.row_nodes):
        label = node.shown if found.two_mode else f"{place + 1} {node.shown}"
        values = [
            "·" if not found.two_mode and place == other else _amount(cell) for other, cell in enumerate(cells[place])
        ]
        lines.append((label, *values))
    paper.table([("", "left"), *((head, "right") for head in heads)], lines)
    if found.two_mode:
        for head, node in zip(heads, found.column_nodes, strict=True):
            paper.say(f"{head}  {node.shown}", 2, 3)


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _amount(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.3f}"


def _windows(paper: Paper, found: Windows) -> None:
    span = found.span
    size = f"{number(span.size)} {span.unit if span.size > 1 else span.unit[:-1]}"
    weighed = f", weighed by a {span.kernel} kernel" if span.kernel else ""
    paper.say(f"{count(len(found.slices), 'window')} of {size}{weighed}:")
    runs = _runs(found.slices)
    shown = runs[:MOST_LINES]
    paper.table(
        [
            ("from", "left"),
            ("to", "left"),
            ("statements", "right"),
            ("nodes", "right"),
            ("ties", "right"),
            ("sum", "right"),
        ],
        [_window(run, weighed=bool(span.kernel)) for run in shown],
    )
    if any(len(run) > 1 for run in shown):
        paper.say("Windows without statements that follow one another stand in one line.")
    if len(runs) > len(shown):
        told = sum(len(run) for run in shown)
        paper.say(f"The first {number(told)} of {number(len(found.slices))} windows; --json has all.")
    if not found.complete:
        paper.say("Stopped before the last window; --seconds gives it more time.")


def _runs(slices: Iterable[Slice]) -> list[list[Slice]]:
    """One window each, but those in a row that no statement falls into together."""
    return [
        run
        for empty, some in groupby(slices, lambda one: not one.network.statements)
        for run in ([list(some)] if empty else [[one] for one in some])
    ]


def _window(run: list[Slice], *, weighed: bool) -> tuple[str, ...]:
    """A line of the table; the sum counts each tie once."""
    first, last = run[0], run[-1]
    network = first.network
    end = str(last.last) if not weighed else str(last.middle) if len(run) > 1 else ""
    return (
        str(first.middle if weighed else first.first),
        f"{end} ({number(len(run))} windows)" if len(run) > 1 else end,
        number(network.statements),
        number(len(network.nodes)),
        number(network.tie_count),
        _amount(float(network.ties.sum()) / (1 if network.two_mode else 2)),
    )


def _names(items: Iterable[str]) -> str:
    return listing(shorten(item, 60) for item in items)


def _communities(paper: Paper, found: Communities, shown: Mapping[str, str]) -> None:
    groups = [group for group in found.members if len(group) > 1]
    alone = len(found.members) - len(groups)
    paper.heading(f"{count(len(groups), 'community', 'communities').capitalize()} (modularity {found.modularity:.3f})")
    for group in groups:
        paper.item(_names(shown.get(name, name) for name in group[:MOST_TIES]) + _more(len(group) - MOST_TIES))
    if alone:
        paper.say(f"{count(alone, 'node').capitalize()} in none.")


def _more(left: int) -> str:
    return f" and {number(left)} more" if left > 0 else ""


def _backbone(paper: Paper, found: SpectralBackbone) -> None:
    if found.steps:
        paper.heading(
            "In this order columns can be done without; loss is how different the network of the rest is (0 not at all)"
        )
        paper.table(
            [
                ("dropped", "left"),
                ("loss of the rest", "right"),
                ("loss of the dropped", "right"),
                ("statements left", "right"),
            ],
            [
                (step.name, f"{step.backbone_loss:.4f}", f"{step.redundant_loss:.4f}", number(step.statements))
                for step in found.steps
            ],
        )
        return
    sure = "no set is better" if found.exact else "found by search; another set may be better"
    paper.heading(
        f"{count(len(found.backbone), 'column').capitalize()} carry the network ({sure}): "
        f"loss {found.backbone_loss:.4f}"
    )
    for name in found.backbone:
        paper.item(name)
    paper.say(f"Redundant: {_names(found.redundant[:MOST_TIES])}{_more(len(found.redundant) - MOST_TIES)}.")


def _polarisation(paper: Paper, found: Polarisation, shown: Mapping[str, str]) -> None:
    paper.heading(f"Polarisation by {found.measure}, {number(found.groups)} camps")
    if len(found.points) == 1:
        (point,) = found.points
        fits = "" if point.share is None else f"; {point.share:.0%} of all ties fit the camps"
        sure = "no split is better" if point.exact else "found by search; another split may be better"
        paper.say(f"Quality {point.quality:.4f} ({sure}){fits}.")
        for camp in point.camps:
            paper.item(_names(shown.get(name, name) for name in camp[:MOST_TIES]) + _more(len(camp) - MOST_TIES))
        return
    listed = found.points[:MOST_LINES]
    paper.table(
        [("middle", "left"), ("quality", "right"), ("ties that fit", "right"), ("statements", "right")],
        [
            (
                point.middle,
                f"{point.quality:.4f}",
                "" if point.share is None else f"{point.share:.0%}",
                number(point.statements),
            )
            for point in listed
        ],
    )
    if len(found.points) > len(listed):
        paper.say(f"The first {len(listed)} of {number(len(found.points))} windows; --json has all.")
    if not found.complete:
        paper.say("Stopped before the last window; --seconds gives it more time.")

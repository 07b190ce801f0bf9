"""Two drafts side by side, clause by clause, by what they bring about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from detente.analyses.treaties.compare import Differences, Row
from detente.cli.paper import Paper
from detente.cli.words import count, day, listing

FEW = 5
ORDERS = {
    "forbidden": "forbids",
    "limited": "limits to {number}",
    "obliged": "obliges to at least {number}",
    "permitted": "permits",
    "status": "requires",
}
BOTH = {
    "forbidden": "both forbid",
    "limited": "both limit to {number} or less",
    "obliged": "both oblige to at least {number}",
    "permitted": "both permit",
    "status": "both require",
}
ALL = {"action": "any act", "asset": "anything", "territory": "anywhere"}
CAVEAT = (
    "Compared by effect, cell by cell; words play no part, and a clause that orders no act or status is "
    "left aside. What stands under no reading named here holds under all. --json has the whole of it."
)


def show(found: Differences) -> str:
    """What only the one draft orders, what only the other, and what both do; surely, and under which readings."""
    paper = Paper()
    paper.say(f"a: {found.titles[0]} ({found.a})")
    paper.say(f"b: {found.titles[1]} ({found.b})")
    paper.say(f"Both in force from {day(found.day)}{_given(found.given)}.")
    for name, rows, one in (("a", found.only_a, found.a), ("b", found.only_b, found.b)):
        paper.heading(f"Only {name}, {one}")
        _side(paper, found, rows, f"Nothing that {'b' if name == 'a' else 'a'} does not order as well.")
    paper.heading("Both")
    _both(paper, found)
    if found.aside:
        verb = "orders" if len(found.aside) == 1 else "order"
        paper.heading(f"Left aside: {count(len(found.aside), 'clause')} that {verb} no act or status")
        paper.say(listing(found.aside), 2)
    paper.caveat(CAVEAT)
    return paper.text()


def _given(given: Sequence[Mapping[str, Any]]) -> str:
    fixed = listing(f"{one['clause']} read as {one['reading']}" for one in given)
    return f", {fixed}" if fixed else ""


def _side(paper: Paper, found: Differences, rows: Sequence[Row], nothing: str) -> None:
    if not rows:
        paper.say(nothing, 2)
    for clause, own in _grouped(rows).items():
        title = found.clauses.get(clause[0], "")
        paper.item(f"{clause[0].partition('#')[2]}{f', {title}' if title else ''}")
        for row in _shown(own):
            paper.say(f"{_sentence(row)}{_under(row)}", 6, 2)
        if len(own) > len(_shown(own)):
            paper.say(f"and {count(len(own) - len(_shown(own)), 'more part')} under further readings or conditions", 6)


def _both(paper: Paper, found: Differences) -> None:
    """Pairs that order the same of something under all readings in full; of the others only that they do."""
    if not found.both:
        paper.say("Nothing.", 2)
    unsure: dict[str, dict[str, None]] = {}
    for (mine, theirs), rows in _grouped(found.both).items():
        sure = [row for row in rows if not row.readings]
        if sure:
            paper.item(f"{mine.partition('#')[2]} and {theirs.partition('#')[2]}")
            for row in sure:
                paper.say(_sentence(row, both=True), 6, 2)
        else:
            unsure.setdefault(mine.partition("#")[2], {})[theirs.partition("#")[2]] = None
    if unsure:
        paper.say("Under some readings, of something:", 2)
    for mine, others in unsure.items():
        paper.item(f"{mine}: {listing(others)}", 4)


def _grouped(rows: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(row.clauses, []).append(row)
    return found


def _shown(rows: Sequence[Row]) -> list[Row]:
    """Those under all readings; else the two that need the fewest readings."""
    sure = [row for row in rows if not row.readings]
    return sure or sorted(rows, key=lambda row: len(row.readings))[:2]


def _sentence(row: Row, *, both: bool = False) -> str:
    order = (BOTH if both else ORDERS)[row.effect].format(number=f"{row.number or 0:,}")
    if row.status:
        what = f"{order} that {row.status}"
    else:
        each = f" for each {listing(side for side in row.per if side != 'time')}" if row.per[:-1] else ""
        what = f"{order}{each}: {_sides(row)}"
    return f"{what}{_when(row.when)}"


def _when(condition: str) -> str:
    """A condition at the end of a sentence; what must not be is an exception."""
    if condition.startswith("not: ") and " and " not in condition and " or " not in condition:
        return f"; unless {condition[5:]}"
    return f"; only if {condition}" if condition else ""


def _under(row: Row) -> str:
    chosen = listing(f"{one['clause'].rpartition('#')[2]} = {one['reading']}" for one in row.readings)
    return f" (under {chosen})" if chosen else ""


def _sides(row: Row) -> str:
    """Who, what, with what, where and when, of all boxes together."""
    words = [_few([name for box in row.region for name in box[side]], word) for side, word in ALL.items()]
    who = "anyone" if row.who == ("*",) else _few(row.who, "anyone")
    return f"{who}: {words[0]}, {words[1]}, {words[2]}{_days(row.region)}"


def _few(names: Iterable[str], everything: str) -> str:
    found = list(dict.fromkeys(names))
    if "*" in found:
        return everything
    if len(found) <= FEW:
        return " ".join(found) if len(found) == 1 else "/".join(found)
    return f"{'/'.join(found[: FEW - 2])} and {len(found) - FEW + 2:,} more"


def _days(boxes: Sequence[Mapping[str, Any]]) -> str:
    first = min((box["from"] or "" for box in boxes), default="")
    last = [box["until"] for box in boxes]
    end = "" if None in last else f" until {max(last)}"
    return f", from {first}{end}" if first and (end or len({box["from"] for box in boxes}) == 1) else end

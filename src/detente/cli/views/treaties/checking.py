"""Contradictions of treaties, for people: the answer, then each with where it is and a small story that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from detente.api.treaties.checking import Check, Contradiction, Gap
from detente.brief.citing import clause as cited
from detente.brief.regions import Regions
from detente.brief.setwords import Called
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.words import capital, count, day, few, listing, spelled

REST = " (rest)"
MOST_BOXES, MOST_GAPS = 2, 12
NEVER = (
    "Contradictions are of the clauses as they were coded. Whoever holds a reading that lifts one sees none there; a "
    "weak one is kept by not using the permission."
)
SECTIONS = (
    (False, True, "In the text, under every reading"),
    (False, False, "Under some readings"),
    (True, True, "Weak: permitted by one, forbidden by another, under every reading"),
    (True, False, "Weak, and only under some readings"),
)


def show(case: Case, result: Check) -> str:
    """The answer in a sentence; textual contradictions, those that need readings, weak ones, gaps."""
    paper, words = Paper(), Words(case)
    paper.heading(f"{_headline(case, result)}.")
    paper.say(_frame(result))
    for weak, textual, title in SECTIONS:
        found = [one for one in result.contradictions if (one.weak, one.textual) == (weak, textual)]
        if found:
            paper.heading(f"{title}: {len(found):,}")
            for number, alike in enumerate(_folded(found)):
                if number:
                    paper.gap()
                _one(paper, words, alike)
    _gaps(paper, result)
    paper.caveat(NEVER)
    return paper.text()


def _headline(case: Case, result: Check) -> str:
    strong = [one for one in result.contradictions if not one.weak]
    textual = sum(one.textual for one in strong)
    weak = len(result.contradictions) - len(strong)
    said = [f"{count(textual, 'contradiction')} in the text"] if textual or not strong else []
    if len(strong) > textual:
        more = len(strong) - textual
        said.append(
            f"{more:,} more under some readings" if said else f"{count(more, 'contradiction')} under some readings"
        )
    said += [f"{weak:,} weak"] if weak else []
    who = result.looked[0].titles[0] if len(result.looked) == 1 and len(result.looked[0].titles) == 1 else case.title
    return f"{who}: {listing(said) if strong else ', '.join(['no contradiction', *said[1:]])}"


def _frame(result: Check) -> str:
    said = []
    for group in result.looked:
        when = max(group.entered.values())
        assumed = " (assumed)" if group.assumed else ""
        said.append(f"{' and '.join(group.treaties)} from {day(when)}{assumed}")
    end = "These are all." if result.complete else "The search was stopped or a part was too large; there may be more."
    fixed = "".join(f" Read {one['clause']} as {one['reading']}." for one in result.given)
    return f"In force: {few(said, 8, '; ')}. {end}{fixed}"


class Words:
    """What is called what, in a terminal."""

    def __init__(self, case: Case) -> None:
        self.case = case

    @cached_property
    def called(self) -> Called:
        """Names of actors, actions, assets and territories."""
        return Called(self.case, next(iter(self.case.treaties.treaties)))

    @cached_property
    def regions(self) -> Regions:
        """Regions as the brief words them."""
        return Regions(self.case, self.case.treaties.treaties[0])

    def title(self, name: str) -> str:
        """A clause with its treaty, how people cite it, and its title."""
        treaty, _, anchor = name.partition("#")
        title = self.case.treaties.treaty[treaty].provision[anchor].title
        return f"{cited(anchor)} of {treaty}" + (f" ({title})" if title else "")

    def short(self, name: str) -> str:
        """A clause as people cite it."""
        return cited(name.partition("#")[2])

    def name(self, side: str, name: str) -> str:
        """One name; what is of a class of assets but none of its parts is “other …”."""
        base = name.removesuffix(REST)
        if side == "territory":
            said = self.called.territory(base)
        elif side == "bearer":
            said = self.called.actor(base)
        else:
            said = self.called.asset(base) if side == "asset" else self.called.action(base)
        return said if base == name or side != "asset" else f"other {said}"


def _folded(found: Sequence[Contradiction]) -> list[list[Contradiction]]:
    """Weak ones that differ in the permitting clause only are told as one."""
    folds: dict[object, list[Contradiction]] = {}
    for number, one in enumerate(found):
        folds.setdefault(_fold(one) if one.weak else number, []).append(one)
    return list(folds.values())


def _fold(one: Contradiction) -> tuple[str, str, str]:
    permitting = _permitting(one)
    rest = [reading for reading in one.readings if reading["clause"] != permitting]
    return _forbidding(one), str(rest), str([sorted(box.items(), key=str) for box in one.region])


def _permitting(one: Contradiction) -> str:
    return next(str(order["clause"]) for order in one.witness["orders"] if order["order"] == "may")


def _forbidding(one: Contradiction) -> str:
    return next(clause for clause in one.clauses if clause != _permitting(one))


def _one(paper: Paper, words: Words, alike: Sequence[Contradiction]) -> None:
    one = alike[0]
    if one.weak:
        paper.say(f"{capital(words.title(_forbidding(one)))} forbids what others permit [{_forbidding(one)}]:")
    elif len(one.clauses) == 1:
        paper.say(f"This clause cannot be kept by itself ({one.kind}):")
    elif len(one.clauses) == 2:
        paper.say(f"These two exclude each other ({one.kind}):")
    else:
        number = spelled(len(one.clauses))
        paper.say(f"These {number} cannot all hold; leave out any one and the others can ({one.kind}):")
    if one.weak:
        for other in alike:
            paper.item(_permission(words, other))
    else:
        for name in one.clauses:
            paper.item(f"{words.title(name)} [{name}]")
    rest = [reading for reading in one.readings if not one.weak or reading["clause"] != _permitting(one)]
    if rest:
        paper.say(f"If {_readings(rest)}.{_held(one) if len(alike) == 1 else ''}", 2, 2)
    if one.region:
        paper.say(f"Where: {_region(words, one.region)}.", 2, 2)
    paper.say(_story(words, one), 2, 2)


def _permission(words: Words, one: Contradiction) -> str:
    name = _permitting(one)
    own = [reading for reading in one.readings if reading["clause"] == name]
    read = f", read as {own[0]['reading']}{_holders(own[0])}" if own else ""
    return f"{words.title(name)} [{name}]{read}"


def _holders(reading: Mapping[str, Any]) -> str:
    return f" (held by {listing(reading['holder'])})" if reading["holder"] else " (held by nobody on record)"


def _readings(readings: Iterable[Mapping[str, Any]]) -> str:
    return listing(f"{one['clause']} is read as {one['reading']}{_holders(one)}" for one in readings)


def _held(one: Contradiction) -> str:
    """Who holds several readings together."""
    if len(one.readings) < 2:
        return ""
    if one.held_by:
        return f" {listing(one.held_by)} {'holds' if len(one.held_by) == 1 else 'hold'} all of it."
    return " Nobody on record holds all of it."


def _region(words: Words, boxes: Sequence[Mapping[str, Any]]) -> str:
    said = [_box(words, box) for box in boxes[:MOST_BOXES]]
    more = len(boxes) - MOST_BOXES
    return "; ".join(said) + (f"; and {count(more, 'part')} more" if more > 0 else "")


def _box(words: Words, box: Mapping[str, Any]) -> str:
    return f"{words.regions.say((box,))}{_days(box)}"


def _days(box: Mapping[str, Any]) -> str:
    first, last = (day(date.fromisoformat(box[end])) if box[end] else "" for end in ("from", "until"))
    if first and first == last:
        return f", on {first}"
    return "".join((f", from {first}" if first else "", f", until {last}" if last else ""))


def _story(words: Words, one: Contradiction) -> str:
    """“On 1 January 2022, Russia, keep, ground forces, Poland: …”. What does not matter anywhere is left out."""
    witness = one.witness
    cells = witness["cells"]
    sides = [side for side in ("bearer", "action", "asset", "territory") if any(b[side] != ["*"] for b in one.region)]
    where = (
        ""
        if not cells
        else ", "
        + "; ".join(
            _cell(words, cells, number, sides) + _of_day(witness, cells[number]) for number in range(len(cells))
        )
    )
    supposed = [
        f"{fact['title'] or fact['name']}{_of_day(witness, fact)}{'' if fact['holds'] else ' (not)'}"
        for fact in witness["circumstances"]
    ]
    given = f", given {listing(supposed)}" if supposed else ""
    when = "" if _several(witness) else f"On {day(date.fromisoformat(witness['day']))}"
    return capital(f"{when}{given}{where}: {_orders(words, witness)}.".removeprefix(", "))


def _several(witness: Mapping[str, Any]) -> bool:
    """Whether a witness is of several days."""
    return len({one["day"] for one in (*witness["cells"], *witness["orders"], *witness["statuses"])}) > 1


def _of_day(witness: Mapping[str, Any], one: Mapping[str, Any]) -> str:
    """The day of a part of a witness that is of several."""
    return f" on {day(date.fromisoformat(one['day']))}" if _several(witness) else ""


def _cell(words: Words, cells: Sequence[Mapping[str, Any]], number: int, sides: Sequence[str]) -> str:
    cell = cells[number]
    mark = f"[{number + 1}] " if len(cells) > 1 else ""
    like = f" and {cell['like'] - 1:,} like it" if cell["like"] > 1 else ""
    return f"{mark}{', '.join(words.name(side, cell[side]) for side in sides)}{like}"


def _orders(words: Words, witness: Mapping[str, Any]) -> str:
    said = []
    for order in witness["orders"]:
        marks = [f"[{place + 1}]" for place in order["cells"]]
        there = (
            "there" if len(witness["cells"]) < 2 else f"in {listing(marks)}" + (" together" if len(marks) > 1 else "")
        )
        when = f" if {_plain(order['when'], witness)}" if order["when"] else ""
        said.append(f"{words.short(order['clause'])} {_does(order, there, witness)}{when}")
    return listing(dict.fromkeys(said))


def _does(order: Mapping[str, Any], there: str, witness: Mapping[str, Any]) -> str:
    if order["holds"] is not None:
        verb = "permits that" if order["order"] == "may" else "requires:"
        return f"{verb} {_plain(order['holds'], witness)}"
    if order["order"] == "may":
        return f"permits some {there}"
    if order["order"] == "at least":
        return f"asks for at least {order['number']:,} {there}"
    return f"allows at most {order['number']:,} {there}" if order["number"] else f"allows none {there}"


def _plain(said: str, witness: Mapping[str, Any]) -> str:
    """A condition with titles for names."""
    titles = {one["name"]: f"“{one['title'] or one['name']}”{_of_day(witness, one)}" for one in witness["statuses"]}
    parts = said.replace("(", "( ").replace(")", " )").split()
    return " ".join(titles.get(part, part) for part in parts).replace("( ", "(").replace(" )", ")")


def _gaps(paper: Paper, result: Check) -> None:
    if not result.gaps:
        return
    paper.heading(f"Gaps: {len(result.gaps):,}")
    for kind in dict.fromkeys(gap.kind for gap in result.gaps):
        mine = list(dict.fromkeys(_gap(gap) for gap in result.gaps if gap.kind == kind))
        paper.say(f"{capital(kind)}:")
        for said in mine[:MOST_GAPS]:
            paper.item(said)
        if len(mine) > MOST_GAPS:
            paper.item(f"and {len(mine) - MOST_GAPS} more (--json has all)")


def _gap(gap: Gap) -> str:
    under = listing(f"{one['clause']} is read as {one['reading']}" for one in gap.readings)
    readings = f" (if {under})" if under else ""
    return f"{gap.clause}: {gap.detail}{readings}."

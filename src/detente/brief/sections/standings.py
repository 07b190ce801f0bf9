"""The stability table: packages by who moves, with the concepts under which each is stable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.analyses.holdingcase import CaseHolding
from detente.brief.markup import Content, Html, anchor, el, plain, scrolling
from detente.brief.names import Names
from detente.brief.pictures.glyphs import glyph
from detente.brief.sections import figure
from detente.brief.sections.certificates import inside, under
from detente.brief.standing import CALLED, DEPENDS, DETERRED, FALLS, IDLE, ITSELF, MIXED, Row, Standing
from detente.brief.stuck import BOTH, FREE, RULED, SPENT
from detente.brief.turning import turning
from detente.brief.words import capital, listed, number, of, own, quoted, spelled

MARKS = {
    ITSELF: ("demands", "stable by itself: there is nothing to gain by a move"),
    DETERRED: ("accepts", "stable because answers deter, under the concepts named"),
    FALLS: ("rejects", "not stable: there is something to gain by a move, and no answer deters it"),
    IDLE: ("unneeded", "has no move there"),
    MIXED: ("conditional", "is not the same in all packages of its row"),
    DEPENDS: ("unknown", "not known: it depends on preferences that are not judged"),
}
EVERYBODY = {
    ITSELF: "holds by itself: nobody would gain by a move",
    DETERRED: "holds because answers deter, under the concepts named",
    FALLS: "does not hold: somebody could move and gain, and no answer deters it",
}


def standings(found: CaseHolding, some: Sequence[Row], names: Names) -> Iterator[Content]:
    """The table under the sentence that says what it shows."""
    yield figure(
        _finding(found, some, names),
        scrolling("For whom each package would hold", _table(found, some, names)),
        key=_key(found, some, names),
    )
    stuck = {one.stuck for row in some for mover in found.movers for one in row.standings(mover.id)} - {FREE}
    if stuck:
        why = {SPENT: "the case permits no change of what it does", RULED: "linkages rule out any other conduct of it"}
        told = " or ".join(said for reason, said in why.items() if stuck & {reason, BOTH})
        yield el(
            "p",
            f"A side has no move where, under such terms, {told}. That it might do what the case calls impossible is "
            "not looked at.",
            class_="meta",
        )


def _finding(found: CaseHolding, some: Sequence[Row], names: Names) -> Html:
    """How many packages each would gain by leaving, undeterred; else of how many that is so in part."""
    falls = {one.id: sum(row.stands(one.id) == FALLS for row in some) for one in found.movers}
    leaving = [mover for mover, times in sorted(falls.items(), key=lambda one: -one[1]) if times]
    then = "nobody can answer" if len(found.movers) == 1 else "no answer deters it"
    if not leaving:
        return _partly(found, some, names, then)
    first, *rest = leaving
    several = any(len(row.packages) > 1 for row in some)
    what = f"{'every package of ' * several}{of(falls[first], len(some))} {'rows' if several else 'packages'}"
    head = capital(f"{own(inside(first, found, names))} would gain by leaving {what}")
    others = "".join(f"; {own(inside(one, found, names))} {number(falls[one])}" for one in rest)
    idle: list[Content] = [own(inside(mover, found, names)) for mover, times in falls.items() if not times]
    none = f"; {listed(idle)} none for certain" if idle else ""
    return Html(f"{head}, and {then}{others}{none}.")


def _partly(found: CaseHolding, some: Sequence[Row], names: Names, then: str) -> Html:
    """Where nothing is left for certain."""
    kinds = {one.id: [{standing.kind for standing in row.standings(one.id)} for row in some] for one in found.movers}
    part = {mover: sum(FALLS in row for row in every) for mover, every in kinds.items()}
    most = max(part.values())
    if most:
        who = [mover for mover, times in part.items() if times == most]
        named = listed([own(inside(mover, found, names)) for mover in who])
        if len(who) > 1 or most > _MOST_NAMED:
            left = f"some packages of {_out_of(most, len(some))} of these, but not all"
        else:
            left = listed([_falling(row, who[0]) for row in some if row.falling(who[0])])
        return Html(f"{named} would gain by leaving {left}; {then}.")
    if any(DEPENDS in row for every in kinds.values() for row in every):
        return Html("Whether anybody would leave depends on preferences that are not judged.")
    if any(DETERRED in row for every in kinds.values() for row in every):
        return Html("Whoever would gain by leaving a package can be deterred, under some concepts.")
    return Html("Nobody would gain by leaving any of these.")


_MOST_NAMED = 2


def _out_of(some: int, all_: int) -> str:
    return f"each of the {spelled(all_)}" if some == all_ else f"{spelled(some)} of the {spelled(all_)}"


def _falling(row: Row, mover: str) -> Html:
    """In how many packages of a row a mover would leave, as the object of a sentence."""
    noun = "packages chosen by" if row.kind == "standard" else "completions of"
    looked = " that are looked at" if row.partly else ""
    return Html(f"{of(row.falling(mover), len(row.packages))} {noun} {quoted(row.title or row.name)}{looked}")


def _table(found: CaseHolding, some: Sequence[Row], names: Names) -> Html:
    heads = [el("th", _side(one.id, found, names), scope="col", class_="party") for one in found.movers]
    alone = len(found.movers) == 1
    everybody = None if alone else el("th", "Everybody", scope="col", class_="party")
    told = bool(_everywhere(found, some))
    return el(
        "table",
        el("thead", el("tr", el("th", "Package", scope="col"), heads, everybody)),
        el("tbody", [_row(row, found, names, told=told, alone=alone) for row in some]),
        class_="matrix homes holds",
    )


def _side(mover: str, found: CaseHolding, names: Names) -> Html:
    return names.side(mover) if mover in names.units else own(capital(inside(mover, found, names)))


def _row(row: Row, found: CaseHolding, names: Names, *, told: bool, alone: bool) -> Html:
    notes: list[Content] = [Html(part) for part in (_about(row), "" if told else _turned(row, names)) if part]
    head = el("th", _titled(row, names), [el("span", note, class_="meta block") for note in notes], scope="row")
    cells = []
    for mover in found.movers:
        here = all(mover.id in one.holding.conflict.parties for one in row.packages)
        cells.append(_cell(row, mover.id, inside(mover.id, found, names)) if here else el("td", "—"))
    return el("tr", head, cells, None if alone else _cell(row, "", "everybody"))


def _about(row: Row) -> str:
    """What kind of row it is, and how many packages it has."""
    about = {"proposal": "Proposal", "standard": "Standard of fairness"}.get(row.kind, "")
    many, chosen = spelled(len(row.packages)), row.kind == "standard"
    if row.partly:
        if chosen and row.total is None:
            return f"{about}, {many} of the packages that it chooses; there may be more"
        total = "many" if row.total is None else spelled(row.total)
        return f"{about}, {many} of {total} {'packages that it chooses' if chosen else 'completions'}"
    if len(row.packages) > 1:
        return f"{about}, {many} {'packages that it chooses' if chosen else 'completions'}"
    return about


def _turns(row: Row) -> tuple[str, ...]:
    """The issues on which the verdicts on its packages turn, where one or two tell that."""
    found = turning([one.package for one in row.packages], row.verdicts)
    return () if found is None else found.issues


def _turned(row: Row, names: Names) -> str:
    """On what the verdicts turn; "" where they are the same in all packages."""
    if len(set(row.verdicts)) < 2:
        return ""
    issues = _turns(row)
    return _on(issues, names) if issues else "turns on more than two issues together"


def _everywhere(found: CaseHolding, some: Sequence[Row]) -> tuple[str, ...]:
    """The same where it is one answer for all that turn on anything; then the key gives it."""
    open_ = [row for row in some if len(set(row.verdicts)) > 1]
    told = {_turns(row) for row in open_}
    mixed = any(row.stands(mover.id) == MIXED for row in open_ for mover in found.movers)
    return told.pop() if mixed and len(open_) > 1 and len(told) == 1 else ()


def _on(issues: Sequence[str], names: Names) -> str:
    return f"turns on {listed([quoted(names.issue(issue)) for issue in issues])}"


def _titled(row: Row, names: Names) -> Html:
    """What it is called; a proposal with a link to what it says."""
    title = own(row.title or row.name)
    known = [placed.id for table in names.dossier.room.tables[:1] for placed in table.proposals]
    linked = row.kind == "proposal" and row.name in known
    return el("a", title, href="#" + anchor("proposal", row.name)) if linked else title


def _cell(row: Row, mover: str, who: str) -> Html:
    kind = row.stands(mover)
    mark, said = MARKS[kind]
    said = said if mover else EVERYBODY.get(kind, said)
    alone = len(row.packages[0].holding.conflict.parties) == 1
    some = row.standings(mover)
    if any(one.kind == ITSELF for one in some):  # whether there is a move makes no difference to the verdict
        some = tuple(one for one in some if one.kind != IDLE)
    notes = [_ALONE.get(one.kind, "") if alone else _note(one) for one in some]
    return el(
        "td",
        el("span", glyph(mark, f"{capital(who)}: {said}"), class_="cell plain"),
        el("span", ", or ".join(dict.fromkeys(notes)), class_="meta block chance"),
    )


_ALONE = {ITSELF: "stays", IDLE: "no move", FALLS: "leaves", DEPENDS: "depends"}
"""Where nobody can answer, all concepts come to the same."""


def _note(standing: Standing) -> str:
    """The concepts, in few words."""
    if standing.kind in (ITSELF, IDLE):
        return "no move" if standing.kind == IDLE else "all"
    if len(standing.stable) == len(standing.concepts) - 1 > 2 and not standing.open:
        (but,) = set(standing.concepts) - set(standing.stable)
        return f"all but {CALLED[but]}"
    parts = [", ".join(CALLED[one] for one in standing.stable)] if standing.stable else []
    if standing.open:
        parts.append("depends" if len(standing.open) == len(standing.concepts) else f"depends: {under(standing.open)}")
    return "; ".join(parts) or "none"


def _key(found: CaseHolding, some: Sequence[Row], names: Names) -> Html:
    shown = {row.stands(mover.id) for row in some for mover in found.movers} | {row.stands() for row in some}
    marks = dict(MARKS)
    if issues := _everywhere(found, some):
        open_ = f"{_on(issues, names)}, in which the packages of a row differ"
        marks[MIXED] = (MARKS[MIXED][0], plain(Html(open_)))
    items = [el("li", glyph(mark, said), " ", said) for kind, (mark, said) in marks.items() if kind in shown]
    return el("ul", items, class_="key")

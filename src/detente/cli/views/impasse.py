"""Impasse: conflicts as sentences, concessions as conditionals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.analyses.impasse import Impasse, LevelImpasse, WayOut, Weight
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.views import acceptable, drafts
from detente.cli.words import (
    LEVEL,
    as_of,
    count,
    listing,
    names,
    number,
    option,
    other,
    position_line,
    spelled,
    table_title,
    title,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.ledger.records import Record

LEVELS = tuple(LEVEL)
SHOWN = 20
NEVER = (
    "Positions are as stated, and may bluff or hide. Were one dropped, packages would no longer be excluded: "
    "that is not to say that anybody would agree to them."
)


def show(case: Case, result: Impasse, level: str, reading: str) -> str:
    """The whole answer at a level (default: each table's first without room) in a reading."""
    from detente.ledger.records import records

    paper = Paper()
    paper.heading(as_of(result.about))
    lines = records(case, result.about.day)
    tables = tuple(dict.fromkeys(one.table for one in result.levels))
    chosen = {table: result.row(table, level or _first_blocked(result, table, reading), reading) for table in tables}
    detailed = next((table for table in tables if _blocked(chosen[table])), tables[0] if tables else "")
    for table in tables:
        paper.item(answer(chosen[table]), 0)
    for table in tables:
        shown = chosen[table]
        paper.heading(f"{table_title(case, table)} ({table})")
        _overview(paper, result, table)
        if table == detailed:
            _details(paper, case, shown, lines)
            if shown.judged is not None:
                acceptable.impasse(paper, case, shown.judged, shown.level)
            if shown.drafts:
                drafts.against(paper, case, shown.drafts)
        _other_reading(paper, result, shown)
    if len(tables) > 1:
        paper.say(f"Conflicts and ways out are shown for the table {detailed}; --table ID shows another one.")
    paper.caveat(NEVER)
    return paper.text()


def _details(paper: Paper, case: Case, one: LevelImpasse, lines: Mapping[str, Record]) -> None:
    if _blocked(one):
        _explain(paper, case, one, lines)
    elif one.example:
        _package(paper, case, one)


def _first_blocked(result: Impasse, table: str, reading: str) -> str:
    return next((level for level in LEVELS if _blocked(result.row(table, level, reading))), LEVELS[-1])


def _blocked(one: LevelImpasse) -> bool:
    return one.gap is None or one.gap > 0


def answer(one: LevelImpasse) -> str:
    """What blocks it at this table? One sentence."""
    where = f"At the table {one.table}, with {_COUNTED[one.level]},"
    if one.linkage_conflicts or (one.gap is None and one.possible == 0 and not one.conflicts_total):
        return f"{where} no package meets the linkages, whatever the positions."
    if one.gap is None:
        return f"{where} the answer is not known: the case is too wide."
    if one.gap == 0 and one.possible is None:
        return f"{where} nothing blocks: some package is not ruled out; how many was not counted, the case is too wide."
    if one.gap == 0:
        packages = "package is" if one.possible == 1 else "packages are"
        return f"{where} nothing blocks: {number(one.possible)} {packages} not ruled out."
    known = "" if one.complete else "at least "
    them = "; each is a pair, so this is a table of differences" if one.all_pairs and one.conflicts_total > 1 else ""
    sets = count(one.conflicts_total, "smallest set", "smallest sets")
    return (
        f"{where} there is no room: {known}{sets} of positions cannot hold{them}."
        f" The fewest positions that would have to go: {spelled(one.gap)}."
    )


_COUNTED = {
    "limits": "only red lines counted",
    "refusals": "red lines and refusals counted",
    "demands": "red lines, refusals and demands counted",
}


def _overview(paper: Paper, result: Impasse, table: str) -> None:
    rows: list[tuple[str, ...]] = []
    for level in LEVELS:
        menu, package = result.row(table, level, "menu"), result.row(table, level, "package")
        if _numbers(menu) == _numbers(package):
            rows.append((LEVEL[level], "both", *_numbers(menu)))
        else:
            rows += [(LEVEL[level], "menu", *_numbers(menu)), ("", "package", *_numbers(package))]
    paper.table(
        [
            ("packages with", "left"),
            ("reading", "left"),
            ("possible", "right"),
            ("gap", "right"),
            ("conflicts", "right"),
            ("concessions", "right"),
        ],
        rows,
    )


def _numbers(one: LevelImpasse) -> tuple[str, ...]:
    gap = "no package" if one.linkage_conflicts else "not known" if one.gap is None else str(one.gap)
    conflicts = f"{one.conflicts_total:,}" if one.complete else f"{one.conflicts_total:,} or more"
    concessions = (
        "not known" if one.concessions_total is None else f"{one.concessions_total:,}" if one.gap else "none needed"
    )
    return number(one.possible), gap, conflicts, concessions


def _explain(paper: Paper, case: Case, one: LevelImpasse, lines: Mapping[str, Record]) -> None:
    if one.linkage_conflicts:
        for conflict in one.linkage_conflicts[:SHOWN]:
            paper.item(f"{_exclude(len(conflict))} These are linkages, which nobody can concede: {listing(conflict)}.")
        return
    paper.say(f"What blocks, with {_COUNTED[one.level]}, {_READ[one.reading]}:")
    conflicts = sorted(one.conflicts(), key=len)
    for place, conflict in enumerate(conflicts[:SHOWN], 1):
        paper.gap()
        paper.say(f"{place}. {_exclude(len(conflict))}", 2, 3)
        for name in conflict:
            paper.item(position_line(case, one.positions[name], lines), 5)
        for linkage in case.linkages:
            if linkage.id in one.linkages_behind(conflict):
                why = f" ({linkage.why.rstrip('.')})" if linkage.why else ""
                paper.say(f"Because every package must meet: {linkage.require}{why} [{linkage.id}]", 5)
    paper.gap()
    if one.conflicts_total > SHOWN:
        paper.say(f"And {one.conflicts_total - min(SHOWN, len(conflicts)):,} more; --json lists them.", 2)
    if not one.complete:
        paper.say("These are not all: there was no time to find every one. --seconds N gives it longer.", 2)
    _ways_out(paper, case, one, lines)


_READ = {"menu": "indivisible proposals read as menus", "package": "indivisible proposals read as packages"}


def _exclude(size: int) -> str:
    if size == 1:
        return "This one excludes every package by itself:"
    if size == 2:
        return "These two exclude each other:"
    return f"These {spelled(size)} cannot all hold; leave out any one and the others can:"


def _ways_out(paper: Paper, case: Case, one: LevelImpasse, lines: Mapping[str, Record]) -> None:
    paper.say("Ways out:")
    for way in one.lightest:
        paper.item(_way(case, way))
        for name in way.positions:
            paper.item(position_line(case, one.positions[name], lines), 4)
    units = tuple(dict.fromkeys(position.unit for position in one.positions.values()))
    unable = [unit for unit in units if unit not in {way.bloc for way in one.lightest}]
    if unable:
        paper.item(f"Nothing that {names(case, unable, 'or')} could drop alone would be enough.")
    if not one.lightest or min(len(way.positions) for way in one.lightest) > len(one.fewest):
        paper.item(
            f"Were all of these dropped, no other position would have to move ({len(one.fewest)}, the fewest that do):"
        )
        for name in one.fewest:
            paper.item(position_line(case, one.positions[name], lines), 4)
    if one.concessions_total is not None:
        text = count(one.concessions_total, "smallest set of concessions", "smallest sets of concessions")
        undercut = (
            f"; {len(one.non_dominated):,} ways of sharing the weight are undercut by no other"
            if one.non_dominated_complete
            else ""
        )
        paper.item(f"In all there {'is' if one.concessions_total == 1 else 'are'} {text}{undercut}.")
    if one.ranked:
        top = [f"{name} ({times})" for name, times in one.ranked[:5]]
        paper.item(f"Positions in the most conflicts: {', '.join(top)}.")


def _way(case: Case, way: WayOut) -> str:
    opens = (
        "packages (not counted)"
        if way.opens is None
        else f"{way.opens:,} {'package' if way.opens == 1 else 'packages'}"
    )
    return f"Were {names(case, [way.bloc])} alone to drop {_weight(way.gives_up)}, {opens} would no longer be excluded:"


def _weight(weight: Weight) -> str:
    parts = ((weight.limits, "red line"), (weight.refusals, "refusal"), (weight.demands, "demand"))
    return listing(count(value, word) for value, word in parts if value) or "nothing"


def _package(paper: Paper, case: Case, one: LevelImpasse) -> None:
    assert one.example is not None
    paper.say("One package that nothing coded rules out at this level (not a proposal):")
    paper.table(
        [("issue", "left"), ("settled as", "left")],
        [(title(case, issue), option(case, issue, name)) for issue, name in one.example.items()],
    )


def _other_reading(paper: Paper, result: Impasse, shown: LevelImpasse) -> None:
    reading = other(shown.reading)
    if sorted(result.row(shown.table, shown.level, reading).conflicts()) != sorted(shown.conflicts()):
        paper.say(f"Other conflicts, where indivisible proposals are read as {reading}s: --reading {reading}.")

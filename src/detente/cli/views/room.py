"""Room: the answer for each table, the counts, the best supported package, the proposals."""

from __future__ import annotations

from detente.analyses.room import Best, LevelRow, Placed, Room, TableRoom
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.views import acceptable, drafts
from detente.cli.words import (
    LEVEL,
    READING,
    as_of,
    capital,
    count,
    few,
    listing,
    names,
    number,
    option,
    other,
    shorten,
    title,
)

LEVELS = tuple(LEVEL)
NEVER = (
    "Counts are of stated positions, which may bluff or hide; they do not show whether a deal existed. "
    "“n of N packages” depends on how issues were divided and is no likelihood."
)


def show(case: Case, result: Room) -> str:
    """The whole answer."""
    paper = Paper()
    paper.heading(as_of(result.about))
    for table in result.tables:
        paper.item(answer(case, table), 0)
    for place, table in enumerate(result.tables):
        _table(paper, case, table, in_full=not place)
    if len(result.tables) > 1:
        paper.say("Package and proposals are shown for the first table; --table ID shows another one.")
    paper.caveat(NEVER)
    return paper.text()


def answer(case: Case, table: TableRoom) -> str:
    """Do stated positions leave room at this table? One sentence."""
    where = f"At the table {table.table} ({table.title or table.table})"
    absent = table.assumes_consent_of
    assumed = (
        f", assuming the consent of {names(case, absent)}, who {'is' if len(absent) == 1 else 'are'} not at it"
        if absent
        else ""
    )
    if not table.agenda:
        return f"{where} nothing can be settled: no issue's whole consent set sits at it."
    if table.silent == table.parties:
        return f"{where} nobody had spoken by then: nothing is ruled out, which shows no room either."
    silent = f"; {names(case, table.silent)} had not spoken on these issues" if table.silent else ""
    return f"{where} {_verdict(table)}{assumed}{silent}."


def _verdict(table: TableRoom) -> str:
    rows = {level: table.row(level, READING) for level in LEVELS}
    feasible = rows["limits"].feasible
    if feasible == 0:
        return "no package meets the linkages"
    for level in reversed(LEVELS):
        row, possible = rows[level], rows[level].possible
        if row.room and possible is None:
            return f"there are packages {_LEFT[level]}; how many was not counted, the case is too wide"
        if possible:
            counted = f"{possible:,} of {number(row.feasible)} feasible packages"
            return f"{counted} {_ROOM[level][possible != 1]}{_otherwise(table, level)}"
    return "every feasible package crosses somebody's red line"


_LEFT = {
    "demands": "not ruled out by anything coded",
    "refusals": "that cross no red line and ignore no refusal",
    "limits": "that cross nobody's red line",
}
_ROOM = {
    "demands": ("is not ruled out by anything coded", "are not ruled out by anything coded"),
    "refusals": (
        "crosses no red line and ignores no refusal, but does not meet every demand",
        "cross no red line and ignore no refusal, but none of them meets every demand",
    ),
    "limits": (
        "crosses nobody's red line, but ignores somebody's refusal",
        "cross nobody's red line, but each of them ignores somebody's refusal",
    ),
}


def _otherwise(table: TableRoom, level: str) -> str:
    menu = table.row(level, other(READING)).possible
    if menu == table.row(level, READING).possible:
        return ""
    return f" ({number(menu)} if indivisible proposals are read as menus)"


def _table(paper: Paper, case: Case, table: TableRoom, *, in_full: bool) -> None:
    paper.heading(f"{table.title or table.table} ({table.table}): {names(case, table.units)}")
    if table.off_agenda:
        paper.say(
            f"Kept at the status quo, not on this agenda: {listing(title(case, issue) for issue in table.off_agenda)}."
        )
    paper.table(
        [
            ("packages with", "left"),
            ("reading", "left"),
            ("all", "right"),
            ("feasible", "right"),
            ("possible", "right"),
            ("confirmed", "right"),
        ],
        [row for level in LEVELS for row in _rows(table, level)],
    )
    _disputed(paper, table)
    if table.judged is not None:
        acceptable.room(paper, case, table.judged)
    if table.best and in_full:
        _best(paper, case, table.best)
    if table.proposals and in_full:
        _proposals(paper, table)
    if table.drafts and in_full and case.day is not None:
        from detente.ledger.records import records

        drafts.placed(paper, case, table.drafts, records(case, case.day))


def _rows(table: TableRoom, level: str) -> list[tuple[str, ...]]:
    menu, package = table.row(level, "menu"), table.row(level, "package")
    if _numbers(menu) == _numbers(package):
        return [(LEVEL[level], "both", *_numbers(menu))]
    return [(LEVEL[level], "menu", *_numbers(menu)), ("", "package", *_numbers(package))]


def _numbers(row: LevelRow) -> tuple[str, ...]:
    return number(row.packages), number(row.feasible), number(row.possible), number(row.confirmed_throughout)


def _disputed(paper: Paper, table: TableRoom) -> None:
    other = [row for row in table.levels if row.possible_if_disputed_fall != row.possible]
    if table.disputed:
        paper.say(f"Disputed, counted as standing: {few(table.disputed, 6)}.")
    for row in other:
        paper.say(
            f"Were nothing disputed to stand: {number(row.possible_if_disputed_fall)} possible "
            f"({row.level}, {row.reading}).",
            2,
        )


_AMONG = {"limits": "that cross no red line", "refusals": "that cross no red line and ignore no refusal"}


def _best(paper: Paper, case: Case, best: Best) -> None:
    supported = best.supported
    best_found = "" if supported.exact else " (the best found, which may not be the best)"
    among = "" if best.level == LEVELS[-1] else f" of those {_AMONG[best.level]}"
    paper.say(
        f"Best supported package{among}: {len(supported.on_record)} of {supported.needed} needed consents are "
        f"on record, {len(best.refused)} refused, {len(supported.missing) - len(best.refused)} not known{best_found}."
    )
    refused: dict[str, list[str]] = {}
    for unit, issue, _ in best.refused:
        refused.setdefault(issue, []).append(case.name_of(unit))
    unknown: dict[str, list[str]] = {}
    for unit, issue in supported.missing:
        if case.name_of(unit) not in refused.get(issue, ()):
            unknown.setdefault(issue, []).append(case.name_of(unit))
    paper.table(
        [("issue", "left"), ("settled as", "left"), ("not known", "left"), ("refused by", "left")],
        [
            (
                title(case, issue),
                option(case, issue, name),
                listing(unknown.get(issue, [])) or "-",
                listing(refused.get(issue, [])) or "-",
            )
            for issue, name in supported.package.items()
        ],
    )
    if best.questions:
        paper.say(
            f"{capital(count(len(best.questions), 'question'))} would settle what is not known: whether "
            f"{names(case, [one.unit for one in best.questions])} would accept it as part of this package."
        )


def _proposals(paper: Paper, table: TableRoom) -> None:
    paper.say(f"{capital(count(len(table.proposals), 'proposal'))} on the table:")
    paper.table(
        [
            ("date", "left"),
            ("proposal", "left"),
            ("possible of completions", "right"),
            ("accept", "left"),
            ("reject", "left"),
            ("not known", "left"),
        ],
        [_proposal(placed) for placed in table.proposals],
    )
    paper.say(
        "“Possible” is at the level where no refusal is ignored. A partial proposal leaves issues open: its "
        "completions are the packages that meet it. --json names the positions that rule each one out."
    )
    if any(placed.in_part for placed in table.proposals):
        paper.say(
            "(in part): it asks for changes on issues that this table does not deal with, so nothing here meets all of "
            "it. Counted, and rejected, is its part about this agenda; to accept the whole is not to accept a part."
        )


def _proposal(placed: Placed) -> tuple[str, ...]:
    def who(verdict: str) -> str:
        return ", ".join(one.unit for one in placed.verdicts if one.verdict == verdict) or "nobody"

    possible = next(n for level, reading, n in placed.possible if (level, reading) == ("refusals", READING))
    shown = shorten(placed.title or placed.id, 60)
    return (
        str(placed.date),
        f"{shown} ({placed.id})" if shown != placed.id else placed.id,
        f"{number(possible)} of {number(placed.completions)}{' (in part)' if placed.in_part else ''}",
        who("accepts"),
        who("rejects"),
        who("unknown"),
    )

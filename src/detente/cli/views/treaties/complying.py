"""Whether a treaty is kept, for people: the answer in a sentence, then violations by clause, then what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.api.treaties.complying import Compliance, Violation
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.views.treaties.checking import Words
from detente.cli.words import capital, count, day, few, listing

LATE = "not done in time"
MOST_LINES, MOST_NAMES = 8, 8
"""Violations of a clause, and names in a row, that are shown before a list is folded."""


class Names(Words):
    """Clauses, actors and circumstances as people call them."""

    def clause(self, name: str) -> str:
        """How people cite it, and its name: “Article 14, tonnage (montreux-1936#art_14__tonnage)”."""
        return f"{capital(self.short(name))} ({name})"

    def who(self, name: str) -> str:
        """An actor; nobody on record is somebody."""
        return self.name("bearer", name) if name else "somebody"

    def fact(self, name: str) -> str:
        """A status or circumstance by its title, and its name."""
        words = self.case.treaties.vocabulary
        title = next((one.title for one in (*words.statuses, *words.circumstances) if one.id == name), "")
        return f"“{title}” ({name})" if title not in ("", name) else name


def show(case: Case, result: Compliance, written: str = "", *, folded: bool = True) -> str:
    """The answer in words; `folded`: of each clause some violations only."""
    paper, names = Paper(), Names(case)
    paper.heading(f"{result.title}: {_headline(result)}.")
    paper.say(_frame(result))
    if written:
        paper.say(f"All {result.total:,} are in {written}.")
    _violations(paper, names, result, MOST_LINES if folded else len(result.violations))
    _open(paper, names, result)
    return paper.text()


def _headline(result: Compliance) -> str:
    sure = sum(number for (_, verdict), number in result.clauses.items() if verdict == "violation")
    if not result.events:
        return "the log has no events, so that nothing can be said"
    if not result.total:
        return f"no violation in {count(result.events, 'event')}"
    said = [count(sure, "violation")] if sure else []
    if result.total > sure:
        more = f"{result.total - sure:,} more" if sure else count(result.total, "violation")
        said.append(f"{more} under some readings or in some circumstances")
    repaired = f", {result.repaired:,} of them repaired" if result.repaired else ""
    return f"{listing(said)} in {count(result.events, 'event')}{repaired}"


def _frame(result: Compliance) -> str:
    said = [f"In force from {day(result.entered)}{' (assumed)' if result.assumed else ''}"]
    if result.first and result.horizon:
        said.append(f"the log runs from {day(result.first)} to {day(result.horizon)}")
    if result.before:
        said.append(f"{count(result.before, 'event')} before entry into force")
    stopped = "" if result.complete else " The search was stopped; there may be more."
    return "; ".join(said) + "." + stopped


def _violations(paper: Paper, names: Names, result: Compliance, most: int) -> None:
    shown = 0
    for clause in dict.fromkeys(one.clause for one in result.violations):
        sure, maybe = (result.clauses.get((clause, verdict), 0) for verdict in ("violation", "depends"))
        paper.gap()
        numbers = [count(sure, "violation")] if sure else []
        numbers += [f"{maybe:,} that {'depends' if maybe == 1 else 'depend'}"] if maybe else []
        paper.say(f"{names.clause(clause)}: {listing(numbers)}.", 0, 2)
        mine = [one for one in result.violations if one.clause == clause]
        for one in mine[:most]:
            paper.item(_line(names, one))
        shown += len(mine[:most])
        if len(mine) > most:
            paper.item(f"and {sure + maybe - most:,} more.")
    if shown < result.total:
        paper.gap()
        paper.say(f"{shown:,} of {result.total:,} are shown; --limit shows more, --csv OUT writes all.")


def _line(names: Names, one: Violation) -> str:
    event = "" if one.event is None else f", {'line' if isinstance(one.event, int) else 'event'} {one.event}"
    until = f" to {day(one.until)}" if one.until and one.until != one.since else "" if one.until else " on"
    over = f" by {one.over:,}" if one.over else ""
    of = f" (after {names.short(one.of)} was violated)" if one.of else ""
    repaired = f"; repaired on {day(one.repaired)}" if one.repaired else ""
    before = _before(one) if one.event is None else ""
    said = f"{day(one.since)}{until}{event}, {names.who(one.actor)}: {one.kind}{over}{of}{before}{repaired}"
    ways = "; or if ".join(_under(names, way) for way in one.under)
    return f"{said}. Only if {ways}." if ways else f"{said}."


def _before(one: Violation) -> str:
    """That no event brought it about that day."""
    return {"below the floor": " from the first day", LATE: ""}.get(one.kind, ", there before")


def _under(names: Names, one: Mapping[str, Any]) -> str:
    parts = [
        f"{names.short(reading['clause'])} is read as {reading['reading']}{_held(names, reading)}"
        for reading in one["readings"]
    ]
    parts += [
        f"{names.fact(said['name'])} {'holds' if said['holds'] else 'does not hold'}" for said in one["circumstances"]
    ]
    return listing(parts)


def _held(names: Names, reading: Mapping[str, Any]) -> str:
    return f" (held by {listing(map(names.who, reading['holder']))})" if reading["holder"] else ""


def _open(paper: Paper, names: Names, result: Compliance) -> None:
    """What the log cannot show; what is the same for many clauses is said once."""
    said = [
        f"{names.clause(clause)}: {count(number, 'duty', 'duties')} not done yet, still in time"
        for clause, number in result.pending.items()
    ]
    reasons: dict[str, list[str]] = {}
    for one in result.unchecked:
        reasons.setdefault(one.why, []).append(one.clause)
    for why, clauses in reasons.items():
        which = names.clause(clauses[0]) if len(clauses) == 1 else few([*map(names.short, clauses)], MOST_NAMES, "; ")
        said.append(f"{which}: not checked, {why}")
    said += [
        f"{names.clause(clause)}: of {count(number, 'event')} it cannot be said whether it covers "
        f"{'it' if number == 1 else 'them'}"
        for clause, number in result.unclear.items()
    ]
    said += [f"{count(number, 'event')}: no {column} is said" for column, number in result.blank.items()]
    said += [
        f"{count(number, 'event')}: the {column} is a class with parts, and is taken as none of them"
        for column, number in result.vague.items()
    ]
    if result.unused_total:
        which = few([str(one) for one in result.unused], 8)
        said.append(f"{count(result.unused_total, 'event')} with consents that no clause asks for: {which}")
    if result.unstocked:
        said.append(f"at the start, how much is not known of {few(result.unstocked, 8)}: counted at its least")
    if said:
        paper.gap()
        paper.say("Not shown by the log:" if not result.total else "Beside these:")
        for line in said:
            paper.item(f"{capital(line)}.")

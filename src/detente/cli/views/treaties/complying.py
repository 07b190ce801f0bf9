"""Whether a treaty is kept, for people: the answer in a sentence, then violations by clause, then what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from detente.api.treaties.complying import Compliance
from detente.cli.paper import Paper
from detente.cli.words import capital, count, day, few, listing


def show(result: Compliance, written: str = "") -> str:
    """The answer in words."""
    paper = Paper()
    paper.heading(f"{result.title}: {_headline(result)}.")
    paper.say(_frame(result))
    if written:
        paper.say(f"All {result.total:,} are in {written}.")
    _violations(paper, result)
    _open(paper, result)
    return paper.text()


def _headline(result: Compliance) -> str:
    sure = sum(number for (_, verdict), number in result.clauses.items() if verdict == "violation")
    if not result.total:
        return f"no violation in {count(result.events, 'event')}"
    said = [count(sure, "violation")]
    if result.total > sure:
        said.append(f"{result.total - sure:,} more under some readings or in some circumstances")
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


def _violations(paper: Paper, result: Compliance) -> None:
    for clause in dict.fromkeys(one.clause for one in result.violations):
        sure, maybe = (result.clauses.get((clause, verdict), 0) for verdict in ("violation", "depends"))
        paper.gap()
        numbers = [count(sure, "violation")] if sure else []
        numbers += [f"{maybe:,} that {'depends' if maybe == 1 else 'depend'}"] if maybe else []
        paper.say(f"{clause}: {listing(numbers)}")
        for one in result.violations:
            if one.clause == clause:
                paper.item(_line(one))
    if len(result.violations) < result.total:
        paper.gap()
        paper.say(
            f"{len(result.violations):,} of {result.total:,} are shown; --limit shows more, --csv OUT writes all."
        )


def _line(one: Any) -> str:
    event = "" if one.event is None else f", {'line' if isinstance(one.event, int) else 'event'} {one.event}"
    until = f" to {day(one.until)}" if one.until and one.until != one.since else ""
    over = f" by {one.over:,}" if one.over else ""
    of = f" (after {one.of} was violated)" if one.of else ""
    repaired = f"; repaired on {day(one.repaired)}" if one.repaired else ""
    said = f"{day(one.since)}{until}{event}, {one.actor or 'somebody'}: {one.kind}{over}{of}{repaired}"
    return f"{said}. Only if {'; or if '.join(map(_under, one.under))}." if one.under else f"{said}."


def _under(one: Mapping[str, Any]) -> str:
    parts = [f"{reading['clause']} is read as {reading['reading']}{_held(reading)}" for reading in one["readings"]]
    parts += [f"{said['name']} {'holds' if said['holds'] else 'does not hold'}" for said in one["circumstances"]]
    return listing(parts)


def _held(reading: Mapping[str, Any]) -> str:
    return f" (held by {listing(reading['holder'])})" if reading["holder"] else ""


def _open(paper: Paper, result: Compliance) -> None:
    """What the log cannot show."""
    said = [
        f"{clause}: {count(number, 'duty', 'duties')} not done yet, still in time"
        for clause, number in result.pending.items()
    ]
    said += [f"{one.clause} is not checked: {one.why}" for one in result.unchecked]
    said += [
        f"{clause}: of {count(number, 'event')} it cannot be said whether it covers the place"
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
        _items(paper, said)


def _items(paper: Paper, said: Iterable[str]) -> None:
    for one in said:
        paper.item(f"{one if '#' in one.split(' ')[0] else capital(one)}.")

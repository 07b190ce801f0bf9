"""Ratification: who passes what, how many packages pass, and of a package the ladder it must climb at home."""

from __future__ import annotations

from itertools import groupby

from detente.analyses.ratification import Assessed, AtHome, Power, Ratification, TableWins, Win
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.views import ladder as ladder_view
from detente.cli.views.judged import legend
from detente.cli.words import (
    READING,
    as_of,
    capital,
    count,
    listing,
    names,
    number,
    shorten,
)
from detente.space.outcomes import (
    BARRED,
    LACKING,
    NOT_NEEDED,
    NOTHING,
    OPEN,
    PASSES,
)
from detente.space.rulewords import rule_words

LADDERS = 3
NEVER = (
    "Rules are law, votes are judgements; “passes” means: as coded. Members and bodies are taken to decide "
    "independently of one another: shocks that hit all alike make very high and very low probabilities less extreme."
)


def show(case: Case, result: Ratification, *, ladder: bool, power: bool, some: bool = False) -> str:
    """The whole answer. `ladder`: the packages in full, step by step; `power`: of the members of bodies.
    `some`: not all procedures were asked about.
    """
    paper = Paper()
    paper.heading(f"Would it pass at home? {as_of(result.about)}")
    _circumstances(paper, case, result)
    if ladder and len(result.assessed) <= LADDERS:
        for one in result.assessed:
            ladder_view.show(paper, case, one)
    else:
        _overview(paper, case, result)
    if some:
        paper.gap()
        paper.say("Below, only the procedures that were asked about count.")
    for table in result.tables:
        _wins(paper, case, table)
    if power:
        for body in result.power:
            _power(paper, case, body)
    paper.caveat(NEVER)
    return paper.text()


def _circumstances(paper: Paper, case: Case, result: Ratification) -> None:
    titles = {one.id: one.title for one in case.ratification.circumstances}
    said = dict(result.given)
    holding = [titles[name] for name in result.circumstances if name not in said]
    if holding:
        paper.say(f"In force on this day: {listing(holding)}.")
    for name, holds in said.items():
        paper.say(f"Taken {'to hold' if holds else 'not to hold'}, because you said so: {titles[name]}.")


# ------------------------------------------------------------------------------------------------------- the overview


def _overview(paper: Paper, case: Case, result: Ratification) -> None:
    told = [one for one in result.assessed if one.parties]
    if not told:
        return
    silent = [one.party for one in told[0].parties if one.verdict == NOTHING]
    who = [one.party for one in told[0].parties if one.party not in silent]
    paper.say(f"At home with {legend(case, who)}:" if who else "At home:")
    paper.table([("package", "left"), *((party, "left") for party in who)], [_row(one, who) for one in told])
    if silent:
        paper.say(
            f"Nothing is on file of what {names(case, silent)} must go through at home: not the same as “passes”."
        )
    said = {word for one in told for home in one.parties for word in _SHORT if word in _verdicts(home)}
    paper.say(f"{'; '.join(_EXPLAINED[word] for word in _SHORT if word in said and word in _EXPLAINED)}.")
    if any(len(home.kinds) > 1 for one in told for home in one.parties):
        paper.say("Where a proposal leaves several packages, “/” parts what becomes of some and of others.")
    further = [one for one in told if one.beyond and one.feasible]
    if further:
        more = listing(f"{one.id} for {one.beyond}" for one in further)
        paper.say(f"* Linkages ask for more changes than it names: {more}. Read so, with the fewest.")
    if any(not one.feasible for one in told):
        paper.say("† No feasible package meets its terms; it is read as it stands.")
    paper.say("Issues that a proposal leaves open stand at the status quo. --proposal ID shows one step by step.")


_SHORT = {PASSES: "passes", NOT_NEEDED: "–", OPEN: "?", LACKING: "lacks", BARRED: "barred", NOTHING: ""}
_EXPLAINED = {
    NOT_NEEDED: "– needs no approval",
    OPEN: "? cannot be told",
    LACKING: "lacks: votes are lacking",
    BARRED: "barred: no number of votes will do",
}


def _verdicts(home: AtHome) -> list[str]:
    having = {kind.verdict for kind in home.kinds}
    return [one for one in _SHORT if one in having]


def _row(one: Assessed, parties: list[str]) -> list[str]:
    homes = {home.party: "/".join(_SHORT[word] for word in _verdicts(home)) for home in one.parties}
    shown = shorten(one.title or one.id, 40)
    name = f"{shown} ({one.id})" if shown != one.id and one.kind == "proposal" else shown
    mark = "†" if not one.feasible else "*" if one.beyond else ""
    return [name + mark, *(homes.get(party, "") for party in parties)]


# ---------------------------------------------------------------------------------------------------------- win-sets


def _wins(paper: Paper, case: Case, table: TableWins) -> None:
    paper.heading(f"All packages: {table.title or table.table} ({table.table})")
    if not table.wins:
        paper.say("Nobody at this table that was asked about has a procedure on file.")
        return
    paper.say(f"Of {number(table.feasible)} feasible packages, so many:")
    paper.table(
        [("at home", "left"), *((name, "right") for name in _COLUMNS)],
        [_win(case, one) for one in table.wins],
    )
    if table.nothing_on_file:
        silent = names(case, table.nothing_on_file)
        paper.say(f"Nothing is on file of what {silent} must go through at home: these figures say nothing of it.")
    several = len(table.wins) > 1
    by = "any of them" if several else names(case, [table.wins[0].of])
    paper.item(f"Not certainly stopped by {by}: {_counted(table.none_stops)}.", 0)
    passing = f"Passing with {'all of them' if several else by}, or in need of no approval"
    paper.item(f"{passing}: {_counted(table.all_pass)}.", 0)
    _levels(paper, table, by)
    if table.prefers:
        whose = names(case, table.prefers)
        paper.say(f"Some members vote by what packages are worth to {whose}, as judged in preferences.yaml.")
        if len(table.agenda) < len(case.issues):
            paper.say(
                f"That is reckoned here over the {number(len(table.agenda))} issues of this table, and of a package by "
                f"itself over all {number(len(case.issues))}: the two may differ."
            )


_COLUMNS = ("pass", "cannot be told", "lack votes", "are barred", "need nothing")


def _win(case: Case, one: Win) -> tuple[str, ...]:
    figures = (one.passes, one.cannot_be_told, one.votes_lacking, one.procedure_barred, one.not_needed)
    return (capital(names(case, [one.of])), *map(number, figures))


def _levels(paper: Paper, table: TableWins, by: str) -> None:
    """What stated positions leave, level by level, and how much of it is not stopped; levels that leave the same
    together.
    """
    found = [level for level in table.levels if level.reading == READING]
    if found and all(level.possible == table.feasible is not None for level in found):
        paper.item("Stated positions rule out none of the feasible packages.", 0)
        return
    for (possible, left), same in groupby(found, key=lambda level: (level.possible, level.not_ruled_out)):
        levels = [_IF[level.level] for level in same]
        if possible is None:
            paper.item(f"How many packages stated positions leave {listing(levels)} was not counted.", 0)
        elif not possible:
            paper.item(f"Stated positions leave no package {levels[0]}.", 0)
        else:
            leave = f"Of the {count(possible, 'package')} that stated positions leave {', and '.join(levels)}"
            paper.item(f"{leave}, not certainly stopped by {by}: {_counted(left)}.", 0)


_IF = {
    "limits": "if no red line is crossed",
    "refusals": "if no refusal is ignored either",
    "demands": "if every demand is met too",
}


def _counted(some: int | None) -> str:
    return "not counted" if some is None else "none" if not some else number(some)


def _power(paper: Paper, case: Case, body: Power) -> None:
    titles = {one.id: one.title for found in case.ratification.bodies for one in found.members if found.id == body.body}
    paper.heading(f"Power in {body.title}, {rule_words(body.rule)}")
    if body.shapley_shubik is None or body.banzhaf is None:
        paper.say("Not counted: too many members, or seats.")
    else:
        rows = zip(body.members, body.seats, body.shapley_shubik, body.banzhaf, strict=True)
        paper.table(
            [("member", "left"), ("seats", "right"), ("Shapley–Shubik", "right"), ("Banzhaf", "right"), ("", "left")],
            [
                (titles[name], number(seats), f"{float(s):.1%}", f"{float(b):.1%}", "veto" * (name in body.vetoes))
                for name, seats, s, b in rows
            ],
        )

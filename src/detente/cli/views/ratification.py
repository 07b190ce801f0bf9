"""Ratification: who passes what, how many packages pass, and of a package the ladder it must climb at home."""

from __future__ import annotations

from fractions import Fraction

from detente.analyses.ratification import Assessed, AtHome, Power, Ratification, TableWins, WayOut, Win
from detente.analyses.ratification.results import Kind
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.views.judged import legend
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
    shorten,
    title,
)
from detente.engines.voting.chances import SAMPLED, Probability
from detente.space.outcomes import (
    BARRED,
    LACKING,
    NOT_NEEDED,
    NOTHING,
    OPEN,
    PASSES,
    ProcedureOutcome,
    StepOutcome,
    Votes,
)
from detente.space.rulewords import quota_words, rule_words, seats_words

SHOWN_WAYS = 6
LADDERS = 3
VERDICT = {
    PASSES: "passes",
    LACKING: "votes are lacking",
    BARRED: "barred: no number of votes will do",
    OPEN: "cannot be told",
    NOT_NEEDED: "needs no approval",
    NOTHING: "nothing is on file",
}
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
            _ladder(paper, case, one)
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


# ---------------------------------------------------------------------------------------------------------- the ladder


def _ladder(paper: Paper, case: Case, one: Assessed) -> None:
    dated = f", {one.date}" if one.date else ""
    paper.heading(f"{one.title or one.id} ({one.id}{dated})" if one.title != one.id else one.id)
    if one.terms:
        paper.say(
            "; ".join(
                f"{title(case, issue)}: {listing((option(case, issue, name) for name in options), 'or')}"
                for issue, options in one.terms
            )
            + f". All else at the status quo{_further(one)}."
        )
    if one.feasible and one.beyond:
        paper.say(f"So read it leaves {count(one.feasible, 'feasible package')}.")
    elif one.packages > 1:
        left = "" if one.feasible == one.packages else f", {number(one.feasible)} of them meet the linkages"
        paper.say(f"It leaves {number(one.packages)} packages{left}.")
    if not one.feasible:
        paper.say("No feasible package meets it: a linkage of the case is broken. It is assessed as it stands.")
    for home in one.parties:
        _at_home(paper, case, home)


def _further(one: Assessed) -> str:
    if not one.beyond:
        return ""
    return f", but for {count(one.beyond, 'issue')} that linkages ask to change as well"


def _at_home(paper: Paper, case: Case, home: AtHome) -> None:
    many = len(home.kinds) > 1
    for kind in home.kinds:
        share = f", for {number(kind.packages)} of these packages" if many else ""
        paper.gap()
        paper.say(
            f"{capital(names(case, [home.party]))}{share}: {VERDICT[kind.verdict]}{_likely(kind.outcome.probability)}."
        )
        if many:
            paper.say(f"For example with {_package(case, home, kind)}.", 2)
        told: set[str] = set()
        for procedure in kind.outcome.procedures:
            _procedure(paper, case, procedure, told)
        if kind.ways_out is not None:
            _ways(paper, case, kind)


def _package(case: Case, home: AtHome, kind: Kind) -> str:
    """What sets the first package of a kind apart from the first packages of the others."""
    others = [dict(other.example) for other in home.kinds if other is not kind]
    apart = [(i, o) for i, o in kind.example if any(other[i] != o for other in others)]
    return listing(f"{title(case, issue)}: {option(case, issue, name)}" for issue, name in apart)


def _procedure(paper: Paper, case: Case, one: ProcedureOutcome, told: set[str]) -> None:
    because = ""
    if one.bars:
        titles = {found.id: found.title for found in case.ratification.circumstances}
        bars = [
            titles[bar.circumstance] if bar.circumstance else f"the package has {bar.condition}" for bar in one.bars
        ]
        because = f", by this: {listing(bars)}"
    likely = "" if len(one.steps) < 2 else _likely(one.probability)
    paper.item(f"{one.title} ({one.instrument or one.id}): {VERDICT[one.verdict]}{because}{likely}.")
    for step in one.steps:
        _step(paper, step, told)


def _step(paper: Paper, step: StepOutcome, told: set[str]) -> None:
    """`told`: the bodies of which it has been said already why members vote as they do."""
    about = f"{step.title}: " if step.title else ""
    paper.item(
        f"{about}{step.body_title}, {rule_words(step.rule)}: {VERDICT[step.verdict]}{_likely(step.probability)}.", 4
    )
    votes = step.votes
    if votes is None:
        return
    if votes.unknown == votes.seats > 1:
        paper.say(f"Of none of the {number(votes.seats)} seats is anything known; {_needs(step)}.", 6)
    elif votes.seats > 1:
        paper.say(
            f"Of {number(votes.seats)} seats {_range(votes.yes)} for, {_range(votes.no)} against"
            f"{_some(', ', _range(votes.abstain), ' abstaining')}"
            f"{f', {number(votes.unknown)} not known' if votes.unknown else ''}{_present(votes)}; {_needs(step)}.",
            6,
        )
        if votes.missing is not None:
            _missing(paper, votes)
        elif len(votes.members) > 1 and votes.pivot:
            paper.say(_pivot(votes), 6)
    if step.body not in told:
        _because(paper, votes)
    told.add(step.body)


def _needs(step: StepOutcome) -> str:
    if step.rule == "consensus":
        return "nobody may be against"
    assert step.votes is not None
    votes = step.votes
    whole = all(end.denominator == 1 for end in (*votes.yes, *votes.no, *votes.abstain))
    return f"{quota_words(votes.needs, votes.quota, above=votes.above, whole=whole)} are needed"


def _present(votes: Votes) -> str:
    low, high = votes.present
    if low == high == votes.seats:
        return ""
    return f" if all take part ({_range(votes.present)} do)"


def _missing(paper: Paper, votes: Votes) -> None:
    lacking = votes.missing
    assert lacking is not None
    parts = []
    if lacking.votes:
        parts.append(count(lacking.votes, "vote"))
    if lacking.people:
        parts.append(f"{float(lacking.people):,.1f} of the population (as the case counts it)")
    if lacking.turnout:
        parts.append(f"{count(lacking.turnout, 'voter')} taking part")
    best = ", all that are not known voting for" if votes.unknown else ""
    paper.say(f"Missing at the best{best}: {listing(parts)}. {_turns(votes)}", 6)


def _turns(votes: Votes) -> str:
    if votes.turns is None:
        return "No votes would do."
    titles = {one.id: one.title for one in votes.members}
    whole = {one.id for one in votes.members if one.seats == 1}
    some = [titles[name] if name in whole else f"{number(seats)} of {titles[name]}" for name, seats in votes.turns]
    absent = " (more, because not all take part)" if votes.present[0] < votes.seats else ""
    return f"Would have to turn: {few(some, 5)}{absent}." if some else ""


def _pivot(votes: Votes) -> str:
    titles = {one.id: one.title for one in votes.members}
    who = few([titles[name] for name in votes.pivot], 5)
    if len(votes.pivot) == 1:
        return f"Pivotal: {who}."
    how = "any one of them decides" if votes.pivot_alone else "no one of them alone is enough"
    return f"Pivotal together, because nothing tells them apart: {who}; {how}."


def _because(paper: Paper, votes: Votes) -> None:
    for one in votes.members:
        if one.because:
            paper.item(f"{one.title}: {one.because}", 6)
        elif one.margin is not None:
            way = "more" if one.margin >= 0 else "less"
            paper.item(f"{one.title}: by preferences, {abs(float(one.margin)):.1f} points {way} than no agreement", 6)


def _ways(paper: Paper, case: Case, kind: Kind) -> None:
    ways = kind.ways_out or ()
    if not ways:
        none = (
            "No change of up to three issues would do." if kind.ways_complete else "What would do was not looked for."
        )
        paper.say(none, 2)
        return
    paper.say("What would do, changing as few issues as possible:", 2)
    sets: dict[tuple[str, ...], list[WayOut]] = {}
    for way in ways:
        sets.setdefault(tuple(issue for issue, _ in way.changes), []).append(way)
    for issues, mine in list(sets.items())[:SHOWN_WAYS]:
        first = mine[0]
        if len(issues) == 1:
            told = f"{title(case, issues[0])}: {listing((option(case, *way.changes[0]) for way in mine), 'or')}"
        else:
            example = "; ".join(f"{title(case, issue)}: {option(case, issue, name)}" for issue, name in first.changes)
            told = example if len(mine) == 1 else f"in one of {number(len(mine))} ways, such as {example}"
        worse = f" (makes it harder for {names(case, first.worsens)})" if first.worsens else ""
        paper.item(f"{told}{worse}", 4)
    if kind.ways_in_all > len(ways) or len(sets) > SHOWN_WAYS:
        more = "" if kind.ways_complete else " at least"
        paper.say(f"{number(kind.ways_in_all)} changes{more} in all; --json has {number(len(ways))} of them.", 4)


# ---------------------------------------------------------------------------------------------------------- win-sets


def _wins(paper: Paper, case: Case, table: TableWins) -> None:
    paper.heading(f"All packages: {table.title or table.table} ({table.table})")
    if not table.wins:
        paper.say("Nobody at this table that was asked about has a procedure on file.")
        return
    paper.say(f"Of {number(table.feasible)} feasible packages so many")
    paper.table(
        [("at home", "left"), *((name, "right") for name in _COLUMNS)],
        [_win(case, one) for one in table.wins],
    )
    paper.item(
        f"{capital(_packages(table.none_stops))} none of them certainly stops; {_packages(table.all_pass)} all of them "
        "pass or need nothing for.",
        0,
    )
    for level in table.levels:
        if level.reading == READING and level.possible:
            paper.item(
                f"Of the {number(level.possible)} that stated positions leave ({LEVEL[level.level]}), "
                f"{_packages(level.not_ruled_out)} nobody certainly stops at home.",
                0,
            )
    if table.nothing_on_file:
        paper.say(f"Nothing on file: {names(case, table.nothing_on_file)}.")
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


def _packages(some: int | None) -> str:
    return "how many was not counted:" if some is None else "none that" if not some else f"{number(some)} that"


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


# ------------------------------------------------------------------------------------------------------------- numbers


def _range(ends: tuple[Fraction, Fraction]) -> str:
    low, high = seats_words(ends[0]), seats_words(ends[1])
    return low if low == high else f"{low} to {high}"


def _some(before: str, text: str, after: str) -> str:
    return "" if text == "0" else before + text + after


def _percent(value: Fraction) -> str:
    share = float(value)
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{share:.0%}".replace("%", " %")


def _likely(found: Probability | None) -> str:
    """How likely, where it is neither certain nor wholly open."""
    if found is None or {found.low, found.high} <= {Fraction(0), Fraction(1)}:
        return ""
    if found.low != found.high:
        return f" (probability between {_percent(found.low)} and {_percent(found.high)}, as those not known decide)"
    drawn = f", by draws, {' to '.join(map(_percent, found.sampled))}" if found.how == SAMPLED and found.sampled else ""
    return f" (probability {_percent(found.low)}{drawn})"

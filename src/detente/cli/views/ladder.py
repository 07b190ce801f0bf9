"""The ladder that a package must climb at home: procedure by procedure, step by step, and what its votes lack."""

from __future__ import annotations

import re
from fractions import Fraction

from detente.analyses.ratification import Assessed, AtHome, WayOut
from detente.analyses.ratification.results import Kind
from detente.brief.turnwords import missing_words, turn_words
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.words import capital, count, few, listing, names, number, option, title
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
from detente.space.rulewords import quota_words, rule_words, seats_of, seats_words

SHOWN_WAYS = 6
VERDICT = {
    PASSES: "passes",
    LACKING: "votes are lacking",
    BARRED: "barred: no number of votes will do",
    OPEN: "cannot be told",
    NOT_NEEDED: "needs no approval",
    NOTHING: "nothing is on file",
}


def show(paper: Paper, case: Case, one: Assessed) -> None:
    """One package, home by home."""
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
    many, reasons = len(home.kinds) > 1, set[str]()
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
            _procedure(paper, case, procedure)
            if procedure.id not in reasons:
                _reason(paper, case, procedure)
            reasons.add(procedure.id)
            for step in procedure.steps:
                _step(paper, step, told)
        if kind.ways_out is not None:
            _ways(paper, case, kind)


def _package(case: Case, home: AtHome, kind: Kind) -> str:
    """What sets the first package of a kind apart from the first packages of the others."""
    others = [dict(other.example) for other in home.kinds if other is not kind]
    apart = [(i, o) for i, o in kind.example if any(other[i] != o for other in others)]
    return listing(f"{title(case, issue)}: {option(case, issue, name)}" for issue, name in apart)


def _procedure(paper: Paper, case: Case, one: ProcedureOutcome) -> None:
    because = ""
    if one.bars:
        titles = {found.id: found.title for found in case.ratification.circumstances}
        bars = [titles[bar.circumstance] if bar.circumstance else _terms(case, bar.condition) for bar in one.bars]
        because = f", by this: {listing(bars)}"
    likely = "" if len(one.steps) < 2 else _likely(one.probability)
    paper.item(f"{one.title} ({one.instrument or one.id}): {VERDICT[one.verdict]}{because}{likely}.")


def _terms(case: Case, condition: str) -> str:
    """What a condition on the package is about."""
    about = [title(case, one) for one in case.issue if re.search(rf"\b{re.escape(one)}\b", condition)]
    return f"what the package says on {listing(f'“{one}”' for one in about)}" if about else condition


def _reason(paper: Paper, case: Case, one: ProcedureOutcome) -> None:
    """Why the case has this procedure as it is, in its own words."""
    (found,) = (each.rests_on for each in case.ratification.procedures if each.id == one.id)
    if found.because:
        said = found.because.rstrip(".") + ("" if found.confirmed else " (not confirmed)")
        paper.say(f"As coded because: {said}.", 4)


def _step(paper: Paper, step: StepOutcome, told: set[str]) -> None:
    """`told`: the bodies of which it has been said already why members vote as they do."""
    about = f"{step.title}: " if step.title else ""
    paper.item(
        f"{about}{step.body_title}, {rule_words(step.rule)}: {VERDICT[step.verdict]}{_likely(step.probability)}.", 4
    )
    votes = step.votes
    if votes is None:
        return
    seats = seats_of(step.rule)[1]
    if votes.unknown == votes.seats > 1:
        paper.say(f"Of none of the {number(votes.seats)} {seats} is anything known; {_needs(step)}.", 6)
    elif votes.seats > 1:
        paper.say(
            f"Of {number(votes.seats)} {seats} {_range(votes.yes)} for, {_range(votes.no)} against"
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
    best = ", all that are not known voting for" if votes.unknown else ""
    best += ", with attendance as it helps most" if votes.present[0] < votes.present[1] else ""
    missing = missing_words(votes)
    lacks = f"Missing at the best{best}: {missing}. " if missing else ""
    paper.say(f"{lacks}{turn_words(votes)}", 6)


def _pivot(votes: Votes) -> str:
    titles = {one.id: one.title for one in votes.members}
    who = few([titles[name] for name in votes.pivot], 5)
    if len(votes.pivot) == 1:
        return f"Pivotal: {who}."
    enough = [titles[name] for name in votes.pivot_enough]
    how = f"{few(enough, 5)} alone {'is' if len(enough) == 1 else 'are each'} enough, the others are not"
    if len(enough) in (0, len(votes.pivot)):
        how = "any one of them decides" if enough else "no one of them alone is enough"
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

"""The ladder of one package: every step that it must climb at home, the votes against the quota, what bars it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor

from detente.analyses.ratification import Assessed, AtHome, WayOut
from detente.analyses.ratification.results import Kind
from detente.brief.likely import said
from detente.brief.markup import Content, Html, el, joined
from detente.brief.names import Names
from detente.brief.pictures import rungs
from detente.brief.pictures.glyphs import glyph
from detente.brief.turnwords import missing_words, turn_words
from detente.brief.words import capital, count, listed, number, own, quoted, spelled
from detente.space.outcomes import (
    BARRED,
    LACKING,
    NOT_NEEDED,
    NOTHING,
    OPEN,
    PASSES,
    STOPPED,
    ProcedureOutcome,
    StepOutcome,
    Votes,
)
from detente.space.rulewords import quota_words, rule_words, seats_of, seats_words

VERDICTS = {
    PASSES: ("passes", "passes"),
    LACKING: ("rejects", "votes are lacking"),
    BARRED: ("limit", "barred, whatever the votes"),
    OPEN: ("conditional", "cannot be told"),
    NOT_NEEDED: ("unneeded", "not needed"),
    NOTHING: ("unknown", "nothing on file"),
}
MOST_WAYS, MOST_NAMES = 4, 5
CONSENSUS = "consensus"


def ladder(one: Assessed, names: Names) -> list[Content]:
    """Rung by rung, party by party; then what would buy the votes that are missing."""
    homes = [home for home in one.parties if home.kinds and home.kinds[0].verdict not in (NOT_NEEDED, NOTHING)]
    idle = [home.party for home in one.parties if home not in homes]
    items = [item for home in homes for item in _home(home, one, names)]
    some = one.packages > 1
    read = " It leaves things open; its first package is shown." if some else ""
    return [
        el(
            "figure",
            el("figcaption", _finding(one, homes, names)),
            el(
                "p",
                f"{_why(one, homes)}A bar is a body’s seats: filled for it, pale where it may be for it, empty where "
                f"nothing is known; the line is what the rule needs.{_read(homes)}{read}",
                class_="meta",
            ),
            el("ol", items, class_="ladder") if items else None,
        ),
        el("p", f"Nothing to vote on with {listed([names.unit(party) for party in idle])}.", class_="meta")
        if idle
        else None,
        *_bought(homes, names),
    ]


def _why(one: Assessed, homes: Sequence[AtHome]) -> str:
    """Why it is this one that is shown."""
    if one.kind != "proposal" or not one.feasible or not homes:
        return ""
    return "Shown is the newest proposal that can be had and that somebody must vote on. "


def _read(homes: Sequence[AtHome]) -> str:
    """What must be known of attendance and of fractions to follow the figures."""
    steps = (step for home in homes for one in home.kinds[0].outcome.procedures for step in one.steps)
    votes = [step.votes for step in steps if step.votes is not None and step.votes.seats > 1]
    said = ""
    if any(one.present[1] < one.seats for one in votes):
        said += " Where not all take part, all figures are for as many as may; who stays away is left white."
    if not all(_whole(one) for one in votes):
        said += " A fraction of a seat counts as such."
    return said


def _finding(one: Assessed, homes: Sequence[AtHome], names: Names) -> Html:
    title = quoted(one.title or one.id)
    if not homes:
        return Html(f"{title}: nothing in it needs a vote at home.")
    barred = [names.unit(home.party) for home in homes if home.kinds[0].verdict == BARRED]
    lacking = [names.unit(home.party) for home in homes if home.kinds[0].verdict == LACKING]
    opens = [names.unit(home.party) for home in homes if home.kinds[0].verdict == OPEN]
    parts = []
    if barred:
        parts.append(f"is barred with {listed(barred)}")
    if lacking:
        parts.append(f"lacks votes with {listed(lacking)}")
    if opens and not parts:
        parts.append(f"hangs on votes that cannot be told with {listed(opens)}")
    return Html(f"{title} {listed(parts) if parts else 'would pass with all who must vote on it'}.")


def _home(home: AtHome, one: Assessed, names: Names) -> Iterator[Html]:
    kind = home.kinds[0]
    for procedure in kind.outcome.procedures:
        if procedure.verdict != NOT_NEEDED:
            yield _procedure(home, kind, procedure, one, names)


def _procedure(home: AtHome, kind: Kind, procedure: ProcedureOutcome, one: Assessed, names: Names) -> Html:
    mark, verdict = VERDICTS[procedure.verdict]
    hue = names.hue(home.party)
    some = ""
    if len(home.kinds) > 1:
        some = f" (so with {number(kind.packages)} of {number(one.feasible or one.packages)} packages that it leaves)"
    head = el(
        "p",
        names.side(home.party),
        f": {own(procedure.title)} ",
        glyph(mark, verdict),
        f" {verdict}{_by(procedure, names)}{some}.",
        class_="rule",
    )
    return el("li", head, [_step(step, hue) for step in procedure.steps], class_=hue)


def _by(procedure: ProcedureOutcome, names: Names) -> Html:
    """What bars it."""
    if not procedure.bars:
        return Html("")
    titles = {one.id: one.title for one in names.case.ratification.circumstances}
    bars = [
        own(titles.get(bar.circumstance, bar.circumstance)) if bar.circumstance else _what(bar.condition, names)
        for bar in procedure.bars
    ]
    return Html(f", by {listed(bars)}")


def _what(condition: str, names: Names) -> Html:
    """A condition on the package by the issues that it is about."""
    about = [
        quoted(names.issue(issue)) for issue in names.case.issue if re.search(rf"\b{re.escape(issue)}\b", condition)
    ]
    return Html(f"what it says on {listed(about)}") if about else own(condition)


def _step(step: StepOutcome, hue: str) -> Content:
    about = f"{step.title}: " if step.title else ""
    mark, verdict = VERDICTS[step.verdict]
    head = el("p", own(f"{about}{step.body_title}"), f", {own(rule_words(step.rule))} ", class_="body")
    votes = step.votes
    if votes is None:
        return [head, el("p", glyph(mark, verdict), f" {verdict}.", class_="meta")]
    likely = f" {capital(said(step.probability))}." if step.verdict == OPEN and step.probability else ""
    counted = _counted(votes, step.rule)
    words = f"{counted} {capital(verdict)}.{likely}{_missing(votes)}{_pivot(votes, step.verdict)}"
    needs = _needs(votes, step.rule)
    bar = rungs.picture(votes, hue, f"{step.body_title}: {counted}", needs) if votes.seats > 1 else None
    return [head, bar, el("p", own(words), class_="meta")]


def _counted(votes: Votes, rule: str) -> str:
    """The votes and what they must reach, where as many take part as may."""
    if votes.seats == 1:
        return _single(votes)
    seats = seats_of(rule)[1]
    if votes.unknown == votes.seats:
        return f"Of none of {number(votes.seats)} {seats} is anything known; {_needs(votes, rule)}."
    there = votes.present[1] / votes.seats
    parts = [f"{_range(votes.yes, there)} for", f"{_range(votes.no, there)} against"]
    if votes.abstain[1]:
        parts.append(f"{_range(votes.abstain, there)} abstaining")
    if votes.unknown:
        parts.append(f"{seats_words(votes.unknown * there)} not known")
    return f"{_taking_part(votes, seats)} {', '.join(parts)}; {_needs(votes, rule)}."


def _single(votes: Votes) -> str:
    if votes.unknown:
        return "Nothing is known of the one vote."
    return "For it." if votes.yes[0] == 1 else "Against it." if votes.no[0] == 1 else "The one vote is open."


def _taking_part(votes: Votes, seats: str) -> str:
    """Of how many the votes are counted."""
    low, high = (floor(end) for end in votes.present)
    if low == votes.seats:
        return f"Of {number(votes.seats)} {seats}"
    if high == votes.seats:
        return f"Of {number(votes.seats)} {seats}, if all take part (as few as {number(low)} may),"
    few = f" (as few as {number(low)} may)" if low < high else ""
    return f"If {number(high)} of {number(votes.seats)} {seats} take part{few},"


def _needs(votes: Votes, rule: str) -> str:
    """What the rule needs, where as many take part as may."""
    if rule == CONSENSUS:
        return "nobody may be against"
    words = quota_words(votes.needs_at_most, votes.quota_at_most, above=votes.above, whole=_whole(votes))
    return f"{words} needed{', as some abstain or not' if ' to ' in words else ''}"


def _whole(votes: Votes) -> bool:
    """Whether all counts are whole votes where as many take part as may."""
    there = votes.present[1] / votes.seats
    return all((end * there).denominator == 1 for end in (*votes.yes, *votes.no, *votes.abstain))


def _range(ends: tuple[Fraction, Fraction], there: Fraction) -> str:
    low, high = (seats_words(end * there) for end in ends)
    return low if low == high else f"{low} to {high}"


def _missing(votes: Votes) -> str:
    if votes.missing is None:
        return ""
    parts = missing_words(votes)
    return (f" Missing{_at_best(votes)}: {parts}." if parts else "") + f" {turn_words(votes)}".rstrip()


def _at_best(votes: Votes) -> str:
    """What is counted as for it, in a figure of what is missing at the best."""
    with_them = [f"the {number(votes.unknown)} not known for it"] if votes.unknown else []
    with_them += ["attendance as it helps most"] if votes.present[0] < votes.present[1] else []
    return f" at the best, with {listed(list(with_them))}" if with_them else " at the best"


def _pivot(votes: Votes, verdict: str) -> str:
    if verdict not in (PASSES, OPEN) or len(votes.members) < 2 or not votes.pivot:
        return ""
    titles = {one.id: one.title for one in votes.members}
    who = [titles[name] for name in votes.pivot[:MOST_NAMES]]
    more = len(votes.pivot) - len(who)
    return f" Pivotal: {listed([*who, f'{spelled(more)} more'] if more else list(who))}."


# ------------------------------------------------------------------------------------------------ what would buy votes


def _bought(homes: Sequence[AtHome], names: Names) -> Iterator[Content]:
    stopped = [home for home in homes if home.kinds[0].verdict in STOPPED and home.kinds[0].ways_out is not None]
    if not stopped:
        return
    yield el("h3", "What would buy the missing votes")
    for home in stopped:
        kind = home.kinds[0]
        if not kind.ways_out:
            said = (
                "no change of up to three issues would do" if kind.ways_complete else "what would do was not found out"
            )
            yield el("p", names.side(home.party), f": {said}.")
            continue
        ordered = sorted(kind.ways_out, key=lambda way: (len(way.worsens), len(way.changes)))
        shown = [el("li", _way(way, names)) for way in ordered[:MOST_WAYS]]
        more = kind.ways_in_all - len(shown)
        least = "" if kind.ways_complete else "at least "
        yield el("p", names.side(home.party), ": it would no longer be stopped, were instead")
        yield el("ul", shown)
        if more > 0:
            yield el(
                "p",
                f"And {least}{count(more, 'other change', 'other changes')} of up to three issues: detente ratify.",
                class_="meta",
            )


def _way(way: WayOut, names: Names) -> Html:
    changes = [
        Html(f"{own(names.issue(issue))}: {quoted(names.option(issue, option))}") for issue, option in way.changes
    ]
    worse = (
        f" (worse at home for {listed([names.unit(party) for party in way.worsens])})"
        if way.worsens
        else " (worse for nobody else at home)"
    )
    return Html(joined(changes, "; ") + worse)

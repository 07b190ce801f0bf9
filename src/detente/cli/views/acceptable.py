"""What is judged, beside what is stated: a paragraph of its own for room and for impasse."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from detente.cli.words import LEVEL, capital, count, listing, names, number, shorten, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detente.case.model import Case
    from detente.cli.paper import Paper
    from detente.space.judgedresults import Headroom, Held, Judged, JudgedRoom, PartyConflict

SHOWN, SHOWN_SETS = 6, 3
LEVELS = tuple(LEVEL)
READING = "package"
_APART = "by the analyst's judgement of what packages are worth, which is apart from what anybody stated"


def room(paper: Paper, case: Case, judged: JudgedRoom) -> None:
    """How many packages are judged acceptable, among all feasible ones and at each level."""
    paper.gap()
    paper.say(
        f"Judged, {_APART}: {_of_feasible(judged)} {_worth(case, judged.units)}. {_unknown(case, judged)}".rstrip()
    )
    rows = []
    for level in LEVELS:
        one = judged.possible[level, READING]
        some = "" if one.packages is not None else " (some)" if one.any else ""
        rows.append(f"{_BY_LEVEL[level]}: {number(one.packages)}{some}")
    paper.say(f"Of the packages that are possible, judged acceptable as well: {'; '.join(rows)}.")


_BY_LEVEL = {"limits": "with red lines", "refusals": "with refusals", "demands": "with demands"}


def _of_feasible(judged: JudgedRoom) -> str:
    packages = judged.feasible.packages
    if packages is None:
        return "some feasible packages (not counted) are" if judged.feasible.any else "it is not known whether any is"
    return f"{packages:,} feasible {'package is' if packages == 1 else 'packages are'}"


def _worth(case: Case, units: Iterable[str]) -> str:
    return f"worth at least no agreement to {names(case, units)}"


def _unknown(case: Case, judged: Judged | JudgedRoom) -> str:
    parts = []
    if judged.not_judged:
        parts.append(f"Not judged, so that nothing is said of them: {names(case, judged.not_judged)}.")
    if judged.unbounded:
        parts.append(f"No agreement is not judged for {names(case, judged.unbounded)}: their consent is assumed.")
    if judged.derived:
        parts.append(f"A first guess from the record, not a judgement: {names(case, judged.derived)}.")
    return " ".join(parts)


def impasse(paper: Paper, case: Case, judged: Judged, level: str) -> None:
    """Which parties cannot be satisfied together, refined; the lightest way out; headroom."""
    paper.gap()
    paper.say(f"Judged, {_APART}, {_BY_LEVEL[level]}: {_answer(judged)} {_unknown(case, judged)}".rstrip())
    if judged.conflicts:
        paper.say("Parties that cannot all be satisfied, and what of theirs excludes every package:")
    for one in judged.conflicts[:SHOWN]:
        _conflict(paper, case, judged, one)
    if len(judged.conflicts) > SHOWN:
        paper.say(f"And {len(judged.conflicts) - SHOWN} more such sets of parties; --json lists them.", 2)
    if judged.way_out is not None:
        gives = [_line(case, judged.constraints[name]) for name in judged.way_out.gives_up]
        paper.item(f"The fewest to give up so that a package meets all others: {spelled(len(gives))}.")
        for text in gives:
            paper.item(text, 4)
        if judged.way_out.beside:
            paper.say(f"With them go harder positions that they imply: {listing(judged.way_out.beside)}.", 4)
    if not judged.complete:
        paper.say("Not all that was asked here is known; what is shown holds.", 2)
    _headroom(paper, case, judged.headroom)


def _answer(judged: Judged) -> str:
    asked = ["meets the positions above"]
    if judged.reservations:
        asked.append("is worth at least no agreement to everybody judged")
    if judged.quotas:
        asked.append(f"is not certain to be stopped at home ({count(len(judged.quotas), 'procedure')})")
    everything = listing(asked)
    if judged.possible is None:
        return f"whether a package {everything} was not settled."
    if judged.possible:
        return f"some package {everything}."
    shown = f" (shown by {listing(judged.shown_by)})" if judged.shown_by else ""
    return f"no package {everything}{shown}."


def _conflict(paper: Paper, case: Case, judged: Judged, one: PartyConflict) -> None:
    more = "" if one.complete else "at least "
    sets = count(len(one.refined), "smallest set", "smallest sets")
    alone = " alone" if len(one.parties) == 1 else ""
    paper.item(f"{capital(names(case, one.parties))}{alone}: {more}{sets}.")
    ordered = sorted(one.refined, key=lambda names_: (not _numeric(judged, names_), len(names_)))
    for constraints in ordered[:SHOWN_SETS]:
        paper.item(listing(_line(case, judged.constraints[name]) for name in constraints), 4)
    if len(ordered) > SHOWN_SETS:
        paper.say(f"… and {len(ordered) - SHOWN_SETS} more; --json lists them.", 4)


def _numeric(judged: Judged, constraints: tuple[str, ...]) -> bool:
    return any(judged.constraints[name].kind != "position" for name in constraints)


def _line(case: Case, held: Held) -> str:
    if held.kind == "reservation":
        return f"what no agreement is worth to {names(case, [held.of])}"
    if held.kind == "quota":
        return f"“{shorten(held.title, 60)}” ({names(case, [held.of])})"
    return held.id


def _headroom(paper: Paper, case: Case, headroom: tuple[Headroom, ...]) -> None:
    known = [one for one in headroom if one.most is not None]
    if known:
        parts = [
            f"{names(case, [one.unit])} {_points(one.most)} (it is {_points(one.reservation)})"
            for one in known
            if one.most is not None
        ]
        paper.say(
            f"The most that no agreement could be worth, all else held, before no package is left: {'; '.join(parts)}.",
            2,
        )
    unknown = [one.unit for one in headroom if not one.known]
    if unknown:
        paper.say(f"How high it could be for {names(case, unknown)} takes seconds to say: --headroom.", 2)


def _points(worth: Fraction) -> str:
    return f"{float(worth):.4g}"

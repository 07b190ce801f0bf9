"""What is efficient and what is fair, by the numbers of the case's authors: *judged*, and apart from what was said."""

from __future__ import annotations

from collections.abc import Iterator

from detente.brief.bargained import Bargained, points
from detente.brief.columns import columns_of
from detente.brief.dossier import Dossier
from detente.brief.markup import Content, Html, el, folded, joined
from detente.brief.names import Names
from detente.brief.sections import lead, section
from detente.brief.sections.passing import at_home
from detente.brief.sections.standards import standards
from detente.brief.sections.together import together
from detente.brief.sections.tradeoffs import gains_of, trade_off_of
from detente.brief.sections.trades import trades
from detente.brief.sections.worths import worths
from detente.brief.words import capital, count, listed, number, of, own, plural, quoted, spelled

TITLE = "What is efficient, what is fair"


def render(dossier: Dossier, names: Names) -> Html | None:
    """The section; None where nobody is judged."""
    found = dossier.bargained
    if found is None:
        return None
    columns = columns_of(found)
    return section(
        "solutions",
        TITLE,
        lead(_answer(found, _zone(dossier, found), names)),
        lead(passed) if (passed := at_home(dossier, found, columns, names)) else None,
        el(
            "p",
            "Judged, not said: the numbers are those of the case’s authors, and nobody at the table has agreed to any. "
            "Worth is in points of each side’s own scale, from 0 to 100; points of two sides are not the same thing.",
            class_="meta",
        ),
        trade_off_of(found, columns, names, _stopped(dossier)),
        standards(dossier, found, columns, names),
        gains_of(found, columns, names),
        worths(found, names),
        trades(found, names),
        together(dossier, found.judged.table, names),
        _rests(found, names),
    )


def _answer(found: Bargained, zone: int | None, names: Names) -> Html:
    judged, solved = found.judged, found.solutions
    sides = listed([names.unit(unit) for unit in found.units])
    many = len(found.units)
    who = (
        f"{sides}, the one side that is judged"
        if many == 1
        else f"each of the {spelled(many)} sides that are judged ({sides})"
    )
    where = f"At the table {quoted(judged.title)}"
    worth = f"worth at least as much as no agreement to {who}"
    if solved.empty:
        best = solved.closest.value if solved.closest is not None else None
        by = f"; the closest leaves somebody {points(-best)} points short of it" if best is not None else ""
        said = f"{where} none of {_base(found)} is {worth}{by}."
    elif solved.empty is None:
        said = f"{where} it is not known whether any package is {worth}."
    elif zone is not None:
        are = "is" if zone == 1 else "are"
        said = f"{where} {of(zone, judged.feasible)} feasible packages {are} {worth}."
    else:
        said = f"{where} some of {_base(found)} are {worth}. How many was {_uncounted(found)}."
    return Html(" ".join([capital(said), *_provisos(found, names)]))


def _stopped(dossier: Dossier) -> frozenset[str]:
    """The proposals that are certainly stopped at somebody's home."""
    assessed = dossier.ratification.assessed if dossier.ratification else ()
    return frozenset(one.id for one in assessed if one.stopped_by)


def _zone(dossier: Dossier, found: Bargained) -> int | None:
    """How many packages are acceptable to all who are judged, as far as that was counted."""
    if found.solutions.agreement_zone is not None:
        return found.solutions.agreement_zone
    rooms = [one.judged for one in dossier.room.tables if one.table == found.judged.table]
    return rooms[0].feasible.packages if rooms and rooms[0] is not None else None


def _base(found: Bargained) -> str:
    feasible = found.judged.feasible
    return "the feasible packages" if feasible is None else f"{number(feasible)} feasible packages"


def _uncounted(found: Bargained) -> str:
    interval = found.solutions.zone_interval
    if interval is None:
        return "not counted"
    return f"estimated at {number(interval[0])} to {number(interval[1])}"


def _provisos(found: Bargained, names: Names) -> Iterator[str]:
    """Who takes no part, and who takes part by less than a judgement."""
    judged = found.judged
    if judged.unjudged_parties:
        many = len(judged.unjudged_parties) > 1
        absent = listed([names.unit(party) for party in judged.unjudged_parties])
        yield f"{capital(str(absent))} {'are' if many else 'is'} not judged and {'take' if many else 'takes'} no part."
    for unit in judged.derived:
        whose = "are" if plural(names.unit(unit)) else "is"
        yield f"What is said of {names.unit(unit)} {whose} a first guess from the record, not a judgement."
    if judged.unbounded:
        who = listed([names.unit(unit) for unit in judged.unbounded])
        yield f"What no agreement is worth to {who} is not judged: that they would agree to anything is assumed."


def _rests(found: Bargained, names: Names) -> Html:
    """Whose numbers these are, and how the answer was found."""
    reasons = {one.of: one.because for one in names.case.preferences if one.because}
    items: list[Content] = [
        joined([names.side(unit), own(f": {reasons[unit]}")], "") for unit in found.units if unit in reasons
    ]
    for unit, issues in found.judged.unjudged_issues.items():
        said = listed([own(names.issue(issue)) for issue in issues])
        items.append(
            joined(
                [
                    names.side(unit),
                    f": not judged, and so of no weight to it, {'is' if len(issues) == 1 else 'are'} ",
                    said,
                    ".",
                ],
                "",
            )
        )
    solved = found.solutions
    exact = "every figure is exact" if solved.exact else "not every figure is exact"
    how = f"Found by {solved.method}; {exact}. Numbers in intervals are taken at their middle."
    size = "" if found.size is None else f" The frontier has {count(found.size, 'point')}."
    best = "Shares and “best” are over the packages that every judged side accepts."
    return folded(
        "What it rests on",
        el("ul", [el("li", one) for one in items]) if items else None,
        el("p", f"{how}{size} {best}", class_="meta"),
        el("ul", [el("li", own(note)) for note in solved.notes], class_="meta") if solved.notes else None,
    )

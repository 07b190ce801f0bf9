"""Whether what is fair would pass at home: in sentences, beside the table of standards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.brief.bargained import Bargained
from detente.brief.columns import PASSING, Column
from detente.brief.dossier import Dossier
from detente.brief.markup import Html, joined
from detente.brief.names import Names
from detente.brief.words import capital, listed, of, plural, spelled
from detente.space.outcomes import NOT_NEEDED, PASSES


def at_home(dossier: Dossier, found: Bargained, columns: Sequence[Column], names: Names) -> Html:
    """How many of the solutions somebody's home certainly stops, and what is left; empty where nothing is on file."""
    told = [column for column in columns if column.standard and column.home]
    if not told:
        return Html("")
    return joined([_stopped(told, names), *_left(dossier, found, told)])


def _stopped(told: Sequence[Column], names: Names) -> Html:
    """Of the packages that standards of fairness name, those that do not pass, and with whom."""
    stopped = [column for column in told if column.stopped]
    by: dict[str, int] = {}
    for column in stopped:
        for party in column.stopped:
            by[party] = by.get(party, 0) + 1
    one = len(told) == 1
    named = "package that a standard of fairness names" if one else "packages that standards of fairness name"
    those = f"the {named}" if one else f"the {spelled(len(told))} {named}"
    if not stopped:
        through = sum(set(column.home.values()) <= {PASSES, NOT_NEEDED} for column in told if column.home)
        if through == len(told):
            return capital(f"{'' if one else 'each of '}{those} would pass at every home that is on file.")
        none = f"{those} is not" if one else f"none of {those} is"
        all_of = "it would pass everywhere" if one else "they would all pass everywhere"
        return capital(f"{none} stopped for certain at anybody’s home; whether {all_of} cannot be told.")
    if one:
        return capital(
            f"{those} would not pass at home: it is stopped for certain by {_by(stopped[0].stopped, names)}."
        )
    every = [party for party, times in by.items() if times == len(told)]
    rest = [party for party in by if party not in every]
    each = "both" if len(told) == 2 else "all of them"
    who = [Html(f"{names.unit(party)} {_stop(party, names)} {each}") for party in every]
    who += [Html(f"{names.unit(party)} {_stop(party, names)} {spelled(by[party])}") for party in rest]
    many = "None" if len(stopped) == len(told) else capital(f"only {spelled(len(told) - len(stopped))}")
    could = "would" if len(stopped) == len(told) else "could"
    return Html(f"{many} of the {spelled(len(told))} packages that standards of fairness name {could} pass at home: "
                f"{listed(who, commas=True)} for certain.")  # fmt: skip


def _by(parties: Sequence[str], names: Names) -> Html:
    return listed([names.unit(party) for party in parties], commas=True)


def _stop(party: str, names: Names) -> str:
    return "stop" if plural(names.unit(party)) else "stops"


def _left(dossier: Dossier, found: Bargained, told: Sequence[Column]) -> Iterator[str]:
    """How many packages nobody's home certainly stops, and whether any of these is acceptable to all."""
    if not any(column.stopped for column in told):
        return
    tables = dossier.ratification.tables if dossier.ratification else ()
    for table in tables:
        if table.table == found.judged.table and table.none_stops is not None:
            some = capital(of(table.none_stops, table.feasible))
            yield f"{some} feasible packages {'is' if table.none_stops == 1 else 'are'} stopped for certain at no home."
    one = found.passing
    if one is not None and one.empty:
        yield "None of these is worth as much as no agreement to every side that is judged."
    elif one is not None and one.point is not None:
        yield f"The best of these by Nash’s standard is shown as ‘{PASSING}’."

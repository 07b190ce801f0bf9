"""Sentences on what words hold on a day: “‘Eastern Europe’ holds the own soil of none, six or 16 of the 33 Parties”."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor

from detente.analyses.treaties.reach import Reach
from detente.analyses.treaties.terms import Held, TermHeld
from detente.brief.citing import clause
from detente.brief.setwords import Called, number, row
from detente.brief.words import capital, count, day, spelled
from detente.case.model import Case
from detente.case.treaties.model import Treaty
from detente.geo.gazetteer import states

FEW = 12
"""Of more that are no Parties only how many they are is said."""
SOME = 5
"""Likewise of parts of Parties' soil."""


def holding(case: Case, treaty: Treaty, term: TermHeld) -> str:
    """What a term holds on its day, in one sentence, with the readings that differ; "" where nothing can be said."""
    told = [one for one in term.readings if not one.relative]
    if not told:
        return ""
    said = Called(case, treaty)
    differs = len({(one.parties, one.parties_partly, one.members) for one in told}) > 1
    depending = ", depending on the reading" if differs else ""
    return f"On {day(term.on)} {_title(said, term)} {_counted(told, term)}{depending}."


def readings(case: Case, treaty: Treaty, term: TermHeld) -> tuple[str, ...]:
    """Each reading of a term with those that it holds by name; one alone without its own name."""
    said = Called(case, treaty)
    alone = len(term.readings) == 1
    return tuple(f"{'' if alone else f'{_reading(said, one)}: '}{_listed(said, one, term)}." for one in term.readings)


def _title(said: Called, term: TermHeld) -> str:
    return f"‘{(said.term(term.term) or term.title).strip('‘’')}’"


def _reading(said: Called, one: Held) -> str:
    given = [pair.partition("=") for pair in one.given]
    how = [f"‘{said.terms[name].title or name}’ read as ‘{_called(said, name, answer)}’" for name, _, answer in given]
    return f"‘{one.title}’{f', with {row(how)}' if how else ''}"


def _called(said: Called, term: str, reading: str) -> str:
    return next((one.title or one.id for one in said.terms[term].readings if one.id == reading), reading)


def _counted(told: Sequence[Held], term: TermHeld) -> str:
    """How many Parties, if these differ between readings or are most of it; else parts of their soil; else all."""
    of = f" of the {term.of} Parties"
    actors = term.kind == "actors"
    whole, part, every = (
        [len(one.parties) for one in told],
        [len(one.parties_partly) for one in told],
        [len(one.members) for one in told],
    )
    mostly = len(set(every)) == 1 and 2 * max(whole) >= max(every)
    if any(whole) and (len(set(whole)) > 1 or mostly):
        return f"{'stands for' if actors else 'holds the own soil of'} {_numbers(whole)}{of}"
    if any(part) and not any(whole):
        return f"holds parts of the soil of {_numbers(part)}{of}"
    return f"{'stands for' if actors else 'holds'} {_numbers(every)} {_noun(told, term, every)}"


def _noun(told: Sequence[Held], term: TermHeld, many: Sequence[int]) -> str:
    if term.kind in ("assets", "actions"):
        return "class" if max(many) == 1 else "classes"
    one = "state" if all(name in states() for held in told for name in held.members) else "place"
    return one if max(many) == 1 else f"{one}s"


def _numbers(values: Iterable[int]) -> str:
    """“none, six or 16”: each once, the least first."""
    return row(["none" if not one else spelled(one) for one in sorted(set(values))], "or")


def _listed(said: Called, one: Held, term: TermHeld) -> str:
    if one.relative:
        return "it depends on who acts, or with what"
    parts = []
    if one.parties:
        soil = "" if term.kind == "actors" else "the own soil of "
        parts.append(f"{soil}{row(map(said.actor, one.parties))} ({len(one.parties)} of the {term.of} Parties)")
    if one.parties_partly:
        parts.append(f"a part of the soil of {row(map(said.actor, one.parties_partly))}")
    rest = [name for name in one.members if name not in one.parties]
    if rest:
        most = SOME if one.parties_partly else FEW
        names = row(_named(said, name, term.kind) for name in rest)
        more = names if len(rest) <= most else count(len(rest), "other" if one.parties else "place")
        parts.append(f"{more}{', no Parties' if term.kind == 'actors' and term.of else ''}")
    if one.partly:
        parts.append(f"perhaps {row(_named(said, name, term.kind) for name in one.partly)}")
    return "; ".join(parts) or ("nowhere" if term.kind == "territories" else "nobody and nothing")


def _named(said: Called, name: str, kind: str) -> str:
    whole = name.removesuffix(" (rest)")
    title = {"actors": said.actor, "territories": said.territory, "assets": said.asset, "actions": said.action}[kind]
    return title(whole) if whole == name else f"the rest of {title(whole)}"


def reached(case: Case, treaty: Treaty, sites: Sequence[Reach]) -> tuple[str, ...]:
    """A sentence a site: “Moscow: 588 km from Latvia, within 5,500 km and beyond 500 km.”."""
    said = Called(case, treaty)
    rows: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for site in dict.fromkeys(one.site for one in sites):
        here = [one for one in sites if one.site == site]
        of: dict[str, list[str]] = {}
        for one in here:
            of.setdefault(_far(said, one), []).append(one.bearer)
        alone = len({one.bearer for one in here}) == 1
        for far, bearers in of.items():
            rows.setdefault((site, () if alone else tuple(bearers)), []).append(far)
    found = []
    for (site, whose), ways in rows.items():
        who = f", as to {row(map(said.actor, whose))}" if whose else ""
        found.append(f"{capital(said.territory(site))}{who}: {'; '.join(ways)}.")
    return tuple(found)


def split(case: Case, treaty: Treaty, limit: float, near: Reach, far: Reach) -> str:
    """One range, two verdicts: where `analyses.treaties.reach.rivals` found that two treaties judge a site differently.

    “From Moscow a range of 5,500 km gets to Latvia (588 km), of which … speaks, but not to the United States …”.
    """
    said = Called(case, treaty)
    reached, not_reached = (
        f"{said.territory(one.nearest)} ({number(floor(one.km + 0.5))} km), of which {_of(one)} speaks"
        for one in (near, far)
    )
    return (
        f"From {said.territory(near.site)} a range of {number(limit)} km gets to {reached}, but not to {not_reached}."
    )


def _of(one: Reach) -> str:
    treaty, _, anchor = one.clause.partition("#")
    return f"{clause(anchor)} of {treaty}"


def _far(said: Called, one: Reach) -> str:
    ranges = [f"within {_kilometres(one.within)}"] if one.within else []
    ranges += [f"beyond {_kilometres(one.beyond)}"] if one.beyond else []
    return f"{number(floor(one.km + 0.5))} km from {said.territory(one.nearest)}, {' and '.join(ranges)}"


def _kilometres(values: Iterable[float]) -> str:
    return f"{row(number(one) for one in values)} km"

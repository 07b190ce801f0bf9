"""Whether the packages of a case would hold, in words: for whom each is stable, and by whose move it would break."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from detente.analyses.holding import READINGS, UnsureHolding
from detente.analyses.holdingcase import CaseHolding, Placed
from detente.brief.markup import plain
from detente.brief.movewords import Speech, brief
from detente.brief.standing import CALLED, DEPENDS, DETERRED, FALLS, IDLE, ITSELF, MEANS, of_all
from detente.brief.stuck import why_nobody
from detente.brief.words import pronouns, verb
from detente.cli.paper import Paper
from detente.cli.views import holding, holdinginverse, holdingpaths, holdingtogether, holdingunsure, holdingwhy
from detente.cli.views.holdingnames import Families, called, family, first_of, folded, how_many, settling, spoken
from detente.cli.views.holdingtalk import Talk
from detente.cli.words import as_of, capital, count, listing, names, table_title, title
from detente.space.conflictgrid import size

_MOST_NAMED = 6
_MOST_SETTLING = 16
_SUMMED = {
    ITSELF: "Stable for everybody who moves, under every concept asked for",
    IDLE: "Stable because nobody has a move",
    DETERRED: "Stable for everybody under some concepts only, because others could answer",
    DEPENDS: "Stable or not, which depends on preferences that are not judged",
    FALLS: "Stable for everybody under no concept asked for",
}
NEVER = (
    "“Stable” is meant under the concept that is named, given the analyst's preferences and the moves that the case "
    "has. It is no forecast, and says nothing of what nobody in the case controls."
)


def show(result: CaseHolding, besides: Mapping[str, Sequence[tuple[Placed, Any]]] | None = None) -> str:
    """The whole answer; `besides` are further ones about packages, by their keys in the JSON."""
    paper = Paper()
    case = result.conflict.case
    paper.heading(f"Would it hold? {as_of(result.about)}: {table_title(case, result.table)}")
    groups = _groups(result)
    _summary(paper, result, groups)
    _who(paper, result)
    _whole(paper, result)
    if result.verified is not None:
        paper.item(holding.verified(result.verified), 0)
    by_number: dict[str, Placed] = {}
    reasons = _reasons(result, groups, by_number)
    _table(paper, result, groups, by_number)
    _settling(paper, result, by_number)
    if any(one.draws is not None for one in result.packages):
        _draws(paper, result, groups, by_number)
    _why(paper, reasons)
    _readings(paper, result, by_number)
    _besides(paper, result, besides or {})
    paper.gap()
    paper.say("What the concepts ask of a package:")
    for concept in result.concepts:
        paper.say(f"{CALLED[concept]}: {MEANS[concept]}.", 2, 2)
    for note in result.notes:
        paper.say(note)
    paper.caveat(NEVER)
    return paper.text()


def written(result: CaseHolding, path: Path) -> str:
    """That the answer stands in a file, and what it comes to."""
    totals = listing(f"{number:,} {CALLED[one]}" for one, number in _totals(result).items())
    return f"{path}: {count(len(result.packages), 'package')} asked about; equilibria: {totals}\n"


def written_json(result: CaseHolding, path: Path) -> dict[str, Any]:
    """The same for machines."""
    feasible = None if result.whole is None else result.whole.conflict.states
    return {"path": str(path), "feasible": feasible, "equilibria": _totals(result)}


def _totals(result: CaseHolding) -> dict[str, int]:
    if result.whole is not None:
        return {one: len(result.whole.equilibria(one)) for one in result.concepts}
    return {one: sum(one in each.here.equilibrium(each.state) for each in result.states) for one in result.concepts}


# ------------------------------------------------------------------------------------------------- which are the same


def _groups(result: CaseHolding) -> list[list[Placed]]:
    """Packages that were asked about under several names, each once."""
    found: dict[int | str, list[Placed]] = {}
    for one in result.packages:
        found.setdefault(one.holding.conflict.key(one.state), []).append(one)
    return list(found.values())


def _name(result: CaseHolding, mover: str) -> str:
    """A mover inside a sentence."""
    found = next(one for one in result.movers if one.id == mover)
    return names(result.conflict.case, found.parties if mover not in _known(result) else [mover])


def _column(result: CaseHolding, mover: str) -> str:
    """A mover above a column: without an article, and with a capital letter."""
    found = next(one for one in result.movers if one.id == mover)
    return capital(found.name)


def _known(result: CaseHolding) -> set[str]:
    case = result.conflict.case
    return {*case.party, *case.bloc}


def _speech(result: CaseHolding, one: Placed) -> Speech:
    case = result.conflict.case

    def option(issue: str, name: str) -> str:
        return case.issue[issue].title_of(name)

    return Speech(one.holding.conflict, lambda mover: _name(result, mover), issue=case.title_of, option=option)


# --------------------------------------------------------------------------------------------------------- its parts


def _summary(paper: Paper, result: CaseHolding, groups: Sequence[Sequence[Placed]]) -> None:
    by: dict[tuple[str, str], list[Sequence[Placed]]] = {}
    for group in groups:
        stands = of_all(group[0])
        by.setdefault((stands.kind, stands.stuck if stands.kind == IDLE else ""), []).append(group)
    for kind, text in _SUMMED.items():
        for (_, stuck), found in ((key, some) for key, some in by.items() if key[0] == kind):
            aside = [*([why_nobody(stuck)] if stuck else []), *how_many(found, len(groups))]
            brackets = f" ({'; '.join(aside)})" if aside else ""
            paper.item(f"{text}{brackets}: {folded(found, result.packages)}.", 0)
    if len(result.movers) == 1:
        only = _name(result, result.movers[0].id)
        paper.item(
            f"{capital(only)} alone {verb('moves', only)} here: nobody else can answer by conduct that is modelled, so "
            "that all concepts come to the same.",
            0,
        )


def _who(paper: Paper, result: CaseHolding) -> None:
    case = result.conflict.case
    told = [
        f"{_name(result, mover.id)}, on {listing(f'‘{title(case, issue)}’' for issue in mover.issues)}"
        for mover in result.movers
    ]
    paper.item(f"Who can move by itself: {'; '.join(told)}. What an agreement says is nobody's move.", 0)
    if result.unmodelled:
        paper.item(
            f"Not modelled, for they control nothing: {names(case, result.unmodelled)}. Of them nothing is said, least "
            "of all that they would hold to it.",
            0,
        )
    if result.conflict.given:
        given = listing(f"{issue} = {option}" for issue, option in result.conflict.given.items())
        paper.item(f"Fixed for this answer: {given}.", 0)


def _whole(paper: Paper, result: CaseHolding) -> None:
    if result.whole is None:
        return
    whole = result.whole
    totals = _totals(result)
    told = listing(f"{number:,} {CALLED[one]}" for one, number in totals.items())
    if len(set(totals.values())) == 1 < len(totals):
        told = f"{totals[result.concepts[0]]:,} under each concept"
    paper.item(
        f"Of all {size(whole.conflict.states)} feasible packages ({size(result.conflict.codes)} combinations of "
        f"options) so many are equilibria: {told}.{_broken(result)}",
        0,
    )


def _broken(result: CaseHolding) -> str:
    """That what is done may break what a settlement must meet, where it may."""
    found = [one.title or one.id for one in result.conflict.breakable]
    if not found:
        return ""
    which, one = ("them", "one of them") if len(found) > 1 else ("it", "it")
    return (
        f" What is agreed must meet {listing(found)}, but what is done afterwards may break {which}: packages in which "
        f"{one} is broken are counted, too."
    )


def _table(paper: Paper, result: CaseHolding, groups: Sequence[Sequence[Placed]], by_number: dict[str, Placed]) -> None:
    def cells(one: Placed) -> tuple[str, ...]:
        under = [_under(one.here, mover.id, one.state) for mover in result.movers]
        return (*under, *([_everybody(one.here, one.state)] if len(under) > 1 else []))

    columns = [
        "package",
        *(_column(result, mover.id) for mover in result.movers),
        *(["everybody"] if len(result.movers) > 1 else []),
    ]
    paper.say("For whom each package is stable, and under which concepts:")
    paper.table([(name, "left") for name in columns], _rows(groups, cells, by_number))


def _settling(paper: Paper, result: CaseHolding, by_number: Mapping[str, Placed]) -> None:
    """What the packages are that are named by number, so that one can ask about them."""
    told = list(settling(by_number, result.packages))
    if not told:
        return
    paper.gap()
    paper.say(
        "Packages named by number, as --state takes them, and how they settle what differs among those of the name:"
    )
    for one in told[:_MOST_SETTLING]:
        paper.item(one)
    if len(told) > _MOST_SETTLING:
        paper.item(f"{count(len(told) - _MOST_SETTLING, 'more', 'more')}, which --json has")


def _rows(
    groups: Sequence[Sequence[Placed]], cells: Callable[[Placed], tuple[str, ...]], by_number: dict[str, Placed]
) -> list[list[str]]:
    """A row for each package, one for all of one proposal or standard of which the cells are the same."""
    packages = [one for group in groups for one in group]
    known = {id(one): cells(one) for one in packages}
    families = Families(packages, lambda one: known[id(one)], by_number)
    alone = {id(one): called([two for two in group if not family(two)]) for group in groups for one in group}
    rows: dict[str, dict[tuple[str, ...], list[Placed]]] = {}
    for one in packages:
        rows.setdefault(family(one) or alone[id(one)], {}).setdefault(known[id(one)], []).append(one)
    return [
        [", ".join(families.names(some)) if family(some[0]) else called(some), *told]
        for each in rows.values()
        for told, some in each.items()
    ]


def _under(found: Any, mover: str, state: int) -> str:
    if isinstance(found, UnsureHolding):
        return holdingunsure.under(found, mover, state)
    return holding.under(found, found.under(mover, state))


def _everybody(found: Any, state: int) -> str:
    if isinstance(found, UnsureHolding):
        return holdingunsure.everybody(found, state)
    return holding.under(found, found.equilibrium(state))


def _draws(paper: Paper, result: CaseHolding, groups: Sequence[Sequence[Placed]], before: Mapping[str, Placed]) -> None:
    """In what share of draws each package is an equilibrium."""
    assert result.drawn is not None

    def cells(one: Placed) -> tuple[str, ...]:
        told = one.draws
        return tuple("not drawn" if told is None else _share(told.equilibrium[each]) for each in result.concepts)

    paper.say(
        f"When every judged number is drawn from what it may be ({result.drawn[0]:,} times), a package is an "
        "equilibrium in so many of 100 draws; in brackets the 95 % interval:"
    )
    columns = ["package", *(CALLED[one] for one in result.concepts)]
    first, *rest = columns
    by_number: dict[str, Placed] = {}
    paper.table([(first, "left"), *((name, "right") for name in rest)], _rows(groups, cells, by_number))
    _settling(paper, result, {name: one for name, one in by_number.items() if name not in before})


def _share(found: Any) -> str:
    share, interval = found.share, found.interval
    if share is None or interval is None:
        return "not drawn"
    return f"{100 * share:.0f} ({100 * interval[0]:.0f}–{100 * interval[1]:.0f})"


def _reasons(
    result: CaseHolding, groups: Sequence[Sequence[Placed]], by_number: dict[str, Placed]
) -> list[tuple[str, tuple[str, ...]]]:
    """Names of packages of which the same is to be said, and that: whose move breaks each, or what deters."""
    told: dict[tuple[str, ...], list[Placed]] = {}
    known: dict[int, tuple[str, ...]] = {}
    for group in groups:
        sentences = tuple(_sentences(result, group[0]))
        known |= dict.fromkeys(map(id, group), sentences)
        told.setdefault(sentences, []).extend(group)
    families = Families(result.packages, lambda one: known[id(one)], by_number)
    return [(first_of(list(families.names(packages)), _MOST_NAMED), sentences) for sentences, packages in told.items()]


def _why(paper: Paper, reasons: Sequence[tuple[str, tuple[str, ...]]]) -> None:
    for named, sentences in reasons:
        paper.gap()
        paper.say(f"Why, at {named}:")
        for sentence in sentences:
            paper.item(sentence)


def _sentences(result: CaseHolding, one: Placed) -> list[str]:
    """What each mover's verdicts rest on."""
    return holdingwhy.sentences(one, _speech(result, one), lambda mover, some: [_doubt(result, one, mover, some)])


def _listed(concepts: Sequence[str]) -> str:
    return ", ".join(CALLED[one] for one in concepts)


def _doubt(result: CaseHolding, one: Placed, mover: str, concepts: Sequence[str]) -> str:
    """That verdicts depend, and on what."""
    found = one.here
    assert isinstance(found, UnsureHolding)
    speech = _speech(result, one)
    pairs: Mapping[str, None] = dict.fromkeys(
        plain(speech.at(one.state, other))
        for concept in concepts
        for other, _ in found.turns_on(concept, mover, one.state)
    )
    why = "it turns on what others prefer, or on several unknowns together"
    if pairs:
        shown = list(pairs)[:_MOST_NAMED]
        more = f", or {count(len(pairs) - _MOST_NAMED, 'more', 'more')}" if len(pairs) > _MOST_NAMED else ""
        who = pronouns(_name(result, mover)).it
        why = f"it is not known whether {who} would prefer a move to {listing(shown, 'or')}{more}"
    return f"depends{holdingwhy.scope(result.concepts, concepts)}; {why}."


def _besides(paper: Paper, result: CaseHolding, besides: Mapping[str, Sequence[tuple[Placed, Any]]]) -> None:
    """Of a few packages: what can come of them, whether they hold against several together, what would make them."""
    views: dict[str, Any] = {
        "evolution": holdingpaths.show,
        "coalitions": holdingtogether.show,
        "inverse": holdinginverse.show,
    }
    for key, found in besides.items():
        shown = {one.holding.conflict.key(one.state): (one, told) for one, told in reversed(found)}
        some = list(reversed(shown.values()))
        for one, told in some[:_MOST_NAMED]:
            about = {"about": spoken(one)} if key == "coalitions" else {}
            views[key](paper, told, _label(result, one), _talk(result, one), **about)
        if len(some) > _MOST_NAMED:
            left = count(len(some) - _MOST_NAMED, "more package")
            paper.say(f"The same of {left} is not shown: --state asks about single packages, --json has all.")


def _label(result: CaseHolding, one: Placed) -> Callable[[Any], str]:
    """What the states around a package are called: by what is different in them."""
    speech, title = _speech(result, one), spoken(one)
    return lambda state: title if state == one.state else plain(speech.at(one.state, state))


def _talk(result: CaseHolding, one: Placed) -> Talk:
    """What parties and moves are called: a move by what it changes, against the state before."""
    speech = _speech(result, one)
    short = replace(speech, option=lambda issue, name: brief(result.conflict.case.issue[issue].title_of(name)))
    return Talk(
        partial(_name, result), lambda start, end: plain(short.move(start, end)), "package", partial(_column, result)
    )


def _readings(paper: Paper, result: CaseHolding, before: Mapping[str, Placed]) -> None:
    """The four published readings, package by package, where preference is in part unknown."""
    unsure = [one for one in result.packages if isinstance(one.here, UnsureHolding)]
    if not unsure:
        return

    def cells(one: Placed) -> tuple[str, ...]:
        found = one.here
        if not isinstance(found, UnsureHolding):
            return ()
        told = []
        for reading in READINGS:
            held = [
                c for c in result.concepts if all(getattr(found.on(c, p, one.state), reading) for p in _movers(one))
            ]
            told.append("all" if len(held) == len(result.concepts) > 1 else _listed(held) or "—")
        return tuple(told)

    paper.gap()
    paper.say("Under which concepts a package is an equilibrium in each published reading of what is not known:")
    meanings = {
        one: f"{one}: leaves for better {holdingunsure.LEAVES[one]}, deterred by {holdingunsure.DETERS[one]}"
        for one in READINGS
    }
    by_number: dict[str, Placed] = {}
    rows = _rows([[one] for one in unsure], cells, by_number)
    paper.table([("package", "left"), *((meanings[one], "left") for one in READINGS)], rows)
    _settling(paper, result, {name: one for name, one in by_number.items() if name not in before})


def _movers(one: Placed) -> tuple[str, ...]:
    return one.holding.conflict.parties

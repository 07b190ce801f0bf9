"""Random cases in which parties move by conduct, and what moves, packages and preferences are, read literally."""

from __future__ import annotations

import dataclasses
import itertools
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from detente.case.grammar import parse
from detente.case.judgements.model import Bonus, Preference, Quantity, Values, Weights
from detente.case.model import Bloc, Case, Dated, Issue, Linkage, Option, Party, Table
from detente.case.statements import Statements
from tests.engines.stability.literal import World
from tests.judged_made import utility
from tests.oracle import holds

PARTIES = ("A", "B", "C", "D")
Package = dict[str, str]


def case_made(rng: random.Random, *, sure: bool = True) -> Case:
    """Two to four movers, terms, fixed context, conduct on and off the agenda, linkages, irreversible moves, ties.

    Without `sure` movers may be unjudged, or several that act as one.
    """
    names = PARTIES[: rng.randint(2, 4)]
    issues: list[Issue] = []
    codes = 1
    while codes <= 40:
        size = rng.choice((2, 2, 2, 3))
        issues.append(_issue(rng, f"i{len(issues)}", size, names, sure=sure))
        codes *= size
    issues[0] = dataclasses.replace(issues[0], kind="conduct", controlled_by=(names[0],))
    issues[1] = dataclasses.replace(issues[1], kind="conduct", controlled_by=(names[1],))
    agenda = tuple(one.id for one in issues if one.kind == "terms" or rng.random() < 0.5)
    linkages = tuple(
        Linkage(f"l{number}", parse(_condition(rng, issues))) for number in range(rng.choice((0, 0, 1, 2)))
    )
    made = Case(
        "made",
        "Made",
        "",
        tuple(issues),
        Statements.empty(),
        required=names,
        linkages=linkages,
        tables=(Table("all", "All", names, agenda or (issues[0].id,)),),
        parties=tuple(Party(name, name) for name in names),
        blocs=(Bloc("CD", "C and D", ("C", "D")),) if len(names) == 4 and rng.random() < 0.5 else (),
    )
    of = [name for name in (*names, *(bloc.id for bloc in made.blocs)) if sure or rng.random() < 0.8]
    return dataclasses.replace(made, preferences=tuple(_preference(rng, name, issues) for name in of)).on("2020-01-01")


def _issue(rng: random.Random, name: str, size: int, parties: Sequence[str], *, sure: bool) -> Issue:
    options = tuple(Option(f"o{number}", f"o{number}") for number in range(size))
    by: tuple[str, ...] = ()
    moves: str | tuple[tuple[str, str], ...] = "both"
    kind = rng.choice(("terms", "conduct", "conduct"))
    if kind == "conduct" and rng.random() < 0.85:
        by = (rng.choice(parties),)
        if not sure and rng.random() < 0.3:
            by = tuple(rng.sample(parties, 2))
        pairs = [(a.id, b.id) for a in options for b in options if a != b and rng.random() < 0.4]
        moves = rng.choice(("both", "both", "both", "forward", "back", "none", tuple(pairs)))
    return Issue(name, name, kind, options, (Dated(rng.choice(options).id),), controlled_by=by, moves=moves)


def _condition(rng: random.Random, issues: Sequence[Issue]) -> str:
    one, other = rng.sample(list(issues), 2)
    a, b = rng.choice(one.names), rng.choice(other.names)
    return rng.choice(
        (f"if {one.id} is {a} then {other.id} is {b}", f"not {one.id} is {a} or {other.id} is {b}",
         f"not ({one.id} is {a} and {other.id} is {b})")
    )  # fmt: skip


def _preference(rng: random.Random, name: str, issues: Sequence[Issue]) -> Preference:
    chosen = [one for one in issues if rng.random() < 0.8] or [issues[0]]
    weights = tuple((one.id, _number(rng, rng.randint(0, 3))) for one in chosen)
    if not any(weight.central for _, weight in weights):
        weights = ((weights[0][0], _number(rng, 1)), *weights[1:])
    values = tuple(Values(one.id, tuple((o, _number(rng, rng.randint(0, 3))) for o in one.names)) for one in chosen)
    texts = [_condition(rng, issues) for _ in range(rng.randint(0, 2))]
    bonuses = tuple(Bonus(parse(text), _number(rng, rng.randint(-2, 2)), text) for text in texts)
    return Preference(name, Weights("given", weights), values, bonuses)


def _number(rng: random.Random, number: int) -> Quantity:
    """Mostly exact; the rest lies in an interval around the same middle."""
    middle = Fraction(number)
    return Quantity("between", middle, middle - 1, middle + 1) if rng.random() < 0.2 else Quantity("exact", middle)


# -------------------------------------------------------------------------------------------------- read literally


def moved(case: Case) -> dict[tuple[str, ...], list[str]]:
    """The conduct issues by the parties that control them, in the order of the case's parties."""
    found: dict[tuple[str, ...], list[str]] = {}
    for issue in case.issues:
        if issue.kind == "conduct" and issue.controlled_by:
            found.setdefault(tuple(sorted(case.members(issue.controlled_by))), []).append(issue.id)
    return found


def agenda(case: Case) -> list[str]:
    """What may differ between packages: the table's issues, and conduct that somebody controls."""
    of = case.tables[0].agenda or ()
    done = {issue for issues in moved(case).values() for issue in issues}
    return [one.id for one in case.issues if one.id in of or one.id in done]


def packages(case: Case) -> list[Package]:
    """All that meet the linkages, in ascending code: the first issue is the least significant digit."""
    quo = {one.id: one.status_quo[0].option for one in case.issues}
    free = agenda(case)
    ranges = [case.issue[name].names for name in reversed(free)]
    found = [{**quo, **dict(zip(reversed(free), some, strict=True))} for some in itertools.product(*ranges)]
    return [one for one in found if all(holds(law.require, one, case) for law in case.linkages)]


def code(case: Case, package: Mapping[str, str]) -> int:
    """The decimal code of a package over all issues of the case."""
    total, step = 0, 1
    for issue in case.issues:
        total += step * issue.names.index(package[issue.id])
        step *= len(issue.names)
    return total


def may(issue: Issue, start: str, end: str) -> bool:
    """Whether one party may change an issue from one option to another, step by step."""
    order = issue.names.index
    pairs = {
        (a, b)
        for a in issue.names
        for b in issue.names
        if issue.moves == "both"
        or (issue.moves == "forward" and order(a) < order(b))
        or (issue.moves == "back" and order(a) > order(b))
        or (not isinstance(issue.moves, str) and (a, b) in issue.moves)
    }
    seen, left = {start}, [start]
    while left:
        at = left.pop()
        new = {b for a, b in pairs if a == at} - seen
        seen |= new
        left += new
    return end in seen


def worth(case: Case, preference: Preference, package: Package) -> Fraction:
    """What a package is worth, over everything that may differ."""
    space: Any = SimpleNamespace(frame=SimpleNamespace(agenda=agenda(case)), case=case)
    return utility(space, preference, package)


def world(case: Case, found: Sequence[Package]) -> World:
    """Who may move from which package to which, and what each prefers, where every mover is one judged party."""
    entries = {one.of: one for one in case.preferences}
    moves, payoffs = [], []
    for parties, issues in moved(case).items():
        moves.append([[n for n, x in enumerate(found) if x != y and _reaches(case, issues, y, x)] for y in found])
        worths = [worth(case, entries[parties[0]], one) for one in found]
        order = sorted(set(worths))
        payoffs.append([order.index(one) for one in worths])
    return World(moves, payoffs, [*range(len(moves))])


def _reaches(case: Case, issues: Sequence[str], start: Package, end: Package) -> bool:
    return all(
        start[name] == end[name] or (name in issues and may(case.issue[name], start[name], end[name])) for name in start
    )

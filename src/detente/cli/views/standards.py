"""The published standards side by side: what each party has by which, what they settle alike, where they differ."""

from __future__ import annotations

from detente.analyses.solutions import NO_SHARES, Judged, Solution, Solutions
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.views.judged import points, settled, signed
from detente.cli.words import capital, count, listing, option, shorten, spelled, title
from detente.cli.words import names as units_by_name

STANDARDS = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "Egalitarian",
    "utilitarian": "Utilitarian",
}
_LONG = 60


def show(paper: Paper, result: Solutions) -> None:
    """A table of worths and gains, what the standards mean here, and the packages."""
    found = [one for one in result.solutions.values() if one.points]
    if not found:
        return
    paper.gap()
    paper.say("What the standards give each, and how much more that is than no agreement:")
    case, units, domain = _case(result), result.bargain.parties, result.bargain.domain
    rows = [_row(result, one) for one in found]
    least = [points(r / scale, case) for r, scale in zip(domain.reservations, domain.scales, strict=True)]
    rows.insert(0, ["no agreement", *least])
    if None not in result.ideals:
        over = "of all packages" if result.ideal == "all" else "that all accept"
        rows.append([f"its best {over}", *(points(one or 0.0, case) for one in result.ideals)])
    paper.table([("", "left"), *((unit, "right") for unit in units)], rows)
    _marks(paper, result, found)
    for one in found:
        paper.item(f"{STANDARDS[one.name]}: {_means(result, one)}.{_home(result, one)}")
    _packages(paper, result)


def agreed(result: Solutions) -> str:
    """In a sentence what the standards have in common; empty where there is nothing to compare."""
    told = _chosen(result)
    if len(told) < 2:
        return ""
    issues = list(told[0][1])
    alike = sum(len({package[issue] for _, package in told}) == 1 for issue in issues)
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, package in told:
        groups.setdefault(tuple(package.values()), []).append(name)
    if len(groups) == 1:
        return f"{listing(name for name, _ in told)} choose the same package."
    same = [f"{listing(some)} choose the same package" for some in groups.values() if len(some) > 1]
    settle = f"The {spelled(len(told))} standards settle {alike} of {len(issues)} issues alike"
    return f"{'; '.join([f'{settle} and differ on {len(issues) - alike}', *same])}."


def stopped(result: Solutions) -> str:
    """In a sentence how many of the standards' packages somebody's home certainly stops; else empty."""
    judged = result.judged
    if judged is None:
        return ""
    told = [judged.stopped[name][0] for name, one in result.solutions.items() if one.points and one.points[0].packages]
    if not told or None in told:
        return ""
    hit = sum(bool(one) for one in told)
    if not hit:
        return f"At home nobody certainly stops any of their packages{_unknown(judged)}."
    which = "all" if hit == len(told) else f"{spelled(hit)} of {spelled(len(told))}"
    return f"At home {which} of their packages would certainly be stopped by somebody{_unknown(judged)}."


def _unknown(judged: Judged) -> str:
    """Of whose home nothing is known, who sit at the table."""
    having = {one.of for one in judged.case.ratification.procedures}
    seated = dict.fromkeys([*(party for unit in judged.members for party in unit), *judged.unjudged_parties])
    silent = [party for party in seated if party not in having]
    return f"; nothing is on file of what {units_by_name(judged.case, silent)} must go through there" if silent else ""


def _chosen(result: Solutions) -> list[tuple[str, dict[str, str]]]:
    """Standards and the first package of each."""
    found = [one for one in result.solutions.values() if one.points and one.points[0].packages]
    return [(STANDARDS[one.name], one.points[0].packages[0]) for one in found]


def _case(result: Solutions) -> Case | None:
    return None if result.judged is None else result.judged.case


def _row(result: Solutions, one: Solution) -> list[str]:
    name = STANDARDS[one.name] + (f" ({len(one.points)} tie)" if len(one.points) > 1 else "")
    return [name, *cells(result, one.name)]


def cells(result: Solutions, name: str, place: int = 0) -> list[str]:
    """What each party has at a point of a solution, marked where that it is enough rests on the numbers."""
    solution = result.closest if name == "closest" else result.solutions[name]
    assert solution is not None
    case, domain = _case(result), result.bargain.domain
    worth = solution.points[place].utilities
    said = ("",) * len(worth) if result.judged is None else result.judged.verdicts[name][place] or ("",) * len(worth)
    rows = zip(worth, domain.reservations, domain.scales, said, strict=True)
    return [
        f"{points(u, case)} ({signed(u - r / scale, case)}{'?' if one == 'depends' else ''})"
        for u, r, scale, one in rows
    ]


def _marks(paper: Paper, result: Solutions, found: list[Solution]) -> None:
    if result.judged is not None and any("depends" in result.judged.verdicts[one.name][0] for one in found):
        paper.say("? With other numbers within the intervals that were written it could be less than no agreement.")
    if any(len(one.points) > 1 for one in found):
        paper.say("Where several points tie, the first is shown here and below; --json has the others.")


def _means(result: Solutions, one: Solution) -> str:
    """What a standard asks for, with its value where anybody can use it."""
    value = 0.0 if one.value is None else one.value
    case = _case(result)
    said = {
        "nash": "the product of gains is largest",
        "kalai_smorodinsky": _least_share(result, one),
        "egalitarian": f"the least gain is largest, {points(value, case)}",
        "utilitarian": f"the sum of what it is worth to all is largest, {points(value, case)}",
    }[one.name]
    if not one.exact:
        said += " (the best that was met; there may be better ones)"
    elif not one.all_efficient:
        said += " (there may be more ties)"
    elif not one.all_ties:
        said += " (there may be more ties, among packages that another dominates)"
    first = one.points[0]
    if first.efficient is False:
        said += "; another package dominates the one shown"
    if first.count is not None and first.count > 1:
        said += f"; {count(first.count, 'package')} of this worth, one shown"
    return said


def _least_share(result: Solutions, one: Solution) -> str:
    if one.value is not None:
        return f"the least share of what each could gain at most is largest, {one.value:.0%}"
    if NO_SHARES in result.notes:
        return "nobody can gain anything, so there are no shares; all that is acceptable is worth this"
    return "the least share of the most that each was seen to gain is largest; what each could gain is not known"


def _home(result: Solutions, one: Solution) -> str:
    """Whether anybody's home certainly stops its package, where procedures are on file."""
    stopped = None if result.judged is None else result.judged.stopped[one.name][0]
    if stopped is None:
        return ""
    return (
        f" At home {f'certainly stopped by {listing(stopped)}' if stopped else 'nothing on file certainly stops it'}."
    )


def _packages(paper: Paper, result: Solutions) -> None:
    """What all settle alike, and who settles the rest how."""
    told = _chosen(result)
    if not told:
        return
    first = told[0][1]
    alike = [issue for issue in first if len({package[issue] for _, package in told}) == 1]
    case = _case(result)
    apart = [issue for issue in first if issue not in alike]
    paper.gap()
    if not apart:
        paper.say("All of them choose the same package:" if len(told) > 1 else f"The package of {told[0][0]}:")
    elif alike:
        paper.say(f"On {len(alike)} of {len(first)} issues they settle the same:")
    for issue in alike:
        paper.item(settled(case, issue, first[issue]))
    if apart:
        paper.gap()
        paper.say(f"On {len(apart)} they differ:" if alike else f"They differ on {count(len(apart), 'issue')}, all:")
    for issue in apart:
        ways: dict[str, list[str]] = {}
        for name, package in told:
            ways.setdefault(package[issue], []).append(name)
        paper.item(capital(issue if case is None else title(case, issue)))
        for way, names in sorted(ways.items(), key=lambda one: -len(one[1])):
            shown = way if case is None else shorten(option(case, issue, way), _LONG)
            paper.say(f"{shown}: {listing(names)}", 4)

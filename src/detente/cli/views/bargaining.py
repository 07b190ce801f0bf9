"""Solutions in words: whether there is an agreement, which packages are fair by which standard, who gains what."""

from __future__ import annotations

from detente.analyses.solutions import Judged, Solution, Solutions
from detente.cli.paper import Paper
from detente.cli.views import draws
from detente.cli.views.judged import between, derived, differences, party, points, settled, signed, silent
from detente.cli.words import LEVEL, as_of, capital, count, listing, names, number
from detente.runs.judgements import Judgements
from detente.space.bargaining import Package
from detente.space.regarding import Looked

STANDARDS = {
    "nash": ("Nash", "the product of gains is largest"),
    "kalai_smorodinsky": ("Kalai–Smorodinsky", "the least gain, as a share of the party's largest, is largest"),
    "egalitarian": ("Egalitarian", "the least gain is largest"),
    "utilitarian": ("Utilitarian", "the sum of utilities is largest"),
}
NEVER = (
    "Numbers are judgements of who values what, and of what no agreement is worth; what follows from them is computed. "
    "Sums and least gains compare the parties' scales as they are; Nash and Kalai–Smorodinsky do not depend on them."
)
_SHOWN = 3
_POINTS = 12


def show(result: Solutions, drawn: Judgements | None = None) -> str:
    """The whole answer, with what draws say of it."""
    paper = Paper()
    judged = result.judged
    if judged is None:
        paper.heading(f"{result.bargain.name}: {', '.join(result.bargain.parties)}")
    else:
        paper.heading(f"{as_of(judged.about)}: {_table(judged)}")
    paper.item(_verdict(result), 0)
    if judged is not None:
        _who(paper, judged, result.bargain.parties)
    _solutions(paper, result)
    if result.closest is not None and result.closest.points:
        _closest(paper, result, result.closest)
    if not result.empty:
        _frontier(paper, result)
    if judged is not None:
        _proposals(paper, result, judged)
        _measures(paper, result, judged)
    if drawn is not None:
        draws.show(paper, drawn)
    paper.gap()
    paper.say(f"How: {result.method}. {'Exact.' if result.exact else 'Not exact.'}")
    for note in result.notes:
        paper.say(note)
    if judged is not None:
        _unjudged(paper, judged)
    paper.caveat(NEVER)
    return paper.text()


def _table(judged: Judged) -> str:
    return judged.title or judged.table


def _who(paper: Paper, judged: Judged, units: tuple[str, ...]) -> None:
    found = f"Judged: {names(judged.case, units)}."
    if judged.unjudged_parties:
        found += f" Not judged, and so without a part in this: {names(judged.case, judged.unjudged_parties)}."
    paper.item(found, 0)
    if judged.derived:
        paper.item(derived(judged.case, judged.derived), 0)


def _verdict(result: Solutions) -> str:
    judged = result.judged
    total = f"{result.packages:,} packages"
    if judged is not None:
        total = "feasible packages" if judged.feasible is None else f"{judged.feasible:,} feasible packages"
        if judged.within is not None:
            total += f" ({LEVEL[judged.within]})"
        if judged.feasible == 0:
            return f"There are no {total[2:]}: nothing can be agreed."
    who = "all" if judged is None else "all who are judged"
    if result.empty:
        return f"None of the {total} is acceptable to {who}: each leaves somebody below what no agreement is worth."
    if result.agreement_zone is not None:
        verb = "is" if result.agreement_zone == 1 else "are"
        return f"{result.agreement_zone:,} of {total} {verb} acceptable to {who}."
    if result.zone_interval is not None:
        low, high = result.zone_interval
        return f"Between {low:,} and {high:,} of {total} are acceptable to {who}, by a sample."
    return f"Some of the {total} are acceptable to {who}; how many was not counted."


def _solutions(paper: Paper, result: Solutions) -> None:
    """Each solution; a package that was shown before is not shown again, of others what is different."""
    shown: dict[str, dict[str, str]] = {}
    for solution in result.solutions.values():
        if not solution.points:
            continue
        name, standard = STANDARDS[solution.name]
        paper.gap()
        best = "" if solution.exact else " (the best that was met; there may be better ones)"
        paper.say(f"{name}: {standard}: {_number(solution.value)}{best}.")
        _ties(paper, solution)
        for place, point in enumerate(solution.points[:_SHOWN]):
            _point(paper, result, solution.name, place, shown)
            if point.packages and not place:
                shown.setdefault(name, point.packages[0])


def _ties(paper: Paper, solution: Solution) -> None:
    if len(solution.points) > 1:
        some = f", {_SHOWN} of them here, all in --json" if len(solution.points) > _SHOWN else ""
        paper.say(f"{len(solution.points)} points tie{some}.", 2)
    if not solution.all_ties and solution.exact:
        paper.say("There may be more ties, among packages that another dominates.", 2)


def _point(paper: Paper, result: Solutions, name: str, place: int, shown: dict[str, dict[str, str]]) -> None:
    solution = result.closest if name == "closest" else result.solutions[name]
    assert solution is not None
    point = solution.points[place]
    paper.item(
        "; ".join(_gains(result, point)) + (" — dominated by another package" if point.efficient is False else "")
    )
    _regret(paper, result, name, place)
    if point.packages:
        _package(paper, result, point.packages[0], shown)
    if point.count is not None and point.count > 1:
        paper.say(f"and {count(point.count - 1, 'other package')} of the same worth", 4)


def _gains(result: Solutions, point: Package) -> list[str]:
    case = None if result.judged is None else result.judged.case
    domain = result.bargain.domain
    rows = zip(result.bargain.parties, point.utilities, domain.reservations, domain.scales, strict=True)
    return [f"{party(case, unit)} {points(worth)} ({signed(worth - r / scale)})" for unit, worth, r, scale in rows]


def _regret(paper: Paper, result: Solutions, name: str, place: int) -> None:
    """How much less everybody has than at its best, and whose consent rests on the numbers."""
    if result.judged is None:
        return
    case, units = result.judged.case, result.bargain.parties
    regret = result.judged.regret[name][place]
    if regret is not None and any(regret):
        less = [f"{party(case, unit)} {points(one)}" for unit, one in zip(units, regret, strict=True) if one]
        paper.say(f"less than at its best: {'; '.join(less)}", 4)
    said = zip(units, result.judged.verdicts[name][place], strict=True)
    unsure = [unit for unit, one in said if one == "depends"]
    if unsure:
        does = "does" if len(unsure) == 1 else "do"
        paper.say(f"whether {names(case, unsure)} {does} better than without depends on numbers that are not exact", 4)


def _package(paper: Paper, result: Solutions, package: dict[str, str], shown: dict[str, dict[str, str]]) -> None:
    """A package in words; where a like one was shown, what is different."""
    case = None if result.judged is None else result.judged.case
    if case is None:
        paper.say("; ".join(settled(None, *one) for one in package.items()), 4)
        return
    for name, before in shown.items():
        different = differences(package, before)
        if not different:
            paper.say(f"the same package as {name}", 4)
            return
        if len(different) <= len(package) // 2:
            paper.say(f"as {name}, but with", 4)
            for issue, option in different:
                paper.item(settled(case, issue, option), 6)
            return
    for issue, option in package.items():
        paper.item(settled(case, issue, option), 4)


def _closest(paper: Paper, result: Solutions, closest: Solution) -> None:
    paper.gap()
    paper.say(
        f"Closest to an agreement: whoever loses most loses {_number(-(closest.value or 0))} against no agreement."
    )
    shown: dict[str, dict[str, str]] = {}
    for place in range(min(_SHOWN, len(closest.points))):
        _point(paper, result, "closest", place, shown)
        if closest.points[place].packages and not place:
            shown["the first"] = closest.points[place].packages[0]


def _frontier(paper: Paper, result: Solutions) -> None:
    found = result.frontier
    if found is None:
        return
    where = "" if result.exact else " among those met"
    paper.gap()
    leaves = "point leaves" if len(found) == 1 else "points leave"
    paper.say(f"{len(found):,} {leaves} nothing on the table{where}: nobody can gain there without another's loss.")
    chosen = list(found)
    if len(found) > _POINTS:
        sides = range(len(result.bargain.parties))
        best = [max(found, key=lambda point: point.utilities[at]) for at in sides]
        chosen = list({point.utilities: point for point in best}.values())
        paper.say(f"Here the one that is best for each party; --json lists all {len(found):,}.", 2)
    case = None if result.judged is None else result.judged.case
    rows = [[*map(points, one.utilities), "not counted" if one.count is None else f"{one.count:,}"] for one in chosen]
    columns = [(party(case, unit), "right") for unit in result.bargain.parties]
    paper.table([*columns, ("packages", "right")], rows)  # type: ignore[list-item]  # a literal each


def _proposals(paper: Paper, result: Solutions, judged: Judged) -> None:
    """What is on the table, in the order of its date, and the status quo."""
    paper.gap()
    paper.say("On the table: what each proposal is worth, against no agreement, and who would be better off with it.")
    for one in (judged.status_quo, *judged.proposals):
        _looked(paper, result, judged, one)
    if judged.elsewhere:
        paper.say(f"Not on this agenda: {listing(judged.elsewhere)}.", 2)


def _looked(paper: Paper, result: Solutions, judged: Judged, one: Looked) -> None:
    label = f"{one.title or one.id} ({one.date})" if one.date else "The status quo"
    if not one.packages:
        why = f": every package that meets it breaks {listing(one.broken)}" if one.broken else ""
        paper.item(f"{label}: no feasible package{why}.")
        return
    several = f" ({number(one.feasible)} packages; least to most)" if one.feasible != 1 else ""
    domain = result.bargain.domain
    rows = zip(result.bargain.parties, one.utilities, domain.reservations, domain.scales, one.verdicts, strict=True)
    worth = []
    for unit, span, r, s, said in rows:
        gains = " to ".join(dict.fromkeys(signed(u - r / s) for u in span))
        worth.append(f"{party(judged.case, unit)} {between(span)} ({gains}, {said})")
    paper.item(f"{label}{several}: {'; '.join(worth)}.")
    if one.beyond:
        paper.say(f"Linkages ask for {count(one.beyond, 'more change')} than it names.", 4)
    paper.say(_far(one), 4)


def _far(one: Looked) -> str:
    if one.efficient:
        return "It is on the frontier."
    if one.distance is None:
        return "How far the frontier is, is not known."
    low, high = one.distance
    far = f"{low:.0%}" if low == high else f"{low:.0%} to {high:.0%}"
    fewest = ""
    if one.changes is not None:
        few = "" if one.complete else "at most "
        fewest = f"; the frontier package that changes least of it changes {few}{count(one.changes, 'issue')}"
    return f"{far} of some party's range from the frontier{fewest}."


def _measures(paper: Paper, result: Solutions, judged: Judged) -> None:
    """How much there is to gain together, and who is opposed to whom."""
    paper.gap()
    if judged.integrative is not None:
        paper.say(
            f"Integrative potential: {judged.integrative:.2f} (0: a fixed sum to be shared out; 1: all could have all)."
        )
    if judged.opposition is not None:
        paper.say(f"Opposition: {judged.opposition:.2f} (0: one package is best for everybody).")
    units, table = result.bargain.parties, judged.correlations
    if table is None or len(units) < 2:
        return
    pairs = [(table[a][b], units[a], units[b]) for a in range(len(units)) for b in range(a)]
    known = sorted((value, one, other) for value, one, other in pairs if value is not None)
    if known:
        words = [f"{names(judged.case, [one, other])} {value:+.2f}".replace("-", "−") for value, one, other in known]
        paper.say(f"Correlation of what packages are worth (−1 opposed, +1 at one): {'; '.join(map(capital, words))}.")


def _unjudged(paper: Paper, judged: Judged) -> None:
    said = silent(judged.case, (), judged.unjudged_issues, judged.unbounded)
    for sentence in said:
        paper.say(sentence)


def _number(value: float | None) -> str:
    return "not known" if value is None else points(value)

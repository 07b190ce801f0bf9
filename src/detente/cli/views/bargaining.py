"""Solutions in words: whether there is an agreement, which packages are fair by which standard, who gains what."""

from __future__ import annotations

from detente.analyses.solutions import NOTHING_FEASIBLE, Judged, Solution, Solutions
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.views import draws, standards
from detente.cli.views.judged import derived, legend, points, settled, signed, silent
from detente.cli.words import LEVEL, as_of, count, few, listing, names, number, shorten, title
from detente.runs.judgements import Judgements
from detente.space.regarding import Looked

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
        paper.heading(f"{as_of(judged.about)}: {judged.title or judged.table}")
    paper.item(_verdict(result), 0)
    for said in filter(None, (standards.agreed(result), standards.stopped(result))):
        paper.item(said, 0)
    if judged is not None:
        _who(paper, judged, result.bargain.parties)
    if judged is None or judged.feasible != 0:
        _answers(paper, result, judged, drawn)
    paper.gap()
    paper.say(f"How: {result.method}. {_exactly(result)}")
    for note in result.notes:
        paper.say(note)
    if judged is not None:
        for sentence in silent(judged.case, (), judged.unjudged_issues, judged.unbounded):
            paper.say(sentence)
    paper.caveat(NEVER)
    return paper.text()


def _exactly(result: Solutions) -> str:
    if result.exact:
        return "Exact."
    lacking = [one for one in result.solutions.values() if not one.all_efficient]
    if lacking and all(one.exact for one in result.solutions.values()):
        return "The values are exact; points that are as good as those shown may lack."
    return "Not exact."


def _answers(paper: Paper, result: Solutions, judged: Judged | None, drawn: Judgements | None) -> None:
    standards.show(paper, result)
    if result.closest is not None and result.closest.points:
        _closest(paper, result, result.closest)
    if not result.empty:
        _frontier(paper, result)
    if judged is not None:
        _proposals(paper, result, judged)
        _measures(paper, result, judged)
    if drawn is not None:
        draws.show(paper, drawn)


def _who(paper: Paper, judged: Judged, units: tuple[str, ...]) -> None:
    found = f"Judged: {legend(judged.case, units)}."
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
            total += f" within what was stated ({LEVEL[judged.within]})"
        if judged.feasible == 0:
            return f"Nothing can be agreed: there are no {total.removeprefix('0 ')}."
    if NOTHING_FEASIBLE in result.notes:
        return f"None of the {total} meets the linkages: nothing can be agreed."
    who = "all" if judged is None else "all who are judged"
    if result.empty:
        return f"None of the {total} is acceptable to {who}: each leaves somebody below what no agreement is worth."
    if result.agreement_zone is not None:
        verb = "is" if result.agreement_zone == 1 else "are"
        return f"{result.agreement_zone:,} of {total} {verb} acceptable to {who}."
    if result.zone_interval is not None:
        low, high = result.zone_interval
        return f"Between {low:,} and {high:,} of {total} are acceptable to {who}, by a sample."
    if result.empty is None:
        return f"Whether any of the {total} is acceptable to {who} is not known."
    return f"Some of the {total} are acceptable to {who}; how many was not counted."


def _closest(paper: Paper, result: Solutions, closest: Solution) -> None:
    case = None if result.judged is None else result.judged.case
    paper.gap()
    tie = f" {len(closest.points)} points tie; the first:" if len(closest.points) > 1 else ""
    paper.say(
        f"Closest to an agreement: whoever loses most loses {points(-(closest.value or 0), case)} against no "
        f"agreement.{tie}"
    )
    rows = [standards.cells(result, "closest", 0)]
    paper.table([(unit, "right") for unit in result.bargain.parties], rows)
    for package in closest.points[0].packages[:1]:
        for issue, option in package.items():
            paper.item(settled(case, issue, option))


def _frontier(paper: Paper, result: Solutions) -> None:
    found = result.met if result.frontier is None else result.frontier
    if not found:
        return
    paper.gap()
    if result.frontier is None:
        dominates = "none of these dominates another" if len(found) > 1 else "it dominates all others that were met"
        paper.say(
            f"Which packages leave nothing on the table is not known. Of those met {count(len(found), 'point')} may: "
            f"{dominates}, but what was not met may dominate {'them' if len(found) > 1 else 'it'}."
        )
    else:
        leaves = "point leaves" if len(found) == 1 else "points leave"
        paper.say(f"{len(found):,} {leaves} nothing on the table: nobody can gain there without another's loss.")
    chosen = list(found)
    if len(found) > _POINTS:
        sides = range(len(result.bargain.parties))
        best = [max(found, key=lambda point: point.utilities[at]) for at in sides]
        chosen = list({point.utilities: point for point in best}.values())
        paper.say(f"Here the one that is best for each party; --json lists all {len(found):,}.", 2)
    case = None if result.judged is None else result.judged.case
    rows = [
        [*(points(u, case) for u in one.utilities), "not counted" if one.count is None else f"{one.count:,}"]
        for one in chosen
    ]
    columns = [(unit, "right") for unit in result.bargain.parties]
    paper.table([*columns, ("packages", "right")], rows)  # type: ignore[list-item]  # a literal each


# ------------------------------------------------------------------------------------------------ what is on the table


def _proposals(paper: Paper, result: Solutions, judged: Judged) -> None:
    """What is on the table, in the order of its date, and the status quo."""
    asked = (judged.status_quo, *judged.proposals)
    there = [one for one in asked if one.packages]
    paper.gap()
    paper.say(
        "On the table: how much more than no agreement it is worth, from the least to the most where it leaves several "
        "packages; yes, no: certain whatever the numbers in their intervals are."
    )
    units = [(unit, "left") for unit in result.bargain.parties]
    columns = [("proposal (packages)", "left"), *units, ("to the frontier", "left")]
    paper.table(columns, [_row(result, judged.case, one) for one in there])  # type: ignore[arg-type]
    if any(one.distance for one in there):
        paper.say(
            "To the frontier: how far its nearest point is, as the largest share of a party's range, and on how many "
            "issues the frontier package that changes least of it differs."
        )
    _footnotes(paper, judged, asked)


def _row(result: Solutions, case: Case, one: Looked) -> list[str]:
    domain = result.bargain.domain
    rows = zip(one.utilities, domain.reservations, domain.scales, one.verdicts, strict=True)
    gains = []
    for span, r, s, said in rows:
        ends = " to ".join(dict.fromkeys(signed(u - r / s, case) for u in span))
        gains.append(ends if said == "depends" else f"{ends} {said}")
    several = "" if one.feasible == 1 else f", {number(one.feasible)}"
    return [_name(one) + several, *gains, _far(result, one)]


def _name(one: Looked) -> str:
    if not one.date:
        return "The status quo"
    mark = "".join(sign for sign, has in (("*", one.beyond), ("†", one.in_part)) if has)
    return f"{shorten(one.title or one.id, 40)} ({one.id}){mark}" if one.title else f"{one.id}{mark}"


def _far(result: Solutions, one: Looked) -> str:
    if one.efficient:
        return "on it"
    if one.distance is None:
        return "there is none" if result.empty else "not known"
    low, high = (f"{end:.0%}" for end in one.distance)
    far = low if low == high else f"{low} to {high}"
    if one.changes is None:
        return far
    return f"{far}; {'' if one.complete else 'at most '}{one.changes} issue{'' if one.changes == 1 else 's'}"


def _footnotes(paper: Paper, judged: Judged, asked: tuple[Looked, ...]) -> None:
    further = [one for one in asked if one.beyond and one.packages]
    if further:
        more = listing(f"{one.id} for {one.beyond}" for one in further)
        paper.say(f"* Linkages ask for more changes than it names: {more}. Read so, with the fewest.")
    for one in asked:
        if one.in_part:
            off = few([title(judged.case, issue) for issue in one.off_agenda], 4, "; ")
            paper.say(f"† {one.id} also asks for changes that this table does not deal with ({off}); read in part.")
    for one in asked:
        if not one.packages:
            part = "its part about this agenda has" if one.in_part else "has"
            why = f": every package that meets it breaks {listing(one.broken)}" if one.broken else ""
            within = " within what was stated" if judged.within else ""
            paper.say(f"{one.id if one.date else 'The status quo'}: {part} no feasible package{within}{why}.")
    if judged.elsewhere:
        paper.say(f"Nothing on this agenda: {listing(judged.elsewhere)}.")


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
    pairs = [(table[a][b], units[b], units[a]) for a in range(len(units)) for b in range(a)]
    known = sorted((value, one, other) for value, one, other in pairs if value is not None)
    if known:
        words = [f"{one} and {other} {value:+.2f}".replace("-", "−") for value, one, other in known]
        paper.say(f"Correlation of what packages are worth (−1 opposed, +1 at one): {'; '.join(words)}.")

"""Trade in words: what costs nobody, what two issues can do, who could concede what, how far the frontier is."""

from __future__ import annotations

from detente.analyses.trade import Trade
from detente.cli.paper import Paper
from detente.cli.views.judged import changed, legend, points, settled, signed, silent
from detente.cli.words import as_of, count, listing, title
from detente.space.bargaining import Package
from detente.space.surroundings import Change, Concessions, Found

NEVER = "What is worth trading follows from judged numbers; whether it was ever on offer they do not say."
_SHORT = 8


def show(result: Trade) -> str:
    """The whole answer."""
    paper = Paper()
    names_ = ", ".join(result.bargain.parties)
    paper.heading(
        f"{result.bargain.name}: {names_}" if result.about is None else f"{as_of(result.about)}: {result.title}"
    )
    paper.item(_start(result), 0)
    paper.item(_scales(result), 0)
    if not result.feasible:
        paper.item("It is not feasible itself; only changes that make it so are counted.", 0)
    _found(paper, result, result.free, "Free improvements", "change of one issue", "")
    many = "two issues" if result.size == 2 else "two or three issues"
    _found(paper, result, result.swaps, "Logrolling", f"swap of {many}", ", though no part of it would do by itself")
    _pairs(paper, result)
    _concessions(paper, result)
    _frontier(paper, result)
    paper.gap()
    paper.say(f"How: {result.method}.")
    for note in result.notes:
        paper.say(note)
    if result.case is not None:
        for sentence in silent(result.case, result.unjudged_parties, result.unjudged_issues, ()):
            paper.say(sentence)
    paper.caveat(NEVER)
    return paper.text()


def _start(result: Trade) -> str:
    case, domain = result.case, result.bargain.domain
    rows = zip(result.bargain.parties, result.utilities, domain.reservations, domain.scales, strict=True)
    worth = "; ".join(f"{unit} {points(u, case)} ({signed(u - r / scale, case)})" for unit, u, r, scale in rows)
    where = "the package given"
    if case is not None:
        title_ = next((one.title for one in case.proposals if one.id == result.start), "")
        where = f"“{title_ or result.start}”" if result.start != "status_quo" else "the status quo"
    return f"From {where}: {worth}; in brackets how much more than no agreement."


def _scales(result: Trade) -> str:
    """Who is who, and what the shares are of."""
    case = result.case
    who = "" if case is None else f"{legend(case, result.bargain.parties)}. "
    ranges = zip(result.bargain.parties, result.ranges, strict=True)
    spans = "; ".join(f"{unit} {points(span, case)}" for unit, span in ranges)
    return (
        f"{who}Gains are in points of each party's own scale; shares of its range are of all that lies between its "
        f"worst and its best feasible package ({spans}). Best first: the largest least share, then their sum."
    )


def _found(paper: Paper, result: Trade, found: Found, name: str, what: str, though: str) -> None:
    paper.gap()
    gain = f"by which nobody loses and somebody gains{though}"
    if not found.count:
        paper.say(f"{name}: there is no {what} {gain}.")
        return
    every = "each" if found.strict == found.count else f"{found.strict:,} of them"
    strict = f" By {every} everybody gains." if found.strict and found.count > 1 else ""
    some = f" The best {len(found.best)}:" if len(found.best) < found.count else ""
    if found.count == 1:
        paper.say(f"{name}: one {what} {gain}.")
    else:
        paper.say(f"{name}: {found.count:,} {what.replace(' of', 's of', 1)} {gain}.{strict}{some}")
    for one in found.best:
        _change(paper, result, one)


def _change(paper: Paper, result: Trade, one: Change) -> None:
    paper.item("; ".join(changed(result.case, *issue) for issue in one.issues))
    gains = zip(result.bargain.parties, one.gains, strict=True)
    who = [f"{unit} {signed(gain, result.case)}" for unit, gain in gains if gain]
    after = [unit for unit, accepts in zip(result.bargain.parties, one.accepts, strict=True) if not accepts]
    tail = "everybody judged accepts it then" if not after else f"still below no agreement: {listing(after)}"
    paper.say(f"{'; '.join(who)} — {tail}", 4)


def _pairs(paper: Paper, result: Trade) -> None:
    paper.gap()
    shown = [pair for pair in result.pairs if pair.here > 0 or (pair.anywhere or 0) > 0]
    if not shown:
        paper.say("Worth trading: no two parties could both gain by changing two issues alone.")
        return
    paper.say(
        f"Worth trading: two issues that, changed alone, could give both of two parties something. From here there "
        f"{'is' if result.worth_trading == 1 else 'are'} {result.worth_trading:,}. Shown: the share of its range that "
        "the one who gets less could have, from here and from any feasible package."
    )
    rows = [
        [
            " + ".join(title(result.case, issue) if result.case else issue for issue in pair.issues),
            " and ".join(pair.parties),
            f"{pair.here:.1%}",
            "not known" if pair.anywhere is None else f"{pair.anywhere:.1%}",
        ]
        for pair in shown
    ]
    paper.table([("issues", "left"), ("between", "left"), ("from here", "right"), ("from anywhere", "right")], rows)


def _concessions(paper: Paper, result: Trade) -> None:
    paper.gap()
    paper.say("The most promising single concession of each:")
    for one in result.concessions:
        _concession(paper, result, one)


def _concession(paper: Paper, result: Trade, one: Concessions) -> None:
    who = one.party
    if not one.count:
        paper.item(
            f"{who}: none that gives another something, takes from nobody else and leaves it no worse off than no "
            "agreement."
        )
        return
    ties = f" ({len(one.best)} are alike)" if len(one.best) > 1 else ""
    paper.item(f"{who}, of {count(one.count, 'possible concession')}{ties}:")
    for change in one.best:
        paper.say("; ".join(changed(result.case, *issue) for issue in change.issues), 4)
        gains = zip(result.bargain.parties, change.gains, strict=True)
        paper.say("; ".join(f"{unit} {signed(gain, result.case)}" for unit, gain in gains if gain), 6)


def _frontier(paper: Paper, result: Trade) -> None:
    paper.gap()
    if result.efficient is None:
        paper.say("How far the frontier is, is not known.")
        return
    if result.efficient:
        paper.say("The package is on the frontier: nobody can gain without another's loss.")
        return
    if result.distance is None:
        paper.say("No package is acceptable to all, so there is no frontier to go to.")
        return
    paper.say(f"The nearest point of the frontier is {result.distance:.0%} of some party's range away.")
    if not result.better:
        paper.say("None of its points is at least as good for everybody.", 2)
    _to(paper, result, "The nearest that is at least as good for everybody", result.better)
    if result.changes is not None:
        few = "" if result.complete else "at most "
        short = result.changes <= _SHORT
        end = ":" if short else "; --json names them."
        paper.say(
            f"The frontier package that changes least of it changes {few}{count(result.changes, 'issue')}{end}", 2
        )
        for package in result.fewest[:1] if short else ():
            _differences(paper, result, package)


def _to(paper: Paper, result: Trade, name: str, found: tuple[Package, ...]) -> None:
    for point in found[:1]:
        rows = zip(result.bargain.parties, point.utilities, strict=True)
        worth = "; ".join(f"{unit} {points(one, result.case)}" for unit, one in rows)
        paper.say(f"{name}: {worth}.", 2)
        for package in point.packages[:1]:
            _differences(paper, result, package)


def _differences(paper: Paper, result: Trade, package: dict[str, str]) -> None:
    for issue, option in package.items():
        if result.package[issue] != option:
            paper.item(settled(result.case, issue, option), 4)

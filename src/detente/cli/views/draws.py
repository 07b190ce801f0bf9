"""Draws in words: how far the solutions rest on numbers that are not exact."""

from __future__ import annotations

from detente.cli.paper import Paper
from detente.cli.views.judged import points
from detente.cli.views.standards import STANDARDS
from detente.cli.words import count, number, option, shorten, spelled, title
from detente.runs.judgements import Better, Judgements, Standard
from detente.space.shares import Share

_SURE = 0.95
_WIDE = 50


def show(paper: Paper, drawn: Judgements) -> None:
    """What is added to the solutions."""
    paper.gap()
    stopped = f" of {number(drawn.draws)} asked for (there was no time for more)" if drawn.made < drawn.draws else ""
    paper.say(f"Draws: {number(drawn.made)}{stopped}, seed {drawn.seed}. {_each(drawn)}")
    if not drawn.made:
        return
    paper.item(f"There is an agreement acceptable to all who are judged in {_share(drawn.zone)} of the draws.")
    if drawn.unknown:
        paper.item(f"In {count(drawn.unknown, 'draw')} this is not known; they are left out of that share.")
    for one in drawn.standards:
        _standard(paper, drawn, one)
    paper.gap()
    paper.say("In what share of the draws each is at least as well off as with no agreement:")
    if any(one.packages > 1 for one in drawn.named):
        paper.say(
            "Where a proposal leaves several packages, “a to b” is: with every one of them, to with at least one of "
            "them. A single figure is both."
        )
    for better in drawn.named:
        _better(paper, drawn, better)


def _each(drawn: Judgements) -> str:
    """What a draw is, and how its figures are told."""
    if not drawn.varied:
        return "All numbers are exact, so that every draw finds the same."
    several = drawn.varied > 1
    inexact = f"the {spelled(drawn.varied)} numbers that are" if several else "the one number that is"
    return (
        f"Each draws {inexact} not exact from what is written of {'them' if several else 'it'}, and solves again. "
        "What a party has by a standard is the median of the draws, with the range of the middle 90% of them in "
        "brackets; after a share the brackets have its 95% interval."
    )


def _share(one: Share) -> str:
    if one.share is None or one.interval is None:
        return "not known"
    low, high = one.interval
    return f"{one.share:.1%} ({low:.1%} to {high:.1%})"


def _percent(one: Share) -> str:
    """A share without its interval; what is not nothing and not all is not called so."""
    share = one.share or 0.0
    return "under 1%" if 0 < share < 0.01 else "over 99%" if 0.99 < share < 1 else f"{share:.0%}"


def _standard(paper: Paper, drawn: Judgements, one: Standard) -> None:
    """One solution, over the draws in which there is one: shares are of these."""
    if one.utilities is None:
        return
    paper.item(f"{STANDARDS[one.name]}{_where(drawn, one)}:")
    worth = [
        f"{unit} {points(middle, drawn.case)} ({points(low, drawn.case)} to {points(high, drawn.case)})"
        for unit, (low, middle, high) in zip(drawn.units, one.utilities, strict=True)
    ]
    paper.say("; ".join(worth), 4)
    first = Share(one.packages[0][1].hits, one.found)
    which = "always the same package"
    if one.different > 1:
        which = f"{number(one.different)} different packages, the most frequent in {_share(first)}"
    paper.say(which, 4)
    options = {
        issue: {name: Share(share.hits, one.found) for name, share in shares.items()}
        for issue, shares in one.options.items()
    }
    open_issues = [
        (issue, shares) for issue, shares in options.items() if (next(iter(shares.values())).share or 0) < _SURE
    ]
    settled = len(options) - len(open_issues)
    if settled:
        paper.say(f"{count(settled, 'issue')} settled in one and the same way in at least {_SURE:.0%}", 4)
    for issue, shares in open_issues:
        ways = [
            f"{shorten(option(drawn.case, issue, name), _WIDE)} {_percent(share)}"
            for name, share in list(shares.items())[:3]
        ]
        paper.item(f"{title(drawn.case, issue)}: {'; '.join(ways)}{'; …' if len(shares) > 3 else ''}", 6)
    if one.tied:
        paper.say(f"in {count(one.tied, 'draw')} another package ties, and one of them is counted", 4)
    if one.inexact:
        paper.say(f"in {count(one.inexact, 'draw')} there may be a better package", 4)


def _where(drawn: Judgements, one: Standard) -> str:
    """Of how many draws this is told, where there is not a solution in all of them."""
    without = drawn.made - one.found
    if not without:
        return ""
    none = "there is no agreement" if not drawn.unknown else "there is no agreement, or it is not known"
    return f", of {number(one.found)} of the {number(drawn.made)} draws (in the other {number(without)} {none})"


def _better(paper: Paper, drawn: Judgements, one: Better) -> None:
    label = one.title or ("The status quo" if one.id == "status_quo" else one.id)
    rows = zip(drawn.units, one.every, one.some, strict=True)
    worth = []
    for unit, every, some in rows:
        span = " to ".join(dict.fromkeys((_percent(every), _percent(some))))
        worth.append(f"{unit} {span}")
    several = f" ({number(one.packages)} packages)" if one.packages > 1 else ""
    cut = "" if one.complete else f"; only {one.packages} of its packages were looked at"
    at_once = " with the same package" if one.packages > 1 else " together"
    paper.item(f"{label}{several}: {'; '.join(worth)}; all{at_once} {_share(one.together)}{cut}.")

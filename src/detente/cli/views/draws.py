"""Draws in words: how far the solutions rest on numbers that are not exact."""

from __future__ import annotations

from detente.cli.paper import Paper
from detente.cli.views.judged import points
from detente.cli.views.standards import STANDARDS
from detente.cli.words import count, number, option, shorten, title
from detente.runs.judgements import Better, Judgements, Standard
from detente.space.shares import Share

_SURE = 0.95
_WIDE = 50


def show(paper: Paper, drawn: Judgements) -> None:
    """What is added to the solutions."""
    paper.gap()
    stopped = f" of {number(drawn.draws)} asked for (there was no time for more)" if drawn.made < drawn.draws else ""
    paper.say(
        f"Draws: {number(drawn.made)}{stopped}, seed {drawn.seed}. Each takes "
        f"{count(drawn.varied, 'number that is not exact', 'numbers that are not exact')} from what is written of it "
        "and solves again. Intervals are of 95 %."
    )
    if not drawn.made:
        return
    paper.item(f"There is an agreement acceptable to all who are judged in {_share(drawn.zone)} of them.")
    if drawn.unknown:
        paper.item(f"In {number(drawn.unknown)} this is not known; they are left out of that share.")
    for one in drawn.standards:
        _standard(paper, drawn, one)
    paper.gap()
    paper.say("At least as well off as with no agreement, in how many draws:")
    for better in drawn.named:
        _better(paper, drawn, better)


def _share(one: Share) -> str:
    if one.share is None or one.interval is None:
        return "not known"
    low, high = one.interval
    return f"{one.share:.1%} ({low:.1%} to {high:.1%})"


def _percent(one: Share) -> str:
    """A share without its interval; what is not nothing and not all is not called so."""
    share = one.share or 0.0
    return "under 1%" if 0 < share < 0.005 else "over 99%" if 0.995 <= share < 1 else f"{share:.0%}"


def _standard(paper: Paper, drawn: Judgements, one: Standard) -> None:
    if one.utilities is None:
        return
    paper.item(f"{STANDARDS[one.name]}:")
    worth = [
        f"{unit} {points(middle, drawn.case)} ({points(low, drawn.case)} to {points(high, drawn.case)})"
        for unit, (low, middle, high) in zip(drawn.units, one.utilities, strict=True)
    ]
    paper.say(f"{'; '.join(worth)}: the middle, and 5 % to 95 %", 4)
    first = one.packages[0][1]
    which = "always the same package" if one.different == 1 else f"one of {number(one.different)} packages"
    paper.say(f"{which}, the most frequent in {_share(first)}", 4)
    open_issues = [
        (issue, shares) for issue, shares in one.options.items() if (next(iter(shares.values())).share or 0) < _SURE
    ]
    settled = len(one.options) - len(open_issues)
    if settled:
        paper.say(f"{count(settled, 'issue')} settled in one way in at least {_SURE:.0%} of the draws", 4)
    for issue, shares in open_issues:
        ways = [
            f"{shorten(option(drawn.case, issue, name), _WIDE)} {_percent(share)}"
            for name, share in list(shares.items())[:3]
        ]
        paper.item(f"{title(drawn.case, issue)}: {'; '.join(ways)}{'; …' if len(shares) > 3 else ''}", 6)
    if one.tied:
        paper.say(f"in {number(one.tied)} draws another package ties, and one of them is counted", 4)
    if one.inexact:
        paper.say(f"in {number(one.inexact)} draws there may be a better package", 4)


def _better(paper: Paper, drawn: Judgements, one: Better) -> None:
    label = one.title or ("The status quo" if one.id == "status_quo" else one.id)
    rows = zip(drawn.units, one.every, one.some, strict=True)
    worth = []
    for unit, every, some in rows:
        span = " to ".join(dict.fromkeys((_percent(every), _percent(some))))
        worth.append(f"{unit} {span}")
    several = f" (in all of its {one.packages} packages to in one of them)" if one.packages > 1 else ""
    cut = "" if one.complete else f"; only {one.packages} of its packages were looked at"
    paper.item(f"{label}{several}: {'; '.join(worth)}; all together {_share(one.together)}{cut}.")

"""What could be traded: swaps and single concessions, from the newest proposal that can be had."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analyses.trade import Change, Concessions, Found, Trade
from detente.brief.bargained import Bargained, points
from detente.brief.markup import Content, Html, el, joined
from detente.brief.names import Names
from detente.brief.words import capital, count, listed, number, own, quoted, spelled

SHOWN = 3


def trades(found: Bargained, names: Names) -> Content:
    """Free improvements and swaps, then what each side could concede to most effect."""
    trade = found.trade
    if trade is None or len(found.units) < 2:
        return None
    start = found.start
    named = start is not None and bool(start.title)
    at = f"From {quoted(start.title)}, the newest proposal that can be had" if start and named else "From what there is"
    some = ", with what it leaves open as it stands," if start and (start.feasible or 1) > 1 else "," if named else ""
    best = [*trade.free.best[:2], *trade.swaps.best[:SHOWN]]
    return [
        el("h3", "What could be traded"),
        el("p", Html(f"{at}{some} {_offers(trade.free, trade.swaps)}")),
        el("ul", [el("li", _change(one, trade, names)) for one in best], class_="spaced") if best else None,
        _concessions(trade, names),
    ]


def _offers(free: Found, swaps: Found) -> str:
    """How many changes would leave nobody worse off."""
    if not free.count and not swaps.count:
        return "no change of one or two issues would leave some judged side better off and none worse."
    one = count(free.count, "change of a single issue", "changes of a single issue")
    two = count(swaps.count, "swap of two", "swaps of two")
    strict = free.strict + swaps.strict
    better = f", {number(strict)} of them everybody better" if strict else ""
    return f"{one} and {two} would leave no judged side worse off and some better{better}. The best of each kind:"


def _change(one: Change, trade: Trade, names: Names) -> Html:
    """The issues and options, and what everybody has from it."""
    return Html(f"{_settles(one, names)}: {_gained(one, trade.bargain.parties, names)}{_accepted(one, trade, names)}.")


def _settles(one: Change, names: Names) -> Html:
    changes = [
        Html(f"{own(names.issue(issue))} to {quoted(names.option(issue, after))}") for issue, _, after in one.issues
    ]
    return joined(changes, ", against ")


def _gained(one: Change, units: Sequence[str], names: Names) -> Html:
    moved = [(names.unit(unit), gain) for unit, gain in zip(units, one.gains, strict=True) if gain]
    parts = [f"{points(abs(gain))} {'more' if gain > 0 else 'less'} for {name}" for name, gain in moved]
    return listed(list(parts), commas=True)


def _accepted(one: Change, trade: Trade, names: Names) -> str:
    """Who would come to accept, or no longer."""
    now = [
        name
        for name, before, after in zip(trade.bargain.parties, trade.accepts, one.accepts, strict=True)
        if after > before
    ]
    if not now:
        return ""
    who = listed([names.unit(name) for name in now])
    return f"; with it {who} would rather have it than no agreement"


def _concessions(trade: Trade, names: Names) -> Content:
    items = [el("li", names.side(one.party), _concession(one, trade, names)) for one in trade.concessions]
    return [
        el("p", "What each could give on a single issue, at a price to itself and to nobody else, to most effect:"),
        el("ul", items, class_="spaced"),
    ]


def _concession(one: Concessions, trade: Trade, names: Names) -> Html:
    if not one.best:
        return Html(": nothing that would help somebody and harm no other.")
    first = one.best[0]
    more = one.count - len(one.best)
    rest = f" ({capital(spelled(more))} other{'s' if more > 1 else ''} would do less.)" if more else ""
    return Html(f": {_change(first, trade, names)}{rest}")

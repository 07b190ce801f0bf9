"""What would change the answer: single other codings, sources, and what is stale."""

from __future__ import annotations

from detente.brief.dossier import Dossier
from detente.brief.markup import Content, Html, el, folded, scrolling, table
from detente.brief.names import Names
from detente.brief.sections import lead, section
from detente.brief.words import capital, count, dated, listed, number, own, quoted
from detente.runs.sensitivity import Change, Headline, Recoding

TITLE = "What would change the answer"
MOST_ROWS = 12
MOST_FOLDED = 150
TRIED = {
    "without_statement": ("statement left out", "statements left out"),
    "firmer": ("statement coded a step firmer", "statements coded a step firmer"),
    "softer": ("statement coded a step softer", "statements coded a step softer"),
    "without_source": ("source left out", "sources left out"),
    "without_stale": ("run without anything older than two years", "runs without anything older than two years"),
}
LEVEL = {"limits": "red lines", "refusals": "refusals", "demands": "demands"}


def render(dossier: Dossier, names: Names) -> Html:
    """The section."""
    found = dossier.sensitivity
    if not found.tried:
        return section(
            "sensitivity",
            TITLE,
            el("p", "Nothing was coded, so there is nothing to code otherwise."),
            _stale(dossier, names),
        )
    tried = listed(
        [
            f"{number(times)} {TRIED.get(kind, (kind, kind))[0 if times == 1 else 1]}"
            for kind, times in found.tried.items()
        ]
    )
    turning = [one for one in found.recodings if one.turns]
    shifting = [one for one in found.recodings if not one.turns]
    total = sum(found.tried.values())
    said = (
        f"The answer was computed again {number(total)} times, each time with one thing changed: {tried}. "
        f"{capital(count(len(turning), 'change'))} would turn the answer from room to no room or back at some table and level; "
        f"{count(len(shifting), 'other')} would only widen or narrow the gap; the rest change neither."
    )
    return section(
        "sensitivity",
        TITLE,
        lead(said),
        _listing("Codings that would turn the answer", turning, dossier, names) if turning else None,
        folded(
            f"{capital(count(len(shifting), 'coding'))} that would change only the gap",
            _table(shifting[:MOST_FOLDED], dossier, names),
        )
        if shifting
        else None,
        _stale(dossier, names),
    )


def _listing(title: str, turning: list[Recoding], dossier: Dossier, names: Names) -> Html:
    rest = turning[MOST_ROWS:MOST_FOLDED]
    undrawn = len(turning) - MOST_ROWS - len(rest)
    return el(
        "div",
        el("h3", title),
        _table(turning[:MOST_ROWS], dossier, names),
        folded(f"{capital(count(len(rest), 'more'))}", _table(rest, dossier, names)) if rest else None,
        el("p", f"{number(undrawn)} more are not listed.", class_="meta") if undrawn > 0 else None,
    )


def _table(recodings: list[Recoding], dossier: Dossier, names: Names) -> Html:
    rows = [[_what(one, names), _changes(one, dossier)] for one in recodings]
    return scrolling("Other codings and what they change", table("", ["If", "then"], rows, class_="reflow recodings"))


def _what(one: Recoding, names: Names) -> Html:
    record = names.record(one.what)
    if one.kind == "without_source":
        source = names.case.source.get(one.what)
        return Html(f"the source {quoted(source.citation if source else one.what)} were left out")
    if record is None:
        return Html(f"everything {own(one.what)} were left out")
    how = {
        "without_statement": "were left out",
        "firmer": "were coded a step firmer",
        "softer": "were coded a step softer",
    }.get(one.kind, one.kind)
    who = own(names.holder(record.holder))
    return Html(f"{names.link(one.what)} ({who}, {dated(record.date)}: {own(record.paraphrase)}) {how}")


def _changes(one: Recoding, dossier: Dossier) -> Html:
    """Changes folded: tables and levels that change in the same way are one line."""
    titles = {table.table: table.title for table in dossier.room.tables}
    groups: dict[tuple[Headline, Headline], dict[str, dict[str, None]]] = {}
    for change in sorted(one.changes, key=lambda change: not change.turns):
        if one.turns and not change.turns:
            continue
        groups.setdefault((change.before, change.after), {}).setdefault(change.table, {})[LEVEL[change.level]] = None
    items = []
    for (before, after), where in groups.items():
        at = listed(
            [Html(f"{quoted(titles.get(name, name))} ({listed(list(levels))})") for name, levels in where.items()]
        )
        items.append(el("li", _turn(before, after), " at ", at))
    return el(
        "ul", items[:6], el("li", f"and {number(len(items) - 6)} more") if len(items) > 6 else None, class_="lines"
    )


def _turn(before: Headline, after: Headline) -> str:
    if before.room and not after.room:
        return f"no room any more{f', a gap of {after.gap}' if after.gap else ''}"
    if after.room and not before.room:
        return f"room: {number(after.possible)} packages"
    return f"a gap of {number(after.gap)} instead of {number(before.gap)}"


def _stale(dossier: Dossier, names: Names) -> Content:
    stale = dossier.sensitivity.stale
    if not stale:
        return el("p", "No statement that counts is older than two years.", class_="meta")
    said = f"{capital(count(len(stale), 'statement'))} that count{'s' if len(stale) == 1 else ''} {'is' if len(stale) == 1 else 'are'} older than two years"
    effect = next((one for one in dossier.sensitivity.recodings if one.kind == "without_stale"), None)
    without = (
        el("p", "Without all of them: ", _changes(effect, dossier))
        if effect
        else el("p", "Without all of them, no answer would turn and no gap would change.")
    )
    if effect:
        without = el("div", el("p", "Without all of them:"), _changes(effect, dossier))
    return el("div", el("h3", "Stale statements"), without, folded(said, el("p", names.evidence(stale))))


__all__ = ["Change", "render"]

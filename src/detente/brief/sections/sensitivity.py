"""What would change the answer: single other codings, sources, and what is stale."""

from __future__ import annotations

from collections.abc import Sequence

from detente.brief.dossier import Dossier
from detente.brief.markup import Content, Html, el, folded, scrolling, table, text
from detente.brief.names import Names
from detente.brief.sections import lead, section
from detente.brief.words import capital, count, dated, listed, number, own, quoted
from detente.runs.sensitivity import Headline, Recoding

TITLE = "What would change the answer"
MOST_ROWS, MOST_NAMED = 10, 3
MOST_FOLDED = 120
TRIED = {
    "without_statement": ("statement left out", "statements left out"),
    "firmer": ("statement coded a step firmer", "statements coded a step firmer"),
    "softer": ("statement coded a step softer", "statements coded a step softer"),
    "without_source": ("source left out", "sources left out"),
    "without_stale": ("run without anything older than two years", "runs without anything older than two years"),
}
HOW = {
    "without_statement": "were left out",
    "firmer": "were coded a step firmer",
    "softer": "were coded a step softer",
    "without_source": "were left out",
    "without_stale": "were left out",
}
LEVEL = {"limits": "red lines", "refusals": "refusals", "demands": "demands"}

Effect = dict[str, dict[str, dict[str, None]]]
"""What happens → at which table → at which levels."""


def render(dossier: Dossier, names: Names) -> Html:
    """The section."""
    found = dossier.sensitivity
    if not found.tried:
        nothing = el("p", "Nothing was coded, so there is nothing to code otherwise.")
        return section("sensitivity", TITLE, nothing, _stale(dossier, names))
    turning = [one for one in found.recodings if one.turns]
    shifting = [one for one in found.recodings if not one.turns]
    return section(
        "sensitivity",
        TITLE,
        lead(_said(dossier, len(turning), len(shifting))),
        _listing("Codings that would turn the answer", turning, dossier, names) if turning else None,
        _only_gap(shifting, dossier, names) if shifting else None,
        _stale(dossier, names),
    )


def _said(dossier: Dossier, turning: int, shifting: int) -> str:
    tried, left = dossier.sensitivity.tried, dossier.sensitivity.not_tried
    kinds = listed(
        [f"{number(times)} {TRIED.get(kind, (kind, kind))[0 if times == 1 else 1]}" for kind, times in tried.items()]
    )
    return (
        f"The answer was computed again {number(sum(tried.values()))} times, each time with one thing changed: "
        f"{kinds}. "
        f"{capital(count(turning, 'change'))} would turn the answer from room to no room or back at some table "
        "and level; "
        f"{count(shifting, 'other')} would only widen or narrow the gap; the rest change neither."
        + (f" {number(left)} more were not tried: the time was up." if left else "")
    )


def _listing(title: str, turning: Sequence[Recoding], dossier: Dossier, names: Names) -> Html:
    groups = _grouped(turning, dossier)
    rest = groups[MOST_ROWS:MOST_FOLDED]
    undrawn = len(groups) - MOST_ROWS - len(rest)
    return el(
        "div",
        el("h3", title),
        _table(groups[:MOST_ROWS], names),
        folded(f"{capital(count(len(rest), 'further kind'))} of change", _table(rest, names)) if rest else None,
        el("p", f"{number(undrawn)} more are not listed.", class_="meta") if undrawn > 0 else None,
    )


def _only_gap(shifting: Sequence[Recoding], dossier: Dossier, names: Names) -> Html:
    title = f"{capital(count(len(shifting), 'coding'))} that would change only the gap"
    return folded(title, _table(_grouped(shifting, dossier)[:MOST_FOLDED], names))


Group = tuple[list[Recoding], Effect]


def _grouped(recodings: Sequence[Recoding], dossier: Dossier) -> list[Group]:
    """Codings of one kind with the same effect belong together; in the order given."""
    groups: dict[tuple[str, str], Group] = {}
    for one in recodings:
        effect = _effect(one, dossier)
        groups.setdefault((one.kind, repr(effect)), ([], effect))[0].append(one)
    return list(groups.values())


def _effect(one: Recoding, dossier: Dossier) -> Effect:
    titles = {table.table: table.title for table in dossier.room.tables}
    found: Effect = {}
    for change in one.changes:
        if change.turns or not one.turns:
            where = found.setdefault(_turn(change.before, change.after), {})
            where.setdefault(titles.get(change.table, change.table), {})[LEVEL[change.level]] = None
    return found


def _turn(before: Headline, after: Headline) -> str:
    if before.room and not after.room:
        return f"No room any more (a gap of {after.gap})" if after.gap else "No room any more"
    if after.room and not before.room:
        return "Room"
    return f"A gap of {number(after.gap)} instead of {number(before.gap)}"


def _table(groups: Sequence[Group], names: Names) -> Html:
    rows = [[_what(codings, names), _changes(effect)] for codings, effect in groups]
    written = table("", ["If", "then"], rows, class_="reflow recodings")
    return scrolling("Other codings and what they change", written)


def _what(codings: Sequence[Recoding], names: Names) -> Html:
    how = HOW.get(codings[0].kind, codings[0].kind)
    if len(codings) == 1:
        return Html(f"{_one(codings[0], names)} {how}")
    items = [el("li", _one(coding, names)) for coding in codings]
    shown, rest = items[:MOST_NAMED], items[MOST_NAMED:]
    if len(rest) == 1:
        shown, rest = items, []
    more = folded(f"{number(len(rest))} more", el("ul", rest, class_="lines")) if rest else None
    return Html(f"any one of these {number(len(codings))} {how}:{el('ul', shown, class_='lines')}{text(more)}")


def _one(coding: Recoding, names: Names) -> Html:
    if coding.kind == "without_source":
        source = names.case.source.get(coding.what)
        return Html(f"the source {quoted(source.citation if source else coding.what)}")
    record = names.record(coding.what)
    if record is None:
        return Html(f"everything {own(coding.what)}")
    who = own(names.holder(record.holder))
    return Html(f"{names.link(coding.what)} ({who}, {dated(record.date)}: {own(record.paraphrase)})")


def _changes(effect: Effect) -> Html:
    items = []
    for turn, where in effect.items():
        at = listed([Html(f"{quoted(title)} ({listed(list(levels))})") for title, levels in where.items()])
        items.append(el("li", turn, " at ", at))
    return el("ul", items, class_="lines")


def _stale(dossier: Dossier, names: Names) -> Content:
    stale = dossier.sensitivity.stale
    if not stale:
        return el("p", "No statement that counts is older than two years.", class_="meta")
    said = f"{capital(count(len(stale), 'statement'))} that count{'s' if len(stale) == 1 else ''}"
    said += f" {'is' if len(stale) == 1 else 'are'} older than two years"
    effect = next((one for one in dossier.sensitivity.recodings if one.kind == "without_stale"), None)
    without: Content = el("p", "Without all of them, no answer would turn and no gap would change.")
    if effect:
        without = [el("p", "Without all of them:"), _changes(_effect(effect, dossier))]
    return el("div", el("h3", "Stale statements"), without, folded(said, el("p", names.evidence(stale))))

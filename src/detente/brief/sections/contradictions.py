"""What reports contradict: what nothing coded sets apart first, then what only seems so."""

from __future__ import annotations

from detente.analyses.contradictions import Contradictions, Finding, Side
from detente.brief.dossier import Dossier
from detente.brief.markup import Html, el, folded, joined
from detente.brief.names import Names
from detente.brief.sections import lead, section
from detente.brief.words import capital, count, listed, own, spelled
from detente.ledger.clashes import Resolution

TITLE = "What reports contradict"
MOST, MOST_REFS = 60, 4
APART = {
    Resolution.INTERPRETATION: "how the words are read",
    Resolution.SCOPE: "their scope",
    Resolution.HOLDER: "who speaks",
    Resolution.MODALITY: "being somebody’s inference",
    Resolution.DATE: "their dates",
}


def render(dossier: Dossier, names: Names) -> Html:
    """The section."""
    found = dossier.contradictions
    apparent = [one for one in found.contradictions if one.resolved_by is not Resolution.GENUINE]
    return section(
        "contradictions",
        TITLE,
        lead(_said(found)),
        el("ul", [_item(one, names) for one in found.genuine[:MOST]], class_="lines") if found.genuine else None,
        _more(found.genuine),
        folded(
            f"{capital(count(len(apparent), 'contradiction that only seems', 'contradictions that only seem'))} so",
            el("ul", [_item(one, names) for one in apparent[:MOST]], class_="lines"),
            _more(apparent),
            id_="contradictions-apparent",
        )
        if apparent
        else None,
    )


def _said(found: Contradictions) -> str:
    number = len(found.genuine)
    genuine = (
        f"{capital(spelled(number))} {'contradiction' if number == 1 else 'contradictions'} between reports "
        f"{'is' if number == 1 else 'are'} genuine: nothing coded sets the sides apart."
        if number
        else "No two reports are known to contradict each other genuinely."
    )
    counts = found.counts()
    apart = [f"{spelled(counts[kind.word])} by {words}" for kind, words in APART.items() if counts[kind.word]]
    seeming = f" Others only seem so and are set apart: {listed(apart)}." if apart else ""
    return f"{genuine}{seeming} Disputes between parties and changes over time are no contradictions."


def _item(one: Finding, names: Names) -> Html:
    on = own(names.issue(one.issue)) if one.issue else own(one.about)
    about = f" ({one.about.replace('_', ' ')})" if one.issue and one.about else ""
    return el(
        "li",
        el("strong", f"{capital(listed([names.unit(unit) for unit in one.holders]))}, {on}{about}."),
        " ",
        joined([_side(side, names) for side in one.sides], "; against this: "),
        ". ",
        own(one.why),
        " ",
        el("span", f"Would settle it: {one.would_resolve}", class_="meta"),
    )


def _side(side: Side, names: Names) -> Html:
    more = f" and {len(side.refs) - MOST_REFS} more" if len(side.refs) > MOST_REFS else ""
    return joined([own(side.text), joined(["(", names.evidence(side.refs[:MOST_REFS]), more, ")"], "")], " ")


def _more(found: tuple[Finding, ...] | list[Finding]) -> Html | None:
    if len(found) <= MOST:
        return None
    return el("p", f"And {len(found) - MOST:,} more: detente contradictions.", class_="meta")

"""The drafts: where each contradicts itself, what it leaves open, says and would require, and how two differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from detente.analyses.treaties.check import Contradiction
from detente.analyses.treaties.gaps import Gap
from detente.brief import norms
from detente.brief.citing import clause as cited
from detente.brief.dossier import Dossier
from detente.brief.drafts import Drafts
from detente.brief.markup import Content, Html, anchor, el, folded, joined
from detente.brief.names import Names
from detente.brief.regions import Regions
from detente.brief.sections import lead, section
from detente.brief.sections.differences import differences
from detente.brief.sections.holdings import holdings
from detente.brief.sections.impacts import impacts
from detente.brief.setwords import Called, row
from detente.brief.words import capital, count, day, listed, number, own, spelled
from detente.case.model import Case
from detente.case.treaties.model import Provision, Treaty

TITLE = "The drafts"
MOST = 12
KINDS = {
    "obliged and forbidden": "what is owed is forbidden",
    "cap below floor": "the least that is owed is more than the most that is allowed",
    "status": "they cannot all be as ordered",
    "permitted and forbidden": "one permits what the other forbids",
}


def render(dossier: Dossier, names: Names) -> Html | None:
    """The section; None where the case has no treaties."""
    found, case = dossier.drafts, dossier.case
    if found is None:
        return None
    return section(
        "drafts",
        TITLE,
        lead(_answer(found, case)),
        [_treaty(treaty, found, case, names) for treaty in _ordered(found, case)],
        [differences(one, case) for one in found.differences],
    )


def _ordered(found: Drafts, case: Case) -> list[Treaty]:
    """Drafts by date, then what is in force."""
    drafts = {one.treaty for one in found.impacts}
    return sorted(case.treaties.treaties, key=lambda one: (one.id not in drafts, one.date))


def _answer(found: Drafts, case: Case) -> str:
    """How many contradictions there are in the text, and how many need a reading."""
    many = count(len(case.treaties.treaties), "treaty or draft is", "treaties and drafts are")
    textual = [one for one in found.check.contradictions if one.textual]
    needing = [one for one in found.check.contradictions if not one.textual]
    where = f" ({row(sorted({_title(case, one.of[0]) for one in textual}))})" if textual else ""
    said = f"{capital(count(len(textual), 'contradiction is', 'contradictions are'))} in the text itself{where}"
    if needing:
        verb = "needs" if len(needing) == 1 else "need"
        more = " more" if textual else ""
        said += f"; {spelled(len(needing))}{more} {verb} a reading that somebody may contest"
        weak = sum(one.weak for one in needing)
        if weak:
            all_of_them = "" if weak < len(needing) else "all "
            said += f", {all_of_them}{spelled(weak)} of them weak (a permission against a ban)"
    sure = "" if found.check.complete else " Not everything could be searched: there may be more."
    return f"{capital(many)} coded. {said}.{sure}"


def _title(case: Case, treaty: str) -> str:
    return f"‘{case.treaties.treaty[treaty].title}’"


def _treaty(treaty: Treaty, found: Drafts, case: Case, names: Names) -> Html:
    mine = [one for one in found.check.contradictions if treaty.id in one.of]
    gaps = [one for one in found.check.gaps if one.clause.partition("#")[0] == treaty.id]
    return el(
        "article",
        el("h3", own(treaty.title), id=anchor("t", treaty.id)),
        el("p", joined(_about(treaty, case), " "), class_="meta"),
        _contradictions(mine, treaty, case),
        _gaps(gaps, treaty),
        holdings([one for one in found.words if one.treaty == treaty.id], treaty, case),
        _clauses(treaty, case, names),
        impacts(required, case) if (required := found.required(treaty.id)) else None,
        class_="treaty",
    )


def _about(treaty: Treaty, case: Case) -> Iterator[Content]:
    said = Called(case, treaty)
    by = f", put forward by {row(said.actor(name) for name in treaty.by)}" if treaty.by else ""
    yield f"{day(treaty.date)}{by}."
    if treaty.entry is not None:
        yield norms.entry_sentence(case, treaty, treaty.entry)
    if treaty.withdrawal is not None:
        yield norms.withdrawal_sentence(case, treaty, treaty.withdrawal)


def link(treaty: Treaty, name: str) -> Html:
    """A clause as people cite it, with a link to its sentence; of another treaty with its id."""
    mine, _, eid = name.partition("#")
    said = cited(eid if mine == treaty.id else name) if eid else name
    known = not eid or mine != treaty.id or eid in treaty.provision
    return el("a", said, href="#" + anchor("t", name)) if known else el("span", said)


def _named(treaty: Treaty, name: str, case: Case) -> Html:
    """A clause with its title: “Article 6, paragraph 1 (No enlargement)”."""
    owner, _, eid = name.partition("#")
    found = case.treaties.treaty.get(owner)
    title = found.provision[eid].title if found is not None and eid in found.provision else ""
    return Html(f"{link(treaty, name)}{f' ({own(title)})' if title else ''}")


# ------------------------------------------------------------------------------------------------------ contradictions


def _contradictions(found: Sequence[Contradiction], treaty: Treaty, case: Case) -> Content:
    if not found:
        return el("p", "No clause contradicts another under any reading.")
    ordered = [*(one for one in found if one.textual), *(one for one in found if not one.textual)]
    shown = [_contradiction(one, treaty, case) for one in ordered[:MOST]]
    textual = sum(one.textual for one in found)
    head = (
        f"{capital(count(len(found), 'contradiction'))}, {spelled(textual) if textual else 'none'} in the text itself"
    )
    more = len(found) - len(shown)
    rest = el("p", f"And {number(more)} more: detente treaty check.", class_="meta") if more else None
    body = el("ul", shown, class_="lines")
    return [el("p", f"{head}:"), body, rest] if textual else folded(head, body, rest)


def _contradiction(one: Contradiction, treaty: Treaty, case: Case) -> Html:
    where = Regions(case, treaty).say(one.region) if one.region else ""
    weak = " It is kept by not using the permission." if one.weak else ""
    return el(
        "li",
        el("strong", listed([_named(treaty, name, case) for name in one.clauses], commas=True)),
        f": {KINDS.get(one.kind, one.kind)}{f', for {where}' if where else ''}.{weak} ",
        el("span", "It stands under every reading." if one.textual else _needs(one.readings, case), class_="meta"),
    )


def _needs(readings: Sequence[Mapping[str, Any]], case: Case) -> str:
    return f"It needs these readings: {row(_reading(one, case) for one in readings)}."


def _reading(one: Mapping[str, Any], case: Case) -> str:
    """A reading of a clause or term: “Article 6 as ‘wide’ (held by NATO)”."""
    name, answer = str(one["clause"]), str(one["reading"])
    treaty, _, eid = name.rpartition("#")
    found = case.treaties.treaty.get(treaty)
    provision = found.provision.get(eid) if found is not None else None
    said = Called(case, found or case.treaties.treaties[0])
    titles = {each.id: each.title for each in provision.readings} if provision else {}
    what = cited(eid) if provision else said.term(eid) or eid
    holders = row(said.actor(name) for name in one.get("holder") or ())
    return f"{what} as ‘{titles.get(answer) or answer.replace('_', ' ')}’{f' (held by {holders})' if holders else ''}"


def _gaps(found: Sequence[Gap], treaty: Treaty) -> Html | None:
    kinds: dict[str, dict[str, list[str]]] = {}
    for one in found:
        clauses = kinds.setdefault(one.kind, {}).setdefault(one.detail, [])
        if one.clause not in clauses:
            clauses.append(one.clause)
    if not kinds:
        return None
    items = [
        el("li", el("strong", capital(kind)), ": ", joined((_gap(*one, treaty) for one in some.items()), "; "), ".")
        for kind, some in kinds.items()
    ]
    said = ", ".join(f"{kind} ({number(sum(map(len, some.values())))})" for kind, some in kinds.items())
    return folded(f"What it leaves open: {said}", el("ul", items, class_="lines"))


def _gap(detail: str, clauses: Sequence[str], treaty: Treaty) -> Content:
    named = [link(treaty, name) for name in clauses if "#" in name]
    return [listed(named), ": " if named else "", detail.removesuffix(".")]


# ------------------------------------------------------------------------------------------------------------- clauses


def _clauses(treaty: Treaty, case: Case, names: Names) -> Html:
    return folded(
        f"What it says, clause by clause: {count(len(treaty.provisions), 'clause')} in plain words",
        el("dl", [_clause(one, treaty, case, names) for one in treaty.provisions]),
        el("p", "As coded; the words themselves are in the sources.", class_="meta"),
    )


def _clause(one: Provision, treaty: Treaty, case: Case, names: Names) -> Html:
    said = norms.readings(case, treaty, one)
    about = [
        one.content.kind,
        norms.PRECISION[one.precision],
        "" if one.confirmed else "not confirmed",
        f"judgement: {one.judgement.removesuffix('.')}" if one.judgement else "",
    ]
    sources = joined([own(citation) for citation in _cited(one.source, names)], "; ")
    return el(
        "div",
        el("dt", cited(one.anchor), el("span", own(one.title), class_="meta block") if one.title else None),
        el(
            "dd",
            el("p", own(norms.sentence(case, treaty, one))),
            el("ul", [el("li", own(each.sentence())) for each in said], class_="lines") if said else None,
            el("p", own(", ".join(filter(None, about))), f". {sources}" if sources else ".", class_="meta"),
        ),
        id=anchor("t", treaty.name(one.anchor)),
    )


def _cited(sources: Iterable[str], names: Names) -> Iterator[str]:
    known = {one.id: one.citation for one in names.case.sources}
    yield from (known.get(name, name) for name in sources)

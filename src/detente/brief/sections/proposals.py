"""Proposals on the table: who accepts, who rejects and by which position, what they leave open."""

from __future__ import annotations

from detente.analyses.room import Placed, TableRoom, Verdict
from detente.brief.citing import clause as cited
from detente.brief.dossier import Dossier
from detente.brief.focus import NAMES, READING
from detente.brief.markup import Content, Html, anchor, el, folded, joined, scrolling
from detente.brief.names import Names
from detente.brief.phrases import about, small_id
from detente.brief.pictures.glyphs import glyph
from detente.brief.sections import figure, lead, section
from detente.brief.words import capital, count, interval, listed, number, of, own, quoted, spelled
from detente.case.model import Firmness
from detente.space.draftplaces import Against, PlacedDraft

TITLE = "Proposals"
IN_PART = (
    "* In part: it asks for changes on issues that this table does not deal with, so nothing here meets all of it. "
    "Counted, and rejected, is its part about this agenda; to accept the whole is not to accept a part."
)
HEEDING = {"limits": ", heeding red lines only", "refusals": ", heeding red lines and refusals", "demands": ""}


def render(dossier: Dossier, names: Names) -> Html:
    """The section."""
    if not dossier.room.tables or not dossier.room.tables[0].proposals:
        return section("proposals", TITLE, el("p", "No proposal is on the table on this date."))
    one = dossier.room.tables[0]
    placed = sorted(one.proposals, key=lambda proposal: proposal.date.last)
    basis = lead(
        f"Read at the table {quoted(one.title)}, all levels taken together. “Rejects” means that every way to "
        "complete the proposal breaks a position of that side; "
        "“not known” is not no. A proposal usually leaves issues open, and completing it is where it may founder "
        "or be saved."
    )
    return section(
        "proposals",
        TITLE,
        basis,
        figure(
            _finding(one),
            scrolling("Proposals by side", _picture(placed, one, names)),
            el("p", IN_PART, class_="meta") if any(proposal.in_part for proposal in placed) else None,
            key=_key(),
        ),
        folded(
            "The same in words, with what stands against each proposal",
            [_words(proposal, one, names) for proposal in placed],
            id_="proposals-words",
        ),
    )


def _key() -> Html:
    words = (
        ("demands", "puts it forward"),
        ("accepts", "accepts"),
        ("rejects", "rejects: breaks a refusal or demand"),
        ("limit", "rejects: crosses a red line"),
        ("unknown", "not known"),
    )
    return el("ul", [el("li", glyph(name, said), " ", said) for name, said in words], class_="key")


def _finding(one: TableRoom) -> str:
    total = len(one.proposals)
    untouched = [
        placed for placed in one.proposals if not any(verdict.verdict == "rejects" for verdict in placed.verdicts)
    ]
    agreed = [placed for placed in one.proposals if all(verdict.verdict == "accepts" for verdict in placed.verdicts)]
    if agreed:
        return (
            f"{capital(spelled(len(agreed)))} of {count(total, 'proposal')} {'is' if len(agreed) == 1 else 'are'} "
            "accepted by every side at the table."
        )
    if untouched:
        return (
            f"None of {count(total, 'proposal')} is accepted by every side; {spelled(len(untouched))} "
            f"{'is' if len(untouched) == 1 else 'are'} rejected by none."
        )
    return (
        f"Each of {count(total, 'proposal')} is rejected by somebody at the table."
        if total > 1
        else "The one proposal is rejected by somebody at the table."
    )


def _picture(placed: list[Placed], one: TableRoom, names: Names) -> Html:
    head = el(
        "tr",
        el("th", "Proposal", scope="col"),
        [el("th", names.side(unit), scope="col", class_="party") for unit in one.units],
        el("th", "Issues left open", scope="col", class_="n"),
        el("th", "Completions possible", scope="col", class_="n"),
    )
    rows = [
        el(
            "tr",
            el(
                "th",
                own(proposal.title),
                "*" if proposal.in_part else None,
                el("span", capital(interval(proposal.date)), class_="meta block"),
                scope="row",
            ),
            [_cell(proposal, verdict, one, names) for verdict in proposal.verdicts],
            el("td", of(len(proposal.open_issues), len(one.agenda)), class_="n"),
            el("td", _possible(proposal), " in part" if proposal.in_part else None, class_="n"),
        )
        for proposal in placed
    ]
    return el("table", el("thead", head), el("tbody", rows), class_="matrix proposals")


def _possible(proposal: Placed) -> str:
    """At the hardest level that leaves any, as a number with its base."""
    known = {level: value for level, reading, value in proposal.possible if reading == READING}
    for level in reversed(NAMES):
        if known.get(level):
            return f"{of(known[level], proposal.completions)}{HEEDING[level]}"
    if any(value is None for value in known.values()):
        return "not counted"
    return f"none of {number(proposal.completions)}"


def _mark(proposal: Placed, verdict: Verdict, one: TableRoom, names: Names) -> Html:
    who, hue = names.unit(verdict.unit), names.hue(verdict.unit)
    if verdict.verdict == "rejects":
        hard = {position.id: position.firmness for position in one.positions}
        crossed = any(hard.get(name) is Firmness.NEVER for name in verdict.broken)
        return glyph(
            "limit" if crossed else "rejects", f"{who}: {'crosses a red line' if crossed else 'rejects'}", side=hue
        )
    if verdict.verdict == "accepts":
        members = set(names.case.members((verdict.unit,)))
        author = bool(members & set(names.case.members(proposal.by)))
        return glyph(
            "demands" if author else "accepts", f"{who}: {'puts it forward' if author else 'accepts'}", side=hue
        )
    return glyph("unknown", f"{who}: not known")


def _cell(proposal: Placed, verdict: Verdict, one: TableRoom, names: Names) -> Html:
    mark = _mark(proposal, verdict, one, names)
    if verdict.verdict == "unknown" and not verdict.at_risk:
        return el("td", mark, class_="unknown")
    target = _target(proposal, verdict)
    state = "unknown " if verdict.verdict == "unknown" else ""
    return el(
        "td", el("a", mark, href=f"#{target}", data_card=target, class_="cell"), class_=state + names.hue(verdict.unit)
    )


def _target(proposal: Placed, verdict: Verdict) -> str:
    return anchor("v", f"{proposal.id}.{verdict.unit}")


def _words(proposal: Placed, one: TableRoom, names: Names) -> Html:
    terms = [
        Html(f"{own(names.issue(issue))}: {names.options(issue, options)}") for issue, options in proposal.on_agenda
    ]
    off = [own(names.issue(issue)) for issue in proposal.off_agenda]
    open_issues = [own(names.issue(issue)) for issue in proposal.open_issues]
    by = listed([own(names.unit(party)) for party in proposal.by]) if proposal.by else own(_author(proposal.id, names))
    rows = [_verdict(proposal, verdict, names) for verdict in proposal.verdicts]
    return el(
        "section",
        el("h3", own(proposal.title)),
        el("p", Html(f"{capital(interval(proposal.date))}"), ", by ", by, ". ", names.link(proposal.id), class_="meta"),
        el("p", "Terms: ", joined(terms, "; "), ".") if terms else None,
        el("p", "Also, off this table’s agenda: ", listed(off), ".", class_="meta") if off else None,
        el("p", "What follows is of its part about this agenda.", class_="meta") if proposal.in_part else None,
        el("p", "Left open: ", joined(open_issues, "; "), ".", class_="meta") if open_issues else None,
        el("dl", rows, class_="stands"),
        [_clauses(draft, names) for draft in one.drafts if draft.draft.proposal == proposal.id],
        _unheard(proposal, names),
        class_="matter",
        id=anchor("proposal", proposal.id),
    )


def _clauses(placed: PlacedDraft, names: Names) -> Content:
    """Which clauses of the proposal’s text stand against which positions, in every completion."""
    groups: dict[tuple[str, ...], list[Against]] = {}
    for against in placed.against:
        if against.certain and against.clauses:
            groups.setdefault(against.clauses, []).append(against)
    if not groups:
        return None
    lines = [
        el(
            "li",
            listed([cited(name.partition("#")[2]) for name in clauses]),
            " stands against ",
            _against(found, names),
        )
        for clauses, found in groups.items()
    ]
    return [el("p", "Clause by clause, in ", own(placed.draft.title), ":"), el("ul", lines)]


def _against(group: list[Against], names: Names) -> Html:
    said: list[Content] = [
        joined([names.unit(one.position.unit), " (", _position(one.position.id, names), ")"], "") for one in group
    ]
    return listed(said)


def _author(name: str, names: Names) -> str:
    proposal = names.proposals.get(name)
    return (proposal.author if proposal else "") or "somebody not at the table"


def _unheard(placed: Placed, names: Names) -> Content:
    """Those of whom nothing is known, in one line."""
    silent = [own(names.unit(one.unit)) for one in placed.verdicts if one.verdict == "unknown" and not one.at_risk]
    return el("p", "Not known: ", listed(silent), ".", class_="meta") if silent else None


def _verdict(proposal: Placed, verdict: Verdict, names: Names) -> Content:
    if verdict.verdict == "unknown" and not verdict.at_risk:
        return None
    broken = [_position(name, names) for name in verdict.broken]
    risky = [_position(name, names) for name in verdict.at_risk]
    said: list[Content] = []
    if verdict.verdict == "rejects":
        said.append(["Rejects it by its ", listed(broken), ". "])
    elif verdict.verdict == "accepts":
        said.append("Holds it: has put it forward or accepted it, and nothing later takes that back. ")
    else:
        said.append("Not known. ")
    if risky and verdict.verdict != "rejects":
        more = f" and {number(len(risky) - 3)} more" if len(risky) > 3 else None
        said.append(["Some ways to complete it break its ", listed(risky[:3]), more, "."])
    refs = el("span", "Statements: ", names.evidence(verdict.refs), class_="meta refs") if verdict.refs else None
    side = el("dt", names.side(verdict.unit))
    return el("div", side, el("dd", el("span", said, class_="stand"), refs), id=_target(proposal, verdict))


def _position(name: str, names: Names) -> Html:
    """A position by its matter: the proposal’s terms stand above, its words in the section on positions."""
    return joined([about(name, names), small_id(name)])

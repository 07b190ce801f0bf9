"""Every statement, who says it through whom, where it stands, and whether it counts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from detente.brief.dossier import Dossier
from detente.brief.markup import Content, Html, anchor, el, folded, joined, text
from detente.brief.names import Names
from detente.brief.sections import lead, section
from detente.brief.wording import written
from detente.brief.words import capital, count, dated, listed, number, own, quoted, verb
from detente.ledger.attributing import spoken_of
from detente.ledger.records import Record

VERBS = {"is spoken for": "is reported to have said"}
"""Who speaks for somebody is reported on: three verbs for three kinds of evidence."""
STATES = {
    "shown": "Shown, never counted: assessments, threats, predictions and what others infer",
    "superseded": "Superseded by something later",
    "lapsed": "Lapsed",
    "undated": "Without a date, so never counted",
    "not accepted": "Not accepted by the coders",
}


def render(dossier: Dossier, names: Names) -> Html:
    """The section."""
    records = list(dossier.positions.records.values())
    if not records:
        return section("evidence", "Evidence", el("p", "The case holds no statement."))
    counted = [record for record in records if record.state == "counts"]
    others = [record for record in records if record.state != "counts"]
    said = (
        f"{capital(count(len(counted), 'line'))} of evidence count{'s' if len(counted) == 1 else ''}; "
        f"{count(len(others), 'other')} {'is' if len(others) == 1 else 'are'} shown and not counted. "
        "“Says” is for words at hand, “is reported to have said” for reports, “is inferred to want” for what "
        "others conclude, which never counts, and “somebody on a party” for what is said of it by one who does not "
        "speak for it. "
        "Grades are of the Admiralty code: reliability of the source A–F, credibility 1–6."
    )
    return section(
        "evidence",
        "Evidence",
        lead(said, " ", _anchors(dossier)),
        el("h3", "What counts"),
        _by_holder(counted, names),
        _uncounted(others, names),
    )


def _anchors(dossier: Dossier) -> str:
    check = dossier.check
    if not check.anchors_total:
        return "No line points to a place in a document."
    anchored = (
        f"{capital(count(check.anchors_total, 'line'))} point{'s' if check.anchors_total == 1 else ''} to a place "
        "in a document"
    )
    if not check.anchors_verified:
        return f"{anchored}; none was verified here, because the documents were not at hand."
    return f"{anchored}; {number(check.anchors_verified)} of these were verified against the documents."


def _by_holder(records: Sequence[Record], names: Names) -> list[Html]:
    order: dict[str, int] = {}
    for name in (*names.case.party, *names.case.bloc):
        order[name] = len(order)
    ordered = sorted(records, key=lambda record: (order.get(record.holder, len(order)), record.holder, record.date))
    blocks = []
    for holder, group in groupby(ordered, key=lambda record: record.holder):
        lines = list(group)
        title = el("summary", el("h4", own(capital(text(names.holder(holder)))), f" ({number(len(lines))})"))
        blocks.append(
            el("details", title, el("ul", [_line(record, names) for record in lines], class_="evidence"), open=True)
        )
    return blocks


def _uncounted(others: Sequence[Record], names: Names) -> Content:
    if not others:
        return None
    blocks = []
    for state, title in STATES.items():
        lines = sorted((record for record in others if record.state == state), key=lambda record: record.date)
        if lines:
            listing = el("ul", [_line(record, names) for record in lines], class_="evidence")
            blocks.append(folded(f"{title} ({number(len(lines))})", listing))
    return [el("h3", "What is shown and does not count"), blocks]


def _line(record: Record, names: Names) -> Html:
    return el(
        "li",
        el("p", _said(record, names), class_="said"),
        el("p", joined(_details(record, names), " · "), class_="meta"),
        el("p", "Judgement: ", own(record.judgement), class_="meta judgement") if record.judgement else None,
        el("p", "Note: ", own(record.note), class_="meta") if record.note else None,
        id=anchor("s", record.ref),
        tabindex=-1,
    )


def _said(record: Record, names: Names) -> Html:
    speaker = f" ({own(record.speaker)})" if record.speaker and record.speaker != names.holder(record.holder) else ""
    mark = "" if record.confirmed else el("strong", "Unconfirmed. ")
    when = f"{capital(dated(record.date))}: "
    who = own(names.holder(record.holder))
    if record.act == "propose":
        return Html(f"{when}{mark}{who} {verb('puts forward', who)} {quoted(record.paraphrase)}.")
    words = record.paraphrase.rstrip(".")
    inferred = "inferred" if "inferred" in record.verb else ""
    if spoken_of(names.case, record.holder, record.speaker, record.act, inferred):
        return Html(f"{when}{mark}{own(record.speaker)} on {who}: {own(words)}.")
    return Html(f"{when}{mark}{who}{speaker} {verb(VERBS.get(record.verb, record.verb), who)}: {own(words)}.")


def _details(record: Record, names: Names) -> list[Content]:
    parts: list[Content] = [el("code", record.ref, class_="id"), _coded(record, names)]
    if record.citation:
        where = f", {record.locator}" if record.locator else ""
        parts.append(["source: ", own(record.citation + where)])
    else:
        parts.append("no source named")
    if record.reporters:
        parts.append(["through ", joined([own(one) for one in record.reporters], ", who has it from ")])
    if record.grade:
        parts.append(f"grade {record.grade}")
    if record.begin is not None and record.end is not None:
        digest = f", digest {record.digest}" if record.digest else ""
        parts.append(f"characters {number(record.begin)}–{number(record.end)}{digest}")
    return [part for part in parts if part]


def _coded(record: Record, names: Names) -> Content:
    """How the line is coded, in the words of the case."""
    if record.act == "propose":
        return None
    hard = f", {record.firmness}" if record.firmness else ""
    about: Content = None
    if record.condition in names.proposals:
        about = quoted(names.proposals[record.condition].title)
    elif record.condition:
        about = written(record.condition, names)
    elif record.issue and record.option:
        chosen = names.options(record.issue, tuple(part.strip() for part in record.option.split("|") if part.strip()))
        about = Html(f"{own(names.issue(record.issue))}: {chosen}")
    elif record.issue:
        about = own(listed([names.issue(part) for part in record.issue.split("|")]))
    given = [", given that ", written(record.given, names)] if record.given else None
    return ["coded as ", record.act.replace("_", " "), hard, " — " if about else None, about, given]

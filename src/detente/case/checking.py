"""What is worth a look in a case that can be read; with the documents at hand, whether its anchors hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detente.case.actors import Actors
from detente.case.conditions import Bound, Is, issues_of, walk
from detente.case.evidence import check_documents
from detente.case.folder import LEDGER_FILE, YAML_FILES
from detente.case.judgements.secondlook import second_look as look_at_preferences
from detente.case.model import Case, Issue, Terms
from detente.case.names import MAX_FINDINGS
from detente.case.ratification.secondlook import second_look as look_at_ratification
from detente.case.scopes import MAX_SCOPE, met_and_unmet
from detente.case.statements import COUNTED_ACTS, Statements
from detente.case.treaties.counting import sources_of_treaties
from detente.case.treaties.secondlook import second_look
from detente.case.treaties.settling import is_draft, look_at_drafts
from detente.errors import Finding

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class CheckResult:
    """What there is to look at, and what could be verified.

    `anchors_total` counts places in documents that statements and responses point to by offsets, `anchors_verified`
    those whose words are what the digest says; `documents_total` and `documents_verified` count sources that name a
    file, and those whose file is at hand and unchanged. Nothing is verified without documents.
    """

    findings: tuple[Finding, ...]
    anchors_total: int = 0
    anchors_verified: int = 0
    documents_total: int = 0
    documents_verified: int = 0

    def of(self, severity: str) -> tuple[Finding, ...]:
        """The findings of one severity: error, warning or note."""
        return tuple(finding for finding in self.findings if finding.severity == severity)


def check(case: Case, documents: Path | None = None) -> CheckResult:
    """What in this case deserves a second look, and do its anchors resolve in the documents of that folder?"""
    evidence = check_documents(case, documents)
    findings: list[Finding] = []
    for ask in (_issues, _topics, _linkages, _silent, _tables, _options, _sources, _undated, _ledger):
        findings.extend(ask(case))
    findings.extend(second_look(case.treaties))
    findings.extend(look_at_drafts(case))
    findings.extend(look_at_preferences(case.preferences))
    findings.extend(look_at_ratification(case.ratification, {one.of for one in case.preferences}, case.lines))
    findings.extend(evidence.findings)
    return CheckResult(
        in_order(findings),
        anchors_total=evidence.anchors_total,
        anchors_verified=evidence.anchors_verified,
        documents_total=evidence.documents_total,
        documents_verified=evidence.documents_verified,
    )


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """File by file, each from its top."""
    order = {name: place for place, name in enumerate(YAML_FILES)}
    return tuple(
        sorted(findings, key=lambda one: (order.get(one.file, len(order)), one.file, one.line, one)),
    )


def _look(case: Case, file: str, key: str, message: str, severity: str = "warning", **more: str) -> Finding:
    return Finding(file, case.lines.get(key, 0), severity, message, **more)


# ------------------------------------------------------------------------------------------------------------ the case


def _issues(case: Case) -> Iterator[Finding]:
    for issue in case.issues:
        if len(issue.options) == 1:
            message = f"{issue.id} has one option, so there is nothing to settle"
            yield _look(
                case, "case.yaml", f"issue:{issue.id}", message, expected="two options or more", got=issue.names[0]
            )


def _topics(case: Case) -> Iterator[Finding]:
    said = _pairs(case.statements)
    used = {topic for topic, _ in said}
    named = {(topic, option) for topic, options in said for option in options.split("|")}
    for topic in case.topics:
        missing = [option for option in topic.names if (topic.id, option) not in named]
        if topic.id not in used:
            yield _look(case, "case.yaml", f"topic:{topic.id}", f"no statement is about the topic {topic.id}", "note")
        else:
            for option in missing:
                message = f"no statement mentions {topic.id} = {option}"
                yield _look(case, "case.yaml", f"topic:{topic.id}", message, "note")


def _linkages(case: Case) -> Iterator[Finding]:
    for linkage in case.linkages:
        mentioned = [case.issue[name] for name in issues_of(linkage.require)]
        met, unmet = met_and_unmet(linkage.require, mentioned)
        key, text = f"linkage:{linkage.id}", str(linkage.require)
        if not met:
            yield _look(case, "case.yaml", key, f"no package meets the linkage {linkage.id}", got=text)
        elif not unmet:
            yield _look(case, "case.yaml", key, f"every package meets the linkage {linkage.id}", "note", got=text)
        if met and unmet and _scope(mentioned) > MAX_SCOPE:
            yield _look(
                case, "case.yaml", key, f"the linkage {linkage.id} ties too many issues to be judged alone", "note"
            )


def _scope(issues: list[Issue]) -> int:
    size = 1
    for issue in issues:
        size *= len(issue.options)
    return size


def _speakers(case: Case) -> set[str]:
    """Parties that made a statement, a proposal or a response."""
    rows = case.statements
    counts = rows["status"].where("") | rows["status"].where("accepted")
    holders = {rows["holder"].words[code] for code in np.unique(rows["holder"].codes[counts]).tolist()}
    for proposal in case.proposals:
        holders.update(proposal.by, (response.by for response in proposal.responses))
    return set(case.members(tuple(sorted(holders))))


def _silent(case: Case) -> Iterator[Finding]:
    speak = _speakers(case)
    control = set(case.members(tuple(name for issue in case.issues for name in issue.controlled_by)))
    for party in case.parties:
        if party.id not in speak | control:
            message = f"{party.id} says nothing and controls nothing"
            yield _look(case, "parties.yaml", f"party:{party.id}", message)


def _tables(case: Case) -> Iterator[Finding]:
    speak = _speakers(case)
    for table in case.tables:
        for party in case.members(table.parties):
            if party not in speak:
                message = f"{party} sits at the table {table.id} and has no statement, proposal or response"
                yield _look(case, "case.yaml", f"table:{table.id}", message)


def _options(case: Case) -> Iterator[Finding]:
    mentioned = _mentioned(case)
    for issue in case.issues:
        kept = {*issue.names} if issue.id in case.beside else {dated.option for dated in issue.status_quo}
        for option in issue.names:
            if option not in kept and (issue.id, option) not in mentioned:
                message = f"nobody and nothing mentions {issue.id} = {option}"
                yield _look(case, "case.yaml", f"issue:{issue.id}", message, "note")


def _mentioned(case: Case) -> set[tuple[str, str]]:
    rows = case.statements
    found: set[tuple[str, str]] = set()
    for issue, option in _pairs(rows):
        found.update((issue, name) for name in option.split("|"))
    conditions = [linkage.require for linkage in case.linkages] + [named.means for named in case.conditions]
    conditions += list(rows.conditions.values())
    for proposal in case.proposals:
        found |= _in_terms(proposal.terms)
        conditions += [response.given for response in proposal.responses if response.given]
    for condition in conditions:
        for node in walk(condition):
            if isinstance(node, Is):
                found.update((node.issue, option) for option in node.options)
            elif isinstance(node, Bound):
                found.add((node.issue, node.option))
    return found


def _pairs(rows: Statements) -> list[tuple[str, str]]:
    issues, options = rows["issue"], rows["option"]
    pairs = np.unique(np.stack([issues.codes, options.codes]), axis=1).T.tolist()
    return [(issues.words[issue], options.words[option]) for issue, option in pairs]


def _in_terms(terms: Terms) -> set[tuple[str, str]]:
    found = {(issue, option) for issue, options in terms.items for option in options}
    for branch in terms.branches:
        found |= _in_terms(branch)
    return found


# --------------------------------------------------------------------------------------------------------- the sources


def _sources(case: Case) -> Iterator[Finding]:
    column = case.statements["source"]
    used = np.bincount(column.codes, minlength=len(column.words)) if len(column) else np.zeros(len(column.words), int)
    count = dict(zip(column.words, used.tolist(), strict=True))
    for proposal in case.proposals:
        if is_draft(proposal) and proposal.id in case.treaties.treaty:
            continue  # its sources are counted with the treaty
        for name in (*proposal.source, *(name for response in proposal.responses for name in response.source)):
            count[name] = count.get(name, 0) + 1
    for name in (*sources_of_treaties(case.treaties), *case.ratification.sources):
        count[name] = count.get(name, 0) + 1
    for source in case.sources:
        key = f"source:{source.id}"
        if not count.get(source.id):
            yield _look(case, "sources.yaml", key, f"the source {source.id} is never used", "note")
        elif not source.confirmed:
            message = f"{source.id} was not checked against the source, and {count[source.id]} entries rest on it"
            yield _look(case, "sources.yaml", key, message, "note")


def _undated(case: Case) -> Iterator[Finding]:
    for proposal in case.proposals:
        for response in proposal.responses:
            if response.date is None:
                message = f"the response of {response.by} to {proposal.id} has no date, so it is never counted"
                yield Finding("proposals.yaml", response.line, "warning", message, expected="a date")


# ---------------------------------------------------------------------------------------------------------- the ledger


def _ledger(case: Case) -> Iterator[Finding]:
    rows = case.statements
    if not len(rows):
        return
    first, last = _days(rows, "date")
    known = _days(rows, "known")[1]
    made = _source_days(case)
    undated = rows["date"].where("") & (made < 0)
    yield from _rows(rows, undated, "it has no date and its source has none, so it is never counted", "a date")
    late = (first >= 0) & (made >= 0) & (first > made)
    yield from _rows(rows, late, "it is dated after its source", "a date up to the source’s", _text(rows, "date"))
    early = (known >= 0) & (first >= 0) & (known < first)
    yield from _rows(rows, early, "it became known before it was said", "known from its date on", _text(rows, "known"))
    yield from _rows(rows, rows["source"].where(""), "it names no source", "a source")
    bold = rows["firmness"].where("never") & rows["judgement"].where("")
    bold &= ~(rows["quotation"].where("direct") | rows["quotation"].where("document"))
    message = "it is coded never, not by the holder’s own words, and no reason is given"
    yield from _rows(rows, bold, message, "a reason under judgement", _text(rows, "quotation"))
    open_end = ~rows["begin"].where("") & rows["span_sha256"].where("")
    yield from _rows(rows, open_end, "its anchor has no digest and cannot be verified", "span_sha256")
    unconfirmed = int(np.count_nonzero(rows["confirmed"].where("no")))
    if unconfirmed:
        yield Finding(LEDGER_FILE, 0, "note", f"{unconfirmed} statements are unconfirmed (confirmed: no)")
    mute = _mute(rows)
    if mute:
        message = f"reports, assessments and predictions with an option and no stance, which cannot be compared: {mute}"
        yield Finding(LEDGER_FILE, 0, "note", message, expected="for, against or open under stance")
    yield from _backwards(rows, first, last)
    yield from _misheld(case)


def _mute(rows: Statements) -> int:
    """How many accepted reports, assessments and predictions name an option or a condition, and no stance on it."""
    said = ~rows["option"].where("") | ~rows["condition"].where("")
    shown = rows["act"].where("report") | rows["act"].where("assessment") | rows["act"].where("prediction")
    accepted = rows["status"].where("") | rows["status"].where("accepted")
    return int(np.count_nonzero(said & shown & accepted & rows["stance"].where("")))


def _misheld(case: Case) -> Iterator[Finding]:
    """Positions coded as one party's in the words of somebody who speaks for another."""
    rows, actors = case.statements, Actors(case)
    counted = np.isin(rows["act"].codes, [n for n, word in enumerate(rows["act"].words) if word in COUNTED_ACTS])
    counted &= rows["on_behalf_of"].where("") & ~rows["quotation"].where("spoken_for") & ~rows["speaker"].where("")
    holders, speakers = rows["holder"], rows["speaker"]
    pairs = np.stack([holders.codes, speakers.codes])
    for holder, speaker in np.unique(pairs[:, counted], axis=1).T.tolist():
        held, named = holders.words[holder], speakers.words[speaker]
        meant = actors.meant(named)
        own = {held, *case.members((held,))}
        if meant.holder and meant.holder not in own and not own & set(case.members((meant.holder,))):
            mask = counted & (holders.codes == holder) & (speakers.codes == speaker)
            message = f"{meant.why}, and it is coded as a position of {held}"
            yield from _rows(
                rows, mask, message, f"{meant.holder}, or on whose behalf it was said", _text(rows, "holder")
            )


def _backwards(rows: Statements, first: NDArray[np.int64], last: NDArray[np.int64]) -> Iterator[Finding]:
    """Statements that supersede a later one."""
    several = np.flatnonzero(~rows["supersedes"].where(""))
    if not len(several):
        return
    ids = rows["id"]
    row_of = {ids.words[code]: row for row, code in enumerate(ids.codes.tolist())}
    mask = np.zeros(len(rows), bool)
    for row in several.tolist():
        others = [row_of[name] for name in rows.text("supersedes", row).split() if name in row_of]
        mask[row] = any(last[row] >= 0 and first[other] > last[row] for other in others)
    yield from _rows(rows, mask, "it supersedes a later statement", "a statement before it", _text(rows, "supersedes"))


def _text(rows: Statements, name: str) -> Callable[[int], str]:
    return lambda row: rows.text(name, row) or "nothing"


def _rows(
    rows: Statements, mask: Mask, message: str, expected: str, got: Callable[[int], str] | None = None
) -> Iterator[Finding]:
    found = np.flatnonzero(mask).tolist()
    for row in found[:MAX_FINDINGS]:
        text = f"{rows.text('id', row)}: {message}"
        yield Finding(LEDGER_FILE, int(rows.lines[row]), "warning", text, expected, got(row) if got else "")
    if len(found) > MAX_FINDINGS:
        yield Finding(LEDGER_FILE, 0, "warning", f"{len(found) - MAX_FINDINGS} more rows: {message}", expected)


def _days(rows: Statements, name: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last day number of a date column, -1 where blank."""
    column = rows[name]
    spans = [rows.intervals.get(word) for word in column.words]
    first = np.array([span.first.toordinal() if span else -1 for span in spans], np.int64)
    last = np.array([span.last.toordinal() if span else -1 for span in spans], np.int64)
    return first[column.codes], last[column.codes]


def _source_days(case: Case) -> NDArray[np.int64]:
    """The last day of each row's source, -1 where there is none."""
    column = case.statements["source"]
    days = {source.id: source.date.last.toordinal() for source in case.sources if source.date}
    return np.array([days.get(word, -1) for word in column.words], np.int64)[column.codes]

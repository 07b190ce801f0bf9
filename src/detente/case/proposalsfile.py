"""proposals.yaml: proposals, menus and responses as the nouns of the model, every reference checked."""

from __future__ import annotations

from typing import Any

from detente.case.entries import ProposalEntry, ProposalsFile, ResponseEntry, TermsEntry
from detente.case.known import Known
from detente.case.model import Firmness, Proposal, Response, Terms
from detente.case.shape import Document

FILE = "proposals.yaml"
Path = tuple[str | int, ...]


def read_proposals(document: Document[ProposalsFile], known: Known) -> tuple[Proposal, ...]:
    """The proposals, after complaining of everything in them that leads nowhere."""
    reader = _Reader(document, known)
    return tuple(reader.proposal(("proposals", place), entry) for place, entry in document.entries("proposals"))


class _Reader:
    def __init__(self, document: Document[ProposalsFile], known: Known) -> None:
        self.document, self.known = document, known

    def line(self, *path: str | int) -> int:
        return self.document.line(*path)

    def say(self, path: Path, message: str, expected: str, got: str) -> None:
        self.known.problems.add(FILE, self.line(*path), message, expected=expected, got=got)

    # ---------------------------------------------------------------------------------------------------- proposals

    def proposal(self, path: Path, entry: ProposalEntry) -> Proposal:
        self._names(path, entry.by, "by", self.known.actor)
        self._names(path, entry.source, "source", self.known.source)
        self._times(path, entry)
        terms = self._terms(path, entry)
        mentioned = _issues(terms)
        responses = tuple(
            self._response((*path, "responses", place), response, mentioned)
            for place, response in enumerate(entry.responses)
        )
        return Proposal(
            id=entry.id,
            title=entry.title or entry.id,
            date=entry.date,
            by=entry.by,
            terms=terms,
            author=entry.author,
            known=entry.known,
            until=entry.until,
            source=entry.source,
            responses=responses,
            confirmed=entry.confirmed,
            judgement=entry.judgement,
            note=entry.note,
            line=self.line(*path),
        )

    def _names(self, path: Path, names: tuple[str, ...], key: str, check: Any) -> None:
        for place, name in enumerate(names):
            check(FILE, self.line(*path, key, place), name)

    def _times(self, path: Path, entry: Any) -> None:
        if entry.date and entry.until and entry.until.last < entry.date.first:
            self.say((*path, "until"), "it lapses before it begins", f"a day from {entry.date} on", str(entry.until))

    def _terms(self, path: Path, entry: TermsEntry) -> Terms:
        if not entry.terms and not entry.of:
            got = "an empty mapping" if entry.terms is not None else "neither"
            self.say(path, f"{entry.id} says nothing", "“terms”, or “of” with branches", got)
        self._choice(path, entry)
        items = tuple((issue, options) for issue, options in (entry.terms or {}).items())
        for issue, options in items:
            where = (*path, "terms", issue)
            if self.known.issue(FILE, self.line(*where), issue):
                for place, option in enumerate(options):
                    self.known.option(FILE, self.line(*where, place), issue, option)
        branches = tuple(self._terms((*path, "of", place), branch) for place, branch in enumerate(entry.of or ()))
        title = "" if isinstance(entry, ProposalEntry) else entry.title
        return Terms(entry.id, items, entry.choose or 0, branches, entry.indivisible, title)

    def _choice(self, path: Path, entry: TermsEntry) -> None:
        count = len(entry.of or ())
        if not entry.of and entry.choose is not None:
            self.say((*path, "choose"), "there is nothing to choose from", "“of” with branches", str(entry.choose))
        elif entry.of and entry.choose is None:
            self.say(
                (*path, "of"), f"the menu of {entry.id} does not say how many", f"“choose”, from 1 to {count}", "none"
            )
        elif entry.of and not 1 <= (entry.choose or 0) <= count:
            self.say((*path, "choose"), "so many cannot be chosen", f"from 1 to {count}", str(entry.choose))

    # ---------------------------------------------------------------------------------------------------- responses

    def _response(self, path: Path, entry: ResponseEntry, mentioned: tuple[str, ...]) -> Response:
        self.known.actor(FILE, self.line(*path, "by"), entry.by)
        self._names(path, entry.source, "source", self.known.source)
        self._times(path, entry)
        self._stance(path, entry)
        self._anchor(path, entry)
        for place, issue in enumerate(entry.on or ()):
            line = self.line(*path, "on", place)
            if self.known.issue(FILE, line, issue) and issue not in mentioned:
                self.known.problems.unknown(FILE, line, "item of the proposal", issue, mentioned)
        given = self.known.condition(FILE, self.line(*path, "given"), entry.given) if entry.given else None
        plain = {name: value for name, value in dict(entry).items() if name not in {"on", "given", "firmness"}}
        return Response(
            **plain, firmness=entry.firmness or Firmness.FIRM, given=given, issues=entry.on or (), line=self.line(*path)
        )

    def _stance(self, path: Path, entry: ResponseEntry) -> None:
        if entry.stance == "conditional" and not entry.given:
            self.say((*path, "stance"), "a conditional answer names its condition", "“given” with a condition", "none")
        if entry.given and entry.stance != "conditional":
            self.say(
                (*path, "given"), "only a conditional answer has a condition", "“stance: conditional”", entry.stance
            )
        if entry.firmness is not None and entry.stance != "reject":
            self.say(
                (*path, "firmness"), "only a rejection has a firmness", "“stance: reject”, or no firmness", entry.stance
            )

    def _anchor(self, path: Path, entry: ResponseEntry) -> None:
        if (entry.begin is None) != (entry.end is None):
            key = "begin" if entry.end is None else "end"
            self.say((*path, key), "an anchor has a begin and an end", "both or neither", f"only {key}")
        elif entry.begin is not None and entry.end is not None and entry.begin >= entry.end:
            self.say((*path, "end"), "the anchor ends before it begins", f"more than {entry.begin}", str(entry.end))
        if entry.begin is not None and len(entry.source) != 1:
            self.say((*path, "begin"), "an anchor is a place in one source", "one source", f"{len(entry.source)}")
        if entry.span_sha256 and entry.begin is None:
            self.say((*path, "span_sha256"), "a digest of a span needs the span", "“begin” and “end”", "neither")


def _issues(terms: Terms) -> tuple[str, ...]:
    found: dict[str, None] = {}
    stack = [terms]
    while stack:
        node = stack.pop()
        found.update(dict.fromkeys(issue for issue, _ in node.items))
        stack.extend(node.branches)
    return tuple(found)

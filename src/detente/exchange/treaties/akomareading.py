"""Akoma Ntoso in: our own documents as they were; anybody else's as provisions that are still to be coded.

A foreign document gives each provision that has words of its own: its `eId` as anchor and its heading as title. What
it orders nobody has coded, so each comes in as a declaration (in a preamble: a principle). Its words are somebody
else's and stay outside, unless they are asked for; then they are in `says`, to be paraphrased before a case is
published.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from detente.errors import Finding, FormatError
from detente.exchange.coding import Loss
from detente.exchange.outside import parse_xml, read_bytes, refuse
from detente.exchange.treaties.akomantoso import LEVELS, OWN
from detente.exchange.treaties.bundle import Incoming
from detente.exchange.treaties.plain import Plain

MAX_BYTES = 100_000_000
_ANCHOR = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")
_BODIES = ("body", "mainBody", "debateBody", "judgmentBody")
_STEPS = frozenset(LEVELS.values()) | {"hcontainer", "recital", "citation", "subtitle", "subdivision"}
_OUTSIDE = ("meta", "components", "attachments")


def read(path: Path, texts: bool = False) -> Incoming:
    """Read a document; `texts` takes its words into `says`. Raises FormatError with all that is wrong with it."""
    root = parse_xml(read_bytes(path, MAX_BYTES), path)
    if local(root) != "akomaNtoso":
        raise refuse(path, "this is no Akoma Ntoso document", "akomaNtoso at the top", local(root))
    own = next(root.iter(f"{{{OWN}}}treaty"), None)
    if own is not None:
        plain = from_elements(own)
        if not isinstance(plain, dict):
            raise refuse(path, "the treaty in proprietary is not as it must be", "a mapping", str(own.get("is")))
        return Incoming({own.get("id") or path.stem: plain})
    return _Foreign(path, root, texts).read()


def from_elements(element: Any) -> Plain:
    """A plain value as `akomantoso` wrote it."""
    kind = element.get("is")
    if kind == "map":
        return {local(inner): from_elements(inner) for inner in element}
    if kind == "list":
        return [from_elements(inner) for inner in element]
    return element.text or ""


def local(element: Any) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


class _Foreign:
    def __init__(self, path: Path, root: Any, texts: bool) -> None:
        self.path, self.root, self.texts = path, root, texts
        self.lost: Counter[tuple[str, str]] = Counter()

    def read(self) -> Incoming:
        document = next((one for one in self.root if local(one)), None)
        body = next((one for one in self.root.iter() if local(one) in _BODIES), None)
        if document is None or body is None:
            raise refuse(self.path, "there is no document with a body", "act, bill or doc with a body")
        provisions = list(self._provisions(document))
        if not provisions:
            expected = "articles, paragraphs or other parts with an eId"
            raise refuse(self.path, "no provision has an eId", expected, "none")
        plain: dict[str, Plain] = {"title": self._title(document), "date": self._day(document)}
        plain["provisions"] = provisions
        losses = tuple(Loss(what, count, why) for (what, why), count in self.lost.items())
        return Incoming({self._id(document): plain}, losses)

    # -------------------------------------------------------------------------------------------------------- meta

    def _values(self, document: Any, word: str, part: str = "FRBRWork") -> Iterator[str]:
        for work in document.iter():
            if local(work) == part:
                for one in work:
                    if local(one) == word:
                        yield str(one.get("date") or one.get("value") or "").strip()

    def _title(self, document: Any) -> str:
        for word in ("docTitle", "shortTitle", "longTitle"):
            for one in document.iter():
                if local(one) == word and _words(one):
                    return _words(one)
        return next((one for one in self._values(document, "FRBRalias") if one), self.path.stem)

    def _day(self, document: Any) -> str:
        """The work's date; of one that is only a year, its first day, which is said."""
        dates = [*self._values(document, "FRBRdate"), *self._values(document, "FRBRdate", "FRBRExpression")]
        for written in dates:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", written):
                return written[:10]
            if re.fullmatch(r"\d{4}(-\d{2})?", written):
                self.lost["the day of the date", f"only {written} is given: the first day is taken"] += 1
                return f"{written}-01" if len(written) == 7 else f"{written}-01-01"
        raise refuse(self.path, "the document has no date", "FRBRdate with a date", ", ".join(dates) or "none")

    def _id(self, document: Any) -> str:
        found = next((one for one in self._values(document, "FRBRnumber") if one), "")
        numbered = found if re.search("[A-Za-z]", found) else self.path.stem
        return re.sub(r"[^A-Za-z0-9_-]+", "-", numbered).strip("-_") or "treaty"

    # -------------------------------------------------------------------------------------------------- provisions

    def _provisions(self, document: Any) -> Iterator[dict[str, Plain]]:
        findings: list[Finding] = []
        seen: set[str] = set()
        for element, inside in _steps(document, preamble=False):
            words = _words(*_own(element))
            below = any(True for _ in _steps(element, preamble=False))
            if below and not words:
                self.lost["headings and numbers of groups of provisions", "a case has provisions only"] += 1
                continue
            anchor = element.get("eId") or element.get("id") or ""
            if not _ANCHOR.fullmatch(anchor):
                why = "they have no eId" if not anchor else "their eId is none that a case can hold"
                self.lost["provisions", why] += 1
                continue
            if anchor in seen:
                message = "two provisions have the same eId"
                findings.append(Finding(str(self.path), element.sourceline or 0, "error", message, "one each", anchor))
            seen.add(anchor)
            yield self._provision(element, anchor, words, inside)
        if findings:
            raise FormatError(findings)

    def _provision(self, element: Any, anchor: str, words: str, preamble: bool) -> dict[str, Plain]:
        found: dict[str, Plain] = {"id": anchor}
        heading = next((_words(one) for one in element if local(one) == "heading"), "")
        if heading:
            found["title"] = heading
        if words and self.texts:
            found["says"] = words
        elif words:
            self.lost["words of provisions", "they are the document’s; --with-text takes them in"] += 1
        self.lost["what provisions order", "not coded: each comes in as a declaration or principle"] += 1
        found["kind"] = "principle" if preamble else "declaration"
        return found


def _steps(element: Any, preamble: bool) -> Iterator[tuple[Any, bool]]:
    """The parts of a hierarchy below an element, in reading order, and whether each is in the preamble."""
    stack = [(one, preamble) for one in reversed(element)]
    while stack:
        one, inside = stack.pop()
        name = local(one)
        if not name or name in _OUTSIDE:
            continue
        inside = inside or name == "preamble"
        if name in _STEPS:
            yield one, inside
        stack.extend((inner, inside) for inner in reversed(one))


def _own(element: Any) -> list[Any]:
    """What of an element is its own: all but number, heading and the parts below it."""
    return [one for one in element if local(one) not in _STEPS | {"num", "heading", "subheading", "crossHeading"}]


def _words(*elements: Any) -> str:
    """The words in elements, white space as one space."""
    return " ".join(" ".join(part for one in elements for part in one.itertext()).split())

"""W3C Web Annotations (2017) as JSON-LD: an AnnotationCollection whose one page holds an annotation a statement.

Each annotation has the paraphrase (purpose `describing`), the matter (`tagging`), and under `statement` the row itself,
which JSON-LD processors carry as a JSON literal; its target is the document, with a TextPositionSelector. Positions
count Unicode code points, end exclusive, in the document's text. A TextQuoteSelector is written only where the text is
at hand and asked for: published cases contain no text. The codebook is under `codebook` of the collection.
References: w3.org/TR/annotation-model, w3.org/TR/annotation-vocab.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from detente.case.model import Source
from detente.case.strictjson import parse_json
from detente.case.writing import write_atomic
from detente.errors import FormatError
from detente.exchange.bare import bare
from detente.exchange.coding import NOBODY, Coding, Loss, Reading, Row
from detente.exchange.jsonlines import Entries, codebook
from detente.exchange.naming import Ids
from detente.exchange.outside import read_text, refuse
from detente.ledger.anchors import quotation

ANNO = "http://www.w3.org/ns/anno.jsonld"
OURS = {
    "detente": "urn:detente:",
    "statement": {"@id": "detente:statement", "@type": "@json"},
    "codebook": {"@id": "detente:codebook", "@type": "@json"},
}
SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:detente:coding")
"""Ids are made of what they name, so that the same coding has the same ids."""


def urn(*parts: str) -> str:
    """The id of something."""
    return f"urn:uuid:{uuid.uuid5(SPACE, chr(0).join(parts))}"


def write(coding: Coding, path: Path, texts: bool = False) -> tuple[Loss, ...]:
    """Write a coding. Quotations of the documents go along only if `texts` is true."""
    document = collection(coding, texts)
    write_atomic(path, (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode())
    losses = [Loss("texts of documents", len(coding.documents), "annotations hold quotations at most")]
    without = sum(1 for row in coding.rows if not row.get("source"))
    if without:
        losses.append(Loss("targets of statements", without, "they name no source; the collection stands in"))
    return tuple(loss for loss in losses if loss.count)


def collection(coding: Coding, texts: bool = False) -> dict[str, Any]:
    """The collection as plain data."""
    name = urn("coding", coding.title)
    items = [_annotation(coding, row, name, texts) for row in coding.rows]
    page: dict[str, Any] = {"id": urn("page", coding.title), "type": "AnnotationPage", "partOf": name, "startIndex": 0}
    document: dict[str, Any] = {
        "@context": [ANNO, OURS],
        "id": name,
        "type": "AnnotationCollection",
        "label": coding.title,
        "total": len(items),
        "codebook": [{"title": coding.title, "question": coding.question}, *codebook(coding)],
    }
    return document | ({"first": page | {"items": items}} if items else {})


def _annotation(coding: Coding, row: Row, name: str, texts: bool) -> dict[str, Any]:
    bodies = [
        {"type": "TextualBody", "value": row.get("paraphrase", ""), "format": "text/plain", "purpose": "describing"}
    ]
    if row.get("issue"):
        matter = f"{row['issue']} = {row['option']}" if row.get("option") else row["issue"]
        bodies.append({"type": "TextualBody", "value": matter, "format": "text/plain", "purpose": "tagging"})
    annotation: dict[str, Any] = {
        "id": urn("statement", coding.title, row.get("id", "")),
        "type": "Annotation",
        "motivation": ["classifying", "describing"],
    }
    if row.get("coder"):
        annotation["creator"] = {"id": urn("coder", row["coder"]), "type": "Person", "name": row["coder"]}
    return annotation | {"body": bodies, "target": _target(coding, row, name, texts), "statement": dict(row)}


def _target(coding: Coding, row: Row, name: str, texts: bool) -> Any:
    source = next((one for one in coding.sources if one.id == row.get("source")), None)
    if source is None:
        return urn("source", row["source"]) if row.get("source") else name
    if not row.get("begin"):
        return address(source)
    begin, end = int(row["begin"]), int(row["end"])
    selectors: list[dict[str, Any]] = [{"type": "TextPositionSelector", "start": begin, "end": end}]
    document = coding.documents.get(source.id)
    if texts and document is not None:
        quoted = quotation(document.text, begin, end)
        selectors.append(
            {"type": "TextQuoteSelector", "exact": quoted.exact, "prefix": quoted.prefix, "suffix": quoted.suffix}
        )
    return {
        "type": "SpecificResource",
        "source": address(source),
        "selector": selectors[0] if len(selectors) == 1 else selectors,
    }


def address(source: Source) -> str:
    """What a document is called on the web: by its digest, else its address, else an id of ours."""
    return f"urn:sha256:{source.sha256}" if source.sha256 else source.url or urn("source", source.id)


# ----------------------------------------------------------------------------------------------------------- reading


def read(path: Path) -> Reading:
    """Read a collection, a page, one annotation or a list of them; ours losslessly, others as far as they go.

    Raises FormatError with everything that is wrong at once.
    """
    try:
        document = parse_json(read_text(path))
    except ValueError as error:
        raise refuse(path, "the file is no JSON", "JSON-LD", str(error)) from None
    items = _items(document, path)
    ours = isinstance(document, dict) and isinstance(document.get("codebook"), list)
    if ours and all(isinstance(item, dict) and isinstance(item.get("statement"), dict) for item in items):
        return _ours(document, items, path)
    return _theirs(items, path)


def _items(document: Any, path: Path) -> list[Any]:
    """The annotations of whatever this is. Further pages at an address are not fetched."""
    if isinstance(document, list):
        return document
    kinds = document.get("type") if isinstance(document, dict) else None
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "Annotation" in kinds:
        return [document]
    if "AnnotationPage" in kinds:
        found = document.get("items")
    elif "AnnotationCollection" in kinds:
        first = document.get("first", {"items": []})
        if not isinstance(first, dict):
            raise refuse(path, "the annotations are on a page elsewhere", "the first page inside", str(first))
        found = first.get("items")
    else:
        raise refuse(path, "these are no web annotations", "an AnnotationCollection, AnnotationPage or Annotation")
    if not isinstance(found, list):
        raise refuse(path, "the page has no items", "a list of annotations")
    return found


def _ours(document: dict[str, Any], items: list[Any], path: Path) -> Reading:
    reader = Entries(str(path))
    head, *book = document["codebook"] or [{}]
    reader.add({"detente": "coding", "version": 1} | (head if isinstance(head, dict) else {}), 1)
    for place, entry in enumerate([*book, *({"statement": item["statement"]} for item in items)], 2):
        reader.add(entry, place)
    return reader.reading()


_KNOWN = {"@context", "id", "type", "motivation", "body", "target", "creator", "created", "modified"}


def _theirs(items: list[Any], path: Path) -> Reading:
    reader = _Foreign(str(path))
    for place, item in enumerate(items, 1):
        reader.add(item, place)
    if reader.entries.plain.findings:
        raise FormatError(reader.entries.plain.findings)
    names = {
        "holder": {NOBODY: "Not coded"},
        "issue": {name: text for text, name in reader.topics.items()},
        "source": {name: text for text, name in reader.sources.items()},
    }
    coding = replace(bare(path.stem, reader.rows, names=names), made=True)
    return Reading(coding, tuple(Loss(what, count, why) for (what, why), count in reader.count.items()))


class _Foreign:
    """Annotations of other tools as rows: what was said of which place, and nothing that is not there."""

    def __init__(self, file: str) -> None:
        self.entries = Entries(file)
        self.sources, self.topics, self.ids = Ids(), Ids(), Ids()
        self.rows: list[dict[str, str]] = []
        self.count: Counter[tuple[str, str]] = Counter()

    def add(self, item: Any, place: int) -> None:
        """One annotation."""
        if not isinstance(item, dict) or "target" not in item:
            self.entries.plain.say(
                place, "the annotation is not as it must be", "an object with a target", str(item)[:60]
            )
            return
        row = {"id": self.ids[str(item.get("id") or f"annotation {place}")], "holder": NOBODY, "act": "report"}
        self.count["holder", "annotations name none; “not coded” stands in"] += 1
        row |= {"status": "proposed"} | self._target(item["target"]) | self._bodies(item.get("body"))
        row.setdefault("paraphrase", "not coded")
        creator = item.get("creator")
        name = creator.get("name") if isinstance(creator, Mapping) else creator
        if isinstance(name, str):
            row["coder"] = name
        for key in item.keys() - _KNOWN:
            self.count[f"“{key}” of annotations", "not known"] += 1
        self.rows.append(row)

    def _bodies(self, body: Any) -> dict[str, str]:
        row: dict[str, str] = {}
        for one in _many(body):
            value = one.get("value") if isinstance(one, Mapping) else one
            purposes = _many(one.get("purpose")) if isinstance(one, Mapping) else []
            if not isinstance(value, str):
                self.count["bodies", "not a text"] += 1
            elif {"tagging", "classifying", "identifying"} & set(map(str, purposes)) and "issue" not in row:
                row["issue"] = self.topics[value]
            elif "paraphrase" not in row:
                row["paraphrase"] = " ".join(value.split()) or "not coded"
            else:
                row["note"] = "; ".join(filter(None, (row.get("note"), value)))
                self.count["further bodies", "kept in the note"] += 1
        return row

    def _target(self, target: Any) -> dict[str, str]:
        first, *more = _many(target) or [""]
        if more:
            self.count["further targets", "a statement has one"] += len(more)
        if isinstance(first, str):
            return {"source": self.sources[first]} if first else {}
        if not isinstance(first, Mapping):
            return {}
        source = first.get("source") or first.get("id") or ""
        name = source.get("id") if isinstance(source, Mapping) else source
        row = {"source": self.sources[name]} if isinstance(name, str) and name else {}
        for selector in _selectors(first.get("selector")):
            begin, end = selector.get("start"), selector.get("end")
            if selector.get("type") == "TextPositionSelector" and type(begin) is int and type(end) is int:
                if 0 <= begin < end and row:
                    row |= {"begin": str(begin), "end": str(end)}
            else:
                self.count[f"selectors of type {selector.get('type')}", "only positions in the text are read"] += 1
        return row


def _many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def _selectors(value: Any) -> Iterator[Mapping[str, Any]]:
    stack, seen = _many(value), 0
    while stack and seen < 1000:
        one = stack.pop(0)
        seen += 1
        if isinstance(one, Mapping):
            yield one
            stack += _many(one.get("refinedBy"))

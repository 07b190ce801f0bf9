"""Codings to exchange: of random cases, with anchors into documents that are made for them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from detente.case.model import Case
from detente.case.reading import read_case
from detente.exchange.coding import Coding, from_case
from detente.ledger.documents.model import Document
from tests.strategies import Sample, cases

TEXTS = ("The river is closed, she said.\r\n“Never” — 👩‍🚀 é", "a", "No tolls. No tolls.\n" * 3)
SPARE = ("", "plain", "=1+1", "semi;colon, comma", 'quote "q"', "two\nlines", "back\\slash: n", " <tag> & 🌉 ")


def document(text: str, name: str = "a.txt") -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(digest, digest, text, "text", name)


@contextmanager
def read(sample: Sample) -> Iterator[tuple[Case, Path]]:
    with sample.written() as folder:
        yield read_case(folder), folder


@st.composite
def codings(draw: st.DrawFn) -> Coding:
    """The coding of a random case, some of its statements anchored in documents, with free texts of all kinds."""
    with read(draw(cases(small=True))) as (case, _):
        coding = from_case(case)
    texts = {source.id: draw(st.sampled_from(TEXTS)) for source in coding.sources if draw(st.booleans())}
    documents = {source: document(text, f"{source}.txt") for source, text in texts.items()}
    sources = tuple(
        replace(one, file=f"{one.id}.txt", sha256=documents[one.id].digest) if one.id in documents else one
        for one in coding.sources
    )
    rows = []
    for row in map(dict, coding.rows):
        for column in ("speaker", "note", "coder", "judgement"):
            if value := draw(st.sampled_from(SPARE)).strip():
                row[column] = value
        if chain := draw(st.lists(st.sampled_from(["The Gazette", "an agency", "plain"]), max_size=3, unique=True)):
            row["reporters"] = ">".join(chain)
        text = texts.get(row.get("source", ""))
        if text and draw(st.booleans()):
            begin = draw(st.integers(0, len(text) - 1))
            end = draw(st.integers(begin + 1, len(text)))
            digest = hashlib.sha256(text[begin:end].encode()).hexdigest()[:16]
            row |= {"begin": str(begin), "end": str(end), "span_sha256": digest}
        rows.append(row)
    attributes = {coding.parties[0].id: {"type": "a “kind”"}} if draw(st.booleans()) else {}
    return replace(coding, rows=rows, sources=sources, documents=documents, attributes=attributes)


def plain(coding: Coding) -> dict[str, object]:
    """A coding as something that can be compared."""
    parts = ("title", "question", "parties", "blocs", "issues", "topics", "conditions", "sources")
    found: dict[str, object] = {name: getattr(coding, name) for name in parts}
    rows = [{name: value for name, value in row.items() if value} for row in coding.rows]
    return found | {"rows": rows, "attributes": dict(coding.attributes), "documents": dict(coding.documents)}

"""Word documents (DOCX): the text as if all tracked changes were accepted, tables, notes, headers and footers.

Read straight from the parts of the file, because a draft's tracked insertions must not be lost. Sizes are checked
before anything is inflated, and while it is; entities are not expanded.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from detente.ledger.documents import dating, facts
from detente.ledger.documents.lines import joined, lines_of
from detente.ledger.documents.model import Cut
from detente.ledger.documents.refusing import UnreadableError

MOST_INFLATED = 200_000_000
"""Bytes of all parts together beyond which a file is taken for a bomb."""

MOST_RATIO = 200
"""How many times smaller a part of more than a megabyte may be than what it inflates to."""

MOST_PARTS = 10_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DC = {
    "title": "{http://purl.org/dc/elements/1.1/}title",
    "creator": "{http://purl.org/dc/elements/1.1/}creator",
    "created": "{http://purl.org/dc/terms/}created",
}
_EXTRA = re.compile(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")


def read_docx(data: bytes) -> tuple[str, tuple[Cut, ...], facts.Facts]:
    """The text, cuts and facts of a Word document. Raises UnreadableError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_sizes(archive.infolist())
            names = {info.filename for info in archive.infolist()}
            main = next((name for name in ("word/document.xml", "word/document2.xml") if name in names), "")
            if not main:
                raise UnreadableError("it is no Word document: it has no word/document.xml")
            body = _parsed(archive, main)
            extra = {name: _parsed(archive, name) for name in sorted(names) if _EXTRA.fullmatch(name)}
            core = _parsed(archive, "docProps/core.xml") if "docProps/core.xml" in names else None
    except UnreadableError:
        raise
    except RuntimeError:  # what the standard library raises for a password
        raise UnreadableError("the file is encrypted", "open it with its password and save it without one") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, NotImplementedError, ValueError) as error:
        raise UnreadableError(
            f"the file is broken ({facts.line(str(error), 80)})", "open it and save it again"
        ) from None
    return _put_together(body, extra, core)


def check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that says it inflates to more than a document would. What it says binds: no more is read."""
    total = sum(part.file_size for part in parts)
    if total > MOST_INFLATED or len(parts) > MOST_PARTS:
        raise UnreadableError(
            f"it would inflate to {total / 1e6:,.0f} MB in {len(parts):,} parts, which no document does (a zip bomb?)",
            "if it is sound, save it without its pictures",
        )
    for part in parts:
        read = part.filename.endswith(".xml")  # pictures are not inflated at all
        if read and part.file_size > 1_000_000 and part.file_size > MOST_RATIO * max(1, part.compress_size):
            ratio = part.file_size // max(1, part.compress_size)
            raise UnreadableError(
                f"its part {facts.line(part.filename, 60)} inflates {ratio:,} times, which no text does (a zip bomb?)",
                "if it is sound, save it again from Word",
            )


def _parsed(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    size = archive.getinfo(name).file_size
    with archive.open(name) as part:
        data = part.read(size + 1)
    if len(data) > size:
        raise UnreadableError(f"its part {name} is larger than it says (a zip bomb?)")
    if b"<!DOCTYPE" in data[:65_536]:
        raise UnreadableError(f"its part {name} declares entities, which no Word document does (an entity bomb?)")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(
            f"its part {name} is broken ({facts.line(str(error), 80)})", "open it and save it again"
        ) from None
    return root


def _put_together(body: Any, extra: dict[str, Any], core: Any) -> tuple[str, tuple[Cut, ...], facts.Facts]:
    pieces: list[tuple[str, str]] = []
    for part, reason in (
        ("header", "page header"),
        ("", ""),
        ("footnotes", ""),
        ("endnotes", ""),
        ("footer", "page footer"),
    ):
        roots = [root for name, root in extra.items() if name.startswith(f"word/{part}")] if part else [body]
        texts = dict.fromkeys(_text(root) for root in roots)
        pieces += [(text, reason) for text in texts if text.strip()]
    if not any(not reason for _, reason in pieces):
        raise UnreadableError(
            "the document has no text", "if its pages are pictures, recognise their letters (OCR) first"
        )
    text, cuts = "", []
    for piece, reason in pieces:
        text += "\n\n" if text else ""
        cuts += [Cut(len(text), len(text) + len(piece), reason)] if reason else []
        text += piece
    all_cuts = joined(text, cuts)
    return text, all_cuts, _facts(body, core, text, all_cuts)


def _facts(body: Any, core: Any, text: str, cuts: tuple[Cut, ...]) -> facts.Facts:
    lines = lines_of(text, cuts)
    known = {key: facts.line(core.findtext(tag)) if core is not None else "" for key, tag in _DC.items()}
    date = dating.of_lines(line.words for line in lines)
    if not date.date and (day := dating.of_markup(known["created"])):
        date = dating.Found(day, dating.DERIVED, "dated from when the file was made")
    tracked = {kind: sum(1 for _ in body.iter(f"{_W}{kind}")) for kind in ("ins", "del")}
    notes = [date.note] if date.note else []
    if any(tracked.values()):
        what = f"{tracked['ins']} insertions and {tracked['del']} deletions"
        notes.append(f"it has tracked changes ({what}): the text is as if all were accepted")
    author, outlet = facts.byline(lines)
    return facts.Facts(
        title=known["title"] or facts.title_of(lines),
        author=author or ("" if known["creator"].lower() == "python-docx" else known["creator"]),
        outlet=outlet,
        date=date.date,
        date_basis=date.basis,
        url=facts.address_of(lines),
        notes=tuple(notes),
    )


def _text(root: Any) -> str:
    """The words of a part: a line a paragraph, cells of a table apart by tabs, what was deleted left out."""
    parts: list[str] = []
    for event, node in _walk(root):
        tag = node.tag
        if event == "start":
            parts.append(_START.get(tag, "") if tag != f"{_W}t" else node.text or "")
        elif tag == f"{_W}p":
            parts.append(" " if _in_cell(node) and node.getnext() is not None else "" if _in_cell(node) else "\n")
        elif tag == f"{_W}tc":
            parts.append("\t" if node.getnext() is not None else "")
        elif tag in {f"{_W}tr", f"{_W}footnote", f"{_W}endnote"}:
            parts.append("\n")
    lines = "".join(parts).replace("\0", "\ufffd").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


_START = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "\u2011",
    f"{_W}softHyphen": "",
}


def _in_cell(node: Any) -> bool:
    above = node.getparent()
    return above is not None and above.tag == f"{_W}tc"


def _walk(root: Any) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    walker = etree.iterwalk(root, events=("start", "end"))
    for event, node in walker:
        if event == "start" and (not isinstance(node.tag, str) or node.tag in {_FALLBACK, f"{_W}tabs", f"{_W}delText"}):
            walker.skip_subtree()
            continue
        if isinstance(node.tag, str):
            yield event, node

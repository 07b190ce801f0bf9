"""PDF files: the text of their pages, in order, with what repeats on every page cut."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from typing import Any

from detente.ledger.documents import dating, facts
from detente.ledger.documents.lines import joined, lines_of
from detente.ledger.documents.model import Cut
from detente.ledger.documents.refusing import UnreadableError

PAGE_END = "\n\f\n"
"""What stands between two pages, so that an anchor's page can be counted."""

_NUMBER = re.compile(
    r"(?:page |seite |стр\. ?|с\. ?|p\. ?)?[-–— ]*\d{1,4}[-–— ]*(?:(?:/|of|von|из|sur) ?\d{1,4})?", re.IGNORECASE
)
_MADE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")
_JUNK = re.compile(
    r"^(?:microsoft (?:word|powerpoint)|untitled|document\d*|.*\.(?:docx?|pdf|indd|rtf|odt|tex)$)", re.IGNORECASE
)
_EDGE = 3


def read_pdf(data: bytes) -> tuple[str, tuple[Cut, ...], facts.Facts]:
    """The text, cuts and facts of a PDF. Raises UnreadableError for one that is broken, locked or has no text."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PdfReadError, PyPdfError

    remarks = _Remarks()
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("the PDF is encrypted", "open it with its password and save it without one")
        pages = [_clean(page.extract_text() or "") for page in reader.pages]
        meta = dict(reader.metadata or {})
    except DependencyError:
        raise UnreadableError("the PDF is encrypted in a way that cannot be read here", "save it without") from None
    except (PdfReadError, PyPdfError) as error:
        raise UnreadableError(f"the PDF is broken ({facts.line(str(error), 80)})", _MEND) from None
    except _FAULTS as error:
        raise UnreadableError(f"the PDF is broken ({type(error).__name__})", _MEND) from None
    finally:
        remarks.stop()
    return _put_together(pages, meta, remarks.count)


_MEND = "open it in a reader and print it to a new PDF"
_FAULTS = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    AssertionError,
    OSError,
    ArithmeticError,
)
"""What a damaged file makes its reader stumble over."""


class _Remarks(logging.Handler):
    """Counts what the reader of PDFs remarks, so that it is neither printed nor lost."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0
        self._logger = logging.getLogger("pypdf")
        self._before = self._logger.propagate
        self._logger.propagate = False
        self._logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002 - the signature of logging
        """One more."""
        self.count += 1

    def stop(self) -> None:
        """Leave the logger as it was."""
        self._logger.removeHandler(self)
        self._logger.propagate = self._before


def _clean(text: str) -> str:
    return (
        text.replace("\0", "\ufffd").replace("\f", "\n").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )


def _put_together(pages: list[str], meta: dict[str, Any], remarks: int) -> tuple[str, tuple[Cut, ...], facts.Facts]:
    blank = sum(not page.strip() for page in pages)
    if blank == len(pages):
        what = "the PDF has no pages" if not pages else "the PDF has no text: its pages are pictures, perhaps scans"
        raise UnreadableError(
            what, "recognise its letters (OCR, say with ocrmypdf) and take in the result" if pages else ""
        )
    notes = [f"{blank} of {len(pages)} pages have no text: they may be pictures"] if blank else []
    if remarks:
        notes.append("the PDF is damaged in places: compare the text with the pages")
    text = PAGE_END.join(pages)
    cuts = _running(text, pages)
    lines = lines_of(text, cuts)
    date = dating.of_lines(line.words for line in lines)
    if not date.date:
        date = _made(str(meta.get("/CreationDate", "")))
    title = facts.line(str(meta.get("/Title") or ""))
    author, outlet = facts.byline(lines)
    found = facts.Facts(
        title=title if title and not _JUNK.match(title) else facts.title_of(lines),
        author=author or facts.line(str(meta.get("/Author") or "")),
        outlet=outlet,
        date=date.date,
        date_basis=date.basis,
        url=facts.address_of(lines),
        notes=(*notes, *((date.note,) if date.note else ())),
    )
    return text, cuts, found


def _made(stamp: str) -> dating.Found:
    """The day on which the file says that it was made; it may be later than the document."""
    made = _MADE.match(stamp)
    day = dating.valid("-".join(part for part in made.groups() if part)) if made else ""
    return dating.Found(day, dating.DERIVED, "dated from when the file was made") if day else dating.NOWHERE


def _running(text: str, pages: list[str]) -> tuple[Cut, ...]:
    """Lines at the top or bottom of pages that stand on at least three of them and on half, and the pages' numbers."""
    edges: list[tuple[int, int, str]] = []
    at = 0
    for page in pages:
        lines = lines_of(page)
        edge = {*lines[:_EDGE], *lines[-_EDGE:]}
        edges.extend((at + line.begin, at + line.end, re.sub(r"\d+", "#", line.words)) for line in edge)
        at += len(page) + len(PAGE_END)
    often = Counter(words for _, _, words in edges)
    least = max(3, len(pages) // 2)
    return joined(
        text,
        [
            Cut(begin, end, "page number" if _NUMBER.fullmatch(text[begin:end]) else "running header or footer")
            for begin, end, words in edges
            if often[words] >= least and len(words) <= 200
        ],
    )

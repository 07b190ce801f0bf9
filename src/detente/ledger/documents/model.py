"""What is known of one document, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cut:
    """A stretch of a document's text that is not the document's own words: a menu, headlines in the margin, a footer.

    Offsets are Unicode code points of `Document.text`, end exclusive. The words stay in the text, so that anchors
    never move; what reads or searches the document leaves cuts out and says so.
    """

    begin: int
    end: int
    reason: str


@dataclass(frozen=True)
class Document:
    """One document as it was taken in: the text that anchors count in, and what is known about it.

    `original` is the SHA-256 of the bytes as they came, `digest` that of the text's UTF-8 bytes; together they name the
    document (the same bytes read in another charset are another one, and so is the same text from other bytes). `date`
    is in the case format, at the precision that is known ("" unknown), `date_basis` stated, derived or dateline.
    `copy_of` is the digest of the text that this one repeats, `copy_how` in which way (`same` text, `near` the same,
    `within` it, or it `holds` the other and more), `similarity` how much, from 0 to 1: a copy is no second source.
    `notes` say what deserves a second look.
    """

    original: str
    digest: str
    text: str
    kind: str
    name: str
    cuts: tuple[Cut, ...] = ()
    title: str = ""
    author: str = ""
    outlet: str = ""
    date: str = ""
    date_basis: str = ""
    language: str = ""
    charset: str = ""
    url: str = ""
    copy_of: str = ""
    copy_how: str = ""
    similarity: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def own_text(self) -> str:
        """The text without what was cut."""
        parts, at = [], 0
        for cut in self.cuts:
            parts.append(self.text[at : cut.begin])
            at = max(at, cut.end)
        return "".join([*parts, self.text[at:]])

"""The kind of a file is told by its content; what is not read is named, with what to do."""

import io
import zipfile

import pytest

from detente.ledger.documents.kinds import kind_of
from detente.ledger.documents.refusing import UnreadableError
from tests.ledger.documents import makers

SAVED = b"""From: <Saved by Blink>
Snapshot-Content-Location: https://x.example/
MIME-Version: 1.0
Content-Type: multipart/related; boundary=x

"""


def zipped(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"Hello", "text"),
        (b"<3 is what she wrote, and no more.", "text"),
        (b"From: us\nTo: them\n\nA letter that was typed, and never sent as an e-mail.", "text"),
        (b"From the beginning of 2022 the bridge was closed.\nNobody passed.\n", "text"),
        (b"%PDF-1.7 and so on", "pdf"),
        (b"\n\n<!-- saved from url=(0014)about:internet -->\n<html><body>", "html"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "html"),
        ("<html><p>Hallo".encode("utf-16"), "html"),
        ("<html><p>Hallo".encode("utf-16-le"), "html"),
        (b"<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html PUBLIC '-//W3C'>", "html"),
        (makers.docx("<w:p/>"), "docx"),
        (makers.mail(), "mail"),
        (makers.mailbox(1), "mbox"),
        (SAVED, "mhtml"),
    ],
)
def test_kinds(data, kind):
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b" \r\n\0\0", "empty"),
        (zipped("xl/workbook.xml"), "spreadsheet"),
        (zipped("ppt/presentation.xml"), "presentation"),
        (zipped("a.txt"), "ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office"),
        (b"{\\rtf1", "RTF"),
        (b"\x89PNG\r\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"SQLite format 3\0", "database"),
        (b"\0\0\0\x18ftypmp42", "recording"),
    ],
)
def test_what_is_not_read_is_named(data, what):
    with pytest.raises(UnreadableError, match=what):
        kind_of(data)

"""PDF, Word documents, e-mails and web archives."""

import io
import itertools

import pytest

from detente.ledger.documents.reading import read
from detente.ledger.documents.refusing import UnreadableError
from tests.ledger.documents import makers
from tests.ledger.documents.makers import W

PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


def document(data, **options):
    return read(data, "file", **options)[0].document


# ----------------------------------------------------------------------------------------------------------------- PDF


def report(pages=5):
    return [
        ["River Council, report 7", *makers.prose(number, 3).split(". "), f"Page {number} of {pages}"]
        for number in range(1, pages + 1)
    ]


def test_the_pages_of_a_pdf_in_order_with_what_repeats_cut():
    found = document(makers.pdf(report()))
    pages = found.text.split("\f")
    assert [line.strip() for page in pages for line in page.strip().splitlines()] == list(itertools.chain(*report()))
    assert found.own_text.count("River Council") == 0
    assert {cut.reason for cut in found.cuts} == {"running header or footer", "page number"}
    assert all(words in found.own_text for page in report() for words in page[1:-1])


def test_what_stands_on_two_pages_of_many_is_not_a_running_header():
    pages = [[f"Heading {chr(65 + n)}", *makers.prose(n, 2).split(". ")] for n in range(6)]
    assert document(makers.pdf(pages)).cuts == ()


def test_facts_of_a_pdf_and_its_own_date_before_that_of_its_making():
    info = "/Title (The river report) /Author (Jane Roe) /CreationDate (D:20220401120000Z)"
    found = document(makers.pdf(report(), info))
    assert (found.title, found.author, found.date, found.date_basis) == (
        "The river report",
        "Jane Roe",
        "2022-04-01",
        "derived",
    )
    assert any("when the file was made" in note for note in found.notes)
    stated = [["The report on the river and its bridge", "29 March 2022", *report()[0]]]
    assert document(makers.pdf(stated, info)).date == "2022-03-29"
    assert document(makers.pdf(stated, "/Title (Microsoft Word - draft7.doc)")).title == stated[0][0]


def test_a_pdf_with_pages_that_are_pictures():
    assert document(makers.pdf([*report(2), []])).notes == ("1 of 3 pages have no text: they may be pictures",)
    with pytest.raises(UnreadableError, match=r"pictures, perhaps scans; .*OCR"):
        document(makers.pdf([[], []]))


def locked(password, owner="owner"):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(makers.pdf(report()))))
    writer.encrypt(password, owner, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_locked_pdf_is_refused_and_one_that_only_forbids_printing_is_read():
    with pytest.raises(UnreadableError, match="encrypted; open it with its password"):
        document(locked("secret"))
    assert "River Council" in document(locked("")).text


@pytest.mark.parametrize("broken", [b"%PDF-1.7\nnothing", makers.pdf(report())[:200], b"%PDF-1.4\n" + b"\xff" * 5000])
def test_a_broken_pdf_is_refused_in_one_line(broken):
    with pytest.raises(UnreadableError) as caught:
        document(broken)
    assert "PDF" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_prefix_and_every_bitten_pdf_is_read_or_refused():
    whole = makers.pdf(report(2))
    said = set()
    for at in range(0, len(whole), 97):
        for data in (whole[:at], whole[:at] + b"\0\xff\0" + whole[at + 3 :]):
            try:
                document(data, kind="pdf").text.encode()
            except UnreadableError as refused:
                said.add(str(refused))
    assert said
    assert all("PDF" in why and "\n" not in why for why in said)


@pytest.mark.pdf
def test_a_pdf_in_cyrillic_and_chinese_as_a_printer_makes_it():
    from weasyprint import HTML

    words = "Мост закрыт до весны, сказал мэр. Рада не прийняла умов."
    data = HTML(string=f"<p>{words}</p>").write_pdf()
    assert " ".join(document(data).text.split()) == words


# ---------------------------------------------------------------------------------------------------------------- Word


def test_a_word_document_as_word_writes_it():
    from docx import Document

    made = Document()
    made.core_properties.title, made.core_properties.author = "The draft", "Jane Roe"
    made.sections[0].header.paragraphs[0].text = "CONFIDENTIAL"
    made.add_heading("Draft agreement on the river", 1)
    made.add_paragraph("29 March 2022")
    made.add_paragraph("The Parties «agree», entre l'été et l'hiver; Стороны согласны; 双方同意.")
    table = made.add_table(2, 2)
    for row, texts in zip(table.rows, [("who", "what"), ("North", "no fence")], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    file = io.BytesIO()
    made.save(file)
    found = document(file.getvalue())
    assert found.text.splitlines() == [
        "CONFIDENTIAL",
        "",
        "Draft agreement on the river",
        "29 March 2022",
        "The Parties «agree», entre l'été et l'hiver; Стороны согласны; 双方同意.",
        "who\twhat",
        "North\tno fence",
    ]
    assert [(found.text[cut.begin : cut.end], cut.reason) for cut in found.cuts] == [("CONFIDENTIAL", "page header")]
    assert (found.title, found.author, found.date, found.date_basis) == (
        "The draft",
        "Jane Roe",
        "2022-03-29",
        "stated",
    )


def test_tracked_changes_are_taken_as_accepted_and_counted():
    body = (
        "<w:p><w:r><w:t xml:space='preserve'>The fence </w:t></w:r>"
        "<w:del><w:r><w:delText>stays</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>goes</w:t></w:r></w:ins></w:p>"
    )
    found = document(makers.docx(body))
    assert found.text == "The fence goes"
    assert any("1 insertions and 1 deletions" in note for note in found.notes)


def test_notes_stand_at_the_end_and_text_boxes_only_once():
    other = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = f"<x:AlternateContent xmlns:x='{other}'><x:Choice>{PARAGRAPH.format('In a box')}</x:Choice>"
    box += f"<x:Fallback>{PARAGRAPH.format('In a box')}</x:Fallback></x:AlternateContent>"
    notes = f"<w:footnotes xmlns:w='{W}'><w:footnote>{PARAGRAPH.format('A note.')}</w:footnote></w:footnotes>"
    data = makers.docx(PARAGRAPH.format("First") + box, {"word/footnotes.xml": notes.encode()})
    assert document(data).text == "First\nIn a box\n\nA note."


# --------------------------------------------------------------------------------------------------------------- mails


def test_a_mail_has_its_header_its_body_and_the_day_of_its_sender():
    found = document(makers.mail(7))
    head, _, body = found.text.partition("\n\n")
    assert head.splitlines()[0] == "From: Zoë Müller <zoe@north.example>"
    assert body == makers.prose(7, 4)
    assert (found.kind, found.title, found.author) == ("mail", "The bridge, letter 7", "Zoë Müller")
    assert (found.date, found.date_basis) == ("2022-03-29", "stated")


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "gb18030", "iso-8859-1", "utf-8"])
def test_mails_in_any_charset(charset):
    words = {"gb18030": "大桥将关闭到春天。", "iso-8859-1": "Fermé jusqu'à l'été."}.get(
        charset, "Мост закрыт до весны."
    )
    assert document(makers.mail(body=words, charset=charset)).text.endswith(words)


def test_what_a_mail_quotes_and_its_signature_are_cut():
    quoted = "On 28 March 2022, B. Doe wrote:\n> Do you agree?\n> Please say."
    body = f"We agree.\n\n{quoted}\n\nYes, we do.\n-- \nZoë Müller\nNorth"
    found = document(makers.mail(body=body))
    assert [(found.text[cut.begin : cut.end], cut.reason) for cut in found.cuts] == [
        (found.text.partition("\n\n")[0], "message header"),
        (quoted, "quoted message"),
        ("-- \nZoë Müller\nNorth", "signature"),
    ]
    assert "Yes, we do." in found.own_text


def test_attachments_are_documents_of_their_own_and_what_cannot_be_read_is_noted():
    attached = {
        "plan.pdf": makers.pdf(report(2)),
        "logo.png": b"\x89PNG\r\n",
        "inner.eml": makers.mail(2),
        "big.txt": b"x" * 200_000,
    }
    readings = read(makers.mail(1, attached=attached), "box/1.eml", most=100_000)
    names = [reading.document.name for reading in readings]
    assert names == ["box/1.eml", "box/1.eml/plan.pdf", "box/1.eml/inner.eml"]
    assert readings[1].original == attached["plan.pdf"]
    assert readings[0].original is None
    notes = " ".join(readings[0].document.notes)
    assert "logo.png was not taken in: it is a picture" in notes
    assert "big.txt was not taken in" in notes


def test_messages_within_messages_end_somewhere():
    message = makers.mail(0)
    for number in range(1, 12):
        message = makers.mail(number, attached={f"{number}.eml": message})
    assert 2 < len(read(message, "m")) < 8


def test_a_page_sent_as_a_mail_and_a_mail_without_words():
    html = makers.page(1).encode()
    data = b"From: a@x.example\nMessage-ID: <1@x>\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n" + html
    assert makers.paragraphs(1)[0] in document(data).text
    bare = document(b"Message-ID: <1@x>\nFrom: a@x.example\nDate: nonsense\n\n")
    assert bare.notes == ("its Date header cannot be read",)


def test_a_web_archive():
    boundary = "MIME-Version: 1.0\nFrom: <Saved by Blink>\nSnapshot-Content-Location: https://gazette.example/bridge\n"
    boundary += "Content-Type: multipart/related; boundary=B\n\n--B\nContent-Type: text/html; charset=utf-8\n"
    boundary += "Content-Location: https://gazette.example/bridge\nContent-Transfer-Encoding: 8bit\n\n"
    found = document(f"{boundary}{makers.page(4)}\n--B--\n".encode())
    assert (found.kind, found.url, found.outlet) == ("mhtml", "https://gazette.example/bridge", "gazette.example")
    assert makers.paragraphs(4)[0] in found.own_text
    assert "Privacy policy" not in found.own_text

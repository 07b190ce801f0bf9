"""The page as a PDF."""

import io

import pytest

from detente.brief.page import render
from detente.brief.pdf import PdfError, to_pdf
from tests.brief.samples import river


@pytest.mark.pdf
def test_the_pdf_says_what_the_page_says():
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(to_pdf(render(river())))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "The river" in text
    assert "Patrols must end" in text


def test_without_weasyprint_the_message_says_what_to_do(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(PdfError, match=r"install detente\[pdf\]"):
        to_pdf("<p>")

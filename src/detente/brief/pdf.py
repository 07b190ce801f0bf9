"""The page as a PDF, where weasyprint is there."""

from __future__ import annotations

import logging

from detente.errors import DetenteError


class PdfError(DetenteError):
    """No PDF can be made here; the message says what is missing."""


def to_pdf(html: str) -> bytes:
    """A rendered brief as PDF. Raises PdfError where weasyprint or the libraries it needs are missing."""
    try:
        from weasyprint import HTML
    except ImportError as error:
        raise PdfError(
            "A PDF needs weasyprint: install detente[pdf], or print the HTML page from a browser."
        ) from error
    except OSError as error:
        raise PdfError(f"weasyprint is there, but not the libraries that it needs (Pango): {error}") from error
    quiet = logging.getLogger("weasyprint")
    level = quiet.level
    quiet.setLevel(logging.ERROR)  # what it says of styles that only screens need is no news
    try:
        return bytes(HTML(string=html, url_fetcher=_fetcher()).write_pdf())
    finally:
        quiet.setLevel(level)


def _fetcher() -> object:
    """Fetches what the page holds in itself and nothing else."""
    try:
        from weasyprint.urls import URLFetcher
    except ImportError:  # before weasyprint 68
        return _held
    return URLFetcher(allowed_protocols=["data"])


def _held(url: str, *_: object, **__: object) -> dict[str, object]:
    from weasyprint import default_url_fetcher

    if not url.startswith("data:"):
        raise PdfError(f"A brief holds all that it needs, and yet it asks for {url}")
    found: dict[str, object] = default_url_fetcher(url)
    return found

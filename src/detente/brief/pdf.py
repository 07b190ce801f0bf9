"""The page as a PDF, where weasyprint is there."""

from __future__ import annotations

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
    written = HTML(string=html, url_fetcher=_nothing_outside).write_pdf()
    return bytes(written)


def _nothing_outside(url: str, *_: object, **__: object) -> dict[str, object]:
    """Fetches what the page holds in itself and nothing else."""
    from weasyprint import default_url_fetcher

    if not url.startswith("data:"):
        raise PdfError(f"A brief holds all that it needs, and yet it asks for {url}")
    found: dict[str, object] = default_url_fetcher(url)
    return found

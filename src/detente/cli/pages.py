"""Writing files: the brief as HTML and PDF, and the schemas. Everything is written whole or not at all."""

from __future__ import annotations

import importlib
import json
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.case.writing import write_atomic
from detente.cli.shell import Refusal

if TYPE_CHECKING:
    from detente.case.model import Case
    from detente.cli.apart import Apart


def command_line(name: str, view: Case, tables: tuple[str, ...]) -> str:
    """What to type to get the same page."""
    words = ["detente", "brief", name, "--on", str(view.day)]
    if view.known_by:
        words += ["--known-by", str(view.known_by)]
    for table in tables:
        words += ["--table", table]
    return shlex.join(words)


def write_pages(
    view: Case,
    tables: tuple[str, ...],
    page: Path,
    *,
    pdf: bool,
    command: str,
    progress: Callable[[str, int, int], None],
    stop: Callable[[], bool],
    apart: Apart,
) -> dict[str, str | None]:
    """Write the brief, and the PDF beside it; say where they are. `apart` works out some of it.

    What cannot be written is refused before anything is computed.
    """
    from detente import api

    if not page.name:
        raise Refusal(["--out names no file; it says where to write the page"])
    beside = page.with_suffix(".pdf")
    for path in (page, beside) if pdf else (page,):
        refuse_unfit(path)
        _refuse_what_is_no_page(path)
    if pdf and beside == page:
        raise Refusal(
            [f"{page} is where the page goes; its PDF is written beside it, so give --out a name that ends in .html"]
        )
    to_pdf = _pdf_writer() if pdf else None
    apart.begin(view, tables)
    html = api.brief(view, tables, command=command, progress=progress, stop=stop, elsewhere=apart.part)
    write_atomic(page, html.encode())
    if to_pdf is not None:
        progress("PDF", 0, 0)
        write_atomic(beside, to_pdf(html))
    return {
        "case": view.slug,
        "digest": view.digest,
        "on": str(view.day),
        "known_by": str(view.known_by) if view.known_by else None,
        "html": str(page),
        "pdf": str(beside) if pdf else None,
    }


def _pdf_writer() -> Callable[[str], bytes]:
    install = (
        "install it with `pip install weasyprint`; it also needs Pango from the system "
        "(on Debian: `apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`)"
    )
    try:
        importlib.import_module("weasyprint")
    except ImportError:
        raise Refusal([f"--pdf needs weasyprint, which is not here: {install}"]) from None
    except OSError as error:
        raise Refusal([f"--pdf needs weasyprint, which cannot start ({error}): {install}"]) from None
    from detente.brief.pdf import to_pdf

    return to_pdf


def _refuse_what_is_no_page(path: Path) -> None:
    """Refuse to write over a file that is no page of ours: it may be somebody's case."""
    try:
        with path.open("rb") as file:
            begins = file.read(64).lstrip().lower()
    except OSError:
        return
    if begins and not begins.startswith((b"<!doctype html", b"%pdf")):
        raise Refusal([f"{path} is there already and is no page; --out would write over it, so name another file"])


def refuse_unfit(path: Path) -> None:
    """Refuse a place where no file can be put: a device or a folder is never replaced by a file."""
    if path.exists() and not path.is_file():
        raise Refusal([f"{path} is not a file; --out names the file to write"])
    if not path.absolute().parent.is_dir():
        raise Refusal([f"{path} cannot be written: there is no folder {path.absolute().parent}"])


def write_schemas(schemas: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write each schema to a file of its own: case.yaml’s to case.schema.json, a treaty’s to treaty.schema.json."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in schemas.items():
        stem = "treaty" if name == "treaties/ID.yaml" else Path(name).stem
        path = folder / f"{stem}.schema.json"
        write_atomic(path, (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode())
        written.append(path)
    return written

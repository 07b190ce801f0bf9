"""The commands: arguments, one call of `api`, print."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente import __version__
from detente.cli.options import analysis, case_argument, dates, deadline, json_option, seconds_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working
from detente.cli.shell import Shell

if TYPE_CHECKING:
    from detente.case.model import Case

LEVELS = ("limits", "refusals", "demands")
READINGS = ("menu", "package")


@click.group(cls=Shell, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="detente", message="%(prog)s %(version)s")
def cli() -> None:
    """Détente: from the documents to the deal, with evidence behind every line.

    CASE is a case of the catalogue, say cuban-missile-crisis, or a folder. Every command takes --help.

    Counts are of stated positions. They may bluff or hide; they do not show whether a deal existed.
    """


def _load(name: str, day: date | None = None, known_by: date | None = None) -> Case:
    from detente import api

    return api.load(name).on(day, known_by)


@cli.command()
@analysis
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Where to write the page. Default: CASE-brief.html here.",
)
@click.option("--pdf", is_flag=True, help="Write a PDF beside it (needs weasyprint).")
@seconds_option(60, "search for all minimal sets and other codings")
def brief(
    *,
    case: str,
    day: date | None,
    known_by: date | None,
    tables: tuple[str, ...],
    as_json: bool,
    out: Path | None,
    pdf: bool,
    seconds: int,
) -> None:
    """Write the whole answer as one HTML page, and print where it is."""
    from detente.cli.pages import command_line, write_pages

    with Working("reading the case") as working:
        view = _load(case, day, known_by)
        page = out or Path(f"{view.slug}-brief.html")
        command = command_line(case, view, tables)
        stop = deadline(seconds)
        written = write_pages(view, tables, page, pdf=pdf, command=command, progress=working.progress, stop=stop)
    if as_json:
        put_json(written)
    else:
        put("".join(f"{path}\n" for path in (written["pdf"], written["html"]) if path))


@cli.command()
@case_argument
@dates
@json_option
@click.option(
    "--documents",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A folder with the documents, to verify anchors and digests.",
)
@click.pass_context
def check(
    ctx: click.Context, *, case: str, day: date | None, known_by: date | None, as_json: bool, documents: Path | None
) -> None:
    """Say whether a case is well formed, and what in it deserves a second look.

    Exit status 0: nothing but notes; 1: warnings; 2: the case cannot be used.
    """
    from detente import api
    from detente.cli.views import check as view
    from detente.errors import CaseError

    try:
        with Working("checking"):
            loaded = api.load(case)
            dated = loaded.on(day, known_by) if day or known_by else loaded
            result = api.check(dated, documents)
    except CaseError as error:
        if as_json:
            put_json(view.unusable(case, error))
        raise
    if as_json:
        put_json(view.to_json(dated, result))
    else:
        put(view.show(dated, result, documents is not None))
    ctx.exit(0 if not result.of("error") and not result.of("warning") else 1)


@cli.command()
@analysis
@click.option("--party", default="", metavar="ID", help="Only this party or bloc, with its statements.")
@click.option("--issue", default="", metavar="ID", help="Only this issue, with the statements on it.")
def positions(
    *,
    case: str,
    day: date | None,
    known_by: date | None,
    tables: tuple[str, ...],
    as_json: bool,
    party: str,
    issue: str,
) -> None:
    """Say who stands where, and on what evidence."""
    from detente import api
    from detente.cli.views import positions as view

    with Working("positions"):
        dated = _load(case, day, known_by)
        result = view.seated(dated, api.positions(dated, party, issue), tables)
    if as_json:
        put_json(result.to_json())
    else:
        put(view.show(dated, result, bool(party or issue)))


@cli.command()
@analysis
def room(*, case: str, day: date | None, known_by: date | None, tables: tuple[str, ...], as_json: bool) -> None:
    """Say whether stated positions leave room, and where each proposal stands."""
    from detente import api
    from detente.cli.views import room as view

    with Working("room"):
        dated = _load(case, day, known_by)
        result = api.room(dated, tables)
    if as_json:
        put_json(result.to_json())
    else:
        put(view.show(dated, result))


@cli.command()
@analysis
@click.option(
    "--level", type=click.Choice(LEVELS), help="Which positions count. Default: the first level that leaves no room."
)
@click.option(
    "--reading",
    type=click.Choice(READINGS),
    default="package",
    show_default=True,
    help="How indivisible proposals are read.",
)
@seconds_option(60, "look for all minimal sets")
def impasse(
    *,
    case: str,
    day: date | None,
    known_by: date | None,
    tables: tuple[str, ...],
    as_json: bool,
    level: str | None,
    reading: str,
    seconds: int,
) -> None:
    """Say what excludes what, and the lightest ways out.

    --level and --reading choose what is shown to people; --json has all levels and both readings.
    """
    from detente import api
    from detente.cli.views import impasse as view

    with Working("impasse"):
        dated = _load(case, day, known_by)
        result = api.impasse(dated, tables, stop=deadline(seconds))
    if as_json:
        put_json(result.to_json())
    else:
        put(view.show(dated, result, level or "", reading))


@cli.command()
@analysis
@seconds_option(300, "go on from date to date")
def window(
    *, case: str, day: date | None, known_by: date | None, tables: tuple[str, ...], as_json: bool, seconds: int
) -> None:
    """Say when there was room: the answer on every date on which it changed."""
    from detente import api
    from detente.cli.views import window as view

    with Working("window") as working:
        dated = _load(case, day, known_by)
        result = api.window(dated, tables, progress=working.progress, stop=deadline(seconds))
    if as_json:
        put_json(result.to_json())
    else:
        put(view.show(dated, result))


@cli.command()
@analysis
@seconds_option(300, "go on trying other codings")
def sensitivity(
    *, case: str, day: date | None, known_by: date | None, tables: tuple[str, ...], as_json: bool, seconds: int
) -> None:
    """Say which single other coding would change the answer."""
    from detente import api
    from detente.cli.views import sensitivity as view

    with Working("other codings") as working:
        dated = _load(case, day, known_by)
        result = api.sensitivity(dated, tables, progress=working.progress, stop=deadline(seconds))
    if as_json:
        put_json(result.to_json())
    else:
        put(view.show(dated, result))


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", default="A new case", show_default=True, help="What the dispute is called.")
@json_option
def new(*, folder: Path, title: str, as_json: bool) -> None:
    """Write a small commented case to start from."""
    from detente.case.template import new_case

    written = new_case(folder, title)
    if as_json:
        put_json({"folder": str(folder), "files": [str(path) for path in written]})
    else:
        put("".join(f"{path}\n" for path in written))
        put(f"Edit these files, and let `detente check {folder}` say what is wrong and where.\n")


@cli.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write one file a schema here instead.",
)
@json_option
def schema(*, out: Path | None, as_json: bool) -> None:
    """Print the JSON Schemas of a case's files, or write them for an editor."""
    from detente.case.schema import schemas
    from detente.cli.pages import write_schemas

    found = schemas()
    if out is None:
        put_json(found)
        return
    written = write_schemas(found, out)
    if as_json:
        put_json({"folder": str(out), "files": [str(path) for path in written]})
    else:
        put("".join(f"{path}\n" for path in written))

"""One command a question asked of a case: arguments, one call of `api`, print."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli.commands.group import cli
from detente.cli.options import analysis, deadline, seconds_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working

if TYPE_CHECKING:
    from detente.case.model import Case

LEVELS = ("limits", "refusals", "demands")
READINGS = ("menu", "package")


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
    from detente.cli.apart import Apart
    from detente.cli.pages import command_line, write_pages

    stop = deadline(seconds)
    with Working("reading the case") as working, Apart(case, stop) as apart:
        view = _load(case, day, known_by)
        page = out or Path(f"{view.slug}-brief.html")
        command = command_line(case, view, tables)
        written = write_pages(
            view, tables, page, pdf=pdf, command=command, progress=working.progress, stop=stop, apart=apart
        )
    if as_json:
        put_json(written)
    else:
        put("".join(f"{path}\n" for path in (written["pdf"], written["html"]) if path))


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
        put_json(result.parts())
    else:
        put(view.show(dated, result, bool(party or issue)))


@cli.command()
@analysis
def room(*, case: str, day: date | None, known_by: date | None, tables: tuple[str, ...], as_json: bool) -> None:
    """Say whether stated positions leave room, and where each proposal stands."""
    from detente import api
    from detente.cli.views import room as view

    with Working("room") as working:
        dated = _load(case, day, known_by)
        result = api.room(dated, tables, progress=working.progress)
        shown = result.to_json() if as_json else view.show(dated, result)
    if isinstance(shown, str):
        put(shown)
    else:
        put_json(shown)


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
@click.option(
    "--headroom", is_flag=True, help="How high each reservation value could be, also where that takes seconds."
)
@seconds_option(60, "look for all minimal sets")
def impasse(  # noqa: PLR0913
    *,
    case: str,
    day: date | None,
    known_by: date | None,
    tables: tuple[str, ...],
    as_json: bool,
    level: str | None,
    reading: str,
    headroom: bool,
    seconds: int,
) -> None:
    """Say what excludes what, and the lightest ways out.

    --level and --reading choose what is shown to people; --json has all levels and both readings.
    """
    from detente import api
    from detente.cli.views import impasse as view

    with Working("impasse"):
        dated = _load(case, day, known_by)
        result = api.impasse(dated, tables, stop=deadline(seconds), headroom=headroom)
        shown = result.to_json() if as_json else view.show(dated, result, level or "", reading)
    if isinstance(shown, str):
        put(shown)
    else:
        put_json(shown)


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

"""Commands about a case's files: are they well formed, a new one, their schemas."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from detente.cli.commands.group import cli
from detente.cli.options import case_argument, dates, json_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working


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

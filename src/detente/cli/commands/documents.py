"""Commands about documents: take them in, and list what there is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from detente.cli.coders import by, coder_option
from detente.cli.commands.group import cli
from detente.cli.options import case_argument, json_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working

store_option = click.option(
    "--store",
    default="",
    metavar="PLACE",
    help="A path or postgresql://… Default: DETENTE_STORE, else the case's folder.",
)


@cli.command()
@case_argument
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--charset", default="", metavar="NAME", help="What texts and web pages are written in, whatever they say."
)
@click.option(
    "--max-mb",
    type=click.FloatRange(min=0, min_open=True),
    default=50,
    show_default=True,
    help="The largest file, in MB.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=60,
    show_default=True,
    help="How long one document may take.",
)
@click.option("--sources", is_flag=True, help="Add an entry to the case's sources.yaml for each document.")
@coder_option
@store_option
@json_option
@click.pass_context
def ingest(
    ctx: click.Context,
    /,
    *,
    case: str,
    paths: tuple[Path, ...],
    sources: bool,
    coder: str,
    store: str,
    as_json: bool,
    **reading: Any,
) -> None:
    """Take documents into a case: text, web pages, PDF, DOCX, e-mails, mailboxes, and folders of them.

    Nothing is taken in twice, so it can be run again after whatever happened. Exit status 0: everything is in; 1: some
    files are not, and it says why.
    """
    from detente.api.taking import ingest as take_in
    from detente.cli.views import documents as view
    from detente.ledger.documents.ingest import Options

    options = Options(reading["charset"], int(reading["max_mb"] * 1e6), reading["seconds"])
    with Working("taking in documents") as working:
        found = take_in(
            case,
            paths,
            by=by(coder),
            store=store,
            sources=sources,
            options=options,
            progress=working.progress,
        )
    if as_json:
        put_json(view.ingested_json(found))
    else:
        put(view.ingested(found))
    ctx.exit(1 if found.report.of("failed") else 0)


@cli.command()
@case_argument
@store_option
@json_option
def documents(*, case: str, store: str, as_json: bool) -> None:
    """List the documents of a case: title, date, outlet, language, length, what was cut, and copies."""
    from detente.api.taking import documents as list_documents
    from detente.cli.views import documents as view

    with Working("reading the store"):
        found = list_documents(case, store=store)
    if as_json:
        put_json(view.documents_json(found))
    else:
        put(view.documents(found))

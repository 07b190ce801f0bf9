"""Commands between people and between tools: two coders compared, other tools' formats, anchors of edited documents."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli.commands.group import cli
from detente.cli.options import json_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working


@cli.command()
@click.argument("a")
@click.argument("b")
@click.option(
    "--documents",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A folder with the documents, to verify the spans and to show the words.",
)
@click.option(
    "--overlap",
    type=click.FloatRange(min=0, max=1, min_open=True),
    default=0.5,
    show_default=True,
    help="From which overlap on two spans are the same: common length by joint length.",
)
@json_option
def agree(*, a: str, b: str, documents: Path | None, overlap: float, as_json: bool) -> None:
    """Compare two coders of the same documents: A against B.

    Each is a file of codings (JSON Lines) or a case, whose anchored statements are taken.
    """
    from detente import api
    from detente.cli.views import agreement as view
    from detente.errors import FormatError

    try:
        with Working("comparing"):
            result = api.agree(a, b, documents, overlap)
    except FormatError as error:
        if as_json:
            put_json(view.unusable(a, b, error.findings))
        raise
    if as_json:
        put_json(result.to_json())
    else:
        put(view.show(result))

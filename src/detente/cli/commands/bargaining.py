"""Commands on what is efficient and fair."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli.commands.group import cli
from detente.cli.options import deadline, json_option, seconds_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working

FILE = click.Path(path_type=Path)


@cli.command()
@click.argument("domain", type=FILE)
@click.argument("profiles", type=FILE, nargs=-1, required=True, metavar="PROFILE...")
@click.option(
    "--ideal",
    type=click.Choice(("rational", "all")),
    default="rational",
    show_default=True,
    help="Over which packages Kalai and Smorodinsky's largest gains are taken.",
)
@click.option(
    "--packages",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="At most so many packages behind each point.",
)
@seconds_option(60, "look for exact answers")
@json_option
def solutions(
    *, domain: Path, profiles: tuple[Path, ...], ideal: str, packages: int, seconds: int, as_json: bool
) -> None:
    """Say which packages are efficient, and which are fair by which standard.

    DOMAIN and PROFILE are GENIUS files (XML): the issues, and for each party what it thinks of them.
    """
    from detente import api
    from detente.cli.views import bargaining as view

    with Working("solutions"):
        result = api.solutions(domain, profiles, ideal=ideal, packages=packages, stop=deadline(seconds))
    if as_json:
        put_json(result.to_json())
    else:
        put(view.show(result))

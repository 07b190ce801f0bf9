"""The group that every command joins."""

from __future__ import annotations

import click

from detente import __version__
from detente.cli.shell import Shell


@click.group(cls=Shell, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="detente", message="%(prog)s %(version)s")
def cli() -> None:
    """Détente: from the documents to the deal, with evidence behind every line.

    CASE is a case of the catalogue, say cuban-missile-crisis, or a folder. Every command takes --help.

    Counts are of stated positions. They may bluff or hide; they do not show whether a deal existed.
    """

"""The command that reads treaties aloud."""

from __future__ import annotations

from datetime import date

import click

from detente.cli.commands.treaties.group import treaty
from detente.cli.options import Day, case_argument, json_option
from detente.cli.output import put, put_json


@treaty.command()
@case_argument
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--clause", "clauses", multiple=True, metavar="ANCHOR", help="Only this clause; may be given several times."
)
@click.option(
    "--on", "day", type=Day(), metavar="DATE", help="Whom terms hold on this date. Default: the treaty's own."
)
@json_option
def show(*, case: str, ids: tuple[str, ...], clauses: tuple[str, ...], day: date | None, as_json: bool) -> None:
    """List a case's treaties; with their ids, every clause as a sentence, with its readings and sources."""
    from detente import api
    from detente.cli.views.treaties import showing as view

    loaded = api.load(case)
    shown = api.treaty_show(loaded, ids, clauses, on=day)
    if as_json:
        put_json(view.to_json(loaded, shown))
    elif ids or clauses:
        put(view.show(shown, sites=bool(clauses)))
    else:
        put(view.listed(loaded, shown))

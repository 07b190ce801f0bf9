"""Commands about what changes and what clashes in the ledger: shifts and contradictions."""

from __future__ import annotations

from datetime import date

import click

from detente.cli.commands.group import cli
from detente.cli.options import FirstDay, case_argument, dates, json_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working

party_option = click.option("--party", default="", metavar="ID", help="Only this party or bloc.")


@cli.command()
@case_argument
@dates
@click.option("--from", "since", type=FirstDay(), metavar="DATE", help="Only what happened from this date on.")
@party_option
@click.option("--issue", default="", metavar="ID", help="Only this issue.")
@json_option
def shifts(
    *,
    case: str,
    day: date | None,
    known_by: date | None,
    since: date | None,
    party: str,
    issue: str,
    as_json: bool,
) -> None:
    """Say how positions have moved: who hardened, who softened, who moved the goalposts, and when."""
    from detente import api
    from detente.cli.views import shifts as view

    with Working("shifts"):
        dated = api.load(case).on(day, known_by)
        result = api.shifts(dated, party, issue, since)
    if as_json:
        put_json(result.to_json())
    else:
        put(view.show(dated, result))


@cli.command()
@case_argument
@dates
@party_option
@click.option("--issue", default="", metavar="ID", help="Only this issue or topic.")
@click.option("--all", "everything", is_flag=True, help="Show those that a date resolves, disputes and shifts in full.")
@json_option
def contradictions(
    *, case: str, day: date | None, known_by: date | None, party: str, issue: str, everything: bool, as_json: bool
) -> None:
    """Say which reports cannot both be right, what sets them apart, and what would settle it.

    --json has everything, whether or not --all is given.
    """
    from detente import api
    from detente.cli.views import contradictions as view

    with Working("contradictions"):
        dated = api.load(case).on(day, known_by)
        result = api.contradictions(dated, party, issue)
    if as_json:
        put_json(result.to_json())
    else:
        put(view.show(dated, result, everything))

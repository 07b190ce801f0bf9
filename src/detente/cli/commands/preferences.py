"""Commands on what parties prefer, as an analyst judges it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli.commands.group import cli
from detente.cli.options import Day, case_argument, json_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working

if TYPE_CHECKING:
    from detente.analyses.salience import Salience

_party = click.option("--party", default="", metavar="ID", help="Only this party or bloc. Default: all.")
_day = click.option("--on", "day", type=Day(), metavar="DATE", help="As of this date (its last day).")


@cli.group()
def preferences() -> None:
    """Say who values what, guess it from the record, or help to weigh issues."""


@preferences.command()
@case_argument
@_party
@_day
@json_option
def show(*, case: str, party: str, day: date | None, as_json: bool) -> None:
    """Show who values what, why, and from what that follows."""
    from detente import api
    from detente.cli.views import preferences as view

    with Working("preferences"):
        loaded = api.load(case).on(day)
        result = api.preferences(loaded, party)
    if as_json:
        put_json(result.to_json())
    else:
        put(view.show(loaded, result))


@preferences.command()
@case_argument
@_party
@_day
@click.option("--write", is_flag=True, help="Put the guesses into the case's preferences.yaml, behind what is there.")
@json_option
def derive(*, case: str, party: str, day: date | None, write: bool, as_json: bool) -> None:
    """Guess preferences from how firmly parties spoke, as YAML to go on from.

    A guess is marked as derived, and never takes the place of a judgement.
    """
    from detente import api
    from detente.cli.views import preferences as view

    with Working("first guess"):
        loaded = api.load(case).on(day)
        result = api.derive(loaded, party, write=write)
    if as_json:
        put_json(result.to_json())
    else:
        put(view.derived(loaded, result, written=write))


@preferences.command()
@click.argument("items", nargs=-1, metavar="[ITEM]...")
@click.option("--swing", is_flag=True, help="ITEM is ISSUE=NUMBER: 100 for what matters most, the others beside it.")
@click.option("--rank", is_flag=True, help="ITEM is an issue, the most important first; a=b: alike.")
@click.option("--pairs", type=click.Path(path_type=Path), metavar="FILE", help="CSV with columns issue, over, times.")
@json_option
def weigh(*, items: tuple[str, ...], swing: bool, rank: bool, pairs: Path | None, as_json: bool) -> None:
    """Help to weigh issues, outside any case.

    By swing weights, a ranking, or comparisons of two at a time; says what to look at again.
    """
    from detente.cli.views import preferences as view

    if [swing, rank, pairs is not None].count(True) != 1:
        raise click.UsageError("give one of --swing, --rank and --pairs FILE")
    if bool(items) == (pairs is not None):
        raise click.UsageError("--swing and --rank need items, --pairs FILE takes none")
    result = _weighed(items, swing, pairs)
    if as_json:
        put_json(result.to_json())
    else:
        put(view.weighed(result))


def _weighed(items: Sequence[str], swing: bool, pairs: Path | None) -> Salience:
    from detente import api

    if pairs is not None:
        return api.weigh(pairs=pairs)
    if not swing:
        return api.weigh(ranking=[item.split("=") for item in items])
    numbers: dict[str, str] = {}
    for item in items:
        issue, equals, number = item.partition("=")
        if not (issue and equals):
            raise click.UsageError(f"“{item}” is not ISSUE=NUMBER")
        if issue in numbers:
            raise click.UsageError(f"{issue} is given twice")
        numbers[issue] = number
    return api.weigh(swing=numbers)

"""The command that checks a log of events against a treaty."""

from __future__ import annotations

import csv
import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli.commands.treaties.group import treaty as treaties
from detente.cli.options import Day, case_argument, json_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working
from detente.cli.shell import Refusal

if TYPE_CHECKING:
    from detente.api.treaties.complying import Compliance, Sink

SHOWN = 40
"""Violations that people are shown unless they ask for more."""


@treaties.command()
@case_argument
@click.option("--treaty", required=True, metavar="ID", help="The treaty, by the name of its file.")
@click.option("--events", required=True, metavar="FILE", help="The log, a CSV of events.")
@click.option("--on", "day", type=Day(), metavar="DATE", help="In force from this date, if it says none itself.")
@click.option("--reading", "readings", multiple=True, metavar="Q=ANSWER", help="Fix a reading; again for each.")
@click.option("--given", multiple=True, metavar="NAME[=no|@DAYS]", help="What holds, or not; again for each.")
@click.option(
    "--stocks",
    type=click.Choice(["inventory", "none"]),
    default="inventory",
    show_default=True,
    help="What is there before the log begins.",
)
@click.option("--until", type=Day(), metavar="DATE", help="The log is complete up to this date. Default: its last.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Show at most so many.")
@click.option(
    "--csv", "table", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT", help="Write all as CSV."
)
@click.option("--replace", is_flag=True, help="Write over OUT if it is there already.")
@json_option
def comply(  # noqa: PLR0913
    *,
    case: str,
    treaty: str,
    events: str,
    day: date | None,
    readings: tuple[str, ...],
    given: tuple[str, ...],
    stocks: str,
    until: date | None,
    limit: int | None,
    table: Path | None,
    replace: bool,
    as_json: bool,
) -> None:
    """Check a log of events against a treaty: violations, each with the readings under which it is one."""
    from detente import api
    from detente.api.treaties.complying import LIMIT, found_log
    from detente.cli.views.treaties import complying as view

    choice = dict(_pair(one) for one in readings)
    most = limit if limit is not None else LIMIT if as_json else SHOWN

    def ask(sink: Sink | None) -> Compliance:
        return api.treaty_comply(
            loaded,
            treaty,
            events,
            on=day,
            readings=choice,
            given=given,
            stocks=stocks,
            until=until,
            limit=most,
            sink=sink,
            progress=working.progress,
        )

    with Working("treaty comply") as working:
        loaded = api.load(case)
        if table is not None:
            _refuse_to_write_over(table, found_log(loaded, events), replace)
        result = ask(None) if table is None else _written(table, ask)
    if as_json:
        put_json(result.to_json())
    else:
        put(view.show(loaded, result, str(table) if table else "", folded=limit is None))


def _pair(text: str) -> tuple[str, str]:
    name, equals, answer = text.partition("=")
    if not equals or not name or not answer:
        raise click.UsageError(f"--reading {text}: write Q=ANSWER, as in eastern_europe=un.")
    return name.strip(), answer.strip()


def _refuse_to_write_over(path: Path, log: Path, replace: bool) -> None:
    """Refuse the log itself, whatever way leads to it, what is no file, and, unless it is to be replaced, any file."""
    if path.exists() and log.exists() and path.samefile(log):
        raise Refusal([f"{path} is the log itself; --csv names another file"])
    if path.is_symlink() or path.exists():
        if not path.is_file():
            raise Refusal([f"{path} is not a file; --csv names the file to write"])
        if not replace:
            raise Refusal([f"{path} is there already; --replace writes over it"])
    if not path.absolute().parent.is_dir():
        raise Refusal([f"{path} cannot be written: there is no folder {path.absolute().parent}"])


def _written(path: Path, ask: Callable[[Sink], Compliance]) -> Compliance:
    """The answer, all its violations written to a file on the way; no file where there is no answer."""
    from detente.api.treaties.complying import COLUMNS, Batch

    target = path.resolve()
    part = target.with_name(f".{target.name}.{secrets.token_hex(6)}.tmp")
    try:
        with part.open("x", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)

            def sink(batch: Batch) -> None:
                writer.writerows(batch.cells())

            result = ask(sink)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return result

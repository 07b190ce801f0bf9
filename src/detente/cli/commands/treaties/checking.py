"""The command that looks for contradictions in treaties."""

from __future__ import annotations

from datetime import date

import click

from detente.cli.commands.treaties.group import treaty as treaties
from detente.cli.options import Day, case_argument, deadline, json_option, seconds_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working


@treaties.command()
@case_argument
@click.option("--treaty", "only", multiple=True, metavar="ID", help="Only this treaty; again for each. Default: all.")
@click.option("--together", multiple=True, metavar="A,B", help="Read these as one treaty.")
@click.option("--on", "day", type=Day(), metavar="DATE", help="In force from this date, where they say none.")
@click.option("--reading", "readings", multiple=True, metavar="Q=ANSWER", help="Fix a reading; again for each.")
@seconds_option(60, "look for contradictions")
@json_option
def check(
    *,
    case: str,
    only: tuple[str, ...],
    together: tuple[str, ...],
    day: date | None,
    readings: tuple[str, ...],
    seconds: int,
    as_json: bool,
) -> None:
    """Find clauses that cannot be kept together, the readings they need, where, and what is left open."""
    from detente import api
    from detente.cli.views.treaties import checking as view

    choice = dict(_pair(one) for one in readings)
    groups = tuple(tuple(name.strip() for name in one.split(",") if name.strip()) for one in together)
    with Working("treaty check") as working:
        loaded = api.load(case)
        stop = deadline(seconds)
        result = api.treaty_check(
            loaded, only, together=groups, on=day, readings=choice, progress=working.progress, stop=stop
        )
    if as_json:
        put_json({"case": loaded.slug, "digest": loaded.digest, **result.to_json()})
    else:
        put(view.show(loaded, result))


def _pair(text: str) -> tuple[str, str]:
    name, equals, answer = text.partition("=")
    if not equals or not name.strip() or not answer.strip():
        raise click.UsageError(f"--reading {text}: write Q=ANSWER, as in eastern_europe=un.")
    return name.strip(), answer.strip()

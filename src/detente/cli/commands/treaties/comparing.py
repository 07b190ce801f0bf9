"""The command that compares two drafts by effect."""

from __future__ import annotations

from datetime import date

import click

from detente.cli.commands.treaties.group import treaty
from detente.cli.options import Day, case_argument, json_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working
from detente.cli.shell import Refusal


@treaty.command()
@case_argument
@click.argument("a")
@click.argument("b")
@click.option(
    "--on",
    "day",
    type=Day(),
    metavar="DATE",
    help="Both are in force from this date. Default: the later of their own.",
)
@click.option(
    "--reading", "readings", multiple=True, metavar="Q=ANSWER", help="Fix a reading; may be given several times."
)
@click.option("--vague", is_flag=True, help="List the vague clauses too.")
@json_option
def compare(
    *, case: str, a: str, b: str, day: date | None, readings: tuple[str, ...], vague: bool, as_json: bool
) -> None:
    """Say what one draft orders and another does not, by effect: for whom, what, where, under which reading."""
    from detente import api
    from detente.cli.views.treaties import comparing as view

    choice = dict(_pair(text) for text in readings)
    if len(choice) < len(set(readings)):
        raise Refusal(["--reading: one reading a question"])
    with Working("treaty compare"):
        loaded = api.load(case)
        found = api.treaty_compare(loaded, a, b, day, choice)
    if as_json:
        put_json(found.to_json())
    else:
        put(view.show(loaded, found, vague=vague))


def _pair(text: str) -> tuple[str, str]:
    question, equals, answer = (part.strip() for part in text.partition("="))
    if not (question and equals and answer):
        raise Refusal([f"--reading {text}: expected Q=ANSWER, say eastern_europe=un"])
    return question, answer

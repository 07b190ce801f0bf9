"""The command that says what a treaty would require on the ground."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from detente.cli.commands.treaties.group import treaty
from detente.cli.options import Day, case_argument, json_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working
from detente.cli.shell import Refusal

BY = ("sender", "host", "clause")


@treaty.command()
@case_argument
@click.option("--treaty", "name", required=True, metavar="ID", help="Which treaty.")
@click.option(
    "--on",
    "day",
    type=Day(),
    metavar="DATE",
    help="The inventory of this day; a draft is assumed to be in force from it. Default: the treaty's date.",
)
@click.option(
    "--reading",
    "readings",
    multiple=True,
    metavar="Q=ANSWER",
    help="Only this reading of a disputed clause or term; may be given several times.",
)
@click.option("--by", type=click.Choice(BY), default="sender", show_default=True, help="How the lines are grouped.")
@click.option(
    "--map", "picture", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Draw it as an SVG file."
)
@json_option
def impact(
    *, case: str, name: str, day: date | None, readings: tuple[str, ...], by: str, picture: Path | None, as_json: bool
) -> None:
    """Say what each state would have to stop, withdraw or do, given the inventory on a day."""
    from detente import api
    from detente.case.writing import write_atomic
    from detente.cli.views.treaties import measuring as view

    chosen = _chosen(readings)
    with Working("impact"):
        loaded = api.load(case)
        found = api.treaty_impact(loaded, name, day, chosen)
        drawn = f"{api.treaty_map(loaded, found)}\n" if picture is not None else ""
    if picture is not None:
        write_atomic(picture, drawn.encode())
    if as_json:
        put_json(found.to_json())
    else:
        put(view.show(loaded, found, by))
        if picture is not None:
            put(f"{picture}\n")


def _chosen(readings: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in readings:
        question, equals, answer = (part.strip() for part in text.partition("="))
        if not (question and equals and answer):
            raise Refusal([f"--reading {text}: expected QUESTION=ANSWER, say art_4__para_1=host"])
        if found.get(question, answer) != answer:
            raise Refusal(
                [f"--reading {text}: {question} is already read as {found[question]}; one reading a question"]
            )
        found[question] = answer
    return found

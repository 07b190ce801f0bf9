"""The command on what would pass at home."""

from __future__ import annotations

from datetime import date

import click

from detente.cli.commands.group import cli
from detente.cli.options import analysis
from detente.cli.output import put, put_json
from detente.cli.progress import Working

ANSWERS = {"yes": True, "no": False}


def _pairs(texts: tuple[str, ...], option: str, form: str) -> list[list[tuple[str, str]]]:
    """`a=b,c=d` as pairs, for each text."""
    found = []
    for text in texts:
        parts = [part.strip().partition("=") for part in text.split(",") if part.strip()]
        pairs = [(name.strip(), value.strip()) for name, _, value in parts]
        if not pairs or any(not name or not value for name, value in pairs):
            raise click.BadParameter(f"expected {form}, got {text!r}", param_hint=f"'{option}'")
        twice = [name for number, (name, _) in enumerate(pairs) if name in dict(pairs[:number])]
        if twice:
            raise click.BadParameter(f"{twice[0]} is named twice in {text!r}", param_hint=f"'{option}'")
        found.append(pairs)
    return found


@cli.command()
@analysis
@click.option("--party", "parties", multiple=True, metavar="ID", help="Only this party or bloc; several times.")
@click.option("--body", "bodies", multiple=True, metavar="ID", help="Only procedures through this body, and its power.")
@click.option("--proposal", "proposals", multiple=True, metavar="ID", help="This proposal, step by step.")
@click.option(
    "--package", "packages", multiple=True, metavar="ISSUE=OPTION,…", help="This package; all else at the status quo."
)
@click.option(
    "--given", "given", multiple=True, metavar="CIRCUMSTANCE=no", help="Take a circumstance to hold (yes) or not (no)."
)
def ratify(
    *,
    case: str,
    day: date | None,
    known_by: date | None,
    tables: tuple[str, ...],
    as_json: bool,
    **asked: tuple[str, ...],
) -> None:
    """Say whether packages would pass at home, and how many would.

    Without --proposal and --package: the status quo and every proposal on the table.
    """
    from detente import api
    from detente.cli.views import ratification as view

    texts = asked["packages"]
    packages = [dict(pairs) for pairs in _pairs(texts, "--package", "ISSUE=OPTION,…")]
    every = [pair for pairs in _pairs(asked["given"], "--given", "CIRCUMSTANCE=yes or =no") for pair in pairs]
    said = dict(every)
    for name, value in every:
        if said[name] != value:
            raise click.BadParameter(f"{name} is given twice, {value} and {said[name]}", param_hint="'--given'")
        if value not in ANSWERS:
            raise click.BadParameter(f"expected {name}=yes or {name}=no, got {value!r}", param_hint="'--given'")
    with Working("ratification"):
        dated = api.load(case).on(day, known_by)
        result = api.ratification(
            dated,
            tables,
            packages=dict(zip(texts, packages, strict=True)),
            proposals=asked["proposals"] or None,
            parties=asked["parties"],
            bodies=asked["bodies"],
            given={name: ANSWERS[value] for name, value in said.items()},
        )
    if as_json:
        put_json(result.to_json())
    else:
        named, some = bool(texts or asked["proposals"]), bool(asked["parties"] or asked["bodies"])
        put(view.show(dated, result, ladder=named, power=bool(asked["bodies"]), some=some))

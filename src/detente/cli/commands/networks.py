"""The command about networks of statements: arguments to a question, the answer as text, JSON or a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.commands.group import cli
from detente.cli.options import Command, Day, FirstDay, dates, deadline, json_option, seconds_option
from detente.cli.output import put
from detente.cli.progress import Working
from detente.cli.shell import Refusal

if TYPE_CHECKING:
    from detente.analyses.networks.asking import Asked
    from detente.analyses.networks.making import Network
    from detente.analyses.networks.windows import Span
    from detente.ledger.discourse import Discourse

FORMATS = ("table", "csv", "edges", "graphml", "dl", "dl-list", "svg")
DUPLICATES = ("include", "document", "week", "month", "year", "range", "acrossrange")
NORMALISE = ("none", "no", "average", "jaccard", "ruzicka", "cosine", "activity", "prominence")
VALUES = ("ignore", "congruence", "conflict", "subtract", "combine")
UNITS = ("days", "weeks", "months", "years", "events")
KERNELS = ("uniform", "epanechnikov", "triangular", "gaussian")


def _options(*groups: list[Callable[[Command], Command]]) -> Callable[[Command], Command]:
    def add(command: Command) -> Command:
        for group in reversed(groups):
            for option in reversed(group):
                command = option(command)
        return command

    return add


_what = [
    click.option("--kind", type=click.Choice(("one-mode", "two-mode")), default="one-mode", show_default=True,
                 help="Rows with rows, or rows with columns."),
    click.option("--value", type=click.Choice(VALUES),
                 help="What a tie counts. Default: congruence; of two modes ignore."),
    click.option("--rows", default="", metavar="NAME",
                 help="What the nodes are. Default: holder; of DNA, organization."),
    click.option("--columns", default="", metavar="NAME",
                 help="What they have in common. Default: option; of DNA concept."),
    click.option("--qualifier", default="", metavar="NAME",
                 help="What they say of it. Default: stance; of DNA agreement."),
    click.option("--duplicates", type=click.Choice(DUPLICATES), default="include", show_default=True,
                 help="Count a repeated statement once within this span."),
    click.option("--normalise", type=click.Choice(NORMALISE), default="none", show_default=True,
                 help="Make those who speak much and little comparable."),
    click.option("--isolates", is_flag=True, help="Keep nodes whose statements were all left out."),
    click.option("--compatible", type=click.Choice(("dna",)), help="Give the numbers that DNA 3 gives."),
]  # fmt: skip
_which = [
    click.option("--from", "first", type=FirstDay(), metavar="DATE", help="Only statements from this date on."),
    click.option("--to", "last", type=Day(), metavar="DATE", help="Only statements up to this date."),
    click.option("--exclude", multiple=True, metavar="NAME=VALUE", help="Leave out statements with this value."),
    click.option("--include", multiple=True, metavar="NAME=VALUE",
                 help="Only statements with this value, or another one that is included."),
    *(click.option(f"--{name}", multiple=True, metavar="TEXT", help=f"Only documents with this {name}.")
      for name in ("author", "source", "section", "type")),
    click.option("--statement-type", default="", metavar="NAME", help="Which type of a DNA database."),
]  # fmt: skip
_time = [
    click.option("--window", type=click.Choice(UNITS), help="The same network in each window of time."),
    click.option("--size", type=click.IntRange(min=1), default=1, show_default=True, help="Of a window, in its unit."),
    click.option("--step", type=click.IntRange(min=1), default=1, show_default=True,
                 help="From one window to the next."),
    click.option("--kernel", type=click.Choice(KERNELS),
                 help="Let statements count less the farther they are from the middle of a window."),
]  # fmt: skip
_groups = [
    click.option("--communities", is_flag=True, help="Which nodes belong together."),
    click.option("--polarisation", is_flag=True, help="Into which camps the discourse falls, and how clearly."),
    click.option("--camps", type=click.IntRange(min=2), default=2, show_default=True, help="How many camps."),
    click.option("--algorithm", type=click.Choice(("greedy", "genetic")), default="greedy", show_default=True,
                 help="How camps are searched for where not every split can be tried."),
    click.option("--backbone", type=click.Choice(("disparity", "nested", "penalty", "fixed")),
                 help="What carries the network: ties (disparity) or columns (the others)."),
    click.option("--alpha", type=click.FloatRange(0, 1, min_open=True), default=0.05, show_default=True,
                 help="Of the disparity filter: how unlikely a tie must be."),
    click.option("--penalty", type=click.FloatRange(min=0), default=3.5, show_default=True,
                 help="Of the penalised backbone: how much a column costs."),
    click.option("--backbone-size", type=click.IntRange(min=1), default=3, show_default=True,
                 help="Of the fixed backbone: how many columns."),
    click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The seed of all chance."),
]  # fmt: skip
_output = [
    click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True,
                 help="table for people, the others for other tools."),
    click.option("--out", type=click.Path(path_type=Path), metavar="PATH",
                 help="Where to write it; with --window a folder."),
]  # fmt: skip


@cli.command()
@click.argument("where", metavar="FILE_OR_CASE")
@_options([dates], _what, _which, _time, _groups, _output)
@json_option
@seconds_option(300, "go on from window to window")
def network(*, where: str, **given: Any) -> None:
    """Say who shares what with whom: a network of the statements of a case, or of a DNA database.

    FILE_OR_CASE is a file that ends in .dna, or a case.
    """
    from detente import api
    from detente.analyses.networks import grouping
    from detente.cli.views import networks as view

    asked, span = _asked(given), _span(given)
    with Working("network") as working:
        spoken = _discourse(where, asked, given)
        found = api.network(spoken, asked)
        if given["backbone"] == "disparity":
            found = grouping.disparity_backbone(found, given["alpha"])
        beside = _beside(spoken, found, asked, span, given, working)
    answer = view.Answer(found, *beside)
    if given["form"] != "table":
        _export(answer, given)
    elif given["as_json"]:
        for piece in view.json_pieces(answer):
            put(piece)
    else:
        put(view.show(answer))


def _beside(
    spoken: Discourse, found: Network, asked: Asked, span: Span | None, given: dict[str, Any], working: Working
) -> tuple[Any, ...]:
    """Windows, communities, backbone and camps, as far as they were asked for."""
    from detente import api

    seed, stop = given["seed"], deadline(given["seconds"])
    more = {"seed": seed, "progress": working.progress, "stop": stop}
    camps = {"camps": given["camps"], "algorithm": given["algorithm"]}
    columns = given["backbone"] and given["backbone"] != "disparity"
    return (
        api.networks(spoken, span, asked, **more) if span and not given["polarisation"] else None,
        api.communities(found, seed) if given["communities"] else None,
        api.backbone(
            spoken,
            asked,
            method=given["backbone"],
            size=given["backbone_size"],
            penalty=given["penalty"],
            seed=seed,
        )
        if columns
        else None,
        api.polarisation(spoken, asked, span, **camps, **more) if given["polarisation"] else None,
        seed,
    )


def _discourse(where: str, asked: Asked, given: dict[str, Any]) -> Discourse:
    from detente import api

    found: Discourse = api.discourse(
        where,
        statement_type=given["statement_type"],
        day=given["day"],
        known_by=given["known_by"],
        members="party" in (asked.rows, asked.columns),
        variables=asked.variables,
    )
    return found


def _asked(given: dict[str, Any]) -> Asked:
    from detente.analyses.networks.asking import Asked

    included = [*_pairs(given["include"], "--include")]
    for name in ("author", "source", "section", "type"):
        included += [(f"document.{name}" if name != "source" else "source", value) for value in given[name]]
    first, last = given["first"], given["last"]
    if isinstance(first, date) and isinstance(last, date) and last < first:
        raise Refusal([f"--to {last} is before --from {first}"])
    return Asked(
        given["kind"],
        given["value"] or "",
        given["rows"],
        given["columns"],
        given["qualifier"],
        "range" if given["duplicates"] == "acrossrange" else given["duplicates"],  # as DNA calls it
        "none" if given["normalise"] == "no" else given["normalise"],
        first,
        last,
        tuple(_pairs(given["exclude"], "--exclude")),
        tuple(included),
        given["isolates"],
        given["compatible"] or "",
    )


def _pairs(texts: tuple[str, ...], option: str) -> Iterator[tuple[str, str]]:
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise Refusal([f"{option} {text}: expected NAME=VALUE, say concept=sanctions"])
        yield name.strip(), value.strip()


def _span(given: dict[str, Any]) -> Span | None:
    from detente.analyses.networks.windows import Span

    if given["window"] is None:
        if given["kernel"]:
            raise Refusal(["--kernel needs --window: it weighs statements by their distance from its middle"])
        return None
    return Span(given["window"], given["size"], given["step"], given["kernel"] or "")


def _export(answer: Any, given: dict[str, Any]) -> None:
    """Another tool's file, or one for each window; on stdout where no place is named."""
    from detente.cli.networkfiles import render, write

    if given["as_json"]:
        raise Refusal([f"--json and --format {given['form']} are two answers; choose one"])
    out: Path | None = given["out"]
    if answer.windows is not None and out is None:
        raise Refusal(["--format with --window writes a file for each window; say where with --out FOLDER"])
    if out is None:
        put(render(answer, given["form"]))
        return
    written, notes = write(answer, given["form"], out)
    put("".join(f"{path}\n" for path in written) + "".join(f"{note}\n" for note in notes))

"""Whether it would hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from detente.cli.commands.bargaining import table_option
from detente.cli.commands.conflicts import list_option
from detente.cli.commands.group import cli
from detente.cli.commands.holdingmore import More, answers, more_options, require_apart, require_meant
from detente.cli.options import dates, deadline, json_option, seconds_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working


class Concepts(click.ParamType[tuple[str, ...]]):
    """Concepts of stability, by comma."""

    name = "concepts"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The concepts that were written."""
        from detente.analyses.holding import CONCEPTS

        if isinstance(value, tuple):
            return value
        found = tuple(dict.fromkeys(one.strip().lower() for one in str(value).split(",") if one.strip()))
        unknown = [one for one in found if one not in CONCEPTS]
        if unknown or not found:
            self.fail(
                f"expected some of {', '.join(CONCEPTS)}, got {unknown[0] if unknown else 'nothing'!r}", param, ctx
            )
        return found


class Fixed(click.ParamType[tuple[str, str]]):
    """A name and what it is set to: an option and its value, a party and its concept."""

    def __init__(self, name: str) -> None:
        self.name = name

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The name and what it is set to."""
        if isinstance(value, tuple):
            return value
        name, sign, chosen = (one.strip() for one in str(value).rpartition("="))
        if not (name and sign and chosen):
            self.fail(f"expected {self.name}, got {value!r}", param, ctx)
        return name, chosen


@cli.command()
@list_option
@click.argument("file", metavar="CASE_OR_FILE", type=click.Path())
@dates
@table_option
@click.option(
    "--concepts",
    type=Concepts(),
    default="nash,gmr,smr,seq,sseq",
    show_default=True,
    metavar="C,…",
    help="Under these concepts of stability.",
)
@click.option(
    "--given", type=Fixed("option=value"), multiple=True, metavar="OPTION=VALUE", help="With this option fixed."
)
@click.option(
    "--mixed",
    type=Fixed("PARTY=CONCEPT"),
    multiple=True,
    metavar="PARTY=CONCEPT",
    help="Under a concept of its own for each party, besides.",
)
@click.option(
    "--state", "states", multiple=True, metavar="STATE", help="Ask about this state, and say why. May repeat."
)
@more_options
@click.option("--draws", type=click.IntRange(1, 100_000), help="Draw a case's judged numbers, or rankings, so often.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the draws.")
@click.option(
    "--csv", "sheet", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="A row per state."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the JSON here.")
@click.option("--verify", is_flag=True, help="Replay the certificate of every verdict.")
@seconds_option(60, "replay, to follow coalitions, and to draw, each")
@json_option
@click.pass_context
def hold(  # noqa: PLR0913
    ctx: click.Context,
    *,
    file: str,
    day: date | None,
    known_by: date | None,
    table: str | None,
    concepts: tuple[str, ...],
    given: tuple[tuple[str, str], ...],
    mixed: tuple[tuple[str, str], ...],
    states: tuple[str, ...],
    start: str | None,
    coalitions: bool,
    wanted: str | None,
    noise: float,
    draws: int | None,
    seed: int,
    sheet: Path | None,
    out: Path | None,
    verify: bool,
    seconds: int,
    as_json: bool,
) -> None:
    """Say which packages of a case would hold, or which states of a conflict: for whom they are stable, and why.

    Of a case: the status quo, every proposal on the table and the best packages; --state names others, as
    ISSUE=OPTION,… or by their ids. A file is a conflict: GMCR+'s .gmcr, our own JSON, or an explicit graph. Exit status
    1: with --verify, a certificate does not show what it says.
    """
    from detente import api
    from detente.api.holdingcases import means_case
    from detente.api.holdingmore import documented
    from detente.cli.commands.holdingcase import Wanted, answer
    from detente.cli.views import holding as view

    fixed, own = dict(given), {party: concept.lower() for party, concept in mixed}
    if len(fixed) < len(given):
        raise click.UsageError("an option is given twice")
    if len(own) < len(mixed):
        raise click.UsageError("a party has two concepts in --mixed")
    case = means_case(file)
    require_meant(ctx, case=case)
    require_apart(file, {"--out": out, "--csv": sheet})
    if case:
        asked = (concepts, day, known_by, table, fixed, states, own, draws, seed)
        answer(ctx, file, Wanted(*asked, verify, seconds, sheet, out, as_json, start, coalitions, wanted))
    with Working("stability") as working:
        result = api.hold(
            file,
            concepts,
            given=fixed,
            states=states or None,
            mixed=own,
            verify=verify,
            progress=working.progress,
            stop=deadline(seconds),
        )
        besides = answers(result, More(start, coalitions, wanted, draws, noise, seed), seconds, working.progress)
        if sheet is not None:
            api.write_stability(result, sheet)
        if out is not None:
            api.write_holding(result, out, besides)
    if out is not None:
        if as_json:
            put_json(view.written_json(result, out))
        else:
            put(view.written(result, out))
    elif as_json:
        put_json(documented(result, besides))
    else:
        put(view.show(result, besides))
    ctx.exit(1 if result.verified is not None and result.verified.wrong else 0)

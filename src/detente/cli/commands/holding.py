"""Whether it would hold."""

from __future__ import annotations

from pathlib import Path

import click

from detente.cli.commands.conflicts import list_option
from detente.cli.commands.group import cli
from detente.cli.options import deadline, json_option, seconds_option
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
@click.argument("file", type=click.Path(path_type=Path))
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
@click.option(
    "--csv", "sheet", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="A row per state."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the JSON here.")
@click.option("--verify", is_flag=True, help="Replay the certificate of every verdict.")
@seconds_option(60, "replay certificates")
@json_option
@click.pass_context
def hold(  # noqa: PLR0913
    ctx: click.Context,
    *,
    file: Path,
    concepts: tuple[str, ...],
    given: tuple[tuple[str, str], ...],
    mixed: tuple[tuple[str, str], ...],
    states: tuple[str, ...],
    sheet: Path | None,
    out: Path | None,
    verify: bool,
    seconds: int,
    as_json: bool,
) -> None:
    """Say which states of a conflict are stable, for whom, and which would hold.

    FILE is a conflict: GMCR+'s .gmcr, our own JSON, or an explicit graph. Exit status 1: with --verify, a certificate
    does not show what it says.
    """
    from detente import api
    from detente.cli.views import holding as view

    fixed, own = dict(given), {party: concept.lower() for party, concept in mixed}
    if len(fixed) < len(given):
        raise click.UsageError("an option is given twice")
    if len(own) < len(mixed):
        raise click.UsageError("a party has two concepts in --mixed")
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
        if sheet is not None:
            api.write_stability(result, sheet)
        if out is not None:
            api.write_holding(result, out)
    if out is not None:
        if as_json:
            put_json(view.written_json(result, out))
        else:
            put(view.written(result, out))
    elif as_json:
        put_json(result.to_json())
    else:
        put(view.show(result))
    ctx.exit(1 if result.verified is not None and result.verified.wrong else 0)

"""Commands on what is efficient and fair."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli.commands.group import cli
from detente.cli.options import dates, deadline, json_option, seconds_option
from detente.cli.output import put, put_json
from detente.cli.progress import Working

if TYPE_CHECKING:
    from detente.case.model import Case
    from detente.space.bargaining import Bargain

FILE = click.Path(path_type=Path)
LEVELS = ("limits", "refusals", "demands")
domain_argument = click.argument("domain", metavar="CASE_OR_DOMAIN")
profiles_argument = click.argument("profiles", type=FILE, nargs=-1, metavar="[PROFILE...]")
table_option = click.option("--table", metavar="ID", help="At this table. Default: the first with two who are judged.")


def given(domain: str, profiles: tuple[Path, ...], day: date | None, known_by: date | None) -> Case | Bargain:
    """The case as of those dates, or the domain in the files; of files dates and a table make no sense."""
    from detente.api.bargaining import bargain_or_case
    from detente.space.bargaining import Bargain

    found = bargain_or_case(domain, profiles)
    if not isinstance(found, Bargain):
        if profiles:
            raise click.UsageError(f"{domain} is a case; nothing comes after it but options.")
        return found.on(day, known_by)
    if day or known_by:
        raise click.UsageError("--on and --known-by are for a case; the files have no dates.")
    return found


def only_of_cases(domain: Case | Bargain, **options: object) -> None:
    """Refuse options that mean nothing where files are asked."""
    from detente.space.bargaining import Bargain

    told = [f"--{name}" for name, value in options.items() if value]
    if isinstance(domain, Bargain) and told:
        raise click.UsageError(f"{' and '.join(told)} {'are' if len(told) > 1 else 'is'} for a case, not for files.")


@cli.command()
@domain_argument
@profiles_argument
@table_option
@click.option(
    "--within",
    type=click.Choice(LEVELS),
    help="Keep to packages that no position at this level or a harder one rules out.",
)
@dates
@click.option(
    "--ideal",
    type=click.Choice(("rational", "all")),
    default="rational",
    show_default=True,
    help="Over which packages Kalai and Smorodinsky's largest gains, and regret, are taken.",
)
@click.option(
    "--packages",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="At most so many packages behind each point.",
)
@click.option("--draws", type=click.IntRange(min=1), help="Draw numbers that are not exact so many times.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Of these draws: the same seed, the same numbers.",
)
@seconds_option(60, "look for exact answers, and again to draw")
@json_option
def solutions(  # noqa: PLR0913
    *,
    domain: str,
    profiles: tuple[Path, ...],
    table: str | None,
    within: str | None,
    day: date | None,
    known_by: date | None,
    ideal: str,
    packages: int,
    draws: int | None,
    seed: int,
    seconds: int,
    as_json: bool,
) -> None:
    """Say which packages are efficient, and which are fair by which standard.

    CASE is a case with preferences. Or DOMAIN and PROFILE are files of GENIUS, GeniusWeb or NegMAS, a sheet or tables:
    the issues, and for each party what it thinks of them.
    """
    from detente import api
    from detente.cli.views import bargaining as view
    from detente.space.bargaining import Bargain

    drawn = None
    with Working("solutions") as working:
        asked = given(domain, profiles, day, known_by)
        only_of_cases(asked, table=table, within=within, draws=draws)
        result = api.solutions(
            asked, table=table, within=within, ideal=ideal, packages=packages, stop=deadline(seconds)
        )
        if draws is not None and not isinstance(asked, Bargain):
            drawn = api.judgements(
                asked,
                draws,
                seed,
                table=table,
                within=within,
                ideal=ideal,
                progress=working.progress,
                stop=deadline(seconds),
            )
    if as_json:
        put_json(result.to_json() | ({} if drawn is None else {"draws": drawn.to_json()}))
    else:
        put(view.show(result, drawn))


class Settled(click.ParamType[dict[str, str]]):
    """Options by issue: issue=option,issue=option."""

    name = "package"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, str]:
        """The options that were written."""
        if isinstance(value, dict):
            return value
        found: dict[str, str] = {}
        for part in str(value).split(","):
            issue, sign, option = (one.strip() for one in part.partition("="))
            if not (issue and sign and option):
                self.fail(f"expected issue=option, got {part.strip()!r}", param, ctx)
            if issue in found:
                self.fail(f"{issue} is settled twice", param, ctx)
            found[issue] = option
        return found


@cli.command()
@domain_argument
@profiles_argument
@click.option("--from", "start", metavar="PROPOSAL", help="Begin at this proposal. Default: status_quo.")
@click.option(
    "--package",
    type=Settled(),
    metavar="ISSUE=OPTION,...",
    help="With these issues settled so. Of files every issue has to be named.",
)
@table_option
@click.option("--party", "parties", multiple=True, metavar="ID", help="Concessions of this party, and trade with it.")
@click.option(
    "--issues",
    type=click.IntRange(2, 3),
    default=2,
    show_default=True,
    help="So many issues at once at most in a swap.",
)
@click.option("--most", type=click.IntRange(min=1), default=5, show_default=True, help="List so many of each kind.")
@dates
@seconds_option(60, "look for the frontier")
@json_option
def trade(  # noqa: PLR0913
    *,
    domain: str,
    profiles: tuple[Path, ...],
    start: str | None,
    package: dict[str, str] | None,
    table: str | None,
    parties: tuple[str, ...],
    issues: int,
    most: int,
    day: date | None,
    known_by: date | None,
    seconds: int,
    as_json: bool,
) -> None:
    """Say what could be traded from a package: what costs nobody, what two issues can do, who could concede what."""
    from detente import api
    from detente.cli.views import trade as view

    with Working("trade") as working:
        asked = given(domain, profiles, day, known_by)
        only_of_cases(asked, table=table, **{"from": start})
        result = api.trade(
            asked,
            start=start or "status_quo",
            package=package,
            table=table,
            parties=parties,
            issues=issues,
            most=most,
            progress=working.progress,
            stop=deadline(seconds),
        )
    if as_json:
        put_json(result.to_json())
    else:
        put(view.show(result))

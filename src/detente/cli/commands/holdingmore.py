"""What `detente hold` can be asked besides: coalitions, what comes of a state, how sure the answer is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from detente.cli.options import deadline
from detente.cli.shell import Refusal

if TYPE_CHECKING:
    from detente.analyses.holding import Holding
    from detente.space.patience import Progress

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class More:
    """What is asked besides the verdicts."""

    start: str | None = None
    coalitions: bool = False
    wanted: str | None = None
    draws: int | None = None
    noise: float = 1.0
    seed: int = 0


class Places(click.ParamType[float]):
    """How many places of a ranking: a number, 0 or more."""

    name = "places"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number that was written."""
        try:
            found = float(str(value))
        except ValueError:
            found = math.nan
        if not 0 <= found < math.inf:
            self.fail(f"expected a number of places, 0 or more, got {str(value)!r}", param, ctx)
        return found


def require_meant(ctx: click.Context, *, case: bool) -> None:
    """Raises UsageError where an option was written that has no bearing on what is asked."""
    written = {name for name in ctx.params if ctx.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT}
    if case:
        if "noise" in written:
            raise click.UsageError(
                "--noise is for rankings of a conflict in a file; with a case --draws draws the numbers of its "
                "judgements, each from what preferences.yaml says it may be."
            )
    else:
        dated = [option for name, option in _OF_CASES.items() if name in written]
        if dated:
            raise click.UsageError(f"{', '.join(dated)}: this is for a case; a file of a conflict has nothing of it.")
        if "seconds" in written and not written & {"verify", "coalitions", "draws"}:
            raise click.UsageError(
                "--seconds limits --verify, --coalitions and --draws, and none of them is asked for here."
            )
    without = [f"--{name}" for name in ("seed", "noise") if name in written]
    if without and "draws" not in written:
        raise click.UsageError(f"{' and '.join(without)}: this is for draws; say how many with --draws N.")


def require_apart(asked: str, written: Mapping[str, Path | None]) -> None:
    """Refuse, before anything is worked out, places of answers that are what is read, or one another's."""
    from detente.cli.pages import refuse_unfit

    places = {option: path for option, path in written.items() if path is not None}
    source = Path(asked)
    for option, path in places.items():
        refuse_unfit(path)
        if path.exists() and source.exists() and (source.samefile(path) or path.resolve().parent == source.resolve()):
            raise Refusal([f"{path} is read here, and would be lost; {option} names another file to write"])
    if len({path.resolve() for path in places.values()}) < len(places):
        raise Refusal([f"{' and '.join(places)} name one file; each writes one of its own"])


_OF_CASES = {"day": "--on", "known_by": "--known-by", "table": "--table"}


def more_options(command: Command) -> Command:
    """--from, --coalitions and --noise; --draws and --seed are options of the command for cases too."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _once(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> str | None:
    """The one state that was named, or none; of several the last would win in silence."""
    if len(values) > 1:
        raise click.BadParameter(f"it was given {len(values)} times, and asks about one state at a time", ctx, param)
    return values[0] if values else None


_OPTIONS = (
    click.option(
        "--from",
        "start",
        multiple=True,
        callback=_once,
        metavar="STATE",
        help="Say which equilibria can come of this state.",
    ),
    click.option("--coalitions", is_flag=True, help="Ask whether it would hold against several parties together, too."),
    click.option(
        "--wanted",
        multiple=True,
        callback=_once,
        metavar="STATE",
        help="Say who would have to prefer what, so that this state would hold.",
    ),
    click.option(
        "--noise",
        type=Places(),
        default=1.0,
        show_default=True,
        metavar="X",
        help="Of a conflict: in --draws rankings are off by so many places (standard deviation).",
    ),
)


def answers(holding: Holding, more: More, seconds: int, progress: Progress) -> dict[str, Any]:
    """The further answers by their keys in the JSON; each has `seconds` of its own."""
    from detente import api

    found: dict[str, Any] = {}
    if more.start is not None:
        found["evolution"] = api.evolution(holding, more.start)
    if more.coalitions:
        found["coalitions"] = api.coalitions(holding, progress=progress, stop=deadline(seconds))
    if more.wanted is not None:
        found["inverse"] = api.inverse(holding, more.wanted)
    if more.draws is not None:
        found["robustness"] = api.robustness(
            holding, more.draws, noise=more.noise, seed=more.seed, progress=progress, stop=deadline(seconds)
        )
    return found

"""Whether the packages of a case would hold: what `detente hold` does where a case is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from detente.cli.options import deadline
from detente.cli.output import put, put_json
from detente.cli.progress import Working

if TYPE_CHECKING:
    from detente.analyses.holdingcase import CaseHolding, Placed
    from detente.case.model import Case
    from detente.space.patience import Progress

    About = tuple[Placed, Any]


@dataclass(frozen=True)
class Wanted:
    """What is asked of a case, and where the answer goes."""

    concepts: tuple[str, ...]
    day: date | None = None
    known_by: date | None = None
    table: str | None = None
    given: Mapping[str, str] | None = None
    packages: tuple[str, ...] = ()
    mixed: Mapping[str, str] | None = None
    draws: int | None = None
    seed: int = 0
    verify: bool = False
    seconds: int = 60
    sheet: Path | None = None
    out: Path | None = None
    as_json: bool = False
    start: str | None = None
    coalitions: bool = False
    wanted: str | None = None


def answer(ctx: click.Context, case: str, wanted: Wanted) -> NoReturn:
    """Say of each package that is asked about for whom it is stable. Exit status 1: a certificate is wrong."""
    from detente import api
    from detente.cli.views import holdingcase as view

    with Working("stability") as working:
        dated = api.load(case).on(wanted.day, wanted.known_by)
        result = api.hold_case(
            dated,
            wanted.concepts,
            table=wanted.table,
            given=wanted.given,
            packages=wanted.packages or None,
            mixed=wanted.mixed,
            draws=wanted.draws,
            seed=wanted.seed,
            verify=wanted.verify,
            progress=working.progress,
            stop=deadline(wanted.seconds),
        )
        besides = _besides(dated, result, wanted, working.progress)
        if wanted.sheet is not None:
            api.write_packages(result, wanted.sheet)
        if wanted.out is not None:
            api.write_holding(result, wanted.out, {key: Listed(one) for key, one in besides.items()})
    if wanted.out is not None:
        if wanted.as_json:
            put_json(view.written_json(result, wanted.out))
        else:
            put(view.written(result, wanted.out))
    elif wanted.as_json:
        put_json(result.document() | {key: Listed(one).to_json() for key, one in besides.items()})
    else:
        put(view.show(result, besides))
    ctx.exit(1 if result.verified is not None and result.verified.wrong else 0)


@dataclass(frozen=True)
class Listed:
    """Further answers, each about a package and its slice."""

    found: Sequence[tuple[Placed, Any]]

    def to_json(self) -> list[dict[str, Any]]:
        """Each with the package that it is about."""
        return [{"package": one.name, **told.to_json()} for one, told in self.found]


def _besides(
    case: Case, result: CaseHolding, wanted: Wanted, progress: Progress
) -> dict[str, list[tuple[Placed, Any]]]:
    """What is asked besides, by its key in the JSON: about one package each, in its slice."""
    from detente import api

    found: dict[str, list[About]] = {}
    named = (("evolution", wanted.start, api.evolution), ("inverse", wanted.wanted, api.inverse))
    for key, package, ask in named:
        if package is not None:
            begun = api.hold_case(
                case, wanted.concepts, table=wanted.table, given=wanted.given, packages=(package,), mixed=wanted.mixed
            )
            found[key] = [(one, ask(one.holding, str(_code(one)))) for one in begun.packages]
    if wanted.coalitions:
        stop = deadline(wanted.seconds)
        found["coalitions"] = [(one, api.coalitions(one.here, progress=progress, stop=stop)) for one in result.packages]
    return found


def _code(one: Placed) -> str | int:
    return one.holding.conflict.key(one.state)

"""Whether the packages of a case would hold: what `detente hold` does where a case is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from detente.cli.options import deadline
from detente.cli.output import put, put_json
from detente.cli.progress import Working


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
        if wanted.sheet is not None:
            api.write_packages(result, wanted.sheet)
        if wanted.out is not None:
            api.write_holding(result, wanted.out)
    if wanted.out is not None:
        if wanted.as_json:
            put_json(view.written_json(result, wanted.out))
        else:
            put(view.written(result, wanted.out))
    elif wanted.as_json:
        put_json(result.to_json())
    else:
        put(view.show(result))
    ctx.exit(1 if result.verified is not None and result.verified.wrong else 0)

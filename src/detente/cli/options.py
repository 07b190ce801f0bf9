"""Arguments and options that several commands share."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A date at any precision of the case format; its last day is taken."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The last day of the interval that was written."""
        from detente.case.dates import Interval

        if isinstance(value, date):
            return value
        try:
            return Interval.parse(value).last
        except ValueError as error:
            self.fail(str(error), param, ctx)


class FirstDay(Day):
    """A date at any precision of the case format; its first day is taken."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The first day of the interval that was written."""
        from detente.case.dates import Interval

        if isinstance(value, date):
            return value
        try:
            return Interval.parse(value).first
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


case_argument = click.argument("case")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
dates = _together(
    click.option(
        "--on", "day", type=Day(), metavar="DATE", help="The dispute as it stood on this date (its last day)."
    ),
    click.option("--known-by", type=Day(), metavar="DATE", help="Only what was public by this date."),
)
tables = click.option(
    "--table", "tables", multiple=True, metavar="ID", help="Only this table; may be given several times. Default: all."
)
analysis = _together(case_argument, dates, tables, json_option)


def seconds_option(default: int, what: str) -> Callable[[Command], Command]:
    """--seconds: how long to go on with `what`."""
    return click.option(
        "--seconds", type=click.IntRange(min=0), default=default, show_default=True, help=f"How long to {what}."
    )


def deadline(seconds: int) -> Callable[[], bool]:
    """Whether so many seconds have passed since now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end

"""The option of `hold` that lists the published conflicts of the catalogue."""

from __future__ import annotations

import click

from detente.cli.output import put


def _show(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """Show the conflicts of the catalogue, and nothing else."""
    del param
    if not value or ctx.resilient_parsing:
        return
    from detente.api.holding import published_conflicts
    from detente.cli.views.conflicts import show

    put(show(published_conflicts()))
    ctx.exit()


list_option = click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show,
    help="List the published conflicts, no more.",
)

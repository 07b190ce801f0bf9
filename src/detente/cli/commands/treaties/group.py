"""The group that every command about treaties joins."""

from __future__ import annotations

from detente.cli.commands.group import cli


@cli.group()
def treaty() -> None:
    """What draft treaties say, where they contradict themselves, what they require, whether they are kept."""

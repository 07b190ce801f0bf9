"""The commands, a module a subject; importing this package adds them all to the group."""

from detente.cli.commands import (
    bargaining,
    cases,
    coding,
    documents,
    exchange,
    holding,
    movements,
    networks,
    preferences,
    questions,
    ratifying,
    treaties,
)
from detente.cli.commands.group import cli

__all__ = [
    "bargaining",
    "cases",
    "cli",
    "coding",
    "documents",
    "exchange",
    "holding",
    "movements",
    "networks",
    "preferences",
    "questions",
    "ratifying",
    "treaties",
]

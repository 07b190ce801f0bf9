"""The commands about treaties, a module a question; importing this package adds them to the group `treaty`."""

from detente.cli.commands.treaties import checking, comparing, complying, exchanging, measuring, showing
from detente.cli.commands.treaties.group import treaty

__all__ = ["checking", "comparing", "complying", "exchanging", "measuring", "showing", "treaty"]

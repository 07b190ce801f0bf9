"""The command line: arguments, one call of `api`, print. It holds no rule.

`cli` is the click group, `main` the entry. Everything heavy loads inside the command that needs it, so that
`detente --help` answers at once.
"""

from __future__ import annotations

import gc

from detente.cli.commands import cli
from detente.cli.shell import main as _main

__all__ = ["cli", "main"]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line on these arguments (default: the process's own) and return the exit status."""
    gc.set_threshold(200_000, 50, 100)  # a command lives for seconds: looking for cycles often costs a fifth of them
    return _main(cli, arguments)

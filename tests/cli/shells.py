"""Running the command line: in this process, or as a real one."""

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from detente.case.locate import slugs
from detente.cli import cli

CASES = slugs()
QUESTIONS = ("check", "positions", "room", "impasse", "window", "sensitivity")
ANALYSES = QUESTIONS[1:]


def run(*words, **options) -> Result:
    """Run a command in this process, as wide as the docs' examples."""
    return CliRunner().invoke(cli, [str(word) for word in words], env={"COLUMNS": "100", "NO_COLOR": "1"}, **options)


def answered(*words):
    """Run a command that has to have an answer, and return what it prints."""
    result = run(*words)
    assert result.exit_code in ((0, 1) if words[0] == "check" else (0,)), result.output
    return result.stdout


@functools.cache
def document(*words):
    """Run a command that has to print one JSON document, and return it; one that was run already is not run again."""
    return json.loads(answered(*words, "--json"))


def refused(*words):
    """Run a command that has to refuse, and return its lines on stderr."""
    result = run(*words)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.stderr


def environment(**variables):
    return {**os.environ, "COLUMNS": "100", "PYTHONUTF8": "1", **variables}


def command(*words):
    return [sys.executable, "-m", "detente", *map(str, words)]


def process(*words, env=None, **options):
    """Run a command as a process of its own."""
    return subprocess.run(
        command(*words), stdin=subprocess.DEVNULL, capture_output=True, check=False, env=env or environment(), **options
    )


def edited(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """Replace text in a file of a case that must have it."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return folder

"""Promises about the project as a whole: its locks, its docs, what is in the tree."""

import importlib
import importlib.util
import itertools
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from tests import markdown
from tests.markdown import ROOT

LOCKS = ["requirements.lock", "requirements-dev.lock"]
MACHINE_PATH = re.compile(r"(?<![\w.~/-])/(?:work|root|farm)/")


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def leading_name(requirement):
    """The name of a requirement, spelt as the locks spell it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement, maxsplit=1)[0]).lower()


def locked(lock):
    """The requirements of a lock, each with the lines of its hashes."""
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
    return {name: "".join(group) for name, group in itertools.groupby(entries, key=leading_name)}


def names(requirements):
    return {leading_name(requirement) for requirement in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_host(lock):
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_everything_by_hash(lock):
    loose = [name for name, entry in locked(lock).items() if "==" not in entry or "--hash=sha256:" not in entry]
    assert not loose


def test_locks_hold_what_the_project_asks_for():
    """A dependency was added: remake the locks with `python3 x.py lock`."""
    asked = names(project()["project"]["dependencies"]) | names(project()["dependency-groups"]["setup"])
    assert asked <= set(locked("requirements.lock"))
    asked |= names(project()["project"]["optional-dependencies"]["pdf"]) | names(project()["dependency-groups"]["dev"])
    assert asked <= set(locked("requirements-dev.lock"))


def test_locks_agree():
    run, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: dev.get(name) for name in run} == run


def test_no_path_of_a_machine():
    found = []
    for path in markdown.tracked_files():
        text = path.read_bytes()
        if b"\0" not in text and MACHINE_PATH.search(text.decode("utf-8", errors="replace")):
            found.append(markdown.name(path))
    assert not found


def test_no_file_over_one_megabyte():
    assert not [markdown.name(path) for path in markdown.tracked_files() if path.stat().st_size > 2**20]


def command_group():
    """The `detente` command group; while there is no command line at all, there is nothing to document."""
    if importlib.util.find_spec("detente.cli") is None:
        pytest.skip("detente.cli does not exist yet")
    cli = importlib.import_module("detente.cli")
    groups = [thing for thing in vars(cli).values() if isinstance(thing, click.Group)]
    assert groups, "detente.cli exposes no click group"
    return max(groups, key=lambda group: len(group.list_commands(click.Context(group))))


def test_every_command_is_documented():
    """docs/reference/cli.md has a heading for each command, and names each of its long options."""
    group = command_group()
    context = click.Context(group)
    page = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")
    headings = set(re.findall(r"^#+ .*?`detente ([\w-]+)", page, re.MULTILINE))
    commands = {name: group.get_command(context, name) for name in group.list_commands(context)}
    missing = [f"### `detente {name}`" for name, command in commands.items() if name not in headings]
    missing += [
        f"{name} {option}"
        for name, command in commands.items()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and not re.search(rf"{option}(?![\w-])", page)
    ]
    assert not missing


def shell_lines():
    for page in markdown.pages():
        for block in markdown.blocks(page):
            if block.language in ("console", "bash", "sh"):
                for number, line in enumerate(block.text.splitlines()):
                    yield f"{markdown.name(page)}:{block.line + number}", line.removeprefix("$ ")


def test_detente_commands_in_the_docs_exist():
    group = command_group()
    known = set(group.list_commands(click.Context(group)))
    unknown = [
        (where, match[1])
        for where, line in shell_lines()
        if (match := re.match(r"detente ([a-z][\w-]*)", line)) and match[1] not in known
    ]
    assert not unknown


def test_x_commands_in_the_docs_exist():
    asked = subprocess.run([sys.executable, "x.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True)
    known = set(re.findall(r"python3 x\.py (\w+)", asked.stdout))
    assert {"demo", "test", "soak", "lock"} == known
    used = {match[1] for _, line in shell_lines() if (match := re.match(r"python3 x\.py (\w+)", line))}
    assert {"demo", "test"} <= used <= known


def test_x_refuses_what_it_does_not_know():
    asked = subprocess.run([sys.executable, "x.py", "tset"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert asked.returncode == 2
    assert "python3 x.py test" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_version_is_said_once():
    import detente

    assert project()["project"]["version"] == detente.__version__


def test_the_readme_s_first_command_ends_with_the_path_of_the_page():
    """The README's `python3 x.py demo`, as a reader types it."""
    printed = subprocess.run(
        [sys.executable, "x.py", "demo"], cwd=ROOT, check=True, capture_output=True, text=True, timeout=600
    ).stdout
    page = Path(printed.splitlines()[-1])
    assert page.is_absolute()
    assert page.read_text(encoding="utf-8").lower().startswith("<!doctype html")

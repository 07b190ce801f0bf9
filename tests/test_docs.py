"""Every example in the docs runs, and prints what the docs say it prints (conventions: CONTRIBUTING.md)."""

import doctest
import re
import shlex

import pytest
from click.testing import CliRunner

from detente.cli import cli
from tests import markdown

NOT_PLAIN = {"|", "||", "&&", "&", ";", ">", ">>", "<"}


def runnable(block):
    return block.language in ("python", "console") and "notest" not in block.words


PAGES = [page for page in markdown.pages() if any(runnable(block) for block in markdown.blocks(page))]


@pytest.mark.parametrize("path", PAGES, ids=markdown.name)
def test_examples_run(path, tmp_path, monkeypatch):
    """The examples of one page run in order, in one empty folder; Python's share their variables."""
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "__example__"}
    for block in filter(runnable, markdown.blocks(path)):
        where = f"{markdown.name(path)}:{block.line}"
        if block.language == "console":
            run_console(block, where)
        elif re.search(r"^>>> ", block.text, re.MULTILINE):
            run_session(block, where, names)
        else:
            exec(compile("\n" * (block.line - 1) + block.text, str(path), "exec"), names)


def run_session(block, where, names):
    """Run a `>>>` session, with the options that the doctests of src have."""
    session = doctest.DocTestParser().get_doctest(block.text, names, where, where, block.line - 1)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS, verbose=False)
    complaints: list[str] = []
    runner.run(session, out=complaints.append, clear_globs=False)
    assert not complaints, "".join(complaints)
    names.update(session.globs)


def run_console(block, where):
    """Run each `$ detente …` and compare what it prints, where the docs show anything."""
    expected_status = next((int(word.removeprefix("exit=")) for word in block.words if word.startswith("exit=")), 0)
    for command, shown in transcript(block.text):
        words = shlex.split(command)
        if words[0] != "detente":
            continue
        assert not NOT_PLAIN & set(words), f"{where}: only plain commands are run; mark the fence `console notest`"
        done = CliRunner().invoke(cli, words[1:], env={"COLUMNS": "120", "NO_COLOR": "1", "TERM": "dumb"})
        assert done.exit_code == expected_status, f"{where}: $ {command}\n{done.stdout}{done.stderr}"
        if shown.strip():
            assert matches(shown, done.stdout), f"{where}: $ {command}\nprinted\n{done.stdout}\nthe docs show\n{shown}"


def transcript(text):
    """Split a console block into commands (`\\` continues one) and the output shown below each."""
    found: list[tuple[str, list[str]]] = []
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith("$ "):
            command = line[2:]
            while command.endswith("\\"):
                command = command[:-1] + next(lines, "").removeprefix("> ").strip()
            found.append((command, []))
        elif found:
            found[-1][1].append(line)
    return [(command, "\n".join(shown)) for command, shown in found]


def matches(shown, printed):
    """Whether the output is as shown, up to trailing white space; a line `…` stands for any lines, or none."""
    pattern = r"\n".join(r"(?:.*\n)*?.*" if line == "…" else re.escape(line) for line in stripped(shown))
    pattern = pattern.replace(r"\n(?:.*\n)*?.*", r"(?:\n.*)*")
    return re.fullmatch(pattern, "\n".join(stripped(printed))) is not None


def stripped(text):
    return [line.rstrip() for line in text.strip("\n").splitlines()]


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb", "a  \nb\n", True),
        ("a\nb", "a\nc\n", False),
        ("a\n…\nd", "a\nb\nc\nd\n", True),
        ("a\n…\nd", "a\nd\n", True),
        ("a\n…", "a\nb\n", True),
        ("…\nd", "a\nd\n", True),
        ("a\n…\nd", "a\nb\n", False),
        ("a.c", "abc", False),
    ],
)
def test_output_is_compared_line_by_line(shown, printed, same):
    assert matches(shown, printed) is same


def test_transcript_splits_commands_and_output():
    text = "$ detente room a \\\n>   --on 2022-03-29\none\ntwo\n$ detente check a\n"
    assert transcript(text) == [("detente room a --on 2022-03-29", "one\ntwo"), ("detente check a", "")]

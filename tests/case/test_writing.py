"""Edits change what they should and not one byte more, and files are written whole or not at all."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.case.writing import (
    append_entry,
    append_row,
    delete_entry,
    insert_entry,
    set_cell,
    set_key,
    set_value,
    write_atomic,
)
from detente.case.yamlfile import Mapped, Node, Scalar, Sequenced, read_yaml, to_data
from detente.errors import WriteError

TEXT = """\
# top comment
title: Old  # keep me

"quoted": "a"   # and me
single: 'b'
blank:
issues:
  # about the first
  - id: river   # c1
    options: [open, shared,  closed]  # three

  # about the second
  - id: patrols
    note: |
      long
      text

# in between
flow: {a: 1, b: [x, y]}
indentless:
- one
- two  # 2
nested:
  - - p
    - q
  - r
# the end
"""


def data(text: str) -> Any:
    root = read_yaml(text)
    assert root is not None
    return to_data(root)


def shared(one: str, other: str) -> int:
    """How many characters the two begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def changed_span(old: str, new: str) -> tuple[str, str]:
    """What was cut out and what was put in, the common beginning and end left away."""
    begin = shared(old, new)
    end = shared(old[begin:][::-1], new[begin:][::-1])
    return old[begin : len(old) - end], new[begin : len(new) - end]


@pytest.mark.parametrize(
    ("path", "value", "cut", "put"),
    [
        (["title"], "New", "Old", "New"),
        (["title"], "New: thing", "Old", "'New: thing'"),
        (["quoted"], "c", "a", "c"),
        (["single"], "it’s", "b", "it’s"),
        (["blank"], "x", "", " x"),
        (["issues", 0, "id"], "canal", "river", "canal"),
        (["issues", 0, "options", 1], "a, b", "shared", "'a, b'"),
        (["issues", 1, "note"], "short", "|\n      long\n      text", "short"),
        (["flow", "b", 0], "z", "x", "z"),
        (["nested", 0, 1], "null", "q", "'null'"),
        (["title"], "two\nlines", "Old", '"two\\nlines"'),
    ],
)
def test_set_value(path: list[str | int], value: str, cut: str, put: str) -> None:
    for text in (TEXT, "\ufeff" + TEXT, TEXT.replace("\n", "\r\n")):
        newline = "\r\n" if "\r" in text else "\n"
        written = set_value(text, path, value)
        assert changed_span(text, written) == changed_span(cut.replace("\n", newline), put)
        found = data(written)
        for step in path:
            found = found[step]
        assert found == value


def test_entries_of_block_lists() -> None:
    written = append_entry(
        TEXT, ["issues"], {"id": "fund", "options": ["none", "a: b"], "more": {"x": ["1", {"y": "z"}]}}
    )
    added = '  - id: fund\n    options: [none, "a: b"]\n    more:\n      x:\n        - "1"\n        - y: z\n'
    assert written == TEXT.replace("      text\n", "      text\n" + added.replace('"1"', "1"))
    assert insert_entry(TEXT, ["issues"], 1, "x") == TEXT.replace("# three\n", "# three\n  - x\n")
    assert insert_entry(TEXT, ["issues"], 0, {"id": "x", "a": "b"}) == TEXT.replace(
        "  - id: river", "  - id: x\n    a: b\n  - id: river"
    )
    assert append_entry(TEXT, ["indentless"], "three") == TEXT.replace("# 2\n", "# 2\n- three\n")
    assert append_entry(TEXT, ["nested", 0], "s") == TEXT.replace("    - q\n", "    - q\n    - s\n")
    assert insert_entry(TEXT, ["nested", 0], 0, "s") == TEXT.replace("- - p\n", "- - s\n    - p\n")


def test_entries_of_flow_lists() -> None:
    assert append_entry(TEXT, ["flow", "b"], "z") == TEXT.replace("[x, y]", "[x, y, z]")
    assert insert_entry(TEXT, ["flow", "b"], 0, "z") == TEXT.replace("[x, y]", "[z, x, y]")
    assert append_entry("a: []\n", ["a"], "z") == "a: [z]\n"
    assert delete_entry(TEXT, ["issues", 0, "options", 0]) == TEXT.replace("[open, shared,", "[shared,")
    assert delete_entry(TEXT, ["issues", 0, "options", 2]) == TEXT.replace("shared,  closed", "shared")
    assert delete_entry("a: [x]\n", ["a", 0]) == "a: []\n"
    assert delete_entry("a: [x, # why x\n  y]\n", ["a", 1]) == "a: [x, # why x\n  ]\n"


def test_deleting_block_entries() -> None:
    cut = "  - id: river   # c1\n    options: [open, shared,  closed]  # three\n"
    assert delete_entry(TEXT, ["issues", 0]) == TEXT.replace(cut, "")
    assert delete_entry(TEXT, ["issues", 1]) == TEXT.replace(
        "  - id: patrols\n    note: |\n      long\n      text\n", ""
    )
    assert delete_entry(TEXT, ["nested", 0, 0]) == TEXT.replace("- - p\n    - q", "- - q")
    assert data(delete_entry("a:\n  - x\nb: y\n", ["a", 0])) == {"a": [], "b": "y"}
    assert data(delete_entry("a:\n- x\nb: y\n", ["a", 0])) == {"a": [], "b": "y"}


def test_adding_a_key() -> None:
    assert set_key(TEXT, ["issues", 0], "status_quo", "open") == TEXT.replace(
        "# three\n", "# three\n    status_quo: open\n"
    )
    assert set_key(TEXT, ["flow"], "c", ["2"]) == TEXT.replace("[x, y]}", "[x, y], c: [2]}")
    assert set_key("a: b", [], "c", [{"id": "d"}]) == "a: b\nc:\n  - id: d"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda: set_value(TEXT, ["titel"], "x"), "did you mean title"),
        (lambda: set_value(TEXT, ["issues"], "x"), "is a list or a mapping"),
        (lambda: set_value(TEXT, ["issues", 9], "x"), "there is no issues.9"),
        (lambda: set_value("a: &b c", ["a"], "x"), "anchors are not read"),
        (lambda: set_value("", ["a"], "x"), "empty"),
        (lambda: set_value(TEXT, ["title"], "\ud800"), "no character"),
        (lambda: set_key(TEXT, [], "title", "x"), "there already"),
        (lambda: set_key(TEXT, ["title"], "x", "y"), "not a mapping"),
        (lambda: insert_entry(TEXT, ["issues"], 3, "x"), "there is no place 3"),
        (lambda: append_entry(TEXT, ["title"], "x"), "not a list"),
        (lambda: delete_entry(TEXT, ["title"]), "not an entry of a list"),
        (lambda: delete_entry(TEXT, ["issues", 5]), "there is no issues.5"),
    ],
)
def test_edits_that_are_refused(edit: Any, message: str) -> None:
    with pytest.raises(WriteError, match=message):
        edit()


# ------------------------------------------------------------------------------------------------------- random edits

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=0, max_size=12)
plain = st.text("abcXYZ 019-_.", min_size=1, max_size=8).map(str.strip).filter(bool)
values: st.SearchStrategy[Any] = st.recursive(
    words, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain, inner, max_size=3), max_leaves=6
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """YAML as people write it: comments, blank lines, several styles, both kinds of line ends."""
    lines: list[str] = []
    for number in range(draw(st.integers(1, 4))):
        lines += draw(st.lists(st.sampled_from(["", "# a comment: with colon", "   # indented"]), max_size=2))
        comment = draw(st.sampled_from(["", "  # why", " #"]))
        word = draw(plain).replace(": ", "").rstrip(".-")
        lines += draw(
            st.sampled_from(
                [
                    [f"k{number}: '{word}'{comment}"],
                    [f'k{number}: "{word}"{comment}'],
                    [f"k{number}:  [a{comment and ','}, {{b: c, d: e}}]".replace(",,", ",")],
                    [f"k{number}:{comment}", "  - id: a", "    title: t", "", "  # between", f"  - id: b{comment}"],
                    [f"k{number}:", "- x", f"- y{comment}", "-   z"],
                    [f"k{number}: >-{comment}", "  folded", "  text"],
                    [f"k{number}: |", "  literal", "", "  text", ""],
                    [f"k{number}:{comment}"],
                    [f"k{number}: plain text", "  goes on"],
                ]
            )
        )
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return draw(st.sampled_from(["", "\ufeff"])) + newline.join(lines) + draw(st.sampled_from(["", newline]))


def paths(node: Node, at: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Node]]:
    found: list[tuple[tuple[str | int, ...], Node]] = [(at, node)]
    if isinstance(node, Mapped):
        for key, (_, value) in node.entries.items():
            found += paths(value, (*at, key))
    elif isinstance(node, Sequenced):
        for place, item in enumerate(node.items):
            found += paths(item, (*at, place))
    return found


def comments(text: str) -> list[str]:
    return [line.partition("#")[2] for line in text.splitlines() if "#" in line]


@given(documents(), words, st.data())
@settings(max_examples=300, deadline=None)
def test_setting_any_scalar_changes_nothing_outside_it(text: str, value: str, draws: st.DataObject) -> None:
    root = read_yaml(text)
    assert root is not None
    scalars = [(path, node) for path, node in paths(root) if isinstance(node, Scalar)]
    assume(scalars)
    path, node = draws.draw(st.sampled_from(scalars))
    written = set_value(text, path, value)
    start, end = node.start.index, node.end.index
    assert written.startswith(text[:start])
    kept = text[end:] if node.style not in {"|", ">"} else text[start + len(text[start:end].rstrip()) :]
    assert written.endswith(kept)
    expected = data(text)
    holder = expected
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    assert data(written) == expected


@given(documents(), values, st.data())
@settings(max_examples=300, deadline=None)
def test_inserting_and_deleting_are_each_others_undoing(text: str, value: Any, draws: st.DataObject) -> None:
    root = read_yaml(text)
    assert root is not None
    lists = [(path, node) for path, node in paths(root) if isinstance(node, Sequenced)]
    assume(lists)
    path, node = draws.draw(st.sampled_from(lists))
    place = draws.draw(st.integers(0, len(node.items)))
    written = insert_entry(text, path, place, value)
    cut, _ = changed_span(text, written)
    assert not cut, "inserting takes nothing away"
    again = delete_entry(written, (*path, place))
    assert data(again) == data(text)
    assert comments(again) == comments(text)


@given(documents(), st.data())
@settings(max_examples=200, deadline=None)
def test_deleting_leaves_all_the_rest(text: str, draws: st.DataObject) -> None:
    root = read_yaml(text)
    assert root is not None
    entries = [path for path, _ in paths(root) if path and isinstance(path[-1], int)]
    assume(entries)
    path = draws.draw(st.sampled_from(entries))
    written = delete_entry(text, path)
    cut, put = changed_span(text, written)
    assert put.strip() in {"", "[]"}
    assert len(written) == len(text) - len(cut) + len(put)


# ---------------------------------------------------------------------------------------------------------------- CSV

LEDGER = 'id,holder,"note"\r\na,NORTH,"two\nlines, and ""quotes"""\r\n\r\nb,SOUTH,\r\n'


def rows(text: str) -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True) if row]


def test_cells_keep_their_quotes_and_the_file_its_line_ends() -> None:
    assert set_cell(LEDGER, "a", "note", "x") == LEDGER.replace('"two\nlines, and ""quotes"""', '"x"')
    assert set_cell(LEDGER, "b", "holder", "NORTH") == LEDGER.replace("SOUTH", "NORTH")
    assert set_cell(LEDGER, "b", "note", 'a "b", c') == LEDGER.replace("SOUTH,", 'SOUTH,"a ""b"", c"')
    assert set_cell("\ufeff" + LEDGER, "b", "id", "c") == "\ufeff" + LEDGER.replace("b,", "c,")
    assert append_row(LEDGER, {"id": "c", "note": "x, y"}) == LEDGER + 'c,,"x, y"\r\n'
    assert append_row("id,x\na,1", {"id": "b"}) == "id,x\na,1\nb,\n"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda: set_cell(LEDGER, "c", "note", "x"), "no rows have the id c"),
        (lambda: set_cell(LEDGER + "a,,\r\n", "a", "note", "x"), "2 rows have the id a"),
        (lambda: set_cell(LEDGER, "a", "nota", "x"), "did you mean note"),
        (lambda: append_row(LEDGER, {"id": "a"}), "is taken"),
        (lambda: append_row(LEDGER, {"holdr": "a"}), "did you mean holder"),
        (lambda: append_row("", {"id": "a"}), "no header"),
        (lambda: set_cell('id,x\na,"b"c\n', "a", "x", "d"), "line 2 is not well formed"),
    ],
)
def test_rows_that_are_refused(edit: Any, message: str) -> None:
    with pytest.raises(WriteError, match=message):
        edit()


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\0\ufeff"), max_size=6)


@given(
    st.lists(st.tuples(cells, cells), min_size=1, max_size=5),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["\n", "\r\n"]),
    cells,
    st.data(),
)
@settings(deadline=None)
def test_setting_a_cell_changes_that_cell(
    table: list[tuple[str, str]], quoting: Any, newline: str, value: str, draws: st.DataObject
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=quoting, lineterminator=newline)
    writer.writerow(["id", "x", "y"])
    writer.writerows([f"r{number}", *pair] for number, pair in enumerate(table))
    text = out.getvalue()
    place = draws.draw(st.integers(0, len(table) - 1))
    column = draws.draw(st.sampled_from([1, 2]))
    written = set_cell(text, f"r{place}", "xy"[column - 1], value)
    expected = rows(text)
    expected[place + 1][column] = value
    assert rows(written) == expected
    assert rows(append_row(text, {"id": "new", "x": value})) == [*rows(text), ["new", value, ""]]
    cut, put = changed_span(text, written)
    assert len(put) <= 2 * len(value) + 4
    assert len(cut) <= 2 * len(table[place][column - 1]) + 4


# ------------------------------------------------------------------------------------------------------- whole files


def test_writing_keeps_permissions_and_leaves_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    write_atomic(link, b"new\r\n")
    assert path.read_bytes() == b"new\r\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["case.yaml", "link.yaml"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError("the disk is full")])
def test_an_interruption_leaves_the_old_file_and_nothing_else(
    stop: BaseException | type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"old")

    def interrupted(_handle: int) -> None:
        raise stop

    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt if stop is KeyboardInterrupt else WriteError):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["case.yaml"]


def test_writing_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="No such file"):
        write_atomic(tmp_path / "nowhere" / "case.yaml", b"")

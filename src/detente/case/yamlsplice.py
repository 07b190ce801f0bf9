"""Edits of YAML that touch only the edited piece: comments, blank lines, quotes and line ends elsewhere stay.

Each edit is read back and must give exactly the change that was asked for, or WriteError is raised.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from detente.case.splicing import Splice, after_line, line_end, line_start, newline_of
from detente.case.yamlfile import Mapped, Node, Scalar, Sequenced, YamlError, read_yaml, to_data
from detente.case.yamltext import Value, block, flow, indented, scalar_forms
from detente.errors import WriteError, nearest

Path = Sequence[str | int]


def set_value(text: str, path: Path, value: str) -> str:
    """The text with the scalar at `path` replaced, in the style that it had where that can hold the new value.

    Raises WriteError where there is no scalar, or no way to write the value.
    """
    root = _root(text)
    node = find(root, path)
    if not isinstance(node, Scalar):
        raise WriteError(f"{show(path)} is a list or a mapping; edit its entries")
    start, end = node.start.index, content_end(text, node)
    gap = " " if start == end and start and text[start - 1] in ":-" else ""
    forms = scalar_forms(value, node.style if node.style in {"'", '"'} else "")
    return _first(text, (Splice(start, end, gap + form) for form in forms), _changed(root, path, _setting(value)), path)


def set_key(text: str, path: Path, key: str, value: Value) -> str:
    """The text with one more key, the last, in the mapping at `path`. Raises WriteError if the key is there."""
    root = _root(text)
    node = find(root, path)
    if not isinstance(node, Mapped):
        raise WriteError(f"{show(path)} is not a mapping")
    if key in node.entries:
        raise WriteError(f"{show([*path, key])} is there already")
    intended = _changed(root, [*path, key], lambda parent, step: parent.__setitem__(step, _plain(value)))
    lines = block({key: value})
    return _first(text, [_behind(text, node, f"{flow(key)}: {flow(value)}", lines)], intended, path)


def insert_entry(text: str, path: Path, index: int, value: Value) -> str:
    """The text with one more entry in the list at `path`, before the entry `index` (behind all if it is their number).

    Raises WriteError where there is no such list or place.
    """
    root = _root(text)
    node = find(root, path)
    if not isinstance(node, Sequenced):
        raise WriteError(f"{show(path)} is not a list")
    if not 0 <= index <= len(node.items):
        raise WriteError(f"{show(path)} has {len(node.items)} entries; there is no place {index}")
    intended = _changed(root, [*path, index], lambda parent, step: parent.insert(step, _plain(value)))
    return _first(text, [_insertion(text, node, index, value)], intended, path)


def append_entry(text: str, path: Path, value: Value) -> str:
    """The text with one more entry at the end of the list at `path`. Raises WriteError where there is no list."""
    node = find(_root(text), path)
    count = len(node.items) if isinstance(node, Sequenced) else 0
    return insert_entry(text, path, count, value)


def delete_entry(text: str, path: Path) -> str:
    """The text without the list entry at `path`; other entries keep their comments. Raises WriteError if it is none."""
    root = _root(text)
    if not path or not isinstance(path[-1], int):
        raise WriteError(f"{show(path)} is not an entry of a list")
    find(root, path)
    parent = find(root, path[:-1])
    if not isinstance(parent, Sequenced):
        raise WriteError(f"{show(path[:-1])} is not a list")
    intended = _changed(root, path, lambda holder, step: holder.pop(step))
    return _first(text, _deletions(text, parent, path[-1]), intended, path)


# ------------------------------------------------------------------------------------------------------------- places


def find(root: Node, path: Path) -> Node:
    """The node at `path`. Raises WriteError, with the nearest key, where there is none."""
    node = root
    for taken, step in enumerate(path):
        if isinstance(node, Mapped) and step in node.entries:
            node = node.entries[str(step)][1]
        elif isinstance(node, Sequenced) and isinstance(step, int) and 0 <= step < len(node.items):
            node = node.items[step]
        else:
            near = nearest(str(step), node.entries) if isinstance(node, Mapped) else ""
            hint = f"; did you mean {near}?" if near else ""
            raise WriteError(f"there is no {show(path[: taken + 1])}{hint}")
    return node


def show(path: Path) -> str:
    """A path as a message shows it."""
    return ".".join(str(step) for step in path) or "the file"


def content_end(text: str, node: Node) -> int:
    """Where what was written for a node ends: before comments and blank lines that its end mark may lie behind."""
    while not isinstance(node, Scalar) and not node.flow:
        last = node.items if isinstance(node, Sequenced) else [value for _, value in node.entries.values()]
        node = last[-1]  # a block collection is never empty
    start, end = node.start.index, node.end.index
    if isinstance(node, Scalar) and node.style in {"|", ">"}:
        return start + len(text[start:end].rstrip())
    return end


def _dash(text: str, node: Sequenced, index: int) -> int:
    """Where the dash of a block list's entry is."""
    if index == 0:
        return node.start.index
    column = node.start.column - 1
    at = line_start(text, node.items[index].start.index)
    while at > node.start.index and text[at : at + column + 1].strip(" ") != "-":
        at = line_start(text, at - 1)
    return at + column


# -------------------------------------------------------------------------------------------------------------- edits


def _insertion(text: str, node: Sequenced, index: int, value: Value) -> Splice:
    if node.flow:
        if index < len(node.items):
            at = node.items[index].start.index
            return Splice(at, at, flow(value) + ", ")
        return _behind(text, node, flow(value), [])
    lines = block([value])
    if index:
        shorter = Sequenced(node.flow, node.start, node.end, node.items[:index])
        return _behind(text, shorter, "", lines)
    pad, at = " " * (node.start.column - 1), node.start.index
    newline = newline_of(text)
    return Splice(at, at, newline.join([lines[0], *(pad + line for line in lines[1:])]) + newline + pad)


def _behind(text: str, node: Sequenced | Mapped, inline: str, lines: list[str]) -> Splice:
    """Put an entry behind the last one of a collection."""
    last = node.items if isinstance(node, Sequenced) else [value for _, value in node.entries.values()]
    if node.flow:
        at = last[-1].end.index if last else node.start.index + 1
        return Splice(at, at, (", " if last else "") + inline)
    at = line_end(text, content_end(text, last[-1]))
    newline = newline_of(text)
    return Splice(at, at, "".join(newline + line for line in indented(lines, node.start.column - 1)))


def _deletions(text: str, node: Sequenced, index: int) -> list[Splice]:
    item, count = node.items[index], len(node.items)
    if node.flow:
        return _flow_deletions(text, node, index)
    start, end = _dash(text, node, index), content_end(text, item)
    if count == 1:
        return [Splice(start, end, "[]"), Splice(start, end, "  []")]
    begins = line_start(text, start)
    if text[begins:start].strip(" "):  # `- - a`: the dash shares its line with another
        return [Splice(start, _dash(text, node, index + 1), "")] if index + 1 < count else []
    return [Splice(begins, after_line(text, end), "")]


def _flow_deletions(text: str, node: Sequenced, index: int) -> list[Splice]:
    item, count = node.items[index], len(node.items)
    start, end = item.start.index, item.end.index
    if index + 1 < count:
        return [Splice(start, node.items[index + 1].start.index, "")]
    edits = []
    if index:
        before = node.items[index - 1].end.index
        if not text[before:start].replace(",", "", 1).strip():
            edits.append(Splice(before, end, ""))
    behind = text[end : node.end.index]
    comma = len(behind) - len(behind.lstrip()) + 1 if behind.lstrip().startswith(",") else 0
    return [*edits, Splice(start, end, ""), Splice(start, end + comma, "")]


# ------------------------------------------------------------------------------------------------------- verification


def _root(text: str) -> Node:
    try:
        root = read_yaml(text)
    except YamlError as error:
        raise WriteError(f"the file cannot be edited: {error.findings[0]}") from None
    if root is None:
        raise WriteError("the file is empty")
    return root


def _setting(value: str) -> Callable[[Any, Any], None]:
    return lambda parent, step: parent.__setitem__(step, value)


def _plain(value: Value) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return [_plain(inner) for inner in value]
    return {key: _plain(inner) for key, inner in value.items()}


def _changed(root: Node, path: Path, change: Callable[[Any, Any], object]) -> Any:
    """The data that the edited text must give."""
    if not path:
        raise WriteError("the whole file cannot be replaced")
    data = copy.deepcopy(to_data(root))
    holder = data
    for step in path[:-1]:
        holder = holder[step]
    change(holder, path[-1])
    return data


def _first(text: str, edits: Iterable[Splice], intended: Any, path: Path) -> str:
    """The first edit that reads back as intended."""
    for edit in edits:
        written = edit.apply(text)
        try:
            root = read_yaml(written)
        except YamlError:
            continue
        if root is not None and to_data(root) == intended:
            return written
    raise WriteError(f"{show(path)} could not be written without changing something else")

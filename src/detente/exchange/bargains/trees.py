"""JSON and YAML from outside as one tree: numbers as written, keys once, nothing expanded, lines where known."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.case.names import shorten
from detente.case.yamlfile import Node, Scalar, Sequenced, YamlError, line_of, read_yaml
from detente.errors import FormatError
from detente.exchange.bargains.numbers import LONG, exact, looks_rounded
from detente.exchange.outside import read_text, refuse

MOST_JSON = 20_000_000
MOST_YAML = 300_000
"""Bytes; the YAML reader takes some seconds for so many."""
MOST_DEPTH = 60


class Number(str):
    """A number as it was written."""


@dataclass(frozen=True)
class Tree:
    """A file's data: mappings, lists, texts, Numbers, true, false and None."""

    file: str
    data: Any
    node: Node | None = None

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return Path(self.file).stem

    def line(self, *path: str | int) -> int:
        """The line of what a path leads to; 0 where lines are not known."""
        return line_of(self.node, path) if self.node is not None else 0


def read_tree(path: Path) -> Tree:
    """A JSON or YAML file. Raises FormatError where it is neither, or more than a domain can be."""
    text = read_text(path, MOST_JSON)
    return json_tree(path, text) if text.lstrip()[:1] in ("{", "[") else yaml_tree(path, text)


def json_tree(path: Path, text: str) -> Tree:
    """The tree of a text in JSON. Raises FormatError."""
    try:
        data = json.loads(text, parse_float=Number, parse_int=Number, parse_constant=Number, object_pairs_hook=_once)
    except RecursionError:
        raise refuse(path, "the file is nested too deep", f"at most {MOST_DEPTH} levels") from None
    except json.JSONDecodeError as error:
        raise refuse(path, "the file is no JSON", "JSON", error.msg, error.lineno) from None
    except ValueError as error:
        raise refuse(path, "the file is no JSON", "JSON", str(error)) from None
    if _deep(data):
        raise refuse(path, "the file is nested too deep", f"at most {MOST_DEPTH} levels")
    return Tree(str(path), data)


def yaml_tree(path: Path, text: str) -> Tree:
    """The tree of a text in YAML: without aliases, anchors and tags. Raises FormatError."""
    if len(text) > MOST_YAML:
        raise refuse(path, "the file is too large", f"YAML of at most {MOST_YAML:,} characters", f"{len(text):,}")
    try:
        node = read_yaml(text, str(path))
    except YamlError as error:
        raise FormatError(error.findings) from None
    return Tree(str(path), None if node is None else _plain(node), node)


def long_notes(trees: Sequence[Tree]) -> Iterator[str]:
    """A note on each file with numbers as long as rounded ones: what was equal may not be any more."""
    for tree in trees:
        level = [tree.data]
        while level:
            if any(isinstance(one, Number) and looks_rounded(one) for one in level):
                yield LONG.format(Path(tree.file).name)
                break
            some = (one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list))
            level = [inner for one in some for inner in one]


def written(data: Any) -> str:
    """A tree as JSON, Numbers as they stand.

    >>> written({"a": [Number("0.10"), "b"]})
    '{"a": [0.10, "b"]}'
    """
    if isinstance(data, Number):
        return str(data)
    if isinstance(data, dict):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {written(v)}" for k, v in data.items()) + "}"
    if isinstance(data, list | tuple):
        return "[" + ", ".join(map(written, data)) + "]"
    return json.dumps(data, ensure_ascii=False)


def laid_out(data: Any, depth: int = 0) -> str:
    """The same over several lines: what fits on one stays on one."""
    line = written(data)
    if len(line) + 2 * depth <= 100 or not isinstance(data, dict | list | tuple) or not data:
        return line
    pad = "\n" + "  " * (depth + 1)
    if isinstance(data, dict):
        rows = [f"{json.dumps(k, ensure_ascii=False)}: {laid_out(v, depth + 1)}" for k, v in data.items()]
        return "{" + pad + f",{pad}".join(rows) + "\n" + "  " * depth + "}"
    return "[" + pad + f",{pad}".join(laid_out(one, depth + 1) for one in data) + "\n" + "  " * depth + "]"


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the key “{shorten(twice)}” stands there twice")
    return found


def _deep(data: Any) -> bool:
    """Whether anything lies deeper than a domain goes."""
    level = [data]
    for _ in range(MOST_DEPTH):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        if node.blank:
            return None
        number = not node.style and (exact(node.text) is not None or node.text.lower().lstrip("+-") in (".inf", ".nan"))
        return Number(node.text) if number else node.text
    if isinstance(node, Sequenced):
        return [_plain(item) for item in node.items]
    return {key: _plain(value) for key, (_, value) in node.entries.items()}

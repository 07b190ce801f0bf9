"""One YAML file against its pydantic model: every wrong key and value with its line, and what is left without them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from detente.case.names import Problems, shorten
from detente.case.yamlfile import Mapped, Node, Scalar, Sequenced, YamlError, line_of, read_yaml, to_data

M = TypeVar("M", bound=BaseModel)

_STOPGAP: dict[str, Any] = {"title": "?", "date": "0001-01-01"} | {
    section: [] for section in ("issues", "parties", "sources", "proposals", "preferences")
}
"""Stand in for what is missing or wrong at a file's top level, so that the rest can still be checked."""

_TELLING = frozenset(
    {
        "id",
        "kind",
        "ordered",
        "options",
        "option",
        "status_quo",
        "terms",
        "choose",
        "of",
        "given",
        "stance",
        "firmness",
        "on",
    }
    | {
        "by",
        "members",
        "parties",
        "means",
        "require",
        "begin",
        "end",
        "span_sha256",
        "needs",
        "agenda",
        "citation",
        "required",
    }
)
"""Keys on which other checks rest: where one is wrong its whole entry is left out of them, lest one slip bring ten."""


@dataclass(frozen=True)
class Document(Generic[M]):
    """A file that was read: its tree, and what the model makes of its sound entries.

    `kept` gives, section by section, the place in the file of each entry of the model.
    """

    file: str
    root: Mapped
    model: M
    kept: dict[str, list[int]] = field(default_factory=dict)

    def line(self, *path: str | int) -> int:
        """The line of what the path leads to."""
        return line_of(self.root, path)

    def keys(self, *path: str | int) -> list[str]:
        """The keys as written of the mapping that the path leads to; none where there is no mapping."""
        node, taken = _follow(self.root, list(path))
        return list(node.entries) if isinstance(node, Mapped) and taken == len(path) else []

    def entries(self, section: str) -> Iterator[tuple[int, Any]]:
        """The sound entries of a section, each with its place in the file."""
        found = getattr(self.model, section) or ()
        return zip(self.kept.get(section, range(len(found))), found, strict=True)

    def raw(self, section: str) -> list[Node]:
        """All entries of a section as they were written, sound or not."""
        return raw_list(self.root, section)


def raw_list(node: Node, key: str) -> list[Node]:
    """The entries of a list as written; none where there is no list."""
    if isinstance(node, Mapped) and key in node.entries:
        found = node.entries[key][1]
        return found.items if isinstance(found, Sequenced) else []
    return []


def raw_text(node: Node, key: str) -> str:
    """A text as written, "" where there is none."""
    if isinstance(node, Mapped) and key in node.entries:
        found = node.entries[key][1]
        return found.text if isinstance(found, Scalar) else ""
    return ""


def read_document(file: str, text: str, model: type[M], problems: Problems) -> Document[M] | None:
    """The file's entries; None, and complaints, where it is no YAML or no mapping."""
    try:
        root = read_yaml(text, file)
    except YamlError as error:
        problems.extend(error.findings)
        return None
    keys = ", ".join(_keys(model))
    if root is None or (isinstance(root, Scalar) and root.blank):
        problems.add(file, 0, "the file is empty", expected=f"a mapping with {keys}", got="nothing")
        return None
    if not isinstance(root, Mapped):
        got = "a list" if isinstance(root, Sequenced) else "a text"
        problems.add(file, root.start.line, "the file is not a mapping", expected=f"a mapping with {keys}", got=got)
        return None
    return _Shaper(file, root, model, problems).shape()


def _keys(model: type[BaseModel]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items()]


class _Shaper(Generic[M]):
    def __init__(self, file: str, root: Mapped, model: type[M], problems: Problems) -> None:
        self.file, self.root, self.model, self.problems = file, root, model, problems
        self.data: dict[str, Any] = to_data(root)
        self.kept = {key: list(range(len(value))) for key, value in self.data.items() if isinstance(value, list)}

    def shape(self) -> Document[M]:
        for key, node in blanks(self.root):
            message = f"nothing is written for “{shorten(key)}”" if key else "nothing is written here"
            self.problems.add(self.file, node.start.line, message, expected="a value, or not the key", got="nothing")
        try:
            model = self.model.model_validate(self.data)
        except ValidationError as error:
            faults = error.errors(include_url=False)
            for fault in faults:
                self._report(fault)
            model = self._rest(faults)
        return Document(self.file, self.root, model, self.kept)

    # ------------------------------------------------------------------------------------------- what to say

    def _report(self, fault: Any) -> None:
        path = [step for step in fault["loc"] if step != "[key]"]
        node, depth = _follow(self.root, path)
        line = line_of(self.root, path)
        if fault["type"] == "missing":
            message = f"the key “{path[-1]}” is missing in {self._entry(path[:-1])}"
            self.problems.add(self.file, line, message, expected=str(path[-1]))
        elif fault["type"] == "extra_forbidden":
            self._unknown_key(path, line)
        elif not (isinstance(node, Scalar) and node.blank):  # blanks are reported already
            expected = _expected(fault)
            came = _got(node) if depth == len(path) else shorten(str(fault["input"]))
            got = (fault.get("ctx") or {}).get("came") or came
            message = f"{self._place(path)} is not as it must be"
            words = expected.removeprefix("one of ").split(", ") if expected.startswith("one of ") else []
            near = self.problems.nearest(got, words) if words else ""
            self.problems.add(self.file, line, message, expected=expected, got=got, near=near)

    def _place(self, path: list[str | int]) -> str:
        """Which value a path means, in words: the last key, and the entry that it is in."""
        keys = [place for place, step in enumerate(path) if isinstance(step, str)]
        if not keys or keys[-1] == 0:
            return f"“{path[0]}”" if keys else "the file"
        return f"“{path[keys[-1]]}” in {self._entry(path[: keys[-1]])}"

    def _entry(self, path: list[str | int]) -> str:
        if not path:
            return self.file
        node = _follow(self.root, path)[0]
        named = raw_text(node, "id") or raw_text(node, "of")
        place = ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
        return f"{place} ({named})" if named else place

    def _unknown_key(self, path: list[str | int], line: int) -> None:
        known = self._known_keys(path[:-1])
        near = self.problems.nearest(str(path[-1]), known)
        message = f"the key “{shorten(str(path[-1]))}” is unknown in {self._entry(path[:-1])}"
        self.problems.add(
            self.file, line, message, expected=f"one of {', '.join(known)}", got=shorten(str(path[-1])), near=near
        )

    def _known_keys(self, path: list[str | int]) -> list[str]:
        model: type[BaseModel] | None = self.model
        for step in path:
            if isinstance(step, str) and model is not None:
                model = _inner_model(model, step)
        return _keys(model) if model is not None else []

    # ------------------------------------------------------------------------------------------ what is left

    def _rest(self, faults: list[Any]) -> M:
        """The model of what is sound. Its gaps never count as faults again."""
        for fault in faults:
            self._leave_out(fault)
        for key, kept in self.kept.items():
            if isinstance(self.data.get(key), list):
                self.data[key] = [self.data[key][place] for place in kept]
        for _ in range(2):  # what was dropped may have been needed: then its whole entry goes
            try:
                return self.model.model_validate(self.data)
            except ValidationError as error:
                self._without_entries(error.errors(include_url=False))
        try:
            return self.model.model_validate(self.data)
        except ValidationError:
            needed = {name: _STOPGAP[name] for name in _STOPGAP if name in self.model.model_fields}
            self.kept = {}
            return self.model.model_validate(needed)

    def _without_entries(self, faults: list[Any]) -> None:
        spoilt = {(path[0], path[1]) for path in (fault["loc"] for fault in faults) if len(path) > 1}
        for key, kept in self.kept.items():
            if isinstance(self.data.get(key), list):
                left = [place for place in range(len(kept)) if (key, place) not in spoilt]
                self.data[key] = [self.data[key][place] for place in left]
                self.kept[key] = [kept[place] for place in left]

    def _leave_out(self, fault: Any) -> None:
        path = [step for step in fault["loc"] if step != "[key]"]
        if not path:
            return
        top, last = str(path[0]), path[-1]
        if len(path) > 1 and isinstance(path[1], int) and top in self.kept:
            if not self._dispensable(fault, path) and path[1] in self.kept[top]:
                self.kept[top].remove(path[1])
            elif self._dispensable(fault, path):
                _drop(self.data, path)
        elif len(path) == 1 and last in _STOPGAP:
            self.data[top] = _STOPGAP[top]
            self.kept[top] = []
        else:
            self.data.pop(top, None)
            self.kept.pop(top, None)

    def _dispensable(self, fault: Any, path: list[str | int]) -> bool:
        if fault["type"] == "missing" or not isinstance(path[-1], str) or fault["loc"][-1] == "[key]":
            return False
        if fault["type"] == "extra_forbidden":
            return self.problems.nearest(path[-1], self._known_keys(path[:-1])) not in _TELLING
        return not _TELLING & {step for step in path if isinstance(step, str)}


def _drop(data: Any, path: list[str | int]) -> None:
    for step in path[:-1]:
        inside = (isinstance(data, dict) and step in data) or (isinstance(data, list) and isinstance(step, int))
        data = data[step] if inside else None
    if isinstance(data, dict):
        data.pop(path[-1], None)


def _follow(node: Node, path: list[str | int]) -> tuple[Node, int]:
    """The node that the path leads to, and how many of its steps could be taken."""
    for taken, step in enumerate(path):
        if isinstance(node, Mapped) and step in node.entries:
            node = node.entries[str(step)][1]
        elif isinstance(node, Sequenced) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return node, taken
    return node, len(path)


def blanks(root: Node) -> Iterator[tuple[str, Scalar]]:
    """Every place where a value should be and nothing is, with its key."""
    stack: list[tuple[str, Node]] = [("", root)]
    while stack:
        key, node = stack.pop()
        if isinstance(node, Sequenced):
            stack.extend((key, item) for item in reversed(node.items))
        elif isinstance(node, Mapped):
            stack.extend((name, value) for name, (_, value) in reversed(node.entries.items()))
        elif node.blank:
            yield key, node


def _got(node: Node) -> str:
    match node:
        case Scalar():
            return shorten(node.text) if node.text else "an empty text"
        case Sequenced():
            return f"a list of {len(node.items)}" if node.items else "an empty list"
        case Mapped():
            return f"a mapping with {shorten(', '.join(node.entries))}" if node.entries else "an empty mapping"


def _expected(fault: Any) -> str:
    kinds = {
        "tuple_type": "a list: [a, b]",
        "model_type": "a mapping: key and value",
        "dict_type": "a mapping: key and value",
    }
    return str((fault.get("ctx") or {}).get("expected") or kinds.get(fault["type"], fault["msg"]))


def _inner_model(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    """The model of the entries under a key."""
    from typing import get_args

    for name, info in model.model_fields.items():
        if key in {name, info.alias}:
            stack: list[Any] = [info.annotation]
            while stack:
                kind = stack.pop()
                if isinstance(kind, type) and issubclass(kind, BaseModel):
                    return kind
                stack.extend(get_args(kind))
    return None

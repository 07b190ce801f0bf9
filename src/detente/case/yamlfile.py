"""YAML as a tree of marked text: what was written, and where, with nothing interpreted.

Every scalar stays the text that was written (`NO`, `2021-12-17`, `600000`), so that nothing is lost or guessed. The
tree is built from ruamel's events, not by its constructor: aliases, anchors, tags and duplicate keys are refused before
anything is expanded, and no nesting, however deep, ends in a recursion error.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.errors import Finding

MAX_BYTES = 20_000_000
"""A YAML file of a case is refused above this size; statements, which are many, are in CSV."""

MAX_NESTING = 60
"""Deeper nesting of lists and mappings is refused."""

BOM = "\ufeff"

Path = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the text: `index` counts characters from 0, `line` and `column` from 1."""

    index: int
    line: int
    column: int


@dataclass(slots=True)
class Scalar:
    """A text as it was written, without its quotes. `style` is "" (plain), "'", '"', "|" or ">"."""

    text: str
    style: str
    start: Mark
    end: Mark

    @property
    def blank(self) -> bool:
        """Whether YAML reads this as nothing at all."""
        return not self.style and self.text in {"", "~", "null", "Null", "NULL"}


@dataclass(slots=True)
class Sequenced:
    """A list. `end` of a block list may lie behind comments that follow it."""

    flow: bool
    start: Mark
    end: Mark
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapped:
    """A mapping, in the order written."""

    flow: bool
    start: Mark
    end: Mark
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)


Node = Scalar | Sequenced | Mapped


class YamlError(Exception):
    """A text is not YAML that a case may hold; `findings` says why and where (without the file's name)."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, findings)))


def read_yaml(text: str, file: str = "") -> Node | None:
    """The tree of a text, None where it holds nothing but comments. Raises YamlError with every reason found."""
    builder = _TreeBuilder(file, text)
    try:
        for event in _events(text[builder.shift :]):
            builder.take(event)
    except _Stop:
        pass
    except RecursionError:  # ruamel's own; its scanner does not recurse today
        builder.complain("the YAML is nested too deep", 0)
    if builder.findings:
        raise YamlError(builder.findings)
    return builder.root


def line_of(node: Node, path: Path) -> int:
    """The line of what `path` leads to; of the nearest thing above it where there is nothing."""
    line = node.start.line
    for step in path:
        if isinstance(node, Mapped) and step in node.entries:
            key, node = node.entries[str(step)]
            line = key.start.line if isinstance(node, Mapped | Sequenced) else max(key.start.line, node.start.line)
        elif isinstance(node, Sequenced) and isinstance(step, int) and 0 <= step < len(node.items):
            node = node.items[step]
            line = node.start.line
        else:
            break
    return line


def to_data(node: Node) -> Any:
    """The tree as dictionaries, lists and text; None for nothing."""
    match node:
        case Scalar():
            return None if node.blank else node.text
        case Sequenced():
            return [to_data(item) for item in node.items]
        case Mapped():
            return {key: to_data(value) for key, (_, value) in node.entries.items()}


# ----------------------------------------------------------------------------------------------------------- parsing


class _Stop(Exception):
    pass


def _events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="safe", pure=True)
    try:
        yield from yaml.parse(text)
    except MarkedYAMLError as error:
        unclosed = "end of stream" in (error.problem or "")
        mark = (error.context_mark if unclosed else None) or error.problem_mark or error.context_mark
        yield _Broken(_plain(error.problem or error.context or ""), mark.line + 1 if mark else 0)
    except YAMLError as error:  # a character that YAML does not allow
        position = getattr(error, "position", 0)
        code = getattr(error, "character", 0)
        shown = f"U+{code:04X}" if isinstance(code, int) else repr(code)
        yield _Broken(f"the character {shown} is not allowed in YAML", text.count("\n", 0, position) + 1)
    except (ValueError, OverflowError, IndexError, AttributeError, AssertionError, TypeError) as error:
        # ruamel's scanner meets some malformed texts with these instead of its own errors
        yield _Broken(f"this is not YAML ({error})", 0)


@dataclass(frozen=True, slots=True)
class _Broken:
    message: str
    line: int


def _plain(problem: str) -> str:
    """The parser's words, with what an analyst would do about the usual ones."""
    hints = {
        "could not find expected ':'": "a key without “:”; a text that spans lines needs quotes or “>”",
        "mapping values are not allowed here": "“: ” inside a text, or wrong indentation; put the text in quotes",
        "found character '\\t' that cannot start any token": "a tab; YAML is indented by spaces",
        "while scanning a quoted scalar": "a quoted text that is not closed",
        "found unexpected end of stream": "a quoted text that is not closed",
        "expected <block end>, but found '-'": "wrong indentation of a list",
        "expected <block end>, but found '<block mapping start>'": "wrong indentation",
        "expected <block end>, but found '<scalar>'": "a text behind the end of a quoted text, or wrong indentation",
    }
    for words, hint in hints.items():
        if words in problem:
            return f"this is not YAML: {hint}"
    return f"this is not YAML: {problem.replace('did not find expected', 'expected')}"


class _TreeBuilder:
    """Builds the tree from events without recursing."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text, self.shift = file, text, int(text.startswith(BOM))
        # ruamel counts some characters as line ends that editors, and people, do not
        self.odd = any(character in text for character in "\x85\u2028\u2029")
        self.newlines = [at for at, character in enumerate(text) if character == "\n"] if self.odd else []
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self._open: list[Sequenced | Mapped] = []
        self._keys: list[Scalar | None] = []
        self._documents = 0

    def complain(self, message: str, line: int, **more: str) -> None:
        self.findings.append(Finding(self.file, line, "error", message, **more))

    def take(self, event: Any) -> None:
        name = type(event).__name__
        if name == "_Broken":
            self.complain(event.message, event.line, expected="YAML 1.2")
            raise _Stop
        if name == "DocumentStartEvent":
            self._document(event)
        elif name == "AliasEvent":
            self.complain(
                "aliases are not read", event.start_mark.line + 1, expected="the text itself", got=f"*{event.anchor}"
            )
            self._add(Scalar("alias", "'", self._mark(event.start_mark), self._mark(event.end_mark)))
        elif name == "ScalarEvent":
            self._refuse_marks(event)
            self._add(Scalar(event.value, _style(event), self._mark(event.start_mark), self._mark(event.end_mark)))
        elif name in {"SequenceStartEvent", "MappingStartEvent"}:
            self._begin(event, Sequenced if name == "SequenceStartEvent" else Mapped)
        elif name in {"SequenceEndEvent", "MappingEndEvent"}:
            self._open.pop().end = self._mark(event.end_mark)
            self._keys.pop()

    def _document(self, event: Any) -> None:
        self._documents += 1
        line = event.start_mark.line + 1
        if self._documents > 1:
            self.complain("a file holds one YAML document", line, expected="one document", got="a second “---”")
            raise _Stop
        if event.version not in {None, (1, 2)} or event.tags:
            self.complain("YAML directives are not read", line, expected="YAML 1.2 without directives")

    def _refuse_marks(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.anchor:
            self.complain("anchors are not read", line, expected="plain YAML", got=f"&{event.anchor}")
        if event.tag:
            self.complain("tags are not read", line, expected="plain YAML", got=str(event.tag))

    def _begin(self, event: Any, kind: type[Sequenced | Mapped]) -> None:
        self._refuse_marks(event)
        start = self._mark(event.start_mark)
        if len(self._open) >= MAX_NESTING:
            self.complain("the YAML is nested too deep", start.line, expected=f"at most {MAX_NESTING} levels")
            raise _Stop
        node = kind(bool(event.flow_style), start, start)
        self._add(node)
        self._open.append(node)
        self._keys.append(None)

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Sequenced):
            parent.items.append(node)
        elif self._keys[-1] is None:
            self._keys[-1] = self._key(node)
        else:
            self._entry(parent, self._keys[-1], node)
            self._keys[-1] = None

    def _key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            return node
        self.complain("a key is a word", node.start.line, expected="a key", got="a list or a mapping")
        raise _Stop

    def _entry(self, parent: Mapped, key: Scalar, node: Node) -> None:
        if isinstance(node, Scalar) and not node.text and not node.style:
            self._place_nothing(key, node)
        if key.text not in parent.entries:
            parent.entries[key.text] = (key, node)
            return
        first = parent.entries[key.text][0].start.line
        self.complain(
            f"the key “{key.text}” is given twice", key.start.line, expected=f"it once (it is in line {first})"
        )

    def _place_nothing(self, key: Scalar, node: Scalar) -> None:
        """Where nothing is written, ruamel marks the next thing; the place meant is behind the key's colon."""
        colon = self.text.find(":", key.end.index)
        if 0 <= colon < node.start.index:
            line = key.end.line + self.text.count("\n", key.end.index, colon)
            node.start = node.end = Mark(colon + 1, line, key.end.column + colon - key.end.index + 1)

    def _mark(self, mark: Any) -> Mark:
        index = mark.index + self.shift
        if not self.odd:
            return Mark(index, mark.line + 1, mark.column + 1)
        before = bisect_left(self.newlines, index)
        return Mark(index, before + 1, mark.column + 1)


def _style(event: Any) -> str:
    return str(event.style or "")

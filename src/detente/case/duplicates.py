"""Ids that are given twice, in one list or in a namespace that several lists share."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case.known import Documents
from detente.case.names import Problems
from detente.case.shape import raw_list, raw_text
from detente.case.yamlfile import Node, line_of

Place = tuple[str, str, str, int]  # kind, id, file, line

_OWN = (
    ("case.yaml", "linkages", "linkage"),
    ("case.yaml", "tables", "table"),
    ("sources.yaml", "sources", "source"),
    ("ratification.yaml", "circumstances", "circumstance"),
    ("ratification.yaml", "bodies", "body"),
    ("ratification.yaml", "procedures", "procedure"),
)
_ACTORS = (("parties.yaml", "parties", "party"), ("parties.yaml", "blocs", "bloc"))
_MATTERS = (
    ("case.yaml", "issues", "issue"),
    ("case.yaml", "topics", "topic"),
    ("case.yaml", "conditions", "condition"),
    ("proposals.yaml", "proposals", "proposal"),
)


def report_duplicates(documents: Documents, problems: Problems) -> None:
    """Complain of every id that is given twice where it must be given once."""
    for section in _OWN:
        _report(_places(documents, section), problems)
    _report((place for section in _ACTORS for place in _places(documents, section)), problems)
    _report((place for section in _MATTERS for place in _places(documents, section)), problems)


def matters(documents: Documents) -> dict[str, str]:
    """The ids of the namespace that issues, topics, conditions and proposals share, and what each one is."""
    found: dict[str, str] = {}
    for section in _MATTERS:
        for kind, name, file, line in _places(documents, section):
            found.setdefault(name, f"the {kind} of {file}:{line}")
    return found


def _report(places: Iterator[Place], problems: Problems) -> None:
    first: dict[str, Place] = {}
    for place in places:
        kind, name, file, line = place
        if name not in first:
            first[name] = place
            continue
        was, _, where, at = first[name]
        message = f"the {kind} id {name} is taken"
        problems.add(file, line, message, expected="another id", got=f"{name}, the {was} of {where}:{at}")


def _places(documents: Documents, section: tuple[str, str, str]) -> Iterator[Place]:
    file, key, kind = section
    if file in documents:
        for node in documents[file].raw(key):
            yield from _place(node, file, kind)


def _place(node: Node, file: str, kind: str) -> Iterator[Place]:
    stack = [(node, kind)]
    while stack:
        found, what = stack.pop()
        if raw_text(found, "id"):
            yield what, raw_text(found, "id"), file, line_of(found, ("id",))
        if kind == "proposal":
            stack.extend((branch, "branch") for branch in reversed(raw_list(found, "of")))

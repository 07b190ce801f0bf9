"""Building and reading the elements that codebook and project share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from detente.exchange.refi.codes import Code

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
ORIGIN = "Détente"

_BAD = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """A text with what XML cannot hold replaced by the mark of a character that could not be shown."""
    return _BAD.sub("\ufffd", text)


def unclean(*texts: str) -> int:
    """How many characters XML cannot hold."""
    return sum(len(_BAD.findall(text)) for text in texts)


def add(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    """A new element under another, in the same namespace."""
    from lxml import etree

    namespace = etree.QName(parent).namespace
    element = etree.SubElement(
        parent, f"{{{namespace}}}{tag}", {key: clean(value) for key, value in attributes.items()}
    )
    if text is not None:
        element.text = clean(text)
    return element


def root(namespace: str, tag: str, **attributes: str) -> Any:
    """The element at the top."""
    from lxml import etree

    return etree.Element(f"{{{namespace}}}{tag}", {k: clean(v) for k, v in attributes.items()}, nsmap={None: namespace})


def to_bytes(element: Any) -> bytes:
    """The document."""
    from lxml import etree

    return bytes(etree.tostring(element, xml_declaration=True, encoding="utf-8", pretty_print=True))


def add_codes(parent: Any, codes: Iterable[Code]) -> None:
    """The tree of codes under an element."""
    for code in codes:
        element = add(parent, "Code", guid=code.guid, name=code.name, isCodable="true" if code.codable else "false")
        add(element, "Description", code.description)
        add_codes(element, code.below)


def local(element: Any) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Any, *tags: str) -> Iterator[Any]:
    """The elements below with one of these names, whatever their namespace."""
    return (child for child in element if isinstance(child.tag, str) and local(child) in tags)


def child(element: Any, tag: str) -> Any:
    """The first element below of that name, None where there is none."""
    return next(children(element, tag), None)


def inside(element: Any, tag: str, *tags: str) -> Iterator[Any]:
    """The elements of these names in the first element below of that name."""
    found = child(element, tag)
    return iter(()) if found is None else children(found, *tags)


def text_of(element: Any, tag: str) -> str:
    """The text of the first element below of that name, "" where there is none."""
    found = child(element, tag) if element is not None else None
    return "" if found is None else found.text or ""

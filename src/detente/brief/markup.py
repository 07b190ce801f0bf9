"""Elements of a page, escaped by construction: what is not `Html` is text, and text is escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import TypeAlias


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


Content: TypeAlias = "str | int | Iterable[Content] | None"
"""What may stand in an element: markup, text, numbers, nothing, or many of these."""

_VOID = frozenset({"br", "hr", "img", "meta", "link", "path", "circle", "rect", "line"})


def text(content: Content) -> Html:
    """Content as markup.

    >>> text(["a < b", Html("<br>"), None, 3])
    'a &lt; b<br>3'
    """
    if content is None:
        return Html("")
    if isinstance(content, Html):
        return content
    if isinstance(content, str):
        return Html(html.escape(content, quote=True))
    if isinstance(content, int):
        return Html(str(content))
    return Html("".join(text(part) for part in content))


def el(name: str, /, *content: Content, **attributes: str | float | bool | None) -> Html:
    """An element. `class_` is `class`, `aria_label` is `aria-label`; None and False leave an attribute out.

    >>> el("a", "R&D", href="#x", hidden=True, title=None)
    '<a href="#x" hidden>R&amp;D</a>'
    """
    written = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{html.escape(str(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID and not content:
        return Html(f"<{name}{written}/>" if name in ("path", "circle", "rect", "line") else f"<{name}{written}>")
    return Html(f"<{name}{written}>{text(content)}</{name}>")


def _name(key: str) -> str:
    return key if key == "viewBox" else key.rstrip("_").replace("_", "-")


def joined(parts: Iterable[Content], between: Content = " ") -> Html:
    """Parts with something between them."""
    return Html(text(between).join(text(part) for part in parts))


def plain(markup: str) -> str:
    """The text of markup, as a reader hears it; what is hidden by class `id` (bare identifiers) stays in.

    >>> plain("<b>a</b> &lt; b")
    'a < b'
    """
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", markup))).strip()


def anchor(prefix: str, name: str) -> str:
    """An id for any name, one to one.

    >>> anchor("s", "RU-2024#1")
    's-RU-2024_23_1'
    """
    return f"{prefix}-" + re.sub(r"[^A-Za-z0-9.-]", lambda found: f"_{ord(found.group()):x}_", name)


def scrolling(label: str, *content: Content, class_: str = "") -> Html:
    """A box of its own for what is wider than a narrow screen, reachable by keyboard."""
    return el("div", *content, class_=f"scroll {class_}".strip(), tabindex=0, role="region", aria_label=label)


def folded(summary: Content, *content: Content, opened: bool = False, id_: str | None = None) -> Html:
    """What opens on demand, and always in print."""
    return el("details", el("summary", summary), *content, open=opened, id=id_)


def table(caption: Content, head: Iterable[Content], rows: Iterable[Iterable[Content]], class_: str = "") -> Html:
    """A table whose first column heads its rows. Cells that are elements `td` or `th` already stay as they are."""
    heads = [cell if _is_cell(cell) else el("th", cell, scope="col") for cell in head]
    body = [el("tr", [_cell(cell, first=number == 0) for number, cell in enumerate(row)]) for row in rows]
    return el(
        "table",
        el("caption", caption) if caption else None,
        el("thead", el("tr", heads)),
        el("tbody", body),
        class_=class_ or None,
    )


def _is_cell(cell: Content) -> bool:
    return isinstance(cell, Html) and cell.startswith(("<td", "<th"))


def _cell(cell: Content, *, first: bool) -> Content:
    if _is_cell(cell):
        return cell
    return el("th", cell, scope="row") if first else el("td", cell)

"""The visible text of a page, and where in it each block and each part that says what it is begins and ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

_SPACE = re.compile(r"[ \t\r\n\f\u200b]+")
_HIDDEN_TAGS = """script style noscript template head iframe object embed svg math canvas audio video source track
select datalist input button textarea meta link base param area map dialog"""
_APART_TAGS = "p h1 h2 h3 h4 h5 h6 blockquote ul ol dl pre table figure section article header footer"
_BLOCK_TAGS = """address aside body caption center dd details div dt fieldset figcaption form hr html legend li main
menu nav summary tbody tfoot thead tr"""
_HIDDEN = frozenset(_HIDDEN_TAGS.split())
_APART = frozenset(_APART_TAGS.split())
_BLOCK = _APART | frozenset(_BLOCK_TAGS.split())
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_TAGS = {"nav": "menu", "aside": "sidebar", "footer": "footer", "form": "form", "menu": "menu"}
_ROLES = {
    "navigation": "menu",
    "menu": "menu",
    "menubar": "menu",
    "search": "form",
    "contentinfo": "footer",
    "complementary": "sidebar",
    "banner": "page header",
}
_NAMED = tuple(
    (reason, re.compile(rf"(?:^|[\s_-])(?:{words})(?:$|[\s_-])", re.IGNORECASE))
    for reason, words in (
        ("cookie notice", "cookies?|cookie-?(?:banner|notice|consent|bar)|consent|gdpr"),
        ("share links", "share|sharing|social|addtoany|sharedaddy|social-?(?:links|media|share)"),
        ("comments", "comments?|comment-?(?:list|section|form)|disqus|respond"),
        ("newsletter", "newsletter|subscribe|subscription|sign-?up"),
        ("advertisement", "ads?|advert|advertisement|promo|sponsored|banner-?ad|google-?ads?|adsbygoogle"),
        (
            "other headlines",
            (
                "related|related-?(?:articles|posts|news|content)|recommend(?:ed|ations)?|read-?(?:also|more|next)|"
                "more-?news|most-?(?:read|popular|viewed)|popular|trending|latest-?(?:news)?|news-?(?:list|feed)|teasers?"
            ),
        ),
        ("menu", "nav|navbar|navigation|menu|main-?menu|breadcrumbs?|pagination|pager|topbar|tags?|tag-?list"),
        ("sidebar", "sidebar|side-?bar|widget|widget-?area"),
        ("footer", "footer|site-?footer|page-?footer|copyright"),
    )
)


@dataclass
class Part:
    """A part of a page that says of itself that it is none of the article: where it is, and what."""

    begin: int
    end: int
    reason: str


@dataclass
class Page:
    """The visible text of a page; `blocks` are its lines, `parts` what calls itself a menu, a footer and so on."""

    text: str = ""
    blocks: list[tuple[int, int]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    title_at: int = -1
    depth: int = 0


def visible(root: Any) -> Page:
    """The text that a reader of the page sees, white space collapsed, a line a block. The walk is not recursive."""
    writer = _Writer()
    parts: list[Part] = []
    title_at = -1
    open_parts: list[tuple[Any, Part]] = []
    node, entering, depth, deepest = root, True, 1, 1
    while node is not None:
        tag = node.tag if isinstance(node.tag, str) else ""
        if entering:
            hidden = not tag or _is_hidden(node, tag)
            if not hidden:
                writer.open(tag)
                reason = _reason(node, tag)
                if reason:
                    open_parts.append((node, Part(writer.size, writer.size, reason)))
                if tag == "h1" and title_at < 0:
                    title_at = writer.size
                writer.add(node.text)
                if len(node):
                    node, depth = node[0], depth + 1
                    deepest = max(deepest, depth)
                    continue
                _close(writer, node, tag, open_parts, parts)
        else:
            _close(writer, node, tag, open_parts, parts)
        if node is root:
            break
        writer.add(node.tail)
        following = node.getnext()
        node, entering = (following, True) if following is not None else (node.getparent(), False)
        depth -= not entering
    return Page(writer.text(), writer.blocks(), sorted(parts, key=lambda part: part.begin), title_at, deepest)


def _close(writer: _Writer, node: Any, tag: str, open_parts: list[tuple[Any, Part]], parts: list[Part]) -> None:
    writer.close(tag)
    if open_parts and open_parts[-1][0] is node:
        part = open_parts.pop()[1]
        part.end = writer.size
        parts.append(part)


def _is_hidden(node: Any, tag: str) -> bool:
    return tag in _HIDDEN or node.get("hidden") is not None or _UNSEEN.search(node.get("style") or "") is not None


def _reason(node: Any, tag: str) -> str:
    if tag in _TAGS:
        return _TAGS[tag]
    role = _ROLES.get((node.get("role") or "").strip().lower(), "")
    if role or tag in {"body", "html", "main", "article", "p", "h1"}:
        return role
    if tag == "header" and not any(above.tag in {"article", "main"} for above in node.iterancestors()):
        return "page header"
    names = f"{node.get('class') or ''} {node.get('id') or ''}".strip()
    if not names:
        return ""
    return next((reason for reason, pattern in _NAMED if pattern.search(names)), "")


class _Writer:
    """Text in the making: words run on within a block, blocks begin lines, paragraphs are apart."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.size = 0
        self._breaks = 0
        self._space = False
        self._pre = 0
        self._lines: list[list[int]] = []

    def open(self, tag: str) -> None:
        """An element begins."""
        if tag == "br":
            self._break(1)
        elif tag in {"td", "th"}:
            self._cell()
        elif tag in _BLOCK:
            self._break(2 if tag in _APART else 1)
        if tag == "pre":
            self._pre += 1

    def close(self, tag: str) -> None:
        """An element ends."""
        if tag == "pre":
            self._pre -= 1
        if tag in _BLOCK:
            self._break(2 if tag in _APART else 1)

    def add(self, text: str | None) -> None:
        """Some words."""
        if not text:
            return
        if self._pre:
            for number, line in enumerate(text.split("\n")):
                if number:
                    self._break(1)
                self._words(line.rstrip())
            return
        words = _SPACE.sub(" ", text)
        self._space = self._space or words[0] == " "
        inner = words.strip(" ")
        if inner:
            self._words(inner)
            self._space = words[-1] == " "

    def _words(self, words: str) -> None:
        if not words:
            return
        if self._breaks and self.size:
            self._put("\n" * self._breaks)
        elif self._space and self.size:
            self._put(" ")
        if self._breaks or not self._lines:
            self._lines.append([self.size, self.size])
        self._breaks, self._space = 0, False
        self._put(words)
        self._lines[-1][1] = self.size

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self.size += len(text)

    def _break(self, lines: int) -> None:
        if self.size:
            self._breaks = max(self._breaks, lines)
        self._space = False

    def _cell(self) -> None:
        if self.size and not self._breaks:
            self._put("\t")
            self._space = False

    def text(self) -> str:
        """All of it."""
        return "".join(self._parts)

    def blocks(self) -> list[tuple[int, int]]:
        """Its lines, begin and end."""
        return [(begin, end) for begin, end in self._lines]

"""Dossiers to render: a hand-made case, the mini-cases, and what a page looks like to a parser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from detente.api.briefing import dossier
from detente.brief.dossier import Dossier
from detente.case.reading import read_case

HERE = Path(__file__).parent
VOID = {"br", "hr", "img", "meta", "link", "path", "circle", "rect", "line"}


@cache
def of_folder(folder: Path, day: str | None = None) -> Dossier:
    """The dossier of a case's folder."""
    return dossier(read_case(folder).on(day), command=f"detente brief {folder.name}")


def river() -> Dossier:
    """The hand-made case: a bloc, conditions, a linkage, two proposals, two tables, no room for demands."""
    return of_folder(HERE / "river")


def of_files(folder: Path, files: Mapping[str, str], day: str | None = None) -> Dossier:
    """The dossier of a case that is written to a folder first."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return dossier(read_case(folder).on(day), command="detente brief case")


@dataclass
class Page(HTMLParser):
    """A page as a parser reads it: elements with their attributes, headings, and what is wrong with its nesting."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self._text: list[str] = []

    @classmethod
    def of(cls, html: str) -> Page:
        """Read a page."""
        page = cls()
        page.feed(html)
        page.close()
        page.wrong += [f"{name} is not closed" for name in page._open]
        return page

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag in BLOCKS:
            self._flush()
        if tag not in VOID:
            self._open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag == "p" and "p" in self._open[:-1]:
            self.wrong.append("p inside p")

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        if not self._open or self._open[-1] != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()} closes {self._open[-3:]}")
        else:
            self._open.pop()
        if tag in BLOCKS:
            self._flush()

    def handle_data(self, data):
        if self._open and self._open[-1] in ("style", "script"):
            return
        if "svg" in self._open and "window" not in self._drawing():
            data = f"[{data}]" if self._open[-1] == "title" else ""
        self._text.append(data)
        if self._open and re.fullmatch("h[1-6]", self._open[-1]):
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)

    def _drawing(self) -> str:
        return next((attrs.get("class", "") for tag, attrs in reversed(self.elements) if tag == "svg"), "")

    def _flush(self) -> None:
        line = re.sub(r"\s+", " ", "".join(self._text)).strip()
        if line:
            self.lines.append(line)
        self._text = []

    def of_kind(self, *tags: str) -> list[dict[str, str]]:
        """The attributes of all elements of these kinds."""
        return [attributes for tag, attributes in self.elements if tag in tags]


BLOCKS = {
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "tr",
    "dt",
    "dd",
    "summary",
    "figcaption",
    "title",
    "desc",
    "text",
    "pre",
    "section",
    "details",
    "table",
    "th",
    "td",
}

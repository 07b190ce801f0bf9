"""The sections of the page, one a file."""

from __future__ import annotations

from detente.brief.markup import Content, Html, el


def section(name: str, title: str, *content: Content) -> Html:
    """A section with its heading."""
    heading = el("h2", title, id=f"{name}-title")
    return el("section", heading, *content, id=name, aria_labelledby=f"{name}-title")


def figure(finding: Content, *content: Content, key: Content = None) -> Html:
    """A picture under the sentence that says what it shows."""
    return el("figure", el("figcaption", finding), key, *content)


def lead(*content: Content) -> Html:
    """The first paragraph of a section."""
    return el("p", *content, class_="lead")

"""The published conflicts of the catalogue, by name."""

from __future__ import annotations

from collections.abc import Mapping

from detente.cli.paper import Paper


def show(titles: Mapping[str, str]) -> str:
    """Names and titles."""
    paper = Paper()
    paper.heading("Published conflicts in the catalogue")
    paper.table([("name", "left"), ("what", "left")], [list(row) for row in titles.items()])
    paper.say("detente hold NAME says for whom each of its states is stable, and where it was published.")
    return paper.text()

"""A codebook made of the names that rows use, for formats that carry rows and no codebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from detente.case.model import Option, Party, Source, Topic
from detente.exchange.coding import Coding, Row


def bare(
    title: str,
    rows: list[dict[str, str]],
    *,
    names: Mapping[str, Mapping[str, str]] | None = None,
    files: Mapping[str, str] | None = None,
) -> Coding:
    """A coding of these rows alone: parties, topics and sources as the rows name them.

    `names` gives plain names of ids, by column (of an option, behind its issue and a zero), `files` the file of a
    source. What is an issue to be settled, and what holds where nothing is agreed, rows do not say: so all matters are
    topics.
    """

    def called(column: str, name: str, key: str = "") -> str:
        return (names or {}).get(column, {}).get(key or name, name)

    topics: dict[str, dict[str, None]] = {}
    for row in rows:
        if row.get("issue"):
            found = topics.setdefault(row["issue"], {})
            found.update(dict.fromkeys(part for part in row.get("option", "").split("|") if part))
    return Coding(
        title,
        rows,
        tuple(Party(name, called("holder", name)) for name in _distinct(rows, "holder")),
        topics=tuple(
            Topic(
                name,
                called("issue", name),
                tuple(Option(one, called("option", one, f"{name}\0{one}")) for one in options),
                False,
            )
            for name, options in topics.items()
        ),
        sources=tuple(
            Source(name, called("source", name), file=(files or {}).get(name, "")) for name in _distinct(rows, "source")
        ),
    )


def _distinct(rows: Iterable[Row], column: str) -> list[str]:
    return list(dict.fromkeys(row[column] for row in rows if row.get(column)))

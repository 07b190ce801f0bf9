"""How many sources there are where some repeat others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from detente.ledger.documents.model import Document


def heads(documents: Iterable[Document]) -> dict[str, str]:
    """Of each text, by digest, the one at the head of its family: what it is a copy of, and that again, to the end."""
    above: dict[str, str] = {}
    for document in documents:
        own = document.copy_of in {"", document.digest}
        above[document.digest] = above.get(document.digest, "") if own else document.copy_of
    found: dict[str, str] = {}
    for digest in above:
        path = [digest]
        while (target := above.get(path[-1], "")) and target not in path:
            path.append(target)
        found[digest] = path[-1]
    return found


def independent(sources: Iterable[str], heads_of: Mapping[str, str]) -> int:
    """How many independent sources are these? Digests of texts, or names of what is no document.

    Copies of one text, or a text and its copy, are one; what is no document is one by itself. The number may be too
    low where one text is a copy of the part of a second one that is not in a third: it counts them as one family.
    """
    return len({heads_of.get(source, source) for source in sources})

"""How clauses are cited: an anchor as people write it."""

from __future__ import annotations

_LEVELS = {
    "art": "Article", "para": "paragraph", "subpara": "subparagraph", "sec": "section", "subsec": "subsection",
    "part": "part", "chp": "chapter", "point": "point", "item": "item", "clause": "clause", "title": "title",
    "recital": "recital", "preamble": "preamble", "annex": "annex", "att": "annex", "indent": "indent",
    "subitem": "subitem", "alinea": "alinea", "rule": "rule", "prin": "principle", "cit": "citation", "intro": "intro",
}  # fmt: skip
_SILENT = ("list", "hcontainer", "body", "p", "content", "preface", "recitals", "main")


def clause(anchor: str) -> str:
    """An anchor as people cite it; one of another treaty with that treaty's id.

    >>> clause("art_7__para_2"), clause("art_4__list_1__point_a"), clause("US-2021#art_3"), clause("preamble")
    ('Article 7, paragraph 2', 'Article 4, point a', 'Article 3 of US-2021', 'Preamble')
    """
    treaty, sharp, name = anchor.rpartition("#")
    parts: list[str] = []
    for part in name.split("__"):
        level, _, rest = part.partition("_")
        if level in _SILENT and parts:
            continue
        word = _LEVELS.get(level)
        parts.append(" ".join(filter(None, (word, rest.replace("_", " ")))) if word else part.replace("_", " "))
    known = name.partition("_")[0] in _LEVELS
    found = capital(", ".join(parts)) if known else ", ".join(parts)
    return f"{found} of {treaty}" if sharp else found


def capital(text: str) -> str:
    """With a capital letter in front, behind an opening quotation mark if there is one."""
    first = 1 if text.startswith("‘") else 0
    return text[:first] + text[first : first + 1].upper() + text[first + 1 :]

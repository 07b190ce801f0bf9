"""Web pages: all of their visible text, and which of it is not the article.

What is the article says trafilatura (Barbaresi 2021, doi:10.18653/v1/2021.acl-demo.15). Its answer keeps, and never
alone to cut: a block that is not in that answer is cut if the page calls it a menu, a margin or a footer, or if it
stands outside of the article and is no sentence. The text itself is that of the page, with nothing taken out.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from detente.ledger.documents import dating, facts
from detente.ledger.documents.charsets import Decoded, decode
from detente.ledger.documents.lines import Line, boilerplate, joined, lines_of
from detente.ledger.documents.model import Cut
from detente.ledger.documents.refusing import UnreadableError
from detente.ledger.documents.visible import Page, visible

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml[^>]*\?>")
_LEAST_SHARE = 4
_DEEPEST = 200
_LONGEST_SEARCH = 400_000
_DATES = ("article:published_time", "datepublished", "dc.date.issued", "dc.date", "dcterms.created", "dcterms.issued")
_MORE_DATES = (
    "date",
    "pubdate",
    "publish-date",
    "publishdate",
    "sailthru.date",
    "parsely-pub-date",
    "article.published",
)


def decode_page(data: bytes, charset: str = "") -> Decoded:
    """A page's source as text: in the charset that is ordered, else as marked, declared or guessed."""
    declared = _DECLARED.search(data[:4096])
    stray = b"\0" in data and b"\0" not in data[:64]  # browsers drop them; in UTF-16 they are everywhere
    return decode(data.replace(b"\0", b"") if stray else data, charset, declared[1].decode("ascii") if declared else "")


def read_page(source: str, url: str = "") -> tuple[str, tuple[Cut, ...], facts.Facts]:
    """The visible text of a page, its cuts, and what it says of itself. Raises UnreadableError if it has no text."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    source = _XML.sub("", source, count=1)
    parser = HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = document_fromstring(source, parser=parser)
    except etree.ParserError:  # there is nothing in it
        raise UnreadableError("the page has no text") from None
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"its HTML cannot be read ({facts.line(str(error), 80)})") from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise UnreadableError("its parts are nested too deeply to be read whole", "save it again from a browser")
    page = visible(root)
    if not page.text.strip():
        raise UnreadableError(
            "the page has no text", "if it is made by scripts, save it from the browser as it is shown"
        )
    found = _facts(root, url)
    cuts = cuts_of(page, _article(source) if page.depth <= _DEEPEST else [])
    note = () if cuts is not None else ("what is the article and what stands around it could not be told apart",)
    cuts = boilerplate(page.text, cuts or ())
    lines = lines_of(page.text, cuts)
    return page.text, cuts, _completed(found, lines, note)


# ---------------------------------------------------------------------------------------------------------------- cuts


def _article(source: str) -> list[str]:
    """The blocks that trafilatura holds for the article, without white space; [] where it finds none."""
    import logging

    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = bare_extraction(
            source,
            favor_recall=True,
            include_comments=False,
            include_tables=True,
            with_metadata=False,
            deduplicate=False,
        )
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
        return []  # a page that breaks it is taken whole, and said so
    body: Any = getattr(found, "body", None)
    if body is None:
        return []
    blocks = ("".join(node.itertext()) for node in body.iter() if node.tag in _BLOCKS)
    return [squeezed for squeezed in map(_squeezed, blocks) if squeezed]


_BLOCKS = frozenset({"p", "head", "item", "cell", "quote", "code", "ab", "lb"})


def _squeezed(text: str) -> str:
    return "".join(text.split())


def cuts_of(page: Page, article: list[str]) -> tuple[Cut, ...] | None:
    """What of a page is not the article; None where that could not be told.

    `article` holds the article's blocks without white space, as a reader of articles found them.
    """
    lines = [Line(begin, end, page.text[begin:end]) for begin, end in page.blocks]
    known = frozenset(article)
    whole = "\n".join(article) if sum(map(len, article)) < _LONGEST_SEARCH else ""
    squeezed = [_squeezed(line.words) for line in lines]
    sure = [one in known or (len(one) >= 20 and one in whole) for one in squeezed]
    kept = [index for index, is_sure in enumerate(sure) if is_sure]
    own = _reasons(page, lines, [index for index in kept if lines[index].prose])
    unmarked = sum(len(one) for one, reason in zip(squeezed, own, strict=True) if not reason)
    if not kept or sum(len(squeezed[index]) for index in kept) * _LEAST_SHARE < unmarked:
        marked = [Cut(line.begin, line.end, reason) for line, reason in zip(lines, own, strict=True) if reason]
        return None if not marked or len(marked) == len(lines) else joined(page.text, marked)
    heads = [index for index, line in enumerate(lines) if page.title_at >= 0 and line.begin >= page.title_at]
    first = min([kept[0], *heads[:1]])
    reasons = list(own)
    for index, line in enumerate(lines):
        if sure[index] and (line.prose or not own[index]):
            reasons[index] = ""
        elif not own[index] and not line.prose and not first <= index <= kept[-1]:
            reasons[index] = "outside the article"
    return joined(
        page.text, [Cut(line.begin, line.end, reason) for line, reason in zip(lines, reasons, strict=True) if reason]
    )


def _reasons(page: Page, lines: list[Line], prose: list[int]) -> list[str]:
    """What each line is called by the page itself; a part that holds a sentence of the article or its title is void."""
    begins = [line.begin for line in lines]
    void = sorted([*([page.title_at] if page.title_at >= 0 else []), *(begins[index] for index in prose)])
    reasons = [""] * len(lines)
    for part in page.parts:  # an outer part comes before those within it
        if bisect_left(void, part.begin) < bisect_left(void, part.end):
            continue
        for index in range(bisect_left(begins, part.begin), bisect_left(begins, part.end)):
            reasons[index] = reasons[index] or part.reason
    return reasons


# --------------------------------------------------------------------------------------------------------------- facts


def _facts(root: Any, url: str) -> facts.Facts:
    meta = _meta(root)
    data = list(_linked_data(root))
    first = _first_of
    title = first(meta, "og:title", "twitter:title", "dc.title") or first_in(data, "headline") or _heading(root)
    author = first(meta, "author", "article:author", "dc.creator", "byl", "parsely-author") or _person(data)
    outlet = first(meta, "og:site_name", "application-name", "dc.publisher") or _publisher(data)
    address = url or _canonical(root, meta)
    stated = first(meta, *_DATES) or first_in(data, "datePublished") or first(meta, *_MORE_DATES) or _time(root)
    language = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:12]
    day = dating.of_markup(stated)
    return facts.Facts(
        title=facts.line(title),
        author="" if author.startswith(("http:", "https:")) else facts.line(author),
        outlet=facts.line(outlet) or facts.host(address),
        date=day,
        date_basis=dating.STATED if day else "",
        language=language,
        url=address,
    )


def _completed(found: facts.Facts, lines: list[Line], notes: tuple[str, ...]) -> facts.Facts:
    """What the markup leaves open, from the lines that are left."""
    words = [line.words for line in lines]
    author, outlet = (found.author, "") if found.author else facts.byline(lines)
    date = dating.Found(found.date, found.date_basis)
    if not date.date:
        date = dating.of_lines(words, found.language.partition("-")[0])
    if not date.date and not date.note:
        date = dating.of_url(found.url)
    return replace(
        found,
        title=found.title or facts.title_of(lines),
        author=author,
        outlet=found.outlet or outlet,
        date=date.date,
        date_basis=date.basis,
        notes=(*notes, *((date.note,) if date.note else ())),
    )


def _meta(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in root.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop") or ""
        value = node.get("content") or ""
        if name and value.strip():
            found.setdefault(name.strip().lower(), value.strip())
    return found


def _first_of(meta: dict[str, str], *names: str) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _linked_data(root: Any) -> Iterator[dict[str, Any]]:
    """The articles that a page describes in JSON-LD."""
    for node in root.iter("script"):
        if (node.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            given = json.loads(node.text or "")
        except (ValueError, RecursionError):
            continue
        graph = given.get("@graph") if isinstance(given, dict) else None
        for item in [given] if isinstance(given, dict) else given if isinstance(given, list) else []:
            if isinstance(item, dict):
                yield item
        yield from (item for item in graph if isinstance(item, dict)) if isinstance(graph, list) else ()


def first_in(data: list[dict[str, Any]], key: str) -> str:
    """The first text under this key."""
    return next((item[key] for item in data if isinstance(item.get(key), str) and item[key].strip()), "")


def _person(data: list[dict[str, Any]]) -> str:
    for item in data:
        names = [_name(one) for one in _listed(item.get("author"))]
        if any(names):
            return ", ".join(filter(None, names))
    return ""


def _publisher(data: list[dict[str, Any]]) -> str:
    return next((name for item in data for name in map(_name, _listed(item.get("publisher"))) if name), "")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _name(value: Any) -> str:
    named = value.get("name") if isinstance(value, dict) else value
    return named if isinstance(named, str) else ""


def _heading(root: Any) -> str:
    """The heading of a page that has one of the first rank, else its title."""
    for tag in ("h1", "title"):
        found = [text for text in (node.text_content().strip() for node in root.iter(tag)) if text]
        if len(found) == 1 or (found and tag == "title"):
            return str(found[0])
    return ""


def _canonical(root: Any, meta: dict[str, str]) -> str:
    for node in root.iter("link"):
        if (node.get("rel") or "").lower() == "canonical" and (node.get("href") or "").startswith(("http:", "https:")):
            return str(node.get("href"))
    return meta.get("og:url", "") if meta.get("og:url", "").startswith(("http:", "https:")) else ""


def _time(root: Any) -> str:
    """The day of a `<time>` that says it is the publication's, else of the only one there is."""
    times = [node for node in root.iter("time") if node.get("datetime")]
    marked = [node for node in times if node.get("pubdate") is not None or node.get("itemprop") == "datePublished"]
    chosen = marked[:1] or (times if len(times) == 1 else [])
    return str(chosen[0].get("datetime")) if chosen else ""

"""REFI-QDA codebooks (.qdc): parties, issues and topics with their options, as a tree of codes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from detente.case.writing import write_atomic
from detente.exchange.coding import Coding, Loss, Reading
from detente.exchange.outside import parse_xml, read_bytes, refuse
from detente.exchange.refi.codes import guid, tree
from detente.exchange.refi.reading import Book
from detente.exchange.refi.xml import CODEBOOK, ORIGIN, add, add_codes, child, children, local, root, to_bytes

MAX_BYTES = 50_000_000


def write(coding: Coding, path: Path, texts: bool = False) -> tuple[Loss, ...]:
    """Write the codebook; statements and sources are not part of one."""
    del texts
    book = root(CODEBOOK, "CodeBook", origin=ORIGIN)
    codes = tree(coding)
    add_codes(add(book, "Codes"), codes)
    sets = add(book, "Sets")
    for bloc in coding.blocs:
        one = add(sets, "Set", guid=guid("set", bloc.id), name=bloc.name)
        add(one, "Description", f"detente: bloc {bloc.id}")
        for member in bloc.members:
            add(one, "MemberCode", guid=guid("party", member))
    write_atomic(path, to_bytes(book))
    return losses(coding, ("statements", len(coding.rows)), ("sources", len(coding.sources)))


def losses(coding: Coding, *more: tuple[str, int]) -> tuple[Loss, ...]:
    """What a tree of codes does not hold of a codebook."""
    found = {
        "status quo, consent and control of issues": sum(bool(i.status_quo or i.needs) for i in coding.issues),
        "order of options": sum(issue.ordered for issue in coding.issues),
        "topics whose options can hold together": sum(bool(t.options) and not t.exclusive for t in coding.topics),
        "named conditions": len(coding.conditions),
        "kinds and speakers of parties": sum(p.kind != "state" or bool(p.speakers) for p in coding.parties),
        "attributes of parties": len(coding.attributes),
        **dict(more),
    }
    return tuple(Loss(what, count, "no part of a REFI-QDA codebook") for what, count in found.items() if count)


def read(path: Path) -> Reading:
    """Read a codebook: ours as it was, another tool's codes as topics, those below them as options."""
    top = parse_xml(read_bytes(path, MAX_BYTES), path)
    if local(top) not in ("CodeBook", "Project"):
        raise refuse(path, "this is no REFI-QDA codebook", "CodeBook at the top", local(top))
    holder = top if local(top) == "CodeBook" else child(top, "CodeBook")
    codes = child(holder, "Codes") if holder is not None else None
    if codes is None:
        raise refuse(path, "the codebook has no codes", "Codes", "none")
    book = Book()
    book.add(children(codes, "Code"))
    sets = child(holder, "Sets")
    if sets is not None:
        book.count["sets", "not read; blocs are codes, too"] += len(list(children(sets, "Set")))
    found = tuple(loss for loss in book.losses() if loss.count)
    return Reading(replace(book.coding(path.stem), made=top.get("origin") != ORIGIN), found)

"""One door for all domains: files are told apart by what is in them, read by their format, and written in any."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.case.writing import write_atomic
from detente.errors import FormatError, WriteError
from detente.exchange.bargains import geniusweb, negmas, sheet, tables
from detente.exchange.bargains.stated import Complaints
from detente.exchange.bargains.trees import MOST_JSON, Tree, json_tree, yaml_tree
from detente.exchange.coding import Loss
from detente.exchange.genius.domains import TEMPLATE, evaluates, root_of
from detente.exchange.genius.reading import read_genius
from detente.exchange.genius.writing import write as write_genius
from detente.exchange.outside import read_bytes, read_text, refuse
from detente.space.bargaining import Bargain

SUFFIXES = (".xml", ".json", ".yml", ".yaml", ".csv")
SEVERAL = "the file holds several domains"
KNOWN = "GENIUS (XML), GeniusWeb (JSON), NegMAS (YAML or JSON), a sheet (CSV) or tables (JSON)"
WRITERS: dict[str, Callable[[Bargain], tuple[dict[str, bytes], tuple[Loss, ...]]]] = {
    "genius": write_genius,
    "geniusweb": geniusweb.write,
    "negmas": negmas.write,
    "sheet": sheet.write,
    "tables": tables.write,
}
"""For each format the files of a domain by their names; a format of one file calls it ""."""


@dataclass(frozen=True)
class _Opened:
    """A file and what it was taken for."""

    path: Path
    format: str
    data: Any


def read_domain(paths: Sequence[Path]) -> Bargain:
    """The domain that files describe: the issues, and a profile for each party, in any order; or a folder of them.

    Parties come in the order of their files. Raises FormatError with everything that is wrong in any of the files.
    """
    return read_told(paths)[1]


def read_told(paths: Sequence[Path], expected: str = "") -> tuple[str, Bargain]:
    """The same, and the name of the format, which has to be the one expected if one is."""
    files = _listed(paths)
    complaints = Complaints()
    opened = []
    for path in files:
        try:
            opened.append(_open(path))
        except FormatError as error:
            complaints.found.extend(error.findings)
    complaints.end()
    kinds = {one.format for one in opened}
    for one in opened:
        if len(kinds) > 1:
            complaints.say(str(one.path), 0, "the files are of different formats", "one format", one.format)
        elif expected and one.format != expected:
            complaints.say(str(one.path), 0, "the file is of another format", expected, one.format)
    complaints.end()
    return opened[0].format, _READERS[opened[0].format](opened)


def holds_domain(path: Path) -> bool:
    """Whether a file is one of a domain, by what is in it."""
    try:
        _open(path)
    except FormatError as error:
        return error.findings[0].message == SEVERAL
    return True


def holds_files(path: Path) -> bool:
    """Whether a path is a folder that is no case and holds files that may be of a domain."""
    if not path.is_dir() or (path / "case.yaml").exists():
        return False
    return any(one.suffix.lower() in SUFFIXES for one in path.iterdir())


def write_domain(bargain: Bargain, path: Path, format: str) -> tuple[tuple[Path, ...], tuple[Loss, ...]]:  # noqa: A002
    """Write a domain, a file or a new folder of files: which ones, and everything that is not in them.

    Raises WriteError where something is there already.
    """
    if path.exists() or path.is_symlink():
        raise WriteError(f"{path} is there already")
    files, losses = WRITERS[format](bargain)
    if "" in files:
        write_atomic(path, files[""])
        return (path,), losses
    try:
        path.mkdir()
    except OSError as error:
        raise WriteError(f"{path} cannot be made: {error.strerror}") from None
    for name, data in files.items():
        write_atomic(path / name, data)
    return tuple(path / name for name in files), losses


def _listed(paths: Sequence[Path]) -> list[Path]:
    """The files, those of a folder in the order of their names (2 before 10)."""
    if len(paths) == 1 and paths[0].is_dir():
        found = [one for one in paths[0].iterdir() if one.suffix.lower() in SUFFIXES and one.name[0] not in "._"]
        if not found:
            raise refuse(paths[0], "the folder has no files of a domain", KNOWN)
        return sorted(found, key=lambda one: [int(p) if p.isdigit() else p for p in re.split(r"(\d+)", one.name)])
    complaints = Complaints()
    first: dict[Path, Path] = {}
    for path in paths:
        if first.setdefault(path.resolve(), path) is not path:
            complaints.say(str(path), 0, "the file is given twice", "each file once", str(first[path.resolve()]))
    complaints.end()
    return list(paths)


def _open(path: Path) -> _Opened:
    data = read_bytes(path, MOST_JSON)
    if _is_xml(data):
        return _Opened(path, "genius", root_of(path))
    text = read_text(path, MOST_JSON)
    if sheet.is_sheet(text):
        return _Opened(path, "sheet", text)
    if text.lstrip()[:1] in ("{", "["):
        tree = json_tree(path, text)
    elif path.suffix.lower() in (".yml", ".yaml") or re.match(r"(?:\s*#[^\n]*\n)*\s*[\w\"']+\s*:", text):
        tree = yaml_tree(path, text)
    else:
        raise refuse(path, "the file is no domain and no profile", KNOWN)
    return _told(path, tree)


def _is_xml(data: bytes) -> bool:
    """Whether a file is XML, which may be in UTF-16; nothing else may."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data[:200].decode("utf-16", "ignore").lstrip()[:1] == "<"
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def _told(path: Path, tree: Tree) -> _Opened:
    data = tree.data
    if isinstance(data, list) and len(data) > 1 and all(map(tables.is_tables, data)):
        raise refuse(path, SEVERAL, "one domain a file", f"a list of {len(data)}")
    for name, is_domain, is_profile in (
        ("geniusweb", geniusweb.is_domain, geniusweb.is_profile),
        ("tables", tables.is_tables, lambda _: False),
        ("negmas", negmas.is_domain, negmas.is_profile),
    ):
        if is_profile(data) or is_domain(data):
            return _Opened(path, name, tree)
    raise refuse(path, "the file is no domain and no profile", KNOWN, ", ".join(map(str, data)) if data else "nothing")


def _genius(opened: Sequence[_Opened]) -> Bargain:
    """By what is in the files: one that evaluates nothing is the domain; a party is never taken for it.

    Where all of them evaluate, one whose root is a template is the domain all the same, aloud; without it the issues
    are those of the profiles, where these agree.
    """
    domains = [one for one in opened if not evaluates(one.data)]
    if len(domains) > 1:
        domains = [one for one in domains if one.data.tag == TEMPLATE] or domains
    complaints = Complaints()
    for extra in domains[1:]:
        expected = "one domain and the profiles of its parties"
        complaints.say(str(extra.path), 0, "there are two domains", expected, f"{domains[0].path} and this one")
    complaints.end()
    if domains:
        return read_genius(domains[0].path, [one.path for one in opened if one is not domains[0]])
    named = [one for one in opened if one.data.tag == TEMPLATE]
    if len(named) != 1:
        return read_genius(None, [one.path for one in opened])
    note = (
        f"{named[0].path.name} is the domain, by its <{TEMPLATE}>, and no party; its weights and evaluations are not "
        "read."
    )
    return read_genius(named[0].path, [one.path for one in opened if one is not named[0]], [note])


def _single(opened: Sequence[_Opened]) -> _Opened:
    if len(opened) > 1:
        raise refuse(opened[1].path, "one file holds the whole domain", "one file", f"{len(opened)} files")
    return opened[0]


_READERS: dict[str, Callable[[Sequence[_Opened]], Bargain]] = {
    "genius": _genius,
    "geniusweb": lambda opened: geniusweb.read([one.data for one in opened]),
    "negmas": lambda opened: negmas.read([one.data for one in opened]),
    "sheet": lambda opened: sheet.read(_single(opened).path, _single(opened).data),
    "tables": lambda opened: tables.read(_single(opened).data),
}

"""One door for conflicts: a file is told by what is in it, and written in the form that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from detente.case.locate import CATALOG
from detente.case.names import shorten
from detente.case.writing import write_atomic
from detente.errors import UnknownNameError, WriteError
from detente.exchange.coding import Loss
from detente.exchange.gmcr import gmcrplus, graphs, ours, writing
from detente.exchange.gmcr.located import Document
from detente.exchange.gmcr.making import Stated, made, opened
from detente.exchange.gmcr.parsing import shown
from detente.exchange.outside import refuse
from detente.space.conflicts import MOST_CODES, Named
from detente.space.openconflicts import OpenNamed

KNOWN = (
    "an object with options and preferences, with states, moves and preferences, or as GMCR+ writes it, with "
    "decisionMakers, options and infeasibles"
)


class NoOptionsError(UnknownNameError):
    """An option of an explicit graph was to be fixed."""

    def __init__(self, name: str) -> None:
        super().__init__("option", name, ())
        self.args = (f"No option is called {name}: this is an explicit graph, of states and moves, without options.",)


@cache
def conflicts() -> tuple[str, ...]:
    """Which published conflicts does the catalogue have? Their names, in order."""
    return tuple(sorted(path.stem for path in (CATALOG / "conflicts").glob("*.json")))


def titles() -> dict[str, str]:
    """What are the conflicts of the catalogue called? A title for each name, in order of the names."""
    return {name: str(Document(find_conflict(name)).data["title"]) for name in conflicts()}


def find_conflict(name_or_path: str | Path) -> Path:
    """Which file is meant? A bare name of the catalogue is the catalogue's; write `./name` for a file called so.

    Raises UnknownNameError, with the nearest name, for a bare name that is neither; what is wrong with a file, reading
    it says.
    """
    name = str(name_or_path)
    if name in conflicts():
        return CATALOG / "conflicts" / f"{name}.json"
    path = Path(name)
    try:
        there = path.exists() or path.is_symlink()
    except (OSError, ValueError):  # a name that the system cannot hold
        there = False
    if not there and path.name == name and not path.suffix:
        raise UnknownNameError("conflict", name, conflicts(), conflicts())
    return path


def read_conflict(path: str | Path, given: Mapping[str, str] | None = None, most: int = MOST_CODES) -> Named:
    """The conflict in a file, or of that name in the catalogue: GMCR+'s `.gmcr`, our JSON, or an explicit graph.

    `given` fixes options at values (by id, title or number). At most `most` combinations of the other options are
    enumerated: beyond, TooLargeError says so and what to do. Raises FormatError with everything that is wrong in the
    file, with lines, and UnknownNameError where an option or a value that was given is not there, or no such conflict.
    """
    path = find_conflict(path)
    document = Document(path)
    if graphs.is_graph(document.data):
        if given:
            raise NoOptionsError(next(iter(given)))
        return graphs.read(document)
    return made(_stated(document, path), given or {}, most)


def open_conflict(path: str | Path, given: Mapping[str, str] | None = None) -> OpenNamed:
    """The conflict in a file of options, of any size, to be asked about single states; nothing is enumerated.

    Raises as `read_conflict` does; TooLargeError where a preference can only be had of all states together.
    """
    path = find_conflict(path)
    return opened(_stated(Document(path), path), given or {})


def _stated(document: Document, path: str | Path) -> Stated:
    if isinstance(document.data, dict) and {"concepts", "unmodelled", "states"} <= document.data.keys():
        raise refuse(path, "the file is an answer of detente hold, and no conflict", "the file that it was asked about")
    if gmcrplus.is_gmcr(document.data):
        return gmcrplus.read(document)
    if ours.is_ours(document.data):
        return ours.read(document)
    keys = isinstance(document.data, dict) and ", ".join(document.data)
    got = f"an object with {shorten(keys)}" if keys else shown(document.data)
    raise refuse(path, "the file is no conflict that can be read", KNOWN, got, 1)


def write_conflict(named: Named, path: Path) -> tuple[Loss, ...]:
    """Write a conflict: a name that ends in `.gmcr` for GMCR+, any other in our own JSON; what is lost is said.

    Raises WriteError where something is there already, or the form cannot hold the conflict.
    """
    if path.exists() or path.is_symlink():
        raise WriteError(f"{path} is there already")
    data, losses = writing.gmcr(named) if path.suffix.lower() == ".gmcr" else writing.ours(named)
    write_atomic(path, data)
    return losses

"""Where a case's store is: one file in the case's folder, or a database that a team shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from detente.case.locate import CATALOG
from detente.case.writing import write_atomic
from detente.errors import StoreError

FOLDER = ".detente"
FILE = "ledger.sqlite"
VARIABLE = "DETENTE_STORE"


@dataclass(frozen=True)
class Place:
    """One case's store. `path` is the file, None where `url` names a PostgreSQL database instead.

    `case` is the key under which the store holds the case, `folder` the case's folder. `own`: the file is the one in
    the case's folder, so that it holds this case alone, however the folder is called today.
    """

    case: str
    folder: Path
    path: Path | None = None
    url: str = ""
    own: bool = False

    @property
    def name(self) -> str:
        """The place as a message shows it, without a password."""
        if self.path is not None:
            return str(self.path)
        parts = urlsplit(self.url)
        if not parts.password:
            return self.url
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit(parts._replace(netloc=f"{parts.username}@{host}"))

    @property
    def objects(self) -> Path | None:
        """The folder of the original bytes; None where the database keeps them."""
        return self.path.parent / "objects" if self.path is not None else None


def place_of(folder: Path, given: str = "", environ: Mapping[str, str] | None = None) -> Place:
    """Where the store of the case in this folder is: as given, else as DETENTE_STORE says, else in the folder.

    Raises StoreError for a case of the catalogue without a place of its own, and for what is no place.
    """
    folder = folder.resolve()
    where = given or (environ or {}).get(VARIABLE, "")
    if where.startswith(("postgresql:", "postgres:", "postgresql+psycopg:")):
        return Place(folder.name, folder, url=where)
    if "://" in where:
        raise StoreError(f"{where} is no store; expected a path, or postgresql://user@host/database")
    if where:
        return Place(folder.name, folder, Path(where).absolute())
    if is_catalogue(folder):
        raise StoreError(
            f"{folder.name} is a case of the catalogue, which is not written to; copy its folder, or say where its "
            f"store is: --store PATH, or {VARIABLE}"
        )
    return Place(folder.name, folder, folder / FOLDER / FILE, own=True)


def is_catalogue(folder: Path) -> bool:
    """Whether a case is one of the catalogue, inside the program."""
    return folder.resolve().parent == CATALOG.resolve()


def prepare(place: Place) -> None:
    """Make the folder of a store that is a file; the one inside a case keeps itself out of version control."""
    if place.path is None:
        return
    folder = place.path.parent
    try:
        if place.own and not place.folder.is_dir():
            raise StoreError(f"there is no folder {place.folder}")
        folder.mkdir(parents=True, exist_ok=True)
        if place.own and not (folder / ".gitignore").exists():
            write_atomic(folder / ".gitignore", b"*\n")
    except OSError as error:
        raise StoreError(f"{folder} cannot be made: {error.strerror or error}") from None

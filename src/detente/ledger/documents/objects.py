"""Bytes by their SHA-256: the originals of documents, and their texts. What is in is never changed."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import Protocol

from detente.case.writing import sync_folder
from detente.errors import DetenteError, WriteError

_DIGEST = re.compile(r"[0-9a-f]{64}")


class MissingObjectError(DetenteError):
    """No bytes of that digest are in the store, or they are no longer what they were."""


class Objects(Protocol):
    """Bytes by digest, wherever they are kept."""

    def put(self, data: bytes) -> str:
        """Keep these bytes, durably, and return their SHA-256; nothing happens if they are there already.

        May be called from several threads at once.
        """

    def get(self, digest: str) -> bytes:
        """The bytes of that digest, verified. Raises MissingObjectError."""

    def has(self, digest: str) -> bool:
        """Whether bytes of that digest are there."""


def sha256(data: bytes) -> str:
    """The SHA-256 of these bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


class ObjectFolder:
    """Objects as files of a folder: the object `abcd…` is `ab/cd…`, written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Where the object is, or would be. Raises MissingObjectError for what is no digest."""
        if not _DIGEST.fullmatch(digest):
            raise MissingObjectError(f"{digest[:80]!r} is no SHA-256: 64 hexadecimal digits were expected")
        return self.folder / digest[:2] / digest[2:]

    def has(self, digest: str) -> bool:
        """Whether bytes of that digest are there."""
        return self.path(digest).is_file()

    def get(self, digest: str) -> bytes:
        """The bytes of that digest, verified. Raises MissingObjectError."""
        path = self.path(digest)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise MissingObjectError(f"{path} cannot be read: {error.strerror or error}") from None
        if sha256(data) != digest:
            raise MissingObjectError(
                f"{path} was changed: its SHA-256 is no longer its name; take the document in again"
            )
        return data

    def put(self, data: bytes) -> str:
        """Keep these bytes, durably, and return their SHA-256; a file that was damaged is replaced."""
        digest = sha256(data)
        path = self.path(digest)
        try:
            if path.is_file() and path.stat().st_size == len(data):
                return digest
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f".{path.name[:16]}.{secrets.token_hex(6)}.tmp")
            try:
                with temporary.open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(path)
                sync_folder(path.parent)
            except BaseException:  # also Ctrl-C: no litter
                temporary.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise WriteError(f"{path} could not be written: {error.strerror or error}") from None
        return digest

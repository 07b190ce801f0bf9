"""The files of a case's folder as bytes: which there are, that they can be read, and the digest over them."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from detente.case.names import Problems
from detente.case.yamlfile import MAX_BYTES

YAML_FILES = (
    "case.yaml",
    "parties.yaml",
    "sources.yaml",
    "proposals.yaml",
    "preferences.yaml",
    "ratification.yaml",
)
LEDGER_FILE = "statements.csv"
ABOUT_FILE = "README.md"
FILES = tuple(sorted((*YAML_FILES, LEDGER_FILE, ABOUT_FILE)))
"""Every file that this version reads, in the order in which the digest has them."""


def digest_of(hashes: dict[str, str]) -> str:
    """SHA-256 over what `sha256sum` prints for these files, sorted by name: `sha256sum FILES… | sha256sum`."""
    lines = "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))
    return hashlib.sha256(lines.encode()).hexdigest()


def present(folder: Path, problems: Problems) -> set[str]:
    """The case’s files that the folder has. Complains if it is none, lacks case.yaml or misnames a file."""
    try:
        if not folder.exists():
            problems.add(str(folder), 0, "there is nothing here", expected="a case’s folder")
            return set()
        if not folder.is_dir():
            problems.add(str(folder), 0, "this is a file", expected="a case’s folder, with case.yaml in it")
            return set()
        names = {path.name for path in folder.iterdir()}
    except (OSError, RuntimeError, ValueError) as error:
        problems.add(str(folder), 0, "the folder cannot be read", expected="a case’s folder", got=why(error))
        return set()
    for name in FILES:
        if name not in names:
            _misnamed(name, names, problems)
    if "case.yaml" not in names and not problems.findings:
        problems.add(
            "case.yaml", 0, "the file is missing", expected="a case’s folder, with case.yaml in it", got=str(folder)
        )
    return names & set(FILES)


def _misnamed(name: str, names: set[str], problems: Problems) -> None:
    stem, _, suffix = name.partition(".")
    for other in sorted(names):
        written, _, ending = other.partition(".")
        same = written.lower() == stem and ending.lower() in {suffix.lower(), "yml" if suffix == "yaml" else suffix}
        if same and name != ABOUT_FILE:
            problems.add(other, 0, "the file’s name is not one that is read", expected=name, got=other, near=name)


def why(error: BaseException) -> str:
    """What the system says, in a few words."""
    return str(getattr(error, "strerror", None) or error)


def open_problem(path: Path) -> str:
    """Why this file cannot be opened, "" if it can; never waits on a pipe or a device."""
    try:
        mode = path.stat().st_mode
    except (OSError, RuntimeError, ValueError) as error:
        return why(error)
    return "" if stat.S_ISREG(mode) else "not a file" if not stat.S_ISDIR(mode) else "a folder"


def read_text(folder: Path, name: str, problems: Problems, hashes: dict[str, str]) -> str | None:
    """A file's text, byte order mark removed; None, and a complaint, where there is no reading it."""
    path = folder / name
    refused = open_problem(path)
    data = b""
    if not refused:
        try:
            size = path.stat().st_size
            if size > MAX_BYTES:
                problems.add(
                    name, 0, "the file is too large", expected=f"at most {MAX_BYTES:,} bytes", got=f"{size:,} bytes"
                )
                return None
            data = path.read_bytes()
        except (OSError, RuntimeError) as error:
            refused = why(error)
    if refused:
        problems.add(name, 0, "the file cannot be read", expected="a readable file", got=refused)
        return None
    hashes[name] = hashlib.sha256(data).hexdigest()
    return decode(data, name, problems)


def decode(data: bytes, name: str, problems: Problems) -> str | None:
    """Bytes as text, or None and a complaint that says where they are not UTF-8."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        problems.add(name, 1, "the file is not UTF-8", expected="UTF-8", got="UTF-16")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        got = f"the byte 0x{data[error.start]:02x} at offset {error.start}"
        problems.add(name, line, "the file is not UTF-8", expected="UTF-8", got=got)
        return None


def read_file(path: Path) -> tuple[bytes | None, str]:
    """A file's bytes, or None and why they cannot be read."""
    problem = open_problem(path)
    try:
        return (None, problem) if problem else (path.read_bytes(), "")
    except OSError as error:
        return None, why(error)

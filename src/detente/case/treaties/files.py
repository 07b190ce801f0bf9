"""The subfolders of a case: which treaty and inventory files there are, and which are misnamed."""

from __future__ import annotations

from pathlib import Path

from detente.case.folder import why
from detente.case.names import ID_RULE, Problems, id_problem

VOCABULARY = "treaties/vocabulary.yaml"
MEMBERSHIPS = "inventory/memberships.csv"

HOLDINGS = {
    "inventory/deployments.csv": "deploy",
    "inventory/bases.csv": "base",
    "inventory/exercises.csv": "exercise",
    "inventory/agreements.csv": "commit",
}
"""Files of holdings, each with the action that a row means where it names none."""

_TREATIES, _INVENTORY = "treaties", "inventory"
_TABLES = (MEMBERSHIPS, *HOLDINGS)


def present(folder: Path, problems: Problems) -> tuple[str, ...]:
    """The treaty and inventory files of a case, as `treaties/ID.yaml`, in order. Complains of misnamed ones."""
    found: list[str] = []
    for name in _names(folder, "", problems):
        if name.lower() in {_TREATIES, _INVENTORY} and name != name.lower() and (folder / name).is_dir():
            _misnamed(name, name.lower(), problems)
    for name in _names(folder, _TREATIES, problems):
        stem, _, ending = name.partition(".")
        if ending == "yaml" and not id_problem(stem):
            found.append(f"{_TREATIES}/{name}")
        elif ending == "yaml":
            message = "a treaty’s file is named after its id"
            problems.add(f"{_TREATIES}/{name}", 0, message, expected=ID_RULE, got=stem)
        elif ending.lower() in {"yml", "yaml", "yaml.txt", "yml.txt"}:
            _misnamed(f"{_TREATIES}/{name}", f"{_TREATIES}/{stem}.yaml", problems)
    for name in _names(folder, _INVENTORY, problems):
        path = f"{_INVENTORY}/{name}"
        if path in _TABLES:
            found.append(path)
        elif name.lower().endswith((".csv", ".csv.txt", ".tsv")):
            near = problems.nearest(name.lower().partition(".")[0], tuple(map(_stem, _TABLES)))
            wanted = f"{_INVENTORY}/{near}.csv" if near else ""
            expected = wanted or f"one of {', '.join(f'{_stem(table)}.csv' for table in _TABLES)}"
            message = "the file’s name is not one that is read"
            problems.add(path, 0, message, expected=expected, got=path, near=wanted)
    return tuple(sorted(found))


def _stem(path: str) -> str:
    return path.partition("/")[2].partition(".")[0]


def _names(folder: Path, inside: str, problems: Problems) -> list[str]:
    """What a subfolder holds, hidden files left out; nothing where there is none."""
    path = folder / inside
    try:
        if inside and not path.exists():
            return []
        if not path.is_dir():
            problems.add(inside, 0, "this is a file", expected="a folder", got="a file")
            return []
        return sorted(one.name for one in path.iterdir() if not one.name.startswith("."))
    except (OSError, RuntimeError, ValueError) as error:
        problems.add(inside, 0, "the folder cannot be read", expected="a readable folder", got=why(error))
        return []


def _misnamed(name: str, wanted: str, problems: Problems) -> None:
    problems.add(name, 0, "the file’s name is not one that is read", expected=wanted, got=name, near=wanted)

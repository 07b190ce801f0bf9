"""Small cases with treaties, written as files and read."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import detente
from detente.case.model import Case

CASE = {
    "title": "A small dispute",
    "question": "Who may do what where?",
    "issues": [
        {
            "id": "peace",
            "title": "Peace",
            "kind": "terms",
            "options": [{"id": "yes", "title": "Yes"}, {"id": "no", "title": "No"}],
            "status_quo": "no",
        }
    ],
}
PARTIES = {"parties": [{"id": "RUS", "name": "Russia"}, {"id": "USA", "name": "the United States"}]}
VOCABULARY: dict[str, Any] = {
    "actions": [
        {"id": "activity", "title": "activity"},
        {"id": "deploy", "title": "keep", "under": "activity"},
        {"id": "exercise", "title": "exercise", "under": "activity"},
        {"id": "withdraw", "title": "withdraw", "contrary": "deploy"},
        {"id": "talk", "title": "talk"},
    ],
    "assets": [
        {"id": "forces", "title": "forces"},
        {"id": "ground", "title": "ground forces", "under": "forces"},
        {"id": "missile", "title": "missiles", "reach_km": 5500},
    ],
    "territories": [
        {"id": "kaliningrad", "title": "Kaliningrad", "under": "RUS", "at": [54.71, 20.51]},
        {"id": "crimea", "title": "Crimea", "under": "UKR"},
    ],
    "statuses": [{"id": "member", "title": "it is a member"}],
    "circumstances": [{"id": "threat", "title": "there is a threat"}],
}
MEMBERSHIPS = (
    ("USA", "NATO", "1949-08-24", ""),
    ("DEU", "NATO", "1955-05-06", ""),
    ("POL", "NATO", "1999-03-12", ""),
    ("FIN", "NATO", "2023-04-04", ""),
)


def table(columns: str, rows: Sequence[Sequence[str]]) -> str:
    """A CSV file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns.split(","))
    writer.writerows(rows)
    return out.getvalue()


def treaty(*provisions: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """A treaty of these provisions between Russia and the members of NATO."""
    given: dict[str, Any] = {
        "title": "A draft",
        "date": "2021-12-17",
        "by": ["RUS"],
        "signatories": "RUS, members of NATO on 2021-12-17",
    }
    return given | fields | {"provisions": [{"title": one["id"], **one} for one in provisions]}


def write(
    folder: Path,
    treaties: Mapping[str, Mapping[str, Any]],
    vocabulary: Mapping[str, Any] | None = None,
    memberships: Sequence[Sequence[str]] = MEMBERSHIPS,
    deployments: Sequence[Sequence[str]] = (),
) -> Path:
    """Write the case of these treaties into a folder."""
    (folder / "treaties").mkdir()
    (folder / "inventory").mkdir()
    words = VOCABULARY | dict(vocabulary or {})
    documents: dict[str, Any] = {"case": CASE, "parties": PARTIES, "treaties/vocabulary": words}
    documents |= {f"treaties/{name}": dict(one) for name, one in treaties.items()}
    for file, content in documents.items():
        (folder / f"{file}.yaml").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    text = table("state,group,from,to", memberships)
    (folder / "inventory/memberships.csv").write_text(text, encoding="utf-8")
    if deployments:
        text = table("id,senders,host,asset,low,high,from,to", deployments)
        (folder / "inventory/deployments.csv").write_text(text, encoding="utf-8")
    return folder


def made(treaties: Mapping[str, Mapping[str, Any]], **more: Any) -> Case:
    """The case of these treaties, read from files."""
    with tempfile.TemporaryDirectory(prefix="case-") as name:
        return detente.load(write(Path(name), treaties, **more))

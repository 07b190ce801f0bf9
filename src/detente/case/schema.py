"""Schemas for editors: they complete and check a case's files while one types."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from detente.case.ledgercheck import DATES, WORDS
from detente.case.ledgerfile import REQUIRED
from detente.case.names import ID_PATTERN
from detente.case.reading import MODELS
from detente.case.statements import HEADER
from detente.case.treaties.entries import TreatyFile, VocabularyFile
from detente.case.treaties.files import HOLDINGS, MEMBERSHIPS, VOCABULARY
from detente.case.treaties.inventory import HOLDING_HEADER, MEMBERSHIP_HEADER, NEEDED, STATUSES

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TITLES = {
    "date": "When it was said or done. Blank: unknown.",
    "occasion": "What was said or done that the row is about; a|b where the source leaves open which.",
    "details": "Particulars that the source gives: name=value; name=value.",
    "known": "When it became public. Blank: the source's date, else date.",
    "until": "It lapses after this day.",
    "holder": "The party or bloc whose position it is.",
    "speaker": "Who said it.",
    "authority": "An organ with a voice of its own. Blank: the party's ordinary voice.",
    "issue": "What it is about: an issue or a topic.",
    "option": "One option, or alternatives: a|b.",
    "condition": "Instead of issue and option: a condition, or the id of one.",
    "given": "A condition under which it applies.",
    "supersedes": "Ids of statements of the same holder that it replaces, separated by spaces.",
    "paraphrase": "The position in the coder's own words.",
    "source": "Id in sources.yaml.",
    "begin": "Anchor in the source's document: Unicode code points.",
    "end": "End of the anchor, exclusive.",
    "span_sha256": "SHA-256 of the span's UTF-8 bytes, 16 hexadecimal digits or more.",
    "locator": "A place where there are no offsets.",
    "reporters": "Who reports it, outermost first, separated by >.",
    "judgement": "If the coding is a judgement: the reason.",
    "coder": "Who coded it.",
}


def schemas() -> dict[str, dict[str, Any]]:
    """What do a case's files hold? By file name: JSON Schemas of YAML, JSON Table Schemas of CSV.

    `treaties/ID.yaml` stands for every treaty.
    """
    found = {name: _yaml(name, model) for name, model in MODELS.items()}
    found["statements.csv"] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_field(name) for name in HEADER],
        "primaryKey": ["id"],
        "missingValues": [""],
    }
    found |= {
        name: _yaml(name, model) for name, model in (("treaties/ID.yaml", TreatyFile), (VOCABULARY, VocabularyFile))
    }
    found[MEMBERSHIPS] = _table(MEMBERSHIP_HEADER)
    return found | {name: _table(HOLDING_HEADER) for name in HOLDINGS}


def _table(header: tuple[str, ...]) -> dict[str, Any]:
    """The Table Schema of an inventory file."""
    words = {"confirmed": ["yes", "no"], "status": list(STATUSES)}
    day = r"\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?"
    fields = []
    for name in header:
        constraints: dict[str, Any] = {"required": True} if name in NEEDED[header] else {}
        if name in words:
            constraints["enum"] = words[name]
        if name in {"from", "to"}:
            constraints["pattern"] = day
        if name in {"low", "high"}:
            constraints["minimum"] = 0
        field = {"name": name, "type": "integer" if name in {"low", "high"} else "string"}
        fields.append({**field, "constraints": constraints} if constraints else field)
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": fields,
        "missingValues": [""],
    }


def _yaml(name: str, model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(by_alias=True)
    return {"$schema": _DIALECT, **_without_nulls(schema), "title": name}


def _without_nulls(schema: Any) -> Any:
    """A key that may be left out is not a key that may be null; and titles made from names say nothing."""
    if isinstance(schema, list):
        return [_without_nulls(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: _without_nulls(value) for key, value in schema.items() if not (key == "default" and value in (None, ""))
    }
    if isinstance(kept.get("title"), str) and ("type" in kept or "anyOf" in kept or "enum" in kept or "$ref" in kept):
        kept.pop("title")
    if "anyOf" in kept:
        choices = [choice for choice in kept["anyOf"] if choice != {"type": "null"}]
        kept["anyOf"] = choices
        if len(choices) == 1:
            kept = {**choices[0], **{key: value for key, value in kept.items() if key != "anyOf"}}
    return kept


def _field(name: str) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if name in REQUIRED:
        constraints["required"] = True
    if name in WORDS:
        constraints["enum"] = list(WORDS[name])
    if name == "id":
        constraints.update(unique=True, pattern=ID_PATTERN)
    if name in DATES:
        constraints["pattern"] = r"\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?"
    if name == "span_sha256":
        constraints["pattern"] = "[0-9A-Fa-f]{16,64}"
    field: dict[str, Any] = {"name": name, "type": "integer" if name in {"begin", "end"} else "string"}
    if name in _TITLES:
        field["description"] = _TITLES[name]
    return {**field, "constraints": constraints} if constraints else field

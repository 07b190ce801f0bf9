"""A coding as the files of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.case.csvrows import RowEdits, edit_rows
from detente.case.folder import LEDGER_FILE
from detente.case.model import Issue, Source, Topic
from detente.case.statements import HEADER
from detente.case.yamltext import Value, block
from detente.exchange.coding import Coding, Row
from detente.exchange.plain import to_plain

CASE_FILE = "case.yaml"


def files_of(coding: Coding) -> dict[str, str]:
    """The text of each file by its name; "" where it is not needed."""
    case: dict[str, Value] = {"title": coding.title.strip() or "An imported coding"}
    if coding.question:
        case["question"] = coding.question
    case["issues"] = [_issue(issue) for issue in coding.issues]
    if coding.topics:
        case["topics"] = [topic_entry(topic) for topic in coding.topics]
    if coding.conditions:
        case["conditions"] = [entry(condition) for condition in coding.conditions]
    parties: dict[str, Value] = {"parties": [entry(party) for party in coding.parties]}
    if coding.blocs:
        parties["blocs"] = [entry(bloc) for bloc in coding.blocs]
    return {
        CASE_FILE: _yaml(case),
        "parties.yaml": _yaml(parties),
        "sources.yaml": _yaml({"sources": [_source(one) for one in coding.sources]}) if coding.sources else "",
        LEDGER_FILE: _csv(coding.rows),
    }


def _yaml(value: Mapping[str, Value]) -> str:
    return "\n".join(block(value)) + "\n"


def entry(noun: object, *flags: str) -> dict[str, Value]:
    """A noun as the case format has it: no blanks, words for yes and no, `from` for since."""
    return {key: value for key, value in _words(to_plain(noun)).items() if value not in ("", []) or key in flags}


def topic_entry(topic: Topic) -> dict[str, Value]:
    """A topic, which says of itself whether its options exclude each other."""
    return entry(topic, "exclusive")


def _words(value: Mapping[str, object]) -> dict[str, Value]:
    return {("from" if key == "since" else key): _value(inner) for key, inner in value.items() if inner is not None}


def _value(value: object) -> Value:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return {key: inner for key, inner in _words(value).items() if inner != ""}
    if isinstance(value, list):
        return [_value(inner) for inner in value]
    return " ".join(str(value).split()) if "\n" in str(value) or "\r" in str(value) else str(value)


def _issue(issue: Issue) -> dict[str, Value]:
    found = entry(issue)
    found["status_quo"] = [_words(to_plain(one)) for one in issue.status_quo]
    if issue.needs is not None:
        found["needs"] = list(issue.needs)
    options = []
    for option in issue.options:
        written: dict[str, Value] = {"id": option.id, "title": option.title or option.id}
        options.append(written | ({"needs": list(option.needs)} if option.needs is not None else {}))
    found["options"] = options
    return found


def _source(source: Source) -> dict[str, Value]:
    found = entry(source)
    found.setdefault("citation", source.id)
    return found


def _csv(rows: Sequence[Row]) -> str:
    used = [name for name in HEADER if name in ("id", "holder", "act", "paraphrase") or any(r.get(name) for r in rows)]
    return edit_rows(",".join(used) + "\n", RowEdits(added=rows))

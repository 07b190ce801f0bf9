"""A coding into a case: a new folder, or rows added to a case as proposals. What is not clear is asked, all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from detente.case.csvrows import RowEdits, edit_rows
from detente.case.folder import LEDGER_FILE, why
from detente.case.model import Case, Issue, Source
from detente.case.names import id_problem
from detente.case.reading import read_case
from detente.case.statements import HEADER
from detente.case.writing import write_atomic
from detente.case.yamltext import Value, block
from detente.errors import CaseError, Finding, WriteError, nearest
from detente.exchange.coding import Coding, Loss, Row
from detente.exchange.plain import to_plain

MOST_ASKED = 1000


@dataclass(frozen=True)
class Question:
    """Something to be settled before rows come in: its kind, what it is about, in how many rows, the nearest name."""

    kind: str
    what: str
    count: int
    nearest: str = ""

    def __str__(self) -> str:
        near = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"{SAYS[self.kind].format(self.what)} ({self.count:,} row{'s' * (self.count != 1)}){near}"


SAYS = {
    "id": "the id {} is taken by another statement of the case",
    "holder": "the case has no party or bloc {}",
    "issue": "the case has no issue or topic {}",
    "option": "the case has no option {}",
    "source": "the case has no source {}",
    "condition": "the condition cannot be read in the case: {}",
    "digest": "the source {} has another document in the case",
    "format": "{}",
}


@dataclass(frozen=True)
class Merged:
    """What an import did or would do: rows that come in, rows that are there already, and what has to be settled."""

    added: tuple[Row, ...]
    same: int
    questions: tuple[Question, ...]
    losses: tuple[Loss, ...]
    files: tuple[Path, ...] = ()


# -------------------------------------------------------------------------------------------------------- a new folder


def new_folder(coding: Coding, folder: Path) -> Merged:
    """Write a coding as a case of its own. Issues without a status quo become topics: a case must say what holds.

    What keeps the coding from making a case is asked, and nothing is left behind. Raises WriteError where the folder is
    there and not empty.
    """
    try:
        if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
            raise WriteError(f"{folder} is there already; an import needs a new or an empty folder, or --into a case")
        made = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"{folder} cannot be made: {why(error)}") from None
    whole, losses = _settled(coding)
    whole, loose = _anchored(whole, whole.source_digests)
    files = {name: text for name, text in _files(whole).items() if text}
    try:
        for name, text in files.items():
            write_atomic(folder / name, text.encode())
        read_case(folder)
    except CaseError as error:
        _remove(folder, files, made)
        return Merged((), 0, tuple(_questions(error)), (*losses, *loose))
    except BaseException:
        _remove(folder, files, made)
        raise
    return Merged(tuple(whole.rows), 0, (), (*losses, *loose), tuple(folder / name for name in files))


def _remove(folder: Path, files: Mapping[str, str], made: bool) -> None:
    for name in files:
        (folder / name).unlink(missing_ok=True)
    if made:
        folder.rmdir()


def _anchored(coding: Coding, digests: Mapping[str, str]) -> tuple[Coding, tuple[Loss, ...]]:
    """The coding without anchors into documents whose digest nobody knows: they could not be verified."""
    rows = []
    for row in coding.rows:
        if row.get("begin") and not digests.get(row.get("source", "")):
            kept = {name: value for name, value in row.items() if name not in ("begin", "end", "span_sha256")}
            kept.setdefault("locator", f"characters {row['begin']} to {row['end']}")
            rows.append({name: kept[name] for name in HEADER if name in kept})
        else:
            rows.append(dict(row))
    loose = sum(1 for one, other in zip(rows, coding.rows, strict=True) if len(one) < len(other))
    why = "the digest of the document is not known, so they became locators; --documents DIR gives it"
    return replace(coding, rows=rows), (Loss("anchors by offsets", loose, why),) if loose else ()


def _settled(coding: Coding) -> tuple[Coding, tuple[Loss, ...]]:
    """The coding with issues that have no status quo as topics, and what that loses."""
    from detente.case.model import Topic

    lacking = [issue for issue in coding.issues if not issue.status_quo]
    topics = [Topic(issue.id, issue.title, issue.options, bool(issue.options), issue.note) for issue in lacking]
    issues = tuple(issue for issue in coding.issues if issue.status_quo)
    found = Loss("issues without a status quo", len(lacking), "made topics; nothing said on a topic is counted")
    whole = replace(coding, issues=issues, topics=(*coding.topics, *topics))
    return whole, (found,) if lacking else ()


def _files(coding: Coding) -> dict[str, str]:
    case: dict[str, Value] = {"title": coding.title.strip() or "An imported coding"}
    if coding.question:
        case["question"] = coding.question
    case["issues"] = [_issue(issue) for issue in coding.issues]
    if coding.topics:
        case["topics"] = [_entry(topic, "exclusive") for topic in coding.topics]
    if coding.conditions:
        case["conditions"] = [_entry(condition) for condition in coding.conditions]
    parties: dict[str, Value] = {"parties": [_entry(party) for party in coding.parties]}
    if coding.blocs:
        parties["blocs"] = [_entry(bloc) for bloc in coding.blocs]
    return {
        "case.yaml": _yaml(case),
        "parties.yaml": _yaml(parties),
        "sources.yaml": _yaml({"sources": [_source(one) for one in coding.sources]}) if coding.sources else "",
        LEDGER_FILE: _csv(coding.rows),
    }


def _yaml(value: Mapping[str, Value]) -> str:
    return "\n".join(block(value)) + "\n"


def _entry(noun: object, *flags: str) -> dict[str, Value]:
    """A noun as the case format has it: no blanks, words for yes and no, `from` for since."""
    return {key: value for key, value in _words(to_plain(noun)).items() if value not in ("", []) or key in flags}


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
    found = _entry(issue)
    found["status_quo"] = [_words(to_plain(entry)) for entry in issue.status_quo]
    if issue.needs is not None:
        found["needs"] = list(issue.needs)
    options = []
    for option in issue.options:
        written: dict[str, Value] = {"id": option.id, "title": option.title or option.id}
        options.append(written | ({"needs": list(option.needs)} if option.needs is not None else {}))
    found["options"] = options
    return found


def _source(source: Source) -> dict[str, Value]:
    found = _entry(source)
    found.setdefault("citation", source.id)
    return found


def _csv(rows: Sequence[Row]) -> str:
    used = [name for name in HEADER if name in ("id", "holder", "act", "paraphrase") or any(r.get(name) for r in rows)]
    return edit_rows(",".join(used) + "\n", RowEdits(added=rows))


# ---------------------------------------------------------------------------------------------------------- into a case


def plan(coding: Coding, case: Case) -> Merged:
    """What adding the rows to a case would do; nothing is written.

    A row that the case has, word for word but for its status, is left out. Every row that comes in is a proposal.
    """
    digests = coding.source_digests | {source.id: source.sha256 for source in case.sources if source.sha256}
    coding, loose = _anchored(coding, digests)
    have = {row["id"]: row for row in _rows(case)}
    asked: dict[tuple[str, str], list[int]] = {}
    near: dict[tuple[str, str], str] = {}
    added, same = [], 0
    names = _Names(case, coding)
    for row in coding.rows:
        mine = have.get(row.get("id", ""))
        if mine is not None and _but_status(mine) == _but_status(row):
            same += 1
            continue
        found = list(names.questions(row, taken=mine is not None))
        for kind, what, close in found:
            asked.setdefault((kind, what), []).append(1)
            near[kind, what] = close
        if not found:
            added.append({**row, "status": "proposed"})
    questions = tuple(Question(kind, what, len(found), near[kind, what]) for (kind, what), found in asked.items())
    if not questions and added:
        questions = tuple(_refused(case, added))
    return Merged(tuple(added), same, questions, loose)


def apply(case: Case, merged: Merged) -> tuple[Path, ...]:
    """Add the planned rows to the case's ledger. Raises WriteError, with nothing written, where one is unsettled."""
    if merged.questions:
        raise WriteError(f"{len(merged.questions)} questions have to be settled first")
    if not merged.added:
        return ()
    path = Path(case.folder) / LEDGER_FILE
    try:
        text = path.read_bytes().decode() if path.exists() else "id,holder,act,paraphrase\n"
    except (OSError, UnicodeDecodeError) as error:
        raise WriteError(f"{path} cannot be read: {error}") from None
    write_atomic(path, edit_rows(text, RowEdits(added=merged.added)).encode())
    return (path,)


def _rows(case: Case) -> Iterator[dict[str, str]]:
    for place in range(len(case.statements)):
        yield {name: value for name, value in case.statements.row(place).items() if value}


def _but_status(row: Row) -> dict[str, str]:
    return {name: value for name, value in row.items() if value and name != "status"}


class _Names:
    """What a case knows, to be asked of each row."""

    def __init__(self, case: Case, coding: Coding) -> None:
        self.actors = dict.fromkeys((*case.party, *case.bloc))
        self.options: dict[str, tuple[str, ...] | None] = {issue.id: issue.names for issue in case.issues}
        self.options |= {topic.id: topic.names or None for topic in case.topics}
        self.sources = case.source
        self.theirs = {source.id: source.sha256 for source in coding.sources}

    def questions(self, row: Row, taken: bool) -> Iterator[tuple[str, str, str]]:
        """What has to be settled before this row can come in: kind, what, and the nearest name."""
        if taken:
            yield "id", row["id"], ""
        if id_problem(row.get("id", "")):
            yield "format", f"“{row.get('id', '')}” cannot be an id", ""
        if row.get("holder", "") not in self.actors:
            yield "holder", row.get("holder", "") or "(none)", nearest(row.get("holder", ""), self.actors)
        issue, source = row.get("issue", ""), row.get("source", "")
        if issue and issue not in self.options:
            yield "issue", issue, nearest(issue, self.options)
        known = self.options.get(issue)
        for option in row.get("option", "").split("|"):
            if option and known is not None and option not in known:
                yield "option", f"{issue} = {option}", nearest(option, known)
        if source and source not in self.sources:
            yield "source", source, nearest(source, self.sources)
        elif row.get("begin") and self.theirs.get(source, self.sources[source].sha256) != self.sources[source].sha256:
            yield "digest", source, ""


def _refused(case: Case, added: Sequence[Row]) -> Iterator[Question]:
    """What the case format has against the case with these rows, found by reading it so."""
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory(prefix="detente-") as name:
        folder = Path(name) / case.slug
        shutil.copytree(case.folder, folder, ignore=shutil.ignore_patterns(".detente", ".git"))
        path = folder / LEDGER_FILE
        text = path.read_bytes().decode() if path.exists() else "id,holder,act,paraphrase\n"
        write_atomic(path, edit_rows(text, RowEdits(added=added)).encode())
        try:
            read_case(folder)
        except CaseError as error:
            yield from _questions(error)


def _questions(error: CaseError) -> Iterator[Question]:
    """What the case format has against it, the same complaints together."""
    counted = Counter(_short(finding) for finding in error.findings)
    yield from (Question("format", says, count) for says, count in counted.most_common(MOST_ASKED))


def _short(finding: Finding) -> str:
    return str(replace(finding, line=0)).removeprefix("statements.csv: ")

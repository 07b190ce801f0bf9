"""A coding into a case: a new folder, or rows added to a case as proposals. What is not clear is asked, all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from detente.case.csvrows import RowEdits, edit_rows
from detente.case.folder import LEDGER_FILE
from detente.case.model import Case, Party, Topic
from detente.case.reading import read_case
from detente.case.statements import HEADER
from detente.case.writing import write_atomic
from detente.errors import CaseError, Finding, WriteError
from detente.exchange.casefiles import CASE_FILE, files_of
from detente.exchange.coding import NOBODY, Coding, Loss, Row
from detente.exchange.meaning import Meanings, Question
from detente.exchange.newfolder import place
from detente.exchange.widening import widened

MOST_ASKED = 1000


@dataclass(frozen=True)
class Merged:
    """What an import did or would do: rows that come in, rows that are there already, and what has to be settled.

    `topics` are those that the case file gets, or whose options it gets; `case_text` is how it reads then, "" where it
    stays as it is.
    """

    added: tuple[Row, ...]
    same: int
    questions: tuple[Question, ...]
    losses: tuple[Loss, ...]
    files: tuple[Path, ...] = ()
    topics: tuple[str, ...] = ()
    case_text: str = ""


# -------------------------------------------------------------------------------------------------------- a new folder


def new_folder(coding: Coding, folder: Path, looked: bool = False) -> Merged:
    """Write a coding as a case of its own. Issues without a status quo become topics: a case must say what holds.
    A coding without parties gets a stand-in: a case must have one. `looked`: whether documents were looked for.

    What keeps the coding from making a case is asked, and nothing is left behind. Raises WriteError where the folder is
    there and not empty.
    """
    whole, losses = _settled(coding)
    how = "no file of the folder is called like the source" if looked else "--documents DIR gives it"
    whole, loose = _anchored(whole, whole.source_digests, how)
    try:
        files = place(folder, files_of(whole))
    except CaseError as error:
        return Merged((), 0, tuple(_questions(error)), (*losses, *loose))
    return Merged(tuple(whole.rows), 0, (), (*losses, *loose), files)


def _anchored(coding: Coding, digests: Mapping[str, str], how: str) -> tuple[Coding, tuple[Loss, ...]]:
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
    why = f"the digest of the document is not known, so they became locators; {how}"
    return replace(coding, rows=rows), (Loss("anchors by offsets", loose, why),) if loose else ()


def _settled(coding: Coding) -> tuple[Coding, tuple[Loss, ...]]:
    """The coding with issues that have no status quo as topics, and what that loses."""
    lacking = [issue for issue in coding.issues if not issue.status_quo]
    topics = [Topic(issue.id, issue.title, issue.options, bool(issue.options), issue.note) for issue in lacking]
    issues = tuple(issue for issue in coding.issues if issue.status_quo)
    found = Loss("issues without a status quo", len(lacking), "made topics; nothing said on a topic is counted")
    whole = replace(coding, issues=issues, topics=(*coding.topics, *topics))
    losses: tuple[Loss, ...] = (found,) if lacking else ()
    if not coding.parties and not coding.blocs:
        whole = replace(whole, parties=(Party(NOBODY, "Not coded", "group"),))
        losses += (Loss("parties", 1, "the file names none, and a case must have one; “Not coded” stands in"),)
    return whole, losses


# ---------------------------------------------------------------------------------------------------------- into a case


def plan(coding: Coding, case: Case, holders: Mapping[str, str] | None = None) -> Merged:
    """What adding the rows to a case would do; nothing is written.

    Names are read as `meaning` says; `holders` tells whose position the words of a name are. A row that the case has,
    word for word but for its status, is left out. Every row that comes in is a proposal. A codebook without rows adds
    the topics that are not there. Raises WriteError for an answer that fits nothing.
    """
    names = Meanings(case, coding, holders or {})
    digests = {source.id: source.sha256 for source in case.sources if source.sha256}
    have = {row["id"]: row for row in _rows(case)}
    asked: dict[tuple[str, str], list[Question]] = {}
    found, rows, same = [], [], 0
    for row in coding.rows:
        meant, questions = names.row(row)
        rows.append(meant)
        found.append(questions)
    names.check_answers()
    how = "give the case's source its sha256, and import again"
    whole, loose = _anchored(replace(coding, rows=rows), digests, how)
    added = []
    for row, questions in zip(whole.rows, found, strict=True):
        mine = have.get(row.get("id", ""))
        if mine is not None and _but_status(mine) == _but_status(row):
            same += 1
            continue
        if mine is not None:
            questions.append(Question("id", row["id"], 1))
        for one in questions:
            asked.setdefault((one.kind, one.what), []).append(one)
        if not questions:
            added.append({**row, "status": "proposed"})
    settle = tuple(replace(ones[0], count=len(ones)) for ones in asked.values())
    wider = widened(coding, case)
    settle += wider.questions
    if not settle and (added or wider.text):
        settle = tuple(_refused(case, _new_texts(case, added, wider.text)))
    return Merged(tuple(added), same, settle, (*loose, *wider.losses), topics=wider.added, case_text=wider.text)


def apply(case: Case, merged: Merged) -> tuple[Path, ...]:
    """Add the planned rows to the case's ledger. Raises WriteError, with nothing written, where one is unsettled."""
    if merged.questions:
        raise WriteError(f"{len(merged.questions)} questions have to be settled first")
    texts = _new_texts(case, merged.added, merged.case_text)
    for path, text in texts.items():
        write_atomic(path, text.encode())
    return tuple(texts)


def _new_texts(case: Case, added: Sequence[Row], case_text: str) -> dict[Path, str]:
    """The files that change, as they will be."""
    found = {Path(case.folder) / CASE_FILE: case_text} if case_text else {}
    path = Path(case.folder) / LEDGER_FILE
    try:
        if added:
            text = path.read_bytes().decode() if path.exists() else "id,holder,act,paraphrase\n"
            found[path] = edit_rows(text, RowEdits(added=added))
    except (OSError, UnicodeDecodeError) as error:
        raise WriteError(f"{path} cannot be read: {error}") from None
    return found


def _rows(case: Case) -> Iterator[dict[str, str]]:
    for number in range(len(case.statements)):
        yield {name: value for name, value in case.statements.row(number).items() if value}


def _but_status(row: Row) -> dict[str, str]:
    return {name: value for name, value in row.items() if value and name != "status"}


def _refused(case: Case, texts: Mapping[Path, str]) -> Iterator[Question]:
    """What the case format has against the case with these files, found by reading it so."""
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory(prefix="detente-") as name:
        folder = Path(name) / case.slug
        shutil.copytree(case.folder, folder, ignore=shutil.ignore_patterns(".detente", ".git"))
        for path, text in texts.items():
            write_atomic(folder / path.name, text.encode())
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

"""Reading a case's folder: everything in it, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from detente.case.casefile import check_realised, parties_of, read_frame, read_parties, read_sources
from detente.case.duplicates import matters, report_duplicates
from detente.case.entries import CaseFile, Entry, PartiesFile, ProposalsFile, SourcesFile
from detente.case.folder import ABOUT_FILE, LEDGER_FILE, YAML_FILES, digest_of, present, read_text
from detente.case.judgements.entries import PreferencesFile
from detente.case.judgements.model import Preference
from detente.case.judgements.reading import read_preferences
from detente.case.known import Documents, Known, gather
from detente.case.ledgercheck import anchored_sources, read_statements
from detente.case.ledgerfile import read_rows
from detente.case.model import Bloc, Case, Party, Source
from detente.case.names import Problems
from detente.case.proposalsfile import read_proposals
from detente.case.ratification.entries import RatificationFile
from detente.case.ratification.model import Ratification
from detente.case.ratification.reading import read_ratification
from detente.case.shape import Document, raw_text, read_document
from detente.case.statements import Statements
from detente.case.treaties.reading import read_treaties
from detente.case.treaties.settling import drafts_alone, report_taken
from detente.errors import CaseError

MODELS: dict[str, type[Entry]] = {
    "case.yaml": CaseFile,
    "parties.yaml": PartiesFile,
    "sources.yaml": SourcesFile,
    "proposals.yaml": ProposalsFile,
    "preferences.yaml": PreferencesFile,
    "ratification.yaml": RatificationFile,
}


def read_case(folder: Path) -> Case:
    """What does this folder say? Raises CaseError with every finding in every file, never with the first alone."""
    problems = Problems()
    reader = _Reader(Path(folder), problems)
    case = reader.read()
    if problems.findings or case is None:
        order = {name: place for place, name in enumerate((*YAML_FILES, LEDGER_FILE))}
        raise CaseError(
            sorted(
                set(problems.findings),
                key=lambda finding: (order.get(finding.file, 9), finding.file, finding.line, finding),
            )
        )
    return case


@dataclass(frozen=True)
class Rules:
    """What rows of a case's ledger may refer to, and the sources that they may rest on."""

    known: Known
    sources: Mapping[str, Source]


def read_rules(folder: Path) -> Rules:
    """What does this folder let a ledger say? Reads all but the ledger. Raises CaseError with every finding at once."""
    problems = Problems()
    reader = _Reader(Path(folder), problems)
    case = reader.read(ledger=False)
    if problems.findings or case is None or reader.known is None:
        raise CaseError(sorted(set(problems.findings)))
    return Rules(reader.known, {source.id: source for source in case.sources})


class _Reader:
    def __init__(self, folder: Path, problems: Problems) -> None:
        self.folder, self.problems = folder, problems
        self.hashes: dict[str, str] = {}
        self.documents: Documents = {}
        self.files: set[str] = set()
        self.known: Known | None = None

    def read(self, ledger: bool = True) -> Case | None:
        self.files = present(self.folder, self.problems) - (set() if ledger else {LEDGER_FILE})
        if not self.files:
            return None
        for name in YAML_FILES:
            if name in self.files:
                self._document(name)
        about = read_text(self.folder, ABOUT_FILE, self.problems, self.hashes) if ABOUT_FILE in self.files else ""
        report_duplicates(self.documents, self.problems)
        self.known = gather(self.documents, self.problems)
        return self._case(self.known, about or "")

    def _document(self, name: str) -> None:
        text = read_text(self.folder, name, self.problems, self.hashes)
        document = read_document(name, text, MODELS[name], self.problems) if text is not None else None
        if document is not None:
            self.documents[name] = document

    def _case(self, known: Known, about: str) -> Case | None:
        parties, blocs = self._parties(known)
        sources = self._sources(known)
        frame = read_frame(self.documents["case.yaml"], known) if "case.yaml" in self.documents else None
        proposals = (
            read_proposals(self.documents["proposals.yaml"], known) if "proposals.yaml" in self.documents else ()
        )
        treaties = read_treaties(self.folder, known, self.hashes, self._proposals())
        if "case.yaml" in self.documents:
            check_realised(self.documents["case.yaml"], known)
        alone = drafts_alone(frame.issues, treaties.treaties) if frame is not None else ()
        preferences, ratification = self._judgements(known)
        report_taken(alone, matters(self.documents), self.problems)
        statements = self._statements(known)
        if statements is None or frame is None:
            return None
        self._digests_of_sources(statements)
        return Case(
            slug=self.folder.resolve().name,
            title=frame.title,
            question=frame.question,
            issues=frame.issues,
            statements=statements,
            required=frame.required,
            conditions=frame.conditions,
            linkages=frame.linkages,
            tables=frame.tables,
            window_issues=frame.window_issues,
            events=frame.events,
            parties=parties,
            blocs=blocs,
            sources=sources,
            proposals=(*proposals, *alone),
            topics=frame.topics,
            treaties=treaties,
            preferences=preferences,
            ratification=ratification,
            about=about,
            digest=digest_of(self.hashes),
            folder=str(self.folder),
            lines=self._lines(),
        )

    def _parties(self, known: Known) -> tuple[tuple[Party, ...], tuple[Bloc, ...]]:
        if "parties.yaml" in self.documents:
            return read_parties(self.documents["parties.yaml"], known)
        if "parties.yaml" in self.files or "case.yaml" not in self.documents:
            return (), ()  # it is there but cannot be read, and said so
        case: Document[CaseFile] = self.documents["case.yaml"]
        required = case.model.required or ()
        if not required and "required" not in case.root.entries:
            self.problems.add(
                "parties.yaml",
                0,
                "nothing says who the parties are",
                expected="parties.yaml, or “required” in case.yaml",
                got="neither",
            )
        known.parties = known.actors = dict.fromkeys(required) or None
        return parties_of(required), ()

    def _judgements(self, known: Known) -> tuple[tuple[Preference, ...], Ratification]:
        judged, ratified = (self.documents.get(name) for name in ("preferences.yaml", "ratification.yaml"))
        return (
            read_preferences(judged, known) if judged is not None else (),
            read_ratification(ratified, known) if ratified is not None else Ratification(),
        )

    def _sources(self, known: Known) -> tuple[Source, ...]:
        if "sources.yaml" in self.documents:
            return read_sources(self.documents["sources.yaml"], known)
        if "sources.yaml" not in self.files:
            known.sources = {}
        return ()

    def _proposals(self) -> dict[str, None] | None:
        """The ids of proposals as written; None where the file cannot be read."""
        if "proposals.yaml" not in self.documents:
            return None if "proposals.yaml" in self.files else {}
        written = (raw_text(node, "id") for node in self.documents["proposals.yaml"].raw("proposals"))
        return {name: None for name in written if name}

    def _statements(self, known: Known) -> Statements | None:
        if LEDGER_FILE not in self.files:
            return Statements.empty()
        rows = read_rows(self.folder, self.problems)
        if rows is None:
            return None
        self.hashes[LEDGER_FILE] = rows.digest
        return read_statements(rows, known)

    def _digests_of_sources(self, statements: Statements) -> None:
        document = self.documents.get("sources.yaml")
        if document is None:
            return
        anchored = anchored_sources(statements)
        for place, source in document.entries("sources"):
            if source.id in anchored and not source.sha256:
                line = document.line("sources", place)
                message = f"statements anchor into {source.id}, whose digest is not given"
                self.problems.add("sources.yaml", line, message, expected="sha256 of the document", got="none")

    def _lines(self) -> dict[str, int]:
        sections = (
            ("case.yaml", "issues", "issue"),
            ("case.yaml", "topics", "topic"),
            ("case.yaml", "conditions", "condition"),
            ("case.yaml", "linkages", "linkage"),
            ("case.yaml", "tables", "table"),
            ("parties.yaml", "parties", "party"),
            ("parties.yaml", "blocs", "bloc"),
            ("sources.yaml", "sources", "source"),
            ("proposals.yaml", "proposals", "proposal"),
            ("ratification.yaml", "circumstances", "circumstance"),
            ("ratification.yaml", "bodies", "body"),
            ("ratification.yaml", "procedures", "procedure"),
        )
        return {
            f"{kind}:{entry.id}": self.documents[file].line(section, place)
            for file, section, kind in sections
            if file in self.documents
            for place, entry in self.documents[file].entries(section)
        }

"""A clean SQLite database to read, query and publish (Datasette opens it as it is); nothing reads it back.

Tables with keys between them, views that answer the usual questions, a full-text index of paraphrases and notes, and a
`metadata.json` beside it that describes every column. One file: no write-ahead log, vacuumed, the same bytes for the
same coding.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from detente.case.dates import Interval
from detente.case.model import Issue, Topic
from detente.case.statements import HEADER
from detente.case.writing import write_atomic
from detente.exchange.coding import Coding, Loss, Row
from detente.exchange.outside import refuse
from detente.exchange.sqlitewords import COLUMNS, TABLES

NUMBERS = ("begin", "end")
_SCHEMA = """
CREATE TABLE parties (id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, aliases TEXT, note TEXT);
CREATE TABLE blocs (id TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE bloc_members (bloc TEXT NOT NULL REFERENCES blocs(id), party TEXT NOT NULL REFERENCES parties(id),
  PRIMARY KEY (bloc, party)) WITHOUT ROWID;
CREATE TABLE holders (id TEXT PRIMARY KEY, name TEXT NOT NULL, is_bloc INTEGER NOT NULL);
CREATE TABLE attributes (party TEXT NOT NULL, name TEXT NOT NULL, value TEXT, PRIMARY KEY (party, name)) WITHOUT ROWID;
CREATE TABLE issues (id TEXT PRIMARY KEY, title TEXT NOT NULL, kind TEXT NOT NULL, ordered INTEGER NOT NULL, note TEXT);
CREATE TABLE options (issue TEXT NOT NULL REFERENCES issues(id), id TEXT NOT NULL, title TEXT NOT NULL,
  place INTEGER NOT NULL, PRIMARY KEY (issue, id)) WITHOUT ROWID;
CREATE TABLE conditions (id TEXT PRIMARY KEY, title TEXT, means TEXT NOT NULL);
CREATE TABLE sources (id TEXT PRIMARY KEY, citation TEXT, title TEXT, author TEXT, outlet TEXT, language TEXT, url TEXT,
  date TEXT, file TEXT, sha256 TEXT, reliability TEXT, confirmed INTEGER NOT NULL, copy_of TEXT, licence TEXT,
  locator TEXT, note TEXT);
CREATE TABLE documents (source TEXT PRIMARY KEY REFERENCES sources(id), sha256 TEXT NOT NULL,
  characters INTEGER NOT NULL, text TEXT);
"""
_ROWS = """
CREATE TABLE statements ({columns}, first_day TEXT, last_day TEXT, PRIMARY KEY (id),
  FOREIGN KEY (holder) REFERENCES holders(id), FOREIGN KEY (issue) REFERENCES issues(id),
  FOREIGN KEY (source) REFERENCES sources(id));
CREATE TABLE statement_options (statement TEXT NOT NULL REFERENCES statements(id), issue TEXT NOT NULL,
  option TEXT NOT NULL, PRIMARY KEY (statement, issue, option)) WITHOUT ROWID;
"""
_AFTER = """
CREATE INDEX statements_holder ON statements(holder, last_day);
CREATE INDEX statements_issue ON statements(issue, option);
CREATE INDEX statements_source ON statements(source);
CREATE INDEX statements_day ON statements(last_day);
CREATE INDEX options_said ON statement_options(issue, option);
CREATE VIRTUAL TABLE statements_fts USING fts5(paraphrase, note, content='statements', content_rowid='rowid',
  tokenize='unicode61 remove_diacritics 2');
INSERT INTO statements_fts(statements_fts) VALUES ('rebuild');
CREATE VIEW statements_in_words AS SELECT s.id, s.date, h.name AS holder, s.speaker, i.title AS issue, s.option, s.act,
  s.firmness, s.paraphrase, c.citation AS source, s.status FROM statements s LEFT JOIN holders h ON h.id = s.holder
  LEFT JOIN issues i ON i.id = s.issue LEFT JOIN sources c ON c.id = s.source ORDER BY s.last_day, s.id;
CREATE VIEW who_said_how_much AS SELECT h.name AS holder, i.title AS issue, count(*) AS statements,
  min(s.first_day) AS first, max(s.last_day) AS last FROM statements s LEFT JOIN holders h ON h.id = s.holder
  LEFT JOIN issues i ON i.id = s.issue GROUP BY s.holder, s.issue ORDER BY statements DESC, holder, issue;
CREATE VIEW statements_by_source AS SELECT c.id AS source, c.citation, count(s.id) AS statements,
  count(s.begin) AS anchored FROM sources c LEFT JOIN statements s ON s.source = c.id GROUP BY c.id ORDER BY c.id;
"""


def write(coding: Coding, path: Path, texts: bool = False) -> tuple[Loss, ...]:
    """Write the database, and its description beside it as NAME-metadata.json.

    Raises FormatError where two entries have one id. Documents' texts go along only if `texts` is true.
    """
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            _fill(database, coding, texts)
        except sqlite3.IntegrityError as error:
            raise refuse(path, "the coding cannot be a database", "ids that are unique", str(error)) from None
        data = database.serialize()
    write_atomic(path, data)
    described = json.dumps(metadata(coding, path.stem), ensure_ascii=False, indent=1) + "\n"
    write_atomic(path.with_name(f"{path.stem}-metadata.json"), described.encode())
    losses = [Loss("speakers of parties", sum(bool(p.speakers) for p in coding.parties), "no table for them")]
    losses.append(
        Loss("status quo, consent and control of issues", sum(bool(i.status_quo) for i in coding.issues), "no table")
    )
    if not texts:
        losses.append(Loss("texts of documents", len(coding.documents), "not asked for"))
    return tuple(loss for loss in losses if loss.count)


def _fill(database: sqlite3.Connection, coding: Coding, texts: bool) -> None:
    database.execute("PRAGMA page_size=4096")
    database.executescript(_SCHEMA)
    columns = ", ".join(f'"{name}" {"INTEGER" if name in NUMBERS else "TEXT"}' for name in HEADER)
    database.executescript(_ROWS.format(columns=columns))
    with database:
        _codebook(database, coding)
        _sources(database, coding, texts)
        _insert(database, "statements", (_statement(row) for row in coding.rows), len(HEADER) + 2)
        said = ((row["id"], row["issue"], option) for row in coding.rows for option in _options(row))
        _insert(database, "statement_options", said, 3)
    database.executescript(_AFTER)
    database.execute("ANALYZE")
    database.commit()
    database.execute("VACUUM")


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]], width: int) -> None:
    database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)


def _codebook(database: sqlite3.Connection, coding: Coding) -> None:
    _insert(database, "parties", ((p.id, p.name, p.kind, "; ".join(p.aliases), p.note) for p in coding.parties), 5)
    _insert(database, "blocs", ((b.id, b.name) for b in coding.blocs), 2)
    _insert(database, "bloc_members", ((b.id, member) for b in coding.blocs for member in b.members), 2)
    holders: dict[str, tuple[str, int]] = {p.id: (p.name, 0) for p in coding.parties}
    holders |= {b.id: (b.name, 1) for b in coding.blocs}
    for row in coding.rows:
        if row.get("holder"):
            holders.setdefault(row["holder"], (row["holder"], 0))
    _insert(database, "holders", ((name, *what) for name, what in holders.items()), 3)
    values = ((party, name, value) for party, found in coding.attributes.items() for name, value in found.items())
    _insert(database, "attributes", values, 3)
    issues: dict[str, tuple[str, str, int, str]] = {
        i.id: (i.title, i.kind, int(i.ordered), i.note) for i in coding.issues
    }
    issues |= {t.id: (t.title, "topic", 0, t.note) for t in coding.topics}
    for row in coding.rows:
        if row.get("issue"):
            issues.setdefault(row["issue"], (row["issue"], "not declared", 0, ""))
    _insert(database, "issues", ((name, *what) for name, what in issues.items()), 5)
    owners: list[Issue | Topic] = [*coding.issues, *coding.topics]
    options = (
        (owner.id, option.id, option.title, place) for owner in owners for place, option in enumerate(owner.options)
    )
    _insert(database, "options", options, 4)
    _insert(database, "conditions", ((c.id, c.title, str(c.means)) for c in coding.conditions), 3)


def _sources(database: sqlite3.Connection, coding: Coding, texts: bool) -> None:
    fields = ("id", "citation", "title", "author", "outlet", "language", "url", "date", "file", "sha256", "reliability")
    more = ("confirmed", "copy_of", "licence", "locator", "note")
    rows = {source.id: tuple(_plain(getattr(source, name)) for name in (*fields, *more)) for source in coding.sources}
    for row in coding.rows:
        name = row.get("source")
        if name and name not in rows:
            rows[name] = (name, *[None] * 10, 1, *[None] * 4)
    _insert(database, "sources", rows.values(), 16)
    documents = (
        (source, document.digest, len(document.text), document.text if texts else None)
        for source, document in coding.documents.items()
    )
    _insert(database, "documents", documents, 4)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Interval) else int(value) if isinstance(value, bool) else value or None


def _statement(row: Row) -> tuple[object, ...]:
    cells = [int(row[name]) if name in NUMBERS and row.get(name) else row.get(name) or None for name in HEADER]
    try:
        span = Interval.parse(row["date"])
    except (KeyError, ValueError):
        return (*cells, None, None)
    return (*cells, span.first.isoformat(), span.last.isoformat())


def _options(row: Row) -> Iterator[str]:
    if row.get("issue"):
        yield from dict.fromkeys(part for part in row.get("option", "").split("|") if part)


def metadata(coding: Coding, name: str) -> dict[str, object]:
    """The description that Datasette shows: `datasette NAME.sqlite --metadata NAME-metadata.json`."""
    tables = {table: {"description": words, "columns": COLUMNS.get(table, {})} for table, words in TABLES.items()}
    tables["statements"]["sort"] = "last_day"
    return {
        "title": coding.title,
        "description": coding.question,
        "databases": {name: {"tables": tables}},
    }

"""The tables of a store, the same on SQLite and PostgreSQL. Migrations make them; a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from detente.case.statements import HEADER

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

CASES = Table(
    "cases",
    METADATA,
    Column("key", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

DOCUMENT_FIELDS = (
    "original",
    "digest",
    "text",
    "kind",
    "name",
    "title",
    "author",
    "outlet",
    "date",
    "date_basis",
    "language",
    "charset",
    "url",
    "copy_of",
    "copy_how",
)
"""Texts of a document that are columns as they are."""

DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("key", Integer, primary_key=True),
    Column("case_key", Integer, ForeignKey("cases.key"), nullable=False),
    *(Column(name, Text, nullable=False) for name in DOCUMENT_FIELDS),
    Column("similarity", Float, nullable=False),
    Column("notes", Text, nullable=False),  # a JSON list
    Column("fingerprints", LargeBinary, nullable=False),
    Column("looked", Boolean(create_constraint=False), nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    UniqueConstraint("case_key", "original", "digest"),
    Index("ix_documents_digest", "digest"),
)

CUTS = Table(
    "cuts",
    METADATA,
    Column("document_key", Integer, ForeignKey("documents.key"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("begin", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("reason", Text, nullable=False),
)

OBJECTS = Table(
    "objects",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
    info={"only": "postgresql"},
)
"""Original bytes by their SHA-256. A store that is a file keeps them in a folder beside it."""

STATEMENTS = Table(
    "statements",
    METADATA,
    Column("key", Integer, primary_key=True),
    Column("case_key", Integer, ForeignKey("cases.key"), nullable=False),
    Column("version", Integer, nullable=False),  # how many changes made it what it is
    Column("born", Integer, nullable=False),  # the change that first made it: rows stand in this order
    *(Column(name, Text, nullable=False) for name in HEADER),
    UniqueConstraint("case_key", "id"),
    Index("ix_statements_born", "case_key", "born"),
    Index(
        "ix_statements_supersedes",
        "case_key",
        sqlite_where=text("supersedes <> ''"),
        postgresql_where=text("supersedes <> ''"),
    ),
)
"""The ledger's rows as they stand, texts as in `statements.csv`."""

BATCHES = Table(
    "batches",
    METADATA,
    Column("case_key", Integer, ForeignKey("cases.key"), primary_key=True),
    Column("number", Integer, primary_key=True),  # from 1, without a gap
    Column("kind", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("undoes", Integer),  # the batch that this one takes back
    Column("first", Integer, nullable=False),  # its first change
    Column("count", Integer, nullable=False),
    Column("digest", Text, nullable=False),  # over the digest of the batch before, this header and its changes
)
"""What was done in one go, by whom and when. Nothing here is ever changed or taken away."""

CHANGES = Table(
    "changes",
    METADATA,
    Column("case_key", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),  # from 1, without a gap
    Column("batch", Integer, nullable=False),
    Column("statement", Text, nullable=False),
    Column("version", Integer, nullable=False),  # the version of the statement that it made
    Column("before", Text, nullable=False),  # JSON: the fields that changed; "" where there was no statement
    Column("after", Text, nullable=False),  # the same; "" where there is none any more
    ForeignKeyConstraint(["case_key", "batch"], ["batches.case_key", "batches.number"]),
    UniqueConstraint("case_key", "statement", "version"),
    Index("ix_changes_batch", "case_key", "batch"),
)
"""Every change of every statement: what it was, and what it became."""

SYNCS = Table(
    "syncs",
    METADATA,
    Column("case_key", Integer, ForeignKey("cases.key"), primary_key=True),
    Column("checkout", Text, primary_key=True),  # each copy of the case's folder has a name of its own
    Column("number", Integer, nullable=False),
    Column("file_digest", Text, nullable=False),
)
"""Up to which change the store and a folder's `statements.csv` were in step, and what the file was then."""

SYNC_ROWS = Table(
    "sync_rows",
    METADATA,
    Column("case_key", Integer, ForeignKey("cases.key"), primary_key=True),
    Column("checkout", Text, primary_key=True),
    Column("statement", Text, primary_key=True),
    Column("number", Integer, nullable=False),
)
"""Statements for which it was another change: conflicts that are left, and rows between two steps of a sync."""

SEARCH_RULES = Table("search_rules", METADATA, Column("folding", Integer, nullable=False))
"""By which version of `folding` the full-text indexes were made."""


def _words(of: str) -> Table:
    return Table(
        f"{of}_words",
        METADATA,
        Column("key", Integer, ForeignKey(f"{of}.key", ondelete="CASCADE"), primary_key=True),
        Column("folded", Text, nullable=False),
        Column("vector", TSVECTOR),
        Index(f"ix_{of}_words_vector", "vector", postgresql_using="gin"),
        Index(f"ix_{of}_words_large", "key", postgresql_where=text("vector IS NULL")),
        info={"only": "postgresql"},
    )


DOCUMENTS_WORDS, STATEMENTS_WORDS = _words("documents"), _words("statements")
"""What search looks in, on PostgreSQL; on SQLite they are virtual tables of FTS5."""

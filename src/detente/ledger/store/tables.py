"""The tables of a store, the same on SQLite and PostgreSQL. Migrations make them; a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

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

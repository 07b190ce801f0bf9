"""Cases, their documents with what is cut from them, and on PostgreSQL the original bytes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXTS = (
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


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "cases",
        sa.Column("key", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_cases"),
        sa.UniqueConstraint("name", name="uq_cases_name"),
    )
    op.create_table(
        "documents",
        sa.Column("key", sa.Integer, nullable=False),
        sa.Column("case_key", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
        sa.Column("similarity", sa.Float, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("fingerprints", sa.LargeBinary, nullable=False),
        sa.Column("looked", sa.Boolean, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_documents"),
        sa.ForeignKeyConstraint(["case_key"], ["cases.key"], name="fk_documents_case_key"),
        sa.UniqueConstraint("case_key", "original", "digest", name="uq_documents_case_key_original_digest"),
    )
    op.create_index("ix_documents_digest", "documents", ["digest"])
    op.create_table(
        "cuts",
        sa.Column("document_key", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("begin", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("document_key", "number", name="pk_cuts"),
        sa.ForeignKeyConstraint(["document_key"], ["documents.key"], name="fk_cuts_document_key"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "objects",
            sa.Column("digest", sa.Text, nullable=False),
            sa.Column("bytes", sa.LargeBinary, nullable=False),
            sa.PrimaryKeyConstraint("digest", name="pk_objects"),
        )

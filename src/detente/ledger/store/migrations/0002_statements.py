"""Statements as they stand, and the trail of every change of them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

HEADER = (
    "id",
    "date",
    "date_basis",
    "occasion",
    "known",
    "until",
    "holder",
    "speaker",
    "authority",
    "on_behalf_of",
    "addressee",
    "issue",
    "option",
    "range",
    "condition",
    "given",
    "details",
    "act",
    "stance",
    "firmness",
    "supersedes",
    "paraphrase",
    "source",
    "begin",
    "end",
    "span_sha256",
    "locator",
    "reporters",
    "quotation",
    "confidence",
    "credibility",
    "confirmed",
    "judgement",
    "status",
    "coder",
    "note",
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "statements",
        sa.Column("key", sa.Integer, nullable=False),
        sa.Column("case_key", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("born", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in HEADER),
        sa.PrimaryKeyConstraint("key", name="pk_statements"),
        sa.ForeignKeyConstraint(["case_key"], ["cases.key"], name="fk_statements_case_key"),
        sa.UniqueConstraint("case_key", "id", name="uq_statements_case_key_id"),
    )
    op.create_index("ix_statements_born", "statements", ["case_key", "born"])
    some = sa.text("supersedes <> ''")
    op.create_index("ix_statements_supersedes", "statements", ["case_key"], sqlite_where=some, postgresql_where=some)
    op.create_table(
        "batches",
        sa.Column("case_key", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "who", "at", "note")),
        sa.Column("undoes", sa.Integer, nullable=True),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_key", "number", name="pk_batches"),
        sa.ForeignKeyConstraint(["case_key"], ["cases.key"], name="fk_batches_case_key"),
    )
    op.create_table(
        "changes",
        sa.Column("case_key", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("batch", sa.Integer, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_key", "number", name="pk_changes"),
        sa.ForeignKeyConstraint(
            ["case_key", "batch"], ["batches.case_key", "batches.number"], name="fk_changes_case_key_batch"
        ),
        sa.UniqueConstraint("case_key", "statement", "version", name="uq_changes_case_key_statement_version"),
    )
    op.create_index("ix_changes_batch", "changes", ["case_key", "batch"])

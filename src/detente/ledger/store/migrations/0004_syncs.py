"""How far each checkout's statements.csv and the store were in step."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "syncs",
        sa.Column("case_key", sa.Integer, nullable=False),
        sa.Column("checkout", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("file_digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("case_key", "checkout", name="pk_syncs"),
        sa.ForeignKeyConstraint(["case_key"], ["cases.key"], name="fk_syncs_case_key"),
    )
    op.create_table(
        "sync_rows",
        sa.Column("case_key", sa.Integer, nullable=False),
        sa.Column("checkout", sa.Text, nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("case_key", "checkout", "statement", name="pk_sync_rows"),
        sa.ForeignKeyConstraint(["case_key"], ["cases.key"], name="fk_sync_rows_case_key"),
    )

"""Full-text indexes of documents and paraphrases; they are filled by `indexes.remake` when a store is opened."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table("search_rules", sa.Column("folding", sa.Integer, nullable=False))
    for what in ("documents", "statements"):
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"CREATE VIRTUAL TABLE {what}_words USING fts5 (title, body, content = '', tokenize = 'ascii')")
        else:
            op.create_table(
                f"{what}_words",
                sa.Column("key", sa.Integer, nullable=False),
                sa.Column("folded", sa.Text, nullable=False),
                sa.Column("vector", TSVECTOR, nullable=True),
                sa.PrimaryKeyConstraint("key", name=f"pk_{what}_words"),
                sa.ForeignKeyConstraint(["key"], [f"{what}.key"], name=f"fk_{what}_words_key", ondelete="CASCADE"),
            )
            op.create_index(f"ix_{what}_words_vector", f"{what}_words", ["vector"], postgresql_using="gin")
            none = sa.text("vector IS NULL")
            op.create_index(f"ix_{what}_words_large", f"{what}_words", ["key"], postgresql_where=none)

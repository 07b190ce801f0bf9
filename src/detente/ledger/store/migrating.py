"""From whatever schema a store has to today's, in one transaction: all steps or none."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect

from detente.errors import StoreError

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

HEAD = "0004"
"""The newest schema that this program knows; a test compares it with the migrations."""

APPLICATION = 0x4474656E
"""SQLite's mark of whose file this is."""

STEPS = Path(__file__).parent / "migrations"


def version_of(connection: Connection) -> str | None:
    """Which schema the store has; None where it is empty. Raises StoreError where it is not ours."""
    if connection.dialect.name == "sqlite":
        mark = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
        if tables and mark != APPLICATION:
            raise StoreError("this is a SQLite file of some other program, not a store of Détente")
        if not tables:
            return None
    elif not inspect(connection).has_table("alembic_version"):
        others = set(inspect(connection).get_table_names()) & {"cases", "documents", "statements"}
        if others:
            raise StoreError(f"the database has tables of some other program: {', '.join(sorted(others))}")
        return None
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found) if found else None


def is_newer(version: str) -> bool:
    """Whether a schema was made by a later program than this one."""
    return version > HEAD


def migrate(connection: Connection, to: str = HEAD) -> list[str]:
    """Bring the store to this schema and return the steps taken; the transaction is the caller's.

    Raises StoreError for a store of a newer program.
    """
    version = version_of(connection)
    if version is not None and is_newer(version):
        raise StoreError(
            f"the store was made by a newer Détente (schema {version}; this one knows up to {HEAD}); "
            "update the program; nothing was changed"
        )
    if version == to:
        return []
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    script = steps()
    context = MigrationContext.configure(connection)
    taken = []
    if version is None and connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
    with Operations.context(context):
        for step in reversed(list(script.iterate_revisions(to, version or "base"))):
            module: Any = step.module
            module.upgrade()
            context.stamp(script, step.revision)
            taken.append(step.revision)
    return taken


@cache
def steps() -> ScriptDirectory:
    """The migrations, in their order."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(STEPS), version_locations=[str(STEPS)])

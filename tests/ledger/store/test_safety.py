"""Safe against killed processes, several writers, files of others, and stores of older and newer programs."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import inspect

from detente.errors import StoreError
from detente.ledger.store import editing, indexes, migrating
from detente.ledger.store.editing import Edit
from detente.ledger.store.engine import make_engine, reading, writing
from detente.ledger.store.place import place_of, prepare
from detente.ledger.store.store import open_store
from detente.ledger.store.tables import METADATA
from tests.ledger.store.ledgers import Desk, heading
from tests.ledger.store.test_documents import WHEN, made

ROOT = Path(__file__).parents[3]


def started(what, folder, address, who, most):
    command = [sys.executable, "-m", "tests.ledger.store.writer", what, str(folder), address, who, str(most)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


# -------------------------------------------------------------------------------------------------------------- killed


def killed(desk, address, who, wait):
    """Let a process write, kill it after a while from its first commit, and return what it said was committed."""
    process = started("write", desk.folder, address, who, 100_000)
    lines = [process.stdout.readline()]
    reader = threading.Thread(target=lambda: lines.extend(process.stdout))
    reader.start()
    time.sleep(wait)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    reader.join()
    process.stdout.close()
    process.stderr.close()
    return [tuple(line.split()) for line in lines if line.endswith("\n")]


def nothing_is_lost(desk, address, acknowledged):
    with open_store(place_of(desk.folder, address)) as store:
        standing = {row.id: row.values for row in store.all_rows()}
        texts = {document.text.partition(" ")[0] for document in store.documents()}
        for what, name in acknowledged:
            if what == "document":
                assert name in texts
            else:
                assert name in standing
                assert what == "add" or standing[name]["note"]
        assert not store.verify().findings
        assert store.search("treaty", 1).documents == len(texts)
        if store.dialect == "sqlite":
            with store.reading() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def rounds(desk, address, number, seed):
    draw = random.Random(seed)
    desk.store.close()
    total = 0
    for place in range(number):
        acknowledged = killed(desk, address, f"w{place}", draw.random() * draw.choice([0.02, 0.2]))
        total += len(acknowledged)
        nothing_is_lost(desk, address, acknowledged)
    assert total >= number


def test_killed_at_random_moments(desk, address):
    rounds(desk, address, 6 if desk.store.dialect == "sqlite" else 2, 1)


@pytest.mark.soak
def test_killed_at_200_random_moments(desk, address):
    rounds(desk, address, 200, 2)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(40))
def test_killed_while_synchronising(tmp_path, seed):
    """The real command, killed anywhere; the next one goes on, and nothing is lost on either side."""
    desk = Desk(tmp_path / "river")
    desk.load()
    desk.edit("s1", note="of the store")
    path = desk.folder / "statements.csv"
    path.write_text(path.read_text().replace("No patrols at night.", "None at night."))
    desk.store.close()
    command = [sys.executable, "-m", "detente", "sync", str(desk.folder), "--take", "file"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.Random(seed).random() * 1.2)
    process.kill()
    process.wait()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with open_store(place_of(desk.folder)) as store:
        rows = {row.id: row.values for row in store.all_rows()}
        assert rows["s2"]["paraphrase"] == "None at night."
        assert not store.verify().findings
    assert "None at night." in path.read_text()


# -------------------------------------------------------------------------------------------------------- two at once


def test_two_processes_lose_no_update_and_are_never_locked_out(desk, address):
    desk.store.close()
    several = [started("count", desk.folder, address, who, 8) for who in ("anna", "bob")]
    for process in several:
        out, error = process.communicate(timeout=120)
        assert process.returncode == 0, error
        assert out.startswith("done")
    with open_store(place_of(desk.folder, address)) as store:
        row = store.rows(["s1"])["s1"]
        assert (row.values["note"], row.version) == ("16", 17)
        assert not store.verify().findings


def test_who_waits_too_long_is_told_in_plain_words(desk, address):
    with (
        open_store(desk.store.place, patience=0.2) as other,
        desk.store.writing(),
        pytest.raises(StoreError, match="somebody else is writing"),
        other.writing(),
    ):
        pass


@pytest.mark.postgresql
@pytest.mark.parametrize("engine", ["postgresql"])  # a reader of a file holds its writers back instead
def test_readers_see_one_state(desk):
    with desk.store.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM statements").scalar()
        desk.add("s9")
        assert connection.exec_driver_sql("SELECT count(*) FROM statements").scalar() == before


# ---------------------------------------------------------------------------------------------------------- migrations


def schema_of(connection):
    inspector = inspect(connection)
    skipped = ("documents_words_", "statements_words_", "sqlite_")
    return {
        table: [(column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(table)]
        for table in inspector.get_table_names()
        if not table.startswith(skipped)
    }


@pytest.mark.usefixtures("no_tables")
class TestMigrations:
    def test_the_newest_is_the_one_that_is_known(self):
        assert migrating.steps().get_heads() == [migrating.HEAD]

    def test_the_migrated_schema_is_that_of_the_tables(self, place):
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext

        with open_store(place) as store, store.reading() as connection:
            sqlite = store.dialect == "sqlite"
            only = {table.name for table in METADATA.tables.values() if table.info.get("only") == "postgresql"}

            def ours(thing, name, kind, reflected, other):
                table = name if kind == "table" else thing.table.name
                if sqlite and (table in only or "_words" in table):
                    return False
                return table != "alembic_version"

            context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
            assert compare_metadata(context, METADATA) == []

    @pytest.mark.parametrize("version", ["0001", "0002", "0003"])
    def test_from_any_version_to_the_newest_nothing_is_lost(self, place, version):
        prepare(place)
        engine = make_engine(place)
        columns = (
            "case_key, original, digest, text, kind, name, title, author, outlet, date, date_basis, language, charset"
        )
        with writing(engine, place) as connection:
            migrating.migrate(connection, version)
            connection.exec_driver_sql(f"INSERT INTO cases (key, name) VALUES (1, '{place.case}')")
            connection.exec_driver_sql(
                f"INSERT INTO documents ({columns}, url, copy_of, copy_how, similarity, notes, fingerprints, looked, "
                "added_by, added_at) VALUES (1, 'o', 'd', 'A Café treaty', 'text', 'a.txt', '', '', '', '', '', '', "
                "'', '', '', '', 0.5, '[]', '', FALSE, 'anna', '2026')"
            )
        engine.dispose()
        with open_store(place) as store:
            (one,) = store.documents()
            assert (one.text, one.similarity) == ("A Café treaty", 0.5)
            assert [found.document and found.document.digest for found in store.search("cafe").found] == ["d"]
            assert store.facts().schema == migrating.HEAD
        engine = make_engine(place)
        with reading(engine, place) as connection:
            assert migrating.version_of(connection) == migrating.HEAD
        engine.dispose()

    def test_a_newer_store_is_left_alone(self, place):
        with open_store(place) as store, store.writing() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(StoreError, match="newer Détente"):
            open_store(place)

    def test_a_migration_that_fails_leaves_the_old_store(self, place, monkeypatch):
        engine = make_engine(place)
        prepare(place)
        with writing(engine, place) as connection:
            migrating.migrate(connection, "0002")
            before = schema_of(connection)

        def fail(connection):
            raise ArithmeticError

        monkeypatch.setattr(indexes, "remake", fail)
        with pytest.raises(ArithmeticError):
            open_store(place)
        with reading(engine, place) as connection:
            assert migrating.version_of(connection) == "0002"
            assert schema_of(connection) == before
        engine.dispose()


# ------------------------------------------------------------------------------------------------------- not our store


class TestPlaces:
    def test_a_file_of_something_else(self, tmp_path):
        path = tmp_path / "notes.txt"
        path.write_text("not a database at all, but a text that is long enough to be looked at" * 20)
        with pytest.raises(StoreError, match="not a store of Détente"):
            open_store(place_of(tmp_path, str(path)))
        other = tmp_path / "other.sqlite"
        with sqlite3.connect(other) as connection:
            connection.execute("CREATE TABLE documents (a)")
        connection.close()
        with pytest.raises(StoreError, match="some other program"):
            open_store(place_of(tmp_path, str(other)))
        assert sqlite3.connect(other).execute("SELECT count(*) FROM documents").fetchone() == (0,)

    def test_an_empty_file_becomes_a_store(self, tmp_path):
        (tmp_path / "new.sqlite").touch()
        with open_store(place_of(tmp_path, str(tmp_path / "new.sqlite"))) as store:
            assert store.facts().statements == 0

    def test_a_damaged_file(self, tmp_path):
        path = tmp_path / "new.sqlite"
        with open_store(place_of(tmp_path, str(path))) as store:
            store.sink("anna", WHEN).add([(made(f"text {n} " * 50), b"") for n in range(50)])
        data = bytearray(path.read_bytes())
        data[4096:] = b"\x55" * (len(data) - 4096)
        path.write_bytes(data)
        with (
            pytest.raises(StoreError, match=r"damaged|not a store"),
            open_store(place_of(tmp_path, str(path))) as store,
        ):
            list(store.documents())

    def test_a_folder_no_permission_and_no_server(self, tmp_path):
        with pytest.raises(StoreError, match="cannot be opened"):
            open_store(place_of(tmp_path, str(tmp_path)))
        (tmp_path / "file").touch()
        with pytest.raises(StoreError, match="cannot be made"):
            open_store(place_of(tmp_path, str(tmp_path / "file" / "in" / "it.sqlite")))
        with pytest.raises(StoreError, match="is no store"):
            place_of(tmp_path, "mysql://localhost/x")

    def test_no_server(self, tmp_path):
        pytest.importorskip("psycopg")
        where = f"postgresql://anna:secret@/none?host={tmp_path}"
        with pytest.raises(StoreError, match="cannot be reached") as error:
            open_store(place_of(tmp_path, where))
        assert "secret" not in str(error.value)

    def test_the_catalogue_is_not_written_to(self):
        from detente.case.locate import find_case

        with pytest.raises(StoreError, match="catalogue"):
            place_of(find_case("camp-david"))

    def test_where_it_is(self, tmp_path):
        assert place_of(tmp_path).path == tmp_path.resolve() / ".detente" / "ledger.sqlite"
        assert place_of(tmp_path, "", {"DETENTE_STORE": "/a/b"}).path == Path("/a/b")
        assert place_of(tmp_path, "/c", {"DETENTE_STORE": "/a/b"}).path == Path("/c")
        with open_store(place_of(tmp_path)):
            assert (tmp_path / ".detente" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("engine", ["sqlite"])  # a server's disk is its own affair
def test_a_full_disk_loses_nothing(desk):
    with desk.store.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    stood = desk.all()
    with pytest.raises(StoreError, match="disk is full"):
        fill(desk, pages)
    assert desk.all() == stood
    assert not desk.store.verify().findings


def fill(desk, pages):
    """Make a change that needs more pages than the disk has."""
    with desk.store.writing() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        edits = [Edit("s1", {"note": "n" * 100_000})]
        editing.change(connection, desk.store.case, desk.rules, edits, heading())

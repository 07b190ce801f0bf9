"""Stores on both engines: a file, and a throw-away PostgreSQL cluster that listens on a socket only."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from detente.ledger.store.migrating import HEAD
from detente.ledger.store.place import FILE, FOLDER, place_of
from detente.ledger.store.tables import METADATA
from tests.ledger.store.lacking import programs
from tests.ledger.store.ledgers import Desk, loaded

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


def _run(*command):
    """Run a program of PostgreSQL's, as user postgres where we are root, which it refuses to run as."""
    who = "postgres" if os.getuid() == 0 else None
    words = [str(part) for part in command]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/", user=who, group=who)


@pytest.fixture(scope="session")
def cluster():
    """The URL of a PostgreSQL server that is thrown away; mark the test `postgresql`."""
    folder = Path(tempfile.mkdtemp(prefix="detente-pg-"))
    try:
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
        found = programs()
        _run(
            found / "initdb",
            "--pgdata",
            folder / "data",
            "--auth",
            "trust",
            "--username",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        quick = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' {quick}"
        _run(found / "pg_ctl", "--pgdata", folder / "data", "--wait", "--log", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            _run(found / "pg_ctl", "--pgdata", folder / "data", "--mode", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def tmp_path(tmp_path_factory):
    """A folder in memory where the system has one: stores wait for the disk at every commit."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        yield tmp_path_factory.mktemp("store")
        return
    with tempfile.TemporaryDirectory(prefix="detente-", dir=memory, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(params=ENGINES)
def engine(request):
    """Which engine a test runs on; it runs on each."""
    return request.param


@pytest.fixture
def address(engine, request):
    """What `--store` would be given: nothing for the file in the case's folder, or a database with nothing in it."""
    if engine == "sqlite":
        return ""
    url = request.getfixturevalue("cluster")
    with server(url) as connection:
        known = connection.exec_driver_sql("SELECT to_regclass('public.alembic_version') IS NOT NULL").scalar()
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if known else None
        if version == HEAD:
            names = ", ".join(METADATA.tables.keys() - {"search_rules"})
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
        else:
            drop(connection)
    return url


@pytest.fixture
def no_tables(address):
    """Take the tables of the database away, too."""
    if address:
        with server(address) as connection:
            drop(connection)


@contextlib.contextmanager
def server(url):
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def drop(connection):
    connection.exec_driver_sql("DROP SCHEMA public CASCADE")
    connection.exec_driver_sql("CREATE SCHEMA public")


@pytest.fixture
def place(address, tmp_path):
    """Where the store of an empty folder is, on each engine."""
    folder = tmp_path / "river"
    folder.mkdir(exist_ok=True)
    return place_of(folder, address)


@pytest.fixture
def desk(address, tmp_path):
    """A small case with its statements in the store, on each engine."""
    folder = tmp_path / "river"
    if not address:
        (folder / FOLDER).mkdir(parents=True)
        (folder / FOLDER / FILE).write_bytes(loaded())
    opened = Desk(folder, address)
    if address:
        opened.load()
    yield opened
    opened.store.close()

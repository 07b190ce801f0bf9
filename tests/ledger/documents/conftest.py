"""Folders in memory where the system has one: taking documents in waits for the disk at every step."""

import os
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def tmp_path(tmp_path_factory):
    memory = Path("/dev/shm")
    if not memory.is_dir() or not os.access(memory, os.W_OK):
        yield tmp_path_factory.mktemp("documents")
        return
    with tempfile.TemporaryDirectory(prefix="detente-", dir=memory, ignore_cleanup_errors=True) as folder:
        yield Path(folder)

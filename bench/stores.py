"""What the store costs: a million statements in and out, and words found among a hundred thousand documents."""

from __future__ import annotations

import hashlib
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from detente.ledger.documents.model import Document

WORDS = 50_000
LENGTH = 300
QUERIES = {
    "rare word": "w30123",
    "common word": "w1",
    "two common words": "w2 w5",
    "phrase": '"w3 w17"',
    "phrase of common words": '"w0 w1"',
    "prefix": "w41*",
    "either, and not": "(w40 OR w77) -w2",
    "accents": "wörd40",
}


def run_search(folder: Path, count: int) -> dict[str, object]:
    """Full-text search over so many documents of some 2 kB, the words of which are as uneven as in real texts."""
    from detente.ledger.store.place import place_of
    from detente.ledger.store.store import open_store

    clock = time.perf_counter
    with open_store(place_of(folder)) as store:
        start = clock()
        sink = store.sink("bench", "2026-01-01T00:00:00Z")
        for some in range(0, count, 1_000):
            sink.add([(document, b"") for document in _documents(some, min(1_000, count - some))])
        taken = clock() - start
        found: dict[str, object] = {"documents": count, "taking in, s": taken}
        slowest = 0.0
        for name, query in QUERIES.items():
            times = []
            documents = 0
            for _ in range(5):
                start = clock()
                documents = store.search(query).documents
                times.append(1_000 * (clock() - start))
            found[f"{name} ({documents} finds), ms"] = round(sorted(times)[2], 1)
            slowest = max(slowest, sorted(times)[2])
        start = clock()
        with store.reading() as connection:  # what one would do without an index
            connection.exec_driver_sql("SELECT count(*) FROM documents WHERE text LIKE '% w30123 %'").scalar()
        return {**found, "slowest, ms": slowest, "peer (LIKE over all texts), ms": 1_000 * (clock() - start)}


def _documents(first: int, count: int) -> list[Document]:
    from detente.ledger.documents.model import Document

    rng = np.random.default_rng(first)
    ranks = np.minimum(rng.zipf(1.3, (count, LENGTH)) - 1, WORDS - 1).tolist()
    made: list[Document] = []
    for number, words in enumerate(ranks, first):
        text = " ".join(f"w{word}" if word % 40 else f"Wörd{word}" for word in words) + f". Number {number}."
        digest = hashlib.sha256(text.encode()).hexdigest()
        made.append(Document(digest, digest, text, "text", f"{number}.txt", title=f"Document {number}"))
    return made


def run_store(folder: Path, rows: int) -> dict[str, object]:
    """So many statements of a case's file: read, stored with their trail, found again, verified, an edit among them."""
    import detente
    from bench.million import archive
    from detente.case.reading import read_rules
    from detente.ledger.store.bulk import columns
    from detente.ledger.store.editing import Edit
    from detente.ledger.store.place import place_of
    from detente.ledger.store.store import open_store
    from detente.ledger.store.syncing import Sync
    from detente.ledger.store.trail import Heading

    clock = time.perf_counter
    made = archive(folder, rows=rows, actors=5_000, issues=300)
    heading = Heading("load", "bench", "2026-01-01T00:00:00Z")
    start = clock()
    case = detente.load(made)
    read = clock() - start
    rules = read_rules(made)
    names = [case.statements.text("id", row) for row in random.Random(1).sample(range(rows), 20)]
    del case
    with open_store(place_of(made)) as store:
        start = clock()
        Sync(store, made, heading).run()
        loaded = clock() - start
        start = clock()
        with store.reading() as connection:
            columns(connection, store.case)
        unloaded = clock() - start
        start = clock()
        for name in names:
            store.change(rules, [Edit(name, {"note": "seen"}, 1)], heading)
        edited = 1_000 * (clock() - start) / len(names)
        start = clock()
        Sync(store, made, heading).run()
        synced = clock() - start
        start = clock()
        Sync(store, made, heading).run()
        again = clock() - start
        start = clock()
        whole = not store.verify().findings
        verified = clock() - start
        size = sum(path.stat().st_size for path in (made / ".detente").rglob("*") if path.is_file()) // 2**20
    return {
        "statements": rows,
        "read the file alone, s": read,
        "read and load, s": loaded,
        "out as columns, s": unloaded,
        "one edit, ms": edited,
        "sync of 20 edits, s": synced,
        "sync of nothing, s": again,
        "verify, s": verified,
        "whole": whole,
        "store, MB": size,
    }

"""Logs of a million events against two hundred norms; the peer joins events with norms in SQL."""

from __future__ import annotations

import tempfile
import time

import numpy as np

SIZES = (60, 20, 24, 90, 4)
BREAKS = (733_000, 734_000, 735_000)
"""Days on which scopes change; the log runs over them."""


def _boxes(random: np.random.Generator, share: float) -> tuple[tuple[int, ...], ...]:
    masks = []
    for size in SIZES:
        chosen = np.flatnonzero(random.random(size) < share)
        masks.append(sum(1 << int(place) for place in chosen) or 1 << int(random.integers(size)))
    return (tuple(masks),)


def norms(number: int, share: float, hard: bool, seed: int = 1):  # type: ignore[no-untyped-def]
    """Prohibitions over random scopes; with `hard` half of them have exceptions by consent, and a quarter are caps."""
    from detente.engines.norms.compliance_events import Part, Use
    from detente.engines.norms.compliance_stocks import Bound
    from detente.engines.norms.model import Norm, Sense, System

    random = np.random.default_rng(seed)
    made, parts = [], {}
    for place in range(number):
        scope = _boxes(random, share)
        exempt = ((scope, ("var", 0)),) if hard and place % 2 else ()
        made.append(Norm(place, (), Sense.AT_MOST, scope, exempt=exempt))
        stock = hard and place % 4 == 0
        bound = Bound(5_000, (True, False, False, False))
        parts[place] = Part(Use.STOCK, bound=bound) if stock else Part(Use.FORBID)
    return System(SIZES, tuple(made), number, (), frozenset((0,))), parts


def log(number: int, seed: int = 2):  # type: ignore[no-untyped-def]
    """Events in order of time, a tenth of them with consents, a fifth of them intervals."""
    from detente.engines.norms.compliance_events import Events

    random = np.random.default_rng(seed)
    first = np.sort(random.integers(732_500, 735_500, number))
    stays = random.random(number) < 0.8
    last = np.where(stays, first, first + random.integers(1, 30, number))
    cells = tuple(random.integers(0, size, number) for size in SIZES[:4])
    text = np.where(random.random(number) < 0.1, random.integers(1, 6, number), 0)
    return Events(np.arange(number), first, last, cells, random.integers(-20, 40, number), text, stays)  # type: ignore[arg-type]


def checked(system, parts, events, chunk: int = 1 << 18):  # type: ignore[no-untyped-def]
    """How many violations there are; they are counted and let go, part after part."""
    from detente.engines.norms.compliance import Clock, Giving, spell_out
    from detente.engines.norms.compliance_events import parts_of
    from detente.engines.norms.compliance_log import Log
    from detente.engines.norms.compliance_pieces import FOREVER, Grants

    rules = spell_out(system, range(len(system.norms)), {}, frozenset(), frozenset((0,)))
    clock = Clock(np.array([-FOREVER, *BREAKS], np.int64), np.arange(4), {})
    texts = [[], *([(actor, -FOREVER, FOREVER), (actor + 1, -FOREVER, FOREVER)] for actor in range(5))]

    def granted(sets):  # type: ignore[no-untyped-def]
        enough = np.array([len(one & {1, 2, 3}) >= 2 for one in sets.members])
        return {0: [Giving(np.ones(SIZES[0] + 1, bool), np.ones(5, bool), enough)]}

    made = Log(rules, parts, SIZES, clock, Grants.of(texts), granted)
    count = sum(len(made.feed(part)) for part in parts_of(events, chunk))
    return count + len(made.finish(740_000))


def run(number: int) -> dict[str, object]:
    """Plain prohibitions; the same with consents and caps; broad ones, ten hits an event; and the peer."""
    events = log(number)
    found: dict[str, object] = {}
    for name, share, hard in (("plain", 0.3, False), ("consents and caps", 0.3, True), ("broad", 0.62, False)):
        system, parts = norms(200, share, hard)
        start = time.perf_counter()
        found[f"{name}, hits"] = checked(system, parts, events)
        found[f"{name}, s"] = time.perf_counter() - start
    joined, seconds = _by_join(events, 0.3)
    return found | {"peer (SQL join), s": seconds, "peer agrees": joined == found["plain, hits"]}


def _by_join(events, share: float) -> tuple[int, float]:  # type: ignore[no-untyped-def]
    """What one would write instead: norms as rows of elements in DuckDB, and one join."""
    import duckdb

    from detente.engines.masks import bits
    from detente.engines.norms.compliance import Clock

    system, _ = norms(200, share, False)
    adding = events.amount > 0
    with duckdb.connect(":memory:") as database:
        database.execute("CREATE TABLE event (number INT, a INT, b INT, c INT, d INT, first INT, last INT)")
        columns = {"number": events.number, "first": events.first, "last": events.last}
        columns |= dict(zip("abcd", events.cells, strict=True))
        rows = np.stack([columns[name][adding] for name in ("number", "a", "b", "c", "d", "first", "last")], axis=1)
        with tempfile.NamedTemporaryFile(suffix=".csv") as file:
            np.savetxt(file.name, rows, "%d", ",")
            database.execute(f"COPY event FROM '{file.name}'")
        for place, side in enumerate("abcdt"):
            inside = [(n, e) for n, one in enumerate(system.norms) for e in bits(one.scope[0][place])]
            database.execute(f"CREATE TABLE in_{side} (norm INT, element INT)")
            database.execute(
                f"INSERT INTO in_{side} SELECT unnest($1), unnest($2)", [[n for n, _ in inside], [e for _, e in inside]]
            )
        clock = Clock(np.array([-(1 << 30), *BREAKS]), np.arange(4), {})
        database.execute("CREATE TABLE span (element INT, first INT, last INT)")
        ends = [*(day - 1 for day in clock.starts[1:].tolist()), 1 << 30]
        spans = list(zip(range(4), clock.starts.tolist(), ends, strict=True))
        database.executemany("INSERT INTO span VALUES (?, ?, ?)", spans)
        start = time.perf_counter()
        row = database.execute(
            "SELECT count(*) FROM (SELECT DISTINCT e.number, a.norm FROM event e JOIN in_a a ON e.a = a.element "
            "JOIN in_b b ON b.norm = a.norm AND b.element = e.b JOIN in_c c ON c.norm = a.norm AND c.element = e.c "
            "JOIN in_d d ON d.norm = a.norm AND d.element = e.d JOIN in_t t ON t.norm = a.norm "
            "JOIN span s ON s.element = t.element AND e.first <= s.last AND e.last >= s.first)"
        ).fetchone()
        assert row is not None
        return int(row[0]), time.perf_counter() - start

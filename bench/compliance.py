"""Logs of a million events against two hundred norms; the peer joins events with norms in SQL.

Once the engine alone, on arrays, and once what a user waits for: a CSV, a cold process, JSON.
"""

from __future__ import annotations

import json
import os
import random as plain_random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

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
        start, used = time.perf_counter(), time.process_time()
        found[f"{name}, hits"] = checked(system, parts, events)
        found[f"{name}, s"] = time.perf_counter() - start
        found[f"{name}, s of processors"] = time.process_time() - used
    joined, seconds = _by_join(events, 0.3)
    found |= {"peer (SQL join), s": seconds, "peer agrees": joined == found["plain, hits"]}
    return found | outside(number)


def outside(number: int, clauses: int = 200) -> dict[str, object]:
    """The command from outside: time and processor time of a process that reads a log and answers in JSON."""
    with tempfile.TemporaryDirectory() as folder:
        case, events = Path(folder) / "case", Path(folder) / "log.csv"
        _case(case, clauses)
        _csv(events, number)
        words = [sys.executable, "-m", "detente", "treaty", "comply", str(case), "--treaty", "tt"]
        start = time.perf_counter()
        with subprocess.Popen([*words, "--events", str(events), "--json"], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            answer = json.loads(process.stdout.read())
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        return {
            "from outside, hits": answer["total"],
            "from outside, s": time.perf_counter() - start,
            "from outside, s of processors": used.ru_utime + used.ru_stime,
            "from outside, MB": used.ru_maxrss // 1024,
        }


def _case(folder: Path, clauses: int) -> None:
    """A case with one treaty: prohibitions over classes and lists, some with caps, periods and consents."""
    draw = plain_random.Random(1)
    (folder / "treaties").mkdir(parents=True)
    issue = "issues:\n  - {id: i, title: I, options: [x, y], status_quo: x}\n"
    (folder / "case.yaml").write_text(f"title: T\nrequired: [AA, BB]\n{issue}", encoding="utf-8")
    parties = "parties:\n  - {id: AA, name: A}\n  - {id: BB, name: B}\n"
    (folder / "parties.yaml").write_text(parties, encoding="utf-8")
    words = {
        "actors": [{"id": f"P{place}"} for place in range(40)],
        "actions": [{"id": "act"}, *({"id": f"a{place}", "under": "act"} for place in range(11))],
        "assets": [{"id": "arms"}, *({"id": f"x{place}", "under": "arms"} for place in range(11))],
        "territories": [
            {"id": f"t{place}"} | ({"under": f"t{place // 10 * 10}"} if place % 10 else {}) for place in range(90)
        ],
    }
    (folder / "treaties" / "vocabulary.yaml").write_text(json.dumps(words), encoding="utf-8")
    provisions: list[dict[str, object]] = []
    for place in range(clauses):
        one: dict[str, object] = {
            "id": f"art_{place + 1}",
            "kind": "prohibition",
            "bearer": ", ".join(f"P{who}" for who in draw.sample(range(40), draw.randint(1, 6))),
            "action": draw.choice(["act", *(f"a{draw.randrange(11)}" for _ in range(3))]),
            "asset": draw.choice(["arms", *(f"x{draw.randrange(11)}" for _ in range(3))]),
            "territory": ", ".join(f"t{draw.randrange(9) * 10}" for _ in range(draw.randint(1, 3))),
        }
        one |= {"until": f"P{draw.randint(30, 900)}D"} if draw.random() < 0.2 else {}
        if draw.random() < 0.2:
            one["cap"] = draw.randint(5, 50)
        elif draw.random() < 0.2:
            one["exceptions"] = [{"consent_of": "P1, P2", "rule": "any"}]
        provisions.append(one)
    treaty = {"title": "X", "date": "2022-01-01", "signatories": ", ".join(f"P{n}" for n in range(40))}
    (folder / "treaties" / "tt.yaml").write_text(json.dumps(treaty | {"provisions": provisions}), encoding="utf-8")


def _csv(file: Path, number: int) -> None:
    draw = plain_random.Random(9)
    days = [(date(2022, 1, 1) + timedelta(days=place)).isoformat() for place in range(700)]
    with file.open("w", encoding="utf-8") as lines:
        lines.write("date,actor,action,asset,territory,amount,consent\n")
        for place in range(number):
            cell = f"P{draw.randrange(40)},a{draw.randrange(11)},x{draw.randrange(11)},t{draw.randrange(90)}"
            consent = "P1" if draw.random() < 0.1 else ""
            lines.write(f"{days[place * 700 // number]},{cell},{draw.randint(1, 5)},{consent}\n")


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

"""Networks of a million statements, made in memory, beside what one would write instead: loops over pairs of actors."""

from __future__ import annotations

import dataclasses
import resource
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import numpy as np

from bench.made import make
from detente.case.dates import Interval
from detente.case.model import Case, Issue, Option, Party
from detente.case.statements import HEADER, Codes, Statements

ACTS = ("demand", "reject", "accept", "offer")
FIRST = date(2014, 1, 1).toordinal()
DAYS = 3652
SPEAKS_ON = 25
PEER_ISSUES = 3


def archive(folder: Path, rows: int, actors: int, issues: int, seed: int = 1) -> Case:
    """A case of so many statements: who speaks how often is uneven, and everybody keeps to a few issues."""
    import detente

    rng = np.random.default_rng(seed)
    chances = 1.0 / np.arange(1, actors + 1) ** 0.7
    who = rng.choice(actors, rows, p=chances / chances.sum())
    own = rng.integers(0, issues, (actors, min(SPEAKS_ON, issues)))
    matter = own[who, rng.integers(0, own.shape[1], rows)]
    options = rng.integers(0, 4, rows)
    days = np.sort(rng.integers(0, DAYS, rows))
    texts = [date.fromordinal(FIRST + day).isoformat() for day in range(DAYS)]
    columns = {name: Codes(np.zeros(rows, np.int32), ("",)) for name in HEADER}
    columns |= {
        "id": Codes(np.arange(rows, dtype=np.int32), tuple(f"s{n}" for n in range(rows))),
        "date": Codes(days.astype(np.int32), tuple(texts)),
        "holder": Codes(who.astype(np.int32), tuple(f"A{n}" for n in range(actors))),
        "issue": Codes(matter.astype(np.int32), tuple(f"i{n}" for n in range(issues))),
        "option": Codes(options.astype(np.int32), tuple(f"o{n}" for n in range(4))),
        "act": Codes(rng.choice(4, rows, p=(0.4, 0.3, 0.2, 0.1)).astype(np.int32), ACTS),
    }
    dates = {text: Interval.parse(text) for text in texts}
    choices = tuple(Option(f"o{n}", f"Option {n}") for n in range(4))
    return dataclasses.replace(
        detente.load(make(folder, issues=3, options=2, positions=4, linkages=1, tie=False)),
        issues=tuple(Issue(f"i{n}", f"Issue {n}", "terms", choices, ()) for n in range(issues)),
        parties=tuple(Party(f"A{n}", f"Actor {n}") for n in range(actors)),
        statements=Statements(columns, np.arange(rows), dates, {}),
        conditions=(),
    )


def run(folder: Path, rows: int, actors: int, issues: int) -> dict[str, object]:
    """The congruence network over issues, and the same in 120 monthly windows."""
    import detente

    case = archive(folder, rows, actors, issues)
    clock = time.perf_counter
    start = clock()
    spoken = detente.discourse(case)
    read = clock() - start
    asked = detente.Asked(value="congruence", columns="issue")
    start = clock()
    whole = detente.network(spoken, asked)
    once = clock() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    start = clock()
    average = detente.network(spoken, dataclasses.replace(asked, normalise="cosine"))
    normalised = clock() - start
    start = clock()
    months = detente.networks(spoken, detente.Span("months", 1), asked)
    windows = clock() - start
    peer, guess, agrees = _peer(case)
    return {
        "to a discourse, s": read,
        "congruence, s": once,
        "peak after it, MB": peak,
        "cosine, s": normalised,
        "monthly windows, s": windows,
        "windows": len(months.slices),
        "nodes": len(whole.rows),
        "ties": whole.ties.nnz // 2,
        "cosine at most": float(average.ties.data.max(initial=0.0)),
        f"peer (loops over pairs, {PEER_ISSUES} issues), s": peer,
        "peer, all issues (by pairs of statements), s": guess,
        "agree": agrees,
    }


def _peer(case: Case) -> tuple[float, float, bool]:
    """Pure Python over a few issues; for all of them by the number of pairs of actors that it has to visit."""
    import detente

    rows = case.statements
    stance = np.where(np.isin(rows["act"].codes, [ACTS.index("reject")]), 0, 1)
    few = set(range(PEER_ISSUES))
    start = time.perf_counter()
    cells: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    triples = zip(rows["holder"].codes.tolist(), rows["issue"].codes.tolist(), stance.tolist(), strict=True)
    for holder, issue, says in triples:
        if issue in few:
            cells[issue, says][holder] += 1
    ties: Counter[tuple[int, int]] = Counter()
    for counts in cells.values():
        known = list(counts.items())
        for place, (one, often) in enumerate(known):
            for other, times in known[:place]:
                ties[min(one, other), max(one, other)] += often * times
    taken = time.perf_counter() - start
    visited = sum(len(counts) ** 2 for counts in cells.values())
    key = (rows["issue"].codes.astype(np.int64) * 2 + stance) * len(case.parties) + rows["holder"].codes
    pairs = np.bincount(np.unique(key) // len(case.parties))
    include = tuple(("issue", f"i{number}") for number in few if number < len(case.issues))
    ours = detente.network(case, value="congruence", columns="issue", include=include)
    return taken, taken / max(1, visited) * float((pairs**2).sum()), bool(ours.ties.sum() == 2 * sum(ties.values()))

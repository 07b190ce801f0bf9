"""A made archive: a million coded statements of 5,000 actors on 300 issues over ten years; one seed, one file.

Who speaks how often is uneven (as with Zipf), and everybody keeps to a few issues, as in real archives. It is written
into the temporary folder of a measurement, never into the repository.
"""

from __future__ import annotations

import csv
import resource
import sqlite3
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from detente.ledger.overview import Overviews

ACTS = ("demand", "reject", "offer", "accept", "withdraw", "leave_open", "report", "assessment", "prediction", "threat")
SHARES = (0.36, 0.22, 0.08, 0.07, 0.02, 0.03, 0.10, 0.06, 0.03, 0.03)
FIRMNESS = ("preference", "firm", "never")
HEADER = (
    "id", "date", "until", "holder", "authority", "issue", "option", "range", "condition", "given", "act", "firmness",
    "supersedes", "paraphrase", "source", "quotation", "status", "coder",
)  # fmt: skip
SPEAKS_ON = 25
"""Issues that one actor speaks on."""

Numbers = NDArray[np.int64]


def archive(folder: Path, *, rows: int, actors: int, issues: int, seed: int = 1) -> Path:
    """Write a case of this size; say which folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 7, issues)
    _frame(folder, actors, sizes)
    _rows(folder / "statements.csv", rng, rows, actors, sizes)
    return folder


def _frame(folder: Path, actors: int, sizes: Numbers) -> None:
    """Issues, parties (each fiftieth actor in a bloc of five), 2,000 sources over ten years."""
    lines = ["title: A made archive", "issues:"]
    for issue, size in enumerate(sizes.tolist()):
        lines += [f"  - id: i{issue}", f"    ordered: {'true' if issue % 2 else 'false'}", "    status_quo: o0"]
        lines += [f"    options: [{', '.join(f'o{n}' for n in range(size))}]"]
    (folder / "case.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    parties = ["parties:", *(f"  - id: A{n}" for n in range(actors)), "blocs:"]
    blocs = [(n, range(n, n + 5)) for n in range(0, actors - 5, 250)] or [(0, range(2))]
    parties += [f"  - {{id: B{n}, members: [{', '.join(f'A{m}' for m in members)}]}}" for n, members in blocs]
    (folder / "parties.yaml").write_text("\n".join(parties) + "\n", encoding="utf-8")
    sources = ["sources:"]
    for number in range(2000):
        day = date(2014, 1, 1) + timedelta(days=int(number * 3650 / 2000))
        sources.append(f"  - {{id: d{number}, citation: Document {number}, date: {day}}}")
    (folder / "sources.yaml").write_text("\n".join(sources) + "\n", encoding="utf-8")


def _dates(rng: np.random.Generator, days: Numbers) -> list[str]:
    """Mostly days; some months, ranges and years; a few blank, dated by their source."""
    kind = rng.choice(5, len(days), p=(0.85, 0.07, 0.03, 0.01, 0.04))
    texts = [date.fromordinal(int(day)).isoformat() for day in range(int(days.min()), int(days.max()) + 40)]
    first = int(days.min())
    found = []
    for day, how in zip((days - first).tolist(), kind.tolist(), strict=True):
        text = texts[day]
        if how == 0:
            found.append(text)
        elif how == 1:
            found.append(text[:7])
        elif how == 2:
            found.append(f"{text}/{texts[day + 1 + day % 20]}")
        else:
            found.append(text[:4] if how == 3 else "")
    return found


def _rows(path: Path, rng: np.random.Generator, rows: int, actors: int, sizes: Numbers) -> None:
    weight = 1 / np.arange(3, actors + 3)
    holder = rng.choice(actors, rows, p=weight / weight.sum())
    holder = rng.permutation(actors)[holder]
    fields = rng.integers(0, len(sizes), (actors, min(SPEAKS_ON, len(sizes))))
    issue = fields[holder, (fields.shape[1] * rng.random(rows) ** 2).astype(int)]
    source = rng.integers(0, 2000, rows)
    days = date(2014, 1, 1).toordinal() + (source * 3650) // 2000 - rng.integers(0, 3, rows)
    order = np.argsort(days, kind="stable")
    holder, issue, source, days = holder[order], issue[order], source[order], days[order]
    act = rng.choice(len(ACTS), rows, p=SHARES)
    option = rng.integers(0, sizes[issue])
    other = (option + 1 + rng.integers(0, 5, rows)) % sizes[issue]
    chance = rng.random((7, rows))
    blocs = {number: f"B{number}" for number in range(0, max(1, actors - 5), 250)}
    dates = _dates(rng, days)
    lapse = rng.integers(370, 1500, rows)
    firmness = rng.choice(3, rows, p=(0.4, 0.4, 0.2))
    last: dict[int, int] = {}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for n in range(rows):
            who, what, verb = int(holder[n]), int(issue[n]), ACTS[act[n]]
            chosen, span, given, until, replaced = f"o{option[n]}", "", "", "", ""
            asks = verb in ("demand", "offer", "accept")
            if asks and what % 2 and chance[0, n] < 0.16:
                span = "at_least" if chance[0, n] < 0.08 else "at_most"
            elif verb in ("demand", "reject") and chance[1, n] < 0.10 and option[n] != other[n]:
                chosen += f"|o{other[n]}"
            if (asks or verb == "reject") and chance[2, n] < 0.01:
                given = f"i{(what + 1) % len(sizes)} is o{n % 2}"
            matter = (f"i{what}", "" if verb == "leave_open" else chosen, span, "")
            if (asks or verb == "reject") and not given and chance[2, n] > 0.998:
                matter = ("", "", "", f"i{what} is {chosen[:2]} and i{(what + 1) % len(sizes)} is o1")
            if chance[3, n] < 0.03:
                until = date.fromordinal(int(days[n]) + int(lapse[n])).isoformat()
            if chance[4, n] < 0.01 and who in last:
                replaced = f"s{last[who]}"
            if who not in blocs or chance[6, n] > 0.1:
                last[who] = n
                name = f"A{who}"
            else:
                name, replaced = blocs[who], ""
            writer.writerow(
                (
                    f"s{n}", dates[n], until, name, "parliament" if chance[5, n] < 0.02 else "",
                    *matter, given, verb,
                    FIRMNESS[firmness[n]] if verb in ("demand", "reject") else "", replaced,
                    f"Statement {n} on issue {what}, put in other words", f"d{source[n]}",
                    "inferred" if chance[5, n] > 0.98 else "indirect", "proposed" if chance[6, n] > 0.99 else "",
                    "coder",
                )
            )  # fmt: skip


def run_archive(folder: Path, rows: int) -> dict[str, object]:
    """Load from CSV; then the positions of everybody on a date, by date; then the command, JSON and all."""
    import detente
    from detente.ledger.overview import Overviews
    from detente.ledger.standing import Ledger

    archive(folder, rows=rows, actors=rows // 200, issues=300 if rows >= 100_000 else 30)
    clock, found = time.perf_counter, dict[str, object]()
    start = clock()
    case = detente.load(folder)
    found["load, s"], found["rows"] = clock() - start, len(case.statements)
    found["peak of loading, MB"] = _peak()
    start = clock()
    view = case.on("2023-12-31")
    found["case on a date, s"] = clock() - start
    start = clock()
    overviews = Overviews(Ledger(view))
    found["index, once, s"] = clock() - start
    for name, day in (("first", "2023-12-31"), ("second", "2019-06-30"), ("third", "2016-01-01")):
        found = _answer(overviews, name, date.fromisoformat(day)) | found  # of what has one name the first stays
    found["peak with positions, MB"] = _peak()
    del case, view, overviews
    start = clock()
    command = [sys.executable, "-m", "detente", "positions", str(folder), "--json"]
    with (folder / "answer.json").open("wb") as file:
        subprocess.run(command, check=True, stdout=file)
    found["detente positions --json, s"], found["MB of JSON"] = (
        clock() - start,
        (folder / "answer.json").stat().st_size >> 20,
    )
    return found


def _answer(overviews: Overviews, name: str, day: date) -> dict[str, object]:
    """The whole answer for a date: all that stands, the strongest of each, evidence, dates, and what ties issues."""
    start = time.perf_counter()
    whole = overviews.on(day)
    _, joint = (whole.evidence, whole.affirmed), overviews.joint(day)
    return {
        f"positions of all, {name} date, s": time.perf_counter() - start,
        "standing refusals": len(whole.refused) + sum(map(len, joint.values())),
        "standing consents": len(whole.supported),
        "matters": len(whole.lines.starts),
    }


def run_archive_peer(folder: Path, rows: int) -> dict[str, object]:
    """What one would write instead: the rows into SQLite, and a window function for the latest statement of each party
    on each option by that date.

    Much less than the positions: no alternatives, no ranges, no blocs, nothing that falls by what supports another
    option, no disputes, no supersedes, and months and ranges as texts.
    """
    archive(folder, rows=rows, actors=rows // 200, issues=300 if rows >= 100_000 else 30)
    clock, found = time.perf_counter, dict[str, object]()
    start = clock()
    base = sqlite3.connect(folder / "rows.sqlite")
    with (folder / "statements.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        base.execute(f"create table rows ({', '.join(header)})")
        base.executemany(f"insert into rows values ({', '.join('?' * len(header))})", reader)
    base.commit()
    found["load, s"], found["peak of loading, MB"] = clock() - start, _peak()
    query = """select id, holder, issue, option, act, firmness from (select *, row_number() over
        (partition by holder, issue, option order by date desc) as place from rows
        where act in ('demand', 'offer', 'accept', 'reject') and status = '' and quotation <> 'inferred'
        and date <= ? and (until = '' or until >= ?)) where place = 1"""
    for name, day in (("first", "2023-12-31"), ("second", "2019-06-30")):
        start = clock()
        latest = base.execute(query, (day, day)).fetchall()
        found[f"latest of each, {name} date, s"] = clock() - start
        found.setdefault("latest statements", len(latest))
    base.close()
    return found


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

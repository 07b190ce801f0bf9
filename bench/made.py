"""Made cases of a given size, as folders: the same seed gives the same case."""

from __future__ import annotations

import csv
import random
from pathlib import Path

PARTIES = ("A", "B", "C", "D", "E")


def make(folder: Path, *, issues: int, options: int, positions: int, linkages: int, tie: bool, seed: int = 1) -> Path:
    """A case with this many issues, options an issue, statements and linkages.

    `tie`: the linkages chain all issues together.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    names = [f"i{n}" for n in range(issues)]
    choices = [f"o{n}" for n in range(options)]
    lines = ["title: A made case", "issues:"]
    for name in names:
        lines += [f"  - id: {name}", f"    title: Issue {name}", "    kind: terms", "    ordered: true"]
        lines += [f"    options: [{', '.join(choices)}]", "    status_quo: o0", f"    needs: [{', '.join(PARTIES)}]"]
    lines.append("linkages:")
    for number in range(linkages):
        if tie:
            touched = [names[number % issues], names[(number + 1) % issues], rng.choice(names)]
        else:
            start = 3 * rng.randrange(issues // 3)
            touched = rng.sample(names[start : start + 3], 2)
        parts = [f"{name} is {rng.choice(choices)}" for name in dict.fromkeys(touched)]
        lines += [f"  - id: l{number}", f"    require: not ({' and '.join(parts)})"]
    lines += ["tables:"]
    for number, size in enumerate((5, 4, 3)):
        lines += [f"  - id: t{number}", f"    title: Table {number}", f"    parties: [{', '.join(PARTIES[:size])}]"]
        lines += ["    agenda: all"]
    (folder / "case.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    parties = ["parties:", *(f"  - {{id: {party}, name: Party {party}}}" for party in PARTIES)]
    (folder / "parties.yaml").write_text("\n".join(parties) + "\n", encoding="utf-8")
    _statements(folder / "statements.csv", rng, names, choices, positions)
    return folder


def _statements(path: Path, rng: random.Random, names: list[str], choices: list[str], positions: int) -> None:
    """As many positions: of each party on each issue a demand or a rejection, a tenth of them conditional."""
    columns = ["id", "date", "holder", "issue", "option", "range", "given", "act", "firmness", "paraphrase"]
    seats = [
        (party, name, firmness) for party in PARTIES for name in names for firmness in ("firm", "never", "preference")
    ]
    rng.shuffle(seats)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for number, (party, name, firmness) in enumerate(seats[:positions]):
            act = "reject" if firmness == "never" or rng.random() < 0.5 else "demand"
            given = ""
            if number % 10 == 0:
                given = f"{rng.choice([other for other in names if other != name])} is {rng.choice(choices)}"
            option = rng.choice(choices)
            span = rng.choice(("at_least", "at_most")) if act == "demand" else ""
            row = [f"s{number}", "2020-01-01", party, name, option, span, given, act, firmness, "made"]
            writer.writerow(row)

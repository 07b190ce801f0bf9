"""Golden mini-cases: one folder for each clause of what-counts.md, with what follows from it worked out by hand.

Each `expected.yaml` is a list of checks. A check without `table` is about the first table, without `reading` about both
readings; only the answers that it names are compared. Conflicts and concessions are whole families of position ids.
"""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from detente.case.model import Case
from detente.case.reading import read_case
from tests import oracle

GOLDEN = Path(__file__).parent / "golden"
NAMES = sorted(folder.name for folder in GOLDEN.iterdir() if folder.is_dir())
Answers = Callable[[str, str, str], dict[str, Any]]  # table, level, reading


def checks(name: str) -> list[dict[str, Any]]:
    """The checks of a golden case."""
    found = YAML(typ="safe", pure=True).load(GOLDEN / name / "expected.yaml")
    assert isinstance(found, list), name
    return found


def sets(family: Iterable[Iterable[str]]) -> list[list[str]]:
    """A family of sets, in one order."""
    return sorted(sorted(one) for one in family)


def compare(name: str, expected: dict[str, Any], case: Case, answers: Answers) -> None:
    """Hold one check against the answers for its table, level and readings."""
    check = dict(expected)
    place = [check.pop(key, None) for key in ("on", "known_by", "table", "level", "reading")]
    table, level = place[2] or case.tables[0].id, place[3] or "limits"
    assert check, f"{name}: a check that checks nothing"
    for reading in [place[4]] if place[4] else oracle.READINGS:
        got = answers(table, level, reading)
        for key, value in check.items():
            found = got[key]
            if key in ("conflicts", "concessions", "linkage_conflicts"):
                value, found = sets(value), sets(found)
            if key == "lightest":
                value = {unit: tuple(weight) for unit, weight in value.items()}
            if isinstance(value, dict) and isinstance(found, dict) and key != "lightest":
                found = {k: found[k] for k in value}
            assert found == value, f"{name} {place} {reading}: {key}"


def of_oracle(case: Case, on: date, known_by: date | None) -> Answers:
    """What the oracle answers."""

    def answers(table: str, level: str, reading: str) -> dict[str, Any]:
        this = next(t for t in case.tables if t.id == table)
        here, lenient = (oracle.at(case, this, reading, on, known_by, strict) for strict in (True, False))
        rows = oracle.rows(case, on, known_by)
        where = (table, level, reading)
        window = next(r for r in rows if (r["table"], r["level"], r["reading"]) == where)
        best = next(t for t in oracle.room(case, on, known_by)["tables"] if t["table"] == table)["best_supported"]
        concessions = here.concessions(level)
        return here.counts[level] | {
            "possible_if_disputed_fall": len(lenient.possible(level)),
            "conflicts": [[p.id for p in s] for s in here.conflicts(level)],
            "concessions": [[p.id for p in s] for s in concessions],
            "concessions_total": len(concessions),
            "gap": here.gap(level),
            "lightest": {unit: least for unit, (least, _) in here.lightest(level).items()},
            "linkage_conflicts": [] if here.feasible else oracle.linkage_conflicts(here),
            "assumes_consent_of": sorted(here.assumes_consent_of),
            "best_supported": best,
            "assessable": window["assessable"],
            "window": window,
        }

    return answers


def joined(row: dict[str, Any], what: str) -> list[list[str]]:
    """The family over all components: any conflict, one concession of each; none if none is feasible."""
    if number(row["concessions_total"]) == 0:
        return []
    families = [component[what] for component in row["components"]]
    if what == "conflicts":
        return list(itertools.chain(*families))
    return [list(itertools.chain(*choice)) for choice in itertools.product(*families)]


def number(value: Any) -> Any:
    """An integer, which is a text where it is above 2^53."""
    return int(value) if isinstance(value, str) and value.isdigit() else value


def of_product(folder: Path, on: date, known_by: date | None) -> Answers:
    """What the product answers."""
    import detente

    whole = detente.load(folder)
    case = whole.on(on.isoformat(), known_by=known_by.isoformat() if known_by else None)
    room, impasse, window = (getattr(detente, name)(case).to_json() for name in ("room", "impasse", "window"))

    def answers(table: str, level: str, reading: str) -> dict[str, Any]:
        def here(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [r for r in rows if (r["table"], r["level"], r["reading"]) == (table, level, reading)]

        at_table = next(t for t in room["tables"] if t["table"] == table)
        counts = here([r | {"table": table} for r in at_table["levels"]])[0]
        blocked = here(impasse["levels"])[0]
        assert blocked["complete"]
        now = [r for r in here(window["rows"]) if r["date"] <= on.isoformat()]
        concessions = joined(blocked, "concessions")
        words = ("limits", "refusals", "demands")
        return {key: number(value) for key, value in counts.items() if key not in ("level", "reading")} | {
            "conflicts": joined(blocked, "conflicts"),
            "concessions": concessions,
            "concessions_total": number(blocked["concessions_total"]),
            "gap": min(map(len, concessions), default=None),
            "lightest": {row["bloc"]: tuple(row["gives_up"][w] for w in words) for row in blocked["lightest"]},
            "linkage_conflicts": blocked.get("linkage_conflicts", []),
            "assumes_consent_of": sorted(at_table["assumes_consent_of"]),
            "best_supported": at_table["best_supported"],
            "assessable": bool(now) and now[-1]["assessable"],
            "window": now[-1] if now else {},
        }

    return answers


def lacking_product() -> str:
    """Why the product's interface cannot be imported, "" if it can."""
    try:
        importlib.import_module("detente.api")
    except ImportError as error:
        return f"only the oracle runs: detente.api does not load: {error}"
    return ""


needs_product = pytest.mark.skipif(bool(lacking_product()), reason=lacking_product())


@pytest.mark.parametrize("name", NAMES)
def test_oracle(name: str) -> None:
    case = read_case(GOLDEN / name)
    for check in checks(name):
        compare(name, check, case, of_oracle(case, check["on"], check.get("known_by")))


@needs_product
@pytest.mark.parametrize("name", NAMES)
def test_product(name: str) -> None:
    case = read_case(GOLDEN / name)
    for check in checks(name):
        compare(name, check, case, of_product(GOLDEN / name, check["on"], check.get("known_by")))

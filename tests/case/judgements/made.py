"""A small sound case with preferences and ratification, to be broken in one place or another."""

from __future__ import annotations

from pathlib import Path

from detente.case.model import Case
from detente.case.reading import read_case
from detente.errors import CaseError, Finding
from tests.case import folders

PREFERENCES = """\
preferences:
  - of: NORTH
    because: the general reason
    from: 2020-02-01
    until: 2021-12-31
    weights: {river: 30, patrols: {between: [10, 20], because: so}}
    values:
      river: {closed: 0, shared: 40, open: 100}
      patrols: [none, [day, night]]
    bonuses:
      - {if: safe, worth: 5, because: why}
      - {if: river is open and patrols is day, worth: {low: -3, likely: 0, high: 3}}
    reservation: {package: {river: shared}, plus: -5}
  - of: LEAGUE
    because: what the towns said
    pairwise:
      - {issue: river, over: patrols, times: 1/3, because: they live on it}
    values: {river: [open, shared, closed], patrols: {ranking: [none, day, night], because: a poll}}
    reservation: {mean: 40, sd: 5}
"""

RATIFICATION = """\
circumstances:
  - id: martial_law
    title: Martial law
    from: 2020-02-24
    until: 2020-05-01
    ends_if: not patrols is night
bodies:
  - id: senate
    present: {between: [95, 100]}
    source: gazette
    members:
      - id: majority
        seats: 53
        population: 1.5
        votes:
          - {if: river is open, yes: {between: [0.5, 0.9]}, abstain: 0.05, because: x}
          - {if: river is closed, chance: 0.1}
          - {yes: 0.8}
      - {id: one, title: A member, prefers: NORTH, seats: 47}
procedures:
  - id: treaty
    of: NORTH
    instrument: treaty
    needed_if: river in {open, shared}
    barred_by: [martial_law]
    barred_if: patrols is day
    steps:
      - {body: senate, rule: two thirds of those voting}
      - {body: senate, rule: consensus, title: again, needed_if: safe}
"""


def write(folder: Path, preferences: str | None = PREFERENCES, ratification: str | None = RATIFICATION) -> Path:
    """The small case with these files; None leaves one out."""
    folders.write(folder)
    for name, text in (("preferences.yaml", preferences), ("ratification.yaml", ratification)):
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def read(folder: Path, preferences: str | None = PREFERENCES, ratification: str | None = RATIFICATION) -> Case:
    return read_case(write(folder, preferences, ratification))


def faults(
    folder: Path, preferences: str | None = PREFERENCES, ratification: str | None = RATIFICATION
) -> tuple[Finding, ...]:
    """Everything that reading the case complains of; nothing if it is sound."""
    try:
        read(folder, preferences, ratification)
    except CaseError as error:
        return error.findings
    return ()

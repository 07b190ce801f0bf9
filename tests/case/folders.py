"""A small sound case as files, to be broken in one place or another."""

from __future__ import annotations

from pathlib import Path

from detente.case.model import Case
from detente.case.reading import read_case
from detente.errors import CaseError, Finding

CASE = """\
title: A small dispute
question: Is there a deal?
required: [NORTH, SOUTH]
issues:
  - id: river
    title: Use of the river
    ordered: true
    options: [closed, shared, open]
    status_quo: closed
  - id: patrols
    kind: conduct
    controlled_by: [NORTH]
    options: [none, day, night]
    status_quo: night
conditions:
  - id: safe
    means: river is open and patrols is none
linkages:
  - id: guns
    require: if river is open then not patrols is night
"""

PARTIES = """\
parties:
  - id: NORTH
  - id: SOUTH
    name: South
  - id: TOWN
  - id: VILLAGE
blocs:
  - id: LEAGUE
    members: [TOWN, VILLAGE]
"""

SOURCES = """\
sources:
  - id: gazette
    citation: The Gazette, p. 3
    date: 2020-05-12
  - id: letter
    citation: A letter
"""

STATEMENTS = """\
id,date,holder,issue,option,act,firmness,paraphrase,source
s1,2020-05-12,NORTH,river,shared,demand,firm,The river may be shared.,gazette
s2,2020-05,SOUTH,patrols,night,reject,never,No patrols at night.,gazette
"""

PROPOSALS = """\
proposals:
  - id: plan
    date: 2020-06-01
    by: [NORTH]
    source: gazette
    terms: {river: shared, patrols: [none, day]}
    responses:
      - by: SOUTH
        date: 2020-06-02
        stance: conditional
        given: safe
  - id: menu
    date: 2020-07
    by: []
    choose: 1
    of:
      - id: branch-1
        terms: {river: open}
      - id: branch-2
        terms: {patrols: none}
        indivisible: never
"""

FILES = {
    "case.yaml": CASE,
    "parties.yaml": PARTIES,
    "sources.yaml": SOURCES,
    "statements.csv": STATEMENTS,
    "proposals.yaml": PROPOSALS,
}


def write(folder: Path, **changed: str | bytes | None) -> Path:
    """The sound case in this folder, with these files (`case`, `parties`, …) instead; None leaves one out."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {name.partition(".")[0]: name for name in FILES}
    for stem, name in names.items():
        content = changed.get(stem, FILES[name])
        if content is not None:
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read(folder: Path, **changed: str | bytes | None) -> Case:
    return read_case(write(folder, **changed))


def faults(folder: Path, **changed: str | bytes | None) -> tuple[Finding, ...]:
    """Everything that reading the case complains of; nothing if it is sound."""
    found: tuple[Finding, ...] = ()
    try:
        read(folder, **changed)
    except CaseError as error:
        found = error.findings
    assert all(finding.severity == "error" for finding in found)
    return found


def fault(folder: Path, **changed: str | bytes | None) -> Finding:
    """The one thing that reading the case complains of."""
    found = faults(folder, **changed)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def edited(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, (text.count(old), old)
    return text.replace(old, new)

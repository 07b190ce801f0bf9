"""A small sound case with treaties as files, to be broken in one place or another."""

from __future__ import annotations

from pathlib import Path

from detente.case.model import Case
from detente.case.reading import read_case
from detente.errors import CaseError, Finding
from tests.case import folders
from tests.case.folders import edited

VOCABULARY = """\
actors:
  - {id: COALITION, title: The coalition}
  - {id: VOLUNTEERS, under: COALITION}
actions:
  - {id: activity, title: carry out military activity}
  - {id: deploy, title: keep, under: activity}
  - {id: withdraw, contrary: deploy}
  - base
assets:
  - {id: forces, title: armed forces}
  - {id: ground, under: forces, unit: troops}
  - {id: missile, reach_km: 5500}
territories:
  - {id: kaliningrad, under: RUS, at: [54.71, 20.51]}
  - {id: black_sea}
  - {id: enclave, of: TOWN, claimed_by: [NORTH]}
terms:
  - {id: older, means: members of NATO on 1997-05-27}
  - id: east
    readings:
      - {id: narrow, means: un_eastern_europe but not members of NATO, holder: [SOUTH], weight: 0.4}
      - {id: wide, means: un_eastern_europe}
  - vicinity
statuses:
  - {id: joined, title: It has joined}
circumstances:
  - {id: threat, title: A Party is under threat}
"""

DRAFT = """\
title: Draft agreement
date: 2021-12-17
by: [NORTH]
signatories: NORTH, members of NATO on 2021-12-17
main: NORTH
proposal: plan
source: [gazette]
entry_into_force: {rule: more than half, among: signatories, requires: NORTH, anchor: art_9}
withdrawal: {by: parties, notice: P30D}
terms:
  - {id: coast, means: black_sea}
provisions:
  - id: art_1
    kind: prohibition
    bearer: NORTH, older
    counterparty: others
    action: deploy
    asset: forces
    territory: un_europe but not own territory
    from: 2022-01-01
    until: 2027-01-01
    baseline: {date: 1997-05-27, per: host}
    exceptions:
      - {when: threat, consent_of: parties, rule: at least 2}
      - {under: art_2}
    readings:
      - {id: mild, holder: [NORTH], weight: 0.5, cap: 100}
      - {id: none, holder: [LEAGUE], binds: false}
    source: [gazette]
  - id: art_2
    kind: permission
    bearer: anyone
    action: activity
    territory: coast
  - id: art_3
    kind: obligation
    bearer: SOUTH
    action: withdraw
    floor: 2
    cap: 5
    overrides: [art_2]
    repairs: [art_1]
    status: not joined
"""

MEMBERSHIPS = """\
state,group,from,to,confirmed
USA,NATO,1949-04-04,,yes
POL,NATO,1999-03-12,,yes
RUS,CSTO,1992-05,2030,no
"""

DEPLOYMENTS = """\
id,senders,host,asset,low,high,from,to,status,confirmed,source
efp,USA+GBR+..,POL,ground,1000,1200,2017,,active,yes,gazette
efp,USA+GBR+..,POL,ground,1200,,2022,,planned,no,
navy,NORTH,black_sea,forces,,,,,,,gazette letter
"""

FILES = {
    "vocabulary": ("treaties/vocabulary.yaml", VOCABULARY),
    "draft": ("treaties/draft.yaml", DRAFT),
    "memberships": ("inventory/memberships.csv", MEMBERSHIPS),
    "deployments": ("inventory/deployments.csv", DEPLOYMENTS),
}


def write(folder: Path, **changed: str | bytes | None) -> Path:
    """The sound case in this folder, with these files (`draft`, `vocabulary`, …) instead; None leaves one out."""
    rest = {name: text for name, text in changed.items() if name not in FILES}
    folders.write(folder, **rest)
    for stem, (name, text) in FILES.items():
        content = changed.get(stem, text)
        if content is not None:
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read(folder: Path, **changed: str | bytes | None) -> Case:
    return read_case(write(folder, **changed))


def faults(folder: Path, **changed: str | bytes | None) -> tuple[Finding, ...]:
    """Everything that reading the case complains of; nothing if it is sound."""
    write(folder, **changed)
    return faults_of(folder)


def faults_of(folder: Path) -> tuple[Finding, ...]:
    found: tuple[Finding, ...] = ()
    try:
        read_case(folder)
    except CaseError as error:
        found = error.findings
    assert all(finding.severity == "error" for finding in found)
    return found


def fault(folder: Path, **changed: str | bytes | None) -> Finding:
    """The one thing that reading the case complains of."""
    found = faults(folder, **changed)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def draft(old: str, new: str) -> dict[str, str]:
    return {"draft": edited(DRAFT, old, new)}


def vocabulary(old: str, new: str) -> dict[str, str]:
    return {"vocabulary": edited(VOCABULARY, old, new)}


def provision(text: str) -> dict[str, str]:
    """The draft with one more provision, `art_8`, of which these are the keys, each in a line of its own."""
    lines = "".join(f"    {line}\n" for line in text.strip().splitlines())
    return {"draft": DRAFT + "  - id: art_8\n" + lines}


def deployment(row: str) -> dict[str, str]:
    return {"deployments": DEPLOYMENTS + row + "\n"}


def membership(row: str) -> dict[str, str]:
    return {"memberships": MEMBERSHIPS + row + "\n"}

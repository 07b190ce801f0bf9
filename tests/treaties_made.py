"""Hypothesis strategies for small, valid, random treaties: written as files, so that reading them is exercised too.

`treaty_cases()` draws a `TreatySample`: its files as plain data, `case()` for the case that they make. Names are few:
three actors and a group of them, a tree of actions, of assets and of territories, two statuses, two circumstances.
`Shape` says what may be drawn; the default draws everything but geometry.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from detente.case.model import Case
from detente.case.reading import read_case
from detente.case.treaties.expressions import (
    AllOf,
    Also,
    AnyOf,
    Condition,
    Everything,
    Flag,
    MembersOf,
    Minus,
    Name,
    Not,
    Others,
    Outside,
    Own,
    Reaching,
    Set,
    Signatories,
    TerritoryOf,
    ThirdStates,
    Union,
    Within,
)
from detente.case.treaties.parsing import RESERVED

Draw = st.DrawFn

ACTORS = ("ALFA", "BRAVO", "CHARLIE")
GROUP = "LEAGUE"
ACTIONS: dict[str, str] = {"activity": "", "deploy": "activity", "exercise": "activity", "withdraw": ""}
ASSETS: dict[str, str] = {"forces": "", "ground": "forces", "navy": "forces", "missile": ""}
TERRITORIES: dict[str, str] = {"sea": "", "north_sea": "sea", "port": "ALFA", "isle": ""}
STATUSES = ("joined", "neutral")
CIRCUMSTANCES = ("threat", "winter")
DAYS = ("2020-01-01", "2020-07-01", "2021-01-01", "2021-06-30", "2022-03-01")
SIDES = ("bearer", "action", "asset", "territory")
VAGUE = ("best_effort", "open_textured", "self_judging", "agreement_to_agree")
KINDS = ("obligation", "prohibition", "permission")


@dataclass(frozen=True)
class Shape:
    """What treaties may hold."""

    treaties: int = 1
    provisions: int = 4
    readings: bool = True
    exceptions: bool = True
    consents: bool = True
    conditions: bool = True
    statuses: bool = True
    overrides: bool = True
    numbers: bool = True
    largest: int = 3
    counts: bool = False
    baselines: bool = False
    days: bool = True
    terms: bool = True
    vague: bool = True
    contrary: bool = True
    geometry: bool = False
    triggers: bool = False
    inventory: int = 0
    kinds: tuple[str, ...] = KINDS


EVERYTHING = Shape(treaties=2, counts=True, baselines=True, geometry=True, triggers=True, inventory=4)
"""All that the format has."""

PLAIN = Shape(
    readings=False, exceptions=False, consents=False, conditions=False, statuses=False, overrides=False, terms=False,
    vague=False, days=False, contrary=False,
)  # fmt: skip
"""Caps, floors, prohibitions and permissions over plain scopes."""


@dataclass(frozen=True)
class TreatySample:
    """The files of a case with treaties, as plain data."""

    vocabulary: dict[str, Any]
    treaties: dict[str, dict[str, Any]]
    memberships: list[dict[str, str]] = field(default_factory=list)
    deployments: list[dict[str, str]] = field(default_factory=list)

    @property
    def files(self) -> dict[str, str]:
        """Path and text of every file. JSON is YAML too."""
        issue = {"id": "matter", "options": ["no", "yes"], "status_quo": "no"}
        found: dict[str, Any] = {
            "case.yaml": {"title": "A case with treaties", "required": list(ACTORS), "issues": [issue]},
            "parties.yaml": {"parties": [{"id": actor} for actor in ACTORS]},
            "treaties/vocabulary.yaml": self.vocabulary,
        }
        found |= {f"treaties/{name}.yaml": treaty for name, treaty in self.treaties.items()}
        texts = {name: json.dumps(content, indent=1) + "\n" for name, content in found.items()}
        for name, rows in (("memberships", self.memberships), ("deployments", self.deployments)):
            if rows:
                texts[f"inventory/{name}.csv"] = _table(rows)
        return texts

    @contextmanager
    def written(self) -> Iterator[Path]:
        """The folder of the case, for as long as it is needed."""
        with tempfile.TemporaryDirectory(prefix="treaties-") as name:
            for file, text in self.files.items():
                path = Path(name) / file
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
            yield Path(name)

    def case(self) -> Case:
        """The case that these files make."""
        with self.written() as folder:
            return read_case(folder)

    def without(self, treaty: str, anchor: str) -> TreatySample:
        """The same case without one provision, and without what refers to it."""

        def left(content: dict[str, Any]) -> dict[str, Any]:
            found = dict(content)
            for key in ("overrides", "repairs"):
                if key in found:
                    found[key] = [name for name in found[key] if name != anchor]
            if "exceptions" in found:
                found["exceptions"] = [one for one in found["exceptions"] if one.get("under") != anchor]
            if "readings" in found:
                found["readings"] = [left(reading) for reading in found["readings"]]
            return found

        text = self.treaties[treaty]
        kept = [left(one) for one in text["provisions"] if one["id"] != anchor]
        return replace(self, treaties=self.treaties | {treaty: text | {"provisions": kept}})

    def __repr__(self) -> str:
        return "\n".join(f"--- {name}\n{text}" for name, text in self.files.items() if "/" in name)


def _table(rows: list[dict[str, str]]) -> str:
    table = io.StringIO()
    writer = csv.DictWriter(table, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return table.getvalue()


# ------------------------------------------------------------------------------------------------------- expressions

_names: st.SearchStrategy[str] = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,6}", fullmatch=True).filter(
    lambda name: name not in RESERVED
)
_km = st.integers(1, 20_000).map(float) | st.sampled_from((0.5, 12.25, 1999.75))


def any_sets(depth: int = 4) -> st.SearchStrategy[Set]:
    """Any set that the language has, names invented; for the parser, not for a case."""
    leaves: st.SearchStrategy[Set] = st.one_of(
        _names.map(Name),
        st.builds(MembersOf, _names, st.none() | st.dates()),
        st.sampled_from((Signatories(), Others(), ThirdStates(), Everything(), Own())),
    )

    def wider(inner: st.SearchStrategy[Set]) -> st.SearchStrategy[Set]:
        return st.one_of(
            st.builds(TerritoryOf, inner),
            st.builds(Outside, inner),
            st.builds(Within, _km, inner),
            st.builds(Reaching, inner, st.none() | _km),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Union(tuple(parts))),
            st.builds(Minus, inner, inner),
            st.builds(Also, inner, inner),
        )

    return st.recursive(leaves, wider, max_leaves=2 * depth)


def any_conditions(names: tuple[str, ...] = (), depth: int = 4) -> st.SearchStrategy[Condition]:
    """Any condition, over these names or over invented ones."""
    leaves: st.SearchStrategy[Condition] = (st.sampled_from(names) if names else _names).map(Flag)

    def wider(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(st.builds(Not, inner), several.map(AllOf), several.map(AnyOf))

    return st.recursive(leaves, wider, max_leaves=depth)


def _joined(draw: Draw, leaf: st.SearchStrategy[str]) -> str:
    """One name, two, or one without or within another."""
    form: str = draw(st.sampled_from(("{}", "{}", "{}, {}", "{} but not {}", "{} also in {}")))
    return form.format(draw(leaf), draw(leaf))


def _actors(draw: Draw, shape: Shape, *more: str) -> str:
    groups = (GROUP, f"members of {GROUP} on 2020-07-01", "parties", "anyone")
    names = st.sampled_from((*ACTORS, *ACTORS, *groups, *more, *(("allies",) if shape.terms else ())))
    return _joined(draw, names)


def _places(draw: Draw, shape: Shape) -> str:
    names = st.sampled_from((*ACTORS, *TERRITORIES, "own territory", "anywhere", f"territory of {GROUP}"))
    more: tuple[str, ...] = ("the_north", "unsaid") if shape.terms else ()
    if shape.geometry:
        more += (
            "within 300 km of isle",
            "from which ALFA can be reached",
            "from which others can be reached at 600 km",
        )
    return _joined(draw, names | st.sampled_from(more) if more else names)


def _one_of(draw: Draw, tree: dict[str, str]) -> str:
    return _joined(draw, st.sampled_from((*tree, *tree, "anything")))


def _condition(draw: Draw, names: tuple[str, ...]) -> str:
    return str(draw(any_conditions(names, depth=2)))


# -------------------------------------------------------------------------------------------------------- provisions


def _rarely(draw: Draw, one_in: int = 3) -> bool:
    return draw(st.integers(1, one_in)) == one_in


def _content(draw: Draw, shape: Shape, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": kind}
    if shape.statuses and _rarely(draw, 4):
        return found | {"bearer": _actors(draw, shape), "status": _condition(draw, STATUSES)} | _when(draw, shape)
    found["bearer"] = _actors(draw, shape)
    actions = (
        ACTIONS if shape.contrary and kind == "obligation" else {k: v for k, v in ACTIONS.items() if k != "withdraw"}
    )
    found["action"] = _one_of(draw, actions) if kind != "obligation" else draw(st.sampled_from(tuple(actions)))
    if draw(st.booleans()):
        found["asset"] = _one_of(draw, ASSETS)
    if draw(st.booleans()):
        found["territory"] = _places(draw, shape)
    found |= _days(draw, shape) | _when(draw, shape)
    if shape.numbers and not (kind == "obligation" and found["action"] == "withdraw"):
        found |= _numbers(draw, shape, kind)
    if shape.baselines and kind == "prohibition" and not {"cap", "floor"} & set(found) and _rarely(draw):
        found["baseline"] = {
            "date": draw(st.sampled_from(DAYS)),
            "per": draw(st.sampled_from(("host", "sender_and_host"))),
        }
    if shape.triggers and kind == "obligation" and _rarely(draw):
        found |= {"trigger": {"action": "exercise"}, "within": "P30D"}
    return found


def _days(draw: Draw, shape: Shape) -> dict[str, Any]:
    if not shape.days or not _rarely(draw):
        return {}
    first, last = sorted((draw(st.sampled_from(DAYS[2:])), draw(st.sampled_from(DAYS[2:]))))
    choices: tuple[dict[str, Any], ...] = (
        {"from": first},
        {"until": last},
        {"from": first, "until": last},
        {"from": first, "for": "P6M"},
        {"for": "P6M"},
    )
    return draw(st.sampled_from(choices))


def _when(draw: Draw, shape: Shape) -> dict[str, Any]:
    if shape.conditions and _rarely(draw, 4):
        return {"when": _condition(draw, STATUSES + CIRCUMSTANCES if shape.statuses else CIRCUMSTANCES)}
    return {"said": "for a short time"} if shape.conditions and _rarely(draw, 12) else {}


def _numbers(draw: Draw, shape: Shape, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if kind == "obligation" and draw(st.booleans()):
        found["floor"] = draw(st.integers(1, shape.largest))
        if shape.days and _rarely(draw, 5):
            found["once"] = True
    if kind == "prohibition" and draw(st.booleans()):
        found["cap"] = draw(st.integers(0, shape.largest))
    if draw(st.booleans()) and found:
        found["per"] = draw(st.lists(st.sampled_from(SIDES), min_size=1, max_size=2, unique=True))
    if found and shape.counts and _rarely(draw, 5):
        found["counts"] = "events"
    return found


def _exceptions(draw: Draw, shape: Shape, later: list[str]) -> dict[str, Any]:
    found: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 2))):
        one: dict[str, Any] = {"territory": _places(draw, shape)} if draw(st.booleans()) else {}
        if shape.conditions and _rarely(draw):
            one["when"] = _condition(draw, CIRCUMSTANCES)
        if shape.consents and _rarely(draw):
            one |= {"consent_of": _actors(draw, shape), "rule": draw(st.sampled_from(("all", "any", "at least 2")))}
        if shape.overrides and later and _rarely(draw):
            one["under"] = draw(st.sampled_from(later))
        found.extend([one] if one else [])
    return {"exceptions": found} if found else {}


def _overrides(draw: Draw, shape: Shape, earlier: list[str]) -> dict[str, Any]:
    if not (shape.overrides and earlier and _rarely(draw, 4)):
        return {}
    return {"overrides": draw(st.lists(st.sampled_from(earlier), min_size=1, max_size=2, unique=True))}


def _readings(draw: Draw, shape: Shape, content: dict[str, Any]) -> dict[str, Any]:
    if not (shape.readings and _rarely(draw, 4)):
        return {}
    changes: list[dict[str, Any]] = [{"binds": False}]
    if "action" in content:
        changes += [
            {"asset": _one_of(draw, ASSETS)},
            {"territory": _places(draw, shape)},
            {"bearer": _actors(draw, shape)},
        ]
    other = draw(st.sampled_from(changes))
    holders = st.lists(st.sampled_from((*ACTORS, GROUP)), max_size=2, unique=True)
    wide = {"id": "wide", "holder": draw(holders), "weight": draw(st.sampled_from((0, 0.25, 0.75, 1)))}
    return {"readings": [wide, {"id": "other", "holder": draw(holders), **other}]}


def _provision(draw: Draw, shape: Shape, anchors: list[str], place: int) -> dict[str, Any]:
    content = _content(draw, shape, draw(st.sampled_from(shape.kinds)))
    if shape.exceptions and "action" in content:
        content |= _exceptions(draw, shape, anchors[place + 1 :])
    content |= _overrides(draw, shape, anchors[:place]) | _readings(draw, shape, content)
    if shape.vague and "readings" not in content and _rarely(draw, 5):
        content["precision"] = draw(st.sampled_from(VAGUE))
        content["counterparty"] = draw(st.sampled_from((*ACTORS, "parties")))
    return {"id": anchors[place], **content}


@st.composite
def treaty_cases(draw: Draw, shape: Shape = Shape()) -> TreatySample:
    """A small valid case with treaties."""
    treaties = {}
    for number in range(1, draw(st.integers(1, shape.treaties)) + 1):
        anchors = [f"art_{place}" for place in range(1, draw(st.integers(1, shape.provisions)) + 1)]
        treaties[f"draft{number}"] = {
            "title": f"Draft {number}",
            "date": "2021-01-01",
            "by": [draw(st.sampled_from(ACTORS))],
            "signatories": draw(st.sampled_from((", ".join(ACTORS), "ALFA, BRAVO", f"ALFA, {GROUP}"))),
            "entry_into_force": {"rule": draw(st.sampled_from(("all", "more than half", "at least 2")))},
            "provisions": [_provision(draw, shape, anchors, place) for place in range(len(anchors))],
        }
    members = draw(st.lists(st.sampled_from(ACTORS), min_size=1, unique=True))
    memberships = [
        {"state": member, "group": GROUP, "from": draw(st.sampled_from(("", *DAYS))), "to": ""} for member in members
    ]
    deployments = [_deployment(draw, number) for number in range(draw(st.integers(0, shape.inventory)))]
    return TreatySample(_vocabulary(shape), treaties, memberships, deployments)


def _deployment(draw: Draw, number: int) -> dict[str, str]:
    low = draw(st.integers(0, 5))
    senders = "+".join(draw(st.lists(st.sampled_from(ACTORS), min_size=1, max_size=2, unique=True)))
    return {
        "id": f"unit{number}",
        "senders": senders + draw(st.sampled_from(("", "", "+.."))),
        "host": draw(st.sampled_from((*ACTORS, *TERRITORIES))),
        "action": draw(st.sampled_from(("", "exercise"))),
        "asset": draw(st.sampled_from(tuple(ASSETS))),
        "low": draw(st.sampled_from(("", str(low)))),
        "high": draw(st.sampled_from(("", str(low), str(low + 3)))),
        "from": draw(st.sampled_from(("", "2019", "2020-07-01"))),
        "to": draw(st.sampled_from(("", "2022"))),
        "status": draw(st.sampled_from(("", "active", "planned", "claimed"))),
        "confirmed": draw(st.sampled_from(("yes", "no"))),
    }


def _tree(names: dict[str, str]) -> list[dict[str, Any]]:
    return [{"id": name, **({"under": under} if under else {})} for name, under in names.items()]


def _vocabulary(shape: Shape) -> dict[str, Any]:
    found: dict[str, Any] = {
        "actions": _tree(ACTIONS),
        "assets": _tree(ASSETS),
        "territories": _tree(TERRITORIES),
        "statuses": list(STATUSES),
        "circumstances": list(CIRCUMSTANCES),
    }
    if shape.contrary:
        found["actions"][-1]["contrary"] = "deploy"
    if shape.geometry:
        found["assets"][-1]["reach_km"] = 500
        for name, at in (("north_sea", [56, 3]), ("port", [54.7, 20.5]), ("isle", [54.2, 7.9])):
            next(one for one in found["territories"] if one["id"] == name)["at"] = at
    if shape.terms:
        found["terms"] = [
            {"id": "allies", "means": f"members of {GROUP} on 2021-01-01"},
            {
                "id": "the_north",
                "readings": [
                    {"id": "water", "means": "north_sea", "holder": ["ALFA"], "weight": 0.5},
                    {"id": "all_of_it", "means": "sea, isle", "holder": ["BRAVO"]},
                ],
            },
            {"id": "unsaid"},
        ]
    return found

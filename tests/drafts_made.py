"""Small cases with drafts of treaties: written as files, and what a draft has, read literally from the definition.

`of(…)` makes one by hand; `draft_cases()` draws a random case with a draft that is a proposal by itself and, where
the case has a proposal, one that belongs to it.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from detente.case.model import Case, Proposal, Terms
from detente.case.reading import read_case
from tests.strategies import Sample, cases, names_of

Draw = st.DrawFn
ANCHORS = ("art_1", "art_2", "art_3")


def treaty(**more: Any) -> dict[str, Any]:
    """A draft of North's with three clauses that order nothing: what they realise is for coders to say."""
    provisions = [{"id": anchor, "kind": "declaration"} for anchor in ANCHORS]
    found = {"title": "A draft", "date": "2020-02-01", "by": ["NORTH"], "provisions": provisions}
    return {key: value for key, value in (found | more).items() if value is not None}


@dataclass(frozen=True)
class Drafted:
    """A case's files with treaties."""

    sample: Sample
    treaties: dict[str, dict[str, Any]] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """The files in this folder."""
        for name, text in self.sample.files.items():
            (folder / name).write_text(text, encoding="utf-8")
        for name, content in self.treaties.items():
            path = folder / "treaties" / f"{name}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        return folder

    def case(self) -> Case:
        """The case that they make."""
        with tempfile.TemporaryDirectory(prefix="drafts-") as name:
            folder = Path(name) / "made"
            folder.mkdir()
            return read_case(self.write(folder))

    def __repr__(self) -> str:
        return "\n".join(
            [repr(self.sample), *(f"--- {name}\n{json.dumps(one)}" for name, one in self.treaties.items())]
        )


def realising(issues: list[dict[str, Any]], done: Mapping[tuple[str, str], list[str]]) -> list[dict[str, Any]]:
    """The issues with `realised_by` on these options."""
    found = []
    for issue in issues:
        options = []
        for option in issue["options"]:
            entry = {"id": option} if isinstance(option, str) else dict(option)
            if clauses := done.get((issue["id"], entry["id"])):
                entry["realised_by"] = clauses
            options.append(entry)
        found.append(issue | {"options": options})
    return found


def of(
    *rows: str,
    done: Mapping[tuple[str, str], list[str]],
    proposals: tuple[dict[str, Any], ...] = (),
    linkages: Mapping[str, str] | None = None,
    treaties: dict[str, dict[str, Any]] | None = None,
    **case: Any,
) -> Drafted:
    """North, South and three issues of three options each, all at their first; rows as `holder act firmness what`."""
    issues = [
        {"id": name, "options": [f"{name[0]}{number}" for number in range(3)], "status_quo": f"{name[0]}0"}
        for name in ("river", "patrols", "tolls")
    ]
    said: list[dict[str, str]] = []
    for number, row in enumerate(rows):
        holder, act, firmness, what = row.split(" ", 3)
        issue, plain, option = what.partition("=")
        about = {"issue": issue, "option": option} if plain else {"condition": what}
        entry = {"id": f"s{number}", "date": "2020-03-10", "holder": holder, "act": act, "firmness": firmness} | about
        said.append(entry | {"paraphrase": "said so"})
    files: dict[str, Any] = {
        "title": "A small dispute",
        "issues": realising(issues, done),
        "required": ["NORTH", "SOUTH"],
    }
    files["linkages"] = [{"id": name, "require": text} for name, text in (linkages or {}).items()]
    parties = {"parties": [{"id": "NORTH"}, {"id": "SOUTH"}]}
    return Drafted(Sample(files | case, parties, said, list(proposals)), treaties or {"draft": treaty()})


@st.composite
def draft_cases(draw: Draw) -> Drafted:
    """A random case of two or three issues, with one or two drafts."""
    sample = draw(cases(small=True))
    names = ["draft", *(["text"] if sample.proposals else [])]
    clauses = [f"{name}#{anchor}" for name in names for anchor in ANCHORS]
    pairs = [(issue["id"], option) for issue in sample.case["issues"] for option in names_of(issue)]
    some = st.lists(st.sampled_from(clauses), min_size=1, max_size=2, unique=True)
    done = draw(st.dictionaries(st.sampled_from(pairs), some, min_size=1, max_size=5))
    treaties = {"draft": treaty()}
    if sample.proposals:
        treaties["text"] = treaty(proposal=sample.proposals[0]["id"], date="2020-01-01")
    issues = realising(sample.case["issues"], done)
    return Drafted(replace(sample, case=sample.case | {"issues": issues}, known_by=None), treaties)


# ---------------------------------------------------------------------------------------- what a draft has, literally


@dataclass(frozen=True)
class Literal:
    """A draft at a table: its options issue by issue, and the menu of its proposal as far as they realise it."""

    common: Mapping[str, frozenset[str]]
    menu: Terms | None
    wanted: frozenset[tuple[str, str]]

    @property
    def pieces(self) -> tuple[str, ...]:
        """What it asks for: an issue, or its menu."""
        return (*self.common, *(["(menu)"] if self.menu else []))

    def has(self, x: Mapping[str, str], piece: str) -> bool:
        """Whether the package has this piece."""
        if piece == "(menu)":
            assert self.menu
            return self._meets(self.menu, x)
        return x[piece] in self.common[piece]

    def _meets(self, terms: Terms, x: Mapping[str, str]) -> bool:
        for issue, options in terms.items:
            kept = {option for option in options if (issue, option) in self.wanted}
            if kept and x[issue] not in kept:
                return False
        return sum(self._meets(branch, x) for branch in terms.branches) >= terms.choose

    def options_of(self, *pieces: str) -> frozenset[tuple[str, str]]:
        """The options that pieces are made of."""
        found = {(piece, option) for piece in pieces for option in self.common.get(piece, ())}
        if self.menu and "(menu)" in pieces:
            items = [item for node in _nodes(self.menu) for item in node.items]
            found |= {(issue, option) for issue, options in items for option in options} & self.wanted
        return frozenset(found)


def literal(case: Case, name: str, agenda: list[str]) -> Literal:
    """What the draft has on this agenda, straight from the options of the case and the terms of its proposal."""
    realised = {
        (issue.id, option.id)
        for issue in case.issues
        for option in issue.options
        if issue.id in agenda and any(clause.startswith(f"{name}#") for clause in option.realised_by)
    }
    own = {issue: frozenset(o for i, o in realised if i == issue) for issue in agenda}
    terms = _terms(case, case.treaties.treaty[name].proposal)
    if terms is None:
        return Literal({issue: options for issue, options in own.items() if options}, None, frozenset())
    said = {(i, o) for node in _nodes(terms) for i, options in node.items for o in options}
    agreed = {issue for issue in agenda if {(issue, option) for option in own[issue]} <= said}
    common = {issue: own[issue] for issue in agenda if issue not in agreed}
    common |= {issue: own[issue] & set(options) for issue, options in terms.items if issue in agreed}
    wanted = frozenset((i, o) for i, o in realised if i in agreed)
    menu = Terms(terms.id, (), terms.choose, terms.branches) if terms.branches else None
    return Literal({issue: options for issue, options in common.items() if options}, menu, wanted)


def _terms(case: Case, name: str) -> Terms | None:
    found: list[Proposal] = [one for one in case.proposals if one.id == name]
    return found[0].terms if found else None


def _nodes(terms: Terms) -> list[Terms]:
    return [terms, *itertools.chain(*map(_nodes, terms.branches))]

"""Hypothesis strategies for small, valid, random cases: written as files, so that reading them is exercised too.

`cases()` draws a `Sample`. It holds the files as plain data, so that a test can turn it into a kindred case (rows in
another order, a party cloned) before it writes it down.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from detente.case.dates import Interval

Draw = st.DrawFn
FIRMNESS = ("never", "firm", "preference")
DATES = (
    "2020-01-01",
    "2020-03-10",
    "2020-03",
    "2020-03-31",
    "2020-04-01",
    "2020-06-15",
    "2020-06-10/2020-07-05",
    "2020-07-05",
    "2020",
    "2021-01",
    "2021-01-20",
    "2021-02-02",
)
DAYS = ("2022-01-01", "2021-03-01", "2021-01-25", "2020-12-31", "2020-07-05", "2020-03-31")
UNTIL = ("2020-03-31", "2020-06-15", "2020-12", "2021-01-25", "2021")


@dataclass(frozen=True)
class Sample:
    """The files of a case as plain data, and the dates to ask it on."""

    case: dict[str, Any]
    parties: dict[str, Any]
    rows: list[dict[str, str]]
    proposals: list[dict[str, Any]] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    on: date = date(2022, 1, 1)
    known_by: date | None = None

    @property
    def files(self) -> dict[str, str]:
        """Name and text of every file. JSON is YAML too."""
        columns = ["id", *sorted({column for row in self.rows for column in row} - {"id", "paraphrase"}), "paraphrase"]
        table = io.StringIO()
        writer = csv.DictWriter(table, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        found = {"case.yaml": self.case, "parties.yaml": self.parties}
        if self.sources:
            found["sources.yaml"] = {"sources": self.sources}
        if self.proposals:
            found["proposals.yaml"] = {"proposals": self.proposals}
        texts = {name: json.dumps(content, indent=1) + "\n" for name, content in found.items()}
        return texts | ({"statements.csv": table.getvalue()} if self.rows else {})

    @contextmanager
    def written(self) -> Iterator[Path]:
        """The folder of the case, for as long as it is needed."""
        with tempfile.TemporaryDirectory(prefix="case-") as name:
            for file, text in self.files.items():
                (Path(name) / file).write_text(text, encoding="utf-8")
            yield Path(name)

    def __repr__(self) -> str:
        asked = f"on {self.on}, known by {self.known_by}"
        return "\n".join([asked, *(f"--- {name}\n{text}" for name, text in self.files.items())])

    # ------------------------------------------------------------------------------------------------- kindred cases

    def with_rows(self, rows: list[dict[str, str]]) -> Sample:
        """The same case with other statements, or these in another order."""
        return replace(self, rows=rows)

    def with_issues_reversed(self) -> Sample:
        """The same case with its issues, and the options of those that are not ordered, listed the other way round."""
        issues = [
            issue | {"options": issue["options"] if issue["ordered"] == "true" else issue["options"][::-1]}
            for issue in self.case["issues"][::-1]
        ]
        return replace(self, case=self.case | {"issues": issues})

    def with_clone(self, party: str, clone: str) -> Sample:
        """The same case with a clone of a bloc's member in that bloc, who says and is asked whatever the member is."""

        def too(names: list[str]) -> list[str]:
            return [*names, clone] if party in names else names

        def asked(entry: Any) -> Any:
            return entry | {"needs": too(entry["needs"])} if isinstance(entry, dict) and "needs" in entry else entry

        def answered(responses: list[dict[str, Any]]) -> list[dict[str, Any]]:
            return [*responses, *(r | {"by": clone} for r in responses if r["by"] == party)]

        def ids(text: str) -> str:
            return " ".join(f"{name}-clone" for name in text.split())

        issues = [asked(i) | {"options": [asked(o) for o in i["options"]]} for i in self.case["issues"]]
        case = self.case | {
            "issues": issues,
            "tables": [t | {"parties": too(t["parties"])} for t in self.case["tables"]],
        }
        if "required" in case:
            case["required"] = too(case["required"])
        parties = {
            "parties": [*self.parties["parties"], {"id": clone}],
            "blocs": [b | {"members": too(b["members"])} for b in self.parties["blocs"]],
        }
        own = [r for r in self.rows if r["holder"] == party]
        copies = [r | {"id": ids(r["id"]), "holder": clone, "supersedes": ids(r.get("supersedes", ""))} for r in own]
        proposals = [p | {"by": too(p["by"]), "responses": answered(p["responses"])} for p in self.proposals]
        return replace(self, case=case, parties=parties, rows=[*self.rows, *copies], proposals=proposals)


def _some(draw: Draw, values: list[str], least: int = 1, most: int | None = None) -> list[str]:
    chosen = draw(st.lists(st.sampled_from(values), min_size=least, max_size=most or len(values), unique=True))
    return [value for value in values if value in chosen]


def _rarely(draw: Draw, one_in: int = 4) -> bool:
    return draw(st.integers(1, max(1, one_in))) == max(1, one_in)


def _until(draw: Draw, begin: str, one_in: int) -> str:
    """A day on which something lapses, not before it begins; mostly none."""
    first = Interval.parse(begin).last if begin else date.min
    fit = [text for text in UNTIL if Interval.parse(text).first >= first]
    return draw(st.sampled_from(fit)) if fit and _rarely(draw, one_in) else ""


@st.composite
def atoms(draw: Draw, issues: list[dict[str, Any]]) -> str:
    """`issue is option`, `in {…}`, `at least`, `at most`, a constant."""
    issue = draw(st.sampled_from(issues))
    names = names_of(issue)
    option = draw(st.sampled_from(names))
    forms = [f"{issue['id']} is {option}", f"{issue['id']} is {option}", f"not {issue['id']} is {option}"]
    forms.append(f"{issue['id']} in {{{', '.join(_some(draw, names))}}}")
    if issue["ordered"] == "true":
        forms += [f"{issue['id']} at least {option}", f"{issue['id']} at most {option}"]
    return draw(st.sampled_from(forms))


def conditions(issues: list[dict[str, Any]]) -> st.SearchStrategy[str]:
    """Any text of the condition language over these issues."""

    def larger(c: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        two = st.tuples(c, c)
        some = st.lists(c, min_size=2, max_size=3).map(", ".join)
        how_many = st.sampled_from(["at least 1", "at least 2", "at most 1", "exactly 1"])
        return st.one_of(
            two.map(lambda p: f"({p[0]}) and ({p[1]})"),
            two.map(lambda p: f"({p[0]}) or ({p[1]})"),
            two.map(lambda p: f"if {p[0]} then ({p[1]})" if " " in p[0] else f"if {p[0]} then {p[1]}"),
            two.map(lambda p: f"({p[0]}) iff ({p[1]})"),
            c.map(lambda p: f"not ({p})"),
            st.tuples(how_many, some).map(lambda p: f"{p[0]} of ({p[1]})"),
        )

    return st.recursive(atoms(issues), larger, max_leaves=4)


def names_of(issue: dict[str, Any]) -> list[str]:
    """The ids of an issue's options."""
    return [option if isinstance(option, str) else option["id"] for option in issue["options"]]


@st.composite
def issue_lists(draw: Draw, parties: list[str], small: bool) -> list[dict[str, Any]]:
    """Two to four issues of two to four options."""
    found: list[dict[str, Any]] = []
    for name in ["river", "patrols", "tolls", "harbour"][: draw(st.integers(2, 3 if small else 4))]:
        options: list[Any] = [f"{name[0]}{n}" for n in range(draw(st.integers(2, 3 if small else 4)))]
        status_quo: Any = draw(st.sampled_from(options))
        if _rarely(draw, 6):
            status_quo = [{"option": status_quo}, {"option": draw(st.sampled_from(options)), "from": "2020-06-15"}]
        entries = [{"id": o, "needs": _some(draw, parties, 0)} if _rarely(draw, 6) else o for o in options]
        issue: dict[str, Any] = {"id": name, "ordered": draw(st.sampled_from(["true", "false"])), "options": entries}
        issue["status_quo"] = status_quo
        if _rarely(draw, 3):
            issue["needs"] = _some(draw, parties, 0)
        if _rarely(draw, 10):
            issue["from"] = "2020-03-31"
        if _rarely(draw, 10):
            issue["until"] = "2021-01-25"
        found.append(issue)
    return found


@st.composite
def statements(
    draw: Draw, holders: list[str], case: dict[str, Any], earlier: list[dict[str, str]], pool: list[str]
) -> dict[str, str]:
    """One row. `pool`: conditions that the rows of this case come back to."""
    issues = case["issues"]
    issue = draw(st.sampled_from(issues))
    acts = [*["demand"] * 8, *["reject"] * 6, *["offer"] * 3, *["accept"] * 2, "withdraw", "leave_open", "report"]
    act = draw(st.sampled_from(acts))
    row = {"id": f"s{len(earlier)}", "holder": draw(st.sampled_from(holders)), "act": act, "paraphrase": "said so"}
    row["date"] = "" if _rarely(draw, 12) else draw(st.sampled_from(DATES))
    row["source"] = draw(st.sampled_from(["", "old", "new", "undated"]))
    if earlier and _rarely(draw, 5):  # in one breath
        row |= {column: earlier[-1].get(column, "") for column in ("holder", "date", "source")}
    row["authority"] = "Congress" if _rarely(draw, 6) else ""
    row["until"] = _until(draw, row["date"], 8)
    row["known"] = draw(st.sampled_from(DATES)) if _rarely(draw, 8) else ""
    row["status"] = draw(st.sampled_from(["accepted", "proposed"])) if _rarely(draw, 15) else ""
    row["quotation"] = draw(st.sampled_from(["direct", "inferred"])) if _rarely(draw, 15) else ""
    if act in ("demand", "reject"):
        row["firmness"] = draw(st.sampled_from(FIRMNESS))
    if pool and act not in ("report", "leave_open") and _rarely(draw, 2 if len(pool) > 1 else 5):
        row["condition"] = draw(st.one_of(st.sampled_from(pool), conditions(issues)))
    else:
        row |= {"issue": issue["id"], "option": "|".join(_some(draw, names_of(issue), most=2))}
        if act in ("withdraw", "leave_open") and draw(st.booleans()):
            row["option"] = ""
        ordered = issue["ordered"] == "true" and "|" not in row["option"]
        if ordered and act in ("demand", "offer", "accept") and _rarely(draw, 4):
            row["range"] = draw(st.sampled_from(["exactly", "at_least", "at_most"]))
    if act in ("demand", "reject", "offer", "accept") and "condition" not in row and _rarely(draw, 4 - len(pool)):
        fit = [text for text in pool if issue["id"] not in text and text != "named"]
        others = conditions([i for i in issues if i["id"] != issue["id"]])
        row["given"] = draw(st.one_of(st.sampled_from(fit), others) if fit else others)
        if act in ("offer", "accept") and draw(st.booleans()):
            row["firmness"] = draw(st.sampled_from(FIRMNESS))
    mine = [r["id"] for r in earlier if r["holder"] == row["holder"]]
    if mine and _rarely(draw, 8):
        row["supersedes"] = draw(st.sampled_from(mine))
    return {column: text for column, text in row.items() if text}


@st.composite
def terms(draw: Draw, name: str, issues: list[dict[str, Any]], depth: int = 1) -> dict[str, Any]:
    """What a proposal, or a branch of one, says."""
    found: dict[str, Any] = {"id": name}
    menu = depth > 0 and _rarely(draw, 3)
    chosen = _some(draw, [i["id"] for i in issues], 0 if menu else 1, 3)
    items = {i["id"]: _some(draw, names_of(i), most=2) for i in issues if i["id"] in chosen}
    if items:
        found["terms"] = items
    if menu:
        number = draw(st.integers(2, 3))
        found["of"] = [draw(terms(f"{name}-{n}", issues, depth - 1)) for n in range(number)]
        found["choose"] = str(draw(st.integers(1, number)))
    elif len(items) > 1 and not _rarely(draw, 3):
        found["indivisible"] = draw(st.sampled_from(FIRMNESS))
    return found


@st.composite
def proposals(draw: Draw, name: str, holders: list[str], issues: list[dict[str, Any]]) -> dict[str, Any]:
    """A proposal with its responses, some of them its makers'."""
    found = draw(terms(name, issues)) | {"date": draw(st.sampled_from(DATES))}
    found["by"] = _some(draw, holders, 0, 2)
    if until := _until(draw, found["date"], 6):
        found["until"] = until
    if _rarely(draw, 6):
        found["known"] = "2021-01-20"
    responses: list[dict[str, Any]] = []
    for _ in range(draw(st.integers(0, 4))):
        stance = draw(st.sampled_from(["accept", "accept", "reject", "reject", "reject", "conditional", "cool"]))
        by = draw(st.sampled_from([*holders, *found["by"], *(r["by"] for r in responses)]))
        answer: dict[str, Any] = {"by": by, "date": draw(st.sampled_from(DATES)), "stance": stance}
        if stance == "reject":
            answer["firmness"] = draw(st.sampled_from(FIRMNESS))
        if stance == "conditional":
            answer["given"] = draw(conditions(issues))
        if stance == "reject" and len(found.get("terms", {})) > 1 and _rarely(draw, 3):
            answer["on"] = _some(draw, list(found["terms"]), 1, 1)
        if until := _until(draw, answer["date"], 8):
            answer["until"] = until
        responses.append(answer)
    return found | {"responses": responses}


@st.composite
def cases(draw: Draw, small: bool = False, bloc: bool | None = None) -> Sample:
    """A small random case. `small`: of two or three issues of two or three options. `bloc`: with one, or without."""
    parties = ["NORTH", "SOUTH", "TOWNS", "VILLAGES"][: draw(st.integers(2, 4))]
    members = _some(draw, parties, 1, 3) if (draw(st.booleans()) if bloc is None else bloc) else []
    holders = parties + (["LEAGUE"] if members else [])
    issues = draw(issue_lists(parties, small))
    case: dict[str, Any] = {"title": "A random dispute", "issues": issues, "conditions": [], "linkages": []}
    if draw(st.booleans()):
        case["required"] = _some(draw, parties)
    if draw(st.booleans()):
        case["conditions"] = [{"id": "named", "means": draw(conditions(issues))}]
    for n in range(draw(st.sampled_from([0, 1, 1, 2, 3]))):
        atom = atoms(issues)
        loose = st.tuples(atom, atom).map(lambda two: f"if {two[0]} then {two[1]}")
        linkage = {"id": f"law-{n}", "require": draw(st.one_of(loose, loose, loose, conditions(issues)))}
        case["linkages"].append(linkage | ({"from": "2020-03-31"} if _rarely(draw, 6) else {}))
    case["tables"] = [{"id": "first", "parties": parties}]
    if draw(st.booleans()):
        table: dict[str, Any] = {"id": "second", "parties": _some(draw, parties)}
        agenda = draw(st.sampled_from(["default", "all", "some"]))
        if agenda != "default":
            table["agenda"] = ["all"] if agenda == "all" else _some(draw, [i["id"] for i in issues])
        case["tables"].append(table)
    if _rarely(draw, 5):
        case["window"] = {"issues": _some(draw, [i["id"] for i in issues])}
    focus = draw(st.sampled_from(["statements", "conditions", "proposals"]))
    pool = [c["id"] for c in case["conditions"]]
    if focus == "conditions":
        pool += draw(st.lists(conditions(issues), min_size=2, max_size=2))
    rows: list[dict[str, str]] = []
    for _ in range(draw(st.integers(*((2, 8) if focus == "proposals" else (8, 20))))):
        rows.append(draw(statements(holders, case, rows, pool)))
    number = draw(st.integers(1, 3) if focus == "proposals" else st.integers(0, 1))
    made = [draw(proposals(f"plan-{n}", holders, issues)) for n in range(number)]
    return Sample(
        case=case,
        parties={
            "parties": [{"id": p} for p in parties],
            "blocs": [{"id": "LEAGUE", "members": members}] if members else [],
        },
        rows=rows,
        proposals=made,
        sources=[
            {"id": "old", "citation": "The old paper", "date": "2020-03"},
            {"id": "new", "citation": "The new paper", "date": "2020-06-15"},
            {"id": "undated", "citation": "A letter"},
        ],
        on=date.fromisoformat(draw(st.sampled_from(DAYS))),
        known_by=date.fromisoformat(draw(st.sampled_from(DAYS))) if _rarely(draw, 6) else None,
    )

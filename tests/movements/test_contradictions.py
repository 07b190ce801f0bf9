"""Contradictions: golden cases, one for each line and clause of docs/explanation/contradictions.md."""

from __future__ import annotations

import itertools
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import detente
from detente.case.conditions import issues_of
from detente.case.evaluating import holds
from detente.case.filtering import effective_date
from detente.case.model import Case
from detente.case.statements import COUNTED_ACTS
from detente.ledger.standing import standing
from tests.strategies import Sample, cases

GOLDEN = Path(__file__).parent / "contradictions"
NAMES = sorted(folder.name for folder in GOLDEN.iterdir() if folder.is_dir())
RELATIONS = ("contradictions", "disputes", "shifts")


def found(case: Case | Path, **options: Any) -> dict[str, Any]:
    return detente.contradictions(case if isinstance(case, Case) else detente.load(case), **options).to_json()


def findings(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for relation in RELATIONS for one in answer[relation]]


def short(one: dict[str, Any]) -> dict[str, Any]:
    """What a golden case says of a finding. The sides of a shift are in order, others as they come."""
    sides = [sorted(line["id"] for line in side["statements"]) for side in one["sides"]]
    keys = ("kind", "relation", "resolved_by", "issue", "holders")
    return {key: one[key] for key in keys} | {"sides": sides if one["relation"] == "shift" else sorted(sides)}


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str) -> None:
    expected = json.loads((GOLDEN / name / "expected.json").read_text(encoding="utf-8"))
    answer = found(detente.load(GOLDEN / name).on(expected.get("on")))
    want = [
        one | {"sides": one["sides"] if one["relation"] == "shift" else sorted(one["sides"])}
        for one in expected["findings"]
    ]
    by_text = lambda one: json.dumps(one, sort_keys=True)  # noqa: E731
    assert sorted(map(short, findings(answer)), key=by_text) == sorted(want, key=by_text)


# ------------------------------------------------------------------------------------------------- the definition

WORDS = ("genuine", "interpretation", "scope", "holder", "modality", "date")


class Report:
    """One row of one party, by section 1."""

    def __init__(self, case: Case, row: int, party: str) -> None:
        self.case, self.row, self.party = case, row, party
        self.peers: list[Report] = []
        self.values = case.statements.row(row)
        self.id, self.act = self.values["id"], self.values["act"]
        self.span = effective_date(case, row)
        self.matter, self.options = self._matter()
        topic = case.topic.get(self.matter)
        self.excludes = topic is None or topic.exclusive
        self.says = self._says()
        self.mode = self._mode()
        self.counted = self.act in COUNTED_ACTS and self.values["quotation"] != "inferred" and self.span is not None
        self.occasions = {" ".join(name.split()) for name in self.values["occasion"].split("|") if name}

    def _matter(self) -> tuple[str, frozenset[str]]:
        condition = self.case.statements.condition("condition", self.row)
        if condition is not None:
            return combinations(self.case, condition)
        name, options = self.values["issue"], [o for o in self.values["option"].split("|") if o]
        if self.values["range"] in ("at_least", "at_most"):
            names = self.case.issue[name].names
            at = names.index(options[0])
            options = list(names[at:] if self.values["range"] == "at_least" else names[: at + 1])
        return name, frozenset(options)

    def _says(self) -> str:
        stance = self.values["stance"]
        if not self.matter:
            return ""
        said = {"no_demand": "absent", "withdraw": "absent", "denial": "denies", "threat": "threatens"}
        if self.act in said:
            return said[self.act]
        topic = self.case.topic.get(self.matter)
        needs_option = self.matter in self.case.issue or (topic is not None and bool(topic.options))
        if needs_option and not self.options:
            return ""
        if self.act in ("demand", "offer", "accept"):
            return "wants"
        if self.act == "reject":
            return "against"
        judged = self.act in ("report", "assessment", "prediction")
        return {"for": "wants", "against": "against"}.get(stance, "") if judged else ""

    def _mode(self) -> str:
        if self.values["quotation"] == "inferred" or self.act in ("assessment", "prediction"):
            return "inferred"
        own = self.values["quotation"] in ("direct", "document", "spoken_for") or bool(self.values["speaker"])
        loose = self.act in ("no_demand", "denial", "threat") and not own
        return "reported" if self.act == "report" or loose else "own"

    @property
    def free(self) -> bool:
        return self.act in ("offer", "accept")

    @property
    def judge(self) -> str:
        inner = self.values["reporters"].split(">")[-1].strip()
        return self.values["speaker"] or inner or f"source {self.values['source']}"

    def stands(self, day: date) -> bool:
        """Whether it stands at the end of that day, asked of the whole ledger."""
        if not self.counted or self.act in ("withdraw", "leave_open"):
            return False
        condition = self.case.statements.condition("condition", self.row)
        if self.matter not in self.case.issue or (condition is not None and len(issues_of(condition)) > 1):
            return self._stands_by_itself(day)
        stance = standing(self.case, day).stances.get(self.party)
        if stance is None:
            return False
        supported = any(one.ref == self.id for one in stance.supports)
        refused = any(self.id in one.refs for one in stance.refusals)
        if self.act == "reject":
            return refused
        if self.free:
            return supported
        return supported and (refused or not self._ever_refused())

    def _stands_by_itself(self, day: date) -> bool:
        """On a topic or a condition: until the next own act of the same authority that clashes with it."""
        assert self.span is not None
        until = self.case.statements.interval("until", self.row)
        if self.span.last > day or (until is not None and until.last < day):
            return False
        if any(self.replaced_by(r) and r.span and r.span.last <= day for r in self.peers):
            return False
        later = [r for r in self.peers if r.counted and r.span is not None and self.span.last < r.span.first]
        mine = [r for r in later if (r.party, r.matter) == (self.party, self.matter) and r.span and r.span.last <= day]
        return not any(r.values["authority"] == self.values["authority"] and clash(self, r) for r in mine)

    def replaced_by(self, other: Report) -> bool:
        return other.counted and self.id in other.values["supersedes"].split()

    def given(self) -> tuple[Any, ...]:
        """The condition under which it applies, by what it says; nothing where it always holds."""
        condition = self.case.statements.condition("given", self.row)
        if condition is None:
            return ()
        met = {holds(condition, one, self.case.issue) for one in worlds(self.case, condition)}
        if len(met) == 1:
            return () if True in met else ("never",)
        name, options = combinations(self.case, condition)
        return (name, *sorted(options))

    def _ever_refused(self) -> bool:
        assert self.span is not None
        stance = standing(self.case, self.span.last).stances.get(self.party)
        return stance is not None and any(self.id in one.refs for one in stance.refusals)


def worlds(case: Case, condition: Any) -> list[dict[str, str]]:
    names = sorted(issues_of(condition))
    return [dict(zip(names, w, strict=True)) for w in itertools.product(*(case.issue[n].names for n in names))]


def combinations(case: Case, condition: Any) -> tuple[str, frozenset[str]]:
    """The issues that a condition depends on, and the combinations of their options of which it holds."""
    every, issues = worlds(case, condition), case.issue
    matters = [
        name
        for name in sorted(issues_of(condition))
        if any(
            holds(condition, world, issues) != holds(condition, world | {name: o}, issues)
            for world in every
            for o in issues[name].names
        )
    ]
    if not matters:
        return str(condition), frozenset()
    met = (world for world in every if holds(condition, world, issues))
    return " & ".join(matters), frozenset(" & ".join(world[name] for name in matters) for world in met)


def clash(a: Report, b: Report) -> bool:
    """Section 2, the first table."""
    for one, other in ((a, b), (b, a)):
        s, t = one.options, other.options
        if one.says in ("wants", "threatens") and other.says == "denies" and (not s or not t or s & t):
            return True
        if one.says != "wants":
            continue
        if other.says == "wants" and one.excludes and not one.free and s and t and not s & t:
            return True
        if other.says == "against":
            if not s or not t:
                if not s and not t:
                    return True
            elif s & t if one.free and "&" not in one.matter else s <= t:
                return True
        if other.says == "absent" and not one.free and (not t or (s and s <= t)):
            return True
    return False


def resolution(a: Report, b: Report) -> tuple[str, str] | None:
    """Section 3: (relation, what resolves it) of two reports of one holder that clash; None: no clash."""
    late = [(r.span.last, r.span.first) if r.span else (date.min, date.min) for r in (a, b)]
    e, l = (b, a) if late[0] > late[1] else (a, b)  # noqa: E741
    if l.replaced_by(e) and not e.replaced_by(l):
        e, l = l, e  # noqa: E741
    if e.replaced_by(l):
        return ("shift" if e.mode == l.mode == "own" else "contradiction", "date")
    voice = ("source", "authority", "speaker", "reporters")
    if e.says == l.says == "wants" and days(e) == days(l) and all(e.values[c] == l.values[c] for c in voice):
        return None
    inferred = [e.mode, l.mode].count("inferred")
    if "denies" in (e.says, l.says) and not e.mode == l.mode == "own":
        if other_occasion(e, l):
            return None
        return ("contradiction", "date" if before(e, l) else "modality" if inferred else "genuine")
    same_occasion = bool(e.occasions & l.occasions)
    if (e.span is None or l.span is None) and not same_occasion:
        return ("contradiction", "date")
    overlap = e.span is not None and l.span is not None and e.span.overlaps(l.span)
    together = overlap or same_occasion
    stood = False
    if not together and inferred < 2 and l.span is not None:
        stood = e.stands(l.span.last - timedelta(days=1) if l.counted else l.span.last)
    if inferred:
        if not (together or stood or (inferred == 1 and first_word(e, l))):
            return ("contradiction", "date")
        return ("contradiction", "holder" if inferred == 2 and e.judge != l.judge else "modality")
    return scoped(e, l, together, stood) or settled(e, l, together, stood)


def other_occasion(e: Report, l: Report) -> bool:  # noqa: E741
    return bool(e.occasions and l.occasions) and not e.occasions & l.occasions


def before(denial: Report, claim: Report) -> bool:
    """Whether a denial was over before the claim was made, with no occasion that both name."""
    if denial.says != "denies" or denial.span is None or claim.span is None:
        return False
    return denial.span.last < claim.span.first and not denial.occasions & claim.occasions


def first_word(e: Report, l: Report) -> bool:  # noqa: E741
    """Line 6: what was inferred before the holder had said anything of its own, which the later report does first."""
    own = [r for r in e.peers if r.counted and (r.party, r.matter) == (l.party, l.matter)]
    earliest = min((r.span.first for r in own if r.span is not None), default=date.min)
    return e.mode == "inferred" and l.counted and l.span is not None and l.span.first <= earliest


def scoped(e: Report, l: Report, together: bool, stood: bool) -> tuple[str, str] | None:  # noqa: E741
    """Lines 8 to 10."""
    given, named = [r.given() for r in (e, l)], [r.values["addressee"] for r in (e, l)]
    own = e.mode == l.mode == "own"
    if together and (given[0] != given[1] or (all(named) and named[0] != named[1]) or other_occasion(e, l)):
        return ("contradiction", "scope")
    if stood and given[0] != given[1] and (all(given) or not own):
        return ("contradiction", "scope")
    if (together or stood) and e.values["authority"] != l.values["authority"]:
        return ("contradiction", "holder")
    if e.occasions & l.occasions and (len(e.occasions) > 1 or len(l.occasions) > 1):
        return ("contradiction", "interpretation")
    return None


def settled(e: Report, l: Report, together: bool, stood: bool) -> tuple[str, str] | None:  # noqa: E741
    """Lines 11 to 18."""
    own = e.mode == l.mode == "own"
    absent = "absent" in (e.says, l.says)
    if together or (stood and (l.says == "denies" or (absent and not own))):
        return ("contradiction", "genuine")
    if stood and own:
        return ("shift", "date")
    if own:
        return None if e.counted else ("shift", "date")
    return ("contradiction", "date")


def across(a: Report, b: Report) -> tuple[str, str] | None:
    """Section 4: reports of two holders with nobody in common."""
    inferred = "inferred" in (a.mode, b.mode)
    told = [r.act in ("report", "assessment", "prediction") for r in (a, b)]
    denied = (told[0] and b.says == "denies") or (told[1] and a.says == "denies")
    account = all(told) and len(a.occasions) == len(b.occasions) == 1 and a.occasions == b.occasions
    if account or (denied and not other_occasion(a, b)):
        late = not account and (before(a, b) or before(b, a))
        return ("contradiction", "date" if late else "modality" if inferred else "genuine")
    return None


def days(report: Report) -> tuple[date, date] | None:
    return (report.span.first, report.span.last) if report.span else None


def by_definition(case: Case) -> set[tuple[str, ...]]:
    """(kind, relation, resolution, id, id) of every pair of reports, looked at one by one."""
    holders = case.statements["holder"]
    members = [set(case.members((holders[row],))) for row in range(len(case.statements))]
    accepted = [row for row in range(len(case.statements)) if case.statements.text("status", row) in ("", "accepted")]
    reports = [Report(case, row, party) for row in accepted for party in sorted(members[row])]
    answer: set[tuple[str, ...]] = set()
    for report in reports:
        report.peers = reports
    for n, a in enumerate(reports):
        for b in reports[n + 1 :]:
            if a.matter != b.matter or not a.says or not b.says or not clash(a, b):
                continue
            apart = members[a.row].isdisjoint(members[b.row])
            resolved = resolution(a, b) if a.party == b.party else across(a, b) if apart else None
            if resolved:
                answer.add((kind(a, b), *resolved, *sorted((a.id, b.id))))
    return answer


def kind(a: Report, b: Report) -> str:
    says = {a.says, b.says}
    if "denies" in says:
        return "claim_and_denial"
    return "demand_present_or_absent" if "absent" in says else "value_conflict"


def by_product(case: Case) -> set[tuple[str, ...]]:
    answer: set[tuple[str, ...]] = set()
    for one in findings(found(case)):
        if one["kind"] in ("value_conflict", "demand_present_or_absent", "claim_and_denial"):
            assert one["pairs_total"] == len(one["pairs"])
            for pair in one["pairs"]:
                answer.add((one["kind"], one["relation"], one["resolved_by"], *sorted(pair)))
    return answer


@st.composite
def telling(draw: st.DrawFn) -> Sample:
    """A small case in which much is also reported, inferred, denied, and told of occasions."""
    sample = draw(cases(small=True))
    rows = []
    for row in sample.rows:
        more = dict(row)
        if draw(st.booleans()) and "condition" not in row and row["act"] not in ("withdraw", "leave_open"):
            act = draw(
                st.sampled_from(["report", "assessment", "no_demand", "denial", "threat", "prediction", row["act"]])
            )
            if act != row["act"]:
                more = {k: v for k, v in row.items() if k not in ("firmness", "range", "given", "supersedes")} | {
                    "act": act
                }
        if more["act"] in ("report", "assessment", "prediction"):
            more["stance"] = draw(st.sampled_from(["", "for", "for", "against", "open"]))
        for column, choices in (
            ("speaker", ["", "", "Envoy"]),
            ("addressee", ["", "", "SOUTH", "TOWNS"]),
            ("reporters", ["", "", "Post>Times"]),
            ("occasion", ["", "", "", "talks", "speech", "talks|speech"]),
        ):
            more[column] = draw(st.sampled_from(choices))
        rows.append({column: text for column, text in more.items() if text})
    names = {row["id"] for row in rows}
    kept = [{k: v for k, v in row.items() if k != "supersedes" or set(v.split()) <= names} for row in rows]
    return sample.with_rows(kept)


@settings(max_examples=50)
@given(telling())
def test_the_pairs_are_those_of_the_definition(sample: Sample) -> None:
    with sample.written() as folder:
        case = detente.load(folder).on(sample.on, sample.known_by)
        assert by_product(case) == by_definition(case)


@settings(max_examples=15)
@given(telling(), st.randoms())
def test_the_order_of_rows_changes_nothing(sample: Sample, random: Any) -> None:
    rows = list(sample.rows)
    random.shuffle(rows)
    with sample.written() as one, sample.with_rows(rows).written() as other:
        first, second = (found(detente.load(folder).on(sample.on)) for folder in (one, other))
        assert [first[relation] for relation in RELATIONS] == [second[relation] for relation in RELATIONS]


@settings(max_examples=15)
@given(telling())
def test_a_row_told_twice_by_one_voice_adds_no_finding(sample: Sample) -> None:
    if any("supersedes" in row for row in sample.rows):
        return
    again = [row | {"id": f"{row['id']}-again"} for row in sample.rows]
    with sample.written() as one, sample.with_rows([*sample.rows, *again]).written() as other:
        first, second = (found(detente.load(folder).on(sample.on)) for folder in (one, other))
        assert [_outline(one) for one in findings(first)] == [_outline(one) for one in findings(second)]


def _outline(one: dict[str, Any]) -> tuple[object, ...]:
    return (one["id"], tuple(side["text"] for side in one["sides"]))


def test_a_copy_is_not_a_second_source() -> None:
    (one,) = found(GOLDEN / "copies")["contradictions"]
    assert {side["text"]: side["independent_sources"] for side in one["sides"]} == {
        "demands “closed”": 1,
        "demands “open”": 1,
    }


def test_values_that_may_all_be_right_are_one_side() -> None:
    (one,) = found(GOLDEN / "details-that-may-be-one")["contradictions"]
    assert [side["value"] for side in one["sides"]] == ["1997, 1997-05 or 27 May 1997", "1998"]
    assert (one["pairs_total"], one["about"]) == (3, "baseline")


def test_every_finding_says_why_and_what_would_settle_it_and_cites_its_words() -> None:
    answer = found(detente.load("european-security"))
    assert len({one["id"] for one in findings(answer)}) == len(findings(answer))
    for one in findings(answer):
        assert one["why"].endswith(".")
        assert one["would_resolve"].endswith((".", "?"))
        assert len(one["sides"]) > 1
        assert all(side["statements"] and side["text"] for side in one["sides"])
    lines = [line for one in findings(answer) for side in one["sides"] for line in side["statements"]]
    assert all(line["anchor"] or line["locator"] for line in lines)
    order = ["genuine", "interpretation", "scope", "holder", "modality", "date"]
    places = [order.index(one["resolved_by"]) for one in answer["contradictions"]]
    assert places == sorted(places)

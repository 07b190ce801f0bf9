"""The arrays say what the objects say, and what the oracle says: on random cases, on every day, for everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.case.conditions import Not
from detente.case.model import Case
from detente.ledger.overview import AGREED, DEMANDED, Overview, Overviews
from detente.ledger.standing import Ledger, Refusal
from tests import oracle
from tests.strategies import DAYS, FIRMNESS, Sample, cases
from tests.test_against_oracle import quick, soak

Found = Counter[tuple[Any, ...]]


GIVEN = ("", "", "", "tolls is t0", "tolls is t1", "not tolls is t0 and not tolls is t2")
"""The last two say the same."""


@st.composite
def crowded(draw: st.DrawFn) -> Sample:
    """Everything is said by one party, or a bloc that it is in, on one issue, mostly in a few breaths."""
    rows: list[dict[str, str]] = []
    for number in range(draw(st.integers(2, 9))):
        act = draw(st.sampled_from(["demand", "demand", "demand", "reject", "reject", "offer", "accept", "withdraw"]))
        row = {"id": f"s{number}", "act": act, "paraphrase": "said so", "issue": "river"}
        row["holder"] = draw(st.sampled_from(["NORTH", "NORTH", "LEAGUE"]))
        row["option"] = "|".join(
            draw(st.lists(st.sampled_from(["r0", "r1", "r2"]), min_size=1, max_size=2, unique=True))
        )
        row["date"] = draw(st.sampled_from(["2020-03", "2020-03-10", "2020-03-10", "2020-03-31", "2020-06-15", ""]))
        row["source"] = draw(st.sampled_from(["old", "old", "new"]))
        row["authority"] = draw(st.sampled_from(["", "", "", "Congress"]))
        row["until"] = draw(st.sampled_from(["", "", "", "2020-12"]))
        row["given"] = draw(st.sampled_from(GIVEN)) if act != "withdraw" else ""
        if act in ("demand", "reject") or (row["given"] and draw(st.booleans())):
            row["firmness"] = draw(st.sampled_from(FIRMNESS)) if act != "withdraw" else ""
        mine = [other["id"] for other in rows if other["holder"] == row["holder"]]
        if mine and draw(st.integers(1, 8)) == 8:
            row["supersedes"] = draw(st.sampled_from(mine))
        rows.append({column: text for column, text in row.items() if text})
    issues = [
        {"id": name, "ordered": "false", "options": [f"{name[0]}{n}" for n in range(3)], "status_quo": f"{name[0]}0"}
        for name in ("river", "tolls")
    ]
    sources = [{"id": "old", "citation": "The old paper", "date": "2020-03"}]
    sources += [{"id": "new", "citation": "The new paper", "date": "2020-03-10"}]
    parties = {"parties": [{"id": "NORTH"}, {"id": "SOUTH"}], "blocs": [{"id": "LEAGUE", "members": ["NORTH"]}]}
    return Sample({"title": "A quarrel", "issues": issues}, parties, rows, sources=sources)


def read(sample: Sample) -> Case:
    with sample.written() as folder:
        return detente.load(folder).on(sample.on, known_by=sample.known_by)


def by_arrays(case: Case, found: Overview) -> tuple[Found, Found]:
    """What stands, act by act."""
    lines, refusals, supports = found.lines, Found(), Found()

    def places(line: int, option: int) -> tuple[str, str, str, str]:
        matter = lines.matter[line]
        issue = case.issues[lines.issue[matter]]
        ref = case.statements.text("id", int(lines.row[line]))
        return case.parties[lines.party[matter]].id, issue.id, issue.names[option], ref

    for acts, counter in ((found.refused, refusals), (found.supported, supports)):
        for line, option, disputed in zip(
            acts.line.tolist(), acts.option.tolist(), acts.disputed.tolist(), strict=True
        ):
            when = lines.conditions[lines.given[line]]
            hard: tuple[Any, ...] = ()
            if acts is found.refused:
                when = Not(when) if when is not None and lines.only[line] else when
                hard = (int(lines.hard[line]),)
            counter[(*places(line, option), when, *hard, disputed)] += 1
    return refusals, supports


def by_objects(ledger: Ledger, day: date) -> tuple[Found, Found, dict[str, list[Refusal]]]:
    """The same, of the objects; and what is not about an option."""
    stands = ledger.standing(day)
    refusals, supports = Found(), Found()
    joint: dict[str, list[Refusal]] = {}
    for r in stands.refusals:
        if r.option:
            refusals[r.party, r.issue, r.option, *r.refs, r.when, int(r.firmness), bool(r.doubts)] += 1
        else:
            joint.setdefault(r.party, []).append(r)
    for s in stands.supports:
        supports[s.party, s.issue, s.option, s.ref, s.when, s.disputed] += 1
    return refusals, supports, joint


def arrays_are_objects(sample: Sample) -> None:
    """Every refusal, consent and dispute, and everything that ties issues."""
    case = read(sample)
    ledger = Ledger(case)
    overviews = Overviews(ledger)
    for day in {ledger.day, *map(date.fromisoformat, DAYS)}:
        refusals, supports, joint = by_objects(ledger, day)
        assert by_arrays(case, overviews.on(day)) == (refusals, supports), day
        assert in_any_order(overviews.joint(day)) == in_any_order(joint), day


def in_any_order(joint: Mapping[str, Iterable[Refusal]]) -> dict[str, list[str]]:
    """Of refusals that tie issues no order is promised."""
    return {party: sorted(map(repr, found)) for party, found in joint.items()}


def of_each_matter(found: Overview) -> Iterator[tuple[Any, ...]]:
    """All that is said of each matter."""
    rows, starts = found.evidence
    for matter, begin in enumerate(found.lines.starts.tolist()):
        own = slice(int(found.lines.cells[matter]), int(found.lines.cells[matter + 1]))
        last = int(found.affirmed[matter])
        assert last == -1 or last >= begin
        evidence = tuple(rows[starts[matter] : starts[matter + 1]].tolist())
        yield (
            found.firmness[own].tolist(), found.supports[own].tolist(), bool(found.spoken[matter]),
            bool(found.disputed[matter]), last, evidence,
        )  # fmt: skip


def each_on_its_day(sample: Sample, choice: list[int]) -> None:
    """Asked of each matter on a day of its own, the answer is that of the day."""
    overviews = Overviews(Ledger(read(sample)))
    days = [date.fromisoformat(day) for day in DAYS]
    number = [choice[n % len(choice)] % len(days) for n in range(len(overviews.lines.starts))]
    mixed = list(of_each_matter(overviews.on_days(np.array([days[n].toordinal() for n in number], np.int64))))
    for place, day in enumerate(days):
        pure = list(of_each_matter(overviews.on(day)))
        assert all(mixed[n] == pure[n] for n, which in enumerate(number) if which == place)


def matters_sum_up_the_acts(sample: Sample) -> None:
    """The strongest refusal of an option, whether it is demanded, what is behind it, and since when."""
    case = read(sample)
    ledger = Ledger(case)
    found = Overviews(ledger).on(ledger.day)
    stands, act = ledger.standing(ledger.day), {}
    for number in range(len(case.statements)):
        act[case.statements.text("id", number)] = case.statements.text("act", number), number
    for matter, said in enumerate(of_each_matter(found)):
        party, issue = case.parties[found.lines.party[matter]].id, case.issues[found.lines.issue[matter]]
        mine = stands.stances.get(party)
        refusals = [r for r in mine.refusals if r.issue == issue.id] if mine else []
        supports = [s for s in mine.supports if s.issue == issue.id] if mine else []
        free = [s for s in supports if s.when is None]
        strongest, agreed = [], []
        for option in issue.names:
            hard = [int(r.firmness) for r in refusals if r.option == option and r.when is None]
            strongest.append(max(hard, default=0))
            acts = {act[s.ref][0] for s in free if s.option == option}
            agreed.append(DEMANDED if "demand" in acts else AGREED if acts else 0)
        disputed = any(r.doubts for r in refusals) or any(s.disputed for s in free)
        spoken = bool(supports) or any(r.when is None for r in refusals)
        last = max([*(r.affirmed.last for r in refusals), *(s.affirmed.last for s in free)], default=None)
        refs = [{s.ref for s in free}, {s.ref for s in supports}, {ref for r in refusals for ref in r.refs}]
        rows = list(dict.fromkeys(n for group in refs for n in sorted(act[ref][1] for ref in group)))
        assert said[:4] == (strongest, agreed, spoken, disputed)
        assert (date.fromordinal(int(found.lines.last[said[4]])) if said[4] >= 0 else None) == last
        assert list(said[5]) == rows


Option = tuple[str, tuple[str, str]]


def by_oracle(state: oracle.Standing, case: Case) -> tuple[dict[Option, tuple[int, bool]], set[tuple[str, str]]]:
    """The strongest standing refusal of each option, whether it is supported; and the disputed matters."""
    found: dict[Option, tuple[int, bool]] = {}
    contested: set[tuple[str, str]] = set()
    for party, acts in state.acts.items():
        free = [a for a in acts if not a.given and len(a.target) == 2 and a.target in options_of(case)]
        refused = [a for a in free if a.does == "refuse" and not state.refusal_fell(party, a)]
        agreed = [a for a in free if a.does == "support" and not state.support_fell(party, a)]
        for a in refused:
            hard, how = found.get((party, a.target), (0, False))
            found[party, a.target] = max(hard, int(a.firmness or 0)), how
        for a in agreed:
            found[party, a.target] = found.get((party, a.target), (0, False))[0], True
        for one in (*refused, *agreed):
            against = [a for a in free if a.target == one.target and {a.does, one.does} == {"refuse", "support"}]
            pairs = [(one, a) if one.does == "refuse" else (a, one) for a in against]
            if any(state.disputed(party, refusal, support) for refusal, support in pairs):
                contested.add((party, one.target[0]))
    return found, contested


def options_of(case: Case) -> set[tuple[str, str]]:
    return {(issue.id, name) for issue in case.issues for name in issue.names}


def arrays_are_the_oracle(sample: Sample) -> None:
    """What is refused and supported without condition; where nothing is conditional, what is disputed too."""
    with sample.written() as folder:
        whole = detente.load(folder)
    ledger = Ledger(whole.on(sample.on, known_by=sample.known_by))
    case, found = ledger.case, Overviews(ledger).on(ledger.day)
    state = oracle.Standing(whole, sample.on, sample.known_by)
    got: dict[Option, tuple[int, bool]] = {}
    doubted: set[tuple[str, str]] = set()
    for matter, (strongest, agreed, _, disputed, *_rest) in enumerate(of_each_matter(found)):
        party, issue = case.parties[found.lines.party[matter]].id, case.issues[found.lines.issue[matter]]
        for option, hard, how in zip(issue.names, strongest, agreed, strict=True):
            if hard or how:
                got[party, (issue.id, option)] = (hard, how > 0)
        if disputed:
            doubted.add((party, issue.id))
    expected, contested = by_oracle(state, case)
    conditional = {(party, a.target[0]) for party, acts in state.acts.items() for a in acts if a.given and a.target}
    assert got == expected
    assert doubted - conditional == contested - conditional


@quick(80)
@given(st.one_of(cases(), crowded(), crowded(), crowded(), crowded()))
def test_the_arrays_are_the_objects(sample: Sample) -> None:
    arrays_are_objects(sample)


@quick(20)
@given(crowded(), st.lists(st.integers(0, 9), min_size=1, max_size=8))
def test_each_matter_on_its_own_day(sample: Sample, choice: list[int]) -> None:
    each_on_its_day(sample, choice)


@quick(30)
@given(crowded())
def test_matters_sum_up_the_acts(sample: Sample) -> None:
    matters_sum_up_the_acts(sample)


@quick(30)
@given(st.one_of(cases(), crowded()))
def test_the_arrays_are_the_oracle(sample: Sample) -> None:
    arrays_are_the_oracle(sample)


@pytest.mark.soak
@soak(4000)
@given(st.one_of(cases(), crowded()))
def test_the_arrays_are_the_objects_for_long(sample: Sample) -> None:
    arrays_are_objects(sample)


@pytest.mark.soak
@soak(2000)
@given(st.one_of(cases(), crowded()))
def test_the_arrays_are_the_oracle_for_long(sample: Sample) -> None:
    arrays_are_the_oracle(sample)

"""On random cases the product answers what the oracle answers, and what must not matter does not.

Position ids are compared by what they are about: where a holder has two positions of one name, their suffixes may be
dealt either way, and of two positions of equal effect either may lend its name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from detente.case.model import Case
from detente.case.reading import read_case
from tests import oracle
from tests.strategies import DAYS, Sample, cases
from tests.test_golden import joined, needs_product, number

pytestmark = needs_product
WORDS = ("limits", "refusals", "demands")
Family = Counter[tuple[str, ...]]


def quick(examples: int) -> settings:
    """Few enough for every run; where one fails, the first failure is made small, and no more."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink]
    slow = [HealthCheck.too_slow, HealthCheck.large_base_example]
    return settings(max_examples=examples, suppress_health_check=slow, phases=phases, report_multiple_bugs=False)


def soak(examples: int) -> settings:
    """For hours in which nobody waits."""
    return settings(max_examples=examples, suppress_health_check=list(HealthCheck), print_blob=True)


@dataclass(frozen=True)
class Answers:
    """The product's JSON for one case on one date, and the case itself for the oracle."""

    case: Case
    room: dict[str, Any]
    impasse: dict[str, Any]
    window: dict[str, Any]

    def at(self, answer: dict[str, Any], table: str, level: str, reading: str) -> dict[str, Any]:
        """A level's row of `impasse`, or of `room`."""
        rows = answer.get("levels") or next(t["levels"] for t in answer["tables"] if t["table"] == table)
        key = (table, level, reading)
        return next(r for r in rows if (r.get("table", table), r["level"], r["reading"]) == key)

    @property
    def headline(self) -> dict[str, Any]:
        """The figures, without any name of a position or package."""
        found: dict[str, Any] = {}
        for row in self.impasse["levels"]:
            where = row["table"], row["level"], row["reading"]
            counts = self.at(self.room, *where)
            sizes = {what: Counter(map(len, joined(row, what))) for what in ("conflicts", "concessions")}
            lightest = {r["bloc"]: r["gives_up"] for r in row["lightest"]}
            found[str(where)] = [row["gap"], {k: v for k, v in counts.items() if k != "table"}, sizes, lightest]
        for table in self.room["tables"]:
            best = table["best_supported"]
            found[table["table"]] = best and [best[key] for key in ("on_record", "needed", "missing")]
        return found


def answers(sample: Sample, window: bool = False) -> Answers:
    """What the product answers, from the files."""
    import detente

    with sample.written() as folder:
        case = read_case(folder)
        asked = detente.load(folder).on(sample.on, known_by=sample.known_by)
    drawn = detente.window(asked).to_json() if window else {}
    return Answers(case, detente.room(asked).to_json(), detente.impasse(asked).to_json(), drawn)


# ------------------------------------------------------------------------------------------------ naming positions


def shape(position: str) -> str:
    """An id without the suffix that tells positions of one name apart, the issues that it ties in one order."""
    found = re.fullmatch(r"([^.]+)\.(.+)\.(never|firm|preference)(~\d+)?", position)
    assert found, position
    return f"{found[1]}.{'+'.join(sorted(found[2].split('+')))}.{found[3]}"


def one_name(here: oracle.AtTable) -> Callable[[str], str]:
    """One name for all positions of equal effect."""
    name: dict[str, str] = {}

    def find(this: str) -> str:
        while name.get(this, this) != this:
            this = name[this]
        return this

    for p, q in here.stands_for.items():
        if here.extents[p] == here.extents[q]:
            first, second = sorted((find(shape(p._replace(firmness=q.firmness).id)), find(shape(q.id))))
            name[second] = first
    return lambda position: find(shape(position))


def family(sets: Iterable[Iterable[str]], named: Callable[[str], str]) -> Family:
    """A family of sets of positions under their one names."""
    return Counter(tuple(sorted(map(named, one))) for one in sets)


# -------------------------------------------------------------------------------------------- the product is the oracle


def same_room(sample: Sample, got: Answers) -> None:
    """Counts at every table, level and reading; consent assumed; the best supported package."""
    for expected, found in zip(
        oracle.room(got.case, sample.on, sample.known_by)["tables"], got.room["tables"], strict=True
    ):
        assert found["table"] == expected["table"]
        assert sorted(found["assumes_consent_of"]) == expected["assumes_consent_of"]
        for row in expected["levels"]:
            level = got.at(got.room, expected["table"], row["level"], row["reading"])
            assert {key: number(level[key]) for key in row} == row, expected["table"]
        best = expected["best_supported"]
        if best is None:
            assert found["best_supported"] is None
        else:
            assert {key: found["best_supported"][key] for key in best} == best, expected["table"]


def same_impasse(sample: Sample, got: Answers) -> None:
    """Conflicts, concessions, gap, totals and the lightest of each bloc, at every table, level and reading."""
    for table in got.case.tables:
        for reading in oracle.READINGS:
            here = oracle.at(got.case, table, reading, sample.on, sample.known_by)
            named = one_name(here)
            for level in oracle.LEVELS:
                row = got.at(got.impasse, table.id, level, reading)
                where = (table.id, level, reading)
                assert row["complete"], where
                for what, expected in (("concessions", here.concessions(level)), ("conflicts", here.conflicts(level))):
                    found = family(joined(row, what), named)
                    assert found == family(([p.id for p in s] for s in expected), named), (where, what)
                assert number(row["concessions_total"]) == len(here.concessions(level)), where
                assert row["gap"] == here.gap(level), where
                same_lightest(here, level, row, named)
                components_part_the_agenda(here, row)
                conflicts_are_dual(row)


def same_lightest(here: oracle.AtTable, level: str, row: dict[str, Any], named: Callable[[str], str]) -> None:
    """Each bloc's lightest way to clear the way alone, in weight; its positions do weigh that."""
    expected = here.lightest(level)
    found = {r["bloc"]: tuple(r["gives_up"][w] for w in WORDS) for r in row["lightest"]}
    assert found == {unit: least for unit, (least, _) in expected.items()}, (here.table.id, level, here.reading)
    for r in row["lightest"]:
        fit = family(([p.id for p in v] for v in expected[r["bloc"]][1]), named)
        assert tuple(sorted(map(named, r["positions"]))) in fit, (here.table.id, level, here.reading)


def components_part_the_agenda(here: oracle.AtTable, row: dict[str, Any]) -> None:
    """Every agenda issue is in one component."""
    issues = [issue for component in row["components"] for issue in component["issues"]]
    assert sorted(issues) == sorted(here.agenda)


def conflicts_are_dual(row: dict[str, Any]) -> None:
    """In every component the conflicts are the minimal hitting sets of the concessions."""
    for component in row["components"]:
        sets = [frozenset(s) for s in component["concessions"]]
        dual = oracle.hitting(sets) if sets else set()
        assert {frozenset(s) for s in component["conflicts"]} == dual


def a_concession_leaves_room(sample: Sample, got: Answers) -> None:
    """Drop all positions of a concession, and what they imply, and a package is possible."""
    for table in got.case.tables:
        for reading in oracle.READINGS:
            here = oracle.at(got.case, table, reading, sample.on, sample.known_by)
            named = one_name(here)
            for level in oracle.LEVELS:
                broken = [{named(p.id) for p in here.listed(x, level)} for x in here.feasible]
                for concession in joined(got.at(got.impasse, table.id, level, reading), "concessions"):
                    assert any(b <= set(map(named, concession)) for b in broken)


def same_window(sample: Sample, got: Answers, days: Iterable[date]) -> None:
    """The last row drawn by a day is what the oracle says of that day."""
    rows = got.window["rows"]
    assert got.window["complete"]
    assert all(row["date"] <= sample.on.isoformat() for row in rows)
    for day in {sample.on, *(d for d in days if d < sample.on)}:
        for expected in oracle.rows(got.case, day, sample.known_by):
            key = [expected[k] for k in ("table", "level", "reading")]
            drawn = [r for r in rows if [r["table"], r["level"], r["reading"]] == key and r["date"] <= day.isoformat()]
            if not drawn:
                assert not expected["assessable"], (day, key)
                continue
            last = max(drawn, key=lambda row: str(row["date"]))
            found = {k: number(last[k]) for k in ("assessable", "possible", "gap")}
            assert found == {k: expected[k] for k in found}, (day, key)


def agrees(sample: Sample) -> None:
    """Everything but the window."""
    got = answers(sample)
    same_room(sample, got)
    same_impasse(sample, got)
    a_concession_leaves_room(sample, got)


def agrees_over_time(sample: Sample) -> None:
    """The window."""
    same_window(sample, answers(sample, window=True), map(date.fromisoformat, DAYS))


@quick(80)
@given(cases())
def test_the_product_is_the_oracle(sample: Sample) -> None:
    agrees(sample)


@quick(20)
@given(cases(small=True))
def test_the_window_is_the_oracle_s(sample: Sample) -> None:
    agrees_over_time(sample)


@pytest.mark.soak
@soak(6000)
@given(cases())
def test_the_product_is_the_oracle_for_long(sample: Sample) -> None:
    agrees(sample)


@pytest.mark.soak
@soak(2000)
@given(cases())
def test_the_window_is_the_oracle_s_for_long(sample: Sample) -> None:
    agrees_over_time(sample)


# ------------------------------------------------------------------------------------------------- what must not matter


def clone_changes_nothing(sample: Sample, which: int) -> None:
    """A party that joins a bloc, and says whatever one of its members says, changes no figure."""
    members = sample.parties["blocs"][0]["members"]
    cloned = sample.with_clone(members[which % len(members)], "HAMLETS")
    assert answers(sample).headline == answers(cloned).headline


def order_changes_nothing(sample: Sample, rows: list[dict[str, str]]) -> None:
    """The order of the rows says nothing."""
    one, other = answers(sample, window=True), answers(sample.with_rows(rows), window=True)
    assert one.headline == other.headline
    assert one.window["rows"] == other.window["rows"]
    for table, found in zip(one.room["tables"], other.room["tables"], strict=True):
        assert table["best_supported"] == found["best_supported"]


def listing_changes_nothing(sample: Sample) -> None:
    """In which order issues and options are listed does not matter, but to which of the best packages is named."""
    assert answers(sample).headline == answers(sample.with_issues_reversed()).headline


SHUFFLED = cases().flatmap(lambda sample: st.tuples(st.just(sample), st.permutations(sample.rows)))


@quick(30)
@given(cases(bloc=True), st.integers(0, 2))
def test_a_clone_in_a_bloc_changes_nothing(sample: Sample, which: int) -> None:
    clone_changes_nothing(sample, which)


@quick(20)
@given(SHUFFLED)
def test_the_order_of_the_rows_does_not_matter(drawn: tuple[Sample, list[dict[str, str]]]) -> None:
    order_changes_nothing(*drawn)


@quick(20)
@given(cases())
def test_the_order_of_issues_and_options_does_not_matter(sample: Sample) -> None:
    listing_changes_nothing(sample)


@pytest.mark.soak
@soak(2000)
@given(cases(bloc=True), st.integers(0, 2))
def test_a_clone_in_a_bloc_changes_nothing_for_long(sample: Sample, which: int) -> None:
    clone_changes_nothing(sample, which)


@pytest.mark.soak
@soak(1000)
@given(SHUFFLED)
def test_the_order_of_the_rows_does_not_matter_for_long(drawn: tuple[Sample, list[dict[str, str]]]) -> None:
    order_changes_nothing(*drawn)


@pytest.mark.soak
@soak(1000)
@given(cases())
def test_the_order_of_issues_and_options_does_not_matter_for_long(sample: Sample) -> None:
    listing_changes_nothing(sample)

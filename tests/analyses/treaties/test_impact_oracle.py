"""Impact against the definition said literally: holding by holding, expression by expression, without masks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.analyses.treaties.amounts import Pool, Span, Stake
from detente.analyses.treaties.impact import impact
from detente.case.model import Case
from detente.case.treaties import expressions as ex
from detente.case.treaties.model import Content, Exemption, Expression, Holding, Membership, Treaty
from detente.geo.gazetteer import states
from detente.space.treaties.timing import runs
from tests.treaties_made import ACTIONS, ACTORS, ASSETS, TERRITORIES, Shape, TreatySample, treaty_cases

DAY = date(2021, 6, 30)
TREES = {"bearer": dict.fromkeys(ACTORS, ""), "action": ACTIONS, "asset": ASSETS, "territory": TERRITORIES}
Maybe = bool | None
Chosen = Mapping[str, str]


def neither(one: Maybe) -> Maybe:
    return None if one is None else not one


def some(parts: list[Maybe]) -> Maybe:
    return True if True in parts else None if None in parts else False


def every(parts: list[Maybe]) -> Maybe:
    return False if False in parts else None if None in parts else True


class Literal:
    """What a treaty of a case orders on a day, under one coherent set of readings, asked cell by cell."""

    def __init__(self, case: Case, treaty: Treaty, chosen: Chosen) -> None:
        self.case, self.treaty, self.chosen = case, treaty, chosen
        self.terms = {term.id: term for term in case.treaties.vocabulary.terms}

    def member(self, group: str, day: date) -> set[str]:
        rows = case_rows(self.case, group)
        return {one.state for one in rows if one.since is None or one.since.last <= day}

    def inside(self, node: object, side: str, name: str, bearer: str, day: date, owed: Expression | None) -> Maybe:
        """Whether the leaf of this name (the rest of a class with parts) is in a set."""

        def ask(part: object, where: str = side, what: str = name) -> Maybe:
            return self.inside(part, where, what, bearer, day, owed)

        match node:
            case ex.Union(parts):
                return some([ask(part) for part in parts])
            case ex.Minus(whole, less):
                return every([ask(whole), neither(ask(less))])
            case ex.Also(one, other):
                return every([ask(one), ask(other)])
            case ex.Outside(of):
                return neither(ask(of))
            case ex.Everything():
                return True
            case ex.Name(word) if word in self.terms:
                term = self.terms[word]
                if not term.readings:
                    return None
                reading = next(one for one in term.readings if one.id == self.chosen.get(word, term.readings[0].id))
                return ask(reading.means.tree)
            case ex.Name(word) if word in TREES[side]:
                return word in upwards(side, name)
        if side == "territory":
            owners = [who for who in (*ACTORS,) if name in home(who)]
            if isinstance(node, ex.Own):
                return bearer in owners
            whose: object = node.of if isinstance(node, ex.TerritoryOf) else node
            return some([ask(whose, "bearer", who) for who in owners])
        return self.actor(node, name, bearer, day, owed)

    def actor(self, node: object, name: str, bearer: str, day: date, owed: Expression | None) -> Maybe:
        assert self.treaty.signatories is not None
        signed = (
            self.inside(self.treaty.signatories.tree, "bearer", name, bearer, day, None)
            if not isinstance(node, (ex.Name, ex.MembersOf))
            else None
        )
        match node:
            case ex.MembersOf(group, then):
                return name in self.member(group, then or day)
            case ex.Name(group):
                return name in self.member(group, day)
            case ex.Signatories():
                return signed
            case ex.Others():
                return every([signed, name != bearer])
            case ex.ThirdStates():
                return every([name in states(), neither(signed)])
            case ex.Counterparty():
                return False if owed is None else self.inside(owed.tree, "bearer", name, bearer, day, None)
        raise AssertionError(node)

    def covers(self, content: Content, holder: object, bearer: str, row: Holding, day: date) -> Maybe:
        """Whether the cell of one sender of a holding is in the scope of a provision, or of an exception to it."""
        cell = {"bearer": bearer, "action": row.action, "asset": row.asset, "territory": row.host}
        parts: list[Maybe] = []
        for side, name in cell.items():
            given_: Expression | None = getattr(holder, side) or (content.bearer if side == "bearer" else None)
            if given_ is not None:
                parts.append(self.inside(given_.tree, side, name, bearer, day, content.counterparty))
        return every(parts)

    def bound(self, content: Content, bearer: str, row: Holding, day: date) -> bool:
        """Whether this sender's part certainly falls under what the content forbids, no exception taking it out."""
        forbids = contrary(content) if content.kind == "obligation" else content
        if forbids is None or forbids.bearer is None or self.covers(forbids, forbids, bearer, row, day) is not True:
            return False
        return all(
            conditional(one) or self.covers(forbids, one, bearer, row, day) is False for one in forbids.exceptions
        )


def contrary(content: Content) -> Content | None:
    """An obligation to withdraw, of to deploy: the prohibition to deploy. None of other obligations."""
    if content.action is None or content.action.text != "withdraw" or content.floor is not None:
        return None
    return replace(content, action=Expression("deploy", ex.Name("deploy")))


def conditional(one: Exemption) -> bool:
    return one.when is not None or bool(one.said) or one.consent_of is not None


def case_rows(case: Case, group: str) -> list[Membership]:
    return [one for one in case.treaties.inventory.memberships if one.group == group]


def upwards(side: str, name: str) -> list[str]:
    tree = dict(TREES[side])
    if side == "territory":
        tree |= dict.fromkeys(ACTORS, "")
    found = [name]
    while tree.get(found[-1]):
        found.append(tree[found[-1]])
    return found


def home(actor: str) -> set[str]:
    return {place for place in (*ACTORS, *TERRITORIES) if actor in upwards("territory", place)}


# ------------------------------------------------------------------------------------------------------------ amounts


def there(row: Holding, day: date, *, then: bool) -> Span | None:
    """What is there of a row on a day."""
    if (row.since is not None and row.since.first > day) or (row.until is not None and row.until.last < day):
        return None
    sure = row.since.last <= day if row.since is not None else row.status == "active" and not then
    sure = sure and (row.until is None or day <= row.until.first)
    return Span((row.low or 0) if sure else 0, inf if row.high is None else row.high)


def whole(row: Holding, bearers: set[str]) -> bool:
    return not row.others and set(row.senders) == bearers


def expected(literal: Literal, content: Content, rows: tuple[Holding, ...], entry: date) -> dict[str, Span]:
    """What has to go of each holding, under the content on the day."""
    first, last = runs(content, entry)
    start = max(first, DAY)
    if (last is not None and last < start) or content.floor is not None or not content.binds:
        return {}
    under = {row.id: {who for who in row.senders if literal.bound(content, who, row, start)} for row in rows}
    found: dict[str, Span] = {}
    for row in rows:
        now = there(row, DAY, then=False)
        if now is None or not under[row.id] or (row.until is not None and row.until.last < start):
            continue
        beside = [
            other
            for other in rows
            if under[other.id]
            and other.status in ("active", row.status)
            and there(other, DAY, then=False) is not None
            and (other.until is None or other.until.last >= start)
            and alike(content, row, other)
        ]
        gone = share(content, row, beside, rows, under)
        if gone.high:
            found[row.id] = gone
    return found


def alike(content: Content, one: Holding, other: Holding) -> bool:
    """Whether two holdings share an allowance."""
    if content.baseline is not None:
        return root(one.host) == root(other.host)
    per = content.per if content.per is not None else ("bearer",)
    same = {
        "action": one.action == other.action,
        "asset": one.asset == other.asset,
        "territory": one.host == other.host,
    }
    return all(same[side] for side in per if side in same)


def root(place: str) -> str:
    return upwards("territory", place)[-1]


def share(
    content: Content, row: Holding, beside: list[Holding], rows: tuple[Holding, ...], under: Mapping[str, set[str]]
) -> Span:
    numbers = {one.id: number for number, one in enumerate(rows)}

    def stake(one: Holding, amount: Span | None) -> Stake:
        assert amount is not None
        return Stake(numbers[one.id], frozenset(under[one.id]), amount, whole(one, under[one.id]))

    if content.counts == "events" and content.cap:
        amounts = {one.id: Span(min(1, 1 if certain(one) else 0), 1) for one in beside}
    else:
        amounts = {one.id: now for one in beside if (now := there(one, DAY, then=False)) is not None}
    stakes = tuple(stake(one, amounts[one.id]) for one in beside)
    mine = next(one for one in stakes if one.holding == numbers[row.id])
    if content.baseline is None and not content.cap:
        return Pool((mine,)).of(mine.holding)
    if content.baseline is None:
        per = content.per if content.per is not None else ("bearer",)
        return Pool(stakes, each=content.cap or 0, apart="bearer" in per).of(mine.holding)
    if content.baseline.date == DAY:
        return Span(0, 0) if row.status == "active" else Pool((mine,)).of(mine.holding)
    if all(unchanged(one, content.baseline.date) for one in beside):
        return Span(0, 0)
    allowed = tuple(
        stake(one, there(one, content.baseline.date, then=True))
        for one in rows
        if one.status == "active"
        and under[one.id]
        and there(one, content.baseline.date, then=True) is not None
        and root(one.host) == root(row.host)
    )
    return Pool(stakes, allowed, apart=content.baseline.per == "sender_and_host").of(mine.holding)


def unchanged(row: Holding, day: date) -> bool:
    """Whether a row is certainly there on both days: the same size on both, known or not."""
    return (
        row.status == "active"
        and row.since is not None
        and row.since.last <= min(day, DAY)
        and (row.until is None or row.until.first >= max(day, DAY))
    )


def certain(row: Holding) -> bool:
    begun = row.since.last <= DAY if row.since is not None else row.status == "active"
    return begun and (row.until is None or row.until.first >= DAY)


# ----------------------------------------------------------------------------------------------------------- readings


def questions(case: Case, treaty: Treaty) -> dict[str, list[str]]:
    """Every disputed clause and term, with its readings; of vague clauses wide and narrow."""
    found = {
        treaty.name(one.anchor): [reading.id for reading in one.readings]
        or (["wide", "narrow"] if one.precision not in ("definite", "geometric") else [])
        for one in treaty.provisions
    }
    found |= {term.id: [one.id for one in term.readings] for term in case.treaties.vocabulary.terms}
    return {name: answers for name, answers in found.items() if len(answers) > 1}


def contents(treaty: Treaty, chosen: Chosen) -> Iterator[tuple[str, Content]]:
    for one in treaty.provisions:
        name = treaty.name(one.anchor)
        readings = {reading.id: reading.content for reading in one.readings}
        if chosen.get(name) == "narrow" and not readings:
            continue
        yield name, readings.get(chosen.get(name, ""), next(iter(readings.values()), one.content))


SHAPE = Shape(
    provisions=3, overrides=False, statuses=False, baselines=True, numbers=True, counts=True, inventory=5,
    kinds=("prohibition", "obligation", "prohibition"),
)  # fmt: skip


@given(treaty_cases(SHAPE))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_every_row_is_what_the_definition_says(sample: TreatySample) -> None:
    case = sample.case()
    treaty = case.treaties.treaties[0]
    found = impact(case, treaty.id, DAY)
    asked = questions(case, treaty)
    for answers in product(*asked.values()):
        chosen = dict(zip(asked, answers, strict=True))
        literal = Literal(case, treaty, chosen)
        said: dict[tuple[str, str], Span] = {}
        for row in found.rows:
            if all(chosen[str(one["clause"])] == one["reading"] for one in row.readings):
                assert (row.clause, row.holding) not in said, "one row a clause and holding under a set of readings"
                said[row.clause, row.holding] = Span(row.low or 0, inf if row.high is None else row.high)
        wanted = {
            (name, holding): gone
            for name, content in contents(treaty, chosen)
            if content.kind in ("prohibition", "obligation")
            for holding, gone in expected(literal, content, case.treaties.inventory.holdings, found.entry).items()
        }
        assert said == wanted


@given(treaty_cases(SHAPE), st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_one_reading_gives_the_rows_of_that_reading(sample: TreatySample, data: st.DataObject) -> None:
    case = sample.case()
    treaty = case.treaties.treaties[0]
    asked = questions(case, treaty)
    if not asked:
        return
    name = data.draw(st.sampled_from(sorted(asked)))
    answer = data.draw(st.sampled_from(asked[name]))
    every_row = impact(case, treaty.id, DAY).rows
    chosen = impact(case, treaty.id, DAY, {name: answer})
    fits = [row for row in every_row if all(one["clause"] != name or one["reading"] == answer for one in row.readings)]
    assert list(chosen.rows) == fits
    assert [(one["clause"], one["reading"]) for one in chosen.chosen] == [(name, answer)]


@given(treaty_cases(SHAPE))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_totals_hold_under_every_set_of_readings(sample: TreatySample) -> None:
    """A holding struck by several clauses counts once; bounds are between the strictest row and the sum of rows."""
    case = sample.case()
    treaty = case.treaties.treaties[0]
    found = impact(case, treaty.id, DAY)
    asked = questions(case, treaty)
    for answers in product(*asked.values()):
        chosen = dict(zip(asked, answers, strict=True))
        least: dict[tuple[str, str, bool], dict[str, int]] = {}
        most: dict[tuple[str, str, bool], dict[str, float]] = {}
        for row in found.rows:
            if all(chosen[str(one["clause"])] == one["reading"] for one in row.readings):
                key = (row.unit if row.unit != "events" else "", row.status, row.confirmed)
                low = 0 if row.only_if else row.low or 0
                lows, highs = least.setdefault(key, {}), most.setdefault(key, {})
                lows[row.holding] = max(lows.get(row.holding, 0), low)
                highs[row.holding] = max(highs.get(row.holding, 0), inf if row.high is None else row.high)
        totals = {(one.kind.unit, one.kind.status, one.kind.confirmed): one for one in found.totals.all}
        for key, highs in most.items():
            total = totals[key]
            assert total.low <= sum(highs.values())
            assert (inf if total.high is None else total.high) >= max(least[key].values())
            assert total.holdings >= len(highs) >= total.always
            if all(content.baseline is None and not content.cap for _, content in contents(treaty, chosen)):
                assert total.low <= sum(least[key].values())
                assert (inf if total.high is None else total.high) >= sum(highs.values())


@pytest.mark.soak
@given(treaty_cases(SHAPE))
@settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_row_is_what_the_definition_says_at_length(sample: TreatySample) -> None:
    test_every_row_is_what_the_definition_says.hypothesis.inner_test(sample)  # type: ignore[attr-defined]

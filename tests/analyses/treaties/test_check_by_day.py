"""Statuses and circumstances have a value a day: what runs on different days does not clash, and witnesses say days."""

from detente import treaty_check
from tests.space.treaties.making import made, treaty

KEEP = {"bearer": "RUS", "action": "deploy", "territory": "POL"}
JOIN = {"bearer": "RUS", "status": "member"}
OWED = {"id": "art_3", "kind": "obligation", **KEEP, "from": "2024-01-01"}


def found(*provisions):
    return treaty_check(made({"t": treaty(*provisions)})).contradictions


def test_opposite_orders_on_different_days_are_both_kept():
    yes = {"id": "art_1", "kind": "obligation", **JOIN, "until": "2022-12-31"}
    no = {"id": "art_2", "kind": "prohibition", **JOIN}
    assert not found(yes, {**no, "from": "2023-06-01"})
    (one,) = found(yes, {**no, "from": "2022-06-01"})
    assert (one.kind, one.witness["day"]) == ("status", "2022-06-01")
    assert {order["day"] for order in one.witness["orders"]} == {"2022-06-01"}


def test_a_status_ordered_earlier_forbids_nothing_later():
    join = {"id": "art_1", "kind": "obligation", **JOIN}
    barred = {"id": "art_2", "kind": "prohibition", **KEEP, "when": "member", "from": "2024-01-01"}
    assert not found({**join, "until": "2022-12-31"}, barred, OWED)
    (one,) = found({**join, "until": "2024-12-31"}, barred, OWED)
    assert (one.witness["day"], one.region[0]["until"]) == ("2024-01-01", "2024-12-31")


def test_what_the_parties_decide_on_one_day_does_not_bind_them_on_another():
    early = {"id": "art_1", "kind": "prohibition", **KEEP, "when": "member", "until": "2022-06-30"}
    late = {"id": "art_2", "kind": "prohibition", **KEEP, "when": "not member", "from": "2024-01-01"}
    assert not found(early, late, {**OWED, "from": "2021-12-17"})


def test_a_clause_that_binds_nobody_on_a_day_orders_no_status_then():
    late = {"id": "art_1", "kind": "obligation", "bearer": "members of NATO also in FIN", "status": "member"}
    no = {"id": "art_2", "kind": "prohibition", **JOIN}
    assert not found(late, {**no, "until": "2022-12-31"})
    (one,) = found(late, no)
    assert one.witness["day"] == "2023-04-04"


def test_a_sum_over_days_ties_days_together_and_names_them():
    once = {"id": "art_3", "kind": "obligation", **KEEP, "once": True, "until": "2022-12-31"}
    early = {"id": "art_1", "kind": "prohibition", **KEEP, "when": "member", "until": "2022-06-30"}
    late = {"id": "art_2", "kind": "prohibition", **KEEP, "when": "not member", "from": "2022-07-01"}
    join = {"id": "art_4", "kind": "obligation", **JOIN, "until": "2022-06-30"}
    leave = {"id": "art_5", "kind": "prohibition", **JOIN, "from": "2022-07-01"}
    assert not found(once, early, late)
    (one,) = found(once, early, late, join, leave)
    assert len(one.clauses) == 5
    assert {cell["day"] for cell in one.witness["cells"]} == {"2021-12-17", "2022-07-01"}
    assert [status["name"] for status in one.witness["statuses"]] == ["member_on_2021_12_17", "member_on_2022_07_01"]

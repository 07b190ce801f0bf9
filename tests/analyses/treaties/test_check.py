"""`treaty check` on random small treaties, from their files on: every witness holds by itself, every word is known."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente import treaty_check
from tests.cli.treaties.test_treaty_check import kept
from tests.treaties_made import Shape, treaty_cases

SHAPE = Shape(treaties=2, provisions=5, baselines=True, inventory=2)
MOST = 20_000


def keepable(witness):
    """Whether some whole amounts and statuses keep all orders; None where there are too many to try."""
    names = [status["name"] for status in witness["statuses"]]
    most = max([order["number"] or 0 for order in witness["orders"]] + [1])
    if (most + 1) ** len(witness["cells"]) << len(names) > MOST:
        return None
    return any(
        all(kept(order, amounts, dict(zip(names, chosen, strict=True))) for order in witness["orders"])
        for chosen in itertools.product((False, True), repeat=len(names))
        for amounts in itertools.product(range(most + 1), repeat=len(witness["cells"]))
    )


def looked_at(case, together):
    answer = treaty_check(case, together=[tuple(case.treaties.treaty)] if together else ())
    assert answer.complete
    for one in answer.contradictions:
        witness = one.witness
        assert keepable(witness) in (False, None)
        assert {order["clause"] for order in witness["orders"]} == set(one.clauses)
        assert one.textual == (not one.readings)
        assert all(reading in witness["answers"] for reading in one.readings)
        assert all(any(_inside(cell, box) for box in one.region) for cell in witness["cells"][:1])
        if not one.weak:
            for clause in one.clauses:
                rest = [order for order in witness["orders"] if order["clause"] != clause]
                assert keepable({**witness, "orders": rest}) in (True, None)
    names = {treaty.name(anchor) for treaty in case.treaties.treaties for anchor in treaty.provision}
    assert {clause for one in answer.contradictions for clause in one.clauses} <= names


def _inside(cell, box):
    if (box["from"] and cell["day"] < box["from"]) or (box["until"] and cell["day"] > box["until"]):
        return False
    return box["bearer"] == ["*"] or cell["bearer"] in box["bearer"]


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(treaty_cases(SHAPE), st.booleans())
def test_witnesses_hold_by_themselves(sample, together):
    looked_at(sample.case(), together)


@pytest.mark.soak
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(treaty_cases(SHAPE), st.booleans())
def test_many_witnesses_hold_by_themselves(sample, together):
    looked_at(sample.case(), together)

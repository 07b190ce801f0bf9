"""A conflict that is never enumerated gets the same verdicts, state by state, as one that is."""

import pytest

from detente.analyses.holding import CONCEPTS, hold, hold_open, verify
from detente.exchange.gmcr.door import open_conflict, read_conflict
from tests.exchange.gmcr.samples import PUBLISHED, STRIKE, as_gmcr, published, written


def compared(path, given=None):
    whole, lone = read_conflict(path, given), open_conflict(path, given)
    expected = hold(whole)
    states = [lone.state(whole.settled(state)) for state in range(whole.states)]
    assert None not in states
    assert [lone.code(state) for state in states] == list(whole.keys())
    found = hold_open(lone, CONCEPTS, states)
    for concept in CONCEPTS:
        assert [lone.code(state) for state in found.equilibria(concept)] == [
            whole.key(state) for state in expected.equilibria(concept)
        ]
        for party in whole.parties:
            assert found.bits(concept, party) == expected.bits(concept, party)
    checked = verify(found).verified
    assert checked is not None
    assert (checked.replayed, checked.wrong) == (whole.states * len(whole.parties) * 5, ())
    assert [lone.find(str(whole.key(state))) for state in range(whole.states)] == [[state] for state in states]
    assert {name: whole.key(state) for name, state in whole.aliases.items()} == {
        name: lone.key(state) for name, state in lone.aliases.items()
    }


@pytest.mark.parametrize("given", [None, {"season": "busy"}, {"offer": "low"}, {"strike": "no", "season": "slack"}])
def test_our_own(tmp_path, given):
    compared(written(tmp_path / "case.json", STRIKE), given)


@pytest.mark.parametrize("name", [name for name in PUBLISHED if not name.startswith("gatt")])
def test_published_cases_with_statements(tmp_path, name):
    data = as_gmcr(published(name), ranked=False)
    if data is not None:
        compared(written(tmp_path / "case.gmcr", data))

"""The published cases, handed in as files of every form, get the verdicts that the definitions give."""

import hashlib

import numpy as np
import pytest

from detente.engines.stability.deciding import stable
from detente.exchange.gmcr.door import read_conflict
from tests.exchange.gmcr.samples import PUBLISHED, as_gmcr, as_graph, as_ours, payoffs, published, written

FORMS = {
    "ranked": lambda case: as_gmcr(case, ranked=True),
    "statements": lambda case: as_gmcr(case, ranked=False),
    "graph": as_graph,
    "ours": as_ours,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_case_has_its_published_verdicts(name, form, tmp_path):
    case = published(name)
    data = FORMS[form](case)
    if data is None:
        return  # the case has no such form; below, every case is held to have one
    named = read_conflict(written(tmp_path / f"case.{'json' if form in ('graph', 'ours') else 'gmcr'}", data))
    assert named.states == case["n_feasible"]
    expected = case["expected"]["definition_literal"]
    assert len(expected) == 5
    for concept, told in expected.items():
        found = stable(named.model, (concept.lower(),))
        texts = {party: found.text(concept.lower(), i) for i, party in enumerate(named.parties)}
        equal = (found.equilibria(concept.lower()) + 1).tolist()
        if "stable_for" in told:
            assert texts == told["stable_for"]
            assert equal == told["equilibria"]
        else:
            digests = {party: hashlib.sha256(text.encode()).hexdigest() for party, text in texts.items()}
            assert digests == told["stable_sha256"]
            assert len(equal) == told["equilibria_count"]
            joined = ",".join(map(str, equal)).encode()
            assert hashlib.sha256(joined).hexdigest() == told["equilibria"]["sha256_of_comma_joined"]


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_published_case_has_a_form_and_its_moves(name, tmp_path):
    case = published(name)
    forms = {form: data for form, make in FORMS.items() if (data := make(case)) is not None}
    assert forms
    for data in forms.values():
        named = read_conflict(written(tmp_path / "case.json", data))
        for party, maker in enumerate(case["decision_makers"]):
            if "reachable_one_move" not in maker:
                continue
            for state in range(named.states):
                assert (named.model.reached(party, state) + 1).tolist() == maker["reachable_one_move"][str(state + 1)]
            payoff, told = payoffs(named, party), np.array(maker["payoff_by_ordered_state"])
            assert ((payoff[:, None] > payoff) == (told[:, None] > told)).all()
        if not named.explicit and "states" in case:
            assert list(named.keys()) == [one["decimal"] for one in case["states"]]
            assert [named.short(i) for i in range(named.states)] == [one["yn"] for one in case["states"]]

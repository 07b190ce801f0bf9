"""Backbones, communities and camps: by their definitions, and where every set is tried the best there is."""

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from detente.analyses.networks import grouping
from detente.analyses.networks.asking import Asked
from detente.analyses.networks.making import network
from detente.analyses.networks.windows import Span
from detente.engines import backbone, communities, dna
from detente.errors import DetenteError
from tests.networks import literal
from tests.networks.literal import Said
from tests.networks.test_definitions import FIRST, spoken

SMALL = st.integers(2, 6)


@st.composite
def symmetric(draw, nodes=SMALL, low=0):
    size = draw(nodes)
    cells = draw(st.lists(st.integers(low, 5), min_size=size * size, max_size=size * size))
    upper = np.triu(np.array(cells, float).reshape(size, size), 1)
    return upper + upper.T


# ------------------------------------------------------------------------------------------------ camps


def signed_q(split, plus, minus):
    """Gómez, Jensen and Arenas (2009), equation by equation."""
    q = {}
    for name, ties in (("+", plus), ("-", minus)):
        total = ties.sum()
        q[name] = (
            sum(
                ties[i, j] - ties[i].sum() * ties[j].sum() / total
                for i, j in itertools.product(range(len(ties)), repeat=2)
                if split[i] == split[j]
            )
            / total
            if total
            else 0.0
        )
    both = plus.sum() + minus.sum()
    return (plus.sum() * q["+"] - minus.sum() * q["-"]) / both if both else 0.0


@given(symmetric(), st.data())
def test_camps_are_the_best_there_are(plus, data):
    minus = data.draw(symmetric(st.just(len(plus))))
    groups = data.draw(st.integers(2, 3))
    split, quality, exact = communities.Splitting.signed(plus, minus, groups).best("greedy", 0)
    every = itertools.product(range(groups), repeat=len(plus))
    assert exact
    assert math.isclose(quality, signed_q(split, plus, minus), abs_tol=1e-9)
    assert math.isclose(quality, max(signed_q(one, plus, minus) for one in every), abs_tol=1e-9)


@pytest.mark.parametrize("algorithm", ["greedy", "genetic"])
def test_search_finds_planted_camps_and_repeats_itself(algorithm):
    rng = np.random.default_rng(7)
    camp = rng.permutation(np.arange(40) % 2)
    together = camp[:, None] == camp[None, :]
    plus = np.where(together, rng.integers(0, 6, (40, 40)), rng.integers(0, 2, (40, 40))).astype(float)
    plus = np.triu(plus, 1) + np.triu(plus, 1).T
    minus = np.where(together, 0.0, 1.0)
    split, _, exact = communities.Splitting.signed(plus, minus, 2).best(algorithm, 3)
    again, _, _ = communities.Splitting.signed(plus, minus, 2).best(algorithm, 3)
    assert not exact
    assert (split == again).all()
    assert (split == camp).all() or (split == 1 - camp).all()


@given(symmetric(st.integers(3, 6)), st.data())
def test_dna_s_deviation(plus, data):
    """The loops of DNA's absolute difference, restated."""
    minus = data.draw(symmetric(st.just(len(plus))))
    split = np.array(data.draw(st.lists(st.integers(0, 1), min_size=len(plus), max_size=len(plus))))
    assume(plus.sum() + minus.sum())
    n, sizes = len(plus), [int((split == g).sum()) for g in (0, 1)]
    within = sum(size * (size - 1) for size in sizes)
    between = n * (n - 1) - within
    assume(within and between)
    a, b = plus / (plus.sum() + minus.sum()), minus / (plus.sum() + minus.sum())
    total = 0.0
    for i, j in itertools.permutations(range(n), 2):
        if split[i] == split[j]:
            size = sizes[split[i]]
            total += abs(a[i, j] - size * (size - 1) / within * (a.sum() / within)) + b[i, j]
        else:
            total += a[i, j] + abs(b[i, j] - sizes[0] * sizes[1] / between * (b.sum() / between))
    assert math.isclose(dna.deviation(split, plus, minus, 2), total / 2, abs_tol=1e-9)


@pytest.mark.parametrize("algorithm", ["greedy", "genetic"])
def test_even_camps_are_even(algorithm):
    rng = np.random.default_rng(1)
    plus, minus = (np.triu(rng.integers(0, 4, (17, 17)), 1).astype(float) for _ in range(2))
    plus, minus = plus + plus.T, minus + minus.T
    search = communities.Splitting.even(17, 2, lambda split: dna.deviation(split, plus, minus, 2))
    split, quality, exact = search.best(algorithm, 5)
    assert not exact
    assert sorted(np.bincount(split)) == [8, 9]
    assert quality == dna.deviation(split, plus, minus, 2)


@given(spoken(("boolean",)))
@settings(max_examples=25)
def test_share_of_ties_that_fit(made):
    kind, statements = made
    found = literal.discourse(statements, kind)
    points = grouping.polarisation(found, Asked()).points
    if not statements:
        assert points == ()
        return
    (point,) = points
    camp = {name: number for number, members in enumerate(point.camps) for name in members}
    _, agree = literal.one_mode(statements, "congruence", kind)
    _, differ = literal.one_mode(statements, "conflict", kind)
    fits = sum(tie for (a, b), tie in agree.items() if camp[a] == camp[b])
    fits += sum(tie for (a, b), tie in differ.items() if camp[a] != camp[b])
    total = sum(agree.values()) + sum(differ.values())
    assert point.share == (pytest.approx(fits / total) if total else None)


def test_polarisation_in_time():
    statements = [
        Said("A", "x", "1", FIRST, "1"),
        Said("B", "x", "0", FIRST, "1"),
        Said("A", "y", "1", FIRST + 40, "2"),
    ]
    found = grouping.polarisation(literal.discourse(statements), Asked(), Span("months", 1))
    assert [(point.share, point.camps) for point in found.points] == [(1.0, (("A",), ("B",))), (None, (("A",),))]
    with pytest.raises(DetenteError, match="one-mode"):
        grouping.polarisation(literal.discourse(statements), Asked(kind="two-mode"))


# ------------------------------------------------------------------------------------------------ communities


def test_communities_of_two_cliques_and_one_alone():
    statements = [
        Said(row, concept, "1", FIRST, "1")
        for concept, rows in (("x", "ABC"), ("y", "DEF"), ("z", "G"))
        for row in rows
    ]
    found = grouping.communities(network(literal.discourse(statements), Asked(value="congruence")))
    assert found.members == (("A", "B", "C"), ("D", "E", "F"), ("G",))
    assert found.modularity == pytest.approx(0.5)


@given(symmetric(low=-3), st.integers(0, 5))
def test_modularity_is_networkx_s_and_repeatable(ties, seed):
    memberships, quality = communities.louvain(csr_array(ties), seed)
    again, _ = communities.louvain(csr_array(ties), seed)
    assert (memberships == again).all()
    graph = nx.from_numpy_array(np.maximum(ties, 0))
    groups = [set(np.flatnonzero(memberships == g)) for g in np.unique(memberships)]
    if graph.number_of_edges():
        assert quality == pytest.approx(nx.community.modularity(graph, groups))
    else:
        assert quality == 0


# ------------------------------------------------------------------------------------------------ backbones


@given(symmetric(low=-3))
def test_disparity_by_its_formula(ties):
    found = backbone.disparity(csr_array(ties)).toarray()
    strength, degree = np.abs(ties).sum(axis=1), (ties != 0).sum(axis=1)
    for i, j in itertools.permutations(range(len(ties)), 2):
        if ties[i, j]:
            ends = [(1 - abs(ties[i, j]) / strength[end]) ** (degree[end] - 1) for end in (i, j)]
            assert math.isclose(found[i, j], min(ends), abs_tol=1e-12)


def test_only_ties_that_are_no_accident():
    statements = [Said("A", "x", "1", FIRST, str(n)) for n in range(30)] + [
        Said(row, "x", "1", FIRST, "1") for row in "BCD"
    ]
    statements += [Said("A", "y", "1", FIRST, "1"), Said("B", "y", "1", FIRST, str(1))] * 20
    whole = network(literal.discourse(statements), Asked(value="congruence"))
    kept = grouping.disparity_backbone(whole, 0.05)
    assert [(whole.rows[a], whole.rows[b]) for a, b, _ in kept.edges()] == [("A", "B"), ("A", "C"), ("A", "D")]
    assert kept.notes == ("only ties that are no accident at 0.05 (disparity filter): 3 ties left out",)
    two = network(literal.discourse(statements), Asked(kind="two-mode", value="ignore"))
    assert grouping.disparity_backbone(two, 1.1).ties.nnz == two.ties.nnz


def test_spectrum_of_the_laplacian():
    ring = np.array([[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0]], float)
    assert backbone.laplacian_spectrum(ring) == pytest.approx(np.array([0, 2, 2, 4]) / 8)
    assert dna.spread(ring) == pytest.approx(np.full(4, 0.25))


@given(spoken(("boolean",)), st.sampled_from(["", "dna"]))
@settings(max_examples=25)
def test_backbones_are_the_best_sets(made, compatible):
    kind, statements = made
    spread = sorted({said.column for said in statements})
    assume(len(spread) > 1)
    asked = Asked(value="subtract", normalise="average", compatible=compatible)
    spoken_of = literal.discourse(statements, kind)
    whole = network(spoken_of, asked)
    spectrum = dna.spread if compatible else backbone.laplacian_spectrum

    def loss(columns):
        ties = np.zeros(whole.ties.shape)
        left = [said for said in statements if said.column in columns]
        part = network(literal.discourse(left, kind), asked)
        places = [whole.rows.index(row) for row in part.rows]
        ties[np.ix_(places, places)] = part.dense()
        return float(np.abs(spectrum(whole.dense()) - spectrum(ties)).sum())

    found = grouping.spectral_backbone(spoken_of, asked, "fixed", size=1)
    assert found.backbone_loss == pytest.approx(min(loss({column}) for column in spread))
    found = grouping.spectral_backbone(spoken_of, asked, "penalty", penalty=2.0)
    sets = [set(s) for n in range(1, len(spread)) for s in itertools.combinations(spread, n)]
    least = min(loss(s) * math.exp(-2 * (len(spread) - len(s)) / len(spread)) for s in sets)
    assert found.backbone_loss is not None
    left_out = len(found.redundant) / len(spread)
    assert found.backbone_loss * math.exp(-2 * left_out) == pytest.approx(least)
    steps = grouping.spectral_backbone(spoken_of, asked, "nested").steps
    assert sorted(step.name for step in steps) == spread
    assert steps[-1].statements == 0
    assert steps[0].backbone_loss == pytest.approx(min(loss(set(spread) - {column}) for column in spread))


def test_annealing_finds_a_good_set_and_repeats_itself():
    rng = np.random.default_rng(2)
    value = rng.random(16)

    def build(chosen):
        ties = np.zeros((4, 4))
        ties[0, 1] = ties[1, 0] = sum(value[column] for column in chosen)
        ties[2, 3] = ties[3, 2] = 1.0
        return ties

    found = backbone.fixed(16, build, backbone.laplacian_spectrum, 4, iterations=400, seed=1)
    again = backbone.fixed(16, build, backbone.laplacian_spectrum, 4, iterations=400, seed=1)
    assert found == again
    assert (len(found.columns), found.exact) == (4, False)
    assert sum(value[list(found.columns)]) > np.sort(value)[-4:].sum() * 0.9


def test_backbones_that_cannot_be():
    one = literal.discourse([Said("A", "x", "1", FIRST, "1")])
    with pytest.raises(DetenteError, match="two columns or more"):
        grouping.spectral_backbone(one, Asked(), "nested")
    two = literal.discourse([Said("A", "x", "1", FIRST, "1"), Said("A", "y", "1", FIRST, "1")])
    with pytest.raises(DetenteError, match="choose 1 to 1"):
        grouping.spectral_backbone(two, Asked(), "fixed", size=2)
    with pytest.raises(DetenteError, match="--backbone disparity"):
        grouping.spectral_backbone(two, Asked(kind="two-mode"), "nested")

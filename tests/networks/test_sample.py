"""The numbers that DNA's own tests assert of its sample database, where that database is at hand."""

import json
from pathlib import Path

import pytest

from detente import api
from detente.analyses.networks.asking import Asked
from detente.analyses.networks.windows import Span
from detente.exchange.dna.file import DnaFile

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "dna"
SAMPLE = FOLDER / "sample-dna3.dna"

pytestmark = pytest.mark.skipif(not SAMPLE.exists(), reason="DNA's sample database is not beside this checkout")

ONE_CONCEPT = ("concept", "There should be legislation to regulate emissions.")
WITHOUT = (ONE_CONCEPT, ("organization", "Senate"), ("organization", "Sierra Club"))


def expected(what):
    checks = json.loads((FOLDER / "rdna-test-expectations.json").read_text())["checks"]
    return next(check for check in checks if check["what"].startswith(what))


def network(**choices):
    return api.network(SAMPLE, Asked(compatible="dna", **choices))


def test_two_mode():
    found, check = network(kind="two-mode", value="ignore"), expected("two-mode organization x concept")
    assert list(found.ties.shape) == check["dim"]
    assert found.ties.sum() == check["sum"]
    assert found.statements == check["statements"]
    assert (str(found.first), str(found.last)) == (check["start"], check["stop"])
    edges = expected("tidygraph of the two-mode network")
    assert (len(found.nodes), found.ties.nnz) == (edges["nodes"], edges["edges"])


@pytest.mark.parametrize("compatible", ["", "dna"])
@pytest.mark.parametrize(("duplicates", "sums"), [("include", [276, 160, 116, 44]), ("document", [78, 48, 38, 10])])
def test_one_mode(duplicates, sums, compatible):
    values = ("ignore", "congruence", "conflict", "subtract")
    found = [api.network(SAMPLE, value=v, duplicates=duplicates, compatible=compatible).ties.sum() for v in values]
    assert found == sums


def test_one_mode_as_a_graph():
    found, check = network(value="ignore"), expected("tidygraph of the one-mode network")
    assert (len(found.nodes), sum(1 for _ in found.edges())) == (check["nodes"], check["edges"])


def test_average():
    found, check = network(value="congruence", normalise="average"), expected("one-mode congruence, average")
    assert list(found.ties.shape) == check["dim"]
    assert found.ties.sum() == pytest.approx(check["recomputed_sum"], abs=5e-5)
    found, check = (
        network(value="congruence", normalise="average", exclude=WITHOUT),
        expected("same, without the concept"),
    )
    assert list(found.ties.shape) == check["dim"]
    assert found.ties.sum() == pytest.approx(check["recomputed_sum"], abs=5e-5)
    found = network(value="congruence", normalise="average", include=(("section", "1"),))
    assert list(found.ties.shape) == expected('same, only document section "1"')["dim"]


def test_nested_backbone():
    asked = Asked(value="subtract", normalise="average", duplicates="document", compatible="dna")
    found, check = api.backbone(SAMPLE, asked), expected("nested backbone")
    assert (len(found.steps), found.statements) == (check["rows"], check["numStatementsFull"])


@pytest.mark.parametrize("compatible", ["", "dna"])
def test_penalised_and_fixed_backbones(compatible):
    asked = Asked(value="subtract", normalise="average", duplicates="document", compatible=compatible)
    found = api.backbone(SAMPLE, asked, method="penalty", penalty=3.5)
    assert (len(found.backbone), len(found.redundant)) == (3, 3)
    assert len(api.backbone(SAMPLE, asked, method="fixed", size=4).redundant) == 2


def test_polarisation():
    points = api.polarisation(SAMPLE, Asked(compatible="dna"), Span("days", 8, kernel="gaussian")).points
    assert len(points) == expected("polarization days")["time_points"]
    (whole,) = api.polarisation(SAMPLE, Asked(compatible="dna"), algorithm="genetic", seed=1234).points
    assert whole.quality == pytest.approx(expected("polarization, genetic")["maxQ"], abs=5e-8)


def test_what_is_in_it(tmp_path):
    spoken = api.discourse(SAMPLE)
    check = expected("statements of type")
    assert len(spoken) == check["rows"]
    whole = DnaFile.read(SAMPLE)
    assert len(whole.tables["DOCUMENTS"].rows) == expected("documents")["rows"]
    assert len(whole.tables["CODERS"].rows) == expected("coders")["rows"]
    whole.write(tmp_path / "again.dna")
    assert DnaFile.read(tmp_path / "again.dna") == whole

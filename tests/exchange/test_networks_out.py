"""Networks as GraphML and as UCINET DL: every tie, every attribute, every label, there and back."""

import csv
import io
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import api
from detente.analyses.networks.asking import Asked
from detente.analyses.networks.making import network
from detente.errors import FormatError
from detente.exchange import graphml, ucinet
from detente.exchange.ucinet import Matrix
from tests.networks import literal
from tests.networks.literal import Said
from tests.networks.test_definitions import FIRST

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=10)
said = st.builds(Said, WORDS, WORDS, st.sampled_from("01"), st.just(FIRST), st.just("1"))
asked = st.sampled_from(
    [Asked(value="subtract"), Asked(value="congruence", normalise="average"), Asked("two-mode", "subtract")]
)


@given(st.lists(said, min_size=1, max_size=8), asked)
def test_graphml_there_and_back_by_networkx(statements, question):
    found = network(literal.discourse(statements), question)
    graph = nx.parse_graphml("".join(graphml.lines(found)))
    labels = [graphml.clean(node.name).replace("\r\n", "\n").replace("\r", "\n") for node in found.nodes]
    assert [graph.nodes[f"n{place}"]["label"] for place in range(len(labels))] == labels
    ties = {(f"n{a}", f"n{b}"): weight for a, b, weight in found.edges()}
    read = {frozenset((a, b)): data["weight"] for a, b, data in graph.edges(data=True)}
    assert read == {frozenset(pair): weight for pair, weight in ties.items()}
    for data, node in zip((graph.nodes[f"n{n}"] for n in range(len(labels))), found.nodes, strict=True):
        assert (data["variable"], data["statements"]) == (node.variable, node.statements)
        assert data["mode"] == int(found.two_mode and node in found.column_nodes)
    if any(weight < 0 for weight in ties.values()):
        assert all(d["strength"] == abs(d["weight"]) for _, _, d in graph.edges(data=True))
        assert all((d["sign"] == "negative") == (d["weight"] < 0) for _, _, d in graph.edges(data=True))


def test_graphml_has_every_attribute_with_its_type():
    found = api.network("camp-david", kind="two-mode", value="subtract")
    text = "".join(graphml.lines(found))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = ET.fromstring(text)
    keys = {(key.get("for"), key.get("attr.name")): key.get("attr.type") for key in root.iter(f"{space}key")}
    assert keys["node", "label"] == "string"
    assert keys["node", "statements"] == "int"
    assert keys["edge", "weight"] == "double"
    names = {name for node in found.nodes for name in node.attributes}
    assert {("node", name) for name in names} <= set(keys)
    graph = nx.parse_graphml(text)
    for place, node in enumerate(found.nodes):
        assert {k: v for k, v in graph.nodes[f"n{place}"].items() if k in node.attributes} == {
            k: v for k, v in node.attributes.items() if v
        }
    assert graph.graph["value"] == "subtract"


def test_an_attribute_named_like_one_of_ours():
    statements = [Said("A", "x", "1", FIRST, "1"), Said("B", "x", "1", FIRST, "1")]
    made = literal.discourse(statements)
    made["actor"].attributes["A"] = {"label": "other", "Statements": "many"}
    graph = nx.parse_graphml("".join(graphml.lines(network(made, Asked(value="ignore")))))
    assert graph.nodes["n0"]["label"] == "A"
    assert graph.nodes["n0"]["label (attribute)"] == "other"
    assert graph.nodes["n0"]["Statements (attribute)"] == "many"


# ------------------------------------------------------------------------------------------------ DL

PLAIN = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters='"\x85')
LABEL = st.text(PLAIN, min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
LABELS = st.lists(LABEL, min_size=1, max_size=4, unique=True)
NUMBERS = st.integers(-9, 9) | st.floats(-5, 5, allow_subnormal=False)


@given(LABELS, LABELS, st.booleans(), st.sampled_from(["fullmatrix", "edgelist"]), st.data())
def test_dl_there_and_back(rows, columns, two_mode, form, data):
    columns = columns if two_mode else rows
    size = (len(rows), len(columns))
    cells = size[0] * size[1]
    numbers = data.draw(st.lists(NUMBERS, min_size=cells, max_size=cells))
    matrix = Matrix(tuple(rows), tuple(columns), np.array(numbers, float).reshape(size), two_mode)
    again = ucinet.parse(ucinet.text(matrix, form), Path("a.dl"))
    assert (again.rows, again.columns, again.two_mode) == (matrix.rows, matrix.columns, two_mode)
    assert (again.cells == matrix.cells).all()


def test_what_dl_cannot_say_is_said(tmp_path):
    statements = [Said('The "Club"', "x", "1", FIRST, "1"), Said("Other\nLine", "x", "1", FIRST, "1")]
    found = network(literal.discourse(statements), Asked(value="ignore"))
    (loss,) = ucinet.write(found, tmp_path / "a.dl")
    assert (loss.count, loss.where) == (2, "Other\nLine")
    assert ucinet.read(tmp_path / "a.dl").rows == ("Other Line", "The 'Club'")


def test_dl_of_other_hands():
    text = 'DL N=3 FORMAT = EDGELIST1\nLABELS:\nann, "bob b" carl\nDATA:\n1 2 1\n2 3 0.5\n'
    found = ucinet.parse(text, Path("a.dl"))
    assert found.rows == ("ann", "bob b", "carl")
    assert found.cells.tolist() == [[0, 1, 0], [0, 0, 0.5], [0, 0, 0]]
    assert ucinet.parse("dl nr=1 nc=2\ndata:\n3 4\n", Path("a.dl")).columns == ("1", "2")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("n = 2\n1 0", "no DL file"),
        ("dl format = fullmatrix\ndata:\n1", "size or the data"),
        ("dl n = 2\nlabels:\na b c\ndata:\n0 0 0 0", "labels do not fit"),
        ("dl n = 2\ndata:\n0 0 0", "data does not fit"),
        ("dl n = 2\ndata:\n0 0 0 x", "else than numbers"),
        ("dl n = 2, format = nodelist1\ndata:\n1 2", "nodelist1 is not known"),
        ("dl n = 2, format = edgelist1\ndata:\n1 3 1", "outside the network"),
    ],
)
def test_dl_that_cannot_be_read(text, says):
    with pytest.raises(FormatError, match=says):
        ucinet.parse(text, Path("a.dl"))


def test_csv_of_the_command(tmp_path):
    from tests.cli.shells import answered

    matrix = list(csv.reader(io.StringIO(answered("network", "camp-david", "--format", "csv"))))
    found = api.network("camp-david")
    assert matrix[0] == ["", *found.columns]
    assert [[float(cell) for cell in row[1:]] for row in matrix[1:]] == found.matrix()
    edges = list(csv.DictReader(io.StringIO(answered("network", "camp-david", "--format", "edges"))))
    names = [node.name for node in found.nodes]
    ties = [(names[a], names[b], weight) for a, b, weight in found.edges()]
    assert [(edge["from"], edge["to"], float(edge["weight"])) for edge in edges] == ties

"""Networks as GraphML: what Gephi, visone, yEd and networkx open, with every attribute and its type.

A node has the attributes `label`, `variable`, `mode` (0 rows, 1 columns), `statements`, and every attribute of its
actor or concept; an edge has `weight` and, where weights can be negative, `sign` and `strength` (the weight without its
sign: Gephi draws no negative ones). Reference: graphml.graphdrawing.org.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from detente.case.writing import write_atomic

if TYPE_CHECKING:
    from detente.analyses.networks.making import Network

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
    'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)
_OWN = {"label": "string", "variable": "string", "mode": "int", "statements": "int"}
_BAD = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(network: Network, path: Path) -> None:
    """Write the network, whole or not at all."""
    write_atomic(path, "".join(lines(network)).encode())


def lines(network: Network) -> Iterator[str]:
    """The document, piece by piece."""
    names = list(dict.fromkeys(name for node in network.nodes for name in node.attributes))
    keys = {**_OWN, **{_unlike(name): "string" for name in names}}
    ids = {name: f"d{place}" for place, name in enumerate(keys)}
    signed = bool((network.ties.data < 0).any())
    yield _HEAD
    for name, kind in keys.items():
        yield _key(ids[name], "node", name, kind)
    yield _key("weight", "edge", "weight", "double")
    if signed:
        yield _key("sign", "edge", "sign", "string")
        yield _key("strength", "edge", "strength", "double")
    for name, value in network.about().items():
        if isinstance(value, str | int):
            yield _key(f"g_{name}", "graph", name, "int" if isinstance(value, int) else "string")
    yield f'  <graph id="G" edgedefault="undirected"{_counts(network)}>\n'
    for name, value in network.about().items():
        if isinstance(value, str | int):
            yield f"    {_data(f'g_{name}', value)}\n"
    for place, node in enumerate(network.nodes):
        mode = int(network.two_mode and place >= len(network.row_nodes))
        own = {"label": node.name, "variable": node.variable, "mode": str(mode), "statements": str(node.statements)}
        yield _node(place, {**own, **{_unlike(name): value for name, value in node.attributes.items()}}, ids)
    for number, (left, right, weight) in enumerate(network.edges()):
        data = _data("weight", repr(weight))
        if signed:
            data += _data("sign", "negative" if weight < 0 else "positive") + _data("strength", repr(abs(weight)))
        yield f'    <edge id="e{number}" source="n{left}" target="n{right}">{data}</edge>\n'
    yield "  </graph>\n</graphml>\n"


def _counts(network: Network) -> str:
    return f' parse.nodes="{len(network.nodes)}" parse.order="nodesfirst"'


def _unlike(name: str) -> str:
    """An attribute's name that is not one of our own, nor Gephi's."""
    return f"{name} (attribute)" if name.lower() in {*_OWN, "id"} else name


def _key(number: str, target: str, name: str, kind: str) -> str:
    return f'  <key id="{number}" for="{target}" attr.name={quoteattr(clean(name))} attr.type="{kind}"/>\n'


def _data(key: str, value: str | int) -> str:
    return f'<data key="{key}">{escape(clean(str(value)))}</data>'


def _node(place: int, values: Mapping[str, str], ids: Mapping[str, str]) -> str:
    data = "".join(_data(ids[name], value) for name, value in values.items() if value != "")
    return f'    <node id="n{place}">{data}</node>\n'


def clean(text: str) -> str:
    """A text without characters that XML cannot hold."""
    return _BAD.sub("\ufffd", text)

"""Networks as files of other tools."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from detente.case.writing import write_atomic

if TYPE_CHECKING:
    from detente.analyses.networks.making import Network
    from detente.cli.views.networks import Answer

SUFFIX = {"csv": ".csv", "edges": ".csv", "graphml": ".graphml", "dl": ".dl", "dl-list": ".dl", "svg": ".svg"}


def render(answer: Answer, form: str) -> str:
    """The network as a text."""
    return _text(answer.network, form, answer)


def write(answer: Answer, form: str, out: Path) -> tuple[list[Path], list[str]]:
    """Write the network, or one file for each window into a folder; say where, and what labels lost."""
    if answer.windows is None:
        write_atomic(out, _text(answer.network, form, answer).encode())
        return [out], _lost(answer.network, form)
    out.mkdir(parents=True, exist_ok=True)
    written, notes = [], []
    digits = len(str(len(answer.windows.slices)))
    for number, one in enumerate(answer.windows.slices, 1):
        path = out / f"{number:0{digits}d}-{one.first}-{one.last}{SUFFIX[form]}"
        write_atomic(path, _text(one.network, form, answer).encode())
        written.append(path)
        notes += _lost(one.network, form)
    return written, list(dict.fromkeys(notes))


def _text(network: Network, form: str, answer: Answer) -> str:
    if form == "graphml":
        from detente.exchange import graphml

        return "".join(graphml.lines(network))
    if form in ("dl", "dl-list"):
        from detente.exchange import ucinet

        matrix = ucinet.Matrix(network.rows, network.columns, network.dense(), network.two_mode)
        return ucinet.text(matrix, "fullmatrix" if form == "dl" else "edgelist")
    if form == "svg":
        from detente.brief.pictures.network import picture

        return f"{picture(network, answer.groups, seed=answer.seed)}\n"
    return _ties(network) if form == "edges" else _matrix(network)


def _matrix(network: Network) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["", *network.columns])
    for label, row in zip(network.rows, network.matrix(), strict=True):
        writer.writerow([label, *row])
    return file.getvalue()


def _ties(network: Network) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["from", "to", "weight"])
    nodes = network.nodes
    for left, right, weight in network.edges():
        writer.writerow([nodes[left].name, nodes[right].name, int(weight) if network.whole else weight])
    return file.getvalue()


def _lost(network: Network, form: str) -> list[str]:
    if form not in ("dl", "dl-list"):
        return []
    from detente.exchange.ucinet import losses

    return [f"not in the file: {loss}" for loss in losses(network)]

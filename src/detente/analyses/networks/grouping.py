"""What a network rests on and what it falls into: backbones, communities, and how polarised a discourse is."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from detente.analyses.networks.asking import Asked
from detente.analyses.networks.making import Network, made, one_mode_ties, tally
from detente.analyses.networks.selecting import Selection, select
from detente.analyses.networks.windows import Frame, Span, frames
from detente.engines import backbone as bones
from detente.engines import communities as groups
from detente.engines.dna import deviation, spread
from detente.engines.networks import Floats
from detente.errors import DetenteError, TooLargeError
from detente.ledger.discourse import Discourse
from detente.space.patience import Progress, Stop, patient, quiet

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MOST_NODES = 3_000
"""Most rows of a network whose eigenvalues are wanted."""


@dataclass(frozen=True, eq=False)
class Communities:
    """Groups of nodes between which there are fewer ties than within, the largest first; their modularity."""

    network: Network
    members: tuple[tuple[str, ...], ...]
    modularity: float
    seed: int

    def to_json(self) -> dict[str, object]:
        """The documented JSON."""
        return {
            "communities": [list(group) for group in self.members],
            "modularity": self.modularity,
            "seed": self.seed,
        }


def communities(network: Network, seed: int = 0) -> Communities:
    """Which nodes belong together? By modularity (Louvain), over positive ties; of two modes over all nodes."""
    ties = _square(network)
    memberships, modularity = groups.louvain(ties, seed)
    nodes = network.nodes
    found: dict[int, list[str]] = {}
    for place, group in enumerate(memberships.tolist()):
        found.setdefault(group, []).append(nodes[place].name)
    return Communities(network, tuple(tuple(found[group]) for group in sorted(found)), modularity, seed)


def disparity_backbone(network: Network, alpha: float) -> Network:
    """Only ties that are stronger than chance allows at one of their ends: probability below alpha (Serrano 2009)."""
    square = _square(network)
    chances = bones.disparity(square).tocoo()
    kept = chances.data < alpha
    rows, columns = chances.row[kept], chances.col[kept]
    if network.two_mode:
        upper = rows < len(network.row_nodes)
        rows, columns = rows[upper], columns[upper] - len(network.row_nodes)
    keep = type(network.ties)((np.ones(len(rows)), (rows, columns)), shape=network.ties.shape)
    dropped = network.ties.nnz - keep.nnz
    ties = keep.multiply(network.ties).tocsr()
    shown = dropped if network.two_mode else dropped // 2
    note = f"only ties that are no accident at {alpha:g} (disparity filter): {shown:,} ties left out"
    return replace(network, ties=ties, notes=(*network.notes, note))


@dataclass(frozen=True)
class Dropped:
    """A column in the order in which columns can be done without."""

    name: str
    backbone_loss: float
    redundant_loss: float
    statements: int


@dataclass(frozen=True)
class SpectralBackbone:
    """Columns that carry a one-mode network, and those that are redundant. `steps`: of the nested method only."""

    method: str
    backbone: tuple[str, ...]
    redundant: tuple[str, ...]
    backbone_loss: float | None
    redundant_loss: float | None
    steps: tuple[Dropped, ...]
    statements: int
    exact: bool

    def to_json(self) -> dict[str, object]:
        """The documented JSON."""
        return {
            "method": self.method,
            "backbone": list(self.backbone),
            "redundant": list(self.redundant),
            "backbone_loss": self.backbone_loss,
            "redundant_loss": self.redundant_loss,
            "steps": [vars(step) for step in self.steps],
            "statements": self.statements,
            "exact": self.exact,
        }


def spectral_backbone(
    discourse: Discourse, asked: Asked, method: str, *, size: int = 0, penalty: float = 3.5, seed: int = 0
) -> SpectralBackbone:
    """Without which columns would the network still look the same?

    `method`: nested (drop one after the other), fixed (of that size) or penalty. "The same" is by the spectrum of the
    Laplacian of positive ties. Raises TooLargeError beyond MOST_NODES rows.
    """
    selection = select(discourse, asked)
    if selection.asked.kind != "one-mode":
        raise DetenteError("a spectral backbone is of a one-mode network; of two modes use --backbone disparity")
    columns, rows = len(selection.column_labels), len(selection.row_labels)
    if rows > MOST_NODES:
        raise TooLargeError(f"the network has {rows:,} rows; eigenvalues are computed for up to {MOST_NODES:,}")
    if columns < 2:
        raise DetenteError(f"a backbone needs two columns or more; there are {columns}")

    def build(chosen: tuple[int, ...]) -> Floats:
        part = selection.part(np.flatnonzero(np.isin(selection.columns, chosen)), isolates=True)
        return np.asarray(one_mode_ties(part, tally(part)).toarray())

    spectrum = spread if selection.asked.dna else bones.laplacian_spectrum
    if method == "nested":
        return _nested(selection, bones.nested(columns, build, spectrum))
    if method == "fixed":
        if not 1 <= size < columns:
            raise DetenteError(f"a backbone of {size} columns is not possible; choose 1 to {columns - 1}")
        found = bones.fixed(columns, build, spectrum, size, iterations=10_000, seed=seed)
    else:
        found = bones.penalised(columns, build, spectrum, penalty, iterations=10_000, seed=seed)
    names = selection.column_labels
    kept = tuple(names[place] for place in found.columns)
    return SpectralBackbone(
        method,
        kept,
        tuple(name for name in names if name not in kept),
        found.loss,
        found.redundant_loss,
        (),
        len(selection),
        found.exact,
    )


def _nested(selection: Selection, steps: tuple[bones.Step, ...]) -> SpectralBackbone:
    names = selection.column_labels
    dropped = tuple(
        Dropped(
            names[step.column],
            step.backbone_loss,
            step.redundant_loss,
            int(np.isin(selection.columns, step.remaining).sum()),
        )
        for step in steps
    )
    order = tuple(step.name for step in reversed(dropped))
    return SpectralBackbone("nested", order, (), None, None, dropped, len(selection), exact=True)


@dataclass(frozen=True)
class Camps:
    """The split of the actors of one window that fits best, how well, and whether no split is better.

    `share` is the share of all ties that fits: congruence within camps, conflict between them; None where there is no
    tie.
    """

    first: str
    last: str
    middle: str
    quality: float
    share: float | None
    camps: tuple[tuple[str, ...], ...]
    statements: int
    exact: bool

    def to_json(self) -> dict[str, object]:
        """The documented JSON."""
        return {**vars(self), "camps": [list(camp) for camp in self.camps]}


@dataclass(frozen=True)
class Polarisation:
    """How polarised the discourse is, over its whole time or window by window. `measure` names the quality."""

    measure: str
    groups: int
    algorithm: str
    seed: int
    points: tuple[Camps, ...]
    complete: bool

    def to_json(self) -> dict[str, object]:
        """The documented JSON."""
        return {**vars(self), "points": [point.to_json() for point in self.points]}


def polarisation(
    discourse: Discourse,
    asked: Asked,
    span: Span | None = None,
    *,
    camps: int = 2,
    algorithm: str = "greedy",
    seed: int = 0,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Polarisation:
    """Into which camps does the discourse fall, and how clearly? Over the whole time, or in each window of a span.

    By the modularity of signed networks, of the congruence and the conflict network as they are asked for
    (duplicates, normalisation); as DNA, by DNA's measure with average normalisation and camps of equal size.
    """
    if asked.kind != "one-mode":
        raise DetenteError("polarisation compares congruence and conflict, which one-mode networks have")
    if camps < 2:
        raise DetenteError("polarisation needs two camps or more")
    asked = replace(asked, value="subtract", normalise="average" if asked.dna else asked.normalise)
    selection = select(discourse, asked)
    every = frames(selection, span, seed) if span else (_everything(selection),) if len(selection) else ()
    found = []
    for number, frame in enumerate(every):
        if stop():
            break
        found.append(_camps(selection, frame, camps, algorithm, seed))
        progress("polarisation", number + 1, len(every))
    measure = "DNA 3's absolute difference" if asked.dna else "signed modularity (Gómez, Jensen and Arenas 2009)"
    return Polarisation(measure, camps, algorithm, seed, tuple(found), len(found) == len(every))


def _everything(selection: Selection) -> Frame:
    assert selection.first is not None
    assert selection.last is not None
    middle = selection.first + (selection.last - selection.first) / 2
    return Frame(selection.first, selection.last, middle, np.arange(len(selection)))


def _camps(selection: Selection, frame: Frame, camps: int, algorithm: str, seed: int) -> Camps:
    part = selection.part(frame.rows)
    congruence, conflict = (_dense(part, value, frame.weights) for value in ("congruence", "conflict"))
    nodes = len(part.row_labels)
    if selection.asked.dna:
        search = groups.Splitting.even(nodes, camps, lambda split: deviation(split, congruence, conflict, camps))
    else:
        search = groups.Splitting.signed(congruence, conflict, camps)
    split, quality, exact = search.best(algorithm, seed) if nodes else (np.zeros(0, np.int64), 0.0, True)
    share = groups.bipolarisation(split, congruence, conflict)
    members: dict[int, list[str]] = {}
    for place, camp in enumerate(split.tolist()):
        members.setdefault(camp, []).append(part.row_labels[place])
    return Camps(
        frame.first.isoformat(),
        frame.last.isoformat(),
        frame.middle.isoformat(),
        quality,
        None if math.isnan(share) else share,
        tuple(tuple(members[camp]) for camp in sorted(members)),
        len(part),
        exact,
    )


def _dense(part: Selection, value: str, weights: Floats | None) -> Floats:
    network = made(replace(part, asked=replace(part.asked, value=value)), weights)
    return network.dense()


def _square(network: Network) -> csr_array:
    """All nodes by all nodes: of two modes the rows first, then the columns."""
    if not network.two_mode:
        return network.ties
    from scipy.sparse import block_array

    return block_array([[None, network.ties], [network.ties.T, None]]).tocsr()

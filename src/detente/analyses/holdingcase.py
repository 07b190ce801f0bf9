"""Would it hold: for whom each package of a case is stable, and by which conduct it would be broken.

Method: the graph model for conflict resolution over the case's own packages (`docs/explanation/stability.md`, section
1). What a package's terms leave free is decided slice by slice: terms are nobody's move, so nothing leads from one
slice to another, and what holds in a slice holds among all packages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from detente.errors import DetenteError, NotJudgedError, TooLargeError
from detente.space.caseconflicts import CaseConflict, Mover
from detente.space.casedraws import Drawing, Shares
from detente.space.casepackages import Asked, Packages
from detente.space.outcome import About
from detente.space.patience import Progress, Stop, patient, quiet

if TYPE_CHECKING:
    from detente.analyses.holding import Holding, Verified
    from detente.space.conflicts import Named

_MANY = 1 << 10

Decide = Callable[["Named", tuple[str, ...], "Sequence[int] | None"], "Holding"]
"""For whom is which state of a conflict stable, under these concepts; `analyses.holding` knows."""


@dataclass(frozen=True, eq=False)
class Placed:
    """One package that is asked about, in its slice: terms as in the package, conduct free.

    `kind` is `status quo`, `proposal`, `standard` or `asked`; `name` the id that the answers use, `title` what people
    call it. `state` is its number in `holding.conflict`. `draws`: how often each verdict holds when the numbers of the
    judgements are drawn; None: not asked, or not known. `total`: how many packages there are of that name, a proposal's
    for instance, looked at or not; None: more than were counted.
    """

    name: str
    kind: str
    title: str
    package: Mapping[str, str]
    state: int
    holding: Holding
    draws: Shares | None = None
    total: int | None = 1

    @property
    def here(self) -> Holding:
        """The answer about this package alone."""
        return replace(self.holding, asked=(self.state,)) if self.holding.asked is None else self.holding

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        here = self.here
        parties, concepts = here.conflict.parties, here.concepts
        return {
            "name": self.name,
            "kind": self.kind,
            "title": self.title,
            "package": dict(self.package),
            "state": here.conflict.key(self.state),
            "stable": {c: {p: here.word(c, p, self.state) for p in parties} for c in concepts},
            "equilibrium": list(here.equilibrium(self.state)),
            "why": list(here.reasons()),
            "draws": None if self.draws is None else self.draws.to_json(),
        }


@dataclass(frozen=True, eq=False)
class CaseHolding:
    """The answer about a table of a case. `whole` are all feasible packages, where they can be enumerated."""

    about: About
    table: str
    concepts: tuple[str, ...]
    movers: tuple[Mover, ...]
    unmodelled: tuple[str, ...]
    packages: tuple[Placed, ...]
    whole: Holding | None
    notes: tuple[str, ...]
    conflict: CaseConflict
    verified: Verified | None = None
    drawn: tuple[int, int] | None = field(default=None)
    """How many draws, from which seed."""

    @property
    def mixed(self) -> Mapping[str, str]:
        """Each mover's own concept, where that was asked for."""
        return self.packages[0].holding.mixed

    @cached_property
    def states(self) -> tuple[Placed, ...]:
        """The packages that are asked about, each once, in ascending code."""
        found = {one.holding.conflict.code(one.state): one for one in self.packages}
        return tuple(found[code] for code in sorted(found))

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return self.document() | {"states": list(self._states())}

    def document(self) -> dict[str, Any]:
        """The same, with an iterator for the list that can be long."""
        first = self.whole or self.packages[0].holding
        return {
            **self.about.to_json(),
            "table": self.table,
            "title": self.conflict.case.title,
            "form": "options",
            "parties": [mover.id for mover in self.movers],
            "unmodelled": list(self.unmodelled),
            "movers": [
                {
                    "id": mover.id,
                    "name": mover.name,
                    "parties": list(mover.parties),
                    "issues": list(mover.issues),
                    "judged": mover.judged,
                }
                for mover in self.movers
            ],
            "options": self._options(),
            "combinations": self.conflict.codes,
            "feasible": None if self.whole is None else self.whole.conflict.states,
            "concepts": list(self.concepts),
            "method": first.method,
            "notes": list(self.notes),
            "verified": None if self.verified is None else self.verified.to_json(),
            "drawn": None if self.drawn is None else {"draws": self.drawn[0], "seed": self.drawn[1]},
            **self._verdicts(),
            "packages": [one.to_json() for one in self.packages],
            "states": self._states(),
        }

    def _options(self) -> list[dict[str, Any]]:
        return [
            {
                "id": choice.id,
                "title": choice.title,
                "values": list(choice.values),
                "by": choice.by,
                "moves": choice.direction,
                "given": choice.given,
            }
            for choice in self.conflict.choices
        ]

    def _verdicts(self) -> dict[str, Any]:
        """The same keys as of a conflict in a file: bits over the states, and equilibria."""
        parties = [mover.id for mover in self.movers]
        parts = [self.whole] if self.whole is not None else [one.here for one in self.states]

        def codes(found: Callable[[Holding], Iterable[int]]) -> list[Any]:
            return [code for one in parts for code in _codes(one, found(one))]

        told: dict[str, Any] = {
            "stable": {c: {p: "".join(one.bits(c, p) for one in parts) for p in parties} for c in self.concepts},
            "equilibria": {c: codes(methodcaller("equilibria", c)) for c in self.concepts},
        }
        if not all(one.sure for one in parts):
            told["possible"] = {
                c: {p: "".join(_possible(one, c, p) for one in parts) for p in parties} for c in self.concepts
            }
        if self.mixed:
            told["mixed"] = {
                "concepts": dict(self.mixed),
                "equilibria": codes(lambda one: one.under_each(one.mixed)),
            }
        return told

    def _states(self) -> Iterator[Any]:
        if self.whole is not None:
            yield from self.whole.keys()
        else:
            yield from (one.holding.conflict.key(one.state) for one in self.states)


def _codes(holding: Holding, states: Iterable[int]) -> list[Any]:
    """What the answer calls these states."""
    found = list(states)
    if len(found) > _MANY:
        return [int(code) for code in holding.conflict.codes()[found]]
    return [holding.conflict.key(state) for state in found]


def _possible(holding: Holding, concept: str, mover: str) -> str:
    """What is not certainly unstable, as digits."""
    return holding.signs(concept, mover).replace("?", "1")


def hold_case(
    conflict: CaseConflict,
    concepts: tuple[str, ...],
    decide: Decide,
    *,
    asked: Iterable[str] | None = None,
    chosen: Sequence[Asked] | None = None,
    drawn: tuple[int, int] | None = None,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> CaseHolding:
    """Of the status quo, of each proposal on the table and of the best packages: are they stable, and for whom?

    `asked` names others instead; `chosen` are the best packages where they are known already, and then only packages
    with a name are answered. `drawn` asks besides how often each verdict holds in so many draws of the judgements'
    numbers, from a seed. Where all packages can be enumerated, and no others were named, they are answered too.
    Raises InfeasibleError for a package that linkages rule out, UnknownNameError for one that there is not.
    """
    finding = Packages(conflict, stop, chosen)
    wanted = finding.usual() if asked is None else finding.of(asked)
    if not wanted:
        raise DetenteError(" ".join(["No package is left to ask about.", *finding.notes]))
    slices: dict[tuple[str, ...], Holding] = {}
    placed = []
    for done, one in enumerate(wanted):
        progress("packages", done, len(wanted))
        key = tuple(one.package[issue] for issue in conflict.settled)
        named = slices[key].conflict if key in slices else conflict.slice(one.package)
        state = named.state(one.package)
        if state is None:  # other conduct in the same slice, ruled out by a linkage
            conflict.require(one.package)
        assert state is not None
        if named.unsure:
            holding = decide(named, concepts, (state,))
        else:
            holding = slices[key] if key in slices else decide(named, concepts, None)
            slices[key] = holding
        placed.append(Placed(one.name, one.kind, one.title, one.package, state, holding, total=one.total))
    notes = [*conflict.notes, *finding.notes]
    if drawn is not None:
        placed, more = _drawn(placed, Drawing(conflict, *drawn, stop), progress)
        notes += more
    whole, more = (None, []) if (asked, chosen) != (None, None) else _whole(conflict, concepts, decide)
    return CaseHolding(
        About.of(conflict.case),
        conflict.table.seating.table,
        concepts,
        conflict.movers,
        conflict.unmodelled,
        tuple(placed),
        whole,
        (*notes, *more),
        conflict,
        drawn=drawn,
    )


def _whole(conflict: CaseConflict, concepts: tuple[str, ...], decide: Decide) -> tuple[Holding | None, list[str]]:
    try:
        return decide(conflict.whole(), concepts, None), []
    except (TooLargeError, NotJudgedError) as error:
        return None, [f"{error} The answer is about the packages that have a name."]


def _drawn(placed: Sequence[Placed], drawing: Drawing, progress: Progress) -> tuple[list[Placed], list[str]]:
    """The same packages with the share of draws in which each verdict holds."""
    if not drawing.possible:
        return [*placed], ["Nothing is drawn: not of every mover it is judged, by itself, what it prefers."]
    found, left = [], []
    for done, one in enumerate(placed):
        progress("draws", done, len(placed))
        try:
            told = drawing.shares(one.holding.conflict, one.state, one.holding.concepts)
        except TooLargeError as error:
            left.append(f"Nothing is drawn for {one.name}: {error}.")
            found.append(one)
            continue
        found.append(replace(one, draws=told))
        if told.draws < drawing.count:
            left.append(f"Time was up after {told.draws:,} draws for {one.name}.")
    if not drawing.varied:
        left.append("Every judged number is exact: all draws are the same.")
    return found, left


def verified(result: CaseHolding, check: Callable[[Holding], Holding]) -> CaseHolding:
    """The same answer with the certificates of all slices replayed, each slice once; `check` is `holding.verify`."""
    done: dict[int, Verified] = {}
    for one in result.packages:
        if id(one.holding) not in done:
            told = check(one.holding).verified
            assert told is not None
            done[id(one.holding)] = told
    every = list(done.values())
    total = replace(
        every[0],
        replayed=sum(one.replayed for one in every),
        whole=sum(one.whole for one in every),
        untried=sum(one.untried for one in every),
        unmade=sum(one.unmade for one in every),
        depends=sum(one.depends for one in every),
        wrong=tuple(text for one in every for text in one.wrong),
    )
    return replace(result, verified=total)

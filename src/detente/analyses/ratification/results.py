"""The answer to “would it pass at home?”, as frozen values and as documented JSON."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from detente.engines.voting.chances import Probability
from detente.space.outcome import About, whole
from detente.space.outcomes import (
    NOTHING_TURNS,
    STOPPED,
    Cast,
    PartyOutcome,
    ProcedureOutcome,
    StepOutcome,
    Turned,
    Votes,
)

Json = dict[str, Any]


@dataclass(frozen=True)
class WayOut:
    """A change of a package with which no procedure of the party is certainly stopped any more: issue → option.

    `worsens`: the other parties at the table to whom something worse happens at home with it.
    """

    changes: tuple[tuple[str, str], ...]
    worsens: tuple[str, ...]

    def to_json(self) -> Json:
        """As JSON."""
        return {"options": dict(self.changes), "worsens": list(self.worsens)}


@dataclass(frozen=True)
class Kind:
    """Those of a proposal's packages that have one verdict with a party: how many, and the first of them in full.

    `ways_out`: the smallest changes that would do, where votes are lacking or a procedure is barred; None where they
    were not looked for. `ways_in_all` counts them before they were cut, `ways_complete` says whether these are all.
    """

    verdict: str
    packages: int
    example: tuple[tuple[str, str], ...]
    outcome: PartyOutcome
    ways_out: tuple[WayOut, ...] | None
    ways_in_all: int
    ways_complete: bool

    def to_json(self) -> Json:
        """As JSON."""
        return {
            "verdict": self.verdict,
            "packages": whole(self.packages),
            "example": {"package": dict(self.example)},
            "probability": _probability(self.outcome.probability),
            "procedures": [_procedure(one) for one in self.outcome.procedures],
            "ways_out": None if self.ways_out is None else [one.to_json() for one in self.ways_out],
            "ways_in_all": self.ways_in_all,
            "ways_complete": self.ways_complete,
        }


@dataclass(frozen=True)
class AtHome:
    """What becomes of a proposal at a party's home: one kind for each verdict that packages of it have."""

    party: str
    kinds: tuple[Kind, ...]

    @property
    def verdict(self) -> str:
        """The verdict where there is only one, else empty."""
        return self.kinds[0].verdict if len(self.kinds) == 1 else ""

    def to_json(self) -> Json:
        """As JSON."""
        return {"party": self.party, "kinds": [one.to_json() for one in self.kinds]}


@dataclass(frozen=True)
class Assessed:
    """A proposal, the status quo or a package that was asked about, party by party.

    `terms` are the options that it leaves on the issues that it names; all others stand at the status quo. `packages`
    meet it so, of which `feasible` meet the linkages too: only these are assessed. Where there are none, it is the
    feasible packages that meet its terms and change the fewest issues `beyond` them; where none does at all, `feasible`
    is 0 and it is assessed as it stands.
    """

    id: str
    title: str
    kind: str
    date: str
    terms: tuple[tuple[str, tuple[str, ...]], ...]
    packages: int
    feasible: int
    parties: tuple[AtHome, ...]
    beyond: int = 0

    @property
    def stopped_by(self) -> tuple[str, ...]:
        """The parties at whose home no package of it gets through."""
        return tuple(one.party for one in self.parties if all(kind.verdict in STOPPED for kind in one.kinds))

    def to_json(self) -> Json:
        """As JSON."""
        return {
            "id": self.id,
            "kind": self.kind,
            "date": self.date,
            "terms": {"options": {issue: list(options) for issue, options in self.terms}},
            "packages": whole(self.packages),
            "feasible": whole(self.feasible),
            "beyond": self.beyond,
            "stopped_by": list(self.stopped_by),
            "parties": [one.to_json() for one in self.parties],
        }


@dataclass(frozen=True)
class Win:
    """How many feasible packages a procedure, or a party's procedures together, passes, and so on.

    None: not counted, because it was too wide or hangs on the preferences of more than one party.
    """

    id: str
    of: str
    title: str
    passes: int | None
    votes_lacking: int | None
    procedure_barred: int | None
    cannot_be_told: int | None
    not_needed: int | None

    def to_json(self) -> Json:
        """As JSON."""
        names = ("passes", "votes_lacking", "procedure_barred", "cannot_be_told", "not_needed")
        return {"id": self.id, "of": self.of} | {name: whole(getattr(self, name)) for name in names}


@dataclass(frozen=True)
class LevelWin:
    """Of the packages that no position at a level rules out (`possible`), those not ruled out at home either."""

    level: str
    reading: str
    possible: int | None
    not_ruled_out: int | None

    def to_json(self) -> Json:
        """As JSON."""
        return {
            "level": self.level,
            "reading": self.reading,
            "possible": whole(self.possible),
            "not_ruled_out_at_home": whole(self.not_ruled_out),
        }


@dataclass(frozen=True)
class TableWins:
    """The win-sets at a table, over the feasible packages of its agenda.

    `all_pass`: every party with procedures passes it (or needs none); `none_stops`: none of them certainly stops it.
    `nothing_on_file`: parties at the table without procedures. `away`: whose procedures are on file and who is not at
    it. `prefers`: by whose preferences members vote.
    """

    table: str
    title: str
    parties: tuple[str, ...]
    agenda: tuple[str, ...]
    feasible: int | None
    procedures: tuple[Win, ...]
    wins: tuple[Win, ...]
    nothing_on_file: tuple[str, ...]
    away: tuple[str, ...]
    prefers: tuple[str, ...]
    all_pass: int | None
    none_stops: int | None
    levels: tuple[LevelWin, ...]

    def to_json(self) -> Json:
        """As JSON."""
        return {
            "table": self.table,
            "parties": list(self.parties),
            "agenda": list(self.agenda),
            "feasible": whole(self.feasible),
            "procedures": [one.to_json() for one in self.procedures],
            "win_sets": [one.to_json() for one in self.wins],
            "nothing_on_file": list(self.nothing_on_file),
            "not_at_the_table": list(self.away),
            "prefers": list(self.prefers),
            "all_pass": whole(self.all_pass),
            "none_stops": whole(self.none_stops),
            "levels": [one.to_json() for one in self.levels],
        }


@dataclass(frozen=True)
class Power:
    """The voting power of a body's members under a rule, whatever the package; None where it was too much to count."""

    body: str
    title: str
    rule: str
    members: tuple[str, ...]
    seats: tuple[int, ...]
    shapley_shubik: tuple[Fraction, ...] | None
    banzhaf: tuple[Fraction, ...] | None
    vetoes: tuple[str, ...]

    def to_json(self) -> Json:
        """As JSON."""
        return {
            "body": self.body,
            "rule": self.rule,
            "members": [
                {
                    "member": name,
                    "seats": seats,
                    "shapley_shubik": float(self.shapley_shubik[place]) if self.shapley_shubik else None,
                    "banzhaf": float(self.banzhaf[place]) if self.banzhaf else None,
                    "veto": name in self.vetoes,
                }
                for place, (name, seats) in enumerate(zip(self.members, self.seats, strict=True))
            ],
        }


@dataclass(frozen=True)
class Ratification:
    """The whole answer: packages party by party, win-sets table by table, and the power of members.

    `circumstances` hold on the day, or were said to (`given`).
    """

    about: About
    circumstances: tuple[str, ...]
    given: tuple[tuple[str, bool], ...]
    assessed: tuple[Assessed, ...]
    tables: tuple[TableWins, ...]
    power: tuple[Power, ...]
    seed: int
    method: str = (
        "verdicts over all that is uncertain; probabilities by convolution where only chances are uncertain, else by "
        "integration or draws, members independent; exact counts by decision diagrams"
    )

    def to_json(self) -> Json:
        """The documented JSON of `detente ratify`."""
        return {
            **self.about.to_json(),
            "method": self.method,
            "seed": self.seed,
            "circumstances": list(self.circumstances),
            "given": [{"circumstance": name, "holds": holds} for name, holds in self.given],
            "packages": [one.to_json() for one in self.assessed],
            "tables": [one.to_json() for one in self.tables],
            "power": [one.to_json() for one in self.power],
        }


def _probability(found: Probability | None) -> Json | None:
    if found is None:
        return None
    ends = found.sampled
    return {
        "low": float(found.low),
        "high": float(found.high),
        "how": found.how,
        "interval": [float(ends[0]), float(ends[1])] if ends else None,
    }


def _procedure(one: ProcedureOutcome) -> Json:
    return {
        "procedure": one.id,
        "instrument": one.instrument,
        "verdict": one.verdict,
        "barred_by": [bar.circumstance for bar in one.bars if bar.circumstance],
        "barred_if": [bar.condition for bar in one.bars if bar.condition],
        "probability": _probability(one.probability),
        "steps": [_step(step) for step in one.steps],
    }


def _step(one: StepOutcome) -> Json:
    return {
        "body": one.body,
        "title": one.title,
        "rule": one.rule,
        "verdict": one.verdict,
        "probability": _probability(one.probability),
        "votes": _votes(one.votes) if one.votes else None,
    }


def _votes(votes: Votes) -> Json:
    lacking = votes.missing
    return {
        "seats": votes.seats,
        "present": _ends(votes.present),
        "yes": _ends(votes.yes),
        "no": _ends(votes.no),
        "abstain": _ends(votes.abstain),
        "unknown": votes.unknown,
        "needs": list(votes.needs),
        "quota": _ends(votes.quota),
        "more_than_quota": votes.above,
        "missing": None
        if lacking is None
        else {
            "votes": _plain(lacking.votes),
            "population": float(lacking.people),
            "turnout": _plain(lacking.turnout),
        },
        "pivot": list(votes.pivot),
        "pivot_decides_alone": bool(votes.pivot) and votes.pivot_enough == votes.pivot,
        "pivot_enough": list(votes.pivot_enough),
        **_turning(votes.turns or NOTHING_TURNS),
        "members": [_cast(one) for one in votes.members],
    }


def _cast(one: Cast) -> Json:
    return {
        "member": one.id,
        "seats": one.seats,
        "known": one.known,
        "yes": _ends(one.yes),
        "abstain": _ends(one.abstain),
        "chance": _ends(one.chance) if one.chance else None,
        "prefers_by": None if one.margin is None else float(one.margin),
        "because": one.because,
    }


def _turning(turns: Turned) -> Json:
    some = turns.votes
    return {
        "would_have_to_turn": None
        if some is None
        else [{"member": name, "seats": _plain(votes)} for name, votes in some],
        "turn_among": list(turns.among),
        "turn_choice": turns.choice,
        "turn_any": turns.free,
        "turn_only_against": turns.against,
    }


def _ends(ends: tuple[Fraction, Fraction]) -> list[float | int]:
    return [_plain(one) for one in ends]


def _plain(one: Fraction) -> float | int:
    return int(one) if one.denominator == 1 else float(one)

"""Where do treaties contradict themselves, under which readings, and what do they leave open?

Definition: docs/explanation/treaties.md, sections 3 and 4. Each treaty is looked at by itself, unless several are asked
to be read as one. Every contradiction comes with a witness that can be replayed from itself: some cells, what each
clause orders on them, and no whole amounts and no statuses that keep all of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from detente.analyses.treaties.gaps import Gap, gaps
from detente.analyses.treaties.witnessing import told
from detente.case.model import Case
from detente.engines.norms import contradictions as engine
from detente.engines.norms.readings import Judged
from detente.errors import DetenteError, UnknownNameError
from detente.space.patience import Progress, Stop, patient, quiet
from detente.space.treaties.compiling import Compiled, compile_treaties
from detente.space.treaties.questions import DISPUTED

METHOD = (
    "minimal covers of floors by prohibitions; integer programmes, explained by MARCO, where floors share caps; a SAT "
    "solver over statuses; permissions pairwise"
)


@dataclass(frozen=True)
class Contradiction:
    """A smallest set of clauses that cannot all be kept; `weak`: kept by not using a permission.

    `readings` is () where it is textual; `held_by` are those who hold all of them. `region` and `witness` are as the
    JSON has them. `of`: the treaties read as one.
    """

    clauses: tuple[str, ...]
    kind: str
    weak: bool
    textual: bool
    readings: tuple[Mapping[str, Any], ...]
    held_by: tuple[str, ...]
    region: tuple[Mapping[str, Any], ...]
    witness: Mapping[str, Any]
    of: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """The documented JSON of a contradiction."""
        return {
            "clauses": list(self.clauses),
            "kind": self.kind,
            "weak": self.weak,
            "textual": self.textual,
            "readings": list(self.readings),
            "held_by": list(self.held_by),
            "region": list(self.region),
            "witness": self.witness,
        }


@dataclass(frozen=True)
class Looked:
    """Treaties looked at as one: their ids, since when each is in force, and of which that is assumed."""

    treaties: tuple[str, ...]
    titles: tuple[str, ...]
    entered: Mapping[str, date]
    assumed: frozenset[str]
    complete: bool

    def to_json(self) -> list[dict[str, object]]:
        """The documented JSON, one item a treaty."""
        return [
            {
                "id": name,
                "title": title,
                "day": self.entered[name].isoformat(),
                "assumed": name in self.assumed,
                "together": [other for other in self.treaties if other != name],
                "complete": self.complete,
            }
            for name, title in zip(self.treaties, self.titles, strict=True)
        ]


@dataclass(frozen=True)
class Check:
    """All contradictions and gaps; `complete` False: there may be more contradictions."""

    looked: tuple[Looked, ...]
    complete: bool
    contradictions: tuple[Contradiction, ...]
    gaps: tuple[Gap, ...]
    given: tuple[Mapping[str, Any], ...]

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `detente treaty check`."""
        return {
            "method": METHOD,
            "treaties": [one for group in self.looked for one in group.to_json()],
            "given": list(self.given),
            "complete": self.complete,
            "contradictions": [one.to_json() for one in self.contradictions],
            "gaps": [one.to_json() for one in self.gaps],
        }


def check(
    case: Case,
    treaties: Sequence[str] = (),
    together: Sequence[Sequence[str]] = (),
    on: date | None = None,
    choice: Mapping[str, str] | None = None,
    *,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Check:
    """Which clauses of these treaties (default: of all) cannot be kept together, and what is left open?

    Each treaty is looked at by itself, those of one entry of `together` as one. `on` is the day on which a treaty that
    has none is assumed to enter into force; `choice` fixes readings. Where `stop()` ends it early, what was found is
    given and is not complete. Raises UnknownNameError for a treaty or reading that there is not; DetenteError where the
    case has no treaties.
    """
    groups = _groups(case, treaties, together)
    left = dict(choice or {})
    looked, found, given = [], list[tuple[tuple[object, ...], Contradiction]](), []
    left_open: list[Gap] = []
    for number, group in enumerate(groups):
        progress(" and ".join(group), number, len(groups))
        compiled, used = _compiled(case, group, on, choice or {})
        for name in used:
            left.pop(name, None)
        answer = engine.contradictions(compiled.system, _judged(compiled), stop)
        for one in answer.found:
            key = (one.weak, not one.textual, len(one.answers), len(one.clauses), number, one.clauses)
            found.append((key, _labelled(compiled, one, group)))
        titles = tuple(case.treaties.treaty[name].title for name in group)
        looked.append(Looked(group, titles, compiled.entered, compiled.assumed, answer.complete))
        left_open += gaps(case, compiled, group)
        given += [one for one in compiled.readings(compiled.given.items()) if one not in given]
    if left:
        asked = {one.name: one.said for group in groups for one in compile_treaties(case, group, on).questions}
        raise UnknownNameError(DISPUTED, next(iter(left)), asked, asked.values())
    found.sort(key=lambda one: one[0])
    complete = all(one.complete for one in looked)
    return Check(tuple(looked), complete, tuple(one for _, one in found), tuple(left_open), tuple(given))


def _groups(case: Case, treaties: Sequence[str], together: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    if not case.treaties.treaty:
        raise DetenteError(f"{case.slug} has no treaties: nothing lies in its folder treaties.")
    if not all(together):
        raise DetenteError("Treaties to be read together are none; name two or more, as in A,B.")
    for name in (*treaties, *(one for group in together for one in group)):
        if name not in case.treaties.treaty:
            raise UnknownNameError("treaty", name, case.treaties.treaty, case.treaties.treaty)
    alone = treaties or (() if together else tuple(case.treaties.treaty))
    return [*(tuple(dict.fromkeys(group)) for group in together), *((name,) for name in dict.fromkeys(alone))]


def _compiled(
    case: Case, group: Sequence[str], on: date | None, choice: Mapping[str, str]
) -> tuple[Compiled, Mapping[str, str]]:
    """These treaties compiled, with those of the readings that are about them."""
    mine = dict(choice)
    while True:
        try:
            return compile_treaties(case, group, on, mine), mine
        except UnknownNameError as error:
            if error.kind != DISPUTED or error.name not in mine:
                raise
            del mine[error.name]


def _judged(compiled: Compiled) -> Judged:
    """Who holds which answer, by number in order of appearance, and the weights."""
    people = _holders(compiled)
    return Judged(
        tuple(tuple(frozenset(people[who] for who in a.holder) for a in one.answers) for one in compiled.questions),
        tuple(tuple(answer.weight for answer in one.answers) for one in compiled.questions),
    )


def _holders(compiled: Compiled) -> dict[str, int]:
    names = dict.fromkeys(who for one in compiled.questions for answer in one.answers for who in answer.holder)
    return {name: number for number, name in enumerate(names)}


def _labelled(compiled: Compiled, one: engine.Contradiction, of: tuple[str, ...]) -> Contradiction:
    people = list(_holders(compiled))
    return Contradiction(
        tuple(compiled.clauses[number] for number in one.clauses),
        one.kind,
        one.weak,
        one.textual,
        tuple(compiled.readings(one.answers)),
        tuple(people[who] for who in one.held_by),
        tuple(compiled.words(one.region)),
        told(compiled, one.witness),
        of,
    )


__all__ = ["METHOD", "Check", "Contradiction", "Looked", "check"]

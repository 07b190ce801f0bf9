"""What treaties say: each provision as a sentence, with its kind, precision, readings and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from detente.analyses.treaties.reach import Reach, reach
from detente.analyses.treaties.terms import TermHeld, parties, terms
from detente.brief import norms
from detente.brief import terms as wordings
from detente.brief.citing import clause as cited
from detente.brief.setwords import Called
from detente.case.dates import Interval
from detente.case.model import Case
from detente.case.treaties.model import KINDS, Expression, Provision, Term, Treaty
from detente.errors import UnknownNameError


@dataclass(frozen=True)
class Clause:
    """One provision in plain words. `name` is `treaty#anchor`, `cited` how people cite it.

    `reach`: how far the sites of the case are from what it speaks of, and `far` the same in sentences.
    """

    name: str
    cited: str
    sentence: str
    readings: tuple[norms.Said, ...]
    provision: Provision
    reach: tuple[Reach, ...] = ()
    far: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """As documented for `detente treaty show`."""
        one = self.provision
        return {
            "clause": self.name,
            "cited": self.cited,
            "title": one.title,
            "kind": one.content.kind,
            "precision": one.precision,
            "sentence": self.sentence,
            "says": one.says,
            "readings": [_reading(said) for said in self.readings],
            "source": list(one.source),
            "locator": one.locator,
            "confirmed": one.confirmed,
            "judgement": one.judgement,
            "note": one.note,
            "reach": [found.to_json() for found in self.reach],
        }


def _reading(said: norms.Said) -> dict[str, object]:
    return {
        "id": said.id,
        "title": said.title,
        "holder": list(said.holder),
        "weight": said.weight,
        "sentence": said.text,
        "why": said.why,
        "implied": said.implied,
    }


@dataclass(frozen=True)
class Word:
    """A term that clauses rest on: what it means, a sentence a meaning, and whom it holds on the day.

    `holding` is a sentence (“” where nothing can be said), `lists` has one for each reading.
    """

    term: Term
    says: tuple[str, ...]
    held: TermHeld
    holding: str
    lists: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """As documented for `detente treaty show`."""
        return {
            "id": self.term.id,
            "title": self.term.title,
            "says": list(self.says),
            "kind": self.held.kind,
            "clauses": list(self.held.clauses),
            "holding": self.holding,
            "readings": [one.to_json() for one in self.held.readings],
        }


@dataclass(frozen=True)
class Shown:
    """One treaty in plain words; "" where it does not say. `terms`: those that its clauses rest on; `on`: as of when.

    `parties`: how many signatories there are on that day.
    """

    treaty: Treaty
    by: tuple[str, ...]
    signatories: str
    main: str
    entry: str
    withdrawal: str
    terms: tuple[Word, ...]
    clauses: tuple[Clause, ...]
    on: date
    parties: int

    def kinds(self) -> dict[str, int]:
        """How many provisions there are of each kind that occurs."""
        found = Counter(one.content.kind for one in self.treaty.provisions)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    def to_json(self) -> dict[str, object]:
        """As documented for `detente treaty show`."""
        return {
            "id": self.treaty.id,
            "title": self.treaty.title,
            "date": self.treaty.date.isoformat(),
            "by": list(self.treaty.by),
            "signatories": self.signatories,
            "main": self.main,
            "entry_into_force": self.entry,
            "withdrawal": self.withdrawal,
            "source": list(self.treaty.source),
            "proposal": self.treaty.proposal,
            "kinds": self.kinds(),
            "on": self.on.isoformat(),
            "parties": self.parties,
            "terms": [one.to_json() for one in self.terms],
            "clauses": [clause.to_json() for clause in self.clauses],
            "note": self.treaty.note,
        }


def treaty_show(
    case: Case, ids: Iterable[str] = (), clauses: Iterable[str] = (), *, on: str | date | None = None
) -> tuple[Shown, ...]:
    """What do the treaties of a case say, in plain words? All of them, or those named; all clauses, or those named.

    A clause is named by its anchor, or in full, `treaty#anchor`. `on`: the day for which is said whom terms hold;
    default: each treaty's own date. Raises UnknownNameError for what the case has not.
    """
    day = Interval.parse(on).last if isinstance(on, str) else on
    chosen = tuple(_treaty(case, name) for name in ids) or case.treaties.treaties
    wanted = tuple(dict.fromkeys(clauses))
    _all_known(chosen, wanted)
    return tuple(shown for treaty in chosen if (shown := _shown(case, treaty, wanted, day)).clauses or not wanted)


def _treaty(case: Case, name: str) -> Treaty:
    found = case.treaties.treaty.get(name)
    if found is None:
        raise UnknownNameError("treaty", name, case.treaties.treaty, case.treaties.treaty)
    return found


def _all_known(treaties: tuple[Treaty, ...], wanted: tuple[str, ...]) -> None:
    anchors = {one.anchor for treaty in treaties for one in treaty.provisions}
    full = {treaty.name(one.anchor) for treaty in treaties for one in treaty.provisions}
    for name in wanted:
        if name not in anchors and name not in full:
            raise UnknownNameError("clause", name, full if "#" in name else anchors)


def _shown(case: Case, treaty: Treaty, wanted: tuple[str, ...], on: date | None) -> Shown:
    said = Called(case, treaty)
    provisions = [
        one for one in treaty.provisions if not wanted or one.anchor in wanted or treaty.name(one.anchor) in wanted
    ]
    held = {one.term: one for one in terms(case, treaty, on)}
    sites = reach(case, treaty, on)
    return Shown(
        treaty,
        tuple(said.actor(name) for name in treaty.by),
        _actors(said, treaty.signatories),
        _actors(said, treaty.main),
        norms.entry_sentence(case, treaty, treaty.entry) if treaty.entry else "",
        norms.withdrawal_sentence(case, treaty, treaty.withdrawal) if treaty.withdrawal else "",
        tuple(_word(case, treaty, term, held[term.id]) for term in _terms(case, treaty, provisions)),
        tuple(_clause(case, treaty, one, sites) for one in provisions),
        on or treaty.date,
        parties(case, treaty, on),
    )


def _word(case: Case, treaty: Treaty, term: Term, held: TermHeld) -> Word:
    return Word(
        term,
        norms.term_sentences(case, treaty, term),
        held,
        wordings.holding(case, treaty, held),
        wordings.readings(case, treaty, held),
    )


def _actors(said: Called, expression: Expression | None) -> str:
    return said.actors(norms.tree(expression)) if expression else ""


def _clause(case: Case, treaty: Treaty, one: Provision, sites: tuple[Reach, ...]) -> Clause:
    mine = tuple(found for found in sites if found.clause == treaty.name(one.anchor))
    return Clause(
        treaty.name(one.anchor),
        cited(one.anchor),
        norms.sentence(case, treaty, one),
        norms.readings(case, treaty, one),
        one,
        mine,
        wordings.reached(case, treaty, mine),
    )


def _terms(case: Case, treaty: Treaty, provisions: list[Provision]) -> list[Term]:
    """The terms that these provisions rest on, in the order of the files."""
    used = {name for one in provisions for name in norms.names_of(one)}
    by_id = Called(case, treaty).terms
    waiting = [name for name in by_id if name in used]
    for name in waiting:  # grows: terms rest on terms
        for reading in by_id[name].readings:
            waiting.extend(more for more in norms.mentioned(reading.means) if more in by_id and more not in waiting)
    return [by_id[name] for name in by_id if name in waiting]

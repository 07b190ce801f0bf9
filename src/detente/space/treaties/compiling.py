"""Treaties compiled to norms over cells: names become bit masks, readings become answers, days elementary intervals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from detente.case.model import Case
from detente.case.treaties.model import Treaty
from detente.engines.norms.model import Norm, System
from detente.errors import UnknownNameError
from detente.space.treaties import timing
from detente.space.treaties.baselines import Baselines, Group
from detente.space.treaties.branching import Pairs, branch
from detente.space.treaties.compiled import Compiled, Note
from detente.space.treaties.contraries import Contraries
from detente.space.treaties.naming import Judging
from detente.space.treaties.noting import notes_of
from detente.space.treaties.orders import Ordering, Orders
from detente.space.treaties.presence import things, units_of
from detente.space.treaties.questions import Questions
from detente.space.treaties.sets import Sets
from detente.space.treaties.universe import Universe, universe
from detente.space.treaties.variables import ACT, CONSENT, STATUS, Variables
from detente.space.treaties.versions import Clause, Version, Versions


def compile_treaties(
    case: Case,
    ids: Iterable[str],
    on: date | None = None,
    choice: Mapping[str, str] | None = None,
    *,
    from_day: date | None = None,
) -> Compiled:
    """These treaties of a case as norms, looked at as one.

    `on` is the day on which a treaty without a day of entry into force is assumed to enter (default: its own date);
    `from_day` puts all of them in force from that day, whatever they say. `choice` fixes readings: the full name of a
    disputed clause or term (or its anchor or id, where only one has it) and the id of the reading.

    Raises UnknownNameError for a treaty, disputed clause, reading or name that there is not; TooLargeError where a
    clause has too many versions; DetenteError where exceptions, overrides or terms run in a circle.
    """
    treaties = [_treaty(case, name) for name in dict.fromkeys(ids)]
    dates = {one.id: (from_day, True) if from_day is not None else timing.enters(one, on) for one in treaties}
    entered = {name: day for name, (day, _) in dates.items()}
    cells = universe(case, treaties, timing.breaks(case, treaties, entered))
    clauses = [Clause(one, provision, entered[one.id]) for one in treaties for provision in one.provisions]
    sets = Sets(case, cells)
    questions = Questions(case, treaties, Judging(case, cells, sets, entered))
    given = {questions.place(name): 0 for name in choice or {}}
    for name, answer in (choice or {}).items():
        place = questions.place(name)
        given[place] = questions.found[place].number(answer)
    variables = Variables(case.treaties.vocabulary)
    words = case.treaties.vocabulary
    contraries = Contraries(cells.actions, words.actions)
    reading = Versions(cells, sets, questions, variables, {one.name: one for one in clauses}, contraries)
    there = Baselines(cells, sets, things(case.treaties.inventory, words), units_of(words.assets))
    ordering = Ordering(cells, there, contraries)
    made = [_clause(number, one, reading, ordering, questions, given) for number, one in enumerate(clauses)]
    norms, version_of, groups = _joined(made)
    system = System(
        cells.sizes,
        norms,
        len(clauses),
        tuple(len(one.answers) for one in questions.found),
        frozenset(n for n, one in enumerate(variables.found) if one.kind in (STATUS, CONSENT, ACT)),
        frozenset(n for n, one in enumerate(variables.found) if one.kind not in (STATUS, CONSENT, ACT)),
        cells.spans,
    )
    return Compiled(
        case,
        system,
        cells,
        tuple(one.name for one in clauses),
        tuple(clauses),
        tuple(questions.found),
        tuple(variables.found),
        tuple(_notes(clauses, made, questions, cells)),
        entered,
        frozenset(name for name, (_, assumed) in dates.items() if assumed),
        tuple(tuple((pairs, version) for pairs, (version, _) in versions) for versions in made),
        version_of,
        groups,
        given,
        sets,
        reading,
    )


Made = list[tuple[Pairs, tuple[Version, Orders]]]


def _treaty(case: Case, name: str) -> Treaty:
    if name not in case.treaties.treaty:
        raise UnknownNameError("treaty", name, case.treaties.treaty, case.treaties.treaty)
    return case.treaties.treaty[name]


def _clause(
    number: int,
    clause: Clause,
    reading: Versions,
    ordering: Ordering,
    questions: Questions,
    given: Mapping[int, int],
) -> Made:
    def work(answers: Mapping[int, int]) -> tuple[Version, Orders]:
        version = reading.version(clause.name, answers)
        return version, ordering.orders(number, version, reading.due(clause.name, version.content))

    return branch(work, [len(one.answers) for one in questions.found], given)


def _joined(made: Sequence[Made]) -> tuple[tuple[Norm, ...], tuple[int, ...], tuple[Group | None, ...]]:
    norms: list[Norm] = []
    version_of: list[int] = []
    groups: list[Group | None] = []
    for versions in made:
        for place, (pairs, (_, orders)) in enumerate(versions):
            norms.extend(replace(norm, answers=pairs) for norm in orders.norms)
            version_of.extend([place] * len(orders.norms))
            groups.extend(orders.groups)
    return tuple(norms), tuple(version_of), tuple(groups)


def _notes(clauses: Sequence[Clause], made: Sequence[Made], questions: Questions, cells: Universe) -> Iterator[Note]:
    for clause, versions in zip(clauses, made, strict=True):
        for pairs, (version, orders) in versions:
            yield from notes_of(clause, pairs, version, orders.unknown, cells, questions.terms[clause.treaty.id])


__all__ = ["Compiled", "compile_treaties"]

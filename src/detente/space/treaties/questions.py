"""What is disputed: each provision or term with rival readings is a question, each reading an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from detente.case.model import Case
from detente.case.treaties.model import VAGUE, Content, Provision, Reading, Term, TermReading, Treaty
from detente.errors import UnknownNameError

WIDE, NARROW = "wide", "narrow"
DISPUTED = "disputed clause or term"
"""What a question is called where none has the name that was given."""


@dataclass(frozen=True)
class Answer:
    """One reading: who holds it, and its weight where somebody gave one."""

    id: str
    title: str = ""
    holder: tuple[str, ...] = ()
    weight: float | None = None
    why: str = ""


@dataclass(frozen=True)
class Question:
    """A provision (`treaty#anchor`) or term (`treaty#term`, `term`) with rival readings. `kind`: provision or term."""

    name: str
    title: str
    kind: str
    answers: tuple[Answer, ...]
    derived: bool = False
    """Whether the readings follow from how vague the provision is, and nobody listed them."""

    def number(self, answer: str) -> int:
        """The number of an answer. Raises UnknownNameError."""
        ids = [one.id for one in self.answers]
        if answer not in ids:
            raise UnknownNameError(f"reading of {self.name}", answer, ids, ids)
        return ids.index(answer)

    @property
    def said(self) -> str:
        """Its name and its answers."""
        return f"{self.name} ({', '.join(one.id for one in self.answers)})"


class Undecided(Exception):
    """A question had to be answered first: control flow of `branch`, never seen outside."""

    def __init__(self, question: int) -> None:
        self.question = question
        super().__init__(question)


Answers = Mapping[int, int]
"""The number of the answer for each question that is answered."""

Terms = Mapping[str, tuple[str, Term]]
"""Full name and term for each name that a treaty may use."""

Judges = Callable[[Treaty, Provision, Terms], tuple[tuple[str, ...], tuple[str, ...]]]
"""Who judges the application of a self-judging provision (its counterparty), and its bearers, as short names."""


def readings(provision: Provision, judges: Callable[[], tuple[tuple[str, ...], tuple[str, ...]]]) -> list[Reading]:
    """The rival readings of a provision: those listed, or the wide and narrow one of one that is vague."""
    if provision.readings:
        return list(provision.readings)
    if provision.precision not in VAGUE:
        return []
    wide, narrow = judges() if provision.precision == "self_judging" else ((), ())
    content = provision.content
    return [
        Reading(WIDE, content, (), "as written", wide),
        Reading(NARROW, replace(content, binds=False), ("binds",), "it binds nobody to anything", narrow),
    ]


class Questions:
    """The questions of some treaties, and the contents and meanings that go with their answers."""

    def __init__(self, case: Case, treaties: Sequence[Treaty], judges: Judges) -> None:
        self.found: list[Question] = []
        self._places: dict[str, int] = {}
        self._readings: dict[str, list[Reading]] = {}
        self.terms: dict[str, dict[str, tuple[str, Term]]] = {}
        shared = {term.id: (term.id, term) for term in case.treaties.vocabulary.terms}
        for treaty in treaties:
            own = {term.id: (treaty.name(term.id), term) for term in treaty.terms}
            self.terms[treaty.id] = shared | own
            for provision in treaty.provisions:
                self._enter(treaty, provision, judges)
        for full, term in dict.fromkeys(pair for terms in self.terms.values() for pair in terms.values()):
            if len(term.readings) > 1:
                answers = tuple(Answer(one.id, one.title, one.holder, one.weight, one.why) for one in term.readings)
                self._add(Question(full, term.title, "term", answers))

    def _enter(self, treaty: Treaty, provision: Provision, judges: Judges) -> None:
        name = treaty.name(provision.anchor)
        found = self._readings[name] = readings(provision, lambda: judges(treaty, provision, self.terms[treaty.id]))
        if len(found) > 1:
            answers = tuple(Answer(one.id, one.title, one.holder, one.weight, one.why) for one in found)
            self._add(Question(name, provision.title, "provision", answers, not provision.readings))

    def _add(self, question: Question) -> None:
        self._places[question.name] = len(self.found)
        self.found.append(question)

    def place(self, name: str) -> int:
        """The number of a question: by its full name, or by an anchor or term alone where only one has it."""
        if name in self._places:
            return self._places[name]
        alike = [full for full in self._places if full.partition("#")[2] == name]
        if len(alike) == 1:
            return self._places[alike[0]]
        raise UnknownNameError(DISPUTED, name, self._places, (one.said for one in self.found))

    def content(self, treaty: Treaty, provision: Provision, answers: Answers) -> Content:
        """The content of a provision under these answers; raises Undecided where its reading is not among them."""
        name = treaty.name(provision.anchor)
        found = self._readings[name]
        if not found:
            return provision.content
        return found[self._answer(name, answers) if len(found) > 1 else 0].content

    def contents(self, treaty: Treaty, provision: Provision) -> list[Content]:
        """Its content under each of its readings."""
        return [one.content for one in self._readings[treaty.name(provision.anchor)]] or [provision.content]

    def meant(self, name: str, term: Term, answers: Answers) -> TermReading:
        """The reading of a term under these answers; raises Undecided likewise."""
        return term.readings[self._answer(name, answers) if len(term.readings) > 1 else 0]

    def _answer(self, name: str, answers: Answers) -> int:
        place = self._places[name]
        if place not in answers:
            raise Undecided(place)
        return answers[place]

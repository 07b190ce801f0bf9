"""A codebook into a case: topics that the case has not are added, and options of topics; the rest is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from detente.case.actors import Actors, plain_name
from detente.case.folder import why
from detente.case.model import Bloc, Case, Issue, Option, Party, Topic
from detente.case.writing import append_entry, set_key
from detente.case.yamlfile import read_yaml, to_data
from detente.errors import WriteError, nearest
from detente.exchange.casefiles import CASE_FILE, entry, topic_entry
from detente.exchange.coding import Coding, Loss
from detente.exchange.meaning import Matter, Question, by_title
from detente.exchange.naming import Ids


@dataclass
class Widened:
    """The case file with what a codebook adds to it ("": it stays as it is), and what cannot be added."""

    text: str = ""
    added: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    losses: tuple[Loss, ...] = ()


def widened(coding: Coding, case: Case) -> Widened:
    """What a codebook without statements adds to a case. Raises WriteError where the case file cannot be spliced.

    A case's issues, their options and its parties are its own to decide: those that it has not are asked about. With
    statements, matters that none of them is about are not added, and said.
    """
    if len(coding.rows):
        return Widened(losses=tuple(_unused(coding, case)))
    plan = _Plan(case, coding.made)
    for topic in coding.topics:
        plan.topic(topic)
    for issue in coding.issues:
        plan.issue(issue)
    plan.actors(coding)
    return Widened(plan.text(), tuple(plan.added), tuple(plan.questions))


def _unused(coding: Coding, case: Case) -> Iterator[Loss]:
    about = {row.get("issue", "") for row in coding.rows}
    titled = by_title((*case.issues, *case.topics))
    ids = {one.id for one in case.issues} | {one.id for one in case.topics}
    theirs: tuple[Matter, ...] = (*coding.issues, *coding.topics)
    lacking = [
        one.title
        for one in theirs
        if one.id not in about and plain_name(one.title) not in titled and (coding.made or one.id not in ids)
    ]
    if lacking:
        why_not = "no statement is about them, and the case has them not; not added"
        yield Loss("issues and topics", len(lacking), why_not, lacking[0])


@dataclass
class _Plan:
    case: Case
    made: bool
    new: list[Topic] = field(default_factory=list)
    options: dict[str, list[Option]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)

    def __post_init__(self) -> None:
        mine: tuple[Matter, ...] = (*self.case.issues, *self.case.topics)
        self.mine = {one.id: one for one in mine}
        self.titled = by_title(mine)
        self.ids = Ids({f"\0{name}": name for name in self.mine})

    @property
    def added(self) -> list[str]:
        """Topics that are new, or have new options."""
        return [*(topic.id for topic in self.new), *self.options]

    def _same(self, noun: Matter) -> Matter | None:
        """The case's matter of that id or title; asks where it could be several."""
        if noun.id in self.mine and (not self.made or noun.id == noun.title):
            return self.mine[noun.id]
        fits = self.titled.get(plain_name(noun.title), [])
        if len(fits) > 1:
            self.questions.append(Question("several", f"“{noun.title}” is a title of {' and of '.join(fits)}", 1))
        return self.mine[fits[0]] if fits else None

    def topic(self, topic: Topic) -> None:
        """A topic: a new one, or new options of one."""
        mine = self._same(topic)
        if mine is None:
            self.new.append(replace(topic, id=self.ids[topic.id]))
        elif isinstance(mine, Issue):
            self.issue(topic)
        elif mine.options:
            lacking = self._lacking(mine, topic)
            taken = Ids({f"\0{name}": name for name in mine.names})
            if lacking:
                self.options[mine.id] = [replace(option, id=taken[option.id]) for option in lacking]

    def issue(self, noun: Matter) -> None:
        """An issue, or a topic that the case has as one: only compared."""
        mine = self._same(noun)
        if mine is None:
            near = nearest(noun.title, [one.title for one in self.case.issues])
            self.questions.append(Question("issue", noun.title if self.made else noun.id, 1, near))
        elif mine.options or isinstance(mine, Issue):
            for option in self._lacking(mine, noun):
                self.questions.append(Question("option", f"{mine.id} = {option.title}", 1))

    def _lacking(self, mine: Matter, theirs: Matter) -> list[Option]:
        titled = by_title(mine.options)
        return [
            option
            for option in theirs.options
            if plain_name(option.title) not in titled
            and (option.id not in mine.names or (self.made and option.id != option.title))
        ]

    def actors(self, coding: Coding) -> None:
        """Parties and blocs: only compared."""
        actors = Actors(self.case)
        theirs: tuple[Party | Bloc, ...] = (*coding.parties, *coding.blocs)
        names = [one.name for one in self.case.parties] + [one.name for one in self.case.blocs]
        for one in theirs:
            known = not self.made and (one.id in self.case.party or one.id in self.case.bloc)
            if not known and not actors.meant(one.name).holder:
                near = nearest(one.name, names)
                self.questions.append(Question("holder", one.name if self.made else one.id, 1, near))

    def text(self) -> str:
        """The case file as it is to be; "" where nothing is added."""
        if not self.added:
            return ""
        path = Path(self.case.folder) / CASE_FILE
        try:
            text = path.read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            raise WriteError(f"{path} cannot be read: {why(error) if isinstance(error, OSError) else error}") from None
        root = read_yaml(text)
        have = to_data(root).get("topics") if root is not None else None
        for place, topic in enumerate(have or ()):
            for option in self.options.get(topic.get("id", ""), ()):
                text = append_entry(text, ["topics", place, "options"], entry(option))
        if have is None and self.new:
            return set_key(text, [], "topics", [topic_entry(topic) for topic in self.new])
        for topic in self.new:
            text = append_entry(text, ["topics"], topic_entry(topic))
        return text

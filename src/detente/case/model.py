"""What a case says, as frozen values. Reading them from files is `reading`; what they mean is `ledger` and `space`.

Every text entry is kept as it was written; nothing is inferred here but defaults that the format names.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from detente.case.conditions import Condition
from detente.case.dates import Interval
from detente.case.judgements.model import Preference
from detente.case.ratification.model import Ratification
from detente.case.treaties.model import Treaties
from detente.errors import UnknownNameError

if TYPE_CHECKING:
    from detente.case.statements import Statements


class Firmness(enum.IntEnum):
    """How hard a position is, and so the level at which it binds: demand, refusal, limit."""

    PREFERENCE = 1
    FIRM = 2
    NEVER = 3

    @property
    def word(self) -> str:
        """The word that the case format uses."""
        return self.name.lower()


def _last_day(day: date | str | None) -> date | None:
    return Interval.parse(day).last if isinstance(day, str) else day


@dataclass(frozen=True)
class Option:
    """One way to settle an issue. `needs` is None where the issue's default holds.

    `realised_by`: the provisions, as `treaty#anchor`, that would bring it about.
    """

    id: str
    title: str
    needs: tuple[str, ...] | None = None
    realised_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dated:
    """A status quo entry: this option holds from this day on (None: from the beginning)."""

    option: str
    since: Interval | None = None


@dataclass(frozen=True)
class Issue:
    """A matter to be settled, with mutually exclusive options.

    `moves`: which changes those who control it can make: `both` ways, `forward` or `back` in the order of options,
    `none`, or pairs (from, to). `once_agreed`: of conduct on no agenda, what is done once a package is signed; None: as
    without agreement.
    """

    id: str
    title: str
    kind: str
    options: tuple[Option, ...]
    status_quo: tuple[Dated, ...]
    ordered: bool = False
    needs: tuple[str, ...] | None = None
    controlled_by: tuple[str, ...] = ()
    since: Interval | None = None
    until: Interval | None = None
    note: str = ""
    moves: str | tuple[tuple[str, str], ...] = "both"
    once_agreed: str | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The ids of the options, in the order listed."""
        return tuple(option.id for option in self.options)

    @cached_property
    def _by_name(self) -> Mapping[str, Option]:
        return {option.id: option for option in self.options}

    def option(self, name: str) -> Option:
        """The option of that id."""
        if name not in self._by_name:
            raise UnknownNameError(f"option of {self.id}", name, self.names)
        return self._by_name[name]

    def title_of(self, name: str) -> str:
        """The title of an option; what is no option stands for itself."""
        return self._by_name[name].title if name in self._by_name else name


@dataclass(frozen=True)
class Topic:
    """A matter that statements are about but that no package settles: an intention, the meaning of a text.

    Without options any id will do. `exclusive`: no two of its options can hold together.
    """

    id: str
    title: str
    options: tuple[Option, ...] = ()
    exclusive: bool = True
    note: str = ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The ids of the options, in the order listed."""
        return tuple(option.id for option in self.options)

    def title_of(self, name: str) -> str:
        """The title of an option; what is not listed stands for itself."""
        return next((option.title for option in self.options if option.id == name), name)


@dataclass(frozen=True)
class NamedCondition:
    """A condition that positions refer to by its id."""

    id: str
    means: Condition
    title: str = ""


@dataclass(frozen=True)
class Linkage:
    """A condition that every package must meet, by logic, law or physics.

    `breakable`: a settlement must meet it, and what parties do once it is signed can break it all the same.
    """

    id: str
    require: Condition
    title: str = ""
    why: str = ""
    since: Interval | None = None
    until: Interval | None = None
    breakable: bool = False


@dataclass(frozen=True)
class Table:
    """Parties that would sign together. `agenda` is None where the default holds, ("all",) for every issue."""

    id: str
    title: str
    parties: tuple[str, ...]
    agenda: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Event:
    """A dated tick on a chart."""

    date: Interval
    title: str


@dataclass(frozen=True)
class Speaker:
    """Somebody whose words are a party's, from the first to the last day of an office."""

    name: str
    role: str = ""
    since: Interval | None = None
    until: Interval | None = None


@dataclass(frozen=True)
class Party:
    """An actor whose consent counts somewhere."""

    id: str
    name: str
    kind: str = "state"
    aliases: tuple[str, ...] = ()
    note: str = ""
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True)
class Bloc:
    """Parties that count once."""

    id: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One document that statements rest on."""

    id: str
    citation: str
    title: str = ""
    author: str = ""
    outlet: str = ""
    language: str = ""
    url: str = ""
    locator: str = ""
    licence: str = ""
    note: str = ""
    date: Interval | None = None
    copy_of: str = ""
    file: str = ""
    sha256: str = ""
    reliability: str = ""
    confirmed: bool = True


@dataclass(frozen=True)
class Response:
    """What somebody answered to a proposal. `issues` empty: to the whole of it."""

    by: str
    stance: str
    date: Interval | None = None
    known: Interval | None = None
    until: Interval | None = None
    firmness: Firmness = Firmness.FIRM
    given: Condition | None = None
    issues: tuple[str, ...] = ()
    paraphrase: str = ""
    source: tuple[str, ...] = ()
    speaker: str = ""
    locator: str = ""
    begin: int | None = None
    end: int | None = None
    span_sha256: str = ""
    confirmed: bool = True
    judgement: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True)
class Terms:
    """The content of a proposal: terms common to all, and a menu of branches of which `choose` must be met.

    `items` maps an issue to the options that meet it. A branch is again `Terms` and may be indivisible by itself.
    """

    id: str
    items: tuple[tuple[str, tuple[str, ...]], ...] = ()
    choose: int = 0
    branches: tuple[Terms, ...] = ()
    indivisible: Firmness | None = None
    title: str = ""


@dataclass(frozen=True)
class Proposal:
    """A dated package, usually partial, that somebody put forward, with the responses to it."""

    id: str
    title: str
    date: Interval
    by: tuple[str, ...]
    terms: Terms
    author: str = ""
    known: Interval | None = None
    until: Interval | None = None
    source: tuple[str, ...] = ()
    responses: tuple[Response, ...] = ()
    confirmed: bool = True
    judgement: str = ""
    note: str = ""
    line: int = 0


@dataclass(frozen=True, eq=False)
class Case:
    """One dispute, as its folder says."""

    slug: str
    title: str
    question: str
    issues: tuple[Issue, ...]
    statements: Statements
    required: tuple[str, ...] = ()
    conditions: tuple[NamedCondition, ...] = ()
    linkages: tuple[Linkage, ...] = ()
    tables: tuple[Table, ...] = ()
    window_issues: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    parties: tuple[Party, ...] = ()
    blocs: tuple[Bloc, ...] = ()
    sources: tuple[Source, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    topics: tuple[Topic, ...] = ()
    treaties: Treaties = field(default_factory=Treaties)
    preferences: tuple[Preference, ...] = ()
    ratification: Ratification = field(default_factory=Ratification)
    about: str = ""
    digest: str = ""
    folder: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    day: date | None = None
    known_by: date | None = None

    def on(self, day: date | str | None = None, known_by: date | str | None = None) -> Case:
        """The dispute as it stood at the end of that day, as far as it was public by `known_by`; see `filtering.on`."""
        from detente.case.filtering import on  # filtering needs Case; Case offers it by name

        return on(self, _last_day(day), _last_day(known_by))

    @cached_property
    def beside(self) -> frozenset[str]:
        """Conduct that no table has on its agenda: what parties do beside what they negotiate."""
        agendas = [table.agenda for table in self.tables]
        if any(agenda is None or agenda == ("all",) for agenda in agendas):
            return frozenset()
        dealt = {name for agenda in agendas for name in agenda or ()}
        return frozenset(one.id for one in self.issues if one.controlled_by and one.id not in dealt)

    @cached_property
    def issue(self) -> Mapping[str, Issue]:
        """Issues by id."""
        return {issue.id: issue for issue in self.issues}

    @cached_property
    def topic(self) -> Mapping[str, Topic]:
        """Topics by id."""
        return {topic.id: topic for topic in self.topics}

    def title_of(self, matter: str) -> str:
        """The title of an issue or topic; what is neither stands for itself."""
        found = self.issue.get(matter) or self.topic.get(matter)
        return found.title if found else matter

    @cached_property
    def party(self) -> Mapping[str, Party]:
        """Parties by id."""
        return {party.id: party for party in self.parties}

    @cached_property
    def bloc(self) -> Mapping[str, Bloc]:
        """Blocs by id."""
        return {bloc.id: bloc for bloc in self.blocs}

    @cached_property
    def source(self) -> Mapping[str, Source]:
        """Sources by id."""
        return {source.id: source for source in self.sources}

    @cached_property
    def unit(self) -> Mapping[str, str]:
        """The unit that each party counts in: its bloc, or itself."""
        inside = {member: bloc.id for bloc in self.blocs for member in bloc.members}
        return {party.id: inside.get(party.id, party.id) for party in self.parties}

    def members(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Party ids for ids of parties and blocs, each once, in order."""
        found: dict[str, None] = {}
        for name in names:
            for member in self.bloc[name].members if name in self.bloc else (name,):
                found[member] = None
        return tuple(found)

    def name_of(self, unit: str) -> str:
        """The plain name of a party or bloc."""
        if unit in self.bloc:
            return self.bloc[unit].name
        return self.party[unit].name if unit in self.party else unit

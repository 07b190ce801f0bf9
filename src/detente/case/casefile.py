"""case.yaml, parties.yaml and sources.yaml: their entries as the nouns of the model, every reference checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.case.entries import CaseFile, IssueEntry, PartiesFile, PartyEntry, SourcesFile, TableEntry, TopicEntry
from detente.case.known import ANYTHING, Known
from detente.case.model import (
    Bloc,
    Dated,
    Event,
    Issue,
    Linkage,
    NamedCondition,
    Option,
    Party,
    Source,
    Speaker,
    Table,
    Topic,
)
from detente.case.names import shorten
from detente.case.shape import Document
from detente.case.yamlfile import Sequenced

CASE = "case.yaml"


@dataclass(frozen=True)
class Frame:
    """Everything that case.yaml says."""

    title: str
    question: str
    required: tuple[str, ...]
    issues: tuple[Issue, ...]
    conditions: tuple[NamedCondition, ...]
    linkages: tuple[Linkage, ...]
    tables: tuple[Table, ...]
    window_issues: tuple[str, ...]
    events: tuple[Event, ...]
    topics: tuple[Topic, ...] = ()


def read_frame(document: Document[CaseFile], known: Known) -> Frame:
    """What case.yaml says, after complaining of every reference in it that leads nowhere."""
    entry = document.model
    conditions = _conditions(document, known)  # first: everything else may refer to them
    _window(document, known)
    everybody = tuple(known.parties or ())
    required = entry.required or everybody
    _actors(document, known, "required", required=entry.required or ())
    return Frame(
        title=entry.title,
        question=entry.question,
        required=required,
        issues=tuple(_issue(document, known, place, found) for place, found in document.entries("issues")),
        conditions=conditions,
        linkages=tuple(_linkage(document, known, place, found) for place, found in document.entries("linkages")),
        tables=_tables(document, known, required),
        window_issues=entry.window.issues or (),
        events=tuple(Event(event.date, event.title) for event in entry.window.events),
        topics=tuple(_topic(document, known, place, found) for place, found in document.entries("topics")),
    )


def _actors(document: Document[Any], known: Known, *path: str | int, **lists: tuple[str, ...]) -> None:
    for names in lists.values():
        for position, name in enumerate(names):
            known.actor(document.file, document.line(*path, position), name)


def _span(document: Document[Any], known: Known, entry: Any, *path: str | int) -> None:
    """An end that lies before its beginning."""
    if entry.since and entry.until and entry.until.last < entry.since.first:
        line = document.line(*path, "until")
        known.problems.add(
            document.file,
            line,
            "it ends before it begins",
            expected=f"a day from {entry.since} on",
            got=str(entry.until),
        )


# ------------------------------------------------------------------------------------------------------------ issues


def _issue(document: Document[CaseFile], known: Known, place: int, entry: IssueEntry) -> Issue:
    _span(document, known, entry, "issues", place)
    _options(document, known, place, entry)
    _status_quo(document, known, place, entry)
    _actors(document, known, "issues", place, "needs", needs=entry.needs or ())
    _actors(document, known, "issues", place, "controlled_by", names=entry.controlled_by)
    _moves(document, known, place, entry)
    _once_agreed(document, known, place, entry)
    if entry.controlled_by and entry.kind != "conduct":
        line = document.line("issues", place, "controlled_by")
        known.problems.add(
            CASE,
            line,
            "only conduct is controlled by somebody",
            expected="“kind: conduct”, or no controlled_by",
            got=f"kind {entry.kind}",
        )
    return Issue(
        id=entry.id,
        title=entry.title or entry.id,
        kind=entry.kind,
        options=tuple(
            Option(option.id, option.title or option.id, option.needs, option.realised_by) for option in entry.options
        ),
        status_quo=tuple(Dated(dated.option, dated.since) for dated in entry.status_quo),
        ordered=entry.ordered,
        needs=entry.needs,
        controlled_by=entry.controlled_by,
        since=entry.since,
        until=entry.until,
        note=entry.note,
        moves=entry.moves,
        once_agreed=entry.once_agreed,
    )


def _moves(document: Document[CaseFile], known: Known, place: int, entry: IssueEntry) -> None:
    """Moves of what nobody moves, and from or to options that are not there."""
    path = ("issues", place, "moves")
    if "moves" in entry.model_fields_set and not (entry.kind == "conduct" and entry.controlled_by):
        got = f"kind {entry.kind}" if entry.kind != "conduct" else "no controlled_by"
        expected = "“kind: conduct” and controlled_by, or no moves"
        line = document.line(*path)
        known.problems.add(CASE, line, "only what somebody controls is moved", expected=expected, got=got)
    names = tuple(option.id for option in entry.options)
    for position, pair in enumerate(() if isinstance(entry.moves, str) else entry.moves):
        for end, name in enumerate(pair):
            if name not in names:
                line = document.line(*path, position, end)
                known.problems.unknown(CASE, line, f"option of {entry.id}", name, names)
        if pair[0] == pair[1]:
            line = document.line(*path, position)
            expected = "[from, to] with two options"
            known.problems.add(CASE, line, "a move changes something", expected=expected, got=f"{pair[0]} twice")


def _once_agreed(document: Document[CaseFile], known: Known, place: int, entry: IssueEntry) -> None:
    """What is done once a package is signed: an option of conduct, and there only."""
    if entry.once_agreed is None:
        return
    names = tuple(option.id for option in entry.options)
    line = document.line("issues", place, "once_agreed")
    if entry.kind != "conduct":
        expected = "“kind: conduct”, or no once_agreed"
        known.problems.add(CASE, line, "terms are what is agreed", expected=expected, got=f"kind {entry.kind}")
    if entry.once_agreed not in names:
        known.problems.unknown(CASE, line, f"option of {entry.id}", entry.once_agreed, names)


def _options(document: Document[CaseFile], known: Known, place: int, entry: IssueEntry) -> None:
    _distinct(document, known, ("issues", place), entry.id, [option.id for option in entry.options])
    for position, option in enumerate(entry.options):
        if option.needs:
            _actors(document, known, "issues", place, "options", position, "needs", needs=option.needs)


def check_realised(document: Document[CaseFile], known: Known) -> None:
    """Complain of every `realised_by` that leads to no provision; the treaties must be read by then."""
    for place, entry in document.entries("issues"):
        for position, option in enumerate(entry.options):
            path = ("issues", place, "options", position, "realised_by")
            for number, name in enumerate(option.realised_by):
                _realised(document.line(*path, number), f"{entry.id} = {option.id}", name, known)


def _realised(line: int, option: str, name: str, known: Known) -> None:
    treaty, mark, anchor = name.partition("#")
    where = f"{option} is realised by {shorten(name)}: "
    if not mark:
        known.problems.add(CASE, line, f"{where}no anchor is named", expected="treaty#anchor", got=shorten(name))
    elif treaty not in known.anchors:
        known.problems.unknown(CASE, line, "treaty", treaty, known.anchors, where=where)
    else:
        anchors = known.anchors[treaty]
        if anchors is not None and anchor not in anchors:
            known.problems.unknown(CASE, line, f"anchor of {treaty}", anchor, anchors, where=where)


def _distinct(
    document: Document[CaseFile], known: Known, place: tuple[str | int, ...], whose: str, names: list[str]
) -> None:
    """Options of one issue or topic that are named twice."""
    seen: dict[str, int] = {}
    for position, name in enumerate(names):
        if name in seen:
            first = document.line(*place, "options", seen[name], "id")
            line = document.line(*place, "options", position, "id")
            message = f"the option {name} of {whose} is named twice"
            known.problems.add(CASE, line, message, expected="another id", got=f"{name}, as in line {first}")
        seen.setdefault(name, position)


def _topic(document: Document[CaseFile], known: Known, place: int, entry: TopicEntry) -> Topic:
    options = entry.options or ()
    _distinct(document, known, ("topics", place), entry.id, [option.id for option in options])
    listed = tuple(Option(option.id, option.title or option.id) for option in options)
    return Topic(entry.id, entry.title or entry.id, listed, bool(options) and entry.exclusive, entry.note)


def _status_quo(document: Document[CaseFile], known: Known, place: int, entry: IssueEntry) -> None:
    names = tuple(option.id for option in entry.options)
    before = None
    for position, dated in enumerate(entry.status_quo):
        path = ("issues", place, "status_quo", position)
        line = document.line(*path, "option")
        if dated.option not in names:
            known.problems.unknown(CASE, line, f"option of {entry.id}", dated.option, names)
        if position == 0 and dated.since:
            known.problems.add(
                CASE,
                document.line(*path, "from"),
                "the first status quo holds from the beginning",
                expected="no “from”",
                got=str(dated.since),
            )
        elif position and not dated.since:
            known.problems.add(
                CASE, line, "a later status quo begins on a day", expected="“from” with a date", got="none"
            )
        elif dated.since and before and dated.since.first <= before.first:
            known.problems.add(
                CASE,
                document.line(*path, "from"),
                "the status quo goes back in time",
                expected=f"a day after {before}",
                got=str(dated.since),
            )
        before = dated.since or before


# -------------------------------------------------------------------------------------- conditions, linkages, tables


def _conditions(document: Document[CaseFile], known: Known) -> tuple[NamedCondition, ...]:
    entries = list(document.entries("conditions"))
    lines = {entry.id: document.line("conditions", place, "means") for place, entry in entries}
    written = {entry.id: known.parsed(CASE, lines[entry.id], entry.means) for _, entry in entries}
    known.conditions = {name: condition for name, condition in written.items() if condition is not None}
    sound = {
        name: condition for name, condition in known.conditions.items() if known.atoms(CASE, lines[name], condition)
    }
    known.conditions = sound
    known.unread |= set(lines)
    meant = {name: known.resolved(CASE, lines[name], condition) for name, condition in sound.items()}
    known.conditions = {name: condition for name, condition in meant.items() if condition is not None}
    return tuple(NamedCondition(entry.id, meant.get(entry.id) or ANYTHING, entry.title) for _, entry in entries)


def _linkage(document: Document[CaseFile], known: Known, place: int, entry: Any) -> Linkage:
    _span(document, known, entry, "linkages", place)
    require = known.condition(CASE, document.line("linkages", place, "require"), entry.require)
    return Linkage(entry.id, require or ANYTHING, entry.title, entry.why, entry.since, entry.until, entry.breakable)


def _tables(document: Document[CaseFile], known: Known, required: tuple[str, ...]) -> tuple[Table, ...]:
    if document.model.tables is None:
        return (Table("all", "All parties whose consent is required", required),)
    if not document.model.tables and not document.raw("tables"):
        known.problems.add(
            CASE, document.line("tables"), "there is no table", expected="a table, or no “tables”", got="an empty list"
        )
    return tuple(_table(document, known, place, entry) for place, entry in document.entries("tables"))


def _table(document: Document[CaseFile], known: Known, place: int, entry: TableEntry) -> Table:
    _actors(document, known, "tables", place, "parties", parties=entry.parties)
    if entry.agenda not in {None, ("all",)}:
        _issues(document, known, ("tables", place, "agenda"), entry.agenda or ())
    return Table(entry.id, entry.title or entry.id, entry.parties, entry.agenda)


def _window(document: Document[CaseFile], known: Known) -> None:
    _issues(document, known, ("window", "issues"), document.model.window.issues or ())
    written = document.root.entries["issues"][1] if "issues" in document.root.entries else None
    if isinstance(written, Sequenced) and not written.items and not document.model.topics:
        expected = "at least one issue, or a topic"
        known.problems.add(CASE, document.line("issues"), "there is no issue", expected=expected, got="an empty list")


def _issues(document: Document[CaseFile], known: Known, path: tuple[str | int, ...], names: tuple[str, ...]) -> None:
    for position, name in enumerate(names):
        known.issue(CASE, document.line(*path, position), name)


# ------------------------------------------------------------------------------------------------ parties and sources


def read_parties(document: Document[PartiesFile], known: Known) -> tuple[tuple[Party, ...], tuple[Bloc, ...]]:
    """Parties and blocs, after complaining of members that are none, or sit in two blocs."""
    if not document.raw("parties") and document.kept.get("parties") == []:
        line = document.line("parties")
        known.problems.add(document.file, line, "there is no party", expected="at least one party", got="an empty list")
    inside: dict[str, str] = {}
    for place, bloc in document.entries("blocs"):
        for position, name in enumerate(bloc.members):
            line = document.line("blocs", place, "members", position)
            if known.party(document.file, line, name) and inside.setdefault(name, bloc.id) != bloc.id:
                message = f"{name} is in two blocs"
                known.problems.add(
                    document.file,
                    line,
                    message,
                    expected="one bloc for each party",
                    got=f"{inside[name]} and {bloc.id}",
                )
    for place, entry in document.entries("parties"):
        _terms_of_office(document, known, place, entry)
    parties = (
        Party(entry.id, entry.name or entry.id, entry.kind, entry.aliases, entry.note, _speakers(entry))
        for _, entry in document.entries("parties")
    )
    blocs = (Bloc(entry.id, entry.name or entry.id, entry.members) for _, entry in document.entries("blocs"))
    return tuple(parties), tuple(blocs)


def _terms_of_office(document: Document[PartiesFile], known: Known, place: int, entry: PartyEntry) -> None:
    for position, speaker in enumerate(entry.speakers):
        if speaker.since and speaker.until and speaker.until.last < speaker.since.first:
            line = document.line("parties", place, "speakers", position, "until")
            message = f"{speaker.name} stops speaking for {entry.id} before the first day"
            known.problems.add(document.file, line, message, expected="until on or after from", got=str(speaker.until))


def _speakers(entry: PartyEntry) -> tuple[Speaker, ...]:
    return tuple(Speaker(speaker.name, speaker.role, speaker.since, speaker.until) for speaker in entry.speakers)


def read_sources(document: Document[SourcesFile], known: Known) -> tuple[Source, ...]:
    """The sources, after complaining of copies of what is none, or of a copy."""
    copies = {entry.id for _, entry in document.entries("sources") if entry.copy_of}
    for place, entry in document.entries("sources"):
        line = document.line("sources", place, "copy_of")
        if entry.copy_of and known.source(document.file, line, entry.copy_of) and entry.copy_of in copies:
            expected = "the source that was copied first"
            known.problems.add(document.file, line, "it is a copy of a copy", expected=expected, got=entry.copy_of)
    return tuple(Source(**dict(entry)) for _, entry in document.entries("sources"))


def parties_of(required: tuple[str, ...]) -> tuple[Party, ...]:
    """The parties of a case without parties.yaml: those that `required` names."""
    return tuple(Party(name, name) for name in required)

"""Positions as English noun phrases: “Russia’s red line against ‘…’ (Ukraine and NATO membership)”."""

from __future__ import annotations

from collections.abc import Iterable

from detente.brief.markup import Html, el, joined, plain, text
from detente.brief.names import Names
from detente.brief.wording import written
from detente.brief.words import interval, listed, on, own, possessive, quoted
from detente.case.model import Firmness
from detente.ledger.records import Record
from detente.space.positions import Position

REFUSES = {
    Firmness.NEVER: "red line against",
    Firmness.FIRM: "refusal of",
    Firmness.PREFERENCE: "demand for something other than",
}
ONLY = {
    Firmness.NEVER: "red line against anything but",
    Firmness.FIRM: "refusal of anything but",
    Firmness.PREFERENCE: "demand for",
}
PROVIDED = {
    Firmness.NEVER: "red line that",
    Firmness.FIRM: "firm condition that",
    Firmness.PREFERENCE: "demand that",
}
MOST_WORDS = 170
"""Longer phrases are said by their matter in the five sentences."""
NOUN = {"never": "red line", "firm": "refusal", "preference": "demand"}


def whose(position: Position, names: Names) -> Html:
    """A position with its holder: “Russia’s red line against ‘…’ (…)”."""
    return Html(f"{holder(position.unit, names)} {stance(position, names)}")


def holder(unit: str, names: Names) -> Html:
    """Whose: “Russia’s”."""
    return own(possessive(names.unit(unit)))


def stance(position: Position, names: Names) -> Html:
    """A position without its holder, with the matter in brackets where the words do not say it."""
    matter = _matter(position, names)
    return Html(f"{what(position, names)} ({matter})") if matter else what(position, names)


def named(position: Position, names: Names) -> Html:
    """A position with its holder, and its id in small type behind."""
    return Html(f"{whose(position, names)} {small_id(position.id)}")


def briefly(position: Position, names: Names) -> Html:
    """A position without its holder, by its matter only: “red line on ‘…’”."""
    full = stance(position, names)
    if len(plain(full)) <= MOST_WORDS:
        return full
    return about(position.id, names)


def small_id(name: str) -> Html:
    """An identifier, small."""
    return el("code", name, class_="id")


def what(position: Position, names: Names) -> Html:
    """What is refused or demanded, as a noun phrase."""
    if position.whole:
        return _whole(position, names)
    if position.options and _conditional(position, names):
        return listed(list(_on_conditions(position, names)))
    if position.options and position.subject in names.case.issue:
        return _options(position, names)
    proposal = names.proposals.get(position.subject)
    if proposal is not None:
        return Html(f"{REFUSES[position.firmness]} the proposal {quoted(proposal.title)} as it stands")
    found = list(_on_conditions(position, names))
    return listed(found) if found else Html(f"{REFUSES[position.firmness]} {_subject(position.subject, names)}")


def _matter(position: Position, names: Names) -> Html | None:
    if position.subject in names.case.issue:
        return own(names.issue(position.subject))
    return None


def _options(position: Position, names: Names) -> Html:
    issue = names.case.issue[position.subject]
    left = tuple(name for name in issue.names if name not in position.options)
    wanted = bool(left) and set(left) <= names.demands(position.unit, issue.id)
    exceptions = " outside the proposals that it holds" if len(position.issues) > 1 else ""
    if wanted and (len(left) < len(position.options) or (position.firmness is Firmness.PREFERENCE and len(left) < 3)):
        return Html(f"{ONLY[position.firmness]} {names.options(issue.id, left)}{exceptions}")
    return Html(f"{REFUSES[position.firmness]} {names.options(issue.id, position.options)}{exceptions}")


def _whole(position: Position, names: Names) -> Html:
    title = _title(position.subject.removesuffix(".whole"), names)
    said = {
        Firmness.NEVER: "red line against taking",
        Firmness.FIRM: "refusal to take",
        Firmness.PREFERENCE: "demand not to take",
    }
    return Html(f"{said[position.firmness]} {title} apart")


def _behind(position: Position, names: Names) -> Iterable[Record]:
    return [record for ref in position.refs if (record := names.record(ref)) is not None]


def _conditional(position: Position, names: Names) -> bool:
    return position.subject not in names.case.issue or (
        bool(position.refs) and all(record.given for record in _behind(position, names))
    )


def _on_conditions(position: Position, names: Names) -> Iterable[Html]:
    """What the statements behind a conditional position say, each once."""
    found: dict[Html, None] = {}
    for record in _behind(position, names):
        said = _on_condition(record, position.firmness, names)
        if said:
            found[said] = None
    return list(found)[:3]


def _on_condition(record: Record, firmness: Firmness, names: Names) -> Html | None:
    chosen = names.options(record.issue, tuple(part.strip() for part in record.option.split("|") if part.strip()))
    if record.issue and record.given:
        given = written(record.given, names)
        if record.act in ("accept", "offer"):
            return Html(f"{PROVIDED[firmness]} {chosen} ({own(names.issue(record.issue))}) come only if {given}")
        verb = ONLY[firmness] if record.act == "demand" else REFUSES[firmness]
        return Html(f"{verb} {chosen} ({own(names.issue(record.issue))}) where {given}")
    if record.condition and record.condition not in names.proposals:
        known = next((one for one in names.case.conditions if one.id == record.condition and one.title), None)
        if known is not None and record.act == "demand":
            return Html(f"{PROVIDED[firmness].removesuffix(' that')} {quoted(known.title)}")
        means = written(record.condition, names)
        return Html(f"{PROVIDED[firmness]} {means}" if record.act == "demand" else f"{REFUSES[firmness]} this: {means}")
    return None


def _subject(subject: str, names: Names) -> Html:
    parts = [quoted(names.issue(part)) for part in subject.split("+") if part in names.case.issue]
    return Html(f"what ties {listed(parts)}") if parts else quoted(subject)


def by_id(name: str, names: Names) -> Html:
    """A position that is perhaps no longer in force, said from its id: whose, how firm, about what."""
    return Html(f"{holder(name.partition('.')[0], names)} {about(name, names)}")


def about(name: str, names: Names) -> Html:
    """How firm and about what, from an id: “red line on ‘…’”, “rejection of ‘…’”, “insistence on ‘…’ as a whole”."""
    subject, _, firmness = name.partition(".")[2].partition("~")[0].rpartition(".")
    if subject.endswith(".whole"):
        return Html(f"insistence on {_title(subject.removesuffix('.whole'), names)} as a whole")
    if subject in names.proposals:
        return Html(f"rejection of {_title(subject, names)}")
    titles = [quoted(names.issue(part)) for part in subject.split("+") if part]
    return Html(f"{NOUN.get(firmness, 'position')} on {listed(titles)}")


def _title(name: str, names: Names) -> Html:
    return quoted(names.proposals[name].title if name in names.proposals else name)


def affirmed(position: Position) -> str:
    """When a position was last affirmed."""
    return f"last affirmed {on(interval(position.affirmed))}"


def several(positions: Iterable[Position], names: Names) -> Html:
    """Positions of one holder or several, each with its holder."""
    return listed([whose(position, names) for position in positions])


def lines(positions: Iterable[Position], names: Names) -> Html:
    """Positions one below the other, with id, date and evidence."""
    return el(
        "ul",
        [el("li", evidenced(position, names), class_=names.hue(position.unit)) for position in positions],
        class_="lines",
    )


def evidenced(position: Position, names: Names) -> Html:
    """A position with its id, when it was last affirmed, and the statements behind it."""
    tail = [small_id(position.id), text(affirmed(position))]
    if position.disputed:
        tail.append(text("disputed"))
    if position.refs:
        tail.append(Html(f"on {names.evidence(position.refs)}"))
    return Html(whose(position, names) + " " + el("span", joined(tail, " · "), class_="meta block"))

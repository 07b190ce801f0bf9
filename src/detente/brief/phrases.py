"""Positions as English noun phrases: “Russia’s red line against ‘…’ (Ukraine and NATO membership)”."""

from __future__ import annotations

from collections.abc import Iterable

from detente.brief.markup import Html, el, joined, text
from detente.brief.names import Names
from detente.brief.wording import written
from detente.brief.words import interval, listed, on, own, possessive, quoted
from detente.case.model import Firmness
from detente.ledger.records import Record
from detente.space.positions import Position

REFUSES = {
    Firmness.NEVER: "red line against",
    Firmness.FIRM: "refusal of",
    Firmness.PREFERENCE: "wish for something other than",
}
ONLY = {Firmness.NEVER: "red line: nothing but", Firmness.FIRM: "demand for", Firmness.PREFERENCE: "wish for"}
PROVIDED = {
    Firmness.NEVER: "red line that",
    Firmness.FIRM: "firm condition that",
    Firmness.PREFERENCE: "wish that",
}
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
    if wanted and len(left) <= len(position.options) and len(position.options) > 1:
        return Html(f"{ONLY[position.firmness]} {names.options(issue.id, left)}{exceptions}")
    return Html(f"{REFUSES[position.firmness]} {names.options(issue.id, position.options)}{exceptions}")


def _whole(position: Position, names: Names) -> Html:
    name = position.subject.removesuffix(".whole")
    title = quoted(names.proposals[name].title) if name in names.proposals else quoted(name)
    said = {
        Firmness.NEVER: "red line against taking",
        Firmness.FIRM: "refusal to take",
        Firmness.PREFERENCE: "wish not to take",
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
        means = written(record.condition, names)
        return Html(f"{PROVIDED[firmness]} {means}" if record.act == "demand" else f"{REFUSES[firmness]} this: {means}")
    return None


def _subject(subject: str, names: Names) -> Html:
    parts = [quoted(names.issue(part)) for part in subject.split("+") if part in names.case.issue]
    return Html(f"what ties {listed(parts)}") if parts else quoted(subject)


def by_id(name: str, names: Names) -> Html:
    """A position that is perhaps no longer in force, said from its id: whose, how firm, about what."""
    unit, _, rest = name.partition(".")
    subject, _, firmness = rest.partition("~")[0].rpartition(".")
    if subject.endswith(".whole"):
        proposal = names.proposals.get(subject.removesuffix(".whole"))
        title = proposal.title if proposal else subject.removesuffix(".whole")
        return Html(f"{holder(unit, names)} insistence on ‘{own(title)}’ as a whole")
    if subject in names.proposals:
        return Html(f"{holder(unit, names)} rejection of ‘{own(names.proposals[subject].title)}’")
    titles = [quoted(names.issue(part)) for part in subject.split("+") if part]
    return Html(f"{holder(unit, names)} {NOUN.get(firmness, 'position')} on {listed(titles)}")


def affirmed(position: Position) -> str:
    """When a position was last affirmed."""
    return f"last affirmed {on(interval(position.affirmed))}"


def several(positions: Iterable[Position], names: Names) -> Html:
    """Positions of one holder or several, each with its holder."""
    return listed([whose(position, names) for position in positions])


def lines(positions: Iterable[Position], names: Names) -> Html:
    """Positions one below the other, with id, date and evidence."""
    return el("ul", [el("li", evidenced(position, names)) for position in positions], class_="lines")


def evidenced(position: Position, names: Names) -> Html:
    """A position with its id, when it was last affirmed, and the statements behind it."""
    parts: list[Html] = [named(position, names)]
    tail = [text(affirmed(position))]
    if position.disputed:
        tail.append(text("disputed"))
    if position.refs:
        tail.append(Html(f"on {names.evidence(position.refs)}"))
    parts.append(el("span", joined(tail, "; "), class_="meta"))
    return joined(parts, " ")

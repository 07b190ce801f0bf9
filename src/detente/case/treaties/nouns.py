"""From entries to nouns: treaties, terms and provisions as the model has them. References are checked elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from detente.case.shape import Document
from detente.case.treaties.entries import (
    ContentEntry,
    EntryEntry,
    ExceptionEntry,
    ProvisionEntry,
    ReadingEntry,
    TermEntry,
    TermReadingEntry,
    TreatyFile,
    VocabularyFile,
    WithdrawalEntry,
    content_fields,
)
from detente.case.treaties.expressions import Name, Union, names_in
from detente.case.treaties.fields import count_of
from detente.case.treaties.model import (
    Baseline,
    Content,
    Entity,
    EntryIntoForce,
    Exemption,
    Expression,
    Flagword,
    Group,
    Provision,
    Reading,
    Term,
    TermReading,
    Treaties,
    Treaty,
    Trigger,
    Vocabulary,
    Withdrawal,
)

ENTITIES = ("actors", "actions", "assets", "territories")


def vocabulary_of(document: Document[VocabularyFile]) -> Vocabulary:
    """The words of vocabulary.yaml."""
    found: dict[str, Any] = {}
    for section in ENTITIES:
        found[section] = tuple(
            Entity(
                **{**dict(entry), "title": entry.title or entry.id},
                line=document.line(section, place),
                file=document.file,
            )
            for place, entry in document.entries(section)
        )
    for section in ("statuses", "circumstances"):
        found[section] = tuple(
            Flagword(entry.id, entry.title or entry.id, document.line(section, place), document.file)
            for place, entry in document.entries(section)
        )
    found["groups"] = tuple(
        Group(
            **{**dict(entry), "title": entry.title or entry.id}, line=document.line("groups", place), file=document.file
        )
        for place, entry in document.entries("groups")
    )
    return Vocabulary(**found, terms=terms_of(document))


def terms_of(document: Document[Any]) -> tuple[Term, ...]:
    """The terms of the vocabulary, or of one treaty."""
    return tuple(_term(document, place, entry) for place, entry in document.entries("terms"))


def _term(document: Document[Any], place: int, entry: TermEntry) -> Term:
    readings = tuple(_term_reading(reading) for reading in entry.readings or ())
    if entry.means is not None and not readings:
        readings = (TermReading("means", entry.means),)
    return Term(entry.id, entry.title or entry.id, readings, entry.note, document.line("terms", place), document.file)


def _term_reading(entry: TermReadingEntry) -> TermReading:
    return TermReading(**dict(entry))


def treaty_of(document: Document[TreatyFile], name: str) -> Treaty:
    """The treaty of one file."""
    entry = document.model
    by = entry.by or ()
    return Treaty(
        id=name,
        title=entry.title,
        date=entry.date,
        by=by,
        signatories=entry.signatories,
        main=entry.main or _listed(by),
        entry=_entry(entry.entry_into_force) if entry.entry_into_force else None,
        withdrawal=_withdrawal(entry.withdrawal) if entry.withdrawal else None,
        proposal=entry.proposal,
        source=entry.source,
        terms=terms_of(document),
        provisions=tuple(_provision(document, place, found) for place, found in document.entries("provisions")),
        note=entry.note,
        file=document.file,
    )


def _listed(names: tuple[str, ...]) -> Expression | None:
    parts = tuple(Name(name) for name in names)
    if not parts:
        return None
    return Expression(", ".join(names), Union(parts) if len(parts) > 1 else parts[0])


def _entry(entry: EntryEntry) -> EntryIntoForce:
    return EntryIntoForce(entry.rule, count_of(entry.rule), entry.among, entry.requires, entry.anchor, entry.date)


def _withdrawal(entry: WithdrawalEntry) -> Withdrawal:
    return Withdrawal(entry.by, entry.notice, entry.anchor)


def _provision(document: Document[TreatyFile], place: int, entry: ProvisionEntry) -> Provision:
    content = Content(**_content(entry))
    return Provision(
        anchor=entry.id,
        content=content,
        title=entry.title,
        says=entry.says,
        precision=entry.precision,
        readings=tuple(_reading(content, reading) for reading in entry.readings or ()),
        source=entry.source,
        locator=entry.locator,
        confirmed=entry.confirmed,
        judgement=entry.judgement,
        note=entry.note,
        line=document.line("provisions", place),
    )


def _reading(content: Content, entry: ReadingEntry) -> Reading:
    said = _content(entry)
    if "lasts" in said and "ends" not in said:
        said["ends"] = None  # another length is another end
    if "ends" in said and "lasts" not in said:
        said["lasts"] = None
    return Reading(
        id=entry.id,
        content=replace(content, **said),
        changed=tuple(content_fields(entry)),
        title=entry.title,
        holder=entry.holder,
        weight=entry.weight,
        why=entry.why,
        source=entry.source,
    )


def _content(entry: ContentEntry) -> dict[str, Any]:
    found = content_fields(entry)
    if "baseline" in found:
        found["baseline"] = Baseline(**dict(found["baseline"]))
    if "trigger" in found:
        found["trigger"] = Trigger(**dict(found["trigger"]))
    if "exceptions" in found:
        found["exceptions"] = tuple(_exception(one) for one in found["exceptions"])
    return found


def _exception(entry: ExceptionEntry) -> Exemption:
    found = dict(entry)
    return Exemption(**{name: value for name, value in found.items() if name != "rule"}, consent_rule=entry.rule)


# -------------------------------------------------------------------------------------------- names that are only used


def with_used_names(treaties: Treaties) -> Vocabulary:
    """The vocabulary; where it lists no actions (no assets), each name that treaties and inventory use as one."""
    vocabulary = treaties.vocabulary
    terms = {term.id for term in vocabulary.terms}
    if not vocabulary.actions:
        vocabulary = replace(vocabulary, actions=_used(treaties, "action", terms))
    if not vocabulary.assets:
        vocabulary = replace(vocabulary, assets=_used(treaties, "asset", terms))
    return vocabulary


def _used(treaties: Treaties, key: str, terms: set[str]) -> tuple[Entity, ...]:
    found: dict[str, Entity] = {}
    for treaty in treaties.treaties:
        own = terms | {term.id for term in treaty.terms}
        for provision in treaty.provisions:
            for content in (provision.content, *(reading.content for reading in provision.readings)):
                for name in _names(content, key):
                    if name not in own:
                        found.setdefault(name, Entity(name, name, line=provision.line, file=treaty.file))
    for holding in treaties.inventory.holdings:
        name = getattr(holding, key)
        found.setdefault(name, Entity(name, name, line=holding.line, file=holding.file))
    return tuple(found.values())


def _names(content: Content, key: str) -> list[str]:
    said = [getattr(one, key) for one in (content, content.trigger, *content.exceptions) if one is not None]
    return [name for one in said if one is not None for name in names_in(one.tree)]

"""What formats of treaties read into and write from, and what names are called outside of a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import cast

from detente.case.model import Case
from detente.case.treaties.expressions import Node, names_in
from detente.case.treaties.model import Content, Exemption, Expression, Provision, Treaty, Trigger
from detente.exchange.coding import Loss
from detente.exchange.treaties.plain import Plain
from detente.geo.gazetteer import everything, region_names


@dataclass(frozen=True)
class Outgoing:
    """Treaties of a case on their way out. `sentences`: each clause in plain words, by its full name.

    `codes`: which norms make which variable of a coding sheet, where the format is one.
    """

    case: Case
    treaties: tuple[Treaty, ...]
    sentences: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Incoming:
    """Treaties from outside, each as the mapping that its file would hold, by the id that the file suggests."""

    treaties: Mapping[str, Mapping[str, Plain]]
    losses: tuple[Loss, ...] = ()


def used(treaty: Treaty) -> dict[str, tuple[str, ...]]:
    """The names that a treaty's sets mention: `actor`, `action`, `asset`, `territory`, each once, in reading order."""
    found: dict[str, dict[str, None]] = {"actor": {}, "action": {}, "asset": {}, "territory": {}}
    for side, expression in _expressions(treaty):
        kind = side if side in found else "actor"
        found[kind].update(dict.fromkeys(names_in(cast(Node, expression.tree))))
    found["actor"].update(dict.fromkeys(treaty.by))
    return {kind: tuple(names) for kind, names in found.items()}


Part = Content | Trigger | Exemption
"""Whatever of a provision has sets."""


def _expressions(treaty: Treaty) -> Iterator[tuple[str, Expression]]:
    if treaty.signatories is not None:
        yield "bearer", treaty.signatories
    for provision in treaty.provisions:
        for part in parts(provision):
            for name in fields(part):
                value = getattr(part, name.name)
                if isinstance(value, Expression) and name.name not in ("when", "status"):
                    yield name.name, value


def parts(provision: Provision) -> Iterator[Part]:
    """Everything of a provision that has sets: its content under each reading, triggers and exceptions."""
    for content in (provision.content, *(reading.content for reading in provision.readings)):
        yield content
        if content.trigger is not None:
            yield content.trigger
        yield from content.exceptions


def title(case: Case, kind: str, name: str) -> str:
    """What a name of a case is called: by its vocabulary, its terms, its parties, the gazetteer, else its id."""
    vocabulary = case.treaties.vocabulary
    entities = {
        "actor": vocabulary.actors,
        "action": vocabulary.actions,
        "asset": vocabulary.assets,
        "territory": vocabulary.territories,
    }[kind]
    titles = {one.id: one.title for one in vocabulary.terms} | {one.id: one.title for one in entities}
    if titles.get(name):
        return titles[name]
    if kind in ("action", "asset"):
        return name
    called = {one.id: one.name for one in case.parties} | {one.id: one.name for one in case.blocs}
    if name in called:
        return called[name]
    return everything()[name].name if name in everything() else region_names().get(name, name)

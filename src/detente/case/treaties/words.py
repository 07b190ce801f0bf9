"""What names there are for treaties, and of which kind each can be: actor, action, asset, territory.

The names come from the files as written, so that an entry that is wrong elsewhere is still known by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from detente.case.known import Known
from detente.case.shape import Document, raw_text
from detente.case.treaties.expressions import Set
from detente.case.treaties.model import Term
from detente.case.yamlfile import Scalar, line_of
from detente.geo import gazetteer

ACTOR, ACTION, ASSET, TERRITORY, ANY = "actor", "action", "asset", "territory", "any"
KINDS = frozenset({ACTOR, ACTION, ASSET, TERRITORY})
PEOPLED = frozenset({ACTOR, TERRITORY})
"""An actor's name is also its territory's."""

Names = dict[str, None]


def raw_ids(document: Document[Any] | None, section: str) -> list[tuple[str, int]]:
    """The ids of a section as written, sound or not, each with its line; a bare text is one too."""
    found = []
    for node in document.raw(section) if document else ():
        name = node.text if isinstance(node, Scalar) else raw_text(node, "id")
        if name:
            found.append((name, line_of(node, ("id",))))
    return found


def raw_names(document: Document[Any] | None, section: str) -> Names:
    """The ids of a section, each once."""
    return dict.fromkeys(name for name, _ in raw_ids(document, section))


@dataclass(frozen=True, eq=False)
class Words:
    """Every name that expressions may use. `open`: a file that would declare names could not be read."""

    actors: Names
    actions: Names
    assets: Names
    territories: Names
    groups: Names
    blocs: Names
    statuses: Names
    circumstances: Names
    terms: Mapping[str, Term | None] = field(default_factory=dict)
    open: bool = False

    @cached_property
    def regions(self) -> Names:
        """The gazetteer's regions."""
        return dict.fromkeys(gazetteer.regions())

    @cached_property
    def holders(self) -> Names:
        """Who may hold a reading: anybody, single or many."""
        return self.actors | self.groups | self.blocs

    @cached_property
    def places(self) -> Names:
        """What can be a place: territories, and the territories of actors."""
        return self.territories | self.actors

    @cached_property
    def usable(self) -> Mapping[str, Names]:
        """By kind, what an expression of that kind may name; ANY: what a term may."""
        peopled = self.actors | self.groups | self.blocs | self.regions
        terms: Names = dict.fromkeys(self.terms)
        return {
            ANY: peopled | self.territories | self.actions | self.assets | terms,
            ACTOR: peopled | terms,
            ACTION: self.actions | terms,
            ASSET: self.assets | terms,
            TERRITORY: peopled | self.territories | terms,
        }

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The gazetteer's ids by their plain names in small letters: who writes Poland means POL."""
        found = {state.name.lower(): code for code, state in gazetteer.everything().items()}
        return found | {name.lower(): region for region, name in gazetteer.region_names().items()}

    def kinds(self, name: str) -> frozenset[str]:
        """Of which kinds a name that is no term can be; none where nothing is called so."""
        found: set[str] = set()
        if name in self.holders or name in self.regions:
            found |= PEOPLED
        for kind, names in ((TERRITORY, self.territories), (ACTION, self.actions), (ASSET, self.assets)):
            if name in names:
                found.add(kind)
        return frozenset(found)

    def within(self, terms: Mapping[str, Term | None]) -> Words:
        """These words with the terms of one treaty."""
        return Words(
            **{name: getattr(self, name) for name in self.__dataclass_fields__ if name != "terms"},
            terms={**self.terms, **terms},
        )


def gather_words(vocabulary: Document[Any] | None, groups: Iterable[str], known: Known, complete: bool) -> Words:
    """The names of a case, its vocabulary, its memberships and the gazetteer."""
    actors = known.actors or {}
    parties = known.parties or {}
    blocs = {name: None for name in actors if name not in parties}
    areas: Names = dict.fromkeys(gazetteer.areas())
    grouped: Names = dict.fromkeys(groups)

    single = dict.fromkeys(gazetteer.states()) | parties | raw_names(vocabulary, "actors")
    return Words(
        actors={name: None for name in single if name not in grouped},
        actions=raw_names(vocabulary, "actions"),
        assets=raw_names(vocabulary, "assets"),
        territories=areas | raw_names(vocabulary, "territories"),
        groups=grouped,
        blocs=blocs,
        statuses=raw_names(vocabulary, "statuses"),
        circumstances=raw_names(vocabulary, "circumstances"),
        terms=dict(raw_names(vocabulary, "terms")),
        open=not complete or known.actors is None or known.parties is None,
    )


def trees(term: Term | None) -> list[Set]:
    """The syntax trees of a term's readings; none where it has none or is wrong itself."""
    found = [reading.means.tree for reading in term.readings] if term else []
    return [tree for tree in found if isinstance(tree, Set)]

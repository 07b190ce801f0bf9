"""Akoma Ntoso 3.0 out: the treaty as a document whose elements stand under the anchors of its provisions.

Each provision is an element of the hierarchy with its anchor as `eId`, its title as heading, its kind as class and its
paraphrase (or the sentence that its coding makes) as content: the words of the treaty are not in a case and so not in
the file. What a case knows beyond that is in `meta/proprietary`, in a namespace of its own, and comes back losslessly.

Reference: Akoma Ntoso Version 1.0, Part 2: Specifications, OASIS Standard, 2018 (akomantoso30.xsd).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente.case.treaties.model import Provision, Treaty
from detente.case.writing import write_atomic
from detente.exchange.coding import Loss
from detente.exchange.graphml import clean
from detente.exchange.treaties.bundle import Outgoing, title, used
from detente.exchange.treaties.plain import Plain, to_plain

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OWN = "urn:detente:treaty:1"
"""The namespace of what Akoma Ntoso has no element for."""

LEVELS = {
    "art": "article", "para": "paragraph", "subpara": "subparagraph", "sec": "section", "subsec": "subsection",
    "part": "part", "subpart": "subpart", "chp": "chapter", "subchp": "subchapter", "title": "title", "book": "book",
    "tome": "tome", "dvs": "division", "cl": "clause", "clause": "clause", "subcl": "subclause", "list": "list",
    "sublst": "sublist", "point": "point", "indent": "indent", "alinea": "alinea", "rule": "rule",
    "subrule": "subrule", "proviso": "proviso", "level": "level", "transitional": "transitional",
}  # fmt: skip
"""Abbreviations of an eId, and the elements of the hierarchy that they stand for; others become `hcontainer`."""

PREAMBLE = ("preamble", "recital", "recitals", "rec", "recs", "cit", "citation")

TLC = {"actor": "Organization", "action": "Process", "asset": "Object", "territory": "Location"}


@dataclass
class _Branch:
    """A place in the hierarchy, with the provision that stands there, if any."""

    anchor: str
    provision: Provision | None = None
    below: dict[str, _Branch] = field(default_factory=dict)


def write(outgoing: Outgoing, path: Path) -> tuple[Loss, ...]:
    """Write one treaty, whole or not at all. Returns what XML could not hold."""
    from lxml import etree

    (treaty,) = outgoing.treaties
    made = _Maker(outgoing, treaty)
    data = etree.tostring(made.document(), pretty_print=True, xml_declaration=True, encoding="UTF-8")
    write_atomic(path, data)
    lost = made.lost
    return (Loss("characters that XML cannot hold", lost, "replaced by a sign that stands for them"),) if lost else ()


class _Maker:
    def __init__(self, outgoing: Outgoing, treaty: Treaty) -> None:
        from lxml import etree

        self.etree = etree
        self.case, self.treaty, self.sentences = outgoing.case, treaty, outgoing.sentences
        self.lost = 0
        self.taken = {"__".join(steps[: n + 1]) for steps in self._steps() for n in range(len(steps))}
        self.us, self.original = self._free("detente"), self._free("original")

    def _steps(self) -> list[list[str]]:
        return [one.anchor.split("__") for one in self.treaty.provisions]

    def _free(self, name: str) -> str:
        """An eId that nothing else in the document has."""
        while name in self.taken:
            name += "_x"
        self.taken.add(name)
        return name

    def document(self) -> Any:
        root = self.etree.Element(f"{{{AKN}}}akomaNtoso", nsmap={None: AKN, "detente": OWN})
        act = self._add(root, "act", name="treaty", contains="originalVersion")
        self._meta(self._add(act, "meta"))
        preface = self._add(act, "preface")
        self._add(self._add(preface, "p"), "docTitle", self.treaty.title)
        tree = grown(self.treaty.provisions)
        recitals = [one for one in self.treaty.provisions if in_preamble(one.anchor)]
        if recitals:
            self._preamble(self._add(act, "preamble"), recitals, self._free("recs"))
        body = self._add(act, "body")
        for branch in tree.values():
            self._branch(body, branch)
        if not tree:
            self._add(body, "hcontainer", name="none", eId=self._free("none"))
        return root

    # -------------------------------------------------------------------------------------------------------- meta

    def _meta(self, meta: Any) -> None:
        work = f"/akn/xx/act/treaty/{self.treaty.date.isoformat()}/{self.treaty.id}"
        day = self.treaty.date.isoformat()
        author = f"/ontology/organization/detente/{self.treaty.by[0]}" if self.treaty.by else f"#{self.us}"
        identification = self._add(meta, "identification", source=f"#{self.us}")
        for part, uri in (
            ("Work", work),
            ("Expression", f"{work}/eng@{day}"),
            ("Manifestation", f"{work}/eng@{day}.xml"),
        ):
            element = self._add(identification, f"FRBR{part}")
            self._add(element, "FRBRthis", value=f"{uri}/!main" if part == "Work" else uri)
            self._add(element, "FRBRuri", value=uri)
            if part == "Work":
                self._add(element, "FRBRalias", value=self.treaty.title, name="title")
            self._add(element, "FRBRdate", date=day, name="dated")
            self._add(element, "FRBRauthor", href=author if part == "Work" else f"#{self.us}")
            if part == "Work":
                self._add(element, "FRBRcountry", value="xx")
                self._add(element, "FRBRnumber", value=self.treaty.id)
            elif part == "Expression":
                self._add(element, "FRBRlanguage", language="eng")
        lifecycle = self._add(meta, "lifecycle", source=f"#{self.us}")
        self._add(
            lifecycle, "eventRef", eId=self._free("e_dated"), date=day, source=f"#{self.original}", type="generation"
        )
        self._references(meta, work)
        proprietary = self._add(meta, "proprietary", source=f"#{self.us}")
        self._plain(proprietary, "treaty", to_plain(self.treaty)).set("id", self.treaty.id)

    def _references(self, meta: Any, work: str) -> None:
        references = self._add(meta, "references", source=f"#{self.us}")
        self._add(references, "original", eId=self.original, href=work, showAs=self.treaty.title)
        self._add(references, "TLCOrganization", eId=self.us, href="/ontology/organization/detente", showAs="Détente")
        for kind, names in used(self.treaty).items():
            word = TLC[kind]
            names_of = {name: self._free(f"{word[:3].lower()}_{name}") for name in names}
            for name in names:
                self._add(
                    references,
                    f"TLC{word}",
                    eId=names_of[name],
                    href=f"/ontology/{word.lower()}/detente/{name}",
                    showAs=title(self.case, kind, name),
                )

    def _plain(self, parent: Any, name: str, value: Plain) -> Any:
        """A plain value as elements of our own; what is no text says what it is."""
        element = self.etree.SubElement(parent, f"{{{OWN}}}{name}")
        if isinstance(value, str):
            element.text = self._text(value)
        elif isinstance(value, Mapping):
            element.set("is", "map")
            for key, inner in value.items():
                self._plain(element, key, inner)
        else:
            element.set("is", "list")
            for inner in value:
                self._plain(element, "item", inner)
        return element

    # -------------------------------------------------------------------------------------------------------- body

    def _preamble(self, preamble: Any, recitals: Sequence[Provision], name: str) -> None:
        row = self._add(preamble, "recitals", eId=name)
        for one in recitals:
            recital = self._add(row, "recital", eId=one.anchor, class_=one.content.kind)
            if one.title:
                self._add(recital, "heading", one.title)
            self._add(recital, "p", self._words(one))

    def _branch(self, parent: Any, branch: _Branch) -> None:
        level, number = _last(branch.anchor)
        word = LEVELS.get(level, "hcontainer")
        one = branch.provision
        element = self._add(
            parent,
            word,
            eId=branch.anchor,
            name=level or "provision" if word == "hcontainer" else None,
            class_=one.content.kind if one else None,
        )
        if number:
            self._add(element, "num", number)
        if one and one.title:
            self._add(element, "heading", one.title)
        if not branch.below:
            self._add(self._add(element, "content"), "p", self._words(one) if one else "")
            return
        if one:
            self._add(self._add(element, "intro"), "p", self._words(one))
        for inner in branch.below.values():
            self._branch(element, inner)

    def _words(self, one: Provision) -> str:
        return one.says or self.sentences.get(self.treaty.name(one.anchor), "")

    def _add(self, parent: Any, word: str, text: str = "", /, **attributes: str | None) -> Any:
        element = self.etree.SubElement(parent, f"{{{AKN}}}{word}")
        for key, value in attributes.items():
            if value is not None:
                element.set(key.rstrip("_"), self._text(value))
        if text:
            element.text = self._text(text)
        return element

    def _text(self, text: str) -> str:
        fit = clean(text)
        self.lost += sum(was != now for was, now in zip(text, fit, strict=True))
        return fit


def in_preamble(anchor: str) -> bool:
    """Whether an anchor stands in the preamble."""
    return anchor.split("__", maxsplit=1)[0].split("_", maxsplit=1)[0] in PREAMBLE


def grown(provisions: Sequence[Provision]) -> dict[str, _Branch]:
    """Provisions below those whose anchors theirs begin with, in the order in which they are first met."""
    top: dict[str, _Branch] = {}
    for one in provisions:
        if in_preamble(one.anchor):
            continue
        steps = one.anchor.split("__")
        branch = _Branch("", None, top)
        for depth in range(1, len(steps) + 1):
            anchor = "__".join(steps[:depth])
            branch = branch.below.setdefault(anchor, _Branch(anchor))
        branch.provision = one
    return top


def _last(anchor: str) -> tuple[str, str]:
    """The level and number of an anchor's last step.

    >>> _last("art_4__para_1"), _last("force_limit")
    (('para', '1'), ('force', 'limit'))
    """
    level, _, number = anchor.rpartition("__")[2].partition("_")
    return re.sub(r"[^A-Za-z0-9-]", "", level), number

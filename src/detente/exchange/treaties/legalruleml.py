"""LegalRuleML 1.0 out: each norm a PrescriptiveStatement, its readings Alternatives, tied to the Akoma Ntoso eIds.

Compact serialisation, in the order of elements that the schema prescribes. An obligation, prohibition or permission is
the head of a rule whose body is who, what, where and upon which conditions; bearer and counterparty are the slots
`Bearer` and `AuxiliaryParty`. What orders no conduct (principles, declarations, procedures, powers, savings) becomes a
ConstitutiveStatement. Overrides are OverrideStatements; a repair is a PenaltyStatement with a ReparationStatement.
A provision with rival readings is one statement a reading, under Alternatives, each with a Context that says who holds
it. Sets of names are atoms over the names as the case writes them; what has no place in a rule is said as a loss.

Reference: LegalRuleML Core Specification Version 1.0, OASIS Standard, 2021.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from detente.case.treaties.expressions import AllOf, AnyOf, Condition, Flag, Not
from detente.case.treaties.model import VAGUE, Content, Exemption, Expression, Provision, Reading, Treaty
from detente.case.writing import write_atomic
from detente.exchange.coding import Loss
from detente.exchange.graphml import clean
from detente.exchange.treaties.bundle import Outgoing, used
from detente.exchange.treaties.plain import scalar

LRML = "http://docs.oasis-open.org/legalruleml/ns/v1.0/"
RULEML = "http://ruleml.org/spec"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XS = "http://www.w3.org/2001/XMLSchema"
WORDS = "urn:detente:treaty:words:"
"""What a CURIE with an empty prefix stands for: the case's own names."""

DEONTIC = {"obligation": "Obligation", "prohibition": "Prohibition", "permission": "Permission"}
VOCABULARY = f"{LRML}vocab#"


def write(outgoing: Outgoing, path: Path) -> tuple[Loss, ...]:
    """Write one treaty, whole or not at all. Returns what LegalRuleML has no place for."""
    from lxml import etree

    (treaty,) = outgoing.treaties
    made = _Maker(outgoing, treaty)
    data = etree.tostring(made.document(), pretty_print=True, xml_declaration=True, encoding="UTF-8")
    write_atomic(path, data)
    return tuple(Loss(what, count, why) for (what, why), count in made.lost.items())


class _Maker:
    def __init__(self, outgoing: Outgoing, treaty: Treaty) -> None:
        from lxml import etree

        self.etree = etree
        self.case, self.treaty, self.sentences = outgoing.case, treaty, outgoing.sentences
        self.lost: Counter[tuple[str, str]] = Counter()
        self.statements = {one.anchor: list(_versions(one)) for one in treaty.provisions}

    def document(self) -> Any:
        spaces = {"lrml": LRML, "ruleml": RULEML, "xsi": XSI, "xs": XS, None: WORDS}
        root = self.etree.Element(f"{{{LRML}}}LegalRuleML", nsmap=spaces)
        self._sources(root)
        self._actors(root)
        self._times(root)
        self._associations(root)
        self._contexts(root)
        self._alternatives(root)
        statements = self._add(root, "Statements", key="statements")
        for one in self.treaty.provisions:
            for key, reading in self.statements[one.anchor]:
                self._statement(statements, key, one, reading.content if reading else one.content)
        for one in self.treaty.provisions:
            self._overrides(statements, one)
            self._repairs(statements, one)
        self._uncarried()
        return root

    # ---------------------------------------------------------------------------------------------------- metadata

    def _sources(self, root: Any) -> None:
        """Each provision's place in the Akoma Ntoso document."""
        work = f"/akn/xx/act/treaty/{self.treaty.date.isoformat()}/{self.treaty.id}"
        references = self._add(root, "LegalReferences")
        for one in self.treaty.provisions:
            self._add(
                references,
                "LegalReference",
                refersTo=f"ref-{one.anchor}",
                refID=f"{work}/!main~{one.anchor}",
                refIDSystemName="AkomaNtoso3.0",
            )
        sources = self._add(root, "LegalSources")
        self._add(sources, "LegalSource", key="source", sameAs=f"{work}/!main")
        for one in self.treaty.provisions:
            self._add(sources, "LegalSource", key=f"source-{one.anchor}", sameAs=f"{work}/!main#{one.anchor}")

    def _actors(self, root: Any) -> None:
        holders = [name for one in self.treaty.provisions for reading in one.readings for name in reading.holder]
        names = dict.fromkeys([*self.treaty.by, *holders])
        if names:
            authorities = self._add(root, "Authorities")
            for name in names:
                self._add(authorities, "Authority", key=f"authority-{_ncname(name)}", sameAs=f"{WORDS}{name}")
        actors = used(self.treaty)["actor"]
        if actors:
            agents = self._add(root, "Agents")
            for name in actors:
                self._add(agents, "Agent", key=f"agent-{_ncname(name)}", sameAs=f"{WORDS}{name}")

    def _times(self, root: Any) -> None:
        times = self._add(root, "Times")
        days = {"dated": self.treaty.date}
        if self.treaty.entry is not None and self.treaty.entry.date is not None:
            days["in-force"] = self.treaty.entry.date
        for name, day in days.items():
            time = self._add(times, "Time", space=RULEML, key=f":t-{name}")
            self._data(time, "date", day.isoformat())
        if "in-force" in days:
            row = self._add(root, "TemporalCharacteristics")
            one = self._add(row, "TemporalCharacteristic", key="in-force")
            self._add(one, "forStatus", iri=f"{VOCABULARY}InForce")
            self._add(one, "hasStatusDevelopment", iri=f"{VOCABULARY}Starts")
            self._add(one, "atTime", keyref="#t-in-force")

    def _associations(self, root: Any) -> None:
        if not self.treaty.provisions:
            return
        row = self._add(root, "Associations")
        for one in self.treaty.provisions:
            association = self._add(row, "Association", key=f"from-{one.anchor}")
            self._add(association, "appliesSource", keyref=f"#source-{one.anchor}")
            if self.treaty.entry is not None and self.treaty.entry.date is not None:
                self._add(association, "appliesTemporalCharacteristic", keyref="#in-force")
            for key, _ in self.statements[one.anchor]:
                self._add(association, "toTarget", keyref=f"#{key}")

    def _contexts(self, root: Any) -> None:
        """Who holds a reading."""
        for versions in self.statements.values():
            for key, reading in versions:
                if reading is None or not reading.holder:
                    continue
                context = self._add(root, "Context", key=f"context-{key}")
                for name in reading.holder:
                    self._add(context, "appliesAuthority", keyref=f"#authority-{_ncname(name)}")
                self._add(context, "inScope", keyref=f"#{key}")

    def _alternatives(self, root: Any) -> None:
        for anchor, versions in self.statements.items():
            if len(versions) > 1:
                row = self._add(root, "Alternatives", key=f"readings-{anchor}")
                for key, _ in versions:
                    self._add(row, "hasAlternative", keyref=f"#{key}")

    # -------------------------------------------------------------------------------------------------- statements

    def _statement(self, statements: Any, key: str, one: Provision, content: Content) -> None:
        conduct = content.kind in DEONTIC and content.binds
        word = "PrescriptiveStatement" if conduct else "ConstitutiveStatement"
        statement = self._add(statements, word, key=key)
        said = one.says or self.sentences.get(self.treaty.name(one.anchor), "")
        if said:
            self._add(statement, "Paraphrase", said)
        rule = self._add(statement, "Rule", space=RULEML, key=f":rule-{key}", closure="universal")
        strength = self._add(rule, "hasStrength")
        self._add(strength, "DefeasibleStrength" if _defeasible(content) else "StrictStrength")
        body = self._add(self._add(rule, "if", space=RULEML), "And", space=RULEML)
        for name, variable, expression in _scope(content):
            self._atom(body, f":{name}", variable, expression.text)
        self._conditions(body, content)
        head = self._add(rule, "then", space=RULEML)
        if conduct:
            self._deontic(head, content)
        else:
            self._atom(head, f":{content.kind}" if content.binds else ":bindsNobody", "bearer")

    def _deontic(self, head: Any, content: Content) -> None:
        found = self._add(head, DEONTIC[content.kind])
        for word, expression in (("Bearer", content.bearer), ("AuxiliaryParty", content.counterparty)):
            if expression is not None:
                slot = self._add(found, "slot", space=RULEML)
                self._add(slot, word, iri=f":{'bearer' if word == 'Bearer' else 'counterparty'}")
                self._add(slot, "Var", "bearer" if word == "Bearer" else "counterparty", space=RULEML)
        if content.status is not None:
            self._formula(found, cast(Condition, content.status.tree))
            return
        atom = self._add(found, "Atom", space=RULEML)
        self._add(atom, "Rel", space=RULEML, iri=":does")
        for variable in ("bearer", "action", "asset", "territory"):
            self._add(atom, "Var", variable, space=RULEML)
        for number in (content.cap, content.floor):
            if number is not None:
                self._data(atom, "integer", str(number))

    def _conditions(self, body: Any, content: Content) -> None:
        for name in ("begins", "ends", "lasts", "within", "stay", "cap", "floor"):
            value = getattr(content, name)
            if value is not None:
                atom = self._add(body, "Atom", space=RULEML)
                self._add(atom, "Rel", space=RULEML, iri=f":{name}")
                written = scalar(value)
                kind = "integer" if isinstance(value, int) else "duration" if written.startswith("P") else "date"
                self._data(atom, kind, _weeks(written) if kind == "duration" else written)
        if content.baseline is not None:
            self._atom(body, ":aboveBaseline", "territory", f"{content.baseline.date} {content.baseline.per}")
        if content.when is not None:
            self._formula(body, cast(Condition, content.when.tree))
        if content.said:
            self._atom(body, ":said", "bearer", content.said)
        if content.trigger is not None:
            parts = {name: getattr(content.trigger, name) for name in ("action", "asset", "territory")}
            for name, expression in parts.items():
                if expression is not None:
                    self._atom(body, f":trigger-{name}", f"trigger-{name}", expression.text)
        for anchor in content.repairs:
            for key, _ in self.statements.get(anchor, ()):
                self._add(body, "Violation", keyref=f"#{key}")
        for exception in content.exceptions:
            inner = self._add(self._add(body, "Naf", space=RULEML), "And", space=RULEML)
            self._exception(inner, exception)

    def _exception(self, parent: Any, one: Exemption) -> None:
        for name in ("bearer", "action", "asset", "territory"):
            expression = getattr(one, name)
            if expression is not None:
                self._atom(parent, f":{name}", name, expression.text)
        if one.when is not None:
            self._formula(parent, cast(Condition, one.when.tree))
        if one.consent_of is not None:
            self._atom(parent, ":consent", "bearer", f"{one.consent_rule} of {one.consent_of.text}")
        if one.under:
            self._atom(parent, ":under", "bearer", one.under)
        if one.said:
            self._atom(parent, ":said", "bearer", one.said)

    def _formula(self, parent: Any, node: Condition) -> None:
        match node:
            case Flag(name):
                atom = self._add(parent, "Atom", space=RULEML)
                self._add(atom, "Rel", space=RULEML, iri=f":{name}")
            case Not(of):
                self._formula(self._add(parent, "Neg", space=RULEML), of)
            case AllOf(parts) | AnyOf(parts):
                inner = self._add(parent, "And" if isinstance(node, AllOf) else "Or", space=RULEML)
                for part in parts:
                    self._formula(inner, part)

    def _overrides(self, statements: Any, one: Provision) -> None:
        for key, reading in self.statements[one.anchor]:
            for anchor in (reading.content if reading else one.content).overrides:
                for under, _ in self.statements.get(anchor, ()):
                    statement = self._add(statements, "OverrideStatement", key=f"override-{key}-{under}")
                    self._add(statement, "Override", over=f"#{key}", under=f"#{under}")

    def _repairs(self, statements: Any, one: Provision) -> None:
        content = one.content
        if not content.repairs or content.kind not in DEONTIC:
            return
        penalty = self._add(statements, "PenaltyStatement", key=f"repair-{one.anchor}")
        self._deontic(penalty, content)
        for anchor in content.repairs:
            for key, _ in self.statements.get(anchor, ()):
                statement = self._add(statements, "ReparationStatement", key=f"reparation-{one.anchor}-{key}")
                reparation = self._add(statement, "Reparation", key=f"reparation-of-{one.anchor}-{key}")
                self._add(reparation, "appliesPenalty", keyref=f"#repair-{one.anchor}")
                self._add(reparation, "toPrescriptiveStatement", keyref=f"#{key}")

    # ------------------------------------------------------------------------------------------------------ pieces

    def _uncarried(self) -> None:
        why = "LegalRuleML has no place for them"
        for one in self.treaty.provisions:
            self.lost["weights of readings", why] += sum(reading.weight is not None for reading in one.readings)
            self.lost["judgements, notes and locators", why] += bool(one.judgement or one.note or one.locator)
            self.lost["sources of provisions", "they are the case’s, not the treaty’s"] += bool(one.source)
            self.lost["how amounts are counted (per, counts, once)", why] += bool(
                one.content.per or one.content.counts != "amount" or one.content.once
            )
            vague = one.precision in VAGUE and not one.readings
            self.lost["readings that only follow from a precision", "they are not written down"] += vague
        self.lost["terms and their readings", "names stand for them"] += len(self.treaty.terms)
        self.lost["rules of entry into force and withdrawal", "no norms of conduct"] += bool(
            (self.treaty.entry and not self.treaty.entry.date) or self.treaty.withdrawal
        )
        self.lost = Counter({key: count for key, count in self.lost.items() if count})

    def _atom(self, parent: Any, relation: str, variable: str, individual: str = "") -> None:
        atom = self._add(parent, "Atom", space=RULEML)
        self._add(atom, "Rel", space=RULEML, iri=relation)
        self._add(atom, "Var", variable, space=RULEML)
        if individual:
            self._add(atom, "Ind", individual, space=RULEML)

    def _data(self, parent: Any, kind: str, text: str) -> None:
        self._add(parent, "Data", text, space=RULEML).set(f"{{{XSI}}}type", f"xs:{kind}")

    def _add(self, parent: Any, word: str, text: str = "", /, *, space: str = LRML, **attributes: str) -> Any:
        element = self.etree.SubElement(parent, f"{{{space}}}{word}")
        for key, value in attributes.items():
            element.set(key, self._fit(value))
        if text:
            element.text = self._fit(text)
        return element

    def _fit(self, text: str) -> str:
        fit = clean(text)
        if fit != text:
            self.lost["characters that XML cannot hold", "replaced by a sign that stands for them"] += 1
        return fit


def _versions(one: Provision) -> Iterator[tuple[str, Reading | None]]:
    """The statements that a provision makes: one, or one a reading."""
    if not one.readings:
        yield f"ps-{one.anchor}", None
    for reading in one.readings:
        yield f"ps-{one.anchor}--{reading.id}", reading


def _scope(content: Content) -> Iterator[tuple[str, str, Expression]]:
    """The sets of a norm: who, to whom, what, with what, where."""
    sides: Mapping[str, Expression | None] = {
        "bearer": content.bearer,
        "counterparty": content.counterparty,
        "action": content.action,
        "asset": content.asset,
        "territory": content.territory,
    }
    for name, expression in sides.items():
        if expression is not None:
            yield name, name, expression


def _defeasible(content: Content) -> bool:
    return bool(content.exceptions or content.when or content.said)


def _weeks(written: str) -> str:
    """A duration without weeks, which XML Schema does not know beside other units.

    >>> _weeks("P2W"), _weeks("P1Y2W"), _weeks("P30D")
    ('P14D', 'P1Y14D', 'P30D')
    """
    found = re.fullmatch(r"(P(?:\d+Y)?(?:\d+M)?)(\d+)W(?:(\d+)D)?", written)
    return f"{found[1]}{7 * int(found[2]) + int(found[3] or 0)}D" if found else written


def _ncname(name: str) -> str:
    return re.sub(r"[^\w.-]", "_", name)

"""LegalRuleML: elements in the order of the schema, keys unique, references that lead somewhere, every norm there."""

from collections import Counter

import pytest
from hypothesis import given, settings
from lxml import etree

import detente
from detente.exchange.treaties import legalruleml
from detente.exchange.treaties.bundle import Outgoing
from detente.exchange.treaties.legalruleml import DEONTIC, LRML, RULEML
from tests.markdown import ROOT
from tests.treaties_made import EVERYTHING, treaty_cases

ACCORD = ROOT / "tests" / "brief" / "accord"
TOP = [
    "LegalReferences", "LegalSources", "Authorities", "Agents", "Times", "TemporalCharacteristics", "Associations",
    "Context", "Alternatives", "Statements",
]  # fmt: skip
FORMULAS = {"Atom", "Neg", "Naf", "And", "Or", "Violation"}


def local(element):
    return etree.QName(element).localname


def root_of(case, treaty, path):
    losses = legalruleml.write(Outgoing(case, (treaty,)), path)
    assert all(loss.count > 0 for loss in losses)
    return etree.parse(str(path)).getroot()


def check(treaty, root):
    names = [local(one) for one in root]
    assert [TOP.index(name) for name in names] == sorted(TOP.index(name) for name in names)
    keys = Counter(one.get("key").lstrip(":") for one in root.iter() if one.get("key"))
    keys.update(one.get("refersTo") for one in root.iter() if one.get("refersTo"))
    assert set(keys.values()) == {1}
    for one in root.iter():
        for name in ("keyref", "over", "under"):
            assert one.get(name) is None or one.get(name).removeprefix("#") in keys
        if etree.QName(one).namespace == RULEML and one.get("key"):
            assert one.get("key").startswith(":")
    for rule in root.iter(f"{{{RULEML}}}Rule"):
        assert [local(part) for part in rule] == ["hasStrength", "if", "then"]
        assert len(rule[1]) == len(rule[2]) == 1
        assert {local(part) for part in rule[1][0]} <= FORMULAS
    for word in DEONTIC.values():
        for one in root.iter(f"{{{LRML}}}{word}"):
            *slots, formula = one
            assert {local(slot[0]) for slot in slots} <= {"Bearer", "AuxiliaryParty"}
            assert local(formula) in FORMULAS
    statements = [one for one in root[-1] if local(one) in ("PrescriptiveStatement", "ConstitutiveStatement")]
    assert len(statements) == sum(len(one.readings) or 1 for one in treaty.provisions)
    targets = Counter(one.get("keyref") for one in root.iter(f"{{{LRML}}}toTarget"))
    assert targets == Counter(f"#{one.get('key')}" for one in statements)
    rival = [one for one in treaty.provisions if len(one.readings) > 1]
    assert len(list(root.iter(f"{{{LRML}}}Alternatives"))) == len(rival)


@given(sample=treaty_cases(EVERYTHING))
@settings(max_examples=15)
def test_documents_are_laid_out_as_the_standard_prescribes(sample, tmp_path_factory):
    case = sample.case()
    for treaty in case.treaties.treaties:
        check(treaty, root_of(case, treaty, tmp_path_factory.mktemp("lrml") / "one.lrml"))


@pytest.mark.parametrize("case", ["european-security", str(ACCORD)])
def test_real_treaties_are_laid_out_as_the_standard_prescribes(case, tmp_path):
    loaded = detente.load(case)
    for treaty in loaded.treaties.treaties:
        check(treaty, root_of(loaded, treaty, tmp_path / "one.lrml"))


@pytest.fixture(scope="module")
def accord(tmp_path_factory):
    case = detente.load(str(ACCORD))
    return root_of(case, case.treaties.treaties[0], tmp_path_factory.mktemp("accord") / "one.lrml")


def one(root, key):
    (found,) = [element for element in root.iter() if element.get("key") == key]
    return found


def test_a_prohibition_has_its_bearer_its_counterparty_and_its_exceptions(accord):
    statement = one(accord, "ps-art_4__para_1--per_host")
    head = statement.find(f".//{{{LRML}}}Prohibition")
    assert [local(slot[0]) for slot in head.iter(f"{{{RULEML}}}slot")] == ["Bearer", "AuxiliaryParty"]
    assert len(list(statement.iter(f"{{{RULEML}}}Naf"))) == 4
    assert local(statement.find(f".//{{{LRML}}}hasStrength")[0]) == "DefeasibleStrength"


def test_a_reading_that_binds_nobody_orders_nothing_and_holders_are_said(accord):
    assert local(one(accord, "ps-art_4__para_1--not_binding")) == "ConstitutiveStatement"
    context = one(accord, "context-ps-art_4__para_1--per_host")
    assert context[0].get("keyref") == "#authority-RUS"


def test_overrides_and_repairs(accord):
    over = {(found.get("over"), found.get("under")) for found in accord.iter(f"{{{LRML}}}Override")}
    assert over == {(f"#ps-art_4__para_1--{name}", "#ps-art_7__para_2") for name in ("per_host", "not_binding")}
    reparation = next(accord.iter(f"{{{LRML}}}Reparation"))
    assert [part.get("keyref") for part in reparation] == ["#repair-art_8", "#ps-art_7__para_2"]
    assert accord.find(f".//{{{LRML}}}Violation").get("keyref") == "#ps-art_7__para_2"


def test_sources_lead_to_the_eids(accord):
    assert one(accord, "source-art_6").get("sameAs").endswith("!main#art_6")

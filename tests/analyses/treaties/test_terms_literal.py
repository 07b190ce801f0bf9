"""Property: the Parties that a term holds are those of the definition, leaf by leaf, on any day."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.analyses.treaties.terms import terms
from detente.case.treaties import expressions as ex
from tests.space.treaties.literal import Cell, Literal
from tests.treaties_made import GROUP, Shape, treaty_cases

SIDES = {"actors": "bearer", "territories": "territory", "actions": "action", "assets": "asset"}


PLACES = st.sampled_from(
    (
        "port",
        "ALFA but not port",
        "ALFA, isle",
        "the_north, ALFA",
        "unsaid, BRAVO",
        "unsaid also in port",
        "anywhere but not port",
        f"territory of {GROUP}",
        f"({GROUP}, port) but not CHARLIE",
    )
)
PEOPLE = st.sampled_from(("ALFA", GROUP, f"{GROUP}, BRAVO", f"{GROUP} but not BRAVO", "allies, ALFA", "unsaid, ALFA"))


@st.composite
def worded(draw):
    """A case whose first provision rests on a disputed place and on a word for people."""
    sample = draw(treaty_cases(Shape(treaties=1)))
    (treaty,) = sample.treaties.values()
    rivals = [{"id": "one", "means": draw(PLACES)}, {"id": "other", "means": draw(PLACES)}]
    sample.vocabulary["terms"] += [{"id": "zone", "readings": rivals}, {"id": "team", "means": draw(PEOPLE)}]
    first = {"id": "art_1", "kind": "prohibition", "bearer": "team", "action": "deploy", "territory": "zone"}
    treaty["provisions"] = [first]
    return sample


def soil(case, actor):
    """A Party's own place and its named parts, as leaves."""
    under = {one.id: one.under for one in case.treaties.vocabulary.territories}
    parts = {actor}
    while more := {name for name, above in under.items() if above in parts} - parts:
        parts |= more
    return {f"{name} (rest)" if name in under.values() else name for name in parts}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(worded(), st.sampled_from([date(2019, 6, 1), date(2021, 1, 1), date(2023, 1, 1)]))
def test_parties_are_those_of_the_definition(sample, on):
    case = sample.case()
    (treaty,) = case.treaties.treaties
    parties = [party.id for party in case.parties]
    for term in terms(case, treaty, on):
        side = SIDES[term.kind]
        given_term = next(one for one in case.treaties.vocabulary.terms if one.id == term.term)
        for held in term.readings:
            readings = dict(pair.split("=") for pair in held.given) | {term.term: held.reading}
            literal = Literal(case, on, readings, {})
            tree = next(one.means.tree for one in given_term.readings if one.id == held.reading)

            def of(leaf, who="", tree=tree, literal=literal, side=side):
                cell = Cell(**({"bearer": who, "action": "", "asset": "", "territory": ""} | {side: leaf}), day=on)
                return literal.holds(tree, side, cell, treaty)

            signed = [
                who for who in parties if literal.who(ex.Signatories(), who, Cell(who, "", "", "", on), treaty)[0]
            ]
            assert term.of == len(signed)
            if held.relative or side not in ("bearer", "territory"):
                assert held.parties == ()
                continue
            found = {who: [of(leaf) for leaf in (soil(case, who) if side == "territory" else {who})] for who in signed}
            whole = {who for who, pairs in found.items() if all(sure for sure, _ in pairs)}
            touched = {who for who, pairs in found.items() if any(may for _, may in pairs)} - whole
            assert set(held.parties) == whole, (term.term, held)
            assert set(held.parties_partly) == touched, (term.term, held)

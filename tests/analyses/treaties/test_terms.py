"""What words hold on a day, and how far sites are: by reading, counted by hand, and against what clauses cover."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

import detente
from detente.analyses.treaties.reach import reach, rivals
from detente.analyses.treaties.terms import terms
from detente.case.treaties.expressions import parse_set
from detente.case.treaties.model import Content, Expression, Provision, Term, TermReading
from detente.geo import gazetteer
from detente.geo.distances import nearest
from detente.space.treaties.compiling import compile_treaties
from detente.space.treaties.universe import bits

DRAFTED, RETURNED = date(2021, 12, 17), date(2026, 1, 15)


@cache
def flagship():
    return detente.load("european-security")


def treaty(name="nato-2021"):
    return flagship().treaties.treaty[name]


@cache
def held(name, on):
    return {one.term: one for one in terms(flagship(), treaty(name), on)}


def readings(name, term, on=RETURNED):
    return {(one.reading, *one.given): one for one in held(name, on)[term].readings}


def members(group, on):
    return {one.state for one in flagship().treaties.inventory.memberships if one.group == group and one.holds(on)}


def expression(text):
    return Expression(text, parse_set(text))


@pytest.mark.parametrize(("on", "counts", "of"), [(DRAFTED, [0, 6, 14], 31), (RETURNED, [0, 6, 16], 33)])
def test_eastern_europe_is_the_own_soil_of_none_six_or_sixteen(on, counts, of):
    term = held("nato-2021", on)["eastern_europe"]
    assert [len(one.parties) for one in term.readings] == counts
    assert (term.of, term.kind, term.clauses) == (of, "territories", ("nato-2021#art_7__para_1",))
    east = readings("nato-2021", "eastern_europe", on)[("east_of_1997",)]
    assert set(east.parties) == members("NATO", on) - members("NATO", date(1997, 5, 27))
    assert set(east.members) - set(east.parties) == {"BLR", "MDA", "UKR"}
    assert {"FIN", "SWE"} <= set(east.parties) or on == DRAFTED


def test_sixteen_rests_on_reading_the_members_day_by_day():
    """The note of the draft says so: fixed on the day of the draft, Finland and Sweden are no Parties in 2026."""
    fixed = replace(treaty(), signatories=expression("RUS, members of NATO on 2021-12-17"))
    east = next(one for one in terms(flagship(), fixed, RETURNED) if one.term == "eastern_europe")
    assert (east.of, [len(one.parties) for one in east.readings]) == (31, [0, 6, 14])
    assert "14 Parties" in treaty().note


@pytest.mark.parametrize("on", [DRAFTED, RETURNED])
@pytest.mark.parametrize("reading", ["outside_nato", "un", "east_of_1997"])
def test_it_is_what_the_clause_covers(on, reading):
    """The same from the compiled clause: where anybody at all may not keep forces."""
    found = compile_treaties(flagship(), ["nato-2021"], on, {"eastern_europe": reading})
    number, day = found.number["nato-2021#art_7__para_1"], found.day(on)
    covered = 0
    for _, version in found.versions[number]:
        for box in version.scope if version.orders else ():
            covered |= box[3] if box[4] >> day & 1 else 0
    homes = {found.universe.bearers.leaves[one]: found.universe.territory_of[one] for one in bits(_allies(found, on))}
    within = {name for name, home in homes.items() if home and not home & ~covered}
    assert within == set(readings("nato-2021", "eastern_europe", on)[(reading,)].parties)


def _allies(found, on):
    mask = 0
    for name in members("NATO", on):
        mask |= found.mask("bearer", name)
    return mask


def test_who_is_bound_is_counted_as_actors():
    term = held("nato-2021", RETURNED)["older_members"]
    (only,) = term.readings
    assert (term.kind, len(only.members), len(only.parties)) == ("actors", 16, 16)
    assert set(only.members) == members("NATO", date(1997, 5, 27))


def test_europe_is_its_states_and_lists_the_parties_among_them():
    for reading, more in (("un", set()), ("wide", {"TUR", "CYP", "KAZ", "ARM", "AZE", "GEO"})):
        one = readings("nato-2021", "europe")[(reading,)]
        assert set(one.members) == set(gazetteer.regions()["un_europe"]) | more
        assert set(one.parties) == set(one.members) & (members("NATO", RETURNED) | {"RUS"})


def test_a_term_that_rests_on_another_says_how_that_is_read():
    found = readings("us-2021", "eastward")
    assert set(found) == {
        ("from_the_members", "europe=un"),
        ("from_the_members", "europe=wide"),
        ("soviet_republics_only",),
    }
    assert "ARM" in found["from_the_members", "europe=wide"].members
    assert "ARM" not in found["from_the_members", "europe=un"].members


def test_parts_of_a_party_s_soil_are_no_soil_of_its_own():
    north = readings("nato-2021", "contact_line")[("north",)]
    assert north.parties == ()
    assert set(north.parties_partly) == {"EST", "FIN", "LVA", "LTU", "NOR", "POL", "RUS"}
    assert readings("nato-2021", "russian_claims")[("as_recognised",)].members == ()


def test_what_depends_on_who_acts_is_said_of_nobody():
    own = Term("nearby", "nearby", (TermReading("means", expression("own territory")),))
    clause = Provision("x", Content("prohibition", bearer=expression("parties"), territory=expression("nearby")))
    changed = replace(treaty(), terms=(own,), provisions=(clause,))
    (found,) = terms(flagship(), changed, RETURNED)
    assert found.readings[0].relative
    assert found.readings[0].members == ()


# ---------------------------------------------------------------------------------------------------------- reach


@cache
def sites(name):
    return reach(flagship(), treaty(name), RETURNED)


def point(site):
    return next(one.at for one in flagship().treaties.vocabulary.territories if one.id == site)


def site(name, clause, where, bearer="RUS"):
    full = f"{name}#{clause}"
    return next(one for one in sites(name) if (one.clause, one.site, one.bearer) == (full, where, bearer))


def test_moscow_is_beyond_one_draft_s_reach_and_within_the_other_s():
    far, near = site("us-2021", "art_6__para_1__point_b", "moscow"), site("nato-2021", "art_5__para_1", "moscow")
    assert (far.nearest, far.beyond, far.within) == ("USA", (500.0, 5500.0), ())
    assert far.km == pytest.approx(5833, abs=5)
    assert (near.nearest, near.beyond, near.within) == ("LVA", (500.0,), (5500.0,))
    assert near.km == pytest.approx(588, abs=5)


def test_one_missile_two_verdicts():
    """At 5,500 km: from Moscow to an ally but not to America; from Murmansk to both; from Norfolk to an ally alone."""
    found = rivals(sites("nato-2021"), sites("us-2021"))
    judged = {(limit, near.site, near.bearer): (near.nearest, far.nearest) for limit, near, far in found}
    assert judged[5500.0, "moscow", "RUS"] == ("LVA", "USA")
    assert (5500.0, "murmansk", "RUS") not in judged
    assert judged[5500.0, "norfolk", "USA"] == ("CAN", "RUS")
    for limit, near, far in found:
        assert near.km <= limit < far.km
        assert {near.clause.partition("#")[0], far.clause.partition("#")[0]} == {"nato-2021", "us-2021"}
    assert {one[0:1] for one in found} == {one[0:1] for one in rivals(sites("us-2021"), sites("nato-2021"))}


def test_each_distance_is_to_the_nearest_of_those_meant():
    allies = members("NATO", RETURNED)
    for one in sites("nato-2021"):
        others = sorted((allies | {"RUS"}) - {one.bearer})
        if one.nearest == "RUS" and one.bearer != "RUS":
            others = ["RUS"]
        assert one.km == pytest.approx(nearest(point(one.site), others), abs=0.06)
        assert all(limit >= one.km for limit in one.within)
        assert all(limit < one.km for limit in one.beyond)


def test_only_sites_where_a_clause_can_apply():
    """A clause on one's own soil says nothing of the sea, and one on all but that nothing of one's own."""
    own = {one.site for one in sites("us-2021") if one.clause.endswith("art_6__para_1__point_b")}
    away = {one.site for one in sites("us-2021") if one.clause.endswith("art_5__para_2__point_a")}
    assert "moscow" in own
    assert "black_sea" in away
    assert not own & away


def test_where_nothing_is_said_of_reach_there_is_no_line():
    assert sites("us-28") == ()

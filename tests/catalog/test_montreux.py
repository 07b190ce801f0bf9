"""The Convention of Montreux against an invented log: each violation was worked out by hand from the articles."""

import csv
from dataclasses import replace

import pytest

import detente
from detente.case.locate import CATALOG
from detente.cli.views.treaties import complying as view

LOG = CATALOG / "montreux" / "events" / "transits.csv"
PEACE = ("turkey_at_war=no", "turkey_threatened=no", "fleet_grown=no")
ALWAYS = {
    # event: clause, first and last day, too much
    "spring-gbr": ("art_14__tonnage", "2031-03-02", "2031-03-03", 1_000),
    "days-22": ("art_18__2", "2031-03-23", "2031-03-23", None),
    "carrier": ("art_10__carriers", "2031-04-10", "2031-04-11", None),
    "battleship-usa": ("art_10", "2031-04-20", "2031-04-21", None),
    "vessel-10": ("art_14__vessels", "2031-05-10", "2031-05-10", 1),
    "summer-ita": ("art_18__a", "2031-06-05", "2031-06-06", 500),
    "two-thirds": ("art_18__c", "2031-06-20", "2031-06-25", 1_000),
    "courtesy-over": ("art_14__tonnage", "2031-07-07", "2031-07-08", 1_000),
    "no-notice": ("art_13", "2031-08-01", "2031-08-02", None),
    "hindered": ("art_2", "2031-09-01", "2031-09-01", None),
}


def kept(*given, **more):
    return detente.treaty_comply(detente.load("montreux"), "montreux-1936", LOG, given=given, **more)


def test_in_peace_each_clause_is_violated_as_worked_out_by_hand():
    found = kept(*PEACE).to_json()
    sure = {one["event"]: one for one in found["violations"] if one["verdict"] == "violation"}
    assert {
        event: (one["clause"].removeprefix("montreux-1936#"), one["from"], one["until"], one["over"])
        for event, one in sure.items()
    } == ALWAYS
    depends = {one["event"]: one for one in found["violations"] if one["verdict"] == "depends"}
    assert set(depends) == {"submarine-rus", "short-notice"}
    assert depends["submarine-rus"]["circumstances"] == [{"name": "rejoining_base", "holds": False}]
    assert [one["reading"] for one in depends["short-notice"]["readings"]] == ["wide"]
    assert found["consents"] == {"events": 4, "unused": 1, "unused_events": ["merchant"]}
    assert found["total"] == len(found["violations"]) == 12
    with LOG.open(encoding="utf-8") as lines:
        assert found["events"] == len(list(csv.DictReader(lines)))


def test_what_nobody_gave_is_what_it_depends_on():
    found = kept()
    assert not any(one.verdict == "violation" for one in found.violations if "art_2" not in one.clause)
    carrier = next(one for one in found.violations if one.event == "carrier" and "carriers" in one.clause)
    assert [{(said["name"], said["holds"]) for said in way["circumstances"]} for way in carrier.under] == [
        {("turkey_at_war", False), ("turkey_threatened", False)}
    ]


def test_the_headline_counts_what_depends_as_such():
    case = detente.load("montreux")
    found = detente.treaty_comply(case, "montreux-1936", LOG, given=PEACE, readings={"art_13__fifteen": "wide"})
    assert "and 1 more under some readings" in " ".join(view.show(case, found).split())
    none = replace(found, clauses={("montreux-1936#art_12", "depends"): 2}, total=2, violations=())
    assert "Straits: two violations under some readings" in " ".join(view.show(case, none).split())


def test_at_war_passage_is_at_the_discretion_of_turkey_on_those_days():
    found = kept("turkey_at_war@2031-05-01/2031-05-31", "turkey_threatened=no", "fleet_grown=no")
    clauses = {(one.event, one.clause.partition("#")[2]) for one in found.violations}
    assert ("submarine-rus", "art_20__discretion") in clauses
    assert ("submarine-rus", "art_12") not in clauses
    assert ("vessel-10", "art_14__vessels") not in clauses
    assert ("carrier", "art_10__carriers") in clauses
    assert not any(event == "vessel-tur" for event, _ in clauses)


def test_a_grown_fleet_lifts_the_limit():
    clauses = {one.clause.partition("#")[2] for one in kept(*PEACE[:2], "fleet_grown").violations}
    assert not {"art_18__a", "art_18__b", "art_18__c"} & clauses


def test_a_reading_that_is_fixed_decides():
    for reading, total in (("wide", 12), ("narrow", 11)):
        assert kept(*PEACE, readings={"art_13__fifteen": reading}).total == total


def test_people_read_what_and_why():
    said = view.show(detente.load("montreux"), kept(*PEACE))
    assert "ten violations and 2 more" in said
    assert "event vessel-10, Spain: above the cap by 1" in said
    assert "Article 14, vessels (montreux-1936#art_14__vessels): one violation." in said
    assert "(rejoining_base) does not hold" in said
    assert "Montreux-1936" not in said


@pytest.mark.parametrize("chunk", [1, 2, 5])
def test_a_log_in_parts_gives_the_same(chunk):
    from detente.analyses.treaties.comply import Asked, comply
    from detente.space.treaties.duties import Given

    given = tuple(Given(name.partition("=")[0], False) for name in PEACE)
    case = detente.load("montreux")
    found = [comply(case, "montreux-1936", LOG, Asked(given=given, chunk=size)).violations for size in (chunk, 1000)]
    assert found[0] == found[1]

"""The flagship's drafts: what is said of them, shown by the engines and not by hand. `T1` … are rows of a sheet."""

from datetime import date
from functools import cache

import pytest

import detente
from detente.analyses.treaties.compare import compare
from detente.analyses.treaties.gaps import gaps
from detente.analyses.treaties.impact import impact
from detente.case.model import Firmness
from detente.engines.norms.contradictions import contradictions
from detente.engines.norms.model import Norm, Sense
from detente.geo.distances import nearest
from detente.space.treaties.compiling import compile_treaties

SLUG = "european-security"
DRAFTED, RETURNED = date(2021, 12, 17), date(2026, 1, 15)
TEN = tuple(f"ru-memo-2025#sec_2__option_2__point_{number}" for number in range(1, 11))
PLAIN = {"art_4__para_1": "sender_and_host", "europe": "un"}


@cache
def flagship():
    return detente.load(SLUG)


@cache
def compiled(treaty, on=DRAFTED, readings=()):
    return compile_treaties(flagship(), [treaty], on, dict(readings))


def nato(on=DRAFTED, **readings):
    return compiled("nato-2021", on, tuple((PLAIN | readings).items()))


def norms(found, clause) -> list[Norm]:
    return [norm for norm in found.system.norms if found.clauses[norm.clause] == clause]


def covers(found, clause, bearer, action, asset, territory, on) -> bool:
    """Whether a clause orders something of this very cell, under some reading that is still open."""
    names = (("bearer", bearer), ("action", action), ("asset", asset), ("territory", territory))
    cell = (*(found.place(side, name) for side, name in names), found.day(on))
    return any(
        all(mask >> place & 1 for mask, place in zip(box, cell, strict=True))
        for _, version in found.versions[found.number[clause]]
        if version.orders
        for box in version.scope
    )


def members(on):
    return {one.state for one in flagship().treaties.inventory.memberships if one.group == "NATO" and one.holds(on)}


def point(site):
    return next(one.at for one in flagship().treaties.vocabulary.territories if one.id == site)


# ---- what is written down


def test_every_provision_says_what_it_says_and_where_that_is_from():
    for treaty in flagship().treaties.treaties:
        assert treaty.source, treaty.id
        for provision in treaty.provisions:
            assert provision.says, treaty.name(provision.anchor)
            assert len(provision.says) < 250


def test_readings_are_weighed_and_own_readings_say_so():
    for treaty in flagship().treaties.treaties:
        rivals = [(p.anchor, p.readings) for p in treaty.provisions] + [(t.id, t.readings) for t in treaty.terms]
        for name, readings in rivals:
            if len(readings) > 1:
                assert sum(one.weight for one in readings) == pytest.approx(1), (treaty.id, name)
                for one in readings:
                    assert one.why, (treaty.id, name, one.id)
                    assert one.holder or one.source or "own reading" in one.why, one


def test_what_the_sheets_have_from_memory_is_unconfirmed():
    unsure = {t.name(p.anchor) for t in flagship().treaties.treaties for p in t.provisions if not p.confirmed}
    assert unsure == {
        "nato-2021#art_3__para_2",
        "nato-2021#art_7__para_2",
        "nato-2021#art_8__para_1",
        "ru-memo-2025#sec_2__option_2__point_10",
        "us-2021#art_5__para_3",
        "us-2021#art_7__para_4",
        "us-2021#art_8__para_1",
        "us-28#point_18",
    }


# ---- within the draft with NATO


@pytest.mark.parametrize(
    ("on", "reading", "hit"),
    [
        (DRAFTED, "outside_nato", 0),
        (DRAFTED, "un", 6),
        (DRAFTED, "east_of_1997", 14),
        (RETURNED, "outside_nato", 0),
        (RETURNED, "un", 6),
        (RETURNED, "east_of_1997", 16),
    ],
)
def test_t5_eastern_europe_is_the_own_soil_of_none_six_or_sixteen(on, reading, hit):
    """Sixteen only since Finland and Sweden joined: fourteen when the draft was put forward."""
    found = nato(on, eastern_europe=reading)
    at_home = {one for one in members(on) if covers(found, "nato-2021#art_7__para_1", one, "deploy", "ground", one, on)}
    assert len(at_home) == hit
    assert not at_home & members(date(1997, 5, 27))


def test_t3_only_russia_and_the_older_members_are_bound_to_withdraw():
    found = nato(RETURNED)

    def bound(state, host):
        return covers(found, "nato-2021#art_4__para_1", state, "deploy", "ground", host, RETURNED)

    assert bound("DEU", "LTU")
    assert bound("USA", "POL")
    assert bound("RUS", "BLR")
    assert not any(bound(state, "LTU") for state in ("POL", "CZE", "FIN", "SWE", "UKR"))
    assert not bound("DEU", "DEU")


def test_t13_the_year_1997_binds_russia_too_and_georgia_is_europe_only_in_one_reading():
    clause = "nato-2021#art_4__para_1"
    for europe, bound in (("un", False), ("wide", True)):
        found = nato(europe=europe)
        assert covers(found, clause, "RUS", "deploy", "ground", "MDA", DRAFTED)
        assert covers(found, clause, "RUS", "deploy", "ground", "GEO", DRAFTED) is bound
    for claims, bound in (("as_recognised", True), ("as_claimed", False)):
        found = nato(russian_claims=claims)
        assert covers(found, clause, "RUS", "deploy", "ground", "crimea", DRAFTED) is bound


def test_t2_the_exception_needs_a_threat_and_every_party():
    found = nato()
    (norm, *_) = norms(found, "nato-2021#art_4__para_1")
    ((_, condition),) = norm.exempt
    kinds = {found.variables[number].kind for number in _variables(condition)}
    assert condition[0] == "and"
    assert kinds == {"circumstance", "consent"}
    exception = flagship().treaties.treaty["nato-2021"].provision["art_4__para_1"].content.exceptions[0]
    assert exception.consent_rule == "all"
    assert str(exception.consent_of.tree) == "signatories"


def _variables(condition):
    if condition[0] == "var":
        return {condition[1]}
    parts = condition[1] if condition[0] in ("and", "or") else condition[1:]
    return set().union(*(_variables(part) for part in parts if isinstance(part, tuple)))


def test_t12_self_defence_goes_before_articles_4_and_7_in_one_reading():
    plain = nato(art_8__para_1="declaratory", eastern_europe="un")
    saved = nato(art_8__para_1="self_defence", eastern_europe="un")
    for clause in ("nato-2021#art_4__para_1", "nato-2021#art_7__para_1"):
        assert sum(len(norm.exempt) for norm in norms(plain, clause)) < sum(
            len(norm.exempt) for norm in norms(saved, clause)
        )


# ---- between the drafts


@pytest.mark.parametrize("site", ["moscow", "kaliningrad"])
def test_t6_one_missile_two_verdicts(site):
    """Out of reach of the United States and within reach of allies; the distances are geography, not opinion."""
    assert nearest(point(site), "USA") > 5500
    assert min(nearest(point(site), ally) for ally in members(DRAFTED) - {"USA"}) < 600
    missile = ("RUS", "deploy", "inf_missile", site, DRAFTED)
    american = compiled("us-2021", DRAFTED, (("art_6__para_1__point_b", "class_maximum"),))
    assert not covers(american, "us-2021#art_6__para_1__point_a", *missile)
    assert not covers(american, "us-2021#art_6__para_1__point_b", *missile)
    assert covers(nato(art_5__para_1="class_maximum"), "nato-2021#art_5__para_1", *missile)
    short = covers(nato(art_5__para_1="at_least_500"), "nato-2021#art_5__para_1", *missile)
    assert short is (site == "kaliningrad")


def test_t6_further_east_the_two_drafts_agree():
    for site in ("murmansk", "anadyr", "novosibirsk", "chita"):
        missile = ("RUS", "deploy", "inf_missile", site, DRAFTED)
        american = compiled("us-2021", DRAFTED, (("art_6__para_1__point_b", "class_maximum"),))
        assert covers(american, "us-2021#art_6__para_1__point_b", *missile), site
        assert covers(nato(art_5__para_1="class_maximum"), "nato-2021#art_5__para_1", *missile), site


def test_no_point_of_russia_is_out_of_reach_of_the_allies():
    """Article 5 leaves Russia no place at all for such missiles at the upper bound of the class."""
    found = nato(art_5__para_1="other_side")
    assert covers(found, "nato-2021#art_5__para_1", "RUS", "deploy", "inf_missile", "RUS", DRAFTED)
    assert not covers(found, "nato-2021#art_5__para_1", "USA", "deploy", "inf_missile", "norfolk", DRAFTED)
    literal = nato(art_5__para_1="class_maximum")
    assert covers(literal, "nato-2021#art_5__para_1", "USA", "deploy", "inf_missile", "norfolk", DRAFTED)


def test_t7_the_same_words_bar_one_side_from_seas_that_the_other_may_use():
    found = compiled("us-2021")
    bombers, ships = "us-2021#art_5__para_2__point_a", "us-2021#art_5__para_2__point_b"
    for sea in ("black_sea", "baltic_sea", "barents_sea", "east_mediterranean"):
        assert covers(found, bombers, "USA", "patrol", "heavy_bomber", sea, DRAFTED), sea
        assert covers(found, ships, "USA", "deploy", "surface_warship", sea, DRAFTED), sea
        assert not covers(found, ships, "RUS", "deploy", "surface_warship", sea, DRAFTED), sea
    for sea in ("gulf_of_alaska", "gulf_of_mexico"):
        assert covers(found, bombers, "RUS", "patrol", "heavy_bomber", sea, DRAFTED), sea
    assert not any(covers(found, ships, who, "deploy", "submarine", "barents_sea", DRAFTED) for who in ("USA", "RUS"))


def test_t8_at_sea_only_the_literal_reading_forbids():
    for reading, hit in (("literal", True), ("soil", False)):
        found = compiled("us-2021", DRAFTED, (("art_7__para_1__point_a", reading),))
        cell = ("USA", "deploy", "nuclear", "mid_atlantic", DRAFTED)
        assert covers(found, "us-2021#art_7__para_1__point_a", *cell) is hit


# ---- the Russian memorandum


def test_t16_the_memorandum_is_a_menu_whose_second_branch_is_ten_conditions():
    memo = next(one for one in flagship().proposals if one.id == "RU-MEMO")
    assert memo.terms.choose == 1
    assert [branch.id for branch in memo.terms.branches] == ["RU-MEMO-1", "RU-MEMO-2"]
    assert memo.terms.branches[1].indivisible is Firmness.FIRM
    assert flagship().treaties.treaty["ru-memo-2025"].proposal == "RU-MEMO"
    assert flagship().issue["ceasefire"].option("on_conditions").realised_by == TEN
    found = compiled("ru-memo-2025", date(2025, 6, 2))
    second = {number for number, one in enumerate(found.variables) if one.name == "branch_2"}
    due = {found.clauses[norm.clause] for norm in found.system.norms if second <= _variables(norm.when)}
    assert due == set(TEN)
    (choice,) = norms(found, "ru-memo-2025#sec_2")
    assert choice.sense is Sense.HOLDS
    assert second < _variables(choice.holds)


# ---- who would have to withdraw what from where


@cache
def rows(treaty, on):
    return impact(flagship(), treaty, on, None).to_json()["rows"]


def leaving(treaty, on, clause, reading=None):
    """(sender, host, asset): (low, high, confirmed) of what one clause takes away, under one reading of it."""
    name = f"{treaty}#{clause}"
    found = {}
    for row in rows(treaty, on):
        said = {one["reading"] for one in row["readings"] if one["clause"] == name}
        if row["clause"] == name and row["status"] == "active" and (reading is None or not said or reading in said):
            key = (row["sender"], row["host"], row["asset"], row["holding"])
            found[key] = (row["low"], row["high"], row["confirmed"])
    return found


def left(found):
    return {(sender, host) for sender, host, _, _ in found}


def test_t1_one_draft_empties_the_newer_members_the_other_takes_them_as_they_are():
    newer = members(RETURNED) - members(date(1997, 5, 27))
    for on, hosts in (
        (DRAFTED, {"EST", "LVA", "LTU", "POL", "ROU"}),
        (RETURNED, {"EST", "LVA", "LTU", "POL", "ROU", "BGR", "HUN", "SVK"}),
    ):
        taken = leaving("nato-2021", on, "art_4__para_1", "sender_and_host")
        assert {host for _, host in left(taken)} & newer == hosts
        sharp = [row for row in rows("us-2021", on) if not row["only_if"] and "art_5__para_1" not in row["clause"]]
        assert not [row for row in sharp if row["host"] in newer], on
        assert sharp


def test_t1_sizes_are_those_of_the_sheet_and_what_is_shared_is_not_known():
    taken = leaving("nato-2021", RETURNED, "art_4__para_1", "sender_and_host")
    assert taken["DEU", "LTU", "ground", "DEU-45"] == (150, 500, True)
    assert taken["USA", "ROU", "ground", "US-ROU"] == (900, 1000, True)
    assert taken["USA", "ROU", "missile_defence", "AEG-ROU"] == (200, 200, True)
    assert taken["USA", "POL", "missile_defence", "AEG-POL"] == (200, 300, True)
    assert taken["CZE+DEU+..", "SVK", "ground", "BG-SVK"] == (0, 643, True)
    assert taken["HUN+USA+ITA+..", "HUN", "ground", "BG-HUN"] == (0, 1054, True)


def test_t13_what_russia_would_owe_by_its_own_date():
    then = leaving("nato-2021", DRAFTED, "art_4__para_1", "sender_and_host")
    now = leaving("nato-2021", RETURNED, "art_4__para_1", "sender_and_host")
    owed_then = {key[3] for key in then if key[0] == "RUS"}
    owed_now = {key[3] for key in now if key[0] == "RUS"}
    parts = {key[3] for key in now if key[1] in {"dnipropetrovsk", "kharkiv", "mykolaiv", "sumy"}}
    assert len(parts) == 4
    assert owed_now - owed_then - parts == {"RU-UKR-22", "RU-BLR-NUC", "RU-BLR-ORE"}
    assert owed_then - owed_now == {"RU-NK"}
    assert {"RU-CRIMEA", "RU-GEO-ABK", "RU-GEO-SO"} <= owed_then & owed_now
    assert "RU-MDA" not in owed_then | owed_now, "larger in 1997 than now"
    assert now["RUS", "UKR", "ground", "RU-UKR-22"] == (None, None, True)
    assert now["RUS", "crimea", "forces", "RU-CRIMEA"][2] is False
    assert now["RUS", "BLR", "inf_missile", "RU-BLR-ORE"] == (None, None, True)


def test_t8_the_burden_of_nuclear_weapons_abroad_flips_with_the_date():
    hosts = {"BEL", "DEU", "ITA", "NLD", "TUR"}
    for clause in ("art_7__para_1__point_a", "art_7__para_1__point_b", "art_7__para_2"):
        assert left(leaving("us-2021", DRAFTED, clause)) == {("USA", host) for host in hosts}
        assert left(leaving("us-2021", RETURNED, clause)) == {("USA", host) for host in hosts} | {("RUS", "BLR")}


def test_missiles_abroad_are_on_nobody_in_2021_and_on_russia_in_2026():
    assert not leaving("us-2021", DRAFTED, "art_6__para_1__point_a")
    assert left(leaving("us-2021", RETURNED, "art_6__para_1__point_a")) == {("RUS", "BLR")}
    planned = [row for row in rows("us-2021", RETURNED) if row["clause"] == "us-2021#art_6__para_1__point_a"]
    assert {(row["holding"], row["status"]) for row in planned} >= {("TYPHON-DEU", "planned")}


def test_later_papers_on_the_ground():
    """Kyiv's draft takes Russian forces out of four regions; Istanbul's ban on foreign contingents names nobody."""
    regions = {"dnipropetrovsk", "kharkiv", "mykolaiv", "sumy"}
    assert left(leaving("ua-20", RETURNED, "withdrawal")) == {("RUS", region) for region in regions}
    assert ("RUS", "UKR") in left(leaving("istanbul-2022", RETURNED, "foreign_forces"))
    foreign = [row for row in rows("ru-memo-2025", RETURNED) if row["clause"] == "ru-memo-2025#sec_1__point_4"]
    for row in foreign:
        said = {one["reading"] for one in row["readings"]}
        assert "all" in said or row["sender"] != "RUS", "as third states are meant, Russia is not"
    assert "RUS" in {row["sender"] for row in foreign}


def test_confirmed_and_unconfirmed_rows_are_apart():
    for on in (DRAFTED, RETURNED):
        unsure = {row["holding"] for row in rows("nato-2021", on) if not row["confirmed"]}
        assert "RU-CRIMEA" in unsure
        assert not unsure & {"BG-EST", "AEG-ROU", "RU-GEO-ABK", "RU-UKR-22"}


# ---- what one draft orders and the other does not

FIXED = {
    "us-2021#art_1__para_1__point_i": "narrow",
    "us-2021#art_1__para_1__point_ii": "narrow",
    "us-2021#art_3__para_1": "narrow",
    "us-2021#art_5__para_1": "threatening",
    "us-2021#art_6__para_1__point_b": "class_maximum",
    "nato-2021#art_1__para_1__point_b": "narrow",
    "nato-2021#art_1__para_3": "narrow",
    "nato-2021#art_4__para_1": "sender_and_host",
    "nato-2021#art_5__para_1": "other_side",
    "nato-2021#art_7__para_2": "narrow",
    "nato-2021#art_8__para_1": "declaratory",
    "eastern_europe": "outside_nato",
    "europe": "un",
    "russian_claims": "as_recognised",
}
"""One answer to each question that would multiply rows: vague clauses bind nobody, others as the coder weighs most."""


@cache
def differences():
    return compare(flagship(), "us-2021", "nato-2021", DRAFTED, FIXED)


def where(found, clause, bearer, asset):
    """The places in which a row of a clause is about a bearer and an asset, by effect."""
    regions = [region for row in found if clause in row.clauses for region in row.region]
    return {
        place
        for region in regions
        if bearer in region["bearer"] and asset in region["asset"]
        for place in region["territory"]
    }


def test_t1_by_effect_only_the_draft_with_nato_empties_the_newer_members():
    newer = members(DRAFTED) - members(date(1997, 5, 27))
    for older in ("DEU", "GBR", "FRA", "CAN"):
        places = where(differences().only_b, "nato-2021#art_4__para_1", older, "military")
        assert newer - {"ROU"} <= places, older
    sharp = [row for row in (*differences().only_a, *differences().both) if not row.when]
    hosts = where([row for row in sharp if row.effect == "forbidden"], "us-2021#art_5__para_1", "USA", "military")
    assert not hosts & newer


def test_t6_by_effect_moscow_and_kaliningrad_part_the_drafts():
    only = where(differences().only_b, "nato-2021#art_5__para_1", "RUS", "inf_missile")
    both = where(differences().both, "nato-2021#art_5__para_1", "RUS", "inf_missile")
    assert {"moscow", "kaliningrad"} <= only - both
    assert {"anadyr", "chita", "murmansk", "novosibirsk"} <= both - only


def test_only_the_american_draft_ends_nuclear_sharing():
    only = where(differences().only_a, "us-2021#art_7__para_2", "USA", "nuclear_site")
    both = where(differences().both, "us-2021#art_7__para_2", "USA", "nuclear_site")
    assert {"BEL", "DEU", "ITA", "NLD", "TUR"} <= only - both
    assert "BLR" in both, "the draft with NATO has no activity of allies there at all"


# ---- what the drafts leave open


@cache
def open_ends(treaty, on):
    return gaps(flagship(), compiled(treaty, on), [treaty])


def left_open(treaty, on, kind):
    return {gap.clause.split("#")[-1]: gap for gap in open_ends(treaty, on) if gap.kind == kind}


def test_t2_everybody_can_refuse_the_exception():
    gap = left_open("nato-2021", DRAFTED, "veto")["art_4__para_1"]
    assert set(gap.who) == {"RUS", "NATO"}
    assert "each of 31 can refuse" in gap.detail
    assert not gap.readings


@pytest.mark.parametrize(("on", "enough"), [(DRAFTED, "16 of 31"), (RETURNED, "17 of 33")])
def test_t10_in_force_without_russia_or_the_united_states_and_members_are_bound_as_such(on, enough):
    gap = left_open("nato-2021", on, "entry without")["art_9__para_1"]
    assert set(gap.who) == {"RUS", "USA"}
    assert enough in gap.detail
    third = left_open("nato-2021", on, "third party")
    assert set(third) == {"art_6__para_1"}
    assert [one["reading"] for one in third["art_6__para_1"].readings] == ["members"]
    assert "entry without" not in {gap.kind for gap in open_ends("us-2021", DRAFTED)}


def test_t7_and_t17_what_a_party_judges_for_itself_and_what_it_offers():
    assert "art_5__para_1" in left_open("us-2021", DRAFTED, "self-judging")
    assert "art_1__para_3" in left_open("nato-2021", DRAFTED, "self-judging")
    rivals = flagship().treaties.treaty["nato-2021"].provision["art_2__para_2"].readings
    assert {one.id: one.content.binds for one in rivals} == {"regular": True, "voluntary": False}


def test_t18_only_the_draft_with_nato_can_be_left():
    assert left_open("us-2021", DRAFTED, "no withdrawal")
    assert not left_open("nato-2021", DRAFTED, "no withdrawal")


def test_the_28_points_bind_whom_they_do_not_ask_and_one_duty_is_nobody_s():
    assert "point_9" in left_open("us-28", date(2025, 11, 20), "no bearer")
    assert {"point_7__point_b", "point_8"} <= set(left_open("us-28", date(2025, 11, 20), "third party"))


def test_t14_what_is_expected_of_russia_may_bind_nobody_what_ukraine_gives_up_binds():
    found = compiled("us-28", date(2025, 11, 20))
    disputed = {one.name.split("#")[-1] for one in found.questions}
    assert {"point_3__point_a", "point_3__point_b", "point_5"} <= disputed
    assert not {"point_6", "point_7__point_a", "point_7__point_b", "point_8"} & disputed


def test_the_first_variant_of_the_memorandum_asks_only_what_its_first_section_has():
    assert "sec_2__option_1" in left_open("ru-memo-2025", date(2025, 6, 2), "covered")


def test_istanbul_gives_every_guarantor_a_veto_on_exercises():
    gap = left_open("istanbul-2022", date(2022, 3, 29), "veto")["exercises"]
    assert gap.who == ("ISTANBUL_GUARANTOR",)


def test_what_was_open_in_april_2022_is_a_reading_of_each_side():
    draft = flagship().treaties.treaty["istanbul-draft-2022"].provision
    caps = {one.holder: one.content.cap for one in draft["force_limit"].readings}
    assert caps == {("UKR",): 250_000, ("RUS",): 85_000}
    found = compiled("istanbul-draft-2022", date(2022, 4, 15))
    for holder, agreed in (("UKR", False), ("RUS", True)):
        reading = next(one.id for one in draft["guarantee"].readings if one.holder == (holder,))
        chosen = compiled("istanbul-draft-2022", date(2022, 4, 15), (("guarantee", reading),))
        (norm,) = norms(chosen, "istanbul-draft-2022#guarantee")[:1]
        names = {chosen.variables[number].name for number in _variables(norm.when)}
        assert ("guarantors_agree" in names) is agreed
    assert len(found.questions) > 1


# ---- contradictions


@cache
def clashes(treaties, on):
    found = compile_treaties(flagship(), treaties, on)
    told = contradictions(found.system)
    assert told.complete
    return {
        frozenset(found.clauses[one] for one in clash.clauses): (
            clash,
            {one["reading"] for one in found.readings(clash.answers)},
            found.words(clash.region),
        )
        for clash in told.found
    }


@pytest.mark.parametrize(
    ("treaty", "ban"),
    [("nato-2021", "art_6__para_1"), ("us-2021", "art_4__para_1__point_a"), ("us-2021", "art_4__para_1__point_b")],
)
@pytest.mark.parametrize("document", ["helsinki", "istanbul", "founding_act"])
def test_t4_the_ban_on_accession_against_what_the_preamble_recalls(treaty, ban, document):
    found = clashes((treaty,), DRAFTED)
    clash, readings, region = found[frozenset({f"{treaty}#preamble__recital_{document}", f"{treaty}#{ban}"})]
    assert clash.weak
    assert clash.kind == "permitted and forbidden"
    assert readings == {"stands"}
    assert any("UKR" in box["territory"] for box in region) or ban.endswith("point_a")


def test_t5_what_7_2_leaves_7_1_forbids_if_allies_are_eastern_europe():
    found = clashes(("nato-2021",), DRAFTED)
    _, readings, region = found[frozenset({"nato-2021#art_7__para_1", "nato-2021#art_7__para_2__implied"})]
    assert "e_contrario" in readings
    assert readings & {"un", "east_of_1997"}
    places = {place for box in region for place in box["territory"]}
    assert "strip_pol" in places
    assert not places & {"strip_nor", "strip_rus"}


def test_t5_even_so_7_2_is_not_empty_for_norway_and_russia_remain():
    found = nato(RETURNED, eastern_europe="east_of_1997", contact_line="north")

    def covered(clause, who, place):
        return covers(found, f"nato-2021#{clause}", who, "exercise", "above_brigade", place, RETURNED)

    for who, place in (("POL", "strip_pol"), ("EST", "strip_est"), ("DEU", "strip_ltu"), ("FIN", "strip_fin")):
        assert covered("art_7__para_2", who, place)
        assert covered("art_7__para_1", who, place)
    for who, place in (("NOR", "strip_nor"), ("RUS", "strip_rus")):
        assert covered("art_7__para_2", who, place)
        assert not covered("art_7__para_1", who, place)


@pytest.mark.parametrize(
    ("treaty", "on", "clauses", "readings"),
    [
        ("us-28", date(2025, 11, 20), ("point_8", "point_10__point_a"), {"on_the_spot"}),
        ("e3-28", date(2025, 11, 23), ("point_8", "point_10"), {"members", "on_the_spot"}),
        ("istanbul-2022", date(2022, 3, 29), ("foreign_forces", "guarantee__assist"), {"on_the_spot"}),
    ],
)
def test_t14_a_guarantee_with_forces_against_the_ban_on_them(treaty, on, clauses, readings):
    ((names, (clash, needed, _)),) = clashes((treaty,), on).items()
    assert names == {f"{treaty}#{clause}" for clause in clauses}
    assert clash.kind == "obliged and forbidden"
    assert needed == readings


def test_read_with_the_treaty_in_force_the_ban_contradicts_the_open_door_under_every_reading():
    found = clashes(("nato-2021", "washington-1949"), DRAFTED)
    clash, readings, _ = found[frozenset({"nato-2021#art_6__para_1", "washington-1949#art_10"})]
    assert clash.textual
    assert not readings


def test_neither_draft_of_2021_forbids_what_it_obliges():
    """All their contradictions are weak, and none is in the text alone."""
    for treaty in ("us-2021", "nato-2021"):
        found = [clash for clash, _, _ in clashes((treaty,), DRAFTED).values()]
        assert found
        assert all(clash.weak and not clash.textual for clash in found)


def test_t15_one_cap_holds_always_and_the_other_in_peacetime():
    found = compare(flagship(), "us-28", "e3-28", RETURNED)
    always = [row for row in found.only_a if row.effect == "limited"]
    assert [(row.clauses, row.number, row.when) for row in always] == [(("us-28#point_6",), 600000, "")]
    shared = [row for row in found.both if row.clauses == ("us-28#point_6", "e3-28#point_6")]
    assert {(row.numbers, row.when) for row in shared} == {
        ((600000, 800000), "there is peace"),
        ((600000, 600000), "there is peace"),
    }
    assert not [row for row in found.only_b if row.effect == "limited"]

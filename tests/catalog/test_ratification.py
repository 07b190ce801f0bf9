"""The law at home in the published cases: what passes, what lacks votes, what is barred and what nobody can tell.

Each answer is computed from rules and votes; the test names the rule that it turns on.
"""

from datetime import date
from fractions import Fraction
from functools import cache

import pytest

import detente
from detente.case.conditions import Is
from detente.case.filtering import in_force
from detente.case.ratification.model import Body, Member, Procedure
from detente.engines.formulas import FALSE
from detente.space.ratifying import Ratifying, ratifying
from detente.space.spaces import open_space, tables_of
from tests.catalog.answers import case

EUROPE, CAMP_DAVID = "european-security", "camp-david"
END, JANUARY, JUNE = "2026-02-28", "2022-01-31", "2025-06-10"
PEACE = {"posture": "peacetime", "ceasefire": "first"}
TOLD = ("not_needed", "barred", "lacks", "passes")


@cache
def home(slug: str, on: str, table: str) -> Ratifying:
    view = case(slug, on)
    (found,) = tables_of(view, [table])
    return ratifying(open_space(view, found))


def procedures(slug: str, on: str) -> dict[str, Procedure]:
    return {one.id: one for one in case(slug, on).ratification.procedures}


def bodies(slug: str, on: str) -> dict[str, Body]:
    return {one.id: one for one in case(slug, on).ratification.bodies}


def fate(name: str, on: str = END, slug: str = EUROPE, table: str = "all", **package: str) -> str:
    """The verdict of a procedure on a package; what is not named is at the status quo."""
    at = home(slug, on, table)
    frame, quo = at.space.frame, at.home.status_quo
    whole = {issue: package.pop(issue, quo[issue]) for issue in frame.agenda}
    assert not package, f"not on the agenda: {package}"
    this = at.formulas.all(frame.compile(Is(issue, (option,)), quo) for issue, option in whole.items())
    assert this != FALSE
    assert at.count(at.always(this)) == 1, "a linkage forbids it"
    fates = at.fates(procedures(slug, on)[name])
    found = [verdict for verdict in TOLD if at.count(at.all([getattr(fates, verdict), at.always(this)]))]
    assert len(found) <= 1
    return found[0] if found else "cannot be told"


def seats(body: Body) -> int:
    return sum(member.seats for member in body.members)


# ---- the bodies are as large as they should be


@pytest.mark.parametrize("day", ["2021-12-17", "2023-06-01", "2024-06-14", END])
def test_the_council_has_as_many_seats_as_the_alliance_has_members(day):
    view = case(EUROPE, day)
    (council,) = [body for name, body in bodies(EUROPE, day).items() if name.startswith("nato_council")]
    held = [m for m in view.treaties.inventory.memberships if m.group == "NATO" and m.holds(date.fromisoformat(day))]
    assert seats(council) == len(held) > 0


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("us_senate_119", 100),
        ("duma", 450),
        ("rada", 450),
        ("eu_council_sanctions", 27),
        ("eu_council_assets", 27),
        ("house_of_commons", 650),
        ("assemblee", 577),
        ("bundestag", 630),
    ],
)
def test_bodies_have_all_their_seats(name, size):
    assert seats(bodies(EUROPE, END)[name]) == size


def test_every_day_since_2021_has_one_senate_one_council_and_every_body_that_a_step_names():
    told = detente.load(EUROPE).ratification
    for text in ("2021-12-17", "2023-01-03", "2023-04-04", "2024-03-07", "2025-01-03", "2025-02-12", "2025-12-12", END):
        day = date.fromisoformat(text)
        here = [body.id for body in told.bodies if in_force(body.since, body.until, day)]
        assert sum(name.startswith("us_senate") for name in here) == 1
        assert sum(name.startswith("nato_council") for name in here) == 1
        asking = [one for one in told.procedures if in_force(one.since, one.until, day)]
        assert {step.body for one in asking for step in one.steps} <= set(here)


def test_what_rests_on_memory_says_so():
    told = detente.load(EUROPE).ratification
    grounds = [(one.id, one.rests_on) for one in told.circumstances]
    grounds += [(one.id, one.rests_on) for one in told.bodies]
    grounds += [(one.id, one.rests_on) for one in told.procedures]
    assert not [name for name, ground in grounds if "memory" in ground.source and ground.confirmed]


# ---- United States: two thirds of those voting, for what is a treaty

DRAFTS = {"enlargement": "halt", "membership": "barred", "forces": "rollback_1997", "foreign_ua": "none"}


def test_the_drafts_of_2021_lack_two_thirds_of_the_senate():
    assert fate("us_treaty_117", JANUARY, **DRAFTS) == "lacks"
    assert fate("us_treaty_119", **DRAFTS, **PEACE) == "lacks"


def test_a_guarantee_is_a_treaty_whose_votes_nobody_knows():
    assert fate("us_treaty_119", guarantees="us_europe", **PEACE) == "cannot be told"
    assert fate("us_treaty_119", guarantees="us_europe", membership="barred", **PEACE) == "cannot be told"
    assert fate("us_treaty_119", guarantees="european", membership="barred", **PEACE) == "lacks"


def test_an_executive_agreement_needs_no_senate():
    soft = {"recognition": "partial", "sanctions": "staged", "guarantees": "european", **PEACE}
    assert fate("us_treaty_119", **soft) == "not_needed"
    assert fate("us_executive", **soft) == "passes"


# ---- NATO: consensus


def test_one_ally_against_is_enough():
    assert fate("nato_30", JANUARY, **DRAFTS) == "lacks"
    assert fate("nato_2025", enlargement="expected_stop", **PEACE) == "lacks"
    assert fate("nato_2025", membership="full", **PEACE) == "lacks"


def test_what_nato_offered_itself_passes_and_of_the_rest_nobody_knows():
    assert fate("nato_30", JANUARY, exercises="transparency") == "passes"
    assert fate("nato_30", JANUARY, missiles="verified") == "cannot be told"
    assert fate("nato_2025", guarantees="us_europe", **PEACE) == "not_needed"


# ---- Russia: the Duma, the Federation Council, the President


def test_a_russian_treaty_takes_both_chambers_and_the_president():
    steps = procedures(EUROPE, END)["rus_treaty"].steps
    assert [step.body for step in steps] == ["duma", "federation_council", "rus_president"]
    assert fate("rus_treaty", guarantees="us_europe", **PEACE) == "passes"
    assert fate("rus_treaty") == "not_needed"


def test_to_give_back_land_takes_an_amendment_that_nobody_can_count():
    assert fate("rus_regions", territory="line", **PEACE) == "not_needed"
    assert fate("rus_regions", territory="lines_2022", **PEACE) == "cannot be told"
    assert "rus_regions" not in procedures(EUROPE, "2022-03-29")
    assert fate("rus_crimea", "2022-03-29", territory="restored", **PEACE) == "cannot be told"


# ---- Ukraine: barred under martial law, votes lacking, and neither

NEUTRAL = {"neutrality": "neutral", "membership": "not_sought", "foreign_ua": "no_standing"}


def test_neutrality_is_barred_while_martial_law_outlasts_the_signature():
    later = {"posture": "massed", "ceasefire": "after_lines", "guarantees": "us_europe"}
    assert fate("ukr_constitution", **NEUTRAL, **later) == "barred"


def test_neutrality_without_a_guarantee_is_not_barred_and_lacks_votes():
    assert fate("ukr_constitution", **NEUTRAL, **PEACE) == "lacks"
    assert fate("ukr_constitution_2021", JANUARY, **NEUTRAL) == "lacks"


def test_neutrality_under_a_guarantee_hangs_on_a_court_and_a_chamber():
    assert fate("ukr_constitution", **NEUTRAL, guarantees="us_europe", **PEACE) == "cannot be told"
    assert fate("ukr_constitution", membership="not_sought", **PEACE) == "not_needed"


def test_a_referendum_only_if_territory_changes():
    assert fate("ukr_referendum", territory="line", **PEACE) == "not_needed"
    assert fate("ukr_referendum", territory="donetsk_zone", guarantees="us_europe", **PEACE) == "cannot be told"


@pytest.mark.parametrize("posture", ["peacetime", "massed"])
def test_no_referendum_where_sixty_quiet_days_do_not_come_first(posture):
    terms = {"territory": "donetsk_ceded", "guarantees": "us_europe", "posture": posture}
    assert fate("ukr_referendum", ceasefire="after_lines", **terms) == "barred"
    assert fate("ukr_referendum", ceasefire="at_signing", **terms) == "cannot be told"


# ---- European Union: unanimity and qualified majority


def test_sanctions_take_all_to_be_lifted_or_eased_and_no_agreement_to_be_kept():
    assert fate("eu_sanctions", sanctions="lifted", **PEACE) == "lacks"
    assert fate("eu_sanctions", sanctions="staged", **PEACE) == "cannot be told"
    assert fate("eu_sanctions", **PEACE) == "not_needed"
    assert procedures(EUROPE, END)["eu_sanctions"].steps[0].rule.text == "unanimity"


def test_assets_took_unanimity_and_take_a_qualified_majority():
    assert fate("eu_assets_cfsp", JUNE, assets="split", **PEACE) == "lacks"
    assert fate("eu_assets", assets="split", **PEACE) == "cannot be told"
    assert fate("eu_assets", assets="returned", **PEACE) == "lacks"
    assert fate("eu_assets", **PEACE) == "not_needed"


def test_who_refuses_to_return_assets_is_a_blocking_minority_and_two_alone_are_none():
    members = bodies(EUROPE, END)["eu_council_assets"].members
    people = {m.id: m.population or Fraction(0) for m in members}
    enough = sum(people.values(), Fraction(0)) * 35 / 100

    def no(member: Member, always: bool) -> bool:
        first = member.votes[0] if member.votes else None
        refuses = first is not None and first.yes is not None and not first.yes.central
        return refuses and (not always or not first or first.condition is None)

    certain = [m.id for m in members if no(m, always=True)]
    assert certain == ["deu", "fra"]
    assert sum(people[name] for name in certain) < enough
    against = [m.id for m in members if no(m, always=False)]
    assert len(against) >= 4
    assert sum(people[name] for name in against) > enough


# ---- guarantors


def test_guarantors_ask_their_parliaments():
    terms = {"guarantees": "european", "foreign_ua": "coalition", **PEACE}
    assert fate("gbr_vote", **terms) == "passes"
    assert fate("deu_vote", **terms) == "passes"
    assert fate("fra_vote", **terms) == "cannot be told"
    assert fate("deu_vote", foreign_ua="coalition", **PEACE) == "not_needed"


# ---- no agreement


@pytest.mark.parametrize("on", [JANUARY, JUNE, END])
def test_no_agreement_asks_nobody(on):
    assert {fate(name, on) for name in procedures(EUROPE, on)} == {"not_needed"}


# ---- Camp David

FRAMEWORKS = {
    "sinai": "full",
    "sinai_forces": "zones",
    "airfields": "civilian_replaced",
    "peace": "full",
    "west_bank": "transition",
    "text_242": "all_parts",
    "jerusalem": "letters",
}


def test_the_knesset_could_not_be_counted_before_it_voted():
    before, after = "1978-09-17", "1978-09-28"
    where = {"slug": CAMP_DAVID, "table": "principals"}
    assert fate("knesset_before", before, sinai_settlements="vote", **where, **FRAMEWORKS) == "cannot be told"
    assert fate("knesset", after, sinai_settlements="removed", **where, **FRAMEWORKS) == "passes"
    assert fate("knesset", after, **where, **{**FRAMEWORKS, "text_242": "inadmissibility"}) == "not_needed"
    body = bodies(CAMP_DAVID, after)["knesset"]
    assert [member.seats for member in body.members] == [84, 17, 19]

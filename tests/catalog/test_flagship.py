"""The flagship: what the record must hold, and the findings that rest on the record rather than on one number."""

from collections import Counter
from datetime import date
from functools import cache

import pytest

import detente
from detente.case.actors import Actors
from detente.case.filtering import changes
from tests.catalog.answers import conflicts, impasse, possible, room, units
from tests.catalog.test_catalogue import SEEDS

SLUG = "european-security"
END = "2026-02-28"
ARTICLES = {
    "article-ambassadors-2026",
    "article-guarantees-2025",
    "article-red-lines-2021",
    "article-talks-2025",
    "article-ultimatum-2021",
}
RED_LINE = ("red line", "will not compromise", "never", "not negotiable", "under no circumstances")
COUNTED = {"demand", "reject", "offer", "accept", "leave_open", "withdraw"}


@cache
def flagship():
    return detente.load(SLUG)


@cache
def ledger():
    statements = flagship().statements
    return [statements.row(row) for row in range(len(statements))]


def gap(on, table="all", reading="menu", known_by=None, level="refusals"):
    found = impasse(SLUG, table, on, known_by, level, reading).gap
    assert found is not None, "no package meets the linkages"
    return found


# ---- what the record holds


def test_holds_as_much_as_was_asked_for():
    case = flagship()
    assert len(ledger()) >= 150
    assert len(case.proposals) >= 15
    assert len(case.issues) >= 12
    assert len(case.parties) >= 7
    conditional = [row for row in ledger() if row["act"] in COUNTED and (row["given"] or row["condition"])]
    assert len(case.linkages) + len(conditional) >= 10
    assert any(issue.kind == "conduct" for issue in case.issues)


def test_tables_are_bilateral_with_ukraine_and_with_the_europeans():
    seated = {table.id: set(flagship().members(table.parties)) for table in flagship().tables}
    assert {"RUS", "USA"} in seated.values()
    assert any("UKR" in parties for parties in seated.values())
    assert any({"GBR", "FRA", "DEU"} <= parties and "USA" not in parties for parties in seated.values())


def test_every_statement_is_anchored_or_cites_its_row():
    for row in ledger():
        anchored = row["begin"] and row["end"] and row["span_sha256"]
        assert anchored if row["source"] in ARTICLES else row["locator"], row["id"]
    assert {row["source"] for row in ledger()} > ARTICLES


def test_refusals_item_by_item_on_both_sides():
    refused = {(row["holder"], row["issue"]) for row in ledger() if row["act"] == "reject"}
    assert {("NATO", "enlargement"), ("NATO", "forces"), ("USA", "forces"), ("USA", "membership")} <= refused
    assert {("RUS", "membership"), ("RUS", "foreign_ua"), ("UKR", "membership"), ("UKR", "territory")} <= refused


def test_law_is_on_record_on_both_sides_and_never_a_red_line():
    law = [row for row in ledger() if "-law-" in row["id"]]
    assert {"RUS", "UKR", "USA", "NATO", "EU"} <= {row["holder"] for row in law}
    assert not [row["id"] for row in law if row["firmness"] == "never"]


def test_one_rule_for_red_lines():
    """A row is a red line only where the source's words are such, and the judgement names the words."""
    limits = [row for row in ledger() if row["firmness"] == "never"]
    assert limits
    for row in limits:
        assert any(words in row["judgement"].lower() for words in RED_LINE), row["id"]


def test_no_row_is_harder_for_what_was_said_later():
    """A coding of 2021 or 2022 may cite for its firmness only what was said by then."""
    for row in ledger():
        if row["firmness"] and row["date"][:4] in {"2021", "2022"}:
            said = row["judgement"].replace("given up by f-usa-2025-11-barred", "")
            assert not [year for year in ("2023", "2024", "2025", "2026") if year in said], row["id"]


def test_each_article_is_coded_clause_by_clause():
    per_source = Counter(row["source"] for row in ledger() if row["source"] in ARTICLES)
    assert min(per_source.values()) >= 30
    assert sum(per_source.values()) >= 240


def test_every_topic_and_each_of_its_options_is_spoken_of_and_none_is_a_position():
    case = flagship()
    said = {(row["issue"], option) for row in ledger() for option in row["option"].split("|") if row["option"]}
    assert {(topic.id, option.id) for topic in case.topics for option in topic.options} <= said
    held = {cell.issue for cell in detente.positions(case.on(END)).cells}
    assert held.isdisjoint(case.topic)


def test_whose_words_count_speaks_for_the_holder():
    """In the articles, a counted row is in the words of its holder, or of whom the judgement reads as the holder."""
    actors = Actors(flagship())
    for row in ledger():
        counts = row["act"] in COUNTED and row["quotation"] != "inferred" and row["issue"] in flagship().issue
        if row["source"] in ARTICLES and counts and row["speaker"]:
            meant = actors.meant(row["speaker"], row["on_behalf_of"]).holder
            assert meant == row["holder"] or "dismissal" in row["judgement"], row["id"]


def test_reports_of_one_act_name_it_and_differ_in_details():
    rows = {row["id"]: row for row in ledger()}
    drafts = {row["id"] for row in ledger() if row["occasion"] == "drafts-2021"}
    assert {"a000-15", "a002-07", "f-rus-2021-rollback"} <= drafts
    assert "baseline=1998" in rows["a000-02"]["details"]
    assert "baseline=1997-05-27" in rows["f-rus-2021-rollback"]["details"]
    assert {rows[ref]["occasion"] for ref in ("a004-09", "a004-14")} == {"ru-draft-2009|drafts-2021"}


def test_what_one_side_says_of_the_other_is_no_position():
    shown = {row["id"]: row["act"] for row in ledger()}
    for told in ("f-usa-2022-bases", "f-usa-2022-forces", "f-rus-2025-08-art5"):
        assert shown[told] == "report"


def test_replies_hold_only_what_was_written():
    terms = {proposal.id: {issue for issue, _ in proposal.terms.items} for proposal in flagship().proposals}
    assert terms["US-REPLY"] == {"enlargement", "missiles", "foreign_ua"}
    assert terms["NATO-REPLY"] == {"enlargement", "exercises", "posture"}


def test_nothing_is_dated_after_what_the_record_covers():
    assert max(changes(flagship())) <= date(2026, 2, 28)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the articles are not beside the repository (../shared/seeds)")
def test_every_anchor_is_where_it_says():
    checked = detente.check(flagship(), SEEDS)
    assert not checked.of("error"), [str(finding) for finding in checked.findings]
    assert checked.documents_verified == checked.documents_total == len(ARTICLES)
    assert checked.anchors_verified == checked.anchors_total > 230


# ---- what follows from it


def test_in_january_2022_it_turned_on_menu_or_package():
    """Item by item there is room between what was refused; as one package there is none, on nobody's red line."""
    for table in ("all", "two", "nato_russia"):
        assert possible(SLUG, table, "2022-01-31", reading="menu")[1]
        assert possible(SLUG, table, "2022-01-31", reading="package")[1] == 0
        assert possible(SLUG, table, "2022-01-31", reading="package")[0]
    for conflict in conflicts(SLUG, "all", "2022-01-31", reading="package"):
        assert "RUS.RU-2021.whole.firm" in conflict
        assert len(conflict) >= 3
        assert units(conflict) - {"RUS"}


def test_without_the_wider_order_on_the_agenda_russia_would_not_settle():
    assert {"RUS.scope.firm"} in conflicts(SLUG, "three", "2022-01-31")


def test_istanbul_left_room_and_february_2026_does_not():
    for table in ("all", "two", "three", "nato_russia", "europeans"):
        assert possible(SLUG, table, "2022-03-29")[1], table
    for table in ("all", "three", "europeans"):
        assert possible(SLUG, table, END)[1] == 0, table
        assert gap(END, table) > gap("2022-01-31", table, "package") > gap("2022-03-29", table)


def test_the_window_over_fixed_issues_says_the_same():
    rows = [row for row in detente.window(flagship()).rows if (row.table, row.level) == ("all", "refusals")]
    gaps = {(row.date.isoformat(), row.reading): row.gap for row in rows if row.gap is not None}
    assert gaps["2022-03-29", "menu"] == gaps["2022-03-29", "package"] == 0
    assert gaps["2022-01-26", "menu"] == 0 < gaps["2022-01-26", "package"]
    last = max(day for day, _ in gaps)
    assert gaps[last, "menu"] > gaps["2022-10-01", "menu"] > 0


def test_at_the_end_neutrality_stands_against_the_path_to_nato():
    found = conflicts(SLUG, "all", END)
    assert {"RUS.neutrality.firm", "UKR.membership.firm"} in found
    for issue in ("territory", "recognition", "ceasefire", "sanctions"):
        assert {f"RUS.{issue}.firm", f"UKR.{issue}.firm"} in found, issue


def test_leaving_the_path_open_is_nobody_s_to_sign():
    """NATO's standing policy is no term of a settlement: Russia's firm refusal of it does not bind, a limit would."""
    membership = flagship().issue["membership"]
    assert membership.option("open").needs is None
    assert membership.needs is None
    assert {"RUS.membership.firm", "UKR.membership.firm"} not in conflicts(SLUG, "all", END)


def test_three_parties_exclude_one_another_in_the_summer_of_2025():
    found = conflicts(SLUG, "all", "2025-06-30")
    assert {"RUS.neutrality.firm", "USA.guarantees.firm", "UKR.guarantees.firm"} in found
    assert not [conflict for conflict in conflicts(SLUG, "all", END) if len(units(conflict)) > 2]


def test_no_package_has_been_accepted_by_all():
    """Nor by both at `two`: what one item leaves open is not accepted with it."""
    for on in ("2022-01-31", "2022-03-29", "2025-06-30", "2025-11-22", END):
        for table in flagship().tables:
            assert not any(row.confirmed for row in room(SLUG, table.id, on).levels), (on, table.id)


def test_known_by_matters():
    """What Russia's side asked in April 2022 was published in June 2024."""
    assert gap("2022-04-20", known_by="2022-04-20") == 0
    assert gap("2022-04-20") > 0
    caps = {"RUS.force_limits.firm", "UKR.force_limits.firm"}
    assert caps in conflicts(SLUG, "all", "2022-04-20")


def test_fighting_on_is_never_the_package_that_needs_nobody():
    for on in ("2022-01-31", "2022-03-29", "2025-06-30", END):
        for table in flagship().tables:
            best = room(SLUG, table.id, on).best
            assert best is None or dict(best.supported.package).get("posture") != "offensive", (on, table.id)


def test_two_alone_look_better_because_they_assume_six_absent_parties():
    two = room(SLUG, "two", END)
    assert gap(END, "two") == 0 < gap(END)
    assert set(two.assumes_consent_of) == {"UKR", "NATO", "EU", "GBR", "FRA", "DEU"}
    assert not room(SLUG, "all", END).assumes_consent_of

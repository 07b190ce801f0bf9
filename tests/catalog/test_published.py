"""The two classic cases against what their literature says came out, and against the oracle's counts.

Numbers are packages possible at limits, refusals and demands in the reading `menu`.
"""

import pytest

from tests.catalog.answers import conflicts, impasse, possible, room, rows, units

CUBA, CAMP_DAVID = "cuban-missile-crisis", "camp-david"


def confirmed(slug, table, on, known_by=None):
    return tuple(row.confirmed for row in rows(slug, table, on, known_by))


def best(slug, table, on, known_by=None):
    found = room(slug, table, on, known_by).best
    assert found is not None
    return dict(found.supported.package)


# ---- October 1962, Washington and Moscow


@pytest.mark.parametrize(
    ("on", "known_by", "counts"),
    [
        ("1962-10-24", None, (108, 0, 0)),
        ("1962-10-26", None, (108, 12, 12)),
        ("1962-10-26", "1962-10-26", (108, 0, 0)),
        ("1962-10-27", "1962-12-31", (108, 0, 0)),
        ("1962-10-27", None, (108, 2, 0)),
        ("1962-10-28", "1962-12-31", (108, 2, 2)),
        ("1962-10-28", None, (108, 4, 2)),
        ("1962-11-12", None, (108, 0, 0)),
        ("1962-11-14", None, (108, 1, 1)),
        ("1962-11-20", None, (108, 1, 1)),
    ],
)
def test_cuba_two(on, known_by, counts):
    assert {row.feasible for row in rows(CUBA, "two", on, known_by)} == {288}
    assert possible(CUBA, "two", on, known_by) == counts


def test_the_missiles_may_not_stay_and_will_not_go():
    assert {"USA.missiles_cuba.never", "USSR.missiles_cuba.firm"} in conflicts(CUBA, "two", "1962-10-24")


def test_the_first_letter_opens_room_that_the_public_could_not_see():
    assert not conflicts(CUBA, "two", "1962-10-26")
    assert {"USA.missiles_cuba.never", "USSR.missiles_cuba.firm"} in conflicts(CUBA, "two", "1962-10-26", "1962-10-26")


def test_the_second_letter_closes_it_as_the_public_knew():
    three = {"USA.missiles_cuba.never", "USA.turkey.firm", "USSR.missiles_cuba+pledge+turkey.firm"}
    assert three in conflicts(CUBA, "two", "1962-10-27", "1962-12-31")


def test_the_secret_about_turkey_is_what_opens_it():
    assert confirmed(CUBA, "two", "1962-10-27")[1] == 1
    assert best(CUBA, "two", "1962-10-27")["turkey"] == "quiet"


def test_khrushchev_accepts():
    assert confirmed(CUBA, "two", "1962-10-28", "1962-12-31")[1] == 1
    package = best(CUBA, "two", "1962-10-28", "1962-12-31")
    agreed = {
        "missiles_cuba": "withdrawn",
        "verification": "on_site",
        "pledge": "assurance",
        "quarantine": "lifted",
        "bombers": "included",
        "turkey": "stay",
    }
    assert {issue: package[issue] for issue in agreed} == agreed


def test_the_bombers_close_it_again_for_two_days():
    assert conflicts(CUBA, "two", "1962-11-12") == {frozenset({"USA.bombers.firm", "USSR.bombers.firm"})}
    assert not conflicts(CUBA, "two", "1962-11-14")


def test_with_havana_five_positions_of_three_parties_exclude_one_another():
    on = "1962-10-28"
    assert possible(CUBA, "three", on)[:2] == (72, 0)
    found = conflicts(CUBA, "three", on)
    assert {len(conflict) for conflict in found} == {5}
    assert all(units(conflict) == {"USA", "USSR", "CUBA"} for conflict in found)
    main = next(conflict for conflict in found if "USA.missiles_cuba.never" in conflict)
    others = {"USA.pledge.firm", "USA.pledge+missiles_cuba+verification.firm", "USSR.missiles_cuba.firm"}
    assert others < main
    positions = impasse(CUBA, "three", on).positions
    (havana,) = [positions[one] for one in main if one.startswith("CUBA.")]
    assert (havana.issues, havana.firmness.word) == (("verification",), "never")


def test_verified_from_outside_it_ends():
    assert possible(CUBA, "three", "1963-01-07")[1] == 2
    assert confirmed(CUBA, "three", "1963-01-07")[1] == 2
    package = best(CUBA, "three", "1963-01-07")
    assert (package["verification"], package["pledge"]) == ("outside", "none")


# ---- Camp David


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        ("1977-11-20", (7290, 0, 0)),
        ("1978-03-22", (0, 0, 0)),
        ("1978-09-16", (0, 0, 0)),
        ("1978-09-17", (48, 4, 4)),
        ("1978-09-28", (96, 8, 8)),
    ],
)
def test_camp_david_principals(on, counts):
    assert {row.feasible for row in rows(CAMP_DAVID, "principals", on)} == {23_760}
    assert possible(CAMP_DAVID, "principals", on) == counts


def test_sinai_is_settled_within_weeks():
    sinai = {"EGYPT.sinai.never", "ISRAEL.sinai.firm"}
    assert sinai in conflicts(CAMP_DAVID, "principals", "1977-11-20")
    assert sinai not in conflicts(CAMP_DAVID, "principals", "1977-12-28")


@pytest.mark.parametrize("on", ["1978-03-22", "1978-09-16"])
def test_the_settlements_in_sinai_close_even_the_limits(on):
    settlements = {"EGYPT.sinai_settlements.never", "ISRAEL.sinai_settlements.never"}
    assert settlements in conflicts(CAMP_DAVID, "principals", on, level="limits")


def test_what_was_signed_is_what_both_had_accepted():
    assert confirmed(CAMP_DAVID, "principals", "1978-09-17")[1:] == (4, 4)
    assert best(CAMP_DAVID, "principals", "1978-09-17")["sinai_settlements"] == "vote"
    assert possible(CAMP_DAVID, "summit", "1978-09-17")[1] == 2
    assert confirmed(CAMP_DAVID, "summit", "1978-09-17")[1] == 2


def test_those_who_were_invited_could_not_have_come():
    assert possible(CAMP_DAVID, "invited", "1978-09-18") == (0, 0, 0)
    assert any("PLO" in units(conflict) for conflict in conflicts(CAMP_DAVID, "invited", "1978-09-18", level="limits"))

"""`detente treaty show`: a list of treaties, clauses as sentences, and the JSON that the reference documents."""

import re

import detente
from tests.cli.shells import answered, document, refused
from tests.markdown import ROOT

ACCORD = ROOT / "tests" / "brief" / "accord"


def paths(value, path=""):
    for item in value if isinstance(value, list) else ():
        yield from paths(item, path + "[]")
    for key, item in value.items() if isinstance(value, dict) else ():
        here = f"{path}.{'KIND' if path.endswith('kinds') else key}".lstrip(".")
        yield here
        yield from paths(item, here)


def documented(command):
    page = (ROOT / "docs/reference/json.md").read_text(encoding="utf-8")
    section = re.search(rf"^## `detente {command}`\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert section
    return set(re.findall(r"^\| `([^`]+)` \|", section[1], re.MULTILINE))


def test_json_is_as_documented():
    reaching = document("treaty", "show", "european-security", "us-2021", "--clause", "art_6__para_1__point_b")
    found = set(paths(document("treaty", "show", ACCORD))) | set(paths(reaching))
    assert found == documented("treaty show")


def flagship(*words):
    return " ".join(answered("treaty", "show", "european-security", *words).split())


def test_eastern_europe_is_none_six_or_sixteen_by_the_day():
    said = flagship("nato-2021", "--on", "2026-01-15")
    assert (
        "On 15 January 2026 ‘Eastern Europe’ holds the own soil of none, six or 16 of the 33 Parties, "
        "depending on the reading." in said
    )
    assert "the own soil of Bulgaria, Czechia, Hungary, Poland, Romania and Slovakia (6 of the 33 Parties)" in said
    assert "depending on the reading. On it rests Article 7, paragraph 1." in said
    assert "stands for 16 of the 33 Parties." in said
    assert "Parties: Russia and the members of NATO (33 on 15 January 2026)." in said
    assert "Note: Who signs is judgement." in said
    assert "On 17 December 2021 ‘Eastern Europe’ holds the own soil of none, six or 14 of the 31 Parties" in flagship(
        "nato-2021"
    )


def test_a_day_may_be_written():
    (shown,) = detente.treaty_show(detente.load("european-security"), ["nato-2021"], on="2026-01")
    assert (shown.on.isoformat(), shown.parties) == ("2026-01-31", 33)


def test_distances_stand_by_a_clause_that_is_asked_for():
    said = flagship("us-2021", "--clause", "art_6__para_1__point_b")
    assert "Moscow: 5,833 km from the United States, beyond 500 and 5,500 km." in said
    assert "Moscow: 588 km from Latvia" in flagship("nato-2021", "--clause", "art_5__para_1")
    assert "Moscow" not in flagship("us-2021")
    assert "--clause has the distances" in flagship("us-2021")


def test_the_list_counts_the_kinds():
    said = answered("treaty", "show", ACCORD)
    assert "RU-NATO-2021" in said
    assert "9: one obligation" in said


def test_a_clause_is_read_aloud_with_readings_terms_and_sources():
    said = " ".join(answered("treaty", "show", ACCORD, "RU-NATO-2021", "--clause", "art_4__para_1").split())
    assert "Russia and the members of 1997 must not keep armed forces in Europe (UN) outside" in said
    assert "On the reading ‘not binding’ (held by nobody on record): it binds nobody to anything." in said
    assert "‘the members of 1997’ means the members of NATO on 27 May 1997." in said
    assert "Article 5 [" not in said


def test_a_clause_has_a_full_name():
    full = document("treaty", "show", ACCORD, "--clause", "RU-NATO-2021#art_6")
    assert [one["clause"] for one in full["treaties"][0]["clauses"]] == ["RU-NATO-2021#art_6"]


def test_terms_rest_on_what_the_clauses_mention():
    full = document("treaty", "show", ACCORD, "--clause", "art_6")
    assert full["treaties"][0]["terms"] == []


def test_unknown_names_are_refused_with_the_nearest():
    assert "RU-NATO-2021" in refused("treaty", "show", ACCORD, "RU-NATO-2022")
    assert "art_6" in refused("treaty", "show", ACCORD, "RU-NATO-2021", "--clause", "art_66")
    assert "RU-NATO-2021#art_6" in refused("treaty", "show", ACCORD, "--clause", "RU-NATO-2021#art_66")


def test_a_case_without_treaties_says_so():
    assert "no treaty is coded" in answered("treaty", "show", "camp-david")
    assert document("treaty", "show", "camp-david")["treaties"] == []

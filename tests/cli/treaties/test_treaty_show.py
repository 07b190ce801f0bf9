"""`detente treaty show`: a list of treaties, clauses as sentences, and the JSON that the reference documents."""

import re

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
    assert set(paths(document("treaty", "show", ACCORD))) == documented("treaty show")


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

"""Who is meant by a name: whole names, offices by day, never an outlet for a capital."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case.actors import Actors, plain_name
from detente.case.checking import check
from detente.case.reading import read_case

PARTIES = """
parties:
  - id: USA
    name: United States
    aliases: [Washington, the White House]
    speakers:
      - {name: Jen Psaki, role: press secretary, from: 2021-01-20, until: 2022-05-13}
      - José Ángel Díaz
  - id: RUS
    name: Russia
    aliases: [Moscow]
    speakers: [{name: Sergei Ryabkov, role: deputy foreign minister}]
  - {id: GEO, name: Georgia, aliases: [Tbilisi]}
  - {id: GEORGIA_US, name: State of Georgia, aliases: [Georgia]}
blocs:
  - {id: WEST, name: The West, members: [USA, GEO]}
"""
CASE = """
title: Names
issues:
  - {id: a, options: [x, y], status_quo: x}
"""


@pytest.fixture(scope="module")
def actors(tmp_path_factory):
    folder = tmp_path_factory.mktemp("names")
    (folder / "case.yaml").write_text(CASE)
    (folder / "parties.yaml").write_text(PARTIES)
    return Actors(read_case(folder))


@pytest.mark.parametrize(
    ("actor", "behalf", "holder", "speaker"),
    [
        ("USA", "", "USA", ""),
        ("the united states", "", "USA", ""),
        ("Washington", "", "USA", ""),
        ("White House", "", "USA", ""),
        ("The West", "", "WEST", ""),
        ("Jen Psaki", "", "USA", "Jen Psaki"),
        ("White House spokeswoman Jen Psaki", "", "USA", "White House spokeswoman Jen Psaki"),
        ("jose angel diaz", "", "USA", "jose angel diaz"),
        ("Senior White House official (unnamed)", "United States", "USA", "Senior White House official (unnamed)"),
        ("Moscow", "Russia", "RUS", ""),
    ],
)
def test_who_speaks_for_a_party_counts_for_it(actors, actor, behalf, holder, speaker):
    meant = actors.meant(actor, behalf, date(2021, 12, 18))
    assert (meant.holder, meant.speaker) == (holder, speaker)


@pytest.mark.parametrize(
    "actor",
    [
        "Washington Post",
        "The Moscow Times",
        "Psaki",
        "Senior White House official (unnamed)",
        "Michael Kofman",
        "",
        "…",
    ],
)
def test_what_only_looks_like_a_party_is_none(actors, actor):
    meant = actors.meant(actor)
    assert (meant.holder, meant.several) == ("", ())
    assert "knows no" in meant.why or "names nobody" in meant.why


def test_out_of_office_nobody_is_spoken_for(actors):
    assert actors.meant("Jen Psaki", "", date(2022, 5, 13)).holder == "USA"
    late = actors.meant("Jen Psaki", "", date(2022, 5, 14))
    assert late.holder == ""
    assert "did not speak for USA on 2022-05-14" in late.why


def test_a_name_of_two_is_a_question(actors):
    meant = actors.meant("Georgia")
    assert meant.holder == ""
    assert meant.several == ("GEO", "GEORGIA_US")


def test_an_unknown_principal_is_not_replaced_by_a_guess(actors):
    assert actors.meant("Jen Psaki", "the planet Mars").holder == ""


@given(st.text(max_size=30))
def test_comparing_names_is_stable(text):
    assert plain_name(plain_name(text)) == plain_name(text)


@given(st.sampled_from(["Washington", "Moscow", "Russia"]), st.sampled_from(["Post", "Times", "Today", "Institute"]))
def test_a_longer_name_is_another_name(actors_case_name, outlet):
    assert plain_name(f"{actors_case_name} {outlet}") != plain_name(actors_case_name)


def test_a_position_in_another_partys_mouth_is_worth_a_look(tmp_path):
    (tmp_path / "case.yaml").write_text(CASE)
    (tmp_path / "parties.yaml").write_text(PARTIES)
    rows = [
        "one,2021-12-18,RUS,Jen Psaki,,a,y,demand,firm,Coded for the wrong side",
        "two,2021-12-18,USA,Jen Psaki,,a,y,demand,firm,Right",
        "three,2021-12-18,WEST,Jen Psaki,,a,y,demand,firm,A member speaks for its bloc",
        "four,2021-12-18,RUS,Jen Psaki,,a,y,assessment,,An assessment is hers to make",
        "five,2021-12-18,RUS,Jen Psaki,Russia,a,y,demand,firm,Said on whose behalf",
    ]
    header = "id,date,holder,speaker,on_behalf_of,issue,option,act,firmness,paraphrase"
    (tmp_path / "statements.csv").write_text("\n".join([header, *rows]) + "\n")
    found = [f.message for f in check(read_case(tmp_path)).findings if "coded as a position" in f.message]
    assert found == ["one: Jen Psaki, press secretary, speaks for USA, and it is coded as a position of RUS"]

"""Norms in plain words: exact sentences for a small treaty, and every field of a content is heard."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

import detente
from detente.brief import norms
from detente.brief.setwords import Called
from detente.case.treaties.expressions import parse_condition, parse_set
from detente.case.treaties.model import (
    KINDS,
    Baseline,
    Content,
    Duration,
    Entity,
    Exemption,
    Expression,
    Provision,
    Reading,
    Trigger,
)

ACCORD = Path(__file__).parent / "accord"


@pytest.fixture(scope="module")
def case():
    return detente.load(str(ACCORD))


@pytest.fixture(scope="module")
def treaty(case):
    return case.treaties.treaty["RU-NATO-2021"]


def a_set(text):
    return Expression(text, parse_set(text))


def a_condition(text):
    return Expression(text, parse_condition(text))


SENTENCES = {
    "art_1": "A principle: Security is equal and indivisible.",
    "art_4__para_1": (
        "Russia and the members of 1997 must not keep armed forces in Europe (UN) outside their own territory beyond "
        "what each of them had in each place on 27 May 1997, except with the consent of all Parties when a Party is "
        "under threat; or in Kaliningrad; or as far as Article 5 covers it; or where this holds, which nothing "
        "defines: ‘for a short time’. Owed to the other Parties. It prevails over Article 7, paragraph 2."
    ),
    "art_5": (
        "The Parties must not keep land-based missiles of 500–5,500 km in places from which the territory of the "
        "other Parties can be reached."
    ),
    "art_6": "The members of NATO must not let it come about that Ukraine is a member of NATO.",
    "art_7__para_1": (
        "The members of NATO must not carry out military activity in Ukraine, ‘Eastern Europe’, the South Caucasus "
        "or Central Asia (UN). Owed to Russia."
    ),
    "art_7__para_2": (
        "The Parties must not hold exercises with ground forces of more than 3,000 troops in all within 100 km of "
        "Russia, counted for each of them, from 30 days after entry into force until five years after entry into "
        "force. Owed to Russia."
    ),
    "art_8": (
        "Russia must give notice, whenever it passes warships in the Black Sea, at least once within eight days of "
        "that, as far as this holds, which nothing defines: ‘as far as practicable’. It applies once Article 7, "
        "paragraph 2 is violated."
    ),
    "art_8__para_2": (
        "Anyone other than Russia may pass warships of no more than 30,000 tonnes in all in the Black Sea for at most "
        "21 days at a time, if it is not so that a Party is under threat."
    ),
    "art_9__para_2": "The Parties may, as a power, withdraw.",
}


@pytest.mark.parametrize("anchor", SENTENCES)
def test_a_provision_in_plain_words(case, treaty, anchor):
    assert norms.sentence(case, treaty, treaty.provision[anchor]) == SENTENCES[anchor]


def test_every_provision_of_the_sample_is_read_aloud(treaty):
    assert set(SENTENCES) == set(treaty.provision)


def test_rival_readings_say_who_holds_them(case, treaty):
    first, second = norms.readings(case, treaty, treaty.provision["art_4__para_1"])
    assert first.sentence().startswith("On the reading ‘per host’ (held by Russia; weight 0.5): Russia and the members")
    assert "beyond what was in each place on 27 May 1997" in first.text
    assert second.sentence() == (
        "On the reading ‘not binding’ (held by nobody on record): it binds nobody to anything."
    )


def test_a_self_judging_clause_has_the_two_readings_that_it_admits(case, treaty):
    wide, narrow = norms.readings(case, treaty, treaty.provision["art_7__para_2"])
    assert (wide.holder, narrow.holder) == (("Russia",), ("the Parties",))
    assert wide.implied
    assert narrow.text == "it binds nobody to anything."


def test_a_reading_that_changes_nothing_is_as_written(case, treaty):
    provision = treaty.provision["art_6"]
    same = Reading("literal", provision.content, ("kind",), holder=("RUS",))
    (said,) = norms.readings(case, treaty, replace(provision, readings=(same,)))
    assert said.sentence() == "On the reading ‘literal’ (held by Russia): as written."


def test_a_definite_clause_has_no_readings(case, treaty):
    assert norms.readings(case, treaty, treaty.provision["art_6"]) == ()


def test_terms_say_what_they_mean_and_who_says_so(case, treaty):
    said = {term.id: norms.term_sentences(case, treaty, term) for term in case.treaties.vocabulary.terms}
    assert said["older_members"] == ("‘the members of 1997’ means the members of NATO on 27 May 1997.",)
    assert said["eastern_europe"] == (
        (
            "On the reading ‘outside nato’ (held by NATO; weight 0.4): ‘Eastern Europe’ means Eastern Europe (UN) "
            "without the territory of the members of NATO."
        ),
        "On the reading ‘un’ (held by nobody on record): ‘Eastern Europe’ means Eastern Europe (UN).",
    )
    assert said["line"] == ("‘the line’: nothing defines it.",)


def test_entry_and_withdrawal(case, treaty):
    assert norms.entry_sentence(case, treaty, treaty.entry) == (
        "In force once more than half of the Parties have ratified."
    )
    assert norms.entry_sentence(case, treaty, replace(treaty.entry, rule="all", requires=a_set("RUS, USA"))) == (
        "In force once all Parties have ratified, Russia and the United States among them."
    )
    assert norms.entry_sentence(case, treaty, replace(treaty.entry, date=date(1949, 8, 24))) == (
        "In force from 24 August 1949."
    )
    assert norms.withdrawal_sentence(case, treaty, treaty.withdrawal) == (
        "The Parties may each withdraw, 30 days after notice."
    )


FULL = {
    "bearer": (a_set("RUS"), "Russia"),
    "counterparty": (a_set("USA"), "Owed to the United States"),
    "action": (a_set("exercise"), "hold exercises"),
    "asset": (a_set("ground"), "ground forces"),
    "territory": (a_set("black_sea"), "in the Black Sea"),
    "begins": (date(2022, 1, 1), "from 1 January 2022"),
    "ends": (Duration(years=5), "until five years after entry into force"),
    "lasts": (Duration(months=6), "for six months"),
    "baseline": (Baseline(date(1997, 5, 27), "unit"), "beyond the units that were there on 27 May 1997"),
    "cap": (1200, "1,200"),
    "floor": (7, "at least 7"),
    "per": (("territory",), "each place"),
    "counts": ("events", "each event counted"),
    "once": (True, "once"),
    "within": (Duration(days=30), "within 30 days of entry into force"),
    "stay": (Duration(days=21), "21 days at a time"),
    "trigger": (Trigger(action=a_set("pass")), "whenever"),
    "status": (a_condition("ukraine_member"), "Ukraine is a member of NATO"),
    "when": (a_condition("threat"), "if a Party is under threat"),
    "said": ("as practicable", "‘as practicable’"),
    "exceptions": ((Exemption(consent_of=a_set("USA")),), "except with the consent of the United States"),
    "overrides": (("art_5",), "prevails over Article 5"),
    "repairs": (("art_4__para_1",), "once Article 4, paragraph 1 is violated"),
    "binds": (False, "binds nobody"),
}


def test_the_list_of_fields_is_complete():
    assert set(FULL) == {field.name for field in fields(Content)} - {"kind"}


@pytest.mark.parametrize("field", FULL)
@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_heard(case, treaty, kind, field):
    value, words = FULL[field]
    content = Content(kind, bearer=a_set("POL"), action=a_set("deploy"))
    plain = norms.sentence(case, treaty, Provision("art_1", content))
    said = norms.sentence(case, treaty, Provision("art_1", replace(content, **{field: value})))
    assert words in said
    assert said != plain
    assert said.endswith(".")
    assert not {",,", ",.", "  ", " ,", " ."} & {said[place : place + 2] for place in range(len(said))}


EXCEPTIONS = {
    "bearer": (a_set("RUS"), "except for Russia"),
    "action": (a_set("pass"), "except to pass"),
    "asset": (a_set("ships"), "except for warships"),
    "territory": (a_set("own territory"), "except in its own territory"),
    "when": (a_condition("not threat"), "except when it is not so that a Party is under threat"),
    "said": ("briefly", "‘briefly’"),
    "consent_of": (a_set("parties"), "except with the consent of all Parties"),
    "under": ("art_5", "except as far as Article 5 covers it"),
}


@pytest.mark.parametrize("field", EXCEPTIONS)
def test_every_field_of_an_exception_is_heard(case, treaty, field):
    value, words = EXCEPTIONS[field]
    content = Content("prohibition", bearer=a_set("POL"), action=a_set("deploy"))
    said = replace(content, exceptions=(Exemption(**{field: value}),))
    assert words in norms.sentence(case, treaty, Provision("art_1", said))


@pytest.mark.parametrize(
    ("rule", "words"), [("any", "any of the Parties"), ("at least 3", "at least 3 of the Parties")]
)
def test_whose_consent_is_enough(case, treaty, rule, words):
    exception = Exemption(consent_of=a_set("parties"), consent_rule=rule)
    content = Content("prohibition", bearer=a_set("POL"), action=a_set("deploy"), exceptions=(exception,))
    assert f"with the consent of {words}." in norms.sentence(case, treaty, Provision("art_1", content))


PLACES = {
    "anywhere": "anywhere",
    "un_europe but not own territory": "in Europe (UN) outside their own territory",
    "un_europe also in outside RUS": "in Europe (UN) outside Russia",
    "kaliningrad or black_sea": "in Kaliningrad or the Black Sea",
    "kaliningrad, within 20 km of RUS": "in Kaliningrad or within 20 km of Russia",
    "territory of NATO": "in the territory of the members of NATO",
    "members of NATO on 1997-05-27": "in the territory of the members of NATO on 27 May 1997",
    "older_members": "in the territory of the members of 1997",
    "third states": "in the territory of states that are not Parties",
    "from which USA can be reached at 5500 km": (
        "in places from which the United States can be reached at a range of 5,500 km"
    ),
    "un_europe also in within 100 km of kaliningrad": "in Europe (UN), within 100 km of Kaliningrad",
    "un_europe also in un_western_asia": "in Europe (UN), as far as it is part of Western Asia (UN)",
    "outside territory of others": "outside the territory of the other Parties",
}


@pytest.mark.parametrize(
    ("bearer", "words"),
    [
        ("anyone", "Nobody may keep."),
        ("anyone but not RUS", "Nobody other than Russia may keep."),
        ("RUS", "Russia must"),
    ],
)
def test_what_is_forbidden_to_anyone_may_be_done_by_nobody(case, treaty, bearer, words):
    content = Content("prohibition", bearer=a_set(bearer), action=a_set("deploy"))
    assert norms.sentence(case, treaty, Provision("art_1", content)).startswith(words)


def test_one_withdraws_from_where_one_keeps(case, treaty):
    content = Content("obligation", a_set("RUS"), action=a_set("withdraw"), territory=a_set("kaliningrad"))
    assert norms.sentence(case, treaty, Provision("art_1", content)) == "Russia must withdraw from Kaliningrad."


def test_a_title_that_only_repeats_an_id_is_none(case, treaty):
    vocabulary = case.treaties.vocabulary
    bare = replace(
        case,
        parties=(replace(case.parties[1], name="USA"),),
        treaties=replace(case.treaties, vocabulary=replace(vocabulary, actions=(Entity("lay_mines", "lay_mines"),))),
    )
    assert Called(bare, treaty).actor("USA") == "the United States"
    assert Called(bare, treaty).action("lay_mines") == "lay mines"


def test_what_is_left_out_again_and_again_is_said_in_one_row(case, treaty):
    twice = parse_set("un_europe but not own territory but not kaliningrad")
    assert Called(case, treaty).place(twice) == "in Europe (UN) outside their own territory and Kaliningrad"


@pytest.mark.parametrize("text", PLACES)
def test_places_in_words(case, treaty, text):
    assert Called(case, treaty).place(parse_set(text)) == PLACES[text]


ACTORS = {
    "RUS": "Russia",
    "RUS, USA and POL": "Russia, the United States and Poland",
    "NATO but not USA": "the members of NATO other than the United States",
    "parties also in NATO": "those Parties that are members of NATO",
    "anyone": "anyone",
    "others": "the other Parties",
}


@pytest.mark.parametrize("text", ACTORS)
def test_actors_in_words(case, treaty, text):
    assert Called(case, treaty).actors(parse_set(text)) == ACTORS[text]


def test_groups_are_called_as_the_vocabulary_calls_them():
    case = detente.load("european-security")
    said = Called(case, case.treaties.treaty["istanbul-2022"])
    assert said.actors(parse_set("members of ISTANBUL_GUARANTOR")) == "the guarantors named in Istanbul"
    assert said.actors(parse_set("members of CSTO on 2020-01-01")) == "the members of the CSTO on 1 January 2020"
    assert said.actors(parse_set("EX_USSR")) == "the republics of the Soviet Union"
    assert said.actor("EX_USSR") == "the Soviet Union"


def test_states_have_their_articles():
    case = detente.load("european-security")
    said = Called(case, case.treaties.treaty["nato-2021"])
    assert said.actors(parse_set("NLD, POL, USA")) == "the Netherlands, Poland and the United States"


def test_a_set_without_itself_is_nothing():
    case = detente.load("european-security")
    said = Called(case, case.treaties.treaty["nato-2021"])
    assert said.ground(parse_set("crimea but not crimea")) == "no territory"
    assert said.actors(parse_set("RUS but not RUS")) == "nobody"

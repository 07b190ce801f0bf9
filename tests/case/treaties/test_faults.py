"""Every kind of bad treaty file: what is said, where, what was expected, what came, and the nearest valid name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.case.folders import CASE, edited
from tests.case.treaties.folders import (
    DEPLOYMENTS,
    DRAFT,
    VOCABULARY,
    deployment,
    draft,
    fault,
    faults,
    faults_of,
    membership,
    provision,
    read,
    vocabulary,
    write,
)

D, V = "treaties/draft.yaml", "treaties/vocabulary.yaml"
M, U = "inventory/memberships.csv", "inventory/deployments.csv"
LAST = DRAFT.count("\n") + 1  # the line in which a further provision begins


def test_a_sound_case_reads(tmp_path: Path) -> None:
    assert faults(tmp_path) == ()


def said(text: str) -> dict[str, str]:
    """A further prohibition in which one key, line LAST + 4, is wrong."""
    return provision(f"kind: prohibition\nbearer: NORTH\naction: deploy\n{text}")


ONE_FAULT: dict[str, tuple[dict[str, Any], tuple[str, int, str, str, str, str]]] = {
    # what is changed: file, line, words of the message, of expected, of got, the nearest name
    # ------------------------------------------------------------------------------------------------- expressions
    "unknown actor": (
        draft("bearer: SOUTH", "bearer: SUOTH"),
        (D, 37, "no actor is called SUOTH", "one of", "SUOTH", "SOUTH"),
    ),
    "unknown territory": (
        draft("un_europe but", "un_europ but"),
        (D, 19, "art_1, territory: no territory is called un_europ", "one of", "un_europ", "un_europe"),
    ),
    "territory by its plain name": (
        said("territory: Poland"),
        (D, LAST + 4, "called Poland", "one of", "Poland", "POL"),
    ),
    "territory that no member of the gazetteer": (
        said("territory: Atlantis9"),
        (D, LAST + 4, "Atlantis9", "one of", "Atlantis9", ""),
    ),
    "unknown action": (
        draft("action: activity", "action: activty"),
        (D, 33, "no action", "one of", "activty", "activity"),
    ),
    "unknown asset": (draft("asset: forces", "asset: force"), (D, 18, "no asset class", "one of", "force", "forces")),
    "unknown term": (draft("territory: coast", "territory: cost"), (D, 34, "called cost", "one of", "cost", "coast")),
    "unknown group": (
        draft("signatories: NORTH, members of NATO", "signatories: NORTH, members of NTO"),
        (D, 4, "no group is called NTO", "one of", "NTO", "NATO"),
    ),
    "unknown in an exception": (
        draft("{under: art_2}", "{territory: black_se}"),
        (D, 25, "art_1, exceptions, territory: no territory", "one of", "black_se", "black_sea"),
    ),
    "unknown in consent": (
        draft("consent_of: parties", "consent_of: NORHT"),
        (D, 24, "consent_of", "", "NORHT", "NORTH"),
    ),
    "unknown in a reading": (
        draft("cap: 100}", "cap: 100, bearer: NORT}"),
        (D, 27, "art_1, reading mild, bearer", "", "NORT", "NORTH"),
    ),
    "unknown in a trigger": (said("trigger: {action: deplo}"), (D, LAST + 4, "trigger, action", "", "deplo", "deploy")),
    "unknown in entry into force": (
        draft("requires: NORTH", "requires: NORTHE"),
        (D, 8, "entry into force, requires", "", "NORTHE", "NORTH"),
    ),
    "unknown in withdrawal": (draft("{by: parties,", "{by: SUTH,"), (D, 9, "withdrawal, by", "", "SUTH", "SOUTH")),
    "unknown main": (draft("main: NORTH", "main: NORHT"), (D, 5, "main", "", "NORHT", "NORTH")),
    "unknown in a term": (
        vocabulary("means: un_eastern_europe}", "means: un_east_europe}"),
        (V, 22, "the term east, reading wide", "", "un_east_europe", "un_eastern_europe"),
    ),
    "an asset where an actor is meant": (
        draft("bearer: anyone", "bearer: ground"),
        (D, 32, "ground is an asset class", "an actor", "ground", ""),
    ),
    "a place where an actor is meant": (
        draft("bearer: anyone", "bearer: black_sea"),
        (D, 32, "black_sea is a territory", "an actor", "black_sea", ""),
    ),
    "an actor where an asset is meant": (
        draft("asset: forces", "asset: SOUTH"),
        (D, 18, "SOUTH is an actor and a territory", "an asset class", "SOUTH", ""),
    ),
    "a geometry where an actor is meant": (
        draft("bearer: anyone", "bearer: within 5 km of POL"),
        (D, 32, "is no actor", "an actor", "within 5 km of POL", ""),
    ),
    "members where an action is meant": (
        draft("action: activity", "action: members of NATO"),
        (D, 33, "is no action", "an action", "members of NATO", ""),
    ),
    "a term of the wrong kind": (
        draft("bearer: anyone", "bearer: coast"),
        (D, 32, "the term coast means a territory", "an actor", "coast", ""),
    ),
    "a term of several kinds": (
        vocabulary("means: un_eastern_europe}", "means: POL or ground}"),
        (V, 22, "several kinds", "not some of each", "POL or ground", ""),
    ),
    "a set that cannot be read": (
        draft("bearer: anyone", "bearer: NORTH but SOUTH"),
        (D, 32, "bearer", "a set of names", "expected “not” after “but”, not “SOUTH” (column 11)", ""),
    ),
    "a condition that cannot be read": (
        draft("when: threat,", "when: threat or,"),
        (D, 24, "when", "a condition over", "expected a status", ""),
    ),
    "others where there is no bearer": (
        draft("main: NORTH", "main: others"),
        (D, 5, "“others” means nobody here", "stand for somebody", "others", ""),
    ),
    "others of a bearer": (
        draft("bearer: anyone", "bearer: others"),
        (D, 32, "“others” means nobody here", "the bearer is said here", "others", ""),
    ),
    "no counterparty": (
        draft("bearer: SOUTH", "bearer: counterparty"),
        (D, 37, "“counterparty” means nobody", "in the provision", "counterparty", ""),
    ),
    "signatories among signatories": (
        draft("signatories: NORTH,", "signatories: parties,"),
        (D, 4, "“signatories” means nobody", "names", "signatories", ""),
    ),
    "undeclared status": (
        draft("status: not joined", "status: not joind"),
        (D, 43, "no status is called joind", "joined", "joind", "joined"),
    ),
    "a circumstance where a status is meant": (
        draft("status: not joined", "status: threat"),
        (D, 43, "nobody decides the circumstance threat", "a status", "threat", ""),
    ),
    "undeclared circumstance": (
        draft("when: threat", "when: thread"),
        (D, 24, "no status or circumstance", "one of", "thread", "threat"),
    ),
    # ------------------------------------------------------------------------------------------------ the vocabulary
    "actor twice": (
        vocabulary("  - {id: VOL", "  - COALITION\n  - {id: VOL"),
        (V, 3, "the actor id COALITION is taken", "another id", "line 2", ""),
    ),
    "an actor that is a state": (vocabulary("id: COALITION, ", "id: DEU, "), (V, 2, "", "", "", "")),
    "an actor that is a party": (
        vocabulary("VOLUNTEERS", "TOWN"),
        (V, 3, "the name TOWN is taken", "another id", "a party or bloc", ""),
    ),
    "a territory that is a state": (
        vocabulary("  - {id: black_sea}", "  - {id: black_sea}\n  - UKR"),
        (V, 16, "the name UKR is taken", "another id", "a state of the gazetteer", ""),
    ),
    "a territory that is a region": (
        vocabulary("  - {id: enclave", "  - un_asia\n  - {id: enclave"),
        (V, 16, "the name un_asia is taken", "another id", "a region", ""),
    ),
    "a term named like a state": (
        vocabulary("  - vicinity", "  - FRA"),
        (V, 23, "the name FRA is taken", "another id", "an actor and a territory", ""),
    ),
    "a term named like an asset": (
        draft("  - {id: coast, means: black_sea}", "  - {id: coast, means: black_sea}\n  - missile"),
        (D, 12, "the name missile is taken", "another id", "an asset class", ""),
    ),
    "a term named like one of the vocabulary": (
        draft("  - {id: coast, means: black_sea}", "  - {id: coast, means: black_sea}\n  - east"),
        (D, 12, "the name east is taken", "another id", "a term of the vocabulary", ""),
    ),
    "a term named like an anchor": (
        draft("  - {id: coast, means: black_sea}", "  - {id: coast, means: black_sea}\n  - art_3"),
        (D, 12, "the name art_3 is taken", "another id", "the anchor in line 36", ""),
    ),
    "a status named like a circumstance": (
        vocabulary("  - {id: threat,", "  - {id: joined}\n  - {id: threat,"),
        (V, 27, "id joined is taken", "another id", "line 25", ""),
    ),
    "a title for a group that there is not": (
        vocabulary("actions:\n", "groups:\n  - {id: NATTO, title: the alliance}\nactions:\n"),
        (V, 5, "no group is called NATTO", "", "NATTO", "NATO"),
    ),
    "a group twice": (
        vocabulary("actions:\n", "groups:\n  - {id: NATO}\n  - {id: NATO}\nactions:\n"),
        (V, 6, "the group id NATO is taken", "another id", "line 5", ""),
    ),
    "a word of the language": (
        vocabulary("  - base", "  - reached"),
        (V, 8, "“reached” is a word of the language of sets", "another id", "reached", ""),
    ),
    "unknown class": (
        vocabulary("unit: troops", "unit: troops, note: x").copy() | vocabulary("under: forces,", "under: force,"),
        (V, 11, "ground, under: no asset class", "", "force", "forces"),
    ),
    "classes in a circle": (
        vocabulary("{id: forces, ", "{id: forces, under: ground, "),
        (V, 10, "the asset class forces is under itself", "without a circle", "forces → ground → forces", ""),
    ),
    "unknown contrary": (
        vocabulary("contrary: deploy", "contrary: deplyo"),
        (V, 7, "withdraw, contrary: no action", "one of", "deplyo", "deploy"),
    ),
    "each the contrary of the other": (
        vocabulary("title: keep, under: activity", "title: keep, contrary: withdraw"),
        (V, 6, "each the contrary of the other", "that ends the other", "deploy of withdraw, withdraw of deploy", ""),
    ),
    "a bearer by a counterparty by the bearer": (
        provision("kind: prohibition\nbearer: counterparty\ncounterparty: others\naction: deploy"),
        (D, LAST + 2, "“counterparty” means nobody here", "names", "counterparty", ""),
    ),
    "others of the bearer of an exception": (
        draft("{under: art_2}", "{bearer: others}"),
        (D, 25, "“others” means nobody here", "the bearer is said here", "others", ""),
    ),
    "own territory as a bearer": (
        draft("bearer: anyone", "bearer: own territory"),
        (D, 32, "“own territory” is no actor", "an actor", "own territory", ""),
    ),
    "its own contrary": (
        vocabulary("contrary: deploy", "contrary: withdraw"),
        (V, 7, "its own contrary", "another action", "withdraw", ""),
    ),
    "latitude out of range": (
        vocabulary("[54.71, 20.51]", "[154.71, 20.51]"),
        (V, 14, "at", "a latitude from -90 to 90", "154.71, 20.51", ""),
    ),
    "longitude out of range": (
        vocabulary("[54.71, 20.51]", "[54.71, 200.51]"),
        (V, 14, "at", "a longitude from -180 to 180", "54.71, 200.51", ""),
    ),
    "one coordinate": (vocabulary("[54.71, 20.51]", "[54.71]"), (V, 14, "at", "[latitude, longitude]", "", "")),
    "coordinates in words": (
        vocabulary("[54.71, 20.51]", "[north, east]"),
        (V, 14, "at", "in degrees", "north, east", ""),
    ),
    "a reach of nothing": (vocabulary("5500", "0"), (V, 12, "reach_km", "more than 0", "0", "")),
    "unknown owner": (vocabulary("of: TOWN", "of: TWON"), (V, 16, "enclave, of: no actor", "", "TWON", "TWN")),
    "unknown claimant": (vocabulary("[NORTH]", "[NORHT]"), (V, 16, "enclave, claimed_by", "", "NORHT", "NORTH")),
    "terms in a circle": (
        vocabulary("{id: older, means: members of NATO on 1997-05-27}", "{id: older, means: east or older}"),
        (V, 18, "the term older is defined by itself", "without a circle", "older → older", ""),
    ),
    "a term with one meaning and rivals": (
        vocabulary("  - id: east\n", "  - id: east\n    means: POL\n"),
        (V, 21, "one meaning and rival ones", "“means” or “readings”", "both", ""),
    ),
    "unknown holder of a term": (
        vocabulary("holder: [SOUTH]", "holder: [SOTH]"),
        (V, 21, "east, reading narrow, holder", "", "SOTH", "SOUTH"),
    ),
    "weight above 1": (vocabulary("weight: 0.4", "weight: 1.4"), (V, 21, "weight", "from 0 to 1", "1.4", "")),
    "weight below 0": (vocabulary("weight: 0.4", "weight: -0.4"), (V, 21, "weight", "from 0 to 1", "-0.4", "")),
    "unknown key of the vocabulary": (
        vocabulary("reach_km", "reach"),
        (V, 12, "the key “reach” is unknown", "reach_km", "reach", "reach_km"),
    ),
    # ------------------------------------------------------------------------------------------------------ a treaty
    "no title": (draft("title: Draft agreement\n", ""), (D, 1, "“title” is missing", "title", "", "")),
    "no date": (draft("date: 2021-12-17\n", ""), (D, 1, "“date” is missing", "date", "", "")),
    "half a date": (draft("date: 2021-12-17\n", "date: 2021-12\n"), (D, 2, "“date”", "a whole day", "2021-12", "")),
    "a day that does not exist": (
        draft("date: 2021-12-17\n", "date: 2021-02-30\n"),
        (D, 2, "“date”", "a whole day", "2021-02-30", ""),
    ),
    "unknown key": (draft("main: NORTH", "mian: NORTH"), (D, 5, "the key “mian” is unknown", "main", "mian", "main")),
    "unknown party": (
        draft("by: [NORTH]", "by: [NROTH]"),
        (D, 3, "no party or bloc is called NROTH", "", "NROTH", "NORTH"),
    ),
    "unknown proposal": (
        draft("proposal: plan", "proposal: plna"),
        (D, 6, "no proposal is called plna", "one of plan, menu", "plna", "plan"),
    ),
    "unknown source": (
        draft("proposal: plan\nsource: [gazette]", "proposal: plan\nsource: [gazete]"),
        (D, 7, "no source", "", "gazete", "gazette"),
    ),
    "unknown source of a provision": (
        draft("    source: [gazette]", "    source: [gazete]"),
        (D, 29, "no source", "", "gazete", "gazette"),
    ),
    "a rule that is none": (
        draft("rule: more than half", "rule: most of them"),
        (D, 8, "rule", "all, more than half, two thirds or at least N", "most of them", ""),
    ),
    "at least nobody": (draft("rule: at least 2", "rule: at least 0"), (D, 24, "rule", "at least N", "at least 0", "")),
    "a notice without length": (
        draft("notice: P30D", "notice: 30 days"),
        (D, 9, "notice", "a duration such as P30D", "30 days", ""),
    ),
    "unknown kind": (
        draft("kind: permission", "kind: permision"),
        (D, 31, "kind", "one of obligation", "permision", "permission"),
    ),
    "no kind": (draft("    kind: permission\n", ""), (D, 30, "“kind” is missing", "kind", "", "")),
    "no anchor": (
        {"draft": DRAFT + "  - kind: permission\n    action: deploy\n"},
        (D, LAST, "“id” is missing", "id", "", ""),
    ),
    "an anchor that is none": (draft("  - id: art_3", "  - id: art 3"), (D, 35, "id", "an anchor", "art 3", "")),
    "anchor twice": (
        draft("  - id: art_3", "  - id: art_1"),
        (D, 35, "the anchor id art_1 is taken", "another id", "line 13", ""),
    ),
    "unknown anchor in overrides": (
        draft("overrides: [art_2]", "overrides: [art_22]"),
        (D, 41, "art_3, overrides: no anchor", "one of art_1, art_2, art_3", "art_22", "art_2"),
    ),
    "unknown anchor in repairs": (
        draft("repairs: [art_1]", "repairs: [art_l]"),
        (D, 42, "art_3, repairs: no anchor", "", "art_l", "art_3"),
    ),
    "unknown anchor in under": (
        draft("{under: art_2}", "{under: art_4}"),
        (D, 25, "art_1, exceptions: no anchor", "", "art_4", "art_3"),
    ),
    "two clauses that override each other": (
        draft("    territory: coast", "    territory: coast\n    overrides: [art_3]"),
        (
            D,
            35,
            "clauses that override one another",
            "the stronger",
            "art_2 overrides art_3, art_3 overrides art_2",
            "",
        ),
    ),
    "three clauses that override each other in a circle": (
        draft("    territory: coast", "    territory: coast\n    overrides: [art_1]")
        | {
            "draft": edited(
                edited(DRAFT, "    territory: coast", "    territory: coast\n    overrides: [art_1]"),
                "      - {under: art_2}\n",
                "    overrides: [art_3]\n",
            )
        },
        (
            D,
            25,
            "clauses that override one another",
            "the stronger",
            "art_1 overrides art_3, art_3 overrides art_2, art_2 overrides art_1",
            "",
        ),
    ),
    "a clause that overrides itself": (
        draft("overrides: [art_2]", "overrides: [art_3]"),
        (D, 41, "a clause that overrides itself", "", "art_3 overrides art_3", ""),
    ),
    "a circular exception": (
        draft("    territory: coast", "    territory: coast\n    exceptions: [{under: art_1}]"),
        (D, 25, "a circular exception", "", "art_1 except under art_2, art_2 except under art_1", ""),
    ),
    "an exception under itself": (
        draft("{under: art_2}", "{under: art_1}"),
        (D, 25, "excepted under itself", "", "art_1 except under art_1", ""),
    ),
    "an exception and an override in a circle": (
        draft("    source: [gazette]\n", "    source: [gazette]\n    overrides: [art_2]\n"),
        (D, 30, "clauses that override one another", "", "art_1 overrides art_2, art_1 except under art_2", ""),
    ),
    "repairs in a circle": (
        said("repairs: [art_8]"),
        (D, LAST + 4, "a repair of itself", "", "art_8 repairs art_8", ""),
    ),
    "it ends before it starts": (
        draft("until: 2027-01-01", "until: 2021-01-01"),
        (D, 21, "art_1: it ends before it begins", "“until” not before 2022-01-01", "2021-01-01", ""),
    ),
    "it ends before the treaty": (
        said("until: 2020-01-01"),
        (D, LAST + 4, "it ends before it begins", "2021-12-17", "2020-01-01", ""),
    ),
    "durations the wrong way round": (
        said("from: P2Y\nuntil: P1Y"),
        (D, LAST + 5, "it ends before it begins", "P2Y", "P1Y", ""),
    ),
    "it ends twice": (
        draft("until: 2027-01-01", "until: 2027-01-01\n    for: P1Y"),
        (D, 22, "it ends twice", "“until” or “for”", "both", ""),
    ),
    "a reading that ends before it starts": (
        draft("cap: 100}", "until: 2021-12-31}"),
        (D, 27, "art_1, reading mild: it ends before", "", "2021-12-31", ""),
    ),
    "floor above cap": (draft("cap: 5\n", "cap: 1\n"), (D, 39, "the floor is above the cap", "at most 1", "2", "")),
    "a floor that nobody is obliged to": (
        said("floor: 2"),
        (D, LAST + 4, "a prohibition has no floor", "obligation", "floor 2", ""),
    ),
    "negative cap": (draft("cap: 5\n", "cap: -5\n"), (D, 40, "cap", "a whole number", "-5", "")),
    "fractional floor": (draft("floor: 2\n", "floor: 1.5\n"), (D, 39, "floor", "a whole number", "1.5", "")),
    "wrong per of a baseline": (
        draft("per: host}", "per: country}"),
        (D, 22, "per", "one of host, sender_and_host, unit", "country", ""),
    ),
    "wrong per": (
        said("per: [bearer, place]"),
        (D, LAST + 4, "per", "one of bearer, action, asset, territory", "place", ""),
    ),
    "a baseline without a day": (
        draft("{date: 1997-05-27, per: host}", "{date: 1997, per: host}"),
        (D, 22, "date", "a whole day", "1997", ""),
    ),
    "nothing ordered": (
        provision("kind: obligation\nbearer: NORTH"),
        (D, LAST + 1, "the obligation does not say of what", "“action”, or “status”", "neither", ""),
    ),
    "reading twice": (
        draft("{id: none,", "{id: mild,"),
        (D, 28, "two readings of art_1 are called mild", "another id", "line 27", ""),
    ),
    "a reading without a rival": (
        draft("      - {id: none, holder: [LEAGUE], binds: false}\n", ""),
        (D, 26, "the one reading of art_1 has no rival", "two readings or more", "mild", ""),
    ),
    "unknown holder": (
        draft("holder: [LEAGUE]", "holder: [LEAGE]"),
        (D, 28, "art_1, reading none, holder", "", "LEAGE", "LEAGUE"),
    ),
    "unknown key of a reading": (
        draft("binds: false", "bind: false"),
        (D, 28, "the key “bind” is unknown", "binds", "bind", "binds"),
    ),
    "an exception that says nothing": (
        draft("{under: art_2}", "{note: hm}"),
        (D, 25, "would take out everything", "“under”", "none of these", ""),
    ),
    "a rule without consent": (
        draft("consent_of: parties, ", ""),
        (D, 24, "a consent that it does not name", "“consent_of”", "rule at least 2", ""),
    ),
    # ------------------------------------------------------------------------------------------------- the inventory
    "unknown member": (membership("PLO,NATO,1999,,"), (M, 5, "state: no actor", "", "PLO", "POL")),
    "a membership that ends before it starts": (
        membership("CZE,NATO,1999-03-12,1998,"),
        (M, 5, "it ends before it begins", "a day from 1999-03-12 on", "1998", ""),
    ),
    "a group named like a state": (
        membership("CZE,DEU,1999,,"),
        (M, 5, "the name DEU is taken", "another name", "a state", ""),
    ),
    "a group named like a term": (
        membership("CZE,east,1999,,"),
        (V, 19, "the name east is taken", "another id", "an actor", ""),
    ),
    "a group with a space": (membership("CZE,the pact,1999,,"), (M, 5, "cannot be used", "an id", "the pact", "")),
    "a date that is none": (membership("CZE,NATO,March,,"), (M, 5, "from is not a date", "a date", "'March'", "")),
    "confirmed maybe": (membership("CZE,NATO,1999,,maybe"), (M, 5, "confirmed", "one of yes, no", "maybe", "")),
    "no group": (membership("CZE,,1999,,"), (M, 5, "group is blank", "a value", "nothing", "")),
    "too few fields": (membership("CZE,NATO"), (M, 5, "not as many fields", "5 fields", "2 fields", "")),
    "an open quote": (membership('CZE,"NATO,1999,,'), (M, 5, "not CSV", "quotes closed", "", "")),
    "low exceeds high": (deployment("x,USA,POL,ground,5,4,,,,,"), (U, 5, "low exceeds high", "at most 4", "5", "")),
    "negative size": (
        deployment("x,USA,POL,ground,-5,4,,,,,"),
        (U, 5, "low is not as it must be", "0 or more", "-5", ""),
    ),
    "fractional size": (deployment("x,USA,POL,ground,,4.5,,,,,"), (U, 5, "high is not", "a whole number", "4.5", "")),
    "unknown sender": (deployment("x,USA+FRAU,POL,ground,,,,,,,"), (U, 5, "senders: no actor", "", "FRAU", "FRA")),
    "no sender": (deployment("x,..,POL,ground,,,,,,,"), (U, 5, "senders are not", "names joined by +", "..", "")),
    "a group as a sender": (
        deployment("x,NATO,POL,ground,,,,,,,"),
        (U, 5, "NATO is several", "a single actor", "NATO", ""),
    ),
    "unknown host": (deployment("x,USA,POLL,ground,,,,,,,"), (U, 5, "host: no territory", "", "POLL", "POL")),
    "unknown asset of a holding": (
        deployment("x,USA,POL,grond,,,,,,,"),
        (U, 5, "asset: no asset class", "", "grond", "ground"),
    ),
    "unknown status": (
        deployment("x,USA,POL,ground,,,,,plan,,"),
        (U, 5, "status", "one of active, planned, claimed", "plan", "planned"),
    ),
    "unknown source of a holding": (
        deployment("x,USA,POL,ground,,,,,,,gazete"),
        (U, 5, "no source", "", "gazete", "gazette"),
    ),
    "a holding that ends before it starts": (
        deployment("x,USA,POL,ground,,,2020,2019,,,"),
        (U, 5, "it ends before it begins", "2020", "2019", ""),
    ),
    "unknown column": ({"deployments": edited(DEPLOYMENTS, "id,senders", "id,sendres")}, (U, 1, "", "", "", "")),
    "an empty table": ({"memberships": ""}, (M, 0, "the file is empty", "a header row: state,group", "nothing", "")),
    "bytes that are no text": ({"draft": b"title: \xff\n"}, (D, 1, "not UTF-8", "UTF-8", "0xff", "")),
    "bytes that are no text in a table": (
        {"deployments": b"id,senders\n\xff\n"},
        (U, 2, "not UTF-8", "UTF-8", "0xff", ""),
    ),
    "no mapping": ({"draft": "- a\n"}, (D, 1, "not a mapping", "a mapping with title", "a list", "")),
    "an empty vocabulary": ({"vocabulary": "# nothing yet\n"}, (V, 0, "the file is empty", "actors", "nothing", "")),
    # --------------------------------------------------------------------------------------------------- the rest
    "realised by no treaty": (
        {"case": edited(CASE, "[closed, shared, open]", "[{id: closed, realised_by: drft#art_1}, shared, open]")},
        ("case.yaml", 8, "river = closed is realised by drft#art_1: no treaty", "draft", "drft", "draft"),
    ),
    "realised by no anchor": (
        {"case": edited(CASE, "[closed, shared, open]", "[{id: closed, realised_by: [draft#art_9]}, shared, open]")},
        ("case.yaml", 8, "no anchor of draft is called art_9", "one of art_1, art_2, art_3", "art_9", "art_3"),
    ),
    "realised by a treaty": (
        {"case": edited(CASE, "[closed, shared, open]", "[{id: closed, realised_by: draft}, shared, open]")},
        ("case.yaml", 8, "no anchor is named", "treaty#anchor", "draft", ""),
    ),
}

SEVERAL = {"an actor that is a state", "unknown column"}
"""Slips that cannot but bring a second complaint, looked at below."""


@pytest.mark.parametrize("name", sorted(set(ONE_FAULT) - SEVERAL))
def test_one_fault(tmp_path: Path, name: str) -> None:
    changed, (file, line, message, expected, got, near) = ONE_FAULT[name]
    found = fault(tmp_path, **changed)
    assert (found.file, found.line, found.nearest) == (file, line, near), str(found)
    assert message in found.message, str(found)
    assert expected in found.expected, str(found)
    assert got in found.got, str(found)


def test_an_actor_that_is_a_state(tmp_path: Path) -> None:
    found = faults(tmp_path, **vocabulary("- {id: COALITION, ", "- {id: DEU, "))
    assert [(one.file, one.line, one.got) for one in found] == [
        (V, 2, "DEU, a state of the gazetteer"),
        (V, 3, "COALITION"),
    ]


def test_an_unknown_column_is_also_a_missing_one(tmp_path: Path) -> None:
    found = faults(tmp_path, **ONE_FAULT["unknown column"][0])
    assert [(one.line, one.message, one.nearest) for one in found] == [
        (1, "no column is called sendres", "senders"),
        (1, "the column senders is missing", ""),
    ]


def test_everything_at_once(tmp_path: Path) -> None:
    wrong = edited(edited(DRAFT, "bearer: SOUTH", "bearer: SUOTH"), "floor: 2", "floor: 9")
    found = faults(
        tmp_path,
        draft=wrong,
        vocabulary=edited(VOCABULARY, "weight: 0.4", "weight: 4"),
        memberships="state,group\nPLO,NATO\nUSA,\n",
        **deployment("x,USA,POLL,grond,5,4,,,,,"),
    )
    files = [one.file for one in found]
    assert files == sorted(files)
    assert {(one.file, one.line) for one in found} >= {(D, 37), (D, 39), (V, 21), (M, 2), (M, 3), (U, 5)}
    assert len([one for one in found if one.file == U]) == 3


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("treaties/second.yml", "treaties/second.yaml"),
        ("treaties/Second.YAML", "treaties/Second.yaml"),
        ("inventory/deployment.csv", "inventory/deployments.csv"),
        ("inventory/Bases.csv", "inventory/bases.csv"),
        ("Treaties/draft.yaml", "treaties"),
    ],
)
def test_misnamed_files(tmp_path: Path, name: str, near: str) -> None:
    path = write(tmp_path) / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("title: A\ndate: 2021-12-17\n")
    (found,) = faults_of(tmp_path)
    assert (found.message, found.nearest) == ("the file’s name is not one that is read", near)


def test_a_table_that_nothing_reads(tmp_path: Path) -> None:
    (write(tmp_path) / "inventory/transits.csv").write_text("date\n")
    (found,) = faults_of(tmp_path)
    assert (found.file, found.expected) == (
        "inventory/transits.csv",
        "one of memberships.csv, deployments.csv, bases.csv, exercises.csv, agreements.csv",
    )


def test_a_treaty_with_a_name_that_is_no_id(tmp_path: Path) -> None:
    (write(tmp_path) / "treaties/new draft.yaml").write_text("title: A\ndate: 2021-12-17\n")
    (found,) = faults_of(tmp_path)
    assert (found.file, found.got) == ("treaties/new draft.yaml", "new draft")


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    write(tmp_path, vocabulary=None, draft=None, deployments=None)
    (tmp_path / "treaties").write_text("no folder")
    (found,) = faults_of(tmp_path)
    assert (found.file, found.message) == ("treaties", "this is a file")


def test_a_vocabulary_that_cannot_be_read_brings_one_error(tmp_path: Path) -> None:
    found = fault(tmp_path, vocabulary="actors: [\n")
    assert found.file == V


def test_what_is_left_of_a_wrong_entry_is_known_by_its_name(tmp_path: Path) -> None:
    found = fault(tmp_path, **vocabulary("{id: black_sea}", "{id: black_sea, at: [1]}"))
    assert (found.file, found.line) == (V, 15)


def test_without_a_vocabulary_any_action_and_asset_is_one(tmp_path: Path) -> None:
    provision = "{id: art_1, kind: prohibition, bearer: USA, action: fly, asset: kites}"
    draft = f"title: A\ndate: 2021-12-17\nsignatories: USA, POL\nprovisions:\n  - {provision}\n"
    case = read(tmp_path, draft=draft, vocabulary=None, memberships=None, deployments=None)
    assert [one.id for one in case.treaties.vocabulary.actions] == ["fly"]
    assert [one.id for one in case.treaties.vocabulary.assets] == ["kites"]


def test_missing_signatories_are_missed_once(tmp_path: Path) -> None:
    found = fault(tmp_path, **draft("signatories: NORTH, members of NATO on 2021-12-17\n", ""))
    assert (found.line, found.expected) == (7, "“signatories” in the treaty, or names")


def test_an_order_whose_action_is_wrong_is_not_one_without_an_action(tmp_path: Path) -> None:
    found = fault(tmp_path, **draft("action: activity", "action: [activity]"))
    assert (found.line, found.got) == (33, "a list of 1")


def test_a_thousand_unknown_names_are_enough(tmp_path: Path) -> None:
    rows = "".join(f"u{n},USA,POLL{n},ground,,,,,,,\n" for n in range(1200))
    found = faults(tmp_path, deployments=DEPLOYMENTS + rows)
    assert len(found) == 1001
    assert found[0].message == "200 more names in the inventory are unknown"

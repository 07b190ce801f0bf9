"""ratification.yaml: rules in words, votes, terms; every fault is found where it is."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from detente.case.judgements.model import Quantity
from detente.case.ratification.model import Rule
from detente.case.ratification.rules import read_rule
from tests.case.folders import edited
from tests.case.judgements.made import RATIFICATION, faults, read

HALF, TWO_THIRDS = Fraction(1, 2), Fraction(2, 3)


def test_everything_is_read(tmp_path: Path) -> None:
    found = read(tmp_path).ratification
    (law,), (senate,), (treaty,) = found.circumstances, found.bodies, found.procedures
    assert (law.title, str(law.since), str(law.until), str(law.ends_if)) == (
        "Martial law",
        "2020-02-24",
        "2020-05-01",
        "not patrols is night",
    )
    assert senate.present == Quantity("between", Fraction(195, 2), Fraction(95), Fraction(100))
    assert senate.rests_on.source == ("gazette",)
    majority, one = senate.members
    assert (majority.seats, majority.population, one.seats, one.prefers) == (53, Fraction(3, 2), 47, "NORTH")
    assert [str(vote.condition) for vote in majority.votes] == ["river is open", "river is closed", "None"]
    first, second, third = majority.votes
    assert first.yes == Quantity("between", Fraction(7, 10), HALF, Fraction(9, 10), because="x")
    assert first.abstain == Quantity("exact", Fraction(1, 20), because="x")
    assert (second.chance, second.yes) == (Quantity("exact", Fraction(1, 10)), None)
    assert third.yes == Quantity("exact", Fraction(4, 5))
    assert (treaty.of, treaty.instrument, treaty.barred_by) == ("NORTH", "treaty", ("martial_law",))
    assert [step.rule for step in treaty.steps] == [
        Rule("share", TWO_THIRDS, base="voting", text="two thirds of those voting"),
        Rule("consensus", Fraction(0), text="consensus"),
    ]
    assert str(treaty.steps[1].needed_if) == "river is open and patrols is none"


BASES = {"those voting": "voting", "those present": "present", "all members": "members"}
SHARES = {
    "majority": (HALF, True),
    "more than half": (HALF, True),
    "half": (HALF, False),
    "two thirds": (TWO_THIRDS, False),
    "more than two thirds": (TWO_THIRDS, True),
    "three fifths": (Fraction(3, 5), False),
    "three quarters": (Fraction(3, 4), False),
    "55 %": (Fraction(11, 20), False),
    "66.7%": (Fraction(667, 1000), False),
    "more than 65 %": (Fraction(13, 20), True),
    "4/7": (Fraction(4, 7), False),
    "at least 4 / 7": (Fraction(4, 7), False),
}


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("share", SHARES)
def test_rules_in_words(share: str, base: str) -> None:
    threshold, strict = SHARES[share]
    text = f"{share} of {base}"
    assert read_rule(text) == Rule("share", threshold, strict, BASES[base], text=text)  # type: ignore[arg-type]
    assert replace(read_rule(f"  {share}  of\n {base}"), text="") == replace(read_rule(text), text="")


def test_rules_of_other_kinds() -> None:
    assert read_rule("unanimity") == Rule("share", Fraction(1), base="members", text="unanimity")
    assert read_rule("at least 226") == Rule("votes", Fraction(226), text="at least 226")
    double = read_rule({"members": "55 %", "population": "more than 65 %", "blocking": "4"})
    assert double == Rule("double", Fraction(11, 20), False, "members", Fraction(13, 20), True, 4, text=double.text)
    referendum = read_rule({"share": "majority of those voting", "turnout": "50 %"})
    assert referendum == Rule("share", HALF, True, "voting", turnout=HALF, text=referendum.text)


@pytest.mark.parametrize(
    "rule",
    [
        *(
            "",
            "majority",
            "majority of the house",
            "two of all members",
            "most of all members",
            "at least",
            "at least 0",
        ),
        *(
            "at least -3",
            "0 % of all members",
            "101 % of all members",
            "more than 100 % of all members",
            "3/0 of all members",
        ),
        *("5/4 of those voting", "0/4 of those voting", "nan % of all members", "1e9 % of all members", "Unanimity"),
        *(
            [],
            None,
            {},
            {"members": "55 %"},
            {"members": "55", "population": "65 %"},
            {"share": "consensus", "turnout": "50 %"},
        ),
        *({"share": "majority of those voting", "turnout": "more than 50 %"}, {"share": [], "turnout": "50 %"}),
        *({"members": "55 %", "population": "65 %", "blocking": x} for x in ("0", "-1", "x", "")),
        {"members": {}, "population": "65 %"},
    ],
)
def test_what_is_no_rule(rule: object) -> None:
    with pytest.raises(PydanticCustomError):
        read_rule(rule)


words = st.sampled_from([*SHARES, *BASES, "of", "at least", "more than", "226", "/", "%", "majority", "0", "100 %"])


@given(st.one_of(st.text(max_size=30), st.lists(words, max_size=5).map(" ".join)))
def test_a_text_is_a_sound_rule_or_refused(text: str) -> None:
    try:
        found = read_rule(text)
    except PydanticCustomError:
        return
    if found.kind == "share":
        assert 0 < found.threshold <= 1
        assert not (found.strict and found.threshold == 1)
    else:
        assert found.kind in {"consensus", "votes"}
        assert found.kind == "consensus" or found.threshold >= 1


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("two thirds of those voting", "two thirds of the house", 28, "expected a rule: majority of those voting"),
        (
            "rule: consensus",
            "rule: {members: 55 %, population: 65 %}",
            29,
            "needs the population of every member of senate",
        ),
        (
            "body: senate, rule: two",
            "body: senat, rule: two",
            28,
            "no body is called senat; expected senate; got senat; did you mean senate?",
        ),
        ("[martial_law]", "[marshal_law]", 25, "did you mean martial_law?"),
        ("ends_if: not patrols is night", "ends_if: not patrol is night", 6, "no issue is called patrol"),
        ("barred_if: patrols is day", "barred_if: patrols is", 26, "the condition cannot be read"),
        ("until: 2020-05-01", "until: 2019", 5, "it ends before it begins"),
        ("{between: [0.5, 0.9]}", "{between: [0.5, 1.9]}", 16, "expected a number from 0 to 1"),
        ("abstain: 0.05", "abstain: 0.2", 16, "expected at most 1 together; got 1.1"),
        ("{yes: 0.8}", "{yes: 0.8, abstain: 0.3}", 18, "expected at most 1 together; got 1.1"),
        ("{yes: 0.8}", "{abstain: 0.8}", 18, "expected “yes” beside “abstain”"),
        ("chance: 0.1", "chance: 0.1, yes: 0.3", 17, "expected “chance” or “yes”; got both"),
        ("chance: 0.1", "chance: -0.1", 17, "expected a number from 0 to 1; got -0.1"),
        ("seats: 53", "seats: -3", 13, "expected a whole number from 0 to 999,999,999,999; got -3"),
        ("seats: 53", "seats: 1000000000000", 13, "from 0 to 999,999,999,999; got 1000000000000"),
        ("seats: 53", "seats: 5.3", 13, "expected a whole number"),
        ("seats: 53", "seats: 3", 9, "more are present in senate than there are seats; expected at most 50; got 100"),
        ("population: 1.5", "population: -1", 14, "expected a number, 0 or more"),
        ("prefers: NORTH", "prefers: NORTHE", 19, "no party or bloc is called NORTHE"),
        ("id: one", "id: majority", 19, "two members of senate are called majority"),
        ("source: gazette", "source: gazete", 10, "did you mean gazette?"),
        ("of: NORTH", "of: NOTRH", 22, "no party or bloc is called NOTRH"),
        (
            "    source: gazette",
            "    from: 2020",
            28,
            "treaty is to hold on days on which there is no senate; expected a procedure from 2020",
        ),
        ("id: treaty\n", "id: treaty\n    stepps: x\n", 22, "the key “stepps” is unknown"),
        ("procedures:\n", "procedures: []\nprocedure:\n", 21, "did you mean procedures?"),
    ],
)
def test_faults(old: str, new: str, line: int, message: str, tmp_path: Path) -> None:
    found = faults(tmp_path, ratification=edited(RATIFICATION, old, new))
    assert len(found) == 1, "\n".join(map(str, found))
    assert (found[0].file, found[0].line) == ("ratification.yaml", line)
    assert message in str(found[0])


@pytest.mark.parametrize("section", ["circumstances", "bodies", "procedures"])
def test_ids_are_given_once(section: str, tmp_path: Path) -> None:
    begin = RATIFICATION.index(f"{section}:\n") + len(section) + 2
    rest = RATIFICATION[begin:]
    ends = [rest.index(f"\n{name}:\n") + 1 for name in ("bodies", "procedures") if f"\n{name}:\n" in rest]
    entry = rest[: min(ends, default=len(rest))]
    (found,) = faults(tmp_path, ratification=RATIFICATION[:begin] + entry + rest)
    assert "id" in found.message
    assert "is taken" in found.message


def test_a_procedure_lies_within_the_terms_of_its_bodies(tmp_path: Path) -> None:
    text = edited(RATIFICATION, "    source: gazette", "    from: 2020-02\n    until: 2020-06-30")
    for term, sound in (
        ("from: 2020-03-01\n    until: 2020-06-30", True),
        ("from: 2020-02\n    until: 2020-06", True),
        ("from: 2020-02-28\n    until: 2020-06", False),
        ("from: 2020-03-01\n    until: 2020-07-01", False),
        ("from: 2020-03-01", False),
    ):
        found = faults(tmp_path, ratification=edited(text, "    instrument: treaty", f"    {term}"))
        assert (not found) is sound, (term, found)


def test_bodies_and_procedures_of_the_day_and_all_circumstances(tmp_path: Path) -> None:
    text = edited(RATIFICATION, "    source: gazette", "    from: 2020-02\n    until: 2020-06-30")
    text = edited(text, "    instrument: treaty", "    from: 2020-03-01\n    until: 2020-04")
    case = read(tmp_path, ratification=text)
    for day, bodies, procedures in (
        ("2020-02-28", 0, 0),
        ("2020-02-29", 1, 0),
        ("2020-03-01", 1, 1),
        ("2020-04-30", 1, 1),
        ("2020-05-01", 1, 0),
        ("2020-07-01", 0, 0),
    ):
        found = case.on(day).ratification
        assert (len(found.bodies), len(found.procedures), len(found.circumstances)) == (bodies, procedures, 1), day

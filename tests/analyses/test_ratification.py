"""What `detente ratify` answers: a case worked by hand, what would buy missing votes, and the facts of the flagship."""

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from detente import api
from detente.analyses.ratification.asking import _of_proposal
from detente.analyses.ratification.buying import ways_out
from detente.case.filtering import lapsed
from detente.case.model import Table
from detente.errors import DetenteError, TooLargeError, UnknownNameError
from detente.ledger.terms import issues_of_terms
from detente.space.ballots import open_home
from detente.space.judging import judge
from detente.space.outcomes import Asking
from detente.space.ratifying import Ratifying
from detente.space.regarding import look
from detente.space.spaces import open_space
from tests import ratified_made as literal
from tests.judged_made import feasible, judged, packages, spaces, write
from tests.ratified_made import ratified

HOME = """
circumstances:
  - {id: flood, title: A flood, from: 2020-01-01, ends_if: guards is there}
bodies:
  - id: moot
    title: The moot of the north
    because: an example
    members:
      - id: old
        seats: 60
        votes: [{if: river is south, yes: {between: [0, 0.5]}}, {yes: {between: [0.8, 1]}}]
      - id: young
        seats: 40
        votes: [{if: tolls is high, yes: 1}, {if: tolls is low, yes: 0.25, abstain: 0.25}, {}]
  - {id: south, title: Council of the south, members: [{id: sole, prefers: SOUTH}]}
  - {id: elders, title: Elders, because: an example, members: [{id: all, seats: 5, votes: [{chance: 0.5}]}]}
procedures:
  - id: treaty
    of: NORTH
    title: Treaty
    barred_by: [flood]
    steps: [{body: moot, rule: two thirds of those voting}]
  - {id: assent, of: SOUTH, title: Assent, needed_if: not river is north, steps: [{body: south, rule: consensus}]}
  - {id: word, of: SOUTH, title: A word, needed_if: tolls is none, steps: [{body: elders, rule: at least 3}]}
"""


@pytest.fixture
def river(tmp_path):
    folder = write(tmp_path / "river")
    (folder / "ratification.yaml").write_text(HOME, encoding="utf-8")
    return api.load(str(folder)).on("2020-03-01")


def at(result, party):
    (assessed,) = result.assessed
    return next(one for one in assessed.parties if one.party == party)


def figures(win):
    """All five counts; none may be missing."""
    found = (win.passes, win.votes_lacking, win.procedure_barred, win.cannot_be_told, win.not_needed)
    assert None not in found
    return [one or 0 for one in found]


def cast(step):
    assert step.votes is not None
    return step.votes


def test_votes_worked_by_hand(river):
    def asked(**package):
        return api.ratification(river, ("talks",), packages={"x": package})

    (kind,) = at(asked(river="both", guards="there"), "NORTH").kinds  # the guards end the flood
    assert kind.verdict == "passes"  # at least 48 and 40 of 100
    (kind,) = at(asked(river="both", tolls="low", guards="there"), "NORTH").kinds
    assert kind.verdict == "cannot_be_told"  # 58 to 70 of the 90 who vote; 60 are needed
    (step,) = kind.outcome.procedures[0].steps
    assert step.votes.yes == (58, 70)
    assert step.votes.no == (20, 32)
    assert step.votes.abstain == (10, 10)
    assert step.votes.needs == (60, 60)
    assert kind.outcome.probability.how == "integrated"
    assert float(kind.outcome.probability.low) == pytest.approx(5 / 6)  # 50 of the old, drawn evenly from 48 to 60
    assert step.votes.pivot == ("young",)
    (kind,) = at(asked(river="south", tolls="none", guards="there"), "NORTH").kinds
    assert kind.verdict == "cannot_be_told"  # 30 and all of the young would do
    (kind,) = at(asked(river="south", tolls="low", guards="there"), "NORTH").kinds
    assert kind.verdict == "votes_lacking"
    votes = kind.outcome.procedures[0].steps[0].votes
    assert votes.missing.votes == 20  # 40 of 90 at the best
    assert votes.turns.votes == (("old", 20),)  # a quarter of either is for it: they are pivotal together
    assert votes.turns.among == ("old", "young")
    assert votes.turns.free
    (kind,) = at(asked(river="both"), "NORTH").kinds
    assert kind.verdict == "procedure_barred"
    assert [bar.circumstance for bar in kind.outcome.procedures[0].bars] == ["flood"]
    assert at(asked(river="both"), "TOWNS").verdict == "nothing_on_file"


def test_a_package_worth_as_much_as_no_agreement_is_approved(river):
    """Nothing but the river counts for the south here, and no agreement is worth what the status quo is."""
    text = HOME.replace("needed_if: not river is north, steps", "steps")
    assert text != HOME
    result = api.ratification(river, ("talks",), packages={"same": {"guards": "there"}})
    assert at(result, "SOUTH").verdict == "not_needed"
    compiled = Ratifying(open_home(spaces(river)[1]))
    rather = compiled.always(1)
    assert compiled.names == ("SOUTH",)
    assent = compiled.fates(river.ratification.procedures[1])
    assert compiled.count(rather) == 14
    counted = compiled.count(assent.passes)
    worth = compiled.home.worth["SOUTH"]
    least = worth.reservation or Fraction(0)
    asked = [x for x in feasible(compiled.space) if x["river"] != "north"]
    enough = [x for x in asked if worth.utility(x) >= least]
    ties = [x for x in asked if worth.utility(x) == least]
    assert counted == len(enough)
    assert ties, "the test is about ties"


def test_probabilities_multiply_over_bodies(river):
    result = api.ratification(river, ("talks",), packages={"x": {"river": "both", "tolls": "none"}})
    (kind,) = at(result, "SOUTH").kinds
    assent, word = kind.outcome.procedures
    assert (assent.verdict, word.verdict) == ("passes", "cannot_be_told") or assent.verdict == "votes_lacking"
    assert word.probability.low == Fraction(1, 2)  # three or more of five coins
    assert word.probability.how == "exact"


def test_proposals_leave_packages(river):
    result = api.ratification(river, ("talks",))
    found = {one.id: one for one in result.assessed}
    assert list(found) == ["status_quo", "share", "either", "split"]
    assert {one.verdict for one in found["status_quo"].parties} == {"not_needed", "nothing_on_file"}
    assert (found["either"].packages, found["either"].feasible) == (4, 3)
    assert (found["split"].packages, found["split"].feasible, found["split"].beyond) == (1, 1, 1)
    assert dict(found["split"].parties[0].kinds[0].example)["tolls"] == "none"  # the linkage asks for it
    south = next(one for one in found["either"].parties if one.party == "SOUTH")
    assert sum(kind.packages for kind in south.kinds) == 3
    assert found["share"].stopped_by == ("NORTH",) or found["share"].stopped_by == ("NORTH", "SOUTH")


@settings(max_examples=15)
@given(judged())
def test_a_proposal_is_read_as_solutions_read_it(case):
    """Of a table that deals with everything both assess the same packages."""
    wide = open_space(case, Table("", "", tuple(case.party), ("all",)))
    judging = judge(wide)
    for one in case.proposals:
        if not lapsed(one, wide.standing.day) and set(issues_of_terms(one.terms)) & set(wide.frame.agenda):
            asked, looked = _of_proposal(wide, one), look(judging, None, one)
            assert asked.beyond == looked.beyond
            mine = [{issue: package[issue] for issue in wide.frame.agenda} for package in asked.packages]
            assert all(one in mine for one in looked.packages)  # each lists them in an order of its own
            assert len(set(map(str, looked.packages))) == min(looked.feasible or 0, 20) == len(looked.packages)


def test_a_circumstance_taken_not_to_hold(river):
    result = api.ratification(river, ("talks",), packages={"x": {"river": "both"}}, given={"flood": False})
    assert result.circumstances == ()
    assert at(result, "NORTH").verdict == "passes"


def test_win_sets_add_up(river):
    result = api.ratification(river)
    table = next(one for one in result.tables if one.table == "talks")
    assert table.feasible == 14
    for win in (*table.procedures, *table.wins):
        assert sum(figures(win)) == 14
    assert table.nothing_on_file == ("TOWNS",)
    space = spaces(river)[1]
    stops = [
        x
        for x in feasible(space)
        if any(
            literal.party_verdict(space, p, x, ("flood",)) in ("votes_lacking", "procedure_barred")
            for p in ("NORTH", "SOUTH")
        )
    ]
    assert table.none_stops == 14 - len(stops)
    passing = [
        x
        for x in feasible(space)
        if all(literal.party_verdict(space, p, x, ("flood",)) in ("passes", "not_needed") for p in ("NORTH", "SOUTH"))
    ]
    assert table.all_pass == len(passing)
    assert table.levels[0].possible == 14


def test_only_some_parties_and_bodies(river):
    result = api.ratification(river, ("talks",), parties=("SOUTH",), bodies=("elders",))
    assert [one.id for one in result.tables[0].procedures] == ["word"]
    assert all([one.party for one in assessed.parties] == ["SOUTH"] for assessed in result.assessed)


def test_who_was_not_asked_about_is_not_called_without_procedures(river):
    for parties, bodies in ((("NORTH",), ()), ((), ("moot",))):
        result = api.ratification(river, ("talks",), parties=parties, bodies=bodies)
        (table,) = result.tables
        assert table.nothing_on_file == ("TOWNS",)
        assert table.prefers == ()  # the moot votes by nobody's preferences
        assert {home.party for one in result.assessed for home in one.parties} == {"NORTH"}


def test_solutions_say_at_whose_home_they_are_certainly_stopped(river):
    found = api.solutions(river, table="talks")
    assert found.judged is not None
    for name, solution in found.solutions.items():
        for point, stopped in zip(solution.points, found.judged.stopped[name], strict=True):
            asked = api.ratification(river, ("talks",), packages={"x": point.packages[0]})
            assert stopped == asked.assessed[0].stopped_by


def test_where_nothing_is_on_file_of_those_at_a_table_nobody_is_said_not_to_stop_it(river, tmp_path):
    """Procedures of others say nothing of them."""
    folder = write(tmp_path / "others")
    others = HOME.replace("of: NORTH", "of: TOWNS").replace("of: SOUTH", "of: TOWNS")
    (folder / "ratification.yaml").write_text(others, encoding="utf-8")
    case = api.load(str(folder)).on("2020-03-01")
    (table,) = (one for one in case.tables if one.id == "talks")
    two = Table("two", "", tuple(one for one in table.parties if one != "TOWNS"), table.agenda)
    found = api.solutions(replace(case, tables=(two,)), table="two")
    assert found.judged is not None
    told = [one for name in found.solutions for one in found.judged.stopped[name]]
    assert told
    assert set(told) == {None}


def test_power_is_of_bodies_with_several_members(river):
    (power,) = api.ratification(river, ("talks",)).power
    assert power.body == "moot"
    assert power.shapley_shubik == (Fraction(1, 2), Fraction(1, 2))  # neither has two thirds
    assert power.vetoes == ("old", "young")


def test_names_that_are_not_there(river):
    for asked in (
        {"parties": ("EAST",)},
        {"bodies": ("elder",)},
        {"proposals": ("shares",)},
        {"given": {"floods": True}},
        {"packages": {"x": {"rivers": "both"}}},
        {"packages": {"x": {"river": "bot"}}},
    ):
        with pytest.raises(UnknownNameError):
            api.ratification(river, **asked)
    with pytest.raises(UnknownNameError):
        api.ratification(river, ("talk",))


def test_a_case_without_procedures_is_refused(tmp_path):
    case = api.load(str(write(tmp_path / "river")))
    with pytest.raises(DetenteError, match="no procedures"):
        api.ratification(case)


def test_a_proposal_that_too_much_meets_is_refused(tmp_path):
    issues = "\n".join(
        f"  - {{id: i{n}, title: I, options: [{{id: a}}, {{id: b}}, {{id: c}}], status_quo: a}}" for n in range(10)
    )
    items = ", ".join(f"i{n}: [a, b, c]" for n in range(10))
    texts = {
        "case": f"title: T\nissues:\n{issues}\ntables: [{{id: t, title: T, parties: [NORTH, SOUTH], agenda: [all]}}]\n",
        "proposals": f"proposals: [{{id: p, title: P, date: 2020-01-01, by: [NORTH], terms: {{{items}}}}}]\n",
        "preferences": "preferences: []\n",
    }
    folder = write(tmp_path / "wide", **texts)
    home = "bodies: [{id: b, title: B, members: [{id: m}]}]\n"
    home += "procedures: [{id: p, of: NORTH, steps: [{body: b, rule: consensus}]}]\n"
    (folder / "ratification.yaml").write_text(home, encoding="utf-8")
    with pytest.raises(TooLargeError, match="--package"):
        api.ratification(api.load(str(folder)))


# ------------------------------------------------------------------------------------------------------ the ways out


def smallest(space, party, x):
    """All minimal sets of up to three issues with the options, literally."""
    quo, allowed = space.standing.status_quo, feasible(space)
    found: dict[frozenset[str], set[tuple[tuple[str, str], ...]]] = {}
    for y in allowed:
        apart = frozenset(issue for issue in quo if y[issue] != x[issue])
        stopped = literal.party_verdict(space, party, y) in ("votes_lacking", "procedure_barred")
        if 0 < len(apart) <= 3 and not stopped:
            found.setdefault(apart, set()).add(tuple((i, y[i]) for i in space.frame.agenda if i in apart))
    return {way for apart, ways in found.items() if not any(one < apart for one in found) for way in ways}


@settings(max_examples=15)
@given(ratified())
def test_ways_out_are_all_minimal_changes(case):
    for space in spaces(case)[:1]:
        home = open_home(space)
        asking = Asking(home, home.procedures)
        for x in itertools.islice(packages(space), 10):
            for party in dict.fromkeys(one.of for one in case.ratification.procedures):
                if asking.party_verdict(party, x) in ("votes_lacking", "procedure_barred"):
                    found = ways_out(asking, Ratifying(home), party, x, ())
                    assert {one.changes for one in found.shown} == smallest(space, party, x)
                    assert found.in_all == len(found.shown)
                    assert found.complete


# ------------------------------------------------------------------------------------------------------- the flagship


@pytest.fixture(scope="module")
def europe():
    return api.load("european-security").on("2025-12-20")


def test_the_fair_packages_of_the_flagship_and_who_stops_them(europe):
    found = api.solutions(europe, table="nato_russia", count=False)
    assert found.judged is not None
    for name, stopped in found.judged.stopped.items():
        packages = {"x": found.solutions[name].points[0].packages[0]}
        assert stopped[0] == api.ratification(europe, ("nato_russia",), packages=packages).assessed[0].stopped_by
    assert any(one for some in found.judged.stopped.values() for one in some)


def test_martial_law_bars_constitutional_change(europe):
    package = {"membership": "barred", "enlargement": "open"}
    result = api.ratification(europe, ("all",), packages={"x": package}, parties=("UKR",))
    (kind,) = result.assessed[0].parties[0].kinds
    barred = next(one for one in kind.outcome.procedures if one.id == "ukr_constitution")
    assert [bar.circumstance for bar in barred.bars] == ["martial_law"]
    free = api.ratification(europe, ("all",), packages={"x": package}, parties=("UKR",), given={"martial_law": False})
    (kind,) = free.assessed[0].parties[0].kinds
    voted = next(one for one in kind.outcome.procedures if one.id == "ukr_constitution")
    assert voted.verdict != "procedure_barred"
    assert [cast(step).needs for step in voted.steps if step.body == "rada"] == [(226, 226), (300, 300)]


def test_the_senate_needs_two_thirds_of_those_voting(europe):
    result = api.ratification(europe, ("all",), packages={"x": {"guarantees": "us_europe"}}, parties=("USA",))
    (kind,) = result.assessed[0].parties[0].kinds
    senate = next(s for p in kind.outcome.procedures for s in p.steps if s.body.startswith("us_senate"))
    assert cast(senate).needs == (64, 67)  # 95 to 100 vote
    assert cast(senate).seats == 100


def test_the_win_sets_of_the_flagship_add_up(europe):
    table = api.ratification(europe, ("all",), packages={"x": {}}).tables[0]
    assert (table.feasible or 0) > 10**8
    for win in (*table.procedures, *table.wins):
        assert sum(figures(win)) == table.feasible
        assert min(figures(win)) >= 0
    assert 0 <= (table.all_pass or 0) <= (table.none_stops or 0)
    for level in table.levels:
        assert 0 <= (level.not_ruled_out or 0) <= (level.possible or 0)

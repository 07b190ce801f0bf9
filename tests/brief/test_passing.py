"""Whether what is fair would pass at home: beside the solutions, in words, in the table and in the pictures."""

import itertools

import pytest

from detente.analyses.passing import passing
from detente.brief.pictures import gains, tradeoff
from detente.space.homes import stopped_by, verdicts
from detente.space.judging import judge
from detente.space.outcomes import STOPPED
from detente.space.ratifying import quotas
from detente.space.spaces import open_space, tables_of
from tests.brief.samples import Page
from tests.brief.test_home import written
from tests.brief.test_judged import page_of, preference

MINDS = "preferences:\n" + preference("P0", mind=0) + preference("P1", mind=1) + preference("P2", mind=2)
HOUSE = """\
bodies:
  - id: house
    title: The House
    members: [{{id: all, title: All, seats: 100, votes: [{votes}]}}]
procedures:
  - {{id: act, of: P1, title: Act of the House{barred}, steps: [{{body: house, rule: majority of all members}}]}}
"""
UP = "{if: b is y, yes: 0}, {yes: 1}"


def dossier_of(tmp_path, votes=UP, barred="", many=3, **more):
    home = HOUSE.format(votes=votes, barred=barred)
    return written(tmp_path, many, home, more={"preferences.yaml": MINDS}, **more)


def space_of(dossier):
    return open_space(dossier.case, tables_of(dossier.case, ())[0])


def packages_of(space):
    issues = space.case.issue
    return [dict(zip(issues, some, strict=True)) for some in itertools.product(*(one.names for one in issues.values()))]


def test_all_that_is_fair_is_stopped(tmp_path):
    dossier = dossier_of(tmp_path)
    text = "\n".join(page_of(dossier).lines)
    found = dossier.bargained
    assert all(stopped_by(home) == ("P1",) for home in found.homes.values())
    assert "None of the two packages that standards of fairness name would pass at home: Party 1 stops both for" in text
    (wins,) = dossier.ratification.tables
    assert f"{wins.none_stops} of 6 feasible packages are stopped for certain at no home." in text
    assert "but at home somebody certainly stops each that a standard of fairness names." in text
    assert "Certainly stopped by [votes are lacking] Party 1 votes are lacking" in text.replace("\n", " ")


def test_what_is_best_of_those_that_no_home_stops_has_its_column(tmp_path):
    dossier = dossier_of(tmp_path)
    text = "\n".join(page_of(dossier).lines)
    found = dossier.bargained.passing
    space = space_of(dossier)
    judging, ask = judge(space), verdicts(space)
    assert ask is not None
    least = {unit: judging.worth[unit].reservation or 0 for unit in judging.units}
    free = [one for one in packages_of(space) if not stopped_by(ask(one))]
    gained = [[judging.utility(unit, one) - least[unit] for unit in judging.units] for one in free]
    best = max(gain[0] * gain[1] * gain[2] for gain in gained if min(gain) >= 0)
    reserved = [float(least[unit]) for unit in judging.units]
    worth = [u - r for u, r in zip(found.point.utilities, reserved, strict=True)]
    assert worth[0] * worth[1] * worth[2] == pytest.approx(float(best))
    assert not stopped_by(found.home)
    assert "The best of these by Nash’s standard is shown as ‘Nash, of what no home stops’." in text
    assert "Nash, of what no home stops" in text


def test_where_nobody_stops_anything_that_is_said(tmp_path):
    dossier = dossier_of(tmp_path, votes="{yes: 1}")
    text = "\n".join(page_of(dossier).lines)
    assert "Each of the two packages that standards of fairness name would pass at every home that is on file." in text
    assert dossier.bargained.passing is None
    assert "struck through" not in text
    assert "Nash, of what" not in text


def test_what_cannot_be_told_is_neither(tmp_path):
    text = "\n".join(page_of(dossier_of(tmp_path, votes="{yes: {between: [0, 1]}}")).lines)
    assert (
        "None of the two packages that standards of fairness name is stopped for certain at anybody’s home; whether"
        in text
    )
    assert "would pass at every home" not in text


def test_where_all_that_all_accept_is_stopped_that_is_said(tmp_path):
    dossier = dossier_of(tmp_path, votes="{yes: 0}")
    assert dossier.bargained.passing.empty
    text = "\n".join(page_of(dossier).lines)
    assert "1 of 6 feasible packages is stopped for certain at no home. None of these is worth as much as no" in text
    assert "Nash, of what" not in text


def test_without_procedures_nothing_is_said_of_home(tmp_path):
    dossier = written(tmp_path, 3, "", more={"preferences.yaml": MINDS})
    text = "\n".join(page_of(dossier).lines)
    assert dossier.bargained.homes == {}
    assert dossier.bargained.passing is None
    assert passing(space_of(dossier)) is None
    assert "at home" not in text.partition("What is efficient")[2].partition("What would change")[0]


def test_verdicts_and_quotas_agree_on_what_is_stopped(tmp_path):
    """Package by package, and all at once: the search leaves out what is stopped, and nothing else."""
    votes = "{if: a is z, yes: 0.2}, {if: b is y, yes: 0.4}, {yes: {between: [0.4, 1]}}"
    space = space_of(dossier_of(tmp_path, votes=votes))
    ask, formulas, frame = verdicts(space), space.frame.formulas, space.frame
    assert ask is not None
    (quota,) = quotas(space)
    for package in packages_of(space):
        rest = quota.stopped
        for variable, issue in enumerate(frame.agenda):
            rest = formulas.assign(rest, variable, frame.value[variable][package[issue]])
        assert (rest == 1) == (ask(package)["P1"] in STOPPED)


# ---------------------------------------------------------------------------------------------------------- pictures


def test_what_is_stopped_differs_by_form_and_in_words():
    side = tradeoff.Side("North", "p0", 10.0), tradeoff.Side("South", "p1", 10.0)
    marks = tuple(
        tradeoff.Mark(f"{kind} {stopped}", kind, (50.0, 50.0), (60.0 + stopped, 60.0 + stopped), stopped)
        for kind in ("solution", "proposal")
        for stopped in (False, True)
    )
    data = tradeoff.TradeOff("Says.", *side, (), marks, True)
    page = Page.of(str(tradeoff.picture(data)))
    assert not page.wrong
    kinds = [one.get("class") for one in page.of_kind("path", "line")]
    assert (kinds.count("solution"), kinds.count("hollow"), kinds.count("strike")) == (1, 1, 2)
    said = tradeoff.described(data)
    assert [line.endswith("; stopped for certain at somebody’s home.") for line in said[-4:]] == [False, True] * 2
    line = gains.Line("North", "p0", 10.0, 90.0, (gains.Spot("Nash", 50.0, "stopped"), gains.Spot("now", 20.0, "now")))
    assert gains.described(line) == "North: Nash 50 (stopped at home), now 20."
    drawn = Page.of(str(gains.picture([line], "Says.")))
    assert [one.get("class") for one in drawn.of_kind("path")] == ["hollow"]
    assert "strike" in [one.get("class") for one in drawn.of_kind("line")]


def test_the_pictures_say_who_is_struck_through(tmp_path):
    dossier = dossier_of(tmp_path)
    page = page_of(dossier)
    text = "\n".join(page.lines)
    assert "What is struck through is stopped for certain at somebody’s home." in text
    assert [one for one in page.of_kind("path") if one.get("class") == "hollow"]
    assert "The high plan: " in text
    line = next(line for line in page.lines if line.startswith("The high plan: "))
    assert line.endswith("; stopped for certain at somebody’s home.")


def test_one_stopped_and_one_not(tmp_path):
    text = "\n".join(page_of(dossier_of(tmp_path, votes="{if: a is x, yes: 0}, {yes: 1}")).lines)
    assert "Only one of the two packages that standards of fairness name could pass at home: Party 1 stops one" in text
    assert "nobody" in text


def test_what_is_barred_is_named_as_such(tmp_path):
    text = "\n".join(page_of(dossier_of(tmp_path, votes="{yes: 1}", barred=", barred_if: b is y")).lines)
    assert "Party 1 stops both for certain." in text
    assert "[barred] Party 1 barred" in text.replace("\n", " ")

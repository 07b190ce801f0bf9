"""Preferences: who values what, first guesses, and help with weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from detente.analyses.deriving import Derived
from detente.analyses.preferences import Preferences, Valuation
from detente.analyses.salience import Salience
from detente.case.judgements.model import Quantity
from detente.case.model import Case
from detente.cli.paper import Paper
from detente.cli.words import as_of, capital, count, listing, names, options, title
from detente.space.elicited import Consistency

METHODS = {
    "given": "weights as given",
    "swing": "swing weights",
    "pairwise": "weights from comparisons of two issues at a time",
    "ranking": "weights from a ranking of the issues",
}
JUDGED = "These are judgements and say what somebody thinks that parties value; no party said so."
CONVENTIONS = (
    "A first guess: its numbers are conventions of firmness and no measurement. No reservation value is guessed. "
    "Judge each number, say why, and set derived: false."
)
INCONSISTENT = Fraction(1, 10)


def number(value: Quantity) -> str:
    """A judged number as one would say it: 40, 30–50, 30–40–55, 40 ± 5."""
    if value.form == "exact":
        return short(value.central)
    if value.form == "normal":
        return f"{short(value.central)} ± {short(value.sd or Fraction(0))}"
    assert value.low is not None
    assert value.high is not None
    marks = [value.low, value.central, value.high] if value.form == "triangular" else [value.low, value.high]
    return (" to " if value.low < 0 else "–").join(map(short, marks))


def short(value: Fraction | float) -> str:
    """A number with two decimals at most."""
    text = f"{float(value):.2f}"
    return text.rstrip("0").rstrip(".") if text != "-0.00" else "0"


def percent(share: Fraction) -> str:
    """A share in per cent.

    >>> percent(Fraction(1, 3)), percent(Fraction(3, 1000))
    ('33 %', '0.3 %')
    """
    value = float(100 * share)
    return f"{value:.0f} %" if value >= 1 or value == 0 else f"{value:.1f} %"


def show(case: Case, result: Preferences) -> str:
    """Every valuation, and who is not judged."""
    paper = Paper()
    paper.heading(f"{as_of(result.about)}: {_heard(result)}")
    for one in result.valuations:
        _valuation(paper, case, one)
    if result.not_judged:
        paper.gap()
        verb = "is" if len(result.not_judged) == 1 else "are"
        paper.say(f"Not judged {verb} {names(case, result.not_judged)}: what packages are worth to them is not known.")
    paper.caveat(JUDGED if result.valuations else "`detente preferences derive` makes a first guess from the record.")
    return paper.text()


def _heard(result: Preferences) -> str:
    if not result.valuations:
        return "nobody’s preferences are judged."
    return f"the preferences of {count(len(result.valuations), 'party or bloc', 'parties and blocs')}."


def _valuation(paper: Paper, case: Case, one: Valuation) -> None:
    derived = ", a first guess from the record" if one.derived else ""
    paper.heading(f"{capital(case.name_of(one.party))} ({one.party}): {METHODS[one.method]}{derived}")
    term = " ".join([*([f"From {one.since}"] if one.since else []), *([f"until {one.until}"] if one.until else [])])
    if term or one.because:
        paper.say(". ".join(part for part in (capital(term), capital(one.because)) if part) + ".", 2, 2)
    paper.table(
        [("issue and option", "left"), ("weight", "right"), ("share", "right"), ("worth", "right"), ("why", "left")],
        list(_rows(case, one)),
    )
    for bonus in one.bonuses:
        reason = f" ({bonus.worth.because})" if bonus.worth.because else ""
        paper.say(f"Bonus if {bonus.text}: {number(bonus.worth)}{reason}.", 2, 4)
    paper.say(_reservation(case, one), 2, 4)
    if one.unjudged:
        paper.say(f"Not judged on {listing(title(case, issue) for issue in one.unjudged)}.", 2, 4)
    if one.consistency:
        _consistency(paper, one.consistency, lambda issue: title(case, issue))


def _rows(case: Case, one: Valuation) -> Iterable[tuple[str, str, str, str, str]]:
    for issue in one.issues:
        why = issue.weight.because if issue.weight.own else ""
        yield title(case, issue.issue), number(issue.weight.number), percent(issue.share), "", why
        for option, judged in issue.options:
            name = case.issue[issue.issue].option(option).title or option
            yield f"· {name}", "", "", number(judged.number), judged.because if judged.own else ""


def _reservation(case: Case, one: Valuation) -> str:
    held = one.reservation
    if held is None:
        return "What no agreement is worth to it is not judged."
    why = held.because or (held.worth.because if held.worth else "")
    reason = f" ({why})" if why else ""
    if held.package is None:
        assert held.worth is not None
        return f"No agreement is worth {number(held.worth)} to it{reason}."
    terms = listing(f"{title(case, issue)}: {options(case, issue, (option,))}" for issue, option in held.package)
    what = f"the status quo with {terms}" if held.package else "the status quo"
    plus = f", with {number(held.worth)} points added" if held.worth is not None else ""
    return f"No agreement is worth to it what {what} is{plus}{reason}."


def _consistency(paper: Paper, found: Consistency, called: Callable[[str], str]) -> None:
    ratio, index = found.ratio, found.index
    if ratio is not None:
        verdict = "more than 0.10 is usually called inconsistent" if ratio > INCONSISTENT else "at most 0.10: usual"
        paper.say(f"Consistency ratio {ratio:.3f} ({verdict}); geometric consistency index {index or 0:.3f}.", 2, 4)
    elif index is not None:
        paper.say(f"Geometric consistency index {index:.3f}; no consistency ratio, {_why_none(found)}.", 2, 4)
    else:
        paper.say("No two comparisons could contradict each other: there are no more than weights need.", 2, 4)
    for a, b, c in found.intransitive:
        first, second, third = (called(one) for one in (a, b, c))
        paper.say(f"In a circle: {first} over {second}, {second} over {third}, and {third} over {first}.", 2, 4)
    if found.departing:
        one = found.departing
        paper.say(
            f"Look at this again: {called(one.issue)} was called {times(one.times)} times as important as "
            f"{called(one.over)}; all comparisons together say {short(one.implied)} times.",
            2,
            4,
        )


def _why_none(found: Consistency) -> str:
    return "which is defined for three to fifteen issues" if found.complete else "because not all pairs were compared"


def times(ratio: Fraction) -> str:
    """How many times, as one would write it.

    >>> times(Fraction(1, 3)), times(Fraction(5, 2)), times(Fraction(3))
    ('1/3', '2.5', '3')
    """
    return short(ratio) if ratio >= 1 or ratio.numerator != 1 else f"1/{ratio.denominator}"


def derived(case: Case, result: Derived, *, written: bool) -> str:
    """The guesses as YAML that reads back; what is not of the file is a comment."""
    if written:
        return _written(case, result)
    lines = [f"# {line}" for line in _notes(result)]
    return "\n".join([*lines, result.text.rstrip()]) + "\n"


def _notes(result: Derived) -> list[str]:
    notes = [CONVENTIONS]
    if result.silent:
        notes.append(f"Nothing on record to guess from: {', '.join(result.silent)}.")
    if result.judged:
        notes.append(f"Preferences are there already of {', '.join(result.judged)}; --write leaves them as they are.")
    for one in result.guesses:
        if one.left_out:
            issues = ", ".join(one.left_out)
            notes.append(f"Left out for {one.preference.of}, whose positions order nothing there: {issues}.")
    return notes


def _written(case: Case, result: Derived) -> str:
    paper = Paper()
    paper.heading(f"Written into preferences.yaml: a first guess for {names(case, result.written)}.")
    for note in _notes(result)[1:]:
        paper.say(note)
    paper.caveat(CONVENTIONS)
    return paper.text()


def weighed(result: Salience) -> str:
    """Weights and shares, how far they agree, and what to write down."""
    paper = Paper()
    paper.heading(f"{capital(count(len(result.weights), 'issue'))}: {METHODS[result.method]}")
    shares = result.shares
    paper.table(
        [("issue", "left"), ("weight", "right"), ("share", "right")],
        [(issue, short(weight), percent(shares[issue])) for issue, weight in result.weights],
    )
    if result.consistency:
        _consistency(paper, result.consistency, str)
    paper.caveat("Weights compare whole ranges: going from the worst to the best option of each issue.")
    return paper.text()

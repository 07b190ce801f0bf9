"""What happened on a day: who spoke on what, whose words lapsed, who put forward or answered a proposal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from detente.brief.markup import Html
from detente.brief.names import Names
from detente.brief.words import count, listed, own, possessive, quoted
from detente.case.dates import Interval
from detente.case.filtering import effective_date
from detente.case.statements import COUNTED_ACTS

MOST_ISSUES = 2
MOST_CLAUSES = 3


def happened(names: Names, day: date, issues: Sequence[str], parties: Sequence[str]) -> Html | None:
    """What entered or lapsed on that day, on these issues, from these parties. None where nothing did."""
    spoke: dict[str, list[str]] = {}
    lapsed: dict[str, list[str]] = {}
    for row, found in _rows(names, day):
        said = names.case.statements.text
        if said("quotation", row) == "inferred" or said("act", row) not in COUNTED_ACTS:
            continue
        holder = said("holder", row)
        matters = [issue for issue in _matters(names, row) if issue in issues]
        if matters and set(names.case.members(tuple(holder.split("+")))) & set(parties):
            (spoke if found == "entered" else lapsed).setdefault(holder, []).extend(matters)
    clauses = [Html(f"{own(names.holder(holder))} spoke on {_on(names, matters)}") for holder, matters in spoke.items()]
    clauses += _proposals(names, day)
    clauses += [
        Html(f"what {own(names.holder(holder))} had said on {_on(names, matters)} lapsed")
        for holder, matters in lapsed.items()
    ]
    shown = clauses[:MOST_CLAUSES]
    return listed(list(shown), commas=True) if shown else None


def _rows(names: Names, day: date) -> Iterator[tuple[int, str]]:
    """The statements that enter on that day, and those that lapsed the day before."""
    statements = names.case.statements
    for row in range(len(statements)):
        entered = effective_date(names.case, row)
        if entered is not None and entered.last == day:
            yield row, "entered"
        elif _ended(statements.interval("until", row), day):
            yield row, "lapsed"


def _ended(until: Interval | None, day: date) -> bool:
    return until is not None and until.last + timedelta(days=1) == day


def _matters(names: Names, row: int) -> list[str]:
    """The issues that a statement is about; of a condition, those that it mentions."""
    text = names.case.statements.text
    if text("issue", row):
        return [text("issue", row)]
    words = text("condition", row).replace("(", " ").replace(")", " ").split()
    named = {one.id: str(one.means) for one in names.case.conditions}
    words = [part for word in words for part in named.get(word, word).split()]
    return [issue for issue in names.case.issue if issue in words]


def _on(names: Names, matters: Sequence[str]) -> Html:
    different = list(dict.fromkeys(matters))
    titles = [quoted(names.issue(issue)) for issue in different[:MOST_ISSUES]]
    more = len(different) - MOST_ISSUES
    if more == 1:
        titles.append(quoted(names.issue(different[-1])))
    elif more > 1:
        titles.append(Html(count(more, "other issue")))
    return listed(list(titles), commas=True)


def _proposals(names: Names, day: date) -> list[Html]:
    clauses = []
    for proposal in names.case.proposals:
        title = quoted(proposal.title)
        if proposal.date.last == day:
            by = own(names.holder("+".join(proposal.by))) if proposal.by else own(proposal.author or "somebody")
            clauses.append(Html(f"{by} put forward {title}"))
        answered = [one.by for one in proposal.responses if one.date is not None and one.date.last == day]
        if answered:
            clauses.append(Html(f"{own(names.holder('+'.join(dict.fromkeys(answered))))} answered {title}"))
        if _ended(proposal.until, day):
            clauses.append(Html(f"{title} lapsed"))
        gone = [one.by for one in proposal.responses if _ended(one.until, day) and one.by not in answered]
        if gone:
            whose = listed([own(possessive(names.unit(one))) for one in dict.fromkeys(gone)])
            clauses.append(Html(f"{whose} answer to {title} lapsed"))
    return clauses

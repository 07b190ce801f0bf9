"""What reports contradict: which of them cannot both be right about one position at one time, and what resolves it.

The definitions are in `docs/explanation/contradictions.md`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from detente.analyses.contradictions.findings import Contradictions, Finding, Side
from detente.analyses.contradictions.gathering import PAIRS, Group, Said, groups
from detente.analyses.contradictions.words import condition_of, kind_of, listed, plain, said, titles, why, would_resolve
from detente.case.model import Case
from detente.errors import UnknownNameError
from detente.ledger.citing import cited, independent_sources
from detente.ledger.clashes import DATES, DISPUTED, REFERENCE, VALUE, Clashes, Relation, Resolution
from detente.ledger.crossing import Crossings, Dating, Open, datings, references
from detente.ledger.disputes import Camp, Dispute, disputes
from detente.ledger.lasting import Lasting
from detente.ledger.reports import Reports
from detente.ledger.standing import Ledger
from detente.space.outcome import About

__all__ = ["Contradictions", "Finding", "Side", "contradictions"]

_KINDS = (VALUE, "demand_present_or_absent", "claim_and_denial", DATES, REFERENCE, DISPUTED)


def contradictions(case: Case, party: str = "", issue: str = "") -> Contradictions:
    """What cannot both be right, of all that is on record by the case's day, and what sets it apart?

    Everything, or what concerns this party (or bloc) and this issue or topic. Raises UnknownNameError for a name that
    is not in the case.
    """
    view = case if case.day is not None else case.on()
    assert view.day is not None
    if party and party not in view.party and party not in view.bloc:
        raise UnknownNameError("party", party, [*view.party, *view.bloc])
    if issue and issue not in view.issue and issue not in view.topic:
        raise UnknownNameError("issue", issue, [*view.issue, *view.topic])
    found = [one for one in _found(view) if _asked(view, one, party, issue)]
    lines = cited(view, (ref for one in found for side in one.sides for ref in side.refs))
    place = _Order(view)
    strength = {
        id(one): min(independent_sources(lines[ref] for ref in side.refs) for side in one.sides) for one in found
    }
    found.sort(key=lambda one: (one.relation, one.resolved_by, -strength[id(one)], *place.of(one)))
    named = list(_named(found))
    by_relation = {relation: tuple(one for one in named if one.relation is relation) for relation in Relation}
    return Contradictions(
        About.of(view),
        by_relation[Relation.CONTRADICTION],
        by_relation[Relation.DISPUTE],
        by_relation[Relation.SHIFT],
        lines,
    )


def _found(case: Case) -> Iterator[Finding]:
    reports, ledger = Reports.of(case), Ledger(case)
    lasting = Lasting(reports, ledger)
    for pairs in (*Clashes(reports, lasting).pairs(), *Crossings(reports).pairs()):
        for group in groups(reports, pairs):
            yield _of_group(reports, group)
    assert case.day is not None
    yield from (_of_dating(case, dating) for dating in datings(case))
    yield from (_of_reference(case, reference) for reference in references(case))
    yield from (_of_dispute(case, dispute) for dispute in disputes(reports, ledger, lasting, case.day))


def _of_group(reports: Reports, group: Group) -> Finding:
    case = reports.case
    holders = units(case, (case.parties[number].id for number in group.parties))
    who = listed(case.name_of(name) for name in holders)
    single = group.matter in case.issue or group.matter in case.topic
    sides = tuple(_side(case, group, side) for side in group.sides)
    rows = [row for side in group.sides for row in side.rows]
    return Finding(
        kind_of(group, VALUE),
        group.relation,
        group.matter if single else "",
        group.detail or ("" if single else condition_of(case, rows) or group.matter),
        holders,
        sides,
        group.resolution,
        why(reports, group),
        would_resolve(case, group, who),
        tuple(sorted((_id(case, one), _id(case, other)) for one, other in group.pairs)),
        group.pairs_total,
    )


def _side(case: Case, group: Group, side: Said) -> Side:
    value = listed(side.values, "or")
    known = group.matter in case.issue or group.matter in case.topic
    return Side(
        "detail" if group.detail else side.content.says.value,
        f"{plain(group.detail)}: {value}" if group.detail else said(case, group.matter, side),
        _ids(case, side.rows),
        units(case, _holders(case, side.rows)),
        _in_order(case, group.matter, side.content.options) if known else (),
        value=value,
    )


def _of_dating(case: Case, dating: Dating) -> Finding:
    rows = [row for _, found in dating.rows for row in found]
    issues = {case.statements.text("issue", row) for row in rows}
    holder = units(case, (dating.holder,))
    sides = tuple(
        Side("dated", f"dates it {date}", _ids(case, found), holder, value=date) for date, found in dating.rows
    )
    dates = listed((date for date, _ in dating.rows), "or")
    return Finding(
        DATES,
        Relation.CONTRADICTION,
        next(iter(issues)) if len(issues) == 1 else "",
        dating.occasion,
        holder,
        sides,
        Resolution.GENUINE,
        f"One occasion, {dating.occasion}, cannot have been on {dates.replace(' or ', ' and on ')}.",
        f"A dated original or record of {dating.occasion}.",
        *_between(case, [found for _, found in dating.rows], apart=dating),
    )


def _of_reference(case: Case, open_: Open) -> Finding:
    holder = units(case, (open_.holder,))
    names = [name for name, _ in open_.alternatives]
    if open_.what == "option":
        names = [titles(case, open_.matter, [name]) for name in names]
    sides = tuple(
        Side(
            "means",
            f"means {name}",
            tuple(dict.fromkeys((*_ids(case, open_.rows), *_ids(case, rows)))),
            holder,
            (value,) if open_.what == "option" else (),
            value=value,
        )
        for name, (value, rows) in zip(names, open_.alternatives, strict=True)
    )
    sources = sorted({case.statements.text("source", row) for row in open_.rows} - {""})
    cites = listed(case.source[name].citation for name in sources if name in case.source)
    what = {"occasion": "which occasion is meant", "option": "which option is meant"}.get(open_.what, open_.what)
    return Finding(
        REFERENCE,
        Relation.CONTRADICTION,
        open_.matter,
        ("" if open_.matter else "|".join(names)) if open_.what in ("occasion", "option") else open_.what,
        holder,
        sides,
        Resolution.INTERPRETATION,
        f"The source leaves open {what}: {listed(names, 'or')}.",
        f"The author of {cites or 'the report'}, or the original that it speaks of: {listed(names, 'or')}?",
        (),
        0,
    )


def _of_dispute(case: Case, dispute: Dispute) -> Finding:
    sides = tuple(_camp(case, dispute.matter, camp) for camp in dispute.camps)
    parties = [party for camp in dispute.camps for party in camp.parties]
    title = case.title_of(dispute.matter)
    verbs = ("says", "rejects") if dispute.matter in case.topic else ("demands", "refuses")
    return Finding(
        DISPUTED,
        Relation.DISPUTE,
        dispute.matter,
        "",
        units(case, parties),
        sides,
        Resolution.HOLDER,
        f"Different parties: on “{title}” one {verbs[0]} what another {verbs[1]}. Both may be reported rightly.",
        "Nothing has to be found out: it is what they negotiate about.",
        *_between(case, [camp.rows for camp in dispute.camps]),
    )


def _camp(case: Case, matter: str, camp: Camp) -> Side:
    known = case.issue.get(matter) or case.topic.get(matter)
    alike = bool(known) and set(camp.demands) | set(camp.refuses) >= set(known.names if known else ())
    verbs = ("says:", "rejects:") if matter in case.topic else ("demands", "refuses")
    demands = f"{verbs[0]} {titles(case, matter, camp.demands)}" if any(camp.demands) else ""
    refuses = f"{verbs[1]} {titles(case, matter, camp.refuses)}" if any(camp.refuses) else ""
    text = demands if demands and alike else listed(part for part in (demands, refuses) if part)
    return Side(
        "stands", text or "is against it", _ids(case, camp.rows), units(case, camp.parties), camp.demands, camp.refuses
    )


def _between(
    case: Case, sides: list[tuple[int, ...]], apart: Dating | None = None
) -> tuple[tuple[tuple[str, str], ...], int]:
    """The pairs across sides, and how many; of datings those whose dates have no day in common."""
    spans = case.statements.interval
    pairs: list[tuple[int, int]] = []
    total = 0
    for n, mine in enumerate(sides):
        for theirs in sides[n + 1 :]:
            if apart is None:
                total += len(mine) * len(theirs)
                pairs += [(one, other) for one in mine for other in theirs][: max(0, PAIRS - len(pairs))]
                continue
            for one in mine:
                for other in theirs:
                    first, second = spans("date", one), spans("date", other)
                    if first and second and not first.overlaps(second):
                        total += 1
                        pairs.append((one, other))
    named = sorted((_id(case, one), _id(case, other)) for one, other in pairs[:PAIRS])
    return tuple(named), total


# -------------------------------------------------------------------------------------------------- names and order


def units(case: Case, names: Iterable[str]) -> tuple[str, ...]:
    """Parties, those of a bloc that is there as a whole as the bloc, in the order of the case."""
    members = case.members(tuple(names))
    if len(members) > 1:
        place = {party.id: number for number, party in enumerate(case.parties)}
        members = tuple(sorted(members, key=place.__getitem__))
    there, found = set(members), dict[str, None]()
    for party in members:
        unit = case.unit[party]
        whole = unit in case.bloc and there.issuperset(case.bloc[unit].members)
        found[unit if whole else party] = None
    return tuple(found)


def _holders(case: Case, rows: Iterable[int]) -> Iterator[str]:
    return (case.statements.text("holder", row) for row in rows)


def _id(case: Case, row: int) -> str:
    return case.statements.text("id", row)


def _ids(case: Case, rows: Iterable[int]) -> tuple[str, ...]:
    """Ids in order of time, then by name, however the rows are ordered."""
    text = case.statements.text

    def when(row: int) -> tuple[str, str]:
        span = case.statements.interval("date", row)
        return (span.first.isoformat() if span else "", text("id", row))

    return tuple(text("id", row) for row in sorted(set(rows), key=when))


def _in_order(case: Case, matter: str, options: frozenset[str]) -> tuple[str, ...]:
    known = case.issue.get(matter) or case.topic.get(matter)
    names = [name for name in known.names if name in options] if known else []
    return (*names, *sorted(options - set(names)))


def _asked(case: Case, one: Finding, party: str, issue: str) -> bool:
    mine = set(case.members((party,))) if party else set()
    concerns = not party or bool(mine & set(case.members(one.holders)))
    return concerns and (not issue or one.issue == issue or issue in re.findall(r"[\w.-]+", one.about))


class _Order:
    """Where findings stand among those of the same strength: by kind, issue, holders, and what they say."""

    def __init__(self, case: Case) -> None:
        self._matter = {name: n for n, name in enumerate((*case.issue, *case.topic))}
        self._actor = {name: n for n, name in enumerate((*case.party, *case.bloc))}

    def of(self, one: Finding) -> tuple[object, ...]:
        """A key that depends on nothing but what the finding says."""
        return (
            _KINDS.index(one.kind),
            self._matter.get(one.issue, len(self._matter)),
            [self._actor[name] for name in one.holders],
            one.about,
            [(side.says, side.options, side.value, side.refs) for side in one.sides],
        )


def _named(found: list[Finding]) -> Iterator[Finding]:
    """Each with an id: holders, issue (or what it is about), kind and what resolves it; several alike are numbered."""
    seen: Counter[str] = Counter()
    for one in found:
        about = one.issue or one.about.replace(" ", "_") or "condition"
        word = one.relation.word if one.relation is not Relation.CONTRADICTION else one.resolved_by.word
        name = f"{'+'.join(one.holders)}.{about}.{one.kind}.{word}"
        seen[name] += 1
        yield replace(one, id=f"{name}~{seen[name]}" if seen[name] > 1 else name)

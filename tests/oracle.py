"""docs/explanation/what-counts.md by brute force: every package is asked every clause.

Every engine is held against the answers. The numbers in the comments are that page's sections. `strict` is the first of
the two ways in which the page computes answers: every disputed refusal stands, no disputed support is on record.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any, NamedTuple, TypeVar

from detente.case.conditions import And, Bound, Condition, Count, If, Iff, Is, Not, Or, Truth, issues_of
from detente.case.dates import Interval
from detente.case.model import Case, Firmness, Linkage, Proposal, Response, Table, Terms

Package = Mapping[str, str]
LEVELS = {"limits": Firmness.NEVER, "refusals": Firmness.FIRM, "demands": Firmness.PREFERENCE}
READINGS = ("menu", "package")


# ------------------------------------------------------------------------------------------------------------- packages


def holds(c: Condition | None, x: Package, case: Case) -> bool:
    """Whether the package meets the condition; all packages meet None."""
    match c:
        case None:
            return True
        case Truth(value):
            return value
        case Is(issue, options):
            return x[issue] in options
        case Bound(issue, option, least):
            names = case.issue[issue].names
            apart = names.index(x[issue]) - names.index(option)
            return apart >= 0 if least else apart <= 0
        case Not(part):
            return not holds(part, x, case)
        case And(parts):
            return all(holds(part, x, case) for part in parts)
        case Or(parts):
            return any(holds(part, x, case) for part in parts)
        case If(when, then):
            return not holds(when, x, case) or holds(then, x, case)
        case Iff(left, right):
            return holds(left, x, case) == holds(right, x, case)
        case Count(low, high, parts):
            number = sum(holds(part, x, case) for part in parts)
            return low <= number and (high is None or number <= high)
    raise AssertionError(c)


def product(case: Case, issues: Iterable[str], elsewhere: Package) -> list[dict[str, str]]:
    """All packages over these issues, in the order of the case; every other issue as it is `elsewhere`."""
    choices = [i.names if i.id in set(issues) else (elsewhere[i.id],) for i in case.issues]
    return [dict(zip(case.issue, options, strict=True)) for options in itertools.product(*choices)]


def meets(terms: Terms, x: Package) -> bool:
    """§3: one of the listed options on every item and, for a menu, at least `choose` of its branches."""
    here = all(x[i] in options for i, options in terms.items)
    return here and sum(meets(branch, x) for branch in terms.branches) >= terms.choose


def nodes(terms: Terms) -> list[Terms]:
    """A proposal and its branches, theirs and so on."""
    return [terms, *itertools.chain(*map(nodes, terms.branches))]


def items_met(terms: Terms, x: Package) -> set[tuple[str, str]]:
    """The items that are common to all and those of the branches that the package meets, as issue and option."""
    here = {(issue, option) for issue, options in terms.items for option in options}
    return here.union(*(items_met(b, x) for b in terms.branches if meets(b, x)))


def part(terms: Terms, issues: tuple[str, ...]) -> Terms:
    """The items of a proposal that are about these issues; () is all of them."""
    branches = tuple(b for b in (part(b, issues) for b in terms.branches) if b.items or b.branches)
    items = tuple(item for item in terms.items if item[0] in issues)
    return Terms(terms.id, items, min(terms.choose, len(branches)), branches) if issues else terms


# ------------------------------------------------------------------------------------------ what one party says (§1-§3)


class Subject(NamedTuple):
    """What a position is about: the name that its id has, and what tells it from others of that name."""

    name: str
    key: Hashable = None


@dataclass(frozen=True)
class Act:
    """What a party does to a target: an issue's option, or the packages that meet a condition over several issues."""

    does: str  # support, refuse, withdraw
    target: Any
    row: Mapping[str, str]
    when: Interval
    given: Condition | None
    firmness: Firmness | None
    subject: Subject
    mentions: tuple[str, ...]


class Hold(NamedTuple):
    """A party accepts the packages that meet a proposal and `given`."""

    proposal: Proposal
    when: Interval
    given: Condition | None


def later(one: Interval, other: Interval) -> bool:
    """§2: its first day is after the other's last day."""
    return one.first > other.last


def same_day(one: Interval, other: Interval) -> bool:
    """Of one date."""
    return (one.first, one.last) == (other.first, other.last)


class Standing:
    """What stands on a date, by what was public by another."""

    def __init__(self, case: Case, on: date, known_by: date | None = None, strict: bool = True) -> None:
        self.case, self.on, self.known_by, self.strict = case, on, known_by or date.max, strict
        begun = {i.id: [e.option for e in i.status_quo if not e.since or e.since.first <= on] for i in case.issues}
        self.status_quo = {issue: entries[-1] for issue, entries in begun.items()}
        self.all_packages = product(case, case.issue, {})
        self.named = {c.id for c in case.conditions}
        self.rows = [case.statements.row(n) for n in range(len(case.statements))]
        self.rows_in_force = [row for row in self.rows if self.in_force(row)]
        self.proposals = [p for p in case.proposals if self.public(p.date, p.known or p.date) and self.lasts(p.until)]
        self.acts = {party: self.said(party) for party in case.party}
        self.holdings = {party: self.held(party) for party in case.party}

    # 1. what is in force

    def day(self, row: Mapping[str, str], column: str = "date") -> Interval | None:
        """A date of a row."""
        return Interval.parse(row[column]) if row[column] else None

    def source_day(self, row: Mapping[str, str]) -> Interval | None:
        """The date of a row's source."""
        return self.case.source[row["source"]].date if row["source"] else None

    def public(self, when: Interval | None, known: Interval | None) -> bool:
        """Whether something had been done, and was known."""
        return bool(when and known and when.last <= self.on and known.last <= self.known_by)

    def lasts(self, until: Interval | None) -> bool:
        """Whether it has not lapsed."""
        return until is None or until.last >= self.on

    def counts(self, row: Mapping[str, str]) -> bool:
        """Whether the row says something that counts, perhaps lapsed or superseded since."""
        when = self.day(row) or self.source_day(row)
        known = self.day(row, "known") or self.source_day(row) or when
        acts = ("demand", "offer", "accept", "reject", "withdraw", "leave_open")
        fit = row["act"] in acts and row["quotation"] != "inferred" and row["status"] in ("", "accepted")
        return fit and self.public(when, known)

    def in_force(self, row: Mapping[str, str]) -> bool:
        """Whether the row counts now. What has replaced it need not be in force: it may be replaced itself."""
        there = [r for r in self.rows if self.counts(r) and self.lasts(self.day(r, "until"))]
        return row in there and not any(row["id"] in other["supersedes"].split() for other in there)

    def responses(self, party: str, *stances: str) -> list[tuple[Proposal, Response, Interval]]:
        """The party's responses in force, to proposals in force."""
        return [
            (p, r, r.date)
            for p in self.proposals
            for r in p.responses
            if r.date and self.public(r.date, r.known or r.date) and self.lasts(r.until)
            if r.stance in stances and party in self.case.members((r.by,))
        ]

    # 2. refusals and consents of one party

    def extent(self, c: Condition) -> frozenset[tuple[str, ...]]:
        """All packages that meet a condition, so that what has the same effect is the same."""
        return frozenset(tuple(x.values()) for x in self.all_packages if holds(c, x, self.case))

    def options(self, row: Mapping[str, str]) -> tuple[str, set[str]] | None:
        """The issue of a row and the options that it names; None where its condition is over several issues."""
        c = self.case.statements.conditions.get(row["condition"])
        if c and len(issues_of(c)) != 1:
            return None
        issue = self.case.issue[issues_of(c)[0] if c else row["issue"]]
        named = set(row["option"].split("|")) if row["option"] else set(issue.names)  # blank: the whole issue
        if c:
            named = {x[issue.id] for x in self.all_packages if holds(c, x, self.case)}
        order = {o: n for n, o in enumerate(issue.names)}
        if row["range"] == "at_least":
            named = {o for o in order if order[o] >= min(order[s] for s in named)}
        if row["range"] == "at_most":
            named = {o for o in order if order[o] <= max(order[s] for s in named)}
        return issue.id, named

    def alternatives(self, row: Mapping[str, str], rows: Iterable[Mapping[str, str]]) -> set[str]:
        """The union of what a demand and the others of its date, source, authority and `given` name on its issue."""

        def one(r: Mapping[str, str]) -> Hashable:
            when = self.day(r) or self.source_day(r)
            given = self.case.statements.conditions.get(r["given"])
            where = given and self.extent(given)
            return when and (when.first, when.last), r["source"], r["authority"], where, (self.options(r) or ("",))[0]

        together = [self.options(r) for r in rows if r["act"] == "demand" and one(r) == one(row)]
        return set().union(*(named for spoken in together if spoken for _, named in (spoken,)))

    def said(self, party: str) -> list[Act]:
        """What the party supports, refuses and withdraws by its statements in force."""
        rows = [row for row in self.rows_in_force if party in self.case.members((row["holder"],))]
        acts = []
        for row in rows:
            when = self.day(row) or self.source_day(row)
            assert when
            act, firmness = row["act"], Firmness[row["firmness"].upper()] if row["firmness"] else None
            given = self.case.statements.conditions.get(row["given"])
            spoken = self.options(row)
            named: set[Any]
            others: set[Any]
            if spoken:
                ties, named = [spoken[0]], {(spoken[0], o) for o in spoken[1]}
                others = {(spoken[0], o) for o in set(self.case.issue[spoken[0]].names) - self.alternatives(row, rows)}
            else:
                c = self.case.statements.conditions[row["condition"]]
                ties, named, others = list(issues_of(c)), {self.extent(c)}, {self.extent(Not(c))}
            does: list[tuple[str, set[Any], Condition | None]] = {
                "demand": [("support", named, given), ("refuse", others, given)],
                "offer": [("support", named, given)],
                "accept": [("support", named, given)],
                "reject": [("refuse", named, given)],
                "withdraw": [("withdraw", named if spoken else named | others, given)],
            }.get(act, [])
            if act in ("offer", "accept") and given and firmness:
                does.append(("refuse", named, Not(given)))  # only if
            for what, targets, where in does:
                tied = {*ties, *(issues_of(where) if where else ())}
                mentions = tuple(i for i in self.case.issue if i in tied)
                name = row["condition"] if row["condition"] in self.named and not spoken else "+".join(mentions)
                for target in targets:
                    key = (
                        (spoken[0] if spoken else target, where and self.extent(where)) if where or not spoken else None
                    )
                    acts.append(Act(what, target, row, when, where, firmness, Subject(name, key), mentions))
        return [a for a in acts if not any(same_breath(a, s) and not s.given for s in acts)]

    def about(self, party: str, act: Act, *does: str) -> list[Act]:
        """What else the party says about the same thing."""
        return [other for other in self.acts[party] if other.target == act.target and other.does in does]

    def refusal_fell(self, party: str, r: Act, x: Package | None = None) -> bool:
        """A later support, or withdrawal, in the same voice; one given C only where x meets C (no x: not wholly)."""
        return any(
            (later(s.when, r.when) or same_breath(r, s)) and (not s.given or (x and holds(s.given, x, self.case)))
            for s in self.about(party, r, "support", "withdraw")
            if s.row["authority"] == r.row["authority"]
        )

    def support_fell(self, party: str, s: Act) -> bool:
        """A later unconditional refusal, or withdrawal, in the same voice."""
        undoing = self.about(party, s, "refuse", "withdraw")
        return any(later(r.when, s.when) and not r.given and r.row["authority"] == s.row["authority"] for r in undoing)

    def disputed(self, party: str, r: Act, s: Act, x: Package | None = None) -> bool:
        """Whether refusal and support of one thing overlap in one voice, or stand against each other in two."""
        if r.row["authority"] == s.row["authority"]:
            return not later(r.when, s.when) and not later(s.when, r.when)
        return not self.support_fell(party, s) and not self.refusal_fell(party, r, x)

    def refuses(self, party: str, r: Act, x: Package) -> bool:
        """Whether this refusal stands, and refuses x."""
        taken = r.target in x.items() if isinstance(r.target, tuple) else tuple(x.values()) in r.target
        if not taken or not holds(r.given, x, self.case) or self.refusal_fell(party, r, x):
            return False
        for h in self.holds_of(party, x):  # §3: no refusal of an item made before, or on the same day
            if r.target in items_met(h.proposal.terms, x) and not later(r.when, h.when):
                return False
        if not isinstance(r.target, tuple) and self.accepted_since(party, r.mentions, r.when, x):
            return False
        against = [s for s in self.about(party, r, "support") if holds(s.given, x, self.case)]
        return self.strict or not any(self.disputed(party, r, s, x) for s in against)

    def accepted_since(self, party: str, issues: Iterable[str], when: Interval, x: Package, but: str = "") -> bool:
        """Whether the party accepts x by a proposal, held later or on the same day, that settles all these issues."""
        return any(
            h.proposal.id != but
            and not later(when, h.when)
            and set(issues) <= {i for i, _ in items_met(h.proposal.terms, x)}
            for h in self.holds_of(party, x)
        )

    def supports(self, party: str, issue: str, x: Package) -> bool:
        """Whether support without condition of the option that x takes on the issue is on record."""

        def on_record(s: Act) -> bool:
            against = [r for r in self.about(party, s, "refuse") if not r.given]
            disputed = any(self.disputed(party, r, s) for r in against)
            return not self.support_fell(party, s) and not (self.strict and disputed)

        mine = [s for s in self.acts[party] if s.does == "support" and s.target == (issue, x[issue]) and not s.given]
        return any(map(on_record, mine))

    # 3. proposals

    def held(self, party: str) -> list[Hold]:
        """The proposals that the party made or accepted, and holds."""
        holdings = [Hold(p, p.date, None) for p in self.proposals if party in self.case.members(p.by)]
        holdings += [Hold(p, when, r.given) for p, r, when in self.responses(party, "accept", "conditional")]

        def ceased(h: Hold) -> bool:
            refusals = [a for a in self.acts[party] if a.does == "refuse" and not a.given]
            refused = {a.target for a in refusals if later(a.when, h.when)}
            gone = any({(i, o) for o in options} <= refused for i, options in h.proposal.terms.items)
            rejections = self.responses(party, "reject")
            return gone or any(p is h.proposal and later(when, h.when) for p, _, when in rejections)

        return [h for h in holdings if not ceased(h)]

    def holds_of(self, party: str, x: Package) -> list[Hold]:
        """The proposals held by which the party accepts x."""
        return [h for h in self.holdings[party] if meets(h.proposal.terms, x) and holds(h.given, x, self.case)]

    def refused(self, party: str, x: Package, reading: str) -> Iterable[tuple[Subject, Firmness, tuple[str, ...]]]:
        """The refusals that x breaks: of what, how firm, and the issues that they mention."""
        for a in self.acts[party]:
            if a.does == "refuse" and self.refuses(party, a, x):
                assert a.firmness
                yield a.subject, a.firmness, a.mentions
        for p, r, when in self.responses(party, "reject"):
            terms = part(p.terms, r.issues)
            answers = self.responses(party, "accept", "conditional")
            accepted = [a.given for q, a, then in answers if q is p and later(then, when)]
            issues = tuple(i for node in nodes(terms) for i, _ in node.items)
            if self.accepted_since(party, issues, when, x, but=p.id):
                continue
            if meets(terms, x) and not any(holds(given, x, self.case) for given in accepted):
                yield Subject(p.id, r.issues), r.firmness, issues
        for p in self.proposals if reading == "package" else ():
            withdrawn = any(q is p and later(when, p.date) for q, _, when in self.responses(party, "reject"))
            for node in nodes(p.terms) if party in self.case.members(p.by) and not withdrawn else ():
                differ = [(i, options) for i, options in node.items if self.status_quo[i] not in options]
                if node.indivisible and 0 < sum(x[i] in options for i, options in differ) < len(differ):
                    yield Subject(f"{node.id}.whole", p.id), node.indivisible, tuple(i for i, _ in node.items)


def same_breath(refusal: Act, support: Act) -> bool:
    """§2: a demand, and what its own source supports on the same date, which it does not contradict."""
    where = all(refusal.row[column] == support.row[column] for column in ("source", "authority"))
    demand = refusal.does == "refuse" and refusal.row["act"] == "demand" and support.does == "support"
    return demand and where and refusal.target == support.target and same_day(refusal.when, support.when)


@cache
def standing(case: Case, on: date, known_by: date | None = None, strict: bool = True) -> Standing:
    """What stands on a date."""
    return Standing(case, on, known_by, strict)


# ------------------------------------------------------------------------------------------ answers at a table (§4, §5)


class Position(NamedTuple):
    """A position of one bloc, or of a party in none."""

    holder: str
    subject: Subject
    firmness: Firmness

    @property
    def id(self) -> str:
        """As `RUS.forces.never`."""
        return f"{self.holder}.{self.subject.name}.{self.firmness.word}"


Positions = frozenset[Position]


class AtTable:
    """One table in one reading. `window`: over the fixed set of issues that the window is drawn over."""

    def __init__(self, state: Standing, table: Table, reading: str, window: bool = False) -> None:
        self.state, self.case, self.table, self.reading, self.window = state, state.case, table, reading, window
        self.parties = self.case.members(table.parties)
        self.units = tuple(dict.fromkeys(self.case.unit[party] for party in self.parties))
        self.packages = product(self.case, self.agenda, state.status_quo)
        self.feasible = [x for x in self.packages if all(holds(k.require, x, self.case) for k in self.linkages)]

    # 4. the table

    @cached_property
    def linkages(self) -> list[Linkage]:
        """Those in force."""
        return [k for k in self.case.linkages if self.now(k.since, k.until)]

    def now(self, since: Interval | None, until: Interval | None) -> bool:
        """Whether it has begun and not ended."""
        return (since is None or since.last <= self.state.on) and self.state.lasts(until)

    def consent(self, issue: str, option: str) -> tuple[str, ...]:
        """The consent set of an option."""
        own = self.case.issue[issue].option(option).needs
        if own is None and option == self.state.status_quo[issue]:
            return ()
        required = self.case.required or tuple(self.case.party)
        return self.case.members(next(n for n in (own, self.case.issue[issue].needs, required) if n is not None))

    def needed_on(self, issue: str) -> set[str]:
        """The parties whose consent any option of the issue needs."""
        return {party for option in self.case.issue[issue].names for party in self.consent(issue, option)}

    @cached_property
    def agenda(self) -> list[str]:
        """The issues that the table deals with, in the order of the case."""
        live = [i.id for i in self.case.issues if self.window or self.now(i.since, i.until)]
        if self.window and self.case.window_issues:
            live = [i for i in live if i in self.case.window_issues]
        if self.table.agenda is None:
            return [i for i in live if self.needed_on(i) <= set(self.parties)]
        return [i for i in live if self.table.agenda == ("all",) or i in self.table.agenda]

    @property
    def assumes_consent_of(self) -> set[str]:
        """Whose consent agenda issues need, that do not sit here."""
        return set().union(*map(self.needed_on, self.agenda)) - set(self.parties)

    def binds(self, party: str, subject: Subject, firmness: Firmness, mentions: tuple[str, ...], x: Package) -> bool:
        """Whether the refusal, which x breaks, binds here."""
        on_agenda = [i for i in mentions if i in self.agenda]
        if firmness is Firmness.NEVER:
            return bool(on_agenda)
        if subject.name in self.case.issue and subject.key is None:
            return any(party in self.consent(i, x[i]) for i in on_agenda)
        return any(party in self.needed_on(i) for i in on_agenda)

    def strongest(self, x: Package) -> Positions:
        """What x breaks, each bloc counting once, each thing at the firmness of the strongest refusal that binds."""
        hardest: dict[tuple[str, Subject], Firmness] = {}
        for party in self.parties:
            for subject, firmness, mentions in self.state.refused(party, x, self.reading):
                if self.binds(party, subject, firmness, mentions, x):
                    key = self.case.unit[party], subject
                    hardest[key] = max(firmness, hardest.get(key, firmness))
        return frozenset(Position(unit, subject, firmness) for (unit, subject), firmness in hardest.items())

    @cached_property
    def broken(self) -> dict[tuple[str, ...], Positions]:
        """What each package breaks."""
        return {tuple(x.values()): self.strongest(x) for x in self.packages}

    @cached_property
    def extents(self) -> dict[Position, frozenset[tuple[str, ...]]]:
        """The packages that each position refuses."""
        every = sorted(set().union(*self.broken.values()), key=lambda p: (p.subject.name not in self.case.issue, p.id))
        return {p: frozenset(x for x, broken in self.broken.items() if p in broken) for p in every}

    def implies(self, one: Position, other: Position) -> bool:
        """Whether the other, of the same holder, is never broken without this one."""
        return one != other and one.holder == other.holder and self.extents[other] <= self.extents[one]

    @cached_property
    def stands_for(self) -> dict[Position, Position]:
        """Each position, and the one it is part of: itself, one of equal effect, or a harder one that implies it."""
        order = {p: n for n, p in enumerate(self.extents)}

        def part_of(p: Position) -> Position:
            for q in self.extents:
                stronger = (q.firmness, len(self.extents[q]), -order[q]) > (p.firmness, len(self.extents[p]), -order[p])
                if self.implies(q, p) and q.firmness >= p.firmness and stronger:
                    return part_of(q)
            return p

        return {p: part_of(p) for p in self.extents}

    # 5. answers

    def V(self, x: Package, level: str) -> Positions:  # noqa: N802
        """The binding positions that x breaks."""
        broken = self.broken[tuple(x.values())]
        return frozenset(p for p in broken if p.firmness >= LEVELS[level] and self.stands_for[p] == p)

    def listed(self, x: Package, level: str) -> Positions:
        """V(x) without those that a softer one beside them implies."""
        v = self.V(x, level)
        return frozenset(p for p in v if not any(q.firmness < p.firmness and self.implies(q, p) for q in v))

    def possible(self, level: str) -> list[dict[str, str]]:
        """The feasible packages that break nothing."""
        return [x for x in self.feasible if not self.V(x, level)]

    def concessions(self, level: str) -> set[Positions]:
        """The minimal V(x), as listed."""
        return minimal({self.listed(x, level) for x in self.feasible})

    def conflicts(self, level: str) -> set[Positions]:
        """The minimal hitting sets of the concessions; none if there are no concessions."""
        return hitting(self.concessions(level)) if self.feasible else set()

    def gap(self, level: str) -> int | None:
        """The fewest positions in any concession."""
        return min(map(len, self.concessions(level)), default=None)

    def lightest(self, level: str) -> dict[str, tuple[tuple[int, int, int], set[Positions]]]:
        """For each bloc that can clear the way alone, the least weight that it gives up, and what may weigh that."""
        found: dict[str, dict[Positions, tuple[int, int, int]]] = {}
        for v in {self.V(x, level) for x in self.feasible}:
            if len({p.holder for p in v}) == 1:
                found.setdefault(next(iter(v)).holder, {})[v] = weight(v)
        if frozenset() in self.concessions(level):
            return {}
        return {u: (min(w.values()), {v for v in w if w[v] == min(w.values())}) for u, w in found.items()}

    def needed(self, x: Package) -> set[tuple[str, str]]:
        """The pairs of bloc and issue whose consent the package needs."""
        return {(self.case.unit[p], i) for i in self.agenda for p in self.consent(i, x[i]) if p in self.parties}

    def asked(self, unit: str, issue: str, x: Package) -> list[str]:
        """The bloc's members at the table whose consent the option needs that x takes on the issue."""
        return [p for p in self.consent(issue, x[issue]) if p in self.parties and self.case.unit[p] == unit]

    def on_record(self, x: Package) -> set[tuple[str, str]]:
        """The consents needed that every such member has given, by itself or as an item of a proposal it holds."""

        def given(party: str, issue: str) -> bool:
            offered = [items_met(h.proposal.terms, x) for h in self.state.holds_of(party, x)]
            return any((issue, x[issue]) in items for items in offered) or self.state.supports(party, issue, x)

        return {(u, i) for u, i in self.needed(x) if all(given(p, i) for p in self.asked(u, i, x))}

    def accepts(self, party: str, x: Package) -> bool:
        """It meets a proposal that the party holds, or takes what the party supports wherever its consent is needed."""
        asked = [i for i in self.agenda if party in self.consent(i, x[i])]
        return bool(self.state.holds_of(party, x)) or all(self.state.supports(party, i, x) for i in asked)

    def confirmed(self, level: str) -> list[dict[str, str]]:
        """The possible packages that every bloc accepts."""
        return [x for x in self.possible(level) if all(self.accepts(party, x) for party in self.parties)]

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """By level."""
        return {
            level: {
                "packages": len(self.packages),
                "feasible": len(self.feasible),
                "possible": len(self.possible(level)),
                "confirmed": len(self.confirmed(level)),
            }
            for level in LEVELS
        }


T = TypeVar("T")


def minimal(sets: Iterable[frozenset[T]]) -> set[frozenset[T]]:
    """Those that contain no other."""
    family = set(sets)
    return {s for s in family if not any(t < s for t in family)}


def hitting(sets: Iterable[frozenset[T]]) -> set[frozenset[T]]:
    """The smallest sets that share a member with each of these: none, if one of these is empty."""
    found: set[frozenset[T]] = {frozenset()}
    for s in sets:
        found = minimal({h if h & s else h | {p} for h in found for p in s})
    return found


def weight(positions: Iterable[Position]) -> tuple[int, int, int]:
    """How many limits, refusals and demands."""
    number = Counter(p.firmness for p in positions)
    return number[Firmness.NEVER], number[Firmness.FIRM], number[Firmness.PREFERENCE]


@cache
def at(case: Case, table: Table, reading: str, on: date, known_by: date | None = None, strict: bool = True) -> AtTable:
    """One table in one reading."""
    return AtTable(standing(case, on, known_by, strict), table, reading)


Best = tuple[dict[str, str], int, int, int]


def best_supported(case: Case, table: Table, on: date, known_by: date | None = None) -> Best | None:
    """A package, and the consents that it has on record, needs and misses; None if nothing is possible."""
    for level, reading in itertools.product(reversed(LEVELS), reversed(READINGS)):
        here = at(case, table, reading, on, known_by)
        scored = [(len(here.on_record(x)), len(here.needed(x)), x) for x in here.possible(level)]
        if scored:
            record, needed, x = max(scored, key=lambda score: (score[0], score[0] - score[1]))  # the first of the best
            return {i: x[i] for i in here.agenda}, record, needed, needed - record
    return None


def linkage_conflicts(here: AtTable) -> set[frozenset[str]]:
    """The smallest sets of linkages that exclude each other at a table."""
    sizes = itertools.chain(*(itertools.combinations(here.linkages, n) for n in range(1, len(here.linkages) + 1)))
    clash = {
        frozenset(k.id for k in some)
        for some in sizes
        if not any(all(holds(k.require, x, here.case) for k in some) for x in here.packages)
    }
    return minimal(clash)


def assessable(here: AtTable) -> bool:
    """Whether every party of the table has spoken on one of the fixed issues."""
    state, case, fixed = here.state, here.case, set(here.agenda)

    def spoken() -> Iterable[tuple[Iterable[str], Iterable[str]]]:  # who, on what
        for row in filter(state.counts, state.rows):
            c = case.statements.conditions.get(row["condition"])
            yield (row["holder"],), issues_of(c) if c else (row["issue"],)
        for p in case.proposals:
            items = [i for node in nodes(p.terms) for i, _ in node.items]
            if state.public(p.date, p.known or p.date):
                yield p.by, items
                for r in p.responses:
                    if r.stance in ("accept", "reject", "conditional") and state.public(r.date, r.known or r.date):
                        yield (r.by,), r.issues or items

    spoke = {party for who, what in spoken() if fixed & set(what) for party in case.members(tuple(who))}
    return set(here.parties) <= spoke


# ------------------------------------------------------------------------------------------------- in the JSON's shapes


def room(case: Case, on: date, known_by: date | None = None) -> dict[str, Any]:
    """As `detente room --json`."""
    tables = []
    for table in case.tables:
        levels = []
        for level, reading in itertools.product(LEVELS, READINGS):
            here, lenient = (at(case, table, reading, on, known_by, strict) for strict in (True, False))
            counts = here.counts[level] | {"possible_if_disputed_fall": len(lenient.possible(level))}
            levels.append({"level": level, "reading": reading} | counts)
        best = best_supported(case, table, on, known_by)
        words = ("package", "on_record", "needed", "missing")
        assumed = sorted(at(case, table, "menu", on, known_by).assumes_consent_of)
        row = {"table": table.id, "assumes_consent_of": assumed, "levels": levels}
        tables.append(row | {"best_supported": dict(zip(words, best, strict=True)) if best else None})
    return {"tables": tables}


def impasse(case: Case, on: date, known_by: date | None = None) -> dict[str, Any]:
    """As `detente impasse --json`, but all components in one, and of the lightest only what each bloc gives up."""
    rows = []
    for table, level, reading in itertools.product(case.tables, LEVELS, READINGS):
        here = at(case, table, reading, on, known_by)
        sets = {"conflicts": here.conflicts(level), "concessions": here.concessions(level)}
        row: dict[str, Any] = {"table": table.id, "level": level, "reading": reading}
        row |= {name: sorted(sorted(p.id for p in s) for s in family) for name, family in sets.items()}
        lightest = {unit: dict(zip(LEVELS, least, strict=True)) for unit, (least, _) in here.lightest(level).items()}
        rows.append(row | {"gap": here.gap(level), "lightest": lightest})
    return {"levels": rows}


def rows(case: Case, on: date, known_by: date | None = None) -> list[dict[str, Any]]:
    """The rows of `detente window --json` for one date."""
    found = []
    for table, reading in itertools.product(case.tables, READINGS):
        here = AtTable(standing(case, on, known_by), table, reading, window=True)
        for level in LEVELS:
            row = {"date": on.isoformat(), "table": table.id, "level": level, "reading": reading}
            answer = {"possible": len(here.possible(level)), "gap": here.gap(level)}
            spoken = assessable(here)
            found.append(row | {"assessable": spoken} | (answer if spoken else dict.fromkeys(answer)))
    return found

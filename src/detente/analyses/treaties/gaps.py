"""What does a treaty leave open? Duties of nobody, exceptions that swallow the rule, vetoes, words without meaning.

Definition: docs/explanation/treaties.md, section 4. A gap that is there under every coherent set of readings names
none; else the fewest readings under which it is there are named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from detente.analyses.treaties.effects import as_much, pieces, possible
from detente.analyses.treaties.overlaying import Cover, Pairs, left
from detente.case.model import Case
from detente.case.treaties.expressions import Others, Signatories, names_in, walk
from detente.case.treaties.model import Content, EntryIntoForce, Expression, Provision, Treaty
from detente.engines.norms.booleans import conjunction, negation
from detente.engines.norms.model import SIDES, Norm, Sense
from detente.engines.scopes import Box, covers, difference
from detente.space.treaties import timing
from detente.space.treaties.compiling import Compiled
from detente.space.treaties.naming import actors_in_short
from detente.space.treaties.noting import NO_BEARER
from detente.space.treaties.questions import Undecided
from detente.space.treaties.sets import Plan
from detente.space.treaties.universe import BEARER, bits
from detente.space.treaties.variables import CONSENT, Giving, same_in_substance, uses
from detente.space.treaties.versions import Clause, Version

EMPTY, SWALLOWED, VETO, UNDEFINED = "empty scope", "exception swallows the rule", "veto", "undefined term"
JUDGING, THIRD, ENTRY, COVERED = "self-judging", "third party", "entry without", "covered"
NO_ENTRY, NO_WITHDRAWAL = "no entry into force", "no withdrawal"
KINDS = (
    NO_BEARER,
    EMPTY,
    SWALLOWED,
    VETO,
    UNDEFINED,
    JUDGING,
    THIRD,
    ENTRY,
    "partly",
    "baseline unknown",
    COVERED,
    NO_ENTRY,
    NO_WITHDRAWAL,
    "no verification",
    "no dispute settlement",
)
NO_CLAUSE = {"verify": "no verification", "settle_disputes": "no dispute settlement"}
"""What a treaty has no clause on: only where the vocabulary has an action of that name can be told."""

_FEW = 6


@dataclass(frozen=True)
class Gap:
    """One gap. `clause` is `treaty#anchor`, or the treaty where it is about the whole of it.

    `who`: the actors it is about, groups by their names: who can refuse, who judges, who did not sign, who is lacking.
    `readings`: () where it is there under all.
    """

    kind: str
    clause: str
    detail: str
    who: tuple[str, ...] = ()
    readings: tuple[Mapping[str, Any], ...] = ()

    def to_json(self) -> dict[str, object]:
        """The documented JSON of a gap."""
        return {
            "kind": self.kind,
            "clause": self.clause,
            "detail": self.detail,
            "who": list(self.who),
            "readings": list(self.readings),
        }


Found = tuple[str, str, tuple[str, ...]]
"""Kind, detail, who."""


def gaps(case: Case, compiled: Compiled, treaty_ids: Iterable[str]) -> tuple[Gap, ...]:
    """The gaps of these treaties, in the order of the kinds above; of one kind in the order of the clauses.

    `compiled` must hold these treaties. What covers a clause may be of any treaty that was compiled with it.
    """
    chosen = list(dict.fromkeys(treaty_ids))
    work = _Looking(compiled)
    found: list[Gap] = []
    for number, clause in enumerate(compiled.provisions):
        if clause.treaty.id in chosen:
            found.extend(work.clause(number, clause))
    for name in chosen:
        found.extend(work.treaty(case.treaties.treaty[name]))
    return tuple(sorted(found, key=lambda gap: KINDS.index(gap.kind)))


class _Looking:
    """Looks for gaps in what was compiled."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self._signed: dict[tuple[str, Pairs], Plan | None] = {}
        self._norms = [same_in_substance(norm, compiled.variables) for norm in compiled.system.norms]
        self._limits = [(norm, _hull(norm)) for norm in self._norms if norm.sense is Sense.AT_MOST]
        self._of: dict[int, list[int]] = {}
        for place, norm in enumerate(self._norms):
            self._of.setdefault(norm.clause, []).append(place)

    def clause(self, number: int, clause: Clause) -> Iterator[Gap]:
        """The gaps of one clause."""
        seen: dict[Found, list[Pairs]] = {}
        versions = self._compiled.versions[number]
        for pairs, version in versions:
            for one in self._version(number, clause, pairs, version):
                seen.setdefault(one, []).append(pairs)
        for one, pairs in self._unratified(clause, versions):
            seen.setdefault(one, []).append(pairs)
        for note in self._compiled.notes:
            if note.clause == clause.name:
                seen.setdefault((note.kind, note.detail, ()), []).append(note.answers)
        if clause.provision.precision == "self_judging":
            yield self._judged(number, clause)
        yield from self._empty(clause, [version for _, version in versions])
        for (kind, detail, who), answers in seen.items():
            yield Gap(kind, clause.name, detail, who, self._readings(answers))

    def _readings(self, answers: Iterable[Pairs]) -> tuple[Mapping[str, Any], ...]:
        """() where these sets of answers leave none out; else the best of them."""
        named = left([Cover(((1,),), tuple(answers))], self._compiled.questions)
        return tuple(self._compiled.readings(next(iter(named))))

    def _version(self, number: int, clause: Clause, pairs: Pairs, version: Version) -> Iterator[Found]:
        if not version.orders:
            return
        yield from self._swallowed(version)
        yield from self._vetoes(number, clause, version)
        yield from self._words(version)
        yield from self._third(clause, pairs, version)
        yield from self._covered(number, pairs, version)

    # --------------------------------------------------------------------------------------------------- of one clause

    @staticmethod
    def _empty(clause: Clause, versions: Sequence[Version]) -> Iterator[Gap]:
        ordering = [version for version in versions if version.orders and version.holds is None]
        bound = any(any(version.bearers) for version in ordering)
        if ordering and bound and not any(version.base or version.partly for version in ordering):
            yield Gap(EMPTY, clause.name, "its scope holds no act at all, under any reading")

    @staticmethod
    def _swallowed(version: Version) -> Iterator[Found]:
        if version.holds is not None or not version.base:
            return
        if not version.scope:
            yield SWALLOWED, "what is excepted, or overrides it, leaves nothing of it", ()
        elif version.exempt and covers([box for boxes, _ in version.exempt for box in boxes], version.scope):
            yield SWALLOWED, "all of it is left to circumstances or consent", ()

    def _vetoes(self, number: int, clause: Clause, version: Version) -> Iterator[Found]:
        compiled = self._compiled
        flags = {flag for _, held in version.exempt for flag in uses(held)}
        for flag in sorted(flags):
            variable = compiled.variables[flag]
            if variable.kind != CONSENT or variable.clause != number:
                continue
            able = self._able(variable.giving)
            if not able:
                continue
            bound = version.bearers[0] if version.bearers else 0
            named = self._named(able, clause)
            inside = self._listed(able & bound, clause)
            detail = f"{variable.title} lifts it: each of {able.bit_count()} can refuse"
            detail += f", among them {inside}, whom it binds" if able & bound else ", none of whom it binds"
            owed = self._owed(clause, version)
            guarded = able & ~bound & owed
            detail += f", and {self._listed(guarded, clause)}, to whom it is owed" if guarded else ""
            yield VETO, detail, named

    @staticmethod
    def _able(giving: Iterable[Giving]) -> int:
        """Who can refuse by itself, for anyone: all of those asked have to agree. On the first day that it is asked."""
        found: dict[int, int] = {}
        for part in giving:
            if part.need == part.givers.bit_count():
                for time in bits(part.times):
                    found[time] = found.get(time, 0) | part.givers
        return found[min(found)] if found else 0

    def _owed(self, clause: Clause, version: Version) -> int:
        """To whom a version is owed on the first day, by whomever; nobody where it rests on a disputed term."""
        found = 0
        given = version.content.counterparty
        time = self._compiled.day(clause.entry)
        bound = version.bearers[0] if version.bearers else 0
        for who in bits(bound) if given is not None and bound else ():
            found |= self._who(clause, given, (), time, who) or 0
        return found

    def _words(self, version: Version) -> Iterator[Found]:
        flags = uses(version.when) | {flag for _, held in version.exempt for flag in uses(held)}
        flags |= uses(version.holds) if version.holds is not None else frozenset()
        for flag in sorted(flags):
            if not self._compiled.variables[flag].defined:
                yield UNDEFINED, f"nothing defines “{self._compiled.variables[flag].title}”", ()

    def _third(self, clause: Clause, pairs: Pairs, version: Version) -> Iterator[Found]:
        if version.kind == "permission" or clause.treaty.signatories is None or not version.bearers:
            return
        parties = self._parties(clause, pairs)
        if parties is None:
            return
        times = list(bits(self._compiled.reading.times(clause, version.content)))
        outside = 0
        for time, bound in zip(times, version.bearers, strict=True):
            outside |= bound & ~parties.at(time)[0]
        if outside:
            what = f"it binds {self._listed(outside, clause)}, no signatories of the treaty"
            yield THIRD, what, self._named(outside, clause)

    def _unratified(self, clause: Clause, versions: Sequence[tuple[Pairs, Version]]) -> Iterator[tuple[Found, Pairs]]:
        """Signatories who are bound by another name than as parties, where not all of them need to have ratified.

        What differs only in how the bearers are named makes no version of its own, so each reading is looked at.
        """
        entry = clause.treaty.entry
        ordering = [(pairs, one) for pairs, one in versions if one.orders and one.kind != "permission" and one.bearers]
        if entry is None or entry.date is not None or not ordering:
            return
        signed = clause.treaty.signatories or Expression("signatories", Signatories())
        time = self._compiled.day(clause.entry)
        among, sure = self._who(clause, entry.among or signed, (), time), self._who(clause, entry.requires, (), time)
        if among is None or sure is None or _enough(entry, among.bit_count()) == among.bit_count():
            return
        need = f"{_enough(entry, among.bit_count())} of {among.bit_count()} suffice for entry into force"
        for pairs, version in ordering:
            loose = version.bearers[0] & among & ~sure
            what = f"it binds {self._listed(loose, clause)} whether or not they have ratified, and {need}"
            for more in self._by_name(clause, version) if loose else ():
                if all(dict(pairs).get(question, answer) == answer for question, answer in more):
                    yield (THIRD, what, self._named(loose, clause)), tuple(sorted({*pairs, *more}))

    def _by_name(self, clause: Clause, version: Version) -> Iterator[Pairs]:
        """The readings of a clause under which its bearers are named otherwise than as parties; () for all."""
        rivals = [(reading.id, reading.content.bearer) for reading in clause.provision.readings]
        loose = [name for name, bearer in rivals if _is_loose(bearer)]
        question = next((n for n, one in enumerate(self._compiled.questions) if one.name == clause.name), None)
        if question is None or len(loose) == len(rivals):
            yield from [()] if _is_loose(version.content.bearer) else []
            return
        yield from (((question, self._compiled.questions[question].number(name)),) for name in loose)

    def _covered(self, number: int, pairs: Pairs, version: Version) -> Iterator[Found]:
        own = [self._norms[place] for place in self._of.get(number, ()) if self._norms[place].answers == pairs]
        unknown = any(
            note.kind == "baseline unknown" and note.clause == self._compiled.clauses[number] and note.answers == pairs
            for note in self._compiled.notes
        )
        if not own or unknown or version.partly or any(norm.sense is not Sense.AT_MOST for norm in own):
            return
        chosen = set(pairs)
        others: dict[int, None] = {}
        for norm in own:
            helpers = self._helpers(norm, number, chosen)
            if not self._within(norm, helpers):
                return
            others |= dict.fromkeys(other.clause for other in helpers)
        names = ", ".join(self._compiled.clauses[one] for one in list(others)[:_FEW])
        yield COVERED, f"all that it forbids others forbid as well: {names}", ()

    def _helpers(self, norm: Norm, number: int, chosen: set[tuple[int, int]]) -> list[Norm]:
        """Norms of other clauses that are there whenever this one is, and order as much of some of it."""
        full = self._compiled.universe.full
        mine = _hull(norm)
        return [
            other
            for other, hull in self._limits
            if other.clause != number
            and all(a & b for a, b in zip(mine, hull, strict=True))
            and set(other.answers) <= chosen
            and as_much(other, norm, full)
        ]

    def _within(self, norm: Norm, helpers: Sequence[Norm]) -> bool:
        full = self._compiled.universe.full
        for boxes, condition in pieces(norm):
            taken = [
                box
                for other in helpers
                for inside, held in as_much(other, norm, full)
                if not possible(conjunction((condition, negation(held))))
                for box in inside
            ]
            if difference(boxes, taken):
                return False
        return bool(helpers)

    def _judged(self, number: int, clause: Clause) -> Gap:
        question = next((one for one in self._compiled.questions if one.name == clause.name and one.derived), None)
        who = question.answers[0].holder if question else self._judges(number, clause)
        judges = f"{_few(who)} judge" if who else "whoever it is owed to judges"
        return Gap(JUDGING, clause.name, f"{judges} whether it applies", who)

    def _judges(self, number: int, clause: Clause) -> tuple[str, ...]:
        versions = [version for _, version in self._compiled.versions[number] if version.orders]
        found = self._owed(clause, versions[0]) if versions else 0
        return self._named(found, clause) if found else ()

    # ---------------------------------------------------------------------------------------------- of a whole treaty

    def treaty(self, treaty: Treaty) -> Iterator[Gap]:
        """What the treaty as a whole does not have, and an entry into force that can do without a main party."""
        if treaty.entry is None:
            yield Gap(NO_ENTRY, treaty.id, "it does not say when it enters into force")
        elif treaty.entry.date is None:
            yield from self._entry(treaty, treaty.entry)
        if treaty.withdrawal is None:
            yield Gap(NO_WITHDRAWAL, treaty.id, "it does not say who may withdraw, or how")
        yield from self._lacking(treaty)

    def _lacking(self, treaty: Treaty) -> Iterator[Gap]:
        """Verification and the settlement of disputes, where no provision is about them or a part of them."""
        tree = self._compiled.universe.actions
        contents = timing.contents(treaty)
        spoken = {name for content in contents if content.action for name in names_in(content.action.tree)}  # type: ignore[arg-type]
        about = {above for name in spoken if name in tree.mask for above in tree.upwards(name)}
        known = {one.id for one in self._compiled.case.treaties.vocabulary.actions}
        for action, kind in NO_CLAUSE.items():
            if action in known and action not in about:
                yield Gap(kind, treaty.id, f"no provision is about the action {action}")

    def _entry(self, treaty: Treaty, entry: EntryIntoForce) -> Iterator[Gap]:
        clause = Clause(treaty, Provision("", Content("procedure")), self._compiled.entered[treaty.id])
        time = self._compiled.day(clause.entry)
        signed = treaty.signatories or Expression("signatories", Signatories())
        among = self._who(clause, entry.among or signed, (), time)
        needed = 0 if entry.requires is None else self._who(clause, entry.requires, (), time)
        main = self._main(clause, treaty, time)
        if among is None or needed is None or main is None or not among:
            return
        need = _enough(entry, among.bit_count())
        lacking = 0
        for one in bits(main & ~needed):
            if (among & ~(1 << one)).bit_count() >= need:
                lacking |= 1 << one
        if lacking:
            names = self._listed(lacking, clause)
            detail = f"{need} of {among.bit_count()} suffice: it can enter into force without {names}"
            anchor = treaty.name(entry.anchor) if entry.anchor else treaty.id
            yield Gap(ENTRY, anchor, detail, self._named(lacking, clause))

    def _main(self, clause: Clause, treaty: Treaty, time: int) -> int | None:
        if treaty.main is not None:
            return self._who(clause, treaty.main, (), time)
        masks = self._compiled.universe.bearers.mask
        found = 0
        for party in treaty.by:
            found |= masks.get(party, 0)
        return found

    # ---------------------------------------------------------------------------------------------------------- actors

    def _who(self, clause: Clause, given: Expression | None, pairs: Pairs, time: int, who: int = -1) -> int | None:
        """The actors of an expression under these answers; None where it rests on a term that is open."""
        if given is None:
            return 0
        plan = self._plan(clause, given, pairs)
        return None if plan is None else plan.at(time, who)[0]

    def _plan(self, clause: Clause, given: Expression, pairs: Pairs) -> Plan | None:
        try:
            return self._compiled.reading.plan(clause, given, {**self._compiled.given, **dict(pairs)}, BEARER)
        except Undecided:
            return None

    def _parties(self, clause: Clause, pairs: Pairs) -> Plan | None:
        """The signatories of a clause's treaty, whose meaning is the same for all its clauses."""
        key = clause.treaty.id, pairs
        if key not in self._signed:
            self._signed[key] = self._plan(clause, Expression("signatories", Signatories()), pairs)
        return self._signed[key]

    def _named(self, mask: int, clause: Clause) -> tuple[str, ...]:
        compiled = self._compiled
        return actors_in_short(mask, clause.entry, compiled.case, compiled.universe, compiled.sets)

    def _listed(self, mask: int, clause: Clause) -> str:
        return _few(self._named(mask, clause))


def _hull(norm: Norm) -> Box:
    """The smallest box that holds a norm's cells."""
    return tuple(reduce(or_, masks) for masks in zip(*norm.scope, strict=True)) or (0,) * SIDES


def _is_loose(bearer: Expression | None) -> bool:
    """Whether bearers are named without a word of the parties."""
    nodes = () if bearer is None else walk(bearer.tree)  # type: ignore[arg-type]
    return bearer is not None and not any(isinstance(node, Signatories | Others) for node in nodes)


def _few(names: Sequence[str]) -> str:
    if len(names) > _FEW:
        return f"{', '.join(names[:_FEW])} and {len(names) - _FEW} more"
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


_SHARES: Mapping[str, Callable[[int], int]] = {
    "all": lambda number: number,
    "more than half": lambda number: number // 2 + 1,
    "two thirds": lambda number: -(-2 * number // 3),
}


def _enough(entry: EntryIntoForce, number: int) -> int:
    """How many of so many are enough for entry into force."""
    if entry.rule in _SHARES:
        return _SHARES[entry.rule](number)
    return entry.count if entry.count is not None else int(entry.rule.rsplit(" ", 1)[-1])

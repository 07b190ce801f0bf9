"""Compliance: which coded events lie in the forbidden scope of which norms. Distinct cells first, never events × norms.

Events that agree in bearer, action, asset, territory, class of time and consent are one *group*; each group is looked
up once, as an intersection of bit sets of boxes, and only what is broken is spread over the events again.
`docs/explanation/treaties.md`, section 7, is the definition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.engines.norms.compliance_terms import (
    MAX_TERMS,
    MAX_UNKNOWN,
    WORD,
    Term,
    assignments,
    reduced,
    truth,
    variables,
)
from detente.engines.norms.model import Boolean, Norm, System
from detente.engines.scopes import Box
from detente.errors import TooLargeError

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_BLOCK = 1 << 15
"""Groups that are looked up at once."""


@dataclass(frozen=True)
class Rule:
    """One version of a norm: what nobody has said is settled, one way, in its term.

    A clause with more terms than a word has bits is in parts: part n has the number of the clause plus n times that of
    all clauses, and terms `n * WORD` and on.
    """

    norm: int
    clause: int
    term: int
    scope: tuple[Box, ...]
    when: Boolean
    exempt: tuple[tuple[tuple[Box, ...], Boolean], ...]


@dataclass(frozen=True)
class Rules:
    """All versions of some norms.

    `terms[clause]` are the sets of answers that a rule's `term` counts; `clauses` is how many clauses there are.
    """

    rules: tuple[Rule, ...]
    terms: Mapping[int, tuple[Term, ...]]
    sizes: Mapping[int, int]
    clauses: int


def spell_out(
    system: System, norms: Sequence[int], fixed: Mapping[int, int], given: frozenset[int], consents: frozenset[int]
) -> Rules:
    """The versions of these norms of a system: readings that are `fixed` are settled, variables `given` are known.

    Every other variable but consents is left open: no or yes, a question of its own. Raises TooLargeError where a norm
    leaves more than `MAX_UNKNOWN` open, or a clause tells more than `MAX_TERMS` sets of answers apart.
    """
    base = len(system.questions)
    terms: dict[int, dict[Term, int]] = {}
    rules: list[Rule] = []
    for number in norms:
        norm = system.norms[number]
        if any(fixed.get(question, answer) != answer for question, answer in norm.answers):
            continue
        answers = frozenset(pair for pair in norm.answers if pair[0] not in fixed)
        conditions = [norm.when, *(condition for _, condition in norm.exempt)]
        unsaid = frozenset().union(*map(variables, conditions)) - given - consents
        if len(unsaid) > MAX_UNKNOWN:
            raise TooLargeError(
                f"one norm depends on {len(unsaid)} circumstances and statuses that are not given; at most "
                f"{MAX_UNKNOWN} may be left open: say which hold with --given"
            )
        for values in assignments(unsaid):
            rule = _version(norm, number, values)
            if rule.when == ("false",):
                continue
            term = answers | {(base + name, int(value)) for name, value in values.items()}
            place = terms.setdefault(norm.clause, {}).setdefault(term, len(terms[norm.clause]))
            part, bit = divmod(place, WORD)
            clause = norm.clause + part * system.clauses
            rules.append(Rule(number, clause, bit, rule.scope, rule.when, rule.exempt))
    crowded = max((len(one) for one in terms.values()), default=0)
    if crowded > MAX_TERMS:
        raise TooLargeError(
            f"one clause depends on {crowded} different sets of answers; at most {MAX_TERMS} are told apart: "
            "fix some with --reading or --given"
        )
    rules.sort(key=lambda rule: (rule.clause, rule.term))
    sizes = dict(enumerate(system.questions))
    sizes |= {question: 2 for one in terms.values() for term in one for question, _ in term if question >= base}
    return Rules(tuple(rules), {clause: tuple(one) for clause, one in terms.items()}, sizes, system.clauses)


def _version(norm: Norm, number: int, values: Mapping[int, bool]) -> Rule:
    exempt = ((boxes, reduced(condition, values)) for boxes, condition in norm.exempt)
    kept = tuple((boxes, condition) for boxes, condition in exempt if condition != ("false",))
    return Rule(number, norm.clause, 0, norm.scope, reduced(norm.when, values), kept)


# ------------------------------------------------------------------------------------------------------ boxes as bits


class Lookup:
    """Which boxes hold a cell: for each element of each dimension the boxes that have it, as bits.

    An index may be the size of its dimension: *not said*. Only boxes that have the whole dimension surely hold that;
    with `perhaps` all do that have any of it. In the last dimension, time, no box does.
    """

    def __init__(self, boxes: Sequence[Box], sizes: Sequence[int], *, perhaps: bool = False) -> None:
        self._perhaps = perhaps
        self.words = max(1, -(-len(boxes) // 64))
        self._rows = [self._row([box[d] for box in boxes], size) for d, size in enumerate(sizes)]
        self._rows[-1][-1] = 0

    def _row(self, masks: Sequence[int], size: int) -> NDArray[np.uint64]:
        held = np.zeros((size + 1, self.words * 64), bool)
        width = max(1, -(-size // 8))
        for place, mask in enumerate(masks):
            bits = np.unpackbits(np.frombuffer(mask.to_bytes(width, "little"), np.uint8), bitorder="little")
            held[:size, place] = bits[:size]
        known = held[:size, : len(masks)]
        held[size, : len(masks)] = known.any(axis=0) if self._perhaps else known.all(axis=0)
        return np.packbits(held, axis=1, bitorder="little").view(np.uint64)

    def holding(self, cells: Sequence[Ints]) -> tuple[Ints, Ints]:
        """Pairs of a cell's place and a box that holds it, in order; the last dimension may be left out."""
        found = self._rows[0][cells[0]]
        for rows, index in zip(self._rows[1:], cells[1:], strict=False):
            found &= rows[index]
        lines, words = np.nonzero(found)
        bits = np.unpackbits(found[lines, words].view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        hit, bit = np.nonzero(bits)
        return lines[hit], words[hit] * 64 + bit

    def has_time(self, time: int) -> Bools:
        """For each box whether it has this element of the last dimension."""
        return np.unpackbits(self._rows[-1][time].view(np.uint8), bitorder="little").astype(bool)

    def times(self) -> NDArray[np.uint64]:
        """The bits of the last dimension: what tells classes of time apart."""
        return self._rows[-1]


@dataclass(frozen=True)
class Clock:
    """Classes of time, in which neither scopes nor what is given change.

    `starts` are their first days, ascending; `times` the element of the time dimension that each lies in (its size:
    none); `flags[variable]` whether a given variable holds in each.
    """

    starts: Ints
    times: Ints
    flags: Mapping[int, Bools]

    def of(self, days: Ints) -> Ints:
        """The class of each day; days before the first are in the first."""
        return np.maximum(np.searchsorted(self.starts, days, side="right") - 1, 0)


@dataclass(frozen=True)
class Giving:
    """A consent that counts for some bearers at some times, and which sets of consents are enough.

    `bearers` and `times` have an entry an element of the dimension and one more, for what is not said.
    """

    bearers: Bools
    times: Bools
    enough: Bools


Granted = Mapping[int, Sequence[Giving]]
"""What makes each consent variable true: any of these."""


class Matcher:
    """Looks groups up in rules: scope, conditions and exceptions.

    Of what is not said, a rule is met whatever that may be; with `perhaps`, if it is for something that it may be.
    """

    def __init__(self, rules: Sequence[Rule], sizes: Sequence[int], clock: Clock, *, perhaps: bool = False) -> None:
        self._clock = clock
        self._rules = tuple(rules)
        self._scope = Lookup([box for rule in rules for box in rule.scope], sizes, perhaps=perhaps)
        self._owner = np.repeat(np.arange(len(rules)), [len(rule.scope) for rule in rules]).astype(np.int64)
        out = [
            (number, condition, box)
            for number, rule in enumerate(rules)
            for boxes, condition in rule.exempt
            for box in boxes
        ]
        self._exempt = Lookup([box for _, _, box in out], sizes, perhaps=not perhaps)
        self._exempt_owner = np.array([number for number, _, _ in out], np.int64)
        self._conditions = list(dict.fromkeys(condition for _, condition, _ in out))
        self._condition = np.array([self._conditions.index(condition) for _, condition, _ in out], np.int64)
        self._conditional = [place for place, one in enumerate(self._rules) if one.when != ("true",)]

    def hits(self, cells: Sequence[Ints], time: Ints, consent: Ints, granted: Granted) -> tuple[Ints, Ints]:
        """Pairs of a group's place and a rule that it falls under, sorted. `cells`: four arrays of indices."""
        found: list[tuple[Ints, Ints]] = []
        for start in range(0, len(time) if self._rules else 0, _BLOCK):
            part = slice(start, start + _BLOCK)
            group, rule = self._some([one[part] for one in cells], time[part], consent[part], granted)
            found.append((group + start, rule))
        if not found:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        return np.concatenate([one for one, _ in found]), np.concatenate([one for _, one in found])

    def _some(self, cells: list[Ints], time: Ints, consent: Ints, granted: Granted) -> tuple[Ints, Ints]:
        full = [*cells, self._clock.times[time]]

        def held(condition: Boolean, lines: Ints) -> Bools:
            def value(name: int) -> Bools:
                if name in self._clock.flags:
                    return self._clock.flags[name][time[lines]]
                found = np.zeros(len(lines), bool)
                for one in granted.get(name, ()):
                    found |= one.enough[consent[lines]] & one.bearers[cells[0][lines]] & one.times[full[4][lines]]
                return found

            return truth(condition, len(lines), value)

        group, box = self._scope.holding(full)
        key = group * len(self._rules) + self._owner[box]
        if self._conditions:
            line, box = self._exempt.holding(full)
            free = np.zeros(len(line), bool)
            for number, condition in enumerate(self._conditions):
                mine = np.flatnonzero(self._condition[box] == number)
                free[mine] = held(condition, line[mine])
            gone = line[free] * len(self._rules) + self._exempt_owner[box[free]]
            key = key[~np.isin(key, gone, kind="table")] if len(gone) else key
        group, rule = np.divmod(key, len(self._rules))
        for number in self._conditional:
            mine = np.flatnonzero(rule == number)
            off = mine[~held(self._rules[number].when, group[mine])]
            group, rule = np.delete(group, off), np.delete(rule, off)
        return group, rule

    def boxed(self, cells: Sequence[Ints]) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
        """Pairs of a cell's place and a box that holds it at some time: boxes of scopes, and those of exceptions."""
        found: list[list[tuple[Ints, Ints]]] = [[], []]
        for start in range(0, len(cells[0]), _BLOCK):
            part = [one[start : start + _BLOCK] for one in cells]
            for parts, lookup in zip(found, (self._scope, self._exempt), strict=True):
                line, box = lookup.holding(part)
                parts.append((line + start, box))
        both = [
            [np.concatenate([np.zeros(0, np.int64), *side]) for side in zip(*parts, strict=True)] for parts in found
        ]
        scope, exempt = [tuple(sides) if sides else (np.zeros(0, np.int64),) * 2 for sides in both]
        return scope, exempt  # type: ignore[return-value]  # pairs both

    def at(
        self, pairs: tuple[tuple[Ints, Ints], tuple[Ints, Ints]], cells: Sequence[Ints], time: int, granted: Granted
    ) -> tuple[Ints, Ints]:
        """Pairs of a cell and a rule that it falls under in a class of time, of the pairs with boxes; by cell.

        `cells` has five columns: the last are the sets of consents.
        """
        (line, box), (out, out_box) = pairs
        now = np.int64(self._clock.times[time])
        keep = self._scope.has_time(int(now))[box]
        line, rule = line[keep], self._owner[box[keep]]
        gone = self._exempt.has_time(int(now))[out_box]
        out, out_box = out[gone], out_box[gone]
        times = np.full(1, time)

        def held(condition: Boolean, lines: Ints) -> Bools:
            return truth(condition, len(lines), lambda name: self._value(name, lines, cells, times, granted))

        free = np.zeros(len(out), bool)
        for number, condition in enumerate(self._conditions):
            mine = np.flatnonzero(self._condition[out_box] == number)
            free[mine] = held(condition, out[mine])
        rules = max(1, len(self._rules))
        lifted = out[free] * rules + self._exempt_owner[out_box[free]]
        keep = ~np.isin(line * rules + rule, lifted)
        for number in self._conditional:
            mine = np.flatnonzero(rule == number)
            keep[mine] &= held(self._rules[number].when, line[mine])
        return line[keep], rule[keep]

    def _value(self, name: int, lines: Ints, cells: Sequence[Ints], times: Ints, granted: Granted) -> Bools:
        if name in self._clock.flags:
            return np.full(len(lines), bool(self._clock.flags[name][times[0]]))
        found = np.zeros(len(lines), bool)
        for one in granted.get(name, ()):
            now = bool(one.times[self._clock.times[times[0]]])
            found |= one.enough[cells[4][lines]] & one.bearers[cells[0][lines]] & now
        return found

    def signatures(self) -> Ints:
        """Classes of time, numbered so that those between which no rule can tell share a number."""
        parts = [self._scope.times()[self._clock.times], self._exempt.times()[self._clock.times]]
        flags = [one[:, None].astype(np.uint64) for one in self._clock.flags.values()]
        times = [self._clock.times[:, None].astype(np.uint64)] if self._conditions else []
        _, inverse = np.unique(np.concatenate([*parts, *flags, *times], axis=1), axis=0, return_inverse=True)
        return np.asarray(inverse.reshape(-1), np.int64)


# ------------------------------------------------------------------------------------------------- events and groups


def distinct(keys: Ints, space: int) -> tuple[Ints, Ints]:
    """The different keys, ascending, and the place of each key among them; keys are below `space`."""
    if space > 8 * len(keys) + (1 << 22):
        unique, inverse = np.unique(keys, return_inverse=True)
        return unique, np.asarray(inverse, np.int64)
    there = np.zeros(space, bool)
    there[keys] = True
    unique = np.flatnonzero(there)
    places = np.empty(space, np.int64)
    places[unique] = np.arange(len(unique))
    return unique, places[keys]


def joined(columns: Sequence[Ints], sizes: Sequence[int]) -> tuple[Ints, int]:
    """Several small numbers as one, and how many such there can be.

    Raises TooLargeError where these do not fit a word.
    """
    space = 1
    key = np.zeros(len(columns[0]), np.int64)
    for column, size in zip(columns, sizes, strict=True):
        space *= max(1, size)
        if space >= 1 << 62:
            raise TooLargeError("there are too many different actors, places and consents for one log")
        key = key * size + column
    return key, space


def parted(keys: Ints, sizes: Sequence[int]) -> list[Ints]:
    """The small numbers that `joined` made one."""
    columns = []
    for size in reversed(sizes):
        keys, column = np.divmod(keys, max(1, size))
        columns.append(column)
    return columns[::-1]


def spread(counts: Ints, offsets: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """For rows that lie in groups: each row of `chosen` groups. The place in `chosen`, and the row's number.

    `counts[g]` rows of group g begin at `offsets[g]`.
    """
    many = counts[chosen]
    place = np.repeat(np.arange(len(chosen)), many)
    begin = np.cumsum(many) - many
    return place, np.arange(len(place)) - begin[place] + offsets[chosen][place]


def patterns(group: Ints, clause: Ints, term: Ints) -> tuple[Ints, Ints, Ints]:
    """One row a group and clause, with the bits of all terms under which it is broken; rows come sorted by both."""
    bit = np.int64(1) << term
    new = np.r_[True, (np.diff(group) != 0) | (np.diff(clause) != 0)] if len(group) else np.zeros(0, bool)
    if new.all():
        return group, clause, bit
    begin = np.flatnonzero(new)
    return group[begin], clause[begin], np.bitwise_or.reduceat(bit, begin)

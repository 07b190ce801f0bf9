"""From pairs of reports to sides: statements that say the same of one matter stand on one side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.ledger.clashes import Pairs, Relation, Resolution
from detente.ledger.reports import Content, Reports, Says, details_of
from detente.ledger.rows import Numbers

PAIRS = 1000
"""Pairs of statements that a finding lists; the total counts all."""

_SAYS = list(Says)


@dataclass(frozen=True)
class Group:
    """Pairs of rows alike in what they say, of whom, and in what sets them apart. Rows of a shift are in order of time.

    `said` is what each of the two sides says: its content, or the value of the detail.
    """

    parties: frozenset[int]
    matter: str
    detail: str
    said: tuple[Content, Content]
    values: tuple[str, str]
    relation: Relation
    resolution: Resolution
    rows: tuple[tuple[int, ...], tuple[int, ...]]
    pairs: tuple[tuple[int, int], ...]
    pairs_total: int
    example: tuple[int, int]


def groups(reports: Reports, pairs: Pairs) -> Iterator[Group]:
    """The pairs gathered. A pair of a bloc's statements is one, not one of each member."""
    if not len(pairs):
        return
    key, names = _keys(reports, pairs)
    one, other, left, right = _sorted_sides(pairs, key, names)
    party, kept = _merged(reports, one, other, pairs)
    one, other, left, right = one[kept], other[kept], left[kept], right[kept]
    relation, resolution = pairs.relation[kept], pairs.resolution[kept]
    columns = (resolution, relation, right, left, reports.matter[one], party.number)
    order = np.lexsort((reports.row[other], reports.row[one], *columns))
    fresh = np.zeros(len(order), bool)
    fresh[:1] = True
    for column in columns:
        fresh[1:] |= np.diff(column[order]) != 0
    bounds = [*np.flatnonzero(fresh).tolist(), len(order)]
    for n, begin in enumerate(bounds[:-1]):
        at = order[begin : bounds[n + 1]]
        first = int(at[0])
        rows = (reports.row[one[at]], reports.row[other[at]])
        example = min(at[:PAIRS].tolist(), key=lambda n: _when(reports, int(one[n]), int(other[n])))
        yield Group(
            party.sets[int(party.number[first])],
            reports.matters[int(reports.matter[one[first]])],
            pairs.detail,
            (_content(reports, int(one[first])), _content(reports, int(other[first]))),
            (names[int(left[first])], names[int(right[first])]),
            Relation(int(relation[first])),
            Resolution(int(resolution[first])),
            (tuple(np.unique(rows[0]).tolist()), tuple(np.unique(rows[1]).tolist())),
            tuple(zip(rows[0][:PAIRS].tolist(), rows[1][:PAIRS].tolist(), strict=True)),
            len(at),
            (int(one[example]), int(other[example])),
        )


def _when(reports: Reports, one: int, other: int) -> tuple[object, ...]:
    """An order of pairs: the latest first, then by name, however rows are ordered."""
    ids = reports.case.statements["id"]
    return (
        -int(reports.last[other]),
        -int(reports.last[one]),
        ids[int(reports.row[one])],
        ids[int(reports.row[other])],
    )


def _content(reports: Reports, place: int) -> Content:
    return reports.contents[int(reports.content[place])]


def rank(content: Content) -> tuple[object, ...]:
    """An order of contents that does not depend on how rows are ordered."""
    return (_SAYS.index(content.says), sorted(content.options), content.exclusive, content.free)


def _keys(reports: Reports, pairs: Pairs) -> tuple[Numbers, list[str]]:
    """For each report what side it is on, by number, in an order of its own; for a detail also the values."""
    if not pairs.detail:
        ordered = sorted(range(len(reports.contents)), key=lambda n: rank(reports.contents[n]))
        place = np.zeros(len(ordered), np.int64)
        place[ordered] = np.arange(len(ordered))
        alike = _alike(reports, ordered)
        return alike[place[reports.content]], [""] * len(ordered)
    key = np.zeros(len(reports), np.int64)
    values: dict[int, str] = {}
    for report in np.unique(np.concatenate([pairs.one, pairs.other])).tolist():
        values[report] = details_of(reports.case, int(reports.row[report]))[pairs.detail]
    names = sorted(set(values.values()))
    number = {value: n for n, value in enumerate(names)}
    for report, value in values.items():
        key[report] = number[value]
    return key, names


def _alike(reports: Reports, ordered: list[int]) -> Numbers:
    """Who demands, offers or is said to want the same options is on one side."""
    seen: dict[tuple[Says, frozenset[str]], int] = {}
    found = []
    for n, content in enumerate(ordered):
        said = reports.contents[content]
        found.append(seen.setdefault((said.says, said.options), n))
    return np.array(found or [0], np.int64)


def _sorted_sides(pairs: Pairs, key: Numbers, names: list[str]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """The sides in order: of a shift in that of time, else in that of what they say."""
    del names
    left, right = key[pairs.one], key[pairs.other]
    swap = (pairs.relation != Relation.SHIFT) & (left > right)
    one = np.where(swap, pairs.other, pairs.one)
    other = np.where(swap, pairs.one, pairs.other)
    return one, other, np.where(swap, right, left), np.where(swap, left, right)


@dataclass(frozen=True)
class _Parties:
    number: Numbers
    sets: list[frozenset[int]]


def _merged(reports: Reports, one: Numbers, other: Numbers, pairs: Pairs) -> tuple[_Parties, Numbers]:
    """Each pair of rows once, with all the parties whose it is."""
    rows = len(reports.case.statements) + 1
    same = (reports.row[one] * rows + reports.row[other]) * 18 + pairs.relation * 6 + pairs.resolution
    order = np.argsort(same, kind="stable")
    fresh = np.ones(len(order), bool)
    fresh[1:] = np.diff(same[order]) != 0
    begins = np.flatnonzero(fresh)
    ends = np.append(begins[1:], len(order))
    kept = order[begins]
    number = reports.party[one[kept]].copy()
    sets = [frozenset({n}) for n in range(len(reports.case.parties))]
    known: dict[frozenset[int], int] = {found: n for n, found in enumerate(sets)}
    crossing = reports.party[one[kept]] != reports.party[other[kept]]
    for n in np.flatnonzero((ends - begins > 1) | crossing).tolist():
        at = order[begins[n] : ends[n]]
        several = frozenset((*reports.party[one[at]].tolist(), *reports.party[other[at]].tolist()))
        if several not in known:
            known[several] = len(sets)
            sets.append(several)
        number[n] = known[several]
    return _Parties(number, sets), kept

"""Parting cells by what covers them, and saying of each part under which readings anything is left of it.

Of a clause in several versions, and of the clauses that order as much, only those that cover a cell matter for it: so
readings are looked for part by part. Each part stands under all of them, or one coherent set is named under which it
does: the fewest answers first, then those that one holder holds together, then the greatest weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from detente.engines.scopes import Box, difference, intersection, tidy
from detente.errors import TooLargeError
from detente.space.treaties.questions import Question

Pairs = tuple[tuple[int, int], ...]
Boxes = tuple[Box, ...]
MOST = 200_000
"""Answers that are tried for one part."""

MOST_FEWER = 200
"""Sets of answers that are tried to find one with fewer; beyond, those found need not be the fewest."""


@dataclass(frozen=True)
class Cover:
    """Cells that something orders under each of these sets of answers. `less`: what takes them away again."""

    boxes: Boxes
    answers: tuple[Pairs, ...]
    less: tuple[Cover, ...] = ()


@dataclass(frozen=True)
class _Part:
    """Cells with the same covers (by number), and within the same boxes that take away (by number)."""

    boxes: Boxes
    covers: tuple[int, ...]
    taken: frozenset[int] = frozenset()


def left(
    covers: Sequence[Cover], questions: Sequence[Question], known: dict[Claims, Pairs | None] | None = None
) -> dict[Pairs, Boxes]:
    """The cells that some cover holds and nothing takes away, by the readings that are named for them.

    () holds the cells of which this is so under every coherent set of readings. `known` keeps what was found out of
    readings; it may be shared by calls about the same questions.
    """
    numbers: dict[Boxes, int] = {}
    for cover in covers:
        for one in cover.less:
            numbers.setdefault(one.boxes, len(numbers))
    found: dict[Pairs, list[Box]] = {}
    known = {} if known is None else known
    for part in _parts(covers, numbers):
        claims = _claims(part, covers, numbers)
        if claims not in known:
            known[claims] = _named(claims, questions)
        named = known[claims]
        if named is not None:
            found.setdefault(named, []).extend(part.boxes)
    return {named: tidy(boxes) for named, boxes in found.items()}


def _parts(covers: Sequence[Cover], numbers: Mapping[Boxes, int]) -> list[_Part]:
    parts: list[_Part] = []
    for number, cover in enumerate(covers):
        rest = cover.boxes
        split: list[_Part] = []
        for part in parts:
            inside = intersection(part.boxes, rest) if rest else ()
            if not inside:
                split.append(part)
                continue
            outside = difference(part.boxes, rest)
            rest = difference(rest, part.boxes)
            split.append(_Part(inside, (*part.covers, number)))
            if outside:
                split.append(_Part(outside, part.covers))
        parts = [*split, _Part(rest, (number,))] if rest else split
    for boxes, number in numbers.items():
        parts = [piece for part in parts for piece in _cut(part, boxes, number)]
    return parts


def _cut(part: _Part, boxes: Boxes, number: int) -> Iterator[_Part]:
    inside = intersection(part.boxes, boxes)
    if not inside:
        yield part
        return
    yield _Part(inside, part.covers, part.taken | {number})
    outside = difference(part.boxes, boxes)
    if outside:
        yield _Part(outside, part.covers, part.taken)


Claims = frozenset[tuple[Pairs, frozenset[Pairs]]]
"""Sets of answers under which something holds, each with the sets of answers under which it is taken away."""


def _claims(part: _Part, covers: Sequence[Cover], numbers: Mapping[Boxes, int]) -> Claims:
    found = set()
    for number in part.covers:
        less = [one for one in covers[number].less if numbers[one.boxes] in part.taken]
        away = {answers for one in less for answers in one.answers}
        for answers in covers[number].answers:
            against = {other for other in away if _agree(answers, other)}
            if not any(set(other) <= set(answers) for other in against):
                found.add((answers, frozenset(against)))
    return frozenset(found)


def _agree(one: Pairs, other: Pairs) -> bool:
    known = dict(one)
    return all(known.get(question, answer) == answer for question, answer in other)


def _named(claims: Claims, questions: Sequence[Question]) -> Pairs | None:
    """() where some claim stands whatever is answered; else the best set of answers under which one stands."""
    if not claims:
        return None
    if _always(claims, questions):
        return ()
    best: tuple[tuple[object, ...], Pairs] | None = None
    for answers, against in sorted(claims, key=lambda claim: (len(claim[0]), claim[0])):
        for chosen in _escapes(dict(answers), sorted(against), questions, 99 if best is None else len(best[1])):
            cost = _cost(chosen, questions)
            if best is None or cost < best[0]:
                best = cost, chosen
    if best is None or len(claims) == 1:  # one claim needs all its own answers, and one against each that is against it
        return None if best is None else best[1]
    return _fewer(_dropped(best[1], claims, questions), claims, questions)


def _dropped(best: Pairs, claims: Claims, questions: Sequence[Question]) -> Pairs:
    """These answers without those that are not needed, one after the other."""
    for pair in best:
        rest = tuple(other for other in best if other != pair)
        if rest and _always(claims, questions, dict(rest)):
            return _dropped(rest, claims, questions)
    return best


def _fewer(best: Pairs, claims: Claims, questions: Sequence[Question]) -> Pairs:
    """The best of even fewer answers under which one claim or another stands, if there are any."""
    used = {question for answers, against in claims for pairs in (answers, *against) for question, _ in pairs}
    tried = 0
    for size in range(1, len(best)):
        found: list[tuple[tuple[object, ...], Pairs]] = []
        for some in combinations(sorted(used), size):
            for way in product(*(range(len(questions[question].answers)) for question in some)):
                tried += 1
                if tried > MOST_FEWER:
                    return best
                chosen = tuple(zip(some, way, strict=True))
                if _always(claims, questions, dict(chosen)):
                    found.append((_cost(chosen, questions), chosen))
        if found:
            return min(found)[1]
    return best


def _always(claims: Claims, questions: Sequence[Question], chosen: Mapping[int, int] | None = None) -> bool:
    """Whether some claim stands under every coherent set of readings, or every one with these answers."""
    tried = 0

    def holds(known: dict[int, int]) -> bool:
        nonlocal tried
        tried += 1
        if tried > MOST:
            raise TooLargeError("Too many readings bear on one clause; fix some of them (--reading Q=ANSWER).")
        open_question: int | None = None
        for answers, against in claims:
            state, ask = _standing(answers, against, known)
            if state:
                return True
            open_question = ask if open_question is None else open_question
        if open_question is None:
            return False
        ways = range(len(questions[open_question].answers))
        return all(holds({**known, open_question: answer}) for answer in ways)

    return holds(dict(chosen or {}))


def _standing(answers: Pairs, against: Iterable[Pairs], chosen: Mapping[int, int]) -> tuple[bool, int | None]:
    """Whether a claim stands as far as is chosen, and else a question that is open for it (None: it falls)."""
    if not _agrees(answers, chosen):
        return False, None
    ask = next((question for question, _ in answers if question not in chosen), None)
    for other in against:
        if _agrees(other, chosen):
            lacking = next((question for question, _ in other if question not in chosen), None)
            if lacking is None:
                return False, None
            ask = lacking if ask is None else ask
    return ask is None, ask


def _agrees(answers: Pairs, chosen: Mapping[int, int]) -> bool:
    for question, answer in answers:  # noqa: SIM110 - the innermost loop of all readings
        if chosen.get(question, answer) != answer:
            return False
    return True


def _escapes(
    chosen: dict[int, int], against: Sequence[Pairs], questions: Sequence[Question], most: int
) -> Iterator[Pairs]:
    """Sets of at most so many answers that keep these and contradict each of those against them."""
    if len(chosen) > most:
        return
    threat = next((other for other in against if _agrees(other, chosen)), None)
    if threat is None:
        yield tuple(sorted(chosen.items()))
        return
    for question, answer in threat:
        if question not in chosen:
            for other in range(len(questions[question].answers)):
                if other != answer:
                    yield from _escapes({**chosen, question: other}, against, questions, most)


def _cost(chosen: Pairs, questions: Sequence[Question]) -> tuple[object, ...]:
    answers = [questions[question].answers[answer] for question, answer in chosen]
    holders = [set(one.holder) for one in answers]
    together = bool(holders) and bool(set.intersection(*holders))
    weight = 1.0
    for one in answers:
        weight *= one.weight or 0.0
    return len(chosen), not together, -weight, chosen

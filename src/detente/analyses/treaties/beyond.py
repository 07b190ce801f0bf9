"""What an answer about impact does not know, and why: sizes, dates, baselines, shares, places cut through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detente.analyses.treaties.measuring import UNKNOWN_PART, Measure, Measured
from detente.space.treaties.compiled import Compiled
from detente.space.treaties.presence import ACTIVE, Thing

SIZE, DATE, BASELINE, SHARE, PARTLY, NOTHING, UNDEFINED = (
    "size",
    "date",
    "baseline",
    "share",
    "partly",
    "nothing listed",
    "undefined",
)


@dataclass(frozen=True)
class Beyond:
    """One thing that is not known: what kind of thing, in words, of which holdings or clauses."""

    kind: str
    says: str
    clauses: tuple[str, ...] = ()
    holdings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The gap as JSON."""
        return {
            "kind": self.kind,
            "says": self.says,
            "clauses": list(self.clauses),
            "holdings": list(self.holdings),
        }


def beyond(
    compiled: Compiled, measure: Measure, things: Sequence[Thing], measured: Sequence[Measured]
) -> Iterator[Beyond]:
    """Everything that the answer leaves open, the widest gaps first."""
    struck = dict.fromkeys(one.thing for some in measured for one in some.struck)
    sizes = [n for n in struck if measure.now[n].low is None or measure.now[n].high is None]
    yield from _some(SIZE, "no size, or only one bound of it, on record", things, sizes)
    unsure = [n for n in struck if not measure.now[n].certain]
    yield from _some(DATE, "its dates do not say whether it is there on that day", things, unsure)
    yield from _baselines(measured, things, measure)
    shares = dict.fromkeys(one.thing for some in measured for one in some.struck if one.share == UNKNOWN_PART)
    shares = {n: None for n in shares if things[n].others or len(things[n].senders) > 1}
    yield from _some(SHARE, "how much is whose is not known", things, list(shares))
    yield from _touched(measured, things, measure)
    for note in compiled.notes:
        if note.kind == "undefined term":
            yield Beyond(UNDEFINED, note.detail, (note.clause,))
    yield from _nothing(measured)


def _some(kind: str, says: str, things: Sequence[Thing], numbers: Sequence[int]) -> Iterator[Beyond]:
    if numbers:
        yield Beyond(kind, says, (), tuple(dict.fromkeys(things[number].id for number in numbers)))


def _baselines(measured: Sequence[Measured], things: Sequence[Thing], measure: Measure) -> Iterator[Beyond]:
    seen = set()
    for one in measured:
        baseline = one.order.content.baseline
        if baseline is None or (one.order.clause, baseline.date) in seen:
            continue
        seen.add((one.order.clause, baseline.date))
        here = [hit.thing for hit in one.order.hits if things[hit.thing].status == ACTIVE]
        then = [(things[n], there) for n in here if (there := measure.then(n, baseline.date)) is not None]
        unknown = [thing.id for thing, there in then if there.high is None or there.low is None]
        undated = [thing.id for thing, there in then if not there.certain]
        clause = (one.order.clause,)
        number = len(then)
        says = (
            f"of {baseline.date} the inventory has {number:,} {'holding' if number == 1 else 'holdings'} "
            "in its scope; where it lists nothing, nothing is taken to have been there"
        )
        yield Beyond(BASELINE, says, clause, tuple(dict.fromkeys(thing.id for thing, _ in then)))
        if unknown:
            yield Beyond(BASELINE, f"sizes on {baseline.date} are not known", clause, tuple(dict.fromkeys(unknown)))
        if undated:
            says = f"whether it was there on {baseline.date} is not known"
            yield Beyond(BASELINE, says, clause, tuple(dict.fromkeys(undated)))


def _touched(measured: Sequence[Measured], things: Sequence[Thing], measure: Measure) -> Iterator[Beyond]:
    found: dict[str, dict[str, None]] = {}
    for one in measured:
        held = {hit.thing for hit in one.order.hits}
        for number in one.order.touched:
            if number in measure.now and number not in held:
                found.setdefault(one.order.clause, {})[things[number].id] = None
    for clause, holdings in found.items():
        says = "in its scope only in part, or only perhaps: it is not counted"
        yield Beyond(PARTLY, says, (clause,), tuple(holdings))


def _nothing(measured: Sequence[Measured]) -> Iterator[Beyond]:
    clauses = dict.fromkeys(one.order.clause for one in measured)
    for one in measured:
        if one.struck:
            clauses.pop(one.order.clause, None)
    if clauses:
        yield Beyond(NOTHING, "forbids or limits what the inventory lists nothing of", tuple(clauses))

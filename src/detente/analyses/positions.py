"""Who stands where, on what evidence? One cell a party and issue, with every statement behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from detente.case.conditions import Condition, Not
from detente.case.model import Case, Firmness
from detente.errors import UnknownNameError
from detente.ledger.records import Record, records
from detente.ledger.standing import Ledger, Refusal, Standing, Support
from detente.ledger.topics import Said, said_on_topics
from detente.space.outcome import About


@dataclass(frozen=True)
class Cell:
    """Where one party stands on one issue. Empty everywhere means: nothing is known, which is not "no".

    `demands` and `accepts` are supported options; `refuses` gives the strongest unconditional refusal of an
    option; `conditional` are positions that hold under a condition only, as readable conditions. `moved` compares
    with the day before its last act: hardening, softening, lateral or "".
    """

    party: str
    issue: str
    demands: tuple[str, ...]
    accepts: tuple[str, ...]
    refuses: tuple[tuple[str, Firmness], ...]
    conditional: tuple[str, ...]
    refs: tuple[str, ...]
    affirmed: str
    disputed: bool
    moved: str

    @property
    def known(self) -> bool:
        """Whether anything counted was said."""
        return bool(self.demands or self.accepts or self.refuses or self.conditional)

    @property
    def glyphs(self) -> tuple[str, ...]:
        """What a matrix shows: any of demands, accepts, rejects, limit; nothing where nothing is known."""
        firmness = {hard for _, hard in self.refuses}
        found = []
        if self.demands:
            found.append("demands")
        elif self.accepts:
            found.append("accepts")
        if Firmness.NEVER in firmness:
            found.append("limit")
        elif Firmness.FIRM in firmness and not self.demands:
            found.append("rejects")
        return tuple(found or (("conditional",) if self.conditional else ()))

    def to_json(self) -> dict[str, object]:
        """The cell as JSON."""
        return {
            "party": self.party,
            "issue": self.issue,
            "demands": list(self.demands),
            "accepts": list(self.accepts),
            "refuses": {option: hard.word for option, hard in self.refuses},
            "conditional": list(self.conditional),
            "statements": list(self.refs),
            "last_affirmed": self.affirmed or None,
            "disputed": self.disputed,
            "moved": self.moved or None,
        }


@dataclass(frozen=True)
class Positions:
    """The matrix, issue by issue, what was said on topics (never a position), and the records by reference."""

    about: About
    parties: tuple[str, ...]
    issues: tuple[str, ...]
    cells: tuple[Cell, ...]
    records: dict[str, Record]
    topics: tuple[Said, ...] = ()

    def cell(self, party: str, issue: str) -> Cell:
        """One cell."""
        return next(cell for cell in self.cells if (cell.party, cell.issue) == (party, issue))

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `detente positions`."""
        return {
            **self.about.to_json(),
            "positions": [cell.to_json() for cell in self.cells if cell.refs],
            "topics": [said.to_json() for said in self.topics],
            "statements": [record.to_json() for record in self.records.values()],
        }


def positions(case: Case, party: str = "", issue: str = "") -> Positions:
    """Who stands where on a date?

    All parties and issues, or those named; an issue may be a topic. Raises UnknownNameError for a name that is not
    in the case.
    """
    view = case if case.day is not None else case.on()
    assert view.day is not None
    if party and party not in view.party and party not in view.bloc:
        raise UnknownNameError("party", party, [*view.party, *view.bloc])
    if issue and issue not in view.issue and issue not in view.topic:
        raise UnknownNameError("issue", issue, [*view.issue, *view.topic])
    parties = view.members((party,)) if party else tuple(view.party)
    issues = tuple(name for name in view.issue if not issue or name == issue)
    lines = records(view, view.day)
    ledger = Ledger(view)
    stands = ledger.standing(ledger.day)
    earlier: dict[date, Standing] = {}
    cells = [_cell(view, ledger, stands, lines, actor, name, earlier) for name in issues for actor in parties]
    if party or issue:
        lines = {ref: line for ref, line in lines.items() if _about(view, line, parties if party else (), issue)}
    topics = said_on_topics(view, lines.values(), parties if party else ())
    return Positions(About.of(view), parties, issues, tuple(cells), lines, topics)


def _about(case: Case, line: Record, parties: tuple[str, ...], issue: str) -> bool:
    holders = case.members(tuple(line.holder.split("+")))
    mentioned = f"{line.issue} {line.condition} {line.given}"
    return (not parties or bool(set(holders) & set(parties))) and (
        not issue or issue in mentioned.replace("|", " ").split()
    )


def _cell(
    case: Case,
    ledger: Ledger,
    stands: Standing,
    lines: dict[str, Record],
    party: str,
    issue: str,
    earlier: dict[date, Standing],
) -> Cell:
    supports = [s for s in stands.supports if s.party == party and s.issue == issue and s.when is None]
    refusals = [r for r in stands.refusals if r.party == party and r.issue == issue]
    hardest = _strongest(r for r in refusals if r.when is None)
    wanted = {s.option for s in supports if lines[s.ref].act == "demand"}
    agreed = {s.option for s in supports} - wanted
    names = case.issue[issue].names
    touching = [r for r in stands.refusals if r.party == party and not r.option and issue in r.subject.split("+")]
    conditional = [r for r in refusals if r.when is not None] + touching
    supports_given = [s for s in stands.supports if (s.party, s.issue) == (party, issue) and s.when is not None]
    refs = dict.fromkeys(
        [s.ref for s in (*supports, *supports_given)] + [ref for r in (*refusals, *touching) for ref in r.refs]
    )
    affirmed = max(
        [s.affirmed for s in supports] + [r.affirmed for r in (*refusals, *touching)],
        default=None,
        key=lambda i: i.last,
    )
    before = affirmed.first - timedelta(days=1) if affirmed and affirmed.first > date.min else None
    moved = ""
    if before is not None:
        if before not in earlier:
            earlier[before] = ledger.standing(before)
        moved = _moved(
            _refused(earlier[before], party, issue), _refused(stands, party, issue), earlier[before], party, issue
        )
    return Cell(
        party,
        issue,
        tuple(name for name in names if name in wanted),
        tuple(name for name in names if name in agreed),
        tuple((name, hardest[name]) for name in names if name in hardest),
        tuple(_conditional(supports_given, conditional)),
        tuple(refs),
        str(affirmed) if affirmed else "",
        any(r.doubts for r in refusals) or any(s.disputed for s in supports),
        moved,
    )


def _conditional(supports: Iterable[Support], refusals: Iterable[Refusal]) -> Iterator[str]:
    """What holds under a condition only, in the condition language: "o if C", "o only if C", "not (C)"."""
    lines: dict[tuple[str, str], list[str]] = {}
    for refusal in refusals:
        if refusal.option and refusal.when is not None:
            lines.setdefault(("not ", _when(refusal.when)), []).append(refusal.option)
        else:
            lines.setdefault(("", _denied(refusal.refused)), [])
    only = {option for (start, end), options in lines.items() if end.startswith("only if") for option in options}
    for support in supports:
        if support.when is not None and support.option not in only:
            lines.setdefault(("", f"if {support.when}"), []).append(support.option)
    for (start, end), options in lines.items():
        named = " or ".join(dict.fromkeys(options))
        yield f"{named} {end}" if end.startswith("only if") else f"{start}{named} {end}".strip() if named else end


def _when(when: Condition) -> str:
    return f"only if {when.part}" if isinstance(when, Not) else f"if {when}"


def _denied(refused: Condition) -> str:
    return str(refused.part if isinstance(refused, Not) else Not(refused))


def _strongest(refusals: Iterable[Refusal]) -> dict[str, Firmness]:
    """The strongest refusal of each option."""
    found: dict[str, Firmness] = {}
    for refusal in refusals:
        found[refusal.option] = max(refusal.firmness, found.get(refusal.option, refusal.firmness))
    return found


def _refused(stands: Standing, party: str, issue: str) -> frozenset[str]:
    return frozenset(r.option for r in stands.refusals if r.party == party and r.issue == issue and r.when is None)


def _moved(before: frozenset[str], after: frozenset[str], earlier: Standing, party: str, issue: str) -> str:
    """Hardening where more is refused than before, softening where less; from a party's second act on."""
    spoken = any(s.party == party and s.issue == issue for s in earlier.supports) or bool(before)
    if not spoken or before == after:
        return ""
    if before < after:
        return "hardening"
    return "softening" if after < before else "lateral"

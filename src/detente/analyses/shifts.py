"""How has it moved, who moved the goalposts, and when? Every change of a position from one statement to the next.

The definitions are in `docs/explanation/shifts.md`. A bloc whose members moved alike by the same statements is named
once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from detente.case.dates import Interval
from detente.case.model import Case, Firmness
from detente.errors import UnknownNameError
from detente.ledger.citing import Lines, cited
from detente.ledger.goalposts import Moved, moved_goalposts
from detente.ledger.holds import History, Hold
from detente.ledger.shifting import GOALPOSTS, Step, steps
from detente.space.outcome import About
from detente.space.patience import Stop, patient


@dataclass(frozen=True)
class Side:
    """A position before or after: options not refused, those refused and how firmly, those demanded, the evidence."""

    open: tuple[str, ...]
    refuses: Mapping[str, Firmness]
    demands: tuple[str, ...]
    refs: tuple[str, ...]

    def to_json(self, lines: Lines) -> dict[str, object]:
        """The side as JSON."""
        return {
            "open": list(self.open),
            "refuses": {option: firmness.word for option, firmness in self.refuses.items()},
            "demands": list(self.demands),
            "statements": [lines[ref].to_json() for ref in self.refs],
        }


@dataclass(frozen=True)
class Shift:
    """One change of one party's position on one issue, on the day on which its cause entered.

    `move` is hardening, softening or lateral, or "" where the same options are refused; `firmness` the options refused
    at another firmness than before. `reinstated` are options asked for again that had been given up; `added` issues
    that became a condition for this one. `move_if_disputed_fall` is the move if no disputed refusal stands. `refs` are
    the statements that made the change.
    """

    party: str
    issue: str
    day: date
    kinds: tuple[str, ...]
    move: str
    move_if_disputed_fall: str
    disputed: bool
    firmness: Mapping[str, tuple[Firmness, Firmness]]
    reinstated: tuple[str, ...]
    added: tuple[str, ...]
    before: Side
    after: Side
    refs: tuple[str, ...]

    @property
    def id(self) -> str:
        """Party, issue and day."""
        return f"{self.party}.{self.issue}.{self.day.isoformat()}"

    def to_json(self, lines: Lines) -> dict[str, object]:
        """The shift as JSON, with its statements."""
        return {
            "id": self.id,
            "party": self.party,
            "issue": self.issue,
            "date": self.day.isoformat(),
            "kinds": list(self.kinds),
            "move": self.move or None,
            "firmness": [
                {"option": option, "before": old.word, "after": new.word}
                for option, (old, new) in self.firmness.items()
            ],
            "reinstated": list(self.reinstated),
            "moved_the_goalposts": list(self.added),
            "disputed": self.disputed,
            "move_if_disputed_fall": self.move_if_disputed_fall or None,
            "before": self.before.to_json(lines),
            "after": self.after.to_json(lines),
            "triggered_by": [lines[ref].to_json() for ref in self.refs],
        }


@dataclass(frozen=True)
class NoShift:
    """A day on which a party spoke, or something it had said lapsed, and its position did not shift.

    `reason`: first_statement, restatement, lapse or renewal. `move_if_disputed_fall`: what it would be if no disputed
    refusal stood.
    """

    party: str
    issue: str
    day: date
    reason: str
    refs: tuple[str, ...]
    move_if_disputed_fall: str = ""

    def to_json(self) -> dict[str, object]:
        """The day as JSON."""
        return {
            "party": self.party,
            "issue": self.issue,
            "date": self.day.isoformat(),
            "reason": self.reason,
            "move_if_disputed_fall": self.move_if_disputed_fall or None,
            "statements": list(self.refs),
        }


@dataclass(frozen=True)
class Shifts:
    """Every shift in order of time, and every day that was none. `complete` is false where it was stopped."""

    about: About
    since: date | None
    shifts: tuple[Shift, ...]
    not_shifts: tuple[NoShift, ...]
    lines: Lines
    complete: bool

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `detente shifts`."""
        return {
            **self.about.to_json(),
            "from": self.since.isoformat() if self.since else None,
            "complete": self.complete,
            "shifts": [shift.to_json(self.lines) for shift in self.shifts],
            "not_shifts": [day.to_json() for day in self.not_shifts],
        }


def shifts(
    case: Case, party: str = "", issue: str = "", since: date | str | None = None, stop: Stop = patient
) -> Shifts:
    """How has each party's position on each issue moved, up to the case's day?

    All parties and issues, or those named; `since` leaves out what happened before that day (its first, where the text
    has a month or a year), not what it is compared with. Raises UnknownNameError for a name that is not in the case.
    """
    view = case if case.day is not None else case.on()
    assert view.day is not None
    if party and party not in view.party and party not in view.bloc:
        raise UnknownNameError("party", party, [*view.party, *view.bloc])
    if issue and issue not in view.issue:
        raise UnknownNameError("issue", issue, view.issue)
    begin = _first_day(since)
    history = History(view)
    wanted = set(view.members((party,)) if party else view.party)
    moved: dict[tuple[str, str, date], Moved] = {}
    for one in moved_goalposts(history, view.day):
        if one.party in wanted and issue in ("", one.issue):
            moved[one.party, one.issue, one.day] = one
    found: list[Shift] = []
    rest: list[NoShift] = []
    complete = True
    for (who, what), pair in history.pairs.items():
        if who not in wanted or issue not in ("", what):
            continue
        if stop():
            complete = False
            break
        for step in steps(pair, view.day.toordinal()):
            tie = moved.pop((who, what, step.day), None)
            if step.why_not and tie is None:
                rest.append(NoShift(who, what, step.day, step.why_not, step.refs, step.move_if_disputed_fall))
            else:
                found.append(_shift(view, step, tie))
    found += [_only_moved(history, tie) for tie in moved.values()]
    at = [one for one in _together(view, found) if begin is None or one.day >= begin]
    quiet = [one for one in _quietly(view, rest) if begin is None or one.day >= begin]
    refs = (ref for one in at for ref in (*one.refs, *one.before.refs, *one.after.refs))
    return Shifts(About.of(view), begin, tuple(at), tuple(quiet), cited(view, refs), complete)


def _first_day(since: date | str | None) -> date | None:
    return Interval.parse(since).first if isinstance(since, str) else since


def _shift(case: Case, step: Step, tie: Moved | None) -> Shift:
    kinds = () if step.why_not else step.kinds
    real, names = not step.why_not, case.issue[step.issue].names
    return Shift(
        step.party,
        step.issue,
        step.day,
        (*kinds, *((GOALPOSTS,) if tie else ())),
        step.move if real else "",
        step.move_if_disputed_fall,
        step.before.disputed or step.after.disputed,
        {name: step.firmness[name] for name in names if name in step.firmness} if real and step.firmness else {},
        tuple(name for name in names if name in step.reinstated),
        tie.added if tie else (),
        _side(case, step.issue, step.before),
        _side(case, step.issue, step.after),
        tuple(dict.fromkeys((*step.refs, *(tie.refs if tie else ())))),
    )


def _only_moved(history: History, tie: Moved) -> Shift:
    """A new condition by a proposal, or by a condition over several issues, beside which nothing else was said."""
    pair, day = history.pair(tie.party, tie.issue), tie.day.toordinal()
    step = Step(tie.party, tie.issue, tie.day, tie.refs, pair.at(day - 1), pair.at(day))
    return replace(_shift(history.case, step, tie), refs=tie.refs)


def _side(case: Case, issue: str, hold: Hold) -> Side:
    names = case.issue[issue].names
    return Side(
        tuple(name for name in names if name not in hold.refused),
        {name: hold.refused[name] for name in names if name in hold.refused},
        tuple(name for name in names if name in hold.demanded),
        hold.refs,
    )


def _together(case: Case, found: Iterable[Shift]) -> list[Shift]:
    """Members of one bloc that moved alike by the same statements are named as the bloc; in order of time."""
    groups: dict[object, list[Shift]] = {}
    for one in found:
        groups.setdefault(_what(case, one), []).append(one)
    folded = [one for group in groups.values() for one in _folded(case, group)]
    place = _Place(case)
    return sorted(folded, key=lambda one: (one.day, *place.of(one.issue, one.party)))


def _what(case: Case, one: Shift) -> tuple[object, ...]:
    alike = replace(one, party="", firmness={}, before=_bare(one.before), after=_bare(one.after))
    exact = tuple(tuple(side.refuses.items()) for side in (one.before, one.after))
    return (case.unit[one.party], alike.issue, alike.day, alike.kinds, alike.added, alike.refs, exact,
            one.before.refs, one.after.refs, one.before.demands, one.after.demands)  # fmt: skip


def _bare(side: Side) -> Side:
    return replace(side, refuses={})


def _folded(case: Case, group: list[Shift]) -> Iterator[Shift]:
    unit = case.unit[group[0].party]
    if unit in case.bloc and {one.party for one in group} == set(case.bloc[unit].members):
        yield replace(group[0], party=unit)
    else:
        yield from group


def _quietly(case: Case, found: Iterable[NoShift]) -> list[NoShift]:
    groups: dict[tuple[object, ...], list[NoShift]] = {}
    for one in found:
        groups.setdefault((case.unit[one.party], replace(one, party="")), []).append(one)
    folded: list[NoShift] = []
    for (unit, alike), group in groups.items():
        assert isinstance(alike, NoShift)
        assert isinstance(unit, str)
        whole = unit in case.bloc and {one.party for one in group} == set(case.bloc[unit].members)
        folded += [replace(alike, party=unit)] if whole else group
    place = _Place(case)
    return sorted(folded, key=lambda one: (one.day, *place.of(one.issue, one.party), one.reason))


class _Place:
    """Where an issue and a party stand in the case."""

    def __init__(self, case: Case) -> None:
        self._issue = {issue.id: number for number, issue in enumerate(case.issues)}
        self._actor = {name: number for number, name in enumerate((*case.party, *case.bloc))}

    def of(self, issue: str, unit: str) -> tuple[int, int]:
        """Its place as a key."""
        return self._issue[issue], self._actor[unit]

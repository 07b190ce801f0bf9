"""Who values what, from what, and do the comparisons agree? Judgements as numbers, with the reason of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from detente.case.filtering import in_force
from detente.case.judgements.model import Bonus, Preference, Quantity, Reservation
from detente.case.model import Case
from detente.errors import UnknownNameError
from detente.space.elicited import Consistency, Resolved, resolved
from detente.space.outcome import About


@dataclass(frozen=True)
class Judged:
    """One number and why; `own` is False where the reason is the general one of the entry."""

    number: Quantity
    because: str
    own: bool

    def to_json(self) -> dict[str, object]:
        """The number in its form; `central` is what solutions are reckoned with."""
        number = self.number
        return {
            "form": number.form,
            "central": float(number.central),
            "low": None if number.low is None else float(number.low),
            "high": None if number.high is None else float(number.high),
            "sd": None if number.sd is None else float(number.sd),
            "because": self.because or None,
        }


@dataclass(frozen=True)
class JudgedIssue:
    """How much an issue matters, and what its options are worth. `share` is of the sum of all weights."""

    issue: str
    weight: Judged
    share: Fraction
    options: tuple[tuple[str, Judged], ...]

    def to_json(self) -> dict[str, object]:
        """The issue as JSON."""
        return {
            "issue": self.issue,
            "weight": self.weight.to_json(),
            "share": float(self.share),
            "options": {option: judged.to_json() for option, judged in self.options},
        }


@dataclass(frozen=True)
class Valuation:
    """What packages are worth to one party or bloc: the issues by weight, the largest first.

    `unjudged` are the issues of that day without a weight. `method` says how the weights were come by: given, swing,
    pairwise or ranking; `consistency` is None unless pairwise. `reservation` None: no agreement is not judged.
    """

    party: str
    method: str
    derived: bool
    because: str
    since: str
    until: str
    issues: tuple[JudgedIssue, ...]
    unjudged: tuple[str, ...]
    bonuses: tuple[Bonus, ...]
    reservation: Reservation | None
    consistency: Consistency | None
    line: int

    def to_json(self) -> dict[str, object]:
        """The valuation as JSON."""
        return {
            "party": self.party,
            "method": self.method,
            "derived": self.derived,
            "because": self.because or None,
            "from": self.since or None,
            "until": self.until or None,
            "line": self.line,
            "issues": [issue.to_json() for issue in self.issues],
            "unjudged_issues": list(self.unjudged),
            "bonuses": [
                {"if": bonus.text, "worth": _judged(bonus.worth, self.because).to_json()} for bonus in self.bonuses
            ],
            "reservation": self._reservation(),
            "consistency": self.consistency.to_json() if self.consistency else None,
        }

    def _reservation(self) -> dict[str, object] | None:
        held = self.reservation
        if held is None:
            return None
        package = None if held.package is None else dict(held.package) or "status_quo"
        worth = None if held.worth is None else _judged(held.worth, held.because or self.because).to_json()
        because = held.because or (held.worth.because if held.worth else "") or self.because
        return {"package": package, "worth": worth, "because": because or None}


@dataclass(frozen=True)
class Preferences:
    """The valuations in force on a day, and the parties and blocs that are not judged on it."""

    about: About
    valuations: tuple[Valuation, ...]
    not_judged: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `detente preferences show`."""
        return {
            **self.about.to_json(),
            "preferences": [one.to_json() for one in self.valuations],
            "not_judged": list(self.not_judged),
        }


def preferences(case: Case, party: str = "") -> Preferences:
    """Who values what on a date, and why?

    All parties and blocs, or one: then its own entry and that of its bloc. Nobody's preferences are guessed: who has
    none is not judged. Raises UnknownNameError for a party that is not in the case.
    """
    view = case if case.day is not None else case.on()
    if party and party not in view.party and party not in view.bloc:
        raise UnknownNameError("party", party, [*view.party, *view.bloc])
    wanted = {party, view.unit.get(party, party)} if party else {*view.party, *view.bloc}
    found = tuple(_valuation(view, one) for one in view.preferences if one.of in wanted)
    covered = {member for one in view.preferences for member in (one.of, *view.members((one.of,)))}
    units = (party,) if party else tuple(dict.fromkeys(view.unit.values()))
    silent = tuple(unit for unit in units if unit not in covered and not set(view.members((unit,))) <= covered)
    return Preferences(About.of(view), found, silent)


def _valuation(case: Case, preference: Preference) -> Valuation:
    numbers = resolved(preference)
    assert case.day is not None
    live = [issue.id for issue in case.issues if in_force(issue.since, issue.until, case.day)]
    return Valuation(
        party=preference.of,
        method=preference.weights.method,
        derived=preference.derived,
        because=preference.because,
        since=str(preference.since or ""),
        until=str(preference.until or ""),
        issues=_issues(case, preference, numbers),
        unjudged=tuple(issue for issue in live if issue not in numbers.weights),
        bonuses=preference.bonuses,
        reservation=preference.reservation,
        consistency=numbers.consistency,
        line=preference.line,
    )


def _issues(case: Case, preference: Preference, numbers: Resolved) -> tuple[JudgedIssue, ...]:
    total = sum((weight.central for weight in numbers.weights.values()), Fraction(0))
    reasons = _reasons(preference)
    found = []
    for issue, weight in numbers.weights.items():
        worth = numbers.values[issue]
        options = tuple(
            (option, _judged(worth[option], preference.because))
            for option in case.issue[issue].names
            if option in worth
        )
        judged = _judged(weight, preference.because, reasons.get(issue, ""))
        found.append(JudgedIssue(issue, judged, weight.central / total if total else Fraction(0), options))
    return tuple(sorted(found, key=lambda one: -one.share))


def _reasons(preference: Preference) -> Mapping[str, str]:
    """Why each issue was compared as it was."""
    found: dict[str, list[str]] = {}
    for one in preference.weights.comparisons:
        for issue in (one.issue, one.over):
            if one.because:
                found.setdefault(issue, []).append(one.because)
    return {issue: "; ".join(dict.fromkeys(said)) for issue, said in found.items()}


def _judged(number: Quantity, general: str, other: str = "") -> Judged:
    own = number.because or other
    return Judged(number, own or general, bool(own))

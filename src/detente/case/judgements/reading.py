"""preferences.yaml: entries as the nouns of the model, every reference checked, nothing left half said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from detente.case.judgements.comparing import faults
from detente.case.judgements.entries import BonusEntry, ComparisonEntry, PackageEntry, PreferenceEntry, PreferencesFile
from detente.case.judgements.model import Bonus, Comparison, Preference, Quantity, Reservation, Values, Weights
from detente.case.judgements.numbers import shown
from detente.case.known import ANYTHING, Known
from detente.case.names import shorten
from detente.case.shape import Document

FILE = "preferences.yaml"
SALIENCE: tuple[Literal["weights", "swing", "pairwise", "ranking"], ...] = ("weights", "swing", "pairwise", "ranking")
Path = tuple[str | int, ...]

_NOTHING = Quantity("exact", Fraction(0))


def read_preferences(document: Document[PreferencesFile], known: Known) -> tuple[Preference, ...]:
    """The preferences, after complaining of everything in them that leads nowhere or contradicts itself."""
    reader = _Reader(document, known)
    found = tuple(reader.preference(("preferences", place), entry) for place, entry in document.entries("preferences"))
    reader.same_day(found)
    return found


class _Reader:
    def __init__(self, document: Document[PreferencesFile], known: Known) -> None:
        self.document, self.known = document, known

    def line(self, path: Path) -> int:
        return self.document.line(*path)

    def keys(self, *path: str | int) -> list[str]:
        """The keys as written of the mapping that the path leads to, sound or not; none where there is no mapping."""
        return self.document.keys(*path)

    def say(self, path: Path, message: str, expected: str, got: str) -> None:
        self.known.problems.add(FILE, self.line(path), message, expected=expected, got=got)

    def preference(self, path: Path, entry: PreferenceEntry) -> Preference:
        self.known.actor(FILE, self.line((*path, "of")), entry.of)
        if entry.since and entry.until and entry.until.last < entry.since.first:
            self.say((*path, "until"), "it ends before it begins", f"a day from {entry.since} on", str(entry.until))
        weights = self._weights(path, entry)
        return Preference(
            of=entry.of,
            weights=weights,
            values=self._values(path, entry, weights),
            bonuses=tuple(self._bonus((*path, "bonuses", place), bonus) for place, bonus in enumerate(entry.bonuses)),
            reservation=self._reservation((*path, "reservation"), entry.reservation),
            since=entry.since,
            until=entry.until,
            derived=entry.derived,
            because=entry.because,
            line=self.line(path),
        )

    def same_day(self, found: tuple[Preference, ...]) -> None:
        """Complain where two entries of one party begin on the same day: neither is the one that began last."""
        first: dict[tuple[str, date | None], Preference] = {}
        for preference in found:
            key = (preference.of, preference.since.last if preference.since else None)
            other = first.setdefault(key, preference)
            if other is not preference:
                message = f"two entries for {preference.of} begin on the same day"
                got = str(preference.since) if preference.since else "no “from” in either"
                self.known.problems.add(
                    FILE,
                    preference.line,
                    message,
                    expected=f"another “from” than the one of line {other.line}",
                    got=got,
                )

    # ------------------------------------------------------------------------------------------------------- salience

    def _weights(self, path: Path, entry: PreferenceEntry) -> Weights:
        written = [key for key in SALIENCE if key in self.keys(*path)]
        if len(written) != 1:
            message = f"how much issues matter to {shorten(entry.of)} is said {'twice' if written else 'nowhere'}"
            got = " and ".join(written) or "none of them"
            where = (*path, written[1]) if written else path
            self.say(where, message, f"one of {', '.join(SALIENCE)}", got)
        for key in ("weights", "swing"):
            numbers = getattr(entry, key)
            if numbers is not None:
                self._issues((*path, key), ((name, (name,)) for name in self.keys(*path, key)))
                self._some((*path, key), numbers)
        if entry.swing:
            self._largest((*path, "swing"), entry.swing)
        compared = self._compared((*path, "pairwise"), entry.pairwise or ())
        if entry.ranking is not None:
            self._ranked((*path, "ranking"), entry.ranking, None)
        if entry.pairwise is not None:
            return Weights("pairwise", comparisons=compared)
        if entry.ranking is not None:
            return Weights("ranking", ranking=entry.ranking)
        if entry.swing is not None:
            return Weights("swing", tuple(entry.swing.items()))
        return Weights("given", tuple((entry.weights or {}).items()))

    def _issues(self, path: Path, names: Iterable[tuple[str, Path]]) -> None:
        for name, where in names:
            self.known.issue(FILE, self.line((*path, *where)), name)

    def _some(self, path: Path, numbers: Mapping[str, Quantity]) -> None:
        whole = list(numbers) == self.keys(*path)
        if whole and not any(number.central or number.high or number.sd for number in numbers.values()):
            got = "only 0" if numbers else "an empty mapping"
            self.say(path, "no issue matters", "a number above 0 for at least one issue", got)

    def _largest(self, path: Path, numbers: Mapping[str, Quantity]) -> None:
        whole = list(numbers) == self.keys(*path)
        largest = max(number.central for number in numbers.values())
        if whole and largest and largest != 100:
            message = "by swing weighting the issue that matters most has 100"
            self.say(path, message, "100 for at least one issue", shown(largest))

    def _compared(self, path: Path, entries: Sequence[ComparisonEntry]) -> tuple[Comparison, ...]:
        for place, one in enumerate(entries):
            self._issues((*path, place), ((one.issue, ("issue",)), (one.over, ("over",))))
        found = tuple(Comparison(**dict(one)) for one in entries)
        lines = [self.line((*path, place)) for place in range(len(found))]
        for fault in faults(found, lines):
            where = path if fault.place is None else (*path, fault.place)
            self.say(where, fault.message, fault.expected, fault.got)
        return found

    def _ranked(self, path: Path, ranking: tuple[tuple[str, ...], ...], issue: str | None) -> None:
        """References and repetitions in a ranking of issues, or of the options of an issue."""
        seen: set[str] = set()
        for place, tied in enumerate(ranking):
            for position, name in enumerate(tied):
                line = self.line((*path, place, position))
                if issue is None:
                    self.known.issue(FILE, line, name)
                else:
                    self.known.option(FILE, line, issue, name)
                if name in seen:
                    message = f"{shorten(name)} has two places in the ranking"
                    self.known.problems.add(FILE, line, message, expected="each of them once", got=shorten(name))
                seen.add(name)

    # --------------------------------------------------------------------------------------------------------- values

    def _values(self, path: Path, entry: PreferenceEntry, weights: Weights) -> tuple[Values, ...]:
        weighted, written = self._weighted(path, entry), self.keys(*path, "values")
        nought = {issue for issue, weight in weights.numbers if _is_nought(weight)} if weights.numbers else set()
        for issue in weighted:
            if issue not in written and issue not in nought and issue in (self.known.issues or {}):
                message = f"{issue} has a weight, and nothing says what its options are worth"
                self.say((*path, "values"), message, f"“{issue}” under “values”", "nothing")
        sure = bool(weighted) and all(issue in (self.known.issues or weighted) for issue in weighted)
        sure = sure and not _meant_another(entry)
        found = []
        for issue, said in entry.values.items():
            where = (*path, "values", issue)
            if self.known.issue(FILE, self.line(where), issue):
                if sure and issue not in weighted:
                    message = f"{issue} has values and no weight"
                    self.say(where, message, "a weight for it (0 where it does not matter), or no values", "none")
                self._complete(where, issue, said)
            found.append(_valued(issue, said))
        return (*found, *self._not_minded(nought, written))

    def _weighted(self, path: Path, entry: PreferenceEntry) -> dict[str, None]:
        """The issues that salience names, as written."""
        found = [*self.keys(*path, "weights"), *self.keys(*path, "swing")]
        found += [name for one in entry.pairwise or () for name in (one.issue, one.over)]
        return dict.fromkeys([*found, *(name for tied in entry.ranking or () for name in tied)])

    def _not_minded(self, nought: set[str], written: list[str]) -> list[Values]:
        """The options of an issue that does not matter are worth nothing, and need not be written."""
        issues = self.known.issues or {}
        return [
            Values(issue, tuple((option, _NOTHING) for option in issues[issue].options or ()))
            for issue in sorted(nought - set(written))
            if issue in issues
        ]

    def _complete(self, path: Path, issue: str, said: Any) -> None:
        """Whether each option has its value or place, and nothing else has one."""
        if isinstance(said, Mapping):
            what, named = "values leave", self.keys(*path)
            for option in named:
                self.known.option(FILE, self.line((*path, option)), issue, option)
        else:
            what, named = "ranking leaves", [name for tied in said.ranking for name in tied]
            self._ranked((*path, "ranking") if self.keys(*path) else path, said.ranking, issue)
        options = list((self.known.issues or {})[issue].options or ()) if self.known.issues else []
        missing = [option for option in options if option not in named]
        misspelt = sum(1 for name in dict.fromkeys(named) if name not in options)
        if len(missing) > misspelt:
            message = f"the {what} out {', '.join(missing)}"
            self.say(path, message, f"every option of {issue}", f"{len(options) - len(missing)} of {len(options)}")

    # ---------------------------------------------------------------------------------------- bonuses and reservation

    def _bonus(self, path: Path, entry: BonusEntry) -> Bonus:
        condition = self.known.condition(FILE, self.line((*path, "if")), entry.condition)
        return Bonus(condition or ANYTHING, because(entry.worth, entry.because), entry.condition)

    def _reservation(self, path: Path, said: Any) -> Reservation | None:
        if said is None:
            return None
        if isinstance(said, Quantity):
            return Reservation(said, None, said.because)
        package: PackageEntry = said
        for issue, option in package.package.items():
            line = self.line((*path, "package", issue))
            if self.known.issue(FILE, line, issue):
                self.known.option(FILE, line, issue, option)
        return Reservation(package.plus, tuple(package.package.items()), package.because)


def because(number: Quantity, reason: str) -> Quantity:
    """The number with that reason, where it gives none of its own."""
    return number if number.because or not reason else replace(number, because=reason)


def _meant_another(entry: PreferenceEntry) -> bool:
    """Whether an issue stands where another one must be meant, so that one more may have a weight."""
    ranked = [name for tied in entry.ranking or () for name in tied]
    return len(set(ranked)) < len(ranked) or any(one.issue == one.over for one in entry.pairwise or ())


def _is_nought(number: Quantity | None) -> bool:
    return number is not None and number.form == "exact" and number.central == 0


def _valued(issue: str, said: Any) -> Values:
    if isinstance(said, Mapping):
        return Values(issue, tuple(said.items()))
    return Values(issue, (), said.ranking, said.because)

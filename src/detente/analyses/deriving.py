"""First guesses at preferences, from what is on record: where an analyst may begin, and not where one may end."""

from __future__ import annotations

from dataclasses import dataclass

from detente.case.judgements.model import Preference
from detente.case.judgements.writing import text_of
from detente.case.model import Case
from detente.errors import UnknownNameError
from detente.ledger.guessing import Guess, guess
from detente.ledger.standing import Ledger
from detente.space.outcome import About


@dataclass(frozen=True)
class Derived:
    """First guesses, one for each party or bloc of which anything plain is on record, and `silent`, the others.

    `judged` are those of them that have preferences in the case already, judged or guessed; `written` those whose
    guess was put into the file.
    """

    about: About
    guesses: tuple[Guess, ...]
    silent: tuple[str, ...]
    judged: tuple[str, ...]
    written: tuple[str, ...] = ()

    @property
    def preferences(self) -> tuple[Preference, ...]:
        """The guesses themselves."""
        return tuple(one.preference for one in self.guesses)

    @property
    def text(self) -> str:
        """The guesses as a preferences.yaml, which reads back."""
        return text_of(self.preferences)

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `detente preferences derive`."""
        return {
            **self.about.to_json(),
            "derived": [
                {
                    "party": one.preference.of,
                    "issues": [
                        {
                            "issue": issue,
                            "weight": float(weight.central),
                            "because": weight.because,
                            "values": {
                                option: {"value": float(number.central), "because": number.because}
                                for option, number in values.numbers
                            },
                        }
                        for (issue, weight), values in zip(
                            one.preference.weights.numbers, one.preference.values, strict=True
                        )
                    ],
                    "left_out": list(one.left_out),
                }
                for one in self.guesses
            ],
            "nothing_to_guess_from": list(self.silent),
            "already_there": list(self.judged),
            "written": list(self.written),
            "yaml": self.text,
        }


def derive(case: Case, party: str = "") -> Derived:
    """What would the ledger make of preferences, for all who count at tables (blocs once) or for one party or bloc?

    Raises UnknownNameError for a party that is not in the case.
    """
    view = case if case.day is not None else case.on()
    assert view.day is not None
    if party and party not in view.party and party not in view.bloc:
        raise UnknownNameError("party", party, [*view.party, *view.bloc])
    units = (party,) if party else tuple(dict.fromkeys(view.unit.values()))
    standing = Ledger(view).standing(view.day)
    found = {unit: guess(view, unit, standing) for unit in units}
    guesses = tuple(one for one in found.values() if one is not None)
    silent = tuple(unit for unit, one in found.items() if one is None)
    held = {one.of for one in case.preferences}
    return Derived(
        About.of(view), guesses, silent, tuple(one.preference.of for one in guesses if one.preference.of in held)
    )

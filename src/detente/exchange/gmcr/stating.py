"""Conditions as our own form of a conflict states them: texts, rows of signs, objects of options and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente.case.conditions import And, Bound, Condition, Count, If, Iff, Is, Not, Or, Truth
from detente.case.conditions import Named as Word
from detente.case.grammar import parse
from detente.case.names import shorten
from detente.errors import ConditionError, UnknownNameError
from detente.exchange.gmcr.located import Document
from detente.exchange.gmcr.parsing import Trail, shown
from detente.space.conflicts import YES_NO, Choice, value_of


def signs_only(text: str) -> bool:
    """Whether a text is a row of signs Y, N and -."""
    return bool(text) and set(text) <= {*YES_NO, "-"}


class Conditions:
    """Reads conditions over some options; what is wrong is said to the document."""

    def __init__(self, document: Document, choices: Mapping[str, Choice]) -> None:
        self.document, self.choices = document, choices

    def conditions(self, trail: Trail, listed: Any) -> tuple[Condition, ...]:
        """Conditions in a list; what is none is said."""
        if not isinstance(listed, list):
            self.document.say(trail, "these are no conditions", "a list of conditions", listed)
            return ()
        found = [self.condition((*trail, i), one) for i, one in enumerate(listed)]
        return tuple(one for one in found if one is not None)

    def condition(self, trail: Trail, data: Any) -> Condition | None:
        """A condition: a text of the condition language, `YN-` notation, or an object option: value."""
        try:
            if isinstance(data, dict) and data:
                return And(tuple(self._is(name, (value,)) for name, value in data.items()))
            if isinstance(data, str):
                return self._row(trail, data) if self._is_row(data) else self._resolved(parse(data))
        except UnknownNameError as error:
            self.document.say(trail, f"a condition is not as it must be: {str(error).rstrip('.')}", got=data)
            return None
        except ConditionError as error:
            where = f"column {error.column} of “{shorten(error.text)}”"
            self.document.say(trail, f"a condition cannot be read: {error.message} ({where})")
            return None
        expected = "a text of the condition language, an object {option: value}, or a row of signs Y, N and -"
        self.document.say(trail, "this is no condition", expected, data)
        return None

    def _is_row(self, text: str) -> bool:
        return signs_only(text) and text not in self.choices

    def _row(self, trail: Trail, text: str) -> Condition | None:
        """A row of signs, one for each option."""
        wide = next((choice for choice in self.choices.values() if not choice.binary), None)
        if wide is not None:
            message = f"a row of signs is for options with two values each, and “{wide.id}” has {len(wide.values)}"
            self.document.say(trail, message, "a condition with names of options", text)
            return None
        if len(text) != len(self.choices):
            count = len(self.choices)
            expected = f"{count} sign{'s' * (count > 1)} Y, N or -, one for each option: {', '.join(self.choices)}"
            self.document.say(trail, "this row has not one sign for each option", shorten(expected, 200), text)
            return None
        pairs = zip(self.choices.values(), text, strict=True)
        return And(tuple(Is(c.id, (c.values[YES_NO.index(s)],)) for c, s in pairs if s != "-"))

    def _is(self, name: str, values: Sequence[Any]) -> Is:
        choice = self._known(name)
        return Is(name, tuple(value_of(choice, value if isinstance(value, str) else shown(value)) for value in values))

    def _known(self, name: str) -> Choice:
        if name not in self.choices:
            raise UnknownNameError("option", name, self.choices, list(self.choices))
        return self.choices[name]

    def _resolved(self, condition: Condition) -> Condition:
        """The condition with every name looked up; its depth is bounded by the grammar."""
        match condition:
            case Word(name):
                if not self._known(name).binary:
                    rule = f"say which of its values is meant, as in {name} is {self.choices[name].values[0]}"
                    raise ConditionError(f"“{name}” is not an option of yes and no: {rule}", text=name, column=1)
                return Is(name, (self.choices[name].values[1],))
            case Is(issue, options):
                return self._is(issue, options)
            case Bound(issue, option, least):
                return Bound(issue, value_of(self._known(issue), option), least)
            case Not(part):
                return Not(self._resolved(part))
            case If(when, then):
                return If(self._resolved(when), self._resolved(then))
            case Iff(left, right):
                return Iff(self._resolved(left), self._resolved(right))
            case And(parts):
                return And(tuple(map(self._resolved, parts)))
            case Or(parts):
                return Or(tuple(map(self._resolved, parts)))
            case Count(low, high, parts):
                return Count(low, high, tuple(map(self._resolved, parts)))
            case Truth():
                return condition

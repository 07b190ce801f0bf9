"""Our own JSON of a conflict in option form (reference: docs/reference/formats.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from detente.case.conditions import And, Bound, Condition, Count, If, Iff, Is, Not, Or, Truth
from detente.case.conditions import Named as Word
from detente.case.grammar import parse
from detente.case.names import ID_RULE, every, id_problem
from detente.errors import ConditionError, UnknownNameError, nearest
from detente.exchange.gmcr.graphs import FORMS, preferred, text_of
from detente.exchange.gmcr.located import Document, Trail
from detente.exchange.gmcr.making import Judged, Stated, prioritised
from detente.exchange.gmcr.preferring import Pairs, Place, Preferred, States, check_keys, number, whole
from detente.space.conflicts import YES_NO, Choice, changes_of, value_of

if TYPE_CHECKING:
    from detente.engines.stability.model import Ints
    from detente.space.conflictgrid import Grid

KEYS = ("title", "description", "source", "parties", "options", "infeasible", "names", "preferences")
OPTION = ("id", "title", "values", "by", "moves")
MOVES = ("both", "forward", "back", "none")
EMPTY = States(0, lambda _: None, str, "")


def is_ours(data: Any) -> bool:
    """Whether this is a conflict in option form as we write it."""
    return isinstance(data, dict) and "options" in data and "decisionMakers" not in data


def read(document: Document) -> Stated:
    """The conflict that a file states. Raises FormatError with everything that is wrong."""
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document, self.data = document, document.data
        self.choices: dict[str, Choice] = {}

    def read(self) -> Stated:
        data = self.data
        check_keys(self.document, (), data, KEYS)
        self._kinds()
        self.document.end()
        for i in range(len(data["options"])):
            choice = self._choice(i)
            if choice is not None:
                self.choices[choice.id] = choice
        parties = self._parties()
        self.document.end()
        infeasible = self.conditions(("infeasible",), data.get("infeasible", []))
        judged = {party: self._judged(party) for party in parties}
        self.document.end()
        return Stated(
            self.document,
            text_of(data, "title") or self.document.stem,
            parties,
            tuple(self.choices.values()),
            infeasible,
            judged,
            {party: ("preferences", party) for party in parties},
            {name: (("names", name), target) for name, target in data.get("names", {}).items()},
            description=text_of(data, "description"),
            source=text_of(data, "source"),
        )

    def _kinds(self) -> None:
        kinds: tuple[tuple[str, type, str, bool], ...] = (
            ("options", list, "a list", True),
            ("preferences", dict, "an object by party", True),
            ("infeasible", list, "a list of conditions", False),
            ("names", dict, "an object, name: state", False),
            ("parties", list, "a list of names", False),
            ("title", str, "a text", False),
            ("source", str, "a text", False),
        )
        for key, kind, expected, needed in kinds:
            if key not in self.data:
                if needed:
                    self.document.say((), f"the key “{key}” is missing", expected)
            elif not isinstance(self.data[key], kind) or (needed and not self.data[key]):
                self.document.say((key,), f"“{key}” is not as it must be", expected, self.data[key])

    # ---------------------------------------------------------------------------------------------------- options

    def _choice(self, i: int) -> Choice | None:
        trail: Trail = ("options", i)
        option = self.data["options"][i]
        if not isinstance(option, dict):
            self.document.say(trail, "this is no option", "an object with id and by", option)
            return None
        check_keys(self.document, trail, option, OPTION)
        name = option.get("id")
        if not self._is_id((*trail, "id") if "id" in option else trail, name, "an option's id"):
            return None
        name = str(name)
        if name in self.choices:
            self.document.say((*trail, "id"), f"two options are called “{name}”")
            return None
        values = self._values(trail, option)
        by = option.get("by")
        if "by" not in option or not (by is None or (isinstance(by, str) and by.strip())):
            message = f"it is not said who controls “{name}”"
            self.document.say((*trail, "by") if by else trail, message, "by: a party, or null for nobody", by)
            by = None
        title = option.get("title", "")
        if not isinstance(title, str):
            self.document.say((*trail, "title"), "a title is not as it must be", "a text", title)
            title = ""
        return Choice(name, values, by, self._changes((*trail, "moves"), option, values), title)

    def _is_id(self, trail: Trail, name: Any, what: str) -> bool:
        if isinstance(name, str) and not id_problem(name):
            return True
        self.document.say(trail, f"{what} is not as it must be", ID_RULE, name)
        return False

    def _values(self, trail: Trail, option: Mapping[str, Any]) -> tuple[str, ...]:
        listed = option.get("values", list(YES_NO))
        if not isinstance(listed, list) or not listed:
            self.document.say((*trail, "values"), "values are not as they must be", "a list of names", listed)
            return YES_NO
        good = every(self._is_id((*trail, "values", k), one, "a value") for k, one in enumerate(listed))
        if good and len(set(listed)) != len(listed):
            self.document.say((*trail, "values"), "a value stands there twice", "each once", listed)
            good = False
        return tuple(listed) if good else YES_NO

    def _changes(self, trail: Trail, option: Mapping[str, Any], values: Sequence[str]) -> Any:
        told = option.get("moves", "both")
        if isinstance(told, str) and told in MOVES:
            return changes_of(told, values)
        if not isinstance(told, list):
            self.document.say(trail, "permitted changes are not as they must be", f"{', '.join(MOVES)}, or pairs", told)
            return None
        for k, pair in enumerate(told):
            if not isinstance(pair, list) or len(pair) != 2 or any(one not in values for one in pair):
                self.document.say((*trail, k), "this is no change of a value", "[from, to]", pair)
                return None
        return tuple((a, b) for a, b in told)

    def _parties(self) -> tuple[str, ...]:
        owners = dict.fromkeys(choice.by for choice in self.choices.values() if choice.by is not None)
        judged = self.data["preferences"]
        listed = self.data.get("parties", list(dict.fromkeys((*owners, *judged))))
        for k, one in enumerate(listed):
            if not isinstance(one, str) or not one.strip():
                self.document.say(("parties", k), "this is no party", "a name", one)
            elif one in listed[:k]:
                self.document.say(("parties", k), f"the party “{one}” stands there twice")
        names = [str(one) for one in listed]
        for i, choice in enumerate(self.choices.values()):
            if choice.by is not None and choice.by not in names:
                message = f"“{choice.by}” is no party"
                self.document.say(("options", i, "by"), message, ", ".join(names), "", nearest(choice.by, names))
        for party in judged:
            if party not in names:
                message = f"“{party}” is no party"
                self.document.say(("preferences", party), message, ", ".join(names), "", nearest(party, names))
        for party in names:
            if party not in judged:
                near = nearest(party, judged)
                self.document.say(("preferences",), f"“{party}” has no preference", "one for each party", "", near)
        return tuple(names)

    # ------------------------------------------------------------------------------------------------- conditions

    def conditions(self, trail: Trail, listed: Any) -> tuple[Condition, ...]:
        """Conditions in a list; what is none is said."""
        if not isinstance(listed, list):
            self.document.say(trail, "this is not as it must be", "a list of conditions", listed)
            return ()
        found = [self.condition((*trail, i), one) for i, one in enumerate(listed)]
        return tuple(one for one in found if one is not None)

    def condition(self, trail: Trail, data: Any) -> Condition | None:
        """A condition: a text of the condition language, `YN-` notation, or an object option: value."""
        signs = len(self.choices) > 1 and all(choice.binary for choice in self.choices.values())
        try:
            if isinstance(data, dict) and data:
                return And(tuple(self._is(name, (value,)) for name, value in data.items()))
            if isinstance(data, str):
                if (
                    signs
                    and len(data) == len(self.choices)
                    and set(data) <= {*YES_NO, "-"}
                    and data not in self.choices
                ):
                    pairs = zip(self.choices.values(), data, strict=True)
                    return And(tuple(Is(c.id, (c.values[YES_NO.index(s)],)) for c, s in pairs if s != "-"))
                return self._resolved(parse(data))
        except UnknownNameError as error:
            self.document.say(trail, f"a condition is not as it must be: {error}")
            return None
        except ConditionError as error:
            self.document.say(trail, f"a condition cannot be read: {error}")
            return None
        self.document.say(trail, "this is no condition", "a text, or an object option: value", data)
        return None

    def _is(self, name: str, values: Sequence[Any]) -> Is:
        choice = self._known(name)
        return Is(name, tuple(value_of(choice, str(value)) for value in values))

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
                    raise ConditionError(f"“{name}” has more than two values: {rule}", text=name, column=1)
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

    # ------------------------------------------------------------------------------------------------ preferences

    def _judged(self, party: str) -> Judged:
        trail: Trail = ("preferences", party)
        data = self.data["preferences"].get(party)
        if isinstance(data, dict) and "statements" in data:
            return self._by_statements(trail, data)
        if isinstance(data, dict) and "worth" in data:
            return self._by_worth(trail, data)
        if isinstance(data, dict):
            check_keys(self.document, trail, data, (*FORMS, "statements", "weights", "worth"))
        return _over_states(self.document, trail, data)

    def _by_statements(self, trail: Trail, data: Mapping[str, Any]) -> Judged:
        check_keys(self.document, trail, data, ("statements", "weights"))
        conditions = self.conditions((*trail, "statements"), data["statements"])
        if "weights" not in data:
            return prioritised(conditions)
        place = Place(self.document, (*trail, "weights"), data["weights"], EMPTY)
        if not isinstance(place.data, list) or len(place.data) != len(conditions):
            place.wrong(
                "there is not one weight for each statement", f"a list of {len(conditions)} numbers", place.data
            )
            return _nothing()
        weights = [number(one) for one in place.items()]
        return self._summed(place, list(zip(weights, conditions, strict=True)))

    def _by_worth(self, trail: Trail, data: Mapping[str, Any]) -> Judged:
        check_keys(self.document, trail, data, ("worth",))
        place = Place(self.document, (*trail, "worth"), data["worth"], EMPTY)
        if not isinstance(place.data, dict):
            place.wrong("worth is not as it must be", "an object option: {value: number}", place.data)
            return _nothing()
        weighed: list[tuple[Fraction | None, Condition]] = []
        for name in place.data:
            inner = place.at(name)
            if name not in self.choices:
                inner.wrong(f"no option is called “{name}”", "", "", nearest(name, self.choices))
            elif not isinstance(inner.data, dict) or set(inner.data) != set(self.choices[name].values):
                expected = f"a number for each of {', '.join(self.choices[name].values)}"
                inner.wrong(f"the worth of “{name}” is not as it must be", expected, inner.data)
            else:
                weighed += [(number(inner.at(value)), Is(name, (value,))) for value in inner.data]
        return self._summed(place, weighed)

    def _summed(self, place: Place, weighed: Sequence[tuple[Fraction | None, Condition]]) -> Judged:
        numbers = whole([Fraction(0) if weight is None else weight for weight, _ in weighed])
        if numbers is None:
            place.wrong("the numbers cannot be added exactly", "numbers with fewer digits")
            return _nothing()
        conditions = [condition for _, condition in weighed]

        def make(grid: Grid, states: States) -> Ints:
            del states
            return grid.total(zip(numbers, conditions, strict=True))

        return Judged(make, states=False, weighed=tuple(zip(numbers, conditions, strict=True)))


def _over_states(document: Document, trail: Trail, data: Any) -> Judged:
    found: list[Preferred] = []

    def make(grid: Grid, states: States) -> Ints | None:
        del grid
        one = preferred(Place(document, trail, data, states))
        if one is None:
            return None
        found.append(one)
        return one.payoffs

    def unknown() -> Pairs:
        return found[-1].unknown if found else ()

    return Judged(make, unknown=unknown)


def _nothing() -> Judged:
    """After a complaint: nothing is made of it any more."""
    return Judged(lambda _grid, _states: None)

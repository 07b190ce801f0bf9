"""From what a file states in option form to a conflict with its arrays, with options fixed where that was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from detente.case.conditions import Condition
from detente.case.names import shorten
from detente.errors import TooLargeError, UnknownNameError
from detente.exchange.gmcr.located import Document
from detente.exchange.gmcr.parsing import Trail, Written, shown
from detente.exchange.gmcr.preferring import Pairs, States
from detente.exchange.outside import refuse
from detente.space.conflictgrid import Grid, size
from detente.space.conflicts import MOST_CODES, YES_NO, Choice, Named, StatedTwiceError, choice_of, value_of
from detente.space.openconflicts import Judging, OpenNamed

if TYPE_CHECKING:
    from detente.engines.stability.model import Ints


MOST_STATEMENTS = 64
"""Prioritised statements of one party above which it has to be said otherwise what it prefers."""


_RULED_OUT = "an infeasible condition rules it out; leave it out here, or do not rule it out"


@dataclass(frozen=True)
class Judged:
    """How one party's payoffs are made: `states` says whether that takes all states, as a ranking does.

    `make` gets the grid and its states, and returns None where something is wrong, said to the document. `statements`
    are kept for writing; `weighed` are conditions whose weights add up to the payoff of a single state, where it can be
    had without the others; `unknown` is asked after `make`.
    """

    make: Callable[[Grid, States], Ints | None]
    states: bool = True
    statements: tuple[Condition, ...] | None = None
    weighed: tuple[tuple[int, Condition], ...] | None = None
    unknown: Callable[[], Pairs] = tuple


@dataclass
class Stated:
    """A conflict in option form as a file states it. Parties are all of them, controlling or not."""

    document: Document
    title: str
    parties: tuple[str, ...]
    choices: tuple[Choice, ...]
    infeasible: tuple[Condition, ...]
    judged: Mapping[str, Judged]
    trails: Mapping[str, Trail]
    names: Mapping[str, tuple[Trail, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    description: str = ""
    source: str = ""


def fixed(choices: Sequence[Choice], given: Mapping[str, str]) -> tuple[Choice, ...]:
    """Options with some of them fixed.

    Raises UnknownNameError for an option or a value that is not there, StatedTwiceError for an option that is fixed
    twice, by its id and its number, say.
    """
    found = {choice.id: choice for choice in choices}
    for name, value in given.items():
        choice = choice_of(choices, name)
        if found[choice.id].given is not None:
            raise StatedTwiceError(f"{choice.id} is to be fixed twice. Fix it once.")
        found[choice.id] = replace(choice, given=value_of(choice, value))
    return tuple(found.values())


def made(stated: Stated, given: Mapping[str, str], most: int = MOST_CODES) -> Named:
    """The conflict. Raises FormatError with everything that is wrong, TooLargeError where it is too large."""
    import numpy as np

    from detente.engines.stability.model import Conflict

    document = stated.document
    choices = fixed(stated.choices, given)
    modelled = _modelled(stated, choices)
    grid = Grid(choices, most)
    grid.forbid(stated.infeasible)
    whole, kept = _whole(stated, grid, most)
    if not grid.states:
        document.say(
            next(((key,) for key in ("infeasible", "infeasibles") if key in document.data), ()),
            "no combination of options is feasible" + (" with what is given" if given else ""),
            "infeasible conditions that leave at least one",
        )
    document.end()
    payoffs, unknown = [], {}
    states = states_of(whole, stated)
    names = _named(stated, states)
    for party in stated.parties:
        judged = stated.judged[party]
        if party not in modelled and not judged.states:
            continue
        payoff = judged.make(whole if judged.states else grid, states)
        if payoff is not None and party in modelled:
            payoffs.append(payoff[kept] if judged.states and kept is not None else payoff)
        unknown[party] = judged.unknown()
    document.end()
    moves = tuple(_relation(choice) for choice in grid.free)
    model = Conflict(
        tuple(len(choice.values) for choice in grid.free),
        tuple(None if choice.by is None else modelled.index(choice.by) for choice in grid.free),
        tuple(payoffs),
        moves if any(one is not None for one in moves) else (),
        grid.feasible,
    )
    place = None if kept is None else {int(old): new for new, old in enumerate(np.flatnonzero(kept))}
    return Named(
        stated.title,
        modelled,
        model,
        choices,
        unmodelled=tuple(party for party in stated.parties if party not in modelled),
        aliases=_moved_names(names, place),
        infeasible=stated.infeasible,
        statements={p: s for p in stated.parties if (s := stated.judged[p].statements) is not None},
        unknown={p: pairs for p in modelled if (pairs := _moved_pairs(unknown.get(p, ()), place))},
        notes=tuple(stated.notes),
        description=stated.description,
        source=stated.source,
    )


def _modelled(stated: Stated, choices: Sequence[Choice]) -> tuple[str, ...]:
    """The parties that control something. Raises FormatError where nobody does: nothing would be decided by anybody."""
    found = tuple(party for party in stated.parties if any(c.by == party and c.given is None for c in choices))
    held = [choice.id for choice in choices if choice.by is not None and choice.given is not None]
    if not found and held:
        message = f"every option that a party controls is fixed ({shorten(', '.join(held))}), so nobody could move"
        raise refuse(stated.document.file, message, "one of them left open: leave out what is given of it")
    if not found:
        stated.document.say(
            ("options",),
            "no option is controlled by a party, so nobody could move, and nothing can be said of stability",
            "at least one option with a party under “by”",
        )
        stated.document.end()
    return found


def too_many(document: Document, trail: Trail, party: str, count: int, instead: str) -> bool:
    """Whether these are too many prioritised statements; said at the first that is too many."""
    if count <= MOST_STATEMENTS:
        return False
    message = f"“{party}” has {count:,} prioritised statements"
    document.say((*trail, MOST_STATEMENTS), message, f"at most {MOST_STATEMENTS}; to say more, {instead}")
    return True


def prioritised(conditions: Sequence[Condition]) -> Judged:
    """By statements, the most important first."""
    listed = tuple(conditions)
    weighed = tuple((1 << place, one) for place, one in enumerate(reversed(listed)))
    return Judged(lambda grid, _: grid.lexicographic(listed), states=False, statements=listed, weighed=weighed)


def opened(stated: Stated, given: Mapping[str, str]) -> OpenNamed:
    """The same conflict without enumerating anything, to be asked about single states.

    Raises FormatError with what is wrong, TooLargeError where a preference can only be had of all states together.
    """
    from detente.engines.stability.worlds import Open

    choices = fixed(stated.choices, given)
    modelled = _modelled(stated, choices)
    stated.document.end()
    weighed = []
    for party in modelled:
        found = stated.judged[party].weighed
        if found is None:
            raise TooLargeError(f"{party}'s preference is over all states, and they are too many to be enumerated.")
        weighed.append(found)
    free = [choice for choice in choices if choice.given is None]
    judging = Judging(choices, stated.infeasible, tuple(weighed))
    model = Open(
        tuple(len(choice.values) for choice in free),
        tuple(None if choice.by is None else modelled.index(choice.by) for choice in free),
        judging.payoff,
        tuple(_relation(choice) for choice in free),
        judging.feasible,
    )
    named = OpenNamed(
        stated.title,
        modelled,
        model,
        choices,
        unmodelled=tuple(party for party in stated.parties if party not in modelled),
        notes=tuple(stated.notes),
        description=stated.description,
        source=stated.source,
    )
    return replace(named, aliases=_aliases(stated, named))


def _aliases(stated: Stated, named: OpenNamed) -> dict[str, Any]:
    found = {}
    for name, (_, target) in stated.names.items():
        text = ",".join(f"{key}={value}" for key, value in target.items()) if isinstance(target, dict) else str(target)
        try:
            found[name] = named.find(text)[0]
        except (UnknownNameError, TooLargeError):
            continue  # not among what is given
    return found


def _whole(stated: Stated, grid: Grid, most: int) -> tuple[Grid, Any]:
    """The grid with nothing fixed, and which of its states are kept; the same grid where nothing is fixed or needed."""
    import numpy as np

    if len(grid.free) == len(stated.choices):
        return grid, None
    if not any(one.states for one in stated.judged.values()) and not stated.names:
        return grid, None
    try:
        whole = Grid(stated.choices, most)
    except TooLargeError as error:
        raise TooLargeError(f"{error} A ranking speaks of all of them; prioritised statements need not.") from None
    whole.forbid(stated.infeasible)
    held = np.ones(whole.codes, dtype=bool)
    rest = np.arange(whole.codes)
    for choice in grid.choices:
        rest, digit = np.divmod(rest, len(choice.values))
        if choice.given is not None:
            held &= digit == choice.values.index(choice.given)
    return whole, held if whole.feasible is None else held[whole.feasible]


def _told(value: Any) -> str:
    return value if isinstance(value, str) else shown(value)


def states_of(grid: Grid, stated: Stated) -> States:
    """The states of a grid, and how references to them are read: codes, `YN-`, `option=value,…`, objects, names."""
    return _Reading(grid, stated).states()


class _Reading:
    """Reads references to the feasible states of one grid; decimal codes are looked up once."""

    def __init__(self, grid: Grid, stated: Stated) -> None:
        import numpy as np

        self.grid, self.stated = grid, stated
        self.codes = np.arange(grid.codes) if grid.feasible is None else np.flatnonzero(grid.feasible)
        self.signs = all(choice.binary for choice in grid.choices)
        self._seen: dict[str, Sequence[int]] = {}

    def states(self) -> States:
        codes = f"a decimal code (0 to {size(self.grid.codes - 1)})" if self.grid.codes > 1 else "the decimal code 0"
        count = len(self.grid.choices)
        signs = f"a row of {count} signs (Y, N or -)" if count > 1 else "one sign (Y, N or -)"
        forms = [codes, *([signs] if self.signs else ()), "option=value,…"]
        rule = f"{', '.join(forms)}, or an object {{option: value}}"
        return States(len(self.codes), self.meant, self.called, rule, self.why)

    def why(self, data: Any) -> str:
        """What is wrong with what means no feasible state; "" where that is plain."""
        if isinstance(data, Written):
            return "a code is written without a point or an exponent"
        if isinstance(data, int) and not isinstance(data, bool):
            return "" if not 0 <= data < self.grid.codes else _RULED_OUT
        pairs = data if isinstance(data, dict) else self._pairs(data) if isinstance(data, str) else None
        if pairs is None and isinstance(data, str) and "=" in data:
            names = [part.partition("=")[0].strip() for part in data.split(",")]
            return "an option stands there twice" if len(set(names)) < len(names) else ""
        if pairs is None:
            return ""
        for name, value in pairs.items():
            try:
                value_of(choice_of(self.grid.choices, str(name)), _told(value))
            except UnknownNameError as error:
                return str(error).rstrip(".")
        return _RULED_OUT

    def called(self, state: int) -> str:
        code = int(self.codes[state])
        digits = []
        rest = code
        for choice in self.grid.choices:
            rest, digit = divmod(rest, len(choice.values))
            digits.append(YES_NO[digit] if self.signs else choice.values[digit])
        return f"{code} ({('' if self.signs else ', ').join(digits)})"

    def meant(self, data: Any) -> Sequence[int] | None:
        import numpy as np

        if isinstance(data, int) and not isinstance(data, bool):
            if not 0 <= data < self.grid.codes:
                return []
            place = int(np.searchsorted(self.codes, data))
            return [place] if place < len(self.codes) and self.codes[place] == data else []
        if isinstance(data, str):
            if data not in self._seen:
                self._seen[data] = self._text(data) or ()
            return self._seen[data] or ([] if self._readable(data) else None)
        if isinstance(data, dict):
            return self._matching(data)
        return None

    def _readable(self, text: str) -> bool:
        return self._pairs(text) is not None or text in self.stated.names

    def _text(self, text: str) -> Sequence[int] | None:
        if text in self.stated.names:
            target = self.stated.names[text][1]
            return None if isinstance(target, str) and target in self.stated.names else self.meant(target)
        pairs = self._pairs(text)
        return None if pairs is None else self._matching(pairs)

    def _pairs(self, text: str) -> dict[str, str] | None:
        choices = self.grid.choices
        if self.signs and len(text) == len(choices) and set(text) <= {*YES_NO, "-"}:
            signs = zip(choices, text, strict=True)
            return {c.id: c.values[YES_NO.index(sign)] for c, sign in signs if sign != "-"}
        if text.isdecimal() and len(text) < 20:
            code, digits = int(text), {}
            for choice in choices:
                code, digit = divmod(code, len(choice.values))
                digits[choice.id] = choice.values[digit]
            return digits if not code else None
        parts = [part.partition("=") for part in text.split(",")]
        found = {name.strip(): value.strip() for name, sign, value in parts if sign}
        return found if len(found) == len(parts) else None

    def _matching(self, values: Mapping[str, Any]) -> Sequence[int] | None:
        import numpy as np

        held = np.ones(len(self.codes), dtype=bool)
        for name, value in values.items():
            try:
                choice = choice_of(self.grid.choices, str(name))
                place = choice.values.index(value_of(choice, _told(value)))
            except UnknownNameError:
                return None
            step = 1
            for other in self.grid.choices[: self.grid.choices.index(choice)]:
                step *= len(other.values)
            held &= self.codes // step % len(choice.values) == place
        return [int(one) for one in np.flatnonzero(held)]


def _named(stated: Stated, states: States) -> dict[str, int]:
    found = {}
    for name, (trail, target) in stated.names.items():
        meant = states.meant(target)
        if meant is None or len(meant) != 1:
            what = "no state" if meant is None else f"{len(meant):,} feasible states" if meant else "no feasible state"
            why = "" if meant else states.why(target)
            message = f"the name “{name}” stands for {what}" + f": {why}" * bool(why)
            stated.document.say(trail, message, f"one feasible state: {states.rule}", target)
        else:
            found[name] = int(meant[0])
    return found


def _moved_names(names: Mapping[str, int], place: Mapping[int, int] | None) -> dict[str, int]:
    if place is None:
        return dict(names)
    return {name: place[state] for name, state in names.items() if state in place}


def _moved_pairs(pairs: Pairs, place: Mapping[int, int] | None) -> Pairs:
    if place is None:
        return pairs
    return tuple((place[a], place[b]) for a, b in pairs if a in place and b in place)


def _relation(choice: Choice) -> Any:
    import numpy as np

    if choice.changes is None:
        return None
    order = {value: place for place, value in enumerate(choice.values)}
    found = np.eye(len(choice.values), dtype=bool)
    for a, b in choice.changes:
        found[order[a], order[b]] = True
    return found

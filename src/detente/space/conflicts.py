"""A conflict with its names: options, values, parties and states beside the arrays that the engines work on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from detente.case.conditions import Condition
from detente.errors import DetenteError, TooLargeError, UnknownNameError

if TYPE_CHECKING:
    from detente.engines.stability.model import Conflict, Graph


class UnknownPreferenceError(DetenteError):
    """A question was asked that cannot be answered where preference is in part unknown."""


class StatedTwiceError(DetenteError):
    """A state or package was described, and one option or issue was described twice."""


YES_NO = ("N", "Y")
"""The values of an option that is taken or not, as the field writes them."""

MOST_LISTED = 100_000
"""States of which a message says which ones there are."""
MOST_CODES = 1 << 26
"""Combinations of values above which a conflict is not enumerated."""


@dataclass(frozen=True)
class Choice:
    """An option: something with values, changed by one party, or by nobody (fixed context).

    `changes` lists from which value to which it may change in one step; None: from any to any. `title` is for people.
    `given` is the value at which it was fixed for this question; it is no longer changed then.
    """

    id: str
    values: tuple[str, ...] = YES_NO
    by: str | None = None
    changes: tuple[tuple[str, str], ...] | None = None
    title: str = ""
    given: str | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or self.id

    @property
    def binary(self) -> bool:
        """Whether it is taken or not taken."""
        return len(self.values) == 2

    @property
    def direction(self) -> str:
        """`both`, `forward`, `back`, `none`, or `listed` where no word says which changes are permitted."""
        order = {value: place for place, value in enumerate(self.values)}
        every = {(a, b) for a in self.values for b in self.values if a != b}
        words = {
            "forward": {(a, b) for a, b in every if order[a] < order[b]},
            "back": {(a, b) for a, b in every if order[a] > order[b]},
            "none": set(),
        }
        if self.changes is None or set(self.changes) == every:
            return "both"
        return next((word for word, pairs in words.items() if set(self.changes) == pairs), "listed")


def changes_of(direction: str, values: Sequence[str]) -> tuple[tuple[str, str], ...] | None:
    """The changes that a word permits: `both`, `forward` (along the order of values), `back`, `none`.

    >>> changes_of("forward", ("N", "Y")), changes_of("both", ("N", "Y"))
    ((('N', 'Y'),), None)
    """
    if direction == "both":
        return None
    pairs = [(a, b) for place, a in enumerate(values) for b in values[place + 1 :]]
    return {"forward": tuple(pairs), "back": tuple((b, a) for a, b in pairs), "none": ()}[direction]


@dataclass(frozen=True, eq=False)
class Named:
    """A conflict in option form or as an explicit graph, with its names; states count from 0, as in the engine.

    `parties` are numbered as in `model`; `unmodelled` control nothing and are no part of it. `labels` name the states
    of an explicit graph, as they were written (texts or whole numbers); `aliases` name single states of either form.
    `infeasible` are the conditions that rule combinations out, `statements` a party's prioritised ones where its
    preference was given so: both are in the arrays already, and kept for writing. `unknown` are pairs of states that a
    party's preference leaves open; to the parties that are `unjudged` it is open between any two states, whatever the
    arrays say. `description` and `source` say what it was about and where it was published.
    """

    title: str
    parties: tuple[str, ...]
    model: Conflict | Graph
    choices: tuple[Choice, ...] = ()
    labels: tuple[str | int, ...] = ()
    unmodelled: tuple[str, ...] = ()
    aliases: Mapping[str, int] = field(default_factory=dict)
    infeasible: tuple[Condition, ...] = ()
    statements: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    unknown: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    unjudged: frozenset[str] = frozenset()
    description: str = ""
    source: str = ""

    @property
    def explicit(self) -> bool:
        """Whether it is an explicit graph."""
        return not self.choices

    @property
    def unsure(self) -> bool:
        """Whether anybody's preference is unknown between any two states."""
        return bool(self.unknown or self.unjudged)

    def unsure_of(self, party: str) -> bool:
        """Whether a party's preference is unknown between any two states."""
        return party in self.unjudged or bool(self.unknown.get(party))

    @cached_property
    def _open(self) -> tuple[frozenset[tuple[Any, Any]] | None, ...]:
        return tuple(None if one in self.unjudged else frozenset(self.unknown.get(one, ())) for one in self.parties)

    def unknown_between(self, party: int, one: Any, other: Any) -> bool:
        """Whether it is unknown which of two states a party, by its number, prefers."""
        pairs = self._open[party]
        return bool(one != other and (pairs is None or (one, other) in pairs or (other, one) in pairs))

    @property
    def states(self) -> int:
        """How many states there are."""
        return int(self.model.states)

    @property
    def counted(self) -> bool:
        """Whether its states are enumerated."""
        return True

    @property
    def given(self) -> dict[str, str]:
        """The options that were fixed for this question, with their values."""
        return {choice.id: choice.given for choice in self.choices if choice.given is not None}

    @cached_property
    def free(self) -> tuple[int, ...]:
        """The places of the choices that are options of `model`, in its order."""
        return tuple(place for place, choice in enumerate(self.choices) if choice.given is None)

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """What one step of each choice adds to a state's decimal code; the first choice is the least significant."""
        found, step = [], 1
        for choice in self.choices:
            found.append(step)
            step *= len(choice.values)
        return tuple(found)

    def settled(self, state: int) -> dict[str, str]:
        """A state of the option form: the value of each option."""
        inner = self.model.values(state)  # type: ignore[union-attr]
        found = {choice.id: choice.given for choice in self.choices}
        for place, value in zip(self.free, inner, strict=True):
            found[self.choices[place].id] = self.choices[place].values[value]
        return {name: value or "" for name, value in found.items()}

    def codes(self) -> Any:
        """The decimal codes of all states, ascending, over all options, fixed ones too: an array."""
        import numpy as np

        sizes = [len(self.choices[place].values) for place in self.free]
        steps = [self.weights[place] for place in self.free]
        base = sum(
            step * choice.values.index(choice.given)
            for step, choice in zip(self.weights, self.choices, strict=True)
            if choice.given is not None
        )
        small = 1
        same = True
        for size, step in zip(sizes, steps, strict=True):
            same, small = same and step == small, small * size
        if same:
            return self.model.code + base  # type: ignore[union-attr]
        rest = np.asarray(self.model.code, dtype=np.int64)  # type: ignore[union-attr]
        found = np.full(len(rest), base, dtype=np.int64 if self.total < 1 << 62 else object)
        for size, step in zip(sizes, steps, strict=True):
            rest, digit = np.divmod(rest, size)
            found += digit * step
        return found

    @property
    def total(self) -> int:
        """How many combinations of values there are, fixed options too."""
        return self.weights[-1] * len(self.choices[-1].values) if self.choices else self.states

    def code(self, state: int) -> int:
        """The decimal code of one state."""
        settled = self.settled(state)
        return sum(
            step * choice.values.index(settled[choice.id])
            for step, choice in zip(self.weights, self.choices, strict=True)
        )

    def key(self, state: int) -> str | int:
        """What the answers call a state: its decimal code, of an explicit graph its name."""
        return self.labels[state] if self.explicit else self.code(state)

    def keys(self) -> Iterator[str | int]:
        """What the answers call the states, in order."""
        if self.explicit:
            yield from self.labels
            return
        codes = self.codes()
        for begin in range(0, len(codes), 1 << 16):
            yield from codes[begin : begin + (1 << 16)].tolist()

    def short(self, state: int) -> str:
        """A state in as few signs as can be: `YNN-` notation of options taken or not, else values by comma."""
        if self.explicit:
            return str(self.labels[state])
        settled = self.settled(state)
        if all(choice.binary for choice in self.choices):
            return "".join(YES_NO[choice.values.index(settled[choice.id])] for choice in self.choices)
        return ", ".join(settled.values())

    def state(self, values: Mapping[str, str]) -> int | None:
        """The state in which every option has its value; None where that is infeasible or not as given."""
        if any(values[choice.id] != choice.given for choice in self.choices if choice.given is not None):
            return None
        inner = [self.choices[place].values.index(values[self.choices[place].id]) for place in self.free]
        return self.model.state(inner)  # type: ignore[union-attr]

    def find(self, text: str) -> list[int]:
        """The states that a text means: a name, a decimal code, `YN-` notation, or `option=value,…`; ascending.

        Raises UnknownNameError where it means nothing, or names no feasible state.
        """
        found = _Finder(self).find(text.strip())
        if not found:
            known = [str(one) for one in (*self.aliases, *self.labels[:2000])]
            listed = [*self.aliases, *map(str, self.keys())] if self.counted and self.states <= MOST_LISTED else None
            raise UnknownNameError("feasible state", text, known, listed)
        return found

    def choice(self, name: str) -> Choice:
        """An option by its id, its title, or its number. Raises UnknownNameError."""
        return choice_of(self.choices, name)


def choice_of(choices: Sequence[Choice], name: str) -> Choice:
    """An option by its id, its title if only one has it, or its number from 0. Raises UnknownNameError."""
    found = [choice for choice in choices if choice.id == name] or [one for one in choices if one.title == name]
    if not found and name.isdecimal() and len(name) < 9 and int(name) < len(choices):
        found = [choices[int(name)]]
    if len(found) != 1:
        raise UnknownNameError("option", name, [choice.id for choice in choices], [choice.id for choice in choices])
    return found[0]


def value_of(choice: Choice, value: str) -> str:
    """A value of an option by its name; `Y`, `yes`, `N`, `no` also where the option is taken or not.

    Raises UnknownNameError.
    """
    if value in choice.values:
        return value
    words = {"n": 0, "no": 0, "y": 1, "yes": 1}
    if choice.binary and value.lower() in words:
        return choice.values[words[value.lower()]]
    raise UnknownNameError(f"value of {choice.id}", value, choice.values, choice.values)


class _Finder:
    """Reads a text as states of one conflict."""

    def __init__(self, named: Named) -> None:
        self.named = named

    def find(self, text: str) -> list[int]:
        named = self.named
        if text in named.aliases:
            return [named.aliases[text]]
        if named.explicit:
            return [place for place, label in enumerate(named.labels) if str(label) == text]
        if "=" in text:
            return self._matching(self._pairs(text))
        if len(text) == len(named.choices) and set(text) <= {*YES_NO, "-"} and all(c.binary for c in named.choices):
            pairs = zip(named.choices, text, strict=True)
            return self._matching({c.id: c.values[YES_NO.index(sign)] for c, sign in pairs if sign != "-"})
        if text.isdecimal() and len(text) < 30:
            return self._numbered(int(text))
        return []

    def _numbered(self, code: int) -> list[int]:
        if code >= self.named.total:
            return []
        values = {}
        for choice in self.named.choices:
            code, digit = divmod(code, len(choice.values))
            values[choice.id] = choice.values[digit]
        state = self.named.state(values)
        return [] if state is None else [state]

    def _pairs(self, text: str) -> dict[str, str]:
        found = {}
        for part in text.split(","):
            name, _, value = part.partition("=")
            choice = self.named.choice(name.strip())
            if choice.id in found:
                raise StatedTwiceError(f"{text} says twice what {choice.id} is. Say it once.")
            found[choice.id] = value_of(choice, value.strip())
        return found

    def _matching(self, values: Mapping[str, str]) -> list[int]:
        import numpy as np

        if not self.named.counted:
            values = {**self.named.given, **values}
        if len(values) == len(self.named.choices):
            state = self.named.state(values)
            return [] if state is None else [state]
        if not self.named.counted:
            raise TooLargeError(
                f"This names {len(values):,} of {len(self.named.choices):,} options; among so many combinations a "
                "state is named by all of them"
            )
        codes = self.named.codes()
        held = np.ones(len(codes), dtype=bool)
        for choice, step in zip(self.named.choices, self.named.weights, strict=True):
            if choice.id in values:
                held &= codes // step % len(choice.values) == choice.values.index(values[choice.id])
        return list(map(int, np.flatnonzero(held)))


def require_known(named: Named, why: str) -> None:
    """Raises UnknownPreferenceError where anybody's preference is unknown; `why` says for what it has to be known."""
    if not named.unsure:
        return
    party = next(one for one in named.parties if named.unsure_of(one))
    pairs = named.unknown.get(party, ())
    between = f"between {named.short(pairs[0][0])} and {named.short(pairs[0][1])}" if pairs else "at all"
    more = f", and {len(pairs) - 1:,} more such pairs" if len(pairs) > 1 else ""
    raise UnknownPreferenceError(
        f"It is unknown what {party} prefers {between}{more}, and {why}. State what it prefers, or ask without this."
    )

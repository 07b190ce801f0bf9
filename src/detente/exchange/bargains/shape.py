"""Taking a tree apart: what is expected at each place, and a complaint with its path where it is something else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from detente.case.names import shorten
from detente.errors import nearest
from detente.exchange.bargains.numbers import ratio
from detente.exchange.bargains.stated import MOST_OPTIONS, Complaints
from detente.exchange.bargains.trees import Number, Tree
from detente.space.bargaining import Matter

Step = str | int


@dataclass(frozen=True)
class Place:
    """A place in a file's tree, and where to complain. `called`: the party, issue, option it is about."""

    tree: Tree
    data: Any
    complaints: Complaints
    path: tuple[Step, ...] = ()
    called: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """The path as messages have it: what stands in lists is counted from 1, as in messages about cases."""
        steps = ".".join(str(step + 1) if isinstance(step, int) else shorten(step) for step in self.path)
        names = ", ".join(map(shorten, self.called))
        return f"{steps} ({names})" if steps and names else steps or names

    def named(self, *names: str) -> Place:
        """The same place, with names for messages; blank ones are left out."""
        return replace(self, called=(*self.called, *(name for name in names if name)))

    def wrong(self, message: str, expected: str = "", got: object = None) -> None:
        """Complain about this place."""
        where = self.where
        shown = "" if got is None else shorten(got if isinstance(got, str) else json.dumps(got, ensure_ascii=False))
        said = f"{where}: {message}" if where else message
        self.complaints.say(self.tree.file, self.tree.line(*self.path), said, expected, shown)

    def at(self, *path: Step) -> Place:
        """A place below; its data is None where there is nothing."""
        data = self.data
        for step in path:
            if isinstance(data, dict) and isinstance(step, str):
                data = data.get(step)
            elif isinstance(data, list) and isinstance(step, int) and step < len(data):
                data = data[step]
            else:
                data = None
        return replace(self, data=data, path=(*self.path, *path))

    def has(self, key: str) -> bool:
        """Whether a key is there and holds something."""
        return isinstance(self.data, dict) and self.data.get(key) is not None

    def mapping(self) -> dict[str, Place]:
        """The places below a mapping; none, with a complaint, where it is none."""
        if not isinstance(self.data, dict):
            self.wrong("this is no mapping", "keys with values", self.data)
            return {}
        return {key: self.at(key) for key in self.data}

    def items(self) -> list[Place]:
        """The places of a list; none, with a complaint, where it is none."""
        if not isinstance(self.data, list):
            self.wrong("this is no list", "a list", self.data)
            return []
        return [self.at(number) for number in range(len(self.data))]

    def number(self, default: Fraction | None = None) -> Fraction:
        """A number, exactly; in quotes, a fraction such as 1/3 too. The default where nothing is given."""
        if self.data is None and default is not None:
            return default
        value = ratio(self.data) if isinstance(self.data, str) else None
        if value is None:
            self.wrong("this is no number", "a number such as 0.25", self.data)
            return default if default is not None else Fraction(0)
        return value

    def whole(self, low: int, high: int) -> int:
        """A whole number between two."""
        value = ratio(self.data) if isinstance(self.data, Number) else None
        if value is None or value.denominator > 1 or not low <= value <= high:
            self.wrong("this is no such number", f"a whole number from {low} to {high}", self.data)
            return low
        return int(value)

    def text(self, default: str | None = None) -> str:
        """A text, or a number or truth as it is written; the default where nothing is given."""
        if isinstance(self.data, bool):
            return "true" if self.data else "false"
        if isinstance(self.data, str) and self.data.strip():
            return self.data.strip()
        if default is None or self.data is not None:
            self.wrong("this is no text", "a text", self.data)
        return default or ""

    def name(self, default: str) -> str:
        """A name, or the default where there is none."""
        return self.data.strip() if isinstance(self.data, str) and self.data.strip() else default


def unread(place: Place, known: Collection[str], near_only: bool = False) -> Iterator[str]:
    """A note for each key that is not read; with `near_only` for those that may be meant for a known one."""
    for key in place.data if isinstance(place.data, dict) else ():
        near = "" if key in known else nearest(key, known)
        if key not in known and (near or not near_only):
            where = place.at(key).where
            hint = f" Is {near} meant?" if near else ""
            yield f"{Path(place.tree.file).name}: {where} is no key of the format, and is not read.{hint}"


def options_of(places: Sequence[Place], what: Place) -> tuple[str, ...]:
    """The options that a list names, each once."""
    options = tuple(place.text() for place in places)
    if not options:
        what.wrong("the issue has no options", "at least one")
    elif len(options) > MOST_OPTIONS:
        what.wrong("the issue has too many options", f"at most {MOST_OPTIONS:,}", f"{len(options):,}")
        return options[:1]
    seen: set[str] = set()
    for place, option in zip(places, options, strict=True):
        if option in seen:
            place.wrong(f"the option {shorten(option)} is there twice", "distinct options")
        seen.add(option)
    return options


def by_option(given: dict[str, Place], matter: Matter, holder: Place) -> list[Fraction]:
    """A number for each option of an issue; complains of options that lack or that the issue has not."""
    known = set(matter.options)
    if given and known.isdisjoint(given):
        got = shorten(", ".join(given))
        holder.wrong(f"none of these is an option of {matter.name}", shorten(", ".join(matter.options)), got)
        return [Fraction(0)] * len(matter.options)
    for option, place in given.items():
        if option not in known:
            near = nearest(option, matter.options)
            place.wrong(f"{matter.name} has no such option", f"an option{f' such as {near}' if near else ''}", option)
    lacking = [option for option in matter.options if option not in given]
    if lacking:
        holder.wrong(f"{matter.name} has no number for {shorten(', '.join(lacking))}", "one for each option")
    return [given[option].number() if option in given else Fraction(0) for option in matter.options]


def check_names(matters: Sequence[Matter], what: Place) -> None:
    """Complain of issues of the same name, and of there being none."""
    names = [matter.name for matter in matters]
    if not names:
        what.wrong("there are no issues", "at least one issue")
    for name, times in Counter(names).items():
        if times > 1:
            what.wrong(f"two issues have the name {shorten(name)}", "a name for each")


def parted(
    trees: Sequence[Tree], complaints: Complaints, is_profile: Callable[[Any], bool], two: tuple[str, str]
) -> tuple[list[Place], list[Place]]:
    """(domains, profiles) of some files. Of several domains there is a complaint about each but the first: `two` says
    what is wrong and what was expected.
    """
    places = [Place(tree, tree.data, complaints) for tree in trees]
    profiles = [place for place in places if is_profile(place.data)]
    domains = [place for place in places if not is_profile(place.data)]
    for extra in domains[1:]:
        extra.wrong(*two)
    return domains, profiles

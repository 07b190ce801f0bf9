"""What the packages of a case are called in a terminal: each, and those of one name together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

from detente.analyses.holdingcase import Placed
from detente.brief.turning import turning
from detente.cli.words import count, listing

_FEW = 5
"""Packages below which each is named by its number: those that were looked at of more, and those that stand alike."""
_FEW_TOLD = 6
"""Packages above which it is said how many they are."""


def called(group: Sequence[Placed]) -> str:
    """What a package is called that was asked about under these names: a proposal by its id, to be asked about by."""
    return ", ".join(dict.fromkeys(map(_name, group)))


def inside(title: str) -> str:
    """A package inside a sentence.

    >>> inside("The status quo, Nash"), inside("Theory of all")
    ('the status quo, Nash', 'Theory of all')
    """
    return f"the {title.removeprefix('The ')}" if title.startswith("The ") else title


def spoken(one: Placed) -> str:
    """A package inside a sentence in which standards have to be told from concepts of the same name."""
    if one.kind != "standard":
        return inside(_name(one))
    name, sign, rest = one.title.partition(" (")
    return f"the {name} package{sign}{rest}"


def family(one: Placed) -> str:
    """What the names of several packages of one proposal or standard have in common; nothing of one that is alone."""
    stem, sign, _ = one.name.rpartition("#")
    return stem if sign and one.kind in ("proposal", "standard") else ""


def numbered(some: Iterable[Placed]) -> Iterator[str]:
    """Each name inside a sentence, packages of one family in one with their numbers: `plan#1 to #3, #5`."""
    by: dict[str, dict[str, Placed]] = {}
    for one in some:
        by.setdefault(family(one) or f" {_name(one)}", {})[one.name] = one
    for stem, found in by.items():
        first = next(iter(found.values()))
        if stem.startswith(" ") or len(found) == 1:
            yield inside(_name(first))
        elif first.kind == "standard":
            name, _, rest = first.title.rpartition(" (")
            yield f"{name} ({listing(map(str, sorted(map(_number, found.values()))))} {rest.partition(' ')[2]}"
        else:
            yield f"{stem}{ranges(sorted(map(_number, found.values())))}"


def ranges(numbers: Sequence[int]) -> str:
    """Numbers, ascending, those that follow one another together.

    >>> ranges([1, 2, 3, 5]), ranges([2, 3])
    ('#1 to #3, #5', '#2, #3')
    """
    runs: list[list[int]] = []
    for one in numbers:
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    told = [f"#{run[0]} to #{run[-1]}" if len(run) > 2 else ", ".join(f"#{one}" for one in run) for run in runs]
    return ", ".join(told)


class Families:
    """Names of packages that stand alike, where those of one proposal need not all do so.

    `stands` says how a package stands; `every` are all that were looked at. `by_number` gathers those that are named by
    their numbers.
    """

    def __init__(
        self, every: Iterable[Placed], stands: Callable[[Placed], Hashable], by_number: dict[str, Placed]
    ) -> None:
        self._by: dict[str, dict[str, Placed]] = {}
        for one in every:
            self._by.setdefault(family(one), {})[one.name] = one
        self._stands = stands
        self._by_number = by_number

    def names(self, some: Iterable[Placed]) -> Iterator[str]:
        """A proposal's packages are called by what is settled in them alone, else by number; many by how many they are.

        Proposals of which the same has to be settled stand together.
        """
        by: dict[str, dict[str, Placed]] = {}
        for one in some:
            by.setdefault(family(one) or f" {_name(one)}", {})[one.name] = one
        alike: dict[str, list[str]] = {}
        for stem, found in by.items():
            some = list(found.values())
            name, where = (inside(_name(some[0])), "") if stem.startswith(" ") else self._family(stem, some)
            alike.setdefault(where or f" {name}", []).append(name)
        for where, told in alike.items():
            yield told[0] if where.startswith(" ") else f"{listing(told)} with {where}"

    def _family(self, stem: str, here: Sequence[Placed]) -> tuple[str, str]:
        """The name, and what alone is settled in these packages of it, where the name is not enough."""
        every = list(self._by[stem].values())
        if len(every) == 1:
            return inside(_name(here[0])), ""
        if len(here) == len(every):
            return _counted(here, len(every)), ""
        stands = [self._stands(one) for one in every]
        found, mine = turning([one.package for one in every], stands), self._stands(here[0])
        where = found.where(mine) if found and stands.count(mine) == len(here) else None
        partly = _partly(here[0], len(every))
        if where is None or here[0].kind == "standard" or (partly and len(every) < _FEW):
            return self._with_number(here, len(every)), ""
        told = ", ".join(f"{issue}={' or '.join(options)}" for issue, options in where.items())
        return stem, f"{told}{', of those looked at' if partly else ''}"

    def _with_number(self, here: Sequence[Placed], looked_at: int) -> str:
        """Few packages of one name by their numbers, many by how many they are and an example."""
        if len({one.name for one in here}) < _FEW:
            self._by_number |= {one.name: one for one in here}
            return next(numbered(here))
        example = min(here, key=_number)
        self._by_number[example.name] = example
        called_so = example.name if example.kind == "standard" else f"#{_number(example)}"
        return f"{_counted(here, looked_at)[:-1]}, such as {called_so})"


def settling(some: Mapping[str, Placed], every: Iterable[Placed]) -> Iterator[str]:
    """Of packages that are named by number, in the order of `every`: what each settles, where those of its name differ.

    What is left out is the same in all of these that were looked at.
    """
    by: dict[str, list[Placed]] = {}
    for one in every:
        by.setdefault(family(one), []).append(one)
    for stem, found in by.items():
        wanted = {one.name: one for one in found if stem and one.name in some}
        open_issues = [name for name in found[0].package if len({one.package[name] for one in found}) > 1]
        for name, one in wanted.items():
            if open_issues:
                yield f"{name}: {', '.join(f'{issue}={one.package[issue]}' for issue in open_issues)}"


def first_of(told: Sequence[str], most: int) -> str:
    """The first `most` names, and how many more there are."""
    left = len(told) - most
    return "; ".join([*told[:most], *([f"{count(left, 'more', 'more')} that the table has"] if left > 0 else [])])


def folded(groups: Iterable[Sequence[Placed]], every: Iterable[Placed]) -> str:
    """Names for a headline; of several packages of one name how many, of those in `every` that were looked at."""
    looked_at: dict[str, set[str]] = {}
    for one in every:
        looked_at.setdefault(family(one), set()).add(one.name)
    found: dict[str, dict[str, Placed]] = {}
    for group in groups:
        alone = [one for one in group if len(looked_at[family(one)]) == 1 or not family(one)]
        if alone:
            found[inside(called(alone))] = {}
        for one in group:
            if one not in alone:
                found.setdefault(family(one), {})[one.name] = one
    return "; ".join(
        _counted(list(some.values()), len(looked_at[name])) if some else name for name, some in found.items()
    )


def how_many(found: Sequence[Sequence[Placed]], looked_at: int) -> list[str]:
    """How many packages these are, where they are not few, of all: each once, whatever the names in its group."""
    if len(found) <= _FEW_TOLD:
        return []
    many = f"{len(found):,} of {looked_at:,} packages"
    told = f"all {count(looked_at, 'package')}" if len(found) == looked_at else many
    several = any(len({one.name for one in group}) > 1 for group in found)
    return [f"{told} looked at{', some of which have several names' if several else ''}"]


def _counted(here: Sequence[Placed], looked_at: int) -> str:
    """A name and how many of its packages are here."""
    one = here[0]
    name = one.title.rpartition(" (")[0] if one.kind == "standard" else family(one)
    every = "both" if looked_at == 2 else f"all {looked_at}"
    many = every if len(here) == looked_at else f"{len(here)} of {looked_at}"
    return f"{name} ({many}{' looked at' if _partly(one, looked_at) else ''})"


def _partly(one: Placed, looked_at: int) -> bool:
    """Whether there are more packages of its name than were looked at."""
    return one.kind == "proposal" and (one.total is None or one.total > looked_at)


def _name(one: Placed) -> str:
    return one.title if one.kind in ("status quo", "standard") else one.name


def _number(one: Placed) -> int:
    return int(one.name.rpartition("#")[2])

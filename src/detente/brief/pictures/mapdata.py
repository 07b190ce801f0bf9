"""What a treaty map shows, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.brief.words import number
from detente.geo import NOTE
from detente.geo.gazetteer import everything, states

CONSEQUENCES = {
    "leave": "forces there would have to leave",
    "depends": "whether they would have to depends on the reading",
    "unknown": "something is there; how much is not known",
    "closed": "none is known to be there; none may come",
}
"""What a treaty can mean for a territory, the gravest first, and the words for it unless the map has others."""


_WITH_ARTICLE = (
    "United ",
    "Netherlands",
    "Bahamas",
    "Gambia",
    "Philippines",
    "Holy See",
    "Czech Republic",
    "Dominican R",
)


@dataclass(frozen=True)
class Shaded:
    """A territory and what the treaty means for it, one of `CONSEQUENCES`. `label` replaces the gazetteer's name."""

    place: str
    consequence: str
    label: str = ""


@dataclass(frozen=True)
class Site:
    """A place that is a point: a base, or a territory of the case without an outline. Flows may name it as host."""

    id: str
    label: str
    at: tuple[float, float]
    consequence: str = "leave"


@dataclass(frozen=True)
class Flow:
    """What would go from a host's territory to its sender's. Codes of the gazetteer; a host may be the id of a site.

    `low` and `high` are None where not known; `unit` is said where it is not troops. `part`: only a part of what is
    there goes, nobody knows how much; `high` is all of it. Flows of the same sender and host share an arrow.
    """

    sender: str
    host: str
    low: int | None = None
    high: int | None = None
    certain: bool = True
    unit: str = ""
    part: bool = False


@dataclass(frozen=True)
class MapData:
    """What a map shows. `title` is its answer as a sentence; `words` replaces those of `CONSEQUENCES`."""

    title: str
    places: tuple[Shaded, ...] = ()
    flows: tuple[Flow, ...] = ()
    sites: tuple[Site, ...] = ()
    note: str = NOTE
    words: Mapping[str, str] = field(default_factory=dict)

    def named(self, place: str, *, the: bool = False) -> str:
        """A place's name: the map's own, the gazetteer's, or as it is written; within a sentence with its article."""
        own = {shaded.place: shaded.label for shaded in self.places} | {site.id: site.label for site in self.sites}
        known = everything().get(place)
        name = own.get(place) or (known.name if known else place)
        return f"the {name}" if the and name.startswith(_WITH_ARTICLE) else name

    @property
    def central(self) -> tuple[str, ...]:
        """What the map is about: hosts, sites, and what is shaded as more than closed; else whatever is shaded."""
        grave = [one.place for one in self.places if one.consequence != "closed"]
        found = [*grave, *(flow.host for flow in self.flows), *(site.id for site in self.sites)]
        return tuple(dict.fromkeys(found or [one.place for one in self.places]))

    def meaning(self, consequence: str) -> str:
        """The words for a consequence."""
        return self.words.get(consequence) or CONSEQUENCES[consequence]


def noted(data: MapData) -> str:
    """What has to be known to read the map: what arrows are, and which borders are drawn."""
    return f"Arrows lead from where forces are to their sender’s capital; they are not routes. {data.note}"


@dataclass(frozen=True)
class Stream:
    """All flows of one sender from one host: the amounts by unit, added up; of some units only parts go."""

    sender: str
    host: str
    amounts: tuple[tuple[str, int | None, int | None], ...]
    certain: bool
    parts: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether some amount is."""
        return any(low is not None or high is not None for _, low, high in self.amounts)

    @property
    def most(self) -> int:
        """The largest amount, for its width: of troops where there are any."""
        of = [one for one in self.amounts if not one[0]] or self.amounts
        return max((high if high is not None else low or 0 for _, low, high in of), default=0)


def streams(data: MapData) -> tuple[Stream, ...]:
    """Flows by host and sender, in the order in which they come."""
    found: dict[tuple[str, str], list[Flow]] = {}
    for flow in data.flows:
        found.setdefault((flow.host, flow.sender), []).append(flow)
    return tuple(
        Stream(
            sender,
            host,
            _added(flows),
            all(flow.certain for flow in flows),
            frozenset(flow.unit for flow in flows) - {flow.unit for flow in flows if not flow.part},
        )
        for (host, sender), flows in found.items()
    )


def _added(flows: list[Flow]) -> tuple[tuple[str, int | None, int | None], ...]:
    """Sums by unit: unknown parts leave the upper end open; what is wholly unknown stays so."""
    units = dict.fromkeys(flow.unit for flow in flows)
    found: list[tuple[str, int | None, int | None]] = []
    for unit in units:
        mine = [flow for flow in flows if flow.unit == unit]
        known = [flow for flow in mine if flow.low is not None or flow.high is not None]
        highs = [flow.high for flow in mine]
        low = sum(flow.low or 0 for flow in known) if known else None
        high = None if None in highs else sum(one for one in highs if one is not None)
        found.append((unit, low, high))
    return tuple(found)


def sized(low: int | None, high: int | None) -> str:
    """An amount between two bounds.

    >>> sized(1430, 2200), sized(1887, 1887), sized(0, 4800), sized(150, None), sized(None, None)
    ('1,430–2,200', '1,887', 'up to 4,800', '150 or more', 'size not known')
    """
    if not low and high is None:
        return "size not known"
    if high is None:
        return f"{number(low)} or more"
    if not low:
        return f"up to {number(high)}" if high else "none"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def told(data: MapData, stream: Stream) -> str:
    """A stream in words: from where to where, and how much."""
    said = ", ".join(
        _counted(low, high, unit or "troops", part=unit in stream.parts) for unit, low, high in stream.amounts
    )
    host, sender = (data.named(place, the=True) for place in (stream.host, stream.sender))
    return f"Within {host}: {said}" if host == sender else f"From {host} to {sender}: {said}"


def amounts(stream: Stream) -> tuple[str, ...]:
    """A stream's amounts, a line a unit; troops are not named."""
    return tuple(
        dict.fromkeys(_counted(low, high, unit, part=unit in stream.parts) for unit, low, high in stream.amounts)
    )


def _counted(low: int | None, high: int | None, unit: str, *, part: bool) -> str:
    if part and not low and high:
        return f"part of {number(high)} {unit}".strip()
    if low is None and high is None:
        return f"{unit}: size not known" if unit not in ("", "troops") else "size not known"
    one = low == high == 1 and unit != "troops"
    return f"{sized(low, high)} {unit.removesuffix('s') if one else unit}".strip()


def described(data: MapData) -> tuple[str, ...]:
    """The text equivalent: a sentence an arrow, in the order of `streams`, then each shade: what it means and where."""
    sentences = []
    for stream in streams(data):
        sure = "" if stream.certain else " (not confirmed)"
        sentences.append(f"{told(data, stream)}{sure}.")
    for consequence in CONSEQUENCES:
        here = [data.named(one.place) for one in data.places if one.consequence == consequence]
        here += [site.label for site in data.sites if site.consequence == consequence]
        if here:
            sentences.append(f"{_upper(data.meaning(consequence))}: {_listed(here)}.")
    return tuple(sentences) or ("Nothing would have to move.",)


def _listed(names: list[str]) -> str:
    """Names, or where that is most of the world's states, the others."""
    others = [state.name for state in states().values() if state.name not in names]
    if len(names) <= 3 * len(others):
        return ", ".join(names)
    known = {state.name for state in states().values()}
    more = "".join(f", {name}" for name in names if name not in known)
    return f"all states{' but ' if others else ''}{', '.join(others)}{more and ' and' + more[1:]}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]

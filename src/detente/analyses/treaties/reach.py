"""How far the named sites of a case are from what a clause lets nobody reach, and which ranges get there.

Distances are great circles from a site's point to the nearest point of the outlines at 1:50 million (see
`geo.distances`: off by up to a few kilometres at the coast).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from itertools import product

from detente.case.model import Case
from detente.case.treaties import expressions as ex
from detente.case.treaties.model import Content, Exemption, Expression, Provision, Treaty
from detente.geo import gazetteer
from detente.space.treaties.sets import REACH
from detente.space.treaties.universe import ASSET, BEARER, REST, TERRITORY, bits
from detente.space.treaties.words import Choice, Words

Place = str | tuple[float, float]


@dataclass(frozen=True)
class Reach:
    """How far a site is from what a clause speaks of, seen from its bearer: `km` to the nearest place of it.

    `within` and `beyond`: the ranges of the clause, in kilometres, that get there and those that do not.
    """

    clause: str
    site: str
    bearer: str
    nearest: str
    km: float
    within: tuple[float, ...]
    beyond: tuple[float, ...]

    def to_json(self) -> dict[str, object]:
        """As documented for `detente treaty show`."""
        found = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "clause"}
        return found | {"within": list(self.within), "beyond": list(self.beyond)}


def reach(case: Case, treaty: Treaty, on: date | None = None) -> tuple[Reach, ...]:
    """For each clause that speaks of what can be reached, or of what is near, each site that is a point.

    The bearer is the state in which the site lies, if the clause binds it; at sea each of the main parties that it
    binds. Where the clause, its exceptions or readings speak of several places to be reached, each has its line.
    """
    words = Words(case, treaty, on or treaty.date)
    found: list[Reach] = []
    for provision in treaty.provisions:
        nodes = [(content, holder, node) for content, holder in _holders(provision) for node in _near(holder.territory)]
        if nodes:
            found.extend(_sites(case, words, treaty.name(provision.anchor), nodes))
    return tuple(found)


def rivals(one: Iterable[Reach], other: Iterable[Reach]) -> tuple[tuple[float, Reach, Reach], ...]:
    """Where two treaties judge one site differently for what is the same party's and reaches equally far.

    The range, the line under which it gets there, and that under which it does not.
    """
    first, second = tuple(one), tuple(other)
    found: dict[tuple[float, str, str], tuple[float, Reach, Reach]] = {}
    for near, far in (*product(first, second), *product(second, first)):
        if (near.site, near.bearer) == (far.site, far.bearer):
            for limit in near.within:
                if limit in far.beyond:
                    found.setdefault((limit, near.site, near.bearer), (limit, near, far))
    return tuple(found.values())


Holder = Content | Exemption
Node = ex.Within | ex.Reaching


def _holders(provision: Provision) -> Iterator[tuple[Content, Holder]]:
    for content in (provision.content, *(one.content for one in provision.readings)):
        yield content, content
        for exemption in content.exceptions:
            yield content, exemption


def _near(expression: Expression | None) -> list[Node]:
    tree = expression.tree if expression is not None else None
    nodes = ex.walk(tree) if isinstance(tree, ex.Node) else ()
    return [node for node in nodes if isinstance(node, ex.Within | ex.Reaching)]


def _sites(case: Case, words: Words, clause: str, nodes: list[tuple[Content, Holder, Node]]) -> Iterator[Reach]:
    from detente.geo.distances import nearest

    where = {one.id: one.at for one in case.treaties.vocabulary.territories if one.at is not None}
    for site, at in where.items():
        for bearer in _bearers(words, site):
            limits: dict[tuple[str, ...], set[float]] = {}
            places: dict[str, Place] = {}
            for content, holder, node in nodes:
                for targets, some in _targets(words, content, holder, node, (site, bearer), where):
                    limits.setdefault(tuple(targets), set()).update(some)
                    places |= targets
            for names, ranges in limits.items():
                km, name = min((nearest(at, places[name]), name) for name in names)
                within, beyond = (tuple(sorted(far for far in ranges if (km <= far) is near)) for near in (True, False))
                yield Reach(clause, site, words.universe.bearers.leaves[bearer], name, round(km, 1), within, beyond)


def _bearers(words: Words, site: str) -> list[int]:
    """In whose soil a site lies; of a site at sea the main parties."""
    actors = words.universe.bearers.mask
    above = next((name for name in words.universe.territories.upwards(site)[1:] if name in gazetteer.states()), "")
    if above:
        return list(bits(actors.get(above, 0)))
    main = words.treaty.main
    return list(bits(words.plan(main, BEARER, {}).at(words.day)[0])) if main is not None else []


def _targets(
    words: Words,
    content: Content,
    holder: Holder,
    node: Node,
    at: tuple[str, int],
    where: dict[str, tuple[float, float]],
) -> Iterator[tuple[dict[str, Place], list[float]]]:
    """The places meant, by name, and the ranges from which they may not be reached, under each reading of words."""
    who = holder.bearer or content.bearer
    if who is None:
        return
    of = Expression("", node.of if isinstance(node, ex.Within) else node.target)
    owed, (site, bearer) = content.counterparty, at
    place = words.universe.place(TERRITORY, site)
    wide = Expression("", _widest(holder.territory.tree if holder.territory else ex.Everything()))
    for choice in words.choices([one for one in (who, of, wide, owed) if one is not None]):
        if not words.plan(who, BEARER, choice, owed).at(words.day, bearer)[0] >> bearer & 1:
            continue
        if not words.plan(wide, TERRITORY, choice, owed).at(words.day, bearer)[1] >> place & 1:
            continue
        plan = words.plan(of, TERRITORY, choice, owed)
        mask = 0 if plan.needs & REACH else plan.at(words.day, bearer)[0]
        targets = dict(_placed(words, mask, where))
        limits = [node.km] if node.km is not None else _ranges(words, holder.asset or content.asset, choice)
        if targets and limits:
            yield targets, limits


def _widest(node: object, inside: bool = True) -> object:
    """A territory if everything were near and in reach: where a clause can apply at all."""
    match node:
        case ex.Within() | ex.Reaching():
            return ex.Everything() if inside else ex.Union(())
        case ex.Outside(of):
            return ex.Outside(_widest(of, not inside))  # type: ignore[arg-type]  # parts of sets are sets
        case ex.Union(parts):
            return ex.Union(tuple(_widest(part, inside) for part in parts))  # type: ignore[misc]
        case ex.Minus(whole, less):
            return ex.Minus(_widest(whole, inside), _widest(less, not inside))  # type: ignore[arg-type]
        case ex.Also(one, other):
            return ex.Also(_widest(one, inside), _widest(other, inside))  # type: ignore[arg-type]
    return node


def _placed(words: Words, mask: int, where: dict[str, tuple[float, float]]) -> Iterator[tuple[str, Place]]:
    known = gazetteer.everything()
    for place in bits(mask):
        name = words.universe.territories.leaves[place].removesuffix(REST)
        if name in where:
            yield name, where[name]
        elif name in known:
            yield name, name


def _ranges(words: Words, asset: Expression | None, choice: Choice) -> list[float]:
    """How far the classes of a set reach, where they say."""
    if asset is None:
        return []
    mask = words.plan(asset, ASSET, choice).at(words.day)[0]
    return sorted({far for place in bits(mask) if (far := words.universe.reach[place]) is not None})

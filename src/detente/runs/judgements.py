"""How far solutions rest on the numbers: every number that is not exact is drawn, and the table solved again each time.

`docs/explanation/preferences.md`, section 5. Shares carry Wilson's interval (1927) at 95 %.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.case.filtering import lapsed
from detente.case.model import Case
from detente.engines.bargaining.model import Domain
from detente.ledger.terms import issues_of_terms
from detente.space.judging import Judging, judge
from detente.space.outcome import About
from detente.space.patience import Progress, Stop, patient, quiet
from detente.space.proposed import Options, at_status_quo, proposed
from detente.space.proposed import members as members_of
from detente.space.regarding import STATUS_QUO
from detente.space.shares import Share
from detente.space.spaces import Space

if TYPE_CHECKING:
    from detente.space.draws import Draws

_MANY = 200
_FIRST = 32
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Standard:
    """One solution over the draws: what each unit has in it, and which packages it is, the most frequent first.

    `utilities` are the 5 % quantile, the middle and the 95 % quantile; None where there never was one.
    """

    name: str
    found: int
    utilities: tuple[tuple[float, float, float], ...] | None
    packages: tuple[tuple[dict[str, str], Share], ...]
    options: dict[str, dict[str, Share]]
    """For each issue how often it is settled in which way, the most frequent first."""
    different: int
    """How many different packages it was."""
    tied: int
    """In how many draws it was not the only package of its value; one of them was counted."""
    inexact: int

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "found": self.found,
            "utilities": None if self.utilities is None else [list(one) for one in self.utilities],
            "packages": [{"package": package, **share.to_json()} for package, share in self.packages],
            "options": {
                issue: {option: share.to_json() for option, share in shares.items()}
                for issue, shares in self.options.items()
            },
            "different": self.different,
            "tied": self.tied,
            "inexact": self.inexact,
        }


@dataclass(frozen=True)
class Better:
    """A proposal or the status quo: in how many draws each unit is at least as well off as with no agreement.

    `every` in all its packages, `some` in at least one; the same where it is one package. `together`: everybody in one.
    """

    id: str
    title: str
    packages: int
    complete: bool
    every: tuple[Share, ...]
    some: tuple[Share, ...]
    together: Share

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "id": self.id,
            "packages": self.packages,
            "complete": self.complete,
            "every": [one.to_json() for one in self.every],
            "some": [one.to_json() for one in self.some],
            "together": self.together.to_json(),
        }


@dataclass(frozen=True)
class Judgements:
    """The answer. `made` is less than `draws` where the work was stopped: figures are then of those made."""

    about: About
    case: Case
    table: str
    units: tuple[str, ...]
    draws: int
    made: int
    seed: int
    varied: int
    """How many numbers were drawn; the others are exact."""
    zone: Share
    unknown: int
    """In how many draws it was not known whether a package is acceptable to all."""
    standards: tuple[Standard, ...]
    named: tuple[Better, ...]

    def to_json(self) -> dict[str, Any]:
        """As the reference documents it."""
        return {
            "asked": self.draws,
            "made": self.made,
            "seed": self.seed,
            "varied": self.varied,
            "agreement_zone": self.zone.to_json(),
            "unknown": self.unknown,
            **{one.name: one.to_json() for one in self.standards},
            "better_off": [one.to_json() for one in self.named],
        }


def judgements(
    space: Space,
    draws: int = 1000,
    seed: int = 0,
    *,
    within: str | None = None,
    ideal: str = "rational",
    most: int = 5,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Judgements:
    """How far do the solutions at a table rest on numbers that are not exact? So many draws of each, from a seed.

    At most so many packages (`most`) are listed for each solution. The same seed gives the same numbers. Raises
    NotJudgedError where nobody at the table is judged.
    """
    from detente.engines.bargaining.drawing import drawn
    from detente.engines.bargaining.measures import NAMES
    from detente.engines.bargaining.results import TooManyError
    from detente.space.draws import Draws

    judging = judge(space, within=within)
    judging.require()
    made = Draws(judging, draws, seed)
    tally = _Tally({name: _Standard() for name in NAMES})
    domains: list[Domain] = []

    def given() -> Any:
        for domain in made.domains():
            domains.append(domain)
            yield domain

    source = given()
    batches = (itertools.islice(source, _FIRST), source)  # a few first, so that little time brings some
    try:
        for at, one in enumerate(one for some in batches for one in drawn(some, ideal, stop)):
            tally.add(one, domains[at])
            progress("draws", at + 1, draws)
            if stop():
                break
    except TooManyError:
        pass  # stopped: what was drawn until then is told, with its number
    return Judgements(
        About.of(space.case),
        space.case,
        space.seating.table,
        judging.units,
        draws,
        tally.made,
        seed,
        made.varied,
        Share(tally.zone, tally.made - tally.unknown),
        tally.unknown,
        tuple(one.found(name, judging, tally.made, most) for name, one in tally.best.items()),
        tuple(_better(made, *one, tally.made) for one in _named(judging)),
    )


@dataclass
class _Standard:
    """What one solution was, draw by draw."""

    utilities: list[tuple[float, ...]] = field(default_factory=list)
    packages: Counter[Options] = field(default_factory=Counter)
    tied: int = 0
    inexact: int = 0

    def found(self, name: str, judging: Judging, made: int, most: int) -> Standard:
        import numpy as np

        spans = None
        if self.utilities:
            table = np.quantile(np.array(self.utilities), QUANTILES, axis=0).T.tolist()
            spans = tuple((low, middle, high) for low, middle, high in table)
        order = sorted(self.packages.items(), key=lambda item: (-item[1], item[0]))
        listed = tuple((judging.bargain.package(package), Share(hits, made)) for package, hits in order[:most])
        options = self._options(judging, made)
        return Standard(name, len(self.utilities), spans, listed, options, len(order), self.tied, self.inexact)

    def _options(self, judging: Judging, made: int) -> dict[str, dict[str, Share]]:
        found = {}
        for at, matter in enumerate(judging.bargain.matters):
            hits: Counter[int] = Counter()
            for package, times in self.packages.items():
                hits[package[at]] += times
            order = sorted(hits.items(), key=lambda item: (-item[1], item[0]))
            found[matter.name] = {matter.options[option]: Share(times, made) for option, times in order}
        return found


@dataclass
class _Tally:
    """What was found so far."""

    best: dict[str, _Standard]
    made: int = 0
    zone: int = 0
    unknown: int = 0

    def add(self, one: Any, domain: Domain) -> None:
        self.made += 1
        self.zone += one.empty is False
        self.unknown += one.empty is None
        for name, pick in one.best.items():
            mine = self.best[name]
            rows = zip(pick.gains, domain.reservations, domain.scales, strict=True)
            mine.utilities.append(tuple((gain + r) / scale for gain, r, scale in rows))
            mine.packages[tuple(pick.package)] += 1
            mine.tied += pick.tied != 1
            mine.inexact += not pick.exact


def _named(judging: Judging) -> list[tuple[str, str, list[Options], bool]]:
    """The status quo and what is on the table: id, title, its feasible packages, whether these are all."""
    space = judging.space
    formulas = space.frame.formulas
    found = [(STATUS_QUO, "", [at_status_quo(space)], True)]
    for one in space.case.proposals:
        if lapsed(one, space.standing.day) or not set(issues_of_terms(one.terms)) & set(space.frame.variable):
            continue
        formula = formulas.all([proposed(space, one, judging.hard).formula, *judging.hard])
        packages = list(itertools.islice(members_of(space, formula), _MANY + 1))
        found.append((one.id, one.title, packages[:_MANY], len(packages) <= _MANY))
    return [one for one in found if one[2]]


def _better(draws: Draws, name: str, title: str, packages: Sequence[Options], complete: bool, made: int) -> Better:
    import numpy as np

    units = range(len(draws.units))
    accepts = np.array([[draws.worth(u, x) >= draws.reservations[u] for x in packages] for u in units], dtype=bool)
    accepts = accepts[:, :, :made]
    together = accepts.all(axis=0).any(axis=0)
    return Better(
        name,
        title,
        len(packages),
        complete,
        tuple(Share(int(accepts[u].all(axis=0).sum()), made) for u in units),
        tuple(Share(int(accepts[u].any(axis=0).sum()), made) for u in units),
        Share(int(together.sum()), made),
    )

"""Who decides: members in the order of their inclination, the one with whom a rule is first met."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from detente.engines.voting.model import ONE, ZERO, Assembly, Ballot, Rule
from detente.engines.voting.tallies import Tally, met, tally


@dataclass(frozen=True)
class Pivot:
    """The members (several where they are equally inclined) with whose seats the rule is first met.

    `enough`: those of them any one of whom is enough, with all before yes and all others no.
    """

    members: tuple[int, ...]
    enough: tuple[int, ...]

    @property
    def alone(self) -> bool:
        """Whether any one of them is enough."""
        return self.enough == self.members


def ranked(ballots: Sequence[Ballot]) -> list[tuple[int, ...]]:
    """Members from the likeliest to vote yes to the least likely; those that cannot be told apart together. Who is
    fixed is none of them.
    """
    keys = {(one.inclination, one.margin) for one in ballots if not one.fixed}
    return [
        tuple(n for n, one in enumerate(ballots) if not one.fixed and (one.inclination, one.margin) == key)
        for key in sorted(keys, reverse=True)
    ]


def if_only(assembly: Assembly, members: Collection[int]) -> Tally:
    """The vote if these members vote yes and all others no, everybody being there."""
    shares = [(ONE if place in members else ZERO, ZERO) for place in range(len(assembly.seats))]
    return tally(assembly, shares, ONE)


def pivot(assembly: Assembly, ballots: Sequence[Ballot], rule: Rule) -> Pivot | None:
    """The pivotal member; None where not even all votes meet the rule."""
    before: set[int] = set()
    for group in ranked(ballots):
        if met(rule, if_only(assembly, before | set(group))):
            return Pivot(group, tuple(one for one in group if met(rule, if_only(assembly, before | {one}))))
        before |= set(group)
    return None


def vetoes(assembly: Assembly, rule: Rule) -> tuple[int, ...]:
    """The members without whom the rule cannot be met."""
    everybody = set(range(len(assembly.seats)))
    return tuple(one for one in sorted(everybody) if not met(rule, if_only(assembly, everybody - {one})))

"""How much a case says on treaties, and how much of it nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from detente.case.treaties.model import Treaties


class _Doubtful(Protocol):
    @property
    def confirmed(self) -> bool: ...


def treaty_counts(found: Treaties) -> dict[str, int]:
    """Treaties, provisions, readings, and rows of the inventory; of each how many are unconfirmed."""
    provisions = [provision for treaty in found.treaties for provision in treaty.provisions]
    terms = [*found.vocabulary.terms, *(term for treaty in found.treaties for term in treaty.terms)]
    rivals = [len(term.readings) for term in terms if len(term.readings) > 1]
    return {
        "treaties": len(found.treaties),
        "provisions": len(provisions),
        "provisions_unconfirmed": _unconfirmed(provisions),
        "readings": sum(len(provision.readings) for provision in provisions) + sum(rivals),
        "memberships": len(found.inventory.memberships),
        "memberships_unconfirmed": _unconfirmed(found.inventory.memberships),
        "holdings": len(found.inventory.holdings),
        "holdings_unconfirmed": _unconfirmed(found.inventory.holdings),
    }


def sources_of_treaties(found: Treaties) -> Iterator[str]:
    """The sources that treaties, provisions, readings, terms and inventory rows name, each as often as it is named."""
    terms = [*found.vocabulary.terms, *(term for treaty in found.treaties for term in treaty.terms)]
    for treaty in found.treaties:
        yield from treaty.source
        for provision in treaty.provisions:
            yield from provision.source
            for reading in provision.readings:
                yield from reading.source
    for term in terms:
        for meaning in term.readings:
            yield from meaning.source
    for text in (
        *(row.source for row in found.inventory.memberships),
        *(row.source for row in found.inventory.holdings),
    ):
        yield from text.split()


def _unconfirmed(entries: Iterable[_Doubtful]) -> int:
    return sum(not entry.confirmed for entry in entries)

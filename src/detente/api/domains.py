"""Negotiation domains in and out of other tools' formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from detente.case.judgements.model import Preference, Quantity
from detente.case.model import Case
from detente.errors import NotJudgedError
from detente.exchange.coding import Loss
from detente.exchange.formats import DOMAINS, Format, named
from detente.space.bargaining import Bargain

__all__ = ["Converted", "convert", "export_domain", "holds_domain", "import_domain", "read_domain"]


@dataclass(frozen=True)
class Converted:
    """A domain that was written: the files, what is in them, and everything that is not.

    `format` is that of the files; of a domain that became a case, the one that it came in.
    """

    format: Format
    path: Path
    files: tuple[Path, ...]
    bargain: Bargain
    losses: tuple[Loss, ...]


def read_domain(*files: str | Path) -> Bargain:
    """The domain in these files, or in one folder of them: GENIUS, GeniusWeb, NegMAS, a sheet or tables.

    Their format is told by what is in them, the domain apart from the profiles too; parties come in the order of their
    files. Raises FormatError with everything that is wrong in any of them.
    """
    from detente.exchange.bargains.door import read_domain as read

    return read([Path(one) for one in files])


def holds_domain(file: str | Path) -> bool:
    """Whether a file is a negotiation domain, or the profile of a party, by what is in it."""
    from detente.exchange.bargains.door import holds_domain as holds

    return holds(Path(file))


def convert(files: Iterable[str | Path] | Bargain, path: str | Path, format: str) -> Converted:  # noqa: A002
    """Write a domain in another format: a file, or a new folder where the format takes several.

    What the format cannot carry is in `losses`. Raises FormatError for files that cannot be read, WriteError where
    something is there already.
    """
    return _written(files if isinstance(files, Bargain) else read_domain(*files), path, format, ())


def import_domain(files: Iterable[str | Path] | Bargain, out: str | Path, format: str = "") -> Converted:  # noqa: A002
    """Make a new case folder of a domain: issues, parties, preferences, linkages as conditions.

    `detente.solutions` gives the same answers for the case as for the files, utilities times one factor, but for what
    is in `losses`; there is also what a case must say and a domain does not. `format`: what the files have to be; by
    default what is in them tells. Raises FormatError for files that cannot be read, WriteError where the folder is
    there and not empty, CaseError for a domain that is beyond what a case can be.
    """
    from detente.exchange.bargains.casefolder import files_of
    from detente.exchange.bargains.door import read_told
    from detente.exchange.newfolder import place

    if format:
        named(format, DOMAINS)
    told, bargain = ("tables", files) if isinstance(files, Bargain) else read_told([Path(one) for one in files], format)
    texts, losses = files_of(bargain)
    return Converted(named(told, DOMAINS), Path(out), place(Path(out), texts), bargain, losses)


def export_domain(
    case: Case,
    path: str | Path,
    format: str,  # noqa: A002
    table: str | None = None,
    within: str | None = None,
) -> Converted:
    """Write a case's table with its preferences as a domain: judged parties, the agenda, central values.

    `table`: default the first at which two are judged. With `within` linkages keep to packages that no position at
    that level rules out. What the format cannot carry is in `losses`; so is what central values leave out. Raises
    NotJudgedError where nobody at the table is judged.
    """
    from detente.space.judging import judge, judged_space

    judging = judge(judged_space(case, table), within=within)
    if len(judging.units) < 2:
        raise NotJudgedError(f"At {judging.space.seating.table} fewer than two are judged; a domain has two parties.")
    losses = [Loss(f"preferences of {party}", 1, "it is not judged") for party in judging.unjudged_parties]
    losses += [
        Loss(f"worth of issues to {unit}", len(issues), f"not judged, and 0 here: {', '.join(issues)}")
        for unit, issues in judging.unjudged_issues.items()
    ]
    for worth in judging.worths:
        if loose := sum(1 for one in _quantities(worth.preference) if one.form != "exact"):
            losses.append(Loss(f"intervals and distributions of {worth.of}", loose, "only central values are written"))
    return _written(judging.bargain, path, format, losses)


def _quantities(preference: Preference) -> Iterator[Quantity]:
    """The numbers of an entry."""
    yield from (number for _, number in preference.weights.numbers)
    yield from (number for values in preference.values for _, number in values.numbers)
    yield from (bonus.worth for bonus in preference.bonuses)
    if preference.reservation is not None and preference.reservation.worth is not None:
        yield preference.reservation.worth


def _written(bargain: Bargain, path: str | Path, format: str, losses: Iterable[Loss]) -> Converted:  # noqa: A002
    from detente.exchange.bargains.door import write_domain

    chosen = named(format, DOMAINS)
    files, more = write_domain(bargain, Path(path), chosen.name)
    return Converted(chosen, Path(path), files, bargain, (*losses, *more))

"""What is efficient and what is fair: solutions of a bargaining domain."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from detente.analyses.solutions import IDEALS, Package, Solution, Solutions
from detente.analyses.solutions import solutions as _solutions
from detente.errors import UnknownNameError
from detente.exchange.genius.reading import read_genius
from detente.space.bargaining import Bargain
from detente.space.patience import Stop, patient

__all__ = ["Bargain", "Package", "Solution", "Solutions", "solutions"]


def solutions(
    domain: str | Path | Bargain,
    profiles: Iterable[str | Path] = (),
    *,
    ideal: str = "rational",
    packages: int = 20,
    count: bool = True,
    stop: Stop = patient,
) -> Solutions:
    """Which packages leave nothing on the table, and which are fair by which standard?

    `domain` is a GENIUS domain file with one profile file for each party, or a Bargain made already. The frontier is
    over the packages that everybody accepts (utility ≥ reservation value); Nash, Kalai–Smorodinsky, egalitarian and
    utilitarian points come with all ties and up to so many `packages` behind each point. `ideal` says over which
    packages Kalai and Smorodinsky's largest gains are taken: "rational", those acceptable to all, or "all". With
    `count` False the agreement zone is not counted. `method` and `exact` of the answer say how it was found; None in
    it is "not known". Raises FormatError for files that cannot be read, with everything that is wrong in them.
    """
    if ideal not in IDEALS:
        raise UnknownNameError("set of packages for the ideal", ideal, IDEALS)
    bargain = domain if isinstance(domain, Bargain) else read_genius(Path(domain), [Path(one) for one in profiles])
    return _solutions(bargain, ideal, most=packages, count=count, stop=stop)

"""What is efficient and what is fair: solutions of a case at a table, or of a bargaining domain in files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from detente.analyses.solutions import IDEALS, Solution, Solutions
from detente.analyses.solutions import of_case as _of_case
from detente.analyses.solutions import solutions as _solutions
from detente.analyses.trade import Trade
from detente.analyses.trade import of_case as _trade_of_case
from detente.analyses.trade import of_domain as _of_domain
from detente.api.loading import load
from detente.case.model import Case
from detente.errors import UnknownNameError
from detente.exchange.bargains.door import read_domain
from detente.exchange.telling import names_case
from detente.runs.judgements import Judgements
from detente.runs.judgements import judgements as _judgements
from detente.space.bargaining import Bargain, Package
from detente.space.judging import judged_space
from detente.space.patience import Progress, Stop, patient, quiet
from detente.space.regarding import STATUS_QUO
from detente.space.surroundings import Asked

__all__ = ["Bargain", "Judgements", "Package", "Solution", "Solutions", "Trade", "judgements", "solutions", "trade"]


def solutions(
    domain: str | Path | Case | Bargain,
    profiles: Iterable[str | Path] = (),
    *,
    table: str | None = None,
    within: str | None = None,
    ideal: str = "rational",
    packages: int = 20,
    count: bool = True,
    stop: Stop = patient,
) -> Solutions:
    """Which packages leave nothing on the table, and which are fair by which standard?

    `domain` is a case (as `case.on(date)` gives it, a catalogue slug or a folder), whose preferences are asked at
    `table` (default: the first with two who are judged), among the packages that no position at the level `within`
    rules out; or files of a domain with a profile for each party (GENIUS, GeniusWeb, NegMAS, a sheet, tables), or a
    folder of them; or a Bargain made already. The frontier is over
    the packages that everybody accepts (utility ≥ reservation value); Nash, Kalai–Smorodinsky, egalitarian and
    utilitarian points come with all ties and up to so many `packages` behind each point. `ideal` says over which
    packages Kalai and Smorodinsky's largest gains are taken: "rational", those acceptable to all, or "all". With
    `count` False the agreement zone is not counted. `method` and `exact` of the answer say how it was found; None in
    it is "not known". Raises FormatError for files that cannot be read, with everything that is wrong in them, and
    NotJudgedError where nobody at the table is judged.
    """
    if ideal not in IDEALS:
        raise UnknownNameError("set of packages for the ideal", ideal, IDEALS)
    given = bargain_or_case(domain, profiles)
    if isinstance(given, Bargain):
        return _solutions(given, ideal, most=packages, count=count, stop=stop)
    space = judged_space(given, table)
    return _of_case(space, ideal, within=within, most=packages, count=count, stop=stop)


def trade(  # noqa: PLR0913
    domain: str | Path | Case | Bargain,
    profiles: Iterable[str | Path] = (),
    *,
    start: str = STATUS_QUO,
    package: Mapping[str, str] | None = None,
    table: str | None = None,
    parties: Iterable[str] = (),
    issues: int = 2,
    most: int = 10,
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Trade:
    """What can be traded from a package: free improvements, swaps of two issues, what each party could concede?

    `domain` as in `solutions`. Of a case `start` is a proposal or "status_quo", and `package` settles some of its
    issues otherwise; of files `package` names an option of every issue. With `issues` 3 swaps of three issues are
    looked for too. At most so many (`most`) are listed of each kind; all are counted. `parties`: concessions of these,
    and pairs of issues worth trading with them. Raises UnknownNameError for what is not there, NotJudgedError where
    nobody at the table is judged.
    """
    if issues not in (2, 3):
        raise UnknownNameError("number of issues", str(issues), ("2", "3"))
    given = bargain_or_case(domain, profiles)
    asked = Asked(issues, most, tuple(parties))
    if isinstance(given, Bargain):
        return _of_domain(given, package or {}, asked, progress=progress, stop=stop)
    return _trade_of_case(judged_space(given, table), start, package, asked, progress=progress, stop=stop)


def judgements(
    case: str | Path | Case,
    draws: int = 1000,
    seed: int = 0,
    *,
    table: str | None = None,
    within: str | None = None,
    ideal: str = "rational",
    progress: Progress = quiet,
    stop: Stop = patient,
) -> Judgements:
    """How far do the solutions of a case rest on numbers that are not exact? So many draws of each, from a seed.

    In how many draws there is an agreement at all, what each party has by each solution, how often a package is one,
    how often each party is better off with what is on the table than without. The same seed gives the same numbers.
    Once `stop` says so, no more are drawn, and the answer says how many were. Raises NotJudgedError where nobody at the
    table is judged.
    """
    if ideal not in IDEALS:
        raise UnknownNameError("set of packages for the ideal", ideal, IDEALS)
    given = case if isinstance(case, Case) else load(case)
    space = judged_space(given, table)
    return _judgements(space, draws, seed, within=within, ideal=ideal, progress=progress, stop=stop)


def bargain_or_case(domain: str | Path | Case | Bargain, profiles: Iterable[str | Path] = ()) -> Bargain | Case:
    """What the arguments of a question about bargaining mean."""
    if isinstance(domain, (Bargain, Case)):
        return domain
    files = [Path(domain), *map(Path, profiles)]
    return load(domain) if names_case(domain, files[1:]) else read_domain(files)

"""Treaties in and out of other tools' formats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from detente.api.anchoring import refuse_catalogue
from detente.api.loading import load
from detente.brief import norms
from detente.case.model import Case
from detente.case.names import ID_RULE, id_problem
from detente.case.treaties.model import Treaty
from detente.errors import UnknownNameError, WriteError
from detente.exchange.coding import Loss
from detente.exchange.formats import TREATIES, Format, named
from detente.exchange.treaties import akomantoso, akomareading, codesheet, legalruleml, sheet, taking
from detente.exchange.treaties.bundle import Incoming, Outgoing
from detente.exchange.treaties.codes import Codes, codes_of
from detente.exchange.treaties.plain import to_yaml

SCHEMES = {"atop": codesheet.ATOP, "pax": codesheet.PAX}
ONE_EACH = {"akn": akomantoso.write, "legalruleml": legalruleml.write}


@dataclass(frozen=True)
class ExportedTreaties:
    """Treaties that were written: where, which, and everything that was dropped."""

    format: Format
    path: Path
    treaties: tuple[str, ...]
    provisions: int
    losses: tuple[Loss, ...]


@dataclass(frozen=True)
class ImportedTreaties:
    """Treaties that came in: their files, how many provisions they have, and what the reader did not understand."""

    format: Format
    files: tuple[Path, ...]
    treaties: tuple[str, ...]
    provisions: int
    losses: tuple[Loss, ...]


def treaty_export(
    case: Case,
    path: str | Path,
    ids: Iterable[str] = (),
    *,
    format: str,  # noqa: A002
    mapping: str | Path | None = None,
) -> ExportedTreaties:
    """Write treaties of a case in another format: all of them, or those named; one where the format holds one.

    `mapping`: which norms make which variable of a coding sheet. Raises WriteError where something is there already.
    """
    chosen = named(format, TREATIES)
    target = Path(path)
    if target.exists() or target.is_symlink():
        raise WriteError(f"{target} is there already")
    treaties = _treaties(case, ids)
    codes = _codes(chosen, mapping)
    sentences = {
        treaty.name(one.anchor): norms.sentence(case, treaty, one) for treaty in treaties for one in treaty.provisions
    }
    outgoing = Outgoing(case, treaties, sentences)
    if chosen.name in ONE_EACH:
        if len(treaties) != 1:
            known = ", ".join(treaty.id for treaty in treaties)
            raise WriteError(f"{chosen.title} holds one treaty; expected its id; got {len(treaties)}: {known}")
        losses = ONE_EACH[chosen.name](outgoing, target)
    elif codes is not None:
        losses = codesheet.write(SCHEMES[chosen.name], outgoing, codes, target)
    else:
        losses = sheet.write(outgoing, target)
    provisions = sum(len(treaty.provisions) for treaty in treaties)
    return ExportedTreaties(chosen, target, tuple(treaty.id for treaty in treaties), provisions, losses)


def _treaties(case: Case, ids: Iterable[str]) -> tuple[Treaty, ...]:
    known = case.treaties.treaty
    for name in (names := tuple(dict.fromkeys(ids))):
        if name not in known:
            raise UnknownNameError("treaty", name, known, known)
    if not known:
        raise WriteError(f"{case.slug} has no treaty; treaties go into treaties/ID.yaml")
    return tuple(known[name] for name in names) or case.treaties.treaties


def _codes(chosen: Format, mapping: str | Path | None) -> Codes | None:
    if chosen.name in SCHEMES:
        return codes_of(chosen.name, Path(mapping) if mapping is not None else None)
    if mapping is not None:
        raise WriteError(f"a mapping is for coding sheets ({', '.join(SCHEMES)}), not for {chosen.name}")
    return None


def treaty_import(
    case: str | Path,
    path: str | Path,
    *,
    format: str,  # noqa: A002
    id: str = "",  # noqa: A002
    mapping: str | Path | None = None,
    texts: bool = False,
    replace: bool = False,
) -> ImportedTreaties:
    """Read treaties into a case, each as `treaties/ID.yaml`.

    `id` names the treaty, or says which of several to take. `texts`: a foreign document’s words come into `says`.
    Nothing is written unless the whole case can be read with it. Raises FormatError for a file that cannot be read,
    CaseError for what does not fit the case, WriteError where a treaty is there already and `replace` is not said.
    """
    chosen = named(format, TREATIES)
    if not chosen.reads:
        raise WriteError(f"{chosen.name} is written and not read")
    loaded = load(str(case))
    refuse_catalogue(loaded)
    incoming = _named(_read(chosen, Path(path), _codes(chosen, mapping), loaded, texts), id)
    written = {
        name: to_yaml(plain, [f"Read from {Path(path).name} as {chosen.title}."])
        for name, plain in incoming.treaties.items()
    }
    folder = Path(loaded.folder)
    tried = taking.try_out(folder, written).treaties.treaty
    files = taking.put(folder, written, replace)
    provisions = sum(len(tried[name].provisions) for name in written)
    return ImportedTreaties(chosen, files, tuple(written), provisions, incoming.losses)


def _read(chosen: Format, path: Path, codes: Codes | None, case: Case, texts: bool) -> Incoming:
    if codes is not None:
        actions = frozenset(one.id for one in case.treaties.vocabulary.actions)
        return codesheet.read(SCHEMES[chosen.name], path, codes, actions)
    return akomareading.read(path, texts) if chosen.name == "akn" else sheet.read(path, texts)


def _named(incoming: Incoming, name: str) -> Incoming:
    """The one treaty of that name, or all; ids that a case can hold."""
    if name and name not in incoming.treaties and len(incoming.treaties) > 1:
        raise UnknownNameError("treaty of the file", name, incoming.treaties, incoming.treaties)
    treaties = incoming.treaties
    if name:
        only = treaties[name] if name in treaties else next(iter(treaties.values()))
        treaties = {name: only}
    for one in treaties:
        if id_problem(one) or one == "vocabulary":
            raise WriteError(f"“{one}” is no id of a treaty; expected {ID_RULE}; --id gives another")
    return Incoming(treaties, incoming.losses)

"""Coding sheets in the manner of ATOP and PA-X: one row a treaty, its variables computed from norms as far as they can.

A variable that the mapping knows is 1 (PA-X: 1 where only vague words say it, else 2) if a norm fits; where none does
it stays blank, because that nobody coded it does not show that it is not there. Zeros, PA-X's 3 and every other column
are somebody's coding: they are carried. An import keeps them in the treaty's note, in one line (`atop: {milaid: 1}`),
and an export writes that line's values back.

References: Leeds and others, Alliance Treaty Obligations and Provisions (2002), codebook 5.1; Bell and others, PA-X
Peace Agreements Database and Access Tool, codebook.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from detente.case.model import Case
from detente.case.treaties.expressions import Name, Union
from detente.case.treaties.model import Treaty
from detente.case.writing import write_atomic
from detente.case.yamlfile import YamlError, read_yaml, to_data
from detente.case.yamltext import flow
from detente.errors import Finding, FormatError
from detente.exchange.coding import Loss
from detente.exchange.outside import read_text, refuse
from detente.exchange.treaties.bundle import Incoming, Outgoing
from detente.exchange.treaties.codes import Codes, binding, coded
from detente.exchange.treaties.plain import Plain


@dataclass(frozen=True)
class Scheme:
    """A database's sheet: what it calls its columns, and whether its codes have levels.

    `dated`: whether `day` is the date of the text, and not the day on which it began.
    """

    name: str
    number: str
    title: str
    day: tuple[str, ...]
    parties: str
    levels: bool
    dated: bool

    @property
    def own(self) -> tuple[str, ...]:
        """The columns that are no variables."""
        ours = ("treaty",) if self.dated else ("treaty", DATED)
        return (*ours, *dict.fromkeys(name for name in (self.number, self.title, *self.day, self.parties) if name))


DATED = "date"
"""A column of ours, like `treaty`: the date of the text, which a draft has and an alliance that never began too."""

ATOP = Scheme("atop", "atopid", "title", ("begyr", "begmo", "begday"), "members", levels=False, dated=False)
PAX = Scheme("pax", "AgtId", "Agt", ("Dat",), "Part", levels=True, dated=True)

_UNKNOWN = ("", "-9", "-99", ".", "NA")
"""What stands for unknown in these databases."""


def write(scheme: Scheme, outgoing: Outgoing, codes: Codes, path: Path) -> tuple[Loss, ...]:
    """Write a row a treaty, whole or not at all. Returns what a sheet of codes does not hold."""
    losses: dict[str, Loss] = {}
    rows = [_row(scheme, outgoing.case, treaty, codes, losses) for treaty in outgoing.treaties]
    carried = dict.fromkeys(name for row in rows for name in row if name not in (*scheme.own, *codes))
    table = io.StringIO()
    writer = csv.DictWriter(table, [*scheme.own, *codes, *carried], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomic(path, table.getvalue().encode())
    norms = sum(len(treaty.provisions) for treaty in outgoing.treaties)
    gone = (Loss("what norms say beyond codes", norms, "a row is one treaty"),) if norms else ()
    return (*gone, *losses.values())


def _row(scheme: Scheme, case: Case, treaty: Treaty, codes: Codes, losses: dict[str, Loss]) -> dict[str, str]:
    carried = carried_in(scheme, treaty.note)
    row = {"treaty": treaty.id, scheme.title: treaty.title}
    row |= {name: value for name, value in carried.items() if name not in row}
    row |= _dated(scheme, treaty)
    if treaty.signatories is not None:
        row[scheme.parties] = treaty.signatories.text
    if scheme is ATOP and (several := _listed(treaty)):
        row["bilat"] = "1" if several == 2 else "0"
    for variable, rules in codes.items():
        found = coded(case, treaty, rules)
        value = ("2" if scheme.levels and binding(found) else "1") if found else ""
        was = carried.get(variable, "")
        if found and was == "0":
            why = "norms fit where the code that came along says 0: the norms are written"
            losses[f"{treaty.id} {variable}"] = Loss(f"{variable} of {treaty.id}", 1, why)
        row[variable] = value if found and was in ("0", *_UNKNOWN) else was
    return row


def _dated(scheme: Scheme, treaty: Treaty) -> dict[str, str]:
    """PA-X has the date of every text; ATOP that of alliances that began, which a draft has not: ours stands beside."""
    written = treaty.date.isoformat()
    if scheme.dated:
        return {scheme.day[0]: written}
    if treaty.entry is None or treaty.entry.date is None:
        return {DATED: written}
    parts = (treaty.entry.date.year, treaty.entry.date.month, treaty.entry.date.day)
    return {DATED: written} | {name: str(part) for name, part in zip(scheme.day, parts, strict=True)}


def _listed(treaty: Treaty) -> int:
    """How many signatories are named one by one; 0 where any stands for several."""
    tree = treaty.signatories.tree if treaty.signatories else None
    parts = tree.parts if isinstance(tree, Union) else (tree,)
    return len(set(parts)) if all(isinstance(part, Name) and re.fullmatch("[A-Z]{3}", part.id) for part in parts) else 0


def carried_in(scheme: Scheme, note: str) -> dict[str, str]:
    """The values that a treaty's note carries for a scheme; none where its line is not as it must be."""
    found = re.search(rf"^{scheme.name}: (\{{.*\}})\s*$", note, re.MULTILINE)
    if found is None:
        return {}
    try:
        root = read_yaml(f"value: {found[1]}\n")
    except YamlError:
        return {}
    data = to_data(root)["value"] if root is not None else {}
    return {name: value for name, value in data.items() if isinstance(value, str)} if isinstance(data, dict) else {}


# -------------------------------------------------------------------------------------------------------------- in


def read(scheme: Scheme, path: Path, codes: Codes, actions: frozenset[str]) -> Incoming:
    """Read a sheet: a treaty a row, a provision for each variable of the mapping whose code says that it is there.

    `actions`: those that the case has (none: any will do); of a rule's actions the first that it has is taken.
    """
    text = read_text(path)
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="", strict=True)
    try:
        header, rows = list(reader.fieldnames or ()), list(reader)
    except csv.Error as error:
        raise refuse(path, "the file is no CSV", "CSV", str(error)) from None
    if scheme.number not in header and "treaty" not in header:
        raise refuse(path, f"this is no sheet of {scheme.name}", scheme.number, ", ".join(header[:8]))
    return _Sheet(scheme, path, codes, actions).read(rows)


class _Sheet:
    def __init__(self, scheme: Scheme, path: Path, codes: Codes, actions: frozenset[str]) -> None:
        self.scheme, self.path, self.codes, self.actions = scheme, path, codes, actions
        self.findings: list[Finding] = []
        self.lost: dict[tuple[str, str], int] = {}

    def read(self, rows: list[dict[str, str]]) -> Incoming:
        treaties: dict[str, Mapping[str, Plain]] = {}
        for line, row in enumerate(rows, 2):
            if "" in row:
                self._say(line, "the record has too many fields", "as many as the header")
            cells = {name: value.strip() for name, value in row.items() if name}
            name, treaty = self._treaty(line, cells)
            if name in treaties:
                self._say(line, "two rows are of one treaty", "one row each", name)
            treaties[name] = treaty
        if not treaties and not self.findings:
            self._say(0, "the sheet has no row", "a row a treaty")
        if self.findings:
            raise FormatError(self.findings)
        return Incoming(treaties, tuple(Loss(what, count, why) for (what, why), count in self.lost.items()))

    def _say(self, line: int, message: str, expected: str, got: str = "") -> None:
        self.findings.append(Finding(str(self.path), line, "error", message, expected, got))

    def _lose(self, what: str, why: str) -> None:
        self.lost[what, why] = self.lost.get((what, why), 0) + 1

    def _treaty(self, line: int, row: dict[str, str]) -> tuple[str, dict[str, Plain]]:
        scheme = self.scheme
        number = row.get(scheme.number, "")
        name = row.get("treaty", "") or re.sub(r"[^A-Za-z0-9_-]+", "-", f"{scheme.name}-{number or line}")
        title = row.get(scheme.title, "") or f"{scheme.name.upper()} {number or line}"
        ours = row.get(DATED, "") if row.get("treaty") and not scheme.dated else ""
        began = scheme is ATOP and row.get("begyr", "") not in _UNKNOWN
        day = self._day(line, row) if began or not ours else ""
        found: dict[str, Plain] = {"title": title, "date": self._written(line, ours) if ours else day}
        kept = ["treaty", scheme.title, *scheme.day, *((DATED,) if ours else ())]
        if row.get("treaty") and row.get(scheme.parties):
            found["signatories"] = row[scheme.parties]
            kept.append(scheme.parties)
        rest = {key: value for key, value in row.items() if value not in _UNKNOWN and key not in kept}
        if began:
            found["entry_into_force"] = {"date": day}
        provisions = [one for variable in self.codes if (one := self._provision(variable, row))]
        if provisions:
            found["provisions"] = provisions
        if rest:
            found["note"] = f"{scheme.name}: {flow(rest)}"
        return name, found

    def _day(self, line: int, row: Mapping[str, str]) -> str:
        cells = [row.get(name, "") for name in self.scheme.day]
        written = cells[0] if len(cells) == 1 else "-".join(part.zfill(2) for part in cells if part not in _UNKNOWN)
        return self._written(line, written)

    def _written(self, line: int, written: str) -> str:
        turned = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", written)
        if turned:
            written = f"{turned[3]}-{int(turned[2]):02}-{int(turned[1]):02}"
        if re.fullmatch(r"\d{4}(-\d{2})?", written):
            self._lose("days of dates", "only the year or month is given: the first day is taken")
            written += "-01" if len(written) == 7 else "-01-01"
        try:
            return date.fromisoformat(written).isoformat()
        except ValueError:
            ours = "" if self.scheme.dated else f" (or, beside “treaty”, {DATED})"
            expected = f"{', '.join(self.scheme.day)}{ours}: a date"
            self._say(line, "the row has no date", expected, written or "nothing")
            return ""

    def _provision(self, variable: str, row: Mapping[str, str]) -> dict[str, Plain] | None:
        code = row.get(variable, "")
        if code in (*_UNKNOWN, "0"):
            return None
        rule = next(iter(self.codes[variable]), None)
        if rule is None:
            return None
        self._lose("who bears it, where, and the words of provisions", "a code says none of them")
        action = next((one for one in rule.actions if not self.actions or one in self.actions), "")
        lacking = bool(rule.actions) and not action
        if lacking:
            self._lose(
                f"the order of {variable}", f"the case has no action of {', '.join(rule.actions)}: a declaration"
            )
        weak = self.scheme.levels and code == "1"
        kind = "declaration" if lacking else "principle" if weak else rule.kinds[0]
        found: dict[str, Plain] = {"id": variable, "title": variable, "kind": kind}
        if action:
            found["action"] = action
        found["judgement"] = f"From the code {variable} = {code}; its article is not known."
        return found

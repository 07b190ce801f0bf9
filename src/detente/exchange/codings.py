"""Coded spans as JSON Lines, one statement a line: the form in which two coders are compared (`detente agree`).

Actors are names, not ids. What the form has no key for is dropped, and said. Read back, statements are proposals, and
what the form does not say of a row (its firmness) is coded softest, and said too.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from detente.case.names import id_problem
from detente.case.statements import HEADER
from detente.case.writing import write_atomic
from detente.errors import Finding, FormatError
from detente.exchange.bare import bare
from detente.exchange.coding import Coding, Loss, Reading, Row
from detente.exchange.naming import Ids
from detente.exchange.table import codebook_losses
from detente.ledger.codings import ACT_STANCE, CHAIN, FIELDS, STANCE, WRITTEN, Coded, of_row, read_codings

_ACTS = ("demand", "offer", "accept", "reject", "threat", "denial", "report", "assessment", "prediction")
_SPELT = {
    "red line": "demand",
    "no demand": "no_demand",
    "absence of a demand": "no_demand",
    "leave open": "leave_open",
}
_QUOTES = ("direct", "indirect", "spoken_for", "document", "inferred")


def write(coding: Coding, path: Path, texts: bool = False) -> tuple[Loss, ...]:
    """Write the statements that have an anchor by offsets; the others cannot be in this form."""
    del texts
    lines, without = [], 0
    names = {party.id: party.name for party in coding.parties} | {bloc.id: bloc.name for bloc in coding.blocs}
    files = {source.id: source.file for source in coding.sources}
    for row in coding.rows:
        if row.get("begin"):
            lines.append(json.dumps(_entry(row, names, files), ensure_ascii=False) + "\n")
        else:
            without += 1
    write_atomic(path, "".join(lines).encode())
    losses = list(codebook_losses(coding, "the form holds statements alone"))
    dropped = Counter(column for row in coding.rows if row.get("begin") for column in row if column not in WRITTEN)
    losses += [Loss(f"the column {column}", count, "the form has no key for it") for column, count in dropped.items()]
    about = sum(_about(row, _entry(row, names, files)) for row in coding.rows if row.get("begin"))
    if about:
        losses.append(Loss("whom a judgement is about", about, "the form names who judges, and no second actor"))
    if without:
        losses.append(Loss("statements", without, "without an anchor by offsets there is no span"))
    return tuple(losses)


def _entry(row: Row, names: Mapping[str, str], files: Mapping[str, str]) -> dict[str, object]:
    source, holder = row.get("source", ""), row.get("holder", "")
    one = of_row(row, names.get(holder, holder), files.get(source) or source)
    values: dict[str, object] = {name: one.values[name] for name in FIELDS if name in one.values}
    values["reported_by"] = one.values["reported_by"].split(CHAIN) if one.values["reported_by"] else None
    place = {"id": one.id, "doc": one.doc, "begin": one.begin, "end": one.end}
    return place | {"span_sha256_16": one.digest[:16] or None} | values


def _about(row: Row, entry: Mapping[str, object]) -> bool:
    return bool(row.get("speaker")) and not entry["on_behalf_of"]


# ----------------------------------------------------------------------------------------------------------- reading


def read(path: Path) -> Reading:
    """Statements as proposed rows; the matters they are about become topics. Raises FormatError with all errors."""
    found = read_codings(path)
    errors = [finding for finding in found.findings if finding.severity == "error"]
    if errors:
        raise FormatError(errors)
    reader = _Reader(found.findings)
    rows = [reader.row(one) for one in found.rows]
    kinds = {"holder": reader.parties, "issue": reader.issues, "source": reader.sources}
    names = {column: {name: text for text, name in ids.items()} for column, ids in kinds.items()}
    names["option"] = {f"{issue}\0{name}": text for issue, ids in reader.options.items() for text, name in ids.items()}
    files = {name: doc for doc, name in reader.sources.items()}
    coding = bare(path.stem, rows, names=names, files=files)
    parties = tuple(replace(party, kind=reader.kinds.get(party.id, "state")) for party in coding.parties)
    coding = replace(coding, parties=parties, made=True)
    return Reading(coding, tuple(reader.losses(len(rows))))


_KINDS = {
    "state": "state",
    "group": "group",
    "organisation": "organisation",
    "international organisation": "organisation",
}


class _Reader:
    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        self.parties, self.issues, self.sources, self.rows = Ids(), Ids(), Ids(), Ids()
        self.options: dict[str, Ids] = {}
        self.kinds: dict[str, str] = {}
        self.count: Counter[tuple[str, str]] = Counter()

    def row(self, one: Coded) -> dict[str, str]:
        """A line as a proposed row."""
        values = {name: value or "" for name, value in one.values.items()}
        actor, behalf = values.get("actor", ""), values.get("on_behalf_of", "")
        holder = self.parties[behalf or actor or "not coded"]
        if not behalf or not actor:
            self.kinds.setdefault(holder, _KINDS.get(values.get("actor_kind", ""), "person" if actor else "group"))
        row = {
            "id": self.rows[one.id],
            "holder": holder,
            "speaker": actor if behalf else "",
            "addressee": values.get("addressee", ""),
            "paraphrase": values.get("position", "") or "not coded",
            "source": self.sources[one.doc],
            "begin": str(one.begin),
            "end": str(one.end),
            "span_sha256": one.digest,
            "reporters": ">".join(
                reversed([part.strip() for part in values.get("reported_by", "").split(CHAIN.strip())])
            ),
            "status": "proposed",
        }
        row |= self._matter(values) | self._act(values) | self._date(values)
        row["note"] = self._note(values)
        for column, key, words in (
            ("quotation", "quote", _QUOTES),
            ("confidence", "confidence", ("high", "medium", "low")),
        ):
            if values.get(key) in words:
                row[column] = values[key]
            elif (key, values.get(key)) == ("quote", "own"):  # a judge's own words, of somebody else's position
                row |= {"quotation": "inferred", "speaker": actor}
            elif values.get(key):
                self.count[f"“{values[key]}” as {key}", "no word of the ledger; left blank"] += 1
        return {name: row[name] for name in HEADER if row.get(name)}

    def _matter(self, values: dict[str, str]) -> dict[str, str]:
        if not values.get("issue"):
            return {}
        issue = self.issues[values["issue"]]
        options = self.options.setdefault(issue, Ids())
        named = [part.strip() for part in values.get("option", "").split("|") if part.strip()]
        return {"issue": issue, "option": "|".join(options[name] for name in named)}

    def _act(self, values: dict[str, str]) -> dict[str, str]:
        """The act, its stance and firmness. A firmness that the form does not have is the softest that the act has."""
        said, stance = values.get("modality", "").lower(), values.get("stance", "")
        act = _SPELT.get(said, said)
        if act in ("demand", "offer", "accept") and stance == "-":
            act = "reject"
        if act not in (*_ACTS, "no_demand", "leave_open"):
            why = "no act of the ledger; a report" if said else "an act is needed; a report"
            self.count[f"“{values.get('modality', '')}” as modality", why] += 1
            act = "report"
        if not values.get("issue") and act in ("demand", "offer", "accept", "reject", "leave_open"):
            self.count[f"“{act}” without an issue", "shown as a report"] += 1
            act = "report"
        row = {"act": act}
        if act in ("demand", "reject"):
            row["firmness"] = "never" if said == "red line" else "preference"
            if said != "red line":
                self.count["firmness", "not in the form; coded preference, the softest"] += 1
        own = ACT_STANCE.get(act)
        if stance and own is None:
            row["stance"] = {sign: word for word, sign in STANCE.items()}.get(stance, "")
        elif stance and stance != own:
            self.count[f"the stance “{stance}” of a {act}", "contradicts the act; left out"] += 1
        return row

    def _date(self, values: dict[str, str]) -> dict[str, str]:
        from detente.case.dates import Interval

        date, basis = values.get("date_or_null", ""), values.get("date_basis", "")
        row = {}
        if date:
            try:
                row["date"] = str(Interval.parse(date))
            except ValueError:
                self.count[f"the date “{date}”", "not a date of the ledger; left out"] += 1
        if basis in ("stated", "derived", "dateline") and "date" in row:
            row["date_basis"] = basis
        return row

    def _note(self, values: dict[str, str]) -> str:
        """The note, with what the ledger has no column for behind it."""
        extra = [f"{key}: {values[key]}" for key in ("actor_kind", "act", "tier") if values.get(key)]
        if values.get("date_basis") not in ("", None, "stated", "derived", "dateline"):
            extra.append(f"date_basis: {values['date_basis']}")
        for key in extra:
            self.count[key.partition(":")[0], "no column of the ledger; kept in the note"] += 1
        return "; ".join(([values["note"]] if values.get("note") else []) + extra)

    def losses(self, rows: int) -> list[Loss]:
        """What did not come through as it was."""
        found = [Loss(what, count, why) for (what, why), count in self.count.items()]
        if rows:
            found.append(Loss("the status of statements", rows, "not in the form; coded proposed"))
        changed = [
            text
            for ids in (self.parties, self.issues, self.sources, self.rows, *self.options.values())
            for text, _ in ids.items()
            if id_problem(text)
        ]
        if changed:
            found.append(Loss("names", len(changed), "not ids; a new case has an id made of each", changed[0]))
        found += [Loss(f"{finding.message}", 1, finding.severity, f"line {finding.line}") for finding in self.findings]
        return found

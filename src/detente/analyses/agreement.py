"""Do two coders of the same documents agree? Their spans, what they coded of them, and each disagreement to settle.

`a` is measured against `b`: precision is the share of a's that b has too, recall the share of b's that a has. Which
statements are "the same" is found by `engines.agreement.match`; fields are compared on these pairs. Definitions:
docs/explanation/agreement.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from detente.engines import agreement as engine
from detente.errors import DetenteError, Finding
from detente.ledger.codings import CONFIDENCES, STANCES, Coded, Codings, Value, plain

NOMINAL = (
    "actor",
    "actor_kind",
    "on_behalf_of",
    "addressee",
    "issue",
    "option",
    "modality",
    "act",
    "quote",
    "reported_by",
    "date_or_null",
    "tier",
)
ORDINAL = {"stance": STANCES, "confidence": CONFIDENCES}
COMPARED = (*NOMINAL, *ORDINAL)
"""Fields that are compared. The paraphrase, the note and the basis of a date are free text, and are not."""

METHOD = "one-to-one matching by linear assignment; Krippendorff's alpha; Cohen's kappa; alpha for unitizing (1995)"
_SETS = ("addressee", "option")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Score:
    """How much of a's is b's too: `common` of `a` and of `b`. None, and the `reason`, where nothing can be divided."""

    a: int
    b: int
    common: int
    precision: float | None
    recall: float | None
    f1: float | None
    reason: str = ""


@dataclass(frozen=True)
class Field:
    """Agreement on one field over the matched pairs that both coded it for (`units`).

    `missing` counts matched pairs left out: a key that is not there, or a value that is not on an ordinal scale.
    """

    field: str
    scale: str
    units: int
    missing: int
    alpha: float | None
    kappa: float | None
    percent: float | None
    reason: str = ""


@dataclass(frozen=True)
class Difference:
    """What the two coded differently of one statement. None is "none"."""

    field: str
    a: Value
    b: Value


@dataclass(frozen=True)
class Disagreement:
    """One thing to settle: a statement that one coder alone has (`only_a`, `only_b`), or coded otherwise (`values`).

    `begin`, `end` enclose both spans. `words` is what stands there, None where the document is not at hand.
    """

    kind: str
    doc: str
    begin: int
    end: int
    a: str | None
    b: str | None
    overlap: float | None
    differences: tuple[Difference, ...]
    words: str | None


@dataclass(frozen=True)
class Agreement:
    """Two coders compared."""

    a: str
    b: str
    threshold: float
    documents: int
    verified: bool
    overlap: Score
    exact: Score
    characters: Score
    words: Score
    alpha_u: float | None
    alpha_u_reason: str
    fields: tuple[Field, ...]
    disagreements: tuple[Disagreement, ...]
    findings: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, object]:
        """The documented JSON of `detente agree`."""
        scores = {name: asdict(getattr(self, name)) for name in ("overlap", "exact", "characters", "words")}
        return {
            "method": METHOD,
            "usable": True,
            "a": {"name": self.a, "statements": self.overlap.a},
            "b": {"name": self.b, "statements": self.overlap.b},
            "threshold": self.threshold,
            "documents": {"coded": self.documents, "verified": self.verified},
            "precision": self.overlap.precision,
            "recall": self.overlap.recall,
            "f1": self.overlap.f1,
            "spans": {**scores, "alpha_u": self.alpha_u, "alpha_u_reason": self.alpha_u_reason},
            "alpha": {field.field: field.alpha for field in self.fields},
            "fields": [asdict(field) for field in self.fields],
            "disagreements": [asdict(one) for one in self.disagreements],
            "findings": [asdict(finding) for finding in self.findings],
        }


def compare(
    a: Codings,
    b: Codings,
    texts: Mapping[str, str] | None = None,
    threshold: float = 0.5,
    *,
    shared: bool = False,
    verified: bool = False,
) -> Agreement:
    """How far a and b agree. `texts`: documents at hand, by name; `threshold`: of the overlap of two spans, up to 1.

    `shared`: only in documents in which both have a statement. Whether a coder found nothing in a document or never
    saw it, a coding does not say.

    The order of lines changes nothing, and turning a and b round swaps precision and recall and nothing else. Raises
    DetenteError for a threshold that is none.
    """
    if not 0 < threshold <= 1:
        raise DetenteError(f"The overlap of spans must be more than 0 and at most 1, not {threshold}.")
    known = dict(texts or {})
    both = {row.doc for row in a.rows} & {row.doc for row in b.rows}
    first, second = (_ordered(row for row in one.rows if not shared or row.doc in both) for one in (a, b))
    turned = _keys(second) < _keys(first)  # one order for both directions, so that ties fall alike
    pairs = _pairs(second, first, threshold) if turned else _pairs(first, second, threshold)
    matched = [(first[j], second[i], o) if turned else (first[i], second[j], o) for i, j, o in pairs]
    documents = sorted({row.doc for row in (*first, *second)})
    alpha_u, why = _alpha_u(first, second, documents, known)
    return Agreement(
        a.name,
        b.name,
        threshold,
        len(documents),
        verified,
        _score(len(first), len(second), len(matched), "statement"),
        _score(len(first), len(second), _same_spans(first, second), "statement"),
        _characters(first, second, documents),
        _words(first, second, documents, known),
        alpha_u,
        why,
        tuple(_field(name, matched, bool(first and second)) for name in COMPARED),
        tuple(_disagreements(first, second, matched, known)),
        (*a.findings, *b.findings, *_alone(a, both, shared), *_alone(b, both, shared)),
    )


def _alone(one: Codings, both: set[str], shared: bool) -> list[Finding]:
    """What to know of documents in which this coder alone has statements."""
    docs = {row.doc for row in one.rows} - both
    count = sum(row.doc not in both for row in one.rows)
    what = "left out" if shared else "counted as found by one alone; --shared leaves them out"
    message = f"{count:,} statements in {len(docs):,} documents in which the other coder has none are {what}"
    return [Finding(one.name, 0, "note", message)] if docs else []


# ---------------------------------------------------------------------------------------------------------- matching


def _key(row: Coded) -> tuple[object, ...]:
    return (row.doc, row.begin, row.end, *(_comparable(name, row) for name in COMPARED), row.id)


def _ordered(rows: Iterable[Coded]) -> list[Coded]:
    return sorted(rows, key=_key)


def _keys(rows: Sequence[Coded]) -> list[tuple[object, ...]]:
    return [_key(row) for row in rows]


def _comparable(name: str, row: Coded) -> str:
    """A value as it is compared: lists that are sets in any order, "" for none, and one that was not coded apart."""
    if name not in row.values:
        return "\0"
    value = row.values[name]
    if name in _SETS and value:
        return "; ".join(sorted({plain(part) for part in re.split(r"[;|]", value)} - {""}))
    return plain(value)


def _pairs(first: Sequence[Coded], second: Sequence[Coded], threshold: float) -> list[tuple[int, int, float]]:
    """Places in both lists of the statements that are the same, with the overlap of their spans."""
    found = []
    for doc in sorted({row.doc for row in first} & {row.doc for row in second}):
        rows = [place for place, row in enumerate(first) if row.doc == doc]
        columns = [place for place, row in enumerate(second) if row.doc == doc]
        mine, theirs = [first[place] for place in rows], [second[place] for place in columns]
        overlap = engine.overlaps(_spans(mine), _spans(theirs))
        most = 2 * len(COMPARED) + 1
        for i, j in engine.match(overlap, threshold, _likeness(mine, theirs), most):
            found.append((rows[i], columns[j], float(overlap[i, j])))
    return found


def _likeness(first: Sequence[Coded], second: Sequence[Coded]) -> NDArray[np.int64]:
    """In how many fields each pair is alike; the same holder counts for more than all the fields together."""
    total = np.zeros((len(first), len(second)), np.int64)
    for name in ("", *COMPARED):
        values = [_comparable(name, row) if name else row.holder for row in (*first, *second)]
        codes = np.unique(np.array(values, object).astype(str), return_inverse=True)[1].astype(np.int64)
        same = codes[: len(first), None] == codes[None, len(first) :]
        total += same * (1 if name else len(COMPARED) + 1)
    return total


def _spans(rows: Iterable[Coded]) -> NDArray[np.int64]:
    return np.array([(row.begin, row.end) for row in rows], np.int64).reshape(-1, 2)


# ------------------------------------------------------------------------------------------------------------- spans


def _score(a: int, b: int, common: int, what: str) -> Score:
    if not a or not b:
        who = f"neither has a {what}" if not a and not b else f"{'a' if not a else 'b'} has no {what}"
        return Score(a, b, common, None, None, None, who)
    return Score(a, b, common, common / a, common / b, 2 * common / (a + b))


def _same_spans(first: Sequence[Coded], second: Sequence[Coded]) -> int:
    from collections import Counter

    counts = [Counter((row.doc, row.begin, row.end) for row in rows) for rows in (first, second)]
    return sum((counts[0] & counts[1]).values())


def _covered(rows: Iterable[Coded], doc: str) -> NDArray[np.int64]:
    return engine.covered(_spans(row for row in rows if row.doc == doc))


def _characters(first: Sequence[Coded], second: Sequence[Coded], documents: Sequence[str]) -> Score:
    covers = [(_covered(first, doc), _covered(second, doc)) for doc in documents]
    totals = [sum(engine.length(cover[side]) for cover in covers) for side in (0, 1)]
    return _score(totals[0], totals[1], sum(engine.common(a, b) for a, b in covers), "statement")


def _words(
    first: Sequence[Coded], second: Sequence[Coded], documents: Sequence[str], texts: Mapping[str, str]
) -> Score:
    """Words of which at least one character is covered."""
    if any(doc not in texts for doc in documents):
        return Score(0, 0, 0, None, None, None, "the documents are not at hand")
    a = b = common = 0
    for doc in documents:
        words = [match.span() for match in _WORD.finditer(texts[doc])]
        mine, theirs = _touched(words, _covered(first, doc)), _touched(words, _covered(second, doc))
        a, b, common = a + len(mine), b + len(theirs), common + len(mine & theirs)
    return _score(a, b, common, "statement")


def _touched(words: Sequence[tuple[int, int]], cover: NDArray[np.int64]) -> set[int]:
    spans = np.array(words, np.int64).reshape(-1, 2)
    if not len(cover):
        return set()
    last = np.searchsorted(cover[:, 0], spans[:, 1], side="left") - 1  # the last stretch that begins before its end
    return set(np.flatnonzero((last >= 0) & (cover[last, 1] > spans[:, 0])).tolist())


def _alpha_u(
    first: Sequence[Coded], second: Sequence[Coded], documents: Sequence[str], texts: Mapping[str, str]
) -> tuple[float | None, str]:
    """Alpha for unitizing over all documents, one behind the other; spans of one coder that touch are one unit."""
    if any(doc not in texts for doc in documents):
        return None, "the documents are not at hand, so how long they are is not known"
    if not first or not second:
        return None, _score(len(first), len(second), 0, "statement").reason
    borders = [0]
    units: list[list[NDArray[np.int64]]] = [[], []]
    for doc in documents:
        for side, rows in enumerate((first, second)):
            units[side].append(_covered(rows, doc) + borders[-1])
        borders.append(borders[-1] + len(texts[doc]))
    found = engine.unitizing_alpha(np.concatenate(units[0]), np.concatenate(units[1]), borders)
    return found, "" if found is not None else "by chance alone they could not differ"


# ------------------------------------------------------------------------------------------------------------ fields

Pair = tuple[Coded, Coded, float]


def _field(name: str, matched: Sequence[Pair], both: bool) -> Field:
    scale = ORDINAL.get(name)
    words: dict[str, int] = {word: place for place, word in enumerate(scale or ())}

    def code(row: Coded) -> int:
        value = _comparable(name, row)
        if value == "\0" or (scale and value not in words):
            return engine.MISSING
        return words.setdefault(value, len(words))

    first = np.array([code(a) for a, _, _ in matched], np.int64)
    second = np.array([code(b) for _, b, _ in matched], np.int64)
    units = len(engine.both(first, second)[0])
    alpha = engine.alpha(first, second, ordinal=bool(scale))
    reason = ""
    if alpha is None:
        reason = _why_none(units, len(matched), both)
    return Field(
        name,
        "ordinal" if scale else "nominal",
        units,
        len(matched) - units,
        alpha,
        engine.kappa(first, second),
        engine.share_equal(first, second),
        reason,
    )


def _why_none(units: int, matched: int, both: bool) -> str:
    if not both:
        return "one coder has no statement"
    if not matched:
        return "no statement was found by both"
    return "no variation: both coded one and the same value everywhere" if units else "no pair has two values"


# ----------------------------------------------------------------------------------------------------- disagreements


def _disagreements(
    first: Sequence[Coded], second: Sequence[Coded], matched: Sequence[Pair], texts: Mapping[str, str]
) -> list[Disagreement]:
    found = []
    for a, b, overlap in matched:
        differences = tuple(
            Difference(name, a.values[name], b.values[name])
            for name in COMPARED
            if name in a.values and name in b.values and _comparable(name, a) != _comparable(name, b)
        )
        if differences:
            begin, end = min(a.begin, b.begin), max(a.end, b.end)
            words = _cut(texts, a.doc, begin, end)
            found.append(Disagreement("values", a.doc, begin, end, a.id, b.id, overlap, differences, words))
    for kind, rows, taken in (
        ("only_a", first, {a.id for a, _, _ in matched}),
        ("only_b", second, {b.id for _, b, _ in matched}),
    ):
        for row in rows:
            if row.id not in taken:
                a_id, b_id = (row.id, None) if kind == "only_a" else (None, row.id)
                words = _cut(texts, row.doc, row.begin, row.end)
                found.append(Disagreement(kind, row.doc, row.begin, row.end, a_id, b_id, None, (), words))
    return sorted(found, key=lambda one: (one.doc, one.begin, one.end, one.kind, one.a or "", one.b or ""))


def _cut(texts: Mapping[str, str], doc: str, begin: int, end: int) -> str | None:
    return texts[doc][begin:end] if doc in texts else None

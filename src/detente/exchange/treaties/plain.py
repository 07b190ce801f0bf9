"""A treaty as the plain mapping that its file holds, and as that file's text: what every format goes through.

`to_plain` and the treaty reader are each other's inverse: a treaty that is written and read again is the same treaty.
Keys stand in the order of `docs/reference/treaty-format.md`; what is at its default is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeAlias

from detente.case.treaties.model import (
    Baseline,
    Content,
    Duration,
    EntryIntoForce,
    Exemption,
    Expression,
    Provision,
    Reading,
    Term,
    TermReading,
    Treaty,
    Trigger,
    Withdrawal,
)
from detente.case.yamltext import block, indented
from detente.errors import WriteError

Plain: TypeAlias = "str | Sequence[Plain] | Mapping[str, Plain]"
"""Text, lists and mappings: all that a treaty's file holds."""

KEYS = {"begins": "from", "ends": "until", "lasts": "for", "consent_rule": "rule"}
"""Fields that the file calls by another name."""

CONTENT = tuple(KEYS.get(field.name, field.name) for field in fields(Content))
"""What a provision says under one reading, as the file calls it."""


def to_plain(treaty: Treaty) -> dict[str, Plain]:
    """What the treaty's file holds, without what is at its default."""
    return _kept(
        title=treaty.title,
        date=treaty.date.isoformat(),
        by=treaty.by,
        signatories=_text(treaty.signatories),
        main=_text(treaty.main) if _text(treaty.main) != ", ".join(treaty.by) else "",
        proposal=treaty.proposal,
        source=treaty.source,
        entry_into_force=_entry(treaty.entry),
        withdrawal=_withdrawal(treaty.withdrawal),
        terms=[_term(term) for term in treaty.terms],
        provisions=[provision_to_plain(one) for one in treaty.provisions],
        note=treaty.note,
    )


def provision_to_plain(one: Provision) -> dict[str, Plain]:
    """One provision as the file has it."""
    content = content_to_plain(one.content)
    return _kept(
        id=one.anchor,
        title=one.title,
        says=one.says,
        **content,
        precision=one.precision if one.precision != "definite" else "",
        readings=[_reading(reading, one.content) for reading in one.readings],
        source=one.source,
        locator=one.locator,
        confirmed="" if one.confirmed else "false",
        judgement=one.judgement,
        note=one.note,
    )


def content_to_plain(content: Content) -> dict[str, Plain]:
    """What a provision says under one reading, its kind first."""
    default = Content(content.kind)
    found: dict[str, Plain] = {"kind": content.kind}
    for field in fields(Content):
        value = getattr(content, field.name)
        if field.name != "kind" and value != getattr(default, field.name):
            found[KEYS.get(field.name, field.name)] = _value(value)
    return found


def _value(value: Any) -> Plain:
    match value:
        case Expression() | Duration() | date() | bool() | int() | float():
            return scalar(value)
        case Baseline():
            return {"date": value.date.isoformat(), "per": value.per}
        case Trigger():
            return _kept(action=_text(value.action), asset=_text(value.asset), territory=_text(value.territory))
        case Exemption():
            return _exception(value)
        case tuple():
            return [_value(one) for one in value]
        case _:
            return str(value)


def scalar(value: Expression | Duration | date | bool | float) -> str:
    """A value as it is written: expressions and durations as they were, dates as 2021-12-17, true and false."""
    match value:
        case Expression():
            return value.text
        case Duration():
            return value.text or duration(value)
        case date():
            return value.isoformat()
        case bool():
            return "true" if value else "false"
        case float():
            return repr(value)
        case _:
            return str(value)


def duration(length: Duration) -> str:
    """A duration as ISO 8601 has it.

    >>> duration(Duration(years=1, days=3)), duration(Duration())
    ('P1Y3D', 'P0D')
    """
    parts = ((length.years, "Y"), (length.months, "M"), (length.days, "D"))
    return "P" + ("".join(f"{number}{sign}" for number, sign in parts if number) or "0D")


def _exception(one: Exemption) -> dict[str, Plain]:
    return _kept(
        id=one.id,
        bearer=_text(one.bearer),
        action=_text(one.action),
        asset=_text(one.asset),
        territory=_text(one.territory),
        when=_text(one.when),
        said=one.said,
        consent_of=_text(one.consent_of),
        rule=one.consent_rule if one.consent_rule != "all" else "",
        under=one.under,
        note=one.note,
    )


def _reading(reading: Reading, content: Content) -> dict[str, Plain]:
    """A reading: who holds it, and what of the content it says otherwise."""
    found = _kept(
        id=reading.id,
        title=reading.title,
        holder=reading.holder,
        weight=_number(reading.weight),
        why=reading.why,
        source=reading.source,
    )
    for field in fields(Content):
        value = getattr(reading.content, field.name)
        implied = field.name in _EITHER and value is None and getattr(reading.content, _EITHER[field.name]) is not None
        if field.name in reading.changed or (value != getattr(content, field.name) and not implied):
            if value is None:
                raise WriteError(f"the reading {reading.id} takes away “{field.name}”, which no treaty file can say")
            found[KEYS.get(field.name, field.name)] = _value(value)
    return found


_EITHER = {"ends": "lasts", "lasts": "ends"}
"""A reading that gives one of these takes the other away."""


def _term(term: Term) -> dict[str, Plain]:
    only = term.readings[0] if len(term.readings) == 1 else None
    title = term.title if term.title != term.id else ""
    if only is not None and only == TermReading("means", only.means):
        return _kept(id=term.id, title=title, means=only.means.text, note=term.note)
    return _kept(id=term.id, title=title, readings=[_term_reading(one) for one in term.readings], note=term.note)


def _term_reading(reading: TermReading) -> dict[str, Plain]:
    return _kept(
        id=reading.id,
        title=reading.title,
        means=reading.means.text,
        holder=reading.holder,
        weight=_number(reading.weight),
        why=reading.why,
        source=reading.source,
    )


def _entry(entry: EntryIntoForce | None) -> Plain:
    if entry is None:
        return ""
    return _kept(
        rule=entry.rule if entry.date is None or entry.rule != "all" else "",
        among=_text(entry.among),
        requires=_text(entry.requires),
        date=entry.date.isoformat() if entry.date else "",
        anchor=entry.anchor,
    )


def _withdrawal(withdrawal: Withdrawal | None) -> Plain:
    if withdrawal is None:
        return ""
    notice = scalar(withdrawal.notice) if withdrawal.notice else ""
    return _kept(by=_text(withdrawal.by), notice=notice, anchor=withdrawal.anchor)


def _number(value: float | None) -> str:
    return "" if value is None else scalar(value)


def _text(expression: Expression | None) -> str:
    return expression.text if expression else ""


def _kept(**values: Plain) -> dict[str, Plain]:
    """Without what is empty; an empty mapping says that there is something of which nothing is known."""
    found = {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
    return {key: value for key, value in found.items() if value or isinstance(value, Mapping)}


def to_yaml(plain: Mapping[str, Plain], comment: Iterable[str] = ()) -> str:
    """The text of the treaty's file; `comment` stands above it, a line each."""
    head = "".join(f"# {line}\n" for line in comment)
    lines: list[str] = []
    for key, value in plain.items():
        if key != "provisions" or not isinstance(value, Sequence) or isinstance(value, str):
            lines.extend(block({key: value}))
            continue
        lines.append("provisions:")
        for one in value:
            lines.extend(["", *indented(block([one]), 2)] if lines[-1] != "provisions:" else indented(block([one]), 2))
    return head + "\n".join(lines) + "\n"

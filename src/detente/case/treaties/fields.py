"""The kinds of values in treaty files, as pydantic types: numbers, days, durations, rules and the two languages."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator

from detente.case.fields import SchemaShown, one_of, refuse
from detente.case.treaties.expressions import parse_condition, parse_set
from detente.case.treaties.model import SIDES, Duration, Expression
from detente.errors import ConditionError

_DURATION = re.compile(r"P(?:([0-9]{1,4})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,6})W)?(?:([0-9]{1,7})D)?")
_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,12})?")
_ANCHOR = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")
_RULE = re.compile(r"at least ([1-9][0-9]{0,3})")

DURATION_RULE = "a duration such as P30D, P6M, P5Y or P1Y6M"
DAY_RULE = "a whole day, 2021-12-17"


def duration_of(text: str) -> Duration | None:
    """A calendar duration, None where the text is none.

    >>> duration_of("P1Y30D")
    Duration(years=1, months=0, days=30, text='P1Y30D')
    """
    form = _DURATION.fullmatch(text.strip())
    if form is None or not any(form.groups()):
        return None
    years, months, weeks, days = (int(part or 0) for part in form.groups())
    return Duration(years, months, 7 * weeks + days, text.strip())


def day_of(text: str) -> date | None:
    """A whole day, None where the text is none."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def count_of(rule: str) -> int | None:
    """The N of a rule `at least N`; None of the other rules.

    >>> count_of("at least 2"), count_of("all")
    (2, None)
    """
    form = _RULE.fullmatch(rule)
    return int(form.group(1)) if form else None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise refuse("a text")
    if not value.strip():
        raise refuse("a text", "an empty one")
    return value


def _duration(value: Any) -> Duration:
    found = duration_of(_text(value))
    if found is None:
        raise refuse(DURATION_RULE)
    return found


def _day(value: Any) -> date:
    found = day_of(_text(value).strip())
    if found is None:
        raise refuse(DAY_RULE)
    return found


def _moment(value: Any) -> date | Duration:
    text = _text(value).strip()
    found = day_of(text) or duration_of(text)
    if found is None:
        raise refuse(f"{DAY_RULE}, or {DURATION_RULE}")
    return found


def _decimal(value: Any) -> float:
    text = _text(value).strip()
    if not _DECIMAL.fullmatch(text):
        raise refuse("a number")
    return float(text)


def _weight(value: Any) -> float:
    found = _decimal(value)
    if not 0 <= found <= 1:
        raise refuse("a weight from 0 to 1")
    return found


def _kilometres(value: Any) -> float:
    found = _decimal(value)
    if not 0 < found <= 40_000:
        raise refuse("kilometres, more than 0 and at most 40000")
    return found


def _point(value: Any) -> tuple[float, float]:
    if not (isinstance(value, list) and len(value) == 2 and all(isinstance(one, str) for one in value)):
        raise refuse("[latitude, longitude]")
    if not all(_DECIMAL.fullmatch(one) for one in value):
        raise refuse("[latitude, longitude] in degrees", ", ".join(value))
    latitude, longitude = float(value[0]), float(value[1])
    if abs(latitude) > 90:
        raise refuse("a latitude from -90 to 90, then a longitude from -180 to 180", ", ".join(value))
    if abs(longitude) > 180:
        raise refuse("a longitude from -180 to 180 behind the latitude", ", ".join(value))
    return latitude, longitude


def rule_among(*words: str) -> Any:
    """One of these rules, or `at least N`."""
    expected = f"{', '.join(words)} or at least N"

    def rule(value: Any) -> str:
        text = " ".join(_text(value).split())
        if text not in words and count_of(text) is None:
            raise refuse(expected)
        return text

    pattern = "|".join(words)
    return Annotated[
        str, BeforeValidator(rule), SchemaShown({"type": "string", "pattern": f"^({pattern}|at least [1-9][0-9]*)$"})
    ]


def _set(value: Any) -> Expression:
    text = _text(value)
    try:
        return Expression(text, parse_set(text))
    except ConditionError as error:
        raise refuse("a set of names", f"{_short(text)}: {error.message} (column {error.column})") from None


def _condition(value: Any) -> Expression:
    text = _text(value)
    try:
        return Expression(text, parse_condition(text))
    except ConditionError as error:
        raise refuse(
            "a condition over statuses and circumstances", f"{_short(text)}: {error.message} (column {error.column})"
        ) from None


def _anchor(value: Any) -> str:
    text = _text(value)
    if not _ANCHOR.fullmatch(text):
        raise refuse("an anchor: a letter A–Z or digit, then letters, digits, “_” or “-”, at most 128")
    return text


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


_STRING: dict[str, Any] = {"type": "string"}
_DURATION_SCHEMA = {
    "type": "string",
    "pattern": r"^P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$",
    "description": "P30D, P6M, P5Y",
}
_DAY_SCHEMA = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "description": "A whole day."}

Anchor = Annotated[
    str, BeforeValidator(_anchor), SchemaShown({"type": ["string", "integer"], "pattern": f"^{_ANCHOR.pattern}$"})
]
SetText = Annotated[Expression, BeforeValidator(_set), SchemaShown({"type": ["string", "integer"]})]
FlagText = Annotated[Expression, BeforeValidator(_condition), SchemaShown(_STRING)]
Span = Annotated[Duration, BeforeValidator(_duration), SchemaShown(_DURATION_SCHEMA)]
Day = Annotated[date, BeforeValidator(_day), SchemaShown(_DAY_SCHEMA)]
When = Annotated[Any, BeforeValidator(_moment), SchemaShown({"anyOf": [_DAY_SCHEMA, _DURATION_SCHEMA]})]
Weight = Annotated[float, BeforeValidator(_weight), SchemaShown({"type": "number", "minimum": 0, "maximum": 1})]
Kilometres = Annotated[
    float, BeforeValidator(_kilometres), SchemaShown({"type": "number", "exclusiveMinimum": 0, "maximum": 40_000})
]
Point = Annotated[
    Any,
    BeforeValidator(_point),
    SchemaShown(
        {
            "type": "array",
            "items": {"type": "number"},
            "minItems": 2,
            "maxItems": 2,
            "description": "Latitude, longitude.",
        }
    ),
]
Side = one_of(*SIDES[:4])

"""Judged numbers as they are written: exact decimals, intervals, triangles and normal distributions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator

from detente.case.fields import SchemaShown, refuse
from detente.case.judgements.model import Quantity
from detente.case.names import shorten
from detente.errors import nearest

MOST = 1_000_000_000
"""No number that is judged goes beyond this, on either side of nought."""

PLACES = 12
"""Digits behind the point that a number may have."""

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FRACTION = re.compile(r"([0-9]{1,9})\s*/\s*([0-9]{1,9})")
_LONGEST = 40

_FORMS: dict[frozenset[str], Callable[[Mapping[str, Any], Bounds], Quantity]] = {}
_KEYS = ("value", "between", "low", "likely", "high", "mean", "sd", "because")
FORMS = "a number, {value: 40}, {between: [30, 50]}, {low: 30, likely: 40, high: 55} or {mean: 40, sd: 5}"


@dataclass(frozen=True)
class Bounds:
    """Between what a number must lie, both ends included; None: no bound."""

    least: Fraction | None = None
    most: Fraction | None = None

    def __str__(self) -> str:
        if self.least is not None and self.most is not None:
            return f"a number from {shown(self.least)} to {shown(self.most)}"
        return f"a number, {shown(self.least)} or more" if self.least is not None else "a number"

    def holds(self, number: Fraction) -> bool:
        """Whether the number lies between them."""
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)


def shown(number: Fraction) -> str:
    """A number as one would write it: decimals where they end, else a fraction.

    >>> shown(Fraction(5, 2)), shown(Fraction(1, 3)), shown(Fraction(-40))
    ('2.5', '1/3', '-40')
    """
    left, twos, fives = number.denominator, 0, 0
    while left % 2 == 0:
        left, twos = left // 2, twos + 1
    while left % 5 == 0:
        left, fives = left // 5, fives + 1
    if left != 1:
        return f"{number.numerator}/{number.denominator}"
    places = max(twos, fives)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    whole = digits if not places else f"{digits[:-places]}.{digits[-places:]}"
    return f"-{whole}" if number < 0 else whole


def decimal(value: Any, bounds: Bounds = Bounds()) -> Fraction:
    """The number that a text says. Raises a refusal of pydantic's that says what was expected."""
    if not isinstance(value, str) or len(value) > _LONGEST or not _DECIMAL.fullmatch(value.strip()):
        raise refuse(str(bounds), "" if isinstance(value, str) else _kind(value))
    text = value.strip()
    if len(text.partition(".")[2].rstrip("0")) > PLACES:
        raise refuse(f"a number with at most {PLACES} digits behind the point", shorten(text))
    number = Fraction(text)
    if abs(number) > MOST:
        raise refuse(f"a number of at most {MOST:,}", shorten(text))
    if not bounds.holds(number):
        raise refuse(str(bounds), shorten(text))
    return number


def ratio(value: Any) -> Fraction:
    """How many times as important: a decimal or a fraction, from 1/9 to 9."""
    text = value.strip() if isinstance(value, str) else ""
    written, number = _FRACTION.fullmatch(text), Fraction(0)
    if written and int(written[2]):
        number = Fraction(int(written[1]), int(written[2]))
    elif len(text) <= _LONGEST and _DECIMAL.fullmatch(text):
        number = Fraction(text)
    if not Fraction(1, 9) <= number <= 9:
        raise refuse("a number from 1/9 to 9", shorten(text) if text else _kind(value))
    return number


def quantity(value: Any, bounds: Bounds) -> Quantity:
    """The judged number that a text or a mapping says."""
    if isinstance(value, str):
        return Quantity("exact", decimal(value, bounds))
    if not isinstance(value, dict):
        raise refuse(FORMS.replace("a number", str(bounds), 1), _kind(value))
    for key in value:
        if key not in _KEYS:
            near = nearest(str(key), _KEYS)
            hint = f", which may be {near}" if near else ""
            raise refuse(FORMS, f"the key “{shorten(str(key))}”{hint}")
    make = _FORMS.get(frozenset(value) - {"because"})
    if make is None:
        raise refuse(FORMS, f"a mapping with {', '.join(value) or 'nothing'}")
    because = value.get("because", "")
    if not isinstance(because, str):
        raise refuse("“because” with a text", _kind(because))
    found = make(value, bounds)
    return Quantity(found.form, found.central, found.low, found.high, found.sd, because)


def _kind(value: Any) -> str:
    return "a list" if isinstance(value, list | tuple) else "a mapping" if isinstance(value, dict) else "nothing"


def _exact(value: Mapping[str, Any], bounds: Bounds) -> Quantity:
    return Quantity("exact", decimal(value["value"], bounds))


def _between(value: Mapping[str, Any], bounds: Bounds) -> Quantity:
    ends = value["between"]
    if not isinstance(ends, list) or len(ends) != 2:
        raise refuse(
            "“between” with two numbers: [30, 50]", _kind(ends) if not isinstance(ends, str) else shorten(ends)
        )
    low, high = (decimal(end, bounds) for end in ends)
    if low > high:
        raise refuse("“between” with the smaller number first", f"[{ends[0]}, {ends[1]}]")
    return Quantity("between", (low + high) / 2, low, high)


def _triangular(value: Mapping[str, Any], bounds: Bounds) -> Quantity:
    low, likely, high = (decimal(value[key], bounds) for key in ("low", "likely", "high"))
    if not low <= likely <= high:
        raise refuse("low ≤ likely ≤ high", f"{value['low']}, {value['likely']}, {value['high']}")
    return Quantity("triangular", likely, low, high)


def _normal(value: Mapping[str, Any], bounds: Bounds) -> Quantity:
    return Quantity("normal", decimal(value["mean"], bounds), sd=decimal(value["sd"], Bounds(Fraction(0))))


_FORMS.update(
    {
        frozenset({"value"}): _exact,
        frozenset({"between"}): _between,
        frozenset({"low", "likely", "high"}): _triangular,
        frozenset({"mean", "sd"}): _normal,
    }
)


# -------------------------------------------------------------------------------------------------- as pydantic types


def _schema(bounds: Bounds) -> dict[str, Any]:
    number: dict[str, Any] = {"type": "number"}
    if bounds.least is not None:
        number["minimum"] = int(bounds.least)
    if bounds.most is not None:
        number["maximum"] = int(bounds.most)
    text = {"type": "string"}
    spread = {"type": "number", "minimum": 0}

    def mapping(**keys: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {**keys, "because": text},
            "required": list(keys),
            "additionalProperties": False,
        }

    return {
        "anyOf": [
            number,
            mapping(value=number),
            mapping(between={"type": "array", "items": number, "minItems": 2, "maxItems": 2}),
            mapping(low=number, likely=number, high=number),
            mapping(mean=number, sd=spread),
        ]
    }


def number_type(bounds: Bounds) -> Any:
    """The pydantic type of a judged number within bounds; it becomes a `Quantity`."""
    return Annotated[Any, BeforeValidator(lambda value: quantity(value, bounds)), SchemaShown(_schema(bounds))]


ANY, POSITIVE = Bounds(), Bounds(Fraction(0))
POINTS, SHARES = Bounds(Fraction(0), Fraction(100)), Bounds(Fraction(0), Fraction(1))

Number = number_type(ANY)
Weight = number_type(POSITIVE)
Swing = number_type(POINTS)
Share = number_type(SHARES)
Times = Annotated[
    Any,
    BeforeValidator(ratio),
    SchemaShown({"type": ["number", "string"], "description": "From 1/9 to 9: 3, 0.5 or 1/3"}),
]
Plain = Annotated[
    Any, BeforeValidator(lambda value: decimal(value, POSITIVE)), SchemaShown({"type": "number", "minimum": 0})
]

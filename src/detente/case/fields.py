"""The kinds of values in a case's YAML files, as pydantic types: how text becomes each, and what editors are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from detente.case.dates import Interval
from detente.case.model import Firmness
from detente.case.names import ID_PATTERN, ID_RULE, id_problem


def refuse(expected: str, got: str = "") -> PydanticCustomError:
    """What a validator raises: what was expected, and what came where the value itself does not say it."""
    return PydanticCustomError("detente", "{expected}", {"expected": expected, "came": got})


class OneOrMany:
    """A list, of which one entry may stand for itself: `a` for `[a]`. `wrap` turns the one into an entry."""

    def __init__(self, wrap: Callable[[Any], Any] = lambda one: one, one: dict[str, Any] | None = None) -> None:
        self.wrap, self.one = wrap, one

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        def listed(value: Any) -> Any:
            return [self.wrap(value)] if isinstance(value, str) else value

        return core_schema.no_info_before_validator_function(listed, handler(source))

    def __get_pydantic_json_schema__(
        self, core: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        many = handler(core)
        return {"anyOf": [self.one or many.get("items", {}), many]}


class Short:
    """An entry that a bare text may stand for: `shared` for `{id: shared}`."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        def whole(value: Any) -> Any:
            return {self.key: value} if isinstance(value, str) else value

        return core_schema.no_info_before_validator_function(whole, handler(source))

    def __get_pydantic_json_schema__(
        self, core: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [ID_SCHEMA, handler(core)]}


class SchemaShown:
    """Shows editors this schema: in YAML, `1997` is a number to them and text to us."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema

    def __get_pydantic_json_schema__(
        self, core: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        del core, handler
        return dict(self.schema)


ID_SCHEMA: dict[str, Any] = {"type": ["string", "integer"], "pattern": f"^{ID_PATTERN}$"}
_DATE_SCHEMA: dict[str, Any] = {
    "type": ["string", "integer"],
    "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?$",
    "description": "2022-03-29, 2022-03, 2022, or a range 2022-03-29/2022-04-02",
}


def _text(value: Any) -> Any:
    if not isinstance(value, str):
        raise refuse("a text")
    if not value.strip():
        raise refuse("a text", "an empty one")
    return value


def _id(value: str) -> str:
    problem = id_problem(value)
    if problem:
        raise refuse(ID_RULE, f"{value}, {problem}" if value.strip() else "an empty one")
    return value


def _date(value: str) -> Interval:
    try:
        return Interval.parse(value)
    except ValueError as error:
        raise refuse("a date: 2022, 2022-03, 2022-03-29 or 2022-03-29/2022-04-02", str(error)) from None


def _bool(value: Any) -> Any:
    if value not in ("true", "false"):
        raise refuse("true or false")
    return value == "true"


MOST_WHOLE = 10**12 - 1
"""No whole number of a case goes beyond this."""


def _whole(value: Any) -> Any:
    if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 12):
        raise refuse(f"a whole number from 0 to {MOST_WHOLE:,}")
    return int(value)


def _firmness(value: Any) -> Any:
    words = {firmness.word: firmness for firmness in Firmness}
    if not isinstance(value, str) or value not in words:
        raise refuse("one of preference, firm, never")
    return words[value]


MOVES = ("both", "forward", "back", "none")
"""Which changes of a conduct issue its controller can make, in a word."""


def _moves(value: Any) -> Any:
    if isinstance(value, str) and value in MOVES:
        return value
    pairs: list[Any] = value if isinstance(value, list) else [None]
    if not all(isinstance(one, list) and len(one) == 2 and all(isinstance(end, str) for end in one) for one in pairs):
        raise refuse(f"one of {', '.join(MOVES)}, or a list of [from, to]")
    return tuple((one[0], one[1]) for one in pairs)


def one_of(*words: str) -> Any:
    """A text that is one of these words."""

    def check(value: Any) -> Any:
        if value not in words:
            raise refuse(f"one of {', '.join(words)}")
        return value

    return Annotated[str, BeforeValidator(check), SchemaShown({"enum": list(words)})]


def _digest(value: str) -> str:
    if len(value) != 64 or set(value.lower()) - set("0123456789abcdef"):
        raise refuse("64 hexadecimal digits", value)
    return value.lower()


def _span_digest(value: str) -> str:
    if not 16 <= len(value) <= 64 or set(value.lower()) - set("0123456789abcdef"):
        raise refuse("16 to 64 hexadecimal digits", value)
    return value.lower()


def full(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Refuse an empty list."""
    if not values:
        raise refuse("at least one entry", "an empty list")
    return values


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise refuse("each of them once", f"{value} twice")
        seen.add(value)
    return values


_SCALAR = {"type": ["string", "number", "boolean"]}
Text = Annotated[str, BeforeValidator(_text), SchemaShown(_SCALAR)]
Id = Annotated[str, BeforeValidator(_text), AfterValidator(_id), SchemaShown(ID_SCHEMA)]
Ref = Annotated[str, BeforeValidator(_text), SchemaShown(ID_SCHEMA)]
Date = Annotated[Any, BeforeValidator(_text), AfterValidator(_date), SchemaShown(_DATE_SCHEMA)]
Flag = Annotated[bool, BeforeValidator(_bool), SchemaShown({"type": "boolean"})]
Whole = Annotated[int, BeforeValidator(_whole), SchemaShown({"type": "integer", "minimum": 0, "maximum": MOST_WHOLE})]
Firm = Annotated[Firmness, BeforeValidator(_firmness), SchemaShown({"enum": [firmness.word for firmness in Firmness]})]
Moves = Annotated[
    Any,
    BeforeValidator(_moves),
    SchemaShown(
        {
            "anyOf": [
                {"enum": list(MOVES)},
                {"type": "array", "items": {"type": "array", "items": ID_SCHEMA, "minItems": 2, "maxItems": 2}},
            ]
        }
    ),
]
Digest = Annotated[
    str,
    BeforeValidator(_text),
    AfterValidator(_digest),
    SchemaShown({"type": "string", "pattern": "^[0-9A-Fa-f]{64}$"}),
]
SpanDigest = Annotated[
    str,
    BeforeValidator(_text),
    AfterValidator(_span_digest),
    SchemaShown({"type": "string", "pattern": "^[0-9A-Fa-f]{16,64}$"}),
]
ConditionText = Annotated[str, BeforeValidator(_text), SchemaShown({"type": "string"})]
Refs = Annotated[tuple[Ref, ...], AfterValidator(_distinct)]
SomeRefs = Annotated[tuple[Ref, ...], AfterValidator(full), AfterValidator(_distinct)]
OneOrManyRefs = Annotated[tuple[Ref, ...], AfterValidator(full), AfterValidator(_distinct), OneOrMany()]
Sources = Annotated[tuple[Ref, ...], AfterValidator(_distinct), OneOrMany()]

"""The entries of preferences.yaml as pydantic models: which keys there are, and of what type."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter

from detente.case.entries import Entry
from detente.case.fields import (
    ID_SCHEMA,
    ConditionText,
    Date,
    Flag,
    OneOrManyRefs,
    Ref,
    SchemaShown,
    Text,
    full,
    refuse,
)
from detente.case.judgements.numbers import ANY, Number, Swing, Times, Weight, quantity
from detente.case.names import shorten
from detente.errors import nearest


class ComparisonEntry(Entry):
    """The whole range of one issue against the whole range of another."""

    issue: Ref
    over: Ref
    times: Times = Field(description="How many times as important: 1/9 to 9.")
    because: Text = ""


class BonusEntry(Entry):
    """So many points more (or less) if a package meets a condition."""

    condition: ConditionText = Field(alias="if")
    worth: Number
    because: Text = ""


class RankedEntry(Entry):
    """Options by rank, with the reason."""

    ranking: Annotated[tuple[OneOrManyRefs, ...], AfterValidator(full)]
    because: Text = ""


class PackageEntry(Entry):
    """What no agreement is worth, as what a package is worth."""

    package: Any
    plus: Number | None = Field(None, description="So many points more, or less.")
    because: Text = ""


Ranking = Annotated[tuple[OneOrManyRefs, ...], AfterValidator(full)]
_RANKING = TypeAdapter[Any](Ranking)
_NUMBERS = TypeAdapter[Any](dict[Ref, Number])
_RANKED = TypeAdapter[Any](RankedEntry)
_PACKAGE = TypeAdapter[Any](PackageEntry)
_TERMS = TypeAdapter[Any](dict[Ref, Ref])

STATUS_QUO = "status_quo"


def _values(value: Any) -> Any:
    """A ranking as a RankedEntry, numbers as a dictionary of quantities."""
    if isinstance(value, list):
        return RankedEntry.model_construct(ranking=_RANKING.validate_python(value), because="")
    if isinstance(value, dict) and isinstance(value.get("ranking"), list):
        _only(value, "ranking", "because")
        return _RANKED.validate_python(value)
    if not isinstance(value, dict) or not value:
        raise refuse("a number for each option, {a: 0, b: 100}, or a ranking, [b, a]")
    return _NUMBERS.validate_python(value)


def _only(value: dict[str, Any], *keys: str) -> None:
    """Refuse other keys than these."""
    for key in value:
        if key not in keys:
            near = nearest(key, keys)
            hint = f", which may be {near}" if near else ""
            raise refuse(f"a mapping with {', '.join(keys)}", f"the key “{shorten(key)}”{hint}")


def _reservation(value: Any) -> Any:
    """A number as a Quantity, a package as a PackageEntry; its `package` is a dictionary or `status_quo`."""
    if not (isinstance(value, dict) and "package" in value):
        return quantity(value, ANY)
    _only(value, "package", "plus", "because")
    found = _PACKAGE.validate_python(value)
    package = found.package
    if isinstance(package, dict) and package:
        terms = _TERMS.validate_python(package)
    elif package == STATUS_QUO:
        terms = {}
    else:
        raise refuse("{package: status_quo}, or {package: {issue: option}}")
    return PackageEntry.model_construct(package=terms, plus=found.plus, because=found.because)


_NUMBER_SCHEMA = TypeAdapter[Any](Number).json_schema()
_RANKING_SCHEMA = {
    "type": "array",
    "minItems": 1,
    "items": {"anyOf": [ID_SCHEMA, {"type": "array", "items": ID_SCHEMA, "minItems": 1}]},
}
_VALUES_SCHEMA = {
    "anyOf": [
        {"type": "object", "minProperties": 1, "additionalProperties": _NUMBER_SCHEMA},
        _RANKING_SCHEMA,
        {
            "type": "object",
            "properties": {"ranking": _RANKING_SCHEMA, "because": {"type": "string"}},
            "required": ["ranking"],
            "additionalProperties": False,
        },
    ]
}
_RESERVATION_SCHEMA = {
    "anyOf": [
        *_NUMBER_SCHEMA["anyOf"],
        {
            "type": "object",
            "properties": {
                "package": {
                    "anyOf": [
                        {"const": STATUS_QUO},
                        {"type": "object", "minProperties": 1, "additionalProperties": ID_SCHEMA},
                    ]
                },
                "plus": _NUMBER_SCHEMA,
                "because": {"type": "string"},
            },
            "required": ["package"],
            "additionalProperties": False,
        },
    ]
}


class PreferenceEntry(Entry):
    """What packages are worth to a party or a bloc."""

    of: Ref = Field(description="A party or a bloc; what a bloc prefers counts once.")
    because: Text = Field("", description="The reason of every number that gives none of its own.")
    since: Date | None = Field(None, alias="from", description="The first day on which it holds.")
    until: Date | None = Field(None, description="The last day on which it holds.")
    derived: Flag = Field(False, description="A first guess made from the ledger.")
    weights: dict[Ref, Weight] | None = Field(None, description="How much each issue matters; only ratios count.")
    swing: dict[Ref, Swing] | None = Field(None, description="The same, 100 for the issue that matters most.")
    pairwise: Annotated[tuple[ComparisonEntry, ...], AfterValidator(full)] | None = Field(
        None, description="Issues compared two by two."
    )
    ranking: Ranking | None = Field(None, description="Issues, the most important first, ties in a list.")
    values: dict[Ref, Annotated[Any, BeforeValidator(_values), SchemaShown(_VALUES_SCHEMA)]] = Field(
        default_factory=dict, description="What the options of each issue are worth: numbers, or a ranking."
    )
    bonuses: tuple[BonusEntry, ...] = ()
    reservation: Annotated[Any, BeforeValidator(_reservation), SchemaShown(_RESERVATION_SCHEMA)] | None = Field(
        None, description="What no agreement is worth. Without it that is not judged."
    )


class PreferencesFile(Entry):
    """preferences.yaml: what an analyst judges that packages are worth to parties."""

    preferences: tuple[PreferenceEntry, ...]

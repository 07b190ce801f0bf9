"""What a DNA database says, whatever its version: statement types, documents, entities, statements, values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from detente.errors import DetenteError, UnknownNameError
from detente.exchange.dna.opening import Opened, refused
from detente.exchange.dna.schema import DATA

USUAL = "DNA Statement"


@dataclass(frozen=True)
class Kind:
    """A statement type with its variables: (name, data type) by id."""

    number: int
    label: str
    variables: Mapping[int, tuple[str, str]]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its variables."""
        return tuple(name for name, _ in self.variables.values())


@dataclass(frozen=True)
class Entity:
    """A value of a short text variable, with its colour, its attributes and the value that it belongs to."""

    value: str
    colour: str
    parent: str
    attributes: Mapping[str, str]


def kinds(opened: Opened) -> tuple[Kind, ...]:
    """The statement types."""
    variables: dict[object, dict[int, tuple[str, str]]] = {}
    for number, name, data, kind in opened.rows("VARIABLES", ("ID", "Variable", "DataType", "StatementTypeId")):
        variables.setdefault(kind, {})[cast(int, number)] = (str(name), str(data))
    return tuple(
        Kind(cast(int, number), str(label), variables.get(number, {}))
        for number, label in opened.rows("STATEMENTTYPES", ("ID", "Label"))
    )


def chosen(opened: Opened, name: str, variables: Iterable[str] = ()) -> Kind:
    """The statement type of that label or number; by default "DNA Statement", or the only one with two short texts.

    `variables`: where no type is named, only types that have all of these come into question. Raises UnknownNameError,
    and DetenteError where there are several.
    """
    known = kinds(opened)
    if name:
        for kind in known:
            if name in (kind.label, str(kind.number)):
                return kind
        raise UnknownNameError("statement type", name, (kind.label for kind in known))
    fit = [kind for kind in known if sum(data == "short text" for _, data in kind.variables.values()) > 1]
    fit = _having(fit, known, dict.fromkeys(variables)) if fit else fit
    usual = [kind for kind in fit if kind.label == USUAL]
    if len(usual or fit) == 1:
        return (usual or fit)[0]
    if not fit:
        raise refused(opened.path, "no statement type has two short texts, so there is nothing to connect")
    labels = ", ".join(f"“{kind.label}”" for kind in fit)
    raise DetenteError(f"{opened.path} has several statement types; choose one with --statement-type: {labels}")


def _having(fit: list[Kind], known: Iterable[Kind], wanted: Iterable[str]) -> list[Kind]:
    """The statement types that have all these variables. Raises DetenteError where none has."""
    owners = {one: [kind for kind in known if one in kind.names] for one in wanted}
    found = [kind for kind in fit if all(kind in of for of in owners.values())]
    if found:
        return found
    for one, of in owners.items():
        if not of:
            raise UnknownNameError("variable", one, (name for kind in known for name in kind.names))
    told = "; ".join(f"{one} is of {' and '.join(f'“{kind.label}”' for kind in of)}" for one, of in owners.items())
    raise DetenteError(f"no statement type has all these variables: {told}. Name those of one type (--statement-type)")


def entities(opened: Opened, variables: Mapping[int, tuple[str, str]]) -> dict[int, dict[int, Entity]]:
    """The entities of these variables, by variable and number. DNA 2 has none."""
    if opened.family == "2":
        return {}
    table = "ENTITIES" if opened.family == "3" else "ATTRIBUTES"
    attributes = _attributes(opened)
    rows = list(opened.rows(table, ("ID", "VariableId", "Value", "Red", "Green", "Blue", "ChildOf")))
    names = {row[0]: str(row[2]) for row in rows}
    found: dict[int, dict[int, Entity]] = {variable: {} for variable in variables}
    for number, variable, value, red, green, blue, parent in rows:
        if variable in found:
            colour = _colour(red, green, blue)
            entity = Entity(str(value), colour, names.get(parent, ""), attributes.get(cast(int, number), {}))
            found[variable][cast(int, number)] = entity
    return found


def particulars(opened: Opened, variable: int, found: Mapping[int, dict[int, Entity]]) -> dict[str, dict[str, str]]:
    """Attributes of the values of a variable, by value."""
    if opened.family == "2" and "ATTRIBUTES" in opened.tables:
        columns = ("Value", "VariableId", "Red", "Green", "Blue", "Type", "Alias", "Notes")
        return {
            str(row[0]): {
                "color": _colour(*row[2:5]),
                "Type": _text(row[5]),
                "Alias": _text(row[6]),
                "Notes": _text(row[7]),
            }
            for row in opened.rows("ATTRIBUTES", columns)
            if row[1] == variable
        }
    return {
        one.value: {"color": one.colour, **({"parent": one.parent} if one.parent else {}), **one.attributes}
        for one in found.get(variable, {}).values()
    }


def values(
    opened: Opened, variable: int, data: str, found: Mapping[int, dict[int, Entity]]
) -> Iterator[tuple[int, str]]:
    """(statement, value as a text) of one variable."""
    table = DATA[data]
    column = "Entity" if data == "short text" and opened.family == "3" else "Value"
    known = found.get(variable, {})
    for statement, value in opened.rows(table, ("StatementId", column), variable=variable):
        if data == "short text" and opened.family != "2":
            entity = known.get(cast(int, value))
            if entity is None:
                raise refused(opened.path, f"statement {statement} refers to entity {value}, which is not there")
            yield cast(int, statement), entity.value
        else:
            yield cast(int, statement), _text(value)


def seconds(opened: Opened, date: object) -> int:
    """A document's date in seconds since 1970."""
    number = date if isinstance(date, int) else 0
    return number // 1000 if opened.family == "2" else number


def _attributes(opened: Opened) -> dict[int, dict[str, str]]:
    names = {row[0]: str(row[1]) for row in opened.rows("ATTRIBUTEVARIABLES", ("ID", "AttributeVariable"))}
    found: dict[int, dict[str, str]] = {}
    columns = ("EntityId", "AttributeVariableId", "AttributeValue")
    for entity, variable, value in opened.rows("ATTRIBUTEVALUES", columns):
        found.setdefault(cast(int, entity), {})[names.get(variable, str(variable))] = _text(value)
    if opened.family == "3 alpha":
        for number, kind, alias, notes in opened.rows("ATTRIBUTES", ("ID", "Type", "Alias", "Notes")):
            found[cast(int, number)] = {"Type": _text(kind), "Alias": _text(alias), "Notes": _text(notes)}
    return found


def _colour(*hues: object) -> str:
    red, green, blue = (hue if isinstance(hue, int) else 0 for hue in hues)
    return f"#{red:02X}{green:02X}{blue:02X}"


def _text(value: object) -> str:
    return "" if value is None else str(value)


def is_database(path: Path) -> bool:
    """Whether the path is meant to be a DNA database: by its name, or by its first bytes."""
    if path.suffix.lower() == ".dna":
        return not path.is_dir()
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(15) == b"SQLite format 3"

"""The tables of a DNA 3 database (as version 3.0.7 creates them), written as data.

DNA 2 has the same family of tables; where they differ is said in `opening`.
"""

from __future__ import annotations

from dataclasses import dataclass

Row = tuple[object, ...]

VERSION = "3.0.7"
MADE = "2022-06-10"
LONGEST = 190
"""Most characters of a short text in DNA."""

DATA = {"boolean": "DATABOOLEAN", "integer": "DATAINTEGER", "long text": "DATALONGTEXT", "short text": "DATASHORTTEXT"}
"""The table that holds the values of variables of each type."""

_KEY = "INTEGER NOT NULL PRIMARY KEY"
_FLAG = "INTEGER NOT NULL CHECK ({0} BETWEEN 0 AND 1) DEFAULT {1}"
_HUE = "INTEGER NOT NULL DEFAULT 0 CHECK ({0} BETWEEN 0 AND 255)"
_SHORT = "TEXT NOT NULL CHECK (LENGTH({0}) < 191)"
_BLANK = "TEXT NOT NULL DEFAULT '' CHECK (LENGTH({0}) < 191)"
_VALUE = {"StatementId": "INTEGER NOT NULL", "VariableId": "INTEGER NOT NULL"}
_PERMISSIONS = (
    *("AddDocuments", "EditDocuments", "DeleteDocuments", "ImportDocuments"),
    *("AddStatements", "EditStatements", "DeleteStatements"),
    *("EditAttributes", "EditRegex", "EditStatementTypes", "EditCoders", "EditCoderRelations"),
    *("ViewOthersDocuments", "EditOthersDocuments", "ViewOthersStatements", "EditOthersStatements"),
)


def _hues(text: str) -> dict[str, str]:
    return dict.fromkeys(("Red", "Green", "Blue"), text)


@dataclass(frozen=True)
class Shape:
    """One table: its columns with their definitions ({0} is the column's name), and what holds of rows as a whole."""

    columns: dict[str, str]
    rules: tuple[str, ...] = ()

    def sql(self, name: str) -> str:
        """The statement that creates it."""
        parts = [f"{column} {text.format(column, 1)}" for column, text in self.columns.items()]
        return f"CREATE TABLE {name}({', '.join((*parts, *self.rules))})"


def _refers(column: str, table: str) -> str:
    return f"FOREIGN KEY({column}) REFERENCES {table}(ID) ON DELETE CASCADE"


_OF_STATEMENT = (_refers("StatementId", "STATEMENTS"), _refers("VariableId", "VARIABLES"))
_ONCE = "UNIQUE (StatementId, VariableId)"

SHAPES: dict[str, Shape] = {
    "SETTINGS": Shape({"Property": "TEXT PRIMARY KEY", "Value": "TEXT NOT NULL"}),
    "CODERS": Shape(
        {
            "ID": _KEY,
            "Name": _SHORT,
            **_hues(_HUE),
            "Refresh": "INTEGER NOT NULL CHECK ({0} BETWEEN 0 AND 9999) DEFAULT 0",
            "FontSize": "INTEGER NOT NULL CHECK ({0} BETWEEN 1 AND 99) DEFAULT 14",
            "Password": _SHORT,
            "PopupWidth": "INTEGER CHECK ({0} BETWEEN 100 AND 9999) DEFAULT 300",
            "ColorByCoder": _FLAG.replace("{1}", "0"),
            "PopupDecoration": _FLAG.replace("{1}", "0"),
            "PopupAutoComplete": _FLAG,
            **dict.fromkeys((f"Permission{name}" for name in _PERMISSIONS), _FLAG),
        }
    ),
    "DOCUMENTS": Shape(
        {
            "ID": _KEY,
            "Title": _SHORT,
            "Text": "TEXT NOT NULL",
            "Coder": "INTEGER",
            "Author": _BLANK,
            "Source": _BLANK,
            "Section": _BLANK,
            "Notes": "TEXT NOT NULL DEFAULT ''",
            "Type": _BLANK,
            "Date": "INTEGER NOT NULL",
        },
        (_refers("Coder", "CODERS"),),
    ),
    "STATEMENTTYPES": Shape({"ID": _KEY, "Label": _SHORT, **_hues(_HUE)}),
    "VARIABLES": Shape(
        {
            "ID": _KEY,
            "Variable": _SHORT,
            "DataType": "TEXT NOT NULL CHECK ({0} = 'boolean' OR {0} = 'integer' OR {0} = 'long text' OR "
            "{0} = 'short text') DEFAULT 'short text'",
            "StatementTypeId": "INTEGER",
        },
        (_refers("StatementTypeId", "STATEMENTTYPES"), "UNIQUE (Variable, StatementTypeId)"),
    ),
    "VARIABLELINKS": Shape(
        {"ID": _KEY, "SourceVariableId": "INTEGER", "TargetVariableId": "INTEGER"},
        (
            "CHECK (TargetVariableId != SourceVariableId)",
            _refers("SourceVariableId", "VARIABLES"),
            _refers("TargetVariableId", "VARIABLES"),
        ),
    ),
    "REGEXES": Shape({"Label": "TEXT PRIMARY KEY CHECK (LENGTH({0}) < 191)", **_hues(_HUE)}),
    "CODERRELATIONS": Shape(
        {
            "ID": _KEY,
            "Coder": "INTEGER CHECK({0} > 0)",
            "OtherCoder": "INTEGER CHECK({0} > 0)",
            **dict.fromkeys(
                ("viewStatements", "editStatements", "viewDocuments", "editDocuments"),
                "INTEGER NOT NULL DEFAULT 1 CHECK({0} BETWEEN 0 AND 1)",
            ),
        },
        ("CHECK (Coder != OtherCoder)", _refers("Coder", "CODERS"), _refers("OtherCoder", "CODERS")),
    ),
    "STATEMENTS": Shape(
        {
            "ID": _KEY,
            "StatementTypeId": "INTEGER",
            "DocumentId": "INTEGER",
            "Start": "INTEGER NOT NULL CHECK({0} >= 0)",
            "Stop": "INTEGER NOT NULL CHECK({0} >= 0)",
            "Coder": "INTEGER",
        },
        (
            "CHECK (Start < Stop)",
            _refers("StatementTypeId", "STATEMENTTYPES"),
            _refers("Coder", "CODERS"),
            _refers("DocumentId", "DOCUMENTS"),
        ),
    ),
    "DATABOOLEAN": Shape(
        {"ID": "INTEGER PRIMARY KEY NOT NULL", **_VALUE, "Value": "INTEGER NOT NULL DEFAULT 1"},
        (*_OF_STATEMENT, _ONCE),
    ),
    "DATAINTEGER": Shape(
        {"ID": "INTEGER PRIMARY KEY NOT NULL", **_VALUE, "Value": "INTEGER NOT NULL DEFAULT 0"},
        (*_OF_STATEMENT, _ONCE),
    ),
    "ENTITIES": Shape(
        {
            "ID": "INTEGER PRIMARY KEY NOT NULL",
            "VariableId": "INTEGER NOT NULL",
            "Value": _BLANK,
            **_hues("INTEGER CHECK ({0} BETWEEN 0 AND 255)"),
            "ChildOf": "INTEGER CHECK({0} > 0)",
        },
        ("UNIQUE (VariableId, Value)", _refers("ChildOf", "ENTITIES"), _refers("VariableId", "VARIABLES")),
    ),
    "DATASHORTTEXT": Shape(
        {"ID": "INTEGER PRIMARY KEY NOT NULL", **_VALUE, "Entity": "INTEGER NOT NULL"},
        (*_OF_STATEMENT, _refers("Entity", "ENTITIES"), _ONCE),
    ),
    "DATALONGTEXT": Shape(
        {"ID": "INTEGER PRIMARY KEY NOT NULL", **_VALUE, "Value": "TEXT DEFAULT ''"}, (*_OF_STATEMENT, _ONCE)
    ),
    "ATTRIBUTEVARIABLES": Shape(
        {"ID": "INTEGER PRIMARY KEY NOT NULL", "VariableId": "INTEGER NOT NULL", "AttributeVariable": _SHORT},
        ("UNIQUE(VariableId, AttributeVariable)", _refers("VariableId", "VARIABLES")),
    ),
    "ATTRIBUTEVALUES": Shape(
        {
            "ID": "INTEGER PRIMARY KEY NOT NULL",
            "EntityId": "INTEGER NOT NULL",
            "AttributeVariableId": "INTEGER NOT NULL",
            "AttributeValue": _BLANK,
        },
        (
            "UNIQUE (EntityId, AttributeVariableId)",
            _refers("EntityId", "ENTITIES"),
            _refers("AttributeVariableId", "ATTRIBUTEVARIABLES"),
        ),
    ),
}

"""DNA databases made by hand: of version 3, of its alpha, and of version 2. No line of DNA's own data is in them."""

import sqlite3
from contextlib import closing

DAY = 86_400
DOCUMENTS = [
    # which one, its title, text, author, source, section, notes and type, the day since 1970
    (
        1,
        "On the river",
        "The town wants the bridge. 😀 The mill does not want the bridge.",
        "Ann",
        "Gazette",
        "News",
        "",
        "report",
        18262,
    ),
    (
        2,
        "On the mill",
        "The mill would rather have a ferry, says its owner.",
        "Bob",
        "Gazette",
        "Letters",
        "a note",
        "",
        18300,
    ),
    (3, "A year later", "The town wants the bridge still.", "Ann", "Herald", "News", "", "report", 18628),
]
STATEMENTS = [
    # which one, its document, where in it (UTF-16), who, for whom, on what, and the other variables' values
    (1, 1, 0, 26, "Mayor", "Town", "There should be a bridge.", 1, 2, ""),
    (2, 1, 30, 64, "", "Mill", "There should be a bridge.", 0, -1, "curt"),
    (3, 1, 0, 26, "Clerk", "Town", "There should be a bridge.", 1, 1, ""),
    (4, 2, 0, 34, "Owner", "Mill", "There should be a ferry.", 1, 3, "a; b"),
    (5, 3, 0, 32, "Mayor", "Town", "There should be a bridge.", 1, 2, ""),
    (6, 3, 0, 8, "Mayor", "Town", "There should be a ferry.", 0, 0, ""),
    (7, 3, 0, 8, "", "", "There should be a ferry.", 0, 0, ""),
]
TEXTS = {1: "person", 2: "organization", 3: "concept"}
COLOURS = {"Town": (0, 114, 178), "Mill": (213, 94, 0)}
TYPES = {"Town": "public", "Mill": "private"}

_COMMON = """
CREATE TABLE SETTINGS(Property TEXT PRIMARY KEY, Value TEXT NOT NULL);
CREATE TABLE CODERS(ID INTEGER PRIMARY KEY, Name TEXT, Red INTEGER, Green INTEGER, Blue INTEGER, Password TEXT);
CREATE TABLE DOCUMENTS(ID INTEGER PRIMARY KEY, Title TEXT, Text TEXT, Coder INTEGER, Author TEXT, Source TEXT,
    Section TEXT, Notes TEXT, Type TEXT, Date INTEGER);
CREATE TABLE STATEMENTTYPES(ID INTEGER PRIMARY KEY, Label TEXT, Red INTEGER, Green INTEGER, Blue INTEGER);
CREATE TABLE VARIABLES(ID INTEGER PRIMARY KEY, Variable TEXT, DataType TEXT, StatementTypeId INTEGER);
CREATE TABLE STATEMENTS(ID INTEGER PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER,
    Stop INTEGER, Coder INTEGER);
CREATE TABLE DATABOOLEAN(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
CREATE TABLE DATAINTEGER(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER);
CREATE TABLE DATALONGTEXT(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value TEXT);
"""


def make(path, version="3"):
    """Write a database of version 3, "3 alpha" or 2 and return its path."""
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(_COMMON)
        db.execute("INSERT INTO SETTINGS VALUES ('version', ?)", (("2.0 beta 25" if version == "2" else "3.0.7"),))
        db.execute("INSERT INTO CODERS VALUES (1, 'Admin', 0, 0, 0, '')")
        scale = 1000 if version == "2" else 1
        for number, title, text, author, source, section, notes, kind, day in DOCUMENTS:
            row = (number, title, text, 1, author, source, section, notes, kind, day * DAY * scale)
            db.execute("INSERT INTO DOCUMENTS VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        db.executemany("INSERT INTO STATEMENTTYPES VALUES (?, ?, 0, 0, 0)", [(1, "DNA Statement"), (2, "Annotation")])
        variables = [*((n, name, "short text", 1) for n, name in TEXTS.items())]
        variables += [(4, "agreement", "boolean", 1), (5, "weight", "integer", 1), (6, "remark", "long text", 1)]
        db.executemany("INSERT INTO VARIABLES VALUES (?, ?, ?, ?)", [*variables, (7, "note", "long text", 2)])
        for number, document, start, stop, *values in STATEMENTS:
            db.execute("INSERT INTO STATEMENTS VALUES (?, 1, ?, ?, ?, 1)", (number, document, start, stop))
            for table, variable, value in zip(
                ("DATABOOLEAN", "DATAINTEGER", "DATALONGTEXT"), (4, 5, 6), values[3:], strict=True
            ):
                db.execute(f"INSERT INTO {table} VALUES (NULL, ?, ?, ?)", (number, variable, value))
        db.execute("INSERT INTO STATEMENTS VALUES (8, 2, 1, 0, 3, 1)")
        db.execute("INSERT INTO DATALONGTEXT VALUES (NULL, 8, 7, 'only a note')")
        {"3": _entities, "3 alpha": _numbers, "2": _texts}[version](db)
    return path


def _values():
    for number, _, _, _, *values in STATEMENTS:
        for variable in TEXTS:
            yield number, variable, values[variable - 1]


def _entities(db):
    db.executescript(
        """
        CREATE TABLE ENTITIES(ID INTEGER PRIMARY KEY, VariableId INTEGER, Value TEXT, Red INTEGER, Green INTEGER,
            Blue INTEGER, ChildOf INTEGER);
        CREATE TABLE DATASHORTTEXT(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Entity INTEGER);
        CREATE TABLE ATTRIBUTEVARIABLES(ID INTEGER PRIMARY KEY, VariableId INTEGER, AttributeVariable TEXT);
        CREATE TABLE ATTRIBUTEVALUES(ID INTEGER PRIMARY KEY, EntityId INTEGER, AttributeVariableId INTEGER,
            AttributeValue TEXT);
        INSERT INTO ATTRIBUTEVARIABLES VALUES (1, 2, 'Type');
        """
    )
    known: dict[tuple[int, str], int] = {}
    for number, variable, value in _values():
        if (variable, value) not in known:
            known[variable, value] = len(known) + 1
            row = (known[variable, value], variable, value, *COLOURS.get(value, (0, 0, 0)))
            db.execute("INSERT INTO ENTITIES VALUES (?, ?, ?, ?, ?, ?, NULL)", row)
            if variable == 2:
                kind = TYPES.get(value, "")
                db.execute("INSERT INTO ATTRIBUTEVALUES VALUES (NULL, ?, 1, ?)", (known[variable, value], kind))
        db.execute("INSERT INTO DATASHORTTEXT VALUES (NULL, ?, ?, ?)", (number, variable, known[variable, value]))


def _attributes(db):
    db.execute(
        "CREATE TABLE ATTRIBUTES(ID INTEGER PRIMARY KEY, VariableId INTEGER, Value TEXT, Red INTEGER, Green INTEGER, "
        "Blue INTEGER, Type TEXT, Alias TEXT, Notes TEXT, ChildOf INTEGER)"
    )
    known: dict[tuple[int, str], int] = {}
    for _, variable, value in _values():
        if (variable, value) not in known:
            known[variable, value] = len(known) + 1
            row = (known[variable, value], variable, value, *COLOURS.get(value, (0, 0, 0)), TYPES.get(value, ""))
            db.execute("INSERT INTO ATTRIBUTES VALUES (?, ?, ?, ?, ?, ?, ?, '', '', NULL)", row)
    return known


def _numbers(db):
    known = _attributes(db)
    db.execute(
        "CREATE TABLE DATASHORTTEXT(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value INTEGER)"
    )
    for number, variable, value in _values():
        db.execute("INSERT INTO DATASHORTTEXT VALUES (NULL, ?, ?, ?)", (number, variable, known[variable, value]))


def _texts(db):
    _attributes(db)
    db.execute(
        "CREATE TABLE DATASHORTTEXT(ID INTEGER PRIMARY KEY, StatementId INTEGER, VariableId INTEGER, Value TEXT)"
    )
    for number, variable, value in _values():
        db.execute("INSERT INTO DATASHORTTEXT VALUES (NULL, ?, ?, ?)", (number, variable, value))

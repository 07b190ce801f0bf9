"""A small case with a store, and changes to try on it."""

import tempfile
from functools import cache
from pathlib import Path

from detente.case.reading import read_case, read_rules
from detente.ledger.store.editing import Edit
from detente.ledger.store.place import FILE, FOLDER, place_of
from detente.ledger.store.store import open_store
from detente.ledger.store.trail import Heading
from tests.case import folders

WHEN = "2026-02-03T04:05:06Z"
ROW = {
    "holder": "NORTH",
    "act": "demand",
    "issue": "river",
    "option": "open",
    "firmness": "firm",
    "paraphrase": "Open.",
}


def heading(kind="test", who="anna", at=WHEN):
    return Heading(kind, who, at)


def _sound():
    with tempfile.TemporaryDirectory() as folder:
        return read_rules(folders.write(Path(folder) / "river"))


SOUND = _sound()
"""The rules of the sound case, read once."""


@cache
def loaded():
    """The file of a store that has the sound case's statements: to be copied instead of made anew."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "river")
        desk.load()
        desk.store.close()
        return (desk.folder / FOLDER / FILE).read_bytes()


class Desk:
    """The sound case of `tests.case.folders` in a folder, its store open."""

    def __init__(self, folder, address="", **changed):
        self.folder = folders.write(folder, **changed)
        self.rules = SOUND if not changed else read_rules(self.folder)
        self.store = open_store(place_of(self.folder, address))

    def load(self):
        return self.store.load(read_case(self.folder).statements, heading("load"))

    def add(self, name="s9", who="anna", **fields):
        return self.store.change(self.rules, [Edit(name, {**ROW, **fields}, new=True)], heading("add", who))

    def edit(self, name, version=None, who="anna", **fields):
        return self.store.change(self.rules, [Edit(name, fields, version)], heading("edit", who))

    def delete(self, name, version=None, who="anna"):
        return self.store.change(self.rules, [Edit(name, None, version)], heading("delete", who))

    def undo(self, number, who="anna"):
        return self.store.undo(self.rules, number, heading("undo", who))

    def all(self):
        return {row.id: {k: v for k, v in row.values.items() if v} for row in self.store.all_rows()}

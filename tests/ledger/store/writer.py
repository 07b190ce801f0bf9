"""A process that writes to a store until it is killed; it says what was committed, after it was."""

import sys
from pathlib import Path

from detente.errors import StoreError
from detente.ledger.store.editing import Edit
from tests.ledger.store.ledgers import ROW, Desk, heading
from tests.ledger.store.test_documents import made


def main(folder, address, who, most):
    desk = Desk(Path(folder), address)
    for number in range(int(most)):
        name = f"{who}-{number}"
        desk.store.change(desk.rules, [Edit(name, ROW, new=True)], heading("add", who))
        acknowledge("add", name)
        if number % 3 == 1:
            desk.store.change(desk.rules, [Edit(name, {"note": "n" * 5000}, 1)], heading("edit", who))
            acknowledge("edit", name)
        if number % 3 == 2:
            desk.store.sink(who, "2026").add([(made(f"{name} {'treaty ' * 500}"), b"")])
            acknowledge("document", name)


def count(folder, address, who, most):
    """Raise a number that everybody raises, by edits that carry the version that they were made on."""
    desk = Desk(Path(folder), address)
    done = 0
    while done < int(most):
        row = desk.store.rows(["s1"])["s1"]
        raised = str(int(row.values["note"] or 0) + 1)
        try:
            desk.store.change(desk.rules, [Edit("s1", {"note": raised}, row.version)], heading("edit", who))
            done += 1
        except StoreError as error:
            if "was made on version" not in str(error):
                raise
    acknowledge("done", who)


def acknowledge(what, name):
    sys.stdout.write(f"{what} {name}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"write": main, "count": count}[sys.argv[1]](*sys.argv[2:])

"""A witness in words that a reader, or a few lines of any language, can replay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from detente.case.treaties.model import SIDES
from detente.engines.norms.model import TRUE, Boolean, Sense
from detente.engines.norms.witnesses import Cell, Order, Witness
from detente.space.treaties.compiling import Compiled

TIME = 4


def told(compiled: Compiled, witness: Witness) -> Mapping[str, Any]:
    """The witness as the JSON has it: day, circumstances, answers, statuses, cells, orders."""
    names = _names(compiled, witness)
    times = compiled.system.sizes[TIME]
    cells = [_cell(compiled, cell) for cell in witness.cells]
    orders = [_order(compiled, order, names) for order in witness.orders]
    return {
        "day": min(one["day"] for one in (*cells, *orders)),
        "circumstances": [
            {
                "name": compiled.variables[n].name,
                "title": compiled.variables[n].title,
                "day": _day(compiled, time),
                "holds": holds,
            }
            for n, time, holds in witness.facts
        ],
        "answers": compiled.readings(witness.answers),
        "statuses": [
            {
                "name": name,
                "title": compiled.variables[n // times].title,
                "day": _day(compiled, n % times),
                "kind": compiled.variables[n // times].kind,
            }
            for n, name in names.items()
        ],
        "cells": cells,
        "orders": orders,
    }


def _day(compiled: Compiled, time: int) -> str:
    """The first day of an elementary interval; of the one before all others the last."""
    first, last = compiled.universe.days(time)
    return (first or last or max(compiled.entered.values(), default=date.min)).isoformat()


def _cell(compiled: Compiled, cell: Cell) -> dict[str, Any]:
    trees = compiled.universe.trees
    named = {side: tree.leaves[place] for side, tree, place in zip(SIDES[:4], trees, cell.place[:4], strict=True)}
    return {**named, "day": _day(compiled, cell.place[TIME]), "like": cell.like}


def _order(compiled: Compiled, order: Order, names: Mapping[int, str]) -> dict[str, Any]:
    when = "" if order.when == TRUE else formula(order.when, names)
    holds = None if order.holds is None else formula(order.holds, names)
    numbered = order.sense in (Sense.AT_MOST, Sense.AT_LEAST)
    text = _said(order, holds) + (f", if {when}" if when else "")
    return {
        "clause": compiled.clauses[order.clause],
        "order": order.sense.value,
        "number": order.bound if numbered else None,
        "day": _day(compiled, order.time),
        "cells": list(order.cells),
        "holds": holds,
        "when": when,
        "text": text,
    }


def _said(order: Order, holds: str | None) -> str:
    if holds is not None:
        return f"may hold: {holds}" if order.sense is Sense.MAY else f"holds: {holds}"
    if order.sense is Sense.MAY:
        return f"an amount above 0 is permitted over cells {list(order.cells)}"
    return f"{order.sense.value} {order.bound} over cells {list(order.cells)}"


def formula(said: Boolean, names: Mapping[int, str]) -> str:
    """A condition as treaty files write it: names, `not`, `and`, `or`, parentheses; `true` and `false`."""
    match said[0]:
        case "var":
            return names[said[1]]
        case "not":
            return f"not {_bracketed(said[1], names)}"
        case "and" | "or":
            return f" {said[0]} ".join(_bracketed(part, names) for part in said[1])
        case word:
            return str(word)


def _bracketed(said: Boolean, names: Mapping[int, str]) -> str:
    text = formula(said, names)
    return f"({text})" if said[0] in ("and", "or") else text


def _names(compiled: Compiled, witness: Witness) -> dict[int, str]:
    """One word for each variable and day that the orders depend on: its name, made fit for a condition."""
    times = compiled.system.sizes[TIME]
    used: set[int] = set()
    for order in witness.orders:
        for said in (order.when, order.holds):
            used |= _variables(said) if said is not None else set()
    several = len({number % times for number in used}) > 1
    found: dict[int, str] = {}
    for number in sorted(used):
        name = compiled.variables[number // times].name
        word = re.sub(r"\W+", "_", name).strip("_") or "status"
        if several:
            word += f"_on_{_day(compiled, number % times)}".replace("-", "_")
        found[number] = word if word not in found.values() else f"{word}_{number}"
    return found


def _variables(said: Boolean) -> set[int]:
    if said[0] == "var":
        return {said[1]}
    parts = said[1] if said[0] in ("and", "or") else said[1:] if said[0] == "not" else ()
    return set().union(*map(_variables, parts))

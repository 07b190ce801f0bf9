"""Strict JSON: what a careful writer would have written, and nothing else."""

from __future__ import annotations

import json
from typing import Any


def parse_json(text: str) -> Any:
    """Read JSON: a key once, no NaN, no nesting beyond what can be read. Raises ValueError saying what is wrong."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key “{next(key for key in keys if keys.count(key) > 1)}” stands there twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")

"""Rules of decision, from the words in which constitutions put them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

from detente.case.fields import refuse
from detente.case.names import shorten
from detente.case.ratification.model import Rule

_BASES: dict[str, Literal["voting", "present", "members"]] = {
    "those voting": "voting",
    "those present": "present",
    "all members": "members",
}
_SHARES = {
    "half": Fraction(1, 2),
    "one third": Fraction(1, 3),
    "two thirds": Fraction(2, 3),
    "three fifths": Fraction(3, 5),
    "four fifths": Fraction(4, 5),
    "three quarters": Fraction(3, 4),
}
CAN_SAY = (
    "a rule: majority of those voting (or: of those present, of all members), two thirds of …, three fifths of …, "
    "55 % of …, 4/7 of …, more than two thirds of …, unanimity, consensus, at least 226, "
    "{members: 55 %, population: 65 %, blocking: 4}, {share: majority of those voting, turnout: 50 %}"
)
RULE_SCHEMA: dict[str, Any] = {
    "description": "In words, or as a mapping with further demands.",
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {
                "members": {"type": "string"},
                "population": {"type": "string"},
                "blocking": {"type": "integer", "minimum": 1},
            },
            "required": ["members", "population"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"share": {"type": "string"}, "turnout": {"type": "string"}},
            "required": ["share", "turnout"],
            "additionalProperties": False,
        },
    ],
}

_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,12})?) ?(?:%|percent|per cent)")
_FRACTION = re.compile(r"([0-9]{1,9}) ?/ ?([0-9]{1,9})")
_COUNT = re.compile(r"at least ([0-9]{1,9})")


def read_rule(value: Any) -> Rule:
    """The rule that a text or a mapping says. Raises a refusal of pydantic's that lists what can be said."""
    if isinstance(value, str):
        found = _in_words(" ".join(value.split()))
        if found is None:
            raise refuse(CAN_SAY)
        return found
    if not isinstance(value, dict):
        raise refuse(CAN_SAY)
    keys = set(value)
    if {"members", "population"} <= keys <= {"members", "population", "blocking"}:
        return _double(value)
    if keys == {"share", "turnout"}:
        return _referendum(value)
    raise refuse(CAN_SAY, f"a mapping with {shorten(', '.join(map(str, value))) or 'nothing'}")


def _in_words(text: str) -> Rule | None:
    if text == "unanimity":
        return Rule("share", Fraction(1), base="members", text=text)
    if text == "consensus":
        return Rule("consensus", Fraction(0), base="members", text=text)
    count = _COUNT.fullmatch(text)
    if count:
        if not int(count[1]):
            raise refuse("at least one vote", text)
        return Rule("votes", Fraction(int(count[1])), base="members", text=text)
    share, of, base = text.rpartition(" of ")
    if not of or base not in _BASES:
        return None
    found = (Fraction(1, 2), True) if share == "majority" else _share(share)
    return Rule("share", found[0], strict=found[1], base=_BASES[base], text=text) if found else None


def _share(text: str) -> tuple[Fraction, bool] | None:
    """A share, and whether there must be more than it; None where it is none."""
    strict = text.startswith("more than ")
    plain = text.removeprefix("more than ").removeprefix("at least ").strip()
    percent, parts = _PERCENT.fullmatch(plain), _FRACTION.fullmatch(plain)
    if percent:
        share = Fraction(percent[1]) / 100
    elif parts and int(parts[2]):
        share = Fraction(int(parts[1]), int(parts[2]))
    elif plain in _SHARES:
        share = _SHARES[plain]
    else:
        return None
    if not 0 < share <= 1 or (strict and share == 1):
        raise refuse("a share above 0 that can be reached", shorten(text))
    return share, strict


def _wanted(value: Mapping[str, Any], key: str) -> tuple[Fraction, bool]:
    text = " ".join(value[key].split()) if isinstance(value[key], str) else ""
    found = _share(text)
    if found is None:
        raise refuse(f"“{key}” with a share: 55 %, 4/7 or more than 65 %", shorten(str(value[key])))
    return found


def _double(value: Mapping[str, Any]) -> Rule:
    (members, strict), (population, more) = _wanted(value, "members"), _wanted(value, "population")
    blocking = value.get("blocking")
    if blocking is not None and not (
        isinstance(blocking, str) and re.fullmatch(r"[0-9]{1,9}", blocking) and int(blocking)
    ):
        raise refuse("“blocking” with a whole number, 1 or more", shorten(str(blocking)))
    return Rule(
        "double",
        members,
        strict,
        "members",
        population,
        more,
        int(blocking) if blocking is not None else None,
        text=_written(value),
    )


def _referendum(value: Mapping[str, Any]) -> Rule:
    words = value["share"]
    rule = _in_words(" ".join(words.split())) if isinstance(words, str) else None
    if rule is None or rule.kind != "share":
        raise refuse("“share” with a share in words: majority of those voting", shorten(str(words)))
    turnout, strict = _wanted(value, "turnout")
    if strict:
        raise refuse("“turnout” with a share to be reached: 50 %", shorten(str(value["turnout"])))
    return Rule("share", rule.threshold, rule.strict, rule.base, turnout=turnout, text=_written(value))


def _written(value: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}: {' '.join(str(said).split())}" for key, said in value.items())

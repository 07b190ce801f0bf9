"""Reading attributes of GENIUS files: exact numbers, and every complaint with its line."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from detente.exchange.bargains.numbers import exact
from detente.exchange.bargains.stated import Complaints


def complain(complaints: Complaints, file: str, element: Any, message: str, expected: str = "", got: str = "") -> None:
    """One thing wrong, at the line of an element."""
    complaints.say(file, getattr(element, "sourceline", 0) or 0, message, expected, got)


def number(file: str, element: Any, name: str, complaints: Complaints, default: str | None = None) -> Fraction:
    """An attribute as the exact number that is written there; 0, with a complaint, where it is none."""
    text = element.get(name, default)
    if text is None:
        complain(complaints, file, element, f"<{element.tag}> has no {name}", "a number")
        return Fraction(0)
    value = exact(text)
    if value is None:
        complain(complaints, file, element, f"{name} of <{element.tag}> is no number", "a number such as 0.25", text)
        return Fraction(0)
    return value


def once(file: str, root: Any, tag: str, complaints: Complaints) -> Any:
    """The first element of that name below, None where there is none; complains of every other one."""
    first, *others = [*root.iter(tag)] or [None]
    for other in others:
        complain(complaints, file, other, f"there are {len(others) + 1} <{tag}>", "one")
    return first


def miscounted(name: str, root: Any) -> Iterator[str]:
    """A note where a file says that it has more or fewer issues than there are: something may have been cut off."""
    for element in root.iter("utility_space", "negotiation_template"):
        said, there = str(element.get("number_of_issues") or "").strip(), sum(1 for _ in element.iter("issue"))
        if said and said != str(there):
            yield f"{name} says that it has {said} issues; there are {there}."


def index(file: str, element: Any, complaints: Complaints) -> str:
    """The attribute `index`, as written."""
    value = element.get("index")
    if value is None:
        complain(complaints, file, element, f"<{element.tag}> has no index", "index")
    return str(value or "").strip()

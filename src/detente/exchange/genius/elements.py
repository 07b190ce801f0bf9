"""Reading attributes of GENIUS files: exact numbers, and every complaint with its line."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from detente.errors import Finding, FormatError

_DIGITS = 60


@dataclass
class Complaints:
    """What is wrong with the files, collected so that all of it is said at once."""

    found: list[Finding] = field(default_factory=list)

    def add(self, file: str, element: Any, message: str, expected: str = "", got: str = "") -> None:
        """One thing wrong, at the line of an element."""
        line = getattr(element, "sourceline", 0) or 0
        self.found.append(Finding(file, line, "error", message, expected, got))

    def end(self) -> None:
        """Raise FormatError if anything was wrong."""
        if self.found:
            raise FormatError(self.found)


def number(file: str, element: Any, name: str, complaints: Complaints, default: str | None = None) -> Fraction:
    """An attribute as the exact number that is written there; 0, with a complaint, where it is none."""
    text = element.get(name, default)
    if text is None:
        complaints.add(file, element, f"<{element.tag}> has no {name}", "a number")
        return Fraction(0)
    value = exact(text)
    if value is None:
        complaints.add(file, element, f"{name} of <{element.tag}> is no number", "a number such as 0.25", text)
        return Fraction(0)
    return value


def exact(text: str) -> Fraction | None:
    """A decimal number, exactly; None for anything else, infinite or of absurd length."""
    text = text.strip()
    mantissa, _, exponent = text.lower().partition("e")
    if len(text) > _DIGITS or "/" in text or "_" in text or len(exponent) > 3:
        return None
    try:
        if exponent and abs(int(exponent)) > _DIGITS:
            return None
        return Fraction(text) if mantissa else None
    except ValueError:
        return None


def index(file: str, element: Any, complaints: Complaints) -> str:
    """The attribute `index`, as written."""
    value = element.get("index")
    if value is None:
        complaints.add(file, element, f"<{element.tag}> has no index", "index")
    return str(value or "").strip()

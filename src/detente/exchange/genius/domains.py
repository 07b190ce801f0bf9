"""Domains: the issues, and the options of each."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from detente.case.names import article
from detente.exchange.bargains.numbers import decimal
from detente.exchange.bargains.stated import MOST_OPTIONS, STEPS, Complaints
from detente.exchange.genius.elements import complain, index, number
from detente.exchange.outside import parse_xml, read_bytes

KINDS = ("discrete", "integer", "real")
MOST_BYTES = 20_000_000
TEMPLATE = "negotiation_template"
"""The root of a domain."""


@dataclass(frozen=True)
class Issue:
    """One issue of a domain file. `values` are the numbers of an integer or real issue, in the order of the options."""

    index: str
    name: str
    kind: str
    options: tuple[str, ...]
    values: tuple[Fraction, ...] = ()


def root_of(path: Path) -> Any:
    """The root of a file, with no entity or document type read. Raises FormatError.

    GENIUS knows no namespaces: names in that of the root are read as if they were in none.
    """
    root = parse_xml(read_bytes(path, MOST_BYTES), str(path))
    space, brace, _ = root.tag.rpartition("}")
    for element in root.iter(f"{space}{brace}*") if brace else ():
        element.tag = element.tag.removeprefix(space + brace)
    return root


def evaluates(root: Any) -> bool:
    """Whether a file says what options are worth, as a profile does. Weights alone do not say it."""
    found = root.iter("evaluator", "ufun", "item")
    return any(one.tag != "item" or one.get("evaluation") is not None for one in found)


def read_issues(path: Path, root: Any, complaints: Complaints) -> tuple[Issue, ...]:
    """The issues of a domain, in the order of the file."""
    file = str(path)
    elements = list(root.iter("issue"))
    found = [_issue(file, element, complaints) for element in elements]
    if not found:
        complain(complaints, file, root, "the file has no issues", "a GENIUS domain with <issue> elements", root.tag)
    for what in ("name", "index"):
        seen: set[str] = set()
        for issue, element in zip(found, elements, strict=True):
            value = str(getattr(issue, what))
            if value in seen:
                complain(
                    complaints, file, element, f"two issues have the {what} {value}", f"{article(what)} for each issue"
                )
            seen.add(value)
    return tuple(found)


def kind_of(element: Any) -> str:
    """What values an issue has: discrete, integer or real."""
    return str(element.get("vtype") or element.get("type") or element.get("etype") or "discrete").strip().lower()


def bounds(
    file: str, element: Any, complaints: Complaints, default: tuple[Fraction, Fraction] | None = None
) -> tuple[Fraction, Fraction]:
    """The bounds of an integer or real issue, from the issue or its <range>; the default where neither has any."""
    inner = element.find("range")
    holder = inner if element.get("lowerbound") is None and inner is not None else element
    if default is not None and holder.get("lowerbound") is None and holder.get("upperbound") is None:
        return default
    return number(file, holder, "lowerbound", complaints), number(file, holder, "upperbound", complaints)


def _issue(file: str, element: Any, complaints: Complaints) -> Issue:
    name, place, kind = str(element.get("name") or "").strip(), index(file, element, complaints), kind_of(element)
    if not name:
        complain(complaints, file, element, "an issue has no name", "name")
    if kind not in KINDS:
        complain(complaints, file, element, f"issue {name} is of an unknown kind", " | ".join(KINDS), kind)
        return Issue(place, name, kind, ())
    if kind == "discrete":
        options = tuple(str(item.get("value") or "").strip() for item in element.iter("item"))
        if not options or "" in options:
            expected = "<item value=…>"
            complain(complaints, file, element, f"issue {name} has an option without a value, or none", expected)
        if len(set(options)) < len(options):
            complain(complaints, file, element, f"issue {name} has the same option twice", "distinct values")
        if len(options) > MOST_OPTIONS:
            expected = f"at most {MOST_OPTIONS:,}"
            complain(complaints, file, element, f"issue {name} has too many options", expected, f"{len(options):,}")
        return Issue(place, name, kind, options)
    return _numeric(file, element, complaints, Issue(place, name, kind, ()))


def _numeric(file: str, element: Any, complaints: Complaints, issue: Issue) -> Issue:
    low, high = bounds(file, element, complaints)
    count = high - low + 1 if issue.kind == "integer" else Fraction(STEPS)
    whole = low.denominator == high.denominator == 1 or issue.kind == "real"
    if low > high or not whole or count > MOST_OPTIONS:
        expected = "whole numbers" if not whole else f"at most {MOST_OPTIONS:,} values"
        expected = "the lower bound first" if low > high else expected
        got = f"{float(low):g} to {float(high):g}"
        complain(complaints, file, element, f"issue {issue.name} has no usable range", expected, got)
        return issue
    if issue.kind == "integer":
        values = tuple(low + step for step in range(int(count)))
        return Issue(issue.index, issue.name, issue.kind, tuple(str(int(v)) for v in values), values)
    values = tuple(low + (high - low) * step / (STEPS - 1) for step in range(STEPS)) if high > low else (low,)
    return Issue(issue.index, issue.name, issue.kind, tuple(decimal(v, 12)[0] for v in values), values)

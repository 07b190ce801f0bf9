"""Utility spaces: what one party thinks of each package, as GENIUS 10.4 computes it, in exact numbers.

Additive: Σ weight · evaluation, where the evaluation of a discrete option is divided by the largest of its issue, and
that of an integer or real value is `offset + slope · distance`, between 0 and 1. Rectangles ("nonlinear"): the sum of
the utilities of the rectangles that hold the package, divided by `maxutility`, at most 1. The reservation value is on
the same scale. The discount factor bears on time, not on packages: it is left out, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from detente.errors import nearest
from detente.exchange.genius.domains import Issue, bounds, kind_of, root_of
from detente.exchange.genius.elements import Complaints, index, number


@dataclass(frozen=True)
class Rectangle:
    """`worth` where every issue's option is allowed; `inside` False: where one is not."""

    issues: tuple[int, ...]
    allowed: tuple[frozenset[int], ...]
    worth: Fraction
    inside: bool = True


@dataclass
class Profile:
    """One party's utility space."""

    name: str
    reservation: Fraction = Fraction(0)
    discount: Fraction = Fraction(1)
    table: list[list[Fraction]] = field(default_factory=list)
    rectangles: list[Rectangle] = field(default_factory=list)
    ceiling: Fraction | None = None


def read_profile(path: Path, issues: tuple[Issue, ...], complaints: Complaints) -> Profile:
    """A party's file, held against the domain's issues; whatever is wrong goes to `complaints`."""
    file, root = str(path), root_of(path)
    profile = Profile(path.stem)
    for tag, attribute in (("reservation", "reservation"), ("discount_factor", "discount")):
        element = root.find(f".//{tag}")
        if element is not None:
            setattr(profile, attribute, number(file, element, "value", complaints))
    if root.find(".//ufun") is not None:
        _rectangles(file, root, issues, profile, complaints)
    else:
        profile.table = _additive(file, root, issues, complaints)
    return profile


def _additive(file: str, root: Any, issues: tuple[Issue, ...], complaints: Complaints) -> list[list[Fraction]]:
    weights = {index(file, one, complaints): number(file, one, "value", complaints) for one in root.iter("weight")}
    given = {str(one.get("index") or "").strip(): one for one in root.iter("issue")}
    table = []
    for issue in issues:
        element = given.get(issue.index)
        if element is None or issue.index not in weights:
            what = "issue" if element is None else "weight"
            complaints.add(file, root, f"there is no {what} with the index {issue.index} ({issue.name})", f"a {what}")
            table.append([Fraction(0)] * len(issue.options))
            continue
        worth = _evaluations(file, element, issue, complaints)
        table.append([weights[issue.index] * one for one in worth])
    for place, element in given.items():
        if place not in {issue.index for issue in issues}:
            complaints.add(file, element, f"the domain has no issue with the index {place}", "an issue of the domain")
    return table


def _evaluations(file: str, element: Any, issue: Issue, complaints: Complaints) -> list[Fraction]:
    name = str(element.get("name") or "").strip()
    if name and name != issue.name:
        complaints.add(file, element, f"issue {issue.index} has another name in the domain", issue.name, name)
    if issue.kind == "discrete":
        return _discrete(file, element, issue, complaints)
    if kind_of(element) != issue.kind:
        complaints.add(
            file, element, f"issue {issue.name} is of another kind in the domain", issue.kind, kind_of(element)
        )
        return [Fraction(0)] * len(issue.options)
    return _numeric(file, element, issue, complaints)


def _discrete(file: str, element: Any, issue: Issue, complaints: Complaints) -> list[Fraction]:
    found: dict[str, Fraction] = {}
    for item in element.iter("item"):
        value = str(item.get("value") or "").strip()
        if value not in issue.options:
            near = nearest(value, issue.options)
            expected = f"an option of the domain{f' such as {near}' if near else ''}"
            complaints.add(file, item, f"issue {issue.name} has no such option", expected, value)
            continue
        worth = number(file, item, "evaluation", complaints)
        if worth < 0:
            complaints.add(file, item, "an evaluation is below 0", "a number of 0 or more", str(float(worth)))
        found[value] = worth
    lacking = [option for option in issue.options if option not in found]
    if lacking:
        complaints.add(file, element, f"issue {issue.name} has no evaluation of {', '.join(lacking)}", "one for each")
    most = max(found.values(), default=Fraction(0))
    return [found.get(option, Fraction(0)) / most if most > 0 else Fraction(0) for option in issue.options]


def _numeric(file: str, element: Any, issue: Issue, complaints: Complaints) -> list[Fraction]:
    evaluator = element.find("evaluator")
    if evaluator is None:
        complaints.add(file, element, f"issue {issue.name} has no evaluator", "<evaluator …>")
        return [Fraction(0)] * len(issue.values)
    if issue.kind == "integer" and evaluator.get("slope") is not None:
        low, _ = bounds(file, element, complaints)
        slope, offset = (number(file, evaluator, one, complaints) for one in ("slope", "offset"))
        return [_unit(offset + slope * (value - low)) for value in issue.values]
    kind = str(evaluator.get("ftype") or "linear").strip().lower()
    if kind not in {"linear", "constant", "triangular"}:
        complaints.add(file, evaluator, "an evaluator of an unknown kind", "linear | constant | triangular", kind)
        return [Fraction(0)] * len(issue.values)
    wanted = {"linear": 2, "constant": 1, "triangular": 3}[kind]
    given = [number(file, evaluator, f"parameter{one}", complaints) for one in range(wanted)]
    if kind == "linear":
        return [_unit(given[0] + given[1] * value) for value in issue.values]
    if kind == "constant":
        return [given[0]] * len(issue.values)
    return [_triangle(value, *given) for value in issue.values]


def _unit(value: Fraction) -> Fraction:
    return min(max(value, Fraction(0)), Fraction(1))


def _triangle(value: Fraction, low: Fraction, high: Fraction, top: Fraction) -> Fraction:
    """0 at `low` and `high`, 1 at `top`."""
    if not low <= value <= high:
        return Fraction(0)
    if value < top:
        return (value - low) / (top - low)
    return (high - value) / (high - top) if value > top else Fraction(1)


def _rectangles(file: str, root: Any, issues: tuple[Issue, ...], profile: Profile, complaints: Complaints) -> None:
    profile.table = [[Fraction(0)] * len(issue.options) for issue in issues]
    utility = root.find(".//utility")
    most = Fraction(1) if utility is None else number(file, utility, "maxutility", complaints)
    if most <= 0:
        complaints.add(file, utility, "maxutility is not above 0", "a number above 0", str(most))
        most = Fraction(1)
    places = {issue.index: at for at, issue in enumerate(issues)}
    for function in root.iter("ufun"):
        how = str(function.get("aggregation") or "sum").strip().lower()
        if how != "sum":
            complaints.add(file, function, "an aggregation that is not read", "sum", how)
        weight = number(file, function, "weight", complaints, "1")
        for above in function.iterancestors("ufun"):
            weight *= number(file, above, "weight", complaints, "1")
        for element in function.findall("hyperRectangle"):
            worth = weight * number(file, element, "weight", complaints, "1") / most
            _rectangle(file, element, issues, places, (profile, worth), complaints)
    sums = sum((one.worth for one in profile.rectangles if one.worth > 0), Fraction(0))
    if sums > 1:
        profile.ceiling = Fraction(1)


def _rectangle(
    file: str,
    element: Any,
    issues: tuple[Issue, ...],
    places: dict[str, int],
    held: tuple[Profile, Fraction],
    complaints: Complaints,
) -> None:
    profile, worth = held
    worth *= number(file, element, "utility", complaints)
    inside = element.find("EXCLUDES") is None
    sides: dict[int, frozenset[int]] = {}
    for side in element.findall("INCLUDES" if inside else "EXCLUDES"):
        at = places.get(index(file, side, complaints))
        low, high = number(file, side, "min", complaints), number(file, side, "max", complaints)
        if at is None or not issues[at].values:
            complaints.add(file, side, "a side of a rectangle on no numeric issue", "the index of an integer issue")
            continue
        allowed = frozenset(o for o, value in enumerate(issues[at].values) if low <= value <= high)
        sides[at] = sides.get(at, allowed) & allowed
    profile.rectangles.append(Rectangle(tuple(sorted(sides)), tuple(sides[at] for at in sorted(sides)), worth, inside))

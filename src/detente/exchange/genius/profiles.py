"""Utility spaces: what one party thinks of each package, as GENIUS 10.4 computes it, in exact numbers.

Additive: Σ weight · evaluation, where the evaluation of a discrete option is divided by the largest of its issue, and
that of an integer or real value is `offset + slope · distance`, between 0 and 1. Rectangles ("nonlinear"): the sum of
the utilities of the rectangles that hold the package, divided by `maxutility`, at most 1. The reservation value is on
the same scale. The discount factor bears on time, not on packages: it is left out, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from detente.case.names import article, shorten
from detente.errors import nearest
from detente.exchange.bargains.fitting import UNIT
from detente.exchange.bargains.numbers import LONG, looks_rounded
from detente.exchange.bargains.stated import Complaints, shown
from detente.exchange.genius.domains import Issue, bounds, kind_of, root_of
from detente.exchange.genius.elements import complain, index, miscounted, number, once

LEAST = Fraction("0.00001")
"""An issue whose largest evaluation is below this counts as nothing, as in GENIUS."""


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
    notes: list[str] = field(default_factory=list)


def read_profile(path: Path, issues: tuple[Issue, ...], complaints: Complaints) -> Profile:
    """A party's file, held against the domain's issues; whatever is wrong goes to `complaints`."""
    file, root = str(path), root_of(path)
    profile = Profile(path.stem, notes=[*miscounted(f"The profile {path.stem}", root)])
    for tag, attribute in (("reservation", "reservation"), ("discount_factor", "discount")):
        element = once(file, root, tag, complaints)
        if element is not None:
            setattr(profile, attribute, number(file, element, "value", complaints))
    if _of_another(root, issues):
        names = shorten(", ".join(str(one.get("name") or "").strip() for one in root.iter("issue")))
        expected = shorten(", ".join(issue.name for issue in issues))
        complain(complaints, file, root, "the profile is of another domain", f"the issues {expected}", names)
    elif root.find(".//ufun") is not None:
        _rectangles(file, root, issues, profile, complaints)
    else:
        profile.table = _additive(file, root, issues, profile, complaints)
    if any(map(looks_rounded, _numbers(root))):
        profile.notes.append(LONG.format(profile.name))
    return profile


def _numbers(root: Any) -> Iterator[str]:
    """Weights, evaluations and the reservation value, as they are written."""
    for element in root.iter("weight", "reservation", "item"):
        yield str(element.get("evaluation" if element.tag == "item" else "value"))


def _of_another(root: Any, issues: Sequence[Issue]) -> bool:
    """Whether a profile has issues, and none of them an issue's name or any of its options."""
    elements = list(root.iter("issue"))
    names = {issue.name.casefold() for issue in issues}
    options = {issue.index: set(issue.options) for issue in issues}
    return bool(elements) and not any(
        str(one.get("name") or "").strip().casefold() in names
        or (kind_of(one) != "discrete" and str(one.get("index")) in options)
        or any(str(item.get("value")).strip() in options.get(str(one.get("index")), ()) for item in one.iter("item"))
        for one in elements
    )


def _additive(
    file: str, root: Any, issues: tuple[Issue, ...], profile: Profile, complaints: Complaints
) -> list[list[Fraction]]:
    weights = _by_index(file, root, "weight", complaints)
    given = _by_index(file, root, "issue", complaints)
    table, total = [], Fraction(0)
    for issue in issues:
        element, weight = given.get(issue.index), weights.get(issue.index)
        if element is None or weight is None:
            what = "issue" if element is None else "weight"
            message = f"there is no {what} with the index {issue.index} ({issue.name})"
            complain(complaints, file, root, message, article(what))
            table.append([Fraction(0)] * len(issue.options))
            continue
        worth = _evaluations(file, element, issues, issue, (profile, complaints))
        factor = number(file, weight, "value", complaints)
        if factor < 0:
            complain(
                complaints, file, weight, f"the weight of {issue.name} is below 0", "0 or more", weight.get("value")
            )
        elif factor and issue.kind == "discrete" and not any(worth):
            profile.notes.append(
                f"All evaluations of {issue.name} by {profile.name} are 0, or below 0.00001 and count as 0: its weight "
                f"of {shown(factor)} is lost."
            )
        total += factor
        table.append([factor * one for one in worth])
    for place, element in given.items():
        if place not in {issue.index for issue in issues}:
            message = f"the domain has no issue with the index {place}"
            complain(complaints, file, element, message, "an issue of the domain")
    profile.notes += _totals(profile.name, total)
    return table


def _totals(name: str, total: Fraction) -> Iterator[str]:
    if not Fraction(98, 100) <= total <= UNIT:
        yield f"The weights of {name} add up to {shown(total)}, and not to 1: they count as they stand."


def _by_index(file: str, root: Any, tag: str, complaints: Complaints) -> dict[str, Any]:
    """The elements of a name by their index, each once."""
    found: dict[str, Any] = {}
    for element in root.iter(tag):
        place = index(file, element, complaints)
        if place in found:
            complain(complaints, file, element, f"there are two <{tag}> with the index {place}", "one")
        found.setdefault(place, element)
    return found


def _evaluations(
    file: str, element: Any, issues: tuple[Issue, ...], issue: Issue, held: tuple[Profile, Complaints]
) -> list[Fraction]:
    profile, complaints = held
    name = str(element.get("name") or "").strip()
    if name and name != issue.name:
        if name in {one.name for one in issues}:
            message = f"issue {issue.index} is another one in the domain"
            complain(complaints, file, element, message, issue.name, name)
        elif name.casefold() != issue.name.casefold():
            profile.notes.append(f"Issue {issue.index}, {issue.name}, is called {name} in the profile {profile.name}.")
    if issue.kind == "discrete":
        if kind_of(element) != issue.kind:
            profile.notes.append(
                f"Issue {issue.name} is {kind_of(element)} in the profile {profile.name} and discrete in the domain: "
                "the evaluations of its items count."
            )
        return _discrete(file, element, issue, held)
    if kind_of(element) != issue.kind:
        message = f"issue {issue.name} is of another kind in the domain"
        complain(complaints, file, element, message, issue.kind, kind_of(element))
        return [Fraction(0)] * len(issue.options)
    return _numeric(file, element, issue, held)


def _discrete(file: str, element: Any, issue: Issue, held: tuple[Profile, Complaints]) -> list[Fraction]:
    _, complaints = held
    found: dict[str, Fraction] = {}
    for item in element.iter("item"):
        value = str(item.get("value") or "").strip()
        if value not in issue.options:
            near = nearest(value, issue.options)
            expected = f"an option of the domain{f' such as {near}' if near else ''}"
            complain(complaints, file, item, f"issue {issue.name} has no such option", expected, value)
            continue
        if value in found:
            complain(complaints, file, item, f"issue {issue.name} has two evaluations of {value}", "one")
        worth = number(file, item, "evaluation", complaints)
        if worth < 0:
            complain(complaints, file, item, "an evaluation is below 0", "a number of 0 or more", str(float(worth)))
        found[value] = worth
    lacking = [option for option in issue.options if option not in found]
    if lacking:
        complain(
            complaints, file, element, f"issue {issue.name} has no evaluation of {', '.join(lacking)}", "one for each"
        )
    most = max(found.values(), default=Fraction(0))
    if most < LEAST:
        return [Fraction(0)] * len(issue.options)
    return [found.get(option, Fraction(0)) / most for option in issue.options]


def _numeric(file: str, element: Any, issue: Issue, held: tuple[Profile, Complaints]) -> list[Fraction]:
    profile, complaints = held
    evaluator = once(file, element, "evaluator", complaints)
    if evaluator is None:
        complain(complaints, file, element, f"issue {issue.name} has no evaluator", "<evaluator …>")
        return [Fraction(0)] * len(issue.values)
    lowest = _own_low(file, element, issue, held)
    kind = str(evaluator.get("ftype") or "linear").strip().lower()
    if kind not in {"linear", "constant", "triangular"}:
        complain(complaints, file, evaluator, "an evaluator of an unknown kind", "linear | constant | triangular", kind)
        return [Fraction(0)] * len(issue.values)
    lone = evaluator.get("slope") is not None or evaluator.get("parameter1") is None
    if issue.kind == "integer" and kind == "linear" and lone:
        slope, offset = (number(file, evaluator, one, complaints) for one in ("slope", "offset"))
        return [_unit(offset + slope * (value - lowest)) for value in issue.values]
    wanted = {"linear": 2, "constant": 1, "triangular": 3}[kind]
    given = [number(file, evaluator, f"parameter{one}", complaints) for one in range(wanted)]
    if kind == "linear":
        return [_unit(given[0] + given[1] * value) for value in issue.values]
    if kind == "constant":
        return [given[0]] * len(issue.values)
    low, high, top = map(shown, given)
    if given[0] > given[1]:
        message = f"the triangle of {issue.name} has its bounds the wrong way round, and would be worth 0 everywhere"
        complain(complaints, file, evaluator, message, "parameter0 at most parameter1", f"{low} and {high}")
    elif not given[0] <= given[2] <= given[1]:
        profile.notes.append(
            f"The triangle of {issue.name} by {profile.name} has its top at {top}, outside of its bounds {low} and "
            f"{high}: it is worth 1 nowhere."
        )
    return [_triangle(value, *given) for value in issue.values]


def _own_low(file: str, element: Any, issue: Issue, held: tuple[Profile, Complaints]) -> Fraction:
    """The profile's own lower bound, from which GENIUS reckons; a range that lacks values of the domain is refused."""
    profile, complaints = held
    own = (issue.values[0], issue.values[-1])
    low, high = bounds(file, element, complaints, own)
    if (low, high) != own:
        mine, theirs = (f"{shown(one)} to {shown(other)}" for one, other in ((low, high), own))
        if low > own[0] or high < own[1]:
            message = f"issue {issue.name} has a range that leaves out values of the domain"
            complain(complaints, file, element, message, theirs, mine)
        else:
            profile.notes.append(
                f"Issue {issue.name} runs from {mine} in the profile {profile.name} and from {theirs} in the domain: "
                "the values of the domain count."
            )
    return low


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
    utility = once(file, root, "utility", complaints)
    most = Fraction(1) if utility is None else number(file, utility, "maxutility", complaints)
    if most <= 0:
        complain(complaints, file, utility, "maxutility is not above 0", "a number above 0", str(most))
        most = Fraction(1)
    places = {issue.index: at for at, issue in enumerate(issues)}
    for function in root.iter("ufun"):
        how = str(function.get("aggregation") or "sum").strip().lower()
        if how != "sum":
            complain(complaints, file, function, "an aggregation that is not read", "sum", how)
        weight = number(file, function, "weight", complaints, "1")
        for above in function.iterancestors("ufun"):
            weight *= number(file, above, "weight", complaints, "1")
        for element in function.findall("hyperRectangle"):
            worth = weight * number(file, element, "weight", complaints, "1") / most
            _rectangle(file, element, issues, places, (profile, worth), complaints)


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
    if not inside and element.find("INCLUDES") is not None:
        message = "a rectangle has INCLUDES and EXCLUDES, which is not read"
        complain(complaints, file, element, message, "one kind of sides", "both")
    sides: dict[int, frozenset[int]] = {}
    for side in element.findall("INCLUDES" if inside else "EXCLUDES"):
        at = places.get(index(file, side, complaints))
        low, high = number(file, side, "min", complaints), number(file, side, "max", complaints)
        if at is None or not issues[at].values:
            complain(
                complaints, file, side, "a side of a rectangle on no numeric issue", "the index of an integer issue"
            )
            continue
        allowed = frozenset(o for o, value in enumerate(issues[at].values) if low <= value <= high)
        sides[at] = sides.get(at, allowed) & allowed
    profile.rectangles.append(Rectangle(tuple(sorted(sides)), tuple(sides[at] for at in sorted(sides)), worth, inside))

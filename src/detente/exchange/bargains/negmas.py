"""NegMAS scenarios: an outcome space and one utility function for each party, in YAML or JSON.

U(x) = Σ weight · function of the issue + bias, as the numbers stand; a missing weight is 1. `reserved_value` is what no
agreement is worth; NegMAS's default, minus infinity, is none at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from detente.exchange.bargains.fitting import Rounding, fitted, note_losses, structure_losses
from detente.exchange.bargains.negmasfunctions import evaluate, table
from detente.exchange.bargains.numbers import decimal, exact
from detente.exchange.bargains.shape import Place, check_names, options_of, parted, unread
from detente.exchange.bargains.stated import MOST_OPTIONS, STEPS, Complaints, Stated, compose
from detente.exchange.bargains.trees import Number, Tree, long_notes
from detente.exchange.coding import Loss
from detente.space.bargaining import Bargain, Matter

ADDITIVE = ("LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction")
LINEAR = ("LinearUtilityFunction", "AffineUtilityFunction")
LISTED = ("CategoricalIssue", "DiscreteOrdinalIssue", "DiscreteCardinalIssue", "OrdinalIssue", "CardinalIssue", "Issue")
WHOLE = ("ContiguousIssue", "DiscreteContiguousIssue")
CONTINUOUS = ("ContinuousIssue",)
FUNCTION = ("name", "id", "type", "weights", "values", "bias", "reserved_value", "reserved_outcome", "outcome_space")
_ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
NOTHING = ("-inf", "-.inf", "-infinity")


@dataclass(frozen=True)
class Issue:
    """One issue; `values` are the numbers of its options where all of them are numbers."""

    matter: Matter
    values: tuple[Fraction, ...] | None
    continuous: bool = False


def is_domain(data: Any) -> bool:
    """Whether a tree is an outcome space of NegMAS."""
    return isinstance(data, dict) and "issues" in data and "parties" not in data and "utilities" not in data


def is_profile(data: Any) -> bool:
    """Whether a tree is a utility function of NegMAS, also of a kind that is not read."""
    return isinstance(data, dict) and kind_of(data).endswith(("UtilityFunction", "UFun", "AggregationFunction"))


def kind_of(data: Mapping[str, Any]) -> str:
    """The class that is named, without its module."""
    return str(data.get("type") or data.get("__python_class__") or "").rpartition(".")[2]


def read(trees: Sequence[Tree]) -> Bargain:
    """The domain of these files; each utility function is a party.

    Raises FormatError with everything that is wrong in any of the files.
    """
    complaints = Complaints()
    two = "there are two outcome spaces", "one, and the utility functions of its parties"
    domains, profiles = parted(trees, complaints, is_profile, two)
    if len(profiles) < 2 or not domains:
        expected, got = "an outcome space and two or more", f"{len(domains)} and {len(profiles)}"
        complaints.say(trees[0].file, 0, "there are too few utility functions, or no outcome space", expected, got)
    complaints.end()
    issues = _issues(domains[0])
    complaints.end()
    notes: list[str] = []
    parties = [_party(profile, issues, notes) for profile in profiles]
    complaints.end()
    continuous = [issue.matter.name for issue in issues if issue.continuous]
    if continuous:
        notes.append(f"Continuous issues stand on a grid of {STEPS} values: {', '.join(continuous)}.")
    notes += long_notes(trees)
    name = domains[0].at("name").name(trees[0].stem)
    return compose(name, [issue.matter for issue in issues], parties, gridded=continuous, notes=notes)


def _issues(domain: Place) -> list[Issue]:
    found = []
    for number, place in enumerate(domain.at("issues").items()):
        place.mapping()
        found.append(_issue(place, place.at("name").name(f"issue {number + 1}")))
    check_names([issue.matter for issue in found], domain)
    return found


def _issue(place: Place, name: str) -> Issue:
    kind = kind_of(place.data) if isinstance(place.data, dict) else ""
    values = place.at("values")
    if isinstance(values.data, Number):
        return _counted(values, name, Fraction(0), Fraction(values.whole(1, MOST_OPTIONS) - 1))
    if kind in WHOLE:
        low, high = values.at(0).number(), values.at(1).number()
        return _counted(values, name, low, high)
    if kind in CONTINUOUS:
        low, high = values.at(0).number(), values.at(1).number()
        if high < low:
            values.named(name).wrong("this is no usable range", "the lower bound first", values.data)
        grid = tuple(low + (high - low) * step / (STEPS - 1) for step in range(STEPS)) if high > low else (low,)
        return Issue(Matter(name, tuple(decimal(one, 12)[0] for one in grid)), grid, True)
    if kind and kind not in LISTED:
        place.wrong("an issue of a kind that is not read", " | ".join((*LISTED[:3], WHOLE[0], CONTINUOUS[0])), kind)
        return Issue(Matter(name, ("",)), None)
    options = options_of(values.items(), values)
    numbers = [exact(option) for option in options]
    given = tuple(number for number in numbers if number is not None)
    return Issue(Matter(name, options), given if len(given) == len(numbers) else None)


def _counted(place: Place, name: str, low: Fraction, high: Fraction) -> Issue:
    if low.denominator > 1 or high.denominator > 1 or not 0 <= high - low < MOST_OPTIONS:
        expected = f"two whole numbers, at most {MOST_OPTIONS:,} values"
        expected = "the lower bound first" if high < low else expected
        place.named(name).wrong("this is no usable range", expected, place.data)
        return Issue(Matter(name, ("",)), None)
    values = tuple(low + step for step in range(int(high - low) + 1))
    return Issue(Matter(name, tuple(str(int(value)) for value in values)), values)


def _party(profile: Place, issues: Sequence[Issue], notes: list[str]) -> Stated:
    name = profile.at("name").name(profile.tree.stem)
    inner, outer = profile, profile
    while "Discounted" in kind_of(inner.data) and isinstance(inner.data.get("ufun"), dict):
        inner = inner.at("ufun")
        notes.append(f"Discounting bears on time, not on packages, and is left out: {name}.")
    kind = kind_of(inner.data)
    if kind not in (*ADDITIVE, *LINEAR):
        inner.wrong("a utility function of a kind that is not read", " | ".join((ADDITIVE[0], LINEAR[0])), kind)
        return Stated(name, [[Fraction(0)] * len(issue.matter.options) for issue in issues])
    weights = _each(inner, "weights", issues)
    functions = _each(inner, "values", issues) if kind in ADDITIVE else [None] * len(issues)
    found = []
    for issue, weight, function in zip(issues, weights, functions, strict=True):
        factor = weight.number(Fraction(1)) if weight is not None else Fraction(1)
        if function is None and kind in ADDITIVE:
            inner.wrong(f"{issue.matter.name} has no function", "one for each issue, under “values”")
        worth = _worth(inner, function, issue, kind in LINEAR)
        found.append([factor * one for one in worth])
    notes += unread(inner, FUNCTION, near_only=True)
    bias = inner.at("bias").number(Fraction(0))
    found[0] = [one + bias for one in found[0]]
    if inner.has("reserved_outcome") or outer.has("reserved_outcome"):
        notes.append(f"{name} names a reserved outcome; its reserved value counts.")
    return Stated(name, found, _reserved(outer if outer.has("reserved_value") else inner))


def _each(profile: Place, key: str, issues: Sequence[Issue]) -> list[Place | None]:
    """What stands under a key for each issue: in a list in their order, or by their names; None where nothing is."""
    holder = profile.at(key)
    if holder.data is None:
        return [None] * len(issues)
    if isinstance(holder.data, dict):
        names = {issue.matter.name for issue in issues}
        for name, place in holder.mapping().items():
            if name not in names:
                place.wrong("there is no such issue", "an issue of the outcome space", name)
        return [holder.at(name) if holder.has(name) else None for name in (one.matter.name for one in issues)]
    given = holder.items()
    if len(given) != len(issues):
        holder.wrong("this is not one for each issue", str(len(issues)), str(len(given)))
    return [
        given[number].named(issue.matter.name) if number < len(given) else None for number, issue in enumerate(issues)
    ]


def _worth(profile: Place, function: Place | None, issue: Issue, linear: bool) -> list[Fraction]:
    nothing = [Fraction(0)] * len(issue.matter.options)
    if linear:
        if issue.values is None:
            profile.wrong(f"{issue.matter.name} has options that are no numbers", "an additive function with tables")
        return list(issue.values or nothing)
    if function is None:
        return nothing
    kind = kind_of(function.data) if isinstance(function.data, dict) else ""
    if kind in ("TableFun", "") and isinstance(function.data, dict):
        return table(function, issue.matter)
    if kind == "ConstFun":
        return [function.at("bias").number(Fraction(0))] * len(issue.matter.options)
    if issue.values is None:
        function.wrong(f"{kind or 'this'} needs numbers, and {issue.matter.name} has other options", "TableFun", kind)
        return nothing
    return evaluate(function, kind, issue.values)


def _reserved(profile: Place) -> Fraction | None:
    value = profile.at("reserved_value")
    if value.data is None or str(value.data).strip().lower() in NOTHING:
        return None
    return value.number()


def write(bargain: Bargain) -> tuple[dict[str, bytes], tuple[Loss, ...]]:
    """The files of a scenario, in YAML: an outcome space, and a utility function for each party.

    Weights are 1 and the tables hold what options are worth: shares of a weight would have no end more often.
    """
    rounding, losses = Rounding(), [*structure_losses(bargain, "NegMAS's additive function"), *note_losses(bargain)]
    top = [f"name: {_quoted(bargain.name)}", "type: DiscreteCartesianOutcomeSpace", "issues:"]
    for matter in bargain.matters:
        top += [f"- name: {_quoted(matter.name)}", "  type: CategoricalIssue", "  values:"]
        top += [f"  - {_quoted(option)}" for option in matter.options]
    files = {"domain.yml": top}
    for number, name in enumerate(bargain.parties):
        party = fitted(bargain, number, None, False)
        reserved = NOTHING[1] if name in bargain.unreserved else rounding.down(party.reservation)
        rows = [f"name: {_quoted(name)}", f"type: {ADDITIVE[0]}", f"reserved_value: {reserved}"]
        rows += ["weights:", *("- 1" for _ in bargain.matters), "values:"]
        for matter, options in zip(bargain.matters, party.table, strict=True):
            rows += ["- type: TableFun", "  mapping:"]
            pairs = zip(matter.options, options, strict=True)
            rows += [f"    {_quoted(option)}: {rounding.up(worth)}" for option, worth in pairs]
        files[f"party{number + 1}.yml"] = rows
    losses += rounding.losses()
    return {name: ("\n".join(rows) + "\n").encode() for name, rows in files.items()}, tuple(losses)


def _quoted(text: str) -> str:
    """A text between double quotes, as YAML and JSON both read it."""
    return _ODD.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(text, ensure_ascii=False))

"""Whether a condition holds of a package, and which conditions say the same."""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Mapping

import numpy as np

from detente.case.conditions import And, Bound, Condition, Count, If, Iff, Is, Named, Not, Or, Truth, issues_of
from detente.case.model import Issue

_SMALL = 4096


def holds(condition: Condition, package: Mapping[str, str], issues: Mapping[str, Issue]) -> bool:
    """Whether a package, which takes an option on every issue that the condition mentions, meets it."""
    match condition:
        case Truth(value):
            return value
        case Is(issue, options):
            return package[issue] in options
        case Bound(issue, option, least):
            names = issues[issue].names
            place, bound = names.index(package[issue]), names.index(option)
            return place >= bound if least else place <= bound
        case Not(part):
            return not holds(part, package, issues)
        case And(parts):
            return all(holds(part, package, issues) for part in parts)
        case Or(parts):
            return any(holds(part, package, issues) for part in parts)
        case If(when, then):
            return not holds(when, package, issues) or holds(then, package, issues)
        case Iff(left, right):
            return holds(left, package, issues) == holds(right, package, issues)
        case Count(low, high, parts):
            number = sum(holds(part, package, issues) for part in parts)
            return low <= number and (high is None or number <= high)
        case Named(name):
            raise ValueError(f"the name {name} must be resolved before it can be judged")


def effect(condition: Condition, issues: Mapping[str, Issue]) -> Hashable:
    """A key that conditions share if they hold of the same packages.

    The issues that it depends on, and of which of their options it holds. Beyond some thousand cases: its text.
    """
    mentioned = issues_of(condition)
    sizes = tuple(len(issues[issue].options) for issue in mentioned)
    if math.prod(sizes) > _SMALL:
        return str(condition)
    choices = itertools.product(*(issues[issue].names for issue in mentioned))
    truth = np.array([holds(condition, dict(zip(mentioned, chosen, strict=True)), issues) for chosen in choices])
    table = truth.reshape(sizes)
    counted: list[str] = []
    for issue in mentioned:
        axis = len(counted)
        first = table.take([0], axis)
        if (table == first).all():
            table = first.squeeze(axis)
        else:
            counted.append(issue)
    order = sorted(range(len(counted)), key=counted.__getitem__)
    return tuple(counted[axis] for axis in order), table.transpose(order).tobytes()

"""Whether a condition holds of a package, and whether two conditions say the same."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

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


def same(one: Condition, other: Condition, issues: Mapping[str, Issue]) -> bool:
    """Whether two conditions hold of the same packages; beyond some thousand cases, whether they are written alike."""
    if one == other:
        return True
    mentioned = tuple(dict.fromkeys((*issues_of(one), *issues_of(other))))
    if math.prod(len(issues[issue].options) for issue in mentioned) > _SMALL:
        return str(one) == str(other)
    for options in itertools.product(*(issues[issue].names for issue in mentioned)):
        package = dict(zip(mentioned, options, strict=True))
        if holds(one, package, issues) != holds(other, package, issues):
            return False
    return True

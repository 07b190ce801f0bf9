"""NegMAS's functions of one issue that are rational: what an option's value, or its number, is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from detente.exchange.bargains.shape import Place, by_option
from detente.exchange.bargains.stated import MOST_OPTIONS
from detente.space.bargaining import Matter

MOST_DEGREE = 20
ZERO, ONE = Fraction(0), Fraction(1)


def table(function: Place, matter: Matter) -> list[Fraction]:
    """TableFun: a number for each option. `default` holds for options that are not in it."""
    inner = function.at("mapping") if function.has("mapping") else function
    given = {name: place for name, place in inner.mapping().items() if inner is not function or name != "type"}
    if function.has("default"):
        for option in matter.options:
            given.setdefault(option, function.at("default"))
    return by_option(given, matter, function)


def evaluate(function: Place, kind: str, values: Sequence[Fraction]) -> list[Fraction]:
    """A function of numbers, at each of an issue's values; complains of functions that are not rational."""
    makers: dict[str, Callable[[Place], Callable[[Fraction], Fraction]]] = {
        "IdentityFun": _affine,
        "LinearFun": _affine,
        "AffineFun": _affine,
        "QuadraticFun": _quadratic,
        "PolynomialFun": _polynomial,
        "TriangularFun": _triangle,
    }
    if kind not in makers:
        function.wrong("a function that is not read", f"TableFun | ConstFun | {' | '.join(makers)}", kind)
        return [ZERO] * len(values)
    worth = makers[kind](function)
    return [worth(value) for value in values[:MOST_OPTIONS]]


def _affine(function: Place) -> Callable[[Fraction], Fraction]:
    slope, bias = function.at("slope").number(ONE), function.at("bias").number(ZERO)
    return lambda value: slope * value + bias


def _quadratic(function: Place) -> Callable[[Fraction], Fraction]:
    two, one = function.at("a2").number(), function.at("a1").number()
    bias = function.at("bias").number(ZERO)
    return lambda value: (two * value + one) * value + bias


def _polynomial(function: Place) -> Callable[[Fraction], Fraction]:
    """Coefficients of x, x², …, and the bias."""
    given = function.at("coefficients").items()
    if len(given) > MOST_DEGREE:
        function.at("coefficients").wrong("there are too many", f"at most {MOST_DEGREE}", str(len(given)))
    coefficients = [place.number() for place in given[:MOST_DEGREE]]
    bias = function.at("bias").number(ZERO)
    return lambda value: sum((one * value ** (power + 1) for power, one in enumerate(coefficients)), bias)


def _triangle(function: Place) -> Callable[[Fraction], Fraction]:
    """`bias` up to start and from end on, `bias + scale` in the middle."""
    start, middle, end = (function.at(key).number() for key in ("start", "middle", "end"))
    bias, scale = function.at("bias").number(ZERO), function.at("scale").number(ONE)
    if not start <= middle <= end:
        function.wrong("the triangle has its top outside, or its bounds the wrong way round", "start ≤ middle ≤ end")

    def worth(value: Fraction) -> Fraction:
        if value <= start or value >= end:
            return bias
        if value <= middle:
            return bias + scale * (value - start) / (middle - start)
        return bias + scale * (end - value) / (end - middle)

    return worth

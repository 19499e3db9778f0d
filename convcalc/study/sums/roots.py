r"""Square roots in sums, `\sqrt{3^2 + 4^2} = 5`: exact where they are rational, else to 24 decimals."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import isqrt

from convcalc.language.values import Number, divide

ROOT = "sqrt("
_SCALE = 10**24
_CLOSE = 10**18
_LARGEST = 10**6
"""The largest denominator of a fraction that a product or quotient of roots is taken to be."""


def without_roots(text: str, value_of: Callable[[str], Number | None]) -> str:
    """The text of an expression with numbers for the roots in it; empty where one has no value."""
    while (start := text.rfind(ROOT)) >= 0:
        end = _closing(text, start + len(ROOT))
        value = value_of(text[start + len(ROOT) : end])
        if value is None or value < 0:
            return ""
        root = _root(value)
        text = f"{text[:start]}({root.numerator}/{root.denominator}{text[end:]}"
    return text


def exact(value: Number | None) -> Number | None:
    """A value with roots in it, or the fraction that it is but for their last decimals."""
    if value is None:
        return None
    near = Fraction(value).limit_denominator(_LARGEST)
    return divide(near.numerator, near.denominator) if is_same(value, near) else value


def is_same(value: Number, other: Number) -> bool:
    """Whether two values are equal but for the last decimals of roots."""
    return max(value - other, other - value) * _CLOSE <= max(value, -value)


def is_nothing(value: Number, largest: Number) -> bool:
    """Whether a sum is what the last decimals of roots leave of nothing: `3√3 - (√3)³`, of which the largest is 3√3."""
    return type(value) is not int and max(value, -value) * _CLOSE < largest


def _closing(text: str, position: int) -> int:
    """Where the bracket is closed that is opened before a position."""
    depth = 1
    while depth and position < len(text):
        depth += (text[position] == "(") - (text[position] == ")")
        position += 1
    return position - 1


def _root(value: Number) -> Number:
    numerator, denominator = isqrt(value.numerator), isqrt(value.denominator)
    if numerator**2 == value.numerator and denominator**2 == value.denominator:
        return divide(numerator, denominator)
    scale = _SCALE * 10 ** max(0, (len(str(value.denominator)) - len(str(value.numerator))) // 2)
    return divide(isqrt(value.numerator * scale**2 // value.denominator), scale)

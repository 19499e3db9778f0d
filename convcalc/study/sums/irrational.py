r"""What no fraction is: roots, logarithms, powers of e, π, powers with broken exponents; and what counts choices.

`\sqrt{3^2 + 4^2} = 5`, `\log_2 8 = 3`, `8^{1/3} = 2`. Each is worked out to 50 digits, and taken for the fraction that
it is but for its last digits: that with a small denominator is meant. Everything is bounded: what is too large has no
value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise
from math import comb, factorial, gcd, isqrt, lcm

from convcalc.language.expression import parse
from convcalc.language.tree import Application, ExpressionError, Literal, Name, Operation, Prefix, Tree
from convcalc.language.values import MAXIMUM_BITS, Number, divide, is_number

ROOT = "sqrt("
BY_LETTER = "e("
"""A power of the letter e, which may be a variable."""

UNKNOWN_BASE = "log("
CHOSEN = "binom("
PI = "pi"

_CALL = re.compile(r"(?<![a-z])(sqrt|root[0-9]+|ln|log[0-9]*|exp|e|factorial|binom|gcd|lcm)\(")
IRRATIONAL = re.compile(rf"{_CALL.pattern}|{PI}")
"""What stands in the text of an expression that the language of expressions has not."""

_NO_CALLS = frozenset({"(", "((", "floor(", "ceil(", "round("})
"""Brackets that stand around an operand, and round it at most."""

_DIGITS = 50
_CONTEXT = Context(prec=_DIGITS)
_CLOSE = 10**18
_LARGEST = 10**6
"""The largest denominator of a fraction that a value is taken to be."""

_LARGEST_LOGARITHM = 177
"""No power is larger than e^177, which is 2^256."""

_MOST_CHOSEN_FROM = 200
_MOST_BITS = 4 * MAXIMUM_BITS
"""The length of a fraction that is not rounded."""

_PI = Fraction(314159265358979323846264338327950288419716939937510582097494, 10**59)


class _NoValueError(ArithmeticError):
    """What has no value, or too large a one."""


def is_irrational(text: str) -> bool:
    """Whether the text of an expression has what the language of expressions has not."""
    return ("(" in text or PI in text) and IRRATIONAL.search(text) is not None


def begins_call(text: str) -> bool:
    """Whether the text of an opening bracket is that of a function, which is a sum by itself: `log2(`."""
    return text[-1:] == "(" and text not in _NO_CALLS


def value_of_irrational(text: str, units: dict[str, int]) -> Number | None:
    """The value of an expression with functions, with these units; None where it has none."""
    try:
        return exact(_value(text, {**units, PI: _PI}))
    except (_NoValueError, ExpressionError, ZeroDivisionError):
        return None


def _value(text: str, names: dict[str, Number]) -> Number:
    """The value of a text, of which the calls are worked out from the innermost on: the last begins in no other."""
    while calls := list(_CALL.finditer(text)):
        start, behind = calls[-1].span()
        end, commas = _closing(text, behind)
        parts = [text[before + 1 : stop] for before, stop in pairwise([behind - 1, *commas, end])]
        name = f"v{len(names)}"
        names[name] = exact(_called(calls[-1][1], [_walk(parse(part).tree, names) for part in parts]))
        text = f"{text[:start]}{name}{text[end + 1 :]}"
    return _walk(parse(text).tree, names)


def _closing(text: str, position: int) -> tuple[int, list[int]]:
    """Where the bracket is closed that is opened before a position, and the commas in it."""
    depth, commas = 1, []
    while depth and position < len(text):
        depth += (text[position] == "(") - (text[position] == ")")
        if depth == 1 and text[position] == ",":
            commas.append(position)
        position += 1
    return position - 1, commas


def exact(value: Number) -> Number:
    """A value, or the fraction that it is but for its last digits."""
    if type(value) is int:
        return value
    near = Fraction(value).limit_denominator(_LARGEST)
    return divide(near.numerator, near.denominator) if is_same(value, near) else value


def is_same(value: Number, other: Number) -> bool:
    """Whether two values are equal but for the last digits of roots."""
    return max(value - other, other - value) * _CLOSE <= max(value, -value)


def is_nothing(value: Number, largest: Number) -> bool:
    """Whether a sum is what the last digits of roots leave of nothing: `3√3 - (√3)³`, of which the largest is 3√3."""
    return type(value) is not int and max(value, -value) * _CLOSE < largest


# Trees


def _walk(tree: Tree, names: dict[str, Number]) -> Number:
    """The value of a part of an expression."""
    if isinstance(tree, Literal) and is_number(tree.value):
        return tree.value
    if isinstance(tree, Name) and tree.name in names:
        return names[tree.name]
    if isinstance(tree, Prefix) and tree.operator in ("-", "+"):
        value = _walk(tree.operand, names)
        return -value if tree.operator == "-" else value
    if isinstance(tree, Operation) and tree.operator in _OPERATIONS:
        left, right = _walk(tree.left, names), _walk(tree.right, names)
        return _bounded(_OPERATIONS[tree.operator](left, right))
    if isinstance(tree, Application) and tree.function in _ROUNDED:
        return _ROUNDED[tree.function](*(exact(_walk(part, names)) for part in tree.arguments))
    raise _NoValueError


def _bounded(value: Number) -> Number:
    """A value that is not too large, and of a fraction that is too long its first digits."""
    if type(value) is int and value.bit_length() <= MAXIMUM_BITS:
        return value
    if max(value, -value) >> MAXIMUM_BITS if type(value) is int else max(value, -value) >= 2**MAXIMUM_BITS:
        raise _NoValueError
    if value.denominator.bit_length() <= _MOST_BITS and value.numerator.bit_length() <= _MOST_BITS:
        return value
    return _fraction(_decimal(value))


def _power(base: Number, exponent: Number) -> Number:
    """A power; with a broken exponent one of a positive number."""
    exponent = exact(exponent)
    length = max(abs(base.numerator), base.denominator).bit_length()
    if type(exponent) is int and length * abs(exponent) <= _MOST_BITS:
        return divide(1, base**-exponent) if exponent < 0 else base**exponent
    if base <= 0:
        raise _NoValueError
    root = _exact_root(base, exponent)
    return _exponential(exponent * _logarithm(base)) if root is None else root


def _exact_root(base: Number, exponent: Number) -> Number | None:
    """A power that is a fraction although its exponent is broken, with 2 below it: `4^{3/2}`."""
    return _power(_root(base), exponent.numerator) if exponent.denominator == 2 else None


def _root(value: Number) -> Number:
    if value < 0:
        raise _NoValueError
    numerator, denominator = isqrt(value.numerator), isqrt(value.denominator)
    if numerator**2 == value.numerator and denominator**2 == value.denominator:
        return divide(numerator, denominator)
    return _fraction(_CONTEXT.sqrt(_decimal(value)))


def _exponential(value: Number) -> Number:
    if max(value, -value) > _LARGEST_LOGARITHM:
        raise _NoValueError
    return _fraction(_CONTEXT.exp(_decimal(value)))


def _logarithm(value: Number, base: Number = 0) -> Number:
    """The logarithm to a base, or the natural one."""
    if value <= 0:
        raise _NoValueError
    logarithm = _fraction(_CONTEXT.ln(_decimal(value)))
    return divide(logarithm, _logarithm(base)) if base else logarithm


def _decimal(value: Number) -> Decimal:
    return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def _fraction(value: Decimal) -> Number:
    return divide(*value.as_integer_ratio())


def _whole(*values: Number) -> None:
    if any(type(value) is not int or not 0 <= value < 2**MAXIMUM_BITS for value in values):
        raise _NoValueError


def _factorial(value: Number) -> Number:
    _whole(value)
    if value > _MOST_CHOSEN_FROM:
        raise _NoValueError
    return factorial(int(value))


def _chosen(total: Number, chosen: Number) -> Number:
    """How many ways there are to choose some from a total."""
    _whole(total, chosen)
    if min(chosen, total - chosen) > _MOST_CHOSEN_FROM:
        raise _NoValueError
    return _bounded(comb(int(total), int(chosen)))


def _called(name: str, values: list[Number]) -> Number:
    """The value of a function."""
    function = name.rstrip("0123456789")
    index = int(name[len(function) :] or 0)
    if len(values) != (2 if function in _OF_TWO else 1):
        raise _NoValueError
    if function in _OF_TWO:
        _whole(*values)
        return _OF_TWO[function](*map(int, values))
    if function == "log":
        return _logarithm(values[0], index)
    if function == "root":
        sign = -1 if index % 2 and values[0] < 0 else 1
        return sign * _power(sign * values[0], divide(1, index))
    return _OF_ONE[function](values[0])


_OPERATIONS: dict[str, Callable[[Number, Number], Number]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": divide,
    "//": lambda left, right: left // right,
    "%": lambda left, right: left % right,
    "**": _power,
}
_ROUNDED: dict[str, Callable[..., Number]] = {
    "floor": lambda value: value // 1,
    "ceil": lambda value: -(-value // 1),
    "round": round,
    "min": min,
    "max": max,
}
_OF_ONE: dict[str, Callable[[Number], Number]] = {
    "sqrt": _root, "ln": _logarithm, "exp": _exponential, "e": _exponential, "factorial": _factorial,
}  # fmt: skip
_OF_TWO: dict[str, Callable[[int, int], Number]] = {"binom": _chosen, "gcd": gcd, "lcm": lcm}

"""The values of expressions: whole numbers, exact fractions, sizes, words, true and false."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

if TYPE_CHECKING:
    from fractions import Fraction

MAXIMUM_BITS = 256
"""No result may be larger than 2^256; no architecture needs it, and arithmetic stays instant."""


Number: TypeAlias = "int | Fraction"
Value: TypeAlias = "Number | str | Size"
"""What an expression may be: a number, true or false (which are 1 and 0 to Python), a word, or a size."""

USUAL_DIVISOR = 8
"""What `make_divisible` makes a number a multiple of where nothing is said."""


class Size(tuple["Number", ...]):
    """One number for each axis: `3x3`, `1x7`. Arithmetic goes axis by axis."""

    __slots__ = ()

    def __str__(self) -> str:
        return "x".join(show_value(axis) for axis in self)


Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""What JSON can say."""


def show_value(value: Value) -> str:
    """A value as it is written in a call."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, (int, str, Size)):
        return str(value)
    return _show_fraction(value)


def _show_fraction(value: Fraction) -> str:
    """A decimal where there is an exact one of a sensible length, else a quotient."""
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    digits = 0
    while denominator == 1 and value * 10**digits % 1 and digits < 12:
        digits += 1
    if denominator != 1 or value * 10**digits % 1:
        return f"{value.numerator}/{value.denominator}"
    scaled = abs(int(value * 10**digits))
    whole, rest = divmod(scaled, 10**digits)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


def show_decimal(value: int | Fraction, digits: int) -> str:
    """A number with at most so many decimals, a half rounded up."""
    whole, rest = divmod(int((2 * value * 10**digits + 1) // 2), 10**digits)
    return f"{whole:,}.{rest:0{digits}d}".rstrip("0").removesuffix(".")


DIGITS = 4
"""Of a number that no short decimal is: behind its point, or from its first digit other than zero on."""

LONGEST_DECIMAL = 12
MOST_DIGITS = 40


def is_short(value: Number) -> bool:
    """Whether a decimal of a sensible length is the number itself."""
    return not value * 10**LONGEST_DECIMAL % 1


def show_number(value: Number) -> str:
    """A number with its digits in groups of three; one that no short decimal is, rounded: `14.2857`."""
    if not value % 1:
        return f"{int(value):,}"
    places = LONGEST_DECIMAL if is_short(value) else DIGITS
    while places < MOST_DIGITS and abs(value) * 10**places < 10 ** (DIGITS - 1):
        places += 1
    return f"-{show_decimal(-value, places)}" if value < 0 else show_decimal(value, places)


def show_fraction(value: Number) -> str:
    """A number as a quotient, `217/4`; empty for one that is too long to be read."""
    text = f"{value.numerator}/{value.denominator}"
    return text if len(text) <= MOST_DIGITS else ""


def kind_of(value: Value) -> str:
    """What a value is, as a person would say it."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int):
        return "a whole number"
    if isinstance(value, Size):
        return "a size"
    if isinstance(value, str):
        return "a word"
    return "a fraction"


def is_number(value: Value | tuple[int, ...]) -> TypeGuard[Number]:
    """Whether this is a whole number or a fraction (true and false are not)."""
    return not isinstance(value, (bool, str, tuple))


def exact(value: Number) -> Number:
    """A fraction with denominator 1 as the whole number that it is."""
    return value.numerator if value.denominator == 1 else value


def divide(left: Number, right: Number) -> Number:
    """The exact quotient: whole where it is, else a fraction."""
    if type(left) is int and type(right) is int and right and not left % right:
        return left // right
    from fractions import Fraction

    return exact(Fraction(left) / right)


def power(base: Number, exponent: Number) -> Number:
    """The exact power; only whole exponents have one. Raises OverflowError past `MAXIMUM_BITS`."""
    if type(exponent) is not int:
        raise ValueError("an exponent must be a whole number")
    if base not in (0, 1, -1):
        bits = max(abs(base.numerator), base.denominator).bit_length()
        if bits * abs(exponent) > 2 * MAXIMUM_BITS:
            raise OverflowError
    if exponent < 0:
        return divide(1, base**-exponent)
    return base**exponent


def make_divisible(value: Number, divisor: Number) -> Number:
    """MobileNet's rounding of channels to a multiple: the nearest, but never more than 10 % below.

    Source: Howard et al., MobileNets (reference implementation): max(d, ⌊(x + d/2)/d⌋·d), d more where that is < 0.9x.
    """
    rounded = max(divisor, (value + divide(divisor, 2)) // divisor * divisor)
    return exact(rounded + divisor if 10 * rounded < 9 * value else rounded)


def axis_by_axis(
    function: Callable[[Number, Number], Number], left: Number | Size, right: Number | Size
) -> Number | Size:
    """A function of two numbers, for each axis where one side is a size. Raises ValueError where the axes differ."""
    if isinstance(left, Size):
        if isinstance(right, Size):
            if len(left) != len(right):
                raise ValueError(f"{left} and {right} have different numbers of axes")
            return Size(function(a, b) for a, b in zip(left, right, strict=True))
        return Size(function(a, right) for a in left)
    if isinstance(right, Size):
        return Size(function(left, b) for b in right)
    return function(left, right)


def within_bounds(value: Value) -> bool:
    """Whether a result is small enough to go on with."""
    if type(value) is int:
        return value.bit_length() <= MAXIMUM_BITS
    if isinstance(value, (bool, str)):
        return True
    if isinstance(value, Size):
        return all(within_bounds(axis) for axis in value)
    largest: int = max(abs(value.numerator), value.denominator)
    return largest.bit_length() <= MAXIMUM_BITS

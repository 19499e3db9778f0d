"""The kinds of numbers: what each is called, how it is read where it is expected, shown and put in JSON.

One record a kind, as an op is one record: whoever judges a number, looks for one or lays it out asks its metric's kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from convcalc.language.numbers.quantity import (
    PERCENT,
    Quantity,
    parse_percentage,
    parse_quantity,
    parse_shape,
    show_count,
)
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Json, show_decimal, show_value

if TYPE_CHECKING:
    from fractions import Fraction

    from convcalc.language.numbers.axes import AxesQuantity

    Expected = Quantity | AxesQuantity | tuple[int, ...]
    """What a person wrote of a number: a quantity, numbers along axes, or a shape."""


class Kind(NamedTuple):
    """A kind of number that metrics have.

    `noun` is what a value of it is called, `parse` reads what is expected of it (raises QuantityError with the offset
    of what is wrong), `show` writes a value for a person, `data` as JSON has it. Values that are `counted` are whole
    numbers that add up; those of `sizes` have a number for each axis.
    """

    name: str
    noun: str
    parse: Callable[[str], Expected]
    show: Callable[[Any], str]
    data: Callable[[Any], Json]
    counted: bool = False
    sizes: bool = False


def _parse_axes(text: str) -> AxesQuantity:
    from convcalc.language.numbers.axes import parse_axes

    return parse_axes(text)


def _parse_bytes(text: str) -> Quantity:
    from convcalc.language.numbers.byte_counts import parse_byte_quantity

    return parse_byte_quantity(text)


def _show_sizes(value: tuple[Any, ...]) -> str:
    return "×".join(map(show_value, value))


def show_rounded(value: int | Fraction) -> str:
    """A share or ratio with three decimals, and as many more as show two digits of a small one."""
    decimals = 3
    while value and value * 10**decimals < 10 and decimals < 12:
        decimals += 1
    return show_decimal(value, decimals)


def _show_share(value: int | Fraction) -> str:
    return f"{show_rounded(value)} {PERCENT}"


def _show_ratio(value: int | Fraction) -> str:
    return f"{show_rounded(value)}×"


def plain_decimal(value: int | float | Fraction) -> str:
    """A share or ratio for a program, in four decimals: `3.8301`."""
    return f"{float(value):.4f}"


def _decimal(value: int | Fraction) -> float:
    return float(plain_decimal(value))


def exact_data(value: int | Fraction) -> int | str:
    """A number as JSON has it: what is not whole is a text, exact: `"0.5"`, `"7/3"`."""
    return value if isinstance(value, int) else show_value(value)


def _sizes_data(value: tuple[Any, ...]) -> list[int | str] | None:
    return list(map(exact_data, value)) or None


COUNT = Kind("count", "a count", parse_quantity, show_count, exact_data, counted=True)
BYTES = Kind("bytes", "a number of bytes", _parse_bytes, show_count, exact_data, counted=True)
SHARE = Kind("share", "a share in percent", parse_percentage, _show_share, _decimal)
RATIO = Kind("ratio", "a ratio", parse_percentage, _show_ratio, _decimal)
SHAPE = Kind("shape", "a shape", parse_shape, _show_sizes, _sizes_data, sizes=True)
PIXELS = Kind("pixels", "a number of pixels", _parse_axes, _show_sizes, _sizes_data, sizes=True)
SIZE = Kind("size", "a size", _parse_axes, _show_sizes, _sizes_data, sizes=True)
"""RATIO is of no metric: it is one divided by another."""

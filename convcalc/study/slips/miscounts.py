"""What comes out of a slip, and whether it is what was written."""

from __future__ import annotations

from collections.abc import Callable

from convcalc.costs.formula import TEXT
from convcalc.costs.op import Shape, show_shape
from convcalc.language.numbers.byte_counts import DECIMAL_UNITS
from convcalc.language.numbers.quantity import Quantity
from convcalc.language.numbers.units import UNITS
from convcalc.language.values import divide

Worked = Callable[[], str]
"""Writes how a number comes about: `256·48·5²`."""


class Miscount:
    """What comes out of a slip: the value, its sum with numbers (none where it is long), and what it is.

    Where that is not said, it is what the slip's line in the table says.
    """

    __slots__ = ("statement", "value", "worked")

    def __init__(self, value: int | Shape, worked: Worked | None = None, statement: str = "") -> None:
        self.value = value
        self.worked = worked
        self.statement = statement

    def fits(self, written: Quantity | Shape) -> bool:
        """Whether this is what was written, to the digit."""
        if isinstance(written, tuple) or isinstance(self.value, tuple):
            return self.value == written
        return written.holds(self.value)

    def text(self, written: Quantity | Shape, statement: str) -> str:
        """`that is 256·48·5², the count without biases`"""
        if self.worked is not None:
            return f"that is {self.worked()}, {statement}"
        shown = show_shape(self.value) if isinstance(self.value, tuple) else TEXT.number(self.value)
        return f"that is {shown}, {statement}"


class InBinary(Miscount):
    """The true count in K of 1,024, M of 1,024² and so on."""

    __slots__ = ()

    value: int

    def fits(self, written: Quantity | Shape) -> bool:
        if isinstance(written, tuple) or not (power := _binary_power(written)):
            return False
        return written.holds(divide(self.value * written.style.scale, 2**power))

    def text(self, written: Quantity | Shape, statement: str) -> str:
        assert isinstance(written, Quantity)
        power = _binary_power(written)
        exponent = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(power))
        return f"that is {self.value:,}/{2**power:,}, with {written.style.unit} = 2{exponent}"


def _binary_power(written: Quantity) -> int:
    """10 for K, 20 for M, 30 for G: what 10^3, 10^6, 10^9 are taken for, but never where they are words."""
    zeros = len(str(written.style.scale)) - 1
    return zeros // 3 * 10 if written.style.unit.upper() in (*UNITS, *DECIMAL_UNITS) and zeros % 3 == 0 else 0


class CutOff(Miscount):
    """The true count with its last digits cut off."""

    __slots__ = ()

    value: int

    def fits(self, written: Quantity | Shape) -> bool:
        if isinstance(written, tuple):
            return False
        step = significant(written)[1]
        return step > 1 and written.number <= self.value < written.number + step


def significant(written: Quantity) -> tuple[int, int]:
    """How many digits are written, and what one of the last place is worth: 3 and 10⁵ for `61.0M`, 1 for `400K`."""
    style = written.style
    digits = str(style.mantissa)
    kept = digits
    if not style.decimals and (style.unit or written.about):
        kept = digits.rstrip("0")
        if written.about and not style.unit:
            kept = digits[: max(2, len(kept))]
    step = divide(style.scale * 10 ** (len(digits) - len(kept)), 10**style.decimals)
    return len(kept), step if type(step) is int else 1

"""What comes out of a slip, and whether it is what was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from convcalc.costs.formula import TEXT
from convcalc.costs.op import Shape, show_shape
from convcalc.language.numbers.byte_counts import DECIMAL_UNITS
from convcalc.language.numbers.quantity import Quantity
from convcalc.language.numbers.units import UNITS
from convcalc.language.values import divide


class Miscount:
    """What comes out of a slip: the value, its sum with numbers (none where it is long), and what it is."""

    __slots__ = ("_sum", "statement", "value")

    def __init__(self, value: Any, statement: str, worked: Callable[[], str] | None = None) -> None:
        self.value = value
        self.statement = statement
        self._sum = worked

    def fits(self, written: Quantity | Shape) -> bool:
        """Whether this is what was written, to the digit."""
        if isinstance(written, tuple):
            return bool(self.value == written)
        return written.holds(self.value)

    def text(self, written: Quantity | Shape) -> str:
        """`that is 256·48·5², the count without biases`"""
        if self._sum is not None:
            worked = self._sum()
        else:
            worked = show_shape(self.value) if isinstance(self.value, tuple) else TEXT.number(self.value)
        return f"that is {worked}, {self.statement}"


class InBinary(Miscount):
    """The true count in K of 1,024, M of 1,024² and so on."""

    __slots__ = ()

    def fits(self, written: Quantity | Shape) -> bool:
        if isinstance(written, tuple) or not self._power(written):
            return False
        return written.holds(divide(self.value * written.style.scale, 2 ** self._power(written)))

    def text(self, written: Quantity | Shape) -> str:
        power = self._power(written)
        exponent = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(power))
        unit = written.style.unit if isinstance(written, Quantity) else ""
        return f"that is {self.value:,}/{2**power:,}, with {unit} = 2{exponent}"

    def _power(self, written: Quantity | Shape) -> int:
        """10 for K, 20 for M, 30 for G: what 10^3, 10^6, 10^9 are taken for, but never where they are words."""
        if isinstance(written, tuple) or written.style.unit.upper() not in (*UNITS, *DECIMAL_UNITS):
            return 0
        zeros = len(str(written.style.scale)) - 1
        return zeros // 3 * 10 if zeros % 3 == 0 else 0


class CutOff(Miscount):
    """The true count with its last digits cut off."""

    __slots__ = ()

    def fits(self, written: Quantity | Shape) -> bool:
        if isinstance(written, tuple):
            return False
        step = significant(written)[1]
        return bool(step > 1 and written.number <= self.value < written.number + step)


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

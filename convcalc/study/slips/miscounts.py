"""What comes out of a slip, and whether it is what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from convcalc.costs.formula import TEXT
from convcalc.costs.op import Shape, show_shape
from convcalc.language.numbers.byte_counts import DECIMAL_UNITS
from convcalc.language.numbers.quantity import Quantity
from convcalc.language.numbers.units import UNITS
from convcalc.language.values import Number, divide

Worked = Callable[[], str]
"""Writes how a number comes about: `256·48·5²`."""

LEAST_DIGITS = 3
"""What has fewer digits says too little to find a cause by."""

MOST_NAMED = 3
"""Where more slips than these give a number, that says too little as well."""


class Miscount:
    """What comes out of a slip: the value, its sum with numbers (none where it is long), and what it is.

    Where that is not said, it is what the slip's line in the table says.
    """

    __slots__ = ("statement", "value", "worked")

    def __init__(self, value: Number | Shape, worked: Worked | None = None, statement: str = "") -> None:
        self.value = value
        self.worked = worked
        self.statement = statement

    def fits(self, written: Quantity | Shape) -> bool:
        """Whether this is what was written, to the digit."""
        if isinstance(written, tuple) or isinstance(self.value, tuple):
            return self.value == written
        return written.holds(self.value)

    def words(self, written: Quantity | Shape) -> str:
        """What it is, of a sum: `without + 1`."""
        return self.statement

    def text(self, written: Quantity | Shape, statement: str) -> str:
        """`256·48·5², the count without biases`"""
        if self.worked is not None:
            return f"{self.worked()}, {statement}"
        shown = show_shape(self.value) if isinstance(self.value, tuple) else TEXT.number(self.value)
        return f"{shown}, {statement}"


class Derived(Miscount):
    """What comes out of a number, the true one or that of another slip, by a slip in writing it."""

    __slots__ = ()

    value: Number

    def fits(self, written: Quantity | Shape) -> bool:
        return not isinstance(written, tuple) and self.explains(written)

    def explains(self, written: Quantity) -> bool:
        """Whether a number is written so for the value."""
        raise NotImplementedError


class InBinary(Derived):
    """A count in K of 1,024, M of 1,024² and so on."""

    __slots__ = ()

    def explains(self, written: Quantity) -> bool:
        power = _binary_power(written)
        return bool(power) and written.holds(divide(self.value * written.style.scale, 2**power))

    def text(self, written: Quantity | Shape, statement: str) -> str:
        assert isinstance(written, Quantity)
        power = _binary_power(written)
        exponent = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(power))
        count = f"{self.statement}, " if self.statement else ""
        return f"{self.value:,}/{2**power:,}, {count}with {written.style.unit} = 2{exponent}"


def _binary_power(written: Quantity) -> int:
    """10 for K, 20 for M, 30 for G: what 10^3, 10^6, 10^9 are taken for, but never where they are words."""
    zeros = len(str(written.style.scale)) - 1
    return zeros // 3 * 10 if written.style.unit.upper() in (*UNITS, *DECIMAL_UNITS) and zeros % 3 == 0 else 0


class CutOff(Derived):
    """A number with its last digits cut off."""

    __slots__ = ()

    def explains(self, written: Quantity) -> bool:
        step = significant(written)[1]
        return step != 1 and written.number <= self.value < written.number + step


class RoundedUp(Derived):
    """A number whose last digit is one too many, as that of one which is rounded up whatever stands behind it."""

    __slots__ = ()

    def explains(self, written: Quantity) -> bool:
        step = significant(written)[1]
        return step != 1 and written.number - step < self.value < written.number


class OtherDigits(Derived):
    """A number with two digits swapped, or one too many, or one missing; but for one with a zero more."""

    __slots__ = ("changed",)

    def __init__(self, value: Number, changed: Callable[[str, str], bool], statement: str = "") -> None:
        super().__init__(value, None, statement)
        self.changed = changed

    def explains(self, written: Quantity) -> bool:
        if written.holds(10 * self.value) or written.holds(divide(self.value, 10)):
            return False
        return self.changed(str(written.style.mantissa), _true_digits(written, self.value))


class WrongDigit(Derived):
    """A number with one other digit, that is no matter of rounding or of one more or less."""

    __slots__ = ()

    def explains(self, written: Quantity) -> bool:
        return bool(self.words(written))

    def words(self, written: Quantity | Shape) -> str:
        """`with one digit wrong: 6 for 7`; nothing where that is not so."""
        assert isinstance(written, Quantity)
        digits, true = str(written.style.mantissa), _true_digits(written, self.value)
        apart = [place for place, (one, other) in enumerate(zip(digits, true, strict=False)) if one != other]
        if len(digits) != len(true) or len(apart) != 1:
            return ""
        one, other = digits[apart[0]], true[apart[0]]
        rounds = bool(written.style.decimals or written.style.unit)
        if apart[0] == len(digits) - 1 and (rounds or one == "0" or abs(int(one) - int(other)) == 1):
            return ""
        return f"with one digit wrong: {one} for {other}" if len(digits) > LEAST_DIGITS or not rounds else ""

    def text(self, written: Quantity | Shape, statement: str) -> str:
        return f"{TEXT.number(self.value)}, {self.words(written)}"


def _true_digits(written: Quantity, value: Number) -> str:
    """The digits of a value in the unit and with the decimals of what is written."""
    style = written.style
    return str((2 * value * 10**style.decimals + style.scale) // (2 * style.scale))


def swapped(written: str, true: str) -> bool:
    """Whether two digits have changed places: 706 for 760."""
    apart = [pair for pair in zip(written, true, strict=False) if pair[0] != pair[1]]
    return len(written) == len(true) and len(apart) == 2 and apart[0] == apart[1][::-1]


def one_more(written: str, true: str) -> bool:
    """Whether a digit is too many: 737,728 for 73,728."""
    pairs = enumerate(zip(written, true, strict=False))
    place = next((place for place, (one, other) in pairs if one != other), len(true))
    return len(written) == len(true) + 1 and written[:place] + written[place + 1 :] == true


def one_less(written: str, true: str) -> bool:
    """Whether a digit is missing: 7,378 for 73,728."""
    return one_more(true, written)


def fitting(written: Quantity | Shape, miscounts: Iterable[tuple[str, Miscount]]) -> dict[str, Miscount]:
    """Those of miscounts that are what was written, by what they are."""
    found: dict[str, Miscount] = {}
    for what, one in miscounts:
        if one.fits(written):
            found.setdefault(what, one)
    return found


def said_of(causes: Iterable[str]) -> str:
    """All of the causes in words, `that is half as much; or without the factor 2`; nothing where they are too many."""
    texts = list(causes)
    return f"that is {'; or '.join(texts)}" if 0 < len(texts) <= MOST_NAMED else ""


def significant(written: Quantity) -> tuple[int, Number]:
    """How many digits are written, and what one of the last place is worth: 3 and 10⁵ for `61.0M`, 1 for `400K`."""
    style = written.style
    digits = str(style.mantissa)
    kept = digits
    if not style.decimals and (style.unit or written.about):
        kept = digits.rstrip("0")
        if written.about and not style.unit:
            kept = digits[: max(2, len(kept))]
    step = divide(style.scale * 10 ** (len(digits) - len(kept)), 10**style.decimals)
    return len(kept), step

"""Values along axes as people expect them: `195` on each axis, `7x11` axis by axis, `0.5`, `-3`, `>= 99` as a bound."""

from __future__ import annotations

import re

from convcalc.language.numbers.quantity import (
    COMPARISONS,
    MAXIMUM_DIGITS,
    MAXIMUM_LENGTH,
    SPELLINGS,
    QuantityError,
    refuse_other_signs,
)
from convcalc.language.values import Number, divide, show_value

_HEAD = r"\s*([<>=]=|[<>=≤≥])?\s*"
_NUMBER = r"\s*([-−]?)([0-9]+)(?:\.([0-9]+)|/([0-9]+))?\s*"
_HINT = "write 195, 7x11, 0.5 or -3"


class AxesQuantity:
    """Numbers along axes as they are written: one stands for every axis. With a comparison it must hold on each."""

    about = False

    def __init__(self, text: str, prefix: str, comparison: str, numbers: tuple[Number, ...]) -> None:
        self.text = text
        self.prefix = prefix
        self.comparison = comparison
        self.numbers = numbers

    def along(self, axes: int) -> tuple[Number, ...] | None:
        """The number for each of `axes`; None where another number of axes is written."""
        numbers = self.numbers * axes if len(self.numbers) == 1 else self.numbers
        return numbers if len(numbers) == axes else None

    def holds_along(self, value: Number, number: Number) -> bool:
        """Whether the value of one axis agrees with the number written for it."""
        return COMPARISONS[self.comparison or "=="](value, number)

    def holds(self, values: tuple[Number, ...]) -> bool:
        """Whether the true values agree with what is written; none never do."""
        numbers = self.along(len(values))
        return bool(values) and numbers is not None and all(map(self.holds_along, values, numbers))

    def rewrite(self, values: tuple[Number, ...]) -> str:
        """The true values as they are written, once where they are equal on all axes."""
        if not values:
            raise ValueError("there is no value to write")
        return self.prefix + "x".join(map(show_value, values if len(set(values)) > 1 else values[:1]))


def parse_axes(text: str) -> AxesQuantity:
    """The values along axes that `text` writes. Raises QuantityError with the offset of what is wrong."""
    if len(text) > MAXIMUM_LENGTH:
        raise QuantityError(f"a value has at most {MAXIMUM_LENGTH} characters", 0, len(text))
    refuse_other_signs(text)
    head = re.match(_HEAD, text)
    assert head is not None
    comparison = SPELLINGS.get(head[1], head[1] or "")
    numbers = []
    offset = head.end()
    for part in re.split(r"(?<![^\W\d_])[x×]", text[offset:]):
        match = re.fullmatch(_NUMBER, part, re.ASCII)
        if match is None or any(len(digits or "") > MAXIMUM_DIGITS for digits in match.groups()) or match[4] == "0":
            written = part.strip()
            message = f"'{written}' is not a number of pixels" if written else "a number is missing here"
            raise QuantityError(message, min(offset, max(0, len(text) - 1)), max(1, len(part)), _HINT)
        numbers.append(_number(match))
        offset += len(part) + 1
    return AxesQuantity(text, text[: head.end()].lstrip(), comparison, tuple(numbers))


def _number(match: re.Match[str]) -> Number:
    sign, whole, decimals, denominator = match.groups()
    number = int(whole + (decimals or ""))
    divisor = int(denominator) if denominator else 10 ** len(decimals or "")
    return divide(-number if sign else number, divisor) if divisor else 0

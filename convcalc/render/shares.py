"""Shares as percentages that are true: none for something, and all for less than all, are never written."""

from __future__ import annotations


def percent(part: int, whole: int) -> str:
    """A share in whole percent: `96 %`, `<1 %`, `>99 %`."""
    return f"{_rounded(part, whole, 100)} %"


def percent_digits(part: int, whole: int) -> str:
    """A share in percent with one decimal, as it stands in a column: `96.2`, `<0.1`, `>99.9`, `0`, `100`."""
    text = _rounded(part, whole, 1000)
    mark = text[0] if text[0] in "<>" else ""
    tenths = int(text.removeprefix(mark))
    return mark + (f"{tenths // 10}.{tenths % 10}" if tenths % 1000 else str(tenths // 10))


def _rounded(part: int, whole: int, steps: int) -> str:
    """How many of `steps` equal parts of the whole this is, a half rounded up."""
    if part == 0 or whole == 0:
        return "0"
    if part == whole:
        return str(steps)
    number = (2 * steps * part + whole) // (2 * whole)
    return "<1" if number == 0 else f">{steps - 1}" if number == steps else str(number)

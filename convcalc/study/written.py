"""The one number, or shape, in a short text: `**34,944**`, `약 6100만 개`, `96 × 55 × 55`, `1.5 GMACs`, `8.7×`.

What stands around it (emphasis, words, counters, a closing `×`) is left alone. A number goes on into its unit where
one stands there, also one that is the beginning of a noun: the G of `GMACs`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from convcalc.language.axes import AxesQuantity, parse_axes
from convcalc.language.quantity import PERCENT, Quantity, QuantityError, parse_percentage, parse_quantity
from convcalc.language.units import unit_length
from convcalc.language.values import divide

_DIGITS = r"[0-9](?:[0-9,_]*[0-9])?"
_BEFORE = r"(?<![A-Za-z0-9.,])(?<![A-Za-z0-9]_)"
_NUMBER = re.compile(
    r"(?:(?:(?:(?<!\S)[<>]=?|[≤≥])\s*)?(?:~|≈|약\s*|(?i:(?<![a-z])(?:about|approx(?:imately|\.)?)\s+))?|[-−–])"
    rf"{_BEFORE}(?:{_DIGITS}\s?억\s?(?=[0-9]))?(?:{_DIGITS}\s?만\s?(?=[0-9]))?{_DIGITS}(?:\.[0-9]+)?"
)
_SHAPE = re.compile(rf"{_BEFORE}[0-9]+(?:\s*(?:[xX×]|\\times)\s*[0-9]+)*(?![0-9.,]*[0-9])")
_AXIS = r"[-−]?[0-9]+(?:\.[0-9]+|/[0-9]+)?"
_AXES = re.compile(rf"{_BEFORE}{_AXIS}(?:\s*(?:[xX×]|\\times)\s*{_AXIS})*(?![.,]?[0-9])")
_BETWEEN = re.compile(r"\s*(?:[xX×]|\\times)\s*")
_WORD = re.compile(r"(\s?)([^\W\d_]+)")
_BYTES = re.compile(r"\s?(?:[KMGTkmgt]i?)?B\b")
_PERCENT = re.compile(r"\s?%")
_MAXIMUM_DIGITS = 40
HINT = "put the markers around the number alone"


class Reading(NamedTuple):
    """What stands in a text from `start` to before `end`, whether it holds, and if not what would: None if nothing can.

    `said` is the quantity or the shape that is written there.
    """

    start: int
    end: int
    holds: bool
    right: str | None
    said: Quantity | AxesQuantity | tuple[int, ...]


def read_count(text: str, value: int) -> Reading:
    """The one number of a text against a count. Raises QuantityError where there is none, or more than one."""
    start, end, _ = _find_number(text)
    found = _reading(start, end, _shifted(parse_quantity, text[start:end], start), value)
    # A whole count with decimals has a unit that is not known here: no number in its place would be right.
    unknown = "." in text[start:end] and isinstance(found.said, Quantity) and not found.said.style.unit
    return found._replace(right=None) if unknown else found


def read_bytes(text: str, value: int) -> Reading:
    """The one number of a text against a number of bytes: `553 MB`, `527.8 MiB`, or a count like any other."""
    from convcalc.language.byte_counts import parse_byte_quantity

    number = _only(_NUMBER, text, "number")
    unit = _BYTES.match(text, number.end())
    if unit is None:
        return read_count(text, value)
    written = text[number.start() : unit.end()]
    return _reading(number.start(), unit.end(), _shifted(parse_byte_quantity, written, number.start()), value)


def read_ratio(text: str, value: Any) -> Reading:
    """The one number of a text against a ratio: a whole one is what rounds to it, `8 %` is 0.08."""
    start, end, percent = _find_number(text)
    if percent:
        return read_share(text, 100 * value)
    found = _reading(start, end, _shifted(parse_percentage, text[start:end], start), value)
    return found._replace(right=found.right and found.right.removesuffix(PERCENT))


def read_share(text: str, value: Any) -> Reading:
    """The one number of a text against a share in percent: `92 %`; without the sign it is a ratio, as 0.92."""
    start, end, percent = _find_number(text)
    if not percent:
        return read_ratio(text, divide(value, 100))
    return _reading(start, end, _shifted(parse_percentage, text[start:end], start), value)


def read_shape(text: str, shape: tuple[int, ...]) -> Reading:
    """The one shape of a text against another. Raises QuantityError where there is none, or more than one."""
    match = _only(_SHAPE, text, "shape")
    written = _BETWEEN.split(match[0])
    if max(map(len, written)) > _MAXIMUM_DIGITS:
        raise QuantityError(f"a number has at most {_MAXIMUM_DIGITS} digits", match.start(), len(match[0]))
    said = tuple(map(int, written))
    return Reading(*match.span(), said == shape, rewrite_shape(match[0], shape), said)


def read_axes(text: str, value: tuple[Any, ...]) -> Reading:
    """The one number, or the numbers for each axis, of a text against what there is along the axes: `195`, `7 × 11`."""
    match = _only(_AXES, text, "value")
    said = _shifted(parse_axes, _BETWEEN.sub("x", match[0]), match.start())
    holds = said.holds(value)
    right = None if holds else rewrite_shape(match[0], said.rewrite(value).split("x"))
    return Reading(*match.span(), holds, right, said)


def _reading(start: int, end: int, quantity: Quantity, value: Any) -> Reading:
    holds = quantity.holds(value)
    right = None
    if not holds:
        with suppress(ValueError):
            right = quantity.rewrite(value)
    return Reading(start, end, holds, right, quantity)


def _shifted(parse: Callable[[str], Any], text: str, start: int) -> Any:
    try:
        return parse(text)
    except QuantityError as error:
        raise QuantityError(error.message, start + error.offset, error.length, error.hint) from None


def _find_number(text: str) -> tuple[int, int, bool]:
    """Where the one number of a text stands, with its `about` and its unit, and whether it is in percent."""
    match = _only(_NUMBER, text, "number")
    end = match.end()
    percent = _PERCENT.match(text, end)
    if percent:
        return match.start(), percent.end(), True
    word = _WORD.match(text, end)
    return match.start(), end + _unit(*word.groups()) if word else end, False


def _unit(gap: str, word: str) -> int:
    """How many characters behind a number belong to it."""
    if length := unit_length(word):
        return len(gap) + length
    attached = not gap and word.isascii() and word not in ("x", "X")
    return len(word) if attached else 0


def _only(pattern: re.Pattern[str], text: str, what: str) -> re.Match[str]:
    found = list(pattern.finditer(text))
    if not found:
        stripped = text.strip()
        offset = text.find(stripped)
        raise QuantityError(f"there is no {what} between the markers", offset, max(1, len(stripped)), HINT)
    if len(found) > 1:
        second = found[1]
        message = f"there are {len(found)} {what}s between the markers"
        raise QuantityError(message, second.start(), len(second[0]), HINT)
    return found[0]


def rewrite_shape(written: str, shape: Sequence[int | str]) -> str:
    """A shape in the style in which another one is written: `96 × 55 × 55`, `96x55x55`."""
    between = _BETWEEN.findall(written)
    if len(between) != len(shape) - 1:
        between = [between[0] if between else "×"] * (len(shape) - 1)
    return "".join(f"{size}{mark}" for size, mark in zip(shape, [*between, ""], strict=True))

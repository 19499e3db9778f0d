"""Sums that hold where ones and zeros are binary numbers."""

from __future__ import annotations

import re
from functools import reduce
from operator import xor

from convcalc.study.sums.suspect import Suspect
from convcalc.study.sums.tokens import CLOSE, NUMBER, Token
from convcalc.study.sums.values import readings

_BASE = re.compile(r"[01 ]{0,80}\)?\s?(?:<sub>\s?(?:2|16)\s?</sub>|₂|₁₆)")
"""The base of a number, perhaps behind more of its digits."""


def is_binary(claim: Suspect) -> bool:
    """Ones and zeros alone that hold as binary numbers, perhaps added without a carry or the last one, or joined."""
    numbers = [part.text for part in claim.left.parts if part.kind == NUMBER]
    if claim.unit.text or not all(map(_is_bits, [*numbers, claim.result.text])):
        return False
    in_binary = [
        part._replace(text=str(int(part.text, 2))) if part.kind == NUMBER else part for part in claim.left.parts
    ]
    written, values = int(claim.result.text, 2), claim.times(readings(in_binary))
    if written in values:
        return True
    if {part.text for part in claim.left.parts[1::2]} != {"+"} or len(numbers) != len(claim.left.parts[::2]):
        return False
    width = max(map(len, numbers))
    if min(map(len, numbers)) > 1 and claim.result.text == "".join(numbers):
        return True
    by_digit = reduce(xor, (int(text, 2) for text in numbers))
    return len(claim.result.text) == width and written in (by_digit, values[0] % 2**width)


def _is_bits(text: str) -> bool:
    return set(text) <= {"0", "1"}


def has_binary_mantissa(claim: Suspect) -> bool:
    """Ones and zeros with a point, times a power of 2, that hold as binary numbers: `1.01 * 2^2` is 5."""
    sides = [_with_binary_mantissas(side.parts) for side in (claim.left, claim.right)]
    if sides == [claim.left.parts, claim.right.parts]:
        return False
    left, right = map(readings, sides)
    return any(value == other for value in left for other in right)


def _with_binary_mantissas(parts: list[Token]) -> list[Token]:
    """An expression with each mantissa before a power of 2 read as a binary number."""
    texts = [part.text for part in parts if part.kind != CLOSE]
    read: list[Token] = []
    number = -1
    for part in parts:
        number += part.kind != CLOSE
        whole, point, digits = part.text.partition(".")
        exponent = "".join(texts[number + 1 : number + 4])
        if part.kind == NUMBER and point and _is_bits(whole + digits) and exponent.startswith("*2**"):
            part = part._replace(text=f"({int(whole + digits, 2)}/{2 ** len(digits)})")
        read.append(part)
    return read


def goes_on_in_binary(claim: Suspect) -> bool:
    """A result that stands there already, and behind it in binary; or one with a base behind it."""
    if not _is_bits(claim.result.text):
        return False
    base = _BASE.match(claim.right.line, claim.result.end) is not None
    again = claim.right.index > claim.left.index + len(claim.left.parts) + 2
    return base or (again and int(claim.result.text, 2) in claim.values)

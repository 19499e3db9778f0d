"""Sums that hold in another arithmetic: of binary numbers, of symbols for residues, of the fractions of a ring."""

from __future__ import annotations

import re
from functools import reduce
from operator import xor

from convcalc.language.values import Number
from convcalc.study.sums.doubts.suspect import ALL, EXPRESSIONS, NUMBERS, Doubt, Suspect
from convcalc.study.sums.tokens import CLOSE, NUMBER, OPEN, Token
from convcalc.study.sums.values import Side, readings

_BASE = re.compile(r"[01 ]{0,80}\)?\s?(?:<sub>\s?(?:2|16)\s?</sub>|₂|₁₆)")
"""The base of a number, perhaps behind more of its digits."""

_BITS = 4
"""So many ones and zeros that are the number in binary are no other number."""


_FRACTION = r"(?:\(\(-?(?P<{0}>[0-9]+)\)/\([0-9]+\)\)|-?(?P<{0}_in_line>[0-9]+)/[0-9]+)"
_SYMBOL = re.compile(r"(?:\((?:\(\(-?[0-9]+\)/\([0-9]+\)\)|-?[0-9]+/[0-9]+)\)(?:\*\*\(?[0-9]\)?)?\*?)+")
"""Fractions in brackets alone, or a product of such, as they are read."""

_EQUAL_FRACTIONS = re.compile(f"{_FRACTION.format('left')}={_FRACTION.format('right')}")


def _is_binary(claim: Suspect) -> bool:
    """Ones and zeros alone that hold as binary numbers, perhaps added without a carry or the last one, or joined.

    One digit may be what is true, of which one or all are.
    """
    if claim.unit.text or not _is_bits(claim.result.text) or not claim.left.once(_is_of_bits):
        return False
    numbers = [part.text for part in claim.left.parts if part.kind == NUMBER]
    written, values = int(claim.result.text, 2), claim.times(_in_binary(claim.left))
    signs = {part.text for part in claim.left.parts[1::2]}
    logical = signs <= {"+", "*"} and max(map(len, numbers)) == 1 and claim.result.text == ("1" if values[0] else "0")
    if written in values or logical:
        return True
    if signs not in ({"+"}, {"-"}) or len(numbers) != len(claim.left.parts[::2]):
        return False
    width = max(map(len, numbers))
    if min(map(len, numbers)) > 1 and claim.result.text == "".join(numbers):
        return True
    by_digit = reduce(xor, (int(text, 2) for text in numbers))
    return len(claim.result.text) == width and written in (by_digit, values[0] % 2**width)


def _in_binary(side: Side) -> list[Number]:
    """The values of a side whose numbers are binary."""
    binary = [part._replace(text=str(int(part.text, 2))) if part.kind == NUMBER else part for part in side.parts]
    return readings(binary)


def _is_told_in_decimal(claim: Suspect) -> bool:
    """Binary numbers, and behind them the same in decimal: `100 + 101 = 4 + 5`."""
    wide = any(len(part.text) >= _BITS - 1 for part in claim.left.parts if part.kind == NUMBER)
    return (
        wide and claim.left.once(_is_of_bits) and any(value in claim.right.values for value in _in_binary(claim.left))
    )


def _is_exclusive(claim: Suspect) -> bool:
    """Whole numbers with a spaced sign `^` between them that is no power, but an exclusive or; bits without spaces."""
    numbers, signs = claim.left.parts[::2], claim.left.parts[1::2]
    if not all(part.text == "**" and part.spelling(claim.left.line) == "^" for part in signs):
        return False
    if not all(part.gap for part in signs) and not all(part.text in ("0", "1") for part in numbers):
        return False
    whole = all(part.text.isdecimal() for part in (*numbers, claim.result))
    return whole and reduce(xor, (int(part.text) for part in numbers)) == int(claim.result.text)


def _is_of_bits(side: Side) -> bool:
    return all(_is_bits(part.text) for part in side.parts if part.kind == NUMBER)


def _is_bits(text: str) -> bool:
    return set(text) <= {"0", "1"}


def _has_binary_mantissa(claim: Suspect) -> bool:
    """Ones and zeros with a point, times a power of 2, that hold as binary numbers: `1.01 * 2^2` is 5."""
    sides = [side.once(_with_binary_mantissas) for side in (claim.left, claim.right)]
    if sides == [claim.left.parts, claim.right.parts]:
        return False
    left, right = map(readings, sides)
    return any(value == other for value in left for other in right)


def _with_binary_mantissas(side: Side) -> list[Token]:
    """An expression with each mantissa before a power of 2 read as a binary number."""
    parts, texts = side.parts, [part.text for part in side.parts if part.kind != CLOSE]
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


def _goes_on_in_binary(claim: Suspect) -> bool:
    """A result that stands there already, and behind it in binary; one with a base behind it, or so many bits."""
    if not _is_bits(claim.result.text):
        return False
    if _BASE.match(claim.right.line, claim.result.end):
        return True
    again = claim.right.index > claim.left.index + len(claim.left.parts) + 2
    return (again or len(claim.result.text) >= _BITS) and int(claim.result.text, 2) in claim.values


def _is_binary_fraction(claim: Suspect) -> bool:
    """A division with its digits behind the point in binary, perhaps cut off: `1/2 = 0.1`, `3/8 = 0.011`."""
    whole, _, bits = claim.result.text.partition(".")
    if not bits or not _is_bits(whole + bits) or "/" not in claim.left.texts:
        return False
    return bool(claim.values[0] * 2 ** len(bits) // 1 == int(whole + bits, 2))


def _is_residue_symbol(claim: Suspect) -> bool:
    """A Legendre or Jacobi symbol, which is written as a fraction in brackets, and is 1, -1 or 0."""
    return claim.right.values[:1] in ([-1], [0], [1]) and _SYMBOL.fullmatch(claim.left.written) is not None


def _is_in_a_ring(claim: Suspect) -> bool:
    """Nothing over a number, which nobody writes of numbers, as a fraction with another one."""
    found = _EQUAL_FRACTIONS.fullmatch(f"{claim.left.written}={claim.right.written}")
    return found is not None and any(part is not None and not int(part) for part in found.groups())


BINARY = (
    Doubt("these may be binary numbers", _is_binary, NUMBERS,
          ("10 + 11 = 101", "110 - 11 = 11", "1101 + 1011 = 11000", "1101 + 1011 = 1000", "1110 + 101 = 1011",
           "1 + 1 + 1 = 1", "10 + 11 = 1011", "A + 1: 1 + 1 = 1", "1*0 + 1*1 + 1 = 1", "0 - 1 = 1 with borrow"),
          ("101 + 12 = 1000", "2 * 5 = 11", "10 x 10 x 10 = 100", "10*10 + 10 = 100", "10*10 = 101", "10*10 = 10",
           "0 + 0 = 1", "1*0 + 0 = 1", "1 - 0 = 0", "100 + 10 = 111", "11 + 10 = 1", "1 + 10 = 110", "10 + 11 = 1010")),
    Doubt("its numbers may be binary", _is_told_in_decimal, EXPRESSIONS,
          ("(100) + (101) = 4 + 5", "110 - 101 = 6 - 5"), ("(100) + (101) = 4 + 6", "10 + 11 = 2 + 3")),
    Doubt("its ^ may be an exclusive or", _is_exclusive, NUMBERS,
          ("0 ^ 0 = 0", "1 ^ 1 = 0", "5 ^ 3 = 6", "0^1 = 1; 1^1 = 0"), ("0 ^ 0 = 2", "5^3 = 6", "5 ^ 3 = 120",
           "2 ^ 3 * 1 = 1")),
    Doubt("its mantissa may be binary", _has_binary_mantissa, ALL,
          (r"$(0.111) \cdot 2^{2} = \dfrac{7}{2}$", r"$(0.100) \cdot 2^{1} = 1$", "1.01 × 2^2 = 5", "-1.01 × 2² = -5",
           "4 + 1 = 1.01 × 2^2", "1.1 x 2^1 + 1.1 x 2^0 = 4.5"),
          ("1.01 × 2^2 = 6", "1.01 × 3^2 = 11", "1.01 * 2 = 2.5", "1.02 × 2^2 = 5",
           r"$(0.111) \cdot 2^{2} = \dfrac{7}{4}$")),
    Doubt("its result may go on in another base", _goes_on_in_binary, NUMBERS,
          ("(5 + 1 = 6 = 110)", "32 + 8 + 2 = 101010 in binary", "1101 = 8 + 4 + 1", "7 + 1 = 8 = 1000",
           "2 + 127 = 129 = 10000001",
           "13 + 3 + 0 + 10 = 1101 0011 0000 1010 <sub>2</sub>", "5 + 1 = 110<sub>2</sub>", "5 + 1 = 110₂"),
          ("5 + 1 = 110", "32 + 8 + 2 = 101011 in binary", "5 + 1 = 6 = 111", "5 + 1 = 6 = 7",
           "5 + 1 = 7 <sub>16</sub>")),
    Doubt("its result may be a binary fraction", _is_binary_fraction, NUMBERS,
          ("1/2 = 0.1", "3/8 = 0.011", "1/10 = 0.0001100110011", "13/8 = 1.101"),
          ("1/4 = 0.1", "1/2 = 0.11", "1/2 = 0.2", "5 * 2 = 1.010")),
)  # fmt: skip
"""Digits and signs of binary numbers."""


def _is_pair(claim: Suspect) -> bool:
    """Decimals in brackets on both sides, whose comma or point may part two numbers: `(2 * 0,1) = (0,1)`."""
    return all(re.fullmatch(r"\([^()]*\.[^()]*\)", side.written) for side in (claim.left, claim.right))


def _is_ideal(claim: Suspect) -> bool:
    """A result in brackets that may be all its multiples: with the other sign, or for the root of such multiples."""
    if claim.right.parts[0].kind != OPEN or claim.left.parts[0].kind != OPEN:
        return False
    return claim.left.written.startswith("sqrt((") or claim.says([-value for value in claim.values])


ALGEBRA = (
    Doubt("its brackets may be all multiples of what stands in them", _is_ideal, NUMBERS,
          (r"$\sqrt{(12)} = (6)$", r"$(1 + \sqrt{7})(1 - \sqrt{7}) = (6)$"),
          (r"$\sqrt{(12)} = 6$", r"$\sqrt{12} = (6)$", "(2*3*5) = (60)", r"$(1 + \sqrt{7})(1 - \sqrt{7}) = 6$")),
    Doubt("these may be pairs", _is_pair, ALL,
          ("(2 * 0.1) = (0.1)",), ("(2 * 0.1) = 0.1", "2 * (0.1) = (0.1)", "(2 * 1) = (1)")),
    Doubt("it may be a symbol for residues", _is_residue_symbol, ALL,
          (r"$(\frac 25) = -1$", r"$\left(\frac{2}{5}\right) = -1$", r"$\left(\frac{2}{5}\right)^2 = 1$",
           r"$\left(\frac{2}{7}\right)\left(\frac{3}{7}\right) = -1$", "(2/5) = -1"),
          (r"$\frac{2}{5} = 1$", r"$\left(\frac{2}{5}\right) = 2$", r"$\left(\frac{2}{5}\right) + 1 = 3$")),
    Doubt("it may be a fraction of another ring", _is_in_a_ring, EXPRESSIONS,
          (r"$\frac02 = \frac{12}{2}$", r"$\frac{0}{1} = \frac{6}{1}$", "0/1 = 6/1"),
          (r"$\frac{10}{2} = \frac{12}{2}$", r"$\frac{0}{2} + 1 = \frac{12}{2}$")),
)  # fmt: skip
"""Signs of algebra."""

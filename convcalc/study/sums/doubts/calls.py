"""Functions that may be other ones: an e that is a variable, a logarithm to another base, a remainder of more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convcalc.study.sums.doubts.suspect import ALL, NUMBERS, Doubt, Suspect
from convcalc.study.sums.irrational import BY_LETTER, CHOSEN, PI, UNKNOWN_BASE
from convcalc.study.sums.tokens import CLOSE, NUMBER, OPEN, Token
from convcalc.study.sums.values import Side, readings

_BASES = range(3, 37)
"""The bases beside 2, 10 and e that a logarithm may have which does not say its own."""

_PIS = ("3", "(314/100)", "(3141/1000)", "(31415/10000)", "(31416/10000)", "(22/7)", "180", "1")
"""What may stand for π: it rounded or cut off, half a turn in degrees, and nothing where it is left out."""


def _has_variable(claim: Suspect) -> bool:
    """A power of a letter e with a small whole exponent, whose result is far from that of Euler's number.

    Nobody says of a variable what it is about, and any has the power 1 for 0.
    """
    sides = (claim.left, claim.right)
    if not any(BY_LETTER in side.texts for side in sides):
        return False
    written = "".join(side.written for side in sides)
    exponents = re.findall(rf"(?<![a-z]){re.escape(BY_LETTER)}([^()]*)\)", written)
    if len(exponents) < written.count(BY_LETTER) or not all(re.fullmatch("[0-9]", text) for text in exponents):
        return False
    if claim.right.about or not set("".join(exponents)) - {"0"}:
        return False
    return claim.right.number is None or not claim.is_near(claim.values, claim.numeral)


def _in_base(side: Side, base: int) -> list[Token]:
    name = f"log{base}("
    return [part._replace(text=name) if part.text == UNKNOWN_BASE else part for part in side.parts]


def _is_in_another_base(claim: Suspect) -> bool:
    """A logarithm that says no base, and holds with another one than 2, 10 and e."""
    if UNKNOWN_BASE not in claim.left.texts:
        return False
    return any(claim.says(claim.times(readings(_in_base(claim.left, base))), claim.numeral) for base in _BASES)


def _may_be_of_other_name(claim: Suspect) -> bool:
    """`C(5, 2)`, which may be the value of any function."""
    sides = (side for side in (claim.left, claim.right) if CHOSEN in side.texts)
    return any(part.text == CHOSEN and side.line[part.start] == "C" for side in sides for part in side.parts)


def _remainders(parts: list[Token]) -> Iterator[list[Token]]:
    """What a remainder may be of: all that stands before it; or its first number as a percentage of the second."""
    for index, part in enumerate(parts):
        if part.text != "%":
            continue
        before = Token(OPEN, "(", parts[0].start, parts[0].start, False)
        behind = Token(CLOSE, ")", part.start, part.start, False)
        yield [before, *parts[:index], behind, *parts[index:]]
        yield [*parts[:index], part._replace(text="/100*"), *parts[index + 1 :]]


def _is_other_remainder(claim: Suspect) -> bool:
    """A remainder of more than what stands directly before it, of a negative number, of a fraction, or no remainder."""
    parts = claim.left.parts
    if "%" not in claim.left.texts:
        return False
    if claim.holds_as(list(_remainders(parts)), [claim.right.parts]):
        return True
    dividend = readings(parts[: next(index for index, part in enumerate(parts) if part.text == "%")])
    if not dividend or dividend[0] % 1:
        return True
    negative = parts[0].text == "-" or parts[1].text == "-"
    if not negative or len(parts) > 6:
        return False
    turned = [part for part in parts if part.text != "-"]
    return claim.says([-value for value in claim.times(readings(turned))])


def _has_other_pi(claim: Suspect) -> bool:
    """A π that is rounded or cut off, or half a turn in degrees."""
    if not any(PI in side.texts for side in (claim.left, claim.right)):
        return False
    for number in _PIS:
        left, right = (
            [part._replace(text=number) if part.text == PI and part.kind == NUMBER else part for part in side.parts]
            for side in (claim.left, claim.right)
        )
        if claim.holds_as([left], [right]):
            return True
    return False


CALLS = (
    Doubt("its e may be a variable", _has_variable, ALL,
          ("e^2 = 4", "L = e^2 = 2^2 = 4"),
          ("e^2 = 7.398", "e^0 = 2", "e^5 ≈ 300", "e^{0.5} = 16.49", r"$e^{-3} = 0.4979$")),
    Doubt("its logarithm may have another base", _is_in_another_base, NUMBERS,
          ("log(125) = 3", r"$\log 16 + \log(4) = 3$"),
          ("log(9) = 4", "log(2) = 0.963", r"$\log_2(9) = 2$")),
    Doubt("it may be another function of this name", _may_be_of_other_name, ALL,
          ("C(5, 2) = 7", "C(5,2) = 3 + 1"), (r"$\binom{5}{2} = 7$",)),
    Doubt("it may be a remainder of more, or none", _is_other_remainder, ALL,
          ("3 + 4 % 5 = 2", "20 % 5 = 1", "1/3 % 7 = 5", "(-7) % 3 = -1"),
          ("17 % 5 = 3", "(3 + 2) % 5 = 1", "17 mod 5 = 12", "3 + 4 % 5 = 3", "(-7) % 3 = 1")),
    Doubt("its π may be rounded, or half a turn", _has_other_pi, ALL,
          ("π * 5^2 = 78.50", r"$2\pi = 360$", r"$\pi/6 = 180/6$", r"$12\pi = 3*4$"),
          (r"$3*4 = 13\pi$", "π * 5^2 = 87.54", r"$2\pi = 6.82$", r"$2\pi = 62.83$")),
)  # fmt: skip

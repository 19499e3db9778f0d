"""Sums in text that changed when it was copied: raised digits that were set down, a formula that stands twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convcalc.language.values import divide
from convcalc.study.sums.doubts.suspect import ALL, NUMBERS, Doubt, Suspect
from convcalc.study.sums.tokens import EQUALS, NUMBER, Token
from convcalc.study.sums.values import Side, agrees, quantity_of, readings

_POWER = re.compile("(?P<base>10)(?P<exponent>[1-9][0-9]?)|(?P<two>2)(?P<exponent_of_two>[1-6][0-9])")
"""A power of which the exponent stands behind the base as if it were its digits."""

_SEVERAL = re.compile(r"(?<![\w.,])(?P<number>[1-9][0-9]{0,5}) [^\W\d_]{2,20} (?:of|mit|von|de|à|con) (?:size )?\Z")
_TIMES_TEN = re.compile(r"(?P<mantissa>[0-9]+\.[0-9]+)\*10\*\*(?P<exponent>[1-9][0-9]?)")

_SMALL_POWER = re.compile("([2-9]|1[0-9]|2[0-9]|3[0-2])([2-9])")


def _is_set_down(claim: Suspect) -> bool:
    """Powers that hold with their last digits as exponents: `46 × 1012`, `4.91 × 10-5`, or one in `163 - 1`."""
    if any(claim.holds_as([one], [claim.right.parts]) for one in claim.left.once(_each_raised)):
        return True
    sides = [claim.left.once(_raised), claim.right.once(_raised)]
    if sides == [claim.left.parts, claim.right.parts]:
        return False
    power = re.fullmatch(r"([0-9.]+)\*10([1-9][0-9]?)", claim.right.written)
    mantissa = quantity_of(power[1], "." not in power[1]) if power else None
    if power and mantissa:
        values = [value for parts in (claim.left.parts, sides[0]) for value in readings(parts)]
        return agrees(mantissa, [divide(value, 10 ** int(power[2])) for value in values])
    return claim.holds_as([sides[0]], [claim.right.parts, sides[1]])


def _each_raised(side: Side) -> list[list[Token]]:
    """The parts with the last digit of one whole number as its exponent, for each."""
    found = []
    for index, part in enumerate(side.parts):
        if part.kind == NUMBER and (power := _SMALL_POWER.fullmatch(part.text)):
            raised = part._replace(text=f"({power[1]}**{power[2]})")
            found.append([*side.parts[:index], raised, *side.parts[index + 1 :]])
    return found


def _raised(side: Side) -> list[Token]:
    """The parts with the last digits of each number that may be a power as its exponent."""
    return list(_with_exponents(side.parts))


def _with_exponents(parts: list[Token]) -> Iterator[Token]:
    index = 0
    while index < len(parts):
        part, before = parts[index], parts[index - 1].text if index else "*"
        power = _POWER.fullmatch(part.text) if before == "*" and part.kind == NUMBER else None
        behind = parts[index + 1 : index + 3]
        signed = before == "*" and part.text == "10" and [token.text for token in behind[:1]] == ["-"]
        if power:
            part = part._replace(text="({}**{})".format(*filter(None, power.groups())))
        elif signed and len(behind) == 2 and behind[1].text.isdecimal() and not (behind[0].gap or behind[1].gap):
            part, index = part._replace(text=f"(10**(-{behind[1].text}))"), index + 2
        yield part
        index += 1


def _stands_twice(claim: Suspect) -> bool:
    """The sum directly behind its result once more, as where a drawn formula was copied: `3×4=123 \\times 4 = 12`."""
    left, right = claim.left.parts, claim.right.parts
    result = right[0].text.removesuffix(left[0].text)
    if result != right[0].text and [part.text for part in left[1:]] == [part.text for part in right[1:]]:
        return _comes_to(left, result)
    if not claim.left.index or claim.tokens[claim.left.index - 1].kind != EQUALS:
        return False
    splits = ((left[0].text[:length], left[0].text[length:]) for length in range(1, len(left[0].text)))
    return any(
        right[0].text.startswith(result) and _comes_to([left[0]._replace(text=first), *left[1:]], result)
        for result, first in splits
    )


def _is_of_several(claim: Suspect) -> bool:
    """A number of things before it, of each of which it tells: `96 filters of 11x11x3 = 34,848`."""
    found = _SEVERAL.search(claim.before())
    return found is not None and claim.says(claim.times(claim.left.values, [int(found["number"])]), claim.numeral)


def _is_step(claim: Suspect) -> bool:
    """A product with a power of ten that stands behind a sign for about as much, and has its result rounded."""
    tokens, first = claim.tokens, claim.left.index
    power = _TIMES_TEN.fullmatch(claim.left.written)
    value = quantity_of(claim.spelling) if power and first and tokens[first - 1].text == "≈" else None
    if power is None or value is None:
        return False
    mantissa = quantity_of(power["mantissa"])
    return mantissa is not None and agrees(mantissa, [divide(value.number, 10 ** int(power["exponent"]))])


def _comes_to(parts: list[Token], result: str) -> bool:
    return result.isdecimal() and parts[0].text.isdecimal() and int(result) in readings(parts)


COPIED = (
    Doubt("its last digits may be exponents", _is_set_down, ALL,
          ("65,536 × 700,000,000 = 46 × 1012", "4.85 + 22,587 × 4.91 × 10-5 = 5.96", "210 × 4 = 4096",
           "3 × 106 × 2 = 6,000,000", "1×22 = 4", "163 − 1 = 4095",
           "3 × 1000000 × 2 = 6 × 106"),
          ("65,536 × 700,000,000 = 47 × 1012", "4.85 + 22,587 × 4.91 × 10-5 = 5.86", "24 * 3 = 49", "102 * 3 = 307",
           "3 * 10 - 5 = 26", "3 × 2000000 × 2 = 6 × 106")),
    Doubt("a number before it may be a factor", _is_of_several, NUMBERS,
          ("96 filters of 11x11x3 = 34,848", "10 Filter mit 5*5*3 = 750"),
          ("96 filters of 11x11x3 = 34,849", "96 of 3*4 = 13")),
    Doubt("it may be rounded to a power of ten", _is_step, NUMBERS,
          ("24*24 ≈ 5.8 * 10^2 = 576",), ("24*24 ≈ 5.8 * 10^2 = 590", "5.8 * 10^2 = 576")),
    Doubt("it may stand there twice", _stands_twice, ALL,
          (r"3×4=123 \times 4 = 123×4=12", "2+3=52+3 = 5", "2^3=82^3 = 823=8"),
          (r"3×4=133 \times 4 = 133×4=13", "3*4 = 123*5", "123*4 = 12")),
)  # fmt: skip
"""What may have been lost."""

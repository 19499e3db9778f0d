"""Other ways to write a sum: signs that bind by their spaces, points that multiply or group digits, letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convcalc.language.values import Number, divide
from convcalc.study.sums.beside import product_behind
from convcalc.study.sums.operands import is_implied
from convcalc.study.sums.roots import ROOT
from convcalc.study.sums.suspect import ALL, EXPRESSIONS, NUMBERS, Doubt, Suspect
from convcalc.study.sums.tokens import CLOSE, EQUALS, NUMBER, OPEN, OPERATOR, OTHER, Token
from convcalc.study.sums.values import agrees, exponent_end, has_units, quantity_of, readings, terms, value_of

_SMALL = 100
"""Less than this is added to a variable, and hardly to a number that is rounded to thousands."""

_FEW = 30
"""Fewer times a variable is likely to be taken where a number with a unit may be the result."""

_MOST, _MOST_PARTS = 50, 20
"""The largest variable that is likely, and denominator of one."""

_GROUPED = r"[1-9][0-9]{0,2}\.[0-9]{3}"
_PRODUCT = r"([1-9][0-9]*)\.([1-9][0-9]*)"


def _holds_as_one_of(claim: Suspect, lefts: list[list[Token]], rights: list[list[Token]]) -> bool:
    """Whether its left side, read in one of some ways, agrees with its result, or with one way to read that."""
    values = [value for parts in lefts for value in readings(parts)]
    if claim.right.number is not None:
        return claim.says(claim.times(values), claim.unit.text, about=claim.right.about)
    return any(value == other for value in values for parts in rights for other in readings(parts))


# Signs that bind otherwise


def _binds_otherwise(claim: Suspect) -> bool:
    """A slash with spaces between what has none, one before a power of ten, or one between a part and its whole."""
    sides = [[side.parts, *_orders(side.parts)] for side in (claim.left, claim.right)]
    return max(map(len, sides)) > 1 and _holds_as_one_of(claim, *sides)


def _orders(parts: list[Token]) -> Iterator[list[Token]]:
    divided = [index for index, part in enumerate(parts) if part.text == "/"]
    if not divided:
        return
    yield _by_spaces(parts)
    powers = ((index + 1, exponent_end(parts, index + 4)) for index in divided)
    ends = {begin: end for begin, end in powers if [part.text for part in parts[begin + 1 : begin + 3]] == ["*", "10"]}
    yield _bracketed(parts, {begin: end for begin, end in ends.items() if end > begin + 3})
    if divided == [1] and len(parts) > 4 and parts[0].text == parts[2].text and _signs(parts[2:]) == {"+"}:
        yield _bracketed(parts, {2: len(parts)})


def _is_divided(claim: Suspect) -> bool:
    """A colon with spaces beside it that divides what stands before it: `12 : 2 + 1 = 7`."""
    tokens, first = claim.tokens, claim.left.index
    before = tokens[max(0, first - 2) : first + 1]
    if [part.kind for part in before[:2]] != [NUMBER, OTHER] or before[1].text != ":" or not before[1].gap:
        return False
    divided = [before[0], before[1]._replace(kind=OPERATOR, text="/"), *claim.left.parts]
    return claim.says(claim.times(readings(divided)), claim.unit.text, about=claim.right.about)


def _is_defined(claim: Suspect) -> bool:
    """Whole numbers with a star between them that is no product, which would not be negative: `3*3 = 6 - 9`."""
    parts = claim.left.parts
    stars = all(part.spelling(claim.left.line) == "*" for part in parts[1::2])
    return stars and all(part.text.isdecimal() for part in parts[::2]) and max(claim.right.values, default=0) < 0


def _signs(parts: list[Token]) -> set[str]:
    return {part.text for part in parts if part.kind == OPERATOR}


def _by_spaces(parts: list[Token]) -> list[Token]:
    """What stands together in a term, between signs with space beside them, in brackets: `3/5 / 4/5`."""
    pieces: dict[int, int] = {}
    for begin, end in terms(parts):
        first, depth = begin + (begin > 0), 0
        for index in range(first, end):
            depth += (parts[index].kind == OPEN) - (parts[index].kind == CLOSE)
            if not depth and parts[index].text in ("*", "/") and parts[index].gap and parts[index + 1].gap:
                pieces[first] = index
                first = index + 1
        pieces[first] = end
    return _bracketed(parts, pieces)


def _bracketed(parts: list[Token], pieces: dict[int, int]) -> list[Token]:
    """The parts with brackets around each of some pieces, told by where they begin and end."""
    ends = set(pieces.values())
    read: list[Token] = []
    for index, part in enumerate([*parts, parts[-1]]):
        if index in ends:
            read.append(part._replace(kind=CLOSE, text=")"))
        if index in pieces:
            read.append(part._replace(kind=OPEN, text="("))
        read.append(part)
    return read[:-1]


# Points


def _has_other_points(claim: Suspect) -> bool:
    """Points that all multiply, `2.3 - 2^2 = 2`, or that all group digits, `1.440 - 480 = 960`."""
    sides = (claim.left.parts, claim.right.parts)
    if not any("." in part.text for parts in sides for part in parts):
        return False
    lefts, rights = ([list(_with_products(parts)), list(_grouped(parts))] for parts in sides)
    if claim.right.number is None:
        return any(_holds_as_one_of(claim, [left], [right]) for left, right in zip(lefts, rights, strict=True))
    if "." not in claim.spelling:
        is_sum = bool(_signs(claim.left.parts) & {"+", "-"})
        return is_sum and claim.says(claim.times([value for parts in lefts for value in readings(parts)]))
    quantity = quantity_of(claim.spelling.replace(".", "")) if re.fullmatch(_GROUPED, claim.spelling) else None
    return quantity is not None and agrees(quantity, claim.times(readings(lefts[1])))


def _with_products(parts: list[Token]) -> Iterator[Token]:
    for part in parts:
        factors = re.fullmatch(_PRODUCT, part.text)
        yield part._replace(text=f"({factors[1]}*{factors[2]})") if factors else part


def _grouped(parts: list[Token]) -> Iterator[Token]:
    for part in parts:
        yield part._replace(text=part.text.replace(".", "")) if re.fullmatch(_GROUPED, part.text) else part


# Letters


def _has_variable(claim: Suspect) -> bool:
    """A letter that is no unit but a number, likely a small one, in a term or an equation: `2M - 1`, `2k + 6 = 5k`."""
    goes_on = claim.after is not None and claim.after.kind == OPEN and not claim.after.gap
    sides = (
        claim.left.parts,
        product_behind(claim.right, claim.tokens[claim.unit.last :]) if goes_on else claim.right.parts,
    )
    places = [(parts, part) for parts in sides for part in parts if has_units([part])]
    units = [unit for _, unit in places]
    attached = all(unit.spelling(claim.left.line)[:-1].isdecimal() for unit in units)
    if claim.unit.text or len({unit.text[-2] for unit in units}) != 1 or not attached:
        return False
    if not any(_signs(parts) & {"+", "-"} for parts in sides):
        return False
    small = any(part.text.isdecimal() and int(part.text) < _SMALL for parts, _ in places for part in parts)
    equation = claim.right.sign < 0 or has_units(sides[1])
    rounded = has_units([claim.right.number]) if claim.right.number else False
    fewer = all(unit.text.startswith(tuple(f"({count}*" for count in range(_FEW))) for unit in units)
    values = [value for value in _solutions(*sides) if small or value not in (0, 1)]
    return any(not equation or value % 1 == 0 for value in values) and (small or equation) and (not rounded or fewer)


def _solutions(left: list[Token], right: list[Token]) -> Iterator[Number]:
    """Likely numbers for the letter of their units with which two sides are equal."""

    def difference(value: Number) -> Number | None:
        one, other = _with_letter(left, value), _with_letter(right, value)
        return None if one is None or other is None else one - other

    zero, one, two = map(difference, (0, 1, 2))
    if zero is not None and one is not None and two is not None and two - one == one - zero != 0:
        root = divide(-zero, one - zero)
        if -_MOST <= root <= _MOST and any(root * number % 1 == 0 for number in range(1, _MOST_PARTS)):
            yield root
    else:
        yield from (value for value in range(_MOST_PARTS) if difference(value) == 0)


def _with_letter(parts: list[Token], value: Number) -> Number | None:
    """What parts come to where the letters of their units are a number."""
    return value_of(
        [part._replace(text=f"{part.text[:-2]}({value}))") if has_units([part]) else part for part in parts]
    )


# Products without a sign


def _is_no_product(claim: Suspect) -> bool:
    """A bracket directly behind a number or another bracket that may be no factor: one with a single whole number."""
    for side in (claim.left, claim.right):
        for place, part in enumerate(side.parts):
            if is_implied(part) and side.parts[place + 1].text != ROOT:
                inner = "".join(other.text for other in side.parts[place + 2 : place + 5])
                if side is claim.right or re.match(r"-?[0-9]+\)", inner):
                    return True
    return False


# Text that stands twice


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


def _comes_to(parts: list[Token], result: str) -> bool:
    return result.isdecimal() and parts[0].text.isdecimal() and int(result) in readings(parts)


# Powers of ten alone, and places for numbers


def _is_magnitude(claim: Suspect) -> bool:
    """A power of ten alone, which is nearly as much: `1024 * 1024 = 10^6`."""
    written = "".join(part.text for part in claim.right.parts)
    power = value_of(claim.right.parts) if re.fullmatch(r"\(?10\)?\*\*\(?[1-9][0-9]*\)?", written) else None
    return power is not None and any(95 * power <= 100 * value <= 105 * power for value in claim.left.values)


def _is_template(claim: Suspect) -> bool:
    """Places of a template that code fills in: `'2 X {0} = {1}'.format(n, 2 * n)`."""
    line = claim.right.line
    numbered = any(re.match(r"\{[0-9]\}", line[part.start :]) for part in (*claim.left.parts, *claim.right.parts))
    return numbered and ".format(" in line


NOTATIONS = (
    Doubt("a power of ten alone may be about that much", _is_magnitude, EXPRESSIONS,
          ("1024 * 1024 = 10^6", "1024 x 1024 = ${10}^{6}$", r"$2 \cdot 10^9 \cdot 512 = 10^{12}$"),
          ("2 * 10^3 = 10^3", "10^3 * 10^4 = 10^8", "1100 * 1000 = 10^6", "1024 * 1024 = 2 * 10^6")),
    Doubt("what stands in braces may be put in later", _is_template, ALL,
          ("'2 X {0} = {1}'.format(n, 2 * n)",), (r"$2 \times {3} = {7}$", "3*4 = 13, see '{0}'.format(n)")),
    Doubt("a bracket in it may be no factor", _is_no_product, ALL,
          ("2(3) + 1 = 6", "-2(-1) - 2 = 1", "(2)(3) = 7", "3 * 7 = 4(5 + 1) + 1"),
          ("2(0.25) - 0.1 = 0.5", "5(6 + 1) = 36", "(4+1)(2+1)(2+1) = 46", "5(6+1) = 36 = 6*6",
           r"3\left(\frac{1}{2} + 4\right) = 15")),
    Doubt("its signs may bind otherwise, as by the spaces beside them", _binds_otherwise, ALL,
          ("10⁸ / 100×10⁶ = 1", r"$10^8 / 100 \times 10^6 = 1$", "3/5 / 4/5 = 3/4", "3/4 = 3/5 / 4/5",
           "1024 / 1024 + 1024 = 50%", "90 / 90 + 10 = 0.9", "1 + 6 / 2*3 = 2"),
          ("10⁸ / 100×10⁶ = 2", r"$10^8 / 100 \times 10^6 = 10$", "3/5 / 4/5 = 3/5", "90 / 90 + 10 = 0.8",
           "90 / 80 + 10 = 1", "10 + 20 / 2 = 15", "12/2 * 3 = 2", "1024 / 1024 + 1024 = 40%")),
    Doubt("a colon before it may divide", _is_divided, NUMBERS,
          ("12 : 2 + 1 = 7", "so 12 : 4 - 2 = 1"), ("12 : 2 + 1 = 8", "12: 2 + 1 = 7", "Layer 2 : 3*4 = 13")),
    Doubt("its star may be an operation of another kind", _is_defined, EXPRESSIONS,
          ("3*3 = 6 - 9 = -3",), ("3*3 = -9", "3*3 = 6 + 4", "3·3 = 6 - 9", "3 + 4 = 6 - 9")),
    Doubt("its points may multiply, or group digits", _has_other_points, ALL,
          ("2.3-2^2 = 2", "2.3 - 2^2 = 6 - 4", "1.440 - 480 = 960", "1.440 + 480 = 1.920", "1.440 * 2 = 960 * 3"),
          ("2.3-2^2 = 3", "1.440 - 480 = 961", "16 * 64 = 1.025", "1.125 * 64 = 72,000", "2.5 * 3 = 30",
           "1.44 + 480 = 624")),
    Doubt("a letter in it may be a variable", _has_variable, ALL,
          ("(2M-1) = 3", "(2M-1 = 3)", "2*(2M-1) = 6", "2K + 1 = 2*4 + 1", "$1 - 2k = 0$", "2 - 2k = 0",
           "6 + 2k - 6 = 0", "21B + 350 = 25B + 250", "21B - 25B = -100", "3k + 10 = 5k", "(7(3k + 10) = 5(5k + 10))",
           r"$\frac{3k + 10}{5k + 10} = \frac{5}{7}$",
           "70 - 50 = 25k - 21k", "25B - 100 = 21B", r"$\frac{40}{9} - 2B + \frac{1}{3} = 7$"),
          ("35K + 64 = 38K", "35K + 64 = 38,064", "2M - 1 = 2,000,000", "35K + 307K = 34", "2M / 4 = 5",
           "35K + 307K = 3420", "35K + 64 = 3506", "340K + 300K = 610K - 5K", "350K + 64 = 380K + 1")),
    Doubt("it may stand there twice", _stands_twice, ALL,
          (r"3×4=123 \times 4 = 123×4=12", "2+3=52+3 = 5", "2^3=82^3 = 823=8"),
          (r"3×4=133 \times 4 = 133×4=13", "3*4 = 123*5", "123*4 = 12")),
)  # fmt: skip
"""Each other way; those of `doubts` are asked before them."""

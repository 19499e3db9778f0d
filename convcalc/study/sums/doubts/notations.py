"""Other ways to write a sum: signs that bind by their spaces, points that multiply or group digits, letters."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from convcalc.language.values import Number, divide
from convcalc.study.sums.doubts.beside import product_behind
from convcalc.study.sums.doubts.suspect import ALL, EXPRESSIONS, NUMBERS, Doubt, Suspect
from convcalc.study.sums.irrational import begins_call
from convcalc.study.sums.operands import ends_of_brackets, is_implied
from convcalc.study.sums.tokens import CLOSE, NUMBER, OPEN, OPERATOR, OTHER, Token
from convcalc.study.sums.values import Side, agrees, exponent_end, has_units, quantity_of, readings, terms, value_of

_SMALL = 100
"""Less than this is added to a variable, and hardly to a number that is rounded to thousands."""

_FEW = 30
"""Fewer times a variable is likely to be taken where a number with a unit may be the result."""

_MOST, _MOST_PARTS = 50, 20
"""The largest variable that is likely, and denominator of one."""

_IN_A_ROW = 4
"""So many signs come to the same number by chance hardly ever where they are worked out from left to right."""

_GROUPED = r"[1-9][0-9]{0,2}\.[0-9]{3}"
_PRODUCT = r"([1-9][0-9]*)\.([1-9][0-9]*)"

_CYCLES = r"(?=.*[0-9]\.?[0-9])(?:\((?:([0-9])(?![0-9.]*\1)\.?)+\))+|\(?1\)?"
"""A permutation: cycles of digits, as `(126)(35)`, or none."""

_FORMULA = re.compile(
    r"\$\$[^$]*+\$\$|(?<![\\$])\$(?=[^\s$])[^$]*(?<=[^\s\\])\$(?![0-9])"
    r"|\\\([^\\]*+(?:\\[^()][^\\]*+)*+\\\)"
)
"""Signs around a formula, which has no space directly within single ones."""


# Signs that bind otherwise


def _binds_otherwise(claim: Suspect) -> bool:
    """A slash with spaces between what has none, one before a power of ten, or one between a part and its whole.

    Or many signs that are worked out from left to right.
    """
    sides = [side.once(_orders) for side in (claim.left, claim.right)]
    return max(map(len, sides)) > 1 and claim.holds_as(*sides)


def _orders(side: Side) -> list[list[Token]]:
    return [side.parts, *_other_orders(side.parts)]


def _other_orders(parts: list[Token]) -> Iterator[list[Token]]:
    divided = [index for index, part in enumerate(parts) if part.text == "/"]
    if not divided:
        return
    yield _by_spaces(parts)
    powers = ((index + 1, exponent_end(parts, index + 4)) for index in divided)
    ends = {begin: end for begin, end in powers if [part.text for part in parts[begin + 1 : begin + 3]] == ["*", "10"]}
    yield _bracketed(parts, {begin: end for begin, end in ends.items() if end > begin + 3})
    inner = parts[1:-1] if parts[0].kind == OPEN and parts[-1].kind == CLOSE else parts
    addends = [part.text for part in inner[2::2]]
    if len(addends) > 1 and inner[0].text in addends and _written(inner[1::2]) == "/".ljust(len(addends), "+"):
        yield _bracketed(inner, {2: len(inner)})
    alternate = {part.kind for part in parts[::2]} == {NUMBER} and {part.kind for part in parts[1::2]} == {OPERATOR}
    if alternate and len(parts[1::2]) >= _IN_A_ROW and _signs(parts) & {"+", "-"}:
        yield _from_left(parts)


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


def _from_left(parts: list[Token]) -> list[Token]:
    """The parts with brackets by which they are worked out one after the other, divisions rounded down."""
    opened = [parts[0]._replace(kind=OPEN, text="(")] * len(parts[1::2])
    read = [*opened, parts[0]]
    for sign, number in zip(parts[1::2], parts[2::2], strict=False):
        read += [sign._replace(text="//") if sign.text == "/" else sign, number]
        read.append(number._replace(kind=CLOSE, text=")"))
    return read


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
    sides = (claim.left, claim.right)
    if not any("." in side.written for side in sides):
        return False
    lefts, rights = (side.once(_with_other_points) for side in sides)
    if claim.right.number is None:
        return any(claim.holds_as([left], [right]) for left, right in zip(lefts, rights, strict=True))
    if "." not in claim.spelling:
        is_certain = bool(_signs(claim.left.parts) & {"+", "-"}) or _is_raised_to_points(claim.left)
        return is_certain and claim.says(claim.times([value for parts in lefts for value in readings(parts)]))
    quantity = quantity_of(claim.spelling.replace(".", "")) if re.fullmatch(_GROUPED, claim.spelling) else None
    return quantity is not None and agrees(quantity, claim.times(readings(lefts[1])))


def _with_other_points(side: Side) -> list[list[Token]]:
    return [list(_with_products(side.parts)), list(_grouped(side.parts))]


def _with_products(parts: list[Token]) -> Iterator[Token]:
    before = ""
    for part in parts:
        if factors := re.fullmatch(_PRODUCT, part.text):
            product = f"{factors[1]}*{factors[2]}"
            part = part._replace(text=product if before == "**" else f"({product})")
        before = part.text
        yield part


def _is_raised_to_points(side: Side) -> bool:
    """`2^2.5`, which may be 2² · 5."""
    return any(sign.text == "**" and "." in part.text for sign, part in pairwise(side.parts))


def _grouped(parts: list[Token]) -> Iterator[Token]:
    for part in parts:
        yield part._replace(text=part.text.replace(".", "")) if re.fullmatch(_GROUPED, part.text) else part


# Letters


def _bracket_follows(claim: Suspect) -> bool:
    return claim.after is not None and claim.after.kind == OPEN and not claim.after.gap


def _has_variable(claim: Suspect) -> bool:
    """A letter that is no unit but a number, likely a small one, in a term or an equation: `2M - 1`, `2k + 6 = 5k`."""
    factors = claim.tokens[claim.unit.last :]
    sides = (
        claim.left.parts,
        product_behind(claim.right, factors) if _bracket_follows(claim) else claim.right.parts,
    )
    if not claim.left.has_units and not has_units(sides[1]):
        return False
    places = [(parts, part) for parts in sides for part in parts if has_units([part])]
    units = [unit for _, unit in places]
    attached = all(unit.spelling(claim.left.line)[:-1].isdecimal() for unit in units)
    if claim.unit.text or len({unit.text[-2] for unit in units}) != 1 or not attached:
        return False
    if not any(_signs(parts) & {"+", "-"} for parts in sides):
        return False
    if claim.result.text == "0" and min(claim.values) > 0:
        return True
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
    """A bracket directly behind a number or another bracket that may be no factor.

    That is a note, a base or the period of decimals with which it holds, or cycles of a permutation; and a single whole
    number where its result has one too or a letter, or neither a formula nor products that are added say what it is.
    """
    sides = (claim.left, claim.right)
    places = [(side.parts, place) for side in sides for place in side.once(_without_signs)]
    if not places:
        return False
    if all(re.fullmatch(_CYCLES, _written(part for part in side.parts if not is_implied(part))) for side in sides):
        return True
    for number_of in (_itself, _in_base, _periodic):
        if claim.holds_as(*([list(_noted(side, number_of))] for side in sides)):
            return True
    whole = all(re.match(r"\(-?[0-9]+\)", _written(parts[place + 1 : place + 5])) for parts, place in places)
    factors = _is_formula(claim.left) or any(map(_adds_products, sides))
    return whole and (not factors or _bracket_follows(claim) or any(side.has_units for side in sides))


def _written(parts: Iterable[Token]) -> str:
    return "".join(part.text for part in parts)


def _without_signs(side: Side) -> list[int]:
    return [place for place in range(len(side.parts)) if _lacks_sign(side, place)]


def _lacks_sign(side: Side, place: int) -> bool:
    """Whether a sign that is not written multiplies by a bracket; a root behind a number is a factor."""
    if not is_implied(side.parts[place]) or side.parts[place + 1].kind != OPEN:
        return False
    return not begins_call(side.parts[place + 1].text)


def _itself(number: str, _: str) -> str:
    return number


def _in_base(number: str, base: str) -> str:
    known = re.fullmatch("[2-9]|1[0-6]", base) and number.isdecimal() and int(max(number)) < int(base)
    return str(int(number, int(base))) if known else number


def _periodic(number: str, period: str) -> str:
    decimals = number.partition(".")[2]
    return f"({number}+{period}/({'9' * len(period)}*10**{len(decimals)}))" if decimals and period else number


def _noted(side: Side, number_of: Callable[[str, str], str]) -> Iterator[Token]:
    """The parts of a side without such brackets; the number before one is what is made of it and a whole number."""
    parts, ends = side.parts, ends_of_brackets(side.parts)
    noted = {place: ends[place + 1] for place in range(len(parts)) if _lacks_sign(side, place)}
    left_out = {index for place, end in noted.items() for index in range(place, end + 1)}
    for index, part in enumerate(parts):
        inner = _written(parts[index + 2 : index + 5]) if part.kind == NUMBER and index + 1 in noted else ""
        if whole := re.match(r"\(([0-9]+)\)", inner):
            part = part._replace(text=number_of(part.text, whole[1]))
        if index not in left_out:
            yield part


def _adds_products(side: Side) -> bool:
    """`2(3) + 4(5)`"""
    return sum(any(map(is_implied, side.parts[begin:end])) for begin, end in terms(side.parts)) > 1


def _is_formula(side: Side) -> bool:
    """Whether a side stands within signs of a formula."""
    return is_in_formula(side.line, side.parts[0].start, side.parts[-1].end)


def is_in_formula(line: str, start: int, end: int) -> bool:
    """Whether a part of a line stands within signs of a formula."""
    formulas = _formulas(line)
    behind = bisect(formulas, (start, 0))
    return behind > 0 and end <= formulas[behind - 1][1]


@lru_cache(maxsize=1)
def _formulas(line: str) -> list[tuple[int, int]]:
    return [match.span() for match in _FORMULA.finditer(line)]


# Powers of ten alone, and places for numbers


def _is_magnitude(claim: Suspect) -> bool:
    """A power of ten alone, which is nearly as much: `1024 * 1024 = 10^6`."""
    written = "".join(part.text for part in claim.right.parts)
    power = value_of(claim.right.parts) if re.fullmatch(r"\(?10\)?\*\*\(?[1-9][0-9]*\)?", written) else None
    return power is not None and any(95 * power <= 100 * value <= 105 * power for value in claim.left.values)


def _is_template(claim: Suspect) -> bool:
    """Places of a template that code fills in: `'2 X {0} = {1}'.format(n, 2 * n)`."""
    return any(side.once(_has_places) for side in (claim.left, claim.right)) and ".format(" in claim.right.line


def _has_places(side: Side) -> bool:
    place = re.compile(r"\{[0-9]\}")
    return any(place.match(side.line, part.start) for part in side.parts)


NOTATIONS = (
    Doubt("a power of ten alone may be about that much", _is_magnitude, EXPRESSIONS,
          ("1024 * 1024 = 10^6", "1024 x 1024 = ${10}^{6}$", r"$2 \cdot 10^9 \cdot 512 = 10^{12}$"),
          ("2 * 10^3 = 10^3", "10^3 * 10^4 = 10^8", "1100 * 1000 = 10^6", "1024 * 1024 = 2 * 10^6")),
    Doubt("what stands in braces may be put in later", _is_template, ALL,
          ("'2 X {0} = {1}'.format(n, 2 * n)",), (r"$2 \times {3} = {7}$", "3*4 = 13, see '{0}'.format(n)")),
    Doubt("a bracket in it may be no factor", _is_no_product, ALL,
          ("2(3) + 1 = 6", "-2(-1) - 2 = 1", "(2)(3) = 7", "Figure 3(2) = 4 + 1", "3 * 8 = 4(5) + 1",
           "$2015(3) + 1 = 2016$", "$25(10) + 30(12) = 56(22)$", "25(10) + 30(12) = 55", "$101(2) = 5$",
           "$6 * 2 + 1 = 12(10 + 2) + 1$", "$5(10) = 12(3)$",
           "$0.1(6) + 0.5 = 0.667$", "$2 * 0.1(6) = 1/3$", "$A = 3k = 3(5) = 15$",
           "$(126)(35)(4) = (126)(35)$", "$(12)(13) = (132)$", "$(12)(12) = 1$", "at $a$,2(3) = 7;$b$",
           "$ 2(3) = 7 and $b$", r"\(a\) 2(3) = 7 \(b\)"),
          ("2(0.25) - 0.1 = 0.5", "5(6 + 1) = 36", "(4+1)(2+1)(2+1) = 46", "5(6+1) = 36 = 6*6",
           r"3\left(\frac{1}{2} + 4\right) = 15", "3 * 7 = 4(5 + 1) + 1", "2(3) + 5(6+1) = 42", "$2(3) + 1 = 8$",
           "5(7) - (-2)(3) = 42", "so $6(5) = 31$", "$13 = 2(6) + 2$", "$$(3)(6)(1) = 19 > 0$$", "$`6(5) = 31`$",
           r"$(-5-1)(-5+2) = (-6)(-3) = 19$", r"<b>\(\frac{5}{3}(3)^3 = 46\)</b>", "$(3)(4) = (2)(7)$",
           "$0.5(2) + 0.1 = 1.2$", "z = 0.5(0) + 0.5(1) - 0.7 = -0.3", "20(3) + 15(1) = 76")),
    Doubt("its signs may bind otherwise, as by the spaces beside them", _binds_otherwise, ALL,
          ("10⁸ / 100×10⁶ = 1", r"$10^8 / 100 \times 10^6 = 1$", "3/5 / 4/5 = 3/4", "3/4 = 3/5 / 4/5",
           "1024 / 1024 + 1024 = 50%", "90 / 90 + 10 = 0.9", "1 + 6 / 2*3 = 2", "(110 /1024+1024+110) = 0.05",
           "1+2+3-4×5÷6 = 1", "1÷2+3+4-5×6 = 12", r"$4.8 * 10^{-22}/1.6 * 10^{-22} = 3$",
           r"$9.3\times10^{19}/4\times10^{15}\approx2.3\times10^4$"),
          ("10⁸ / 100×10⁶ = 2", r"$10^8 / 100 \times 10^6 = 10$", "3/5 / 4/5 = 3/5", "90 / 90 + 10 = 0.8",
           "90 / 80 + 10 = 1", "10 + 20 / 2 = 15", "12/2 * 3 = 2", "1024 / 1024 + 1024 = 40%",
           r"$4.8 * 10^{-22}/1.6 * 10^{-22} = 4$",
           r"$9.3\times10^{19}/4\times10^{15}\approx2.5\times10^4$")),
    Doubt("a colon before it may divide", _is_divided, NUMBERS,
          ("12 : 2 + 1 = 7", "so 12 : 4 - 2 = 1"), ("12 : 2 + 1 = 8", "12: 2 + 1 = 7", "Layer 2 : 3*4 = 13")),
    Doubt("its star may be an operation of another kind", _is_defined, EXPRESSIONS,
          ("3*3 = 6 - 9 = -3",), ("3*3 = -9", "3*3 = 6 + 4", "3·3 = 6 - 9", "3 + 4 = 6 - 9")),
    Doubt("its points may multiply, or group digits", _has_other_points, ALL,
          ("2.3-2^2 = 2", "2.3 - 2^2 = 6 - 4", "1.440 - 480 = 960", "1.440 + 480 = 1.920", "1.440 * 2 = 960 * 3",
           "2^2.5 = 20"),
          ("2.3-2^2 = 3", "1.440 - 480 = 961", "16 * 64 = 1.025", "1.125 * 64 = 72,000", "2.5 * 3 = 30",
           "1.44 + 480 = 624")),
    Doubt("a letter in it may be a variable", _has_variable, ALL,
          ("(2M-1) = 3", "(2M-1 = 3)", "2*(2M-1) = 6", "2K + 1 = 2*4 + 1", "$1 - 2k = 0$", "2 - 2k = 0",
           "6 + 2k - 6 = 0", "21B + 350 = 25B + 250", "21B - 25B = -100", "3k + 10 = 5k", "(7(3k + 10) = 5(5k + 10))",
           r"$\frac{3k + 10}{5k + 10} = \frac{5}{7}$",
           "10116 + 188k = 0", "70 - 50 = 25k - 21k", "25B - 100 = 21B", r"$\frac{40}{9} - 2B + \frac{1}{3} = 7$"),
          ("35K + 64 = 38K", "35K + 64 = 38,064", "2M - 1 = 2,000,000", "35K + 307K = 34", "2M / 4 = 5",
           "35K + 307K = 3420", "35K + 64 = 3506", "340K + 300K = 610K - 5K", "350K + 64 = 380K + 1")),
)  # fmt: skip
"""Each other way; those of `doubts` are asked before them."""

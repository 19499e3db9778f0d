"""What the sides of a sum say: the value of an expression, and whether a number as written agrees with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from itertools import pairwise
from math import prod
from typing import Any, TypeVar

from convcalc.language.expression import parse
from convcalc.language.numbers.quantity import MAXIMUM_DIGITS, PERCENT, Quantity, QuantityError, parse_quantity
from convcalc.language.tree import ExpressionError
from convcalc.language.values import Number, divide, is_number
from convcalc.study.sums.context import Unit
from convcalc.study.sums.irrational import begins_call, is_irrational, is_nothing, is_same, value_of_irrational
from convcalc.study.sums.tokens import CLOSE, GROUPING, MYRIADS, NUMBER, OPEN, OPERATOR, POWER, UNIT_LETTERS, Token

MAXIMUM_TOKENS = 500
MAXIMUM_LENGTH = 1000
"""Of one expression; a longer one is no claim."""

MOST_ROUNDED = 50
"""So many numbers of a sum may be rounded; it is worked out once for each."""

THOUSANDS = {"K": 10**3, "M": 10**6, "G": 10**9, "B": 10**9, "T": 10**12}
KIBI = {"K": 2**10, "M": 2**20, "G": 2**30, "B": 2**30, "T": 2**40}
"""What the units multiply by where K is 1000, and where it is 1024."""


Answer = TypeVar("Answer")


class Side:
    """One side of an equation in a line: its tokens, of which the first is that of this `index`, and what it says.

    `about` says that it is about that much. In a chain, as `a = b = c = d`, it may be that of many claims: what is
    asked of its tokens is worked out once.
    """

    def __init__(self, line: str, parts: list[Token], index: int = 0, about: bool = False) -> None:
        self.line = line
        self.parts = parts
        self.index = index
        self.about = about
        self.number, self.sign = single_number(parts)
        self._asked: dict[Callable[[Side], Any], Any] = {}

    def once(self, question: Callable[[Side], Answer]) -> Answer:
        """What a question to it alone comes to."""
        if question not in self._asked:
            self._asked[question] = question(self)
        answer: Answer = self._asked[question]
        return answer

    @cached_property
    def written(self) -> str:
        """Its tokens as they are read, without spaces."""
        return "".join(part.text for part in self.parts)

    @cached_property
    def texts(self) -> frozenset[str]:
        """What its tokens read."""
        return frozenset(part.text for part in self.parts)

    @cached_property
    def has_units(self) -> bool:
        """Whether a number in it has a unit."""
        return has_units(self.parts)

    @property
    def text(self) -> str:
        """What is written."""
        return self.line[self.parts[0].start : self.parts[-1].end]

    @cached_property
    def values(self) -> list[Number]:
        """The exact values that it may have, that with K = 1000 first; none where it makes no sense, or is too long."""
        return readings(self.parts)

    def quantity(self, unit: str = "") -> Quantity | None:
        """The number that it is, without its sign, as precise as it is written; None for an expression."""
        return quantity_of(self.number.spelling(self.line) + unit, self.about) if self.number else None

    @cached_property
    def slack(self) -> Number:
        """How far its value may be off since numbers in it were rounded: each by half a unit of its last digit."""
        return self.slack_of(_is_rounded)

    def slack_of(self, is_rounded: Callable[[Token], bool]) -> Number:
        """The same where some of its parts are rounded."""
        rounded = [index for index, part in enumerate(self.parts) if is_rounded(part)]
        off = (value_of(_with_more(self.parts, index)) for index in rounded[:MOST_ROUNDED])
        return sum(max(value - self.values[0], self.values[0] - value) for value in off if value is not None)

    @property
    def fewest_digits(self) -> int:
        """How many digits the least precise of its rounded numbers has; 0 where none is rounded."""
        return min((significant(part.text) for part in self.parts if _is_rounded(part)), default=0)


def single_number(parts: list[Token]) -> tuple[Token | None, int]:
    """The number that parts are, perhaps in brackets, and its sign; None where they are more."""
    sign = 1
    while len(parts) > 1:
        if parts[0].text == "-" and len(parts) == 2:
            parts, sign = parts[1:], -sign
        elif parts[0].text == "(" and parts[-1].text == ")" and len(parts) <= 4:
            parts = parts[1:-1]
        else:
            return None, 1
    return (parts[0], sign) if parts and parts[0].kind == NUMBER else (None, 1)


def _is_rounded(part: Token) -> bool:
    """Whether a number may be: it has decimals or a unit, and is none of one digit, as 0.5, or whole, as 4.0."""
    if part.kind != NUMBER or part.text.isdecimal() or significant(part.text) < 2:
        return False
    _, point, decimals = _digits(part.text).partition(".")
    return not point or decimals.strip("0") != ""


def significant(text: str) -> int:
    """How many digits a number in the language of expressions has, without zeros before them."""
    return len(_digits(text).replace(".", "").lstrip("0"))


def _digits(text: str) -> str:
    """The digits of such a number, without its exponent and its unit."""
    match = re.search(r"[0-9.]+", text)
    return match[0] if match else ""


def _with_more(parts: list[Token], index: int) -> list[Token]:
    """The parts of an expression with half a unit of the last digit more in one of its numbers."""
    text, digits = parts[index].text, _digits(parts[index].text)
    more = f"{digits}5" if "." in digits else f"{digits}.5"
    return [*parts[:index], parts[index]._replace(text=text.replace(digits, more, 1)), *parts[index + 1 :]]


def reckons(parts: list[Token]) -> bool:
    """Whether parts are more than a number."""
    is_call = any(begins_call(part.text) for part in parts[:2])
    return is_call or any(part.kind in (OPERATOR, POWER) for part in parts[1:])


def readings(parts: list[Token]) -> list[Number]:
    """The values that an expression may have: with K = 1000 and, where a unit stands in it, with K = 1024."""
    values = [value_of(parts), value_of(parts, binary=True) if has_units(parts) else None]
    return [value for value in values if value is not None]


def value_of(parts: list[Token], binary: bool = False) -> Number | None:
    """The exact value of an expression, with K = 1024 where `binary`; None where it has none or is too long.

    A sum is added up term by term, so that the terms of a whole network do not exceed the bounds of one expression.
    """
    if len(parts) > MAXIMUM_TOKENS or parts[-1].end - parts[0].start > MAXIMUM_LENGTH:
        return None
    total: Number = 0
    largest: Number = 0
    for begin, end in terms(parts):
        term = _term("".join(part.text for part in parts[begin + (begin > 0) : end]), binary)
        if term is None:
            return None
        total += -term if begin and parts[begin].text == "-" else term
        largest = max(largest, term, -term)
    return 0 if total and is_nothing(total, largest) else total


def terms(parts: list[Token]) -> Iterator[tuple[int, int]]:
    """Where each term of a sum begins, with the sign before it, and where it ends: two of `1 + 2*(3 - 4)`."""
    cuts, depth = [0], 0
    for index, part in enumerate(parts):
        depth += (part.kind == OPEN) - (part.kind == CLOSE)
        if not depth and index and part.text in ("+", "-") and parts[index - 1].kind in (NUMBER, CLOSE, POWER):
            cuts.append(index)
    return pairwise([*cuts, len(parts)])


@lru_cache(maxsize=1024)
def _term(text: str, binary: bool) -> Number | None:
    """The value of a term. A product of whole numbers, as most are, needs no parser."""
    factors, units = text.split("*"), KIBI if binary else THOUSANDS
    if is_irrational(text):
        return value_of_irrational(text, units)
    try:
        if len(text) <= MAXIMUM_DIGITS and all(map(str.isdecimal, factors)):
            return prod(map(int, factors))
        value = parse(text).evaluate(units)
        return value if is_number(value) else None
    except ExpressionError:
        return value_of_irrational(text, units) if "**" in text else None


@lru_cache(maxsize=1024)
def quantity_of(spelling: str, about: bool = False) -> Quantity | None:
    """The quantity that a number writes, perhaps with a unit behind it; None where it writes none, as `1e6`."""
    spelling = spelling.replace("{.}", ".")
    if set(MYRIADS).isdisjoint(spelling):
        spelling = re.sub(rf"{GROUPING}|(?<=[0-9])[ \xa0\u2009\u202f](?=[0-9])", ",", spelling)
    try:
        quantity = parse_quantity(("~" + spelling if about else spelling).removesuffix(PERCENT))
    except QuantityError:
        return None
    if not spelling.endswith(PERCENT):
        return quantity
    hundredth = quantity.restyled(unit=PERCENT, scale=divide(1, 100), joint=None)
    return None if quantity.style.unit else hundredth


def has_units(parts: list[Token]) -> bool:
    """Whether a unit that may count in 1024 stands behind a number of these parts."""
    return any(part.kind == NUMBER and part.text.endswith(")") and part.text[-2] in UNIT_LETTERS for part in parts)


def is_linear(side: Side) -> bool:
    """Whether no two numbers with units are multiplied in a side, as in `4K*4K`, and none to a power."""
    has_powers = any(part.kind == POWER or part.text == "**" for part in side.parts)
    return not has_powers and all(
        sum(has_units([part]) for part in side.parts[begin:end]) < 2 for begin, end in terms(side.parts)
    )


def agrees_in_powers(quantity: Quantity, values: list[Number]) -> bool:
    """Whether one of the values is as the quantity says where its K is 1024."""
    unit = quantity.style.unit.upper()
    return any(quantity.holds(value * divide(THOUSANDS[unit], KIBI[unit])) for value in values)


def agrees(quantity: Quantity, values: list[Number], binary: bool = True) -> bool:
    """Whether one of the values is as the quantity says, its K read as 1000 or, where `binary`, as 1024."""
    unit = quantity.style.unit.upper()
    scale = divide(THOUSANDS[unit], KIBI[unit]) if binary and unit in KIBI else 1
    return any(quantity.holds(value) or (scale != 1 and quantity.holds(value * scale)) for value in values)


def power_of_ten(parts: list[Token]) -> Number | None:
    """10^n where parts are a number times 10^n, as `3.5 × 10^6`; None for anything else."""
    if len(parts) < 4 or parts[0].kind != NUMBER or [part.text for part in parts[1:3]] != ["*", "10"]:
        return None
    if not (parts[3].text == "**" or (parts[3].kind == POWER and len(parts) == 4)):
        return None
    if any(part.kind not in (NUMBER, OPEN, CLOSE) and part.text != "-" for part in parts[4:]):
        return None
    return value_of(parts[2:])


def is_magnitude(value: Number, parts: list[Token]) -> bool | None:
    """Whether a power of ten alone is the nearest to a value; None where parts are something else, or one of the two.

    10⁶ is "about" 2²⁰, and so it is of 600,000.
    """
    if [part.text for part in parts[:2]] != ["10", "**"] or exponent_end(parts, 1) != len(parts):
        return None
    power = value_of(parts)
    if power is None or value <= 0:
        return None
    if power <= 3 * value and value <= 3 * power:
        return True
    return False if value * 10 < power or power * 10 < value else None


def exponent_end(parts: list[Token], begin: int) -> int:
    """Where an exponent ends that begins here, as `²`, `^2`, `^{2}` or `^{-2}`; where it begins if there is none."""
    if begin < len(parts) and parts[begin].kind == POWER:
        return begin + 1
    texts = [part.text for part in parts[begin : begin + 5]]
    if texts[:1] != ["**"]:
        return begin
    number = 1 + (texts[1:2] == ["("])
    number += texts[number : number + 1] == ["-"]
    end = begin + number + 1
    if len(texts) <= number or parts[end - 1].kind != NUMBER:
        return begin
    if texts[1] != "(":
        return end
    return end + 1 if end < len(parts) and parts[end].kind == CLOSE else begin


def is_result(values: list[Number], right: Side, unit: Unit, binary: bool = True, linear: bool = False) -> bool | None:
    """Whether a right side agrees with a value, perhaps where K is 1024; None where it says nothing precise.

    Where the values are `linear` in what has units, their K is that of the right side.
    """
    if right.number:
        quantity = right.quantity(unit.text)
        if quantity and linear and binary and len(values) > 1 and quantity.style.unit.upper() in KIBI:
            decimal, powers = ([right.sign * value] for value in values)
            return agrees(quantity, decimal, binary=False) or agrees_in_powers(quantity, powers)
        return agrees(quantity, [right.sign * value for value in values], binary) if quantity else None
    if right.about and (nearest := is_magnitude(values[0], right.parts)) is not None:
        return nearest
    if ten := power_of_ten(right.parts):
        mantissa = right.parts[0].spelling(right.line)
        quantity = quantity_of(mantissa, "." not in mantissa)
        return agrees(quantity, [divide(value, ten) for value in values], binary) if quantity else None
    hundredths = 100 if unit.text == PERCENT else 1
    others = [divide(value, hundredths) for value in right.values[: None if binary else 1]]
    return any(is_same(value, other) for value in values for other in others) if others and not right.about else None

"""What the sides of a sum say: the value of an expression, and whether a number as written agrees with it."""

from __future__ import annotations

import re
from functools import lru_cache
from math import prod
from typing import Any

from convcalc.language.expression import parse
from convcalc.language.numbers.quantity import MAXIMUM_DIGITS, Quantity, QuantityError, parse_quantity
from convcalc.language.tree import ExpressionError
from convcalc.language.values import divide
from convcalc.study.sums.tokens import CLOSE, NUMBER, OPEN, POWER, UNIT_LETTERS, Token

MAXIMUM_TOKENS = 500
MAXIMUM_LENGTH = 1000
"""Of one expression; a longer one is no claim."""

THOUSANDS = {"K": 10**3, "M": 10**6, "G": 10**9, "B": 10**9, "T": 10**12}
KIBI = {"K": 2**10, "M": 2**20, "G": 2**30, "B": 2**30, "T": 2**40}
"""What the units multiply by where K is 1000, and where it is 1024."""


def value_of(parts: list[Token], binary: bool = False) -> Any:
    """The exact value of an expression, with K = 1024 where `binary`; None where it has none or is too long.

    A sum is added up term by term, so that the terms of a whole network do not exceed the bounds of one expression.
    """
    if len(parts) > MAXIMUM_TOKENS or parts[-1].end - parts[0].start > MAXIMUM_LENGTH:
        return None
    total: Any = 0
    depth, begin, sign = 0, 0, 1
    for index, part in enumerate(parts):
        depth += (part.kind == OPEN) - (part.kind == CLOSE)
        if not depth and index > begin and part.text in ("+", "-") and parts[index - 1].kind in (NUMBER, CLOSE, POWER):
            term = _term("".join(part.text for part in parts[begin:index]), binary)
            if term is None:
                return None
            total += sign * term
            begin, sign = index + 1, (1 if part.text == "+" else -1)
    term = _term("".join(part.text for part in parts[begin:]), binary)
    return None if term is None else total + sign * term


@lru_cache(maxsize=1024)
def _term(text: str, binary: bool) -> Any:
    """The value of a term. A product of whole numbers, as most are, needs no parser."""
    factors = text.split("*")
    try:
        if len(text) <= MAXIMUM_DIGITS and all(map(str.isdecimal, factors)):
            return prod(map(int, factors))
        return parse(text).evaluate(KIBI if binary else THOUSANDS)
    except ExpressionError:
        return None


def readings(parts: list[Token]) -> list[Any]:
    """The values that an expression may have: with K = 1000 and, where a unit stands in it, with K = 1024."""
    values = [value_of(parts)]
    if has_units(parts):
        values.append(value_of(parts, binary=True))
    return [value for value in values if value is not None]


def quantity_of(line: str, number: Token, unit: str = "", about: bool = False) -> Quantity | None:
    """The quantity that a number with a unit behind it writes; None where it writes none, as `1e6`."""
    return _quantity(line[number.start : number.end] + unit, about)


@lru_cache(maxsize=1024)
def _quantity(written: str, about: bool) -> Quantity | None:
    if "만" not in written and "억" not in written:
        written = re.sub(r"\{,\}|\\,|['’]|(?<=[0-9])[ \xa0\u2009\u202f](?=[0-9])", ",", written)
    try:
        return parse_quantity("~" + written if about else written)
    except QuantityError:
        return None


def has_units(parts: list[Token]) -> bool:
    """Whether a unit that may count in 1024 stands behind a number of these parts."""
    return any(part.kind == NUMBER and part.text[-2:-1] in UNIT_LETTERS for part in parts if part.text.endswith(")"))


def agrees(quantity: Quantity, values: list[Any], binary: bool = True) -> bool:
    """Whether one of the values is as the quantity says, its K read as 1000 or, where `binary`, as 1024."""
    unit = quantity.style.unit.upper()
    scale = divide(THOUSANDS[unit], KIBI[unit]) if binary and unit in KIBI else 1
    return any(quantity.holds(value) or (scale != 1 and quantity.holds(value * scale)) for value in values)


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


def power_of_ten(parts: list[Token]) -> Any:
    """10^n where parts are a number times 10^n, as `3.5 × 10^6`; None for anything else."""
    if len(parts) < 4 or parts[0].kind != NUMBER or parts[1].text != "*" or parts[2].text != "10":
        return None
    if not (parts[3].text == "**" or (parts[3].kind == POWER and len(parts) == 4)):
        return None
    if any(part.kind not in (NUMBER, OPEN, CLOSE) and part.text != "-" for part in parts[4:]):
        return None
    return value_of(parts[2:])

"""A claim that does not hold, what is asked of it before it is called wrong, and a way in which it may be meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Number, divide
from convcalc.study.sums.context import Unit, behind
from convcalc.study.sums.tokens import Token
from convcalc.study.sums.values import Side, agrees, power_of_ten, quantity_of, readings

REACH = 1000
"""How many characters before and behind a claim say what it is: there may be as many claims in a line as fit in it."""


class Suspect:
    """A claim that does not hold as arithmetic, with the unit behind it and the tokens of its line.

    `numeral` is the unit where it is a number, as million, and none of measure, as GB. `values` are those of its left
    side against its result, which is the number that its right side is or begins with.
    """

    def __init__(self, tokens: list[Token], left: Side, right: Side, unit: Unit) -> None:
        self.tokens = tokens
        self.left = left
        self.right = right
        self.unit = unit
        self.numeral = "" if len(unit.text.encode()) == 1 else unit.text
        self.result = right.number or right.parts[0]
        self.spelling = self.result.spelling(right.line)
        self.values = self.times(left.values)
        self.after, place = behind(left.line, tokens, unit.last)
        self.following = tokens[place : place + 2]

    def before(self) -> str:
        """What stands before it in its line."""
        start = self.left.parts[0].start
        return self.left.line[max(0, start - REACH) : start]

    def times(self, values: Iterable[Number], factors: Iterable[Number] = (1,)) -> list[Number]:
        """What these values of its left side are against its result, each also times a factor."""
        return [self.right.sign * value * factor for value in values for factor in factors]

    def says(self, values: list[Number], unit: str = "", binary: bool = True, about: bool = False) -> bool:
        """Whether its result agrees with one of the values, in a unit, its K perhaps 1024, or being "about"."""
        quantity = quantity_of(self.spelling + unit, about)
        return quantity is not None and agrees(quantity, values, binary)

    def holds_as(self, lefts: list[list[Token]], rights: list[list[Token]]) -> bool:
        """Whether its left side, read in one of some ways, agrees with its result, or with one way to read that."""
        values = [value for parts in lefts for value in readings(parts)]
        if self.right.number is not None:
            return self.says(self.times(values), self.unit.text, about=self.right.about)
        for parts in rights:
            ten = power_of_ten(parts)
            mantissa = parts[0].spelling(self.right.line) if ten else ""
            quantity = quantity_of(mantissa, "." not in mantissa) if ten else None
            if quantity and agrees(quantity, [divide(value, ten) for value in values if ten]):
                return True
        slack = self.right.slack
        others = [other for parts in rights for other in readings(parts)]
        return any(value == other or -slack < value - other < slack for value in values for other in others)

    def is_near(self, values: list[Number], unit: str = "") -> bool:
        """Whether its result is off from one of the values by no more than a fifteenth of it."""
        quantity = quantity_of(self.spelling + unit)
        return quantity is not None and any(14 * value <= 15 * quantity.number <= 16 * value for value in values)


class Doubt(NamedTuple):
    """One way in which a sum that does not hold may be meant after all: the reason, and what decides whether it may be.

    `results` are those it is about. `texts` are those it is for, `wrong` the wrong sums that it must not excuse.
    """

    reason: str
    applies: Callable[[Suspect], bool]
    results: tuple[bool, ...]
    texts: tuple[str, ...]
    wrong: tuple[str, ...]


NUMBERS, EXPRESSIONS, ALL = (True,), (False,), (True, False)
"""Whether a right side is a number alone."""

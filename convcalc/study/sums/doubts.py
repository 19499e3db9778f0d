"""Why a sum that does not hold may be meant in another way, and so is no claim: a false alarm is worse than a miss."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from convcalc.language.numbers.quantity import Quantity
from convcalc.language.numbers.units import is_counter, unit_length
from convcalc.language.values import divide
from convcalc.study.sums.context import Unit, behind
from convcalc.study.sums.tokens import CLOSE, COMMAND, NUMBER, OPEN, OPERATOR, OTHER, WORD, Token
from convcalc.study.sums.values import agrees, quantity_of, readings, single_number


class Source:
    """The left side of a claim: what is written, its tokens from `first` on, and the values it may have.

    In a chain, as `a = b = c = d`, it may be that of many claims: what is asked of its tokens is worked out once.
    """

    __slots__ = ("_others", "_slack", "first", "parts", "values", "written")

    def __init__(self, written: str, first: int, parts: list[Token], values: list[Any]) -> None:
        self.written = written
        self.first = first
        self.parts = parts
        self.values = values
        self._slack: Any = None
        self._others: list[list[Any]] | None = None

    @property
    def slack(self) -> Any:
        """How far its value may be off, as a share of it, since numbers in it were rounded."""
        if self._slack is None:
            self._slack = _slack(self.parts)
        return self._slack

    def others(self, line: str) -> list[list[Any]]:
        """What it may be read as besides: with divisions rounded down, without what stands before a dash, and so on."""
        if self._others is None:
            self._others = list(_other_readings(line, self.parts))
        return self._others


_MEASURES = """
am pm
s sec secs second seconds min mins minute minutes h hr hrs hour hours day days week weeks month months year years ms us
ns mm cm m km in inch inches ft feet foot mile miles g mg kg lb lbs oz ml l liter liters litre litres hz khz mhz ghz
w kw kwh amps volts px pt em degrees dozen hundred usd eur dollars cents bit bits byte bytes kb mb gb tb pb kib mib gib
mod modulo or to through r rem remainder
"""
MEASURES = frozenset(_MEASURES.split())
"""What follows a result that may be converted to another unit, or be no single number."""

CONVERSIONS = [divide(1, 10**9), divide(1, 10**6), divide(1, 1000), divide(1, 100), 100, 1000, 10**6, 10**9]
"""What turns one unit of measure into another: `20*3*64 = 3.84 amps`."""

SIZES = [2, 4, 8, divide(1, 8)]
"""The bytes of a number, and of a bit."""

PREFIXES = [factor for base in (1000, 1024) for n in (1, 2, 3) for factor in (base**n, divide(1, base**n))]
"""What a prefix turns a unit into, kilo to giga and kibi to gibi, and back."""

FLOATING = 10**12
"""One part in so many is the error that floating point may print, as in `0.1 + 0.2 = 0.30000000000000004`."""

TWO_DIGITS = frozenset("01")


def doubt_of(line: str, tokens: list[Token], source: Source, parts: list[Token], unit: Unit) -> str:
    """What else a sum that does not hold may be; empty where it can be nothing but wrong.

    `parts` are the tokens of the right side, `unit` is what follows and belongs to it.
    """
    number, sign = single_number(parts)
    values = [sign * value for value in source.values]
    if _odd_surroundings(tokens, source, unit.last):
        return "what stands beside it may be part of it, or its unit"
    if number is None:
        return _first(
            (lambda: _is_shape(line, source.parts, parts), "these may be shapes"),
            (lambda: _goes_on(line, values, parts), "its result may be reckoned with at once"),
            (lambda: _nearly(values, readings(parts), source.slack + _slack(parts)), _ROUNDED),
        )
    quantity = quantity_of(line, number)
    if quantity is None:
        return "its result is no precise number"
    return _first(
        (lambda: _is_cut_off(number, values[0]), "it does not come out even, and the result may be rounded"),
        (lambda: _is_saying(source.parts), "it may be a saying"),
        (lambda: _nearly(values, [quantity.number], source.slack), _ROUNDED),
        (lambda: _is_binary([*source.parts, number]), "these may be binary numbers"),
        (lambda: _is_range([*source.parts, number]), "it may be a range, a score or a date"),
    ) or next(
        (
            doubt
            for said, others, binary, doubt in _otherwise(line, tokens, source, number, sign, unit)
            if said is not None and agrees(said, others, binary)
        ),
        "",
    )


_ROUNDED = "numbers in it are rounded"
_OTHER_UNIT = "it holds with a division rounded down, in another unit, or without what stands before it"


def _first(*doubts: tuple[Callable[[], Any], str]) -> str:
    """The first doubt that there is; those behind it are not looked into."""
    return next((said for is_so, said in doubts if is_so()), "")


def _odd_surroundings(tokens: list[Token], source: Source, last: int) -> Any:
    """Whether a variable, a unit of measure or another operand stands beside the sum."""
    before = tokens[source.first - 1] if source.first else None
    if before and before.kind == WORD and len(before.text) == 1 and before.text.isascii() and before.text not in "aAI":
        return True
    after, index = behind(tokens, last)
    if after is None:
        return False
    following, attached = tokens[index : index + 2], not after.gap
    if after.kind == WORD:
        goes_on = after.text == "in" and following[-1].kind == WORD and following[-1].gap
        return (len(after.text) == 1 and after.text.isascii()) or (after.text.lower() in MEASURES and not goes_on)
    if after.kind == OPEN:
        inner = tokens[last + 2 : last + 4]
        sum_again = len(inner) > 1 and inner[0].kind == NUMBER and inner[1].kind == OPERATOR
        words = [token.text for token in inner if token.kind == WORD]
        unit = bool(words) and unit_length(words[-1]) > 0
        modulus = inner and inner[0].text in ("mod", r"\bmod")
        return attached or sum_again or tokens[last].kind == CLOSE or unit or modulus
    if after.kind == NUMBER:
        return following[-1].kind != OPERATOR
    if after.kind in (COMMAND, OPERATOR):
        return True
    return after.kind == OTHER and (
        after.text in "~±…@#&∓" or (attached and after.text in "!'′″") or _ellipsis(following)
    )


def _ellipsis(following: list[Token]) -> bool:
    return [token.text for token in following] == [".", "."]


def _is_shape(line: str, left: list[Token], right: list[Token]) -> bool:
    """`3x3 + 2 = 5x5`, `7x7 = 3x3 + 3x3 + 3x3`, `5 x 5 = 2 x 3 x 3`, `224/16 = 14 x 14`: sizes, not products."""
    operators = [index for index, part in enumerate(right) if part.kind == OPERATOR and part.text != "+"]
    if not operators or any(not _is_cross(line, right[index]) for index in operators):
        return False
    attached = not any(part.gap for index in operators for part in right[index : index + 2])
    return attached or _is_square(line, left) or _is_square(line, right)


def _is_cross(line: str, part: Token) -> bool:
    """Whether an operator is one that sizes are written with."""
    return part.text == "*" and line[part.start] in "xX×\\"


def _is_square(line: str, parts: list[Token]) -> bool:
    """`3 x 3`, `3x3x3`"""
    return len({part.text for part in parts[::2]}) == 1 and all(_is_cross(line, part) for part in parts[1::2])


def _goes_on(line: str, values: list[Any], parts: list[Token]) -> bool:
    """`3 * 3 = 9 + 1 = 10`: the sum holds, and its result is reckoned with."""
    quantity = quantity_of(line, parts[0]) if parts[0].kind == NUMBER else None
    return quantity is not None and agrees(quantity, values)


def _is_cut_off(number: Token, value: Any) -> bool:
    """What does not come out even, cut off: `7/2 = 3`, `16/9 = 1.77`; or a whole number that is nearest to it."""
    digits, _, decimals = number.text.partition(".")
    exact = value * 10 ** len(decimals)
    if exact % 1 == 0 or not (digits + decimals).isdecimal():
        return False
    return int(digits + decimals) in (exact // 1, (2 * exact + 1) // 2)


def _is_saying(parts: list[Token]) -> bool:
    """`1 + 1 = 3`, `2 + 2 = 5`"""
    return len(parts) == 3 and parts[1].text == "+" and len(parts[0].text) == 1 and parts[0].text == parts[2].text


def _slack(parts: list[Token]) -> Any:
    """What rounded numbers leave open together, each as a share of it."""
    return sum(_uncertainty(part) for part in parts if part.kind == NUMBER and not part.text.isdecimal())


def _nearly(values: list[Any], others: list[Any], slack: Any) -> bool:
    """Whether the difference is no more than what rounded numbers in the sum leave open."""
    return any(
        abs(value - other) * FLOATING <= abs(value) or (slack and abs(value - other) <= slack * abs(value))
        for value in values
        for other in others
    )


def _uncertainty(number: Token) -> Any:
    """Half a unit of the last digit, as a share of the number; 0 for one digit alone, which is mostly exact."""
    from fractions import Fraction

    digits = re.sub("[^0-9]", "", number.text).lstrip("0")
    if len(digits) < 2:
        return 0
    return Fraction(1, 2 * int(digits))


def _is_binary(numbers: list[Token]) -> bool:
    """`1 + 1 = 10`"""
    return all(TWO_DIGITS.issuperset(part.text) for part in numbers if part.kind == NUMBER)


def _is_range(parts: list[Token]) -> bool:
    """`0-9 = 10`, `3/4 = 2`, `2026-11-22 = 1`, `1982-84 = 100`: ranges, scores, dates, years."""
    *parts, result = parts
    numbers = parts[::2]
    operators = {part.text for part in parts[1::2]}
    if any(part.gap for part in parts[1:]) or not all(number.text.isdecimal() for number in numbers):
        return False
    if operators not in ({"-"}, {"/"}):
        return False
    sizes = [int(number.text) for number in numbers]
    if len(sizes) == 2 and operators == {"-"}:
        return sizes[0] <= sizes[1] or (1800 <= sizes[0] < 2100 and sizes[1] < 100)
    return len(sizes) > 2 or (max(sizes) <= 31 and result.text.isdecimal())


def _otherwise(
    line: str, tokens: list[Token], source: Source, number: Token, sign: int, unit: Unit
) -> Iterator[tuple[Quantity | None, list[Any], bool, str]]:
    """What the number may say, what the left side then is, whether a K may be 1024, and the doubt in words.

    Each is another way to read a claim: `3840x2160 = 4K`, a name after the width; `4000 * 2 = 8 Gbps`, `2^16 = 64
    kilobits`, the word behind is a unit; `3*3*64 = 2.3 KB`, numbers of 2, 4 or 8 bytes each, or bits; `61M × 4B =
    244MB`, a B on the left that is bytes, and no billion; `20*3*64 = 3.84 amps`, another unit of measure; without its
    unit, without the number before a dash, and so on.
    """
    parts, values = source.parts, source.values
    after = behind(tokens, unit.last)[0]
    plain, in_unit = quantity_of(line, number), quantity_of(line, number, unit.written)
    if len(parts) == 3 and _is_cross(line, parts[1]) and number.text.endswith("*K)"):
        yield plain, readings(parts[:1]), True, "it may be the name of a resolution"
    if after is not None and after.kind == WORD and (after.text.isascii() or not is_counter(after.text)):
        yield (
            quantity_of(line, number, about=True),
            _times(sign, values, PREFIXES),
            False,
            "the word behind it may be a unit",
        )
    if unit.last > 0 and line[tokens[unit.last].end - 1] in "Bs":
        yield in_unit, _times(sign, values, SIZES), True, "it may be in bytes or bits"
    in_bytes = [part._replace(text=part.text[1:-3]) if part.text.endswith("*B)") else part for part in parts]
    if in_bytes != parts:
        yield in_unit, readings(in_bytes), True, "its B may be bytes"
    first = line[number.start : number.end].split(" ")[0]
    for quantity in (plain, quantity_of(first, Token(NUMBER, first, 0, len(first), False))):
        for others in (values, *source.others(line)):
            yield quantity, _times(sign, others, (1,)), False, _OTHER_UNIT
        if "." in number.text:
            yield quantity, _times(sign, values, CONVERSIONS), False, _OTHER_UNIT


def _times(sign: int, values: list[Any], factors: Iterable[Any]) -> list[Any]:
    return [sign * value * factor for value in values for factor in factors]


def _other_readings(line: str, parts: list[Token]) -> Iterator[list[Any]]:
    """The values that the left side of a claim has where it is read in another way."""
    if any(part.text == "/" for part in parts) and not any(part.text[0] in "fc" for part in parts):
        yield readings([part._replace(text="//") if part.text == "/" else part for part in parts])
    if len(parts) > 4 and parts[1].text == "-" and parts[1].gap and parts[2].gap:
        yield readings(parts[2:])
    if parts[0].text == "-":
        yield readings(parts[1:])
    if " " in line[parts[0].start : parts[0].end]:
        last = parts[0]._replace(text=line[parts[0].start : parts[0].end].split(" ")[-1])
        yield readings([last, *parts[1:]])

"""The slips that people make in a sum, each a row of a table, so that a wrong result can be explained.

As with the slips of networks, one must give the written number to the digit; where two or three do, all are named. Of
numbers of two digits too little is known, but for what is rounded, a term that is left out, and an output size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeAlias

from convcalc.language.numbers.quantity import Quantity
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Number, divide
from convcalc.study.slips.miscounts import (
    LEAST_DIGITS,
    CutOff,
    Miscount,
    OtherDigits,
    WrongDigit,
    fitting,
    one_less,
    one_more,
    said_of,
    significant,
    swapped,
)
from convcalc.study.sums.tokens import CLOSE, NUMBER, OPEN, OPERATOR, Token
from convcalc.study.sums.values import Side, exponent_end, terms, value_of

MOST_CHANGES = 50
"""How many other sums are worked out for one slip: so many parts of a long one are tried."""

LONGEST_PART = 40

_LEAST = 10

Miscounts: TypeAlias = "Iterable[tuple[Number | None, str]]"
"""What comes out of a slip, None for nothing, and what it is in words."""


class SumSlip(NamedTuple):
    """A slip that people make in a sum: its name, what comes out of it, and from how many digits on it is named.

    `sums` are wrong sums with the words that say why, `others` are wrong ones in which it must not be named. One that
    is named `alone` is so where no other explains the number.
    """

    name: str
    miscounts: Callable[[Side], Iterable[Miscount]]
    sums: dict[str, str]
    others: tuple[str, ...]
    digits: int = LEAST_DIGITS
    alone: bool = False


def likely_slip(left: Side, result: Quantity | None) -> str:
    """What explains that the left side is not the number on the right, in words; empty where nothing does for sure."""
    if result is None:
        return ""
    digits = significant(result)[0]
    for alone in (False, True):
        slips = (slip for slip in SUM_SLIPS if digits >= slip.digits and slip.alone is alone)
        found = fitting(result, ((one.statement, one) for slip in slips for one in slip.miscounts(left)))
        if found:
            return said_of(one.words(result) for one in found.values())
    return ""


def _changed(changes: Callable[[Side], Miscounts]) -> Callable[[Side], Iterator[Miscount]]:
    """What other sums come to."""

    def miscounts(side: Side) -> Iterator[Miscount]:
        for value, words in changes(side):
            if value is not None:
                yield Miscount(value, None, words)

    return miscounts


def _times(factor: Number, words: str) -> Callable[[Side], list[Miscount]]:
    """So many times the value; of one digit little is known, and all with it and zeros is so many times that."""

    def miscounts(side: Side) -> list[Miscount]:
        value = side.values[0]
        return [Miscount(value * factor, None, words)] if value >= _LEAST or factor < _LEAST else []

    return miscounts


def _thousandth(side: Side) -> Miscounts:
    """A thousandth, perhaps rounded: a K that was not written."""
    thousandth = divide(side.values[0], 1000)
    for value in (thousandth, (2 * thousandth + 1) // 2):
        yield value, "a thousandth of it"


def _digits(changed: Callable[[str, str], bool], words: str) -> Callable[[Side], list[Miscount]]:
    """The value with other digits."""
    return lambda side: [OtherDigits(side.values[0], changed, words)]


def _cut_off(side: Side) -> list[Miscount]:
    """The value with digits behind the last written one."""
    return [CutOff(side.values[0], None, "cut off and not rounded")]


def _rounded(side: Side) -> Miscounts:
    """Rounded down or up to a whole number, in the end or in each division."""
    value = side.values[0]
    if value % 1:
        yield value // 1, "rounded down"
        yield value // 1 + 1, "rounded up"
    divided = value_of([part._replace(text="//") if part.text == "/" else part for part in side.parts])
    if divided not in (value, value // 1):
        yield divided, "with each division rounded down"


def _without_term(side: Side) -> Miscounts:
    """A term left out that is added or subtracted, such as the + 1 of an output size or of a filter's bias."""
    parts, value = side.parts, side.values[0]
    for begin, end in terms(parts):
        term = value_of(parts[begin + 1 : end]) if begin else None
        if term is not None:
            yield value + (term if parts[begin].text == "-" else -term), f"without {_shown(side, begin, end)}"
    for begin, end in islice(_terms_in_brackets(parts), MOST_CHANGES):
        yield _without(side, begin, end), f"without {_shown(side, begin, end)}"


def _terms_in_brackets(parts: list[Token]) -> Iterator[tuple[int, int]]:
    """Where each term that is not the first one in its brackets begins, with its sign, and where it ends."""
    pending: list[int] = []
    for index, part in enumerate(parts):
        if part.kind == OPEN:
            pending.append(index + 1)
        elif part.kind == CLOSE and pending:
            start = pending.pop()
            yield from ((start + begin, start + end) for begin, end in terms(parts[start:index]) if begin)


def _without(side: Side, begin: int, end: int) -> Number | None:
    """The value without some parts."""
    return value_of(side.parts[:begin] + side.parts[end:])


def _shown(side: Side, begin: int, end: int) -> str:
    """Some parts as they are written; only how they begin where they are long."""
    text = Side(side.line, side.parts[begin:end]).text
    return text if len(text) <= LONGEST_PART else f"{text[:LONGEST_PART]}…"


def _output_size(side: Side) -> Miscounts:
    """An output size without its + 1, (227-11)/4, or without its brackets, 227-11/4+1."""
    divided = _division(side.parts)
    before, behind = side.parts[:divided], side.parts[divided:]
    if "-" not in {part.text for part in before}:
        return
    if before[0].kind == OPEN and before[-1].kind == CLOSE and not any(part.kind == OPERATOR for part in behind[1:]):
        yield side.values[0] // 1 + 1, "with + 1 behind the division, as an output size has it"
    elif before[0].kind == before[-1].kind == NUMBER:
        opened = before[0]._replace(kind=OPEN, text="(")
        length = before[-1].end - before[0].start
        grouped = value_of([opened, *before, opened._replace(kind=CLOSE, text=")"), *behind])
        yield grouped, f"({side.text[:length]}){side.text[length:]}, with brackets"


def _division(parts: list[Token]) -> int:
    """Where the first division stands that is in no bracket; 0 where there is none."""
    depth = 0
    for index, part in enumerate(parts):
        depth += (part.kind == OPEN) - (part.kind == CLOSE)
        if not depth and part.text == "/":
            return index
    return 0


def _factors(parts: list[Token]) -> Iterator[tuple[int, int]]:
    """Where each number begins that multiplies, and where it ends with its exponent."""
    for index, part in enumerate(parts):
        if part.kind != NUMBER:
            continue
        end = exponent_end(parts, index + 1)
        before = parts[index - 1].text if index else ""
        behind = parts[end].text if end < len(parts) else ""
        if before == "*" or (behind == "*" and before not in ("/", "//", "**", "%")):
            yield index, end


def _other_factors(side: Side) -> Miscounts:
    """A factor left out or taken twice."""
    parts = side.parts
    for begin, end in islice(_factors(parts), MOST_CHANGES):
        words = f"the factor {_shown(side, begin, end)}"
        multiplied = begin > 0 and parts[begin - 1].text == "*"
        sign = parts[begin - 1] if multiplied else parts[end]
        yield _without(side, begin - multiplied, end + (not multiplied)), f"without {words}"
        yield value_of([*parts[:end], sign, *parts[begin:]]), f"with {words} twice"


def _without_exponent(side: Side) -> Miscounts:
    """A number whose power was not taken."""
    ends = ((index, exponent_end(side.parts, index)) for index in range(1, len(side.parts)))
    for index, end in islice((pair for pair in ends if pair[0] < pair[1]), MOST_CHANGES):
        base, of = (index - 1, " of ") if side.parts[index - 1].kind == NUMBER else (index, " ")
        yield _without(side, index, end), f"without the exponent{of}{_shown(side, base, end)}"


def _biases(side: Side) -> Miscounts:
    """A bias for each of a factor, or a single one."""
    parts, value = side.parts, side.values[0]
    if len(parts) > 2 * MOST_CHANGES or any(part.text != "*" for part in parts[1::2]):
        return
    for factor in map(value_of, ([part] for part in parts[::2])):
        if isinstance(factor, int) and factor > 1:
            yield value + factor, f"with {factor:,} more, as one bias for each of {factor:,} filters has it"
    yield value + 1, "with 1 more, as a single bias for all filters has it"


SUM_SLIPS = (
    SumSlip("cut off and not rounded", _cut_off, {"16/9 = 1.77": "cut off and not rounded"}, ("16/9 = 1.79",), 1),
    SumSlip("rounded down or up, in the end or in each division", _changed(_rounded),
            {"(224-11)/4 + 1 = 54": "rounded down", "(224-7+2*3)/2 + 1 = 113": "rounded up",
             "7/2 * 64 = 192": "with each division rounded down"},
            ("(224-11)/4 + 1 = 56", "(227-11)/4 + 1 = 54"), 1),
    SumSlip("a term left out, such as + 1", _changed(_without_term),
            {"(5*5*3+1)*10 = 750": "without +1", "(227-11)/4 + 1 = 54": "without + 1",
             "1728 + 36864 + 73728 = 75456": "without + 36864", "(224 - 7 + 2*3)/2 + 1 = 109.5": "without + 2*3"},
            ("(5*5*3+1)*10 = 740", "5*5*3*10 = 740"), 1),
    SumSlip("an output size without its brackets, or its + 1", _changed(_output_size),
            {"227-11/4+1 = 55": "(227-11)/4+1, with brackets",
             "(227-11)/4 = 55": "with + 1 behind the division, as an output size has it",
             r"\frac{227-11}{4} = 55": "with + 1 behind the division, as an output size has it"},
            ("(227+11)/4 = 60", "227-11/4+1 = 56"), 1),
    SumSlip("a factor left out, or taken twice", _changed(_other_factors),
            {"3*3*128*64 = 24576": "without the factor 3", "(5*5*3+1)*10 = 160": "without the factor 5",
             "3*64*64 + 64 = 4160": "without the factor 3", "11²*3*96 = 288": "without the factor 11²",
             "3*96*11^(2) = 288": "without the factor 11^(2)",
             "5*5*3*96 = 36000": "with the factor 5 twice"},
            ("3*3*128*64 = 24575", "11*11*3/7 = 100")),
    SumSlip("an exponent left out", _changed(_without_exponent),
            {"11²*3*96 = 3168": "without the exponent of 11²",
             "96*(3*11^2 + 1) = 3264": "without the exponent of 11^2",
             r"3 \cdot 96 \cdot 11^{2} = 3168": "without the exponent of 11^{2}",
             "(10+1)²*3*96 = 3168": "without the exponent ²"},
            ("11²*3*96 = 3169", "11*11*3*96 = 3169")),
    SumSlip("a bias for each filter, or one for all", _changed(_biases),
            {"5*5*48*256 = 307,456": "with 256 more, as one bias for each of 256 filters has it",
             "5*5*3*32 = 2401": "with 1 more, as a single bias for all filters has it"},
            ("5*5*48*256 = 307,200.5", "5*5*48*256 = 307,455", "55*55 + 96 = 3122")),
    SumSlip("twice as much", _times(2, "twice as much, as FLOPs are of MACs"),
            {"7*7*3*64 = 18816": "twice as much, as FLOPs are of MACs"}, ("7*7*3*64 = 18817",)),
    SumSlip("half as much", _times(divide(1, 2), "half as much"), {"7*7*3*64 = 4704": "half as much"},
            ("7*7*3*64 = 4703",)),
    SumSlip("ten times as much", _times(10, "ten times as much"), {"7*7*3*64 = 94080": "ten times as much"},
            ("7*7*3*64 = 94081",)),
    SumSlip("a tenth", _times(divide(1, 10), "a tenth of it"), {"7*7*3*65 = 955.5": "a tenth of it"},
            ("7*7*3*65 = 955",)),
    SumSlip("a thousandfold", _times(1000, "a thousand times as much"),
            {"7*7*3*64 = 9,408K": "a thousand times as much", "7*7*3*64 = 9,408,000": "a thousand times as much"},
            ("7*7*3*64 = 9,409K", "1*1 = 1,000", "2*3 = 6000")),
    SumSlip("a thousandth", _changed(_thousandth),
            {"3*3*512*512 = 2,359": "a thousandth of it", "3*3*500*512 = 2,304": "a thousandth of it"},
            ("3*3*512*512 = 2,360",)),
    SumSlip("digits swapped", _digits(swapped, "with two digits swapped"),
            {"(5*5*3+1)*10 = 706": "with two digits swapped", "3*3*128*64 = 73,278": "with two digits swapped",
             "11*11*3*96 = 38.4K": "with two digits swapped", "28*28*512 = 401,804": "with two digits swapped"},
            ("(5*5*3+1)*10 = 607", "28*28*512 = 401,408.5", "(5*5*3+1)*10 = 761", "3*3*128*64 = 37,278")),
    SumSlip("a digit too many", _digits(one_more, "with a digit too many"),
            {"3*3*128*64 = 737,728": "with a digit too many"},
            ("3*3*128*64 = 737,280", "3*3*128*64 = 747,728", "(224-7+2*3)/2 + 1 = 113")),
    SumSlip("a digit missing", _digits(one_less, "with a digit missing"),
            {"3*3*128*64 = 7,378": "with a digit missing"},
            ("3*3*128*64 = 7,387", "3*3*128*64 = 738.5", "(224-7+2*3)/2 + 1 = 113")),
    SumSlip("a wrong digit, where nothing else explains the number",
            lambda side: [WrongDigit(side.values[0], None, "with one digit wrong")],
            {"3*3*128*64 = 73,628": "with one digit wrong: 6 for 7",
             "(5*5*3+1)*10 = 790": "with one digit wrong: 9 for 6",
             "11*11*3*96 = 34,843": "with one digit wrong: 3 for 8",
             "11*11*3*96 = 35.848K": "with one digit wrong: 5 for 4",
             "28*28*512 = 901,408": "with one digit wrong: 9 for 4"},
            ("3*3*128*64 = 73,627", "3*3*128*64 = 73,729", "11*11*3*96 = 34.843K", "11*11*3*96 = 35.8K",
             "(5*5*3+1)*10 = 750", "5*5*4 = 70", "3*3*128*64 = 7,728", "227/119 = 1.807"), alone=True),
)  # fmt: skip
"""Every slip. Another one is a row more."""

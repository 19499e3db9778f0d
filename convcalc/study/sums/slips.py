"""The slips that people make in a sum: what comes out of each, so that a wrong result can be explained.

As with the slips of networks, one must give the written number to the digit, and no other may; of numbers of two digits
too little is known, but for what is rounded and for a term that is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from convcalc.language.numbers.quantity import Quantity
from convcalc.language.values import Number, divide
from convcalc.study.slips.miscounts import significant
from convcalc.study.sums.tokens import CLOSE, NUMBER, OPEN, Token
from convcalc.study.sums.values import Side, terms, value_of

LEAST_DIGITS = 3
"""What has fewer digits says too little to find a guess by."""

MOST_FACTORS = 50


def likely_slip(left: Side, result: Quantity | None) -> str:
    """What explains that the left side is not the number on the right, in words; empty where nothing does for sure."""
    if result is None:
        return ""
    value, decimals = left.values[0], result.style.decimals
    if decimals and 0 <= value - result.number < divide(result.style.scale, 10**decimals):
        return "that is cut off and not rounded"
    certain = {words for slip, words in [*_rounded(value), *_terms(left), *_sizes(left)] if result.holds(slip)}
    if not certain and significant(result)[0] >= LEAST_DIGITS:
        certain = {words for slip, words in _guesses(left) if result.holds(slip)}
    return f"that is {certain.pop()}" if len(certain) == 1 else ""


def _rounded(value: Number) -> Iterator[tuple[Number, str]]:
    """Rounded down or up to a whole number."""
    if value % 1:
        yield value // 1, "rounded down"
        yield value // 1 + 1, "rounded up"


def _terms(side: Side) -> Iterator[tuple[Number, str]]:
    """A term left out that is added or subtracted, such as the + 1 of an output size."""
    for begin, end in terms(side.parts):
        rest = value_of(side.parts[:begin] + side.parts[end:]) if begin else None
        if rest is not None:
            yield rest, f"without {Side(side.line, side.parts[begin:end]).text}"


def _sizes(side: Side) -> Iterator[tuple[Number, str]]:
    """An output size without its + 1, (227-11)/4, or without its brackets, 227-11/4+1."""
    divided = _division(side.parts)
    before, behind = side.parts[:divided], side.parts[divided:]
    if "-" not in {part.text for part in before}:
        return
    if before[0].kind == OPEN and before[-1].kind == CLOSE and len(behind) == 2:
        yield side.values[0] // 1 + 1, "with + 1 behind the division, as an output size has it"
    elif before[0].kind == NUMBER:
        opened = before[0]._replace(kind=OPEN, text="(")
        grouped = value_of([opened, *before, opened._replace(kind=CLOSE, text=")"), *behind])
        if grouped is not None:
            length = before[-1].end - before[0].start
            yield grouped, f"({side.text[:length]}){side.text[length:]}, with brackets"


def _division(parts: list[Token]) -> int:
    """Where the first division stands that is in no bracket; 0 where there is none."""
    depth = 0
    for index, part in enumerate(parts):
        depth += (part.kind == OPEN) - (part.kind == CLOSE)
        if not depth and part.text == "/":
            return index
    return 0


def _guesses(side: Side) -> Iterator[tuple[Number, str]]:
    """A factor left out or taken twice, a bias for each of a factor, and powers of two and ten."""
    value = side.values[0]
    for factor in _factors(side.parts):
        if factor > 1:
            yield divide(value, factor), f"without the factor {factor:,}"
            yield value * factor, f"with the factor {factor:,} twice"
            yield value + factor, f"with {factor:,} more, as one bias for each of {factor:,} filters has it"
    yield value * 2, "twice as much, as FLOPs are of MACs"
    yield divide(value, 2), "half as much"
    yield value * 10, "ten times as much"
    yield divide(value, 10), "a tenth of it"


def _factors(parts: list[Token]) -> list[int]:
    """The whole numbers of a product; none of anything else."""
    if not 2 < len(parts) <= MOST_FACTORS or any(sign.text != "*" for sign in parts[1::2]):
        return []
    numbers = parts[::2]
    values = [value_of([number]) for number in numbers if number.kind == NUMBER]
    whole = [value for value in values if isinstance(value, int)]
    return whole if len(whole) == len(numbers) else []

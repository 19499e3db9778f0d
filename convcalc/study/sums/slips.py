"""The slips that people make in a sum: what comes out of each, so that a wrong result can be explained.

As with the slips of networks, one must give the written number to the digit, and no other may; of numbers of two digits
too little is known, but for what is rounded and for a term that is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.language.numbers.quantity import Quantity
from convcalc.language.values import divide, exact
from convcalc.study.slips.miscounts import significant
from convcalc.study.sums.tokens import CLOSE, NUMBER, OPEN, OPERATOR, POWER, Token
from convcalc.study.sums.typed import TypedSide
from convcalc.study.sums.values import value_of

LEAST_DIGITS = 3
"""What has fewer digits says too little to find a guess by."""

MOST_FACTORS = 50


def likely_slip(left: TypedSide, written: Quantity | None) -> str:
    """What explains that the left side is not the number on the right, in words; empty where nothing does for sure."""
    if written is None:
        return ""
    if written.style.decimals and 0 <= left.value - written.number < divide(written.style.scale, _places(written)):
        return "that is cut off and not rounded"
    certain = {words for value, words in [*_rounded(left.value), *_terms(left), *_sizes(left)] if written.holds(value)}
    if not certain and significant(written)[0] >= LEAST_DIGITS:
        certain = {words for value, words in _guesses(left) if written.holds(value)}
    return f"that is {certain.pop()}" if len(certain) == 1 else ""


def _places(written: Quantity) -> int:
    """What the last decimal is a part of: 100 for 1.77."""
    places: int = 10**written.style.decimals
    return places


def _rounded(value: Any) -> Iterator[tuple[Any, str]]:
    """Rounded down or up to a whole number."""
    if value % 1:
        yield value // 1, "rounded down"
        yield value // 1 + 1, "rounded up"


def _terms(side: TypedSide) -> Iterator[tuple[Any, str]]:
    """A term left out that is added or subtracted, such as the + 1 of an output size."""
    cuts = [index for index, part in _outermost(side.parts) if part.text in ("+", "-") and _is_between(side, index)]
    for begin, end in zip(cuts, [*cuts[1:], len(side.parts)], strict=False):
        rest = value_of(side.parts[:begin] + side.parts[end:])
        if rest is not None:
            yield rest, f"without {_written(side, begin, end)}"


def _sizes(side: TypedSide) -> Iterator[tuple[Any, str]]:
    """An output size without its + 1, (227-11)/4, or without its brackets, 227-11/4+1."""
    parts = side.parts
    divided = next((index for index, part in _outermost(parts) if part.text == "/"), 0)
    if not divided or "-" not in {part.text for part in parts[:divided]}:
        return
    if parts[0].kind == OPEN and parts[divided - 1].kind == CLOSE and divided + 2 == len(parts):
        yield side.value // 1 + 1, "with + 1 behind the division, as an output size has it"
    elif parts[0].kind == NUMBER:
        opened = parts[0]._replace(kind=OPEN, text="(")
        grouped = value_of([opened, *parts[:divided], opened._replace(kind=CLOSE, text=")"), *parts[divided:]])
        if grouped is not None:
            before = _written(side, 0, divided)
            yield grouped, f"({before}){side.written[len(before) :]}, with brackets"


def _guesses(side: TypedSide) -> Iterator[tuple[Any, str]]:
    """A factor left out or taken twice, a bias for each of a factor, and powers of two and ten."""
    for factor in _factors(side.parts):
        if factor > 1:
            yield divide(side.value, factor), f"without the factor {factor:,}"
            yield side.value * factor, f"with the factor {factor:,} twice"
            yield side.value + factor, f"with {factor:,} more, as one bias for each of {factor:,} filters has it"
    yield side.value * 2, "twice as much, as FLOPs are of MACs"
    yield divide(side.value, 2), "half as much"
    yield side.value * 10, "ten times as much"
    yield divide(side.value, 10), "a tenth of it"


def _factors(parts: list[Token]) -> list[int]:
    """The whole numbers of a product; none of anything else."""
    numbers, signs = parts[::2], parts[1::2]
    if len(parts) < 3 or len(parts) > MOST_FACTORS or any(sign.text != "*" for sign in signs):
        return []
    values = [value_of([number]) if number.kind == NUMBER else None for number in numbers]
    return [exact(value) for value in values] if all(type(value) is int for value in values) else []


def _outermost(parts: list[Token]) -> Iterator[tuple[int, Token]]:
    """The operators that stand in no bracket, with their places."""
    depth = 0
    for index, part in enumerate(parts):
        depth += (part.kind == OPEN) - (part.kind == CLOSE)
        if not depth and part.kind == OPERATOR:
            yield index, part


def _is_between(side: TypedSide, index: int) -> bool:
    """Whether an operator stands between two operands, and is no sign."""
    return index > 0 and side.parts[index - 1].kind in (NUMBER, CLOSE, POWER)


def _written(side: TypedSide, begin: int, end: int) -> str:
    start = side.parts[0].start
    return side.written[side.parts[begin].start - start : side.parts[end - 1].end - start]

"""Which of many whole numbers that fit are worth listing: those nearest to a budget, else round ones."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.study.goals import room
from convcalc.study.solve.growth import Growth, Span

LARGEST_POWER = 30


def first_of(span: Span, growth: Growth, wanted: int) -> list[int]:
    """So many numbers of a span, without an order where they stand nearest to a budget: its ends.

    Where nothing is bounded they are those that the largest powers of two divide, as people choose them, or where
    there is no largest number that fits, the smallest.
    """
    if span.scanned is not None:
        return sorted(span.scanned, key=lambda number: room(growth.parts(number)))[:wanted]
    numbers = range(span.low, span.high + 1, span.step)
    if any(part.bound for part in growth.parts(span.low) or ()):
        smallest = list(numbers[:wanted]) if span.from_below or not span.from_above else []
        largest = list(reversed(numbers[-wanted:])) if span.from_above or not span.from_below else []
        return list(dict.fromkeys([*largest, *smallest]))
    return _roundest(numbers, wanted) if span.closed else list(numbers[:wanted])


def _roundest(numbers: Sequence[int], wanted: int) -> list[int]:
    """Those first that larger powers of two divide, smaller ones before larger ones."""
    found: dict[int, None] = {}
    for power in range(LARGEST_POWER, -1, -1):
        step = 1 << power
        first = -(-numbers[0] // step) * step
        multiples = range(first, numbers[-1] + 1, step)[: 2 * wanted]
        found.update(dict.fromkeys(number for number in multiples if number in numbers))
    found.update(dict.fromkeys(numbers[:wanted]))
    return list(found)[:wanted]

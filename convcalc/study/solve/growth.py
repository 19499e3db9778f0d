"""The whole numbers for which goals hold, found by how their metrics grow: doubling, then halving, then a check.

A metric that only grows (or only shrinks) with a number makes each goal hold from one number to another, and both are
found in few steps. What was computed on the way, and the neighbours of the answer, must agree with it; where they do
not, the growth was not monotone, and every number within bounds is tried instead.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from convcalc.study.goals import Part

Measure = Callable[[int], list[Part] | None]
"""The numbers that the goals compare, for a value of the unknown; None where there is no such design."""

NEIGHBOURS = 8
WIDEST_STEP = 64
SMALLEST_SCAN = 256
LARGEST_SCAN = 4096
_ANCHORS = (*(1 << shift for shift in range(13)), *range(3, WIDEST_STEP))


class Span(NamedTuple):
    """The numbers that fit: those from `low` to `high` in steps of `step`.

    Where growth says nothing, they are those that were found (`scanned`) among all up to `last`.

    `from_below` and `from_above` say that smaller and larger numbers break a goal; else no design is possible there.
    """

    low: int
    high: int
    step: int
    from_below: bool
    from_above: bool
    scanned: tuple[int, ...] | None = None
    last: int = 0

    @property
    def closed(self) -> bool:
        """Whether a goal is broken on both sides."""
        return self.from_below and self.from_above

    @property
    def rising(self) -> bool:
        """Whether the smallest number is the limit, not the largest."""
        return self.from_below and not self.from_above

    @property
    def size(self) -> int:
        """How many numbers fit."""
        return len(self.scanned) if self.scanned is not None else (self.high - self.low) // self.step + 1


class _NotMonotone(Exception):
    """Something computed does not agree with growth."""


class Growth:
    """Looks for the numbers from `least` to `most` for which every part is right, starting near `start`."""

    def __init__(self, measure: Measure, start: int | None, least: int, most: int) -> None:
        self.measure = measure
        self.start = start
        self.least = least
        self.most = most
        self.known: dict[int, list[Part] | None] = {}

    def parts(self, number: int) -> list[Part] | None:
        """What the goals compare here."""
        if number not in self.known:
            self.known[number] = self.measure(number)
        return self.known[number]

    def right(self, number: int) -> bool:
        """Whether the goals hold here."""
        parts = self.parts(number)
        return parts is not None and not any(part.side for part in parts)

    def search(self) -> Span | None:
        """The numbers that fit; None where none does, or where no design is possible at all."""
        anchor = self.anchor()
        if anchor is None:
            return None
        try:
            return self.by_growth(anchor)
        except _NotMonotone:
            return self.scan()

    def anchor(self) -> int | None:
        """A number with which the design is possible."""
        first = [self.start] if self.start is not None else []
        numbers = [number for number in (*first, *_ANCHORS) if self.least <= number <= self.most]
        return next((number for number in numbers if self.parts(number) is not None), None)

    def by_growth(self, anchor: int) -> Span | None:
        step = self.step(anchor)
        low, high = self.reach(anchor, -step), self.reach(anchor, step)
        span: Span | None = Span(low, high, step, False, False)
        for number, (first, last) in enumerate(zip(self.sure(low), self.sure(high), strict=True)):
            span = self.narrowed(span, low, high, number, (last.value > first.value) - (last.value < first.value))
        self.check(span, low, high, step)
        return span

    def step(self, anchor: int) -> int:
        """How far apart possible numbers are: a design may need multiples of 8."""
        for step in range(1, WIDEST_STEP + 1):
            for number in (anchor + step, anchor - step):
                if self.least <= number <= self.most and self.parts(number) is not None:
                    return step
        return 1

    def reach(self, anchor: int, step: int) -> int:
        """The farthest number that counts in a direction: there a goal is broken for good, or the design ends."""
        last, distance = anchor, 1
        while True:
            room = (self.most - anchor) // step if step > 0 else (anchor - self.least) // -step
            number = anchor + step * min(distance, room)
            if number == last:
                return last
            if self.parts(number) is None:
                return self.edge(last, number, abs(step))
            last = number
            if self.leaves(anchor, number):
                return last
            distance *= 2

    def leaves(self, anchor: int, number: int) -> bool:
        """Whether a goal is broken, and more so than at the anchor."""
        pairs = zip(self.sure(number), self.sure(anchor), strict=True)
        return any(part.side * (part.value - other.value) > 0 for part, other in pairs)

    def edge(self, good: int, bad: int, step: int) -> int:
        """The last number before a design is no longer possible."""
        signed = step if bad > good else -step
        steps = _halved(0, (bad - good) // signed, lambda count: self.parts(good + count * signed) is None)
        return good + (steps - 1) * signed

    def narrowed(self, span: Span | None, low: int, high: int, part: int, direction: int) -> Span | None:
        """What is left of a span where one part is right, which grows in a direction (0: not at all)."""
        if span is None:
            return None
        step = span.step
        if not direction:
            return span if not self.side(low, part) else None
        first = self.first(low, high, step, lambda number: direction * self.side(number, part) >= 0)
        behind = self.first(low, high, step, lambda number: direction * self.side(number, part) > 0)
        if first is None or behind == low:
            return None
        last = high if behind is None else behind - step
        if first > last:
            return None
        from_below = span.from_below or first > span.low or first == span.low > low
        from_above = span.from_above or (behind is not None and last <= span.high)
        low, high = max(span.low, first), min(span.high, last)
        return Span(low, high, step, from_below, from_above) if low <= high else None

    def first(self, low: int, high: int, step: int, reached: Callable[[int], bool]) -> int | None:
        """The first number of which something holds that holds of all behind it; None where it never does."""
        if not reached(high):
            return None
        return low + _halved(-1, (high - low) // step, lambda count: reached(low + count * step)) * step

    def sure(self, number: int) -> list[Part]:
        """What the goals compare, between numbers for which a design is possible."""
        parts = self.parts(number)
        if parts is None:
            raise _NotMonotone
        return parts

    def side(self, number: int, part: int) -> int:
        """On which side of a goal a number lies."""
        return self.sure(number)[part].side

    def check(self, span: Span | None, low: int, high: int, step: int) -> None:
        """Raise _NotMonotone where anything computed, the answer's neighbours included, does not agree with it."""
        for end in (span.low, span.high) if span is not None else ():
            for distance in range(-NEIGHBOURS, NEIGHBOURS + 1):
                for number in (end + distance * step, end + distance):
                    if self.least <= number <= self.most:
                        self.parts(number)
        for number in self.known:
            expected = span is not None and span.low <= number <= span.high and (number - span.low) % step == 0
            if self.right(number) != expected:
                raise _NotMonotone
        self.check_order(low, high)

    def check_order(self, low: int, high: int) -> None:
        within = [self.known[number] for number in sorted(self.known) if low <= number <= high]
        for values in zip(*(parts for parts in within if parts is not None), strict=True):
            steps = {(two.value > one.value) - (two.value < one.value) for one, two in pairwise(values)}
            if {1, -1} <= steps:
                raise _NotMonotone

    def found(self) -> Span | None:
        """Those that fit among the numbers that were measured so far."""
        numbers = tuple(number for number in sorted(self.known) if self.right(number))
        return Span(numbers[0], numbers[-1], 1, True, True, numbers, max(self.known)) if numbers else None

    def scan(self) -> Span | None:
        """Every number within bounds."""
        largest = max((number for number in self.known if self.right(number)), default=0)
        last = min(self.most, max(SMALLEST_SCAN, min(2 * largest, LARGEST_SCAN)))
        found = tuple(number for number in range(self.least, last + 1) if self.right(number))
        return Span(found[0], found[-1], 1, True, True, found, last) if found else None


def _halved(below: int, above: int, holds: Callable[[int], bool]) -> int:
    """The first number behind `below` of which something holds that holds of `above`, and of all between them."""
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (below, middle) if holds(middle) else (middle, above)
    return above

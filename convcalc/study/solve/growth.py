"""The whole numbers for which goals hold, found by how their metrics grow: doubling, then halving, then a check.

A metric that only grows (or only shrinks) with a number makes each goal hold from one number to another, and both are
found in few steps. What was computed on the way, and the neighbours of the answer, must agree with it; where they do
not, the growth was not monotone, and every number within bounds is tried instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from convcalc.language.values import Number
from convcalc.study.goals import Judgement, room

Measure = Callable[[int], list[Judgement] | None]
"""How the goals judge a value of the unknown; None where there is no such design."""

NEIGHBOURS = 8
WIDEST_STEP = 64
SMALLEST_SCAN = 256
LARGEST_SCAN = 4096
LARGEST_POWER = 30
_ANCHORS = (*(1 << shift for shift in range(13)), *range(3, WIDEST_STEP))


class Fitting(NamedTuple):
    """The numbers that fit, from `low` to `high` in steps of `step`: a range.

    Where growth says nothing, they are those that fit of all up to `scanned`.

    `from_below` and `from_above` say that smaller and larger numbers break a goal; else no design is possible there.
    """

    numbers: Sequence[int]
    step: int
    from_below: bool
    from_above: bool
    scanned: int | None = None

    @property
    def low(self) -> int:
        """The smallest."""
        return self.numbers[0]

    @property
    def high(self) -> int:
        """The largest."""
        return self.numbers[-1]

    @property
    def closed(self) -> bool:
        """Whether a goal is broken on both sides."""
        return self.from_below and self.from_above


class _NotMonotone(Exception):
    """Something computed does not agree with growth."""


class Growth:
    """Looks for the numbers from `least` to `most` for which every goal holds, starting near `start`."""

    def __init__(self, measure: Measure, start: int | None, least: int, most: int) -> None:
        self.measure = measure
        self.start = start
        self.least = least
        self.most = most
        self.known: dict[int, list[Judgement] | None] = {}

    def judgements(self, number: int) -> list[Judgement] | None:
        """How the goals judge a number; None where no design is possible."""
        if number not in self.known:
            self.known[number] = self.measure(number)
        return self.known[number]

    def is_possible(self, number: int) -> bool:
        """Whether there is a design with a number within bounds."""
        return self.least <= number <= self.most and self.judgements(number) is not None

    def holds(self, number: int) -> bool:
        """Whether the goals hold here."""
        judgements = self.judgements(number)
        return judgements is not None and not any(judgement.side for judgement in judgements)

    def search(self) -> Fitting | None:
        """The numbers that fit; None where none does, or where no design is possible at all."""
        first = [self.start] if self.start is not None else []
        anchor = next(filter(self.is_possible, (*first, *_ANCHORS)), None)
        if anchor is None:
            return None
        try:
            return self.by_growth(anchor)
        except _NotMonotone:
            largest = max(filter(self.holds, self.known), default=0)
            last = min(self.most, max(SMALLEST_SCAN, min(2 * largest, LARGEST_SCAN)))
            return self.fitting(range(self.least, last + 1))

    def fitting(self, numbers: Sequence[int]) -> Fitting | None:
        """Those that fit of some numbers that ascend; None for none."""
        fit = tuple(filter(self.holds, numbers))
        return Fitting(fit, 1, True, True, numbers[-1]) if fit else None

    def by_growth(self, anchor: int) -> Fitting | None:
        """Those that fit, if metrics grow. Raises _NotMonotone where they do not."""
        steps = range(1, WIDEST_STEP + 1)  # a design may need multiples of 8
        step = next((one for one in steps if self.is_possible(anchor + one) or self.is_possible(anchor - one)), 1)
        numbers = range(self.reach(anchor, -step), self.reach(anchor, step) + 1, step)
        within: Fitting | None = Fitting(numbers, step, False, False)
        for goal in range(len(self.sure(anchor))):
            within = self.narrowed(within, numbers, goal) if within is not None else None
        self.check(within, numbers)
        return within

    def reach(self, anchor: int, step: int) -> int:
        """The farthest number that counts in a direction: there a goal is broken for good, or the design ends."""
        most = ((self.most if step > 0 else self.least) - anchor) // step
        last, distance = 0, 1
        while last < most:
            steps = min(distance, most)
            number = anchor + step * steps
            if self.judgements(number) is None:
                ends = _halved(last, steps, lambda count: self.judgements(anchor + step * count) is None)
                return anchor + step * (ends - 1)
            pairs = zip(self.sure(number), self.sure(anchor), strict=True)
            last, distance = steps, 2 * distance
            if any(here.side * (here.over - there.over) > 0 for here, there in pairs):
                break
        return anchor + step * last

    def narrowed(self, within: Fitting, numbers: Sequence[int], goal: int) -> Fitting | None:
        """Those of the numbers within that a goal leaves, whose metric grows over all, or shrinks; None for none."""
        first, last = self.sure(numbers[0])[goal], self.sure(numbers[-1])[goal]
        way = _sign(last.over - first.over)
        if not way:
            return within if not first.side else None
        begin = self.first(numbers, lambda number: way * self.sure(number)[goal].side >= 0)
        end = self.first(numbers, lambda number: way * self.sure(number)[goal].side > 0)
        if begin >= end:
            return None
        low, high = numbers[begin], numbers[end - 1]
        from_below = within.from_below or low > within.low or low == within.low > numbers[0]
        from_above = within.from_above or (end < len(numbers) and high <= within.high)
        left = range(max(low, within.low), min(high, within.high) + 1, within.step)
        return Fitting(left, within.step, from_below, from_above) if left else None

    def first(self, numbers: Sequence[int], holds: Callable[[int], bool]) -> int:
        """The place of the first of which something holds that holds of all behind it; their number for none."""
        last = len(numbers) - 1
        return _halved(-1, last, lambda place: holds(numbers[place])) if holds(numbers[last]) else last + 1

    def sure(self, number: int) -> list[Judgement]:
        """How the goals judge a number between two for which a design is possible."""
        judgements = self.judgements(number)
        if judgements is None:
            raise _NotMonotone
        return judgements

    def check(self, fitting: Fitting | None, numbers: range) -> None:
        """Raise _NotMonotone where anything computed, the answer's neighbours included, does not agree with it."""
        for end in (fitting.low, fitting.high) if fitting is not None else ():
            for distance in range(-NEIGHBOURS, NEIGHBOURS + 1):
                self.is_possible(end + distance * numbers.step)
                self.is_possible(end + distance)
        for number in self.known:
            if self.holds(number) != (fitting is not None and number in fitting.numbers):
                raise _NotMonotone
        within = [self.known[number] for number in sorted(self.known) if numbers[0] <= number <= numbers[-1]]
        for judged in zip(*filter(None, within), strict=True):
            if {1, -1} <= {_sign(two.over - one.over) for one, two in pairwise(judged)}:
                raise _NotMonotone

    def first_of(self, fitting: Fitting, wanted: int) -> list[int]:
        """So many of the numbers that fit, those worth listing; without an order where they stand nearest to a budget.

        Where nothing is bounded they are those that the largest powers of two divide, as people choose them, or where
        there is no largest number that fits, the smallest.
        """
        numbers = fitting.numbers
        if fitting.scanned is not None:
            return sorted(numbers, key=lambda number: room(self.judgements(number)))[:wanted]
        if any(judgement.bound for judgement in self.sure(fitting.low)):
            smallest = list(numbers[:wanted]) if fitting.from_below or not fitting.from_above else []
            largest = list(reversed(numbers[-wanted:])) if fitting.from_above or not fitting.from_below else []
            return list(dict.fromkeys([*largest, *smallest]))
        return _roundest(numbers, wanted) if fitting.closed else list(numbers[:wanted])


def _roundest(numbers: Sequence[int], wanted: int) -> list[int]:
    """Those first that larger powers of two divide, smaller ones before larger ones."""
    chosen: dict[int, None] = {}
    for power in range(LARGEST_POWER, -1, -1):
        step = 1 << power
        multiples = range(-(-numbers[0] // step) * step, numbers[-1] + 1, step)[: 2 * wanted]
        chosen.update(dict.fromkeys(number for number in multiples if number in numbers))
    chosen.update(dict.fromkeys(numbers[:wanted]))
    return list(chosen)[:wanted]


def _halved(below: int, above: int, holds: Callable[[int], bool]) -> int:
    """The first number behind `below` of which something holds that holds of `above`, and of all between them."""
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (below, middle) if holds(middle) else (middle, above)
    return above


def _sign(difference: Number) -> int:
    return (difference > 0) - (difference < 0)

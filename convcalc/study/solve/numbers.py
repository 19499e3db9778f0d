"""The whole numbers for which goals hold, found by how their metrics grow: doubling, halving, then a check.

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
    """The numbers that fit, in steps of `step`: a range; where growth says nothing, those that fit of all `scanned`.

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


class Numbers:
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
        return self.sides(number) is not None and not any(self.sides(number) or ())

    def sides(self, number: int) -> list[int] | None:
        """On which side of what it should be each figure lies; None where no design is possible."""
        judgements = self.judgements(number)
        return [judgement.side for judgement in judgements] if judgements is not None else None

    def search(self) -> Fitting | None:
        """The numbers that fit; None where none does, or where no design is possible at all."""
        first = [self.start] if self.start is not None else []
        anchor = next(filter(self.is_possible, (*first, *_ANCHORS)), None)
        if anchor is None:
            return None
        steps = range(1, WIDEST_STEP + 1)  # a design may need multiples of 8
        step = next((one for one in steps if self.is_possible(anchor + one) or self.is_possible(anchor - one)), 1)
        tried = [*self.reach(anchor, -step), anchor, *self.reach(anchor, step)]
        for below, above in pairwise(sorted(tried)):
            tried += self.between(below, above, step)
        fit = [number for number in sorted(tried) if self.holds(number)]
        numbers = range(fit[0], fit[-1] + 1, step) if fit else range(0)
        if self.agrees(numbers, step):
            ends = (self.is_possible(fit[0] - step), self.is_possible(fit[-1] + step)) if fit else (False, False)
            return Fitting(numbers, step, *ends) if fit else None
        last = min(self.most, max(SMALLEST_SCAN, min(2 * max(fit, default=0), LARGEST_SCAN)))
        return self.fitting(range(self.least, last + 1))

    def fitting(self, numbers: Sequence[int]) -> Fitting | None:
        """Those that fit of some numbers that ascend; None for none."""
        fit = tuple(filter(self.holds, numbers))
        return Fitting(fit, 1, True, True, numbers[-1]) if fit else None

    def reach(self, anchor: int, step: int) -> list[int]:
        """Numbers farther and farther in a direction, until a goal is broken for good, or the design ends."""
        most = ((self.most if step > 0 else self.least) - anchor) // step
        tried: list[int] = []
        distance = 1
        while most > 0:
            tried.append(anchor + step * min(distance, most))
            here = self.judgements(tried[-1])
            there = self.judgements(anchor) or ()
            if here is None or any(one.side * (one.over - two.over) > 0 for one, two in zip(here, there, strict=True)):
                break
            if distance >= most:
                break
            distance *= 2
        return tried

    def between(self, below: int, above: int, step: int) -> list[int]:
        """Numbers between two, by halves, as long as what fits may begin or end there."""
        tried: list[int] = []
        gaps = [(below, above)]
        while gaps:
            low, high = gaps.pop()
            one, two = self.sides(low), self.sides(high)
            if high - low <= step or one == two or (one and two and any(map(_is_same_miss, one, two))):
                continue
            tried.append(low + (high - low) // step // 2 * step)
            gaps += [(low, tried[-1]), (tried[-1], high)]
        return tried

    def agrees(self, numbers: range, step: int) -> bool:
        """Whether all that was computed, the neighbours of these numbers included, agrees with that they fit alone."""
        for end in (numbers[0], numbers[-1]) if numbers else ():
            for distance in range(-NEIGHBOURS, NEIGHBOURS + 1):
                self.is_possible(end + distance * step)
                self.is_possible(end + distance)
        if any(self.holds(number) != (number in numbers) for number in self.known):
            return False
        possible = [judged for _, judged in sorted(self.known.items()) if judged is not None]
        ways = ({_sign(two.over - one.over) for one, two in pairwise(judged)} for judged in zip(*possible, strict=True))
        return not any({1, -1} <= way for way in ways)

    def first_of(self, fitting: Fitting, wanted: int, from_both_ends: bool = False) -> Sequence[int]:
        """So many of the numbers that fit, those worth listing; without an order where they stand nearest to a budget.

        They may be those `from_both_ends` by turns, if something else than the budget decides which are wanted.
        Where nothing is bounded they are those that the largest powers of two divide, as people choose them, or where
        there is no largest number that fits, the smallest.
        """
        numbers = fitting.numbers
        if from_both_ends:
            return _by_turns(numbers, wanted)
        if fitting.scanned is not None:
            return sorted(numbers, key=lambda number: room(self.judgements(number)))[:wanted]
        if any(judgement.bound for judgement in self.judgements(fitting.low) or ()):
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


def _by_turns(numbers: Sequence[int], wanted: int) -> Sequence[int]:
    """The largest, the smallest, the next largest, and so on: so many."""
    return [numbers[turn // 2 if turn % 2 else -1 - turn // 2] for turn in range(min(wanted, len(numbers)))]


def _is_same_miss(one: int, two: int) -> bool:
    return one == two != 0


def _sign(difference: Number) -> int:
    return (difference > 0) - (difference < 0)

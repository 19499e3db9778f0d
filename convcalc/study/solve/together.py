"""The combinations of several unknowns for which goals hold: small values of all come first, too much is not gone past.

Where a goal is broken because a figure is too large, and that figure only grows with the numbers, every combination
of larger numbers breaks it as well and is not tried. That it only grows is held to all that is computed, and to what
lies behind the first numbers that break it; where it does not, it no longer spares anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise, product
from math import prod
from typing import TYPE_CHECKING

from convcalc.language.values import Number, is_number
from convcalc.study.goals import Judgement
from convcalc.study.solve.numbers import NEIGHBOURS

if TYPE_CHECKING:
    from convcalc.study.sweep.space import Values

Point = tuple[int, ...]
"""Where each value stands in its list."""

Measure = Callable[[Point, "Values"], list[Judgement] | None]
"""The numbers that the goals compare, for a combination; None where there is no such design."""

MOST_LOOKS = 16
"""How often it is looked at what lies behind the first numbers that break a goal."""


class Together:
    """Looks through all combinations of `choices`, of which those of the unknowns `growing` are numbers that ascend.

    `open` are the combinations that were tried and do not rule larger numbers out; `is_cut` says that the search was
    left before its end.
    """

    def __init__(self, measure: Measure, choices: Sequence[Values], growing: Sequence[int]) -> None:
        self.measure = measure
        self.choices = choices
        self.growing = growing
        self.known: dict[Point, list[Judgement] | None] = {}
        self.open: set[Point] = set()
        self.rises: set[int] = set()
        self.falls: set[int] = set()
        self.looks = 0
        self.is_cut = False

    def search(self) -> None:
        """Measure every combination that could fit, those first whose values stand first in their lists."""
        self.is_cut = True
        while not self.walk():
            self.open.clear()
        self.is_cut = False

    def walk(self) -> bool:
        """Go on until all is tried; false where a figure was found not to grow, which had ruled combinations out."""
        queue = [(sum(point), point) for point in self.starts()]
        heapify(queue)
        while queue:
            _, point = heappop(queue)
            if not all(before in self.open for before in self.before(point)):
                continue
            ways = len(self.rises) + len(self.falls)
            self.visit(point)
            if self.closes(point):
                self.look_behind(point)
            else:
                self.open.add(point)
                for after in self.after(point):
                    heappush(queue, (sum(after), after))
            if len(self.rises) + len(self.falls) > ways:
                return False
        return True

    def starts(self) -> Iterator[Point]:
        """The combinations of all other values with the smallest numbers."""
        sizes = [1 if axis in self.growing else len(values) for axis, values in enumerate(self.choices)]
        return product(*map(range, sizes))

    def before(self, point: Point) -> Iterator[Point]:
        """The combinations in which one number is the next smaller one."""
        return (_moved(point, axis, -1) for axis in self.growing if point[axis])

    def after(self, point: Point) -> Iterator[Point]:
        """Those in which one number is the next larger one; each combination comes after one other alone."""
        for axis in reversed(self.growing):
            if point[axis] + 1 < len(self.choices[axis]):
                yield _moved(point, axis, 1)
            if point[axis]:
                return

    def visit(self, point: Point) -> None:
        """Measure a combination, and see which figures grow or shrink towards it."""
        if point not in self.known:
            self.known[point] = self.measure(point, self.values(point))
        parts = self.known[point] or ()
        for before in self.before(point):
            for number, (part, other) in enumerate(zip(parts, self.known.get(before) or (), strict=False)):
                if part.over > other.over:
                    self.rises.add(number)
                elif part.over < other.over:
                    self.falls.add(number)

    def closes(self, point: Point) -> bool:
        """Whether a goal is broken here, and with all larger numbers."""
        for number, part in enumerate(self.known[point] or ()):
            if part.side > 0 and number not in self.falls:
                return True
            if part.side < 0 and number in self.falls and number not in self.rises:
                return True
        return False

    def look_behind(self, point: Point) -> None:
        """Measure what follows the first number that breaks a goal, while all other numbers are the smallest."""
        larger = [axis for axis in self.growing if point[axis]]
        if len(larger) > 1 or self.looks == MOST_LOOKS:
            return
        self.looks += 1
        for axis in larger or self.growing:
            for distance in range(1, min(NEIGHBOURS, len(self.choices[axis]) - 1 - point[axis]) + 1):
                self.visit(_moved(point, axis, distance))

    def edges(self) -> Iterator[tuple[Point, tuple[Values, Values]]]:
        """Where numbers fit, and with the next larger one of a list no longer: the place, and the values of both."""
        for point in [point for point, parts in self.known.items() if _fits(parts)]:
            for axis in self.growing:
                after = _moved(point, axis, 1)
                if after in self.known and not _fits(self.known[after]):
                    yield point, (self.values(point), self.values(after))

    def values(self, point: Point) -> Values:
        """The values at a place."""
        return tuple(choice[index] for choice, index in zip(self.choices, point, strict=True))

    def farthest(self, axis: int) -> int:
        """The last place in an unknown's list to which it is worth going; −1 where there is none."""
        return max((point[axis] for point in self.open), default=-1)

    def between(self) -> int:
        """About how many combinations of whole numbers there are up to those that rule larger ones out."""
        return sum(prod(self.gap(axis, point[axis]) for axis in self.growing) for point in self.open)

    def gap(self, axis: int, index: int) -> int:
        """From one number of a list to the next."""
        values = self.choices[axis]
        one, two = values[index], values[index + 1] if index + 1 < len(values) else 0
        return max(1, int(two) - int(one)) if is_number(one) and is_number(two) else 1


def first_gap(numbers: Values) -> tuple[Number, Number, Number] | None:
    """The first of ascending numbers that the next whole number does not follow, and two that come after it."""
    for place, (one, two) in enumerate(pairwise(numbers)):
        if is_number(one) and is_number(two) and two > one + 1:
            after = numbers[min(place + 2, len(numbers) - 1)]
            return (one, two, after) if is_number(after) else None
    return None


def _fits(parts: list[Judgement] | None) -> bool:
    return parts is not None and not any(part.side for part in parts)


def _moved(point: Point, axis: int, distance: int) -> Point:
    return (*point[:axis], point[axis] + distance, *point[axis + 1 :])

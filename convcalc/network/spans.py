"""What units of a layer read along an axis of an input: from first to last place, for all units of a period."""

from __future__ import annotations

from typing import NamedTuple

from convcalc.language.values import Number, divide

MISALIGNED = "misaligned"
TOO_FINE = "uneven"
TOO_LARGE = "too large"
MOVED = "moved"
"""Why an axis has no jump: branches with other jumps, units that hardly repeat, numbers past all bounds, places that a
reshape or a transposition has put into another order."""


class Spans(NamedTuple):
    """What the units of one period read, from `firsts` to `lasts`; the next period's read `shift` places further on.

    A unit that reads nothing has its first place behind its last, around where it would read.
    """

    firsts: tuple[int, ...]
    lasts: tuple[int, ...]
    shift: int

    @property
    def size(self) -> int:
        """Places from the first to the last that a unit reads, the most of any."""
        return max(0, *(last - first + 1 for first, last in zip(self.firsts, self.lasts, strict=True)))

    @property
    def jump(self) -> Number:
        """Places of the input from one unit to the next."""
        return divide(self.shift, len(self.firsts))

    @property
    def start(self) -> Number:
        """The centre of what unit 0 reads."""
        return divide(self.firsts[0] + self.lasts[0], 2)

    @property
    def effective_padding(self) -> int:
        """Places before the input that unit 0 reads; negative where it begins inside, 0 where it reads nothing."""
        return -self.firsts[0] if self.firsts[0] <= self.lasts[0] else 0

    @property
    def offset(self) -> Number:
        """Where the grid of the units begins: the centres of a period, less the jumps to them, on average."""
        period = len(self.firsts)
        return divide(sum(self.firsts) + sum(self.lasts) - self.shift * (period - 1), 2 * period)

    def first(self, unit: int) -> int:
        """The first place that a unit reads."""
        periods, rest = divmod(unit, len(self.firsts))
        return self.firsts[rest] + periods * self.shift

    def last(self, unit: int) -> int:
        """The last place that a unit reads."""
        periods, rest = divmod(unit, len(self.lasts))
        return self.lasts[rest] + periods * self.shift

    def together(self, count: int, step: int) -> Spans:
        """What so many units read, each `step` behind the one before it, for each unit as the first of them."""
        if count == 1:
            return self
        half = self.together((count + 1) // 2, step)
        behind = count // 2 * step
        ends = []
        for unit in range(len(self.firsts)):
            other = unit + behind
            ends.append(both((half.first(unit), half.last(unit)), (half.first(other), half.last(other))))
        return spans_of(ends, self.shift)


class Undefined(NamedTuple):
    """An axis whose field has no size and jump, and why: MISALIGNED, TOO_FINE, TOO_LARGE or MOVED."""

    reason: str


class Axis(NamedTuple):
    """What a layer's units read along one axis of an input: their windows, and whether all of it.

    `local` is None where there is no window but the whole axis.
    """

    local: Spans | Undefined | None
    whole: bool


Field = tuple[Axis, ...]
"""What a layer's units read of one input, axis by axis; empty where the input is flat."""

EVERYTHING = Axis(None, True)
IDENTITY = Axis(Spans((0,), (0,), 1), False)


def spans_of(ends: list[tuple[int, int]], shift: int) -> Spans:
    """What the units of one period read, by the ends of each."""
    return Spans(tuple(first for first, _ in ends), tuple(last for _, last in ends), shift)


def both(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """From the first to the last place that one of two reads; what reads nothing is left aside."""
    if one[0] > one[1]:
        return other if other[0] <= other[1] else nothing(one[0], other[1])
    if other[0] > other[1]:
        return one
    return min(one[0], other[0]), max(one[1], other[1])


def nothing(first: int, last: int) -> tuple[int, int]:
    """No place, around the middle of these two."""
    return (first + last) // 2 + 1, (first + last + 1) // 2 - 1

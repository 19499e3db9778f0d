"""Positions in tables: a number for each combination of the values of some axes, the last axis fastest."""

from __future__ import annotations

from math import prod

from convcalc.study.sweep.terms import Term

NO_ACCOUNT = -1
"""Stands where a value is of no account, since there is no such design."""


class Positions:
    """Counts along axes of these lengths."""

    def __init__(self, lengths: tuple[int, ...]) -> None:
        self.lengths = lengths

    def size(self, axes: tuple[int, ...]) -> int:
        """How many combinations axes have."""
        return prod(self.lengths[axis] for axis in axes)

    def along(self, axes: tuple[int, ...], part: tuple[int, ...]) -> list[int]:
        """For each combination along axes, the position along a part of them."""
        positions = [0]
        for axis in axes:
            length = self.lengths[axis]
            stride = self.size(tuple(other for other in part if other > axis)) if axis in part else 0
            positions = [position + stride * index for position in positions for index in range(length)]
        return positions

    def within(self, axes: tuple[int, ...], part: tuple[int, ...], position: int) -> int:
        """The position along a part of axes of a position along all of them."""
        found, stride = 0, 1
        for axis in reversed(axes):
            position, index = divmod(position, self.lengths[axis])
            if axis in part:
                found += stride * index
                stride *= self.lengths[axis]
        return found

    def narrowed(self, axes: tuple[int, ...], values: list[int]) -> Term:
        """A term without the axes along which it does not vary where it is of account."""
        for axis in axes:
            length, inner = self.lengths[axis], self.size(tuple(other for other in axes if other > axis))
            constant = _constant(values, length, inner)
            if constant is not None:
                values, axes = constant, tuple(other for other in axes if other != axis)
        return Term(axes, values)


def _constant(values: list[int], length: int, inner: int) -> list[int] | None:
    """Values without an axis of this length, with so many values for each of its; None where they vary along it."""
    found: list[int] = []
    for begin in range(0, len(values), length * inner):
        lines = [values[place : place + inner] for place in range(begin, begin + length * inner, inner)]
        first = lines[0]
        if any(line != first for line in lines):
            first = [*map(max, *lines)]
            pairs = (pair for line in lines for pair in zip(line, first, strict=True))
            if any(value not in (most, NO_ACCOUNT) for value, most in pairs):
                return None
        found += first
    return found

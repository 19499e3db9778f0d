"""Terms as NumPy's arrays, and how to add many of them up: the small ones first, so that few additions are large.

No sum can wrap: an array has 64 bits only where the largest entries of all its terms stay below 2⁶³ together, and so do
the sums of some of them; every other array holds Python's integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import combinations
from math import inf, prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from convcalc.language.tuples import NamedTuple
from convcalc.study.sweep.terms import Term, largest

Array: TypeAlias = NDArray[Any]

WITHIN = 2**63
"""Whole numbers whose magnitude is below have room in 64 bits."""

MOST_JOINED = 1 << 16
"""How many entries a table has at most that is made of smaller ones."""

ROW = 256
"""How many entries side by side an array needs so that each takes NumPy no longer than it must."""


class Table(NamedTuple):
    """The entries of a term as an array with a dimension for each of its axes.

    Behind `...` NumPy keeps an array what without axes would be a number, which may have another kind.
    """

    axes: tuple[int, ...]
    entries: Array

    def over(self, axes: Iterable[int]) -> Array:
        """The entries with a dimension for each of some axes, of length 1 for those that are not its own."""
        return self.entries[(..., *(slice(None) if axis in self.axes else None for axis in axes))]

    def joined(self, join: np.ufunc, other: Table) -> Table:
        """Both in one."""
        axes = tuple(sorted({*self.axes, *other.axes}))
        entries = join(self.over(axes), other.over(axes))
        return Table(axes, np.asarray(entries, self.entries.dtype))


Look = Callable[[Table], Array]
"""The entries of a table for some designs, with as many dimensions as those of any other."""


class Metric(NamedTuple):
    """The sum of tables, and of the greatest of some sums where there are any.

    No number is larger than `largest`, and none smaller than its negative.
    """

    added: list[Table]
    sums: list[list[Table]]
    largest: int

    @property
    def kind(self) -> type:
        """What its arrays hold."""
        return np.int64 if self.largest < WITHIN else object

    @property
    def tables(self) -> list[Table]:
        """All that it is made of."""
        return [*self.added, *(table for tables in self.sums for table in tables)]

    def of(self, look: Look, room: Array | None = None) -> Array:
        """What designs come to; the array may lie in `room`, which has entries enough for all designs."""
        arrays = [look(table) for table in self.added]
        if self.sums:
            each = [combined(np.add, map(look, tables)) for tables in self.sums]
            arrays.append(combined(np.maximum, each, None if arrays else room))
        return combined(np.add, arrays, room)


def metric(sums: Sequence[Sequence[Term]], lengths: tuple[int, ...]) -> Metric:
    """The greatest of some sums of terms; what all of them have in common is added once."""
    most = largest(sums)
    kind = np.int64 if most < WITHIN else object
    common, left = [], [list(terms) for terms in sums]
    for term in sums[0]:
        if all(term in terms for terms in left):
            common.append(term)
            for terms in left:
                terms.remove(term)

    def tables(terms: Sequence[Term]) -> list[Table]:
        return few(np.add, [table(term, lengths, kind) for term in terms or [Term((), [0])]], lengths)

    each = [tables(terms) for terms in left]
    alone = few(np.maximum, [own[0] for own in each if len(own) == 1], lengths)
    several = [own for own in each if len(own) > 1]
    if len(alone) == 1 and not several:
        return Metric(few(np.add, [*tables(common), *alone], lengths), [], most)
    return Metric(tables(common) if common else [], [*([one] for one in alone), *several], most)


def whole(numbers: Sequence[int]) -> Array:
    """Whole numbers as an array."""
    kind = np.int64 if max(map(abs, numbers), default=0) < WITHIN else object
    return np.array(numbers, dtype=kind)


def table(term: Term, lengths: tuple[int, ...], kind: type) -> Table:
    """A term as a table without the axes along which nothing varies."""
    axes = term.axes
    entries: Array = np.array(term.values, dtype=kind).reshape([lengths[axis] for axis in axes])
    for place in reversed(range(len(axes))):
        first = entries.take([0], place)
        if (entries == first).all():
            axes, entries = axes[:place] + axes[place + 1 :], first.squeeze(place)
    return Table(axes, entries)


def few(join: np.ufunc, tables: Iterable[Table], lengths: tuple[int, ...]) -> list[Table]:
    """As few tables as come to the same together, none of them much larger than those that it is made of."""
    by_axes: dict[tuple[int, ...], Table] = {}
    for one in tables:
        by_axes[one.axes] = by_axes[one.axes].joined(join, one) if one.axes in by_axes else one
    left = list(by_axes.values())
    shapes = (tuple(length if axis in one.axes else 1 for axis, length in enumerate(lengths)) for one in left)
    for i, j in pairs(tuple(shapes), MOST_JOINED):
        left[i] = left[i].joined(join, left.pop(j))
    return left


def combined(join: np.ufunc, arrays: Iterable[Array], room: Array | None = None) -> Array:
    """All of some arrays in one, which may lie in `room`."""
    left = list(arrays)
    for i, j in pairs(tuple(array.shape for array in left)):
        left[i] = both(join, left[i], left.pop(j), room if len(left) == 1 else None)
    return left[0]


def both(join: np.ufunc, one: Array, other: Array, room: Array | None = None) -> Array:
    """Two arrays in one, which may lie in `room`."""
    shape = np.broadcast(one, other).shape
    out = placed(room, shape) if room is not None else None
    joined: Array = join(_lengthened(one, shape), _lengthened(other, shape), out=out)
    return joined


def placed(room: Array, shape: tuple[int, ...]) -> Array:
    """The first entries of a room in a shape."""
    return room[: prod(shape)].reshape(shape)


def _lengthened(array: Array, shape: tuple[int, ...]) -> Array:
    """An array that fills the last dimensions of a shape, if that is little work: NumPy is slow on short rows."""
    dimension = len(shape) - 1
    while dimension and prod(shape[dimension:]) < ROW:
        dimension -= 1
    filled = array.shape[:dimension] + shape[dimension:]
    if filled == array.shape or prod(filled) * 4 > prod(shape):
        return array
    return np.ascontiguousarray(np.broadcast_to(array, filled))


@lru_cache(maxsize=1024)
def pairs(shapes: tuple[tuple[int, ...], ...], most: float = inf) -> list[tuple[int, int]]:
    """Which two arrays to join first, then which of those that are left: one and a part of it, else a smallest sum.

    It takes the place of the first of both. It has no more than `most` entries, or than the larger of both.
    """
    left, found = list(shapes), []
    while len(left) > 1:
        options = []
        for (i, one), (j, other) in combinations(enumerate(left), 2):
            both = tuple(map(max, one, other))
            larger = max(prod(one), prod(other))
            if prod(both) <= max(most, larger):
                options.append((prod(both) > larger, prod(both), i, j, both))
        if not options:
            break
        *_, i, j, left[i] = min(options)
        del left[j]
        found.append((i, j))
    return found

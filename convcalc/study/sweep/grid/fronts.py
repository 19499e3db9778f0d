"""Fronts by NumPy: of many points, of which less is better in each column, those that no other is better than."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from convcalc.study.sweep.grid.answers import Points
from convcalc.study.sweep.grid.joins import Array, both

SAMPLE = 256
"""About how many points stand for many of which most are worse than one of so few."""

MANY = 16 * SAMPLE
WORTH = 16
"""A rival is worth to be set against all points where it is better than one of so many."""

COMPARED = 1 << 18
"""How many pairs are compared at once."""


def front(columns: Sequence[Array], indices: Array, counts: Array) -> Points:
    """The points that no other is better than, by their columns; equal ones are one, whose index is their first."""
    if len(indices) > MANY:
        some = _sample(len(indices), SAMPLE)
        left = unbeaten(columns, front([column[some] for column in columns], indices[some], counts[some]))
        columns, indices, counts = [column[left] for column in columns], indices[left], counts[left]
    points = _distinct(columns, indices, counts)
    return _at(points, _falling(points.columns[1]) if len(columns) == 2 else _best(points.columns))


def joined(one: Points, other: Points) -> Points:
    """The front of two fronts."""
    if not len(other.indices):
        return one
    own, others = (_at(mine, unbeaten(mine.columns, theirs)) for mine, theirs in ((one, other), (other, one)))
    columns = [np.concatenate(pair) for pair in zip(own.columns, others.columns, strict=True)]
    return _distinct(columns, *(np.concatenate(pair) for pair in zip(own[1:], others[1:], strict=True)))


def unbeaten(columns: Sequence[Array], rivals: Points) -> Array:
    """The places of the points that no rival is better than in one column and as good as in all others."""
    left = np.arange(len(columns[0]))
    if len(left) > MANY:
        left = np.flatnonzero(strike(columns, rivals, np.ones(len(left), bool)))
        columns = [column[left] for column in columns]
    if len(rivals.indices):
        before = _before_stairs if len(columns) == 2 else _behind_none
        left = left[before(columns, rivals.columns)]
    return left


def strike(columns: Sequence[Array], rivals: Points, among: Array) -> Array:
    """Which of some points stand when the strongest rivals were set against all, one after the other.

    The arrays have one number of dimensions; each may have length 1 along some.
    """
    shape = np.broadcast_shapes(among.shape, *(column.shape for column in columns))
    some = np.unravel_index(_sample(prod(shape), SAMPLE), shape)
    drawn = np.broadcast_to(among, shape)[some]
    points = [np.broadcast_to(column, shape)[some][drawn] for column in columns]
    places = _sample(len(rivals.indices), SAMPLE)
    stand = _stand(points, [rival[places, None] for rival in rivals.columns])
    while stand.size:
        beaten = np.count_nonzero(~stand, axis=1)
        best = np.argmax(beaten)
        if beaten[best] * WORTH < stand.shape[1]:
            break
        among = both(np.logical_and, among, _stand(columns, [rival[places[best]] for rival in rivals.columns]))
        stand = stand[:, stand[best]]
    return among


def _stand(columns: Sequence[Array], rival: Sequence[Any]) -> Array:
    """Which points a rival is not better than; it is of some that only equal it in the first column, too."""
    stand: Array = columns[0] <= rival[0]
    for column, number in zip(columns[1:], rival[1:], strict=True):
        stand = both(np.logical_or, stand, column < number)
    return stand


@lru_cache(maxsize=64)
def _sample(size: int, most: int) -> Array:
    """The places of some of so many, the same each time; all of few."""
    return np.random.default_rng(0).integers(0, size, most) if size > most else np.arange(size)


def _before_stairs(columns: Sequence[Array], stairs: Sequence[Array]) -> Array:
    """The places of the points that no stair is better than: of two columns, the second falls as the first rises.

    Of the stairs that begin before a point or where it is, only the last, which is the lowest, may be.
    """
    place = np.searchsorted(stairs[0], columns[0], "right") - 1
    begin, height = (column[place] for column in stairs)
    is_equal = (height == columns[1]) & (begin == columns[0])
    return np.flatnonzero((place < 0) | (height > columns[1]) | is_equal)


def _behind_none(columns: Sequence[Array], rivals: Sequence[Array]) -> Array:
    """The places of the points that no rival is better than: some rivals at a time, against those that are left."""
    left, start = np.arange(len(columns[0])), 0
    order = np.random.default_rng(0).permutation(len(rivals[0]))
    while start < len(order) and len(left):
        stop = start + max(1, COMPARED // len(left))
        some = [rival[order[start:stop], None] for rival in rivals]
        no_worse = np.logical_and.reduce([rival <= column for rival, column in zip(some, columns, strict=True)])
        differs = np.logical_or.reduce([rival != column for rival, column in zip(some, columns, strict=True)])
        stands = ~(no_worse & differs).any(axis=0)
        left, columns, start = left[stands], [column[stands] for column in columns], stop
    return left


def _distinct(columns: Sequence[Array], indices: Array, counts: Array) -> Points:
    """The points in order, equal ones as one."""
    order = np.lexsort((indices, *reversed(columns)))
    columns = [column[order] for column in columns]
    is_new = np.ones(len(order), bool)
    is_new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    begin = np.flatnonzero(is_new)
    counts = np.add.reduceat(counts[order], begin) if len(begin) else counts
    return Points(tuple(column[begin] for column in columns), indices[order][begin], counts)


def _at(points: Points, places: Array) -> Points:
    columns = tuple(column[places] for column in points.columns)
    return Points(columns, points.indices[places], points.counts[places])


def _falling(column: Array) -> Array:
    """Where a column is below all before it."""
    falls = np.ones(len(column), bool)
    falls[1:] = column[1:] < np.minimum.accumulate(column)[:-1]
    return falls


def _best(columns: Sequence[Array]) -> Array:
    """The points, of distinct ones in order, that no other is better than: one that is comes before."""
    left, kept = np.arange(len(columns[0])), []
    while len(left):
        first, left = left[0], left[1:]
        kept.append(first)
        left = left[np.logical_or.reduce([column[left] < column[first] for column in columns])]
    return np.array(kept, np.intp)

"""Two sequences side by side: what stands for the same, in the order of both."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

Left = TypeVar("Left")
Right = TypeVar("Right")
Pair = tuple[int | None, int | None]
"""The places of two entries that belong together; None where one stands alone."""

MOST_CELLS = 1_000_000
"""Of the tables that pair what no key pairs: some tenths of a second."""


def align(
    left: Sequence[Left],
    right: Sequence[Right],
    left_key: Callable[[Left], Hashable],
    right_key: Callable[[Right], Hashable],
    likeness: Callable[[Left, Right], int],
) -> list[Pair]:
    """Pair the entries of two sequences, without crossing.

    Entries with equal keys, each of which stands once in its sequence, pair first: as many as go without crossing.
    Between them pair those that are most alike in sum; a `likeness` of 0 never pairs.
    """
    places = {right_key(entry): number for number, entry in enumerate(right)}
    both = [(number, places[key]) for number, entry in enumerate(left) if (key := left_key(entry)) in places]
    pairs: list[Pair] = []
    begin, other_begin = 0, 0
    cells = MOST_CELLS
    for end, other_end in [*_rising(both), (len(left), len(right))]:
        rows, columns = range(begin, end), range(other_begin, other_end)
        if 0 < len(rows) * len(columns) <= cells:
            cells -= len(rows) * len(columns)
            pairs += _between(left, right, rows, columns, likeness)
        else:
            pairs += [*((row, None) for row in rows), *((None, column) for column in columns)]
        pairs.append((end, other_end))
        begin, other_begin = end + 1, other_end + 1
    return pairs[:-1]


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of `pairs`, which rise on the left, that rises on the right too."""
    ends: list[int] = []  # of the best chain of each length, the place where it ends on the right
    last: list[int] = []  # and the number of its last pair
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [number]
    chain: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _between(
    left: Sequence[Left],
    right: Sequence[Right],
    rows: range,
    columns: range,
    likeness: Callable[[Left, Right], int],
) -> list[Pair]:
    """Pair what is most alike in sum; what stands alone on the left comes before what does on the right."""
    # best[i][j]: the most that rows from i on and columns from j on can be alike.
    best = [[0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    alike = [[likeness(left[row], right[column]) for column in columns] for row in rows]
    for i in reversed(range(len(rows))):
        for j in reversed(range(len(columns))):
            paired = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: list[Pair] = []
    i = j = 0
    while i < len(rows) and j < len(columns):
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            pairs.append((rows[i], columns[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((rows[i], None))
            i += 1
        else:
            pairs.append((None, columns[j]))
            j += 1
    return [*pairs, *((row, None) for row in rows[i:]), *((None, column) for column in columns[j:])]

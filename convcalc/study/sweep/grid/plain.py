"""What designs come to, on Python's integers alone: for grids that are small enough to do without NumPy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from math import prod
from operator import itemgetter, le

from convcalc.study.sweep.grid.answers import Counts, Order, Points, Rows
from convcalc.study.sweep.grid.chunks import Chunk
from convcalc.study.sweep.terms import Budget, Tables, Term


class Plain:
    """Evaluates designs by lists, with a number of each list for a design."""

    most = 1 << 12

    def __init__(self, tables: Tables, budgets: Sequence[Budget]) -> None:
        self.lengths = tables.lengths
        self.tables = tables
        self.budgets = budgets

    def rows(self, indices: Sequence[int]) -> Rows:
        """What designs come to."""
        look = self._look(indices)

        def greatest(sums: list[list[Term]]) -> list[int]:
            totals = [map(sum, zip(*map(look, terms), strict=True)) for terms in sums]
            return list(map(max, zip(*totals, strict=True)))

        metrics = {name: greatest(sums) for name, sums in self.tables.metrics.items()}
        shut_out = [0] * len(indices)
        for number, budget in enumerate(self.budgets, 1):
            scaled = ([factor * value for value in metrics[name]] for name, factor in budget.factors.items())
            for place, total in enumerate(map(sum, zip(*scaled, strict=True))):
                shut_out[place] = shut_out[place] or (0 if budget.holds(total) else number)
        return Rows(indices, metrics, self.broken(indices), shut_out, look(self.tables.output))

    def broken(self, indices: Sequence[int]) -> list[int]:
        """The number of the first reason why each of some designs is none, 0 for none."""
        reasons = zip([0] * len(indices), *map(self._look(indices), self.tables.broken), strict=True)
        return [next(filter(None, numbers), 0) for numbers in reasons]

    def _look(self, indices: Sequence[int]) -> Callable[[Term], list[int]]:
        values, behind = [], prod(self.lengths)
        for length in self.lengths:
            behind //= length
            values.append([index // behind % length for index in indices])

        def look(term: Term) -> list[int]:
            places = [0] * len(indices)
            for axis in term.axes:
                places = [place * self.lengths[axis] + value for place, value in zip(places, values[axis], strict=True)]
            return [term.values[place] for place in places]

        return look

    @staticmethod
    def front_of(columns: Sequence[Sequence[int]], indices: Sequence[int] | None = None) -> Points:
        """The front of rows, less being better in each column: its `indices` are theirs, else their places."""
        places = range(len(columns[0])) if indices is None else indices
        return front(tuple(columns), places, [1] * len(columns[0]))

    def evaluated(self, chunk: Chunk) -> PlainChunk:
        """What all designs of a chunk come to."""
        return PlainChunk(self, chunk)

    @staticmethod
    def joined(one: Points, other: Points) -> Points:
        """The front of two fronts."""
        together = ([*mine, *theirs] for mine, theirs in zip(one.columns, other.columns, strict=True))
        return front(tuple(together), [*one.indices, *other.indices], [*one.counts, *other.counts])


class PlainChunk:
    """What all designs of a chunk come to, one after the other."""

    def __init__(self, engine: Plain, chunk: Chunk) -> None:
        self.rows = engine.rows(range(chunk.first, chunk.first + chunk.size))
        pairs = list(zip(self.rows.broken, self.rows.shut_out, strict=True))
        self.fit = [place for place, pair in enumerate(pairs) if pair == (0, 0)]
        broken = Counter(reason for reason, _ in pairs)
        shut_out = Counter(budget for reason, budget in pairs if not reason)
        self.counts = Counts(
            chunk.size,
            tuple(broken[reason] for reason in range(1, len(engine.tables.reasons) + 1)),
            tuple(shut_out[budget] for budget in range(1, len(engine.budgets) + 1)),
            len(self.fit),
        )

    def _ordered(self, order: Order) -> list[int]:
        return [order.sign * self.rows.metrics[order.metric][place] for place in self.fit]

    def fitting(self, most: int | None = None) -> list[int]:
        """The first designs that fit, by their indices."""
        return [self.rows.indices[place] for place in self.fit[:most]]

    def least(self, order: Order, number: int, below: tuple[int, int] | None) -> list[tuple[int, int]]:
        """So many that fit and are first in an order, with their indices."""
        return sorted(zip(self._ordered(order), self.fitting(), strict=True))[:number]

    def undominated(self, orders: Sequence[Order], so_far: Points | None) -> Points:
        """Those that fit and that no other of the chunk is better than."""
        return front(tuple(map(self._ordered, orders)), self.fitting(), [1] * len(self.fit))


def front(columns: tuple[Sequence[int], ...], indices: Sequence[int], counts: Sequence[int]) -> Points:
    """The points that no other is better than, by their columns; equal ones are one, whose index is their first."""
    kept: list[tuple[tuple[int, ...], int, int]] = []
    points = sorted(zip(zip(*columns, strict=True), indices, counts, strict=True))
    for values, alike in groupby(points, itemgetter(0)):
        rivals = kept[-1:] if len(columns) == 2 else kept  # of two columns the second falls from point to point
        if not any(all(map(le, rival, values)) for rival, _, _ in rivals):
            (_, first, count), *others = alike
            kept.append((values, first, count + sum(more for _, _, more in others)))
    at = range(len(columns))
    return Points(
        tuple([values[column] for values, _, _ in kept] for column in at),
        [index for _, index, _ in kept],
        [count for _, _, count in kept],
    )

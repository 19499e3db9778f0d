"""What designs come to, by NumPy: those of a chunk are an array with a dimension for each axis that varies in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import prod
from threading import local

import numpy as np

from convcalc.study.sweep.grid.answers import Column, Counts, Order, Points, Rows
from convcalc.study.sweep.grid.chunks import Chunk
from convcalc.study.sweep.grid.fronts import front, joined, strike, unbeaten
from convcalc.study.sweep.grid.joins import WITHIN, Array, Look, Metric, Table, both, combined, metric, placed, whole
from convcalc.study.sweep.terms import Budget, Tables, Term


class Arrays:
    """Evaluates designs by arrays."""

    most = 1 << 18

    def __init__(self, tables: Tables, budgets: Sequence[Budget]) -> None:
        self.lengths = tables.lengths
        self.metrics = {name: metric(sums, self.lengths) for name, sums in tables.metrics.items()}
        self.budgets = budgets
        self.reasons = tables.reasons
        self.codes = metric(_coded(tables), self.lengths)
        self.output = metric([[tables.output]], self.lengths)
        self.kind: type = np.int64 if prod(self.lengths) < WITHIN else object
        self.rooms = local()
        bounded = {name for budget in budgets for name in budget.factors} or self.metrics
        self.order = by_sharing([self.metrics[name] for name in bounded], len(self.lengths))

    def rows(self, indices: Column) -> Rows:
        """What designs come to."""
        look = self._look(indices)
        metrics = {name: metric.of(look) for name, metric in self.metrics.items()}
        shut_out = np.zeros(len(indices), np.intp)
        for number, budget in reversed([*enumerate(self.budgets, 1)]):
            shut_out = np.where(self.within(budget, metrics.__getitem__), shut_out, number)
        return Rows(np.asarray(indices, self.kind), metrics, self.broken(indices), shut_out, self.output.of(look))

    def broken(self, indices: Column) -> Column:
        """The number of the first reason why each of some designs is none, 0 for none."""
        return self.reason(self.codes.of(self._look(indices)))

    def _look(self, indices: Column) -> Look:
        indices = np.asarray(indices, self.kind)
        values, behind = [], prod(self.lengths)
        for length in self.lengths:
            behind //= length
            values.append((indices // behind % length).astype(np.intp))
        return lambda table: np.broadcast_to(
            table.entries[(..., *(values[axis] for axis in table.axes))], indices.shape
        )

    def within(self, budget: Budget, metric: Callable[[str], Array]) -> Array:
        """Which designs keep within a budget, by their metrics."""
        factors = {name: factor for name, factor in budget.factors.items() if factor}
        largest = sum(abs(factor) * max(1, self.metrics[name].largest) for name, factor in factors.items())
        kind = np.int64 if largest < WITHIN else object
        scaled = []
        for name, factor in factors.items():
            numbers = metric(name).astype(kind, copy=False)
            scaled.append(numbers if factor == 1 else numbers * factor)
        total = combined(np.add, scaled) if scaled else np.zeros(1, kind)
        within: Array = np.ones(1, bool)
        if budget.most is not None:
            within = total <= budget.most
        if budget.least is not None:
            within = within & (total >= budget.least)
        return within

    def room(self, name: str, kind: type) -> Array:
        """Entries for what all designs of a chunk come to, which a thread uses again for its next chunk.

        Memory that is let go and asked for again takes longer than what is worked out in it.
        """
        rooms: dict[str, Array] = vars(self.rooms)
        if name not in rooms:
            rooms[name] = np.empty(self.most, kind)
        return rooms[name]

    def reason(self, codes: Array) -> Array:
        """The numbers of reasons for which designs are none."""
        return codes % (len(self.reasons) + 1)

    def evaluated(self, chunk: Chunk) -> ArrayChunk:
        """What all designs of a chunk come to."""
        return ArrayChunk(self, chunk)

    @staticmethod
    def joined(one: Points, other: Points) -> Points:
        """The front of two fronts."""
        return joined(one, other)

    @staticmethod
    def front_of(columns: Sequence[Sequence[int]], indices: Sequence[int] | None = None) -> Points:
        """The front of rows, less being better in each column: its `indices` are theirs, else their places."""
        places = np.arange(len(columns[0])) if indices is None else whole(indices)
        return front([whole(column) for column in columns], places, np.ones_like(places))


def by_sharing(metrics: Sequence[Metric], axes: int) -> list[int]:
    """The axes, those last along which most metrics vary, and most of their tables."""

    def shared(axis: int) -> tuple[int, int]:
        tables = [sum(axis in table.axes for table in metric.tables) for metric in metrics]
        return sum(map(bool, tables)), sum(tables)

    return sorted(range(axes), key=shared)


def _coded(tables: Tables) -> list[list[Term]]:
    """The first reason of a design as the greatest of numbers: one of an earlier term is greater."""
    base = len(tables.reasons) + 1
    codes = [[Term((), [0])]]
    for place, (axes, reasons) in enumerate(reversed(tables.broken)):
        codes.append([Term(axes, [place * base + reason if reason else 0 for reason in reasons])])
    return codes


class ArrayChunk:
    """What all designs of a chunk come to: arrays of its `shape`, of length 1 along axes that do not matter.

    Their dimensions are the axes `inner`, those last along which most metrics vary: so rows are long where they meet.
    """

    def __init__(self, engine: Arrays, chunk: Chunk) -> None:
        self.engine = engine
        self.chunk = chunk
        self.inner = [axis for axis in engine.order if axis >= chunk.axis]
        lengths = (len(chunk.inner), *engine.lengths[chunk.axis + 1 :])
        self.shape = tuple(lengths[axis - chunk.axis] for axis in self.inner)
        self.metrics: dict[str, Array] = {}
        codes = engine.codes.of(self._look)
        fit: Array = codes == 0
        left = self._count(fit)
        reasons = np.bincount(engine.reason(codes[~fit]), minlength=len(engine.reasons) + 1)[1:]
        broken = tuple(count * (chunk.size // fit.size) for count in reasons.tolist())
        shut_out = []
        for budget in engine.budgets:
            fit = both(np.logical_and, fit, engine.within(budget, self.metric))
            before, left = left, self._count(fit)
            shut_out.append(before - left)
        self.fit = fit
        self.counts = Counts(chunk.size, broken, tuple(shut_out), left)

    def _look(self, table: Table) -> Array:
        """The entries of a table that concern the chunk, with a dimension for each of its axes."""
        chunk = self.chunk
        outer = [chunk.outer[axis] for axis in table.axes if axis < chunk.axis]
        own = [axis for axis in table.axes if axis >= chunk.axis]
        some = slice(chunk.inner.start, chunk.inner.stop)
        entries = table.entries[(*outer, ..., *(some if axis == chunk.axis else slice(None) for axis in own))]
        entries = entries.transpose([own.index(axis) for axis in self.inner if axis in own])
        return np.ascontiguousarray(entries[tuple(slice(None) if axis in own else None for axis in self.inner)])

    def _count(self, which: Array) -> int:
        return int(np.count_nonzero(which) * (self.chunk.size // which.size))

    def metric(self, name: str) -> Array:
        """What the designs come to."""
        if name not in self.metrics:
            own = self.engine.metrics[name]
            self.metrics[name] = own.of(self._look, self.engine.room(name, own.kind))
        return self.metrics[name]

    def _ordered(self, order: Order) -> Array:
        numbers = self.metric(order.metric)
        if not order.greatest:
            return numbers
        own = self.engine.metrics[order.metric]
        return np.negative(numbers, out=placed(self.engine.room(f"-{order.metric}", own.kind), numbers.shape))

    def _indices(self, which: Array) -> Array:
        """The designs of an array, the first of those that share an entry."""
        offsets = _offsets(self.shape, tuple(sorted(range(len(self.inner)), key=self.inner.__getitem__)))
        return offsets[tuple(map(slice, which.shape))][which].astype(self.engine.kind) + self.chunk.first

    def fitting(self, most: int | None = None) -> Column:
        """The first designs that fit, by their indices."""
        which = self.fit if most is None or most > 0 else np.zeros_like(self.fit)
        return np.sort(self._indices(np.broadcast_to(which, self.shape)))[:most]

    def least(self, order: Order, number: int, below: tuple[int, int] | None) -> list[tuple[int, int]]:
        """So many that fit and are first in an order, with their indices; none that comes behind `below`."""
        numbers, which = self._ordered(order), self.fit
        if below is not None:
            most, index = below
            which = both(np.logical_and, which, numbers < most if index < self.chunk.first else numbers <= most)
        if not which.any():
            return []
        which = np.broadcast_to(which, self.shape)
        indices, numbers = self._indices(which), np.broadcast_to(numbers, self.shape)[which]
        if len(indices) > number:
            last = np.partition(numbers, number - 1)[number - 1]
            before, equal = numbers < last, np.sort(indices[numbers == last])
            equal = equal[: number - np.count_nonzero(before)]
            indices = np.concatenate([indices[before], equal])
            numbers = np.concatenate([numbers[before], np.full(len(equal), last, numbers.dtype)])
        return sorted(zip(numbers.tolist(), indices.tolist(), strict=True))

    def undominated(self, orders: Sequence[Order], so_far: Points | None) -> Points:
        """Those that fit and that no other of the chunk is better than; of what others are better than, it may lack."""
        columns = [self._ordered(order) for order in orders]
        which = strike(columns, so_far, self.fit) if so_far is not None else self.fit
        which = np.broadcast_to(which, np.broadcast_shapes(which.shape, *(column.shape for column in columns)))
        columns = [np.broadcast_to(column, which.shape)[which] for column in columns]
        indices = self._indices(which)
        if so_far is not None:
            left = unbeaten(columns, so_far)
            columns, indices = [column[left] for column in columns], indices[left]
        return front(columns, indices, np.full(len(indices), self.chunk.size // which.size))


@lru_cache(maxsize=8)
def _offsets(shape: tuple[int, ...], order: tuple[int, ...]) -> Array:
    """How far behind the first design of a chunk each is, where its axes have an `order` among the dimensions."""
    in_order = np.arange(prod(shape)).reshape([shape[dimension] for dimension in order])
    return np.ascontiguousarray(in_order.transpose(np.argsort(order)))

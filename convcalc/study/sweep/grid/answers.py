"""What is asked of all designs, and what is found: each answer chunk by chunk, put together in the order of designs."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import merge
from itertools import islice
from typing import Any, Protocol

from convcalc.language.tuples import NamedTuple
from convcalc.study.sweep.grid.chunks import Chunk
from convcalc.study.sweep.terms import Budget, Tables

Column = Any
"""Whole numbers: a list, or with NumPy an array."""


class Order(NamedTuple):
    """A metric by which designs come in order: the least first, or the greatest."""

    metric: str
    greatest: bool = False

    @property
    def sign(self) -> int:
        """What to multiply the metric by so that less is better."""
        return -1 if self.greatest else 1


class Counts(NamedTuple):
    """How many `designs` there are, and how many of them `fit`; the others are in one of the numbers between.

    `broken` are those that are none, by the first reason that each has; `shut_out` has for each budget those that break
    no rule, keep within all budgets before it, and not within it.
    """

    designs: int
    broken: tuple[int, ...]
    shut_out: tuple[int, ...]
    fit: int

    def plus(self, other: Counts) -> Counts:
        """Those of both together."""
        broken, shut_out = (
            tuple(map(sum, zip(*pair, strict=True)))
            for pair in ((self.broken, other.broken), (self.shut_out, other.shut_out))
        )
        return Counts(self.designs + other.designs, broken, shut_out, self.fit + other.fit)


class Rows(NamedTuple):
    """Designs by their `indices` among all, the last axis fastest, and what each comes to.

    `broken` is the number of the first reason why it is none, `shut_out` that of the first budget, from 1, that it does
    not keep within; both are 0 for none. `outputs` are the numbers of its output's shapes.
    """

    indices: Column
    metrics: dict[str, Column]
    broken: Column
    shut_out: Column
    outputs: Column


class Points(NamedTuple):
    """What some designs come to, less being better in each of `columns`; each stands for all that come to the same.

    The first such design is that of `indices`, and there are so many as `counts` says.
    """

    columns: tuple[Column, ...]
    indices: Column
    counts: Column


class EvaluatedChunk(Protocol):
    """What is known of the designs of a chunk."""

    counts: Counts

    def fitting(self, most: int | None = None) -> Column:
        """The first designs that fit, by their indices."""

    def least(self, order: Order, number: int, below: tuple[int, int] | None) -> list[tuple[int, int]]:
        """So many that fit and are first in an order, with their indices; none that comes behind `below`."""

    def undominated(self, orders: Sequence[Order], so_far: Points | None) -> Points:
        """Those that fit and that no other of the chunk is better than; of what others are better than, it may lack."""


class Engine(Protocol):
    """Works out what designs come to."""

    def __init__(self, tables: Tables, budgets: Sequence[Budget]) -> None: ...

    lengths: tuple[int, ...]
    """Those of the axes."""

    most: int
    """How many designs a chunk has at most."""

    def rows(self, indices: Column) -> Rows:
        """What designs come to."""

    def broken(self, indices: Column) -> Column:
        """The number of the first reason why each of some designs is none, 0 for none."""

    def evaluated(self, chunk: Chunk) -> EvaluatedChunk:
        """What all designs of a chunk come to."""

    @staticmethod
    def joined(one: Points, other: Points) -> Points:
        """The front of two fronts."""

    @staticmethod
    def front_of(columns: Sequence[Sequence[int]], indices: Sequence[int] | None = None) -> Points:
        """The front of rows, less being better in each column: its `indices` are theirs, else their places."""


class Answer(Protocol):
    """A question to all designs."""

    def of(self, chunk: EvaluatedChunk, so_far: Any) -> Any:
        """What is found in a chunk; what cannot matter beside what was found so far may be left out."""

    def joined(self, engine: Engine, so_far: Any, found: Any) -> Any:
        """What was found so far, None for nothing, and in the chunk behind."""

    def indices(self, found: Any) -> Column:
        """The designs that were found, in their order."""

    def counts(self, found: Any) -> Column:
        """How many designs come to the same as each; None where each stands for itself."""


class First(NamedTuple):
    """The first designs that fit, in the order of the knobs."""

    number: int

    def of(self, chunk: EvaluatedChunk, so_far: list[int] | None) -> list[int]:
        """Those of a chunk, as many as are missing."""
        return list(map(int, chunk.fitting(self.number - len(so_far or ()))))

    def joined(self, engine: Engine, so_far: list[int] | None, found: list[int]) -> list[int]:
        """The first of both."""
        return [*(so_far or ()), *found][: self.number]

    def indices(self, found: list[int] | None) -> list[int]:
        """What was found is the designs themselves."""
        return found or []

    def counts(self, found: list[int] | None) -> None:
        """Each stands for itself."""


class Top(NamedTuple):
    """The designs that fit and come first in an order; equal ones in the order of the knobs."""

    number: int
    order: Order

    def of(self, chunk: EvaluatedChunk, so_far: list[tuple[int, int]] | None) -> list[tuple[int, int]]:
        """Those of a chunk that come before the last that was found so far."""
        below = so_far[-1] if so_far and len(so_far) == self.number else None
        return chunk.least(self.order, self.number, below)

    def joined(
        self, engine: Engine, so_far: list[tuple[int, int]] | None, found: list[tuple[int, int]]
    ) -> list[tuple[int, int]]:
        """The first of both."""
        return list(islice(merge(so_far or (), found), self.number))

    def indices(self, found: list[tuple[int, int]] | None) -> list[int]:
        """The designs alone."""
        return [index for _, index in found or ()]

    def counts(self, found: list[tuple[int, int]] | None) -> None:
        """Each stands for itself."""


class Front(NamedTuple):
    """The designs that fit and that no other that fits is better than in one order and as good as in all others.

    Of those that come to the same in all, the first in the order of the knobs stands for them. They are listed by the
    first order.
    """

    orders: tuple[Order, ...]

    def of(self, chunk: EvaluatedChunk, so_far: Points | None) -> Points:
        """Those of a chunk."""
        return chunk.undominated(self.orders, so_far)

    def joined(self, engine: Engine, so_far: Points | None, found: Points) -> Points:
        """Those of both."""
        return found if so_far is None else engine.joined(so_far, found)

    def indices(self, found: Points | None) -> Column:
        """The first design of each point."""
        return found.indices if found is not None else []

    def counts(self, found: Points | None) -> Column:
        """How many designs each point stands for."""
        return found.counts if found is not None else []

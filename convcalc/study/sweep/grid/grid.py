"""All designs of a space: how many there are and fit, the first, the best, the front of some metrics, a sample, all."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from copy import copy
from itertools import islice
from math import prod
from random import Random
from typing import Any

from convcalc.language.problems import ConvcalcError, Problems
from convcalc.language.tuples import NamedTuple
from convcalc.study.sweep.grid.answers import Answer, Column, Counts, Engine, First, Rows
from convcalc.study.sweep.grid.chunks import Chunk, chunks, in_order
from convcalc.study.sweep.grid.plain import Plain
from convcalc.study.sweep.terms import Budget, Tables, Term

Progress = Callable[[int, int], None]
"""Is told how many designs are done, and of how many."""

MOST_PLAIN = 100_000
"""How many designs are gone through without NumPy."""

AT_ONCE = 1 << 20
ROWS_FOR_DESIGNS = 8
"""How many designs all jobs work on together, and for how many of them there may be a row instead: some 100 MB."""

SLICES = 64
"""How many slices of a space each thread of a cluster gets, if they are large enough."""

DRAWN_AT_ONCE = 1000
DRAWN_FOR_EACH = 100
FEWEST_DRAWN = 100_000
"""How many designs are drawn at most for each of a sample, and at least in all: nearly all may break a rule."""

MOST_SHUFFLED = 1_000_000
"""Of no more designs all are drawn in a random order."""


class Found(NamedTuple):
    """What an answer found; `counts` says how many designs come to the same as each row, where equal ones are one."""

    rows: Rows
    counts: Column


class Survey(NamedTuple):
    """What was found of `size` designs; where an interrupt ended it, among the first `counts.designs` of them."""

    size: int
    counts: Counts
    found: tuple[Found, ...]

    @property
    def is_complete(self) -> bool:
        """Whether all designs were gone through."""
        return self.counts.designs == self.size


class Sample(NamedTuple):
    """Designs that break no rule, all equally likely, whether they fit or not; so many were `drawn` to find them.

    There are fewer than were asked for where there are no more, or nearly all that were drawn break a rule.
    """

    rows: Rows
    drawn: int


class Grid:
    """All designs of some tables, or a part of them: (3, 16) is the third of 16 that follow one another.

    What is found is the same for any number of `jobs`, of designs `at_once`, and with the workers of a `cluster` at an
    address. `without_numpy` does what is done where NumPy is missing.
    """

    def __init__(
        self,
        tables: Tables,
        budgets: Sequence[Budget] = (),
        *,
        part: tuple[int, int] = (1, 1),
        jobs: int = 1,
        at_once: int | None = None,
        without_numpy: bool = False,
        cluster: str | None = None,
    ) -> None:
        self.cluster = cluster
        self.source = Source(_varied(tables), budgets)
        self.engine = engine(without_numpy)(self.source.tables, budgets)
        self.jobs = jobs if not isinstance(self.engine, Plain) else 1
        self.at_once = at_once or AT_ONCE
        number, parts = part
        size = prod(tables.lengths)
        self.designs = range(size * (number - 1) // parts, size * number // parts)
        self.nothing = Counts(0, (0,) * len(tables.reasons), (0,) * len(budgets), 0)

    @property
    def size(self) -> int:
        """How many designs there are."""
        return self.designs.stop - self.designs.start

    def rows(self, indices: Column) -> Rows:
        """What designs come to."""
        return self.engine.rows(indices)

    def survey(self, *answers: Answer, progress: Progress | None = None) -> Survey:
        """Count the designs, and answer what is asked of them. An interrupt ends it with what was found so far."""
        counts, states = self.states(answers, progress)
        rows = (
            Found(self.rows(answer.indices(own)), answer.counts(own))
            for answer, own in zip(answers, states, strict=True)
        )
        return Survey(self.size, counts, tuple(rows))

    def states(self, answers: Sequence[Answer], progress: Progress | None = None) -> tuple[Counts, list[Any]]:
        """How many designs there are of what, and what each answer found; up to an interrupt."""
        so_far: tuple[Counts, list[Any]] = self.nothing, [None] * len(answers)

        def work(chunk: Chunk) -> tuple[Counts, list[Any]]:
            evaluated = self.engine.evaluated(chunk)
            return evaluated.counts, [answer.of(evaluated, own) for answer, own in zip(answers, so_far[1], strict=True)]

        try:
            with closing(self._results(work, self.at_once, _states_of, answers)) as results:
                for counts, found in results:
                    each = zip(answers, so_far[1], found, strict=True)
                    joined = [answer.joined(self.engine, own, new) for answer, own, new in each]
                    so_far = so_far[0].plus(counts), joined
                    if progress is not None:
                        progress(so_far[0].designs, self.size)
        except KeyboardInterrupt:
            pass
        return so_far

    def fitting(self, progress: Progress | None = None) -> Iterator[tuple[Counts, Rows]]:
        """All designs that fit, in the order of the knobs, chunk by chunk: how many there are of what, and the rows.

        An interrupt goes through: up to it all was given.
        """

        def work(chunk: Chunk) -> tuple[Counts, Rows]:
            evaluated = self.engine.evaluated(chunk)
            return evaluated.counts, self.rows(evaluated.fitting())

        done = 0
        with closing(self._results(work, self.at_once // ROWS_FOR_DESIGNS, _fitting_of)) as results:
            for counts, rows in results:
                yield counts, rows
                done += counts.designs
                if progress is not None:
                    progress(done, self.size)

    def sample(self, number: int, seed: int = 0) -> Sample:
        """So many designs that break no rule, drawn without putting any back, in the order of the knobs."""
        draws = _drawn(self.designs, Random(seed), max(FEWEST_DRAWN, number * DRAWN_FOR_EACH))
        chosen: list[int] = []
        drawn = 0
        while len(chosen) < number and (batch := list(islice(draws, DRAWN_AT_ONCE))):
            unbroken = [place for place, reason in enumerate(self.engine.broken(batch)) if not reason]
            needed = unbroken[: number - len(chosen)]
            chosen += [batch[place] for place in needed]
            drawn += needed[-1] + 1 if len(chosen) == number else len(batch)
        return Sample(self.rows(sorted(chosen)), drawn)

    def _results(
        self, work: Callable[[Chunk], Any], at_once: int, remote: Callable[..., Any], *more: Any
    ) -> Generator[Any, None, None]:
        """What is worked out of chunks here, or of slices by the cluster."""
        if self.cluster is None:
            yield from in_order(work, self._chunks(at_once), self.jobs)
            return
        from convcalc.study.sweep.grid.cluster import Cluster

        with closing(Cluster(self.cluster)) as cluster:
            length = max(1, at_once, self.size // (cluster.threads * SLICES)) if more else max(1, at_once)
            starts = range(self.designs.start, self.designs.stop, length)
            slices = (range(start, min(start + length, self.designs.stop)) for start in starts)
            yield from cluster.in_order(remote, self.source, slices, *more)

    def _chunks(self, at_once: int) -> Iterator[Chunk]:
        if isinstance(self.engine, Plain) and self.size > MOST_PLAIN:
            problems = Problems()
            message = f"without NumPy no more than {MOST_PLAIN:,} designs are gone through, and there are {self.size:,}"
            problems.error(message, None, "pip install convcalc[sweep]")
            raise ConvcalcError(problems)
        return chunks(self.engine.lengths, self.designs, max(1, min(self.engine.most, at_once // self.jobs)))


class Source:
    """What a grid is made of, as it is sent to where slices of it are worked out: there it is made once."""

    def __init__(self, tables: Tables, budgets: Sequence[Budget]) -> None:
        self.tables = tables
        self.budgets = budgets
        self._grid: Grid | None = None

    def __reduce__(self) -> tuple[type[Source], tuple[Tables, Sequence[Budget]]]:
        return Source, (self.tables, self.budgets)

    def grid(self, designs: range) -> Grid:
        """A grid of these designs alone."""
        self._grid = self._grid or Grid(self.tables, self.budgets)
        grid = copy(self._grid)
        grid.designs = designs
        return grid


def _states_of(source: Source, designs: range, answers: Sequence[Answer]) -> tuple[Counts, list[Any]]:
    return source.grid(designs).states(answers)


def _fitting_of(source: Source, designs: range) -> tuple[Counts, Rows]:
    grid = source.grid(designs)
    found = grid.survey(First(len(designs)))
    return found.counts, found.found[0].rows


def engine(without_numpy: bool = False) -> type[Engine]:
    """What works out what designs come to: NumPy where it is installed."""
    if not without_numpy:
        try:
            from convcalc.study.sweep.grid.arrays import Arrays
        except ModuleNotFoundError as error:
            if error.name != "numpy":
                raise
        else:
            return Arrays
    return Plain


def _varied(tables: Tables) -> Tables:
    """The same without the axes of a single value, of which there may be more than an array has dimensions."""
    varied = [axis for axis, length in enumerate(tables.lengths) if length > 1]
    places = {axis: place for place, axis in enumerate(varied)}

    def term(one: Term) -> Term:
        return Term(tuple(places[axis] for axis in one.axes if axis in places), one.values)

    metrics = {
        name: [[*map(term, terms)] or [Term((), [0])] for terms in sums] for name, sums in tables.metrics.items()
    }
    return tables._replace(
        lengths=tuple(tables.lengths[axis] for axis in varied) or (1,),
        metrics=metrics,
        broken=[*map(term, tables.broken)],
        output=term(tables.output),
    )


def _drawn(designs: range, random: Random, most: int) -> Iterator[int]:
    """Designs in a random order, none twice; of many no more are drawn than `most`."""
    if designs.stop - designs.start <= MOST_SHUFFLED:
        yield from random.sample(designs, len(designs))
        return
    seen: set[int] = set()
    for _ in range(most):
        index = random.randrange(designs.start, designs.stop)
        if index not in seen:
            seen.add(index)
            yield index

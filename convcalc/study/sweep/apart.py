"""The tables of a space worked out in parts, each in a process of its own, and put together."""

from __future__ import annotations

import sys
import threading
from collections.abc import Collection, Sequence
from itertools import pairwise, product
from math import prod
from operator import add
from typing import TYPE_CHECKING

from convcalc.language.problems import ConvcalcError
from convcalc.study.sweep.fields import FIELDS
from convcalc.study.sweep.positions import Positions
from convcalc.study.sweep.space import Space
from convcalc.study.sweep.tables import Progress, TooManyRuns, check_inputs, tabulate
from convcalc.study.sweep.terms import Tables, Term
from convcalc.study.sweep.watched import Watched

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

FEWEST = 100_000
"""Of fewer designs the tables take hardly longer than it takes to begin processes."""

TOLD_EACH = 100
"""How many runs a process does between two that it tells of."""

TOO_MANY = -1
"""Told in place of the runs so far where a part takes too many, and so the whole."""


def tabulate_apart(
    space: Space, metrics: Collection[str], progress: Progress, watched: Sequence[Watched], jobs: int
) -> Tables:
    """The tables of a space, as `tabulate` makes them; on several cores in parts along the axis of an input.

    What is wrong with a part is said of the whole.
    """
    check_inputs(space)
    axis = max((axis for binding in space.bindings if binding.of_input for axis in binding.axes), default=None)
    length = space.lengths[axis] if axis is not None else 1
    number = min(jobs, length)
    of_fields = not set(FIELDS).isdisjoint(metrics) or any(one.of_field for one in watched)
    alone = number == 1 or space.size < FEWEST or of_fields
    if axis is None or alone or not _may_fork():
        return tabulate(space, metrics, progress, watched)
    ends = [length * part // number for part in range(number + 1)]
    parts = [part_of(space, axis, range(*pair)) for pair in pairwise(ends)]
    found = _side_by_side(parts, metrics, progress, watched)
    whole = joined(found, axis) if found else None
    if whole is None:
        return tabulate(space, metrics, progress, watched)
    for change in space.changes:
        change.used = True
    return whole


def _may_fork() -> bool:
    """Whether a process may go on as two: elsewhere it is not sure to work, and threads would be lost."""
    return sys.platform == "linux" and threading.active_count() == 1


def part_of(space: Space, axis: int, some: range) -> Space:
    """The designs of a space that have some of the values along an axis."""
    axes = [
        one._replace(values=one.values[some.start : some.stop]) if place == axis else one
        for place, one in enumerate(space.axes)
    ]
    bindings = []
    for binding in space.bindings:
        values = binding.values
        if axis in binding.axes:
            at = binding.axes.index(axis)
            every = product(*(range(space.lengths[other]) for other in binding.axes))
            values = tuple(value for value, places in zip(values, every, strict=True) if places[at] in some)
        bindings.append(binding._replace(values=values))
    return space._replace(axes=tuple(axes), bindings=tuple(bindings))


def _side_by_side(
    parts: Sequence[Space], metrics: Collection[str], progress: Progress, watched: Sequence[Watched]
) -> list[Tables]:
    """The tables of each part; none where something is wrong with one, which is to be said of the whole.

    Raises TooManyRuns.
    """
    from multiprocessing import get_context
    from multiprocessing.connection import wait

    forking = get_context("fork")
    pipes = [forking.Pipe(duplex=False) for _ in parts]
    processes = [
        forking.Process(target=_work, args=(part, metrics, watched, send), daemon=True)
        for part, (_, send) in zip(parts, pipes, strict=True)
    ]
    found: dict[int, Tables | None] = {}
    runs = [0] * len(parts)
    try:
        for process, (_, send) in zip(processes, pipes, strict=True):
            process.start()
            send.close()
        while len(found) < len(parts) and None not in found.values():
            waiting = [place for place in range(len(parts)) if place not in found]
            ready = wait([pipes[place][0] for place in waiting])
            for place in (place for place in waiting if pipes[place][0] in ready):
                told = _told(pipes[place][0])
                if told == TOO_MANY:
                    raise TooManyRuns
                if isinstance(told, int):
                    runs[place] = told
                    progress(sum(runs), None)
                else:
                    found[place] = told
    finally:
        for process in processes:
            if process.pid is not None:
                process.terminate()
                process.join()
    tables = [found.get(place) for place in range(len(parts))]
    return [one for one in tables if one is not None] if None not in tables else []


def _told(receive: Connection) -> int | Tables | None:
    try:
        told: int | Tables | None = receive.recv()
    except EOFError:
        return None
    return told


def _work(part: Space, metrics: Collection[str], watched: Sequence[Watched], send: Connection) -> None:
    """Work out the tables of a part, and tell of it: how many runs it took so far, and the tables or None."""

    def tell(done: int, total: int | None) -> None:
        if done % TOLD_EACH == 0:
            send.send(done)

    try:
        send.send(tabulate(part, metrics, tell, watched))
    except TooManyRuns:
        send.send(TOO_MANY)
    except ConvcalcError:
        send.send(None)
    except (KeyboardInterrupt, BrokenPipeError):
        pass


# Tables of parts, put together


def joined(parts: Sequence[Tables], axis: int) -> Tables | None:
    """The tables of a space from those of its parts along an axis; None where these do not have the same metrics."""
    if any(part.metrics.keys() != parts[0].metrics.keys() or bool(part.endings) for part in parts):
        return None
    lengths = list(parts[0].lengths)
    lengths[axis] = sum(part.lengths[axis] for part in parts)
    whole = _Whole(tuple(lengths), axis, parts)
    metrics = {name: whole.alternatives([part.metrics[name] for part in parts]) for name in parts[0].metrics}
    reasons: dict[str, int] = {}
    outputs: list[dict[str, tuple[int, ...]]] = []
    broken, states = list[Term](), list[list[Term]]()
    for place, part in enumerate(parts):
        numbers = [0, *(reasons.setdefault(reason, len(reasons) + 1) for reason in part.reasons)]
        broken += [
            whole.spread(place, term._replace(values=[numbers[value] if value > 0 else 0 for value in term.values]))
            for term in part.broken
        ]
        begin = len(outputs)
        outputs += part.outputs
        shifted = [value + begin if value >= 0 else value for value in part.output.values]
        states.append([part.output._replace(values=shifted)])
    output = whole.sums(states, merged=True)
    return Tables(tuple(lengths), metrics, broken, [*reasons], output[0], outputs)


class _Whole:
    """Puts terms of parts along an axis together."""

    def __init__(self, lengths: tuple[int, ...], axis: int, parts: Sequence[Tables]) -> None:
        self.lengths = lengths
        self.axis = axis
        self.parts = parts
        ends = [0]
        for part in parts:
            ends.append(ends[-1] + part.lengths[axis])
        self.begins = ends[:-1]

    def alternatives(self, each: Sequence[list[list[Term]]]) -> list[list[Term]]:
        """A metric that is the greatest of some sums: those of the parts side by side, where there are as many."""
        if len({len(sums) for sums in each}) == 1:
            return [self.sums(terms) for terms in zip(*each, strict=True)]
        return [
            self.sums([terms if other == place else [] for other in range(len(each))])
            for place, sums in enumerate(each)
            for terms in sums
        ]

    def sums(self, each: Sequence[list[Term]], merged: bool = False) -> list[Term]:
        """A sum: terms of the same axes are one, all where they are to be `merged`."""
        every = {axis for terms in each for term in terms for axis in term.axes} if merged else set()
        found: dict[tuple[int, ...], list[int]] = {}
        for place, terms in enumerate(each):
            for term in terms:
                axes, values = self.spread(place, term, every)
                found[axes] = [*map(add, found[axes], values)] if axes in found else values
        return [self._narrowed(axes, values) for axes, values in found.items()]

    def spread(self, place: int, term: Term, more: Collection[int] = ()) -> Term:
        """A term of a part for all designs, 0 for those of other parts; with `more` axes."""
        axes = tuple(sorted({*term.axes, self.axis, *more}))
        own = self.parts[place].lengths
        values = [*map(term.values.__getitem__, Positions(own).along(axes, term.axes))]
        inner = prod(own[axis] for axis in axes if axis > self.axis)
        size, begin = own[self.axis] * inner, self.begins[place] * inner
        end = self.lengths[self.axis] * inner - begin - size
        spread: list[int] = []
        for block in range(0, len(values), size):
            spread += [*[0] * begin, *values[block : block + size], *[0] * end]
        return Term(axes, spread)

    def _narrowed(self, axes: tuple[int, ...], values: list[int]) -> Term:
        """A term without the axis of the parts, where it does not vary along it."""
        inner = prod(self.lengths[axis] for axis in axes if axis > self.axis)
        size = self.lengths[self.axis] * inner
        blocks = [values[block : block + size] for block in range(0, len(values), size)]
        if all(block == block[:inner] * self.lengths[self.axis] for block in blocks):
            rest = tuple(axis for axis in axes if axis != self.axis)
            return Term(rest, [value for block in blocks for value in block[:inner]])
        return Term(axes, values)

"""How all designs are gone through: in chunks of designs that follow one another, by some jobs at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from convcalc.language.tuples import NamedTuple

Found = TypeVar("Found")

AHEAD = 2
"""How many chunks for each job may be ahead of the first that is not finished."""


class Chunk(NamedTuple):
    """Designs that follow one another: one value of each axis before an `axis`, some of it, and all of those behind it.

    `outer` are the numbers of the values before it, `inner` those of its own; the first design is the `first` of all,
    and there are `size`.
    """

    axis: int
    outer: tuple[int, ...]
    inner: range
    first: int
    size: int


def chunks(lengths: tuple[int, ...], designs: range, most: int) -> Iterator[Chunk]:
    """Some designs, the last axis fastest, in chunks of at most `most`: as few as there can be from the first on."""
    first = designs.start
    while left := designs.stop - first:
        axis, behind = len(lengths) - 1, 1
        while axis and behind * lengths[axis] <= min(most, left) and first % (behind * lengths[axis]) == 0:
            behind *= lengths[axis]
            axis -= 1
        outer: list[int] = []
        before, begin = divmod(first // behind, lengths[axis])
        for length in reversed(lengths[:axis]):
            before, value = divmod(before, length)
            outer.append(value)
        inner = range(begin, min(lengths[axis], begin + min(most, left) // behind))
        yield Chunk(axis, tuple(reversed(outer)), inner, first, len(inner) * behind)
        first += len(inner) * behind


def in_order(work: Callable[[Chunk], Found], chunks: Iterable[Chunk], jobs: int) -> Generator[Found, None, None]:
    """What is found in each chunk, in their order, by so many threads; no more is held than those can be ahead."""
    if jobs == 1:
        yield from map(work, chunks)
        return
    ahead: deque[Future[Found]] = deque()
    with ThreadPoolExecutor(jobs) as pool:
        try:
            for chunk in chunks:
                ahead.append(pool.submit(work, chunk))
                if len(ahead) >= AHEAD * jobs:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()
        finally:
            for future in ahead:
                future.cancel()

"""Counts what a run does, in layers: where a small text may ask for much, there is a bound on the sum of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

CHARACTERS_OF_A_LAYER = 150
"""How many characters are read or written in about the time that a layer takes: some fifty microseconds."""


class Spent(Exception):
    """More was asked for than there is work left for."""


class Work:
    """What was `done`, in layers, and the `most` that may be done before something more is begun."""

    __slots__ = ("done", "most")

    def __init__(self, most: float = float("inf")) -> None:
        self.most = most
        self.done = 0.0

    @property
    def spent(self) -> bool:
        """Whether nothing more is to be begun."""
        return self.done >= self.most


_counts: list[Work] = []


@contextmanager
def counted(work: Work) -> Iterator[None]:
    """Count what is done within; what was begun goes on to its end, also beyond the most."""
    _counts.append(work)
    try:
        yield
    finally:
        _counts.pop()


def count(layers: float = 0, characters: int = 0) -> None:
    """Count what was done: layers that were looked at once each, characters that were read or written."""
    done = layers + characters / CHARACTERS_OF_A_LAYER
    for work in _counts:
        work.done += done


def begin() -> None:
    """Begin something that takes work. Raises Spent where no more is to be begun."""
    if any(work.spent for work in _counts):
        raise Spent


def usable_cores() -> int:
    """How many processes run at once at their full speed."""
    try:
        return len(os.sched_getaffinity(0))
    except (AttributeError, OSError):  # not known on this system
        return os.cpu_count() or 1

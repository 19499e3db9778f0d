"""What was computed once and may be asked for again: no more of it than there is room for.

What is dropped is freed here: the program itself starts with collection off, and networks and reports are circular (a
layer knows its group, a row its report), so dropping one frees nothing by itself.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Kept = TypeVar("Kept")

MOST_DROPPED = 50_000
"""How many objects may pile up before it pays to look for those that nothing uses: some 10 MB."""


def free_dropped() -> None:
    """Free what was dropped, where many objects were made since the last time."""
    if gc.get_count()[0] > MOST_DROPPED:
        gc.collect()


class Remembered(Generic[Key, Kept]):
    """Keeps what was asked for last: at most so `many`, and of weights that come to at most `most` together.

    What is heavier than that by itself is kept until the next is computed. `let_go` is called before each computation.
    """

    def __init__(
        self,
        many: int,
        weight: Callable[[Kept], float] = lambda kept: 0,
        most: int = 0,
        let_go: Callable[[], None] = free_dropped,
    ) -> None:
        self.many = many
        self.weight = weight
        self.most = most
        self.let_go = let_go
        self.weights: float = 0
        self.known: dict[Key, Kept] = {}

    def get(self, key: Key, compute: Callable[[], Kept], holds: Callable[[Kept], bool] = lambda kept: True) -> Kept:
        """What is kept under a key, computed where it is not, or where it no longer `holds`."""
        if key in self.known and holds(self.known[key]):
            found = self.known.pop(key)
        else:
            if key in self.known:
                self.weights -= self.weight(self.known.pop(key))
            self.drop(self.many - 1, self.most)
            self.let_go()
            found = compute()
            self.weights += self.weight(found)
            self.drop(self.many - 1, self.most)
        self.known[key] = found
        return found

    def drop(self, many: int, most: int) -> None:
        """Drop what was not asked for longest, until no more than this is kept."""
        while self.known and (len(self.known) > many or self.weights > most):
            self.weights -= self.weight(self.known.pop(next(iter(self.known))))

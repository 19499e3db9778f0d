"""How far a long run is, for a person who waits."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

Piece = TypeVar("Piece", str, bytes)

PATIENCE = 1.0
"""Seconds before a bar shows how far a run is."""

BETWEEN = 0.1
CELLS = 30
WIPE = "\r\x1b[2K"


class Bar:
    """A bar on standard error, where that is a terminal, once a run takes longer than `PATIENCE`.

    `what` says what is counted: `designs tried`.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self.active = sys.stderr.isatty()
        self.next = monotonic() + PATIENCE
        self.shown = False

    def __call__(self, done: int, total: int | None) -> None:
        """Show how many there were, and of how many where that is known."""
        if not self.active or monotonic() < self.next:
            return
        from convcalc.cli.shared.output import UNLIMITED, cells_of
        from convcalc.render.characters import take
        from convcalc.render.table.layout import bar

        full = f"{bar(str(min(1, done / total)), CELLS):{CELLS}} " if total else ""
        of = f" of {total:,}" if total else ""
        line = f"{full}{done:,}{of} {self.what}"
        sys.stderr.write(WIPE + take(line, (cells_of(sys.stderr) or UNLIMITED) - 1))
        sys.stderr.flush()
        self.next = monotonic() + BETWEEN
        self.shown = True

    def close(self) -> None:
        """Wipe the bar away."""
        if self.shown:
            sys.stderr.write(WIPE)
            sys.stderr.flush()
            self.shown = False

    def beside(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """The pieces of an output, which may go to the same terminal: the bar makes way for each."""
        for piece in pieces:
            if piece:
                self.close()
            yield piece
        self.close()

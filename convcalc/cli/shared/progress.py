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
CELLS = 16
WIPE = "\r\x1b[2K"

SETTLED = 1.0
"""Seconds after which it is known how fast a run is."""

QUIET = 30.0
"""Seconds before a run says in a pipe how far it is; it then does after twice as many, and so on."""

UNITS = ((3600, "h"), (60, "min"), (1, "s"))


class Bar:
    """A bar on standard error, once a run takes longer than `PATIENCE`; in a pipe now and then a line.

    `what` says what is counted: `designs tried`.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self.active = sys.stderr.isatty()
        self.began = monotonic()
        self.next = self.began + (PATIENCE if self.active else QUIET)
        self.shown = False

    def __call__(self, done: int, total: int | None) -> None:
        """Show how many there were, and of how many where that is known."""
        now = monotonic()
        if now < self.next:
            return
        from convcalc.cli.shared.output import UNLIMITED, cells_of
        from convcalc.render.characters import take
        from convcalc.render.table.layout import bar

        of = f" of {total:,}" if total else ""
        line = f"{done:,}{of} {self.what}{self._pace(done, total, now - self.began)}"
        if not self.active:
            sys.stderr.write(f"{line}\n")
            self.next = now + (now - self.began)
            return
        full = f"{bar(str(min(1, done / total)), CELLS):{CELLS}} " if total else ""
        sys.stderr.write(WIPE + take(full + line, (cells_of(sys.stderr) or UNLIMITED) - 1))
        sys.stderr.flush()
        self.next = now + BETWEEN
        self.shown = True

    def _pace(self, done: int, total: int | None, seconds: float) -> str:
        """How many there are in a second, and how long the others take."""
        if seconds < SETTLED or not done:
            return ""
        from convcalc.language.numbers.quantity import show_short

        pace = f", {show_short(int(done / seconds))}/s"
        if not total or done >= total:
            return pace
        left = max(1, round((total - done) / done * seconds))
        size, unit = next(one for one in UNITS if left >= one[0])
        return f"{pace}, {-(-left // size):,} {unit} left"

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

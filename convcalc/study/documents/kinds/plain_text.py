"""A part of a document as plain text, `61.0 MB` for `\\SI{61.0}{\\mega\\byte}`, and where all of it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate

ASTRAY = "`--fix` leaves it, since what is written around its digits would be lost"


class PlainText:
    """A plain text that is made from left to right, of what is kept of a written one and what is put in its place.

    Offsets in the written text grow with those in the plain one. A character that was put there stands for all that it
    replaces.
    """

    __slots__ = ("_parts", "_pieces", "_starts", "written")

    def __init__(self, written: str) -> None:
        self.written = written
        self._pieces: list[str] = []
        self._parts: list[tuple[int, int, bool]] = []
        self._starts = [0]

    def keep(self, start: int, end: int) -> None:
        """Keep what is written from `start` to before `end`."""
        if start < end:
            self._pieces.append(self.written[start:end])
            self._parts.append((start, end, True))

    def finds(
        self,
        pattern: re.Pattern[str],
        start: int = 0,
        end: int | None = None,
        between: Callable[[int, int], None] | None = None,
    ) -> Iterator[re.Match[str]]:
        """What a pattern finds in a written part, from left to right; what stands `between` is kept, where not told."""
        between, end = between or self.keep, len(self.written) if end is None else end
        for found in pattern.finditer(self.written, start, end):
            between(start, found.start())
            yield found
            start = found.end()
        between(start, end)

    def put(self, text: str, start: int, end: int) -> None:
        """Put a text in the place of what is written from `start` to before `end`; without one, leave that out."""
        if text:
            self._pieces.append(text)
            self._parts.append((start, end, False))

    def blank(self, characters: str) -> None:
        """Put a space for each of these characters."""
        spaces = dict.fromkeys(map(ord, characters), " ")
        self._pieces = [piece.translate(spaces) for piece in self._pieces]

    @property
    def last(self) -> str:
        """The last character."""
        return self._pieces[-1][-1] if self._pieces else ""

    @property
    def text(self) -> str:
        """The plain text."""
        return "".join(self._pieces)

    def _begins(self) -> list[int]:
        """Where each part begins in the plain text, and where that ends."""
        if len(self._starts) <= len(self._pieces):
            self._starts = list(accumulate(map(len, self._pieces), initial=0))
        return self._starts

    def start(self, offset: int) -> int:
        """Where a character of the plain text begins in the written one; its end for the offset behind the last."""
        starts = self._begins()
        if not 0 <= offset < starts[-1]:
            return self.end(offset)
        number = bisect_right(starts, offset) - 1
        start, _, kept = self._parts[number]
        return start + offset - starts[number] if kept else start

    def end(self, offset: int) -> int:
        """Where what stands before an offset of the plain text ends in the written one."""
        starts = self._begins()
        number = min(bisect_right(starts, offset - 1), len(self._parts)) - 1
        if number < 0:
            return 0
        start, end, kept = self._parts[number]
        return start + offset - starts[number] if kept else end

    def rewritten(self, start: int, end: int, text: str) -> tuple[int, int, str] | None:
        """What to write, and from where to before where, so that a text stands in the place of a part of the plain one.

        Only what differs is written, each character as it is spelled there (`{,}` for a comma). None where that is not
        certain: where what changes has parts that the plain text is without.
        """
        there = self.text[start:end]
        first = start
        same = _common(there, text)
        start, there, text = start + same, there[same:], text[same:]
        same = _common(there[::-1], text[::-1])
        end, there, text = end - same, there[: len(there) - same], text[: len(text) - same]
        begin = self.end(start) if first < start == end else self.start(start)
        behind = self.end(end) if end > start else begin
        spelled: dict[str, str] = {}
        position = begin
        for offset, character in enumerate(there, start):
            if self.start(offset) != position:
                return None
            position = self.end(offset + 1)
            spelling = self.written[self.start(offset) : position]
            if spelled.setdefault(character, spelling) != spelling:
                return None
        return begin, behind, "".join(spelled.get(character, character) for character in text)


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count

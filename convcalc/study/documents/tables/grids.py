"""The table that stands below a line of a document: its head, its rows, and where each cell stands in the text.

Pipe tables are read as GitHub Flavored Markdown 0.29 has them, https://github.github.com/gfm/#tables-extension-: a head
and a row of dashes with as many cells; a pipe in code divides cells too unless a backslash stands before it; cells
beyond those of the head are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.kinds.plain_text import ASTRAY, PlainText
from convcalc.study.documents.lines import HTML, PROSE, Line, Passage

MOST_COLUMNS = 100
"""Columns of a table that is read."""

MOST_CELLS = 100_000

TOO_LONG = "`--fix` leaves it, since what is right is longer than its column, which would break the table"

_DASHES = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_PIPE = re.compile(r"\\.|\|")
_COMMENT = re.compile(r"(?:<!--(?:(?!-->)[^\r\n])*-->[ \t]*)+")
BINDING = re.compile(r"<!--\s*/?\s*convcalc\s")
"""Where a marker begins."""


class UnreadTable(Exception):
    """Why a table that stands there is not read, with a hint, and the line in which that is so, where one is known."""

    def __init__(self, message: str, hint: str, line: Line | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.line = line


class Cell(NamedTuple):
    """A cell, from `start` to before `end` of the text, in a line; `spans` says that it stands for more than one.

    `shown` is what it says where that is not what is written; `alone` is why its number is left alone.
    `room` is how many spaces behind it are its column's, where all of a column has to be as long; None where none has.
    `part` is that of what is shown which it is alone, one of several in the same place; `without` is a sign that can't
    stand in it.
    """

    start: int
    end: int
    line: Line
    spans: bool = False
    shown: PlainText | None = None
    alone: str = ""
    room: int | None = None
    part: Passage | None = None
    without: str = ""

    def between(self, start: int, end: int) -> Cell:
        """The cell that a part of what it says is."""
        if self.shown is None:
            return self._replace(start=self.start + start, end=self.start + end)
        return self._replace(part=Passage(start, end))

    def says(self, text: str) -> str:
        """What it says, in a document with this text."""
        if self.shown is None:
            return text[self.start : self.end]
        return self.shown.text[slice(*self.part)] if self.part else self.shown.text

    def place(self, offset: int, length: int) -> tuple[int, int]:
        """Where a part of what it says begins in the document, and how much is written there."""
        if self.shown is None:
            return self.start + offset, length
        offset += self.part.start if self.part else 0
        begin = self.shown.start(offset)
        return self.start + begin, self.shown.end(offset + length) - begin

    def rewritten(self, start: int, end: int, right: str) -> tuple[int, int, str] | str:
        """What to write in the document, and from where to before where, so that the cell says what is right there.

        Where that can't be done, why.
        """
        if self.shown is None:
            return self.start + start, self.start + end, right
        shift = self.part.start if self.part else 0
        found = self.shown.rewritten(shift + start, shift + end, right)
        if found is None or (self.without and self.without in found[2]):
            return ASTRAY
        start, end, right = found
        longer = len(right) - (end - start)
        if self.room is None or (self.part and not longer):
            return self.start + start, self.start + end, right
        if longer > self.room or self.part:
            return TOO_LONG
        behind = self.shown.written[end:] + " " * (self.room - longer)
        return self.start + start, self.end + self.room, right + behind


class Grid(NamedTuple):
    """A table: the cells of the last row of its head, and its rows, of which each has at most as many.

    `above` are the other rows of its head; before `end` no other table begins.
    """

    head: list[Cell]
    rows: list[list[Cell]]
    end: int = 0
    above: Sequence[list[Cell]] = ()


def find_grid(text: str, lines: list[Line], behind: int) -> Grid | None:
    """The table that begins on the next line that is not blank behind an offset; None where none does."""
    number = bisect_left(lines, behind, key=lambda line: line.start)
    while number < len(lines) and _is_passed(text, lines[number]):
        number += 1
    return _pipes(text, lines, number)


def _is_passed(text: str, line: Line) -> bool:
    """Whether a line is blank, or has comments alone, of which none is a marker."""
    written = text[line.text : line.end].strip()
    if line.kind not in (PROSE, HTML):
        return False
    return not written or (_COMMENT.fullmatch(written) is not None and BINDING.search(written) is None)


def _pipes(text: str, lines: list[Line], first: int) -> Grid | None:
    """A pipe table whose head is the line of this number."""
    above = lines[first : first + 2]
    if len(above) < 2 or any(line.kind != PROSE for line in above) or above[1].begins:
        return None
    dashes = text[above[1].text : above[1].end]
    head = _cells(text, above[0])
    if len(head) > MOST_COLUMNS:
        return None
    if "|" not in dashes or not _DASHES.fullmatch(dashes) or len(_cells(text, above[1])) != len(head):
        return None
    rows = []
    for number in range(first + 2, len(lines)):
        line = lines[number]
        if line.kind != PROSE or line.begins or not text[line.text : line.end].strip():
            break
        rows.append(_cells(text, line)[: len(head)])
    return Grid(head, rows)


def _cells(text: str, line: Line) -> list[Cell]:
    """The cells of a row, without the spaces around what stands in them."""
    start, end = _stripped(text, line.text, line.end)
    if text.startswith("|", start):
        start += 1
    pipes = [match.start() for match in _PIPE.finditer(text, start, end) if match[0] == "|"]
    if pipes and pipes[-1] == end - 1:
        end = pipes.pop()
    borders: Iterable[tuple[int, int]] = pairwise([start - 1, *pipes, end])
    return [Cell(*_stripped(text, before + 1, behind), line) for before, behind in borders]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    written = text[start:end]
    return start + len(written) - len(written.lstrip(" \t")), max(start, start + len(written.rstrip(" \t")))

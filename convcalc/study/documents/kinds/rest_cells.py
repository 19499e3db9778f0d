"""The cells of a table of a document in reStructuredText: what is written in each, line by line, and what it says.

A character of East Asia that is wide has two columns, one that combines none.
"""

from __future__ import annotations

import re
import unicodedata

from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.kinds.plain_text import PlainText
from convcalc.study.documents.kinds.rest_text import rest_text
from convcalc.study.documents.lines import Line
from convcalc.study.documents.tables.grids import MOST_CELLS, MOST_COLUMNS, Cell, Grid, UnreadTable
from convcalc.study.sums.context import HIDDEN

_ROLE = re.compile(r":(?!(?:math|strong|emphasis|literal|code):)[A-Za-z][\w:+.-]{0,40}:(?=`)")
_LINK = re.compile(r"(?::[A-Za-z][\w:+.-]{0,40}:)?`(?P<said>[^`<>]{1,200}?)\s*<[^`<>]{1,300}>`_{0,2}")
"""A cell that is a link with a text of its own."""

HINT = "a grid table (+---+), a simple table (=== ===), a list-table or a csv-table is read"


class Piece(NamedTuple):
    """A line of a cell, and how many spaces its column has behind it; None in one that has no end."""

    start: int
    end: int
    room: int | None


def check_columns(count: int) -> None:
    """Raise UnreadTable for too many columns."""
    if count > MOST_COLUMNS:
        raise UnreadTable(f"a table has at most {MOST_COLUMNS} columns", "divide it")


def offsets_of(written: str, line: Line) -> list[int]:
    """The offset of the character in each column of a line, and its length. Raises UnreadTable where it has tabs."""
    if "\t" in written:
        raise UnreadTable("this table has tabs in it", "write spaces", line)
    if written.isascii():
        return list(range(len(written) + 1))
    offsets = []
    for offset, character in enumerate(written):
        if not unicodedata.combining(character):
            offsets += [offset] * (2 if unicodedata.east_asian_width(character) in "WF" else 1)
    return [*offsets, len(written)]


def at(offsets: list[int], column: int) -> int:
    """The offset of a column, or of the end."""
    return offsets[min(column, len(offsets) - 1)]


def piece_of(text: str, start: int, end: int, ends: bool = True) -> list[Piece]:
    """What stands between two offsets, where its column `ends`, without the spaces around it; none of nothing."""
    written = text[start:end]
    filled = len(written.rstrip())
    if not filled:
        return []
    return [Piece(start + filled - len(written.strip()), start + filled, len(written) - filled if ends else None)]


def grid_of(rows: list[list[Cell]], heads: int, end: int) -> Grid:
    """The table of these rows; the last of the head, or the first of all, says what the columns are."""
    if not rows:
        raise UnreadTable("this table has no rows", HINT)
    if sum(map(len, rows)) > MOST_CELLS:
        raise UnreadTable(f"a table has at most {MOST_CELLS:,} cells", "divide it")
    heads = heads or 1
    head = rows[heads - 1]
    return Grid(head, [row[: len(head)] for row in rows[heads:]], end, rows[: heads - 1])


def cell_of(text: str, line: Line, pieces: list[Piece], spans: bool = False) -> Cell:
    """A cell with what it says; the lines of one are one text, in which no number is compared."""
    if not pieces:
        return Cell(line.text, line.text, line, spans)
    start, end, room = pieces[0]
    if len(pieces) == 1:
        if link := _LINK.fullmatch(text, start, end):
            shown = PlainText(text[start:end])
            shown.keep(*(offset - start for offset in link.span("said")))
            return Cell(start, end, line, spans, shown, room=room)
        shown = rest_text(text[start:end])
        shown.blank(HIDDEN)
        alone = "it has a role that is not known here" if _ROLE.search(text, start, end) else ""
        return Cell(start, end, line, spans, shown, alone, room)
    shown = PlainText(text[start : pieces[-1][1]])
    before = start
    for begin, stop, _ in pieces:
        shown.put(" " if begin > before else "", before - start, begin - start)
        shown.keep(begin - start, stop - start)
        before = stop
    return Cell(start, before, line, spans, shown, "it goes over several lines")

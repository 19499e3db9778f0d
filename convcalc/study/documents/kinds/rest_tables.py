"""The table that a grid table or a simple table of a document in reStructuredText is, and where its cells stand.

Both are drawn in columns, https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#tables: what is written
in a cell has to fit its column. A character of East Asia that is wide has two columns, one that combines none.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from itertools import pairwise

from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.kinds.plain_text import PlainText
from convcalc.study.documents.kinds.rest_text import rest_text
from convcalc.study.documents.lines import MATTER, PROSE, Line
from convcalc.study.documents.tables.grids import MOST_CELLS, MOST_COLUMNS, Cell, Grid, UnreadTable
from convcalc.study.sums.context import HIDDEN

REST_TABLE = re.compile(r"^[ \t]*(?:\+(?:-+\+)+|=+(?: +=+)+)[ \t]*$", re.M)
"""The upper border of a table, or another one."""

_GRID = re.compile(r"\+(?:-+\+)+\Z")
_BORDER = re.compile(r"\+(?:-+\+)+\Z|\+(?:=+\+)+\Z")
_SIMPLE = re.compile(r"=+(?: +=+)+\Z")
_UNDERLINE = re.compile(r"-+(?: +-+)*\Z")
_OTHER = re.compile(r"\.\. +(list-table|csv-table|flat-table|xmltable|exceltable)::")
_PASSED = re.compile(r"\.\. +(?:table::|rst-class::|class::|cssclass::|tabularcolumns::|_[^ ].*:\Z)")
_ROLE = re.compile(r":(?!(?:math|strong|emphasis|literal|code):)[A-Za-z][\w:+.-]{0,40}:(?=`)")
_LINK = re.compile(r"(?::[A-Za-z][\w:+.-]{0,40}:)?`(?P<said>[^`<>]{1,200}?)\s*<[^`<>]{1,300}>`_{0,2}")
"""A cell that is a link with a text of its own."""

_OPTION = re.compile(r":[A-Za-z][\w -]{0,40}:")
_HINT = "a grid table (+---+) or a simple table (=== ===), each cell in one column and one row, is read"


class _Piece(NamedTuple):
    """A line of a cell, and how many spaces its column has behind it; None in one that has no end."""

    start: int
    end: int
    room: int | None


class _Row(NamedTuple):
    """A row: its first line, and for each column the lines of its cell."""

    line: Line
    columns: list[list[_Piece]]


def find_rest_grid(text: str, lines: list[Line], behind: int) -> Grid | None:
    """The table that begins behind an offset and what is blank there; None where none does.

    Raises UnreadTable where it is of another kind, where cells span several columns or rows, or it is not ended.
    """
    number = bisect_left(lines, behind, key=lambda line: line.start)
    while number < len(lines):
        line = lines[number]
        written = text[line.text : line.end].rstrip()
        if other := _OTHER.match(written):
            raise UnreadTable(f"no {other[1]} is read", _HINT)
        if line.kind == PROSE and _GRID.match(written):
            return _drawn(text, lines, number)
        if line.kind == PROSE and _SIMPLE.match(written):
            return _simple(text, lines, number)
        if written and not _PASSED.match(written) and not (line.kind == MATTER and _OPTION.match(written)):
            return None
        number += 1
    return None


def above_rest_table(text: str, lines: list[Line], number: int) -> int:
    """The number of the line above which the comment of a table stands that begins in a line: that of its directive, of
    its label or class, or its own.
    """
    top = number
    for above in range(number - 1, -1, -1):
        line = lines[above]
        written = text[line.text : line.end].rstrip()
        if _PASSED.match(written):
            top = above
        elif written and not (line.kind == MATTER and _OPTION.match(written)):
            break
    return top


def _drawn(text: str, lines: list[Line], first: int) -> Grid:
    """A grid table whose upper border is the line of this number."""
    left = lines[first].text - lines[first].start
    border = text[lines[first].text : lines[first].end].rstrip()
    marks = [offset for offset, mark in enumerate(border) if mark == "+"]
    _check_columns(len(marks) - 1)
    rows: list[_Row] = []
    open_row: _Row | None = None
    heads = end = 0
    ended = False
    for number in range(first + 1, len(lines)):
        line = lines[number]
        written = text[line.text : line.end].rstrip()
        if not written or line.text - line.start != left or written[0] not in "+|":
            break
        offsets = _offsets(written)
        if _BORDER.match(written) and [place for place, mark in enumerate(written) if mark == "+"] == marks:
            rows += [open_row] if open_row else []
            open_row, ended, end = None, True, line.end
            heads = len(rows) if "=" in written else heads
            continue
        _check_line(written, offsets, marks)
        ended = False
        open_row = open_row or _Row(line, [[] for _ in marks[1:]])
        for column, (begin, end) in enumerate(pairwise(marks)):
            here, there = line.text + offsets[begin] + 1, line.text + offsets[end]
            _add(text, open_row.columns[column], here, there)
    if not ended or not rows:
        raise UnreadTable("the grid table below this marker is not ended", "end it with a line as its first one")
    return _placed(text, rows, heads, end)


def _check_line(written: str, offsets: list[int], marks: list[int]) -> None:
    """Raise UnreadTable where a line has not one border between all columns, as where cells are joined."""
    if len(offsets) != marks[-1] + 2:
        raise UnreadTable("a line of this table is not as long as its first one", "end all lines below each other")
    if any(written[offsets[mark]] != "|" for mark in marks):
        raise UnreadTable("in this table a cell stands in several rows or columns", _HINT)


def _simple(text: str, lines: list[Line], first: int) -> Grid:
    """A simple table whose upper border is the line of this number."""
    border = text[lines[first].text : lines[first].end].rstrip()
    columns = [found.span() for found in re.finditer("=+", border)]
    _check_columns(len(columns))
    left = lines[first].text - lines[first].start
    rows: list[_Row] = []
    heads = borders = 0
    for number in range(first + 1, len(lines)):
        line = lines[number]
        written = text[line.start + left : line.end].rstrip()
        if written == border:
            borders += 1
            below = lines[number + 1] if number + 1 < len(lines) else None
            if borders == 2 or below is None or not text[below.text : below.end].strip():
                return _placed(text, rows, heads, line.end)
            heads = len(rows)
            continue
        if not written:
            continue
        if line.text - line.start < left or _SIMPLE.match(written):
            break
        if _UNDERLINE.match(written):
            raise UnreadTable("in this table a cell stands in several columns", _HINT)
        offsets = _offsets(written)
        ends = [begin for begin, _ in columns[1:]]
        begins_row = bool(written[: _at(offsets, columns[0][1])].strip())
        if begins_row or not rows:
            rows.append(_Row(line, [[] for _ in columns]))
        for column, (begin, end) in enumerate(columns):
            here, there = _at(offsets, begin), _at(offsets, end) if column < len(ends) else len(written)
            if column < len(ends) and written[there : _at(offsets, ends[column])].strip():
                raise UnreadTable("a cell of this table is longer than its column", "write more = above and below it")
            _add(
                text, rows[-1].columns[column], line.start + left + here, line.start + left + there, column < len(ends)
            )
    raise UnreadTable("the simple table below this marker is not ended", "end it with a line as its first one")


def _check_columns(count: int) -> None:
    if count > MOST_COLUMNS:
        raise UnreadTable(f"a table has at most {MOST_COLUMNS} columns", "divide it")


def _offsets(written: str) -> list[int]:
    """The offset of the character in each column of a line, and its length. Raises UnreadTable where it has tabs."""
    if "\t" in written:
        raise UnreadTable("this table has tabs in it", "write spaces")
    if written.isascii():
        return list(range(len(written) + 1))
    offsets = []
    for offset, character in enumerate(written):
        if not unicodedata.combining(character):
            offsets += [offset] * (2 if unicodedata.east_asian_width(character) in "WF" else 1)
    return [*offsets, len(written)]


def _at(offsets: list[int], column: int) -> int:
    return offsets[min(column, len(offsets) - 1)]


def _add(text: str, pieces: list[_Piece], start: int, end: int, ends: bool = True) -> None:
    """Add what stands between two offsets, where its column `ends`, to a cell, without the spaces around it."""
    written = text[start:end]
    if filled := len(written.rstrip()):
        begin = start + filled - len(written.strip())
        pieces.append(_Piece(begin, start + filled, len(written) - filled if ends else None))


def _placed(text: str, rows: list[_Row], heads: int, end: int) -> Grid:
    """The cells of all rows; the last of the head, or the first of all, says what the columns are."""
    if not rows:
        raise UnreadTable("this table has no rows", _HINT)
    if len(rows) * len(rows[0].columns) > MOST_CELLS:
        raise UnreadTable(f"a table has at most {MOST_CELLS:,} cells", "divide it")
    placed = [[_cell(text, row.line, pieces) for pieces in row.columns] for row in rows]
    heads = heads or 1
    return Grid(placed[heads - 1], placed[heads:], end, placed[: heads - 1])


def _cell(text: str, line: Line, pieces: list[_Piece]) -> Cell:
    """A cell with what it says; the lines of one are one text, in which no number is compared."""
    if not pieces:
        return Cell(line.text, line.text, line)
    start, end, room = pieces[0]
    if len(pieces) == 1:
        if link := _LINK.fullmatch(text, start, end):
            shown = PlainText(text[start:end])
            shown.keep(*(offset - start for offset in link.span("said")))
            return Cell(start, end, line, shown=shown, room=room)
        shown = rest_text(text[start:end])
        shown.blank(HIDDEN)
        alone = "it has a role that is not known here" if _ROLE.search(text, start, end) else ""
        return Cell(start, end, line, shown=shown, alone=alone, room=room)
    shown = PlainText(text[start : pieces[-1][1]])
    before = start
    for begin, stop, _ in pieces:
        shown.put(" " if begin > before else "", before - start, begin - start)
        shown.keep(begin - start, stop - start)
        before = stop
    return Cell(start, before, line, shown=shown, alone="it goes over several lines")

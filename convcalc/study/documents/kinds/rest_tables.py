"""The table that a document in reStructuredText has below a line, and a simple table: where its cells stand.

Simple tables are drawn in columns, https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#simple-tables:
what is written in a cell has to fit its column. A row of dashes below a row joins columns of that.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.kinds.rest_cells import at, cell_of, check_columns, grid_of, offsets_of, piece_of
from convcalc.study.documents.kinds.rest_directives import DIRECTIVE, find_directive
from convcalc.study.documents.kinds.rest_drawn import find_drawn
from convcalc.study.documents.lines import MATTER, PROSE, Line
from convcalc.study.documents.tables.grids import Cell, Grid, UnreadTable

REST_TABLE = re.compile(r"^[ \t]*(?:\+(?:-+\+)+|=+(?: +=+)+)[ \t]*$|^[ \t]*\.\. +(?:list|csv)-table::", re.M)
"""The upper border of a table, or another one, or the directive of one."""

_GRID = re.compile(r"\+(?:-+\+)+\Z")
_SIMPLE = re.compile(r"=+(?: +=+)+\Z")
_UNDERLINE = re.compile(r"-+(?: +-+)*\Z")
_PASSED = re.compile(r"\.\. +(?:table::|rst-class::|class::|cssclass::|tabularcolumns::|_[^ ].*:\Z)")
_OPTION = re.compile(r":[A-Za-z][\w -]{0,40}:")


def find_rest_grid(text: str, lines: list[Line], behind: int) -> Grid | None:
    """The table that begins behind an offset and what is blank there; None where none does.

    Raises UnreadTable where it is of another kind, is not ended, or is not understood.
    """
    number = bisect_left(lines, behind, key=lambda line: line.start)
    while number < len(lines):
        line = lines[number]
        written = text[line.text : line.end].rstrip()
        if directive := DIRECTIVE.match(written):
            return find_directive(text, lines, number, directive["name"])
        if line.kind == PROSE and _GRID.match(written):
            return find_drawn(text, lines, number)
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


class _Row(NamedTuple):
    """A row of a simple table: its lines, and the columns that each of its cells goes from and to, where some join."""

    lines: list[Line]
    joined: list[tuple[int, int]]


def _simple(text: str, lines: list[Line], first: int) -> Grid:
    """A simple table whose upper border is the line of this number."""
    border = text[lines[first].text : lines[first].end].rstrip()
    columns = [found.span() for found in re.finditer("=+", border)]
    check_columns(len(columns))
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
                return grid_of([_cells(text, row, left, columns) for row in rows], heads, line.end)
            heads = len(rows)
        elif not written:
            continue
        elif line.text - line.start < left or _SIMPLE.match(written):
            break
        elif _UNDERLINE.match(written) and rows:
            rows[-1].joined.extend(_joined(written, columns, line))
        elif not rows or rows[-1].joined or written[: at(offsets_of(written, line), columns[0][1])].strip():
            rows.append(_Row([line], []))
        else:
            rows[-1].lines.append(line)
    raise UnreadTable("the simple table below this marker is not ended", "end it with a line as its first one")


def _joined(written: str, columns: list[tuple[int, int]], line: Line) -> list[tuple[int, int]]:
    """Which columns dashes join, from one to before another."""
    begins, ends = ({place: number for number, place in enumerate(places)} for places in zip(*columns, strict=True))
    spans = [found.span() for found in re.finditer("-+", written)]
    joined = [(begins.get(begin, -1), ends.get(end, -2) + 1) for begin, end in spans]
    if [number for begin, end in joined for number in range(begin, end)] != list(range(len(columns))):
        raise UnreadTable(
            "the dashes in this table do not join whole columns", "write them below the = of its border", line
        )
    return joined


def _cells(text: str, row: _Row, left: int, columns: list[tuple[int, int]]) -> list[Cell]:
    """The cells of a row, those of several columns in each."""
    found: list[Cell] = []
    for first, behind in row.joined or [(number, number + 1) for number in range(len(columns))]:
        begin, end = columns[first][0], columns[behind - 1][1]
        ends = columns[behind][0] if behind < len(columns) else None
        pieces = []
        for line in row.lines:
            start = line.start + left
            written = text[start : line.end].rstrip()
            offsets = offsets_of(written, line)
            here, there = at(offsets, begin), at(offsets, end) if ends is not None else len(written)
            if ends is not None and written[there : at(offsets, ends)].strip():
                raise UnreadTable(
                    "a cell of this table is longer than its column", "write more = above and below it", line
                )
            pieces += piece_of(text, start + here, start + there, ends is not None)
        found += [cell_of(text, row.lines[0], pieces, behind - first > 1)] * (behind - first)
    return found

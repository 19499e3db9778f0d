"""A grid table of a document in reStructuredText, in which cells may stand in several rows and columns.

Its cells are parted by borders between corners, as
https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#grid-tables draws them.
"""

from __future__ import annotations

import re
from itertools import pairwise

from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.kinds.rest_cells import HINT, cell_of, check_columns, grid_of, offsets_of, piece_of
from convcalc.study.documents.lines import Line
from convcalc.study.documents.tables.grids import MOST_CELLS, Cell, Grid, UnreadTable

_CORNER = re.compile(r"\+(?=[-=]+\+)|(?<=[-=])\+")
_HEAD = re.compile(r"\+(?:=+\+)+")


class _Row(NamedTuple):
    """A line of a table, what stands in it, and the offset in that of the character in each column."""

    line: Line
    written: str
    offsets: list[int]

    def at(self, column: int) -> str:
        return self.written[self.offsets[column]]

    def has_border(self, left: int, right: int) -> bool:
        """Whether a border goes from one column to another."""
        ends, between = self.at(left) + self.at(right), self.written[self.offsets[left] + 1 : self.offsets[right]]
        return not ends.strip("+-=") and not between.strip("+-=")


class _Drawn:
    """A table as it is drawn: its lines, the places of its borders, and which of them have one between two rows."""

    def __init__(self, drawn: list[_Row]) -> None:
        self.drawn = drawn
        bordered = [number for number, row in enumerate(drawn) if _CORNER.search(row.written)]
        places = sorted({place for number in bordered for place in _corners(drawn[number])})
        check_columns(len(places) - 1)
        if len(bordered) * len(places) > MOST_CELLS:
            raise UnreadTable(f"a table has at most {MOST_CELLS:,} cells", "divide it")
        # What stands in a cell may look like a border: one of the table is met by others
        self.columns = [place for place in places if any(self._walls(place, bordered))]
        self.rows = [row for row in bordered if any(drawn[row].has_border(*ends) for ends in pairwise(self.columns))]
        if len(self.rows) < 2 or self.rows[-1] != len(drawn) - 1:
            raise UnreadTable("the grid table below this marker is not ended", "end it with a line as its first one")
        self.walls = [self._walls(place, self.rows) for place in self.columns]

    def _walls(self, place: int, rows: list[int]) -> list[bool]:
        """Whether a border goes down a column between each of these rows and the next."""
        return [self._has_wall(place, *ends) for ends in pairwise(rows)]

    def _has_wall(self, place: int, upper: int, lower: int) -> bool:
        ends = self.drawn[upper].at(place) + self.drawn[lower].at(place)
        return not ends.strip("+|") and all(row.at(place) == "|" for row in self.drawn[upper + 1 : lower])

    def cell(self, row: int, column: int) -> tuple[int, int]:
        """The row and column behind the cell that begins in others. Raises UnreadTable where it is no rectangle."""
        walls, last = self.walls, len(self.rows) - 1
        right = next((place for place in range(column + 1, len(walls)) if walls[place][row]), 0)
        ends = (self.columns[column], self.columns[right])
        down = (below for below in range(row + 1, last + 1) if self.drawn[self.rows[below]].has_border(*ends))
        lower = next(down, 0)
        inside = (walls[place][other] for other in range(row, lower) for place in range(column + 1, right))
        around = (walls[place][other] for other in range(row, lower) for place in (column, right))
        if not right or not lower or any(inside) or not all(around):
            line = self.drawn[self.rows[row]].line
            raise UnreadTable("the cells of this table are not drawn as rectangles", HINT, line)
        return lower, right


def find_drawn(text: str, lines: list[Line], first: int) -> Grid:
    """The grid table whose upper border is the line of this number. Raises UnreadTable where it is not understood."""
    left = lines[first].text - lines[first].start
    rows: list[_Row] = []
    for number in range(first, len(lines)):
        line = lines[number]
        written = text[line.text : line.end].rstrip()
        if not written or line.text - line.start != left or written[0] not in "+|":
            break
        rows.append(_Row(line, written, offsets_of(written, line)))
        if len(rows[-1].offsets) != len(rows[0].offsets):
            raise UnreadTable(
                "a line of this table is not as long as its first one", "end all lines below each other", line
            )
    drawn = _Drawn(rows)
    heads = next((number for number, row in enumerate(drawn.rows) if _HEAD.fullmatch(rows[row].written)), 0)
    return grid_of(_placed(text, drawn, heads), heads, rows[-1].line.end)


def _corners(row: _Row) -> list[int]:
    corners = {found.start() for found in _CORNER.finditer(row.written)}
    return [column for column, offset in enumerate(row.offsets) if offset in corners]


def _placed(text: str, drawn: _Drawn, heads: int) -> list[list[Cell]]:
    """The cells of all rows, those of several rows or columns in each."""
    placed: list[list[Cell | None]] = [[None] * (len(drawn.columns) - 1) for _ in drawn.rows[1:]]
    for row, cells in enumerate(placed):
        for column, there in enumerate(cells):
            if there is not None:
                continue
            lower, right = drawn.cell(row, column)
            spans = right - column > 1 or (lower - row > 1 and row >= heads)
            cell = _cell(text, drawn, (row, lower), (column, right), spans)
            for other in range(row, lower):
                placed[other][column:right] = [cell] * (right - column)
    return [[cell for cell in cells if cell is not None] for cells in placed]


def _cell(text: str, drawn: _Drawn, rows: tuple[int, int], columns: tuple[int, int], spans: bool) -> Cell:
    upper, lower = (drawn.rows[row] for row in rows)
    left, right = (drawn.columns[column] for column in columns)
    pieces = []
    for row in drawn.drawn[upper + 1 : lower]:
        begin, end = row.line.text + row.offsets[left] + 1, row.line.text + row.offsets[right]
        pieces += piece_of(text, begin, end)
    return cell_of(text, drawn.drawn[min(upper + 1, lower)].line, pieces, spans)

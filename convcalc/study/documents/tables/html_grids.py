"""The table that an HTML element of a document is: its head, its rows, and where each cell stands in the text.

Cells are put in rows and columns as https://html.spec.whatwg.org/multipage/tables.html#table-processing-model does;
their end tags may be left out. The head is the last of the first rows that stand in a thead or have headings alone.
"""

from __future__ import annotations

import re

from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.lines import ATTRIBUTES, CODE, MATTER, Line, line_at
from convcalc.study.documents.tables.grids import MOST_CELLS, MOST_COLUMNS, Cell, Grid

_TABLE = re.compile(rf"\s*(?:<!--(?!\s*/?\s*convcalc\s)(?:(?!-->).)*+-->\s*)*+<table\b{ATTRIBUTES}>", re.I | re.DOTALL)
_TOKEN = re.compile(
    rf"<!--|<(?P<close>/?)(?P<name>table|thead|tbody|tfoot|tr|t[hd])\b(?P<attributes>{ATTRIBUTES})>", re.I
)
_SPANS = [re.compile(rf"""(?i)(?<![\w-]){name}\s*=\s*["']?\s*([0-9]{{1,4}})""") for name in ("colspan", "rowspan")]


class _Element(NamedTuple):
    """A cell as it is written: where it stands, and how many columns and rows it is wide and high."""

    start: int
    end: int
    columns: int
    rows: int


class _Row(NamedTuple):
    """A row as it is written, and whether it belongs to the head."""

    cells: list[_Element]
    head: bool


def find_html_grid(text: str, lines: list[Line], behind: int) -> Grid | None:
    """The table that begins behind an offset and what is blank there; None where none does, or it has another inside.

    None too where it is not closed, is too large, or where Markdown takes one of its lines for code.
    """
    opening = _TABLE.match(text, behind)
    found = _rows(text, opening.end()) if opening else None
    if opening is None or found is None:
        return None
    rows, end = found
    first, last = line_at(lines, opening.end()), line_at(lines, end) + 1
    if not rows or any(line.kind in (CODE, MATTER) and line.text < line.end for line in lines[first:last]):
        return None
    heads = next((number for number, row in enumerate(rows) if not row.head), len(rows)) or 1
    placed = _placed(lines, rows, heads)
    return Grid(placed[heads - 1], placed[heads:], above=placed[: heads - 1]) if placed else None


def _rows(text: str, position: int) -> tuple[list[_Row], int] | None:
    """The rows of a table as they are written, and where it ends."""
    rows: list[_Row] = []
    cells: list[_Element] = []
    headings: list[bool] = []
    opened: re.Match[str] | None = None
    in_head = in_row = False
    while token := _TOKEN.search(text, position):
        position = token.end()
        if token[0] == "<!--":
            position = text.find("-->", position)
            if position < 0:
                return None
            continue
        name, closes = token["name"].lower(), bool(token["close"])
        if name == "table" and not closes:
            return None
        if opened is not None:
            cells.append(_element(text, opened, token.start()))
            headings.append(opened["name"].lower() == "th")
        opened = token if name in ("td", "th") and not closes else None
        in_row = in_row or opened is not None
        if name in ("tr", "thead", "tbody", "tfoot", "table") and in_row:
            rows.append(_Row(cells, in_head or (bool(headings) and all(headings))))
            cells, headings, in_row = [], [], False
        in_row = in_row or (name == "tr" and not closes)
        if name in ("thead", "tbody", "tfoot"):
            in_head = name == "thead" and not closes
        if name == "table":
            return rows, token.start()
    return None


def _element(text: str, opened: re.Match[str], end: int) -> _Element:
    written = text[opened.end() : end]
    start = opened.end() + len(written) - len(written.lstrip())
    columns, rows = (int(found[1]) if (found := span.search(opened["attributes"])) else 1 for span in _SPANS)
    return _Element(start, max(start, opened.end() + len(written.rstrip())), max(1, columns), rows)


def _placed(lines: list[Line], rows: list[_Row], heads: int) -> list[list[Cell]]:
    """The cells of each row, those of several rows or columns in each; nothing where there are too many."""
    placed: list[list[Cell]] = []
    above: dict[int, tuple[Cell, int]] = {}
    total = 0
    for number, row in enumerate(rows):
        if number == heads:
            above = {}
        filled = {column: cell for column, (cell, _) in above.items()}
        above = {column: (cell, left - 1) for column, (cell, left) in above.items() if left > 1}
        column = 0
        for element in row.cells:
            while column in filled:
                column += 1
            line = lines[line_at(lines, element.start)]
            spans = element.columns > 1 or (element.rows != 1 and number >= heads)
            cell = Cell(element.start, element.end, line, spans)
            for _ in range(element.columns):
                filled[column] = cell
                if element.rows != 1:
                    above[column] = (cell, element.rows - 1 if element.rows else len(rows))
                column += 1
            if column > MOST_COLUMNS:
                return []
        total += len(filled)
        if total > MOST_CELLS:
            return []
        width = max(filled, default=-1) + 1
        here = _behind(lines, row, placed)
        placed.append([filled.get(at, here) for at in range(width)])
    return placed


def _behind(lines: list[Line], row: _Row, placed: list[list[Cell]]) -> Cell:
    """An empty cell, for the places of a row in which there is none."""
    start = row.cells[-1].end if row.cells else placed[-1][-1].end if placed and placed[-1] else 0
    return Cell(start, start, lines[line_at(lines, start)])

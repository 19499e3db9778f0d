"""The one place that decides how wide a table is: which columns there is room for, and what is shortened first.

A command builds a `Table`; `fit` gives it as cells of a known width, which a sink prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from convcalc.render.characters import shorten_end, shorten_middle, to_ascii, visible, width, wrap

LEFT = "left"
RIGHT = "right"
BAR = "bar"

END = "end"
MIDDLE = "middle"

PLAIN = ""
TITLES = "titles"
OPENED = "opened"
SIDE = "side"
TOTAL = "total"
NOTE = "note"

SHORTEST = 8
"""Cells below which nothing is shortened: what is left would say nothing."""

SHORTEST_BAR = 4
LONGEST_BAR = 10

MAX = "max"
"""Above the end of a bar that is full where a number is the greatest of its column."""

EIGHTHS = " ▏▎▍▌▋▊▉█"


class Column(NamedTuple):
    """A column of a table.

    `align` is left, right or bar; a cell of a bar is a fraction of 1, written as a number, and its title, of no more
    cells than the shortest bar, says what the end of a full one stands for. When room is short, columns give way, the
    greatest `rank` first: a bar is left out, texts are shortened where `elide` says (END or MIDDLE; empty: never). A
    column with `extra` is shown only where there is room, the lowest number first. Texts that may be shortened are code
    in Markdown, unless they are `prose`.
    """

    name: str
    title: str
    align: str = LEFT
    elide: str = ""
    rank: int = 0
    extra: int = 0
    prose: bool = False

    @property
    def gap(self) -> int:
        """Cells between this column and the one before; a bar stands close to its number."""
        return 1 if self.align == BAR else 2


class TableRow(NamedTuple):
    """A cell for each column, and what kind of row it is (`opened`, `side`, `total`, ...).

    Of a fitted table the cells are padded, with the spaces before them; a line of text around it is one cell.
    """

    cells: list[str]
    style: str = PLAIN

    def __str__(self) -> str:
        return "".join(self.cells).rstrip()


class Table:
    """What a command shows: lines of text, columns and rows, lines of text.

    Its texts may be anyone's: who shows the table makes visible what in them is no text.
    """

    __slots__ = ("columns", "foot", "head", "rows")

    def __init__(self, columns: list[Column]) -> None:
        self.head: list[str] = []
        self.columns = columns
        self.rows: list[TableRow] = []
        self.foot: list[str] = []

    def only(self, numbers: Sequence[int]) -> Table:
        """The table with these columns alone, in this order."""
        table = Table([self.columns[number] for number in numbers])
        table.rows = [TableRow([row.cells[number] for number in numbers], row.style) for row in self.rows]
        table.head, table.foot = self.head, self.foot
        return table

    def without_extras(self) -> Table:
        """The table without the columns that are shown only where there is room."""
        return self.only([number for number, column in enumerate(self.columns) if not column.extra])

    def select(self, names: Sequence[str]) -> Table:
        """The table with the columns of these names, in this order; a total that says nothing then goes."""
        places = {column.name: number for number, column in enumerate(self.columns)}
        table = self.only([places[name] for name in names])
        table.rows = [row for row in table.rows if row.style != TOTAL or sum(map(bool, row.cells)) > 1]
        return table


def fit(table: Table, cells: int | None, ascii: bool = False) -> list[TableRow]:
    """The lines of a table in `cells` cells (None: as wide as it likes, without extra columns).

    Extra columns fill the room there is. Where there is too little, columns give way by rank. Numbers and shapes never
    do: a table may be wider than asked for, but it says nothing wrong.
    """
    table = visible_table(table, ascii)
    columns = list(range(len(table.columns)))
    widths = [_natural_width(table, number) for number in columns]
    columns = _chosen(table, widths, cells)
    if cells is not None:
        columns = _shrink(table, columns, widths, cells)
        _grow_bars(table, columns, widths, cells)
    mark = "..." if ascii else "…"
    titles = TableRow([column.title for column in table.columns], TITLES)
    lines = [TableRow([text], PLAIN) for text in _texts(table.head, cells)]
    if table.rows:
        lines += [TableRow([""], PLAIN)] if lines else []
        lines += [_line(table, row, columns, widths, mark, ascii) for row in [titles, *table.rows]]
    return lines + [TableRow([text], NOTE) for text in _texts(table.foot, cells)]


def visible_table(table: Table, ascii: bool = False) -> Table:
    """The table with texts that are each one line of what stands on a page, of ASCII alone where that is asked for."""
    converted = Table([column._replace(title=visible(column.title, ascii)) for column in table.columns])
    converted.rows = [TableRow([visible(cell, ascii) for cell in row.cells], row.style) for row in table.rows]
    converted.head = [visible(text, ascii) for text in table.head]
    converted.foot = [visible(text, ascii) for text in table.foot]
    return converted


def _natural_width(table: Table, number: int) -> int:
    column = table.columns[number]
    if column.align == BAR:
        return SHORTEST_BAR
    return max([width(column.title), *(width(row.cells[number]) for row in table.rows)])


def _total(table: Table, columns: list[int], widths: list[int]) -> int:
    return sum(widths[number] + table.columns[number].gap for number in columns) - 2


def _chosen(table: Table, widths: list[int], cells: int | None) -> list[int]:
    """The columns that are shown: all that are no extra, and extras while there is room."""
    chosen = [number for number, column in enumerate(table.columns) if not column.extra]
    extras = [number for number, column in enumerate(table.columns) if column.extra]
    for number in sorted(extras, key=lambda number: table.columns[number].extra):
        more = sorted([*chosen, number])
        if cells is not None and _total(table, more, widths) <= cells:
            chosen = more
    return chosen


def _shrink(table: Table, columns: list[int], widths: list[int], cells: int) -> list[int]:
    """Let columns give way until the table fits, or all that may have."""
    ranked = [number for number in columns if table.columns[number].elide or table.columns[number].align == BAR]
    for number in sorted(ranked, key=lambda number: -table.columns[number].rank):
        excess = _total(table, columns, widths) - cells
        if excess <= 0:
            break
        if table.columns[number].align == BAR:
            columns = [other for other in columns if other != number]
        else:
            widths[number] = max(min(widths[number], _shortest(table, number)), widths[number] - excess)
    return columns


def _shortest(table: Table, number: int) -> int:
    """A name keeps some letters behind its indentation."""
    cells = (row.cells[number] for row in table.rows)
    return SHORTEST + max((len(cell) - len(cell.lstrip(" ")) for cell in cells), default=0)


def _grow_bars(table: Table, columns: list[int], widths: list[int], cells: int) -> None:
    for number in columns:
        if table.columns[number].align == BAR:
            room = cells - _total(table, columns, widths)
            widths[number] += max(0, min(room, LONGEST_BAR - SHORTEST_BAR))


def _line(table: Table, row: TableRow, columns: list[int], widths: list[int], mark: str, ascii: bool) -> TableRow:
    texts: list[str] = []
    for number in columns:
        column, room, text = table.columns[number], widths[number], row.cells[number]
        if column.align == BAR and row.style != TITLES:
            text = to_ascii(bar(text, room)) if ascii else bar(text, room)
        elif column.elide:
            text = (shorten_end if column.elide == END else shorten_middle)(text, room, mark)
        space = " " * (room - width(text))
        gap = " " * column.gap if texts else ""
        right = column.align == RIGHT or (column.align == BAR and row.style == TITLES)
        texts.append(gap + space + text if right else gap + text + space)
    return TableRow(texts, row.style)


def bar(fraction: str, cells: int) -> str:
    """A bar of eighth blocks; whatever is more than nothing shows."""
    eighths = round(float(fraction) * cells * 8) if fraction else 0
    if fraction and float(fraction) > 0:
        eighths = max(1, eighths)
    return EIGHTHS[8] * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def _texts(texts: list[str], cells: int | None) -> list[str]:
    return [line for text in texts for line in (wrap(text, cells) if cells is not None else [text])]

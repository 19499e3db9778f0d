"""The one place that decides how wide a table is: which columns there is room for, and what is shortened first.

A command builds a `Table`; `fit` gives it as cells of a known width, which a sink prints.
"""

from __future__ import annotations

from collections.abc import Sequence

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


class Column:
    """A column of a table.

    `align` is left, right or bar; a cell of a bar is a fraction of 1, written as a number, and its title, of no more
    cells than the shortest bar, says what the end of a full one stands for. When room is short, columns give way, the
    greatest `rank` first: a bar is left out, texts are shortened where `elide` says (END or MIDDLE; empty: never). A
    column with `extra` is shown only where there is room, the lowest number first. Texts that may be shortened are code
    in Markdown, unless they are `prose`.
    """

    __slots__ = ("align", "elide", "extra", "name", "prose", "rank", "title")

    def __init__(
        self,
        name: str,
        title: str,
        *,
        align: str = LEFT,
        elide: str = "",
        rank: int = 0,
        extra: int = 0,
        prose: bool = False,
    ) -> None:
        self.prose = prose
        self.name = name
        self.title = title
        self.align = align
        self.elide = elide
        self.rank = rank
        self.extra = extra

    @property
    def gap(self) -> int:
        """Cells between this column and the one before; a bar stands close to its number."""
        return 1 if self.align == BAR else 2


class Entry:
    """A row of a table: a cell for each column, and what kind of row it is (`opened`, `side`, `total`, ...)."""

    __slots__ = ("cells", "style")

    def __init__(self, cells: list[str], style: str = PLAIN) -> None:
        self.cells = cells
        self.style = style


class Table:
    """What a command shows: lines of text, columns and rows, lines of text.

    Its texts may be anyone's: who shows the table makes visible what in them is no text.
    """

    __slots__ = ("columns", "entries", "foot", "head")

    def __init__(self, columns: list[Column]) -> None:
        self.head: list[str] = []
        self.columns = columns
        self.entries: list[Entry] = []
        self.foot: list[str] = []


def select(table: Table, names: Sequence[str]) -> None:
    """Let a table have the columns of these names alone, in this order; a total that says nothing then goes."""
    places = {column.name: number for number, column in enumerate(table.columns)}
    chosen = [places[name] for name in names]
    table.columns = [table.columns[number] for number in chosen]
    for entry in table.entries:
        entry.cells = [entry.cells[number] for number in chosen]
    table.entries = [entry for entry in table.entries if entry.style != TOTAL or sum(map(bool, entry.cells)) > 1]


class Line:
    """A line of a fitted table: the text of each cell, padded, with the spaces before it."""

    __slots__ = ("cells", "style")

    def __init__(self, cells: list[str], style: str) -> None:
        self.cells = cells
        self.style = style

    def __str__(self) -> str:
        return "".join(self.cells).rstrip()


def fit(table: Table, cells: int | None, ascii: bool = False) -> list[Line]:
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
    titles = Entry([column.title for column in table.columns], TITLES)
    lines = [Line([text], PLAIN) for text in _texts(table.head, cells)]
    if table.entries:
        lines += [Line([""], PLAIN)] if lines else []
        lines += [_line(table, entry, columns, widths, mark, ascii) for entry in [titles, *table.entries]]
    return lines + [Line([text], NOTE) for text in _texts(table.foot, cells)]


def visible_table(table: Table, ascii: bool = False) -> Table:
    """The table with texts that are each one line of what stands on a page, of ASCII alone where that is asked for."""

    def shown(text: str) -> str:
        return to_ascii(visible(text)) if ascii else visible(text)

    converted = Table([])
    for column in table.columns:
        title = shown(column.title)
        converted.columns.append(
            Column(column.name, title, align=column.align, elide=column.elide, rank=column.rank, extra=column.extra)
        )
    converted.entries = [Entry(list(map(shown, entry.cells)), entry.style) for entry in table.entries]
    converted.head = list(map(shown, table.head))
    converted.foot = list(map(shown, table.foot))
    return converted


def _natural_width(table: Table, number: int) -> int:
    column = table.columns[number]
    if column.align == BAR:
        return SHORTEST_BAR
    return max([width(column.title), *(width(entry.cells[number]) for entry in table.entries)])


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
    cells = (entry.cells[number] for entry in table.entries)
    return SHORTEST + max((len(cell) - len(cell.lstrip(" ")) for cell in cells), default=0)


def _grow_bars(table: Table, columns: list[int], widths: list[int], cells: int) -> None:
    for number in columns:
        if table.columns[number].align == BAR:
            room = cells - _total(table, columns, widths)
            widths[number] += max(0, min(room, LONGEST_BAR - SHORTEST_BAR))


def _line(table: Table, entry: Entry, columns: list[int], widths: list[int], mark: str, ascii: bool) -> Line:
    texts: list[str] = []
    for number in columns:
        column, room, text = table.columns[number], widths[number], entry.cells[number]
        if column.align == BAR and entry.style != TITLES:
            text = to_ascii(bar(text, room)) if ascii else bar(text, room)
        elif column.elide:
            text = (shorten_end if column.elide == END else shorten_middle)(text, room, mark)
        space = " " * (room - width(text))
        gap = " " * column.gap if texts else ""
        right = column.align == RIGHT or (column.align == BAR and entry.style == TITLES)
        texts.append(gap + space + text if right else gap + text + space)
    return Line(texts, entry.style)


def bar(fraction: str, cells: int) -> str:
    """A bar of eighth blocks; whatever is more than nothing shows."""
    eighths = round(float(fraction) * cells * 8) if fraction else 0
    if fraction and float(fraction) > 0:
        eighths = max(1, eighths)
    return EIGHTHS[8] * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def _texts(texts: list[str], cells: int | None) -> list[str]:
    return [line for text in texts for line in (wrap(text, cells) if cells is not None else [text])]

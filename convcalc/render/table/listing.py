"""Lists (of networks, ops, metrics) in every format, through the same layout as the tables of reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from convcalc.costs.op import show_shape
from convcalc.language.numbers.quantity import show_count, show_short
from convcalc.render.characters import width, wrap
from convcalc.render.table.layout import RIGHT, Column, Table, TableRow, visible_table
from convcalc.render.table.show import show
from convcalc.study.columns import checked_columns, checked_sort


class Listing:
    """Records under columns, a value for each: a text, a count or a shape; `kind` names the list in JSON.

    Numbers in the columns `plain` are no counts, and get no commas. Where a terminal is too narrow for all columns,
    counts in those that may be `rounded` are, and the `spared` ones are shown if there is room then. Where texts are
    too long for it and may be `stacked`, the first column of a record stands above the others instead of beside them.
    `data` is the JSON of what says more than its records; `picture` draws lines below a table, in so many cells, in
    ASCII or not.
    """

    __slots__ = (
        "columns",
        "data",
        "foot",
        "head",
        "kind",
        "picture",
        "plain",
        "records",
        "rounded",
        "spared",
        "stacked",
    )

    def __init__(self, kind: str, columns: list[Column], records: list[dict[str, Any]]) -> None:
        self.kind = kind
        self.columns = columns
        self.records = records
        self.plain: tuple[str, ...] = ()
        self.rounded: tuple[str, ...] = ()
        self.spared: tuple[str, ...] = ()
        self.stacked = False
        self.data: Callable[[], str] | None = None
        self.picture: Callable[[int, bool], list[str]] | None = None
        self.head: list[str] = []
        self.foot: list[str] = []

    def arrange(self, columns: Sequence[str] | None, sort: str | None) -> None:
        """Show these columns alone, in this order, and the records by one: the greatest number first, texts from A.

        Raises ConvcalcError for columns that are none, ValueError for such a one to sort by.
        """
        known = {column.name: column for column in self.columns}
        if sort is not None:
            checked_sort(sort, known, "column")
            self.records.sort(key=lambda record: _rank(record[sort]))
        if columns is not None:
            self.columns = [known[name]._replace(extra=0) for name in checked_columns(columns, known)]
            self.spared = ()


def render_listing(listing: Listing, format: str, cells: int = 80, color: bool = False, ascii: bool = False) -> str:
    """A listing as text that ends with a line end; `format` is table, text, markdown, latex, csv or json."""
    if format == "json" and listing.data is not None:
        return listing.data()
    if format == "json":
        import json

        content = {"format": f"convcalc {listing.kind}", "version": 1, listing.kind: listing.records}
        return json.dumps(content, ensure_ascii=ascii, indent=1) + "\n"
    if format == "csv":
        return _csv(listing)
    table = listing_table(listing)
    if format == "table" and listing.rounded and _cells(table) > cells:
        table = listing_table(listing, listing.rounded)
        table.columns = [
            column._replace(extra=column.extra or int(column.name in listing.spared)) for column in table.columns
        ]
    if format == "table" and listing.stacked and _is_wide(table, cells):
        return _stack(table, cells, ascii)
    picture = listing.picture(cells, ascii) if listing.picture is not None and format == "table" else []
    return show(table, format, cells, color, ascii) + "".join(f"{line}\n" for line in picture)


def listing_table(listing: Listing, rounded: Sequence[str] = ()) -> Table:
    """A listing as a table, a line for each record; counts in the columns `rounded` are short."""
    table = Table(listing.columns)
    table.head, table.foot = listing.head, listing.foot
    for record in listing.records:
        cells = [
            show_short(record[column.name])
            if column.name in rounded
            else _cell(record[column.name], column.name in listing.plain)
            for column in listing.columns
        ]
        table.rows.append(TableRow(cells))
    return table


def _rank(value: Any) -> tuple[Any, ...]:
    """What a value is put in order by; shapes by how many values they have, and nothing behind everything."""
    if isinstance(value, tuple) and value:
        return 0, -prod(value)
    if isinstance(value, list) and value:
        return 0, -sum(map(prod, value))
    if isinstance(value, int):
        return 0, -value
    return (1, str(value).casefold()) if value else (2,)


def _cells(table: Table) -> int:
    """How wide a table is with all columns that are no extra."""
    table = table.without_extras()
    titles = [column.title for column in table.columns]
    return sum(2 + max(map(width, cells)) for cells in zip(titles, *(row.cells for row in table.rows), strict=True)) - 2


def _is_wide(table: Table, cells: int) -> bool:
    return any(sum(width(cell) + 2 for cell in row.cells) > cells for row in table.without_extras().rows)


def _stack(table: Table, cells: int, ascii: bool) -> str:
    """Each record as a paragraph: its first cell, and indented below it its numbers in one line, and other texts."""
    table = visible_table(table, ascii).without_extras()
    lines = list(table.head)
    for row in table.rows:
        (first, _), *others = [shown for shown in zip(row.cells, table.columns, strict=True) if shown[0]]
        numbers = ", ".join(f"{column.title} {cell}" for cell, column in others if column.align == RIGHT)
        lines += wrap(first, cells)
        for text in [numbers, *(cell for cell, column in others if column.align != RIGHT)]:
            lines += [f"    {line}" for line in wrap(text, cells - 4)] if text else []
    lines += [line for text in table.foot for line in wrap(text, cells)]
    return "".join(f"{line}\n" for line in lines)


def _cell(value: Any, plain: bool = False) -> str:
    if isinstance(value, tuple):
        return show_shape(value)
    if isinstance(value, list):
        return ", ".join(_cell(part) for part in value)
    return show_count(value) if isinstance(value, int) and not plain else str(value or "")


def _csv(listing: Listing) -> str:
    from convcalc.render.records import csv_text
    from convcalc.render.values import plain_value

    names = [column.name for column in listing.columns]
    return csv_text([names, *([plain_value(record[name]) for name in names] for record in listing.records)])

"""The table that a `list-table` or a `csv-table` of a document in reStructuredText is.

Both are read as https://docutils.sourceforge.io/docs/ref/rst/directives.html#list-table says: a list of two levels, and
comma-separated values, with as many rows of their head as `:header-rows:` says, and those in `:header:` above them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from convcalc.language.tuples import NamedTuple
from convcalc.study.documents.kinds.rest_cells import HINT, Piece, cell_of, check_columns, grid_of, piece_of
from convcalc.study.documents.lines import Line
from convcalc.study.documents.tables.grids import Cell, Grid, UnreadTable

DIRECTIVE = re.compile(r"\.\. +(?P<name>list-table|csv-table|flat-table|xmltable|exceltable)::")
_LISTED, _SEPARATED = "list-table", "csv-table"
_OPTION = re.compile(r":(?P<name>[A-Za-z][\w -]{0,40}):(?:[ \t]+|\Z)")
_BULLET = re.compile(r"[-*+•](?:[ \t]+|\Z)")
_UNREAD = {
    "file": ("the rows of this table stand in another file", "write them below its options"),
    "url": ("the rows of this table stand in another file", "write them below its options"),
    "escape": ("a table with :escape: is not read", "write a quote twice in quotes"),
}
_CONTROL = {"tab": "\t", "space": " "}


class _Directive(NamedTuple):
    """A directive: its first line, the place of each option, with what it says, and the lines of its content."""

    line: Line
    options: dict[str, tuple[int, str]]
    content: list[Line]

    def number(self, option: str) -> int:
        """A whole number that an option says; 0 where there is none."""
        said = self.options.get(option, (0, "0"))[1]
        if not (said.isdecimal() and len(said) < 6):
            raise UnreadTable(f":{option}: of this table is no number", f"write :{option}: 1")
        return int(said)


def find_directive(text: str, lines: list[Line], first: int, name: str) -> Grid:
    """The table of a directive in the line of this number. Raises UnreadTable where it is not understood."""
    directive = _directive(text, lines, first)
    if name == _LISTED:
        rows = list(_listed(text, directive))
        heads = directive.number("header-rows")
    elif name == _SEPARATED:
        rows, heads = _separated(text, directive)
    else:
        raise UnreadTable(f"no {name} is read", HINT)
    if not rows:
        raise UnreadTable(f"this {name} has no rows", HINT)
    for row in rows:
        check_columns(len(row))
    if heads >= len(rows):
        raise UnreadTable(f"this {name} has no rows below its head", "write fewer :header-rows:")
    head = rows[max(0, heads - 1)]
    for number, row in enumerate(rows, 1):
        if len(row) > len(head) or (name == _LISTED and len(row) < len(head)):
            message = f"row {number} of this {name} has {len(row)} cells, and its head has {len(head)}"
            raise UnreadTable(message, "write as many in each row, those with commas in quotes", row[0].line)
    end = (directive.content or [directive.line])[-1].end
    return grid_of(rows, heads, end)


def _directive(text: str, lines: list[Line], first: int) -> _Directive:
    """What belongs to the directive in the line of this number: what is indented below it."""
    found = _Directive(lines[first], {}, [])
    blank, name = False, ""
    for line in lines[first + 1 :]:
        written = text[line.text : line.end].rstrip()
        if not written:
            blank = True
        elif line.text - line.start <= found.line.text - found.line.start:
            break
        elif blank:
            found.content.append(line)
        elif option := _OPTION.match(written):
            name = option["name"]
            found.options[name] = line.text + option.end(), written[option.end() :]
        elif name:
            raise UnreadTable(f":{name}: of this table goes over several lines", "write it in one", line)
    for name in found.options:
        if name in _UNREAD:
            raise UnreadTable(*_UNREAD[name])
    return found


def _listed(text: str, directive: _Directive) -> Iterator[list[Cell]]:
    """The rows of a list of two levels."""
    row: list[tuple[Line, list[Piece]]] = []
    outer = inner = -1
    for line in directive.content:
        start, indentation = line.text, line.text - line.start
        if "\t" in text[line.start : line.end]:
            raise UnreadTable("this table has tabs in it", "write spaces", line)
        bullet = _BULLET.match(text, start, line.end)
        if bullet and (indentation == outer or outer < 0):
            if row:
                yield [cell_of(text, *cell) for cell in row]
            row, outer, inner = [], indentation, bullet.end() - line.start
            start, indentation = bullet.end(), inner
            bullet = _BULLET.match(text, start, line.end)
        if bullet and indentation == inner:
            row.append((line, []))
            start = bullet.end()
        elif not row or indentation <= inner:
            raise UnreadTable(
                "a line of this list-table is in no cell", "write each row as * - and each cell as -", line
            )
        row[-1][1].extend(piece_of(text, start, line.end, ends=False))
    if row:
        yield [cell_of(text, *cell) for cell in row]


def _separated(text: str, directive: _Directive) -> tuple[list[list[Cell]], int]:
    """The rows of comma-separated values, and how many of them are the head's."""
    said = {name: directive.options.get(name, (0, ""))[1] for name in ("delim", "quote")}
    delimiter, quote = _CONTROL.get(said["delim"], said["delim"]) or ",", said["quote"] or '"'
    if len(delimiter) != 1 or len(quote) != 1 or delimiter == quote:
        raise UnreadTable("a table with this :delim: or :quote: is not read", "write one character")
    values = [(line, line.text, line.end) for line in directive.content]
    heads = directive.number("header-rows")
    if header := directive.options.get("header"):
        start, written = header
        other = delimiter if delimiter in written else ","
        head = [list(_values(text, directive.line, start, start + len(written), other, quote))]
    else:
        head = []
    return [*head, *([*_values(text, *value, delimiter, quote)] for value in values)], heads + len(head)


def _values(text: str, line: Line, start: int, end: int, delimiter: str, quote: str) -> Iterator[Cell]:
    """The cells of a line."""
    quoted = re.compile(rf"{re.escape(quote)}((?:[^{re.escape(quote)}]|{re.escape(quote)}{{2}})*+){re.escape(quote)}")
    while True:
        while text.startswith(" ", start) and start < end:
            start += 1
        value = quoted.match(text, start, end)
        if value is None and text.startswith(quote, start):
            raise UnreadTable("a quoted cell of this table is not ended on its line", "write it in one line", line)
        behind = value.end() if value else text.find(delimiter, start, end)
        behind = end if behind < 0 else behind
        span = value.span(1) if value else (start, behind)
        cell = cell_of(text, line, piece_of(text, *span, ends=False))
        yield cell._replace(without="" if value else delimiter)
        if value and behind < end and not text.startswith(delimiter, behind):
            if text[behind:end].strip():
                raise UnreadTable("something stands behind a quoted cell of this table", "quote all of it", line)
            behind = end
        if behind >= end:
            return
        start = behind + 1

"""A table in GitHub's Markdown. What a user wrote stands in code spans, or escaped, so that nothing of it is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable

from convcalc.render.characters import to_ascii, visible
from convcalc.render.table.layout import BAR, RIGHT, TOTAL, Column, Table

_SPECIAL = re.compile(r"[\\`*_\[\]|~$<>]")
_BLOCK_START = re.compile(r"\s*(\d{0,9})([#+=.)-])")


def show_markdown(table: Table, ascii: bool = False) -> str:
    """The table with all columns that are no extra, bars left out."""
    table = table.only([n for n, column in enumerate(table.columns) if not column.extra and column.align != BAR])
    blocks = [escape(text) for text in table.head]
    lines = [_row(escape(column.title) for column in table.columns)]
    lines.append(_row("---:" if column.align == RIGHT else "---" for column in table.columns))
    for row in table.rows:
        lines.append(_row(map(_bold if row.style == TOTAL else _cell, row.cells, table.columns)))
    blocks.append("\n".join(lines))
    blocks += [escape(text) for text in table.foot]
    text = "\n\n".join(blocks) + "\n"
    return to_ascii(text) if ascii else text


def escape(text: str) -> str:
    """Text outside a code span, in one line: each character with a meaning in Markdown or HTML stands for itself."""
    text = _SPECIAL.sub(r"\\\g<0>", visible(text.strip()).replace("&", "&amp;"))
    return _BLOCK_START.sub(r"\1\\\2", text, count=1) if _BLOCK_START.match(text) else text


def code(text: str) -> str:
    """A code span for a table's cell; its fence is longer than any run of backticks inside."""
    text = visible(text)
    if "\\|" in text:  # in a table a bar is escaped in code too, but a backslash is not
        return escape(text)
    if not text:
        return ""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if "`" in (text[0], text[-1]) else ""
    return f"{fence}{space}{text}{space}{fence}".replace("|", "\\|")


def _cell(text: str, column: Column) -> str:
    if not column.elide:
        return escape(text) if column.align != RIGHT else text
    words = text.lstrip(" ")
    return "&nbsp;" * (len(text) - len(words)) + (words.replace("|", "\\|") if column.prose else code(words))


def _bold(text: str, column: Column) -> str:
    return f"**{text}**" if text else ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"

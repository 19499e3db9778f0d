"""A table in LaTeX: one plain tabular between paragraphs, which compiles without a package.

Each character with a meaning in LaTeX stands for itself. What is no ASCII and not in the table here is left as it is:
engines read UTF-8, and their fonts have to have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from convcalc.render.characters import to_ascii, visible
from convcalc.render.table.layout import BAR, RIGHT, TOTAL, Column, Table

_SPECIAL = {
    **{character: f"\\{character}" for character in "&%$#_{}"},
    "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
    "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}", "`": "{`}", "'": "{'}", "-": "{-}", '"': "{''}",
    "×": "$\\times$", "·": "$\\cdot$", "′": "$'$", "−": "$-$", "→": "$\\rightarrow$", "≤": "$\\leq$", "≥": "$\\geq$",
    "²": "$^2$", "³": "$^3$", "⌊": "$\\lfloor$", "⌋": "$\\rfloor$", "⌈": "$\\lceil$", "⌉": "$\\rceil$",
    "…": "\\ldots{}", "–": "--", "—": "---",
}  # fmt: skip
"""What stands for a character; quotes and hyphens only where several in a row would be joined."""

_JOINED = "`'-"
_CHARACTER = re.compile(
    rf"(?<=([{_JOINED}]))\1|[{re.escape(''.join(mark for mark in _SPECIAL if mark not in _JOINED))}]"
)
_OPTION = re.compile(r"(?=[*\[:])")
"""What a line end of a table would take for its own where a cell begins with it, and what a CI server may obey."""


def show_latex(table: Table, ascii: bool = False) -> str:
    """The table with all columns that are no extra, bars left out."""
    table = table.only([n for n, column in enumerate(table.columns) if not column.extra and column.align != BAR])
    lines = [f"\\begin{{tabular}}{{{''.join('r' if column.align == RIGHT else 'l' for column in table.columns)}}}"]
    lines += ["\\hline", _row(escape(column.title) for column in table.columns), "\\hline"]
    for row in table.rows:
        lines.append(_row(map(_bold if row.style == TOTAL else _cell, row.cells, table.columns)))
    lines += ["\\hline", "\\end{tabular}"]
    blocks = [*map(escape, table.head), "\n".join(lines), *map(escape, table.foot)]
    text = "\n\n".join(blocks) + "\n"
    return to_ascii(text) if ascii else text


def escape(text: str) -> str:
    """A text in one line, each character of which stands for itself."""
    written = _CHARACTER.sub(lambda found: _SPECIAL.get(found[0], found[0]), visible(text.strip()))
    return f"{{}}{written}" if _OPTION.match(written) else written


def _cell(text: str, column: Column) -> str:
    words = text.lstrip(" ")
    written = escape(words)
    if column.elide and not column.prose and written:
        written = f"\\texttt{{{written}}}"
    return "~" * (len(text) - len(words)) * (column.align != RIGHT) + written


def _bold(text: str, column: Column) -> str:
    return f"\\textbf{{{escape(text)}}}" if text.strip() else ""


def _row(cells: Iterable[str]) -> str:
    return f"{' & '.join(cells)} \\\\"

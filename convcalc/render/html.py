"""Tables in HTML, for notebooks: real ones, with bars, and groups that fold without any script.

All texts are escaped. Colors are those of the page, so that it may be light or dark; nothing is loaded. Where styles
are taken away, as on GitHub, the tables stay, with every line of them.
"""

from __future__ import annotations

from html import escape

from convcalc.render.table.folding import STEP
from convcalc.render.table.layout import BAR, OPENED, PLAIN, RIGHT, Column, Table, TableRow, visible_table

MOST_OPEN = 60
"""The lines that are seen before anything is unfolded."""

MOST_LINES = 2_000
"""The lines of a table that a page holds with ease."""

_STYLE = """
.convcalc{overflow-x:auto}
.convcalc table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.5em 0}
.convcalc td,.convcalc th{background:none;border:0;padding:.15em .6em;vertical-align:baseline;\
white-space:nowrap}
.convcalc .long{max-width:24ch;overflow:hidden;text-overflow:ellipsis}
.convcalc tbody th{font-weight:inherit}
.convcalc thead th{border-bottom:1px solid}
.convcalc .total{font-weight:bold}
.convcalc .side{opacity:.7}
.convcalc .bar{min-width:6em;max-width:6em}
.convcalc .bar span{display:inline-block;height:.7em;background:currentColor;opacity:.5}
.convcalc details,.convcalc summary{display:inline}
.convcalc summary{cursor:pointer}
.convcalc summary::before{content:"▸ "}
.convcalc [open]>summary::before{content:"▾ "}
.convcalc summary::marker{content:none}
.convcalc p{margin:.2em 0}
.convcalc .note{opacity:.8;font-size:90%}
"""


_LEFT = "text-align:left"
_RIGHT = "text-align:right"


def show_html(tables: list[Table], warnings: list[str]) -> str:
    """The tables one below the other, and under them what is to be said; columns that are extra are left out."""
    parts: list[str] = []
    groups = 0
    for table in (visible_table(table).without_extras() for table in tables):
        parts += [f"<p>{escape(line)}</p>" for line in table.head]
        if table.rows:
            lines, groups = _table(table, groups)
            parts += lines
        parts += [f'<p class="note">{escape(line)}</p>' for line in table.foot]
    parts += [f'<p class="note">{escape(line)}</p>' for line in warnings]
    folds = "".join(
        f".convcalc:has(.fold{number}:not([open])) .in{number}{{display:none}}\n" for number in range(1, groups + 1)
    )
    # What stands between dollar signs is a formula to notebooks, unless they are told that nothing here is one.
    return "\n".join(
        [f'<div class="convcalc tex2jax_ignore mathjax_ignore"><style>{_STYLE}{folds}</style>', *parts, "</div>"]
    )


def _table(table: Table, groups: int) -> tuple[list[str], int]:
    """The lines of a table whose first group has the number behind `groups`; and the number of its last group."""
    heads = "".join(f'<th scope="col"{_look(column)}>{escape(column.title.strip())}</th>' for column in table.columns)
    lines = ["<table>", f"<thead><tr>{heads}</tr></thead>", "<tbody>"]
    deepest = _open_level(table)
    above: list[tuple[int, int]] = []  # the groups that a line stands in: their numbers, and how far they stand in
    for row in table.rows:
        level = _level(row)
        while above and above[-1][1] >= level:
            above.pop()
        classes = [f"in{number}" for number, _ in above] + [row.style] * (row.style != PLAIN)
        fold = ""
        if row.style == OPENED:
            groups += 1
            above.append((groups, level))
            fold = f'<details class="fold{groups}"{" open" * (level < deepest)}>'
        cells = [_label(row.cells[0], fold), *map(_cell, row.cells[1:], table.columns[1:])]
        attribute = f' class="{" ".join(classes)}"' if classes else ""
        lines.append(f"<tr{attribute}>{''.join(cells)}</tr>")
    return [*lines, "</tbody>", "</table>"], groups


def _level(row: TableRow) -> int:
    """How far a line stands in; a total, and a line without a label, outermost."""
    label = row.cells[0]
    return (len(label) - len(label.lstrip(" "))) // STEP


def _open_level(table: Table) -> int:
    """Groups that stand less far in than this are open: as many as some lines hold."""
    levels = list(map(_level, table.rows))
    deepest = 0
    while deepest < max(levels) and sum(level <= deepest + 1 for level in levels) <= MOST_OPEN:
        deepest += 1
    return deepest


def _label(text: str, fold: str) -> str:
    label = escape(text.lstrip(" "))
    shown = f"{fold}<summary>{label}</summary></details>" if fold else label
    space = "&nbsp;" * (len(text) - len(text.lstrip(" ")))
    return f'<th scope="row" style="{_LEFT}">{space}{shown}</th>'


def _cell(text: str, column: Column) -> str:
    if column.align == BAR:
        shown = f'<span style="width:{100 * float(text):.1f}%"></span>' if text else ""
        return f"<td{_look(column)}>{shown}</td>"
    title = f' title="{escape(text)}"' if column.elide else ""
    return f"<td{_look(column)}{title}>{escape(text)}</td>"


def _look(column: Column) -> str:
    # Notebooks align all cells to the right, more strongly than any style sheet here can say.
    kind = ' class="bar"' if column.align == BAR else ' class="long"' if column.elide and not column.prose else ""
    return f'{kind} style="{_RIGHT if column.align == RIGHT else _LEFT}"'

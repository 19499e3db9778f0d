"""A table in the format that was asked for. Each sink is imported where it is used, for a quick start."""

from __future__ import annotations

from collections.abc import Iterable

from convcalc.render.table.layout import Table, TableRow, fit


def show(table: Table, format: str, cells: int = 80, color: bool = False, ascii: bool = False) -> str:
    """A table as text that ends with a line end.

    `table` fits `cells` cells, and with `color` has the control sequences of a terminal; `text`, `markdown` and `latex`
    are as wide as they like.
    """
    if format == "markdown":
        from convcalc.render.table.markdown import show_markdown

        return show_markdown(table, ascii)
    if format == "latex":
        from convcalc.render.table.latex import show_latex

        return show_latex(table, ascii)
    return show_lines(fit(table, cells if format == "table" else None, ascii), color and format == "table")


def show_lines(lines: Iterable[TableRow], color: bool = False) -> str:
    """Lines that are each ended, with the styles of a terminal where it has colors; none is cropped."""
    if color:
        from convcalc.render.table.terminal import styled

        return styled(lines)
    return "".join(f"{line}\n" for line in lines)

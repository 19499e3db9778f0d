"""A fitted table as plain text."""

from __future__ import annotations

from convcalc.render.table.layout import Table, fit


def show_text(table: Table, cells: int | None = None, ascii: bool = False) -> str:
    """The lines of a table, each ended; None for `cells` makes it as wide as it likes, for a pipe."""
    return "".join(f"{line}\n" for line in fit(table, cells, ascii))

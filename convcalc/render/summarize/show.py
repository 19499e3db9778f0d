"""A report in the format that was asked for. Each sink is imported where it is used, for a quick start."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.network.report import Report

FORMATS = ("table", "text", "markdown", "latex", "csv", "json")


def render_summary(
    report: Report,
    format: str,
    *,
    columns: Sequence[str] | None = None,
    depth: int | str | None = None,
    sort: str | None = None,
    width: int = 80,
    color: bool = False,
    ascii: bool = False,
) -> str:
    """A report as text that ends with a line end.

    `table` fits `width` cells; `text`, `markdown` and `latex` are as wide as they need. `depth` is the number of levels
    shown, "all", or None for what a reader takes in; `sort` lists the layers by a count, the greatest first; both hold
    for tables, `sort` for csv too. `json` always carries everything. Raises ConvcalcError for columns that are none,
    and ValueError, with a hint, for such a format, depth or metric.
    """
    if format == "json":
        from convcalc.render.summarize.data import report_json

        return report_json(report)
    if format == "csv":
        from convcalc.render.summarize.data import csv_pieces

        return "".join(csv_pieces(report, columns, sort))
    if format not in FORMATS:
        raise ValueError(f"there is no format '{format}' (the formats are {', '.join(FORMATS)})")
    from convcalc.render.summarize.table import report_table
    from convcalc.render.table.show import show

    return show(report_table(report, columns, depth, sort), format, width, color, ascii)

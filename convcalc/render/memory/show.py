"""Memory in the format that was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.network.report import Row
from convcalc.study.memory import MemoryStudy


def render_memory(
    study: MemoryStudy,
    rows: list[Row],
    format: str,
    *,
    depth: int | None = None,
    columns: Sequence[str] | None = None,
    sort: str | None = None,
    legend: bool = False,
    width: int = 80,
    color: bool = False,
    ascii: bool = False,
) -> str:
    """A study as text that ends with a line end; with `rows` what is alive while each of these runs.

    `format` is table (fits `width` cells), text, markdown, latex, csv or json. `depth` is the number of levels of
    groups that a table shows, None for what a reader takes in; `columns` and `sort`, for all but json, are those of
    layers, or with `rows` of tensors. A `legend` below the tables tells what they mean. Raises ConvcalcError for
    columns that are none, and ValueError for what is no number to sort by, and where `rows` hold too many tensors to
    show.
    """
    if format == "json":
        from convcalc.render.memory.data import memory_json

        return memory_json(study, rows)
    if format == "csv":
        from convcalc.render.memory.data import memory_csv

        return memory_csv(study, rows, columns, sort)
    from convcalc.render.memory.table import layers_table, moment_table, sums_table
    from convcalc.render.table.show import show

    tables = [moment_table(study, moment, columns, sort) for moment in study.moments(rows)]
    tables = tables or [layers_table(study, depth, columns, sort), sums_table(study, legend)]
    return "\n".join(show(table, format, width, color, ascii) for table in tables)

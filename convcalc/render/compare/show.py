"""A comparison in the format that was asked for. Each sink is imported where it is used, for a quick start."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.study.compare.designs import ComparedDesigns


def render_comparison(
    comparison: ComparedDesigns,
    format: str,
    *,
    columns: Sequence[str] | None = None,
    layers: bool = False,
    depth: int | str | None = None,
    plain: bool = False,
    units: Sequence[str] | None = None,
    cells: int = 80,
    color: bool = False,
    ascii: bool = False,
) -> str:
    """A comparison, or with `layers` its layers lined up, as text that ends with a line end.

    `format` is table, text, markdown, latex, csv or json, which always carries everything; csv and json are exact. A
    `plain` one has a row for each design, and no ratios. Raises ConvcalcError for columns and `units` that are none.
    """
    if format == "json":
        from convcalc.render.compare.data import comparison_json

        return comparison_json(comparison, layers, depth)
    if format == "csv":
        from convcalc.render.compare.data import comparison_csv, layers_csv

        return layers_csv(comparison, columns, depth) if layers else comparison_csv(comparison, columns, plain)
    from convcalc.render.table.show import show

    if layers:
        from convcalc.render.compare.layers import layers_table

        table = layers_table(comparison, columns, depth)
    elif plain:
        from convcalc.render.compare.plain import plain_table

        table = plain_table(comparison, columns, units)
    else:
        from convcalc.render.compare.table import comparison_table

        table = comparison_table(comparison, columns, units)
    return show(table, format, cells, color, ascii)

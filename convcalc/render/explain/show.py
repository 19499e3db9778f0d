"""An explanation in the format that was asked for. Each sink is imported where it is used, for a quick start."""

from __future__ import annotations

from convcalc.network.report import Report, Row

FORMATS = ("table", "text", "markdown", "json")


def render_explanation(
    report: Report,
    rows: list[Row],
    format: str,
    *,
    depth: int | None = None,
    width: int = 80,
    color: bool = False,
    ascii: bool = False,
) -> str:
    """Where the numbers of `rows` (none: of the whole network) come from, as text that ends with a line end.

    `table` fits `width` cells; `text` and `markdown` are as wide as they need. `depth` is the number of levels of
    groups shown, None what a reader takes in; `json` then has everything. Raises ValueError for a format that is none.
    """
    if format == "json":
        from convcalc.render.explain.data import explanation_json

        return explanation_json(report, rows, depth, ascii)
    if format not in FORMATS:
        raise ValueError(f"there is no format '{format}' (the formats are {', '.join(FORMATS)})")
    from convcalc.render.explain.parts import parts

    shown = list(parts(report, rows, depth))
    if format == "markdown":
        from convcalc.render.explain.markdown import explanation_markdown

        return explanation_markdown(shown, ascii)
    from convcalc.render.explain.text import explanation_lines
    from convcalc.render.table.show import show_lines

    lines = explanation_lines(shown, width if format == "table" else None, ascii)
    return show_lines(lines, color and format == "table")

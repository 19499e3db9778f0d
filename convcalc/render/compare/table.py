"""A comparison as a table: two or three designs as columns, more as rows."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.costs.kinds import SHAPE
from convcalc.costs.metrics import ALONG_AXES, COUNTS, METRICS, SHARES
from convcalc.language.values import Size, divide
from convcalc.render.characters import width
from convcalc.render.columns import convention
from convcalc.render.compare.words import EQUAL, batch_note, design_names, letters, metric_names, sentence, show_ratio
from convcalc.render.fields import field_notes, show_along
from convcalc.render.table.layout import BAR, MAX, MIDDLE, RIGHT, Column, Table, TableRow
from convcalc.render.units import Unit, read_units, show_in, title_in
from convcalc.render.values import show_metric
from convcalc.study.compare.designs import ComparedDesign, ComparedDesigns, ratio

DEFAULT = ("input", "output", "receptive_field", "params", "macs", "flops", "depth", "weighted_layers",
           "activations", "weight_bytes", "conv_params_share", "conv_macs_share", "linear_params_share",
           "linear_macs_share", "side_params", "side_macs")  # fmt: skip

MOST_COLUMNS = 3
"""Designs that stand side by side; more stand one below the other."""

ROW_METRICS = ("params", "macs", "depth")
ROW_EXTRAS = ("output", "weight_bytes", "flops", "activations", "weighted_layers", "input", "conv_params_share",
              "conv_macs_share", "linear_params_share", "linear_macs_share")  # fmt: skip
WITH_BARS = ("params", "macs")

LONGEST_TITLE = 20
LONGEST_TITLES = 40
"""Cells of one name, and of all together, above which designs are called A, B, C above their columns."""

NUMBER = "number"
LEAST = "*"
DIFFERENT = "other"


def comparison_table(
    comparison: ComparedDesigns, columns: Sequence[str] | None = None, units: Sequence[str] | None = None
) -> Table:
    """The designs side by side, or one below the other where there are many, by the metrics in `columns`.

    Raises ConvcalcError for metrics that are none, and for `units`.
    """
    metrics = metric_names(columns)
    if len(comparison.designs) > MOST_COLUMNS:
        return _rows(comparison, metrics, units)
    return _columns(comparison, metrics or _default(comparison), units)


def _default(comparison: ComparedDesigns) -> tuple[str, ...]:
    """All but the shares and side branches that no design has."""
    return tuple(name for name in DEFAULT if not _missing(comparison, name))


def _missing(comparison: ComparedDesigns, name: str) -> bool:
    if name in SHARES:
        return not any(design.report.share(name)[0] for design in comparison.designs)
    if name in ALONG_AXES:
        reports = [design.report for design in comparison.designs]
        return all(all(report.fields.whole(number)) for report in reports for number in report.field_numbers.values())
    return name.startswith("side_") and not any(design.count(name) for design in comparison.designs)


# Two or three designs: a line for each metric


def _columns(comparison: ComparedDesigns, metrics: tuple[str, ...], asked: Sequence[str] | None) -> Table:
    units = read_units(asked, metrics)
    names, legend = design_names(comparison), list[str]()
    widths = [width(name) for name in names.values()]
    if max(widths) > LONGEST_TITLE or sum(widths) > LONGEST_TITLES:
        names, legend = letters(comparison)
    first, two = comparison.reference, len(comparison.designs) == 2
    table = Table([Column("metric", "")])
    for design in comparison.designs:
        table.columns.append(Column("design", f"{names[design]} ", align=RIGHT))
        if design is not first:
            table.columns.append(Column("ratio", "ratio", align=RIGHT))
    if two:
        table.columns.append(Column("inverse", "inverse", align=RIGHT))
    for metric in metrics:
        cells = [title_in(METRICS[metric].title, metric, units)]
        for design in comparison.designs:
            cells.append(_marked(comparison, design, metric, units))
            if design is not first:
                cells.append(_ratio(design, first, metric))
        if two:
            cells.append(_ratio(first, comparison.other, metric))
        table.rows.append(TableRow(cells))
    table.head = [*legend, sentence(comparison, names)]
    how = f"{names[comparison.other]} to {names[first]}; inverse: the other way round" if two else f"to {names[first]}"
    table.foot = _foot(comparison, how, metrics)
    return table


# Four designs or more: a line for each design


def _rows(comparison: ComparedDesigns, metrics: tuple[str, ...], asked: Sequence[str] | None) -> Table:
    default = ROW_METRICS if comparison.same("output") else ("output", *ROW_METRICS)
    parts = _row_parts(metrics, default)
    units = read_units(asked, metrics or default)
    table = Table([Column("design", "design", elide=MIDDLE, rank=1)])
    for metric, part, extra in parts:
        if part == BAR:
            table.columns.append(Column(metric, MAX, align=BAR, rank=2))
        else:
            pad = " " if metric in COUNTS else ""
            title = title_in(METRICS[metric].title, metric, units) + pad if part == NUMBER else "ratio"
            table.columns.append(Column(metric, title, align=RIGHT, extra=extra))
    most = {metric: max(design.count(metric) for design in comparison.designs) for metric in WITH_BARS}
    names = design_names(comparison)
    for design in comparison.designs:
        cells = [names[design]]
        for metric, part, _ in parts:
            if part == BAR:
                cells.append(repr(design.count(metric) / most[metric]) if most[metric] else "")
            elif part == NUMBER:
                text = _marked(comparison, design, metric, units)
                cells.append(text if metric in COUNTS else text.rstrip())
            else:
                itself = design is comparison.reference
                cells.append("" if itself else _ratio(design, comparison.reference, metric))
        table.rows.append(TableRow(cells))
    table.head = [sentence(comparison, names)]
    table.foot = _foot(comparison, f"to {names[comparison.reference]}", metrics or default)
    return table


def _row_parts(metrics: tuple[str, ...], default: tuple[str, ...]) -> list[tuple[str, str, int]]:
    """The columns behind the name: each metric's number, its ratio, its bar; and which stand where there is room."""
    parts: list[tuple[str, str, int]] = []
    for metric in metrics or default:
        parts.append((metric, NUMBER, 0))
        if metric in COUNTS and (metrics or metric in WITH_BARS):
            parts.append((metric, "ratio", 0))
        if metric in WITH_BARS:
            parts.append((metric, BAR, 0))
    if not metrics:
        parts += [(metric, NUMBER, number) for number, metric in enumerate(ROW_EXTRAS, 1) if metric not in default]
    return parts


# What stands in a cell


def _marked(comparison: ComparedDesigns, design: ComparedDesign, name: str, units: dict[str, Unit]) -> str:
    """A cell, in the unit of its metric, with the mark of the least behind it, or room for one."""
    text = show_in(design.count(name), units[name]) if name in units else show_metric(design.report, name)
    if name not in COUNTS:
        return f"{text} "
    return text + (LEAST if comparison.is_least(design, name) else " ")


def _ratio(design: ComparedDesign, reference: ComparedDesign, name: str) -> str:
    if METRICS[name].kind is SHAPE:
        return EQUAL if design.shapes(name) == reference.shapes(name) else DIFFERENT
    if name in SHARES:
        return ""
    if name in ALONG_AXES:
        return _along_ratio(*(list(one.report.each(name).values()) for one in (design, reference)))
    own, other = design.count(name), reference.count(name)
    return EQUAL if own == other else show_ratio(ratio(own, other))


def _along_ratio(all_own: list[Size], all_other: list[Size]) -> str:
    """How values along axes stand to others: a ratio where it is the same along each, and there is one output each."""
    if all_own == all_other:
        return EQUAL if all(all_own) else ""
    if len(all_own) > 1 or len(all_other) > 1:
        return DIFFERENT
    own, other = all_own[0], all_other[0]
    if len(own) != len(other) or not all(value > 0 for value in (*own, *other)):
        return DIFFERENT
    ratios = {divide(mine, others) for mine, others in zip(own, other, strict=True)}
    return DIFFERENT if len(ratios) > 1 else show_ratio(ratios.pop().as_integer_ratio())


def _foot(comparison: ComparedDesigns, ratios: str, metrics: tuple[str, ...]) -> list[str]:
    """How the table is to be read."""
    marked = any(comparison.least(metric) for metric in metrics if metric in COUNTS)
    lines = [f"ratio: {ratios}{f'; {LEAST} the least' if marked else ''}"]
    if "weight_bytes" in metrics:
        lines.append("float32 weights: 4 bytes each; 1 MB is 1,000,000 bytes")
    if "macs" in metrics or "flops" in metrics:
        lines.append(f"{convention()}; FLOPs = 2·MACs")
    lines += _field_notes(comparison, metrics)
    return [*lines, *batch_note(comparison)]


def _field_notes(comparison: ComparedDesigns, metrics: tuple[str, ...]) -> list[str]:
    """What is to be said of receptive fields, where they are shown."""
    names = [metric for metric in metrics if metric in ALONG_AXES]
    if not names:
        return []
    notes = (
        field_notes(design.report, [show_along(design.report, name) for name in names]) for design in comparison.designs
    )
    return list(dict.fromkeys(line for lines in notes for line in lines))

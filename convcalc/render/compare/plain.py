"""A comparison as the table that people print: a row for each design, a column for each metric, and nothing around it.

`convcalc check` reads such a table below `<!-- convcalc table -->`: a row is called as the catalogue has its network,
else as it was written, with all changes behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.costs.metrics import METRICS
from convcalc.render.compare.words import metric_names
from convcalc.render.table.layout import RIGHT, Column, Table, TableRow
from convcalc.render.units import Unit, read_units, show_in, title_in
from convcalc.render.values import show_metric
from convcalc.spec.folders import CATALOGUE
from convcalc.study.compare.designs import ComparedDesign, ComparedDesigns
from convcalc.study.design import NOTHING_KEPT
from convcalc.study.documents.tables.row_names import find_network

DEFAULT = ("params", "macs")
INPUT = "input"


def plain_table(
    comparison: ComparedDesigns, columns: Sequence[str] | None = None, units: Sequence[str] | None = None
) -> Table:
    """The designs one below the other, by the metrics in `columns`; by default with their inputs where these differ.

    Raises ConvcalcError for metrics that are none, and for units.
    """
    default = DEFAULT if comparison.same(INPUT) else (INPUT, *DEFAULT)
    metrics = metric_names(columns) or default
    scaled = read_units(units, metrics)
    table = Table([Column("design", "Model")])
    for name in metrics:
        title = METRICS[name].title
        table.columns.append(Column(name, title_in(title[:1].upper() + title[1:], name, scaled), align=RIGHT))
    for design in comparison.designs:
        table.rows.append(TableRow([_name(design), *(_cell(design, name, scaled) for name in metrics)]))
    return table


def _cell(design: ComparedDesign, metric: str, units: dict[str, Unit]) -> str:
    if metric in units:
        return show_in(design.count(metric), units[metric])
    return show_metric(design.report, metric)


def _name(design: ComparedDesign) -> str:
    """What a row is called: its network's title where the catalogue finds it by that, else what was written."""
    report, written = design.report, " ".join(design.written.split())
    if report.name and report.file and report.file.startswith(CATALOGUE):
        own = report.file.removeprefix(CATALOGUE).strip().removesuffix(".yaml")
        if find_network(report.name, NOTHING_KEPT.folders) == (own,):
            written = report.name
    return " ".join([written, *design.changes])

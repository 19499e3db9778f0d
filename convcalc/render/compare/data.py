"""A comparison as data: JSON with everything, CSV with a line for each design, or for each layer of any.

The JSON is one object, with exact integers of any size; the keys of numbers are the names that `convcalc metrics`
lists. `version` grows when a key changes its meaning or goes; new keys may come at any time.

    format     "convcalc compare"
    version    1
    batch      number of images
    designs    [{name, design, changes, title, file, inputs, outputs, totals, shares}], in the order asked for; `name`
               is what the design goes by here, `title` what its spec calls it, `totals` {metric: number}, `shares`
               {metric: [part, whole]}, `fields` {metric: [a number for each axis; a text where it is not whole] or
               null} of what the output's units read, with `whole_input` [true or false]; null and [] where a design
               has several outputs
    reference  the name of the first design that was given, to which ratios are
    ratios     [{design, to, METRIC: {exact: [numerator, denominator], decimal: "0.72"}}]; null where `to` has 0; of two
               designs both ways round
    least      {metric: [names]}, empty where all have as much
    same       {input, output}: whether all read, and put out, the same shapes
    sentence   what comes of it, in words
    layers     with --layers: [{operation, mark, designs}]; `designs` has for each {path, label, level, copies, count,
               side, operation, output, params, macs} (the numbers are those of `count` equal copies together), or null
               where it has no such layer; `mark` is "~" where calls differ, "<" where what comes in does
    warnings   [{message, file, line, column, hint}]; line and column from 1, or null without a place

CSV holds plain integers, shapes as `96x55x55`, shares as percentages with four decimals, ratios as decimal numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from convcalc.costs.metrics import ALONG_AXES, COUNTS_OF_NETWORKS, METRICS, SHARES
from convcalc.render.columns import operation
from convcalc.render.compare.words import decimal, design_names, metric_names, sentence
from convcalc.render.fields import data_along, whole_along
from convcalc.render.records import Content, Record, csv_text, json_object, picked, warning_record
from convcalc.render.table.folding import TreeLine
from convcalc.render.values import plain_metric
from convcalc.study.compare.designs import ComparedDesign, ComparedDesigns, ratio

CSV_COLUMNS = ("input", "output", "params", "macs", "flops", "depth", "weighted_layers", "activations", "weight_bytes",
               "conv_params_share", "conv_macs_share", "linear_params_share", "linear_macs_share")  # fmt: skip

_SHARES = [name for name in SHARES if METRICS[name].total]


def comparison_json(comparison: ComparedDesigns, layers: bool = False, depth: int | str | None = None) -> str:
    """A comparison as JSON; each entry of a list stands on one line."""
    content: Content = {
        "format": "convcalc compare",
        "version": 1,
        "batch": comparison.reference.report.batch,
        "designs": map(_design, comparison.designs),
        "reference": comparison.reference.name,
        "ratios": iter(_ratios(comparison)),
        "least": {name: [design.name for design in comparison.least(name)] for name in COUNTS_OF_NETWORKS},
        "same": {name: comparison.same(name) for name in ("input", "output")},
        "sentence": sentence(comparison, design_names(comparison)),
    }
    if layers:
        content = {**content, "layers": _layers(comparison, depth)}
    return "".join(json_object({**content, "warnings": map(warning_record, comparison.warnings)}))


def _design(design: ComparedDesign) -> Record:
    report = design.report
    return {
        "name": design.name,
        "design": design.written,
        "changes": design.changes,
        "title": report.name,
        **picked(report, "file", "inputs", "outputs"),
        "totals": {name: design.count(name) for name in COUNTS_OF_NETWORKS},
        "shares": {name: report.share(name) for name in _SHARES},
        "fields": {**{name: data_along(report, name) for name in ALONG_AXES}, "whole_input": whole_along(report)},
    }


def _ratios(comparison: ComparedDesigns) -> list[Record]:
    first = comparison.reference
    pairs = [(design, first) for design in comparison.designs if design is not first]
    if len(pairs) == 1:
        pairs.append((first, pairs[0][0]))
    return [
        {"design": design.name, "to": other.name, **{name: _ratio(design, other, name) for name in COUNTS_OF_NETWORKS}}
        for design, other in pairs
    ]


def _ratio(design: ComparedDesign, other: ComparedDesign, name: str) -> Record | None:
    value = ratio(design.count(name), other.count(name))
    return {"exact": value, "decimal": decimal(value)} if value is not None else None


def _layers(comparison: ComparedDesigns, depth: int | str | None) -> Iterator[Record]:
    from convcalc.render.compare.layers import difference, line_up, mark

    names = [design.name for design in comparison.designs]
    for line in line_up(comparison, depth):
        yield {
            "operation": difference(line),
            "mark": mark(line, names) if None not in line else "",
            "designs": [_line(part) if part is not None else None for part in line],
        }


def _line(line: TreeLine) -> Record:
    row, count = line.row, line.count
    place = {"path": row.path, **picked(line, "label", "level", "copies", "count")}
    return {
        **place,
        **picked(row, "side", "operation", "output"),
        "params": row.params * count,
        "macs": row.macs * count,
    }


def comparison_csv(comparison: ComparedDesigns, columns: Sequence[str] | None = None, plain: bool = False) -> str:
    """A line for each design: its metrics, then, if not `plain`, for each count how it stands to the first design's.

    Raises ConvcalcError for metrics that are none.
    """
    names = metric_names(columns) or CSV_COLUMNS
    counts = [name for name in names if name in COUNTS_OF_NETWORKS and not plain]
    rows = [["design", *names, *(f"{name}_ratio" for name in counts)]]
    for design in comparison.designs:
        values = [ratio(design.count(name), comparison.reference.count(name)) for name in counts]
        ratios = [decimal(value) if value is not None else "" for value in values]
        rows.append([design.name, *(plain_metric(design.report, name) for name in names), *ratios])
    return csv_text(rows)


def layers_csv(
    comparison: ComparedDesigns, columns: Sequence[str] | None = None, depth: int | str | None = None
) -> str:
    """A line for each layer of any design: for each design its path, its call and the metrics in `columns`.

    Raises ConvcalcError for metrics that are none.
    """
    from convcalc.render.compare.layers import layer_metrics, line_up

    metrics = layer_metrics(columns)
    heads = [(design.name, part) for design in comparison.designs for part in ("path", "operation", *metrics)]
    rows = [[f"{name} {part}" for name, part in heads]]
    for line in line_up(comparison, depth):
        row: list[str] = []
        for part in line:
            row += _layer_cells(part, metrics) if part is not None else [""] * (2 + len(metrics))
        rows.append(row)
    return csv_text(rows)


def _layer_cells(line: TreeLine, metrics: Iterable[str]) -> list[str]:
    calls = [line.row.path, operation(line.row, line.opened)]
    return calls + [plain_metric(line.row, metric, line.count) for metric in metrics]

"""A report as data: JSON with everything, CSV with a line for each layer.

The JSON is one object. Its numbers are exact integers of any size; shapes are lists, channels first; the keys of
numbers are the names that `convcalc metrics` lists. MACs, FLOPs and activations are for `batch` images. `version` grows
when a key changes its meaning or goes; new keys may come at any time.

    format     "convcalc summarize"
    version    1
    name, source, year, file    what the spec says, and which file was read; empty where it says nothing
    batch      number of images
    inputs     {name: shape}
    outputs    {name: shape}
    totals     {metric: number}; of the main network, side branches have `side_params`, `side_macs`, `side_flops`
    kinds      [{kind, layers, params, macs}], the main network's layers by kind
    layers     [{path, op, operation, kind, side, inputs, reuses, input, output, kernel, params, macs, ...}] in the
               order in which they run; `operation` is the call as it is computed, `inputs` are the paths of what a
               layer reads (the names of the network's inputs among them), `reuses` is the path of the layer whose
               weights it uses again, or null
    tree       nested groups [{path, name, operation, copies, side, input, output, params, macs, ..., children}];
               `copies` is the number of a repeat's copies, else 0; a layer among `children` is {"layer": path}.
               A group's numbers are sums of its children's, side branches apart unless the group is one
    warnings   [{message, file, line, column, hint}]; line and column from 1, or null without a place
    notes      the same, of what may well be meant so

Receptive fields are worked out where they are asked for, `--columns receptive_field,jump,start,effective_padding`. Then
layers and groups have these keys too, each a list with a number for each axis (what is not whole is a text: "0.5"), or
null where it has no value, and `whole_input`, a list of true or false; `ignore_global` says whether global pools, gates
and norms were left aside, `misaligned` names the joins whose branches lie on other places, as texts.

CSV holds plain integers, shapes as `96x55x55`, shares as percentages with four decimals; quoted as RFC 4180 has it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from convcalc.costs.metrics import COUNTS_OF_NETWORKS, METRICS, OF_LAYERS, SHARES
from convcalc.network.report import Report, Row
from convcalc.render.records import Content, Record, csv_lines, json_object, picked, warning_record

CSV_COLUMNS = ("path", "operation", "input", "output", "params", "macs", "flops", "activations")

PIECES = 100
"""How many pieces of the JSON are written at once: each is a layer, or what stands between groups."""

_ROW_METRICS = [name for name in OF_LAYERS if name not in SHARES and not METRICS[name].lazy]
_LAYER = ("path", "op", "operation", "kind", "side", "inputs", "reuses", *_ROW_METRICS)
_GROUP = ("path", "name", "operation", "copies", "side", *_ROW_METRICS)
_TOTALS = [name for name in COUNTS_OF_NETWORKS if not METRICS[name].lazy]


def report_json(report: Report) -> str:
    """A report as JSON; a layer, or an outermost group, stands on one line."""
    return "".join(json_pieces(report))


def json_pieces(report: Report, along: Iterable[str] = ()) -> Iterator[str]:
    """The JSON of a report in pieces, for a network too large to hold its text twice.

    `along` are the metrics of receptive fields that it is to have besides.
    """
    names = tuple(along)
    fields: Record = {}
    if names:
        from convcalc.render.fields import misalignments

        fields = {"ignore_global": report.ignore_global, "misaligned": misalignments(report)}
    content: Content = {
        "format": "convcalc summarize",
        "version": 1,
        "name": report.name,
        "source": report.reference,
        **picked(report, "year", "file", "batch", "inputs", "outputs"),
        "totals": {name: report.total(name) for name in _TOTALS},
        "kinds": [picked(kind, "kind", "layers", "params", "macs") for kind in report.kinds],
        **fields,
        "layers": (_record(row, _LAYER, names) for row in report.layers),
        "tree": (_tree(row, names) for row in report.rows),
        "warnings": map(warning_record, report.warnings),
        "notes": map(warning_record, report.notes),
    }
    pieces = json_object(content, ascii=True)
    return iter(lambda: "".join(islice(pieces, PIECES)), "")


def _record(row: Row, names: tuple[str, ...], along: tuple[str, ...]) -> Record:
    record = picked(row, *names)
    if not along:
        return record
    from convcalc.render.fields import data_along, whole_along

    return {**record, **{name: data_along(row, name) for name in along}, "whole_input": whole_along(row)}


def _tree(top: Row, along: tuple[str, ...]) -> Iterator[str]:
    """The JSON of a row and what is in it, written without recursion: networks may be nested deeply."""
    pending: list[Iterator[Row]] = [iter([top])]
    separator = ""
    while pending:
        row = next(pending[-1], None)
        if row is None:
            pending.pop()
            if pending:
                yield "]}"
            separator = ", "
        elif row.op:
            yield f'{separator}{{"layer": {json.dumps(row.path)}}}'
            separator = ", "
        else:
            yield separator + json.dumps(_record(row, _GROUP, along))[:-1] + ', "children": ['
            pending.append(iter(row.children))
            separator = ""


def csv_pieces(report: Report, columns: Sequence[str] | None = None, sort: str | None = None) -> Iterator[str]:
    """The layers as CSV, a line each, in the order in which they run, or by the count `sort`, the greatest first.

    Raises ConvcalcError for columns that are none, ValueError for such a metric.
    """
    from convcalc.render.columns import OPERATION, TEXTS, column_names, operation, sorted_layers
    from convcalc.render.values import plain_metric

    def cell(row: Row, name: str) -> str:
        if name in TEXTS:
            return operation(row) if name == OPERATION else row.path
        return plain_metric(row, name)

    names = column_names(columns) or CSV_COLUMNS
    rows = sorted_layers(report, sort) if sort else report.layers
    cells = ([cell(row, name) for name in names] for row in rows)
    return csv_lines(chain([names], cells))

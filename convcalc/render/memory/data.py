"""Memory as data: JSON with everything, CSV with a line for each layer, or for each tensor that is alive.

The JSON is one object of exact integers. `version` grows when a key changes its meaning or goes; new keys may come at
any time. Counts of values are for one image.

    format, version     "convcalc memory", 1
    name, file, inputs  the design, which file was read, {name: shape}
    dtype, weight_dtype, optimizer, in_place, batch, limit    what was asked for; `limit` in bytes, or null
    totals      {metric: number}: neurons, params, the sums of activations, and those of the side branches
    inference, training    {fixed, per_image, bytes, largest_batch, parts: [{name, values, bytes, per_image}]}; `fixed`
                holds for any batch, `bytes` are those of the batch (of a part: of one image), `largest_batch` is what
                fits the limit, null without one
    peak        {path, layer, values, bytes, tensors: [{layer, shape, values, bytes, last}]}; `last` is the last layer
                that needs the tensor, null where it lives to the end
    alive       the same for each layer or group that was asked for, at the layer of it at which most is alive; for a
                side branch, which inference leaves out, `layer` is null
    layers      [{path, op, side, output, activations, activation_bytes, tensor, params, weight_bytes, alive,
                alive_bytes}], the inputs first; `tensor` is the layer that made the tensor which the output stands in:
                itself, or where it works in place an earlier one
"""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.network.graph import Layer
from convcalc.network.memory import Need
from convcalc.network.report import Row
from convcalc.render.memory.columns import (
    LAYER_COLUMNS,
    TENSOR_COLUMNS,
    layer_record,
    numbered_paths,
    sorted_tensors,
)
from convcalc.render.memory.table import named_sums
from convcalc.render.records import Content, Record, csv_text, json_object, picked
from convcalc.render.values import plain_value
from convcalc.study.columns import checked_columns
from convcalc.study.memory import HeldTensor, MemoryStudy, Moment

CSV_COLUMNS = LAYER_COLUMNS[1:]


def memory_json(study: MemoryStudy, rows: list[Row]) -> str:
    """A study as JSON, a layer or tensor list on one line."""
    report, memory = study.report, study.memory
    content: Content = {
        "format": "convcalc memory",
        "version": 1,
        **picked(report, "name", "file", "inputs"),
        **picked(study, "dtype", "weight_dtype", "optimizer", "in_place", "batch", "limit"),
        "totals": {
            "neurons": report.neurons,
            "params": memory.weights,
            **named_sums(study),
            "side_params": memory.side_weights,
            "side_forward_activations": memory.side_forward,
        },
        **{need.name: _need(study, need) for need in study.needs},
        "peak": _moment(study, study.peak()),
        "alive": (_moment(study, moment) for moment in study.moments(rows)),
        "layers": (layer_record(study, *entry) for entry in numbered_paths(study)),
    }
    return "".join(json_object(content))


def _need(study: MemoryStudy, need: Need) -> Record:
    return {
        "fixed": need.fixed,
        "per_image": need.per_image,
        "bytes": need.bytes(study.batch),
        "largest_batch": need.largest_batch(study.limit) if study.limit is not None else None,
        "parts": [
            {**picked(part, "name", "values"), "bytes": part.bytes(), "per_image": part.per_image}
            for part in need.parts
        ],
    }


def path_of(part: Row | Layer | None) -> str | None:
    """The path of a layer or group; nothing where there is none."""
    return part.path if part is not None else None


def _moment(study: MemoryStudy, moment: Moment) -> Record:
    """What is alive while a layer runs."""
    return {
        "path": path_of(moment.row),
        "layer": path_of(moment.layer),
        "values": moment.values,
        "bytes": study.bytes(moment.values),
        "tensors": [_tensor(study, tensor) for tensor in moment.tensors],
    }


def _tensor(study: MemoryStudy, tensor: HeldTensor) -> Record:
    return {
        "layer": tensor.maker.path,
        "shape": tensor.maker.output,
        "values": tensor.values,
        "bytes": study.bytes(tensor.values),
        "last": path_of(tensor.last),
    }


def memory_csv(
    study: MemoryStudy, rows: list[Row], columns: Sequence[str] | None = None, sort: str | None = None
) -> str:
    """The layers as CSV; with `rows` the tensors that are alive while these run.

    Raises ConvcalcError for columns that are none, ValueError for what is no number to sort by.
    """
    if rows:
        names = checked_columns(columns, TENSOR_COLUMNS) or TENSOR_COLUMNS
        records = [
            {**record, "path": path_of(moment.row), "layer": path_of(moment.layer), "tensor": record["layer"]}
            for moment in study.moments(rows)
            for record in (_tensor(study, tensor) for tensor in sorted_tensors(moment, sort))
        ]
    else:
        names = checked_columns(columns, LAYER_COLUMNS) or CSV_COLUMNS
        records = [layer_record(study, *entry) for entry in numbered_paths(study, sort)]
        records = [{**record, "layer": record["path"]} for record in records]
    return csv_text([names, *([plain_value(record[name]) for name in names] for record in records)])

"""What memory is shown by, as a table and as data: the columns of layers and of tensors, and their order."""

from __future__ import annotations

from typing import Any

from convcalc.render.records import picked
from convcalc.study.columns import checked_sort
from convcalc.study.memory import HeldTensor, MemoryStudy, Moment

LAYER_COLUMNS = ("layer", "path", "output", "activations", "activation_bytes", "tensor", "params", "weight_bytes",
                 "alive", "alive_bytes", "side")  # fmt: skip
"""Of each layer; `layer` is its name in the tree, `tensor` the layer that made what its output stands in."""

LAYER_NUMBERS = ("activations", "activation_bytes", "params", "weight_bytes", "alive", "alive_bytes")

TENSOR_COLUMNS = ("path", "layer", "tensor", "shape", "values", "bytes", "last")
"""Of each tensor that is alive: what was asked for, the layer that runs, and the last that needs the tensor."""

TENSOR_NUMBERS = ("values", "bytes")


def numbered_paths(study: MemoryStudy, sort: str | None = None) -> list[tuple[str, int]]:
    """The path and number of each input and layer: in the order in which they run, or the greatest first by `sort`.

    Raises ValueError where that is no number of a layer.
    """
    inputs = list(study.report.graph.inputs.items())
    paths = inputs + [(row.path, row.number) for row in study.report.layers if row.number is not None]
    if sort is not None:
        checked_sort(sort, LAYER_NUMBERS)
        paths.sort(key=lambda entry: -layer_record(study, *entry)[sort])
    return paths


def layer_record(study: MemoryStudy, path: str, number: int) -> dict[str, Any]:
    """What is known of an input or a layer, in values and in bytes for one image."""
    layer, liveness = study.report.graph.layers[number], study.memory.liveness
    return {
        "path": path,
        **picked(layer, "op", "side", "output"),
        "activations": liveness.values[number],
        "activation_bytes": study.bytes(liveness.values[number]),
        "tensor": maker(study, number),
        "params": layer.params,
        "weight_bytes": study.weight_bytes(layer.params),
        "alive": liveness.alive[number],
        "alive_bytes": study.bytes(liveness.alive[number]),
    }


def maker(study: MemoryStudy, number: int) -> str:
    """The layer that made the tensor in which a layer's output stands."""
    return study.report.graph.layers[study.memory.liveness.makers[number]].path


def sorted_tensors(moment: Moment, sort: str | None) -> list[HeldTensor]:
    """The tensors of a moment, the largest first where they are sorted. Raises ValueError for what is no number."""
    if sort is None:
        return moment.tensors
    checked_sort(sort, TENSOR_NUMBERS)
    return sorted(moment.tensors, key=lambda tensor: -tensor.values)

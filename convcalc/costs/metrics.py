"""The metrics: one name for each number, everywhere it is shown, expected or compared."""

from __future__ import annotations

SHAPE = "shape"
COUNT = "count"
SHARE = "share"
TEXT = "text"


class Metric:
    """A number that a layer, a group or a network has.

    `kind` says how it is shown; `layer` and `total` where it is known; `per_image` that a batch multiplies it.
    """

    __slots__ = ("definition", "kind", "layer", "name", "per_image", "title", "total", "unit")

    def __init__(
        self,
        name: str,
        title: str,
        unit: str,
        definition: str,
        *,
        kind: str = COUNT,
        layer: bool = True,
        total: bool = True,
        per_image: bool = False,
    ) -> None:
        self.name = name
        self.title = title
        self.unit = unit
        self.definition = definition
        self.kind = kind
        self.layer = layer
        self.total = total
        self.per_image = per_image


_TABLE = (
    Metric("input", "input", "values", "shape of the input, channels first", kind=SHAPE),
    Metric("output", "output", "values", "shape of the output, channels first", kind=SHAPE),
    Metric("kernel", "kernel", "values", "size of the filter or window", kind=TEXT, total=False),
    Metric("params", "params", "parameters", "learned numbers: weights, biases, gains and offsets"),
    Metric("macs", "MACs", "multiply-adds", "one for each weight and place where it is applied", per_image=True),
    Metric("flops", "FLOPs", "operations", "2·MACs: a multiplication and an addition", per_image=True),
    Metric("activations", "activations", "values", "number of values in the output of a layer, summed", per_image=True),
    Metric("params_share", "params %", "percent", "share of the network's parameters", kind=SHARE, total=False),
    Metric("macs_share", "MACs %", "percent", "share of the network's MACs", kind=SHARE, total=False),
    Metric("layers", "layers", "layers", "number of layers, joins included"),
    Metric("weighted_layers", "weighted layers", "layers", "number of convolutions and linear layers"),
    Metric("depth", "depth", "layers", "convolutions and linear layers on the longest path", layer=False),
    Metric("weight_bytes", "float32 weights", "bytes", "4·params: each parameter as float32", layer=False),
    Metric("conv_params_share", "conv params %", "percent", "convolutions' share of params", kind=SHARE, layer=False),
    Metric("conv_macs_share", "conv MACs %", "percent", "convolutions' share of MACs", kind=SHARE, layer=False),
    Metric("linear_params_share", "linear params %", "percent", "linear's share of params", kind=SHARE, layer=False),
    Metric("linear_macs_share", "linear MACs %", "percent", "linear's share of MACs", kind=SHARE, layer=False),
    Metric("side_params", "side params", "parameters", "parameters of the side branches", layer=False),
    Metric("side_macs", "side MACs", "multiply-adds", "MACs of the side branches", layer=False, per_image=True),
    Metric("side_flops", "side FLOPs", "operations", "2·MACs of the side branches", layer=False, per_image=True),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _TABLE}

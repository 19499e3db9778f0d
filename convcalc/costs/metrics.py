"""The metrics: one name for each number, everywhere it is shown, expected or compared."""

from __future__ import annotations

from convcalc.costs.kinds import BYTES, COUNT, PIXELS, SHAPE, SHARE, SIZE, Kind
from convcalc.language.tuples import NamedTuple


class Metric(NamedTuple):
    """A number that a layer, a group or a network has.

    `kind` says how it is read and shown; `layer` and `total` where it is known; `per_image` that a batch multiplies it.
    What is `lazy` takes a walk of its own over the network: it is worked out where it is asked for by name.
    """

    name: str
    title: str
    unit: str
    definition: str
    kind: Kind = COUNT
    layer: bool = True
    total: bool = True
    per_image: bool = False
    lazy: bool = False


def _held(name: str, title: str, definition: str) -> Metric:
    """What a network holds in memory, in values."""
    return Metric(name, title, "values", definition, layer=False, per_image=True, lazy=True)


def _field(name: str, title: str, definition: str) -> Metric:
    """What a layer's units read of the input, axis by axis; of a network, its output's."""
    return Metric(name, title, "pixels", definition, kind=PIXELS, lazy=True)


def _bytes(name: str, title: str, definition: str, **more: bool) -> Metric:
    return Metric(name, title, "bytes", definition, kind=BYTES, **more)


_FORWARD = "the input and every layer's output; what overwrites its input (relu, dropout, flatten) counts once"
_PEAK = "most values alive at once in inference, each from the layer that makes it to the last that reads it"
_ALL_HELD = "4·(params + peak_activations): all that inference holds"

_TABLE = (
    Metric("input", "input", "values", "shape of the input, channels first", kind=SHAPE),
    Metric("output", "output", "values", "shape of the output, channels first", kind=SHAPE),
    Metric("kernel", "kernel", "values", "size of the filter or window", kind=SIZE, total=False),
    Metric("params", "params", "parameters", "learned numbers: weights, biases, gains and offsets"),
    Metric("macs", "MACs", "multiply-adds", "one for each weight and place where it is applied", per_image=True),
    Metric("flops", "FLOPs", "operations", "2·MACs: a multiplication and an addition", per_image=True),
    Metric("activations", "activations", "values", "number of values in the output of a layer, summed", per_image=True),
    Metric("params_share", "params %", "percent", "share of the network's parameters", kind=SHARE, total=False),
    Metric("macs_share", "MACs %", "percent", "share of the network's MACs", kind=SHARE, total=False),
    Metric("layers", "layers", "layers", "number of layers, joins included"),
    Metric("weighted_layers", "weighted layers", "layers", "number of convolutions and linear layers"),
    Metric("depth", "depth", "layers", "convolutions and linear layers on the longest path", layer=False),
    _bytes("weight_bytes", "float32 weights", "4·params: each parameter as float32"),
    _bytes("activation_bytes", "float32 activations", "4·activations: each value as float32", per_image=True),
    Metric("neurons", "neurons", "units", "outputs of convolutions and linear layers", layer=False, per_image=True),
    _held("forward_activations", "forward activations", _FORWARD),
    _held("forward_backward_activations", "forward and backward", "2·forward_activations: each value and its gradient"),
    _held("stored_activations", "every output stored", "the input and every layer's output, in place or not"),
    _held("peak_activations", "peak of inference", _PEAK),
    _bytes("peak_bytes", "float32 inference", _ALL_HELD, layer=False, lazy=True),
    _field("receptive_field", "receptive field", "input that a unit reads, from the first to the last pixel"),
    _field("jump", "jump", "input pixels from one unit to the next (effective stride)"),
    _field("start", "start", "centre of what the first unit reads; pixels are counted from 0"),
    _field("effective_padding", "effective padding", "pixels that the first unit reads before the input's edge"),
    Metric("conv_params_share", "conv params %", "percent", "convolutions' share of params", kind=SHARE, layer=False),
    Metric("conv_macs_share", "conv MACs %", "percent", "convolutions' share of MACs", kind=SHARE, layer=False),
    Metric("linear_params_share", "linear params %", "percent", "linear's share of params", kind=SHARE, layer=False),
    Metric("linear_macs_share", "linear MACs %", "percent", "linear's share of MACs", kind=SHARE, layer=False),
    Metric("side_params", "side params", "parameters", "parameters of the side branches", layer=False),
    Metric("side_macs", "side MACs", "multiply-adds", "MACs of the side branches", layer=False, per_image=True),
    Metric("side_flops", "side FLOPs", "operations", "2·MACs of the side branches", layer=False, per_image=True),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _TABLE}
OF_LAYERS = tuple(metric.name for metric in _TABLE if metric.layer)
OF_NETWORKS = tuple(metric.name for metric in _TABLE if metric.total)

COUNTS = tuple(metric.name for metric in _TABLE if metric.kind.counted)
COUNTS_OF_LAYERS = tuple(name for name in COUNTS if METRICS[name].layer)
COUNTS_OF_NETWORKS = tuple(name for name in COUNTS if METRICS[name].total)
SHARES = tuple(metric.name for metric in _TABLE if metric.kind is SHARE)
ALONG_AXES = tuple(metric.name for metric in _TABLE if metric.kind is PIXELS)

IN_BYTES = {"params": "weight_bytes", "activations": "activation_bytes", "peak_activations": "peak_bytes"}
"""Which metric has the bytes of what another one counts."""

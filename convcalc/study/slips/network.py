"""What slips need to know of a whole network, and the network run again with something else in it."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property

from convcalc.costs.arguments import LayerError
from convcalc.costs.joins import JoinError, joined
from convcalc.costs.op import ACTIVATION, CONVOLUTION, LINEAR, NORMALISATION, OTHER, POOLING, SHAPING, Bound, Shape
from convcalc.costs.ops import OPS
from convcalc.language.tuples import NamedTuple
from convcalc.language.values import Size
from convcalc.language.work import count
from convcalc.network.graph import INPUT, Graph, Layer
from convcalc.network.report import Report
from convcalc.network.sums import WEIGHTED

PASSED = (ACTIVATION, NORMALISATION, OTHER, SHAPING)
"""What may stand between two layers that follow each other, as a pool and the layer that is counted before it."""

MOST_PASSED = 16

RUNS = 4
"""How many runs, which work out shapes alone, take about the time that it takes to look at all layers once."""


class Seen(NamedTuple):
    """A network as someone saw it: with inputs of this size (0: their own), pools that round so, other strides.

    `strides` are the numbers of layers, each with its other stride.
    """

    size: int = 0
    ceil_mode: bool | None = None
    strides: tuple[tuple[int, Size], ...] = ()


class Run:
    """A network run as it was `seen`: the output of each layer; None for one that can't be."""

    def __init__(self, graph: Graph, seen: Seen) -> None:
        self.seen = seen
        self.strides = dict(seen.strides)
        self.outputs: list[Shape | None] = []
        known: dict[Hashable, Shape | None] = {}
        for layer in graph.layers:
            if layer.op == INPUT:
                self.outputs.append((layer.output[0], *(seen.size or axis for axis in layer.output[1:])))
                continue
            shapes = [self.outputs[number] for number in layer.inputs]
            key = (layer.op, id(layer.arguments), self.strides.get(layer.number), *shapes)
            if key not in known:
                known[key] = _output(layer.op, self.arguments(layer), shapes)
            self.outputs.append(known[key])

    def arguments(self, layer: Layer) -> Bound:
        """A layer's arguments as they were seen."""
        arguments = layer.arguments
        if self.seen.ceil_mode is not None and "ceil_mode" in arguments:
            arguments = {**arguments, "ceil_mode": self.seen.ceil_mode}
        return {**arguments, "stride": self.strides[layer.number]} if layer.number in self.strides else arguments


class Network:
    """A network whose layers were counted: its `first` convolution, its `last` layer with weights, its `linear` ones.

    `towers` says that some layers have two groups, `roundings` what `ceil_mode` is in its layers.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        main = [row for row in report.layers if not row.side and row.kind in WEIGHTED]
        self.first = [row for row in main if row.kind == CONVOLUTION][:1]
        self.last = main[-1:]
        self.linear = [row for row in main if row.kind == LINEAR]
        self.towers = any(row.arguments.get("groups") == 2 for row in main)
        self.roundings = {row.arguments.get("ceil_mode") for row in report.layers}
        self._runs: dict[Seen, Run] = {}

    def run(self, seen: Seen) -> Run:
        """The network run as it was seen."""
        if seen not in self._runs:
            count(len(self.report.layers) / RUNS)
            self._runs[seen] = Run(self.report.graph, seen)
        return self._runs[seen]

    @cached_property
    def strides(self) -> dict[int, Size]:
        """The strides of the convolutions and pools, by the numbers of the layers."""
        strides = {}
        for layer in self.report.graph.layers:
            stride = layer.arguments.get("stride")
            if isinstance(stride, Size) and layer.op in OPS and OPS[layer.op].kind in (CONVOLUTION, POOLING):
                strides[layer.number] = stride
        return strides

    @cached_property
    def unlike(self) -> list[tuple[Layer, Layer]]:
        """Each two of these that follow each other with different strides."""
        graph, strides = self.report.graph, self.strides
        after = [graph.layers[number] for number in strides]
        pairs = [(passed_before(graph, layer)[1], layer) for layer in after]
        return [
            (first, second)
            for first, second in pairs
            if strides.get(first.number, strides[second.number]) != strides[second.number]
        ]


def passed_before(graph: Graph, layer: Layer) -> tuple[list[Layer], Layer]:
    """What stands directly before a layer and only changes values, the last first, and the layer before that."""
    passed: list[Layer] = []
    before = graph.layers[layer.inputs[0]]
    while before.op in OPS and OPS[before.op].kind in PASSED and len(passed) < MOST_PASSED:
        passed.append(before)
        before = graph.layers[before.inputs[0]]
    return passed, before


def _output(name: str, arguments: Bound, shapes: list[Shape | None]) -> Shape | None:
    inputs = [shape for shape in shapes if shape is not None]
    if len(inputs) < len(shapes):
        return None
    try:
        if name not in OPS:
            return joined(name, inputs, arguments)
        return OPS[name].cost(OPS[name].beside_by(arguments, inputs[1:]), inputs[0]).output
    except (LayerError, JoinError):
        return None

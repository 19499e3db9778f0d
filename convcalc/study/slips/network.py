"""What slips need to know of a whole network, and the network run again with something else in it."""

from __future__ import annotations

from collections.abc import Hashable

from convcalc.costs.arguments import LayerError
from convcalc.costs.op import Bound, Shape
from convcalc.costs.ops import CONVOLUTION, LINEAR, OPS
from convcalc.network.graph import INPUT, Graph
from convcalc.network.report import WEIGHTED, Report
from convcalc.network.walk.joins import JoinError, joined


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
        self._outputs: dict[tuple[int, bool | None], list[Shape | None]] = {}

    def outputs(self, size: int = 0, ceil_mode: bool | None = None) -> list[Shape | None]:
        """The output of each layer with inputs of this size, or pools that round so; None for a layer that can't be."""
        if (size, ceil_mode) not in self._outputs:
            self._outputs[size, ceil_mode] = _outputs(self.report.graph, size, ceil_mode)
        return self._outputs[size, ceil_mode]


def _outputs(graph: Graph, size: int, ceil_mode: bool | None) -> list[Shape | None]:
    outputs: list[Shape | None] = []
    known: dict[Hashable, Shape | None] = {}
    for layer in graph.layers:
        if layer.op == INPUT:
            outputs.append((layer.output[0], *(size or axis for axis in layer.output[1:])))
            continue
        shapes = [outputs[number] for number in layer.inputs]
        key = (layer.op, id(layer.arguments), *shapes)
        if key not in known:
            known[key] = _output(layer.op, rounding(layer.arguments, ceil_mode), shapes)
        outputs.append(known[key])
    return outputs


def rounding(arguments: Bound, ceil_mode: bool | None) -> Bound:
    """The arguments with the other rounding, where a layer has one."""
    return arguments if ceil_mode is None or "ceil_mode" not in arguments else {**arguments, "ceil_mode": ceil_mode}


def _output(name: str, arguments: Bound, shapes: list[Shape | None]) -> Shape | None:
    inputs = [shape for shape in shapes if shape is not None]
    if len(inputs) < len(shapes):
        return None
    try:
        return OPS[name].cost(arguments, inputs[0]).output if name in OPS else joined(name, inputs)
    except (LayerError, JoinError):
        return None

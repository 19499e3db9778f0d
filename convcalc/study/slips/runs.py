"""A network run again as someone saw it: with another input, or other pools."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from convcalc.costs.op import Op, RuleError, Shape, show_shape
from convcalc.costs.ops import ACTIVATION, CONVOLUTION, LINEAR, NORMALISATION, OPS, OTHER, POOLING, SHAPING
from convcalc.network.graph import INPUT, Graph, Layer
from convcalc.network.joins import JoinError, joined
from convcalc.network.report import WEIGHTED, Report, Row
from convcalc.study.slips.counts import OUTPUT, Part, Seen, gathered, reseen
from convcalc.study.slips.miscounts import Miscount

PASSED = (ACTIVATION, NORMALISATION, OTHER, SHAPING)
"""What may stand between a pool and the layer that is counted on the size before it."""

MOST_PASSED = 16

CONFUSED = {224: (227, 256), 227: (224, 256), 256: (224, 227), 28: (32,), 32: (28,)}
"""Sizes of inputs that are taken for each other: ImageNet's crop, AlexNet's and the uncropped image; MNIST's with
LeNet's border and without."""


class Network:
    """What slips need to know of a whole network, worked out once; `runs` are its shapes with something else in it."""

    __slots__ = ("first", "graph", "last", "linear", "rounding", "runs", "towers")

    def __init__(self, report: Report) -> None:
        self.graph = report.graph
        main = [row for row in report.layers if not row.side and row.kind in WEIGHTED]
        self.first: Row | None = next((row for row in main if row.kind == CONVOLUTION), None)
        self.last: Row | None = main[-1] if main else None
        self.linear = [row for row in main if row.kind == LINEAR]
        self.towers = any(row.arguments.get("groups") == 2 for row in main)
        self.rounding = {row.arguments.get("ceil_mode") for row in report.layers}
        self.runs: dict[Any, list[Shape | None]] = {}

    def run(self, size: int = 0, ceil_mode: bool | None = None) -> list[Shape | None]:
        """The output of each layer with inputs of this size, or pools that round so; None for a layer that can't be."""
        key = (size, ceil_mode)
        if key not in self.runs:
            self.runs[key] = _run(self.graph, size, ceil_mode)
        return self.runs[key]


@lru_cache(maxsize=2)
def network(report: Report) -> Network:
    """What slips need to know of a report's network."""
    return Network(report)


def _run(graph: Graph, size: int, ceil_mode: bool | None) -> list[Shape | None]:
    outputs: list[Shape | None] = []
    known: dict[Any, Shape | None] = {}
    for layer in graph.layers:
        shapes = [outputs[number] for number in layer.inputs]
        if layer.op == INPUT:
            outputs.append((layer.output[0], *(size or axis for axis in layer.output[1:])))
            continue
        key = (layer.op, id(layer.arguments), *shapes)
        if key not in known:
            known[key] = _output(layer.op, rounding(layer.arguments, ceil_mode), shapes)
        outputs.append(known[key])
    return outputs


def rounding(arguments: dict[str, Any], ceil_mode: bool | None) -> dict[str, Any]:
    """The arguments with the other rounding, where a layer has one."""
    if ceil_mode is None or "ceil_mode" not in arguments:
        return arguments
    return {**arguments, "ceil_mode": ceil_mode}


def _output(name: str, arguments: dict[str, Any], shapes: list[Shape | None]) -> Shape | None:
    found = [shape for shape in shapes if shape is not None]
    if len(found) < len(shapes):
        return None
    try:
        op = OPS.get(name)
        return op.cost(arguments, found[0]).output if op is not None else joined(name, found)
    except (RuleError, JoinError):
        return None


def run_again(part: Part, outputs: list[Shape | None], ceil_mode: bool | None, statement: str) -> Iterator[Miscount]:
    """The count or shape that a part has in another run of its network."""
    graph = part.report.graph
    if part.layer is not None or part.is_shape:
        number = part.layer.number if part.layer is not None else part.row.number if part.row else graph.final
        yield from _seen_again(part, number, outputs, ceil_mode, statement)
        return
    layers: list[tuple[Op, dict[str, Any], Shape, Shape]] = []
    for row in part.rows:
        if part.counts(row) and row.number is not None:
            shape, output = outputs[graph.layers[row.number].inputs[0]], outputs[row.number]
            if shape is None or output is None:
                return
            arguments = row.arguments if row.op in OPS else {}
            layers.append((OPS.get(row.op, OPS["identity"]), arguments, shape, output))
    counted = sum(seen.times * seen.count(part.counted) for seen in gathered(layers))
    if counted and part.factor * counted != part.value:
        yield Miscount(part.factor * counted, statement)


def _seen_again(
    part: Part, number: int | None, outputs: list[Shape | None], ceil_mode: bool | None, statement: str
) -> Iterator[Miscount]:
    """The same for a single layer, or the shape of a group's or the network's result."""
    output = outputs[number] if number is not None else None
    if number is None or output is None:
        return
    layer = part.report.graph.layers[number]
    op = OPS.get(layer.op)
    if op is None or part.layer is None:
        if part.metric == OUTPUT and output != part.value:
            yield Miscount(output, statement, lambda: show_shape(output))
        return
    shape = outputs[layer.inputs[0]]
    if shape is not None and part.counts(part.layer):
        yield from reseen(part, Seen(op, rounding(layer.arguments, ceil_mode), shape, output), statement)


def other_input(part: Part, _: str) -> Iterator[Miscount]:
    """Counts and shapes with an input of another size that is taken for the network's."""
    sizes = {axis for shape in part.report.inputs.values() for axis in shape[1:]}
    if len(sizes) != 1 or any(len(shape) != 3 for shape in part.report.inputs.values()):
        return
    for size in CONFUSED.get(sizes.pop(), ()):
        shape = (next(iter(part.report.inputs.values()))[0], size, size)
        statement = f"with input {show_shape(shape)}"
        if part.metric == "input" and part.row is None:
            yield Miscount(shape, statement)
        else:
            yield from run_again(part, network(part.report).run(size), None, statement)


def other_rounding(part: Part, ceil_mode: bool, statement: str) -> Iterator[Miscount]:
    """Counts and shapes with all pools of the network rounding the other way."""
    known = network(part.report)
    if (not ceil_mode) in known.rounding:
        yield from run_again(part, known.run(ceil_mode=ceil_mode), ceil_mode, statement)


def before_pool(part: Part, _: str) -> Iterator[Miscount]:
    """A layer's count or shape on the size before the pool in front of it; a pool's own output left as it came in."""
    row = part.layer
    op = OPS.get(row.op) if row is not None else None
    if row is None or row.number is None or op is None or not part.counts(row):
        return
    layers = part.report.graph.layers
    layer = layers[row.number]
    if op.kind == POOLING:
        if part.metric != "input" and layer.output != row.input:
            yield from reseen(part, Seen(OPS["identity"], {}, row.input, row.input), f"the size before {row.path}")
        return
    passed: list[Layer] = []
    before = layers[layer.inputs[0]]
    while before.op in OPS and OPS[before.op].kind in PASSED and len(passed) < MOST_PASSED:
        passed.append(before)
        before = layers[before.inputs[0]]
    if before.op not in OPS or OPS[before.op].kind != POOLING:
        return
    shape = layers[before.inputs[0]].output
    try:
        for between in reversed(passed):
            shape = OPS[between.op].cost(between.arguments, shape).output
        seen = Seen(op, row.arguments, shape, op.cost(row.arguments, shape).output)
    except RuleError:
        return
    yield from reseen(part, seen, f"on the size before {before.path}")

"""Counts and shapes in a network that is run again as someone saw it: with another input, or other pools."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from convcalc.costs.arguments import LayerError
from convcalc.costs.op import show_shape
from convcalc.costs.ops import ACTIVATION, NORMALISATION, OPS, OTHER, POOLING, SHAPING
from convcalc.network.graph import Layer
from convcalc.study.slips.counts import INPUT, OUTPUT, Claimed, Counted, reseen
from convcalc.study.slips.miscounts import Miscount
from convcalc.study.slips.network import rounding

PASSED = (ACTIVATION, NORMALISATION, OTHER, SHAPING)
"""What may stand between a pool and the layer that is counted on the size before it."""

MOST_PASSED = 16

CONFUSED = {224: (227, 256), 227: (224, 256), 256: (224, 227), 28: (32,), 32: (28,)}
"""Sizes of inputs that are taken for each other: ImageNet's crop, AlexNet's and the uncropped image; MNIST's with
LeNet's border and without."""


def _run_again(
    claimed: Claimed, statement: str = "", size: int = 0, ceil_mode: bool | None = None
) -> Iterator[Miscount]:
    """The count or shape in a run with inputs of another size, or of which all pools round so."""
    graph, outputs = claimed.network.report.graph, claimed.network.outputs(size, ceil_mode)
    if claimed.layer is None and not claimed.is_shape:
        layers = claimed.seen(outputs) or ()
        counted = claimed.factor * sum(layer.times * layer.count(claimed.counted) for layer in layers)
        if counted and counted != claimed.number:
            yield Miscount(counted, None, statement)
        return
    number = claimed.row.number if claimed.row is not None else graph.final
    output = outputs[number] if number is not None else None
    if number is None or output is None:
        return
    layer = graph.layers[number]
    if claimed.op is None:
        if claimed.metric == OUTPUT and output != claimed.shape:
            yield Miscount(output, partial(show_shape, output), statement)
    elif claimed.layer is not None and claimed.counts(claimed.layer):
        shape = outputs[layer.inputs[0]]
        if shape is not None:
            seen = Counted(claimed.op, rounding(layer.arguments, ceil_mode), shape, output)
            yield from reseen(claimed, seen, statement)


def other_input(claimed: Claimed) -> Iterator[Miscount]:
    """Counts and shapes with an input of another size that is taken for the network's."""
    inputs = list(claimed.network.report.inputs.values())
    sizes = {axis for shape in inputs for axis in shape[1:]}
    if len(sizes) != 1 or any(len(shape) != 3 for shape in inputs):
        return
    for size in CONFUSED.get(sizes.pop(), ()):
        shape = (inputs[0][0], size, size)
        statement = f"with input {show_shape(shape)}"
        if claimed.metric == INPUT and claimed.row is None:
            yield Miscount(shape, None, statement)
        else:
            yield from _run_again(claimed, statement, size)


def other_rounding(claimed: Claimed, ceil_mode: bool) -> Iterator[Miscount]:
    """Counts and shapes with all pools of the network rounding the other way."""
    return _run_again(claimed, ceil_mode=ceil_mode) if (not ceil_mode) in claimed.network.roundings else iter(())


def before_pool(claimed: Claimed) -> Iterator[Miscount]:
    """A layer's count or shape on the size before the pool in front of it; a pool's own output left as it came in."""
    row, op = claimed.layer, claimed.op
    if row is None or row.number is None or op is None or not claimed.counts(row):
        return
    layers = claimed.network.report.graph.layers
    layer = layers[row.number]
    if op.kind == POOLING:
        if claimed.metric != INPUT and layer.output != row.input:
            unpooled = Counted(OPS["identity"], {}, row.input, row.input)
            yield from reseen(claimed, unpooled, f"the size before {row.path}")
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
        seen = Counted(op, row.arguments, shape, op.cost(row.arguments, shape).output)
    except LayerError:
        return
    yield from reseen(claimed, seen, f"on the size before {before.path}")

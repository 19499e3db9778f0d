"""Counts and shapes in a network that is run again as someone saw it: with another input, or other pools."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from convcalc.costs.arguments import LayerError
from convcalc.costs.op import CONVOLUTION, POOLING, show_shape
from convcalc.costs.ops import OPS
from convcalc.language.values import Size
from convcalc.network.graph import Layer
from convcalc.study.slips.counts import INPUT, OUTPUT, Claimed, Counted, reseen
from convcalc.study.slips.miscounts import Miscount
from convcalc.study.slips.network import Seen, passed_before

ALIKE = ((224, 227, 256), (224, 299), (28, 32), (320, 416, 608))
"""Sizes of inputs that are taken for each other: ImageNet's crop, AlexNet's and the uncropped image; Inception's;
MNIST's with LeNet's border and without; those that YOLO is run on."""

V1 = "with strides in the 1x1 convolutions, as ResNet v1 has them"
V1_5 = "with strides behind the 1x1 convolutions, as ResNet v1.5 has them"

MOST_SWAPPED = 4
"""How many pairs of layers are tried with their strides exchanged."""


def _run_again(claimed: Claimed, seen: Seen, statement: str = "") -> Iterator[Miscount]:
    """The count or shape in a run of the network as it was seen."""
    graph, run = claimed.network.report.graph, claimed.network.run(seen)
    outputs = run.outputs
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
            yield from reseen(claimed, Counted(claimed.op, run.arguments(layer), shape, output), statement)


def other_input(claimed: Claimed) -> Iterator[Miscount]:
    """Counts and shapes with an input of another size that is taken for the network's."""
    inputs = list(claimed.network.report.inputs.values())
    sizes = {axis for shape in inputs for axis in shape[1:]}
    if len(sizes) != 1 or any(len(shape) != 3 for shape in inputs):
        return
    own = sizes.pop()
    for size in dict.fromkeys(size for alike in ALIKE if own in alike for size in alike if size != own):
        shape = (inputs[0][0], size, size)
        statement = f"with input {show_shape(shape)}"
        if claimed.metric == INPUT and claimed.row is None:
            yield Miscount(shape, None, statement)
        else:
            yield from _run_again(claimed, Seen(size), statement)


def other_rounding(claimed: Claimed, ceil_mode: bool) -> Iterator[Miscount]:
    """Counts and shapes with all pools of the network rounding the other way."""
    known = claimed.network.roundings
    return _run_again(claimed, Seen(ceil_mode=ceil_mode)) if (not ceil_mode) in known else iter(())


def other_strides(claimed: Claimed) -> Iterator[Miscount]:
    """Counts and shapes with all strides of bottlenecks one convolution earlier or later, or with two strides swapped.

    ResNet strides in the 1x1 convolution of a block, and what is called v1.5 in the 3x3 convolution behind it.
    """
    network = claimed.network
    strides, runs = network.strides, []
    points = [pair for pair in network.unlike if _is_point(pair[0]) and OPS[pair[1].op].kind == CONVOLUTION]
    for stands, statement in ((0, V1), (1, V1_5)):
        runs.append(([pair for pair in points if set(strides[pair[stands].number]) == {1}], statement))
    steps = [pair for pair in network.unlike if not any(set(strides[layer.number]) == {1} for layer in pair)]
    for first, second in steps[:MOST_SWAPPED]:
        runs.append(([(first, second)], f"with the strides of {first.path} and {second.path} swapped"))
    for pairs, statement in runs:
        if pairs:
            numbers = [(pair[0].number, pair[1].number) for pair in pairs]
            swapped = ((one, strides[other]) for pair in numbers for one, other in (pair, pair[::-1]))
            yield from _run_again(claimed, Seen(strides=tuple(swapped)), statement)
    uneven = tuple((number, Size(stride[::-1])) for number, stride in strides.items() if len(set(stride)) > 1)
    if uneven:
        yield from _run_again(claimed, Seen(strides=uneven), "with the strides of the axes swapped")


def _is_point(layer: Layer) -> bool:
    kernel = layer.arguments["kernel_size"]
    return OPS[layer.op].kind == CONVOLUTION and isinstance(kernel, Size) and set(kernel) == {1}


def before_pool(claimed: Claimed) -> Iterator[Miscount]:
    """A layer's count or shape on the size before the pool in front of it; a pool's own output left as it came in."""
    row, op = claimed.layer, claimed.op
    if row is None or row.number is None or op is None or not claimed.counts(row):
        return
    graph = claimed.network.report.graph
    layer = graph.layers[row.number]
    if op.kind == POOLING:
        if claimed.metric != INPUT and layer.output != row.input:
            unpooled = Counted(OPS["identity"], {}, row.input, row.input)
            yield from reseen(claimed, unpooled, f"the size before {row.path}")
        return
    passed, before = passed_before(graph, layer)
    if before.op not in OPS or OPS[before.op].kind != POOLING:
        return
    shape = graph.layers[before.inputs[0]].output
    try:
        for between in reversed(passed):
            shape = OPS[between.op].cost(between.arguments, shape).output
        seen = Counted(op, row.arguments, shape, op.cost(row.arguments, shape).output)
    except LayerError:
        return
    yield from reseen(claimed, seen, f"on the size before {before.path}")

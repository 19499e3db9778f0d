"""Layers behind a tensor of other sizes than they were walked for: the same layers, of which only the sizes differ."""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.costs.arguments import LayerError
from convcalc.costs.joins import JoinError, joined
from convcalc.costs.op import Cost, Shape
from convcalc.costs.ops import JOINS, OPS
from convcalc.network.graph import Layer
from convcalc.network.walk.layers import cost


def resized(layers: Sequence[Layer], before: int, read: Layer, first: int) -> list[Layer] | None:
    """The layers, numbered from `first` on, that read `read` where these read the layer `before`, and each other.

    None where one reads another layer, can't be, or puts out other channels: what follows may then not be the same.
    """
    if not layers:
        return []
    shift = first - layers[0].number
    by_number = {before: read}
    made: list[Layer] = []
    for like in layers:
        inputs = [by_number[number] for number in like.inputs if number in by_number]
        if like.original is not None or len(inputs) < len(like.inputs):
            return None
        found = _cost(like, [layer.output for layer in inputs])
        if found is None or found.output[0] != like.output[0] or len(found.output) != len(like.output):
            return None
        layer = like.again(like.number + shift, like.parent, tuple([one.number for one in inputs]))
        layer.output, layer.params, layer.macs = found.output, found.params, found.macs
        layer.unread = found.unread
        by_number[like.number] = layer
        made.append(layer)
    return made


def _cost(like: Layer, shapes: list[Shape]) -> Cost | None:
    """What a layer with the arguments of another one comes to; None where it is not certain or can't be.

    What it reads has as many axes as what the other one reads, which so it takes too.
    """
    try:
        if like.op in JOINS:
            return Cost(joined(like.op, shapes, like.arguments), 0, 0, ())
        if len(shapes) != 1:
            return None
        op, (shape,) = OPS[like.op], shapes
        return Cost(shape, 0, 0, ()) if op.changes_nothing else cost(op, like.arguments, shape)
    except (JoinError, LayerError):
        return None

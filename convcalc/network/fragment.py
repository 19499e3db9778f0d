"""The memory of a part of a network that stands between two tensors: nothing else of the network is alive in it.

The most that a network holds at once is the most that any such part holds, and what it writes is the sum over them.
"""

from __future__ import annotations

from collections.abc import Sequence

from convcalc.language.tuples import NamedTuple
from convcalc.network.graph import INPUT, Graph, Layer
from convcalc.network.liveness import Liveness, contents_of

Output = tuple[int, bool]
"""A layer of which the network puts out what it makes, and whether a side branch does."""


class Held(NamedTuple):
    """The tensor between two parts: how many values it has where it stands, and whether something has read it."""

    values: int
    is_read: bool


class Fragment(NamedTuple):
    """The values that a part writes, those of the inputs left out, the most that it holds, and the tensor behind it."""

    forward: int
    peak: int
    held: Held


def fragment(layers: Sequence[Layer], before: int, held: Held | None, outputs: Sequence[Output], last: int) -> Fragment:
    """The memory of layers behind the layer `before`, whose tensor is `held`; None where they begin with the inputs.

    `outputs` are what the network puts out, `last` is the layer before the next part.
    """
    graph = Graph()
    numbers: dict[int, int] = {}
    if held is not None:
        numbers[before] = 0
        crossing = Layer(0, "", graph.root, INPUT, "", None)
        crossing.output = (held.values,)
        graph.layers.append(crossing)
    for layer in layers:
        numbers[layer.number] = len(graph.layers)
        inputs = tuple([numbers[number] for number in layer.inputs])
        graph.layers.append(layer.again(len(graph.layers), graph.root, inputs))
    end = numbers[last]
    put_out = {end} | {numbers[number] for number, _ in outputs if number in numbers}
    kept = {end} | {numbers[number] for number, side in outputs if number in numbers and not side}
    graph.outputs = {str(number): number for number in put_out}
    graph.main_outputs = {str(number): number for number in kept}
    contents, readers = contents_of(graph)
    is_read = readers[contents[end]] > sum(contents[number] == contents[end] for number in put_out)
    if held is not None and held.is_read:
        is_read = is_read or contents[end] == contents[0]
        graph.outputs["before"] = 0
    liveness = Liveness(graph)
    run = [layer.number for layer in graph.layers if layer.op != INPUT and not layer.side]
    return Fragment(
        sum(liveness.values[number] for number in run if liveness.is_made(number)),
        max((liveness.alive[number] for number in run), default=liveness.alive[end]),
        Held(liveness.values[liveness.makers[end]], is_read),
    )

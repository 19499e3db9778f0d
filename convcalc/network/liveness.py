"""Which tensors a network holds at once: who makes each of them, and until when it is needed.

A tensor is alive from the layer that makes it until the last layer that reads it has run; what the network puts out
lives to its end. While a layer runs, what it reads and what it puts out are alive together. All numbers are values for
one image. Source: liveness of variables, Aho, Lam, Sethi, Ullman 2006, Compilers, 8.4.2, for code without branches.
"""

from __future__ import annotations

from collections.abc import Iterable

from convcalc.costs.op import IN_PLACE, VIEW
from convcalc.costs.ops import OPS
from convcalc.network.graph import INPUT, Graph

MAXIMUM_HELD = 1_000_000
"""The tensors that are listed at most, of all layers together."""


class Liveness:
    """The tensors of a graph in the order in which it runs. All lists have an entry for each layer, by its number.

    `makers` is the layer that made the tensor in which the output of a layer stands: itself, or where it works in
    place an earlier one. `values` is the size of its output. `last` is the last layer that needs the tensor a layer
    made; the number of layers where that lives to the end. `alive` is the sum of what is held while a layer runs, 0 for
    side branches, which inference leaves out; `peak` the first layer at which that is greatest.
    """

    __slots__ = ("alive", "graph", "last", "makers", "peak", "values")

    def __init__(self, graph: Graph, in_place: bool = True) -> None:
        self.graph = graph
        self.values = [layer.values for layer in graph.layers]
        self.makers = _makers(graph) if in_place else list(range(len(graph.layers)))
        self.last = self._last_readers()
        self.alive = self._sums()
        run = [layer.number for layer in graph.layers if layer.op != INPUT and not layer.side]
        self.peak = max(run, key=self.alive.__getitem__, default=graph.final)

    def is_made(self, number: int) -> bool:
        """Whether a layer makes a tensor of its own."""
        return self.makers[number] == number

    def held(self, numbers: Iterable[int]) -> dict[int, list[int]]:
        """For each of these layers of the main network, the makers of the tensors that are held while it runs.

        Raises ValueError where that would be more than a list can show.
        """
        asked = set(numbers)
        held: dict[int, None] = {}
        freed: dict[int, list[int]] = {}
        found: dict[int, list[int]] = {}
        room = MAXIMUM_HELD
        for number in range(max(asked, default=-1) + 1):
            if not self.graph.layers[number].side and self.is_made(number):
                held[number] = None
                freed.setdefault(self.last[number], []).append(number)
            if number in asked:
                room -= len(held)
                if room < 0:
                    raise ValueError(f"these layers hold more than {MAXIMUM_HELD:,} tensors (name fewer layers)")
                found[number] = list(held)
            for maker in freed.pop(number, ()):
                del held[maker]
        return found

    def _last_readers(self) -> list[int]:
        last = list(range(len(self.makers)))
        for layer in self.graph.layers:
            if not layer.side:
                for number in (*layer.inputs, layer.number):
                    last[self.makers[number]] = layer.number
        for number in self.graph.main_outputs.values():
            last[self.makers[number]] = len(self.makers)
        return last

    def _sums(self) -> list[int]:
        """The running sum: a tensor is added where it is made, and taken off behind the last layer that needs it."""
        alive = [0] * len(self.makers)
        freed = [0] * (len(self.makers) + 1)
        held = 0
        for layer in self.graph.layers:
            number = layer.number
            if layer.side:
                continue
            if self.is_made(number):
                held += self.values[number]
                freed[self.last[number]] += self.values[number]
            alive[number] = held
            held -= freed[number]
        return alive


def contents_of(graph: Graph) -> tuple[list[int], list[int]]:
    """For each layer the first one that put out the same values, and how often what it puts out is read.

    An output of the network is read by whoever asked for it.
    """
    contents: list[int] = []
    readers = [0] * len(graph.layers)
    for layer in graph.layers:
        op = OPS.get(layer.op)
        if op is not None and op.held == VIEW:
            contents.append(contents[layer.inputs[0]])
            continue
        contents.append(layer.number)
        for number in layer.inputs:
            readers[contents[number]] += 1
    for number in graph.outputs.values():
        readers[contents[number]] += 1
    return contents, readers


def _makers(graph: Graph) -> list[int]:
    """Whose tensor each layer's output stands in.

    A layer that may overwrite its input does so where nobody else reads that, before or after: a skip connection from
    before a relu keeps what it reads, and so do the gradients of whoever read it. What only hands its input on shares
    its tensor in any case.
    """
    contents, readers = contents_of(graph)
    makers: list[int] = []
    for layer in graph.layers:
        op = OPS.get(layer.op)
        held = op.held if op is not None else ""
        shared = held == VIEW or (held == IN_PLACE and readers[contents[layer.inputs[0]]] == 1)
        makers.append(makers[layer.inputs[0]] if shared else layer.number)
    return makers

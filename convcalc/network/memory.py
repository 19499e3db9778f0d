"""What a network needs in memory: the sums that people give, and what inference and training come to in bytes.

The model counts tensors and parameters, nothing else: no workspace of an algorithm, no fragmentation, nothing that a
framework keeps for itself, no gradients of activations on their way back, no masks or indices that a layer notes for
them, and no buffers, such as a batch norm's running statistics.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from convcalc.language.work import count
from convcalc.network.graph import Graph, Layer
from convcalc.network.liveness import Liveness

DTYPES = {"float32": 4, "float16": 2, "bfloat16": 2, "int8": 1, "float64": 8}
"""The bytes of a value."""

FLOAT32 = "float32"

INFERENCE = "inference"
TRAINING = "training"

OPTIMIZERS = {"sgd": (1, 0), "momentum": (1, 1), "adam": (1, 2), "none": (0, 0)}
"""For each weight, how many numbers a training step keeps besides: gradients, and the optimizer's state.

Momentum keeps a velocity (Polyak 1964), Adam the first and second moments (Kingma and Ba 2015), plain gradient descent
nothing; with `none` the weights are frozen, and have no gradients either.
"""

IN_PLACE = "relu and its kin, dropout, identity, flatten"
"""What may stand in the memory of its input; the op table says it of each op."""


class Memory:
    """The sums of a graph, in values for one image. Side branches count in `side_...` alone.

    `forward` is what a forward pass writes, the input included, and what works in place counted once, as the CS231n
    notes add up a network; `stored` counts the output of every layer. `peak` is the most that inference holds at once.
    """

    __slots__ = ("forward", "graph", "liveness", "peak", "side_forward", "side_weights", "stored", "weights")

    def __init__(self, graph: Graph, in_place: bool = True) -> None:
        self.graph = graph
        self.liveness = Liveness(graph, in_place)
        main = [layer for layer in graph.layers if not layer.side]
        side = [layer for layer in graph.layers if layer.side]
        self.forward = self.made(main)
        self.side_forward = self.made(side)
        self.stored = sum(self.liveness.values[layer.number] for layer in main)
        self.weights = sum(layer.params for layer in main)
        self.side_weights = sum(layer.params for layer in side)
        self.peak = self.liveness.alive[self.liveness.peak]
        count(len(graph.layers))

    @property
    def forward_backward(self) -> int:
        """The forward sum twice: for each value a gradient."""
        return 2 * self.forward

    def made(self, layers: Iterable[Layer]) -> int:
        """The values of the tensors that these layers make."""
        liveness = self.liveness
        return sum(liveness.values[layer.number] for layer in layers if liveness.is_made(layer.number))


class Storage(NamedTuple):
    """A part of what is needed: so many values of `size` bytes each, for each image or once."""

    name: str
    values: int
    size: int
    per_image: bool = False

    def bytes(self, batch: int = 1) -> int:
        """The bytes for a batch."""
        return self.values * self.size * (batch if self.per_image else 1)


class Need:
    """The bytes that inference or training takes, part by part: `fixed` once, and `per_image` for each image."""

    __slots__ = ("fixed", "name", "parts", "per_image")

    def __init__(self, name: str, parts: list[Storage]) -> None:
        self.name = name
        self.parts = parts
        self.fixed = sum(part.bytes() for part in parts if not part.per_image)
        self.per_image = sum(part.bytes() for part in parts if part.per_image)

    def bytes(self, batch: int = 1) -> int:
        """The bytes for a batch."""
        return self.fixed + batch * self.per_image

    def largest_batch(self, limit: int) -> int:
        """The most images that fit in `limit` bytes: ⌊(limit − fixed)/per image⌋, 0 where not even one does."""
        return max(0, (limit - self.fixed) // self.per_image)


def inference(memory: Memory, dtype: str = FLOAT32, weight_dtype: str = FLOAT32) -> Need:
    """What it takes to run the main network: all its weights, and the most activations that are alive at once."""
    weights = Storage("weights", memory.weights, DTYPES[weight_dtype])
    return Need(INFERENCE, [weights, Storage("peak of activations", memory.peak, DTYPES[dtype], True)])


def training(memory: Memory, optimizer: str, dtype: str = FLOAT32, weight_dtype: str = FLOAT32) -> Need:
    """What it takes to train the network, side branches included.

    Weights, gradients and the optimizer's state are in the weights' dtype. Every tensor of the forward pass is kept for
    the backward pass.
    """
    weights = memory.weights + memory.side_weights
    kept = memory.forward + memory.side_forward
    size = DTYPES[weight_dtype]
    gradients, state = OPTIMIZERS[optimizer]
    parts = [
        Storage("weights", weights, size),
        Storage("gradients", gradients * weights, size),
        Storage("optimizer state", state * weights, size),
        Storage("activations kept", kept, DTYPES[dtype], True),
    ]
    return Need(TRAINING, parts)

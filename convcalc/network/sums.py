"""What layers come to together: sums of the main network by kind of layer, and those of side branches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from convcalc.costs.op import CONVOLUTION, JOIN, LINEAR
from convcalc.costs.ops import OPS
from convcalc.network.graph import INPUT, Layer

WEIGHTED = (CONVOLUTION, LINEAR)


class KindSum:
    """What the layers of one kind (convolution, linear, ...) have together."""

    __slots__ = ("kind", "layers", "macs", "params")

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.layers = 0
        self.params = 0
        self.macs = 0


class Sums:
    """The sums of layers; MACs, activations and neurons are those of `batch` images.

    `kinds` stand in the order in which they first come. All but `side_params` and `side_macs` are the main network's;
    the network's inputs count in none.
    """

    __slots__ = ("activations", "kinds", "neurons", "side_macs", "side_params")

    def __init__(self, layers: Iterable[Layer], batch: int = 1) -> None:
        kinds: dict[str, KindSum] = {}
        self.activations = self.neurons = self.side_params = self.side_macs = 0
        for layer in layers:
            if layer.side:
                self.side_params += layer.params
                self.side_macs += layer.macs * batch
            elif layer.op != INPUT:
                name = kind_of_layer(layer)
                kind = kinds.get(name) or kinds.setdefault(name, KindSum(name))
                kind.layers += 1
                kind.params += layer.params
                kind.macs += layer.macs * batch
                values = layer.values * batch
                self.activations += values
                self.neurons += values if name in WEIGHTED else 0
        self.kinds = list(kinds.values())

    @property
    def params(self) -> int:
        """The parameters of the main network."""
        return sum(kind.params for kind in self.kinds)

    @property
    def macs(self) -> int:
        """The MACs of the main network."""
        return sum(kind.macs for kind in self.kinds)

    @property
    def layers(self) -> int:
        """The layers of the main network, joins included."""
        return sum(kind.layers for kind in self.kinds)

    @property
    def weighted_layers(self) -> int:
        """The convolutions and linear layers of the main network."""
        return sum(kind.layers for kind in self.kinds if kind.kind in WEIGHTED)


def kind_of_layer(layer: Layer) -> str:
    """The kind of a layer's op; a join is of its own."""
    op = OPS.get(layer.op)
    return op.kind if op is not None else JOIN


def depths_of(layers: Iterable[Layer], before: Sequence[int] = ()) -> list[int]:
    """For each layer of a network the weighted layers on the longest path to its output.

    `layers` are those behind the ones whose depths are known from `before`.
    """
    depths = list(before)
    for layer in layers:
        own = int(kind_of_layer(layer) in WEIGHTED)
        depths.append(own + max((depths[number] for number in layer.inputs), default=0))
    return depths


def deepest(layers: Iterable[Layer], depths: Sequence[int]) -> int:
    """The greatest depth of these layers of the main network."""
    return max((depths[layer.number] for layer in layers if not layer.side and layer.op != INPUT), default=0)

"""The metrics that follow from others, or that are worked out only when asked for: receptive fields and memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convcalc.language.values import Size
    from convcalc.network.graph import Graph
    from convcalc.network.memory import Memory
    from convcalc.network.receptive_field import Fields

BYTES = 4
"""Of a value as float32."""


class Measured:
    """What rows and reports have alike: metrics that follow from `params` and `macs`, and those of receptive fields,
    which are values along each axis."""

    __slots__ = ()

    params: int
    macs: int

    @property
    def flops(self) -> int:
        """2·MACs: a multiplication and an addition each."""
        return 2 * self.macs

    @property
    def weight_bytes(self) -> int:
        """The bytes of the parameters as float32."""
        return BYTES * self.params

    @property
    def fields(self) -> Fields:
        """The receptive fields of the network."""
        raise NotImplementedError

    @property
    def field_number(self) -> int | None:
        """The layer, by its number, whose receptive field is its own; None where there is none."""
        raise NotImplementedError

    def along(self, metric: str) -> Size:
        """A metric of its receptive field along each axis; empty where that is not defined."""
        return self.fields.value(self.field_number, metric)

    @property
    def receptive_field(self) -> Size:
        """The pixels of the input from the first to the last that a unit reads."""
        return self.along("receptive_field")

    @property
    def jump(self) -> Size:
        """The pixels of the input from one unit to the next."""
        return self.along("jump")

    @property
    def start(self) -> Size:
        """The centre of what the first unit reads."""
        return self.along("start")

    @property
    def effective_padding(self) -> Size:
        """The pixels that the first unit reads before the input's edge."""
        return self.along("effective_padding")


class WorkedOut(Measured):
    """The receptive fields and the memory of a network, each worked out when it is first asked for.

    Memory is that of `batch` images. `ignore_global` leaves out of receptive fields what reads everything.
    """

    __slots__ = ("_fields", "_memory", "batch", "graph", "ignore_global")

    def __init__(self, graph: Graph, batch: int = 1) -> None:
        self.graph = graph
        self.batch = batch
        self.ignore_global = False
        self._fields: Fields | None = None
        self._memory: Memory | None = None

    @property
    def memory(self) -> Memory:
        """Its sums of tensors, for one image."""
        if self._memory is None:
            from convcalc.network.memory import Memory

            self._memory = Memory(self.graph)
        return self._memory

    @property
    def fields(self) -> Fields:
        """The receptive fields of its layers."""
        if self._fields is None or self._fields.ignore_global != self.ignore_global:
            from convcalc.network.receptive_field import Fields

            self._fields = Fields(self.graph, self.ignore_global)
        return self._fields

    @property
    def field_number(self) -> int:
        """The layer whose receptive field is the network's: with `ignore_global` the last before it became global."""
        return self.fields.last_local(self.graph.final) if self.ignore_global else self.graph.final

    @property
    def forward_activations(self) -> int:
        """The values of the input and of every output, those that overwrite their input counted once."""
        return self.memory.forward * self.batch

    @property
    def forward_backward_activations(self) -> int:
        """Those of the forward pass, and a gradient for each."""
        return self.memory.forward_backward * self.batch

    @property
    def stored_activations(self) -> int:
        """The values of the input and of every output."""
        return self.memory.stored * self.batch

    @property
    def peak_activations(self) -> int:
        """The most values that inference holds at once."""
        return self.memory.peak * self.batch

    @property
    def peak_bytes(self) -> int:
        """The bytes of the parameters and of the most values that inference holds at once, as float32."""
        return BYTES * (self.params + self.peak_activations)
